//! Access: more never takes away, and what holds above holds below.

use super::finding::{Holds, demand, same};
use super::look::{after, at, came_to_a_grant, is_conditioned, of, questions, scopes, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Reason};
use crate::event::Event;
use crate::model::RoleAssignmentSpec;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "an-assignment-takes-nothing-away",
        says: "Adding an assignment, under a condition or under none, never removes access (F6.2.4, F7).",
        holds: an_assignment_takes_nothing_away,
    },
    Law {
        name: "access-is-inherited",
        says: "Who may do something somewhere may do it on everything below, except on data that roles do not open, where a deny assignment denies it, and where a condition looks at what it is (F6.4, F6.6.4, F8.4, F9).",
        holds: access_is_inherited,
    },
    Law {
        name: "the-quick-answer-is-the-explained-one",
        says: "The answer alone and the answer with its story are the same: reason, assignment and group; and who can is who is allowed, asked one by one.",
        holds: the_quick_answer_is_the_explained_one,
    },
];

fn an_assignment_takes_nothing_away(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let asked = questions(specimen.world(), 150);
    let is_allowed = |specimen: &dyn Specimen, question: &AccessRequest| {
        specimen.check(question).is_ok_and(|it| it.is_allowed())
    };
    let allowed = asked.into_iter().filter(|it| is_allowed(&*specimen, it));
    let allowed: Vec<AccessRequest> = allowed.collect();
    let holders = specimen.world().role_assignments().map(|it| it.principal);
    let mut holders: Vec<_> = holders.collect();
    holders.dedup();
    let scopes = scopes(specimen.world());
    for (number, holder) in holders.into_iter().enumerate() {
        for role in ["Reader", "Key Vault Secrets User", "Contributor"] {
            let Some(scope) = scopes.get(number % scopes.len().max(1)) else {
                continue;
            };
            let mut more = specimen.fork();
            let assignment = RoleAssignmentSpec::new(of(holder), role, at(scope));
            let assign = Event::AssignRole(match number % 2 {
                0 => assignment,
                _ => assignment.under("@Environment[isPrivateLink] BoolEquals true"),
            });
            if more.apply(&assign).is_err() {
                continue;
            }
            for question in &allowed {
                demand(
                    is_allowed(&*more, question),
                    || {
                        let words = words(question);
                        format!("as before, Allowed: {words}, with {role} at {scope} more")
                    },
                    || "it is not any more".to_owned(),
                )?;
            }
        }
    }
    Ok(())
}

fn access_is_inherited(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    for question in questions(world, 150) {
        let Ok(above) = world.resolve_scope(&question.on) else {
            continue;
        };
        let Some(answer) = specimen.check(&question).ok().filter(|it| it.is_allowed()) else {
            continue;
        };
        let is_bound = answer
            .assignment
            .is_some_and(|id| is_conditioned(world, id));
        for (below, _) in world
            .nodes()
            .filter(|(it, _)| world.ancestors(it).contains(&above))
        {
            let lower = AccessRequest {
                on: at(below),
                ..question.clone()
            };
            let answer = specimen.check(&lower).map(|it| it.reason);
            demand(
                answer.as_ref().is_ok_and(|it| {
                    let stops = matches!(it, Reason::ConditionFalse | Reason::ConditionUnknown);
                    came_to_a_grant(it) || (is_bound && stops)
                }),
                || format!("Allowed, as on `{above}`: {}", words(&lower)),
                || format!("{answer:?}"),
            )?;
        }
    }
    Ok(())
}

fn the_quick_answer_is_the_explained_one(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    for question in questions(world, 60) {
        let quick = specimen.check(&question);
        let explained = specimen.explain(&question).map(|it| it.decision);
        same(&words(&question), &explained, &quick)?;
        let asked = match &question.caller {
            crate::access::Caller::Principal(who) => world.resolve_principal(who).ok(),
            crate::access::Caller::Token(_) => None,
        };
        if let (Ok(answer), Some(crate::world::Subject::Principal(id))) = (&quick, asked)
            && world
                .principal(id)
                .is_some_and(|it| it.principal_type != crate::model::PrincipalType::Group)
        {
            let (kind, said) = (question.sub_operation.as_ref(), &question.attributes);
            let all = specimen
                .who_can_in(&question.action, &question.on, kind, said)
                .unwrap_or_default();
            let what = format!("in the list of all who may, {}", words(&question));
            same(&what, &answer.is_allowed(), &all.contains(&id))?;
        }
    }
    Ok(())
}
