//! What becomes due as time passes: nobody does anything, and something is otherwise.

use std::collections::BTreeSet;

use super::state::NodeKind;
use super::{Consequence, World};
use crate::model::{
    PrincipalId, RoleAssignment, RoleAssignmentId, RoleDefinitionId, RoleEligibility, Token,
};
use crate::value::{Duration, Name, Period, Plane, Scope, Timestamp};

/// Something that is otherwise from a moment on.
///
/// What becomes due at one moment does so in the order of these kinds, and within one kind by object ids and names: for the
/// answers it makes no difference, since each looks at the clock alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Due {
    /// A role assignment ends.
    AssignmentEnds(RoleAssignment),
    /// A role assignment begins.
    AssignmentBegins(RoleAssignment),
    /// A membership ends.
    MembershipEnds {
        /// The group.
        group: PrincipalId,
        /// Who is in it no more.
        member: PrincipalId,
    },
    /// A membership begins.
    MembershipBegins {
        /// The group.
        group: PrincipalId,
        /// Who is in it from now on.
        member: PrincipalId,
    },
    /// A client secret expires.
    SecretEnds {
        /// The service principal.
        principal: PrincipalId,
        /// The secret's name.
        name: Name,
    },
    /// A client secret can be used.
    SecretBegins {
        /// The service principal.
        principal: PrincipalId,
        /// The secret's name.
        name: Name,
    },
    /// Somebody is eligible for a role no more (F6.5.8).
    EligibilityEnds(RoleEligibility),
    /// Somebody is eligible for a role (F6.5.8).
    EligibilityBegins(RoleEligibility),
    /// A token that is kept expires: the next request gets a new one (F3.5.1).
    TokenExpires {
        /// The resource whose code gets it.
        host: Scope,
        /// The token.
        token: Box<Token>,
    },
    /// A role assignment that was made or changed counts everywhere (F6.5.9).
    AssignmentCounts {
        /// The assignment, as it counts.
        assignment: RoleAssignment,
        /// Where that is so only on one plane.
        plane: Option<Plane>,
    },
    /// A role assignment that was removed counts nowhere any more (F6.5.9).
    RemovalCounts {
        /// The assignment that there was.
        assignment: RoleAssignment,
        /// Where that is so only on one plane.
        plane: Option<Plane>,
    },
    /// The directory is alike everywhere about a principal that was made (F5.8).
    PrincipalReplicated(PrincipalId),
    /// A federated identity credential that was written is known everywhere as it is (F2.20).
    CredentialKnown {
        /// The identity.
        identity: Scope,
        /// The credential's name.
        name: Name,
    },
    /// Somebody who was deleted can be restored no more (F1.9.1).
    PrincipalPurged(PrincipalId),
    /// A key vault that was deleted can be recovered no more, and its name is free (F1.9.2).
    VaultPurged(Scope),
}

/// What a period of time is of, or what lasts until a moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matter {
    Assignment(RoleAssignmentId),
    Membership(PrincipalId, PrincipalId),
    Secret(PrincipalId, Name),
    Eligibility(PrincipalId, RoleDefinitionId, Scope),
    Token(Scope, PrincipalId, String),
    Credential(Scope, Name),
    Purge(PrincipalId),
    VaultPurge(Scope),
}

impl World {
    /// Everything that becomes due after `from` and not after `to`, in order.
    pub(super) fn due(&self, from: Timestamp, to: Timestamp) -> Vec<Consequence> {
        let mut due: Vec<(Timestamp, Due)> = self
            .index
            .due(from, to)
            .filter_map(|(at, matter)| Some((at, self.what_is_due(matter, at)?)))
            .collect();
        due.extend(self.seen_everywhere(from, to));
        due.extend(self.replicated(from, to));
        // What is of one kind stands in order already.
        due.sort_by_key(|(at, due)| (*at, due.rank()));
        due.into_iter()
            .map(|(at, what)| Consequence::BecameDue { at, what })
            .collect()
    }

    /// The moments after now, and not after `to`, at which an answer can change though nothing happens: when something becomes
    /// due, when a request stops counting towards a limit of rate (F3.4.3), and those that conditions name.
    pub fn moments(&self, to: Timestamp) -> Vec<Timestamp> {
        let Some(now) = self.clock() else {
            return Vec::new();
        };
        let due = self.due(now, to).into_iter();
        let mut moments: BTreeSet<Timestamp> = due
            .filter_map(|it| match it {
                Consequence::BecameDue { at, .. } => Some(at),
                _ => None,
            })
            .collect();
        // What an assignment was counts where a change of it is not seen yet.
        let assignments = || {
            let earlier = self.state.assignment_changes.earlier();
            self.role_assignments().chain(earlier)
        };
        let bounds = assignments().flat_map(|it| [it.effective.from(), it.effective.until()]);
        let blocks = self.custom_roles().flat_map(|role| &role.permissions);
        let of_roles = blocks.filter_map(|block| block.condition.as_ref());
        let conditions = assignments().filter_map(|it| it.condition.as_ref());
        let named = conditions
            .chain(of_roles)
            .flat_map(|it| it.expression().moments());
        let named = named.flat_map(|it| it.seconds_around());
        // From the second after a revocation on there are new tokens (F3.5.5).
        let second = Duration::from_seconds(1);
        let revoked = self.state.tokens_revoked.values();
        let revoked = revoked.map(|at| at.saturating_add(second));
        let within = |it: &Timestamp| *it > now && *it <= to;
        let all = named.chain(bounds.flatten()).chain(revoked);
        moments.extend(all.chain(self.counted_until()).filter(within));
        moments.into_iter().collect()
    }

