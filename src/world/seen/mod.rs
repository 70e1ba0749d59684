//! What is seen of role assignments: a change of one is seen everywhere only after a while (F6.5.9).
//!
//! The state keeps what was written; beside it stands what each changed assignment was before, for as long as anybody may
//! still go by that. Without delays nothing is kept here.

mod journal;
mod written;

use std::collections::BTreeMap;

use super::{Due, World};
use crate::model::{Delays, PrincipalId, RoleAssignment, RoleAssignmentId};
use crate::value::{Duration, Plane, ScopeLevel, Timestamp};

pub(super) use journal::{AssignmentChanges, Earlier};

/// A change of a role assignment: what it was, and what it was next.
struct ChangeOfAssignment<'w> {
    id: RoleAssignmentId,
    was: Option<&'w RoleAssignment>,
    next: Option<&'w RoleAssignment>,
    changed: Timestamp,
}

/// A role assignment in every form in which it may be seen now.
#[derive(Debug)]
pub(crate) struct Forms<'w> {
    /// What it was, the oldest first, each with the moment from which on nobody goes by it any more; nothing where there was no
    /// such assignment.
    pub(crate) earlier: Vec<(Option<&'w RoleAssignment>, Timestamp)>,
    /// What it is.
    pub(crate) now: Option<&'w RoleAssignment>,
}

/// How widely a form of a role assignment is seen (F6.5.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Everywhere.
    Everywhere,
    /// It was made or changed so lately that it need not count before this time.
    NotYetEverywhere(Timestamp),
    /// It was removed or changed so lately that it may count until this time.
    StillSomewhere(Timestamp),
}

/// One form of a role assignment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form<'w> {
    pub(crate) assignment: &'w RoleAssignment,
    pub(crate) seen: Seen,
    /// Whether this is what counts where changes are seen as late as can be.
    pub(crate) at_latest: bool,
}

impl<'w> Forms<'w> {
    /// Those forms in which it is an assignment.
    fn each(&self) -> impl Iterator<Item = Form<'w>> + use<'w> {
        let last = self.earlier.iter().map(|(_, until)| *until).max();
        let now = self.now.map(|assignment| Form {
            assignment,
            seen: last.map_or(Seen::Everywhere, Seen::NotYetEverywhere),
            at_latest: self.earlier.is_empty(),
        });
        let earlier: Vec<Form<'w>> = self
            .earlier
            .iter()
            .enumerate()
            .filter_map(|(number, (was, until))| {
                Some(Form {
                    assignment: (*was)?,
                    seen: Seen::StillSomewhere(*until),
                    at_latest: number == 0,
                })
            })
            .collect();
        earlier.into_iter().chain(now)
    }
}

