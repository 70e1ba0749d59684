//! A world written down as a whole state, always in the same order and with every id stated.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::place::{Place, SignedIn};
use super::state::{Node, NodeKind, Referent};
use crate::model::{
    ALL_PRINCIPALS, AccessPolicy, AttributeValue, DanglingReference, DeletedPrincipal, Denied,
    DenyAssignment, DenyAssignmentSpec, Entries, Group, History, IdentityBlock, KeptToken, Lock,
    LockSpec, Machine, ManagementGroup, Member, Principal, PrincipalId, PrincipalOrigin,
    PrincipalType, Reference, Resource, ResourceGroup, RevokedTokens, RoleAssignment,
    RoleAssignmentSpec, RoleEligibility, RoleEligibilitySpec, RoleSpec, Secret, ServicePrincipal,
    SignIn, SpreadingCredential, Subscription, Tenant, User, UserAssignedIdentity,
};
use crate::value::{Name, Scope};

impl World {
    /// This world as a whole state. Reading it back gives an equal world.
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// assert_eq!(World::try_from(world.to_tenant()).as_ref(), Ok(&world));
    /// assert_ne!(world.to_tenant(), World::new().to_tenant());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn to_tenant(&self) -> Tenant {
        let mut tenant = Tenant {
            tenant_id: Some(self.tenant_id()),
            clock: self.clock(),
            options: self.state.options.clone(),
            subscriptions: Some(Entries::default()),
            resource_groups: Some(Entries::default()),
            ..Tenant::default()
        };
        // By alias, so that the order in which things came to be leaves no trace.
        let mut nodes: Vec<(Name, &Scope, &Node)> = self
            .nodes()
            .map(|(scope, node)| (Name::from(self.name_of(scope)), scope, node))
            .collect();
        nodes.sort_by(|(a, a_scope, _), (b, b_scope, _)| (a, a_scope).cmp(&(b, b_scope)));
        for (name, scope, node) in nodes {
            self.write_node(&mut tenant, name, scope, node);
        }
        for (name, place) in self.machines() {
            put(&mut tenant.machines, name.clone(), self.write_place(place));
        }
        for principal in self.living_in_order() {
            self.write_principal(&mut tenant, principal);
        }
        for (name, id) in &self.state.custom_role_ids {
            if let Some(role) = self.state.custom_roles.get(id) {
                let assignable_scopes = role
                    .assignable_scopes
                    .iter()
                    .map(|it| self.reference_to(it))
                    .collect();
                let spec = RoleSpec {
                    id: Some(*id),
                    description: role.description.clone(),
                    permissions: role.permissions.clone(),
                    assignable_scopes,
                };
                put(&mut tenant.role_definitions, name.clone(), spec);
            }
        }
        let mut assignments: Vec<&RoleAssignment> = self.role_assignments().collect();
        assignments.sort_by_key(|it| (&it.scope, it.principal, it.role, it.id));
        tenant.role_assignments = assignments
            .into_iter()
            .map(|it| self.write_assignment(it))
            .collect();
        let mut denials: Vec<&DenyAssignment> = self.deny_assignments().collect();
        denials.sort_by_key(|it| (&it.scope, &it.name, it.id));
        tenant.deny_assignments = denials
            .into_iter()
            .map(|it| self.write_deny_assignment(it))
            .collect();
        tenant.locks = self.locks().map(|it| self.write_lock(it)).collect();
        let mut eligibilities: Vec<&RoleEligibility> = self.eligibilities().collect();
        eligibilities.sort_by_key(|it| (&it.scope, it.principal, it.role));
        tenant.role_eligibilities = eligibilities
            .into_iter()
            .map(|it| self.write_eligibility(it))
            .collect();
        tenant.history = self.write_history();
        tenant
    }

    pub(super) fn write_node(&self, tenant: &mut Tenant, name: Name, scope: &Scope, node: &Node) {
        let id = Some(scope.clone());
        let location = node.location.clone();
        let above = |parent: &Scope| (*parent != Scope::root()).then(|| self.reference_to(parent));
        match &node.kind {
            NodeKind::ManagementGroup { parent } => {
                put(
                    &mut tenant.management_groups,
                    name,
                    ManagementGroup {
                        id,
                        parent: above(parent),
                    },
                );
            }
            NodeKind::Subscription { parent } => {
                let it = Subscription {
                    id,
                    management_group: above(parent),
                };
                put(tenant.subscriptions.get_or_insert_default(), name, it);
            }
            NodeKind::ResourceGroup => {
                let it = ResourceGroup {
                    id,
                    subscription: None,
                    location,
                };
                put(tenant.resource_groups.get_or_insert_default(), name, it);
            }
            NodeKind::Identity {
                principal,
                isolation_scope,
                assignment_restrictions,
                federated_credentials,
                ..
            } => {
                let mut credentials = Entries::default();
                for (name, it) in federated_credentials {
                    put(&mut credentials, name.clone(), it.clone());
                }
                let it = UserAssignedIdentity {
                    id,
                    resource_group: None,
                    location,
                    principal_id: Some(*principal),
                    client_id: self.principal(*principal).and_then(|it| it.client_id),
                    security_attributes: self.write_attributes(Some(*principal)),
                    isolation_scope: *isolation_scope,
                    assignment_restrictions: assignment_restrictions.clone(),
                    federated_credentials: credentials,
                };
                put(&mut tenant.identities, name, it);
            }
            NodeKind::Resource {
                resource_type,
                kind,
                stopped,
                system_assigned,
                place,
                access_policies,
                vault_tenant,
                policies,
                purge_protection,
                database_users,
                ..
            } => {
                let Machine {
                    environment,
                    tools,
                    stored_credentials,
                } = self.write_place(place);
                let mut users: Vec<Reference> = database_users
                    .iter()
                    .map(|id| Reference::from(self.name_of_principal(*id)))
                    .collect();
                users.sort();
                let attached = self.attachments_of(scope).filter(|it| !it.dangling);
                let it = Resource {
                    resource_type: Name::from(resource_type.as_str()),
                    // A child is where its name says.
                    id: node.alias.is_some().then(|| scope.clone()),
                    resource_group: None,
                    location,
                    kind: kind.clone(),
                    stopped: *stopped,
                    identity: IdentityBlock {
                        system_assigned: system_assigned.is_some(),
                        principal_id: *system_assigned,
                        client_id: system_assigned.and_then(|id| self.principal(id)?.client_id),
                        security_attributes: self.write_attributes(*system_assigned),
                        user_assigned: attached.map(|it| self.reference_to(it.identity)).collect(),
                    },
                    environment,
                    tools,
                    stored_credentials,
                    enable_rbac_authorization: access_policies.then_some(false),
                    access_policies: self.write_policies(policies),
                    enable_purge_protection: *purge_protection,
                    tenant_id: *vault_tenant,
                    database_users: users,
                };
                put(&mut tenant.resources, name, it);
            }
        }
    }

    /// Sorted by whose they are, as everything that has no order of its own.
    fn write_policies(
        &self,
        policies: &BTreeMap<PrincipalId, BTreeSet<Name>>,
    ) -> Vec<AccessPolicy> {
        let mut written: Vec<AccessPolicy> = policies
            .iter()
            .map(|(id, permissions)| {
                AccessPolicy::new(Reference::from(self.name_of_principal(*id)), permissions)
            })
            .collect();
        written.sort_by(|a, b| a.principal.cmp(&b.principal));
        written
    }

    fn write_attributes(&self, of: Option<PrincipalId>) -> Entries<AttributeValue> {
        let mut written = Entries::default();
        for (name, value) in of
            .into_iter()
            .flat_map(|it| self.security_attributes_of(it))
        {
            put(&mut written, name.clone(), value.clone());
        }
        written
    }

    fn write_place(&self, place: &Place) -> Machine {
        let mut machine = Machine::default();
        for (name, value) in &place.environment {
            put(&mut machine.environment, name.clone(), value.clone());
        }
        for (tool, signed_in) in &place.tools {
            let sign_in = match signed_in {
                SignedIn::Nobody => SignIn::SignedOut,
                SignedIn::As(id) => SignIn::As(Reference::from(self.name_of_principal(*id))),
            };
            machine.tools.set(*tool, sign_in);
        }
        for (name, kind) in &place.stored_credentials {
            put(&mut machine.stored_credentials, name.clone(), *kind);
        }
        machine
    }

    /// The living principals of the directory, by alias.
    fn living_in_order(&self) -> Vec<&Principal> {
        let of_directory = |it: &&Principal| !it.deleted && it.origin == PrincipalOrigin::Directory;
        let mut living: Vec<&Principal> = self.principals().filter(of_directory).collect();
        living.sort_by(|a, b| a.name.cmp(&b.name));
        living
    }

    fn write_principal(&self, tenant: &mut Tenant, it: &Principal) {
        let (name, id) = (it.name.clone(), Some(it.id));
        match it.principal_type {
            PrincipalType::Group => {
                let mut group = Group {
                    id,
                    ..Group::default()
                };
                for (member, effective) in self.members_of(it.id) {
                    let member = Reference::from(self.name_of_principal(member));
                    if effective.is_always() {
                        group.members.push(member);
                    } else {
                        let (from, until) = (effective.from(), effective.until());
                        group.timed_members.push(Member {
                            member,
                            from,
                            until,
                        });
                    }
                }
                group.members.sort();
                group.timed_members.sort_by(|a, b| a.member.cmp(&b.member));
                put(&mut tenant.groups, name, group);
            }
            PrincipalType::ServicePrincipal => {
                let mut secrets = Entries::default();
                for (secret, effective) in self.secrets_of(it.id) {
                    put(
                        &mut secrets,
                        secret.clone(),
                        Secret {
                            from: effective.from(),
                            until: effective.until(),
                        },
                    );
                }
                put(
                    &mut tenant.service_principals,
                    name,
                    ServicePrincipal {
                        id,
                        client_id: it.client_id,
                        secrets,
                        security_attributes: self.write_attributes(id),
                    },
                );
            }
            _ => {
                let global_administrator = self.is_global_administrator(it.id);
                let user = User {
                    id,
                    global_administrator,
                    security_attributes: self.write_attributes(id),
                };
                put(&mut tenant.users, name, user);
            }
        }
    }

    pub(super) fn write_deny_assignment(&self, it: &DenyAssignment) -> DenyAssignmentSpec {
        let names = |ids: &[PrincipalId]| -> Vec<Reference> {
            let names = ids.iter().map(|id| self.name_of_principal(*id).into());
            let mut names: Vec<Reference> = names.collect();
            names.sort();
            names
        };
        DenyAssignmentSpec {
            name: it.name.clone(),
            permissions: it.permissions.clone(),
            scope: self.reference_to(&it.scope),
            do_not_apply_to_child_scopes: it.do_not_apply_to_child_scopes,
            principals: match &it.principals {
                Denied::AllPrincipals => vec![ALL_PRINCIPALS.into()],
                Denied::These(ids) => names(ids),
            },
            exclude_principals: names(&it.exclude_principals),
            is_system_protected: it.is_system_protected,
            description: it.description.clone(),
            id: Some(it.id),
            deployment_stack: it.deployment_stack.clone(),
        }
    }

    fn write_lock(&self, it: &Lock) -> LockSpec {
        LockSpec {
            name: it.name.clone(),
            level: it.level,
            scope: self.reference_to(&it.scope),
            notes: it.notes.clone(),
        }
    }

    pub(super) fn write_assignment(&self, it: &RoleAssignment) -> RoleAssignmentSpec {
        let role = Reference::from(self.name_of_role(it.role));
        RoleAssignmentSpec {
            name: Some(it.id),
            condition: it.condition.as_ref().map(ToString::to_string),
            description: it.description.clone(),
            from: it.effective.from(),
            until: it.effective.until(),
            ..RoleAssignmentSpec::new(
                self.name_of_principal(it.principal),
                role,
                self.reference_to(&it.scope),
            )
        }
    }

    pub(super) fn write_eligibility(&self, it: &RoleEligibility) -> RoleEligibilitySpec {
        RoleEligibilitySpec {
            principal: Reference::from(self.name_of_principal(it.principal)),
            role: self.name_of_role(it.role).into(),
            scope: self.reference_to(&it.scope),
            from: it.effective.from(),
            until: it.effective.until(),
        }
    }

    fn write_history(&self) -> History {
        let mut history = History::default();
        for (alias, to) in &self.state.aliases {
            let implied = match to {
                Referent::Scope(scope) => self
                    .node(scope)
                    .is_some_and(|node| node.alias.as_ref() == Some(alias)),
                Referent::Principal(id) => self.principal(*id).is_some_and(|it| !it.deleted),
                Referent::Machine(name) => self.state.machines.contains_key(name),
            };
            if !implied {
                let to = match to {
                    Referent::Scope(scope) => scope.to_string(),
                    Referent::Principal(id) => id.to_string(),
                    Referent::Machine(name) => name.to_string(),
                };
                put(&mut history.aliases, alias.clone(), Reference::from(to));
            }
        }
        for (scope, count) in &self.state.generations {
            let node = self.node(scope);
            let implied = u32::from(node.and_then(Node::own_principal).is_some());
            if node.is_none() || *count != implied {
                put(&mut history.generations, Name::from(scope.as_str()), *count);
            }
        }
        let is_broken = |it: &&Principal| self.is_broken(it.id);
        let broken = self.principals().filter(is_broken);
        history.broken_identities = broken.map(|it| it.id).collect();
        let deleted = self.principals().filter(|it| it.deleted && !is_broken(it));
        history.deleted_principals = deleted
            .cloned()
            .map(
                |Principal {
                     id,
                     client_id,
                     principal_type,
                     name,
                     origin,
                     ..
                 }| DeletedPrincipal {
                    id,
                    client_id,
                    principal_type,
                    name,
                    origin,
                    soft_deleted: self.write_soft_deleted(id),
                },
            )
            .collect();
        let revoked = self.state.tokens_revoked.iter();
        history.revoked_tokens = revoked
            .map(|(&principal, &up_to)| RevokedTokens { principal, up_to })
            .collect();
        history.deleted_vaults = self.write_deleted_vaults();
        for (host, node) in self.nodes() {
            if let NodeKind::Resource { tokens, .. } = &node.kind {
                let kept = tokens.values().map(|token| KeptToken {
                    host: self.reference_to(host),
                    token: token.clone(),
                });
                history.issued_tokens.extend(kept);
            }
            if node.has_outdated_reference() {
                history.outdated_references.push(self.reference_to(host));
            }
            let spreading = self.spreading_credentials_of(host);
            let spreading = spreading.map(|(change, _)| SpreadingCredential {
                identity: self.reference_to(host),
                change: change.clone(),
            });
            history.spreading_credentials.extend(spreading);
            for it in self.attachments_of(host).filter(|it| it.dangling) {
                history.dangling_references.push(DanglingReference {
                    host: self.reference_to(host),
                    identity: it.identity.clone(),
                    principal: it.principal,
                });
            }
        }
        self.write_unsettled(&mut history);
        history.counted_requests = self.write_counted_requests();
        history
    }

    /// A reference that means this scope and nothing else.
    pub(super) fn reference_to(&self, scope: &Scope) -> Reference {
        let name = Reference::from(self.name_of(scope));
        match self.resolve_scope(&name) {
            Ok(resolved) if resolved == *scope => name,
            _ => Reference::from(scope.as_str()),
        }
    }
}

/// Names come from maps, so none is there twice.
fn put<T>(entries: &mut Entries<T>, name: Name, thing: T) {
    let _ = entries.insert(name, thing);
}
