//! The access policies of key vaults: what they may say, and when they can be changed (F9.1).

use std::collections::{BTreeMap, BTreeSet};

use super::assignments::Orphans;
use super::surroundings::not_set;
use super::who::principal;
use super::{Planned, existing, support, wrong_kind};
use crate::catalog::{NotInCatalog, PolicyPermission, Service};
use crate::model::{AccessPolicy, PrincipalId, Reference, Resource};
use crate::value::{Name, Scope, nearest};
use crate::world::state::NodeKind;
use crate::world::{Consequence, Refusal, World};

/// The policies that a new vault is written with. Under roles they are void, as those of a vault that was switched are.
pub(super) fn written(world: &World, vault: &Scope, it: &Resource, orphans: Orphans) -> Planned {
    let mut out: Vec<Consequence> = Vec::new();
    if it.access_policies.is_empty() {
        return Ok(out);
    }
    support::check_access_policies(world, &it.resource_type)?;
    let (_, service) = world.catalog.service(&it.resource_type)?;
    for policy in &it.access_policies {
        let principal = principal(world, &policy.principal, orphans)?;
        let is_same = |it: &Consequence| matches!(it, Consequence::PolicyChanged { principal: of, .. } if *of == principal);
        if out.iter().any(is_same) {
            return Err(Refusal::AlreadyExists {
                what: format!("the access policy of `{}`", policy.principal),
            });
        }
        out.push(Consequence::PolicyChanged {
            vault: vault.clone(),
            principal,
            from: None,
            to: Some(permissions(service, policy)?),
        });
    }
    Ok(out)
}

/// Replaces the policy of a principal as a whole; saying again what is so changes nothing.
pub(super) fn set(world: &World, reference: &Reference, policy: &AccessPolicy) -> Planned {
    let vault = Vault::of(world, reference)?;
    let principal = principal(world, &policy.principal, Orphans::Refused)?;
    let to = Some(permissions(vault.service, policy)?);
    let from = vault.policies.get(&principal).cloned();
    Ok(match from == to {
        true => Vec::new(),
        false => vec![Consequence::PolicyChanged {
            vault: vault.scope,
            principal,
            from,
            to,
        }],
    })
}

/// Whoever had the policy may have been deleted since.
pub(super) fn remove(world: &World, reference: &Reference, of: &Reference) -> Planned {
    let vault = Vault::of(world, reference)?;
    let principal = principal(world, of, Orphans::Allowed)?;
    match vault.policies.get(&principal).cloned() {
        None => Err(not_set(reference, format!("access policy of `{of}`"))),
        from => Ok(vec![Consequence::PolicyChanged {
            vault: vault.scope,
            principal,
            from,
            to: None,
        }]),
    }
}

/// A key vault whose policies can be changed.
struct Vault<'w> {
    scope: Scope,
    service: &'w Service,
    policies: &'w BTreeMap<PrincipalId, BTreeSet<Name>>,
}

impl<'w> Vault<'w> {
    /// While roles decide, whatever would change the policies fails, as Azure's own tools do.
    fn of(world: &'w World, reference: &Reference) -> Result<Self, Refusal> {
        let (scope, node) = existing(world, reference)?;
        let NodeKind::Resource {
            resource_type,
            access_policies,
            policies,
            ..
        } = &node.kind
        else {
            return Err(wrong_kind(reference, node, "a key vault"));
        };
        let resource_type = Name::new(resource_type.as_str());
        support::check_access_policies(world, &resource_type)?;
        let (_, service) = world.catalog.service(&resource_type)?;
        match access_policies {
            true => Ok(Self {
                scope,
                service,
                policies,
            }),
            false => Err(Refusal::AccessPoliciesVoid {
                vault: reference.to_string(),
            }),
        }
    }
}

/// The permissions of a policy, spelled as the catalogue spells them.
fn permissions(service: &Service, policy: &AccessPolicy) -> Result<BTreeSet<Name>, Refusal> {
    let mut permissions = BTreeSet::new();
    for written in policy.permissions() {
        let mut known = service.policy_permissions.iter();
        match known.find(|(name, _)| **name == written) {
            Some((name, PolicyPermission::Permits(_))) => {
                permissions.insert(name.clone());
            }
            Some((_, PolicyPermission::NotModelled)) => {
                return Err(Refusal::NotModelled {
                    feature: "what a permission of access policies permits that has no data action of its own (F9.1)",
                });
            }
            None => return Err(unknown(service, &written)),
        }
    }
    match permissions.is_empty() {
        true => Err(Refusal::EmptyAccessPolicy {
            principal: policy.principal.to_string(),
        }),
        false => Ok(permissions),
    }
}

fn unknown(service: &Service, written: &Name) -> Refusal {
    let known = service.policy_permissions.iter();
    let modelled = known.filter(|(_, it)| **it != PolicyPermission::NotModelled);
    Refusal::Catalog(NotInCatalog {
        what: "permission",
        name: written.to_string(),
        nearest: nearest(written.as_str(), modelled.map(|(name, _)| name.as_str())),
    })
}
