//! What Azure Resource Manager answers to who may not, and to what is locked.

use super::RefusalCode;
use super::arm_request::{ArmRequest, conditioned, linked};
use super::held::{Held, listed};
use super::operations::ROLE_ASSIGNMENTS;
use crate::model::{Attribute, AttributeSource, DenyAssignmentId, RoleAssignmentId};
use crate::value::Scope;

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
    /// Who is Owner of a subscription by inheritance alone would not be so any more. Azure's code and text for it are not known.
    #[error(
        "whoever moves `{subscription}` is Owner of it by a management group that it leaves, and would not be so in `{to}`"
    )]
    OwnershipWouldBeLost {
        /// The subscription.
        subscription: String,
        /// Where it was to go.
        to: String,
    },
    /// A deny assignment that only Azure can make or remove (F6.6.1).
    #[error("the deny assignment is system protected: nobody but Azure makes or removes it")]
    SystemProtected,
    /// Azure's answer to a caller whom no role allows it (F5.1).
    #[error(
        "The client '{}' with object id '{}' does not have authorization {}to perform action '{}' over scope '{}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
        request.client, request.object_id, conditioned(*condition), request.action, request.scope
    )]
    AuthorizationFailed {
        /// Who was to do what.
        request: Box<ArmRequest>,
        /// Whether a role would allow it but for a condition.
        condition: bool,
        /// What that condition asks about and the request does not come with (F8.5.1); nothing where it is false.
        unsupplied: Vec<Attribute>,
    },
    /// Azure's answer to a caller whom a role allows it and a deny assignment denies it (F5.2).
    #[error("{request}; however, the access is denied because of the deny assignment with name '{name}' and Id '{}' at scope '{at}'.", id.guid().undashed())]
    DenyAssignmentAuthorizationFailed {
        /// Who was to do what.
        request: Box<ArmRequest>,
        /// The deny assignment's name.
        name: String,
        /// The deny assignment's GUID.
        id: DenyAssignmentId,
        /// Where the deny assignment is.
        at: Scope,
    },
    /// Azure's answer to a caller who may do it, and may not use what it links to (F2.5, F5.3).
    #[error(
        "{request}; however, it does not have permission to perform action '{linked_action}' on the linked scope(s){}",
        linked(linked_action, linked_scopes)
    )]
    LinkedAuthorizationFailed {
        /// Who was to do what, and may.
        request: Box<ArmRequest>,
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
            Self::OwnershipWouldBeLost { .. } => RefusalCode::OwnershipWouldBeLost,
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
            Self::AuthorizationFailed {
                request,
                unsupplied,
                ..
            } => return unsupplied_help(request, unsupplied),
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

/// How to come by what a condition asks about: whoever assigns a role can state the type of the principal. The rest comes with
/// an assignment that is made or removed, and other operations need the same permission without one (F8.5.7).
fn unsupplied_help(request: &ArmRequest, unsupplied: &[Attribute]) -> Option<String> {
    let of_assignment = request.scope.resource_type();
    let is_of_assignment =
        of_assignment.is_some_and(|it| it.as_str().eq_ignore_ascii_case(ROLE_ASSIGNMENTS));
    match unsupplied {
        [] => None,
        [only]
            if is_of_assignment
                && only.source == AttributeSource::Request
                && only.name().is_some_and(|it| it == "PrincipalType") =>
        {
            Some("state `principal_type`: a condition looks at it".to_owned())
        }
        [first, ..] => Some(format!(
            "a condition looks at `{first}`, which does not come with this: it takes a role without such a condition"
        )),
    }
}
