//! What references mean, and how things are called.

use super::state::{NodeKind, Referent};
use super::{RefusalCode, World};
use crate::model::{PrincipalId, PrincipalOrigin, Reference};
use crate::value::{Scope, ScopeError, did_you_mean, nearest};

/// What a reference means as a principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A principal, perhaps a deleted one.
    Principal(PrincipalId),
    /// A resource that has no identity of its own, or is itself no more.
    NoIdentity(Scope),
}

/// Why a reference has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// Nothing was ever called that.
    #[error("nothing is called `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The names most like it, best first.
        nearest: Vec<String>,
    },
    /// It cannot name anything.
    #[error("`{name}` is not a reference: {error}")]
    Malformed {
        /// The text.
        name: String,
        /// What is wrong with it.
        error: ScopeError,
    },
    /// It names something of another kind than is needed.
    #[error("`{name}` is {found}, not {expected}")]
    WrongKind {
        /// The name.
        name: String,
        /// What it names.
        found: &'static str,
        /// What is needed.
        expected: &'static str,
    },
}

impl ResolveError {
    /// The reference as it was written.
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown { name, .. }
            | Self::Malformed { name, .. }
            | Self::WrongKind { name, .. } => name,
        }
    }

    /// The stable code.
    pub fn code(&self) -> RefusalCode {
        match self {
            Self::Unknown { .. } => RefusalCode::UnknownName,
            Self::Malformed { .. } => RefusalCode::MalformedReference,
            Self::WrongKind { .. } => RefusalCode::WrongKind,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unknown { nearest, .. } => did_you_mean(nearest),
            _ => None,
        }
    }
}

impl World {
    /// The ARM id that a reference means as a scope. What exists there now, if anything, does not matter, but the
    /// resource, or the container where there is none, must have existed at some time; its children need not.
    ///
    /// # Errors
    /// The reference is malformed, was never heard of, or names a directory object.
    pub fn resolve_scope(&self, reference: &Reference) -> Result<Scope, ResolveError> {
        let text = reference.as_str();
        let malformed = |error| ResolveError::Malformed {
            name: text.to_owned(),
            error,
        };
        if text.starts_with('/') {
            return self.known(Scope::parse(text).map_err(malformed)?, text);
        }
        let (alias, path) = text
            .split_once('/')
            .map_or((text, None), |(alias, path)| (alias, Some(path)));
        match (self.state.aliases.get(&alias.into()), path) {
            (Some(Referent::Scope(scope)), None) => Ok(scope.clone()),
            (Some(Referent::Scope(scope)), Some(path)) => {
                self.known(scope.child(path).map_err(malformed)?, text)
            }
            (Some(Referent::Principal(_)), _) => Err(ResolveError::WrongKind {
                name: text.to_owned(),
                found: "a directory object",
                expected: "a scope",
            }),
            (Some(Referent::Machine(_)), _) => Err(ResolveError::WrongKind {
                name: text.to_owned(),
                found: "a machine outside Azure",
                expected: "something in Azure",
            }),
            (None, _) => Err(self.unknown(text)),
        }
    }

    /// The scope, if the resource that it is in, or else the container that it is, was ever heard of.
    fn known(&self, scope: Scope, written: &str) -> Result<Scope, ResolveError> {
        match self.is_known(&anchor(&scope)) {
            true => Ok(scope),
            false => Err(self.unknown(written)),
        }
    }

    /// Whether something exists or once existed under this very ARM id.
    pub fn is_known(&self, scope: &Scope) -> bool {
        *scope == Scope::root() || self.state.generations.contains_key(scope)
    }

    /// Whether there is something that an assignment can be made at: the root, a container, or a resource, whose
    /// children need not exist.
    pub(crate) fn can_hold_assignments(&self, scope: &Scope) -> bool {
        let anchor = anchor(scope);
        anchor == Scope::root() || self.state.nodes.contains_key(&anchor)
    }

    /// The principal that a reference means. A resource means its system-assigned identity *now*, a user-assigned
    /// identity itself; a GUID means the principal with that object id, deleted or not.
    ///
    /// # Errors
    /// The reference is malformed, was never heard of, or names something that is no principal.
    pub fn resolve_principal(&self, reference: &Reference) -> Result<Subject, ResolveError> {
        let text = reference.as_str();
        if let Some(Referent::Principal(id)) = self.state.aliases.get(reference.name()) {
            return Ok(Subject::Principal(*id));
        }
        if let Ok(id) = text.parse::<PrincipalId>() {
            return match self.state.principals.contains_key(&id) {
                true => Ok(Subject::Principal(id)),
                false => Err(self.unknown(text)),
            };
        }
        let scope = self.resolve_scope(reference)?;
        match self.state.nodes.get(&scope) {
            Some(node) => match (&node.kind, node.own_principal()) {
                (_, Some(principal)) => Ok(Subject::Principal(principal)),
                (NodeKind::Resource { .. }, None) => Ok(Subject::NoIdentity(scope)),
                (kind, None) => Err(ResolveError::WrongKind {
                    name: text.to_owned(),
                    found: kind.article_and_name(),
                    expected: "a principal",
                }),
            },
            None if self.is_known(&scope) && scope.containing_resource().is_some() => {
                Ok(Subject::NoIdentity(scope))
            }
            None => Err(ResolveError::WrongKind {
                name: text.to_owned(),
                found: "a scope",
                expected: "a principal",
            }),
        }
    }

