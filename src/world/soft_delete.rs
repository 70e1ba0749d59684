//! What was deleted and can be brought back for a time (F1.9.1, F1.9.2). Nothing removes it when the time is over: whether
//! it is over, the clock alone tells.

use std::collections::BTreeMap;

use super::World;
use super::state::{Node, NodeKind, Referent, State};
use crate::model::{
    DeletedVault, Entries, KeptMembership, PrincipalId, PrincipalOrigin, Secret, SoftDeleted,
    Tenant,
};
use crate::value::{Duration, Name, Scope, Timestamp};

/// A key vault that was deleted, with all that was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoftDeletedVault {
    /// The ARM id that it had.
    pub vault: Scope,
    /// When it was deleted.
    pub deleted: Timestamp,
    /// The vault and what was in it, by ARM id.
    pub nodes: BTreeMap<Scope, Node>,
}

impl SoftDeletedVault {
    /// Whether nobody can purge it.
    pub fn has_purge_protection(&self) -> bool {
        let vault = self.nodes.get(&self.vault).map(|it| &it.kind);
        matches!(
            vault,
            Some(NodeKind::Resource {
                purge_protection: true,
                ..
            })
        )
    }
}

impl State {
    /// The moment when a deleted principal is purged: the one place that says it.
    pub(super) fn principal_purge(&self, kept: &SoftDeleted) -> Timestamp {
        kept.deleted
            .saturating_add(self.options.delays().soft_delete)
    }

    /// The moment when a deleted key vault is purged: the one place that says it.
    pub(super) fn vault_purge(&self, kept: &SoftDeletedVault) -> Timestamp {
        kept.deleted
            .saturating_add(self.options.delays().vault_soft_delete)
    }
}

