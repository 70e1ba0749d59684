//! What a scenario expects.

use serde::Deserialize;

use super::held::Held;
use super::mismatch::Unanswerable;
use super::step::variants;
use crate::access::{AccessDecision, ActionRequest, Reason};
use crate::call::{Bearer, CallCode, CallRequest};
use crate::credential::{Credential, CredentialErrorCode, CredentialName, CredentialRequest};
use crate::model::{AttributeValue, Entries, Reference};
use crate::token::{ExchangeErrorCode, ExchangeRequest, TokenErrorCode, TokenRequest};
use crate::value::{Duration, Name, Timestamp};
use crate::world::OrphanCause;

/// Something that is to be so. The closed forms list all there is: one more or one less fails them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Expectation {
    /// Whether somebody may do something somewhere, and why.
    ExpectAccess {
        /// Who.
        #[serde(default)]
        principal: Option<Reference>,
        /// Or the name of a token that is held, and that whoever asks brings.
        #[serde(default)]
        with: Option<Name>,
        /// What.
        action: ActionRequest,
        /// Where.
        on: Reference,
        /// What kind of request it is within its action, such as `Blob.List`.
        #[serde(default)]
        sub_operation: Option<Name>,
        /// What else conditions may look at: `{"@Resource[blobs/tags:Project]": "Cascade"}` (F8.4).
        #[serde(default)]
        attributes: Entries<AttributeValue>,
        /// Whether.
        is: AccessDecision,
        /// Why.
        #[serde(default)]
        because: Option<Reason>,
        /// The role of the responsible assignment.
        #[serde(default)]
        role: Option<Reference>,
        /// The group through which the principal has it.
        #[serde(default)]
        through: Option<Reference>,
        /// Exactly the control-plane actions that the principal may take and that lead to the same data (F9.2).
        #[serde(default)]
        other_ways: Option<Vec<ActionRequest>>,
    },
    /// Exactly who may do something somewhere.
    ExpectWhoCan {
        /// What.
        action: ActionRequest,
        /// Where.
        on: Reference,
        /// What kind of request it is within its action, such as `Blob.List`.
        #[serde(default)]
        sub_operation: Option<Name>,
        /// What else conditions may look at: `{"@Resource[blobs/tags:Project]": "Cascade"}` (F8.4).
        #[serde(default)]
        attributes: Entries<AttributeValue>,
        /// All who may.
        are: Vec<Reference>,
    },
    /// These exist.
    ExpectExists(Vec<Reference>),
    /// These are known and exist no more.
    ExpectGone(Vec<Reference>),
    /// What identities a resource has.
    ExpectIdentity(Reference, IdentityExpectation),
    /// Exactly the resources that list a user-assigned identity.
    ExpectHosts {
        /// The identity.
        of: Reference,
        /// All resources that list it.
        are: Vec<Reference>,
    },
    /// Exactly the assignments that serve nobody.
    ExpectOrphaned(Vec<Orphan>),
    /// Exactly what the last event lost that moved something: what has to be redone, and what is inherited newly.
    ExpectToRedo(Vec<ToRedo>),
    /// Whether a principal is still the one that it was at a mark.
    ExpectIds {
        /// The name it goes by.
        of: Reference,
        /// The mark; the beginning when left out.
        #[serde(default)]
        since: Option<Name>,
        /// Whether its object id and application id are the same.
        are: Ids,
    },
    /// Exactly the groups that a principal is in, directly or not.
    ExpectGroups {
        /// Who.
        of: Reference,
        /// All groups.
        are: Vec<Reference>,
    },
    /// Exactly the direct members of a group.
    ExpectMembers {
        /// The group.
        of: Reference,
        /// All members.
        are: Vec<Reference>,
    },
    /// Exactly the custom security attributes of a principal; the order of several values does not matter (F8.4.1).
    ExpectSecurityAttributes {
        /// Who. A resource means its system-assigned identity, and without one there are none.
        of: Reference,
        /// All attributes, by set and name.
        are: Entries<AttributeValue>,
    },
    /// What a token endpoint answers.
    ExpectToken(TokenRequest, TokenExpectation),
    /// What the directory answers to a token from outside that is exchanged for one of an identity.
    ExpectExchange(ExchangeRequest, ExchangeExpectation),
    /// What a credential of the SDK answers.
    ExpectCredential(CredentialQuestion, CredentialExpectation),
    /// What comes of a call, from the code to the service's answer.
    ExpectCall(CallQuestion, CallExpectation),
    /// Exactly the credentials that somebody has to keep, by where they are: `app1/sql-password`.
    ExpectStoredCredentials(Vec<Name>),
    /// Nowhere does anybody have to keep a credential.
    ExpectNoStoredCredentials,
    /// Something will be so at some moment from now on, at that time at the latest, if nothing happens until then.
    Eventually {
        /// How long it may take: the moment at its end counts too.
        within: Duration,
        /// What.
        expect: Box<Expectation>,
    },
    /// Something is so now and stays so for a time, if nothing happens meanwhile.
    Always {
        /// For how long: the moment at its end does not count any more.
        during: Duration,
        /// What.
        expect: Box<Expectation>,
    },
    /// A law of [`Law::all`](crate::laws::Law::all) holds, from the beginning through all events up to here, those that
    /// were refused included.
    ExpectLaw(Name),
}

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

