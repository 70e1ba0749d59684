//! How conditions compare.

use std::fmt;

use crate::value::named;

/// What an operator compares with what (F8.3).
///
/// ```
/// use idsim::model::condition::Operator;
///
/// let like = Operator::named("stringlikeignorecase").expect("it is one");
/// assert!(like.ignores_case && !like.negated);
/// assert_eq!(like.to_string(), "StringLikeIgnoreCase");
/// assert_eq!(Operator::named("StringEndsWith"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    name: &'static str,
    /// What kind of values it takes.
    pub kind: ValueKind,
    /// How they have to relate.
    pub relation: Relation,
    /// Whether they must not relate so.
    pub negated: bool,
    /// Whether the letter case of texts does not count.
    pub ignores_case: bool,
}

named! {
    /// A kind of values.
    pub enum ValueKind {
        /// `true` and `false`.
        Boolean,
        /// Texts in single quotes.
        Text,
        /// Integers.
        Integer,
        /// Moments in single quotes.
        DateTime,
        /// GUIDs, without quotes.
        Guid,
    }
}

named! {
    /// How the left value has to relate to the right one.
    pub enum Relation {
        /// It is the same.
        Equals,
        /// It begins with it.
        StartsWith,
        /// It has its form: `*` stands for any run of characters, `?` for one, and a backslash takes that away from either.
        Like,
        /// It is greater, or later.
        Greater,
        /// It is greater or the same.
        GreaterEquals,
        /// It is less, or earlier.
        Less,
        /// It is less or the same.
        LessEquals,
    }
}

named! {
    /// How many values of either side have to relate: of the left one some (`ForAnyOf…`) or all (`ForAllOf…`), each to some
    /// or to all of the right one (F8.3).
    pub enum CrossProduct {
        /// Some left value to some right one.
        ForAnyOfAnyValues,
        /// Every left value to some right one.
        ForAllOfAnyValues,
        /// Some left value to every right one.
        ForAnyOfAllValues,
        /// Every left value to every right one.
        ForAllOfAllValues,
    }
}

impl ValueKind {
    /// One value of it, in words.
    pub(crate) fn described(self) -> &'static str {
        match self {
            Self::Boolean => "a boolean",
            Self::Text => "a text",
            Self::Integer => "an integer",
            Self::DateTime => "a moment",
            Self::Guid => "a GUID",
        }
    }

    /// Values of it, in words.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Boolean => "booleans",
            Self::Text => "texts",
            Self::Integer => "integers",
            Self::DateTime => "moments",
            Self::Guid => "GUIDs",
        }
    }
}

impl Operator {
    /// Every operator, in Microsoft's spelling.
    pub const ALL: &[Self] = &[
        Self::of("BoolEquals", ValueKind::Boolean, Relation::Equals),
        Self::of("BoolNotEquals", ValueKind::Boolean, Relation::Equals).not(),
        Self::of("StringEquals", ValueKind::Text, Relation::Equals),
        Self::of("StringEqualsIgnoreCase", ValueKind::Text, Relation::Equals).any_case(),
        Self::of("StringNotEquals", ValueKind::Text, Relation::Equals).not(),
        Self::of(
            "StringNotEqualsIgnoreCase",
            ValueKind::Text,
            Relation::Equals,
        )
        .not()
        .any_case(),
        Self::of("StringStartsWith", ValueKind::Text, Relation::StartsWith),
        Self::of(
            "StringStartsWithIgnoreCase",
            ValueKind::Text,
            Relation::StartsWith,
        )
        .any_case(),
        Self::of("StringNotStartsWith", ValueKind::Text, Relation::StartsWith).not(),
        Self::of(
            "StringNotStartsWithIgnoreCase",
            ValueKind::Text,
            Relation::StartsWith,
        )
        .not()
        .any_case(),
        Self::of("StringLike", ValueKind::Text, Relation::Like),
        Self::of("StringLikeIgnoreCase", ValueKind::Text, Relation::Like).any_case(),
        Self::of("StringNotLike", ValueKind::Text, Relation::Like).not(),
        Self::of("StringNotLikeIgnoreCase", ValueKind::Text, Relation::Like)
            .not()
            .any_case(),
        Self::of("NumericEquals", ValueKind::Integer, Relation::Equals),
        Self::of("NumericNotEquals", ValueKind::Integer, Relation::Equals).not(),
        Self::of("NumericGreaterThan", ValueKind::Integer, Relation::Greater),
        Self::of(
            "NumericGreaterThanEquals",
            ValueKind::Integer,
            Relation::GreaterEquals,
        ),
        Self::of("NumericLessThan", ValueKind::Integer, Relation::Less),
        Self::of(
            "NumericLessThanEquals",
            ValueKind::Integer,
            Relation::LessEquals,
        ),
        Self::of("DateTimeEquals", ValueKind::DateTime, Relation::Equals),
        Self::of("DateTimeNotEquals", ValueKind::DateTime, Relation::Equals).not(),
        Self::of(
            "DateTimeGreaterThan",
            ValueKind::DateTime,
            Relation::Greater,
        ),
        Self::of(
            "DateTimeGreaterThanEquals",
            ValueKind::DateTime,
            Relation::GreaterEquals,
        ),
        Self::of("DateTimeLessThan", ValueKind::DateTime, Relation::Less),
        Self::of(
            "DateTimeLessThanEquals",
            ValueKind::DateTime,
            Relation::LessEquals,
        ),
        Self::of("GuidEquals", ValueKind::Guid, Relation::Equals),
        Self::of("GuidNotEquals", ValueKind::Guid, Relation::Equals).not(),
    ];

    const fn of(name: &'static str, kind: ValueKind, relation: Relation) -> Self {
        Self {
            name,
            kind,
            relation,
            negated: false,
            ignores_case: false,
        }
    }

    const fn not(self) -> Self {
        Self {
            negated: true,
            ..self
        }
    }

    const fn any_case(self) -> Self {
        Self {
            ignores_case: true,
            ..self
        }
    }

    /// The operator of that name, in any letter case.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|it| it.name.eq_ignore_ascii_case(name)).copied()
    }

    /// Microsoft's spelling.
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// Whether a cross product may stand before it: for texts (the same or like), integers and GUIDs (F8.3).
    pub fn takes_cross_product(self) -> bool {
        match self.kind {
            ValueKind::Text => self.relation != Relation::StartsWith,
            ValueKind::Integer | ValueKind::Guid => true,
            ValueKind::Boolean | ValueKind::DateTime => false,
        }
    }
}

impl CrossProduct {
    /// That of that name, in any letter case.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|it| it.as_str().eq_ignore_ascii_case(name))
            .copied()
    }

    /// Whether every value of the left side has to relate, not only some.
    pub fn is_of_all(self) -> bool {
        matches!(self, Self::ForAllOfAnyValues | Self::ForAllOfAllValues)
    }

    /// Whether a value of the left side has to relate to every one of the right side, not only to some.
    pub fn is_to_all(self) -> bool {
        matches!(self, Self::ForAnyOfAllValues | Self::ForAllOfAllValues)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
