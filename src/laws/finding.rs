//! What was expected and what happened, in words.

use std::fmt::Debug;

use crate::event::Event;
use crate::value::written;

/// What a law finds that is not as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was expected.
    pub expected: String,
    /// What happened instead.
    pub happened: String,
}

impl Finding {
    /// Both in words.
    pub fn new(expected: impl Into<String>, happened: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            happened: happened.into(),
        }
    }
}

/// Whether a law holds.
pub(super) type Holds = Result<(), Finding>;

/// Fails where something is not so.
pub(super) fn demand(
    so: bool,
    expected: impl FnOnce() -> String,
    happened: impl FnOnce() -> String,
) -> Holds {
    match so {
        true => Ok(()),
        false => Err(Finding {
            expected: expected(),
            happened: happened(),
        }),
    }
}

/// Fails where two things differ; says where they begin to.
pub(super) fn same<T: PartialEq + Debug>(what: &str, expected: &T, happened: &T) -> Holds {
    if expected == happened {
        return Ok(());
    }
    let (short, other) = (format!("{expected:?}"), format!("{happened:?}"));
    let (one, other) = match short.len().max(other.len()) <= SHORT {
        true => (short, other),
        false => differing(&format!("{expected:#?}"), &format!("{happened:#?}")),
    };
    Err(Finding {
        expected: format!("{what}: {one}"),
        happened: other,
    })
}

/// What is no longer than this is said in full.
const SHORT: usize = 160;

/// The first lines that differ; each with what it belongs to, if that is on another line.
fn differing(expected: &str, happened: &str) -> (String, String) {
    let (expected, happened): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), happened.lines().collect());
    let alike = expected
        .iter()
        .zip(&happened)
        .take_while(|(one, other)| one == other);
    let at = alike.count();
    // A bracket alone says nothing: what follows it does.
    let line = |lines: &[&str]| {
        let rest = lines.get(at..).unwrap_or_default();
        let says = |line: &&str| line.contains(char::is_alphanumeric);
        let end = rest.iter().position(says).map_or(rest.len(), |it| it + 1);
        let said: Vec<&str> = rest.iter().take(end).map(|it| it.trim()).collect();
        match said.is_empty() {
            true => "nothing more".to_owned(),
            false => format!("`{}`", said.join(" ")),
        }
    };
    match (expected.get(at), happened.get(at)) {
        // What is not printed decides: which world it is.
        (None, None) => (
            "as before".to_owned(),
            "another state that looks alike".to_owned(),
        ),
        _ => (line(&expected), line(&happened)),
    }
}

/// An event as a scenario would write it.
pub(super) fn say(event: &Event) -> String {
    written().to_string(event).unwrap_or_default()
}
