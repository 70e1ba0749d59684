//! May this principal do this here: the facts followed to the letter, with every list walked from end to end.

use idsim::{Plane, Reason};

use crate::bearers::Brought;
use crate::conditions::{Said, Truth};
use crate::facts::{Assignment, Block, Facts, Lists, Role, Window};
use crate::mistakes::Mistake;
use crate::words_of_rules::{below, stands_for};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// A resource or a user-assigned identity by its ARM id, there or gone: its own principal now, if it has one.
    Resource(String),
    /// A principal as it is now.
    Principal(String),
    /// Whoever brings this token.
    Token(Brought),
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) who: Who,
    pub(crate) plane: Plane,
    pub(crate) action: String,
    pub(crate) on: String,
    pub(crate) said: Said,
}

/// An answer, with everything that was considered for it in order: assignment, group, stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) reason: Reason,
    pub(crate) assignment: Option<String>,
    pub(crate) through: Option<String>,
    pub(crate) deny: Option<String>,
    /// What denies it, whether a role grants it or not, in order.
    pub(crate) denying: Vec<String>,
    pub(crate) considered: Vec<(String, Option<String>, Reason)>,
}

/// The rules applied to what a tenant says, with a mistake or without.
#[derive(Clone, Copy)]
pub(crate) struct Oracle<'f> {
    pub(crate) facts: &'f Facts,
    pub(crate) mistake: Option<Mistake>,
}

/// An assignment that could grant.
struct Candidate<'f> {
    assignment: &'f Assignment,
    role: &'f Role,
    through: Option<String>,
    membership: Window,
    /// How far up it is assigned; the most if elsewhere.
    distance: usize,
    /// Its place among those written down.
    written: usize,
}

const ALWAYS: Window = (None, None);
pub(crate) const ELSEWHERE: usize = usize::MAX;
/// Where management groups begin to count; no ARM id has as many segments.
const ABOVE_THE_TEXT: usize = 1 << 20;

impl<'f> Oracle<'f> {
    pub(crate) fn decide(self, question: &Question) -> Answer {
        let nothing = |reason| Answer {
            reason,
            assignment: None,
            through: None,
            deny: None,
            denying: Vec::new(),
            considered: Vec::new(),
        };
        let is_deleted = |id: &str| {
            let someone = self.facts.principals.iter().find(|it| it.id == *id);
            someone.is_none_or(|it| it.is_deleted)
        };
        let (id, groups) = match &question.who {
            Who::Resource(at) => match self.own_principal(at) {
                // One that a transfer broke is named, and is nobody (F1.15).
                Some(id) if is_deleted(id) && !self.makes(Mistake::ServesTheBroken) => {
                    return nothing(Reason::NoIdentity);
                }
                Some(id) => (id, self.groups_of(id)),
                None => return nothing(Reason::NoIdentity),
            },
            Who::Principal(id) => {
                if is_deleted(id) && !self.makes(Mistake::ServesTheDeleted) {
                    return nothing(Reason::NoIdentity);
                }
                (id, self.groups_of(id))
            }
            Who::Token(token) => {
                if let Some(reason) = self.refuses(token, question) {
                    return nothing(reason);
                }
                let (id, stated) = (&token.id, &token.groups);
                if is_deleted(id) && self.makes(Mistake::TokensDieWithTheirPrincipal) {
                    return nothing(Reason::NoIdentity);
                }
                let stated = stated.iter().map(|group| (group.clone(), ALWAYS)).collect();
                match self.makes(Mistake::TokensHaveTheGroupsOfNow) {
                    true => (id, self.groups_of(id)),
                    false => (id, stated),
                }
            }
        };
        let permitted = self.permitted(id, &groups, question);
        let candidates = self.candidates(id, &groups, &question.on);
        let mut considered: Vec<(String, Option<String>, Reason)> = Vec::new();
        for it in &candidates {
            let stage = self.stage(it, question);
            let (id, through) = (it.assignment.id.clone(), it.through.clone());
            // Several ways into one group are one candidate, at its best.
            match considered.last_mut() {
                Some(last) if (&last.0, &last.1) == (&id, &through) => last.2 = last.2.max(stage),
                _ => considered.push((id, through, stage)),
            }
        }
        if self.makes(Mistake::NotActionsDeny) {
            deny_what_is_taken_out(&mut considered);
        }
        if let Some(through) = permitted {
            let reason = match self.is_of_another_directory(question) {
                true => Reason::OtherDirectory,
                false => Reason::AccessPolicy,
            };
            return Answer {
                through,
                considered,
                ..nothing(reason)
            };
        }
        // Where policies decide, nobody looks at what is denied either.
        let denying = match self.has_access_policies(question) {
            true => Vec::new(),
            false if self.makes(Mistake::DenialsHaveTheGroupsOfNow) => {
                self.denying(id, &self.groups_of(id), question)
            }
            false => self.denying(id, &groups, question),
        };
        let Some(reason) = considered.iter().map(|it| it.2).max() else {
            return Answer {
                denying,
                ..nothing(Reason::NoAssignment)
            };
        };
        let first = match self.makes(Mistake::NamesTheFirstOfAll) {
            true => considered.first(),
            false => considered.iter().find(|it| it.2 == reason),
        };
        let reason = match (considered.first(), reason) {
            (Some(first), not)
                if not != Reason::Granted && self.makes(Mistake::TellsTheFirstReason) =>
            {
                first.2
            }
            _ => reason,
        };
        let is_asked = reason == Reason::Granted || self.makes(Mistake::DeniesWithoutAGrant);
        let deny = denying.first().filter(|_| is_asked).cloned();
        Answer {
            reason: if deny.is_some() {
                Reason::Denied
            } else {
                reason
            },
            assignment: first.map(|it| it.0.clone()),
            through: first.and_then(|it| it.1.clone()),
            deny,
            denying,
            considered,
        }
    }

