//! What happens in the histories that laws are tried on: a law about what never happens holds for want of it.

use std::collections::BTreeMap;

use idsim::strategies::{History, Size, histories};
use idsim::{Consequence, RefusalCode, World};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What laws are about, and in how many of 600 small histories it happens at least.
const MET: &[(&str, usize)] = &[
    ("an event is accepted", 450),
    ("an event is refused", 90),
    ("a member is deleted", 15),
    ("a group with members is deleted", 3),
    ("an assignment is made", 90),
    ("an assignment is orphaned", 30),
    ("a reference dangles", 60),
    ("a host is made again with an identity", 15),
    ("an identity is made again", 15),
    ("a host with attached identities is deleted", 45),
    ("a token is kept", 3),
    ("something moves", 6),
    ("a deny assignment is made", 30),
    ("a deny assignment is removed", 3),
    ("a lock is put on", 30),
    ("a lock is taken off", 3),
];

fn met(history: &History) -> Vec<&'static str> {
    let mut met = Vec::new();
    let mut world = history.world.clone();
    for event in &history.events {
        let consequences = match world.plan(event) {
            Ok(consequences) => consequences,
            Err(refusal) => {
                met.push("an event is refused");
                met.extend(
                    (refusal.code() == RefusalCode::ScopeLocked).then_some("a lock is in the way"),
                );
                continue;
            }
        };
        met.push("an event is accepted");
        met.extend(consequences.iter().flat_map(|it| shown(&world, it)));
        let happens = world.apply(event.clone());
        assert!(happens.is_ok(), "{event:?}");
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
        Consequence::DenyAssignmentCreated(_) => vec!["a deny assignment is made"],
        Consequence::DenyAssignmentRemoved(_) => vec!["a deny assignment is removed"],
        Consequence::LockCreated(_) => vec!["a lock is put on"],
        Consequence::LockRemoved(_) => vec!["a lock is taken off"],
        _ => Vec::new(),
    }
}

#[test]
fn small_histories_have_everything_in_them() {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let drawn = histories(Size::SMALL);
    for _ in 0..600 {
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
