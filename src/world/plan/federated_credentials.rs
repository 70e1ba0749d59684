//! Federated identity credentials are made, changed and deleted (F2.18, F2.19).

use std::collections::BTreeMap;

use super::{Planned, existing_of};
use crate::model::{Entries, FederatedCredential, FederatedCredentialSpec, Reference};
use crate::value::{Duration, Name, Scope};
use crate::world::limits::{FEDERATED_CREDENTIALS, check_room};
use crate::world::state::NodeKind;
use crate::world::{Consequence, InvalidFederatedCredential, Refusal, World};

/// The most characters of an issuer, a subject, an audience and a description.
const MAX_CHARACTERS: usize = 600;

/// Whether something is written now, or was so long ago that everybody knows it, like what a state that is read back states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::world) enum Written {
    Now,
    LongAgo,
}

/// Writing what is so already changes nothing. A name that is there is written anew as a whole, as `PUT` does.
pub(super) fn create(world: &World, it: &FederatedCredentialSpec) -> Planned {
    let (identity, there) = parent(world, &it.identity)?;
    let change = write(there, &it.name, &it.credential())?;
    Ok(change
        .map(|it| it.of(world, identity, Written::Now))
        .into_iter()
        .collect())
}

pub(super) fn delete(world: &World, identity: &Reference, name: &Name) -> Planned {
    let (scope, there) = parent(world, identity)?;
    match there.get_key_value(name) {
        Some((name, it)) => {
            let change = Change {
                name: name.clone(),
                from: Some(it.clone()),
                to: None,
            };
            Ok(vec![change.of(world, scope, Written::Now)])
        }
        None => Err(Refusal::NotSet {
            at: identity.to_string(),
            what: format!("federated credential `{name}`"),
        }),
    }
}

/// What an identity has from the start.
pub(in crate::world) fn of_new(
    world: &World,
    identity: &Scope,
    credentials: &Entries<FederatedCredential>,
    written: Written,
) -> Planned {
    let (mut there, mut out) = (BTreeMap::new(), Vec::new());
    // By name, so that the order in which they are written leaves no trace.
    let mut all: Vec<_> = credentials.iter().collect();
    all.sort_by_key(|(name, _)| *name);
    for (name, it) in all {
        if let Some(change) = write(&there, name, it)? {
            there.insert(name.clone(), it.clone());
            out.push(change.of(world, identity.clone(), written));
        }
    }
    Ok(out)
}

/// What an identity loses when it goes: nobody needs to remember what it had.
pub(super) fn of_deleted(
    identity: &Scope,
    credentials: &BTreeMap<Name, FederatedCredential>,
) -> Vec<Consequence> {
    let gone = credentials
        .iter()
        .map(|(name, it)| Consequence::FederatedCredentialChanged {
            identity: identity.clone(),
            name: name.clone(),
            from: Some(Box::new(it.clone())),
            to: None,
            at: None,
        });
    gone.collect()
}

/// The ARM id of a credential: it is a child of its identity. What cannot be an id is refused as a name later on.
pub(super) fn id_of(identity: &Scope, name: &Name) -> Scope {
    let id = identity.child(&format!("federatedIdentityCredentials/{name}"));
    id.unwrap_or_else(|_| identity.clone())
}

/// Whether a credential can be so: one audience, nothing empty and nothing too long. In which order Azure looks is not written;
/// this one is our decision. A wildcard is a letter like any other: Azure says that it has none, and not that it refuses the
/// sign, so that it matches nothing but itself is our decision too.
pub(in crate::world) fn check_credential(
    it: &FederatedCredential,
) -> Result<(), InvalidFederatedCredential> {
    let FederatedCredential {
        issuer,
        subject,
        audiences,
        description,
    } = it;
    let [audience] = audiences.as_slice() else {
        return Err(InvalidFederatedCredential::NotOneAudience);
    };
    if [issuer, subject, audience].iter().any(|it| it.is_empty()) {
        return Err(InvalidFederatedCredential::EmptyProperties);
    }
    let all = [
        ("issuer", issuer),
        ("subject", subject),
        ("audience", audience),
        ("description", description),
    ];
    for (what, text) in all {
        let length = text.chars().count();
        if length > MAX_CHARACTERS {
            let limit = MAX_CHARACTERS;
            return Err(InvalidFederatedCredential::TooLong {
                what,
                length,
                limit,
            });
        }
    }
    Ok(())
}

/// A user-assigned identity and what it has; no other identity can have any (F2.18).
fn parent<'w>(
    world: &'w World,
    reference: &Reference,
) -> Result<(Scope, &'w BTreeMap<Name, FederatedCredential>), Refusal> {
    let is = |kind: &NodeKind| matches!(kind, NodeKind::Identity { .. });
    match existing_of(world, reference, "a user-assigned identity", is) {
        Ok((scope, node)) => match &node.kind {
            NodeKind::Identity {
                federated_credentials,
                ..
            } => Ok((scope, federated_credentials)),
            _ => Err(InvalidFederatedCredential::ParentNotFound.into()),
        },
        Err(Refusal::Gone { .. }) => Err(InvalidFederatedCredential::ParentNotFound.into()),
        Err(refusal) => Err(refusal),
    }
}

/// A credential that becomes another one.
struct Change {
    name: Name,
    from: Option<FederatedCredential>,
    to: Option<FederatedCredential>,
}

impl Change {
    fn of(self, world: &World, identity: Scope, written: Written) -> Consequence {
        let takes_time = world.state.options.delays().federated_credentials > Duration::ZERO;
        let at = world.clock();
        Consequence::FederatedCredentialChanged {
            identity,
            name: self.name,
            from: self.from.map(Box::new),
            to: self.to.map(Box::new),
            at: at.filter(|_| takes_time && written == Written::Now),
        }
    }
}

/// A credential among those that are there; nothing if it is there already.
fn write(
    there: &BTreeMap<Name, FederatedCredential>,
    name: &Name,
    it: &FederatedCredential,
) -> Result<Option<Change>, Refusal> {
    check_name(name)?;
    check_credential(it)?;
    // It keeps the spelling that it has.
    let had = there.get_key_value(name);
    let twin = there.iter().find(|(other, one)| {
        *other != name && one.issuer == it.issuer && one.subject == it.subject
    });
    if let Some((other, _)) = twin {
        let name = other.clone();
        return Err(InvalidFederatedCredential::CombinationExists { name }.into());
    }
    if had.is_none() {
        let what = "federated credentials of one identity";
        check_room(there.len(), FEDERATED_CREDENTIALS, what)?;
    }
    if had.is_some_and(|(_, had)| had == it) {
        return Ok(None);
    }
    Ok(Some(Change {
        name: had.map_or(name, |(name, _)| name).clone(),
        from: had.map(|(_, it)| it.clone()),
        to: Some(it.clone()),
    }))
}

fn check_name(name: &Name) -> Result<(), InvalidFederatedCredential> {
    let text = name.as_str();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_name = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(plain)
        && (3..=120).contains(&text.len());
    match is_name {
        true => Ok(()),
        false => Err(InvalidFederatedCredential::Name { name: name.clone() }),
    }
}
