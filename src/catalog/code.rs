//! The codes that something can end with, each with its cause and its cure.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A code: what it means, why it comes up, and what to do about it.
///
/// Some of idsim's codes stand for one of several answers that Azure gives under one code: then `code` is what people look up,
/// and `answer` is what Azure's answer has in its place.
///
/// ```
/// use idsim::Code;
///
/// let late = Code::named("aadsts700024").next().expect("it is known");
/// assert!(late.means.contains("not valid at this time"));
/// assert!(Code::named("AADSTS0").next().is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code, unique among those of its kind.
    pub code: String,
    /// What has this code.
    #[serde(skip_deserializing)]
    pub kind: CodeKind,
    /// Whose code it is.
    pub origin: CodeOrigin,
    /// The HTTP status that Azure answers with, where it is known.
    #[serde(default)]
    pub status: Option<u16>,
    /// What Azure's answer calls it, where that is another word than the code.
    #[serde(default)]
    pub answer: Option<String>,
    /// The literal text of Azure or an SDK, with placeholders in braces, where there is one.
    #[serde(default)]
    pub message: Option<String>,
    /// Other literal texts that come with the code, with placeholders too.
    #[serde(default)]
    pub wordings: Vec<String>,
    /// What has happened, in one sentence.
    pub means: String,
    /// Why it happens, the commonest first.
    pub causes: Vec<String>,
    /// What to do about it: a command, an event of a scenario, what to change.
    pub cures: Vec<String>,
    /// What idsim cannot answer yet, where the code is about that.
    #[serde(default)]
    pub not_modelled: Option<String>,
    /// Other codes to compare with.
    #[serde(default)]
    pub see: Vec<String>,
    /// The numbers of the rules behind it.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Where it is written in public.
    #[serde(default)]
    pub source: Vec<String>,
}

/// What has a code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum CodeKind {
    /// A request for a token, and the credentials that make it.
    Token,
    /// A call with a token.
    Call,
    /// The reason of an answer about access.
    Access,
    /// The refusal of an event.
    Refusal,
    /// An expectation that does not hold.
    Expectation,
    /// A mistake in a scenario file.
    File,
    /// A trap in a condition of a role assignment.
    Condition,
    /// Whatever else Azure, Entra ID and the SDKs answer.
    #[default]
    Azure,
}

/// Whose code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CodeOrigin {
    /// Azure has a code of this name and answers with it, or an SDK of Azure's has an error of this name.
    Azure,
    /// The code is idsim's own: Azure answers otherwise, or cannot be asked such a thing.
    Idsim,
}

impl CodeKind {
    /// Every kind, in the order of the list.
    pub const ALL: &[Self] = &[
        Self::Token,
        Self::Call,
        Self::Access,
        Self::Refusal,
        Self::Expectation,
        Self::File,
        Self::Condition,
        Self::Azure,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::Token => include_str!("codes/token.ron"),
            Self::Call => include_str!("codes/call.ron"),
            Self::Access => include_str!("codes/access.ron"),
            Self::Refusal => include_str!("codes/refusal.ron"),
            Self::Expectation => include_str!("codes/expectation.ron"),
            Self::File => include_str!("codes/file.ron"),
            Self::Condition => include_str!("codes/condition.ron"),
            Self::Azure => include_str!("codes/azure.ron"),
        }
    }
}

impl Code {
    /// Every code, kind by kind. They are read when they are first asked for, and never by a check of access.
    pub fn all() -> &'static [Self] {
        static CODES: LazyLock<Vec<Code>> =
            LazyLock::new(|| CodeKind::ALL.iter().copied().flat_map(read).collect());
        &CODES
    }

    /// The codes of that name, in letters of any case: several kinds may have one.
    pub fn named(name: &str) -> impl Iterator<Item = &'static Self> {
        Self::all()
            .iter()
            .filter(move |code| code.code.eq_ignore_ascii_case(name))
    }
}

#[expect(
    clippy::expect_used,
    reason = "the files are part of the program and a test reads them"
)]
fn read(kind: CodeKind) -> Vec<Code> {
    let codes: Vec<Code> = super::ron(kind.text()).expect("the codes are well-formed");
    let of_kind = codes.into_iter().map(|code| Code { kind, ..code });
    of_kind.collect()
}
