//! What comes of a comparison.

use super::Note;
use super::held::NotHeld;
use crate::access::QuestionError;
use crate::call::CallQuestionError;
use crate::catalog::NotInCatalog;
use crate::value::Name;
use crate::world::{Refusal, RefusalCode, ResolveError};

/// What is otherwise than expected.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) notes: Vec<Note>,
}

impl Mismatch {
    /// What is expected may be so, and need not be.
    pub(super) fn unsettled(message: String, label: String, mut notes: Vec<Note>) -> Self {
        notes.push(Note {
            kind: "help",
            text: "expect what is so by a time, Eventually(within: …, expect: …), or let the time pass: Wait"
                .to_owned(),
        });
        Self {
            code: RefusalCode::Unsettled.as_str(),
            message,
            label,
            notes,
        }
    }

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
    /// A question that the world refuses as it refuses events.
    Refused(Refusal),
    NoSuchMark(Name),
    NotHeld(NotHeld),
    /// The question does not say who asks, or says it twice.
    WhoAsks(&'static str),
}

impl From<QuestionError> for Unanswerable {
    fn from(error: QuestionError) -> Self {
        Self::Question(error)
    }
}

impl From<ResolveError> for Unanswerable {
    fn from(error: ResolveError) -> Self {
        Self::Question(error.into())
    }
}

impl From<NotInCatalog> for Unanswerable {
    fn from(error: NotInCatalog) -> Self {
        Self::Question(error.into())
    }
}

impl From<NotHeld> for Unanswerable {
    fn from(error: NotHeld) -> Self {
        Self::NotHeld(error)
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
