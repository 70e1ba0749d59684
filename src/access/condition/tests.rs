//! What every operator, every cross product and every join comes to.

mod findings;
mod likes;

use super::*;
use crate::model::condition::{CrossProduct, DateTime, Operator, ValueKind};
use crate::model::{Attribute, AttributeValue};
use crate::value::Guid;

fn circumstances(attributes: &[(&str, AttributeValue)]) -> Circumstances {
    let none = Circumstances::default();
    attributes.iter().fold(none, |all, (attribute, value)| {
        all.with(Attribute::parse(attribute).unwrap(), value.clone())
    })
}

/// What a condition comes to for somebody who reads `A.B/c`.
fn truth(condition: &str, attributes: &[(&str, AttributeValue)]) -> Truth {
    let condition = Condition::parse(condition).unwrap_or_else(|it| panic!("{condition}: {it}"));
    let read = Action::data("A.B/c/read").unwrap();
    condition.evaluate(&read, &circumstances(attributes))
}

/// For each operator a value, another that relates to it, and one that does not.
#[rustfmt::skip]
const OPERATORS: &[(&str, &str, &[&str], &[&str])] = &[
    ("BoolEquals", "true", &["true"], &["false"]),
    ("BoolNotEquals", "true", &["false"], &["true"]),
    ("StringEquals", "'Aß'", &["'Aß'"], &["'aß'", "'A'", "'Aßc'", "''"]),
    ("StringEqualsIgnoreCase", "'Äb'", &["'Äb'", "'äB'"], &["'Ä'", "'Äbc'", "'Ab'"]),
    ("StringNotEquals", "'Ab'", &["'ab'", "'A'"], &["'Ab'"]),
    ("StringNotEqualsIgnoreCase", "'Ab'", &["'A'", "'Abc'"], &["'Ab'", "'aB'"]),
    ("StringStartsWith", "'Abc'", &["'Abc'", "'Ab'", "''"], &["'ab'", "'bc'", "'Abcd'"]),
    ("StringStartsWithIgnoreCase", "'Äbc'", &["'ÄB'", "'äb'", "''"], &["'bc'", "'Äbcd'"]),
    ("StringNotStartsWith", "'Abc'", &["'ab'", "'bc'", "'Abcd'"], &["'Ab'", "''"]),
    ("StringNotStartsWithIgnoreCase", "'Abc'", &["'bc'", "'Abcd'"], &["'aB'", "''"]),
    ("StringLike", "'Abc'", &["'Abc'", "'A*'", "'A?c'", "'*'", "'*c*'"], &["'a*'", "'A?'", "''", "'A??c'", "'b*'"]),
    ("StringLikeIgnoreCase", "'Äbc'", &["'äB*'", "'Ä?C'"], &["'Ä?'", "'b*'"]),
    ("StringNotLike", "'Abc'", &["'a*'", "'A?'"], &["'A*'", "'A?c'"]),
    ("StringNotLikeIgnoreCase", "'Abc'", &["'A?'", "'b*'"], &["'a*'", "'a?C'"]),
    ("NumericEquals", "10", &["10"], &["-10", "9", "11"]),
    ("NumericNotEquals", "10", &["-10", "9", "11"], &["10"]),
    ("NumericGreaterThan", "10", &["9", "-11"], &["10", "11"]),
    ("NumericGreaterThanEquals", "10", &["9", "10"], &["11"]),
    ("NumericLessThan", "-10", &["-9", "10"], &["-10", "-11"]),
    ("NumericLessThanEquals", "10", &["10", "11"], &["9"]),
    ("DateTimeEquals", "'2026-01-01T00:00:00.0Z'", &["'2026-01-01T00:00:00Z'", "'2026-01-01T01:00:00.0000000+01:00'"], &["'2026-01-01T00:00:00.0000001Z'", "'2025-12-31T00:00:00Z'"]),
    ("DateTimeNotEquals", "'2026-01-01T00:00:00.0Z'", &["'2026-01-01T00:00:00.0000001Z'"], &["'2026-01-01T00:00:00.000Z'"]),
    ("DateTimeGreaterThan", "'2026-01-01T00:00:00.1Z'", &["'2026-01-01T00:00:00.0999999Z'", "'2025-12-31T00:00:00Z'"], &["'2026-01-01T00:00:00.10Z'", "'2026-01-01T00:00:01Z'"]),
    ("DateTimeGreaterThanEquals", "'2026-01-01T00:00:00.1Z'", &["'2026-01-01T00:00:00Z'", "'2026-01-01T00:00:00.100Z'"], &["'2026-01-01T00:00:00.1000001Z'"]),
    ("DateTimeLessThan", "'2026-01-01T00:00:00.1Z'", &["'2026-01-01T00:00:00.1000001Z'", "'2026-01-01T00:00:01Z'"], &["'2026-01-01T00:00:00.1Z'", "'2026-01-01T00:00:00Z'"]),
    ("DateTimeLessThanEquals", "'2026-01-01T00:00:00.1Z'", &["'2026-01-01T00:00:00.1Z'", "'2026-01-01T00:00:01Z'"], &["'2026-01-01T00:00:00.09Z'"]),
    ("GuidEquals", "acdd72a7-3385-48ef-bd42-f606fba81ae7", &["ACDD72A7-3385-48EF-BD42-F606FBA81AE7", "acdd72a7338548efbd42f606fba81ae7"], &["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"]),
    ("GuidNotEquals", "acdd72a7-3385-48ef-bd42-f606fba81ae7", &["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"], &["ACDD72A7338548EFBD42F606FBA81AE7"]),
];

