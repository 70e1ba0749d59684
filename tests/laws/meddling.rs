//! A world that does one thing wrong, where it lets events happen: what it does before and after them.

use idsim::{
    Change, Consequence, Event, Lock, Principal, PrincipalOrigin, Reference, Scope, Subject, World,
};

use super::Faulty;
use crate::faults::Fault;

impl Faulty {
    pub(super) fn before(&mut self, event: &Event) {
        let scope = |world: &World, it: &Reference| world.resolve_scope(it).ok();
        match event {
            Event::AttachIdentity { .. } if self.is(Fault::PanicsWhenAttaching) => {
                std::panic::resume_unwind(Box::new(()))
            }
            Event::DeleteResource(host) if self.is(Fault::HostsTakeIdentities) => {
                let host = scope(&self.world, host);
                let listed: Vec<Event> = host
                    .iter()
                    .flat_map(|it| self.world.attachments_of(it))
                    .map(|it| Event::DeleteIdentity(it.identity.as_str().into()))
                    .collect();
                self.also(listed);
            }
            Event::DeleteResourceGroup(group) if self.is(Fault::GroupsTakeIdentities) => {
                let group = scope(&self.world, group);
                let inside = |it: &Scope| group.as_ref().is_some_and(|group| group.contains(it));
                let hosts = self.world.nodes().filter(|(it, _)| inside(it));
                let listed: Vec<Event> = hosts
                    .flat_map(|(it, _)| self.world.attachments_of(it))
                    .map(|it| Event::DeleteIdentity(it.identity.as_str().into()))
                    .collect();
                self.also(listed);
            }
            Event::DeleteIdentity(identity) if self.is(Fault::DetachesTheDeleted) => {
                let identity = scope(&self.world, identity);
                let hosts: Vec<Event> = identity
                    .iter()
                    .flat_map(|it| self.world.hosts_of(it).map(move |host| (it, host)))
                    .map(|(it, host)| Event::detach_identity(it.as_str(), host.as_str()))
                    .collect();
                self.also(hosts);
            }
            Event::DeleteResource(it)
            | Event::DeleteIdentity(it)
            | Event::DeleteResourceGroup(it)
                if self.is(Fault::DeletesWhatIsLocked) || self.is(Fault::SeesNoLocksWithin) =>
            {
                let at = scope(&self.world, it);
                let all = self.is(Fault::DeletesWhatIsLocked);
                let forgotten = |it: &&Lock| {
                    let is_within = |at: &Scope| at.contains(&it.scope) && *at != it.scope;
                    at.as_ref().is_some_and(|at| all || is_within(at))
                };
                let locks = self.world.locks().filter(forgotten);
                let off: Vec<Event> = locks
                    .map(|it| Event::DeleteLock {
                        name: it.name.clone(),
                        scope: it.scope.as_str().into(),
                    })
                    .collect();
                self.also(off);
            }
            _ if self.is(Fault::DependsOnOrder) && self.joined => {
                let first = self.world.role_assignments().next().map(|it| it.id);
                self.also(first.map(Event::RemoveRoleAssignmentNamed));
            }
            Event::DisableSystemAssigned(_) if self.is(Fault::InheritsRoles) => {
                self.happened = 0;
            }
            _ => {}
        }
    }

    pub(super) fn after(&mut self, event: &Event, change: &Change) {
        self.joined = matches!(event, Event::AddMember(_));
        let removed = |it: &&Consequence| matches!(it, Consequence::AssignmentRemoved(_));
        self.gone += change.consequences().iter().filter(removed).count();
        let gone: Vec<Principal> = change
            .consequences()
            .iter()
            .filter_map(|it| match it {
                Consequence::PrincipalDeleted(it) => Some(it.clone()),
                _ => None,
            })
            .collect();
        match event {
            _ if self.is(Fault::Cascades) => {
                let of = |it: &Principal| self.world.assignments_of(it.id).collect::<Vec<_>>();
                let all: Vec<_> = gone.iter().flat_map(of).map(|it| it.id).collect();
                self.also(all.into_iter().map(Event::RemoveRoleAssignmentNamed));
            }
            _ if self.is(Fault::ForgetsTheDead) && !gone.is_empty() => self.forget(),
            Event::EnableSystemAssigned(host) if self.is(Fault::InheritsRoles) => {
                self.inherit(host);
            }
            Event::CreateIdentity(name, _) if self.is(Fault::InheritsAttributes) => {
                let origin = change.consequences().iter().find_map(|it| match it {
                    Consequence::PrincipalCreated(it) => Some(&it.origin),
                    _ => None,
                });
                let was = |it: &Principal| it.deleted && Some(&it.origin) == origin;
                let again = self.world.principals().any(was);
                let inherited =
                    Event::set_security_attribute(name.as_str(), "Engineering_Project", "Cascade");
                self.also(again.then_some(inherited));
            }
            Event::RestoreUser(it)
            | Event::RestoreGroup(it)
            | Event::RestoreServicePrincipal(it)
                if self.is(Fault::RestoresWithoutGroups) =>
            {
                let Ok(Subject::Principal(id)) = self.world.resolve_principal(it) else {
                    return;
                };
                let groups: Vec<_> = self.world.groups_of(id).map(|(group, _)| group).collect();
                let left = groups.into_iter().map(|group| Event::RemoveMember {
                    group: group.to_string().into(),
                    member: it.clone(),
                });
                self.also(left);
            }
            Event::RestoreServicePrincipal(it) if self.is(Fault::RestoresWithAnotherSecret) => {
                let secret = Event::AddSecret(it.clone(), "another".into(), Default::default());
                self.also([secret]);
            }
            Event::RecoverVault(it) if self.is(Fault::RecoversWithRoles) => {
                let somebody = self.world.principals().find(|it| !it.deleted);
                let role = somebody
                    .map(|who| Event::assign_role(who.id.to_string(), "Reader", it.clone()));
                self.also(role);
            }
            Event::CreateResource(host, _) if self.is(Fault::RecreatedHostInherits) => {
                self.inherit(host);
            }
            _ => {}
        }
    }

    /// The identity of a host gets the roles of those that it had before.
    fn inherit(&mut self, host: &Reference) {
        let Ok(home) = self.world.resolve_scope(host) else {
            return;
        };
        let origin = PrincipalOrigin::SystemAssigned(home);
        let former = self
            .world
            .principals()
            .filter(|it| it.deleted && it.origin == origin);
        let roles = former.flat_map(|it| self.world.assignments_of(it.id));
        let again: Vec<Event> = roles
            .map(|it| Event::assign_role(host.clone(), it.role.to_string(), it.scope.as_str()))
            .collect();
        self.also(again);
    }

    /// What was deleted is as if it had never been.
    fn forget(&mut self) {
        let mut tenant = self.world.to_tenant();
        tenant.history = Default::default();
        let living = |it: &Reference| self.world.resolve_principal(it).is_ok();
        tenant.role_assignments.retain(|it| {
            living(&it.principal)
                && matches!(
                    self.world.resolve_principal(&it.principal),
                    Ok(Subject::Principal(id)) if self.world.principal(id).is_some_and(|it| !it.deleted)
                )
        });
        if let Ok(world) = World::try_from(tenant) {
            self.world = world;
        }
    }
}
