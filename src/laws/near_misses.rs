//! Near misses: what is told is near, and what is near is told.

use super::finding::{Holds, demand, say};
use super::look::{after, at, came_to_a_grant, of, questions, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Caller, Decision, Explanation, NearMiss, PolicyMiss};
use crate::event::{Event, GroupMember, RoleActivation};
use crate::model::{
    AccessPolicy, PrincipalId, PrincipalType, Reference, RoleAssignment, RoleAssignmentSpec,
    RoleEligibility,
};
use crate::value::{Duration, Period, Scope};
use crate::world::RefusalCode;

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "the-near-miss-is-near",
        says: "One step turns a near miss into a yes: the same role here, the same role for who asks, joining the group, activating the role, asking as the other identity, or a vault that looks at its policies again.",
        holds: the_near_miss_is_near,
    },
    Law {
        name: "no-near-miss-is-missed",
        says: "Joining a group, activating a role, asking as another identity of the host, a role that the principal or a group of its has elsewhere now, or one that an identity of the host had before: if it turns the no into a yes, it stands among the near misses.",
        holds: no_near_miss_is_missed,
    },
];

/// Questions are spread over all there are; each costs a fork or several.
const ASKED: usize = 16;

fn the_near_miss_is_near(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    for question in questions(specimen.world(), ASKED) {
        let Ok(explanation) = specimen.explain(&question) else {
            continue;
        };
        for miss in &explanation.near_misses {
            let Some((step, asked)) = one_step(&*specimen, &explanation, miss, &question) else {
                continue;
            };
            let mut closer = specimen.fork();
            let refused = step.iter().find_map(|event| closer.apply(event).err());
            if let Some(refused) = refused {
                let miss = explanation.near_miss_line(miss);
                demand(
                    STANDS_IN_THE_WAY.contains(&refused.code()),
                    || format!("one step from the near miss ({miss}) that can be made"),
                    || refused.to_string(),
                )?;
                continue;
            }
            let answer = closer.check(&asked).map(|it| it.reason);
            let said: Vec<String> = step.iter().map(say).collect();
            demand(
                answer.as_ref().is_ok_and(came_to_a_grant),
                || {
                    let miss = explanation.near_miss_line(miss);
                    let asked = words(&asked);
                    format!(
                        "Allowed one step from the near miss ({miss}), [{}]: {asked}",
                        said.join(", ")
                    )
                },
                || format!("{answer:?}"),
            )?;
        }
    }
    Ok(())
}

/// What may stand between a near miss and its step: the same assignment, over or not begun; a scope where this role cannot
/// be assigned; a circle of groups; the host, which was deleted; that no time can be told; a lock; a limit of rate.
const STANDS_IN_THE_WAY: &[RefusalCode] = &[
    RefusalCode::NotAssignableHere,
    RefusalCode::RoleAssignmentExists,
    RefusalCode::RoleAssignmentUpdateNotPermitted,
    RefusalCode::GroupCycle,
    RefusalCode::Gone,
    RefusalCode::NoClock,
    RefusalCode::ScopeLocked,
    RefusalCode::TimeOutOfRange,
    RefusalCode::TooManyRequests,
];

fn no_near_miss_is_missed(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    // Few questions have anything near them.
    for question in questions(specimen.world(), 2 * ASKED) {
        let Ok(explanation) = specimen.explain(&question) else {
            continue;
        };
        if explanation.decision.is_allowed() {
            continue;
        }
        let refused = Refused {
            specimen: &*specimen,
            question: &question,
            explanation: &explanation,
        };
        refused.tells_former_identities()?;
        refused.tells_other_identities()?;
        refused.tells_roles_elsewhere()?;
        refused.tells_groups_to_join()?;
        refused.tells_roles_to_activate()?;
    }
    Ok(())
}

/// A question whose answer is no.
struct Refused<'s> {
    specimen: &'s dyn Specimen,
    question: &'s AccessRequest,
    explanation: &'s Explanation<'s>,
}

