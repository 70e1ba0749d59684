//! What a token endpoint answers instead of a token.

use crate::catalog::TokenEndpoint;
use crate::model::TenantId;
use crate::value::named;

named! {
    /// The stable name of an answer that is no token. Azure's own words stand in the answer; it has one word for many.
    #[non_exhaustive]
    pub enum TokenErrorCode {
        /// Nothing answers at that address.
        NoEndpoint,
        /// idsim does not know the endpoint of this resource type.
        EndpointNotModelled,
        /// The method is not `GET` (F3.4).
        MethodNotAllowed,
        /// `Metadata: true` is missing or spelled otherwise (F3.4).
        MetadataHeaderMissing,
        /// `X-IDENTITY-HEADER` is missing or wrong (F3.6).
        IdentityHeaderMissing,
        /// The version asked for is older than the endpoint (F3.1.1).
        ApiVersionNotSupported,
        /// No resource is named (F3.4).
        AudienceMissing,
        /// Several selectors are given (F3.6.1).
        SelectorsExclusive,
        /// The place has no identity, or none such (F3.2, F3.6.1).
        IdentityNotFound,
        /// The place has several identities, and none is named (F3.2).
        MultipleIdentities,
        /// The directory knows no such resource (F3.4).
        ResourceNotFoundInTenant,
        /// The metadata service was asked too often of late (F3.4.3).
        TooManyRequests,
    }
}

/// What a token endpoint answers instead of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenError {
    /// Its stable name.
    pub code: TokenErrorCode,
    /// Whose words it is in; nobody's if nothing answers.
    pub endpoint: Option<TokenEndpoint>,
    /// The HTTP status; none if nothing answers, or nobody says.
    pub status: Option<u16>,
    /// Azure's word for it, where it has one.
    pub error: Option<&'static str>,
    /// Azure's description, to the letter; empty where nobody says what it is.
    pub description: String,
    /// What happened, in our words.
    pub because: String,
}

impl TokenError {
    /// The body as the endpoint words it, by field: flat on virtual machines (F3.4), with a status on App Service (F3.6.3);
    /// empty where nobody says.
    pub fn body(&self) -> Vec<(&'static str, String)> {
        if self.description.is_empty() {
            return Vec::new();
        }
        match (self.endpoint, self.error, self.status) {
            (Some(TokenEndpoint::AppService), _, Some(status)) => vec![
                ("statusCode", status.to_string()),
                ("message", self.description.clone()),
            ],
            (_, Some(error), _) => vec![
                ("error", error.to_owned()),
                ("error_description", self.description.clone()),
            ],
            _ => Vec::new(),
        }
    }
}

impl TokenError {
    /// What happened, and what the endpoint says of it.
    pub fn in_words(&self) -> String {
        let Self {
            status,
            description,
            because,
            ..
        } = self;
        match (status, description.is_empty()) {
            (None, _) => because.clone(),
            (Some(status), true) => format!("{because} ({status})"),
            (Some(status), false) => format!("{because} ({status}: {description})"),
        }
    }
}

impl std::fmt::Display for TokenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.in_words())
    }
}

/// The directory's words for a resource that it does not know (F3.4, F5).
pub(crate) fn resource_not_found(audience: &str, tenant: TenantId) -> String {
    format!(
        "AADSTS500011: The resource principal named {audience} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."
    )
}

/// The directory's words for an application that it does not have (F5).
pub(crate) fn application_not_found(client_id: &str, tenant: TenantId) -> String {
    format!(
        "AADSTS700016: Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
    )
}
