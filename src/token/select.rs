//! Which identity a token speaks for (F3.2, F3.6.1).

use super::place::Place;
use super::{TokenError, TokenErrorCode, TokenRequest};
use crate::catalog::TokenEndpoint;
use crate::model::{ClientId, Principal, PrincipalId, Reference};
use crate::value::Scope;
use crate::world::{ResolveError, Subject, World};

/// The identities that a request names, one for each selector that it gives.
pub(super) struct Named(Vec<Selector>);

/// What an identity is named by. A name that means no identity names none.
enum Selector {
    Client(Option<ClientId>),
    Object(Option<PrincipalId>),
    Resource(Option<Scope>),
}

impl Named {
    /// Ids stand for themselves, whether or not there is such an identity; anything else must be a name.
    pub(super) fn of(world: &World, request: &TokenRequest) -> Result<Self, ResolveError> {
        let mut named = Vec::new();
        if let Some(reference) = &request.client_id {
            let id = match reference.as_str().parse() {
                Ok(id) => Some(id),
                Err(_) => principal(world, reference)?.and_then(|it| it.client_id),
            };
            named.push(Selector::Client(id));
        }
        if let Some(reference) = &request.object_id {
            let id = match reference.as_str().parse() {
                Ok(id) => Some(id),
                Err(_) => principal(world, reference)?.map(|it| it.id),
            };
            named.push(Selector::Object(id));
        }
        if let Some(reference) = &request.resource_id {
            let id = match reference.as_str().starts_with('/') {
                true => Scope::parse(reference.as_str()).ok(),
                false => Some(world.resolve_scope(reference)?),
            };
            named.push(Selector::Resource(id));
        }
        Ok(Self(named))
    }
}

fn principal<'w>(
    world: &'w World,
    reference: &Reference,
) -> Result<Option<&'w Principal>, ResolveError> {
    Ok(match world.resolve_principal(reference)? {
        Subject::Principal(id) => world.principal(id),
        Subject::NoIdentity(_) => None,
    })
}

impl Selector {
    /// Whether it names this one. That a system-assigned identity can be named by its own ids is our decision (F3.2.3).
    fn names(&self, principal: &Principal, listed_as: Option<&Scope>) -> bool {
        match self {
            Self::Client(id) => id.is_some() && *id == principal.client_id,
            Self::Object(id) => *id == Some(principal.id),
            Self::Resource(id) => id.is_some() && id.as_ref() == listed_as,
        }
    }
}

/// The identity that the place's code gets a token for. What the endpoint answers for one that a transfer to another
/// directory broke is stated nowhere (F1.15).
pub(super) fn identity<'w>(
    world: &'w World,
    place: &Place<'w>,
    named: &Named,
) -> Result<&'w Principal, TokenError> {
    let it = selected(world, place, named)?;
    match it.deleted {
        false => Ok(it),
        true => {
            let because = format!(
                "not modelled: what is answered for {}, which a transfer to another directory broke",
                world.describe_principal(it.id)
            );
            Err(place.refused(TokenErrorCode::EndpointNotModelled, None, because))
        }
    }
}

/// The identity that the request means. One that was deleted, and is still listed, is not found (F2.10);
/// that it does not count among several either (F3.2) is our decision; one
/// that is broken is there.
fn selected<'w>(
    world: &'w World,
    place: &Place<'w>,
    named: &Named,
) -> Result<&'w Principal, TokenError> {
    let own = place
        .node
        .own_principal()
        .and_then(|id| world.principal(id));
    let attached: Vec<(&Scope, &Principal)> = world
        .attachments_of(place.host)
        .filter(|it| !it.dangling || world.is_broken(it.principal))
        .filter_map(|it| Some((it.identity, world.principal(it.principal)?)))
        .collect();
    match named.0.as_slice() {
        [] => unnamed(world, place, own, &attached),
        [selector] => own
            .filter(|it| selector.names(it, None))
            .or_else(|| {
                attached
                    .iter()
                    .find(|(identity, it)| selector.names(it, Some(identity)))
                    .map(|(_, it)| *it)
            })
            .ok_or_else(|| not_found(world, place, true)),
        _ => {
            let because = "the request names an identity in more than one way";
            let (code, because) = match place.endpoint {
                TokenEndpoint::AppService => {
                    (TokenErrorCode::SelectorsExclusive, because.to_owned())
                }
                // What virtual machines do with several, nobody says.
                TokenEndpoint::Imds => (
                    TokenErrorCode::EndpointNotModelled,
                    format!("not modelled: {because}"),
                ),
            };
            Err(place.refused(code, None, because))
        }
    }
}

fn unnamed<'w>(
    world: &World,
    place: &Place<'_>,
    own: Option<&'w Principal>,
    attached: &[(&Scope, &'w Principal)],
) -> Result<&'w Principal, TokenError> {
    match (own, place.endpoint, attached) {
        (Some(own), _, _) => Ok(own),
        (None, TokenEndpoint::Imds, [(_, only)]) => Ok(only),
        (None, TokenEndpoint::Imds, [_, _, ..]) => {
            let because = format!(
                "`{}` has {} user-assigned identities and none of its own, and the request names none of them",
                place.name,
                attached.len()
            );
            Err(TokenError {
                error: Some("invalid_request"),
                description: "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request".to_owned(),
                ..place.refused(TokenErrorCode::MultipleIdentities, Some(400), because)
            })
        }
        (None, ..) => Err(not_found(world, place, false)),
    }
}

fn not_found(world: &World, place: &Place<'_>, named: bool) -> TokenError {
    let name = &place.name;
    let because = match (named, place.endpoint) {
        (true, _) => format!("no identity that `{name}` has goes by the id in the request"),
        (false, TokenEndpoint::Imds) => {
            // Nothing else is listed, or it would have been found.
            let gone = world.attachments_of(place.host);
            let gone: Vec<String> = gone.map(|it| world.name_of(it.identity)).collect();
            match gone.is_empty() {
                true => format!("`{name}` has no identity"),
                false => format!("`{name}` lists only what was deleted: {}", gone.join(", ")),
            }
        }
        (false, TokenEndpoint::AppService) => format!(
            "`{name}` has no system-assigned identity, which App Service takes where none is named"
        ),
    };
    let refused = place.refused(TokenErrorCode::IdentityNotFound, Some(400), because);
    match place.endpoint {
        TokenEndpoint::Imds => TokenError {
            error: Some("invalid_request"),
            description: "Identity not found".to_owned(),
            ..refused
        },
        TokenEndpoint::AppService => TokenError {
            description: match named {
                true => "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
                false => "Unable to load the proper Managed Identity.",
            }
            .to_owned(),
            ..refused
        },
    }
}
