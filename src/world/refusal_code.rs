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
    /// A management group would be below itself.
    ManagementGroupCycle: Idsim,
    /// The resource or management group cannot move.
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
    /// The identity to be attached is isolated to another region.
    IsolatedToRegion: Idsim,
    /// A federated identity credential cannot be as it is written.
    InvalidFederatedCredential: Idsim,
    /// The identity has a federated identity credential with this issuer and this subject.
    FederatedCredentialExists: Idsim,
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
    /// A custom security attribute cannot have that value.
    InvalidSecurityAttribute: Idsim,
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
    /// Only a Global Administrator can do this.
    NotGlobalAdministrator: Idsim,
    /// The principal is no more, or never was.
    PrincipalNotFound: Azure,
    /// The principal is of another type than stated.
    UnmatchedPrincipalType: Azure,
    /// A delegated identity is named within one tenant.
    DelegatedIdentityNotPermitted: Idsim,
    /// A role assignment cannot be as it is written.
    InvalidRoleAssignment: Idsim,
    /// A condition cannot be read, or is not taken.
    InvalidCondition: Idsim,
    /// The principal has the role there already.
    RoleAssignmentExists: Azure,
    /// Another assignment has that name.
    RoleAssignmentUpdateNotPermitted: Azure,
    /// There are as many assignments there as there can be.
    RoleAssignmentLimitExceeded: Azure,
    /// There are as many of the thing as there can be.
    LimitExceeded: Idsim,
    /// Only users and groups are eligible for roles.
    CannotBeEligible: Idsim,
    /// Somebody is not eligible for the role there.
    NotEligible: Idsim,
    /// There is no such assignment at that scope.
    NoSuchAssignment: Idsim,
    /// A custom role is not assignable there.
    NotAssignableHere: Idsim,
    /// A custom role cannot be as it is written.
    InvalidRoleDefinition: Idsim,
    /// A deny assignment cannot be as it is written.
    InvalidDenyAssignment: Idsim,
    /// A deployment stack forbids nothing, or is not there.
    NoDenySettings: Idsim,
    /// A lock cannot be as it is written.
    InvalidLock: Idsim,
    /// Nobody else is Owner of the subscription.
    LastAdminAssignment: Idsim,
    /// Whoever moves the subscription would not be its Owner any more.
    OwnershipWouldBeLost: Idsim,
    /// Only Azure can make or remove the deny assignment.
    SystemProtected: Idsim,
    /// No role allows the caller to do it.
    AuthorizationFailed: Azure,
    /// A role allows the caller to do it, and a deny assignment denies it.
    DenyAssignmentAuthorizationFailed: Azure,
    /// The caller may do it, and not use what it links to.
    LinkedAuthorizationFailed: Azure,
    /// A lock forbids it.
    ScopeLocked: Azure,
    /// An action of a custom role is none that a provider has.
    InvalidActionOrNotAction: Azure,
    /// Somebody has the role.
    RoleDefinitionHasAssignments: Azure,
    /// A role has that name.
    RoleDefinitionWithSameNameExists: Azure,
    /// The role comes with Azure.
    RoleIsBuiltIn: Idsim,
    /// Whether somebody may cause it is not settled yet.
    Unsettled: Idsim,
    /// Something depends on time and there is no clock.
    NoClock: Idsim,
    /// Time would pass beyond what can be written.
    TimeOutOfRange: Idsim,
    /// A resource is stopped, and no code runs on it.
    NotRunning: Idsim,
    /// A resource that moved cannot start before it is updated.
    OutdatedReference: Idsim,
    /// An identity is attached to what it is to be kept from.
    StillAttached: Idsim,
    /// Somebody who was deleted cannot be restored.
    NotRestorable: Idsim,
    /// A deleted key vault has that name.
    ConflictError: Azure,
    /// No deleted key vault can be recovered there.
    SoftDeletedVaultDoesNotExist: Azure,
    /// The deleted key vault is protected from being purged.
    MethodNotAllowed: Azure,
    /// It was done too often of late.
    TooManyRequests: Idsim,
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
            Self::ManagementGroupCycle { .. } => RefusalCode::ManagementGroupCycle,
            Self::NotMovable { .. } => RefusalCode::NotMovable,
            Self::IdentityNotSupported { .. } => RefusalCode::IdentityNotSupported,
            Self::TooManyIdentities { .. } => RefusalCode::TooManyIdentities,
            Self::NotShareable { .. } => RefusalCode::NotShareable,
            Self::NotAttached { .. } => RefusalCode::NotAttached,
            Self::FailedIdentityOperation { .. } | Self::AssignmentRestricted { .. } => {
                RefusalCode::FailedIdentityOperation
            }
            Self::IsolatedToRegion { .. } => RefusalCode::IsolatedToRegion,
            Self::FederatedCredential(it) => it.code(),
            Self::InvalidParameter { .. } => RefusalCode::InvalidParameter,
            Self::IncompleteIdentity { .. } => RefusalCode::IncompleteIdentity,
            Self::GroupCycle { .. } => RefusalCode::GroupCycle,
            Self::NotAMember { .. } => RefusalCode::NotAMember,
            Self::NoSuchSecret { .. } => RefusalCode::NoSuchSecret,
            Self::InvalidSecurityAttribute { .. } => RefusalCode::InvalidSecurityAttribute,
            Self::NotSet { .. } => RefusalCode::NotSet,
            Self::PropertyNotSupported { .. } => RefusalCode::PropertyNotSupported,
            Self::EmptyAccessPolicy { .. } => RefusalCode::EmptyAccessPolicy,
            Self::AccessPoliciesVoid { .. } => RefusalCode::AccessPoliciesVoid,
            Self::NoResourceType { .. } => RefusalCode::NoResourceType,
            Self::UnknownAudience { .. } => RefusalCode::UnknownAudience,
            Self::NoIdentity { .. } => RefusalCode::NoIdentity,
            Self::NotGlobalAdministrator { .. } => RefusalCode::NotGlobalAdministrator,
            Self::PrincipalNotFound { .. } => RefusalCode::PrincipalNotFound,
            Self::UnmatchedPrincipalType { .. } => RefusalCode::UnmatchedPrincipalType,
            Self::DelegatedIdentityNotPermitted { .. } => {
                RefusalCode::DelegatedIdentityNotPermitted
            }
            Self::InvalidRoleAssignment { .. } => RefusalCode::InvalidRoleAssignment,
            Self::InvalidCondition { .. } => RefusalCode::InvalidCondition,
            Self::RoleAssignmentExists { .. } => RefusalCode::RoleAssignmentExists,
            Self::RoleAssignmentUpdateNotPermitted { .. } => {
                RefusalCode::RoleAssignmentUpdateNotPermitted
            }
            Self::RoleAssignmentLimitExceeded { .. } => RefusalCode::RoleAssignmentLimitExceeded,
            Self::LimitExceeded { .. } => RefusalCode::LimitExceeded,
            Self::CannotBeEligible { .. } => RefusalCode::CannotBeEligible,
            Self::NotEligible { .. } => RefusalCode::NotEligible,
            Self::NoSuchAssignment { .. } | Self::NoAssignmentNamed { .. } => {
                RefusalCode::NoSuchAssignment
            }
            Self::NotAssignableHere { .. } => RefusalCode::NotAssignableHere,
            Self::InvalidRoleDefinition { .. } => RefusalCode::InvalidRoleDefinition,
            Self::InvalidDenyAssignment { .. } => RefusalCode::InvalidDenyAssignment,
            Self::NoDenySettings { .. } => RefusalCode::NoDenySettings,
            Self::InvalidLock { .. } => RefusalCode::InvalidLock,
            Self::Forbidden(it) => it.code(),
            Self::InvalidActionOrNotAction { .. } => RefusalCode::InvalidActionOrNotAction,
            Self::RoleDefinitionHasAssignments { .. } => RefusalCode::RoleDefinitionHasAssignments,
            Self::RoleDefinitionWithSameNameExists { .. } => {
                RefusalCode::RoleDefinitionWithSameNameExists
            }
            Self::RoleIsBuiltIn { .. } => RefusalCode::RoleIsBuiltIn,
            Self::Untimely(it) => it.code(),
            Self::Period(_) => RefusalCode::InvalidPeriod,
            Self::NotModelled { .. } => RefusalCode::NotModelled,
        }
    }
}
