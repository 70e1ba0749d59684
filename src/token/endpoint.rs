//! What the endpoint at a place says of a request.

use super::place::Place;
use super::select::{self, Named};
use super::{TokenAnswer, TokenRequest};
use crate::event::TokenIssue;
use crate::model::Reference;
use crate::world::{ResolveError, World};

pub(super) fn answer(world: &World, request: &TokenRequest) -> Result<TokenAnswer, ResolveError> {
    let place = world.resolve_place(&request.from)?;
    let named = Named::of(world, request)?;
    let answer = Place::find(world, &place, request.to).and_then(|place| {
        place.check(request)?;
        let audience = match request.resource.as_deref() {
            None | Some("") => return Err(place.audience_missing()),
            Some(audience) => audience,
        };
        let principal = select::identity(world, &place, &named)?;
        if !world.issues_tokens_for(audience) {
            return Err(place.resource_not_found(world, audience));
        }
        place.check_rate(world)?;
        Ok(TokenAnswer::Issued {
            token: Box::new(world.token_for(principal, Some(place.host), audience)),
            endpoint: place.endpoint,
            issue: TokenIssue {
                on: Reference::from(place.host.as_str()),
                // A managed identity belongs to a resource: the place itself, or what is attached to it.
                identity: Reference::from(
                    principal.origin.resource().unwrap_or(place.host).as_str(),
                ),
                audience: audience.to_owned(),
            },
        })
    });
    Ok(answer.unwrap_or_else(TokenAnswer::Refused))
}
