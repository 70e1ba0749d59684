//! Eligibilities: roles that somebody may take for a time.

use serde::{Deserialize, Serialize};

use super::{PrincipalId, Reference, RoleDefinitionId, is_default};
use crate::value::{Period, PeriodError, Scope, Timestamp};

/// That somebody may activate a role at a scope, as the world keeps it, every name resolved. It grants nothing by itself
/// (F6.5.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleEligibility {
    /// Who: a user or a group.
    pub principal: PrincipalId,
    /// The role.
    pub role: RoleDefinitionId,
    /// Where.
    pub scope: Scope,
    /// When it can be activated.
    pub effective: Period,
}

/// An eligibility as written in a tenant or an event: who, for which role, where, and when (F6.5.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleEligibilitySpec {
    /// Who may activate the role: a user or a group.
    pub principal: Reference,
    /// The role, by name or by GUID.
    pub role: Reference,
    /// Where.
    pub scope: Reference,
    /// Not before this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: Option<Timestamp>,
    /// Not at or after this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub until: Option<Timestamp>,
}

impl RoleEligibilitySpec {
    /// When the role can be activated.
    ///
    /// # Errors
    /// The end does not come after the beginning.
    pub fn effective(&self) -> Result<Period, PeriodError> {
        Period::new(self.from, self.until)
    }
}
