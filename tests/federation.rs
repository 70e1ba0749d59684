//! Tokens from outside exchanged for those of identities, above all while a federated credential is on its way.

use std::collections::BTreeMap;
use std::error::Error;

use idsim::scenario::run_file;
use idsim::{
    Catalog, Code, CodeKind, Event, ExchangeErrorCode, ExchangeRequest, Tenant, World, report,
};

type Outcome = Result<(), Box<dyn Error>>;

/// An identity with one credential, in a world where it takes five minutes until a change is known everywhere.
const SLOW: &str = r#"(
    clock: "2026-01-01T12:00:00Z",
    options: (delays: Azure),
    identities: {"id1": (federated_credentials: {
        "old": (issuer: "https://issuer.example", subject: "old", audiences: ["api://AzureADTokenExchange"]),
    })},
)"#;

const NEW: &str = r#"CreateFederatedCredential(identity: "id1", name: "new", issuer: "https://issuer.example", subject: "new", audiences: ["api://AzureADTokenExchange"])"#;
const OTHER_SUBJECT: &str = r#"CreateFederatedCredential(identity: "id1", name: "old", issuer: "https://issuer.example", subject: "other", audiences: ["api://AzureADTokenExchange"])"#;
const OTHER_ISSUER: &str = r#"CreateFederatedCredential(identity: "id1", name: "old", issuer: "https://other.example", subject: "other", audiences: ["api://AzureADTokenExchange"])"#;
const DESCRIBED: &str = r#"CreateFederatedCredential(identity: "id1", name: "old", issuer: "https://issuer.example", subject: "old", audiences: ["api://AzureADTokenExchange"], description: "builds")"#;
const NO_NEW: &str = r#"DeleteFederatedCredential(identity: "id1", name: "new")"#;
const NO_OLD: &str = r#"DeleteFederatedCredential(identity: "id1", name: "old")"#;
const MINUTE: &str = r#"Wait("1m")"#;
const FOUR: &str = r#"Wait("4m")"#;
const OLD_AGAIN: &str = r#"CreateFederatedCredential(identity: "id1", name: "old", issuer: "https://issuer.example", subject: "old", audiences: ["api://AzureADTokenExchange"])"#;
const ID2: &str = r#"CreateIdentity("id1-b", (federated_credentials: {"new": (issuer: "https://issuer.example", subject: "new", audiences: ["api://AzureADTokenExchange"])}))"#;

fn text_form() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}

fn slow() -> Result<World, Box<dyn Error>> {
    Ok(World::try_from(text_form().from_str::<Tenant>(SLOW)?)?)
}

/// The answer in short: `token`, or the code; until when it may be another one, and which.
fn answer(world: &World, client: &str, subject: &str) -> Result<String, Box<dyn Error>> {
    let asked = ExchangeRequest::new(
        client,
        "https://issuer.example",
        subject,
        "https://vault.azure.net",
    );
    let answer = world.exchange(&asked)?;
    let short = |result: &Result<_, idsim::ExchangeError>| match result {
        Ok(_) => "token".to_owned(),
        Err(error) => error.code.to_string(),
    };
    let told = short(&answer.result);
    Ok(match answer.unsettled_until {
        None => {
            assert!(answer.instead.is_empty());
            told
        }
        Some(until) => {
            let instead: Vec<String> = answer.instead.iter().map(short).collect();
            assert!(!instead.contains(&told) && !instead.is_empty());
            let until = until.to_string().replace("2026-01-01T", "");
            format!("{told} until {until}, or {}", instead.join(", "))
        }
    })
}

