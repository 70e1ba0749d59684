//! Expected tokens, credentials and calls compared with what comes of them.

use super::expected_answer::{
    CallExpectation, CredentialExpectation, CredentialQuestion, ExchangeExpectation,
    TokenExpectation,
};
use super::mismatch::{Compared, Mismatch, Unanswerable};
use super::{Note, compare_access};
use crate::access::AccessDecision;
use crate::call::{CallAnswer, CallRequest};
use crate::credential::{CredentialAnswer, CredentialName};
use crate::model::{Reference, Token};
use crate::token::{ExchangeError, ExchangeRequest, TokenAnswer, TokenRequest};
use crate::world::{Subject, World};

/// What was stated and what is so, part by part: only what is stated is compared.
#[derive(Default)]
struct Parts {
    expected: Vec<String>,
    got: Vec<String>,
}

impl Parts {
    fn new(expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self {
            expected: vec![expected.into()],
            got: vec![got.into()],
        }
    }

    fn add(&mut self, what: &str, expected: Option<String>, got: impl FnOnce() -> String) {
        if let Some(expected) = expected {
            self.expected.push(format!("{what}{expected}"));
            self.got.push(format!("{what}{}", got()));
        }
    }

    /// A text that is stated has to be a part of the one that there is.
    fn says(&mut self, expected: Option<&String>, got: &str) {
        if let Some(expected) = expected.filter(|expected| !got.contains(expected.as_str())) {
            self.expected.push(format!("saying `{expected}`"));
            self.got.push(match got.is_empty() {
                true => "saying nothing".to_owned(),
                false => format!("saying `{got}`"),
            });
        }
    }

    fn mismatch(self, code: &'static str, label: String, notes: Vec<Note>) -> Option<Mismatch> {
        let Self { expected, got } = self;
        (expected != got).then(|| Mismatch {
            code,
            message: format!("expected {}, got {}", expected.join(" "), got.join(" ")),
            label,
            notes,
        })
    }
}

pub(super) fn token(
    world: &World,
    request: &TokenRequest,
    expected: &TokenExpectation,
) -> Compared {
    let answer = world.token(request)?;
    let got = match &answer {
        TokenAnswer::Issued { token, .. } => whose(world, token),
        TokenAnswer::Refused(error) => format!("no token ({})", error.code),
    };
    let mut parts = match expected {
        TokenExpectation::Issued { of, .. } => Parts::new(named(world, of)?, got),
        TokenExpectation::Refused { code, .. } => Parts::new(format!("no token ({code})"), got),
    };
    match (expected, &answer) {
        (
            TokenExpectation::Issued {
                identity,
                issued,
                expires,
                ..
            },
            TokenAnswer::Issued { token, .. },
        ) => {
            let time = |time: Option<_>| {
                time.map_or("never".to_owned(), |it: crate::value::Timestamp| {
                    it.to_string()
                })
            };
            let identity = match identity {
                Some(identity) => Some(world.name_of(&world.resolve_scope(identity)?)),
                None => None,
            };
            parts.add("belonging to ", identity, || {
                let of = token.identity.as_ref();
                of.map_or("nothing".to_owned(), |it| world.name_of(it))
            });
            parts.add("issued ", issued.map(|it| it.to_string()), || {
                time(token.issued)
            });
            parts.add("until ", expires.map(|it| it.to_string()), || {
                time(token.expires)
            });
        }
        (TokenExpectation::Refused { status, says, .. }, TokenAnswer::Refused(error)) => {
            parts.add("with status ", status.map(|it| it.to_string()), || {
                status_text(error.status)
            });
            parts.says(says.as_ref(), &error.description);
        }
        _ => {}
    }
    let (code, label) = match &answer {
        TokenAnswer::Issued { token, .. } => (
            "ExpectToken",
            format!("the endpoint issues {}", whose(world, token)),
        ),
        TokenAnswer::Refused(error) => (error.code.as_str(), error.because.clone()),
    };
    Ok(parts.mismatch(code, label, Vec::new()))
}

/// An answer that may be another one until some time must be as expected in either case, or in none.
pub(super) fn exchange(
    world: &World,
    request: &ExchangeRequest,
    expected: &ExchangeExpectation,
) -> Compared {
    let answer = world.exchange(request).map_err(Unanswerable::refused)?;
    let mismatch = exchanged(world, &answer.result, expected)?;
    if let Some(until) = answer.unsettled_until {
        for other in &answer.instead {
            if exchanged(world, other, expected)?.is_some() != mismatch.is_some() {
                let message =
                    format!("either answer is possible: it is not settled before {until}");
                let label = "a federated credential was changed lately".to_owned();
                return Ok(Some(Mismatch::unsettled(message, label, Vec::new())));
            }
        }
    }
    Ok(mismatch)
}

fn exchanged(
    world: &World,
    result: &Result<Box<Token>, ExchangeError>,
    expected: &ExchangeExpectation,
) -> Compared {
    let got = match result {
        Ok(token) => whose(world, token),
        Err(error) => format!("no token ({})", error.code),
    };
    let mut parts = match expected {
        ExchangeExpectation::Issued { of, .. } => Parts::new(named(world, of)?, got),
        ExchangeExpectation::Refused { code, .. } => Parts::new(format!("no token ({code})"), got),
    };
    match (expected, result) {
        (ExchangeExpectation::Issued { expires, .. }, Ok(token)) => {
            parts.add("until ", expires.map(|it| it.to_string()), || {
                let expires = token.expires.map(|it| it.to_string());
                expires.unwrap_or_else(|| "never".to_owned())
            });
        }
        (ExchangeExpectation::Refused { status, says, .. }, Err(error)) => {
            parts.add("with status ", status.map(|it| it.to_string()), || {
                status_text(error.status)
            });
            parts.says(says.as_ref(), &error.description);
        }
        _ => {}
    }
    let (code, label) = match result {
        Ok(token) => (
            "ExpectExchange",
            format!("the directory issues {}", whose(world, token)),
        ),
        Err(error) => (error.code.as_str(), error.because.clone()),
    };
    Ok(parts.mismatch(code, label, Vec::new()))
}

