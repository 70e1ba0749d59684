//! What an embedder relies on: the world is `Send + Sync`, questions are cheap to take apart, and explanations are proofs.

use idsim::{AccessRequest, Event, Reason, Refusal, World};

/// A tenant in which every reason can be met.
fn tenant() -> Result<World, Refusal> {
    let mut world = World::new();
    world.apply(Event::create_resource("kv1", "Microsoft.KeyVault/vaults"))?;
    world.apply(Event::create_resource("kv2", "Microsoft.KeyVault/vaults"))?;
    for vm in ["vm1", "vm2", "vm3"] {
        world.apply(
            Event::create_resource(vm, "Microsoft.Compute/virtualMachines").with_system_assigned(),
        )?;
    }
    world.apply(Event::create_resource(
        "bare",
        "Microsoft.Compute/virtualMachines",
    ))?;
    for user in ["alice", "bob"] {
        world.apply(Event::create_user(user))?;
    }
    world.apply(Event::create_group("readers"))?;
    world.apply(Event::add_member("readers", "bob"))?;
    world.apply(Event::assign_role(
        "readers",
        "Key Vault Secrets User",
        "kv1",
    ))?;
    world.apply(Event::assign_role(
        "vm1",
        "Key Vault Secrets User",
        "kv1/secrets/s1",
    ))?;
    world.apply(Event::assign_role("vm2", "Contributor", "resource-group"))?;
    world.apply(Event::assign_role("vm3", "Key Vault Reader", "kv1"))?;
    Ok(world)
}

fn questions() -> Vec<AccessRequest> {
    let who = ["vm1", "vm2", "vm3", "bare", "alice", "bob"];
    let what = [
        ("secrets/get", "kv1"),
        ("secrets/get", "kv1/secrets/s1"),
        ("secrets/get", "kv1/secrets/s10"),
        ("secrets/get", "kv2"),
        ("vault/read", "kv1"),
        ("vault/write", "resource-group"),
    ];
    let ask = |who: &str, (action, on): (&str, &str)| AccessRequest::operation(who, action, on);
    who.iter()
        .flat_map(|who| what.iter().map(|what| ask(who, *what)))
        .collect()
}

#[test]
fn the_world_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<World>();
    shared::<Event>();
    shared::<idsim::Query>();
    shared::<idsim::Refusal>();
}

#[test]
fn the_parts_of_a_question_agree_with_the_whole() {
    let world = tenant().unwrap();
    for request in questions() {
        let check = world.check(&request).unwrap();
        let query = world.query(&request).unwrap();
        assert_eq!(world.decide(&query), Ok(check), "{request:?}");
        let explanation = world.explain(&request).unwrap();
        assert_eq!(explanation.decision, check, "{request:?}");
        // The furthest stage of the candidates is the reason, and the first that reached it is responsible.
        let furthest = explanation.candidates.iter().map(|(_, stage)| *stage).max();
        if check.reason > Reason::NoAssignment {
            assert_eq!(furthest, Some(check.reason), "{request:?}");
            let first = explanation
                .candidates
                .iter()
                .find(|(_, stage)| *stage == check.reason);
            assert_eq!(
                first.map(|(it, _)| it.assignment.id),
                check.assignment,
                "{request:?}"
            );
        }
    }
}

#[test]
fn following_the_remedy_turns_every_no_into_a_yes() {
    let world = tenant().unwrap();
    let mut cured = 0;
    for request in questions() {
        let explanation = world.explain(&request).unwrap();
        assert_eq!(
            explanation.remedy.is_none(),
            explanation.decision.is_allowed(),
            "{explanation}"
        );
        let Some(remedy) = explanation.remedy else {
            continue;
        };
        let allowed = |world: &World| world.check(&request).unwrap().is_allowed();
        assert!(
            world.clone().what_if(&remedy.events, allowed).unwrap(),
            "{request:?}"
        );
        assert_eq!(remedy.events.len(), remedy.az.len());
        cured += 1;
    }
    assert!(cured > 10);
}

#[test]
fn a_world_cut_down_to_what_an_explanation_cites_answers_the_same() {
    let world = tenant().unwrap();
    for request in questions() {
        let explanation = world.explain(&request).unwrap();
        let cited: Vec<_> = explanation
            .candidates
            .iter()
            .map(|(it, _)| it.assignment.id)
            .collect();
        let mut cut = world.clone();
        for assignment in world
            .role_assignments()
            .filter(|it| !cited.contains(&it.id))
        {
            cut.apply(Event::RemoveRoleAssignmentNamed(assignment.id))
                .unwrap();
        }
        assert_eq!(
            cut.check(&request).unwrap(),
            explanation.decision,
            "{request:?}"
        );
    }
}

#[test]
fn the_least_role_is_neither_broader_nor_conditioned() {
    let world = tenant().unwrap();
    for (action, on, role) in [
        ("secrets/get", "kv1", "Key Vault Secrets User"),
        ("blobs/read", "resource-group", "Storage Blob Data Reader"),
        // Neither reader role is below the other: `Key Vault Reader` reads data too. Reader has fewer patterns.
        ("vault/read", "kv2", "Reader"),
    ] {
        let explanation = world
            .explain(&AccessRequest::operation("alice", action, on))
            .unwrap();
        let events = explanation.remedy.map(|it| it.events);
        assert_eq!(
            events,
            Some(vec![Event::assign_role("alice", role, on)]),
            "{action}"
        );
    }
    let write = AccessRequest::control(
        "alice",
        "Microsoft.Authorization/roleAssignments/write",
        "subscription",
    );
    let events = world.explain(&write).unwrap().remedy.map(|it| it.events);
    let administrator = "Role Based Access Control Administrator";
    assert_eq!(
        events,
        Some(vec![Event::assign_role(
            "alice",
            administrator,
            "subscription"
        )])
    );
}

#[test]
fn a_clone_is_a_world_of_its_own() {
    let mut world = tenant().unwrap();
    let request = AccessRequest::control("alice", "Microsoft.KeyVault/vaults/read", "kv1");
    let query = world.query(&request).unwrap();
    let mut clone = world.clone();
    assert_eq!(clone, world);
    assert!(
        clone.decide(&query).is_err(),
        "the query is of the other world"
    );
    let change = clone.apply(Event::create_user("carol")).unwrap();
    world.apply(Event::create_user("dave")).unwrap();
    assert!(
        world.revert(change.clone()).is_err(),
        "the change is of the other world"
    );
    assert!(clone.revert(change).is_ok());
    assert_ne!(clone, world);
}

#[test]
fn a_tenant_that_has_one_assignment_twice_is_none() {
    let mut tenant = tenant().unwrap().to_tenant();
    let twice = tenant.role_assignments.first().cloned().unwrap();
    tenant.role_assignments.push(twice);
    let error = World::try_from(tenant).unwrap_err();
    assert_eq!(
        error.refusal.code(),
        idsim::RefusalCode::RoleAssignmentExists
    );
    assert_eq!(error.part.to_string(), "role_assignments[4]");
}
