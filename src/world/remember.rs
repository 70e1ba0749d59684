//! What is no more, read back: no event brings it about, so it is checked here and written straight into the state.

use super::load::{Loader, TenantError, refused};
use super::plan::{check_credential, check_name};
use super::state::{Node, NodeKind, Referent};
use super::{Consequence, Counter, InvalidFederatedCredential, Refusal, ResolveError};
use crate::model::{
    CountedRequests, DanglingReference, History, KeptToken, PrincipalId, PrincipalOrigin,
    PrincipalType, Reference, RevokedTokens, SpreadingCredential, Token,
};
use crate::value::{Name, Scope};

/// The most identities that an ARM id can have had: beyond what anybody writes, far below where counting ends.
const MAX_GENERATIONS: u32 = 1_000_000_000;

impl Loader {
    pub(super) fn remember(&mut self, history: &History) -> Result<(), TenantError> {
        for (scope, count) in history.generations.iter() {
            self.generation(scope, *count)
                .map_err(|refusal| refused("generations", scope, refusal))?;
        }
        for (number, it) in history.deleted_principals.iter().enumerate() {
            if self.world.principal(it.id).is_some() {
                let what = format!("a principal with the object id {}", it.id);
                return Err(refused(
                    "deleted_principals",
                    number,
                    Refusal::AlreadyExists { what },
                ));
            }
            let managed = it.origin.resource();
            if managed.is_some_and(|it| it.containing_resource().is_none())
                || (managed.is_some() && it.principal_type != PrincipalType::ServicePrincipal)
            {
                let why = "a managed identity is a service principal of a resource".to_owned();
                let refusal = Refusal::InvalidName {
                    name: it.name.to_string(),
                    why,
                };
                return Err(refused("deleted_principals", number, refusal));
            }
            let principal = it.clone().into();
            self.world.index.add_principal(&principal);
            self.world.state.principals.insert(it.id, principal);
        }
        for (number, id) in history.broken_identities.iter().enumerate() {
            self.broken_identity(*id)
                .map_err(|refusal| refused("broken_identities", number, refusal))?;
        }
        for (alias, bound) in history.aliases.iter() {
            self.alias(alias, bound)
                .map_err(|refusal| refused("aliases", alias, refusal))?;
        }
        for (number, token) in history.issued_tokens.iter().enumerate() {
            self.issued_token(token)
                .map_err(|refusal| refused("issued_tokens", number, refusal))?;
        }
        for (number, it) in history.revoked_tokens.iter().enumerate() {
            self.revoked_tokens(it)
                .map_err(|refusal| refused("revoked_tokens", number, refusal))?;
        }
        for (number, it) in history.dangling_references.iter().enumerate() {
            self.dangling_reference(it)
                .map_err(|refusal| refused("dangling_references", number, refusal))?;
        }
        for (number, host) in history.outdated_references.iter().enumerate() {
            self.outdated_reference(host)
                .map_err(|refusal| refused("outdated_references", number, refusal))?;
        }
        for (number, it) in history.spreading_credentials.iter().enumerate() {
            self.spreading_credential(it)
                .map_err(|refusal| refused("spreading_credentials", number, refusal))?;
        }
        let mut counted: Vec<_> = history.counted_requests.iter().enumerate().collect();
        counted.sort_by_key(|(_, it)| it.at);
        for (number, it) in counted {
            self.counted_requests(it)
                .map_err(|refusal| refused("counted_requests", number, refusal))?;
        }
        Ok(())
    }

    /// A change that need not be known everywhere: of an identity that is there, and not after now.
    fn spreading_credential(&mut self, it: &SpreadingCredential) -> Result<(), Refusal> {
        let SpreadingCredential { identity, change } = it;
        if let Some(before) = &change.before {
            check_credential(before)?;
        }
        let now = self.world.clock();
        let scope = self.world.resolve_scope(identity)?;
        let node = self.world.state.nodes.get_mut(&scope);
        let Some(NodeKind::Identity {
            credential_changes, ..
        }) = node.map(|node| &mut node.kind)
        else {
            return Err(InvalidFederatedCredential::ParentNotFound.into());
        };
        let latest = credential_changes.last().map(|it| it.at);
        if now.is_none_or(|now| now < change.at) || latest.is_some_and(|it| it > change.at) {
            let why = "it was changed later than now, or before what stands before it".to_owned();
            let name = change.name.to_string();
            return Err(Refusal::InvalidName { name, why });
        }
        credential_changes.push(change.clone());
        Ok(())
    }

