//! The rules of Azure, each with its source.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A rule of Azure: its number, what it says, where that is written, and how sure it is.
///
/// ```
/// use idsim::Rule;
///
/// assert!(Rule::numbered("f6.2.4").is_some_and(|rule| rule.modelled));
/// assert!(Rule::numbered("F0").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its number, such as `F6.2.3`.
    pub number: String,
    /// The rule in our own words.
    pub text: String,
    /// The public source.
    pub source: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether idsim follows it. Where not, a question that needs it is answered "not modelled".
    pub modelled: bool,
}

/// How sure a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// Microsoft documents it.
    Documented,
    /// A shipped SDK does it: its source was read or it was run.
    SdkSource,
    /// It was seen in public tests, logs or reports.
    Observed,
    /// Nobody states it; it follows, or it is our decision.
    Inferred,
}

impl Rule {
    /// Every rule, in the order of the list. They are read when they are first asked for, and never by a check of access.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    pub fn all() -> &'static [Self] {
        static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
            super::ron(include_str!("rules.ron")).expect("rules.ron is well-formed")
        });
        &RULES
    }

    /// The rule with that number, such as `F6.2.3`.
    pub fn numbered(number: &str) -> Option<&'static Self> {
        Self::all()
            .iter()
            .find(|rule| rule.number.eq_ignore_ascii_case(number))
    }

    /// Whether the rule's number is this one or begins with it, part by part: `F6.10` is not below `F6.1`.
    pub(super) fn is_at_or_below(&self, number: &str) -> bool {
        // `F` alone means all of them.
        if number.eq_ignore_ascii_case("F") {
            return true;
        }
        let rest = self
            .number
            .get(..number.len())
            .filter(|start| start.eq_ignore_ascii_case(number))
            .and_then(|start| self.number.get(start.len()..));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}
