//! What a call is addressed to: from the address that code has to a scope and an action.

use super::{CallQuestionError, CallRequest};
use crate::access::ActionRequest;
use crate::catalog::{Answers, Api};
use crate::model::Reference;
use crate::value::{Action, Name, Plane, ResourceType, Scope, nearest};
use crate::world::World;

/// What a call is addressed to.
#[derive(Debug, Clone)]
pub(super) struct Target<'w> {
    pub(super) api: &'w Api,
    pub(super) host: String,
    /// The name that the host bears; empty for a service with one host.
    pub(super) name: String,
    /// The resource whose host it is, or that is managed; whether or not it still exists.
    pub(super) resource: Scope,
    /// What the call is about: the resource, or something in it.
    pub(super) scope: Scope,
    pub(super) wants: Wants,
}

/// What a call wants to do.
#[derive(Debug, Clone)]
pub(super) enum Wants {
    Action(Action),
    Login,
}

/// The one thing that can be asked of a database here.
const LOGIN: &str = "login";

impl<'w> Target<'w> {
    pub(super) fn of(world: &'w World, call: &CallRequest) -> Result<Self, CallQuestionError> {
        let (host, path) = parts(&call.to).ok_or_else(|| CallQuestionError::Address {
            address: call.to.clone(),
        })?;
        let found = world.catalog().apis().find_map(|(resource_type, api)| {
            Some((resource_type, api, api.name_in(host)?.to_owned()))
        });
        let Some((resource_type, api, name)) = found else {
            return Err(unknown_host(world, &call.to, host));
        };
        let wants = wants(world, call, host, resource_type, api)?;
        let (resource, scope) = match resource_type {
            None => {
                let scope = managed(world, call, path)?;
                let resource = scope.containing_resource().unwrap_or_else(|| scope.clone());
                (resource, scope)
            }
            Some(resource_type) => {
                let resource = named(world, resource_type, &call.to, host, &name)?;
                let scope = below(&resource, api, path);
                if matches!(wants, Wants::Login) && scope == resource {
                    let what = "which database: add it, as in `tcp:sql1.database.windows.net/db1`";
                    return Err(CallQuestionError::Incomplete { what });
                }
                (resource, scope)
            }
        };
        Ok(Self {
            api,
            host: host.to_ascii_lowercase(),
            name,
            resource,
            scope,
            wants,
        })
    }

    /// The resource that the service's SDK asks a token for.
    pub(super) fn audience(&self) -> String {
        self.audiences().into_iter().next().unwrap_or_default()
    }

    /// The audiences that the service takes.
    pub(super) fn audiences(&self) -> Vec<String> {
        let name = self.name.to_ascii_lowercase();
        let filled = |it: &String| it.replace("{name}", &name);
        self.api.audiences.iter().map(filled).collect()
    }
}

/// The scope that an address means in this world, for what looks at files and not at calls; none for an ARM id in a path.
pub(crate) fn addressed(world: &World, address: &str) -> Option<Scope> {
    let (host, path) = parts(address)?;
    let mut apis = world.catalog().apis();
    let (resource_type, api, name) =
        apis.find_map(|(resource_type, api)| Some((resource_type?, api, api.name_in(host)?)))?;
    let resource = named(world, resource_type, address, host, name).ok()?;
    Some(below(&resource, api, path))
}

/// The host of an address, and the parts of its path.
fn parts(address: &str) -> Option<(&str, Vec<&str>)> {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("tcp:"))?;
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.split([':', ',']).next()?;
    let path = path.split('/').filter(|part| !part.is_empty()).collect();
    (!host.is_empty() && !host.contains(char::is_whitespace)).then_some((host, path))
}

fn unknown_host(world: &World, address: &str, host: &str) -> CallQuestionError {
    // Of a host that is misspelled, its own first part is kept.
    let first = host.split('.').next().unwrap_or_default();
    let hosts: Vec<String> = world
        .catalog()
        .apis()
        .map(|(_, api)| api.host.replace("{name}", first))
        .collect();
    CallQuestionError::Host {
        address: address.to_owned(),
        host: host.to_owned(),
        nearest: nearest(host, hosts.iter().map(String::as_str)),
    }
}

