//! What goes when something goes, and what stays behind.

use super::{Planned, existing_of, federated_credentials, vaults};
use crate::model::{PrincipalId, Reference};
use crate::value::Scope;
use crate::world::state::{Node, NodeKind};
use crate::world::{Consequence, OrphanCause, World};

/// Something goes with everything in it: the assignments made there are removed (F6.5.5), the identities that lived
/// there are deleted, and what they held elsewhere stays, orphaned (F1.7, F1.11).
pub(super) fn delete(
    world: &World,
    reference: &Reference,
    expected: &'static str,
    is: impl Fn(&NodeKind) -> bool,
) -> Planned {
    let (root, _) = existing_of(world, reference, expected, is)?;
    let mut out: Vec<Consequence> = world
        .index
        .assignments_at_or_below(&root)
        .filter_map(|id| world.role_assignment(id).cloned())
        .map(Consequence::AssignmentRemoved)
        .collect();
    out.extend(
        world
            .index
            .deny_assignments_at_or_below(&root)
            .filter_map(|id| world.deny_assignment(id).cloned())
            .map(Consequence::DenyAssignmentRemoved),
    );
    // A deployment stack in it goes too, and with the stack what it denied elsewhere (F6.6.5).
    let of_stack = world.deny_assignments().filter(|it| {
        let mut stack = it.deployment_stack.iter();
        stack.any(|stack| root.contains(stack)) && !root.contains(&it.scope)
    });
    out.extend(of_stack.cloned().map(Consequence::DenyAssignmentRemoved));
    out.extend(
        world
            .locks_within(&root)
            .cloned()
            .map(Consequence::LockRemoved),
    );
    // Whoever is eligible where nothing is any more is so no more.
    let eligible = world.eligibilities().filter(|it| root.contains(&it.scope));
    out.extend(eligible.cloned().map(Consequence::EligibilityRemoved));
    let mut doomed: Vec<(&Scope, &Node)> = world.state.at_or_below(&root).collect();
    // Children go before what they are in.
    doomed.reverse();
    for (scope, node) in doomed {
        out.extend(detached(scope, node));
        match &node.kind {
            NodeKind::Identity {
                principal,
                federated_credentials: credentials,
                ..
            } => {
                out.extend(federated_credentials::of_deleted(scope, credentials));
                out.extend(principal_deleted(world, *principal, Some(&root)));
                out.extend(dangling(world, scope, *principal, &root));
            }
            _ => out.extend(system_assigned_within(world, scope, node, Some(&root))),
        }
        out.push(Consequence::ScopeDeleted {
            scope: scope.clone(),
            node: node.bare(),
        });
        out.extend(vaults::soft_deleted(world, scope));
    }
    Ok(out)
}

/// A resource's system-assigned identity goes, if it has one.
pub(super) fn system_assigned(world: &World, host: &Scope, node: &Node) -> Vec<Consequence> {
    system_assigned_within(world, host, node, None)
}

fn system_assigned_within(
    world: &World,
    host: &Scope,
    node: &Node,
    going: Option<&Scope>,
) -> Vec<Consequence> {
    let Some(principal) = node.own_principal() else {
        return Vec::new();
    };
    let mut out = vec![Consequence::SystemAssignedDisabled {
        host: host.clone(),
        principal,
    }];
    out.extend(principal_deleted(world, principal, going));
    out
}

/// A principal goes: it leaves its groups, its members leave it, its secrets and its security attributes go, and its
/// assignments stay orphaned but for those made at or below a scope that goes too. What the directory keeps of it, for as
/// long as it can be restored, is put by (F1.9.1).
pub(super) fn principal_deleted(
    world: &World,
    id: PrincipalId,
    going: Option<&Scope>,
) -> Vec<Consequence> {
    // Of one that stayed in another directory there is nothing here that could go (F1.15).
    if world.is_gone(id) {
        return Vec::new();
    }
    let members = world.state.members_of(id);
    let mut out: Vec<Consequence> = members
        .map(|(member, effective)| Consequence::MemberRemoved {
            group: id,
            member,
            effective,
        })
        .collect();
    out.extend(had_in_directory(world, id));
    let kept = world.keeps_of(id);
    // Of somebody who can be restored they stay as assignments do, and serve nobody: our decision (F1.9.1).
    if kept.is_none() {
        let eligible = world.eligibilities_held_by(id).cloned();
        out.extend(eligible.map(Consequence::EligibilityRemoved));
    }
    out.extend(
        world
            .principal(id)
            .cloned()
            .map(Consequence::PrincipalDeleted),
    );
    out.extend(kept.map(|kept| Consequence::PrincipalSoftDeleted {
        principal: id,
        kept: Box::new(kept),
    }));
    for assignment in world.assignments_of(id) {
        if !going.is_some_and(|going| going.contains(&assignment.scope)) {
            let cause = OrphanCause::PrincipalDeleted;
            out.push(Consequence::AssignmentOrphaned {
                assignment: assignment.clone(),
                cause,
            });
        }
    }
    out
}

/// What somebody who goes, or stays in another directory (F1.15), has there: the groups it is in, whether it administers the
/// directory, its secrets, its security attributes.
pub(super) fn had_in_directory(world: &World, id: PrincipalId) -> Vec<Consequence> {
    let mut out = Vec::new();
    for group in world.index.direct_groups_of(id) {
        if let Some(effective) = world.state.memberships.get(&(group, id)) {
            out.push(Consequence::MemberRemoved {
                group,
                member: id,
                effective: *effective,
            });
        }
    }
    if world.is_global_administrator(id) {
        let (user, to) = (id, false);
        out.push(Consequence::GlobalAdministratorChanged { user, to });
    }
    for (name, effective) in world.state.secrets_of(id) {
        out.push(Consequence::SecretRemoved {
            principal: id,
            name: name.clone(),
            effective,
        });
    }
    let attributes = world.security_attributes_of(id);
    out.extend(
        attributes.map(|(name, value)| Consequence::SecurityAttributeChanged {
            principal: id,
            name: name.clone(),
            from: Some(value.clone()),
            to: None,
        }),
    );
    out
}

/// The resources that stay go on listing the identity (F2.9). Those bound to an earlier one of its name did so before
/// (F2.11).
fn dangling(
    world: &World,
    identity: &Scope,
    principal: PrincipalId,
    going: &Scope,
) -> Vec<Consequence> {
    // One that is broken dangles already (F1.15).
    let going_now = !world.is_gone(principal);
    world
        .hosts_of(identity)
        .filter(|_| going_now)
        .filter(|host| !going.contains(host))
        .filter(|host| {
            world
                .attachments_of(host)
                .any(|it| it.identity == identity && it.principal == principal)
        })
        .map(|host| Consequence::ReferenceDangling {
            host: host.clone(),
            identity: identity.clone(),
            principal,
        })
        .collect()
}

fn detached(host: &Scope, node: &Node) -> Vec<Consequence> {
    node.attachments()
        .map(|(identity, principal)| Consequence::IdentityDetached {
            host: host.clone(),
            identity: identity.clone(),
            principal,
        })
        .collect()
}
