//! Every way in which an event can be refused: its code, what it says, what it advises, and that nothing changed.

use std::error::Error;

use idsim::RefusalCode::{self, *};
use idsim::scenario::Control;
use idsim::{CodeOrigin, Event, Reference, Tenant, World};

/// A tenant, an event that it refuses (caused by somebody, if it is a step `As`), the code, a part of the message (with a code of Azure's the whole message, to the
/// letter), and the help, empty where there is none.
type Row = (
    &'static str,
    &'static str,
    RefusalCode,
    &'static str,
    &'static str,
);

const NOTHING: &str = "()";

/// Two virtual machines, one with an identity of its own; a shared identity; a vault.
const MACHINES: &str = r#"(
    identities: {"id1": ()},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, principal_id: "bbbbbbbb-0000-4000-8000-000000000001")),
        "vm2": (type: "Microsoft.Compute/virtualMachines"),
        "kv1": (type: "Microsoft.KeyVault/vaults"),
        "logic1": (type: "Microsoft.Logic/workflows", identity: (system_assigned: true)),
        "aks1": (type: "Microsoft.ContainerService/managedClusters", identity: (user_assigned: ["id1"])),
    },
)"#;

/// Who and what was: a machine's former identity, a shared identity, a user, a resource group.
const GONE: &str = r#"(
    identities: {"id1": ()},
    resources: {"vm1": (type: "Microsoft.Compute/virtualMachines")},
    groups: {"g1": ()},
    history: (
        aliases: {
            "id2": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id2",
            "vm2": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm2",
            "rg2": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2",
            "bob": "cccccccc-0000-4000-8000-000000000001",
        },
        generations: {
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id2": 1,
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm2": 1,
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2": 0,
        },
        deleted_principals: [
            (id: "aaaaaaaa-0000-4000-8000-000000000001", principal_type: ServicePrincipal, name: "vm2", origin: SystemAssigned("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm2")),
            (id: "aaaaaaaa-0000-4000-8000-000000000002", principal_type: ServicePrincipal, name: "id2", origin: UserAssigned("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id2")),
            (id: "cccccccc-0000-4000-8000-000000000001", principal_type: User, name: "bob", origin: Directory),
        ],
    ),
)"#;

/// A machine that is stopped, moved here and has not been updated since; it and an app list an identity that was deleted.
const STOPPED: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    identities: {"id2": (location: "westus")},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", stopped: true, location: "northeurope", identity: (user_assigned: ["id2"])),
        "app1": (type: "Microsoft.Web/sites"),
        "kv1": (type: "Microsoft.KeyVault/vaults"),
    },
    history: (
        aliases: {"id1": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1"},
        generations: {"/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1": 1},
        deleted_principals: [
            (id: "aaaaaaaa-0000-4000-8000-000000000002", principal_type: ServicePrincipal, name: "id1", origin: UserAssigned("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1")),
        ],
        dangling_references: [
            (host: "vm1", identity: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1", principal: "aaaaaaaa-0000-4000-8000-000000000002"),
            (host: "app1", identity: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1", principal: "aaaaaaaa-0000-4000-8000-000000000002"),
        ],
        outdated_references: ["vm1"],
    ),
)"#;

/// A laptop, two virtual machines of which one has a shared identity, a database.
const PLACES: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    identities: {"id1": ()},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines"),
        "vm2": (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["id1"])),
        "sql1": (type: "Microsoft.Sql/servers"),
        "sql1/databases/db1": (type: "Microsoft.Sql/servers/databases"),
    },
    machines: {"laptop": (environment: {"AZURE_TENANT_ID": "t"}, tools: (azure_cli: SignedOut), stored_credentials: {"key": Password})},
    users: {"alice": ()},
)"#;

/// Who and what was deleted and can be brought back, or not any more; it is kept for a day.
const KEPT: &str = r#"(
    clock: "2026-01-02T00:00:00Z",
    options: (delays: Only(soft_delete: "1d", vault_soft_delete: "2d")),
    users: {"carol": ()},
    resources: {"vm1": (type: "Microsoft.Compute/virtualMachines")},
    groups: {"upper": (id: "dddddddd-0000-4000-8000-00000000000a", members: ["lower"]), "lower": (id: "dddddddd-0000-4000-8000-00000000000b")},
    history: (
        aliases: {
            "alice": "cccccccc-0000-4000-8000-000000000001",
            "bob": "cccccccc-0000-4000-8000-000000000002",
            "middle": "cccccccc-0000-4000-8000-000000000003",
            "kv1": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/kv1",
            "kv2": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv2",
            "kv3": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv3",
        },
        generations: {
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1": 0,
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/kv1": 0,
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv2": 0,
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv3": 0,
        },
        deleted_principals: [
            (id: "aaaaaaaa-0000-4000-8000-000000000001", principal_type: ServicePrincipal, name: "vm1", origin: SystemAssigned("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1")),
            (id: "cccccccc-0000-4000-8000-000000000001", principal_type: User, name: "alice", origin: Directory, soft_deleted: (deleted: "2026-01-01T12:00:00Z")),
            (id: "cccccccc-0000-4000-8000-000000000002", principal_type: User, name: "bob", origin: Directory),
            (id: "cccccccc-0000-4000-8000-000000000003", principal_type: Group, name: "middle", origin: Directory, soft_deleted: (deleted: "2026-01-02T00:00:00Z", memberships: [
                (group: "cccccccc-0000-4000-8000-000000000003", member: "dddddddd-0000-4000-8000-00000000000a"),
                (group: "dddddddd-0000-4000-8000-00000000000b", member: "cccccccc-0000-4000-8000-000000000003"),
            ])),
        ],
        deleted_vaults: [
            (deleted: "2026-01-01T00:00:00Z", resources: {"kv1": (type: "Microsoft.KeyVault/vaults", id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/kv1")}),
            (deleted: "2026-01-01T00:00:00Z", resources: {"kv2": (type: "Microsoft.KeyVault/vaults", id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv2", enable_purge_protection: true)}),
        ],
    ),
)"#;

/// A vault under access policies, and one under roles that has a policy all the same.
const VAULTS: &str = r#"(
    resources: {
        "kv1": (type: "Microsoft.KeyVault/vaults", enable_rbac_authorization: false),
        "kv2": (type: "Microsoft.KeyVault/vaults", access_policies: [(principal: "alice", secrets: ["get"])]),
    },
    users: {"alice": ()},
)"#;

/// A laptop, and a group that nobody signs in as.
const PEOPLE_AND_PLACES: &str = r#"(groups: {"g1": ()}, machines: {"laptop": ()})"#;

/// People, groups within groups, and an application.
const PEOPLE: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    users: {"alice": ()},
    groups: {"g1": (members: ["g2"]), "g2": (members: ["g3"]), "g3": ()},
    service_principals: {"sp1": (client_id: "eeeeeeee-0000-4000-8000-000000000001", secrets: {"s1": ()})},
)"#;

/// Where hardly anything is let through any more.
const LIMITED: &str = r#"(
    clock: "2026-01-01T00:00:10Z",
    options: (rates: Only(
        identities_created_per_subscription: (at_most: 2, within: "20s"),
        identities_assigned_per_tenant: (at_most: 1, within: "20s"),
        identity_deletes_per_tenant: (at_most: 1, within: "10m"),
        token_requests_per_resource: (at_most: 1, within: "4s"),
    )),
    identities: {"id1": (), "id3": ()},
    resources: {"vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true))},
    history: (counted_requests: [
        (limit: IdentitiesCreatedPerSubscription, scope: "/subscriptions/11111111-1111-1111-1111-111111111111", at: "2026-01-01T00:00:05Z", count: 1),
        (limit: IdentitiesCreatedPerSubscription, scope: "/subscriptions/11111111-1111-1111-1111-111111111111", at: "2026-01-01T00:00:07Z", count: 1),
        (limit: IdentityDeletesPerTenant, scope: "/", at: "2025-12-31T23:50:11Z", count: 1),
        (limit: TokenRequestsPerResource, scope: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1", at: "2026-01-01T00:00:09Z", count: 1),
    ]),
)"#;

/// A role for one resource group, and what alice has.
const ROLES: &str = r#"(
    management_groups: {"mg1": ()},
    subscriptions: {"subscription": (id: "/subscriptions/11111111-1111-1111-1111-111111111111", management_group: "mg1")},
    resource_groups: {"rg1": (), "rg10": ()},
    resources: {
        "sa1": (type: "Microsoft.Storage/storageAccounts", resource_group: "rg1"),
        "vm1": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg1"),
    },
    users: {"alice": (), "bob": ()},
    role_definitions: {
        "Operators": (permissions: [(actions: ["*/read"])], assignable_scopes: ["rg1"]),
        "Data readers": (permissions: [(data_actions: ["*/read"])], assignable_scopes: ["mg1"]),
    },
    role_assignments: [
        (principal: "alice", role: "Reader", scope: "subscription", name: "dddddddd-0000-4000-8000-000000000001"),
        (principal: "alice", role: "Operators", scope: "rg1"),
        (principal: "alice", role: "Data readers", scope: "sa1"),
        (principal: "aaaaaaaa-0000-4000-8000-000000000001", role: "Reader", scope: "sa1", name: "dddddddd-0000-4000-8000-000000000003"),
    ],
    history: (deleted_principals: [
        (id: "aaaaaaaa-0000-4000-8000-000000000001", principal_type: ServicePrincipal, name: "vm1", origin: SystemAssigned("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1")),
    ]),
)"#;

/// As many levels of management groups as there can be.
const DEEP: &str = r#"(management_groups: {
    "mg1": (), "mg2": (parent: "mg1"), "mg3": (parent: "mg2"), "mg4": (parent: "mg3"), "mg5": (parent: "mg4"), "mg6": (parent: "mg5"),
})"#;

/// The tenant's root group, and two branches below it of two levels and five.
const ROOTED: &str = r#"(management_groups: {
    "root": (id: "/providers/Microsoft.Management/managementGroups/7e4a9d10-5c2b-4f6e-8a31-000000000001"),
    "mg1": (parent: "root"), "mg2": (parent: "mg1"),
    "mg3": (parent: "root"), "mg4": (parent: "mg3"), "mg5": (parent: "mg4"), "mg6": (parent: "mg5"), "mg7": (parent: "mg6"),
})"#;

