//! Resources and user-assigned identities come to be.

use std::collections::{BTreeMap, BTreeSet};

use super::places::{existing_group, invalid};
use super::{
    Orphans, Planned, Written, attributes, create_node, create_principal, existing_of,
    federated_credentials, first_free, furnish_resource, support, vaults,
};
use crate::catalog::Service;
use crate::model::{
    ClientId, IdentityBlock, Principal, PrincipalId, PrincipalOrigin, PrincipalType, Reference,
    Resource, USER_ASSIGNED_IDENTITY, UserAssignedIdentity,
};
use crate::value::{Name, ResourceType, Scope};
use crate::world::place::Place;
use crate::world::state::{NodeKind, Referent};
use crate::world::{Consequence, Refusal, World};

pub(super) fn create_resource(world: &World, name: &Reference, it: &Resource) -> Planned {
    if it.resource_type == *USER_ASSIGNED_IDENTITY {
        return identity_as_resource(world, name, it);
    }
    if let Some(service) = world.catalog.other_service(&it.resource_type) {
        let (system, user) = (it.identity.system_assigned, it.identity.user_assigned.len());
        support::check_support(service, &it.resource_type, name, system, user)?;
        return Err(Refusal::NoResourceType {
            service: it.resource_type.clone(),
        });
    }
    let (resource_type, service) = world.catalog.service(&it.resource_type)?;
    support::check_purge_protection(world, it)?;
    if service.extension {
        let feature = "locks, deny assignments, roles and role assignments as resources";
        return Err(Refusal::NotModelled { feature });
    }
    if it.stopped {
        let feature = "a resource that is stopped when it is made: make it, then StopResource";
        return Err(Refusal::NotModelled { feature });
    }
    let (alias, scope) = place(
        world,
        name,
        resource_type,
        it.id.as_ref(),
        it.resource_group.as_ref(),
    )?;
    let kind = NodeKind::Resource {
        resource_type: resource_type.clone(),
        kind: it.kind.clone(),
        stopped: false,
        outdated_reference: false,
        system_assigned: None,
        user_assigned: BTreeMap::new(),
        place: Place::default(),
        access_policies: false,
        vault_tenant: None,
        policies: BTreeMap::new(),
        purge_protection: it.enable_purge_protection,
        database_users: BTreeSet::new(),
        tokens: BTreeMap::new(),
    };
    let mut out = create_node(
        world,
        alias.as_ref(),
        scope.clone(),
        it.location.clone(),
        kind,
    )?;
    vaults::check_name_is_free(world, &scope)?;
    out.extend(own_identities(world, name, &scope, it, service)?);
    out.extend(furnish_resource(world, &scope, it, Orphans::Refused)?);
    Ok(out)
}

/// The identities that a resource has from the start.
fn own_identities(
    world: &World,
    name: &Reference,
    scope: &Scope,
    it: &Resource,
    service: &Service,
) -> Planned {
    let block = &it.identity;
    let stated = if block.principal_id.is_some() || block.client_id.is_some() {
        Some("ids")
    } else {
        let has_attributes = !block.security_attributes.is_empty();
        has_attributes.then_some("security attributes")
    };
    if let Some(stated) = stated.filter(|_| !block.system_assigned) {
        let what = format!(
            "`{name}` states {stated} for a system-assigned identity and does not have one"
        );
        return Err(Refusal::IncompleteIdentity { what });
    }
    let mut attached: Vec<(Scope, PrincipalId)> = Vec::new();
    for reference in &block.user_assigned {
        let identity = support::attachable(world, reference, name)?;
        let (of, location) = (&it.resource_type, it.location.as_ref());
        support::check_reach(world, &identity.0, name, of, location)?;
        if !attached.contains(&identity) {
            attached.push(identity);
        }
    }
    support::check_support(
        service,
        &it.resource_type,
        name,
        block.system_assigned,
        attached.len(),
    )?;
    let mut out = Vec::new();
    if block.system_assigned {
        out.extend(new_system_assigned(world, scope, block)?);
    }
    out.extend(
        attached
            .into_iter()
            .map(|(identity, principal)| Consequence::IdentityAttached {
                host: scope.clone(),
                identity,
                principal,
            }),
    );
    Ok(out)
}

