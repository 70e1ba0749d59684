//! Whoever brings a token: whether the token is taken at all, and what it has outlived where it is.

use super::{Explanation, Reason};
use crate::catalog::Api;
use crate::model::{PrincipalId, TenantId, Token};
use crate::value::{Action, Scope, Timestamp, listing};
use crate::world::World;

impl World {
    /// Why a service refuses a token before it looks at whom it speaks for: it expired, it is for another audience (F3.7.1), it
    /// was revoked, it is of a directory that was left (F1.15). What became of its principal is no reason (F1.10).
    ///
    /// In this order, which is that of the library with which services read tokens; where what was revoked comes is our
    /// decision, and so is that a vault which trusts the directory left takes no token of it either. Where the catalogue knows no API that takes the action, the audience is not asked: nobody says which is right.
    pub(super) fn refuses(&self, token: &Token, action: &Action, on: &Scope) -> Option<Reason> {
        self.refuses_of(token, self.takes(token, action, on))
    }

    /// The same of a service of which it is known whether the token's audience is its own.
    pub(crate) fn refuses_of(&self, token: &Token, is_for_it: bool) -> Option<Reason> {
        if token.is_expired(self.clock()) {
            Some(Reason::TokenExpired)
        } else if !is_for_it {
            Some(Reason::OtherAudience)
        } else if self.is_revoked(token) {
            Some(Reason::TokenRevoked)
        } else if token.tenant != self.tenant_id() {
            Some(Reason::OtherDirectory)
        } else {
            None
        }
    }

    fn takes(&self, token: &Token, action: &Action, on: &Scope) -> bool {
        let resource = on.containing_resource();
        let name = resource.as_ref().map_or("", Scope::name);
        let mut apis = self.apis_for(action).peekable();
        apis.peek().is_none() || apis.any(|api| api.takes(&token.audience, name))
    }

    /// The APIs that take an action: Azure Resource Manager for the control plane, for the data plane those of the action's
    /// own resource type.
    fn apis_for(&self, action: &Action) -> impl Iterator<Item = &Api> {
        let apis = self.catalog().apis();
        apis.filter(|(of, api)| api.does(*of, action))
            .map(|(_, api)| api)
    }
}

impl Explanation<'_> {
    /// Why its token is refused, in words; nothing of any other reason.
    pub(super) fn refused_token(&self) -> String {
        let (who, time) = (self.who(), |it: Option<Timestamp>| {
            it.map_or_else(
                || "a time that nobody knows".to_owned(),
                |it| it.to_string(),
            )
        });
        let Some(token) = &self.token else {
            return String::new();
        };
        match self.decision.reason {
            Reason::TokenExpired => {
                format!("the token of {who} expired at {}", time(token.expires))
            }
            Reason::TokenRevoked => {
                let up_to = time(self.world.tokens_revoked(token.principal));
                let issued = time(token.issued);
                format!(
                    "the tokens that were issued for {who} up to {up_to} are revoked, and this one is of {issued}"
                )
            }
            Reason::OtherAudience => {
                let audiences = self.world.apis_for(&self.action);
                let audiences = audiences.flat_map(|it| &it.audiences);
                let audiences: Vec<String> = audiences.map(|it| format!("`{it}`")).collect();
                format!(
                    "the token of {who} is for `{}`, and {} takes tokens for {}",
                    token.audience,
                    self.action,
                    listing(&audiences)
                )
            }
            Reason::OtherDirectory => format!(
                "the token of {who} is of the directory {}, and `{}` is in {}",
                token.tenant,
                self.world.name_of(&self.on),
                self.world.tenant_id()
            ),
            _ => String::new(),
        }
    }

    /// The directory that stops it at a vault, which trusts that one; none where its token is refused anyway (F1.15).
    pub(super) fn trusted(&self) -> Option<TenantId> {
        let taken = |token: &Token| token.tenant == self.world.tenant_id();
        let is_taken = self.token.as_ref().is_none_or(taken);
        self.vault_tenant.filter(|_| is_taken)
    }

    /// What the token outlived by which something is allowed, and until when it goes on:
    /// `with a token of a deleted identity until 2026-01-01T14:03:00Z` (F1.10). Nothing, if all is as the token says, or if
    /// nothing is allowed.
    pub fn outlived(&self) -> Option<String> {
        let token = self.token.as_ref().filter(|_| self.decision.is_allowed())?;
        let principal = self.world.principal(token.principal)?;
        let what = if principal.deleted {
            let what = match principal.origin.resource() {
                Some(_) => "identity",
                None => "principal",
            };
            format!("of a deleted {what}")
        } else if let Some(group) = self.decision.through.filter(|it| self.was_left(*it)) {
            let is_gone = self.world.principal(group).is_none_or(|it| it.deleted);
            let gone = if is_gone { "the deleted " } else { "" };
            format!(
                "that states {gone}group `{}`",
                self.world.name_of_principal(group)
            )
        } else {
            self.left(token)?
        };
        let until = token.expires.map(|it| format!(" until {it}"));
        Some(format!("with a token {what}{}", until.unwrap_or_default()))
    }

    /// Whether the token states a group that its principal is in no more.
    fn was_left(&self, group: PrincipalId) -> bool {
        let who = self.asker.id();
        !who.is_some_and(|it| self.world.groups_now(it).contains(&group))
    }

    /// What became of the resource that the token was issued on: it is gone, or the identity is detached from it.
    fn left(&self, token: &Token) -> Option<String> {
        let host = token.issued_on.as_ref()?;
        let Some(node) = self.world.node(host) else {
            return Some("issued on a resource that is no longer there".to_owned());
        };
        let mut listed = self.world.attachments_of(host).map(|it| it.principal);
        let is_bound =
            node.own_principal() == Some(token.principal) || listed.any(|it| it == token.principal);
        let detached = || {
            format!(
                "of an identity that is no longer attached to `{}`",
                self.world.name_of(host)
            )
        };
        (!is_bound).then(detached)
    }
}
