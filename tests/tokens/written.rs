//! What stands around code, who gets in, which tokens are kept and which attributes principals have survives being written down and taken back.

use idsim::scenario::{read_tenant, write_tenant};
use idsim::{Event, World};

use super::{Outcome, read, world};

const FULL: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    options: (token_lifetime: "8h"),
    identities: {"u1": (security_attributes: {"HR_Levels": [1, 2]}), "u2": ()},
    resources: {
        "vm1": (
            type: "Microsoft.Compute/virtualMachines",
            identity: (system_assigned: true, security_attributes: {"Engineering_Project": "Cascade"}, user_assigned: ["u1", "u2"]),
            environment: {"AZURE_CLIENT_ID": "u1", "azure_tenant_id": "other"},
            tools: (azure_cli: As("alice"), azure_power_shell: SignedOut),
            stored_credentials: {"sql-password": Password, "certificate": Certificate},
        ),
        "app1": (type: "Microsoft.Web/sites", identity: (system_assigned: true), environment: {"WEBSITE_DISABLE_MSI": "true"}),
        "kv1": (
            type: "Microsoft.KeyVault/vaults",
            enable_rbac_authorization: false,
            access_policies: [(principal: "vm1", secrets: ["get", "list"], keys: ["sign"]), (principal: "u1", certificates: ["get"])],
        ),
        "kv2": (type: "Microsoft.KeyVault/vaults"),
        "sql1": (type: "Microsoft.Sql/servers"),
        "sql1/databases/db1": (type: "Microsoft.Sql/servers/databases", database_users: ["vm1", "alice", "u1"]),
    },
    machines: {
        "laptop": (
            environment: {"AZURE_CLIENT_ID": "sp1", "AZURE_TENANT_ID": "t"},
            tools: (azure_cli: As("alice"), azure_developer_cli: As("sp1")),
            stored_credentials: {"key": AccountKey, "string": ConnectionString},
        ),
        "build": (),
    },
    users: {"alice": (security_attributes: {"HR_Level": 3, "Engineering_Teams": ["a", "b"]})},
    groups: {"readers": (members: ["vm1"])},
    service_principals: {"sp1": (secrets: {"s1": ()}, security_attributes: {"HR_Manager": true})},
)"#;

/// Every kind of event about places, vaults, databases, tokens and attributes, in an order in which all are accepted.
#[rustfmt::skip]
const EVENTS: &[&str] = &[
    r#"CreateMachine("phone", (environment: {"A": "b"}, tools: (azure_cli: SignedOut), stored_credentials: {"k": ClientSecret}))"#,
    r#"SetEnvironmentVariable(at: "laptop", name: "AZURE_CLIENT_ID", value: "u2")"#,
    r#"SetEnvironmentVariable(at: "vm1", name: "NEW", value: "")"#,
    r#"UnsetEnvironmentVariable(at: "vm1", name: "azure_tenant_id")"#,
    r#"SignIn(at: "build", tool: AzurePowerShell, who: "sp1")"#,
    r#"SignIn(at: "laptop", tool: AzureCli, who: "sp1")"#,
    r#"SignOut(at: "laptop", tool: AzureCli)"#,
    r#"StoreCredential(at: "app1", name: "key", kind: AccountKey)"#,
    r#"RemoveStoredCredential(at: "vm1", name: "certificate")"#,
    r#"SetAccessPolicy(vault: "kv1", of: "readers", secrets: ["get"])"#,
    r#"SetAccessPolicy(vault: "kv1", of: "vm1", secrets: ["GET"], certificates: ["import"])"#,
    r#"SetAccessPolicy(vault: "kv1", of: "vm1", secrets: ["get"], certificates: ["import"])"#,
    r#"SetAccessPolicy(vault: "kv1", of: "alice", keys: ["unwrapkey"])"#,
    r#"RemoveAccessPolicy(vault: "kv1", of: "readers")"#,
    r#"SetRbacAuthorization("kv1", true)"#,
    r#"SetRbacAuthorization("kv2", false)"#,
    r#"SetRbacAuthorization("kv2", false)"#,
    r#"CreateDatabaseUser(database: "sql1/databases/db1", of: "app1")"#,
    r#"DropDatabaseUser(database: "sql1/databases/db1", of: "alice")"#,
    r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#,
    r#"IssueToken(on: "vm1", identity: "u1", audience: "https://vault.azure.net")"#,
    r#"IssueToken(on: "vm1", identity: "u2", audience: "https://storage.azure.com/")"#,
    r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#,
    r#"Wait("1h")"#,
    r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#,
    r#"RevokeTokens("u1")"#,
    r#"Wait("7h")"#,
    r#"RevokeTokens("u1")"#,
    r#"RevokeTokens("u1")"#,
    r#"RevokeTokens("u2")"#,
    r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#,
    r#"SetSecurityAttribute(of: "app1", name: "Engineering_Project", value: "Baker")"#,
    r#"SetSecurityAttribute(of: "vm1", name: "engineering_project", value: ["Cascade", "Baker"])"#,
    r#"SetSecurityAttribute(of: "vm1", name: "Engineering_Project", value: ["Cascade", "Baker"])"#,
    r#"RemoveSecurityAttribute(of: "sp1", name: "hr_manager")"#,
    r#"CreateFederatedCredential(identity: "u1", name: "main", issuer: "https://i.example", subject: "main", audiences: ["aud"])"#,
    r#"CreateFederatedCredential(identity: "u2", name: "main", issuer: "https://i.example", subject: "main", audiences: ["aud"], description: "builds")"#,
    r#"CreateFederatedCredential(identity: "u2", name: "Main", issuer: "https://i.example", subject: "dev", audiences: ["aud"])"#,
    r#"DeleteFederatedCredential(identity: "u2", name: "MAIN")"#,
    // What others leave behind.
    r#"DeleteIdentity("u1")"#,
    r#"DetachIdentity(identity: "u1", from: "vm1")"#,
    r#"DisableSystemAssigned("vm1")"#,
    r#"EnableSystemAssigned("vm1")"#,
    r#"DeleteUser("alice")"#,
    r#"DeleteServicePrincipal("sp1")"#,
    r#"CreateIdentity("u1")"#,
    r#"DeleteResource("sql1")"#,
    // To another directory and back: the vault that was told of the first is left behind by the second.
    r#"TransferSubscription(subscription: "subscription", to: "bbbbbbbb-0000-4000-8000-00000000000b", accepted_by: "bea")"#,
    r#"SetVaultTenant("kv2")"#,
    r#"SetVaultTenant("kv2")"#,
    r#"DisableSystemAssigned("app1")"#,
    r#"EnableSystemAssigned("app1")"#,
    r#"DeleteIdentity("u2")"#,
    r#"TransferSubscription(subscription: "subscription", to: "7e4a9d10-5c2b-4f6e-8a31-000000000001")"#,
    r#"DisableSystemAssigned("vm1")"#,
    r#"DetachIdentity(identity: "u2", from: "vm1")"#,
    r#"EnableSystemAssigned("vm1")"#,
    r#"DeleteMachine("laptop")"#,
    r#"CreateMachine("laptop")"#,
    r#"DeleteResource("vm1")"#,
];

