//! The directory's answer to a token from outside.

use super::ExchangeError;
use crate::model::Token;
use crate::value::Timestamp;

/// What the directory answers to a token from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExchangeAnswer {
    /// A token of the identity, or why there is none: as long as what was changed is not known yet, the answer of before.
    pub result: Result<Box<Token>, ExchangeError>,
    /// Until when the answer may be another one; nothing if it is certain (F2.20).
    pub unsettled_until: Option<Timestamp>,
    /// The other answers that may come until then; none if it is certain.
    pub instead: Vec<Result<Box<Token>, ExchangeError>>,
}

impl ExchangeAnswer {
    /// The token, if there is one.
    pub fn token(&self) -> Option<&Token> {
        self.result.as_deref().ok()
    }

    /// Why there is no token.
    pub fn error(&self) -> Option<&ExchangeError> {
        self.result.as_ref().err()
    }

    pub(super) fn certain(result: Result<Box<Token>, ExchangeError>) -> Self {
        Self {
            result,
            unsettled_until: None,
            instead: Vec::new(),
        }
    }

    /// The answer of before a change that is not known everywhere until then. The latest change is told first.
    pub(super) fn may_still_be(
        &mut self,
        before: Result<Box<Token>, ExchangeError>,
        until: Timestamp,
    ) {
        if before == self.result {
            return;
        }
        self.unsettled_until.get_or_insert(until);
        let other = std::mem::replace(&mut self.result, before);
        self.instead.retain(|it| *it != self.result);
        self.instead.push(other);
    }
}
