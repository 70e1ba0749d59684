//! Locks as written. Their place is kept; the world refuses them as not modelled.

use serde::{Deserialize, Serialize};

use super::Reference;

/// A management lock as written in a tenant or an event (F6.7.1). Not modelled yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// What it forbids.
    pub level: LockLevel,
    /// Where; it counts there and below.
    pub scope: Reference,
}

/// What a lock forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LockLevel {
    /// Deleting.
    CanNotDelete,
    /// Changing and deleting.
    ReadOnly,
}