    /// Whatever a reference names, now or once: something with an ARM id, or a directory object. A GUID means the
    /// principal with that object id, and of a managed identity that is its own principal, not its resource.
    ///
    /// # Errors
    /// The reference is malformed or was never heard of.
    ///
    /// ```
    /// use idsim::{Event, Referent, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// assert!(matches!(world.resolve(&"alice".into()), Ok(Referent::Principal(_))));
    /// assert!(matches!(world.resolve(&"resource-group".into()), Ok(Referent::Scope(_))));
    /// assert!(world.resolve(&"bob".into()).is_err());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn resolve(&self, reference: &Reference) -> Result<Referent, ResolveError> {
        if let Some(referent) = self.state.aliases.get(reference.name()) {
            return Ok(referent.clone());
        }
        match reference.as_str().parse::<PrincipalId>() {
            Ok(id) if self.state.principals.contains_key(&id) => Ok(Referent::Principal(id)),
            Ok(_) => Err(self.unknown(reference.as_str())),
            Err(_) => self.resolve_scope(reference).map(Referent::Scope),
        }
    }

    fn unknown(&self, name: &str) -> ResolveError {
        let aliases = self.state.aliases.keys().map(|alias| alias.as_str());
        let nearest = match name.split_once('/') {
            // Of an alias with a path only the alias can be mistaken; the path is kept.
            Some((alias, path)) if !alias.is_empty() => nearest(alias, aliases)
                .into_iter()
                .map(|alias| format!("{alias}/{path}"))
                .collect(),
            Some(_) => nearest(name, self.state.generations.keys().map(Scope::as_str)),
            None => nearest(name, aliases),
        };
        ResolveError::Unknown {
            name: name.to_owned(),
            nearest,
        }
    }

    /// What a scope is called: its alias, or the alias of the nearest thing above and the path from there, or its ARM id.
    pub fn name_of(&self, scope: &Scope) -> String {
        for above in scope.ancestors() {
            let Some(alias) = self
                .state
                .nodes
                .get(&above)
                .and_then(|node| node.alias.as_ref())
            else {
                continue;
            };
            let path = scope
                .as_str()
                .get(above.as_str().len()..)
                .unwrap_or_default();
            // Only what resolves back is a name: from a container down, paths are as long as the ARM id.
            if path.is_empty() || above.containing_resource().is_some() {
                return format!("{alias}{path}");
            }
        }
        self.former_name_of(scope)
            .unwrap_or_else(|| scope.to_string())
    }

    /// The alias of something that is no more.
    fn former_name_of(&self, scope: &Scope) -> Option<String> {
        let resource = anchor(scope);
        let referent = Referent::Scope(resource.clone());
        let (alias, _) = self.state.aliases.iter().find(|(_, to)| **to == referent)?;
        let path = scope.as_str().get(resource.as_str().len()..)?;
        Some(format!("{alias}{path}"))
    }

    /// What a principal is called, so that it resolves back: the name of its resource while it is that resource's
    /// identity, the alias of a directory object, or its object id.
    pub fn name_of_principal(&self, id: PrincipalId) -> String {
        let Some(principal) = self.state.principals.get(&id) else {
            return id.to_string();
        };
        match &principal.origin {
            // A written state may give a deleted principal the name of a living one.
            PrincipalOrigin::Directory => match self.state.aliases.get(&principal.name) {
                Some(Referent::Principal(named)) if *named == id => principal.name.to_string(),
                _ => id.to_string(),
            },
            PrincipalOrigin::SystemAssigned(scope) | PrincipalOrigin::UserAssigned(scope) => {
                match self
                    .state
                    .nodes
                    .get(scope)
                    .and_then(|node| node.own_principal())
                {
                    Some(own) if own == id => self.name_of(scope),
                    _ => id.to_string(),
                }
            }
        }
    }

    fn display_name(&self, id: PrincipalId) -> String {
        self.state
            .principals
            .get(&id)
            .map_or_else(|| id.to_string(), |it| it.name.to_string())
    }

    /// What a principal is, in words for people: `vm1`, or `the former identity of vm1 (…)`.
    pub fn describe_principal(&self, id: PrincipalId) -> String {
        let name = self.name_of_principal(id);
        match self
            .state
            .principals
            .get(&id)
            .map(|it| (it.deleted, it.origin.resource()))
        {
            Some((true, Some(resource))) if self.is_broken(id) => {
                format!("the broken identity of {} ({id})", self.name_of(resource))
            }
            Some((true, Some(resource))) => {
                format!("the former identity of {} ({id})", self.name_of(resource))
            }
            Some((true, None)) => format!("{} (deleted)", self.display_name(id)),
            _ => name,
        }
    }
}

/// What a scope stands or falls with: the resource that it is in, or itself where it is a container.
fn anchor(scope: &Scope) -> Scope {
    scope.containing_resource().unwrap_or_else(|| scope.clone())
}

impl NodeKind {
    /// What kind of thing it is, in words.
    pub(super) fn article_and_name(&self) -> &'static str {
        match self {
            Self::ManagementGroup { .. } => "a management group",
            Self::Subscription { .. } => "a subscription",
            Self::ResourceGroup => "a resource group",
            Self::Resource { .. } => "a resource",
            Self::Identity { .. } => "a user-assigned identity",
        }
    }
}
