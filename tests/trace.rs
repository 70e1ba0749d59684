//! Runs told step by step: what is said of each consequence and of each expectation, and whole stories as they are printed.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;

use idsim::scenario::{Scenario, Status, Told, Trace, trace_file};
use idsim::value::Guid;
use idsim::{Catalog, report};
use serde_json::Value;

/// What the steps of the rows happen to.
const TENANT: &str = r#"(
    resource_groups: {"rg1": (), "rg2": ()},
    identities: {"id1": (resource_group: "rg1")},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg1", identity: (system_assigned: true, user_assigned: ["id1"])),
        "kv1": (type: "Microsoft.KeyVault/vaults", resource_group: "rg1"),
    },
    users: {"alice": (), "bob": ()},
    groups: {"team": (members: ["alice"])},
    role_assignments: [
        (principal: "vm1", role: "Key Vault Secrets User", scope: "kv1"),
        (principal: "team", role: "Contributor", scope: "rg1"),
    ],
)"#;

fn trace(steps: &str) -> Trace {
    let scenario = format!(
        "(name: \"a row\", source: [\"C4\"], clock: \"2026-01-01T00:00:00Z\", include: [\"row.tenant.ron\"], steps: [\n{steps}])"
    );
    let files = BTreeMap::from([
        ("row.ron".to_owned(), scenario),
        ("row.tenant.ron".to_owned(), format!("(tenant: {TENANT})")),
    ]);
    let trace = trace_file(&files, "", "row.ron", &Catalog::built_in());
    if let Ok(scenario) = Scenario::load(&files, "", "row.ron", &Catalog::built_in()) {
        assert_eq!(trace.outcome, scenario.run(), "the trace and the run agree");
    }
    trace
}

/// The text with every id replaced: they are the same on every run, and say nothing to who reads this.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let id = rest.get(..36).filter(|id| Guid::parse(id).is_ok());
        out.push_str(if id.is_some() {
            "ID"
        } else {
            rest.get(..first.len_utf8()).unwrap_or_default()
        });
        rest = rest
            .get(id.map_or(first.len_utf8(), str::len)..)
            .unwrap_or_default();
    }
    out.replace("/subscriptions/ID/resourceGroups", "…")
}

/// What is told of the last step, one line each.
fn told(steps: &str) -> String {
    let trace = trace(&format!("{steps}, ExpectExists([\"rg1\"])"));
    let last = trace.steps.iter().rev().nth(1);
    let lines: Vec<String> = match last.map(|it| &it.told) {
        Some(Told::Happened(lines)) => lines
            .iter()
            .map(|it| format!("{}: {}", it.kind, it.text))
            .collect(),
        Some(Told::Held(evidence)) => vec![format!("✓ {evidence}")],
        _ => vec![format!("{:?}", trace.outcome.problems)],
    };
    without_ids(&lines.join("\n"))
}

