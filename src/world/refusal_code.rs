//! The stable names of refusals.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::catalog::{CodeOrigin, NotInCatalog};

macro_rules! refusal_codes {
    ($($(#[$doc:meta])* $code:ident: $origin:ident,)*) => {
        /// The stable name of a kind of refusal, for files and programs to compare.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {
            $($(#[$doc])* $code,)*
        }

        impl RefusalCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => stringify!($code),)*
                }
            }

            /// Whether the code is Azure's or our own.
            pub fn origin(self) -> CodeOrigin {
                match self {
                    $(Self::$code => CodeOrigin::$origin,)*
                }
            }
        }
    };
}

refusal_codes! {
    /// A reference names nothing.
    UnknownName: Idsim,
    /// A reference is malformed.
    MalformedReference: Idsim,
    /// A reference names something of another kind.
    WrongKind: Idsim,
    /// A role is not in the catalogue or the tenant.
    UnknownRole: Idsim,
    /// A resource type is not in the catalogue.
    UnknownType: Idsim,
    /// A name or an ARM id is malformed.
    InvalidName: Idsim,
    /// A stated ARM id is of another kind.
    IdMismatch: Idsim,
    /// An alias means something else, for ever.
    AliasTaken: Idsim,
    /// The thing to be made exists.
    AlreadyExists: Idsim,
    /// The thing exists no more.
    Gone: Idsim,
    /// A resource group or a subscription must be named.
    ContainerUnspecified: Idsim,
    /// A management group has something in it.
    NotEmpty: Idsim,
    /// Management groups are nested too deep.
    TooDeep: Idsim,
    /// The resource cannot move.
    NotMovable: Idsim,
    /// The resource type carries no identity of this kind.
    IdentityNotSupported: Idsim,
    /// The resource type takes fewer identities.
    TooManyIdentities: Idsim,
    /// A system-assigned identity serves its own resource and no other.
    NotShareable: Idsim,
    /// The identity is not attached.
    NotAttached: Idsim,
    /// The identity to be attached is no more.
    FailedIdentityOperation: Azure,
    /// Identities are listed under a type that has none.
    InvalidParameter: Azure,
    /// An identity block lacks something.
    IncompleteIdentity: Idsim,
    /// A group would contain itself.
    GroupCycle: Idsim,
    /// Somebody is not in the group.
    NotAMember: Idsim,
    /// There is no such client secret.
    NoSuchSecret: Idsim,
    /// What was to be taken away is not there.
    NotSet: Idsim,
    /// The resource type has nothing of the kind.
    PropertyNotSupported: Idsim,
    /// Access policies have no such permission.
    UnknownPermission: Idsim,
    /// An access policy would permit nothing.
    EmptyAccessPolicy: Idsim,
    /// Roles decide about the vault's data.
    AccessPoliciesVoid: Idsim,
    /// The service has no resource type.
    NoResourceType: Idsim,
    /// No token can be had for the audience.
    UnknownAudience: Idsim,
    /// The resource has no identity.
    NoIdentity: Idsim,
    /// The principal is no more.
    PrincipalNotFound: Azure,
    /// The principal has the role there already.
    RoleAssignmentExists: Azure,
    /// Another assignment has that name.
    RoleAssignmentUpdateNotPermitted: Azure,
    /// There is no such assignment at that scope.
    NoSuchAssignment: Idsim,
    /// A custom role is not assignable there.
    NotAssignableHere: Idsim,
    /// A custom role cannot be as it is written.
    InvalidRoleDefinition: Idsim,
    /// Somebody has the role.
    RoleDefinitionHasAssignments: Azure,
    /// A role has that name.
    RoleDefinitionWithSameNameExists: Azure,
    /// The role comes with Azure.
    RoleIsBuiltIn: Idsim,
    /// Something depends on time and there is no clock.
    NoClock: Idsim,
    /// Time would pass beyond what can be written.
    TimeOutOfRange: Idsim,
    /// A period ends before it begins.
    InvalidPeriod: Idsim,
    /// Azure has this and idsim does not.
    NotModelled: Idsim,
}

