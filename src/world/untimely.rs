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
    /// A resource is stopped, so that no code runs on it.
    #[error("`{resource}` is stopped: no code runs there")]
    NotRunning {
        /// The resource.
        resource: String,
    },
    /// What refers to a resource's identity says where it was before it moved, and was not renewed since (F1.13). What Azure
    /// answers is written nowhere.
    #[error("`{resource}` cannot start: its identity is looked for where it was before it moved")]
    OutdatedReference {
        /// The resource.
        resource: String,
    },
    /// An identity cannot be kept from what it is attached to (F2.15). What Azure answers is written nowhere.
    #[error("`{identity}` cannot be kept from every {resource_type}: it is attached to `{host}`")]
    StillAttached {
        /// The identity.
        identity: String,
        /// What it is attached to.
        host: String,
        /// The type of that.
        resource_type: String,
    },
}

impl Untimely {
    /// The refusal's code.
    pub(super) fn code(&self) -> RefusalCode {
        match self {
            Self::NoClock { .. } => RefusalCode::NoClock,
            Self::Unsettled { .. } => RefusalCode::Unsettled,
            Self::TimeOutOfRange { .. } => RefusalCode::TimeOutOfRange,
            Self::NotRunning { .. } => RefusalCode::NotRunning,
            Self::OutdatedReference { .. } => RefusalCode::OutdatedReference,
            Self::StillAttached { .. } => RefusalCode::StillAttached,
        }
    }

    /// The name, as it was written, that it is about.
    pub(super) fn subject(&self) -> Option<&str> {
        match self {
            Self::Unsettled { principal, .. } => Some(principal),
            Self::NoClock { .. } | Self::TimeOutOfRange { .. } => None,
            Self::NotRunning { resource } | Self::OutdatedReference { resource } => Some(resource),
            Self::StillAttached { identity, .. } => Some(identity),
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
            Self::NotRunning { resource } => {
                Some(format!("start it: StartResource(\"{resource}\")"))
            }
            Self::OutdatedReference { resource } => Some(format!(
                "any update renews it: UpdateResource(\"{resource}\"), in Azure a new tag"
            )),
            Self::StillAttached { identity, host, .. } => Some(format!(
                "detach it first: DetachIdentity(identity: \"{identity}\", from: \"{host}\")"
            )),
        }
    }
}
