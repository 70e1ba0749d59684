//! Order and chance: what does not depend on when, how often or beside what it happens.

use super::finding::{Holds, demand, same, say};
use super::look::{Answers, after, at, questions, resources, words};
use super::{Law, Specimen};
use crate::event::Event;
use crate::model::Resource;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "replay-gives-the-same-world",
        says: "The same events in the same order give the same world, with the same ids and the same consequences.",
        holds: replay_gives_the_same_world,
    },
    Law {
        name: "commuting-events-commute",
        says: "Two events that each bring about the same, whether the other one came before or not, give the same world in either order.",
        holds: commuting_events_commute,
    },
    Law {
        name: "an-unrelated-resource-changes-nothing",
        says: "One more resource that nobody has a role on and that nothing belongs to changes no answer about access.",
        holds: an_unrelated_resource_changes_nothing,
    },
];

fn replay_gives_the_same_world(start: &dyn Specimen, events: &[Event]) -> Holds {
    let (mut one, mut other) = (start.fork(), start.fork());
    for event in events {
        let first = one.apply(event).map(|change| one.told(&change));
        let second = other.apply(event).map(|change| other.told(&change));
        same(
            &format!("what {} brings about", say(event)),
            &first,
            &second,
        )?;
    }
    same("the world", &one.to_tenant(), &other.to_tenant())
}

fn commuting_events_commute(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for pair in events.windows(2) {
        let [first, second] = pair else { continue };
        let (mut forth, mut back) = (specimen.fork(), specimen.fork());
        let alone = (specimen.plan(first), specimen.plan(second));
        let _ = (forth.apply(first), back.apply(second));
        let behind = (back.plan(first), forth.plan(second));
        if alone.0.is_ok() && alone.1.is_ok() && alone == behind {
            let _ = (forth.apply(second), back.apply(first));
            let what = format!("the world after {} and {}", say(first), say(second));
            same(&what, &forth.to_tenant(), &back.to_tenant())?;
            same(&what, &Answers::of(&*forth), &Answers::of(&*back))?;
        }
        let _ = specimen.apply(first);
    }
    Ok(())
}

fn an_unrelated_resource_changes_nothing(start: &dyn Specimen, events: &[Event]) -> Holds {
    let without = after(start, events);
    let group = resources(without.world())
        .iter()
        .find_map(|it| it.resource_group());
    let Some(group) = group else { return Ok(()) };
    let mut with = without.fork();
    let resource = Resource {
        resource_group: Some(at(&group)),
        ..Resource::new("Microsoft.Compute/disks")
    };
    let unrelated = Event::CreateResource("an-unrelated-disk".into(), Box::new(resource));
    if with.apply(&unrelated).is_err() {
        return Ok(());
    }
    for question in questions(without.world(), 200) {
        let (before, now) = (without.check(&question), with.check(&question));
        demand(
            before == now,
            || format!("as before, {}: {}", words(&question), reason(&before)),
            || reason(&now),
        )?;
    }
    Ok(())
}

fn reason(answer: &Result<crate::access::Decision, crate::access::QuestionError>) -> String {
    match answer {
        Ok(decision) => format!("{} ({})", decision.verdict(), decision.reason),
        Err(error) => error.to_string(),
    }
}
