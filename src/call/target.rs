//! What a call is addressed to: from the address that code has to a scope and an action.

use super::wants::Wants;
use super::{CallQuestionError, CallRequest};
use crate::catalog::{Answers, Api};
use crate::model::Reference;
use crate::value::{ResourceType, Scope, nearest};
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

impl<'w> Target<'w> {
    pub(super) fn of(world: &'w World, call: &CallRequest) -> Result<Self, CallQuestionError> {
        let (host, path) = parts(&call.to).ok_or_else(|| malformed(call))?;
        let (resource_type, api, wants) = served(world, call, host)?;
        let name = api.name_in(host).unwrap_or_default();
        let (resource, scope) = match resource_type {
            None => managed(world, call, &wants, &path)?,
            Some(resource_type) => {
                let resource = named(world, resource_type, &call.to, host, name)?;
                if call.on.is_some() {
                    let what = "what is asked about only once: in its host and path; `on` is for Azure Resource Manager";
                    return Err(CallQuestionError::Incomplete { what });
                }
                let scope = below(&resource, api, &path).ok_or_else(|| malformed(call))?;
                if !wants.is_in(resource_type, api, &path) {
                    return Err(CallQuestionError::Misplaced {
                        operation: call.operation.clone(),
                        scope: world.name_of(&scope),
                    });
                }
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
            name: name.to_owned(),
            resource,
            scope,
            wants,
        })
    }

    /// Whether it is the control plane, which has one host for all resources.
    pub(super) fn is_managed(&self) -> bool {
        self.api.answers == Answers::ResourceManager
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
    below(&resource, api, &path)
}

/// The host of an address, and the parts of its path as a server reads them; none if it is no address.
fn parts(address: &str) -> Option<(&str, Vec<String>)> {
    let after = |scheme: &str| {
        let (head, rest) = address.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = after("https://").or_else(|| after("tcp:"))?;
    let rest = rest.split(['?', '#']).next()?;
    let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
    // SQL's addresses put a comma before the port.
    let (host, port) = match place.split_once([':', ',']) {
        None => (place, None),
        Some((host, port)) => (host, Some(port)),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok() && !port.starts_with('+');
    let is_host = |c: char| c.is_alphanumeric() || "-._".contains(c);
    let well_formed = !host.is_empty() && host.chars().all(is_host) && port.is_none_or(is_port);
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        match decoded(part)?.as_str() {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part.to_owned()),
        }
    }
    well_formed.then_some((host, parts))
}

/// A part of a path with every `%41` read as the byte that it stands for; none if that is no text or no name.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                let digits = std::str::from_utf8(&digits).ok()?;
                u8::from_str_radix(digits, 16)
                    .ok()
                    .filter(|_| !digits.starts_with('+'))?
            }
            byte => byte,
        });
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.contains('/') && !text.chars().any(char::is_control)).then_some(text)
}

/// The API at a host that does what the call wants: some services share their hosts.
fn served<'w>(
    world: &'w World,
    call: &CallRequest,
    host: &str,
) -> Result<(Option<&'w ResourceType>, &'w Api, Wants), CallQuestionError> {
    let at_host = |(_, api): &(_, &Api)| api.name_in(host).is_some();
    let mut apis = world.catalog().apis().filter(at_host).peekable();
    if apis.peek().is_none() {
        return Err(unknown_host(world, &call.to, host));
    }
    for (resource_type, api) in apis {
        if let Some(wants) = Wants::of(world, call, resource_type, api)? {
            return Ok((resource_type, api, wants));
        }
    }
    Err(not_served(call, host))
}

fn malformed(call: &CallRequest) -> CallQuestionError {
    CallQuestionError::Address {
        address: call.to.clone(),
    }
}

fn not_served(call: &CallRequest, host: &str) -> CallQuestionError {
    CallQuestionError::NotServed {
        operation: call.operation.clone(),
        host: host.to_owned(),
    }
}

fn unknown_host(world: &World, address: &str, host: &str) -> CallQuestionError {
    // Of a host that is misspelled, its own first part is kept.
    let first = host.split('.').next().unwrap_or_default();
    let hosts: Vec<String> = world
        .catalog()
        .apis()
        .map(|(_, api)| api.host.replace("{name}", first))
        .filter(|near| near != host)
        .collect();
    CallQuestionError::Host {
        address: address.to_owned(),
        host: host.to_owned(),
        nearest: nearest(host, hosts.iter().map(String::as_str)),
    }
}

/// What Azure Resource Manager is asked about: the ARM id in the address, or what is named beside it; with the resource
/// that it is in.
fn managed(
    world: &World,
    call: &CallRequest,
    wants: &Wants,
    path: &[String],
) -> Result<(Scope, Scope), CallQuestionError> {
    let scope = match (&call.on, path.is_empty()) {
        (Some(on), true) => world.resolve_scope(on)?,
        (None, false) => world.resolve_scope(&Reference::from(format!("/{}", path.join("/"))))?,
        (None, true) => {
            return Err(CallQuestionError::Incomplete {
                what: "what is asked about: give its ARM id as the path, or its name in `on`",
            });
        }
        (Some(_), false) => {
            return Err(CallQuestionError::Incomplete {
                what: "what is asked about only once: in its path, or in `on`",
            });
        }
    };
    if !wants.fits(&scope, world) {
        return Err(CallQuestionError::Misplaced {
            operation: call.operation.clone(),
            scope: world.name_of(&scope),
        });
    }
    let resource = scope.containing_resource().unwrap_or_else(|| scope.clone());
    Ok((resource, scope))
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

/// What in a resource a path means: as far as the form for it can be filled in, the resource itself otherwise; none if the
/// path can be the path of nothing.
fn below(resource: &Scope, api: &Api, path: &[String]) -> Option<Scope> {
    let Some(form) = &api.below else {
        return Some(resource.clone());
    };
    // A table's address goes on in brackets with what is sought in it.
    let part = |number: &str| {
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        path.get(index)?.split('(').next()
    };
    let filled: Option<String> = form
        .split('{')
        .map(|piece| match piece.split_once('}') {
            None => Some(piece.to_owned()),
            Some((number, rest)) => Some(format!("{}{rest}", part(number)?)),
        })
        .collect();
    match filled {
        Some(path) => resource.child(&path).ok(),
        None => Some(resource.clone()),
    }
}
