//! Eligibilities of Privileged Identity Management: roles that somebody may take for a time (F6.5.8).

use super::assignments::derived_id;
use super::who::assignee;
use super::{Orphans, Planned, check_assignable, check_clock, check_scope};
use crate::event::RoleActivation;
use crate::model::{
    PrincipalId, PrincipalType, Reference, RoleAssignment, RoleDefinition, RoleEligibility,
    RoleEligibilitySpec,
};
use crate::value::{Period, Phase, Scope};
use crate::world::{Consequence, Refusal, Subject, Untimely, World};

/// Somebody may activate a role: a user or a group, never what cannot activate anything. In a state that is read back the
/// scope may have moved away, the role may be for other scopes since, and whoever may activate it may have been deleted (F1.9.1).
pub(in crate::world) fn make_eligible(
    world: &World,
    spec: &RoleEligibilitySpec,
    orphans: Orphans,
) -> Planned {
    let role = world.role(&spec.role)?;
    let principal = assignee(world, &spec.principal, orphans)?;
    let kind = world.principal(principal).map(|it| it.principal_type);
    if !matches!(kind, Some(PrincipalType::User | PrincipalType::Group)) {
        return Err(Refusal::CannotBeEligible {
            principal: spec.principal.to_string(),
        });
    }
    let scope = world.resolve_scope(&spec.scope)?;
    check_scope(world, &scope, &spec.scope, orphans)?;
    if orphans == Orphans::Refused {
        check_assignable(world, role, &scope)?;
    }
    let effective = spec.effective()?;
    check_clock(world, effective, "an eligibility that begins or ends")?;
    if world.eligibility(principal, role.id, &scope).is_some() {
        return Err(Refusal::AlreadyExists {
            what: format!(
                "the eligibility of `{}` for `{}` at `{}`",
                spec.principal, spec.role, spec.scope
            ),
        });
    }
    Ok(vec![Consequence::EligibilityCreated(RoleEligibility {
        principal,
        role: role.id,
        scope,
        effective,
    })])
}

pub(super) fn remove_eligibility(
    world: &World,
    principal: &Reference,
    role: &Reference,
    scope: &Reference,
) -> Planned {
    let role_id = world.role(role)?.id;
    let at = world.resolve_scope(scope)?;
    let eligibility = match world.resolve_principal(principal)? {
        Subject::Principal(id) => world.eligibility(id, role_id, &at),
        Subject::NoIdentity(_) => None,
    };
    match eligibility {
        Some(it) => Ok(vec![Consequence::EligibilityRemoved(it.clone())]),
        None => Err(not_eligible(principal, role, scope)),
    }
}

/// A user who is eligible now, or is in a group that is, has the role from now on for as long as is said. The assignment is
/// one like any other: what becomes of the eligibility meanwhile does not matter, and one of an earlier activation that is
/// over makes room for it. These are our decisions, as it is that a role is activated at the very scope.
pub(super) fn activate_role(world: &World, it: &RoleActivation) -> Planned {
    let now = world.clock().ok_or(Untimely::NoClock {
        what: "activating a role",
    })?;
    let until = now
        .checked_add(it.duration)
        .ok_or(Untimely::TimeOutOfRange { clock: now })?;
    let effective = Period::new(Some(now), Some(until))?;
    let user = assignee(world, &it.principal, Orphans::Refused)?;
    let role = world.role(&it.role)?;
    let scope = world.resolve_scope(&it.scope)?;
    if !can_activate(world, user, role, &scope) {
        return Err(not_eligible(&it.principal, &it.role, &it.scope));
    }
    check_scope(world, &scope, &it.scope, Orphans::Refused)?;
    check_assignable(world, role, &scope)?;
    let has = world
        .assignments_of(user)
        .find(|has| has.role == role.id && has.scope == scope);
    let mut out = Vec::new();
    match has {
        Some(old) if old.effective.at(now) == Phase::Over => {
            out.push(Consequence::AssignmentRemoved(old.clone()));
        }
        Some(old) => return Err(Refusal::RoleAssignmentExists { existing: old.id }),
        None => world.check_room_for_assignment(&scope)?,
    }
    out.push(Consequence::AssignmentCreated(RoleAssignment {
        id: has.map_or_else(|| derived_id(world, user, role.id, &scope), |old| old.id),
        principal: user,
        role: role.id,
        scope,
        effective,
        condition: None,
        description: String::new(),
    }));
    Ok(out)
}

/// Whether a user is eligible for a role at a scope now, or is now in a group that is.
fn can_activate(world: &World, user: PrincipalId, role: &RoleDefinition, scope: &Scope) -> bool {
    let is_user = |id| {
        let user = world.principal(id);
        user.is_some_and(|it| it.principal_type == PrincipalType::User)
    };
    let mut eligible = world.eligibilities_of(user);
    is_user(user) && eligible.any(|it| it.role == role.id && it.scope == *scope)
}

fn not_eligible(principal: &Reference, role: &Reference, scope: &Reference) -> Refusal {
    Refusal::NotEligible {
        principal: principal.to_string(),
        role: role.to_string(),
        scope: scope.to_string(),
    }
}