#[test]
fn what_an_event_brings_about_is_told() {
    #[rustfmt::skip]
    let rows = [
        ("Wait(\"1h\")", "ClockMoved: it is 2026-01-01T01:00:00Z"),
        (
            "AssignRole(principal: \"bob\", role: \"Reader\", scope: \"rg2\", from: \"2026-01-02T00:00:00Z\")",
            "AssignmentCreated: bob has Reader at rg2 from 2026-01-02T00:00:00Z now",
        ),
        (
            "AssignRole(principal: \"bob\", role: \"Reader\", scope: \"rg2\", from: \"2026-01-02T00:00:00Z\"), Wait(\"1d\")",
            "BecameDue: at 2026-01-02T00:00:00Z: bob has Reader at rg2 now: its time has come\nClockMoved: it is 2026-01-02T00:00:00Z",
        ),
        (
            "AddMember(group: \"team\", member: \"bob\", until: \"2026-01-02T00:00:00Z\")",
            "MemberAdded: bob joins group team until 2026-01-02T00:00:00Z",
        ),
        (
            "AddMember(group: \"team\", member: \"bob\", until: \"2026-01-02T00:00:00Z\"), Wait(\"1d\")",
            "BecameDue: at 2026-01-02T00:00:00Z: bob is in group team no more: its time is over\nClockMoved: it is 2026-01-02T00:00:00Z",
        ),
        ("RemoveMember(group: \"team\", member: \"alice\")", "MemberRemoved: alice is no more in group team"),
        ("CreateManagementGroup(\"mg1\")", "ScopeCreated: management group mg1 is made"),
        ("CreateSubscription(\"sub2\")", "ScopeCreated: subscription sub2 is made"),
        (
            "CreateManagementGroup(\"mg1\"), MoveSubscription(subscription: \"subscription\", to: \"mg1\")",
            "ParentChanged: subscription subscription moves from / to mg1",
        ),
        (
            "TransferSubscription(subscription: \"subscription\", to: \"bbbbbbbb-0000-4000-8000-00000000000b\", accepted_by: \"bea\")",
            "DirectoryChanged: subscription subscription goes from the directory ID to the directory ID\n\
             AssignmentRemoved: team has Contributor at rg1 no more\n\
             AssignmentRemoved: the broken identity of vm1 has Key Vault Secrets User at kv1 no more\n\
             MemberRemoved: alice is no more in group team\n\
             PrincipalStays: user bob stays in the directory that the subscription left\n\
             PrincipalStays: group team stays in the directory that the subscription left\n\
             PrincipalStays: user alice stays in the directory that the subscription left\n\
             PrincipalStays: user-assigned identity id1 is broken: its principal stays in the directory that the subscription left (F1.15)\n\
             PrincipalStays: the system-assigned identity of vm1 is broken: its principal stays in the directory that the subscription left (F1.15)\n\
             ReferenceDangling: id1 dangles on vm1, which goes on listing it (F2.9)\n\
             VaultTenantChanged: kv1 goes on trusting the directory ID, and no other (F1.15)\n\
             PrincipalCreated: user bea is made: object id ID\n\
             AssignmentCreated: bea has Owner at subscription now\n\
             ToRedo: to redo: delete the user-assigned identity id1, make it again, and attach it again\n\
             ToRedo: to redo: disable the system-assigned identity of vm1, and enable it again\n\
             ToRedo: to redo: have kv1 trust the directory of its subscription\n\
             ToRedo: to redo: assign Contributor at rg1 to somebody of this directory, as team had it\n\
             ToRedo: to redo: assign Key Vault Secrets User at kv1 to vm1 again",
        ),
        (
            "TransferSubscription(subscription: \"subscription\", to: \"bbbbbbbb-0000-4000-8000-00000000000b\"), SetVaultTenant(\"kv1\")",
            "VaultTenantChanged: kv1 trusts the directory of its subscription now",
        ),
        ("CreateResourceGroup(\"rg3\")", "ScopeCreated: resource group rg3 is made"),
        (
            "CreateResource(\"vm2\", (type: \"Microsoft.Compute/virtualMachines\", resource_group: \"rg1\", identity: (system_assigned: true, user_assigned: [\"id1\"])))",
            "ScopeCreated: vm2 (Microsoft.Compute/virtualMachines) is made\n\
             SystemAssignedEnabled: vm2 gets a system-assigned identity: object id ID, client id ID\n\
             IdentityAttached: id1 is attached to vm2",
        ),
        (
            "DeleteResource(\"vm1\")",
            "ScopeDeleted: vm1 is deleted\n\
             IdentityDetached: id1 is detached from vm1\n\
             SystemAssignedDisabled: vm1 loses its system-assigned identity, object id ID, for ever (F1.6)\n\
             AssignmentOrphaned: the assignment of Key Vault Secrets User at kv1 is orphaned: its principal was deleted (F1.7)",
        ),
        (
            "DisableSystemAssigned(\"vm1\"), EnableSystemAssigned(\"vm1\")",
            "SystemAssignedEnabled: vm1 gets a system-assigned identity, another one than before: object id ID, client id ID",
        ),
        ("EnableSystemAssigned(\"vm1\")", ""),
        (
            "CreateFederatedCredential(identity: \"id1\", name: \"main\", issuer: \"https://i.example\", subject: \"main\", audiences: [\"aud\"])",
            "FederatedCredentialChanged: id1 has the federated credential main now: main of https://i.example, for aud",
        ),
        (
            "CreateFederatedCredential(identity: \"id1\", name: \"main\", issuer: \"https://i.example\", subject: \"main\", audiences: [\"aud\"]), CreateFederatedCredential(identity: \"id1\", name: \"MAIN\", issuer: \"https://i.example\", subject: \"dev\", audiences: [\"aud\"])",
            "FederatedCredentialChanged: the federated credential main of id1 is another one now: dev of https://i.example, for aud",
        ),
        (
            "CreateFederatedCredential(identity: \"id1\", name: \"main\", issuer: \"https://i.example\", subject: \"main\", audiences: [\"aud\"]), DeleteFederatedCredential(identity: \"id1\", name: \"Main\")",
            "FederatedCredentialChanged: id1 has the federated credential main no more",
        ),
        (
            "DeleteIdentity(\"id1\")",
            "ScopeDeleted: user-assigned identity id1 is deleted\nReferenceDangling: id1 dangles on vm1, which goes on listing it (F2.9)",
        ),
        (
            "DeleteIdentity(\"id1\"), CreateIdentity(\"id1\", (resource_group: \"rg1\"))",
            "ScopeCreated: user-assigned identity id1 is made again: object id ID, client id ID; what lists the old one goes on listing that one (F2.11)",
        ),
        (
            "DeleteIdentity(\"id1\"), DetachIdentity(identity: \"id1\", from: \"vm1\")",
            "IdentityDetached: vm1 lists id1, which was deleted, no more",
        ),
        (
            "MoveResource(resource: \"kv1\", to: \"rg2\")",
            "ScopeMoved: kv1 moves to rg2: its id is …/rg2/providers/Microsoft.KeyVault/vaults/kv1 now\n\
             AssignmentOrphaned: the assignment of Key Vault Secrets User at …/rg1/providers/Microsoft.KeyVault/vaults/kv1 is orphaned: it stays where the resource was (F1.14)\n\
             ToRedo: to redo: assign Key Vault Secrets User at kv1 to vm1 again\n\
             ToRedo: to redo: assign Contributor at kv1 to team again",
        ),
        (
            "MoveResource(resource: \"kv1\", to: \"rg2\"), MoveResource(resource: \"kv1\", to: \"rg1\")",
            "ScopeMoved: kv1 moves to rg1: its id is …/rg1/providers/Microsoft.KeyVault/vaults/kv1 now\n\
             AssignmentServesAgain: the assignment of Key Vault Secrets User at kv1 to vm1 serves again: something is at its scope now (F1.14)\n\
             InheritedNewly: inherited newly: team has Contributor by rg1, which was not above before",
        ),
        (
            "MoveResource(resource: \"vm1\", to: \"rg2\")",
            "ScopeMoved: vm1 moves to rg2: its id is …/rg2/providers/Microsoft.Compute/virtualMachines/vm1 now\n\
             ReferenceOutdated: vm1 would not start: its identity is looked for where it was (F1.13)\n\
             ToRedo: to redo: update vm1, which does not start before\n\
             ToRedo: to redo: assign Contributor at vm1 to team again",
        ),
        ("StopResource(\"vm1\")", "ResourceStopped: vm1 stops: no code runs on it"),
        ("UpdateResource(\"vm1\")", ""),
        (
            "MoveResource(resource: \"vm1\", to: \"rg2\"), UpdateResource(\"vm1\")",
            "ReferenceRenewed: the identity of vm1 is looked for where it is now (F1.13)",
        ),
        ("StopResource(\"vm1\"), StartResource(\"vm1\")", "ResourceStarted: vm1 starts"),
        (
            "UpdateIdentity(\"id1\", (isolation_scope: None, assignment_restrictions: [\"Microsoft.Web\", \"Microsoft.Compute\"]))",
            "IdentityUpdated: id1 can be attached to resources of Microsoft.Web and Microsoft.Compute now, in every region",
        ),
        ("CreateUser(\"carol\")", "PrincipalCreated: user carol is made: object id ID"),
        ("CreateUser(\"carol\"), DeleteUser(\"carol\")", "PrincipalDeleted: user carol is deleted"),
        (
            "DeleteGroup(\"team\")",
            "PrincipalDeleted: group team is deleted\n\
             MemberRemoved: alice is no more in group team\n\
             AssignmentOrphaned: the assignment of Contributor at rg1 is orphaned: its principal was deleted (F1.7)",
        ),
        (
            "CreateServicePrincipal(\"ci\")",
            "PrincipalCreated: service principal ci is made: object id ID, client id ID",
        ),
        (
            "CreateServicePrincipal(\"ci\"), AddSecret(\"ci\", \"s1\", (until: \"2026-01-02T00:00:00Z\"))",
            "SecretAdded: ci has the client secret s1 until 2026-01-02T00:00:00Z now",
        ),
        (
            "CreateServicePrincipal(\"ci\"), AddSecret(\"ci\", \"s1\", (until: \"2026-01-02T00:00:00Z\")), Wait(\"1d\")",
            "BecameDue: at 2026-01-02T00:00:00Z: the secret s1 of ci expires\nClockMoved: it is 2026-01-02T00:00:00Z",
        ),
        (
            "CreateServicePrincipal(\"ci\"), AddSecret(\"ci\", \"s1\"), RemoveSecret(\"ci\", \"s1\")",
            "SecretRemoved: ci has the client secret s1 no more",
        ),
        (
            "SetSecurityAttribute(of: \"alice\", name: \"Engineering_Project\", value: [\"Baker\", \"Cascade\"])",
            "SecurityAttributeChanged: alice has the security attribute Engineering_Project now: {'Baker', 'Cascade'}",
        ),
        (
            "SetSecurityAttribute(of: \"vm1\", name: \"HR_Level\", value: 3), SetSecurityAttribute(of: \"vm1\", name: \"hr_level\", value: true)",
            "SecurityAttributeChanged: the security attribute HR_Level of vm1 is true now, not 3",
        ),
        (
            "SetSecurityAttribute(of: \"vm1\", name: \"HR_Level\", value: 3), RemoveSecurityAttribute(of: \"vm1\", name: \"HR_LEVEL\")",
            "SecurityAttributeChanged: vm1 has the security attribute HR_Level no more",
        ),
        ("CreateMachine(\"laptop\")", "MachineCreated: machine laptop is set up, outside Azure"),
        ("CreateMachine(\"laptop\"), DeleteMachine(\"laptop\")", "MachineDeleted: machine laptop is scrapped"),
        (
            "SetEnvironmentVariable(at: \"vm1\", name: \"A\", value: \"b\")",
            "VariableChanged: code on vm1 sees the variable A=\"b\" now",
        ),
        (
            "SetEnvironmentVariable(at: \"vm1\", name: \"A\", value: \"b\"), UnsetEnvironmentVariable(at: \"vm1\", name: \"A\")",
            "VariableChanged: code on vm1 sees the variable A no more",
        ),
        (
            "CreateMachine(\"laptop\"), SignIn(at: \"laptop\", tool: AzureCli, who: \"alice\")",
            "SignInChanged: alice is signed in to Azure CLI on laptop now",
        ),
        (
            "CreateMachine(\"laptop\"), SignIn(at: \"laptop\", tool: AzureCli, who: \"alice\"), SignOut(at: \"laptop\", tool: AzureCli)",
            "SignInChanged: alice is signed out of Azure CLI on laptop",
        ),
        (
            "StoreCredential(at: \"vm1\", name: \"db\", kind: Password)",
            "CredentialStored: a password, db, lies on vm1 now",
        ),
        (
            "StoreCredential(at: \"vm1\", name: \"db\", kind: Password), RemoveStoredCredential(at: \"vm1\", name: \"db\")",
            "CredentialRemoved: the password db lies on vm1 no more",
        ),
        (
            "SetRbacAuthorization(\"kv1\", false)",
            "AccessPoliciesChanged: access policies decide who uses the data of kv1 now, not roles",
        ),
        (
            "SetRbacAuthorization(\"kv1\", false), SetRbacAuthorization(\"kv1\", true)",
            "AccessPoliciesChanged: roles decide who uses the data of kv1 now",
        ),
        (
            "SetRbacAuthorization(\"kv1\", false), SetAccessPolicy(vault: \"kv1\", of: \"vm1\", secrets: [\"LIST\", \"get\"], keys: [\"unwrapkey\"])",
            "PolicyChanged: the access policy of vm1 on kv1 is now: secrets get list, keys unwrapKey",
        ),
        (
            "SetRbacAuthorization(\"kv1\", false), SetAccessPolicy(vault: \"kv1\", of: \"vm1\", secrets: [\"get\"]), RemoveAccessPolicy(vault: \"kv1\", of: \"vm1\")",
            "PolicyChanged: vm1 has no access policy on kv1 any more",
        ),
        (
            "CreateResource(\"sql1\", (type: \"Microsoft.Sql/servers\", resource_group: \"rg1\")), CreateResource(\"sql1/databases/db1\", (type: \"Microsoft.Sql/servers/databases\")), CreateDatabaseUser(database: \"sql1/databases/db1\", of: \"vm1\")",
            "DatabaseUserCreated: vm1 has a user in database sql1/databases/db1 now",
        ),
        (
            "CreateResource(\"sql1\", (type: \"Microsoft.Sql/servers\", resource_group: \"rg1\")), CreateResource(\"sql1/databases/db1\", (type: \"Microsoft.Sql/servers/databases\")), CreateDatabaseUser(database: \"sql1/databases/db1\", of: \"vm1\"), DropDatabaseUser(database: \"sql1/databases/db1\", of: \"vm1\")",
            "DatabaseUserDropped: vm1 has no user in database sql1/databases/db1 any more",
        ),
        (
            "IssueToken(on: \"vm1\", identity: \"vm1\", audience: \"https://vault.azure.net\")",
            "TokenIssued: a token of vm1 for https://vault.azure.net, good until 2026-01-02T00:00:00Z, is issued",
        ),
        (
            "IssueToken(on: \"vm1\", identity: \"vm1\", audience: \"https://vault.azure.net\"), IssueToken(on: \"vm1\", identity: \"vm1\", audience: \"https://vault.azure.net\")",
            "TokenServedAgain: a token of vm1 for https://vault.azure.net, good until 2026-01-02T00:00:00Z, is handed out again (F3.5.1)",
        ),
        (
            "CreateIdentity(\"id9\", (resource_group: \"rg1\")), RevokeTokens(\"id9\")",
            "TokensRevoked: the tokens that were issued for id9 up to 2026-01-01T00:00:00Z are revoked",
        ),
        (
            "CreateRoleDefinition(\"R\", (permissions: [(actions: [\"*/read\"])], assignable_scopes: [\"rg1\"]))",
            "RoleDefinitionCreated: custom role R is defined",
        ),
        (
            "CreateRoleDefinition(\"R\", (permissions: [(actions: [\"*/read\"])], assignable_scopes: [\"rg1\"])), DeleteRoleDefinition(\"R\")",
            "RoleDefinitionDeleted: custom role R is deleted",
        ),
        (
            "RemoveRoleAssignment(principal: \"vm1\", role: \"Key Vault Secrets User\", scope: \"kv1\")",
            "AssignmentRemoved: vm1 has Key Vault Secrets User at kv1 no more",
        ),
    ];
    for (steps, expected) in rows {
        assert_eq!(told(steps), expected, "{steps}");
    }
}