/// A system-assigned identity with ids that no identity of this ARM id ever had, and with no more than is said of it here
/// (F1.6).
pub(super) fn new_system_assigned(world: &World, host: &Scope, block: &IdentityBlock) -> Planned {
    let principal = new_principal(
        world,
        host,
        PrincipalOrigin::SystemAssigned(host.clone()),
        block.principal_id,
        block.client_id,
    );
    let id = principal.id;
    let enabled = Consequence::SystemAssignedEnabled {
        host: host.clone(),
        principal: id,
    };
    let mut out = vec![create_principal(world, principal)?, enabled];
    out.extend(attributes::of_new(id, &block.security_attributes)?);
    Ok(out)
}

/// The service principal of a managed identity, called like its resource (F1.1, F1.3).
fn new_principal(
    world: &World,
    resource: &Scope,
    origin: PrincipalOrigin,
    principal_id: Option<PrincipalId>,
    client_id: Option<ClientId>,
) -> Principal {
    let generation = world.state.generations.get(resource).copied().unwrap_or(0);
    let derived = |what| {
        move |next: u32| {
            world.derived(
                what,
                resource.folded(),
                generation.saturating_add(1).saturating_add(next),
            )
        }
    };
    Principal {
        id: principal_id.unwrap_or_else(|| {
            let taken = |id: &PrincipalId| world.state.principals.contains_key(id);
            first_free(|next| PrincipalId::new(derived("principalId")(next)), taken)
        }),
        client_id: Some(client_id.unwrap_or_else(|| {
            let taken = |id: &ClientId| world.index.has_client_id(*id);
            first_free(|next| ClientId::new(derived("clientId")(next)), taken)
        })),
        principal_type: PrincipalType::ServicePrincipal,
        name: Name::new(display_name(resource)),
        origin,
        deleted: false,
    }
}

/// A managed identity is called like its resource: a child resource's name follows its parent's (F1.3).
fn display_name(resource: &Scope) -> &str {
    let top = resource.containing_resource();
    let path = top.and_then(|top| {
        resource
            .as_str()
            .get(top.as_str().len() - top.name().len()..)
    });
    path.unwrap_or(resource.name())
}

pub(super) fn create_identity(world: &World, alias: &Name, it: &UserAssignedIdentity) -> Planned {
    let scope = identity_scope(world, alias, it)?;
    let origin = PrincipalOrigin::UserAssigned(scope.clone());
    let principal = new_principal(world, &scope, origin, it.principal_id, it.client_id);
    let kind = NodeKind::Identity {
        principal: principal.id,
        isolation_scope: it.isolation_scope,
        assignment_restrictions: it.assignment_restrictions.clone(),
        federated_credentials: BTreeMap::new(),
        credential_changes: Vec::new(),
    };
    let id = principal.id;
    let identity = scope.clone();
    let mut out = create_node(world, Some(alias), scope, it.location.clone(), kind)?;
    out.push(create_principal(world, principal)?);
    out.extend(attributes::of_new(id, &it.security_attributes)?);
    let credentials = &it.federated_credentials;
    out.extend(federated_credentials::of_new(
        world,
        &identity,
        credentials,
        Written::Now,
    )?);
    Ok(out)
}

/// Where a new user-assigned identity goes.
pub(super) fn identity_scope(
    world: &World,
    alias: &Name,
    it: &UserAssignedIdentity,
) -> Result<Scope, Refusal> {
    let not_modelled = |_| Refusal::NotModelled {
        feature: "user-assigned identities",
    };
    let resource_type = ResourceType::parse(USER_ASSIGNED_IDENTITY).map_err(not_modelled)?;
    let (name, group) = (Reference::from(alias.clone()), it.resource_group.as_ref());
    Ok(place(world, &name, &resource_type, it.id.as_ref(), group)?.1)
}

