//! Why a federated identity credential cannot be.

use super::RefusalCode;
use crate::value::Name;

/// Why a federated identity credential cannot be as it is written. The sentences are Azure's, where it has one (F2.19).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidFederatedCredential {
    /// The user-assigned identity is no more.
    #[error("The parent user-assigned identity doesn't exist.")]
    ParentNotFound,
    /// It lists no audience, or several.
    #[error("Federated identity credentials must have exactly one audience.")]
    NotOneAudience,
    /// Its issuer, its subject or its audience is empty.
    #[error("Federated Identity Credential from HTTP body has empty properties")]
    EmptyProperties,
    /// Its name has other characters than Azure takes, or too few or too many of them.
    #[error("Federated Identity Credential name '{name}' is invalid.")]
    Name {
        /// The name.
        name: Name,
    },
    /// A part of it is too long. What Azure says to that is written nowhere.
    #[error("its {what} has {length} characters: expected at most {limit}")]
    TooLong {
        /// Which.
        what: &'static str,
        /// How many characters it has.
        length: usize,
        /// How many it can have.
        limit: usize,
    },
    /// Another credential of the identity has this issuer and this subject.
    #[error("Issuer and subject combination already exists for this Managed Identity.")]
    CombinationExists {
        /// The other one's name.
        name: Name,
    },
}

impl InvalidFederatedCredential {
    /// The refusal's code. Azure has no word of its own for each, so they are ours.
    pub(super) fn code(&self) -> RefusalCode {
        match self {
            Self::ParentNotFound => RefusalCode::Gone,
            Self::CombinationExists { .. } => RefusalCode::FederatedCredentialExists,
            _ => RefusalCode::InvalidFederatedCredential,
        }
    }

    /// The name, as it was written, that it is about.
    pub(super) fn subject(&self) -> Option<&str> {
        match self {
            Self::Name { name } => Some(name.as_str()),
            _ => None,
        }
    }

    /// What to do about it.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::Name { .. } => Some(
                "from 3 to 120 letters, digits, `-` and `_`, of which the first is a letter or a digit"
                    .to_owned(),
            ),
            Self::NotOneAudience => Some("as a rule `audiences: [\"api://AzureADTokenExchange\"]`".to_owned()),
            Self::CombinationExists { name } => Some(format!("`{name}` has them: change that one")),
            _ => None,
        }
    }
}
