//! What almost would have granted: one fact away.

use super::candidate::{assignment_stage, stage_under};
use super::{Asker, Explanation, Query, Reason};
use crate::model::{PrincipalId, PrincipalType, RoleAssignment, RoleEligibility};
use crate::value::{Period, Scope};

/// An assignment or an access policy that grants the action and misses the question by one fact. What is denied besides is
/// told beside it: then one step more is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NearMiss<'w> {
    /// It belongs to an identity that the same resource had before (F1.6, F1.7).
    FormerIdentity(&'w RoleAssignment),
    /// It belongs to a user-assigned identity that the resource has too, or to a group which that one is in.
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
    /// The user, or a group that the user is in, is eligible for a role and has not activated it (F6.5.8).
    NotActivated(&'w RoleEligibility),
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

/// The stages of what is granted and still stopped, whoever of a host's identities asks.
const STOPPED: [Reason; 2] = [Reason::IgnoresRoles, Reason::OtherDirectory];

impl<'w> NearMiss<'w> {
    /// The assignment that would have granted; none where it is an eligibility or an access policy.
    pub fn assignment(&self) -> Option<&'w RoleAssignment> {
        match self {
            Self::FormerIdentity(assignment) | Self::ScopeElsewhere(assignment) => Some(assignment),
            Self::OtherIdentity { assignment, .. } | Self::GroupNotJoined { assignment, .. } => {
                Some(assignment)
            }
            Self::NotActivated(_) | Self::AccessPolicy { .. } => None,
        }
    }
}

impl<'w> Explanation<'w> {
    /// Near misses in a fixed order: by kind as declared, then in the order of candidates, or by the nearest scope and id.
    /// A former identity is one of the same ARM id.
    pub(super) fn find_near_misses(&self, query: &Query) -> Vec<NearMiss<'w>> {
        // Its conditions are held against who asks, or who would have to: an identity that is yet to be has no attributes.
        let grants_to = |assignment: &'w RoleAssignment, who: Option<PrincipalId>| {
            let facts = query.facts(self.world, who);
            assignment_stage(self.world, assignment, facts) == Reason::Granted
        };
        let living = match self.asker {
            Asker::Deleted { .. } if self.token.is_none() => None,
            _ => self.asker.id(),
        };
        let grants = |assignment: &'w RoleAssignment| grants_to(assignment, living);
        let own = |host: &Scope| self.world.node(host)?.own_principal();
        let of_today = self.asker.resource().and_then(own).or(living);
        // What does not count now misses by time as well, and so by more than one fact.
        let is_now = |period: &Period| self.world.counts(period);
        let counts = |it: &RoleAssignment| is_now(&it.effective);
        // The assignments that count here, whoever has them, the nearest first.
        let here: Vec<&'w RoleAssignment> = query
            .chain
            .iter()
            .flat_map(|scope| self.world.assignments_at(scope))
            .filter(|it| counts(it))
            .collect();
        let resource = self.asker.resource();
        let mut misses = Vec::new();
        for assignment in &here {
            let holder = self.world.principal(assignment.principal);
            let same_resource =
                holder.is_some_and(|it| it.deleted && it.origin.resource() == resource);
            if same_resource && resource.is_some() && grants_to(assignment, of_today) {
                misses.push(NearMiss::FormerIdentity(assignment));
            }
        }
        // A vault under access policies, or of another directory, stops the other one as well; what both have is no way past it.
        let is_stopped = |it: &RoleAssignment| {
            let mut own = self.candidates.iter();
            own.any(|(own, stage)| own.assignment.id == it.id && STOPPED.contains(stage))
        };
        let attached = resource.map(|host| self.world.attachments_of(host));
        for other in attached.into_iter().flatten().filter(|it| !it.dangling) {
            let groups = self.world.groups_of(other.principal);
            let groups = groups.filter(|(_, period)| is_now(period));
            let mut holders: Vec<PrincipalId> = groups.map(|(group, _)| group).collect();
            holders.push(other.principal);
            let held = here.iter().filter(|it| {
                holders.contains(&it.principal) && grants_to(it, Some(other.principal))
            });
            misses.extend(held.filter(|it| !is_stopped(it)).map(|assignment| {
                NearMiss::OtherIdentity {
                    identity: other.identity.clone(),
                    assignment,
                }
            }));
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
        if let Some(asking) = living {
            // A way into the group that is over, or not begun, is none; who is a direct member cannot join again.
            let is_in = |group: PrincipalId| match self.token.is_some() {
                true => self.groups.contains(&group),
                false => {
                    let mut groups = self.world.groups_of(asking);
                    let mut members = self.world.members_of(group);
                    groups.any(|(it, when)| it == group && is_now(&when))
                        || members.any(|(it, _)| it == asking)
                }
            };
            for assignment in &here {
                let group = self.world.principal(assignment.principal).filter(|it| {
                    it.principal_type == PrincipalType::Group
                        && !it.deleted
                        && it.id != asking
                        && !is_in(it.id)
                        && grants_to(assignment, Some(asking))
                });
                if let Some(group) = group {
                    misses.push(NearMiss::GroupNotJoined {
                        group: group.id,
                        assignment,
                    });
                }
            }
        }
        misses.extend(self.not_activated(query));
        misses.extend(self.policies_nearby(query));
        misses
    }

    /// What a user could activate now and would be granted by, the nearest first; people alone activate roles.
    fn not_activated(&self, query: &Query) -> impl Iterator<Item = NearMiss<'w>> + use<'w> {
        let user = match self.asker {
            Asker::Directory {
                id,
                principal_type: PrincipalType::User,
            } => Some(id),
            _ => None,
        };
        let distance = |it: &RoleEligibility| query.chain.iter().position(|at| *at == it.scope);
        let eligible = user
            .into_iter()
            .flat_map(|it| self.world.eligibilities_of(it));
        let mut near: Vec<(usize, &'w RoleEligibility)> = eligible
            .filter(|it| {
                let role = self.world.role_by_id(it.role);
                let facts = query.facts(self.world, user);
                role.is_some_and(|role| stage_under(role, None, facts) == Reason::Granted)
            })
            .filter_map(|it| Some((distance(it)?, it)))
            .collect();
        near.sort_by_key(|(distance, it)| (*distance, it.principal, it.role));
        near.into_iter().map(|(_, it)| NearMiss::NotActivated(it))
    }
}

#[cfg(test)]
mod tests {
    use crate::access::{AccessRequest, NearMiss};
    use crate::model::Tenant;
    use crate::value::written;
    use crate::world::World;

    /// The other identity of the host is told once for each assignment that it has, itself or through groups that count now,
    /// and not for one that who asks has as well.
    #[test]
    fn another_identity_may_have_its_role_through_a_group() {
        let read = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
        let cases = [
            (r#"members: ["id1"]"#, true, 1),
            (r#"members: ["id2"]"#, true, 0),
            (
                r#"timed_members: [(member: "id1", until: "2026-01-02T00:00:00Z")]"#,
                true,
                1,
            ),
            (
                r#"timed_members: [(member: "id1", until: "2025-01-02T00:00:00Z")]"#,
                true,
                0,
            ),
            (r#"members: ["id1"]"#, false, 1),
            (r#"members: ["id1", "vm1"]"#, false, 0),
        ];
        for (members, looks_at_roles, expected) in cases {
            let tenant = format!(
                r#"(
                    clock: "2026-01-01T00:00:00Z",
                    groups: {{"g1": ({members}), "g2": (members: ["g1"])}},
                    identities: {{"id1": (), "id2": ()}},
                    resources: {{
                        "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["id1"])),
                        "kv1": (type: "Microsoft.KeyVault/vaults", enable_rbac_authorization: {looks_at_roles}),
                    }},
                    role_assignments: [(principal: "g2", role: "Key Vault Secrets User", scope: "kv1")],
                )"#
            );
            let tenant: Tenant = written().from_str(&tenant).unwrap();
            let world = World::try_from(tenant).unwrap();
            let told = world
                .explain(&AccessRequest::data("vm1", read, "kv1"))
                .unwrap();
            let others = told
                .near_misses
                .iter()
                .filter(|it| matches!(it, NearMiss::OtherIdentity { .. }));
            assert_eq!(
                others.count(),
                expected,
                "{members}, {looks_at_roles}\n{told}"
            );
            let words =
                "belongs to group `g2`, which the attached identity `id1` is in; ask as that one";
            assert_eq!(told.to_string().contains(words), expected > 0, "{told}");
        }
    }
}
