//! What was deleted is brought back: told, shown, written down, read back, and taken back.

use std::error::Error;

use idsim::{Event, Referent, Tenant, World, report};

type Outcome = Result<(), Box<dyn Error>>;

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ron::error::SpannedError> {
    let options = ron::Options::default();
    options
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .from_str(text)
}

/// Somebody with everything that can be kept, and a vault.
const TENANT: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    options: (delays: Azure),
    users: {"alice": (id: "cccccccc-0000-4000-8000-000000000001", global_administrator: true, security_attributes: {"HR_Level": 3})},
    groups: {
        "team": (id: "dddddddd-0000-4000-8000-000000000001", members: ["ci"], timed_members: [(member: "alice", until: "2026-06-01T00:00:00Z")]),
        "company": (id: "dddddddd-0000-4000-8000-000000000002", members: ["team"]),
    },
    service_principals: {"ci": (id: "cccccccc-0000-4000-8000-000000000002", secrets: {"b": (), "a": (until: "2026-02-01T00:00:00Z")})},
    resources: {
        "kv1": (
            type: "Microsoft.KeyVault/vaults", location: "westeurope", enable_rbac_authorization: false,
            access_policies: [(principal: "alice", secrets: ["get", "list"]), (principal: "team", keys: ["sign"])],
        ),
    },
    role_assignments: [
        (principal: "alice", role: "Reader", scope: "resource-group"),
        (principal: "team", role: "Contributor", scope: "kv1"),
    ],
    role_eligibilities: [(principal: "alice", role: "Contributor", scope: "resource-group")],
    locks: [(name: "keep", level: CanNotDelete, scope: "kv1")],
)"#;

fn world() -> Result<World, Box<dyn Error>> {
    Ok(World::try_from(read::<Tenant>(TENANT)?)?)
}

fn told(world: &mut World, event: &str) -> Result<String, Box<dyn Error>> {
    let change = world.apply(read::<Event>(event)?)?;
    let told = world.tell(&change).into_iter();
    let lines: Vec<String> = told.map(|it| format!("{}: {}", it.kind, it.text)).collect();
    Ok(lines.join("\n"))
}

