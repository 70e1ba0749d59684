//! Management locks.

use serde::{Deserialize, Serialize};

use super::{Reference, is_default};
use crate::value::{Name, Scope};

/// A management lock as the world keeps it (F6.7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Its name, unique at its scope.
    pub name: Name,
    /// Where; it counts there and below.
    pub scope: Scope,
    /// What it forbids.
    pub level: LockLevel,
    /// What it is for.
    pub notes: String,
}

/// What a lock forbids, whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LockLevel {
    /// Deleting.
    CanNotDelete,
    /// Changing, deleting, and whatever else is not reading (F6.7.2).
    ReadOnly,
}

/// A management lock as written in a tenant or an event (F6.7.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Lock")]
pub struct LockSpec {
    /// Its name, unique at its scope.
    pub name: Name,
    /// What it forbids.
    pub level: LockLevel,
    /// A subscription, a resource group or a resource; it counts there and below.
    pub scope: Reference,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: String,
}

impl std::fmt::Display for LockLevel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CanNotDelete => "CanNotDelete",
            Self::ReadOnly => "ReadOnly",
        })
    }
}
