//! A request as code sends it to a token endpoint.

use serde::{Deserialize, Serialize};

use crate::model::Reference;

/// A request for a token, sent by code at a place to the endpoint there. What is left out is as the documentation says.
///
/// ```
/// use idsim::{Event, TokenRequest, World};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
/// let request = TokenRequest::new("vm1", "https://vault.azure.net");
/// assert!(world.token(&request)?.token().is_some());
/// assert!(world.token(&TokenRequest::new("vm2", "https://vault.azure.net")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// The resource or machine that the code runs on.
    pub from: Reference,
    /// The resource that the token is for: an address, such as `https://vault.azure.net`.
    #[serde(default)]
    pub resource: Option<String>,
    /// The address that is asked, where it is not that of the place itself.
    #[serde(default)]
    pub to: Option<Address>,
    /// The HTTP method.
    #[serde(default)]
    pub method: Method,
    /// The header that proves that the request was made on purpose.
    #[serde(default)]
    pub header: Header,
    /// The version of the endpoint that is asked for.
    #[serde(default)]
    pub api_version: Option<String>,
    /// The application id of the identity wanted, or the name of the identity.
    #[serde(default)]
    pub client_id: Option<Reference>,
    /// The object id of the identity wanted, or the name of the identity.
    #[serde(default)]
    pub object_id: Option<Reference>,
    /// The ARM id of the identity wanted, or its name.
    #[serde(default)]
    pub resource_id: Option<Reference>,
}

/// An address where tokens are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Address {
    /// `http://169.254.169.254/metadata/identity/oauth2/token`, which only virtual machines and their like reach (F3.1.1).
    Imds,
    /// What the environment variable `IDENTITY_ENDPOINT` says, which App Service sets (F3.6).
    IdentityEndpoint,
}

/// An HTTP method.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`, which the endpoints take.
    #[default]
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `DELETE`.
    Delete,
}

/// The header that an endpoint asks for: `Metadata: true`, or on App Service `X-IDENTITY-HEADER` with the secret value of
/// the environment variable `IDENTITY_HEADER`. Whoever can be tricked into requesting an address cannot add it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Header {
    /// It is there and right.
    #[default]
    Right,
    /// It is not there.
    Missing,
    /// It has this value. On App Service every value that can be written here is wrong: idsim does not know the secret.
    Is(String),
}

impl TokenRequest {
    /// A request for this resource that names no identity.
    pub fn new(from: impl Into<Reference>, resource: impl Into<String>) -> Self {
        Self {
            from: from.into(),
            resource: Some(resource.into()),
            to: None,
            method: Method::Get,
            header: Header::Right,
            api_version: None,
            client_id: None,
            object_id: None,
            resource_id: None,
        }
    }

    /// The same request, naming an identity by its application id.
    #[must_use]
    pub fn for_client_id(mut self, client_id: impl Into<Reference>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }
}
