//! How things are called in stories.

use super::{Change, Consequence, Node, NodeKind, World};
use crate::model::{
    Denied, DenyAssignment, PrincipalId, PrincipalOrigin, RoleAssignment, RoleDefinitionId,
    RoleEligibility, Token,
};
use crate::value::{Scope, listing};

impl World {
    /// `resource group rg1`, `user-assigned identity id1`, and of a resource only its name.
    pub(super) fn kind_and_name(&self, scope: &Scope, node: &Node) -> String {
        let name = self.name_of(scope);
        match &node.kind {
            NodeKind::ManagementGroup { .. } => format!("management group {name}"),
            NodeKind::Subscription { .. } => format!("subscription {name}"),
            NodeKind::ResourceGroup => format!("resource group {name}"),
            NodeKind::Identity { .. } => format!("user-assigned identity {name}"),
            NodeKind::Resource { .. } => name,
        }
    }

    /// A role assignment in words: `Key Vault Secrets User at kv1`.
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::assign_role("alice", "Reader", "resource-group"))?;
    /// let words = world.role_assignments().map(|it| world.describe_assignment(it));
    /// assert!(words.eq(["Reader at resource-group"]));
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn describe_assignment(&self, assignment: &RoleAssignment) -> String {
        self.role_at(assignment.role, &assignment.scope)
    }

    /// What somebody is eligible for, in words: `Key Vault Secrets User at kv1`.
    pub fn describe_eligibility(&self, eligibility: &RoleEligibility) -> String {
        self.role_at(eligibility.role, &eligibility.scope)
    }

    pub(super) fn role_at(&self, role: RoleDefinitionId, scope: &Scope) -> String {
        format!("{} at {}", self.name_of_role(role), self.name_of(scope))
    }

    /// What a role is called; one that is not there, by its id.
    pub(crate) fn name_of_role(&self, id: RoleDefinitionId) -> String {
        let role = self.role_by_id(id);
        role.map_or_else(|| id.to_string(), |it| it.role_name.to_string())
    }

    /// What a role is called that may have gone with the same change.
    pub(super) fn role_in(&self, change: &Change, id: RoleDefinitionId) -> String {
        // Nearly all are there, and need no search.
        if let Some(role) = self.role_by_id(id) {
            return role.role_name.to_string();
        }
        let mut gone = change.consequences.iter().filter_map(|it| match it {
            Consequence::RoleDefinitionDeleted(role) if role.id == id => Some(&role.role_name),
            _ => None,
        });
        gone.next()
            .map_or_else(|| id.to_string(), ToString::to_string)
    }

    pub(super) fn assignment_of(&self, assignment: &RoleAssignment) -> String {
        format!(
            "the assignment of {} to {}",
            self.describe_assignment(assignment),
            self.called(assignment.principal)
        )
    }

    /// `the deny assignment no-deletes at sa1`; what a stack made is called by the stack: its own name is long.
    pub(crate) fn denial(&self, it: &DenyAssignment) -> String {
        let at = self.name_of(&it.scope);
        match &it.deployment_stack {
            Some(stack) => format!(
                "the deny assignment of deployment stack {} at {at}",
                stack.name()
            ),
            None => format!("the deny assignment {} at {at}", it.name),
        }
    }

    /// Whom it denies: `everybody but alice`.
    pub(crate) fn denied(&self, it: &DenyAssignment) -> String {
        let names = |ids: &[PrincipalId]| {
            let names: Vec<String> = ids.iter().map(|id| self.called(*id)).collect();
            listing(&names)
        };
        let whom = match &it.principals {
            Denied::AllPrincipals => "everybody".to_owned(),
            Denied::These(ids) => names(ids),
        };
        match it.exclude_principals.as_slice() {
            [] => whom,
            spared => format!("{whom} but {}", names(spared)),
        }
    }

    pub(super) fn token_of(&self, token: &Token) -> String {
        let (who, audience) = (self.called(token.principal), &token.audience);
        format!("a token of {who} for {audience}")
    }

    /// Whose application id a value is, if it is one: ` (the client id of ci)`.
    pub(crate) fn of_client_id(&self, value: &str) -> String {
        let id = value.parse().ok();
        let whose = self
            .principals()
            .find(|it| id.is_some() && it.client_id == id);
        whose.map_or_else(String::new, |it| {
            format!(" (the client id of {})", self.called(it.id))
        })
    }

    /// What a principal is called in a story, where its object id would say less: a deleted one keeps its name.
    pub(crate) fn called(&self, id: PrincipalId) -> String {
        let Some(principal) = self.principal(id) else {
            return id.to_string();
        };
        match &principal.origin {
            PrincipalOrigin::Directory => principal.name.to_string(),
            PrincipalOrigin::SystemAssigned(of) if self.is_broken(id) => {
                format!("the broken identity of {}", self.name_of(of))
            }
            PrincipalOrigin::UserAssigned(it) if self.is_broken(id) => {
                format!("the broken {}", self.name_of(it))
            }
            PrincipalOrigin::SystemAssigned(of) if principal.deleted => {
                format!("the former identity of {}", self.name_of(of))
            }
            PrincipalOrigin::UserAssigned(it) if principal.deleted => {
                format!("the deleted {}", self.name_of(it))
            }
            PrincipalOrigin::SystemAssigned(it) | PrincipalOrigin::UserAssigned(it) => {
                self.name_of(it)
            }
        }
    }

    pub(super) fn is_gone(&self, principal: PrincipalId) -> bool {
        self.principal(principal).is_none_or(|it| it.deleted)
    }
}
