//! Two sides compared.

use super::facts::Value;
use super::{EVERY_ONE_OF_NONE, Facts, SOME_ONE_OF_NONE, Unclear};
use crate::model::Attribute;
use crate::model::condition::{
    Comparison, DateTime, Literal, Operand, Operator, Relation, ValueKind,
};
use crate::value::Guid;

/// One value, of the kind that its operator compares.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Scalar<'a> {
    Boolean(bool),
    Text(&'a str),
    Integer(i64),
    DateTime(DateTime),
    Guid(Guid),
}

/// The values of one side.
#[derive(Debug, Clone, Copy)]
enum Side<'v, 'c> {
    Stated(&'c [Literal]),
    Found(Value<'v>, &'c Attribute),
}

impl<'a> Facts<'a> {
    /// Whether the sides relate as wanted.
    pub(super) fn compare<'c>(&self, comparison: &'c Comparison) -> Result<bool, Unclear<'c>> {
        let operator = comparison.operator;
        // Before anything else: nothing that could be supplied would help.
        if operator.kind == ValueKind::Guid && !self.compares_guids() {
            return Err(Unclear::GuidsOfStorage);
        }
        let (left, right) = (self.side(&comparison.left)?, self.side(&comparison.right)?);
        let Some(cross_product) = comparison.cross_product else {
            return Ok(related(
                left.only(operator)?,
                operator,
                right.only(operator)?,
            ));
        };
        // A value of the wrong kind is no less wrong behind one that decides.
        left.check(operator)?;
        right.check(operator)?;
        let relates_enough = |left| {
            let rights = right.scalars(operator).flatten();
            let relates = rights.map(|right| related(left, operator, right));
            is_enough(relates, cross_product.is_to_all())
        };
        let lefts = left.scalars(operator).flatten();
        Ok(is_enough(
            lefts.map(relates_enough),
            cross_product.is_of_all(),
        ))
    }

    fn side<'c>(&self, operand: &'c Operand) -> Result<Side<'a, 'c>, Unclear<'c>> {
        match operand {
            Operand::Attribute(it) => match self.value(it) {
                Some(value) => Ok(Side::Found(value, it)),
                None => Err(Unclear::Missing(it)),
            },
            Operand::Literal(it) => Ok(Side::Stated(std::slice::from_ref(it))),
            Operand::Set(all) => Ok(Side::Stated(all)),
        }
    }
}

/// Whether all of them hold, or some.
fn is_enough(mut each: impl Iterator<Item = bool>, all: bool) -> bool {
    match (each.next(), all) {
        (None, true) => EVERY_ONE_OF_NONE,
        (None, false) => SOME_ONE_OF_NONE,
        (Some(first), true) => first && each.all(|it| it),
        (Some(first), false) => first || each.any(|it| it),
    }
}

impl<'s, 'v: 's, 'c: 's> Side<'v, 'c> {
    fn nth(self, index: usize, operator: Operator) -> Option<Result<Scalar<'s>, Unclear<'c>>> {
        let (value, attribute) = match self {
            Self::Stated(all) => return all.get(index).map(|it| Ok(Scalar::from(it))),
            Self::Found(value, attribute) => (value, attribute),
        };
        let one = |it| (index == 0).then_some(it);
        let scalar = match value {
            Value::Boolean(it) => one(Scalar::Boolean(it)),
            Value::Text(it) => one(Scalar::Text(it)),
            Value::Integer(it) => one(Scalar::Integer(it)),
            Value::DateTime(it) => one(Scalar::DateTime(it)),
            Value::Texts(all) => all.get(index).map(|it| Scalar::Text(it)),
            Value::Integers(all) => all.get(index).map(|it| Scalar::Integer(*it)),
        }?;
        let kind = operator.kind;
        Some(
            scalar
                .of_kind(kind)
                .ok_or(Unclear::OfOtherKind { attribute, kind }),
        )
    }

    fn scalars(self, operator: Operator) -> impl Iterator<Item = Result<Scalar<'s>, Unclear<'c>>> {
        (0..).map_while(move |index| self.nth(index, operator))
    }

    /// Whether every value is of the kind that the operator compares; what is stated is.
    fn check(self, operator: Operator) -> Result<(), Unclear<'c>> {
        match self {
            Self::Stated(_) => Ok(()),
            Self::Found(..) => self.scalars(operator).try_for_each(|it| it.map(|_| ())),
        }
    }

    /// The one value that there is.
    fn only(self, operator: Operator) -> Result<Scalar<'s>, Unclear<'c>> {
        match (self.nth(0, operator), self.nth(1, operator), self) {
            (Some(only), None, _) => only,
            (_, _, Self::Found(_, attribute)) => Err(Unclear::NotOne(attribute)),
            (_, _, Self::Stated(_)) => Err(Unclear::SetAsOne),
        }
    }
}

