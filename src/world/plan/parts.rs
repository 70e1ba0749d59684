//! What each event is about: the scopes that it names, each in its part.

use super::{federated_credentials, places, resources, roles, stacks};
use crate::catalog::{Part, TokenEndpoint};
use crate::event::Event;
use crate::model::{DenySettingsMode, Reference};
use crate::value::Scope;
use crate::world::{Refusal, World};

/// The scopes that an event is about. Of what Azure Resource Manager has no part in there are none.
pub(in crate::world) fn parts(world: &World, event: &Event) -> Result<Vec<(Part, Scope)>, Refusal> {
    let at = |reference: &Reference| world.resolve_scope(reference);
    let itself = |reference: &Reference| Ok(vec![(Part::Itself, at(reference)?)]);
    match event {
        Event::CreateManagementGroup(_, it) => {
            let above = places::parent(world, it.parent.as_ref())?;
            let above = Some(above).filter(|it| !world.is_top(it));
            Ok(above.map(|it| (Part::Parent, it)).into_iter().collect())
        }
        Event::CreateResourceGroup(alias, it) => {
            let scope = places::resource_group_scope(world, alias, it)?;
            Ok(vec![(Part::Itself, scope)])
        }
        Event::MoveSubscription { subscription, to }
        | Event::MoveManagementGroup {
            management_group: subscription,
            to,
        } => {
            let scope = at(subscription)?;
            Ok(moved(world, scope, places::parent(world, Some(to))?))
        }
        Event::MoveResources { from, to } => Ok(vec![(Part::From, at(from)?), (Part::To, at(to)?)]),
        Event::MoveResource { resource, to } => {
            let scope = at(resource)?;
            let from = scope.resource_group();
            let from = from.map(|it| (Part::From, it));
            let parts = [(Part::Itself, scope), (Part::To, at(to)?)];
            Ok(from.into_iter().chain(parts).collect())
        }
        Event::UpdateResource(it) => {
            let host = at(it)?;
            let listed = world.attachments_of(&host);
            let listed: Vec<_> = listed
                .map(|it| (Part::Identity, it.identity.clone()))
                .collect();
            Ok(std::iter::once((Part::Itself, host))
                .chain(listed)
                .collect())
        }
        Event::CreateResource(name, it) => {
            let scope = resources::resource_scope(world, name, it)?;
            with_identities(world, scope, &it.identity.user_assigned)
        }
        Event::CreateIdentity(alias, it) => {
            let identity = resources::identity_scope(world, alias, it)?;
            let credentials = it.federated_credentials.iter().map(|(name, _)| {
                let id = federated_credentials::id_of(&identity, name);
                (Part::FederatedCredential, id)
            });
            let mut parts: Vec<_> = credentials.collect();
            parts.insert(0, (Part::Itself, identity));
            Ok(parts)
        }
        Event::AttachIdentity { identity, to } => {
            with_identities(world, at(to)?, std::slice::from_ref(identity))
        }
        Event::SetIdentity(host, patch) => with_identities(world, at(host)?, &patch.user_assigned),
        Event::DetachIdentity { from, .. } => itself(from),
        Event::CreateFederatedCredential(it) => {
            let identity = at(&it.identity)?;
            Ok(vec![(
                Part::Itself,
                federated_credentials::id_of(&identity, &it.name),
            )])
        }
        Event::DeleteFederatedCredential { identity, name } => {
            let identity = at(identity)?;
            Ok(vec![(
                Part::Itself,
                federated_credentials::id_of(&identity, name),
            )])
        }
        Event::CreateRoleDefinition(name, it) => {
            Ok(assignable(roles::scopes_of_new(world, name, it)?))
        }
        Event::UpdateRoleDefinition(role, it) => {
            let role = world.role(role)?;
            let mut scopes = role.assignable_scopes.clone();
            let new = roles::scopes_of_changed(world, role, it)?;
            scopes.extend(
                new.into_iter()
                    .filter(|it| !role.assignable_scopes.contains(it)),
            );
            Ok(assignable(scopes))
        }
        Event::DeleteRoleDefinition(it) => {
            Ok(assignable(world.role(it)?.assignable_scopes.clone()))
        }
        Event::AssignRole(it) => itself(&it.scope),
        Event::RemoveRoleAssignment { scope, .. } => itself(scope),
        Event::RemoveRoleAssignmentNamed(id) => match world.role_assignment(*id) {
            Some(it) => Ok(vec![(Part::Itself, it.scope.clone())]),
            None => Err(Refusal::NoAssignmentNamed { name: *id }),
        },
        Event::CreateDenyAssignment(it) => itself(&it.scope),
        Event::DeleteDenyAssignment { scope, .. } | Event::DeleteLock { scope, .. } => {
            itself(scope)
        }
        Event::CreateLock(it) => itself(&it.scope),
        Event::CreateDeploymentStack(name, it) => {
            let stack = stacks::stack_id(world, name, it.scope.as_ref())?;
            let denies = it.deny_settings.mode != DenySettingsMode::None;
            Ok(stack_parts(world, stack, denies))
        }
        Event::DeleteDeploymentStack { name, scope } => {
            let stack = stacks::stack_id(world, name, scope.as_ref())?;
            Ok(stack_parts(world, stack, false))
        }
        Event::SetEnvironmentVariable { at: place, .. }
        | Event::UnsetEnvironmentVariable { at: place, .. } => Ok(app_settings(world, place)),
        // What was deleted lies in its subscription, and in no resource group.
        Event::PurgeVault(it) => {
            let subscription = world.resolve_scope(it)?.containing_subscription();
            Ok(subscription
                .map(|it| (Part::Itself, it))
                .into_iter()
                .collect())
        }
        Event::DeleteManagementGroup(it)
        | Event::DeleteSubscription(it)
        | Event::DeleteResourceGroup(it)
        | Event::DeleteResource(it)
        | Event::StopResource(it)
        | Event::StartResource(it)
        | Event::UpdateIdentity(it, _)
        | Event::RecoverVault(it)
        | Event::DeleteIdentity(it)
        | Event::RevokeTokens(it)
        | Event::EnableSystemAssigned(it)
        | Event::DisableSystemAssigned(it)
        | Event::SetRbacAuthorization(it, _)
        | Event::SetVaultTenant(it)
        | Event::SetAccessPolicy { vault: it, .. }
        | Event::RemoveAccessPolicy { vault: it, .. } => itself(it),
        Event::CreateSubscription(..)
        | Event::TransferSubscription { .. }
        | Event::CreateUser(..)
        | Event::DeleteUser(..)
        | Event::SetGlobalAdministrator(..)
        | Event::CreateGroup(..)
        | Event::DeleteGroup(..)
        | Event::AddMember(..)
        | Event::RemoveMember { .. }
        | Event::CreateServicePrincipal(..)
        | Event::DeleteServicePrincipal(..)
        | Event::RestoreUser(..)
        | Event::RestoreGroup(..)
        | Event::RestoreServicePrincipal(..)
        | Event::AddSecret(..)
        | Event::RemoveSecret(..)
        | Event::SetSecurityAttribute { .. }
        | Event::RemoveSecurityAttribute { .. }
        | Event::CreateMachine(..)
        | Event::DeleteMachine(..)
        | Event::SignIn { .. }
        | Event::SignOut { .. }
        | Event::StoreCredential { .. }
        | Event::RemoveStoredCredential { .. }
        | Event::CreateDatabaseUser { .. }
        | Event::DropDatabaseUser { .. }
        | Event::IssueToken(..)
        | Event::ElevateAccess(..)
        | Event::MakeEligible(..)
        | Event::RemoveEligibility { .. }
        | Event::ActivateRole(..)
        | Event::Wait(..) => Ok(Vec::new()),
    }
}

