//! What is told: of changes, and of what is no more.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Holds, demand, same, say};
use super::look::{actions, after, at, is_living, of, questions, resources, scopes};
use super::tokens::requests;
use super::{Law, Specimen};
use crate::access::{AccessRequest, NearMiss, PolicyMiss, Reason};
use crate::event::Event;
use crate::model::{PrincipalId, RoleAssignmentId};
use crate::value::Scope;
use crate::world::{Consequence, OrphanCause, World};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "what-is-told-is-so",
        says: "What a change tells of orphaned assignments and of dangling references is so: no more is told, and no less.",
        holds: what_is_told_is_so,
    },
    Law {
        name: "no-answer-names-a-deleted-thing-as-live",
        says: "Who was deleted, or stayed in a directory that was left, can do nothing and is told so, is in no group and gets no token; what was deleted hosts nothing.",
        holds: no_answer_names_a_deleted_thing_as_live,
    },
];

fn what_is_told_is_so(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for event in events {
        let (old_orphans, old_dangling) = (orphans(specimen.world()), dangling(specimen.world()));
        let Ok(change) = specimen.apply(event) else {
            continue;
        };
        let (mut told_orphans, mut told_dangling) = (BTreeMap::new(), BTreeSet::new());
        let mut moved = false;
        for consequence in specimen.told(&change) {
            match consequence {
                Consequence::AssignmentOrphaned { assignment, cause } => {
                    told_orphans.insert(assignment.id, cause);
                }
                Consequence::ReferenceDangling {
                    host,
                    identity,
                    principal,
                } => {
                    told_dangling.insert((host, identity, principal));
                }
                Consequence::ScopeMoved { .. } => moved = true,
                _ => {}
            }
        }
        let (mut orphans, dangling) = (orphans(specimen.world()), dangling(specimen.world()));
        told_orphans.retain(|id, _| !old_orphans.contains_key(id));
        orphans.retain(|id, _| !old_orphans.contains_key(id));
        let what = format!("what {} orphans", say(event));
        same(&what, &orphans, &told_orphans)?;
        // A host that moves lists what it listed, under another name.
        if !moved {
            let dangling: BTreeSet<_> = dangling.difference(&old_dangling).cloned().collect();
            let what = format!("what {} leaves dangling", say(event));
            same(&what, &dangling, &told_dangling)?;
        }
    }
    Ok(())
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

fn no_answer_names_a_deleted_thing_as_live(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let living = |id: PrincipalId, what: &str| {
        demand(
            is_living(world, id),
            || format!("nobody who was deleted {what}"),
            || world.describe_principal(id),
        )
    };
    for principal in world.principals() {
        for (group, _) in specimen.groups_of(principal.id) {
            living(principal.id, "is in a group")?;
            living(group, "is a group that somebody is in")?;
        }
    }
    // All of them in a small world; some, evenly spread, in a large one.
    let scopes = scopes(world);
    let places: Vec<&Scope> = scopes
        .iter()
        .step_by(scopes.len().div_ceil(PLACES).max(1))
        .collect();
    for (action, on) in actions()
        .iter()
        .flat_map(|it| places.iter().map(move |on| (it, *on)))
    {
        for id in specimen.who_can(action, &at(on)).unwrap_or_default() {
            living(id, "can do anything")?;
        }
    }
    for dead in world.principals().filter(|it| it.deleted) {
        the_dead_are_told_dead(&*specimen, dead.id, &places)?;
    }
    for question in questions(world, 40) {
        let Ok(told) = specimen.explain(&question) else {
            continue;
        };
        for group in &told.groups {
            living(*group, "is a group in a story")?;
        }
        for miss in &told.near_misses {
            match miss {
                NearMiss::GroupNotJoined { group, .. } => living(*group, "is a group to join")?,
                NearMiss::AccessPolicy {
                    of,
                    by: PolicyMiss::GroupNotJoined,
                } => living(*of, "is a group to join")?,
                NearMiss::OtherIdentity { identity, .. }
                | NearMiss::AccessPolicy {
                    by: PolicyMiss::OtherIdentity(identity),
                    ..
                } => demand(
                    world.node(identity).is_some(),
                    || "no deleted identity to ask as".to_owned(),
                    || identity.to_string(),
                )?,
                _ => {}
            }
        }
    }
    for (_, request) in requests(world) {
        let answer = specimen.token(&request).ok();
        if let Some(token) = answer.as_ref().and_then(|it| it.token()) {
            living(token.principal, "gets a token")?;
        }
    }
    let hosting = scopes.iter().flat_map(|it| world.hosts_of(it));
    let existing = resources(world);
    for host in hosting {
        demand(
            existing.contains(host),
            || "hosts that exist".to_owned(),
            || format!("{host} hosts an identity and is no more"),
        )?;
    }
    Ok(())
}

/// At how many places everybody is asked for.
const PLACES: usize = 40;

/// Whoever was deleted can do nothing anywhere, because it was deleted, and is told so in words.
fn the_dead_are_told_dead(specimen: &dyn Specimen, dead: PrincipalId, places: &[&Scope]) -> Holds {
    let name = || specimen.world().describe_principal(dead);
    for action in actions() {
        for on in places {
            let asked = AccessRequest::new(of(dead), action.clone(), at(on));
            let reason = specimen.check(&asked).map(|it| it.reason);
            demand(
                reason == Ok(Reason::NoIdentity),
                || format!("NoIdentity of {}, deleted", name()),
                || format!("{reason:?}"),
            )?;
        }
        let asked = places
            .first()
            .map(|on| AccessRequest::new(of(dead), action, at(on)));
        let told = asked.and_then(|it| specimen.explain(&it).ok());
        if let Some(summary) = told.map(|it| it.summary()) {
            demand(
                ["was deleted", "stayed in the directory"]
                    .iter()
                    .any(|it| summary.contains(it)),
                || format!("it is told that {} was deleted", name()),
                || summary.clone(),
            )?;
        }
    }
    Ok(())
}
