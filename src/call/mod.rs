//! Floor 6: the whole way of a call, from code at a place to the answer of a service.
//!
//! A credential gives a token, the service looks at whom the token is for and what its bearer may do, and answers in its own
//! words; beside them stand the cause and the cure.

mod answer;
mod error;
mod login;
mod request;
mod story;
mod target;
mod wants;
mod words;

pub use answer::{CallAnswer, CallCode, ServiceError};
pub use error::CallQuestionError;
pub use request::{Bearer, CallRequest};
pub(crate) use target::addressed;

use crate::access::{AccessRequest, ActionRequest, Explanation, Reason};
use crate::credential::{CredentialErrorCode, CredentialRequest};
use crate::model::{Reference, TenantId, Token};
use crate::value::{Action, Name, Plane, Scope, Timestamp};
use crate::world::{Forbidden, Operation, World};
use target::Target;
use wants::Wants;

impl World {
    /// What comes of a call: 200, 401, 403, 404 or 409 in the service's own words, with cause and cure. The world does not
    /// change.
    ///
    /// # Errors
    /// The call names something that was never heard of, or makes no sense. A refusal is an answer, not an error.
    ///
    /// ```
    /// use idsim::{CallRequest, Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_resource("app1", "Microsoft.Web/sites").with_system_assigned())?;
    /// world.apply(Event::create_resource("kv1", "Microsoft.KeyVault/vaults"))?;
    /// let call = CallRequest::new("app1", "https://kv1.vault.azure.net/secrets/password", "secrets/get");
    /// let answer = world.call(&call)?;
    /// assert_eq!(answer.status, Some(403));
    /// assert_eq!(answer.error.map(|it| it.telling_code()), Some("ForbiddenByRbac"));
    /// world.apply(Event::assign_role("app1", "Key Vault Secrets User", "kv1"))?;
    /// assert!(world.call(&call)?.succeeded());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call(&self, call: &CallRequest) -> Result<CallAnswer<'_>, CallQuestionError> {
        let target = Target::of(self, call)?;
        let place = match &call.bearer {
            Bearer::Code { from, .. } => Some(self.resolve_place(from)?),
            Bearer::Token(_) => None,
        };
        let mut answer = CallAnswer {
            world: self,
            code: CallCode::Succeeded,
            status: None,
            error: None,
            because: String::new(),
            cure: Vec::new(),
            from: match &place {
                Some(place) => self.name_of_place(place),
                None => "whoever has the token".to_owned(),
            },
            host: target.host.clone(),
            scope: target.scope.clone(),
            action: match &target.wants {
                Wants::Action(action) => Some(action.clone()),
                Wants::Login => None,
            },
            credential: None,
            token: None,
            other_ways: Vec::new(),
            access: None,
        };
        if !target.is_managed() && self.node(&target.resource).is_none() {
            answer.code = CallCode::HostNotFound;
            answer.because = format!(
                "`{}` does not exist any more, and its host's name with it",
                self.name_of(&target.resource)
            );
            return Ok(answer);
        }
        if place.as_ref().is_some_and(|it| self.place(it).is_none()) {
            answer.code = CallCode::NoToken;
            answer.because = format!(
                "`{}` does not exist any more: no code runs there",
                answer.from
            );
            return Ok(answer);
        }
        if place.as_ref().is_some_and(|it| self.is_stopped(it)) {
            answer.code = CallCode::NoToken;
            answer.because = format!("`{}` is stopped: no code runs there", answer.from);
            answer.cure = vec![format!("start it: StartResource(\"{}\")", answer.from)];
            return Ok(answer);
        }
        answer.token = answer.authenticate(&call.bearer, &target)?;
        let Some(token) = answer.token.clone() else {
            return Ok(answer);
        };
        // A name of nobody is nobody's token.
        self.resolve_principal(&Reference::from(token.principal.to_string()))?;
        if answer.is_refused(&target, &token) {
            return Ok(answer);
        }
        match &target.wants {
            Wants::Login => {
                let groups = Some(token.groups.as_slice());
                answer.other_ways = self.other_ways(&target.scope, token.principal, groups);
                answer.log_in(&target, &token);
            }
            Wants::Action(action) => answer.authorize(call, &target, action, token)?,
        }
        Ok(answer)
    }
}

