//! What a credential answers, attempt by attempt.

use std::time::Duration;

use super::site::Site;
use super::tried::{Outcome, Tried};
use super::{CredentialError, CredentialErrorCode, CredentialName};
use crate::model::Token;
use crate::token::TokenErrorCode;

/// What a credential answers: a token or an error, and how it came to that.
///
/// ```
/// use idsim::{CredentialRequest, Event, World};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
/// let answer = world.get_token(&CredentialRequest::new("vm1", "https://vault.azure.net"))?;
/// assert_eq!(answer.attempts.len(), 3);
/// assert_eq!(answer.took(), std::time::Duration::ZERO);
/// assert!(answer.to_string().ends_with("3. ManagedIdentityCredential    0.0 s  token of vm1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialAnswer {
    /// The credentials that were tried, in order; none if the credential could not be made.
    pub attempts: Vec<Attempt>,
    /// What the code gets.
    pub result: Result<Token, CredentialError>,
    /// Of whom the token speaks.
    whose: Option<String>,
    advice: Vec<String>,
}

/// One credential that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which.
    pub credential: CredentialName,
    /// What became of it.
    pub outcome: AttemptOutcome,
    /// How long it took.
    pub took: Duration,
    /// What the token endpoint answered, if one was asked and had no token.
    pub token_error: Option<TokenErrorCode>,
}

/// What became of a credential that was tried (F4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// It has a token.
    Succeeded,
    /// It has nothing to go by, in these words; a chain goes on.
    Unavailable(String),
    /// Something went wrong, in these words; a chain ends.
    Failed(String),
}

impl CredentialAnswer {
    /// How long it took altogether, in simulated time.
    pub fn took(&self) -> Duration {
        self.attempts.iter().map(|attempt| attempt.took).sum()
    }

    /// The credential that the token is from.
    pub fn by(&self) -> Option<CredentialName> {
        let last = self.attempts.last()?;
        (last.outcome == AttemptOutcome::Succeeded).then_some(last.credential)
    }

    /// The token, if there is one.
    pub fn token(&self) -> Option<&Token> {
        self.result.as_ref().ok()
    }

    /// The error, if there is no token.
    pub fn error(&self) -> Option<&CredentialError> {
        self.result.as_ref().err()
    }

    /// Why there is no token, in one line: of a chain what ended it, or what a token endpoint said, or else what the error
    /// says. Empty if there is one.
    pub fn because(&self) -> String {
        let Some(error) = self.error() else {
            return String::new();
        };
        // What ended the chain tells most, then what an endpoint said; that none answers outside Azure says little.
        let failed = |it: &&Attempt| matches!(it.outcome, AttemptOutcome::Failed(_));
        let refused = |it: &&Attempt| {
            it.token_error
                .is_some_and(|it| it != TokenErrorCode::NoEndpoint)
        };
        let mut attempts = self.attempts.iter();
        let telling = attempts
            .clone()
            .find(failed)
            .or_else(|| attempts.find(refused))
            .or_else(|| self.attempts.first().filter(|_| self.attempts.len() == 1));
        let (text, name) = match telling.map(|it| (&it.outcome, it.credential)) {
            Some((AttemptOutcome::Unavailable(text) | AttemptOutcome::Failed(text), name)) => {
                (text.as_str(), name.as_str())
            }
            _ => (error.message.as_str(), ""),
        };
        let line = text.lines().next().unwrap_or_default();
        match line.starts_with(name) || self.attempts.len() == 1 {
            true => line.to_owned(),
            false => format!("{name}: {line}"),
        }
    }

    /// What would make it work, if it does not, and what would make it faster; nothing where idsim knows nothing.
    pub fn advice(&self) -> Vec<String> {
        self.advice.clone()
    }

    /// A credential that could not be made.
    pub(super) fn unmade(error: CredentialError) -> Self {
        Self {
            attempts: Vec::new(),
            result: Err(error),
            whose: None,
            advice: Vec::new(),
        }
    }

    /// The attempts that ended in a token.
    pub(super) fn issued(site: &Site<'_>, attempts: Vec<Attempt>, token: Token) -> Self {
        Self {
            attempts,
            whose: Some(site.world.describe_principal(token.principal)),
            result: Ok(token),
            advice: Vec::new(),
        }
    }

    /// The attempts that ended in this error.
    pub(super) fn raised(
        attempts: Vec<Attempt>,
        code: CredentialErrorCode,
        message: String,
    ) -> Self {
        let token_error = attempts.iter().find_map(|attempt| attempt.token_error);
        let error = CredentialError {
            code,
            message,
            token_error,
        };
        Self {
            attempts,
            ..Self::unmade(error)
        }
    }

    /// What a credential answers that is asked by itself: its own error, bare.
    pub(super) fn alone(
        site: &Site<'_>,
        name: CredentialName,
        tried: Result<Tried, CredentialError>,
    ) -> Self {
        let tried = match tried {
            Ok(tried) => tried,
            Err(error) => return Self::unmade(error),
        };
        let attempts = vec![tried.told(name)];
        let (code, message) = match tried.outcome {
            Outcome::Token(token) => return Self::issued(site, attempts, *token),
            Outcome::Unavailable(text) => (CredentialErrorCode::CredentialUnavailable, text),
            Outcome::Failed(text) => (CredentialErrorCode::AuthenticationFailed, text),
            Outcome::Unheard(text) | Outcome::NotModelled(text) => {
                (CredentialErrorCode::NotModelled, text)
            }
        };
        Self::raised(attempts, code, message).advising(tried.advice)
    }

    /// The same, with something that would help.
    pub(super) fn advising(mut self, advice: impl IntoIterator<Item = String>) -> Self {
        self.advice.extend(advice);
        self
    }
}

/// What a credential said, short enough for a line: without what the line says already, and without the way to the manual.
fn brief(text: &str, credential: CredentialName) -> String {
    let line = text.lines().next().unwrap_or_default();
    let known = format!("{credential} authentication unavailable");
    let rest = line.strip_prefix(&known).unwrap_or(line);
    let rest = rest.trim_start_matches(['.', ',', ' ']);
    match rest.split_once(" See the troubleshooting guide") {
        Some((before, after)) => {
            let after = after.split_once("troubleshoot. ").map_or("", |(_, it)| it);
            format!("{before} {after}")
        }
        None if rest.is_empty() => line.to_owned(),
        None => rest.to_owned(),
    }
}

/// The attempts, one a line, each with its time and in short what it said; or the error, if there were none.
impl std::fmt::Display for CredentialAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let (Err(error), []) = (&self.result, self.attempts.as_slice()) {
            return write!(f, "  {}: {}", error.code, error.message);
        }
        let whose = self.whose.as_deref().unwrap_or_default();
        for (attempt, number) in self.attempts.iter().zip(1..) {
            let Attempt {
                credential, took, ..
            } = attempt;
            let took = took.as_secs_f64();
            if number > 1 {
                f.write_str("\n")?;
            }
            write!(f, "  {number}. {credential:<27} {took:>4.1} s  ")?;
            match &attempt.outcome {
                AttemptOutcome::Succeeded => write!(f, "token of {whose}")?,
                AttemptOutcome::Unavailable(text) => {
                    write!(f, "unavailable: {}", brief(text, *credential))?;
                }
                AttemptOutcome::Failed(text) => write!(f, "failed: {}", brief(text, *credential))?,
            }
        }
        Ok(())
    }
}
