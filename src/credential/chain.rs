//! `DefaultAzureCredential`: the credentials one after the other.

use super::managed_identity::ManagedIdentity;
use super::site::{CLIENT_ID, CLIENT_SECRET, Site, TOKEN_CREDENTIALS};
use super::tried::{Outcome, Tried};
use super::{
    Attempt, AttemptOutcome, CredentialAnswer, CredentialError, CredentialErrorCode,
    CredentialName, Environment, at_a_desk, workload_identity,
};
use crate::model::Reference;
use crate::token::TokenErrorCode;
use crate::world::ResolveError;

/// The one credential that `AZURE_TOKEN_CREDENTIALS` can name and a chain never has otherwise.
const BROWSER: &str = "interactivebrowsercredential";

/// Which credentials the chain is made of (F4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Selection {
    Every,
    Developers,
    Production,
    Only(CredentialName),
}

impl Selection {
    /// What `AZURE_TOKEN_CREDENTIALS` says, whatever the letter case and the blanks around it.
    fn of(variable: Option<&str>) -> Result<Self, CredentialError> {
        let value = variable.unwrap_or_default().trim().to_lowercase();
        let named = CredentialName::ALL
            .iter()
            .find(|it| can_be_named(**it) && it.as_str().to_lowercase() == value);
        match (value.as_str(), named) {
            ("", _) => Ok(Self::Every),
            ("dev", _) => Ok(Self::Developers),
            ("prod", _) => Ok(Self::Production),
            (_, Some(name)) => Ok(Self::Only(*name)),
            (BROWSER, None) => Err(CredentialError::not_modelled(
                "InteractiveBrowserCredential, which lets a person sign in",
            )),
            (_, None) => Err(CredentialError::invalid(format!(
                "Invalid value for {TOKEN_CREDENTIALS}: {value}. Valid values are: dev, prod, {}.",
                valid_names().join(", ")
            ))),
        }
    }

    fn includes(self, name: CredentialName) -> bool {
        match self {
            Self::Every => true,
            Self::Developers => !name.is_for_production(),
            Self::Production => name.is_for_production(),
            Self::Only(only) => only == name,
        }
    }
}

fn can_be_named(name: CredentialName) -> bool {
    !matches!(
        name,
        CredentialName::SharedTokenCacheCredential | CredentialName::BrokerCredential
    )
}

fn valid_names() -> Vec<String> {
    let mut names: Vec<String> = CredentialName::ALL
        .iter()
        .filter(|name| can_be_named(**name))
        .map(|name| name.as_str().to_lowercase())
        .collect();
    names.push(BROWSER.to_owned());
    names.sort();
    names
}

/// The credentials as they were made.
struct Chain<'s, 'w> {
    site: &'s Site<'w>,
    environment: Environment<'w>,
    managed_identity: ManagedIdentity,
    has_client_id: bool,
}

pub(super) fn ask(
    site: &Site<'_>,
    client_id_option: Option<&Reference>,
    exclude: &[CredentialName],
) -> Result<CredentialAnswer, ResolveError> {
    // F4.5: the option, or else the variable.
    let client_id = client_id_option
        .cloned()
        .or_else(|| site.filled(CLIENT_ID).map(Reference::from));
    let option = "managed_identity_client_id or AZURE_CLIENT_ID";
    let chain = Chain {
        site,
        environment: Environment::of(site),
        has_client_id: client_id.iter().any(|it| !it.as_str().is_empty())
            || site.filled(CLIENT_ID).is_some(),
        managed_identity: ManagedIdentity::find(site, client_id, option)?,
    };
    let selection = Selection::of(site.variable(TOKEN_CREDENTIALS));
    let answer = chain.run(selection.clone(), exclude);
    let mut advice = Vec::new();
    if answer.error().is_some() {
        advice.extend(chain.what_is_in_the_way(selection.clone().ok(), exclude));
        // Code that names an identity by the variable means none other where the variable is gone.
        let named_by_variable = option_is_variable(site, client_id_option);
        if named_by_variable && let Ok(selection) = selection {
            advice.extend(chain.without_client_id(selection, exclude)?);
        }
    }
    advice.extend(chain.faster(&answer, exclude));
    Ok(answer.advising(advice))
}

/// Whether the identity is named by the variable and by nothing else.
fn option_is_variable(site: &Site<'_>, option: Option<&Reference>) -> bool {
    option.is_none() && site.filled(CLIENT_ID).is_some()
}

impl Chain<'_, '_> {
    /// Whether there would be a token if the variable named no identity.
    fn without_client_id(
        &self,
        selection: Selection,
        exclude: &[CredentialName],
    ) -> Result<Option<String>, ResolveError> {
        let chain = Chain {
            site: self.site,
            environment: Environment::of(self.site),
            managed_identity: ManagedIdentity::find(self.site, None, "managed_identity_client_id")?,
            has_client_id: false,
        };
        let name = chain.run(Ok(selection), exclude).by();
        Ok(name.map(|name| {
            format!(
                "unset {CLIENT_ID} at `{}`: {name} then answers",
                self.site.name
            )
        }))
    }

