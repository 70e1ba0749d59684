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
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SUB: &str = "/subscriptions/00000000-0000-0000-0000-000000000001";
    const MG: &str = "/providers/Microsoft.Management/managementGroups/mg1";

    fn scope(text: &str) -> Scope {
        Scope::parse(text).unwrap()
    }

    #[test]
    fn level_parent_and_type_follow_from_the_text() {
        let check = |text: &str, level: ScopeLevel, parent: Option<&str>, kind: Option<&str>| {
            let scope = scope(text);
            assert_eq!(scope.level(), level, "{text}");
            assert_eq!(scope.parent().as_ref().map(Scope::as_str), parent, "{text}");
            assert_eq!(
                scope.resource_type().as_ref().map(ResourceType::as_str),
                kind,
                "{text}"
            );
        };
        use ScopeLevel::{Child, ManagementGroup, Resource, ResourceGroup, Root, Subscription};
        let rg = format!("{SUB}/resourceGroups/rg1");
        let vm = format!("{rg}/providers/Microsoft.Compute/virtualMachines/vm1");
        let slot = format!("{rg}/providers/Microsoft.Web/sites/app/slots/staging");
        let lock = "providers/Microsoft.Authorization/locks/l1";
        let lock_type = Some("Microsoft.Authorization/locks");

        check("/", Root, None, None);
        check(
            MG,
            ManagementGroup,
            Some("/"),
            Some("Microsoft.Management/managementGroups"),
        );
        check(
            &MG.to_uppercase(),
            ManagementGroup,
            Some("/"),
            Some("MICROSOFT.MANAGEMENT/MANAGEMENTGROUPS"),
        );
        check(SUB, Subscription, Some("/"), None);
        check(&rg, ResourceGroup, Some(SUB), None);
        check(
            &rg.replace("resourceGroups", "resourcegroups"),
            ResourceGroup,
            Some(SUB),
            None,
        );
        check(
            &vm,
            Resource,
            Some(&rg),
            Some("Microsoft.Compute/virtualMachines"),
        );
        check(
            &slot,
            Child,
            slot.strip_suffix("/slots/staging"),
            Some("Microsoft.Web/sites/slots"),
        );
        check(
            &format!("{slot}/a/b"),
            Child,
            Some(&slot),
            Some("Microsoft.Web/sites/slots/a"),
        );
        // A resource may lie at any level, and extend any other.
        check(
            "/providers/Microsoft.Capacity/orders/o1",
            Resource,
            Some("/"),
            Some("Microsoft.Capacity/orders"),
        );
        check(&format!("{SUB}/{lock}"), Resource, Some(SUB), lock_type);
        check(&format!("{MG}/{lock}"), Resource, Some(MG), lock_type);
        check(&format!("{rg}/{lock}"), Resource, Some(&rg), lock_type);
        check(&format!("{vm}/{lock}"), Child, Some(&vm), lock_type);
        check(&format!("{slot}/{lock}"), Child, Some(&slot), lock_type);
        check(
            &format!("{MG}/settings/default"),
            Child,
            Some(MG),
            Some("Microsoft.Management/managementGroups/settings"),
        );
        // Only at the root is it a management group.
        check(
            &format!("{SUB}{MG}"),
            Resource,
            Some(SUB),
            Some("Microsoft.Management/managementGroups"),
        );
    }

    #[test]
    fn an_error_says_which_segment_and_what_was_expected() {
        let check = |text: &str, expected: &str| {
            let error = Scope::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        };
        check("", "does not begin with a slash");
        check("kv1", "scope `kv1` does not begin with a slash");
        check(" /", "does not begin with a slash");
        check("//", "segment 1 of scope `//` is empty");
        check(
            "/tenants/t",
            "segment 1 of the scope, `tenants`, is not acceptable: expected `subscriptions` or `providers`",
        );
        check(
            "/subscriptions",
            "ends too early: expected the subscription's id",
        );
        check(
            "/subscriptions/",
            "segment 2 of scope `/subscriptions/` is empty",
        );
        check("/subscriptions/prod", "segment 2 of the scope, `prod`");
        check(
            "/subscriptions/00000000000000000000000000000001",
            "a GUID with dashes",
        );
        check(&format!("{SUB}/"), "segment 3 of scope");
        check(
            &format!("{SUB}/rg/rg1"),
            "segment 3 of the scope, `rg`, is not acceptable: expected `resourceGroups` or `providers`",
        );
        check(
            &format!("{SUB}/resourceGroups"),
            "expected the resource group's name",
        );
        check(
            &format!("{SUB}/resourceGroups/rg1/vm/vm1"),
            "segment 5 of the scope, `vm`, is not acceptable: expected `providers`",
        );
        check(
            &format!("{SUB}/resourceGroups/rg1/providers"),
            "expected a provider's namespace",
        );
        check(
            &format!("{SUB}/resourceGroups/rg1/providers/A.B"),
            "expected a resource type",
        );
        check(
            &format!("{SUB}/resourceGroups/rg1/providers/A.B/c"),
            "expected the resource's name",
        );
        check(
            &format!("{SUB}/resourceGroups/rg1/providers/A.B/c/d/e"),
            "expected the child's name",
        );
        check(
            &format!("{SUB}/resourceGroups/rg1/providers/A.B/c/d//f"),
            "segment 9 of scope",
        );
        check(
            &format!("{SUB}/resourceGroups/.."),
            "expected more than dots",
        );
        check(&format!("{SUB}/resourceGroups/ "), "expected no blank");
        check(&format!("{SUB}/resourceGroups/rg1 "), "expected no blank");
        check(
            &format!("{SUB}/resourceGroups/r\ng"),
            "no control character",
        );
        for character in r"<>%&\?#".chars() {
            check(
                &format!("{SUB}/resourceGroups/r{character}g"),
                "expected none of",
            );
        }
        check(
            &format!("{SUB}/resourceGroups/{}", "a".repeat(2048)),
            "expected at most 2048",
        );
    }

    #[test]
    fn names_given_apart_stay_one_segment() {
        let id = Guid::from_u128(1);
        assert_eq!(Scope::subscription(id), scope(SUB));
        assert_eq!(Scope::management_group("mg1"), Ok(scope(MG)));
        assert!(matches!(
            Scope::management_group("mg1/settings/default"),
            Err(ScopeError::NotOneSegment(_))
        ));
        assert!(matches!(
            Scope::in_subscription(id, "rg1/providers/A.B/c/d"),
            Err(ScopeError::NotOneSegment(_))
        ));
        let kind = ResourceType::parse("A.B/c").unwrap();
        assert!(matches!(
            Scope::resource(&Scope::root(), &kind, "d/e/f"),
            Err(ScopeError::NotOneSegment(_))
        ));
        assert_eq!(
            Scope::resource(&Scope::root(), &kind, "d"),
            Ok(scope("/providers/A.B/c/d"))
        );
        assert_eq!(Scope::root().child(&SUB[1..]), Ok(scope(SUB)));
    }

    /// Vector 79.
    #[test]
    fn containment_goes_by_segments() {
        let check = |outer: &str, inner: &str, expected: bool| {
            assert_eq!(
                scope(outer).contains(&scope(inner)),
                expected,
                "{outer} {inner}"
            );
        };
        let rg = |name: &str| format!("{SUB}/resourceGroups/{name}");
        check("/", "/", true);
        check("/", MG, true);
        check("/", &rg("rg1"), true);
        check(SUB, "/", false);
        check(SUB, &rg("rg1"), true);
        check(&rg("rg1"), SUB, false);
        check(&rg("rg1"), &rg("rg10"), false);
        check(&rg("rg1"), &rg("rg1").to_uppercase(), true);
        check(
            &rg("rg1"),
            &format!("{}/providers/A.B/c/d", rg("RG1")),
            true,
        );
        check(
            &rg("rg1"),
            &format!("{}/providers/A.B/c/d", rg("rg10")),
            false,
        );
        check(MG, MG, true);
        check(MG, SUB, false);
        check(MG, &format!("{MG}0"), false);
    }

    #[test]
    fn knows_what_it_lies_in() {
        let rg = format!("{SUB}/resourceGroups/rg1");
        let site = format!("{rg}/providers/Microsoft.Web/sites/app");
        let deep = scope(&format!(
            "{site}/slots/staging/providers/Microsoft.Authorization/locks/l1"
        ));
        assert_eq!(deep.name(), "l1");
        assert_eq!(deep.subscription_id(), Some(Guid::from_u128(1)));
        assert_eq!(deep.containing_subscription(), Some(scope(SUB)));
        assert_eq!(deep.resource_group(), Some(scope(&rg)));
        assert_eq!(deep.containing_resource(), Some(scope(&site)));
        assert_eq!(scope(&site).containing_resource(), Some(scope(&site)));
        for outside in [Scope::root(), scope(MG)] {
            assert_eq!(outside.subscription_id(), None);
            assert_eq!(outside.containing_subscription(), None);
            assert_eq!(outside.resource_group(), None);
            assert_eq!(outside.containing_resource(), None);
        }
        assert_eq!(Scope::root().name(), "/");
    }

    #[test]
    fn serde_is_the_text() {
        let text = format!(r#""{SUB}/resourceGroups/Rg1""#);
        let scope = serde_json::from_str::<Scope>(&text).unwrap();
        assert_eq!(serde_json::to_string(&scope).unwrap(), text);
        let error = serde_json::from_str::<Scope>(r#""kv1""#).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`kv1` does not begin with a slash"),
            "{error}"
        );
    }

    fn any_scope() -> impl Strategy<Value = Scope> {
        let head = prop_oneof![
            Just(String::new()),
            "/providers/Microsoft[.]Management/managementGroups/[a-c]",
            "/(S|s)ubscriptions/00000000-0000-0000-0000-00000000000[1-3A]",
            "/subscriptions/00000000-0000-0000-0000-000000000001/resource(G|g)roups/[A-Ba-bİΣ]{1,2}",
        ];
        let tail = "(/providers/N[.]S/[t-v]/[A-Ba-b]{1,2}(/[t-v]/[A-Ba-bİΣ ]{0,1}b){0,3}){0,3}";
        (head, tail).prop_map(|(head, tail)| {
            let text = format!("{head}{tail}").replace("/ ", "/");
            Scope::parse(if text.is_empty() { "/" } else { &text }).unwrap()
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(scope in any_scope()) {
            prop_assert_eq!(Scope::parse(&scope.to_string()), Ok(scope.clone()));
            prop_assert_eq!(Scope::parse(scope.folded()), Ok(scope));
        }

        #[test]
        fn ancestors_are_those_that_contain_it(scope in any_scope(), other in any_scope()) {
            let ancestors: Vec<_> = scope.ancestors().collect();
            prop_assert_eq!(ancestors.first(), Some(&scope));
            prop_assert_eq!(ancestors.last(), Some(&Scope::root()));
            prop_assert_eq!(ancestors.contains(&other), other.contains(&scope));
            prop_assert!(ancestors.iter().all(|ancestor| ancestor.contains(&scope)));
            prop_assert!(ancestors.is_sorted_by(|inner, outer| inner.level() >= outer.level()));
        }

        #[test]
        fn a_provider_block_has_a_type(scope in any_scope()) {
            prop_assert_eq!(scope.resource_type().is_some(), scope.folded().contains("/providers/"));
        }

        #[test]
        fn no_text_panics(text in "(/|subscriptions|providers|resourceGroups|00000000-0000-0000-0000-000000000001|a|.){0,20}") {
            if let Ok(scope) = Scope::parse(&text) {
                prop_assert!(scope.ancestors().count() > 0);
                let _ = (scope.resource_type(), scope.name().len(), scope.child(&text));
            }
        }
    }
}
