//! The federated identity credentials of user-assigned identities, as they are and as they may still be taken to be.

use std::collections::BTreeMap;

use super::World;
use super::state::NodeKind;
use crate::model::{FederatedCredential, FederatedCredentialChange};
use crate::value::{Name, Scope, Timestamp};

/// The federated identity credentials of one identity at one time, by name.
pub(crate) type CredentialsThen = BTreeMap<Name, FederatedCredential>;

impl World {
    /// The federated identity credentials of a user-assigned identity, by name; none of anything else (F2.18).
    ///
    /// ```
    /// use idsim::{Tenant, World};
    ///
    /// let tenant: Tenant = ron::from_str(r#"(identities: {"id1": (federated_credentials: {
    ///     "build": (issuer: "https://issuer.example", subject: "build-1", audiences: ["api://AzureADTokenExchange"]),
    /// }), "id2": ()})"#)?;
    /// let world = World::try_from(tenant)?;
    /// let (id1, id2) = (world.resolve_scope(&"id1".into())?, world.resolve_scope(&"id2".into())?);
    /// let names: Vec<&str> = world.federated_credentials_of(&id1).map(|(name, _)| name.as_str()).collect();
    /// assert_eq!(names, ["build"]);
    /// assert_eq!(world.federated_credentials_of(&id2).count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn federated_credentials_of(
        &self,
        identity: &Scope,
    ) -> impl Iterator<Item = (&Name, &FederatedCredential)> {
        match self.node(identity).map(|node| &node.kind) {
            Some(NodeKind::Identity {
                federated_credentials,
                ..
            }) => Some(federated_credentials),
            _ => None,
        }
        .into_iter()
        .flatten()
    }

    /// What was changed of an identity's federated credentials so lately that it need not be known everywhere, the latest last
    /// (F2.20), each with the time until when that is so. They stand in order: only these are looked at.
    pub(crate) fn spreading_credentials_of(
        &self,
        identity: &Scope,
    ) -> impl DoubleEndedIterator<Item = (&FederatedCredentialChange, Timestamp)> {
        let delay = self.state.options.delays().federated_credentials;
        let changes = match self.node(identity).map(|node| &node.kind) {
            Some(NodeKind::Identity {
                credential_changes, ..
            }) => credential_changes.as_slice(),
            _ => &[],
        };
        let until = move |it: &FederatedCredentialChange| it.at.saturating_add(delay);
        let is_spreading = |it: &&FederatedCredentialChange| {
            let now = self.clock();
            now.is_some_and(|now| now < until(it))
        };
        let known = changes.len() - changes.iter().rev().take_while(is_spreading).count();
        changes.iter().skip(known).map(move |it| (it, until(it)))
    }

    /// The federated credentials of an identity as the directory may take them to be now: as they are, and then as they were
    /// before each of the changes that need not be known everywhere, the latest first, each with the time until when they may
    /// be taken so. That changes become known in the order in which they were made is our decision (F2.20).
    pub(crate) fn credentials_as_known(
        &self,
        identity: &Scope,
    ) -> (CredentialsThen, Vec<(CredentialsThen, Timestamp)>) {
        let credentials = self.federated_credentials_of(identity);
        let now: CredentialsThen = credentials
            .map(|(name, it)| (name.clone(), it.clone()))
            .collect();
        let (mut then, mut earlier) = (now.clone(), Vec::new());
        for (change, until) in self.spreading_credentials_of(identity).rev() {
            match &change.before {
                Some(before) => then.insert(change.name.clone(), before.clone()),
                None => then.remove(&change.name),
            };
            earlier.push((then.clone(), until));
        }
        (now, earlier)
    }
}
