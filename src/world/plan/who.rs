//! Who is meant where an event names somebody.

use std::collections::BTreeSet;

use super::Orphans;
use crate::model::{PrincipalId, Reference};
use crate::world::{Refusal, Subject, World};

/// Somebody who is not deleted; in a state that is read back they may be.
pub(super) fn principal(
    world: &World,
    reference: &Reference,
    orphans: Orphans,
) -> Result<PrincipalId, Refusal> {
    let id = match world.resolve_principal(reference)? {
        Subject::Principal(id) => id,
        Subject::NoIdentity(_) => {
            return Err(Refusal::NoIdentity {
                resource: reference.to_string(),
            });
        }
    };
    match world.is_gone(id) && orphans == Orphans::Refused {
        true => Err(not_found(world, id)),
        false => Ok(id),
    }
}

/// Who is to get a role. An object id that nobody has is Azure's to refuse, not a name that means nothing (F5.8).
pub(in crate::world) fn assignee(
    world: &World,
    reference: &Reference,
    orphans: Orphans,
) -> Result<PrincipalId, Refusal> {
    if let Ok(id) = reference.as_str().parse()
        && world.principal(id).is_none()
    {
        return Err(not_found(world, id));
    }
    if let Subject::NoIdentity(resource) = world.resolve_principal(reference)?
        && world.node(&resource).is_none()
    {
        return Err(Refusal::Gone {
            what: format!("`{reference}`"),
        });
    }
    principal(world, reference, orphans)
}

/// Several, by object id, sorted and each once.
pub(super) fn principals(
    world: &World,
    references: &[Reference],
    orphans: Orphans,
) -> Result<Vec<PrincipalId>, Refusal> {
    let each = references.iter().map(|it| principal(world, it, orphans));
    let ids: BTreeSet<PrincipalId> = each.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().collect())
}

pub(super) fn not_found(world: &World, id: PrincipalId) -> Refusal {
    Refusal::PrincipalNotFound {
        principal: id.guid().undashed(),
        tenant: world.tenant_id().to_string(),
    }
}
