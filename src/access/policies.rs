//! What the access policies of a key vault say to a question (F9.1).
//!
//! A policy belongs to one principal and counts for everything in its vault; of several that somebody has, itself and
//! through groups, each counts by itself.

use std::collections::BTreeSet;

use super::candidate::ways;
use super::{Asker, Explanation, NearMiss, PolicyMiss, Query};
use crate::model::{AccessPolicy, PrincipalId, PrincipalType, Reference};
use crate::value::{Action, Name, Plane, Scope};
use crate::world::{NodeKind, World};

/// An access policy that a principal has on the vault asked about, itself or through a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldPolicy<'w> {
    /// The group through which it has the policy, unless it has it itself.
    pub through: Option<PrincipalId>,
    /// What the policy permits, by kind and name: `secrets/get`.
    pub permissions: &'w BTreeSet<Name>,
    /// Whether that includes the action asked for, and membership in the group counts now.
    pub permits: bool,
}

/// The access policies that bear on a question, whether they count or not.
#[derive(Debug, Clone)]
pub(super) struct Policies {
    pub(super) vault: Scope,
    /// The permissions that the action takes, all of them; none if no policy can permit it.
    pub(super) needed: Vec<Name>,
}

impl Policies {
    /// Those of the vault that a scope is in, for a data action.
    pub(super) fn about(world: &World, action: &Action, on: &Scope) -> Option<Self> {
        if action.plane() != Plane::Data {
            return None;
        }
        let vault = on.containing_resource()?;
        let NodeKind::Resource { resource_type, .. } = &world.node(&vault)?.kind else {
            return None;
        };
        let resource_type = Name::from(resource_type.as_str());
        let (_, service) = world.catalog().service(&resource_type).ok()?;
        if !service.access_policies {
            return None;
        }
        let mut needed: Vec<Name> = service.permissions_for(action).cloned().collect();
        // What roles call `keys/read` is `get` and `list` together: of one key it is the first, of the vault it is both.
        if *on != vault {
            needed.truncate(1);
        }
        Some(Self { vault, needed })
    }

    /// Whether a policy permits the action.
    pub(super) fn permit(&self, permissions: &BTreeSet<Name>) -> bool {
        !self.needed.is_empty() && self.needed.iter().all(|it| permissions.contains(it))
    }

    /// The policies that a principal has, its own first, then those of its groups: of the groups that it is in now, or that
    /// its token states (F7.4).
    pub(super) fn held<'w>(
        &self,
        world: &'w World,
        principal: PrincipalId,
        stated: Option<&[PrincipalId]>,
    ) -> impl Iterator<Item = HeldPolicy<'w>> {
        ways(world, principal, stated).filter_map(move |(through, membership)| {
            let permissions = world.access_policy(&self.vault, through.unwrap_or(principal))?;
            Some(HeldPolicy {
                through,
                permissions,
                permits: self.permit(permissions) && world.counts(&membership),
            })
        })
    }
}

impl World {
    /// The policies that somebody has on the vault asked about.
    pub(super) fn policies_held(
        &self,
        query: &Query,
        answered: Option<PrincipalId>,
    ) -> Vec<HeldPolicy<'_>> {
        let (Some(policies), Some(id)) = (&query.policies, answered) else {
            return Vec::new();
        };
        let held = policies.held(self, id, query.groups.as_deref());
        let mut held: Vec<HeldPolicy<'_>> = held.collect();
        held.sort_by_key(|it| it.through);
        held
    }
}

impl<'w> Explanation<'w> {
    /// The policies that permit the action and miss the question by one fact, in a fixed order: by kind as declared, then
    /// by whose they are.
    pub(super) fn policies_nearby(&self, query: &Query) -> Vec<NearMiss<'w>> {
        let Some(policies) = &query.policies else {
            return Vec::new();
        };
        let near = |of, by| NearMiss::AccessPolicy { of, by };
        if !query.ignores_roles {
            // Beside the vault's way nothing else may be amiss.
            let permitting = self.policies.iter().filter(|it| it.permits);
            let holder = |it: &HeldPolicy<'_>| it.through.or(self.asker.id());
            let mut holders: Vec<PrincipalId> = permitting.filter_map(holder).collect();
            holders.dedup();
            let void = holders.into_iter().map(|of| near(of, PolicyMiss::Void));
            return void.collect();
        }
        let permitting: Vec<PrincipalId> = self
            .world
            .access_policies_of(&policies.vault)
            .filter(|(_, permissions)| policies.permit(permissions))
            .map(|(of, _)| of)
            .collect();
        let mut misses = Vec::new();
        let host = self.asker.resource();
        for of in &permitting {
            let holder = self.world.principal(*of);
            let is_former = holder.is_some_and(|it| it.deleted && it.origin.resource() == host);
            if is_former && host.is_some() {
                misses.push(near(*of, PolicyMiss::FormerIdentity));
            }
        }
        let attached = host
            .into_iter()
            .flat_map(|it| self.world.attachments_of(it));
        for it in attached.filter(|it| !it.dangling && permitting.contains(&it.principal)) {
            let by = PolicyMiss::OtherIdentity(it.identity.clone());
            misses.push(near(it.principal, by));
        }
        let asking = self
            .asker
            .id()
            .filter(|_| self.token.is_some() || !matches!(self.asker, Asker::Deleted { .. }));
        for of in permitting.iter().filter(|_| asking.is_some()) {
            let group = self.world.principal(*of).filter(|it| {
                it.principal_type == PrincipalType::Group
                    && !it.deleted
                    && Some(it.id) != asking
                    && !self.groups.contains(&it.id)
            });
            misses.extend(group.map(|it| near(it.id, PolicyMiss::GroupNotJoined)));
        }
        misses
    }

    /// What one access policy has to do with the answer, in words: `access policy (direct): secrets get list: permits it`.
    pub fn policy_line(&self, policy: &HeldPolicy<'_>) -> String {
        let through = match policy.through {
            None => "direct".to_owned(),
            Some(group) => format!("through {}", self.world.name_of_principal(group)),
        };
        let stage = match (policy.permits, self.world.has_access_policies(&self.on)) {
            (true, true) if self.vault_tenant.is_some() => {
                "would permit it, and the vault trusts another directory"
            }
            (true, true) => "permits it",
            (true, false) => "would permit it, and is void: the vault looks at roles",
            (false, true) => "does not permit it",
            (false, false) => "void: the vault looks at roles",
        };
        let whose = Reference::from("");
        let permissions = AccessPolicy::new(whose, policy.permissions);
        format!("access policy ({through}): {permissions}: {stage}")
    }

    /// A policy that is a near miss, in words.
    pub(super) fn policy_miss_line(&self, of: PrincipalId, by: &PolicyMiss) -> String {
        let holder = self.world.describe_principal(of);
        let policy = format!("the access policy of {holder}");
        match by {
            PolicyMiss::Void => {
                format!("{policy} would permit it, and is void: the vault looks at roles")
            }
            PolicyMiss::FormerIdentity => format!("{policy} permits it, and serves nobody"),
            PolicyMiss::OtherIdentity(identity) => format!(
                "the access policy of the attached identity `{}` permits it; ask as that one",
                self.world.name_of(identity)
            ),
            PolicyMiss::GroupNotJoined => match self.token.is_some() {
                true => format!(
                    "the access policy of group `{holder}` permits it, which the token of {} does not state",
                    self.who()
                ),
                false => format!(
                    "the access policy of group `{holder}` permits it, which {} is not in",
                    self.who()
                ),
            },
        }
    }
}
