//! Why a question about a call makes no sense.

use crate::access::QuestionError;
use crate::value::{Name, did_you_mean};
use crate::world::ResolveError;

/// Why a question about a call makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallQuestionError {
    /// A reference means nothing, an operation is unknown.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// The address is malformed.
    #[error(
        "`{address}` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`"
    )]
    Address {
        /// The address.
        address: String,
    },
    /// The host is of no API that is known.
    #[error("nothing is known to answer at `{host}`")]
    Host {
        /// The address.
        address: String,
        /// Its host.
        host: String,
        /// The hosts most like it, best first.
        nearest: Vec<String>,
    },
    /// The host bears the name of several resources.
    #[error("`{host}` could be any of {count} resources")]
    Ambiguous {
        /// The address.
        address: String,
        /// Its host.
        host: String,
        /// How many bear its name.
        count: usize,
    },
    /// The API does not serve the operation.
    #[error("`{operation}` is nothing that `{host}` does")]
    NotServed {
        /// The operation.
        operation: Name,
        /// The host.
        host: String,
    },
    /// What the call is about has no such operation.
    #[error("`{operation}` is nothing that is done to `{scope}`")]
    Misplaced {
        /// The operation.
        operation: Name,
        /// What it is to be done to.
        scope: String,
    },
    /// The address does not say what the call is about.
    #[error("the address does not say {what}")]
    Incomplete {
        /// What is missing.
        what: &'static str,
    },
}

impl From<ResolveError> for CallQuestionError {
    fn from(error: ResolveError) -> Self {
        Self::Question(error.into())
    }
}

impl CallQuestionError {
    /// What the error is about, as it was written.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Question(error) => error.subject(),
            Self::Address { address }
            | Self::Host { address, .. }
            | Self::Ambiguous { address, .. } => Some(address),
            Self::NotServed { operation, .. } | Self::Misplaced { operation, .. } => {
                Some(operation.as_str())
            }
            Self::Incomplete { .. } => None,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Question(error) => error.help(),
            Self::Host { nearest, .. } => did_you_mean(nearest),
            Self::NotServed { .. } => Some(
                "managing any resource is asked of `https://management.azure.com`, using what is in it of the resource's own host"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
