//! What nobody may at a scope, whatever roles there are: deny assignments and locks.

use super::sheet::Sheet;
use crate::model::{DenyAssignment, Lock, Permission};
use crate::value::{ActionPattern, Scope, listing};
use crate::world::World;

/// The deny assignments and the locks that count at a scope, the nearest first: those on it and those that reach it from
/// above.
pub(super) fn prohibitions(sheet: &mut Sheet, world: &World, scope: &Scope) {
    let mut denials = Vec::new();
    for above in world.ancestors(scope) {
        let reaches = |it: &&DenyAssignment| above == *scope || !it.do_not_apply_to_child_scopes;
        let made = world.deny_assignments_at(&above).filter(reaches);
        let mut lines: Vec<String> = made.map(|it| denial(world, it, scope)).collect();
        lines.sort();
        denials.extend(lines);
    }
    sheet.list("denied at it", denials);
    let locks = world.locks_over(scope).map(|it| lock(world, it, scope));
    sheet.list("locks", locks);
}

/// `keep: denies everybody but bob */delete, not Microsoft.Authorization/locks/delete; not below it`, and
/// where it is inherited from.
fn denial(world: &World, it: &DenyAssignment, scope: &Scope) -> String {
    let name = match &it.deployment_stack {
        Some(stack) => format!("deployment stack {}", stack.name()),
        None => it.name.to_string(),
    };
    let denied: Vec<String> = it.permissions.iter().map(block).collect();
    let below = match it.do_not_apply_to_child_scopes {
        true => "; not below it",
        false => "",
    };
    let (whom, from) = (world.denied(it), from(world, &it.scope, scope));
    format!(
        "{name}: denies {whom} {}{below}{from}",
        denied.join(", and ")
    )
}

/// What a block includes, of both planes, and what it excepts.
fn block(it: &Permission) -> String {
    let all = |control: &[ActionPattern], data: &[ActionPattern]| -> Vec<String> {
        let control = control.iter().map(ToString::to_string);
        let data = data.iter().map(|it| format!("{it} (data)"));
        control.chain(data).collect()
    };
    let included = listing(&all(&it.actions, &it.data_actions));
    match all(&it.not_actions, &it.not_data_actions).as_slice() {
        [] => included,
        excepted => format!("{included}, not {}", listing(excepted)),
    }
}

/// `keep (CanNotDelete)`, and where it is inherited from.
fn lock(world: &World, it: &Lock, scope: &Scope) -> String {
    let from = from(world, &it.scope, scope);
    format!("{} ({}){from}", it.name, it.level)
}

fn from(world: &World, made_at: &Scope, scope: &Scope) -> String {
    match made_at == scope {
        true => String::new(),
        false => format!(", from {}", world.name_of(made_at)),
    }
}
