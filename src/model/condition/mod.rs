//! Conditions: Azure's attribute-based language, text ⇄ tree (F8.2).
//!
//! A [`Condition`] keeps its text as it was written and prints it so; beside it stands the [`Expression`] that it means.
//! What the expression comes to is for [`access`](crate::access) to say: here nothing is evaluated.

mod attribute;
mod circumstances;
mod date_time;
mod error;
mod expression;
mod layout;
mod operator;
mod parse;
mod tokens;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use attribute::{Attribute, AttributeError, AttributePart, AttributeSource};
pub use circumstances::Circumstances;
pub use date_time::DateTime;
pub use error::{ConditionError, Position};
pub use expression::{Comparison, Expression, Literal, Operand};
pub use operator::{CrossProduct, Operator, Relation, ValueKind};

/// A condition of a role assignment or of a block of a role definition, version 2.0 of the language (F8.1, F8.2).
///
/// Two conditions are equal if they are written alike. A condition is cheap to clone.
///
/// ```
/// use idsim::Condition;
///
/// let text = "((!(ActionMatches{'A.B/c/write'})) OR (@Request[A.B/c:Id] ForAnyOfAnyValues:GuidEquals{acdd72a7-3385-48ef-bd42-f606fba81ae7}))";
/// let condition = Condition::parse(text)?;
/// assert_eq!(condition.to_string(), text);
///
/// let error = Condition::parse("@Resource[A.B/c:name] StringEqual 'x'").unwrap_err();
/// assert_eq!(error.to_string(), "line 1, column 23: expected an operator like `StringEquals`, found `StringEqual`");
/// # Ok::<(), idsim::ConditionError>(())
/// ```
#[derive(Clone)]
pub struct Condition(Arc<Parsed>);

struct Parsed {
    text: String,
    expression: Expression,
    ambiguous_at: Option<Position>,
    places: Vec<Range<usize>>,
}

/// The longest condition, 8 KB (F8.1). That it is bytes which are counted is our decision.
pub const MAX_CONDITION_BYTES: usize = 8 * 1024;

/// How deep parentheses and `NOT` may be nested: our own limit, far above what a person writes; Azure's is not known.
pub const MAX_CONDITION_DEPTH: usize = 100;

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// It is empty, has more than 8 KB, is nested more than 100 deep, or is not a condition: then the error says where, and
    /// what was expected there.
    ///
    /// ```
    /// use idsim::Condition;
    ///
    /// assert!(Condition::parse("NOT EXISTS @resource[A.B/c:name] && true BOOLEQUALS true").is_ok());
    /// assert!(Condition::parse("").is_err());
    /// assert!(Condition::parse(&"(".repeat(1_000)).is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let read = parse::parse(text)?;
        Ok(Self(Arc::new(Parsed {
            text: text.to_owned(),
            expression: read.expression,
            ambiguous_at: read.ambiguous_at,
            places: read.places,
        })))
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// What it means.
    pub fn expression(&self) -> &Expression {
        &self.0.expression
    }

    /// Where `AND` and `OR` first meet without parentheses, if they do: Azure calls that ambiguous, and idsim reads `NOT`
    /// before `AND` before `OR` (F8.2).
    pub fn ambiguous_at(&self) -> Option<Position> {
        self.0.ambiguous_at
    }

    /// Each part that is not joined of others, with the bytes of the text in which it stands, in the order of the text.
    ///
    /// ```
    /// use idsim::Condition;
    ///
    /// let condition = Condition::parse("NOT Exists @Resource[A.B/c:name] OR true BoolEquals true")?;
    /// let places: Vec<&str> = condition.parts().filter_map(|(_, at)| condition.as_str().get(at)).collect();
    /// assert_eq!(places, ["Exists @Resource[A.B/c:name]", "true BoolEquals true"]);
    /// # Ok::<(), idsim::ConditionError>(())
    /// ```
    pub fn parts(&self) -> impl Iterator<Item = (&Expression, Range<usize>)> {
        // They are walked in the order in which they were read.
        let parts = self.expression().walk().filter(|it| it.is_part());
        parts.zip(self.0.places.iter().cloned())
    }

    /// The same condition laid out as the Azure portal does it, one target below the other, every name and operator in
    /// Microsoft's spelling. It may be longer, and nested deeper, than what a condition may have.
    ///
    /// ```
    /// use idsim::Condition;
    ///
    /// let condition = Condition::parse("!(actionmatches{'A.B/c/read'})||@resource[A.B/c:name] stringequals 'x'")?;
    /// let laid_out = "(\n (\n  !(ActionMatches{'A.B/c/read'})\n )\n OR\n (\n  @Resource[A.B/c:name] StringEquals 'x'\n )\n)";
    /// assert_eq!(condition.laid_out(), laid_out);
    /// assert_eq!(Condition::parse(laid_out)?.expression(), condition.expression());
    /// # Ok::<(), idsim::ConditionError>(())
    /// ```
    pub fn laid_out(&self) -> String {
        layout::lay_out(self.expression())
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Condition {}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl std::str::FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        Self::parse(text)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .map_err(|it| de::Error::custom(format_args!("the condition is malformed at {it}")))
    }
}

#[cfg(test)]
mod tests;
