//! What SDKs do with the tokens that they keep in memory.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::value::{Duration, named};

named! {
    /// An SDK that keeps tokens in memory.
    #[non_exhaustive]
    pub enum ClientCacheName {
        /// MSAL for Python, by itself.
        MsalPython,
        /// `ManagedIdentityCredential` of azure-identity for Python.
        AzureIdentityPython,
    }
}

/// When an SDK that keeps a token in memory asks for another one (F3.5.3).
///
/// ```
/// use idsim::catalog::{ClientCache, ClientCacheName};
///
/// let msal = ClientCache::of(ClientCacheName::MsalPython).expect("every name has its rules");
/// assert_eq!(msal.renewed_below, "5m".parse()?);
/// assert!(!msal.serves_until_expiry);
/// assert!(ron::from_str::<ClientCacheName>("MsalPyhton").is_err());
/// # Ok::<(), idsim::value::DurationError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCache {
    /// Whose.
    pub name: ClientCacheName,
    /// With less than this left until it expires another token is asked for.
    pub renewed_below: Duration,
    /// Whether the old one does then, as long as it is good, if there is no other.
    pub serves_until_expiry: bool,
    /// How long a token has to be good, when it is got, to be renewed after half of that; never where nothing is said.
    #[serde(default)]
    pub halved_from: Option<Duration>,
    /// How long nobody is asked again.
    pub between_tries: Duration,
    /// Where this is written.
    pub source: Vec<String>,
}

impl ClientCache {
    /// Every SDK's.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<ClientCache>> = LazyLock::new(|| {
            super::ron(include_str!("client_caches.ron")).expect("client_caches.ron is well-formed")
        });
        &ALL
    }

    /// That of this SDK.
    pub fn of(name: ClientCacheName) -> Option<&'static Self> {
        Self::all().iter().find(|it| it.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sdk_has_its_rules_once() {
        let names: Vec<ClientCacheName> = ClientCache::all().iter().map(|it| it.name).collect();
        assert_eq!(names, ClientCacheName::ALL);
        assert!(ClientCache::all().iter().all(|it| !it.source.is_empty()));
    }
}