impl std::fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Refusal {
    /// The kind of refusal.
    pub fn code(&self) -> RefusalCode {
        match self {
            Self::Reference(error) => error.code(),
            Self::Catalog(NotInCatalog { what: "role", .. }) => RefusalCode::UnknownRole,
            Self::Catalog(NotInCatalog {
                what: "permission", ..
            }) => RefusalCode::UnknownPermission,
            Self::Catalog(_) => RefusalCode::UnknownType,
            Self::InvalidName { .. } => RefusalCode::InvalidName,
            Self::IdMismatch { .. } => RefusalCode::IdMismatch,
            Self::AliasTaken { .. } => RefusalCode::AliasTaken,
            Self::AlreadyExists { .. } => RefusalCode::AlreadyExists,
            Self::Gone { .. } => RefusalCode::Gone,
            Self::ContainerUnspecified { .. } => RefusalCode::ContainerUnspecified,
            Self::NotEmpty { .. } => RefusalCode::NotEmpty,
            Self::TooDeep { .. } => RefusalCode::TooDeep,
            Self::NotMovable { .. } => RefusalCode::NotMovable,
            Self::IdentityNotSupported { .. } => RefusalCode::IdentityNotSupported,
            Self::TooManyIdentities { .. } => RefusalCode::TooManyIdentities,
            Self::NotShareable { .. } => RefusalCode::NotShareable,
            Self::NotAttached { .. } => RefusalCode::NotAttached,
            Self::FailedIdentityOperation { .. } => RefusalCode::FailedIdentityOperation,
            Self::InvalidParameter { .. } => RefusalCode::InvalidParameter,
            Self::IncompleteIdentity { .. } => RefusalCode::IncompleteIdentity,
            Self::GroupCycle { .. } => RefusalCode::GroupCycle,
            Self::NotAMember { .. } => RefusalCode::NotAMember,
            Self::NoSuchSecret { .. } => RefusalCode::NoSuchSecret,
            Self::NotSet { .. } => RefusalCode::NotSet,
            Self::PropertyNotSupported { .. } => RefusalCode::PropertyNotSupported,
            Self::EmptyAccessPolicy { .. } => RefusalCode::EmptyAccessPolicy,
            Self::AccessPoliciesVoid { .. } => RefusalCode::AccessPoliciesVoid,
            Self::NoResourceType { .. } => RefusalCode::NoResourceType,
            Self::UnknownAudience { .. } => RefusalCode::UnknownAudience,
            Self::NoIdentity { .. } => RefusalCode::NoIdentity,
            Self::PrincipalNotFound { .. } => RefusalCode::PrincipalNotFound,
            Self::RoleAssignmentExists { .. } => RefusalCode::RoleAssignmentExists,
            Self::RoleAssignmentUpdateNotPermitted { .. } => {
                RefusalCode::RoleAssignmentUpdateNotPermitted
            }
            Self::NoSuchAssignment { .. } | Self::NoAssignmentNamed { .. } => {
                RefusalCode::NoSuchAssignment
            }
            Self::NotAssignableHere { .. } => RefusalCode::NotAssignableHere,
            Self::InvalidRoleDefinition { .. } => RefusalCode::InvalidRoleDefinition,
            Self::RoleDefinitionHasAssignments { .. } => RefusalCode::RoleDefinitionHasAssignments,
            Self::RoleDefinitionWithSameNameExists { .. } => {
                RefusalCode::RoleDefinitionWithSameNameExists
            }
            Self::RoleIsBuiltIn { .. } => RefusalCode::RoleIsBuiltIn,
            Self::NoClock { .. } => RefusalCode::NoClock,
            Self::TimeOutOfRange { .. } => RefusalCode::TimeOutOfRange,
            Self::Period(_) => RefusalCode::InvalidPeriod,
            Self::NotModelled { .. } => RefusalCode::NotModelled,
        }
    }
}
