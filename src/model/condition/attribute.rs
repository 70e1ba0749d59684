//! What conditions ask about: attributes.

use std::fmt;

use crate::value::{Name, named};

/// An attribute as a condition names it: `@Resource[Microsoft.Storage/storageAccounts:name]` (F8.4).
///
/// The source, the path and the name compare without regard to letter case; a tag's key with regard to it, and what else
/// `<$key_case_sensitive$>` says it of.
///
/// ```
/// use idsim::Attribute;
///
/// let tag = Attribute::parse("@resource[A.B/c/tags:Project<$key_case_sensitive$>]")?;
/// assert_eq!(tag.to_string(), "@Resource[A.B/c/tags:Project<$key_case_sensitive$>]");
/// assert!(tag.means(&Attribute::parse("@Resource[a.b/c/tags:Project]")?));
/// assert!(!tag.means(&Attribute::parse("@Resource[A.B/c/tags:project]")?));
/// assert_eq!(tag, Attribute::parse("@Resource[A.B/c/tags:Project<$KEY_CASE_SENSITIVE$>]")?);
/// assert!(Attribute::parse("@Tenant[A.B/c:name]").is_err());
/// # Ok::<(), idsim::AttributeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Whose it is.
    pub source: AttributeSource,
    /// What it belongs to, such as `Microsoft.Storage/storageAccounts`; or the whole of it, such as `isPrivateLink`.
    pub path: Name,
    /// What of it is meant.
    pub part: AttributePart,
}

named! {
    /// Whose an attribute is.
    pub enum AttributeSource {
        /// What the request carries.
        Request,
        /// What is to be read or changed.
        Resource,
        /// Who asks.
        Principal,
        /// When, and by which way.
        Environment,
    }
}

/// What of an attribute's path is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributePart {
    /// The path itself: `@Environment[UtcNow]`.
    Whole,
    /// What is called so: `:name`.
    Named {
        /// How.
        name: Name,
        /// Whether letter case counts: `<$key_case_sensitive$>`.
        case_sensitive: bool,
    },
    /// The names that there are: `&$keys$&`.
    Keys,
}

/// Why a text is not an [`Attribute`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct AttributeError(pub(super) &'static str);

const CASE_SENSITIVE: &str = "<$key_case_sensitive$>";
const KEYS: &str = "&$keys$&";

impl Attribute {
    /// Reads an attribute with its source and brackets.
    ///
    /// # Errors
    /// It has no source that there is, no brackets, no path, or an empty name.
    pub fn parse(text: &str) -> Result<Self, AttributeError> {
        let text = text.trim();
        let (source, rest) = text
            .strip_prefix('@')
            .and_then(|it| it.split_once('['))
            .ok_or(AttributeError("an attribute like `@Resource[path:name]`"))?;
        let inner = rest
            .strip_suffix(']')
            .ok_or(AttributeError("`]` after an attribute"))?;
        let source = AttributeSource::ALL
            .iter()
            .find(|it| it.as_str().eq_ignore_ascii_case(source))
            .ok_or(AttributeError(
                "`@Request`, `@Resource`, `@Principal` or `@Environment`",
            ))?;
        Self::within(*source, inner)
    }

    fn within(source: AttributeSource, inner: &str) -> Result<Self, AttributeError> {
        let (inner, case_sensitive) = stripped(inner.trim(), CASE_SENSITIVE);
        let (inner, keys) = stripped(inner, KEYS);
        let (path, name) = match inner.split_once(':') {
            Some((path, name)) => (path.trim(), Some(name.trim())),
            None => (inner.trim(), None),
        };
        let is_odd = |it: &str| it.contains(['[', ']', '@', '\'', '{', '}', '<', '>', '&', '\n']);
        if path.is_empty() || is_odd(path) || path.split('/').any(str::is_empty) {
            return Err(AttributeError(
                "a path like `Microsoft.Storage/storageAccounts`",
            ));
        }
        let part = match name {
            Some(_) if keys => return Err(AttributeError("no name beside `&$keys$&`")),
            Some(name) if name.is_empty() || is_odd(name) => {
                return Err(AttributeError("a name after the colon"));
            }
            Some(name) => AttributePart::Named {
                name: Name::new(name),
                case_sensitive,
            },
            None if keys => AttributePart::Keys,
            None if case_sensitive => {
                return Err(AttributeError("a name before `<$key_case_sensitive$>`"));
            }
            None => AttributePart::Whole,
        };
        Ok(Self {
            source,
            path: Name::new(path),
            part,
        })
    }

    /// The attribute of this source, path and name; letter case does not count.
    pub fn named(source: AttributeSource, path: &str, name: &str) -> Self {
        Self {
            source,
            path: Name::new(path),
            part: AttributePart::Named {
                name: Name::new(name),
                case_sensitive: false,
            },
        }
    }

    /// Whether it is a tag, whose key is told apart by letter case, whether or not the condition says so (F8.4).
    fn is_tag(&self) -> bool {
        self.path.folded().ends_with("/tags")
    }

    /// Whether this attribute of a condition is the other one, which a request or a world has.
    pub fn means(&self, supplied: &Self) -> bool {
        let same_part = match (&self.part, &supplied.part) {
            (
                AttributePart::Named {
                    name,
                    case_sensitive,
                },
                AttributePart::Named { name: other, .. },
            ) => match *case_sensitive || self.is_tag() {
                true => name.as_str() == other.as_str(),
                false => name == other,
            },
            (part, other) => part == other,
        };
        same_part && self.source == supplied.source && self.path == supplied.path
    }

    /// The same with the end of its path only, as questions can state it too: `@Resource[tags:Project]`.
    pub fn short(&self) -> String {
        self.shortened().to_string()
    }

    pub(super) fn shortened(&self) -> Self {
        let path = self.path.as_str();
        let end = path.rsplit('/').next().unwrap_or(path);
        Self {
            path: end.into(),
            ..self.clone()
        }
    }

    /// What stands after the colon, if anything does.
    pub fn name(&self) -> Option<&Name> {
        match &self.part {
            AttributePart::Named { name, .. } => Some(name),
            _ => None,
        }
    }
}

fn stripped<'t>(text: &'t str, suffix: &str) -> (&'t str, bool) {
    let at = text.len().checked_sub(suffix.len());
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((rest, end)) if end.eq_ignore_ascii_case(suffix) => (rest.trim_end(), true),
        _ => (text, false),
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}[{}", self.source, self.path)?;
        match &self.part {
            AttributePart::Whole => {}
            AttributePart::Named {
                name,
                case_sensitive: false,
            } => write!(f, ":{name}")?,
            AttributePart::Named {
                name,
                case_sensitive: true,
            } => write!(f, ":{name}{CASE_SENSITIVE}")?,
            AttributePart::Keys => f.write_str(KEYS)?,
        }
        f.write_str("]")
    }
}
