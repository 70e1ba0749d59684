//! A whole state of a tenant as it is written down.

use serde::{Deserialize, Serialize};

use super::{
    ClientId, CountedRequests, DeletedVault, DenyAssignmentSpec, Entries,
    FederatedCredentialChange, Group, LockSpec, Machine, ManagementGroup, Options, Principal,
    PrincipalId, PrincipalOrigin, PrincipalType, Reference, Resource, ResourceGroup,
    RoleAssignmentId, RoleAssignmentSpec, RoleEligibilitySpec, RoleSpec, ServicePrincipal,
    SoftDeleted, Subscription, TenantId, Token, User, UserAssignedIdentity, is_default,
};
use crate::value::{Name, Scope, Timestamp};

/// The sections whose entries have names that somebody gave them.
pub(crate) const NAMED_SECTIONS: [&str; 10] = [
    "management_groups",
    "subscriptions",
    "resource_groups",
    "identities",
    "resources",
    "machines",
    "users",
    "groups",
    "service_principals",
    "role_definitions",
];

/// A whole state: what a scenario starts from and what a world is written down as.
///
/// One subscription (alias `subscription`) and one resource group (alias `resource-group`) are there without being
/// said, until the tenant writes subscriptions of its own; the resource group also if it writes resource groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// The directory's id.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tenant_id: Option<TenantId>,
    /// What time it is. Without it nothing may depend on time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub clock: Option<Timestamp>,
    /// What Azure does not fix.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Options,
    /// Management groups by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub management_groups: Entries<ManagementGroup>,
    /// Subscriptions by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub subscriptions: Option<Entries<Subscription>>,
    /// Resource groups by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub resource_groups: Option<Entries<ResourceGroup>>,
    /// User-assigned identities by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub identities: Entries<UserAssignedIdentity>,
    /// All other resources by alias, or by alias and child path (`app1/slots/staging`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub resources: Entries<Resource>,
    /// Machines outside Azure by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub machines: Entries<Machine>,
    /// Users by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub users: Entries<User>,
    /// Security groups by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: Entries<Group>,
    /// Service principals of applications by alias.
    #[serde(default, skip_serializing_if = "is_default")]
    pub service_principals: Entries<ServicePrincipal>,
    /// Custom roles by role name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub role_definitions: Entries<RoleSpec>,
    /// Who has which role where.
    #[serde(default, skip_serializing_if = "is_default")]
    pub role_assignments: Vec<RoleAssignmentSpec>,
    /// Who may activate which role where (F6.5.8).
    #[serde(default, skip_serializing_if = "is_default")]
    pub role_eligibilities: Vec<RoleEligibilitySpec>,
    /// What is denied to whom, whatever roles they have.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deny_assignments: Vec<DenyAssignmentSpec>,
    /// What nobody can delete or change.
    #[serde(default, skip_serializing_if = "is_default")]
    pub locks: Vec<LockSpec>,
    /// What is no more, as far as it still matters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub history: History,
}

/// What is no more and still matters: whose the orphaned assignments were, which names are taken for ever, and how
/// often a resource had an identity. Written by the world; a scenario that starts fresh has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Aliases whose thing is gone: the ARM id or object id that each stays bound to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub aliases: Entries<Reference>,
    /// How many identities each ARM id has had, where the living do not tell.
    #[serde(default, skip_serializing_if = "is_default")]
    pub generations: Entries<u32>,
    /// Principals that were deleted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deleted_principals: Vec<DeletedPrincipal>,
    /// Key vaults that were deleted and can be recovered (F1.9.2).
    #[serde(default, skip_serializing_if = "is_default")]
    pub deleted_vaults: Vec<DeletedVault>,
    /// Managed identities that are broken: their subscription left the directory that their principals are in (F1.15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub broken_identities: Vec<PrincipalId>,
    /// Attachments to user-assigned identities that were deleted (F2.9).
    #[serde(default, skip_serializing_if = "is_default")]
    pub dangling_references: Vec<DanglingReference>,
    /// Resources that moved and have not been updated since, so that they would not start (F1.13).
    #[serde(default, skip_serializing_if = "is_default")]
    pub outdated_references: Vec<Reference>,
    /// Federated identity credentials that were written so lately that this need not be known everywhere, the latest last
    /// (F2.20).
    #[serde(default, skip_serializing_if = "is_default")]
    pub spreading_credentials: Vec<SpreadingCredential>,
    /// Tokens that were issued and are kept to be handed out again (F3.5.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub issued_tokens: Vec<KeptToken>,
    /// Role assignments that were changed so lately that it need not be seen everywhere, in the order of the changes (F6.5.9).
    #[serde(default, skip_serializing_if = "is_default")]
    pub changed_assignments: Vec<ChangedAssignment>,
    /// Principals that were made so lately that the directory need not know them everywhere, in that order (F5.8).
    #[serde(default, skip_serializing_if = "is_default")]
    pub new_principals: Vec<NewPrincipal>,
    /// User-assigned identities whose tokens were revoked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub revoked_tokens: Vec<RevokedTokens>,
    /// Requests that count towards a limit of rate for a while yet (F1.22, F2.16, F2.17, F3.4.3).
    #[serde(default, skip_serializing_if = "is_default")]
    pub counted_requests: Vec<CountedRequests>,
}

/// A role assignment as it was before a change (F6.5.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedAssignment {
    /// Its GUID.
    pub name: RoleAssignmentId,
    /// Who has or had the role.
    pub principal: Reference,
    /// When it was changed.
    pub changed: Timestamp,
    /// What it was; left out if there was no such assignment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub was: Option<RoleAssignmentSpec>,
}

/// When a principal was made (F5.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPrincipal {
    /// Its object id.
    pub id: PrincipalId,
    /// When it was made.
    pub made: Timestamp,
}

/// A token that is kept where it was issued (F3.5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptToken {
    /// The resource whose code gets it again.
    pub host: Reference,
    /// The token.
    pub token: Token,
}

/// The tokens of a user-assigned identity that were revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokedTokens {
    /// The object id of the identity's principal, whether the identity is still there or not.
    pub principal: PrincipalId,
    /// Those that were issued up to this time.
    pub up_to: Timestamp,
}

/// A change of a federated identity credential that need not be known everywhere yet (F2.20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpreadingCredential {
    /// The user-assigned identity whose credential it is.
    pub identity: Reference,
    /// What was changed, and when.
    pub change: FederatedCredentialChange,
}

/// A principal that was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletedPrincipal {
    /// The object id.
    pub id: PrincipalId,
    /// The application id.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client_id: Option<ClientId>,
    /// What kind of directory object it was.
    pub principal_type: PrincipalType,
    /// The display name it had.
    pub name: Name,
    /// How it came to be.
    pub origin: PrincipalOrigin,
    /// What is kept of it while it can be restored (F1.9.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub soft_deleted: Option<SoftDeleted>,
}

impl From<DeletedPrincipal> for Principal {
    fn from(it: DeletedPrincipal) -> Self {
        let DeletedPrincipal {
            id,
            client_id,
            principal_type,
            name,
            origin,
            soft_deleted: _,
        } = it;
        Self {
            id,
            client_id,
            principal_type,
            name,
            origin,
            deleted: true,
        }
    }
}

/// An attachment whose identity is no more (F2.9), or is another one of the same name (F2.11).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DanglingReference {
    /// The resource that still lists it.
    pub host: Reference,
    /// The ARM id that it lists.
    pub identity: Scope,
    /// The principal that it was bound to.
    pub principal: PrincipalId,
}
