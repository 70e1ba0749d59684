//! What is not seen everywhere yet, written from the facts alone: every way in which the changed assignments may be seen is gone
//! through, and each is asked the ordinary question (F6.5.9).

use std::collections::BTreeSet;

use idsim::{
    Consequence, Delays, Plane, PrincipalType, Reason, RefusalCode, RoleAssignment, Timestamp,
    World,
};

use crate::acts::Act;
use crate::decide::{Answer, Oracle, Question, Who};
use crate::facts::{Assignment, Facts, Role, block};
use crate::lag_mistakes::LagMistake;
use crate::scenes::Scene;

/// How many ways of seeing the changed assignments are gone through at most.
const WAYS: usize = 4096;

/// What happened to role assignments and principals since the beginning: all of it, however long ago.
#[derive(Clone)]
pub(crate) struct Lag {
    delays: Delays,
    changes: Vec<Change>,
    /// Who was made, and when.
    made: Vec<(i64, String)>,
}

/// A change of one role assignment.
#[derive(Clone)]
struct Change {
    id: String,
    was: Option<RoleAssignment>,
    is: Option<RoleAssignment>,
    at: i64,
}

/// A role assignment that may be seen in several forms.
pub(crate) struct Unsettled {
    id: String,
    /// The oldest first, each with the moment from which on it is seen no more; the last is what is written, and stays.
    forms: Vec<(Option<Assignment>, Option<i64>)>,
}

/// An answer by what it names.
pub(crate) type Named = (Reason, Option<String>, Option<String>, Option<String>);

/// What the oracle says of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    /// Where changes are seen as late as can be.
    pub(crate) late: Named,
    /// Wherever, each once and sorted.
    pub(crate) possible: Vec<Named>,
    pub(crate) unsettled_until: Option<i64>,
}

