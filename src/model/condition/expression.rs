//! What a condition means: a tree.

use std::fmt;

use super::{Attribute, CrossProduct, DateTime, Operator};
use crate::value::{ActionPattern, Guid, Name};

/// An expression of a condition (F8.2). Printed, it is a condition again, in one line and with Microsoft's
/// words, unless the parentheses that it takes nest too deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// One of them holds: `OR`.
    Any(Vec<Expression>),
    /// All of them hold: `AND`.
    All(Vec<Expression>),
    /// It does not hold: `NOT`, `!`.
    Not(Box<Expression>),
    /// The action is one of these: `ActionMatches{'…'}`.
    ActionMatches(ActionPattern),
    /// The request is of this kind within its action: `SubOperationMatches{'…'}`.
    SubOperationMatches(Name),
    /// There is such an attribute: `Exists`.
    Exists(Attribute),
    /// Two sides compared.
    Comparison(Comparison),
}

/// Two sides, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What is compared.
    pub left: Operand,
    /// How many values of either side have to relate; without it there is one on each side.
    pub cross_product: Option<CrossProduct>,
    /// How they have to relate.
    pub operator: Operator,
    /// What it is compared with.
    pub right: Operand,
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// What the request, the world or the clock says.
    Attribute(Attribute),
    /// One value.
    Literal(Literal),
    /// Several values: `{…}`.
    Set(Vec<Literal>),
}

/// A value that a condition states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// A text, as it stands between its quotes.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A moment.
    DateTime(DateTime),
    /// A GUID.
    Guid(Guid),
}

impl Expression {
    /// This expression and all that are in it, outer ones first.
    pub fn walk(&self) -> impl Iterator<Item = &Expression> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            match next {
                Self::Any(all) | Self::All(all) => waiting.extend(all.iter().rev()),
                Self::Not(inner) => waiting.push(inner),
                _ => {}
            }
            Some(next)
        })
    }

    /// Every moment that it states.
    pub(crate) fn moments(&self) -> impl Iterator<Item = DateTime> {
        let sides = self.walk().flat_map(|it| match it {
            Self::Comparison(it) => vec![&it.left, &it.right],
            _ => Vec::new(),
        });
        let literals = sides.flat_map(|side| match side {
            Operand::Attribute(_) => &[],
            Operand::Literal(it) => std::slice::from_ref(it),
            Operand::Set(all) => all.as_slice(),
        });
        literals.filter_map(|it| match it {
            Literal::DateTime(it) => Some(*it),
            _ => None,
        })
    }

    /// Whether it says something by itself, and is not made of others.
    pub fn is_part(&self) -> bool {
        !matches!(self, Self::Any(_) | Self::All(_) | Self::Not(_))
    }

    /// Its text with the ends of the paths of its attributes only.
    pub fn short(&self) -> String {
        self.shortened().to_string()
    }

    fn shortened(&self) -> Self {
        let all = |all: &[Self]| all.iter().map(Self::shortened).collect();
        match self {
            Self::Any(it) => Self::Any(all(it)),
            Self::All(it) => Self::All(all(it)),
            Self::Not(it) => Self::Not(Box::new(it.shortened())),
            Self::Exists(it) => Self::Exists(it.shortened()),
            Self::Comparison(it) => Self::Comparison(Comparison {
                left: it.left.shortened(),
                right: it.right.shortened(),
                ..it.clone()
            }),
            Self::ActionMatches(_) | Self::SubOperationMatches(_) => self.clone(),
        }
    }

    /// Whether it joins others, and so needs parentheses where it is joined itself.
    pub(super) fn is_joined(&self) -> bool {
        matches!(self, Self::Any(_) | Self::All(_))
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |f: &mut fmt::Formatter<'_>, all: &[Self], word: &str| {
            for (index, it) in all.iter().enumerate() {
                if index > 0 {
                    write!(f, " {word} ")?;
                }
                match it.is_joined() {
                    true => write!(f, "({it})")?,
                    false => it.fmt(f)?,
                }
            }
            Ok(())
        };
        match self {
            Self::Any(all) => join(f, all, "OR"),
            Self::All(all) => join(f, all, "AND"),
            Self::Not(it) => match **it {
                Self::Not(_) | Self::Exists(_) | Self::SubOperationMatches(_) => {
                    write!(f, "NOT {it}")
                }
                _ => write!(f, "!({it})"),
            },
            Self::ActionMatches(pattern) => write!(f, "ActionMatches{{'{pattern}'}}"),
            Self::SubOperationMatches(name) => write!(f, "SubOperationMatches{{'{name}'}}"),
            Self::Exists(attribute) => write!(f, "Exists {attribute}"),
            Self::Comparison(it) => it.fmt(f),
        }
    }
}

impl Comparison {
    /// The attributes that it asks for, the left one first.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        [&self.left, &self.right]
            .into_iter()
            .filter_map(|side| match side {
                Operand::Attribute(it) => Some(it),
                _ => None,
            })
    }
}

impl Operand {
    fn shortened(&self) -> Self {
        match self {
            Self::Attribute(it) => Self::Attribute(it.shortened()),
            other => other.clone(),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.left)?;
        if let Some(cross_product) = self.cross_product {
            write!(f, "{cross_product}:")?;
        }
        write!(f, "{} {}", self.operator, self.right)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(it) => it.fmt(f),
            Self::Literal(it) => it.fmt(f),
            Self::Set(all) => {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                write!(f, "{{{}}}", all.join(", "))
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(it) => it.fmt(f),
            Self::Text(it) => write!(f, "'{it}'"),
            Self::Integer(it) => it.fmt(f),
            Self::DateTime(it) => write!(f, "'{it}'"),
            Self::Guid(it) => it.fmt(f),
        }
    }
}
