//! The credentials that a chain is made of.

use crate::value::named;

named! {
    /// A credential of the SDK that [`DefaultAzureCredential`](super::Credential::DefaultAzureCredential) may try, in the
    /// order in which it does (F4.1).
    ///
    /// ```
    /// use idsim::CredentialName;
    ///
    /// assert_eq!(CredentialName::ALL.first(), Some(&CredentialName::EnvironmentCredential));
    /// assert_eq!(CredentialName::AzureCliCredential.to_string(), "AzureCliCredential");
    /// assert!(ron::from_str::<CredentialName>("CliCredential").is_err());
    /// ```
    #[non_exhaustive]
    pub enum CredentialName {
        /// A service principal that environment variables describe.
        EnvironmentCredential,
        /// A Kubernetes pod's federated token.
        WorkloadIdentityCredential,
        /// The managed identity of the resource that the code runs on.
        ManagedIdentityCredential,
        /// A token cache that Visual Studio shares. It is for Windows by the documentation; on Linux it is tried too.
        SharedTokenCacheCredential,
        /// Whoever is signed in to Visual Studio Code.
        VisualStudioCodeCredential,
        /// Whoever is signed in to the Azure CLI.
        AzureCliCredential,
        /// Whoever is signed in to Azure PowerShell.
        AzurePowerShellCredential,
        /// Whoever is signed in to the Azure Developer CLI.
        AzureDeveloperCliCredential,
        /// Whoever is signed in to the operating system.
        BrokerCredential,
    }
}

impl CredentialName {
    /// Whether it is for services in Azure and not for developers (F4.4).
    pub(super) fn is_for_production(self) -> bool {
        matches!(
            self,
            Self::EnvironmentCredential
                | Self::WorkloadIdentityCredential
                | Self::ManagedIdentityCredential
        )
    }
}
