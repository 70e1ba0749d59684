//! What a subscription loses that goes to another directory (F1.15): everything that says who may do what.

use std::collections::{BTreeMap, BTreeSet};

use super::{Affected, Change, Consequence, List, Redo, World, by_id};
use crate::event::Event;
use crate::model::{
    AccessPolicy, AttributeValue, Entries, Principal, PrincipalId, PrincipalOrigin, Reference,
    RoleAssignment, RoleAssignmentSpec, RoleDefinition, RoleDefinitionId, RoleSpec,
    UserAssignedIdentity,
};
use crate::value::{Name, Scope, listing};
use crate::world::{Attachment, NodeKind};

/// The subscription that a change brought to another directory, if it did.
pub(super) fn subscription_of(change: &Change) -> Option<&Scope> {
    change.consequences().iter().find_map(|it| match it {
        Consequence::DirectoryChanged { subscription, .. } => Some(subscription),
        _ => None,
    })
}

/// For managed identities all of it can be done again, under the names that they have. Of people and groups there is none:
/// what they had is told.
pub(super) fn redo(world: &World, change: &Change, subscription: &Scope, redo: &mut List) {
    let transfer = Transfer::new(world, change, subscription);
    for consequence in change.consequences() {
        let more = match consequence {
            Consequence::RoleDefinitionDeleted(it) => vec![transfer.role(it)],
            Consequence::PrincipalStays(it) => transfer.identity(it).into_iter().collect(),
            Consequence::VaultTenantChanged {
                vault, to: Some(_), ..
            } => transfer.vault(vault),
            Consequence::AssignmentRemoved(it) => transfer.assignment(it).into_iter().collect(),
            Consequence::EligibilityRemoved(it) => {
                let role = transfer.role_name(it.role);
                let scope = transfer.place(&it.scope);
                let (who, at) = (world.called(it.principal), world.name_of(&scope));
                let text = format!(
                    "make somebody of this directory eligible for {role} at {at}, as {who} was"
                );
                let what = Affected::Eligibility {
                    principal: it.principal,
                    role: role.into(),
                    scope,
                };
                let events = Vec::new();
                vec![Redo { what, events, text }]
            }
            _ => Vec::new(),
        };
        for it in more {
            redo.push(it);
        }
    }
}

struct Transfer<'t> {
    world: &'t World,
    subscription: &'t Scope,
    /// Everybody who was there until the transfer.
    left: BTreeMap<PrincipalId, &'t Principal>,
    /// The custom roles that are gone.
    roles: BTreeMap<RoleDefinitionId, &'t Name>,
    /// The custom security attributes that somebody had (F8.4.1).
    attributes: BTreeMap<PrincipalId, Vec<(&'t Name, &'t AttributeValue)>>,
}

impl<'t> Transfer<'t> {
    fn new(world: &'t World, change: &'t Change, subscription: &'t Scope) -> Self {
        let mut transfer = Self {
            world,
            subscription,
            left: BTreeMap::new(),
            roles: BTreeMap::new(),
            attributes: BTreeMap::new(),
        };
        for it in change.consequences() {
            match it {
                Consequence::PrincipalStays(it) => {
                    transfer.left.insert(it.id, it);
                }
                Consequence::RoleDefinitionDeleted(it) => {
                    transfer.roles.insert(it.id, &it.role_name);
                }
                Consequence::SecurityAttributeChanged {
                    principal,
                    name,
                    from: Some(value),
                    to: None,
                } => {
                    let had = transfer.attributes.entry(*principal).or_default();
                    had.push((name, value));
                }
                _ => {}
            }
        }
        transfer
    }

    /// What a role is called, that of one that is gone too.
    fn role_name(&self, id: RoleDefinitionId) -> String {
        let gone = self.roles.get(&id);
        gone.map_or_else(|| self.world.name_of_role(id), ToString::to_string)
    }

    /// Where something is to be said that was said of a scope: what was said above the subscription is said of it.
    fn place(&self, scope: &Scope) -> Scope {
        match self.subscription.contains(scope) {
            true => scope.clone(),
            false => self.subscription.clone(),
        }
    }