/// A management group with as many assignments as there can be.
const CROWDED: &str = r#"(management_groups: {"mg1": ()}, users: {(501 users)}, role_assignments: [(500 assignments)])"#;
/// An identity that is isolated to its region, and machines elsewhere and nowhere in particular.
const ISOLATED: &str = r#"(
    identities: {"batch": (location: "westus", isolation_scope: Regional)},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", location: "northeurope"),
        "vm2": (type: "Microsoft.Compute/virtualMachines"),
    },
)"#;

/// An identity with a federated credential, and a machine with an identity of its own.
const FEDERATED: &str = r#"(
    identities: {"id1": (federated_credentials: {"github": (issuer: "https://issuer.example", subject: "main", audiences: ["a"])})},
    resources: {"vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true))},
)"#;

/// Who is Owner of a subscription by the management group above it.
const MOVED: &str = r#"(
    management_groups: {"mg1": (), "mg2": ()},
    subscriptions: {"prod": (management_group: "mg1")},
    users: {"alice": ()},
    role_assignments: [
        (principal: "alice", role: "Owner", scope: "mg1"),
        (principal: "alice", role: "Contributor", scope: "mg2"),
    ],
)"#;

/// A subscription with one Owner; the other one was deleted.
const OWNED: &str = r#"(
    users: {"alice": ()},
    role_assignments: [
        (principal: "alice", role: "Owner", scope: "subscription"),
        (principal: "aaaaaaaa-0000-4000-8000-000000000009", role: "Owner", scope: "subscription"),
    ],
    history: (deleted_principals: [
        (id: "aaaaaaaa-0000-4000-8000-000000000009", principal_type: User, name: "bob", origin: Directory),
    ]),
)"#;

/// Who may something and is denied it, who may half of it, who may nothing; a group, a lock, a deployment stack that denies.
/// Alice got her role nine minutes ago, and bob was made a minute ago: not everybody need know.
const LATELY: &str = r#"(
    clock: "2026-01-01T00:09:00Z",
    options: (delays: Azure),
    resources: {"vm1": (type: "Microsoft.Compute/virtualMachines")},
    users: {"alice": (id: "cccccccc-0000-4000-8000-000000000001"), "bob": (id: "cccccccc-0000-4000-8000-000000000002")},
    role_assignments: [(principal: "alice", role: "Owner", scope: "vm1", name: "dddddddd-0000-4000-8000-000000000001")],
    history: (
        changed_assignments: [(name: "dddddddd-0000-4000-8000-000000000001", principal: "alice", changed: "2026-01-01T00:00:00Z")],
        new_principals: [(id: "cccccccc-0000-4000-8000-000000000002", made: "2026-01-01T00:08:00Z")],
    ),
)"#;
const ACTORS: &str = r#"(
    management_groups: {"mg1": ()},
    resource_groups: {"rg1": (), "rg2": ()},
    identities: {"id1": (resource_group: "rg2")},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg1"),
        "vm2": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg2"),
    },
    users: {"alice": (id: "cccccccc-0000-4000-8000-000000000001"), "bob": (id: "cccccccc-0000-4000-8000-000000000002")},
    groups: {"g1": ()},
    service_principals: {"sp1": (id: "cccccccc-0000-4000-8000-000000000003", client_id: "eeeeeeee-0000-4000-8000-000000000001")},
    role_assignments: [
        (principal: "alice", role: "Owner", scope: "rg1"),
        (principal: "bob", role: "Virtual Machine Contributor", scope: "rg2"),
    ],
    deny_assignments: [(
        name: "d1",
        id: "ffffffff-0000-4000-8000-000000000001",
        permissions: [(actions: ["Microsoft.Compute/virtualMachines/start/action", "Microsoft.Compute/virtualMachines/write"])],
        scope: "rg1",
        principals: ["All Principals"],
    )],
    locks: [(name: "keep", level: CanNotDelete, scope: "vm1"), (name: "frozen", level: ReadOnly, scope: "rg1")],
)"#;

