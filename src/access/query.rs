//! The question with every name resolved, and the decision.

use std::collections::BTreeMap;

use super::candidate::{self, Candidate, Place};
use super::condition::Facts;
use super::policies::Policies;
use super::{
    AccessRequest, Caller, DENIED_ONLY_IF_GRANTED, Decision, QuestionError, Reason, denial,
    unsettled,
};
use crate::model::{Circumstances, PrincipalId, TenantId};
use crate::value::{Action, Period, Plane, Scope};
use crate::world::{Revision, Seen, Subject, World};

/// A question with every name resolved, good for one state of one world.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) revision: Revision,
    /// Who asks; nobody if there is no identity.
    pub(super) principal: Option<PrincipalId>,
    /// The groups that its token states, if it asks with one; then it may have been deleted since.
    pub(super) groups: Option<Vec<PrincipalId>>,
    /// Why its token gets nobody in, if it asks with one that does not.
    pub(super) refused: Option<Reason>,
    pub(super) action: Action,
    /// What else conditions may look at (F8.4).
    pub(super) circumstances: Circumstances,
    pub(super) on: Scope,
    /// The scope and those above it, nearest first.
    pub(super) chain: Vec<Scope>,
    /// Whether the target looks at access policies instead of roles (F9).
    pub(super) ignores_roles: bool,
    /// The directory that the target trusts, where that is not the one of its subscription (F1.15); none on the control plane.
    pub(super) vault_tenant: Option<TenantId>,
    /// The access policies that bear on it, whether they count or not; none on the control plane (F9.1).
    pub(super) policies: Option<Policies>,
}

/// A query was asked of another state than it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the world has changed since the query was made; make it anew")]
pub struct StaleQuery;

impl Query {
    pub(super) fn new(
        world: &World,
        principal: Option<PrincipalId>,
        groups: Option<Vec<PrincipalId>>,
        (action, circumstances): (Action, Circumstances),
        on: Scope,
    ) -> Self {
        Self {
            revision: world.revision(),
            principal,
            groups,
            refused: None,
            ignores_roles: action.plane() == Plane::Data && world.has_access_policies(&on),
            vault_tenant: match action.plane() {
                Plane::Data => world.vault_tenant(&on),
                Plane::Control => None,
            },
            policies: Policies::about(world, &action, &on),
            action,
            circumstances,
            chain: world.ancestors(&on),
            on,
        }
    }

    /// Whether it stops at a vault that trusts another directory (F1.15). One that was left behind trusts tokens of the old
    /// directory still; that idsim never says yes to one is our decision.
    pub(super) fn is_of_other_directory(&self) -> bool {
        self.vault_tenant.is_some()
    }

    pub(super) fn in_circumstances(self, circumstances: Circumstances) -> Self {
        Self {
            circumstances,
            ..self
        }
    }

    /// The plane of what is asked.
    pub(super) fn plane(&self) -> Plane {
        self.action.plane()
    }

    /// The ways in which a principal has what it has.
    pub(super) fn ways(
        &self,
        world: &World,
        principal: PrincipalId,
    ) -> impl Iterator<Item = (Option<PrincipalId>, Period)> {
        candidate::ways(world, principal, self.groups.as_deref())
    }

    /// Everybody whose assignments a principal has, each with the ways in which it has them.
    pub(super) fn holders(
        &self,
        world: &World,
        principal: PrincipalId,
    ) -> BTreeMap<PrincipalId, Vec<(Option<PrincipalId>, Period)>> {
        let mut holders: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (through, membership) in self.ways(world, principal) {
            let holder = through.unwrap_or(principal);
            holders
                .entry(holder)
                .or_default()
                .push((through, membership));
        }
        holders
    }

    /// The assignments that could grant it to a principal.
    pub(super) fn candidates<'w>(
        &self,
        world: &'w World,
        principal: PrincipalId,
    ) -> impl Iterator<Item = Candidate<'w>> {
        candidate::of(world, principal, self.groups.as_deref(), self.plane())
    }

    /// What conditions find when a principal asks this, or when there is nobody yet who could.
    pub(super) fn facts<'a>(
        &'a self,
        world: &'a World,
        principal: Option<PrincipalId>,
    ) -> Facts<'a> {
        Facts::of(
            world,
            principal,
            &self.action,
            &self.on,
            &self.circumstances,
        )
    }
}