    fn role(&self, it: &RoleDefinition) -> Redo {
        let scopes = it.assignable_scopes.iter().map(|it| self.place(it));
        let mut assignable_scopes: Vec<Reference> =
            scopes.map(|it| self.world.reference_to(&it)).collect();
        assignable_scopes.sort();
        assignable_scopes.dedup();
        let spec = RoleSpec {
            id: Some(it.id),
            description: it.description.clone(),
            permissions: it.permissions.clone(),
            assignable_scopes,
        };
        Redo {
            what: Affected::RoleDefinition(it.role_name.clone()),
            events: vec![Event::CreateRoleDefinition(it.role_name.clone(), spec)],
            text: format!("define the custom role {} again", it.role_name),
        }
    }

    fn identity(&self, it: &Principal) -> Option<Redo> {
        let world = self.world;
        match &it.origin {
            PrincipalOrigin::Directory => None,
            PrincipalOrigin::SystemAssigned(host) => {
                let (name, of) = (world.name_of(host), world.reference_to(host));
                let mut events = vec![Event::DisableSystemAssigned(of.clone())];
                if self.broken_on(host).is_empty() {
                    events.extend(self.dead_detached(host));
                }
                events.push(Event::EnableSystemAssigned(of.clone()));
                events.extend(self.attributes(it.id, &of));
                Some(Redo {
                    what: Affected::SystemAssigned(host.clone()),
                    events,
                    text: format!(
                        "disable the system-assigned identity of {name}, and enable it again"
                    ),
                })
            }
            PrincipalOrigin::UserAssigned(at) => {
                let events = self.made_again(it, at).unwrap_or_default();
                let attached = events.iter().filter_map(|it| match it {
                    Event::AttachIdentity { identity, .. } => Some(identity),
                    _ => None,
                });
                let attached: BTreeSet<&Reference> = attached.collect();
                let name = world.name_of(at);
                let text = match attached.len() {
                    0 => format!("delete the user-assigned identity {name}, and make it again"),
                    1 => format!(
                        "delete the user-assigned identity {name}, make it again, and attach it again"
                    ),
                    _ => {
                        let names: Vec<String> = attached.iter().map(ToString::to_string).collect();
                        format!(
                            "delete the user-assigned identity {name}, make it again, and attach {} again",
                            listing(&names)
                        )
                    }
                };
                Some(Redo {
                    what: Affected::UserAssigned(at.clone()),
                    events,
                    text,
                })
            }
        }
    }

    /// Detached first, or its hosts would go on listing the old one (F2.11); and attached where no other broken one is listed any
    /// more, since nothing can be attached beside one: whichever is made again last is attached with all of them.
    fn made_again(&self, it: &Principal, at: &Scope) -> Option<Vec<Event>> {
        let world = self.world;
        let node = world.node(at)?;
        let NodeKind::Identity {
            isolation_scope,
            assignment_restrictions,
            federated_credentials,
            ..
        } = &node.kind
        else {
            return None;
        };
        let identity = world.reference_to(at);
        let listing = world.hosts_of(at).filter(|host| {
            let mut attached = world.attachments_of(host);
            attached.any(|other| other.principal == it.id)
        });
        let hosts: Vec<&Scope> = listing.collect();
        let detach = |from: &&Scope| Event::DetachIdentity {
            identity: identity.clone(),
            from: world.reference_to(from),
        };
        let mut events: Vec<Event> = hosts.iter().map(detach).collect();
        let mut credentials = Entries::default();
        for (name, credential) in federated_credentials {
            credentials.replace(name.clone(), credential.clone());
        }
        events.push(Event::DeleteIdentity(identity.clone()));
        let spec = UserAssignedIdentity {
            id: Some(at.clone()),
            location: node.location.clone(),
            isolation_scope: *isolation_scope,
            assignment_restrictions: assignment_restrictions.clone(),
            federated_credentials: credentials,
            ..UserAssignedIdentity::default()
        };
        events.push(Event::CreateIdentity(node.alias.clone()?, spec));
        events.extend(self.attributes(it.id, &identity));
        for host in hosts {
            let broken = self.broken_on(host);
            if broken.last().is_some_and(|last| last.principal == it.id) {
                events.extend(self.dead_detached(host));
                events.extend(broken.iter().map(|other| Event::AttachIdentity {
                    identity: world.reference_to(other.identity),
                    to: world.reference_to(host),
                }));
            }
        }
        Some(events)
    }

