//! Resources stop and start.

use super::{Planned, existing_of};
use crate::catalog::Service;
use crate::model::Reference;
use crate::value::{Name, Scope};
use crate::world::state::{Node, NodeKind};
use crate::world::{Consequence, Refusal, Untimely, World};

/// Stopping what is stopped changes nothing. Tokens that its code has stay good, and are handed out again when it runs
/// again.
pub(super) fn stop(world: &World, reference: &Reference) -> Planned {
    let (host, node) = stoppable(world, reference)?;
    let stopped = Consequence::ResourceStopped { host };
    Ok(if node.is_stopped() {
        Vec::new()
    } else {
        vec![stopped]
    })
}

/// Starting what runs changes nothing. What moved does not start before it is updated (F1.13): it was said of machines that
/// ran when they moved, and that it holds for those that were stopped, and for those that moved back, is our decision.
pub(super) fn start(world: &World, reference: &Reference) -> Planned {
    let (host, node) = stoppable(world, reference)?;
    if !node.is_stopped() {
        return Ok(Vec::new());
    }
    match node.has_outdated_reference() {
        true => Err(Refusal::Untimely(Untimely::OutdatedReference {
            resource: reference.to_string(),
        })),
        false => Ok(vec![Consequence::ResourceStarted { host }]),
    }
}

fn stoppable<'w>(world: &'w World, reference: &Reference) -> Result<(Scope, &'w Node), Refusal> {
    let (host, node) = existing_of(world, reference, "a resource", |kind| {
        matches!(kind, NodeKind::Resource { .. })
    })?;
    check_stoppable(world, &host)?;
    Ok((host, node))
}

/// Whether code on a resource can be stopped.
pub(super) fn check_stoppable(world: &World, host: &Scope) -> Result<(), Refusal> {
    let service = world.node(host).and_then(|node| world.service_of(node));
    match service.is_some_and(|it| it.stop.is_some()) {
        true => Ok(()),
        false => Err(Refusal::NotModelled {
            feature: "stopping and starting a resource of this type",
        }),
    }
}

impl World {
    /// What is known of a resource's type.
    pub(in crate::world) fn service_of(&self, node: &Node) -> Option<&Service> {
        let NodeKind::Resource { resource_type, .. } = &node.kind else {
            return None;
        };
        let service = self.catalog.service(&Name::new(resource_type.as_str()));
        service.ok().map(|(_, service)| service)
    }

    /// Whether something refers to a resource's identities by its ARM id, and is not told when that changes (F1.13).
    pub(in crate::world) fn is_outdated_by_moving(&self, node: &Node) -> bool {
        let has_identity = node.own_principal().is_some() || node.attachments().next().is_some();
        has_identity
            && self
                .service_of(node)
                .is_some_and(|it| it.outdated_when_moved)
    }
}