/// A literal's text as the value of an attribute.
fn value_of(literal: &str) -> AttributeValue {
    let text = literal.trim_matches('\'');
    if let ("true" | "false", Ok(it)) = (literal, literal.parse::<bool>()) {
        return it.into();
    }
    match literal.parse::<i64>() {
        Ok(it) => it.into(),
        Err(_) => text.into(),
    }
}

#[test]
fn every_operator() {
    let names: Vec<&str> = OPERATORS.iter().map(|(name, ..)| *name).collect();
    let all: Vec<&str> = Operator::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(names, all);
    for (operator, left, related, unrelated) in OPERATORS {
        let rights = related.iter().map(|it| (it, Truth::True));
        for (right, expected) in rights.chain(unrelated.iter().map(|it| (it, Truth::False))) {
            let both = [
                ("@Resource[A.B/c:left]", value_of(left)),
                ("@Request[A.B/c:right]", value_of(right)),
            ];
            for left in [left, "@resource[a.b/C:LEFT]"] {
                for right in [right, "@Request[A.B/c:right]"] {
                    for operator in [operator.to_string(), operator.to_uppercase()] {
                        let condition = format!("{left} {operator} {right}");
                        assert_eq!(truth(&condition, &both), expected, "{condition} {both:?}");
                    }
                }
            }
        }
    }
}

/// One value of every kind, and two of those that there can be several of.
fn values() -> Vec<AttributeValue> {
    vec![
        "x".into(),
        "2026-01-01T00:00:00Z".into(),
        "acdd72a7-3385-48ef-bd42-f606fba81ae7".into(),
        true.into(),
        7.into(),
        AttributeValue::Texts(vec!["x".to_owned(), "y".to_owned()]),
        AttributeValue::Integers(vec![7, 8]),
    ]
}

/// Whether an operator of this kind can compare the value at all.
fn is_one_of(kind: ValueKind, value: &AttributeValue) -> bool {
    match (kind, value) {
        (ValueKind::Boolean, AttributeValue::Boolean(_))
        | (ValueKind::Integer, AttributeValue::Integer(_))
        | (ValueKind::Text, AttributeValue::Text(_)) => true,
        (ValueKind::DateTime, AttributeValue::Text(it)) => DateTime::parse(it).is_some(),
        (ValueKind::Guid, AttributeValue::Text(it)) => Guid::parse(it).is_ok(),
        _ => false,
    }
}

