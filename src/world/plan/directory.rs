//! Users, groups and service principals.

use std::collections::BTreeSet;

use super::{Planned, attributes, bind, check_clock, create_principal, deletion, first_free};
use crate::model::{
    ClientId, Entries, Group, Member, Principal, PrincipalId, PrincipalOrigin, PrincipalType,
    Reference, Secret, ServicePrincipal, User,
};
use crate::value::{Name, Period};
use crate::world::state::Referent;
use crate::world::{Consequence, Refusal, ResolveError, Subject, World};

pub(super) fn create_user(world: &World, alias: &Name, it: &User) -> Planned {
    let (user, mut out) = create(world, alias, PrincipalType::User, it.id, None)?;
    if it.global_administrator {
        out.push(Consequence::GlobalAdministratorChanged { user, to: true });
    }
    out.extend(attributes::of_new(user, &it.security_attributes)?);
    Ok(out)
}

/// Only a user can be a Global Administrator in idsim; being what one is changes nothing.
pub(super) fn set_global_administrator(world: &World, reference: &Reference, to: bool) -> Planned {
    let user = living(world, reference, "a user", |it| {
        it.principal_type == PrincipalType::User
    })?
    .id;
    match world.is_global_administrator(user) == to {
        true => Ok(Vec::new()),
        false => Ok(vec![Consequence::GlobalAdministratorChanged { user, to }]),
    }
}

pub(super) fn create_group(world: &World, alias: &Name, it: &Group) -> Planned {
    let (group, mut out) = create(world, alias, PrincipalType::Group, it.id, None)?;
    let always = it.members.iter().map(|member| Member {
        member: member.clone(),
        from: None,
        until: None,
    });
    let mut members: BTreeSet<PrincipalId> = BTreeSet::new();
    for member in always.chain(it.timed_members.iter().cloned()) {
        // Nothing is above a new group, so it cannot come to contain itself.
        let (id, effective) = joining(world, &member)?;
        if !members.insert(id) {
            return Err(already_member(alias.as_str(), &member.member));
        }
        out.push(Consequence::MemberAdded {
            group,
            member: id,
            effective,
        });
    }
    Ok(out)
}

pub(super) fn create_service_principal(
    world: &World,
    alias: &Name,
    it: &ServicePrincipal,
) -> Planned {
    let client_id = it.client_id.unwrap_or_else(|| {
        let derive = |next| ClientId::new(world.derived("clientId", alias.folded(), next));
        first_free(derive, |id| world.index.has_client_id(*id))
    });
    let (id, mut out) = create(
        world,
        alias,
        PrincipalType::ServicePrincipal,
        it.id,
        Some(client_id),
    )?;
    out.extend(secrets(world, id, &it.secrets)?);
    out.extend(attributes::of_new(id, &it.security_attributes)?);
    Ok(out)
}

fn secrets(world: &World, principal: PrincipalId, secrets: &Entries<Secret>) -> Planned {
    let mut out = Vec::new();
    for (name, secret) in secrets.iter() {
        let effective = secret.effective()?;
        check_clock(world, effective, "a secret that begins or ends")?;
        out.push(Consequence::SecretAdded {
            principal,
            name: name.clone(),
            effective,
        });
    }
    Ok(out)
}

fn create(
    world: &World,
    alias: &Name,
    principal_type: PrincipalType,
    id: Option<PrincipalId>,
    client_id: Option<ClientId>,
) -> Result<(PrincipalId, Vec<Consequence>), Refusal> {
    let id = id.unwrap_or_else(|| {
        let derive = |next| PrincipalId::new(world.derived("principalId", alias.folded(), next));
        first_free(derive, |id| world.state.principals.contains_key(id))
    });
    let taken = match world.state.aliases.get(alias) {
        Some(Referent::Principal(bound)) => world.principal(*bound),
        _ => None,
    };
    if let Some(taken) = taken {
        let (alias, bound_to) = (alias.clone(), world.describe_principal(taken.id));
        return Err(match taken.deleted {
            true => Refusal::AliasTaken { alias, bound_to },
            false => Refusal::AlreadyExists {
                what: format!("`{alias}`"),
            },
        });
    }
    let mut out = Vec::new();
    out.extend(bind(world, alias, Referent::Principal(id))?);
    out.push(create_principal(
        world,
        Principal {
            id,
            client_id,
            principal_type,
            name: alias.clone(),
            origin: PrincipalOrigin::Directory,
            deleted: false,
        },
    )?);
    Ok((id, out))
}

pub(super) fn delete_user(world: &World, reference: &Reference) -> Planned {
    let user = living(world, reference, "a user", |it| {
        it.principal_type == PrincipalType::User
    })?;
    Ok(deletion::principal_deleted(world, user.id, None))
}

pub(super) fn delete_group(world: &World, reference: &Reference) -> Planned {
    let group = living(world, reference, "a group", |it| {
        it.principal_type == PrincipalType::Group
    })?;
    Ok(deletion::principal_deleted(world, group.id, None))
}

pub(super) fn delete_service_principal(world: &World, reference: &Reference) -> Planned {
    let it = service_principal(world, reference)?;
    Ok(deletion::principal_deleted(world, it.id, None))
}

