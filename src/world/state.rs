//! The facts, and nothing derived from them.

use std::collections::{BTreeMap, BTreeSet};

use super::SoftDeletedVault;
use super::place::Place;
use super::rates::{Counted, Counter};
use super::seen::AssignmentChanges;
use crate::model::{
    AttributeValue, DenyAssignment, DenyAssignmentId, FederatedCredential,
    FederatedCredentialChange, IsolationScope, Lock, Options, Principal, PrincipalId,
    RoleAssignment, RoleAssignmentId, RoleDefinition, RoleDefinitionId, RoleEligibility,
    SoftDeleted, TenantId, Token,
};
use crate::value::{Guid, Name, Period, ResourceType, Scope, Timestamp};

/// Everything that is true of a tenant.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) tenant_id: TenantId,
    /// The ARM id that the tenant's root management group has, if it is written at all (F6.4).
    pub(super) root_group: Option<Scope>,
    pub(super) clock: Option<Timestamp>,
    pub(super) options: Options,
    /// What each alias is bound to, for ever.
    pub(super) aliases: BTreeMap<Name, Referent>,
    /// How many principals each ARM id has had. An ARM id that ever existed is in here, whether it had one or not.
    pub(super) generations: BTreeMap<Scope, u32>,
    pub(super) nodes: BTreeMap<Scope, Node>,
    pub(super) principals: BTreeMap<PrincipalId, Principal>,
    /// What is kept of principals that were deleted (F1.9.1). For how long it can be brought back, the clock tells.
    pub(super) soft_deleted: BTreeMap<PrincipalId, SoftDeleted>,
    /// Key vaults that were deleted, by the ARM id that they had (F1.9.2).
    pub(super) deleted_vaults: BTreeMap<Scope, SoftDeletedVault>,
    /// Who is in which group: (group, member).
    pub(super) memberships: BTreeMap<(PrincipalId, PrincipalId), Period>,
    pub(super) global_administrators: BTreeSet<PrincipalId>,
    pub(super) secrets: BTreeMap<(PrincipalId, Name), Period>,
    pub(super) security_attributes: BTreeMap<(PrincipalId, Name), AttributeValue>,
    /// Up to when the tokens of user-assigned identities are revoked, whether those are still there or not.
    pub(super) tokens_revoked: BTreeMap<PrincipalId, Timestamp>,
    pub(super) custom_roles: BTreeMap<RoleDefinitionId, RoleDefinition>,
    pub(super) custom_role_ids: BTreeMap<Name, RoleDefinitionId>,
    pub(super) assignments: BTreeMap<RoleAssignmentId, RoleAssignment>,
    /// What was changed of assignments, while that takes time to be seen (F6.5.9).
    pub(super) assignment_changes: AssignmentChanges,
    /// When each principal was made, in order, while the directory takes time to be alike everywhere (F5.8).
    pub(super) made: Vec<(Timestamp, PrincipalId)>,
    pub(super) deny_assignments: BTreeMap<DenyAssignmentId, DenyAssignment>,
    /// By scope and name.
    pub(super) locks: BTreeMap<(Scope, Name), Lock>,
    pub(super) eligibilities: BTreeMap<(PrincipalId, RoleDefinitionId, Scope), RoleEligibility>,
    pub(super) machines: BTreeMap<Name, Place>,
    /// What was counted towards limits of rate; nothing where there are none.
    pub(super) requests: BTreeMap<Counter, Counted>,
}

/// What an alias stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Referent {
    /// Something with an ARM id.
    Scope(Scope),
    /// A directory object.
    Principal(PrincipalId),
    /// A machine outside Azure.
    Machine(Name),
}

/// Something that exists under an ARM id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its alias; a child that was named by a path has none.
    pub alias: Option<Name>,
    /// Its Azure region, where one was stated.
    pub location: Option<Name>,
    /// What it is.
    pub kind: NodeKind,
}