#[test]
fn what_is_kept_and_comes_back_is_told() -> Outcome {
    let mut world = world()?;
    #[rustfmt::skip]
    let rows = [
        (r#"DeleteUser("alice")"#, "\
PrincipalDeleted: user alice is deleted
MemberRemoved: alice is no more in group team
GlobalAdministratorChanged: alice is a Global Administrator no more
SecurityAttributeChanged: alice has the security attribute HR_Level no more
PrincipalSoftDeleted: alice can be restored until 2026-01-31T00:00:00Z (F1.9.1)
AssignmentOrphaned: the assignment of Reader at resource-group is orphaned: its principal was deleted (F1.7)"),
        (r#"DeleteGroup("team")"#, "\
PrincipalDeleted: group team is deleted
MemberRemoved: ci is no more in group team
MemberRemoved: team is no more in group company
PrincipalSoftDeleted: team can be restored until 2026-01-31T00:00:00Z (F1.9.1)
AssignmentOrphaned: the assignment of Contributor at kv1 is orphaned: its principal was deleted (F1.7)"),
        (r#"RestoreUser("alice")"#, "\
PrincipalRestored: user alice is restored: object id cccccccc-0000-4000-8000-000000000001
MembershipKept: alice is in group team again when team is restored
GlobalAdministratorChanged: alice is a Global Administrator now
SecurityAttributeChanged: alice has the security attribute HR_Level now: 3
AssignmentServesAgain: the assignment of Reader at resource-group to alice serves again: its principal was restored (F1.9.1)"),
        (r#"RestoreGroup("team")"#, "\
PrincipalRestored: group team is restored: object id dddddddd-0000-4000-8000-000000000001
MemberAdded: alice joins group team until 2026-06-01T00:00:00Z
MemberAdded: ci joins group team
MemberAdded: team joins group company
AssignmentServesAgain: the assignment of Contributor at kv1 to team serves again: its principal was restored (F1.9.1)"),
        (r#"DeleteLock(name: "keep", scope: "kv1")"#, "LockRemoved: the lock keep (CanNotDelete) is on kv1 no more"),
        (r#"DeleteResource("kv1")"#, "\
ScopeDeleted: kv1 is deleted
AssignmentRemoved: team has Contributor at kv1 no more, everywhere by 2026-01-01T00:10:00Z
VaultSoftDeleted: kv1 can be recovered until 2026-04-01T00:00:00Z, and keeps its name (F1.9.2)"),
        (r#"RecoverVault("kv1")"#, "VaultRecovered: kv1 is recovered, without the roles that were on it (F1.9.2)"),
        (r#"DeleteServicePrincipal("ci")"#, "\
PrincipalDeleted: service principal ci is deleted
MemberRemoved: ci is no more in group team
SecretRemoved: ci has the client secret a no more
SecretRemoved: ci has the client secret b no more
PrincipalSoftDeleted: ci can be restored until 2026-01-31T00:00:00Z (F1.9.1)"),
        (r#"Wait("29d 23h 59m 59s")"#, "BecameDue: at 2026-01-01T00:10:00Z: that team has Contributor at kv1 no more counts everywhere\nClockMoved: it is 2026-01-30T23:59:59Z"),
        (r#"DeleteResource("kv1")"#, "\
ScopeDeleted: kv1 is deleted
VaultSoftDeleted: kv1 can be recovered until 2026-04-30T23:59:59Z, and keeps its name (F1.9.2)"),
        (r#"Wait("1s")"#, "BecameDue: at 2026-01-31T00:00:00Z: ci can be restored no more\nClockMoved: it is 2026-01-31T00:00:00Z"),
        (r#"Wait("89d 23h 59m 59s")"#, "BecameDue: at 2026-04-30T23:59:59Z: kv1 is purged: its name is free\nClockMoved: it is 2026-04-30T23:59:59Z"),
        (r#"CreateResource("kv1", (type: "Microsoft.KeyVault/vaults"))"#, "ScopeCreated: kv1 (Microsoft.KeyVault/vaults) is made again"),
        (r#"DeleteResource("kv1")"#, "\
ScopeDeleted: kv1 is deleted
VaultSoftDeleted: kv1 can be recovered until 2026-07-29T23:59:59Z, and keeps its name (F1.9.2)"),
        (r#"PurgeVault("kv1")"#, "VaultPurged: kv1 is purged: its name is free"),
    ];
    let mut before = Vec::new();
    for (event, expected) in rows {
        before.push((event, world.clone().to_tenant()));
        assert_eq!(told(&mut world, event)?, expected, "{event}");
        let read_back = World::try_from(world.to_tenant())?;
        assert_eq!(read_back, world, "{event}");
    }
    Ok(())
}

#[test]
fn what_is_brought_back_can_be_taken_back() -> Outcome {
    let mut world = world()?;
    let events = [
        r#"DeleteUser("alice")"#,
        r#"DeleteGroup("team")"#,
        r#"DeleteServicePrincipal("ci")"#,
        r#"RestoreUser("alice")"#,
        r#"RestoreServicePrincipal("ci")"#,
        r#"RestoreGroup("team")"#,
        r#"DeleteLock(name: "keep", scope: "kv1")"#,
        r#"DeleteResource("kv1")"#,
        r#"RecoverVault("kv1")"#,
        r#"DeleteResource("kv1")"#,
        r#"Wait("90d")"#,
        r#"CreateResource("kv1", (type: "Microsoft.KeyVault/vaults"))"#,
        r#"DeleteResource("kv1")"#,
        r#"PurgeVault("kv1")"#,
    ];
    let mut past = Vec::new();
    for event in events {
        let before = world.to_tenant();
        past.push((event, before, world.apply(read::<Event>(event)?)?));
    }
    for (event, before, change) in past.into_iter().rev() {
        world.revert(change)?;
        assert_eq!(world.to_tenant(), before, "{event}");
    }
    Ok(())
}

#[test]
fn until_when_it_can_be_brought_back_is_shown() -> Outcome {
    let mut world = world()?;
    assert_eq!(world.purges().count(), 0);
    for event in [
        r#"DeleteUser("alice")"#,
        r#"DeleteLock(name: "keep", scope: "kv1")"#,
        r#"DeleteResource("kv1")"#,
    ] {
        world.apply(read::<Event>(event)?)?;
    }
    let shown = |world: &World, name: &str| -> Result<String, Box<dyn Error>> {
        Ok(report::show_text(world, &world.resolve(&name.into())?))
    };
    let alice = shown(&world, "alice")?;
    assert!(
        alice.contains("can be restored until: 2026-01-31T00:00:00Z"),
        "{alice}"
    );
    let kv1 = shown(&world, "kv1")?;
    assert!(
        kv1.contains("can be recovered until: 2026-04-01T00:00:00Z"),
        "{kv1}"
    );
    let kept: Vec<String> = world
        .purges()
        .map(|(what, when)| format!("{what} {when}"))
        .collect();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        kept[0],
        "cccccccc-0000-4000-8000-000000000001 2026-01-31T00:00:00Z"
    );
    assert!(
        kept[1].ends_with("/vaults/kv1 2026-04-01T00:00:00Z"),
        "{kept:?}"
    );

    world.apply(read::<Event>(r#"Wait("90d")"#)?)?;
    assert!(!shown(&world, "alice")?.contains("restored"));
    assert!(!shown(&world, "kv1")?.contains("recovered"));
    let Referent::Scope(kv1) = world.resolve(&"kv1".into())? else {
        return Err("kv1 is a scope".into());
    };
    assert_eq!(world.recoverable_until(&kv1), None);
    // What is purged is written down no more than what was deleted at once.
    let written = world.to_tenant();
    assert!(written.history.deleted_principals[0].soft_deleted.is_none());
    assert_eq!(written.history.deleted_vaults, []);
    Ok(())
}

#[test]
fn what_cannot_have_been_kept_is_refused() {
    let id = "cccccccc-0000-4000-8000-000000000001";
    let kv1 = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1";
    let person = |of: &str, kept: &str| {
        format!(
            r#"deleted_principals: [(id: "{id}", principal_type: {of}, name: "alice", origin: Directory, soft_deleted: ({kept}))]"#
        )
    };
    let vault = |deleted: &str, resources: &str| {
        format!(
            r#"generations: {{"{kv1}": 0}}, deleted_vaults: [(deleted: "{deleted}", resources: {{{resources}}})]"#
        )
    };
    let now = r#"deleted: "2026-01-01T00:00:00Z""#;
    let link = |group: &str, member: &str| {
        person(
            "User",
            &format!(r#"{now}, memberships: [(group: "{group}", member: "{member}")]"#),
        )
    };
    let g1 = "dddddddd-0000-4000-8000-000000000001";
    let bob = "dddddddd-0000-4000-8000-000000000002";
    let nobody = "dddddddd-0000-4000-8000-000000000009";
    let a_vault = format!(r#""kv1": (type: "Microsoft.KeyVault/vaults", id: "{kv1}")"#);
    #[rustfmt::skip]
    let rows = [
        (person("User", now), ""),
        (person("User", r#"deleted: "2026-01-01T00:00:01Z""#), "deleted_principals[0]: `alice` cannot be a name here: it was deleted later than now"),
        (person("User", r#"deleted: "2025-12-31T00:00:00Z""#), "it was deleted at 2025-12-31T00:00:00Z, and is purged: its time is the delay `soft_delete`"),
        (person("Group", &format!("{now}, global_administrator: true")), "only a user can have been a Global Administrator"),
        (person("User", &format!(r#"{now}, secrets: {{"s": ()}}"#)), "only a service principal can have had secrets"),
        (person("Group", &format!(r#"{now}, security_attributes: {{"HR_Level": 3}}"#)), "a group has no security attributes"),
        (person("User", &format!(r#"{now}, security_attributes: {{"HRLevel": 3}}"#)), "a security attribute is called by its set and its name"),
        (person("User", &format!(r#"{now}, memberships: [(group: "{g1}", member: "{id}", from: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z")]"#)), "the period ends at"),
        (person("User", &format!(r#"{now}, memberships: [(group: "{g1}", member: "{id}"), (group: "{g1}", member: "{id}", from: "2026-01-02T00:00:00Z")]"#)), "is written twice"),
        (link(g1, id), ""),
        (link(g1, bob), "is one of somebody else, or of itself"),
        (link(bob, id), "of a group or a member that there never was"),
        (link(nobody, id), "of a group or a member that there never was"),
        (format!(r#"generations: {{"{kv1}": 1}}, deleted_principals: [(id: "{id}", principal_type: ServicePrincipal, name: "vm1", origin: SystemAssigned("{kv1}"), soft_deleted: ({now}))]"#), "the principal of a managed identity is not kept"),
        (vault("2026-01-01T00:00:00Z", &a_vault), ""),
        (vault("2026-01-02T00:00:00Z", &a_vault), "deleted_vaults[0]: `kv1` cannot be a name here: it was deleted later than now"),
        (vault("2025-12-30T00:00:00Z", &a_vault), "and is purged: its time is the delay `vault_soft_delete`"),
        (vault("2026-01-01T00:00:00Z", ""), "it lists no vault"),
        (vault("2026-01-01T00:00:00Z", r#""kv1": (type: "Microsoft.KeyVault/vaults")"#), "its `id` is not said"),
        (vault("2026-01-01T00:00:00Z", &format!(r#""kv1": (type: "Microsoft.Storage/storageAccounts", id: "{kv1}")"#)), "is not the id of a Microsoft.Storage/storageAccounts"),
        (vault("2026-01-01T00:00:00Z", &format!(r#"{a_vault}, "kv9": (type: "Microsoft.KeyVault/vaults", id: "{kv1}9")"#)), "nothing is called"),
        (vault("2026-01-01T00:00:00Z", &format!(r#""kv1": (type: "Microsoft.KeyVault/vaults", id: "{kv1}", identity: (system_assigned: true))"#)), "what was deleted has no identity any more"),
        (vault("2026-01-01T00:00:00Z", &format!(r#""kv1": (type: "Microsoft.KeyVault/vaults", id: "{kv1}", access_policies: [(principal: "bob", secrets: ["sign"])])"#)), "there is no permission `secrets/sign`"),
    ];
    for (history, expected) in rows {
        let text = format!(
            r#"(clock: "2026-01-01T00:00:00Z", options: (delays: Only(soft_delete: "1d", vault_soft_delete: "2d")),
            users: {{"bob": (id: "{bob}")}}, groups: {{"g1": (id: "{g1}")}}, history: ({history}))"#
        );
        let tenant: Tenant = read(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        match World::try_from(tenant) {
            Ok(_) => assert_eq!(expected, "", "{history}"),
            Err(error) => assert!(
                !expected.is_empty() && error.to_string().contains(expected),
                "{history}: {error}"
            ),
        }
    }
}
