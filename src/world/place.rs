//! A place where code runs, and what stands around it there.

use std::collections::BTreeMap;

use crate::model::{PrincipalId, StoredCredential, Tool};
use crate::value::{Name, Scope};

/// A place where code runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PlaceId {
    /// On a resource.
    Resource(Scope),
    /// On a machine outside Azure.
    Machine(Name),
}

/// What stands around the code at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The environment variables.
    pub environment: BTreeMap<Name, String>,
    /// The tools that are installed, and who is signed in to each.
    pub tools: BTreeMap<Tool, SignedIn>,
    /// The credentials kept there.
    pub stored_credentials: BTreeMap<Name, StoredCredential>,
}

/// Who is signed in to a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignedIn {
    /// Nobody.
    Nobody,
    /// This principal, which may have been deleted since.
    As(PrincipalId),
}

impl Place {
    /// The value of an environment variable; as on Linux, letter case counts.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let (written, value) = self.environment.get_key_value(&Name::from(name))?;
        (written.as_str() == name).then_some(value.as_str())
    }
}
