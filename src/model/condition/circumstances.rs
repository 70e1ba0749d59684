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
    /// are (`&$keys$&`) become one more; those that are stated are added to them.
    #[must_use]
    pub fn with(mut self, attribute: Attribute, value: impl Into<AttributeValue>) -> Self {
        let value = value.into();
        if let (AttributePart::Keys, AttributeValue::Texts(names)) = (&attribute.part, &value) {
            self.add_keys(attribute, names);
            return self;
        }
        if let Some(name) = attribute.name() {
            let keys = Attribute {
                part: AttributePart::Keys,
                ..attribute.clone()
            };
            self.add_keys(keys, &[name.to_string()]);
        }
        self.attributes.retain(|(it, _)| *it != attribute);
        self.attributes.push((attribute, value));
        self
    }

    fn add_keys(&mut self, keys: Attribute, more: &[String]) {
        let mut known = self.attributes.iter_mut();
        let known = known.find_map(|(it, value)| match value {
            AttributeValue::Texts(names) if *it == keys => Some(names),
            _ => None,
        });
        let Some(names) = known else {
            let names = AttributeValue::Texts(more.to_vec());
            return self.attributes.push((keys, names));
        };
        for name in more {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
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
