//! [`Scope`]: a place in a tenant, written as an ARM id.

use std::iter;

use super::{
    Guid, Name, ResourceType, ScopeError, ScopeLevel,
    scope_shape::Shape,
    text_form::{print_as_str, text_form},
};

/// A place in a tenant at any level, from the root `/` down to a child resource, written as an ARM id (F6.4).
///
/// Compares without regard to letter case and prints as first written. What it answers, it answers from its text alone: which
/// management group a subscription lies in is known to a tenant, not to a scope.
///
/// ```
/// use idsim::value::{Scope, ScopeLevel};
///
/// let group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg1";
/// let vault = Scope::parse(&format!("{group}/providers/Microsoft.KeyVault/vaults/kv1"))?;
/// assert_eq!(vault.level(), ScopeLevel::Resource);
/// assert_eq!(vault.parent(), Some(Scope::parse(&group.to_uppercase())?));
///
/// let error = Scope::parse("/subscriptions/prod").map_err(|error| error.to_string());
/// assert_eq!(error, Err("segment 2 of the scope, `prod`, is not acceptable: expected the subscription's id, a GUID with dashes".to_owned()));
/// # Ok::<(), idsim::value::ScopeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    // First, so that scopes are ordered by their text.
    text: Name,
    shape: Shape,
}

