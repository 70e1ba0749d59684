//! Why a text is not a condition, and where.

use super::{MAX_CONDITION_BYTES, MAX_CONDITION_DEPTH};

/// A place in a condition's text, counted from 1; columns are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The place of a byte of a text.
    pub fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: column.chars().count() + 1,
        }
    }

    /// The byte of a text that is at this place; its end if there is none.
    pub fn byte_in(self, text: &str) -> usize {
        let lines = text.split_inclusive('\n');
        let start: usize = lines.take(self.line.saturating_sub(1)).map(str::len).sum();
        let line = text.get(start..).unwrap_or_default();
        let before = line.chars().take(self.column.saturating_sub(1));
        (start + before.map(char::len_utf8).sum::<usize>()).min(text.len())
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a text is not a [`Condition`](super::Condition).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionError {
    /// It is longer than a condition may be (F8.1).
    #[error("the condition has {0} bytes: expected at most {MAX_CONDITION_BYTES}")]
    TooLong(usize),
    /// Parentheses or `NOT` are nested too deep.
    #[error("{at}: expected parentheses and `NOT` nested at most {MAX_CONDITION_DEPTH} deep")]
    TooDeep {
        /// Where it becomes too deep.
        at: Position,
    },
    /// Something else was expected.
    #[error("{at}: expected {expected}, found {found}")]
    Unexpected {
        /// Where.
        at: Position,
        /// What was expected.
        expected: String,
        /// What stands there.
        found: String,
    },
}

impl ConditionError {
    /// Where it is wrong; nowhere in particular if it is too long.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::TooLong(_) => None,
            Self::TooDeep { at } | Self::Unexpected { at, .. } => Some(*at),
        }
    }
}
