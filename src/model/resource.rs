//! Resources as written.

use serde::{Deserialize, Serialize};

use super::{IdentityBlock, Reference, is_default};
use crate::value::{Name, Scope};

/// A resource as written in a tenant or an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// The ARM resource type, such as `Microsoft.Compute/virtualMachines`; the world looks it up in its catalogue.
    #[serde(rename = "type")]
    pub resource_type: Name,
    /// The ARM id, when its name is not the alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<Scope>,
    /// The resource group it is in; need not be said where there is only one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub resource_group: Option<Reference>,
    /// The Azure region.
    #[serde(default, skip_serializing_if = "is_default")]
    pub location: Option<Name>,
    /// ARM's `kind`, such as `functionapp`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: Option<Name>,
    /// The managed identities it has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: IdentityBlock,
}

impl Resource {
    /// A resource of this type with nothing else said of it.
    pub fn new(resource_type: impl Into<Name>) -> Self {
        Self {
            resource_type: resource_type.into(),
            id: None,
            resource_group: None,
            location: None,
            kind: None,
            identity: IdentityBlock::default(),
        }
    }
}
