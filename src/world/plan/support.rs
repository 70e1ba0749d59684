//! Which identities a resource can have.

use super::wrong_kind;
use crate::catalog::{Service, UserAssignedSupport};
use crate::event::IdentityUpdate;
use crate::model::{
    IsolationScope, PrincipalId, PrincipalOrigin, Reference, Resource, USER_ASSIGNED_IDENTITY,
};
use crate::value::{Name, Scope};
use crate::world::state::{Node, NodeKind};
use crate::world::{Refusal, ResolveError, World};

/// The user-assigned identity that a reference means, if it can be attached.
pub(super) fn attachable(
    world: &World,
    reference: &Reference,
    host: &Reference,
) -> Result<(Scope, PrincipalId), Refusal> {
    let not_shareable = || Refusal::NotShareable {
        identity: reference.to_string(),
        host: host.to_string(),
    };
    // An object id too may mean a system-assigned identity.
    if let Some(principal) = reference
        .as_str()
        .parse()
        .ok()
        .and_then(|id| world.principal(id))
    {
        return match &principal.origin {
            PrincipalOrigin::UserAssigned(scope) if !principal.deleted => {
                Ok((scope.clone(), principal.id))
            }
            PrincipalOrigin::UserAssigned(_) if world.is_broken(principal.id) => Err(broken()),
            PrincipalOrigin::UserAssigned(scope) => Err(Refusal::FailedIdentityOperation {
                identity: scope.clone(),
            }),
            PrincipalOrigin::SystemAssigned(_) => Err(not_shareable()),
            PrincipalOrigin::Directory => Err(Refusal::Reference(ResolveError::WrongKind {
                name: reference.to_string(),
                found: "a directory object",
                expected: "a user-assigned identity",
            })),
        };
    }
    let scope = world.resolve_scope(reference)?;
    match world.state.nodes.get(&scope) {
        Some(Node {
            kind: NodeKind::Identity { principal, .. },
            ..
        }) if world.is_broken(*principal) => Err(broken()),
        Some(Node {
            kind: NodeKind::Identity { principal, .. },
            ..
        }) => Ok((scope, *principal)),
        Some(node) if node.own_principal().is_some() => Err(not_shareable()),
        Some(node) => Err(wrong_kind(reference, node, "a user-assigned identity")),
        None if scope
            .resource_type()
            .is_some_and(|it| it.as_str() == USER_ASSIGNED_IDENTITY) =>
        {
            Err(Refusal::FailedIdentityOperation { identity: scope })
        }
        None => Err(Refusal::Gone {
            what: format!("`{reference}`"),
        }),
    }
}

/// Azure's answer is stated nowhere.
fn broken() -> Refusal {
    Refusal::NotModelled {
        feature: "attaching an identity that a transfer to another directory broke: delete it and make it again (F1.15)",
    }
}

/// Whether an identity can be attached to a resource of this type in this region (F2.14, F2.15).
pub(super) fn check_reach(
    world: &World,
    identity: &Scope,
    host: &Reference,
    resource_type: &Name,
    location: Option<&Name>,
) -> Result<(), Refusal> {
    let Some(node) = world.node(identity) else {
        return Ok(());
    };
    let NodeKind::Identity {
        isolation_scope,
        assignment_restrictions,
        ..
    } = &node.kind
    else {
        return Ok(());
    };
    let settings = IdentityUpdate {
        isolation_scope: *isolation_scope,
        assignment_restrictions: assignment_restrictions.clone(),
    };
    let (name, own) = (world.name_of(identity), node.location.as_ref());
    check_reach_of(&name, &settings, own, host, resource_type, location)
}

/// Whether an identity of this region that is so limited can be attached there.
pub(super) fn check_reach_of(
    name: &str,
    settings: &IdentityUpdate,
    own: Option<&Name>,
    host: &Reference,
    resource_type: &Name,
    location: Option<&Name>,
) -> Result<(), Refusal> {
    let restrictions = &settings.assignment_restrictions;
    let is_listed = |listed: &Name| {
        let rest = resource_type.folded().strip_prefix(listed.folded());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if !restrictions.is_empty() && !restrictions.iter().any(is_listed) {
        return Err(Refusal::AssignmentRestricted {
            identity: name.to_owned(),
            host: host.to_string(),
            resource_type: resource_type.to_string(),
        });
    }
    if settings.isolation_scope == IsolationScope::None {
        return Ok(());
    }
    match (own, location) {
        (Some(own), Some(of_host)) if own == of_host => Ok(()),
        (Some(own), Some(_)) => Err(Refusal::IsolatedToRegion {
            identity: name.to_owned(),
            host: host.to_string(),
            region: own.clone(),
        }),
        _ => Err(Refusal::IncompleteIdentity {
            what: format!(
                "`{name}` is isolated to its region: it and `{host}` must state their `location`"
            ),
        }),
    }
}

/// A resource's type by its name.
pub(super) fn type_of(node: &Node) -> Option<Name> {
    match &node.kind {
        NodeKind::Resource { resource_type, .. } => Some(Name::new(resource_type.as_str())),
        _ => None,
    }
}

/// Whether a resource type takes these identities (F9, F2.4).
pub(super) fn check_support(
    service: &Service,
    resource_type: &Name,
    host: &Reference,
    system_assigned: bool,
    user_assigned: usize,
) -> Result<(), Refusal> {
    let unsupported = |kind| Refusal::IdentityNotSupported {
        resource_type: resource_type.to_string(),
        kind,
    };
    let too_many = |limit| Refusal::TooManyIdentities {
        host: host.to_string(),
        resource_type: resource_type.to_string(),
        limit,
    };
    if system_assigned && !service.system_assigned {
        return Err(unsupported("system-assigned"));
    }
    match service.user_assigned {
        UserAssignedSupport::Unsupported if user_assigned > 0 => {
            return Err(unsupported("user-assigned"));
        }
        UserAssignedSupport::One if user_assigned > 1 => {
            return Err(too_many("one user-assigned identity"));
        }
        _ => {}
    }
    match service.exclusive && system_assigned && user_assigned > 0 {
        true => Err(too_many(
            "either a system-assigned or a user-assigned identity, never both",
        )),
        false => Ok(()),
    }
}

/// Only a key vault has access policies.
pub(super) fn check_access_policies(world: &World, resource_type: &Name) -> Result<(), Refusal> {
    let (_, service) = world.catalog.service(resource_type)?;
    check_property(service.access_policies, resource_type, "access policies")
}

/// Only a key vault can be kept from being purged.
pub(in crate::world) fn check_purge_protection(
    world: &World,
    it: &Resource,
) -> Result<(), Refusal> {
    let (_, service) = world.catalog.service(&it.resource_type)?;
    let has = service.access_policies || !it.enable_purge_protection;
    check_property(has, &it.resource_type, "purge protection")
}

/// Only a database has users of its own.
pub(super) fn check_database_users(world: &World, resource_type: &Name) -> Result<(), Refusal> {
    let (_, service) = world.catalog.service(resource_type)?;
    check_property(service.database_users, resource_type, "database users")
}

fn check_property(has: bool, resource_type: &Name, what: &'static str) -> Result<(), Refusal> {
    match has {
        true => Ok(()),
        false => Err(Refusal::PropertyNotSupported {
            resource_type: resource_type.to_string(),
            what,
        }),
    }
}