impl CallAnswer<'_> {
    /// The token that the code gets for the service, or has.
    fn authenticate(
        &mut self,
        bearer: &Bearer,
        target: &Target<'_>,
    ) -> Result<Option<Token>, CallQuestionError> {
        let (from, with, resource) = match bearer {
            Bearer::Token(token) => return Ok(Some(token.as_ref().clone())),
            Bearer::Code {
                from,
                with,
                resource,
            } => (from, with, resource),
        };
        let credential = self.world.get_token(&CredentialRequest {
            from: from.clone(),
            credential: with.clone(),
            resource: resource.clone().unwrap_or_else(|| target.audience()),
        })?;
        let token = credential.token().cloned();
        if let Some(error) = credential.error() {
            self.code = match error.code {
                CredentialErrorCode::NotModelled => CallCode::NotModelled,
                _ => CallCode::NoToken,
            };
            self.because = credential.because();
            self.cure = credential.advice();
        }
        self.credential = Some(credential);
        Ok(token)
    }

    /// Whether the service refuses the token for what it is, and not for whom it speaks: for the reasons, and in the order, of
    /// [`World::refuses_of`].
    fn is_refused(&mut self, target: &Target<'_>, token: &Token) -> bool {
        let clock = self.world.clock();
        let time = |it: Option<Timestamp>| it.map_or_else(String::new, |it| it.to_string());
        let again = format!("ask for a token for `{}`", target.audience());
        let is_for_it = target.api.takes(&token.audience, &target.name);
        match self.world.refuses_of(token, is_for_it) {
            Some(Reason::TokenExpired) => {
                self.code = CallCode::TokenExpired;
                self.because = format!("the token expired at {}", time(token.expires));
                self.cure = vec![again];
                (self.status, self.error) = words::expired(target, token, clock);
            }
            Some(Reason::OtherAudience) => {
                self.code = CallCode::InvalidAudience;
                self.because = format!(
                    "the token is for `{}`, and `{}` takes only tokens for {}",
                    token.audience,
                    target.host,
                    target.audiences().join(" or "),
                );
                self.cure = vec![again];
                (self.status, self.error) = words::wrong_audience(target, token);
            }
            Some(Reason::TokenRevoked) => {
                self.code = CallCode::TokenRevoked;
                let up_to = self.world.tokens_revoked(token.principal);
                self.because = format!(
                    "the tokens that were issued up to {} are revoked, and this one is of {}",
                    time(up_to),
                    time(token.issued)
                );
                self.cure = vec![again];
                // What services say then is written nowhere; 401 is what HTTP has for it, and SQL has no such thing.
                self.status = Some(401).filter(|_| !matches!(target.wants, Wants::Login));
            }
            _ => match self.trusted_instead(target, token) {
                Some(trusted) => {
                    let vault = self.world.name_of(&target.resource);
                    self.code = CallCode::InvalidIssuer;
                    self.because = format!(
                        "`{vault}` trusts the directory {trusted} only, and the token is of {}",
                        token.tenant
                    );
                    self.cure = vec![format!(
                        "az keyvault update --name {} --set properties.tenantId={}",
                        target.name,
                        self.world.tenant_id()
                    )];
                    (self.status, self.error) = words::wrong_issuer(trusted, token);
                }
                None => return false,
            },
        }
        true
    }

    /// The directory that a vault trusts, if it is not that of the token (F1.15).
    fn trusted_instead(&self, target: &Target<'_>, token: &Token) -> Option<TenantId> {
        let trusted = self.world.vault_tenant(&target.scope);
        trusted.filter(|it| *it != token.tenant && !target.is_managed())
    }

    fn authorize(
        &mut self,
        call: &CallRequest,
        target: &Target<'_>,
        action: &Action,
        token: Token,
    ) -> Result<(), CallQuestionError> {
        let asked = ActionRequest::Operation(call.operation.clone());
        let on = Reference::from(target.scope.as_str());
        let request = AccessRequest::with_token(token.clone(), asked, on)
            .in_circumstances(None, call.attributes.clone());
        let explanation: Explanation<'_> = self
            .world
            .explain(&request)
            .map_err(CallQuestionError::from)?;
        let decision = explanation.decision;
        self.because = explanation.because();
        if decision.reason == Reason::OtherDirectory {
            // What is said of a token of a directory that was left, nobody states.
            self.code = CallCode::NotModelled;
        } else if !decision.is_allowed() {
            self.code = CallCode::Forbidden;
            self.cure = explanation
                .remedy
                .iter()
                .flat_map(|it| it.az.clone())
                .collect();
            (self.status, self.error) =
                words::forbidden(self.world, target, &call.operation, &token, decision);
        } else if let Some(locked) = self.locked(target, action) {
            self.code = CallCode::Locked;
            self.because = format!("{}, but {} it", self.because, words::forbids(&locked));
            self.cure = locked.help().into_iter().collect();
            (self.status, self.error) = words::locked(&locked);
        } else if let Some(missing) = self.missing(target, action) {
            self.code = CallCode::ResourceNotFound;
            self.because = format!("`{}` is not there", self.world.name_of(&missing));
            (self.status, self.error) = words::not_found(self.world, &missing, &target.scope);
        } else {
            self.status = Some(200);
        }
        self.other_ways.clone_from(&explanation.other_ways);
        self.access = Some(explanation);
        Ok(())
    }

    /// What the control plane says if a lock is in the way; the data plane knows of no locks (F6.7.4).
    fn locked(&self, target: &Target<'_>, action: &Action) -> Option<Forbidden> {
        if action.plane() == Plane::Data {
            return None;
        }
        let operation = Operation::new(action.clone(), target.scope.clone());
        self.world.locked(&operation, || target.scope.clone())
    }

    /// What is missing for the control plane to do this: the thing itself, or, where it is to be made, what it is to be in.
    /// Deleting what is not there has nothing left to do; of what is in a resource's data idsim knows nothing.
    fn missing(&self, target: &Target<'_>, action: &Action) -> Option<Scope> {
        if !target.is_managed() {
            return None;
        }
        let is_there = |scope: &Scope| *scope == Scope::root() || self.world.node(scope).is_some();
        let verb = Name::from(action.as_str().rsplit('/').next().unwrap_or_default());
        let needed = match verb.folded() {
            "write" | "delete" => target.scope.parent(),
            _ => Some(target.scope.clone()),
        };
        needed.filter(|it| !is_there(it))
    }
}
