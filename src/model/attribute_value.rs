//! Values of attributes, as conditions compare them.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::condition::{DateTime, ValueKind};
use crate::value::Guid;

/// What an attribute of a principal, a resource or a request is: one value, or several of one kind (F8.4). A GUID and a time
/// are texts; the operator that compares them says what they are.
///
/// ```
/// use idsim::AttributeValue;
///
/// let read = |text| ron::from_str::<AttributeValue>(text);
/// assert_eq!(read(r#""Cascade""#), Ok("Cascade".into()));
/// assert_eq!(read(r#"["Baker", "Cascade"]"#), Ok(AttributeValue::Texts(vec!["Baker".into(), "Cascade".into()])));
/// assert_eq!(read("3"), Ok(AttributeValue::Integer(3)));
/// assert!(read(r#"["Baker", 3]"#).is_err());
/// assert!(read("3.5").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeValue {
    /// A text.
    Text(String),
    /// An integer.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// Texts.
    Texts(Vec<String>),
    /// Integers.
    Integers(Vec<i64>),
}

impl AttributeValue {
    /// Whether it can be compared as values of this kind.
    pub(crate) fn can_be(&self, kind: ValueKind) -> bool {
        match (kind, self) {
            (ValueKind::Boolean, Self::Boolean(_))
            | (ValueKind::Text, Self::Text(_) | Self::Texts(_))
            | (ValueKind::Integer, Self::Integer(_) | Self::Integers(_)) => true,
            (ValueKind::DateTime, Self::Text(it)) => DateTime::parse(it).is_some(),
            (ValueKind::Guid, Self::Text(it)) => Guid::parse(it).is_ok(),
            _ => false,
        }
    }
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for AttributeValue {
    fn from(it: i64) -> Self {
        Self::Integer(it)
    }
}

impl From<bool> for AttributeValue {
    fn from(it: bool) -> Self {
        Self::Boolean(it)
    }
}

impl FromIterator<String> for AttributeValue {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        Self::Texts(texts.into_iter().collect())
    }
}

/// As conditions write values: `'Cascade'`, `{'Baker', 'Cascade'}`, `3`, `true`.
impl fmt::Display for AttributeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |it: &String| format!("'{it}'");
        let set = |values: Vec<String>| format!("{{{}}}", values.join(", "));
        match self {
            Self::Text(it) => f.write_str(&quoted(it)),
            Self::Integer(it) => it.fmt(f),
            Self::Boolean(it) => it.fmt(f),
            Self::Texts(all) => f.write_str(&set(all.iter().map(quoted).collect())),
            Self::Integers(all) => f.write_str(&set(all.iter().map(i64::to_string).collect())),
        }
    }
}

impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn seq<S: Serializer, T: Serialize>(all: &[T], serializer: S) -> Result<S::Ok, S::Error> {
            let mut seq = serializer.serialize_seq(Some(all.len()))?;
            all.iter().try_for_each(|it| seq.serialize_element(it))?;
            seq.end()
        }
        match self {
            Self::Text(it) => serializer.serialize_str(it),
            Self::Integer(it) => serializer.serialize_i64(*it),
            Self::Boolean(it) => serializer.serialize_bool(*it),
            Self::Texts(all) => seq(all, serializer),
            Self::Integers(all) => seq(all, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// The longest text that a file may give as a value: our own limit, far above any of Azure's; it bounds what a hostile file
/// costs.
const MAX_TEXT_BYTES: usize = 4096;

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = AttributeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, an integer, `true` or `false`, or a list of texts or of integers")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<AttributeValue, E> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(E::custom(format_args!(
                "the text has {} bytes: expected at most {MAX_TEXT_BYTES}",
                text.len()
            )));
        }
        Ok(text.into())
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<AttributeValue, E> {
        Ok(it.into())
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<AttributeValue, E> {
        Ok(it.into())
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<AttributeValue, E> {
        let it = i64::try_from(it);
        it.map(Into::into)
            .map_err(|_| E::custom("the integer is too great"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<AttributeValue, A::Error> {
        let (mut texts, mut integers) = (Vec::new(), Vec::new());
        while let Some(value) = seq.next_element::<AttributeValue>()? {
            match value {
                AttributeValue::Text(it) => texts.push(it),
                AttributeValue::Integer(it) => integers.push(it),
                _ => return Err(A::Error::custom("a list is of texts or of integers")),
            }
        }
        match (texts.is_empty(), integers.is_empty()) {
            (false, false) => Err(A::Error::custom(
                "a list is of texts or of integers, not of both",
            )),
            (true, false) => Ok(AttributeValue::Integers(integers)),
            _ => Ok(AttributeValue::Texts(texts)),
        }
    }
}
