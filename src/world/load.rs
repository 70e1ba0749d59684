//! A world from a whole state: every fixture enters as the event that would make it, so that it meets the same rules.

use std::sync::Arc;

use super::plan::{self, Orphans, Written};
use super::state::default_tenant_id;
use super::{Consequence, Refusal, RefusalCode, Untimely, World};
use crate::catalog::Catalog;
use crate::event::{Event, GroupMember};
use crate::model::{
    Entries, Group, Options, RateLimit, Rates, Reference, ResourceGroup, Subscription, Tenant,
    USER_ASSIGNED_IDENTITY, UserAssignedIdentity,
};
use crate::value::{Duration, Guid, Name, Scope, Timestamp};

/// The subscription that is there without being said.
const DEFAULT_SUBSCRIPTION: (&str, Guid) = (
    "subscription",
    Guid::from_u128(0x11111111_1111_1111_1111_111111111111),
);
/// The resource group that is there without being said.
const DEFAULT_RESOURCE_GROUP: &str = "resource-group";

/// Why a tenant is no state that a world can be in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {refusal}")]
pub struct TenantError {
    /// The part of the tenant that cannot be.
    pub part: TenantPart,
    /// Why.
    pub refusal: Box<Refusal>,
}

/// A part of a tenant as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantPart {
    /// The field it is in, such as `resources`.
    pub section: &'static str,
    /// Its key in that field, or its number there, counted from 0.
    pub key: String,
}

impl std::fmt::Display for TenantPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}[{}]", self.section, self.key)
    }
}

impl World {
    /// The world that is in this state, with this catalogue.
    ///
    /// # Errors
    /// Something in the tenant cannot be: a name that means nothing, an identity on a resource that carries none, two
    /// assignments of one role to one principal at one scope, and whatever else an event would be refused for.
    ///
    /// ```
    /// use idsim::{Catalog, Tenant, World};
    ///
    /// let tenant: Tenant = ron::from_str(r#"(users: {"alice": ()})"#)?;
    /// assert!(World::from_tenant(Catalog::built_in(), &tenant).is_ok());
    /// let tenant: Tenant = ron::from_str(r#"(groups: {"admins": (members: ["alice"])})"#)?;
    /// assert!(World::from_tenant(Catalog::built_in(), &tenant).is_err());
    /// # Ok::<(), ron::error::SpannedError>(())
    /// ```
    pub fn from_tenant(catalog: Arc<Catalog>, tenant: &Tenant) -> Result<Self, TenantError> {
        let world = Self::empty(catalog, tenant.tenant_id.unwrap_or_else(default_tenant_id));
        let mut loader = Loader { world };
        loader.options(&tenant.options, tenant.clock)?;
        loader.places(tenant)?;
        loader.resources(tenant)?;
        loader.directory(tenant)?;
        loader.remember(&tenant.history)?;
        loader.remember_deleted(&tenant.history)?;
        loader.surroundings(tenant)?;
        loader.memberships(&tenant.groups)?;
        loader.roles(tenant)?;
        // What is written has been so for long: only from here on do things take time to count.
        loader.world.state.options.delays = tenant.options.delays.filter(|it| !it.are_none());
        loader.unsettled(&tenant.history)?;
        Ok(loader.world)
    }
}

pub(super) struct Loader {
    pub(super) world: World,
}

impl Loader {
    fn options(&mut self, options: &Options, clock: Option<Timestamp>) -> Result<(), TenantError> {
        if options.token_lifetime == Some(Duration::ZERO) {
            let refusal = Refusal::InvalidName {
                name: "0s".to_owned(),
                why: "a token is good for a second at least".to_owned(),
            };
            return Err(refused("options", "token_lifetime", refusal));
        }
        if clock.is_none() && !options.delays().are_none() {
            let what = "how long things take to count";
            let refusal = Untimely::NoClock { what }.into();
            return Err(refused("options", "delays", refusal));
        }
        check_rates(options.rates(), clock)?;
        self.world.state.options = Options {
            delays: Some(options.delays().counting_at_once()),
            rates: options.rates.filter(|it| !it.are_none()),
            ..options.clone()
        };
        Ok(())
    }

