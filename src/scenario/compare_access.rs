//! An expected answer compared with the one that is given.

use super::Note;
use super::held::Held;
use super::mismatch::{Compared, Mismatch, Unanswerable};
use crate::access::{
    AccessDecision, AccessRequest, ActionRequest, Caller, Decision, Explanation, Query,
    QuestionError, Reason,
};
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

/// What is stated of an answer.
pub(super) struct Stated<'e> {
    pub(super) is: AccessDecision,
    pub(super) because: Option<Reason>,
    pub(super) role: Option<&'e Reference>,
    pub(super) through: Option<&'e Reference>,
    pub(super) other_ways: Option<&'e [ActionRequest]>,
}

/// Compares what is stated of an answer, and no more, with every answer that may be given. The story is told only where it is
/// asked for, or where something is otherwise.
pub(super) fn access(world: &World, request: &AccessRequest, stated: &Stated<'_>) -> Compared {
    let expected = stated.in_words(world)?;
    let query = world.query(request)?;
    let ways = match stated.other_ways {
        Some(_) => {
            let ways = world.explain(request)?.other_ways;
            Some(listed(
                ways.into_iter().map(|it| it.action.clone()).collect(),
            ))
        }
        None => None,
    };
    let got = |decision: &Decision| stated.got(world, &query, decision, ways.as_deref());
    let possible = world.possible_answers(&query);
    let mut others = possible.iter().map(got).filter(|it| *it != expected);
    let Some(other) = others.next() else {
        return Ok(None);
    };
    let explanation = world.explain(request)?;
    if others.count() + 1 < possible.len() {
        let got = format!("either that or {other}");
        return Ok(Some(unsettled(&explanation, &expected, &got, stated.is)));
    }
    Ok(Some(Mismatch {
        code: explanation.decision.reason.as_str(),
        message: format!("expected {expected}, got {}", got(&explanation.decision)),
        label: explanation.because(),
        notes: notes(&explanation, stated.is),
    }))
}

impl Stated<'_> {
    fn in_words(&self, world: &World) -> Result<String, Unanswerable> {
        let mut words = vec![self.is.to_string()];
        if let Some(because) = self.because {
            words.push(format!("because {because}"));
        }
        if let Some(role) = self.role {
            let role = world.role(role).map_err(QuestionError::from)?;
            words.push(format!("by role {}", role.role_name));
        }
        if let Some(through) = self.through {
            let through = match world.resolve_principal(through)? {
                Subject::Principal(id) => world.describe_principal(id),
                Subject::NoIdentity(scope) => world.name_of(&scope),
            };
            words.push(format!("through {through}"));
        }
        if let Some(ways) = self.other_ways {
            let ways: Result<Vec<Action>, QuestionError> =
                ways.iter().map(|it| it.resolve(world)).collect();
            words.push(format!("other ways in: {}", listed(ways?)));
        }
        Ok(words.join(" "))
    }

    /// The same of an answer that is given.
    fn got(&self, world: &World, query: &Query, it: &Decision, ways: Option<&str>) -> String {
        let mut words = vec![it.verdict().to_string()];
        if self.because.is_some() {
            words.push(format!("because {}", it.reason));
        }
        if self.role.is_some() {
            let by = world.responsible_role(query, it);
            let by = by.map_or("none", |it| it.role_name.as_str());
            words.push(format!("by role {by}"));
        }
        if self.through.is_some() {
            let group = it.through.map(|id| world.describe_principal(id));
            words.push(format!(
                "through {}",
                group.as_deref().unwrap_or("no group")
            ));
        }
        words.extend(ways.map(|ways| format!("other ways in: {ways}")));
        words.join(" ")
    }
}

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
    let message = format!("expected {expected}, got {got}: it is not settled{before}");
    Mismatch::unsettled(message, explanation.because(), notes)
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
