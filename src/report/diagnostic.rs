//! A problem with the line that it is about.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::place::{Places, boundary};
use super::visible::visible;
use crate::scenario::Problem;

/// How many bytes of a line are looked at on either side of a place. More than fits on a screen, and little enough that a file
/// of one huge line costs nothing.
const REACH: usize = 1024;

/// How wide lines are drawn: most steps are shown to their end, where what is expected stands. It does not follow the terminal: the
/// same outcome is the same text everywhere.
const WIDTH: usize = 200;

/// One problem by itself, as [`problems`](super::problems) tells it among others.
pub fn problem_text(problem: &Problem, colour: bool) -> String {
    render(problem, &mut Places::new(), colour)
}

/// Renders one problem: `error[Code]: message`, where it is, the line with carets, and what else there is to say.
pub(super) fn render(problem: &Problem, places: &mut Places, colour: bool) -> String {
    render_as(Level::ERROR, problem, places, colour)
}

/// The same as something milder.
pub(super) fn render_as(
    level: Level<'_>,
    problem: &Problem,
    places: &mut Places,
    colour: bool,
) -> String {
    let path = visible(&problem.path);
    let (line, column) = places.of(problem);
    let title = level
        .primary_title(visible(&problem.message))
        .id(problem.code);
    let group = match Excerpt::of(problem) {
        Excerpt::Line { source, span } => title.element(
            Snippet::source(source)
                .path(path.as_ref())
                .line_start(line)
                .annotation(
                    AnnotationKind::Primary
                        .span(span)
                        .label(visible(&problem.label)),
                ),
        ),
        Excerpt::Near(near) => {
            let place = title.element(Origin::path(path).line(line).char_column(column));
            let label = (!problem.label.is_empty()).then(|| note("here", &problem.label));
            place.elements(label).element(note("near", near))
        }
        Excerpt::Nothing => title.element(Origin::path(path)),
    };
    let group = group.elements(problem.notes.iter().map(|it| note(it.kind, &it.text)));
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = renderer.term_width(WIDTH).render(&[group]);
    text.push('\n');
    text
}

fn note<'n>(kind: &'n str, text: &'n str) -> annotate_snippets::Message<'n> {
    Level::NOTE.with_name(kind).message(visible(text))
}

/// What of a file is shown.
#[derive(Debug, PartialEq, Eq)]
enum Excerpt<'t> {
    /// The line, and the bytes of it to put carets under.
    Line { source: &'t str, span: Range<usize> },
    /// A piece of a line that goes on for so long that carets would say nothing.
    Near(&'t str),
    /// There is no text.
    Nothing,
}

impl<'t> Excerpt<'t> {
    fn of(problem: &'t Problem) -> Self {
        let text: &str = &problem.text;
        if text.is_empty() {
            return Self::Nothing;
        }
        let start = boundary(text, problem.span.start);
        let from = boundary(text, start.saturating_sub(REACH));
        let before = text.get(from..start).unwrap_or_default();
        let line_start = match before.rfind('\n') {
            Some(newline) => from + newline + 1,
            None if from == 0 => 0,
            None => return Self::Near(piece(text, start)),
        };
        let after = text
            .get(start..boundary(text, start + REACH))
            .unwrap_or_default();
        let line_end = start + after.find('\n').unwrap_or(after.len());
        let end = boundary(text, problem.span.end).clamp(start, line_end);
        Self::Line {
            source: text.get(line_start..line_end).unwrap_or_default(),
            span: start - line_start..end - line_start,
        }
    }
}

/// What stands at a place, at most to the end of its line.
fn piece(text: &str, start: usize) -> &str {
    let piece = text
        .get(start..boundary(text, start + WIDTH / 3))
        .unwrap_or_default();
    piece.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::{Note, Status};

    fn problem(text: &str, span: Range<usize>) -> Problem {
        Problem {
            status: Status::Failed,
            code: "TakenOut",
            message: "expected Allowed, got NotAllowed".into(),
            path: "a.ron".into(),
            text: text.into(),
            span,
            label: "no role".into(),
            notes: vec![Note {
                kind: "cure",
                text: "az role".into(),
            }],
        }
    }

    fn plain(text: &str, span: Range<usize>) -> String {
        render(&problem(text, span), &mut Places::new(), false)
    }

    #[test]
    fn the_line_is_shown_with_carets() {
        let expected = "error[TakenOut]: expected Allowed, got NotAllowed\n --> a.ron:2:3\n  |\n2 |   Expect(x),\n  |   ^^^^^^ no role\n  |\n  = cure: az role\n";
        assert_eq!(plain("(\n  Expect(x),\n)", 4..10), expected);
    }

    #[test]
    fn a_span_of_several_lines_ends_with_its_first() {
        assert!(
            plain("(\n  Expect(\nx),\n)", 4..15).contains("2 |   Expect(\n  |   ^^^^^^^ no role\n")
        );
    }

    #[test]
    fn what_cannot_be_read_has_no_excerpt() {
        let expected =
            "error[TakenOut]: expected Allowed, got NotAllowed\n--> a.ron\n = cure: az role\n";
        assert_eq!(plain("", 0..0), expected);
    }

    #[test]
    fn a_huge_line_is_not_printed() {
        let text = "é".repeat(1 << 20);
        for at in [0, 1 << 10, 1 << 20, text.len()] {
            let rendered = plain(&text, at..text.len());
            assert!(rendered.len() < 4096, "{}", rendered.len());
            assert!(
                rendered.contains(&format!("a.ron:1:{}", at / 2 + 1)),
                "{rendered}"
            );
        }
    }

    #[test]
    fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
        let mut it = problem("\u{1b}[2J\u{9b}2J\u{7}", 0..4);
        it.message = "\u{1b}[2J".into();
        it.label = "\u{1b}[2J".into();
        it.path = "\u{1b}[2J".into();
        it.notes = vec![Note {
            kind: "help",
            text: "\u{1b}[2J".into(),
        }];
        let rendered = render(&it, &mut Places::new(), false);
        assert!(!rendered.contains('\u{1b}'), "{rendered}");
    }

    proptest! {
        #[test]
        fn any_text_and_any_span_can_be_rendered(text in "(?s).{0,60}", from in 0usize..200, to in 0usize..200) {
            let _ = plain(&text, from..to);
        }
    }
}
