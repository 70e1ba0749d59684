//! Resources, subscriptions and management groups move.

use super::places::{
    check_level, existing_group, invalid, is_management_group, is_subscription, level_below, parent,
};
use super::{Planned, existing_of, served_again};
use crate::model::Reference;
use crate::value::{Scope, ScopeLevel};
use crate::world::state::{Node, NodeKind};
use crate::world::{Consequence, OrphanCause, Refusal, World};

/// A subscription goes to another management group; staying where it is changes nothing.
pub(super) fn move_subscription(
    world: &World,
    subscription: &Reference,
    to: &Reference,
) -> Planned {
    let (scope, node) = existing_of(world, subscription, "a subscription", is_subscription)?;
    let to = parent(world, Some(to))?;
    change_parent(world, scope, node, to)
}

/// A management group goes under another one with everything in it, unless it would come to be below itself or something in
/// it too deep; the tenant's root group stays (F6.4).
pub(super) fn move_management_group(world: &World, group: &Reference, to: &Reference) -> Planned {
    let (scope, node) = existing_of(world, group, "a management group", is_management_group)?;
    if world.state.root_group.as_ref() == Some(&scope) {
        return Err(Refusal::NotMovable {
            what: format!("`{group}`"),
            why: "it is the tenant's root group, which is above all others (F6.4)",
        });
    }
    let to = parent(world, Some(to))?;
    if world.ancestors(&to).contains(&scope) {
        return Err(Refusal::ManagementGroupCycle {
            name: group.to_string(),
            above: world.name_of(&to),
        });
    }
    // How much deeper it lies then, or less deep.
    let level = level_below(world, &to);
    let before = level_of(world, &scope);
    for (below, node) in below(world, &scope) {
        if is_management_group(&node.kind) {
            let name = world.name_of(below);
            check_level(&name, level_of(world, below) - before + level)?;
        }
    }
    change_parent(world, scope, node, to)
}

/// The level that a management group has.
fn level_of(world: &World, group: &Scope) -> usize {
    level_below(world, group) - 1
}

/// A management group or subscription, and every one below it.
fn below<'w>(world: &'w World, top: &'w Scope) -> impl Iterator<Item = (&'w Scope, &'w Node)> {
    world.nodes().filter(|(scope, node)| {
        let is_container = is_management_group(&node.kind) || is_subscription(&node.kind);
        is_container && world.ancestors(scope).contains(top)
    })
}

fn change_parent(world: &World, scope: Scope, node: &Node, to: Scope) -> Planned {
    match &node.kind {
        NodeKind::Subscription { parent: from } | NodeKind::ManagementGroup { parent: from }
            if *from != to =>
        {
            check_roles_in_reach(world, &scope, &to)?;
            Ok(vec![Consequence::ParentChanged {
                scope,
                from: from.clone(),
                to,
            }])
        }
        _ => Ok(Vec::new()),
    }
}

/// Azure refuses a move that would take an assignment of a custom role out of the role's assignable scopes: see
/// "breaking the role definition and assignment hierarchy path" in Microsoft's overview of management groups.
fn check_roles_in_reach(world: &World, moved: &Scope, to: &Scope) -> Result<(), Refusal> {
    let mut above = world.ancestors(to);
    // The root group is above what says nothing of a group.
    above.extend(
        world
            .state
            .root_group
            .clone()
            .filter(|_| *to == Scope::root()),
    );
    let ids = below(world, moved).flat_map(|(scope, _)| world.index.assignments_at_or_below(scope));
    for it in ids.filter_map(|id| world.role_assignment(id)) {
        let Some(role) = world.role_by_id(it.role) else {
            continue;
        };
        // What is above it and moves along stays above it.
        let chain = world.ancestors(&it.scope);
        let along = chain.iter().position(|at| at == moved);
        let along = chain.get(..=along.unwrap_or_default()).unwrap_or_default();
        let reaches = |it: &Scope| along.contains(it) || above.contains(it);
        if !role.assignable_scopes.iter().any(reaches) {
            return Err(Refusal::NotAssignableHere {
                role: role.role_name.to_string(),
                scope: world.name_of(&it.scope),
                why: "it is now, and the move would take it out of the role's assignable scopes"
                    .to_owned(),
            });
        }
    }
    Ok(())
}

