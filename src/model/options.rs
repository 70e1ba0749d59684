//! What Azure does not fix, and a tenant may.

use serde::{Deserialize, Serialize};

use super::{Rates, is_default};
use crate::value::Duration;

/// What Azure does not fix, with what idsim takes where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// How long a token is good from when it is issued, and so how long it is kept to be handed out again; a day where
    /// nothing is said (F3.5.1, F9).
    #[serde(default, skip_serializing_if = "is_default")]
    pub token_lifetime: Option<Duration>,
    /// How long it takes until what was done counts everywhere; no time at all where nothing is said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delays: Option<Delays>,
    /// How often things may be done; nothing is limited, and nothing counted, where nothing is said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rates: Option<Rates>,
}

impl Options {
    /// How long things take to count.
    pub fn delays(&self) -> Delays {
        self.delays.unwrap_or_default()
    }

    /// How often things may be done.
    pub fn rates(&self) -> Rates {
        self.rates.unwrap_or_default()
    }
}

/// How long it may take at most until what was done counts everywhere, each delay by its name.
///
/// Written `Azure` for those that Azure documents ([`Delays::AZURE`]), or `Only(role_assignments: "3m")` for some of one's own;
/// what is left out there takes no time.
///
/// ```
/// use idsim::{Delays, Duration};
///
/// let delays: Delays = ron::from_str(r#"Only(role_assignments: "3m")"#)?;
/// assert_eq!(delays.role_assignments, Duration::from_seconds(180));
/// assert_eq!(delays.conditions, Duration::ZERO);
/// assert!(ron::from_str::<Delays>(r#"Only(role_assignment: "3m")"#).is_err());
/// assert_eq!(ron::from_str::<Delays>("Azure")?, Delays::AZURE);
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
#[non_exhaustive]
pub struct Delays {
    /// A role assignment that was made or removed (F6.5.9).
    pub role_assignments: Duration,
    /// The condition of a role assignment that was changed (F6.5.9).
    pub conditions: Duration,
    /// A role assignment with data actions that was made or removed at a management group, on the data plane (F6.5.9).
    pub management_group_data: Duration,
    /// A principal that was made, before roles can be assigned to it without saying of what type it is (F5.8).
    pub directory: Duration,
    /// A federated identity credential that was made, changed or deleted (F2.20; that the last two take as long is our
    /// decision).
    pub federated_credentials: Duration,
    /// How long a user, a group or a service principal that was deleted can be restored (F1.9.1).
    pub soft_delete: Duration,
    /// How long a key vault that was deleted can be recovered, and keeps its name (F1.9.2).
    pub vault_soft_delete: Duration,
}

impl Delays {
    /// The longest that Azure documents of these; where it names a delay and no number, our own. That a new child of a
    /// management group takes up to ten minutes it documents too, and idsim sees it at once (F6.5.9).
    pub const AZURE: Self = Self {
        role_assignments: Duration::from_seconds(10 * MINUTE),
        conditions: Duration::from_seconds(5 * MINUTE),
        management_group_data: MANAGEMENT_GROUP_DATA,
        directory: DIRECTORY,
        federated_credentials: FEDERATED_CREDENTIALS,
        soft_delete: Duration::from_seconds(30 * 24 * 60 * MINUTE),
        vault_soft_delete: Duration::from_seconds(90 * 24 * 60 * MINUTE),
    };

    /// The same, but that what is done counts at once.
    pub(crate) fn counting_at_once(self) -> Self {
        Self {
            soft_delete: self.soft_delete,
            vault_soft_delete: self.vault_soft_delete,
            ..Self::default()
        }
    }

    /// Each that takes any time, in words: `role assignments up to 10m`.
    pub(crate) fn in_words(&self) -> Vec<String> {
        let all = [
            ("role assignments", self.role_assignments),
            ("conditions", self.conditions),
            ("data below management groups", self.management_group_data),
            ("new principals", self.directory),
            ("federated credentials", self.federated_credentials),
        ];
        let some = all.into_iter().filter(|(_, it)| *it > Duration::ZERO);
        some.map(|(what, it)| format!("{what} up to {it}"))
            .collect()
    }

    /// What is kept how long after it was deleted, in words: `key vaults for 90d`.
    pub(crate) fn kept_in_words(&self) -> Vec<String> {
        let all = [
            ("users, groups and service principals", self.soft_delete),
            ("key vaults", self.vault_soft_delete),
        ];
        let some = all.into_iter().filter(|(_, it)| *it > Duration::ZERO);
        some.map(|(what, it)| format!("{what} for {it}")).collect()
    }

    /// Whether nothing takes any time.
    pub fn are_none(&self) -> bool {
        is_default(self)
    }
}

const MINUTE: u64 = 60;
/// "Several hours" (F6.5.9): that it is a day at most is our decision.
const MANAGEMENT_GROUP_DATA: Duration = Duration::from_seconds(24 * 60 * MINUTE);
/// Nobody says how long the directory takes to be alike everywhere (F5.8); that it is as long as Azure's command line tries
/// again, 36 times every 5 seconds, is our decision.
const DIRECTORY: Duration = Duration::from_seconds(3 * MINUTE);
/// "Several minutes" (F2.20): that it is five at most is our decision.
const FEDERATED_CREDENTIALS: Duration = Duration::from_seconds(5 * MINUTE);

/// Delays as they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Delays")]
enum Written {
    Azure,
    Only {
        #[serde(default, skip_serializing_if = "is_default")]
        role_assignments: Duration,
        #[serde(default, skip_serializing_if = "is_default")]
        conditions: Duration,
        #[serde(default, skip_serializing_if = "is_default")]
        management_group_data: Duration,
        #[serde(default, skip_serializing_if = "is_default")]
        directory: Duration,
        #[serde(default, skip_serializing_if = "is_default")]
        federated_credentials: Duration,
        #[serde(default, skip_serializing_if = "is_default")]
        soft_delete: Duration,
        #[serde(default, skip_serializing_if = "is_default")]
        vault_soft_delete: Duration,
    },
}

impl From<Written> for Delays {
    fn from(written: Written) -> Self {
        match written {
            Written::Azure => Self::AZURE,
            Written::Only {
                role_assignments,
                conditions,
                management_group_data,
                directory,
                federated_credentials,
                soft_delete,
                vault_soft_delete,
            } => Self {
                role_assignments,
                conditions,
                management_group_data,
                directory,
                federated_credentials,
                soft_delete,
                vault_soft_delete,
            },
        }
    }
}

impl From<Delays> for Written {
    fn from(delays: Delays) -> Self {
        if delays == Delays::AZURE {
            return Self::Azure;
        }
        let Delays {
            role_assignments,
            conditions,
            management_group_data,
            directory,
            federated_credentials,
            soft_delete,
            vault_soft_delete,
        } = delays;
        Self::Only {
            role_assignments,
            conditions,
            management_group_data,
            directory,
            federated_credentials,
            soft_delete,
            vault_soft_delete,
        }
    }
}
