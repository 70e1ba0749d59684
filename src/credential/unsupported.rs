//! Credentials that need a person at a desk or another package, and so are never available to the SDK alone on Linux.

use super::{CredentialName, Tried};

const SHARED_TOKEN_CACHE: &str =
    "SharedTokenCacheCredential authentication unavailable. No accounts were found in the cache.";
const VISUAL_STUDIO_CODE: &str = "VisualStudioCodeCredential requires the 'azure-identity-broker' package to be installed. You must also ensure you have the Azure Resources extension installed and have signed in to Azure via Visual Studio Code.";
/// It names another class than the chain does.
const BROKER: &str = "InteractiveBrowserBrokerCredential unavailable. The 'azure-identity-broker' package is required to use brokered authentication.";

/// Nothing was ever put in the cache, and `azure-identity-broker` is not installed: our decision (F4.9).
pub(super) fn attempt(name: CredentialName) -> Tried {
    Tried::unavailable(match name {
        CredentialName::SharedTokenCacheCredential => SHARED_TOKEN_CACHE,
        CredentialName::VisualStudioCodeCredential => VISUAL_STUDIO_CODE,
        _ => BROKER,
    })
}
