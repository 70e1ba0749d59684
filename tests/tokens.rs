//! Token endpoints: what each says of every request, to the letter, and what a token states.

#[path = "tokens/answers.rs"]
mod answers;
#[path = "tokens/kept.rs"]
mod kept;
#[path = "tokens/lies.rs"]
mod lies;
#[path = "tokens/outlived.rs"]
mod outlived;
#[path = "tokens/rates.rs"]
mod rates;
#[path = "tokens/written.rs"]
mod written;

use std::error::Error;

use idsim::{Event, Tenant, TokenAnswer, TokenErrorCode, TokenRequest, World};
use serde::de::DeserializeOwned;

type Outcome = Result<(), Box<dyn Error>>;

// What every place says; `{host}` is what the place is called.
const NOT_FOUND: &str = "IdentityNotFound: no identity that `{host}` has goes by the id in the request (400: Identity not found)";
const NOT_FOUND_HERE: &str = "IdentityNotFound: no identity that `{host}` has goes by the id in the request (400: No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.)";
const NONE: &str = "IdentityNotFound: `{host}` has no identity (400: Identity not found)";
const NO_OWN: &str = "IdentityNotFound: `{host}` has no system-assigned identity, which App Service takes where none is named (400: Unable to load the proper Managed Identity.)";
const SEVERAL: &str = "MultipleIdentities: `{host}` has 2 user-assigned identities and none of its own, and the request names none of them (400: Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request)";
const NOT_ASKED: &str =
    "NoEndpoint: `{host}` has no identity, so there is no IDENTITY_ENDPOINT for its code to ask";
const TWICE: &str =
    "EndpointNotModelled: not modelled: the request names an identity in more than one way";
const TWICE_HERE: &str = "SelectorsExclusive: the request names an identity in more than one way";
const ONLY_GONE: &str =
    "IdentityNotFound: `{host}` lists only what was deleted: u1 (400: Identity not found)";

/// What a place's identity block says, what happens then, how the request names an identity, and what comes of it: on
/// virtual machines and their like, and on App Service. Whose token it is, or what is said instead.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
);

const BARE: &str = "()";
const OWN: &str = r#"(system_assigned: true, principal_id: "aaaaaaaa-0000-4000-8000-000000000000", client_id: "cccccccc-0000-4000-8000-000000000000")"#;
const U1: &str = r#"(user_assigned: ["u1"])"#;
const U1_U2: &str = r#"(user_assigned: ["u1", "u2"])"#;
const OWN_U1: &str = r#"(system_assigned: true, principal_id: "aaaaaaaa-0000-4000-8000-000000000000", client_id: "cccccccc-0000-4000-8000-000000000000", user_assigned: ["u1"])"#;
const OWN_U1_U2: &str = r#"(system_assigned: true, principal_id: "aaaaaaaa-0000-4000-8000-000000000000", client_id: "cccccccc-0000-4000-8000-000000000000", user_assigned: ["u1", "u2"])"#;

const BY_CLIENT_ID: &str = r#"client_id: "cccccccc-0000-4000-8000-000000000001""#;
const BY_OBJECT_ID: &str = r#"object_id: "aaaaaaaa-0000-4000-8000-000000000001""#;
const BY_ARM_ID: &str = r#"resource_id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u1""#;
const BY_LOUD_ARM_ID: &str = r#"resource_id: "/SUBSCRIPTIONS/11111111-1111-1111-1111-111111111111/resourcegroups/RESOURCE-GROUP/providers/microsoft.managedidentity/USERASSIGNEDIDENTITIES/U1""#;