impl Scope {
    /// Reads an ARM id: exact pairs, no empty segment, no slash at the end (except the root's), at most 2048 bytes.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] says which segment is wrong and what was expected there.
    ///
    /// ```
    /// use idsim::value::Scope;
    ///
    /// assert!(Scope::parse("/providers/Microsoft.Management/managementGroups/mg1").is_ok());
    /// assert!(Scope::parse("/providers/Microsoft.Management/managementGroups").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        let shape = Shape::of(text)?;
        Ok(Self {
            text: Name::new(text),
            shape,
        })
    }

    /// The tenant's root, `/`.
    ///
    /// ```
    /// use idsim::value::Scope;
    ///
    /// assert_eq!(Scope::root().as_str(), "/");
    /// ```
    #[must_use]
    pub fn root() -> Self {
        Self {
            text: Name::new("/"),
            shape: Shape::ROOT,
        }
    }

    /// The management group with this id.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] when the id cannot be a segment.
    ///
    /// ```
    /// use idsim::value::Scope;
    ///
    /// let group = Scope::management_group("mg1")?;
    /// assert_eq!(group.as_str(), "/providers/Microsoft.Management/managementGroups/mg1");
    /// assert!(Scope::management_group("mg1/mg2").is_err());
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    pub fn management_group(id: &str) -> Result<Self, ScopeError> {
        let id = one_segment(id)?;
        Self::parse(&format!(
            "/providers/Microsoft.Management/managementGroups/{id}"
        ))
    }

    /// The subscription with this id.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope};
    ///
    /// let subscription = Scope::subscription(Guid::from_u128(1));
    /// assert_eq!(subscription.as_str(), "/subscriptions/00000000-0000-0000-0000-000000000001");
    /// ```
    #[must_use]
    pub fn subscription(id: Guid) -> Self {
        let shape = Shape {
            level: ScopeLevel::Subscription,
            ..Shape::ROOT
        };
        Self {
            text: Name::new(format!("/subscriptions/{id}")),
            shape,
        }
    }

    /// The resource group of this name in a subscription.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] when the name cannot be a segment.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope};
    ///
    /// let subscription = Guid::from_u128(1);
    /// assert_eq!(Scope::in_subscription(subscription, "rg1")?.name(), "rg1");
    /// assert!(Scope::in_subscription(subscription, "").is_err());
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    pub fn in_subscription(subscription: Guid, resource_group: &str) -> Result<Self, ScopeError> {
        let name = one_segment(resource_group)?;
        Self::subscription(subscription).child(&format!("resourceGroups/{name}"))
    }

    /// The resource of a top-level type under a scope: in a resource group, or as an extension of any other scope.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] when the type is a child type, or the name cannot be a segment.
    ///
    /// ```
    /// use idsim::value::{Guid, ResourceType, Scope, ScopeError};
    ///
    /// let group = Scope::in_subscription(Guid::from_u128(1), "rg1")?;
    /// let kind = ResourceType::parse("Microsoft.Web/sites")?;
    /// let site = Scope::resource(&group, &kind, "app1")?;
    /// assert_eq!(site.resource_type(), Some(kind));
    ///
    /// let slots = ResourceType::parse("Microsoft.Web/sites/slots")?;
    /// assert!(matches!(Scope::resource(&group, &slots, "staging"), Err(ScopeError::NotTopLevel(_))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resource(group: &Scope, kind: &ResourceType, name: &str) -> Result<Self, ScopeError> {
        if kind.parent().is_some() {
            return Err(ScopeError::NotTopLevel(kind.to_string()));
        }
        let name = one_segment(name)?;
        group.child(&format!("providers/{kind}/{name}"))
    }

    /// The scope with a path appended: `type/name` pairs below a resource, or whatever else may follow.
    ///
    /// # Errors
    ///
    /// [`ScopeError`] when the path may not follow; positions count from the whole scope's beginning.
    ///
    /// ```
    /// use idsim::value::{Guid, ResourceType, Scope};
    ///
    /// let group = Scope::in_subscription(Guid::from_u128(1), "rg1")?;
    /// let vault = Scope::resource(&group, &ResourceType::parse("Microsoft.KeyVault/vaults")?, "kv1")?;
    /// assert_eq!(vault.child("secrets/s1")?.name(), "s1");
    /// assert!(vault.child("secrets").is_err());
    /// assert!(vault.child("/secrets/s1").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn child(&self, path: &str) -> Result<Self, ScopeError> {
        Self::parse(&format!("{}/{path}", self.as_str().trim_end_matches('/')))
    }

    /// How deep the scope lies.
    #[must_use]
    pub fn level(&self) -> ScopeLevel {
        self.shape.level
    }

    /// The last segment as written: a subscription's id, a resource's name; `/` for the root.
    #[must_use]
    pub fn name(&self) -> &str {
        match self.level() {
            ScopeLevel::Root => self.as_str(),
            _ => self.segments().next_back().unwrap_or_default(),
        }
    }

    /// The text as first written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The text as it is compared: in lower case.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.text.folded()
    }

    /// The scope directly above, as the text tells it; `None` for the root.
    ///
    /// Above a child is its resource or another child, above an extension the scope it extends, above any other resource its
    /// resource group, subscription or the root, above a resource group its subscription; above a subscription or a management
    /// group the text shows only the root.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope};
    ///
    /// let group = Scope::in_subscription(Guid::from_u128(1), "rg1")?;
    /// assert_eq!(group.parent(), Some(Scope::subscription(Guid::from_u128(1))));
    /// assert_eq!(Scope::root().parent(), None);
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.level() == ScopeLevel::Root {
            return None;
        }
        if self.shape.parent == 0 {
            return Some(Self::root());
        }
        let (end, _) = self.as_str().match_indices('/').nth(self.shape.parent)?;
        Self::parse(self.as_str().get(..end)?).ok()
    }

    /// The scope itself, then each [`parent`](Self::parent) in turn; the root comes last.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope, ScopeLevel::{ResourceGroup, Root, Subscription}};
    ///
    /// let group = Scope::in_subscription(Guid::from_u128(1), "rg1")?;
    /// assert!(group.ancestors().map(|scope| scope.level()).eq([ResourceGroup, Subscription, Root]));
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    pub fn ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        iter::successors(Some(self.clone()), Self::parent)
    }

    /// Whether the other scope is this one or lies below it, segment by segment: `rg1` does not contain `rg10` (F6.4).
    ///
    /// The root contains everything. By text a management group contains itself and what is written below it, not its
    /// subscriptions. Allocates nothing; takes time in proportion to this scope's length.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope};
    ///
    /// let group = |name| Scope::in_subscription(Guid::from_u128(1), name);
    /// assert!(Scope::root().contains(&group("rg1")?));
    /// assert!(group("rg1")?.contains(&group("RG1")?));
    /// assert!(!group("rg1")?.contains(&group("rg10")?));
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, other: &Scope) -> bool {
        self.level() == ScopeLevel::Root
            || other
                .folded()
                .strip_prefix(self.folded())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The id of the subscription that the scope is or lies in.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope};
    ///
    /// let id = Guid::from_u128(1);
    /// assert_eq!(Scope::in_subscription(id, "rg1")?.subscription_id(), Some(id));
    /// assert_eq!(Scope::management_group("mg1")?.subscription_id(), None);
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    #[must_use]
    pub fn subscription_id(&self) -> Option<Guid> {
        let id = self
            .folded()
            .strip_prefix("/subscriptions/")?
            .split('/')
            .next()?;
        Guid::parse(id).ok()
    }

    /// The subscription that the scope is or lies in.
    #[must_use]
    pub fn containing_subscription(&self) -> Option<Self> {
        self.ancestor_at(ScopeLevel::Subscription)
    }

    /// The resource group that the scope is or lies in.
    #[must_use]
    pub fn resource_group(&self) -> Option<Self> {
        self.ancestor_at(ScopeLevel::ResourceGroup)
    }

    /// The resource of a top-level type that the scope is or lies below; for an extension of a resource, that resource.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope};
    ///
    /// let group = Scope::in_subscription(Guid::from_u128(1), "rg1")?;
    /// let vault = group.child("providers/Microsoft.KeyVault/vaults/kv1")?;
    /// assert_eq!(vault.child("secrets/s1")?.containing_resource(), Some(vault));
    /// assert_eq!(group.containing_resource(), None);
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    #[must_use]
    pub fn containing_resource(&self) -> Option<Self> {
        self.ancestor_at(ScopeLevel::Resource)
    }

    /// The type that the last provider block spells, such as `Microsoft.Web/sites/slots`.
    ///
    /// A management group has one; the root, a subscription and a resource group have none.
    ///
    /// ```
    /// use idsim::value::{Guid, Scope};
    ///
    /// let group = Scope::in_subscription(Guid::from_u128(1), "rg1")?;
    /// let slot = group.child("providers/Microsoft.Web/sites/app1/slots/staging")?;
    /// assert_eq!(slot.resource_type().map(|kind| kind.to_string()), Some("Microsoft.Web/sites/slots".to_owned()));
    /// assert_eq!(group.resource_type(), None);
    /// # Ok::<(), idsim::value::ScopeError>(())
    /// ```
    #[must_use]
    pub fn resource_type(&self) -> Option<ResourceType> {
        let mut block = self.segments().skip(self.shape.namespace?);
        let mut text = block.next()?.to_owned();
        for kind in block.step_by(2) {
            text.push('/');
            text.push_str(kind);
        }
        ResourceType::parse(&text).ok()
    }

    fn ancestor_at(&self, level: ScopeLevel) -> Option<Self> {
        self.ancestors().find(|scope| scope.level() == level)
    }

    fn segments(&self) -> std::str::Split<'_, char> {
        self.as_str().trim_start_matches('/').split('/')
    }
}

/// Keeps a name that is given apart from being read as a longer path.
fn one_segment(name: &str) -> Result<&str, ScopeError> {
    if name.contains('/') {
        Err(ScopeError::NotOneSegment(name.to_owned()))
    } else {
        Ok(name)
    }
}

print_as_str!(Scope);
text_form!(Scope, ScopeError);

#[cfg(test)]
mod tests;