impl Refused<'_> {
    /// What one of these had before would grant, if the host had it again.
    fn tells_former_identities(&self) -> Holds {
        let world = self.specimen.world();
        let Some(host) = self.explanation.asker.resource() else {
            return Ok(());
        };
        let mut today = self.specimen.fork();
        if today.system_assigned_at(host).is_none() {
            let _ = today.apply(&Event::EnableSystemAssigned(at(host)));
        }
        let asked = self.asked_as(host);
        if granted(&*today, &asked).is_some() {
            return Ok(());
        }
        let former = world
            .principals()
            .filter(|it| it.deleted && it.origin.resource() == Some(host));
        let assignments = former.flat_map(|it| world.assignments_of(it.id));
        for was in assignments.filter(|it| self.is_now(&it.effective)) {
            let again = again(was, at(host), at(&was.scope));
            if after_one(&*today, &again, &asked).is_some() {
                let is = |miss: &NearMiss<'_>| matches!(miss, NearMiss::FormerIdentity(it) if it.id == was.id);
                self.tells(&is, &world.describe_principal(was.principal))?;
            }
        }
        Ok(())
    }

    fn tells_other_identities(&self) -> Holds {
        let host = self.explanation.asker.resource().into_iter();
        let attached = host.flat_map(|it| self.specimen.world().attachments_of(it));
        // One that was made again is not the one that is attached (F2.11).
        for other in attached.filter(|it| !it.dangling) {
            if let Some(by) = granted(self.specimen, &self.asked_as(other.identity)) {
                let is = |miss: &NearMiss<'_>| match miss {
                    NearMiss::OtherIdentity {
                        identity,
                        assignment,
                    } => identity == other.identity && Some(assignment.id) == by.assignment,
                    NearMiss::AccessPolicy { by: miss, .. } => {
                        by.assignment.is_none()
                            && *miss == PolicyMiss::OtherIdentity(other.identity.clone())
                    }
                    _ => false,
                };
                self.tells(&is, other.identity.as_str())?;
            }
        }
        Ok(())
    }

    /// Those of the principal itself, and those of its groups.
    fn tells_roles_elsewhere(&self) -> Holds {
        let Some(asking) = self.explanation.asker.id() else {
            return Ok(());
        };
        let world = self.specimen.world();
        let on = &self.explanation.on;
        let groups = world
            .groups_of(asking)
            .filter(|(_, period)| self.is_now(period));
        let holders = std::iter::once(asking).chain(groups.map(|(group, _)| group));
        let assignments = holders.flat_map(|it| world.assignments_of(it));
        for elsewhere in
            assignments.filter(|it| self.is_now(&it.effective) && !it.scope.contains(on))
        {
            let here = again(elsewhere, of(elsewhere.principal), self.question.on.clone());
            if after_one(self.specimen, &here, self.question).is_some() {
                let is = |miss: &NearMiss<'_>| matches!(miss, NearMiss::ScopeElsewhere(it) if it.id == elsewhere.id);
                self.tells(&is, &format!("the role of {}", elsewhere.id))?;
            }
        }
        Ok(())
    }

    /// Each group that grants, and not only the one that is joined: that may be a member of it.
    fn tells_groups_to_join(&self) -> Holds {
        let Some(asking) = self.explanation.asker.id() else {
            return Ok(());
        };
        let world = self.specimen.world();
        let is_group = |it: PrincipalType| it == PrincipalType::Group;
        let groups = world.principals().filter(|it| is_group(it.principal_type));
        for joined in groups {
            let by = after_one(self.specimen, &join(joined.id, asking), self.question);
            // Who is in a group already, at another time, is told so where its assignment is.
            let through = by
                .and_then(|it| it.through)
                .filter(|it| !self.explanation.groups.contains(it));
            if let Some(through) = through {
                let is = |miss: &NearMiss<'_>| match miss {
                    NearMiss::GroupNotJoined { group, .. } => *group == through,
                    NearMiss::AccessPolicy { of, by } => {
                        *of == through && *by == PolicyMiss::GroupNotJoined
                    }
                    _ => false,
                };
                self.tells(&is, &world.describe_principal(through))?;
            }
        }
        Ok(())
    }

    fn tells_roles_to_activate(&self) -> Holds {
        let Some(asking) = self.explanation.asker.id() else {
            return Ok(());
        };
        let world = self.specimen.world();
        for eligible in world.eligibilities() {
            let activate = activation(asking, eligible);
            if after_one(self.specimen, &activate, self.question).is_some() {
                let is = |miss: &NearMiss<'_>| matches!(miss, NearMiss::NotActivated(it) if (it.role, &it.scope) == (eligible.role, &eligible.scope));
                self.tells(&is, &world.describe_eligibility(eligible))?;
            }
        }
        Ok(())
    }

    /// The same question of something else.
    fn asked_as(&self, resource: &Scope) -> AccessRequest {
        asked_as(self.question, resource)
    }

    /// What does not count now misses by time as well, and so is far.
    fn is_now(&self, period: &Period) -> bool {
        self.specimen.world().counts(period)
    }

    fn tells(&self, is: &dyn Fn(&NearMiss<'_>) -> bool, near: &str) -> Holds {
        demand(
            self.explanation.near_misses.iter().any(is),
            || format!("told that {near} is near, asked {}", words(self.question)),
            || "not a word of it".to_owned(),
        )
    }
}

