//! What is brought back is what was deleted.

use super::finding::{Holds, demand, same, say};
use super::look::{after, at, of};
use super::{Law, Specimen};
use crate::event::Event;
use crate::model::{Delays, KEY_VAULT, Principal, PrincipalOrigin, PrincipalType, Tenant};
use crate::value::{Duration, Scope, Timestamp};
use crate::world::{NodeKind, World};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "restoring-gives-back-what-was-deleted",
        says: "A user, a group or a service principal that is deleted and restored in time is as before, with all groups, members, roles, secrets and attributes (F1.9.1).",
        holds: restoring_gives_back_what_was_deleted,
    },
    Law {
        name: "a-recovered-vault-comes-without-its-roles",
        says: "A key vault that is deleted and recovered in time is as before, but for the roles, denials and locks that were on it and in it (F1.9.2).",
        holds: a_recovered_vault_comes_without_its_roles,
    },
];

fn restoring_gives_back_what_was_deleted(start: &dyn Specimen, events: &[Event]) -> Holds {
    let Some(specimen) = kept_for_a_time(start, events) else {
        return Ok(());
    };
    let before = specimen.to_tenant();
    for it in specimen.world().principals() {
        let Some([delete, restore]) = there_and_back(it) else {
            continue;
        };
        let mut other = specimen.fork();
        if other.apply(&delete).is_err() {
            continue;
        }
        happens(&mut *other, &restore)?;
        let what = format!("the world after {} and {}", say(&delete), say(&restore));
        same(&what, &before, &other.to_tenant())?;
    }
    Ok(())
}

fn a_recovered_vault_comes_without_its_roles(start: &dyn Specimen, events: &[Event]) -> Holds {
    let Some(specimen) = kept_for_a_time(start, events) else {
        return Ok(());
    };
    for vault in vaults(specimen.world()) {
        let (delete, recover) = (
            Event::DeleteResource(at(&vault)),
            Event::RecoverVault(at(&vault)),
        );
        let mut other = specimen.fork();
        if other.apply(&delete).is_err() {
            continue;
        }
        let gone = other.to_tenant();
        happens(&mut *other, &recover)?;
        let expected = Tenant {
            role_assignments: gone.role_assignments,
            role_eligibilities: gone.role_eligibilities,
            deny_assignments: gone.deny_assignments,
            locks: gone.locks,
            ..specimen.to_tenant()
        };
        let what = format!("the world after {} and {}", say(&delete), say(&recover));
        same(&what, &expected, &other.to_tenant())?;
    }
    Ok(())
}

/// The world after the events, if what is deleted in it is kept for a while.
fn kept_for_a_time(start: &dyn Specimen, events: &[Event]) -> Option<Box<dyn Specimen>> {
    let specimen = after(start, events);
    let mut tenant = specimen.to_tenant();
    let delays = tenant.options.delays();
    if delays.soft_delete != Duration::ZERO && delays.vault_soft_delete != Duration::ZERO {
        return Some(specimen);
    }
    let at_least = |time: Duration| time.max(HOUR);
    tenant.options.delays = Some(Delays {
        soft_delete: at_least(delays.soft_delete),
        vault_soft_delete: at_least(delays.vault_soft_delete),
        ..delays
    });
    let then = || Timestamp::from_unix_seconds(0);
    tenant.clock = tenant.clock.or_else(then);
    start.reload(&tenant).ok()
}

const HOUR: Duration = Duration::from_seconds(3600);

/// What deletes somebody, and what restores them; nobody restores a managed identity.
fn there_and_back(it: &Principal) -> Option<[Event; 2]> {
    let who = || of(it.id);
    let lives = !it.deleted && it.origin == PrincipalOrigin::Directory;
    match it.principal_type {
        _ if !lives => None,
        PrincipalType::User => Some([Event::DeleteUser(who()), Event::RestoreUser(who())]),
        PrincipalType::Group => Some([Event::DeleteGroup(who()), Event::RestoreGroup(who())]),
        PrincipalType::ServicePrincipal => Some([
            Event::DeleteServicePrincipal(who()),
            Event::RestoreServicePrincipal(who()),
        ]),
        PrincipalType::ForeignGroup | PrincipalType::Device => None,
    }
}

fn vaults(world: &World) -> Vec<Scope> {
    let vaults = world.nodes().filter(|(_, node)| match &node.kind {
        NodeKind::Resource { resource_type, .. } => {
            resource_type.as_str().eq_ignore_ascii_case(KEY_VAULT)
        }
        _ => false,
    });
    vaults.map(|(scope, _)| scope.clone()).collect()
}

fn happens(specimen: &mut dyn Specimen, event: &Event) -> Holds {
    let answer = specimen.apply(event);
    demand(
        answer.is_ok(),
        || format!("{} happens", say(event)),
        || {
            answer
                .as_ref()
                .err()
                .map_or_else(String::new, ToString::to_string)
        },
    )
}
