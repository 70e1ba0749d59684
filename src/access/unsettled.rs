//! Answers that may go either way, because a change of a role assignment is not seen everywhere yet (F6.5.9).
//!
//! Each changed assignment is seen in one of the forms that it has had since anybody must have seen a change; which one, may be
//! different from place to place, and of one assignment has nothing to do with another.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::candidate::{Candidate, Place};
use super::{Decision, Query, Reason, StaleQuery, denial};
use crate::model::{PrincipalId, RoleAssignmentId, RoleDefinition};
use crate::value::{Period, Timestamp};
use crate::world::{Form, Seen, World};

/// Until when the answer may be another one; nothing if it is certain now.
pub(super) fn until(world: &World, query: &Query, asking: PrincipalId) -> Option<Timestamp> {
    let changed = changed(world, query, asking);
    let settled = query
        .candidates(world, asking)
        .any(|it| it.seen == Seen::Everywhere && grants(&it, world, query, asking));
    let mut moments: Vec<Timestamp> = changed
        .iter()
        .flat_map(|it| it.earlier.iter().map(|(_, until)| *until))
        .collect();
    moments.sort();
    // What is denied is not allowed either way.
    if denial::responsible(world, query, Some(asking)).is_some() {
        return None;
    }
    let may_go_either_way = |now: Option<Timestamp>| {
        let can = changed.iter().any(|it| it.forms(now).any(|grants| grants));
        let must = settled || changed.iter().any(|it| it.forms(now).all(|grants| grants));
        can && !must
    };
    if !may_go_either_way(None) {
        return None;
    }
    let mut later = moments.into_iter();
    later.find(|moment| !may_go_either_way(Some(*moment)))
}

fn grants(it: &Candidate<'_>, world: &World, query: &Query, asking: PrincipalId) -> bool {
    it.stage_once_seen(world, query, asking) == Reason::Granted
}

/// A changed assignment, as it bears on a question: whether each of its forms grants.
struct Changed {
    earlier: Vec<(bool, Timestamp)>,
    now: bool,
}

impl Changed {
    /// The forms in which it may be seen at a moment; now, if none is said.
    fn forms(&self, at: Option<Timestamp>) -> impl Iterator<Item = bool> {
        let earlier = self.earlier.iter();
        let seen = earlier.filter(move |(_, until)| at.is_none_or(|at| *until > at));
        seen.map(|(grants, _)| *grants).chain([self.now])
    }
}

fn changed(world: &World, query: &Query, asking: PrincipalId) -> Vec<Changed> {
    let mut found = Vec::new();
    for (through, membership) in query.ways(world, asking) {
        let holder = through.unwrap_or(asking);
        for (_, forms) in world.unsettled_assignments(holder, query.plane()) {
            let grants_as = |assignment| {
                let candidate = Candidate {
                    assignment,
                    through,
                    membership,
                    seen: Seen::Everywhere,
                    at_latest: true,
                };
                grants(&candidate, world, query, asking)
            };
            let earlier = forms.earlier.iter();
            found.push(Changed {
                earlier: earlier
                    .map(|(was, until)| (was.is_some_and(grants_as), *until))
                    .collect(),
                now: forms.now.is_some_and(grants_as),
            });
        }
    }
    found
}

/// The form that comes least far.
fn least<'w>(forms: &[Option<Rank<'w>>]) -> Option<Rank<'w>> {
    forms.iter().min().copied().flatten()
}

/// How far a form comes, the furthest being the greatest; of those as far the first in order.
type Rank<'w> = (Reason, Reverse<Place<'w>>);

