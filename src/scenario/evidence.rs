//! What is so where an expectation holds, in words: one arm for each kind of expectation.
//!
//! Nothing is decided here: that it holds was found before, and this says what was found.

use super::compare_access::caller;
use super::expectation::{Expectation, Ids};
use super::held::Held;
use crate::access::{AccessRequest, DenyStage, Explanation};
use crate::call::{CallAnswer, CallRequest};
use crate::credential::CredentialAnswer;
use crate::laws::Law;
use crate::model::{Reference, Token};
use crate::token::TokenAnswer;
use crate::value::{Name, Scope, listing};
use crate::world::{NodeKind, Referent, Subject, World};

impl Expectation {
    /// What is so, in one line, of an expectation that holds in this world.
    pub(super) fn evidence(&self, world: &World, held: &Held) -> String {
        match self {
            Self::ExpectAccess {
                principal,
                with,
                action,
                on,
                sub_operation,
                attributes,
                ..
            } => {
                let caller = caller(principal.as_ref(), with.as_ref(), held);
                let Ok(caller) = caller else {
                    return String::new();
                };
                let request = AccessRequest {
                    caller,
                    ..AccessRequest::new("", action.clone(), on.clone())
                }
                .in_circumstances(sub_operation.clone(), attributes.clone());
                world
                    .explain(&request)
                    .map_or_else(|error| error.to_string(), |it| answer(&it))
            }
            Self::ExpectWhoCan { are, .. } => match are.as_slice() {
                [] => "nobody can".to_owned(),
                are => format!("only {} can", names(are)),
            },
            Self::ExpectExists(names) => exist(names, "exists", "exist"),
            Self::ExpectGone(names) => exist(names, "is gone", "are gone"),
            Self::ExpectIdentity(host, _) => identities(world, host),
            Self::ExpectHosts { of, are } => match are.as_slice() {
                [] => format!("no resource lists {of}"),
                [one] => format!("only {one} lists {of}"),
                are => format!("only {} list {of}", names(are)),
            },
            Self::ExpectOrphaned(_) => orphans(world),
            Self::ExpectToRedo(expected) => match expected.len() {
                0 => "nothing is to be redone".to_owned(),
                1 => "this is to be redone, and nothing else".to_owned(),
                _ => "these are to be redone, and nothing else".to_owned(),
            },
            Self::ExpectIds { of, since, are } => {
                let since = match since {
                    Some(mark) => format!("at the mark `{mark}`"),
                    None => "at the beginning".to_owned(),
                };
                let now = match world.resolve_principal(of) {
                    Ok(Subject::Principal(id)) => format!("object id {id}"),
                    _ => "no object id".to_owned(),
                };
                match are {
                    Ids::Unchanged => format!("{of} has {now}, as {since}"),
                    Ids::Changed => format!("{of} has {now}, and had another one {since}"),
                }
            }
            Self::ExpectGroups { of, are } => match are.as_slice() {
                [] => format!("{of} is in no group"),
                are => format!("{of} is in {}, and in no other group", names(are)),
            },
            Self::ExpectMembers { of, are } => match are.as_slice() {
                [] => format!("nobody is in {of}"),
                [one] => format!("only {one} is in {of}"),
                are => format!("only {} are in {of}", names(are)),
            },
            Self::ExpectSecurityAttributes { of, are } => {
                let all = are.iter().map(|(name, value)| format!("{name} = {value}"));
                let mut all: Vec<String> = all.collect();
                all.sort();
                match all.is_empty() {
                    true => format!("{of} has no security attribute"),
                    false => format!("{of} has {}, and no other one", listing(&all)),
                }
            }
            Self::ExpectToken(request, _) => match world.token(request) {
                Ok(TokenAnswer::Issued { token, .. }) => of_token(world, &token),
                Ok(TokenAnswer::Refused(error)) => error.to_string(),
                Err(error) => error.to_string(),
            },
            Self::ExpectExchange(request, _) => match world.exchange(request) {
                Ok(answer) => match &answer.result {
                    Ok(token) => of_token(world, token),
                    Err(error) => error.to_string(),
                },
                Err(error) => error.to_string(),
            },
            Self::ExpectCredential(question, _) => match world.get_token(&question.request()) {
                Ok(answer) => of_credential(world, &answer),
                Err(error) => error.to_string(),
            },
            // Nothing holds of a call that nobody makes.
            Self::ExpectCall(call, _) => {
                let call = call.request(held).map(|it| of_call_now(world, &it));
                call.unwrap_or_default()
            }
            Self::ExpectStoredCredentials(names) if !names.is_empty() => {
                let names: Vec<&str> = names.iter().map(Name::as_str).collect();
                format!("exactly {} to be kept", has_or_have(&names))
            }
            Self::ExpectStoredCredentials(_) | Self::ExpectNoStoredCredentials => {
                "nobody has to keep a credential".to_owned()
            }
            Self::Eventually { within, expect } => match world.clock() {
                Some(now) => {
                    let by = now.saturating_add(*within);
                    let then = world.clone().at(by, |world| expect.evidence(world, held));
                    format!("by {by}: {then}")
                }
                None => String::new(),
            },
            Self::Always { during, expect } => match world.clock() {
                Some(now) => {
                    let until = now.saturating_add(*during);
                    format!("until {until}: {}", expect.evidence(world, held))
                }
                None => String::new(),
            },
            Self::ExpectLaw(name) => match Law::named(name.as_str()) {
                Ok(law) => format!("it holds: {}", law.says()),
                Err(error) => error.to_string(),
            },
        }
    }
}

