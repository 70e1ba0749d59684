//! Events by short names of their own, and the names of events.

use super::{Event, GroupMember};
use crate::model::{
    AccessPolicy, AttributeValue, Group, Reference, Resource, RoleAssignmentSpec, User,
    UserAssignedIdentity,
};
use crate::value::Name;

impl Event {
    /// The name that files write it with.
    ///
    /// ```
    /// assert_eq!(idsim::Event::create_user("alice").name(), "CreateUser");
    /// ```
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateManagementGroup(..) => "CreateManagementGroup",
            Self::DeleteManagementGroup(..) => "DeleteManagementGroup",
            Self::CreateSubscription(..) => "CreateSubscription",
            Self::DeleteSubscription(..) => "DeleteSubscription",
            Self::MoveManagementGroup { .. } => "MoveManagementGroup",
            Self::MoveSubscription { .. } => "MoveSubscription",
            Self::TransferSubscription { .. } => "TransferSubscription",
            Self::CreateResourceGroup(..) => "CreateResourceGroup",
            Self::DeleteResourceGroup(..) => "DeleteResourceGroup",
            Self::MoveResources { .. } => "MoveResources",
            Self::CreateResource(..) => "CreateResource",
            Self::DeleteResource(..) => "DeleteResource",
            Self::RecoverVault(..) => "RecoverVault",
            Self::PurgeVault(..) => "PurgeVault",
            Self::MoveResource { .. } => "MoveResource",
            Self::UpdateResource(..) => "UpdateResource",
            Self::StopResource(..) => "StopResource",
            Self::StartResource(..) => "StartResource",
            Self::CreateIdentity(..) => "CreateIdentity",
            Self::UpdateIdentity(..) => "UpdateIdentity",
            Self::DeleteIdentity(..) => "DeleteIdentity",
            Self::EnableSystemAssigned(..) => "EnableSystemAssigned",
            Self::DisableSystemAssigned(..) => "DisableSystemAssigned",
            Self::AttachIdentity { .. } => "AttachIdentity",
            Self::DetachIdentity { .. } => "DetachIdentity",
            Self::CreateFederatedCredential(..) => "CreateFederatedCredential",
            Self::DeleteFederatedCredential { .. } => "DeleteFederatedCredential",
            Self::SetIdentity(..) => "SetIdentity",
            Self::CreateUser(..) => "CreateUser",
            Self::DeleteUser(..) => "DeleteUser",
            Self::SetGlobalAdministrator(..) => "SetGlobalAdministrator",
            Self::CreateGroup(..) => "CreateGroup",
            Self::DeleteGroup(..) => "DeleteGroup",
            Self::AddMember(..) => "AddMember",
            Self::RemoveMember { .. } => "RemoveMember",
            Self::CreateServicePrincipal(..) => "CreateServicePrincipal",
            Self::DeleteServicePrincipal(..) => "DeleteServicePrincipal",
            Self::RestoreUser(..) => "RestoreUser",
            Self::RestoreGroup(..) => "RestoreGroup",
            Self::RestoreServicePrincipal(..) => "RestoreServicePrincipal",
            Self::AddSecret(..) => "AddSecret",
            Self::RemoveSecret(..) => "RemoveSecret",
            Self::SetSecurityAttribute { .. } => "SetSecurityAttribute",
            Self::RemoveSecurityAttribute { .. } => "RemoveSecurityAttribute",
            Self::CreateMachine(..) => "CreateMachine",
            Self::DeleteMachine(..) => "DeleteMachine",
            Self::SetEnvironmentVariable { .. } => "SetEnvironmentVariable",
            Self::UnsetEnvironmentVariable { .. } => "UnsetEnvironmentVariable",
            Self::SignIn { .. } => "SignIn",
            Self::SignOut { .. } => "SignOut",
            Self::StoreCredential { .. } => "StoreCredential",
            Self::RemoveStoredCredential { .. } => "RemoveStoredCredential",
            Self::SetRbacAuthorization(..) => "SetRbacAuthorization",
            Self::SetVaultTenant(..) => "SetVaultTenant",
            Self::SetAccessPolicy { .. } => "SetAccessPolicy",
            Self::RemoveAccessPolicy { .. } => "RemoveAccessPolicy",
            Self::CreateDatabaseUser { .. } => "CreateDatabaseUser",
            Self::DropDatabaseUser { .. } => "DropDatabaseUser",
            Self::IssueToken(..) => "IssueToken",
            Self::RevokeTokens(..) => "RevokeTokens",
            Self::CreateRoleDefinition(..) => "CreateRoleDefinition",
            Self::UpdateRoleDefinition(..) => "UpdateRoleDefinition",
            Self::DeleteRoleDefinition(..) => "DeleteRoleDefinition",
            Self::ElevateAccess(..) => "ElevateAccess",
            Self::AssignRole(..) => "AssignRole",
            Self::RemoveRoleAssignment { .. } => "RemoveRoleAssignment",
            Self::RemoveRoleAssignmentNamed(..) => "RemoveRoleAssignmentNamed",
            Self::MakeEligible(..) => "MakeEligible",
            Self::RemoveEligibility { .. } => "RemoveEligibility",
            Self::ActivateRole(..) => "ActivateRole",
            Self::CreateDenyAssignment(..) => "CreateDenyAssignment",
            Self::DeleteDenyAssignment { .. } => "DeleteDenyAssignment",
            Self::CreateDeploymentStack(..) => "CreateDeploymentStack",
            Self::DeleteDeploymentStack { .. } => "DeleteDeploymentStack",
            Self::CreateLock(..) => "CreateLock",
            Self::DeleteLock { .. } => "DeleteLock",
            Self::Wait(..) => "Wait",
        }
    }

    /// A resource of this type is made.
    pub fn create_resource(name: impl Into<Reference>, resource_type: impl Into<Name>) -> Self {
        Self::CreateResource(name.into(), Box::new(Resource::new(resource_type)))
    }

    /// A resource is deleted.
    pub fn delete_resource(name: impl Into<Reference>) -> Self {
        Self::DeleteResource(name.into())
    }

    /// The same resource, with a system-assigned identity from the start. An event that makes no resource stays as it is.
    #[must_use]
    pub fn with_system_assigned(mut self) -> Self {
        if let Self::CreateResource(_, resource) = &mut self {
            resource.identity.system_assigned = true;
        }
        self
    }

    /// The same resource, with a user-assigned identity attached from the start. An event that makes no resource stays
    /// as it is.
    #[must_use]
    pub fn with_user_assigned(mut self, identity: impl Into<Reference>) -> Self {
        if let Self::CreateResource(_, resource) = &mut self {
            resource.identity.user_assigned.push(identity.into());
        }
        self
    }

    /// A user-assigned identity is made.
    pub fn create_identity(name: impl Into<Name>) -> Self {
        Self::CreateIdentity(name.into(), UserAssignedIdentity::default())
    }

    /// A user-assigned identity is attached to a resource.
    pub fn attach_identity(identity: impl Into<Reference>, to: impl Into<Reference>) -> Self {
        Self::AttachIdentity {
            identity: identity.into(),
            to: to.into(),
        }
    }

    /// A user-assigned identity is detached from a resource.
    pub fn detach_identity(identity: impl Into<Reference>, from: impl Into<Reference>) -> Self {
        Self::DetachIdentity {
            identity: identity.into(),
            from: from.into(),
        }
    }

    /// A user is made.
    pub fn create_user(name: impl Into<Name>) -> Self {
        Self::CreateUser(name.into(), User::default())
    }

    /// A group is made.
    pub fn create_group(name: impl Into<Name>) -> Self {
        Self::CreateGroup(name.into(), Group::default())
    }

    /// Somebody joins a group.
    pub fn add_member(group: impl Into<Reference>, member: impl Into<Reference>) -> Self {
        Self::AddMember(GroupMember {
            group: group.into(),
            member: member.into(),
            from: None,
            until: None,
        })
    }

    /// Somebody gets a custom security attribute, or another value for one that it has.
    pub fn set_security_attribute(
        of: impl Into<Reference>,
        name: impl Into<Name>,
        value: impl Into<AttributeValue>,
    ) -> Self {
        Self::SetSecurityAttribute {
            of: of.into(),
            name: name.into(),
            value: value.into(),
        }
    }

    /// Somebody gets a role.
    pub fn assign_role(
        principal: impl Into<Reference>,
        role: impl Into<Reference>,
        scope: impl Into<Reference>,
    ) -> Self {
        Self::AssignRole(RoleAssignmentSpec::new(principal, role, scope))
    }

    /// A key vault's access policy of `policy.principal` is made, or replaced as a whole.
    pub fn set_access_policy(vault: impl Into<Reference>, policy: AccessPolicy) -> Self {
        Self::SetAccessPolicy {
            vault: vault.into(),
            of: policy.principal,
            secrets: policy.secrets,
            keys: policy.keys,
            certificates: policy.certificates,
        }
    }

    /// A role assignment is removed.
    pub fn remove_role_assignment(
        principal: impl Into<Reference>,
        role: impl Into<Reference>,
        scope: impl Into<Reference>,
    ) -> Self {
        Self::RemoveRoleAssignment {
            principal: principal.into(),
            role: role.into(),
            scope: scope.into(),
        }
    }
}