    fn what_is_due(&self, matter: &Matter, at: Timestamp) -> Option<Due> {
        let ends = |it: Period| it.until() == Some(at);
        Some(match matter {
            Matter::Assignment(id) => {
                let it = self.role_assignment(*id)?.clone();
                match ends(it.effective) {
                    true => Due::AssignmentEnds(it),
                    false => Due::AssignmentBegins(it),
                }
            }
            Matter::Membership(group, member) => {
                let (group, member) = (*group, *member);
                match ends(*self.state.memberships.get(&(group, member))?) {
                    true => Due::MembershipEnds { group, member },
                    false => Due::MembershipBegins { group, member },
                }
            }
            Matter::Secret(principal, name) => {
                let key = (*principal, name.clone());
                let ends = ends(*self.state.secrets.get(&key)?);
                let (principal, name) = key;
                match ends {
                    true => Due::SecretEnds { principal, name },
                    false => Due::SecretBegins { principal, name },
                }
            }
            Matter::Eligibility(principal, role, scope) => {
                let it = self.eligibility(*principal, *role, scope)?.clone();
                match ends(it.effective) {
                    true => Due::EligibilityEnds(it),
                    false => Due::EligibilityBegins(it),
                }
            }
            Matter::Credential(identity, name) => Due::CredentialKnown {
                identity: self.node(identity).map(|_| identity.clone())?,
                name: name.clone(),
            },
            Matter::Purge(principal) => Due::PrincipalPurged(*principal),
            Matter::VaultPurge(vault) => Due::VaultPurged(vault.clone()),
            Matter::Token(host, principal, audience) => {
                let NodeKind::Resource { tokens, .. } = &self.node(host)?.kind else {
                    return None;
                };
                let token = tokens.get(&(*principal, audience.clone()))?.clone();
                Due::TokenExpires {
                    host: host.clone(),
                    token: Box::new(token),
                }
            }
        })
    }
}

impl Due {
    /// Its place among what becomes due at one moment.
    fn rank(&self) -> u8 {
        match self {
            Self::AssignmentEnds(_) => 0,
            Self::AssignmentBegins(_) => 1,
            Self::MembershipEnds { .. } => 2,
            Self::MembershipBegins { .. } => 3,
            Self::SecretEnds { .. } => 4,
            Self::SecretBegins { .. } => 5,
            Self::EligibilityEnds(_) => 6,
            Self::EligibilityBegins(_) => 7,
            Self::TokenExpires { .. } => 8,
            Self::AssignmentCounts { .. } => 9,
            Self::RemovalCounts { .. } => 10,
            Self::PrincipalReplicated(_) => 11,
            Self::CredentialKnown { .. } => 12,
            Self::PrincipalPurged(_) => 13,
            Self::VaultPurged(_) => 14,
        }
    }

    /// What is so from now on, in words.
    pub(super) fn in_words(&self, world: &World) -> String {
        let holds = |it: &RoleAssignment| {
            let (who, what) = (world.called(it.principal), world.describe_assignment(it));
            format!("{who} has {what}")
        };
        let on = |plane: &Option<Plane>| match plane {
            None => String::new(),
            Some(plane) => format!(" on the {plane}"),
        };
        match self {
            Self::AssignmentEnds(it) => format!("{} no more: its time is over", holds(it)),
            Self::AssignmentBegins(it) => format!("{} now: its time has come", holds(it)),
            Self::MembershipEnds { group, member } => format!(
                "{} is in group {} no more: its time is over",
                world.called(*member),
                world.called(*group)
            ),
            Self::MembershipBegins { group, member } => format!(
                "{} is in group {} now: its time has come",
                world.called(*member),
                world.called(*group)
            ),
            Self::SecretEnds { principal, name } => {
                format!("the secret {name} of {} expires", world.called(*principal))
            }
            Self::SecretBegins { principal, name } => format!(
                "the secret {name} of {} can be used now",
                world.called(*principal)
            ),
            Self::EligibilityEnds(it) => format!(
                "{} is eligible for {} no more: its time is over",
                world.called(it.principal),
                world.describe_eligibility(it)
            ),
            Self::EligibilityBegins(it) => format!(
                "{} is eligible for {} now: its time has come",
                world.called(it.principal),
                world.describe_eligibility(it)
            ),
            Self::TokenExpires { host, token } => format!(
                "{} that is kept on {} expires",
                world.token_of(token),
                world.name_of(host)
            ),
            Self::AssignmentCounts { assignment, plane } => {
                format!("that {} counts everywhere{}", holds(assignment), on(plane))
            }
            Self::RemovalCounts { assignment, plane } => format!(
                "that {} no more counts everywhere{}",
                holds(assignment),
                on(plane)
            ),
            Self::PrincipalReplicated(id) => {
                format!("the directory knows {} everywhere", world.called(*id))
            }
            Self::CredentialKnown { identity, name } => format!(
                "what the federated credential {name} of {} is, is known everywhere",
                world.name_of(identity)
            ),
            Self::PrincipalPurged(id) => format!("{} can be restored no more", world.called(*id)),
            Self::VaultPurged(vault) => {
                format!("{} is purged: its name is free", world.name_of(vault))
            }
        }
    }
}
