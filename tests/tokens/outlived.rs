//! Tokens that outlive things: what is told of them, and what services say when they are over (F1.10).

use idsim::{
    AccessRequest, ActionRequest, Bearer, CallCode, CallRequest, Event, Reason, Token,
    TokenRequest, World,
};

use super::{Outcome, read, world};

const TENANT: &str = r#"(
    clock: "2026-01-01T11:03:04Z",
    options: (token_lifetime: "3h"),
    identities: {"u1": (resource_group: "resource-group")},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["u1"]), resource_group: "resource-group"),
        "kv1": (type: "Microsoft.KeyVault/vaults", resource_group: "resource-group"),
        "sa1": (type: "Microsoft.Storage/storageAccounts", resource_group: "resource-group"),
        "acr1": (type: "Microsoft.ContainerRegistry/registries", resource_group: "resource-group"),
        "config1": (type: "Microsoft.AppConfiguration/configurationStores", resource_group: "resource-group"),
        "sql1": (type: "Microsoft.Sql/servers", resource_group: "resource-group"),
        "sql1/databases/db1": (type: "Microsoft.Sql/servers/databases", database_users: ["vm1"]),
    },
    groups: {"readers": (members: ["vm1"]), "rest": ()},
    resource_groups: {"resource-group": (), "rg2": ()},
    role_assignments: [
        (principal: "vm1", role: "Key Vault Secrets User", scope: "kv1"),
        (principal: "u1", role: "Key Vault Secrets User", scope: "kv1"),
        (principal: "readers", role: "Storage Blob Data Reader", scope: "sa1"),
        (principal: "vm1", role: "Reader", scope: "resource-group"),
    ],
)"#;

/// A token of the VM's own identity, or of the one that its client id names.
fn token(world: &World, resource: &str, of: Option<&str>) -> Result<Token, String> {
    let request = TokenRequest::new("vm1", resource);
    let request = match of {
        Some(identity) => request.for_client_id(identity),
        None => request,
    };
    let answer = world.token(&request).map_err(|it| it.to_string())?;
    answer.token().cloned().ok_or_else(|| "no token".to_owned())
}

const VAULT: &str = "https://vault.azure.net";
const STORAGE: &str = "https://storage.azure.com/";
const ARM: &str = "https://management.azure.com/";