#[test]
fn what_an_operator_does_not_compare_is_unknown() {
    for (operator, literal, ..) in OPERATORS {
        let kind = Operator::named(operator).unwrap().kind;
        for value in values() {
            for condition in [
                format!("@Resource[A.B/c:it] {operator} {literal}"),
                format!("{literal} {operator} @Resource[A.B/c:it]"),
            ] {
                let truth = truth(&condition, &[("@Resource[A.B/c:it]", value.clone())]);
                let is_known = truth != Truth::Unknown;
                assert_eq!(is_known, is_one_of(kind, &value), "{condition} of {value}");
            }
        }
        let missing = truth(&format!("@Resource[A.B/c:it] {operator} {literal}"), &[]);
        assert_eq!(missing, Truth::Unknown, "{operator}");
    }
}

/// Every set of up to three of these.
fn sets<T: Copy>(of: &[T]) -> Vec<Vec<T>> {
    let mut sets = vec![Vec::new()];
    for it in of {
        let with: Vec<Vec<T>> = sets
            .iter()
            .map(|set| [set.as_slice(), &[*it]].concat())
            .collect();
        sets.extend(with);
    }
    sets
}

/// How Microsoft's documentation describes each cross product.
fn independently<T>(
    name: CrossProduct,
    left: &[T],
    right: &[T],
    relate: fn(&T, &T) -> bool,
) -> bool {
    match name {
        CrossProduct::ForAnyOfAnyValues => left.iter().any(|l| right.iter().any(|r| relate(l, r))),
        CrossProduct::ForAllOfAnyValues => left.iter().all(|l| right.iter().any(|r| relate(l, r))),
        CrossProduct::ForAnyOfAllValues => left.iter().any(|l| right.iter().all(|r| relate(l, r))),
        CrossProduct::ForAllOfAllValues => left.iter().all(|l| right.iter().all(|r| relate(l, r))),
    }
}

