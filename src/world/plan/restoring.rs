//! Users, groups and service principals that were deleted are restored, as they were (F1.9.1).

use super::Planned;
use super::directory::{is_above, kind_of};
use crate::model::{
    KeptMembership, Principal, PrincipalId, PrincipalOrigin, PrincipalType, Reference, SoftDeleted,
};
use crate::world::{Consequence, OrphanCause, Refusal, ResolveError, Subject, Untimely, World};

pub(super) fn restore_user(world: &World, reference: &Reference) -> Planned {
    restore(world, reference, PrincipalType::User, "a user")
}

pub(super) fn restore_group(world: &World, reference: &Reference) -> Planned {
    restore(world, reference, PrincipalType::Group, "a group")
}

pub(super) fn restore_service_principal(world: &World, reference: &Reference) -> Planned {
    let expected = "a service principal of an application";
    restore(world, reference, PrincipalType::ServicePrincipal, expected)
}

/// Everything that left with the principal comes back, and what stayed without it serves again.
fn restore(
    world: &World,
    reference: &Reference,
    expected_type: PrincipalType,
    expected: &'static str,
) -> Planned {
    let was = deleted(world, reference, expected_type, expected)?;
    let kept = kept(world, reference, was)?;
    let id = was.id;
    let mut out = vec![Consequence::PrincipalRestored {
        principal: Principal {
            deleted: false,
            ..was.clone()
        },
        kept: Box::new(kept.clone()),
    }];
    out.extend(memberships(world, id, kept)?);
    if kept.global_administrator {
        let (user, to) = (id, true);
        out.push(Consequence::GlobalAdministratorChanged { user, to });
    }
    for (name, secret) in kept.secrets.iter() {
        out.push(Consequence::SecretAdded {
            principal: id,
            name: name.clone(),
            effective: secret.effective()?,
        });
    }
    for (name, value) in kept.security_attributes.iter() {
        out.push(Consequence::SecurityAttributeChanged {
            principal: id,
            name: name.clone(),
            from: None,
            to: Some(value.clone()),
        });
    }
    let orphans = world.assignments_of(id);
    let served = orphans.filter(|it| world.can_hold_assignments(&it.scope));
    out.extend(served.map(|it| Consequence::AssignmentServesAgain {
        assignment: it.clone(),
        cause: OrphanCause::PrincipalDeleted,
    }));
    Ok(out)
}

/// The deleted principal that a reference means, if it is of that kind.
fn deleted<'w>(
    world: &'w World,
    reference: &Reference,
    expected_type: PrincipalType,
    expected: &'static str,
) -> Result<&'w Principal, Refusal> {
    let it = match world.resolve_principal(reference)? {
        Subject::Principal(id) => world.principal(id),
        Subject::NoIdentity(resource) => {
            let mut former = world.principals();
            let former = former.find(|it| it.origin.resource() == Some(&resource));
            if former.is_none() {
                return Err(Refusal::NoIdentity {
                    resource: reference.to_string(),
                });
            }
            former
        }
    };
    match it {
        Some(it) if it.origin != PrincipalOrigin::Directory && it.deleted => {
            Err(Untimely::NotRestorable {
                principal: reference.to_string(),
                why: "the principal of a managed identity never can be (F1.9)".to_owned(),
            }
            .into())
        }
        Some(it)
            if it.principal_type != expected_type || it.origin != PrincipalOrigin::Directory =>
        {
            Err(Refusal::Reference(ResolveError::WrongKind {
                name: reference.to_string(),
                found: kind_of(it),
                expected,
            }))
        }
        Some(it) if it.deleted => Ok(it),
        _ => Err(Refusal::AlreadyExists {
            what: format!("`{reference}`"),
        }),
    }
}

/// What is kept of it, if that is not purged.
fn kept<'w>(
    world: &'w World,
    reference: &Reference,
    it: &Principal,
) -> Result<&'w SoftDeleted, Refusal> {
    let kept = world.state.soft_deleted.get(&it.id);
    let why = match kept {
        Some(kept) if world.restorable_until(it.id).is_some() => return Ok(kept),
        Some(kept) => format!("that was possible until {}", world.principal_purge(kept)),
        None => "it was deleted for good".to_owned(),
    };
    Err(Untimely::NotRestorable {
        principal: reference.to_string(),
        why,
    }
    .into())
}

/// The memberships that count again. One whose other side is deleted too waits for that one; if that is purged, it is lost.
fn memberships(world: &World, id: PrincipalId, kept: &SoftDeleted) -> Planned {
    let mut out = Vec::new();
    for membership in &kept.memberships {
        let KeptMembership { group, member, .. } = *membership;
        let other = if group == id { member } else { group };
        if !world.is_gone(other) {
            out.push(Consequence::MemberAdded {
                group,
                member,
                effective: membership.effective()?,
            });
        } else if world.restorable_until(other).is_some() {
            out.push(Consequence::MembershipKept {
                of: other,
                membership: *membership,
            });
        }
    }
    check_cycle(world, id, &out)?;
    Ok(out)
}

/// Meanwhile what was in a group may have come to be above it.
fn check_cycle(world: &World, id: PrincipalId, joined: &[Consequence]) -> Result<(), Refusal> {
    let pairs = || {
        joined.iter().filter_map(|it| match it {
            Consequence::MemberAdded { group, member, .. } => Some((*group, *member)),
            _ => None,
        })
    };
    let above = pairs().filter(|(_, member)| *member == id);
    for (group, _) in above {
        let mut below = pairs().filter(|(upper, _)| *upper == id);
        if let Some((_, member)) = below.find(|(_, member)| is_above(world, group, *member)) {
            return Err(Refusal::GroupCycle {
                group: world.name_of_principal(id),
                member: world.name_of_principal(member),
            });
        }
    }
    Ok(())
}
