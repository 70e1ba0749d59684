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
    /// Time would pass beyond what can be written.
    #[error("no time can be written that long after {clock}")]
    TimeOutOfRange {
        /// The time now.
        clock: Timestamp,
    },
    /// Somebody who was deleted cannot be restored, or not any more (F1.9, F1.9.1).
    #[error("`{principal}` cannot be restored: {why}")]
    NotRestorable {
        /// Who.
        principal: String,
        /// Why not.
        why: String,
    },
    /// Azure's answer to a new key vault with the name of a deleted one (F1.9.2).
    #[error(
        "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete."
    )]
    ConflictError {
        /// The vault that was deleted.
        vault: String,
        /// When its name is free.
        until: Timestamp,
    },
    /// Azure's answer where no deleted key vault can be recovered (F1.9.2).
    #[error(
        "A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is being attempted to recover is in a recoverable state."
    )]
    SoftDeletedVaultDoesNotExist {
        /// The vault, as it was written.
        vault: String,
    },
    /// Azure's answer to purging a key vault that is protected from it (F1.9.2).
    #[error("Operation 'DeletedVaultPurge' is not allowed.")]
    MethodNotAllowed {
        /// The vault, as it was written.
        vault: String,
        /// When Azure purges it.
        until: Timestamp,
    },
}

impl Untimely {
    /// The refusal's code.
    pub(super) fn code(&self) -> RefusalCode {
        match self {
            Self::NoClock { .. } => RefusalCode::NoClock,
            Self::TimeOutOfRange { .. } => RefusalCode::TimeOutOfRange,
            Self::NotRestorable { .. } => RefusalCode::NotRestorable,
            Self::ConflictError { .. } => RefusalCode::ConflictError,
            Self::SoftDeletedVaultDoesNotExist { .. } => RefusalCode::SoftDeletedVaultDoesNotExist,
            Self::MethodNotAllowed { .. } => RefusalCode::MethodNotAllowed,
        }
    }

    /// The name, as it was written, that it is about.
    pub(super) fn subject(&self) -> Option<&str> {
        match self {
            Self::NoClock { .. } | Self::TimeOutOfRange { .. } => None,
            Self::NotRestorable { principal, .. } => Some(principal),
            Self::ConflictError { vault, .. }
            | Self::SoftDeletedVaultDoesNotExist { vault }
            | Self::MethodNotAllowed { vault, .. } => Some(vault),
        }
    }

    /// What to do about it.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::NoClock { .. } => {
                Some("state the time at the beginning: clock: \"2026-01-01T00:00:00Z\"".to_owned())
            }
            Self::TimeOutOfRange { .. } => None,
            Self::NotRestorable { .. } => Some(
                "only who was deleted under `delays: Azure`, or another `soft_delete`, can be, and not for longer than that"
                    .to_owned(),
            ),
            Self::ConflictError { vault, until } => Some(format!(
                "RecoverVault(\"{vault}\"), or PurgeVault(\"{vault}\"); Azure purges it at {until}"
            )),
            Self::SoftDeletedVaultDoesNotExist { .. } => Some(
                "only what was deleted under `delays: Azure`, or another `vault_soft_delete`, can be recovered, and not for longer than that"
                    .to_owned(),
            ),
            Self::MethodNotAllowed { until, .. } => {
                Some(format!("it has purge protection: Azure purges it at {until}, and nobody before"))
            }
        }
    }
}