    /// The principal that a resource means: its system-assigned identity, or what it is itself; never one attached to it.
    pub(crate) fn own_principal(self, at: &str) -> Option<&'f String> {
        let is_at = |scope: &str| scope.eq_ignore_ascii_case(at);
        let host = self.facts.hosts.iter().find(|it| is_at(&it.scope));
        let own = host.and_then(|it| Some(&it.system_assigned.as_ref()?.0));
        let attached = host.and_then(|it| Some(&it.attached.first()?.1));
        let attached = attached.filter(|_| self.makes(Mistake::AsksForWhatIsAttached));
        let identity = self.facts.identities.iter().find(|it| is_at(&it.scope));
        own.or(attached).or(identity.map(|it| &it.principal))
    }

    pub(crate) fn makes(self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    /// The groups that somebody is in, directly or through others, with the times that every link counts (F6.1): what is
    /// known is extended by every membership until nothing new is found.
    pub(crate) fn groups_of(self, id: &str) -> Vec<(String, Window)> {
        let mut known: Vec<(String, Window)> = Vec::new();
        if self.makes(Mistake::ForgetsGroups) {
            return known;
        }
        loop {
            let mut found = Vec::new();
            for link in &self.facts.memberships {
                if link.member == id {
                    found.push((link.group.clone(), link.window));
                }
                for (group, so_far) in &known {
                    if link.member == *group && !self.makes(Mistake::ForgetsNestedGroups) {
                        let window = match self.makes(Mistake::TimesOfChainsAreThoseOfTheLastLink) {
                            true => link.window,
                            false => both(*so_far, link.window),
                        };
                        found.push((link.group.clone(), window));
                    }
                }
            }
            found.retain(|it| !is_empty(it.1) && !known.contains(it));
            found.dedup();
            if found.is_empty() {
                break;
            }
            known.extend(found);
        }
        let says_less = |it: &(String, Window)| {
            let mut others = known
                .iter()
                .filter(|other| other.0 == it.0 && other.1 != it.1);
            others.any(|other| both(other.1, it.1) == it.1)
        };
        known.iter().filter(|it| !says_less(it)).cloned().collect()
    }

    /// The groups that a token states that is issued now.
    pub(crate) fn groups_now(self, id: &str) -> Vec<String> {
        let groups = self.groups_of(id).into_iter();
        let counting = groups.filter(|(_, window)| self.phase(*window).is_none());
        let mut ids: Vec<String> = counting.map(|it| it.0).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// What could grant, in order: nearest scope, direct before through a group, role name, assignment. An
    /// assignment is one group's or nobody's, so that nothing is left to order.
    fn candidates(self, id: &str, groups: &[(String, Window)], on: &str) -> Vec<Candidate<'f>> {
        let mut candidates = Vec::new();
        for (written, assignment) in self.facts.assignments.iter().enumerate() {
            let Some(role) = self.facts.role(&assignment.role) else {
                continue;
            };
            let mut add = |through: Option<String>, membership| {
                candidates.push(Candidate {
                    assignment,
                    role,
                    through,
                    membership,
                    distance: self.distance(&assignment.scope, on),
                    written,
                });
            };
            if assignment.principal == id {
                add(None, ALWAYS);
            }
            for (group, membership) in groups {
                if assignment.principal == *group {
                    add(Some(group.clone()), *membership);
                }
            }
        }
        candidates.sort_by_cached_key(|it| self.order(it));
        candidates
    }

    fn order(self, it: &Candidate<'_>) -> impl Ord + use<> {
        let name = match self.makes(Mistake::OrdersRolesByCase) {
            true => it.role.name.clone(),
            false => it.role.name.to_lowercase(),
        };
        let (id, by_group) = (it.assignment.id.clone(), it.through.is_some());
        let mut distance = it.distance;
        if self.makes(Mistake::NamesTheFarthest) && distance != ELSEWHERE {
            distance = ELSEWHERE - 1 - distance;
        }
        let written = it.written * usize::from(self.makes(Mistake::NamesTheFirstWritten));
        let by_group = by_group != self.makes(Mistake::NamesGroupsFirst);
        let first = match self.makes(Mistake::OrdersByIdBeforeRole) {
            true => id.clone(),
            false => String::new(),
        };
        (written, distance, by_group, first, name, id)
    }

    /// How many steps up from a scope another one is; [`ELSEWHERE`] if it does not contain it (F6.4).
    pub(crate) fn distance(self, outer: &str, on: &str) -> usize {
        if outer == "/" {
            return ELSEWHERE - 1;
        }
        if let Some(steps) = below(outer, on, self.mistake) {
            return steps;
        }
        if self.makes(Mistake::ForgetsManagementGroups) {
            return ELSEWHERE;
        }
        let here = |it: &&(String, String)| below(&it.0, on, None).is_some();
        let mut at = self.facts.containers.iter().find(here);
        let mut steps = ABOVE_THE_TEXT;
        while let Some((_, above)) = at {
            steps += 1;
            let is_root = self.facts.root_group.as_ref() == Some(above);
            if is_root && self.makes(Mistake::ForgetsTheRootGroup) {
                return ELSEWHERE;
            }
            if above.eq_ignore_ascii_case(outer) {
                return steps;
            }
            if self.makes(Mistake::ForgetsManagementGroupsAbove) {
                return ELSEWHERE;
            }
            let mut containers = self.facts.containers.iter();
            at = containers.find(|it| it.0.eq_ignore_ascii_case(above));
        }
        ELSEWHERE
    }

    /// How far one candidate comes.
    fn stage(self, it: &Candidate<'_>, question: &Question) -> Reason {
        if it.distance == ELSEWHERE {
            return Reason::ScopeElsewhere;
        }
        let mut times = vec![it.assignment.window, it.membership];
        if self.makes(Mistake::ForgetsTimesOfAssignments) {
            times.retain(|window| *window != it.assignment.window);
        }
        if self.makes(Mistake::ForgetsTimesOfMemberships) {
            times.truncate(1);
        }
        // No waiting helps against what is over, so it tells more than what has not begun.
        let mut phases: Vec<Reason> = times.into_iter().filter_map(|it| self.phase(it)).collect();
        phases.sort();
        let late = match self.makes(Mistake::WaitsForWhatIsOver) {
            true => phases.last().copied(),
            false => phases.first().copied(),
        };
        let by_role = self.role_stage(it, question);
        match (by_role, late) {
            (_, Some(late)) if self.makes(Mistake::LooksAtTimeFirst) => late,
            (Reason::Granted, Some(late)) => late,
            (Reason::Granted, None) if self.has_access_policies(question) => Reason::IgnoresRoles,
            (Reason::Granted, None) if self.is_of_another_directory(question) => {
                Reason::OtherDirectory
            }
            _ => by_role,
        }
    }

    /// The stage at which a time stops: the beginning counts and the end does not. Without a clock nothing stops.
    pub(crate) fn phase(self, (from, until): Window) -> Option<Reason> {
        let now = self.facts.clock?;
        let late = i64::from(self.makes(Mistake::TheBeginningDoesNotCount));
        let long = i64::from(self.makes(Mistake::TheEndCounts));
        if from.is_some_and(|from| now < from + late) {
            Some(Reason::NotYetEffective)
        } else if until.is_some_and(|until| until + long <= now) {
            Some(Reason::Expired)
        } else {
            None
        }
    }

    /// The furthest of a role's blocks, each by itself (F6.2.4), under its condition and that of the assignment (F8.1).
    fn role_stage(self, it: &Candidate<'_>, question: &Question) -> Reason {
        let role = it.role;
        let taken_out_anywhere = role.blocks.iter().any(|block| {
            let lists = of_plane(block, question.plane);
            self.any(&lists.taken_out, &question.action)
        });
        let mut furthest = Reason::NotInRole;
        for block in &role.blocks {
            let mut stage = self.block_stage(block, question);
            if stage == Reason::Granted {
                stage = self.condition_stage(it, block, question);
            }
            let stops = self.makes(Mistake::NotActionsTakeOutOfTheWholeRole)
                && taken_out_anywhere
                && stage == Reason::Granted;
            furthest = furthest.max(if stops { Reason::TakenOut } else { stage });
            if self.makes(Mistake::OneBlockOnly) {
                break;
            }
        }
        furthest
    }

    /// What two conditions come to that must both hold: false before unknown before true.
    fn condition_stage(self, it: &Candidate<'_>, block: &Block, question: &Question) -> Reason {
        let mut conditions = Vec::new();
        if !self.makes(Mistake::ForgetsConditionsOfAssignments) {
            conditions.extend(&it.assignment.condition);
        }
        if !self.makes(Mistake::ForgetsConditionsOfRoles) {
            conditions.extend(&block.condition);
        }
        if self.makes(Mistake::ConditionsCountForEveryBlock) {
            conditions.extend(it.role.blocks.iter().filter_map(|it| it.condition.as_ref()));
        }
        let weighed: Vec<Truth> = conditions
            .iter()
            .map(|condition| self.weigh(condition.expression(), it.role, question))
            .collect();
        if weighed.contains(&Some(true)) && self.makes(Mistake::OneConditionSuffices) {
            Reason::Granted
        } else if weighed.contains(&Some(false)) {
            Reason::ConditionFalse
        } else if weighed.contains(&None) && !self.makes(Mistake::WhatIsUnknownGrants) {
            Reason::ConditionUnknown
        } else {
            Reason::Granted
        }
    }

    fn block_stage(self, block: &Block, question: &Question) -> Reason {
        let Question { plane, action, .. } = question;
        let included = |plane| self.any(&of_plane(block, plane).granted, action);
        let taken_out = |plane| {
            let lists = of_plane(block, plane);
            !self.makes(Mistake::ForgetsNotActions) && self.any(&lists.taken_out, action)
        };
        let other = plane.other();
        let elsewhere = included(other) && !taken_out(other);
        let own_only = self.makes(Mistake::StopsAtItsOwnPlane);
        match (included(*plane), taken_out(*plane)) {
            (true, false) => Reason::Granted,
            (_, _) if elsewhere && self.makes(Mistake::MixesThePlanes) => Reason::Granted,
            // A block that takes something out on the plane asked of may grant it on the other.
            (true, true) if !elsewhere || own_only => Reason::TakenOut,
            (_, _) if elsewhere => Reason::WrongPlane,
            _ => Reason::NotInRole,
        }
    }

    /// Whether a role says anything of an action, on either plane.
    pub(crate) fn mentions(self, role: &Role, action: &str) -> bool {
        let mut lists = role.blocks.iter().flat_map(|it| [&it.control, &it.data]);
        lists.any(|it| self.any(&it.granted, action) || self.any(&it.taken_out, action))
    }

    pub(crate) fn any(self, patterns: &[String], action: &str) -> bool {
        patterns
            .iter()
            .any(|it| stands_for(it, action, self.mistake))
    }
}

pub(crate) fn of_plane(block: &Block, plane: Plane) -> &Lists {
    match plane {
        Plane::Control => &block.control,
        Plane::Data => &block.data,
    }
}

/// The mistake of reading `not_actions` as a deny.
fn deny_what_is_taken_out(considered: &mut [(String, Option<String>, Reason)]) {
    if considered.iter().any(|it| it.2 == Reason::TakenOut) {
        for it in considered.iter_mut().filter(|it| it.2 > Reason::TakenOut) {
            it.2 = Reason::TakenOut;
        }
    }
}

/// The time that is in both.
fn both(a: Window, b: Window) -> Window {
    let until = match (a.1, b.1) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    (a.0.max(b.0), until)
}

/// Whether a time has no moment.
fn is_empty(window: Window) -> bool {
    matches!(window, (Some(from), Some(until)) if until <= from)
}
