//! Worlds: every event has an answer, a plan comes true, a refusal leaves no trace, what is kept is what would be found.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Holds, demand, same, say};
use super::look::{Answers, Counters, Snapshot, after};
use super::{Law, Specimen, attempt};
use crate::event::Event;
use crate::model::PrincipalId;
use crate::value::Period;
use crate::world::World;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "every-event-has-an-answer",
        says: "Every event on every world is accepted or refused with a code and a message, whatever it names; nothing panics.",
        holds: every_event_has_an_answer,
    },
    Law {
        name: "plans-come-true",
        says: "A plan foretells exactly what letting the event happen does, refusals included.",
        holds: plans_come_true,
    },
    Law {
        name: "refusals-leave-no-trace",
        says: "An event that is refused leaves the world, its answers and its revision as they were; one that is accepted makes a new revision.",
        holds: refusals_leave_no_trace,
    },
    Law {
        name: "the-index-forgets-nothing",
        says: "What is kept step by step answers like what is made anew from the whole state.",
        holds: the_index_forgets_nothing,
    },
    Law {
        name: "groups-are-what-a-walk-finds",
        says: "The groups of a principal are those that a walk along every way up finds, at the times that it finds.",
        holds: groups_are_what_a_walk_finds,
    },
];

fn every_event_has_an_answer(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for event in events {
        let answer = attempt(|| specimen.apply(event));
        let expected = || format!("an answer to {}", say(event));
        match answer {
            Err(words) => {
                return Err(Finding {
                    expected: expected(),
                    happened: format!("a panic: {words}"),
                });
            }
            Ok(Err(refusal)) => {
                let (message, code) = (refusal.to_string(), refusal.code().as_str());
                demand(!message.is_empty() && !code.is_empty(), expected, || {
                    "a refusal without words".to_owned()
                })?;
            }
            Ok(Ok(_)) => {}
        }
    }
    Ok(())
}

fn plans_come_true(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for event in events {
        let planned = specimen.plan(event);
        let done = specimen.apply(event).map(|change| specimen.told(&change));
        same(
            &format!("what is planned of {}", say(event)),
            &planned,
            &done,
        )?;
    }
    Ok(())
}

fn refusals_leave_no_trace(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for event in events {
        let before = Snapshot::of(&*specimen);
        match specimen.apply(event) {
            Ok(_) => demand(
                specimen.world().revision() != before.revision,
                || format!("another revision after {}", say(event)),
                || "the same".to_owned(),
            )?,
            Err(_) => {
                let what = format!("the world after {}, which was refused", say(event));
                same(&what, &before, &Snapshot::of(&*specimen))?;
            }
        }
    }
    Ok(())
}

fn the_index_forgets_nothing(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let anew = match specimen.reload(&specimen.to_tenant()) {
        Ok(anew) => anew,
        Err(error) => {
            return Err(Finding {
                expected: "a state that a world can be in".to_owned(),
                happened: error.to_string(),
            });
        }
    };
    same(
        "the answers",
        &Answers::of(&*anew),
        &Answers::of(&*specimen),
    )?;
    Counters::are_right(&*specimen)
}

fn groups_are_what_a_walk_finds(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let links = links_up(world);
    for principal in world.principals().map(|it| it.id) {
        let ways = walk_up(&links, principal);
        let known = specimen.groups_of(principal);
        let called = |group: PrincipalId| world.describe_principal(group);
        for (group, effective) in &known {
            demand(
                ways.contains(&(*group, *effective)),
                || {
                    format!(
                        "no way from {} to {} at that time",
                        called(principal),
                        called(*group)
                    )
                },
                || "it counts as a member".to_owned(),
            )?;
        }
        for (group, effective) in ways {
            let counts = known
                .iter()
                .any(|(of, at)| *of == group && at.covers(&effective));
            demand(
                counts,
                || format!("{} is in {}", called(principal), called(group)),
                || "it is not, or not for so long".to_owned(),
            )?;
        }
    }
    Ok(())
}

/// The groups that each member is in directly, with the time that it counts.
type Links = BTreeMap<PrincipalId, Vec<(PrincipalId, Period)>>;

fn links_up(world: &World) -> Links {
    let mut links = Links::new();
    for group in world.principals().map(|it| it.id) {
        for (member, effective) in world.members_of(group) {
            links.entry(member).or_default().push((group, effective));
        }
    }
    links
}

/// Every group on a way up with the time that the whole way counts. Ways that come to a group at the same time go on as
/// one: there may be exponentially many.
fn walk_up(links: &Links, principal: PrincipalId) -> BTreeSet<(PrincipalId, Period)> {
    let mut ways = BTreeSet::new();
    let mut todo = vec![(principal, Period::always())];
    while let Some((member, so_far)) = todo.pop() {
        for (group, link) in links.get(&member).into_iter().flatten() {
            let way = so_far.intersect(link).map(|effective| (*group, effective));
            todo.extend(way.filter(|it| ways.insert(*it)));
        }
    }
    ways
}
