//! What events carry, where it is more than a name.

use serde::{Deserialize, Serialize};

use crate::model::{IdentityType, IsolationScope, Member, Reference};
use crate::value::{Duration, Name};

/// A resource's identity block as `PATCH` and `PUT` send it: Azure's one `type` for two facts (F1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPatch {
    /// `None`, `SystemAssigned`, `UserAssigned` or both with a comma.
    #[serde(rename = "type")]
    pub identity_type: IdentityType,
    /// The user-assigned identities, all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_assigned: Vec<Reference>,
}

/// What a user-assigned identity can be attached to, as a whole. Both have to be stated: neither can be lost unsaid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityUpdate {
    /// Whether only resources of its own region can have it (F2.14).
    pub isolation_scope: IsolationScope,
    /// The resource providers and types whose resources alone can have it; all, if none is listed (F2.15).
    pub assignment_restrictions: Vec<Name>,
}

/// A token as it is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenIssue {
    /// The resource that the code runs on.
    pub on: Reference,
    /// The identity that it speaks for: the resource itself, or a user-assigned identity attached to it.
    pub identity: Reference,
    /// The resource that the token is for, as code names it: `https://vault.azure.net`.
    pub audience: String,
}

/// A role as it is activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleActivation {
    /// The user.
    pub principal: Reference,
    /// The role.
    pub role: Reference,
    /// Where: the very scope that the user, or the group, is eligible at.
    pub scope: Reference,
    /// How long from now on.
    pub duration: Duration,
}

/// Somebody in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMember {
    /// The group.
    pub group: Reference,
    /// Who joins.
    pub member: Reference,
    /// Not before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<crate::value::Timestamp>,
    /// Not at or after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<crate::value::Timestamp>,
}

impl From<GroupMember> for Member {
    fn from(it: GroupMember) -> Self {
        Self {
            member: it.member,
            from: it.from,
            until: it.until,
        }
    }
}