/// Delegates: dara gives and takes roles for a vault's data, to users; eve any role to applications.
const DELEGATES: &str = r#"(
    resources: {
        "kv1": (type: "Microsoft.KeyVault/vaults"),
        "vm1": (type: "Microsoft.Compute/virtualMachines"),
    },
    users: {"dara": (id: "cccccccc-0000-4000-8000-000000000001"), "bob": (id: "cccccccc-0000-4000-8000-000000000002"), "eve": (id: "cccccccc-0000-4000-8000-000000000003")},
    role_assignments: [
        (principal: "bob", role: "Reader", scope: "kv1", name: "dddddddd-0000-4000-8000-000000000001"),
        (principal: "dara", role: "Key Vault Contributor", scope: "kv1"),
        (
            principal: "dara", role: "Key Vault Data Access Administrator", scope: "kv1",
            condition: "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'User'",
        ),
        (
            principal: "eve", role: "Owner", scope: "kv1",
            condition: "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'",
        ),
    ],
)"#;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // Names.
    (MACHINES, r#"DeleteResource("vm3")"#, UnknownName, "nothing is called `vm3`", "did you mean `vm1` or `vm2`?"),
    (MACHINES, r#"DeleteResource("kv/secrets/s1")"#, UnknownName, "nothing is called `kv/secrets/s1`", "did you mean `kv1/secrets/s1`?"),
    (NOTHING, r#"DeleteResource("/subscriptions/prod")"#, MalformedReference, "`/subscriptions/prod` is not a reference: segment 2 of the scope", ""),
    (MACHINES, r#"DeleteIdentity("vm1")"#, WrongKind, "`vm1` is a resource, not a user-assigned identity", ""),
    (MACHINES, r#"AddMember(group: "vm1", member: "id1")"#, WrongKind, "`vm1` is a managed identity, not a group", ""),
    (ROLES, r#"AssignRole(principal: "rg1", role: "Reader", scope: "rg1")"#, WrongKind, "`rg1` is a resource group, not a principal", ""),
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "alice")"#, WrongKind, "`alice` is a directory object, not a scope", ""),
    (ROLES, r#"AssignRole(principal: "alice", role: "Raeder", scope: "rg1")"#, UnknownRole, "there is no role `Raeder`", "did you mean `Reader`?"),
    (NOTHING, r#"CreateResource("vm1", (type: "Microsoft.Compute/virtualMachine"))"#, UnknownType, "there is no resource type `Microsoft.Compute/virtualMachine`", "did you mean `Microsoft.Compute/virtualMachines` or `Microsoft.Compute/virtualMachineScaleSets`?"),
    (NOTHING, r#"CreateUser("a/b")"#, InvalidName, "`a/b` cannot be a name here", ""),
    (NOTHING, r#"CreateUser("")"#, InvalidName, "a name has at least one letter", ""),
    (NOTHING, r#"CreateUser("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")"#, InvalidName, "would be taken for an object id", ""),
    (NOTHING, r#"RemoveRoleAssignmentNamed("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")"#, NoSuchAssignment, "there is no role assignment 8e3af657", ""),
    (NOTHING, r#"CreateSubscription("sub2", (id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1"))"#, IdMismatch, "resourceGroups/rg1` is not the id of a subscription", ""),
    (NOTHING, r#"CreateResource("vm1", (type: "Microsoft.Compute/virtualMachines", id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1"))"#, IdMismatch, "kv1` is not the id of a Microsoft.Compute/virtualMachines", ""),
    (NOTHING, r#"CreateUser("resource-group")"#, AliasTaken, "`resource-group` is taken: it stands for `/subscriptions/", "an alias keeps its meaning even after deletion; choose another one"),
    (GONE, r#"CreateUser("bob")"#, AliasTaken, "`bob` is taken", "an alias keeps its meaning even after deletion; choose another one"),
    (GONE, r#"CreateResource("vm2", (type: "Microsoft.KeyVault/vaults", resource_group: "resource-group"))"#, AliasTaken, "`vm2` is taken: it stands for `/subscriptions/", "an alias keeps its meaning even after deletion; choose another one"),
    // What is there, and what is there no more.
    (NOTHING, r#"CreateResourceGroup("Resource-Group")"#, AlreadyExists, "`resource-group` exists already", ""),
    (GONE, r#"CreateUser("carol", (id: "aaaaaaaa-0000-4000-8000-000000000001"))"#, AlreadyExists, "a principal with the object id aaaaaaaa-0000-4000-8000-000000000001 exists already", ""),
    (PEOPLE, r#"CreateIdentity("id1", (client_id: "eeeeeeee-0000-4000-8000-000000000001"))"#, AlreadyExists, "a principal with the application id eeeeeeee-0000-4000-8000-000000000001 exists already", ""),
    (PEOPLE, r#"AddMember(group: "g1", member: "g2")"#, AlreadyExists, "the membership of `g2` in `g1` exists already", ""),
    (PEOPLE, r#"AddSecret("sp1", "S1")"#, AlreadyExists, "the secret `S1` of `sp1` exists already", ""),
    (GONE, r#"DeleteResource("vm2")"#, Gone, "`vm2` does not exist any more", ""),
    (GONE, r#"EnableSystemAssigned("vm2")"#, Gone, "`vm2` does not exist any more", ""),
    (GONE, r#"AttachIdentity(identity: "id1", to: "vm2")"#, Gone, "`vm2` does not exist any more", ""),
    (GONE, r#"AssignRole(principal: "id1", role: "Reader", scope: "vm2")"#, Gone, "`vm2` does not exist any more", ""),
    (GONE, r#"DeleteUser("bob")"#, Gone, "`bob` does not exist any more", ""),
    (GONE, r#"AddMember(group: "g1", member: "bob")"#, Gone, "`bob` does not exist any more", ""),
    (GONE, r#"DeleteResourceGroup("rg2")"#, Gone, "`rg2` does not exist any more", ""),
    (GONE, r#"CreateResource("vm3", (type: "Microsoft.Compute/virtualMachines", resource_group: "rg2"))"#, Gone, "`rg2` does not exist any more", ""),
    (STOPPED, r#"StartResource("vm1")"#, OutdatedReference, "`vm1` cannot start: its identity is looked for where it was before it moved", r#"any update renews it: UpdateResource("vm1"), in Azure a new tag"#),
    (STOPPED, r#"IssueToken(on: "vm1", identity: "id2", audience: "https://vault.azure.net")"#, NotRunning, "`vm1` is stopped: no code runs there", r#"start it: StartResource("vm1")"#),
    (STOPPED, r#"UpdateResource("vm1")"#, FailedIdentityOperation, "Resource '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1' was not found.", ""),
    (STOPPED, r#"EnableSystemAssigned("vm1")"#, FailedIdentityOperation, "Resource '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1' was not found.", ""),
    (STOPPED, r#"UpdateResource("app1")"#, NotModelled, "what an update does to a resource of this type that lists a deleted identity", ""),
    (STOPPED, r#"StopResource("kv1")"#, NotModelled, "stopping and starting a resource of this type", ""),
    (STOPPED, r#"UpdateResource("id2")"#, WrongKind, "`id2` is a user-assigned identity, not a resource", ""),
    (STOPPED, r#"UpdateIdentity("vm1", (isolation_scope: None, assignment_restrictions: []))"#, WrongKind, "`vm1` is a resource, not a user-assigned identity", ""),
    (STOPPED, r#"UpdateIdentity("id2", (isolation_scope: None, assignment_restrictions: ["Microsoft.Web"]))"#, StillAttached, "`id2` cannot be kept from every Microsoft.Compute/virtualMachines: it is attached to `vm1`", r#"detach it first: DetachIdentity(identity: "id2", from: "vm1")"#),
    (STOPPED, r#"UpdateIdentity("id2", (isolation_scope: Regional, assignment_restrictions: []))"#, NotModelled, "isolating an identity that is attached in another region", ""),
    (STOPPED, r#"CreateResource("vm2", (type: "Microsoft.Compute/virtualMachines", stopped: true))"#, NotModelled, "a resource that is stopped when it is made", ""),
    (GONE, r#"MoveResource(resource: "vm1", to: "rg2")"#, Gone, "`rg2` does not exist any more", ""),
    // Places.
    (ROLES, r#"CreateResource("kv1", (type: "Microsoft.KeyVault/vaults"))"#, ContainerUnspecified, "`kv1` does not say which resource group it is in, and there are 2", "state its `resource_group`"),
    (ROLES, r#"DeleteManagementGroup("mg1")"#, NotEmpty, "management group `mg1` still has `subscription` in it", "move or delete what is in it first"),
    (DEEP, r#"CreateManagementGroup("mg7", (parent: "mg6"))"#, TooDeep, "management group `mg7` would be on level 7, and there are at most 6", ""),
    (MACHINES, r#"MoveResource(resource: "id1", to: "resource-group")"#, NotMovable, "`id1` cannot be moved", "make a new one where it is needed (F2.12)"),
    // Identities. A system-assigned one is nobody else's, whatever it is called and whichever way it is attached (F1.11).
    (MACHINES, r#"AttachIdentity(identity: "vm1", to: "vm2")"#, NotShareable, "`vm1` has a system-assigned identity, which belongs to it alone and cannot be attached to `vm2`", "make a user-assigned identity and attach that to both"),
    (MACHINES, r#"AttachIdentity(identity: "bbbbbbbb-0000-4000-8000-000000000001", to: "vm2")"#, NotShareable, "`bbbbbbbb-0000-4000-8000-000000000001` has a system-assigned identity, which belongs to it alone and cannot be attached to `vm2`", "make a user-assigned identity and attach that to both"),
    (MACHINES, r#"SetIdentity("vm2", (type: "UserAssigned", user_assigned: ["vm1"]))"#, NotShareable, "`vm1` has a system-assigned identity, which belongs to it alone and cannot be attached to `vm2`", "make a user-assigned identity and attach that to both"),
    (MACHINES, r#"CreateResource("vm4", (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["vm1"])))"#, NotShareable, "`vm1` has a system-assigned identity, which belongs to it alone and cannot be attached to `vm4`", "make a user-assigned identity and attach that to both"),
    (MACHINES, r#"AttachIdentity(identity: "id1", to: "kv1")"#, IdentityNotSupported, "Microsoft.KeyVault/vaults carries no user-assigned identity", ""),
    (MACHINES, r#"EnableSystemAssigned("kv1")"#, IdentityNotSupported, "Microsoft.KeyVault/vaults carries no system-assigned identity", ""),
    (MACHINES, r#"CreateResource("kv2", (type: "Microsoft.KeyVault/vaults", identity: (system_assigned: true)))"#, IdentityNotSupported, "Microsoft.KeyVault/vaults carries no system-assigned identity", ""),
    // One kind or the other (F2.4).
    (MACHINES, r#"AttachIdentity(identity: "id1", to: "logic1")"#, TooManyIdentities, "Microsoft.Logic/workflows takes either a system-assigned or a user-assigned identity, never both, and `logic1` would have more", ""),
    (MACHINES, r#"EnableSystemAssigned("aks1")"#, TooManyIdentities, "takes either a system-assigned or a user-assigned identity, never both, and `aks1` would have more", ""),
    (MACHINES, r#"DetachIdentity(identity: "id1", from: "vm1")"#, NotAttached, "`id1` is not attached to `vm1`", ""),
    // F2.10
    (GONE, r#"AttachIdentity(identity: "id2", to: "vm1")"#, FailedIdentityOperation, "Resource '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id2' was not found.", ""),
    (GONE, r#"AttachIdentity(identity: "aaaaaaaa-0000-4000-8000-000000000002", to: "vm1")"#, FailedIdentityOperation, "Resource '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id2' was not found.", ""),
    (ISOLATED, r#"AttachIdentity(identity: "batch", to: "vm1")"#, IsolatedToRegion, "`batch` cannot be attached to `vm1`: it is isolated to its region, westus", ""),
    (ISOLATED, r#"AttachIdentity(identity: "batch", to: "vm2")"#, IncompleteIdentity, "`batch` is isolated to its region: it and `vm2` must state their `location`", ""),
    // F2.18, F2.19
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "build", issuer: "https://issuer.example", subject: "b", audiences: [])"#, InvalidFederatedCredential, "Federated identity credentials must have exactly one audience.", "as a rule `audiences: [\"api://AzureADTokenExchange\"]`"),
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "build", issuer: "https://issuer.example", subject: "", audiences: ["a"])"#, InvalidFederatedCredential, "Federated Identity Credential from HTTP body has empty properties", ""),
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "build", issuer: "https://issuer.example", subject: "b", audiences: [""])"#, InvalidFederatedCredential, "Federated Identity Credential from HTTP body has empty properties", ""),
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "_build", issuer: "https://issuer.example", subject: "b", audiences: ["a"])"#, InvalidFederatedCredential, "Federated Identity Credential name '_build' is invalid.", "from 3 to 120 letters, digits, `-` and `_`, of which the first is a letter or a digit"),
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "a/b", issuer: "https://issuer.example", subject: "b", audiences: ["a"])"#, InvalidFederatedCredential, "Federated Identity Credential name 'a/b' is invalid.", "from 3 to 120 letters, digits, `-` and `_`, of which the first is a letter or a digit"),
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "build", issuer: "https://issuer.example", subject: "(2049 letters)", audiences: ["a"])"#, InvalidFederatedCredential, "its subject has 2049 characters: expected at most 600", ""),
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "build", issuer: "https://issuer.example", subject: "b", audiences: ["a"], description: "(2049 letters)")"#, InvalidFederatedCredential, "its description has 2049 characters: expected at most 600", ""),
    (FEDERATED, r#"CreateFederatedCredential(identity: "id1", name: "build", issuer: "https://issuer.example", subject: "main", audiences: ["a"])"#, FederatedCredentialExists, "Issuer and subject combination already exists for this Managed Identity.", "`github` has them: change that one"),
    (FEDERATED, r#"CreateFederatedCredential(identity: "vm1", name: "build", issuer: "https://issuer.example", subject: "b", audiences: ["a"])"#, WrongKind, "`vm1` is a resource, not a user-assigned identity", ""),
    (FEDERATED, r#"DeleteFederatedCredential(identity: "id1", name: "build")"#, NotSet, "`id1` has no federated credential `build`", ""),
    (GONE, r#"CreateFederatedCredential(identity: "id2", name: "build", issuer: "https://issuer.example", subject: "b", audiences: ["a"])"#, Gone, "The parent user-assigned identity doesn't exist.", ""),
    (GONE, r#"DeleteFederatedCredential(identity: "id2", name: "build")"#, Gone, "The parent user-assigned identity doesn't exist.", ""),
    (GONE, r#"SetIdentity("vm1", (type: "UserAssigned", user_assigned: ["id1", "id2"]))"#, FailedIdentityOperation, "Resource '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id2' was not found.", ""),
    // F1.5
    (MACHINES, r#"SetIdentity("vm1", (type: "SystemAssigned", user_assigned: ["id1"]))"#, InvalidParameter, r#"ResourceIdentity identityIds should not be provided if the type is "SystemAssigned"."#, "send the type `SystemAssigned, UserAssigned` to keep both kinds"),
    (MACHINES, r#"SetIdentity("vm1", (type: "UserAssigned"))"#, IncompleteIdentity, "the type `UserAssigned` needs `user_assigned` to list an identity", ""),
    (MACHINES, r#"CreateResource("vm4", (type: "Microsoft.Compute/virtualMachines", identity: (principal_id: "bbbbbbbb-0000-4000-8000-000000000002")))"#, IncompleteIdentity, "`vm4` states ids for a system-assigned identity and does not have one", ""),
    // The directory. A group contains itself whichever way round.
    (PEOPLE, r#"AddMember(group: "g3", member: "g3")"#, GroupCycle, "`g3` cannot be in group `g3`: the group would contain itself", ""),
    (PEOPLE, r#"AddMember(group: "g3", member: "g1")"#, GroupCycle, "`g1` cannot be in group `g3`: the group would contain itself", ""),
    (PEOPLE, r#"RemoveMember(group: "g1", member: "g3")"#, NotAMember, "`g3` is not a direct member of `g1`", ""),
    (PEOPLE, r#"RemoveSecret("sp1", "s2")"#, NoSuchSecret, "`sp1` has no secret `s2`", ""),
    // Security attributes (F8.4.1).
    (PEOPLE, r#"SetSecurityAttribute(of: "g1", name: "HR_Level", value: 3)"#, WrongKind, "`g1` is a group, not a user, a service principal or a managed identity", ""),
    (PEOPLE, r#"RemoveSecurityAttribute(of: "g1", name: "HR_Level")"#, WrongKind, "`g1` is a group, not a user, a service principal or a managed identity", ""),
    (GONE, r#"SetSecurityAttribute(of: "bob", name: "HR_Level", value: 3)"#, Gone, "`bob`", ""),
    (MACHINES, r#"SetSecurityAttribute(of: "vm2", name: "HR_Level", value: 3)"#, NoIdentity, "`vm2` has no identity", "enable one first: EnableSystemAssigned(\"vm2\")"),
    (PEOPLE, r#"RemoveSecurityAttribute(of: "alice", name: "HR_Level")"#, NotSet, "`alice` has no security attribute `HR_Level`", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HRLevel", value: 3)"#, InvalidName, "`HRLevel` cannot be a name here: a security attribute is called by its set and its name", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "_Level", value: 3)"#, InvalidName, "`_Level` cannot be a name here: its set has at least one letter", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HR_Level_2", value: 3)"#, InvalidName, "`HR_Level_2` cannot be a name here: its name has a blank or a special character", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "H R_Level", value: 3)"#, InvalidName, "`H R_Level` cannot be a name here: its set has a blank or a special character", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HR_2nd", value: 3)"#, InvalidName, "`HR_2nd` cannot be a name here: its name begins with a number", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HR_LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL", value: 3)"#, InvalidName, "cannot be a name here: its name has 33 characters: expected at most 32", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HR_Level", value: [])"#, InvalidSecurityAttribute, "security attribute `HR_Level` cannot be: it has no value", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HR_Level", value: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")"#, InvalidSecurityAttribute, "security attribute `HR_Level` cannot be: a text has at most 64 characters", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HR_Level", value: ["a", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])"#, InvalidSecurityAttribute, "security attribute `HR_Level` cannot be: a text has at most 64 characters", ""),
    (PEOPLE, r#"SetSecurityAttribute(of: "alice", name: "HR_Levels", value: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51])"#, LimitExceeded, "there can be no more than 50 values of the security attributes of one principal", ""),
    (PEOPLE, r#"CreateUser("carol", (security_attributes: {"HR": 3}))"#, InvalidName, "`HR` cannot be a name here", ""),
    (PEOPLE, r#"CreateServicePrincipal("sp2", (security_attributes: {"HR_Level": []}))"#, InvalidSecurityAttribute, "security attribute `HR_Level` cannot be: it has no value", ""),
    (MACHINES, r#"CreateIdentity("id2", (security_attributes: {"HR_": 3}))"#, InvalidName, "`HR_` cannot be a name here: its name has at least one letter", ""),
    (MACHINES, r#"CreateResource("vm3", (type: "Microsoft.Compute/virtualMachines", identity: (security_attributes: {"HR_Level": 3})))"#, IncompleteIdentity, "`vm3` states security attributes for a system-assigned identity and does not have one", ""),
    (ACTORS, r#"As(by: "alice", event: SetSecurityAttribute(of: "bob", name: "HR_Level", value: 3))"#, NotModelled, "not modelled: what roles of the directory allow", ""),
    // Roles.
    (MACHINES, r#"AssignRole(principal: "vm2", role: "Reader", scope: "kv1")"#, NoIdentity, "`vm2` has no identity that a role could be assigned to", r#"enable one first: EnableSystemAssigned("vm2")"#),
    // F5.8: by alias, and by the object id of a former identity
    (GONE, r#"AssignRole(principal: "bob", role: "Reader", scope: "vm1")"#, PrincipalNotFound, "Principal cccccccc000040008000000000000001 does not exist in the directory 7e4a9d10-5c2b-4f6e-8a31-000000000001. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype", ""),
    (GONE, r#"CreateDenyAssignment(name: "no reading", permissions: [(actions: ["*/read"])], scope: "vm1", principals: ["bob"])"#, PrincipalNotFound, "Principal cccccccc000040008000000000000001 does not exist in the directory 7e4a9d10-5c2b-4f6e-8a31-000000000001. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype", ""),
    (GONE, r#"CreateDenyAssignment(name: "no reading", permissions: [(actions: ["*/read"])], scope: "vm1", principals: ["All Principals"], exclude_principals: ["bob"])"#, PrincipalNotFound, "Principal cccccccc000040008000000000000001 does not exist in the directory 7e4a9d10-5c2b-4f6e-8a31-000000000001. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype", ""),
    (GONE, r#"AssignRole(principal: "aaaaaaaa-0000-4000-8000-000000000001", role: "Reader", scope: "vm1")"#, PrincipalNotFound, "Principal aaaaaaaa000040008000000000000001 does not exist in the directory 7e4a9d10-5c2b-4f6e-8a31-000000000001. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype", ""),
    // F5.8: an object id that nobody ever had
    (ROLES, r#"AssignRole(principal: "bbbbbbbb-0000-4000-8000-00000000000b", role: "Reader", scope: "rg1")"#, PrincipalNotFound, "Principal bbbbbbbb00004000800000000000000b does not exist in the directory 7e4a9d10-5c2b-4f6e-8a31-000000000001. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype", ""),
    // F5.9
    (MACHINES, r#"AssignRole(principal: "vm1", role: "Reader", scope: "kv1", principal_type: User)"#, UnmatchedPrincipalType, "The PrincipalId 'bbbbbbbb000040008000000000000001' has type 'ServicePrincipal' , which is different from specified PrinciaplType 'User'.", "state `principal_type: ServicePrincipal`, or leave it out"),
    // F6.5.7
    (MACHINES, r#"AssignRole(principal: "id1", role: "Reader", scope: "kv1", delegated_managed_identity_resource_id: "id1")"#, DelegatedIdentityNotPermitted, "`id1` is of this tenant: `delegated_managed_identity_resource_id` is for principals of another one", ""),
    // F6.5.1: a byte more than there is room for
    (MACHINES, r#"AssignRole(principal: "id1", role: "Reader", scope: "kv1", description: "(2049 letters)")"#, InvalidRoleAssignment, "the assignment of `Reader` to `id1` cannot be: its description has more than 2 KB", ""),
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", condition: "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqual 'User'")"#, InvalidCondition, "The given role assignment condition is invalid. (line 1, column 65: expected an operator like `StringEquals`, found `StringEqual`)", ""),
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", condition: "true BoolEquals true", condition_version: "1.0")"#, InvalidCondition, "its version is `1.0`: expected \"2.0\"", ""),
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", condition_version: "2.0")"#, InvalidCondition, "`condition_version` stands there without a condition", ""),
    // F5.5: under these names and under others
    (ROLES, r#"AssignRole(principal: "alice", role: "Reader", scope: "subscription")"#, RoleAssignmentExists, "The role assignment already exists. The ID of the existing role assignment is dddddddd000040008000000000000001.", ""),
    (ROLES, r#"AssignRole(principal: "Alice", role: "acdd72a7-3385-48ef-bd42-f606fba81ae7", scope: "/SUBSCRIPTIONS/11111111-1111-1111-1111-111111111111", name: "dddddddd-0000-4000-8000-000000000002")"#, RoleAssignmentExists, "The role assignment already exists. The ID of the existing role assignment is dddddddd000040008000000000000001.", ""),
    // F5.6
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", name: "dddddddd-0000-4000-8000-000000000001")"#, RoleAssignmentUpdateNotPermitted, "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.", "leave the name out, or derive it from principal, role and scope"),
    // F5.7
    (CROWDED, r#"AssignRole(principal: "u500", role: "Reader", scope: "mg1")"#, RoleAssignmentLimitExceeded, "No more role assignments can be created", "`mg1` is full: remove what is orphaned, or assign to a group"),
    // F6.4
    (PEOPLE, r#"ElevateAccess("alice")"#, NotGlobalAdministrator, "`alice` is no Global Administrator, who alone can elevate access", ""),
    (ROLES, r#"ElevateAccess("vm1")"#, NotGlobalAdministrator, "`vm1` is no Global Administrator", ""),
    (PEOPLE, r#"SetGlobalAdministrator("sp1", true)"#, WrongKind, "`sp1` is a service principal, not a user", ""),
    (DEEP, r#"MoveManagementGroup(management_group: "mg2", to: "mg2")"#, ManagementGroupCycle, "management group `mg2` cannot be below `mg2`, which is below it", ""),
    (DEEP, r#"MoveManagementGroup(management_group: "mg2", to: "mg6")"#, ManagementGroupCycle, "management group `mg2` cannot be below `mg6`, which is below it", ""),
    (DEEP, r#"CreateManagementGroup("root", (id: "/providers/Microsoft.Management/managementGroups/7e4a9d10-5c2b-4f6e-8a31-000000000001", parent: "mg1"))"#, ManagementGroupCycle, "management group `root` cannot be below `mg1`, which is below it", ""),
    (MACHINES, r#"TransferSubscription(subscription: "subscription", to: "bbbbbbbb-0000-4000-8000-00000000000b")"#, NotMovable, "`aks1` cannot be moved", "no AKS cluster goes to another directory: delete it, and make it again there"),
    (PLACES, r#"TransferSubscription(subscription: "subscription", to: "7e4a9d10-5c2b-4f6e-8a31-000000000001")"#, NotMovable, "`subscription` cannot be moved", "it is in that directory already"),
    (PLACES, r#"SetVaultTenant("vm1")"#, PropertyNotSupported, "Microsoft.Compute/virtualMachines has no access policies", ""),
    (ROOTED, r#"MoveManagementGroup(management_group: "root", to: "mg1")"#, NotMovable, "`root` cannot be moved", "it is the tenant's root group, which is above all others (F6.4)"),
    (ROOTED, r#"MoveManagementGroup(management_group: "mg1", to: "mg7")"#, TooDeep, "management group `mg2` would be on level 7, and there are at most 6", ""),
    (ROLES, r#"MoveManagementGroup(management_group: "mg1", to: "subscription")"#, WrongKind, "`subscription` is a subscription, not a management group", ""),
    // F6.5.8
    (PEOPLE, r#"MakeEligible(principal: "sp1", role: "Reader", scope: "resource-group")"#, CannotBeEligible, "`sp1` is neither a user nor a group, and cannot be eligible for a role", "assign the role, with `from` and `until` if it is for a time"),
    (PEOPLE, r#"ActivateRole(principal: "alice", role: "Reader", scope: "resource-group", duration: "1h")"#, NotEligible, "`alice` is not eligible for `Reader` at `resource-group`", ""),
    (PEOPLE, r#"RemoveEligibility(principal: "g1", role: "Reader", scope: "resource-group")"#, NotEligible, "`g1` is not eligible for `Reader` at `resource-group`", ""),
    (PEOPLE, r#"ActivateRole(principal: "alice", role: "Reader", scope: "resource-group", duration: "0s")"#, InvalidPeriod, "the period ends at `2026-01-01T00:00:00Z` but begins at `2026-01-01T00:00:00Z`", ""),
    (ROLES, r#"ActivateRole(principal: "alice", role: "Reader", scope: "rg1", duration: "1h")"#, NoClock, "activating a role depends on time, and this world has no clock", r#"state the time at the beginning: clock: "2026-01-01T00:00:00Z""#),
    (ROLES, r#"MakeEligible(principal: "bob", role: "Operators", scope: "rg10")"#, NotAssignableHere, "custom role `Operators` cannot be assigned at `rg10`", ""),
    // Inherited from above (F6.5.3), held by a former identity (F1.7), and not there at all.
    (ROLES, r#"RemoveRoleAssignment(principal: "vm1", role: "Reader", scope: "sa1")"#, NoSuchAssignment, "there is no assignment of `Reader` to `vm1` at `sa1`", r#"a former identity has it: RemoveRoleAssignmentNamed("dddddddd-0000-4000-8000-000000000003")"#),
    (ROLES, r#"RemoveRoleAssignment(principal: "alice", role: "Reader", scope: "vm1")"#, NoSuchAssignment, "there is no assignment of `Reader` to `alice` at `vm1`; it is inherited from `subscription`", "an assignment is removed where it was made: at `subscription`"),
    (ROLES, r#"RemoveRoleAssignment(principal: "bob", role: "Reader", scope: "vm1")"#, NoSuchAssignment, "there is no assignment of `Reader` to `bob` at `vm1`", ""),
    // Beside and above the assignable scope (F6.3.7); `rg10` only begins like `rg1`.
    (ROLES, r#"AssignRole(principal: "bob", role: "Operators", scope: "rg10")"#, NotAssignableHere, "custom role `Operators` cannot be assigned at `rg10`: its assignable scopes are `rg1`", ""),
    (ROLES, r#"AssignRole(principal: "bob", role: "Operators", scope: "subscription")"#, NotAssignableHere, "custom role `Operators` cannot be assigned at `subscription`: its assignable scopes are `rg1`", ""),
    // A role with data actions at a management group (F6.3.6), and a subscription leaving the one that a role is for.
    (ROLES, r#"AssignRole(principal: "bob", role: "Data readers", scope: "mg1")"#, NotAssignableHere, "custom role `Data readers` cannot be assigned at `mg1`: it grants data actions", ""),
    (ROLES, r#"MoveSubscription(subscription: "subscription", to: "/")"#, NotAssignableHere, "custom role `Data readers` cannot be assigned at `sa1`: it is now, and the move would take it out", ""),
    // F6.3.1
    (ROLES, r#"CreateRoleDefinition("Everywhere", (permissions: [], assignable_scopes: ["/"]))"#, InvalidRoleDefinition, "custom role `Everywhere` cannot be: the root is no assignable scope", ""),
    (ROLES, r#"CreateRoleDefinition("Everywhere", (permissions: [], assignable_scopes: ["/subscriptions/*"]))"#, InvalidRoleDefinition, "custom role `Everywhere` cannot be: no assignable scope has a wildcard", ""),
    (ROLES, r#"CreateRoleDefinition("Everywhere", (permissions: [], assignable_scopes: ["mg1", "/providers/Microsoft.Management/managementGroups/nobodys"]))"#, InvalidRoleDefinition, "custom role `Everywhere` cannot be: it can have one management group among its assignable scopes", ""),
    (ROLES, r#"CreateRoleDefinition("Everywhere", (permissions: [], assignable_scopes: [(2001 scopes)]))"#, LimitExceeded, "there can be no more than 2000 assignable scopes of a role", ""),
    // F6.2.1
    (ROLES, r#"CreateRoleDefinition("Novel", (description: "(2049 letters)", permissions: []))"#, InvalidRoleDefinition, "custom role `Novel` cannot be: its description has more than 2048 characters", ""),
    // F5.12: of the other plane, granted and taken out
    (ROLES, r#"CreateRoleDefinition("Readers", (permissions: [(actions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"])]))"#, InvalidActionOrNotAction, "'Microsoft.KeyVault/vaults/secrets/getSecret/action' does not match any of the actions supported by the providers.", "it is an action of the other plane: `actions` are of the control plane, `data_actions` of the data plane"),
    (ROLES, r#"UpdateRoleDefinition("Operators", (permissions: [(data_actions: ["*/read"], not_data_actions: ["Microsoft.Compute/virtualMachines/read"])]))"#, InvalidActionOrNotAction, "'Microsoft.Compute/virtualMachines/read' does not match any of the actions supported by the providers.", "it is an action of the other plane: `actions` are of the control plane, `data_actions` of the data plane"),
    // What is assigned stays assignable, at its scope and by what it grants.
    (ROLES, r#"UpdateRoleDefinition("Operators", (permissions: [], assignable_scopes: ["rg10"]))"#, NotAssignableHere, "custom role `Operators` cannot be assigned at `rg1`: it is now, and after the change its assignable scopes are `rg10`", ""),
    (ROLES, r#"UpdateRoleDefinition("Operators", (permissions: [], id: "aaaaaaaa-0000-4000-8000-000000000009"))"#, InvalidRoleDefinition, "custom role `Operators` cannot be: a role keeps its id", ""),
    (ROLES, r#"UpdateRoleDefinition("Reader", (permissions: []))"#, RoleIsBuiltIn, "`Reader` is a built-in role and cannot be changed", ""),
    // F5.10, F5.11
    (ROLES, r#"DeleteRoleDefinition("Operators")"#, RoleDefinitionHasAssignments, "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)", "remove the role's assignments first"),
    (ROLES, r#"CreateRoleDefinition("operators", (permissions: []))"#, RoleDefinitionWithSameNameExists, "A custom role with the same name already exists in this directory.", ""),
    (ROLES, r#"DeleteRoleDefinition("Reader")"#, RoleIsBuiltIn, "`Reader` is a built-in role and cannot be changed", ""),
    // Who causes it: nobody who signs in, nobody who may, or not all of it (F2.5, F5.1–F5.3, F6.3.3).
    (ACTORS, r#"As(by: "g1", event: DeleteResource("vm1"))"#, WrongKind, "`g1` is a group, not somebody who can sign in", ""),
    (ACTORS, r#"As(by: "carol", event: DeleteResource("vm1"))"#, UnknownName, "nothing is called `carol`", ""),
    (ACTORS, r#"As(by: "vm1", event: DeleteResource("vm1"))"#, NoIdentity, "`vm1` has no identity", "enable one first: EnableSystemAssigned(\"vm1\")"),
    (GONE, r#"As(by: "bob", event: DeleteResource("vm1"))"#, Gone, "`bob` does not exist any more", ""),
    (ACTORS, r#"As(by: "bob", event: DeleteResource("vm1"))"#, AuthorizationFailed, "The client 'bob' with object id 'cccccccc-0000-4000-8000-000000000002' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/delete' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1' or the scope is invalid. If access was recently granted, please refresh your credentials.", ""),
    (ACTORS, r#"As(by: "sp1", event: CreateLock(name: "l1", level: ReadOnly, scope: "vm1"))"#, AuthorizationFailed, "The client 'eeeeeeee-0000-4000-8000-000000000001' with object id 'cccccccc-0000-4000-8000-000000000003' does not have authorization to perform action 'Microsoft.Authorization/locks/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1/providers/Microsoft.Authorization/locks/l1' or the scope is invalid. If access was recently granted, please refresh your credentials.", ""),
    (ACTORS, r#"As(by: "alice", event: EnableSystemAssigned("vm1"))"#, DenyAssignmentAuthorizationFailed, "The client 'alice' with object id 'cccccccc-0000-4000-8000-000000000001' has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1'; however, the access is denied because of the deny assignment with name 'd1' and Id 'ffffffff000040008000000000000001' at scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1'.", ""),
    (ACTORS, r#"As(by: "bob", event: AttachIdentity(identity: "id1", to: "vm2"))"#, LinkedAuthorizationFailed, "The client 'bob' with object id 'cccccccc-0000-4000-8000-000000000002' has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2/providers/Microsoft.Compute/virtualMachines/vm2'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1' or the linked scope(s) are invalid.", ""),
    // Here Azure itself leaves blanks out (F5.3).
    (ACTORS, r#"As(by: "alice", event: CreateRoleDefinition("R", (permissions: [(actions: ["*/read"])], assignable_scopes: ["rg1", "rg2", "vm2"])))"#, LinkedAuthorizationFailed, "The client 'alice' with object id 'cccccccc-0000-4000-8000-000000000001' has permission to perform action 'Microsoft.Authorization/roleDefinitions/write' on scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1'; however, it does not have permission to perform action 'Microsoft.Authorization/roleDefinitions/write' on the linked scope(s)'/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2,/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2/providers/Microsoft.Compute/virtualMachines/vm2' or the linked scope(s)are invalid", ""),
    // Locks (F5.4): of two on the way both are told, and how to take them off.
    (MOVED, r#"As(by: "alice", event: MoveSubscription(subscription: "prod", to: "mg2"))"#, OwnershipWouldBeLost, "whoever moves `prod` is Owner of it by a management group that it leaves, and would not be so in `mg2`", ""),
    (OWNED, r#"As(by: "alice", event: RemoveRoleAssignment(principal: "alice", role: "Owner", scope: "subscription"))"#, LastAdminAssignment, "Cannot delete the last RBAC admin assignment", "make somebody else Owner of the subscription first, or let a Global Administrator remove it"),
    (ACTORS, r#"DeleteResource("vm1")"#, ScopeLocked, "The scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1' cannot perform delete operation because following scope(s) are locked: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1,/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1'. Please remove the lock and try again.", r#"take the lock off first: DeleteLock(name: "keep", scope: "vm1"), DeleteLock(name: "frozen", scope: "rg1")"#),
    (ACTORS, r#"CreateLock(name: "keep", level: CanNotDelete, scope: "mg1")"#, InvalidLock, "lock `keep` cannot be: no lock is put on a management group or the root: lock the subscriptions below", ""),
    (ACTORS, r#"CreateLock(name: "keep", level: CanNotDelete, scope: "/")"#, InvalidLock, "lock `keep` cannot be: no lock is put on a management group or the root: lock the subscriptions below", ""),
    (ACTORS, r#"CreateLock(name: "a/b", level: CanNotDelete, scope: "vm1")"#, InvalidLock, "lock `a/b` cannot be: its name is part of an ARM id, and has a slash or a control character", ""),
    (ACTORS, r#"CreateLock(name: " ", level: CanNotDelete, scope: "vm1")"#, InvalidLock, "lock ` ` cannot be: it has no name", ""),
    (ACTORS, r#"DeleteLock(name: "frozen", scope: "vm1")"#, NotSet, "`vm1` has no lock `frozen`", ""),
    // Denials (F6.6).
    (ACTORS, r#"CreateDenyAssignment(name: "d", permissions: [], scope: "/", principals: [])"#, InvalidDenyAssignment, "deny assignment `d` cannot be: it denies no action: state `actions` or `data_actions`", ""),
    (ACTORS, r#"CreateDenyAssignment(name: "d", permissions: [(actions: ["*"])], scope: "vm2", principals: [])"#, InvalidDenyAssignment, "deny assignment `d` cannot be: it denies nobody: state `principals`", ""),
    (ACTORS, r#"CreateDenyAssignment(name: "d", permissions: [(actions: ["*"])], scope: "vm2", principals: ["bob"], exclude_principals: ["all principals"])"#, InvalidDenyAssignment, "deny assignment `d` cannot be: everybody can be denied something, and not be spared: take All Principals out", ""),
    (ACTORS, r#"CreateDeploymentStack("s1", (scope: "rg2", resources: ["vm2"], deny_settings: (mode: DenyDelete, excluded_principals: ["All Principals"])))"#, InvalidDenyAssignment, "deny assignment `s1` cannot be: everybody can be denied something, and not be spared: take All Principals out", ""),
    (ACTORS, r#"CreateDeploymentStack("s1", (scope: "rg2", resources: ["bob"], deny_settings: (mode: DenyDelete)))"#, WrongKind, "`bob` is a directory object, not a scope", ""),
    (ACTORS, r#"DeleteDenyAssignment(name: "d1", scope: "vm2")"#, NotSet, "`vm2` has no deny assignment `d1`", ""),
    (ACTORS, r#"DeleteDeploymentStack(name: "s1", scope: "rg2")"#, NoDenySettings, "there is no deployment stack `s1` with deny settings", ""),
    (ACTORS, r#"As(by: "alice", event: DeleteDenyAssignment(name: "d1", scope: "rg1"))"#, SystemProtected, "the deny assignment is system protected: nobody but Azure makes or removes it", ""),
    // Time.
    (NOTHING, r#"Wait("1h")"#, NoClock, "waiting depends on time, and this world has no clock", r#"state the time at the beginning: clock: "2026-01-01T00:00:00Z""#),
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", until: "2026-01-01T00:00:00Z")"#, NoClock, "an assignment that begins or ends depends on time", r#"state the time at the beginning: clock: "2026-01-01T00:00:00Z""#),
    (LATELY, r#"As(by: "alice", event: DeleteResource("vm1"))"#, Unsettled, "whether `alice` may do this is not settled before 2026-01-01T00:10:00Z: a role assignment was changed so lately that it is not seen everywhere", "let time pass until 2026-01-01T00:10:00Z: Wait"),
    (LATELY, r#"As(by: "bob", event: DeleteResource("vm1"))"#, AuthorizationFailed, "The client 'bob' with object id 'cccccccc-0000-4000-8000-000000000002' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/delete' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1' or the scope is invalid. If access was recently granted, please refresh your credentials.", ""),
    (LATELY, r#"AssignRole(principal: "bob", role: "Reader", scope: "vm1")"#, PrincipalNotFound, "Principal cccccccc000040008000000000000002 does not exist in the directory 7e4a9d10-5c2b-4f6e-8a31-000000000001. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype", ""),
    (LIMITED, r#"CreateIdentity("id2")"#, TooManyRequests, "too many requests to create managed identities at `subscription`, in no stated region: at most 2 within 20s", r#"try again 15s later: Wait("15s")"#),
    (LIMITED, r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#, TooManyRequests, "too many requests to get tokens at `vm1`: at most 1 within 4s", r#"try again 3s later: Wait("3s")"#),
    (LIMITED, r#"DeleteIdentity("id1")"#, TooManyRequests, "too many requests to delete user-assigned identities in the tenant: at most 1 within 10m", r#"try again 1s later: Wait("1s")"#),
    (LIMITED, r#"CreateResource("vm2", (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["id1", "id3"])))"#, TooManyRequests, "too many requests to assign identities to resources in the tenant, in no stated region: at most 1 within 20s", "do less at once: no waiting makes room for so much"),
    (PEOPLE, r#"Wait("3000000d")"#, TimeOutOfRange, "no time can be written that long after 2026-01-01T00:00:00Z", ""),
    // What was deleted (F1.9, F1.9.1, F1.9.2).
    (KEPT, r#"RestoreUser("carol")"#, AlreadyExists, "`carol` exists already", ""),
    (KEPT, r#"RestoreUser("dave")"#, UnknownName, "nothing is called `dave`", ""),
    (KEPT, r#"RestoreGroup("alice")"#, WrongKind, "`alice` is a user, not a group", ""),
    (KEPT, r#"RestoreServicePrincipal("alice")"#, WrongKind, "`alice` is a user, not a service principal of an application", ""),
    (KEPT, r#"RestoreUser("bob")"#, NotRestorable, "`bob` cannot be restored: it was deleted for good", "only who was deleted under `delays: Azure`, or another `soft_delete`, can be, and not for longer than that"),
    (KEPT, r#"RestoreServicePrincipal("aaaaaaaa-0000-4000-8000-000000000001")"#, NotRestorable, "`aaaaaaaa-0000-4000-8000-000000000001` cannot be restored: the principal of a managed identity never can be (F1.9)", "only who was deleted under `delays: Azure`, or another `soft_delete`, can be, and not for longer than that"),
    (KEPT, r#"RestoreServicePrincipal("vm1")"#, NotRestorable, "`vm1` cannot be restored: the principal of a managed identity never can be (F1.9)", "only who was deleted under `delays: Azure`, or another `soft_delete`, can be, and not for longer than that"),
    (KEPT, r#"RestoreGroup("middle")"#, GroupCycle, "`upper` cannot be in group `middle`: the group would contain itself", ""),
    (KEPT, r#"RecoverVault("kv1")"#, Gone, "resourceGroups/rg1`, which `kv1` would be in, does not exist any more", ""),
    (KEPT, r#"RecoverVault("kv3")"#, SoftDeletedVaultDoesNotExist, "A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is being attempted to recover is in a recoverable state.", "only what was deleted under `delays: Azure`, or another `vault_soft_delete`, can be recovered, and not for longer than that"),
    (KEPT, r#"RecoverVault("vm1")"#, WrongKind, "`vm1` is a resource of another type, not a key vault", ""),
    (KEPT, r#"PurgeVault("resource-group")"#, WrongKind, "`resource-group` is no resource, not a key vault", ""),
    (KEPT, r#"PurgeVault("kv2")"#, MethodNotAllowed, "Operation 'DeletedVaultPurge' is not allowed.", "it has purge protection: Azure purges it at 2026-01-03T00:00:00Z, and nobody before"),
    (KEPT, r#"PurgeVault("kv3")"#, NotSet, "`kv3` has no deleted vault that could be purged", ""),
    (KEPT, r#"CreateResource("kv2", (type: "Microsoft.KeyVault/vaults"))"#, ConflictError, "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.", r#"RecoverVault("kv2"), or PurgeVault("kv2"); Azure purges it at 2026-01-03T00:00:00Z"#),
    (KEPT, r#"CreateResource("vm2", (type: "Microsoft.Compute/virtualMachines", enable_purge_protection: true))"#, PropertyNotSupported, "Microsoft.Compute/virtualMachines has no purge protection", ""),
    (KEPT, r#"CreateResource("id9", (type: "Microsoft.ManagedIdentity/userAssignedIdentities", enable_purge_protection: true))"#, PropertyNotSupported, "Microsoft.ManagedIdentity/userAssignedIdentities has no purge protection", ""),
    (KEPT, r#"As(by: "carol", event: RestoreUser("alice"))"#, NotModelled, "not modelled: what roles of the directory allow", ""),
    (PEOPLE, r#"AddMember(group: "g1", member: "alice", from: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z")"#, InvalidPeriod, "the period ends at `2026-01-01T00:00:00Z` but begins at `2026-01-02T00:00:00Z`", ""),
    // Surroundings of code, vaults and databases, tokens.
    (PLACES, r#"CreateMachine("laptop")"#, AlreadyExists, "`laptop` exists already", ""),
    (PLACES, r#"CreateMachine("vm1")"#, AliasTaken, "`vm1` is taken: it stands for", "an alias keeps its meaning even after deletion; choose another one"),
    (PLACES, r#"DeleteMachine("vm1")"#, WrongKind, "`vm1` is a resource, not a machine", ""),
    (PLACES, r#"DeleteResource("laptop")"#, WrongKind, "`laptop` is a machine outside Azure, not something in Azure", ""),
    (PLACES, r#"SetEnvironmentVariable(at: "resource-group", name: "A", value: "b")"#, WrongKind, "`resource-group` is a resource group, not a resource or a machine", ""),
    (PLACES, r#"SetEnvironmentVariable(at: "vm1", name: "A=B", value: "c")"#, InvalidName, "`A=B` cannot be a name here: an environment variable has a name without `=`", ""),
    (PLACES, r#"SetEnvironmentVariable(at: "vm1", name: "AZURE_CLIENT_ID", value: "id9")"#, UnknownName, "nothing is called `id9`", "did you mean `id1`?"),
    (PLACES, r#"SetEnvironmentVariable(at: "vm1", name: "AZURE_CLIENT_ID", value: "alice")"#, WrongKind, "`alice` is a person or a group, not something with an application id", ""),
    (PLACES, r#"SetEnvironmentVariable(at: "laptop", name: "azure_tenant_id", value: "t")"#, AlreadyExists, "the environment variable `AZURE_TENANT_ID` exists already", ""),
    (PLACES, r#"UnsetEnvironmentVariable(at: "laptop", name: "azure_tenant_id")"#, NotSet, "`laptop` has no environment variable `azure_tenant_id`", ""),
    (PLACES, r#"SignIn(at: "laptop", tool: AzureCli, who: "id1")"#, NotModelled, "not modelled: signing in to a tool as a managed identity", ""),
    (PEOPLE_AND_PLACES, r#"SignIn(at: "laptop", tool: AzureCli, who: "g1")"#, WrongKind, "`g1` is a group, not a user or a service principal", ""),
    (PLACES, r#"SignOut(at: "laptop", tool: AzurePowerShell)"#, NotSet, "`laptop` has no Azure PowerShell", ""),
    (PLACES, r#"StoreCredential(at: "laptop", name: "key", kind: Password)"#, AlreadyExists, "the stored credential `key` at `laptop` exists already", ""),
    (PLACES, r#"RemoveStoredCredential(at: "vm1", name: "key")"#, NotSet, "`vm1` has no stored credential `key`", ""),
    (PLACES, r#"SetRbacAuthorization("vm1", true)"#, PropertyNotSupported, "Microsoft.Compute/virtualMachines has no access policies", ""),
    (PLACES, r#"SetAccessPolicy(vault: "vm1", of: "id1", secrets: ["get"])"#, PropertyNotSupported, "Microsoft.Compute/virtualMachines has no access policies", ""),
    (VAULTS, r#"SetAccessPolicy(vault: "kv1", of: "alice", secrets: ["sign"])"#, UnknownPermission, "there is no permission `secrets/sign` in the catalogue", "did you mean `secrets/list`, `secrets/set` or `secrets/get`?"),
    (VAULTS, r#"SetAccessPolicy(vault: "kv1", of: "alice", keys: ["unwrap"])"#, UnknownPermission, "there is no permission `keys/unwrap` in the catalogue", "did you mean `keys/unwrapKey` or `keys/encrypt`?"),
    (VAULTS, r#"SetAccessPolicy(vault: "kv1", of: "alice", certificates: ["getissuers"])"#, NotModelled, "not modelled: what a permission of access policies permits", ""),
    (VAULTS, r#"SetAccessPolicy(vault: "kv1", of: "alice")"#, EmptyAccessPolicy, "an access policy of `alice` without a permission permits nothing", "name a permission, or take the policy away: RemoveAccessPolicy"),
    (VAULTS, r#"SetAccessPolicy(vault: "kv2", of: "alice", secrets: ["get"])"#, AccessPoliciesVoid, "`kv2` is under roles: its access policies are void", "assign a role, or go back to policies: SetRbacAuthorization(\"kv2\", false)"),
    (VAULTS, r#"RemoveAccessPolicy(vault: "kv2", of: "alice")"#, AccessPoliciesVoid, "`kv2` is under roles", "assign a role, or go back to policies: SetRbacAuthorization(\"kv2\", false)"),
    (VAULTS, r#"RemoveAccessPolicy(vault: "kv1", of: "alice")"#, NotSet, "`kv1` has no access policy of `alice`", ""),
    (VAULTS, r#"CreateResource("kv3", (type: "Microsoft.KeyVault/vaults", access_policies: [(principal: "alice", keys: ["sign"]), (principal: "Alice", secrets: ["get"])]))"#, AlreadyExists, "the access policy of `Alice` exists already", ""),
    (PLACES, r#"CreateDatabaseUser(database: "vm1", of: "alice")"#, PropertyNotSupported, "Microsoft.Compute/virtualMachines has no database users", ""),
    (PLACES, r#"CreateDatabaseUser(database: "sql1/databases/db1", of: "vm1")"#, NoIdentity, "`vm1` has no identity", "enable one first: EnableSystemAssigned(\"vm1\")"),
    (PLACES, r#"DropDatabaseUser(database: "sql1/databases/db1", of: "id1")"#, NotSet, "`sql1/databases/db1` has no user of `id1`", ""),
    (PLACES, r#"CreateResource("build", (type: "Azure DevOps Pipelines"))"#, NoResourceType, "Azure DevOps Pipelines has no resource type", ""),
    (PLACES, r#"CreateResource("build", (type: "Azure DevOps Pipelines", identity: (system_assigned: true)))"#, IdentityNotSupported, "Azure DevOps Pipelines carries no system-assigned identity", ""),
    (PLACES, r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#, NotAttached, "`vm1` is not attached to `vm1`", ""),
    (PLACES, r#"IssueToken(on: "vm2", identity: "id1", audience: "https://nope.example")"#, UnknownAudience, "no service is known that takes tokens for `https://nope.example`", ""),
    (MACHINES, r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://vault.azure.net")"#, NoClock, "how long a token is kept depends on time, and this world has no clock", "state the time at the beginning: clock: \"2026-01-01T00:00:00Z\""),
    (PLACES, r#"RevokeTokens("vm2")"#, WrongKind, "`vm2` is a resource, not a user-assigned identity", ""),
    (PLACES, r#"RevokeTokens("alice")"#, WrongKind, "`alice` is a directory object, not a scope", ""),
    (MACHINES, r#"RevokeTokens("id1")"#, NoClock, "which tokens were issued before they are revoked depends on time, and this world has no clock", "state the time at the beginning: clock: \"2026-01-01T00:00:00Z\""),
    (GONE, r#"RevokeTokens("id2")"#, Gone, "`id2` does not exist any more", ""),
    // Conditions.
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", condition: "true")"#, InvalidCondition, "The given role assignment condition is invalid. (line 1, column 5: expected an operator like `StringEquals`, found the end)", ""),
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", condition: "true BoolEquals true", condition_version: "1.0")"#, InvalidCondition, "The given role assignment condition is invalid. (its version is `1.0`: expected \"2.0\")", ""),
    (ROLES, r#"AssignRole(principal: "bob", role: "Reader", scope: "rg1", condition_version: "2.0")"#, InvalidCondition, "The given role assignment condition is invalid. (`condition_version` stands there without a condition)", ""),
    // Delegates: what their conditions do not let through.
    (DELEGATES, r#"As(by: "dara", event: AssignRole(principal: "bob", principal_type: User, role: "Reader", scope: "kv1", name: "dddddddd-0000-4000-8000-000000000002"))"#, AuthorizationFailed, "The client 'dara' with object id 'cccccccc-0000-4000-8000-000000000001' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1/providers/Microsoft.Authorization/roleAssignments/dddddddd-0000-4000-8000-000000000002' or the scope is invalid. If access was recently granted, please refresh your credentials.", ""),
    (DELEGATES, r#"As(by: "dara", event: AssignRole(principal: "bob", role: "Key Vault Reader", scope: "kv1", name: "dddddddd-0000-4000-8000-000000000002"))"#, AuthorizationFailed, "The client 'dara' with object id 'cccccccc-0000-4000-8000-000000000001' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1/providers/Microsoft.Authorization/roleAssignments/dddddddd-0000-4000-8000-000000000002' or the scope is invalid. If access was recently granted, please refresh your credentials.", "state `principal_type`: a condition looks at it"),
    (DELEGATES, r#"As(by: "dara", event: RemoveRoleAssignmentNamed("dddddddd-0000-4000-8000-000000000001"))"#, AuthorizationFailed, "The client 'dara' with object id 'cccccccc-0000-4000-8000-000000000001' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/delete' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1/providers/Microsoft.Authorization/roleAssignments/dddddddd-0000-4000-8000-000000000001' or the scope is invalid. If access was recently granted, please refresh your credentials.", ""),
    (DELEGATES, r#"As(by: "dara", event: RemoveRoleAssignment(principal: "bob", role: "Reader", scope: "kv1"))"#, AuthorizationFailed, "The client 'dara' with object id 'cccccccc-0000-4000-8000-000000000001' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/delete' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1/providers/Microsoft.Authorization/roleAssignments/dddddddd-0000-4000-8000-000000000001' or the scope is invalid. If access was recently granted, please refresh your credentials.", ""),
    (DELEGATES, r#"As(by: "dara", event: SetRbacAuthorization("kv1", false))"#, AuthorizationFailed, "The client 'dara' with object id 'cccccccc-0000-4000-8000-000000000001' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1' or the scope is invalid. If access was recently granted, please refresh your credentials.", "a condition looks at `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]`, which does not come with this: it takes a role without such a condition"),
    (DELEGATES, r#"As(by: "eve", event: SetRbacAuthorization("kv1", false))"#, AuthorizationFailed, "The client 'eve' with object id 'cccccccc-0000-4000-8000-000000000003' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1' or the scope is invalid. If access was recently granted, please refresh your credentials.", "a condition looks at `@Request[Microsoft.Authorization/roleAssignments:PrincipalType]`, which does not come with this: it takes a role without such a condition"),
    (DELEGATES, r#"As(by: "bob", event: AssignRole(principal: "bob", role: "Key Vault Reader", scope: "kv1", name: "dddddddd-0000-4000-8000-000000000002"))"#, AuthorizationFailed, "The client 'bob' with object id 'cccccccc-0000-4000-8000-000000000002' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.KeyVault/vaults/kv1/providers/Microsoft.Authorization/roleAssignments/dddddddd-0000-4000-8000-000000000002' or the scope is invalid. If access was recently granted, please refresh your credentials.", ""),
    // What no condition can be told anything of, since it is not there.
    (DELEGATES, r#"As(by: "dara", event: RemoveRoleAssignment(principal: "bob", role: "Key Vault Reader", scope: "kv1"))"#, NoSuchAssignment, "there is no assignment of `Key Vault Reader` to `bob` at `kv1`", ""),
    (DELEGATES, r#"As(by: "dara", event: AssignRole(principal: "vm1", role: "Key Vault Reader", scope: "kv1"))"#, NoIdentity, "`vm1` has no identity", "enable one first: EnableSystemAssigned(\"vm1\")"),
    // Not modelled.
    (ACTORS, r#"As(by: "alice", event: CreateUser("carol"))"#, NotModelled, "not modelled: what roles of the directory allow", ""),
    (ACTORS, r#"MoveResource(resource: "vm1", to: "rg2")"#, ScopeLocked, "The scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1' cannot perform write operation because following scope(s) are locked: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1'. Please remove the lock and try again.", r#"take the lock off first: DeleteLock(name: "frozen", scope: "rg1")"#),
    (ACTORS, r#"CreateDenyAssignment(name: "d", permissions: [(actions: ["*"], condition: "@Environment[isPrivateLink] BoolEquals true")], scope: "rg2", principals: ["bob"])"#, NotModelled, "not modelled: conditions on deny assignments (F8.1)", ""),
    (ACTORS, r#"CreateDeploymentStack("s1", (scope: "mg1", resources: ["vm1"], deny_settings: (mode: DenyDelete)))"#, NotModelled, "not modelled: deployment stacks elsewhere than in a resource group or a subscription", ""),
];

#[test]
fn every_refusal_says_what_and_why_and_changes_nothing() -> Result<(), Box<dyn Error>> {
    for (tenant, event, code, message, help) in ROWS {
        let (mut world, (by, event)) = (world(tenant)?, caused(event)?);
        let before = (world.to_tenant(), world.revision());
        let happened = match by {
            Some(by) => world.act(by, event.clone()),
            None => world.apply(event.clone()),
        };
        let refusal = happened.expect_err(code.as_str());
        assert_eq!(refusal.code(), *code, "{event:?}: {refusal}");
        match code.origin() {
            CodeOrigin::Azure => assert_eq!(refusal.to_string(), *message, "{event:?}"),
            CodeOrigin::Idsim => assert!(
                refusal.to_string().contains(message),
                "{event:?}: {refusal}"
            ),
        }
        assert_eq!(refusal.help().unwrap_or_default(), *help, "{event:?}");
        assert_eq!((world.to_tenant(), world.revision()), before, "{event:?}");
    }
    Ok(())
}

#[test]
fn every_code_is_in_the_table() {
    let in_table = |code: &&RefusalCode| ROWS.iter().any(|(_, _, of_row, ..)| of_row == *code);
    let missing: Vec<_> = RefusalCode::ALL.iter().filter(|it| !in_table(it)).collect();
    assert_eq!(missing, Vec::<&RefusalCode>::new());
}

fn world(tenant: &str) -> Result<World, Box<dyn Error>> {
    Ok(World::try_from(
        text_form().from_str::<Tenant>(&written_out(tenant))?,
    )?)
}

/// What is too long to be written in a row.
fn written_out(text: &str) -> String {
    let each = |count, text: fn(usize) -> String| (0..count).map(text).collect::<String>();
    let assignment = |it| format!(r#"(principal: "u{it}", role: "Reader", scope: "mg1"),"#);
    text.replace("(2049 letters)", &"x".repeat(2_049))
        .replace("(2001 scopes)", &r#""rg1","#.repeat(2_001))
        .replace("(501 users)", &each(501, |it| format!(r#""u{it}": (),"#)))
        .replace("(500 assignments)", &each(500, assignment))
}

/// An event, and who causes it, if it is a step `As`.
fn caused(text: &str) -> Result<(Option<Reference>, Event), Box<dyn Error>> {
    if !text.starts_with("As(") {
        return Ok((None, text_form().from_str(&written_out(text))?));
    }
    match text_form().from_str(text)? {
        Control::As { by, event } => Ok((Some(by), event)),
        other => Err(format!("{other:?} is no event").into()),
    }
}

/// How files are written.
fn text_form() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}
