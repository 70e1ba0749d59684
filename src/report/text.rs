//! What came of scenario files, for people.

use std::fmt::Write;

use annotate_snippets::renderer::{AnsiColor, Style};

use super::diagnostic;
use super::place::Places;
use super::visible::visible;
use crate::scenario::{FileOutcome, Status, Totals};

/// How to tell people what came of scenario files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextOptions {
    /// With the escape sequences that colour it on a terminal.
    pub colour: bool,
    /// Each problem in one line, `path:line:column: error[Code]: message`, and nothing else but the counts.
    pub quiet: bool,
    /// With a line for every file, those that hold and those left out too.
    pub verbose: bool,
}

/// What came of these files, for people to read: each file with problems, each problem with its line, and one line of counts.
///
/// ```
/// use idsim::report::{TextOptions, text};
///
/// assert_eq!(text(&[], TextOptions::default()), "0 files; 0 expectations\n");
/// ```
pub fn text(outcomes: &[FileOutcome], options: TextOptions) -> String {
    let mut out = String::new();
    for outcome in outcomes {
        match options.quiet {
            true => short(&mut out, outcome),
            false => full(&mut out, outcome, options),
        }
    }
    totals(&mut out, Totals::of(outcomes), options);
    out
}

/// What is wrong with one file, problem by problem.
pub fn problems(outcome: &FileOutcome, options: TextOptions) -> String {
    let mut places = Places::new();
    let rendered: Vec<String> = outcome
        .problems
        .iter()
        .map(|it| diagnostic::render(it, &mut places, options.colour))
        .collect();
    rendered.join("\n")
}

fn short(out: &mut String, outcome: &FileOutcome) {
    let mut places = Places::new();
    for problem in &outcome.problems {
        let (line, column) = places.of(problem);
        let (path, message) = (visible(&problem.path), visible(&problem.message));
        let message = message.lines().next().unwrap_or_default();
        let _ = writeln!(
            out,
            "{path}:{line}:{column}: error[{}]: {message}",
            problem.code
        );
    }
}

fn full(out: &mut String, outcome: &FileOutcome, options: TextOptions) {
    let bad = is_bad(outcome.status);
    if bad || options.verbose {
        heading(out, outcome, options);
    }
    if bad {
        let _ = writeln!(out, "\n{}", problems(outcome, options));
    }
}

fn is_bad(status: Status) -> bool {
    !matches!(status, Status::Held | Status::Skipped)
}

/// `FAILED  scenarios/a.ron  9 steps, 3 not run`; for a file that holds, its name too.
pub(super) fn heading(out: &mut String, outcome: &FileOutcome, options: TextOptions) {
    let (word, colour) = match outcome.status {
        Status::Held => ("held", AnsiColor::Green),
        Status::Failed => ("FAILED", AnsiColor::Red),
        Status::Refused => ("REFUSED", AnsiColor::Red),
        Status::Malformed => ("MALFORMED", AnsiColor::Red),
        Status::Skipped => ("skipped", AnsiColor::Yellow),
    };
    let width = if options.verbose {
        "MALFORMED".len()
    } else {
        word.len()
    };
    out.push_str(&painted(word, colour, options));
    let _ = write!(out, "{:1$}", "", width - word.len());
    let _ = write!(out, "  {}", visible(&outcome.path));
    if !is_bad(outcome.status) && !outcome.name.is_empty() {
        let _ = write!(out, "  {}", visible(&outcome.name));
    }
    if outcome.steps > 0 {
        let _ = write!(out, "  ({}", count(outcome.steps, "step"));
        if outcome.not_run > 0 {
            let _ = write!(out, ", {} not run", outcome.not_run);
        }
        out.push(')');
    }
    out.push('\n');
}

