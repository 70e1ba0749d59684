//! Deny assignments.

use super::who::principals;
use super::{Orphans, Planned, check_scope, first_free};
use crate::model::{
    Denied, DenyAssignment, DenyAssignmentId, DenyAssignmentSpec, Permission, PrincipalId,
    Reference,
};
use crate::value::{Name, Scope};
use crate::world::{Consequence, Refusal, World};

/// Something is denied to somebody, whatever roles they have (F6.6).
pub(in crate::world) fn create_deny_assignment(
    world: &World,
    spec: &DenyAssignmentSpec,
    orphans: Orphans,
) -> Planned {
    let denied = resolved(world, spec, orphans)?;
    check_scope(world, &denied.scope, &spec.scope, orphans)?;
    // A deny assignment's name is unique at its scope (F6.6.2).
    let is_same = |it: &DenyAssignment| it.name == denied.name;
    if world.deny_assignments_at(&denied.scope).any(is_same) {
        return Err(Refusal::AlreadyExists {
            what: format!("a deny assignment `{}` at `{}`", spec.name, spec.scope),
        });
    }
    if world.deny_assignment(denied.id).is_some() {
        return Err(Refusal::AlreadyExists {
            what: format!("a deny assignment with the id {}", denied.id),
        });
    }
    Ok(vec![Consequence::DenyAssignmentCreated(denied)])
}

/// The deny assignment that is written so. Whom it names must be there, as for roles: our decision.
fn resolved(
    world: &World,
    spec: &DenyAssignmentSpec,
    orphans: Orphans,
) -> Result<DenyAssignment, Refusal> {
    let invalid = |why: &str| Refusal::InvalidDenyAssignment {
        name: spec.name.to_string(),
        why: why.to_owned(),
    };
    if spec.name.as_str().trim().is_empty() {
        return Err(invalid("it has no name"));
    }
    if spec.permissions.iter().any(|it| it.condition.is_some()) {
        return Err(Refusal::NotModelled {
            feature: "conditions on deny assignments (F8.1)",
        });
    }
    let denies = |it: &Permission| !it.actions.is_empty() || !it.data_actions.is_empty();
    if !spec.permissions.iter().any(denies) {
        return Err(invalid(
            "it denies no action: state `actions` or `data_actions`",
        ));
    }
    let exclude_principals = spared(world, &spec.name, &spec.exclude_principals, orphans)?;
    let denied = match spec.principals.as_slice() {
        [] => return Err(invalid("it denies nobody: state `principals`")),
        some if some.iter().any(Reference::is_all_principals) => Denied::AllPrincipals,
        some => Denied::These(principals(world, some, orphans)?),
    };
    let scope = world.resolve_scope(&spec.scope)?;
    Ok(DenyAssignment {
        id: spec.id.unwrap_or_else(|| new_id(world, &scope, &spec.name)),
        name: spec.name.clone(),
        description: spec.description.clone(),
        permissions: spec.permissions.clone(),
        scope,
        do_not_apply_to_child_scopes: spec.do_not_apply_to_child_scopes,
        principals: denied,
        exclude_principals,
        is_system_protected: spec.is_system_protected,
        deployment_stack: spec.deployment_stack.clone(),
    })
}

/// Whom a deny assignment spares, or the deployment stack that makes it: never everybody (F6.6.3).
pub(super) fn spared(
    world: &World,
    name: &Name,
    excluded: &[Reference],
    orphans: Orphans,
) -> Result<Vec<PrincipalId>, Refusal> {
    if excluded.iter().any(Reference::is_all_principals) {
        return Err(Refusal::InvalidDenyAssignment {
            name: name.to_string(),
            why: "everybody can be denied something, and not be spared: take All Principals out"
                .to_owned(),
        });
    }
    principals(world, excluded, orphans)
}

pub(super) fn new_id(world: &World, scope: &Scope, name: &Name) -> DenyAssignmentId {
    let of = format!("{} {}", scope.folded(), name.folded());
    let derive = |next| DenyAssignmentId::new(world.derived("denyAssignment", &of, next));
    first_free(derive, |id| world.deny_assignment(*id).is_some())
}

/// Whoever made it removes it, at the scope where it was made.
pub(super) fn delete_deny_assignment(world: &World, name: &Name, scope: &Reference) -> Planned {
    let at = world.resolve_scope(scope)?;
    let found = world.deny_assignments_at(&at).find(|it| it.name == *name);
    match found {
        Some(it) => Ok(vec![Consequence::DenyAssignmentRemoved(it.clone())]),
        None => Err(Refusal::NotSet {
            at: scope.to_string(),
            what: format!("deny assignment `{name}`"),
        }),
    }
}
