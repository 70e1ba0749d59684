//! Key vaults under access policies, and the other ways to data: what an explanation tells, cures and hands to programs.

use std::error::Error;

use idsim::{AccessRequest, CallRequest, Event, Reason, Tenant, World, report};
use serde::de::DeserializeOwned;

type Outcome = Result<(), Box<dyn Error>>;

const TENANT: &str = r#"(
    tenant_id: "72f988bf-86f1-41af-91ab-2d7cd011db47",
    identities: {"u1": ()},
    resources: {
        "app1": (type: "Microsoft.Web/sites", identity: (system_assigned: true, user_assigned: ["u1"], principal_id: "aaaaaaaa-0000-4000-8000-000000000001", client_id: "cccccccc-0000-4000-8000-000000000001")),
        "bare": (type: "Microsoft.Web/sites"),
        "kv1": (
            type: "Microsoft.KeyVault/vaults",
            enable_rbac_authorization: false,
            access_policies: [(principal: "ops", secrets: ["get", "list"]), (principal: "app1", secrets: ["list"], keys: ["sign"]), (principal: "u1", secrets: ["get"])],
        ),
        "kv2": (type: "Microsoft.KeyVault/vaults", access_policies: [(principal: "ops", secrets: ["get"])]),
        "sa1": (type: "Microsoft.Storage/storageAccounts"),
        "sql1": (type: "Microsoft.Sql/servers"),
        "sql1/databases/db1": (type: "Microsoft.Sql/servers/databases"),
    },
    users: {"alice": (id: "aaaaaaaa-0000-4000-8000-000000000002"), "owner": ()},
    groups: {"ops": (members: ["alice"])},
    role_assignments: [
        (principal: "owner", role: "Owner", scope: "subscription"),
        (principal: "app1", role: "Contributor", scope: "sql1"),
    ],
)"#;

