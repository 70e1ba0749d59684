//! Role assignments.

use super::who::{assignee, not_found};
use super::{Planned, check_clock, check_scope, first_free};
use crate::model::{
    Condition, PrincipalId, PrincipalType, Reference, RoleAssignment, RoleAssignmentId,
    RoleAssignmentSpec, RoleDefinition, RoleDefinitionId, RoleType,
};
use crate::value::{Period, Phase, Scope, ScopeLevel};
use crate::world::state::NodeKind;
use crate::world::{Consequence, Refusal, Subject, World};

/// Whether an assignment may be made that serves nobody: by an event never, when a state is read back it may.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::world) enum Orphans {
    Refused,
    Allowed,
}

/// Somebody gets a role: one assignment for one principal, role and scope (F6.5.2).
pub(in crate::world) fn assign_role(
    world: &World,
    spec: &RoleAssignmentSpec,
    orphans: Orphans,
) -> Planned {
    check_properties(spec)?;
    let role = world.role(&spec.role)?;
    let principal = assignee(world, &spec.principal, orphans)?;
    check_type(world, principal, spec)?;
    if orphans == Orphans::Refused {
        check_replicated(world, principal, spec.principal_type)?;
    }
    let scope = world.resolve_scope(&spec.scope)?;
    check_scope(world, &scope, &spec.scope, orphans)?;
    check_assignable(world, role, &scope)?;
    let condition = condition_of(spec)?;
    let effective = spec.effective()?;
    check_clock(world, effective, "an assignment that begins or ends")?;
    let triple = world
        .assignments_of(principal)
        .find(|it| it.role == role.id && it.scope == scope);
    let is_over = |it: &RoleAssignment| {
        let now = world.clock();
        now.is_some_and(|now| it.effective.at(now) == Phase::Over)
    };
    // One that is over is there no more for Azure, and makes room (F6.5.8).
    let over = triple.filter(|it| orphans == Orphans::Refused && is_over(it));
    if let Some(existing) = triple.filter(|_| over.is_none()) {
        return match orphans {
            Orphans::Refused => again(existing, spec, effective, condition),
            // A state has each assignment once.
            Orphans::Allowed => Err(Refusal::RoleAssignmentExists {
                existing: existing.id,
            }),
        };
    }
    let id = spec.name.or(over.map(|it| it.id));
    let id = id.unwrap_or_else(|| derived_id(world, principal, role.id, &scope));
    let taken = world.role_assignment(id).is_some();
    if taken && over.is_none_or(|it| it.id != id) {
        return Err(Refusal::RoleAssignmentUpdateNotPermitted { name: id });
    }
    if over.is_none() {
        world.check_room_for_assignment(&scope)?;
    }
    let mut out: Vec<Consequence> = over
        .into_iter()
        .map(|it| Consequence::AssignmentRemoved(it.clone()))
        .collect();
    out.push(Consequence::AssignmentCreated(RoleAssignment {
        id,
        principal,
        role: role.id,
        scope,
        effective,
        condition,
        description: spec.description.clone(),
    }));
    Ok(out)
}

/// A role assignment as it was written once, in a state that is read back.
pub(in crate::world) fn earlier_assignment(
    world: &World,
    spec: &RoleAssignmentSpec,
    id: RoleAssignmentId,
) -> Result<RoleAssignment, Refusal> {
    check_properties(spec)?;
    Ok(RoleAssignment {
        id,
        principal: assignee(world, &spec.principal, Orphans::Allowed)?,
        role: world.role(&spec.role)?.id,
        scope: world.resolve_scope(&spec.scope)?,
        effective: spec.effective()?,
        condition: condition_of(spec)?,
        description: spec.description.clone(),
    })
}

/// Whoever makes a management group is its Owner:
/// <https://learn.microsoft.com/azure/governance/management-groups/create-management-group-rest-api>.
pub(in crate::world) fn owned_by_its_maker(
    world: &World,
    maker: PrincipalId,
    consequences: &[Consequence],
) -> Option<Consequence> {
    let scope = consequences.iter().find_map(|it| match it {
        Consequence::ScopeCreated { scope, node, .. } => {
            let is_group = matches!(node.kind, NodeKind::ManagementGroup { .. });
            is_group.then_some(scope)
        }
        _ => None,
    })?;
    let role = world.role(&OWNER.into()).ok()?.id;
    Some(Consequence::AssignmentCreated(RoleAssignment {
        id: derived_id(world, maker, role, scope),
        principal: maker,
        role,
        scope: scope.clone(),
        effective: Period::always(),
        condition: None,
        description: String::new(),
    }))
}

/// The role and the principal that an assignment names, if there are such.
pub(in crate::world) fn asked_for(
    world: &World,
    spec: &RoleAssignmentSpec,
) -> Option<(RoleDefinitionId, PrincipalId)> {
    let role = world.role(&spec.role).ok()?.id;
    let principal = assignee(world, &spec.principal, Orphans::Allowed).ok()?;
    Some((role, principal))
}

