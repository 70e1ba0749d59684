//! Why an event cannot happen at this time, whatever else is so.

use super::RefusalCode;
use crate::value::Timestamp;

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
    /// Whether somebody may cause it is not settled: a change of their role assignments is not seen everywhere yet (F6.5.9).
    #[error(
        "whether `{principal}` may do this is not settled before {until}: a role assignment was changed so lately that it is not seen everywhere"
    )]
    Unsettled {
        /// Who was to cause it.
        principal: String,
        /// From when on it is settled.
        until: Timestamp,
    },
    /// Time would pass beyond what can be written.
    #[error("no time can be written that long after {clock}")]
    TimeOutOfRange {
        /// The time now.
        clock: Timestamp,
    },
}

impl Untimely {
    /// The refusal's code.
    pub(super) fn code(&self) -> RefusalCode {
        match self {
            Self::NoClock { .. } => RefusalCode::NoClock,
            Self::Unsettled { .. } => RefusalCode::Unsettled,
            Self::TimeOutOfRange { .. } => RefusalCode::TimeOutOfRange,
        }
    }

    /// The name, as it was written, that it is about.
    pub(super) fn subject(&self) -> Option<&str> {
        match self {
            Self::Unsettled { principal, .. } => Some(principal),
            Self::NoClock { .. } | Self::TimeOutOfRange { .. } => None,
        }
    }

    /// What to do about it.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::NoClock { .. } => {
                Some("state the time at the beginning: clock: \"2026-01-01T00:00:00Z\"".to_owned())
            }
            Self::Unsettled { until, .. } => Some(format!("let time pass until {until}: Wait")),
            Self::TimeOutOfRange { .. } => None,
        }
    }
}
