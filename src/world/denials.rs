//! What is denied, and where (F6.6).

use super::World;
use crate::model::{DenyAssignment, DenyAssignmentId};
use crate::value::Scope;

impl World {
    /// Every deny assignment, by its GUID.
    ///
    /// ```
    /// use idsim::World;
    ///
    /// assert_eq!(World::new().deny_assignments().count(), 0);
    /// ```
    pub fn deny_assignments(&self) -> impl ExactSizeIterator<Item = &DenyAssignment> {
        self.state.deny_assignments.values()
    }

    /// The deny assignment with that GUID.
    pub fn deny_assignment(&self, id: DenyAssignmentId) -> Option<&DenyAssignment> {
        self.state.deny_assignments.get(&id)
    }

    /// The deny assignments made at exactly this scope, by their GUIDs.
    pub fn deny_assignments_at(&self, scope: &Scope) -> impl Iterator<Item = &DenyAssignment> {
        self.index
            .deny_assignments_at(scope)
            .filter_map(|id| self.state.deny_assignments.get(&id))
    }
}
