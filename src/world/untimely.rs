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
            Self::Unsettled { .. } => RefusalCode::Unsettled,
            Self::TimeOutOfRange { .. } => RefusalCode::TimeOutOfRange,
            Self::NotRunning { .. } => RefusalCode::NotRunning,
            Self::OutdatedReference { .. } => RefusalCode::OutdatedReference,
            Self::StillAttached { .. } => RefusalCode::StillAttached,
            Self::NotRestorable { .. } => RefusalCode::NotRestorable,
            Self::ConflictError { .. } => RefusalCode::ConflictError,
            Self::SoftDeletedVaultDoesNotExist { .. } => RefusalCode::SoftDeletedVaultDoesNotExist,
            Self::MethodNotAllowed { .. } => RefusalCode::MethodNotAllowed,
            Self::TooManyRequests { .. } => RefusalCode::TooManyRequests,
        }
    }

    /// The name, as it was written, that it is about.
    pub(super) fn subject(&self) -> Option<&str> {
        match self {
            Self::Unsettled { principal, .. } => Some(principal),
            Self::NoClock { .. } | Self::TimeOutOfRange { .. } => None,
            Self::NotRunning { resource } | Self::OutdatedReference { resource } => Some(resource),
            Self::StillAttached { identity, .. } => Some(identity),
            Self::NotRestorable { principal, .. } => Some(principal),
            Self::ConflictError { vault, .. }
            | Self::SoftDeletedVaultDoesNotExist { vault }
            | Self::MethodNotAllowed { vault, .. } => Some(vault),
            Self::TooManyRequests { .. } => None,
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
