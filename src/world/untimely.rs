//! Why an event cannot happen at this time, whatever else is so.

use super::RefusalCode;
use crate::value::{Duration, Timestamp};

/// Why an event cannot happen at this time: at another one, or after something else, it could.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Untimely {
    /// Something depends on time and the world has no clock.
    #[error("{what} depends on time, and this world has no clock")]
    NoClock {
        /// What.
        what: &'static str,
    },
    /// Time would pass beyond what can be written.
    #[error("no time can be written that long after {clock}")]
    TimeOutOfRange {
        /// The time now.
        clock: Timestamp,
    },
    /// So often Azure does not do it in so short a time: it answers HTTP 429 (F1.22, F2.16, F2.17, F3.4.3).
    #[error("too many requests to {what}")]
    TooManyRequests {
        /// To do what, where, and how many there may be.
        what: String,
        /// After how long nothing of this is in the way any more; never, if what was to be done at once is more than may be.
        retry_after: Option<Duration>,
    },
}

impl Untimely {
    /// The refusal's code.
    pub(super) fn code(&self) -> RefusalCode {
        match self {
            Self::NoClock { .. } => RefusalCode::NoClock,
            Self::TimeOutOfRange { .. } => RefusalCode::TimeOutOfRange,
            Self::TooManyRequests { .. } => RefusalCode::TooManyRequests,
        }
    }

    /// The name, as it was written, that it is about.
    pub(super) fn subject(&self) -> Option<&str> {
        match self {
            Self::NoClock { .. } | Self::TimeOutOfRange { .. } => None,
            Self::TooManyRequests { .. } => None,
        }
    }

    /// What to do about it.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::NoClock { .. } => {
                Some("state the time at the beginning: clock: \"2026-01-01T00:00:00Z\"".to_owned())
            }
            Self::TimeOutOfRange { .. } => None,
            Self::TooManyRequests {
                retry_after: Some(after),
                ..
            } => Some(format!("try again {after} later: Wait(\"{after}\")")),
            Self::TooManyRequests {
                retry_after: None, ..
            } => Some("do less at once: no waiting makes room for so much".to_owned()),
        }
    }
}
