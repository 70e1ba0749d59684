//! Codes, rules and what events need, as lists and one by one.

use std::fmt::Write;

use serde::Serialize;

use super::json::pretty;
use crate::catalog::{Certainty, Code, CodeKind, CodeOrigin, EventPermissions, Need, Rule};

/// The codes, one a line under a heading for each kind.
///
/// ```
/// use idsim::{Code, report::codes_text};
///
/// let list = codes_text(Code::all());
/// assert!(list.starts_with("No token:\n  NoEndpoint "));
/// ```
pub fn codes_text<'c>(codes: impl IntoIterator<Item = &'c Code>) -> String {
    let codes: Vec<&Code> = codes.into_iter().collect();
    let mut groups = Vec::new();
    for kind in CodeKind::ALL {
        for modelled in [true, false] {
            let group = |code: &&&Code| code.kind == *kind && is_answered(code) == modelled;
            let group: Vec<&Code> = codes.iter().filter(group).copied().collect();
            if !group.is_empty() {
                groups.push(self::group(heading(*kind, modelled), &group));
            }
        }
    }
    groups.join("\n")
}

/// Whether the code stands in the first list of its kind: those of Azure that idsim answers with or stands for, and all others.
fn is_answered(code: &Code) -> bool {
    code.kind != CodeKind::Azure || code.not_modelled.is_none()
}

fn group(heading: &str, codes: &[&Code]) -> String {
    let width = codes.iter().map(|code| code.code.len()).max();
    let width = width.unwrap_or_default();
    let mut out = format!("{heading}:\n");
    for code in codes {
        let _ = writeln!(out, "  {:width$}  {}", code.code, code.means);
    }
    out
}

/// A whole code: what it means, its causes and its cures.
///
/// ```
/// use idsim::{Code, report::code_text};
///
/// let locked = code_text(Code::named("ScopeLocked").next().expect("it is known"));
/// assert!(locked.starts_with("ScopeLocked (a refusal; Azure's code, HTTP 409)\n  A lock on the resource"));
/// let unsigned = code_text(Code::named("AADSTS700027").next().expect("it is known"));
/// assert!(unsigned.contains("\n  not modelled yet: client assertions and certificates\n"));
/// ```
pub fn code_text(code: &Code) -> String {
    let mut out = format!("{} ({})\n  {}\n", code.code, label(code), code.means);
    if let Some(message) = &code.message {
        let _ = writeln!(out, "  message:\n    {message}");
    }
    list(&mut out, "also worded", &code.wordings, "");
    list(&mut out, "causes", &code.causes, "- ");
    list(&mut out, "cures", &code.cures, "- ");
    if let Some(what) = &code.not_modelled {
        let _ = writeln!(out, "  not modelled yet: {what}");
    }
    line(&mut out, "see also", &code.see);
    line(&mut out, "rules", &code.rules);
    list(&mut out, "source", &code.source, "");
    out
}

/// The rules, one a line with what their first sentence begins with.
///
/// ```
/// use idsim::{Rule, report::rules_text};
///
/// assert!(rules_text(Rule::all()).contains("\nF6.2.5  "));
/// ```
pub fn rules_text<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> String {
    let rules: Vec<&Rule> = rules.into_iter().collect();
    let width = rules.iter().map(|rule| rule.number.len()).max();
    let width = width.unwrap_or_default();
    let mut out = String::new();
    for rule in rules {
        let not = if rule.modelled {
            ""
        } else {
            "  (not modelled yet)"
        };
        let _ = writeln!(
            out,
            "{:width$}  {}{not}",
            rule.number,
            beginning(&rule.text)
        );
    }
    out
}

/// A whole rule: what it says, how sure that is, whether idsim follows it, which codes come of it.
///
/// ```
/// use idsim::{Rule, report::rule_text};
///
/// let planes = rule_text(Rule::numbered("F6.2.5").expect("it is known"));
/// assert!(planes.contains("\n  modelled:  yes\n") && planes.contains("WrongPlane"));
/// ```
pub fn rule_text(rule: &Rule) -> String {
    let certainty = match rule.certainty {
        Certainty::Documented => "Microsoft documents it",
        Certainty::SdkSource => "a shipped SDK does it",
        Certainty::Observed => "seen in public tests, logs or reports",
        Certainty::Inferred => "nobody states it: it follows, or is idsim's decision",
    };
    let modelled = if rule.modelled { "yes" } else { "not yet" };
    let mut out = format!("{}\n  {}\n", rule.number, rule.text);
    let _ = writeln!(out, "  certainty: {certainty}\n  modelled:  {modelled}");
    let codes = Code::all()
        .iter()
        .filter(|it| it.rules.contains(&rule.number));
    let mut codes: Vec<String> = codes.map(|it| it.code.clone()).collect();
    codes.sort();
    codes.dedup();
    line(&mut out, "codes", &codes);
    let sources: Vec<&str> = rule.source.split("; ").collect();
    list(&mut out, "source", &sources, "");
    out
}

