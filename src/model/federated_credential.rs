//! Federated identity credentials of user-assigned identities: whose tokens from outside stand for the identity.

use serde::{Deserialize, Serialize};

use super::{Reference, is_default};
use crate::value::{Name, Timestamp};

/// A federated identity credential as a user-assigned identity has it, under its name (F2.18): who can show a token of this
/// issuer, with this subject and this audience, gets a token of the identity for it. All three count to the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedCredential {
    /// Who makes the tokens: their `iss`, such as `https://token.actions.githubusercontent.com`.
    pub issuer: String,
    /// Of whom they speak: their `sub`, such as `repo:org/repo:ref:refs/heads/main`.
    pub subject: String,
    /// For whom they are made: their `aud`. Azure takes exactly one, as a rule `api://AzureADTokenExchange`.
    pub audiences: Vec<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
}

/// A federated identity credential as an event writes it (F2.18).
///
/// ```
/// use idsim::FederatedCredentialSpec;
///
/// let text = r#"(identity: "id1", name: "github", issuer: "https://token.actions.githubusercontent.com",
///     subject: "repo:org/repo:ref:refs/heads/main", audiences: ["api://AzureADTokenExchange"])"#;
/// let written: FederatedCredentialSpec = ron::from_str(text)?;
/// assert_eq!(written.credential().subject, "repo:org/repo:ref:refs/heads/main");
/// assert!(ron::from_str::<FederatedCredentialSpec>(r#"(identity: "id1", name: "github")"#).is_err());
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedCredentialSpec {
    /// The user-assigned identity.
    pub identity: Reference,
    /// Its name, unique in the identity. Who writes the same name again changes what is there.
    pub name: Name,
    /// Who makes the tokens that are shown: their `iss`.
    pub issuer: String,
    /// Of whom they speak: their `sub`.
    pub subject: String,
    /// For whom they are made: their `aud`, exactly one.
    pub audiences: Vec<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
}

impl FederatedCredentialSpec {
    /// The credential without its name.
    pub fn credential(&self) -> FederatedCredential {
        let Self {
            issuer,
            subject,
            audiences,
            description,
            ..
        } = self.clone();
        FederatedCredential {
            issuer,
            subject,
            audiences,
            description,
        }
    }
}

/// A federated identity credential that was made, changed or deleted, as long as that need not be known everywhere (F2.20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedCredentialChange {
    /// Its name.
    pub name: Name,
    /// What it was before; nothing if it was made.
    #[serde(default, skip_serializing_if = "is_default")]
    pub before: Option<FederatedCredential>,
    /// When.
    pub at: Timestamp,
}
