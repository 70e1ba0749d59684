//! Resources and user-assigned identities are updated.

use super::support::{check_reach_of, type_of};
use super::{Planned, existing_of};
use crate::event::IdentityUpdate;
use crate::model::Reference;
use crate::value::Scope;
use crate::world::state::{Node, NodeKind};
use crate::world::{Consequence, Refusal, Untimely, World};

/// Of an update a world keeps nothing, but that it renews what refers to the identities of a resource that moved (F1.13).
pub(super) fn update_resource(world: &World, reference: &Reference) -> Planned {
    let (host, node) = existing_of(world, reference, "a resource", |kind| {
        matches!(kind, NodeKind::Resource { .. })
    })?;
    check_listed(world, &host)?;
    Ok(renewed(&host, node).into_iter().collect())
}

/// What an update of a resource renews.
pub(super) fn renewed(host: &Scope, node: &Node) -> Option<Consequence> {
    node.has_outdated_reference()
        .then(|| Consequence::ReferenceRenewed { host: host.clone() })
}

/// Whether what a resource lists can be sent again with an update of it: no identity that was deleted (F2.10).
///
/// It is known of virtual machines and scale sets only. That one made again under its name is of no help is reported
/// (F2.11, <https://github.com/Azure/aad-pod-identity/issues/880>), but not what Azure says of it.
pub(super) fn check_listed(world: &World, host: &Scope) -> Result<(), Refusal> {
    let mut gone = world.attachments_of(host).filter(|it| it.dangling);
    match gone.next() {
        Some(gone) => Err(sent_again(world, host, gone.identity)),
        None => Ok(()),
    }
}

/// Why a resource cannot be sent with an identity that it is bound to and that was deleted, or stayed in another directory.
pub(super) fn sent_again(world: &World, host: &Scope, gone: &Scope) -> Refusal {
    let service = world.node(host).and_then(|node| world.service_of(node));
    let identity = world.node(gone);
    let principal = identity.and_then(Node::own_principal);
    let is_broken = principal.is_some_and(|it| world.is_gone(it));
    let feature = if is_broken {
        "what Azure says to an update that sends an identity which a transfer to another directory broke (F1.15)"
    } else if !service.is_some_and(|it| it.looks_up_identities) {
        "what an update does to a resource of this type that lists a deleted identity (F2.10)"
    } else if identity.is_some() {
        "what Azure says to an update that sends an identity which was made again (F2.11)"
    } else {
        let identity = gone.clone();
        return Refusal::FailedIdentityOperation { identity };
    };
    Refusal::NotModelled { feature }
}

/// An identity is kept from no resource that it is attached to: detach it first (F2.15).
pub(super) fn update_identity(
    world: &World,
    reference: &Reference,
    to: &IdentityUpdate,
) -> Planned {
    let (identity, node) = existing_of(world, reference, "a user-assigned identity", |kind| {
        matches!(kind, NodeKind::Identity { .. })
    })?;
    let NodeKind::Identity {
        principal,
        isolation_scope,
        assignment_restrictions,
        ..
    } = &node.kind
    else {
        return Ok(Vec::new());
    };
    let from = IdentityUpdate {
        isolation_scope: *isolation_scope,
        assignment_restrictions: assignment_restrictions.clone(),
    };
    if from == *to {
        return Ok(Vec::new());
    }
    let has_it = |host: &&Scope| {
        let mut attached = world.attachments_of(host);
        attached.any(|it| *it.identity == identity && it.principal == *principal)
    };
    for host in world.hosts_of(&identity).filter(has_it) {
        let (name, host_name) = (world.name_of(&identity), world.name_of(host).into());
        let of = world.node(host).and_then(type_of);
        let location = world.node(host).and_then(|it| it.location.as_ref());
        let Some(of) = of else { continue };
        let own = node.location.as_ref();
        check_reach_of(&name, to, own, &host_name, &of, location).map_err(in_the_way)?;
    }
    Ok(vec![Consequence::IdentityUpdated {
        identity,
        from,
        to: to.clone(),
    }])
}

/// What would keep it from being attached keeps it from being updated. What becomes of attachments in other regions when an
/// identity is isolated to its own, nobody says (F2.14).
fn in_the_way(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::AssignmentRestricted {
            identity,
            host,
            resource_type,
        } => Refusal::Untimely(Untimely::StillAttached {
            identity,
            host,
            resource_type,
        }),
        Refusal::IsolatedToRegion { .. } => Refusal::NotModelled {
            feature: "isolating an identity that is attached in another region (F2.14): detach it first",
        },
        other => other,
    }
}
