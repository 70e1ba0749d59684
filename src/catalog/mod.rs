//! Floor 2: what idsim knows of Azure, as data: services, built-in roles and rules.
//!
//! The facts stand in RON files beside this one; each is read once, when it is first needed. Nothing in the code names a role
//! or a resource type; a scenario or an embedder may override or add entries.

mod az;
mod client_cache;
mod code;
mod condition_words;
mod event_permissions;
mod look_up;
mod rule;
mod service;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{
    Entries, Permission, Reference, RoleDefinition, RoleDefinitionId, RoleSpec, RoleType,
};
use crate::value::{Action, Guid, Name, Plane, ResourceType, Scope, did_you_mean, nearest};

pub use az::RoleListError;
pub use az::write as write_roles;
pub use client_cache::{ClientCache, ClientCacheName};
pub use code::{Code, CodeKind, CodeOrigin};
pub use condition_words::{AttributeNameError, KnownAttribute, SubOperation, WayRound};
pub use event_permissions::{EventPermissions, Need, Part};
pub use look_up::{LookUp, look_up};
pub use rule::{Certainty, Rule};
pub(crate) use service::is_or_is_below;
pub use service::{
    Answers, Api, PolicyPermission, Service, ServiceWay, TokenEndpoint, UserAssignedSupport,
};

/// What is known of Azure: resource types, roles, operations; rules too, which are no part of it and the same for all.
///
/// ```
/// use idsim::Catalog;
///
/// let catalog = Catalog::built_in();
/// assert!(catalog.role(&"Key Vault Secrets User".into()).is_ok());
/// assert_eq!(
///     catalog.role(&"Key Vault Secret User".into()).unwrap_err().nearest.first().map(String::as_str),
///     Some("Key Vault Secrets User"),
/// );
/// ```
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    services: IndexMap<Name, (ResourceType, Service)>,
    /// Services that have no resource type, by name.
    others: IndexMap<Name, Service>,
    roles: IndexMap<RoleDefinitionId, RoleDefinition>,
    role_ids: BTreeMap<Name, RoleDefinitionId>,
    operations: BTreeMap<Name, Action>,
    /// What kind of request an operation is within its action, where conditions tell it from others.
    sub_operations: BTreeMap<Name, Name>,
    /// The planes that the operations' actions are of, by their texts.
    planes: BTreeMap<Name, Vec<Plane>>,
}

/// A name that the catalogue does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}` in the catalogue")]
pub struct NotInCatalog {
    /// What was looked for: a role, a resource type, an operation.
    pub what: &'static str,
    /// The name looked for.
    pub name: String,
    /// The names most like it, best first.
    pub nearest: Vec<String>,
}

impl NotInCatalog {
    /// What to do about it: the nearest names, if there are any.
    pub fn help(&self) -> Option<String> {
        did_you_mean(&self.nearest)
    }
}

/// Entries that a scenario adds to the catalogue or puts in an entry's place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogOverrides {
    /// Services by resource type, or by name where they have none.
    #[serde(default)]
    pub services: Entries<Service>,
    /// Built-in roles by role name.
    #[serde(default)]
    pub roles: Entries<RoleSpec>,
}

