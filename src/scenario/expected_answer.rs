//! What a token endpoint, the directory, a credential or a service is expected to answer.

use serde::Deserialize;

use super::held::Held;
use super::mismatch::Unanswerable;
use crate::access::Reason;
use crate::call::{Bearer, CallCode, CallRequest};
use crate::credential::{Credential, CredentialErrorCode, CredentialName, CredentialRequest};
use crate::model::{AttributeValue, Entries, Reference};
use crate::token::{ExchangeErrorCode, TokenErrorCode};
use crate::value::{Name, Timestamp};

/// What a token endpoint is expected to answer; what is left out is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum TokenExpectation {
    /// A token.
    Issued {
        /// Of whom. A resource means its system-assigned identity.
        of: Reference,
        /// What it belongs to (`xms_mirid`): the resource itself, or the user-assigned identity.
        #[serde(default)]
        identity: Option<Reference>,
        /// When it was issued.
        #[serde(default)]
        issued: Option<Timestamp>,
        /// From when on it is of no use.
        #[serde(default)]
        expires: Option<Timestamp>,
    },
    /// No token.
    Refused {
        /// Why.
        code: TokenErrorCode,
        /// The HTTP status.
        #[serde(default)]
        status: Option<u16>,
        /// Azure's description, or a part of it.
        #[serde(default)]
        says: Option<String>,
    },
}

/// What the directory is expected to answer to a token from outside; what is left out is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ExchangeExpectation {
    /// A token.
    Issued {
        /// Of whom.
        of: Reference,
        /// From when on it is of no use.
        #[serde(default)]
        expires: Option<Timestamp>,
    },
    /// No token.
    Refused {
        /// Why, in the directory's own code.
        code: ExchangeErrorCode,
        /// The HTTP status.
        #[serde(default)]
        status: Option<u16>,
        /// The directory's description, or a part of it.
        #[serde(default)]
        says: Option<String>,
    },
}

/// Code at a place asks a credential of the SDK for a token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialQuestion {
    /// The resource or machine that the code runs on.
    pub from: Reference,
    /// The resource that the token is for.
    pub resource: String,
    /// The credential.
    #[serde(default)]
    pub with: Credential,
}

impl CredentialQuestion {
    /// The question as it is asked.
    pub(super) fn request(&self) -> CredentialRequest {
        CredentialRequest {
            from: self.from.clone(),
            credential: self.with.clone(),
            resource: self.resource.clone(),
        }
    }
}

/// A call of code at a place, or of whoever has a token that is held.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallQuestion {
    /// The resource or machine that the code runs on.
    #[serde(default)]
    pub from: Option<Reference>,
    /// Or the name of a token that is held: whoever has it calls from anywhere.
    #[serde(default)]
    pub token: Option<Name>,
    /// The address, as code has it.
    pub to: String,
    /// What it does there: an operation's short name, or `login` for SQL.
    pub operation: Name,
    /// For Azure Resource Manager: what is meant, where the address does not say.
    #[serde(default)]
    pub on: Option<Reference>,
    /// The credential that code at a place uses.
    #[serde(default)]
    pub with: Option<Credential>,
    /// The resource that code at a place asks a token for, where it is not the one that the service's SDK asks for.
    #[serde(default)]
    pub resource: Option<String>,
    /// What else conditions may look at (F8.4).
    #[serde(default)]
    pub attributes: Entries<AttributeValue>,
}

impl CallQuestion {
    /// The call as it is made.
    pub(super) fn request(&self, held: &Held) -> Result<CallRequest, Unanswerable> {
        let bearer = match (&self.from, &self.token, &self.with, &self.resource) {
            (None, Some(name), None, None) => Bearer::Token(Box::new(held.get(name)?.clone())),
            (Some(from), None, with, resource) => Bearer::Code {
                from: from.clone(),
                with: with.clone().unwrap_or_default(),
                resource: resource.clone(),
            },
            (None, None, ..) => {
                return Err(Unanswerable::WhoAsks(
                    "nothing says who calls: state `from` for code at a place, or `token` for whoever has a token that is held",
                ));
            }
            (Some(_), Some(_), ..) => {
                return Err(Unanswerable::WhoAsks(
                    "who calls is said twice: whoever has a `token` calls from anywhere; leave `from` out",
                ));
            }
            (None, Some(_), ..) => {
                return Err(Unanswerable::WhoAsks(
                    "whoever has a `token` asks for none; leave `with` and `resource` out",
                ));
            }
        };
        Ok(CallRequest {
            bearer,
            to: self.to.clone(),
            operation: self.operation.clone(),
            on: self.on.clone(),
            attributes: self.attributes.clone(),
        })
    }
}

/// What a credential is expected to answer; what is left out is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum CredentialExpectation {
    /// A token.
    Token {
        /// Of whom.
        of: Reference,
        /// The credential of the chain that got it.
        #[serde(default)]
        by: Option<CredentialName>,
        /// Exactly the credentials that were tried, in order.
        #[serde(default)]
        tried: Option<Vec<CredentialName>>,
        /// The simulated time that it took, in milliseconds.
        #[serde(default)]
        took_ms: Option<u64>,
    },
    /// No token.
    Fails {
        /// How.
        code: CredentialErrorCode,
        /// Exactly the credentials that were tried, in order.
        #[serde(default)]
        tried: Option<Vec<CredentialName>>,
        /// The simulated time that it took, in milliseconds.
        #[serde(default)]
        took_ms: Option<u64>,
        /// What the SDK says, or a part of it.
        #[serde(default)]
        says: Option<String>,
    },
}

/// What is expected of a call; what is left out is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum CallExpectation {
    /// It does what it was to do.
    Succeeds,
    /// It does not.
    Fails {
        /// How far it came.
        code: CallCode,
        /// The HTTP status.
        #[serde(default)]
        status: Option<u16>,
        /// The service's own code, such as `ForbiddenByRbac`.
        #[serde(default)]
        service: Option<String>,
        /// What the service says, or a part of it.
        #[serde(default)]
        says: Option<String>,
        /// Why access was not given.
        #[serde(default)]
        because: Option<Reason>,
    },
}
