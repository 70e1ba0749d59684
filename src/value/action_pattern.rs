//! [`ActionPattern`]: the actions one line of a role speaks of.

use super::{
    Action, Name,
    action::has_blank,
    segment,
    text_form::{print_as_str, text_form},
};

/// An action, or a family of them written with one `*`, as a role's `actions` and `notActions` list them (F6.2.3).
///
/// The `*` stands for any run of characters, slashes included, and for nothing; an inner `/*/` also stands for a single slash
/// (F2.6). Letter case does not matter. A pattern has no plane: the list it stands in has.
///
/// ```
/// use idsim::value::{Action, ActionPattern};
///
/// let reads = ActionPattern::parse("Microsoft.Network/*/read")?;
/// assert!(reads.matches(&Action::control("Microsoft.Network/virtualNetworks/subnets/read")?));
/// assert!(!reads.matches(&Action::control("Microsoft.Networking/x/read")?));
/// assert!(ActionPattern::parse("Microsoft.*/virtualNetworks/*").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionPattern(Name);

/// Why a text is not an [`ActionPattern`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionPatternError {
    /// There is nothing in it.
    #[error("an action pattern is empty: expected an action, or one with a `*`")]
    Empty,
    /// There are two `*` in it or more.
    #[error("action pattern `{0}` has more than one wildcard: expected at most one `*`")]
    ManyWildcards(String),
    /// There is neither a slash nor a `*` in it, so that it could match no action.
    #[error("action pattern `{0}` matches no action: expected at least two segments, or a `*`")]
    TooShort(String),
    /// Two slashes meet, or one begins or ends it.
    #[error(
        "action pattern `{0}` has an empty segment: expected no doubled slash, none at the beginning and none at the end"
    )]
    EmptySegment(String),
    /// There is a blank or a control character inside.
    #[error("action pattern `{0}` has a blank or a control character in it: expected neither")]
    Blank(String),
    /// It is longer than 2048 bytes.
    #[error("the action pattern has {0} bytes: expected at most 2048")]
    TooLong(usize),
}

