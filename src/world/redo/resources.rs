//! What resources leave behind that move (F1.14).

use super::{Affected, Change, Consequence, Lost, Redo, World};
use crate::event::Event;
use crate::value::Scope;
use crate::world::OrphanCause;

/// What was said of the place where a resource was has to be said of the place where it is.
pub(super) fn redo(world: &World, change: &Change, redo: &mut Vec<Redo>) {
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
                if let Some(scope) = moved(change, &assignment.scope) {
                    lost.assignment(assignment, &scope);
                }
            }
            Consequence::EligibilityLeftBehind(it) => {
                if let Some(scope) = moved(change, &it.scope) {
                    lost.eligibility(it, &scope);
                }
            }
            Consequence::DenyAssignmentLeftBehind(it) => {
                if let Some(scope) = moved(change, &it.scope) {
                    lost.denial(it, &scope);
                }
            }
            _ => {}
        }
    }
}

/// Where something is now that was at a scope, or would be: what is in a resource need not be known.
fn moved(change: &Change, scope: &Scope) -> Option<Scope> {
    let moves = change.consequences().iter().filter_map(|it| match it {
        Consequence::ScopeMoved { from, to, .. } if from.contains(scope) => Some((from, to)),
        _ => None,
    });
    let (from, to) = moves.max_by_key(|(from, _)| from.as_str().len())?;
    let path = scope.as_str().get(from.as_str().len() + 1..);
    match path {
        None => Some(to.clone()),
        Some(path) => to.child(path).ok(),
    }
}
