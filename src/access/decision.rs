//! The answer.

use serde::{Deserialize, Serialize};

use crate::model::{DenyAssignmentId, PrincipalId, RoleAssignmentId};
use crate::value::{Timestamp, named};

/// The answer to a question about access: small and `Copy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// Why.
    pub reason: Reason,
    /// The assignment that grants, or the first of those that came furthest; none where an access policy permits.
    pub assignment: Option<RoleAssignmentId>,
    /// The group through which the principal has that assignment or policy, unless it has it itself.
    pub through: Option<PrincipalId>,
    /// The deny assignment that denies, if one does.
    pub deny: Option<DenyAssignmentId>,
    /// Until when the answer may be the other one, because a change of an assignment is not seen everywhere yet (F6.5.9);
    /// nothing where it is certain. Then this is the answer of where changes are seen as late as can be.
    pub unsettled_until: Option<Timestamp>,
}

impl Decision {
    /// Allowed or not.
    pub fn verdict(self) -> AccessDecision {
        match self.reason {
            Reason::Granted | Reason::AccessPolicy => AccessDecision::Allowed,
            Reason::Denied => AccessDecision::Denied,
            _ => AccessDecision::NotAllowed,
        }
    }

    /// Nobody may, for this reason.
    pub(super) fn because(reason: Reason) -> Self {
        Self {
            reason,
            assignment: None,
            through: None,
            deny: None,
            unsettled_until: None,
        }
    }

    /// Whether the answer is yes.
    pub fn is_allowed(self) -> bool {
        self.verdict() == AccessDecision::Allowed
    }
}

/// Yes or no. That nothing grants is not the same as that something denies (F6.6.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AccessDecision {
    /// An assignment grants the action, or an access policy permits it.
    Allowed,
    /// None does.
    NotAllowed,
    /// An assignment grants the action, and a deny assignment denies it.
    Denied,
}

impl std::fmt::Display for AccessDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Allowed => "Allowed",
            Self::NotAllowed => "NotAllowed",
            Self::Denied => "Denied",
        })
    }
}

named! {
    /// How far a question came: the stages in their order, each with what stopped it there.
    ///
    /// The reason of an answer is the greatest that any candidate reached.
    #[non_exhaustive]
    pub enum Reason {
        /// The token that is brought is of no use any more: it expired (F1.10).
        TokenExpired,
        /// The token that is brought is for another service than the one that is asked (F3.7.1).
        OtherAudience,
        /// The token that is brought was revoked (F3.5.5).
        TokenRevoked,
        /// There is no identity to ask for: the resource has none, or the principal was deleted.
        NoIdentity,
        /// Neither the principal nor a group of its has any role.
        NoAssignment,
        /// There are roles, at scopes that do not contain this one (F6.4).
        ScopeElsewhere,
        /// A role is assigned here that does not include the action (F6.2.4).
        NotInRole,
        /// A role is assigned here that includes the action and takes it out again (F6.2.4).
        TakenOut,
        /// A role is assigned here that grants an action of this name on the other plane (F6.2.5).
        WrongPlane,
        /// A role that grants the action is assigned here, under a condition that does not hold (F8).
        ConditionFalse,
        /// A role that grants the action is assigned here, under a condition of which nobody can say whether it holds: what it
        /// asks about is not supplied (F8.5.1).
        ConditionUnknown,
        /// A role that grants the action was assigned here until an earlier time (F6.5.8).
        Expired,
        /// A role that grants the action is assigned here from a later time on (F6.5.8): waiting is all
        /// that it takes.
        NotYetEffective,
        /// A role that grants the action was assigned here so lately that it need not count yet (F6.5.9): waiting is all that it
        /// takes, and it may count already.
        NotYetPropagated,
        /// A role that grants the action is assigned here, and the target looks at access policies instead of roles (F9).
        IgnoresRoles,
        /// The directories differ (F1.15): a role or an access policy allows the action, and the vault trusts another one than that
        /// of its subscription; or the token is of another one, and no role is looked at.
        OtherDirectory,
        /// An access policy of the vault permits the action (F9.1).
        AccessPolicy,
        /// A role that grants the action is assigned here.
        Granted,
        /// A role that grants the action is assigned here, and a deny assignment denies it (F6.6.4).
        Denied,
    }
}
