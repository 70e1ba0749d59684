//! Whether things are there, as expected.

use super::mismatch::{Compared, Mismatch, Unanswerable};
use crate::model::Reference;
use crate::value::Scope;
use crate::world::{Referent, Subject, World};

/// Whether something is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existence {
    Exists,
    /// It was there and is no more.
    Gone,
    /// It can be named, as anything below a resource can, and never was there.
    Never,
}

impl Existence {
    fn of(world: &World, name: &Reference) -> Result<Self, Unanswerable> {
        if let Ok(Referent::Machine(machine)) = world.resolve(name) {
            let exists = world.machines().any(|(name, _)| *name == machine);
            return Ok(if exists { Self::Exists } else { Self::Gone });
        }
        let (exists, known) = match world.resolve_scope(name) {
            // The root is no node: nothing makes it and nothing takes it away.
            Ok(scope) => (
                scope == Scope::root() || world.node(&scope).is_some(),
                world.is_known(&scope),
            ),
            Err(_) => match world.resolve_principal(name)? {
                Subject::Principal(id) => (world.principal(id).is_some_and(|it| !it.deleted), true),
                Subject::NoIdentity(_) => (false, true),
            },
        };
        Ok(match (exists, known) {
            (true, _) => Self::Exists,
            (false, true) => Self::Gone,
            (false, false) => Self::Never,
        })
    }
}

pub(super) fn existence(
    world: &World,
    names: &[Reference],
    expected: Existence,
    code: &'static str,
) -> Compared {
    for name in names {
        let actual = Existence::of(world, name)?;
        if actual == expected {
            continue;
        }
        let what = match expected {
            Existence::Exists => "to exist",
            Existence::Gone | Existence::Never => "to be gone",
        };
        let (got, label) = match actual {
            Existence::Exists => ("it exists", ""),
            Existence::Gone => ("it does not", ""),
            Existence::Never => (
                "it never existed",
                "nothing was ever created under this name",
            ),
        };
        return Ok(Some(Mismatch {
            code,
            message: format!("expected `{name}` {what}, and {got}"),
            label: label.to_owned(),
            notes: Vec::new(),
        }));
    }
    Ok(None)
}
