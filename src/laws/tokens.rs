//! Tokens: whom they speak for, and what is kept of them.

use super::finding::{Holds, demand, same};
use super::look::{accepted, after, at, is_living, of, resources};
use super::{Law, Specimen};
use crate::access::{AccessRequest, ActionRequest, Reason};
use crate::event::Event;
use crate::model::{PrincipalId, Token};
use crate::token::{TokenAnswer, TokenErrorCode, TokenRequest};
use crate::value::{Duration, Scope};
use crate::world::{Consequence, Node, World};

pub(super) const LAWS: &[Law] = &[
    Law {
        name: "tokens-speak-for-who-is-there",
        says: "A token is issued for what is known, where there is an endpoint and code runs, and to who names an identity that the place has: it speaks for that one, and is good (F3.2).",
        holds: tokens_speak_for_who_is_there,
    },
    Law {
        name: "a-token-is-kept-until-it-expires",
        says: "A token that was requested is handed out again while it is good, and not one second longer, however long it is good; moving its resource changes nothing (F3.5.1).",
        holds: a_token_is_kept_until_it_expires,
    },
    Law {
        name: "a-token-outlives-its-principal",
        says: "A token gets nobody in when it is over, when it is for another service or when it was revoked, and never for what became of its principal; of a principal that is as it says it opens what that one may (F1.10, F3.7.1, F7.4).",
        holds: a_token_outlives_its_principal,
    },
    Law {
        name: "revoking-ends-what-was-issued",
        says: "Revoking the tokens of a user-assigned identity ends those that were issued and nobody else's; a second later there is another one, and it is good.",
        holds: revoking_ends_what_was_issued,
    },
];

/// What tokens are asked for; the last is nothing's.
const AUDIENCES: [&str; 3] = [
    "https://vault.azure.net",
    "https://storage.azure.com/",
    "https://nope.example",
];

/// Every resource with every identity that code on it could name, and none.
pub(super) fn requests(world: &World) -> Vec<(Scope, TokenRequest)> {
    let mut requests = Vec::new();
    for host in resources(world) {
        for audience in AUDIENCES {
            let unnamed = TokenRequest::new(host.as_str(), audience);
            for attached in world.attachments_of(&host) {
                let id = client_id(world, attached.principal).unwrap_or_default();
                requests.push((host.clone(), unnamed.clone().for_client_id(id)));
            }
            requests.push((host.clone(), unnamed));
        }
    }
    requests
}

fn client_id(world: &World, principal: PrincipalId) -> Option<String> {
    Some(world.principal(principal)?.client_id?.to_string())
}

/// Whether code runs on a resource and asks for tokens at an endpoint that is modelled.
fn has_endpoint(world: &World, host: &Scope) -> bool {
    if world.node(host).is_some_and(Node::is_stopped) {
        return false;
    }
    let resource_type = host.resource_type();
    let service = resource_type.and_then(|it| world.catalog().service(&it.as_str().into()).ok());
    service.is_some_and(|(_, service)| service.token_endpoint.is_some())
}

fn token(specimen: &dyn Specimen, request: &TokenRequest) -> Option<Token> {
    specimen.token(request).ok()?.token().cloned()
}

fn is_throttled(specimen: &dyn Specimen, request: &TokenRequest) -> bool {
    let answer = specimen.token(request).ok();
    let error = answer.as_ref().and_then(|it| it.error());
    error.is_some_and(|it| it.code == TokenErrorCode::TooManyRequests)
}

