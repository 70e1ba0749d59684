//! What conditions of role assignments can ask about: attributes and sub-operations.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::NotInCatalog;
use crate::model::condition::ValueKind;
use crate::model::{Attribute, AttributeError, AttributePart, AttributeSource};
use crate::value::{Action, ActionPattern, Name, nearest};

/// An attribute that services supply and conditions can ask for (F8.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownAttribute {
    /// As conditions write it, without source and brackets; `{key}` stands for any name.
    pub attribute: String,
    /// Whose it can be.
    pub sources: Vec<AttributeSource>,
    /// Of what kind it is, where its kind is the same everywhere.
    #[serde(default)]
    pub value: Option<ValueKind>,
    /// The actions whose requests come with it; none where nobody says.
    #[serde(default)]
    pub supplied_by: Vec<ActionPattern>,
    /// Those of them that come without it all the same.
    #[serde(default)]
    pub not_supplied_by: Vec<ActionPattern>,
    /// The sub-operations without which it does not come, each for the actions that it is of.
    #[serde(default)]
    pub only_as: Vec<Name>,
    /// The sub-operations with which it does not come.
    #[serde(default)]
    pub never_as: Vec<Name>,
    /// Whether there may be none, although the action comes with it.
    #[serde(default)]
    pub optional: bool,
    /// Numbers of rules, or addresses, where this is written.
    pub source: Vec<String>,
}

/// A kind of request within an action (F8.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubOperation {
    /// As conditions write it.
    pub name: Name,
    /// The actions of which it is a kind of request.
    pub of: Vec<ActionPattern>,
    /// Numbers of rules, or addresses, where this is written.
    pub source: Vec<String>,
}

/// Two actions that lead to the same: a condition that targets the one and leaves the other open has a way round (F8.5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayRound {
    /// What is targeted.
    pub targeted: ActionPattern,
    /// The other action.
    pub other: ActionPattern,
    /// Whether the other one takes no notice of what is targeted, whatever kind of request that is.
    #[serde(default)]
    pub goes_past: bool,
    /// Numbers of rules, or addresses, where this is written.
    pub source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    attributes: Vec<KnownAttribute>,
    sub_operations: Vec<SubOperation>,
    ways_round: Vec<WayRound>,
}

#[expect(
    clippy::expect_used,
    reason = "the file is part of the program and a test reads it"
)]
fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let text = include_str!("conditions.ron");
        super::ron(text).expect("conditions.ron is well-formed")
    });
    &WORDS
}

/// A known attribute as it is compared: read once.
struct Shape {
    path: Name,
    part: AttributePart,
    /// Whether it is whatever its name is: `{key}`.
    takes_any_name: bool,
    known: &'static KnownAttribute,
}

fn shapes() -> &'static [Shape] {
    static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
        let all = KnownAttribute::all().iter();
        all.filter_map(Shape::of).collect()
    });
    &SHAPES
}

impl Shape {
    fn of(known: &'static KnownAttribute) -> Option<Self> {
        let plain = known.attribute.replace(['{', '}'], "");
        let source = known.sources.first()?;
        let attribute = Attribute::parse(&format!("@{source}[{plain}]")).ok()?;
        Some(Self {
            path: attribute.path,
            part: attribute.part,
            takes_any_name: known.attribute.ends_with('}'),
            known,
        })
    }

    /// Whether the part that is meant of the path is the same.
    fn is_named_like(&self, written: &Attribute) -> bool {
        match (&self.part, &written.part) {
            (
                AttributePart::Named { name, .. },
                AttributePart::Named {
                    name: written_name, ..
                },
            ) => self.takes_any_name || name == written_name,
            (part, written) => part == written,
        }
    }

    /// Whether its path is this one, or ends with it after a slash.
    fn ends_with(&self, end: &Name) -> bool {
        let before = self.path.folded().strip_suffix(end.folded());
        before.is_some_and(|it| it.is_empty() || it.ends_with('/'))
    }
}

