//! Deny assignments: they take away, and from nobody whom they spare.

use super::finding::{Holds, demand, same};
use super::look::{after, of, questions, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Caller};
use crate::event::Event;
use crate::model::{DenyAssignmentSpec, Permission, PrincipalId, Reference};
use crate::value::Scope;
use crate::world::World;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "a-deny-assignment-gives-nothing",
        says: "One deny assignment more, whatever it denies and whom it spares, turns no no into a yes (F6.6.4).",
        holds: a_deny_assignment_gives_nothing,
    },
    Law {
        name: "a-deny-assignment-spares-whom-it-excludes",
        says: "A deny assignment of everything to everybody changes no answer to whom it spares, or to who is in a group that it spares (F6.6.4).",
        holds: a_deny_assignment_spares_whom_it_excludes,
    },
];

/// How many principals are spared, one after the other.
const SPARED: usize = 6;

fn a_deny_assignment_gives_nothing(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let asked = questions(specimen.world(), 100);
    let is_allowed = |specimen: &dyn Specimen, question: &AccessRequest| {
        specimen.check(question).is_ok_and(|it| it.is_allowed())
    };
    let not_allowed = asked.into_iter().filter(|it| !is_allowed(&*specimen, it));
    let not_allowed: Vec<AccessRequest> = not_allowed.collect();
    let some = principals(specimen.world());
    let everybody = Reference::from("All Principals");
    for (number, scope) in places(specimen.world()).into_iter().enumerate() {
        let one = some.iter().cycle().nth(number).copied().map(of);
        let denied = one.clone().unwrap_or_else(|| everybody.clone());
        for (principals, spared) in [(everybody.clone(), one), (denied, None)] {
            let deny = deny(&scope, vec![principals], spared, number % 2 == 1);
            let mut more = specimen.fork();
            if more.apply(&deny).is_err() {
                continue;
            }
            for question in &not_allowed {
                demand(
                    !is_allowed(&*more, question),
                    || {
                        let words = words(question);
                        format!(
                            "as before, not Allowed: {words}, with a deny assignment at {scope} more"
                        )
                    },
                    || "it is now".to_owned(),
                )?;
            }
        }
    }
    Ok(())
}

fn a_deny_assignment_spares_whom_it_excludes(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let asked = questions(world, 400);
    let everybody = || vec![Reference::from("All Principals")];
    for spared in principals(world).into_iter().take(SPARED) {
        let mut more = specimen.fork();
        let deny = deny(&Scope::root(), everybody(), Some(of(spared)), false);
        if more.apply(&deny).is_err() {
            continue;
        }
        for question in asked.iter().filter(|it| is_asked_by(world, it, spared)) {
            let words = words(question);
            let called = world.describe_principal(spared);
            let what = format!("where everything is denied to all but {called}, {words}");
            same(&what, &specimen.check(question), &more.check(question))?;
        }
    }
    Ok(())
}

/// Whether somebody asks, or somebody who is in that group now.
fn is_asked_by(world: &World, question: &AccessRequest, spared: PrincipalId) -> bool {
    let Caller::Principal(who) = &question.caller else {
        return false;
    };
    let Ok(id) = who.as_str().parse::<PrincipalId>() else {
        return false;
    };
    let mut groups = world.groups_of(id);
    id == spared || groups.any(|(group, period)| group == spared && world.counts(&period))
}

/// Those whom roles are assigned to, and those who are in groups.
fn principals(world: &World) -> Vec<PrincipalId> {
    let living = world.principals().filter(|it| !it.deleted).map(|it| it.id);
    let (holders, others): (Vec<_>, Vec<_>) =
        living.partition(|id| world.assignments_of(*id).next().is_some());
    holders.into_iter().chain(others).collect()
}

/// The root, and a few scopes that roles are assigned at.
fn places(world: &World) -> Vec<Scope> {
    let mut places: Vec<Scope> = world
        .role_assignments()
        .map(|it| it.scope.clone())
        .collect();
    places.push(Scope::root());
    places.sort();
    places.dedup();
    places.truncate(5);
    places
}

/// Everything is denied, on both planes.
fn deny(
    scope: &Scope,
    principals: Vec<Reference>,
    spared: Option<Reference>,
    stops: bool,
) -> Event {
    let all = || "*".parse().into_iter().collect();
    Event::CreateDenyAssignment(DenyAssignmentSpec {
        name: "one that a law adds".into(),
        permissions: vec![Permission {
            actions: all(),
            data_actions: all(),
            ..Permission::default()
        }],
        scope: scope.as_str().into(),
        do_not_apply_to_child_scopes: stops,
        principals,
        exclude_principals: spared.into_iter().collect(),
        is_system_protected: false,
        description: String::new(),
        id: None,
        deployment_stack: None,
    })
}
