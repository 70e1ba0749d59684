//! The conditions of an assignment, as a question finds them.

use super::{Facts, Finding, Truth};
use crate::access::Explanation;
use crate::model::{Condition, Permission, RoleAssignment};
use crate::world::World;

/// A condition that has to hold for an assignment to grant what is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedCondition<'e> {
    /// Whether it is the role's own, of the block that grants; otherwise the assignment's (F8.1).
    pub is_of_role: bool,
    /// The condition.
    pub condition: &'e Condition,
    /// Whether it holds.
    pub truth: Truth,
    /// What that is due to.
    pub findings: Vec<Finding<'e>>,
}

impl Explanation<'_> {
    /// The conditions under which an assignment grants what is asked for, each with what it comes to: those of the blocks of its
    /// role that grant it, then its own.
    ///
    /// ```
    /// use idsim::{AccessRequest, Event, RoleAssignmentSpec, Truth, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let assignment = RoleAssignmentSpec::new("alice", "Reader", "resource-group");
    /// world.apply(Event::AssignRole(assignment.under("@Environment[isPrivateLink] BoolEquals true")))?;
    /// let explanation = world.explain(&AccessRequest::control("alice", "Microsoft.Compute/disks/read", "resource-group"))?;
    /// let (candidate, _) = &explanation.candidates[0];
    /// let conditions = explanation.conditions_of(candidate.assignment);
    /// assert_eq!(conditions[0].truth, Truth::Unknown);
    /// assert!(conditions[0].findings[0].to_string().starts_with("`@Environment[isPrivateLink]` is not supplied"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn conditions_of<'e>(
        &'e self,
        assignment: &'e RoleAssignment,
    ) -> Vec<AppliedCondition<'e>> {
        let facts = self.facts();
        let applied = facts.map(|it| it.conditions(self.world, assignment));
        applied.unwrap_or_default()
    }

    /// What conditions find, whatever they are of; nothing if there is nobody to ask for.
    pub(super) fn facts(&self) -> Option<Facts<'_>> {
        let asking = self.asker.id()?;
        let (action, on) = (&self.action, &self.on);
        Some(Facts::of(
            self.world,
            Some(asking),
            action,
            on,
            &self.circumstances,
        ))
    }
}

impl Facts<'_> {
    /// The conditions of the blocks that grant, then that of the assignment.
    fn conditions<'c>(
        self,
        world: &'c World,
        assignment: &'c RoleAssignment,
    ) -> Vec<AppliedCondition<'c>> {
        let role = world.role_by_id(assignment.role);
        let facts = role.map_or(self, |it| self.under(it));
        let blocks = role.into_iter().flat_map(|it| &it.permissions);
        let granting = blocks.filter(move |it| it.grants(self.action));
        let own = granting.filter_map(|it| it.condition.as_ref());
        let of_role = own.map(|it| (true, it));
        let all = of_role.chain(assignment.condition.iter().map(|it| (false, it)));
        all.map(move |(is_of_role, condition)| AppliedCondition {
            is_of_role,
            condition,
            truth: facts.weigh(condition.expression()),
            findings: facts.findings(condition.expression()),
        })
        .collect()
    }

    /// The condition that stops an assignment: its own, or that of the block that comes furthest, where no block grants without
    /// one; of the two the one that holds less.
    pub(in crate::access) fn stopping<'c>(
        self,
        world: &'c World,
        assignment: &'c RoleAssignment,
    ) -> Option<AppliedCondition<'c>> {
        let role = world.role_by_id(assignment.role)?;
        let is_free = |it: &Permission| it.condition.is_none() && it.grants(self.action);
        let (blocks, own): (Vec<_>, Vec<_>) = self
            .conditions(world, assignment)
            .into_iter()
            .partition(|it| it.is_of_role);
        let blocks = blocks
            .into_iter()
            .filter(|_| !role.permissions.iter().any(is_free));
        let block = blocks.max_by_key(|it| it.truth);
        block
            .into_iter()
            .chain(own)
            .filter(|it| it.truth != Truth::True)
            .min_by_key(|it| it.truth)
    }
}
