//! A credential and what code asks it for.

use serde::{Deserialize, Serialize};

use super::CredentialName;
use crate::model::Reference;

/// Code at a place makes a credential and asks it for a token.
///
/// ```
/// use idsim::{Credential, CredentialRequest, Event, World};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
/// let mut request = CredentialRequest::new("vm1", "https://vault.azure.net");
/// assert!(world.get_token(&request)?.token().is_some());
/// request.credential = Credential::AzureCliCredential {};
/// assert!(world.get_token(&request)?.error().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialRequest {
    /// The resource or machine that the code runs on.
    pub from: Reference,
    /// The credential that it makes.
    #[serde(default)]
    pub credential: Credential,
    /// The resource that the token is for, such as `https://vault.azure.net`; a scope, with `/.default` at its end, means
    /// the same (F3.7.1).
    pub resource: String,
}

/// A credential as code makes it.
///
/// ```
/// use idsim::Credential;
///
/// assert_eq!(ron::from_str::<Credential>("DefaultAzureCredential()")?, Credential::default());
/// assert!(ron::from_str::<Credential>("DefaultAzureCredential(client_id: None)").is_err());
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub enum Credential {
    /// A chain of credentials, of which the first that answers is taken (F4.1).
    DefaultAzureCredential {
        /// The application id, or the name, of the user-assigned identity to ask for; where it is left out, the
        /// environment variable `AZURE_CLIENT_ID` says, and an empty text says none at all (F4.5).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        managed_identity_client_id: Option<Reference>,
        /// The credentials that are left out, as its `exclude_…_credential=True` do. They outrank `AZURE_TOKEN_CREDENTIALS`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exclude: Vec<CredentialName>,
    },
    /// The managed identity of the place alone. By itself it does not look at `AZURE_CLIENT_ID`.
    ManagedIdentityCredential {
        /// The application id, or the name, of the user-assigned identity to ask for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<Reference>,
    },
    /// The service principal that environment variables describe. `AZURE_CLIENT_SECRET` is the *name* of one of its secrets.
    EnvironmentCredential {},
    /// Whoever is signed in to the Azure CLI.
    AzureCliCredential {},
    /// Whoever is signed in to Azure PowerShell.
    AzurePowerShellCredential {},
    /// Whoever is signed in to the Azure Developer CLI.
    AzureDeveloperCliCredential {},
}

impl CredentialRequest {
    /// A request of `DefaultAzureCredential()` for this resource.
    pub fn new(from: impl Into<Reference>, resource: impl Into<String>) -> Self {
        Self {
            from: from.into(),
            credential: Credential::default(),
            resource: resource.into(),
        }
    }
}

impl Default for Credential {
    /// `DefaultAzureCredential()`.
    fn default() -> Self {
        Self::DefaultAzureCredential {
            managed_identity_client_id: None,
            exclude: Vec::new(),
        }
    }
}
