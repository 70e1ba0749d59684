//! What stands in the way of an event, as a refusal lists it.

use super::arm_request::comma_separated;
use crate::value::{Name, Scope};

/// A lock that forbids something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The lock's name.
    pub lock: Name,
    /// What it is on.
    pub scope: Scope,
    /// What that is called.
    pub called: String,
}

/// Where locks are: each scope once.
pub(super) fn listed(locks: &[Held]) -> String {
    comma_separated(locks.iter().map(|it| &it.scope))
}
