//! Deployment stacks, by the deny assignments that they make (F6.6.5).

use std::collections::{BTreeMap, BTreeSet};

use super::denials::{new_id, spared};
use super::{Orphans, Planned, existing, existing_of};
use crate::model::{
    Denied, DenyAssignment, DenyAssignmentId, DenySettings, DenySettingsMode, DeploymentStack,
    Permission, Reference,
};
use crate::value::{ActionPattern, Name, Scope, ScopeLevel};
use crate::world::state::NodeKind;
use crate::world::{Consequence, Refusal, World};

/// The most actions that deny settings can exclude (F6.6.5).
const MAX_EXCLUDED_ACTIONS: usize = 200;
/// The most principals that deny settings can exclude (F6.6.5).
const MAX_EXCLUDED_PRINCIPALS: usize = 5;

/// One deny assignment on each thing that the stack manages, in place of those that it made before (F6.6.5). Of a stack
/// that is written again only what differs is told.
pub(super) fn create_deployment_stack(
    world: &World,
    name: &Name,
    stack: &DeploymentStack,
) -> Planned {
    let id = stack_id(world, name, stack.scope.as_ref())?;
    check_limits(name, &stack.deny_settings)?;
    let before: Vec<&DenyAssignment> = of_stack(world, &id).collect();
    let after = made_by(world, name, &id, stack, &before)?;
    let is_kept = |it: &DenyAssignment| world.deny_assignment(it.id) == Some(it);
    let kept: BTreeSet<DenyAssignmentId> = after
        .iter()
        .filter(|it| is_kept(it))
        .map(|it| it.id)
        .collect();
    let removed = before
        .into_iter()
        .filter(|it| !kept.contains(&it.id))
        .map(|it| Consequence::DenyAssignmentRemoved(it.clone()));
    let created = after
        .into_iter()
        .filter(|it| !kept.contains(&it.id))
        .map(Consequence::DenyAssignmentCreated);
    Ok(removed.chain(created).collect())
}

fn check_limits(name: &Name, settings: &DenySettings) -> Result<(), Refusal> {
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
    )
}

/// The deny assignments that a stack makes, named and described as Azure does. Each keeps the id of the one before it at its
/// scope. On a resource group none reaches further, whatever the settings say: so the product's own team in
/// <https://github.com/Azure/deployment-stacks/issues/165>.
fn made_by(
    world: &World,
    name: &Name,
    id: &Scope,
    stack: &DeploymentStack,
    before: &[&DenyAssignment],
) -> Result<Vec<DenyAssignment>, Refusal> {
    let settings = &stack.deny_settings;
    let managed = managed_by(world, stack)?;
    let Some(permission) = denied_by(settings) else {
        return Ok(Vec::new());
    };
    let spared = spared(world, name, &settings.excluded_principals, Orphans::Refused)?;
    // Backwards, so that of several at one scope the first counts.
    let ids: BTreeMap<&Scope, DenyAssignmentId> =
        before.iter().rev().map(|it| (&it.scope, it.id)).collect();
    let on = |scope: Scope| {
        let known = ids.get(&scope).copied();
        let own = known.unwrap_or_else(|| new_id(world, &scope, &Name::from(id.as_str())));
        let reaches_below =
            settings.apply_to_child_scopes && scope.level() != ScopeLevel::ResourceGroup;
        DenyAssignment {
            id: own,
            name: Name::from(format!(
                "Deny assignment '{own}' created by Deployment Stack '{id}'."
            )),
            description: format!("Created by Deployment Stack '{id}'."),
            permissions: vec![permission.clone()],
            scope,
            do_not_apply_to_child_scopes: !reaches_below,
            principals: Denied::AllPrincipals,
            exclude_principals: spared.clone(),
            is_system_protected: true,
            deployment_stack: Some(id.clone()),
        }
    };
    Ok(managed.into_iter().map(on).collect())
}

/// What a stack manages, in the order in which it is written and each thing once.
fn managed_by(world: &World, stack: &DeploymentStack) -> Result<Vec<Scope>, Refusal> {
    let mut managed = Vec::with_capacity(stack.resources.len());
    let mut known = BTreeSet::new();
    for resource in &stack.resources {
        let (scope, _) = existing_of(world, resource, "a resource or a resource group", |kind| {
            matches!(
                kind,
                NodeKind::Resource { .. } | NodeKind::Identity { .. } | NodeKind::ResourceGroup
            )
        })?;
        if known.insert(scope.clone()) {
            managed.push(scope);
        }
    }
    Ok(managed)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;
    use crate::model::{Resource, User};
    use crate::world::RefusalCode;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn world() -> Result<World, Refusal> {
        let mut world = World::new();
        world.apply(Event::CreateUser("alice".into(), User::default()))?;
        for name in ["vm1", "vm2"] {
            let machine = Resource::new("Microsoft.Compute/virtualMachines");
            world.apply(Event::CreateResource(name.into(), Box::new(machine)))?;
        }
        Ok(world)
    }

    fn stack(mode: DenySettingsMode, resources: &[&str]) -> Event {
        let stack = DeploymentStack {
            scope: None,
            resources: resources.iter().map(|it| Reference::from(*it)).collect(),
            deny_settings: DenySettings {
                mode,
                excluded_principals: vec!["alice".into()],
                ..DenySettings::default()
            },
        };
        Event::CreateDeploymentStack("shop".into(), stack)
    }

    #[test]
    fn a_stack_written_again_tells_only_what_differs() -> Outcome {
        use DenySettingsMode::{DenyDelete, DenyWriteAndDelete, None};
        let mut world = world()?;
        // The mode, what it manages, and what is removed and made thereby.
        let rows: [(DenySettingsMode, &[&str], &[&str]); 7] = [
            (DenyDelete, &["vm1", "vm1"], &["made vm1"]),
            (DenyDelete, &["vm1"], &[]),
            (DenyDelete, &["vm2", "vm1"], &["made vm2"]),
            (DenyDelete, &["vm1", "vm2"], &[]),
            (DenyDelete, &["vm2"], &["removed vm1"]),
            (DenyWriteAndDelete, &["vm2"], &["removed vm2", "made vm2"]),
            (None, &["vm2"], &["removed vm2"]),
        ];
        for (mode, resources, expected) in rows {
            let change = world.apply(stack(mode, resources))?;
            let told = change.consequences().iter().map(|it| match it {
                Consequence::DenyAssignmentCreated(it) => format!("made {}", it.scope.name()),
                Consequence::DenyAssignmentRemoved(it) => format!("removed {}", it.scope.name()),
                other => format!("{other:?}"),
            });
            let told: Vec<String> = told.collect();
            assert_eq!(told, expected, "{mode:?} on {resources:?}");
        }
        Ok(())
    }

    #[test]
    fn a_stack_spares_nobody_who_is_gone_but_in_a_state_that_is_read_back() -> Outcome {
        let mut world = world()?;
        let event = stack(DenySettingsMode::DenyDelete, &["vm1"]);
        world.apply(event.clone())?;
        world.apply(Event::DeleteUser("alice".into()))?;
        let refusal = world.plan(&event).map_err(|it| it.code());
        assert_eq!(refusal, Err(RefusalCode::PrincipalNotFound));
        assert_eq!(World::try_from(world.to_tenant())?, world);
        Ok(())
    }
}
