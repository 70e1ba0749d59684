//! What a refusal is about, and what to do about it.

use super::Refusal;
use crate::catalog::NotInCatalog;

impl Refusal {
    /// The name, as it was written, that the refusal is about.
    pub fn subject(&self) -> Option<&str> {
        Some(match self {
            Self::Reference(error) => error.name(),
            Self::Catalog(NotInCatalog { name, .. }) => name,
            Self::InvalidName { name, .. } | Self::ContainerUnspecified { name, .. } => name,
            Self::IdMismatch { id, .. } => id.as_str(),
            Self::AliasTaken { alias, .. } => alias.as_str(),
            Self::IdentityNotSupported { resource_type, .. } => resource_type,
            Self::NotShareable { identity, .. } | Self::NotAttached { identity, .. } => identity,
            Self::FederatedCredential(it) => return it.subject(),
            Self::GroupCycle { member, .. } | Self::NotAMember { member, .. } => member,
            Self::NoIdentity { resource } => resource,
            Self::NoDenySettings { stack: name } | Self::InvalidLock { name, .. } => name.as_str(),
            Self::InvalidDenyAssignment { name, .. } => name,
            Self::DelegatedIdentityNotPermitted { principal }
            | Self::NotGlobalAdministrator { principal }
            | Self::CannotBeEligible { principal }
            | Self::NotEligible { principal, .. } => principal,
            Self::InvalidSecurityAttribute { attribute, .. } => attribute.as_str(),
            Self::InvalidActionOrNotAction { action } => action,
            Self::PropertyNotSupported { resource_type, .. } => resource_type,
            Self::EmptyAccessPolicy { principal } => principal,
            Self::AccessPoliciesVoid { vault } => vault,
            Self::NoResourceType { service } => service.as_str(),
            Self::UnknownAudience { audience } => audience,
            Self::Untimely(it) => return it.subject(),
            _ => return None,
        })
    }

    /// What to do about it, where there is something to say beyond the message.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Reference(error) => return error.help(),
            Self::Catalog(error) => return error.help(),
            Self::AliasTaken { .. } => {
                "an alias keeps its meaning even after deletion; choose another one".to_owned()
            }
            Self::ContainerUnspecified { container, .. } => {
                format!("state its `{}`", container.replace(' ', "_"))
            }
            Self::NotMovable { why, .. } => (*why).to_owned(),
            Self::NotEmpty { .. } => "move or delete what is in it first".to_owned(),
            Self::NotShareable { .. } => {
                "make a user-assigned identity and attach that to both".to_owned()
            }
            Self::FederatedCredential(it) => return it.help(),
            Self::InvalidParameter { .. } => {
                "send the type `SystemAssigned, UserAssigned` to keep both kinds".to_owned()
            }
            Self::NoIdentity { resource } => {
                format!("enable one first: EnableSystemAssigned(\"{resource}\")")
            }
            Self::EmptyAccessPolicy { .. } => {
                "name a permission, or take the policy away: RemoveAccessPolicy".to_owned()
            }
            Self::AccessPoliciesVoid { vault } => {
                format!(
                    "assign a role, or go back to policies: SetRbacAuthorization(\"{vault}\", false)"
                )
            }
            Self::NoSuchAssignment {
                elsewhere: Some(at),
                ..
            } => {
                format!("an assignment is removed where it was made: at `{at}`")
            }
            Self::NoSuchAssignment {
                former: Some(id), ..
            } => {
                format!("a former identity has it: RemoveRoleAssignmentNamed(\"{id}\")")
            }
            Self::UnmatchedPrincipalType { found, .. } => {
                format!("state `principal_type: {found}`, or leave it out")
            }
            Self::CannotBeEligible { .. } => {
                "assign the role, with `from` and `until` if it is for a time".to_owned()
            }
            Self::RoleAssignmentLimitExceeded { scope } => {
                format!("`{scope}` is full: remove what is orphaned, or assign to a group")
            }
            Self::RoleAssignmentUpdateNotPermitted { .. } => {
                "leave the name out, or derive it from principal, role and scope".to_owned()
            }
            Self::InvalidActionOrNotAction { .. } => {
                "it is an action of the other plane: `actions` are of the control plane, `data_actions` of the data plane".to_owned()
            }
            Self::RoleDefinitionHasAssignments { .. } => {
                "remove the role's assignments first".to_owned()
            }
            Self::Forbidden(it) => return it.help(),
            Self::Untimely(it) => return it.help(),
            _ => return None,
        })
    }
}
