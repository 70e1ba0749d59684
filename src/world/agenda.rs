//! When what begins or ends: kept as events arrive, so that letting time pass costs what becomes due.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::due::Matter;
use super::state::{NodeKind, State};
use super::{Consequence, SoftDeletedVault};
use crate::model::{Principal, PrincipalId, SoftDeleted, Token};
use crate::value::{Name, Period, Scope, Timestamp};

/// What begins or ends at which moment; of one moment in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Agenda(BTreeMap<Timestamp, Vec<Matter>>);

/// Whether something comes to be on the agenda, or goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    In,
    Out,
}

impl Entry {
    fn reversed(self, reversed: bool) -> Self {
        match (self, reversed) {
            (Self::In, false) | (Self::Out, true) => Self::In,
            _ => Self::Out,
        }
    }
}

impl Agenda {
    /// What is on it after `from`, and not after `to`.
    pub(super) fn between(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, &Matter)> {
        // A range that ends before it begins is none.
        let range = (Bound::Excluded(from), Bound::Included(to.max(from)));
        let days = (to > from).then(|| self.0.range(range));
        let days = days.into_iter().flatten();
        days.flat_map(|(at, matters)| matters.iter().map(|it| (*at, it)))
    }

    /// Follows the state, which has the consequence in it already, or has it taken back.
    pub(super) fn follow(&mut self, state: &State, consequence: &Consequence, back: bool) {
        let (comes, goes) = (Entry::In.reversed(back), Entry::Out.reversed(back));
        match consequence {
            Consequence::AssignmentCreated(it) => {
                self.period(comes, it.effective, || Matter::Assignment(it.id));
            }
            Consequence::AssignmentRemoved(it) => {
                self.period(goes, it.effective, || Matter::Assignment(it.id));
            }
            Consequence::MemberAdded {
                group,
                member,
                effective,
            } => self.period(comes, *effective, || Matter::Membership(*group, *member)),
            Consequence::MemberRemoved {
                group,
                member,
                effective,
            } => self.period(goes, *effective, || Matter::Membership(*group, *member)),
            Consequence::SecretAdded {
                principal,
                name,
                effective,
            } => self.period(comes, *effective, || {
                Matter::Secret(*principal, name.clone())
            }),
            Consequence::SecretRemoved {
                principal,
                name,
                effective,
            } => self.period(goes, *effective, || {
                Matter::Secret(*principal, name.clone())
            }),
            Consequence::EligibilityCreated(it) => self.period(comes, it.effective, || {
                Matter::Eligibility(it.principal, it.role, it.scope.clone())
            }),
            Consequence::EligibilityRemoved(it) => self.period(goes, it.effective, || {
                Matter::Eligibility(it.principal, it.role, it.scope.clone())
            }),
            Consequence::TokenIssued {
                host,
                token,
                instead_of,
            } => {
                if let Some(before) = instead_of {
                    self.token(goes, host, before);
                }
                self.token(comes, host, token);
            }
            Consequence::FederatedCredentialChanged {
                identity,
                name,
                at: Some(at),
                ..
            } => self.credential(comes, state, identity, (name, *at)),
            Consequence::PrincipalSoftDeleted { principal, kept } => {
                self.purge(comes, state, *principal, kept);
            }
            Consequence::PrincipalRestored {
                principal: Principal { id, .. },
                kept,
            }
            | Consequence::RestorableNoMore {
                principal: id,
                kept,
            } => self.purge(goes, state, *id, kept),
            Consequence::VaultSoftDeleted { kept, instead_of } => {
                if let Some(earlier) = instead_of {
                    self.vault_purge(goes, state, earlier);
                }
                self.vault_purge(comes, state, kept);
            }
            Consequence::VaultRecovered(kept) | Consequence::VaultPurged(kept) => {
                self.vault_purge(goes, state, kept);
            }
            Consequence::ScopeDeleted { scope, node } => {
                self.contents(goes, state, scope, &node.kind);
            }
            Consequence::ScopeMoved { from, to, .. } => {
                let now = if back { from } else { to };
                if let Some(node) = state.nodes.get(now) {
                    self.contents(goes, state, from, &node.kind);
                    self.contents(comes, state, to, &node.kind);
                }
            }
            _ => {}
        }
    }

    fn period(&mut self, entry: Entry, period: Period, matter: impl Fn() -> Matter) {
        for at in period.from().into_iter().chain(period.until()) {
            self.enter(entry, at, matter());
        }
    }

    /// What of the things that a resource or an identity has stands on it.
    fn contents(&mut self, entry: Entry, state: &State, scope: &Scope, kind: &NodeKind) {
        match kind {
            NodeKind::Resource { tokens, .. } => {
                for token in tokens.values() {
                    self.token(entry, scope, token);
                }
            }
            NodeKind::Identity {
                credential_changes, ..
            } => {
                for it in credential_changes {
                    self.credential(entry, state, scope, (&it.name, it.at));
                }
            }
            _ => {}
        }
    }

    /// A change of a federated credential is known everywhere a while after it was made (F2.20).
    fn credential(
        &mut self,
        entry: Entry,
        state: &State,
        identity: &Scope,
        (name, changed): (&Name, Timestamp),
    ) {
        let delay = state.options.delays().federated_credentials;
        let matter = Matter::Credential(identity.clone(), name.clone());
        self.enter(entry, changed.saturating_add(delay), matter);
    }

    /// Whoever was deleted is purged when the time for which they are kept is over (F1.9.1).
    fn purge(&mut self, entry: Entry, state: &State, who: PrincipalId, kept: &SoftDeleted) {
        self.enter(entry, state.principal_purge(kept), Matter::Purge(who));
    }

    fn vault_purge(&mut self, entry: Entry, state: &State, kept: &SoftDeletedVault) {
        let matter = Matter::VaultPurge(kept.vault.clone());
        self.enter(entry, state.vault_purge(kept), matter);
    }

    /// What was deleted and is kept, read back.
    pub(super) fn kept(&mut self, state: &State) {
        for (principal, kept) in &state.soft_deleted {
            self.purge(Entry::In, state, *principal, kept);
        }
        for kept in state.deleted_vaults.values() {
            self.vault_purge(Entry::In, state, kept);
        }
    }

    /// A change that is read back.
    pub(super) fn spreading(
        &mut self,
        state: &State,
        identity: &Scope,
        change: (&Name, Timestamp),
    ) {
        self.credential(Entry::In, state, identity, change);
    }

    fn token(&mut self, entry: Entry, host: &Scope, token: &Token) {
        if let Some(at) = token.expires {
            let matter = Matter::Token(host.clone(), token.principal, token.audience.clone());
            self.enter(entry, at, matter);
        }
    }

    fn enter(&mut self, entry: Entry, at: Timestamp, matter: Matter) {
        let matters = self.0.entry(at).or_default();
        let place = matters.partition_point(|it| *it < matter);
        match entry {
            Entry::In => matters.insert(place, matter),
            Entry::Out if matters.get(place) == Some(&matter) => {
                matters.remove(place);
            }
            Entry::Out => {}
        }
        if matters.is_empty() {
            self.0.remove(&at);
        }
    }
}
