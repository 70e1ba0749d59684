//! Deny assignments: what nobody of these may do here, whatever roles they have.

use serde::{Deserialize, Serialize};

use super::{DenyAssignmentId, Permission, PrincipalId, Reference, is_default};
use crate::value::{Action, ActionPattern, Guid, Name, Scope};

/// A deny assignment as the world keeps it, every name resolved (F6.6.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DenyAssignment {
    /// Its GUID.
    pub id: DenyAssignmentId,
    /// What Azure calls `denyAssignmentName`, unique at its scope.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// What it denies: what any of the blocks includes and does not except.
    pub permissions: Vec<Permission>,
    /// Where.
    pub scope: Scope,
    /// Whether it stops at its scope.
    pub do_not_apply_to_child_scopes: bool,
    /// Whom it denies.
    pub principals: Denied,
    /// Whom it spares, by object id, sorted.
    pub exclude_principals: Vec<PrincipalId>,
    /// Whether nobody but Azure can change or remove it (F6.6.1).
    pub is_system_protected: bool,
    /// The ARM id of the deployment stack whose deny settings made it, if one did (F6.6.5).
    pub deployment_stack: Option<Scope>,
}

/// Whom a deny assignment denies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// Everybody: Azure's All Principals (F6.6.3).
    AllPrincipals,
    /// These, by object id, sorted: themselves and the members of groups among them.
    These(Vec<PrincipalId>),
}

impl DenyAssignment {
    /// Whether any block denies the action: included, and not excepted. Here what is taken out *is* an exception (F6.6.4).
    pub fn covers(&self, action: &Action) -> bool {
        self.permissions.iter().any(|block| block.grants(action))
    }

    /// The first pattern that excepts the action, if one includes it and no block covers it all the same.
    pub fn exception(&self, action: &Action) -> Option<&ActionPattern> {
        let plane = action.plane();
        let mut including = self
            .permissions
            .iter()
            .filter(|block| block.included_by(plane, action).is_some());
        including.find_map(|block| block.taken_out_by(plane, action))
    }
}

/// A deny assignment as written in a tenant or an event (F6.6.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "DenyAssignment")]
pub struct DenyAssignmentSpec {
    /// Its name, unique at its scope.
    pub name: Name,
    /// What it denies; here what is taken out *is* an exception (F6.6.4).
    pub permissions: Vec<Permission>,
    /// Where.
    pub scope: Reference,
    /// Whether it stops at its scope.
    #[serde(default, skip_serializing_if = "is_default")]
    pub do_not_apply_to_child_scopes: bool,
    /// Whom it denies: principals, or `All Principals` (F6.6.3).
    pub principals: Vec<Reference>,
    /// Whom it spares.
    #[serde(default, skip_serializing_if = "is_default")]
    pub exclude_principals: Vec<Reference>,
    /// Whether nobody but Azure can change or remove it; so it is where nothing is said (F6.6.1).
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub is_system_protected: bool,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Its GUID, when it is not to be derived from its scope and name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<DenyAssignmentId>,
    /// The ARM id of the deployment stack that made it. Written by the world.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deployment_stack: Option<Scope>,
}

/// The id by which Azure means everybody (F6.6.3).
pub(crate) const ALL_PRINCIPALS_ID: Guid = Guid::from_u128(0);
/// What Azure calls everybody.
pub(crate) const ALL_PRINCIPALS: &str = "All Principals";

impl Reference {
    /// Whether this means everybody: by Azure's name, or by the id of zeros (F6.6.3).
    pub(crate) fn is_all_principals(&self) -> bool {
        *self.name() == *ALL_PRINCIPALS || self.as_str().parse() == Ok(ALL_PRINCIPALS_ID)
    }
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_yes(it: &bool) -> bool {
    *it
}