/// What a token is for and of whom; what happens; what is asked, where; the reason, and what is told of the token.
type Row = (
    (&'static str, Option<&'static str>),
    &'static [&'static str],
    (&'static str, &'static str),
    Reason,
    &'static str,
);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ((VAULT, None), &[], ("secrets/get", "kv1"), Reason::Granted, ""),
    ((VAULT, None), &[r#"DisableSystemAssigned("vm1")"#], ("secrets/get", "kv1"), Reason::Granted, "with a token of a deleted identity until 2026-01-01T14:03:04Z"),
    ((VAULT, None), &[r#"DeleteResource("vm1")"#], ("secrets/get", "kv1"), Reason::Granted, "with a token of a deleted identity until 2026-01-01T14:03:04Z"),
    ((VAULT, Some("u1")), &[r#"DetachIdentity(identity: "u1", from: "vm1")"#], ("secrets/get", "kv1"), Reason::Granted, "with a token of an identity that is no longer attached to `vm1` until 2026-01-01T14:03:04Z"),
    ((VAULT, Some("u1")), &[r#"DeleteResource("vm1")"#], ("secrets/get", "kv1"), Reason::Granted, "with a token issued on a resource that is no longer there until 2026-01-01T14:03:04Z"),
    ((VAULT, Some("u1")), &[r#"MoveResource(resource: "vm1", to: "rg2")"#], ("secrets/get", "kv1"), Reason::Granted, "with a token issued on a resource that is no longer there until 2026-01-01T14:03:04Z"),
    ((VAULT, Some("u1")), &[r#"DeleteIdentity("u1")"#, r#"DeleteResource("vm1")"#], ("secrets/get", "kv1"), Reason::Granted, "with a token of a deleted identity until 2026-01-01T14:03:04Z"),
    ((STORAGE, None), &[r#"RemoveMember(group: "readers", member: "vm1")"#], ("blobs/read", "sa1"), Reason::Granted, "with a token that states group `readers` until 2026-01-01T14:03:04Z"),
    ((STORAGE, None), &[r#"DeleteGroup("readers")"#], ("blobs/read", "sa1"), Reason::Granted, "with a token that states the deleted group `readers` until 2026-01-01T14:03:04Z"),
    // A group that has nothing to do with it.
    ((VAULT, None), &[r#"RemoveMember(group: "readers", member: "vm1")"#], ("secrets/get", "kv1"), Reason::Granted, ""),
    // Of what is not allowed nothing is told but why.
    ((VAULT, None), &[r#"DisableSystemAssigned("vm1")"#], ("secrets/set", "kv1"), Reason::NotInRole, ""),
    // The last second, and the first one after it.
    ((VAULT, None), &[r#"Wait("2h 59m 59s")"#], ("secrets/get", "kv1"), Reason::Granted, ""),
    ((VAULT, None), &[r#"Wait("3h")"#], ("secrets/get", "kv1"), Reason::TokenExpired, ""),
    ((VAULT, None), &[r#"Wait("3h")"#, r#"DeleteResource("vm1")"#], ("vault/read", "kv1"), Reason::TokenExpired, ""),
    // Audiences: to the letter, by the action that is asked about, and not at all where no API of it is known.
    ((VAULT, None), &[], ("vault/read", "kv1"), Reason::OtherAudience, ""),
    ((ARM, None), &[], ("vault/read", "kv1"), Reason::Granted, ""),
    ((ARM, None), &[], ("secrets/get", "kv1"), Reason::OtherAudience, ""),
    (("https://vault.azure.net/", None), &[], ("secrets/get", "kv1"), Reason::OtherAudience, ""),
    (("https://sa1.blob.core.windows.net", None), &[], ("blobs/read", "sa1"), Reason::Granted, ""),
    (("https://sa2.blob.core.windows.net", None), &[], ("blobs/read", "sa1"), Reason::OtherAudience, ""),
    ((VAULT, None), &[], ("metrics/write", "resource-group"), Reason::NotInRole, ""),
    // Revoked: up to the very second, of one identity, whatever becomes of it.
    ((VAULT, Some("u1")), &[r#"RevokeTokens("u1")"#], ("secrets/get", "kv1"), Reason::TokenRevoked, ""),
    ((VAULT, Some("u1")), &[r#"Wait("1h")"#, r#"RevokeTokens("u1")"#, r#"DeleteIdentity("u1")"#], ("secrets/get", "kv1"), Reason::TokenRevoked, ""),
    ((VAULT, Some("u1")), &[r#"RevokeTokens("u1")"#], ("vault/read", "kv1"), Reason::OtherAudience, ""),
    ((VAULT, Some("u1")), &[r#"RevokeTokens("u1")"#, r#"Wait("3h")"#], ("secrets/get", "kv1"), Reason::TokenExpired, ""),
    ((VAULT, None), &[r#"RevokeTokens("u1")"#], ("secrets/get", "kv1"), Reason::Granted, ""),
];

#[test]
fn a_token_goes_by_what_it_says() -> Outcome {
    for ((resource, of), events, (operation, on), reason, outlived) in ROWS {
        let mut world = world(TENANT)?;
        let token = token(&world, resource, *of)?;
        for event in *events {
            world.apply(read::<Event>(event)?)?;
        }
        let action = ActionRequest::Operation((*operation).into());
        let asked = AccessRequest::with_token(token, action, *on);
        let story = world.explain(&asked)?;
        let row = format!("{resource} {of:?} {events:?} {operation}");
        assert_eq!(story.decision.reason, *reason, "{row}");
        assert_eq!(world.check(&asked)?, story.decision, "{row}");
        assert_eq!(story.outlived().unwrap_or_default(), *outlived, "{row}");
        assert!(story.because().starts_with(outlived), "{row}");
        let is_refused = *reason < Reason::NoIdentity;
        // Against what is wrong with a token no role helps.
        assert!(!is_refused || story.remedy.is_none(), "{row}");
        assert!(!is_refused || story.because().contains("token"), "{row}");
    }
    Ok(())
}

/// What a token is for; what is called; how far it comes when the token is over, or revoked, with the status and the words.
type Call = (
    &'static str,
    &'static str,
    &'static str,
    CallCode,
    Option<u16>,
    &'static str,
);

#[rustfmt::skip]
const CALLS: &[Call] = &[
    (VAULT, "https://kv1.vault.azure.net/secrets/s1", "secrets/get", CallCode::TokenExpired, Some(401), "[TokenExpired] Error validating token: 'S2S12086'."),
    (STORAGE, "https://sa1.blob.core.windows.net/c1", "blobs/read", CallCode::TokenExpired, Some(403), "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."),
    (ARM, "https://management.azure.com", "vault/read", CallCode::TokenExpired, Some(401), "The access token expiry UTC time '1/1/2026 2:03:04 PM' is earlier than current UTC time '1/2/2026 12:03:04 AM'."),
    ("https://appconfig.azure.com", "https://config1.azconfig.io", "key-values/read", CallCode::TokenExpired, Some(401), ""),
    ("https://database.windows.net/", "tcp:sql1.database.windows.net/db1", "login", CallCode::TokenExpired, None, "Login failed for user '<token-identified principal>'. Token is expired."),
    // Whatever it was for.
    (STORAGE, "https://kv1.vault.azure.net/secrets/s1", "secrets/get", CallCode::TokenExpired, Some(401), "[TokenExpired] Error validating token: 'S2S12086'."),
];

#[test]
fn services_say_of_a_token_that_it_is_over() -> Outcome {
    for (resource, to, operation, code, status, says) in CALLS {
        let mut world = world(TENANT)?;
        let mut call = CallRequest::with_token(token(&world, resource, None)?, *to, *operation);
        call.on = (*to == "https://management.azure.com").then(|| "kv1".into());
        let first = world.call(&call)?;
        assert_ne!(first.code, *code, "{to} {resource}");
        world.apply(read::<Event>(r#"Wait("13h")"#)?)?;
        let answer = world.call(&call)?;
        let said = answer.error.as_ref().map_or("", |it| it.message.as_str());
        assert_eq!(
            (answer.code, answer.status, said),
            (*code, *status, *says),
            "{to} {resource}"
        );
        assert!(
            !answer.cure.is_empty() && answer.credential.is_none(),
            "{to}"
        );
    }
    Ok(())
}

/// Revoked in the very second: code that asks then gets a token of the same second, which is refused too.
#[test]
fn services_refuse_what_was_revoked() -> Outcome {
    let mut world = world(TENANT)?;
    let token = token(&world, VAULT, Some("u1"))?;
    let to = "https://kv1.vault.azure.net/secrets/s1";
    let call = CallRequest::with_token(token.clone(), to, "secrets/get");
    assert!(world.call(&call)?.succeeded());
    assert_eq!(call.bearer, Bearer::Token(Box::new(token)));
    world.apply(read::<Event>(r#"RevokeTokens("u1")"#)?)?;
    let answer = world.call(&call)?;
    assert_eq!(
        (answer.code, answer.status),
        (CallCode::TokenRevoked, Some(401))
    );
    assert_eq!(
        answer.because,
        "the tokens that were issued up to 2026-01-01T11:03:04Z are revoked, and this one is of 2026-01-01T11:03:04Z"
    );
    Ok(())
}

/// A token of nobody in this tenant is no token of it.
#[test]
fn a_token_of_somewhere_else_is_an_error() -> Outcome {
    let world = world(TENANT)?;
    let mut token = token(&world, VAULT, None)?;
    token.principal = "dddddddd-0000-4000-8000-00000000dddd".parse()?;
    let to = "https://kv1.vault.azure.net/secrets/s1";
    assert!(
        world
            .call(&CallRequest::with_token(token, to, "secrets/get"))
            .is_err()
    );
    Ok(())
}
