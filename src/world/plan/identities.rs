//! Identities are enabled, disabled, attached and detached.

use super::support::{attachable, check_reach, check_support};
use super::{Planned, deletion, existing_of, resources, updates};
use crate::event::IdentityPatch;
use crate::model::{IdentityBlock, PrincipalId, Reference};
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
    updates::check_listed(world, &host.scope)?;
    host.updated(resources::new_system_assigned(
        world,
        &host.scope,
        &IdentityBlock::default(),
    )?)
}

/// Disabling deletes the principal; its assignments stay and serve nobody (F1.6, F1.7).
pub(super) fn disable(world: &World, reference: &Reference) -> Planned {
    let host = Host::existing(world, reference)?;
    host.updated(deletion::system_assigned(world, &host.scope, host.node))
}

/// Attaching what is attached changes nothing; a dangling reference stays bound to what it was (F2.11), and nothing more can
/// be attached beside it (F2.10).
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
    host.check_reach(&identity)?;
    host.check_support(
        host.node.own_principal().is_some(),
        host.node.attachments().count() + 1,
    )?;
    updates::check_listed(world, &host.scope)?;
    host.updated(vec![Consequence::IdentityAttached {
        host: host.scope.clone(),
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
        Some((_, principal)) => host.updated(vec![Consequence::IdentityDetached {
            host: host.scope.clone(),
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
        host.check_reach(&identity.0)?;
        host.check_binding(&identity)?;
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
            &IdentityBlock::default(),
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
    host.updated(out)
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

    /// Whatever changes the identities of a resource is an update of it, which renews what refers to them (F1.13).
    fn updated(&self, mut out: Vec<Consequence>) -> Planned {
        if !out.is_empty() {
            out.extend(updates::renewed(&self.scope, self.node));
        }
        Ok(out)
    }

    /// An identity that is sent again is the one that is listed: what comes of one made again under its name, Azure's
    /// documentation does not say (F2.11).
    fn check_binding(&self, (identity, principal): &(Scope, PrincipalId)) -> Result<(), Refusal> {
        let mut listed = self.node.attachments();
        match listed.any(|(it, bound)| it == identity && bound != *principal) {
            true => Err(updates::sent_again(self.world, &self.scope, identity)),
            false => Ok(()),
        }
    }

    fn check_reach(&self, identity: &Scope) -> Result<(), Refusal> {
        let NodeKind::Resource { resource_type, .. } = &self.node.kind else {
            return Ok(());
        };
        let (of, location) = (
            Name::new(resource_type.as_str()),
            self.node.location.as_ref(),
        );
        check_reach(self.world, identity, self.name, &of, location)
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
