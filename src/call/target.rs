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

impl Wants {
    /// Whether Azure Resource Manager does this to a thing of that kind: an action of its own type or of one below it; of
    /// what is in a container it can be asked to read a list; and whatever is said of all things alike.
    fn fits(&self, scope: &Scope, world: &World) -> bool {
        let Self::Action(action) = self else {
            return false;
        };
        let Some(of) = acted_on(action) else {
            return true;
        };
        let service = world.catalog().service(&Name::from(of));
        let is_extension = service.is_ok_and(|(_, service)| service.extension);
        if is_extension
            || of
                .to_ascii_lowercase()
                .starts_with("microsoft.authorization/")
        {
            return true;
        }
        match scope.resource_type() {
            Some(resource_type) => is_or_is_below(of, resource_type.as_str()),
            None => {
                let own = ["microsoft.resources/", "microsoft.management/"];
                let of = of.to_ascii_lowercase();
                own.iter().any(|it| of.starts_with(it)) || action.folded().ends_with("/read")
            }
        }
    }

    /// Whether a path that begins with the kind of thing is about what the action is about.
    fn is_in(&self, resource_type: &ResourceType, api: &Api, path: &[&str]) -> bool {
        let kind_first = api.below.as_ref().is_some_and(|it| it.starts_with("{1}"));
        match (self, path.first()) {
            (Self::Action(action), Some(kind)) if kind_first => {
                is_or_is_below(action.as_str(), &format!("{resource_type}/{kind}"))
            }
            _ => true,
        }
    }
}

/// The resource type that an action is about: without its last part, or without both parts of what is no read, write or
/// delete.
fn acted_on(action: &Action) -> Option<&str> {
    let (rest, verb) = action.as_str().rsplit_once('/')?;
    match verb.eq_ignore_ascii_case("action") {
        true => rest.rsplit_once('/').map(|(of, _)| of),
        false => Some(rest),
    }
}

/// Whether a text of parts begins with those of another, whatever the letter case.
fn is_or_is_below(text: &str, above: &str) -> bool {
    let head = text.get(..above.len());
    let ends = matches!(text.as_bytes().get(above.len()), None | Some(b'/'));
    ends && head.is_some_and(|head| head.eq_ignore_ascii_case(above))
}

/// The one thing that can be asked of a database here.
const LOGIN: &str = "login";

impl<'w> Target<'w> {
    pub(super) fn of(world: &'w World, call: &CallRequest) -> Result<Self, CallQuestionError> {
        let (host, path) = parts(&call.to).ok_or_else(|| CallQuestionError::Address {
            address: call.to.clone(),
        })?;
        let not_served = || CallQuestionError::NotServed {
            operation: call.operation.clone(),
            host: host.to_owned(),
        };
        // Some services share their hosts.
        let mut found = world.catalog().apis().filter_map(|(resource_type, api)| {
            Some((resource_type, api, api.name_in(host)?.to_owned()))
        });
        let Some(first) = found.next() else {
            return Err(unknown_host(world, &call.to, host));
        };
        let mut served = None;
        for (resource_type, api, name) in std::iter::once(first).chain(found) {
            if let Some(wants) = wants(world, call, resource_type, api)? {
                served = Some((resource_type, api, name, wants));
                break;
            }
        }
        let Some((resource_type, api, name, wants)) = served else {
            return Err(not_served());
        };
        let (resource, scope) = match resource_type {
            None => {
                let scope = managed(world, call, path)?;
                if !wants.fits(&scope, world) {
                    return Err(CallQuestionError::Misplaced {
                        operation: call.operation.clone(),
                        scope: world.name_of(&scope),
                    });
                }
                let resource = scope.containing_resource().unwrap_or_else(|| scope.clone());
                (resource, scope)
            }
            Some(resource_type) => {
                let resource = named(world, resource_type, &call.to, host, &name)?;
                if !wants.is_in(resource_type, api, &path) {
                    return Err(not_served());
                }
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
    Some(below(&resource, api, path))
}

/// The host of an address, and the parts of its path.
fn parts(address: &str) -> Option<(&str, Vec<&str>)> {
    let after = |scheme: &str| {
        let (head, rest) = address.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = after("https://").or_else(|| after("tcp:"))?;
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
        .filter(|near| near != host)
        .collect();
    CallQuestionError::Host {
        address: address.to_owned(),
        host: host.to_owned(),
        nearest: nearest(host, hosts.iter().map(String::as_str)),
    }
}

/// What the call wants of an API; nothing if that is nothing that it does.
fn wants(
    world: &World,
    call: &CallRequest,
    resource_type: Option<&ResourceType>,
    api: &Api,
) -> Result<Option<Wants>, CallQuestionError> {
    let is_login = call.operation == LOGIN;
    if api.answers == Answers::Sql || is_login {
        let served = api.answers == Answers::Sql && is_login;
        return Ok(served.then_some(Wants::Login));
    }
    let action = ActionRequest::Operation(call.operation.clone()).resolve(world)?;
    let served = match (api.answers, action.plane(), resource_type) {
        (Answers::ResourceManager, plane, _) => plane == Plane::Control,
        (_, Plane::Data, Some(resource_type)) => {
            let begins = api
                .serves
                .as_ref()
                .map_or(resource_type.as_str(), Name::as_str);
            is_or_is_below(action.as_str(), begins)
        }
        _ => false,
    };
    Ok(served.then_some(Wants::Action(action)))
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
    let child = filled.and_then(|path| resource.child(&path).ok());
    child.unwrap_or_else(|| resource.clone())
}
