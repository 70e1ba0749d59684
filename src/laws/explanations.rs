//! Explanations: what is cited suffices, the remedy cures.

use super::finding::{Holds, demand, same, say};
use super::look::{after, at, of, questions, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Caller, Reason};
use crate::event::Event;
use crate::model::{AccessPolicy, DenyAssignmentId, PrincipalId, RoleAssignmentId};
use crate::value::Name;
use crate::world::World;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "an-explanation-is-a-proof",
        says: "A world cut down to the assignments, deny assignments and memberships that an explanation cites gives the same answer for the same reason.",
        holds: an_explanation_is_a_proof,
    },
    Law {
        name: "the-remedy-flips-the-answer",
        says: "Doing what an explanation names as the cure turns the no into a yes.",
        holds: the_remedy_flips_the_answer,
    },
    Law {
        name: "what-can-be-cured-has-a-remedy",
        says: "Where a role that grants everything on the plane would turn the no into a yes, or an identity with one, or an access policy, or the vault that looks at roles, an explanation names a cure; a lock in the way is taken off first.",
        holds: what_can_be_cured_has_a_remedy,
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
        let granting = matches!(decision.reason, Reason::Granted | Reason::Denied);
        let cited: Vec<RoleAssignmentId> = match granting {
            true => decision.assignment.into_iter().collect(),
            false => {
                let all = explanation.candidates.iter();
                all.map(|(it, _)| it.assignment.id).collect()
            }
        };
        let denying: Vec<DenyAssignmentId> = match decision.deny {
            Some(id) => vec![id],
            None => explanation.denials.iter().map(|(it, _)| it.id).collect(),
        };
        let mut people = explanation.groups.clone();
        people.extend(explanation.asker.id());
        let mut cut = specimen.fork();
        cut_down(&mut *cut, &cited, &denying, &people);
        let what = format!("from what is cited alone, {}", words(&question));
        same(&what, &Ok(decision), &cut.check(&question))?;
    }
    Ok(())
}

/// Takes away every lock, every other assignment and deny assignment, and every membership of others.
fn cut_down(
    specimen: &mut dyn Specimen,
    cited: &[RoleAssignmentId],
    denying: &[DenyAssignmentId],
    people: &[PrincipalId],
) {
    let mut events: Vec<Event> = Vec::new();
    let world = specimen.world();
    events.extend(unlocking(world));
    let others = world.deny_assignments();
    let others = others.filter(|it| !denying.contains(&it.id));
    events.extend(others.map(|it| Event::DeleteDenyAssignment {
        name: it.name.clone(),
        scope: at(&it.scope),
    }));
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

/// Takes off every lock.
fn unlocking(world: &World) -> impl Iterator<Item = Event> {
    world.locks().map(|it| Event::DeleteLock {
        name: it.name.clone(),
        scope: at(&it.scope),
    })
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
            matches!(answer, Ok(Reason::Granted | Reason::AccessPolicy)),
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
            for lock in unlocking(specimen.world()) {
                let _ = cured.apply(&lock);
            }
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
    let permission = [Name::new("secrets/get")];
    let policy = AccessPolicy::new(who.clone(), &permission);
    let permit = Event::set_access_policy(on.clone(), policy);
    let mut cures = vec![
        vec![look_at_roles.clone()],
        vec![permit.clone()],
        vec![enable.clone(), permit],
    ];
    for role in ["Owner", "Key Vault Administrator"] {
        let assign = Event::assign_role(who.clone(), role, on.clone());
        cures.push(vec![assign.clone()]);
        cures.push(vec![enable.clone(), assign.clone()]);
        cures.push(vec![look_at_roles.clone(), assign]);
    }
    cures
}
