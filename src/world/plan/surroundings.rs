//! What stands around code: machines, environment variables, tools that people sign in to, stored credentials; and what a
//! vault or a database says of who gets in.

use super::assignments::Orphans;
use super::who::principal;
use super::{
    Planned, bind, check_name, existing, existing_of, policies, running, support, transfer,
};
use crate::model::{
    Entries, Machine, PrincipalId, Reference, Resource, SignIn, StoredCredential, Tool, Tools,
};
use crate::value::{Guid, Name, Scope};
use crate::world::place::{Place, PlaceId, SignedIn};
use crate::world::state::{NodeKind, Referent};
use crate::world::{Consequence, Refusal, ResolveError, World};

/// The variable whose value is an application id.
const CLIENT_ID: &str = "AZURE_CLIENT_ID";

pub(in crate::world) fn create_machine(
    world: &World,
    alias: &Name,
    it: &Machine,
    orphans: Orphans,
) -> Planned {
    if world.state.machines.contains_key(alias) {
        return Err(Refusal::AlreadyExists {
            what: format!("`{alias}`"),
        });
    }
    let mut out = Vec::new();
    out.extend(bind(world, alias, Referent::Machine(alias.clone()))?);
    out.push(Consequence::MachineCreated {
        name: alias.clone(),
        place: Place::default(),
    });
    let at = PlaceId::Machine(alias.clone());
    let (environment, tools) = (&it.environment, &it.tools);
    out.extend(furnish(
        world,
        &at,
        environment,
        tools,
        &it.stored_credentials,
        orphans,
    )?);
    Ok(out)
}

pub(super) fn delete_machine(world: &World, reference: &Reference) -> Planned {
    match existing_place(world, reference)? {
        (PlaceId::Machine(name), place) => {
            let place = place.clone();
            Ok(vec![Consequence::MachineDeleted { name, place }])
        }
        (PlaceId::Resource(_), _) => Err(Refusal::Reference(ResolveError::WrongKind {
            name: reference.to_string(),
            found: "a resource",
            expected: "a machine",
        })),
    }
}

/// What a new resource says of its surroundings and of who gets in.
pub(in crate::world) fn furnish_resource(
    world: &World,
    scope: &Scope,
    it: &Resource,
    orphans: Orphans,
) -> Planned {
    let at = PlaceId::Resource(scope.clone());
    let mut out = furnish(
        world,
        &at,
        &it.environment,
        &it.tools,
        &it.stored_credentials,
        orphans,
    )?;
    if it.stopped {
        running::check_stoppable(world, scope)?;
        out.push(Consequence::ResourceStopped {
            host: scope.clone(),
        });
    }
    if let Some(enabled) = it.enable_rbac_authorization {
        support::check_access_policies(world, &it.resource_type)?;
        if !enabled {
            let (vault, to) = (scope.clone(), true);
            out.push(Consequence::AccessPoliciesChanged { vault, to });
        }
    }
    out.extend(transfer::of_new_vault(world, scope, it)?);
    out.extend(policies::written(world, scope, it, orphans)?);
    if !it.database_users.is_empty() {
        support::check_database_users(world, &it.resource_type)?;
    }
    for user in &it.database_users {
        let created = Consequence::DatabaseUserCreated {
            database: scope.clone(),
            principal: principal(world, user, orphans)?,
        };
        if !out.contains(&created) {
            out.push(created);
        }
    }
    Ok(out)
}

fn furnish(
    world: &World,
    at: &PlaceId,
    environment: &Entries<String>,
    tools: &Tools,
    stored_credentials: &Entries<StoredCredential>,
    orphans: Orphans,
) -> Planned {
    let mut out = Vec::new();
    for (name, value) in environment.iter() {
        let (from, to) = (None, Some(value_of(world, name, value)?));
        out.push(Consequence::VariableChanged {
            at: at.clone(),
            name: name.clone(),
            from,
            to,
        });
    }
    for (tool, sign_in) in tools.iter() {
        let to = match sign_in {
            SignIn::SignedOut => SignedIn::Nobody,
            SignIn::As(who) => SignedIn::As(directory_principal(world, who, orphans)?),
        };
        out.push(Consequence::SignInChanged {
            at: at.clone(),
            tool,
            from: None,
            to: Some(to),
        });
    }
    for (name, kind) in stored_credentials.iter() {
        check_name(name)?;
        let (at, name, kind) = (at.clone(), name.clone(), *kind);
        out.push(Consequence::CredentialStored { at, name, kind });
    }
    Ok(out)
}

