//! What stands in the way of an event, as a refusal lists it.

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

/// What an action is missing at: of roles Azure tells it without two blanks and the full stop (F5.3).
pub(super) fn linked(action: &str, scopes: &[Scope]) -> String {
    let scopes = comma_separated(scopes);
    match action.eq_ignore_ascii_case("Microsoft.Authorization/roleDefinitions/write") {
        true => format!("'{scopes}' or the linked scope(s)are invalid"),
        false => format!(" '{scopes}' or the linked scope(s) are invalid."),
    }
}

/// Scopes as Azure lists several (F5.3), each once.
fn comma_separated<'s>(scopes: impl IntoIterator<Item = &'s Scope>) -> String {
    let mut listed: Vec<&str> = Vec::new();
    for scope in scopes {
        if !listed.contains(&scope.as_str()) {
            listed.push(scope.as_str());
        }
    }
    listed.join(",")
}