/// The name that an assignment has that is written so: the one stated, that of the same one before, or a derived one.
pub(in crate::world) fn id_of_assignment(
    world: &World,
    spec: &RoleAssignmentSpec,
) -> Option<RoleAssignmentId> {
    if spec.name.is_some() {
        return spec.name;
    }
    let (role, principal) = asked_for(world, spec)?;
    let scope = world.resolve_scope(&spec.scope).ok()?;
    let mut same = world
        .assignments_of(principal)
        .filter(|it| it.role == role && it.scope == scope);
    let derived = || derived_id(world, principal, role, &scope);
    Some(same.next().map_or_else(derived, |it| it.id))
}

/// The role that whoever makes a management group has on it, and that the last holder at a subscription keeps (F5.13).
pub(crate) const OWNER: &str = "Owner";

/// A Global Administrator takes User Access Administrator at the root, and has it for good; doing it again changes nothing
/// (F6.4).
pub(super) fn elevate_access(world: &World, who: &Reference) -> Planned {
    let id = match world.resolve_principal(who)? {
        Subject::Principal(id) if world.is_global_administrator(id) => id,
        _ => {
            return Err(Refusal::NotGlobalAdministrator {
                principal: who.to_string(),
            });
        }
    };
    let role = world.role(&USER_ACCESS_ADMINISTRATOR.into())?.id;
    let has_it = world
        .assignments_of(id)
        .any(|it| it.role == role && it.scope == Scope::root() && it.effective.is_always());
    let spec = RoleAssignmentSpec::new(who.clone(), USER_ACCESS_ADMINISTRATOR, "/");
    match has_it {
        true => Ok(Vec::new()),
        false => assign_role(world, &spec, Orphans::Refused),
    }
}

/// The role that elevated access is (F6.4).
const USER_ACCESS_ADMINISTRATOR: &str = "User Access Administrator";

/// Writing an assignment again, under its own name, may change its condition and its description and nothing else (F6.5.2).
fn again(
    existing: &RoleAssignment,
    spec: &RoleAssignmentSpec,
    effective: Period,
    condition: Option<Condition>,
) -> Planned {
    if spec.name != Some(existing.id) {
        return Err(Refusal::RoleAssignmentExists {
            existing: existing.id,
        });
    }
    if effective != existing.effective {
        return Err(Refusal::RoleAssignmentUpdateNotPermitted { name: existing.id });
    }
    let written = RoleAssignment {
        condition,
        description: spec.description.clone(),
        ..existing.clone()
    };
    match written == *existing {
        true => Ok(Vec::new()),
        false => Ok(vec![Consequence::AssignmentUpdated {
            from: existing.clone(),
            to: written,
        }]),
    }
}

/// The condition that an assignment is made under, if any: an empty one is none (F8.1).
fn condition_of(spec: &RoleAssignmentSpec) -> Result<Option<Condition>, Refusal> {
    let invalid = |why: String| Refusal::InvalidCondition {
        principal: spec.principal.to_string(),
        role: spec.role.to_string(),
        why,
    };
    let text = spec.condition.as_deref().filter(|it| !it.trim().is_empty());
    match (text, spec.condition_version.as_deref()) {
        (None, None | Some("")) => return Ok(None),
        (None, Some(_)) => {
            return Err(invalid(
                "`condition_version` stands there without a condition".to_owned(),
            ));
        }
        (Some(_), None | Some("" | CONDITION_VERSION)) => {}
        (Some(_), Some(other)) => {
            return Err(invalid(format!(
                "its version is `{other}`: expected \"{CONDITION_VERSION}\""
            )));
        }
    }
    let condition = Condition::parse(text.unwrap_or_default());
    let condition = condition.map_err(|it| invalid(it.to_string()))?;
    Ok(Some(condition))
}

/// The one version of the language that role assignments know (F8.1).
const CONDITION_VERSION: &str = "2.0";

/// The name of an assignment that states none.
pub(super) fn derived_id(
    world: &World,
    principal: PrincipalId,
    role: RoleDefinitionId,
    scope: &Scope,
) -> RoleAssignmentId {
    let of = format!("{principal} {role} {}", scope.folded());
    let derive = |next| RoleAssignmentId::new(world.derived("roleAssignment", &of, next));
    first_free(derive, |id| world.role_assignment(*id).is_some())
}