pub(super) fn set_variable(
    world: &World,
    reference: &Reference,
    name: &Name,
    value: &str,
) -> Planned {
    let (at, place) = existing_place(world, reference)?;
    let known = place.environment.get_key_value(name);
    // In another letter case it would be another variable; of two such one is a mistake.
    if let Some((written, _)) = known
        && written.as_str() != name.as_str()
    {
        return Err(Refusal::AlreadyExists {
            what: format!("the environment variable `{written}`"),
        });
    }
    let from = known.map(|(_, value)| value.clone());
    let to = Some(value_of(world, name, value)?);
    let name = name.clone();
    Ok(match from == to {
        true => Vec::new(),
        false => vec![Consequence::VariableChanged { at, name, from, to }],
    })
}

pub(super) fn unset_variable(world: &World, reference: &Reference, name: &Name) -> Planned {
    let (at, place) = existing_place(world, reference)?;
    let Some(value) = place.variable(name.as_str()) else {
        return Err(not_set(reference, format!("environment variable `{name}`")));
    };
    let (from, to) = (Some(value.to_owned()), None);
    let name = name.clone();
    Ok(vec![Consequence::VariableChanged { at, name, from, to }])
}

pub(super) fn sign_in(
    world: &World,
    reference: &Reference,
    tool: Tool,
    who: &Reference,
) -> Planned {
    let to = SignedIn::As(directory_principal(world, who, Orphans::Refused)?);
    change_sign_in(world, reference, tool, to)
}

pub(super) fn sign_out(world: &World, reference: &Reference, tool: Tool) -> Planned {
    let (_, place) = existing_place(world, reference)?;
    match place.tools.get(&tool) {
        Some(SignedIn::As(_)) => change_sign_in(world, reference, tool, SignedIn::Nobody),
        Some(SignedIn::Nobody) => Err(not_set(reference, format!("sign-in to {tool}"))),
        None => Err(not_set(reference, tool.to_string())),
    }
}

fn change_sign_in(world: &World, reference: &Reference, tool: Tool, to: SignedIn) -> Planned {
    let (at, place) = existing_place(world, reference)?;
    let (from, to) = (place.tools.get(&tool).copied(), Some(to));
    Ok(match from == to {
        true => Vec::new(),
        false => vec![Consequence::SignInChanged { at, tool, from, to }],
    })
}

pub(super) fn store_credential(
    world: &World,
    reference: &Reference,
    name: &Name,
    kind: StoredCredential,
) -> Planned {
    let (at, place) = existing_place(world, reference)?;
    check_name(name)?;
    let name = name.clone();
    match place.stored_credentials.contains_key(&name) {
        true => Err(Refusal::AlreadyExists {
            what: format!("the stored credential `{name}` at `{reference}`"),
        }),
        false => Ok(vec![Consequence::CredentialStored { at, name, kind }]),
    }
}

pub(super) fn remove_stored_credential(
    world: &World,
    reference: &Reference,
    name: &Name,
) -> Planned {
    let (at, place) = existing_place(world, reference)?;
    match place.stored_credentials.get(name) {
        Some(kind) => {
            let (name, kind) = (name.clone(), *kind);
            Ok(vec![Consequence::CredentialRemoved { at, name, kind }])
        }
        None => Err(not_set(reference, format!("stored credential `{name}`"))),
    }
}

