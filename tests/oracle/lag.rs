//! What happened to role assignments and principals, and in which forms each may therefore be seen; written from the facts
//! alone, by comparing worlds (F6.5.9, F5.8).

use std::collections::BTreeSet;

use idsim::{Consequence, Delays, Plane, PrincipalType, RoleAssignment, Timestamp, World};

use crate::facts::Assignment;
use crate::lag_mistakes::LagMistake;

/// What happened to role assignments and principals since the beginning: all of it, however long ago.
#[derive(Clone)]
pub(crate) struct Lag {
    pub(crate) delays: Delays,
    pub(crate) changes: Vec<Change>,
    /// Who was made, and when.
    pub(crate) made: Vec<(i64, String)>,
}

/// A change of one role assignment.
#[derive(Clone)]
pub(crate) struct Change {
    pub(crate) id: String,
    pub(crate) was: Option<RoleAssignment>,
    pub(crate) is: Option<RoleAssignment>,
    pub(crate) at: i64,
}

/// A role assignment that may be seen in several forms.
pub(crate) struct Unsettled {
    pub(crate) id: String,
    /// The oldest first, each with the moment from which on it is seen no more; the last is what is written, and stays.
    pub(crate) forms: Vec<(Option<Assignment>, Option<i64>)>,
}

impl Lag {
    /// Nothing happened yet: everything is seen everywhere.
    pub(crate) fn from(start: &World) -> Self {
        Self {
            delays: start.to_tenant().options.delays(),
            changes: Vec::new(),
            made: Vec::new(),
        }
    }

    /// Compares two worlds between which something happened, of which the world told this.
    pub(crate) fn note(&mut self, before: &World, after: &World, told: &[Consequence]) {
        let Some(at) = after.clock().map(Timestamp::unix_seconds) else {
            return;
        };
        let known: BTreeSet<String> = before.principals().map(|it| it.id.to_string()).collect();
        let new = after.principals().map(|it| it.id.to_string());
        let new = new.filter(|it| !known.contains(it));
        self.made.extend(new.map(|id| (at, id)));
        let before: Vec<&RoleAssignment> = before.role_assignments().collect();
        let after: Vec<&RoleAssignment> = after.role_assignments().collect();
        // What was over and is written again to the letter looks as if nothing had happened, and was away for a moment.
        let taken: Vec<&RoleAssignment> = (told.iter())
            .filter_map(|it| match it {
                Consequence::AssignmentRemoved(it) => Some(it),
                _ => None,
            })
            .collect();
        let mut note = |was: Option<&RoleAssignment>, is: Option<&RoleAssignment>| {
            let id = was.or(is).map(|it| it.id.to_string()).unwrap_or_default();
            let (was, is) = (was.cloned(), is.cloned());
            self.changes.push(Change { id, was, is, at });
        };
        for was in &before {
            let is = after.iter().find(|it| it.id == was.id).copied();
            let until = was.effective.until().map(Timestamp::unix_seconds);
            let is_over = until.is_some_and(|it| it <= at);
            match is {
                None => note(Some(was), None),
                Some(is) if is == *was && !taken.contains(was) => {}
                // Only what is written about it changes; what is over is there no more, and makes room (F6.5.8).
                Some(is) if is.effective == was.effective && !is_over => note(Some(was), Some(is)),
                Some(is) => {
                    note(Some(was), None);
                    note(None, Some(is));
                }
            }
        }
        for is in &after {
            if !before.iter().any(|it| it.id == is.id) {
                note(None, Some(is));
            }
        }
    }

    /// The role assignments that were changed so lately that not everybody need know, on this plane.
    pub(crate) fn unsettled(
        &self,
        world: &World,
        plane: Plane,
        mistake: Option<LagMistake>,
    ) -> Vec<Unsettled> {
        let makes = |it| mistake == Some(it);
        let Some(now) = world.clock().map(Timestamp::unix_seconds) else {
            return Vec::new();
        };
        let mut found: Vec<Unsettled> = Vec::new();
        for change in &self.changes {
            let until = change.at + delay(self.delays, world, (change, plane), mistake);
            let is_open = until > now || (makes(LagMistake::TheEndIsOpen) && until == now);
            if !is_open {
                continue;
            }
            let was = change.was.as_ref().and_then(|it| as_facts(world, it));
            let form = (was, Some(until));
            match found.iter_mut().find(|it| it.id == change.id) {
                Some(it) if makes(LagMistake::OnlyTheLatestChangeIsRemembered) => {
                    it.forms = vec![form];
                }
                Some(it) => it.forms.push(form),
                None => found.push(Unsettled {
                    id: change.id.clone(),
                    forms: vec![form],
                }),
            }
        }
        for it in &mut found {
            if makes(LagMistake::FormsBetweenAreForgotten) {
                it.forms.truncate(1);
            }
            let mut all = world.role_assignments();
            let now = all.find(|is| is.id.to_string() == it.id);
            it.forms
                .push((now.and_then(|is| as_facts(world, is)), None));
        }
        found
    }