type Relates<T> = (&'static str, fn(&T, &T) -> bool);

/// Every pair of sets, as literals and as attributes, against plain loops; an empty set only as an attribute can be one.
fn every_pair<T: Copy>(
    of: &[T],
    operators: &[Relates<T>],
    literal: fn(&T) -> String,
    value: fn(&[T]) -> AttributeValue,
) {
    for (operator, relate) in operators {
        for cross_product in CrossProduct::ALL {
            for left in sets(of) {
                for right in sets(of) {
                    let expected = independently(*cross_product, &left, &right, *relate);
                    let both = [
                        ("@Resource[A.B/c:left]", value(&left)),
                        ("@Request[A.B/c:right]", value(&right)),
                    ];
                    let check = |left: &str, right: &str| {
                        let condition = format!("{left} {cross_product}:{operator} {right}");
                        let actual = truth(&condition, &both);
                        assert_eq!(actual, expected.into(), "{condition} {both:?}");
                    };
                    let written = |set: &[T]| {
                        let all: Vec<String> = set.iter().map(literal).collect();
                        format!("{{{}}}", all.join(", "))
                    };
                    check("@Resource[A.B/c:left]", "@Request[A.B/c:right]");
                    if !left.is_empty() && !right.is_empty() {
                        check(&written(&left), &written(&right));
                        check(&written(&left), "@Request[A.B/c:right]");
                    }
                }
            }
        }
    }
}

fn texts(all: &[&str]) -> AttributeValue {
    all.iter().map(ToString::to_string).collect()
}

#[test]
fn every_cross_product_of_texts() {
    let same: fn(&&str, &&str) -> bool = |l, r| l == r;
    let same_in_any_case: fn(&&str, &&str) -> bool = |l, r| l.to_lowercase() == r.to_lowercase();
    every_pair(
        &["red", "Red", "blue"],
        &[
            ("StringEquals", same),
            ("StringNotEquals", |l, r| l != r),
            ("StringEqualsIgnoreCase", same_in_any_case),
            ("StringNotEqualsIgnoreCase", |l, r| {
                l.to_lowercase() != r.to_lowercase()
            }),
            // Without wildcards, to be like is to be the same.
            ("StringLike", same),
            ("StringNotLike", |l, r| l != r),
            ("StringLikeIgnoreCase", same_in_any_case),
            ("StringNotLikeIgnoreCase", |l, r| {
                l.to_lowercase() != r.to_lowercase()
            }),
        ],
        |it| format!("'{it}'"),
        texts,
    );
}

#[test]
fn every_cross_product_of_integers() {
    every_pair(
        &[10, 20, 30],
        &[
            ("NumericEquals", |l, r| l == r),
            ("NumericNotEquals", |l, r| l != r),
            ("NumericGreaterThan", |l, r| l > r),
            ("NumericGreaterThanEquals", |l, r| l >= r),
            ("NumericLessThan", |l, r| l < r),
            ("NumericLessThanEquals", |l, r| l <= r),
        ],
        ToString::to_string,
        |all| AttributeValue::Integers(all.to_vec()),
    );
}

#[test]
fn every_cross_product_of_guids() {
    every_pair(
        &[
            "acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        ],
        &[
            ("GuidEquals", |l, r| l == r),
            ("GuidNotEquals", |l, r| l != r),
        ],
        ToString::to_string,
        texts,
    );
}

#[test]
fn one_value_is_a_set_of_one() {
    let it = "@Resource[A.B/c:it]";
    for cross_product in CrossProduct::ALL {
        let equals = |other| {
            truth(
                &format!("{it} {cross_product}:StringEquals {other}"),
                &[(it, "x".into())],
            )
        };
        assert_eq!(equals("'x'"), Truth::True);
        assert_eq!(equals("{'y'}"), Truth::False);
    }
}

/// What is of the wrong kind is so wherever in a list it stands.
#[test]
fn the_order_of_a_list_does_not_matter() {
    let guid = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    let it = "@Resource[A.B/c:it]";
    for cross_product in CrossProduct::ALL {
        for list in [["no GUID", guid], [guid, "no GUID"]] {
            for operator in ["GuidEquals", "GuidNotEquals"] {
                let left = format!("{it} {cross_product}:{operator} {{{guid}}}");
                assert_eq!(
                    truth(&left, &[(it, texts(&list))]),
                    Truth::Unknown,
                    "{left} {list:?}"
                );
                let right = format!("{{{guid}}} {cross_product}:{operator} {it}");
                assert_eq!(
                    truth(&right, &[(it, texts(&list))]),
                    Truth::Unknown,
                    "{right} {list:?}"
                );
            }
        }
    }
}

/// A list that is there and has nothing in it is neither one value nor missing.
#[test]
fn an_empty_list() {
    let it = "@Resource[A.B/c:it]";
    let check = |condition: &str, expected| {
        assert_eq!(
            truth(&format!("{it} {condition}"), &[(it, texts(&[]))]),
            expected,
            "{condition}"
        );
    };
    check("StringEquals 'x'", Truth::Unknown);
    check(
        "ForAnyOfAnyValues:StringEquals {'x'}",
        SOME_ONE_OF_NONE.into(),
    );
    check(
        "ForAnyOfAllValues:StringEquals {'x'}",
        SOME_ONE_OF_NONE.into(),
    );
    check(
        "ForAllOfAnyValues:StringEquals {'x'}",
        EVERY_ONE_OF_NONE.into(),
    );
    check(
        "ForAllOfAllValues:StringEquals {'x'}",
        EVERY_ONE_OF_NONE.into(),
    );
    assert_eq!(
        truth(&format!("Exists {it}"), &[(it, texts(&[]))]),
        Truth::True
    );
}

/// True, false and unknown, as conditions.
const THREE: [(&str, Truth); 3] = [
    ("1 NumericEquals 1", Truth::True),
    ("1 NumericEquals 2", Truth::False),
    ("1 NumericEquals @Request[A.B/c:missing]", Truth::Unknown),
];

#[test]
fn joins() {
    use Truth::{False, True, Unknown};
    #[rustfmt::skip]
    let rows = [
        // left, right, AND, OR
        (True, True, True, True),
        (True, False, False, True),
        (True, Unknown, Unknown, True),
        (False, False, False, False),
        (False, Unknown, False, Unknown),
        (Unknown, Unknown, Unknown, Unknown),
    ];
    let written = |wanted: Truth| THREE.iter().find(|(_, it)| *it == wanted).unwrap().0;
    for (left, right, and, or) in rows {
        for (left, right) in [(left, right), (right, left)] {
            let (left, right) = (written(left), written(right));
            assert_eq!(
                truth(&format!("{left} AND {right}"), &[]),
                and,
                "{left} AND {right}"
            );
            assert_eq!(
                truth(&format!("{left} OR {right}"), &[]),
                or,
                "{left} OR {right}"
            );
        }
    }
    for (inner, not) in [(True, False), (False, True), (Unknown, NOT_UNKNOWN)] {
        let inner = written(inner);
        assert_eq!(truth(&format!("!({inner})"), &[]), not);
        assert_eq!(truth(&format!("NOT NOT {inner}"), &[]), !not);
    }
    // Whatever stands in it, what nobody knows does not become known.
    assert_eq!(NOT_UNKNOWN, Unknown);
}

#[test]
fn what_exists_and_what_matches() {
    let tag = "@Resource[A.B/c/tags:Project<$key_case_sensitive$>]";
    let check = |condition: &str, expected: Truth| {
        let actual = truth(
            condition,
            &[
                (tag, "Cascade".into()),
                ("@Environment[isPrivateLink]", false.into()),
            ],
        );
        assert_eq!(actual, expected, "{condition}");
    };
    check(&format!("Exists {tag}"), Truth::True);
    check("Exists @Resource[A.B/c/tags:project]", Truth::False);
    check("Exists @Resource[A.B/c/tags:Project]", Truth::True);
    check(
        "Exists @Resource[A.B/c/tags:project<$key_case_sensitive$>]",
        Truth::False,
    );
    check("NOT Exists @Request[A.B/c/tags:Project]", Truth::True);
    check("Exists @Resource[A.B/c/tags&$keys$&]", Truth::True);
    check("Exists @Request[A.B/c/tags&$keys$&]", Truth::False);
    check("Exists @Environment[isPrivateLink]", Truth::True);
    check("Exists @Environment[UtcNow]", Truth::False);
    // That it is there is all that is asked, not what it is.
    check("@Environment[isPrivateLink] BoolEquals true", Truth::False);

    check("ActionMatches{'A.B/c/read'}", Truth::True);
    check("ActionMatches{'a.b/*'}", Truth::True);
    check("ActionMatches{'*/write'}", Truth::False);
    check("!(ActionMatches{'*/write'})", Truth::True);
    check("SubOperationMatches{'Blob.List'}", Truth::False);
    check("NOT SubOperationMatches{'Blob.List'}", Truth::True);

    let mut list = Circumstances::default();
    list.sub_operation = Some("blob.LIST".into());
    let read = Action::data("A.B/c/read").unwrap();
    let asked = |text: &str| Condition::parse(text).unwrap().evaluate(&read, &list);
    assert_eq!(asked("SubOperationMatches{'Blob.List'}"), Truth::True);
    assert_eq!(asked("SubOperationMatches{'Blob.Read'}"), Truth::False);
    // As it was written in 2021.
    assert_eq!(
        asked("@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Blob.List'}"),
        Truth::True
    );
    assert_eq!(
        asked("@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Blob.Read'}"),
        Truth::False
    );
}
