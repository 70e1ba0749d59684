//! A token from outside, shown to the directory.

use serde::{Deserialize, Serialize};

use crate::model::Reference;
use crate::value::{Period, PeriodError, Timestamp};

/// The audience that assertions are made for, as a rule (F2.18).
const TOKEN_EXCHANGE: &str = "api://AzureADTokenExchange";

/// A request for a token of a user-assigned identity by who shows a token from outside, the assertion: of a pipeline, of a
/// Kubernetes service account. Of the assertion stands here what it states; it is never encoded.
///
/// ```
/// use idsim::ExchangeRequest;
///
/// let text = r#"(client_id: "id1", issuer: "https://issuer.example", subject: "build-1", resource: "https://vault.azure.net")"#;
/// assert_eq!(ron::from_str::<ExchangeRequest>(text)?.audience, "api://AzureADTokenExchange");
/// assert!(ron::from_str::<ExchangeRequest>(r#"(client_id: "id1")"#).is_err());
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRequest {
    /// The application id of the identity, or its name.
    pub client_id: Reference,
    /// Who made the assertion (`iss`).
    pub issuer: String,
    /// Of whom it speaks (`sub`).
    pub subject: String,
    /// For whom it was made (`aud`): `api://AzureADTokenExchange` where nothing is said.
    #[serde(default = "token_exchange")]
    pub audience: String,
    /// The resource that the token is for, such as `https://vault.azure.net`: the scope without its `/.default`.
    pub resource: String,
    /// When the assertion is good (`nbf` and `exp`); always where nothing is said.
    #[serde(default)]
    pub valid: Option<AssertionTimes>,
}

/// When an assertion is good. That the directory allows for no clock that is a little wrong is our decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssertionTimes {
    /// Not before this time.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Not at or after this time.
    pub until: Timestamp,
}

fn token_exchange() -> String {
    TOKEN_EXCHANGE.to_owned()
}

impl ExchangeRequest {
    /// A request with an assertion for the usual audience, that is always good.
    pub fn new(
        client_id: impl Into<Reference>,
        issuer: impl Into<String>,
        subject: impl Into<String>,
        resource: impl Into<String>,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            issuer: issuer.into(),
            subject: subject.into(),
            audience: token_exchange(),
            resource: resource.into(),
            valid: None,
        }
    }
}

impl AssertionTimes {
    pub(super) fn period(&self) -> Result<Period, PeriodError> {
        Period::new(self.from, Some(self.until))
    }
}
