//! Where in a text something stands, found cheaply even in a huge file.

use std::sync::Arc;

use crate::scenario::Problem;

/// Finds lines and columns, and goes on from the last one found: problems come in the order of their file, so all of them
/// together cost one pass.
#[derive(Debug)]
pub(super) struct Places {
    text: Arc<str>,
    at: usize,
    line: usize,
    column: usize,
}

impl Places {
    pub(super) fn new() -> Self {
        Self::start(Arc::from(""))
    }

    fn start(text: Arc<str>) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// The line and column where the problem's place begins, both counted from 1, columns in characters.
    pub(super) fn of(&mut self, problem: &Problem) -> (usize, usize) {
        let to = boundary(&problem.text, problem.span.start);
        if !Arc::ptr_eq(&self.text, &problem.text) || to < self.at {
            *self = Self::start(Arc::clone(&problem.text));
        }
        let passed = self.text.get(self.at..to).unwrap_or_default();
        match passed.rfind('\n') {
            None => self.column += passed.chars().count(),
            Some(last) => {
                self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
                self.column = passed.get(last..).unwrap_or_default().chars().count();
            }
        }
        self.at = to;
        (self.line, self.column)
    }
}

/// The nearest place at or before `at` where a character begins.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Status;

    fn problem(text: &Arc<str>, at: usize) -> Problem {
        Problem {
            status: Status::Failed,
            code: "Code",
            message: String::new(),
            path: String::new(),
            text: Arc::clone(text),
            span: at..at,
            label: String::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn places_are_those_of_the_problem_itself_in_any_order() {
        let texts: [Arc<str>; 3] = ["".into(), "é\n\nab\nc".into(), "\n".into()];
        let mut places = Places::new();
        for text in &texts {
            let starts: Vec<usize> = (0..=text.len())
                .filter(|at| text.is_char_boundary(*at))
                .collect();
            for at in starts.iter().chain(starts.iter().rev()) {
                let problem = problem(text, *at);
                assert_eq!(places.of(&problem), problem.position(), "{text:?} {at}");
            }
        }
    }

    #[test]
    fn a_place_inside_a_character_or_past_the_end_is_moved_back() {
        let text: Arc<str> = "é".into();
        assert_eq!(Places::new().of(&problem(&text, 1)), (1, 1));
        assert_eq!(Places::new().of(&problem(&text, 99)), (1, 2));
    }
}
