//! Floor 1: the nouns of a tenant as plain records, spelled as Azure spells them (in snake case).
//!
//! Nothing here decides anything. The records are what scenario files write, what events carry and what the world
//! keeps; the world alone says whether they fit together.

mod access_policy;
mod assignment;
mod attribute_value;
pub mod condition;
mod deny_assignment;
mod deployment_stack;
mod eligibility;
mod entries;
mod federated_credential;
mod id;
mod identity;
mod lock;
mod machine;
mod options;
mod principal;
mod rates;
mod reference;
mod resource;
mod role;
mod scopes;
mod soft_delete;
mod tenant;
mod token;

pub use access_policy::AccessPolicy;
pub use assignment::{RoleAssignment, RoleAssignmentSpec};
pub use attribute_value::AttributeValue;
pub use condition::{
    Attribute, AttributeError, AttributePart, AttributeSource, Circumstances, Condition,
    ConditionError,
};
pub(crate) use deny_assignment::ALL_PRINCIPALS;
pub use deny_assignment::{Denied, DenyAssignment, DenyAssignmentSpec};
pub use deployment_stack::{DenySettings, DenySettingsMode, DeploymentStack};
pub use eligibility::{RoleEligibility, RoleEligibilitySpec};
pub use entries::Entries;
pub use federated_credential::{
    FederatedCredential, FederatedCredentialChange, FederatedCredentialSpec,
};
pub use id::{
    ClientId, DenyAssignmentId, PrincipalId, RoleAssignmentId, RoleDefinitionId, TenantId,
};
pub use identity::{
    IdentityBlock, IdentityType, IdentityTypeError, IsolationScope, USER_ASSIGNED_IDENTITY,
    UserAssignedIdentity,
};
pub use lock::{Lock, LockLevel, LockSpec};
pub use machine::{Machine, SignIn, StoredCredential, Tool, Tools};
pub use options::{Delays, Options};
pub use principal::{
    Group, Member, Principal, PrincipalOrigin, PrincipalType, Secret, ServicePrincipal, User,
};
pub use rates::{CountedRequests, Rate, RateLimit, Rates};
pub use reference::Reference;
pub(crate) use resource::KEY_VAULT;
pub use resource::Resource;
pub use role::{Permission, RoleDefinition, RoleSpec, RoleType};
pub use scopes::{ManagementGroup, ResourceGroup, Subscription};
pub use soft_delete::{DeletedVault, KeptMembership, SoftDeleted};
pub(crate) use tenant::NAMED_SECTIONS;
pub use tenant::{
    ChangedAssignment, DanglingReference, DeletedPrincipal, History, KeptToken, NewPrincipal,
    RevokedTokens, SpreadingCredential, Tenant,
};
pub use token::Token;

/// Whether a field holds what leaving it out would mean, so that written forms stay short.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
