//! What is a condition and what is not.

mod expressions;

use super::*;

#[test]
fn what_it_means() {
    let check = |text: &str, expected: &str| {
        let condition = Condition::parse(text).unwrap_or_else(|it| panic!("{text}: {it}"));
        assert_eq!(condition.to_string(), text);
        assert_eq!(condition.expression().to_string(), expected, "{text}");
        // What is printed means the same, and so does what is laid out.
        for again in [expected.to_owned(), condition.laid_out()] {
            let again = Condition::parse(&again).unwrap_or_else(|it| panic!("{again}: {it}"));
            assert_eq!(again.expression(), condition.expression(), "{again}");
            assert_eq!(again.laid_out(), condition.laid_out());
        }
    };
    check("true boolequals TRUE", "true BoolEquals true");
    check(
        "@resource[HasObotoken] boolequals true",
        "@Resource[HasObotoken] BoolEquals true",
    );
    check(
        "{'red','blue'}forAnyOfAnyValues:StringEquals{ 'blue' , 'green' }",
        "{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}",
    );
    check(
        "{10} ForAllOfAllValues: NumericLessThan {-5}",
        "{10} ForAllOfAllValues:NumericLessThan {-5}",
    );
    check(
        "{8B9DFCAB4B774632A6DF94BD07820648} ForAnyOfAnyValues:GuidEquals @Principal[A.B/c:Id]",
        "{8b9dfcab-4b77-4632-a6df-94bd07820648} ForAnyOfAnyValues:GuidEquals @Principal[A.B/c:Id]",
    );
    // All digits, and yet a GUID.
    check(
        "00000000000000000000000000000007 GuidNotEquals @Request[A.B/c:Id]",
        "00000000-0000-0000-0000-000000000007 GuidNotEquals @Request[A.B/c:Id]",
    );
    check(
        "NOT NOT Exists @Request[A.B/c/tags&$keys$&]&&!SubOperationMatches { 'Blob.List' }",
        "NOT NOT Exists @Request[A.B/c/tags&$keys$&] AND NOT SubOperationMatches{'Blob.List'}",
    );
    check(
        "!(ActionMatches{'A.B/c/*'} AND NOT SubOperationMatches{'X'}) OR ((1 NumericEquals 1) AND 'a' StringLike 'b*')",
        "!(ActionMatches{'A.B/c/*'} AND NOT SubOperationMatches{'X'}) OR (1 NumericEquals 1 AND 'a' StringLike 'b*')",
    );
    check(
        "@Environment[UtcNow] DateTimeGreaterThan '2022-06-01T00:00:00.0Z'",
        "@Environment[UtcNow] DateTimeGreaterThan '2022-06-01T00:00:00.0000000Z'",
    );
    check(
        "(\r\n\t1 NumericEquals 1\r\n)\r\nOR\r\n2 NumericEquals 2",
        "1 NumericEquals 1 OR 2 NumericEquals 2",
    );
    // Groups stay as they were grouped.
    check(
        "(1 NumericEquals 1 and 2 NumericEquals 2) and 3 NumericEquals 3",
        "(1 NumericEquals 1 AND 2 NumericEquals 2) AND 3 NumericEquals 3",
    );
}

#[test]
fn and_before_or_is_ambiguous() {
    let check = |text: &str, expected: &str, ambiguous_at: Option<(usize, usize)>| {
        let condition = Condition::parse(text).unwrap();
        assert_eq!(condition.expression().to_string(), expected);
        let at = condition.ambiguous_at().map(|it| (it.line, it.column));
        assert_eq!(at, ambiguous_at, "{text}");
    };
    let (a, b, c) = (
        "1 NumericEquals 1",
        "2 NumericEquals 2",
        "3 NumericEquals 3",
    );
    check(
        &format!("{a} AND {b} OR {c}"),
        &format!("({a} AND {b}) OR {c}"),
        Some((1, 19)),
    );
    check(
        &format!("{a} OR\n{b} AND {c}"),
        &format!("{a} OR ({b} AND {c})"),
        Some((2, 19)),
    );
    check(
        &format!("({a} AND {b}) OR {c}"),
        &format!("({a} AND {b}) OR {c}"),
        None,
    );
    // The first place of several, wherever it is nested.
    check(
        &format!("{a} AND {b} OR ({a} AND {b} OR {c})"),
        &format!("({a} AND {b}) OR (({a} AND {b}) OR {c})"),
        Some((1, 19)),
    );
    check(
        &format!("{a} OR {b} OR {c}"),
        &format!("{a} OR {b} OR {c}"),
        None,
    );
    check(
        &format!("{a} OR !({b} AND {c})"),
        &format!("{a} OR !({b} AND {c})"),
        None,
    );
}

