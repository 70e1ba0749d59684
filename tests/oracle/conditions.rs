//! Whether a condition holds, a second time (F8): every value collected, every pair compared, nothing cut short. Only the
//! reading of its text is the library's.

use idsim::model::condition::{
    Comparison, CrossProduct, Expression, Literal, Operand, Relation, ValueKind,
};
use idsim::{Attribute, AttributePart, AttributeSource, AttributeValue, Guid, Timestamp};

use crate::decide::{Oracle, Question, Who};
use crate::facts::Role;
use crate::mistakes::Mistake;
use crate::words_of_rules::stands_for;

/// What a question says for conditions to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) sub_operation: Option<String>,
    pub(crate) attributes: Vec<(Attribute, AttributeValue)>,
}

/// Whether something holds; nobody knows where it is nothing.
pub(crate) type Truth = Option<bool>;

/// A value as texts and numbers: moments and GUIDs are written in one way only, in which they compare.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Value {
    Boolean(bool),
    Integer(i64),
    Text(String),
}

impl Oracle<'_> {
    /// What a condition on a role, or in it, comes to.
    pub(crate) fn weigh(self, it: &Expression, role: &Role, question: &Question) -> Truth {
        let each = |all: &[Expression]| -> Vec<Truth> {
            let all = all.iter();
            all.map(|it| self.weigh(it, role, question)).collect()
        };
        match it {
            Expression::Any(all) => {
                let all = each(all);
                match self.makes(Mistake::UnknownSpoilsEveryAlternative) {
                    true => all
                        .iter()
                        .try_fold(false, |so_far, it| Some(so_far || (*it)?)),
                    false if all.contains(&Some(true)) => Some(true),
                    false if all.contains(&None) => None,
                    false => Some(false),
                }
            }
            Expression::All(all) => {
                let all = each(all);
                if all.contains(&Some(false)) {
                    Some(false)
                } else if all.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Expression::Not(it) => match self.weigh(it, role, question) {
                None if self.makes(Mistake::NotOfUnknownIsTrue) => Some(true),
                truth => truth.map(|it| !it),
            },
            Expression::ActionMatches(_) if self.makes(Mistake::ConditionsTargetEverything) => {
                Some(true)
            }
            Expression::ActionMatches(pattern) => {
                Some(stands_for(pattern.as_str(), &question.action, self.mistake))
            }
            Expression::SubOperationMatches(name) => {
                let asked = question.said.sub_operation.as_deref();
                let is_it = asked.map(|it| it.eq_ignore_ascii_case(name.as_str()));
                match self.makes(Mistake::EveryRequestIsASubOperation) {
                    true => Some(is_it.unwrap_or(true)),
                    false => Some(is_it.unwrap_or(false)),
                }
            }
            Expression::Exists(attribute) => match self.values(attribute, question) {
                None if self.makes(Mistake::WhatIsMissingExistsUnknown) => None,
                values => Some(values.is_some()),
            },
            Expression::Comparison(it) => {
                let truth = self.compare(it, role, question);
                match self.makes(Mistake::UnknownIsFalse) {
                    true => Some(truth.unwrap_or(false)),
                    false => truth,
                }
            }
        }
    }

    /// Every value of either side with every value of the other.
    fn compare(self, it: &Comparison, role: &Role, question: &Question) -> Truth {
        let kind = it.operator.kind;
        let compares_guids =
            !grants_storage_data(role) || self.makes(Mistake::StorageComparesGuids);
        if kind == ValueKind::Guid && !compares_guids {
            return None;
        }
        let side = |operand: &Operand| -> Option<Vec<Value>> {
            let values = match operand {
                Operand::Attribute(it) => self.values(it, question)?,
                Operand::Literal(it) => vec![stated(it)],
                Operand::Set(all) => all.iter().map(stated).collect(),
            };
            values.iter().map(|it| of_kind(it, kind)).collect()
        };
        let (lefts, rights) = (side(&it.left)?, side(&it.right)?);
        let negated = it.operator.negated && !self.makes(Mistake::NegatedOperatorsAreNot);
        let relates = |left: &Value, right: &Value| self.relates(left, it, right) != negated;
        let Some(cross_product) = it.cross_product else {
            let ([left], [right]) = (lefts.as_slice(), rights.as_slice()) else {
                return None;
            };
            return Some(relates(left, right));
        };
        let (of_all, to_all) = match cross_product {
            CrossProduct::ForAnyOfAnyValues => (false, false),
            CrossProduct::ForAllOfAnyValues => (true, false),
            CrossProduct::ForAnyOfAllValues => (false, true),
            CrossProduct::ForAllOfAllValues => (true, true),
        };
        let (of_all, to_all) = match self.mistake {
            Some(Mistake::SwapsTheSidesOfCrossProducts) => (to_all, of_all),
            Some(Mistake::SomeValueIsEveryValue) => (true, to_all),
            _ => (of_all, to_all),
        };
        let enough = |all: bool, each: Vec<bool>| match all {
            true => !each.contains(&false),
            false => each.contains(&true),
        };
        let of_left = |left: &Value| {
            let each = rights.iter().map(|right| relates(left, right));
            enough(to_all, each.collect())
        };
        Some(enough(of_all, lefts.iter().map(of_left).collect()))
    }

    /// Whether two values relate as the operator says, not looking at whether it says no.
    fn relates(self, left: &Value, it: &Comparison, right: &Value) -> bool {
        let ignores_case = match self.mistake {
            Some(Mistake::EveryOperatorIgnoresCase) => true,
            Some(Mistake::NoOperatorIgnoresCase) => false,
            _ => it.operator.ignores_case,
        };
        let cased = |it: &Value| match it {
            Value::Text(text) if ignores_case => Value::Text(text.to_lowercase()),
            other => other.clone(),
        };
        let (left, right) = (cased(left), cased(right));
        match it.operator.relation {
            Relation::Equals => left == right,
            Relation::Greater => left > right,
            Relation::GreaterEquals => left >= right,
            Relation::Less => left < right,
            Relation::LessEquals if self.makes(Mistake::AtMostIsLess) => left < right,
            Relation::LessEquals => left <= right,
            Relation::StartsWith => match (&left, &right) {
                (Value::Text(text), Value::Text(with)) => text.starts_with(with),
                _ => false,
            },
            Relation::Like => match (&left, &right) {
                (Value::Text(text), Value::Text(pattern)) => {
                    let text: Vec<char> = text.chars().collect();
                    let pattern: Vec<char> = pattern.chars().collect();
                    is_like(&text, &pattern, self.mistake)
                }
                _ => false,
            },
        }
    }

    /// What the directory says of whoever asks.
    fn attribute_of(self, question: &Question, name: &str) -> Option<Vec<Value>> {
        let id = match &question.who {
            Who::Resource(at) => self.own_principal(at)?,
            Who::Principal(id) => id,
            Who::Token(token) => &token.id,
        };
        let mut known = self.facts.attributes.iter();
        let known = known.find(|(of, called, _)| of == id && called == name);
        known.map(|(.., value)| all(value))
    }

    /// What an attribute is: of the clock, of the name in the id, or as the question says; nothing if nobody says.
    fn values(self, asked: &Attribute, question: &Question) -> Option<Vec<Value>> {
        let path = asked.path.as_str().to_lowercase();
        let name = asked.name().map(|it| it.as_str().to_lowercase());
        match (asked.source, path.as_str(), name.as_deref()) {
            (AttributeSource::Environment, "utcnow", None) => {
                return Some(vec![Value::Text(moment(self.facts.clock?)?)]);
            }
            (AttributeSource::Principal, SECURITY_ATTRIBUTES, Some(name)) => {
                return self.attribute_of(question, name);
            }
            (AttributeSource::Request, "suboperation", None) => {
                let kind = question.said.sub_operation.clone()?;
                return Some(vec![Value::Text(kind)]);
            }
            (AttributeSource::Resource, path, Some("name"))
                if NAMED.contains(&path) && !self.makes(Mistake::ForgetsNamesInIds) =>
            {
                if let Some(found) = name_in(&question.on, path) {
                    return Some(vec![Value::Text(found)]);
                }
            }
            _ => {}
        }
        let said = question.said.attributes.iter();
        let said: Vec<_> = said
            .filter(|(it, _)| {
                let forgets = self.makes(Mistake::RequestsAndResourcesAreOne);
                (it.source == asked.source || forgets) && it.path == asked.path
            })
            .collect();
        if asked.part == AttributePart::Keys {
            let is_said = said.iter().any(|(it, _)| it.part != AttributePart::Whole);
            let mut keys: Vec<Value> = Vec::new();
            for (it, value) in said {
                match (&it.part, it.name()) {
                    (AttributePart::Keys, _) => keys.extend(all(value)),
                    (_, Some(name)) => keys.push(Value::Text(name.to_string())),
                    _ => {}
                }
            }
            keys.dedup();
            return is_said.then_some(keys);
        }
        let minds_case = match &asked.part {
            AttributePart::Named { case_sensitive, .. } => {
                (*case_sensitive || path.ends_with("/tags"))
                    && !self.makes(Mistake::ForgetsTheCaseOfKeys)
            }
            _ => false,
        };
        let found = said.iter().find(|(it, _)| match (asked.name(), it.name()) {
            (None, None) => it.part == asked.part,
            (Some(a), Some(b)) if minds_case => a.as_str() == b.as_str(),
            (Some(a), Some(b)) => a.as_str().eq_ignore_ascii_case(b.as_str()),
            _ => false,
        });
        found.map(|(_, value)| all(value))
    }
}

