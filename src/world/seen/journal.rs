//! What is remembered of changes while they need not be seen everywhere: written as they happen, and taken back with them.

use super::longest;
use crate::model::{PrincipalId, RoleAssignment, RoleAssignmentId};
use crate::value::{Duration, Timestamp};
use crate::world::state::State;

/// What a role assignment was before a change that need not be seen everywhere yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::world) struct Earlier {
    pub(in crate::world) id: RoleAssignmentId,
    /// What it was; nothing if there was no such assignment.
    pub(in crate::world) was: Option<RoleAssignment>,
    pub(in crate::world) changed: Timestamp,
}

impl State {
    /// The time, if changes of role assignments take any.
    fn assignments_lag(&self) -> Option<Timestamp> {
        let lag = longest(&self.options.delays()) > Duration::ZERO;
        self.clock.filter(|_| lag)
    }

    /// Writes what an assignment is now, and remembers what it was.
    pub(in crate::world) fn change_assignment(
        &mut self,
        (principal, id): (PrincipalId, RoleAssignmentId),
        to: Option<&RoleAssignment>,
    ) {
        let was = self.put_assignment(id, to);
        if let Some(changed) = self.assignments_lag() {
            let journal = self.earlier_assignments.entry(principal).or_default();
            journal.push(Earlier { id, was, changed });
            self.assignments_changed.push((changed, principal));
        }
    }

    /// Remembers when a principal was made, while that matters.
    pub(in crate::world) fn note_made(&mut self, principal: PrincipalId) {
        let lags = self.options.delays().directory > Duration::ZERO;
        if let Some(now) = self.clock.filter(|_| lags) {
            self.made.push((now, principal));
        }
    }

    /// Forgets the principal that was made last.
    pub(in crate::world) fn note_made_back(&mut self, principal: PrincipalId) {
        if self.made.last().is_some_and(|(_, it)| *it == principal) {
            self.made.pop();
        }
    }

    /// Takes the latest change of an assignment of this principal back: what it was is forgotten.
    pub(in crate::world) fn change_assignment_back(
        &mut self,
        (principal, id): (PrincipalId, RoleAssignmentId),
        to: Option<&RoleAssignment>,
    ) {
        let _ = self.put_assignment(id, to);
        if self.assignments_lag().is_some()
            && let Some(journal) = self.earlier_assignments.get_mut(&principal)
        {
            journal.pop();
            self.assignments_changed.pop();
            if journal.is_empty() {
                self.earlier_assignments.remove(&principal);
            }
        }
    }

    fn put_assignment(
        &mut self,
        id: RoleAssignmentId,
        to: Option<&RoleAssignment>,
    ) -> Option<RoleAssignment> {
        match to {
            Some(to) => self.assignments.insert(id, to.clone()),
            None => self.assignments.remove(&id),
        }
    }
}
