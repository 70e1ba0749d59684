//! Every code has its cause and its cure, and says nothing that its source does not.
//!
//! Each check takes a list of codes and returns complaints, so that each is tried on the real list and on a list with a mistake
//! planted in it.

use std::collections::BTreeSet;

use idsim::catalog::{LookUp, look_up};
use idsim::scenario::{Expectation, FileError};
use idsim::{
    Action, CallCode, Code, CodeKind, CodeOrigin, CredentialErrorCode, Event, EventPermissions,
    LintCode, Need, Reason, RefusalCode, Rule, TokenErrorCode,
};

type Check = fn(&[Code]) -> Vec<String>;

/// The codes that idsim itself ends with, as its own enums list them. A kind without a row has no enum.
fn own() -> Vec<(CodeKind, Vec<(&'static str, CodeOrigin)>)> {
    let ours = |name| (name, CodeOrigin::Idsim);
    let reasons = Reason::ALL.iter().map(|it| ours(it.as_str()));
    let refusals = RefusalCode::ALL.iter();
    let files = FileError::ALL.iter().map(|it| ours(it.as_str()));
    let traps = LintCode::ALL.iter().map(|it| it.as_str());
    let steps = Expectation::names().iter().chain(&["Refuse"]).copied();
    let tokens = TokenErrorCode::ALL.iter().map(|it| it.as_str());
    let credentials = CredentialErrorCode::ALL.iter().map(|it| it.as_str());
    let calls = CallCode::ALL.iter().map(|it| it.as_str());
    vec![
        (
            CodeKind::Token,
            tokens.chain(credentials).map(ours).collect(),
        ),
        (CodeKind::Call, calls.map(ours).collect()),
        (CodeKind::Access, reasons.collect()),
        (
            CodeKind::Refusal,
            refusals.map(|it| (it.as_str(), it.origin())).collect(),
        ),
        (CodeKind::File, files.collect()),
        (CodeKind::Condition, traps.map(ours).collect()),
        (CodeKind::Expectation, steps.map(ours).collect()),
    ]
}

/// A kind's records and its enum have the same names with the same origins.
fn unlike_the_enums(codes: &[Code]) -> Vec<String> {
    let mut out = Vec::new();
    for (kind, expected) in own() {
        let expected: BTreeSet<_> = expected.into_iter().collect();
        let recorded: BTreeSet<_> = codes
            .iter()
            .filter(|code| code.kind == kind)
            .map(|code| (code.code.as_str(), code.origin))
            .collect();
        let differing = expected.symmetric_difference(&recorded);
        out.extend(differing.map(|(code, origin)| format!("{code}: {kind:?}, {origin:?}")));
    }
    out
}

fn twice(codes: &[Code]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let again = codes
        .iter()
        .filter(|it| !seen.insert((it.kind, it.code.to_lowercase())));
    again.map(|it| it.code.clone()).collect()
}

/// References that lead nowhere.
fn dangling(codes: &[Code]) -> Vec<String> {
    let mut out = Vec::new();
    for code in codes {
        let rules = code.rules.iter().filter(|it| Rule::numbered(it).is_none());
        let others = code.see.iter().filter(|name| {
            let known = codes.iter().any(|it| it.code == **name);
            !known || **name == code.code
        });
        out.extend(rules.chain(others).map(|it| format!("{}: {it}", code.code)));
    }
    out
}

/// Records that leave a reader alone: no cause, no cure, no source for what Azure is said to do, or too long for a line.
fn incomplete(codes: &[Code]) -> Vec<String> {
    let mut out = Vec::new();
    for code in codes {
        let of_azure = code.status.is_some() || code.answer.is_some() || code.message.is_some();
        let cited = !code.source.is_empty() || !code.rules.is_empty();
        let sentence =
            code.means.ends_with('.') && code.means.starts_with(|c: char| !c.is_lowercase());
        for (wrong, why) in [
            (code.causes.is_empty(), "no cause"),
            (code.cures.is_empty(), "no cure"),
            (
                code.origin == CodeOrigin::Azure && code.source.is_empty(),
                "a code of Azure without a source",
            ),
            (
                of_azure && !cited,
                "an answer of Azure without a source or rule",
            ),
            (!sentence, "not a sentence"),
            (code.means.chars().count() > 110, "longer than a line"),
            (
                code.causes
                    .iter()
                    .chain(&code.cures)
                    .any(|it| it.trim().is_empty()),
                "an empty line",
            ),
        ] {
            if wrong {
                out.push(format!("{}: {why}", code.code));
            }
        }
    }
    out
}

/// Literal texts of Azure that no cited rule and no public page among those cited can back: each message must stand in a rule
/// that its record cites, or its record must name a page.
fn unbacked_messages(codes: &[Code]) -> Vec<String> {
    let backed = |code: &Code, message: &str| {
        // Rules have other placeholders, so only the longest literal piece is looked for.
        let pieces = message.split(['{', '}']).step_by(2);
        let longest = pieces.max_by_key(|it| it.len()).unwrap_or_default().trim();
        let in_rule = |number: &String| {
            Rule::numbered(number).is_some_and(|rule| rule.text.contains(longest))
        };
        code.rules.iter().any(in_rule) || code.source.iter().any(|it| it.contains('/'))
    };
    let wrong = codes.iter().filter(|code| {
        let mut messages = code.message.iter().chain(&code.wordings);
        messages.any(|message| !backed(code, message))
    });
    wrong.map(|it| it.code.clone()).collect()
}

const CHECKS: [Check; 5] = [
    unlike_the_enums,
    twice,
    dangling,
    incomplete,
    unbacked_messages,
];

#[test]
fn every_code_has_its_record() {
    assert!(Code::all().len() > 100);
    for check in CHECKS {
        let complaints = check(Code::all());
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}

/// Plants a mistake in the real list.
fn with(code: &str, mistake: fn(&mut Code)) -> Vec<Code> {
    let mut codes = Code::all().to_vec();
    let planted = codes.iter_mut().filter(|it| it.code == code);
    planted.for_each(mistake);
    codes
}

#[test]
fn each_mistake_is_caught() {
    #[rustfmt::skip]
    let rows: [(Check, Vec<Code>, &str); 12] = [
        (unlike_the_enums, with("TakenOut", |it| it.code = "TakenAway".into()), "TakenAway: Access, Idsim"),
        (unlike_the_enums, with("PrincipalNotFound", |it| it.origin = CodeOrigin::Idsim), "PrincipalNotFound: Refusal, Azure"),
        (unlike_the_enums, with("NoSteps", |it| it.kind = CodeKind::Token), "NoSteps: File, Idsim"),
        (twice, with("NoClock", |it| it.code = "gone".into()), "Gone"),
        (dangling, with("Gone", |it| it.rules = vec!["F1.99".into()]), "Gone: F1.99"),
        (dangling, with("Gone", |it| it.see = vec!["Went".into()]), "Gone: Went"),
        (dangling, with("Gone", |it| it.see = vec!["Gone".into()]), "Gone: Gone"),
        (incomplete, with("Gone", |it| it.causes.clear()), "Gone: no cause"),
        (incomplete, with("Gone", |it| it.cures.clear()), "Gone: no cure"),
        (incomplete, with("ScopeLocked", |it| it.source.clear()), "ScopeLocked: a code of Azure without a source"),
        (incomplete, with("Gone", |it| it.means.push_str(&" and on".repeat(20))), "Gone: not a sentence"),
        (unbacked_messages, with("UnmatchedPrincipalType", |it| it.message = Some("No such {type}".into())), "UnmatchedPrincipalType"),
    ];
    for (check, codes, expected) in rows {
        let complaints = check(&codes);
        let caught = complaints
            .iter()
            .any(|it| it.eq_ignore_ascii_case(expected));
        assert!(caught, "expected {expected:?}, got {complaints:?}");
    }
}

/// All that is said of a code, in small letters.
fn told(name: &str) -> String {
    let mut told = Vec::new();
    for code in Code::named(name) {
        told.push(code.means.clone());
        told.extend(code.message.clone());
        told.extend(code.causes.iter().chain(&code.cures).cloned());
    }
    told.join("\n").to_lowercase()
}

/// What is widely told wrongly: each code with words that its record must have, and words that it must not.
#[test]
fn what_is_told_wrongly_elsewhere_is_told_rightly_here() {
    #[rustfmt::skip]
    let rows: [(&str, &[&str], &[&str]); 8] = [
        // It is the time of an assertion, and neither its audience nor the URL of a resource.
        ("AADSTS700024", &["valid time range", "expired", "clock"], &["audience", "resource url", "`resource`"]),
        ("AADSTS700212", &["audience", "assertion"], &["clock", "time range", "expired"]),
        ("AADSTS500011", &["`resource`", "https://vault.azure.net"], &["assertion", "clock"]),
        // One symptom, many causes.
        ("CredentialUnavailableError", &["outside azure", "no identity is enabled", "not attached", "several user-assigned", "429"], &[]),
        ("AuthorizationFailed", &["condition", "type of the principal", "former identity", "10 minutes", "no role"], &[]),
        ("Forbidden", &["access-policy mode", "firewall", "no role"], &[]),
        ("NoEndpoint", &["outside azure", "link-local", "az login"], &[]),
        ("ClientAuthenticationError", &["azure_token_credentials=dev", "`azure_client_id` is not known to make it faster"], &["azure_client_id={"]),
    ];
    for (code, has, lacks) in rows {
        let told = told(code);
        for word in has {
            assert!(told.contains(word), "{code} does not say {word:?}:\n{told}");
        }
        for word in lacks {
            assert!(!told.contains(word), "{code} says {word:?}:\n{told}");
        }
    }
    let causes = |name| Code::named(name).map(|it| it.causes.len()).sum::<usize>();
    assert!(causes("CredentialUnavailableError") > 4 && causes("AuthorizationFailed") > 4);
}

/// What is found: the names of codes or the numbers of rules, or the nearest names after a question mark.
fn found(text: &str) -> String {
    let names: Vec<&str> = match look_up(text) {
        Ok(LookUp::Codes(codes)) => codes.iter().map(|it| it.code.as_str()).collect(),
        Ok(LookUp::Mentions(codes)) => codes.iter().map(|it| it.code.as_str()).collect(),
        Ok(LookUp::Rules(rules)) => rules.iter().map(|it| it.number.as_str()).collect(),
        Ok(LookUp::Event(event)) => vec![event.event.as_str()],
        Err(unknown) => return format!("? {}", unknown.nearest.join(" ")),
    };
    names.join(" ")
}

#[test]
fn codes_rules_and_phrases_are_found() {
    #[rustfmt::skip]
    let rows = [
        ("aadsts700024", "AADSTS700024"),
        (" 700024 ", "AADSTS700024"),
        ("18456", "18456"),
        ("noIdentity", "NoIdentity NoIdentity"),
        (
            "NotModelled",
            "NotModelled NotModelled NotModelled NotModelled",
        ),
        ("attachIDENTITY", "AttachIdentity"),
        ("AtachIdentity", "? AttachIdentity DetachIdentity"),
        ("f6.2.3", "F6.2.3"),
        ("F6.2", "F6.2.1 F6.2.2 F6.2.3 F6.2.4 F6.2.5"),
        ("F6.1", "F6.1"),
        ("F2.1", "F2.1"),
        ("authentication unavailable", "CredentialUnavailableError"),
        ("ManagedIdentityCredential  authentication\nunavailable", "CredentialUnavailableError"),
        ("ManagedIdentityCredential authentication unavailable. No identity has been assigned to this resource.", "CredentialUnavailableError"),
        ("no response from the IMDS endpoint", "CredentialUnavailableError"),
        ("CredentialUnavailableException", "CredentialUnavailableError"),
        ("AZURE_TOKEN_CREDENTIALS=dev", "CredentialUnavailable AuthenticationFailed ClientAuthenticationError"),
        ("405", "MethodNotAllowed"),
        ("TooManyRequests", "TooManyRequests TooManyRequests"),
        (r#"{"error":"invalid_request","error_description":"Temporarily throttled, too many requests"}"#, "TooManyRequests invalid_request"),
        ("Request is temporarily throttled because resource /subscriptions/1/resourcegroups/rg1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1 has issued too many requests. Retry after 20 seconds.", "TooManyRequests"),
        ("Identity not found", "IdentityNotFound"),
        ("the last RBAC admin", "LastAdminAssignment"),
        ("rolled after 45", "F1.19"),
        // As it was printed, with values in the placeholders, whole or with the code only.
        ("ERROR: AADSTS700024: Client assertion is not within its valid time range. Current time: 1, assertion valid from 2, expiry time of assertion 3. Trace ID: 4", "AADSTS700024"),
        ("(AADSTS500011) whatever follows", "AADSTS500011"),
        ("'A.B/c/read' does not match any of the actions supported by the providers.", "InvalidActionOrNotAction"),
        ("Principal 1 does not exist in the directory 2.", "PrincipalNotFound"),
        ("The client 'a' with object id '1' does not have authorization to perform action 'A.B/c/write' over scope '/' or the scope is invalid. If access was recently granted, please refresh your credentials.", "AuthorizationFailed"),
        ("Failed to add a as Reader for rg1 : The client 'a' with object id '1' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/' or the scope is invalid.", "AuthorizationFailed"),
        ("The client 'a' with object id '1' has an authorization with ABAC condition that is not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/'", "AuthorizationFailed"),
        ("ABAC condition not fulfilled", "AuthorizationFailed"),
        ("The given role assignment condition is invalid.", "InvalidCondition"),
        ("Resource attribute Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$> is not valid.", "InvalidCondition"),
        // The twin: a denial names no condition.
        ("The client 'a' with object id '1' has permission to perform action 'A.B/c/write' on scope '/'; however, the access is denied because of the deny assignment with name 'd' and Id '1' at scope '/'.", "DenyAssignmentAuthorizationFailed"),
        ("TakenOot", "? TakenOut"),
        ("F6.2.33", "? F6.2.3 F3.2.3 F6.2.1"),
        ("xy", "? "),
        ("", "? "),
        ("not a code in the least", "? "),
    ];
    for (text, expected) in rows {
        assert_eq!(found(text), expected, "{text:?}");
    }
}

/// The names of the events that there are, as reading one that there is not tells them.
fn events() -> BTreeSet<&'static str> {
    match ron::from_str::<Event>("_").map_err(|error| error.code) {
        Err(ron::Error::NoSuchEnumVariant { expected, .. }) => expected.iter().copied().collect(),
        _ => BTreeSet::new(),
    }
}

/// What is wrong with what events need: one without an entry, one that is none, an entry that says nothing, or says it of
/// nowhere.
fn wrong_permissions(permissions: &[EventPermissions]) -> Vec<String> {
    let events = events();
    let (mut listed, mut out) = (BTreeSet::new(), Vec::new());
    for it in permissions {
        let name = it.event.as_str();
        let known = events.contains(name);
        let rule = |it: &String| !it.contains('/') && Rule::numbered(it).is_none();
        let action = |need: &Need| {
            let action = need
                .action
                .replace("{type}", "Microsoft.Compute/virtualMachines");
            Action::control(&action).is_err() || action.contains('*')
        };
        for (wrong, why) in [
            (!known, "no event"),
            (!listed.insert(name), "twice"),
            (
                it.needs.is_empty() && it.outside.is_none(),
                "it says nothing",
            ),
            (!it.needs.is_empty() && it.source.is_empty(), "no source"),
            (it.source.iter().any(rule), "no such rule"),
            (it.needs.iter().any(action), "no action"),
        ] {
            if wrong {
                out.push(format!("{name}: {why}"));
            }
        }
    }
    let missing = events.iter().filter(|it| !listed.contains(*it));
    out.extend(missing.map(|it| format!("{it}: no entry")));
    out
}

/// A mistake to plant in an entry.
type Slip = fn(&mut EventPermissions);

#[test]
fn every_event_says_what_it_needs() {
    assert!(events().len() > 50);
    let all = EventPermissions::all();
    assert_eq!(wrong_permissions(all), Vec::<String>::new());
    let with = |mistake: Slip| {
        let mut permissions = all.to_vec();
        let planted = permissions.iter_mut().filter(|it| it.event == "CreateLock");
        planted.for_each(mistake);
        wrong_permissions(&permissions)
    };
    #[rustfmt::skip]
    let rows: [(Slip, &[&str]); 6] = [
        (|it| it.event = "MakeLock".into(), &["MakeLock: no event", "CreateLock: no entry"]),
        (|it| it.event = "DeleteLock".into(), &["DeleteLock: twice", "CreateLock: no entry"]),
        (|it| it.needs.clear(), &["CreateLock: it says nothing"]),
        (|it| it.source.clear(), &["CreateLock: no source"]),
        (|it| it.source = vec!["F6.7.99".into()], &["CreateLock: no such rule"]),
        (|it| it.needs.iter_mut().for_each(|need| need.action = "locks/*".into()), &["CreateLock: no action"]),
    ];
    for (mistake, expected) in rows {
        assert_eq!(with(mistake), expected);
    }
}

/// The rules that the code cites, in its comments and texts: `F`, a number, and numbers after full stops.
fn cited(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let mut out = BTreeSet::new();
    for (at, _) in text.match_indices('F') {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let rest = text.get(at + 1..).unwrap_or_default();
        let number = rest.split(|c: char| !is_part(c)).next().unwrap_or_default();
        let number = number.trim_end_matches('.');
        let after = rest.get(number.len()..).and_then(|it| it.chars().next());
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        if number.starts_with(|c: char| c.is_ascii_digit()) && !is_word(before) && !is_word(after) {
            out.insert(format!("F{number}"));
        }
    }
    out
}

/// Whether there is such a rule, or such a section.
fn is_written(number: &str) -> bool {
    let section = format!("{number}.");
    let below = |rule: &Rule| rule.number.starts_with(&section);
    Rule::numbered(number).is_some() || Rule::all().iter().any(below)
}

#[test]
fn every_rule_that_the_code_cites_is_written_down() -> std::io::Result<()> {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut unknown) = (vec![source], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = std::fs::read_to_string(&path)?;
                let missing = cited(&text)
                    .into_iter()
                    .filter(|number| !is_written(number));
                unknown.extend(missing.map(|number| format!("{}: {number}", path.display())));
            }
        }
    }
    // Those of the look-up's own tests are made up.
    unknown.retain(|it| !it.contains("rule.rs"));
    assert!(unknown.is_empty(), "{unknown:#?}");
    let found = cited("(F1.10, F6.2.3) F99. f6 UTF8 F64_ xF1 F");
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["F1.10", "F6.2.3", "F99"]
    );
    Ok(())
}
