//! A file as written: its fields, before anything in it is looked up.

use std::ops::Range;
use std::sync::Arc;

use ron::value::RawValue;
use serde::{Deserialize, Serialize};

use super::step::{self, PlacedStep, StepNames, StepSyntax};
use super::syntax::{self, SyntaxError};
use super::text::tokens;
use super::{FileError, MAX_FILE_BYTES, Note, Problem, Source, SourceError, Status};
use crate::catalog::CatalogOverrides;
use crate::model::Tenant;
use crate::value::{Timestamp, did_you_mean};

/// A scenario file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "Scenario")]
pub(super) struct ScenarioText<'t> {
    pub(super) name: String,
    #[serde(default)]
    pub(super) source: Vec<String>,
    #[serde(default)]
    pub(super) clock: Option<Timestamp>,
    #[serde(default)]
    pub(super) include: Vec<String>,
    #[serde(default)]
    pub(super) catalogue: CatalogOverrides,
    #[serde(default)]
    pub(super) tenant: Tenant,
    #[serde(borrow)]
    pub(super) steps: Vec<&'t RawValue>,
}

/// A tenant file as written: what it includes, and a tenant.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "TenantFile")]
pub(super) struct TenantText {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) include: Vec<String>,
    pub(super) tenant: Tenant,
}

/// A text with the path that it came from, to make problems at places of it.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) path: String,
    pub(super) text: Arc<str>,
}

impl Page {
    /// Fetches a text; the byte order mark that some editors leave is taken off.
    pub(super) fn fetch(
        source: &dyn Source,
        prefix: &str,
        path: &str,
    ) -> Result<Self, Box<Problem>> {
        let page = |text: &str| Self {
            path: format!("{prefix}{path}"),
            text: Arc::from(text),
        };
        let bytes = source
            .read(path)
            .and_then(|bytes| match bytes.len() > MAX_FILE_BYTES {
                true => Err(SourceError::TooLarge),
                false => Ok(bytes),
            });
        match bytes {
            Err(error) => {
                let mut problem = page("").problem(
                    FileError::Unreadable,
                    0..0,
                    format!("the file cannot be read: {error}"),
                );
                if error == SourceError::Outside {
                    problem.code = FileError::IncludeOutside.as_str();
                }
                Err(Box::new(problem))
            }
            Ok(bytes) => match std::str::from_utf8(&bytes) {
                Ok(text) => Ok(page(text.strip_prefix('\u{feff}').unwrap_or(text))),
                Err(error) => {
                    let readable = bytes.get(..error.valid_up_to()).unwrap_or_default();
                    let page = page(&String::from_utf8_lossy(readable));
                    let end = page.text.len();
                    let message = format!(
                        "the file is not UTF-8 text: byte {} cannot be read",
                        error.valid_up_to() + 1
                    );
                    let mut problem = page.problem(FileError::NotUtf8, end..end, message);
                    problem.help("save it as UTF-8");
                    Err(Box::new(problem))
                }
            },
        }
    }

    /// A problem at a place of this text.
    pub(super) fn problem(&self, code: FileError, span: Range<usize>, message: String) -> Problem {
        self.coded(Status::Malformed, code.as_str(), span, message)
    }

    pub(super) fn coded(
        &self,
        status: Status,
        code: &'static str,
        span: Range<usize>,
        message: String,
    ) -> Problem {
        Problem {
            status,
            code,
            message,
            path: self.path.clone(),
            text: Arc::clone(&self.text),
            span,
            label: String::new(),
            notes: Vec::new(),
        }
    }

    /// A problem with what `ron` could not read, `base` bytes into this text.
    pub(super) fn syntax(&self, base: usize, error: SyntaxError) -> Problem {
        let span = base + error.span.start..base + error.span.end;
        // Only a file as a whole can be empty, so its steps need not be looked at for it.
        let code = match base == 0 && tokens(&self.text).is_empty() {
            true => FileError::Empty,
            false => FileError::Syntax,
        };
        let message = match code {
            FileError::Empty => "the file is empty".to_owned(),
            _ => error.message,
        };
        let mut problem = self.problem(code, span, message);
        if let Some(help) = error.help.filter(|_| code != FileError::Empty) {
            problem.help(help);
        }
        if code == FileError::Empty {
            problem.help("a scenario begins like this: (name: \"…\", steps: […])");
        }
        problem
    }

    /// Reads the steps of a scenario, all of them: what is wrong with one hides nothing of the others.
    pub(super) fn steps(&self, raw: &[&RawValue]) -> Result<Vec<PlacedStep>, Vec<Problem>> {
        let mut steps = Vec::with_capacity(raw.len());
        let mut problems = Vec::new();
        let names = StepNames::all();
        for raw in raw {
            let text = raw.trim().get_ron();
            // The step's text is a part of this text: `ron` borrows it.
            let base = (text.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
            match step::read(text, &names) {
                Ok((step, head)) => steps.push(PlacedStep {
                    step,
                    span: base..base + text.len(),
                    head: base + head.start..base + head.end,
                }),
                Err(StepSyntax::Syntax(error)) => problems.push(self.syntax(base, *error)),
                Err(StepSyntax::Unknown {
                    name,
                    span,
                    nearest,
                }) => {
                    let span = base + span.start..base + span.end;
                    let message = format!("`{name}` is no event and no expectation");
                    let mut problem = self.problem(FileError::UnknownStep, span, message);
                    if let Some(help) = did_you_mean(&nearest) {
                        problem.help(help);
                    }
                    problems.push(problem);
                }
            }
        }
        match problems.is_empty() {
            true => Ok(steps),
            false => Err(problems),
        }
    }
}

impl ScenarioText<'_> {
    /// Reads the fields of a scenario.
    pub(super) fn read(page: &Page) -> Result<ScenarioText<'_>, Box<Problem>> {
        syntax::read(&page.text).map_err(|error| Box::new(page.syntax(0, *error)))
    }
}

impl TenantText {
    /// Reads the fields of a tenant file.
    pub(super) fn read(page: &Page) -> Result<Self, Box<Problem>> {
        syntax::read(&page.text).map_err(|error| Box::new(page.syntax(0, *error)))
    }
}

impl Problem {
    pub(super) fn help(&mut self, text: impl Into<String>) {
        self.note("help", text);
    }

    pub(super) fn note(&mut self, kind: &'static str, text: impl Into<String>) {
        self.notes.push(Note {
            kind,
            text: text.into(),
        });
    }
}
