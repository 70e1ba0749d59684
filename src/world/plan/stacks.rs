//! Deployment stacks, by the deny assignments that they make (F6.6.5).

use super::denials::{new_id, principals};
use super::{Planned, existing};
use crate::model::{
    Denied, DenyAssignment, DenySettings, DenySettingsMode, DeploymentStack, Permission, Reference,
};
use crate::value::{ActionPattern, Name, Scope, ScopeLevel};
use crate::world::{Consequence, Refusal, World};

/// The most actions that deny settings can exclude (F6.6.5).
const MAX_EXCLUDED_ACTIONS: usize = 200;
/// The most principals that deny settings can exclude (F6.6.5).
const MAX_EXCLUDED_PRINCIPALS: usize = 5;

/// One deny assignment on each thing that the stack manages, in place of those that it made before (F6.6.5).
pub(super) fn create_deployment_stack(
    world: &World,
    name: &Name,
    stack: &DeploymentStack,
) -> Planned {
    let id = stack_id(world, name, stack.scope.as_ref())?;
    let settings = &stack.deny_settings;
    let too_many = |count, limit, what| match count > limit {
        true => Err(Refusal::InvalidDenyAssignment {
            name: name.to_string(),
            why: format!("it excludes {count} {what}, and {limit} is the most"),
        }),
        false => Ok(()),
    };
    too_many(
        settings.excluded_actions.len(),
        MAX_EXCLUDED_ACTIONS,
        "actions",
    )?;
    too_many(
        settings.excluded_principals.len(),
        MAX_EXCLUDED_PRINCIPALS,
        "principals",
    )?;
    let mut out: Vec<Consequence> = of_stack(world, &id)
        .map(|it| Consequence::DenyAssignmentRemoved(it.clone()))
        .collect();
    let mut managed: Vec<Scope> = Vec::new();
    for resource in &stack.resources {
        let (scope, _) = existing(world, resource)?;
        if !managed.contains(&scope) {
            managed.push(scope);
        }
    }
    if let Some(permission) = denied_by(settings) {
        for scope in managed {
            let denied = by_stack(world, &id, scope, &permission, settings)?;
            out.push(Consequence::DenyAssignmentCreated(denied));
        }
    }
    Ok(out)
}

/// The deny assignment that a stack makes on one thing, named and described as Azure does. On a resource group it never
/// reaches further, whatever the settings say: so the product's own team in
/// <https://github.com/Azure/deployment-stacks/issues/165>.
fn by_stack(
    world: &World,
    stack: &Scope,
    scope: Scope,
    permission: &Permission,
    settings: &DenySettings,
) -> Result<DenyAssignment, Refusal> {
    let before = of_stack(world, stack).find(|it| it.scope == scope);
    let id = before.map_or_else(
        || new_id(world, &scope, &Name::from(stack.as_str())),
        |it| it.id,
    );
    let reaches_below =
        settings.apply_to_child_scopes && scope.level() != ScopeLevel::ResourceGroup;
    Ok(DenyAssignment {
        id,
        name: Name::from(format!(
            "Deny assignment '{id}' created by Deployment Stack '{stack}'."
        )),
        description: format!("Created by Deployment Stack '{stack}'."),
        permissions: vec![permission.clone()],
        scope,
        do_not_apply_to_child_scopes: !reaches_below,
        principals: Denied::AllPrincipals,
        exclude_principals: principals(world, &settings.excluded_principals)?,
        is_system_protected: true,
        deployment_stack: Some(stack.clone()),
    })
}

/// What deny settings deny, the exceptions that Azure makes itself among them (F6.6.5).
fn denied_by(settings: &DenySettings) -> Option<Permission> {
    let (actions, own_exceptions): (&[&str], &[&str]) = match settings.mode {
        DenySettingsMode::None => return None,
        DenySettingsMode::DenyDelete => (&["*/delete"], &["Microsoft.Authorization/locks/delete"]),
        DenySettingsMode::DenyWriteAndDelete => {
            (&["*"], &["Microsoft.Authorization/locks/delete", "*/read"])
        }
    };
    let patterns = |texts: &[&str]| -> Vec<ActionPattern> {
        texts.iter().filter_map(|it| it.parse().ok()).collect()
    };
    let mut not_actions = patterns(own_exceptions);
    for action in &settings.excluded_actions {
        if !not_actions.contains(action) {
            not_actions.push(action.clone());
        }
    }
    Some(Permission {
        actions: patterns(actions),
        not_actions,
        ..Permission::default()
    })
}

/// What goes with the stack is only what it forbade; what it managed stays (Azure's `detachAll`).
pub(super) fn delete_deployment_stack(
    world: &World,
    name: &Name,
    scope: Option<&Reference>,
) -> Planned {
    let id = stack_id(world, name, scope)?;
    let out: Vec<Consequence> = of_stack(world, &id)
        .map(|it| Consequence::DenyAssignmentRemoved(it.clone()))
        .collect();
    match out.is_empty() {
        true => Err(Refusal::NoDenySettings {
            stack: name.clone(),
        }),
        false => Ok(out),
    }
}

/// The deny assignments that a stack made.
pub(super) fn of_stack<'w>(
    world: &'w World,
    stack: &Scope,
) -> impl Iterator<Item = &'w DenyAssignment> {
    world
        .deny_assignments()
        .filter(move |it| it.deployment_stack.as_ref() == Some(stack))
}

/// The ARM id of a stack.
pub(super) fn stack_id(
    world: &World,
    name: &Name,
    scope: Option<&Reference>,
) -> Result<Scope, Refusal> {
    let unspecified = |count| Refusal::ContainerUnspecified {
        name: name.to_string(),
        container: "scope",
        count,
    };
    let scope = match scope {
        Some(scope) => existing(world, scope)?.0,
        None => world.index.only_resource_group().map_err(unspecified)?,
    };
    if !matches!(
        scope.level(),
        ScopeLevel::ResourceGroup | ScopeLevel::Subscription
    ) {
        return Err(Refusal::NotModelled {
            feature: "deployment stacks elsewhere than in a resource group or a subscription",
        });
    }
    let path = format!("providers/Microsoft.Resources/deploymentStacks/{name}");
    scope
        .child(&path)
        .ok()
        .filter(|it| it.name() == name.as_str())
        .ok_or_else(|| Refusal::InvalidName {
            name: name.to_string(),
            why: "it is part of the stack's ARM id".to_owned(),
        })
}