impl Scalar<'_> {
    /// The same as a value of this kind: GUIDs and moments come as texts.
    fn of_kind(self, kind: ValueKind) -> Option<Self> {
        match (kind, self) {
            (ValueKind::Boolean, Self::Boolean(_))
            | (ValueKind::Text, Self::Text(_))
            | (ValueKind::Integer, Self::Integer(_))
            | (ValueKind::DateTime, Self::DateTime(_)) => Some(self),
            (ValueKind::DateTime, Self::Text(it)) => DateTime::parse(it).map(Self::DateTime),
            (ValueKind::Guid, Self::Text(it)) => Guid::parse(it).ok().map(Self::Guid),
            _ => None,
        }
    }
}

impl<'a> From<&'a Literal> for Scalar<'a> {
    fn from(literal: &'a Literal) -> Self {
        match literal {
            Literal::Boolean(it) => Self::Boolean(*it),
            Literal::Text(it) => Self::Text(it),
            Literal::Integer(it) => Self::Integer(*it),
            Literal::DateTime(it) => Self::DateTime(*it),
            Literal::Guid(it) => Self::Guid(*it),
        }
    }
}

fn related(left: Scalar<'_>, operator: Operator, right: Scalar<'_>) -> bool {
    let holds = match (operator.relation, left, right) {
        (Relation::Equals, Scalar::Text(left), Scalar::Text(right)) if operator.ignores_case => {
            is_same_in_any_case(left, right)
        }
        (Relation::Equals, ..) => left == right,
        (Relation::Greater, ..) => left > right,
        (Relation::GreaterEquals, ..) => left >= right,
        (Relation::Less, ..) => left < right,
        (Relation::LessEquals, ..) => left <= right,
        (Relation::StartsWith, Scalar::Text(left), Scalar::Text(right)) => {
            match operator.ignores_case {
                true => begins(folded(left), folded(right)),
                false => left.starts_with(right),
            }
        }
        (Relation::Like, Scalar::Text(left), Scalar::Text(right)) => match operator.ignores_case {
            true => is_like(folded(left), folded(right)),
            false => is_like(left.chars(), right.chars()),
        },
        (Relation::StartsWith | Relation::Like, ..) => false,
    };
    holds != operator.negated
}

/// Nearly all texts are plain, and quicker to compare.
fn is_same_in_any_case(left: &str, right: &str) -> bool {
    match left.is_ascii() && right.is_ascii() {
        true => left.eq_ignore_ascii_case(right),
        false => folded(left).eq(folded(right)),
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> + Clone {
    text.chars().flat_map(char::to_lowercase)
}

fn begins(mut text: impl Iterator<Item = char>, mut with: impl Iterator<Item = char>) -> bool {
    with.all(|it| text.next() == Some(it))
}

/// Whether a text has the form of a pattern: `*` stands for any run of characters, `?` for one, and a backslash takes that
/// away from either (F8.3). Before anything else a backslash is one.
pub(super) fn is_like<T, P>(mut text: T, mut pattern: P) -> bool
where
    T: Iterator<Item = char> + Clone,
    P: Iterator<Item = char> + Clone,
{
    // Where to go on if this way fails: the last star takes one character more.
    let mut retry: Option<(T, P)> = None;
    loop {
        let before = text.clone();
        let matched = match pattern.next() {
            Some('*') => {
                retry = Some((before.clone(), pattern.clone()));
                text = before;
                continue;
            }
            Some('?') => text.next().is_some(),
            Some('\\') => {
                let mut ahead = pattern.clone();
                let literal = ahead.next().filter(|it| matches!(it, '*' | '?'));
                if literal.is_some() {
                    pattern = ahead;
                }
                text.next() == Some(literal.unwrap_or('\\'))
            }
            Some(it) => text.next() == Some(it),
            None if text.next().is_none() => return true,
            None => false,
        };
        if matched {
            continue;
        }
        let Some((from, after)) = &mut retry else {
            return false;
        };
        if from.next().is_none() {
            return false;
        }
        (text, pattern) = (from.clone(), after.clone());
    }
}
