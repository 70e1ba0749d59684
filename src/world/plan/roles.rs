//! Custom roles.

use super::places::the_only_subscription;
use super::{Planned, check_assignable};
use crate::catalog::derived_role_id;
use crate::model::{Reference, RoleDefinition, RoleDefinitionId, RoleSpec, RoleType};
use crate::value::{Action, ActionPattern, Name, Plane, Scope, ScopeLevel};
use crate::world::limits::{ASSIGNABLE_SCOPES, CUSTOM_ROLES, check_room};
use crate::world::{Consequence, Refusal, World};

/// A custom role's name is unique in the tenant (F6.2.1, F5.11).
pub(super) fn create_role_definition(world: &World, name: &Name, spec: &RoleSpec) -> Planned {
    let built_in = world.catalog.find_role(&Reference::from(name.clone()));
    if world.state.custom_role_ids.contains_key(name)
        || built_in.is_some_and(|role| role.role_name == *name)
    {
        return Err(Refusal::RoleDefinitionWithSameNameExists { name: name.clone() });
    }
    check_role_name(name)?;
    let id = spec.id.unwrap_or_else(|| derived_role_id(name));
    if world.role_by_id(id).is_some() {
        return Err(Refusal::AlreadyExists {
            what: format!("a role with the id {id}"),
        });
    }
    let count = world.custom_roles().len();
    check_room(count, CUSTOM_ROLES, "custom roles in a tenant")?;
    let assignable_scopes = scopes_of_new(world, name, spec)?;
    check_contents(world, name, spec)?;
    Ok(vec![Consequence::RoleDefinitionCreated(RoleDefinition {
        id,
        role_name: name.clone(),
        role_type: RoleType::CustomRole,
        description: spec.description.clone(),
        permissions: spec.permissions.clone(),
        assignable_scopes,
    })])
}

/// What a custom role grants, what it is for and where it can be assigned is written anew, and counts at once. Where the
/// assignable scopes are not said they stay, and one that an assignment needs cannot be taken away: both are our decisions.
pub(super) fn update_role_definition(
    world: &World,
    reference: &Reference,
    spec: &RoleSpec,
) -> Planned {
    let from = custom_role(world, reference)?;
    let name = &from.role_name;
    if spec.id.is_some_and(|id| id != from.id) {
        return Err(invalid(name, "a role keeps its id"));
    }
    let assignable_scopes = scopes_of_changed(world, from, spec)?;
    check_contents(world, name, spec)?;
    let to = RoleDefinition {
        description: spec.description.clone(),
        permissions: spec.permissions.clone(),
        assignable_scopes,
        ..from.clone()
    };
    for it in world.role_assignments().filter(|it| it.role == from.id) {
        if let Err(refusal) = check_assignable(world, &to, &it.scope) {
            return Err(still_needed(refusal));
        }
    }
    match to == *from {
        true => Ok(Vec::new()),
        false => Ok(vec![Consequence::RoleDefinitionUpdated {
            from: from.clone(),
            to,
        }]),
    }
}

/// Where a new role can be assigned: in the only subscription, if nothing is said.
pub(super) fn scopes_of_new(
    world: &World,
    name: &Name,
    spec: &RoleSpec,
) -> Result<Vec<Scope>, Refusal> {
    match spec.assignable_scopes.is_empty() {
        true => Ok(vec![the_only_subscription(world, name.as_str())?]),
        false => assignable_scopes(world, name, &spec.assignable_scopes),
    }
}

/// Where a changed role can be assigned: where it could be before, if nothing is said.
pub(super) fn scopes_of_changed(
    world: &World,
    from: &RoleDefinition,
    spec: &RoleSpec,
) -> Result<Vec<Scope>, Refusal> {
    match spec.assignable_scopes.is_empty() {
        true => Ok(from.assignable_scopes.clone()),
        false => assignable_scopes(world, &from.role_name, &spec.assignable_scopes),
    }
}

/// The same refusal of an assignment that is there already.
fn still_needed(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::NotAssignableHere { role, scope, why } => Refusal::NotAssignableHere {
            role,
            scope,
            why: format!("it is now, and after the change {why}"),
        },
        other => other,
    }
}

