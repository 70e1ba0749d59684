//! Role assignments.

use serde::{Deserialize, Serialize};

use super::{
    Condition, PrincipalId, PrincipalType, Reference, RoleAssignmentId, RoleDefinitionId,
    is_default,
};
use crate::value::{Period, PeriodError, Scope, Timestamp};

/// A role assignment as the world keeps it, every name resolved (F6.5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAssignment {
    /// The GUID that Azure calls the assignment's `name`.
    pub id: RoleAssignmentId,
    /// Who has the role.
    pub principal: PrincipalId,
    /// The role.
    pub role: RoleDefinitionId,
    /// Where; it counts there and below (F6.4).
    pub scope: Scope,
    /// When it counts.
    pub effective: Period,
    /// What has to hold for it to grant anything (F8.1).
    pub condition: Option<Condition>,
    /// What it is for.
    pub description: String,
}

/// A role assignment as written in a tenant or an event: who, which role, where, and when (F6.5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleAssignmentSpec {
    /// Who gets the role.
    pub principal: Reference,
    /// The role, by name or by GUID.
    pub role: Reference,
    /// Where; it counts there and below.
    pub scope: Reference,
    /// The assignment's GUID, when it is not to be derived from the three above.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<RoleAssignmentId>,
    /// What kind of principal it is: refused where it is of another kind (F5.9).
    #[serde(default, skip_serializing_if = "is_default")]
    pub principal_type: Option<PrincipalType>,
    /// What it is for; 2 KB at most.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// The resource whose identity is meant, where the principal is of another tenant. A world is one tenant, within which
    /// it is refused; assignments across tenants are not modelled (F6.5.7).
    #[serde(default, skip_serializing_if = "is_default")]
    pub delegated_managed_identity_resource_id: Option<Reference>,
    /// Not before this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: Option<Timestamp>,
    /// Not at or after this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub until: Option<Timestamp>,
    /// What has to hold for it to grant anything, in Azure's language of conditions; nothing, where it is empty (F8.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub condition: Option<String>,
    /// The version of the condition's language: "2.0", as it is where nothing is said (F8.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub condition_version: Option<String>,
}

impl RoleAssignmentSpec {
    /// An assignment that counts always.
    pub fn new(
        principal: impl Into<Reference>,
        role: impl Into<Reference>,
        scope: impl Into<Reference>,
    ) -> Self {
        Self {
            principal: principal.into(),
            role: role.into(),
            scope: scope.into(),
            name: None,
            principal_type: None,
            description: String::new(),
            delegated_managed_identity_resource_id: None,
            from: None,
            until: None,
            condition: None,
            condition_version: None,
        }
    }

    /// The same under a condition (F8.1).
    ///
    /// ```
    /// use idsim::{Event, RefusalCode, RoleAssignmentSpec, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let assignment = RoleAssignmentSpec::new("alice", "Storage Blob Data Reader", "resource-group");
    /// let malformed = Event::AssignRole(assignment.clone().under("@Resource[A.B/c:name] = 'x'"));
    /// assert_eq!(world.apply(malformed).unwrap_err().code(), RefusalCode::InvalidCondition);
    /// assert!(world.apply(Event::AssignRole(assignment.under("@Environment[isPrivateLink] BoolEquals true"))).is_ok());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    #[must_use]
    pub fn under(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    /// When it counts.
    ///
    /// # Errors
    /// The end does not come after the beginning.
    pub fn effective(&self) -> Result<Period, PeriodError> {
        Period::new(self.from, self.until)
    }
}
