//! Random histories: a tenant, and what happens to it.

use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::*;

use super::events::{attempts, event};
use super::tenants::{entries, without};
use super::words::Words;
use super::{Size, tenants};
use crate::event::Event;
use crate::laws::{Broken, attempt};
use crate::model::Tenant;
use crate::scenario::{counterexample, written_history};
use crate::world::{RefusalCode, World};

/// A tenant, and what happens to it, one after the other. Its `Debug` is the text of a scenario that expects nothing yet.
#[derive(Clone)]
pub struct History {
    /// The tenant.
    pub tenant: Tenant,
    /// The world in that state.
    pub world: World,
    /// What happens, accepted or refused.
    pub events: Vec<Event>,
}

impl History {
    fn new(tenant: Tenant, events: Vec<Event>) -> Self {
        Self {
            // The strategies make no tenant that a world cannot be in.
            world: World::try_from(tenant.clone()).unwrap_or_default(),
            tenant,
            events,
        }
    }

    /// One in which nothing happens.
    pub(super) fn none() -> Self {
        Self::new(Tenant::default(), Vec::new())
    }

    /// The world after all events that are accepted.
    pub fn end(&self) -> World {
        let mut world = self.world.clone();
        for event in &self.events {
            let _ = world.apply(event.clone());
        }
        world
    }

    /// The history as a scenario that fails for as long as the law is broken.
    pub fn counterexample(&self, broken: &Broken) -> String {
        counterexample(broken, &self.tenant, &self.events)
    }
}

/// As somebody would write it: a counterexample is long enough without everything that a world keeps.
impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\n{}", written_history(&self.tenant, &self.events))
    }
}

/// Histories over a few names. Each event is the first of a few of its kind that is not refused; where all are, one of four
/// is there nevertheless; after one of four comes another one of its kind that comes too soon, where how often is limited. Every second token that is kept is no longer good some time later, and another one is kept instead.
pub fn histories(size: Size) -> BoxedStrategy<History> {
    // Each event by itself says whether it is there when it is refused, so that it shrinks away by itself.
    let drawn = (attempts(&Words::known()), weighted(0.25), weighted(0.5));
    let drawn = vec(drawn, 0..=size.events);
    (tenants(size), drawn)
        .prop_map(|(tenant, drawn)| {
            let mut history = History::new(tenant, Vec::new());
            let mut now = history.world.clone();
            let lifetime = now.token_lifetime();
            let is_limited = history.tenant.options.rates.is_some();
            // What panics is there: a law is to find it.
            let happens = |now: &mut World, event: &Event| {
                attempt(|| now.apply(event.clone()).is_ok()).unwrap_or(true)
            };
            for (mut tried, even_refused, once_more) in drawn {
                let first = tried.iter().position(|it| happens(&mut now, it));
                let event = match first {
                    Some(first) => Some(tried.swap_remove(first)),
                    None => tried.pop().filter(|_| even_refused),
                };
                let too_soon = tried.into_iter().find(|it| {
                    is_limited && even_refused && attempt(|| is_too_soon(&now, it)) == Ok(true)
                });
                let is_token = matches!(event, Some(Event::IssueToken(_)));
                let later = event
                    .clone()
                    .filter(|_| is_token && first.is_some() && once_more);
                history.events.extend(event.into_iter().chain(too_soon));
                for event in later.into_iter().flat_map(|it| [Event::Wait(lifetime), it]) {
                    if happens(&mut now, &event) {
                        history.events.push(event);
                    }
                }
            }
            history
        })
        .boxed()
}

/// Whether an event is refused for nothing but its rate.
fn is_too_soon(now: &World, event: &Event) -> bool {
    let refused = now.plan(event).err().map(|it| it.code());
    refused == Some(RefusalCode::TooManyRequests)
}

/// A history with nothing in it that it does not need to fail: no event, and no entry of the tenant.
pub(super) fn least(mut history: History, fails: impl Fn(&History) -> bool) -> History {
    loop {
        let before = history.clone();
        for number in (0..history.events.len()).rev() {
            let mut events = history.events.clone();
            events.remove(number);
            let smaller = History {
                events,
                ..history.clone()
            };
            if fails(&smaller) {
                history = smaller;
            }
        }
        for entry in entries(&history.tenant) {
            let tenant = without(&history.tenant, &entry);
            let smaller = History::new(tenant, history.events.clone());
            if smaller.tenant != history.tenant && fails(&smaller) {
                history = smaller;
            }
        }
        let same = history.tenant == before.tenant && history.events.len() == before.events.len();
        if same {
            return history;
        }
    }
}

/// Histories with arbitrary text for names here and there, refused or not.
pub fn hostile_histories(size: Size) -> BoxedStrategy<History> {
    (
        tenants(size),
        vec(event(&Words::hostile()), 0..=size.events / 2),
    )
        .prop_map(|(tenant, events)| History::new(tenant, events))
        .boxed()
}

/// Worlds that something happened in.
///
/// ```
/// use idsim::World;
/// use idsim::strategies::{Size, worlds};
/// use proptest::prelude::*;
///
/// # fn main() {
/// proptest!(ProptestConfig::with_cases(16), |(world in worlds(Size::SMALL))| {
///     prop_assert_eq!(World::try_from(world.to_tenant()), Ok(world));
/// });
/// # }
/// ```
pub fn worlds(size: Size) -> BoxedStrategy<World> {
    histories(size).prop_map(|history| history.end()).boxed()
}
