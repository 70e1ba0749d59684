//! What resources leave behind that move (F1.14).

use std::collections::BTreeMap;

use super::{Affected, Change, Consequence, List, Lost, World};
use crate::event::Event;
use crate::value::Scope;
use crate::world::OrphanCause;

/// What was said of the place where a resource was has to be said of the place where it is.
pub(super) fn redo(world: &World, change: &Change, redo: &mut List) {
    let moves: BTreeMap<&Scope, &Scope> = moves(change).collect();
    let mut lost = Lost { world, redo };
    for consequence in change.consequences() {
        match consequence {
            Consequence::ReferenceOutdated { host } => {
                let text = format!(
                    "update {}, which does not start before",
                    world.name_of(host)
                );
                let event = Event::UpdateResource(world.reference_to(host));
                lost.add(Affected::Update(host.clone()), Some(event), text);
            }
            Consequence::AssignmentOrphaned {
                assignment,
                cause: OrphanCause::ScopeMoved,
            } => {
                if let Some(scope) = moved(&moves, &assignment.scope) {
                    lost.assignment(assignment, &scope);
                }
            }
            Consequence::EligibilityLeftBehind(it) => {
                if let Some(scope) = moved(&moves, &it.scope) {
                    lost.eligibility(it, &scope);
                }
            }
            Consequence::DenyAssignmentLeftBehind(it) => {
                if let Some(scope) = moved(&moves, &it.scope) {
                    lost.denial(it, &scope);
                }
            }
            _ => {}
        }
    }
}

/// Where each thing was that moved, and where it is.
fn moves(change: &Change) -> impl Iterator<Item = (&Scope, &Scope)> {
    change.consequences().iter().filter_map(|it| match it {
        Consequence::ScopeMoved { from, to, .. } => Some((from, to)),
        _ => None,
    })
}

/// Where something is now that was at a scope, or would be: what is in a resource need not be known.
fn moved(moves: &BTreeMap<&Scope, &Scope>, scope: &Scope) -> Option<Scope> {
    let (from, to) = scope.ancestors().find_map(|it| moves.get_key_value(&it))?;
    let path = scope.as_str().get(from.as_str().len() + 1..);
    match path {
        None => Some((*to).clone()),
        Some(path) => to.child(path).ok(),
    }
}