impl World {
    /// Everything that was deleted and is kept for a time, each with the moment when it is purged, or was: from then on
    /// nobody brings it back. Principals come first, by object id, then key vaults, by ARM id.
    ///
    /// ```
    /// use idsim::{Event, Tenant, World};
    ///
    /// let tenant: Tenant = ron::from_str(r#"(
    ///     clock: Some("2026-01-01T00:00:00Z"), options: (delays: Some(Azure)), users: {"alice": ()},
    /// )"#)?;
    /// let mut world = World::try_from(tenant)?;
    /// assert_eq!(world.purges().count(), 0);
    /// world.apply(Event::DeleteUser("alice".into()))?;
    /// let (_, moment) = world.purges().next().expect("alice is kept");
    /// assert_eq!(moment.to_string(), "2026-01-31T00:00:00Z");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn purges(&self) -> impl Iterator<Item = (Referent, Timestamp)> {
        let principals = self.state.soft_deleted.iter();
        let principals =
            principals.map(|(id, kept)| (Referent::Principal(*id), self.principal_purge(kept)));
        let vaults = self.state.deleted_vaults.values();
        let vaults =
            vaults.map(|kept| (Referent::Scope(kept.vault.clone()), self.vault_purge(kept)));
        principals.chain(vaults)
    }

    /// Until when a principal that was deleted can be restored; nothing where it cannot be, or not any more (F1.9.1).
    pub fn restorable_until(&self, principal: PrincipalId) -> Option<Timestamp> {
        let until = self.principal_purge(self.state.soft_deleted.get(&principal)?);
        self.is_before(until).then_some(until)
    }

    /// Until when the key vault that had that ARM id can be recovered; nothing where none can be, or not any more (F1.9.2).
    pub fn recoverable_until(&self, vault: &Scope) -> Option<Timestamp> {
        let until = self.vault_purge(self.recoverable(vault)?);
        Some(until)
    }

    /// The key vault that had that ARM id and can be recovered.
    pub(super) fn recoverable(&self, vault: &Scope) -> Option<&SoftDeletedVault> {
        let kept = self.state.deleted_vaults.get(vault)?;
        self.is_before(self.vault_purge(kept)).then_some(kept)
    }

    /// The deleted key vault that has a name, wherever it was: no other can have it (F1.9.2).
    pub(super) fn deleted_vault_called(&self, name: &str) -> Option<&SoftDeletedVault> {
        let mut kept = self.state.deleted_vaults.values();
        kept.find(|it| {
            it.vault.name().eq_ignore_ascii_case(name) && self.recoverable(&it.vault).is_some()
        })
    }

    fn is_before(&self, moment: Timestamp) -> bool {
        self.clock().is_some_and(|now| now < moment)
    }

    pub(super) fn principal_purge(&self, kept: &SoftDeleted) -> Timestamp {
        self.state.principal_purge(kept)
    }

    pub(super) fn vault_purge(&self, kept: &SoftDeletedVault) -> Timestamp {
        self.state.vault_purge(kept)
    }

    /// What the directory keeps of a principal that is deleted now: nothing of a managed identity's, which nobody can restore
    /// (F1.9), and nothing at all where no time is said for it.
    pub(super) fn keeps_of(&self, id: PrincipalId) -> Option<SoftDeleted> {
        let deleted = self.keeps_for(self.state.options.delays().soft_delete)?;
        self.principal(id)
            .filter(|it| it.origin == PrincipalOrigin::Directory)?;
        let groups = self.index.direct_groups_of(id).filter_map(|group| {
            let when = self.state.memberships.get(&(group, id))?;
            Some(KeptMembership::new(group, id, *when))
        });
        let members = self.state.members_of(id);
        let members = members.map(|(member, when)| KeptMembership::new(id, member, when));
        let (mut secrets, mut security_attributes) = (Entries::default(), Entries::default());
        for (name, when) in self.state.secrets_of(id) {
            let (from, until) = (when.from(), when.until());
            // Names come from maps, so none is there twice.
            let _ = secrets.insert(name.clone(), Secret { from, until });
        }
        for (name, value) in self.security_attributes_of(id) {
            let _ = security_attributes.insert(name.clone(), value.clone());
        }
        Some(SoftDeleted {
            deleted,
            global_administrator: self.is_global_administrator(id),
            memberships: groups.chain(members).collect(),
            secrets,
            security_attributes,
        })
    }

    /// What is kept of a key vault that is deleted now, and of what is in it; nothing where no time is said for it.
    pub(super) fn keeps_of_vault(&self, vault: &Scope) -> Option<SoftDeletedVault> {
        let deleted = self.keeps_for(self.state.options.delays().vault_soft_delete)?;
        let nodes = self.state.at_or_below(vault);
        Some(SoftDeletedVault {
            vault: vault.clone(),
            deleted,
            nodes: nodes
                .map(|(scope, node)| (scope.clone(), node.bare()))
                .collect(),
        })
    }

    /// The time now, if what is deleted now is kept for any time.
    fn keeps_for(&self, time: Duration) -> Option<Timestamp> {
        self.clock().filter(|_| time != Duration::ZERO)
    }

    /// What is kept of a principal, as it is written down: nothing once it is purged.
    pub(super) fn write_soft_deleted(&self, id: PrincipalId) -> Option<SoftDeleted> {
        self.restorable_until(id)?;
        self.state.soft_deleted.get(&id).cloned()
    }

    /// The deleted key vaults as they are written down: none that is purged.
    pub(super) fn write_deleted_vaults(&self) -> Vec<DeletedVault> {
        let kept = self.state.deleted_vaults.values();
        let kept = kept.filter(|it| self.recoverable(&it.vault).is_some());
        kept.map(|it| {
            let mut tenant = Tenant::default();
            for (scope, node) in &it.nodes {
                let name = node.alias.clone();
                let name = name.unwrap_or_else(|| Name::from(scope.as_str()));
                self.write_node(&mut tenant, name, scope, node);
            }
            let mut resources = Entries::default();
            for (name, mut resource) in tenant.resources {
                resource.id = resource.id.or_else(|| Scope::parse(name.as_str()).ok());
                let _ = resources.insert(name, resource);
            }
            DeletedVault {
                deleted: it.deleted,
                resources,
            }
        })
        .collect()
    }
}
