//! Laws of the world: what holds in every world that any history leads to.

#[path = "laws/events.rs"]
mod events;
#[path = "laws/surroundings.rs"]
mod surroundings;
#[path = "laws/tokens.rs"]
mod tokens;
#[path = "laws/words.rs"]
mod words;
#[path = "laws/worlds.rs"]
mod worlds;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use idsim::{
    Change, ClientId, Consequence, Event, NodeKind, OrphanCause, Period, Principal, PrincipalId,
    PrincipalOrigin, RoleAssignment, RoleAssignmentId, Scope, Tenant, World,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{FileFailurePersistence, TestRunner};

use events::event;
use words::Words;
use worlds::{Answers, History, Snapshot, at, histories, hostile_histories, ways_up, written};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 128,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/laws.proptest-regressions",
        ))),
        ..ProptestConfig::default()
    }
}

/// The changes of those events that are accepted.
fn accepted(world: &mut World, events: Vec<Event>) -> Vec<Change> {
    events
        .into_iter()
        .filter_map(|event| world.apply(event).ok())
        .collect()
}

proptest! {
    #![proptest_config(config())]

    /// Every event on every world is accepted or refused with a message; nothing panics, whatever the names.
    #[test]
    fn apply_is_total(History { mut world, events, .. } in hostile_histories()) {
        for event in events {
            match world.apply(event) {
                Ok(change) => prop_assert!(change.consequences().len() < 1000),
                Err(refusal) => {
                    let message = (refusal.to_string(), refusal.code().as_str(), refusal.help());
                    prop_assert!(!message.0.is_empty());
                }
            }
        }
    }

    /// A plan foretells exactly what applying does, and a refusal leaves the world as it was.
    #[test]
    fn plans_come_true_and_refusals_leave_no_trace(History { mut world, events, .. } in histories()) {
        let mut before = Snapshot::of(&world);
        for event in events {
            let planned = world.plan(&event);
            let applied = world.apply(event);
            let after = Snapshot::of(&world);
            match applied {
                Ok(change) => {
                    prop_assert_eq!(Ok(change.consequences()), planned.as_deref());
                    prop_assert_ne!(&after.revision, &before.revision);
                    before = after;
                }
                Err(refusal) => {
                    prop_assert_eq!(Err(refusal), planned);
                    prop_assert_eq!(&after, &before);
                }
            }
        }
    }

    /// Taking the latest change back gives the world of before: its state, its answers and its revision.
    #[test]
    fn reverting_is_the_identity(History { mut world, events, .. } in histories()) {
        let (mut past, mut before) = (Vec::new(), Snapshot::of(&world));
        for event in events {
            let Ok(change) = world.apply(event.clone()) else { continue };
            prop_assert_eq!(world.revert(change), Ok(()));
            prop_assert_eq!(&Snapshot::of(&world), &before);
            // Once more, and this time for good: what was taken back can happen again.
            let again = world.apply(event);
            prop_assert!(again.is_ok());
            let after = Snapshot::of(&world);
            past.extend(again.ok().map(|change| (change, std::mem::replace(&mut before, after))));
        }
        for (change, before) in past.into_iter().rev() {
            prop_assert_eq!(world.revert(change), Ok(()));
            prop_assert_eq!(&Snapshot::of(&world), &before);
        }
    }

    /// Only the latest change can be taken back, and only once; trying changes nothing.
    #[test]
    fn a_stale_change_cannot_be_reverted(History { mut world, events, .. } in histories()) {
        let changes = accepted(&mut world, events);
        if let Some((latest, older)) = changes.split_last() {
            let before = Snapshot::of(&world);
            for change in older {
                prop_assert!(world.revert(change.clone()).is_err());
            }
            prop_assert_eq!(Snapshot::of(&world), before);
            prop_assert!(world.revert(latest.clone()).is_ok());
            prop_assert!(world.revert(latest.clone()).is_err());
        }
    }

    /// A world written down and read back is the same world, as values and as text.
    #[test]
    fn worlds_survive_being_written_down(History { mut world, events, .. } in histories()) {
        for event in events {
            if world.apply(event).is_err() {
                continue;
            }
            prop_assert_eq!(&reread(&world)?, &world);
        }
        let tenant = world.to_tenant();
        let text = written().to_string_pretty(&tenant, ron::ser::PrettyConfig::default());
        let read = text.map(|text| written().from_str::<Tenant>(&text));
        prop_assert_eq!(read, Ok(Ok(tenant)));
    }

    /// The index kept step by step answers like one built from scratch.
    #[test]
    fn the_index_forgets_nothing(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        prop_assert_eq!(Answers::of(&reread(&world)?), Answers::of(&world));
    }

    /// The groups of a principal are those that a walk along every way up finds, at the times that it finds.
    #[test]
    fn groups_are_what_a_walk_finds(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        for principal in world.principals().map(|it| it.id) {
            let ways = ways_up(&world, principal, Period::always());
            let known: Vec<(PrincipalId, Period)> = world.groups_of(principal).collect();
            for (group, effective) in &known {
                prop_assert!(ways.contains(&(*group, *effective)));
            }
            for (group, effective) in ways {
                prop_assert!(known.iter().any(|(of, known)| *of == group && known.covers(&effective)));
            }
        }
    }

    /// A principal made is new: its object id and its application id were never anybody's before.
    #[test]
    fn ids_are_never_given_twice(History { mut world, events, .. } in histories()) {
        let mut ids: BTreeSet<PrincipalId> = world.principals().map(|it| it.id).collect();
        let mut client_ids: BTreeSet<ClientId> = world.principals().filter_map(|it| it.client_id).collect();
        for change in accepted(&mut world, events) {
            for consequence in change.consequences() {
                if let Consequence::PrincipalCreated(it) = consequence {
                    prop_assert!(ids.insert(it.id), "{} again", it.id);
                    prop_assert!(it.client_id.is_none_or(|id| client_ids.insert(id)), "{:?} again", it.client_id);
                }
            }
        }
    }

    /// No principal is ever forgotten, and none that was deleted comes back.
    #[test]
    fn the_dead_stay_dead(History { mut world, events, .. } in histories()) {
        for event in events {
            let before: Vec<Principal> = world.principals().cloned().collect();
            let _ = world.apply(event);
            for old in before {
                let now = world.principal(old.id);
                prop_assert!(now.is_some_and(|now| now.deleted || !old.deleted), "{old:?} became {now:?}");
            }
        }
    }

    /// A system-assigned identity belongs to one living resource and dies with it.
    #[test]
    fn system_assigned_identities_are_never_shared(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        for principal in world.principals().filter(|it| !it.deleted) {
            if let PrincipalOrigin::SystemAssigned(home) = &principal.origin {
                let owners: Vec<&Scope> = owners_of(&world, principal.id);
                prop_assert_eq!(owners, vec![home]);
            }
        }
        for (host, node) in world.nodes() {
            if let (NodeKind::Resource { .. }, Some(own)) = (&node.kind, node.own_principal()) {
                let own = world.principal(own);
                prop_assert!(own.is_some_and(|it| !it.deleted && it.origin == PrincipalOrigin::SystemAssigned(host.clone())));
            }
            for attached in world.attachments_of(host) {
                prop_assert!(world.principal(attached.principal).is_some_and(Principal::is_user_assigned));
            }
        }
    }

    /// No host takes a user-assigned identity with it when it goes.
    #[test]
    fn user_assigned_identities_survive_their_hosts(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        let hosts: Vec<Scope> = world.nodes().map(|(scope, _)| scope.clone()).collect();
        for host in hosts.iter().filter(|host| world.node(host).is_some_and(is_resource)).cloned().collect::<Vec<_>>() {
            let elsewhere = |world: &World| -> Vec<Principal> {
                let survives = |it: &&Principal| it.is_user_assigned() && it.origin.resource().is_some_and(|at| !host.contains(at));
                world.principals().filter(survives).cloned().collect()
            };
            let before = elsewhere(&world);
            prop_assert_eq!(world.what_if(&[Event::DeleteResource(at(&host))], elsewhere), Ok(before));
        }
    }

    /// Deleting a user-assigned identity deletes its principal alone, and its hosts go on listing it.
    #[test]
    fn deleting_a_shared_identity_leaves_dangling_references(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        let identities: Vec<(Scope, PrincipalId)> = world
            .nodes()
            .filter(|(_, node)| !is_resource(node))
            .filter_map(|(scope, node)| Some((scope.clone(), node.own_principal()?)))
            .collect();
        for (identity, principal) in identities {
            let hosts: Vec<Scope> = world.hosts_of(&identity).cloned().collect();
            let mut others = living(&world);
            others.remove(&principal);
            let after = world.what_if(&[Event::DeleteIdentity(at(&identity))], |world| {
                let still: Vec<Scope> = world.hosts_of(&identity).cloned().collect();
                let dangling = still.iter().all(|host| {
                    world.attachments_of(host).any(|it| *it.identity == identity && it.dangling)
                });
                (still, dangling, living(world))
            });
            prop_assert_eq!(after, Ok((hosts, true, others)));
        }
    }

    /// No two assignments give one principal one role at one scope.
    #[test]
    fn assignments_are_unique(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        let mut triples = BTreeSet::new();
        for it in world.role_assignments() {
            prop_assert!(triples.insert((it.principal, it.role, it.scope.clone())), "{it:?} is there twice");
        }
    }

    /// An assignment goes only when it is removed or when something goes that its scope is in; while it is there nothing
    /// but its description changes.
    #[test]
    fn assignments_outlive_all_but_their_scope(History { mut world, events, .. } in histories()) {
        for event in events {
            let before = assignments(&world);
            let removal = matches!(event, Event::RemoveRoleAssignment { .. } | Event::RemoveRoleAssignmentNamed(_));
            let Ok(change) = world.apply(event) else { continue };
            let after = assignments(&world);
            let deleted: Vec<&Scope> = change.consequences().iter().filter_map(deleted_scope).collect();
            for (id, it) in before {
                match after.get(&id) {
                    Some(now) => prop_assert_eq!(now, &RoleAssignment { description: now.description.clone(), ..it }),
                    None => prop_assert!(removal || deleted.iter().any(|gone| gone.contains(&it.scope)), "{it:?} went"),
                }
            }
        }
    }

    /// What a change says of orphans and of dangling references is so: no more is told, and no less.
    #[test]
    fn what_is_told_is_so(History { mut world, events, .. } in histories()) {
        for event in events {
            let (old_orphans, old_dangling) = (orphans(&world), dangling(&world));
            let Ok(change) = world.apply(event) else { continue };
            let (mut told_orphans, mut told_dangling) = (BTreeMap::new(), BTreeSet::new());
            for consequence in change.consequences() {
                match consequence {
                    Consequence::AssignmentOrphaned { assignment, cause } if !old_orphans.contains_key(&assignment.id) => {
                        told_orphans.insert(assignment.id, *cause);
                    }
                    Consequence::ReferenceDangling { host, identity, principal } => {
                        told_dangling.insert((host.clone(), identity.clone(), *principal));
                    }
                    _ => {}
                }
            }
            let mut new_orphans = orphans(&world);
            new_orphans.retain(|id, _| !old_orphans.contains_key(id));
            prop_assert_eq!(told_orphans, new_orphans);
            // A host that moves lists what it listed, under another name.
            let moved = change.consequences().iter().any(|it| matches!(it, Consequence::ScopeMoved { .. }));
            let new_dangling: BTreeSet<_> = dangling(&world).difference(&old_dangling).cloned().collect();
            prop_assert!(moved || told_dangling == new_dangling, "told {told_dangling:?}, and so is {new_dangling:?}");
        }
    }

    /// Supposing leaves the world as it is, even when one of the events is refused or the question panics.
    #[test]
    fn supposing_changes_nothing(History { mut world, mut events, .. } in histories()) {
        let supposed = events.split_off(events.len() / 2);
        accepted(&mut world, events);
        let before = Snapshot::of(&world);
        let _ = world.what_if(&supposed, |_| ());
        prop_assert_eq!(&Snapshot::of(&world), &before);

        let possible: Vec<Event> = supposed.into_iter().filter(|event| world.plan(event).is_ok()).take(1).collect();
        let unwound = catch_unwind(AssertUnwindSafe(|| world.what_if(&possible, |_| resume_unwind(Box::new(())))));
        prop_assert!(unwound.is_err());
        prop_assert_eq!(&Snapshot::of(&world), &before);
    }

    /// Every event printed and read back is the same event, even with hostile names.
    #[test]
    fn events_survive_being_written_down(event in event(&Words::hostile())) {
        let text = written().to_string(&event);
        let read = text.map(|text| written().from_str::<Event>(&text));
        prop_assert_eq!(read, Ok(Ok(event)));
    }
}