#[test]
fn until_a_change_is_known_the_answer_may_be_that_of_before() -> Outcome {
    #[rustfmt::skip]
    let rows: &[(&[&str], &str, &str)] = &[
        (&[], "old", "token"),
        (&[], "new", "AADSTS700213"),
        // Made: not found yet, until five minutes later.
        (&[NEW], "new", "AADSTS70021 until 12:05:00Z, or token"),
        (&[NEW, FOUR], "new", "AADSTS70021 until 12:05:00Z, or token"),
        (&[NEW, FOUR, MINUTE], "new", "token"),
        (&[NEW], "old", "token"),
        (&[NEW], "other", "AADSTS700213"),
        // Deleted: still found.
        (&[NO_OLD], "old", "token until 12:05:00Z, or AADSTS70025"),
        (&[NO_OLD, FOUR, MINUTE], "old", "AADSTS70025"),
        // Two answers without a token are two answers.
        (&[NO_OLD], "other", "AADSTS700213 until 12:05:00Z, or AADSTS70025"),
        // Changed: the one of before, and not yet the one of now.
        (&[OTHER_SUBJECT], "old", "token until 12:05:00Z, or AADSTS700213"),
        (&[OTHER_SUBJECT], "other", "AADSTS70021 until 12:05:00Z, or token"),
        (&[OTHER_ISSUER], "other", "AADSTS700213 until 12:05:00Z, or AADSTS700211"),
        // A change that changes no answer.
        (&[DESCRIBED], "old", "token"),
        // Several: each may be the one that is known.
        (&[NEW, MINUTE, NO_NEW], "new", "AADSTS700213 until 12:06:00Z, or token"),
        (&[NEW, MINUTE, NO_NEW, FOUR], "new", "token until 12:06:00Z, or AADSTS700213"),
        (&[NEW, MINUTE, NO_NEW, FOUR, MINUTE], "new", "AADSTS700213"),
        (&[NO_OLD, MINUTE, OLD_AGAIN], "old", "token until 12:06:00Z, or AADSTS70021"),
        (&[NEW, MINUTE, DESCRIBED], "new", "AADSTS70021 until 12:05:00Z, or token"),
        // Writing the same once more is no change.
        (&[NEW, FOUR, NEW, MINUTE], "new", "token"),
    ];
    for (events, subject, expected) in rows {
        let mut world = slow()?;
        for event in *events {
            world.apply(text_form().from_str::<Event>(event)?)?;
        }
        let told = answer(&world, "id1", subject)?;
        assert_eq!(told, *expected, "{events:#?}, {subject}");
        // A world that is written down and read back knows as much.
        let read = World::try_from(world.to_tenant())?;
        assert_eq!(read, world, "{events:#?}");
        assert_eq!(answer(&read, "id1", subject)?, told, "{events:#?}");
    }
    Ok(())
}

#[test]
fn an_identity_that_is_made_with_a_credential_waits_as_well() -> Outcome {
    let mut world = slow()?;
    world.apply(text_form().from_str::<Event>(ID2)?)?;
    let told = answer(&world, "id1-b", "new")?;
    assert_eq!(told, "AADSTS70021 until 12:05:00Z, or token");
    world.apply(Event::DeleteIdentity("id1-b".into()))?;
    assert_eq!(answer(&world, "id1-b", "new")?, "AADSTS700016");
    world.apply(Event::create_identity("id1-b"))?;
    assert_eq!(answer(&world, "id1-b", "new")?, "AADSTS70025");
    Ok(())
}

#[test]
fn what_is_undone_was_never_on_its_way() -> Outcome {
    let mut world = slow()?;
    let before = world.to_tenant();
    let mut changes = Vec::new();
    for event in [
        NEW,
        MINUTE,
        OTHER_SUBJECT,
        NO_NEW,
        r#"DeleteIdentity("id1")"#,
        r#"CreateIdentity("id1")"#,
        NEW,
    ] {
        let there = world.to_tenant();
        let change = world.apply(text_form().from_str::<Event>(event)?)?;
        changes.push((there, change));
    }
    while let Some((there, change)) = changes.pop() {
        world.revert(change)?;
        assert_eq!(world.to_tenant(), there);
    }
    assert_eq!(world.to_tenant(), before);
    assert_eq!(answer(&world, "id1", "new")?, "AADSTS700213");
    Ok(())
}

