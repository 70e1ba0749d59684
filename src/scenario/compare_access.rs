//! An expected answer compared with the one that is given.

use super::Note;
use super::mismatch::{Compared, Mismatch};
use crate::access::{AccessDecision, ActionRequest, Decision, Explanation, QuestionError, Reason};
use crate::model::Reference;
use crate::value::Action;
use crate::world::{RefusalCode, Subject, World};

/// Compares what is stated of an answer, and no more, with the answer.
pub(super) fn access(
    world: &World,
    explanation: &Explanation<'_>,
    possible: &[Decision],
    is: AccessDecision,
    because: Option<Reason>,
    role: Option<&Reference>,
    through: Option<&Reference>,
    other_ways: Option<&[ActionRequest]>,
) -> Compared {
    let mut expected = vec![is.to_string()];
    if let Some(because) = because {
        expected.push(format!("because {because}"));
    }
    if let Some(role) = role {
        let role = world.role(role).map_err(QuestionError::from)?;
        expected.push(format!("by role {}", role.role_name));
    }
    if let Some(through) = through {
        let through = match world.resolve_principal(through)? {
            Subject::Principal(id) => world.describe_principal(id),
            Subject::NoIdentity(scope) => world.name_of(&scope),
        };
        expected.push(format!("through {through}"));
    }
    if let Some(ways) = other_ways {
        let ways: Result<Vec<Action>, QuestionError> =
            ways.iter().map(|it| it.resolve(world)).collect();
        expected.push(format!("other ways in: {}", listed(ways?)));
    }
    // The same of an answer.
    let got = |decision: &Decision| {
        let mut got = vec![decision.verdict().to_string()];
        if because.is_some() {
            got.push(format!("because {}", decision.reason));
        }
        if role.is_some() {
            let mut candidates = explanation.candidates.iter();
            let of = candidates.find(|(it, _)| Some(it.assignment.id) == decision.assignment);
            let by = of.and_then(|(it, _)| world.role_by_id(it.assignment.role));
            let by = by.map_or("none", |it| it.role_name.as_str());
            got.push(format!("by role {by}"));
        }
        if through.is_some() {
            let group = decision.through.map(|id| world.describe_principal(id));
            let group = group.as_deref().unwrap_or("no group");
            got.push(format!("through {group}"));
        }
        if other_ways.is_some() {
            let ways = explanation.other_ways.iter();
            let ways = listed(ways.map(|it| it.action.clone()).collect());
            got.push(format!("other ways in: {ways}"));
        }
        got
    };
    let others: Vec<Vec<String>> = possible
        .iter()
        .map(got)
        .filter(|it| *it != expected)
        .collect();
    let expected = expected.join(" ");
    Ok(match others.first() {
        None => None,
        Some(other) if others.len() < possible.len() => {
            let got = format!("either that or {}", other.join(" "));
            Some(unsettled(explanation, &expected, &got, is))
        }
        Some(_) => Some(Mismatch {
            code: explanation.decision.reason.as_str(),
            message: format!(
                "expected {expected}, got {}",
                got(&explanation.decision).join(" ")
            ),
            label: explanation.because(),
            notes: notes(explanation, is),
        }),
    })
}

/// What to do where an answer may go either way.
pub(super) const UNSETTLED_HELP: &str =
    "expect what is so by a time, Eventually(within: …, expect: …), or let the time pass: Wait";

/// What is expected may be so, and need not be.
pub(super) fn unsettled(
    explanation: &Explanation<'_>,
    expected: &str,
    got: &str,
    is: AccessDecision,
) -> Mismatch {
    let until = explanation.decision.unsettled_until;
    let before = until.map_or_else(String::new, |it| format!(" before {it}"));
    let mut notes = notes(explanation, is);
    notes.retain(|it| it.kind != "cure");
    notes.push(Note {
        kind: "help",
        text: UNSETTLED_HELP.to_owned(),
    });
    Mismatch {
        code: RefusalCode::Unsettled.as_str(),
        message: format!("expected {expected}, got {got}: it is not settled{before}"),
        label: explanation.because(),
        notes,
    }
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
