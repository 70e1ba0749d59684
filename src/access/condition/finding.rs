//! What decides whether a condition holds.

use super::{Facts, Truth};
use crate::model::condition::{Expression, ValueKind};
use crate::model::{Attribute, AttributeValue};

/// A part of a condition that the answer is due to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding<'c> {
    /// The part: a comparison, an `Exists` or what matches the action.
    pub part: &'c Expression,
    /// Whether it holds.
    pub truth: Truth,
    /// Each attribute in it, with what it is; nothing if it is not supplied.
    pub values: Vec<(&'c Attribute, Option<AttributeValue>)>,
    /// Why nobody can say, where nobody can.
    pub unclear: Option<Unclear<'c>>,
}

/// Why a comparison cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unclear<'c> {
    /// An attribute is not supplied (F8.5.1).
    Missing(&'c Attribute),
    /// An attribute is something that the operator does not compare. Undocumented; our decision.
    OfOtherKind {
        /// Which.
        attribute: &'c Attribute,
        /// What the operator compares.
        kind: ValueKind,
    },
    /// An attribute has several values, or none, and the operator compares one. Undocumented; our decision.
    NotOne(&'c Attribute),
    /// A set stands where one value is compared; no condition that can be read has that.
    SetAsOne,
    /// GUIDs are compared for a role with data actions of storage, which Azure does not do: it refuses whoever has such a role
    /// (F8.5.6). That other roles of theirs still count is our decision.
    GuidsOfStorage,
}

impl Facts<'_> {
    /// The parts of an expression that decide, in its order.
    pub(in crate::access) fn findings<'c>(&self, expression: &'c Expression) -> Vec<Finding<'c>> {
        let mut out = Vec::new();
        self.find(expression, &mut out);
        out
    }

    fn find<'c>(&self, expression: &'c Expression, out: &mut Vec<Finding<'c>>) {
        let truth = self.weigh(expression);
        let all = match expression {
            Expression::Any(all) | Expression::All(all) => all,
            Expression::Not(inner) => return self.find(inner, out),
            _ => return out.push(self.finding(expression, truth)),
        };
        // Of what is joined, those decide that come to the same: one of the others would have decided otherwise.
        let deciding = all.iter().filter(|it| self.weigh(it) == truth);
        for it in deciding {
            self.find(it, out);
        }
    }

    pub(super) fn finding<'c>(&self, part: &'c Expression, truth: Truth) -> Finding<'c> {
        let attributes: Vec<&Attribute> = match part {
            Expression::Exists(it) => vec![it],
            Expression::Comparison(it) => it.attributes().collect(),
            _ => Vec::new(),
        };
        let values = attributes.into_iter();
        Finding {
            part,
            truth,
            values: values
                .map(|it| (it, self.value(it).map(AttributeValue::from)))
                .collect(),
            unclear: match part {
                Expression::Comparison(it) => self.compare(it).err(),
                _ => None,
            },
        }
    }
}
