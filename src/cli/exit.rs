//! How a command ends.

use std::process::ExitCode;

use crate::scenario::{FileOutcome, Status};

/// How a command ended; the number is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// All files hold; the answer is yes; what was asked for is printed.
    Success = 0,
    /// An expectation failed; the answer is no.
    No = 1,
    /// The command line, or what it names inside a file, makes no sense.
    Usage = 2,
    /// A file cannot be read or makes no sense.
    Malformed = 3,
    /// An event was refused that should not have been.
    Refused = 4,
}

impl Exit {
    /// The worst that came of any file: malformed over refused over failed.
    pub(super) fn of(outcomes: &[FileOutcome]) -> Self {
        let has = |status| outcomes.iter().any(|outcome| outcome.status == status);
        [
            (Status::Malformed, Self::Malformed),
            (Status::Refused, Self::Refused),
            (Status::Failed, Self::No),
        ]
        .into_iter()
        .find(|(status, _)| has(*status))
        .map_or(Self::Success, |(_, exit)| exit)
    }

    pub(super) fn answer(yes: bool) -> Self {
        if yes { Self::Success } else { Self::No }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
