//! Identities are enabled, disabled, attached and detached.

use super::{Planned, deletion, existing_of, resources, wrong_kind};
use crate::catalog::{Service, UserAssignedSupport};
use crate::event::IdentityPatch;
use crate::model::{PrincipalId, PrincipalOrigin, Reference};
use crate::value::{Name, Scope};
use crate::world::state::{Node, NodeKind};
use crate::world::{Consequence, Refusal, World};

/// Enabling what is enabled changes nothing.
pub(super) fn enable(world: &World, reference: &Reference) -> Planned {
    let host = Host::existing(world, reference)?;
    if host.node.own_principal().is_some() {
        return Ok(Vec::new());
    }
    host.check_support(true, host.node.attachments().count())?;
    resources::new_system_assigned(world, &host.scope, None, None)
}

/// Disabling deletes the principal; its assignments stay and serve nobody (F1.6, F1.7).
pub(super) fn disable(world: &World, reference: &Reference) -> Planned {
    let host = Host::existing(world, reference)?;
    Ok(deletion::system_assigned(world, &host.scope, host.node))
}

/// Attaching what is attached changes nothing; a dangling reference stays bound to what it was (F2.11).
pub(super) fn attach(world: &World, identity: &Reference, to: &Reference) -> Planned {
    let host = Host::existing(world, to)?;
    let (identity, principal) = attachable(world, identity, to)?;
    if host
        .node
        .attachments()
        .any(|(attached, _)| *attached == identity)
    {
        return Ok(Vec::new());
    }
    host.check_support(
        host.node.own_principal().is_some(),
        host.node.attachments().count() + 1,
    )?;
    Ok(vec![Consequence::IdentityAttached {
        host: host.scope,
        identity,
        principal,
    }])
}

/// A dangling reference can be detached too (F2.9).
pub(super) fn detach(world: &World, identity: &Reference, from: &Reference) -> Planned {
    let host = Host::existing(world, from)?;
    let scope = world.resolve_scope(identity)?;
    match host
        .node
        .attachments()
        .find(|(attached, _)| **attached == scope)
    {
        Some((_, principal)) => Ok(vec![Consequence::IdentityDetached {
            host: host.scope,
            identity: scope,
            principal,
        }]),
        None => Err(Refusal::NotAttached {
            identity: identity.to_string(),
            host: from.to_string(),
        }),
    }
}

/// The whole block is sent: what it does not list is detached, what it lists must exist (F1.5, F2.10).
pub(super) fn set(world: &World, reference: &Reference, patch: &IdentityPatch) -> Planned {
    let host = Host::existing(world, reference)?;
    let (system, user) = (
        patch.identity_type.system_assigned(),
        patch.identity_type.user_assigned(),
    );
    if !user && !patch.user_assigned.is_empty() {
        return Err(Refusal::InvalidParameter {
            identity_type: patch.identity_type.to_string(),
        });
    }
    if user && patch.user_assigned.is_empty() {
        let what = format!(
            "the type `{}` needs `user_assigned` to list an identity",
            patch.identity_type
        );
        return Err(Refusal::IncompleteIdentity { what });
    }
    let mut wanted: Vec<(Scope, PrincipalId)> = Vec::new();
    for identity in &patch.user_assigned {
        let identity = attachable(world, identity, reference)?;
        if !wanted.contains(&identity) {
            wanted.push(identity);
        }
    }
    host.check_support(system, wanted.len())?;

    let mut out = Vec::new();
    for (attached, principal) in host.node.attachments() {
        if !wanted.iter().any(|(identity, _)| identity == attached) {
            let (host, identity) = (host.scope.clone(), attached.clone());
            out.push(Consequence::IdentityDetached {
                host,
                identity,
                principal,
            });
        }
    }
    match (host.node.own_principal().is_some(), system) {
        (true, false) => out.extend(deletion::system_assigned(world, &host.scope, host.node)),
        (false, true) => out.extend(resources::new_system_assigned(
            world,
            &host.scope,
            None,
            None,
        )?),
        _ => {}
    }
    for (identity, principal) in wanted {
        if !host
            .node
            .attachments()
            .any(|(attached, _)| *attached == identity)
        {
            out.push(Consequence::IdentityAttached {
                host: host.scope.clone(),
                identity,
                principal,
            });
        }
    }
    Ok(out)
}

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
            PrincipalOrigin::UserAssigned(scope) => Err(Refusal::FailedIdentityOperation {
                identity: scope.clone(),
            }),
            PrincipalOrigin::SystemAssigned(_) => Err(not_shareable()),
            PrincipalOrigin::Directory => {
                Err(Refusal::Reference(crate::world::ResolveError::WrongKind {
                    name: reference.to_string(),
                    found: "a directory object",
                    expected: "a user-assigned identity",
                }))
            }
        };
    }
    let scope = world.resolve_scope(reference)?;
    match world.state.nodes.get(&scope) {
        Some(Node {
            kind: NodeKind::Identity { principal },
            ..
        }) => Ok((scope, *principal)),
        Some(node) if node.own_principal().is_some() => Err(not_shareable()),
        Some(node) => Err(wrong_kind(reference, node, "a user-assigned identity")),
        None if scope
            .resource_type()
            .is_some_and(|it| it.as_str() == resources::USER_ASSIGNED_IDENTITY) =>
        {
            Err(Refusal::FailedIdentityOperation { identity: scope })
        }
        None => Err(Refusal::Gone {
            what: format!("`{reference}`"),
        }),
    }
}

/// A resource that identities are put on or taken off.
struct Host<'w> {
    world: &'w World,
    name: &'w Reference,
    scope: Scope,
    node: &'w Node,
}

impl<'w> Host<'w> {
    fn existing(world: &'w World, name: &'w Reference) -> Result<Self, Refusal> {
        let (scope, node) = existing_of(world, name, "a resource", |kind| {
            matches!(kind, NodeKind::Resource { .. })
        })?;
        Ok(Self {
            world,
            name,
            scope,
            node,
        })
    }

    fn check_support(&self, system_assigned: bool, user_assigned: usize) -> Result<(), Refusal> {
        let NodeKind::Resource { resource_type, .. } = &self.node.kind else {
            return Ok(());
        };
        let resource_type = Name::new(resource_type.as_str());
        let (_, service) = self.world.catalog.service(&resource_type)?;
        check_support(
            service,
            &resource_type,
            self.name,
            system_assigned,
            user_assigned,
        )
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
