//! The managed identity of the place.

use std::time::Duration;

use super::site::{AUTHORITY_HOST, CLIENT_ID, FEDERATED_TOKEN_FILE, Site, TENANT_ID};
use super::{CredentialError, Tried, advice};
use crate::catalog::TokenEndpoint;
use crate::model::Reference;
use crate::token::{TokenAnswer, TokenError, TokenErrorCode, TokenRequest};
use crate::world::ResolveError;

/// How long a chain waits for the metadata service to answer before it goes on, where nothing answers: the connection
/// timeout of its one probe (azure-identity 1.27.0, measured; F4.8).
pub const IMDS_PROBE: Duration = Duration::from_secs(1);
/// How long the credential waits for the metadata service by itself, or as the only one that `AZURE_TOKEN_CREDENTIALS`
/// names: four tries of 2 s each, and between them 0 s, 1.6 s and 3.2 s (azure-identity 1.27.0, measured; F4.8).
pub const IMDS_RETRIES: Duration = Duration::from_millis(12_800);
/// How long App Service's endpoint is asked again when it answers 500: 0 s, 1.6 s and 3.2 s between four tries
/// (azure-identity 1.27.0, measured).
pub const APP_SERVICE_RETRIES: Duration = Duration::from_millis(4_800);

const NO_RESPONSE: &str =
    "ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint.";
const APP_SERVICE: &str = "App Service managed identity configuration not found in environment.";
const NO_CLIENT_ID: &str = "Workload identity was selected but no client ID was provided. Configure the environment with a client ID or pass a value for \"client_id\" argument";
/// The app setting that shuts App Service's endpoint (F3.6.2).
const DISABLED: &str = "WEBSITE_DISABLE_MSI";
/// Variables by which a host says where it answers. App Service's are the platform's to set.
const HOSTS: [&str; 3] = [
    "IDENTITY_ENDPOINT",
    "MSI_ENDPOINT",
    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
];

/// The credential as it was made, with what the place's endpoint answers to it.
pub(super) struct ManagedIdentity {
    answer: TokenAnswer,
    named: Option<Reference>,
    /// How an identity is named to this credential.
    option: &'static str,
}

/// Whom the credential takes the place for (F3.6).
enum Host {
    AppService,
    WorkloadIdentity,
    /// The metadata service, which is taken for granted where nothing says otherwise.
    Imds,
    /// A variable of that name says, in the place's own environment.
    Stated(&'static str),
}

impl ManagedIdentity {
    pub(super) fn find(
        site: &Site<'_>,
        client_id: Option<Reference>,
        option: &'static str,
    ) -> Result<Self, ResolveError> {
        let named = client_id.filter(|it| !it.as_str().is_empty());
        let request = TokenRequest {
            client_id: named.clone(),
            ..TokenRequest::new(site.from.clone(), site.audience)
        };
        Ok(Self {
            answer: site.world.token(&request)?,
            named,
            option,
        })
    }

    /// What the constructor raises; nothing wraps it.
    pub(super) fn check(
        &self,
        site: &Site<'_>,
        without_workload_identity: bool,
    ) -> Result<(), CredentialError> {
        match self.host(site, without_workload_identity) {
            Host::WorkloadIdentity if self.named.is_none() && site.filled(CLIENT_ID).is_none() => {
                Err(CredentialError::invalid(NO_CLIENT_ID))
            }
            _ => Ok(()),
        }
    }

    /// In a chain, and only there, a probe finds out first whether anybody answers (F4.8).
    pub(super) fn attempt(
        &self,
        site: &Site<'_>,
        probe: bool,
        without_workload_identity: bool,
    ) -> Tried {
        match self.host(site, without_workload_identity) {
            Host::Stated(variable) => Tried::not_modelled(format_args!(
                "endpoints for tokens that the environment of `{}` states, {variable}",
                site.name
            )),
            Host::WorkloadIdentity => Tried::not_modelled(format_args!(
                "workload identity, which managed identity at `{}` would be",
                site.name
            )),
            Host::AppService | Host::Imds => match &self.answer {
                TokenAnswer::Issued { token, .. } => Tried::token(token.as_ref().clone()),
                TokenAnswer::Refused(error) => unavailable(site, error, probe)
                    .because(error.code)
                    .advising(advice::identity(
                        site,
                        error,
                        self.named.as_ref(),
                        self.option,
                    )),
            },
        }
    }

    fn host(&self, site: &Site<'_>, without_workload_identity: bool) -> Host {
        let stated = HOSTS.into_iter().find(|it| site.filled(it).is_some());
        let workload = [AUTHORITY_HOST, TENANT_ID, FEDERATED_TOKEN_FILE];
        let is_workload = || workload.iter().all(|it| site.filled(it).is_some());
        let known = self.code() != Some(TokenErrorCode::EndpointNotModelled);
        match stated {
            Some(variable) => Host::Stated(variable),
            None if self.endpoint() == Some(TokenEndpoint::AppService) => Host::AppService,
            None if known && !without_workload_identity && is_workload() => Host::WorkloadIdentity,
            None => Host::Imds,
        }
    }

    /// Whose answer there is.
    fn endpoint(&self) -> Option<TokenEndpoint> {
        match &self.answer {
            TokenAnswer::Issued { endpoint, .. } => Some(*endpoint),
            TokenAnswer::Refused(error) => error.endpoint,
        }
    }

    fn code(&self) -> Option<TokenErrorCode> {
        self.answer.error().map(|error| error.code)
    }
}

/// The endpoint's error as the SDK words it. It never ends a chain (F4.9).
fn unavailable(site: &Site<'_>, error: &TokenError, probe: bool) -> Tried {
    let TokenError {
        description,
        because,
        ..
    } = error;
    match (error.code, error.endpoint, error.error, error.status) {
        // Whether the variables that lead to the endpoint stay, nobody says; with them the SDK would not go on.
        (TokenErrorCode::NoEndpoint, ..) if site.filled(DISABLED).is_some() => Tried::not_modelled(
            format_args!("what the SDK finds at `{}`, where {because}", site.name),
        ),
        (TokenErrorCode::NoEndpoint, ..) => Tried::unavailable(NO_RESPONSE).after(match probe {
            true => IMDS_PROBE,
            false => IMDS_RETRIES,
        }),
        (TokenErrorCode::EndpointNotModelled, ..) => {
            Tried::not_modelled(because.trim_start_matches("not modelled: "))
        }
        // The SDK asks again some seconds later, and here no time passes meanwhile (F3.4.4).
        (TokenErrorCode::TooManyRequests, ..) => Tried::not_modelled(format_args!(
            "what the SDK gets by asking again later, where {because}"
        )),
        (_, Some(TokenEndpoint::AppService), _, Some(status)) if !description.is_empty() => {
            let text = format!(
                "{APP_SERVICE} Token request error: (invalid_scope) {status}, {description}"
            );
            let is_retried = (500..600).contains(&status);
            Tried::unavailable(text).after(match is_retried {
                true => APP_SERVICE_RETRIES,
                false => Duration::ZERO,
            })
        }
        (_, Some(TokenEndpoint::Imds), Some(word), _) if !description.is_empty() => {
            Tried::unavailable(format!(
                "{NO_RESPONSE} Token request error: ({word}) {description}"
            ))
        }
        _ => Tried::not_modelled(format_args!(
            "the words of the endpoint of `{}`, where {because}",
            site.name
        )),
    }
}
