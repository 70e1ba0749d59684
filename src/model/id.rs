//! GUIDs with a meaning: the kinds of id that must never be mistaken for one another.

use serde::{Deserialize, Serialize};

use crate::value::{Guid, GuidError};

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Guid);

        impl $name {
            /// The id that this GUID stands for.
            pub const fn new(guid: Guid) -> Self {
                Self(guid)
            }

            /// The GUID alone.
            pub const fn guid(self) -> Guid {
                self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = GuidError;

            fn from_str(text: &str) -> Result<Self, GuidError> {
                Guid::parse(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

typed_id! {
    /// The object id of a directory object, which role assignments name (`principalId`, F1.2).
    ///
    /// ```
    /// use idsim::PrincipalId;
    ///
    /// assert!("8e3af657-a8ff-443c-a75c-2fe8c4bcb635".parse::<PrincipalId>().is_ok());
    /// assert!("vm1".parse::<PrincipalId>().is_err());
    /// ```
    PrincipalId
}
typed_id! {
    /// The application id of a service principal, by which code picks an identity at run time (`clientId`, F1.2).
    ClientId
}
typed_id! {
    /// The id of the directory that the tenant's principals live in (`tenantId`).
    TenantId
}
typed_id! {
    /// The GUID that is a role definition's `name`; the same for a built-in role in every cloud (F6.2.1).
    RoleDefinitionId
}
typed_id! {
    /// The GUID that is a role assignment's `name`, unique in the tenant (F6.5.1).
    RoleAssignmentId
}
typed_id! {
    /// The GUID of a deny assignment (F6.6.2).
    DenyAssignmentId
}
