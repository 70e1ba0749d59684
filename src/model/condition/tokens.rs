//! A condition's text in pieces.

use super::{ConditionError, Position};
use crate::value::is_unseen;

/// A piece of a condition, where it begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    Comma,
    Not,
    And,
    Or,
    /// What stands between single quotes.
    Text(&'t str),
    /// `@Source[…]`, as a whole.
    Attribute(&'t str),
    /// Anything else in one piece: the name of a function or an operator, a number, a GUID.
    Word(&'t str),
    End,
}

/// Splits a text; the last token is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ConditionError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        // Blanks are the plain ones: any other character that nobody sees is a mistake (F5.15).
        let rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let start = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            tokens.push(Token {
                kind: Kind::End,
                start,
                end: start,
            });
            return Ok(tokens);
        };
        let unexpected = |expected: &str, found: String| ConditionError::Unexpected {
            at: Position::of(text, start),
            expected: expected.to_owned(),
            found,
        };
        let (kind, length) = match first {
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            '{' => (Kind::OpenBrace, 1),
            '}' => (Kind::CloseBrace, 1),
            ',' => (Kind::Comma, 1),
            '!' => (Kind::Not, 1),
            '&' if rest.starts_with("&&") => (Kind::And, 2),
            '|' if rest.starts_with("||") => (Kind::Or, 2),
            '\'' => {
                let inner = rest.strip_prefix('\'').unwrap_or_default();
                let Some((inner, _)) = inner.split_once('\'') else {
                    return Err(unexpected(
                        "`'` after a text",
                        "none up to the end".to_owned(),
                    ));
                };
                if inner.contains(is_unseen) {
                    return Err(unexpected(
                        "no character in a text that nobody sees",
                        format!("`{}`", inner.escape_debug()),
                    ));
                }
                (Kind::Text(inner), inner.len() + 2)
            }
            '@' => {
                let Some((attribute, _)) = rest.split_inclusive(']').next().zip(rest.find(']'))
                else {
                    return Err(unexpected(
                        "`]` after an attribute",
                        "none up to the end".to_owned(),
                    ));
                };
                (Kind::Attribute(attribute), attribute.len())
            }
            it if is_of_word(it) => {
                let length = rest.find(|it| !is_of_word(it)).unwrap_or(rest.len());
                let word = rest.get(..length).unwrap_or_default();
                (keyword(word), length)
            }
            it => {
                return Err(unexpected(
                    "an expression, an operator or a value",
                    format!("`{}`", it.escape_debug()),
                ));
            }
        };
        at = start + length;
        tokens.push(Token {
            kind,
            start,
            end: at,
        });
    }
}

fn is_of_word(it: char) -> bool {
    it.is_alphanumeric() || "-_.:".contains(it)
}

fn keyword(word: &str) -> Kind<'_> {
    let is = |it: &str| word.eq_ignore_ascii_case(it);
    if is("AND") {
        Kind::And
    } else if is("OR") {
        Kind::Or
    } else if is("NOT") {
        Kind::Not
    } else {
        Kind::Word(word)
    }
}