/// Saying again what is so changes nothing.
pub(super) fn set_rbac_authorization(
    world: &World,
    reference: &Reference,
    enabled: bool,
) -> Planned {
    let (vault, node) = existing(world, reference)?;
    let NodeKind::Resource {
        resource_type,
        access_policies,
        ..
    } = &node.kind
    else {
        return Err(super::wrong_kind(reference, node, "a key vault"));
    };
    support::check_access_policies(world, &Name::new(resource_type.as_str()))?;
    let to = !enabled;
    Ok(match *access_policies == to {
        true => Vec::new(),
        false => vec![Consequence::AccessPoliciesChanged { vault, to }],
    })
}

pub(super) fn create_database_user(world: &World, database: &Reference, of: &Reference) -> Planned {
    let (scope, users) = database_users(world, database)?;
    let principal = principal(world, of, Orphans::Refused)?;
    match users.contains(&principal) {
        true => Err(Refusal::AlreadyExists {
            what: format!("the user of `{of}` in `{database}`"),
        }),
        false => Ok(vec![Consequence::DatabaseUserCreated {
            database: scope,
            principal,
        }]),
    }
}

pub(super) fn drop_database_user(world: &World, database: &Reference, of: &Reference) -> Planned {
    let (scope, users) = database_users(world, database)?;
    let principal = principal(world, of, Orphans::Allowed)?;
    match users.contains(&principal) {
        false => Err(not_set(database, format!("user of `{of}`"))),
        true => Ok(vec![Consequence::DatabaseUserDropped {
            database: scope,
            principal,
        }]),
    }
}

fn database_users<'w>(
    world: &'w World,
    reference: &Reference,
) -> Result<(Scope, &'w std::collections::BTreeSet<PrincipalId>), Refusal> {
    let (scope, node) = existing_of(world, reference, "a database", |kind| {
        matches!(kind, NodeKind::Resource { .. })
    })?;
    let NodeKind::Resource {
        resource_type,
        database_users,
        ..
    } = &node.kind
    else {
        return Err(super::wrong_kind(reference, node, "a database"));
    };
    support::check_database_users(world, &Name::new(resource_type.as_str()))?;
    Ok((scope, database_users))
}

/// A place that exists.
fn existing_place<'w>(
    world: &'w World,
    reference: &Reference,
) -> Result<(PlaceId, &'w Place), Refusal> {
    let id = world.resolve_place(reference)?;
    match world.place(&id) {
        Some(place) => Ok((id, place)),
        None => Err(Refusal::Gone {
            what: format!("`{reference}`"),
        }),
    }
}

/// The value that a variable is set to: an application id may be written as the name of what it belongs to.
fn value_of(world: &World, name: &Name, value: &str) -> Result<String, Refusal> {
    if name.as_str().is_empty() || name.as_str().contains(['=', '\0']) || value.contains('\0') {
        return Err(Refusal::InvalidName {
            name: name.to_string(),
            why: "an environment variable has a name without `=`, and no zero byte".to_owned(),
        });
    }
    if name.as_str() != CLIENT_ID || value.is_empty() || value.parse::<Guid>().is_ok() {
        return Ok(value.to_owned());
    }
    let id = principal(world, &Reference::from(value), Orphans::Allowed)?;
    let client_id = world.principal(id).and_then(|it| it.client_id);
    client_id.map(|id| id.to_string()).ok_or_else(|| {
        Refusal::Reference(ResolveError::WrongKind {
            name: value.to_owned(),
            found: "a person or a group",
            expected: "something with an application id",
        })
    })
}

/// A user or a service principal: nobody signs in as a group.
fn directory_principal(
    world: &World,
    who: &Reference,
    orphans: Orphans,
) -> Result<PrincipalId, Refusal> {
    let id = principal(world, who, orphans)?;
    match world.principal(id) {
        Some(it) if it.can_sign_in() => Ok(id),
        Some(it) if it.origin.resource().is_some() => Err(Refusal::NotModelled {
            feature: "signing in to a tool as a managed identity",
        }),
        _ => Err(Refusal::Reference(ResolveError::WrongKind {
            name: who.to_string(),
            found: "a group",
            expected: "a user or a service principal",
        })),
    }
}

pub(super) fn not_set(at: &Reference, what: String) -> Refusal {
    Refusal::NotSet {
        at: at.to_string(),
        what,
    }
}
