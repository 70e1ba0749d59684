//! The containers of resources as written: management groups, subscriptions, resource groups.

use serde::{Deserialize, Serialize};

use super::{Reference, is_default};
use crate::value::{Name, Scope};

/// A management group as written in a tenant or an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagementGroup {
    /// The ARM id, when it is not the alias's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<Scope>,
    /// The group above; the tenant's root when left out (F6.4).
    #[serde(default, skip_serializing_if = "is_default")]
    pub parent: Option<Reference>,
}

/// A subscription as written in a tenant or an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// The ARM id, when it is not to be derived from the alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<Scope>,
    /// The management group it is in; the tenant's root when left out (F6.4).
    #[serde(default, skip_serializing_if = "is_default")]
    pub management_group: Option<Reference>,
}

/// A resource group as written in a tenant or an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceGroup {
    /// The ARM id, when its name is not the alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<Scope>,
    /// The subscription it is in; need not be said where there is only one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub subscription: Option<Reference>,
    /// The Azure region.
    #[serde(default, skip_serializing_if = "is_default")]
    pub location: Option<Name>,
}
