//! What Azure Resource Manager answers to who may not, and to what is locked.

use super::RefusalCode;
use crate::model::{DenyAssignmentId, PrincipalId, RoleAssignmentId};
use crate::value::{Name, Scope};

/// Why somebody may not cause an event, or why nobody can.
///
/// ```
/// use idsim::{Event, Forbidden, Refusal, World};
///
/// let mut world = World::new();
/// world.apply(Event::create_user("alice"))?;
/// let refusal = world.act("alice", Event::assign_role("alice", "Owner", "subscription")).unwrap_err();
/// assert!(matches!(refusal, Refusal::Forbidden(Forbidden::AuthorizationFailed { .. })));
/// # Ok::<(), Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Forbidden {
    /// Azure's answer to removing the last Owner of a subscription (F5.13).
    #[error("Cannot delete the last RBAC admin assignment")]
    LastAdminAssignment {
        /// The assignment.
        assignment: RoleAssignmentId,
    },
    /// A deny assignment that only Azure can make or remove (F6.6.1).
    #[error("the deny assignment is system protected: nobody but Azure makes or removes it")]
    SystemProtected,
    /// Azure's answer to a caller whom no role allows it (F5.1).
    #[error(
        "The client '{client}' with object id '{object_id}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."
    )]
    AuthorizationFailed {
        /// The caller, as Azure calls it.
        client: String,
        /// The caller's object id.
        object_id: PrincipalId,
        /// What it was to do.
        action: String,
        /// The ARM id that the request was sent to.
        scope: Scope,
    },
    /// Azure's answer to a caller whom a role allows it and a deny assignment denies it (F5.2).
    #[error("The client '{client}' with object id '{object_id}' has permission to perform action '{action}' on scope '{scope}'; however, the access is denied because of the deny assignment with name '{name}' and Id '{}' at scope '{at}'.", id.guid().to_string().replace('-', ""))]
    DenyAssignmentAuthorizationFailed {
        /// The caller, as Azure calls it.
        client: String,
        /// The caller's object id.
        object_id: PrincipalId,
        /// What it was to do.
        action: String,
        /// The ARM id that the request was sent to.
        scope: Scope,
        /// The deny assignment's name.
        name: String,
        /// The deny assignment's GUID.
        id: DenyAssignmentId,
        /// Where the deny assignment is.
        at: Scope,
    },
    /// Azure's answer to a caller who may do it, and may not use what it links to (F2.5, F5.3).
    #[error(
        "The client '{client}' with object id '{object_id}' has permission to perform action '{action}' on scope '{scope}'; however, it does not have permission to perform action '{linked_action}' on the linked scope(s) '{}' or the linked scope(s) are invalid.",
        comma_separated(linked_scopes)
    )]
    LinkedAuthorizationFailed {
        /// The caller, as Azure calls it.
        client: String,
        /// The caller's object id.
        object_id: PrincipalId,
        /// What it was to do, and may.
        action: String,
        /// The ARM id that the request was sent to.
        scope: Scope,
        /// What it may not do.
        linked_action: String,
        /// Where it may not.
        linked_scopes: Vec<Scope>,
    },
    /// Azure's answer to what a lock forbids (F5.4).
    #[error(
        "The scope '{scope}' cannot perform {operation} operation because following scope(s) are locked: '{}'. Please remove the lock and try again.",
        listed(locks)
    )]
    ScopeLocked {
        /// What was to be deleted or changed.
        scope: Scope,
        /// `delete` or `write`.
        operation: &'static str,
        /// The locks that forbid it.
        locks: Vec<Held>,
    },
}

impl Forbidden {
    /// The stable code.
    pub fn code(&self) -> RefusalCode {
        match self {
            Self::LastAdminAssignment { .. } => RefusalCode::LastAdminAssignment,
            Self::SystemProtected => RefusalCode::SystemProtected,
            Self::AuthorizationFailed { .. } => RefusalCode::AuthorizationFailed,
            Self::DenyAssignmentAuthorizationFailed { .. } => {
                RefusalCode::DenyAssignmentAuthorizationFailed
            }
            Self::LinkedAuthorizationFailed { .. } => RefusalCode::LinkedAuthorizationFailed,
            Self::ScopeLocked { .. } => RefusalCode::ScopeLocked,
        }
    }

    /// What to do about it, where there is something to say beyond the message.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::LastAdminAssignment { .. } => {
                "make somebody else Owner of the subscription first, or let a Global Administrator remove it"
                    .to_owned()
            }
            Self::ScopeLocked { locks, .. } => {
                let locks: Vec<String> = locks
                    .iter()
                    .map(|it| {
                        format!(
                            "DeleteLock(name: \"{}\", scope: \"{}\")",
                            it.lock, it.called
                        )
                    })
                    .collect();
                format!("take the lock off first: {}", locks.join(", "))
            }
            _ => return None,
        })
    }
}

/// A lock that forbids something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The lock's name.
    pub lock: Name,
    /// What it is on.
    pub scope: Scope,
    /// What that is called.
    pub called: String,
}

/// Where locks are: each scope once.
fn listed(locks: &[Held]) -> String {
    comma_separated(locks.iter().map(|it| &it.scope))
}

/// Scopes as Azure lists several (F5.3), each once.
fn comma_separated<'s>(scopes: impl IntoIterator<Item = &'s Scope>) -> String {
    let mut listed: Vec<&str> = Vec::new();
    for scope in scopes {
        if !listed.contains(&scope.as_str()) {
            listed.push(scope.as_str());
        }
    }
    listed.join(",")
}
