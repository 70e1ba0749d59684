//! The only writer of the state. It cannot fail: whatever could go wrong was refused when the event was planned.

use std::collections::BTreeMap;

use super::state::{NodeKind, Referent, State, root_group_of};
use super::{Consequence, SoftDeletedVault};
use crate::event::IdentityUpdate;
use crate::model::{FederatedCredentialChange, Principal, PrincipalId, PrincipalOrigin, Token};
use crate::value::Scope;

impl State {
    pub(super) fn commit(&mut self, consequence: &Consequence) {
        match consequence {
            Consequence::ClockMoved { to, .. } => self.clock = Some(*to),
            Consequence::AliasBound { alias, to } => {
                self.aliases.insert(alias.clone(), to.clone());
            }
            Consequence::ScopeCreated { scope, node, .. } => {
                self.generations.entry(scope.clone()).or_insert(0);
                self.nodes.insert(scope.clone(), node.clone());
            }
            Consequence::ScopeDeleted { scope, .. } => {
                self.nodes.remove(scope);
            }
            Consequence::VaultSoftDeleted { kept, .. } => self.keep_vault(kept),
            Consequence::VaultRecovered(kept) => {
                self.deleted_vaults.remove(&kept.vault);
                self.nodes.extend(kept.nodes.clone());
            }
            Consequence::VaultPurged(kept) => {
                self.deleted_vaults.remove(&kept.vault);
            }
            Consequence::ScopeMoved { from, to, .. } => {
                self.generations.entry(to.clone()).or_insert(0);
                self.rename(from, to);
            }
            Consequence::ReferenceOutdated { host } => self.set_outdated(host, true),
            Consequence::ReferenceRenewed { host } => self.set_outdated(host, false),
            Consequence::ResourceStopped { host } => self.set_stopped(host, true),
            Consequence::ResourceStarted { host } => self.set_stopped(host, false),
            Consequence::IdentityUpdated { identity, to, .. } => self.update(identity, to),
            Consequence::ParentChanged { scope, to, .. } => self.set_parent(scope, to),
            Consequence::DirectoryChanged { to, .. } => self.set_directory(*to),
            Consequence::RestorableNoMore { principal, .. } => {
                self.soft_deleted.remove(principal);
            }
            Consequence::ManagementGroupStays { scope, .. } => {
                self.nodes.remove(scope);
            }
            Consequence::PrincipalStays(principal) => self.set_deleted(principal, true),
            Consequence::PrincipalCreated(principal) => {
                if let Some(resource) = principal.origin.resource() {
                    *self.generations.entry(resource.clone()).or_insert(0) += 1;
                }
                self.principals.insert(principal.id, principal.clone());
                self.note_made(principal.id);
            }
            Consequence::PrincipalDeleted(principal) => self.set_deleted(principal, true),
            Consequence::PrincipalSoftDeleted { principal, kept } => {
                self.soft_deleted.insert(*principal, kept.as_ref().clone());
            }
            Consequence::PrincipalRestored { principal, .. } => {
                self.soft_deleted.remove(&principal.id);
                self.set_deleted(principal, false);
            }
            Consequence::MembershipKept { of, membership } => {
                if let Some(kept) = self.soft_deleted.get_mut(of) {
                    kept.memberships.insert(*membership);
                }
            }
            Consequence::GlobalAdministratorChanged { user, to } => {
                match to {
                    true => self.global_administrators.insert(*user),
                    false => self.global_administrators.remove(user),
                };
            }
            Consequence::SystemAssignedEnabled { host, principal } => {
                self.set_system_assigned(host, Some(*principal))
            }
            Consequence::SystemAssignedDisabled { host, .. } => {
                self.set_system_assigned(host, None)
            }
            Consequence::IdentityAttached {
                host,
                identity,
                principal,
            } => self.attach(host, identity, *principal),
            Consequence::IdentityDetached { host, identity, .. } => self.detach(host, identity),
            Consequence::FederatedCredentialChanged {
                identity,
                name,
                from,
                to,
                at,
            } => {
                if let Some(NodeKind::Identity {
                    federated_credentials,
                    credential_changes,
                    ..
                }) = self.kind_mut(identity)
                {
                    put(federated_credentials, name.clone(), to.as_deref().cloned());
                    credential_changes.extend(at.map(|at| FederatedCredentialChange {
                        name: name.clone(),
                        before: from.as_deref().cloned(),
                        at,
                    }));
                }
            }
            Consequence::MemberAdded {
                group,
                member,
                effective,
            } => {
                self.memberships.insert((*group, *member), *effective);
            }
            Consequence::MemberRemoved { group, member, .. } => {
                self.memberships.remove(&(*group, *member));
            }
            Consequence::SecretAdded {
                principal,
                name,
                effective,
            } => {
                self.secrets.insert((*principal, name.clone()), *effective);
            }
            Consequence::SecretRemoved {
                principal, name, ..
            } => {
                self.secrets.remove(&(*principal, name.clone()));
            }
            Consequence::SecurityAttributeChanged {
                principal,
                name,
                to,
                ..
            } => {
                let key = (*principal, name.clone());
                put(&mut self.security_attributes, key, to.clone());
            }
            Consequence::MachineCreated { name, place } => {
                self.machines.insert(name.clone(), place.clone());
            }
            Consequence::MachineDeleted { name, .. } => {
                self.machines.remove(name);
            }
            Consequence::VariableChanged { at, name, to, .. } => {
                if let Some(place) = self.place_mut(at) {
                    put(&mut place.environment, name.clone(), to.clone());
                }
            }
            Consequence::SignInChanged { at, tool, to, .. } => {
                if let Some(place) = self.place_mut(at) {
                    put(&mut place.tools, *tool, *to);
                }
            }
            Consequence::CredentialStored { at, name, kind } => {
                if let Some(place) = self.place_mut(at) {
                    place.stored_credentials.insert(name.clone(), *kind);
                }
            }
            Consequence::CredentialRemoved { at, name, .. } => {
                if let Some(place) = self.place_mut(at) {
                    place.stored_credentials.remove(name);
                }
            }
            Consequence::AccessPoliciesChanged { vault, to } => {
                if let Some(NodeKind::Resource {
                    access_policies, ..
                }) = self.kind_mut(vault)
                {
                    *access_policies = *to;
                }
            }
            Consequence::VaultTenantChanged { vault, to, .. } => {
                if let Some(NodeKind::Resource { vault_tenant, .. }) = self.kind_mut(vault) {
                    *vault_tenant = *to;
                }
            }
            Consequence::PolicyChanged {
                vault,
                principal,
                to,
                ..
            } => {
                if let Some(NodeKind::Resource { policies, .. }) = self.kind_mut(vault) {
                    put(policies, *principal, to.clone());
                }
            }
            Consequence::DatabaseUserCreated {
                database,
                principal,
            } => {
                if let Some(NodeKind::Resource { database_users, .. }) = self.kind_mut(database) {
                    database_users.insert(*principal);
                }
            }
            Consequence::DatabaseUserDropped {
                database,
                principal,
            } => {
                if let Some(NodeKind::Resource { database_users, .. }) = self.kind_mut(database) {
                    database_users.remove(principal);
                }
            }
            Consequence::TokenIssued { host, token, .. } => {
                self.keep(host, token, Some(token.as_ref().clone()));
            }
            Consequence::TokensRevoked { principal, to, .. } => {
                put(&mut self.tokens_revoked, *principal, *to);
            }
            Consequence::RequestsCounted { counter, at, count } => {
                let counted = self.requests.entry(counter.clone()).or_default();
                counted.add(*at, *count);
            }
            Consequence::RoleDefinitionCreated(role) => {
                self.custom_role_ids.insert(role.role_name.clone(), role.id);
                self.custom_roles.insert(role.id, role.clone());
            }
            Consequence::RoleDefinitionUpdated { to, .. } => {
                self.custom_roles.insert(to.id, to.clone());
            }
            Consequence::RoleDefinitionDeleted(role) => {
                self.custom_role_ids.remove(&role.role_name);
                self.custom_roles.remove(&role.id);
                self.assignment_changes.role_deleted(role.id, false);
            }
            Consequence::AssignmentCreated(it) | Consequence::AssignmentUpdated { to: it, .. } => {
                self.change_assignment((it.principal, it.id), Some(it));
            }
            Consequence::AssignmentRemoved(it) => {
                self.change_assignment((it.principal, it.id), None);
            }
            Consequence::DenyAssignmentCreated(it) => {
                self.deny_assignments.insert(it.id, it.clone());
            }
            Consequence::DenyAssignmentRemoved(it) => {
                self.deny_assignments.remove(&it.id);
            }
            Consequence::LockCreated(it) => {
                let key = (it.scope.clone(), it.name.clone());
                self.locks.insert(key, it.clone());
            }
            Consequence::LockRemoved(it) => {
                self.locks.remove(&(it.scope.clone(), it.name.clone()));
            }
            Consequence::EligibilityCreated(it) => {
                let key = (it.principal, it.role, it.scope.clone());
                self.eligibilities.insert(key, it.clone());
            }
            Consequence::EligibilityRemoved(it) => {
                let key = (it.principal, it.role, it.scope.clone());
                self.eligibilities.remove(&key);
            }
            Consequence::BecameDue { .. }
            | Consequence::ReferenceDangling { .. }
            | Consequence::AssignmentOrphaned { .. }
            | Consequence::AssignmentServesAgain { .. }
            | Consequence::DenyAssignmentLeftBehind(_)
            | Consequence::EligibilityLeftBehind(_)
            | Consequence::TokenServedAgain(_) => {}
        }
    }

