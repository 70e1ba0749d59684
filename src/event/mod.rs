//! Floor 2: everything that can happen to a tenant.

mod making;
mod records;

use serde::{Deserialize, Serialize};

use crate::model::{
    AttributeValue, DenyAssignmentSpec, DeploymentStack, FederatedCredentialSpec, Group, LockSpec,
    Machine, ManagementGroup, Reference, Resource, ResourceGroup, RoleAssignmentId,
    RoleAssignmentSpec, RoleEligibilitySpec, RoleSpec, Secret, ServicePrincipal, StoredCredential,
    Subscription, TenantId, Tool, User, UserAssignedIdentity,
};
use crate::value::{Duration, Name};

pub use records::{GroupMember, IdentityPatch, IdentityUpdate, RoleActivation, TokenIssue};

/// Something that happens to a tenant. A world changes by nothing else.
///
/// Making an event never fails: whether it can happen is for the world to say.
///
/// ```
/// use idsim::{Event, World};
///
/// let mut world = World::new();
/// assert!(world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines")).is_ok());
/// assert!(world.apply(Event::create_resource("vm2", "Microsoft.Compute/toasters")).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub enum Event {
    /// A management group is made.
    CreateManagementGroup(Name, #[serde(default)] ManagementGroup),
    /// A management group that has nothing in it is deleted.
    DeleteManagementGroup(Reference),
    /// A management group goes under another one, with everything in it.
    MoveManagementGroup {
        /// Which.
        management_group: Reference,
        /// The management group it goes to; `/` is the tenant's root.
        to: Reference,
    },
    /// A subscription is made.
    CreateSubscription(Name, #[serde(default)] Subscription),
    /// A subscription is deleted with everything in it.
    DeleteSubscription(Reference),
    /// A subscription goes to another management group.
    MoveSubscription {
        /// Which.
        subscription: Reference,
        /// The management group it goes to; `/` is the tenant's root.
        to: Reference,
    },
    /// A subscription goes to another directory, and this world with it: principals, management groups, role assignments and
    /// custom roles are lost, managed identities are broken, and key vaults go on trusting the old directory (F1.15). What
    /// was counted towards the limits of a directory's rates goes on counting (F1.15.1).
    TransferSubscription {
        /// Which: the only one that there is.
        subscription: Reference,
        /// The directory it goes to.
        to: TenantId,
        /// A new user of that directory who accepts the transfer, and is Owner of the subscription from then on.
        #[serde(default)]
        accepted_by: Option<Name>,
    },
    /// A resource group is made.
    CreateResourceGroup(Name, #[serde(default)] ResourceGroup),
    /// A resource group is deleted with everything in it.
    DeleteResourceGroup(Reference),
    /// All resources of a resource group go to another one, or none does (a resource group itself cannot move).
    MoveResources {
        /// The resource group they leave.
        from: Reference,
        /// The resource group they go to.
        to: Reference,
    },

    /// A resource is made; a name with a path (`app1/slots/staging`) makes a child of the resource so named.
    CreateResource(Reference, Box<Resource>),
    /// A resource is deleted with its children and its system-assigned identity (F1.11).
    DeleteResource(Reference),
    /// A key vault that was deleted is recovered, without the roles and locks that were on it (F1.9.2).
    RecoverVault(Reference),
    /// A key vault that was deleted is purged: it is gone for good, and its name is free (F1.9.2).
    PurgeVault(Reference),
    /// A resource goes to another resource group: it keeps its identity, its ARM id changes (F1.13, F1.14).
    MoveResource {
        /// Which.
        resource: Reference,
        /// The resource group it goes to.
        to: Reference,
    },
    /// A resource is updated by sending it again whole, as `az vm update --set tags.a=b` does: with the identities that it
    /// lists, so that none of them may be gone (F2.10). What else it says is nothing that a world keeps.
    UpdateResource(Reference),
    /// A resource stops, and no code runs on it any more: a virtual machine or a scale set is deallocated, a site or a
    /// container group is stopped.
    StopResource(Reference),
    /// A resource that is stopped runs again; a virtual machine that moved needs an update first (F1.13).
    StartResource(Reference),

    /// A user-assigned identity is made (F2.1).
    CreateIdentity(Name, #[serde(default)] UserAssignedIdentity),
    /// What a user-assigned identity can be attached to is changed (F2.14, F2.15).
    UpdateIdentity(Reference, IdentityUpdate),
    /// A user-assigned identity is deleted; resources go on listing it (F2.9).
    DeleteIdentity(Reference),
    /// A resource gets a system-assigned identity.
    EnableSystemAssigned(Reference),
    /// A resource loses its system-assigned identity, for ever (F1.6).
    DisableSystemAssigned(Reference),
    /// A user-assigned identity is attached to a resource (F2.4).
    AttachIdentity {
        /// Which.
        identity: Reference,
        /// To which resource.
        to: Reference,
    },
    /// A user-assigned identity is detached from a resource (F2.7).
    DetachIdentity {
        /// Which.
        identity: Reference,
        /// From which resource.
        from: Reference,
    },
    /// A user-assigned identity gets a federated identity credential; one that it has under that name is written anew (F2.18).
    CreateFederatedCredential(FederatedCredentialSpec),
    /// A user-assigned identity loses a federated identity credential.
    DeleteFederatedCredential {
        /// Whose it is.
        identity: Reference,
        /// Its name.
        name: Name,
    },
    /// A resource's identity block is sent as a whole: what it does not list is detached (F1.5).
    SetIdentity(Reference, IdentityPatch),

    /// A user is made.
    CreateUser(Name, #[serde(default)] User),
    /// A user is deleted.
    DeleteUser(Reference),
    /// A user becomes a Global Administrator of the directory, or is one no more.
    SetGlobalAdministrator(Reference, bool),
    /// A security group is made.
    CreateGroup(Name, #[serde(default)] Group),
    /// A security group is deleted; its members live on.
    DeleteGroup(Reference),
    /// Somebody joins a group.
    AddMember(GroupMember),
    /// Somebody leaves a group.
    RemoveMember {
        /// The group.
        group: Reference,
        /// Who leaves.
        member: Reference,
    },
    /// An application's service principal is made.
    CreateServicePrincipal(Name, #[serde(default)] ServicePrincipal),
    /// An application's service principal is deleted.
    DeleteServicePrincipal(Reference),
    /// A user who was deleted is restored, with all groups, roles and attributes (F1.9.1).
    RestoreUser(Reference),
    /// A security group that was deleted is restored, with all members, groups and roles (F1.9.1).
    RestoreGroup(Reference),
    /// An application's service principal that was deleted is restored, with its secrets, groups and roles (F1.9.1).
    RestoreServicePrincipal(Reference),
    /// A service principal gets a client secret.
    AddSecret(Reference, Name, #[serde(default)] Secret),
    /// A client secret is taken away.
    RemoveSecret(Reference, Name),
    /// A user, an application or a managed identity gets a custom security attribute, or another value for one that it has
    /// (F8.4.1).
    SetSecurityAttribute {
        /// Who. A resource means its system-assigned identity.
        of: Reference,
        /// The attribute's set and name: `Engineering_Project`.
        name: Name,
        /// Its value, or values.
        value: AttributeValue,
    },
    /// A custom security attribute is taken away, with all of its values (F8.4.1).
    RemoveSecurityAttribute {
        /// Whose.
        of: Reference,
        /// The attribute's set and name.
        name: Name,
    },

    /// A machine outside Azure is set up: a laptop, a build agent.
    CreateMachine(Name, #[serde(default)] Machine),
    /// A machine outside Azure is scrapped.
    DeleteMachine(Reference),
    /// An environment variable is set where code runs.
    SetEnvironmentVariable {
        /// The resource or machine.
        at: Reference,
        /// The variable's name.
        name: Name,
        /// Its value.
        value: String,
    },
    /// An environment variable is taken away.
    UnsetEnvironmentVariable {
        /// The resource or machine.
        at: Reference,
        /// The variable's name.
        name: Name,
    },
    /// Somebody signs in to a tool, which is then installed: `az login`.
    SignIn {
        /// The resource or machine.
        at: Reference,
        /// The tool.
        tool: Tool,
        /// The user or service principal.
        who: Reference,
    },
    /// Whoever is signed in to a tool signs out: `az logout`.
    SignOut {
        /// The resource or machine.
        at: Reference,
        /// The tool.
        tool: Tool,
    },
    /// A credential is put where code runs.
    StoreCredential {
        /// The resource or machine.
        at: Reference,
        /// What it is called there.
        name: Name,
        /// What it is.
        kind: StoredCredential,
    },
    /// A credential is taken away from where code runs.
    RemoveStoredCredential {
        /// The resource or machine.
        at: Reference,
        /// What it is called there.
        name: Name,
    },

    /// A key vault's data comes under roles (`true`) or under access policies (`false`) (F9).
    SetRbacAuthorization(Reference, bool),
    /// A key vault trusts the directory of its subscription from now on, and no other one: what it needs after a transfer
    /// (F1.15).
    SetVaultTenant(Reference),
    /// A key vault's access policy of a principal is made, or replaced as a whole (F9.1).
    SetAccessPolicy {
        /// The vault.
        vault: Reference,
        /// Who. A resource means its system-assigned identity.
        of: Reference,
        /// What it may do with secrets: `get`, `list`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        secrets: Vec<Name>,
        /// What it may do with keys.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        keys: Vec<Name>,
        /// What it may do with certificates.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        certificates: Vec<Name>,
    },
    /// A key vault's access policy of a principal is taken away (F9.1).
    RemoveAccessPolicy {
        /// The vault.
        vault: Reference,
        /// Whose.
        of: Reference,
    },
    /// A principal gets a contained user in a database: `CREATE USER … FROM EXTERNAL PROVIDER` (F9).
    CreateDatabaseUser {
        /// The database.
        database: Reference,
        /// Who. A resource means its system-assigned identity.
        of: Reference,
    },
    /// A principal loses its contained user in a database: `DROP USER`.
    DropDatabaseUser {
        /// The database.
        database: Reference,
        /// Who.
        of: Reference,
    },
    /// The directory issues a token to a resource's code, or hands out again the one that is kept (F3.5.1). This is what
    /// lies behind [`World::request_token`](crate::World::request_token), which asks as code does.
    IssueToken(TokenIssue),
    /// All tokens that were issued for a user-assigned identity up to now are revoked; a system-assigned identity has no such
    /// operation (F3.5.5).
    RevokeTokens(Reference),

    /// A custom role is defined.
    CreateRoleDefinition(Name, RoleSpec),
    /// A custom role is written anew: what it grants, what it is for, and where it can be assigned, which stays as it is
    /// where nothing is said.
    UpdateRoleDefinition(Reference, RoleSpec),
    /// A custom role that nobody has is deleted (F6.3.4).
    DeleteRoleDefinition(Reference),
    /// Somebody gets a role.
    AssignRole(RoleAssignmentSpec),
    /// A Global Administrator takes User Access Administrator at `/` (F6.4).
    ElevateAccess(Reference),
    /// A role assignment is removed, at the scope where it was made (F6.5.3).
    RemoveRoleAssignment {
        /// Who has the role.
        principal: Reference,
        /// The role.
        role: Reference,
        /// Where it was assigned.
        scope: Reference,
    },
    /// A role assignment is removed by its GUID.
    RemoveRoleAssignmentNamed(RoleAssignmentId),

    /// A deny assignment is made: by Azure where it is system protected, as it is where nothing is said (F6.6.1).
    CreateDenyAssignment(DenyAssignmentSpec),
    /// A deny assignment is removed, by whoever may make it.
    DeleteDenyAssignment {
        /// Its name.
        name: Name,
        /// The scope where it was made.
        scope: Reference,
    },
    /// A deployment stack is deployed, or deployed again: what its deny settings forbid on what it manages is denied from
    /// now on, and what they forbade before no more (F6.6.5).
    CreateDeploymentStack(Name, DeploymentStack),
    /// A deployment stack is deleted, and what it managed stays: nothing is denied for its sake any more (F6.6.5).
    DeleteDeploymentStack {
        /// Its name.
        name: Name,
        /// The resource group or the subscription that it is in; the only resource group where nothing is said.
        #[serde(default)]
        scope: Option<Reference>,
    },

    /// A lock is put on a scope, or changed (F6.7.1).
    CreateLock(LockSpec),
    /// A lock is taken off.
    DeleteLock {
        /// Its name.
        name: Name,
        /// The scope that it is on.
        scope: Reference,
    },
    /// A user or a group becomes eligible for a role, which grants nothing until it is activated (F6.5.8).
    MakeEligible(RoleEligibilitySpec),
    /// Somebody is eligible for a role no more; what was activated stays.
    RemoveEligibility {
        /// Who.
        principal: Reference,
        /// For which role.
        role: Reference,
        /// Where.
        scope: Reference,
    },
    /// A user activates a role that the user, or a group of the user's, is eligible for (F6.5.8).
    ActivateRole(RoleActivation),

    /// Time passes.
    Wait(Duration),
}