#[test]
fn what_is_so_where_an_expectation_holds_is_told() {
    #[rustfmt::skip]
    let rows = [
        (
            "ExpectAccess(principal: \"vm1\", action: Operation(\"secrets/get\"), on: \"kv1\", is: Allowed)",
            "Allowed (Granted): Key Vault Secrets User at kv1 (direct): granted by `Microsoft.KeyVault/vaults/secrets/getSecret/action`",
        ),
        (
            "ExpectAccess(principal: \"alice\", action: Operation(\"vm/start\"), on: \"vm1\", is: Allowed)",
            "Allowed (Granted): Contributor at rg1 (through team): granted by `*`",
        ),
        (
            "ExpectAccess(principal: \"alice\", action: Control(\"Microsoft.Authorization/roleAssignments/write\"), on: \"rg1\", is: NotAllowed)",
            "NotAllowed (TakenOut): Contributor at rg1 (through team): taken out by not_actions `Microsoft.Authorization/*/Write`",
        ),
        (
            "ExpectAccess(principal: \"bob\", action: Operation(\"vm/start\"), on: \"vm1\", is: NotAllowed)",
            "NotAllowed (NoAssignment): `bob` has no role anywhere, and is in no group that has one",
        ),
        (
            "ExpectToken((from: \"vm1\", resource: \"https://vault.azure.net\"), Issued(of: \"vm1\"))",
            "a token of vm1 for `https://vault.azure.net`, good until 2026-01-02T00:00:00Z",
        ),
        (
            "ExpectToken((from: \"vm1\", resource: \"https://vault.azure.net\", method: POST), Refused(code: MethodNotAllowed))",
            "MethodNotAllowed: the endpoint takes GET only (405)",
        ),
        (
            "ExpectExchange((client_id: \"id1\", issuer: \"i\", subject: \"s\", resource: \"https://vault.azure.net\"), Refused(code: AADSTS70025, says: \"has no configured federated identity credentials\"))",
            "AADSTS70025: id1 has no federated credential (AADSTS70025: The client 'ID'(id1) has no configured federated identity credentials.)",
        ),
        (
            "CreateFederatedCredential(identity: \"id1\", name: \"main\", issuer: \"i\", subject: \"s\", audiences: [\"a\"]), ExpectExchange((client_id: \"id1\", issuer: \"i\", subject: \"s\", audience: \"a\", resource: \"https://vault.azure.net\"), Issued(of: \"id1\"))",
            "a token of id1 for `https://vault.azure.net`, good until 2026-01-02T00:00:00Z",
        ),
        (
            "ExpectCredential((from: \"vm1\", resource: \"https://vault.azure.net\"), Token(of: \"vm1\"))",
            "ManagedIdentityCredential gives a token of vm1 for `https://vault.azure.net`, good until 2026-01-02T00:00:00Z after 0.0 s",
        ),
        (
            "ExpectCredential((from: \"vm1\", resource: \"https://vault.azure.net\", with: AzureCliCredential()), Fails(code: CredentialUnavailable))",
            "no token (CredentialUnavailable) after 0.0 s: Azure CLI not found on path; tried AzureCliCredential",
        ),
        (
            "ExpectCall((from: \"vm1\", to: \"https://kv1.vault.azure.net/secrets/s1\", operation: \"secrets/get\"), Succeeds)",
            "Succeeded (200): Key Vault Secrets User at kv1 (direct): granted by `Microsoft.KeyVault/vaults/secrets/getSecret/action`",
        ),
        (
            "ExpectCall((from: \"vm1\", to: \"https://kv1.vault.azure.net/secrets/s1\", operation: \"secrets/set\"), Fails(code: Forbidden))",
            "Forbidden (403 ForbiddenByRbac): no role that `vm1` has at `kv1/secrets/s1` includes Microsoft.KeyVault/vaults/secrets/setSecret/action",
        ),
        ("ExpectNoStoredCredentials", "nobody has to keep a credential"),
        (
            "StoreCredential(at: \"vm1\", name: \"key\", kind: AccountKey), ExpectStoredCredentials([\"vm1/key\"])",
            "exactly vm1/key has to be kept",
        ),
        ("ExpectWhoCan(action: Operation(\"secrets/get\"), on: \"kv1\", are: [\"vm1\"])", "only vm1 can"),
        ("ExpectWhoCan(action: Operation(\"secrets/set\"), on: \"kv1\", are: [])", "nobody can"),
        ("ExpectExists([\"vm1\", \"kv1\", \"alice\"])", "vm1, kv1 and alice exist"),
        ("DeleteUser(\"bob\"), ExpectGone([\"bob\"])", "bob is gone"),
        ("ExpectIdentity(\"vm1\", (system_assigned: true))", "vm1 has a system-assigned identity, object id ID, and lists id1"),
        ("ExpectIdentity(\"kv1\", (system_assigned: false))", "kv1 has no system-assigned identity, and lists no user-assigned ones"),
        (
            "DeleteIdentity(\"id1\"), ExpectIdentity(\"vm1\", (dangling: [\"id1\"]))",
            "vm1 has a system-assigned identity, object id ID, and lists id1 (dangling)",
        ),
        ("ExpectHosts(of: \"id1\", are: [\"vm1\"])", "only vm1 lists id1"),
        ("DetachIdentity(identity: \"id1\", from: \"vm1\"), ExpectHosts(of: \"id1\", are: [])", "no resource lists id1"),
        ("ExpectOrphaned([])", "no assignment is orphaned"),
        ("ExpectToRedo([])", "nothing is to be redone"),
        (
            "DeleteResource(\"vm1\"), ExpectOrphaned([(role: \"Key Vault Secrets User\", scope: \"kv1\", cause: PrincipalDeleted)])",
            "one assignment is orphaned: Key Vault Secrets User at kv1 of the former identity of vm1 (PrincipalDeleted)",
        ),
        ("ExpectIds(of: \"vm1\", are: Unchanged)", "vm1 has object id ID, as at the beginning"),
        (
            "Mark(\"m\"), DisableSystemAssigned(\"vm1\"), EnableSystemAssigned(\"vm1\"), ExpectIds(of: \"vm1\", since: \"m\", are: Changed)",
            "vm1 has object id ID, and had another one at the mark `m`",
        ),
        ("ExpectGroups(of: \"alice\", are: [\"team\"])", "alice is in team, and in no other group"),
        ("ExpectGroups(of: \"bob\", are: [])", "bob is in no group"),
        ("ExpectMembers(of: \"team\", are: [\"alice\"])", "only alice is in team"),
        ("ExpectSecurityAttributes(of: \"alice\", are: {})", "alice has no security attribute"),
        (
            "SetSecurityAttribute(of: \"alice\", name: \"HR_Level\", value: 3), ExpectSecurityAttributes(of: \"alice\", are: {\"HR_Level\": 3})",
            "alice has HR_Level = 3, and no other one",
        ),
        (
            "DeleteUser(\"bob\"), ExpectLaw(\"the-dead-stay-dead\")",
            "it holds: No principal is ever forgotten, and none that was deleted comes back but by being restored (F1.9, F1.9.1).",
        ),
    ];
    for (steps, expected) in rows {
        assert_eq!(told(steps), format!("✓ {expected}"), "{steps}");
    }
}