fn of_token(world: &World, token: &Token) -> String {
    let until = token
        .expires
        .map_or_else(String::new, |it| format!(", good until {it}"));
    format!(
        "a token of {} for `{}`{until}",
        world.describe_principal(token.principal),
        token.audience
    )
}

fn of_credential(world: &World, answer: &CredentialAnswer) -> String {
    let after = format!("after {:.1} s", answer.took().as_secs_f64());
    match (&answer.result, answer.by()) {
        (Ok(token), Some(by)) => format!("{by} gives {} {after}", of_token(world, token)),
        (Ok(token), None) => format!("{} {after}", of_token(world, token)),
        (Err(error), _) => {
            let names = answer.attempts.iter().map(|it| it.credential.as_str());
            let tried = match names.collect::<Vec<_>>().as_slice() {
                [] => String::new(),
                names => format!("; tried {}", listing(names)),
            };
            let because = answer.because();
            format!("no token ({}) {after}: {because}{tried}", error.code)
        }
    }
}

fn of_call_now(world: &World, call: &CallRequest) -> String {
    match world.call(call) {
        Ok(answer) => of_call(&answer),
        Err(error) => error.to_string(),
    }
}

/// Where a role allows the call, the role, and else what the call's answer says.
fn of_call(answer: &CallAnswer<'_>) -> String {
    let granting = answer
        .access
        .as_ref()
        .filter(|_| answer.succeeded())
        .and_then(|access| Some((access, access.responsible()?)));
    match granting {
        Some((access, (candidate, stage))) => format!(
            "{} (200): {}{}",
            answer.code,
            access.outlived().map_or_else(String::new, |it| it + ", "),
            access.candidate_line(candidate, *stage)
        ),
        None => answer.summary(),
    }
}

fn has_or_have(names: &[&str]) -> String {
    match names {
        [one] => format!("{one} has"),
        names => format!("{} have", listing(names)),
    }
}

/// The decision with its reason, and what denies, or the assignment that is responsible, if one is.
fn answer(explanation: &Explanation<'_>) -> String {
    let decision = explanation.decision;
    if let Some(denial) = explanation.denial() {
        let line = explanation.denial_line(denial, DenyStage::Applies);
        return format!("{} ({}): {line}", decision.verdict(), decision.reason);
    }
    let outlived = explanation.outlived().map(|it| it + ", ");
    match explanation.responsible() {
        None => explanation.summary(),
        Some((candidate, stage)) => format!(
            "{} ({}): {}{}",
            decision.verdict(),
            decision.reason,
            outlived.unwrap_or_default(),
            explanation.candidate_line(candidate, *stage)
        ),
    }
}

fn names(references: &[Reference]) -> String {
    let names: Vec<&str> = references.iter().map(Reference::as_str).collect();
    listing(&names)
}

fn exist(references: &[Reference], one: &str, several: &str) -> String {
    let verb = if references.len() == 1 { one } else { several };
    format!("{} {verb}", names(references))
}

fn identities(world: &World, host: &Reference) -> String {
    let Ok(Referent::Scope(scope)) = world.resolve(host) else {
        return String::new();
    };
    let own = match world.node(&scope).map(|it| &it.kind) {
        Some(NodeKind::Resource {
            system_assigned: Some(id),
            ..
        }) => format!("a system-assigned identity, object id {id}"),
        _ => "no system-assigned identity".to_owned(),
    };
    let called = |scope: &Scope, dangling: bool| match dangling {
        true => format!("{} (dangling)", world.name_of(scope)),
        false => world.name_of(scope),
    };
    let attached: Vec<String> = world
        .attachments_of(&scope)
        .map(|it| called(it.identity, it.dangling))
        .collect();
    match attached.is_empty() {
        true => format!("{host} has {own}, and lists no user-assigned ones"),
        false => format!("{host} has {own}, and lists {}", listing(&attached)),
    }
}

fn orphans(world: &World) -> String {
    let mut orphans: Vec<String> = world
        .role_assignments()
        .filter_map(|it| {
            let of = world.called(it.principal);
            let (what, cause) = (world.describe_assignment(it), world.orphan_cause(it)?);
            Some(format!("{what} of {of} ({cause})"))
        })
        .collect();
    orphans.sort();
    match orphans.len() {
        0 => "no assignment is orphaned".to_owned(),
        1 => format!("one assignment is orphaned: {}", listing(&orphans)),
        count => format!("{count} assignments are orphaned: {}", listing(&orphans)),
    }
}
