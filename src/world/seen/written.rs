//! What is not seen everywhere yet, as it is written down and read back.

use std::collections::BTreeSet;

use super::Earlier;
use crate::model::{ChangedAssignment, History, NewPrincipal, Reference};
use crate::value::{Plane, ScopeLevel, Timestamp};
use crate::world::load::{Loader, TenantError, refused};
use crate::world::plan::{Orphans, assignee, earlier_assignment};
use crate::world::{Refusal, Untimely, World};

impl World {
    /// What is not seen everywhere yet, as it is written down.
    pub(in crate::world) fn write_unsettled(&self, history: &mut History) {
        let Some(now) = self.clock() else { return };
        let mut changed = Vec::new();
        for principal in self.state.assignment_changes.holders() {
            // What came after a change that is not seen everywhere says what it came to.
            let mut lasting = BTreeSet::new();
            for it in self.changes(principal, now) {
                let mut planes = [Plane::Control, Plane::Data].into_iter();
                if planes.any(|plane| self.until(&it, plane) > now) {
                    lasting.insert(it.id);
                }
                if lasting.contains(&it.id) {
                    changed.push(ChangedAssignment {
                        name: it.id,
                        principal: Reference::from(principal.to_string()),
                        changed: it.changed,
                        was: it.was.map(|was| self.write_assignment(was)),
                    });
                }
            }
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
    pub(in crate::world) fn unsettled(&mut self, history: &History) -> Result<(), TenantError> {
        for (number, it) in history.changed_assignments.iter().enumerate() {
            self.changed_assignment(it)
                .map_err(|refusal| refused("changed_assignments", number, refusal))?;
        }
        self.world.index.note_kept(&self.world.state);
        for it in &history.spreading_credentials {
            if let Ok(identity) = self.world.resolve_scope(&it.identity) {
                let change = (&it.change.name, it.change.at);
                self.world
                    .index
                    .note_spreading(&self.world.state, &identity, change);
            }
        }
        for (number, it) in history.new_principals.iter().enumerate() {
            self.new_principal(it)
                .map_err(|refusal| refused("new_principals", number, refusal))?;
        }
        Ok(())
    }

    fn changed_assignment(&mut self, it: &ChangedAssignment) -> Result<(), Refusal> {
        let latest = self.world.state.assignment_changes.latest();
        self.check_order(it.changed, latest)?;
        let principal = assignee(&self.world, &it.principal, Orphans::Allowed)?;
        let was = match &it.was {
            Some(spec) => Some(earlier_assignment(&self.world, spec, it.name)?),
            None => None,
        };
        if was.as_ref().is_some_and(|was| was.principal != principal) {
            return Err(Refusal::InvalidName {
                name: it.principal.to_string(),
                why: "what the assignment was, it was of somebody else".to_owned(),
            });
        }
        let now = self.world.role_assignment(it.name);
        let mut scopes = was.iter().chain(now).map(|it| it.scope.level());
        let at_group = scopes.any(|level| level == ScopeLevel::ManagementGroup);
        let earlier = Earlier {
            id: it.name,
            was,
            changed: it.changed,
            role_deleted: 0,
        };
        let changes = &mut self.world.state.assignment_changes;
        changes.push(principal, earlier, at_group);
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
