//! What each turn in the life of an identity brings about, consequence by consequence and in order.

use std::error::Error;

use idsim::{
    Consequence, Event, OrphanCause, PrincipalId, RoleAssignment, Scope, Subject, Tenant, World,
};

/// What it shows, the events, and all that they bring about in the tenant below.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// A machine with an identity of its own and one that it shares with an app, a vault and a storage account.
const SHARED: &str = r#"(
    resource_groups: {"rg1": (), "rg2": ()},
    identities: {"id1": (resource_group: "rg2"), "id2": (resource_group: "rg2")},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg1", identity: (system_assigned: true, user_assigned: ["id1"])),
        "vm2": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg1", identity: (system_assigned: true)),
        "app1": (type: "Microsoft.Web/sites", resource_group: "rg1", identity: (user_assigned: ["id1"])),
        "app2": (type: "Microsoft.Web/sites", resource_group: "rg2", identity: (user_assigned: ["id1"])),
        "sa1": (type: "Microsoft.Storage/storageAccounts", resource_group: "rg1"),
    },
    groups: {"g1": (members: ["vm1", "id1"])},
    role_assignments: [
        (principal: "vm1", role: "Storage Blob Data Reader", scope: "sa1"),
        (principal: "vm1", role: "Reader", scope: "vm1"),
        (principal: "vm2", role: "Reader", scope: "vm1/extensions/e1"),
        (principal: "id1", role: "Reader", scope: "sa1"),
        (principal: "id1", role: "Reader", scope: "rg2"),
    ],
)"#;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (
        "a machine goes with its own identity: what was assigned on it goes too, what it had elsewhere stays (F1.7, F1.11, F6.5.5)",
        &[r#"DeleteResource("vm1")"#],
        &[
            "Reader at vm1 removed",
            "Reader at vm1/extensions/e1 removed",
            "id1 detached from vm1",
            "vm1 has no identity of its own",
            "the former identity of vm1 left g1",
            "the former identity of vm1 deleted",
            "Storage Blob Data Reader at sa1 orphaned: PrincipalDeleted",
            "vm1 deleted",
        ],
    ),
    (
        "a resource group goes with a shared identity: hosts inside are gone, hosts outside list it in vain (F2.9)",
        &[r#"DeleteResourceGroup("rg2")"#],
        &[
            "Reader at rg2 removed",
            "id1 detached from app2",
            "app2 deleted",
            "the former identity of id2 deleted",
            "id2 deleted",
            "the former identity of id1 left g1",
            "the former identity of id1 deleted",
            "Reader at sa1 orphaned: PrincipalDeleted",
            "vm1 lists id1 in vain",
            "app1 lists id1 in vain",
            "id1 deleted",
            "rg2 deleted",
        ],
    ),
    (
        "a resource group goes with hosts of a shared identity: the identity lives on",
        &[r#"DeleteResourceGroup("rg1")"#],
        &[
            "Reader at vm1 removed",
            "Reader at vm1/extensions/e1 removed",
            "Reader at sa1 removed",
            "Storage Blob Data Reader at sa1 removed",
            "id1 detached from app1",
            "app1 deleted",
            "sa1 deleted",
            "vm2 has no identity of its own",
            "the former identity of vm2 deleted",
            "vm2 deleted",
            "id1 detached from vm1",
            "vm1 has no identity of its own",
            "the former identity of vm1 left g1",
            "the former identity of vm1 deleted",
            "vm1 deleted",
            "rg1 deleted",
        ],
    ),
    (
        "both kinds and both ids are sent: all three are there (F1.5)",
        &[r#"SetIdentity("vm2", (type: "SystemAssigned, UserAssigned", user_assigned: ["id1", "id2"]))"#],
        &["id1 attached to vm2", "id2 attached to vm2"],
    ),
    (
        "`None` is sent: nothing is left, and the shared identity lives (F1.5)",
        &[r#"SetIdentity("vm1", (type: "None"))"#],
        &[
            "id1 detached from vm1",
            "vm1 has no identity of its own",
            "the former identity of vm1 left g1",
            "the former identity of vm1 deleted",
            "Storage Blob Data Reader at sa1 orphaned: PrincipalDeleted",
            "Reader at vm1 orphaned: PrincipalDeleted",
        ],
    ),
    (
        "`SystemAssigned` alone is sent: the shared identity is dropped (F1.5)",
        &[r#"SetIdentity("vm1", (type: "SystemAssigned"))"#],
        &["id1 detached from vm1"],
    ),
    (
        "disabled and enabled again: another principal, and no assignment follows it (F1.6, F1.7)",
        &[r#"DisableSystemAssigned("vm1")"#, r#"EnableSystemAssigned("vm1")"#],
        &[
            "vm1 has no identity of its own",
            "the former identity of vm1 left g1",
            "the former identity of vm1 deleted",
            "Storage Blob Data Reader at sa1 orphaned: PrincipalDeleted",
            "Reader at vm1 orphaned: PrincipalDeleted",
            "the identity of vm1 made",
            "vm1 has an identity of its own",
        ],
    ),
    (
        "enabled is enabled, disabled is disabled, attached is attached",
        &[r#"EnableSystemAssigned("vm1")"#, r#"DisableSystemAssigned("app1")"#, r#"AttachIdentity(identity: "id1", to: "vm1")"#],
        &[],
    ),
    (
        "a storage account moves: what was assigned on it stays behind (F1.14)",
        &[r#"MoveResource(resource: "sa1", to: "rg2")"#],
        &[
            "sa1 moved",
            "Reader at the former place of sa1 orphaned: ScopeMoved",
            "Storage Blob Data Reader at the former place of sa1 orphaned: ScopeMoved",
        ],
    ),
    (
        "a machine moves: it keeps its identities and what they have elsewhere (F1.13)",
        &[r#"MoveResource(resource: "vm1", to: "rg2")"#],
        &[
            "vm1 moved",
            "vm1 would not start",
            "Reader at the former place of vm1 orphaned: ScopeMoved",
            "Reader at the former place of e1 orphaned: ScopeMoved",
        ],
    ),
    (
        "a machine that is stopped and updated starts, wherever it moved before (F1.13)",
        &[
            r#"StopResource("vm2")"#,
            r#"MoveResource(resource: "vm2", to: "rg2")"#,
            r#"MoveResource(resource: "vm2", to: "rg1")"#,
            r#"UpdateResource("vm2")"#,
            r#"UpdateResource("vm2")"#,
            r#"StartResource("vm2")"#,
            r#"StartResource("vm2")"#,
        ],
        &[
            "vm2 stopped",
            "vm2 moved",
            "vm2 would not start",
            "vm2 moved",
            "vm2 would start",
            "vm2 started",
        ],
    ),
    (
        "a shared identity is deleted: every host goes on listing it (F2.9)",
        &[r#"DeleteIdentity("id1")"#],
        &[
            "the former identity of id1 left g1",
            "the former identity of id1 deleted",
            "Reader at sa1 orphaned: PrincipalDeleted",
            "Reader at rg2 orphaned: PrincipalDeleted",
            "vm1 lists id1 in vain",
            "app1 lists id1 in vain",
            "app2 lists id1 in vain",
            "id1 deleted",
        ],
    ),
];

/// The consequence in words.
fn told(world: &World, consequence: &Consequence) -> String {
    let at = |scope: &Scope| match world.name_of(scope) {
        path if path.starts_with('/') => format!("the former place of {}", scope.name()),
        name => name,
    };
    let who = |id: PrincipalId| match world
        .principal(id)
        .map(|it| (it.deleted, it.origin.resource()))
    {
        Some((true, Some(resource))) => format!("the former identity of {}", at(resource)),
        Some((false, Some(resource))) => format!("the identity of {}", at(resource)),
        _ => world.name_of_principal(id),
    };
    let what = |it: &RoleAssignment| {
        let role = world
            .role_by_id(it.role)
            .map_or_else(|| it.role.to_string(), |role| role.role_name.to_string());
        format!("{role} at {}", at(&it.scope))
    };
    match consequence {
        Consequence::ScopeDeleted { scope, .. } => format!("{} deleted", at(scope)),
        Consequence::ScopeMoved { to, .. } => format!("{} moved", at(to)),
        Consequence::ReferenceOutdated { host } => format!("{} would not start", at(host)),
        Consequence::ReferenceRenewed { host } => format!("{} would start", at(host)),
        Consequence::ResourceStopped { host } => format!("{} stopped", at(host)),
        Consequence::ResourceStarted { host } => format!("{} started", at(host)),
        Consequence::PrincipalCreated(it) => format!("{} made", who(it.id)),
        Consequence::PrincipalDeleted(it) => format!("{} deleted", who(it.id)),
        Consequence::SystemAssignedEnabled { host, .. } => {
            format!("{} has an identity of its own", at(host))
        }
        Consequence::SystemAssignedDisabled { host, .. } => {
            format!("{} has no identity of its own", at(host))
        }
        Consequence::IdentityAttached { host, identity, .. } => {
            format!("{} attached to {}", at(identity), at(host))
        }
        Consequence::IdentityDetached { host, identity, .. } => {
            format!("{} detached from {}", at(identity), at(host))
        }
        Consequence::ReferenceDangling { host, identity, .. } => {
            format!("{} lists {} in vain", at(host), at(identity))
        }
        Consequence::MemberRemoved { group, member, .. } => {
            format!("{} left {}", who(*member), who(*group))
        }
        Consequence::AssignmentRemoved(it) => format!("{} removed", what(it)),
        Consequence::AssignmentOrphaned { assignment, cause } => {
            format!("{} orphaned: {cause}", what(assignment))
        }
        other => format!("{other:?}"),
    }
}

/// The world after these events, and all that they brought about.
fn after(tenant: &str, events: &[&str]) -> Result<(World, Vec<String>), Box<dyn Error>> {
    let mut world = World::try_from(text_form().from_str::<Tenant>(tenant)?)?;
    let mut story = Vec::new();
    for event in events {
        let change = world.apply(text_form().from_str::<Event>(event)?)?;
        story.extend(change.consequences().iter().map(|it| told(&world, it)));
    }
    Ok((world, story))
}

#[test]
fn every_consequence_is_told_in_order() -> Result<(), Box<dyn Error>> {
    for (shows, events, expected) in ROWS {
        assert_eq!(after(SHARED, events)?.1, *expected, "{shows}");
    }
    Ok(())
}

/// What a name means as a principal.
fn principal(world: &World, name: &str) -> Result<PrincipalId, Box<dyn Error>> {
    match world.resolve_principal(&name.into())? {
        Subject::Principal(id) => Ok(id),
        Subject::NoIdentity(scope) => Err(format!("{scope} has no identity").into()),
    }
}

/// The only user-assigned identity that a host lists: its principal, and whether that is no more.
fn listed(world: &World, host: &str) -> Result<(PrincipalId, bool), Box<dyn Error>> {
    let host = world.resolve_scope(&host.into())?;
    let first = world.attachments_of(&host).next().ok_or("it lists none")?;
    Ok((first.principal, first.dangling))
}

/// An identity enabled anew has new ids, and the old assignments still name the old principal (F1.6, F1.7).
#[test]
fn an_identity_enabled_again_is_another_one() -> Result<(), Box<dyn Error>> {
    let (before, _) = after(SHARED, &[])?;
    let (now, _) = after(
        SHARED,
        &[
            r#"DisableSystemAssigned("vm1")"#,
            r#"EnableSystemAssigned("vm1")"#,
        ],
    )?;
    let (old, new) = (principal(&before, "vm1")?, principal(&now, "vm1")?);
    assert_ne!(old, new);
    assert_ne!(
        now.principal(old).unwrap().client_id,
        now.principal(new).unwrap().client_id
    );
    assert_eq!(now.assignments_of(new).count(), 0);
    assert!(now.assignments_of(old).eq(before.assignments_of(old)));
    assert!(
        now.assignments_of(old)
            .all(|it| now.orphan_cause(it) == Some(OrphanCause::PrincipalDeleted))
    );
    Ok(())
}

/// A moved resource keeps its identity under its new ARM id (F1.13).
#[test]
fn a_moved_resource_keeps_its_identity() -> Result<(), Box<dyn Error>> {
    let (before, _) = after(SHARED, &[])?;
    let (now, _) = after(SHARED, &[r#"MoveResource(resource: "vm1", to: "rg2")"#])?;
    assert_eq!(principal(&now, "vm1")?, principal(&before, "vm1")?);
    assert_eq!(listed(&now, "vm1")?, listed(&before, "vm1")?);
    assert_ne!(
        now.resolve_scope(&"vm1".into())?,
        before.resolve_scope(&"vm1".into())?
    );
    Ok(())
}

/// What would not start is so however often it is written down, and nothing else can be said to be so (F1.13).
#[test]
fn what_moved_is_remembered() -> Result<(), Box<dyn Error>> {
    let moves = [
        r#"StopResource("vm1")"#,
        r#"MoveResource(resource: "vm1", to: "rg2")"#,
    ];
    let (world, _) = after(SHARED, &moves)?;
    let mut tenant = world.to_tenant();
    assert_eq!(tenant.history.outdated_references, ["vm1".into()]);
    let mut again = World::try_from(tenant.clone())?;
    assert_eq!(again, world);
    assert!(again.apply(Event::StartResource("vm1".into())).is_err());
    again.apply(Event::UpdateResource("vm1".into()))?;
    assert_eq!(again.to_tenant().history.outdated_references, []);
    assert!(again.apply(Event::StartResource("vm1".into())).is_ok());

    // Written twice; of no machine; of one that is nowhere.
    for host in ["vm1", "app1", "sa1", "vm9"] {
        tenant.history.outdated_references = vec!["vm1".into(), host.into()];
        let refused = World::try_from(tenant.clone()).map(|_| host);
        assert!(refused.is_err(), "{refused:?}");
    }
    Ok(())
}

/// An identity made again under its old name is another one: hosts stay bound to the old one until it is detached and
/// attached again (F2.11).
#[test]
fn an_identity_made_again_is_another_one() -> Result<(), Box<dyn Error>> {
    const AGAIN: [&str; 3] = [
        r#"DeleteIdentity("id1")"#,
        r#"CreateIdentity("id1", ())"#,
        r#"AttachIdentity(identity: "id1", to: "vm1")"#,
    ];
    let old = principal(&after(SHARED, &[])?.0, "id1")?;
    let (world, _) = after(SHARED, &AGAIN)?;
    let new = principal(&world, "id1")?;
    assert_ne!(new, old);
    assert_eq!(
        listed(&world, "vm1")?,
        (old, true),
        "attaching what is listed changes nothing"
    );

    let anew = [r#"DetachIdentity(identity: "id1", from: "vm1")"#, AGAIN[2]];
    let (world, story) = after(SHARED, &[AGAIN.as_slice(), &anew].concat())?;
    assert_eq!(
        (listed(&world, "vm1")?, listed(&world, "app1")?),
        ((new, false), (old, true))
    );
    assert!(story.ends_with(&[
        "id1 detached from vm1".to_owned(),
        "id1 attached to vm1".to_owned()
    ]));

    // Deleted once more, it is missed only where the new one was attached.
    let (_, story) = after(SHARED, &[AGAIN.as_slice(), &anew, &[AGAIN[0]]].concat())?;
    let in_vain = story
        .iter()
        .filter(|it| it.ends_with("lists id1 in vain"))
        .count();
    assert_eq!(in_vain, 3 + 1, "{story:#?}");
    Ok(())
}

/// A custom role can be assigned at its assignable scope and below; beside and above it is refused elsewhere (F6.3.7).
#[test]
fn a_custom_role_is_assignable_below_its_scope() -> Result<(), Box<dyn Error>> {
    let role =
        r#"CreateRoleDefinition("Operators", (permissions: [], assignable_scopes: ["rg1"]))"#;
    for scope in ["rg1", "sa1", "sa1/blobServices/default"] {
        after(
            SHARED,
            &[
                role,
                &format!(r#"AssignRole(principal: "id1", role: "Operators", scope: "{scope}")"#),
            ],
        )?;
    }
    Ok(())
}

/// How files are written.
fn text_form() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}