fn tokens_speak_for_who_is_there(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let world = specimen.world();
    for (host, request) in requests(world) {
        let own = world.node(&host).and_then(|it| it.own_principal());
        let listed = world.attachments_of(&host).map(|it| it.principal);
        let listed: Vec<_> = listed.filter(|id| is_living(world, *id)).collect();
        let named = request.client_id.as_ref().map(|it| it.as_str().to_owned());
        let meant = match &named {
            Some(_) => listed
                .iter()
                .copied()
                .find(|id| client_id(world, *id) == named),
            None => own,
        };
        let known = request.resource.as_deref() != Some("https://nope.example");
        let possible = known && has_endpoint(world, &host);
        let at = world.name_of(&host);
        let wanted = format!("a request from `{at}` that names {named:?}");
        match token(&*specimen, &request) {
            Some(token) => {
                let who = token.principal;
                demand(
                    possible
                        && is_living(world, who)
                        && (own == Some(who) || listed.contains(&who)),
                    || format!("{wanted}: no token, or one of an identity that is there"),
                    || format!("one of {}", world.describe_principal(who)),
                )?;
                if let Some(meant) = meant {
                    let what = format!("{wanted}: whom the token speaks for");
                    same(&what, &meant, &who)?;
                }
                same(&wanted, &request.resource.as_ref(), &Some(&token.audience))?;
                demand(
                    !token.is_expired(world.clock()),
                    || format!("{wanted}: a good token"),
                    || "an expired one".to_owned(),
                )?;
            }
            // Who names an identity that is there, or has one of its own and names none, is not refused; but one who asks too
            // often (F3.4.3).
            None => demand(
                !possible || meant.is_none() || is_throttled(&*specimen, &request),
                || format!("{wanted}: a token"),
                || "none".to_owned(),
            )?,
        }
    }
    Ok(())
}

/// How long tokens are good: each history is tried with one of them.
const LIFETIMES: [u64; 4] = [3_600, 1, 86_400, u64::MAX];

fn a_token_is_kept_until_it_expires(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let mut tenant = specimen.to_tenant();
    let lifetime = LIFETIMES.iter().cycle().nth(events.len() % 4);
    let token_lifetime = lifetime.copied().map(Duration::from_seconds);
    tenant.options.token_lifetime = token_lifetime;
    // However often it is asked for.
    tenant.options.rates = None;
    tenant.history.counted_requests.clear();
    if events.len() % 3 == 2 && tenant.clock.is_some() {
        tenant.clock = "9999-12-30T12:00:00Z".parse().ok();
    }
    let Ok(mut specimen) = specimen.reload(&tenant) else {
        return Ok(());
    };
    for (host, request) in requests(specimen.world()) {
        let Ok(TokenAnswer::Issued {
            token: first,
            issue,
            ..
        }) = specimen.token(&request)
        else {
            continue;
        };
        // What is issued in the second of a revocation is none to keep.
        if specimen.apply(&Event::IssueToken(issue)).is_err() || specimen.world().is_revoked(&first)
        {
            continue;
        }
        let (expires, now) = (first.expires, specimen.world().clock());
        let left = expires
            .zip(now)
            .and_then(|(to, now)| to.duration_since(now));
        let Some(left) = left.filter(|it| it.seconds() > 0) else {
            continue;
        };
        let at = specimen.world().name_of(&host);
        for late in [false, true] {
            let wait = Duration::from_seconds(left.seconds() - u64::from(!late));
            let mut later = specimen.fork();
            if later.apply(&Event::Wait(wait)).is_err() {
                continue;
            }
            let again = token(&*later, &request).is_some_and(|it| it == *first);
            let what = format!("whether `{at}` gets the same token after {wait}");
            same(&what, &!late, &again)?;
        }
        moved(&*specimen, &host, &request, &first)?;
    }
    Ok(())
}

/// A token is kept with its resource, wherever that goes.
fn moved(specimen: &dyn Specimen, host: &Scope, request: &TokenRequest, first: &Token) -> Holds {
    let at = specimen.world().name_of(host);
    let mut elsewhere = specimen.fork();
    let to = Event::MoveResource {
        resource: host.as_str().into(),
        to: "resource-group".into(),
    };
    if at == host.as_str() || elsewhere.apply(&to).is_err() {
        return Ok(());
    }
    let from = at.as_str().into();
    let request = TokenRequest {
        from,
        ..request.clone()
    };
    let what = format!("the token of `{at}`, moved");
    same(&what, &Some(first.clone()), &token(&*elsewhere, &request))
}

/// What is asked with a token: something of the service that it is for, and something of another one.
fn asked_with(token: &Token) -> Option<(ActionRequest, ActionRequest)> {
    let operation = |name: &str| ActionRequest::Operation(name.into());
    match token.audience.as_str() {
        "https://vault.azure.net" => Some((operation("secrets/get"), operation("blobs/read"))),
        "https://storage.azure.com/" => Some((operation("blobs/read"), operation("secrets/get"))),
        _ => None,
    }
}

