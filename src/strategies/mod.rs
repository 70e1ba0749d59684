//! Floor 9: random tenants, histories and questions for property tests, behind the feature `strategies`.
//!
//! Everything is valid by construction and shrinks to something valid: tenants by their entries, histories by their
//! events. Names are few, so that events meet one another; most events are accepted, and some are refused.
//!
//! A law of one's own is a closure:
//!
//! ```
//! use idsim::strategies::{Size, histories};
//! use proptest::prelude::*;
//!
//! # fn main() {
//! let config = ProptestConfig { cases: 16, max_shrink_iters: 10_000, ..ProptestConfig::default() };
//! proptest!(config, |(history in histories(Size::ORDINARY))| {
//!     let world = history.end();
//!     for it in world.principals().filter(|it| it.deleted) {
//!         prop_assert_eq!(world.groups_of(it.id).count(), 0);
//!     }
//! });
//! # }
//! ```
//!
//! Where one fails, `proptest` makes the [`History`] smaller for as many steps as it is given, and prints what it has come to as
//! the text of a scenario; by itself it gives four steps a case, which is little. The laws of [`laws`](crate::laws) are tried by
//! [`Trial`], which leaves out all that the failure does not need, and writes a scenario file that fails.

mod access_requests;
mod attributes;
mod conditions;
mod denials;
mod events;
mod federated_credentials;
mod histories;
mod locks;
mod surroundings;
mod tenants;
mod token_requests;
mod trial;
mod words;

pub use access_requests::access_requests;
pub use conditions::conditions;
pub use histories::{History, histories, hostile_histories, worlds};
pub use tenants::{Size, tenants};
pub use token_requests::token_requests;
pub use trial::{Counterexample, Trial};

use proptest::prelude::*;

use crate::event::Event;

/// Events over the few names that the tenants of [`tenants`] use, many of them acceptable in one of them.
///
/// ```
/// use idsim::World;
/// use idsim::strategies::events;
/// use proptest::prelude::*;
///
/// # fn main() {
/// proptest!(ProptestConfig::with_cases(16), |(event in events())| {
///     let mut world = World::new();
///     prop_assert_eq!(world.plan(&event).is_ok(), world.apply(event).is_ok());
/// });
/// # }
/// ```
pub fn events() -> BoxedStrategy<Event> {
    events::event(&words::Words::known())
}
