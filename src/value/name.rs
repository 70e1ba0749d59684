//! [`Name`]: text that is compared without regard to letter case and printed as first written.

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text_form::print_as_str;

/// Text that compares, orders and hashes without regard to letter case, and prints as it was first written (F6.4).
///
/// Any text is a name. Cloning copies no text.
///
/// ```
/// use idsim::value::Name;
///
/// let name = Name::new("Key Vault Reader");
/// assert_eq!(name, Name::new("key vault READER"));
/// assert_eq!(name.to_string(), "Key Vault Reader");
/// assert_ne!(name, Name::new("Key Vault  Reader"));
/// ```
#[derive(Clone)]
pub struct Name {
    text: Arc<str>,
    /// Shared with `text` where folding changes nothing.
    folded: Arc<str>,
}

/// Lower-cases a text for comparison: the one definition of "without regard to letter case".
///
/// Letter by letter, unlike `str::to_lowercase`, whose final sigma depends on what follows: so that folding the parts of a
/// text and folding the whole agree, which prefixes of ids and of patterns rely on.
pub(crate) fn fold(text: &str) -> String {
    // The same for such a text, and a good deal quicker; nearly all texts are such.
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => folded(text).collect(),
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

impl Name {
    /// The name written so.
    ///
    /// ```
    /// use idsim::value::Name;
    ///
    /// assert_eq!(Name::new("VM1"), "vm1");
    /// ```
    pub fn new(text: impl AsRef<str>) -> Self {
        let text: Arc<str> = text.as_ref().into();
        let folded = fold(&text);
        let folded = match folded == *text {
            true => Arc::clone(&text),
            false => folded.into(),
        };
        Self { text, folded }
    }

    /// The text as first written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text as it is compared: in lower case.
    ///
    /// ```
    /// use idsim::value::Name;
    ///
    /// assert_eq!(Name::new("VM1").folded(), "vm1");
    /// ```
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

print_as_str!(Name);

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Name {}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.folded.chars().eq(folded(other))
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded.cmp(&other.folded)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letter_case_does_not_distinguish_names() {
        let check = |left: &str, right: &str, expected: bool| {
            assert_eq!(
                Name::new(left) == Name::new(right),
                expected,
                "{left} {right}"
            );
            assert_eq!(Name::new(left) == right, expected, "{left} {right}");
        };
        check("vm1", "VM1", true);
        check("vm1", "vm1 ", false);
        check("vm1", "vm", false);
        check("", "", true);
        check("Straße", "STRAßE", true);
        check("Straße", "STRASSE", false);
        check("ΟΔΟΣ", "οδοσ", true);
        check("İ", "i\u{307}", true);
    }

    #[test]
    fn the_first_spelling_stays() {
        let mut names = BTreeSet::from([Name::new("Vm1")]);
        assert!(!names.insert(Name::new("VM1")));
        assert_eq!(names.first().map(Name::as_str), Some("Vm1"));
        assert_eq!(
            format!("{0} {0:?} {0:>5}", Name::new("Vm1")),
            r#"Vm1 "Vm1"   Vm1"#
        );
    }

    #[test]
    fn a_folded_text_is_held_once() {
        let name = Name::new("vm1");
        assert!(Arc::ptr_eq(&name.text, &name.folded));
    }

    #[test]
    fn serde_is_the_text() {
        let json = serde_json::to_string(&Name::new("Vm1")).unwrap();
        assert_eq!(json, r#""Vm1""#);
        assert_eq!(serde_json::from_str::<Name>(&json).unwrap().as_str(), "Vm1");
    }

    proptest! {
        #[test]
        fn folding_is_letter_by_letter(text in ".*") {
            prop_assert_eq!(fold(&text), folded(&text).collect::<String>());
        }

        #[test]
        fn prints_as_written(text in ".*") {
            prop_assert_eq!(Name::new(&text).to_string(), text);
        }

        #[test]
        fn folding_twice_folds_once(text in ".*") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn folding_parts_folds_the_whole(left in ".*", right in ".*") {
            prop_assert_eq!(fold(&left) + &fold(&right), fold(&(left + &right)));
        }
    }
}