/// What exists under an ARM id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// A management group under another one or the root.
    ManagementGroup {
        /// The scope above.
        parent: Scope,
    },
    /// A subscription under a management group or the root.
    Subscription {
        /// The scope above.
        parent: Scope,
    },
    /// A resource group.
    ResourceGroup,
    /// A resource that may carry identities.
    Resource {
        /// Its ARM type.
        resource_type: ResourceType,
        /// ARM's `kind`, where one was stated.
        kind: Option<Name>,
        /// Whether it is stopped, so that no code runs on it.
        stopped: bool,
        /// Whether it moved and what refers to its identities has not been renewed since (F1.13).
        outdated_reference: bool,
        /// Its system-assigned identity.
        system_assigned: Option<PrincipalId>,
        /// The user-assigned identities attached to it: for each ARM id the principal it was bound to (F2.11).
        user_assigned: BTreeMap<Scope, PrincipalId>,
        /// What stands around code on it.
        place: Place,
        /// For a key vault: whether access policies decide who reads its data, and not roles (F9).
        access_policies: bool,
        /// For a key vault: the directory that it trusts, where that is not the one of its subscription (F1.15).
        vault_tenant: Option<TenantId>,
        /// For a key vault: what its access policies let each principal do, by kind and name: `secrets/get` (F9.1).
        policies: BTreeMap<PrincipalId, BTreeSet<Name>>,
        /// For a key vault: whether nobody can purge it when it is deleted (F1.9.2).
        purge_protection: bool,
        /// For a database: who has a contained user in it (F9).
        database_users: BTreeSet<PrincipalId>,
        /// The tokens that are kept for its code, by whom they speak for and what they are for. They go where it goes and
        /// are gone when it is (F3.5.1; that they belong to the resource is our decision).
        tokens: BTreeMap<(PrincipalId, String), Token>,
    },
    /// A user-assigned identity.
    Identity {
        /// Its principal.
        principal: PrincipalId,
        /// Whether only resources of its own region can have it (F2.14).
        isolation_scope: IsolationScope,
        /// The resource providers and types whose resources alone can have it; all, if there are none (F2.15).
        assignment_restrictions: Vec<Name>,
        /// Its federated identity credentials, by name (F2.18).
        federated_credentials: BTreeMap<Name, FederatedCredential>,
        /// What was changed of them, the latest last, in a world where that takes time to be known everywhere (F2.20).
        credential_changes: Vec<FederatedCredentialChange>,
    },
}

/// A user-assigned identity as one resource lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachment<'w> {
    /// The ARM id that is listed.
    pub identity: &'w Scope,
    /// The principal that it was bound to when it was attached.
    pub principal: PrincipalId,
    /// Whether that principal is no more (F2.9).
    pub dangling: bool,
}

impl std::fmt::Display for Referent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scope(scope) => scope.fmt(f),
            Self::Principal(id) => id.fmt(f),
            Self::Machine(name) => name.fmt(f),
        }
    }
}

impl State {
    pub(super) fn new(tenant_id: TenantId) -> Self {
        Self {
            tenant_id,
            root_group: root_group_of(tenant_id),
            clock: None,
            options: Options::default(),
            aliases: BTreeMap::new(),
            generations: BTreeMap::new(),
            nodes: BTreeMap::new(),
            principals: BTreeMap::new(),
            soft_deleted: BTreeMap::new(),
            deleted_vaults: BTreeMap::new(),
            memberships: BTreeMap::new(),
            global_administrators: BTreeSet::new(),
            secrets: BTreeMap::new(),
            security_attributes: BTreeMap::new(),
            tokens_revoked: BTreeMap::new(),
            custom_roles: BTreeMap::new(),
            custom_role_ids: BTreeMap::new(),
            assignments: BTreeMap::new(),
            assignment_changes: AssignmentChanges::default(),
            made: Vec::new(),
            deny_assignments: BTreeMap::new(),
            locks: BTreeMap::new(),
            eligibilities: BTreeMap::new(),
            machines: BTreeMap::new(),
            requests: BTreeMap::new(),
        }
    }

    pub(super) fn members_of(
        &self,
        group: PrincipalId,
    ) -> impl Iterator<Item = (PrincipalId, Period)> {
        let least = PrincipalId::new(Guid::from_u128(0));
        self.memberships
            .range((group, least)..)
            .take_while(move |((of, _), _)| *of == group)
            .map(|((_, member), period)| (*member, *period))
    }

