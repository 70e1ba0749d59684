//! Random token requests, near the borders where answers change.

use proptest::prelude::*;
use proptest::sample::select;

use super::access_requests::other_case;
use super::surroundings::AUDIENCES;
use crate::model::Reference;
use crate::token::{Header, Method, TokenRequest};
use crate::value::Scope;
use crate::world::{NodeKind, World};

/// The client id that a request names, if any.
type Named = Option<Reference>;

/// Requests of code on the resources of this world: for an identity that the resource has, for one that it does not have
/// (the neighbour's), for none; sometimes without the header, with another method, or with a letter in the other case.
///
/// ```
/// use idsim::strategies::{Size, token_requests, worlds};
/// use proptest::prelude::*;
///
/// # fn main() {
/// let asked = worlds(Size::SMALL).prop_flat_map(|world| (token_requests(&world), Just(world)));
/// proptest!(ProptestConfig::with_cases(16), |((request, world) in asked)| {
///     let token = world.token(&request).ok().and_then(|it| it.token().cloned());
///     prop_assert!(token.is_none_or(|it| !world.principal(it.principal).unwrap().deleted));
/// });
/// # }
/// ```
pub fn token_requests(world: &World) -> BoxedStrategy<TokenRequest> {
    let is_resource = |kind: &NodeKind| matches!(kind, NodeKind::Resource { .. });
    let hosts = world.nodes().filter(|(_, node)| is_resource(&node.kind));
    let hosts: Vec<&Scope> = hosts.map(|(scope, _)| scope).collect();
    let client = |id| Some(world.principal(id)?.client_id?.to_string().into());
    let named: Vec<Named> = world.principals().map(|it| client(it.id)).collect();
    let own = |host: &Scope| {
        let system = world.node(host).and_then(|it| it.own_principal());
        let listed = world.attachments_of(host).map(|it| it.principal);
        let all: Vec<Named> = listed.chain(system).map(client).collect();
        all
    };
    // A host, and one of its identities or none.
    let mut right: Vec<(Reference, Named)> = Vec::new();
    for host in &hosts {
        let named = own(host).into_iter().flat_map(|it| [None, it]);
        right.extend(named.map(|named| (host.as_str().into(), named)));
    }
    right.push(("nowhere".into(), None));
    let mut from: Vec<Reference> = hosts.iter().map(|host| host.as_str().into()).collect();
    from.push("nowhere".into());
    let named = [vec![None], named].concat();
    let asked = prop_oneof![3 => select(right), 1 => (select(from), select(named))];
    let headers = prop_oneof![8 => Just(Header::Right), 1 => Just(Header::Missing)];
    let methods = prop_oneof![8 => Just(Method::Get), 1 => Just(Method::Post)];
    let audience = (
        select(AUDIENCES),
        prop::bool::weighted(0.1),
        any::<prop::sample::Index>(),
    );
    (asked, headers, methods, audience)
        .prop_map(
            |((from, client_id), header, method, (audience, flip, letter))| {
                let audience = match flip {
                    true => other_case(audience, letter),
                    false => audience.to_owned(),
                };
                TokenRequest {
                    client_id,
                    header,
                    method,
                    ..TokenRequest::new(from, audience)
                }
            },
        )
        .boxed()
}
