//! Rates: what was counted is written down, read back, taken back and checked; and it stays exact however often it is done.

use std::collections::BTreeMap;

use idsim::scenario::{Scenario, Status, read_tenant, write_tenant};
use idsim::{Catalog, Duration, Event, RefusalCode, TokenRequest, Untimely, World};

use super::{Outcome, read, world};

const TENANT: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    options: (rates: Only(
        identities_created_per_tenant: (at_most: 5, within: "20s"),
        identities_created_per_subscription: (at_most: 4, within: "20s"),
        identities_assigned_per_tenant: (at_most: 3, within: "1m"),
        identity_writes_per_resource: (at_most: 1, within: "4s"),
        identity_deletes_per_tenant: (at_most: 2, within: "1s"),
        token_requests_per_resource: (at_most: 3, within: "10s"),
    )),
    identities: {"u1": (location: "westus")},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", location: "westus", identity: (system_assigned: true)),
        "vm2": (type: "Microsoft.Compute/virtualMachines"),
    },
)"#;

#[rustfmt::skip]
const EVENTS: &[&str] = &[
    r#"AttachIdentity(identity: "u1", to: "vm1")"#,
    r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#,
    r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#,
    r#"Wait("3s")"#,
    r#"CreateIdentity("u2", (location: "WestUS"))"#,
    r#"CreateResource("vm3", (type: "Microsoft.Compute/virtualMachines", location: "westus", identity: (system_assigned: true, user_assigned: ["u1", "u2"])))"#,
    r#"IssueToken(on: "vm1", identity: "u1", audience: "https://vault.azure.net")"#,
    r#"EnableSystemAssigned("vm2")"#,
    r#"Wait("7s")"#,
    r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#,
    r#"DeleteIdentity("u2")"#,
    r#"DeleteIdentity("u1")"#,
    r#"DeleteResource("vm3")"#,
    r#"Wait("1d")"#,
    r#"CreateIdentity("u2")"#,
];

/// What still counts is written, and nothing else; all of it can be taken back.
#[test]
fn what_was_counted_is_written_read_and_taken_back() -> Outcome {
    let mut world = world(TENANT)?;
    let mut done = Vec::new();
    let mut counted = Vec::new();
    for event in EVENTS {
        let before = write_tenant(&world.to_tenant());
        let change = world
            .apply(read::<Event>(event)?)
            .map_err(|refusal| format!("{event}: {refusal}"))?;
        world.revert(change)?;
        assert_eq!(write_tenant(&world.to_tenant()), before, "{event}");
        done.push((event, before, world.apply(read::<Event>(event)?)?));

        let tenant = world.to_tenant();
        assert_eq!(World::try_from(tenant.clone())?, world, "{event}");
        assert_eq!(read_tenant(&write_tenant(&tenant))?, tenant, "{event}");
        let requests = tenant.history.counted_requests.iter();
        counted.push(requests.map(|it| it.count).sum::<u32>());
    }
    assert_eq!(
        counted,
        [1, 2, 3, 3, 6, 10, 11, 13, 10, 11, 12, 13, 13, 0, 3]
    );
    while let Some((event, before, change)) = done.pop() {
        world.revert(change)?;
        assert_eq!(write_tenant(&world.to_tenant()), before, "{event}");
    }
    Ok(())
}

#[test]
fn what_cannot_have_been_counted_is_refused() -> Outcome {
    let subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
    let right = format!(
        r#"(limit: IdentitiesCreatedPerSubscription, scope: "{subscription}", location: "westus", at: "2026-01-01T00:00:00Z", count: 4)"#
    );
    let with =
        |entry: &str| TENANT.replacen('(', &format!("(history: (counted_requests: [{entry}]),"), 1);
    assert!(world(&with(&right)).is_ok());
    #[rustfmt::skip]
    let rows = [
        ("IdentitiesCreatedPerSubscription", "IdentityWritesPerSubscription", "it limits nothing"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "later than now"),
        (subscription, "/", "for what it does not count for"),
        (subscription, "/subscriptions/11111111-1111-1111-1111-111111111112", "for what it does not count for"),
        ("IdentitiesCreatedPerSubscription", "TokenRequestsPerResource", "for what it does not count for"),
        ("count: 4", "count: 5", "more requests are counted for it than it lets through"),
        ("count: 4", "count: 0", "written twice, or are none"),
        ("count: 4", "count: 4294967295", "more requests are counted for it than it lets through"),
    ];
    for (from, to, why) in rows {
        let error = world(&with(&right.replace(from, to))).expect_err(to);
        assert!(error.to_string().contains(why), "{to}: {error}");
    }
    let twice = right.replace("count: 4", "count: 1");
    let error = world(&with(&format!("{twice}, {twice}"))).expect_err("twice");
    assert!(error.to_string().contains("written twice"), "{error}");
    let vm1 = format!(
        "{subscription}/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1"
    );
    let of_region = format!(
        r#"(limit: TokenRequestsPerResource, scope: "{vm1}", location: "westus", at: "2026-01-01T00:00:00Z", count: 1)"#
    );
    let error = world(&with(&of_region)).expect_err("a region");
    assert!(error.to_string().contains("tells none apart"), "{error}");
    // What is long over harms nothing.
    let over = right.replace("2026-01-01", "2025-01-01");
    let over = world(&with(&over))?;
    assert!(over.to_tenant().history.counted_requests.is_empty());
    Ok(())
}