impl World {
    /// Resolves every name of a question. May allocate.
    ///
    /// Access is a matter of scopes: a question about a resource that is no more is answered for its place, by what is
    /// assigned above it. Azure would say of an allowed request that the resource is not found.
    ///
    /// # Errors
    /// The question names something that was never heard of, or is malformed.
    pub fn query(&self, request: &AccessRequest) -> Result<Query, QuestionError> {
        let action = request.action.resolve(self)?;
        let (subject, groups) = request.caller.resolve(self)?;
        let principal = match subject {
            Subject::Principal(id) => Some(id),
            Subject::NoIdentity(_) => None,
        };
        let on = self.resolve_scope(&request.on)?;
        let circumstances = request.circumstances(self, &on)?;
        let refused = match &request.caller {
            Caller::Principal(_) => None,
            Caller::Token(token) => self.refuses(token, &action, &on),
        };
        let groups = groups.map(<[PrincipalId]>::to_vec);
        Ok(Query {
            refused,
            ..Query::new(self, principal, groups, (action, circumstances), on)
        })
    }

    /// Answers. Allocates nothing, unless a role assignment was changed so lately that it is not seen everywhere; takes time
    /// in proportion to the assignments of the principal and its groups and to the length of their conditions, and, where a
    /// role grants, to the deny assignments at and above the scope times the groups.
    ///
    /// # Errors
    /// The world has changed since the query was made.
    ///
    /// ```
    /// use idsim::{AccessRequest, Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let query = world.query(&AccessRequest::control("alice", "Microsoft.Compute/disks/read", "resource-group"))?;
    /// assert!(world.decide(&query).is_ok());
    /// world.apply(Event::create_user("bob"))?;
    /// assert!(world.decide(&query).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decide(&self, query: &Query) -> Result<Decision, StaleQuery> {
        match self.is_at(&query.revision) {
            true => Ok(self.decide_now(query)),
            false => Err(StaleQuery),
        }
    }

    /// The answer about a principal, every name being resolved.
    pub(crate) fn decide_on(
        &self,
        principal: PrincipalId,
        action: &Action,
        circumstances: &Circumstances,
        on: &Scope,
    ) -> Decision {
        let what = (action.clone(), circumstances.clone());
        self.decide_now(&Query::new(self, Some(principal), None, what, on.clone()))
    }

    /// Allowed by an access policy of its own, or else by that of the first group by object id, where policies decide.
    fn permitted(&self, query: &Query, principal: PrincipalId) -> Option<Decision> {
        let policies = query.policies.as_ref().filter(|_| query.ignores_roles)?;
        let held = policies.held(self, principal, query.groups.as_deref());
        // Nobody comes before any group.
        let through = held.filter(|it| it.permits).map(|it| it.through).min()?;
        Some(Decision {
            through,
            ..Decision::because(match query.is_of_other_directory() {
                true => Reason::OtherDirectory,
                false => Reason::AccessPolicy,
            })
        })
    }

    /// The furthest stage of all candidates, and the first of them in order that reached it.
    pub(super) fn decide_now(&self, query: &Query) -> Decision {
        if let Some(reason) = query.refused {
            return Decision::because(reason);
        }
        let principal = query
            .principal
            .and_then(|id| self.principal(id))
            .filter(|principal| !principal.deleted || query.groups.is_some());
        let Some(principal) = principal else {
            return Decision::because(Reason::NoIdentity);
        };
        if let Some(decision) = self.permitted(query, principal.id) {
            return decision;
        }
        let mut best: Option<(Reason, Place<'_>)> = None;
        let mut is_settled = true;
        for candidate in query.candidates(self, principal.id) {
            is_settled &= candidate.seen == Seen::Everywhere;
            let stage = candidate.stage(self, query, principal.id);
            // Where it stands among the others matters only if none of them came further.
            if best.as_ref().is_some_and(|(reason, _)| stage < *reason) {
                continue;
            }
            let place = candidate.place(self, query);
            if best
                .as_ref()
                .is_none_or(|(reason, first)| stage > *reason || place < *first)
            {
                best = Some((stage, place));
            }
        }
        let reason = best
            .as_ref()
            .map_or(Reason::NoAssignment, |(reason, _)| *reason);
        let deny = match reason == Reason::Granted || !DENIED_ONLY_IF_GRANTED {
            true => denial::responsible(self, query, Some(principal.id)),
            false => None,
        };
        let place = best.map(|(_, place)| place);
        Decision {
            reason: deny.map_or(reason, |_| Reason::Denied),
            assignment: place.as_ref().map(|it| it.assignment),
            through: place.and_then(|it| it.through),
            deny: deny.map(|it| it.id),
            unsettled_until: match is_settled {
                true => None,
                false => unsettled::until(self, query, principal.id),
            },
        }
    }
}
