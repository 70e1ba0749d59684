//! Identities: whose they are, how long they live, and that none comes back.

use std::collections::BTreeSet;

use super::finding::{Holds, demand, same, say};
use super::look::{after, at, is_living, is_resource, of, resources};
use super::{Law, Specimen};
use crate::event::Event;
use crate::model::{
    ClientId, Principal, PrincipalId, PrincipalOrigin, Resource, UserAssignedIdentity,
};
use crate::value::{Scope, ScopeLevel};
use crate::world::{Consequence, Node, NodeKind, World};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "ids-are-never-given-twice",
        says: "A principal that is made is new: its object id and its application id were never anybody's before (F1.6).",
        holds: ids_are_never_given_twice,
    },
    Law {
        name: "the-dead-stay-dead",
        says: "No principal is ever forgotten, and none that was deleted comes back but by being restored (F1.9, F1.9.1).",
        holds: the_dead_stay_dead,
    },
    Law {
        name: "recreated-is-new",
        says: "An identity that is made again under its old name has none of the old one's ids, roles, groups and security attributes (F1.6, F2.11, F8.4.1).",
        holds: recreated_is_new,
    },
    Law {
        name: "system-assigned-is-never-shared",
        says: "A system-assigned identity belongs to one living resource, and a resource lists user-assigned ones only (F1.1).",
        holds: system_assigned_is_never_shared,
    },
    Law {
        name: "user-assigned-survives-every-host",
        says: "No resource or resource group takes a user-assigned identity with it when it is deleted, unless the identity is in it (F2.9).",
        holds: user_assigned_survives_every_host,
    },
    Law {
        name: "deleting-a-shared-identity-leaves-dangling-references",
        says: "Deleting a user-assigned identity deletes its principal alone, and its hosts go on listing it (F2.9).",
        holds: deleting_a_shared_identity_leaves_dangling_references,
    },
];

fn ids_are_never_given_twice(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    let mut ids: BTreeSet<PrincipalId> = specimen.world().principals().map(|it| it.id).collect();
    let client_id = |it: &Principal| it.client_id;
    let mut client_ids: BTreeSet<ClientId> = specimen
        .world()
        .principals()
        .filter_map(client_id)
        .collect();
    for event in events {
        let Ok(change) = specimen.apply(event) else {
            continue;
        };
        for consequence in specimen.told(&change) {
            let Consequence::PrincipalCreated(it) = consequence else {
                continue;
            };
            let new = ids.insert(it.id) && it.client_id.is_none_or(|id| client_ids.insert(id));
            demand(
                new,
                || format!("new ids after {}", say(event)),
                || format!("{}, or its application id, again", it.id),
            )?;
        }
    }
    Ok(())
}

fn the_dead_stay_dead(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for event in events {
        let before: Vec<Principal> = specimen.world().principals().cloned().collect();
        let change = specimen.apply(event);
        let told = change.map_or_else(|_| Vec::new(), |it| specimen.told(&it));
        let is_restored = |id| {
            told.iter().any(|it| match it {
                Consequence::PrincipalRestored { principal, .. } => principal.id == id,
                _ => false,
            })
        };
        for old in before {
            let now = specimen.world().principal(old.id);
            demand(
                now.is_some_and(|now| now.deleted || !old.deleted || is_restored(old.id)),
                || {
                    format!(
                        "{} ({}) known, and no livelier, after {}",
                        old.name,
                        old.id,
                        say(event)
                    )
                },
                || {
                    now.map_or("it is forgotten".to_owned(), |_| {
                        "it lives again".to_owned()
                    })
                },
            )?;
        }
    }
    Ok(())
}

fn recreated_is_new(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let owners = world
        .nodes()
        .filter_map(|(home, node)| Some((home, node.own_principal()?, node)));
    let ways = owners.flat_map(|(home, old, node)| {
        let ways = ways_to_make_again(world, home, node);
        ways.into_iter().map(move |way| (home, old, way))
    });
    for (home, old, way) in ways {
        let mut again = specimen.fork();
        // Something to inherit. It outlives whatever is deleted here.
        if let Some(group) = home.resource_group() {
            let _ = again.apply(&Event::assign_role(of(old), "Reader", at(&group)));
        }
        let attribute = Event::set_security_attribute(of(old), "Engineering_Project", "Cascade");
        let _ = again.apply(&attribute);
        if !way.iter().all(|event| again.apply(event).is_ok()) {
            continue;
        }
        let Some(new) = again.world().node(home).and_then(|it| it.own_principal()) else {
            continue;
        };
        let called = world.name_of(home);
        let client_id = |id| again.world().principal(id).and_then(|it| it.client_id);
        demand(
            new != old && client_id(new) != client_id(old),
            || format!("other ids of `{called}`, made again"),
            || format!("object id {new}"),
        )?;
        let roles = again.world().assignments_of(new).count();
        let groups = again.groups_of(new).len();
        demand(
            roles == 0 && groups == 0,
            || format!("no roles and no groups of `{called}`, made again"),
            || format!("{roles} roles and {groups} groups"),
        )?;
        let attributes: Vec<_> = again.world().security_attributes_of(new).collect();
        demand(
            attributes.is_empty(),
            || format!("no security attributes of `{called}`, made again"),
            || format!("{attributes:?}"),
        )?;
        same(
            "whether the old one is deleted",
            &false,
            &is_living(again.world(), old),
        )?;
    }
    Ok(())
}

