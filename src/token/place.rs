//! A place where a token endpoint answers, and what it says of the request itself.

use super::{
    Address, Header, Method, TokenError, TokenErrorCode, TokenRequest, resource_not_found,
};
use crate::catalog::TokenEndpoint;
use crate::value::{Name, Scope};
use crate::world::{Node, NodeKind, PlaceId, World};

/// The oldest version that the instance metadata service takes (F3.1.1); versions are dates.
const OLDEST_IMDS: &str = "2018-02-01";
/// The version of App Service's endpoint that idsim knows (F3.6).
const APP_SERVICE: &str = "2019-08-01";
/// The one before, which asks otherwise and answers otherwise (F3.6.2).
const OLD_APP_SERVICE: &str = "2017-09-01";
/// The app setting that shuts App Service's endpoint (F3.6.2).
const DISABLED: &str = "WEBSITE_DISABLE_MSI";

/// A place where an endpoint answers.
pub(super) struct Place<'w> {
    pub(super) host: &'w Scope,
    pub(super) node: &'w Node,
    pub(super) endpoint: TokenEndpoint,
    pub(super) name: String,
}

impl<'w> Place<'w> {
    pub(super) fn find(
        world: &'w World,
        id: &'w PlaceId,
        to: Option<Address>,
    ) -> Result<Self, TokenError> {
        let name = world.name_of_place(id);
        let PlaceId::Resource(host) = id else {
            return Err(nothing(format!(
                "`{name}` is outside Azure, where no token endpoint answers"
            )));
        };
        let Some(node) = world.node(host) else {
            return Err(nothing(format!(
                "`{name}` does not exist any more: no code runs there"
            )));
        };
        let NodeKind::Resource { resource_type, .. } = &node.kind else {
            return Err(nothing(format!("no code runs on `{name}`")));
        };
        if node.is_stopped() {
            return Err(nothing(format!("`{name}` is stopped: no code runs there")));
        }
        let service = world.catalog().service(&Name::new(resource_type.as_str()));
        let known = service.ok().and_then(|(_, service)| service.token_endpoint);
        let Some(endpoint) = known else {
            return Err(TokenError {
                code: TokenErrorCode::EndpointNotModelled,
                ..nothing(format!(
                    "not modelled: where code on `{name}`, a {resource_type}, asks for tokens"
                ))
            });
        };
        let place = Self {
            host,
            node,
            endpoint,
            name,
        };
        place.answers(world, id, to).map(|()| place)
    }

    /// Whether something answers at that address (F3.1.2, F3.6).
    fn answers(&self, world: &World, id: &PlaceId, to: Option<Address>) -> Result<(), TokenError> {
        let name = &self.name;
        match (self.endpoint, to) {
            (TokenEndpoint::Imds, Some(Address::IdentityEndpoint)) => Err(nothing(format!(
                "`{name}` has no IDENTITY_ENDPOINT; its code asks http://169.254.169.254"
            ))),
            (TokenEndpoint::AppService, Some(Address::Imds)) => Err(nothing(format!(
                "`{name}` does not reach http://169.254.169.254; its code asks the address in IDENTITY_ENDPOINT"
            ))),
            (TokenEndpoint::AppService, _) => {
                if self.node.own_principal().is_none()
                    && world.attachments_of(self.host).next().is_none()
                {
                    return Err(nothing(format!(
                        "`{name}` has no identity, so there is no IDENTITY_ENDPOINT for its code to ask"
                    )));
                }
                let disabled = world
                    .place(id)
                    .and_then(|place| place.variable(DISABLED))
                    .is_some_and(|value| value.eq_ignore_ascii_case("true"));
                match disabled {
                    true => Err(nothing(format!(
                        "the endpoint of `{name}` is shut: {DISABLED} is set"
                    ))),
                    false => Ok(()),
                }
            }
            (TokenEndpoint::Imds, _) => Ok(()),
        }
    }