pub(super) fn credential(
    world: &World,
    question: &CredentialQuestion,
    expected: &CredentialExpectation,
) -> Compared {
    let answer = world.get_token(&question.request())?;
    let got = match &answer.result {
        Ok(token) => whose(world, token),
        Err(error) => format!("no token ({})", error.code),
    };
    let (mut parts, tried, took) = match expected {
        CredentialExpectation::Token {
            of,
            by,
            tried,
            took_ms,
        } => {
            let mut parts = Parts::new(named(world, of)?, got);
            parts.add("by ", by.map(|it| it.to_string()), || {
                answer.by().map_or("none".to_owned(), |it| it.to_string())
            });
            (parts, tried, took_ms)
        }
        CredentialExpectation::Fails {
            code,
            tried,
            took_ms,
            says,
        } => {
            let mut parts = Parts::new(format!("no token ({code})"), got);
            let message = answer.error().map_or("", |error| error.message.as_str());
            parts.says(says.as_ref(), message);
            (parts, tried, took_ms)
        }
    };
    let list = |names: &[CredentialName]| {
        let names: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
        match names.is_empty() {
            true => "nothing".to_owned(),
            false => names.join(", "),
        }
    };
    parts.add("after trying ", tried.as_deref().map(list), || {
        let names: Vec<CredentialName> = answer.attempts.iter().map(|it| it.credential).collect();
        list(&names)
    });
    parts.add("in ", took.map(|it| format!("{it} ms")), || {
        format!("{} ms", answer.took().as_millis())
    });
    let label = answer.because();
    let code = answer
        .error()
        .map_or("ExpectCredential", |error| error.code.as_str());
    Ok(parts.mismatch(code, label, attempts(&answer)))
}

pub(super) fn call(world: &World, call: &CallRequest, expected: &CallExpectation) -> Compared {
    let answer = world.call(call).map_err(Unanswerable::call)?;
    let mut parts = match expected {
        CallExpectation::Succeeds => Parts::new("Succeeded", answer.code.as_str()),
        CallExpectation::Fails { code, .. } => Parts::new(code.as_str(), answer.code.as_str()),
    };
    if let CallExpectation::Fails {
        status,
        service,
        says,
        because,
        ..
    } = expected
    {
        let error = answer.error.as_ref();
        parts.add("with status ", status.map(|it| it.to_string()), || {
            status_text(answer.status)
        });
        let answered = error.filter(|error| service.as_ref().is_some_and(|it| error.has_code(it)));
        parts.add("from the service ", service.clone(), || match answered {
            Some(_) => service.clone().unwrap_or_default(),
            None => error.map_or("none".to_owned(), |error| error.telling_code().to_owned()),
        });
        parts.says(says.as_ref(), error.map_or("", |error| &error.message));
        parts.add("because ", because.map(|it| it.to_string()), || {
            let reason = answer.access.as_ref().map(|it| it.decision.reason);
            reason.map_or("nothing was asked".to_owned(), |it| it.to_string())
        });
    }
    if let Some(access) = answer
        .access
        .as_ref()
        .filter(|it| it.decision.unsettled_until.is_some())
    {
        let (expected, got) = (parts.expected.join(" "), "either that or another answer");
        let mismatch =
            compare_access::unsettled(access, &expected, got, AccessDecision::NotAllowed);
        return Ok(Some(mismatch));
    }
    let wanted = matches!(expected, CallExpectation::Succeeds);
    let notes = story(&answer, wanted);
    Ok(parts.mismatch(answer.code.as_str(), answer.because.clone(), notes))
}

/// What led to the answer, and what would make the call succeed where that was expected.
fn story(answer: &CallAnswer<'_>, wanted: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    match (&answer.credential, &answer.access) {
        (_, Some(access)) => {
            // The cure follows, once.
            notes.extend(compare_access::notes(access, AccessDecision::NotAllowed));
        }
        (Some(credential), None) => {
            notes.extend(attempts(credential));
            let way = |text| Note {
                kind: "other way in",
                text,
            };
            notes.extend(answer.other_way_lines().into_iter().map(way));
        }
        (None, None) => {}
    }
    if wanted {
        let cure = |text: &String| Note {
            kind: "cure",
            text: text.clone(),
        };
        notes.extend(answer.cure.iter().map(cure));
    }
    notes
}

fn attempts(answer: &CredentialAnswer) -> Vec<Note> {
    let text = answer.to_string();
    let line = |line: &str| Note {
        kind: "tried",
        text: line.trim().to_owned(),
    };
    text.lines().map(line).collect()
}

fn whose(world: &World, token: &Token) -> String {
    format!("a token of {}", world.describe_principal(token.principal))
}

fn named(world: &World, of: &Reference) -> Result<String, Unanswerable> {
    Ok(match world.resolve_principal(of)? {
        Subject::Principal(id) => format!("a token of {}", world.describe_principal(id)),
        Subject::NoIdentity(scope) => format!("a token of {} (no identity)", world.name_of(&scope)),
    })
}

fn status_text(status: Option<u16>) -> String {
    status.map_or("none".to_owned(), |status| status.to_string())
}