/// What identities a resource has; what is left out is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityExpectation {
    /// Whether it has a system-assigned identity.
    #[serde(default)]
    pub system_assigned: Option<bool>,
    /// Exactly the user-assigned identities that it lists and that exist.
    #[serde(default)]
    pub user_assigned: Option<Vec<Reference>>,
    /// Exactly the user-assigned identities that it lists and that exist no more.
    #[serde(default)]
    pub dangling: Option<Vec<Reference>>,
}

/// An assignment that serves nobody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Orphan {
    /// Its role.
    pub role: Reference,
    /// Where it was made.
    pub scope: Reference,
    /// Why it serves nobody.
    pub cause: OrphanCause,
}

/// What an event lost that moved something, and what is inherited newly (see [`Affected`](crate::Affected)).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ToRedo {
    /// A custom role has to be defined again.
    RoleDefinition(Name),
    /// The broken identity of a resource has to be enabled again, or a broken user-assigned identity to be made again.
    Identity(Reference),
    /// A key vault has to trust the directory of its subscription.
    VaultTenant(Reference),
    /// An access policy has to be removed, and made again if its principal is a managed identity.
    AccessPolicy {
        /// The vault.
        vault: Reference,
        /// Whose.
        of: Reference,
    },
    /// A role has to be assigned again.
    Assignment {
        /// Who had it.
        principal: Reference,
        /// The role.
        role: Reference,
        /// Where.
        scope: Reference,
    },
    /// Somebody has to be made eligible again.
    Eligibility {
        /// Who was.
        principal: Reference,
        /// For which role.
        role: Reference,
        /// Where.
        scope: Reference,
    },
    /// A deny assignment has to be made again.
    DenyAssignment {
        /// Its name.
        name: Name,
        /// Where.
        scope: Reference,
    },
    /// Somebody has a role now by a scope that was not above before.
    InheritedNewly {
        /// Who.
        principal: Reference,
        /// The role.
        role: Reference,
        /// The scope above.
        scope: Reference,
    },
    /// Something is denied now by a scope that was not above before.
    DeniedNewly {
        /// The deny assignment's name.
        name: Name,
        /// The scope above.
        scope: Reference,
    },
}

/// Whether a principal's ids are the ones they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Ids {
    /// The same object id and application id.
    Unchanged,
    /// Another object id and another application id.
    Changed,
}

impl Expectation {
    /// Every name that an expectation is written with.
    ///
    /// ```
    /// use idsim::scenario::Expectation;
    ///
    /// assert!(Expectation::names().contains(&"ExpectAccess"));
    /// ```
    pub fn names() -> &'static [&'static str] {
        variants::<Self>()
    }

    /// The name that the step is written with.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ExpectAccess { .. } => "ExpectAccess",
            Self::ExpectWhoCan { .. } => "ExpectWhoCan",
            Self::ExpectExists(_) => "ExpectExists",
            Self::ExpectGone(_) => "ExpectGone",
            Self::ExpectIdentity(..) => "ExpectIdentity",
            Self::ExpectHosts { .. } => "ExpectHosts",
            Self::ExpectOrphaned(_) => "ExpectOrphaned",
            Self::ExpectToRedo(_) => "ExpectToRedo",
            Self::ExpectIds { .. } => "ExpectIds",
            Self::ExpectGroups { .. } => "ExpectGroups",
            Self::ExpectMembers { .. } => "ExpectMembers",
            Self::ExpectSecurityAttributes { .. } => "ExpectSecurityAttributes",
            Self::ExpectToken(..) => "ExpectToken",
            Self::ExpectExchange(..) => "ExpectExchange",
            Self::ExpectCredential(..) => "ExpectCredential",
            Self::ExpectCall(..) => "ExpectCall",
            Self::ExpectStoredCredentials(_) => "ExpectStoredCredentials",
            Self::ExpectNoStoredCredentials => "ExpectNoStoredCredentials",
            Self::Eventually { .. } => "Eventually",
            Self::Always { .. } => "Always",
            Self::ExpectLaw(_) => "ExpectLaw",
        }
    }

    /// What is missing from an expectation that would hold whatever happens.
    pub(super) fn asserts_nothing(&self) -> Option<&'static str> {
        match self {
            Self::ExpectExists(names) | Self::ExpectGone(names) if names.is_empty() => {
                Some("it names nothing")
            }
            Self::ExpectIdentity(_, expected) if *expected == IdentityExpectation::default() => {
                Some(
                    "it says nothing about the identities; state `system_assigned`, `user_assigned` or `dangling`",
                )
            }
            Self::ExpectCall(
                _,
                CallExpectation::Fails {
                    code: CallCode::Succeeded,
                    ..
                },
            ) => Some("a call that succeeds does not fail; write `Succeeds`"),
            Self::ExpectToken(_, TokenExpectation::Refused { says, .. })
            | Self::ExpectExchange(_, ExchangeExpectation::Refused { says, .. })
            | Self::ExpectCredential(_, CredentialExpectation::Fails { says, .. })
            | Self::ExpectCall(_, CallExpectation::Fails { says, .. })
                if says.as_deref() == Some("") =>
            {
                Some(
                    "whatever is said has the empty text in it; state a part of it, or leave `says` out",
                )
            }
            Self::Eventually { expect, .. } | Self::Always { expect, .. } => match **expect {
                Self::Eventually { .. } | Self::Always { .. } | Self::ExpectLaw(_) => {
                    Some("what is expected at a moment is no law, and nothing about time again")
                }
                ref inner => inner.asserts_nothing(),
            },
            _ => None,
        }
    }
}
