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
