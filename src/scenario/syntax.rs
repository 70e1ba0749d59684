//! RON in and out: one set of options, and errors with their places.

use std::ops::Range;

use serde::Deserialize;

use super::text;
pub(super) use crate::value::written as options;
use crate::value::{did_you_mean, nearest};

/// What `ron` could not read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) span: Range<usize>,
    /// The variants that there are, if one was written that there is not.
    pub(super) variants: Option<&'static [&'static str]>,
}

/// How many brackets may stand one within the other: what `ron` reads, which takes very long to find more.
const MAX_DEPTH: usize = 128;

/// Reads a value.
pub(super) fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Box<SyntaxError>> {
    if let Some(span) = text::too_deep(text, MAX_DEPTH) {
        let (message, help) = in_words(&ron::Error::ExceededRecursionLimit);
        return Err(Box::new(SyntaxError {
            message,
            help,
            span,
            variants: None,
        }));
    }
    options().from_str(text).map_err(|error| {
        let mut start = text::offset(text, error.span.start.line, error.span.start.col);
        let end = text::offset(text, error.span.end.line, error.span.end.col).max(start);
        // Of a text that is no word of its kind, `ron` leaves out the opening quote.
        let value = text.get(start..end).unwrap_or_default();
        if value.ends_with('"')
            && text
                .get(..start)
                .is_some_and(|before| before.ends_with('"'))
        {
            start -= 1;
        }
        let (message, help) = in_words(&error.code);
        let variants = match &error.code {
            ron::Error::NoSuchEnumVariant { expected, .. } => Some(*expected),
            _ => None,
        };
        Box::new(SyntaxError {
            message,
            help,
            span: start..end,
            variants,
        })
    })
}

/// `ron`'s message in the house's form: lower case, without advice that is for programmers, help apart.
fn in_words(code: &ron::Error) -> (String, Option<String>) {
    match code {
        ron::Error::ExceededRecursionLimit => ("brackets are nested too deep".to_owned(), None),
        ron::Error::NoSuchEnumVariant {
            expected,
            found,
            outer,
        } => {
            let what = outer.as_deref().unwrap_or("value");
            (
                format!("there is no {what} `{found}`"),
                Some(names_instead(found, expected)),
            )
        }
        ron::Error::NoSuchStructField {
            expected,
            found,
            outer,
        } => {
            let within = outer
                .as_deref()
                .map(|outer| format!(" in {outer}"))
                .unwrap_or_default();
            (
                format!("there is no field `{found}`{within}"),
                Some(names_instead(found, expected)),
            )
        }
        ron::Error::ExpectedNamedStructLike(name) => {
            (format!("expected `(` to begin a {name}"), None)
        }
        ron::Error::DuplicateStructField { field, .. } => {
            (format!("the field `{field}` is written twice"), None)
        }
        ron::Error::MissingStructField { field, outer } => {
            let within = outer
                .as_deref()
                .map(|outer| format!(" of {outer}"))
                .unwrap_or_default();
            (format!("the field `{field}`{within} is missing"), None)
        }
        ron::Error::ExpectedIdentifier => (
            "expected the name of a field".to_owned(),
            Some("what has named fields takes them directly: `CreateLock(name: …, scope: …)`, with one pair of brackets".to_owned()),
        ),
        code => (lower_first(&code.to_string()), None),
    }
}

/// The names that may have been meant, or else those that there are: the first dozen.
fn names_instead(found: &str, expected: &[&str]) -> String {
    if let Some(help) = did_you_mean(&nearest(found, expected.iter().copied())) {
        return help;
    }
    let mut names: Vec<String> = expected
        .iter()
        .take(12)
        .map(|name| format!("`{name}`"))
        .collect();
    if expected.len() > names.len() {
        names.push(format!("and {} more", expected.len() - names.len()));
    }
    match names.is_empty() {
        true => "nothing can be written here".to_owned(),
        false => format!("there are {}", names.join(", ")),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
