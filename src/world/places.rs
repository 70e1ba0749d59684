//! The places where code runs, as the world knows them.

use std::collections::BTreeSet;

use super::place::{Place, PlaceId};
use super::state::{Node, NodeKind, Referent};
use super::{ResolveError, World};
use crate::model::{PrincipalId, Reference, TenantId};
use crate::value::{Name, Scope};

/// The environment variables of the Azure SDK that hold a credential, or say where one is.
const SECRET_VARIABLES: [&str; 4] = [
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "AZURE_PASSWORD",
];

impl World {
    /// The place that a reference means, whether or not it still exists.
    ///
    /// # Errors
    /// The reference is malformed, was never heard of, or names something that runs no code.
    pub fn resolve_place(&self, reference: &Reference) -> Result<PlaceId, ResolveError> {
        if let Some(Referent::Machine(name)) = self.state.aliases.get(reference.name()) {
            return Ok(PlaceId::Machine(name.clone()));
        }
        let wrong = |found| ResolveError::WrongKind {
            name: reference.to_string(),
            found,
            expected: "a resource or a machine",
        };
        let scope = self.resolve_scope(reference)?;
        match self.node(&scope).map(|node| &node.kind) {
            Some(NodeKind::Resource { .. }) => Ok(PlaceId::Resource(scope)),
            Some(kind) => Err(wrong(kind.article_and_name())),
            None if self.is_known(&scope) && scope.containing_resource().is_some() => {
                Ok(PlaceId::Resource(scope))
            }
            None => Err(wrong("a scope")),
        }
    }

    /// What stands around the code at a place; nothing if the place is no more.
    pub fn place(&self, id: &PlaceId) -> Option<&Place> {
        match id {
            PlaceId::Machine(name) => self.state.machines.get(name),
            PlaceId::Resource(scope) => match self.node(scope).map(|node| &node.kind) {
                Some(NodeKind::Resource { place, .. }) => Some(place),
                _ => None,
            },
        }
    }

    /// What stands around the code that runs at a place now; nothing if the place is no more, or is stopped.
    pub(crate) fn running_place(&self, id: &PlaceId) -> Option<&Place> {
        self.place(id).filter(|_| !self.is_stopped(id))
    }

    /// Whether a place is a resource that is stopped: it is there, and no code runs on it.
    pub(crate) fn is_stopped(&self, id: &PlaceId) -> bool {
        match id {
            PlaceId::Machine(_) => false,
            PlaceId::Resource(scope) => self.node(scope).is_some_and(Node::is_stopped),
        }
    }

    /// Every place where code can run: the machines by name, then the resources by ARM id.
    pub fn places(&self) -> impl Iterator<Item = (PlaceId, &Place)> {
        let machines = self
            .machines()
            .map(|(name, place)| (PlaceId::Machine(name.clone()), place));
        let resources = self.nodes().filter_map(|(scope, node)| match &node.kind {
            NodeKind::Resource { place, .. } => Some((PlaceId::Resource(scope.clone()), place)),
            _ => None,
        });
        machines.chain(resources)
    }

    /// The machines outside Azure, by name.
    pub fn machines(&self) -> impl ExactSizeIterator<Item = (&Name, &Place)> {
        self.state.machines.iter()
    }

    /// Every ARM id that exists or once existed, in order.
    pub(crate) fn known_scopes(&self) -> impl Iterator<Item = &Scope> {
        self.state.generations.keys()
    }

    /// Whether the resource that a scope is in looks at access policies for its data, and not at roles (F9).
    pub(crate) fn has_access_policies(&self, scope: &Scope) -> bool {
        let resource = scope.containing_resource();
        let kind = resource
            .and_then(|it| self.node(&it))
            .map(|node| &node.kind);
        matches!(
            kind,
            Some(NodeKind::Resource {
                access_policies: true,
                ..
            })
        )
    }

    /// The directory that the key vault trusts that a scope is in, where it is not the one of its subscription (F1.15).
    pub(crate) fn vault_tenant(&self, scope: &Scope) -> Option<TenantId> {
        match self.node(&scope.containing_resource()?)?.kind {
            NodeKind::Resource { vault_tenant, .. } => vault_tenant,
            _ => None,
        }
    }

    /// The access policies of a key vault, whether they count now or not: what each principal may do, by kind and name
    /// (F9.1).
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_resource("kv1", "Microsoft.KeyVault/vaults"))?;
    /// let kv1 = world.resolve_scope(&"kv1".into())?;
    /// assert_eq!(world.access_policies_of(&kv1).count(), 0);
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn access_policies_of(
        &self,
        vault: &Scope,
    ) -> impl Iterator<Item = (PrincipalId, &BTreeSet<Name>)> {
        let policies = match self.node(vault).map(|node| &node.kind) {
            Some(NodeKind::Resource { policies, .. }) => Some(policies),
            _ => None,
        };
        let policies = policies.into_iter().flatten();
        policies.map(|(principal, permissions)| (*principal, permissions))
    }

    /// What a key vault's access policy lets a principal do, if it has one there.
    pub(crate) fn access_policy(
        &self,
        vault: &Scope,
        principal: PrincipalId,
    ) -> Option<&BTreeSet<Name>> {
        match self.node(vault).map(|node| &node.kind) {
            Some(NodeKind::Resource { policies, .. }) => policies.get(&principal),
            _ => None,
        }
    }

    /// The credentials that somebody has to keep, each by where it is and what it is called there: those that are stored
    /// where code runs, environment variables that hold one, and the client secrets of service principals. A managed
    /// identity has none (F1.19).
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
    /// assert!(world.credentials_to_keep().is_empty());
    /// world.apply(Event::CreateServicePrincipal("ci".into(), Default::default()))?;
    /// world.apply(Event::AddSecret("ci".into(), "s1".into(), Default::default()))?;
    /// assert_eq!(world.credentials_to_keep(), ["ci/s1"]);
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn credentials_to_keep(&self) -> Vec<String> {
        let mut kept = Vec::new();
        for (id, place) in self.places() {
            let at = self.name_of_place(&id);
            let secrets = place.environment.iter().filter(|(name, value)| {
                SECRET_VARIABLES.contains(&name.as_str()) && !value.is_empty()
            });
            let names = place.stored_credentials.keys();
            let names = names.chain(secrets.map(|(name, _)| name));
            kept.extend(names.map(|name| format!("{at}/{name}")));
        }
        for (principal, name) in self.state.secrets.keys() {
            kept.push(format!("{}/{name}", self.name_of_principal(*principal)));
        }
        kept.sort();
        kept
    }

    /// What a place is called.
    pub fn name_of_place(&self, id: &PlaceId) -> String {
        match id {
            PlaceId::Machine(name) => name.to_string(),
            PlaceId::Resource(scope) => self.name_of(scope),
        }
    }
}

impl super::state::State {
    /// The place to write to.
    pub(super) fn place_mut(&mut self, id: &PlaceId) -> Option<&mut Place> {
        match id {
            PlaceId::Machine(name) => self.machines.get_mut(name),
            PlaceId::Resource(scope) => match self.nodes.get_mut(scope) {
                Some(Node {
                    kind: NodeKind::Resource { place, .. },
                    ..
                }) => Some(place),
                _ => None,
            },
        }
    }
}
