//! The whole call: what each service answers, in its own words, and which questions make no sense.

use std::error::Error;

use idsim::CallCode::{self, *};
use idsim::{CallRequest, Event, Tenant, World, report};
use serde::de::DeserializeOwned;

type Outcome = Result<(), Box<dyn Error>>;

/// `reader` may read all there is, `writer` may manage it, `app1` may do nothing; `vm1` has a shared identity only, `bare` none.
const TENANT: &str = r#"(
    tenant_id: "72f988bf-86f1-41af-91ab-2d7cd011db47",
    resource_groups: {"resource-group": (), "rg2": ()},
    identities: {"u1": (resource_group: "resource-group", principal_id: "aaaaaaaa-0000-4000-8000-000000000003", client_id: "cccccccc-0000-4000-8000-000000000003")},
    resources: {
        "app1": (type: "Microsoft.Web/sites", identity: (system_assigned: true, principal_id: "aaaaaaaa-0000-4000-8000-000000000001", client_id: "cccccccc-0000-4000-8000-000000000001"), resource_group: "resource-group"),
        "reader": (type: "Microsoft.Web/sites", identity: (system_assigned: true, principal_id: "aaaaaaaa-0000-4000-8000-000000000002", client_id: "cccccccc-0000-4000-8000-000000000002"), resource_group: "resource-group"),
        "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["u1"]), resource_group: "resource-group"),
        "writer": (type: "Microsoft.Web/sites", identity: (system_assigned: true), resource_group: "resource-group"),
        "bare": (type: "Microsoft.Compute/virtualMachines", resource_group: "resource-group"),
        "kv1": (type: "Microsoft.KeyVault/vaults", location: "eastus", resource_group: "resource-group"),
        "kv2": (type: "Microsoft.KeyVault/vaults", enable_rbac_authorization: false, location: "eastus", resource_group: "resource-group"),
        "kv3": (type: "Microsoft.KeyVault/vaults", resource_group: "resource-group"),
        "kv4": (type: "Microsoft.KeyVault/vaults", enable_rbac_authorization: false, resource_group: "resource-group"),
        "kv5": (type: "Microsoft.KeyVault/vaults", tenant_id: "7e4a9d10-5c2b-4f6e-8a31-0000000000ff", resource_group: "resource-group"),
        "sa1": (type: "Microsoft.Storage/storageAccounts", resource_group: "resource-group"),
        "sql1": (type: "Microsoft.Sql/servers", resource_group: "resource-group"),
        "sql1/databases/db1": (type: "Microsoft.Sql/servers/databases", database_users: ["reader"]),
        "vm2": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg2"),
        "ns1": (type: "Microsoft.ServiceBus/namespaces", resource_group: "rg2"),
        "config1": (type: "Microsoft.AppConfiguration/configurationStores", resource_group: "rg2"),
        "ai1": (type: "Microsoft.CognitiveServices/accounts", resource_group: "rg2"),
        "search1": (type: "Microsoft.Search/searchServices", resource_group: "rg2"),
    },
    machines: {"laptop": ()},
    role_assignments: [
        (principal: "reader", role: "Reader", scope: "subscription"),
        (principal: "writer", role: "Contributor", scope: "subscription"),
        (principal: "reader", role: "Key Vault Secrets User", scope: "subscription"),
        (principal: "reader", role: "Azure Service Bus Data Sender", scope: "ns1"),
        (principal: "reader", role: "App Configuration Data Reader", scope: "config1"),
        (principal: "reader", role: "Cognitive Services OpenAI User", scope: "ai1"),
        (principal: "reader", role: "Search Index Data Reader", scope: "search1"),
        (principal: "reader", role: "Storage Blob Data Reader", scope: "sa1"),
        (principal: "reader", role: "Storage Queue Data Reader", scope: "sa1"),
        (principal: "reader", role: "Storage Table Data Reader", scope: "sa1"),
        (principal: "reader", role: "Storage File Data Privileged Reader", scope: "sa1"),
    ],
)"#;

