//! Rates: what comes too soon comes later.

use super::finding::{Holds, demand, same, say};
use super::{Law, Specimen};
use crate::event::Event;
use crate::model::{Rate, Rates};
use crate::value::Duration;
use crate::world::{Refusal, Untimely};

pub(super) const LAWS: &[Law] = &[Law {
    name: "what-is-too-soon-happens-after-its-wait",
    says: "What is refused for its rate happens after the wait that the refusal names, unless something else refuses it then, and not a second sooner; so it is refused in the same world read back, too (F1.22, F2.16, F2.17, F3.4.3).",
    holds: what_is_too_soon_happens_after_its_wait,
}];

/// Each history is tried with one rate for everything.
const RATES: [(u32, u64); 3] = [(1, 3_600), (2, 100_000), (3, 1)];

fn what_is_too_soon_happens_after_its_wait(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut tenant = start.to_tenant();
    let rate = RATES.iter().cycle().nth(events.len() % RATES.len());
    let rate = rate.map(|(at_most, seconds)| Rate {
        at_most: *at_most,
        within: Duration::from_seconds(*seconds),
    });
    tenant.options.rates = rate.map(Rates::each);
    tenant.history.counted_requests.clear();
    // Without a clock nothing is too soon.
    let Ok(mut specimen) = start.reload(&tenant) else {
        return Ok(());
    };
    for event in events {
        let refused = specimen.apply(event).err();
        let Some(Refusal::Untimely(Untimely::TooManyRequests {
            retry_after: Some(after),
            ..
        })) = refused
        else {
            continue;
        };
        if let Ok(mut anew) = specimen.reload(&specimen.to_tenant()) {
            let what = format!("how the world read back refuses {}", say(event));
            same(&what, &refused, &anew.apply(event).err())?;
        }
        let mut in_time = specimen.fork();
        if in_time.apply(&Event::Wait(after)).is_err() {
            continue;
        }
        let answer = in_time.apply(event);
        demand(
            !matches!(
                answer,
                Err(Refusal::Untimely(Untimely::TooManyRequests { .. }))
            ),
            || format!("{} is not too soon after {after}", say(event)),
            || "it is".to_owned(),
        )?;
        let mut too_soon = specimen.fork();
        let sooner = Duration::from_seconds(after.seconds().saturating_sub(1));
        let _ = too_soon.apply(&Event::Wait(sooner));
        demand(
            too_soon.apply(event).is_err(),
            || format!("{} is too soon after {sooner}", say(event)),
            || "it happens".to_owned(),
        )?;
    }
    Ok(())
}
