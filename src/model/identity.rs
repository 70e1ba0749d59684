//! Managed identities: what a resource says of its own, and the stand-alone kind.

use serde::{Deserialize, Serialize};

use super::{
    AttributeValue, ClientId, Entries, FederatedCredential, PrincipalId, Reference, is_default,
};
use crate::value::{Name, Scope};

/// The ARM type of user-assigned identities (F2.1).
pub const USER_ASSIGNED_IDENTITY: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

/// The identities of a resource, as two facts rather than as Azure's four spellings of `identity.type`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityBlock {
    /// Whether the resource has a system-assigned identity.
    #[serde(default, skip_serializing_if = "is_default")]
    pub system_assigned: bool,
    /// The object id of the system-assigned identity, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub principal_id: Option<PrincipalId>,
    /// The application id of the system-assigned identity, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client_id: Option<ClientId>,
    /// The custom security attributes of the system-assigned identity, by set and name (F8.4.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_attributes: Entries<AttributeValue>,
    /// The user-assigned identities attached to it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub user_assigned: Vec<Reference>,
}

/// A user-assigned identity as written in a tenant or an event: a resource of its own (F2.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserAssignedIdentity {
    /// The ARM id, when its name is not the alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<Scope>,
    /// The resource group it is in; need not be said where there is only one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub resource_group: Option<Reference>,
    /// The Azure region.
    #[serde(default, skip_serializing_if = "is_default")]
    pub location: Option<Name>,
    /// The object id, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub principal_id: Option<PrincipalId>,
    /// The application id, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client_id: Option<ClientId>,
    /// Its custom security attributes, by set and name (F8.4.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_attributes: Entries<AttributeValue>,
    /// Whether only resources of its own region can have it (F2.14).
    #[serde(default, skip_serializing_if = "is_default")]
    pub isolation_scope: IsolationScope,
    /// The resource providers and types whose resources alone can have it, such as `Microsoft.Web` and
    /// `Microsoft.Batch/batchAccounts`; all, if none is listed (F2.15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub assignment_restrictions: Vec<Name>,
    /// Its federated identity credentials, by name (F2.18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub federated_credentials: Entries<FederatedCredential>,
}

/// From where a user-assigned identity can be used (F2.14). What it reaches may be anywhere.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum IsolationScope {
    /// From everywhere.
    #[default]
    None,
    /// From resources of its own region.
    Regional,
}

/// Azure's `identity.type`: four spellings of two facts (F1.4).
///
/// Blanks around the comma are accepted, since Azure's own services disagree about them; letter case does not matter.
///
/// ```
/// use idsim::IdentityType;
///
/// assert_eq!("SystemAssigned,UserAssigned".parse(), Ok(IdentityType::SystemAssignedUserAssigned));
/// assert!("Managed".parse::<IdentityType>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum IdentityType {
    /// `None`: no identity at all.
    Nothing,
    /// `SystemAssigned`.
    SystemAssigned,
    /// `UserAssigned`.
    UserAssigned,
    /// `SystemAssigned, UserAssigned`.
    SystemAssignedUserAssigned,
}

impl IdentityType {
    /// The type that says these two facts.
    pub fn of(system_assigned: bool, user_assigned: bool) -> Self {
        match (system_assigned, user_assigned) {
            (false, false) => Self::Nothing,
            (true, false) => Self::SystemAssigned,
            (false, true) => Self::UserAssigned,
            (true, true) => Self::SystemAssignedUserAssigned,
        }
    }

    /// Whether it includes a system-assigned identity.
    pub fn system_assigned(self) -> bool {
        matches!(
            self,
            Self::SystemAssigned | Self::SystemAssignedUserAssigned
        )
    }

    /// Whether it includes user-assigned identities.
    pub fn user_assigned(self) -> bool {
        matches!(self, Self::UserAssigned | Self::SystemAssignedUserAssigned)
    }

    /// The spelling of the virtual machine documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "None",
            Self::SystemAssigned => "SystemAssigned",
            Self::UserAssigned => "UserAssigned",
            Self::SystemAssignedUserAssigned => "SystemAssigned, UserAssigned",
        }
    }
}

impl std::fmt::Display for IdentityType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text is not an [`IdentityType`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "identity type `{0}` is not one of `None`, `SystemAssigned`, `UserAssigned`, `SystemAssigned, UserAssigned`"
)]
pub struct IdentityTypeError(String);

impl std::str::FromStr for IdentityType {
    type Err = IdentityTypeError;

    fn from_str(text: &str) -> Result<Self, IdentityTypeError> {
        let written: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        [
            Self::Nothing,
            Self::SystemAssigned,
            Self::UserAssigned,
            Self::SystemAssignedUserAssigned,
        ]
        .into_iter()
        .find(|it| it.as_str().replace(' ', "").eq_ignore_ascii_case(&written))
        .ok_or_else(|| IdentityTypeError(text.to_owned()))
    }
}

impl TryFrom<String> for IdentityType {
    type Error = IdentityTypeError;

    fn try_from(text: String) -> Result<Self, IdentityTypeError> {
        text.parse()
    }
}

impl From<IdentityType> for &'static str {
    fn from(it: IdentityType) -> Self {
        it.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azure_spells_the_types_in_many_ways() {
        for (text, expected) in [
            ("None", IdentityType::Nothing),
            ("none", IdentityType::Nothing),
            ("SystemAssigned", IdentityType::SystemAssigned),
            ("UserAssigned", IdentityType::UserAssigned),
            (
                "SystemAssigned, UserAssigned",
                IdentityType::SystemAssignedUserAssigned,
            ),
            (
                "systemassigned,userassigned",
                IdentityType::SystemAssignedUserAssigned,
            ),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
            assert_eq!(expected.as_str().parse(), Ok(expected), "{expected}");
            assert_eq!(
                IdentityType::of(expected.system_assigned(), expected.user_assigned()),
                expected
            );
        }
        for text in [
            "",
            "System",
            "SystemAssigned UserAssigned,",
            "UserAssigned, SystemAssigned",
        ] {
            assert!(text.parse::<IdentityType>().is_err(), "{text}");
        }
    }
}
