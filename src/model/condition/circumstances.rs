//! What a condition may look at besides who asks for what and where.

use super::{Attribute, AttributePart};
use crate::model::AttributeValue;
use crate::value::Name;

/// What a request carries besides its action, for conditions to look at (F8.4).
///
/// ```
/// use idsim::{Attribute, Circumstances};
///
/// let tag = Attribute::parse("@Resource[A.B/c/tags:Project]")?;
/// let tagged = Circumstances::default().with(tag.clone(), "Cascade");
/// assert_eq!(tagged.get(&tag), Some(&"Cascade".into()));
/// assert_eq!(Circumstances::default().get(&tag), None);
/// // What has a tag has tags.
/// let keys = Attribute::parse("@Resource[A.B/c/tags&$keys$&]")?;
/// assert_eq!(tagged.get(&keys), Some(&["Project".to_owned()].into_iter().collect()));
/// # Ok::<(), idsim::AttributeError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// What kind of request it is within its action, such as `Blob.List`.
    pub sub_operation: Option<Name>,
    attributes: Vec<(Attribute, AttributeValue)>,
}

impl Circumstances {
    /// The same with one attribute more, or with another value of it. With what is called something, the names that there
    /// are (`&$keys$&`) become one more; names that are stated come to those that are there, in whatever order.
    #[must_use]
    pub fn with(mut self, attribute: Attribute, value: impl Into<AttributeValue>) -> Self {
        let (value, keys) = (value.into(), keys_of(&attribute));
        let new = match (&attribute.part, &value) {
            (AttributePart::Named { name, .. }, _) => vec![name.to_string()],
            (AttributePart::Keys, value) => names_in(value),
            (AttributePart::Whole, _) => Vec::new(),
        };
        let known = self.attributes.iter().find(|(it, _)| *it == keys);
        let mut names = known.map_or_else(Vec::new, |(_, it)| names_in(it));
        for name in new {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        self.attributes
            .retain(|(it, _)| !attribute.means(it) && *it != keys);
        // No names are something else than names of which nothing is said.
        let are_stated = attribute.part == AttributePart::Keys;
        if !are_stated {
            self.attributes.push((attribute, value));
        }
        if are_stated || !names.is_empty() {
            self.attributes.push((keys, AttributeValue::Texts(names)));
        }
        self
    }

    /// Whether it is stated what an attribute is; names that there are (`&$keys$&`) come with what is called so, too, and more of
    /// them can always be stated.
    pub(crate) fn states(&self, attribute: &Attribute) -> bool {
        let mut all = self.attributes.iter();
        attribute.part != AttributePart::Keys && all.any(|(it, _)| attribute.means(it))
    }

    /// What an attribute is; nothing if it is not supplied.
    pub fn get(&self, attribute: &Attribute) -> Option<&AttributeValue> {
        let mut all = self.attributes.iter();
        all.find(|(it, _)| attribute.means(it))
            .map(|(_, value)| value)
    }

    /// Every attribute with its value.
    pub fn attributes(&self) -> impl Iterator<Item = (&Attribute, &AttributeValue)> {
        self.attributes.iter().map(|(it, value)| (it, value))
    }
}

/// The attribute that is the names of all that stands beside another one.
fn keys_of(attribute: &Attribute) -> Attribute {
    Attribute {
        part: AttributePart::Keys,
        ..attribute.clone()
    }
}

/// One name alone may be stated as a text; numbers are no names.
fn names_in(value: &AttributeValue) -> Vec<String> {
    match value {
        AttributeValue::Text(it) => vec![it.clone()],
        AttributeValue::Texts(all) => all.clone(),
        _ => Vec::new(),
    }
}