/// A role is defined at the first of its assignable scopes, and links to the others.
fn assignable(scopes: Vec<Scope>) -> Vec<(Part, Scope)> {
    let parts = std::iter::once(Part::Itself).chain(std::iter::repeat(Part::FurtherScopes));
    parts.zip(scopes).collect()
}

/// A subscription or a management group on its way; of the root nobody needs to be asked.
fn moved(world: &World, scope: Scope, to: Scope) -> Vec<(Part, Scope)> {
    let from = world.parent_of(&scope);
    let asked = |it: &Scope| !world.is_top(it);
    let from = from.filter(asked).map(|it| (Part::From, it));
    let to = Some(to).filter(asked).map(|it| (Part::To, it));
    [Some((Part::Itself, scope)), to, from]
        .into_iter()
        .flatten()
        .collect()
}

/// A stack, and once more as what denies, if it does so or did.
fn stack_parts(world: &World, stack: Scope, denies: bool) -> Vec<(Part, Scope)> {
    let denied = stacks::of_stack(world, &stack).next().is_some();
    let denying = (denies || denied).then(|| (Part::DenySettings, stack.clone()));
    [Some((Part::Itself, stack)), denying]
        .into_iter()
        .flatten()
        .collect()
}

/// Where environment variables are settings of the resource; elsewhere they are set inside of a machine.
fn app_settings(world: &World, place: &Reference) -> Vec<(Part, Scope)> {
    let scope = world.resolve_scope(place).ok();
    let has_settings = |scope: &Scope| {
        let resource_type = scope.resource_type();
        let service = resource_type.and_then(|it| {
            let (_, service) = world.catalog.service(&it.as_str().into()).ok()?;
            service.token_endpoint
        });
        service == Some(TokenEndpoint::AppService)
    };
    let scope = scope.filter(has_settings);
    scope.map(|it| (Part::Itself, it)).into_iter().collect()
}

/// A resource, and the identities that are sent along with it: by their ARM ids, whether they are there or not.
fn with_identities(
    world: &World,
    host: Scope,
    identities: &[Reference],
) -> Result<Vec<(Part, Scope)>, Refusal> {
    let mut parts = vec![(Part::Itself, host)];
    for identity in identities {
        let principal = identity.as_str().parse().ok();
        let named = principal.and_then(|id| world.principal(id));
        let scope = match named.and_then(|it| it.origin.resource()) {
            Some(resource) => resource.clone(),
            None => world.resolve_scope(identity)?,
        };
        parts.push((Part::Identity, scope));
    }
    Ok(parts)
}
