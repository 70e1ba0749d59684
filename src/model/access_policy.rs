//! Access policies of key vaults as written.

use serde::{Deserialize, Serialize};

use super::{Reference, is_default};
use crate::value::Name;

/// What a key vault lets one principal do with its data where access policies decide (F9.1). A permission is called as Azure
/// calls it: `get`, `unwrapKey`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessPolicy {
    /// Who: a user, a group, a service principal or a managed identity. A resource means its system-assigned identity.
    pub principal: Reference,
    /// What it may do with secrets.
    #[serde(default, skip_serializing_if = "is_default")]
    pub secrets: Vec<Name>,
    /// What it may do with keys.
    #[serde(default, skip_serializing_if = "is_default")]
    pub keys: Vec<Name>,
    /// What it may do with certificates.
    #[serde(default, skip_serializing_if = "is_default")]
    pub certificates: Vec<Name>,
}

impl AccessPolicy {
    /// The kinds of things in a vault that a policy tells apart.
    pub(crate) const KINDS: [&str; 3] = ["secrets", "keys", "certificates"];

    /// A policy of somebody with these permissions, each written with its kind: `secrets/get`.
    pub(crate) fn new<'p>(
        principal: Reference,
        permissions: impl IntoIterator<Item = &'p Name>,
    ) -> Self {
        let mut policy = Self {
            principal,
            secrets: Vec::new(),
            keys: Vec::new(),
            certificates: Vec::new(),
        };
        for permission in permissions {
            if let Some((kind, name)) = permission.as_str().split_once('/') {
                match kind {
                    "secrets" => policy.secrets.push(name.into()),
                    "keys" => policy.keys.push(name.into()),
                    _ => policy.certificates.push(name.into()),
                }
            }
        }
        policy
    }

    /// Its permissions by kind, in the order of [`Self::KINDS`].
    pub(crate) fn by_kind(&self) -> impl Iterator<Item = (&'static str, &[Name])> {
        let lists = [&self.secrets, &self.keys, &self.certificates];
        let lists = lists.map(Vec::as_slice);
        Self::KINDS.into_iter().zip(lists)
    }

    /// Its permissions, each with its kind: `secrets/get`.
    pub(crate) fn permissions(&self) -> impl Iterator<Item = Name> {
        self.by_kind().flat_map(|(kind, names)| {
            let of_kind = move |name: &Name| Name::from(format!("{kind}/{name}"));
            names.iter().map(of_kind)
        })
    }
}

/// `secrets get list, keys sign`: as the commands of the Azure CLI have them, by kind.
impl std::fmt::Display for AccessPolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds = self.by_kind().filter(|(_, names)| !names.is_empty());
        let told: Vec<String> = kinds
            .map(|(kind, names)| {
                let names: Vec<&str> = names.iter().map(Name::as_str).collect();
                format!("{kind} {}", names.join(" "))
            })
            .collect();
        f.write_str(&told.join(", "))
    }
}
