//! Eligible roles: what is said of them, where they count, and that nothing of them is lost.

use std::error::Error;

use idsim::report::explanation_json;
use idsim::{AccessRequest, Event, NearMiss, Tenant, World};

type Outcome = Result<(), Box<dyn Error>>;

/// Alice is eligible herself, bob through a group from noon on, carol not at all; a machine's identity is in the group.
const TENANT: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    users: {"alice": (), "bob": (), "carol": ()},
    groups: {"on call": (members: ["bob", "vm1"])},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true)),
        "kv1": (type: "Microsoft.KeyVault/vaults"),
    },
    role_eligibilities: [
        (principal: "alice", role: "Reader", scope: "resource-group"),
        (principal: "alice", role: "Contributor", scope: "subscription"),
        (principal: "alice", role: "Reader", scope: "kv1", until: "2026-01-01T06:00:00Z"),
        (principal: "on call", role: "Virtual Machine Contributor", scope: "vm1", from: "2026-01-01T12:00:00Z"),
    ],
)"#;

#[test]
fn who_could_activate_a_role_that_grants_is_told_so() -> Outcome {
    let mut world = world()?;
    let told = |world: &World, who: &str, on: &str| -> Result<Vec<String>, Box<dyn Error>> {
        let read = AccessRequest::control(who, "Microsoft.Compute/virtualMachines/read", on);
        let explanation = world.explain(&read)?;
        let lines = explanation.near_misses.iter();
        let lines: Vec<String> = lines.map(|it| explanation.near_miss_line(it)).collect();
        for line in &lines {
            assert!(explanation.to_string().contains(line));
        }
        Ok(lines)
    };
    // The nearest first; a role at a vault is of no use to a machine.
    let of_alice = [
        "`alice` is eligible for Reader at resource-group: activate it",
        "`alice` is eligible for Contributor at subscription: activate it",
    ];
    assert_eq!(told(&world, "alice", "vm1")?, of_alice);
    let at_vault = "`alice` is eligible for Reader at kv1: activate it";
    assert_eq!(
        told(&world, "alice", "kv1")?,
        [&[at_vault], &of_alice[..]].concat()
    );
    assert!(told(&world, "bob", "vm1")?.is_empty());
    world.apply(event(r#"Wait("12h")"#)?)?;
    // What begins is told, what ends is not; of people only.
    assert_eq!(told(&world, "alice", "kv1")?, of_alice);
    let through = "`bob` is eligible for Virtual Machine Contributor at vm1, through group `on call`: activate it";
    assert_eq!(told(&world, "bob", "vm1")?, [through]);
    assert!(told(&world, "carol", "vm1")?.is_empty());
    assert!(told(&world, "vm1", "vm1")?.is_empty());
    assert!(told(&world, "on call", "vm1")?.is_empty());
    Ok(())
}

#[test]
fn programs_are_told_too() -> Outcome {
    let world = world()?;
    let read = AccessRequest::control("alice", "Microsoft.Compute/disks/read", "resource-group");
    let explanation = world.explain(&read)?;
    assert!(matches!(
        explanation.near_misses.first(),
        Some(NearMiss::NotActivated(_))
    ));
    assert_eq!(
        explanation
            .near_misses
            .first()
            .and_then(|it| it.assignment()),
        None
    );
    let json: serde_json::Value = serde_json::from_str(&explanation_json(&world, &explanation))?;
    let near = json.pointer("/near_misses/0").ok_or("a near miss")?;
    assert_eq!(near.get("kind"), Some(&"not_activated".into()));
    assert_eq!(near.get("assignment"), None);
    assert_eq!(near.pointer("/eligibility/role"), Some(&"Reader".into()));
    assert_eq!(
        near.pointer("/eligibility/principal/name"),
        Some(&"alice".into())
    );
    Ok(())
}

#[test]
fn an_eligibility_is_written_down_taken_back_and_told() -> Outcome {
    let mut world = world()?;
    let before = world.to_tenant();
    assert_eq!(World::try_from(before.clone())?, world);
    assert_eq!(before.role_eligibilities.len(), 4);
    #[rustfmt::skip]
    let rows = [
        (r#"MakeEligible(principal: "carol", role: "Owner", scope: "kv1", until: "2026-02-01T00:00:00Z")"#,
            vec!["carol is eligible for Owner at kv1 until 2026-02-01T00:00:00Z now"]),
        (r#"RemoveEligibility(principal: "alice", role: "Reader", scope: "kv1")"#,
            vec!["alice is eligible for Reader at kv1 no more"]),
        (r#"ActivateRole(principal: "alice", role: "Reader", scope: "kv1", duration: "1h")"#,
            vec!["alice has Reader at kv1 from 2026-01-01T00:00:00Z until 2026-01-01T01:00:00Z now"]),
        (r#"DeleteGroup("on call")"#, vec![
            "group on call is deleted",
            "bob is no more in group on call",
            "vm1 is no more in group on call",
            "on call is eligible for Virtual Machine Contributor at vm1 no more",
        ]),
        (r#"DeleteResource("kv1")"#, vec!["kv1 is deleted", "alice is eligible for Reader at kv1 no more"]),
        (r#"Wait("12h")"#, vec![
            "it is 2026-01-01T12:00:00Z",
            "at 2026-01-01T06:00:00Z: alice is eligible for Reader at kv1 no more: its time is over",
            "at 2026-01-01T12:00:00Z: on call is eligible for Virtual Machine Contributor at vm1 now: its time has come",
        ]),
    ];
    for (text, expected) in rows {
        let change = world.apply(event(text)?)?;
        let mut told: Vec<String> = world.tell(&change).into_iter().map(|it| it.text).collect();
        told.sort();
        let mut expected: Vec<String> = expected.into_iter().map(String::from).collect();
        expected.sort();
        assert_eq!(told, expected, "{text}");
        assert_eq!(World::try_from(world.to_tenant())?, world, "{text}");
        world.revert(change)?;
        assert_eq!(world.to_tenant(), before, "{text}");
    }
    Ok(())
}

/// An eligibility outlives the move of its resource like an assignment does, and cannot be activated meanwhile.
#[test]
fn a_moved_resource_leaves_its_eligibilities_behind() -> Outcome {
    let mut world = world()?;
    world.apply(event(r#"CreateResourceGroup("rg2")"#)?)?;
    let old = world.resolve_scope(&"kv1".into())?;
    world.apply(event(r#"MoveResource(resource: "kv1", to: "rg2")"#)?)?;
    assert!(world.eligibilities().any(|it| it.scope == old));
    assert_eq!(World::try_from(world.to_tenant())?, world);
    let activate = |at: &str| {
        event(&format!(
            r#"ActivateRole(principal: "alice", role: "Reader", scope: "{at}", duration: "1h")"#
        ))
    };
    let code = |refused: Result<_, idsim::Refusal>| refused.err().map(|it| it.code());
    assert_eq!(
        code(world.apply(activate("kv1")?)),
        Some(idsim::RefusalCode::NotEligible)
    );
    assert_eq!(
        code(world.apply(activate(old.as_str())?)),
        Some(idsim::RefusalCode::Gone)
    );
    Ok(())
}

fn world() -> Result<World, Box<dyn Error>> {
    Ok(World::try_from(text_form().from_str::<Tenant>(TENANT)?)?)
}

fn event(text: &str) -> ron::error::SpannedResult<Event> {
    text_form().from_str(text)
}

/// How files are written.
fn text_form() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}
