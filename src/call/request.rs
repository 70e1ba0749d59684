//! A call as code makes it.

use serde::Deserialize;

use crate::credential::Credential;
use crate::model::{AttributeValue, Entries, Reference, Token};
use crate::value::Name;

/// A call to a service, made by code at a place with a credential of the SDK, or by whoever has a token.
///
/// ```
/// use idsim::CallRequest;
///
/// let call = CallRequest::new("app1", "https://kv1.vault.azure.net/secrets/password", "secrets/get");
/// assert!(idsim::World::new().call(&call).is_err()); // nothing is called `app1`
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct CallRequest {
    /// Who makes it.
    pub bearer: Bearer,
    /// The address, as code has it: `https://kv1.vault.azure.net/secrets/password`. For SQL the server and the database:
    /// `tcp:sql1.database.windows.net/db1`.
    pub to: String,
    /// What it does there: an operation's short name, or `login` for SQL.
    pub operation: Name,
    /// For Azure Resource Manager, whose addresses are ARM ids: what is meant, where the address does not say.
    pub on: Option<Reference>,
    /// What else conditions may look at: `{"@Resource[blobs/tags:Project]": "Cascade"}` (F8.4).
    pub attributes: Entries<AttributeValue>,
}

/// Who makes a call: a service asks for a token, and not where its bearer is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bearer {
    /// Code at a place, which asks a credential of the SDK for a token.
    Code {
        /// The resource or machine that the code runs on.
        from: Reference,
        /// The credential that it uses.
        with: Credential,
        /// The resource that it asks a token for, where it is not the one that the service's SDK asks for.
        resource: Option<String>,
    },
    /// Whoever has this token, wherever that is.
    Token(Box<Token>),
}

/// A call of code as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "CallRequest")]
struct Written {
    from: Reference,
    to: String,
    operation: Name,
    #[serde(default)]
    on: Option<Reference>,
    #[serde(default)]
    with: Credential,
    #[serde(default)]
    resource: Option<String>,
    #[serde(default)]
    attributes: Entries<AttributeValue>,
}

impl From<Written> for CallRequest {
    fn from(it: Written) -> Self {
        let (from, with, resource) = (it.from, it.with, it.resource);
        Self {
            bearer: Bearer::Code {
                from,
                with,
                resource,
            },
            to: it.to,
            operation: it.operation,
            on: it.on,
            attributes: it.attributes,
        }
    }
}

impl CallRequest {
    /// A call of code with the default credential.
    pub fn new(
        from: impl Into<Reference>,
        to: impl Into<String>,
        operation: impl Into<Name>,
    ) -> Self {
        let bearer = Bearer::Code {
            from: from.into(),
            with: Credential::default(),
            resource: None,
        };
        Self::of(bearer, to, operation)
    }

    /// A call of whoever has this token.
    ///
    /// ```
    /// use idsim::{CallCode, CallRequest, Event, TokenRequest, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
    /// world.apply(Event::create_resource("kv1", "Microsoft.KeyVault/vaults"))?;
    /// world.apply(Event::assign_role("vm1", "Key Vault Secrets User", "kv1"))?;
    /// let answer = world.token(&TokenRequest::new("vm1", "https://vault.azure.net"))?;
    /// let token = answer.token().expect("the VM has an identity").clone();
    /// world.apply(Event::delete_resource("vm1"))?;
    ///
    /// // The VM is gone, and who has its token still reads (F1.10).
    /// let call = CallRequest::with_token(token, "https://kv1.vault.azure.net/secrets/s1", "secrets/get");
    /// assert!(world.call(&call)?.succeeded());
    /// let other = CallRequest::new("vm1", "https://kv1.vault.azure.net/secrets/s1", "secrets/get");
    /// assert_eq!(world.call(&other)?.code, CallCode::NoToken);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_token(token: Token, to: impl Into<String>, operation: impl Into<Name>) -> Self {
        Self::of(Bearer::Token(Box::new(token)), to, operation)
    }

    fn of(bearer: Bearer, to: impl Into<String>, operation: impl Into<Name>) -> Self {
        Self {
            bearer,
            to: to.into(),
            operation: operation.into(),
            on: None,
            attributes: Entries::default(),
        }
    }

    /// The same call with another credential; whoever has a token already needs none.
    #[must_use]
    pub fn with(mut self, credential: Credential) -> Self {
        if let Bearer::Code { with, .. } = &mut self.bearer {
            *with = credential;
        }
        self
    }

    /// The same call with a token that code asks for another resource; whoever has a token already asks for none.
    #[must_use]
    pub fn for_resource(mut self, other: impl Into<String>) -> Self {
        if let Bearer::Code { resource, .. } = &mut self.bearer {
            *resource = Some(other.into());
        }
        self
    }
}
