//! The directory issues a token.

use super::{Planned, existing_of};
use crate::event::TokenIssue;
use crate::model::{Principal, Reference};
use crate::value::Scope;
use crate::world::state::{Node, NodeKind};
use crate::world::{Consequence, Refusal, Untimely, World};

/// A token that is still good is handed out again; a new one is kept (F3.5.1).
pub(super) fn issue_token(world: &World, it: &TokenIssue) -> Planned {
    if world.clock().is_none() {
        return Err(Untimely::NoClock {
            what: "how long a token is kept",
        }
        .into());
    }
    let (host, node) = existing_of(world, &it.on, "a resource", |kind| {
        matches!(kind, NodeKind::Resource { .. })
    })?;
    if node.is_stopped() {
        let resource = it.on.to_string();
        return Err(Untimely::NotRunning { resource }.into());
    }
    let identity = world.resolve_scope(&it.identity)?;
    let not_attached = || Refusal::NotAttached {
        identity: it.identity.to_string(),
        host: it.on.to_string(),
    };
    let principal = bound(world, &host, node, &identity).ok_or_else(not_attached)?;
    if world.is_broken(principal.id) {
        return Err(Refusal::NotModelled {
            feature: "tokens of an identity that a transfer to another directory broke (F1.15)",
        });
    }
    if principal.deleted {
        return Err(Refusal::Gone {
            what: format!("`{}`", it.identity),
        });
    }
    if !world.issues_tokens_for(&it.audience) {
        return Err(Refusal::UnknownAudience {
            audience: it.audience.clone(),
        });
    }
    let token = world.token_for(principal, Some(&host), &it.audience);
    let kept = world.kept_token(&host, principal.id, &it.audience).cloned();
    Ok(vec![match kept.as_ref() == Some(&token) {
        true => Consequence::TokenServedAgain(Box::new(token)),
        false => Consequence::TokenIssued {
            host,
            token: Box::new(token),
            instead_of: kept.map(Box::new),
        },
    }])
}

/// What was issued up to now is of no use from now on. Revoking twice in one second changes nothing.
pub(super) fn revoke_tokens(world: &World, identity: &Reference) -> Planned {
    let (_, node) = existing_of(world, identity, "a user-assigned identity", |kind| {
        matches!(kind, NodeKind::Identity { .. })
    })?;
    let Some(now) = world.clock() else {
        let what = "which tokens were issued before they are revoked";
        return Err(Untimely::NoClock { what }.into());
    };
    let Some(principal) = node.own_principal() else {
        return Ok(Vec::new());
    };
    let (from, to) = (world.tokens_revoked(principal), Some(now));
    Ok(match from == to {
        true => Vec::new(),
        false => vec![Consequence::TokensRevoked {
            principal,
            from,
            to,
        }],
    })
}

/// The principal that an identity is bound to on a resource: its own, or one that it lists (F2.11).
fn bound<'w>(
    world: &'w World,
    host: &Scope,
    node: &Node,
    identity: &Scope,
) -> Option<&'w Principal> {
    let id = match identity == host {
        true => node.own_principal(),
        false => node
            .attachments()
            .find(|(attached, _)| *attached == identity)
            .map(|(_, principal)| principal),
    };
    world.principal(id?)
}
