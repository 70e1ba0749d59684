//! Resources as written.

use serde::{Deserialize, Serialize};

use super::{
    AccessPolicy, Entries, IdentityBlock, Reference, StoredCredential, TenantId, Tools, is_default,
};
use crate::value::{Name, Scope};

/// The ARM type of a key vault.
pub(crate) const KEY_VAULT: &str = "Microsoft.KeyVault/vaults";

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
    /// Whether it is stopped, so that no code runs on it. A resource that is made runs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stopped: bool,
    /// The managed identities it has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: IdentityBlock,
    /// The environment variables (app settings) that code on it sees.
    #[serde(default, skip_serializing_if = "is_default")]
    pub environment: Entries<String>,
    /// The developers' tools that are installed on it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tools: Tools,
    /// Credentials kept on it, by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stored_credentials: Entries<StoredCredential>,
    /// For a key vault: whether roles decide who reads its data, as they do where nothing is said, or access policies.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enable_rbac_authorization: Option<bool>,
    /// For a key vault: its access policies, which count where roles do not (F9.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub access_policies: Vec<AccessPolicy>,
    /// For a key vault: whether nobody can purge it when it is deleted; it cannot be switched off again (F1.9.2).
    #[serde(default, skip_serializing_if = "is_default")]
    pub enable_purge_protection: bool,
    /// For a key vault: the directory that it trusts, where that is not the one of its subscription (F1.15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub tenant_id: Option<TenantId>,
    /// For a database: the principals that have a contained user in it (F9).
    #[serde(default, skip_serializing_if = "is_default")]
    pub database_users: Vec<Reference>,
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
            stopped: false,
            identity: IdentityBlock::default(),
            environment: Entries::default(),
            tools: Tools::default(),
            stored_credentials: Entries::default(),
            enable_rbac_authorization: None,
            access_policies: Vec::new(),
            enable_purge_protection: false,
            tenant_id: None,
            database_users: Vec::new(),
        }
    }

    /// The same resource without what stands around code on it and who gets in, which name principals.
    pub(crate) fn unfurnished(&self) -> Self {
        Self {
            id: self.id.clone(),
            resource_group: self.resource_group.clone(),
            location: self.location.clone(),
            kind: self.kind.clone(),
            identity: self.identity.clone(),
            enable_purge_protection: self.enable_purge_protection,
            ..Self::new(self.resource_type.clone())
        }
    }
}