/// Why an attribute of a question is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributeNameError {
    /// It is not written like one.
    #[error("`{text}` is not an attribute: {error}")]
    Malformed {
        /// What is written.
        text: String,
        /// What is wrong with it.
        error: AttributeError,
    },
    /// There is none like it.
    #[error(transparent)]
    Unknown(NotInCatalog),
    /// It is stated already, with more or less of its path.
    #[error("`{text}` is stated twice")]
    Twice {
        /// What is written.
        text: String,
    },
    /// What is written could be several.
    #[error("`{text}` could be {}: write its whole path", all.join(" or "))]
    Ambiguous {
        /// What is written.
        text: String,
        /// What it could be.
        all: Vec<String>,
    },
}

impl KnownAttribute {
    /// Every attribute that idsim knows.
    pub fn all() -> &'static [Self] {
        &words().attributes
    }

    /// The attribute that is meant, with its whole path: a text may leave out the beginning.
    ///
    /// # Errors
    /// The text is no attribute, there is none like it, or there are several.
    ///
    /// ```
    /// use idsim::KnownAttribute;
    ///
    /// let path = KnownAttribute::resolve("@resource[blobs:path]")?;
    /// assert_eq!(path.to_string(), "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path]");
    /// let error = KnownAttribute::resolve("@Resource[blobs:pfad]").unwrap_err();
    /// assert!(error.to_string().starts_with("there is no attribute `@Resource[blobs:pfad]`"));
    /// assert!(KnownAttribute::resolve("blobs:path").is_err());
    /// # Ok::<(), idsim::AttributeNameError>(())
    /// ```
    pub fn resolve(text: &str) -> Result<Attribute, AttributeNameError> {
        let written = Attribute::parse(text).map_err(|error| AttributeNameError::Malformed {
            text: text.to_owned(),
            error,
        })?;
        let known = shapes().iter().filter(|it| {
            it.known.sources.contains(&written.source)
                && it.ends_with(&written.path)
                && it.is_named_like(&written)
        });
        let known: Vec<Attribute> = known
            .map(|it| Attribute {
                path: it.path.clone(),
                ..written.clone()
            })
            .collect();
        match known.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(AttributeNameError::Unknown(Self::unknown(text))),
            several => match several.iter().find(|it| it.path == written.path) {
                Some(whole) => Ok(whole.clone()),
                None => Err(AttributeNameError::Ambiguous {
                    text: text.to_owned(),
                    all: several.iter().map(|it| format!("`{it}`")).collect(),
                }),
            },
        }
    }

    /// Whether conditions can ask what resources of this type are called. Allocates nothing.
    pub(crate) fn is_of_named(resource_type: &Name) -> bool {
        let mut of_type = shapes().iter().filter(|it| it.path == *resource_type);
        of_type.any(|it| {
            let is_name = matches!(&it.part, AttributePart::Named { name, .. } if name == "name");
            is_name && it.known.sources.contains(&AttributeSource::Resource)
        })
    }

    /// What is known of an attribute of a condition, whose path is written as a whole: of that source if it can be of it,
    /// otherwise of another.
    ///
    /// ```
    /// use idsim::{Attribute, AttributeSource, KnownAttribute};
    ///
    /// let prefix = "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix]";
    /// let known = KnownAttribute::of(&Attribute::parse(prefix)?).expect("it is known");
    /// assert_eq!(known.sources, [AttributeSource::Request]);
    /// assert!(KnownAttribute::of(&Attribute::parse("@Request[blobs:prefix]")?).is_none());
    /// # Ok::<(), idsim::AttributeError>(())
    /// ```
    pub fn of(attribute: &Attribute) -> Option<&'static Self> {
        let is_it = |it: &&Shape| it.path == attribute.path && it.is_named_like(attribute);
        let mut all = shapes().iter().filter(is_it).map(|it| it.known);
        let first = all.clone().next();
        all.find(|it| it.sources.contains(&attribute.source))
            .or(first)
    }

    /// Whether a request for this action comes with it (F8.5.1), as a sub-operation or as none in particular; nothing where
    /// nobody says. It may still be [`optional`](Self::optional).
    ///
    /// ```
    /// use idsim::{Action, Attribute, KnownAttribute};
    ///
    /// let prefix = "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix]";
    /// let prefix = KnownAttribute::of(&Attribute::parse(prefix)?).expect("it is known");
    /// let read = Action::data("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read")?;
    /// assert_eq!(prefix.comes_with(&read, Some(&"Blob.List".into())), Some(true));
    /// assert_eq!(prefix.comes_with(&read, None), Some(false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn comes_with(&self, action: &Action, sub_operation: Option<&Name>) -> Option<bool> {
        let is_in = |all: &[ActionPattern]| all.iter().any(|it| it.matches(action));
        if self.supplied_by.is_empty() {
            return None;
        }
        let mut needed =
            SubOperation::of_action(action).filter(|it| self.only_as.contains(&it.name));
        let as_needed = match needed.next() {
            None => true,
            Some(first) => std::iter::once(first)
                .chain(needed)
                .any(|it| Some(&it.name) == sub_operation),
        };
        let as_wrong = sub_operation.is_some_and(|it| self.never_as.contains(it));
        Some(is_in(&self.supplied_by) && !is_in(&self.not_supplied_by) && as_needed && !as_wrong)
    }

    fn unknown(text: &str) -> NotInCatalog {
        let written = |it: &Self| {
            let end = it.attribute.rsplit('/').next().unwrap_or_default();
            let of = |source: &AttributeSource| format!("@{source}[{end}]");
            it.sources.iter().map(of).collect::<Vec<_>>()
        };
        let all: Vec<String> = Self::all().iter().flat_map(written).collect();
        NotInCatalog {
            what: "attribute",
            name: text.to_owned(),
            nearest: nearest(text, all.iter().map(String::as_str)),
        }
    }
}

