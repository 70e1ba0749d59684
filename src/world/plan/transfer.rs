//! A subscription goes to another directory, and takes nobody along (F1.15).
//!
//! A world is one directory. It follows the subscription, so that what stays in the directory left is no more for it.

use super::places::is_subscription;
use super::{Orphans, Planned, assign_role, deletion, directory, existing, existing_of, support};
use crate::model::{
    PrincipalOrigin, PrincipalType, Reference, Resource, RoleAssignmentSpec, TenantId, User,
};
use crate::value::{Name, Scope};
use crate::world::plan::OWNER;
use crate::world::state::NodeKind;
use crate::world::{Consequence, Refusal, World};

/// The clusters that no directory can be changed of.
const KUBERNETES: &str = "Microsoft.ContainerService/managedClusters";

/// Everybody stays, every role assignment and every custom role is deleted, and vaults go on trusting the old directory.
///
/// Locks go with their subscription, as the resources they are on do, which is our decision: nobody states it.
pub(super) fn transfer_subscription(
    world: &World,
    subscription: &Reference,
    to: TenantId,
    accepted_by: Option<&Name>,
) -> Planned {
    let (scope, node) = existing_of(world, subscription, "a subscription", is_subscription)?;
    check(world, subscription, &scope, to)?;
    let from = world.tenant_id();
    let mut out = vec![Consequence::DirectoryChanged {
        subscription: scope.clone(),
        from,
        to,
    }];
    if let NodeKind::Subscription { parent } = &node.kind
        && *parent != Scope::root()
    {
        out.push(Consequence::ParentChanged {
            scope: scope.clone(),
            from: parent.clone(),
            to: Scope::root(),
        });
    }
    out.extend(roles_removed(world));
    out.extend(everybody_stays(world));
    out.extend(dangling(world));
    let groups = world
        .nodes()
        .filter(|(_, node)| matches!(node.kind, NodeKind::ManagementGroup { .. }));
    out.extend(
        groups.map(|(scope, node)| Consequence::ManagementGroupStays {
            scope: scope.clone(),
            node: node.clone(),
        }),
    );
    out.extend(vaults_left(world, to));
    if let Some(alias) = accepted_by {
        let accepted = accepted(world, &out, &scope, alias)?;
        out.extend(accepted);
    }
    Ok(out)
}

fn check(
    world: &World,
    subscription: &Reference,
    scope: &Scope,
    to: TenantId,
) -> Result<(), Refusal> {
    let not_movable = |what: String, why| Err(Refusal::NotMovable { what, why });
    if to == world.tenant_id() {
        let why = "it is in that directory already";
        return not_movable(format!("`{subscription}`"), why);
    }
    let others = world
        .nodes()
        .filter(|(_, node)| is_subscription(&node.kind));
    if others.count() > 1 {
        return Err(Refusal::NotModelled {
            feature: "two directories at once: the other subscriptions would stay in the one that this one leaves (F1.15)",
        });
    }
    for (scope, node) in world.nodes() {
        let NodeKind::Resource {
            resource_type,
            database_users,
            ..
        } = &node.kind
        else {
            continue;
        };
        let what = format!("`{}`", world.name_of(scope));
        if resource_type.as_str() == KUBERNETES {
            let why =
                "no AKS cluster goes to another directory: delete it, and make it again there";
            return not_movable(what, why);
        }
        if !database_users.is_empty() {
            let why = "no database that people of Microsoft Entra sign in to goes to another directory: drop its users first";
            return not_movable(what, why);
        }
    }
    let mut deleted_vaults = world.state.deleted_vaults.keys();
    // One that can be recovered no more is none.
    if deleted_vaults.any(|it| world.recoverable(it).is_some()) {
        return Err(Refusal::NotModelled {
            feature: "what becomes of a deleted key vault in a subscription that goes to another directory (F1.15)",
        });
    }
    let is_within = |it: &Scope| scope.contains(it);
    let mut denials = world.deny_assignments();
    match denials.any(|it| is_within(&it.scope) || it.deployment_stack.iter().any(is_within)) {
        true => Err(Refusal::NotModelled {
            feature: "what becomes of a deny assignment in a subscription that goes to another directory (F1.15)",
        }),
        false => Ok(()),
    }
}

/// What says who may do what is gone for good, that of management groups too, which stay. Of eligibilities no source says
/// it: they name people who are not there, and roles likewise.
fn roles_removed(world: &World) -> Vec<Consequence> {
    let assignments = world.role_assignments().cloned();
    let mut out: Vec<Consequence> = assignments.map(Consequence::AssignmentRemoved).collect();
    let eligibilities = world.eligibilities().cloned();
    out.extend(eligibilities.map(Consequence::EligibilityRemoved));
    let denials = world.deny_assignments().cloned();
    out.extend(denials.map(Consequence::DenyAssignmentRemoved));
    let roles = world.custom_roles().cloned();
    out.extend(roles.map(Consequence::RoleDefinitionDeleted));
    out
}

