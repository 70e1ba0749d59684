//! The rules of Azure, each with its source.

use serde::{Deserialize, Serialize};

/// A rule of Azure: its number, what it says, where that is written, and how sure it is.
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