#[test]
fn limits_need_a_clock_and_let_something_through() -> Outcome {
    let clock = r#"clock: "2026-01-01T00:00:00Z","#;
    let error = world(&TENANT.replace(clock, "")).expect_err("no clock");
    assert!(error.to_string().contains("has no clock"), "{error}");
    let none = r#"(options: (rates: Only()))"#;
    assert_eq!(world(none)?, World::new());
    for (from, to) in [("at_most: 5", "at_most: 0"), ("\"20s\"", "\"0s\"")] {
        let error = world(&TENANT.replacen(from, to, 1)).expect_err(to);
        assert!(error.to_string().contains("lets one through"), "{error}");
    }
    Ok(())
}

/// A file that includes another one says otherwise; what it does not say is as it is there.
#[test]
fn who_includes_a_tenant_overrides_its_rates() -> Outcome {
    let included = "(tenant: (options: (rates: Azure)))";
    let file = |tenant: &str, code: &str| {
        format!(
            r#"(name: "x", clock: "2026-01-01T00:00:00Z", include: ["a.tenant.ron"], tenant: {tenant}, steps: [
                CreateIdentity("u1"), CreateIdentity("u2"), Refuse(event: CreateIdentity("u3"), code: {code}),
            ])"#
        )
    };
    let own =
        "(options: (rates: Only(identities_created_per_tenant: (at_most: 3, within: \"1s\"))))";
    for (tenant, expected) in [("()", Status::Held), (own, Status::Failed)] {
        let files = BTreeMap::from([
            ("a.tenant.ron".to_owned(), included.to_owned()),
            ("it.ron".to_owned(), file(tenant, "TooManyRequests")),
        ]);
        let scenario = Scenario::load(&files, "", "it.ron", &Catalog::built_in());
        let outcome = scenario.map_or_else(|it| *it, |it| it.run());
        assert_eq!(outcome.status, expected, "{tenant}: {outcome:#?}");
    }
    Ok(())
}

/// A simple count beside it agrees at every one of ten thousand steps, over weeks.
#[test]
fn ten_thousand_requests_are_counted_exactly() -> Outcome {
    let mut world = world(TENANT)?;
    let request = TokenRequest::new("vm1", "https://vault.azure.net");
    let token = read::<Event>(EVENTS[1])?;
    let (mut now, mut made, mut refused) = (0_u64, Vec::new(), 0);
    for step in 0..10_000_u64 {
        // Mostly at once, sometimes some seconds later, and now and then an hour.
        let wait = match step % 97 {
            0 => 3_600,
            it if it % 3 == 0 => step * step % 11,
            _ => 0,
        };
        if wait > 0 {
            now += wait;
            world.apply(Event::Wait(Duration::from_seconds(wait)))?;
        }
        let of_late: Vec<u64> = made.iter().rev().take(3).copied().collect();
        let third = of_late.get(2).map(|at| at + 10).filter(|free| *free > now);
        let is_refused = world.token(&request)?.error().is_some();
        assert_eq!(is_refused, third.is_some(), "step {step}");
        match (world.apply(token.clone()), third) {
            (Ok(_), None) => made.push(now),
            (Err(refusal), Some(free)) => {
                assert_eq!(refusal.code(), RefusalCode::TooManyRequests);
                let named = match refusal {
                    idsim::Refusal::Untimely(Untimely::TooManyRequests { retry_after, .. }) => {
                        retry_after
                    }
                    _ => None,
                };
                assert_eq!(named, Some(Duration::from_seconds(free - now)), "{step}");
                refused += 1;
            }
            (answer, third) => return Err(format!("{step}: {answer:?}, {third:?}").into()),
        }
    }
    assert!(made.len() > 1_000 && refused > 1_000, "{refused}");
    Ok(())
}
