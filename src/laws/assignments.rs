//! Assignments: how they come, stay and go.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Holds, demand, same, say};
use super::look::after;
use super::{Law, Specimen};
use crate::event::Event;
use crate::model::{RoleAssignment, RoleAssignmentId};
use crate::value::Scope;
use crate::world::{Consequence, World};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "assignments-are-unique",
        says: "No two assignments give one principal one role at one scope (F6.5.1).",
        holds: assignments_are_unique,
    },
    Law {
        name: "assignments-outlive-all-but-their-scope",
        says: "An assignment goes only when it is removed or when something goes that its scope is in, or when its subscription goes to another directory; while it is there nothing but its condition and its description changes, and those only when it is written again (F1.7, F6.5.2).",
        holds: assignments_outlive_all_but_their_scope,
    },
];

fn assignments_are_unique(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let mut triples = BTreeSet::new();
    for it in specimen.to_tenant().role_assignments {
        let triple = (
            it.principal.to_string(),
            it.role.to_string(),
            it.scope.to_string(),
        );
        let line = format!("{} of {} at {}", it.role, it.principal, it.scope);
        demand(
            triples.insert(triple),
            || format!("one assignment of {line}"),
            || "two".to_owned(),
        )?;
    }
    Ok(())
}

fn assignments_outlive_all_but_their_scope(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for event in events {
        let before = assignments(specimen.world());
        let removal = matches!(
            event,
            Event::RemoveRoleAssignment { .. }
                | Event::RemoveRoleAssignmentNamed(_)
                | Event::TransferSubscription { .. }
        );
        let Ok(change) = specimen.apply(event) else {
            continue;
        };
        let after = assignments(specimen.world());
        let told = specimen.told(&change);
        let deleted: Vec<&Scope> = told.iter().filter_map(deleted_scope).collect();
        for (id, it) in before {
            let line = format!("assignment {id} at `{}`", it.scope);
            match after.get(&id) {
                Some(now) => {
                    let expected = match event {
                        Event::AssignRole(spec) if spec.name == Some(id) => RoleAssignment {
                            condition: now.condition.clone(),
                            description: now.description.clone(),
                            ..it
                        },
                        _ => it,
                    };
                    same(&format!("{line} after {}", say(event)), &expected, now)?;
                }
                None => demand(
                    removal || deleted.iter().any(|gone| gone.contains(&it.scope)),
                    || format!("{line} still there after {}", say(event)),
                    || "it is gone".to_owned(),
                )?,
            }
        }
    }
    Ok(())
}

fn assignments(world: &World) -> BTreeMap<RoleAssignmentId, RoleAssignment> {
    world
        .role_assignments()
        .map(|it| (it.id, it.clone()))
        .collect()
}

fn deleted_scope(consequence: &Consequence) -> Option<&Scope> {
    match consequence {
        Consequence::ScopeDeleted { scope, .. } => Some(scope),
        _ => None,
    }
}
