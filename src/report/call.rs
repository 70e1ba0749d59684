//! Tokens and calls, as text and as JSON.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use super::explanation::DenyForm;
use super::json::pretty;
use super::visible::visible;
use crate::call::CallAnswer;
use crate::credential::{Attempt, AttemptOutcome, CredentialAnswer};
use crate::token::{TokenAnswer, TokenError};
use crate::value::Scope;
use crate::world::World;

/// The answer of a token endpoint for people: the body as the endpoint words it, and what the token states.
///
/// ```
/// use idsim::{Event, TokenRequest, World, report};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines"))?;
/// let answer = world.token(&TokenRequest::new("vm1", "https://vault.azure.net"))?;
/// assert!(report::token_text(&world, &answer).starts_with("IdentityNotFound: `vm1` has no identity"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn token_text(world: &World, answer: &TokenAnswer) -> String {
    let mut out = String::new();
    let _ = match answer {
        TokenAnswer::Issued { token, .. } => writeln!(
            out,
            "Issued (200): a token of {} for `{}`",
            world.describe_principal(token.principal),
            token.audience
        ),
        TokenAnswer::Refused(error) => writeln!(out, "{error}"),
    };
    let fields = answer.body(world.clock());
    if !fields.is_empty() {
        let _ = writeln!(out, "  body:");
        for (name, value) in fields {
            let value = match name {
                "access_token" => "(not encoded; its claims follow)",
                _ => value.as_str(),
            };
            let _ = writeln!(out, "    {name}: {value}");
        }
    }
    if let Some(token) = answer.token() {
        let _ = writeln!(out, "  claims:");
        for (name, value) in token.claims() {
            let _ = writeln!(out, "    {name}: {value}");
        }
    }
    visible(&out).into_owned()
}

/// The answer of a token endpoint for programs: `{"status", "body": {…}, "claims": {…}}`, or
/// `{"code", "status", "body", "because"}` where there is no token.
pub fn token_json(world: &World, answer: &TokenAnswer) -> String {
    let body = object(answer.body(world.clock()));
    match answer {
        TokenAnswer::Issued { token, .. } => pretty(&IssuedForm {
            status: 200,
            body,
            claims: object(token.claims()),
        }),
        TokenAnswer::Refused(TokenError {
            code,
            status,
            because,
            ..
        }) => pretty(&RefusedForm {
            code: code.as_str(),
            status: *status,
            body,
            because,
        }),
    }
}

/// What came of a call for programs: `{"code", "status", "because", "from", "host", "action", "on", "service": {"code",
/// "inner_code", "message"}, "attempts": […], "claims", "reason", "deny", "other_ways", "cure"}`; what the call did not come to is null.
///
/// ```
/// use idsim::{CallRequest, Event, World, report};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines"))?;
/// world.apply(Event::create_resource("kv1", "Microsoft.KeyVault/vaults"))?;
/// let call = CallRequest::new("vm1", "https://kv1.vault.azure.net/secrets/s1", "secrets/get");
/// assert!(report::call_json(&world.call(&call)?).contains(r#""code": "NoToken""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn call_json(answer: &CallAnswer<'_>) -> String {
    let credential = answer.credential.as_ref();
    pretty(&CallForm {
        code: answer.code.as_str(),
        status: answer.status,
        because: &answer.because,
        from: &answer.from,
        host: &answer.host,
        action: answer.action.as_ref().map(|it| it.as_str()),
        on: &answer.scope,
        service: answer.error.as_ref().map(|error| ServiceForm {
            code: error.code,
            inner_code: error.inner_code,
            message: &error.message,
        }),
        attempts: credential.map(attempts),
        claims: answer.token.as_ref().map(|it| object(it.claims())),
        reason: answer
            .access
            .as_ref()
            .map(|access| access.decision.reason.as_str()),
        deny: answer
            .access
            .as_ref()
            .and_then(|access| access.denial())
            .map(DenyForm::from),
        other_ways: answer.other_way_lines(),
        cure: &answer.cure,
    })
}

#[derive(Serialize)]
struct IssuedForm {
    status: u16,
    body: Map<String, Value>,
    claims: Map<String, Value>,
}

#[derive(Serialize)]
struct RefusedForm<'a> {
    code: &'static str,
    status: Option<u16>,
    body: Map<String, Value>,
    because: &'a str,
}

#[derive(Serialize)]
struct CallForm<'a> {
    code: &'static str,
    status: Option<u16>,
    because: &'a str,
    from: &'a str,
    host: &'a str,
    action: Option<&'a str>,
    on: &'a Scope,
    service: Option<ServiceForm<'a>>,
    attempts: Option<Vec<AttemptForm<'a>>>,
    claims: Option<Map<String, Value>>,
    reason: Option<&'static str>,
    deny: Option<DenyForm<'a>>,
    other_ways: Vec<String>,
    cure: &'a [String],
}

#[derive(Serialize)]
struct ServiceForm<'a> {
    code: &'a str,
    inner_code: Option<&'a str>,
    message: &'a str,
}

#[derive(Serialize)]
struct AttemptForm<'a> {
    credential: &'static str,
    outcome: &'static str,
    message: Option<&'a str>,
    milliseconds: u64,
}

fn attempts(answer: &CredentialAnswer) -> Vec<AttemptForm<'_>> {
    answer.attempts.iter().map(AttemptForm::from).collect()
}

impl<'a> From<&'a Attempt> for AttemptForm<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        let (outcome, message) = match &attempt.outcome {
            AttemptOutcome::Succeeded => ("succeeded", None),
            AttemptOutcome::Unavailable(message) => ("unavailable", Some(message.as_str())),
            AttemptOutcome::Failed(message) => ("failed", Some(message.as_str())),
        };
        Self {
            credential: attempt.credential.as_str(),
            outcome,
            message,
            milliseconds: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

fn object(fields: Vec<(&'static str, String)>) -> Map<String, Value> {
    let entry = |(name, value): (&str, String)| (name.to_owned(), Value::String(value));
    fields.into_iter().map(entry).collect()
}
