//! Time by the library's own words: windows in which a change need not be seen, and what becomes due when.

use std::collections::BTreeMap;
use std::error::Error;

use idsim::scenario::{Scenario, Status};
use idsim::{
    AccessRequest, Catalog, Due, Duration, Event, Reason, Reference, RoleAssignmentSpec, Tenant,
    Timestamp, World,
};

type Outcome = Result<(), Box<dyn Error>>;

fn world(options: &str) -> Result<World, Box<dyn Error>> {
    use ron::extensions::Extensions;
    let form = ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES);
    let tenant = format!(
        r#"(
            clock: "2026-01-01T00:00:00Z",
            options: ({options}),
            management_groups: {{"mg1": ()}},
            subscriptions: {{"sub1": (management_group: "mg1")}},
            resource_groups: {{"rg1": (subscription: "sub1")}},
            resources: {{"sa1": (type: "Microsoft.Storage/storageAccounts")}},
            users: {{"alice": ()}},
            groups: {{"team": ()}},
        )"#
    );
    Ok(World::try_from(form.from_str::<Tenant>(&tenant)?)?)
}

fn wait(world: &mut World, text: &str) -> Outcome {
    world.apply(Event::Wait(text.parse()?))?;
    Ok(())
}

fn read() -> AccessRequest {
    AccessRequest::control("alice", "Microsoft.Storage/storageAccounts/read", "sa1")
}

fn read_blob() -> AccessRequest {
    AccessRequest::operation("alice", "blobs/read", "sa1")
}

/// The reasons of all answers that may be given.
fn reasons(world: &World, request: &AccessRequest) -> Result<Vec<Reason>, Box<dyn Error>> {
    let possible = world.possible(&world.query(request)?)?;
    Ok(possible.into_iter().map(|it| it.reason).collect())
}

