//! Management groups, subscriptions and resource groups come and go.

use super::{Planned, create_node, deletion, existing_of};
use crate::model::{ManagementGroup, Reference, ResourceGroup, Subscription};
use crate::value::{Name, Scope, ScopeLevel};
use crate::world::limits::{MANAGEMENT_GROUPS, check_room};
use crate::world::state::{NodeKind, Referent};
use crate::world::{Refusal, World};

pub(super) fn create_management_group(
    world: &World,
    alias: &Name,
    it: &ManagementGroup,
) -> Planned {
    let scope = match stated_or_bound(world, alias, it.id.as_ref(), ScopeLevel::ManagementGroup)? {
        Some(scope) => scope,
        None => Scope::management_group(alias.as_str()).map_err(|error| invalid(alias, error))?,
    };
    let parent = parent(world, it.parent.as_ref())?;
    // Nothing is above the root group, or everything below it would be above it too.
    if world.state.root_group.as_ref() == Some(&scope) && parent != Scope::root() {
        return Err(Refusal::ManagementGroupCycle {
            name: alias.to_string(),
            above: world.name_of(&parent),
        });
    }
    check_level(alias.as_str(), level_below(world, &parent))?;
    let count = world.index.management_groups();
    check_room(count, MANAGEMENT_GROUPS, "management groups in a directory")?;
    create_node(
        world,
        Some(alias),
        scope,
        None,
        NodeKind::ManagementGroup { parent },
    )
}

/// The level that a management group below this scope has; the tenant's root group, called by the directory's id, is on
/// none (F6.4).
pub(super) fn level_below(world: &World, parent: &Scope) -> usize {
    let root_group = world.state.root_group.as_ref();
    let counts = |it: &&Scope| it.level() == ScopeLevel::ManagementGroup && Some(*it) != root_group;
    world.ancestors(parent).iter().filter(counts).count() + 1
}

/// There are six levels of management groups (F6.4).
pub(super) fn check_level(name: &str, level: usize) -> Result<(), Refusal> {
    match level <= 6 {
        true => Ok(()),
        false => Err(Refusal::TooDeep {
            name: name.to_owned(),
            level,
        }),
    }
}

pub(super) fn delete_management_group(world: &World, reference: &Reference) -> Planned {
    let (scope, _) = existing_of(world, reference, "a management group", is_management_group)?;
    let child = world.state.nodes.iter().find(|(_, node)| match &node.kind {
        NodeKind::ManagementGroup { parent } | NodeKind::Subscription { parent } => {
            *parent == scope
        }
        _ => false,
    });
    match child {
        Some((child, _)) => Err(Refusal::NotEmpty {
            name: reference.to_string(),
            child: world.name_of(child),
        }),
        None => deletion::delete(world, reference, "a management group", is_management_group),
    }
}

pub(super) fn create_subscription(world: &World, alias: &Name, it: &Subscription) -> Planned {
    let scope = match stated_or_bound(world, alias, it.id.as_ref(), ScopeLevel::Subscription)? {
        Some(scope) => scope,
        None => Scope::subscription(world.derived("subscription", alias.folded(), 0)),
    };
    let parent = parent(world, it.management_group.as_ref())?;
    create_node(
        world,
        Some(alias),
        scope,
        None,
        NodeKind::Subscription { parent },
    )
}

pub(super) fn create_resource_group(world: &World, alias: &Name, it: &ResourceGroup) -> Planned {
    let scope = resource_group_scope(world, alias, it)?;
    if !scope
        .parent()
        .is_some_and(|subscription| world.state.nodes.contains_key(&subscription))
    {
        return Err(Refusal::Gone {
            what: format!("the subscription of `{scope}`"),
        });
    }
    create_node(
        world,
        Some(alias),
        scope,
        it.location.clone(),
        NodeKind::ResourceGroup,
    )
}

/// Where a new resource group goes.
pub(super) fn resource_group_scope(
    world: &World,
    alias: &Name,
    it: &ResourceGroup,
) -> Result<Scope, Refusal> {
    let stated = stated_or_bound(world, alias, it.id.as_ref(), ScopeLevel::ResourceGroup)?;
    match (stated, &it.subscription) {
        (Some(scope), None) => Ok(scope),
        (Some(scope), Some(_)) if it.id.is_some() => Ok(scope),
        (_, subscription) => {
            let subscription = match subscription {
                Some(reference) => {
                    existing_of(world, reference, "a subscription", is_subscription)?.0
                }
                None => the_only_subscription(world, alias.as_str())?,
            };
            let path = format!("resourceGroups/{alias}");
            subscription
                .child(&path)
                .map_err(|error| invalid(alias, error))
        }
    }
}

/// The scope above a management group or a subscription: the root where none is named (F6.4).
pub(super) fn parent(world: &World, reference: Option<&Reference>) -> Result<Scope, Refusal> {
    match reference {
        None => Ok(Scope::root()),
        Some(root) if root.as_str() == "/" => Ok(Scope::root()),
        Some(reference) => {
            Ok(existing_of(world, reference, "a management group", is_management_group)?.0)
        }
    }
}

pub(super) fn the_only_subscription(world: &World, name: &str) -> Result<Scope, Refusal> {
    world
        .index
        .only_subscription()
        .map_err(|count| Refusal::ContainerUnspecified {
            name: name.to_owned(),
            container: "subscription",
            count,
        })
}

pub(super) fn existing_group(world: &World, reference: &Reference) -> Result<Scope, Refusal> {
    let is_group = |kind: &NodeKind| *kind == NodeKind::ResourceGroup;
    Ok(existing_of(world, reference, "a resource group", is_group)?.0)
}

pub(super) fn is_subscription(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Subscription { .. })
}

pub(super) fn is_management_group(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::ManagementGroup { .. })
}

/// The ARM id that a container states, or else the one that its alias is bound to: made again, it is where it was.
fn stated_or_bound(
    world: &World,
    alias: &Name,
    id: Option<&Scope>,
    level: ScopeLevel,
) -> Result<Option<Scope>, Refusal> {
    let bound = match world.state.aliases.get(alias) {
        Some(Referent::Scope(scope)) if scope.level() == level => Some(scope),
        _ => None,
    };
    match id.or(bound) {
        Some(id) if id.level() != level => Err(Refusal::IdMismatch {
            id: id.clone(),
            expected: level.to_string(),
        }),
        scope => Ok(scope.cloned()),
    }
}

pub(super) fn invalid(name: &Name, error: crate::value::ScopeError) -> Refusal {
    Refusal::InvalidName {
        name: name.to_string(),
        why: error.to_string(),
    }
}
