//! Undoing and supposing: what is taken back was never there.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::finding::{Holds, demand, same, say};
use super::look::{Snapshot, accepted};
use super::{Law, Specimen};
use crate::event::Event;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "reverting-gives-the-world-before",
        says: "Taking the latest change back gives the world of before: its state, its answers and its revision; and what was taken back can happen again.",
        holds: reverting_gives_the_world_before,
    },
    Law {
        name: "only-the-latest-change-is-reverted",
        says: "Only the latest change can be taken back, and only once; trying changes nothing.",
        holds: only_the_latest_change_is_reverted,
    },
    Law {
        name: "supposing-changes-nothing",
        says: "Asking of the world as it would be leaves it as it is, even when an event is refused or the question panics.",
        holds: supposing_changes_nothing,
    },
];

fn reverting_gives_the_world_before(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    let (mut past, mut before) = (Vec::new(), Snapshot::of(&*specimen));
    for event in events {
        let Ok(change) = specimen.apply(event) else {
            continue;
        };
        let reverted = specimen.revert(change);
        same(&format!("taking back {}", say(event)), &Ok(()), &reverted)?;
        let what = format!("the world after {} was taken back", say(event));
        same(&what, &before, &Snapshot::of(&*specimen))?;
        // Once more, and this time for good: what was taken back can happen again.
        let again = specimen.apply(event);
        demand(
            again.is_ok(),
            || format!("{} happens again", say(event)),
            || "it is refused".to_owned(),
        )?;
        let now = Snapshot::of(&*specimen);
        past.extend(
            again
                .ok()
                .map(|change| (change, std::mem::replace(&mut before, now))),
        );
    }
    for (change, before) in past.into_iter().rev() {
        same("taking all back", &Ok(()), &specimen.revert(change))?;
        same(
            "the world on the way back",
            &before,
            &Snapshot::of(&*specimen),
        )?;
    }
    Ok(())
}

fn only_the_latest_change_is_reverted(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    let changes = accepted(&mut *specimen, events);
    let Some((latest, older)) = changes.split_last() else {
        return Ok(());
    };
    let before = Snapshot::of(&*specimen);
    let refused = |taken: bool, what: &str| {
        let expected = format!("{what} is not taken back");
        demand(!taken, || expected, || "it is".to_owned())
    };
    for change in older {
        refused(
            specimen.revert(change.clone()).is_ok(),
            "a change before the latest",
        )?;
    }
    same("the world", &before, &Snapshot::of(&*specimen))?;
    demand(
        specimen.revert(latest.clone()).is_ok(),
        || "the latest change is taken back".to_owned(),
        || "it is not".to_owned(),
    )?;
    refused(
        specimen.revert(latest.clone()).is_ok(),
        "a change that was taken back",
    )
}

fn supposing_changes_nothing(start: &dyn Specimen, events: &[Event]) -> Holds {
    let (happened, supposed) = events.split_at(events.len() / 2);
    let mut specimen = start.fork();
    accepted(&mut *specimen, happened);
    let before = Snapshot::of(&*specimen);
    let _ = specimen.suppose(supposed, &mut |_| ());
    same(
        "the world after a supposition",
        &before,
        &Snapshot::of(&*specimen),
    )?;

    let possible = supposed.iter().find(|event| specimen.plan(event).is_ok());
    let Some(possible) = possible else {
        return Ok(());
    };
    let only = std::slice::from_ref(possible);
    let question = &mut |_: &_| resume_unwind(Box::new(()));
    let _ = catch_unwind(AssertUnwindSafe(|| specimen.suppose(only, question)));
    let what = format!(
        "the world after a question that panics, with {}",
        say(possible)
    );
    same(&what, &before, &Snapshot::of(&*specimen))
}