/// What an assignment says of itself: a description of 2 KB at most (F6.5.1), and no resource that stands for a principal
/// of another tenant, since all principals are of this one (F6.5.7).
fn check_properties(spec: &RoleAssignmentSpec) -> Result<(), Refusal> {
    if spec.description.len() > MAX_DESCRIPTION_BYTES {
        return Err(Refusal::InvalidRoleAssignment {
            principal: spec.principal.to_string(),
            role: spec.role.to_string(),
            why: "its description has more than 2 KB",
        });
    }
    match &spec.delegated_managed_identity_resource_id {
        Some(_) => Err(Refusal::DelegatedIdentityNotPermitted {
            principal: spec.principal.to_string(),
        }),
        None => Ok(()),
    }
}

/// The longest description of an assignment, 2 KB (F6.5.1). That it is bytes which are counted is our decision.
const MAX_DESCRIPTION_BYTES: usize = 2048;

/// The principal is of the type that the assignment states, if it states one (F5.9).
fn check_type(world: &World, id: PrincipalId, spec: &RoleAssignmentSpec) -> Result<(), Refusal> {
    let found = world.principal(id).map(|it| it.principal_type);
    match (found, spec.principal_type) {
        (Some(found), Some(stated)) if found != stated => Err(Refusal::UnmatchedPrincipalType {
            principal: id,
            found,
            stated,
        }),
        _ => Ok(()),
    }
}

/// The directory knows a principal everywhere only a while after it was made. Azure does not look where the type of the
/// principal is stated, but for groups (F5.8); where it may refuse it does, which is our decision.
fn check_replicated(
    world: &World,
    id: PrincipalId,
    stated: Option<PrincipalType>,
) -> Result<(), Refusal> {
    let looks = stated.is_none_or(|it| it == PrincipalType::Group);
    match looks && world.replicated_at(id).is_some() {
        true => Err(not_found(world, id)),
        false => Ok(()),
    }
}

/// A custom role is assignable at its assignable scopes and below, and one that grants data actions at no management
/// group (F6.3.6, F6.3.7).
pub(in crate::world) fn check_assignable(
    world: &World,
    role: &RoleDefinition,
    scope: &Scope,
) -> Result<(), Refusal> {
    let refused = |why| Refusal::NotAssignableHere {
        role: role.role_name.to_string(),
        scope: world.name_of(scope),
        why,
    };
    let chain = world.ancestors(scope);
    if !role
        .assignable_scopes
        .iter()
        .any(|assignable| chain.contains(assignable))
    {
        let scopes: Vec<String> = role
            .assignable_scopes
            .iter()
            .map(|it| format!("`{}`", world.name_of(it)))
            .collect();
        return Err(refused(format!(
            "its assignable scopes are {}",
            scopes.join(", ")
        )));
    }
    let data = role
        .permissions
        .iter()
        .any(|block| !block.data_actions.is_empty());
    match role.role_type == RoleType::CustomRole
        && data
        && scope.level() == ScopeLevel::ManagementGroup
    {
        true => Err(refused(
            "it grants data actions, and the scope is a management group".to_owned(),
        )),
        false => Ok(()),
    }
}

/// An assignment is removed only where it was made (F6.5.3).
pub(super) fn remove_role_assignment(
    world: &World,
    principal: &Reference,
    role: &Reference,
    scope: &Reference,
) -> Planned {
    let subject = world.resolve_principal(principal)?;
    let role_id = world.role(role)?.id;
    let at = world.resolve_scope(scope)?;
    let of_role = |id| {
        world
            .assignments_of(id)
            .filter(move |it| it.role == role_id)
    };
    let own: Vec<&RoleAssignment> = match &subject {
        Subject::Principal(id) => of_role(*id).collect(),
        Subject::NoIdentity(_) => Vec::new(),
    };
    if let Some(assignment) = own.iter().find(|it| it.scope == at) {
        return Ok(vec![Consequence::AssignmentRemoved((*assignment).clone())]);
    }
    let chain = world.ancestors(&at);
    let above = chain
        .iter()
        .find(|above| own.iter().any(|it| it.scope == **above));
    let resource = match &subject {
        Subject::NoIdentity(resource) => Some(resource),
        Subject::Principal(id) => world.principal(*id).and_then(|it| it.origin.resource()),
    };
    let former = world.assignments_at(&at).find(|it| {
        let holder = world.principal(it.principal).filter(|it| it.deleted);
        it.role == role_id
            && resource.is_some()
            && holder.is_some_and(|it| it.origin.resource() == resource)
    });
    Err(Refusal::NoSuchAssignment {
        principal: principal.to_string(),
        role: role.to_string(),
        scope: scope.to_string(),
        elsewhere: above.map(|above| world.name_of(above)),
        former: former.map(|it| it.id),
    })
}

pub(super) fn remove_named(world: &World, id: RoleAssignmentId) -> Planned {
    match world.role_assignment(id) {
        Some(assignment) => Ok(vec![Consequence::AssignmentRemoved(assignment.clone())]),
        None => Err(Refusal::NoAssignmentNamed { name: id }),
    }
}