const STORAGE: &str = "microsoft.storage/";

/// What conditions can ask the names of (F8.4).
const NAMED: [&str; 5] = [
    "microsoft.storage/storageaccounts",
    "microsoft.storage/storageaccounts/encryptionscopes",
    "microsoft.storage/storageaccounts/blobservices/containers",
    "microsoft.storage/storageaccounts/queueservices/queues",
    "microsoft.operationalinsights/workspaces/tables",
];

/// Where the directory's attributes of a principal stand, in lower case.
const SECURITY_ATTRIBUTES: &str = "microsoft.directory/customsecurityattributes/id";

/// Whether a role has data actions of storage (F8.5.6).
fn grants_storage_data(role: &Role) -> bool {
    let mut patterns = role.blocks.iter().flat_map(|it| &it.data.granted);
    patterns.any(|it| {
        let it = it.to_lowercase();
        let before = it.split('*').next().unwrap_or_default();
        match it.contains('*') {
            true => before.starts_with(STORAGE) || STORAGE.starts_with(before),
            false => it.starts_with(STORAGE),
        }
    })
}

fn all(value: &AttributeValue) -> Vec<Value> {
    match value {
        AttributeValue::Boolean(it) => vec![Value::Boolean(*it)],
        AttributeValue::Integer(it) => vec![Value::Integer(*it)],
        AttributeValue::Text(it) => vec![Value::Text(it.clone())],
        AttributeValue::Integers(all) => all.iter().map(|it| Value::Integer(*it)).collect(),
        AttributeValue::Texts(all) => all.iter().map(|it| Value::Text(it.clone())).collect(),
    }
}

