//! What is like a pattern.

use std::cell::Cell;

use proptest::prelude::*;

use super::super::compare::is_like;

fn like(text: &str, pattern: &str) -> bool {
    is_like(text.chars(), pattern.chars())
}

#[test]
fn patterns() {
    let check = |pattern: &str, alike: &[&str], unlike: &[&str]| {
        for text in alike {
            assert!(like(text, pattern), "`{text}` is like `{pattern}`");
        }
        for text in unlike {
            assert!(!like(text, pattern), "`{text}` is not like `{pattern}`");
        }
    };
    check("", &[""], &["a"]);
    check("*", &["", "a", "a/b", "ä\n"], &[]);
    check("***", &["", "abc"], &[]);
    check("?", &["a", "ß", "日", "?"], &["", "ab"]);
    check("?*", &["a", "ab"], &[""]);
    check("*?", &["a", "ab"], &[""]);
    check(
        "readonly/*",
        &["readonly/", "readonly/a/b.txt"],
        &["readonly", "Readonly/a", "x/readonly/a"],
    );
    check("*.txt", &[".txt", "a.txt.txt"], &["a.txt2", "txt"]);
    check(
        "a*b*c",
        &["abc", "aXbXc", "abbcc", "abcbc"],
        &["acb", "ab", "abcd"],
    );
    check("*a?c*", &["abc", "xxaacxx", "aabc"], &["ac", "abbc"]);
    // A backslash takes a wildcard's meaning away, and is one before anything else.
    check(r"\*", &["*"], &["", "a", r"\*", r"\"]);
    check(r"\?", &["?"], &["a", r"\?"]);
    check(r"a\*b*", &["a*b", "a*bc"], &["axb", "ab"]);
    check(r"a\b", &[r"a\b"], &["ab"]);
    check(r"a\", &[r"a\"], &["a"]);
    check(r"\\*", &[r"\*"], &[r"\\", r"\a"]);
    check("ü*ß", &["üß", "ü日ß"], &["uß", "ü"]);
}

/// A pattern of many stars is no worse than any other: no more is read than each of the text for each of the pattern, and a
/// little.
#[test]
fn many_stars() {
    let check = |text: &str, pattern: &str, expected: bool| {
        let read = Cell::new(0);
        let chars = text.chars().inspect(|_| read.set(read.get() + 1));
        assert_eq!(is_like(chars, pattern.chars()), expected);
        let most = (text.len() + 1) * (pattern.len() + 1);
        assert!(read.get() <= most, "{} of {most}", read.get());
    };
    let (pattern, text) = ("*a".repeat(200), "a".repeat(1_000));
    check(&text, &pattern, true);
    check(&text, &format!("{pattern}b"), false);
    check(&text, &format!("{}b*", "*a?".repeat(100)), false);
    check(&text, &format!("{}b", "*".repeat(500)), false);
}

/// What it means, without any thought of how long it takes.
fn simply(text: &[char], pattern: &[char]) -> bool {
    match (pattern, text) {
        ([], _) => text.is_empty(),
        (['*', rest @ ..], _) => (0..=text.len()).any(|taken| simply(&text[taken..], rest)),
        (['\\', it @ ('*' | '?'), rest @ ..], [first, others @ ..]) => {
            it == first && simply(others, rest)
        }
        (['\\', '*' | '?', ..], []) => false,
        (['?', rest @ ..], [_, others @ ..]) => simply(others, rest),
        ([it, rest @ ..], [first, others @ ..]) => it == first && simply(others, rest),
        (_, []) => false,
    }
}

proptest! {
    #[test]
    fn is_what_it_means(text in r"[ab*?\\ß]{0,8}", pattern in r"[ab*?\\ß]{0,8}") {
        let chars = |it: &str| it.chars().collect::<Vec<_>>();
        prop_assert_eq!(like(&text, &pattern), simply(&chars(&text), &chars(&pattern)));
    }

    #[test]
    fn what_is_made_from_a_pattern_is_like_it(parts in prop::collection::vec("[abß/]{0,3}", 1..5), between in "[abß/]{0,3}") {
        prop_assert!(like(&parts.join(&between), &parts.join("*")));
    }
}
