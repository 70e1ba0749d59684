//! Deny assignments as written. Their place is kept; the world refuses them as not modelled.

use serde::{Deserialize, Serialize};

use super::{Permission, Reference, is_default};

/// A deny assignment as written in a tenant or an event (F6.6.2). Not modelled yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenyAssignment {
    /// Its name, unique at its scope.
    pub name: String,
    /// What it denies; here what is taken out *is* an exception (F6.6.4).
    pub permissions: Vec<Permission>,
    /// Where.
    pub scope: Reference,
    /// Whether it stops at its scope.
    #[serde(default, skip_serializing_if = "is_default")]
    pub do_not_apply_to_child_scopes: bool,
    /// Whom it denies.
    pub principals: Vec<Reference>,
    /// Whom it spares.
    #[serde(default, skip_serializing_if = "is_default")]
    pub exclude_principals: Vec<Reference>,
}
