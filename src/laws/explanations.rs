//! Explanations: what is cited suffices, the remedy cures, the near miss is near.

use super::finding::{Holds, demand, same, say};
use super::look::{after, at, of, questions, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Explanation, NearMiss, Reason};
use crate::event::{Event, GroupMember};
use crate::model::{PrincipalId, Reference, RoleAssignment, RoleAssignmentId};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "an-explanation-is-a-proof",
        says: "A world cut down to the assignments and memberships that an explanation cites gives the same answer for the same reason.",
        holds: an_explanation_is_a_proof,
    },
    Law {
        name: "the-remedy-flips-the-answer",
        says: "Doing what an explanation names as the cure turns the no into a yes.",
        holds: the_remedy_flips_the_answer,
    },
    Law {
        name: "the-near-miss-is-near",
        says: "One step turns a near miss into a yes: the same role here, the same role for who asks, joining the group, or asking as the other identity.",
        holds: the_near_miss_is_near,
    },
];

/// Questions are spread over all there are; each costs a fork or several.
const ASKED: usize = 16;

fn an_explanation_is_a_proof(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    for question in questions(specimen.world(), ASKED) {
        let Ok(explanation) = specimen.explain(&question) else {
            continue;
        };
        let decision = explanation.decision;
        let cited: Vec<RoleAssignmentId> = match decision.is_allowed() {
            true => decision.assignment.into_iter().collect(),
            false => {
                let all = explanation.candidates.iter();
                all.map(|(it, _)| it.assignment.id).collect()
            }
        };
        let mut people = explanation.groups.clone();
        people.extend(explanation.asker.id());
        let mut cut = specimen.fork();
        cut_down(&mut *cut, &cited, &people);
        let what = format!("from what is cited alone, {}", words(&question));
        same(&what, &Ok(decision), &cut.check(&question))?;
    }
    Ok(())
}

/// Takes away every other assignment and every membership of others.
fn cut_down(specimen: &mut dyn Specimen, cited: &[RoleAssignmentId], people: &[PrincipalId]) {
    let mut events: Vec<Event> = Vec::new();
    let world = specimen.world();
    let others = world.role_assignments().map(|it| it.id);
    let others = others.filter(|id| !cited.contains(id));
    events.extend(others.map(Event::RemoveRoleAssignmentNamed));
    for group in world.principals().map(|it| it.id) {
        for (member, _) in world.members_of(group) {
            if !people.contains(&group) || !people.contains(&member) {
                let (group, member) = (of(group), of(member));
                events.push(Event::RemoveMember { group, member });
            }
        }
    }
    for event in events {
        let _ = specimen.apply(&event);
    }
}

fn the_remedy_flips_the_answer(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    for question in questions(specimen.world(), ASKED) {
        let remedy = specimen.explain(&question).ok().and_then(|it| it.remedy);
        let Some(remedy) = remedy else { continue };
        let mut cured = specimen.fork();
        let said: Vec<String> = remedy.events.iter().map(say).collect();
        for event in &remedy.events {
            let refused = cured.apply(event).err();
            demand(
                refused.is_none(),
                || format!("{} happens, the cure of {}", say(event), words(&question)),
                || {
                    refused
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default()
                },
            )?;
        }
        let answer = cured.check(&question).map(|it| it.reason);
        demand(
            answer == Ok(Reason::Granted),
            || format!("Allowed after [{}]: {}", said.join(", "), words(&question)),
            || format!("{answer:?}"),
        )?;
    }
    Ok(())
}

fn the_near_miss_is_near(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    for question in questions(specimen.world(), ASKED) {
        let Ok(explanation) = specimen.explain(&question) else {
            continue;
        };
        for miss in &explanation.near_misses {
            let Some((step, asked)) = one_step(&explanation, miss, &question) else {
                continue;
            };
            let mut closer = specimen.fork();
            if !step.iter().all(|event| closer.apply(event).is_ok()) {
                continue;
            }
            let answer = closer.check(&asked).map(|it| it.reason);
            let said: Vec<String> = step.iter().map(say).collect();
            demand(
                matches!(answer, Ok(Reason::Granted | Reason::IgnoresRoles)),
                || {
                    let miss = explanation.near_miss_line(miss);
                    let asked = words(&asked);
                    format!(
                        "Allowed one step from the near miss ({miss}), [{}]: {asked}",
                        said.join(", ")
                    )
                },
                || format!("{answer:?}"),
            )?;
        }
    }
    Ok(())
}

/// What makes a hit of a near miss, and the question that it is a hit for.
fn one_step(
    explanation: &Explanation<'_>,
    miss: &NearMiss<'_>,
    question: &AccessRequest,
) -> Option<(Vec<Event>, AccessRequest)> {
    let role = |it: &RoleAssignment| Reference::from(it.role.to_string());
    let same_question = question.clone();
    Some(match miss {
        NearMiss::ScopeElsewhere(it) => {
            let assign = Event::assign_role(of(it.principal), role(it), question.on.clone());
            (vec![assign], same_question)
        }
        NearMiss::FormerIdentity(it) => {
            let (mut step, resource) = (Vec::new(), explanation.asker.resource()?);
            if explanation.asker.id().is_none() {
                step.push(Event::EnableSystemAssigned(at(resource)));
            }
            let who = explanation.asker.id().map_or_else(|| at(resource), of);
            step.push(Event::assign_role(who, role(it), at(&it.scope)));
            (step, same_question)
        }
        NearMiss::OtherIdentity { identity, .. } => {
            let (action, on) = (question.action.clone(), question.on.clone());
            (Vec::new(), AccessRequest::new(at(identity), action, on))
        }
        NearMiss::GroupNotJoined { group, .. } => {
            let join = Event::AddMember(GroupMember {
                group: of(*group),
                member: of(explanation.asker.id()?),
                from: None,
                until: None,
            });
            (vec![join], same_question)
        }
    })
}
