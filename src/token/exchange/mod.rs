//! A token from outside exchanged for a token of a user-assigned identity: workload identity federation (F2.18, F5).

mod answer;
mod client;
mod error;
mod request;

pub use answer::ExchangeAnswer;
pub use error::{ExchangeError, ExchangeErrorCode};
pub use request::{AssertionTimes, ExchangeRequest};

use crate::model::{Principal, Token};
use crate::value::{Phase, fold};
use crate::world::{CredentialsThen, Refusal, Untimely, World};
use client::Client;

impl World {
    /// What the directory answers to who shows it a token from outside and asks for one of a user-assigned identity. The
    /// identity need not be attached to anything. It changes nothing, and nothing is kept.
    ///
    /// It looks in this order, which is our decision, since nobody states one: the client, whether that has any federated
    /// credential, the issuer among all of them, the subject among those of the issuer, the audience among those of both, the
    /// time of the assertion, and last whether it knows the resource. A signature is always right here.
    ///
    /// Where federated credentials take time to be known everywhere ([`Delays`](crate::Delays)), the answer is the one that
    /// comes as long as what was changed is not known yet, and says until when it may be another one (F2.20).
    ///
    /// # Errors
    /// The client was never heard of, is no managed identity, or the assertion has a time and this world has none. *No token*
    /// is an answer, not an error.
    ///
    /// ```
    /// use idsim::{ExchangeErrorCode, ExchangeRequest, Tenant, World};
    ///
    /// let tenant: Tenant = ron::from_str(r#"(identities: {"id1": (federated_credentials: {
    ///     "build": (issuer: "https://issuer.example", subject: "build-1", audiences: ["api://AzureADTokenExchange"]),
    /// })})"#)?;
    /// let world = World::try_from(tenant)?;
    /// let mut request = ExchangeRequest::new("id1", "https://issuer.example", "build-1", "https://vault.azure.net");
    /// assert!(world.exchange(&request)?.token().is_some());
    /// request.subject = "build-2".to_owned();
    /// let refused = world.exchange(&request)?;
    /// assert_eq!(refused.error().map(|it| it.code), Some(ExchangeErrorCode::AADSTS700213));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exchange(&self, request: &ExchangeRequest) -> Result<ExchangeAnswer, Refusal> {
        let asked = Asked {
            world: self,
            request,
            phase: self.phase_of(request)?,
        };
        let identity = match Client::of(self, &request.client_id)? {
            Client::Identity(identity) => identity,
            Client::Nobody { client_id } => {
                let error = ExchangeError::no_such_application(self.tenant_id(), &client_id);
                return Ok(ExchangeAnswer::certain(Err(error)));
            }
        };
        let none = CredentialsThen::new();
        let (known, earlier) = match identity.origin.resource() {
            Some(resource) => self.credentials_as_known(resource),
            None => (none, Vec::new()),
        };
        let settled = asked.found(&known);
        // The latest change first: what comes as long as the last of these is not known is the answer.
        let mut answer = ExchangeAnswer::certain(asked.answer(identity, settled));
        for (then, until) in earlier {
            let found = match (asked.found(&then), settled) {
                (Err(_), Ok(())) => Err(ExchangeErrorCode::AADSTS70021),
                (found, _) => found,
            };
            answer.may_still_be(asked.answer(identity, found), until);
        }
        Ok(answer)
    }

    /// Where the time of the assertion lies, seen from now.
    fn phase_of(&self, request: &ExchangeRequest) -> Result<Phase, Refusal> {
        let Some(times) = &request.valid else {
            return Ok(Phase::Effective);
        };
        let what = "whether an assertion is valid";
        let now = self.clock().ok_or(Untimely::NoClock { what })?;
        Ok(times.period()?.at(now))
    }
}

/// A request, and what does not depend on the credentials.
struct Asked<'w> {
    world: &'w World,
    request: &'w ExchangeRequest,
    phase: Phase,
}

impl Asked<'_> {
    /// Whether one of these credentials fits: each part to the letter, with its case (F2.18).
    fn found(&self, credentials: &CredentialsThen) -> Result<(), ExchangeErrorCode> {
        let ExchangeRequest {
            issuer,
            subject,
            audience,
            ..
        } = self.request;
        if credentials.is_empty() {
            return Err(ExchangeErrorCode::AADSTS70025);
        }
        let of_issuer: Vec<_> = credentials
            .values()
            .filter(|it| it.issuer == *issuer)
            .collect();
        if of_issuer.is_empty() {
            return Err(ExchangeErrorCode::AADSTS700211);
        }
        match of_issuer.iter().find(|it| it.subject == *subject) {
            Some(it) if it.audiences.contains(audience) => Ok(()),
            Some(_) => Err(ExchangeErrorCode::AADSTS700212),
            None if of_issuer
                .iter()
                .any(|it| fold(&it.subject) == fold(subject)) =>
            {
                Err(ExchangeErrorCode::AADSTS7002138)
            }
            None => Err(ExchangeErrorCode::AADSTS700213),
        }
    }

    /// The answer after that: the time of the assertion, the resource, the token.
    fn answer(
        &self,
        identity: &Principal,
        found: Result<(), ExchangeErrorCode>,
    ) -> Result<Box<Token>, ExchangeError> {
        let (world, request) = (self.world, self.request);
        if let Err(code) = found {
            return Err(ExchangeError::no_match(world, identity, request, code));
        }
        if let (Some(times), Some(now)) = (&request.valid, world.clock())
            && self.phase != Phase::Effective
        {
            return Err(ExchangeError::out_of_time(now, times));
        }
        match world.issues_tokens_for(&request.resource) {
            true => Ok(Box::new(world.token_for(identity, None, &request.resource))),
            false => Err(ExchangeError::no_such_resource(
                world.tenant_id(),
                &request.resource,
            )),
        }
    }
}