/// What changes, the question, how long the doubt lasts, and the answers at its last second and after it.
type Window = (
    &'static str,
    fn(&mut World) -> Outcome,
    fn() -> AccessRequest,
    &'static str,
    [&'static [Reason]; 2],
);

/// A change is in doubt to the second before its window closes, and not at that moment.
#[test]
fn a_window_is_open_until_just_before_its_end() -> Outcome {
    use Reason::*;
    fn grant(world: &mut World, role: &str, scope: &str) -> Outcome {
        world.apply(Event::assign_role("alice", role, scope))?;
        Ok(())
    }
    let windows: [Window; 7] = [
        (
            "made",
            |it| grant(it, "Reader", "sa1"),
            read,
            "10m",
            [&[NoAssignment, Granted], &[Granted]],
        ),
        (
            "made where it does not grant",
            |it| grant(it, "Reader", "sa1"),
            read_blob,
            "10m",
            [&[NoAssignment, WrongPlane], &[WrongPlane]],
        ),
        (
            "made at a management group",
            |it| grant(it, "Storage Blob Data Reader", "mg1"),
            read_blob,
            "1d",
            [&[NoAssignment, Granted], &[Granted]],
        ),
        (
            "made at a management group, for the control plane",
            |it| grant(it, "Reader", "mg1"),
            read,
            "10m",
            [&[NoAssignment, Granted], &[Granted]],
        ),
        (
            "removed",
            |it| {
                grant(it, "Reader", "sa1")?;
                wait(it, "1h")?;
                let (principal, scope) = ("alice".into(), "sa1".into());
                let role = "Reader".into();
                it.apply(Event::RemoveRoleAssignment {
                    principal,
                    role,
                    scope,
                })?;
                Ok(())
            },
            read,
            "10m",
            [&[NoAssignment, Granted], &[NoAssignment]],
        ),
        (
            "put under a condition",
            |it| {
                grant(it, "Storage Blob Data Reader", "sa1")?;
                wait(it, "1h")?;
                let name = it.role_assignments().next().map(|it| it.id);
                let spec = RoleAssignmentSpec {
                    name,
                    ..RoleAssignmentSpec::new("alice", "Storage Blob Data Reader", "sa1")
                };
                it.apply(Event::AssignRole(spec.under("1 NumericEquals 2")))?;
                Ok(())
            },
            read_blob,
            "5m",
            [&[ConditionFalse, Granted], &[ConditionFalse]],
        ),
        (
            "given to a group",
            |it| {
                it.apply(Event::add_member("team", "alice"))?;
                it.apply(Event::assign_role("team", "Reader", "sa1"))?;
                Ok(())
            },
            read,
            "10m",
            [&[NoAssignment, Granted], &[Granted]],
        ),
    ];
    for (name, change, question, length, [within, after]) in windows {
        let mut world = world("delays: Azure")?;
        change(&mut world)?;
        let length: Duration = length.parse()?;
        let end = world
            .clock()
            .ok_or("a clock")?
            .checked_add(length)
            .ok_or("an end")?;
        let almost = Duration::from_seconds(length.seconds() - 1);
        for elapsed in [Duration::ZERO, almost] {
            let mut world = world.clone();
            world.apply(Event::Wait(elapsed))?;
            assert_eq!(
                reasons(&world, &question())?,
                within,
                "{name} after {elapsed}"
            );
            let decision = world.check(&question())?;
            let in_doubt = within.contains(&Granted);
            assert_eq!(decision.unsettled_until, in_doubt.then_some(end), "{name}");
            // What is not seen everywhere is written down, and read back.
            assert_eq!(World::try_from(world.to_tenant())?, world, "{name}");
            let again = World::try_from(world.to_tenant())?;
            assert_eq!(reasons(&again, &question())?, within, "{name} read back");
            assert_eq!(again.check(&question())?, decision, "{name} read back");
        }
        world.apply(Event::Wait(length))?;
        assert_eq!(
            reasons(&world, &question())?,
            after,
            "{name} after {length}"
        );
        assert_eq!(world.check(&question())?.unsettled_until, None, "{name}");
    }
    Ok(())
}

/// Each answer tells of the latest that can be: a new role need not count, a removed one may.
#[test]
fn an_answer_is_the_one_of_where_changes_are_seen_last() -> Outcome {
    let mut world = world("delays: Azure")?;
    world.apply(Event::assign_role("alice", "Reader", "sa1"))?;
    assert_eq!(world.check(&read())?.reason, Reason::NotYetPropagated);
    let told = world.explain(&read())?;
    assert_eq!(
        told.summary(),
        "NotAllowed (NotYetPropagated): `alice` was given a role at `sa1` that grants Microsoft.Storage/storageAccounts/read, so lately that it need not count before 2026-01-01T00:10:00Z"
    );
    let cure = told.remedy.ok_or("waiting is a cure")?;
    assert_eq!(cure.events, [Event::Wait("10m".parse()?)]);
    wait(&mut world, "10m")?;
    assert_eq!(world.check(&read())?.reason, Reason::Granted);
    let all: Vec<_> = world.role_assignments().map(|it| it.id).collect();
    world.apply(Event::RemoveRoleAssignmentNamed(all[0]))?;
    assert_eq!(world.check(&read())?.reason, Reason::Granted);
    assert_eq!(
        world.explain(&read())?.summary(),
        "Allowed (Granted): `alice` had a role at `sa1` that grants Microsoft.Storage/storageAccounts/read, and it may count until 2026-01-01T00:20:00Z"
    );
    Ok(())
}

/// A change that is taken back was never made, whatever stood before it.
#[test]
fn what_is_taken_back_is_in_doubt_no_more() -> Outcome {
    let mut world = world("delays: Azure")?;
    world.apply(Event::assign_role("alice", "Reader", "sa1"))?;
    wait(&mut world, "3m")?;
    let before = (world.clone(), world.to_tenant());
    let ids: Vec<_> = world.role_assignments().map(|it| it.id).collect();
    let events = [
        Event::RemoveRoleAssignmentNamed(ids[0]),
        Event::create_user("bob"),
        Event::assign_role("alice", "Reader", "sa1"),
        Event::Wait("3m".parse()?),
        Event::assign_role("bob", "Reader", "rg1"),
    ];
    let events: Vec<Event> = events.into_iter().collect();
    assert!(world.what_if(&events, |world| world.clone() != before.0)?);
    assert_eq!((world.to_tenant(), &world), (before.1, &before.0));
    assert_eq!(
        reasons(&world, &read())?,
        [Reason::NoAssignment, Reason::Granted]
    );
    Ok(())
}

/// What is so for a while only is not always so, whatever ends it: a limit of rate, the time of an assertion, or a time that an
/// earlier form of a condition names.
#[test]
fn always_ends_where_an_answer_changes() -> Outcome {
    let scopes = r#"resources: {"vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true))}"#;
    let credential = r#"identities: {"id1": (federated_credentials: {
        "build": (issuer: "https://issuer.example", subject: "build-1", audiences: ["api://AzureADTokenExchange"]),
    })}"#;
    let assignment = |more: &str| {
        format!(
            r#"(principal: "alice", role: "Storage Blob Data Reader", scope: "sa1",
                name: "aaaaaaaa-0000-4000-8000-000000000001", {more})"#
        )
    };
    let earlier = "@Environment[UtcNow] DateTimeGreaterThanEquals '2026-01-01T00:02:00.0Z'";
    let now = "@Environment[isPrivateLink] BoolEquals true";
    let rows = [
        (
            format!(
                r#"options: (rates: Only(token_requests_per_resource: (at_most: 1, within: "1s"))), {scopes}"#
            ),
            r#"RequestToken(from: "vm1", resource: "https://vault.azure.net")"#.to_owned(),
            r#"ExpectToken((from: "vm1", resource: "https://vault.azure.net"), Refused(code: TooManyRequests))"#,
            "1s",
        ),
        (
            credential.to_owned(),
            r#"Wait("1m")"#.to_owned(),
            r#"ExpectExchange((
                client_id: "id1", issuer: "https://issuer.example", subject: "build-1", resource: "https://vault.azure.net",
                valid: (until: "2026-01-01T00:11:00Z"),
            ), Issued(of: "id1"))"#,
            "10m",
        ),
        (
            format!(
                r#"options: (delays: Azure), users: {{"alice": ()}},
                resources: {{"sa1": (type: "Microsoft.Storage/storageAccounts")}}, role_assignments: [{}]"#,
                assignment(&format!(r#"condition: "{earlier}""#))
            ),
            format!(
                "AssignRole{}",
                assignment(&format!(r#"condition: "{now}""#))
            ),
            r#"ExpectAccess(
                principal: "alice", action: Operation("blobs/read"), on: "sa1",
                attributes: {"@Environment[isPrivateLink]": false}, is: NotAllowed,
            )"#,
            "2m",
        ),
    ];
    for (tenant, step, expected, while_so) in rows {
        for (during, status) in [(while_so, Status::Held), ("1h", Status::Failed)] {
            let file = format!(
                r#"(name: "x", clock: "2026-01-01T00:00:00Z", tenant: ({tenant}), steps: [
                    {step}, Always(during: "{during}", expect: {expected}),
                ])"#
            );
            let files = BTreeMap::from([("it.ron".to_owned(), file)]);
            let scenario = Scenario::load(&files, "", "it.ron", &Catalog::built_in());
            let outcome = scenario.map_or_else(|it| *it, |it| it.run());
            assert_eq!(outcome.status, status, "{during}: {outcome:#?}");
        }
    }
    Ok(())
}

