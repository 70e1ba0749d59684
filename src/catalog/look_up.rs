//! What is known of a code, an event, a rule's number or a phrase.

use super::{Code, EventPermissions, NotInCatalog, Rule};
use crate::value::nearest;

/// What is known of what somebody looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// It is a code, perhaps of several kinds.
    Codes(Vec<&'static Code>),
    /// It is an event, which needs permissions of whoever causes it.
    Event(&'static EventPermissions),
    /// It is the number of a rule, or what the numbers of several rules begin with, or something that only rules say.
    Rules(Vec<&'static Rule>),
    /// It is something that is said of these codes.
    Mentions(Vec<&'static Code>),
}

/// Looks up a code (`AADSTS700024`, `700024`), an event (`AttachIdentity`), a rule (`F6.2.3`), the rules below a number (`F6`),
/// or a phrase: part of a message, or a whole message with what Azure put in the placeholders. Letters may be of any case.
///
/// # Errors
/// Nothing is known of it; the error carries the nearest codes.
///
/// ```
/// use idsim::catalog::{LookUp, look_up};
///
/// assert!(matches!(look_up("noidentity")?, LookUp::Codes(codes) if codes.len() == 2));
/// assert!(matches!(look_up("attachidentity")?, LookUp::Event(it) if it.needs.len() == 2));
/// assert!(matches!(look_up("F6.2")?, LookUp::Rules(rules) if rules.len() == 5));
/// let pasted = "The scope '/a' cannot perform delete operation because following scope(s) are locked: '/a'. Please remove the lock and try again.";
/// assert!(matches!(look_up(pasted)?, LookUp::Mentions(codes) if codes[0].code == "ScopeLocked"));
/// assert_eq!(look_up("TakenOot").unwrap_err().nearest, ["TakenOut"]);
/// # Ok::<(), idsim::NotInCatalog>(())
/// ```
pub fn look_up(text: &str) -> Result<LookUp, NotInCatalog> {
    let text = text.trim();
    let mut codes: Vec<_> = Code::named(text).collect();
    if codes.is_empty() && text.starts_with(|c: char| c.is_ascii_digit()) {
        codes = Code::named(&format!("AADSTS{text}")).collect();
    }
    if !codes.is_empty() {
        return Ok(LookUp::Codes(codes));
    }
    let mut events = EventPermissions::all().iter();
    if let Some(event) = events.find(|it| it.event.eq_ignore_ascii_case(text)) {
        return Ok(LookUp::Event(event));
    }
    let rules = rules_of(|rule| rule.is_at_or_below(text));
    if !rules.is_empty() {
        return Ok(LookUp::Rules(rules));
    }
    if text.chars().count() >= SHORTEST {
        let phrase = plain(text);
        let mut codes = codes_of(|code| is_told(code, &phrase) || names(text, &code.code));
        if codes.is_empty() {
            codes = codes_of(|code| is_advised(code, &phrase));
        }
        if !codes.is_empty() {
            return Ok(LookUp::Mentions(codes));
        }
        let rules = rules_of(|rule| plain(&rule.text).contains(&phrase));
        if !rules.is_empty() {
            return Ok(LookUp::Rules(rules));
        }
    }
    Err(unknown(text))
}

fn unknown(text: &str) -> NotInCatalog {
    let codes = Code::all().iter().map(|code| code.code.as_str());
    let rules = Rule::all().iter().map(|rule| rule.number.as_str());
    let events = EventPermissions::all().iter().map(|it| it.event.as_str());
    let mut nearest = nearest(text, codes.chain(events).chain(rules));
    nearest.dedup();
    NotInCatalog {
        what: "code",
        name: text.to_owned(),
        nearest,
    }
}

/// Fewer letters than these are in too many sentences to be looked for.
const SHORTEST: usize = 3;

fn codes_of(wanted: impl Fn(&Code) -> bool) -> Vec<&'static Code> {
    Code::all().iter().filter(|code| wanted(code)).collect()
}

fn rules_of(wanted: impl Fn(&Rule) -> bool) -> Vec<&'static Rule> {
    Rule::all().iter().filter(|rule| wanted(rule)).collect()
}

/// Whether the phrase is part of what the code says, or has a message of the code's in it.
fn is_told(code: &Code, phrase: &str) -> bool {
    let texts = [
        Some(&code.code),
        Some(&code.means),
        code.message.as_ref(),
        code.answer.as_ref(),
    ];
    let mut texts = texts.into_iter().flatten().chain(&code.wordings);
    let mut messages = code.message.iter().chain(&code.wordings);
    texts.any(|text| plain(text).contains(phrase))
        || code.status.is_some_and(|it| it.to_string() == phrase)
        || messages.any(|it| is_filled(it, phrase))
}

/// Whether the phrase is part of a cause or a cure.
fn is_advised(code: &Code, phrase: &str) -> bool {
    let mut texts = code.causes.iter().chain(&code.cures);
    texts.any(|text| plain(text).contains(phrase))
}

/// Whether the phrase has in it the message's first sentence, with something in each of its placeholders.
fn is_filled(message: &str, phrase: &str) -> bool {
    let message = plain(message.split(". ").next().unwrap_or(message));
    let pieces = message
        .split('{')
        .map(|piece| piece.split_once('}').map_or(piece, |(_, literal)| literal));
    let mut rest = phrase;
    for piece in pieces {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

/// Whether one word of the text is the code, spelled exactly; a code that is a word of English is too common.
fn names(text: &str, code: &str) -> bool {
    let telling = code.contains(|c: char| c.is_ascii_digit() || c == '_')
        || code.chars().skip(1).any(char::is_uppercase);
    telling
        && text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == code)
}

/// The text in small letters with single blanks.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
