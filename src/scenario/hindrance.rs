//! Why a step that was to happen did not.

use super::held::NotHeld;
use crate::credential::CredentialError;
use crate::token::TokenError;
use crate::value::Name;
use crate::world::Refusal;

/// Why a step that was to change the world, or what the run holds, did not.
#[derive(Debug, thiserror::Error)]
pub(super) enum Hindrance {
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// A token endpoint gave no token.
    #[error("{0}")]
    NoToken(TokenError),
    /// A credential gave no token, for this reason.
    #[error("{1}")]
    NoCredential(CredentialError, String),
    /// A token is held under that name already.
    #[error("a token `{0}` is held already")]
    HeldAlready(Name),
    /// The identity is named beside a credential, which names it itself.
    #[error("a credential names its identity itself")]
    NamedTwice,
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
}

impl Hindrance {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code().as_str(),
            Self::NoToken(error) => error.code.as_str(),
            Self::NoCredential(error, _) => error.code.as_str(),
            Self::HeldAlready(_) | Self::NamedTwice | Self::NotHeld(_) => "HeldToken",
        }
    }

    /// Whether somebody was asked for a token and had none.
    pub(super) fn is_no_token(&self) -> bool {
        matches!(self, Self::NoToken(_) | Self::NoCredential(..))
    }
}
