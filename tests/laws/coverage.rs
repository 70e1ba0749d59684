//! What happens in the histories that laws are tried on: a law about what never happens holds for want of it.

use std::collections::BTreeMap;

use idsim::strategies::{History, Size, histories};
use idsim::{Consequence, RefusalCode, World};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What laws are about, and in how many of 300 small histories, and of 75 ordinary ones, it happens at least.
const MET: &[(&str, usize, usize)] = &[
    ("an event is accepted", 150, 45),
    ("an event is refused", 30, 20),
    ("a member is deleted", 5, 5),
    ("a group with members is deleted", 1, 5),
    ("an assignment is made", 30, 30),
    ("an assignment is made under a condition", 5, 8),
    ("a role has a condition", 1, 3),
    ("an assignment is orphaned", 10, 15),
    ("a reference dangles", 20, 15),
    ("a host is made again with an identity", 5, 10),
    ("an identity is made again", 5, 10),
    ("a host with attached identities is deleted", 20, 15),
    ("a token is kept", 3, 15),
    ("a token is kept instead of an earlier one", 1, 8),
    ("something moves", 2, 10),
    ("a container moves", 2, 5),
    ("a role is changed", 2, 5),
    ("somebody becomes eligible", 2, 5),
    ("somebody is eligible no more", 2, 3),
    ("a deny assignment is made", 5, 5),
    ("a deny assignment is removed", 0, 2),
    ("a lock is put on", 5, 5),
    ("a lock is taken off", 1, 2),
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
        Consequence::AssignmentCreated(it) => {
            let under = it.condition.as_ref();
            let under = under.map(|_| "an assignment is made under a condition");
            under.into_iter().chain(["an assignment is made"]).collect()
        }
        Consequence::RoleDefinitionCreated(it) if it.is_conditioned() => {
            vec!["a role has a condition"]
        }
        Consequence::AssignmentOrphaned { .. } => vec!["an assignment is orphaned"],
        Consequence::ReferenceDangling { .. } => vec!["a reference dangles"],
        Consequence::TokenIssued { instead_of, .. } => match instead_of {
            None => vec!["a token is kept"],
            Some(_) => vec![
                "a token is kept",
                "a token is kept instead of an earlier one",
            ],
        },
        Consequence::ScopeMoved { .. } => vec!["something moves"],
        Consequence::ParentChanged { .. } => vec!["a container moves"],
        Consequence::RoleDefinitionUpdated { .. } => vec!["a role is changed"],
        Consequence::EligibilityCreated(_) => vec!["somebody becomes eligible"],
        Consequence::EligibilityRemoved(_) => vec!["somebody is eligible no more"],
        Consequence::DenyAssignmentCreated(_) => vec!["a deny assignment is made"],
        Consequence::DenyAssignmentRemoved(_) => vec!["a deny assignment is removed"],
        Consequence::LockCreated(_) => vec!["a lock is put on"],
        Consequence::LockRemoved(_) => vec!["a lock is taken off"],
        _ => Vec::new(),
    }
}

/// All of it happens in so many histories, and as often as is said.
fn happens(size: Size, tried: usize, least: impl Fn(&(&str, usize, usize)) -> usize) {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let drawn = histories(size);
    for _ in 0..tried {
        let history = drawn.new_tree(&mut runner).map(|it| it.current());
        for what in history.iter().flat_map(met) {
            *counts.entry(what).or_default() += 1;
        }
    }
    let count = |what: &str| counts.get(what).copied().unwrap_or(0);
    let rare: Vec<_> = MET.iter().filter(|it| count(it.0) < least(it)).collect();
    assert!(rare.is_empty(), "{rare:?} of {counts:#?}");
}

#[test]
fn small_histories_have_everything_in_them() {
    happens(Size::SMALL, 300, |it| it.1);
}

#[test]
fn ordinary_histories_have_everything_in_them() {
    happens(Size::ORDINARY, 75, |it| it.2);
}
