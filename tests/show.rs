//! What is shown of things: as people read it, and as the Azure CLI prints it.

use idsim::value::Guid;
use idsim::{
    Event, Machine, Resource, ResourceGroup, Secret, StoredCredential, Tool, World, report,
};
use serde_json::{Value, json};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A VM that was made again, one that lists a deleted identity beside a living one, and a few people.
fn world() -> Result<World, Box<dyn std::error::Error>> {
    let vm = |name| Event::create_resource(name, "Microsoft.Compute/virtualMachines");
    let mut app = Resource::new("Microsoft.Web/sites");
    app.kind = Some("functionapp".into());
    app.location = Some("westeurope".into());
    app.identity.system_assigned = true;
    app.identity.user_assigned = vec!["id1".into(), "id2".into()];
    let mut world = World::new();
    let events = [
        Event::create_identity("id1"),
        Event::create_identity("id2"),
        Event::create_resource("kv1", "Microsoft.KeyVault/vaults"),
        vm("vm1").with_system_assigned(),
        Event::assign_role("vm1", "Key Vault Secrets User", "kv1"),
        Event::delete_resource("vm1"),
        vm("vm1").with_system_assigned(),
        vm("vm2"),
        vm("vm3"),
        Event::delete_resource("vm3"),
        Event::CreateResource("app1".into(), Box::new(app)),
        Event::assign_role("app1", "Reader", "kv1"),
        Event::assign_role("id2", "Key Vault Secrets User", "kv1"),
        Event::assign_role("id1", "Key Vault Crypto User", "kv1"),
        Event::DeleteIdentity("id1".into()),
        Event::CreateResourceGroup("rg2".into(), ResourceGroup::default()),
        Event::create_group("outer"),
        Event::create_group("inner"),
        Event::create_user("alice"),
        Event::create_user("bob"),
        Event::add_member("outer", "inner"),
        Event::add_member("inner", "alice"),
        Event::assign_role("outer", "Contributor", "rg2"),
        Event::assign_role("bob", "Reader", "rg2"),
        Event::DeleteUser("bob".into()),
        Event::CreateServicePrincipal("ci".into(), Default::default()),
        Event::CreateMachine("laptop".into(), Machine::default()),
        Event::SetEnvironmentVariable {
            at: "laptop".into(),
            name: "AZURE_TENANT_ID".into(),
            value: "contoso".to_owned(),
        },
        Event::SignIn {
            at: "laptop".into(),
            tool: Tool::AzureCli,
            who: "alice".into(),
        },
        Event::StoreCredential {
            at: "vm2".into(),
            name: "db".into(),
            kind: StoredCredential::Password,
        },
        Event::CreateMachine("agent".into(), Machine::default()),
        Event::DeleteMachine("agent".into()),
        Event::AddSecret("ci".into(), "s1".into(), Secret::default()),
        Event::set_security_attribute("ci", "HR_Level", 3),
        Event::set_security_attribute("ci", "Engineering_Project", "Cascade"),
        Event::set_security_attribute("ci", "engineering_Main", true),
    ];
    for event in events {
        world.apply(event)?;
    }
    Ok(world)
}

/// The text with every id replaced, and the beginning of ARM ids.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let id = rest.get(..36).filter(|id| Guid::parse(id).is_ok());
        let length = id.map_or(first.len_utf8(), str::len);
        out.push_str(if id.is_some() { "ID" } else { &rest[..length] });
        rest = &rest[length..];
    }
    out.replace(
        "/subscriptions/ID/resourceGroups/resource-group/providers/",
        "…",
    )
}

