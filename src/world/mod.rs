//! Floor 3: the state of a tenant, and the one way to change it.
//!
//! [`World::plan`] says what an event would bring about and changes nothing; [`World::apply`] plans and commits;
//! [`World::revert`] takes a change back. A refusal leaves no trace, because planning cannot write.

mod agenda;
mod arm_request;
mod attributes;
mod change;
mod commit;
mod denials;
mod describing;
mod due;
mod eligibilities;
mod federated_credentials;
mod forbidden;
mod held;
mod index;
mod invalid_federated_credential;
mod inverse;
mod kinds;
mod limits;
mod load;
mod locks;
mod operations;
mod place;
mod places;
mod plan;
mod rates;
mod redo;
mod refusal;
mod refusal_code;
mod refusal_help;
mod remember;
mod remember_deleted;
mod resolve;
mod revision;
mod seen;
mod soft_delete;
mod state;
mod supposing;
mod telling;
mod telling_words;
mod token;
mod untimely;
mod write;

use std::sync::Arc;

use crate::catalog::{Catalog, NotInCatalog};
use crate::event::Event;
use crate::model::{
    Principal, PrincipalId, Reference, RoleAssignment, RoleAssignmentId, RoleDefinition,
    RoleDefinitionId, Tenant, TenantId,
};
use crate::value::{Name, Period, Phase, Scope, Timestamp, nearest};

pub use arm_request::ArmRequest;
pub use change::{Change, Consequence, OrphanCause};
pub use due::Due;
pub(crate) use federated_credentials::CredentialsThen;
pub use forbidden::Forbidden;
pub use held::Held;
pub use invalid_federated_credential::InvalidFederatedCredential;
pub use load::{TenantError, TenantPart};
pub use operations::Operation;
pub use place::{Place, PlaceId, SignedIn};
pub(crate) use plan::OWNER;
pub use rates::Counter;
pub use redo::{Affected, Redo};
pub use refusal::Refusal;
pub use refusal_code::RefusalCode;
pub use resolve::{ResolveError, Subject};
pub use revision::{NotLatest, Revision};
pub(crate) use seen::Form;
pub use seen::Seen;
pub use soft_delete::SoftDeletedVault;
pub use state::{Attachment, Node, NodeKind, Referent};
pub use telling::Happening;
pub use token::{SERVICES_HONOUR_REVOCATION, TOKEN_LIFETIME};
pub use untimely::Untimely;

use index::Index;
use state::State;

/// The state of a tenant at a time: scopes, resources, identities, principals, roles; who has which, who could, what is
/// denied and what is locked.
///
/// Two worlds are equal if they are written down alike ([`World::to_tenant`]).
///
/// ```
/// use idsim::{Event, World};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
/// assert!(world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines")).is_err());
/// # Ok::<(), idsim::Refusal>(())
/// ```
#[derive(Debug)]
pub struct World {
    catalog: Arc<Catalog>,
    state: State,
    index: Index,
    revision: Revision,
    revisions_made: u64,
}

/// A clone is a world of its own: changes of the one cannot be taken back in the other.
impl Clone for World {
    fn clone(&self) -> Self {
        Self {
            catalog: Arc::clone(&self.catalog),
            state: self.state.clone(),
            index: self.index.clone(),
            revision: self.revision.of_another_world(),
            revisions_made: self.revisions_made,
        }
    }
}

impl World {
    /// A tenant with one subscription (`subscription`) and one resource group (`resource-group`), and the built-in
    /// catalogue.
    pub fn new() -> Self {
        Self::with_catalog(Catalog::built_in())
    }

    /// The same with another catalogue.
    pub fn with_catalog(catalog: Arc<Catalog>) -> Self {
        // A tenant that says nothing has nothing in it that could be refused.
        Self::from_tenant(Arc::clone(&catalog), &Tenant::default())
            .unwrap_or_else(|_| Self::empty(catalog, state::default_tenant_id()))
    }

    fn empty(catalog: Arc<Catalog>, tenant_id: TenantId) -> Self {
        Self {
            catalog,
            state: State::new(tenant_id),
            index: Index::default(),
            revision: Revision::first(),
            revisions_made: 0,
        }
    }

    /// Lets the event happen, or refuses it and changes nothing.
    ///
    /// # Errors
    /// The event cannot happen in this world; the refusal says why and has a stable code.
    pub fn apply(&mut self, event: impl Into<Event>) -> Result<Change, Refusal> {
        let consequences = self.plan(&event.into())?;
        Ok(self.commit(consequences))
    }

    /// What the event would bring about, in order. Nothing changes. Locks hold for everybody and every event (F6.7.1); who
    /// causes it is asked by [`World::act`] alone.
    ///
    /// # Errors
    /// The event cannot happen in this world.
    pub fn plan(&self, event: &Event) -> Result<Vec<Consequence>, Refusal> {
        self.check_locks(event)?;
        self.plan_unlocked(event)
    }