impl ActionPattern {
    /// Reads a pattern; blanks around it are dropped.
    ///
    /// # Errors
    ///
    /// [`ActionPatternError`] for more than one wildcard, and for what no action could match: an empty text or segment, one segment
    /// without a wildcard, a blank inside, more than 2048 bytes.
    ///
    /// ```
    /// use idsim::value::ActionPattern;
    ///
    /// assert!(ActionPattern::parse("*").is_ok());
    /// assert!(ActionPattern::parse("*/*/read").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ActionPatternError> {
        let text = text.trim();
        if text.len() > segment::MAX_LEN {
            Err(ActionPatternError::TooLong(text.len()))
        } else if text.is_empty() {
            Err(ActionPatternError::Empty)
        } else if text.matches('*').count() > 1 {
            Err(ActionPatternError::ManyWildcards(text.to_owned()))
        } else if !text.contains(['/', '*']) {
            Err(ActionPatternError::TooShort(text.to_owned()))
        } else if has_empty_segment(text) {
            Err(ActionPatternError::EmptySegment(text.to_owned()))
        } else if has_blank(text) {
            Err(ActionPatternError::Blank(text.to_owned()))
        } else {
            Ok(Self(Name::new(text)))
        }
    }

    /// Whether the action's text is one of those the pattern stands for; its plane is the caller's business.
    ///
    /// Allocates nothing.
    ///
    /// ```
    /// use idsim::value::{Action, ActionPattern};
    ///
    /// let assign = Action::control("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action")?;
    /// let operator = ActionPattern::parse("Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action")?;
    /// assert!(operator.matches(&assign));
    /// assert!(!ActionPattern::parse("*/read")?.matches(&assign));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn matches(&self, action: &Action) -> bool {
        self.matches_folded(action.folded())
    }

    /// Whether this pattern matches every action that the other matches; exact.
    ///
    /// ```
    /// use idsim::value::ActionPattern;
    ///
    /// let reads = ActionPattern::parse("*/read")?;
    /// assert!(reads.covers(&ActionPattern::parse("Microsoft.Network/*/read")?));
    /// assert!(!reads.covers(&ActionPattern::parse("Microsoft.Network/*")?));
    /// # Ok::<(), idsim::value::ActionPatternError>(())
    /// ```
    #[must_use]
    pub fn covers(&self, other: &ActionPattern) -> bool {
        if other.matches_nothing() {
            return true;
        }
        match (self.around_wildcard(), other.around_wildcard()) {
            // A wildcard stands for endlessly many actions, one text for one.
            (None, _) => self == other,
            (Some(_), None) => self.matches_folded(other.folded()),
            // Necessary: no first or last letter of what the other's wildcard stands for is forced, so that only the letters
            // it spells can be relied on. Sufficient for a single slash in place of an inner `/*/` too: where both sides are spelled
            // alike, this wildcard is an inner one as well; where they differ, this one has room.
            (Some((head, tail)), Some((other_head, other_tail))) => {
                other_head.starts_with(head) && other_tail.ends_with(tail)
            }
        }
    }

    /// Whether there is an action that both patterns match; exact.
    ///
    /// ```
    /// use idsim::value::ActionPattern;
    ///
    /// let reads = ActionPattern::parse("*/read")?;
    /// assert!(reads.overlaps(&ActionPattern::parse("Microsoft.Network/*")?));
    /// assert!(!reads.overlaps(&ActionPattern::parse("Microsoft.Network/*/write")?));
    /// # Ok::<(), idsim::value::ActionPatternError>(())
    /// ```
    #[must_use]
    pub fn overlaps(&self, other: &ActionPattern) -> bool {
        if self.matches_nothing() || other.matches_nothing() {
            return false;
        }
        match (self.around_wildcard(), other.around_wildcard()) {
            (None, _) => other.matches_folded(self.folded()),
            (_, None) => self.matches_folded(other.folded()),
            (Some((head, tail)), Some((other_head, other_tail))) => {
                (head.starts_with(other_head) || other_head.starts_with(head))
                    && (tail.ends_with(other_tail) || other_tail.ends_with(tail))
            }
        }
    }

    /// Whether there is no wildcard in it.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.around_wildcard().is_none()
    }

    /// The text as first written, without the blanks around it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The text as it is compared: in lower case.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.0.folded()
    }

    /// No action ends with a slash, so a text that does is none.
    fn matches_nothing(&self) -> bool {
        self.folded().ends_with('/')
    }

    fn matches_folded(&self, action: &str) -> bool {
        let Some((head, tail)) = self.around_wildcard() else {
            return action == self.folded();
        };
        // The two slashes of an inner `/*/` may be one and the same.
        let shared = usize::from(head.ends_with('/') && tail.starts_with('/'));
        action.len() + shared >= head.len() + tail.len()
            && action.starts_with(head)
            && action.ends_with(tail)
    }

    fn around_wildcard(&self) -> Option<(&str, &str)> {
        self.folded().split_once('*')
    }
}

/// Whether two slashes meet, or one begins or ends the text. Built-in roles do hold `Microsoft.Insights/alertRules/`, with
/// a slash at the end and no wildcard: it is kept as Azure prints it, and matches nothing.
fn has_empty_segment(text: &str) -> bool {
    let text = text
        .strip_suffix('/')
        .filter(|rest| !rest.contains('*'))
        .unwrap_or(text);
    text.split('/').any(str::is_empty)
}

print_as_str!(ActionPattern);
text_form!(ActionPattern, ActionPatternError);

#[cfg(test)]
mod tests {
    use std::iter;

    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> ActionPattern {
        ActionPattern::parse(text).unwrap()
    }