/// Why overrides could not be taken into the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// A key of `services` is not a resource type.
    #[error("{0}")]
    ResourceType(#[from] crate::value::ResourceTypeError),
    /// An API is none that could ever be called.
    #[error("the API `{host}` cannot be: {why}")]
    Api {
        /// Its host.
        host: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// An operation's name means another action already.
    #[error("the operation `{name}` means `{known}` already and cannot mean `{other}`")]
    Operation {
        /// The operation's name.
        name: Name,
        /// The action that it stands for.
        known: Action,
        /// The action that it was to stand for.
        other: Action,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltInRole {
    name: RoleDefinitionId,
    role_name: Name,
    permissions: Vec<Permission>,
}

impl Catalog {
    /// The catalogue that comes with idsim.
    pub fn built_in() -> Arc<Self> {
        static CATALOG: LazyLock<Arc<Catalog>> =
            LazyLock::new(|| Arc::new(Catalog::read_built_in()));
        Arc::clone(&CATALOG)
    }

    #[expect(
        clippy::expect_used,
        reason = "the files are part of the program and a test reads them"
    )]
    fn read_built_in() -> Self {
        let services: Entries<Service> =
            ron(include_str!("services.ron")).expect("services.ron is well-formed");
        let roles: Vec<BuiltInRole> =
            ron(include_str!("roles.ron")).expect("roles.ron is well-formed");
        let mut catalog = Self::default();
        for (key, service) in services {
            catalog
                .add_service(&key, service)
                .expect("services.ron names types and operations once");
        }
        for BuiltInRole {
            name,
            role_name,
            permissions,
        } in roles
        {
            catalog.add_role(RoleDefinition {
                id: name,
                role_name,
                role_type: RoleType::BuiltInRole,
                description: String::new(),
                permissions,
                assignable_scopes: vec![Scope::root()],
            });
        }
        catalog
    }

    /// The same catalogue with other entries in place of its own, or beside them.
    ///
    /// # Errors
    /// A key that is no resource type, or an operation name that means something else already.
    pub fn with_overrides(&self, overrides: CatalogOverrides) -> Result<Self, OverrideError> {
        let mut catalog = self.clone();
        for (key, service) in overrides.services {
            catalog.add_service(&key, service)?;
        }
        for (role_name, spec) in overrides.roles {
            let id = spec
                .id
                .or_else(|| catalog.role_ids.get(&role_name).copied())
                .unwrap_or_else(|| derived_role_id(&role_name));
            catalog.add_role(RoleDefinition {
                id,
                role_name,
                role_type: RoleType::BuiltInRole,
                description: spec.description,
                permissions: spec.permissions,
                assignable_scopes: vec![Scope::root()],
            });
        }
        Ok(catalog)
    }

    fn add_service(&mut self, key: &Name, service: Service) -> Result<(), OverrideError> {
        // A resource type has a dot and a slash in it; the name of a service that has no type has neither.
        let is_type = key.as_str().contains(['.', '/']);
        let resource_type = match is_type {
            true => Some(ResourceType::parse(key.as_str())?),
            false => None,
        };
        if let Some((api, why)) = service.faulty_api() {
            let host = api.host.clone();
            return Err(OverrideError::Api { host, why });
        }
        for (name, action) in service.operations.iter() {
            match self.operations.get(name) {
                Some(known) if known != action => {
                    return Err(OverrideError::Operation {
                        name: name.clone(),
                        known: known.clone(),
                        other: action.clone(),
                    });
                }
                _ => self.operations.insert(name.clone(), action.clone()),
            };
            let planes = self.planes.entry(Name::from(action.as_str())).or_default();
            if !planes.contains(&action.plane()) {
                planes.push(action.plane());
            }
        }
        let sub_operations = service.sub_operations.iter();
        self.sub_operations
            .extend(sub_operations.map(|(name, it)| (name.clone(), it.clone())));
        match resource_type {
            Some(resource_type) => {
                self.services.insert(key.clone(), (resource_type, service));
            }
            None => {
                self.others.insert(key.clone(), service);
            }
        }
        Ok(())
    }

    /// Puts a role in, in place of one with the same id or the same name.
    fn add_role(&mut self, role: RoleDefinition) {
        if let Some(old) = self.role_ids.insert(role.role_name.clone(), role.id)
            && old != role.id
        {
            self.roles.shift_remove(&old);
        }
        if let Some(old) = self.roles.insert(role.id, role.clone())
            && old.role_name != role.role_name
        {
            self.role_ids.remove(&old.role_name);
        }
    }

    /// The role of that name or GUID.
    ///
    /// # Errors
    /// There is none; the error carries the nearest names.
    pub fn role(&self, role: &Reference) -> Result<&RoleDefinition, NotInCatalog> {
        self.find_role(role).ok_or_else(|| NotInCatalog {
            what: "role",
            name: role.to_string(),
            nearest: nearest(role.as_str(), self.role_ids.keys().map(Name::as_str)),
        })
    }

    /// The role of that name or GUID, if there is one.
    pub(crate) fn find_role(&self, role: &Reference) -> Option<&RoleDefinition> {
        let named = self.role_ids.get(role.name()).copied();
        let id = named.or_else(|| role.role_definition_id());
        id.and_then(|id| self.roles.get(&id))
    }

    /// The role with that id.
    pub fn role_by_id(&self, id: RoleDefinitionId) -> Option<&RoleDefinition> {
        self.roles.get(&id)
    }

    /// All built-in roles, in the order of the list they came from.
    pub fn roles(&self) -> impl ExactSizeIterator<Item = &RoleDefinition> {
        self.roles.values()
    }

    /// What is known of a resource type.
    ///
    /// # Errors
    /// Nothing is; the error carries the nearest types.
    pub fn service(&self, resource_type: &Name) -> Result<(&ResourceType, &Service), NotInCatalog> {
        self.services
            .get(resource_type)
            .map(|(resource_type, service)| (resource_type, service))
            .ok_or_else(|| NotInCatalog {
                what: "resource type",
                name: resource_type.to_string(),
                nearest: nearest(
                    resource_type.as_str(),
                    self.services.keys().map(Name::as_str),
                ),
            })
    }

    /// All resource types known.
    pub fn services(&self) -> impl ExactSizeIterator<Item = (&ResourceType, &Service)> {
        self.services
            .values()
            .map(|(resource_type, service)| (resource_type, service))
    }

    /// A service that has no resource type, and so cannot be made in a tenant.
    pub fn other_service(&self, name: &Name) -> Option<&Service> {
        self.others.get(name)
    }

    /// Every API that code calls, with the resource type that it serves, if it is of one.
    pub fn apis(&self) -> impl Iterator<Item = (Option<&ResourceType>, &Api)> {
        let typed = self.services.values().flat_map(|(resource_type, service)| {
            service
                .apis
                .iter()
                .map(move |api| (Some(resource_type), api))
        });
        let others = self
            .others
            .values()
            .flat_map(|service| service.apis.iter().map(|api| (None, api)));
        typed.chain(others)
    }

    /// Whether there is anything to issue a token for under this audience.
    pub fn knows_audience(&self, audience: &str) -> bool {
        let typed = self.services.values().map(|(_, service)| service);
        typed
            .chain(self.others.values())
            .any(|service| service.is_meant_by(audience))
    }

    /// The action that an operation's short name, such as `secrets/get`, stands for.
    ///
    /// # Errors
    /// There is no such operation; the error carries the nearest names.
    pub fn operation(&self, operation: &Name) -> Result<&Action, NotInCatalog> {
        self.operations.get(operation).ok_or_else(|| NotInCatalog {
            what: "operation",
            name: operation.to_string(),
            nearest: nearest(operation.as_str(), self.operations.keys().map(Name::as_str)),
        })
    }

    /// What kind of request an operation is within its action, where conditions tell it from others (F8.4).
    pub fn sub_operation(&self, operation: &Name) -> Option<&Name> {
        self.sub_operations.get(operation)
    }

    /// Whether this is the short name of an operation.
    pub(crate) fn has_operation(&self, name: &Name) -> bool {
        self.operations.contains_key(name)
    }

    /// Whether an action of this text is known, and on the other plane only.
    pub(crate) fn is_misplaced(&self, action: &Action) -> bool {
        let planes = self.planes.get(&Name::from(action.as_str()));
        planes.is_some_and(|planes| !planes.contains(&action.plane()))
    }

    /// All operations by their short names.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = (&Name, &Action)> {
        self.operations.iter()
    }

    /// The rules of Azure that are written down, by number.
    pub fn rules(&self) -> &'static [Rule] {
        Rule::all()
    }

    /// The rule with that number, such as `F6.2.3`.
    pub fn rule(&self, number: &str) -> Option<&'static Rule> {
        Rule::numbered(number)
    }
}

