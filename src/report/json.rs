//! What came of scenario files, as JSON.

use serde::Serialize;

use super::place::Places;
use crate::scenario::{FileOutcome, Problem, Status, Totals};

/// What came of these files, for programs to read: files and failures in the order given, then the counts.
///
/// Every field is always there; lines and columns count from 1, columns in characters. The form is
/// `{"files": [{"path", "name", "source", "status", "steps", "expectations", "not_run", "failures": [{"code", "message",
/// "path", "line", "column", "label", "notes": [{"kind", "text"}]}]}], "totals": {…}}`.
///
/// ```
/// let json = idsim::report::json(&[]);
/// assert!(json.starts_with("{\n  \"files\": []"));
/// ```
pub fn json(outcomes: &[FileOutcome]) -> String {
    pretty(&ReportForm {
        files: outcomes.iter().map(FileForm::from).collect(),
        totals: Totals::of(outcomes),
    })
}

/// Strings, numbers and lists of them always serialize.
pub(super) fn pretty(form: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(form).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct ReportForm<'o> {
    files: Vec<FileForm<'o>>,
    totals: Totals,
}

#[derive(Serialize)]
pub(super) struct FileForm<'o> {
    path: &'o str,
    name: &'o str,
    source: &'o [String],
    status: Status,
    steps: usize,
    expectations: usize,
    not_run: usize,
    failures: Vec<FailureForm<'o>>,
}

#[derive(Serialize)]
struct FailureForm<'o> {
    code: &'o str,
    message: &'o str,
    path: &'o str,
    line: usize,
    column: usize,
    label: &'o str,
    notes: Vec<NoteForm<'o>>,
}

#[derive(Serialize)]
struct NoteForm<'o> {
    kind: &'o str,
    text: &'o str,
}

impl<'o> From<&'o FileOutcome> for FileForm<'o> {
    fn from(it: &'o FileOutcome) -> Self {
        let mut places = Places::new();
        Self {
            path: &it.path,
            name: &it.name,
            source: &it.source,
            status: it.status,
            steps: it.steps,
            expectations: it.expectations,
            not_run: it.not_run,
            failures: it
                .problems
                .iter()
                .map(|problem| FailureForm::of(problem, &mut places))
                .collect(),
        }
    }
}

impl<'o> FailureForm<'o> {
    fn of(it: &'o Problem, places: &mut Places) -> Self {
        let (line, column) = places.of(it);
        Self {
            code: it.code,
            message: &it.message,
            path: &it.path,
            line,
            column,
            label: &it.label,
            notes: it
                .notes
                .iter()
                .map(|note| NoteForm {
                    kind: note.kind,
                    text: &note.text,
                })
                .collect(),
        }
    }
}
