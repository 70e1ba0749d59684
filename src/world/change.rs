//! What an event brought about: the list of consequences is the story, the undo journal and the what-if in one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::place::{Place, PlaceId, SignedIn};
use super::{Counter, Due, Node, Referent, Revision, SoftDeletedVault};
use crate::event::IdentityUpdate;
use crate::model::{
    AttributeValue, DenyAssignment, FederatedCredential, KeptMembership, Lock, Principal,
    PrincipalId, RoleAssignment, RoleDefinition, RoleEligibility, SoftDeleted, StoredCredential,
    TenantId, Token, Tool,
};
use crate::value::{Name, Period, Scope, Timestamp};

/// What one event brought about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub(super) consequences: Vec<Consequence>,
    pub(super) before: Revision,
    pub(super) after: Revision,
}

impl Change {
    /// What the event brought about, in order.
    pub fn consequences(&self) -> &[Consequence] {
        &self.consequences
    }

    /// Whether the event changed nothing, such as enabling what was enabled.
    pub fn is_empty(&self) -> bool {
        self.consequences.is_empty()
    }
}

/// One thing that an event brings about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Consequence {
    /// Time passed.
    ClockMoved {
        /// The time before, if there was a clock.
        from: Option<Timestamp>,
        /// The time now.
        to: Timestamp,
    },
    /// Something is otherwise since time passed. Tells; writes nothing.
    BecameDue {
        /// Since when.
        at: Timestamp,
        /// What.
        what: Due,
    },
    /// An alias was bound, for ever.
    AliasBound {
        /// The alias.
        alias: Name,
        /// What it stands for.
        to: Referent,
    },
    /// Something now exists under an ARM id.
    ScopeCreated {
        /// The ARM id.
        scope: Scope,
        /// What exists there, before identities are enabled or attached.
        node: Node,
        /// Whether something existed there before.
        again: bool,
    },
    /// Something exists no more. Its identities were taken off before.
    ScopeDeleted {
        /// The ARM id.
        scope: Scope,
        /// What existed there.
        node: Node,
    },
    /// A key vault that was deleted can be recovered for a time (F1.9.2).
    VaultSoftDeleted {
        /// What is kept.
        kept: Box<SoftDeletedVault>,
        /// One that had its ARM id and was deleted earlier, which nobody can recover any more.
        instead_of: Option<Box<SoftDeletedVault>>,
    },
    /// A key vault that was deleted is there again (F1.9.2).
    VaultRecovered(Box<SoftDeletedVault>),
    /// A key vault that was deleted is gone for good (F1.9.2).
    VaultPurged(Box<SoftDeletedVault>),
    /// A resource has another ARM id now. Its alias follows it.
    ScopeMoved {
        /// The ARM id before.
        from: Scope,
        /// The ARM id now.
        to: Scope,
        /// Whether something existed there before.
        again: bool,
    },
    /// What refers to a resource's identities says where it was before it moved: it would not start (F1.13).
    ReferenceOutdated {
        /// The resource.
        host: Scope,
    },
    /// What refers to a resource's identities says where it is again (F1.13).
    ReferenceRenewed {
        /// The resource.
        host: Scope,
    },
    /// A resource is stopped now: no code runs on it.
    ResourceStopped {
        /// The resource.
        host: Scope,
    },
    /// A resource that was stopped runs again.
    ResourceStarted {
        /// The resource.
        host: Scope,
    },
    /// A user-assigned identity can be attached to something else now (F2.14, F2.15).
    IdentityUpdated {
        /// The identity.
        identity: Scope,
        /// What it could be attached to.
        from: IdentityUpdate,
        /// What it can be attached to.
        to: IdentityUpdate,
    },
    /// A subscription or a management group has another management group above it.
    ParentChanged {
        /// The subscription or management group.
        scope: Scope,
        /// The scope above it before.
        from: Scope,
        /// The scope above it now.
        to: Scope,
    },
    /// The subscription is in another directory now, and this world with it (F1.15).
    DirectoryChanged {
        /// The subscription.
        subscription: Scope,
        /// The directory before.
        from: TenantId,
        /// The directory now.
        to: TenantId,
    },
    /// Somebody who was deleted can be restored no more: only the directory that the subscription left could (F1.9.1, F1.15).
    RestorableNoMore {
        /// Who.
        principal: PrincipalId,
        /// What was kept.
        kept: Box<SoftDeleted>,
    },
    /// A management group stays in the directory that its subscription left. For this world it is no more.
    ManagementGroupStays {
        /// Its ARM id.
        scope: Scope,
        /// What existed there.
        node: Node,
    },
    /// A principal stays in the directory that its subscription left. For this world it is no more, as if it had been
    /// deleted; what names a managed identity goes on naming it, and gets no token of it (F1.15).
    PrincipalStays(Principal),
    /// A principal was made in the directory, with ids that nothing had before.
    PrincipalCreated(Principal),
    /// A principal was deleted from the directory.
    PrincipalDeleted(Principal),
    /// What the directory keeps of a principal that was deleted, while it can be restored (F1.9.1).
    PrincipalSoftDeleted {
        /// The principal.
        principal: PrincipalId,
        /// What is kept.
        kept: Box<SoftDeleted>,
    },
    /// A principal that was deleted is there again, with its old ids (F1.9.1).
    PrincipalRestored {
        /// The principal, as it is again.
        principal: Principal,
        /// What was kept of it.
        kept: Box<SoftDeleted>,
    },
    /// A membership of somebody who is there again comes back with the other side of it, which is deleted too (F1.9.1).
    MembershipKept {
        /// The principal that it comes back with.
        of: PrincipalId,
        /// The membership.
        membership: KeptMembership,
    },
    /// A user is a Global Administrator now, or is one no more (F6.4).
    GlobalAdministratorChanged {
        /// The user.
        user: PrincipalId,
        /// Whether the user is one.
        to: bool,
    },
    /// A resource has a system-assigned identity now.
    SystemAssignedEnabled {
        /// The resource.
        host: Scope,
        /// The identity's principal.
        principal: PrincipalId,
    },
    /// A resource has no system-assigned identity any more.
    SystemAssignedDisabled {
        /// The resource.
        host: Scope,
        /// The principal that the identity had.
        principal: PrincipalId,
    },
    /// A user-assigned identity was attached to a resource.
    IdentityAttached {
        /// The resource.
        host: Scope,
        /// The identity.
        identity: Scope,
        /// The principal that the reference is bound to.
        principal: PrincipalId,
    },
    /// A user-assigned identity was detached from a resource.
    IdentityDetached {
        /// The resource.
        host: Scope,
        /// The identity.
        identity: Scope,
        /// The principal that the reference was bound to.
        principal: PrincipalId,
    },
    /// A user-assigned identity has another federated identity credential, another one of that name, or lost one (F2.18).
    FederatedCredentialChanged {
        /// The identity.
        identity: Scope,
        /// The credential's name.
        name: Name,
        /// What it was.
        from: Option<Box<FederatedCredential>>,
        /// What it is.
        to: Option<Box<FederatedCredential>>,
        /// When, if that takes time to be known everywhere (F2.20).
        at: Option<Timestamp>,
    },
    /// A resource goes on listing an identity that is no more (F2.9). Tells; writes nothing.
    ReferenceDangling {
        /// The resource.
        host: Scope,
        /// The identity.
        identity: Scope,
        /// The principal that the reference stays bound to.
        principal: PrincipalId,
    },
    /// Somebody is in a group now.
    MemberAdded {
        /// The group.
        group: PrincipalId,
        /// Who.
        member: PrincipalId,
        /// When it counts.
        effective: Period,
    },
    /// Somebody is in a group no more.
    MemberRemoved {
        /// The group.
        group: PrincipalId,
        /// Who.
        member: PrincipalId,
        /// When it counted.
        effective: Period,
    },
    /// A service principal has a client secret now.
    SecretAdded {
        /// The service principal.
        principal: PrincipalId,
        /// The secret's name.
        name: Name,
        /// When it can be used.
        effective: Period,
    },
    /// A service principal has a client secret no more.
    SecretRemoved {
        /// The service principal.
        principal: PrincipalId,
        /// The secret's name.
        name: Name,
        /// When it could be used.
        effective: Period,
    },
    /// A principal has another custom security attribute, another value for one, or lost one (F8.4.1).
    SecurityAttributeChanged {
        /// Whose.
        principal: PrincipalId,
        /// The attribute's set and name.
        name: Name,
        /// What it was.
        from: Option<AttributeValue>,
        /// What it is.
        to: Option<AttributeValue>,
    },
    /// There is a machine outside Azure now.
    MachineCreated {
        /// Its name.
        name: Name,
        /// What stands around code on it.
        place: Place,
    },
    /// A machine is no more.
    MachineDeleted {
        /// Its name.
        name: Name,
        /// What stood around code on it.
        place: Place,
    },
    /// An environment variable was set, changed or taken away.
    VariableChanged {
        /// Where.
        at: PlaceId,
        /// Its name.
        name: Name,
        /// What it was.
        from: Option<String>,
        /// What it is.
        to: Option<String>,
    },
    /// Somebody signed in to a tool, or out of it.
    SignInChanged {
        /// Where.
        at: PlaceId,
        /// Which tool.
        tool: Tool,
        /// Who was signed in; nothing if the tool was not installed.
        from: Option<SignedIn>,
        /// Who is.
        to: Option<SignedIn>,
    },
    /// A credential is kept with code now.
    CredentialStored {
        /// Where.
        at: PlaceId,
        /// Its name.
        name: Name,
        /// What it is.
        kind: StoredCredential,
    },
    /// A credential is kept with code no more.
    CredentialRemoved {
        /// Where.
        at: PlaceId,
        /// Its name.
        name: Name,
        /// What it was.
        kind: StoredCredential,
    },
    /// A key vault's data is under access policies now, or under roles again (F9).
    AccessPoliciesChanged {
        /// The vault.
        vault: Scope,
        /// Whether access policies decide.
        to: bool,
    },
    /// A key vault trusts another directory now (F1.15).
    VaultTenantChanged {
        /// The vault.
        vault: Scope,
        /// The directory that it trusted before, where that was not the one of its subscription.
        from: Option<TenantId>,
        /// The directory that it trusts now, where that is not the one of its subscription.
        to: Option<TenantId>,
    },
    /// A principal has another access policy on a key vault, or one at all, or none any more (F9.1).
    PolicyChanged {
        /// The vault.
        vault: Scope,
        /// Whose.
        principal: PrincipalId,
        /// What it permitted, by kind and name.
        from: Option<BTreeSet<Name>>,
        /// What it permits.
        to: Option<BTreeSet<Name>>,
    },
    /// A principal has a contained user in a database now (F9).
    DatabaseUserCreated {
        /// The database.
        database: Scope,
        /// Who.
        principal: PrincipalId,
    },
    /// A principal has no contained user in a database any more.
    DatabaseUserDropped {
        /// The database.
        database: Scope,
        /// Who.
        principal: PrincipalId,
    },
    /// A token was issued, and is kept to be handed out again (F3.5.1).
    TokenIssued {
        /// The resource whose code gets it again.
        host: Scope,
        /// The token.
        token: Box<Token>,
        /// The one that was kept before.
        instead_of: Option<Box<Token>>,
    },
    /// A token that was kept was handed out again (F3.5.1). Tells; writes nothing.
    TokenServedAgain(Box<Token>),
    /// The tokens of a user-assigned identity that were issued up to now are revoked (F3.5.5).
    TokensRevoked {
        /// Whose.
        principal: PrincipalId,
        /// Up to when tokens were revoked before; none were, if it is not said.
        from: Option<Timestamp>,
        /// Up to when they are revoked.
        to: Option<Timestamp>,
    },
    /// Requests were counted towards a limit of rate.
    RequestsCounted {
        /// Towards which, and for what.
        counter: Counter,
        /// When.
        at: Timestamp,
        /// How many.
        count: u32,
    },
    /// A custom role was defined.
    RoleDefinitionCreated(RoleDefinition),
    /// A custom role grants something else now, is for something else, or can be assigned elsewhere.
    RoleDefinitionUpdated {
        /// The role before.
        from: RoleDefinition,
        /// The role now, under the same id and name.
        to: RoleDefinition,
    },
    /// A custom role is no more.
    RoleDefinitionDeleted(RoleDefinition),
    /// Somebody has a role now.
    AssignmentCreated(RoleAssignment),
    /// A role assignment has another condition or another description (F6.5.2).
    AssignmentUpdated {
        /// The assignment before.
        from: RoleAssignment,
        /// The assignment now, of the same role to the same principal at the same scope.
        to: RoleAssignment,
    },
    /// Somebody has a role no more.
    AssignmentRemoved(RoleAssignment),
    /// Somebody may activate a role now (F6.5.8).
    EligibilityCreated(RoleEligibility),
    /// Somebody may activate a role no more.
    EligibilityRemoved(RoleEligibility),
    /// An assignment that served nobody serves again: something is at its scope now (F1.14), or its principal was restored
    /// (F1.9.1). Tells; writes nothing.
    AssignmentServesAgain {
        /// The assignment.
        assignment: RoleAssignment,
        /// Why it served nobody.
        cause: OrphanCause,
    },
    /// An assignment stays and serves nobody (F1.7, F1.14). Tells; writes nothing.
    AssignmentOrphaned {
        /// The assignment.
        assignment: RoleAssignment,
        /// Why.
        cause: OrphanCause,
    },
    /// A deny assignment stays where a resource was that moved away. Tells; writes nothing.
    DenyAssignmentLeftBehind(DenyAssignment),
    /// Somebody stays eligible where a resource was that moved away. Tells; writes nothing.
    EligibilityLeftBehind(RoleEligibility),
    /// Something is denied now (F6.6.4).
    DenyAssignmentCreated(DenyAssignment),
    /// Something is denied no more.
    DenyAssignmentRemoved(DenyAssignment),
    /// There is a lock now (F6.7.1).
    LockCreated(Lock),
    /// There is a lock no more.
    LockRemoved(Lock),
}

/// Why an assignment serves nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OrphanCause {
    /// Its principal was deleted (F1.7).
    PrincipalDeleted,
    /// The resource it was made at has another ARM id now (F1.14).
    ScopeMoved,
}

impl std::fmt::Display for OrphanCause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::PrincipalDeleted => "PrincipalDeleted",
            Self::ScopeMoved => "ScopeMoved",
        })
    }
}