#[test]
fn what_is_wrong() {
    let check = |text: &str, expected: &str| {
        let error = Condition::parse(text).expect_err(text);
        assert_eq!(error.to_string(), expected, "{text}");
    };
    let attribute = "@Resource[A.B/c:name]";
    check(
        "",
        "line 1, column 1: expected an expression, like `ActionMatches{'…'}`, `Exists`, `!`, `(`, an attribute or a value, found the end",
    );
    check(
        " \n ",
        "line 2, column 2: expected an expression, like `ActionMatches{'…'}`, `Exists`, `!`, `(`, an attribute or a value, found the end",
    );
    check(
        "(1 NumericEquals 1",
        "line 1, column 19: expected `AND`, `OR` or `)`, found the end",
    );
    check(
        "1 NumericEquals 1)",
        "line 1, column 18: expected `AND`, `OR` or the end, found `)`",
    );
    check(
        "1 NumericEquals 1 2",
        "line 1, column 19: expected `AND`, `OR` or the end, found `2`",
    );
    check(
        "ActionMatches('A.B/c')",
        "line 1, column 14: expected `{`, found `(`",
    );
    check(
        "ActionMatches{A.B/c}",
        "line 1, column 18: expected an expression, an operator or a value, found `/`",
    );
    check(
        "ActionMatches{}",
        "line 1, column 15: expected an action in quotes, like `'Microsoft.Compute/*'`, found `}`",
    );
    check(
        "ActionMatches{'*/*/read'}",
        "line 1, column 15: expected an action pattern (action pattern `*/*/read` has more than one wildcard: expected at most one `*`), found `'*/*/read'`",
    );
    check(
        "SubOperationMatches{' '}",
        "line 1, column 21: expected a sub-operation in quotes, like `'Blob.List'`, found `' '`",
    );
    check(
        "Exists 'x'",
        "line 1, column 8: expected an attribute like `@Resource[path:name]`, found `'x'`",
    );
    check(
        "Exists @Resource[A.B/c",
        "line 1, column 8: expected `]` after an attribute, found none up to the end",
    );
    check(
        "Exists @Tenant[A.B/c]",
        "line 1, column 8: expected `@Request`, `@Resource`, `@Principal` or `@Environment`, found `@Tenant[A.B/c]`",
    );
    check(
        "Exists @Resource[]",
        "line 1, column 8: expected a path like `Microsoft.Storage/storageAccounts`, found `@Resource[]`",
    );
    check(
        "Exists @Resource[A.B/c:]",
        "line 1, column 8: expected a name after the colon, found `@Resource[A.B/c:]`",
    );
    check(
        attribute,
        "line 1, column 22: expected an operator like `StringEquals`, found the end",
    );
    check(
        &format!("{attribute} StringEquals"),
        "line 1, column 35: expected a text in single quotes, found the end",
    );
    check(
        &format!("{attribute} StringEquals 'x"),
        "line 1, column 36: expected `'` after a text, found none up to the end",
    );
    check(
        &format!("{attribute} StringEquals x"),
        "line 1, column 36: expected a text in single quotes, found `x`",
    );
    check(
        &format!("{attribute} NumericEquals 1.5"),
        "line 1, column 37: expected an integer without quotes, found `1.5`",
    );
    check(
        &format!("{attribute} NumericEquals 99999999999999999999"),
        "line 1, column 37: expected an integer without quotes, found `99999999999999999999`",
    );
    check(
        &format!("{attribute} GuidEquals acdd72a7"),
        "line 1, column 34: expected a GUID without quotes, found `acdd72a7`",
    );
    check(
        &format!("{attribute} BoolEquals 'true'"),
        "line 1, column 34: expected `true` or `false`, found `'true'`",
    );
    check(
        &format!("{attribute} DateTimeEquals 'now'"),
        "line 1, column 38: expected a moment in quotes, like `'2026-01-01T00:00:00.0Z'`, found `'now'`",
    );
    check(
        &format!("{attribute} StringEquals {{'x'}}"),
        "line 1, column 36: expected one value: before `StringEquals` a set needs a word like `ForAnyOfAnyValues:`, found `{`",
    );
    check(
        &format!("{attribute} ForAnyOfAnyValues:StringEquals {{}}"),
        "line 1, column 55: expected a value, found `}`",
    );
    check(
        &format!("{attribute} ForAnyOfAnyValues:StringEquals {{'x' 'y'}}"),
        "line 1, column 59: expected `,` or `}`, found `'y'`",
    );
    check(
        &format!("{attribute} ForAnyOfAnyValues:BoolEquals {{true}}"),
        "line 1, column 23: expected an operator that takes `ForAnyOfAnyValues:`, which are those of texts (`Equals` and `Like`), integers and GUIDs, found `ForAnyOfAnyValues:BoolEquals`",
    );
    check(
        &format!("{attribute} ForSomeValues:StringEquals {{'x'}}"),
        "line 1, column 23: expected `ForAnyOfAnyValues:`, `ForAllOfAnyValues:`, `ForAnyOfAllValues:` or `ForAllOfAllValues:` and an operator, found `ForSomeValues:StringEquals`",
    );
    // What nobody sees is no blank, and no part of a text.
    check(
        "1\u{a0}NumericEquals 1",
        "line 1, column 2: expected an expression, an operator or a value, found `\\u{a0}`",
    );
    check(
        "'a\u{1b}b' StringEquals 'x'",
        "line 1, column 1: expected no character in a text that nobody sees, found `a\\u{1b}b`",
    );
    check(
        "'a\u{202e}b' StringEquals 'x'",
        "line 1, column 1: expected no character in a text that nobody sees, found `a\\u{202e}b`",
    );
    check(
        "'größe' StringEquals 'x' & 'y'",
        "line 1, column 26: expected an expression, an operator or a value, found `&`",
    );
    check(
        &"(".repeat(1_000),
        "line 1, column 101: expected parentheses and `NOT` nested at most 100 deep",
    );
    check(
        &"!".repeat(1_000),
        "line 1, column 101: expected parentheses and `NOT` nested at most 100 deep",
    );
    check(
        &" ".repeat(MAX_CONDITION_BYTES + 1),
        "the condition has 8193 bytes: expected at most 8192",
    );
}

/// As many as are allowed are read.
#[test]
fn at_the_limits() {
    let inner = "1 NumericEquals 1";
    let nested = format!("{}{inner}{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(
        Condition::parse(&nested).unwrap().expression().to_string(),
        inner
    );
    let padding = " ".repeat(MAX_CONDITION_BYTES - inner.len());
    assert!(Condition::parse(&format!("{inner}{padding}")).is_ok());
    // A chain is not nested.
    let chain = vec!["1 NumericEquals 1"; 300].join(" OR ");
    assert!(Condition::parse(&chain).is_ok());
}