    pub(super) fn revert(&mut self, consequence: &Consequence) {
        match consequence {
            Consequence::ClockMoved { from, .. } => self.clock = *from,
            Consequence::AliasBound { alias, .. } => {
                self.aliases.remove(alias);
            }
            Consequence::ScopeCreated { scope, again, .. } => {
                self.nodes.remove(scope);
                self.forget_unless(*again, scope);
            }
            Consequence::ScopeDeleted { scope, node } => {
                self.nodes.insert(scope.clone(), node.clone());
            }
            Consequence::ScopeMoved { from, to, again } => {
                self.rename(to, from);
                self.forget_unless(*again, to);
            }
            Consequence::ParentChanged { scope, from, .. } => self.set_parent(scope, from),
            Consequence::DirectoryChanged { from, .. } => self.set_directory(*from),
            Consequence::RestorableNoMore { principal, kept } => {
                self.soft_deleted.insert(*principal, kept.as_ref().clone());
            }
            Consequence::ManagementGroupStays { scope, node } => {
                self.nodes.insert(scope.clone(), node.clone());
            }
            Consequence::PrincipalStays(principal) => self.set_deleted(principal, false),
            Consequence::PrincipalCreated(principal) => {
                self.principals.remove(&principal.id);
                self.note_made_back(principal.id);
                if let Some(count) = principal
                    .origin
                    .resource()
                    .and_then(|it| self.generations.get_mut(it))
                {
                    *count -= 1;
                }
            }
            Consequence::PrincipalDeleted(principal) => self.set_deleted(principal, false),
            Consequence::PrincipalSoftDeleted { principal, .. } => {
                self.soft_deleted.remove(principal);
            }
            Consequence::PrincipalRestored { principal, kept } => {
                let kept = kept.as_ref().clone();
                self.soft_deleted.insert(principal.id, kept);
                self.set_deleted(principal, true);
            }
            Consequence::MembershipKept { of, membership } => {
                if let Some(kept) = self.soft_deleted.get_mut(of) {
                    kept.memberships.remove(membership);
                }
            }
            Consequence::VaultSoftDeleted { kept, instead_of } => match instead_of {
                Some(earlier) => self.keep_vault(earlier),
                None => {
                    self.deleted_vaults.remove(&kept.vault);
                }
            },
            Consequence::VaultRecovered(kept) => {
                for scope in kept.nodes.keys() {
                    self.nodes.remove(scope);
                }
                self.keep_vault(kept);
            }
            Consequence::VaultPurged(kept) => self.keep_vault(kept),
            // Undone, it was never done, and nothing of it has to be known anywhere.
            Consequence::FederatedCredentialChanged {
                identity,
                name,
                from,
                at,
                ..
            } => {
                if let Some(NodeKind::Identity {
                    federated_credentials,
                    credential_changes,
                    ..
                }) = self.kind_mut(identity)
                {
                    put(
                        federated_credentials,
                        name.clone(),
                        from.as_deref().cloned(),
                    );
                    if at.is_some() {
                        credential_changes.pop();
                    }
                }
            }
            Consequence::TokenIssued {
                host,
                token,
                instead_of,
            } => self.keep(host, token, instead_of.as_deref().cloned()),
            Consequence::AssignmentCreated(it) => {
                self.change_assignment_back((it.principal, it.id), None);
            }
            Consequence::AssignmentUpdated { from: it, .. }
            | Consequence::AssignmentRemoved(it) => {
                self.change_assignment_back((it.principal, it.id), Some(it));
            }
            Consequence::RequestsCounted { counter, count, .. } => {
                if let Some(counted) = self.requests.get_mut(counter) {
                    counted.take_back(*count);
                    if counted.is_empty() {
                        self.requests.remove(counter);
                    }
                }
            }
            Consequence::RoleDefinitionDeleted(role) => {
                self.assignment_changes.role_deleted(role.id, true);
                self.commit(&Consequence::RoleDefinitionCreated(role.clone()));
            }
            // Everything else is undone by its opposite, or wrote nothing.
            other => {
                if let Some(inverse) = other.inverse() {
                    self.commit(&inverse);
                }
            }
        }
    }

