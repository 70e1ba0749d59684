//! Role definitions: which actions a role grants.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Condition, Reference, RoleDefinitionId, is_default};
use crate::value::{Action, ActionPattern, Name, Plane, Scope};

/// A role definition, built in or custom (F6.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDefinition {
    /// The GUID that Azure calls the definition's `name`.
    pub id: RoleDefinitionId,
    /// What people call it, unique in the tenant.
    pub role_name: Name,
    /// Built in or custom.
    pub role_type: RoleType,
    /// What it is for; empty where nothing was written.
    pub description: String,
    /// What it grants: the union of what each block grants (F6.2.4).
    pub permissions: Vec<Permission>,
    /// Where it may be assigned: at these scopes and below (F6.3.7).
    pub assignable_scopes: Vec<Scope>,
}

impl RoleDefinition {
    /// Whether any block carries a condition, so that it may grant less than it says (F8.1).
    pub fn is_conditioned(&self) -> bool {
        self.permissions
            .iter()
            .any(|block| block.condition.is_some())
    }

    /// Whether it has data actions of storage: then a condition of it cannot compare GUIDs (F8.5.6).
    pub fn grants_storage_data(&self) -> bool {
        static OF_STORAGE: LazyLock<Option<ActionPattern>> =
            LazyLock::new(|| ActionPattern::parse("Microsoft.Storage/*").ok());
        let mut data = self.permissions.iter().flat_map(|it| &it.data_actions);
        data.any(|it| OF_STORAGE.as_ref().is_some_and(|of| of.overlaps(it)))
    }
}

/// Who defined a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RoleType {
    /// Microsoft.
    BuiltInRole,
    /// The tenant.
    CustomRole,
}

/// One block of permissions. Each block stands alone: what one block takes out, another may still grant (F6.2.4).
///
/// ```
/// use idsim::{Action, Permission};
///
/// let block = Permission {
///     actions: vec!["Microsoft.Storage/*".parse()?],
///     not_actions: vec!["*/delete".parse()?],
///     ..Permission::default()
/// };
/// assert!(block.grants(&Action::control("Microsoft.Storage/storageAccounts/read")?));
/// assert!(!block.grants(&Action::control("Microsoft.Storage/storageAccounts/delete")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// Control-plane actions granted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub actions: Vec<ActionPattern>,
    /// Control-plane actions taken out of `actions`; never a deny.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_actions: Vec<ActionPattern>,
    /// Data-plane actions granted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub data_actions: Vec<ActionPattern>,
    /// Data-plane actions taken out of `data_actions`; never a deny.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_data_actions: Vec<ActionPattern>,
    /// What has to hold for the block to grant anything (F8.1).
    #[serde(default, skip_serializing_if = "is_default")]
    pub condition: Option<Condition>,
    /// The version of the condition's language.
    #[serde(default, skip_serializing_if = "is_default")]
    pub condition_version: Option<String>,
}

impl Permission {
    /// The patterns that grant and those that take out, for one plane (F6.2.5: the planes never mix).
    pub fn patterns(&self, plane: Plane) -> (&[ActionPattern], &[ActionPattern]) {
        match plane {
            Plane::Control => (&self.actions, &self.not_actions),
            Plane::Data => (&self.data_actions, &self.not_data_actions),
        }
    }

    /// Whether this block grants the action: included, and not taken out.
    pub fn grants(&self, action: &Action) -> bool {
        self.included_by(action.plane(), action).is_some()
            && self.taken_out_by(action.plane(), action).is_none()
    }

    /// The first pattern of `plane` that includes the action's text.
    pub fn included_by(&self, plane: Plane, action: &Action) -> Option<&ActionPattern> {
        self.patterns(plane)
            .0
            .iter()
            .find(|pattern| pattern.matches(action))
    }

    /// The first pattern of `plane` that takes the action's text out of this block.
    pub fn taken_out_by(&self, plane: Plane, action: &Action) -> Option<&ActionPattern> {
        self.patterns(plane)
            .1
            .iter()
            .find(|pattern| pattern.matches(action))
    }
}

/// A role definition as written: in a catalogue, a tenant or an event, under its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSpec {
    /// The GUID, when it is not to be derived from the role's name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<RoleDefinitionId>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Its blocks of permissions.
    pub permissions: Vec<Permission>,
    /// Where it may be assigned; need not be said where there is only one subscription.
    #[serde(default, skip_serializing_if = "is_default")]
    pub assignable_scopes: Vec<Reference>,
}
