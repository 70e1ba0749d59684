//! How often things may be done: Azure's limits of rate, each by its name.

use serde::{Deserialize, Serialize};

use super::is_default;
use crate::value::{Duration, Name, Scope, Timestamp, named};

/// A number of requests within a time that goes along with the clock: the first of them counts no more when as long has
/// passed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many; one at least.
    pub at_most: u32,
    /// Within which time; a second at least.
    pub within: Duration,
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} within {}", self.at_most, self.within)
    }
}

/// Requests that were counted at one moment and may still count, as a world writes them down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedRequests {
    /// Towards which limit.
    pub limit: RateLimit,
    /// What they are counted for: `/` for the tenant, a subscription, or a resource.
    pub scope: Scope,
    /// The region that they are counted for, where regions are told apart and one was stated.
    #[serde(default, skip_serializing_if = "is_default")]
    pub location: Option<Name>,
    /// When they were made.
    pub at: Timestamp,
    /// How many.
    pub count: u32,
}

/// Defines the limits once: as fields, as names, and with what Azure documents.
macro_rules! rates {
    ($($(#[$doc:meta])* $field:ident $limit:ident: $at_most:literal within $seconds:literal,)*) => {
        named! {
            /// A limit of rate by its name.
            #[non_exhaustive]
            pub enum RateLimit {
                $($(#[$doc])* $limit,)*
            }
        }

        /// How often things may be done, each limit by its name. What is beyond one gets HTTP 429.
        ///
        /// Written `Azure` for those that Azure documents ([`Rates::AZURE`]), or `Only(…)` for some of one's own; what is left
        /// out there is not limited. How often identities are read or listed nothing limits here, since no event does that;
        /// nor how many ask for tokens at the same time, since events come one after another.
        ///
        /// ```
        /// use idsim::{Duration, Rate, RateLimit, Rates};
        ///
        /// let text = r#"#![enable(implicit_some)] Only(token_requests_per_resource: (at_most: 2, within: "1s"))"#;
        /// let rates: Rates = ron::from_str(text)?;
        /// let two = Rate { at_most: 2, within: Duration::from_seconds(1) };
        /// assert_eq!(rates.of(RateLimit::TokenRequestsPerResource), Some(two));
        /// assert_eq!(rates.of(RateLimit::IdentitiesCreatedPerTenant), None);
        /// assert!(ron::from_str::<Rates>("Only(token_requests: None)").is_err());
        /// assert_eq!(ron::from_str::<Rates>("Azure")?, Rates::AZURE);
        /// # Ok::<(), ron::error::SpannedError>(())
        /// ```
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "Written", into = "Written")]
        #[non_exhaustive]
        pub struct Rates {
            $($(#[$doc])* pub $field: Option<Rate>,)*
        }

        impl Rates {
            /// What Azure documents. A quarter of a request in a second is one in four seconds.
            pub const AZURE: Self = Self {
                $($field: Some(Rate { at_most: $at_most, within: Duration::from_seconds($seconds) }),)*
            };

            /// One rate for every limit.
            pub const fn each(rate: Rate) -> Self {
                Self { $($field: Some(rate),)* }
            }

            /// The rate of a limit; none where it does not limit anything.
            pub fn of(&self, limit: RateLimit) -> Option<Rate> {
                match limit {
                    $(RateLimit::$limit => self.$field,)*
                }
            }

            /// Whether nothing is limited.
            pub fn are_none(&self) -> bool {
                is_default(self)
            }
        }

        /// Rates as they are written.
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields, rename = "Rates")]
        #[expect(clippy::large_enum_variant, reason = "it is there while something is read or written")]
        enum Written {
            Azure,
            Only {
                $(#[serde(default, skip_serializing_if = "is_default")] $field: Option<Rate>,)*
            },
        }

        impl From<Written> for Rates {
            fn from(written: Written) -> Self {
                match written {
                    Written::Azure => Self::AZURE,
                    Written::Only { $($field,)* } => Self { $($field,)* },
                }
            }
        }

        impl From<Rates> for Written {
            fn from(rates: Rates) -> Self {
                if rates == Rates::AZURE {
                    return Self::Azure;
                }
                let Rates { $($field,)* } = rates;
                Self::Only { $($field,)* }
            }
        }
    };
}

rates! {
    /// Managed identities of both kinds that are created in one region of the tenant (F1.22).
    identities_created_per_tenant IdentitiesCreatedPerTenant: 400 within 20,
    /// Managed identities of both kinds that are created in one region of a subscription (F1.22).
    identities_created_per_subscription IdentitiesCreatedPerSubscription: 80 within 20,
    /// User-assigned identities that are assigned to resources in one region of the tenant (F2.16).
    identities_assigned_per_tenant IdentitiesAssignedPerTenant: 400 within 20,
    /// User-assigned identities that are assigned to resources in one region of a subscription (F2.16).
    identities_assigned_per_subscription IdentitiesAssignedPerSubscription: 300 within 20,
    /// User-assigned identities that are created or updated in the tenant (F2.17).
    identity_writes_per_tenant IdentityWritesPerTenant: 10 within 1,
    /// User-assigned identities that are created or updated in a subscription (F2.17).
    identity_writes_per_subscription IdentityWritesPerSubscription: 2 within 1,
    /// How often one user-assigned identity is created or updated (F2.17).
    identity_writes_per_resource IdentityWritesPerResource: 1 within 4,
    /// User-assigned identities that are deleted in the tenant (F2.17).
    identity_deletes_per_tenant IdentityDeletesPerTenant: 10 within 1,
    /// User-assigned identities that are deleted in a subscription (F2.17).
    identity_deletes_per_subscription IdentityDeletesPerSubscription: 2 within 1,
    /// How often one user-assigned identity is deleted (F2.17).
    identity_deletes_per_resource IdentityDeletesPerResource: 1 within 4,
    /// Tokens that code on one resource asks the instance metadata service for (F3.4.3).
    token_requests_per_resource TokenRequestsPerResource: 20 within 1,
}

impl RateLimit {
    /// Whether each region is counted by itself.
    pub fn is_regional(self) -> bool {
        matches!(
            self,
            Self::IdentitiesCreatedPerTenant
                | Self::IdentitiesCreatedPerSubscription
                | Self::IdentitiesAssignedPerTenant
                | Self::IdentitiesAssignedPerSubscription
        )
    }
}