fn wants(
    world: &World,
    call: &CallRequest,
    host: &str,
    resource_type: Option<&ResourceType>,
    api: &Api,
) -> Result<Wants, CallQuestionError> {
    let not_served = || CallQuestionError::NotServed {
        operation: call.operation.clone(),
        host: host.to_owned(),
    };
    if api.answers == Answers::Sql {
        return match call.operation == LOGIN {
            true => Ok(Wants::Login),
            false => Err(not_served()),
        };
    }
    let action = ActionRequest::Operation(call.operation.clone()).resolve(world)?;
    let served = match (api.answers, action.plane(), resource_type) {
        (Answers::ResourceManager, plane, _) => plane == Plane::Control,
        (_, Plane::Data, Some(resource_type)) => {
            let begins = api
                .serves
                .as_ref()
                .map_or(resource_type.as_str(), Name::as_str);
            let rest = action
                .as_str()
                .get(..begins.len())
                .filter(|head| head.eq_ignore_ascii_case(begins));
            rest.is_some() && action.as_str().as_bytes().get(begins.len()) == Some(&b'/')
        }
        _ => false,
    };
    match served {
        true => Ok(Wants::Action(action)),
        false => Err(not_served()),
    }
}

/// What Azure Resource Manager is asked about: the ARM id in the address, or what is named beside it.
fn managed(world: &World, call: &CallRequest, path: Vec<&str>) -> Result<Scope, CallQuestionError> {
    match (&call.on, path.is_empty()) {
        (Some(on), true) => Ok(world.resolve_scope(on)?),
        (None, false) => {
            let id = Reference::from(format!("/{}", path.join("/")));
            Ok(world.resolve_scope(&id)?)
        }
        (None, true) => Err(CallQuestionError::Incomplete {
            what: "what is asked about: give its ARM id as the path, or its name in `on`",
        }),
        (Some(_), false) => Err(CallQuestionError::Incomplete {
            what: "what is asked about only once: in its path, or in `on`",
        }),
    }
}

/// The resource of a type that a host bears the name of: one that exists, or else one that once did.
fn named(
    world: &World,
    resource_type: &ResourceType,
    address: &str,
    host: &str,
    name: &str,
) -> Result<Scope, CallQuestionError> {
    let is_meant = |scope: &&Scope| {
        scope.name().eq_ignore_ascii_case(name)
            && scope.resource_type().as_ref() == Some(resource_type)
    };
    let existing: Vec<&Scope> = world
        .nodes()
        .map(|(scope, _)| scope)
        .filter(is_meant)
        .collect();
    match existing.as_slice() {
        [one] => return Ok((*one).clone()),
        [] => {}
        several => {
            return Err(CallQuestionError::Ambiguous {
                address: address.to_owned(),
                host: host.to_owned(),
                count: several.len(),
            });
        }
    }
    world
        .known_scopes()
        .find(is_meant)
        .cloned()
        .ok_or_else(|| unknown_resource(world, resource_type, address, host, name))
}

fn unknown_resource(
    world: &World,
    resource_type: &ResourceType,
    address: &str,
    host: &str,
    name: &str,
) -> CallQuestionError {
    let names = world
        .known_scopes()
        .filter(|scope| scope.resource_type().as_ref() == Some(resource_type))
        .map(Scope::name);
    let rest = host.get(name.len()..).unwrap_or_default();
    CallQuestionError::Host {
        address: address.to_owned(),
        host: host.to_owned(),
        nearest: nearest(name, names)
            .into_iter()
            .map(|near| format!("{near}{rest}"))
            .collect(),
    }
}

/// What in a resource a path means: as far as the form for it can be filled in, the resource itself otherwise.
fn below(resource: &Scope, api: &Api, path: Vec<&str>) -> Scope {
    let Some(form) = &api.below else {
        return resource.clone();
    };
    let mut filled = form.clone();
    for (number, part) in (1usize..).zip(path) {
        filled = filled.replace(&format!("{{{number}}}"), part);
    }
    match filled.contains('{') {
        true => resource.clone(),
        false => resource.child(&filled).unwrap_or_else(|_| resource.clone()),
    }
}