fn world() -> Result<World, Box<dyn Error>> {
    Ok(World::try_from(read::<Tenant>(TENANT)?)?)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ron::error::SpannedError> {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
        .from_str(text)
}

/// Who asks, what for and where; the reason, and lines of the story.
#[rustfmt::skip]
const STORIES: &[(&str, &str, &str, Reason, &[&str])] = &[
    ("alice", "secrets/get", "kv1/secrets/s1", Reason::AccessPolicy, &[
        "Allowed (AccessPolicy): group `ops` has an access policy on the vault that permits Microsoft.KeyVault/vaults/secrets/getSecret/action, and `alice` is in it",
        "    access policy (through ops): secrets get list: permits it",
    ]),
    ("app1", "secrets/get", "kv1/secrets/s1", Reason::ScopeElsewhere, &[
        "    the access policy of the attached identity `u1` permits it; ask as that one",
        "    the access policy of group `ops` permits it, which `app1` is not in",
        "    access policy (direct): secrets list, keys sign: does not permit it",
        "    az keyvault set-policy --name kv1 --object-id aaaaaaaa-0000-4000-8000-000000000001 --secret-permissions get list",
    ]),
    // Of one kind nothing was permitted yet; what is to be read of all keys takes two permissions.
    ("alice", "keys/read", "kv1", Reason::NoAssignment, &[
        "    az keyvault set-policy --name kv1 --object-id aaaaaaaa-0000-4000-8000-000000000002 --key-permissions get list",
    ]),
    ("alice", "keys/read", "kv1/keys/k1", Reason::NoAssignment, &[
        "    az keyvault set-policy --name kv1 --object-id aaaaaaaa-0000-4000-8000-000000000002 --key-permissions get",
    ]),
    ("bare", "secrets/get", "kv1", Reason::NoIdentity, &[
        "    az webapp identity assign --resource-group resource-group --name bare",
        "    az keyvault set-policy --name kv1 --object-id \"$(az webapp identity show --resource-group resource-group --name bare --query principalId --output tsv)\" --secret-permissions get",
    ]),
    ("alice", "secrets/get", "kv2", Reason::NoAssignment, &[
        "    the access policy of ops would permit it, and is void: the vault looks at roles",
        "    access policy (through ops): secrets get: would permit it, and is void: the vault looks at roles",
    ]),
    ("owner", "secrets/get", "kv1", Reason::WrongPlane, &[
        "    `owner` may also do Microsoft.KeyVault/vaults/accessPolicies/write on `kv1`: whoever may do that may give itself an access policy with any permission",
    ]),
    ("owner", "blobs/read", "sa1", Reason::WrongPlane, &[
        "  other ways in:",
        "    `owner` may also do Microsoft.Storage/storageAccounts/listKeys/action on `sa1`: whoever has a key reads and writes all of its data",
    ]),
];

#[test]
fn explanations_tell_policies_and_other_ways() -> Outcome {
    let world = world()?;
    for (who, operation, on, reason, lines) in STORIES {
        let request = AccessRequest::operation(*who, *operation, *on);
        let explanation = world.explain(&request)?;
        let story = explanation.to_string();
        assert_eq!(explanation.decision.reason, *reason, "{story}");
        for line in *lines {
            assert!(
                story.lines().any(|it| it == *line),
                "no `{line}` in\n{story}"
            );
        }
        if let Some(remedy) = &explanation.remedy {
            let allowed = |world: &World| world.check(&request).map(|it| it.is_allowed());
            assert_eq!(
                world.clone().what_if(&remedy.events, allowed)?,
                Ok(true),
                "{story}"
            );
        }
    }
    Ok(())
}

/// A policy is replaced as a whole, so that the cure says again what the principal has.
#[test]
fn the_cure_takes_no_permission_away() -> Outcome {
    let mut world = world()?;
    let sign = AccessRequest::operation("app1", "keys/sign", "kv1");
    let get = AccessRequest::operation("app1", "secrets/get", "kv1");
    assert!(world.check(&sign)?.is_allowed());
    let remedy = world.explain(&get)?.remedy.ok_or("a cure")?;
    for event in remedy.events {
        world.apply(event)?;
    }
    assert!(world.check(&get)?.is_allowed());
    assert!(world.check(&sign)?.is_allowed());
    Ok(())
}

/// Where no permission permits the action, only roles do.
#[test]
fn what_no_permission_permits_takes_the_switch() -> Outcome {
    let world = world()?;
    let read = AccessRequest::data(
        "app1",
        "Microsoft.KeyVault/vaults/certificatecas/read",
        "kv1",
    );
    let remedy = world.explain(&read)?.remedy.ok_or("a cure")?;
    assert!(matches!(
        remedy.events.first(),
        Some(Event::SetRbacAuthorization(_, true))
    ));
    Ok(())
}

#[test]
fn programs_are_told_as_much() -> Outcome {
    let world = world()?;
    let json = |who: &str, on: &str| -> Result<serde_json::Value, Box<dyn Error>> {
        let request = AccessRequest::operation(who, "secrets/get", on);
        let told = report::explanation_json(&world, &world.explain(&request)?);
        Ok(serde_json::from_str(&told)?)
    };
    let allowed = json("alice", "kv1")?;
    assert_eq!(allowed["reason"], "AccessPolicy");
    assert_eq!(allowed["through"]["name"], "ops");
    assert_eq!(allowed["assignment"], serde_json::Value::Null);
    assert_eq!(
        allowed["policies"][0]["permissions"],
        serde_json::json!(["secrets/get", "secrets/list"])
    );
    let void = json("alice", "kv2")?;
    assert_eq!(void["near_misses"][0]["kind"], "void_policy");
    let other = json("owner", "kv1")?;
    assert_eq!(
        other["other_ways"][1]["action"]["name"],
        "Microsoft.KeyVault/vaults/write"
    );
    assert_eq!(json("owner", "kv2")?["other_ways"], serde_json::json!([]));
    Ok(())
}

/// No data action is asked about at a login, and still whoever writes the server can let itself in.
#[test]
fn a_failed_login_tells_the_other_ways() -> Outcome {
    let mut world = world()?;
    let login = CallRequest::new("app1", "tcp:sql1.database.windows.net/db1", "login");
    let told =
        |world: &World| -> Result<String, Box<dyn Error>> { Ok(world.call(&login)?.to_string()) };
    let line = "    `app1` may also do Microsoft.Sql/servers/administrators/write on `sql1`: whoever may do that may make itself the server's Microsoft Entra administrator, who uses every database on it";
    assert!(
        told(&world)?.lines().any(|it| it == line),
        "{}",
        told(&world)?
    );
    world.apply(Event::remove_role_assignment("app1", "Contributor", "sql1"))?;
    world.apply(Event::assign_role("app1", "SQL DB Contributor", "sql1"))?;
    assert!(
        !told(&world)?.contains("other ways in"),
        "{}",
        told(&world)?
    );
    Ok(())
}

#[test]
fn sheets_list_policies() -> Outcome {
    let mut world = world()?;
    let shown = |world: &World, scope: &str| -> Result<String, Box<dyn Error>> {
        let scope = world.resolve_scope(&scope.into())?;
        Ok(report::show_text(world, &idsim::Referent::Scope(scope)))
    };
    let lines = |text: &str, wanted: &[&str]| {
        for line in wanted {
            assert!(text.lines().any(|it| it.trim() == *line), "{text}");
        }
    };
    lines(&shown(&world, "app1")?, &["kv1: secrets list, keys sign"]);
    lines(
        &shown(&world, "kv1")?,
        &["app1: secrets list, keys sign", "ops: secrets get list"],
    );
    // Somebody who was deleted is still named there.
    world.apply(Event::DeleteGroup("ops".into()))?;
    lines(&shown(&world, "kv1")?, &["ops (deleted): secrets get list"]);
    lines(
        &shown(&world, "kv2")?,
        &["ops (deleted): secrets get (void)"],
    );
    Ok(())
}
