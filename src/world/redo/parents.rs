//! What subscriptions and management groups inherit no more, or newly, that go under another management group (F6.4).

use super::{Affected, Change, Consequence, Lost, Redo, World};
use crate::model::RoleAssignment;
use crate::value::Scope;

/// What was said above has to be said of what moved. What is said above now may not be meant.
pub(super) fn redo(world: &World, change: &Change, redo: &mut Vec<Redo>) {
    let mut lost = Lost { world, redo };
    for consequence in change.consequences() {
        let Consequence::ParentChanged { scope, from, to } = consequence else {
            continue;
        };
        let (before, after) = (chain(world, from), chain(world, to));
        for above in before.iter().filter(|it| !after.contains(it)) {
            for it in world.assignments_at(above).filter(|it| serves(world, it)) {
                lost.assignment(it, scope);
            }
            for it in world.eligibilities().filter(|it| it.scope == *above) {
                lost.eligibility(it, scope);
            }
            let denials = world.deny_assignments_at(above);
            for it in denials.filter(|it| !it.do_not_apply_to_child_scopes) {
                lost.denial(it, scope);
            }
        }
        for above in after.iter().filter(|it| !before.contains(it)) {
            let assignments = world.assignments_at(above);
            for it in assignments.filter(|it| serves(world, it) && !world.is_over(&it.effective)) {
                let role = world.name_of_role(it.role);
                let (who, at) = (world.called(it.principal), world.name_of(above));
                let text = format!("{who} has {role} by {at}, which was not above before");
                let what = Affected::InheritedNewly {
                    principal: it.principal,
                    role: role.into(),
                    scope: above.clone(),
                };
                lost.add(what, None, text);
            }
        }
    }
}

fn serves(world: &World, it: &RoleAssignment) -> bool {
    world.orphan_cause(it).is_none()
}

/// What is above something of this parent: the root group too, where it is said to be right below the root.
fn chain(world: &World, parent: &Scope) -> Vec<Scope> {
    let top = world.state.root_group.as_ref();
    let top = top.filter(|it| *parent == Scope::root() && world.node(it).is_some());
    world.ancestors(top.unwrap_or(parent))
}
