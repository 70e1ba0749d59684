//! An expected answer compared with the one that is given.

use super::Note;
use super::held::Held;
use super::mismatch::{Compared, Mismatch, Unanswerable};
use crate::access::{AccessDecision, ActionRequest, Caller, Explanation, QuestionError, Reason};
use crate::model::Reference;
use crate::value::{Action, Name};
use crate::world::{Subject, World};

/// Who asks: a principal, or whoever brings a token that is held.
pub(super) fn caller(
    principal: Option<&Reference>,
    with: Option<&Name>,
    held: &Held,
) -> Result<Caller, Unanswerable> {
    match (principal, with) {
        (Some(principal), None) => Ok(Caller::Principal(principal.clone())),
        (None, Some(name)) => Ok(Caller::Token(Box::new(held.get(name)?.clone()))),
        (None, None) => Err(Unanswerable::WhoAsks(
            "nothing says who asks: state `principal`, or `with` and the name of a token that is held",
        )),
        (Some(_), Some(_)) => Err(Unanswerable::WhoAsks(
            "who asks is said twice: a token says whom it speaks for; state `principal` or `with`",
        )),
    }
}

/// Compares what is stated of an answer, and no more, with the answer.
pub(super) fn access(
    world: &World,
    explanation: &Explanation<'_>,
    is: AccessDecision,
    because: Option<Reason>,
    role: Option<&Reference>,
    through: Option<&Reference>,
    other_ways: Option<&[ActionRequest]>,
) -> Compared {
    let decision = explanation.decision;
    let mut expected = vec![is.to_string()];
    let mut got = vec![decision.verdict().to_string()];
    if let Some(because) = because {
        expected.push(format!("because {because}"));
        got.push(format!("because {}", decision.reason));
    }
    if let Some(role) = role {
        let role = world.role(role).map_err(QuestionError::from)?;
        let responsible = decision.assignment.and_then(|id| world.role_assignment(id));
        let by = responsible.and_then(|it| world.role_by_id(it.role));
        expected.push(format!("by role {}", role.role_name));
        got.push(format!(
            "by role {}",
            by.map_or("none", |it| it.role_name.as_str())
        ));
    }
    if let Some(through) = through {
        let through = match world.resolve_principal(through)? {
            Subject::Principal(id) => world.describe_principal(id),
            Subject::NoIdentity(scope) => world.name_of(&scope),
        };
        let group = decision.through.map(|id| world.describe_principal(id));
        expected.push(format!("through {through}"));
        got.push(format!(
            "through {}",
            group.as_deref().unwrap_or("no group")
        ));
    }
    if let Some(ways) = other_ways {
        let ways: Result<Vec<Action>, QuestionError> =
            ways.iter().map(|it| it.resolve(world)).collect();
        expected.push(format!("other ways in: {}", listed(ways?)));
        let ways = explanation.other_ways.iter();
        got.push(format!(
            "other ways in: {}",
            listed(ways.map(|it| it.action.clone()).collect())
        ));
    }
    Ok((expected != got).then(|| Mismatch {
        code: decision.reason.as_str(),
        message: format!("expected {}, got {}", expected.join(" "), got.join(" ")),
        label: explanation.because(),
        notes: notes(explanation, is),
    }))
}

/// Actions in order, however they are written.
fn listed(mut actions: Vec<Action>) -> String {
    actions.sort_by(|a, b| a.folded().cmp(b.folded()));
    let names: Vec<&str> = actions.iter().map(Action::folded).collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}

/// What led to the answer, and what would turn it round.
pub(super) fn notes(explanation: &Explanation<'_>, expected: AccessDecision) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |kind, text| notes.push(Note { kind, text });
    for miss in &explanation.near_misses {
        note("near miss", explanation.near_miss_line(miss));
    }
    for policy in &explanation.policies {
        note("considered", explanation.policy_line(policy));
    }
    for (candidate, stage) in &explanation.candidates {
        note("considered", explanation.candidate_line(candidate, *stage));
    }
    for (denial, stage) in &explanation.denials {
        note("deny assignment", explanation.denial_line(denial, *stage));
    }
    for way in &explanation.other_ways {
        note("other way in", explanation.other_way_line(way));
    }
    // What would turn the answer round is a cure only if another answer was expected.
    if expected == AccessDecision::Allowed {
        for command in explanation.remedy.iter().flat_map(|it| &it.az) {
            note("cure", command.clone());
        }
    }
    notes
}