    /// Who was made since the beginning, the last few.
    pub(crate) fn newest(&self) -> Vec<String> {
        let newest = self.made.iter().rev().take(3);
        newest.map(|it| it.1.clone()).collect()
    }
    /// Those that were changed lately, as they were and as they are.
    pub(crate) fn lately(&self, world: &World) -> Vec<&RoleAssignment> {
        let now = world.clock().map_or(0, Timestamp::unix_seconds);
        let longest = |it: &&Change| {
            let planes = [Plane::Control, Plane::Data];
            let of_plane = |plane| it.at + delay(self.delays, world, (it, plane), None);
            planes.into_iter().map(of_plane).max() > Some(now)
        };
        let lately = self.changes.iter().filter(longest);
        lately.flat_map(|it| it.was.iter().chain(&it.is)).collect()
    }

    /// Whether a role for somebody is refused because the directory need not know them (F5.8).
    pub(crate) fn is_unheard_of(
        &self,
        world: &World,
        id: &str,
        stated: Option<PrincipalType>,
        mistake: Option<LagMistake>,
    ) -> bool {
        let looks = match mistake {
            Some(LagMistake::StatingTheTypeIsEnough) => stated.is_none(),
            Some(LagMistake::TheDirectoryAlwaysLooks) => true,
            _ => stated.is_none() || stated == Some(PrincipalType::Group),
        };
        let now = world.clock().map_or(0, Timestamp::unix_seconds);
        let wait = seconds(self.delays.directory);
        let mut made = self.made.iter();
        looks && made.any(|(at, it)| it == id && now < at + wait)
    }
}

pub(crate) fn seconds(it: idsim::Duration) -> i64 {
    i64::try_from(it.seconds()).unwrap_or(i64::MAX)
}

/// How long it may take until a change is seen everywhere (F6.5.9).
pub(crate) fn delay(
    delays: Delays,
    world: &World,
    (change, plane): (&Change, Plane),
    mistake: Option<LagMistake>,
) -> i64 {
    let makes = |it| mistake == Some(it);
    let of_roles = seconds(delays.role_assignments);
    let it = match (&change.was, &change.is) {
        (Some(_), Some(_)) if makes(LagMistake::RewritingIsRemaking) => return of_roles,
        (Some(_), Some(_)) => return seconds(delays.conditions),
        (Some(_), None) if makes(LagMistake::RemovalsAreSeenAtOnce) => return 0,
        (Some(it), None) | (None, Some(it)) => it,
        (None, None) => return 0,
    };
    let above = "/providers/microsoft.management/managementgroups/";
    let is_of_group = it.scope.to_string().to_lowercase().starts_with(above);
    let role = world.role_by_id(it.role);
    let mut blocks = role.iter().flat_map(|it| &it.permissions);
    let has_data = blocks.any(|it| !it.data_actions.is_empty());
    let is_slow = (is_of_group || makes(LagMistake::DataIsSlowEverywhere))
        && (has_data || makes(LagMistake::EveryRoleHasData))
        && (plane == Plane::Data || makes(LagMistake::ManagementGroupsSlowBothPlanes));
    match is_slow && !makes(LagMistake::DataIsNeverSlow) {
        true => of_roles.max(seconds(delays.management_group_data)),
        false => of_roles,
    }
}

/// An assignment in the oracle's terms; nothing if its role is no more, since then it says nothing.
fn as_facts(world: &World, it: &RoleAssignment) -> Option<Assignment> {
    let at = |it: Option<Timestamp>| it.map(Timestamp::unix_seconds);
    Some(Assignment {
        id: it.id.to_string(),
        principal: it.principal.to_string(),
        role: world.role_by_id(it.role)?.role_name.to_string(),
        scope: it.scope.to_string(),
        window: (at(it.effective.from()), at(it.effective.until())),
        condition: it.condition.clone(),
    })
}
