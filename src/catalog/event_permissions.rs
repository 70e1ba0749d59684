//! Which permissions an event needs of whoever causes it.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Catalog;
use crate::value::{Action, Name, Scope};

/// The permissions that an event needs of whoever causes it, as Azure Resource Manager asks for them.
///
/// ```
/// use idsim::EventPermissions;
///
/// let attach = EventPermissions::of("AttachIdentity").expect("it is listed");
/// assert!(attach.needs.iter().any(|need| need.linked));
/// assert!(EventPermissions::of("CreateUser").is_some_and(|it| it.outside.is_some()));
/// assert!(EventPermissions::of("Sneeze").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventPermissions {
    /// The event, as files write it.
    pub event: String,
    /// What it needs, in the order in which Azure asks.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// What decides about it where Azure Resource Manager does not, and is not modelled: then idsim does not know who may.
    #[serde(default)]
    pub outside: Option<String>,
    /// Numbers of rules, or addresses, where this is written.
    #[serde(default)]
    pub source: Vec<String>,
}

/// A permission that an event needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The action, with `{type}` for the resource type of where it is needed, and `{stop}` for what stopping is called there.
    pub action: String,
    /// Where.
    pub on: Part,
    /// Another action that does as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Whether that is a linked scope: refused as `LinkedAuthorizationFailed` (F2.5).
    #[serde(default)]
    pub linked: bool,
}

/// What an event is about: the things that it names, each in its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// What is made, changed or deleted, or where an assignment or a lock is.
    Itself,
    /// For a role definition: its assignable scopes after the first.
    FurtherScopes,
    /// Each user-assigned identity that is sent along.
    Identity,
    /// Each federated identity credential that comes with a new identity.
    FederatedCredential,
    /// The management group above.
    Parent,
    /// Where it goes away from.
    From,
    /// Where it goes to.
    To,
    /// The deployment stack, if it denies something or did before.
    DenySettings,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Itself => "the thing itself",
            Self::FurtherScopes => "each further assignable scope",
            Self::Identity => "each identity",
            Self::FederatedCredential => "each federated credential that comes with it",
            Self::Parent => "the management group above",
            Self::From => "where it leaves",
            Self::To => "where it goes",
            Self::DenySettings => "the stack, if its deny settings forbid something or did so",
        })
    }
}

impl EventPermissions {
    /// Every event.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<EventPermissions>> = LazyLock::new(|| {
            super::ron(include_str!("permissions.ron")).expect("permissions.ron is well-formed")
        });
        &ALL
    }

    /// Those of the event of that name.
    pub fn of(event: &str) -> Option<&'static Self> {
        Self::all().iter().find(|it| it.event == event)
    }
}

impl Need {
    /// The action that is needed at a scope; none where the scope has no type to fill in.
    pub(crate) fn action_at(&self, scope: &Scope, catalog: &Catalog) -> Option<Action> {
        if !self.action.contains("{type}") {
            return Action::control(&self.action).ok();
        }
        let resource_type = scope.resource_type()?;
        let service = catalog.service(&Name::new(resource_type.as_str()));
        // What cannot be stopped is refused as that, once the permission is there.
        let stop = service.ok().and_then(|(_, it)| it.stop.as_deref());
        let action = self.action.replace("{type}", resource_type.as_str());
        Action::control(&action.replace("{stop}", stop.unwrap_or("stop"))).ok()
    }
}
