//! What happens in the histories that laws are tried on: a law about what never happens holds for want of it.

use std::collections::BTreeMap;

use idsim::strategies::{History, Size, histories};
use idsim::{Consequence, RefusalCode, World};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What laws are about, and in how many of 1000 small histories, and of 100 ordinary ones, it happens at least: clearly less
/// than it does on average, so that chance decides nothing.
const MET: &[(&str, usize, usize)] = &[
    ("an event is accepted", 750, 90),
    ("an event is refused", 150, 40),
    ("a member is deleted", 25, 10),
    ("a group with members is deleted", 5, 10),
    ("somebody can be restored", 2, 15),
    ("somebody is restored", 0, 3),
    ("a membership is restored", 0, 1),
    ("a key vault is recovered", 0, 5),
    ("an assignment is made", 150, 60),
    ("an assignment is made under a condition", 15, 8),
    ("a role has a condition", 3, 3),
    ("an assignment is orphaned", 50, 30),
    ("a reference dangles", 100, 30),
    ("a host is made again with an identity", 25, 20),
    ("an identity is made again", 25, 20),
    ("a host with attached identities is deleted", 100, 30),
    ("a token is kept", 15, 30),
    ("requests are counted", 25, 5),
    ("something comes too soon", 0, 1),
    ("a token is kept instead of an earlier one", 5, 16),
    ("tokens are revoked", 15, 5),
    ("something moves", 10, 20),
    ("a resource stops", 1, 1),
    ("a moved machine would not start", 1, 1),
    ("an identity is updated", 1, 1),
    ("a container moves", 10, 10),
    ("a subscription changes its directory", 5, 1),
    ("an identity is broken", 3, 1),
    ("a vault trusts another directory", 5, 2),
    ("a role is changed", 10, 10),
    ("somebody becomes eligible", 10, 10),
    ("somebody is eligible no more", 10, 6),
    ("an attribute is set", 40, 8),
    ("an attribute has another value", 2, 1),
    ("an attribute goes", 100, 20),
    ("a federated credential is made", 5, 5),
    ("a federated credential goes", 5, 5),
    ("a deny assignment is made", 25, 10),
    ("a deny assignment is removed", 3, 4),
    ("a lock is put on", 25, 10),
    ("a lock is taken off", 5, 4),
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
                met.extend(
                    (refusal.code() == RefusalCode::TooManyRequests)
                        .then_some("something comes too soon"),
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
        Consequence::PrincipalSoftDeleted { .. } => vec!["somebody can be restored"],
        Consequence::PrincipalRestored { kept, .. } => {
            let was_in = kept.memberships.first();
            let membership = was_in.map(|_| "a membership is restored");
            membership
                .into_iter()
                .chain(["somebody is restored"])
                .collect()
        }
        Consequence::VaultRecovered(_) => vec!["a key vault is recovered"],
        Consequence::AssignmentOrphaned { .. } => vec!["an assignment is orphaned"],
        Consequence::ReferenceDangling { .. } => vec!["a reference dangles"],
        Consequence::TokenIssued { instead_of, .. } => match instead_of {
            None => vec!["a token is kept"],
            Some(_) => vec![
                "a token is kept",
                "a token is kept instead of an earlier one",
            ],
        },
        Consequence::TokensRevoked { .. } => vec!["tokens are revoked"],
        Consequence::RequestsCounted { .. } => vec!["requests are counted"],
        Consequence::ScopeMoved { .. } => vec!["something moves"],
        Consequence::ResourceStopped { .. } => vec!["a resource stops"],
        Consequence::ReferenceOutdated { .. } => vec!["a moved machine would not start"],
        Consequence::IdentityUpdated { .. } => vec!["an identity is updated"],
        Consequence::ParentChanged { .. } => vec!["a container moves"],
        Consequence::DirectoryChanged { .. } => vec!["a subscription changes its directory"],
        Consequence::PrincipalStays(it) if it.origin.resource().is_some() => {
            vec!["an identity is broken"]
        }
        Consequence::VaultTenantChanged { to: Some(_), .. } => {
            vec!["a vault trusts another directory"]
        }
        Consequence::RoleDefinitionUpdated { .. } => vec!["a role is changed"],
        Consequence::EligibilityCreated(_) => vec!["somebody becomes eligible"],
        Consequence::EligibilityRemoved(_) => vec!["somebody is eligible no more"],
        Consequence::SecurityAttributeChanged { from, to, .. } => match (from, to) {
            (_, None) => vec!["an attribute goes"],
            (None, _) => vec!["an attribute is set"],
            _ => vec!["an attribute has another value"],
        },
        Consequence::FederatedCredentialChanged { to, .. } => match to {
            Some(_) => vec!["a federated credential is made"],
            None => vec!["a federated credential goes"],
        },
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
    happens(Size::SMALL, 1000, |it| it.1);
}

#[test]
fn ordinary_histories_have_everything_in_them() {
    happens(Size::ORDINARY, 100, |it| it.2);
}
