//! What denies, whatever roles say (F6.6.4).

use super::Query;
use crate::model::{Denied, DenyAssignment, PrincipalId};
use crate::world::World;

/// Whether a deny assignment is told of only where a role would have granted (F7.2): with no role at all Azure's own words
/// are those of a missing role, and which of the two it says where both hold is written nowhere. Our decision.
pub const DENIED_ONLY_IF_GRANTED: bool = true;

/// How far a deny assignment at or above a scope comes: what keeps it from denying, or that it denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DenyStage {
    /// It stops at its scope, which is above this one.
    StopsAbove,
    /// It denies other actions.
    NotIncluded,
    /// It includes the action and excepts it.
    Excepted,
    /// It denies somebody else.
    NotDenied,
    /// It denies everybody, or a group, and spares the principal or a group of it.
    Spared,
    /// It denies the action.
    Applies,
}

impl DenyStage {
    /// How far a deny assignment that is made in the query's chain comes for a principal; for nobody in particular, if none
    /// is given: somebody whom no deny assignment names.
    pub(super) fn of(
        world: &World,
        denial: &DenyAssignment,
        query: &Query,
        principal: Option<PrincipalId>,
    ) -> Self {
        let is_one_of = |ids: &[PrincipalId]| {
            principal.is_some_and(|id| ids.contains(&id) || is_in_one(world, id, query, ids))
        };
        if denial.do_not_apply_to_child_scopes && denial.scope != query.on {
            Self::StopsAbove
        } else if !denial.covers(&query.action) {
            match denial.exception(&query.action) {
                Some(_) => Self::Excepted,
                None => Self::NotIncluded,
            }
        } else if matches!(&denial.principals, Denied::These(ids) if !is_one_of(ids)) {
            Self::NotDenied
        } else if is_one_of(&denial.exclude_principals) {
            Self::Spared
        } else {
            Self::Applies
        }
    }
}

/// Whether a principal is in one of these groups, directly or not: now, or as its token states (F6.1, F7.4).
fn is_in_one(world: &World, id: PrincipalId, query: &Query, groups: &[PrincipalId]) -> bool {
    if let Some(stated) = &query.groups {
        return stated.iter().any(|group| groups.contains(group));
    }
    world
        .groups_of(id)
        .any(|(group, period)| groups.contains(&group) && world.counts(&period))
}

/// The deny assignment that denies, if one does: at the nearest scope, then the first by name, then by id. Where a vault
/// looks at access policies, nothing that concerns roles is looked at, and so no denial: our decision (F9).
pub(super) fn responsible<'w>(
    world: &'w World,
    query: &Query,
    principal: Option<PrincipalId>,
) -> Option<&'w DenyAssignment> {
    match query.ignores_roles {
        true => None,
        false => under_roles(world, query, principal),
    }
}

/// The same where roles decide, whether they do so now or not.
pub(super) fn under_roles<'w>(
    world: &'w World,
    query: &Query,
    principal: Option<PrincipalId>,
) -> Option<&'w DenyAssignment> {
    if world.deny_assignments().len() == 0 {
        return None;
    }
    query.chain.iter().find_map(|scope| {
        world
            .deny_assignments_at(scope)
            .filter(|it| DenyStage::of(world, it, query, principal) == DenyStage::Applies)
            .min_by_key(|it| (&it.name, it.id))
    })
}

/// Every deny assignment at or above the scope, in order, with how far it comes.
pub(super) fn all<'w>(
    world: &'w World,
    query: &Query,
    principal: Option<PrincipalId>,
) -> Vec<(&'w DenyAssignment, DenyStage)> {
    let mut all = Vec::new();
    if query.ignores_roles {
        return all;
    }
    for scope in &query.chain {
        let mut here: Vec<&DenyAssignment> = world.deny_assignments_at(scope).collect();
        here.sort_by_key(|it| (&it.name, it.id));
        let staged = |it| (it, DenyStage::of(world, it, query, principal));
        all.extend(here.into_iter().map(staged));
    }
    all
}