impl SubOperation {
    /// Every sub-operation that there is.
    pub fn all() -> &'static [Self] {
        &words().sub_operations
    }

    /// The kinds of requests that there are within an action.
    pub fn of_action(action: &Action) -> impl Iterator<Item = &'static Self> {
        let all = Self::all().iter();
        all.filter(|it| it.of.iter().any(|of| of.matches(action)))
    }

    /// The sub-operation of that name.
    ///
    /// # Errors
    /// There is none; the error carries the nearest names.
    ///
    /// ```
    /// use idsim::SubOperation;
    ///
    /// assert!(SubOperation::named(&"blob.list".into()).is_ok());
    /// assert!(SubOperation::named(&"Blob.Lst".into()).is_err());
    /// ```
    pub fn named(name: &Name) -> Result<&'static Self, NotInCatalog> {
        let mut all = Self::all().iter();
        all.find(|it| it.name == *name).ok_or_else(|| NotInCatalog {
            what: "sub-operation",
            name: name.to_string(),
            nearest: nearest(name.as_str(), Self::all().iter().map(|it| it.name.as_str())),
        })
    }
}

impl WayRound {
    /// Every one that idsim knows.
    pub fn all() -> &'static [Self] {
        &words().ways_round
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What cannot be read as an attribute would never be found.
    #[test]
    fn every_attribute_is_found_by_its_name() {
        assert_eq!(shapes().len(), KnownAttribute::all().len());
        for known in KnownAttribute::all() {
            for source in &known.sources {
                let text = format!("@{source}[{}]", known.attribute.replace(['{', '}'], ""));
                let attribute = Attribute::parse(&text).unwrap();
                assert_eq!(KnownAttribute::of(&attribute), Some(known), "{text}");
                assert_eq!(KnownAttribute::resolve(&text), Ok(attribute), "{text}");
            }
        }
    }
}
