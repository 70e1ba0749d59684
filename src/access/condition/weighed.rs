//! A whole condition with what each part of it comes to.

use super::{Facts, Finding};
use crate::model::condition::Expression;
use crate::model::{Circumstances, Condition};
use crate::value::Action;

/// A part of a condition with what it comes to, and the parts that are joined in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed<'c> {
    /// The part, whether it holds, and by what values.
    pub finding: Finding<'c>,
    /// What it joins, or negates.
    pub parts: Vec<Weighed<'c>>,
}

impl Condition {
    /// The whole condition with what each part comes to, by what the request alone says.
    ///
    /// ```
    /// use idsim::{Action, Circumstances, Condition, Truth};
    ///
    /// let condition = Condition::parse("!(ActionMatches{'A.B/c/read'}) OR Exists @Resource[A.B/c:name]")?;
    /// let weighed = condition.weighed(&Action::data("A.B/c/read")?, &Circumstances::default());
    /// assert_eq!(weighed.finding.truth, Truth::False);
    /// assert_eq!(weighed.parts[0].parts[0].finding.truth, Truth::True); // what is negated
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn weighed(&self, action: &Action, circumstances: &Circumstances) -> Weighed<'_> {
        Facts::alone(action, circumstances).weighed(self.expression())
    }
}

impl Facts<'_> {
    fn weighed<'c>(&self, expression: &'c Expression) -> Weighed<'c> {
        let parts = match expression {
            Expression::Any(all) | Expression::All(all) => all.as_slice(),
            Expression::Not(inner) => std::slice::from_ref(&**inner),
            _ => &[],
        };
        Weighed {
            finding: self.finding(expression, self.weigh(expression)),
            parts: parts.iter().map(|it| self.weighed(it)).collect(),
        }
    }
}

impl<'c> Weighed<'c> {
    /// This part and all that are in it, outer ones first.
    pub fn walk(&self) -> impl Iterator<Item = &Weighed<'c>> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            waiting.extend(next.parts.iter().rev());
            Some(next)
        })
    }
}
