//! What comes of a comparison.

use super::Note;
use crate::access::QuestionError;
use crate::call::CallQuestionError;
use crate::value::Name;

/// What is otherwise than expected.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) notes: Vec<Note>,
}

impl Mismatch {
    /// The same, told of a time.
    pub(super) fn told_of(self, time: &str) -> Self {
        Self {
            message: format!("{time}: {}", self.message),
            ..self
        }
    }
}

/// Why an expectation cannot be compared at all.
#[derive(Debug)]
pub(super) enum Unanswerable {
    Question(QuestionError),
    Call(CallQuestionError),
    NoSuchMark(Name),
}

impl<E: Into<QuestionError>> From<E> for Unanswerable {
    fn from(error: E) -> Self {
        Self::Question(error.into())
    }
}

impl Unanswerable {
    /// A question about a call.
    pub(super) fn call(error: CallQuestionError) -> Self {
        match error {
            CallQuestionError::Question(error) => Self::Question(error),
            error => Self::Call(error),
        }
    }
}

pub(super) type Compared = Result<Option<Mismatch>, Unanswerable>;
