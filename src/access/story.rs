//! An explanation told for people.

use std::fmt::{self, Display, Formatter};

use super::{Asker, Candidate, DenyStage, Explanation, NearMiss, Reason};
use crate::model::{DenyAssignment, PrincipalType, RoleAssignment};
use crate::world::Seen;

impl Explanation<'_> {
    /// The answer and its reason in one sentence.
    pub fn summary(&self) -> String {
        format!(
            "{} ({}): {}",
            self.decision.verdict(),
            self.decision.reason,
            self.because()
        )
    }

    /// The reason in words; and of what is allowed whether that is so only by a token that outlived something (F1.10).
    pub fn because(&self) -> String {
        match self.outlived() {
            Some(outlived) => format!("{outlived}, {}", self.reason()),
            None => self.reason(),
        }
    }

    fn reason(&self) -> String {
        let (who, on, action) = (self.who(), self.world.name_of(&self.on), &self.action);
        match self.decision.reason {
            Reason::TokenExpired | Reason::OtherAudience | Reason::TokenRevoked => {
                self.refused_token()
            }
            Reason::NoIdentity => self.no_identity(),
            Reason::NoAssignment => {
                format!("{who} has no role anywhere, and is in no group that has one")
            }
            Reason::ScopeElsewhere => format!("{who} has roles, but none at `{on}` or above it"),
            Reason::NotInRole => format!("no role that {who} has at `{on}` includes {action}"),
            Reason::TakenOut => {
                format!("a role that {who} has at `{on}` includes {action} and takes it out again")
            }
            Reason::WrongPlane => {
                let (has, asked) = (action.plane().other(), action.plane());
                format!(
                    "a role that {who} has at `{on}` grants this on the {has} only, and {action} is of the {asked}"
                )
            }
            Reason::IgnoresRoles => format!(
                "{who} has a role at `{on}` that grants {action}, but the vault is under access policies and looks at no role"
            ),
            Reason::OtherDirectory => match self.trusted() {
                Some(tenant) => format!(
                    "{who} would be let do {action} at `{on}`, but the vault trusts the directory {tenant}, which its subscription left"
                ),
                None => self.refused_token(),
            },
            Reason::AccessPolicy => match self.decision.through {
                None => format!("{who} has an access policy on the vault that permits {action}"),
                Some(group) => format!(
                    "group `{}` has an access policy on the vault that permits {action}, and {who} is in it",
                    self.world.name_of_principal(group)
                ),
            },
            Reason::ConditionFalse => format!(
                "{who} has a role at `{on}` that grants {action}, but under a condition that does not hold"
            ),
            Reason::ConditionUnknown => format!(
                "{who} has a role at `{on}` that grants {action}, but nobody can say whether its condition holds"
            ),
            Reason::NotYetEffective => {
                format!("{who} will have a role at `{on}` that grants {action}, but not yet")
            }
            Reason::NotYetPropagated => {
                let before = match self.decision.unsettled_until {
                    Some(until) => format!(" before {until}"),
                    None => String::new(),
                };
                format!(
                    "{who} was given a role at `{on}` that grants {action}, so lately that it need not count{before}"
                )
            }
            Reason::Expired => {
                format!("{who} had a role at `{on}` that grants {action}, but no longer")
            }
            Reason::Granted => match self.decision.unsettled_until {
                None => format!("{who} has a role at `{on}` that grants {action}"),
                Some(until) => format!(
                    "{who} had a role at `{on}` that grants {action}, and it may count until {until}"
                ),
            },
            Reason::Denied => {
                let denial = self.denial().map(|it| self.world.denial(it));
                let denial = denial.unwrap_or_else(|| "a deny assignment".to_owned());
                format!("{who} has a role at `{on}` that grants {action}, but {denial} denies it")
            }
        }
    }

    pub(super) fn who(&self) -> String {
        match self.asker.id() {
            Some(id) => format!("`{}`", self.world.describe_principal(id)),
            None => self
                .asker
                .resource()
                .map_or_else(String::new, |it| format!("`{}`", self.world.name_of(it))),
        }
    }

    fn no_identity(&self) -> String {
        let orphaned = match self.near_misses.first() {
            Some(NearMiss::FormerIdentity(assignment)) => {
                format!(
                    "; its former identity's assignment on `{}` is orphaned",
                    self.world.name_of(&assignment.scope)
                )
            }
            _ => String::new(),
        };
        match &self.asker {
            Asker::NoIdentity { resource } if self.world.node(resource).is_none() => {
                format!(
                    "`{}` does not exist any more, and its identity went with it{orphaned}",
                    self.world.name_of(resource)
                )
            }
            Asker::Deleted { id, .. } if self.world.is_broken(*id) => format!(
                "{} stayed in the directory that its subscription left, and can get no token",
                self.who()
            ),
            Asker::NoIdentity { resource } => {
                let other = match self.world.attachments_of(resource).next() {
                    Some(_) => {
                        "no system-assigned identity; name the user-assigned identity that its code uses"
                    }
                    None => "no identity",
                };
                format!("`{}` has {other}{orphaned}", self.world.name_of(resource))
            }
            _ => format!("{} was deleted and can get no token{orphaned}", self.who()),
        }
    }

    /// How far one candidate came, in words: `Contributor at prod (direct): taken out by …`.
    pub fn candidate_line(&self, candidate: &Candidate<'_>, stage: Reason) -> String {
        let through = match candidate.through {
            None => "direct".to_owned(),
            Some(group) => format!("through {}", self.world.name_of_principal(group)),
        };
        let seen = match candidate.seen {
            Seen::Everywhere => String::new(),
            Seen::NotYetEverywhere(until) => {
                format!("; made or changed so lately that it need not count before {until}")
            }
            Seen::StillSomewhere(until) => {
                format!("; removed or changed so lately that it may count until {until}")
            }
        };
        format!(
            "{} ({through}): {}{seen}",
            self.assignment_line(candidate.assignment),
            self.stage_words(candidate, stage)
        )
    }

    fn stage_words(&self, candidate: &Candidate<'_>, stage: Reason) -> String {
        let blocks = || {
            self.world
                .role_by_id(candidate.assignment.role)
                .into_iter()
                .flat_map(|role| &role.permissions)
        };
        let plane = self.action.plane();
        let time = candidate
            .assignment
            .effective
            .intersect(&candidate.membership);
        match stage {
            Reason::ScopeElsewhere => format!("does not reach `{}`", self.world.name_of(&self.on)),
            Reason::TakenOut => {
                let list = match plane {
                    crate::value::Plane::Control => "not_actions",
                    crate::value::Plane::Data => "not_data_actions",
                };
                let pattern = blocks()
                    .filter(|block| block.included_by(plane, &self.action).is_some())
                    .find_map(|block| block.taken_out_by(plane, &self.action));
                pattern.map_or_else(String::new, |pattern| {
                    format!("taken out by {list} `{pattern}`")
                })
            }
            Reason::WrongPlane => {
                let other = plane.other();
                let pattern = blocks()
                    .filter(|block| block.taken_out_by(other, &self.action).is_none())
                    .find_map(|block| block.included_by(other, &self.action));
                pattern.map_or_else(String::new, |it| {
                    format!("`{it}` is granted on the {} only", plane.other())
                })
            }
            Reason::IgnoresRoles => "the vault looks at access policies, not at roles".to_owned(),
            Reason::OtherDirectory => "the vault trusts another directory".to_owned(),
            Reason::ConditionFalse | Reason::ConditionUnknown => {
                self.condition_words(candidate.assignment)
            }
            Reason::NotYetEffective => match time.and_then(|it| it.from()) {
                Some(from) => format!("counts from {from} on"),
                None => "does not count yet".to_owned(),
            },
            Reason::Expired => match time.and_then(|it| it.until()) {
                Some(until) => format!("counted until {until}"),
                None => "never counts: the assignment and the membership do not meet".to_owned(),
            },
            Reason::Granted | Reason::Denied | Reason::NotYetPropagated => {
                let pattern = blocks().find(|block| block.grants(&self.action));
                let pattern = pattern.and_then(|block| block.included_by(plane, &self.action));
                pattern.map_or_else(String::new, |pattern| format!("granted by `{pattern}`"))
            }
            _ => "does not include the action".to_owned(),
        }
    }

    /// How far one deny assignment comes, in words: `no-deletes at sa1: denies it by …`.
    pub fn denial_line(&self, denial: &DenyAssignment, stage: DenyStage) -> String {
        let plane = self.action.plane();
        let including = || {
            let mut blocks = denial.permissions.iter();
            let pattern = blocks.find_map(|block| block.included_by(plane, &self.action));
            pattern.map_or_else(String::new, ToString::to_string)
        };
        let words = match stage {
            DenyStage::StopsAbove => "does not apply to child scopes".to_owned(),
            DenyStage::NotIncluded => "does not include the action".to_owned(),
            DenyStage::Excepted => {
                let pattern = denial.exception(&self.action);
                let pattern = pattern.map_or_else(String::new, ToString::to_string);
                format!("excepts the action by `{pattern}`")
            }
            DenyStage::NotDenied => format!("does not deny {}", self.who()),
            DenyStage::Spared => format!("spares {}", self.who()),
            DenyStage::Applies => format!("denies it by `{}`", including()),
        };
        let stack = match denial.deployment_stack.is_some() && stage == DenyStage::Applies {
            true => "; the stack's deny settings can spare a principal or an action",
            false => "",
        };
        format!("{}: {words}{stack}", self.world.denial(denial))
    }

    /// A near miss in words.
    pub fn near_miss_line(&self, miss: &NearMiss<'_>) -> String {
        let assignment = miss.assignment().map(|it| self.assignment_line(it));
        let assignment = assignment.unwrap_or_default();
        match miss {
            NearMiss::NotActivated(it) => {
                let (who, what) = (self.who(), self.world.describe_eligibility(it));
                let through = match self.asker.id() == Some(it.principal) {
                    true => String::new(),
                    false => format!(
                        ", through group `{}`",
                        self.world.name_of_principal(it.principal)
                    ),
                };
                format!("{who} is eligible for {what}{through}: activate it")
            }
            NearMiss::AccessPolicy { of, by } => self.policy_miss_line(*of, by),
            NearMiss::FormerIdentity(it) => {
                format!(
                    "{assignment} belongs to {}",
                    self.world.describe_principal(it.principal)
                )
            }
            NearMiss::OtherIdentity {
                identity,
                assignment: it,
            } => {
                let identity = self.world.name_of(identity);
                match self.world.principal(it.principal) {
                    Some(group) if group.principal_type == PrincipalType::Group => format!(
                        "{assignment} belongs to group `{}`, which the attached identity `{identity}` is in; ask as that one",
                        self.world.name_of_principal(group.id)
                    ),
                    _ => format!(
                        "{assignment} belongs to the attached identity `{identity}`; ask as that one"
                    ),
                }
            }
            NearMiss::ScopeElsewhere(_) => {
                format!(
                    "{assignment} would grant it, but does not reach `{}`",
                    self.world.name_of(&self.on)
                )
            }
            NearMiss::GroupNotJoined { group, .. } => {
                let (group, who) = (self.world.name_of_principal(*group), self.who());
                match self.token.is_some() {
                    true => format!(
                        "{assignment} belongs to group `{group}`, which the token of {who} does not state"
                    ),
                    false => {
                        format!("{assignment} belongs to group `{group}`, which {who} is not in")
                    }
                }
            }
        }
    }

    fn assignment_line(&self, assignment: &RoleAssignment) -> String {
        self.world.describe_assignment(assignment)
    }

    fn principal_line(&self) -> String {
        match &self.asker {
            Asker::Directory { id, principal_type } => {
                format!(
                    "{} ({principal_type}, object id {id})",
                    self.world.name_of_principal(*id)
                )
            }
            Asker::ManagedIdentity {
                id,
                resource,
                user_assigned,
            } => {
                let kind = if *user_assigned {
                    "user-assigned identity"
                } else {
                    "system-assigned identity of"
                };
                format!("{kind} {} (object id {id})", self.world.name_of(resource))
            }
            Asker::Deleted { id, .. } => self.world.describe_principal(*id),
            Asker::NoIdentity { resource } => {
                format!("none ({})", self.world.name_of(resource))
            }
        }
    }
}