/// A role that somebody has stays (F6.3.4), and so does one that somebody is eligible for, which is our decision.
pub(super) fn delete_role_definition(world: &World, reference: &Reference) -> Planned {
    let role = custom_role(world, reference)?;
    let has = world.role_assignments().any(|it| it.role == role.id);
    match has || world.eligibilities().any(|it| it.role == role.id) {
        true => Err(Refusal::RoleDefinitionHasAssignments { role: role.id }),
        false => Ok(vec![Consequence::RoleDefinitionDeleted(role.clone())]),
    }
}

/// A role that is the tenant's to change.
fn custom_role<'w>(world: &'w World, reference: &Reference) -> Result<&'w RoleDefinition, Refusal> {
    let role = world.role(reference)?;
    match role.role_type {
        RoleType::CustomRole => Ok(role),
        RoleType::BuiltInRole => Err(Refusal::RoleIsBuiltIn {
            role: role.role_name.clone(),
        }),
    }
}

fn check_role_name(name: &Name) -> Result<(), Refusal> {
    let text = name.as_str();
    if text.trim().is_empty() || text.chars().count() > 512 || text.chars().any(char::is_control) {
        return Err(invalid(
            name,
            "a role has a name of 1 to 512 characters, none of them a control character",
        ));
    }
    match text.parse::<RoleDefinitionId>() {
        Ok(_) => Err(invalid(
            name,
            "its name would be taken for the id of a role",
        )),
        Err(_) => Ok(()),
    }
}

/// Where a custom role can be assigned: 2,000 scopes at most, among them one management group at most, and neither the
/// root nor a wildcard (F6.3.1).
fn assignable_scopes(
    world: &World,
    name: &Name,
    references: &[Reference],
) -> Result<Vec<Scope>, Refusal> {
    if references.len() > ASSIGNABLE_SCOPES {
        return Err(Refusal::LimitExceeded {
            what: "assignable scopes of a role",
            limit: ASSIGNABLE_SCOPES,
        });
    }
    let mut scopes = Vec::new();
    for reference in references {
        if reference.as_str().contains('*') {
            return Err(invalid(name, "no assignable scope has a wildcard"));
        }
        let scope = match unchecked_management_group(reference) {
            Some(group) => group,
            None => world.resolve_scope(reference)?,
        };
        if scope == Scope::root() {
            return Err(invalid(
                name,
                "the root is no assignable scope of a custom role",
            ));
        }
        let is_group = |it: &Scope| it.level() == ScopeLevel::ManagementGroup;
        if is_group(&scope) && scopes.iter().any(is_group) {
            return Err(invalid(
                name,
                "it can have one management group among its assignable scopes",
            ));
        }
        scopes.push(scope);
    }
    Ok(scopes)
}

/// A management group written as an ARM id, of which nobody checks that it exists (F6.3.1).
fn unchecked_management_group(reference: &Reference) -> Option<Scope> {
    let scope = Scope::parse(reference.as_str()).ok()?;
    (scope.level() == ScopeLevel::ManagementGroup).then_some(scope)
}

/// A description has 2,048 characters at most (F6.2.1), and an action stands on its own plane: one that is known on the
/// other only is none that a provider offers there (F5.12). Whether there is any other action nobody here can tell.
fn check_contents(world: &World, name: &Name, spec: &RoleSpec) -> Result<(), Refusal> {
    if spec.description.chars().count() > MAX_DESCRIPTION {
        return Err(invalid(
            name,
            "its description has more than 2048 characters",
        ));
    }
    for block in &spec.permissions {
        for plane in [Plane::Control, Plane::Data] {
            let (granted, taken_out) = block.patterns(plane);
            let misplaced = |it: &&ActionPattern| {
                let action = Action::parse(plane, it.as_str());
                action.is_ok_and(|action| world.catalog.is_misplaced(&action))
            };
            if let Some(it) = granted.iter().chain(taken_out).find(misplaced) {
                return Err(Refusal::InvalidActionOrNotAction {
                    action: it.to_string(),
                });
            }
        }
    }
    Ok(())
}

/// The longest description of a role, in characters (F6.2.1).
const MAX_DESCRIPTION: usize = 2_048;

fn invalid(role: &Name, why: &'static str) -> Refusal {
    Refusal::InvalidRoleDefinition {
        role: role.clone(),
        why,
    }
}