impl World {
    /// Every answer that may be given now, the least far first: one where every change of an assignment is seen everywhere
    /// (F6.5.9).
    ///
    /// # Errors
    /// The world has changed since the query was made.
    ///
    /// ```
    /// use idsim::{AccessRequest, Event, Reason, Tenant, World};
    ///
    /// let tenant: Tenant = ron::from_str(r#"(clock: Some("2026-01-01T00:00:00Z"), options: (delays: Some(Azure)))"#)?;
    /// let mut world = World::try_from(tenant)?;
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::Wait("1h".parse()?))?;
    /// world.apply(Event::assign_role("alice", "Reader", "resource-group"))?;
    /// let read = AccessRequest::control("alice", "Microsoft.Compute/disks/read", "resource-group");
    /// let reasons = |world: &World| -> Result<Vec<Reason>, Box<dyn std::error::Error>> {
    ///     Ok(world.possible(&world.query(&read)?)?.iter().map(|it| it.reason).collect())
    /// };
    /// assert_eq!(reasons(&world)?, [Reason::NoAssignment, Reason::Granted]);
    /// world.apply(Event::Wait("10m".parse()?))?;
    /// assert_eq!(reasons(&world)?, [Reason::Granted]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn possible(&self, query: &Query) -> Result<Vec<Decision>, StaleQuery> {
        match self.is_at(&query.revision) {
            true => Ok(self.possible_answers(query)),
            false => Err(StaleQuery),
        }
    }

    /// The role that an answer is due to.
    pub(crate) fn responsible_role(
        &self,
        query: &Query,
        decision: &Decision,
    ) -> Option<&RoleDefinition> {
        let mut candidates = query
            .principal
            .into_iter()
            .flat_map(|id| query.candidates(self, id));
        let of = candidates.find(|it| Some(it.assignment.id) == decision.assignment)?;
        self.role_by_id(of.assignment.role)
    }

    /// Every answer that may be given to a query of now.
    pub(crate) fn possible_answers(&self, query: &Query) -> Vec<Decision> {
        let decision = self.decide_now(query);
        let by_roles = ![Reason::NoIdentity, Reason::AccessPolicy].contains(&decision.reason);
        let by_roles = by_roles && query.refused.is_none();
        let asking = query.principal.filter(|_| by_roles);
        let changes = |id: &PrincipalId| {
            let mut candidates = query.candidates(self, *id);
            candidates.any(|it| it.seen != Seen::Everywhere)
        };
        let Some(asking) = asking.filter(changes) else {
            return vec![decision];
        };
        // Each assignment with the forms in which it may be seen; where it need not be seen at all, nothing is one of them.
        let mut forms: BTreeMap<RoleAssignmentId, Vec<Option<Rank<'_>>>> = BTreeMap::new();
        for (holder, ways) in query.holders(self, asking) {
            for form in self.assignments_seen(holder, query.plane()) {
                let rank = self.rank(query, asking, form, &ways);
                forms.entry(form.assignment.id).or_default().push(rank);
            }
            for (id, it) in self.unsettled_assignments(holder, query.plane()) {
                let mut earlier = it.earlier.iter();
                if it.now.is_none() || earlier.any(|(was, _)| was.is_none()) {
                    forms.entry(id).or_default().push(None);
                }
            }
        }
        // One decides if every other assignment can be seen in a form that does not come as far.
        let mut possible: Vec<Option<Rank<'_>>> = Vec::new();
        for (key, own) in &forms {
            let others = forms.iter().filter(|(other, _)| *other != key);
            let bound = others.map(|(_, it)| least(it)).max().flatten();
            possible.extend(own.iter().filter(|it| **it >= bound && it.is_some()));
        }
        if forms.values().all(|it| least(it).is_none()) {
            possible.push(None);
        }
        possible.sort();
        possible.dedup();
        let deny = denial::responsible(self, query, Some(asking)).map(|it| it.id);
        let answer = |rank: Option<Rank<'_>>| {
            let reason = rank.map_or(Reason::NoAssignment, |(reason, _)| reason);
            let deny = deny.filter(|_| reason == Reason::Granted);
            let place = rank.map(|(_, Reverse(place))| place);
            Decision {
                reason: deny.map_or(reason, |_| Reason::Denied),
                assignment: place.map(|it| it.assignment),
                through: place.and_then(|it| it.through),
                deny,
                unsettled_until: decision.unsettled_until,
            }
        };
        let mut answers: Vec<Decision> = possible.into_iter().map(answer).collect();
        answers.dedup();
        answers
    }

    /// How far a form comes: what is seen of an assignment is seen whichever way one has it.
    fn rank<'w>(
        &'w self,
        query: &'w Query,
        asking: PrincipalId,
        form: Form<'w>,
        ways: &[(Option<PrincipalId>, Period)],
    ) -> Option<Rank<'w>> {
        let ranks = ways.iter().map(|(through, membership)| {
            let it = Candidate::of(form, *through, *membership);
            let stage = it.stage_once_seen(self, query, asking);
            (stage, Reverse(it.place(self, query)))
        });
        ranks.max()
    }
}