/// `2 files, 1 failed; 12 expectations, 1 failed`.
fn totals(out: &mut String, totals: Totals, options: TextOptions) {
    let good = totals.held == totals.files;
    let mut line = count(totals.files, "file");
    let counts = [
        (totals.failed, "failed"),
        (totals.refused, "refused"),
        (totals.malformed, "malformed"),
        (totals.skipped, "skipped"),
    ];
    if good && totals.files > 0 {
        line.push_str(if totals.files == 1 {
            ", held"
        } else {
            ", all held"
        });
    }
    for (number, word) in counts.into_iter().filter(|(number, _)| *number > 0) {
        let _ = write!(line, ", {number} {word}");
    }
    let _ = write!(line, "; {}", count(totals.expectations, "expectation"));
    if totals.expectations_failed > 0 {
        let _ = write!(line, ", {} failed", totals.expectations_failed);
    }
    let colour = if good {
        AnsiColor::Green
    } else {
        AnsiColor::Red
    };
    out.push_str(&painted(&line, colour, options));
    out.push('\n');
}

pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

pub(super) fn painted(text: &str, colour: AnsiColor, options: TextOptions) -> String {
    match options.colour {
        false => text.to_owned(),
        true => {
            let style = Style::new().bold().fg_color(Some(colour.into()));
            format!("{style}{text}{style:#}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Problem;

    fn outcome(path: &str, status: Status, steps: usize, not_run: usize) -> FileOutcome {
        let problem = Problem {
            status,
            code: "Code",
            message: "message".into(),
            path: path.into(),
            text: "x".into(),
            span: 0..1,
            label: String::new(),
            notes: Vec::new(),
        };
        FileOutcome {
            path: path.into(),
            name: "a name".into(),
            source: Vec::new(),
            status,
            steps,
            expectations: 1,
            not_run,
            problems: if is_bad(status) {
                vec![problem]
            } else {
                Vec::new()
            },
        }
    }

    #[test]
    fn the_last_line_counts() {
        use Status::{Failed, Held, Malformed, Refused, Skipped};
        for (statuses, expected) in [
            (&[Held][..], "1 file, held; 1 expectation"),
            (&[Held, Held], "2 files, all held; 2 expectations"),
            (&[Held, Skipped], "1 file, held, 1 skipped; 1 expectation"),
            (
                &[Held, Failed],
                "2 files, 1 failed; 2 expectations, 1 failed",
            ),
            (
                &[Refused, Malformed],
                "2 files, 1 refused, 1 malformed; 2 expectations",
            ),
        ] {
            let outcomes: Vec<_> = statuses
                .iter()
                .map(|it| outcome("a.ron", *it, 2, 0))
                .collect();
            let told = text(&outcomes, TextOptions::default());
            assert_eq!(told.lines().last(), Some(expected));
        }
    }

    #[test]
    fn files_that_hold_are_listed_only_when_asked() {
        let outcomes = [
            outcome("a.ron", Status::Held, 1, 0),
            outcome("b.ron", Status::Refused, 3, 2),
        ];
        let (verbose, colour) = (true, true);
        let short = text(&outcomes, TextOptions::default());
        assert!(
            short.starts_with("REFUSED  b.ron  (3 steps, 2 not run)\n\nerror[Code]: message\n"),
            "{short}"
        );
        let long = text(
            &outcomes,
            TextOptions {
                verbose,
                ..TextOptions::default()
            },
        );
        assert!(
            long.starts_with("held       a.ron  a name  (1 step)\nREFUSED    b.ron"),
            "{long}"
        );
        let quiet = text(
            &outcomes,
            TextOptions {
                quiet: true,
                ..TextOptions::default()
            },
        );
        assert_eq!(
            quiet,
            "b.ron:1:1: error[Code]: message\n2 files, 1 refused; 2 expectations\n"
        );
        let bright = text(
            &outcomes,
            TextOptions {
                colour,
                ..TextOptions::default()
            },
        );
        assert!(
            bright.starts_with("\u{1b}[1m\u{1b}[31mREFUSED\u{1b}[0m  b.ron"),
            "{bright:?}"
        );
    }
}
