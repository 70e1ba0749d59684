//! Role assignments as a sheet lists them, each with whether it serves.

use std::collections::BTreeSet;

use super::sheet::Sheet;
use crate::model::{AccessPolicy, PrincipalId, Reference, RoleAssignment};
use crate::value::{Phase, Scope};
use crate::world::{OrphanCause, World};

/// The roles that a principal holds itself, then those of its groups; that it holds none is worth saying.
pub(super) fn held(sheet: &mut Sheet, world: &World, id: PrincipalId) {
    let own = lines_of(world, id);
    let groups: BTreeSet<PrincipalId> = world.groups_of(id).map(|(group, _)| group).collect();
    let through = groups.into_iter().flat_map(|group| {
        let name = world.name_of_principal(group);
        lines_of(world, group)
            .into_iter()
            .map(move |line| format!("{line}, through {name}"))
    });
    let mut through: Vec<String> = through.collect();
    through.sort();
    if own.is_empty() && through.is_empty() {
        sheet.fact("roles", "none");
    }
    sheet.list("roles", own);
    sheet.list("roles through groups", through);
    sheet.list("access policies", policies_of(world, id));
}

/// `kv1: secrets get list (void)`, for each access policy that a principal itself has (F9.1).
fn policies_of(world: &World, id: PrincipalId) -> Vec<String> {
    let vaults = world.nodes().map(|(scope, _)| scope);
    let on = |vault| policies_at(world, vault).into_iter();
    let mut lines: Vec<String> = vaults
        .flat_map(|vault| on(vault).map(move |it| (vault, it)))
        .filter(|(_, (of, _))| *of == id)
        .map(|(vault, (_, line))| format!("{}: {line}", world.name_of(vault)))
        .collect();
    lines.sort();
    lines
}

/// The access policies of a vault, by whose they are, each with what it permits and whether it is void.
pub(super) fn policies_at(world: &World, vault: &Scope) -> Vec<(PrincipalId, String)> {
    let void = match world.has_access_policies(vault) {
        true => "",
        false => " (void)",
    };
    let line = |permissions| {
        let policy = AccessPolicy::new(Reference::from(""), permissions);
        format!("{policy}{void}")
    };
    let policies = world.access_policies_of(vault);
    policies.map(|(id, it)| (id, line(it))).collect()
}

/// `Key Vault Secrets User at kv1 (effective)`, for each assignment that a principal itself holds.
pub(super) fn lines_of(world: &World, id: PrincipalId) -> Vec<String> {
    let line = |it: &RoleAssignment| {
        let (state, condition) = (state(world, it), condition(it));
        format!("{} ({state}){condition}", world.describe_assignment(it))
    };
    let mut lines: Vec<String> = world.assignments_of(id).map(line).collect();
    lines.sort();
    lines
}

/// The roles that are assigned at exactly this scope.
pub(super) fn made_at(sheet: &mut Sheet, world: &World, scope: &Scope) {
    let line = |it: &RoleAssignment| {
        let role = world.name_of_role(it.role);
        let (who, state) = (world.describe_principal(it.principal), state(world, it));
        format!("{who} has {role} ({state}){}", condition(it))
    };
    let mut lines: Vec<String> = world.assignments_at(scope).map(line).collect();
    lines.sort();
    sheet.list("roles assigned at it", lines);
}

/// The condition in one line, with the ends of the paths of its attributes only.
fn condition(it: &RoleAssignment) -> String {
    match &it.condition {
        Some(condition) => format!(" under the condition {}", condition.expression().short()),
        None => String::new(),
    }
}

/// Whether an assignment serves, and if not, why.
fn state(world: &World, it: &RoleAssignment) -> String {
    match world.orphan_cause(it) {
        Some(OrphanCause::PrincipalDeleted) => {
            return "orphaned: its principal was deleted".to_owned();
        }
        Some(OrphanCause::ScopeMoved) => {
            return "orphaned: what was at its scope moved away".to_owned();
        }
        None => {}
    }
    let phase = world.clock().map(|now| it.effective.at(now));
    let when = it.effective.in_words();
    match phase {
        Some(Phase::NotYet) => format!("not yet effective:{when}"),
        Some(Phase::Over) => format!("expired:{when}"),
        Some(Phase::Effective) | None => format!("effective{when}"),
    }
}
