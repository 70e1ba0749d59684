//! Conditions: they take away what an assignment gives, and nothing else.

use std::collections::BTreeMap;

use super::finding::{Holds, demand, same};
use super::look::{after, is_conditioned, questions, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Decision, Reason};
use crate::event::Event;
use crate::model::{Condition, RoleAssignmentId, Tenant};
use crate::value::Name;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "a-condition-never-grants",
        says: "Taking every condition off assignments and custom roles turns no yes into a no, and putting one on turns no no into a yes (F8.1).",
        holds: a_condition_never_grants,
    },
    Law {
        name: "a-grant-without-a-condition-suffices",
        says: "Who is granted something by an assignment without a condition is granted it by that one, whatever the conditions of other assignments and other roles say (F7.1, F8.1).",
        holds: a_grant_without_a_condition_suffices,
    },
    Law {
        name: "a-condition-says-what-it-prints",
        says: "What a condition means, printed in one line or laid out and read back, means the same (F8.2).",
        holds: a_condition_says_what_it_prints,
    },
];

/// Questions are spread over all there are; none costs a fork.
const ASKED: usize = 60;
/// Of how many assignments it is tried that they suffice; each costs a world.
const SUFFICING: usize = 4;

/// What is put on: one that holds for some questions, and one that holds for others.
const MORE: [&str; 2] = [
    "@Environment[isPrivateLink] BoolEquals true",
    "!(ActionMatches{'*/read'}) OR SubOperationMatches{'Blob.List'}",
];
/// What never holds.
const NEVER: &str = "true BoolEquals false";

fn a_condition_never_grants(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let tenant = specimen.to_tenant();
    let without = with_conditions(&tenant, |_, _| None);
    let mut number = 0;
    let with_more = with_conditions(&tenant, |_, old| {
        number += 1;
        let more = MORE.get(number % MORE.len())?;
        let both = old.map(|old| format!("({old}) AND ({more})"));
        Some(both.unwrap_or_else(|| (*more).to_owned()))
    });
    let (Ok(without), Ok(with_more)) = (specimen.reload(&without), specimen.reload(&with_more))
    else {
        return Ok(());
    };
    for question in questions(specimen.world(), ASKED) {
        let is_yes =
            |specimen: &dyn Specimen| specimen.check(&question).is_ok_and(|it| it.is_allowed());
        let answers = [is_yes(&*with_more), is_yes(&*specimen), is_yes(&*without)];
        demand(
            answers.is_sorted(),
            || {
                let words = words(&question);
                format!("no more under more conditions, and no less under none: {words}")
            },
            || format!("{answers:?} with more, as it is, without any"),
        )?;
    }
    Ok(())
}

fn a_grant_without_a_condition_suffices(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let mut granted: BTreeMap<RoleAssignmentId, Vec<(AccessRequest, Decision)>> = BTreeMap::new();
    for question in questions(world, ASKED) {
        let Ok(answer) = specimen.check(&question) else {
            continue;
        };
        let by = answer
            .assignment
            .filter(|_| answer.reason == Reason::Granted);
        if let Some(by) = by.filter(|it| !is_conditioned(world, *it)) {
            granted.entry(by).or_default().push((question, answer));
        }
    }
    let tenant = specimen.to_tenant();
    for (by, answers) in granted.into_iter().take(SUFFICING) {
        let assignment = world.role_assignment(by);
        let role = assignment.and_then(|it| world.role_by_id(it.role));
        let role = role.map(|it| &it.role_name);
        let others_never = with_conditions(&tenant, |whose, old| match whose {
            Whose::Assignment(id) if id == Some(by) => old,
            Whose::Role(name) if Some(name) == role => old,
            _ => Some(NEVER.to_owned()),
        });
        let Ok(others_never) = specimen.reload(&others_never) else {
            continue;
        };
        for (question, answer) in answers {
            let words = words(&question);
            let what = format!("whatever the conditions of others say, {words}");
            same(&what, &Ok(answer), &others_never.check(&question))?;
        }
    }
    Ok(())
}

/// Whose condition it is.
#[derive(Clone, Copy)]
enum Whose<'t> {
    Assignment(Option<RoleAssignmentId>),
    Role(&'t Name),
}

/// The tenant with another condition, or none, on each assignment and each block of a custom role.
fn with_conditions(
    tenant: &Tenant,
    mut other: impl FnMut(Whose<'_>, Option<String>) -> Option<String>,
) -> Tenant {
    let mut tenant = tenant.clone();
    for it in &mut tenant.role_assignments {
        it.condition = other(Whose::Assignment(it.name), it.condition.take());
        it.condition_version = None;
    }
    let mut roles = crate::model::Entries::default();
    for (name, role) in tenant.role_definitions.iter() {
        let mut role = role.clone();
        for block in &mut role.permissions {
            let old = block.condition.take().map(|it| it.to_string());
            let text = other(Whose::Role(name), old);
            block.condition = text.and_then(|it| Condition::parse(&it).ok());
            block.condition_version = None;
        }
        roles.replace(name.clone(), role);
    }
    tenant.role_definitions = roles;
    tenant
}

fn a_condition_says_what_it_prints(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let of_assignments = world
        .role_assignments()
        .filter_map(|it| it.condition.as_ref());
    let blocks = world.roles().flat_map(|it| &it.permissions);
    let of_roles = blocks.filter_map(|it| it.condition.as_ref());
    for condition in of_assignments.chain(of_roles) {
        let printed = [specimen.print_condition(condition), condition.laid_out()];
        for text in printed {
            // Laid out it may be longer than a condition may be.
            if text.len() > crate::model::condition::MAX_CONDITION_BYTES {
                continue;
            }
            let read = Condition::parse(&text).map(|it| it.expression().clone());
            let expected = Ok(condition.expression().clone());
            same(&format!("`{text}`, read"), &expected, &read)?;
        }
    }
    Ok(())
}