    fn generation(&mut self, scope: &Name, count: u32) -> Result<(), Refusal> {
        let name = scope.to_string();
        if count > MAX_GENERATIONS {
            let why = format!("it has had {count} identities: expected at most {MAX_GENERATIONS}");
            return Err(Refusal::InvalidName { name, why });
        }
        let scope = Scope::parse(&name).map_err(|error| Refusal::InvalidName {
            name,
            why: error.to_string(),
        })?;
        self.world.state.generations.insert(scope, count);
        Ok(())
    }

    /// A managed identity that something goes on naming, and whose principal is no more.
    fn broken_identity(&mut self, id: PrincipalId) -> Result<(), Refusal> {
        let principal = self.world.principal(id).filter(|it| !it.deleted);
        let principal = principal.filter(|it| it.origin.resource().is_some());
        let Some(principal) = principal.cloned() else {
            return Err(Refusal::InvalidName {
                name: id.to_string(),
                why: "it is not the principal of an identity that is there".to_owned(),
            });
        };
        self.write(vec![Consequence::PrincipalStays(principal)]);
        Ok(())
    }

    fn alias(&mut self, alias: &Name, bound: &Reference) -> Result<(), Refusal> {
        check_name(alias)?;
        let unknown = || ResolveError::Unknown {
            name: bound.to_string(),
            nearest: Vec::new(),
        };
        let to = match bound.as_str().parse() {
            // A machine has no id: a name bound to itself is the name of one.
            Err(_) if bound.name() == alias => Referent::Machine(alias.clone()),
            Ok(id) if self.world.principal(id).is_some() => Referent::Principal(id),
            Ok(_) => return Err(unknown().into()),
            Err(_) => Referent::Scope(self.world.resolve_scope(bound)?),
        };
        match self.world.state.aliases.get(alias) {
            Some(other) if *other != to => {
                let bound_to = other.to_string();
                Err(Refusal::AliasTaken {
                    alias: alias.clone(),
                    bound_to,
                })
            }
            _ => {
                self.write(vec![Consequence::AliasBound {
                    alias: alias.clone(),
                    to,
                }]);
                Ok(())
            }
        }
    }

    /// A token that is kept: it speaks for a managed identity, and stands where it was issued.
    fn issued_token(&mut self, KeptToken { host, token }: &KeptToken) -> Result<(), Refusal> {
        let invalid = |why: &str| Refusal::InvalidName {
            name: token.audience.clone(),
            why: why.to_owned(),
        };
        if let Some(why) = self.lie(token) {
            return Err(invalid(why));
        }
        let host = self.world.resolve_scope(host)?;
        match self.world.node(&host).map(|node| &node.kind) {
            Some(NodeKind::Resource { tokens, .. })
                if !tokens.contains_key(&(token.principal, token.audience.clone())) => {}
            Some(NodeKind::Resource { .. }) => return Err(invalid("its token is written twice")),
            _ => return Err(invalid("its token is kept where no code runs")),
        }
        self.write(vec![Consequence::TokenIssued {
            host,
            token: Box::new(token.clone()),
            instead_of: None,
        }]);
        Ok(())
    }

    /// Tokens that were revoked: of a user-assigned identity, there or gone, and not later than now.
    fn revoked_tokens(&mut self, it: &RevokedTokens) -> Result<(), Refusal> {
        let invalid = |why: &str| Refusal::InvalidName {
            name: it.principal.to_string(),
            why: why.to_owned(),
        };
        let principal = self.world.principal(it.principal);
        if !principal.is_some_and(|it| it.is_user_assigned()) {
            return Err(invalid(
                "tokens are revoked of user-assigned identities only",
            ));
        }
        if self.world.clock().is_none_or(|now| it.up_to > now) {
            return Err(invalid(
                "its tokens are revoked later than now, or there is no clock",
            ));
        }
        if self.world.tokens_revoked(it.principal).is_some() {
            return Err(invalid("what is revoked of its tokens is written twice"));
        }
        self.write(vec![Consequence::TokensRevoked {
            principal: it.principal,
            from: None,
            to: Some(it.up_to),
        }]);
        Ok(())
    }

