//! What a condition comes to, told for people.

use super::{Finding, Truth, Unclear};
use crate::access::Explanation;
use crate::model::condition::{Comparison, Expression, Literal, Operand};
use crate::model::{Attribute, AttributeValue, RoleAssignment};

/// How many values of a set are told; of more, how many they are.
const TOLD: usize = 3;

impl Explanation<'_> {
    /// Which condition of an assignment does not hold, and why: that of the block of its role that grants, or its own.
    pub(in crate::access) fn condition_words(&self, assignment: &RoleAssignment) -> String {
        let stopping = self
            .facts()
            .and_then(|it| it.stopping(self.world, assignment));
        let Some(it) = stopping else {
            return String::new();
        };
        let whose = match it.is_of_role {
            true => "the role's own condition",
            false => "its condition",
        };
        let verdict = match it.truth {
            Truth::True => "holds",
            Truth::False => "does not hold",
            Truth::Unknown => "cannot be evaluated",
        };
        format!("{whose} {verdict}: {}", telling(&it.findings))
    }
}

/// What decides, in words. What the condition is about decides too, and goes without saying where something else does.
fn telling(findings: &[Finding<'_>]) -> String {
    let is_target = |it: &&Finding<'_>| {
        matches!(
            it.part,
            Expression::ActionMatches(_) | Expression::SubOperationMatches(_)
        )
    };
    let (targets, others): (Vec<_>, Vec<_>) = findings.iter().partition(is_target);
    let told = if others.is_empty() { targets } else { others };
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    told.join("; ")
}

/// What decides, with what was found: `@Resource[tags:Project] StringEquals 'Cascade'` is false: it is `'Baker'`.
impl std::fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = brief(self.part);
        match (&self.unclear, self.truth) {
            (Some(Unclear::Missing(attribute)), _) => {
                return write!(f, "{} is not supplied, for `{part}`", named(attribute));
            }
            (Some(Unclear::OfOtherKind { attribute, kind }), _) => {
                write!(
                    f,
                    "{} is not {}, for `{part}`",
                    named(attribute),
                    kind.described()
                )?;
            }
            (Some(Unclear::NotOne(attribute)), _) => {
                write!(f, "{} is not one value, for `{part}`", named(attribute))?;
            }
            (Some(Unclear::SetAsOne), _) => write!(f, "a set is not one value, for `{part}`")?,
            (Some(Unclear::GuidsOfStorage), _) => {
                return write!(
                    f,
                    "for a role with data actions of Microsoft.Storage no GUIDs are compared, and `{part}` does so"
                );
            }
            (None, Truth::True) => write!(f, "`{part}` is true")?,
            (None, _) => write!(f, "`{part}` is false")?,
        }
        let found: Vec<String> = self
            .values
            .iter()
            .filter_map(|(attribute, value)| {
                Some(format!("{} is {}", named(attribute), told(value.as_ref()?)))
            })
            .collect();
        match found.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", found.join(", ")),
        }
    }
}

/// A part with the paths of its attributes and its sets cut short.
fn brief(part: &Expression) -> String {
    match part {
        Expression::Comparison(it) => {
            let Comparison {
                left,
                cross_product,
                operator,
                right,
            } = it;
            let cross_product = cross_product.map_or_else(String::new, |it| format!("{it}:"));
            format!("{} {cross_product}{operator} {}", side(left), side(right))
        }
        Expression::Exists(it) => format!("Exists {}", it.short()),
        other => other.to_string(),
    }
}

fn side(operand: &Operand) -> String {
    match operand {
        Operand::Attribute(it) => it.short(),
        Operand::Literal(it) => it.to_string(),
        Operand::Set(all) => cut(all.iter().map(Literal::to_string)),
    }
}

fn told(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Texts(all) => cut(all.iter().map(|it| format!("'{it}'"))),
        AttributeValue::Integers(all) => cut(all.iter().map(i64::to_string)),
        one => one.to_string(),
    }
}

fn cut(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(TOLD);
    let mut told: Vec<String> = all.take(TOLD).collect();
    if more > 0 {
        told.push(format!("… {more} more"));
    }
    format!("{{{}}}", told.join(", "))
}

fn named(attribute: &Attribute) -> String {
    format!("`{}`", attribute.short())
}
