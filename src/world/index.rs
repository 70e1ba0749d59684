//! What questions need at hand, kept beside the facts as events arrive so that asking builds nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Consequence;
use super::state::State;
use crate::model::{ClientId, Principal, PrincipalId, RoleAssignmentId};
use crate::value::{Period, Scope, ScopeLevel};

/// Relations derived from the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index {
    by_principal: BTreeMap<PrincipalId, BTreeSet<RoleAssignmentId>>,
    by_scope: BTreeMap<Scope, BTreeSet<RoleAssignmentId>>,
    /// The groups each principal is directly in.
    parents: BTreeMap<PrincipalId, BTreeSet<PrincipalId>>,
    /// The groups each principal is in, directly or not; sorted.
    groups: BTreeMap<PrincipalId, Vec<Membership>>,
    /// The resources that list each user-assigned identity.
    hosts: BTreeMap<Scope, BTreeSet<Scope>>,
    subscriptions: BTreeSet<Scope>,
    resource_groups: BTreeSet<Scope>,
    /// The application ids of all principals, deleted ones too.
    client_ids: BTreeSet<ClientId>,
}

/// That a principal is in a group, directly or not, during a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Membership {
    /// The group.
    pub(crate) group: PrincipalId,
    /// When every link of the way to it counts.
    pub(crate) effective: Period,
}

impl Index {
    pub(super) fn groups_of(&self, principal: PrincipalId) -> &[Membership] {
        self.groups.get(&principal).map_or(&[], Vec::as_slice)
    }

