//! What each event would bring about. Every function here reads the world and writes nothing.

mod assignments;
mod attributes;
mod deletion;
mod denials;
mod directory;
mod eligibility;
mod federated_credentials;
mod identities;
mod locks;
mod moves;
mod parts;
mod places;
mod policies;
mod resources;
mod restoring;
mod roles;
mod running;
mod stacks;
mod support;
mod surroundings;
mod tokens;
mod transfer;
mod updates;
mod vaults;
mod who;

pub(crate) use assignments::OWNER;
pub(super) use assignments::{
    Orphans, asked_for, assign_role, check_assignable, earlier_assignment, id_of_assignment,
    owned_by_its_maker,
};
pub(super) use attributes::of_new as attributes_of_new;
pub(super) use denials::create_deny_assignment;
pub(super) use eligibility::make_eligible;
pub(super) use federated_credentials::{
    Written, check_credential, of_new as federated_credentials_of_new,
};
pub(super) use parts::parts;
pub(super) use support::check_purge_protection;
pub(super) use surroundings::{create_machine, furnish_resource};
pub(super) use who::assignee;

use super::state::{NodeKind, Referent};
use super::{Consequence, Node, OrphanCause, Refusal, ResolveError, Untimely, World};
use crate::event::Event;
use crate::model::{ALL_PRINCIPALS, AccessPolicy, Principal, Reference};
use crate::value::{Guid, Name, Period, Scope, segment_fault};

/// What an event brings about, or why it cannot happen.
type Planned = Result<Vec<Consequence>, Refusal>;