/// The tokens that code can get, whoever it asks as.
fn tokens(specimen: &dyn Specimen) -> Vec<Token> {
    let requests = requests(specimen.world());
    let mut tokens: Vec<Token> = requests
        .iter()
        .filter_map(|(_, request)| token(specimen, request))
        .collect();
    tokens.dedup();
    tokens
}

/// Tokens of the middle of a history, shown at its end.
fn a_token_outlives_its_principal(start: &dyn Specimen, events: &[Event]) -> Holds {
    let (before, behind) = events.split_at(events.len() / 2);
    let mut specimen = after(start, before);
    let held = tokens(&*specimen);
    let changes = accepted(&mut *specimen, behind);
    let revoked = |token: &Token| {
        let mut all = changes.iter().flat_map(|it| it.consequences());
        all.any(|it| match it {
            Consequence::TokensRevoked { principal, to, .. } => {
                *principal == token.principal && token.issued <= *to
            }
            _ => false,
        })
    };
    let world = specimen.world();
    for (token, scope) in held
        .iter()
        .flat_map(|it| resources(world).into_iter().map(move |on| (it, on)))
    {
        let Some((own, other)) = asked_with(token) else {
            continue;
        };
        let with = |action| AccessRequest::with_token(token.clone(), action, at(&scope));
        let reason = |action| specimen.check(&with(action)).map(|it| it.reason);
        let who = world.describe_principal(token.principal);
        let what = format!("with a token of {who}, at `{}`", world.name_of(&scope));
        if token.is_expired(world.clock()) {
            same(&what, &Ok(Reason::TokenExpired), &reason(own))?;
            continue;
        }
        same(&what, &Ok(Reason::OtherAudience), &reason(other))?;
        // One that was revoked before the history began, or its first half was over, is known to the world alone.
        if world.is_revoked(token) && !revoked(token) {
            continue;
        }
        let answer = reason(own.clone());
        let is_revoked = answer == Ok(Reason::TokenRevoked);
        same(
            &format!("{what}: whether it was revoked"),
            &revoked(token),
            &is_revoked,
        )?;
        demand(
            is_revoked || answer.as_ref().is_ok_and(|it| *it > Reason::NoIdentity),
            || format!("{what}: an answer about whom it speaks for"),
            || format!("{answer:?}"),
        )?;
        if !is_revoked
            && is_living(world, token.principal)
            && world.groups_now(token.principal) == token.groups
        {
            let named = AccessRequest::new(of(token.principal), own, at(&scope));
            let granted = |it: Reason| it >= Reason::AccessPolicy;
            let by_name = specimen.check(&named).map(|it| granted(it.reason));
            same(
                &format!("{what}: whether it is granted"),
                &by_name,
                &answer.map(granted),
            )?;
        }
    }
    Ok(())
}

fn revoking_ends_what_was_issued(start: &dyn Specimen, events: &[Event]) -> Holds {
    let specimen = after(start, events);
    let held = tokens(&*specimen);
    for token in &held {
        let (Some(identity), Some((action, _))) = (&token.identity, asked_with(token)) else {
            continue;
        };
        let mut revoked = specimen.fork();
        if revoked.apply(&Event::RevokeTokens(at(identity))).is_err() {
            continue;
        }
        for other in held.iter().filter(|it| it.audience == token.audience) {
            let asked = AccessRequest::with_token(other.clone(), action.clone(), at(identity));
            let (was, is) = (specimen.check(&asked), revoked.check(&asked));
            let who = specimen.world().describe_principal(other.principal);
            let what = format!("with a token of {who}, those of `{identity}` being revoked");
            let is_ended = other.principal == token.principal;
            let (was, is) = (was.map(|it| it.reason), is.map(|it| it.reason));
            let expected = if is_ended {
                Ok(Reason::TokenRevoked)
            } else {
                was
            };
            same(&what, &expected, &is)?;
        }
        if revoked
            .apply(&Event::Wait(Duration::from_seconds(1)))
            .is_err()
        {
            continue;
        }
        for later in tokens(&*revoked) {
            let asked = AccessRequest::with_token(later.clone(), action.clone(), at(identity));
            let is = revoked.check(&asked).map(|it| it.reason);
            demand(
                later.principal != token.principal || is != Ok(Reason::TokenRevoked),
                || format!("another token of `{identity}` a second later"),
                || format!("the one that was revoked, of {:?}", later.issued),
            )?;
        }
    }
    Ok(())
}