#[test]
fn a_story_is_told_from_its_beginning_to_its_end() {
    let steps = r#"
    // A comment, and a step on several lines.
    ExpectAccess(
        principal: "vm1", action: Operation("secrets/get"),
        on: "kv1", is: Allowed, // for now
    ),
    Mark("the end begins"),
    DisableSystemAssigned("vm1"),
    DisableSystemAssigned("vm1"),
    Refuse(event: AddMember(group: "team", member: "team"), code: GroupCycle),
    Refuse(event: DeleteUser("bob"), code: Gone),
    ExpectAccess(principal: "vm1", action: Operation("secrets/get"), on: "kv1", is: Allowed),
    DeleteUser("alice"),
    DeleteUser("alice"),
    ExpectExists(["bob"]),
"#;
    let trace = trace(steps);
    assert_eq!(trace.outcome.status, Status::Refused);
    let expected = r#"a row
row.ron (C4)

At the beginning:
      it is 2026-01-01T00:00:00Z
      there are vm1, kv1, id1, alice and bob
      vm1 has a system-assigned identity and id1
      alice is in group team
      team has Contributor at rg1
      vm1 has Key Vault Secrets User at kv1

    // A comment, and a step on several lines.
 1  ExpectAccess(principal: "vm1", action: Operation("secrets/get"), on: "kv1", is: Allowed)
    ✓ Allowed (Granted): Key Vault Secrets User at kv1 (direct): granted by `Microsoft.KeyVault/vaults/secrets/getSecret/action`

 2  ── the end begins ──

 3  DisableSystemAssigned("vm1")
    → vm1 loses its system-assigned identity, object id ID, for ever (F1.6)
    → the assignment of Key Vault Secrets User at kv1 is orphaned: its principal was deleted (F1.7)
 4  DisableSystemAssigned("vm1")
    → nothing changes
 5  Refuse(event: AddMember(group: "team", member: "team"), code: GroupCycle)
    ✓ refused (GroupCycle): `team` cannot be in group `team`: the group would contain itself
 6  Refuse(event: DeleteUser("bob"), code: Gone)
    ✗ error[Refuse]: expected refusal Gone, got no refusal
      the event is accepted
      at row.ron:12
 7  ExpectAccess(principal: "vm1", action: Operation("secrets/get"), on: "kv1", is: Allowed)
    ✗ error[NoIdentity]: expected Allowed, got NotAllowed
      `vm1` has no system-assigned identity; name the user-assigned identity that its code uses; its former identity's assignment on `kv1` is orphaned
      near miss: Key Vault Secrets User at kv1 belongs to the former identity of vm1 (ID)
      cure: az vm identity assign --resource-group rg1 --name vm1
      cure: az role assignment create --assignee-object-id "$(az vm identity show --resource-group rg1 --name vm1 --query principalId --output tsv)" --assignee-principal-type ServicePrincipal --role "Key Vault Secrets User" --scope …/rg1/providers/Microsoft.KeyVault/vaults/kv1
      at row.ron:13
 8  DeleteUser("alice")
    → user alice is deleted
    → alice is no more in group team
 9  DeleteUser("alice")
    ✗ error[Gone]: `alice` does not exist any more
      at row.ron:15
10  ExpectExists(["bob"])
    – not run

REFUSED: 10 steps, 1 not run; 5 expectations, 2 failed
"#;
    let story = without_ids(&report::trace_text(&trace, report::TextOptions::default()));
    assert_eq!(story, expected);
}

