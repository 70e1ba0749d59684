//! Answers about access, as JSON.

use serde::Serialize;

use super::condition::ValueForm;
use super::json::pretty;
use crate::access::{
    AppliedCondition, Asker, Explanation, Finding, HeldPolicy, NearMiss, PolicyMiss, Remedy, Truth,
};
use crate::event::Event;
use crate::model::{
    DenyAssignment, DenyAssignmentId, PrincipalId, RoleAssignment, RoleAssignmentId,
};
use crate::value::{Action, Name, Plane, Scope, Timestamp};
use crate::world::World;

/// An answer without its story: `{"verdict", "reason", "because", "principal", "action", "on", "assignment", "through", "deny"}`.
///
/// `world` is the one that was asked.
pub fn decision_json(world: &World, explanation: &Explanation<'_>) -> String {
    pretty(&DecisionForm::of(world, explanation))
}

/// An answer with its whole story: the fields of [`decision_json`], then
/// `"groups", "near_misses", "considered", "deny_assignments", "policies", "other_ways", "cure": {"events", "az"}`.
///
/// A candidate has `"conditions": [{"of", "text", "truth", "findings": [{"part", "truth", "values", "text"}]}]`.
///
/// `world` is the one that was asked.
///
/// ```
/// use idsim::{AccessRequest, Event, World, report};
///
/// let mut world = World::new();
/// world.apply(Event::create_user("alice"))?;
/// let read = AccessRequest::control("alice", "Microsoft.Compute/disks/read", "resource-group");
/// let json = report::explanation_json(&world, &world.explain(&read)?);
/// assert!(json.contains(r#""reason": "NoAssignment""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explanation_json(world: &World, explanation: &Explanation<'_>) -> String {
    pretty(&ExplanationForm {
        decision: DecisionForm::of(world, explanation),
        groups: explanation
            .groups
            .iter()
            .map(|id| PrincipalForm::of(world, *id))
            .collect(),
        near_misses: explanation
            .near_misses
            .iter()
            .map(|it| NearMissForm::of(world, explanation, it))
            .collect(),
        considered: explanation
            .candidates
            .iter()
            .map(|(candidate, stage)| CandidateForm {
                assignment: AssignmentForm::of(world, candidate.assignment),
                through: candidate.through.map(|id| PrincipalForm::of(world, id)),
                stage: stage.as_str(),
                conditions: explanation
                    .conditions_of(candidate.assignment)
                    .iter()
                    .map(ConditionForm::from)
                    .collect(),
                text: explanation.candidate_line(candidate, *stage),
            })
            .collect(),
        deny_assignments: explanation
            .denials
            .iter()
            .map(|(denial, stage)| DenialForm {
                denial: DenyForm::from(*denial),
                stage: format!("{stage:?}"),
                text: explanation.denial_line(denial, *stage),
            })
            .collect(),
        policies: explanation
            .policies
            .iter()
            .map(|it| PolicyForm::of(world, explanation, it))
            .collect(),
        other_ways: explanation
            .other_ways
            .iter()
            .map(|it| OtherWayForm {
                action: ActionForm::from(it.action),
                at: &it.at,
                text: explanation.other_way_line(it),
            })
            .collect(),
        cure: explanation.remedy.as_ref().map(CureForm::from),
    })
}

#[derive(Serialize)]
struct DecisionForm<'e> {
    verdict: String,
    reason: &'static str,
    because: String,
    principal: AskerForm<'e>,
    action: ActionForm<'e>,
    on: &'e Scope,
    assignment: Option<AssignmentForm<'e>>,
    through: Option<PrincipalForm>,
    deny: Option<DenyForm<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsettled_until: Option<Timestamp>,
}

#[derive(Serialize)]
struct ExplanationForm<'e> {
    #[serde(flatten)]
    decision: DecisionForm<'e>,
    groups: Vec<PrincipalForm>,
    near_misses: Vec<NearMissForm<'e>>,
    considered: Vec<CandidateForm<'e>>,
    deny_assignments: Vec<DenialForm<'e>>,
    policies: Vec<PolicyForm<'e>>,
    other_ways: Vec<OtherWayForm<'e>>,
    cure: Option<CureForm<'e>>,
}

/// Who asked: the kind is `directory`, `managed_identity`, `deleted` or `no_identity`.
#[derive(Serialize)]
struct AskerForm<'e> {
    kind: &'static str,
    id: Option<PrincipalId>,
    resource: Option<&'e Scope>,
}

#[derive(Serialize)]
struct PrincipalForm {
    id: PrincipalId,
    name: String,
}

#[derive(Serialize)]
struct ActionForm<'e> {
    plane: Plane,
    name: &'e str,
}

#[derive(Serialize)]
struct AssignmentForm<'e> {
    id: RoleAssignmentId,
    role: String,
    scope: &'e Scope,
    principal: PrincipalForm,
}

#[derive(Serialize)]
struct EligibilityForm<'e> {
    role: String,
    scope: &'e Scope,
    principal: PrincipalForm,
}

#[derive(Serialize)]
struct CandidateForm<'e> {
    assignment: AssignmentForm<'e>,
    through: Option<PrincipalForm>,
    stage: &'static str,
    conditions: Vec<ConditionForm>,
    text: String,
}

/// A condition of the role's own (`role`) or of the assignment (`assignment`), and what decides whether it holds.
#[derive(Serialize)]
struct ConditionForm {
    of: &'static str,
    text: String,
    truth: Truth,
    findings: Vec<FindingForm>,
}

#[derive(Serialize)]
struct FindingForm {
    part: String,
    truth: Truth,
    values: Vec<ValueForm>,
    text: String,
}

/// A deny assignment, by what finds it again.
#[derive(Serialize)]
pub(super) struct DenyForm<'e> {
    id: DenyAssignmentId,
    name: &'e Name,
    scope: &'e Scope,
}