    /// What concerns the request itself (F3.4, F3.6).
    pub(super) fn check(&self, request: &TokenRequest) -> Result<(), TokenError> {
        if request.method != Method::Get {
            // Of App Service nobody says which status.
            let status = (self.endpoint == TokenEndpoint::Imds).then_some(405);
            return Err(self.refused(
                TokenErrorCode::MethodNotAllowed,
                status,
                "the endpoint takes GET only".to_owned(),
            ));
        }
        match (self.endpoint, &request.header) {
            (_, Header::Right) => {}
            (TokenEndpoint::Imds, Header::Is(value)) if value == "true" => {}
            (TokenEndpoint::Imds, _) => {
                let because = "the header `Metadata: true`, in lower case, is missing".to_owned();
                return Err(TokenError {
                    error: Some("bad_request_102"),
                    description: "Required metadata header not specified".to_owned(),
                    ..self.refused(TokenErrorCode::MetadataHeaderMissing, Some(400), because)
                });
            }
            // Observed for a wrong header; nobody says what an absent one gets.
            (TokenEndpoint::AppService, header) => {
                let status = (*header != Header::Missing).then_some(403);
                let because =
                    "the header `X-IDENTITY-HEADER` does not have the value of IDENTITY_HEADER";
                return Err(self.refused(
                    TokenErrorCode::IdentityHeaderMissing,
                    status,
                    because.to_owned(),
                ));
            }
        }
        match &request.api_version {
            Some(version)
                if self.endpoint == TokenEndpoint::AppService && version == OLD_APP_SERVICE =>
            {
                let because = format!("not modelled: version {version} of App Service's endpoint");
                Err(self.refused(TokenErrorCode::EndpointNotModelled, None, because))
            }
            Some(version) if !self.takes_version(version) => {
                let because = format!(
                    "the endpoint of `{}` does not take version `{version}`",
                    self.name
                );
                Err(self.refused(TokenErrorCode::ApiVersionNotSupported, None, because))
            }
            _ => Ok(()),
        }
    }

    fn takes_version(&self, version: &str) -> bool {
        let is_date = |text: &str| {
            text.len() == OLDEST_IMDS.len()
                && text.bytes().zip(OLDEST_IMDS.bytes()).all(|(byte, form)| {
                    if form == b'-' {
                        byte == b'-'
                    } else {
                        byte.is_ascii_digit()
                    }
                })
        };
        match self.endpoint {
            TokenEndpoint::Imds => is_date(version) && version >= OLDEST_IMDS,
            TokenEndpoint::AppService => version == APP_SERVICE,
        }
    }

    pub(super) fn audience_missing(&self) -> TokenError {
        let because = "the request names no resource that the token is for".to_owned();
        let refused = self.refused(TokenErrorCode::AudienceMissing, Some(400), because);
        match self.endpoint {
            TokenEndpoint::Imds => TokenError {
                error: Some("invalid_request"),
                description: "Required audience parameter not specified".to_owned(),
                ..refused
            },
            // What App Service says, nobody does.
            TokenEndpoint::AppService => TokenError {
                status: None,
                ..refused
            },
        }
    }

    pub(super) fn resource_not_found(&self, world: &World, audience: &str) -> TokenError {
        let because = format!("no service that idsim knows takes tokens for `{audience}`");
        let refused = self.refused(TokenErrorCode::ResourceNotFoundInTenant, Some(400), because);
        match self.endpoint {
            TokenEndpoint::Imds => TokenError {
                error: Some("invalid_resource"),
                description: resource_not_found(audience, world.tenant_id()),
                ..refused
            },
            // Seen so, misspelling included.
            TokenEndpoint::AppService => TokenError {
                status: Some(500),
                description: "An unexpected error occured while fetching the AAD Token.".to_owned(),
                ..refused
            },
        }
    }

    /// Whether the metadata service still answers, where a tenant limits how often it does (F3.4.3). Those who ask it at the
    /// same time are not counted: nothing happens at the same time here.
    pub(super) fn check_rate(&self, world: &World) -> Result<(), TokenError> {
        if self.endpoint != TokenEndpoint::Imds {
            return Ok(());
        }
        match world.token_throttle(self.host) {
            None => Ok(()),
            Some((rate, retry_after)) => {
                let because = format!(
                    "code on `{}` gets tokens {rate} at most: the next one in {retry_after}",
                    self.name
                );
                Err(TokenError {
                    error: Some("invalid_request"),
                    description: "Temporarily throttled, too many requests".to_owned(),
                    ..self.refused(TokenErrorCode::TooManyRequests, Some(429), because)
                })
            }
        }
    }

    pub(super) fn refused(
        &self,
        code: TokenErrorCode,
        status: Option<u16>,
        because: String,
    ) -> TokenError {
        TokenError {
            code,
            endpoint: Some(self.endpoint),
            status,
            error: None,
            description: String::new(),
            because,
        }
    }
}

fn nothing(because: String) -> TokenError {
    TokenError {
        code: TokenErrorCode::NoEndpoint,
        endpoint: None,
        status: None,
        error: None,
        description: String::new(),
        because,
    }
}