/// The answer, if it is yes.
fn granted(specimen: &dyn Specimen, question: &AccessRequest) -> Option<Decision> {
    specimen.check(question).ok().filter(|it| it.is_allowed())
}

/// The answer after something happened, if it can happen and the answer is yes.
fn after_one(specimen: &dyn Specimen, event: &Event, question: &AccessRequest) -> Option<Decision> {
    let mut closer = specimen.fork();
    closer.apply(event).ok()?;
    granted(&*closer, question)
}

/// The same question of something else.
fn asked_as(question: &AccessRequest, resource: &Scope) -> AccessRequest {
    AccessRequest {
        caller: Caller::Principal(at(resource)),
        ..question.clone()
    }
}

/// The same role under the same condition, for somebody and somewhere.
fn again(it: &RoleAssignment, who: Reference, on: Reference) -> Event {
    let condition = it.condition.as_ref().map(ToString::to_string);
    Event::AssignRole(RoleAssignmentSpec {
        condition,
        ..RoleAssignmentSpec::new(who, it.role.to_string(), on)
    })
}

fn join(group: PrincipalId, member: PrincipalId) -> Event {
    Event::AddMember(GroupMember {
        group: of(group),
        member: of(member),
        from: None,
        until: None,
    })
}

/// An hour of a role, for somebody who is eligible for it.
fn activation(who: PrincipalId, it: &RoleEligibility) -> Event {
    Event::ActivateRole(RoleActivation {
        principal: of(who),
        role: Reference::from(it.role.to_string()),
        scope: at(&it.scope),
        duration: Duration::from_seconds(3_600),
    })
}

/// What makes a hit of a near miss, and the question that it is a hit for.
fn one_step(
    specimen: &dyn Specimen,
    explanation: &Explanation<'_>,
    miss: &NearMiss<'_>,
    question: &AccessRequest,
) -> Option<(Vec<Event>, AccessRequest)> {
    let same_question = question.clone();
    Some(match miss {
        NearMiss::ScopeElsewhere(it) => {
            let assign = again(it, of(it.principal), question.on.clone());
            (vec![assign], same_question)
        }
        NearMiss::FormerIdentity(it) => {
            // The identity that the host has now, or gets.
            let host = explanation.asker.resource()?;
            let mut step = Vec::new();
            if specimen.system_assigned_at(host).is_none() {
                step.push(Event::EnableSystemAssigned(at(host)));
            }
            step.push(again(it, at(host), at(&it.scope)));
            (step, asked_as(question, host))
        }
        NearMiss::OtherIdentity { identity, .. } => (Vec::new(), asked_as(question, identity)),
        NearMiss::GroupNotJoined { group, .. } => {
            (vec![join(*group, explanation.asker.id()?)], same_question)
        }
        NearMiss::AccessPolicy { of, by } => {
            return policy_step(specimen, explanation, *of, by, question);
        }
        NearMiss::NotActivated(it) => {
            let activate = activation(explanation.asker.id()?, it);
            (vec![activate], same_question)
        }
    })
}

/// The same for an access policy.
fn policy_step(
    specimen: &dyn Specimen,
    explanation: &Explanation<'_>,
    of_whom: PrincipalId,
    by: &PolicyMiss,
    question: &AccessRequest,
) -> Option<(Vec<Event>, AccessRequest)> {
    let vault = explanation.on.containing_resource()?;
    Some(match by {
        PolicyMiss::Void => {
            let back = Event::SetRbacAuthorization(at(&vault), false);
            (vec![back], question.clone())
        }
        PolicyMiss::OtherIdentity(identity) => (Vec::new(), asked_as(question, identity)),
        PolicyMiss::FormerIdentity => {
            let host = explanation.asker.resource()?;
            let mut step = Vec::new();
            if specimen.system_assigned_at(host).is_none() {
                step.push(Event::EnableSystemAssigned(at(host)));
            }
            let mut policies = specimen.world().access_policies_of(&vault);
            let (_, permissions) = policies.find(|(id, _)| *id == of_whom)?;
            let policy = AccessPolicy::new(at(host), permissions);
            step.push(Event::set_access_policy(at(&vault), policy));
            (step, asked_as(question, host))
        }
        PolicyMiss::GroupNotJoined => {
            let join = join(of_whom, explanation.asker.id()?);
            (vec![join], question.clone())
        }
    })
}
