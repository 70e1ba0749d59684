//! Floor 4: which token does this code get, or why none.
//!
//! [`World::token`] answers as the endpoint at a place would: the instance metadata service of virtual machines (F3.1) or
//! the identity endpoint of App Service (F3.6). It changes nothing; [`World::request_token`] also keeps what was issued.

mod answer;
mod endpoint;
mod error;
mod exchange;
mod place;
mod request;
mod select;

pub use answer::TokenAnswer;
pub use error::{TokenError, TokenErrorCode};
pub(crate) use error::{application_not_found, resource_not_found};
pub use exchange::{
    AssertionTimes, ExchangeAnswer, ExchangeError, ExchangeErrorCode, ExchangeRequest,
};
pub use request::{Address, Header, Method, TokenRequest};

use crate::event::Event;
use crate::world::{Refusal, ResolveError, World};

impl World {
    /// What the token endpoint at a place answers. Checks come in this order: whether anything answers, method, header,
    /// version, the resource named, the identity, whether the directory knows the resource, and last whether it was asked too
    /// often; Azure's documentation states no order, so it is our decision.
    ///
    /// # Errors
    /// The request names something that was never heard of. *No token* is an answer, not an error.
    ///
    /// ```
    /// use idsim::{Event, TokenErrorCode, TokenRequest, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines"))?;
    /// let request = TokenRequest::new("vm1", "https://vault.azure.net");
    /// let refused = world.token(&request)?;
    /// assert_eq!(refused.error().map(|it| it.code), Some(TokenErrorCode::IdentityNotFound));
    /// world.apply(Event::EnableSystemAssigned("vm1".into()))?;
    /// assert_eq!(world.token(&request)?.token().map(|it| it.audience.as_str()), Some("https://vault.azure.net"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn token(&self, request: &TokenRequest) -> Result<TokenAnswer, ResolveError> {
        endpoint::answer(self, request)
    }

    /// The same, and the world keeps a token that was issued, to hand it out again until it expires (F3.5.1).
    ///
    /// # Errors
    /// The request names something that was never heard of, or the world has no clock, without which nothing can be kept.
    pub fn request_token(&mut self, request: &TokenRequest) -> Result<TokenAnswer, Refusal> {
        let answer = self.token(request)?;
        if let TokenAnswer::Issued { issue, .. } = &answer {
            self.apply(Event::IssueToken(issue.clone()))?;
        }
        Ok(answer)
    }
}
