//! Locks are put on and taken off.

use super::{Planned, existing};
use crate::model::{Lock, LockSpec, Reference};
use crate::value::{Name, ScopeLevel};
use crate::world::{Consequence, Refusal, World};

/// A lock is put on a subscription, a resource group or a resource; written again it may change its level and notes
/// (F6.7.1).
pub(super) fn create_lock(world: &World, spec: &LockSpec) -> Planned {
    let invalid = |why| Refusal::InvalidLock {
        name: spec.name.clone(),
        why,
    };
    let text = spec.name.as_str();
    if text.trim().is_empty() {
        return Err(invalid("it has no name"));
    }
    if text.contains('/') || text.chars().any(char::is_control) {
        return Err(invalid(
            "its name is part of an ARM id, and has a slash or a control character",
        ));
    }
    let at = world.resolve_scope(&spec.scope)?;
    if matches!(at.level(), ScopeLevel::Root | ScopeLevel::ManagementGroup) {
        return Err(invalid(
            "no lock is put on a management group or the root: lock the subscriptions below",
        ));
    }
    // What is in a resource need not be there by itself, as for role assignments.
    let scope = match world.can_hold_assignments(&at) {
        true => at,
        false => existing(world, &spec.scope)?.0,
    };
    let lock = Lock {
        name: spec.name.clone(),
        scope,
        level: spec.level,
        notes: spec.notes.clone(),
    };
    Ok(match world.lock(&lock.scope, &lock.name) {
        Some(same) if *same == lock => Vec::new(),
        Some(before) => vec![
            Consequence::LockRemoved(before.clone()),
            Consequence::LockCreated(lock),
        ],
        None => vec![Consequence::LockCreated(lock)],
    })
}

pub(super) fn delete_lock(world: &World, name: &Name, scope: &Reference) -> Planned {
    let at = world.resolve_scope(scope)?;
    match world.lock(&at, name) {
        Some(it) => Ok(vec![Consequence::LockRemoved(it.clone())]),
        None => Err(Refusal::NotSet {
            at: scope.to_string(),
            what: match world.locks_over(&at).find(|it| it.name == *name) {
                Some(above) => format!(
                    "lock `{name}` of its own: it is on `{}`",
                    world.name_of(&above.scope)
                ),
                None => format!("lock `{name}`"),
            },
        }),
    }
}
