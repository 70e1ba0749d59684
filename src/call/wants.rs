//! What a call wants to do, and whether that is done there.

use super::{CallQuestionError, CallRequest};
use crate::access::ActionRequest;
use crate::catalog::{Answers, Api, is_or_is_below};
use crate::value::{Action, Name, ResourceType, Scope};
use crate::world::World;

/// The one thing that can be asked of a database here.
const LOGIN: &str = "login";

/// What a call wants to do.
#[derive(Debug, Clone)]
pub(super) enum Wants {
    Action(Action),
    Login,
}

impl Wants {
    /// What the call wants of an API; nothing if that is nothing that it does.
    pub(super) fn of(
        world: &World,
        call: &CallRequest,
        resource_type: Option<&ResourceType>,
        api: &Api,
    ) -> Result<Option<Self>, CallQuestionError> {
        let is_login = call.operation == LOGIN;
        if api.answers == Answers::Sql || is_login {
            let served = api.answers == Answers::Sql && is_login;
            return Ok(served.then_some(Self::Login));
        }
        let action = ActionRequest::Operation(call.operation.clone()).resolve(world)?;
        let served = api.does(resource_type, &action);
        Ok(served.then_some(Self::Action(action)))
    }

    /// Whether Azure Resource Manager does this to a thing of that kind: an action of its own type or of one below it; of
    /// what is in a container it can be asked to read a list; and whatever is said of all things alike.
    pub(super) fn fits(&self, scope: &Scope, world: &World) -> bool {
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
    pub(super) fn is_in(&self, resource_type: &ResourceType, api: &Api, path: &[String]) -> bool {
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
