//! Written states that no world can be in: tokens that say what nobody can have issued, revocations of what cannot be revoked, and APIs that nobody could call.

use idsim::{Catalog, CatalogOverrides};

use crate::{Outcome, read, world};

const TOKEN: &str = r#"(
    audience: "https://vault.azure.net", tenant: "7e4a9d10-5c2b-4f6e-8a31-000000000001",
    principal: "aaaaaaaa-0000-4000-8000-000000000001", client_id: "cccccccc-0000-4000-8000-000000000001",
    identity: "VM1", issued_on: "VM1", issued: "2026-01-01T00:00:00Z", expires: "2026-01-02T00:00:00Z",
)"#;
const VM1: &str = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Compute/virtualMachines/vm1";

/// A tenant in which vm1 keeps this token.
fn tenant(token: &str, clock: &str) -> String {
    format!(
        r#"({clock}
        resources: {{
            "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true,
                principal_id: "aaaaaaaa-0000-4000-8000-000000000001", client_id: "cccccccc-0000-4000-8000-000000000001")),
            "kv1": (type: "Microsoft.KeyVault/vaults"),
        }},
        users: {{"alice": ()}},
        history: (issued_tokens: [(host: "vm1", token: {})]),
    )"#,
        token.replace("VM1", VM1)
    )
}

#[test]
fn tokens_that_nobody_issued_are_refused() -> Outcome {
    let clock = r#"clock: "2026-01-01T12:00:00Z","#;
    assert!(world(&tenant(TOKEN, clock)).is_ok());
    assert!(world(&tenant(TOKEN, "")).is_err(), "no clock");
    #[rustfmt::skip]
    let rows = [
        (r#"issued: "2026-01-01T00:00:00Z""#, r#"issued: "2027-01-01T00:00:00Z""#, "later than now"),
        (r#"expires: "2026-01-02T00:00:00Z""#, r#"expires: "2025-01-02T00:00:00Z""#, "expires before"),
        (r#", expires: "2026-01-02T00:00:00Z""#, "", "when it was issued and expires"),
        ("7e4a9d10-5c2b-4f6e-8a31-000000000001", "7e4a9d10-5c2b-4f6e-8a31-000000000002", "another application or directory"),
        ("cccccccc-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000002", "another application or directory"),
        ("principal: \"aaaaaaaa-0000-4000-8000-000000000001\"", "principal: \"aaaaaaaa-0000-4000-8000-000000000009\"", "no managed identity"),
        (r#"issued_on: "VM1","#, "", "on what it was issued"),
        (r#"identity: "VM1","#, r#"identity: "VM10","#, "on what it was issued"),
        (r#"audience: "https://vault.azure.net""#, r#"audience: """#, "no token is issued for it"),
        (r#"audience: "https://vault.azure.net""#, r#"groups: ["aaaaaaaa-0000-4000-8000-000000000001"], audience: "https://vault.azure.net""#, "a group that there never was"),
    ];
    for (from, to, why) in rows {
        assert!(TOKEN.contains(from), "{from}");
        let error = world(&tenant(&TOKEN.replace(from, to), clock)).expect_err(to);
        assert!(error.to_string().contains(why), "{to}: {error}");
    }
    let elsewhere = tenant(TOKEN, clock).replace(r#"(host: "vm1""#, r#"(host: "subscription""#);
    assert!(world(&elsewhere).is_err());
    Ok(())
}

#[test]
fn revocations_of_what_cannot_be_revoked_are_refused() -> Outcome {
    let tenant = |clock: &str, revoked: &str| {
        let text = r#"(CLOCK
            identities: {"u1": (principal_id: "aaaaaaaa-0000-4000-8000-000000000001")},
            resources: {"vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true,
                principal_id: "aaaaaaaa-0000-4000-8000-000000000002"))},
            history: (revoked_tokens: [REVOKED]),
        )"#;
        world(&text.replace("CLOCK", clock).replace("REVOKED", revoked))
    };
    let clock = r#"clock: "2026-01-01T12:00:00Z","#;
    let right =
        r#"(principal: "aaaaaaaa-0000-4000-8000-000000000001", up_to: "2026-01-01T12:00:00Z")"#;
    assert!(
        tenant(clock, right)?
            .tokens_revoked("aaaaaaaa-0000-4000-8000-000000000001".parse()?)
            .is_some()
    );
    #[rustfmt::skip]
    let rows = [
        ("", right.to_owned(), "there is no clock"),
        (clock, right.replace("12:00:00", "12:00:01"), "later than now"),
        (clock, right.replace("000000000001", "000000000002"), "user-assigned identities only"),
        (clock, right.replace("000000000001", "000000000003"), "user-assigned identities only"),
        (clock, format!("{right}, {right}"), "written twice"),
    ];
    for (clock, revoked, why) in rows {
        let error = tenant(clock, &revoked).expect_err(why);
        assert!(error.to_string().contains(why), "{revoked}: {error}");
        assert!(error.to_string().starts_with("revoked_tokens["), "{error}");
    }
    Ok(())
}

#[test]
fn apis_that_nobody_could_call_are_refused() -> Outcome {
    let api = |text: &str| -> Result<bool, Box<dyn std::error::Error>> {
        let service = format!(
            r#"(services: {{"A.B/c": (name: "C", system_assigned: false, user_assigned: Unsupported, source: ["t"], apis: [{text}])}})"#
        );
        let overrides: CatalogOverrides = read(&service)?;
        Ok(Catalog::built_in().with_overrides(overrides).is_ok())
    };
    let right = r#"(host: "{name}.c.example", audiences: ["https://c.example"], answers: Unknown, below: "d/{1}/e/{2}")"#;
    assert!(api(right)?);
    assert!(api(&right.replace("{name}.", ""))?, "one host for all");
    for (from, to) in [
        ("{name}.c.example", ""),
        ("{name}.c.example", "{name}"),
        ("{name}.c.example", "{name}{name}.c.example"),
        ("{name}.c.example", "{NAME}.c.example"),
        ("{name}.c.example", "https://{name}.c.example"),
        (r#"["https://c.example"]"#, "[]"),
        ("https://c.example", ""),
        ("https://c.example", "{name}"),
        ("d/{1}/e/{2}", "{"),
        ("d/{1}/e/{2}", "{0}"),
        ("d/{1}/e/{2}", "{10}"),
        ("d/{1}/e/{2}", "d//{1}"),
        ("d/{1}/e/{2}", ""),
    ] {
        assert!(right.contains(from), "{from}");
        assert!(!api(&right.replace(from, to))?, "{from} -> {to}");
    }
    Ok(())
}