#[test]
fn what_cannot_be_run_is_reported_as_a_test_would() {
    let (trace, options) = (
        trace("ExpectExits([\"bob\"])"),
        report::TextOptions::default(),
    );
    assert_eq!(trace.outcome.status, Status::Malformed);
    assert_eq!(trace.steps, []);
    let story = report::trace_text(&trace, options);
    let report = report::text(std::slice::from_ref(&trace.outcome), options);
    assert!(
        story.starts_with("MALFORMED  row.ron\n\nerror[UnknownStep]: "),
        "{story}"
    );
    assert!(report.starts_with(&story), "{report}");
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
    let mut trace =
        trace("CreateUser(\"carol\u{1b}[2J\"), Mark(\"\u{1b}[2J\"), ExpectExists([\"bob\"])");
    trace.opening.push("\u{1b}[2J".to_owned());
    let story = report::trace_text(&trace, report::TextOptions::default());
    assert!(story.contains("ExpectExists"), "{story}");
    assert!(!story.contains('\u{1b}'), "{story}");
    let colour = true;
    let options = report::TextOptions {
        colour,
        ..report::TextOptions::default()
    };
    assert!(report::trace_text(&trace, options).contains('\u{1b}'));
}

#[test]
fn a_trace_for_programs_has_one_form() -> Result<(), serde_json::Error> {
    let json = report::trace_json(&trace(
        "CreateUser(\"carol\"), DeleteUser(\"x\"), ExpectExists([\"bob\"])",
    ));
    let story: Value = serde_json::from_str(&json)?;
    #[rustfmt::skip]
    let keys = [
        ("", "expectations failures name not_run opening path source status steps trace"),
        ("/trace/0", "clock comment line number result told written"),
        ("/trace/0/told/0", "kind text"),
        ("/failures/0", "code column label line message notes path"),
    ];
    for (place, expected) in keys {
        let object = story.pointer(place).and_then(Value::as_object);
        let keys = object.map(|it| it.keys().map(String::as_str).collect::<Vec<_>>());
        let mut keys = keys.unwrap_or_default();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), expected, "{place}");
    }
    for (place, expected) in [
        ("/status", Value::from("refused")),
        ("/trace/0/number", 1.into()),
        ("/trace/0/line", 2.into()),
        ("/trace/0/result", "happened".into()),
        ("/trace/0/clock", "2026-01-01T00:00:00Z".into()),
        ("/trace/0/told/0/kind", "PrincipalCreated".into()),
        ("/trace/1/result", "wrong".into()),
        ("/trace/1/told/0/kind", "UnknownName".into()),
        ("/trace/2/result", "not_run".into()),
    ] {
        assert_eq!(story.pointer(place), Some(&expected), "{place}");
    }
    Ok(())
}
