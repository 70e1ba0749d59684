//! Floor 0: the words every other floor speaks.
//!
//! A word is parsed once, at the edge, and is a type from then on: inside there are no raw strings. All words are small, cheap
//! to clone and `Send + Sync`; they know nothing of worlds, roles or services. What is text compares without regard to letter case and prints
//! as it was first written (F2.2, F6.2.2, F6.4); the one definition of "without regard to letter case" is in `name.rs`.
//!
//! Nothing here reads a clock, and no input whatever makes it panic.

mod action;
mod action_pattern;
mod duration;
mod guid;
mod listing;
mod name;
mod named;
mod nearest;
mod period;
mod plane;
mod resource_type;
mod scope;
mod scope_error;
mod scope_level;
mod scope_shape;
mod segment;
mod text_form;
mod timestamp;
mod unseen;
mod written;

pub use action::{Action, ActionError};
pub use action_pattern::{ActionPattern, ActionPatternError};
pub use duration::{Duration, DurationError};
pub use guid::{Guid, GuidError};
pub(crate) use listing::listing;
pub use name::Name;
pub(crate) use name::fold;
pub(crate) use named::named;
pub(crate) use nearest::did_you_mean;
pub use nearest::nearest;
pub use period::{Period, PeriodError, Phase};
pub use plane::Plane;
pub use resource_type::{ResourceType, ResourceTypeError};
pub use scope::Scope;
pub use scope_error::ScopeError;
pub use scope_level::ScopeLevel;
pub(crate) use segment::fault as segment_fault;
pub use timestamp::{Timestamp, TimestampError};
pub(crate) use unseen::is_unseen;
pub(crate) use written::written;
