//! Why a command could not do what it was told to.

use super::exit::Exit;
use crate::scenario::{FileOutcome, Problem, StepError};

/// Why a command could not do what it was told to: what goes to stderr, and the exit code.
#[derive(Debug)]
pub(super) enum Complaint {
    /// Something in words.
    Words {
        exit: Exit,
        message: String,
        help: Option<String>,
    },
    /// A scenario file that makes no sense.
    File(Box<FileOutcome>),
    /// Something else that makes no sense, at a place in it.
    Malformed(Box<Problem>),
}

impl Complaint {
    /// The command line, or what it names inside a file, makes no sense.
    pub(super) fn usage(message: impl ToString) -> Self {
        Self::Words {
            exit: Exit::Usage,
            message: message.to_string(),
            help: None,
        }
    }

    /// A file cannot be had or makes no sense.
    pub(super) fn unreadable(message: impl ToString) -> Self {
        Self::Words {
            exit: Exit::Malformed,
            message: message.to_string(),
            help: None,
        }
    }

    /// There is no world to look at.
    pub(super) fn step(error: &StepError) -> Self {
        let exit = match error {
            StepError::NoSuchStep { .. } => Exit::Usage,
            StepError::Refused { .. } => Exit::Refused,
        };
        Self::Words {
            exit,
            message: error.to_string(),
            help: error.help(),
        }
    }

    /// The same with what to do about it, if that is known.
    pub(super) fn help(mut self, text: impl Into<Option<String>>) -> Self {
        if let Self::Words { help, .. } = &mut self {
            *help = text.into();
        }
        self
    }

    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Words { exit, .. } => *exit,
            Self::File(_) | Self::Malformed(_) => Exit::Malformed,
        }
    }
}

impl From<Box<FileOutcome>> for Complaint {
    fn from(outcome: Box<FileOutcome>) -> Self {
        Self::File(outcome)
    }
}
