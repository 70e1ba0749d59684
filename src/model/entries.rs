//! A map in the order it was written, that refuses a key written twice.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::value::Name;

/// Named things in the order they were written.
///
/// Plain maps keep the last of two equal keys without a word; a file that says a thing twice is a mistake that nobody
/// would find, so reading one fails. Keys compare without regard to letter case.
///
/// ```
/// use idsim::{Entries, User};
///
/// assert!(ron::from_str::<Entries<User>>(r#"{"alice": (), "bob": ()}"#).is_ok());
/// assert!(ron::from_str::<Entries<User>>(r#"{"alice": (), "Alice": ()}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Entries<T>(IndexMap<Name, T>);

impl<T> Entries<T> {
    /// Adds a thing, or hands it back if the name is taken.
    ///
    /// # Errors
    /// The thing itself, when something of that name is there already.
    pub fn insert(&mut self, name: impl Into<Name>, thing: T) -> Result<(), T> {
        match self.0.entry(name.into()) {
            indexmap::map::Entry::Occupied(_) => Err(thing),
            indexmap::map::Entry::Vacant(place) => {
                place.insert(thing);
                Ok(())
            }
        }
    }

    /// Adds a thing, in place of any other of that name.
    pub fn replace(&mut self, name: impl Into<Name>, thing: T) {
        self.0.insert(name.into(), thing);
    }

    /// The thing of that name.
    pub fn get(&self, name: &Name) -> Option<&T> {
        self.0.get(name)
    }

    /// Everything, in the order written.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Name, &T)> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(IndexMap::new())
    }
}

impl<T> IntoIterator for Entries<T> {
    type Item = (Name, T);
    type IntoIter = indexmap::map::IntoIter<Name, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<T>(Entries<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of names, `{\"name\": (…)}`")
            }

            fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Entries<T>, A::Error> {
                while let Some(name) = map.next_key::<Name>()? {
                    if self.0.get(&name).is_some() {
                        return Err(A::Error::custom(format_args!(
                            "`{name}` is written twice in this map"
                        )));
                    }
                    self.0.0.insert(name, map.next_value()?);
                }
                Ok(self.0)
            }
        }

        deserializer.deserialize_map(EntriesVisitor(Self::default()))
    }
}
