//! Locks: they keep what is there, and say nothing of who may do what.

use super::finding::{Holds, demand, same, say};
use super::look::{Snapshot, after, at, questions, words};
use super::tokens::requests;
use super::{Law, Specimen};
use crate::event::Event;
use crate::model::{LockLevel, LockSpec};
use crate::value::Scope;
use crate::world::{NodeKind, RefusalCode, World};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "locks-change-no-answer",
        says: "One lock more changes no answer about access, and no token (F6.7.1, F6.7.4, F6.7.6).",
        holds: locks_change_no_answer,
    },
    Law {
        name: "what-is-locked-is-not-deleted",
        says: "What could be deleted is not with a lock on it, above it or in it: that is refused as ScopeLocked and changes nothing, until the lock is taken off (F6.7.1).",
        holds: what_is_locked_is_not_deleted,
    },
];

/// How many things are locked, one after the other.
const LOCKED: usize = 5;

fn locks_change_no_answer(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let (asked, requests) = (questions(world, 100), requests(world));
    for (number, scope) in lockable(world).into_iter().take(LOCKED).enumerate() {
        let mut locked = specimen.fork();
        let lock = lock(&scope, level(number));
        if locked.apply(&lock).is_err() {
            continue;
        }
        for question in &asked {
            let what = format!("with {}, {}", say(&lock), words(question));
            same(&what, &specimen.check(question), &locked.check(question))?;
        }
        for (host, request) in &requests {
            let what = format!("with {}, what code on `{host}` gets", say(&lock));
            same(&what, &specimen.token(request), &locked.token(request))?;
        }
    }
    Ok(())
}

fn what_is_locked_is_not_deleted(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let all = lockable(world);
    let deletable = all.iter().filter_map(|it| Some((it, deletion(world, it)?)));
    let deletable = deletable.filter(|(_, delete)| specimen.plan(delete).is_ok());
    for (number, (scope, delete)) in deletable.take(LOCKED).enumerate() {
        let around = all.iter().filter(|it| it.contains(scope));
        let within = all.iter().filter(|it| scope.contains(it));
        for locked_at in around.chain(within.rev().take(2)) {
            let mut locked = specimen.fork();
            let lock = lock(locked_at, level(number));
            if locked.apply(&lock).is_err() {
                continue;
            }
            let before = Snapshot::of(&*locked);
            let code = locked.apply(&delete).map(|_| ()).map_err(|it| it.code());
            let what = format!("{} after {}", say(&delete), say(&lock));
            same(&what, &Err(RefusalCode::ScopeLocked), &code)?;
            let what = format!("the world where {} was refused", say(&delete));
            same(&what, &before, &Snapshot::of(&*locked))?;
            demand(
                locked.apply(&unlock(locked_at)).is_ok() && locked.apply(&delete).is_ok(),
                || format!("{} where the lock was taken off again", say(&delete)),
                || "it is refused".to_owned(),
            )?;
        }
    }
    Ok(())
}

/// What can be locked, containers before what they contain. Of a large tenant not the first things only.
fn lockable(world: &World) -> Vec<Scope> {
    let is_lockable = |kind: &NodeKind| !matches!(kind, NodeKind::ManagementGroup { .. });
    let nodes = world.nodes().filter(|(_, node)| is_lockable(&node.kind));
    let all: Vec<Scope> = nodes.map(|(scope, _)| scope.clone()).collect();
    let step = all.len().div_ceil(40).max(1);
    all.into_iter().step_by(step).collect()
}

fn level(number: usize) -> LockLevel {
    match number % 2 {
        0 => LockLevel::CanNotDelete,
        _ => LockLevel::ReadOnly,
    }
}

const NAME: &str = "one that a law puts on";

fn lock(scope: &Scope, level: LockLevel) -> Event {
    Event::CreateLock(LockSpec {
        name: NAME.into(),
        level,
        scope: at(scope),
        notes: String::new(),
    })
}

fn unlock(scope: &Scope) -> Event {
    Event::DeleteLock {
        name: NAME.into(),
        scope: at(scope),
    }
}

/// What deletes a thing. A subscription is cancelled, which locks do not stop.
fn deletion(world: &World, scope: &Scope) -> Option<Event> {
    match &world.node(scope)?.kind {
        NodeKind::ResourceGroup => Some(Event::DeleteResourceGroup(at(scope))),
        NodeKind::Resource { .. } => Some(Event::DeleteResource(at(scope))),
        NodeKind::Identity { .. } => Some(Event::DeleteIdentity(at(scope))),
        _ => None,
    }
}