    /// What a token says that no world like this one can have issued, if it says such a thing.
    fn lie(&self, token: &Token) -> Option<&'static str> {
        let principal = self.world.principal(token.principal);
        let managed = principal.filter(|it| it.origin.resource().is_some());
        let is_group = |id: &PrincipalId| {
            let group = self.world.principal(*id);
            group.is_some_and(|it| it.principal_type == PrincipalType::Group)
        };
        let known =
            |scope: &Option<Scope>| scope.as_ref().is_some_and(|it| self.world.is_known(it));
        let (issued, expires, now) = (token.issued, token.expires, self.world.clock());
        let Some(managed) = managed else {
            return Some("its token speaks for no managed identity");
        };
        // Whoever is no more may have been of a directory that the subscription left.
        let is_of_here = token.tenant == self.world.tenant_id() || managed.deleted;
        if token.client_id != managed.client_id || !is_of_here {
            return Some("its token states another application or directory than its identity has");
        }
        if !known(&token.issued_on) || !known(&token.identity) {
            return Some(
                "its token does not say on what it was issued, and for what: `issued_on`, `identity`",
            );
        }
        if issued.is_none() || expires.is_none() || now.is_none() {
            return Some(
                "its token does not say when it was issued and expires, or there is no clock",
            );
        }
        if issued > now || issued >= expires {
            return Some("its token is issued later than now, or expires before");
        }
        if !token.groups.iter().all(is_group) {
            return Some("its token states a group that there never was");
        }
        (!self.world.issues_tokens_for(&token.audience)).then_some("no token is issued for it")
    }

    /// Requests that a limit was there for, and let through.
    fn counted_requests(&mut self, it: &CountedRequests) -> Result<(), Refusal> {
        let counter = Counter::from(it);
        match self.world.miscounted(&counter, it.at, it.count) {
            Some(why) => Err(Refusal::InvalidName {
                name: it.limit.to_string(),
                why: why.to_owned(),
            }),
            None => {
                let (at, count) = (it.at, it.count);
                self.write(vec![Consequence::RequestsCounted { counter, at, count }]);
                Ok(())
            }
        }
    }

    /// A resource lists an identity that was deleted, and no other one of that name.
    fn dangling_reference(&mut self, it: &DanglingReference) -> Result<(), Refusal> {
        let host = self.world.resolve_scope(&it.host)?;
        let lists_it = |node: &Node| {
            node.attachments()
                .any(|(identity, _)| *identity == it.identity)
        };
        match self.world.node(&host) {
            Some(node) if matches!(node.kind, NodeKind::Resource { .. }) && !lists_it(node) => {}
            Some(_) => {
                return Err(Refusal::AlreadyExists {
                    what: format!("what `{}` lists", it.host),
                });
            }
            None => {
                return Err(Refusal::Gone {
                    what: format!("`{}`", it.host),
                });
            }
        }
        let origin = PrincipalOrigin::UserAssigned(it.identity.clone());
        match self.world.principal(it.principal) {
            Some(principal) if principal.deleted && principal.origin == origin => {}
            _ => {
                let why = format!(
                    "it is not the principal of an identity `{}` that was deleted",
                    it.identity
                );
                return Err(Refusal::InvalidName {
                    name: it.principal.to_string(),
                    why,
                });
            }
        }
        let (identity, principal) = (it.identity.clone(), it.principal);
        self.write(vec![Consequence::IdentityAttached {
            host,
            identity,
            principal,
        }]);
        Ok(())
    }

    /// A resource moved, has an identity, and is of a type that cares (F1.13).
    fn outdated_reference(&mut self, host: &Reference) -> Result<(), Refusal> {
        let scope = self.world.resolve_scope(host)?;
        let could_be = |node: &Node| self.world.is_outdated_by_moving(node);
        match self.world.node(&scope) {
            Some(node) if could_be(node) && !node.has_outdated_reference() => {}
            _ => {
                let why =
                    "it has no identity that would be looked for where it was, or is written twice";
                return Err(Refusal::InvalidName {
                    name: host.to_string(),
                    why: why.to_owned(),
                });
            }
        }
        self.write(vec![Consequence::ReferenceOutdated { host: scope }]);
        Ok(())
    }
}
