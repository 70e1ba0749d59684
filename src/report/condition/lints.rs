//! What is wrong with a condition, and what may be.

use serde::Serialize;

use crate::access::Lint;
use crate::model::Condition;
use crate::model::condition::{ConditionError, Position};
use crate::report::json::pretty;
#[cfg(feature = "cli")]
use crate::{
    report::{diagnostic::render_as, place::Places},
    scenario::{Note, Problem, Status},
};

/// What a condition is called that is in no file.
#[cfg(feature = "cli")]
const PATH: &str = "<condition>";

/// Why a text is no condition, as a problem in it.
#[cfg(feature = "cli")]
pub fn malformed_condition(text: &str, error: &ConditionError) -> Problem {
    let (start, message) = match error.position() {
        Some(at) => (at.byte_in(text), without_place(error, at)),
        None => (0, error.to_string()),
    };
    let rest = text.get(start..).unwrap_or_default();
    let length = rest
        .find(|it: char| it.is_whitespace() || it == ')')
        .unwrap_or(rest.len());
    Problem {
        status: Status::Malformed,
        code: "InvalidCondition",
        message,
        path: PATH.to_owned(),
        text: text.into(),
        span: start..start + length.max(1),
        label: String::new(),
        notes: Vec::new(),
    }
}

/// The traps in a condition, each with its place under carets, and how many there are.
///
/// ```
/// use idsim::{Condition, report};
///
/// let condition = Condition::parse("SubOperationMatches{'Blob.Lst'}")?;
/// let text = report::lints_text(&condition, &condition.lints(None), false);
/// assert!(text.starts_with("note[NoTarget]: "));
/// assert!(text.contains("\nwarning[UnknownSubOperation]: there is no sub-operation `Blob.Lst` in the catalogue\n"));
/// assert!(text.ends_with("\nwell-formed, 1 warning\n"));
/// # Ok::<(), idsim::ConditionError>(())
/// ```
#[cfg(feature = "cli")]
pub fn lints_text(condition: &Condition, lints: &[Lint], colour: bool) -> String {
    use annotate_snippets::Level;

    let mut places = Places::new();
    let text: std::sync::Arc<str> = condition.as_str().into();
    let mut out = String::new();
    for lint in lints {
        let problem = Problem {
            status: Status::Held,
            code: lint.code().as_str(),
            message: lint.to_string(),
            path: PATH.to_owned(),
            text: std::sync::Arc::clone(&text),
            span: lint.place.clone(),
            label: String::new(),
            notes: vec![Note {
                kind: "help",
                text: lint.help(),
            }],
        };
        let level = match lint.code().is_warning() {
            true => Level::WARNING,
            false => Level::NOTE,
        };
        out += &render_as(level, &problem, &mut places, colour);
        out.push('\n');
    }
    let warnings = lints.iter().filter(|it| it.code().is_warning()).count();
    out + &match warnings {
        0 => "well-formed\n".to_owned(),
        1 => "well-formed, 1 warning\n".to_owned(),
        several => format!("well-formed, {several} warnings\n"),
    }
}

/// The traps in a condition, as `{"well_formed", "error", "lints": [{"code", "level", "message", "line", "column", "help"}]}`.
pub fn lints_json(condition: &Condition, lints: &[Lint]) -> String {
    let form = |it: &Lint| {
        let at = Position::of(condition.as_str(), it.place.start);
        LintForm {
            code: it.code().as_str(),
            level: match it.code().is_warning() {
                true => "warning",
                false => "note",
            },
            message: it.to_string(),
            line: at.line,
            column: at.column,
            help: it.help(),
        }
    };
    pretty(&CheckForm {
        well_formed: true,
        error: None,
        lints: lints.iter().map(form).collect(),
    })
}

/// Why a text is no condition, in the form of [`lints_json`]; the error has `"message", "line", "column"`.
pub fn malformed_condition_json(error: &ConditionError) -> String {
    let at = error.position();
    pretty(&CheckForm {
        well_formed: false,
        error: Some(ErrorForm {
            message: at.map_or_else(|| error.to_string(), |at| without_place(error, at)),
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
        }),
        lints: Vec::new(),
    })
}

fn without_place(error: &ConditionError, at: Position) -> String {
    let message = error.to_string();
    let place = format!("{at}: ");
    message
        .strip_prefix(&place)
        .map_or(message.clone(), ToOwned::to_owned)
}

#[derive(Serialize)]
struct CheckForm {
    well_formed: bool,
    error: Option<ErrorForm>,
    lints: Vec<LintForm>,
}

#[derive(Serialize)]
struct ErrorForm {
    message: String,
    line: Option<usize>,
    column: Option<usize>,
}

#[derive(Serialize)]
struct LintForm {
    code: &'static str,
    level: &'static str,
    message: String,
    line: usize,
    column: usize,
    help: String,
}
