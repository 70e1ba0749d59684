//! How things stand before the first step, in words.

use crate::model::{PrincipalId, PrincipalOrigin, PrincipalType};
use crate::value::{Period, Scope, listing};
use crate::world::{Attachment, NodeKind, SignedIn, World};

/// A story begins with a few words, however large the tenant is.
const MOST: usize = 20;

/// Who and what is there, which identities they have, who is in which group, who has which role, what is denied and locked: each in its order, and of
/// much only the beginning.
pub(super) fn opening(world: &World) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(now) = world.clock() {
        lines.push(format!("it is {now}"));
        let delays = world.delays().in_words();
        if !delays.is_empty() {
            lines.push(format!(
                "it takes time until what is done counts: {}",
                listing(&delays)
            ));
        }
        let kept = world.delays().kept_in_words();
        if !kept.is_empty() {
            lines.push(format!("what is deleted is kept: {}", listing(&kept)));
        }
    }
    let there = there(world);
    if !there.is_empty() {
        let are = if there.len() == 1 { "is" } else { "are" };
        lines.push(format!("there {are} {}", listing(&short(there, "more"))));
    }
    let hosts: Vec<String> = world
        .nodes()
        .filter_map(|(scope, _)| identities(world, scope))
        .collect();
    lines.extend(short(hosts, "more that have identities"));
    lines.extend(short(surroundings(world), "more beside code"));
    lines.extend(short(groups(world), "more groups"));
    lines.extend(short(attributes(world), "more security attributes"));
    let assignments = world.role_assignments().map(|it| {
        let orphaned = match world.orphan_cause(it) {
            Some(_) => ", which serves nobody",
            None => "",
        };
        let (who, what) = (world.called(it.principal), world.describe_assignment(it));
        format!("{who} has {what}{}{orphaned}", it.effective.in_words())
    });
    // Their ids mean nothing to people.
    let mut assignments: Vec<String> = assignments.collect();
    assignments.sort();
    lines.extend(short(assignments, "more role assignments"));
    let denials = world
        .deny_assignments()
        .map(|it| format!("{} denies {}", world.denial(it), world.denied(it)));
    let mut denials: Vec<String> = denials.collect();
    denials.sort();
    lines.extend(short(denials, "more deny assignments"));
    let locks = world.locks().map(|it| {
        let (name, level) = (&it.name, it.level);
        format!(
            "the lock {name} ({level}) is on {}",
            world.name_of(&it.scope)
        )
    });
    lines.extend(short(locks.collect(), "more locks"));
    let eligibilities = world.eligibilities().map(|it| {
        let (who, what) = (world.called(it.principal), world.describe_eligibility(it));
        format!("{who} is eligible for {what}{}", it.effective.in_words())
    });
    let mut eligibilities: Vec<String> = eligibilities.collect();
    eligibilities.sort();
    lines.extend(short(eligibilities, "more who are eligible for a role"));
    lines
}

/// The names of resources, identities, and those in the directory who are nothing else.
fn there(world: &World) -> Vec<String> {
    let things = world
        .nodes()
        .filter(|(_, node)| {
            matches!(
                node.kind,
                NodeKind::Resource { .. } | NodeKind::Identity { .. }
            )
        })
        .map(|(scope, _)| world.name_of(scope));
    let mut people: Vec<String> = world
        .principals()
        .filter(|it| !it.deleted && it.origin == PrincipalOrigin::Directory)
        .filter(|it| it.principal_type != PrincipalType::Group)
        .map(|it| it.name.to_string())
        .collect();
    people.sort();
    let machines = world.machines().map(|(name, _)| name.to_string());
    things.chain(people).chain(machines).collect()
}

/// The variables that code sees, who is signed in where, and the credentials that somebody has to keep.
fn surroundings(world: &World) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, place) in world.places() {
        let at = world.name_of_place(&id);
        for (name, value) in &place.environment {
            let of = world.of_client_id(value);
            lines.push(format!(
                "code on {at} sees the variable {name}=\"{value}\"{of}"
            ));
        }
        for (tool, who) in &place.tools {
            lines.push(match who {
                SignedIn::As(who) => {
                    format!("{} is signed in to {tool} on {at}", world.called(*who))
                }
                SignedIn::Nobody => {
                    format!("{tool} is installed on {at}, and nobody is signed in")
                }
            });
        }
        let credentials = place.stored_credentials.iter();
        lines.extend(credentials.map(|(name, kind)| format!("a {kind}, {name}, lies on {at}")));
    }
    for principal in world.principals() {
        let secrets = world.secrets_of(principal.id);
        lines.extend(secrets.map(|(secret, when)| {
            let (who, when) = (world.called(principal.id), when.in_words());
            format!("{who} has a client secret, {secret}{when}")
        }));
    }
    lines
}

/// `vm1 has a system-assigned identity and id1`; nothing of what has none.
fn identities(world: &World, host: &Scope) -> Option<String> {
    let own = match &world.node(host)?.kind {
        NodeKind::Resource {
            system_assigned, ..
        } => system_assigned.is_some(),
        _ => return None,
    };
    let attached = |it: Attachment<'_>| match it.dangling {
        true => format!("a dangling reference to {}", world.name_of(it.identity)),
        false => world.name_of(it.identity),
    };
    let own = own.then(|| "a system-assigned identity".to_owned());
    let has: Vec<String> = own
        .into_iter()
        .chain(world.attachments_of(host).map(attached))
        .collect();
    (!has.is_empty()).then(|| format!("{} has {}", world.name_of(host), listing(&has)))
}

/// `alice and bob are in group engineers`.
fn groups(world: &World) -> Vec<String> {
    let groups = world
        .principals()
        .filter(|it| !it.deleted && it.principal_type == PrincipalType::Group);
    let mut lines: Vec<String> = groups
        .map(|group| {
            let member = |(id, when): (PrincipalId, Period)| world.called(id) + &when.in_words();
            let members = world.members_of(group.id).map(member);
            let mut members: Vec<String> = members.collect();
            members.sort();
            let are = match members.len() {
                0 => return format!("nobody is in group {}", group.name),
                1 => "is",
                _ => "are",
            };
            let members = short(members, "more");
            format!("{} {are} in group {}", listing(&members), group.name)
        })
        .collect();
    lines.sort();
    lines
}

/// `alice has the security attribute Engineering_Project = 'Cascade'`.
fn attributes(world: &World) -> Vec<String> {
    let of = |id: PrincipalId| {
        world.security_attributes_of(id).map(move |(name, value)| {
            let who = world.called(id);
            format!("{who} has the security attribute {name} = {value}")
        })
    };
    let mut lines: Vec<String> = world.principals().flat_map(|it| of(it.id)).collect();
    lines.sort();
    lines
}

/// The first of many things, and how many more there are.
fn short(mut things: Vec<String>, more: &str) -> Vec<String> {
    if things.len() > MOST {
        let left = things.len() + 1 - MOST;
        things.truncate(MOST - 1);
        things.push(format!("{left} {more}"));
    }
    things
}
