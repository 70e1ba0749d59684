//! What is expected to be redone, compared with what is.

use super::compare::numbered;
use super::expectation::{Expectation, ToRedo};
use super::marks::Marks;
use super::mismatch::{Compared, Unanswerable};
use crate::model::Reference;
use crate::value::{Name, Scope};
use crate::world::{Affected, NodeKind, ResolveError, Subject, World};

/// Compares what the last event lost with what was expected, by what things are and not by what they are called.
pub(super) fn to_redo(
    expectation: &Expectation,
    world: &World,
    marks: &Marks,
    expected: &[ToRedo],
) -> Compared {
    let wanted: Result<Vec<Affected>, Unanswerable> =
        expected.iter().map(|it| meant(world, it)).collect();
    let called = |it: &Affected| (it.clone(), line(world, it));
    let wanted = numbered(wanted?.iter().map(called));
    let actual = numbered(marks.redo().iter().map(|it| called(&it.what)));
    expectation.closed(&wanted, &actual, "are to be redone")
}

fn meant(world: &World, it: &ToRedo) -> Result<Affected, Unanswerable> {
    let scope = |it: &Reference| world.resolve_scope(it);
    let principal = |it: &Reference| match world.resolve_principal(it)? {
        Subject::Principal(id) => Ok(id),
        Subject::NoIdentity(_) => Err(ResolveError::WrongKind {
            name: it.to_string(),
            found: "a resource without an identity",
            expected: "a principal",
        }),
    };
    // The role may have gone, and a name of it is all there is.
    let role = |it: &Reference| match world.role(it) {
        Ok(role) => role.role_name.clone(),
        Err(_) => Name::from(it.as_str()),
    };
    Ok(match it {
        ToRedo::RoleDefinition(name) => Affected::RoleDefinition(name.clone()),
        ToRedo::Identity(of) => {
            let at = scope(of)?;
            let is_one = world
                .node(&at)
                .is_some_and(|node| matches!(node.kind, NodeKind::Identity { .. }));
            match is_one {
                true => Affected::UserAssigned(at),
                false => Affected::SystemAssigned(at),
            }
        }
        ToRedo::Update(of) => Affected::Update(scope(of)?),
        ToRedo::VaultTenant(vault) => Affected::VaultTenant(scope(vault)?),
        ToRedo::AccessPolicy { vault, of } => Affected::AccessPolicy {
            vault: scope(vault)?,
            principal: principal(of)?,
        },
        ToRedo::Assignment {
            principal: of,
            role: named,
            scope: at,
        } => Affected::Assignment {
            principal: principal(of)?,
            role: role(named),
            scope: scope(at)?,
        },
        ToRedo::Eligibility {
            principal: of,
            role: named,
            scope: at,
        } => Affected::Eligibility {
            principal: principal(of)?,
            role: role(named),
            scope: scope(at)?,
        },
        ToRedo::DenyAssignment { name, scope: at } => Affected::DenyAssignment {
            name: name.clone(),
            scope: scope(at)?,
        },
        ToRedo::DeniedNewly { name, scope: at } => Affected::DeniedNewly {
            name: name.clone(),
            scope: scope(at)?,
        },
        ToRedo::InheritedNewly {
            principal: of,
            role: named,
            scope: at,
        } => Affected::InheritedNewly {
            principal: principal(of)?,
            role: role(named),
            scope: scope(at)?,
        },
    })
}

fn line(world: &World, it: &Affected) -> String {
    let at = |it: &Scope| world.name_of(it);
    match it {
        Affected::RoleDefinition(name) => format!("custom role {name}"),
        Affected::SystemAssigned(of) | Affected::UserAssigned(of) => {
            format!("identity of {}", at(of))
        }
        Affected::Update(of) => format!("update of {}", at(of)),
        Affected::VaultTenant(vault) => format!("directory of {}", at(vault)),
        Affected::AccessPolicy { vault, principal } => {
            let who = world.describe_principal(*principal);
            format!("access policy of {who} on {}", at(vault))
        }
        Affected::Assignment {
            principal,
            role,
            scope,
        } => {
            let who = world.describe_principal(*principal);
            format!("{role} at {} for {who}", at(scope))
        }
        Affected::Eligibility {
            principal,
            role,
            scope,
        } => {
            let who = world.describe_principal(*principal);
            format!("eligibility for {role} at {} of {who}", at(scope))
        }
        Affected::DenyAssignment { name, scope } => {
            format!("deny assignment {name} at {}", at(scope))
        }
        Affected::DeniedNewly { name, scope } => {
            format!("deny assignment {name} newly inherited from {}", at(scope))
        }
        Affected::InheritedNewly {
            principal,
            role,
            scope,
        } => {
            let who = world.describe_principal(*principal);
            format!("{role} newly inherited from {} by {who}", at(scope))
        }
    }
}
