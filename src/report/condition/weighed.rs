//! What a condition comes to, part by part.

use std::fmt::Write;

use serde::Serialize;

use crate::access::{Truth, Unclear, Weighed};
use crate::catalog::KnownAttribute;
use crate::model::condition::{Expression, ValueKind};
use crate::model::{Attribute, AttributePart, AttributeValue, Circumstances, Condition};
use crate::report::json::pretty;
use crate::report::visible::visible;
use crate::value::{Action, Plane};

/// What a condition comes to for a request: the verdict, then the condition as a tree with what each part comes to, then what
/// its attributes are, and how to state those that nobody supplies.
///
/// ```
/// use idsim::{Action, Circumstances, Condition, report};
///
/// let condition = Condition::parse("!(ActionMatches{'A.B/c/read'}) OR @Resource[A.B/c:name] StringEquals 'x'")?;
/// let text = report::condition_text(&condition, &Action::data("A.B/c/read")?, &Circumstances::default());
/// assert!(text.starts_with("unknown\n\nunknown  any of:\nfalse      !(ActionMatches{'A.B/c/read'})\nunknown    @Resource[c:name] StringEquals 'x'\n"));
/// assert!(text.ends_with("\n  @Resource[c:name]  not supplied: --attr \"@Resource[A.B/c:name]=…\"\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn condition_text(
    condition: &Condition,
    action: &Action,
    circumstances: &Circumstances,
) -> String {
    let weighed = condition.weighed(action, circumstances);
    let mut out = format!("{}\n\n", word(weighed.finding.truth));
    tree(&mut out, &weighed, 0);
    let rows = rows(&weighed, action, circumstances);
    if !rows.is_empty() {
        out.push_str("\nwhere\n");
    }
    let width = rows.iter().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or_default();
    for (name, what) in rows {
        let _ = writeln!(out, "  {name:width$}  {what}");
    }
    visible(&out).into_owned()
}

/// The same for programs: `{"truth", "action", "sub_operation", "condition": {"text", "truth", "values", "parts": […]},
/// "not_supplied": […]}`; the text of what joins others is `OR`, `AND` or `NOT`.
pub fn condition_json(
    condition: &Condition,
    action: &Action,
    circumstances: &Circumstances,
) -> String {
    let weighed = condition.weighed(action, circumstances);
    pretty(&WeighedForm {
        truth: weighed.finding.truth,
        action: ActionForm {
            plane: action.plane(),
            name: action.as_str(),
        },
        sub_operation: circumstances.sub_operation.as_ref().map(|it| it.as_str()),
        condition: PartForm::of(&weighed),
        not_supplied: asked(&weighed)
            .into_iter()
            .filter(|(_, value)| value.is_none())
            .map(|(it, _)| it.to_string())
            .collect(),
    })
}

fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::False => "false",
        Truth::Unknown => "unknown",
        Truth::True => "true",
    }
}

fn tree(out: &mut String, it: &Weighed<'_>, depth: usize) {
    // What negates a single part stands in one line with it.
    let (text, parts) = match (it.finding.part, it.parts.as_slice()) {
        (Expression::Any(_), parts) => ("any of:".to_owned(), parts),
        (Expression::All(_), parts) => ("all of:".to_owned(), parts),
        (Expression::Not(inner), [only]) => match **inner {
            Expression::Any(_) => ("none of:".to_owned(), only.parts.as_slice()),
            Expression::All(_) => ("not all of:".to_owned(), only.parts.as_slice()),
            Expression::Not(_) => ("not:".to_owned(), it.parts.as_slice()),
            _ => (it.finding.part.short(), &[][..]),
        },
        (part, _) => (part.short(), &[][..]),
    };
    let truth = word(it.finding.truth);
    let _ = writeln!(out, "{truth:7}  {:depth$}{text}", "");
    for part in parts {
        tree(out, part, depth + 2);
    }
}

