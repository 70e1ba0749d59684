//! What came of a scenario file, as data.

use std::ops::Range;

use serde::Serialize;

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOutcome {
    /// The file as it was named.
    pub path: String,
    /// The scenario's name; empty if the file could not be read so far.
    pub name: String,
    /// What the scenario cites.
    pub source: Vec<String>,
    /// How it ended.
    pub status: Status,
    /// How many steps the file has.
    pub steps: usize,
    /// How many of them expect something: expectations, and events that are to be refused.
    pub expectations: usize,
    /// How many steps were not run because an event before them was refused.
    pub not_run: usize,
    /// Everything that is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

/// How a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Every expectation held.
    Held,
    /// An expectation failed.
    Failed,
    /// An event was refused that should not have been.
    Refused,
    /// The file cannot be read or makes no sense.
    Malformed,
    /// The file was left out by a filter.
    Skipped,
}

/// Something wrong at a place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status that it gives its file.
    pub status: Status,
    /// A stable code: a reason, a refusal's code, or one of [`FileError`](super::FileError).
    pub code: &'static str,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The file that it is in: the scenario, or a tenant file that it includes.
    pub path: String,
    /// The whole text of that file; empty if it could not be read.
    pub text: std::sync::Arc<str>,
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
    /// What to say under the carets; may be empty.
    pub label: String,
    /// What else there is to say, line by line.
    pub notes: Vec<Note>,
}

/// A line after a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What the line is: `considered`, `near miss`, `cure`, `help`.
    pub kind: &'static str,
    /// The line.
    pub text: String,
}

impl Problem {
    /// The line and column of the place, both counted from 1, columns in characters.
    pub fn position(&self) -> (usize, usize) {
        super::text::line_and_column(&self.text, self.span.start)
    }
}

/// Counts over several files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Files looked at; those left out by a filter are not counted.
    pub files: usize,
    /// Files in which every expectation held.
    pub held: usize,
    /// Files in which an expectation failed.
    pub failed: usize,
    /// Files in which an event was refused that should not have been.
    pub refused: usize,
    /// Files that make no sense.
    pub malformed: usize,
    /// Files left out by a filter.
    pub skipped: usize,
    /// Expectations in all files that could be read.
    pub expectations: usize,
    /// Expectations that failed.
    pub expectations_failed: usize,
}

impl Totals {
    /// The counts over these files.
    pub fn of(outcomes: &[FileOutcome]) -> Self {
        let mut totals = Self::default();
        for outcome in outcomes {
            let count = match outcome.status {
                Status::Held => &mut totals.held,
                Status::Failed => &mut totals.failed,
                Status::Refused => &mut totals.refused,
                Status::Malformed => &mut totals.malformed,
                Status::Skipped => &mut totals.skipped,
            };
            *count += 1;
            if outcome.status != Status::Skipped {
                totals.files += 1;
                totals.expectations += outcome.expectations;
                totals.expectations_failed += outcome
                    .problems
                    .iter()
                    .filter(|it| it.status == Status::Failed)
                    .count();
            }
        }
        totals
    }
}