#[test]
fn a_history_that_cannot_be_is_refused() -> Outcome {
    #[rustfmt::skip]
    let rows = [
        (r#"(identity: "id1", change: (name: "new", at: "2026-01-01T11:59:00Z"))"#, ""),
        (r#"(identity: "id1", change: (name: "new", at: "2026-01-01T12:01:00Z"))"#, "spreading_credentials[0]: `new` cannot be a name here: it was changed later than now"),
        (r#"(identity: "vm1", change: (name: "new", at: "2026-01-01T11:59:00Z"))"#, "spreading_credentials[0]: nothing is called `vm1`"),
        (r#"(identity: "resource-group", change: (name: "new", at: "2026-01-01T11:59:00Z"))"#, "spreading_credentials[0]: The parent user-assigned identity doesn't exist."),
        (r#"(identity: "id1", change: (name: "new", at: "2026-01-01T11:59:00Z", before: (issuer: "", subject: "s", audiences: ["a"])))"#, "spreading_credentials[0]: Federated Identity Credential from HTTP body has empty properties"),
        (r#"(identity: "id1", change: (name: "new", at: "2026-01-01T11:59:00Z")), (identity: "id1", change: (name: "old", at: "2026-01-01T11:58:00Z"))"#, "spreading_credentials[1]: `old` cannot be a name here"),
    ];
    for (written, expected) in rows {
        let history = format!("history: (spreading_credentials: [{written}]),\n)");
        let text = SLOW.trim_end_matches(')').to_owned() + &history;
        let told = match World::try_from(text_form().from_str::<Tenant>(&text)?) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        assert!(told.starts_with(expected), "{written}: {told}");
        assert_eq!(told.is_empty(), expected.is_empty(), "{written}: {told}");
    }
    Ok(())
}

/// What comes of a scenario with these steps.
fn told(steps: &str) -> Vec<String> {
    let rest = SLOW
        .trim_start_matches('(')
        .replace(r#"clock: "2026-01-01T12:00:00Z","#, "");
    let text = format!(
        "(name: \"x\", clock: \"2026-01-01T12:00:00Z\", tenant: ({rest},\n    steps: [{steps}],\n)"
    );
    let files = BTreeMap::from([("x.ron".to_owned(), text)]);
    let outcome = run_file(&files, "", "x.ron", &Catalog::built_in());
    let told = outcome.problems.iter();
    told.map(|it| format!("{}: {}", it.code, it.message))
        .collect()
}

#[test]
fn what_may_be_otherwise_cannot_be_expected() {
    let asked = |subject: &str, expected: &str| {
        format!(
            r#"ExpectExchange((client_id: "id1", issuer: "https://issuer.example", subject: "{subject}", resource: "https://vault.azure.net"), {expected})"#
        )
    };
    let unsettled =
        "Unsettled: either answer is possible: it is not settled before 2026-01-01T12:05:00Z";
    let timed = r#"ExpectExchange((client_id: "id1", issuer: "https://issuer.example", subject: "old", resource: "https://vault.azure.net", valid: (from: "2026-01-01T12:00:00Z", until: "2026-01-01T12:00:00Z")), Issued(of: "id1"))"#;
    #[rustfmt::skip]
    let rows: Vec<(String, Vec<&str>)> = vec![
        (format!("{NEW}, {}", asked("new", r#"Issued(of: "id1")"#)), vec![unsettled]),
        (format!("{NEW}, {}", asked("new", "Refused(code: AADSTS70021)")), vec![unsettled]),
        // What is so neither way is wrong for certain.
        (format!("{NEW}, {}", asked("new", "Refused(code: AADSTS700213)")), vec!["AADSTS70021: expected no token (AADSTS700213), got no token (AADSTS70021)"]),
        (format!("{NEW}, {}", asked("old", r#"Issued(of: "id1")"#)), vec![]),
        (format!("{NEW}, {MINUTE}, {FOUR}, {}", asked("new", r#"Issued(of: "id1")"#)), vec![]),
        (format!("{MINUTE}, {}", asked("new", r#"Issued(of: "id1")"#)), vec!["AADSTS700213: expected a token of id1, got no token (AADSTS700213)"]),
        (format!("{MINUTE}, {}", asked("old", "Refused(code: AADSTS70025)")), vec!["ExpectExchange: expected no token (AADSTS70025), got a token of id1"]),
        (format!("{MINUTE}, {}", asked("old", r#"Issued(of: "id1", expires: "2026-01-01T12:00:00Z")"#)), vec!["ExpectExchange: expected a token of id1 until 2026-01-01T12:00:00Z, got a token of id1 until 2026-01-02T12:01:00Z"]),
        (format!("{MINUTE}, {timed}"), vec!["Question: the period ends at `2026-01-01T12:00:00Z` but begins at `2026-01-01T12:00:00Z`: expected an end after the beginning"]),
    ];
    for (steps, expected) in rows {
        assert_eq!(told(&steps), expected, "{steps}");
    }
}

#[test]
fn a_question_that_makes_no_sense_has_no_answer() -> Outcome {
    let tenant = r#"(users: {"alice": ()}, groups: {"g1": ()}, service_principals: {"app": (client_id: "cccccccc-0000-4000-8000-000000000009")}, identities: {"id1": ()})"#;
    let world = World::try_from(text_form().from_str::<Tenant>(tenant)?)?;
    #[rustfmt::skip]
    let rows = [
        ("id1", "", "AADSTS70025"),
        ("cccccccc-0000-4000-8000-000000000001", "", "AADSTS700016"),
        ("alice", "", "`alice` is a user or a group, not a managed identity"),
        ("g1", "", "`g1` is a user or a group, not a managed identity"),
        ("resource-group", "", "`resource-group` is a resource group, not a principal"),
        ("id2", "", "nothing is called `id2`"),
        ("app", "", "not modelled: federated credentials of applications"),
        ("cccccccc-0000-4000-8000-000000000009", "", "not modelled: federated credentials of applications"),
        ("id1", "2026-01-01T12:00:00Z", "whether an assertion is valid depends on time, and this world has no clock"),
    ];
    for (client, until, expected) in rows {
        let text = match until {
            "" => String::new(),
            until => format!(r#", valid: (until: "{until}")"#),
        };
        let text = format!(
            r#"(client_id: "{client}", issuer: "i", subject: "s", resource: "https://vault.azure.net"{text})"#
        );
        let told = match world.exchange(&text_form().from_str::<ExchangeRequest>(&text)?) {
            Ok(answer) => answer
                .error()
                .map_or_else(String::new, |it| it.code.to_string()),
            Err(refusal) => refusal.to_string(),
        };
        assert_eq!(told, expected, "{client}");
    }
    Ok(())
}

#[test]
fn every_code_is_looked_up() {
    for code in ExchangeErrorCode::ALL {
        let known = Code::named(code.as_str()).any(|it| it.kind == CodeKind::Azure);
        assert!(known, "{code}");
    }
}

#[test]
fn an_identity_shows_its_credentials() -> Outcome {
    let mut world = slow()?;
    let shown = |world: &World| -> Result<String, Box<dyn Error>> {
        Ok(report::show_text(world, &world.resolve(&"id1".into())?))
    };
    let credential = "\n  federated credentials:\n    old: old of https://issuer.example, for api://AzureADTokenExchange\n";
    assert!(shown(&world)?.contains(credential), "{}", shown(&world)?);
    assert!(!shown(&world)?.contains("known everywhere"));
    world.apply(text_form().from_str::<Event>(NO_OLD)?)?;
    let spreading =
        "\n  changes that need not be known everywhere:\n    old: until 2026-01-01T12:05:00Z\n";
    assert!(shown(&world)?.contains(spreading), "{}", shown(&world)?);
    assert!(!shown(&world)?.contains("federated credentials"));
    Ok(())
}