/// What it looks at, by name and in words.
fn rows(
    weighed: &Weighed<'_>,
    action: &Action,
    circumstances: &Circumstances,
) -> Vec<(String, String)> {
    let mut rows = vec![("action".to_owned(), action.as_str().to_owned())];
    let asks_for_kind =
        |it: &Weighed<'_>| matches!(it.finding.part, Expression::SubOperationMatches(_));
    match &circumstances.sub_operation {
        Some(it) => rows.push(("sub-operation".to_owned(), it.to_string())),
        None if weighed.walk().any(asks_for_kind) => {
            let none = "none in particular: --sub-operation states one";
            rows.push(("sub-operation".to_owned(), none.to_owned()));
        }
        None => {}
    }
    let asked = asked(weighed);
    for (attribute, value) in &asked {
        let what = match value {
            None => format!("not supplied: {}", argument(attribute)),
            Some(value) => {
                let odd = weighed
                    .walk()
                    .find_map(|it| odd(it.finding.unclear?, attribute, value));
                format!("{value}{}", odd.unwrap_or_default())
            }
        };
        rows.push((attribute.short(), what));
    }
    for (attribute, value) in circumstances.attributes() {
        let is_asked = asked.iter().any(|(it, _)| it.means(attribute));
        // Keys come by themselves with what is called by them.
        if !is_asked && attribute.part != AttributePart::Keys {
            rows.push((
                attribute.short(),
                format!("{value}, for which the condition does not ask"),
            ));
        }
    }
    rows
}

/// Each attribute once, in the order of the condition.
fn asked<'c>(weighed: &Weighed<'c>) -> Vec<(&'c Attribute, Option<AttributeValue>)> {
    let mut out: Vec<(&Attribute, Option<AttributeValue>)> = Vec::new();
    for (attribute, value) in weighed.walk().flat_map(|it| &it.finding.values) {
        if !out.iter().any(|(it, _)| it == attribute) {
            out.push((attribute, value.clone()));
        }
    }
    out
}

/// Why a value that is there is of no use.
fn odd(unclear: Unclear<'_>, of: &Attribute, value: &AttributeValue) -> Option<String> {
    match unclear {
        Unclear::OfOtherKind { attribute, kind } if attribute == of => {
            let quoted = match (kind, value) {
                (ValueKind::Text, AttributeValue::Integer(_) | AttributeValue::Boolean(_)) => {
                    format!(": quote it, '{value}', for a text")
                }
                _ => String::new(),
            };
            Some(format!(", where {} are compared{quoted}", kind.plural()))
        }
        Unclear::NotOne(attribute) if attribute == of => {
            Some(", where one value is compared".to_owned())
        }
        _ => None,
    }
}

/// How to state an attribute: as short as it may be. The shell takes `$` for its own between double quotes.
fn argument(attribute: &Attribute) -> String {
    let plain = Attribute {
        part: match &attribute.part {
            AttributePart::Named { name, .. } => AttributePart::Named {
                name: name.clone(),
                case_sensitive: false,
            },
            part => part.clone(),
        },
        ..attribute.clone()
    };
    let short = plain.short();
    let name = match KnownAttribute::resolve(&short) {
        Ok(known) if known.path == plain.path => short,
        _ => plain.to_string(),
    };
    match plain.part {
        AttributePart::Keys => format!("--attr '{name}={{…}}'"),
        _ => format!("--attr \"{name}=…\""),
    }
}

#[derive(Serialize)]
struct WeighedForm<'c> {
    truth: Truth,
    action: ActionForm<'c>,
    sub_operation: Option<&'c str>,
    condition: PartForm,
    not_supplied: Vec<String>,
}

#[derive(Serialize)]
struct ActionForm<'c> {
    plane: Plane,
    name: &'c str,
}

#[derive(Serialize)]
struct PartForm {
    text: String,
    truth: Truth,
    values: Vec<ValueForm>,
    parts: Vec<PartForm>,
}

/// An attribute, and what it is; `null` if it is not supplied.
#[derive(Serialize)]
pub(in crate::report) struct ValueForm {
    attribute: String,
    value: Option<AttributeValue>,
}

impl From<&(&Attribute, Option<AttributeValue>)> for ValueForm {
    fn from((attribute, value): &(&Attribute, Option<AttributeValue>)) -> Self {
        Self {
            attribute: attribute.to_string(),
            value: value.clone(),
        }
    }
}

impl PartForm {
    fn of(it: &Weighed<'_>) -> Self {
        let values = it.finding.values.iter();
        Self {
            text: match it.finding.part {
                Expression::Any(_) => "OR".to_owned(),
                Expression::All(_) => "AND".to_owned(),
                Expression::Not(_) => "NOT".to_owned(),
                part => part.to_string(),
            },
            truth: it.finding.truth,
            values: values.map(ValueForm::from).collect(),
            parts: it.parts.iter().map(Self::of).collect(),
        }
    }
}
