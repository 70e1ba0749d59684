//! What was deleted and can be brought back, read back: no event brings it about, so it is checked here and written straight
//! into the state.

use std::collections::{BTreeMap, BTreeSet};

use super::load::{Loader, TenantError, refused};
use super::plan::{self, Orphans, check_name};
use super::state::{Node, NodeKind, State};
use super::{Refusal, ResolveError, SoftDeletedVault, Untimely, place::Place};
use crate::model::{
    DeletedPrincipal, DeletedVault, Entries, History, KEY_VAULT, PrincipalOrigin, PrincipalType,
    Resource, SoftDeleted,
};
use crate::value::{Duration, Name, Scope, Timestamp};

impl Loader {
    pub(super) fn remember_deleted(&mut self, history: &History) -> Result<(), TenantError> {
        for (number, it) in history.deleted_principals.iter().enumerate() {
            if let Some(kept) = &it.soft_deleted {
                self.soft_deleted(it, kept)
                    .map_err(|refusal| refused("deleted_principals", number, refusal))?;
            }
        }
        for (number, it) in history.deleted_vaults.iter().enumerate() {
            self.deleted_vault(it)
                .map_err(|refusal| refused("deleted_vaults", number, refusal))?;
        }
        Ok(())
    }

    fn soft_deleted(&mut self, it: &DeletedPrincipal, kept: &SoftDeleted) -> Result<(), Refusal> {
        let time = self.world.state.options.delays().soft_delete;
        self.check_deleted(it.name.as_str(), kept.deleted, time, "soft_delete")?;
        if let Some(why) = self.lie_about(it, kept) {
            let name = it.name.to_string();
            let why = why.to_owned();
            return Err(Refusal::InvalidName { name, why });
        }
        for membership in &kept.memberships {
            membership.effective()?;
        }
        for (_, secret) in kept.secrets.iter() {
            secret.effective()?;
        }
        plan::attributes_of_new(it.id, &kept.security_attributes)?;
        let kept = SoftDeleted {
            secrets: sorted(&kept.secrets),
            security_attributes: sorted(&kept.security_attributes),
            ..kept.clone()
        };
        self.world.state.soft_deleted.insert(it.id, kept);
        Ok(())
    }