const DETACH: &[&str] = &[r#"DetachIdentity(identity: "u1", from: "{host}")"#];
const DELETE: &[&str] = &[r#"DeleteIdentity("u1")"#];
const MAKE_AGAIN: &[&str] = &[r#"DeleteIdentity("u1")"#, r#"CreateIdentity("u1")"#];
const BIND_AGAIN: &[&str] = &[
    r#"DeleteIdentity("u1")"#,
    r#"CreateIdentity("u1")"#,
    r#"DetachIdentity(identity: "u1", from: "{host}")"#,
    r#"AttachIdentity(identity: "u1", to: "{host}")"#,
];

#[rustfmt::skip]
const IDENTITIES: &[Row] = &[
    // Nobody named: a machine takes its own identity, or else the only one there is (F3.2); App Service its own, or none (F3.6.1).
    (BARE, &[], "", NONE, NOT_ASKED),
    (OWN, &[], "", "{host}", "{host}"),
    (OWN_U1, &[], "", "{host}", "{host}"),
    (OWN_U1_U2, &[], "", "{host}", "{host}"),
    (U1, &[], "", "u1", NO_OWN),
    (U1_U2, &[], "", SEVERAL, NO_OWN),
    (U1_U2, DETACH, "", "u2", NO_OWN),
    (U1, DETACH, "", NONE, NOT_ASKED),
    (U1, &[r#"AttachIdentity(identity: "u2", to: "{host}")"#], "", SEVERAL, NO_OWN),
    (OWN, &[r#"DisableSystemAssigned("{host}")"#], "", NONE, NOT_ASKED),
    (OWN_U1, &[r#"DisableSystemAssigned("{host}")"#], "", "u1", NO_OWN),
    // One that is listed and gone does not count (F2.10), nor does another one of the same name (F2.11).
    (U1, DELETE, "", ONLY_GONE, NO_OWN),
    (U1_U2, DELETE, "", "u2", NO_OWN),
    (OWN_U1, DELETE, "", "{host}", "{host}"),
    (U1, MAKE_AGAIN, "", ONLY_GONE, NO_OWN),
    (U1, BIND_AGAIN, "", "u1", NO_OWN),
    // By any of its ids, or by what it is called here.
    (U1_U2, &[], BY_CLIENT_ID, "u1", "u1"),
    (U1_U2, &[], BY_OBJECT_ID, "u1", "u1"),
    (U1_U2, &[], BY_ARM_ID, "u1", "u1"),
    (U1_U2, &[], BY_LOUD_ARM_ID, "u1", "u1"),
    (OWN_U1_U2, &[], BY_CLIENT_ID, "u1", "u1"),
    (OWN_U1_U2, &[], BY_LOUD_ARM_ID, "u1", "u1"),
    (U1_U2, &[], r#"client_id: "u2""#, "u2", "u2"),
    (U1_U2, &[], r#"object_id: "U2""#, "u2", "u2"),
    (U1_U2, &[], r#"resource_id: "u2""#, "u2", "u2"),
    (U1_U2, &[], r#"client_id: "CCCCCCCC-0000-4000-8000-000000000001""#, "u1", "u1"),
    // Its own identity, by its own ids (F3.2.3); no ARM id is an identity's own.
    (OWN_U1, &[], r#"client_id: "cccccccc-0000-4000-8000-000000000000""#, "{host}", "{host}"),
    (OWN_U1, &[], r#"object_id: "aaaaaaaa-0000-4000-8000-000000000000""#, "{host}", "{host}"),
    (OWN_U1, &[], r#"client_id: "{host}""#, "{host}", "{host}"),
    (OWN_U1, &[], r#"resource_id: "{host}""#, NOT_FOUND, NOT_FOUND_HERE),
    // Each id is an id of one kind.
    (OWN_U1, &[], r#"client_id: "aaaaaaaa-0000-4000-8000-000000000001""#, NOT_FOUND, NOT_FOUND_HERE),
    (OWN_U1, &[], r#"object_id: "cccccccc-0000-4000-8000-000000000001""#, NOT_FOUND, NOT_FOUND_HERE),
    // Not attached, of nobody, of somebody else; having one's own identity does not help.
    (OWN_U1, &[], r#"client_id: "u2""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"client_id: "u2""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"resource_id: "u2""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"client_id: "dddddddd-0000-4000-8000-000000000009""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"object_id: "dddddddd-0000-4000-8000-000000000009""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"resource_id: "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/x/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u9""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"resource_id: "/subscriptions/prod""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"client_id: "other""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, &[], r#"client_id: "alice""#, NOT_FOUND, NOT_FOUND_HERE),
    (OWN_U1, DETACH, BY_CLIENT_ID, NOT_FOUND, NOT_FOUND_HERE),
    (U1, DETACH, BY_CLIENT_ID, NOT_FOUND, NOT_ASKED),
    (BARE, &[], BY_CLIENT_ID, NOT_FOUND, NOT_ASKED),
    // Gone, whichever way it is named.
    (OWN_U1, DELETE, BY_CLIENT_ID, NOT_FOUND, NOT_FOUND_HERE),
    (U1, DELETE, BY_CLIENT_ID, NOT_FOUND, NOT_FOUND_HERE),
    (U1, DELETE, BY_OBJECT_ID, NOT_FOUND, NOT_FOUND_HERE),
    (U1, DELETE, BY_ARM_ID, NOT_FOUND, NOT_FOUND_HERE),
    (U1, DELETE, r#"client_id: "u1""#, NOT_FOUND, NOT_FOUND_HERE),
    // There is one of that name again; what the place is bound to is not there.
    (U1, MAKE_AGAIN, BY_CLIENT_ID, NOT_FOUND, NOT_FOUND_HERE),
    (U1, MAKE_AGAIN, r#"client_id: "u1""#, NOT_FOUND, NOT_FOUND_HERE),
    (U1, MAKE_AGAIN, BY_ARM_ID, NOT_FOUND, NOT_FOUND_HERE),
    (U1, BIND_AGAIN, r#"client_id: "u1""#, "u1", "u1"),
    (U1, BIND_AGAIN, BY_ARM_ID, "u1", "u1"),
    (U1, BIND_AGAIN, BY_CLIENT_ID, NOT_FOUND, NOT_FOUND_HERE),
    // In two ways, even if both mean the same.
    (U1_U2, &[], r#"client_id: "u1", object_id: "u1""#, TWICE, TWICE_HERE),
    (U1_U2, &[], r#"object_id: "u1", resource_id: "u2""#, TWICE, TWICE_HERE),
    (OWN_U1, &[], r#"client_id: "u1", resource_id: "u1""#, TWICE, TWICE_HERE),
];

/// What a request says beside where it comes from, and what comes of it on a virtual machine and on App Service, each
/// with an identity of its own.
type RequestRow = (&'static str, &'static str, &'static str);

const NO_METADATA: &str = "MetadataHeaderMissing: the header `Metadata: true`, in lower case, is missing (400: Required metadata header not specified)";
const ABSENT: &str = "IdentityHeaderMissing: the header `X-IDENTITY-HEADER` does not have the value of IDENTITY_HEADER";
const WRONG: &str = "IdentityHeaderMissing: the header `X-IDENTITY-HEADER` does not have the value of IDENTITY_HEADER (403)";
const GET_ONLY: &str = "MethodNotAllowed: the endpoint takes GET only (405)";
const GET_ONLY_HERE: &str = "MethodNotAllowed: the endpoint takes GET only";
const FOR_NOTHING: &str = "AudienceMissing: the request names no resource that the token is for (400: Required audience parameter not specified)";
const FOR_NOTHING_HERE: &str =
    "AudienceMissing: the request names no resource that the token is for";
const NOT_KNOWN: &str = "ResourceNotFoundInTenant: no service that idsim knows takes tokens for `https://nope.example` (400: AADSTS500011: The resource principal named https://nope.example was not found in the tenant named 7e4a9d10-5c2b-4f6e-8a31-000000000001. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.)";
const NOT_KNOWN_HERE: &str = "ResourceNotFoundInTenant: no service that idsim knows takes tokens for `https://nope.example` (500: An unexpected error occured while fetching the AAD Token.)";

#[rustfmt::skip]
const REQUESTS: &[RequestRow] = &[
    (r#"resource: "https://vault.azure.net""#, "{host}", "{host}"),
    // F3.4: the header, to the letter.
    (r#"resource: "https://vault.azure.net", header: Right"#, "{host}", "{host}"),
    (r#"resource: "https://vault.azure.net", header: Is("true")"#, "{host}", WRONG),
    (r#"resource: "https://vault.azure.net", header: Missing"#, NO_METADATA, ABSENT),
    (r#"resource: "https://vault.azure.net", header: Is("True")"#, NO_METADATA, WRONG),
    (r#"resource: "https://vault.azure.net", header: Is("TRUE")"#, NO_METADATA, WRONG),
    (r#"resource: "https://vault.azure.net", header: Is("false")"#, NO_METADATA, WRONG),
    (r#"resource: "https://vault.azure.net", header: Is("")"#, NO_METADATA, WRONG),
    (r#"resource: "https://vault.azure.net", header: Is(" true")"#, NO_METADATA, WRONG),
    // The method.
    (r#"resource: "https://vault.azure.net", method: GET"#, "{host}", "{host}"),
    (r#"resource: "https://vault.azure.net", method: POST"#, GET_ONLY, GET_ONLY_HERE),
    (r#"resource: "https://vault.azure.net", method: PUT"#, GET_ONLY, GET_ONLY_HERE),
    (r#"resource: "https://vault.azure.net", method: DELETE"#, GET_ONLY, GET_ONLY_HERE),
    // The resource.
    ("", FOR_NOTHING, FOR_NOTHING_HERE),
    (r#"resource: """#, FOR_NOTHING, FOR_NOTHING_HERE),
    (r#"resource: "https://nope.example""#, NOT_KNOWN, NOT_KNOWN_HERE),
    (r#"resource: "https://storage.azure.com/""#, "{host}", "{host}"),
    (r#"resource: "https://management.core.windows.net""#, "{host}", "{host}"),
    (r#"resource: "https://anybody.blob.core.windows.net""#, "{host}", "{host}"),
    (r#"resource: "499b84ac-1321-427f-aa17-267ca6975798""#, "{host}", "{host}"),
    // The version (F3.1.1, F3.6): a date, from the first one on; on App Service the one that idsim knows.
    (r#"resource: "https://vault.azure.net", api_version: "2018-02-01""#, "{host}", "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2018-02-01`"),
    (r#"resource: "https://vault.azure.net", api_version: "2019-08-01""#, "{host}", "{host}"),
    (r#"resource: "https://vault.azure.net", api_version: "2099-01-01""#, "{host}", "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2099-01-01`"),
    (r#"resource: "https://vault.azure.net", api_version: "2018-01-31""#, "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2018-01-31`", "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2018-01-31`"),
    (r#"resource: "https://vault.azure.net", api_version: "2017-09-01""#, "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2017-09-01`", "EndpointNotModelled: not modelled: version 2017-09-01 of App Service's endpoint"),
    (r#"resource: "https://vault.azure.net", api_version: "latest""#, "ApiVersionNotSupported: the endpoint of `{host}` does not take version `latest`", "ApiVersionNotSupported: the endpoint of `{host}` does not take version `latest`"),
    (r#"resource: "https://vault.azure.net", api_version: """#, "ApiVersionNotSupported: the endpoint of `{host}` does not take version ``", "ApiVersionNotSupported: the endpoint of `{host}` does not take version ``"),
    (r#"resource: "https://vault.azure.net", api_version: "2018.02.01""#, "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2018.02.01`", "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2018.02.01`"),
    // The address (F3.1.2, F3.6).
    (r#"resource: "https://vault.azure.net", to: Imds"#, "{host}", "NoEndpoint: `{host}` does not reach http://169.254.169.254; its code asks the address in IDENTITY_ENDPOINT"),
    (r#"resource: "https://vault.azure.net", to: IdentityEndpoint"#, "NoEndpoint: `{host}` has no IDENTITY_ENDPOINT; its code asks http://169.254.169.254", "{host}"),
    // Of several mistakes the first is told: address, method, header, version, resource named, identity, resource known.
    (r#"resource: "https://nope.example", client_id: "u2", api_version: "2017-09-01", header: Missing, method: POST"#, GET_ONLY, GET_ONLY_HERE),
    (r#"resource: "https://nope.example", client_id: "u2", api_version: "2017-09-01", header: Missing"#, NO_METADATA, ABSENT),
    (r#"client_id: "u2", api_version: "2017-09-01""#, "ApiVersionNotSupported: the endpoint of `{host}` does not take version `2017-09-01`", "EndpointNotModelled: not modelled: version 2017-09-01 of App Service's endpoint"),
    (r#"client_id: "u2""#, FOR_NOTHING, FOR_NOTHING_HERE),
    (r#"resource: "https://nope.example", client_id: "u2""#, NOT_FOUND, NOT_FOUND_HERE),
];

/// Where there is no endpoint, or none that idsim knows.
#[rustfmt::skip]
const PLACES: &[(&str, &[&str], &str)] = &[
    ("laptop", &[], "NoEndpoint: `laptop` is outside Azure, where no token endpoint answers"),
    ("vm1", &[r#"DeleteResource("vm1")"#], "NoEndpoint: `vm1` does not exist any more: no code runs there"),
    ("laptop", &[r#"DeleteMachine("laptop")"#], "NoEndpoint: `laptop` is outside Azure, where no token endpoint answers"),
    ("factory1", &[], "EndpointNotModelled: not modelled: where code on `factory1`, a Microsoft.DataFactory/factories, asks for tokens"),
    ("arc1", &[], "EndpointNotModelled: not modelled: where code on `arc1`, a Microsoft.HybridCompute/machines, asks for tokens"),
    ("app1", &[], "app1"),
    ("app1", &[r#"SetEnvironmentVariable(at: "app1", name: "WEBSITE_DISABLE_MSI", value: "true")"#], "NoEndpoint: the endpoint of `app1` is shut: WEBSITE_DISABLE_MSI is set"),
    ("app1", &[r#"SetEnvironmentVariable(at: "app1", name: "WEBSITE_DISABLE_MSI", value: "True")"#], "NoEndpoint: the endpoint of `app1` is shut: WEBSITE_DISABLE_MSI is set"),
    ("app1", &[r#"SetEnvironmentVariable(at: "app1", name: "WEBSITE_DISABLE_MSI", value: "false")"#], "app1"),
    // The metadata service answers so often (F3.4.3); of App Service nobody says how often it does.
    ("vm1", &[r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://storage.azure.com/")"#], "TooManyRequests: code on `vm1` gets tokens 1 within 5s at most: the next one in 5s (429: Temporarily throttled, too many requests)"),
    ("vm1", &[r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://storage.azure.com/")"#, r#"Wait("3s")"#], "TooManyRequests: code on `vm1` gets tokens 1 within 5s at most: the next one in 2s (429: Temporarily throttled, too many requests)"),
    ("vm1", &[r#"IssueToken(on: "vm1", identity: "vm1", audience: "https://storage.azure.com/")"#, r#"Wait("5s")"#], "vm1"),
    ("app1", &[r#"IssueToken(on: "app1", identity: "app1", audience: "https://storage.azure.com/")"#], "app1"),
    // On a machine the setting means nothing.
    ("vm1", &[r#"SetEnvironmentVariable(at: "vm1", name: "WEBSITE_DISABLE_MSI", value: "true")"#], "vm1"),
];

const LIKE_MACHINES: &[&str] = &[
    "Microsoft.Compute/virtualMachines",
    "Microsoft.Compute/virtualMachineScaleSets",
    "Microsoft.ContainerInstance/containerGroups",
];
const LIKE_APPS: &[&str] = &["Microsoft.Web/sites", "Microsoft.Web/sites/slots"];

#[test]
fn a_place_with_identities_answers_for_the_one_that_is_meant() -> Outcome {
    let mut wrong = Vec::new();
    for (block, events, selector, on_machines, on_apps) in IDENTITIES {
        let rest = format!(r#"resource: "https://vault.azure.net", {selector}"#);
        wrong.extend(compare(LIKE_MACHINES, block, events, &rest, on_machines)?);
        wrong.extend(compare(LIKE_APPS, block, events, &rest, on_apps)?);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn a_request_is_looked_at_before_it_is_answered() -> Outcome {
    let mut wrong = Vec::new();
    for (rest, on_machines, on_apps) in REQUESTS {
        wrong.extend(compare(LIKE_MACHINES, OWN, &[], rest, on_machines)?);
        wrong.extend(compare(LIKE_APPS, OWN, &[], rest, on_apps)?);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn elsewhere_nothing_answers() -> Outcome {
    let tenant = r#"(
        clock: "2026-01-01T00:00:00Z",
        options: (rates: Only(token_requests_per_resource: (at_most: 1, within: "5s"))),
        resources: {
            "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true)),
            "app1": (type: "Microsoft.Web/sites", identity: (system_assigned: true)),
            "factory1": (type: "Microsoft.DataFactory/factories", identity: (system_assigned: true)),
            "arc1": (type: "Microsoft.HybridCompute/machines", identity: (system_assigned: true)),
        },
        machines: {"laptop": ()},
    )"#;
    for (from, events, expected) in PLACES {
        let mut world = world(tenant)?;
        happen(&mut world, events, from)?;
        let answer = world.token(&TokenRequest::new(*from, "https://vault.azure.net"))?;
        assert_eq!(told(&world, &answer), *expected);
    }
    Ok(())
}

#[test]
fn names_that_mean_nothing_are_no_answers() -> Outcome {
    let world = world(&tenant("Microsoft.Compute/virtualMachines", U1))?;
    for (request, expected) in [
        (r#"(from: "hots")"#, "nothing is called `hots`"),
        (
            r#"(from: "host", client_id: "u3")"#,
            "nothing is called `u3`",
        ),
        (
            r#"(from: "host", object_id: "u3")"#,
            "nothing is called `u3`",
        ),
        (
            r#"(from: "host", resource_id: "u3")"#,
            "nothing is called `u3`",
        ),
        (
            r#"(from: "u1")"#,
            "`u1` is a user-assigned identity, not a resource or a machine",
        ),
        (
            r#"(from: "alice")"#,
            "`alice` is a directory object, not a scope",
        ),
    ] {
        let said = world
            .token(&read(request)?)
            .map_err(|error| error.to_string());
        assert_eq!(said, Err(expected.to_owned()), "{request}");
    }
    Ok(())
}

#[test]
fn every_code_is_in_a_table() {
    let identities = IDENTITIES.iter().flat_map(|row| [row.3, row.4]);
    let requests = REQUESTS.iter().flat_map(|row| [row.1, row.2]);
    let texts: Vec<&str> = identities
        .chain(requests)
        .chain(PLACES.iter().map(|row| row.2))
        .collect();
    let is_told = |code: &&TokenErrorCode| {
        let head = format!("{code}: ");
        texts.iter().any(|text| text.starts_with(&head))
    };
    let missing: Vec<_> = TokenErrorCode::ALL
        .iter()
        .filter(|it| !is_told(it))
        .collect();
    assert_eq!(missing, Vec::<&TokenErrorCode>::new());
}

/// Asks on each of these types, and complains of the answers that are not the expected one.
fn compare(
    types: &[&str],
    block: &str,
    events: &[&str],
    rest: &str,
    expected: &str,
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut wrong = Vec::new();
    for resource_type in types {
        let host = host(resource_type);
        let mut world = world(&tenant(resource_type, block))?;
        happen(&mut world, events, host)?;
        let request = format!(r#"(from: "{host}", {})"#, rest.replace("{host}", host));
        let answer = world.token(&read(&request)?)?;
        let (got, expected) = (told(&world, &answer), expected.replace("{host}", host));
        if got != expected {
            wrong.push(format!(
                "{resource_type} {block} {events:?} {rest}\n  expected {expected}\n  got      {got}"
            ));
        }
    }
    Ok(wrong)
}

/// What the place under test is called.
fn host(resource_type: &str) -> &'static str {
    match resource_type.ends_with("/slots") {
        true => "app1/slots/staging",
        false => "host",
    }
}

/// One place with identities, two shared identities with ids that are known, and others who could be meant.
fn tenant(resource_type: &str, block: &str) -> String {
    let host = host(resource_type);
    format!(
        r#"(
            identities: {{
                "u1": (principal_id: "aaaaaaaa-0000-4000-8000-000000000001", client_id: "cccccccc-0000-4000-8000-000000000001"),
                "u2": (principal_id: "aaaaaaaa-0000-4000-8000-000000000002", client_id: "cccccccc-0000-4000-8000-000000000002"),
            }},
            resources: {{
                "app1": (type: "Microsoft.Web/sites"),
                "other": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true)),
                "{host}": (type: "{resource_type}", identity: {block}),
            }},
            users: {{"alice": ()}},
        )"#
    )
}

/// Whose token it is, or what is said instead.
fn told(world: &World, answer: &TokenAnswer) -> String {
    match answer {
        TokenAnswer::Issued { token, .. } => world.name_of_principal(token.principal),
        TokenAnswer::Refused(error) => error.to_string(),
    }
}

fn happen(world: &mut World, events: &[&str], host: &str) -> Outcome {
    for event in events {
        let event: Event = read(&event.replace("{host}", host))?;
        world.apply(event)?;
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