pub(super) fn add_member(world: &World, reference: &Reference, member: &Member) -> Planned {
    let group = living(world, reference, "a group", |it| {
        it.principal_type == PrincipalType::Group
    })?
    .id;
    let (id, effective) = joining(world, member)?;
    if world.state.memberships.contains_key(&(group, id)) {
        return Err(already_member(reference.as_str(), &member.member));
    }
    if is_above(world, group, id) {
        return Err(Refusal::GroupCycle {
            group: reference.to_string(),
            member: member.member.to_string(),
        });
    }
    Ok(vec![Consequence::MemberAdded {
        group,
        member: id,
        effective,
    }])
}

pub(super) fn remove_member(world: &World, group: &Reference, member: &Reference) -> Planned {
    let not_a_member = || Refusal::NotAMember {
        group: group.to_string(),
        member: member.to_string(),
    };
    let id = living(world, group, "a group", |it| {
        it.principal_type == PrincipalType::Group
    })?
    .id;
    let Subject::Principal(member) = world.resolve_principal(member)? else {
        return Err(not_a_member());
    };
    let effective = *world
        .state
        .memberships
        .get(&(id, member))
        .ok_or_else(not_a_member)?;
    Ok(vec![Consequence::MemberRemoved {
        group: id,
        member,
        effective,
    }])
}

pub(super) fn add_secret(
    world: &World,
    reference: &Reference,
    name: &Name,
    secret: &Secret,
) -> Planned {
    let principal = service_principal(world, reference)?.id;
    if world.state.secrets.contains_key(&(principal, name.clone())) {
        return Err(Refusal::AlreadyExists {
            what: format!("the secret `{name}` of `{reference}`"),
        });
    }
    let effective = secret.effective()?;
    check_clock(world, effective, "a secret that begins or ends")?;
    Ok(vec![Consequence::SecretAdded {
        principal,
        name: name.clone(),
        effective,
    }])
}

pub(super) fn remove_secret(world: &World, reference: &Reference, name: &Name) -> Planned {
    let principal = service_principal(world, reference)?.id;
    match world.state.secrets.get(&(principal, name.clone())) {
        Some(effective) => Ok(vec![Consequence::SecretRemoved {
            principal,
            name: name.clone(),
            effective: *effective,
        }]),
        None => Err(Refusal::NoSuchSecret {
            service_principal: reference.to_string(),
            secret: name.clone(),
        }),
    }
}

/// Who joins a group, and when it counts.
fn joining(world: &World, member: &Member) -> Result<(PrincipalId, Period), Refusal> {
    let effective = member.effective()?;
    check_clock(world, effective, "a membership that begins or ends")?;
    let principal = living(world, &member.member, "a principal", |_| true)?;
    Ok((principal.id, effective))
}

/// The principal that a reference means, if it lives and is of the kind expected.
pub(super) fn living<'w>(
    world: &'w World,
    reference: &Reference,
    expected: &'static str,
    is: impl Fn(&Principal) -> bool,
) -> Result<&'w Principal, Refusal> {
    let Subject::Principal(id) = world.resolve_principal(reference)? else {
        return Err(Refusal::NoIdentity {
            resource: reference.to_string(),
        });
    };
    match world.principal(id) {
        Some(principal) if !is(principal) => Err(Refusal::Reference(ResolveError::WrongKind {
            name: reference.to_string(),
            found: kind_of(principal),
            expected,
        })),
        Some(principal) if !principal.deleted => Ok(principal),
        _ => Err(Refusal::Gone {
            what: format!("`{reference}`"),
        }),
    }
}

/// What kind of principal it is, in words.
pub(super) fn kind_of(it: &Principal) -> &'static str {
    match (&it.origin, it.principal_type) {
        (PrincipalOrigin::Directory, PrincipalType::User) => "a user",
        (PrincipalOrigin::Directory, PrincipalType::Group) => "a group",
        (PrincipalOrigin::Directory, _) => "a service principal",
        _ => "a managed identity",
    }
}

/// A service principal of the directory; a managed identity's goes with its resource only.
fn service_principal<'w>(
    world: &'w World,
    reference: &Reference,
) -> Result<&'w Principal, Refusal> {
    living(
        world,
        reference,
        "a service principal of an application",
        |it| {
            it.principal_type == PrincipalType::ServicePrincipal
                && it.origin == PrincipalOrigin::Directory
        },
    )
}

/// Whether `upper` is `lower` or a group on a way up from it.
pub(super) fn is_above(world: &World, lower: PrincipalId, upper: PrincipalId) -> bool {
    let mut seen = BTreeSet::from([lower]);
    let mut open = vec![lower];
    while let Some(group) = open.pop() {
        if group == upper {
            return true;
        }
        open.extend(
            world
                .index
                .direct_groups_of(group)
                .filter(|above| seen.insert(*above)),
        );
    }
    false
}

fn already_member(group: &str, member: &Reference) -> Refusal {
    Refusal::AlreadyExists {
        what: format!("the membership of `{member}` in `{group}`"),
    }
}
