//! Texts: what is written down and read back is the same.

use super::finding::{Finding, Holds, same, say};
use super::{Law, Specimen};
use crate::event::Event;
use crate::model::Tenant;
use crate::value::written;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "worlds-survive-being-written-down",
        says: "A world written down and read back is the same world, as values and as text, after every event.",
        holds: worlds_survive_being_written_down,
    },
    Law {
        name: "events-survive-being-written-down",
        says: "An event printed and read back is the same event, whatever it names.",
        holds: events_survive_being_written_down,
    },
];

fn worlds_survive_being_written_down(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    reread(&*specimen, "at the start")?;
    for event in events {
        if specimen.apply(event).is_ok() {
            reread(&*specimen, &format!("after {}", say(event)))?;
        }
    }
    let tenant = specimen.to_tenant();
    let read = written().from_str::<Tenant>(&specimen.print_tenant(&tenant));
    same("the tenant, printed and read", &Ok(tenant), &read)
}

fn reread(specimen: &dyn Specimen, when: &str) -> Holds {
    let tenant = specimen.to_tenant();
    match specimen.reload(&tenant) {
        Ok(again) => same(
            &format!("the world {when}, read back"),
            &tenant,
            &again.to_tenant(),
        ),
        Err(error) => Err(Finding {
            expected: format!("a world {when} that can be read back"),
            happened: error.to_string(),
        }),
    }
}

fn events_survive_being_written_down(start: &dyn Specimen, events: &[Event]) -> Holds {
    for event in events {
        let text = start.print_event(event);
        let read = written().from_str::<Event>(&text);
        same(&format!("`{text}`, read"), &Ok(event.clone()), &read)?;
    }
    Ok(())
}
