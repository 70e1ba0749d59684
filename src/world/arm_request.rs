//! What somebody asked Azure Resource Manager for, as its messages tell it.

use crate::model::PrincipalId;
use crate::value::Scope;

/// What somebody asked Azure Resource Manager for (F5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmRequest {
    /// The caller, as Azure calls it: an application by its id, a person by name.
    pub client: String,
    /// The caller's object id.
    pub object_id: PrincipalId,
    /// What it was to do.
    pub action: String,
    /// The ARM id that the request was sent to.
    pub scope: Scope,
}

/// What Azure says where the caller may do it, and something else is in the way (F5.2, F5.3).
impl std::fmt::Display for ArmRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            client,
            object_id,
            action,
            scope,
        } = self;
        write!(
            f,
            "The client '{client}' with object id '{object_id}' has permission to perform action '{action}' on scope '{scope}'"
        )
    }
}

/// What Azure adds where conditions are in play (F5.1).
pub(super) fn conditioned(condition: bool) -> &'static str {
    match condition {
        true => "or an ABAC condition not fulfilled ",
        false => "",
    }
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
pub(super) fn comma_separated<'s>(scopes: impl IntoIterator<Item = &'s Scope>) -> String {
    let mut listed: Vec<&str> = Vec::new();
    for scope in scopes {
        if !listed.contains(&scope.as_str()) {
            listed.push(scope.as_str());
        }
    }
    listed.join(",")
}