#[derive(Serialize)]
struct DenialForm<'e> {
    #[serde(flatten)]
    denial: DenyForm<'e>,
    stage: String,
    text: String,
}

#[derive(Serialize)]
struct PolicyForm<'e> {
    through: Option<PrincipalForm>,
    permissions: Vec<&'e str>,
    permits: bool,
    text: String,
}

#[derive(Serialize)]
struct OtherWayForm<'e> {
    action: ActionForm<'e>,
    at: &'e Scope,
    text: String,
}

/// The kind is `former_identity`, `other_identity`, `scope_elsewhere`, `group_not_joined`, or `not_activated`, which has an
/// eligibility in place of an assignment; for access policies, which have neither, `void_policy`, `former_identity_policy`,
/// `other_identity_policy` or `group_not_joined_policy`.
#[derive(Serialize)]
struct NearMissForm<'e> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignment: Option<AssignmentForm<'e>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eligibility: Option<EligibilityForm<'e>>,
    text: String,
}

#[derive(Serialize)]
struct CureForm<'e> {
    events: &'e [Event],
    az: &'e [String],
}

impl<'e> DecisionForm<'e> {
    fn of(world: &'e World, it: &'e Explanation<'_>) -> Self {
        let responsible = it.responsible().map(|(candidate, _)| candidate.assignment);
        Self {
            verdict: it.decision.verdict().to_string(),
            reason: it.decision.reason.as_str(),
            because: it.because(),
            principal: AskerForm {
                kind: asker_kind(&it.asker),
                id: it.asker.id(),
                resource: it.asker.resource(),
            },
            action: ActionForm::from(&it.action),
            on: &it.on,
            assignment: responsible.map(|it| AssignmentForm::of(world, it)),
            through: it.decision.through.map(|id| PrincipalForm::of(world, id)),
            deny: it.denial().map(DenyForm::from),
            unsettled_until: it.decision.unsettled_until,
        }
    }
}

fn asker_kind(principal: &Asker) -> &'static str {
    match principal {
        Asker::Directory { .. } => "directory",
        Asker::ManagedIdentity { .. } => "managed_identity",
        Asker::Deleted { .. } => "deleted",
        Asker::NoIdentity { .. } => "no_identity",
    }
}

impl PrincipalForm {
    fn of(world: &World, id: PrincipalId) -> Self {
        Self {
            id,
            name: world.name_of_principal(id),
        }
    }
}

impl<'e> From<&'e Action> for ActionForm<'e> {
    fn from(it: &'e Action) -> Self {
        Self {
            plane: it.plane(),
            name: it.as_str(),
        }
    }
}

impl<'e> AssignmentForm<'e> {
    fn of(world: &World, it: &'e RoleAssignment) -> Self {
        Self {
            id: it.id,
            role: world.name_of_role(it.role),
            scope: &it.scope,
            principal: PrincipalForm::of(world, it.principal),
        }
    }
}

impl From<&AppliedCondition<'_>> for ConditionForm {
    fn from(it: &AppliedCondition<'_>) -> Self {
        Self {
            of: match it.is_of_role {
                true => "role",
                false => "assignment",
            },
            text: it.condition.to_string(),
            truth: it.truth,
            findings: it.findings.iter().map(FindingForm::from).collect(),
        }
    }
}

impl From<&Finding<'_>> for FindingForm {
    fn from(it: &Finding<'_>) -> Self {
        Self {
            part: it.part.to_string(),
            truth: it.truth,
            values: it.values.iter().map(ValueForm::from).collect(),
            text: it.to_string(),
        }
    }
}

impl<'e> From<&'e DenyAssignment> for DenyForm<'e> {
    fn from(it: &'e DenyAssignment) -> Self {
        Self {
            id: it.id,
            name: &it.name,
            scope: &it.scope,
        }
    }
}

impl<'e> PolicyForm<'e> {
    fn of(world: &World, explanation: &Explanation<'_>, it: &HeldPolicy<'e>) -> Self {
        Self {
            through: it.through.map(|id| PrincipalForm::of(world, id)),
            permissions: it.permissions.iter().map(Name::as_str).collect(),
            permits: it.permits,
            text: explanation.policy_line(it),
        }
    }
}

impl<'e> NearMissForm<'e> {
    fn of(world: &World, explanation: &Explanation<'_>, it: &NearMiss<'e>) -> Self {
        Self {
            kind: match it {
                NearMiss::FormerIdentity(_) => "former_identity",
                NearMiss::OtherIdentity { .. } => "other_identity",
                NearMiss::ScopeElsewhere(_) => "scope_elsewhere",
                NearMiss::GroupNotJoined { .. } => "group_not_joined",
                NearMiss::NotActivated(_) => "not_activated",
                NearMiss::AccessPolicy { by, .. } => match by {
                    PolicyMiss::Void => "void_policy",
                    PolicyMiss::FormerIdentity => "former_identity_policy",
                    PolicyMiss::OtherIdentity(_) => "other_identity_policy",
                    PolicyMiss::GroupNotJoined => "group_not_joined_policy",
                },
            },
            assignment: it.assignment().map(|it| AssignmentForm::of(world, it)),
            eligibility: match it {
                NearMiss::NotActivated(it) => Some(EligibilityForm {
                    role: world.name_of_role(it.role),
                    scope: &it.scope,
                    principal: PrincipalForm::of(world, it.principal),
                }),
                _ => None,
            },
            text: explanation.near_miss_line(it),
        }
    }
}

impl<'e> From<&'e Remedy> for CureForm<'e> {
    fn from(it: &'e Remedy) -> Self {
        Self {
            events: &it.events,
            az: &it.az,
        }
    }
}