/// What an event needs of whoever causes it, in the order in which Azure asks.
///
/// ```
/// use idsim::{EventPermissions, report::event_text};
///
/// let attach = event_text(EventPermissions::of("AttachIdentity").expect("it is listed"));
/// assert!(attach.starts_with("AttachIdentity (an event)\n  needs:\n    - {type}/write on the thing itself\n"));
/// assert!(attach.contains("userAssignedIdentities/assign/action on each identity (linked)\n"));
/// let user = event_text(EventPermissions::of("CreateUser").expect("it is listed"));
/// assert!(user.contains("\n  elsewhere, and not modelled: what roles of the directory allow\n"));
/// ```
pub fn event_text(event: &EventPermissions) -> String {
    let mut out = format!("{} (an event)\n", event.event);
    let need = |it: &Need| {
        let linked = if it.linked { " (linked)" } else { "" };
        let instead = it.instead.as_ref();
        let instead = instead.map_or_else(String::new, |it| format!(" (or {it})"));
        format!("{}{instead} on {}{linked}", it.action, it.on)
    };
    let needs: Vec<String> = event.needs.iter().map(need).collect();
    list(&mut out, "needs", &needs, "- ");
    let has = |what: fn(&Need) -> bool| event.needs.iter().any(what);
    if has(|it| it.action.contains("{type}")) {
        let _ = writeln!(out, "  {{type}}: the resource type of what it is needed on");
    }
    if has(|it| it.action.contains("{stop}")) {
        let _ = writeln!(
            out,
            "  {{stop}}: what stopping is called there, such as deallocate"
        );
    }
    if has(|it| it.linked) {
        let linked = "who lacks only what is linked gets LinkedAuthorizationFailed";
        let _ = writeln!(out, "  linked: {linked}");
    }
    if let Some(what) = &event.outside {
        let _ = writeln!(out, "  elsewhere, and not modelled: {what}");
    }
    if !needs.is_empty() {
        let _ = writeln!(out, "  roles that grant it: idsim roles --grants ACTION");
    }
    let (rules, source): (Vec<String>, Vec<String>) = event
        .source
        .iter()
        .cloned()
        .partition(|it| Rule::numbered(it).is_some());
    line(&mut out, "rules", &rules);
    list(&mut out, "source", &source, "");
    out
}

/// Codes, rules and events for programs to read: `{"codes": [{"code", "kind", "origin", "status", "answer", "message", "means",
/// "causes", "cures", "not_modelled", "see", "rules", "source"}], "rules": [{"number", "text", "source", "certainty",
/// "modelled"}], "events": [{"event", "needs": [{"action", "on", "instead", "linked"}], "outside", "source"}]}`.
///
/// ```
/// use idsim::{Code, report::codes_json};
///
/// assert!(codes_json(Code::named("Gone"), [], []).contains(r#""kind": "Refusal""#));
/// ```
pub fn codes_json<'c>(
    codes: impl IntoIterator<Item = &'c Code>,
    rules: impl IntoIterator<Item = &'c Rule>,
    events: impl IntoIterator<Item = &'c EventPermissions>,
) -> String {
    pretty(&CodesForm {
        codes: codes.into_iter().collect(),
        rules: rules.into_iter().collect(),
        events: events.into_iter().collect(),
    })
}

#[derive(Serialize)]
struct CodesForm<'c> {
    codes: Vec<&'c Code>,
    rules: Vec<&'c Rule>,
    events: Vec<&'c EventPermissions>,
}

fn heading(kind: CodeKind, modelled: bool) -> &'static str {
    match kind {
        CodeKind::Token => "No token",
        CodeKind::Call => "A call that fails",
        CodeKind::Access => "The reason of an answer about access",
        CodeKind::Refusal => "An event that is refused",
        CodeKind::Expectation => "An expectation that does not hold",
        CodeKind::File => "A mistake in a scenario file",
        CodeKind::Condition => "A trap in a condition",
        CodeKind::Azure if modelled => "Answers of Azure, Entra ID and the SDKs",
        CodeKind::Azure => "Answers of theirs to what is not modelled yet",
    }
}

/// What stands behind a code: of which kind it is, whose, and what Azure answers.
fn label(code: &Code) -> String {
    let kind = match code.kind {
        CodeKind::Token => "no token; ",
        CodeKind::Call => "a call that fails; ",
        CodeKind::Access => "the reason of an answer; ",
        CodeKind::Refusal => "a refusal; ",
        CodeKind::Expectation => "an expectation; ",
        CodeKind::File => "a mistake in a file; ",
        CodeKind::Condition => "a trap in a condition; ",
        CodeKind::Azure => "",
    };
    let status = code.status.map(|status| format!("HTTP {status}"));
    let answer = [status.as_deref(), code.answer.as_deref()];
    let answer: Vec<&str> = answer.into_iter().flatten().collect();
    let (whose, answers) = match code.origin {
        CodeOrigin::Azure => ("Azure's code", ", "),
        CodeOrigin::Idsim => ("idsim's code", ", Azure answers "),
    };
    let answers = if answer.is_empty() { "" } else { answers };
    format!("{kind}{whose}{answers}{}", answer.join(" "))
}

fn list(out: &mut String, name: &str, items: &[impl std::fmt::Display], mark: &str) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {name}:");
    for item in items {
        let _ = writeln!(out, "    {mark}{item}");
    }
}

fn line(out: &mut String, name: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(out, "  {name}: {}", items.join(", "));
    }
}

/// What a text begins with: its first sentence, or as many whole words of it as go on a line.
fn beginning(text: &str) -> String {
    const WIDTH: usize = 100;
    let sentence = text.split_inclusive(". ").next().unwrap_or(text).trim_end();
    if sentence.chars().count() <= WIDTH {
        return sentence.to_owned();
    }
    let mut out = String::new();
    for word in sentence.split(' ') {
        if out.chars().count() + word.chars().count() > WIDTH {
            break;
        }
        let blank = if out.is_empty() { "" } else { " " };
        let _ = write!(out, "{blank}{word}");
    }
    out + " …"
}
