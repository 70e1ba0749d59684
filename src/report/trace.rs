//! A run told step by step, for people.

use std::fmt::Write;

use annotate_snippets::renderer::AnsiColor;

use super::text::{TextOptions, count, heading, painted, problems};
use super::visible::visible;
use crate::scenario::{FileOutcome, Problem, Status, Told, Trace, TracedStep};

/// The story of a run: how things stand, every step with what came of it, and how it ended. Of the options only the colour
/// counts.
///
/// ```
/// use std::collections::BTreeMap;
/// use idsim::{Catalog, report, scenario::trace_file};
///
/// let text = r#"(name: "alice comes", steps: [CreateUser("alice"), ExpectExists(["alice"])])"#;
/// let files = BTreeMap::from([("alice.ron".to_owned(), text.to_owned())]);
/// let trace = trace_file(&files, "", "alice.ron", &Catalog::built_in());
/// let story = report::trace_text(&trace, report::TextOptions::default());
/// assert!(story.contains("2  ExpectExists([\"alice\"])\n   ✓ alice exists\n"));
/// ```
pub fn trace_text(trace: &Trace, options: TextOptions) -> String {
    let mut out = String::new();
    if trace.steps.is_empty() {
        heading(&mut out, &trace.outcome, options);
        let _ = write!(out, "\n{}", problems(&trace.outcome, options));
        return out;
    }
    title(&mut out, &trace.outcome, options);
    let indent = trace.steps.len().to_string().len();
    if !trace.opening.is_empty() {
        out.push_str("\nAt the beginning:\n");
        for line in &trace.opening {
            result(&mut out, indent, Mark::Nothing, line, options);
        }
    }
    out.push('\n');
    for it in &trace.steps {
        step(&mut out, indent, it, options);
    }
    ending(&mut out, trace, options);
    out
}

/// The scenario's name, and where it is from.
fn title(out: &mut String, outcome: &FileOutcome, options: TextOptions) {
    let name = visible(&outcome.name);
    let _ = writeln!(out, "{}", painted(&name, AnsiColor::Cyan, options));
    out.push_str(&visible(&outcome.path));
    if !outcome.source.is_empty() {
        let _ = write!(out, " ({})", visible(&outcome.source.join(", ")));
    }
    out.push('\n');
}

fn step(out: &mut String, indent: usize, step: &TracedStep, options: TextOptions) {
    if let Told::Marked(mark) = &step.told {
        let mark = format!("── {} ──", visible(mark.as_str()));
        let mark = painted(&mark, AnsiColor::Cyan, options);
        let _ = writeln!(out, "\n{:>indent$}  {mark}\n", step.number);
        comments(out, indent, step, options);
        return;
    }
    comments(out, indent, step, options);
    let _ = writeln!(out, "{:>indent$}  {}", step.number, visible(&step.written));
    match &step.told {
        Told::Marked(_) => {}
        Told::Happened(happenings) if happenings.is_empty() => {
            result(out, indent, Mark::Event, "nothing changes", options);
        }
        Told::Happened(happenings) => {
            for it in happenings {
                result(out, indent, Mark::Event, &it.text, options);
            }
        }
        Told::Held(evidence) => result(out, indent, Mark::Good, evidence, options),
        Told::RefusedAsExpected {
            code,
            message,
            help,
        } => {
            result(
                out,
                indent,
                Mark::Good,
                &format!("refused ({code}): {message}"),
                options,
            );
            if let Some(help) = help {
                result(
                    out,
                    indent,
                    Mark::Nothing,
                    &format!("help: {help}"),
                    options,
                );
            }
        }
        Told::Wrong(problem) => wrong(out, indent, problem, step.line, options),
        Told::NotRun => result(out, indent, Mark::NotRun, "not run", options),
    }
}

/// What the file says of a step.
fn comments(out: &mut String, indent: usize, step: &TracedStep, options: TextOptions) {
    for comment in &step.comment {
        let comment = format!("// {}", visible(comment));
        let comment = painted(&comment, AnsiColor::BrightBlack, options);
        let _ = writeln!(out, "{:indent$}  {comment}", "");
    }
}

/// One line under a step; what is text of several lines stays one thing.
fn result(out: &mut String, indent: usize, mark: Mark, text: &str, options: TextOptions) {
    let text = visible(text).replace('\n', " ");
    let (mark, colour) = match mark {
        Mark::Nothing => (" ", None),
        Mark::Event => ("→", Some(AnsiColor::Cyan)),
        Mark::Good => ("✓", Some(AnsiColor::Green)),
        Mark::Bad => ("✗", Some(AnsiColor::Red)),
        Mark::NotRun => ("–", Some(AnsiColor::Yellow)),
    };
    let mark = match colour {
        Some(colour) => painted(mark, colour, options),
        None => mark.to_owned(),
    };
    let _ = writeln!(out, "{:indent$}  {mark} {text}", "");
}

/// What stands before a line under a step.
#[derive(Debug, Clone, Copy)]
enum Mark {
    /// The line belongs to the one before.
    Nothing,
    /// An event brought it about.
    Event,
    /// It is as expected.
    Good,
    /// It is not.
    Bad,
    /// Nobody knows.
    NotRun,
}

/// What was expected, what happened, why, what came near and what would cure it.
fn wrong(out: &mut String, indent: usize, problem: &Problem, line: usize, options: TextOptions) {
    let message = format!("error[{}]: {}", problem.code, problem.message);
    result(out, indent, Mark::Bad, &message, options);
    if !problem.label.is_empty() {
        result(out, indent, Mark::Nothing, &problem.label, options);
    }
    for note in &problem.notes {
        result(
            out,
            indent,
            Mark::Nothing,
            &format!("{}: {}", note.kind, note.text),
            options,
        );
    }
    result(
        out,
        indent,
        Mark::Nothing,
        &format!("at {}:{line}", problem.path),
        options,
    );
}

fn ending(out: &mut String, trace: &Trace, options: TextOptions) {
    let outcome = &trace.outcome;
    let failed = outcome
        .problems
        .iter()
        .filter(|it| it.status == Status::Failed)
        .count();
    let (word, colour) = match outcome.status {
        Status::Held | Status::Skipped => ("held", AnsiColor::Green),
        Status::Failed => ("FAILED", AnsiColor::Red),
        Status::Refused => ("REFUSED", AnsiColor::Red),
        Status::Malformed => ("MALFORMED", AnsiColor::Red),
    };
    let mut parts = vec![count(outcome.steps, "step")];
    if outcome.not_run > 0 {
        parts.push(format!("{} not run", outcome.not_run));
    }
    let mut line = format!(
        "{word}: {}; {}",
        parts.join(", "),
        count(outcome.expectations, "expectation")
    );
    if failed > 0 {
        let _ = write!(line, ", {failed} failed");
    }
    let _ = writeln!(out, "\n{}", painted(&line, colour, options));
}
