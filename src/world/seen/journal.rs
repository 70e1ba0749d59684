//! What is remembered of changes while they need not be seen everywhere: written as they happen, and taken back with them.

use std::collections::{BTreeMap, BTreeSet};

use super::longest;
use crate::model::{Delays, PrincipalId, RoleAssignment, RoleAssignmentId, RoleDefinitionId};
use crate::value::{Duration, ScopeLevel, Timestamp};
use crate::world::state::State;

/// What a role assignment was before a change that need not be seen everywhere yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::world) struct Earlier {
    pub(in crate::world) id: RoleAssignmentId,
    /// What it was; nothing if there was no such assignment.
    pub(in crate::world) was: Option<RoleAssignment>,
    pub(in crate::world) changed: Timestamp,
    /// How often the role that it was of was deleted since: what is made again under the same id is another one.
    pub(in crate::world) role_deleted: u32,
}

/// The changes of everybody's assignments, in order. Those at management groups, which may take much longer to be seen, are
/// found apart, so that they keep nobody busy with the others.
#[derive(Debug, Clone, Default)]
pub(in crate::world) struct AssignmentChanges {
    of: BTreeMap<PrincipalId, Journal>,
    whose: Vec<(Timestamp, PrincipalId)>,
    whose_at_groups: Vec<(Timestamp, PrincipalId)>,
}

#[derive(Debug, Clone, Default)]
struct Journal {
    entries: Vec<Earlier>,
    /// The places of those at management groups.
    at_groups: Vec<usize>,
}

impl AssignmentChanges {
    pub(in crate::world) fn push(&mut self, whose: PrincipalId, it: Earlier, at_group: bool) {
        let list = match at_group {
            true => &mut self.whose_at_groups,
            false => &mut self.whose,
        };
        list.push((it.changed, whose));
        let journal = self.of.entry(whose).or_default();
        if at_group {
            journal.at_groups.push(journal.entries.len());
        }
        journal.entries.push(it);
    }

    /// Takes the latest change of a principal's assignments back.
    fn pop(&mut self, whose: PrincipalId) {
        let Some(journal) = self.of.get_mut(&whose) else {
            return;
        };
        journal.entries.pop();
        if journal.at_groups.last() == Some(&journal.entries.len()) {
            journal.at_groups.pop();
            self.whose_at_groups.pop();
        } else {
            self.whose.pop();
        }
        if journal.entries.is_empty() {
            self.of.remove(&whose);
        }
    }

    /// When the latest change was made.
    pub(in crate::world) fn latest(&self) -> Option<Timestamp> {
        let lists = [&self.whose, &self.whose_at_groups];
        lists.into_iter().filter_map(|it| Some(it.last()?.0)).max()
    }

    /// Whose assignments were changed, ever.
    pub(super) fn holders(&self) -> impl Iterator<Item = PrincipalId> {
        self.of.keys().copied()
    }

    /// Every assignment as it was before one of the changes.
    pub(in crate::world) fn earlier(&self) -> impl Iterator<Item = &RoleAssignment> {
        let entries = self.of.values().flat_map(|it| &it.entries);
        entries.filter_map(|it| it.was.as_ref())
    }

    /// Whose changes need not be seen everywhere before a moment.
    pub(super) fn whose(&self, delays: &Delays, before: Timestamp) -> BTreeSet<PrincipalId> {
        let lists = [
            (&self.whose, longest_elsewhere(delays)),
            (&self.whose_at_groups, longest(delays)),
        ];
        let recent = lists.into_iter().flat_map(|(list, delay)| {
            let recent = list.iter().rev();
            recent.take_while(move |(at, _)| at.saturating_add(delay) > before)
        });
        recent.map(|(_, whose)| *whose).collect()
    }

    /// A principal's changes from the first on that need not be seen everywhere before a moment.
    pub(super) fn since(
        &self,
        whose: PrincipalId,
        delays: &Delays,
        before: Timestamp,
    ) -> &[Earlier] {
        let Some(Journal { entries, at_groups }) = self.of.get(&whose) else {
            return &[];
        };
        let lasts = |it: &Earlier, delay| it.changed.saturating_add(delay) > before;
        let delay = longest_elsewhere(delays);
        let settled = entries.partition_point(|it| !lasts(it, delay));
        let group = at_groups.partition_point(|place| {
            let it = entries.get(*place);
            it.is_some_and(|it| !lasts(it, longest(delays)))
        });
        let first = at_groups.get(group).map_or(settled, |it| settled.min(*it));
        entries.get(first..).unwrap_or_default()
    }

    /// A role is deleted, or is again what it was before it was deleted.
    pub(in crate::world) fn role_deleted(&mut self, role: RoleDefinitionId, back: bool) {
        let entries = self.of.values_mut().flat_map(|it| &mut it.entries);
        let of_role = |it: &&mut Earlier| it.was.as_ref().is_some_and(|was| was.role == role);
        for it in entries.filter(of_role) {
            it.role_deleted = match back {
                true => it.role_deleted.saturating_sub(1),
                false => it.role_deleted.saturating_add(1),
            };
        }
    }
}

/// The longest that a change may take to be seen that is not at a management group.
fn longest_elsewhere(delays: &Delays) -> Duration {
    delays.role_assignments.max(delays.conditions)
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
            let mut scopes = was.iter().chain(to).map(|it| it.scope.level());
            let at_group = scopes.any(|level| level == ScopeLevel::ManagementGroup);
            let earlier = Earlier {
                id,
                was,
                changed,
                role_deleted: 0,
            };
            self.assignment_changes.push(principal, earlier, at_group);
        }
    }

    /// Takes the latest change of an assignment of this principal back: what it was is forgotten.
    pub(in crate::world) fn change_assignment_back(
        &mut self,
        (principal, id): (PrincipalId, RoleAssignmentId),
        to: Option<&RoleAssignment>,
    ) {
        let _ = self.put_assignment(id, to);
        if self.assignments_lag().is_some() {
            self.assignment_changes.pop(principal);
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
