//! What a token states when the directory issues one, and the tokens that are kept to be handed out again.

use super::World;
use super::commit::key_of;
use crate::model::{Principal, PrincipalId, Token};
use crate::value::{Duration, Phase, Scope};

/// How long a token is good where a tenant does not say: Azure keeps managed identities' tokens for about a day and its
/// samples show from one to eight hours, so this is our decision (F9, F3.5.1).
pub const TOKEN_LIFETIME: Duration = Duration::from_seconds(24 * 60 * 60);

impl World {
    /// How long a token is good from when it is issued.
    pub fn token_lifetime(&self) -> Duration {
        self.state.options.token_lifetime.unwrap_or(TOKEN_LIFETIME)
    }

    /// The token that a principal gets for this audience: for code on a resource the one that is kept, if it is still
    /// good (F3.5.1); otherwise a new one. Whether it may have one is for those who ask to say.
    pub(crate) fn token_for(
        &self,
        principal: &Principal,
        issued_on: Option<&Scope>,
        audience: &str,
    ) -> Token {
        let fresh = Token {
            audience: audience.to_owned(),
            tenant: self.tenant_id(),
            principal: principal.id,
            client_id: principal.client_id,
            identity: principal.origin.resource().cloned(),
            issued_on: issued_on.cloned(),
            groups: self.groups_now(principal.id),
            issued: self.clock(),
            expires: self
                .clock()
                .and_then(|now| now.checked_add(self.token_lifetime())),
        };
        match self.kept_token(&fresh) {
            Some(kept) if !kept.is_expired(self.clock()) => kept.clone(),
            _ => fresh,
        }
    }

    /// The token that is kept for the same asker and audience, good or not.
    pub(crate) fn kept_token(&self, token: &Token) -> Option<&Token> {
        token.issued_on.as_ref()?;
        self.state.tokens.get(&key_of(token))
    }

    /// The groups that a principal is in at this moment, directly or not, by object id.
    fn groups_now(&self, principal: PrincipalId) -> Vec<PrincipalId> {
        let mut groups: Vec<PrincipalId> = self
            .groups_of(principal)
            .filter(|(_, period)| {
                self.clock()
                    .is_none_or(|now| period.at(now) == Phase::Effective)
            })
            .map(|(group, _)| group)
            .collect();
        groups.dedup();
        groups
    }
}
