//! What is seen of role assignments: a change of one is seen everywhere only after a while (F6.5.9).
//!
//! The state keeps what was written; beside it stands what each changed assignment was before, for as long as anybody may
//! still go by that. Without delays nothing is kept here.

use std::collections::BTreeSet;

use super::load::{Loader, TenantError, refused};
use super::plan::{Orphans, assignee, earlier_assignment};
use super::state::State;
use super::{Due, Refusal, Untimely, World};
use crate::model::{
    ChangedAssignment, Delays, History, NewPrincipal, PrincipalId, Reference, RoleAssignment,
    RoleAssignmentId,
};
use crate::value::{Duration, Plane, ScopeLevel, Timestamp};

/// What a role assignment was before a change that need not be seen everywhere yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Earlier {
    pub(super) id: RoleAssignmentId,
    /// What it was; nothing if there was no such assignment.
    pub(super) was: Option<RoleAssignment>,
    pub(super) changed: Timestamp,
}

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

impl State {
    /// The time, if changes of role assignments take any.
    fn assignments_lag(&self) -> Option<Timestamp> {
        let lag = longest(&self.options.delays()) > Duration::ZERO;
        self.clock.filter(|_| lag)
    }

    /// Writes what an assignment is now, and remembers what it was.
    pub(super) fn change_assignment(
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
    pub(super) fn note_made(&mut self, principal: PrincipalId) {
        let lags = self.options.delays().directory > Duration::ZERO;
        if let Some(now) = self.clock.filter(|_| lags) {
            self.made.push((now, principal));
        }
    }

    /// Forgets the principal that was made last.
    pub(super) fn note_made_back(&mut self, principal: PrincipalId) {
        if self.made.last().is_some_and(|(_, it)| *it == principal) {
            self.made.pop();
        }
    }

    /// Takes the latest change of an assignment of this principal back: what it was is forgotten.
    pub(super) fn change_assignment_back(
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

impl World {
    /// Each role assignment that a principal itself has, or need not have lost, in each form in which it may be seen now.
    pub(crate) fn assignments_seen(
        &self,
        principal: PrincipalId,
        plane: Plane,
    ) -> impl Iterator<Item = Form<'_>> {
        let unsettled = self.unsettled_assignments(principal, plane);
        let is_settled = |id: RoleAssignmentId, unsettled: &[(RoleAssignmentId, Forms<'_>)]| {
            !unsettled.iter().any(|(other, _)| *other == id)
        };
        let forms: Vec<Form<'_>> = unsettled.iter().flat_map(|(_, it)| it.each()).collect();
        let settled = self.assignments_of(principal);
        let settled = settled.filter(move |it| is_settled(it.id, &unsettled));
        let settled = settled.map(|assignment| Form {
            assignment,
            seen: Seen::Everywhere,
            at_latest: true,
        });
        settled.chain(forms)
    }

    /// The role assignments of a principal that were changed so lately that not everybody need know, on this plane; by the
    /// change that is the oldest of each. Takes as long as there are such changes, and no time where nothing takes any.
    pub(crate) fn unsettled_assignments(
        &self,
        principal: PrincipalId,
        plane: Plane,
    ) -> Vec<(RoleAssignmentId, Forms<'_>)> {
        let mut found: Vec<(RoleAssignmentId, Forms<'_>)> = Vec::new();
        let Some(now) = self.clock() else {
            return found;
        };
        for change in self.changes(principal, now) {
            let earlier = (change.was, self.until(&change, plane));
            match found.iter_mut().find(|(id, _)| *id == change.id) {
                Some((_, forms)) => forms.earlier.insert(0, earlier),
                None => {
                    let forms = Forms {
                        earlier: vec![earlier],
                        now: change.next,
                    };
                    found.push((change.id, forms));
                }
            }
        }
        for (_, forms) in &mut found {
            forms.earlier.retain(|(_, until)| *until > now);
        }
        found.retain(|(_, forms)| !forms.earlier.is_empty());
        found.reverse();
        found
    }

    /// The changes of a principal's assignments that need not be seen everywhere before a moment, the latest first.
    fn changes(&self, principal: PrincipalId, before: Timestamp) -> Vec<ChangeOfAssignment<'_>> {
        let longest = longest(&self.state.options.delays());
        let journal = self.state.earlier_assignments.get(&principal);
        let journal = journal.into_iter().flatten().rev();
        let mut found: Vec<ChangeOfAssignment<'_>> = Vec::new();
        for it in journal.take_while(|it| it.changed.saturating_add(longest) > before) {
            let later = found.iter().rev().find(|later| later.id == it.id);
            let next = match later {
                Some(later) => later.was,
                None => self.with_role(self.role_assignment(it.id)),
            };
            found.push(ChangeOfAssignment {
                id: it.id,
                was: self.with_role(it.was.as_ref()),
                next,
                changed: it.changed,
            });
        }
        found
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
        let longest = longest(&self.state.options.delays());
        let changed = self.state.assignments_changed.iter().rev();
        let whose: BTreeSet<PrincipalId> = changed
            .take_while(|(at, _)| at.saturating_add(longest) > from)
            .map(|(_, principal)| *principal)
            .collect();
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

impl World {
    /// What is not seen everywhere yet, as it is written down.
    pub(super) fn write_unsettled(&self, history: &mut History) {
        let Some(now) = self.clock() else { return };
        let mut changed = Vec::new();
        for principal in self.state.earlier_assignments.keys() {
            let changes = self.changes(*principal, now).into_iter().rev();
            let lasts = |it: &ChangeOfAssignment<'_>| {
                let mut planes = [Plane::Control, Plane::Data].into_iter();
                planes.any(|plane| self.until(it, plane) > now)
            };
            changed.extend(changes.filter(lasts).map(|it| ChangedAssignment {
                name: it.id,
                principal: Reference::from(principal.to_string()),
                changed: it.changed,
                was: it.was.map(|was| self.write_assignment(was)),
            }));
        }
        changed.sort_by_key(|it| it.changed);
        history.changed_assignments = changed;
        let made = self.state.made.iter();
        let mut made: Vec<NewPrincipal> = made
            .filter(|(_, id)| self.replicated_at(*id).is_some())
            .map(|(made, id)| NewPrincipal {
                id: *id,
                made: *made,
            })
            .collect();
        made.sort_by_key(|it| (it.made, it.id));
        history.new_principals = made;
    }
}

impl Loader {
    /// What is not seen everywhere yet, read back.
    pub(super) fn unsettled(&mut self, history: &History) -> Result<(), TenantError> {
        for (number, it) in history.changed_assignments.iter().enumerate() {
            self.changed_assignment(it)
                .map_err(|refusal| refused("changed_assignments", number, refusal))?;
        }
        for (number, it) in history.new_principals.iter().enumerate() {
            self.new_principal(it)
                .map_err(|refusal| refused("new_principals", number, refusal))?;
        }
        Ok(())
    }

    fn changed_assignment(&mut self, it: &ChangedAssignment) -> Result<(), Refusal> {
        let last = self.world.state.assignments_changed.last();
        self.check_order(it.changed, last.map(|(at, _)| *at))?;
        let principal = assignee(&self.world, &it.principal, Orphans::Allowed)?;
        let was = match &it.was {
            Some(spec) => Some(earlier_assignment(&self.world, spec, it.name)?),
            None => None,
        };
        let same = self.world.role_assignment(it.name).into_iter().chain(&was);
        for other in same {
            if other.principal != principal {
                return Err(Refusal::InvalidName {
                    name: it.principal.to_string(),
                    why: "the assignment of this name is another principal's".to_owned(),
                });
            }
        }
        let state = &mut self.world.state;
        let journal = state.earlier_assignments.entry(principal).or_default();
        journal.push(Earlier {
            id: it.name,
            was,
            changed: it.changed,
        });
        state.assignments_changed.push((it.changed, principal));
        Ok(())
    }

    fn new_principal(&mut self, it: &NewPrincipal) -> Result<(), Refusal> {
        let last = self.world.state.made.last();
        self.check_order(it.made, last.map(|(at, _)| *at))?;
        if self.world.principal(it.id).is_none() {
            return Err(Refusal::InvalidName {
                name: it.id.to_string(),
                why: "there never was such a principal".to_owned(),
            });
        }
        self.world.state.made.push((it.made, it.id));
        Ok(())
    }

    /// What happened stands in order, and has happened.
    fn check_order(&self, at: Timestamp, last: Option<Timestamp>) -> Result<(), Refusal> {
        let why = match self.world.clock() {
            None => {
                let what = "when something was changed";
                return Err(Untimely::NoClock { what }.into());
            }
            Some(now) if at > now => format!("it is {now}, and that is still to come"),
            Some(_) if last.is_some_and(|last| last > at) => {
                "what comes before it happened later".to_owned()
            }
            Some(_) => return Ok(()),
        };
        Err(Refusal::InvalidName {
            name: at.to_string(),
            why,
        })
    }
}

/// The longest that a change of an assignment may take to be seen.
fn longest(delays: &Delays) -> Duration {
    let others = delays.conditions.max(delays.management_group_data);
    delays.role_assignments.max(others)
}
