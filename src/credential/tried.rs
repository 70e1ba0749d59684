//! What became of one credential.

use std::time::Duration;

use super::{Attempt, AttemptOutcome, CredentialName};
use crate::model::Token;
use crate::token::TokenErrorCode;

/// What one credential says, what it took, and what would help.
pub(super) struct Tried {
    pub(super) outcome: Outcome,
    pub(super) advice: Vec<String>,
    took: Duration,
    token_error: Option<TokenErrorCode>,
}

/// What one credential says (F4.6).
pub(super) enum Outcome {
    Token(Box<Token>),
    /// `CredentialUnavailableError`: a chain goes on.
    Unavailable(String),
    /// Any other error: a chain ends.
    Failed(String),
    /// It has no token for certain, and a chain goes on; only its words are not known.
    Unheard(String),
    /// Nobody knows.
    NotModelled(String),
}

impl Tried {
    pub(super) fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            advice: Vec::new(),
            took: Duration::ZERO,
            token_error: None,
        }
    }

    pub(super) fn token(token: Token) -> Self {
        Self::new(Outcome::Token(Box::new(token)))
    }

    pub(super) fn unavailable(text: impl Into<String>) -> Self {
        Self::new(Outcome::Unavailable(text.into()))
    }

    pub(super) fn failed(text: impl Into<String>) -> Self {
        Self::new(Outcome::Failed(text.into()))
    }

    pub(super) fn unheard(what: impl std::fmt::Display) -> Self {
        Self::new(Outcome::Unheard(format!("not modelled: {what}")))
    }

    pub(super) fn not_modelled(what: impl std::fmt::Display) -> Self {
        Self::new(Outcome::NotModelled(format!("not modelled: {what}")))
    }

    /// The same, after this time.
    pub(super) fn after(self, took: Duration) -> Self {
        Self { took, ..self }
    }

    /// The same, because the token endpoint said so.
    pub(super) fn because(self, code: TokenErrorCode) -> Self {
        Self {
            token_error: Some(code),
            ..self
        }
    }

    /// The same, with something that would help.
    pub(super) fn advising(mut self, advice: impl IntoIterator<Item = String>) -> Self {
        self.advice.extend(advice);
        self
    }

    /// What is told of it.
    pub(super) fn told(&self, credential: CredentialName) -> Attempt {
        let outcome = match &self.outcome {
            Outcome::Token(_) => AttemptOutcome::Succeeded,
            Outcome::Unavailable(text) | Outcome::Unheard(text) => {
                AttemptOutcome::Unavailable(text.clone())
            }
            Outcome::Failed(text) | Outcome::NotModelled(text) => {
                AttemptOutcome::Failed(text.clone())
            }
        };
        Attempt {
            credential,
            outcome,
            took: self.took,
            token_error: self.token_error,
        }
    }
}
