//! Principals: everything in the directory that a role can be assigned to.

use serde::{Deserialize, Serialize};

use super::{AttributeValue, ClientId, Entries, PrincipalId, Reference, is_default};
use crate::value::{Name, Period, PeriodError, Scope, Timestamp};

/// A directory object as the world keeps it, for ever: a deleted one stays known, so that an assignment that it left
/// behind can say whose it was (F1.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The object id.
    pub id: PrincipalId,
    /// The application id, for those that have one (managed identities and service principals).
    pub client_id: Option<ClientId>,
    /// What kind of directory object it is.
    pub principal_type: PrincipalType,
    /// The display name; a managed identity is called like its resource (F1.3).
    pub name: Name,
    /// How it came to be.
    pub origin: PrincipalOrigin,
    /// Whether it was deleted. A managed identity's never comes back (F1.9); others can be restored for a time (F1.9.1).
    pub deleted: bool,
}

impl Principal {
    /// Whether this is the principal of a user-assigned identity.
    pub fn is_user_assigned(&self) -> bool {
        matches!(self.origin, PrincipalOrigin::UserAssigned(_))
    }

    /// Whether it is of a kind that signs in by itself: a person, or an application with a secret.
    pub fn can_sign_in(&self) -> bool {
        let directory = self.origin == PrincipalOrigin::Directory;
        directory
            && matches!(
                self.principal_type,
                PrincipalType::User | PrincipalType::ServicePrincipal
            )
    }
}

/// Azure's `principalType`. A managed identity *is* a `ServicePrincipal` (F6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PrincipalType {
    /// A person.
    User,
    /// A security group.
    Group,
    /// An application's identity in the tenant, managed or not.
    ServicePrincipal,
    /// A group of another directory.
    ForeignGroup,
    /// A device.
    Device,
}

impl PrincipalType {
    /// Azure's spelling, as `--assignee-principal-type` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::ServicePrincipal => "ServicePrincipal",
            Self::ForeignGroup => "ForeignGroup",
            Self::Device => "Device",
        }
    }
}

impl std::fmt::Display for PrincipalType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a principal comes from: the directory itself, or a resource that Azure made it for (F1.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PrincipalOrigin {
    /// Made in the directory: a user, a group, a service principal.
    Directory,
    /// The system-assigned identity of this resource.
    SystemAssigned(Scope),
    /// The principal of this user-assigned identity.
    UserAssigned(Scope),
}

impl PrincipalOrigin {
    /// The resource that the principal belongs to, if it is a managed identity.
    pub fn resource(&self) -> Option<&Scope> {
        match self {
            Self::Directory => None,
            Self::SystemAssigned(scope) | Self::UserAssigned(scope) => Some(scope),
        }
    }
}

/// A user as written in a tenant or an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The object id, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<PrincipalId>,
    /// Whether the user is a Global Administrator of the directory, who may take a role at `/` (F6.4).
    #[serde(default, skip_serializing_if = "is_default")]
    pub global_administrator: bool,
    /// Custom security attributes, by set and name: `Engineering_Project` (F8.4.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_attributes: Entries<AttributeValue>,
}

/// A security group as written in a tenant or an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The object id, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<PrincipalId>,
    /// Who is in it: users, groups, service principals, managed identities.
    #[serde(default, skip_serializing_if = "is_default")]
    pub members: Vec<Reference>,
    /// Members whose membership begins or ends at a time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub timed_members: Vec<Member>,
}

/// A membership that begins or ends at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Who.
    pub member: Reference,
    /// Not before this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: Option<Timestamp>,
    /// Not at or after this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub until: Option<Timestamp>,
}

impl Member {
    /// When the membership counts.
    ///
    /// # Errors
    /// The end does not come after the beginning.
    pub fn effective(&self) -> Result<Period, PeriodError> {
        Period::new(self.from, self.until)
    }
}

/// An application's service principal as written in a tenant or an event: the kind that has secrets to keep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePrincipal {
    /// The object id, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<PrincipalId>,
    /// The application id, when it is not to be derived.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client_id: Option<ClientId>,
    /// Its client secrets by name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub secrets: Entries<Secret>,
    /// Its custom security attributes, by set and name: `Engineering_Project` (F8.4.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_attributes: Entries<AttributeValue>,
}

/// A client secret. Its value is of no interest; that it exists is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// Not before this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: Option<Timestamp>,
    /// Expired from this time on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub until: Option<Timestamp>,
}

impl Secret {
    /// When the secret can be used.
    ///
    /// # Errors
    /// The end does not come after the beginning.
    pub fn effective(&self) -> Result<Period, PeriodError> {
        Period::new(self.from, self.until)
    }
}