    fn places(&mut self, tenant: &Tenant) -> Result<(), TenantError> {
        if let Some(to) = tenant.clock {
            self.write(vec![Consequence::ClockMoved { from: None, to }]);
        }
        let groups = tenant.management_groups.iter().map(|(alias, it)| {
            let event = Event::CreateManagementGroup(alias.clone(), it.clone());
            ("management_groups", alias, event)
        });
        self.in_any_order(groups.collect())?;
        match &tenant.subscriptions {
            Some(subscriptions) => {
                for (alias, it) in subscriptions.iter() {
                    let event = Event::CreateSubscription(alias.clone(), it.clone());
                    self.event("subscriptions", alias, event)?;
                }
            }
            None => {
                let (alias, id) = DEFAULT_SUBSCRIPTION;
                let it = Subscription {
                    id: Some(Scope::subscription(id)),
                    ..Subscription::default()
                };
                self.event(
                    "subscriptions",
                    alias,
                    Event::CreateSubscription(alias.into(), it),
                )?;
            }
        }
        match &tenant.resource_groups {
            Some(groups) => {
                for (alias, it) in groups.iter() {
                    self.event(
                        "resource_groups",
                        alias,
                        Event::CreateResourceGroup(alias.clone(), it.clone()),
                    )?;
                }
            }
            None if tenant.subscriptions.is_none() => {
                let event = Event::CreateResourceGroup(
                    DEFAULT_RESOURCE_GROUP.into(),
                    ResourceGroup::default(),
                );
                self.event("resource_groups", DEFAULT_RESOURCE_GROUP, event)?;
            }
            None => {}
        }
        Ok(())
    }

    fn resources(&mut self, tenant: &Tenant) -> Result<(), TenantError> {
        let identities = tenant.identities.iter().map(|(alias, it)| {
            // What it states of itself is known everywhere.
            let it = UserAssignedIdentity {
                federated_credentials: Entries::default(),
                ..it.clone()
            };
            (
                "identities",
                alias,
                Event::CreateIdentity(alias.clone(), it),
            )
        });
        let resources = tenant.resources.iter().map(|(name, it)| {
            // What stands around code names principals, which are not there yet.
            let it = match it.resource_type == *USER_ASSIGNED_IDENTITY {
                true => it.clone(),
                false => it.unfurnished(),
            };
            let event = Event::CreateResource(Reference::from(name.clone()), Box::new(it));
            ("resources", name, event)
        });
        self.in_any_order(identities.chain(resources).collect())?;
        for (alias, it) in tenant.identities.iter() {
            let scope = self.world.resolve_scope(&Reference::from(alias.clone()));
            let planned = scope.map_err(Refusal::from).and_then(|scope| {
                let credentials = &it.federated_credentials;
                plan::federated_credentials_of_new(
                    &self.world,
                    &scope,
                    credentials,
                    Written::LongAgo,
                )
            });
            self.planned("identities", alias, planned)?;
        }
        Ok(())
    }

