//! What happens in the histories that laws are tried on: a law about what never happens holds for want of it.

use std::collections::BTreeMap;

use idsim::strategies::{History, Size, histories};
use idsim::{Consequence, World};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What laws are about, and in how many of 200 small histories it happens at least.
const MET: &[(&str, usize)] = &[
    ("an event is accepted", 150),
    ("an event is refused", 30),
    ("a member is deleted", 5),
    ("a group with members is deleted", 1),
    ("an assignment is made", 30),
    ("an assignment is orphaned", 10),
    ("a reference dangles", 20),
    ("a host is made again with an identity", 5),
    ("an identity is made again", 5),
    ("a host with attached identities is deleted", 20),
    ("a token is kept", 1),
    ("something moves", 2),
];

fn met(history: &History) -> Vec<&'static str> {
    let mut met = Vec::new();
    let mut world = history.world.clone();
    for event in &history.events {
        let Ok(consequences) = world.plan(event) else {
            met.push("an event is refused");
            continue;
        };
        met.push("an event is accepted");
        met.extend(consequences.iter().flat_map(|it| shown(&world, it)));
        // What can be planned can happen.
        let _ = world.apply(event.clone());
    }
    met.sort_unstable();
    met.dedup();
    met
}

/// What a consequence shows, in the world before.
fn shown(world: &World, consequence: &Consequence) -> Vec<&'static str> {
    match consequence {
        Consequence::PrincipalDeleted(it) => {
            let member = world.groups_of(it.id).next().map(|_| "a member is deleted");
            let members = world.members_of(it.id).next();
            let group = members.map(|_| "a group with members is deleted");
            member.into_iter().chain(group).collect()
        }
        Consequence::PrincipalCreated(it) => {
            let again = world
                .principals()
                .any(|was| was.deleted && was.origin == it.origin);
            match (again, it.origin.resource()) {
                (true, Some(_)) => vec!["a host is made again with an identity"],
                (true, None) => vec!["an identity is made again"],
                _ => Vec::new(),
            }
        }
        Consequence::ScopeDeleted { scope, .. } => {
            let listed = world.attachments_of(scope).next();
            listed
                .map(|_| "a host with attached identities is deleted")
                .into_iter()
                .collect()
        }
        Consequence::AssignmentCreated(_) => vec!["an assignment is made"],
        Consequence::AssignmentOrphaned { .. } => vec!["an assignment is orphaned"],
        Consequence::ReferenceDangling { .. } => vec!["a reference dangles"],
        Consequence::TokenIssued { .. } => vec!["a token is kept"],
        Consequence::ScopeMoved { .. } => vec!["something moves"],
        _ => Vec::new(),
    }
}

#[test]
fn small_histories_have_everything_in_them() {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let drawn = histories(Size::SMALL);
    for _ in 0..200 {
        for what in met(&drawn.new_tree(&mut runner).unwrap().current()) {
            *counts.entry(what).or_default() += 1;
        }
    }
    let count = |what: &str| counts.get(what).copied().unwrap_or(0);
    let rare: Vec<_> = MET
        .iter()
        .filter(|(what, least)| count(what) < *least)
        .collect();
    assert!(rare.is_empty(), "{rare:?} of {counts:#?}");
}