    /// What the event would bring about if nothing were locked.
    pub(crate) fn plan_unlocked(&self, event: &Event) -> Result<Vec<Consequence>, Refusal> {
        let mut consequences = plan::plan(self, event)?;
        let counted = self.counted(event, &consequences)?;
        consequences.extend(counted);
        Ok(consequences)
    }

    /// What the event would bring about if somebody caused it: the same, and what becomes of them for it.
    pub(crate) fn plan_by(
        &self,
        actor: PrincipalId,
        event: &Event,
    ) -> Result<Vec<Consequence>, Refusal> {
        let mut consequences = self.plan(event)?;
        let owned = plan::owned_by_its_maker(self, actor, &consequences);
        consequences.extend(owned);
        Ok(consequences)
    }

    /// Lets the event happen as somebody causes it. Whether they may is not asked.
    pub(crate) fn apply_by(
        &mut self,
        actor: PrincipalId,
        event: &Event,
    ) -> Result<Change, Refusal> {
        let consequences = self.plan_by(actor, event)?;
        Ok(self.commit(consequences))
    }

    /// Carries out consequences that were planned on this very state.
    fn commit(&mut self, consequences: Vec<Consequence>) -> Change {
        for consequence in &consequences {
            self.state.commit(consequence);
            self.index.commit(&self.state, consequence);
        }
        self.revisions_made += 1;
        let after = self.revision.numbered(self.revisions_made);
        let before = std::mem::replace(&mut self.revision, after.clone());
        Change {
            consequences,
            before,
            after,
        }
    }

