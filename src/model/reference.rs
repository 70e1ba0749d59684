//! How events, questions and files name things.

use serde::{Deserialize, Serialize};

use super::RoleDefinitionId;
use crate::value::Name;

/// A name for a thing in the world: an ARM id, an alias, an alias with a child path (`kv1/secrets/s1`), or, for
/// principals, an object id.
///
/// Making one never fails: whether it names anything is for the world to say, as a refusal or as the error of a
/// question. As a principal, a resource's name means its system-assigned identity *now*; as a scope it means the
/// resource.
///
/// ```
/// use idsim::{AccessRequest, World};
///
/// let world = World::new();
/// assert!(world.resolve_scope(&"resource-group".into()).is_ok());
/// assert!(world.resolve_scope(&"resource-grope".into()).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(Name);

impl Reference {
    /// The text as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The GUID that it names a role by: alone, or as the full id that Azure prints.
    pub(crate) fn role_definition_id(&self) -> Option<RoleDefinitionId> {
        const BEFORE: &str = "/providers/microsoft.authorization/roledefinitions/";
        let text = self.0.folded();
        text.rsplit_once(BEFORE)
            .map_or(text, |(_, guid)| guid)
            .parse()
            .ok()
    }

    /// The text as a name to look up.
    pub fn name(&self) -> &Name {
        &self.0
    }
}

impl<T: Into<Name>> From<T> for Reference {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