    /// Vectors 23, 76 and 77 among them.
    #[test]
    fn matching() {
        let check = |text: &str, action: &str, expected: bool| {
            assert_eq!(
                pattern(text).matches(&Action::control(action).unwrap()),
                expected,
                "{text} {action}"
            );
        };
        check("*", "A.B/read", true);
        check("*/read", "Microsoft.KeyVault/vaults/secrets/read", true);
        check("*/READ", "microsoft.keyvault/vaults/read", true);
        check(
            "*/read",
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            false,
        );
        check("*/read", "A.B/thread", false);
        check(
            "Microsoft.Network/*/read",
            "Microsoft.Network/virtualNetworks/subnets/read",
            true,
        );
        check(
            "Microsoft.Network/*/read",
            "Microsoft.Networking/x/read",
            false,
        );
        check(
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/virtualMachines/extensions/read",
            true,
        );
        check(
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/virtualMachinesX/read",
            false,
        );
        check("A.B/c/read", "a.b/C/Read", true);
        check("A.B/c/read", "A.B/c/d/read", false);
        // An inner wildcard between slashes may stand for no segment; any other is a plain run of characters.
        let operator = "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action";
        check(
            operator,
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
            true,
        );
        check(
            operator,
            "Microsoft.ManagedIdentity/userAssignedIdentities/x/assign/action",
            true,
        );
        check(
            operator,
            "Microsoft.ManagedIdentity/userAssignedIdentities/xassign/action",
            false,
        );
        check("a/*/b", "a/b", true);
        check("a/*b", "a/b", true);
        check("a*/b", "a/b", true);
        check("a/x*/b", "a/b", false);
        check("a/*/b", "a/xb", false);
        check("a/b*/b/c", "a/b/c", false);
        check("a/ab*ba", "a/aba", false);
        check("Α/Σ*", "α/σς", true);
    }

    #[test]
    fn reads_at_most_one_wildcard() {
        let check =
            |text: &str, expected: Result<&str, &str>| match (ActionPattern::parse(text), expected)
            {
                (Ok(pattern), Ok(expected)) => assert_eq!(pattern.as_str(), expected, "{text}"),
                (Err(error), Err(expected)) => {
                    assert!(error.to_string().contains(expected), "{text}: {error}")
                }
                (pattern, _) => panic!("{text}: {pattern:?}"),
            };
        check("*", Ok("*"));
        check(" */read ", Ok("*/read"));
        check("Microsoft.Compute*", Ok("Microsoft.Compute*"));
        check("A.B/c/read", Ok("A.B/c/read"));
        check("", Err("empty"));
        check(" ", Err("empty"));
        check("*/*", Err("more than one wildcard: expected at most one"));
        check("**", Err("more than one wildcard"));
        check("read", Err("matches no action"));
        check("A.B//*", Err("empty segment"));
        check("/*", Err("empty segment"));
        check("*/", Err("empty segment"));
        check("A.B/c d/*", Err("blank"));
        check(&"a/".repeat(2000), Err("4000 bytes"));
    }

    #[test]
    fn covering() {
        let check = |outer: &str, inner: &str, expected: bool| {
            assert_eq!(
                pattern(outer).covers(&pattern(inner)),
                expected,
                "{outer} {inner}"
            );
        };
        check("*", "*", true);
        check("*", "*/read", true);
        check("*/read", "*", false);
        check("*/read", "A.B/*/read", true);
        check("A.B/*", "a.b/*/READ", true);
        check("A.B/*/read", "A.B/read", true);
        check("A.B/*", "A.Bc/*", false);
        check("A.B*", "A.Bc/*", true);
        check("A.B/read", "A.B/*", false);
        check("A.B/read", "a.b/read", true);
        check("a/*/b", "a/*b", false);
        check("a/*b", "a/*/b", true);
    }

