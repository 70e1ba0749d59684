//! What comes of a comparison.

use super::Note;
use crate::access::QuestionError;
use crate::call::CallQuestionError;
use crate::value::{Name, Timestamp};
use crate::world::Refusal;

/// What is otherwise than expected.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) notes: Vec<Note>,
}

/// Why an expectation cannot be compared at all.
#[derive(Debug)]
pub(super) enum Unanswerable {
    Question(QuestionError),
    Call(CallQuestionError),
    /// A question that the world refuses as it refuses events.
    Refused(Refusal),
    NoSuchMark(Name),
    /// It may be so or otherwise until then.
    Unsettled {
        until: Timestamp,
    },
}

impl<E: Into<QuestionError>> From<E> for Unanswerable {
    fn from(error: E) -> Self {
        Self::Question(error.into())
    }
}

impl Unanswerable {
    /// A question that the world refuses as it refuses events.
    pub(super) fn refused(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Reference(error) => error.into(),
            refusal => Self::Refused(refusal),
        }
    }

    /// A question about a call.
    pub(super) fn call(error: CallQuestionError) -> Self {
        match error {
            CallQuestionError::Question(error) => Self::Question(error),
            error => Self::Call(error),
        }
    }
}

pub(super) type Compared = Result<Option<Mismatch>, Unanswerable>;
