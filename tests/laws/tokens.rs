//! Laws of tokens: whom they speak for, and what is kept of them.

use idsim::{Duration, Event, NodeKind, Options, Scope, TokenRequest, World};
use proptest::prelude::*;
use proptest::sample::select;

use crate::surroundings::AUDIENCES;
use crate::worlds::{History, histories, hostile_histories};
use crate::{accepted, config};

/// Every resource with every identity that code on it could name, and none.
fn requests(world: &World) -> Vec<(Scope, TokenRequest)> {
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
                requests.push((host.clone(), unnamed.clone().for_client_id(id)));
            }
            requests.push((host.clone(), unnamed));
        }
    }
    requests
}

/// Whether code on a resource asks for tokens at an endpoint that is modelled.
fn has_endpoint(world: &World, host: &Scope) -> bool {
    let resource_type = host.resource_type();
    let service = resource_type.and_then(|it| world.catalog().service(&it.as_str().into()).ok());
    service.is_some_and(|(_, service)| service.token_endpoint.is_some())
}

proptest! {
    #![proptest_config(config())]

    /// A token is issued for what is known, where there is an endpoint, and to who names an identity that the place has:
    /// it speaks for that one, and is good.
    #[test]
    fn tokens_speak_for_who_is_there(History { mut world, events, .. } in histories()) {
        accepted(&mut world, events);
        for (host, request) in requests(&world) {
            let living = |id| world.principal(id).is_some_and(|it| !it.deleted);
            let own = world.node(&host).and_then(|it| it.own_principal());
            let listed: Vec<_> = world.attachments_of(&host).map(|it| it.principal).filter(|id| living(*id)).collect();
            let named = request.client_id.as_ref().map(|it| it.as_str().to_owned());
            let meant = listed.iter().copied().find(|id| {
                named.is_some() && world.principal(*id).and_then(|it| it.client_id).map(|it| it.to_string()) == named
            });
            let known = request.resource.as_deref() != Some("https://nope.example");

            let answer = world.token(&request);
            prop_assert!(answer.is_ok());
            let token = answer.ok().and_then(|it| it.token().cloned());
            match &token {
                Some(token) => {
                    prop_assert!(known && has_endpoint(&world, &host) && living(token.principal));
                    prop_assert!(own == Some(token.principal) || listed.contains(&token.principal));
                    prop_assert_eq!(Some(&token.audience), request.resource.as_ref());
                    prop_assert!(!token.is_expired(world.clock()));
                }
                // Who names an identity that is there, or has one of its own and names none, is not refused.
                None => prop_assert!(!known || !has_endpoint(&world, &host) || (meant.is_none() && (named.is_some() || own.is_none()))),
            }
            if let (Some(meant), Some(token)) = (meant, token) {
                prop_assert_eq!(token.principal, meant);
            }
        }
    }

    /// A token that was requested is handed out again while it is good, and not one second longer, however long it is good
    /// and whatever the time is; moving its resource changes nothing.
    #[test]
    fn a_token_is_kept_until_it_expires(
        History { world, events, .. } in histories(),
        late in any::<bool>(),
        lifetime in select(vec![1, 3_600, 86_400, u64::MAX]),
        at_the_end in any::<bool>(),
    ) {
        let mut world = world;
        accepted(&mut world, events);
        let mut tenant = world.to_tenant();
        tenant.options = Options { token_lifetime: Some(Duration::from_seconds(lifetime)) };
        if at_the_end && tenant.clock.is_some() {
            tenant.clock = "9999-12-30T12:00:00Z".parse().ok();
        }
        let Ok(mut world) = World::try_from(tenant) else { return Ok(()) };
        for (host, request) in requests(&world) {
            let issued = world.request_token(&request);
            let Ok(Some(first)) = issued.map(|it| it.token().cloned()) else { continue };
            prop_assert!(World::try_from(world.to_tenant()).is_ok_and(|read| read == world));
            let left = first.expires.zip(world.clock()).and_then(|(to, now)| to.duration_since(now));
            prop_assert!(left.is_some());
            let Some(left) = left.filter(|it| it.seconds() > 0) else { continue };
            let wait = Duration::from_seconds(left.seconds() - u64::from(!late));
            let before = world.to_tenant();
            let again = |world: &World| world.token(&request).ok().and_then(|it| it.token().cloned());
            let later = world.what_if(&[Event::Wait(wait)], again);
            prop_assert_eq!(later.ok().flatten().is_some_and(|it| it == first), !late);
            let elsewhere = Event::MoveResource { resource: host.as_str().into(), to: "resource-group".into() };
            let name = world.name_of(&host);
            let moved = world.what_if(&[elsewhere], |world| {
                let request = TokenRequest { from: name.as_str().into(), ..request.clone() };
                world.token(&request).ok().and_then(|it| it.token().cloned())
            });
            prop_assert!(moved.is_err() || name == host.as_str() || moved.ok().flatten() == Some(first));
            prop_assert_eq!(world.to_tenant(), before);
        }
    }

    /// Whatever a request or a call names, there is an answer or an error.
    #[test]
    fn asking_is_total(
        History { mut world, events, .. } in hostile_histories(),
        from in ".{0,40}",
        rest in "(/[^/]{0,12}){0,6}",
        odd in "(https://|tcp:)?.{0,60}",
        operation in select(vec!["secrets/get", "blobs/read", "table-entities/read", "login", "vm/read", "vm/write", "nothing/at-all"]),
    ) {
        accepted(&mut world, events);
        let names: Vec<String> = world.nodes().map(|(scope, _)| scope.name().to_owned()).take(6).collect();
        let mut addresses = vec![odd];
        for (_, api) in world.catalog().apis() {
            for name in &names {
                addresses.push(format!("https://{}{rest}", api.host.replace("{name}", name)));
            }
        }
        let hosts = world.nodes().map(|(scope, _)| scope.to_string()).take(4);
        let froms: Vec<String> = hosts.chain([from]).collect();
        for (number, address) in addresses.iter().enumerate() {
            let Some(from) = froms.get(number % froms.len()) else { continue };
            let request = TokenRequest { object_id: Some(operation.into()), ..TokenRequest::new(from.as_str(), address.as_str()) };
            if let Err(error) = world.token(&request) {
                prop_assert!(!error.to_string().is_empty());
            }
            if let Err(error) = world.call(&idsim::CallRequest::new(from.as_str(), address.as_str(), operation)) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
