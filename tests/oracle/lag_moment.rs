//! A moment at which not everything is seen everywhere: every way in which the changed assignments may be seen is gone through,
//! and each is asked the ordinary question (F6.5.9).

use std::collections::BTreeSet;

use idsim::{Plane, Reason, RefusalCode, World};

use crate::acts::Act;
use crate::decide::{Answer, Oracle, Question, Who};
use crate::facts::{Assignment, Facts, Role, block};
use crate::lag::{Lag, Unsettled};
use crate::lag_mistakes::LagMistake;
use crate::scenes::Scene;

/// How many ways of seeing the changed assignments are gone through at most.
const WAYS: usize = 4096;

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
            Who::Token(it) => it.groups.iter().cloned().chain([it.id.clone()]).collect(),
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
        // Of a token that is refused no role is looked at.
        let is_by_no_role = matches!(answer.reason, Reason::NoIdentity | Reason::AccessPolicy);
        if is_by_no_role || answer.considered.is_empty() {
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