/// Reads a file of the catalogue.
fn ron<T: DeserializeOwned>(text: &str) -> ron::error::SpannedResult<T> {
    ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .from_str(text)
}

/// The id of a role that states none: the same for the same name, always.
pub(crate) fn derived_role_id(role_name: &Name) -> RoleDefinitionId {
    const ROLES: Guid = Guid::from_u128(0x5f1c_3f5e_0d6b_4c6e_9a57_1d51_0000_0001);
    RoleDefinitionId::new(Guid::derive(ROLES, role_name.folded()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_files_are_well_formed() {
        let catalog = Catalog::built_in();
        assert_eq!(catalog.roles().len(), 119);
        assert!(catalog.services().len() > 60);
        assert!(catalog.operations().len() > 40);
        assert!(catalog.rule("f6.2.3").is_some());
        let mut numbers: Vec<_> = catalog.rules().iter().map(|rule| &rule.number).collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(
            numbers.len(),
            catalog.rules().len(),
            "a rule's number is unique"
        );
    }

    #[test]
    fn unknown_names_come_with_the_nearest() {
        let catalog = Catalog::built_in();
        for (got, expected) in [
            (
                catalog.role(&"Key Vault Secret User".into()).err(),
                "Key Vault Secrets User",
            ),
            (
                catalog
                    .service(&"Microsoft.Compute/virtualMachine".into())
                    .err(),
                "Microsoft.Compute/virtualMachines",
            ),
            (catalog.operation(&"secret/get".into()).err(), "secrets/get"),
        ] {
            let error = got.expect("it is unknown");
            assert_eq!(
                error.nearest.first().map(String::as_str),
                Some(expected),
                "{error}"
            );
        }
        assert_eq!(
            catalog.role(&"zzzzzzzzzzzzz".into()).unwrap_err().nearest,
            Vec::<String>::new()
        );
    }

    #[test]
    fn overrides_replace_or_add() {
        let overrides: CatalogOverrides = ron::from_str(
            r#"(
                services: {"Contoso.Widgets/widgets": (name: "Widgets", system_assigned: true, user_assigned: Many, source: ["test"])},
                roles: {"Reader": (permissions: []), "Widget Reader": (permissions: [(actions: ["Contoso.Widgets/*/read"])])},
            )"#,
        )
        .unwrap();
        let catalog = Catalog::built_in().with_overrides(overrides).unwrap();
        assert!(catalog.service(&"contoso.widgets/Widgets".into()).is_ok());
        assert_eq!(catalog.role(&"reader".into()).unwrap().permissions, vec![]);
        assert_eq!(
            catalog.role(&"Reader".into()).unwrap().id,
            Catalog::built_in().role(&"Reader".into()).unwrap().id,
            "a role overridden keeps its id"
        );
        assert_eq!(catalog.roles().len(), 120);
        let clash = ron::from_str(
            r#"(services: {"A.B/c": (name: "C", system_assigned: true, user_assigned: Many, source: [], operations: {"secrets/get": Data("A.B/c/d")})})"#,
        )
        .unwrap();
        assert!(matches!(
            Catalog::built_in().with_overrides(clash),
            Err(OverrideError::Operation { .. })
        ));
    }
}
