//! What a token states when the directory issues one, and the tokens that are kept to be handed out again.

use super::World;
use super::state::NodeKind;
use crate::model::{ClientId, Delays, Principal, PrincipalId, Token};
use crate::value::{Duration, Scope, Timestamp};

/// How long a token is good where a tenant does not say: Azure keeps managed identities' tokens for about a day and its
/// samples show from one to eight hours, so this is our decision (F9, F3.5.1).
pub const TOKEN_LIFETIME: Duration = Duration::from_seconds(24 * 60 * 60);

/// Whether every service refuses a token that was revoked, from that moment on. The preview of `revokeTokens` says that all
/// tokens issued before are revoked; whether and when each service honours it is written nowhere, so this is our decision
/// (F3.5.5).
pub const SERVICES_HONOUR_REVOCATION: bool = true;

impl World {
    /// Up to when the tokens of a user-assigned identity are revoked; none are, where nothing is said.
    pub fn tokens_revoked(&self, principal: PrincipalId) -> Option<Timestamp> {
        self.state.tokens_revoked.get(&principal).copied()
    }

    /// Whether a token was revoked. Tokens know no fractions of a second: one that was issued in the very second of the
    /// revocation cannot be told from those before, and is taken for one of them.
    pub fn is_revoked(&self, token: &Token) -> bool {
        let up_to = self.tokens_revoked(token.principal);
        SERVICES_HONOUR_REVOCATION
            && matches!((token.issued, up_to), (Some(issued), Some(up_to)) if issued <= up_to)
    }

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
    /// good (F3.5.1) and was not revoked; otherwise a new one. Whether it may have one is for those who ask to say.
    pub(crate) fn token_for(
        &self,
        principal: &Principal,
        issued_on: Option<&Scope>,
        audience: &str,
    ) -> Token {
        let kept = issued_on.and_then(|host| self.kept_token(host, principal.id, audience));
        let is_good = |it: &&Token| !it.is_expired(self.clock()) && !self.is_revoked(it);
        if let Some(kept) = kept.filter(is_good) {
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
    pub(crate) fn groups_now(&self, principal: PrincipalId) -> Vec<PrincipalId> {
        let mut groups: Vec<PrincipalId> = self
            .groups_of(principal)
            .filter(|(_, period)| self.counts(period))
            .map(|(group, _)| group)
            .collect();
        groups.dedup();
        groups
    }
}
