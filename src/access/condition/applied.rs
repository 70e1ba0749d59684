//! The conditions of an assignment, as a question finds them.

use super::{Facts, Finding, Truth};
use crate::access::Explanation;
use crate::model::{Condition, RoleAssignment};

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
        let (Some(asking), Some(role)) = (self.asker.id(), self.world.role_by_id(assignment.role))
        else {
            return Vec::new();
        };
        let facts = Facts::of(
            self.world,
            asking,
            &self.action,
            &self.on,
            &self.circumstances,
        )
        .under(role);
        let granting = role.permissions.iter().filter(|it| it.grants(&self.action));
        let own = granting.filter_map(|it| it.condition.as_ref());
        let of_role = own.map(|it| (true, it));
        let all = of_role.chain(assignment.condition.iter().map(|it| (false, it)));
        all.map(|(is_of_role, condition)| AppliedCondition {
            is_of_role,
            condition,
            truth: facts.weigh(condition.expression()),
            findings: facts.findings(condition.expression()),
        })
        .collect()
    }
}