    /// The broken identities that a resource lists, in the order in which they are made again: that in which they stay behind.
    fn broken_on(&self, host: &Scope) -> Vec<Attachment<'t>> {
        let listed = self.world.attachments_of(host);
        let broken = listed.filter(|it| self.left.contains_key(&it.principal));
        let mut broken: Vec<_> = broken.collect();
        broken.sort_by_key(|it| it.principal);
        broken
    }

    /// Those that it listed and that were deleted before: nothing is added beside one either (F2.10).
    fn dead_detached(&self, host: &Scope) -> Vec<Event> {
        let listed = self.world.attachments_of(host);
        let dead = listed.filter(|it| it.dangling && !self.left.contains_key(&it.principal));
        dead.map(|it| Event::DetachIdentity {
            identity: Reference::from(it.identity.as_str()),
            from: self.world.reference_to(host),
        })
        .collect()
    }

    /// Its custom security attributes (F8.4.1).
    fn attributes(&self, id: PrincipalId, of: &Reference) -> Vec<Event> {
        let had = self.attributes.get(&id).into_iter().flatten();
        had.map(|(name, value)| Event::SetSecurityAttribute {
            of: of.clone(),
            name: (*name).clone(),
            value: (*value).clone(),
        })
        .collect()
    }

    /// Its directory, and then its access policies, where those decide.
    fn vault(&self, vault: &Scope) -> Vec<Redo> {
        let world = self.world;
        let (name, reference) = (world.name_of(vault), world.reference_to(vault));
        let mut out = vec![Redo {
            what: Affected::VaultTenant(vault.clone()),
            events: vec![Event::SetVaultTenant(reference.clone())],
            text: format!("have {name} trust the directory of its subscription"),
        }];
        if !world.has_access_policies(vault) {
            return out;
        }
        for (principal, permissions) in world.access_policies_of(vault) {
            let Some(left) = self.left.get(&principal) else {
                continue;
            };
            let of = by_id(principal);
            let mut events = vec![Event::RemoveAccessPolicy {
                vault: reference.clone(),
                of,
            }];
            let who = world.called(principal);
            let text = match left.origin.resource() {
                Some(home) => {
                    let policy = AccessPolicy::new(world.reference_to(home), permissions);
                    events.push(Event::set_access_policy(reference.clone(), policy));
                    let home = world.name_of(home);
                    format!("make the access policy of {home} on {name} again")
                }
                None => {
                    format!("remove the access policy of {who} on {name}: nobody here is called so")
                }
            };
            let vault = vault.clone();
            let what = Affected::AccessPolicy { vault, principal };
            out.push(Redo { what, events, text });
        }
        out
    }

    fn assignment(&self, it: &RoleAssignment) -> Option<Redo> {
        let world = self.world;
        let left = self.left.get(&it.principal)?;
        if !world.can_hold_assignments(&self.place(&it.scope)) || world.is_over(&it.effective) {
            return None;
        }
        let scope = self.place(&it.scope);
        let role = self.role_name(it.role);
        let at = world.name_of(&scope);
        let (events, text) = match left.origin.resource() {
            Some(home) => {
                let spec = RoleAssignmentSpec {
                    principal: world.reference_to(home),
                    role: role.as_str().into(),
                    ..world.assigned_at(it, &scope)
                };
                let text = format!("assign {role} at {at} to {} again", world.name_of(home));
                (vec![Event::AssignRole(spec)], text)
            }
            None => {
                let who = world.called(it.principal);
                let text =
                    format!("assign {role} at {at} to somebody of this directory, as {who} had it");
                (Vec::new(), text)
            }
        };
        let what = Affected::Assignment {
            principal: it.principal,
            role: role.into(),
            scope,
        };
        Some(Redo { what, events, text })
    }
}