fn stated(literal: &Literal) -> Value {
    match literal {
        Literal::Boolean(it) => Value::Boolean(*it),
        Literal::Integer(it) => Value::Integer(*it),
        Literal::Text(it) => Value::Text(it.clone()),
        Literal::DateTime(it) => Value::Text(it.to_string()),
        Literal::Guid(it) => Value::Text(it.to_string()),
    }
}

/// The value as one of that kind, if it is one.
fn of_kind(value: &Value, kind: ValueKind) -> Option<Value> {
    match (kind, value) {
        (ValueKind::Boolean, Value::Boolean(_))
        | (ValueKind::Integer, Value::Integer(_))
        | (ValueKind::Text, Value::Text(_)) => Some(value.clone()),
        (ValueKind::Guid, Value::Text(it)) => {
            let guid: Option<Guid> = it.parse().ok();
            Some(Value::Text(guid?.to_string()))
        }
        (ValueKind::DateTime, Value::Text(it)) => {
            let (second, ticks) = match it.trim_end_matches('Z').split_once('.') {
                Some((second, ticks)) => (second.to_owned(), ticks.to_owned()),
                None => (it.trim_end_matches('Z').to_owned(), String::new()),
            };
            Timestamp::parse(&format!("{second}Z")).ok()?;
            let are_digits = ticks.len() <= 7 && ticks.bytes().all(|it| it.is_ascii_digit());
            are_digits.then(|| Value::Text(format!("{second}.{ticks:0<7}Z")))
        }
        _ => None,
    }
}

fn moment(seconds: i64) -> Option<String> {
    let second = Timestamp::from_unix_seconds(seconds)?.to_string();
    Some(format!("{}.0000000Z", second.trim_end_matches('Z')))
}

/// What the resource of a type is called that an id names last, or names on the way.
fn name_in(id: &str, resource_type: &str) -> Option<String> {
    let lower = id.to_lowercase();
    let at = lower.rfind("/providers/")? + "/providers/".len();
    let mut segments = id.get(at..)?.split('/');
    let mut so_far = segments.next()?.to_lowercase();
    while let (Some(next), Some(name)) = (segments.next(), segments.next()) {
        so_far = format!("{so_far}/{}", next.to_lowercase());
        if so_far == resource_type {
            return Some(name.to_owned());
        }
    }
    None
}

/// Every way of reading the pattern is tried (F8.3).
fn is_like(text: &[char], pattern: &[char], mistake: Option<Mistake>) -> bool {
    let escapes = mistake != Some(Mistake::LikeHasNoEscapes);
    match (pattern, text) {
        ([], _) => text.is_empty(),
        (['\\', escaped @ ('*' | '?'), rest @ ..], _) if escapes => match text {
            [first, text @ ..] => first == escaped && is_like(text, rest, mistake),
            [] => false,
        },
        (['*', rest @ ..], _) => {
            let tails = (0..=text.len()).filter_map(|at| text.get(at..));
            tails.into_iter().any(|tail| is_like(tail, rest, mistake))
        }
        (['?', rest @ ..], []) => {
            mistake == Some(Mistake::QuestionMarkIsOptional) && is_like(text, rest, mistake)
        }
        (['?', rest @ ..], [_, text @ ..]) => is_like(text, rest, mistake),
        ([one, rest @ ..], [first, text @ ..]) => one == first && is_like(text, rest, mistake),
        _ => false,
    }
}

#[test]
fn texts_are_like_what_the_facts_say() {
    for (text, pattern, expected) in [
        ("logs/2026", "logs/*", true),
        ("logs", "logs/*", false),
        ("logs/a/b", "*/b", true),
        ("ab", "a?", true),
        ("a", "a?", false),
        ("a*b", r"a\*b", true),
        ("axb", r"a\*b", false),
        ("a?", r"a\?", true),
        (r"a\b", r"a\b", true),
        ("", "*", true),
        ("", "", true),
    ] {
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        let (found, like) = (letters(text), letters(pattern));
        assert_eq!(is_like(&found, &like, None), expected, "{text} {pattern}");
    }
}
