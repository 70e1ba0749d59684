//! Key vaults that were deleted are recovered or purged; until then nobody else has their names (F1.9.2).

use super::{Planned, served_again};
use crate::model::{KEY_VAULT, Reference};
use crate::value::Scope;
use crate::world::{Consequence, Refusal, ResolveError, SoftDeletedVault, Untimely, World};

/// What is kept of a key vault that goes, if this is one. Of an earlier one under its ARM id nothing is kept any more: there is
/// none, but where a vault moved to the name of a deleted one, which Azure does not let happen.
pub(super) fn soft_deleted(world: &World, scope: &Scope) -> Option<Consequence> {
    let kept = world.keeps_of_vault(scope).filter(|_| is_vault(scope))?;
    let earlier = world.state.deleted_vaults.get(scope).cloned();
    Some(Consequence::VaultSoftDeleted {
        kept: Box::new(kept),
        instead_of: earlier.map(Box::new),
    })
}

/// A vault comes back with its access policies and what was in it, to where it was; the roles, locks and deny assignments that
/// were on it do not.
pub(super) fn recover(world: &World, reference: &Reference) -> Planned {
    let scope = vault(world, reference)?;
    if world.node(&scope).is_some() {
        return Err(Refusal::AlreadyExists {
            what: format!("`{reference}`"),
        });
    }
    let kept = world.recoverable(&scope);
    let kept = kept.ok_or_else(|| Untimely::SoftDeletedVaultDoesNotExist {
        vault: reference.to_string(),
    })?;
    let group = scope.parent().filter(|it| world.node(it).is_none());
    if let Some(group) = group {
        let group = world.name_of(&group);
        return Err(Refusal::Gone {
            what: format!("`{group}`, which `{reference}` would be in,"),
        });
    }
    let mut out = vec![Consequence::VaultRecovered(Box::new(kept.clone()))];
    out.extend(served_again(world, &scope));
    Ok(out)
}

pub(super) fn purge(world: &World, reference: &Reference) -> Planned {
    let scope = vault(world, reference)?;
    match world.recoverable(&scope) {
        None => Err(Refusal::NotSet {
            at: reference.to_string(),
            what: "deleted vault that could be purged".to_owned(),
        }),
        Some(kept) if kept.has_purge_protection() => Err(Untimely::MethodNotAllowed {
            vault: reference.to_string(),
            until: world.vault_purge(kept),
        }
        .into()),
        Some(kept) => Ok(vec![Consequence::VaultPurged(Box::new(kept.clone()))]),
    }
}

/// The names of key vaults are taken in all of Azure, by those too that were deleted and not purged.
pub(super) fn check_name_is_free(world: &World, scope: &Scope) -> Result<(), Refusal> {
    let taken = |scope: &Scope| world.deleted_vault_called(scope.name());
    match Some(scope).filter(|it| is_vault(it)).and_then(taken) {
        None => Ok(()),
        Some(by) => Err(conflict(world, by).into()),
    }
}

fn conflict(world: &World, by: &SoftDeletedVault) -> Untimely {
    Untimely::ConflictError {
        vault: world.name_of(&by.vault),
        until: world.vault_purge(by),
    }
}

fn vault(world: &World, reference: &Reference) -> Result<Scope, Refusal> {
    let scope = world.resolve_scope(reference)?;
    match is_vault(&scope) {
        true => Ok(scope),
        false => Err(Refusal::Reference(ResolveError::WrongKind {
            name: reference.to_string(),
            found: match scope.containing_resource() {
                Some(_) => "a resource of another type",
                None => "no resource",
            },
            expected: "a key vault",
        })),
    }
}

fn is_vault(scope: &Scope) -> bool {
    let resource_type = scope.resource_type();
    resource_type.is_some_and(|it| it.as_str().eq_ignore_ascii_case(KEY_VAULT))
}