impl World {
    /// Each role assignment that a principal itself has, or need not have lost, in each form in which it may be seen now.
    pub(crate) fn assignments_seen(
        &self,
        principal: PrincipalId,
        plane: Plane,
    ) -> impl Iterator<Item = Form<'_>> {
        let unsettled = self.unsettled_assignments(principal, plane);
        let forms: Vec<Form<'_>> = unsettled.values().flat_map(Forms::each).collect();
        let settled = self.assignments_of(principal);
        let settled = settled.filter(move |it| !unsettled.contains_key(&it.id));
        let settled = settled.map(|assignment| Form {
            assignment,
            seen: Seen::Everywhere,
            at_latest: true,
        });
        settled.chain(forms)
    }

    /// The role assignments of a principal that were changed so lately that not everybody need know, on this plane. Takes as
    /// long as there are such changes, and no time where nothing takes any.
    pub(crate) fn unsettled_assignments(
        &self,
        principal: PrincipalId,
        plane: Plane,
    ) -> BTreeMap<RoleAssignmentId, Forms<'_>> {
        let mut found: BTreeMap<RoleAssignmentId, Forms<'_>> = BTreeMap::new();
        let Some(now) = self.clock() else {
            return found;
        };
        for change in self.changes(principal, now) {
            let until = self.until(&change, plane);
            let forms = found.entry(change.id).or_insert_with(|| Forms {
                earlier: Vec::new(),
                now: None,
            });
            forms.now = change.next;
            if until > now {
                forms.earlier.push((change.was, until));
            }
        }
        found.retain(|_, forms| !forms.earlier.is_empty());
        found
    }

    /// The changes of a principal's assignments from the first on that need not be seen everywhere before a moment.
    fn changes(&self, principal: PrincipalId, before: Timestamp) -> Vec<ChangeOfAssignment<'_>> {
        let delays = self.state.options.delays();
        let changes = &self.state.assignment_changes;
        let mut found = Vec::new();
        let mut next: BTreeMap<RoleAssignmentId, Option<&RoleAssignment>> = BTreeMap::new();
        for it in changes.since(principal, &delays, before).iter().rev() {
            let was = it.was.as_ref().filter(|_| it.role_deleted == 0);
            let was = self.with_role(was);
            let came_next = next.insert(it.id, was).unwrap_or_else(|| {
                // Its name may be somebody else's now.
                let now = self.role_assignment(it.id);
                self.with_role(now.filter(|now| now.principal == principal))
            });
            found.push(ChangeOfAssignment {
                id: it.id,
                was,
                next: came_next,
                changed: it.changed,
            });
        }
        found.reverse();
        found
    }

    /// By when a change of now is seen everywhere, as it is told after it: `, everywhere by …`; nothing if it is at once.
    pub(super) fn seen_in_words(
        &self,
        was: Option<&RoleAssignment>,
        next: Option<&RoleAssignment>,
    ) -> String {
        let by = |plane| {
            let delay = self.delay_of((was, next), plane);
            let now = self.clock().filter(|_| delay > Duration::ZERO);
            now.map(|now| now.saturating_add(delay))
        };
        match (by(Plane::Control), by(Plane::Data)) {
            (None, None) => String::new(),
            (Some(control), Some(data)) if control == data => format!(", everywhere by {data}"),
            (control, data) => {
                let each = [("control plane", control), ("data plane", data)].into_iter();
                let each =
                    each.filter_map(|(plane, by)| Some(format!("on the {plane} by {}", by?)));
                format!(", everywhere {}", each.collect::<Vec<_>>().join(" and "))
            }
        }
    }

    /// From when on a change is seen everywhere.
    fn until(&self, change: &ChangeOfAssignment<'_>, plane: Plane) -> Timestamp {
        let delay = self.delay_of((change.was, change.next), plane);
        change.changed.saturating_add(delay)
    }

    /// An assignment of a role that is no more is none.
    fn with_role<'w>(&'w self, it: Option<&'w RoleAssignment>) -> Option<&'w RoleAssignment> {
        it.filter(|it| self.role_by_id(it.role).is_some())
    }

    /// Until when the directory need not be alike everywhere about a principal that was made lately (F5.8).
    pub(super) fn replicated_at(&self, principal: PrincipalId) -> Option<Timestamp> {
        let now = self.clock()?;
        let lately = self.made_after(now);
        lately
            .filter(|(_, it)| *it == principal)
            .map(|(at, _)| at)
            .next()
    }

    /// The principals about which the directory is alike everywhere only after a moment, each with its own, the latest first.
    fn made_after(&self, moment: Timestamp) -> impl Iterator<Item = (Timestamp, PrincipalId)> {
        let delay = self.state.options.delays().directory;
        let made = self.state.made.iter().rev();
        made.map(move |(made, id)| (made.saturating_add(delay), *id))
            .take_while(move |(at, _)| *at > moment)
    }

    /// What of principals made before is known everywhere after `from` and not after `to`.
    pub(super) fn replicated(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Due)> {
        let mut made: Vec<_> = self.made_after(from).filter(|(at, _)| *at <= to).collect();
        made.sort();
        made.into_iter()
            .filter(|(_, id)| !self.is_gone(*id))
            .map(|(at, id)| (at, Due::PrincipalReplicated(id)))
    }

    /// The changes of role assignments that are seen everywhere after `from`, and not after `to`.
    pub(super) fn seen_everywhere(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Due)> {
        let delays = self.state.options.delays();
        let whose = self.state.assignment_changes.whose(&delays, from);
        let mut due = Vec::new();
        for change in whose.iter().flat_map(|it| self.changes(*it, from)) {
            let what = |plane| match (change.was, change.next) {
                (_, Some(it)) => Some(Due::AssignmentCounts {
                    assignment: it.clone(),
                    plane,
                }),
                (Some(it), None) => Some(Due::RemovalCounts {
                    assignment: it.clone(),
                    plane,
                }),
                (None, None) => None,
            };
            let [control, data] = [Plane::Control, Plane::Data].map(|it| self.until(&change, it));
            match control == data {
                true => due.extend(what(None).map(|it| (control, it))),
                false => {
                    due.extend(what(Some(Plane::Control)).map(|it| (control, it)));
                    due.extend(what(Some(Plane::Data)).map(|it| (data, it)));
                }
            }
        }
        due.retain(|(at, _)| *at > from && *at <= to);
        due
    }

    /// How long a change may take to be seen: shorter if it is of the condition alone, longer for data below a management
    /// group (F6.5.9). That a condition that is changed or taken away takes as long as one that is added is our decision.
    fn delay_of(
        &self,
        (was, next): (Option<&RoleAssignment>, Option<&RoleAssignment>),
        plane: Plane,
    ) -> Duration {
        let delays = self.state.options.delays();
        match (was, next) {
            (None, None) => Duration::ZERO,
            (Some(_), Some(_)) => delays.conditions,
            (Some(it), None) | (None, Some(it)) => {
                let is_of_group = it.scope.level() == ScopeLevel::ManagementGroup;
                let role = self.role_by_id(it.role);
                let has_data = role.is_some_and(|role| {
                    let mut blocks = role.permissions.iter();
                    blocks.any(|block| !block.data_actions.is_empty())
                });
                match plane == Plane::Data && is_of_group && has_data {
                    true => delays.management_group_data.max(delays.role_assignments),
                    false => delays.role_assignments,
                }
            }
        }
    }
}

/// The longest that a change of an assignment may take to be seen.
fn longest(delays: &Delays) -> Duration {
    let others = delays.conditions.max(delays.management_group_data);
    delays.role_assignments.max(others)
}
