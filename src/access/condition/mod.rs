//! What a condition comes to (F8): true, false, or unknown where an attribute that it needs is not supplied.
//!
//! Azure fails the check wherever a condition is not true. What the documentation leaves open is decided here, each by a
//! constant: [`MISSING_EXISTS`], [`NOT_UNKNOWN`], [`EVERY_ONE_OF_NONE`] and [`SOME_ONE_OF_NONE`].

mod applied;
mod compare;
mod facts;
mod finding;
mod lint;
mod weighed;
mod words;

pub use applied::AppliedCondition;
pub use finding::{Finding, Unclear};
pub use lint::{Lint, LintCode, Trap};
pub use weighed::Weighed;

pub(super) use facts::Facts;

use crate::model::condition::Expression;
use crate::model::{Circumstances, Condition};
use crate::value::{Action, named};

named! {
    /// Whether a condition holds. Of what is joined by `AND` the least counts, by `OR` the greatest.
    pub enum Truth {
        /// It does not.
        False,
        /// Nobody can say: an attribute is not supplied, or is not of the kind that is compared (F8.5.1).
        Unknown,
        /// It does.
        True,
    }
}

/// What `Exists` says of an attribute that is not supplied: that is what it asks (F8.5.2).
pub const MISSING_EXISTS: Truth = Truth::False;

/// What `NOT` makes of a comparison that nobody can make. Undocumented: Microsoft's own interpreter takes the comparison
/// for false, so that `NOT` of it is true; here what is not known to hold grants nothing. Our decision (F8.5.3).
pub const NOT_UNKNOWN: Truth = Truth::Unknown;

/// Whether every one of no values relates as wanted, where a list is there and has nothing in it. Undocumented; our decision,
/// which is that of logic (F8.3).
pub const EVERY_ONE_OF_NONE: bool = true;

/// Whether some one of no values does. Undocumented; our decision, which is that of logic (F8.3).
pub const SOME_ONE_OF_NONE: bool = false;

impl From<bool> for Truth {
    fn from(it: bool) -> Self {
        match it {
            true => Self::True,
            false => Self::False,
        }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => NOT_UNKNOWN,
            Self::True => Self::False,
        }
    }
}

impl Condition {
    /// Whether it holds for a request, by what the request alone says: nothing is known of a world.
    ///
    /// Takes time in proportion to its length, and for sets and forms (`Like`) to the product of both sides. Allocates nothing
    /// but for a text that is to be a moment, or is to be a GUID and is none.
    ///
    /// ```
    /// use idsim::{Action, Attribute, Circumstances, Condition, Truth};
    ///
    /// let condition = Condition::parse("!(ActionMatches{'A.B/c/read'}) OR @Resource[A.B/c/tags:Project] StringEquals 'Cascade'")?;
    /// let (read, write) = (Action::data("A.B/c/read")?, Action::data("A.B/c/write")?);
    /// let untagged = Circumstances::default();
    /// let tagged = |value: &str| untagged.clone().with(Attribute::parse("@Resource[A.B/c/tags:Project]").unwrap(), value);
    /// assert_eq!(condition.evaluate(&read, &tagged("Cascade")), Truth::True);
    /// assert_eq!(condition.evaluate(&read, &tagged("Baker")), Truth::False);
    /// assert_eq!(condition.evaluate(&read, &untagged), Truth::Unknown);
    /// assert_eq!(condition.evaluate(&write, &untagged), Truth::True); // it is not about writing
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evaluate(&self, action: &Action, circumstances: &Circumstances) -> Truth {
        Facts::alone(action, circumstances).weigh(self.expression())
    }

    /// What an answer of [`Condition::evaluate`] is due to: the parts of the condition that decide, in its order.
    pub fn findings(&self, action: &Action, circumstances: &Circumstances) -> Vec<Finding<'_>> {
        Facts::alone(action, circumstances).findings(self.expression())
    }
}

impl Facts<'_> {
    /// Whether an expression holds.
    pub(in crate::access) fn weigh(&self, expression: &Expression) -> Truth {
        match expression {
            Expression::Any(all) => {
                let mut best = Truth::False;
                for it in all {
                    best = best.max(self.weigh(it));
                    if best == Truth::True {
                        break;
                    }
                }
                best
            }
            Expression::All(all) => {
                let mut worst = Truth::True;
                for it in all {
                    worst = worst.min(self.weigh(it));
                    if worst == Truth::False {
                        break;
                    }
                }
                worst
            }
            Expression::Not(it) => !self.weigh(it),
            Expression::ActionMatches(pattern) => pattern.matches(self.action).into(),
            Expression::SubOperationMatches(name) => {
                (self.circumstances.sub_operation.as_ref() == Some(name)).into()
            }
            Expression::Exists(attribute) => match self.value(attribute) {
                Some(_) => Truth::True,
                None => MISSING_EXISTS,
            },
            Expression::Comparison(it) => match self.compare(it) {
                Ok(holds) => holds.into(),
                Err(_) => Truth::Unknown,
            },
        }
    }
}

#[cfg(test)]
mod tests;