    fn run(
        &self,
        selection: Result<Selection, CredentialError>,
        exclude: &[CredentialName],
    ) -> CredentialAnswer {
        let made = self
            .site
            .authority()
            .and(selection)
            .and_then(|selection| Ok((selection, self.members(selection, exclude)?)));
        match made {
            Ok((selection, members)) => self.try_each(selection, &members),
            Err(error) => CredentialAnswer::unmade(error),
        }
    }

    /// The members of the chain, unless one of them cannot be made (F4.4).
    fn members(
        &self,
        selection: Selection,
        exclude: &[CredentialName],
    ) -> Result<Vec<CredentialName>, CredentialError> {
        let members: Vec<CredentialName> = CredentialName::ALL
            .iter()
            .copied()
            .filter(|name| selection.includes(*name) && !exclude.contains(name))
            .collect();
        let has = |name| members.contains(&name);
        if has(CredentialName::EnvironmentCredential) {
            self.environment.check(self.site)?;
        }
        if has(CredentialName::ManagedIdentityCredential) {
            let without = !has(CredentialName::WorkloadIdentityCredential);
            self.managed_identity.check(self.site, without)?;
        }
        match members.is_empty() {
            true => Err(CredentialError::invalid(
                "at least one credential is required",
            )),
            false => Ok(members),
        }
    }

    /// One after the other, until one has a token or ends the chain (F4.6).
    fn try_each(&self, selection: Selection, members: &[CredentialName]) -> CredentialAnswer {
        let mut attempts = Vec::new();
        let mut advice = Vec::new();
        for name in members {
            let tried = self.attempt(*name, selection, members);
            attempts.push(tried.told(*name));
            advice.extend(tried.advice);
            match tried.outcome {
                Outcome::Unavailable(_) | Outcome::Unheard(_) => {}
                Outcome::Failed(_) => break,
                Outcome::Token(token) => {
                    return CredentialAnswer::issued(self.site, attempts, *token);
                }
                Outcome::NotModelled(text) => {
                    let code = CredentialErrorCode::NotModelled;
                    return CredentialAnswer::raised(attempts, code, text).advising(advice);
                }
            }
        }
        let message = in_vain(&attempts);
        let code = CredentialErrorCode::AuthenticationFailed;
        CredentialAnswer::raised(attempts, code, message).advising(advice)
    }

    fn attempt(
        &self,
        name: CredentialName,
        selection: Selection,
        members: &[CredentialName],
    ) -> Tried {
        match name {
            CredentialName::EnvironmentCredential => self.environment.attempt(self.site),
            CredentialName::WorkloadIdentityCredential => {
                workload_identity::attempt(self.site, self.has_client_id)
            }
            CredentialName::ManagedIdentityCredential => {
                let probe = selection != Selection::Only(name);
                let without = !members.contains(&CredentialName::WorkloadIdentityCredential);
                self.managed_identity.attempt(self.site, probe, without)
            }
            _ => at_a_desk(self.site, name),
        }
    }

    /// Variables without which there would be a token.
    fn what_is_in_the_way(
        &self,
        selection: Option<Selection>,
        exclude: &[CredentialName],
    ) -> Vec<String> {
        let mut advice = Vec::new();
        let mut unless = |variable: &str, answer: CredentialAnswer| {
            if let Some(name) = answer.by() {
                advice.push(format!(
                    "unset {variable} at `{}`: {name} then answers",
                    self.site.name
                ));
            }
        };
        if selection != Some(Selection::Every) {
            unless(TOKEN_CREDENTIALS, self.run(Ok(Selection::Every), exclude));
        }
        if let (Some(selection), true) = (selection, self.environment.has_secret()) {
            let mut exclude = exclude.to_vec();
            exclude.push(CredentialName::EnvironmentCredential);
            unless(CLIENT_SECRET, self.run(Ok(selection), &exclude));
        }
        advice
    }

    /// Developers need not wait for the metadata service, where none answers (F4.4, F4.8).
    fn faster(&self, answer: &CredentialAnswer, exclude: &[CredentialName]) -> Option<String> {
        let waited = answer
            .attempts
            .iter()
            .any(|it| it.token_error == Some(TokenErrorCode::NoEndpoint));
        // On a resource without identity the cure is another.
        if !waited || !(answer.token().is_some() || self.site.is_machine()) {
            return None;
        }
        let quick = self.run(Ok(Selection::Developers), exclude);
        let saved = answer.took().checked_sub(quick.took())?;
        let same = !quick.attempts.is_empty() && quick.by() == answer.by();
        (same && !saved.is_zero()).then(|| {
            format!(
                "set {TOKEN_CREDENTIALS}=dev at `{}`: the chain then leaves out managed identity, and saves {:.1} s",
                self.site.name,
                saved.as_secs_f64()
            )
        })
    }
}

/// The error of a chain in which no credential had a token (F4.7).
fn in_vain(attempts: &[Attempt]) -> String {
    let mut message = "DefaultAzureCredential failed to retrieve a token from the included credentials.\nAttempted credentials:".to_owned();
    for attempt in attempts {
        let (AttemptOutcome::Unavailable(text) | AttemptOutcome::Failed(text)) = &attempt.outcome
        else {
            continue;
        };
        message.push_str(&format!("\n\t{}: {text}", attempt.credential));
    }
    message.push_str("\nTo mitigate this issue, please refer to the troubleshooting guidelines here at https://aka.ms/azsdk/python/identity/defaultazurecredential/troubleshoot.");
    message
}
