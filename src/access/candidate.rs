//! The assignments that could grant, their order, and how far each comes.

use super::condition::{Facts, Truth};
use super::{Query, Reason};
use crate::model::{
    Condition, Permission, PrincipalId, RoleAssignment, RoleAssignmentId, RoleDefinition,
};
use crate::value::{Action, Name, Period, Phase, Plane};
use crate::world::{Form, Seen, World};

/// An assignment that a principal has, itself or through a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'w> {
    /// The assignment.
    pub assignment: &'w RoleAssignment,
    /// The group through which the principal has it, unless it has it itself.
    pub through: Option<PrincipalId>,
    /// When the membership in that group counts.
    pub membership: Period,
    /// How widely it is seen in this form (F6.5.9).
    pub seen: Seen,
    /// Whether it counts where changes are seen as late as can be.
    pub at_latest: bool,
}

/// Where a candidate stands among the others; the least is first. Never the order of insertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place<'w> {
    /// How many steps up the scope of the assignment is; the most if it is elsewhere.
    distance: usize,
    indirect: bool,
    role_name: Option<&'w Name>,
    pub(super) assignment: RoleAssignmentId,
    pub(super) through: Option<PrincipalId>,
}

/// Every assignment that a principal has, itself or through a group (F6.1, F7): through the groups that its token states,
/// where it asks with one (F7.4). One that was changed lately is there in each form in which it may be seen (F6.5.9).
pub(super) fn of<'w>(
    world: &'w World,
    principal: PrincipalId,
    stated: Option<&[PrincipalId]>,
    plane: Plane,
) -> impl Iterator<Item = Candidate<'w>> {
    ways(world, principal, stated).flat_map(move |(through, membership)| {
        world
            .assignments_seen(through.unwrap_or(principal), plane)
            .map(move |form| Candidate::of(form, through, membership))
    })
}

/// The ways in which a principal has something: itself, always; then through each of its groups, while it is in that, or
/// through those that its token states (F7.4).
pub(super) fn ways(
    world: &World,
    principal: PrincipalId,
    stated: Option<&[PrincipalId]>,
) -> impl Iterator<Item = (Option<PrincipalId>, Period)> {
    let current = stated.is_none().then(|| world.groups_of(principal));
    let stated = stated.into_iter().flatten();
    let groups = stated.map(|group| (*group, Period::always()));
    let groups = current.into_iter().flatten().chain(groups);
    let through = groups.map(|(group, membership)| (Some(group), membership));
    std::iter::once((None, Period::always())).chain(through)
}

impl<'w> Candidate<'w> {
    /// A form of an assignment, in a way that somebody has it.
    pub(super) fn of(form: Form<'w>, through: Option<PrincipalId>, membership: Period) -> Self {
        Self {
            assignment: form.assignment,
            through,
            membership,
            seen: form.seen,
            at_latest: form.at_latest,
        }
    }

    /// How far it comes, where changes are seen as late as can be.
    pub(super) fn stage(&self, world: &World, query: &Query, asking: PrincipalId) -> Reason {
        match self.stage_once_seen(world, query, asking) {
            Reason::Granted if !self.at_latest => Reason::NotYetPropagated,
            stage => stage,
        }
    }

    /// How far it comes where it is seen.
    pub(super) fn stage_once_seen(
        &self,
        world: &World,
        query: &Query,
        asking: PrincipalId,
    ) -> Reason {
        if !query.chain.contains(&self.assignment.scope) {
            return Reason::ScopeElsewhere;
        }
        match assignment_stage(world, self.assignment, query.facts(world, Some(asking))) {
            Reason::Granted => match self.time_stage(world) {
                Reason::Granted if query.ignores_roles => Reason::IgnoresRoles,
                Reason::Granted if query.is_of_other_directory() => Reason::OtherDirectory,
                stage => stage,
            },
            stage => stage,
        }
    }

    /// Both the assignment and the membership must count now. Without a clock all do, always.
    fn time_stage(&self, world: &World) -> Reason {
        let Some(now) = world.clock() else {
            return Reason::Granted;
        };
        match (self.assignment.effective.at(now), self.membership.at(now)) {
            (Phase::Effective, Phase::Effective) => Reason::Granted,
            (Phase::Over, _) | (_, Phase::Over) => Reason::Expired,
            _ => Reason::NotYetEffective,
        }
    }

    pub(super) fn place(&self, world: &'w World, query: &Query) -> Place<'w> {
        Place {
            distance: query
                .chain
                .iter()
                .position(|scope| *scope == self.assignment.scope)
                .unwrap_or(usize::MAX),
            indirect: self.through.is_some(),
            role_name: world
                .role_by_id(self.assignment.role)
                .map(|role| &role.role_name),
            assignment: self.assignment.id,
            through: self.through,
        }
    }
}

/// How far an assignment takes a question, wherever and whenever it counts: as far as its role, and no further than a
/// condition that does not hold. Both have to hold, that of the block that grants and that of the assignment (F8.1).
pub(super) fn assignment_stage<'w>(
    world: &'w World,
    assignment: &'w RoleAssignment,
    facts: Facts<'w>,
) -> Reason {
    match world.role_by_id(assignment.role) {
        Some(role) => stage_under(role, assignment.condition.as_ref(), facts),
        None => Reason::NotInRole,
    }
}

/// The same of a role under a condition, or under none but its own.
pub(super) fn stage_under<'w>(
    role: &'w RoleDefinition,
    condition: Option<&Condition>,
    facts: Facts<'w>,
) -> Reason {
    let facts = facts.under(role);
    let holds = |it: Option<&Condition>| match it {
        Some(it) => facts.weigh(it.expression()),
        None => Truth::True,
    };
    furthest(role, facts.action(), |block| {
        let both = holds(block.condition.as_ref()).min(holds(condition));
        match both {
            Truth::False => Reason::ConditionFalse,
            Truth::Unknown => Reason::ConditionUnknown,
            Truth::True => Reason::Granted,
        }
    })
}

/// How far a role takes an action by what is written in it, its conditions apart.
pub(super) fn role_stage(role: &RoleDefinition, action: &Action) -> Reason {
    furthest(role, action, |_| Reason::Granted)
}

/// The furthest that any block of a role reaches on either plane, each by itself (F6.2.4, F6.2.5); `granted` says how far a
/// block does that grants the action.
fn furthest(
    role: &RoleDefinition,
    action: &Action,
    granted: impl Fn(&Permission) -> Reason,
) -> Reason {
    let (plane, other) = (action.plane(), action.plane().other());
    let block_stage = |block: &Permission| {
        let own = match (
            block.included_by(plane, action),
            block.taken_out_by(plane, action),
        ) {
            (None, _) => Reason::NotInRole,
            (Some(_), Some(_)) => Reason::TakenOut,
            (Some(_), None) => granted(block),
        };
        let grants_elsewhere = block.included_by(other, action).is_some()
            && block.taken_out_by(other, action).is_none();
        match grants_elsewhere {
            true => own.max(Reason::WrongPlane),
            false => own,
        }
    };
    role.permissions
        .iter()
        .map(block_stage)
        .max()
        .unwrap_or(Reason::NotInRole)
}