/// A world is what is written of it: the tenant read back is an equal world, as records and as text.
#[test]
fn every_state_survives_being_written_down() -> Outcome {
    let mut world = world(FULL)?;
    for event in [&[""], EVENTS].concat() {
        if !event.is_empty() {
            world.apply(read::<Event>(event)?)?;
        }
        let tenant = world.to_tenant();
        let again = World::try_from(tenant.clone()).map_err(|error| format!("{event}: {error}"))?;
        assert!(again == world, "{event}");
        assert_eq!(again.to_tenant(), tenant, "{event}");
        let text = write_tenant(&tenant);
        assert_eq!(read_tenant(&text), Ok(tenant), "{event}");
    }
    Ok(())
}

#[test]
fn every_event_can_be_taken_back() -> Outcome {
    let mut world = world(FULL)?;
    let mut done = Vec::new();
    for event in EVENTS {
        let before = write_tenant(&world.to_tenant());
        let change = world
            .apply(read::<Event>(event)?)
            .map_err(|refusal| format!("{event}: {refusal}"))?;
        world.revert(change)?;
        assert_eq!(write_tenant(&world.to_tenant()), before, "{event}");
        done.push((event, before, world.apply(read::<Event>(event)?)?));
    }
    while let Some((event, before, change)) = done.pop() {
        world.revert(change)?;
        assert_eq!(write_tenant(&world.to_tenant()), before, "{event}");
    }
    Ok(())
}

/// The events of the table are all there are of their kinds.
#[test]
fn every_new_event_is_in_the_table() {
    for name in [
        "CreateMachine",
        "DeleteMachine",
        "SetEnvironmentVariable",
        "UnsetEnvironmentVariable",
        "SignIn",
        "SignOut",
        "StoreCredential",
        "RemoveStoredCredential",
        "SetRbacAuthorization",
        "SetVaultTenant",
        "TransferSubscription",
        "SetAccessPolicy",
        "RemoveAccessPolicy",
        "CreateDatabaseUser",
        "DropDatabaseUser",
        "IssueToken",
        "RevokeTokens",
        "SetSecurityAttribute",
        "RemoveSecurityAttribute",
        "CreateFederatedCredential",
        "DeleteFederatedCredential",
    ] {
        let head = format!("{name}(");
        assert!(
            EVENTS.iter().any(|event| event.starts_with(&head)),
            "{name}"
        );
    }
}