    /// An ARM id that never existed before the change reverted never existed.
    fn forget_unless(&mut self, again: bool, scope: &Scope) {
        if !again {
            self.generations.remove(scope);
        }
    }

    /// A resource's ARM id changes; its alias and its identity's origin follow.
    fn rename(&mut self, from: &Scope, to: &Scope) {
        let Some(node) = self.nodes.remove(from) else {
            return;
        };
        if let Some(alias) = &node.alias {
            self.aliases
                .insert(alias.clone(), Referent::Scope(to.clone()));
        }
        if let Some(principal) = node
            .own_principal()
            .and_then(|id| self.principals.get_mut(&id))
        {
            principal.origin = PrincipalOrigin::SystemAssigned(to.clone());
        }
        self.nodes.insert(to.clone(), node);
    }

    fn set_outdated(&mut self, host: &Scope, outdated: bool) {
        if let Some(NodeKind::Resource {
            outdated_reference, ..
        }) = self.kind_mut(host)
        {
            *outdated_reference = outdated;
        }
    }

    fn set_stopped(&mut self, host: &Scope, to: bool) {
        if let Some(NodeKind::Resource { stopped, .. }) = self.kind_mut(host) {
            *stopped = to;
        }
    }

    fn update(&mut self, identity: &Scope, to: &IdentityUpdate) {
        if let Some(NodeKind::Identity {
            isolation_scope,
            assignment_restrictions,
            ..
        }) = self.kind_mut(identity)
        {
            *isolation_scope = to.isolation_scope;
            assignment_restrictions.clone_from(&to.assignment_restrictions);
        }
    }

