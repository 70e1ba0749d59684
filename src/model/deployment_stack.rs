//! Deployment stacks: what they manage, and what they forbid there.

use serde::{Deserialize, Serialize};

use super::{Reference, is_default};
use crate::value::ActionPattern;

/// A deployment stack as far as it concerns access: what it manages, and what it forbids there (F6.6.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentStack {
    /// The resource group or the subscription that the stack itself is in; the only resource group where nothing is said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope: Option<Reference>,
    /// What it manages.
    pub resources: Vec<Reference>,
    /// What it forbids on them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deny_settings: DenySettings,
}

/// What a deployment stack forbids on what it manages (F6.6.5).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenySettings {
    /// How much.
    pub mode: DenySettingsMode,
    /// Actions that stay allowed, at most 200.
    #[serde(default, skip_serializing_if = "is_default")]
    pub excluded_actions: Vec<ActionPattern>,
    /// Principals that it spares, at most 5.
    #[serde(default, skip_serializing_if = "is_default")]
    pub excluded_principals: Vec<Reference>,
    /// Whether it reaches below what the stack manages; below a resource group it never does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub apply_to_child_scopes: bool,
}

/// How much a deployment stack forbids (F6.6.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DenySettingsMode {
    /// Nothing.
    #[default]
    None,
    /// Deleting.
    DenyDelete,
    /// Changing and deleting: everything but reading.
    DenyWriteAndDelete,
}
