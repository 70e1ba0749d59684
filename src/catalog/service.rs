//! What is known of a resource type.

use serde::{Deserialize, Serialize};

use crate::model::Entries;
use crate::value::Action;

/// What is known of a resource type: which managed identities it carries and what its operations are called (F9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The service's name as people say it.
    pub name: String,
    /// Whether it can have a system-assigned identity.
    pub system_assigned: bool,
    /// How many user-assigned identities it can have.
    pub user_assigned: UserAssignedSupport,
    /// Whether it can have one kind or the other but never both (F2.4).
    #[serde(default)]
    pub exclusive: bool,
    /// Whether it says something of other resources and is made by events of its own, never as a resource.
    #[serde(default)]
    pub extension: bool,
    /// The `az` command group that has `identity assign`, where there is one.
    #[serde(default)]
    pub cli: Option<String>,
    /// Its operations: a short name for each action that people ask about.
    #[serde(default)]
    pub operations: Entries<Action>,
    /// Where this is written.
    pub source: Vec<String>,
}

/// How many user-assigned identities a resource type takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum UserAssignedSupport {
    /// None at all.
    Unsupported,
    /// At most one.
    One,
    /// Any number.
    Many,
}