    fn set_parent(&mut self, scope: &Scope, to: &Scope) {
        if let Some(NodeKind::Subscription { parent } | NodeKind::ManagementGroup { parent }) =
            self.kind_mut(scope)
        {
            *parent = to.clone();
        }
    }

    fn set_directory(&mut self, to: crate::model::TenantId) {
        self.tenant_id = to;
        self.root_group = root_group_of(to);
    }

    fn set_deleted(&mut self, principal: &Principal, deleted: bool) {
        if let Some(principal) = self.principals.get_mut(&principal.id) {
            principal.deleted = deleted;
        }
    }

    fn keep_vault(&mut self, kept: &SoftDeletedVault) {
        self.deleted_vaults.insert(kept.vault.clone(), kept.clone());
    }

    fn kind_mut(&mut self, scope: &Scope) -> Option<&mut NodeKind> {
        self.nodes.get_mut(scope).map(|node| &mut node.kind)
    }

    /// Keeps a token in the place of this one, or none.
    fn keep(&mut self, host: &Scope, like: &Token, kept: Option<Token>) {
        if let Some(NodeKind::Resource { tokens, .. }) = self.kind_mut(host) {
            put(tokens, (like.principal, like.audience.clone()), kept);
        }
    }

    fn set_system_assigned(&mut self, host: &Scope, principal: Option<PrincipalId>) {
        if let Some(NodeKind::Resource {
            system_assigned, ..
        }) = self.kind_mut(host)
        {
            *system_assigned = principal;
        }
    }

    fn attach(&mut self, host: &Scope, identity: &Scope, principal: PrincipalId) {
        if let Some(NodeKind::Resource { user_assigned, .. }) = self.kind_mut(host) {
            user_assigned.insert(identity.clone(), principal);
        }
    }

    fn detach(&mut self, host: &Scope, identity: &Scope) {
        if let Some(NodeKind::Resource { user_assigned, .. }) = self.kind_mut(host) {
            user_assigned.remove(identity);
        }
    }
}

fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    };
}