/// The world written down and read back.
fn reread(world: &World) -> Result<World, TestCaseError> {
    World::try_from(world.to_tenant()).map_err(|error| TestCaseError::fail(error.to_string()))
}

fn is_resource(node: &idsim::Node) -> bool {
    matches!(node.kind, NodeKind::Resource { .. })
}

fn owners_of(world: &World, principal: PrincipalId) -> Vec<&Scope> {
    world
        .nodes()
        .filter(|(_, node)| node.own_principal() == Some(principal))
        .map(|(scope, _)| scope)
        .collect()
}

fn living(world: &World) -> BTreeSet<PrincipalId> {
    world
        .principals()
        .filter(|it| !it.deleted)
        .map(|it| it.id)
        .collect()
}

fn assignments(world: &World) -> BTreeMap<RoleAssignmentId, RoleAssignment> {
    world
        .role_assignments()
        .map(|it| (it.id, it.clone()))
        .collect()
}

fn orphans(world: &World) -> BTreeMap<RoleAssignmentId, OrphanCause> {
    world
        .role_assignments()
        .filter_map(|it| Some((it.id, world.orphan_cause(it)?)))
        .collect()
}

fn dangling(world: &World) -> BTreeSet<(Scope, Scope, PrincipalId)> {
    let of_host = |host| world.attachments_of(host).filter(|it| it.dangling);
    world
        .nodes()
        .flat_map(|(host, _)| {
            of_host(host).map(|it| (host.clone(), it.identity.clone(), it.principal))
        })
        .collect()
}

fn deleted_scope(consequence: &Consequence) -> Option<&Scope> {
    match consequence {
        Consequence::ScopeDeleted { scope, .. } => Some(scope),
        _ => None,
    }
}

/// Most events of a history are accepted; else the laws would hold for want of worlds.
#[test]
fn histories_get_far() {
    let mut runner = TestRunner::deterministic();
    let (mut all, mut good) = (0, 0);
    for _ in 0..100 {
        let History {
            mut world, events, ..
        } = histories().new_tree(&mut runner).unwrap().current();
        all += events.len();
        good += accepted(&mut world, events).len();
    }
    assert!(
        good > 500 && good * 2 > all && good < all,
        "{good} of {all} events were accepted"
    );
}
