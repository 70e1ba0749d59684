//! [`ResourceType`]: a provider's namespace and one or more types.

use super::{
    Name, segment,
    text_form::{print_as_str, text_form},
};

/// A resource type, such as `Microsoft.Compute/virtualMachines` or `Microsoft.Web/sites/slots`.
///
/// ```
/// use idsim::value::ResourceType;
///
/// let kind = ResourceType::parse("Microsoft.Web/sites/slots")?;
/// assert_eq!(kind, ResourceType::parse("microsoft.web/Sites/Slots")?);
/// assert_eq!(kind.namespace(), "Microsoft.Web");
/// assert!(ResourceType::parse("virtualMachines").is_err());
/// # Ok::<(), idsim::value::ResourceTypeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceType(Name);

/// Why a text is not a [`ResourceType`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResourceTypeError {
    /// There is no slash in it.
    #[error(
        "resource type `{0}` has one segment: expected `Namespace/type`, such as `Microsoft.Compute/virtualMachines`"
    )]
    OneSegment(String),
    /// Two slashes meet, or one begins or ends it.
    #[error(
        "resource type `{0}` has an empty segment: expected no doubled slash, none at the beginning and none at the end"
    )]
    EmptySegment(String),
    /// A segment has a character, or a form, that none may have.
    #[error("segment `{segment}` of the resource type is not acceptable: expected {expected}")]
    Segment {
        /// The segment as written.
        segment: String,
        /// What was expected of it, in words.
        expected: &'static str,
    },
    /// It is longer than 2048 bytes.
    #[error("the resource type has {0} bytes: expected at most 2048")]
    TooLong(usize),
}

impl ResourceType {
    /// Reads `Namespace/type`, with `/type` once more for each level of child.
    ///
    /// # Errors
    ///
    /// [`ResourceTypeError`] for a single segment, an empty or unacceptable one, and more than 2048 bytes.
    ///
    /// ```
    /// use idsim::value::ResourceType;
    ///
    /// assert!(ResourceType::parse("Microsoft.Compute/virtualMachines").is_ok());
    /// assert!(ResourceType::parse("Microsoft.Compute/").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ResourceTypeError> {
        if text.len() > segment::MAX_LEN {
            return Err(ResourceTypeError::TooLong(text.len()));
        }
        if text.split('/').any(str::is_empty) {
            return Err(ResourceTypeError::EmptySegment(text.to_owned()));
        }
        if !text.contains('/') {
            return Err(ResourceTypeError::OneSegment(text.to_owned()));
        }
        let fault = |segment| segment::fault(segment).map(|expected| (segment, expected));
        match text.split('/').find_map(fault) {
            Some((segment, expected)) => Err(ResourceTypeError::Segment {
                segment: segment.to_owned(),
                expected,
            }),
            None => Ok(Self(Name::new(text))),
        }
    }

    /// The provider's namespace as written, such as `Microsoft.Compute`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.as_str().split('/').next().unwrap_or_default()
    }

    /// The types after the namespace as written, outermost first: one for a top-level type.
    ///
    /// ```
    /// use idsim::value::ResourceType;
    ///
    /// let kind = ResourceType::parse("Microsoft.Web/sites/slots")?;
    /// assert!(kind.types().eq(["sites", "slots"]));
    /// # Ok::<(), idsim::value::ResourceTypeError>(())
    /// ```
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.as_str().split('/').skip(1)
    }

    /// The type this one is a child of; `None` for a top-level type.
    ///
    /// ```
    /// use idsim::value::ResourceType;
    ///
    /// let slots = ResourceType::parse("Microsoft.Web/sites/slots")?;
    /// let sites = ResourceType::parse("Microsoft.Web/sites")?;
    /// assert_eq!(slots.parent(), Some(sites.clone()));
    /// assert_eq!(sites.parent(), None);
    /// # Ok::<(), idsim::value::ResourceTypeError>(())
    /// ```
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.as_str().rsplit_once('/')?;
        Self::parse(parent).ok()
    }

    /// The text as first written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The text as it is compared: in lower case.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.0.folded()
    }
}

print_as_str!(ResourceType);
text_form!(ResourceType, ResourceTypeError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_a_namespace_and_types() {
        let check = |text: &str, expected: Result<(&str, &[&str]), &str>| {
            let parsed = ResourceType::parse(text).map_err(|error| error.to_string());
            let parts = parsed
                .as_ref()
                .map(|kind| (kind.namespace(), kind.types().collect::<Vec<_>>()));
            match (parts, expected) {
                (Ok((namespace, types)), Ok(expected)) => {
                    assert_eq!((namespace, &*types), expected, "{text}")
                }
                (Err(error), Err(expected)) => assert!(error.contains(expected), "{text}: {error}"),
                (parts, _) => panic!("{text}: {parts:?}"),
            }
        };
        check(
            "Microsoft.Compute/virtualMachines",
            Ok(("Microsoft.Compute", &["virtualMachines"])),
        );
        check(
            "Microsoft.Web/sites/slots",
            Ok(("Microsoft.Web", &["sites", "slots"])),
        );
        check(
            "Microsoft.Compute",
            Err("has one segment: expected `Namespace/type`"),
        );
        check("", Err("empty segment"));
        check("/", Err("empty segment"));
        check("Microsoft.Web/", Err("empty segment"));
        check("Microsoft.Web//sites", Err("empty segment"));
        check("Microsoft.Web/sites?", Err("segment `sites?`"));
        check("Microsoft.Web/ sites", Err("expected no blank"));
        check("Microsoft.Web/..", Err("expected more than dots"));
        check("Microsoft.Web/a\u{0}b", Err("no control character"));
        check(&"a/".repeat(2000), Err("4000 bytes"));
    }

    #[test]
    fn the_parent_is_one_type_shorter() {
        let parent = |text| {
            ResourceType::parse(text)
                .unwrap()
                .parent()
                .map(|kind| kind.to_string())
        };
        assert_eq!(parent("A.B/c/d/e").as_deref(), Some("A.B/c/d"));
        assert_eq!(parent("A.B/c/d").as_deref(), Some("A.B/c"));
        assert_eq!(parent("A.B/c"), None);
    }

    #[test]
    fn serde_is_the_text() {
        let kind = ResourceType::parse("Microsoft.Web/sites").unwrap();
        assert_eq!(
            serde_json::to_string(&kind).unwrap(),
            r#""Microsoft.Web/sites""#
        );
        assert_eq!(
            serde_json::from_str::<ResourceType>(r#""microsoft.web/SITES""#).unwrap(),
            kind
        );
        assert!(serde_json::from_str::<ResourceType>(r#""sites""#).is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(text in "[A-Za-z.]{1,9}b(/[A-Za-z]{1,5}){1,3}") {
            let kind = ResourceType::parse(&text).unwrap();
            prop_assert_eq!(kind.to_string(), text);
            prop_assert_eq!(ResourceType::parse(kind.folded()), Ok(kind));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = ResourceType::parse(&text);
        }
    }
}
