//! Explanations: what is cited suffices, the remedy cures, the near miss is near.

use super::finding::{Holds, demand, same, say};
use super::look::{after, at, of, questions, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Caller, Explanation, NearMiss, Reason};
use crate::event::{Event, GroupMember};
use crate::model::{PrincipalId, Reference, RoleAssignment, RoleAssignmentId};
use crate::value::{Period, Phase};
use crate::world::RefusalCode;

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
        name: "what-can-be-cured-has-a-remedy",
        says: "Where a role that grants everything on the plane would turn the no into a yes, or an identity with one, or the vault that looks at roles, an explanation names a cure.",
        holds: what_can_be_cured_has_a_remedy,
    },
    Law {
        name: "the-near-miss-is-near",
        says: "One step turns a near miss into a yes: the same role here, the same role for who asks, joining the group, or asking as the other identity.",
        holds: the_near_miss_is_near,
    },
    Law {
        name: "no-near-miss-is-missed",
        says: "Joining a group, asking as another identity of the host, or a role that the principal has elsewhere now: if it turns the no into a yes, it stands among the near misses.",
        holds: no_near_miss_is_missed,
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

fn what_can_be_cured_has_a_remedy(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    for question in questions(specimen.world(), ASKED) {
        let Ok(explanation) = specimen.explain(&question) else {
            continue;
        };
        if explanation.decision.is_allowed() || explanation.remedy.is_some() {
            continue;
        }
        for cure in cures(&question) {
            let mut cured = specimen.fork();
            if cure.iter().any(|event| cured.apply(event).is_err()) {
                continue;
            }
            let answer = cured.check(&question);
            let said: Vec<String> = cure.iter().map(say).collect();
            demand(
                !answer.is_ok_and(|it| it.is_allowed()),
                || format!("a cure of the no to {}", words(&question)),
                || format!("none, where [{}] cures", said.join(", ")),
            )?;
        }
    }
    Ok(())
}

/// What cures if anything does, however much it gives besides.
fn cures(question: &AccessRequest) -> Vec<Vec<Event>> {
    let Caller::Principal(who) = &question.caller else {
        return Vec::new();
    };
    let on = &question.on;
    let enable = Event::EnableSystemAssigned(who.clone());
    let look_at_roles = Event::SetRbacAuthorization(on.clone(), true);
    let mut cures = vec![vec![look_at_roles.clone()]];
    for role in ["Owner", "Key Vault Administrator"] {
        let assign = Event::assign_role(who.clone(), role, on.clone());
        cures.push(vec![assign.clone()]);
        cures.push(vec![enable.clone(), assign.clone()]);
        cures.push(vec![look_at_roles.clone(), assign]);
    }
    cures
}

fn the_near_miss_is_near(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    for question in questions(specimen.world(), ASKED) {
        let Ok(explanation) = specimen.explain(&question) else {
            continue;
        };
        for miss in &explanation.near_misses {
            let Some((step, asked)) = one_step(&*specimen, &explanation, miss, &question) else {
                continue;
            };
            let mut closer = specimen.fork();
            let refused = step.iter().find_map(|event| closer.apply(event).err());
            if let Some(refused) = refused {
                let miss = explanation.near_miss_line(miss);
                demand(
                    STANDS_IN_THE_WAY.contains(&refused.code()),
                    || format!("one step from the near miss ({miss}) that can be made"),
                    || refused.to_string(),
                )?;
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

/// What may stand between a near miss and its step: the same assignment, over or not begun; a scope where this role cannot
/// be assigned; a circle of groups; the host, which was deleted; a lock.
const STANDS_IN_THE_WAY: &[RefusalCode] = &[
    RefusalCode::NotAssignableHere,
    RefusalCode::RoleAssignmentExists,
    RefusalCode::RoleAssignmentUpdateNotPermitted,
    RefusalCode::GroupCycle,
    RefusalCode::Gone,
    RefusalCode::ScopeLocked,
];

fn no_near_miss_is_missed(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    for question in questions(world, ASKED) {
        let Ok(explanation) = specimen.explain(&question) else {
            continue;
        };
        if explanation.decision.is_allowed() {
            continue;
        }
        let allowed = |specimen: &dyn Specimen, question: &AccessRequest| {
            specimen.check(question).is_ok_and(|it| it.is_allowed())
        };
        let told = |is: &dyn Fn(&NearMiss<'_>) -> bool, near: String| {
            demand(
                explanation.near_misses.iter().any(is),
                || format!("told that {near} is near, asked {}", words(&question)),
                || "not a word of it".to_owned(),
            )
        };
        let host = explanation.asker.resource();
        for attached in host.into_iter().flat_map(|it| world.attachments_of(it)) {
            let (action, on) = (question.action.clone(), question.on.clone());
            let asked = AccessRequest::new(at(attached.identity), action, on);
            if allowed(&*specimen, &asked) {
                let is = |miss: &NearMiss<'_>| matches!(miss, NearMiss::OtherIdentity { identity, .. } if identity == attached.identity);
                told(&is, attached.identity.to_string())?;
            }
        }
        let Some(asking) = explanation.asker.id() else {
            continue;
        };
        let flips = |event: Event| {
            let mut closer = specimen.fork();
            closer.apply(&event).is_ok() && allowed(&*closer, &question)
        };
        // Whoever was in a group, or will be, through another one has its roles among the candidates: they miss by time.
        let is_in = |id| world.groups_of(asking).any(|(group, _)| group == id);
        let groups = world.principals().map(|it| it.id);
        let groups = groups.filter(|id| world.members_of(*id).next().is_some() && !is_in(*id));
        for group in groups {
            let join = Event::AddMember(GroupMember {
                group: of(group),
                member: of(asking),
                from: None,
                until: None,
            });
            if flips(join) {
                let is = |miss: &NearMiss<'_>| matches!(miss, NearMiss::GroupNotJoined { .. });
                told(&is, world.describe_principal(group))?;
            }
        }
        // What is made above counts here too, once its time has come; what does not count now misses by time as well.
        let now = |it: &Period| {
            world
                .clock()
                .is_none_or(|now| it.at(now) == Phase::Effective)
        };
        let on = world.resolve_scope(&question.on).ok();
        let elsewhere = world.assignments_of(asking).filter(|it| {
            now(&it.effective) && on.as_ref().is_some_and(|on| !it.scope.contains(on))
        });
        for elsewhere in elsewhere {
            let role = elsewhere.role.to_string();
            let here = Event::assign_role(of(asking), role, question.on.clone());
            if flips(here) {
                let is = |miss: &NearMiss<'_>| matches!(miss, NearMiss::ScopeElsewhere(it) if it.id == elsewhere.id);
                told(&is, format!("the role of {}", elsewhere.id))?;
            }
        }
    }
    Ok(())
}

/// What makes a hit of a near miss, and the question that it is a hit for.
fn one_step(
    specimen: &dyn Specimen,
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
            // The identity that the host has now, or gets.
            let host = explanation.asker.resource()?;
            let mut step = Vec::new();
            if specimen.system_assigned_at(host).is_none() {
                step.push(Event::EnableSystemAssigned(at(host)));
            }
            step.push(Event::assign_role(at(host), role(it), at(&it.scope)));
            let (action, on) = (question.action.clone(), question.on.clone());
            (step, AccessRequest::new(at(host), action, on))
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