/// Where a new resource goes.
pub(super) fn resource_scope(
    world: &World,
    name: &Reference,
    it: &Resource,
) -> Result<Scope, Refusal> {
    let resource_type = match it.resource_type == *USER_ASSIGNED_IDENTITY {
        true => ResourceType::parse(USER_ASSIGNED_IDENTITY).ok(),
        false => None,
    };
    let resource_type = match &resource_type {
        Some(identity) => identity,
        None => world.catalog.service(&it.resource_type)?.0,
    };
    let group = it.resource_group.as_ref();
    Ok(place(world, name, resource_type, it.id.as_ref(), group)?.1)
}

/// A user-assigned identity written among the resources is what it is.
fn identity_as_resource(world: &World, name: &Reference, it: &Resource) -> Planned {
    if it.identity != Default::default() {
        return Err(Refusal::IdentityNotSupported {
            resource_type: it.resource_type.to_string(),
            kind: "system-assigned or user-assigned",
        });
    }
    if it.enable_purge_protection {
        return Err(Refusal::PropertyNotSupported {
            resource_type: it.resource_type.to_string(),
            what: "purge protection",
        });
    }
    if *it != it.unfurnished() {
        return Err(Refusal::PropertyNotSupported {
            resource_type: it.resource_type.to_string(),
            what: "surroundings: no code runs on it",
        });
    }
    let spec = UserAssignedIdentity {
        id: it.id.clone(),
        resource_group: it.resource_group.clone(),
        location: it.location.clone(),
        ..UserAssignedIdentity::default()
    };
    create_identity(world, name.name(), &spec)
}

/// Where a new resource goes: to the ARM id it states, to the child path it is named by, to the ARM id that its alias
/// is bound to, or to the resource group it states or the only one there is.
fn place(
    world: &World,
    name: &Reference,
    resource_type: &ResourceType,
    id: Option<&Scope>,
    group: Option<&Reference>,
) -> Result<(Option<Name>, Scope), Refusal> {
    let scope = match (id, name.as_str().split_once('/')) {
        (Some(id), None) => id.clone(),
        (id, Some((parent, path))) => {
            let (parent, _) = existing_of(world, &parent.into(), "a resource", is_resource)?;
            let scope = parent
                .child(path)
                .map_err(|error| invalid(name.name(), error))?;
            // A path says where the resource is; an id that says otherwise would leave it without a name.
            if let Some(id) = id.filter(|id| **id != scope) {
                return Err(Refusal::IdMismatch {
                    id: id.clone(),
                    expected: format!("resource called `{name}`"),
                });
            }
            scope
        }
        (None, None) => match (world.state.aliases.get(name.name()), group) {
            (Some(Referent::Scope(bound)), None) => bound.clone(),
            (_, Some(group)) => {
                let group = existing_group(world, group)?;
                in_group(&group, resource_type, name)?
            }
            (_, None) => in_group(&the_only_group(world, name.as_str())?, resource_type, name)?,
        },
    };
    if scope.resource_type().as_ref() != Some(resource_type) {
        return Err(Refusal::IdMismatch {
            id: scope,
            expected: resource_type.to_string(),
        });
    }
    match scope.parent() {
        Some(parent) if world.state.nodes.contains_key(&parent) => {}
        parent => {
            let parent = parent.map_or_else(|| scope.to_string(), |parent| world.name_of(&parent));
            return Err(Refusal::Gone {
                what: format!("`{parent}`, which `{name}` would be in,"),
            });
        }
    }
    let alias = (!name.as_str().contains('/')).then(|| name.name().clone());
    Ok((alias, scope))
}

fn in_group(
    group: &Scope,
    resource_type: &ResourceType,
    name: &Reference,
) -> Result<Scope, Refusal> {
    Scope::resource(group, resource_type, name.as_str())
        .map_err(|error| invalid(name.name(), error))
}

fn the_only_group(world: &World, name: &str) -> Result<Scope, Refusal> {
    world
        .index
        .only_resource_group()
        .map_err(|count| Refusal::ContainerUnspecified {
            name: name.to_owned(),
            container: "resource group",
            count,
        })
}

fn is_resource(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Resource { .. })
}