/// What becomes due stands in the order of time, and at one moment in the order of kinds.
#[test]
fn what_becomes_due_stands_in_order() -> Outcome {
    let mut world = world(r#"delays: Only(role_assignments: "1h", directory: "1h")"#)?;
    let at = |text: &str| text.parse::<Timestamp>().ok();
    let one = at("2026-01-01T01:00:00Z");
    let two = at("2026-01-01T02:00:00Z");
    world.apply(Event::create_user("bob"))?;
    let spec = |from, until| RoleAssignmentSpec {
        from,
        until,
        ..RoleAssignmentSpec::new("alice", "Reader", "sa1")
    };
    world.apply(Event::AssignRole(spec(one, two)))?;
    world.apply(Event::AddMember(idsim::GroupMember {
        group: Reference::from("team"),
        member: Reference::from("alice"),
        from: None,
        until: one,
    }))?;
    let moments = world.moments(two.ok_or("a time")?);
    assert_eq!(
        moments,
        [one, two].into_iter().flatten().collect::<Vec<_>>()
    );
    let change = world.apply(Event::Wait("2h".parse()?))?;
    let told: Vec<String> = world.tell(&change).into_iter().map(|it| it.text).collect();
    assert_eq!(
        told,
        [
            "at 2026-01-01T01:00:00Z: alice has Reader at sa1 now: its time has come",
            "at 2026-01-01T01:00:00Z: alice is in group team no more: its time is over",
            "at 2026-01-01T01:00:00Z: that alice has Reader at sa1 counts everywhere",
            "at 2026-01-01T01:00:00Z: the directory knows bob everywhere",
            "at 2026-01-01T02:00:00Z: alice has Reader at sa1 no more: its time is over",
            "it is 2026-01-01T02:00:00Z",
        ]
    );
    let due = |it: &idsim::Consequence| {
        matches!(
            it,
            idsim::Consequence::BecameDue {
                what: Due::PrincipalReplicated(_),
                ..
            }
        )
    };
    assert_eq!(change.consequences().iter().filter(|it| due(it)).count(), 1);
    // In two steps the same becomes due, each once.
    world.revert(change)?;
    let mut halves = Vec::new();
    for _ in 0..2 {
        let change = world.apply(Event::Wait("1h".parse()?))?;
        halves.extend(world.tell(&change).into_iter().map(|it| it.text));
    }
    halves.retain(|it| !it.starts_with("it is"));
    assert_eq!(halves, told[..told.len() - 1]);
    Ok(())
}

/// A swap of two roles in which the old one is taken first leaves a gap that neither extreme shows.
#[test]
fn each_change_is_seen_or_not_by_itself() -> Outcome {
    let mut world = world("delays: Azure")?;
    world.apply(Event::assign_role("alice", "Contributor", "sa1"))?;
    wait(&mut world, "1h")?;
    world.apply(Event::assign_role("alice", "Reader", "rg1"))?;
    wait(&mut world, "2m")?;
    let old: Vec<_> = world
        .assignments_at(&world.resolve_scope(&"sa1".into())?)
        .map(|it| it.id)
        .collect();
    world.apply(Event::RemoveRoleAssignmentNamed(old[0]))?;
    assert_eq!(
        reasons(&world, &read())?,
        [Reason::NoAssignment, Reason::Granted, Reason::Granted]
    );
    // The new one is seen everywhere before the old one has to be gone.
    let until = world.check(&read())?.unsettled_until;
    assert_eq!(
        until.map(|it| it.to_string()).as_deref(),
        Some("2026-01-01T01:10:00Z")
    );
    Ok(())
}
