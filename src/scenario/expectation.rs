//! What a scenario expects.

use serde::Deserialize;

use super::expected_answer::{
    CallExpectation, CallQuestion, CredentialExpectation, CredentialQuestion, ExchangeExpectation,
    TokenExpectation,
};
use super::step::variants;
use crate::access::{AccessDecision, ActionRequest, Reason};
use crate::call::CallCode;
use crate::model::{AttributeValue, Entries, Reference};
use crate::token::{ExchangeRequest, TokenRequest};
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
    /// A virtual machine has to be updated before it starts again.
    Update(Reference),
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

    /// The moments that the question itself names, and at which its answer can change: an assertion's time begins and ends.
    pub(super) fn moments(&self) -> impl Iterator<Item = Timestamp> {
        let times = match self {
            Self::ExpectExchange(question, _) => question.valid.as_ref(),
            _ => None,
        };
        times
            .into_iter()
            .flat_map(|it| it.from.into_iter().chain([it.until]))
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
