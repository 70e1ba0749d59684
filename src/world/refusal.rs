//! Why an event cannot happen.

use super::{Forbidden, InvalidFederatedCredential, ResolveError, Untimely};
use crate::catalog::NotInCatalog;
use crate::model::{PrincipalId, PrincipalType, RoleAssignmentId, RoleDefinitionId};
use crate::value::{Name, PeriodError, Scope};

/// Why an event cannot happen. Nothing changed.
///
/// ```
/// use idsim::{Event, RefusalCode, World};
///
/// let refusal = World::new().apply(Event::delete_resource("vm1")).unwrap_err();
/// assert_eq!(refusal.code(), RefusalCode::UnknownName);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A reference names nothing, or not the kind of thing that is needed.
    #[error(transparent)]
    Reference(#[from] ResolveError),
    /// A role or a resource type is not in the catalogue.
    #[error(transparent)]
    Catalog(#[from] NotInCatalog),
    /// A name or an ARM id is malformed.
    #[error("`{name}` cannot be a name here: {why}")]
    InvalidName {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// A stated ARM id is of another kind than the thing that is made.
    #[error("`{id}` is not the id of a {expected}")]
    IdMismatch {
        /// The id stated.
        id: Scope,
        /// What it should be the id of.
        expected: String,
    },
    /// An alias means something else, for ever.
    #[error("`{alias}` is taken: it stands for `{bound_to}`")]
    AliasTaken {
        /// The alias.
        alias: Name,
        /// What it stands for.
        bound_to: String,
    },
    /// The thing to be made exists.
    #[error("{what} exists already")]
    AlreadyExists {
        /// The thing.
        what: String,
    },
    /// The thing is known, and exists no more.
    #[error("{what} does not exist any more")]
    Gone {
        /// The thing.
        what: String,
    },
    /// A resource group or a subscription must be named, since there is not exactly one.
    #[error("`{name}` does not say which {container} it is in, and there are {count}")]
    ContainerUnspecified {
        /// The thing to be made.
        name: String,
        /// The kind of container.
        container: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A management group has something in it.
    #[error("management group `{name}` still has `{child}` in it")]
    NotEmpty {
        /// The management group.
        name: String,
        /// One thing in it.
        child: String,
    },
    /// Management groups are nested deeper than Azure has them (F6.4).
    #[error("management group `{name}` would be on level {level}, and there are at most 6")]
    TooDeep {
        /// The management group.
        name: String,
        /// Its level, counted from 1 below the root.
        level: usize,
    },
    /// A management group would be below itself, or the tenant's root group below another one (F6.4).
    #[error("management group `{name}` cannot be below `{above}`, which is below it")]
    ManagementGroupCycle {
        /// The management group.
        name: String,
        /// What it was to be put under.
        above: String,
    },
    /// The resource or management group cannot move.
    #[error("{what} cannot be moved")]
    NotMovable {
        /// The resource or management group.
        what: String,
        /// What to do instead.
        why: &'static str,
    },
    /// The resource type carries no identity of this kind.
    #[error("{resource_type} carries no {kind} identity")]
    IdentityNotSupported {
        /// The resource type.
        resource_type: String,
        /// `system-assigned` or `user-assigned`.
        kind: &'static str,
    },
    /// The resource type carries one kind of identity or the other, or one only.
    #[error("{resource_type} takes {limit}, and `{host}` would have more")]
    TooManyIdentities {
        /// The resource.
        host: String,
        /// Its type.
        resource_type: String,
        /// How many it takes.
        limit: &'static str,
    },
    /// A system-assigned identity serves its own resource and no other.
    #[error(
        "`{identity}` has a system-assigned identity, which belongs to it alone and cannot be attached to `{host}`"
    )]
    NotShareable {
        /// The resource whose identity it is.
        identity: String,
        /// The resource it was to be attached to.
        host: String,
    },
    /// The user-assigned identity to be detached is not attached.
    #[error("`{identity}` is not attached to `{host}`")]
    NotAttached {
        /// The identity.
        identity: String,
        /// The resource.
        host: String,
    },
    /// Azure's answer when an identity to be attached is no more (F2.10).
    #[error("Resource '{identity}' was not found.")]
    FailedIdentityOperation {
        /// The identity's ARM id.
        identity: Scope,
    },
    /// An identity lists what it can be attached to, and this is nothing of it (F2.15). Azure has the code
    /// `FailedIdentityOperation` for it; its text is written nowhere.
    #[error(
        "`{identity}` cannot be attached to `{host}`: no {resource_type} is among its assignment restrictions"
    )]
    AssignmentRestricted {
        /// The identity.
        identity: String,
        /// The resource.
        host: String,
        /// The resource's type.
        resource_type: String,
    },
    /// An identity is isolated to its region, and the resource is in another one (F2.14).
    #[error("`{identity}` cannot be attached to `{host}`: it is isolated to its region, {region}")]
    IsolatedToRegion {
        /// The identity.
        identity: String,
        /// The resource.
        host: String,
        /// The identity's region.
        region: Name,
    },
    /// A federated identity credential cannot be as it is written (F2.19).
    #[error(transparent)]
    FederatedCredential(#[from] InvalidFederatedCredential),
    /// Azure's answer to identities listed under a type that has none (F1.5).
    #[error(
        "ResourceIdentity identityIds should not be provided if the type is \"{identity_type}\"."
    )]
    InvalidParameter {
        /// The type sent.
        identity_type: String,
    },
    /// A type that includes user-assigned identities lists none, or an identity's ids are stated without an identity.
    #[error("{what}")]
    IncompleteIdentity {
        /// What is missing.
        what: String,
    },
    /// A group would contain itself.
    #[error("`{member}` cannot be in group `{group}`: the group would contain itself")]
    GroupCycle {
        /// The group.
        group: String,
        /// The member.
        member: String,
    },
    /// Somebody who was to leave a group is not in it.
    #[error("`{member}` is not a direct member of `{group}`")]
    NotAMember {
        /// The group.
        group: String,
        /// Who.
        member: String,
    },
    /// A client secret that was to be taken away is not there.
    #[error("`{service_principal}` has no secret `{secret}`")]
    NoSuchSecret {
        /// The service principal.
        service_principal: String,
        /// The secret.
        secret: Name,
    },
    /// A custom security attribute cannot have that value (F8.4.1).
    #[error("security attribute `{attribute}` cannot be: {why}")]
    InvalidSecurityAttribute {
        /// The attribute.
        attribute: Name,
        /// What is in the way.
        why: &'static str,
    },
    /// What was to be taken away is not there.
    #[error("`{at}` has no {what}")]
    NotSet {
        /// Where.
        at: String,
        /// What.
        what: String,
    },
    /// A resource type has nothing of the kind.
    #[error("{resource_type} has no {what}")]
    PropertyNotSupported {
        /// The resource type.
        resource_type: String,
        /// What it does not have.
        what: &'static str,
    },
    /// An access policy would permit nothing.
    #[error("an access policy of `{principal}` without a permission permits nothing")]
    EmptyAccessPolicy {
        /// Whose it would be.
        principal: String,
    },
    /// Roles decide about the vault's data, so that its access policies cannot be changed (F9.1).
    #[error("`{vault}` is under roles: its access policies are void and cannot be changed")]
    AccessPoliciesVoid {
        /// The vault.
        vault: String,
    },
    /// A service has no resource type, so nothing of it can be in a tenant.
    #[error("{service} has no resource type: nothing of it is a resource in a tenant")]
    NoResourceType {
        /// The service.
        service: Name,
    },
    /// Nothing is known that a token could be for.
    #[error("no service is known that takes tokens for `{audience}`")]
    UnknownAudience {
        /// The audience asked for.
        audience: String,
    },
    /// The resource to get a role has no identity.
    #[error("`{resource}` has no identity that a role could be assigned to")]
    NoIdentity {
        /// The resource.
        resource: String,
    },
    /// Somebody who is no Global Administrator was to elevate access (F6.4).
    #[error("`{principal}` is no Global Administrator, who alone can elevate access")]
    NotGlobalAdministrator {
        /// Who.
        principal: String,
    },
    /// Azure's answer when a principal to get a role is no more, or never was (F5.8).
    #[error(
        "Principal {principal} does not exist in the directory {tenant}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype"
    )]
    PrincipalNotFound {
        /// The principal's object id, as Azure writes it.
        principal: String,
        /// The directory's id.
        tenant: String,
    },
    /// Azure's answer when a principal is of another type than an assignment states, misspelled as it is (F5.9).
    #[error("The PrincipalId '{}' has type '{found}' , which is different from specified PrinciaplType '{stated}'.", principal.guid().undashed())]
    UnmatchedPrincipalType {
        /// The principal.
        principal: PrincipalId,
        /// What it is.
        found: PrincipalType,
        /// What the assignment says that it is.
        stated: PrincipalType,
    },
    /// An assignment names a resource for a principal of another tenant, and the principal is of this one (F6.5.7).
    #[error(
        "`{principal}` is of this tenant: `delegated_managed_identity_resource_id` is for principals of another one"
    )]
    DelegatedIdentityNotPermitted {
        /// The principal.
        principal: String,
    },
    /// A role assignment cannot be as it is written (F6.5.1).
    #[error("the assignment of `{role}` to `{principal}` cannot be: {why}")]
    InvalidRoleAssignment {
        /// Who was to get the role.
        principal: String,
        /// The role.
        role: String,
        /// What is in the way.
        why: &'static str,
    },
    /// Azure's answer to a condition that it cannot read or does not take (F5.15); what is wrong with it is in our words.
    #[error("The given role assignment condition is invalid. ({why})")]
    InvalidCondition {
        /// Who was to get the role.
        principal: String,
        /// The role.
        role: String,
        /// What is wrong with it, and where.
        why: String,
    },
    /// Azure's answer to a second assignment of one role to one principal at one scope (F5.5).
    #[error("The role assignment already exists. The ID of the existing role assignment is {}.", existing.guid().undashed())]
    RoleAssignmentExists {
        /// The assignment that exists.
        existing: RoleAssignmentId,
    },
    /// Azure's answer to an assignment under a name that another one has (F5.6, F1.8).
    #[error("Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")]
    RoleAssignmentUpdateNotPermitted {
        /// The name.
        name: RoleAssignmentId,
    },
    /// Azure's answer where a subscription or a management group has as many assignments as it can have (F5.7, F6.5.6).
    #[error("No more role assignments can be created")]
    RoleAssignmentLimitExceeded {
        /// The subscription or management group.
        scope: String,
    },
    /// There are as many of a thing as there can be (F6.3.1, F6.4).
    #[error("there can be no more than {limit} {what}")]
    LimitExceeded {
        /// What there are too many of, and where.
        what: &'static str,
        /// How many there can be.
        limit: usize,
    },
    /// What cannot activate a role cannot be eligible for one (F6.5.8).
    #[error("`{principal}` is neither a user nor a group, and cannot be eligible for a role")]
    CannotBeEligible {
        /// Who.
        principal: String,
    },
    /// Nobody can activate a role without being eligible for it (F6.5.8).
    #[error("`{principal}` is not eligible for `{role}` at `{scope}`")]
    NotEligible {
        /// Who.
        principal: String,
        /// The role.
        role: String,
        /// Where.
        scope: String,
    },
    /// There is no such assignment at that scope.
    #[error("there is no assignment of `{role}` to `{principal}` at `{scope}`{}", match elsewhere { Some(at) => format!("; it is inherited from `{at}`"), None => String::new() })]
    NoSuchAssignment {
        /// Who.
        principal: String,
        /// The role.
        role: String,
        /// Where it was to be removed.
        scope: String,
        /// The scope above where it was made, if there is one (F6.5.3).
        elsewhere: Option<String>,
        /// The assignment of a former identity of the same resource, if that is what was meant (F1.7).
        former: Option<RoleAssignmentId>,
    },
    /// There is no assignment of that name.
    #[error("there is no role assignment {name}")]
    NoAssignmentNamed {
        /// The name.
        name: RoleAssignmentId,
    },
    /// A custom role is not assignable at a scope (F6.3.6, F6.3.7).
    #[error("custom role `{role}` cannot be assigned at `{scope}`: {why}")]
    NotAssignableHere {
        /// The role.
        role: String,
        /// The scope.
        scope: String,
        /// What is in the way.
        why: String,
    },
    /// A custom role cannot be as it is written (F6.3.1).
    #[error("custom role `{role}` cannot be: {why}")]
    InvalidRoleDefinition {
        /// The role.
        role: Name,
        /// What is in the way.
        why: &'static str,
    },
    /// A deny assignment, or a stack's deny settings, cannot be as they are written (F6.6.2, F6.6.5).
    #[error("deny assignment `{name}` cannot be: {why}")]
    InvalidDenyAssignment {
        /// The deny assignment or the stack.
        name: String,
        /// What is in the way.
        why: String,
    },
    /// A deployment stack forbids nothing, or is not there: which of both, idsim does not remember.
    #[error("there is no deployment stack `{stack}` with deny settings")]
    NoDenySettings {
        /// The stack.
        stack: Name,
    },
    /// A lock cannot be as it is written (F6.7.1).
    #[error("lock `{name}` cannot be: {why}")]
    InvalidLock {
        /// The lock.
        name: Name,
        /// What is in the way.
        why: &'static str,
    },
    /// Who causes it may not, or a lock stands in the way.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Azure's answer to an action of a custom role that no provider has on this plane (F5.12).
    #[error("'{action}' does not match any of the actions supported by the providers.")]
    InvalidActionOrNotAction {
        /// The action.
        action: String,
    },
    /// Azure's answer to deleting a role that somebody has (F5.10).
    #[error(
        "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)"
    )]
    RoleDefinitionHasAssignments {
        /// The role.
        role: RoleDefinitionId,
    },
    /// Azure's answer to a second custom role of one name (F5.11).
    #[error("A custom role with the same name already exists in this directory.")]
    RoleDefinitionWithSameNameExists {
        /// The name.
        name: Name,
    },
    /// A role that comes with Azure was to be changed or deleted.
    #[error("`{role}` is a built-in role and cannot be changed")]
    RoleIsBuiltIn {
        /// The role.
        role: Name,
    },
    /// It cannot happen at this time.
    #[error(transparent)]
    Untimely(#[from] Untimely),
    /// A period ends before it begins.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// Azure has this and idsim does not.
    #[error("not modelled: {feature}")]
    NotModelled {
        /// What is not modelled.
        feature: &'static str,
    },
}