impl Expected {
    pub(crate) fn is_yes(it: &Named) -> bool {
        matches!(it.0, Reason::Granted | Reason::AccessPolicy)
    }
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
    fn unsettled(
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

    /// Whether a change that is seen everywhere came after one of the same assignment that is not.
    pub(crate) fn forgets_what_came_next(&self, world: &World) -> bool {
        let now = world.clock().map_or(0, Timestamp::unix_seconds);
        let is_open = |it: &Change| {
            let mut planes = [Plane::Control, Plane::Data].into_iter();
            planes.any(|plane| it.at + delay(self.delays, world, (it, plane), None) > now)
        };
        let mut open: BTreeSet<&String> = BTreeSet::new();
        self.changes.iter().any(|it| match is_open(it) {
            true => {
                open.insert(&it.id);
                false
            }
            false => open.contains(&it.id),
        })
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

    /// What becomes due after now and not after `to`, by the clock, in words.
    pub(crate) fn due(
        &self,
        world: &World,
        facts: &Facts,
        to: i64,
        mistake: Option<LagMistake>,
    ) -> Vec<(i64, String)> {
        let from = facts.clock.unwrap_or(to);
        let tenant = world.to_tenant();
        let mut all: Vec<(i64, String)> = Vec::new();
        let mut period = |what: String, (begin, end): (Option<i64>, Option<i64>)| {
            all.extend(begin.map(|at| (at, format!("{what} begins"))));
            all.extend(end.map(|at| (at, format!("{what} ends"))));
        };
        for it in &facts.assignments {
            period(format!("assignment {}", it.id), it.window);
        }
        for it in &facts.memberships {
            period(format!("{} in {}", it.member, it.group), it.window);
        }
        let at = |it: Option<Timestamp>| it.map(Timestamp::unix_seconds);
        for (_, it) in tenant.service_principals.iter() {
            let id = it.id.map(|id| id.to_string()).unwrap_or_default();
            for (name, secret) in it.secrets.iter() {
                let window = (at(secret.from), at(secret.until));
                period(format!("secret {name} of {id}"), window);
            }
        }
        for it in world.eligibilities() {
            let what = format!("eligibility {} {} {}", it.principal, it.role, it.scope);
            let window = (at(it.effective.from()), at(it.effective.until()));
            period(what, window);
        }
        for it in &tenant.history.issued_tokens {
            let what = format!("token of {} for {}", it.token.principal, it.token.audience);
            period(what, (None, at(it.token.expires)));
        }
        for change in &self.changes {
            let there = |it: &Option<RoleAssignment>| it.as_ref().and_then(|it| whole(world, it));
            let what = match (there(&change.was), there(&change.is)) {
                (_, Some(is)) => format!("{is} counts"),
                (Some(was), None) => format!("{was} counts no more"),
                (None, None) => continue,
            };
            let [control, data] = [Plane::Control, Plane::Data]
                .map(|plane| change.at + delay(self.delays, world, (change, plane), mistake));
            if control == data {
                all.push((control, what));
            } else {
                all.push((control, format!("{what} on {}", Plane::Control)));
                all.push((data, format!("{what} on {}", Plane::Data)));
            }
        }
        let lives = |id: &String| {
            let mut living = facts.principals.iter().filter(|it| !it.is_deleted);
            living.any(|it| it.id == *id)
        };
        let wait = seconds(self.delays.directory);
        if wait > 0 {
            let made = self.made.iter().filter(|it| lives(&it.1));
            all.extend(made.map(|(at, id)| (at + wait, format!("{id} is known"))));
        }
        let begins = match mistake {
            Some(LagMistake::WhatIsDueNowIsStillToCome) => from - 1,
            _ => from,
        };
        all.retain(|(at, _)| *at > begins && *at <= to);
        all.sort();
        all
    }
}

/// What the world tells of what became due, in the same words; nothing of what the oracle does not know.
pub(crate) fn told_due(world: &World, told: &[Consequence]) -> Vec<(i64, String)> {
    use idsim::Due;
    let of_change = |it: &RoleAssignment, counts: &str, plane: &Option<Plane>| {
        let plane = plane.map(|it| format!(" on {it}")).unwrap_or_default();
        let it = whole(world, it).unwrap_or_default();
        format!("{it} {counts}{plane}")
    };
    let words = |what: &Due| {
        Some(match what {
            Due::AssignmentEnds(it) => format!("assignment {} ends", it.id),
            Due::AssignmentBegins(it) => format!("assignment {} begins", it.id),
            Due::MembershipEnds { group, member } => format!("{member} in {group} ends"),
            Due::MembershipBegins { group, member } => format!("{member} in {group} begins"),
            Due::SecretEnds { principal, name } => format!("secret {name} of {principal} ends"),
            Due::SecretBegins { principal, name } => format!("secret {name} of {principal} begins"),
            Due::EligibilityEnds(it) => {
                format!("eligibility {} {} {} ends", it.principal, it.role, it.scope)
            }
            Due::EligibilityBegins(it) => {
                format!(
                    "eligibility {} {} {} begins",
                    it.principal, it.role, it.scope
                )
            }
            Due::TokenExpires { token, .. } => {
                format!("token of {} for {} ends", token.principal, token.audience)
            }
            Due::AssignmentCounts { assignment, plane } => of_change(assignment, "counts", plane),
            Due::RemovalCounts { assignment, plane } => {
                of_change(assignment, "counts no more", plane)
            }
            Due::PrincipalReplicated(id) => format!("{id} is known"),
            _ => return None,
        })
    };
    let due = told.iter().filter_map(|it| match it {
        Consequence::BecameDue { at, what } => Some((at.unix_seconds(), words(what)?)),
        _ => None,
    });
    due.collect()
}

/// Everything that is written of an assignment; nothing if its role is no more.
fn whole(world: &World, it: &RoleAssignment) -> Option<String> {
    world.role_by_id(it.role)?;
    let condition = it.condition.as_ref().map(ToString::to_string);
    Some(format!(
        "{} of {} at {} {condition:?} {:?}",
        it.id, it.principal, it.scope, it.description
    ))
}

fn seconds(it: idsim::Duration) -> i64 {
    i64::try_from(it.seconds()).unwrap_or(i64::MAX)
}

/// How long it may take until a change is seen everywhere (F6.5.9).
fn delay(
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

/// A world at a moment, with everything that happened to it.
pub(crate) struct Moment {
    pub(crate) scene: Scene,
    pub(crate) lag: Lag,
}

impl Moment {
    pub(crate) fn new(name: String, world: &World, lag: &Lag) -> Self {
        let mut facts = Facts::of(world);
        // Roles that nobody has any more may be seen all the same.
        for it in lag.lately(world) {
            let Some(role) = world.role_by_id(it.role) else {
                continue;
            };
            if facts.role(role.role_name.as_str()).is_none() {
                facts.roles.push(Role {
                    name: role.role_name.to_string(),
                    id: role.id.to_string(),
                    blocks: role.permissions.iter().map(block).collect(),
                });
            }
        }
        Self {
            scene: Scene {
                name,
                world: world.clone(),
                facts,
                tokens: Vec::new(),
            },
            lag: lag.clone(),
        }
    }

    /// Asks with other assignments than those that are written.
    pub(crate) fn with<T>(
        &mut self,
        assignments: Vec<Assignment>,
        ask: impl FnOnce(&Scene) -> T,
    ) -> T {
        let written = std::mem::replace(&mut self.scene.facts.assignments, assignments);
        let answer = ask(&self.scene);
        self.scene.facts.assignments = written;
        answer
    }

    /// What was changed lately, in every form.
    pub(crate) fn changed(&self) -> Vec<Assignment> {
        let planes = [Plane::Control, Plane::Data];
        let unsettled = planes.map(|it| self.lag.unsettled(&self.scene.world, it, None));
        let forms = unsettled.into_iter().flatten().flat_map(|it| it.forms);
        forms.filter_map(|(form, _)| form).collect()
    }

    /// Whose assignments bear on a question.
    fn holders(&self, who: &Who) -> Vec<String> {
        let oracle = Oracle {
            facts: &self.scene.facts,
            mistake: None,
        };
        let groups = |id: &str| oracle.groups_of(id).into_iter().map(|it| it.0);
        match who {
            Who::Resource(at) => oracle
                .own_principal(at)
                .into_iter()
                .flat_map(|id| groups(id).chain([id.clone()]))
                .collect(),
            Who::Principal(id) => groups(id).chain([id.clone()]).collect(),
            Who::Token(id, stated) => stated.iter().cloned().chain([id.clone()]).collect(),
        }
    }

    /// What is so; nothing if there are too many ways to see it.
    pub(crate) fn expect(
        &mut self,
        question: &Question,
        mistake: Option<LagMistake>,
    ) -> Option<Expected> {
        let makes = |it| mistake == Some(it);
        let holders = self.holders(&question.who);
        let world = &self.scene.world;
        let mut unsettled = self.lag.unsettled(world, question.plane, mistake);
        let is_held = |it: &Assignment| holders.contains(&it.principal);
        if makes(LagMistake::FormsOfGroupsAreForgotten) {
            let own = holders.last().cloned().unwrap_or_default();
            unsettled.retain(|it| {
                let mut forms = it.forms.iter().flat_map(|it| &it.0);
                forms.all(|it| it.principal == own)
            });
        }
        unsettled.retain(|it| it.forms.iter().flat_map(|it| &it.0).any(is_held));
        let is_settled = |it: &&Assignment| !unsettled.iter().any(|other| other.id == it.id);
        let written = self.scene.facts.assignments.iter();
        let settled: Vec<Assignment> = written
            .filter(is_settled)
            .filter(|it| is_held(it))
            .cloned()
            .collect();
        let late = self.late(&unsettled, &settled, question, mistake);
        let ways = unsettled.iter().map(|it| it.forms.len());
        if ways.fold(1, usize::saturating_mul) > WAYS {
            return None;
        }
        let mut answers: Vec<(Named, bool, Option<i64>)> = Vec::new();
        for way in ways_to_see(&unsettled, mistake) {
            let seen = way.iter().filter_map(|(form, _)| form.clone());
            let assignments = settled.iter().cloned().chain(seen).collect();
            let answer = named(&self.ordinary(assignments, question));
            let is_denied = answer.0 == Reason::Denied;
            let may = match makes(LagMistake::DenialsAreForgotten) {
                true => Expected::is_yes(&answer) || is_denied,
                false => Expected::is_yes(&answer),
            };
            let lasts = way.iter().filter_map(|it| it.1).min();
            answers.push((answer, may, lasts));
        }
        // Of what is seen no more none is left.
        let may_differ = |from: Option<i64>| {
            let is_left = |lasts: Option<i64>| from.is_none() || lasts.is_none() || lasts > from;
            let left = answers.iter().filter(|it| is_left(it.2));
            let verdicts: BTreeSet<bool> = left.map(|it| it.1).collect();
            verdicts.len() > 1
        };
        let mut ends: Vec<i64> = (unsettled.iter())
            .flat_map(|it| it.forms.iter().filter_map(|it| it.1))
            .collect();
        ends.sort();
        let unsettled_until = match may_differ(None) {
            true if makes(LagMistake::UnsettledUntilTheLast) => ends.last().copied(),
            true => ends.into_iter().find(|end| !may_differ(Some(*end))),
            false if makes(LagMistake::EveryChangeUnsettles) => ends.last().copied(),
            false => None,
        };
        let mut possible: Vec<Named> = answers.into_iter().map(|it| it.0).collect();
        possible.sort();
        possible.dedup();
        Some(Expected {
            late,
            possible,
            unsettled_until,
        })
    }

    fn ordinary(&mut self, assignments: Vec<Assignment>, question: &Question) -> Answer {
        self.with(assignments, |scene| {
            let oracle = Oracle {
                facts: &scene.facts,
                mistake: None,
            };
            oracle.decide(question)
        })
    }

    /// The answer of where changes are seen as late as can be. Every form stands there as an assignment of its own; of those
    /// that are not the oldest what would grant does not yet.
    fn late(
        &mut self,
        unsettled: &[Unsettled],
        settled: &[Assignment],
        question: &Question,
        mistake: Option<LagMistake>,
    ) -> Named {
        let makes = |it| mistake == Some(it);
        let mut all = settled.to_vec();
        for it in unsettled {
            let counting = match makes(LagMistake::TheOldestFormDoesNotCount) {
                true => it.forms.len() - 1,
                false => 0,
            };
            for (number, (form, _)) in it.forms.iter().enumerate() {
                all.extend(form.clone().map(|form| Assignment {
                    id: match number == counting {
                        true => form.id,
                        false => format!("{}{LATER}{number}", form.id),
                    },
                    ..form
                }));
            }
        }
        let answer = self.ordinary(all, question);
        if matches!(answer.reason, Reason::NoIdentity | Reason::AccessPolicy) {
            return named(&answer);
        }
        let stage = |it: &(String, Option<String>, Reason)| match it.2 {
            _ if it.0.contains(LATER) && makes(LagMistake::WhatIsNewIsToldAsNothing) => {
                Reason::NoAssignment
            }
            Reason::Granted if it.0.contains(LATER) => Reason::NotYetPropagated,
            stage => stage,
        };
        let furthest = answer.considered.iter().map(stage).max();
        let reason = furthest.unwrap_or(Reason::NoAssignment);
        let mut first = answer.considered.iter().filter(|it| stage(it) == reason);
        let first = first.next();
        let denying = answer.denying.first().cloned();
        let deny = denying.filter(|_| reason == Reason::Granted);
        (
            deny.as_ref().map_or(reason, |_| Reason::Denied),
            first.and_then(|it| it.0.split(LATER).next().map(str::to_owned)),
            first.and_then(|it| it.1.clone()),
            deny,
        )
    }

    /// What an act is refused as for want of a permission, or because it is not settled whether one is there; nothing at all
    /// if there are too many ways to see it.
    pub(crate) fn forbidden(
        &mut self,
        act: &Act,
        who: &str,
        mistake: Option<LagMistake>,
    ) -> Option<Option<RefusalCode>> {
        let mut is_certain = true;
        let mut lacking = None;
        for (number, (action, on)) in act.needs(&self.scene.facts, None).into_iter().enumerate() {
            let question = Question {
                who: Who::Principal(who.to_owned()),
                plane: Plane::Control,
                action,
                on,
                said: act.said(&self.scene.facts, None),
            };
            let expected = self.expect(&question, mistake)?;
            let may = expected.possible.iter().any(Expected::is_yes);
            is_certain &= expected.possible.iter().all(Expected::is_yes) || !may;
            if !may && lacking.is_none() {
                lacking = Some(match expected.late.0 {
                    Reason::Denied => RefusalCode::DenyAssignmentAuthorizationFailed,
                    _ if number > 0 => RefusalCode::LinkedAuthorizationFailed,
                    _ => RefusalCode::AuthorizationFailed,
                });
            }
        }
        let unsettled = (!is_certain).then_some(RefusalCode::Unsettled);
        let refused = match mistake {
            Some(LagMistake::DoubtIsToldBeforeWant) => unsettled.or(lacking),
            _ => lacking.or(unsettled),
        };
        let takes_the_last = act.takes_the_last_owner(&self.scene.facts, who);
        let last = takes_the_last.then_some(RefusalCode::LastAdminAssignment);
        Some(refused.or(last))
    }
}

/// What sets the forms of an assignment apart that are not the one that counts; no id has it.
const LATER: char = '#';

fn named(answer: &Answer) -> Named {
    let Answer {
        reason,
        assignment,
        through,
        deny,
        ..
    } = answer;
    (*reason, assignment.clone(), through.clone(), deny.clone())
}

/// One form of each.
type Way = Vec<(Option<Assignment>, Option<i64>)>;

/// Every way to see what is unsettled, each assignment in one of its forms whatever the others are seen in.
fn ways_to_see(unsettled: &[Unsettled], mistake: Option<LagMistake>) -> Vec<Way> {
    if mistake == Some(LagMistake::OnlyTheExtremesAreLookedAt) {
        let oldest = unsettled.iter().filter_map(|it| it.forms.first());
        let newest = unsettled.iter().filter_map(|it| it.forms.last());
        return vec![oldest.cloned().collect(), newest.cloned().collect()];
    }
    let mut ways: Vec<Way> = vec![Vec::new()];
    for it in unsettled {
        let longer = ways.iter().flat_map(|way| {
            it.forms.iter().map(|form| {
                let mut way = way.clone();
                way.push(form.clone());
                way
            })
        });
        ways = longer.collect();
    }
    ways
}
