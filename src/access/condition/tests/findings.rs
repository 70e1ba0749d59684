//! Which parts of a condition an answer is due to, and how they are told.

use super::{AttributeValue, circumstances};
use crate::model::Condition;
use crate::value::Action;

const TAG: &str = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>]";

fn check(condition: &str, attributes: &[(&str, AttributeValue)], expected: &[&str]) {
    let condition = Condition::parse(condition).unwrap();
    let read = Action::data("A.B/c/read").unwrap();
    let circumstances = circumstances(attributes);
    let findings = condition.findings(&read, &circumstances);
    let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected, "{condition}");
    let truth = condition.evaluate(&read, &circumstances);
    assert!(
        !told.is_empty(),
        "{condition} is {truth}, and nothing says why"
    );
}

#[test]
fn who_decides() {
    let reads = "!(ActionMatches{'A.B/c/read'})";
    let tag = format!("{TAG} StringEquals 'Cascade'");
    let tagged = format!("{reads} OR {tag}");
    check(
        &tagged,
        &[(TAG, "Cascade".into())],
        &[
            "`@Resource[tags:Project<$key_case_sensitive$>] StringEquals 'Cascade'` is true: `@Resource[tags:Project<$key_case_sensitive$>]` is 'Cascade'",
        ],
    );
    check(
        &tagged,
        &[(TAG, "Baker".into())],
        &[
            "`ActionMatches{'A.B/c/read'}` is true",
            "`@Resource[tags:Project<$key_case_sensitive$>] StringEquals 'Cascade'` is false: `@Resource[tags:Project<$key_case_sensitive$>]` is 'Baker'",
        ],
    );
    check(
        &tagged,
        &[],
        &[
            "`@Resource[tags:Project<$key_case_sensitive$>]` is not supplied, for `@Resource[tags:Project<$key_case_sensitive$>] StringEquals 'Cascade'`",
        ],
    );
    // What is not targeted is so because of the action alone.
    check(
        "!(ActionMatches{'*/write'}) OR Exists @Request[A.B/c:x]",
        &[],
        &["`ActionMatches{'*/write'}` is false"],
    );
    // Of several that have to hold, those that do not.
    check(
        "1 NumericEquals 1 AND 2 NumericEquals 3 AND 4 NumericEquals @Request[A.B/c:n]",
        &[],
        &["`2 NumericEquals 3` is false"],
    );
    check(
        "(1 NumericEquals 2 OR !(3 NumericEquals 3)) AND 4 NumericEquals 4",
        &[],
        &[
            "`1 NumericEquals 2` is false",
            "`3 NumericEquals 3` is true",
        ],
    );
    check(
        "NOT Exists @Request[A.B/c:x]",
        &[("@Request[A.B/c:x]", 7.into())],
        &["`Exists @Request[c:x]` is true: `@Request[c:x]` is 7"],
    );
    check(
        "NOT Exists @Request[A.B/c:x]",
        &[],
        &["`Exists @Request[c:x]` is false"],
    );
}

#[test]
fn why_nobody_can_say() {
    let it = "@Request[A.B/c:it]";
    let several = |all: &[&str]| {
        all.iter()
            .map(ToString::to_string)
            .collect::<AttributeValue>()
    };
    check(
        &format!("{it} GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae7"),
        &[(it, "x".into())],
        &[
            "`@Request[c:it]` is not a GUID, for `@Request[c:it] GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae7`: `@Request[c:it]` is 'x'",
        ],
    );
    check(
        &format!("{it} StringEquals 'x'"),
        &[(it, several(&["x", "y"]))],
        &[
            "`@Request[c:it]` is not one value, for `@Request[c:it] StringEquals 'x'`: `@Request[c:it]` is {'x', 'y'}",
        ],
    );
    check(
        &format!("{it} BoolEquals true"),
        &[(it, several(&[]))],
        &[
            "`@Request[c:it]` is not one value, for `@Request[c:it] BoolEquals true`: `@Request[c:it]` is {}",
        ],
    );
}

#[test]
fn long_sets_are_cut_short() {
    let it = "@Request[A.B/c:it]";
    check(
        &format!("{it} ForAnyOfAnyValues:NumericEquals {{1, 2, 3, 4, 5}}"),
        &[(it, AttributeValue::Integers(vec![6, 7, 8]))],
        &[
            "`@Request[c:it] ForAnyOfAnyValues:NumericEquals {1, 2, 3, … 2 more}` is false: `@Request[c:it]` is {6, 7, 8}",
        ],
    );
}