/// Groups, secrets and attributes are the old directory's, as everybody is who has them.
fn everybody_stays(world: &World) -> Vec<Consequence> {
    let kept = world.state.soft_deleted.iter();
    let kept = kept.filter(|(principal, _)| world.restorable_until(**principal).is_some());
    let mut out: Vec<Consequence> = kept
        .map(|(principal, kept)| Consequence::RestorableNoMore {
            principal: *principal,
            kept: Box::new(kept.clone()),
        })
        .collect();
    let living = world.principals().filter(|it| !it.deleted);
    // People first, then what they left behind.
    let (people, managed): (Vec<_>, Vec<_>) =
        living.partition(|it| it.origin == PrincipalOrigin::Directory);
    let all = people.into_iter().chain(managed);
    out.extend(
        all.clone()
            .flat_map(|it| deletion::had_in_directory(world, it.id)),
    );
    out.extend(all.cloned().map(Consequence::PrincipalStays));
    out
}

/// Resources go on listing user-assigned identities, as they do those that are deleted (F2.9).
fn dangling(world: &World) -> Vec<Consequence> {
    let hosts = world.nodes().map(|(host, _)| host);
    let attached = hosts.flat_map(|host| world.attachments_of(host).map(move |it| (host, it)));
    attached
        .filter(|(_, it)| !it.dangling)
        .map(|(host, it)| Consequence::ReferenceDangling {
            host: host.clone(),
            identity: it.identity.clone(),
            principal: it.principal,
        })
        .collect()
}

/// Every vault goes on trusting the directory that it trusts; one that comes back to it trusts its own again.
fn vaults_left(world: &World, to: TenantId) -> Vec<Consequence> {
    let mut out = Vec::new();
    for (vault, node) in world.nodes() {
        let NodeKind::Resource {
            resource_type,
            vault_tenant: from,
            ..
        } = &node.kind
        else {
            continue;
        };
        let name = Name::new(resource_type.as_str());
        if support::check_access_policies(world, &name).is_err() {
            continue;
        }
        let trusted = from.unwrap_or(world.tenant_id());
        let (from, now) = (*from, Some(trusted).filter(|it| *it != to));
        if from != now {
            let (vault, to) = (vault.clone(), now);
            out.push(Consequence::VaultTenantChanged { vault, from, to });
        }
    }
    out
}

/// Whoever accepts the transfer is the only one who has access then: that it is as Owner is our decision.
fn accepted(world: &World, so_far: &[Consequence], scope: &Scope, alias: &Name) -> Planned {
    // Ids are derived in the new directory, and Owner is given there.
    let mut after = world.clone();
    after.commit(so_far.to_vec());
    let mut out = directory::create_user(&after, alias, &User::default())?;
    after.commit(out.clone());
    let spec = RoleAssignmentSpec {
        // The directory need not know everywhere whom it has just taken in (F5.8).
        principal_type: Some(PrincipalType::User),
        ..RoleAssignmentSpec::new(Reference::from(alias.clone()), OWNER, scope.as_str())
    };
    out.extend(assign_role(&after, &spec, Orphans::Refused)?);
    Ok(out)
}

/// A vault trusts the directory of now; saying again what is so changes nothing.
pub(super) fn set_vault_tenant(world: &World, reference: &Reference) -> Planned {
    let (vault, node) = existing(world, reference)?;
    let NodeKind::Resource {
        resource_type,
        vault_tenant: from,
        ..
    } = &node.kind
    else {
        return Err(super::wrong_kind(reference, node, "a key vault"));
    };
    support::check_access_policies(world, &Name::new(resource_type.as_str()))?;
    let (from, to) = (*from, None);
    Ok(match from {
        None => Vec::new(),
        Some(_) => vec![Consequence::VaultTenantChanged { vault, from, to }],
    })
}

/// What a vault is made with may name another directory than that of its subscription.
pub(super) fn of_new_vault(world: &World, vault: &Scope, it: &Resource) -> Planned {
    let Some(trusted) = it.tenant_id else {
        return Ok(Vec::new());
    };
    support::check_access_policies(world, &it.resource_type)?;
    let to = Some(trusted).filter(|it| *it != world.tenant_id());
    let changed = to.is_some().then(|| Consequence::VaultTenantChanged {
        vault: vault.clone(),
        from: None,
        to,
    });
    Ok(changed.into_iter().collect())
}