    /// Every text over three letters up to a length, the shortest first.
    fn texts(letters: &'static [char], longest: usize) -> impl Iterator<Item = String> {
        let longer = move |texts: &Vec<String>| {
            let extend = |text: &String| {
                letters
                    .iter()
                    .map(move |letter| format!("{text}{letter}"))
                    .collect::<Vec<_>>()
            };
            Some(texts.iter().flat_map(extend).collect::<Vec<_>>())
        };
        iter::successors(Some(vec![String::new()]), longer)
            .take(longest + 1)
            .flatten()
    }

    /// The words of F6.2.3 and F2.6 followed letter by letter, naively.
    fn naive_match(pattern: &[u8], action: &[u8]) -> bool {
        match (pattern, action) {
            ([], []) => true,
            ([b'*', rest @ ..], _) => {
                (0..=action.len()).any(|run| naive_match(rest, &action[run..]))
            }
            ([b'/', b'*', b'/', rest @ ..], [b'/', after @ ..]) => {
                naive_match(rest, after) || naive_match(&pattern[1..], after)
            }
            ([p, rest @ ..], [a, after @ ..]) => p == a && naive_match(rest, after),
            _ => false,
        }
    }

    #[test]
    fn brute_force_agrees() {
        let actions: Vec<_> = texts(&['a', 'b', '/'], 7)
            .filter_map(|text| Action::control(&text).ok())
            .collect();
        let patterns: Vec<_> = texts(&['a', 'b', '/', '*'], 5)
            .filter_map(|text| ActionPattern::parse(&text).ok())
            .collect();
        assert!(
            actions.len() > 500 && patterns.len() > 200,
            "{} {}",
            actions.len(),
            patterns.len()
        );
        let rows: Vec<Vec<bool>> = patterns
            .iter()
            .map(|pattern| {
                actions
                    .iter()
                    .map(|action| pattern.matches(action))
                    .collect()
            })
            .collect();
        for (pattern, row) in patterns.iter().zip(&rows) {
            for (action, matched) in actions.iter().zip(row) {
                let naive = naive_match(pattern.folded().as_bytes(), action.folded().as_bytes());
                assert_eq!(*matched, naive, "{pattern} {action}");
            }
        }
        for (outer, outer_row) in patterns.iter().zip(&rows) {
            for (inner, inner_row) in patterns.iter().zip(&rows) {
                let included = inner_row
                    .iter()
                    .zip(outer_row)
                    .all(|(inner, outer)| !inner || *outer);
                assert_eq!(outer.covers(inner), included, "{outer} {inner}");
                // Two short patterns that overlap do so in an action that is among those tried.
                if outer.as_str().len() + inner.as_str().len() <= 8 {
                    let shared = inner_row
                        .iter()
                        .zip(outer_row)
                        .any(|(inner, outer)| *inner && *outer);
                    assert_eq!(outer.overlaps(inner), shared, "{outer} {inner}");
                }
            }
        }
    }

    #[test]
    fn serde_is_the_text() {
        assert_eq!(
            serde_json::to_string(&pattern(" */Read")).unwrap(),
            r#""*/Read""#
        );
        assert_eq!(
            serde_json::from_str::<ActionPattern>(r#""*/read""#).unwrap(),
            pattern("*/Read")
        );
        assert!(serde_json::from_str::<ActionPattern>(r#""*/*""#).is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(text in "[A-Za-z.]{1,4}(/[A-Za-zİΣ]{1,4}){0,2}/[*a]") {
            let pattern = ActionPattern::parse(&text).unwrap();
            prop_assert_eq!(pattern.to_string(), text);
            prop_assert_eq!(pattern.is_literal(), !pattern.as_str().contains('*'));
            prop_assert_eq!(ActionPattern::parse(pattern.folded()), Ok(pattern));
        }

        #[test]
        fn no_text_panics(text in ".*", other in ".*") {
            if let (Ok(pattern), Ok(action)) = (ActionPattern::parse(&text), Action::data(&other)) {
                let _ = pattern.matches(&action);
            }
        }
    }
}
