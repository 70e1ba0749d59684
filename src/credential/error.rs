//! What a credential raises instead of handing out a token.

use crate::token::TokenErrorCode;
use crate::value::named;

named! {
    /// The kind of error that is raised: the SDK's classes, and one of ours.
    #[non_exhaustive]
    pub enum CredentialErrorCode {
        /// `CredentialUnavailableError`: a credential asked by itself has nothing to go by. A chain never raises it (F4.7).
        CredentialUnavailable,
        /// `ClientAuthenticationError`: somebody was asked and refused, or no credential of a chain got a token.
        AuthenticationFailed,
        /// `ValueError`: the credential could not even be made (F4.4).
        InvalidConfiguration,
        /// idsim does not know what would happen, so it says neither yes nor no. This one is ours.
        NotModelled,
    }
}

/// The error that the code sees.
///
/// ```
/// use idsim::{CredentialErrorCode, CredentialRequest, Event, World};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
/// let unknown = world.get_token(&CredentialRequest::new("vm1", "https://vault.azure"))?;
/// let error = unknown.error().unwrap();
/// assert_eq!(error.code, CredentialErrorCode::AuthenticationFailed);
/// assert!(error.to_string().contains("Token request error: (invalid_resource) AADSTS500011"));
///
/// assert!(world.get_token(&CredentialRequest::new("vm1", "https://vault.azure.net"))?.error().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CredentialError {
    /// Its stable name.
    pub code: CredentialErrorCode,
    /// What `str(error)` is in Python, to the letter; in our words where the code is `NotModelled`.
    pub message: String,
    /// What the token endpoint answered, if one was asked on the way.
    pub token_error: Option<TokenErrorCode>,
}

impl CredentialError {
    /// What a constructor raises.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self {
            code: CredentialErrorCode::InvalidConfiguration,
            message: message.into(),
            token_error: None,
        }
    }

    /// What idsim does not know.
    pub(super) fn not_modelled(what: impl std::fmt::Display) -> Self {
        Self {
            code: CredentialErrorCode::NotModelled,
            message: format!("not modelled: {what}"),
            token_error: None,
        }
    }
}