#[test]
fn things_are_shown_to_people() -> Outcome {
    let world = world()?;
    #[rustfmt::skip]
    let rows = [
        ("vm1", "\
vm1, a resource of type Microsoft.Compute/virtualMachines
  id: …Microsoft.Compute/virtualMachines/vm1
  system-assigned identity:
    object id: ID
    client id: ID
    tenant id: ID
  roles: none
  its former identity ID leaves behind:
    Key Vault Secrets User at kv1 (orphaned: its principal was deleted)
"),
        ("vm2", "\
vm2, a resource of type Microsoft.Compute/virtualMachines
  id: …Microsoft.Compute/virtualMachines/vm2
  system-assigned identity: none
  stored credentials:
    db (password)
"),
        ("laptop", "\
laptop, a machine outside Azure
  environment variables:
    AZURE_TENANT_ID=contoso
  tools:
    Azure CLI: alice is signed in
"),
        ("agent", "\
agent, a machine outside Azure, does not exist any more
"),
        ("vm3", "\
vm3 does not exist any more
  it was: a resource of type Microsoft.Compute/virtualMachines
  id: …Microsoft.Compute/virtualMachines/vm3
"),
        ("app1", "\
app1, a resource of type Microsoft.Web/sites
  id: …Microsoft.Web/sites/app1
  kind: functionapp
  location: westeurope
  system-assigned identity:
    object id: ID
    client id: ID
    tenant id: ID
  user-assigned identities:
    id1: object id ID, client id ID (dangling: it was deleted, and is still listed here)
    id2: object id ID, client id ID
  roles:
    Reader at kv1 (effective)
"),
        ("id1", "\
id1 does not exist any more
  it was: a user-assigned identity
  id: …Microsoft.ManagedIdentity/userAssignedIdentities/id1
  identities it had:
    object id ID, client id ID
  listed by:
    app1 (dangling: it lists one that was deleted)
  its former identity ID leaves behind:
    Key Vault Crypto User at kv1 (orphaned: its principal was deleted)
"),
        ("id2", "\
id2, a user-assigned identity
  ResourceID: …Microsoft.ManagedIdentity/userAssignedIdentities/id2
  ClientID: ID
  PrincipalID: ID
  listed by:
    app1
  roles:
    Key Vault Secrets User at kv1 (effective)
"),
        ("kv1", "\
kv1, a resource of type Microsoft.KeyVault/vaults
  id: …Microsoft.KeyVault/vaults/kv1
  system-assigned identity: none
  roles assigned at it:
    app1 has Reader (effective)
    id2 has Key Vault Secrets User (effective)
    the former identity of id1 (ID) has Key Vault Crypto User (orphaned: its principal was deleted)
    the former identity of vm1 (ID) has Key Vault Secrets User (orphaned: its principal was deleted)
"),
        ("kv1/secrets/s1", "\
kv1/secrets/s1 was never made; roles can be assigned at it all the same
  it would be: a resource of type Microsoft.KeyVault/vaults/secrets
  id: …Microsoft.KeyVault/vaults/kv1/secrets/s1
"),
        ("alice", "\
alice, a user
  object id: ID
  groups:
    inner
    outer (nested)
  roles through groups:
    Contributor at rg2 (effective), through outer
"),
        ("bob", "\
bob, a user, deleted
  object id: ID
  it leaves behind:
    Reader at rg2 (orphaned: its principal was deleted)
"),
        ("outer", "\
outer, a group
  object id: ID
  members:
    inner
  roles:
    Contributor at rg2 (effective)
"),
        ("ci", "\
ci, a service principal
  object id: ID
  client id: ID
  security attributes:
    engineering_Main = true
    Engineering_Project = 'Cascade'
    HR_Level = 3
  client secrets:
    s1
  roles: none
"),
        ("rg2", "\
rg2, a resource group
  id: /subscriptions/ID/resourceGroups/rg2
  under: subscription
  children: none
  roles assigned at it:
    bob (deleted) has Reader (orphaned: its principal was deleted)
    outer has Contributor (effective)
"),
        ("subscription", "\
subscription, a subscription
  id: /subscriptions/ID
  under: /
  children (2):
    resource-group
    rg2
"),
        ("/", "\
/, the root of the tenant
  id: /
  tenant id: ID
  children (1):
    subscription
"),
    ];
    for (name, expected) in rows {
        let shown = report::show_text(&world, &world.resolve(&name.into())?);
        assert_eq!(without_ids(&shown), expected, "{name}");
    }
    Ok(())
}

#[test]
fn what_is_forbidden_is_shown_where_it_counts() -> Outcome {
    let tenant = r#"(
        resources: {"vm1": (type: "Microsoft.Compute/virtualMachines"), "vm2": (type: "Microsoft.Compute/virtualMachines")},
        users: {"alice": ()},
        deny_assignments: [
            (name: "d1", permissions: [(actions: ["*"], not_actions: ["*/read"], data_actions: ["*/delete"])], scope: "resource-group", principals: ["All Principals"], exclude_principals: ["alice"]),
            (name: "d2", permissions: [(actions: ["*/write"]), (actions: ["*/delete"])], scope: "vm1", principals: ["alice"], do_not_apply_to_child_scopes: true),
        ],
        locks: [
            (name: "keep", level: CanNotDelete, scope: "vm1"),
            (name: "frozen", level: ReadOnly, scope: "resource-group"),
        ],
    )"#;
    let form =
        ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let mut world = World::try_from(form.from_str::<idsim::Tenant>(tenant)?)?;
    world.apply(form.from_str::<Event>(
        r#"CreateDeploymentStack("shop", (scope: "subscription", resources: ["vm2"], deny_settings: (mode: DenyDelete)))"#,
    )?)?;
    #[rustfmt::skip]
    let rows = [
        ("vm1", "\
  denied at it:
    d2: denies alice */write, and */delete; not below it
    d1: denies everybody but alice * and */delete (data), not */read, from resource-group
  locks:
    keep (CanNotDelete)
    frozen (ReadOnly), from resource-group
"),
        ("vm2", "\
  denied at it:
    deployment stack shop: denies everybody */delete, not Microsoft.Authorization/locks/delete; not below it
    d1: denies everybody but alice * and */delete (data), not */read, from resource-group
  locks:
    frozen (ReadOnly), from resource-group
"),
        ("resource-group", "\
  denied at it:
    d1: denies everybody but alice * and */delete (data), not */read
  locks:
    frozen (ReadOnly)
"),
        // What was never made is denied and under locks, too; what does not reach below `vm1` is not told.
        ("vm1/extensions/e1", "\
  denied at it:
    d1: denies everybody but alice * and */delete (data), not */read, from resource-group
  locks:
    keep (CanNotDelete), from vm1
    frozen (ReadOnly), from resource-group
"),
        ("subscription", "  children (1):\n    resource-group\n"),
    ];
    for (name, expected) in rows {
        let shown = report::show_text(&world, &world.resolve(&name.into())?);
        assert!(shown.ends_with(expected), "{name}:\n{shown}");
    }
    Ok(())
}

#[test]
fn a_managed_identity_is_found_by_its_object_id() -> Outcome {
    let world = world()?;
    let of = |name: &str| -> Result<Vec<String>, idsim::ResolveError> {
        let scope = world.resolve_scope(&name.into())?;
        let all = world.principals();
        let ids = all.filter(|it| it.origin.resource() == Some(&scope));
        Ok(ids.map(|it| it.id.to_string()).collect())
    };
    let mut titles = Vec::new();
    for id in of("vm1")?.iter().chain(&of("id2")?) {
        let shown = report::show_text(&world, &world.resolve(&id.as_str().into())?);
        titles.extend(shown.lines().next().map(str::to_owned));
    }
    titles.sort();
    assert_eq!(
        titles,
        [
            "id2, a user-assigned identity",
            "the former system-assigned identity of vm1",
            "the system-assigned identity of vm1",
        ]
    );
    Ok(())
}

#[test]
fn things_are_shown_as_the_azure_cli_prints_them() -> Outcome {
    let world = world()?;
    let identity = "…Microsoft.ManagedIdentity/userAssignedIdentities";
    let ids = json!({"clientId": "ID", "principalId": "ID"});
    #[rustfmt::skip]
    let rows = [
        ("vm1", json!({"principalId": "ID", "tenantId": "ID", "type": "SystemAssigned", "userAssignedIdentities": null})),
        ("vm2", json!({"principalId": null, "tenantId": null, "type": "None", "userAssignedIdentities": null})),
        ("app1", json!({
            "principalId": "ID", "tenantId": "ID", "type": "SystemAssigned, UserAssigned",
            "userAssignedIdentities": {(format!("{identity}/id1")): ids, (format!("{identity}/id2")): ids},
        })),
        ("id2", json!({
            "clientId": "ID", "id": format!("{identity}/id2"), "location": null, "name": "id2", "principalId": "ID",
            "resourceGroup": "resource-group", "tags": {}, "tenantId": "ID",
            "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        })),
        ("alice", json!({"displayName": "alice", "id": "ID"})),
        ("outer", json!({"displayName": "outer", "id": "ID", "securityEnabled": true})),
        ("ci", json!({
            "alternativeNames": [], "appId": "ID", "displayName": "ci", "id": "ID", "servicePrincipalType": "Application",
            "customSecurityAttributes": {"HR": {"Level": 3}, "engineering": {"Main": true, "Project": "Cascade"}},
        })),
        ("rg2", json!({
            "id": "/subscriptions/ID/resourceGroups/rg2", "location": null, "name": "rg2",
            "type": "Microsoft.Resources/resourceGroups",
        })),
        ("subscription", json!({"id": "ID", "name": "subscription", "tenantId": "ID"})),
    ];
    for (name, expected) in rows {
        let shown = report::show_json(&world, &world.resolve(&name.into())?);
        let shown: Value = serde_json::from_str(&without_ids(&shown.unwrap_or_default()))?;
        assert_eq!(shown, expected, "{name}");
    }
    for name in ["vm3", "id1", "bob", "kv1/secrets/s1", "/", "laptop"] {
        let shown = report::show_json(&world, &world.resolve(&name.into())?);
        assert_eq!(shown, None, "{name}: there is nothing to print");
    }
    Ok(())
}
