//! What comes of a call.

use crate::access::{Explanation, OtherWay};
use crate::credential::CredentialAnswer;
use crate::model::Token;
use crate::value::{Action, Scope, named};
use crate::world::World;

named! {
    /// How far a call came: the stages in their order.
    #[non_exhaustive]
    pub enum CallCode {
        /// idsim does not know what would answer.
        NotModelled,
        /// The resource that the host is named after is no more, and its name with it.
        HostNotFound,
        /// The credential gave no token.
        NoToken,
        /// The token expired (F1.10).
        TokenExpired,
        /// The token is for another service (F3.7.1).
        InvalidAudience,
        /// The token was revoked (F3.5.5).
        TokenRevoked,
        /// The token is of another directory than the vault trusts (F1.15).
        InvalidIssuer,
        /// Nothing allows it (F5).
        Forbidden,
        /// There is nobody of that name in the database (F9).
        LoginFailed,
        /// It is allowed, and a lock forbids it to everybody (F6.7.2).
        Locked,
        /// It is allowed, and what it is about is not there.
        ResourceNotFound,
        /// It is done.
        Succeeded,
    }
}

/// What comes of a call: how the code got its token, how far the call came, what the service says, and what would cure it.
/// Its `Display` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallAnswer<'w> {
    pub(super) world: &'w World,
    /// How far it came.
    pub code: CallCode,
    /// The HTTP status; none if nothing answered, for SQL, and where nobody says.
    pub status: Option<u16>,
    /// What the service says, in its own words; nothing if the call succeeded or the service did not answer.
    pub error: Option<ServiceError>,
    /// What happened, in our words.
    pub because: String,
    /// What would cure it: commands and changes, in order.
    pub cure: Vec<String>,
    /// Who runs the code.
    pub from: String,
    /// What was called.
    pub host: String,
    /// The scope that the call is about.
    pub scope: Scope,
    /// The action that it takes; none for a login.
    pub action: Option<Action>,
    /// How the code came by its token; nothing if the call did not come so far, and for whoever has one.
    pub credential: Option<CredentialAnswer>,
    /// The token that the service is shown: what the credential gave, or what its bearer had; nothing if there is none.
    pub token: Option<Token>,
    /// Control-plane actions that the caller may take and that lead to the same data (F9.2), whatever came of the call.
    pub other_ways: Vec<OtherWay<'w>>,
    /// Why it was allowed or not; nothing if the call did not come so far, and for a login.
    pub access: Option<Explanation<'w>>,
}

/// What a service says of a call that it refuses (F5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// The service's code: `Forbidden`, `AuthorizationPermissionMismatch`, `18456`.
    pub code: &'static str,
    /// A code inside of it, where there is one: Key Vault's `ForbiddenByRbac`.
    pub inner_code: Option<&'static str>,
    /// The text, to the letter but for what no public source states.
    pub message: String,
}

impl ServiceError {
    /// The code that tells most: the inner one, where there is one.
    pub fn telling_code(&self) -> &'static str {
        self.inner_code.unwrap_or(self.code)
    }

    /// Whether the service answers with this code, outside or inside.
    pub fn has_code(&self, code: &str) -> bool {
        self.code == code || self.inner_code == Some(code)
    }
}

impl CallAnswer<'_> {
    /// Whether the call did what it was to do.
    pub fn succeeded(&self) -> bool {
        self.code == CallCode::Succeeded
    }

    /// The other ways that its caller has, in words.
    pub fn other_way_lines(&self) -> Vec<String> {
        let Some(caller) = self.token.as_ref().map(|it| it.principal) else {
            return Vec::new();
        };
        let told = |way| self.world.describe_other_way(caller, way);
        self.other_ways.iter().map(told).collect()
    }

    /// The answer and its reason in one sentence.
    pub fn summary(&self) -> String {
        let mut what = self.code.to_string();
        let status = self.status.map(|status| status.to_string());
        let service = self
            .error
            .as_ref()
            .map(|error| error.telling_code().to_owned());
        let details: Vec<String> = status.into_iter().chain(service).collect();
        if !details.is_empty() {
            what += &format!(" ({})", details.join(" "));
        }
        format!("{what}: {}", self.because)
    }
}