pub(super) fn plan(world: &World, event: &Event) -> Planned {
    match event {
        Event::CreateManagementGroup(alias, it) => {
            places::create_management_group(world, alias, it)
        }
        Event::DeleteManagementGroup(it) => places::delete_management_group(world, it),
        Event::MoveManagementGroup {
            management_group,
            to,
        } => moves::move_management_group(world, management_group, to),
        Event::CreateSubscription(alias, it) => places::create_subscription(world, alias, it),
        Event::DeleteSubscription(it) => deletion::delete(world, it, "a subscription", |kind| {
            matches!(kind, NodeKind::Subscription { .. })
        }),
        Event::MoveSubscription { subscription, to } => {
            moves::move_subscription(world, subscription, to)
        }
        Event::TransferSubscription {
            subscription,
            to,
            accepted_by,
        } => transfer::transfer_subscription(world, subscription, *to, accepted_by.as_ref()),
        Event::CreateResourceGroup(alias, it) => places::create_resource_group(world, alias, it),
        Event::DeleteResourceGroup(it) => deletion::delete(world, it, "a resource group", |kind| {
            matches!(kind, NodeKind::ResourceGroup)
        }),
        Event::MoveResources { from, to } => moves::move_resources(world, from, to),

        Event::CreateResource(name, it) => resources::create_resource(world, name, it),
        Event::DeleteResource(it) => deletion::delete(world, it, "a resource", |kind| {
            matches!(kind, NodeKind::Resource { .. } | NodeKind::Identity { .. })
        }),
        Event::RecoverVault(it) => vaults::recover(world, it),
        Event::PurgeVault(it) => vaults::purge(world, it),
        Event::MoveResource { resource, to } => moves::move_resource(world, resource, to),
        Event::UpdateResource(it) => updates::update_resource(world, it),
        Event::StopResource(it) => running::stop(world, it),
        Event::StartResource(it) => running::start(world, it),

        Event::CreateIdentity(alias, it) => resources::create_identity(world, alias, it),
        Event::UpdateIdentity(identity, to) => updates::update_identity(world, identity, to),
        Event::DeleteIdentity(it) => {
            deletion::delete(world, it, "a user-assigned identity", |kind| {
                matches!(kind, NodeKind::Identity { .. })
            })
        }
        Event::EnableSystemAssigned(host) => identities::enable(world, host),
        Event::DisableSystemAssigned(host) => identities::disable(world, host),
        Event::AttachIdentity { identity, to } => identities::attach(world, identity, to),
        Event::DetachIdentity { identity, from } => identities::detach(world, identity, from),
        Event::CreateFederatedCredential(it) => federated_credentials::create(world, it),
        Event::DeleteFederatedCredential { identity, name } => {
            federated_credentials::delete(world, identity, name)
        }
        Event::SetIdentity(host, patch) => identities::set(world, host, patch),

        Event::CreateUser(alias, it) => directory::create_user(world, alias, it),
        Event::SetGlobalAdministrator(user, to) => {
            directory::set_global_administrator(world, user, *to)
        }
        Event::CreateGroup(alias, it) => directory::create_group(world, alias, it),
        Event::CreateServicePrincipal(alias, it) => {
            directory::create_service_principal(world, alias, it)
        }
        Event::DeleteUser(it) => directory::delete_user(world, it),
        Event::DeleteGroup(it) => directory::delete_group(world, it),
        Event::DeleteServicePrincipal(it) => directory::delete_service_principal(world, it),
        Event::RestoreUser(it) => restoring::restore_user(world, it),
        Event::RestoreGroup(it) => restoring::restore_group(world, it),
        Event::RestoreServicePrincipal(it) => restoring::restore_service_principal(world, it),
        Event::AddMember(it) => directory::add_member(world, &it.group, &it.clone().into()),
        Event::RemoveMember { group, member } => directory::remove_member(world, group, member),
        Event::AddSecret(it, name, secret) => directory::add_secret(world, it, name, secret),
        Event::RemoveSecret(it, name) => directory::remove_secret(world, it, name),
        Event::SetSecurityAttribute { of, name, value } => attributes::set(world, of, name, value),
        Event::RemoveSecurityAttribute { of, name } => attributes::remove(world, of, name),

        Event::CreateMachine(alias, it) => create_machine(world, alias, it, Orphans::Refused),
        Event::DeleteMachine(it) => surroundings::delete_machine(world, it),
        Event::SetEnvironmentVariable { at, name, value } => {
            surroundings::set_variable(world, at, name, value)
        }
        Event::UnsetEnvironmentVariable { at, name } => {
            surroundings::unset_variable(world, at, name)
        }
        Event::SignIn { at, tool, who } => surroundings::sign_in(world, at, *tool, who),
        Event::SignOut { at, tool } => surroundings::sign_out(world, at, *tool),
        Event::StoreCredential { at, name, kind } => {
            surroundings::store_credential(world, at, name, *kind)
        }
        Event::RemoveStoredCredential { at, name } => {
            surroundings::remove_stored_credential(world, at, name)
        }
        Event::SetRbacAuthorization(vault, enabled) => {
            surroundings::set_rbac_authorization(world, vault, *enabled)
        }
        Event::SetVaultTenant(vault) => transfer::set_vault_tenant(world, vault),
        Event::SetAccessPolicy {
            vault,
            of,
            secrets,
            keys,
            certificates,
        } => {
            let policy = AccessPolicy {
                principal: of.clone(),
                secrets: secrets.clone(),
                keys: keys.clone(),
                certificates: certificates.clone(),
            };
            policies::set(world, vault, &policy)
        }
        Event::RemoveAccessPolicy { vault, of } => policies::remove(world, vault, of),
        Event::CreateDatabaseUser { database, of } => {
            surroundings::create_database_user(world, database, of)
        }
        Event::DropDatabaseUser { database, of } => {
            surroundings::drop_database_user(world, database, of)
        }
        Event::IssueToken(it) => tokens::issue_token(world, it),
        Event::RevokeTokens(identity) => tokens::revoke_tokens(world, identity),

        Event::CreateRoleDefinition(name, it) => roles::create_role_definition(world, name, it),
        Event::UpdateRoleDefinition(role, it) => roles::update_role_definition(world, role, it),
        Event::DeleteRoleDefinition(it) => roles::delete_role_definition(world, it),
        Event::AssignRole(it) => assign_role(world, it, Orphans::Refused),
        Event::ElevateAccess(who) => assignments::elevate_access(world, who),
        Event::RemoveRoleAssignment {
            principal,
            role,
            scope,
        } => assignments::remove_role_assignment(world, principal, role, scope),
        Event::RemoveRoleAssignmentNamed(id) => assignments::remove_named(world, *id),

        Event::CreateDenyAssignment(it) => {
            denials::create_deny_assignment(world, it, Orphans::Refused)
        }
        Event::DeleteDenyAssignment { name, scope } => {
            denials::delete_deny_assignment(world, name, scope)
        }
        Event::CreateDeploymentStack(name, it) => stacks::create_deployment_stack(world, name, it),
        Event::DeleteDeploymentStack { name, scope } => {
            stacks::delete_deployment_stack(world, name, scope.as_ref())
        }
        Event::CreateLock(it) => locks::create_lock(world, it),
        Event::DeleteLock { name, scope } => locks::delete_lock(world, name, scope),
        Event::MakeEligible(it) => make_eligible(world, it, Orphans::Refused),
        Event::RemoveEligibility {
            principal,
            role,
            scope,
        } => eligibility::remove_eligibility(world, principal, role, scope),
        Event::ActivateRole(it) => eligibility::activate_role(world, it),

        Event::Wait(duration) => {
            let clock = world
                .state
                .clock
                .ok_or(Untimely::NoClock { what: "waiting" })?;
            let to = clock
                .checked_add(*duration)
                .ok_or(Untimely::TimeOutOfRange { clock })?;
            let mut out = world.due(clock, to);
            let from = Some(clock);
            out.push(Consequence::ClockMoved { from, to });
            Ok(out)
        }
    }
}

