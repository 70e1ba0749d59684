//! What undoes a consequence.

use super::Consequence;

impl Consequence {
    /// What undoes this, where that is itself something that an event brings about.
    pub(super) fn inverse(&self) -> Option<Self> {
        Some(match self.clone() {
            Self::GlobalAdministratorChanged { user, to } => {
                Self::GlobalAdministratorChanged { user, to: !to }
            }
            Self::ReferenceOutdated { host } => Self::ReferenceRenewed { host },
            Self::ReferenceRenewed { host } => Self::ReferenceOutdated { host },
            Self::ResourceStopped { host } => Self::ResourceStarted { host },
            Self::ResourceStarted { host } => Self::ResourceStopped { host },
            Self::IdentityUpdated { identity, from, to } => Self::IdentityUpdated {
                identity,
                from: to,
                to: from,
            },
            Self::SystemAssignedEnabled { host, principal } => {
                Self::SystemAssignedDisabled { host, principal }
            }
            Self::SystemAssignedDisabled { host, principal } => {
                Self::SystemAssignedEnabled { host, principal }
            }
            Self::IdentityAttached {
                host,
                identity,
                principal,
            } => Self::IdentityDetached {
                host,
                identity,
                principal,
            },
            Self::IdentityDetached {
                host,
                identity,
                principal,
            } => Self::IdentityAttached {
                host,
                identity,
                principal,
            },
            Self::MemberAdded {
                group,
                member,
                effective,
            } => Self::MemberRemoved {
                group,
                member,
                effective,
            },
            Self::MemberRemoved {
                group,
                member,
                effective,
            } => Self::MemberAdded {
                group,
                member,
                effective,
            },
            Self::SecretAdded {
                principal,
                name,
                effective,
            } => Self::SecretRemoved {
                principal,
                name,
                effective,
            },
            Self::SecretRemoved {
                principal,
                name,
                effective,
            } => Self::SecretAdded {
                principal,
                name,
                effective,
            },
            Self::SecurityAttributeChanged {
                principal,
                name,
                from,
                to,
            } => Self::SecurityAttributeChanged {
                principal,
                name,
                from: to,
                to: from,
            },
            Self::MachineCreated { name, place } => Self::MachineDeleted { name, place },
            Self::MachineDeleted { name, place } => Self::MachineCreated { name, place },
            Self::VariableChanged { at, name, from, to } => Self::VariableChanged {
                at,
                name,
                from: to,
                to: from,
            },
            Self::SignInChanged { at, tool, from, to } => Self::SignInChanged {
                at,
                tool,
                from: to,
                to: from,
            },
            Self::CredentialStored { at, name, kind } => Self::CredentialRemoved { at, name, kind },
            Self::CredentialRemoved { at, name, kind } => Self::CredentialStored { at, name, kind },
            Self::AccessPoliciesChanged { vault, to } => {
                Self::AccessPoliciesChanged { vault, to: !to }
            }
            Self::VaultTenantChanged { vault, from, to } => Self::VaultTenantChanged {
                vault,
                from: to,
                to: from,
            },
            Self::PolicyChanged {
                vault,
                principal,
                from,
                to,
            } => Self::PolicyChanged {
                vault,
                principal,
                from: to,
                to: from,
            },
            Self::DatabaseUserCreated {
                database,
                principal,
            } => Self::DatabaseUserDropped {
                database,
                principal,
            },
            Self::DatabaseUserDropped {
                database,
                principal,
            } => Self::DatabaseUserCreated {
                database,
                principal,
            },
            Self::TokensRevoked {
                principal,
                from,
                to,
            } => Self::TokensRevoked {
                principal,
                from: to,
                to: from,
            },
            Self::RoleDefinitionCreated(role) => Self::RoleDefinitionDeleted(role),
            Self::RoleDefinitionUpdated { from, to } => {
                Self::RoleDefinitionUpdated { from: to, to: from }
            }
            Self::RoleDefinitionDeleted(role) => Self::RoleDefinitionCreated(role),
            Self::AssignmentCreated(assignment) => Self::AssignmentRemoved(assignment),
            Self::AssignmentUpdated { from, to } => Self::AssignmentUpdated { from: to, to: from },
            Self::AssignmentRemoved(assignment) => Self::AssignmentCreated(assignment),
            Self::DenyAssignmentCreated(it) => Self::DenyAssignmentRemoved(it),
            Self::DenyAssignmentRemoved(it) => Self::DenyAssignmentCreated(it),
            Self::LockCreated(it) => Self::LockRemoved(it),
            Self::LockRemoved(it) => Self::LockCreated(it),
            Self::EligibilityCreated(it) => Self::EligibilityRemoved(it),
            Self::EligibilityRemoved(it) => Self::EligibilityCreated(it),
            _ => return None,
        })
    }
}