/// What happens first, who calls, and what is called how; how far it comes, the status, the service's code and what it says.
type Row = (
    &'static [&'static str],
    &'static str,
    &'static str,
    CallCode,
    Option<u16>,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // Key Vault under roles (F5.17): the caller as the token states it, the scope in small letters.
    (&[], "reader", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get""#, Forbidden, Some(403), "ForbiddenByRbac", "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=cccccccc-0000-4000-8000-000000000001;oid=aaaaaaaa-0000-4000-8000-000000000001;iss=https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/;xms_mirid=/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Web/sites/app1\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/resource-group/providers/microsoft.keyvault/vaults/kv1/secrets/s1'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: kv1;location=eastus\r\n"),
    (&[], "vm1", r#"to: "https://kv3.vault.azure.net", operation: "secrets/list""#, Forbidden, Some(403), "ForbiddenByRbac", "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=cccccccc-0000-4000-8000-000000000003;oid=aaaaaaaa-0000-4000-8000-000000000003;iss=https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/;xms_mirid=/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u1;xms_az_rid=/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1\r\nAction: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'\r\nResource: '/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/resource-group/providers/microsoft.keyvault/vaults/kv3'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: kv3\r\n"),
    // One that trusts another directory takes no token of this one.
    (&[r#"CreateResource("kv6", (type: "Microsoft.KeyVault/vaults", resource_group: "resource-group", tenant_id: "bbbbbbbb-0000-4000-8000-00000000000b"))"#], "reader", r#"to: "https://kv6.vault.azure.net/secrets/s1", operation: "secrets/get""#, InvalidIssuer, Some(401), "Unauthorized", "AKV10032: Invalid issuer. Expected one of https://sts.windows.net/bbbbbbbb-0000-4000-8000-00000000000b/, found https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/."),
    // Under access policies no role counts.
    (&[], "reader", r#"to: "https://kv2.vault.azure.net/secrets/s1", operation: "secrets/get""#, Forbidden, Some(403), "AccessDenied", "The user, group or application 'appid=cccccccc-0000-4000-8000-000000000002;oid=aaaaaaaa-0000-4000-8000-000000000002;iss=https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/' does not have secrets get permission on key vault 'kv2;location=eastus'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287"),
    (&[], "app1", r#"to: "https://kv4.vault.azure.net/secrets/s1", operation: "secrets/set""#, Forbidden, Some(403), "AccessDenied", "The user, group or application 'appid=cccccccc-0000-4000-8000-000000000001;oid=aaaaaaaa-0000-4000-8000-000000000001;iss=https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/' does not have secrets set permission on key vault 'kv4'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287"),
    (&[r#"SetRbacAuthorization("kv2", true)"#], "reader", r#"to: "https://kv2.vault.azure.net/secrets/s1", operation: "secrets/get""#, Succeeded, Some(200), "", ""),
    // Storage has one sentence for all four (F5.18).
    (&[], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read""#, Forbidden, Some(403), "AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission."),
    (&[], "reader", r#"to: "https://sa1.queue.core.windows.net/q1", operation: "queue-messages/read""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://sa1.queue.core.windows.net/q1", operation: "queue-messages/read""#, Forbidden, Some(403), "AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission."),
    (&[], "reader", r#"to: "https://sa1.table.core.windows.net/t1", operation: "table-entities/read""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://sa1.table.core.windows.net/t1", operation: "table-entities/read""#, Forbidden, Some(403), "AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission."),
    (&[], "reader", r#"to: "https://sa1.file.core.windows.net/f1", operation: "files/read""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://sa1.file.core.windows.net/f1", operation: "files/read""#, Forbidden, Some(403), "AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission."),
    // Azure Resource Manager (F5.1).
    (&[], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://management.azure.com/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1", operation: "vm/read""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1""#, Forbidden, Some(403), "AuthorizationFailed", "The client 'cccccccc-0000-4000-8000-000000000001' with object id 'aaaaaaaa-0000-4000-8000-000000000001' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1' or the scope is invalid. If access was recently granted, please refresh your credentials."),
    (&[], "reader", r#"to: "https://management.azure.com", operation: "vm/write", on: "vm1""#, Forbidden, Some(403), "AuthorizationFailed", "The client 'cccccccc-0000-4000-8000-000000000002' with object id 'aaaaaaaa-0000-4000-8000-000000000002' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1' or the scope is invalid. If access was recently granted, please refresh your credentials."),
    // What may be read and is not there; who may not read is not told so.
    (&[r#"DeleteResource("vm1")"#], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1""#, ResourceNotFound, Some(404), "ResourceNotFound", "The Resource 'Microsoft.Compute/virtualMachines/vm1' under resource group 'resource-group' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"),
    (&[r#"DeleteResource("vm1")"#], "app1", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1""#, Forbidden, Some(403), "AuthorizationFailed", "The client 'cccccccc-0000-4000-8000-000000000001' with object id 'aaaaaaaa-0000-4000-8000-000000000001' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1' or the scope is invalid. If access was recently granted, please refresh your credentials."),
    (&[], "reader", r#"to: "https://management.azure.com", operation: "sql-databases/read", on: "sql1/databases/ghost""#, ResourceNotFound, Some(404), "ResourceNotFound", "The Resource 'Microsoft.Sql/servers/databases/sql1/ghost' under resource group 'resource-group' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"),
    (&[r#"DeleteResourceGroup("rg2")"#], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm2""#, ResourceNotFound, Some(404), "ResourceGroupNotFound", "Resource group 'rg2' could not be found."),
    (&[r#"DeleteResourceGroup("rg2")"#], "reader", r#"to: "https://management.azure.com", operation: "resource-group/read", on: "rg2""#, ResourceNotFound, Some(404), "ResourceGroupNotFound", "Resource group 'rg2' could not be found."),
    // A lock (F5.4, F6.7.2, F6.7.4): changed is not read; who may not is not told of it; data is not locked.
    (&[r#"CreateLock(name: "frozen", level: ReadOnly, scope: "vm1")"#], "writer", r#"to: "https://management.azure.com", operation: "vm/write", on: "vm1""#, Locked, Some(409), "ScopeLocked", "The scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1' cannot perform write operation because following scope(s) are locked: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1'. Please remove the lock and try again."),
    (&[r#"CreateLock(name: "frozen", level: ReadOnly, scope: "vm1")"#], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1""#, Succeeded, Some(200), "", ""),
    (&[r#"CreateLock(name: "frozen", level: ReadOnly, scope: "vm1")"#], "reader", r#"to: "https://management.azure.com", operation: "vm/write", on: "vm1""#, Forbidden, Some(403), "AuthorizationFailed", "The client 'cccccccc-0000-4000-8000-000000000002' with object id 'aaaaaaaa-0000-4000-8000-000000000002' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/write' over scope '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1' or the scope is invalid. If access was recently granted, please refresh your credentials."),
    // What is written is made.
    (&[r#"DeleteResource("vm1")"#], "writer", r#"to: "https://management.azure.com", operation: "vm/write", on: "vm1""#, Succeeded, Some(200), "", ""),
    // SQL has logins, which no role gives (F9).
    (&[], "reader", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login""#, Succeeded, None, "", ""),
    (&[], "app1", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login""#, LoginFailed, None, "18456", "Login failed for user '<token-identified principal>'."),
    (&[r#"CreateDatabaseUser(database: "sql1/databases/db1", of: "app1")"#], "app1", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login""#, Succeeded, None, "", ""),
    (&[r#"DropDatabaseUser(database: "sql1/databases/db1", of: "reader")"#], "reader", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login""#, LoginFailed, None, "18456", "Login failed for user '<token-identified principal>'."),
    (&[], "writer", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login""#, LoginFailed, None, "18456", "Login failed for user '<token-identified principal>'."),
    (&[], "reader", r#"to: "tcp:sql1.database.windows.net/ghost", operation: "login""#, LoginFailed, None, "", ""),
    // No token, no call.
    (&[], "bare", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get""#, NoToken, None, "", ""),
    (&[], "laptop", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get""#, NoToken, None, "", ""),
    // A host's name goes with its resource.
    (&[r#"DeleteResource("kv1")"#], "reader", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get""#, HostNotFound, None, "", ""),
    (&[r#"DeleteResource("sa1")"#], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read""#, HostNotFound, None, "", ""),
    (&[r#"DeleteResource("sql1")"#], "reader", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login""#, HostNotFound, None, "", ""),
    // Another service's token (V52, F3.7.1): each says so in its own way, and looks no further.
    (&[], "reader", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get", resource: "https://management.azure.com/""#, InvalidAudience, Some(401), "Unauthorized", "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://management.azure.com/."),
    (&[], "reader", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get", resource: "https://vault.azure.net/""#, InvalidAudience, Some(401), "Unauthorized", "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://vault.azure.net/."),
    // A vault that trusts another directory, until it is updated (F1.15).
    (&[], "reader", r#"to: "https://kv5.vault.azure.net/secrets/s1", operation: "secrets/get""#, InvalidIssuer, Some(401), "Unauthorized", "AKV10032: Invalid issuer. Expected one of https://sts.windows.net/7e4a9d10-5c2b-4f6e-8a31-0000000000ff/, found https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/."),
    (&[r#"SetVaultTenant("kv5")"#], "reader", r#"to: "https://kv5.vault.azure.net/secrets/s1", operation: "secrets/get""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://kv2.vault.azure.net/secrets/s1", operation: "secrets/get", resource: "https://storage.azure.com/""#, InvalidAudience, Some(401), "Unauthorized", "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://storage.azure.com/."),
    (&[], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1", resource: "https://vault.azure.net""#, InvalidAudience, Some(401), "InvalidAuthenticationTokenAudience", "The access token has been obtained for wrong audience or resource 'https://vault.azure.net'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'."),
    (&[], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read", resource: "https://vault.azure.net""#, InvalidAudience, Some(401), "InvalidAuthenticationInfo", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."),
    (&[], "reader", r#"to: "https://sa1.queue.core.windows.net/q1", operation: "queue-messages/read", resource: "https://vault.azure.net""#, InvalidAudience, Some(401), "InvalidAuthenticationInfo", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."),
    (&[], "reader", r#"to: "https://sa1.table.core.windows.net/t1", operation: "table-entities/read", resource: "https://vault.azure.net""#, InvalidAudience, None, "", ""),
    (&[], "reader", r#"to: "https://sa1.file.core.windows.net/f1", operation: "files/read", resource: "https://vault.azure.net""#, InvalidAudience, Some(403), "AuthenticationFailed", "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."),
    (&[], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read", resource: "https://sa1.queue.core.windows.net""#, InvalidAudience, Some(401), "InvalidAuthenticationInfo", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."),
    (&[], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read", resource: "https://sa2.blob.core.windows.net""#, InvalidAudience, Some(401), "InvalidAuthenticationInfo", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."),
    (&[], "reader", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login", resource: "https://management.azure.com/""#, InvalidAudience, None, "18456", "Login failed for user '<token-identified principal>'. Incorrect or invalid token."),
    // Every audience that a service takes.
    (&[], "reader", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get", resource: "https://vault.azure.net""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1", resource: "https://management.azure.com/""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1", resource: "https://management.azure.com""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1", resource: "https://management.core.windows.net/""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://management.azure.com", operation: "vm/read", on: "vm1", resource: "https://management.core.windows.net""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read", resource: "https://storage.azure.com/""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read", resource: "https://storage.azure.com""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://sa1.blob.core.windows.net/c1/b1", operation: "blobs/read", resource: "https://sa1.blob.core.windows.net""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login", resource: "https://database.windows.net/""#, Succeeded, None, "", ""),
    (&[], "reader", r#"to: "tcp:sql1.database.windows.net/db1", operation: "login", resource: "https://database.windows.net""#, Succeeded, None, "", ""),
    // Services whose words idsim does not know: the status of a refusal, and nothing more.
    (&[], "reader", r#"to: "https://ns1.servicebus.windows.net/queue1", operation: "service-bus/send""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://ns1.servicebus.windows.net/queue1", operation: "service-bus/send", resource: "https://servicebus.azure.net""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://ns1.servicebus.windows.net/queue1", operation: "service-bus/send""#, Forbidden, Some(403), "", ""),
    (&[], "reader", r#"to: "https://ns1.servicebus.windows.net/queue1", operation: "service-bus/send", resource: "https://vault.azure.net""#, InvalidAudience, None, "", ""),
    (&[], "reader", r#"to: "https://config1.azconfig.io/kv", operation: "key-values/read""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://config1.azconfig.io/kv", operation: "key-values/read", resource: "https://azconfig.io""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://config1.azconfig.io/kv", operation: "key-values/read""#, Forbidden, Some(403), "", ""),
    (&[], "reader", r#"to: "https://config1.azconfig.io/kv", operation: "key-values/read", resource: "https://vault.azure.net""#, InvalidAudience, None, "", ""),
    (&[], "reader", r#"to: "https://ai1.openai.azure.com/openai", operation: "openai/chat""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://ai1.openai.azure.com/openai", operation: "openai/chat", resource: "https://cognitiveservices.azure.com/""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://ai1.openai.azure.com/openai", operation: "openai/chat""#, Forbidden, Some(403), "", ""),
    (&[], "reader", r#"to: "https://ai1.openai.azure.com/openai", operation: "openai/chat", resource: "https://vault.azure.net""#, InvalidAudience, None, "", ""),
    (&[], "reader", r#"to: "https://ai1.cognitiveservices.azure.com", operation: "openai/chat""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://ai1.cognitiveservices.azure.com", operation: "openai/chat", resource: "https://cognitiveservices.azure.com""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://ai1.cognitiveservices.azure.com", operation: "openai/chat""#, Forbidden, Some(403), "", ""),
    (&[], "reader", r#"to: "https://ai1.cognitiveservices.azure.com", operation: "openai/chat", resource: "https://vault.azure.net""#, InvalidAudience, None, "", ""),
    (&[], "reader", r#"to: "https://search1.search.windows.net/indexes/i1", operation: "search-documents/read""#, Succeeded, Some(200), "", ""),
    (&[], "reader", r#"to: "https://search1.search.windows.net/indexes/i1", operation: "search-documents/read", resource: "https://search.azure.com""#, Succeeded, Some(200), "", ""),
    (&[], "app1", r#"to: "https://search1.search.windows.net/indexes/i1", operation: "search-documents/read""#, Forbidden, Some(403), "", ""),
    (&[], "reader", r#"to: "https://search1.search.windows.net/indexes/i1", operation: "search-documents/read", resource: "https://vault.azure.net""#, InvalidAudience, None, "", ""),
    // What is written has to be in something that is there.
    (&["DeleteResourceGroup(\"rg2\")"], "writer", r#"to: "https://management.azure.com", operation: "vm/write", on: "vm2""#, ResourceNotFound, Some(404), "ResourceGroupNotFound", "Resource group 'rg2' could not be found."),
    (&["DeleteResource(\"vm2\")"], "writer", r#"to: "https://management.azure.com", operation: "vm/write", on: "vm2""#, Succeeded, Some(200), "", ""),
    (&["DeleteResource(\"sql1\")"], "writer", r#"to: "https://management.azure.com", operation: "sql-databases/write", on: "sql1/databases/db1""#, ResourceNotFound, Some(404), "ParentResourceNotFound", "Can not perform requested operation on nested resource. Parent resource 'sql1' not found."),
    // No code runs where nothing is, and of some places idsim does not know where their code asks.
    (&["DeleteResource(\"bare\")"], "bare", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get""#, NoToken, None, "", ""),
    (&["CreateResource(\"server1\", (type: \"Microsoft.HybridCompute/machines\", resource_group: \"rg2\"))"], "server1", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get""#, NotModelled, None, "", ""),
    // A directory that does not know the service gives no token.
    (&[], "reader", r#"to: "https://kv1.vault.azure.net/secrets/s1", operation: "secrets/get", resource: "https://nope.example""#, NoToken, None, "", ""),
];

/// An address, an operation and what else the question says; what is wrong with it, and what to do about it.
type Nonsense = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const CONTROL_PLANE: &str = "managing any resource is asked of `https://management.azure.com`, using what is in it of the resource's own host";

#[rustfmt::skip]
const NONSENSE: &[Nonsense] = &[
    // No address.
    ("", "secrets/get", "", "`` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https://", "secrets/get", "", "`https://` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https:///secrets/s1", "secrets/get", "", "`https:///secrets/s1` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("http://kv1.vault.azure.net", "secrets/get", "", "`http://kv1.vault.azure.net` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("kv1.vault.azure.net", "secrets/get", "", "`kv1.vault.azure.net` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https://kv 1.vault.azure.net", "secrets/get", "", "`https://kv 1.vault.azure.net` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https://me@kv1.vault.azure.net", "secrets/get", "", "`https://me@kv1.vault.azure.net` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https://kv1.vault.azure.net:443@evil.example/secrets/s1", "secrets/get", "", "`https://kv1.vault.azure.net:443@evil.example/secrets/s1` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https://kv1.vault.azure.net:99999/secrets/s1", "secrets/get", "", "`https://kv1.vault.azure.net:99999/secrets/s1` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https://kv1.vault.azure.net/secrets/%2", "secrets/get", "", "`https://kv1.vault.azure.net/secrets/%2` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    ("https://kv1.vault.azure.net/secrets/s%0a", "secrets/get", "", "`https://kv1.vault.azure.net/secrets/s%0a` is no address: expected one like `https://kv1.vault.azure.net/secrets/s1` or `tcp:sql1.database.windows.net/db1`", ""),
    // A host of nobody's.
    ("https://kv9.vault.azure.net/secrets/s1", "secrets/get", "", "nothing is known to answer at `kv9.vault.azure.net`", "did you mean `kv1.vault.azure.net`, `kv2.vault.azure.net` or `kv3.vault.azure.net`?"),
    ("https://kv1.vault.azure.nte/secrets/s1", "secrets/get", "", "nothing is known to answer at `kv1.vault.azure.nte`", "did you mean `kv1.vault.azure.net`?"),
    ("https://kvé.vault.azure.net/secrets/s1", "secrets/get", "", "nothing is known to answer at `kvé.vault.azure.net`", "did you mean `kv1.vault.azure.net`, `kv2.vault.azure.net` or `kv3.vault.azure.net`?"),
    ("https://kv1.vault.azure.net./secrets/s1", "secrets/get", "", "nothing is known to answer at `kv1.vault.azure.net.`", "did you mean `kv1.vault.azure.net`?"),
    ("https://example.com", "secrets/get", "", "nothing is known to answer at `example.com`", ""),
    ("https://app1.vault.azure.net", "secrets/get", "", "nothing is known to answer at `app1.vault.azure.net`", ""),
    // An operation of nobody's, or of somebody else's.
    ("https://kv1.vault.azure.net", "secrets/gte", "", "there is no operation `secrets/gte` in the catalogue", "did you mean `secrets/get`, `secrets/set` or `secrets/delete`?"),
    ("https://kv1.vault.azure.net", "vm/read", "", "`vm/read` is nothing that `kv1.vault.azure.net` does", CONTROL_PLANE),
    ("https://kv1.vault.azure.net", "vault/read", "", "`vault/read` is nothing that `kv1.vault.azure.net` does", CONTROL_PLANE),
    ("https://sa1.blob.core.windows.net/c1", "queue-messages/read", "", "`queue-messages/read` is nothing that `sa1.blob.core.windows.net` does", CONTROL_PLANE),
    ("tcp:sql1.database.windows.net/db1", "sql-databases/read", "", "`sql-databases/read` is nothing that `sql1.database.windows.net` does", CONTROL_PLANE),
    ("https://kv1.vault.azure.net/keys/k1", "secrets/get", "", "`secrets/get` is nothing that is done to `kv1/keys/k1`", ""),
    ("https://management.azure.com", "vm/start", r#", on: "kv1""#, "`vm/start` is nothing that is done to `kv1`", ""),
    ("https://management.azure.com", "vm/delete", r#", on: "subscription""#, "`vm/delete` is nothing that is done to `subscription`", ""),
    ("https://management.azure.com", "sql-servers/read", r#", on: "sql1/databases/db1""#, "`sql-servers/read` is nothing that is done to `sql1/databases/db1`", ""),
    // About nothing, or about two things.
    ("tcp:sql1.database.windows.net", "login", "", "the address does not say which database: add it, as in `tcp:sql1.database.windows.net/db1`", ""),
    ("https://management.azure.com", "vm/read", "", "the address does not say what is asked about: give its ARM id as the path, or its name in `on`", ""),
    ("https://management.azure.com/subscriptions/11111111-1111-1111-1111-111111111111", "vm/read", r#", on: "vm1""#, "the address does not say what is asked about only once: in its path, or in `on`", ""),
    ("https://management.azure.com/ghost", "vm/read", "", "`/ghost` is not a reference: segment 1 of the scope, `ghost`, is not acceptable: expected `subscriptions` or `providers`", ""),
    ("https://management.azure.com", "vm/read", r#", on: "vm9""#, "nothing is called `vm9`", "did you mean `vm1` or `vm2`?"),
    ("https://kv1.vault.azure.net/secrets/s1", "secrets/get", r#", on: "sa1""#, "the address does not say what is asked about only once: in its host and path; `on` is for Azure Resource Manager", ""),
    // From nowhere.
    ("https://kv1.vault.azure.net", "secrets/get", r#", from: "redaer""#, "nothing is called `redaer`", "did you mean `reader`?"),
];

/// Addresses as people and programs write them, an operation, and what they are about.
#[rustfmt::skip]
const ADDRESSES: &[(&str, &str, &str)] = &[
    ("https://kv1.vault.azure.net", "secrets/list", "kv1"),
    ("https://kv1.vault.azure.net/", "secrets/list", "kv1"),
    ("https://kv1.vault.azure.net?api-version=7.4", "secrets/list", "kv1"),
    ("https://kv1.vault.azure.net/secrets", "secrets/list", "kv1"),
    ("https://kv1.vault.azure.net/secrets/s1", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net/secrets/s1/", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net//secrets//s1", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net/secrets/s1/3c1a", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net/secrets/s1?api-version=7.4#x", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net:443/secrets/s1", "secrets/get", "kv1/secrets/s1"),
    ("https://KV1.VAULT.Azure.NET/secrets/s1", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net/secrets/é", "secrets/get", "kv1/secrets/é"),
    ("https://kv1.vault.azure.net/secrets/my%20secret", "secrets/get", "kv1/secrets/my secret"),
    ("https://kv1.vault.azure.net/secrets/s%31", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net/secrets/s1/../s2", "secrets/get", "kv1/secrets/s2"),
    ("https://kv1.vault.azure.net/./keys/../secrets/s1", "secrets/get", "kv1/secrets/s1"),
    ("https://kv1.vault.azure.net/secrets/{1}", "secrets/get", "kv1/secrets/{1}"),
    ("https://kv1.vault.azure.net/secrets/{2}", "secrets/get", "kv1/secrets/{2}"),
    ("https://sa1.blob.core.windows.net", "blobs/read", "sa1"),
    ("https://sa1.blob.core.windows.net/c1/folder/b1", "blobs/read", "sa1/blobServices/default/containers/c1"),
    ("https://sa1.queue.core.windows.net/q1/messages", "queue-messages/read", "sa1/queueServices/default/queues/q1"),
    ("https://sa1.table.core.windows.net/t1", "table-entities/read", "sa1/tableServices/default/tables/t1"),
    ("https://sa1.table.core.windows.net/t1(PartitionKey='p',RowKey='r')", "table-entities/read", "sa1/tableServices/default/tables/t1"),
    ("HTTPS://kv1.vault.azure.net/secrets/s1", "secrets/get", "kv1/secrets/s1"),
    ("https://sa1.file.core.windows.net/f1/x.txt", "files/read", "sa1/fileServices/default/fileshares/f1"),
    ("tcp:sql1.database.windows.net,1433/db1", "login", "sql1/databases/db1"),
    ("https://management.azure.com/subscriptions/11111111-1111-1111-1111-111111111111/RESOURCEGROUPS/rg2/", "resource-group/read", "rg2"),
];

#[test]
fn every_service_answers_in_its_own_words() -> Outcome {
    let mut wrong = Vec::new();
    for (events, from, rest, code, status, service, says) in ROWS {
        let mut world = world(TENANT)?;
        for event in *events {
            world.apply(read::<Event>(event)?)?;
        }
        let request: CallRequest = read(&format!(r#"(from: "{from}", {rest})"#))?;
        let answer = world.call(&request)?;
        let (got_service, got_says) = answer.error.as_ref().map_or(("", ""), |error| {
            (error.telling_code(), error.message.as_str())
        });
        let got = (answer.code, answer.status, got_service, got_says);
        if got != (*code, *status, *service, *says) {
            wrong.push(format!(
                "{from} {rest} {events:?}\n  expected {:?}\n  got      {got:?}",
                (code, status, service, says)
            ));
        }
        assert_eq!(answer.succeeded(), *code == Succeeded, "{rest}");
        // Whoever is refused for want of access is told how to get it, to what there still is.
        let needs_cure = matches!(code, Forbidden | InvalidAudience)
            && world
                .node(
                    &answer
                        .scope
                        .containing_resource()
                        .unwrap_or(answer.scope.clone()),
                )
                .is_some();
        assert!(!needs_cure || !answer.cure.is_empty(), "{rest}");
        assert!(!answer.to_string().is_empty());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// A lifetime of nothing would be a token that nobody can use.
#[test]
fn a_token_is_good_for_a_second_at_least() {
    let beginning = r#"(clock: "2026-01-01T00:00:00Z", options: (token_lifetime: "0s"),"#;
    let error = world(&TENANT.replacen('(', beginning, 1)).expect_err("no time at all");
    assert!(error.to_string().starts_with("options[token_lifetime]"));
    assert!(world(&TENANT.replacen('(', &beginning.replace("0s", "1s"), 1)).is_ok());
}

#[test]
fn every_code_comes_up() {
    let comes_up = |code: &&CallCode| ROWS.iter().any(|row| row.3 == **code);
    // What code asks for is new; tokens that are older are in `tokens/outlived.rs`.
    let is_old = |code: &&CallCode| matches!(code, TokenExpired | TokenRevoked);
    let all = CallCode::ALL.iter().filter(|it| !is_old(it));
    let missing: Vec<_> = all.filter(|it| !comes_up(it)).collect();
    assert_eq!(missing, Vec::<&CallCode>::new());
}

#[test]
fn nonsense_is_an_error_that_says_why() -> Outcome {
    let world = world(TENANT)?;
    for (to, operation, rest, expected, help) in NONSENSE {
        let from = if rest.contains("from:") {
            ""
        } else {
            r#", from: "reader""#
        };
        let request: CallRequest = read(&format!(
            r#"(to: "{to}", operation: "{operation}"{from}{rest})"#
        ))?;
        let error = world.call(&request).expect_err(to);
        assert_eq!(error.to_string(), *expected, "{to} {operation}");
        assert_eq!(error.help().unwrap_or_default(), *help, "{to} {operation}");
        // What the error is about stands in the question.
        let subject = error.subject().unwrap_or_default();
        let written = format!("{to} {operation} {rest}");
        assert!(written.contains(subject), "{subject} in {written}");
    }
    Ok(())
}

#[test]
fn a_host_of_several_is_ambiguous() -> Outcome {
    let world = world(
        r#"(
        resource_groups: {"rg1": (), "rg2": ()},
        resources: {
            "first": (type: "Microsoft.KeyVault/vaults", id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/kv1"),
            "second": (type: "Microsoft.KeyVault/vaults", id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2/providers/Microsoft.KeyVault/vaults/KV1"),
            "app1": (type: "Microsoft.Web/sites", resource_group: "rg1", identity: (system_assigned: true)),
        },
    )"#,
    )?;
    let call = CallRequest::new(
        "app1",
        "https://kv1.vault.azure.net/secrets/s1",
        "secrets/get",
    );
    let error = world.call(&call).expect_err("two vaults are called so");
    assert_eq!(
        error.to_string(),
        "`kv1.vault.azure.net` could be any of 2 resources"
    );
    Ok(())
}

#[test]
fn addresses_are_read_as_they_are_written() -> Outcome {
    let world = world(TENANT)?;
    for (to, operation, expected) in ADDRESSES {
        let call = CallRequest::new("reader", *to, *operation);
        let answer = world
            .call(&call)
            .map_err(|error| format!("{to}: {error}"))?;
        assert_eq!(world.name_of(&answer.scope), *expected, "{to}");
    }
    Ok(())
}

/// A call is a question: it changes nothing, and asking twice gives the same.
#[test]
fn a_call_changes_nothing() -> Outcome {
    let world = world(&TENANT.replacen('(', r#"(clock: "2026-01-01T00:00:00Z","#, 1))?;
    let before = (world.to_tenant(), world.revision());
    let call = CallRequest::new(
        "app1",
        "https://kv1.vault.azure.net/secrets/s1",
        "secrets/get",
    );
    assert_eq!(world.call(&call)?, world.call(&call)?);
    assert_eq!((world.to_tenant(), world.revision()), before);
    Ok(())
}

/// For programs the deny assignment is named that denied a call, and none where a role is what is missing.
#[test]
fn json_names_the_deny_assignment() -> Outcome {
    let denial = r#"deny_assignments: [
        (name: "keep", permissions: [(actions: ["*"])], scope: "kv1", principals: ["All Principals"]),
    ], role_assignments: ["#;
    let world = world(&TENANT.replacen("role_assignments: [", denial, 1))?;
    for (from, reason, name) in [
        ("writer", "Denied", Some("keep")),
        ("app1", "NoAssignment", None),
    ] {
        let mut call = CallRequest::new(from, "https://management.azure.com", "vault/write");
        call.on = Some("kv1".into());
        let answer = world.call(&call)?;
        let json: serde_json::Value = serde_json::from_str(&report::call_json(&answer))?;
        assert_eq!(json["reason"], reason, "{from}");
        assert_eq!(json["deny"]["name"].as_str(), name, "{from}");
    }
    Ok(())
}

fn world(tenant: &str) -> Result<World, Box<dyn Error>> {
    Ok(World::try_from(read::<Tenant>(tenant)?)?)
}

/// Reads what is written as in a scenario.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, Box<dyn Error>> {
    use ron::extensions::Extensions;
    let options = ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES);
    Ok(options.from_str(text)?)
}
