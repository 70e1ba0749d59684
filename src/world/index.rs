//! What questions need at hand, kept beside the facts as events arrive so that asking builds nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Consequence;
use super::agenda::Agenda;
use super::due::Matter;
use super::state::State;
use crate::model::{ClientId, DenyAssignmentId, Principal, PrincipalId, RoleAssignmentId};
use crate::value::{Name, Period, Scope, ScopeLevel, Timestamp};

/// Relations derived from the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index {
    by_principal: BTreeMap<PrincipalId, BTreeSet<RoleAssignmentId>>,
    by_scope: BTreeMap<Scope, BTreeSet<RoleAssignmentId>>,
    denied_at: BTreeMap<Scope, BTreeSet<DenyAssignmentId>>,
    /// The groups each principal is directly in.
    parents: BTreeMap<PrincipalId, BTreeSet<PrincipalId>>,
    /// The groups each principal is in, directly or not; sorted.
    groups: BTreeMap<PrincipalId, Vec<Membership>>,
    /// The resources that list each user-assigned identity.
    hosts: BTreeMap<Scope, BTreeSet<Scope>>,
    subscriptions: BTreeSet<Scope>,
    resource_groups: BTreeSet<Scope>,
    management_groups: usize,
    /// How many assignments there are at each subscription and below, so that nobody has to count them (F6.5.6).
    in_subscription: BTreeMap<Scope, usize>,
    /// The application ids of all principals, deleted ones too.
    client_ids: BTreeSet<ClientId>,
    agenda: Agenda,
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
        at_or_below(&self.by_scope, scope)
    }

    pub(super) fn deny_assignments_at(
        &self,
        scope: &Scope,
    ) -> impl Iterator<Item = DenyAssignmentId> {
        self.denied_at.get(scope).into_iter().flatten().copied()
    }

    /// The deny assignments made at a scope or below it, by what the text tells.
    pub(super) fn deny_assignments_at_or_below<'i>(
        &'i self,
        scope: &'i Scope,
    ) -> impl Iterator<Item = DenyAssignmentId> {
        at_or_below(&self.denied_at, scope)
    }

    /// How many assignments there are at a subscription and below.
    pub(super) fn assignments_in_subscription(&self, subscription: &Scope) -> usize {
        self.in_subscription.get(subscription).map_or(0, |it| *it)
    }

    /// How many management groups there are.
    pub(super) fn management_groups(&self) -> usize {
        self.management_groups
    }

    /// What begins or ends after `from`, and not after `to`.
    pub(super) fn due(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, &Matter)> {
        self.agenda.between(from, to)
    }

    /// What was deleted and is kept, read back.
    pub(super) fn note_kept(&mut self, state: &State) {
        self.agenda.kept(state);
    }

    /// A change of a federated credential that is read back.
    pub(super) fn note_spreading(
        &mut self,
        state: &State,
        identity: &Scope,
        change: (&Name, Timestamp),
    ) {
        self.agenda.spreading(state, identity, change);
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
        self.agenda.follow(state, consequence, false);
        self.relate(state, consequence);
    }

    fn relate(&mut self, state: &State, consequence: &Consequence) {
        match consequence {
            Consequence::PrincipalCreated(it) => self.add_principal(it),
            Consequence::AssignmentCreated(it) => {
                insert(&mut self.by_principal, it.principal, it.id);
                insert(&mut self.by_scope, it.scope.clone(), it.id);
                if let Some(subscription) = it.scope.containing_subscription() {
                    *self.in_subscription.entry(subscription).or_default() += 1;
                }
            }
            Consequence::AssignmentRemoved(it) => {
                remove(&mut self.by_principal, &it.principal, &it.id);
                remove(&mut self.by_scope, &it.scope, &it.id);
                if let Some(subscription) = it.scope.containing_subscription() {
                    self.count_down(&subscription);
                }
            }
            Consequence::DenyAssignmentCreated(it) => {
                insert(&mut self.denied_at, it.scope.clone(), it.id);
            }
            Consequence::DenyAssignmentRemoved(it) => {
                remove(&mut self.denied_at, &it.scope, &it.id);
            }
            Consequence::MemberAdded {
                group,
                member,
                effective,
            } => {
                insert(&mut self.parents, *member, *group);
                self.join(state, *member, *group, *effective);
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
            Consequence::ScopeDeleted { scope, .. }
            | Consequence::ManagementGroupStays { scope, .. } => self.remove_container(scope),
            Consequence::ScopeMoved { from, to, .. } => self.rehost(state, from, to),
            _ => {}
        }
    }

    /// Follows the state, which has the consequence taken back already.
    pub(super) fn revert(&mut self, state: &State, consequence: &Consequence) {
        self.agenda.follow(state, consequence, true);
        match consequence {
            Consequence::PrincipalCreated(it) => {
                if let Some(id) = &it.client_id {
                    self.client_ids.remove(id);
                }
            }
            Consequence::ScopeCreated { scope, .. } => self.remove_container(scope),
            Consequence::ScopeDeleted { scope, .. }
            | Consequence::ManagementGroupStays { scope, .. } => self.add_container(scope),
            Consequence::ScopeMoved { from, to, .. } => self.rehost(state, to, from),
            other => {
                if let Some(inverse) = other.inverse() {
                    self.relate(state, &inverse);
                }
            }
        }
    }

    fn count_down(&mut self, subscription: &Scope) {
        if let Some(count) = self.in_subscription.get_mut(subscription) {
            *count -= 1;
            if *count == 0 {
                self.in_subscription.remove(subscription);
            }
        }
    }

    fn add_container(&mut self, scope: &Scope) {
        match scope.level() {
            ScopeLevel::ManagementGroup => {
                self.management_groups += 1;
            }
            ScopeLevel::Subscription => {
                self.subscriptions.insert(scope.clone());
            }
            ScopeLevel::ResourceGroup => {
                self.resource_groups.insert(scope.clone());
            }
            _ => {}
        }
    }

    fn remove_container(&mut self, scope: &Scope) {
        match scope.level() {
            ScopeLevel::ManagementGroup => {
                self.management_groups -= 1;
            }
            ScopeLevel::Subscription => {
                self.subscriptions.remove(scope);
            }
            ScopeLevel::ResourceGroup => {
                self.resource_groups.remove(scope);
            }
            _ => {}
        }
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

    /// A new link: everything below it is in everything above it, while the ways down and up and the link count.
    fn join(&mut self, state: &State, member: PrincipalId, group: PrincipalId, link: Period) {
        let mut above = vec![Membership {
            group,
            effective: link,
        }];
        above.extend(self.groups_of(group).iter().filter_map(|it| {
            Some(Membership {
                effective: it.effective.intersect(&link)?,
                ..*it
            })
        }));
        for principal in below(state, member) {
            let ways: Vec<Period> = match principal == member {
                true => vec![Period::always()],
                false => self
                    .groups_of(principal)
                    .iter()
                    .filter(|it| it.group == member)
                    .map(|it| it.effective)
                    .collect(),
            };
            let groups = self.groups.entry(principal).or_default();
            for (way, upper) in ways
                .iter()
                .flat_map(|way| above.iter().map(move |upper| (way, upper)))
            {
                if let Some(effective) = way.intersect(&upper.effective) {
                    include(
                        groups,
                        Membership {
                            effective,
                            ..*upper
                        },
                    );
                }
            }
            // Ways that never count together lead nowhere.
            if groups.is_empty() {
                self.groups.remove(&principal);
            }
        }
    }

    /// Works out anew which groups `changed` is in, and with it everything that is in `changed`.
    fn regroup(&mut self, state: &State, changed: PrincipalId) {
        let affected = below(state, changed);
        for principal in affected {
            let groups = self.closure(state, principal);
            if groups.is_empty() {
                self.groups.remove(&principal);
            } else {
                self.groups.insert(principal, groups);
            }
        }
    }

    /// Every group on a way up from `principal`, each with the periods in which a whole way counts (F6.1).
    fn closure(&self, state: &State, principal: PrincipalId) -> Vec<Membership> {
        let mut found: Vec<Membership> = Vec::new();
        let mut open = vec![(principal, Period::always())];
        while let Some((member, so_far)) = open.pop() {
            for group in self.direct_groups_of(member) {
                let link = state.memberships.get(&(group, member));
                let Some(effective) = link.and_then(|link| so_far.intersect(link)) else {
                    continue;
                };
                if include(&mut found, Membership { group, effective }) {
                    open.push((group, effective));
                }
            }
        }
        found
    }
}

/// A principal and everything that is in it, directly or not.
fn below(state: &State, principal: PrincipalId) -> BTreeSet<PrincipalId> {
    let mut found = BTreeSet::from([principal]);
    let mut open = vec![principal];
    while let Some(group) = open.pop() {
        open.extend(
            state
                .members_of(group)
                .map(|(member, _)| member)
                .filter(|it| found.insert(*it)),
        );
    }
    found
}

/// Adds a membership to a sorted list, unless one of the same group says as much; one that says less is dropped.
fn include(list: &mut Vec<Membership>, new: Membership) -> bool {
    let from = list.partition_point(|it| it.group < new.group);
    let mut of_group = list
        .iter()
        .skip(from)
        .take_while(|it| it.group == new.group);
    if of_group.any(|known| known.effective.covers(&new.effective)) {
        return false;
    }
    list.retain(|known| known.group != new.group || !new.effective.covers(&known.effective));
    let at = list.partition_point(|it| *it < new);
    list.insert(at, new);
    true
}

/// What is listed at a scope or below it, by what the text tells.
fn at_or_below<'i, T: Copy>(
    map: &'i BTreeMap<Scope, BTreeSet<T>>,
    scope: &'i Scope,
) -> impl Iterator<Item = T> + use<'i, T> {
    map.range(scope.clone()..)
        .take_while(|(at, _)| at.folded().starts_with(scope.folded()))
        .filter(|(at, _)| scope.contains(at))
        .flat_map(|(_, all)| all.iter().copied())
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