/// What exists under the ARM id that a reference means.
fn existing<'w>(world: &'w World, reference: &Reference) -> Result<(Scope, &'w Node), Refusal> {
    let scope = world.resolve_scope(reference)?;
    match world.state.nodes.get(&scope) {
        Some(node) => Ok((scope, node)),
        None if !world.is_known(&scope) => Err(Refusal::Reference(ResolveError::Unknown {
            name: reference.to_string(),
            nearest: Vec::new(),
        })),
        None => Err(Refusal::Gone {
            what: format!("`{reference}`"),
        }),
    }
}

/// What exists under the ARM id that a reference means, of one kind only.
fn existing_of<'w>(
    world: &'w World,
    reference: &Reference,
    expected: &'static str,
    is: impl Fn(&NodeKind) -> bool,
) -> Result<(Scope, &'w Node), Refusal> {
    let (scope, node) = existing(world, reference)?;
    match is(&node.kind) {
        true => Ok((scope, node)),
        false => Err(wrong_kind(reference, node, expected)),
    }
}

fn wrong_kind(reference: &Reference, node: &Node, expected: &'static str) -> Refusal {
    Refusal::Reference(ResolveError::WrongKind {
        name: reference.to_string(),
        found: node.kind.article_and_name(),
        expected,
    })
}

/// A new thing under an ARM id, called by an alias.
fn create_node(
    world: &World,
    alias: Option<&Name>,
    scope: Scope,
    location: Option<Name>,
    kind: NodeKind,
) -> Planned {
    let mut out = Vec::new();
    if world.state.nodes.contains_key(&scope) {
        return Err(Refusal::AlreadyExists {
            what: format!("`{}`", world.name_of(&scope)),
        });
    }
    if let Some(alias) = alias {
        out.extend(bind(world, alias, Referent::Scope(scope.clone()))?);
    }
    let again = world.is_known(&scope);
    let serving = served_again(world, &scope);
    let node = Node {
        alias: alias.cloned(),
        location,
        kind,
    };
    out.push(Consequence::ScopeCreated { scope, node, again });
    out.extend(serving);
    Ok(out)
}

