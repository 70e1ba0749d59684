//! Laws of tokens: whom they speak for, and what is kept of them.

use idsim::{NodeKind, Reference, Token, TokenRequest, World};
use proptest::prelude::*;

use crate::surroundings::AUDIENCES;
use crate::worlds::{History, histories, hostile_histories};
use crate::{accepted, config};

/// Every resource with every identity that code on it could name, and none.
fn requests(world: &World) -> Vec<TokenRequest> {
    let mut requests = Vec::new();
    for (host, node) in world.nodes() {
        if !matches!(node.kind, NodeKind::Resource { .. }) {
            continue;
        }
        for audience in AUDIENCES {
            let unnamed = TokenRequest::new(host.as_str(), *audience);
            for attached in world.attachments_of(host) {
                let id = world
                    .principal(attached.principal)
                    .and_then(|it| it.client_id);
                let id = id.map_or_else(String::new, |id| id.to_string());
                requests.push(unnamed.clone().for_client_id(id));
            }
            requests.push(unnamed);
        }
    }
    requests
}

/// Whether a token speaks for somebody living whom the resource that it was issued on has.
fn is_of_its_host(world: &World, token: &Token) -> bool {
    let living = world
        .principal(token.principal)
        .is_some_and(|it| !it.deleted);
    let Some(host) = &token.issued_on else {
        return false;
    };
    let own = world.node(host).and_then(|it| it.own_principal()) == Some(token.principal);
    let listed = world
        .attachments_of(host)
        .any(|it| it.principal == token.principal);
    living && (own || listed)
}

proptest! {
    #![proptest_config(config())]

    /// A token speaks for an identity that is there and that its host has; it is for what was asked, and good.
    #[test]
    fn tokens_speak_for_who_is_there(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        for request in requests(&world) {
            let answer = world.token(&request);
            prop_assert!(answer.is_ok());
            if let Some(token) = answer.ok().and_then(|it| it.token().cloned()) {
                prop_assert!(is_of_its_host(&world, &token), "{:?}", token);
                prop_assert_eq!(Some(&token.audience), request.resource.as_ref());
                prop_assert!(!token.is_expired(world.clock()));
            }
        }
    }

    /// A token that was requested is handed out again while it is good, and not one second longer.
    #[test]
    fn a_token_is_kept_until_it_expires(History { mut world, events, .. } in histories(), late in any::<bool>()) {
        accepted(&mut world, events);
        for request in requests(&world) {
            let Ok(Some(first)) = world.request_token(&request).map(|it| it.token().cloned()) else { continue };
            let Some(left) = first.expires.zip(world.clock()).and_then(|(to, now)| to.duration_since(now)) else { continue };
            let wait = idsim::Duration::from_seconds(left.seconds() - u64::from(!late));
            let before = world.to_tenant();
            let again = world.what_if(&[idsim::Event::Wait(wait)], |world| {
                world.token(&request).ok().and_then(|it| it.token().cloned())
            });
            prop_assert_eq!(again.ok().flatten().is_some_and(|it| it == first), !late);
            prop_assert_eq!(world.to_tenant(), before);
        }
    }

    /// Whatever a request or a call names, there is an answer or an error.
    #[test]
    fn asking_is_total(History { mut world, events, .. } in hostile_histories(), from in ".{0,40}", to in "(https://|tcp:)?.{0,60}", operation in "(secrets/get|login|vm/read|.{0,20})") {
        accepted(&mut world, events);
        let hosts: Vec<Reference> = world.nodes().map(|(host, _)| Reference::from(host.as_str())).collect();
        for from in hosts.into_iter().chain([Reference::from(from)]) {
            let request = TokenRequest { object_id: Some(operation.as_str().into()), ..TokenRequest::new(from.clone(), to.clone()) };
            if let Err(error) = world.token(&request) {
                prop_assert!(!error.to_string().is_empty());
            }
            if let Err(error) = world.call(&idsim::CallRequest::new(from, to.clone(), operation.as_str())) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