    /// What is said to be kept of somebody that nobody like them has, if such a thing is said.
    fn lie_about(&self, it: &DeletedPrincipal, kept: &SoftDeleted) -> Option<&'static str> {
        let is = |id, expected| {
            let other = self.world.principal(id);
            other.is_some_and(|it| it.principal_type == expected)
        };
        let is_group = |id| is(id, PrincipalType::Group);
        let links = || kept.memberships.iter();
        let pairs: BTreeSet<_> = links().map(|link| (link.group, link.member)).collect();
        if it.origin != PrincipalOrigin::Directory {
            Some("the principal of a managed identity is not kept")
        } else if kept.global_administrator && it.principal_type != PrincipalType::User {
            Some("only a user can have been a Global Administrator")
        } else if kept.secrets != Entries::default()
            && it.principal_type != PrincipalType::ServicePrincipal
        {
            Some("only a service principal can have had secrets")
        } else if kept.security_attributes != Entries::default()
            && it.principal_type == PrincipalType::Group
        {
            Some("a group has no security attributes")
        } else if !links().all(|link| (link.group == it.id) != (link.member == it.id)) {
            Some("a membership that is kept of it is one of somebody else, or of itself")
        } else if !links()
            .all(|link| is_group(link.group) && self.world.principal(link.member).is_some())
        {
            Some("a membership that is kept of it is of a group or a member that there never was")
        } else if pairs.len() < kept.memberships.len() {
            Some("a membership that is kept of it is written twice")
        } else {
            None
        }
    }

    /// What is kept was deleted before now, and not so long ago that it is purged.
    fn check_deleted(
        &self,
        name: &str,
        deleted: Timestamp,
        time: Duration,
        delay: &str,
    ) -> Result<(), Refusal> {
        let what = "what was deleted and can be brought back";
        let now = self.world.clock().ok_or(Untimely::NoClock { what })?;
        let why = if deleted > now {
            "it was deleted later than now".to_owned()
        } else if deleted.saturating_add(time) <= now {
            format!("it was deleted at {deleted}, and is purged: its time is the delay `{delay}`")
        } else {
            return Ok(());
        };
        let name = name.to_owned();
        Err(Refusal::InvalidName { name, why })
    }

    fn deleted_vault(&mut self, it: &DeletedVault) -> Result<(), Refusal> {
        let mut nodes = BTreeMap::new();
        for (name, resource) in it.resources.iter() {
            let (scope, node) = self.deleted_resource(name, resource)?;
            nodes.insert(scope, node);
        }
        let invalid = |name: &str, why: &str| Refusal::InvalidName {
            name: name.to_owned(),
            why: why.to_owned(),
        };
        let Some(vault) = nodes.keys().next().cloned() else {
            return Err(invalid("deleted_vaults", "it lists no vault"));
        };
        let (is_vault, is_one) = (
            vault
                .resource_type()
                .is_some_and(|it| it.as_str().eq_ignore_ascii_case(KEY_VAULT)),
            nodes.keys().all(|it| vault.contains(it)) && nodes.len() == it.resources.len(),
        );
        if !is_vault || !is_one || self.world.state.deleted_vaults.contains_key(&vault) {
            let why = "it is not one key vault with what was in it, deleted once";
            return Err(invalid(vault.as_str(), why));
        }
        let time = self.world.state.options.delays().vault_soft_delete;
        self.check_deleted(vault.name(), it.deleted, time, "vault_soft_delete")?;
        let kept = SoftDeletedVault {
            vault: vault.clone(),
            deleted: it.deleted,
            nodes,
        };
        self.world.state.deleted_vaults.insert(vault, kept);
        Ok(())
    }

    /// A resource that is no more, with all that is said of it.
    fn deleted_resource(&self, name: &Name, it: &Resource) -> Result<(Scope, Node), Refusal> {
        let invalid = |why: &str| Refusal::InvalidName {
            name: name.to_string(),
            why: why.to_owned(),
        };
        let scope = it
            .id
            .clone()
            .ok_or_else(|| invalid("its `id` is not said"))?;
        let (resource_type, _) = self.world.catalog.service(&it.resource_type)?;
        plan::check_purge_protection(&self.world, it)?;
        if scope.resource_type().as_ref() != Some(resource_type) {
            return Err(Refusal::IdMismatch {
                id: scope,
                expected: resource_type.to_string(),
            });
        }
        if !self.world.is_known(&scope) {
            return Err(Refusal::Reference(ResolveError::Unknown {
                name: scope.to_string(),
                nearest: Vec::new(),
            }));
        }
        if it.identity != Default::default() {
            return Err(invalid("what was deleted has no identity any more"));
        }
        let alias = Some(name).filter(|it| !it.as_str().starts_with('/'));
        alias.map_or(Ok(()), check_name)?;
        let node = Node {
            alias: alias.cloned(),
            location: it.location.clone(),
            kind: NodeKind::Resource {
                stopped: false,
                outdated_reference: false,
                vault_tenant: None,
                resource_type: resource_type.clone(),
                kind: it.kind.clone(),
                system_assigned: None,
                user_assigned: BTreeMap::new(),
                place: Place::default(),
                access_policies: false,
                policies: BTreeMap::new(),
                purge_protection: it.enable_purge_protection,
                database_users: BTreeSet::new(),
                tokens: BTreeMap::new(),
            },
        };
        // What it says besides is what would come of it if it were there.
        let mut apart = State::new(self.world.tenant_id());
        apart.nodes.insert(scope.clone(), node.clone());
        for consequence in plan::furnish_resource(&self.world, &scope, it, Orphans::Allowed)? {
            apart.commit(&consequence);
        }
        let node = apart.nodes.remove(&scope).unwrap_or(node);
        Ok((scope, node))
    }
}

/// By name, so that the order in which they are written leaves no trace.
fn sorted<T: Clone>(entries: &Entries<T>) -> Entries<T> {
    let mut all: Vec<_> = entries.iter().collect();
    all.sort_by_key(|(name, _)| *name);
    let mut sorted = Entries::default();
    for (name, it) in all {
        // None is there twice.
        let _ = sorted.insert(name.clone(), it.clone());
    }
    sorted
}
