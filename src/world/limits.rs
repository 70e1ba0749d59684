//! How many of a thing there can be: Azure's numbers, none of which can be raised.
//!
//! They are those of the public cloud: the one that 21Vianet runs has room for 2,000 custom roles (F6.3.1).

use super::{Refusal, World};
use crate::value::{Scope, ScopeLevel};

/// Role assignments in a subscription: at it, at its resource groups and at its resources, the orphaned ones too (F6.5.6,
/// F1.7).
pub(super) const ASSIGNMENTS_PER_SUBSCRIPTION: usize = 4_000;
/// Role assignments at a management group (F6.5.6).
pub(super) const ASSIGNMENTS_PER_MANAGEMENT_GROUP: usize = 500;
/// Custom roles of a tenant (F6.3.1).
pub(super) const CUSTOM_ROLES: usize = 5_000;
/// Assignable scopes of a custom role (F6.3.1).
pub(super) const ASSIGNABLE_SCOPES: usize = 2_000;
/// Management groups of a directory (F6.4). That its root group counts is our decision.
pub(super) const MANAGEMENT_GROUPS: usize = 10_000;
/// Federated identity credentials of a user-assigned identity (F2.18).
pub(super) const FEDERATED_CREDENTIALS: usize = 20;

impl World {
    /// Whether one more role assignment can be made at a scope. Nobody states a limit for the root, so it has none (F6.5.6).
    pub(crate) fn has_room_for_assignment(&self, scope: &Scope) -> bool {
        if scope.level() == ScopeLevel::ManagementGroup {
            return self.index.assignments_at(scope).count() < ASSIGNMENTS_PER_MANAGEMENT_GROUP;
        }
        scope.containing_subscription().is_none_or(|it| {
            self.index.assignments_in_subscription(&it) < ASSIGNMENTS_PER_SUBSCRIPTION
        })
    }

    /// How many role assignments a subscription has, as they are counted towards its limit (F6.5.6).
    pub(crate) fn assignments_in_subscription(&self, subscription: &Scope) -> usize {
        self.index.assignments_in_subscription(subscription)
    }

    /// How many management groups there are, as they are counted towards their limit (F6.4).
    pub(crate) fn count_of_management_groups(&self) -> usize {
        self.index.management_groups()
    }

    /// One more role assignment at a scope, if there is room.
    pub(super) fn check_room_for_assignment(&self, scope: &Scope) -> Result<(), Refusal> {
        if self.has_room_for_assignment(scope) {
            return Ok(());
        }
        let full = scope.containing_subscription();
        Err(Refusal::RoleAssignmentLimitExceeded {
            scope: self.name_of(full.as_ref().unwrap_or(scope)),
        })
    }
}

/// One more of what there are `count` of, if there is room.
pub(super) fn check_room(count: usize, limit: usize, what: &'static str) -> Result<(), Refusal> {
    match count < limit {
        true => Ok(()),
        false => Err(Refusal::LimitExceeded { what, limit }),
    }
}
