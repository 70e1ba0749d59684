//! A node of the graph: what it is, what it is called, how it is drawn.

use crate::model::{Principal, PrincipalId, PrincipalOrigin, PrincipalType};
use crate::value::{Scope, ScopeLevel};
use crate::world::{NodeKind, World};

/// A scope or a principal; a user-assigned identity is both.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// The principal that it is.
    pub(super) principal: Option<PrincipalId>,
    /// What people call it.
    pub(super) name: String,
    /// What it is, in Azure's words.
    pub(super) caption: String,
    /// Whether it is no more.
    pub(super) gone: bool,
}

/// What is drawn alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The root as well.
    ManagementGroup,
    Subscription,
    ResourceGroup,
    /// A resource that has or lists an identity.
    Host,
    Resource,
    UserAssigned,
    SystemAssigned,
    User,
    Group,
    ServicePrincipal,
}

/// How a kind is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Its class in Mermaid.
    pub(super) class: &'static str,
    /// Its shape in Graphviz.
    pub(super) shape: &'static str,
    /// Its shape in Mermaid: what stands before and after the label.
    pub(super) brackets: (&'static str, &'static str),
    /// Its colour.
    pub(super) fill: &'static str,
}

impl Node {
    pub(super) fn of_scope(world: &World, scope: &Scope) -> Self {
        let resource_type = scope.resource_type();
        let resource_type = resource_type.map_or_else(String::new, |it| it.to_string());
        let exists = world.node(scope).map(|node| &node.kind);
        let (kind, caption) = match scope.level() {
            ScopeLevel::Root => (Kind::ManagementGroup, "root".to_owned()),
            ScopeLevel::ManagementGroup => (Kind::ManagementGroup, "management group".to_owned()),
            ScopeLevel::Subscription => (Kind::Subscription, "subscription".to_owned()),
            ScopeLevel::ResourceGroup => (Kind::ResourceGroup, "resource group".to_owned()),
            _ => match exists {
                Some(NodeKind::Identity { .. }) => {
                    (Kind::UserAssigned, "user-assigned identity".to_owned())
                }
                Some(NodeKind::Resource {
                    system_assigned,
                    user_assigned,
                    ..
                }) if system_assigned.is_some() || !user_assigned.is_empty() => {
                    (Kind::Host, resource_type)
                }
                _ => (Kind::Resource, resource_type),
            },
        };
        Self {
            kind,
            principal: match exists {
                Some(NodeKind::Identity { principal, .. }) => Some(*principal),
                _ => None,
            },
            name: world.name_of(scope),
            caption,
            gone: super::is_left_behind(world, scope),
        }
    }

    pub(super) fn of_principal(world: &World, principal: &Principal) -> Self {
        let of_type = principal.principal_type.as_str();
        let (kind, caption) = match (&principal.origin, principal.principal_type) {
            (PrincipalOrigin::SystemAssigned(_), _) => {
                (Kind::SystemAssigned, "system-assigned identity")
            }
            (PrincipalOrigin::UserAssigned(_), _) => (Kind::UserAssigned, "user-assigned identity"),
            (_, PrincipalType::User | PrincipalType::Device) => (Kind::User, of_type),
            (_, PrincipalType::Group | PrincipalType::ForeignGroup) => (Kind::Group, of_type),
            (_, PrincipalType::ServicePrincipal) => (Kind::ServicePrincipal, of_type),
        };
        Self {
            kind,
            principal: Some(principal.id),
            name: world.describe_principal(principal.id),
            caption: caption.to_owned(),
            gone: principal.deleted,
        }
    }
}

impl Kind {
    pub(super) fn look(self) -> Look {
        let scope = ("[", "]");
        let identity = ("{{", "}}");
        let principal = ("([", "])");
        let (class, shape, brackets, fill) = match self {
            Self::ManagementGroup => ("managementGroup", "house", scope, "#d0d7de"),
            Self::Subscription => ("subscription", "tab", scope, "#dde3ea"),
            Self::ResourceGroup => ("resourceGroup", "folder", scope, "#eaeef2"),
            Self::Host => ("host", "box3d", scope, "#cfe8ff"),
            Self::Resource => ("resource", "box", scope, "#ffffff"),
            Self::UserAssigned => ("userAssigned", "hexagon", identity, "#ffe8b3"),
            Self::SystemAssigned => ("systemAssigned", "hexagon", identity, "#fff5d6"),
            Self::User => ("user", "ellipse", principal, "#d9f2d9"),
            Self::Group => ("group", "doubleoctagon", principal, "#e6dcf5"),
            Self::ServicePrincipal => ("servicePrincipal", "octagon", principal, "#f5dce8"),
        };
        Look {
            class,
            shape,
            brackets,
            fill,
        }
    }
}