/// The assignments that a resource left behind when it moved away serve again when something comes to be there (F1.14).
fn served_again(world: &World, scope: &Scope) -> Vec<Consequence> {
    let left = world
        .index
        .assignments_at_or_below(scope)
        .filter_map(|id| world.role_assignment(id));
    left.filter(|it| world.orphan_cause(it) == Some(OrphanCause::ScopeMoved))
        .map(|it| Consequence::AssignmentServesAgain {
            assignment: it.clone(),
            cause: OrphanCause::ScopeMoved,
        })
        .collect()
}

/// An alias is bound unless it is so already; it is never bound to anything else.
fn bind(world: &World, alias: &Name, to: Referent) -> Result<Option<Consequence>, Refusal> {
    check_name(alias)?;
    match world.state.aliases.get(alias) {
        None => Ok(Some(Consequence::AliasBound {
            alias: alias.clone(),
            to,
        })),
        Some(bound) if *bound == to => Ok(None),
        Some(bound) => Err(Refusal::AliasTaken {
            alias: alias.clone(),
            bound_to: bound.to_string(),
        }),
    }
}

/// A name must be one segment of an ARM id, whatever it names, so that a path can follow it; and no GUID, which means
/// the principal that has it.
pub(super) fn check_name(name: &Name) -> Result<(), Refusal> {
    let text = name.as_str();
    let why = if text.is_empty() {
        "a name has at least one letter".to_owned()
    } else if text.contains('/') {
        "a slash begins a path".to_owned()
    } else if text.len() > MAX_NAME_BYTES {
        format!(
            "it has {} bytes: expected at most {MAX_NAME_BYTES}",
            text.len()
        )
    } else if text.parse::<Guid>().is_ok() {
        "it would be taken for an object id".to_owned()
    } else if *name == *ALL_PRINCIPALS {
        "it means everybody in deny assignments".to_owned()
    } else if let Some(expected) = segment_fault(text) {
        format!("expected {expected}")
    } else {
        return Ok(());
    };
    Err(Refusal::InvalidName {
        name: text.to_owned(),
        why,
    })
}

/// The longest alias. Our own bound, so that a hostile file cannot fill the reports: Azure's names are shorter.
const MAX_NAME_BYTES: usize = 512;

/// A place where roles can be assigned and denied; in a state that is read back it may have moved away.
fn check_scope(
    world: &World,
    scope: &Scope,
    reference: &Reference,
    orphans: Orphans,
) -> Result<(), Refusal> {
    match orphans == Orphans::Allowed || world.can_hold_assignments(scope) {
        true => Ok(()),
        false => Err(Refusal::Gone {
            what: format!("`{reference}`"),
        }),
    }
}

/// A period that is not "always" needs a clock to be compared with.
fn check_clock(world: &World, effective: Period, what: &'static str) -> Result<(), Refusal> {
    match effective.is_always() || world.state.clock.is_some() {
        true => Ok(()),
        false => Err(Untimely::NoClock { what }.into()),
    }
}

/// A new principal, whose ids nothing has yet.
fn create_principal(world: &World, principal: Principal) -> Result<Consequence, Refusal> {
    if world.state.principals.contains_key(&principal.id) {
        return Err(Refusal::AlreadyExists {
            what: format!("a principal with the object id {}", principal.id),
        });
    }
    match principal.client_id {
        Some(id) if world.index.has_client_id(id) => Err(Refusal::AlreadyExists {
            what: format!("a principal with the application id {id}"),
        }),
        _ => Ok(Consequence::PrincipalCreated(principal)),
    }
}

/// The first of a row of derived ids that nothing has: one that is stated somewhere stands in nobody's way.
fn first_free<T>(derive: impl Fn(u32) -> T, is_taken: impl Fn(&T) -> bool) -> T {
    let mut number = 0u32;
    loop {
        let id = derive(number);
        if !is_taken(&id) || number == u32::MAX {
            return id;
        }
        number += 1;
    }
}

impl World {
    /// An id for something that states none: the same for the same history, different for every generation.
    fn derived(&self, what: &str, of: &str, generation: u32) -> Guid {
        Guid::derive(
            self.state.tenant_id.guid(),
            &format!("{what} {generation} {of}"),
        )
    }
}
