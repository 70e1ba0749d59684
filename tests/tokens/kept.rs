//! Tokens are kept, and handed out again until they expire (F3.5.1).

use idsim::{
    AccessDecision, AccessRequest, ActionRequest, Event, Reason, RefusalCode, Token, TokenRequest,
    World,
};

use super::{Outcome, happen, read, world};

const TENANT: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    identities: {"u1": ()},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["u1"])),
        "vm2": (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["u1"])),
    },
    groups: {"readers": (), "all": (members: ["readers"])},
)"#;

const VAULT: &str = r#"(from: "vm1", resource: "https://vault.azure.net")"#;
const SHARED: &str = r#"(from: "vm1", resource: "https://vault.azure.net", client_id: "u1")"#;

/// What is asked first; what happens then; what is asked next; and whether the same token comes again. `None`: none comes.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static str,
    Option<bool>,
);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (VAULT, &[], VAULT, Some(true)),
    (VAULT, &[r#"Wait("1h")"#], VAULT, Some(true)),
    (VAULT, &[r#"Wait("23h 59m 59s")"#], VAULT, Some(true)),
    (VAULT, &[r#"Wait("24h")"#], VAULT, Some(false)),
    // What was revoked is not handed out again, from the next second on.
    (SHARED, &[r#"RevokeTokens("u1")"#], SHARED, Some(true)),
    (SHARED, &[r#"RevokeTokens("u1")"#, r#"Wait("1s")"#], SHARED, Some(false)),
    (VAULT, &[r#"RevokeTokens("u1")"#, r#"Wait("1s")"#], VAULT, Some(true)),
    // Another resource, to the letter; another identity; another place.
    (VAULT, &[], r#"(from: "vm1", resource: "https://storage.azure.com/")"#, Some(false)),
    (VAULT, &[], r#"(from: "vm1", resource: "https://vault.azure.net/")"#, Some(false)),
    (VAULT, &[], SHARED, Some(false)),
    (SHARED, &[], r#"(from: "vm2", resource: "https://vault.azure.net")"#, Some(false)),
    // Another way to ask for the same.
    (SHARED, &[r#"Wait("1h")"#], r#"(from: "VM1", resource: "https://vault.azure.net", object_id: "u1")"#, Some(true)),
    // Changes of groups wait for the next token; roles are no claims.
    (VAULT, &[r#"AddMember(group: "readers", member: "vm1")"#], VAULT, Some(true)),
    (VAULT, &[r#"AssignRole(principal: "vm1", role: "Reader", scope: "vm2")"#, r#"Wait("1h")"#], VAULT, Some(true)),
    (VAULT, &[r#"AttachIdentity(identity: "u1", to: "vm2")"#], VAULT, Some(true)),
    // No identity, no token, whatever is kept (F1.10).
    (SHARED, &[r#"DetachIdentity(identity: "u1", from: "vm1")"#], SHARED, None),
    (SHARED, &[r#"DeleteIdentity("u1")"#], SHARED, None),
    (VAULT, &[r#"DeleteResource("vm1")"#], VAULT, None),
    // Attached again it is the same identity, made again another one.
    (SHARED, &[r#"DetachIdentity(identity: "u1", from: "vm1")"#, r#"AttachIdentity(identity: "u1", to: "vm1")"#, r#"Wait("1h")"#], SHARED, Some(true)),
    (VAULT, &[r#"DisableSystemAssigned("vm1")"#, r#"EnableSystemAssigned("vm1")"#], VAULT, Some(false)),
    (SHARED, &[
        r#"DeleteIdentity("u1")"#, r#"CreateIdentity("u1")"#,
        r#"DetachIdentity(identity: "u1", from: "vm1")"#, r#"AttachIdentity(identity: "u1", to: "vm1")"#,
    ], SHARED, Some(false)),
];

#[test]
fn a_kept_token_is_handed_out_again_until_it_expires() -> Outcome {
    for (first, events, next, expected) in ROWS {
        let mut world = world(TENANT)?;
        let before = ask(&mut world, first)?.ok_or("the first request gives a token")?;
        happen(&mut world, events, "")?;
        let after = ask(&mut world, next)?;
        assert_eq!(
            after.map(|it| it == before),
            *expected,
            "{first} {events:?} {next}"
        );
    }
    Ok(())
}

fn ask(world: &mut World, request: &str) -> Result<Option<Token>, Box<dyn std::error::Error>> {
    Ok(world.request_token(&read(request)?)?.token().cloned())
}

/// V53 to the letter.
#[test]
fn an_hour_later_it_is_the_same_with_an_hour_less() -> Outcome {
    let mut world = world(TENANT)?;
    let vault = TokenRequest::new("vm1", "https://vault.azure.net");
    let first = world.request_token(&vault)?;
    let first_body = first.body(world.clock());
    world.apply(Event::Wait("1h".parse()?))?;
    let second = world.request_token(&vault)?;
    let second_body = second.body(world.clock());
    assert_eq!(first.token(), second.token());
    for ((key, before), (_, after)) in first_body.iter().zip(&second_body) {
        match *key {
            "expires_in" => assert_eq!((before.as_str(), after.as_str()), ("86400", "82800")),
            _ => assert_eq!(before, after, "{key}"),
        }
    }
    // Another resource: another token, issued now.
    let storage = world.request_token(&TokenRequest::new("vm1", "https://storage.azure.com/"))?;
    assert_eq!(storage.token().and_then(|it| it.issued), world.clock());
    // The first one is over.
    world.apply(Event::Wait("23h".parse()?))?;
    let third = world.request_token(&vault)?;
    assert_eq!(third.token().and_then(|it| it.issued), world.clock());
    Ok(())
}

#[test]
fn asking_keeps_nothing_and_requesting_does() -> Outcome {
    let mut world = world(TENANT)?;
    let request = TokenRequest::new("vm1", "https://vault.azure.net");
    let before = world.to_tenant();
    world.token(&request)?;
    assert_eq!(world.to_tenant(), before);
    let issued = world.request_token(&request)?;
    let kept = world.to_tenant().history.issued_tokens;
    let kept: Vec<Token> = kept.into_iter().map(|it| it.token).collect();
    assert_eq!(kept.as_slice(), issued.token().cloned().as_slice());
    world.apply(Event::Wait("1h".parse()?))?;
    assert_eq!(world.token(&request)?.token(), issued.token());
    // A refusal keeps nothing.
    let before = world.to_tenant();
    world.request_token(&TokenRequest::new("vm1", "https://nope.example"))?;
    assert_eq!(world.to_tenant(), before);
    Ok(())
}

#[test]
fn nothing_is_kept_without_a_clock() -> Outcome {
    let mut world = world(&TENANT.replace(r#"clock: "2026-01-01T00:00:00Z","#, ""))?;
    let request = TokenRequest::new("vm1", "https://vault.azure.net");
    assert!(world.token(&request)?.token().is_some());
    let refusal = world
        .request_token(&request)
        .expect_err("it cannot be kept");
    assert_eq!(refusal.code(), RefusalCode::NoClock);
    // Who is refused a token is told so, with or without a clock.
    let refused = world.request_token(&TokenRequest::new("vm1", "https://nope.example"))?;
    assert!(refused.error().is_some());
    Ok(())
}

#[test]
fn a_kept_token_states_the_groups_of_its_issue() -> Outcome {
    let mut world = world(TENANT)?;
    let request = TokenRequest::new("vm1", "https://vault.azure.net");
    let groups = |world: &mut World| -> Result<Vec<String>, Box<dyn std::error::Error>> {
        let answer = world.request_token(&request)?;
        let mut groups: Vec<String> = answer
            .token()
            .ok_or("no token")?
            .groups
            .iter()
            .map(|it| world.name_of_principal(*it))
            .collect();
        groups.sort();
        Ok(groups)
    };
    assert_eq!(groups(&mut world)?, Vec::<String>::new());
    world.apply(Event::add_member("readers", "vm1"))?;
    world.apply(Event::Wait("12h".parse()?))?;
    assert_eq!(groups(&mut world)?, Vec::<String>::new());
    world.apply(Event::Wait("12h".parse()?))?;
    assert_eq!(groups(&mut world)?, ["all", "readers"]);
    // And the other way round.
    let leave: Event = read(r#"RemoveMember(group: "readers", member: "vm1")"#)?;
    world.apply(leave)?;
    assert_eq!(groups(&mut world)?, ["all", "readers"]);
    world.apply(Event::Wait("24h".parse()?))?;
    assert_eq!(groups(&mut world)?, Vec::<String>::new());
    Ok(())
}

/// A membership for a time counts while it lasts.
#[test]
fn a_token_states_the_groups_of_its_time() -> Outcome {
    let mut world = world(TENANT)?;
    let join: Event = read(
        r#"AddMember(group: "readers", member: "vm1", from: "2026-01-02T00:00:00Z", until: "2026-01-03T00:00:00Z")"#,
    )?;
    world.apply(join)?;
    for expected in [0, 2, 0] {
        let answer = world.request_token(&TokenRequest::new("vm1", "https://vault.azure.net"))?;
        assert_eq!(
            answer.token().map(|it| it.groups.len()),
            Some(expected),
            "{:?}",
            world.clock()
        );
        world.apply(Event::Wait("24h".parse()?))?;
    }
    Ok(())
}

/// V11, F1.10: what a token was issued for stays allowed through the orphaned assignment; a new token is not to be had.
#[test]
fn a_token_in_hand_outlives_its_identity() -> Outcome {
    let mut world = world(TENANT)?;
    let assign = Event::assign_role("vm1", "Reader", "vm2");
    world.apply(assign)?;
    let request = TokenRequest::new("vm1", "https://management.azure.com/");
    let token = ask(
        &mut world,
        r#"(from: "vm1", resource: "https://management.azure.com/")"#,
    )?
    .ok_or("no token")?;
    // With another identity left, the VM would answer as that one.
    world.apply(Event::detach_identity("u1", "vm1"))?;
    world.apply(Event::DisableSystemAssigned("vm1".into()))?;
    let read_vm = ActionRequest::Operation("vm/read".into());
    let by_token = AccessRequest::with_token(token.clone(), read_vm.clone(), "vm2");
    assert_eq!(world.check(&by_token)?.verdict(), AccessDecision::Allowed);
    assert!(world.token(&request)?.token().is_none());
    // The twin: asked by name, nobody is there any more.
    let by_name = AccessRequest::new("vm1", read_vm, "vm2");
    assert_eq!(world.check(&by_name)?.verdict(), AccessDecision::NotAllowed);
    // When it expires it is of no use, whoever it speaks for.
    world.apply(Event::Wait("24h".parse()?))?;
    assert!(token.is_expired(world.clock()));
    assert_eq!(world.check(&by_token)?.reason, Reason::TokenExpired);
    Ok(())
}
