//! What single texts mean: action patterns and scopes, compared letter by letter as the facts say.

use crate::mistakes::Mistake;

/// Whether a pattern of a role stands for an action (F6.2.2, F6.2.3, F2.6).
pub(crate) fn stands_for(pattern: &str, action: &str, mistake: Option<Mistake>) -> bool {
    run(pattern.as_bytes(), action.as_bytes(), mistake)
}

/// Every way of reading the pattern is tried: what is left of it against what is left of the action.
fn run(pattern: &[u8], action: &[u8], mistake: Option<Mistake>) -> bool {
    let stars = |at: &[u8]| {
        let longest = match mistake {
            Some(Mistake::StarEndsAtSlash) => action.iter().take_while(|it| **it != b'/').count(),
            _ => action.len(),
        };
        (0..=longest).any(|length| {
            let empty = length == 0 && mistake == Some(Mistake::StarNeedsALetter);
            !empty && run(at, action.get(length..).unwrap_or_default(), mistake)
        })
    };
    match pattern {
        [] => action.is_empty(),
        [b'/', b'*', b'/', ..] if mistake != Some(Mistake::InnerStarNeedsASegment) => {
            // `/*/` may be a single slash (F2.6), else a slash, any run, and a slash.
            let single = pattern.get(2..).unwrap_or_default();
            run(single, action, mistake) || literal(pattern, action, mistake)
        }
        [b'*', rest @ ..] => stars(rest),
        _ => literal(pattern, action, mistake),
    }
}

/// The first letter of both, and the rest.
fn literal(pattern: &[u8], action: &[u8], mistake: Option<Mistake>) -> bool {
    match (pattern, action) {
        ([p, pattern @ ..], [a, action @ ..]) => {
            let same = match mistake {
                Some(Mistake::MindsTheCaseOfActions) => p == a,
                _ => p.eq_ignore_ascii_case(a),
            };
            same && run(pattern, action, mistake)
        }
        _ => false,
    }
}

/// How many segments below `outer` the text of `inner` lies; `None` if it does not (F6.4). Management groups do not show.
pub(crate) fn below(outer: &str, inner: &str, mistake: Option<Mistake>) -> Option<usize> {
    if mistake == Some(Mistake::ScopesArePrefixesOfText) {
        let (outer, inner) = (outer.to_lowercase(), inner.to_lowercase());
        let further = inner.strip_prefix(outer.as_str())?;
        return Some(further.split('/').count());
    }
    let same = |a: &str, b: &str| match mistake {
        Some(Mistake::MindsTheCaseOfScopes) => a == b,
        _ => a.eq_ignore_ascii_case(b),
    };
    let mut inner = inner.split('/').filter(|it| !it.is_empty());
    for segment in outer.split('/').filter(|it| !it.is_empty()) {
        if !same(segment, inner.next()?) {
            return None;
        }
    }
    let further = inner.count();
    let stays = mistake == Some(Mistake::ScopesDoNotInherit) && further > 0;
    (!stays).then_some(further)
}

#[test]
fn patterns_stand_for_what_the_facts_say() {
    for (pattern, action, expected) in [
        ("*", "Microsoft.Compute/virtualMachines/read", true),
        ("*/READ", "Microsoft.Compute/virtualMachines/read", true),
        ("Microsoft.Compute/*", "Microsoft.Compute/a/b/read", true),
        ("Microsoft.Compute/*", "Microsoft.ComputeX/a/read", false),
        ("A.B/c/*/read", "A.B/c/read", true),
        ("A.B/c/*/read", "A.B/c/d/e/read", true),
        ("A.B/c/*/read", "A.B/cread", false),
        ("A.B/c*/read", "A.B/c/read", true),
        ("A.B/c/read", "A.B/c/reads", false),
        ("A.B/c/*", "A.B/c", false),
    ] {
        assert_eq!(
            stands_for(pattern, action, None),
            expected,
            "{pattern} {action}"
        );
    }
}

#[test]
fn scopes_lie_below_one_another_by_segments() {
    for (outer, inner, expected) in [
        ("/", "/subscriptions/s", Some(2)),
        ("/subscriptions/s", "/SUBSCRIPTIONS/S", Some(0)),
        ("/a/rg1", "/a/rg10", None),
        ("/a/rg1", "/a/rg1/b", Some(1)),
        ("/a/rg1/b", "/a/rg1", None),
    ] {
        assert_eq!(below(outer, inner, None), expected, "{outer} {inner}");
    }
}