/// The ways to delete the identity that is or belongs to this, and to make it again under its name.
fn ways_to_make_again(world: &World, home: &Scope, node: &Node) -> Vec<[Event; 2]> {
    let name = world.name_of(home);
    let group = home.resource_group();
    let resource_group = group.as_ref().map(at);
    let NodeKind::Resource {
        resource_type,
        kind,
        ..
    } = &node.kind
    else {
        let identity = UserAssignedIdentity {
            resource_group,
            ..UserAssignedIdentity::default()
        };
        return vec![[
            Event::DeleteIdentity(at(home)),
            Event::CreateIdentity(name.into(), identity),
        ]];
    };
    let mut ways = vec![[
        Event::DisableSystemAssigned(at(home)),
        Event::EnableSystemAssigned(at(home)),
    ]];
    // A child is named by a path, and some types of children cannot be made without their parent.
    if home.level() == ScopeLevel::Resource {
        let mut host = Resource::new(resource_type.as_str());
        host.resource_group = resource_group;
        host.location = node.location.clone();
        host.kind = kind.clone();
        host.identity.system_assigned = true;
        ways.push([
            Event::DeleteResource(at(home)),
            Event::CreateResource(name.into(), Box::new(host)),
        ]);
    }
    ways
}

fn system_assigned_is_never_shared(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let hosts = resources(world);
    let mut owned = BTreeSet::new();
    for host in &hosts {
        let Some(own) = specimen.system_assigned_at(host) else {
            continue;
        };
        let its = world.principal(own).is_some_and(|it| {
            !it.deleted && it.origin == PrincipalOrigin::SystemAssigned(host.clone())
        });
        demand(
            its && owned.insert(own),
            || format!("an identity of `{}` alone", world.name_of(host)),
            || world.describe_principal(own),
        )?;
        for attached in world.attachments_of(host) {
            demand(
                world
                    .principal(attached.principal)
                    .is_some_and(Principal::is_user_assigned),
                || format!("`{}` lists user-assigned identities", world.name_of(host)),
                || world.describe_principal(attached.principal),
            )?;
        }
    }
    for principal in world.principals().filter(|it| !it.deleted) {
        if let PrincipalOrigin::SystemAssigned(home) = &principal.origin {
            demand(
                owned.contains(&principal.id),
                || format!("`{home}` has the identity that was made for it"),
                || format!("nothing has {}", principal.id),
            )?;
        }
    }
    Ok(())
}

fn user_assigned_survives_every_host(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let hosts = resources(specimen.world());
    let groups: BTreeSet<Scope> = hosts.iter().filter_map(Scope::resource_group).collect();
    let groups = groups
        .iter()
        .map(|it| (Event::DeleteResourceGroup(at(it)), Some(it)));
    let hosts = hosts.iter().flat_map(|it| {
        [
            (Event::DeleteResource(at(it)), Some(it)),
            (Event::DisableSystemAssigned(at(it)), None),
        ]
    });
    for (event, deleted) in hosts.chain(groups) {
        let elsewhere = |world: &World| -> Vec<Principal> {
            let survives = |it: &&Principal| {
                let within = |at: &Scope| deleted.is_some_and(|deleted| deleted.contains(at));
                it.is_user_assigned() && it.origin.resource().is_some_and(|at| !within(at))
            };
            world.principals().filter(survives).cloned().collect()
        };
        let mut without = specimen.fork();
        if without.apply(&event).is_ok() {
            let what = format!("the user-assigned identities after {}", say(&event));
            same(
                &what,
                &elsewhere(specimen.world()),
                &elsewhere(without.world()),
            )?;
        }
    }
    Ok(())
}

fn deleting_a_shared_identity_leaves_dangling_references(
    start: &dyn Specimen,
    events: &[Event],
) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    let identities = world.nodes().filter(|(_, node)| !is_resource(node));
    let identities = identities.filter_map(|(at, node)| Some((at, node.own_principal()?)));
    let living = |world: &World| -> BTreeSet<PrincipalId> {
        let living = world.principals().filter(|it| !it.deleted);
        living.map(|it| it.id).collect()
    };
    let hosts = |world: &World, identity: &Scope| -> Vec<(Scope, bool)> {
        let hosts = world.hosts_of(identity).cloned();
        hosts
            .map(|host| {
                let dangling = world
                    .attachments_of(&host)
                    .any(|it| it.identity == identity && it.dangling);
                (host, dangling)
            })
            .collect()
    };
    for (identity, principal) in identities {
        let mut without = specimen.fork();
        if without.apply(&Event::DeleteIdentity(at(identity))).is_err() {
            continue;
        }
        let mut expected = hosts(world, identity);
        expected
            .iter_mut()
            .for_each(|(_, dangling)| *dangling = true);
        let what = format!("the hosts of `{identity}`, deleted");
        same(&what, &expected, &hosts(without.world(), identity))?;
        let mut others = living(world);
        others.remove(&principal);
        let what = format!("who lives without {}", of(principal));
        same(&what, &others, &living(without.world()))?;
    }
    Ok(())
}