    pub(super) fn direct_groups_of(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = PrincipalId> {
        self.parents.get(&principal).into_iter().flatten().copied()
    }

    pub(super) fn assignments_of(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = RoleAssignmentId> {
        self.by_principal
            .get(&principal)
            .into_iter()
            .flatten()
            .copied()
    }

    pub(super) fn assignments_at(&self, scope: &Scope) -> impl Iterator<Item = RoleAssignmentId> {
        self.by_scope.get(scope).into_iter().flatten().copied()
    }

    /// The assignments made at a scope or below it, by what the text tells.
    pub(super) fn assignments_at_or_below<'i>(
        &'i self,
        scope: &'i Scope,
    ) -> impl Iterator<Item = RoleAssignmentId> {
        self.by_scope
            .range(scope.clone()..)
            .take_while(|(at, _)| at.folded().starts_with(scope.folded()))
            .filter(|(at, _)| scope.contains(at))
            .flat_map(|(_, ids)| ids.iter().copied())
    }

    pub(super) fn has_client_id(&self, id: ClientId) -> bool {
        self.client_ids.contains(&id)
    }

    pub(super) fn add_principal(&mut self, principal: &Principal) {
        self.client_ids.extend(principal.client_id);
    }

    pub(super) fn hosts_of(&self, identity: &Scope) -> impl Iterator<Item = &Scope> {
        self.hosts.get(identity).into_iter().flatten()
    }

    /// The subscription, if there is exactly one; or how many there are.
    pub(super) fn only_subscription(&self) -> Result<Scope, usize> {
        only(&self.subscriptions)
    }

    /// The resource group, if there is exactly one; or how many there are.
    pub(super) fn only_resource_group(&self) -> Result<Scope, usize> {
        only(&self.resource_groups)
    }

    /// Follows the state, which has the consequence in it already.
    pub(super) fn commit(&mut self, state: &State, consequence: &Consequence) {
        match consequence {
            Consequence::PrincipalCreated(it) => self.add_principal(it),
            Consequence::AssignmentCreated(it) => {
                insert(&mut self.by_principal, it.principal, it.id);
                insert(&mut self.by_scope, it.scope.clone(), it.id);
            }
            Consequence::AssignmentRemoved(it) => {
                remove(&mut self.by_principal, &it.principal, &it.id);
                remove(&mut self.by_scope, &it.scope, &it.id);
            }
            Consequence::MemberAdded { group, member, .. } => {
                insert(&mut self.parents, *member, *group);
                self.regroup(state, *member);
            }
            Consequence::MemberRemoved { group, member, .. } => {
                remove(&mut self.parents, member, group);
                self.regroup(state, *member);
            }
            Consequence::IdentityAttached { host, identity, .. } => {
                insert(&mut self.hosts, identity.clone(), host.clone());
            }
            Consequence::IdentityDetached { host, identity, .. } => {
                remove(&mut self.hosts, identity, host)
            }
            Consequence::ScopeCreated { scope, .. } => self.add_container(scope),
            Consequence::ScopeDeleted { scope, .. } => self.remove_container(scope),
            Consequence::ScopeMoved { from, to, .. } => self.rehost(state, from, to),
            _ => {}
        }
    }

    /// Follows the state, which has the consequence taken back already.
    pub(super) fn revert(&mut self, state: &State, consequence: &Consequence) {
        match consequence {
            Consequence::PrincipalCreated(it) => {
                if let Some(id) = &it.client_id {
                    self.client_ids.remove(id);
                }
            }
            Consequence::AssignmentCreated(it) => {
                self.commit(state, &Consequence::AssignmentRemoved(it.clone()))
            }
            Consequence::AssignmentRemoved(it) => {
                self.commit(state, &Consequence::AssignmentCreated(it.clone()))
            }
            Consequence::MemberAdded { group, member, .. } => {
                remove(&mut self.parents, member, group);
                self.regroup(state, *member);
            }
            Consequence::MemberRemoved { group, member, .. } => {
                insert(&mut self.parents, *member, *group);
                self.regroup(state, *member);
            }
            Consequence::IdentityAttached { host, identity, .. } => {
                remove(&mut self.hosts, identity, host)
            }
            Consequence::IdentityDetached { host, identity, .. } => {
                insert(&mut self.hosts, identity.clone(), host.clone());
            }
            Consequence::ScopeCreated { scope, .. } => self.remove_container(scope),
            Consequence::ScopeDeleted { scope, .. } => self.add_container(scope),
            Consequence::ScopeMoved { from, to, .. } => self.rehost(state, to, from),
            _ => {}
        }
    }

    fn add_container(&mut self, scope: &Scope) {
        match scope.level() {
            ScopeLevel::Subscription => self.subscriptions.insert(scope.clone()),
            ScopeLevel::ResourceGroup => self.resource_groups.insert(scope.clone()),
            _ => false,
        };
    }

    fn remove_container(&mut self, scope: &Scope) {
        match scope.level() {
            ScopeLevel::Subscription => self.subscriptions.remove(scope),
            ScopeLevel::ResourceGroup => self.resource_groups.remove(scope),
            _ => false,
        };
    }

    /// A host is called otherwise now.
    fn rehost(&mut self, state: &State, from: &Scope, to: &Scope) {
        for (identity, _) in state
            .nodes
            .get(to)
            .into_iter()
            .flat_map(|node| node.attachments())
        {
            remove(&mut self.hosts, identity, from);
            insert(&mut self.hosts, identity.clone(), to.clone());
        }
    }

    /// Works out anew which groups `changed` is in, and with it everything that is in `changed`.
    fn regroup(&mut self, state: &State, changed: PrincipalId) {
        let mut affected = BTreeSet::from([changed]);
        let mut open = vec![changed];
        while let Some(group) = open.pop() {
            open.extend(
                state
                    .members_of(group)
                    .map(|(member, _)| member)
                    .filter(|it| affected.insert(*it)),
            );
        }
        for principal in affected {
            let groups = self.closure(state, principal);
            if groups.is_empty() {
                self.groups.remove(&principal);
            } else {
                self.groups.insert(principal, groups);
            }
        }
    }

    /// Every group on a way up from `principal`, each with the periods in which a whole way counts (F6.1). A period
    /// that another one of the same group covers says nothing and is left out.
    fn closure(&self, state: &State, principal: PrincipalId) -> Vec<Membership> {
        let mut found: Vec<Membership> = Vec::new();
        let mut open = vec![(principal, Period::always())];
        while let Some((member, so_far)) = open.pop() {
            for group in self.direct_groups_of(member) {
                let Some(link) = state.memberships.get(&(group, member)) else {
                    continue;
                };
                let Some(effective) = so_far.intersect(link) else {
                    continue;
                };
                if found
                    .iter()
                    .any(|known| known.group == group && known.effective.covers(&effective))
                {
                    continue;
                }
                found.retain(|known| known.group != group || !effective.covers(&known.effective));
                found.push(Membership { group, effective });
                open.push((group, effective));
            }
        }
        found.sort();
        found
    }
}

fn only(scopes: &BTreeSet<Scope>) -> Result<Scope, usize> {
    match (scopes.first(), scopes.len()) {
        (Some(scope), 1) => Ok(scope.clone()),
        (_, count) => Err(count),
    }
}

fn insert<K: Ord, V: Ord>(map: &mut BTreeMap<K, BTreeSet<V>>, key: K, value: V) {
    map.entry(key).or_default().insert(value);
}

fn remove<K: Ord, V: Ord>(map: &mut BTreeMap<K, BTreeSet<V>>, key: &K, value: &V) {
    if let Some(values) = map.get_mut(key) {
        values.remove(value);
        if values.is_empty() {
            map.remove(key);
        }
    }
}
