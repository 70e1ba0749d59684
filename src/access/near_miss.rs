//! What almost would have granted: one fact away.

use super::candidate::role_stage;
use super::{Asker, Explanation, Query, Reason};
use crate::model::{PrincipalId, PrincipalType, RoleAssignment};
use crate::value::{Period, Phase, Scope};

/// An assignment or an access policy that grants the action and misses the question by one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NearMiss<'w> {
    /// It belongs to an identity that the same resource had before (F1.6, F1.7).
    FormerIdentity(&'w RoleAssignment),
    /// It belongs to a user-assigned identity that the resource has too.
    OtherIdentity {
        /// The identity.
        identity: Scope,
        /// The assignment.
        assignment: &'w RoleAssignment,
    },
    /// The principal has it at another scope.
    ScopeElsewhere(&'w RoleAssignment),
    /// It belongs to a group that the principal is not in.
    GroupNotJoined {
        /// The group.
        group: PrincipalId,
        /// The assignment.
        assignment: &'w RoleAssignment,
    },
    /// An access policy of the vault permits the action (F9.1).
    AccessPolicy {
        /// Whose policy it is.
        of: PrincipalId,
        /// By what it misses.
        by: PolicyMiss,
    },
}

/// By what an access policy misses a question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyMiss {
    /// It is the principal's own or a group's of it, and the vault looks at roles (F9.1).
    Void,
    /// It belongs to an identity that the same resource had before (F1.6, F1.7).
    FormerIdentity,
    /// It belongs to a user-assigned identity that the resource has too.
    OtherIdentity(Scope),
    /// It belongs to a group that the principal is not in.
    GroupNotJoined,
}

impl<'w> NearMiss<'w> {
    /// The assignment that would have granted; none where it is an access policy.
    pub fn assignment(&self) -> Option<&'w RoleAssignment> {
        match self {
            Self::FormerIdentity(assignment) | Self::ScopeElsewhere(assignment) => Some(assignment),
            Self::OtherIdentity { assignment, .. } | Self::GroupNotJoined { assignment, .. } => {
                Some(assignment)
            }
            Self::AccessPolicy { .. } => None,
        }
    }
}

impl<'w> Explanation<'w> {
    /// Near misses in a fixed order: by kind as declared, then in the order of candidates, or by the nearest scope and id.
    /// A former identity is one of the same ARM id.
    pub(super) fn find_near_misses(&self, query: &Query) -> Vec<NearMiss<'w>> {
        let grants = |assignment: &RoleAssignment| {
            self.world
                .role_by_id(assignment.role)
                .is_some_and(|role| role_stage(role, &query.action) == Reason::Granted)
        };
        // What does not count now misses by time as well, and so by more than one fact.
        let is_now = |period: &Period| {
            let now = self.world.clock();
            now.is_none_or(|now| period.at(now) == Phase::Effective)
        };
        let counts = |it: &RoleAssignment| is_now(&it.effective);
        // The assignments that count here, whoever has them, the nearest first.
        let here: Vec<&'w RoleAssignment> = query
            .chain
            .iter()
            .flat_map(|scope| self.world.assignments_at(scope))
            .filter(|it| grants(it) && counts(it))
            .collect();
        let resource = self.asker.resource();
        let mut misses = Vec::new();
        for assignment in &here {
            let holder = self.world.principal(assignment.principal);
            let same_resource =
                holder.is_some_and(|it| it.deleted && it.origin.resource() == resource);
            if same_resource && resource.is_some() {
                misses.push(NearMiss::FormerIdentity(assignment));
            }
        }
        for attached in resource
            .into_iter()
            .flat_map(|host| self.world.attachments_of(host))
        {
            for assignment in here
                .iter()
                .filter(|it| it.principal == attached.principal && !attached.dangling)
            {
                misses.push(NearMiss::OtherIdentity {
                    identity: attached.identity.clone(),
                    assignment,
                });
            }
        }
        for (candidate, stage) in &self.candidates {
            let miss = NearMiss::ScopeElsewhere(candidate.assignment);
            let near = *stage == Reason::ScopeElsewhere
                && grants(candidate.assignment)
                && is_now(&candidate.membership);
            // Two ways into one group are one assignment.
            if near && counts(candidate.assignment) && !misses.contains(&miss) {
                misses.push(miss);
            }
        }
        let asking = self
            .asker
            .id()
            .filter(|_| self.with_token || !matches!(self.asker, Asker::Deleted { .. }));
        if let Some(asking) = asking {
            for assignment in &here {
                let group = self.world.principal(assignment.principal).filter(|it| {
                    it.principal_type == PrincipalType::Group
                        && !it.deleted
                        && it.id != asking
                        && !self.groups.contains(&it.id)
                });
                if let Some(group) = group {
                    misses.push(NearMiss::GroupNotJoined {
                        group: group.id,
                        assignment,
                    });
                }
            }
        }
        misses.extend(self.policies_nearby(query));
        misses
    }
}