    /// Takes the latest change back: the world is what it was.
    ///
    /// # Errors
    /// The change is not the latest one of this world; nothing changes.
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// let first = world.apply(Event::create_user("alice"))?;
    /// let second = world.apply(Event::create_user("bob"))?;
    /// assert!(world.revert(first.clone()).is_err());
    /// assert!(world.revert(second).is_ok());
    /// assert!(world.revert(first).is_ok());
    /// assert_eq!(world, World::new());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn revert(&mut self, change: Change) -> Result<(), NotLatest> {
        if change.after != self.revision {
            return Err(NotLatest);
        }
        for consequence in change.consequences.iter().rev() {
            self.state.revert(consequence);
            self.index.revert(&self.state, consequence);
        }
        self.revision = change.before;
        Ok(())
    }

    /// Which state of this world this is.
    pub fn revision(&self) -> Revision {
        self.revision.clone()
    }

    /// Whether this is that state.
    pub(crate) fn is_at(&self, revision: &Revision) -> bool {
        self.revision == *revision
    }

    /// What this world knows of Azure.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The world that is in this state, with the catalogue of this one.
    pub(crate) fn like_this(&self, tenant: &Tenant) -> Result<Self, TenantError> {
        Self::from_tenant(Arc::clone(&self.catalog), tenant)
    }

    /// The time in this world, if it has a clock.
    pub fn clock(&self) -> Option<Timestamp> {
        self.state.clock
    }

    /// Whether something that counts during a period does so now. Without a clock everything does, always.
    pub(crate) fn counts(&self, period: &Period) -> bool {
        self.clock()
            .is_none_or(|now| period.at(now) == Phase::Effective)
    }

    /// The directory's id.
    pub fn tenant_id(&self) -> TenantId {
        self.state.tenant_id
    }

    /// Everything with an ARM id that exists, by ARM id.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (&Scope, &Node)> {
        self.state.nodes.iter()
    }

    /// What exists under this ARM id.
    pub fn node(&self, scope: &Scope) -> Option<&Node> {
        self.state.nodes.get(scope)
    }

    /// Every principal there ever was, by object id; the deleted ones too.
    pub fn principals(&self) -> impl ExactSizeIterator<Item = &Principal> {
        self.state.principals.values()
    }

    /// The principal with that object id, even if it was deleted.
    pub fn principal(&self, id: PrincipalId) -> Option<&Principal> {
        self.state.principals.get(&id)
    }

    /// Whether a principal is a user who is a Global Administrator of the directory (F6.4).
    pub fn is_global_administrator(&self, principal: PrincipalId) -> bool {
        self.state.global_administrators.contains(&principal)
    }

    /// The groups that a principal is in, directly or through other groups, each with the time that it counts.
    pub fn groups_of(&self, principal: PrincipalId) -> impl Iterator<Item = (PrincipalId, Period)> {
        self.index
            .groups_of(principal)
            .iter()
            .map(|membership| (membership.group, membership.effective))
    }

    /// The direct members of a group, by object id.
    pub fn members_of(&self, group: PrincipalId) -> impl Iterator<Item = (PrincipalId, Period)> {
        self.state.members_of(group)
    }

    /// Every role assignment, by its GUID.
    pub fn role_assignments(&self) -> impl ExactSizeIterator<Item = &RoleAssignment> {
        self.state.assignments.values()
    }

    /// The role assignment with that GUID.
    pub fn role_assignment(&self, id: RoleAssignmentId) -> Option<&RoleAssignment> {
        self.state.assignments.get(&id)
    }

    /// The role assignments that a principal itself holds, by their GUIDs.
    pub fn assignments_of(&self, principal: PrincipalId) -> impl Iterator<Item = &RoleAssignment> {
        self.index
            .assignments_of(principal)
            .filter_map(|id| self.state.assignments.get(&id))
    }

    /// The role assignments made at exactly this scope, by their GUIDs.
    pub fn assignments_at(&self, scope: &Scope) -> impl Iterator<Item = &RoleAssignment> {
        self.index
            .assignments_at(scope)
            .filter_map(|id| self.state.assignments.get(&id))
    }

    /// Why an assignment no longer serves anybody, if it does not (F1.7, F1.14).
    ///
    /// An assignment that a moved resource left behind stays for as long as nobody removes it, and serves again if
    /// something comes to be at its scope: Azure removes it at some time that nobody states, so this is our decision.
    pub fn orphan_cause(&self, assignment: &RoleAssignment) -> Option<OrphanCause> {
        if self
            .principal(assignment.principal)
            .is_some_and(|principal| principal.deleted)
        {
            return Some(OrphanCause::PrincipalDeleted);
        }
        (!self.can_hold_assignments(&assignment.scope)).then_some(OrphanCause::ScopeMoved)
    }

    /// The resources that list a user-assigned identity, by ARM id, dangling references included.
    pub fn hosts_of(&self, identity: &Scope) -> impl Iterator<Item = &Scope> {
        self.index.hosts_of(identity)
    }

    /// The scopes above, nearest first, beginning with the scope itself: as the text tells up to the subscription,
    /// as the management groups tell from there on, through the root group, called by the directory's id, where the
    /// tenant has one (F6.4).
    pub fn ancestors(&self, scope: &Scope) -> Vec<Scope> {
        let mut chain: Vec<Scope> = Vec::new();
        let mut next = Some(scope.clone());
        while let Some(scope) = next {
            next = self.parent_of(&scope);
            chain.push(scope);
        }
        chain
    }

    /// Whether this is the root, or the management group that stands for it (F6.4).
    pub(crate) fn is_top(&self, scope: &Scope) -> bool {
        *scope == Scope::root() || self.state.root_group.as_ref() == Some(scope)
    }

    /// The scope directly above (F6.4); none above the root.
    pub(crate) fn parent_of(&self, scope: &Scope) -> Option<Scope> {
        match self.state.nodes.get(scope).map(|node| &node.kind) {
            Some(NodeKind::Subscription { parent } | NodeKind::ManagementGroup { parent }) => {
                let top = self.state.root_group.as_ref().filter(|group| {
                    *group != scope
                        && *parent == Scope::root()
                        && self.state.nodes.contains_key(group)
                });
                Some(top.unwrap_or(parent).clone())
            }
            _ => scope.parent(),
        }
    }

    /// The custom roles of the tenant, by their GUIDs.
    pub fn custom_roles(&self) -> impl ExactSizeIterator<Item = &RoleDefinition> {
        self.state.custom_roles.values()
    }

    /// Every role that can be assigned: the built-in ones, then the custom ones.
    pub fn roles(&self) -> impl Iterator<Item = &RoleDefinition> {
        self.catalog.roles().chain(self.custom_roles())
    }

    /// The role of that name or GUID, custom or built in.
    ///
    /// # Errors
    /// There is none; the error carries the nearest names.
    pub fn role(&self, role: &Reference) -> Result<&RoleDefinition, NotInCatalog> {
        let named = self.state.custom_role_ids.get(role.name()).copied();
        let custom = named.or_else(|| role.role_definition_id());
        custom
            .and_then(|id| self.state.custom_roles.get(&id))
            .or_else(|| self.catalog.find_role(role))
            .ok_or_else(|| NotInCatalog {
                what: "role",
                name: role.to_string(),
                nearest: nearest(
                    role.as_str(),
                    self.roles().map(|role| role.role_name.as_str()),
                ),
            })
    }

    /// Whether a role can be assigned at a scope.
    pub(crate) fn is_assignable(&self, role: &RoleDefinition, scope: &Scope) -> bool {
        plan::check_assignable(self, role, scope).is_ok()
    }

    /// The role with that id, custom or built in.
    pub fn role_by_id(&self, id: RoleDefinitionId) -> Option<&RoleDefinition> {
        self.state
            .custom_roles
            .get(&id)
            .or_else(|| self.catalog.role_by_id(id))
    }

    /// The client secrets of a service principal, by name, each with the time that it can be used.
    pub fn secrets_of(
        &self,
        service_principal: PrincipalId,
    ) -> impl Iterator<Item = (&Name, Period)> {
        self.state.secrets_of(service_principal)
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        self.to_tenant() == other.to_tenant()
    }
}

impl Eq for World {}

impl TryFrom<Tenant> for World {
    type Error = TenantError;

    fn try_from(tenant: Tenant) -> Result<Self, TenantError> {
        Self::from_tenant(Catalog::built_in(), &tenant)
    }
}
