//! What an answer holds, field by field, and what the token states.

use idsim::{TokenAnswer, TokenRequest, World};

use super::{Outcome, read, world};

const CLOCK: &str = r#"clock: "2026-01-01T00:00:00Z","#;
const ARM: &str =
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers";

fn tenant(beginning: &str) -> String {
    format!(
        r#"({beginning}
            tenant_id: "72f988bf-86f1-41af-91ab-2d7cd011db47",
            identities: {{"u1": (principal_id: "aaaaaaaa-0000-4000-8000-000000000001", client_id: "cccccccc-0000-4000-8000-000000000001")}},
            resources: {{
                "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, principal_id: "aaaaaaaa-0000-4000-8000-000000000000", client_id: "cccccccc-0000-4000-8000-000000000000", user_assigned: ["u1"])),
                "vm2": (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["u1"])),
                "app1": (type: "Microsoft.Web/sites", identity: (user_assigned: ["u1"])),
                "factory1": (type: "Microsoft.DataFactory/factories"),
            }},
        )"#
    )
}

/// A request without its brackets, and the fields of the answer.
fn fields(world: &World, request: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let answer = world.token(&read(&format!("({request})"))?)?;
    let body = answer.body(world.clock());
    Ok(body
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect())
}

#[test]
fn an_answer_has_the_fields_of_its_endpoint() -> Outcome {
    let (with, without) = (world(&tenant(CLOCK))?, world(&tenant(""))?);
    let eight_hours = world(&tenant(
        r#"clock: "2026-01-01T00:00:00Z", options: (token_lifetime: "8h"),"#,
    ))?;
    for (world, request, expected) in [
        // F3.3
        (
            &with,
            r#"from: "vm1", resource: "https://vault.azure.net""#,
            vec![
                "access_token=",
                "refresh_token=",
                "expires_in=86400",
                "expires_on=1767312000",
                "not_before=1767225600",
                "resource=https://vault.azure.net",
                "token_type=Bearer",
            ],
        ),
        (
            &eight_hours,
            r#"from: "vm1", resource: "https://storage.azure.com/""#,
            vec![
                "access_token=",
                "refresh_token=",
                "expires_in=28800",
                "expires_on=1767254400",
                "not_before=1767225600",
                "resource=https://storage.azure.com/",
                "token_type=Bearer",
            ],
        ),
        (
            &without,
            r#"from: "vm1", resource: "https://vault.azure.net""#,
            vec![
                "access_token=",
                "refresh_token=",
                "resource=https://vault.azure.net",
                "token_type=Bearer",
            ],
        ),
        // F3.6.2: whose it is, and nothing of how long
        (
            &with,
            r#"from: "app1", resource: "https://vault.azure.net", client_id: "u1""#,
            vec![
                "access_token=",
                "client_id=cccccccc-0000-4000-8000-000000000001",
                "expires_on=1767312000",
                "not_before=1767225600",
                "resource=https://vault.azure.net",
                "token_type=Bearer",
            ],
        ),
        (
            &without,
            r#"from: "app1", resource: "https://vault.azure.net", client_id: "u1""#,
            vec![
                "access_token=",
                "client_id=cccccccc-0000-4000-8000-000000000001",
                "resource=https://vault.azure.net",
                "token_type=Bearer",
            ],
        ),
        // F3.4, F3.6.3: errors
        (
            &with,
            r#"from: "vm2", resource: "https://vault.azure.net", client_id: "cccccccc-0000-4000-8000-000000000009""#,
            vec![
                "error=invalid_request",
                "error_description=Identity not found",
            ],
        ),
        (
            &with,
            r#"from: "vm1""#,
            vec![
                "error=invalid_request",
                "error_description=Required audience parameter not specified",
            ],
        ),
        (
            &with,
            r#"from: "vm1", resource: "https://vault.azure.net", header: Missing"#,
            vec![
                "error=bad_request_102",
                "error_description=Required metadata header not specified",
            ],
        ),
        (
            &with,
            r#"from: "vm1", resource: "https://nope.example""#,
            vec![
                "error=invalid_resource",
                "error_description=AADSTS500011: The resource principal named https://nope.example was not found in the tenant named 72f988bf-86f1-41af-91ab-2d7cd011db47. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
            ],
        ),
        (
            &with,
            r#"from: "app1", resource: "https://vault.azure.net""#,
            vec![
                "statusCode=400",
                "message=Unable to load the proper Managed Identity.",
            ],
        ),
        (
            &with,
            r#"from: "app1", resource: "https://vault.azure.net", client_id: "cccccccc-0000-4000-8000-000000000009""#,
            vec![
                "statusCode=400",
                "message=No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
            ],
        ),
        (
            &with,
            r#"from: "app1", resource: "https://nope.example", client_id: "u1""#,
            vec![
                "statusCode=500",
                "message=An unexpected error occured while fetching the AAD Token.",
            ],
        ),
        // nobody says what these say
        (
            &with,
            r#"from: "vm1", resource: "https://vault.azure.net", method: POST"#,
            vec![],
        ),
        (
            &with,
            r#"from: "vm1", resource: "https://vault.azure.net", api_version: "2017-09-01""#,
            vec![],
        ),
        (
            &with,
            r#"from: "vm1", resource: "https://vault.azure.net", client_id: "u1", object_id: "u1""#,
            vec![],
        ),
        (&with, r#"from: "app1""#, vec![]),
        (
            &with,
            r#"from: "app1", resource: "https://vault.azure.net", header: Missing"#,
            vec![],
        ),
        (
            &with,
            r#"from: "app1", resource: "https://vault.azure.net", header: Is("x")"#,
            vec![],
        ),
        (
            &with,
            r#"from: "factory1", resource: "https://vault.azure.net""#,
            vec![],
        ),
    ] {
        assert_eq!(fields(world, request)?, expected, "{request}");
    }
    Ok(())
}

#[test]
fn an_answer_tells_what_is_left_of_a_token() -> Outcome {
    let mut world = world(&tenant(CLOCK))?;
    let request = TokenRequest::new("vm1", "https://vault.azure.net");
    world.request_token(&request)?;
    for (wait, left) in [
        ("0s", "86400"),
        ("1h", "82800"),
        ("22h 59m 59s", "1"),
        ("1s", "86400"),
    ] {
        world.apply(idsim::Event::Wait(wait.parse()?))?;
        let body = world.token(&request)?.body(world.clock());
        assert!(
            body.contains(&("expires_in", left.to_owned())),
            "{wait}: {body:?}"
        );
    }
    Ok(())
}

#[test]
fn an_issued_answer_is_no_error_and_the_other_way_round() -> Outcome {
    let world = world(&tenant(""))?;
    for (request, is_issued) in [
        (TokenRequest::new("vm1", "https://vault.azure.net"), true),
        (TokenRequest::new("app1", "https://vault.azure.net"), false),
    ] {
        let answer: TokenAnswer = world.token(&request)?;
        assert_eq!(answer.token().is_some(), is_issued);
        assert_eq!(answer.error().is_none(), is_issued);
    }
    Ok(())
}

/// What a token states of whom it speaks and where it was issued (F3.7).
#[test]
fn a_token_states_its_claims() -> Outcome {
    let (with, without) = (world(&tenant(CLOCK))?, world(&tenant(""))?);
    let issuer = "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/";
    for (world, request, number, rest) in [
        (
            &with,
            r#"from: "vm1", resource: "https://vault.azure.net""#,
            0,
            vec![format!(
                "xms_mirid={ARM}/Microsoft.Compute/virtualMachines/vm1"
            )],
        ),
        (
            &with,
            r#"from: "vm1", resource: "https://vault.azure.net", client_id: "u1""#,
            1,
            vec![
                format!("xms_mirid={ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/u1"),
                format!("xms_az_rid={ARM}/Microsoft.Compute/virtualMachines/vm1"),
            ],
        ),
        (
            &without,
            r#"from: "vm2", resource: "https://vault.azure.net""#,
            1,
            vec![
                format!("xms_mirid={ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/u1"),
                format!("xms_az_rid={ARM}/Microsoft.Compute/virtualMachines/vm2"),
            ],
        ),
        (
            &without,
            r#"from: "app1", resource: "https://vault.azure.net", client_id: "u1""#,
            1,
            vec![
                format!("xms_mirid={ARM}/Microsoft.ManagedIdentity/userAssignedIdentities/u1"),
                format!("xms_az_rid={ARM}/Microsoft.Web/sites/app1"),
            ],
        ),
    ] {
        let mut expected = vec![
            "aud=https://vault.azure.net".to_owned(),
            format!("iss={issuer}"),
        ];
        if world.clock().is_some() {
            expected
                .extend(["iat=1767225600", "nbf=1767225600", "exp=1767312000"].map(String::from));
        }
        expected.push(format!("appid=cccccccc-0000-4000-8000-00000000000{number}"));
        expected.push(format!("idp={issuer}"));
        expected.push(format!("oid=aaaaaaaa-0000-4000-8000-00000000000{number}"));
        expected.push(format!("sub=aaaaaaaa-0000-4000-8000-00000000000{number}"));
        expected.push("tid=72f988bf-86f1-41af-91ab-2d7cd011db47".to_owned());
        expected.push("ver=1.0".to_owned());
        expected.extend(rest);
        let answer = world.token(&read(&format!("({request})"))?)?;
        let token = answer.token().ok_or("no token")?;
        let got: Vec<String> = token
            .claims()
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(got, expected, "{request}");
        assert_eq!(token.issuer(), issuer);
    }
    Ok(())
}

#[test]
fn a_token_is_good_for_a_day_or_as_long_as_the_tenant_says() -> Outcome {
    for (options, expires) in [
        ("", "2026-01-02T00:00:00Z"),
        ("options: (),", "2026-01-02T00:00:00Z"),
        (
            r#"options: (token_lifetime: "1h"),"#,
            "2026-01-01T01:00:00Z",
        ),
        (
            r#"options: (token_lifetime: "PT8H"),"#,
            "2026-01-01T08:00:00Z",
        ),
        (
            r#"options: (token_lifetime: "30d"),"#,
            "2026-01-31T00:00:00Z",
        ),
    ] {
        let world = world(&tenant(&format!("{CLOCK} {options}")))?;
        let answer = world.token(&TokenRequest::new("vm1", "https://vault.azure.net"))?;
        let token = answer.token().ok_or("no token")?;
        assert_eq!(token.issued, world.clock(), "{options}");
        assert_eq!(token.expires, Some(expires.parse()?), "{options}");
        assert!(
            !token.is_expired(world.clock()) && token.is_expired(token.expires),
            "{options}"
        );
    }
    let world = world(&tenant(""))?;
    let answer = world.token(&TokenRequest::new("vm1", "https://vault.azure.net"))?;
    let token = answer.token().ok_or("no token")?;
    assert_eq!((token.issued, token.expires), (None, None));
    assert!(!token.is_expired(None) && !token.is_expired(Some("9999-01-01T00:00:00Z".parse()?)));
    Ok(())
}