    /// A thing may be written before what it is in: what cannot be made yet waits for the others.
    fn in_any_order(
        &mut self,
        mut open: Vec<(&'static str, &Name, Event)>,
    ) -> Result<(), TenantError> {
        while !open.is_empty() {
            let (before, mut waiting) = (open.len(), Vec::new());
            // What only misses another thing follows from what is wrong with that one.
            let (mut cause, mut first) = (None, None);
            for (section, key, event) in open {
                if let Err(error) = self.event(section, key, event.clone()) {
                    match error.refusal.code() {
                        RefusalCode::UnknownName | RefusalCode::Gone => first.get_or_insert(error),
                        _ => cause.get_or_insert(error),
                    };
                    waiting.push((section, key, event));
                }
            }
            match cause.or(first) {
                Some(error) if waiting.len() == before => return Err(error),
                _ => open = waiting,
            }
        }
        Ok(())
    }

    fn directory(&mut self, tenant: &Tenant) -> Result<(), TenantError> {
        for (alias, it) in tenant.users.iter() {
            self.event("users", alias, Event::CreateUser(alias.clone(), it.clone()))?;
        }
        for (alias, it) in tenant.service_principals.iter() {
            let event = Event::CreateServicePrincipal(alias.clone(), it.clone());
            self.event("service_principals", alias, event)?;
        }
        for (alias, it) in tenant.groups.iter() {
            let empty = Group {
                id: it.id,
                ..Group::default()
            };
            self.event("groups", alias, Event::CreateGroup(alias.clone(), empty))?;
        }
        Ok(())
    }

    /// Whoever is named here may have been deleted since.
    fn surroundings(&mut self, tenant: &Tenant) -> Result<(), TenantError> {
        for (alias, it) in tenant.machines.iter() {
            let planned = plan::create_machine(&self.world, alias, it, Orphans::Allowed);
            self.planned("machines", alias, planned)?;
        }
        for (name, it) in tenant.resources.iter() {
            let scope = self.world.resolve_scope(&Reference::from(name.clone()));
            let planned = scope.map_err(Refusal::from).and_then(|scope| {
                plan::furnish_resource(&self.world, &scope, it, Orphans::Allowed)
            });
            self.planned("resources", name, planned)?;
        }
        Ok(())
    }

    /// Groups may list one another, so members join when all are there.
    fn memberships(&mut self, groups: &Entries<Group>) -> Result<(), TenantError> {
        for (alias, it) in groups.iter() {
            let group = Reference::from(alias.clone());
            for member in &it.members {
                self.event(
                    "groups",
                    alias,
                    Event::add_member(group.clone(), member.clone()),
                )?;
            }
            for it in &it.timed_members {
                let (group, member) = (group.clone(), it.member.clone());
                let event = Event::AddMember(GroupMember {
                    group,
                    member,
                    from: it.from,
                    until: it.until,
                });
                self.event("groups", alias, event)?;
            }
        }
        Ok(())
    }

    fn roles(&mut self, tenant: &Tenant) -> Result<(), TenantError> {
        for (name, it) in tenant.role_definitions.iter() {
            self.event(
                "role_definitions",
                name,
                Event::CreateRoleDefinition(name.clone(), it.clone()),
            )?;
        }
        for (number, it) in tenant.role_assignments.iter().enumerate() {
            let planned = plan::assign_role(&self.world, it, Orphans::Allowed);
            self.planned("role_assignments", number, planned)?;
        }
        for (number, it) in tenant.role_eligibilities.iter().enumerate() {
            let planned = plan::make_eligible(&self.world, it, Orphans::Allowed);
            self.planned("role_eligibilities", number, planned)?;
        }
        for (number, it) in tenant.deny_assignments.iter().enumerate() {
            let planned = plan::create_deny_assignment(&self.world, it, Orphans::Allowed);
            self.planned("deny_assignments", number, planned)?;
        }
        for (number, it) in tenant.locks.iter().enumerate() {
            let planned = plan::plan(&self.world, &Event::CreateLock(it.clone()));
            let planned = planned.and_then(|planned| match planned.as_slice() {
                [Consequence::LockCreated(_)] => Ok(planned),
                // An event would change the one that is there.
                _ => Err(Refusal::AlreadyExists {
                    what: format!("a lock `{}` on `{}`", it.name, it.scope),
                }),
            });
            self.planned("locks", number, planned)?;
        }
        Ok(())
    }

    fn event(
        &mut self,
        section: &'static str,
        key: impl ToString,
        event: Event,
    ) -> Result<(), TenantError> {
        let planned = plan::plan(&self.world, &event);
        self.planned(section, key, planned)
    }

    fn planned(
        &mut self,
        section: &'static str,
        key: impl ToString,
        planned: Result<Vec<Consequence>, Refusal>,
    ) -> Result<(), TenantError> {
        let consequences = planned.map_err(|refusal| refused(section, key, refusal))?;
        self.write(consequences);
        Ok(())
    }

    pub(super) fn write(&mut self, consequences: Vec<Consequence>) {
        let _ = self.world.commit(consequences);
    }
}

/// Limits need a clock, and each lets something through.
fn check_rates(rates: Rates, clock: Option<Timestamp>) -> Result<(), TenantError> {
    if clock.is_none() && !rates.are_none() {
        let what = "how often things may be done";
        let refusal = Untimely::NoClock { what }.into();
        return Err(refused("options", "rates", refusal));
    }
    let mut limits = RateLimit::ALL.iter().filter_map(|it| rates.of(*it));
    match limits.find(|it| it.at_most == 0 || it.within == Duration::ZERO) {
        None => Ok(()),
        Some(rate) => {
            let name = rate.to_string();
            let why = "a limit of rate lets one through, and looks back a second, at least";
            let why = why.to_owned();
            Err(refused(
                "options",
                "rates",
                Refusal::InvalidName { name, why },
            ))
        }
    }
}

pub(super) fn refused(section: &'static str, key: impl ToString, refusal: Refusal) -> TenantError {
    TenantError {
        part: TenantPart {
            section,
            key: key.to_string(),
        },
        refusal: Box::new(refusal),
    }
}
