//! A call as code makes it.

use serde::{Deserialize, Serialize};

use crate::credential::Credential;
use crate::model::{AttributeValue, Entries, Reference};
use crate::value::Name;

/// A call to a service, made by code at a place with a credential of the SDK.
///
/// ```
/// use idsim::CallRequest;
///
/// let call = CallRequest::new("app1", "https://kv1.vault.azure.net/secrets/password", "secrets/get");
/// assert!(idsim::World::new().call(&call).is_err()); // nothing is called `app1`
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRequest {
    /// The resource or machine that the code runs on.
    pub from: Reference,
    /// The address, as code has it: `https://kv1.vault.azure.net/secrets/password`. For SQL the server and the database:
    /// `tcp:sql1.database.windows.net/db1`.
    pub to: String,
    /// What it does there: an operation's short name, or `login` for SQL.
    pub operation: Name,
    /// For Azure Resource Manager, whose addresses are ARM ids: what is meant, where the address does not say.
    #[serde(default)]
    pub on: Option<Reference>,
    /// The credential that it uses.
    #[serde(default)]
    pub with: Credential,
    /// The resource that it asks a token for, where it is not the one that the service's SDK asks for.
    #[serde(default)]
    pub resource: Option<String>,
    /// What else conditions may look at: `{"@Resource[blobs/tags:Project]": "Cascade"}` (F8.4).
    #[serde(default)]
    pub attributes: Entries<AttributeValue>,
}

impl CallRequest {
    /// A call with the default credential.
    pub fn new(
        from: impl Into<Reference>,
        to: impl Into<String>,
        operation: impl Into<Name>,
    ) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            operation: operation.into(),
            on: None,
            with: Credential::default(),
            resource: None,
            attributes: Entries::default(),
        }
    }

    /// The same call with another credential.
    #[must_use]
    pub fn with(mut self, credential: Credential) -> Self {
        self.with = credential;
        self
    }
}
