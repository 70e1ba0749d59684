//! What the directory answers to a token from outside instead of a token.

use super::{AssertionTimes, ExchangeRequest};
use crate::model::{Principal, TenantId};
use crate::token::error::{application_not_found, resource_not_found};
use crate::value::{Timestamp, named};
use crate::world::World;

named! {
    /// The directory's own code for an answer that is no token (F5).
    #[non_exhaustive]
    pub enum ExchangeErrorCode {
        /// There is no such application, or not any more.
        AADSTS700016,
        /// The identity has no federated credential at all.
        AADSTS70025,
        /// None of its federated credentials has the issuer of the assertion.
        AADSTS700211,
        /// None of those of the issuer has the subject of the assertion.
        AADSTS700213,
        /// One of those of the issuer has its subject in letters of another case.
        AADSTS7002138,
        /// That of the issuer and the subject has another audience than the assertion.
        AADSTS700212,
        /// A federated credential that was made or changed is not known yet (F2.20).
        AADSTS70021,
        /// The assertion has expired, or is not good yet.
        AADSTS700024,
        /// The directory knows no such resource.
        AADSTS500011,
    }
}

/// What the directory answers to a token from outside instead of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExchangeError {
    /// The directory's code.
    pub code: ExchangeErrorCode,
    /// The HTTP status, where somebody says what it is.
    pub status: Option<u16>,
    /// The directory's word for it (`error`), where somebody says what it is.
    pub error: Option<&'static str>,
    /// The directory's description (`error_description`), up to the ids and the time at its end.
    pub description: String,
    /// What happened, in our words.
    pub because: String,
}

const CHECK: &str = "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";
const FEDERATION: &str =
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

impl ExchangeError {
    /// What happened, and what the directory says of it.
    pub fn in_words(&self) -> String {
        format!("{} ({})", self.because, self.description)
    }

    /// There is no application of that id.
    pub(super) fn no_such_application(tenant: TenantId, client_id: &str) -> Self {
        Self {
            code: ExchangeErrorCode::AADSTS700016,
            status: None,
            error: None,
            description: application_not_found(client_id, tenant),
            because: format!("there is no identity with the application id {client_id}"),
        }
    }

    /// No federated credential fits, as far as the directory knows them. The descriptions are seen in
    /// <https://github.com/Azure/azure-workload-identity/issues/1200>, /616, and in
    /// <https://github.com/Azure/login/issues/515>.
    pub(super) fn no_match(
        world: &World,
        identity: &Principal,
        request: &ExchangeRequest,
        code: ExchangeErrorCode,
    ) -> Self {
        let ExchangeRequest {
            issuer,
            subject,
            audience,
            ..
        } = request;
        let id = identity.client_id.map(|it| it.to_string());
        let (id, name) = (id.unwrap_or_default(), &identity.name);
        let called = world.describe_principal(identity.id);
        let none = "No matching federated identity record found for presented assertion";
        let (description, because) = match code {
            ExchangeErrorCode::AADSTS70025 => (
                format!(
                    "The client '{id}'({name}) has no configured federated identity credentials."
                ),
                format!("{called} has no federated credential"),
            ),
            ExchangeErrorCode::AADSTS700211 => (
                format!("{none} issuer '{issuer}'. {CHECK} {FEDERATION}"),
                format!("no federated credential of {called} has the issuer `{issuer}`"),
            ),
            ExchangeErrorCode::AADSTS7002138 => (
                format!(
                    "{none} subject '{subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. {CHECK} See documentation at: {FEDERATION}. See breaking change notification and remediation at: https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024."
                ),
                format!(
                    "{called} has a federated credential with the subject `{subject}` in letters of another case"
                ),
            ),
            ExchangeErrorCode::AADSTS700212 => (
                format!("{none} audience '{audience}'."),
                format!(
                    "the federated credential of {called} with this issuer and subject has another audience than `{audience}`"
                ),
            ),
            ExchangeErrorCode::AADSTS70021 => (
                format!(
                    "{none}. Assertion Issuer: '{issuer}'. Assertion Subject: '{subject}'. Assertion Audience: '{audience}'. https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation"
                ),
                format!(
                    "the federated credential of {called} that fits is not known everywhere yet"
                ),
            ),
            _ => (
                format!("{none} subject '{subject}'. {CHECK} {FEDERATION}"),
                format!(
                    "no federated credential of {called} with this issuer has the subject `{subject}`"
                ),
            ),
        };
        let (status, error) = match code {
            ExchangeErrorCode::AADSTS70021 => (Some(400), Some("invalid_request")),
            ExchangeErrorCode::AADSTS70025 => (None, None),
            _ => (None, Some("invalid_client")),
        };
        Self {
            code,
            status,
            error,
            description: format!("{code}: {description}"),
            because,
        }
    }

    /// The assertion is not good now. Seen in <https://github.com/dotnet/docker-tools/pull/1310> and, with the status, in
    /// <https://github.com/risingwavelabs/risingwave/issues/16262>.
    pub(super) fn out_of_time(now: Timestamp, times: &AssertionTimes) -> Self {
        let from = match times.from {
            Some(from) => precise(from),
            // What an assertion that states none has.
            None => "1970-01-01T00:00:00.0000000Z".to_owned(),
        };
        let code = ExchangeErrorCode::AADSTS700024;
        Self {
            code,
            status: Some(401),
            error: Some("invalid_client"),
            description: format!(
                "{code}: Client assertion is not within its valid time range. Current time: {}, assertion valid from {from}, expiry time of assertion {}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
                precise(now),
                precise(times.until)
            ),
            because: match now < times.until {
                true => format!("the assertion is not good before {from}"),
                false => format!("the assertion expired at {}", times.until),
            },
        }
    }

    /// The directory knows no such resource.
    pub(super) fn no_such_resource(tenant: TenantId, resource: &str) -> Self {
        Self {
            code: ExchangeErrorCode::AADSTS500011,
            status: Some(400),
            error: Some("invalid_resource"),
            description: resource_not_found(resource, tenant),
            because: format!("the directory knows no resource `{resource}`"),
        }
    }
}

impl std::fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.in_words())
    }
}

/// A time as the directory writes it, to seven digits.
fn precise(time: Timestamp) -> String {
    let text = time.to_string();
    let seconds = text.strip_suffix('Z').unwrap_or(&text);
    format!("{seconds}.0000000Z")
}
