//! Floor 5: what a credential of the Azure SDK for Python answers to code at a place.
//!
//! [`World::get_token`] answers as azure-identity 1.27.0 does on Linux when its `get_token` is called for the first time:
//! which credentials are tried, in which order, what each says to the letter, how long that takes, and which error is
//! raised in the end (F4). Like every question it changes nothing. What a credential remembers from one call to the next,
//! the one that succeeded first (F4.6) and the tokens that it was given, belongs to the program and not to the world.
//!
//! Three things are left out of the texts, because they differ from call to call: the trace id, the correlation id and the
//! time with which the directory ends its descriptions.

mod advice;
mod answer;
mod chain;
mod environment;
mod error;
mod managed_identity;
mod name;
mod remembered;
mod request;
mod site;
mod tool;
mod tried;
mod unsupported;
mod workload_identity;

pub use answer::{Attempt, AttemptOutcome, CredentialAnswer};
pub use error::{CredentialError, CredentialErrorCode};
pub use managed_identity::{APP_SERVICE_RETRIES, IMDS_PROBE, IMDS_RETRIES};
pub use name::CredentialName;
pub use remembered::{RememberedToken, Renewal};
pub use request::{Credential, CredentialRequest};
pub use tool::TOOL_PROCESS;

use crate::world::{ResolveError, World};
use environment::Environment;
use managed_identity::ManagedIdentity;
use site::Site;
use tried::Tried;

impl World {
    /// What a credential of the Azure SDK for Python answers to code at a place.
    ///
    /// # Errors
    /// The request names something that was never heard of. *No token* is an answer, not an error.
    ///
    /// ```
    /// use idsim::{CredentialErrorCode, CredentialName, CredentialRequest, Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines"))?;
    /// let request = CredentialRequest::new("vm1", "https://vault.azure.net");
    /// let refused = world.get_token(&request)?;
    /// assert_eq!(refused.error().map(|it| it.code), Some(CredentialErrorCode::AuthenticationFailed));
    /// assert!(refused.advice().iter().any(|it| it.contains("az vm identity assign")));
    ///
    /// world.apply(Event::EnableSystemAssigned("vm1".into()))?;
    /// assert_eq!(world.get_token(&request)?.by(), Some(CredentialName::ManagedIdentityCredential));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get_token(&self, request: &CredentialRequest) -> Result<CredentialAnswer, ResolveError> {
        let site = Site::find(self, request)?;
        let alone = |name, tried| CredentialAnswer::alone(&site, name, tried);
        Ok(match &request.credential {
            Credential::DefaultAzureCredential {
                managed_identity_client_id,
                exclude,
            } => chain::ask(&site, managed_identity_client_id.as_ref(), exclude)?,
            Credential::ManagedIdentityCredential { client_id } => {
                let asked = ManagedIdentity::find(&site, client_id.clone(), "client_id")?;
                let built = asked.check(&site, false);
                let tried = built.map(|()| asked.attempt(&site, false, false));
                alone(CredentialName::ManagedIdentityCredential, tried)
            }
            Credential::EnvironmentCredential {} => {
                let environment = Environment::of(&site);
                let built = environment.check(&site);
                let tried = built.map(|()| environment.attempt(&site));
                alone(CredentialName::EnvironmentCredential, tried)
            }
            Credential::AzureCliCredential {} => {
                developer_tool(&site, CredentialName::AzureCliCredential)
            }
            Credential::AzurePowerShellCredential {} => {
                developer_tool(&site, CredentialName::AzurePowerShellCredential)
            }
            Credential::AzureDeveloperCliCredential {} => {
                developer_tool(&site, CredentialName::AzureDeveloperCliCredential)
            }
        })
    }
}

fn developer_tool(site: &Site<'_>, name: CredentialName) -> CredentialAnswer {
    CredentialAnswer::alone(site, name, Ok(at_a_desk(site, name)))
}

/// What the credentials say that use what a developer signed in to. Those that need a person or a package more than the
/// SDK itself are never available.
fn at_a_desk(site: &Site<'_>, name: CredentialName) -> Tried {
    use crate::model::Tool;
    match name {
        CredentialName::AzureCliCredential => tool::attempt(site, Tool::AzureCli),
        CredentialName::AzurePowerShellCredential => tool::attempt(site, Tool::AzurePowerShell),
        CredentialName::AzureDeveloperCliCredential => tool::attempt(site, Tool::AzureDeveloperCli),
        _ => unsupported::attempt(name),
    }
}