/// A resource goes to another resource group with its children and its identity; the assignments made on it stay
/// behind, orphaned (F1.13, F1.14).
pub(super) fn move_resource(world: &World, resource: &Reference, to: &Reference) -> Planned {
    let (from, _) = existing_of(world, resource, "a resource", |kind| {
        matches!(kind, NodeKind::Resource { .. } | NodeKind::Identity { .. })
    })?;
    move_to(world, &from, &existing_group(world, to)?)
}

/// All of them go or none does.
pub(super) fn move_resources(world: &World, from: &Reference, to: &Reference) -> Planned {
    let (from, to) = (existing_group(world, from)?, existing_group(world, to)?);
    let mut out = Vec::new();
    for (scope, _) in world.state.at_or_below(&from) {
        if scope.level() == ScopeLevel::Resource {
            out.extend(move_to(world, scope, &to)?);
        }
    }
    Ok(out)
}

fn move_to(world: &World, from: &Scope, group: &Scope) -> Planned {
    let not_movable = |why| Refusal::NotMovable {
        what: format!("`{}`", world.name_of(from)),
        why,
    };
    if from.level() != ScopeLevel::Resource {
        return Err(not_movable("it goes with the resource that it is part of"));
    }
    // User-assigned identities cannot move at all (F2.12).
    if world
        .state
        .at_or_below(from)
        .any(|(_, node)| matches!(node.kind, NodeKind::Identity { .. }))
    {
        return Err(not_movable("make a new one where it is needed (F2.12)"));
    }
    // Staying where it is changes nothing.
    if from.parent().as_ref() == Some(group) {
        return Ok(Vec::new());
    }
    if world.locks_within(from).next().is_some() {
        return Err(Refusal::NotModelled {
            feature: "what becomes of a lock on a resource that moves (F6.7.1)",
        });
    }
    let mut out = Vec::new();
    for (scope, node) in world.state.at_or_below(from) {
        // Of this very spelling: letters of another case may have another length.
        let old_group = scope
            .resource_group()
            .ok_or_else(|| not_movable("it is in no resource group"))?;
        let path = scope
            .as_str()
            .get(old_group.as_str().len() + 1..)
            .unwrap_or_default();
        let to = group
            .child(path)
            .map_err(|error| invalid(&path.into(), error))?;
        if world.state.nodes.contains_key(&to) {
            return Err(Refusal::AlreadyExists {
                what: format!("`{to}`"),
            });
        }
        let again = world.is_known(&to);
        let outdated = (world.is_outdated_by_moving(node) && !node.has_outdated_reference())
            .then(|| Consequence::ReferenceOutdated { host: to.clone() });
        out.push(Consequence::ScopeMoved {
            from: scope.clone(),
            to,
            again,
        });
        out.extend(outdated);
    }
    for id in world.index.assignments_at_or_below(from) {
        // One that serves nobody already does not lose anything.
        let serving = world
            .role_assignment(id)
            .filter(|it| world.orphan_cause(it).is_none());
        if let Some(assignment) = serving.cloned() {
            let cause = OrphanCause::ScopeMoved;
            out.push(Consequence::AssignmentOrphaned { assignment, cause });
        }
    }
    // What is denied, and who is eligible, is said of a place (as roles are, F1.14).
    let denials = world.index.deny_assignments_at_or_below(from);
    let denials = denials.filter_map(|id| world.deny_assignment(id).cloned());
    out.extend(denials.map(Consequence::DenyAssignmentLeftBehind));
    let eligible = world.eligibilities().filter(|it| from.contains(&it.scope));
    out.extend(eligible.cloned().map(Consequence::EligibilityLeftBehind));
    // The resource itself comes before its children.
    if let Some(Consequence::ScopeMoved { to, .. }) = out.first() {
        let serving = served_again(world, to);
        out.extend(serving);
    }
    Ok(out)
}
