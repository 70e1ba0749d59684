//! In whose name a token from outside is shown.

use crate::model::{ClientId, Principal, PrincipalOrigin, PrincipalType, Reference};
use crate::world::{Refusal, ResolveError, Subject, World};

/// Whose token is asked for.
pub(super) enum Client<'w> {
    /// A managed identity that exists. One that is system-assigned has no federated credentials (F2.18).
    Identity(&'w Principal),
    /// Nobody, or nobody any more. That the directory says the same of both is our decision.
    Nobody {
        /// The application id, where it is known.
        client_id: String,
    },
}

impl<'w> Client<'w> {
    /// An id stands for itself, whether or not there is such an application; anything else must be a name.
    pub(super) fn of(world: &'w World, reference: &Reference) -> Result<Self, Refusal> {
        let nobody = |it: Option<&Principal>| {
            let client_id = it.and_then(|it| it.client_id);
            let client_id = client_id.map_or_else(|| reference.to_string(), |id| id.to_string());
            Ok(Self::Nobody { client_id })
        };
        let found = match reference.as_str().parse::<ClientId>() {
            Ok(id) => world.principals().find(|it| it.client_id == Some(id)),
            Err(_) => match world.resolve_principal(reference)? {
                Subject::Principal(id) => world.principal(id),
                Subject::NoIdentity(scope) => {
                    let mut former = world
                        .principals()
                        .filter(|it| it.origin.resource() == Some(&scope));
                    let (one, another) = (former.next(), former.next());
                    return nobody(one.filter(|_| another.is_none()));
                }
            },
        };
        match found {
            None => nobody(None),
            Some(it) if it.deleted => nobody(Some(it)),
            Some(it) if it.origin != PrincipalOrigin::Directory => Ok(Self::Identity(it)),
            Some(it) if it.principal_type == PrincipalType::ServicePrincipal => {
                Err(Refusal::NotModelled {
                    feature: "federated credentials of applications",
                })
            }
            Some(_) => Err(Refusal::Reference(ResolveError::WrongKind {
                name: reference.to_string(),
                found: "a user or a group",
                expected: "a managed identity",
            })),
        }
    }
}
