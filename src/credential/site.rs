//! The place that code runs at, as a credential sees it.

use super::{CredentialError, CredentialRequest};
use crate::model::{Reference, Tool};
use crate::value::Scope;
use crate::world::{Place, PlaceId, ResolveError, SignedIn, World};

pub(super) const CLIENT_ID: &str = "AZURE_CLIENT_ID";
pub(super) const CLIENT_SECRET: &str = "AZURE_CLIENT_SECRET";
pub(super) const TENANT_ID: &str = "AZURE_TENANT_ID";
pub(super) const TOKEN_CREDENTIALS: &str = "AZURE_TOKEN_CREDENTIALS";
pub(super) const AUTHORITY_HOST: &str = "AZURE_AUTHORITY_HOST";
pub(super) const FEDERATED_TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";

/// Where the directory of the public cloud answers.
pub(super) const PUBLIC_CLOUD: &str = "login.microsoftonline.com";

/// A place, what stands around it, and the resource that a token is asked for.
pub(super) struct Site<'w> {
    pub(super) world: &'w World,
    pub(super) from: &'w Reference,
    pub(super) id: PlaceId,
    pub(super) name: String,
    pub(super) audience: &'w str,
    /// Nothing stands around what is no more, or is stopped.
    place: Option<&'w Place>,
}

impl<'w> Site<'w> {
    pub(super) fn find(
        world: &'w World,
        request: &'w CredentialRequest,
    ) -> Result<Self, ResolveError> {
        let id = world.resolve_place(&request.from)?;
        let resource = request.resource.as_str();
        Ok(Self {
            world,
            from: &request.from,
            name: world.name_of_place(&id),
            audience: resource.strip_suffix("/.default").unwrap_or(resource),
            place: world.running_place(&id),
            id,
        })
    }

    /// The value of an environment variable, which may be empty.
    pub(super) fn variable(&self, name: &str) -> Option<&'w str> {
        self.place?.variable(name)
    }

    /// The value of an environment variable that says something: to Python an empty text is as good as none.
    pub(super) fn filled(&self, name: &str) -> Option<&'w str> {
        self.variable(name).filter(|value| !value.is_empty())
    }

    /// Who is signed in to a tool, if it is installed.
    pub(super) fn tool(&self, tool: Tool) -> Option<SignedIn> {
        self.place?.tools.get(&tool).copied()
    }

    /// Whether no developers' tool is installed.
    pub(super) fn has_no_tools(&self) -> bool {
        self.place.is_none_or(|place| place.tools.is_empty())
    }

    /// The resource, if the place is one that exists.
    pub(super) fn resource(&self) -> Option<&Scope> {
        match &self.id {
            PlaceId::Resource(scope) => self.world.node(scope).map(|_| scope),
            PlaceId::Machine(_) => None,
        }
    }

    /// Whether it is a machine outside Azure that exists.
    pub(super) fn is_machine(&self) -> bool {
        matches!(self.id, PlaceId::Machine(_)) && self.place.is_some()
    }

    /// The host of the directory that the SDK would turn to, which the SDK wants encrypted.
    pub(super) fn authority(&self) -> Result<&'w str, CredentialError> {
        let written = self.variable(AUTHORITY_HOST).unwrap_or(PUBLIC_CLOUD);
        match written.split_once("://") {
            None => Ok(written.trim_end_matches([' ', '/'])),
            Some((scheme, host)) if scheme.eq_ignore_ascii_case("https") => {
                Ok(host.trim_end_matches([' ', '/']))
            }
            Some(_) => Err(CredentialError::invalid(format!(
                "'{written}' is an invalid authority. The value must be a TLS protected (https) URL."
            ))),
        }
    }
}