impl Display for Explanation<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        writeln!(f, "  principal: {}", self.principal_line())?;
        if !self.world.can_hold_assignments(&self.on) {
            let on = self.world.name_of(&self.on);
            writeln!(
                f,
                "  note: `{on}` does not exist any more; this is what holds at its place"
            )?;
        }
        if !self.groups.is_empty() {
            let groups: Vec<String> = self
                .groups
                .iter()
                .map(|it| self.world.name_of_principal(*it))
                .collect();
            writeln!(f, "  groups: {}", groups.join(", "))?;
        }
        if !self.near_misses.is_empty() {
            writeln!(f, "  near misses:")?;
            for miss in &self.near_misses {
                writeln!(f, "    {}", self.near_miss_line(miss))?;
            }
        }
        if !self.candidates.is_empty() || !self.policies.is_empty() {
            writeln!(f, "  considered:")?;
            for policy in &self.policies {
                writeln!(f, "    {}", self.policy_line(policy))?;
            }
            for (candidate, stage) in &self.candidates {
                writeln!(f, "    {}", self.candidate_line(candidate, *stage))?;
            }
        }
        if !self.denials.is_empty() {
            writeln!(f, "  deny assignments:")?;
            for (denial, stage) in &self.denials {
                writeln!(f, "    {}", self.denial_line(denial, *stage))?;
            }
        }
        if !self.other_ways.is_empty() {
            writeln!(f, "  other ways in:")?;
            for way in &self.other_ways {
                writeln!(f, "    {}", self.other_way_line(way))?;
            }
        }
        if let Some(remedy) = &self.remedy {
            writeln!(f, "  cure:")?;
            for command in &remedy.az {
                writeln!(f, "    {command}")?;
            }
        }
        Ok(())
    }
}
