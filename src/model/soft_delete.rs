//! What is kept of what was deleted, for as long as it can be brought back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{AttributeValue, Entries, PrincipalId, Resource, Secret, is_default};
use crate::value::{Period, PeriodError, Timestamp};

/// What the directory keeps of a user, a group or a service principal that was deleted and can be restored for a time: all
/// that left with it (F1.9.1). What stays by itself, such as role assignments, is not in here.
///
/// ```
/// use idsim::SoftDeleted;
///
/// let kept: SoftDeleted = ron::from_str(r#"(deleted: "2026-01-01T00:00:00Z", global_administrator: true)"#)?;
/// assert!(kept.memberships.is_empty());
/// assert!(ron::from_str::<SoftDeleted>("(global_administrator: true)").is_err());
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftDeleted {
    /// When it was deleted.
    pub deleted: Timestamp,
    /// Whether it was a Global Administrator (F6.4).
    #[serde(default, skip_serializing_if = "is_default")]
    pub global_administrator: bool,
    /// The groups that it was in, and who was in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub memberships: BTreeSet<KeptMembership>,
    /// The client secrets that it had.
    #[serde(default, skip_serializing_if = "is_default")]
    pub secrets: Entries<Secret>,
    /// The custom security attributes that it had (F8.4.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub security_attributes: Entries<AttributeValue>,
}

/// A membership that comes back when both who was in the group and the group are there again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptMembership {
    /// The group, by object id.
    pub group: PrincipalId,
    /// Who was in it, by object id.
    pub member: PrincipalId,
    /// Not before this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: Option<Timestamp>,
    /// Not at or after this time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub until: Option<Timestamp>,
}

impl KeptMembership {
    /// That one, with the time that it counts.
    pub(crate) fn new(group: PrincipalId, member: PrincipalId, effective: Period) -> Self {
        Self {
            group,
            member,
            from: effective.from(),
            until: effective.until(),
        }
    }

    /// When the membership counts.
    ///
    /// # Errors
    /// The end does not come after the beginning.
    pub fn effective(&self) -> Result<Period, PeriodError> {
        Period::new(self.from, self.until)
    }
}

/// A key vault that was deleted and can be recovered for a time, as it is written down (F1.9.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletedVault {
    /// When it was deleted.
    pub deleted: Timestamp,
    /// The vault and what was in it, each with its ARM id, by alias; what had none by ARM id.
    pub resources: Entries<Resource>,
}