    pub(super) fn secrets_of(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = (&Name, Period)> {
        self.secrets
            .range((principal, Name::new(""))..)
            .take_while(move |((of, _), _)| *of == principal)
            .map(|((_, name), period)| (name, *period))
    }

    /// The ARM ids of what exists at or below a scope, by what the text tells; in order, so parents come first.
    pub(super) fn at_or_below<'s>(
        &'s self,
        scope: &'s Scope,
    ) -> impl Iterator<Item = (&'s Scope, &'s Node)> {
        self.nodes
            .range(scope.clone()..)
            .take_while(|(at, _)| at.folded().starts_with(scope.folded()))
            .filter(
                // `rg10` sorts between `rg1` and `rg1/…` and begins like it, but is not below it.
                |(at, _)| scope.contains(at),
            )
    }
}

impl Node {
    /// The node without identities, as it goes: they are taken off before.
    pub(super) fn bare(&self) -> Self {
        let mut bare = self.clone();
        match &mut bare.kind {
            NodeKind::Resource {
                system_assigned,
                user_assigned,
                ..
            } => {
                *system_assigned = None;
                user_assigned.clear();
            }
            NodeKind::Identity {
                federated_credentials,
                ..
            } => federated_credentials.clear(),
            _ => {}
        }
        bare
    }

    /// The user-assigned identities that a resource lists, by ARM id.
    pub(super) fn attachments(&self) -> impl Iterator<Item = (&Scope, PrincipalId)> {
        let attached = match &self.kind {
            NodeKind::Resource { user_assigned, .. } => Some(user_assigned),
            _ => None,
        };
        attached
            .into_iter()
            .flatten()
            .map(|(identity, principal)| (identity, *principal))
    }

    /// Whether this is a resource that is stopped: no code runs on it.
    pub fn is_stopped(&self) -> bool {
        matches!(self.kind, NodeKind::Resource { stopped: true, .. })
    }

    /// Whether this is a resource that moved and has not been updated since, so that it would not start (F1.13).
    pub fn has_outdated_reference(&self) -> bool {
        matches!(
            self.kind,
            NodeKind::Resource {
                outdated_reference: true,
                ..
            }
        )
    }

    /// The principal that this is or has as its own.
    pub fn own_principal(&self) -> Option<PrincipalId> {
        match &self.kind {
            NodeKind::Resource {
                system_assigned, ..
            } => *system_assigned,
            NodeKind::Identity { principal, .. } => Some(*principal),
            _ => None,
        }
    }
}

impl super::World {
    /// Whether a principal is that of a managed identity which something goes on naming, though its subscription left the
    /// directory that the principal is in (F1.15).
    pub fn is_broken(&self, principal: PrincipalId) -> bool {
        let it = self.principal(principal).filter(|it| it.deleted);
        let home = it.and_then(|it| it.origin.resource());
        let node = home.and_then(|home| self.state.nodes.get(home));
        node.and_then(Node::own_principal) == Some(principal)
    }

    /// The user-assigned identities that a resource lists, by ARM id; none if nothing exists there.
    pub fn attachments_of(&self, host: &Scope) -> impl Iterator<Item = Attachment<'_>> {
        self.state
            .nodes
            .get(host)
            .into_iter()
            .flat_map(Node::attachments)
            .map(|(identity, principal)| Attachment {
                identity,
                principal,
                dangling: self
                    .state
                    .principals
                    .get(&principal)
                    .is_none_or(|it| it.deleted),
            })
    }
}

/// The ARM id of a directory's root management group (F6.4).
pub(super) fn root_group_of(tenant_id: TenantId) -> Option<Scope> {
    Scope::management_group(&tenant_id.to_string()).ok()
}

/// The directory's id where a tenant states none.
pub(super) fn default_tenant_id() -> TenantId {
    TenantId::new(Guid::from_u128(0x7e4a_9d10_5c2b_4f6e_8a31_0000_0000_0001))
}
