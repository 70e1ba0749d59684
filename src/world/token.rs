//! What a token states when the directory issues one, and the tokens that are kept to be handed out again.

use super::World;
use super::state::NodeKind;
use crate::model::{ClientId, Delays, Principal, PrincipalId, Token};
use crate::value::{Duration, Scope};

/// How long a token is good where a tenant does not say: Azure keeps managed identities' tokens for about a day and its
/// samples show from one to eight hours, so this is our decision (F9, F3.5.1).
pub const TOKEN_LIFETIME: Duration = Duration::from_seconds(24 * 60 * 60);

impl World {
    /// How long a token is good from when it is issued.
    pub fn token_lifetime(&self) -> Duration {
        self.state.options.token_lifetime.unwrap_or(TOKEN_LIFETIME)
    }

    /// How long it takes at most until what is done counts everywhere.
    pub fn delays(&self) -> Delays {
        self.state.options.delays()
    }

    /// Whether the directory issues tokens for this audience: it is that of a service in the catalogue, or of an
    /// application in this tenant, by its application id.
    pub(crate) fn issues_tokens_for(&self, audience: &str) -> bool {
        let id = audience.strip_prefix("api://").unwrap_or(audience);
        let id = id.parse::<ClientId>().ok();
        let of_application =
            |it: &Principal| id.is_some() && it.client_id == id && !it.deleted && it.can_sign_in();
        self.catalog().knows_audience(audience) || self.principals().any(of_application)
    }

    /// The token that a principal gets for this audience: for code on a resource the one that is kept, if it is still
    /// good (F3.5.1); otherwise a new one. Whether it may have one is for those who ask to say.
    pub(crate) fn token_for(
        &self,
        principal: &Principal,
        issued_on: Option<&Scope>,
        audience: &str,
    ) -> Token {
        let kept = issued_on.and_then(|host| self.kept_token(host, principal.id, audience));
        if let Some(kept) = kept.filter(|it| !it.is_expired(self.clock())) {
            return kept.clone();
        }
        Token {
            audience: audience.to_owned(),
            tenant: self.tenant_id(),
            principal: principal.id,
            client_id: principal.client_id,
            identity: principal.origin.resource().cloned(),
            issued_on: issued_on.cloned(),
            groups: self.groups_now(principal.id),
            issued: self.clock(),
            // Good until the end of what can be written, and no longer.
            expires: self
                .clock()
                .map(|now| now.saturating_add(self.token_lifetime())),
        }
    }

    /// The token that is kept for code on a resource, good or not.
    pub(crate) fn kept_token(
        &self,
        host: &Scope,
        principal: PrincipalId,
        audience: &str,
    ) -> Option<&Token> {
        match self.node(host).map(|node| &node.kind) {
            Some(NodeKind::Resource { tokens, .. }) => {
                tokens.get(&(principal, audience.to_owned()))
            }
            _ => None,
        }
    }

    /// The groups that a principal is in at this moment, directly or not, by object id.
    fn groups_now(&self, principal: PrincipalId) -> Vec<PrincipalId> {
        let mut groups: Vec<PrincipalId> = self
            .groups_of(principal)
            .filter(|(_, period)| self.counts(period))
            .map(|(group, _)| group)
            .collect();
        groups.dedup();
        groups
    }
}
