//! What would let a managed identity's credential answer.

use std::collections::BTreeSet;

use super::site::Site;
use crate::catalog::TokenEndpoint;
use crate::model::{ClientId, Principal, Reference};
use crate::token::{TokenError, TokenErrorCode};
use crate::value::{Name, Scope, did_you_mean, nearest};
use crate::world::{Node, NodeKind, Subject};

/// Each sentence is a way of its own.
pub(super) fn identity(
    site: &Site<'_>,
    error: &TokenError,
    named: Option<&Reference>,
    option: &str,
) -> Vec<String> {
    let Some(host) = site.resource() else {
        return outside(site, option);
    };
    if site.world.is_stopped(&site.id) {
        return vec![format!("start `{0}`: StartResource(\"{0}\")", site.name)];
    }
    let ways = match error.code {
        TokenErrorCode::IdentityNotFound if named.is_some() => {
            let principal = named.and_then(|it| living(site, it));
            vec![
                again(site, host, principal).or_else(|| attach(site, host, principal)),
                name_one(site, host, option),
            ]
        }
        TokenErrorCode::IdentityNotFound if error.endpoint == Some(TokenEndpoint::AppService) => {
            vec![name_one(site, host, option), enable(site, host)]
        }
        TokenErrorCode::IdentityNotFound => vec![again(site, host, None), enable(site, host)],
        TokenErrorCode::MultipleIdentities => vec![name_one(site, host, option)],
        TokenErrorCode::NoEndpoint => vec![open(site, host)],
        TokenErrorCode::ResourceNotFoundInTenant => vec![other_audience(site)],
        _ => Vec::new(),
    };
    ways.into_iter().flatten().collect()
}

/// Outside Azure a chain has other ways; the credential alone has none.
fn outside(site: &Site<'_>, option: &str) -> Vec<String> {
    let alone = option == "client_id" && site.is_machine();
    let advice = format!(
        "use another credential at `{}`, such as AzureCliCredential or DefaultAzureCredential: no managed identity answers outside Azure",
        site.name
    );
    alone.then_some(advice).into_iter().collect()
}

fn enable(site: &Site<'_>, host: &Scope) -> Option<String> {
    let NodeKind::Resource { resource_type, .. } = &site.world.node(host)?.kind else {
        return None;
    };
    let resource_type = Name::new(resource_type.as_str());
    let (_, service) = site.world.catalog().service(&resource_type).ok()?;
    let command = match &service.cli {
        Some(group) => format!(", in Azure `az {group} identity assign`"),
        None => String::new(),
    };
    let (name, first) = (&site.name, without_the_deleted(site, host));
    service.system_assigned.then(|| {
        format!("enable an identity on `{name}`: {first}EnableSystemAssigned(\"{name}\"){command}")
    })
}

/// While a resource lists what was deleted, it may get no other identity (F2.10).
fn without_the_deleted(site: &Site<'_>, host: &Scope) -> String {
    let gone = site.world.attachments_of(host).filter(|it| it.dangling);
    gone.map(|it| {
        let (identity, host) = (site.world.name_of(it.identity), site.world.name_of(host));
        format!("DetachIdentity(identity: \"{identity}\", from: \"{host}\"), then ")
    })
    .collect()
}

/// Who is named, by an application id or by name, if it lives.
fn living<'w>(site: &Site<'w>, named: &Reference) -> Option<&'w Principal> {
    let world = site.world;
    match named.as_str().parse::<ClientId>() {
        Ok(id) => world
            .principals()
            .find(|it| it.client_id == Some(id) && !it.deleted),
        Err(_) => match world.resolve_principal(named).ok()? {
            Subject::Principal(id) => world.principal(id).filter(|it| !it.deleted),
            Subject::NoIdentity(_) => None,
        },
    }
}

/// An identity that was made again under its name counts once it is attached again (F2.11): the one that is meant, or any.
fn again(site: &Site<'_>, host: &Scope, meant: Option<&Principal>) -> Option<String> {
    let world = site.world;
    let remade = world
        .attachments_of(host)
        .filter(|it| it.dangling)
        .find(|it| {
            let own = world.node(it.identity).and_then(Node::own_principal);
            own.is_some_and(|own| meant.is_none_or(|meant| meant.id == own))
        })?;
    let (identity, host) = (world.name_of(remade.identity), world.name_of(host));
    Some(format!(
        "`{identity}` was deleted and made again: DetachIdentity(identity: \"{identity}\", from: \"{host}\"), then AttachIdentity(identity: \"{identity}\", to: \"{host}\")"
    ))
}

/// The identity that is named may exist and stand elsewhere.
fn attach(site: &Site<'_>, host: &Scope, principal: Option<&Principal>) -> Option<String> {
    let (world, principal) = (site.world, principal?);
    let first = without_the_deleted(site, host);
    let (identity, host) = (world.name_of_principal(principal.id), world.name_of(host));
    principal.is_user_assigned().then(|| {
        format!(
            "attach `{identity}` to `{host}`: {first}AttachIdentity(identity: \"{identity}\", to: \"{host}\")"
        )
    })
}

fn name_one(site: &Site<'_>, host: &Scope, option: &str) -> Option<String> {
    let names: Vec<String> = site
        .world
        .attachments_of(host)
        .filter(|it| !it.dangling)
        .map(|it| format!("`{}`", site.world.name_of(it.identity)))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "name an identity that `{}` has, by {option}: {}",
            site.name,
            names.join(" or ")
        )
    })
}

/// App Service has its endpoint where there is an identity, and nobody shut it (F3.6.2).
fn open(site: &Site<'_>, host: &Scope) -> Option<String> {
    let world = site.world;
    let has_own = world.node(host)?.own_principal().is_some();
    match has_own || world.attachments_of(host).next().is_some() {
        true => Some(format!("unset WEBSITE_DISABLE_MSI at `{}`", site.name)),
        false => enable(site, host),
    }
}

fn other_audience(site: &Site<'_>) -> Option<String> {
    // Of each API the audience that its SDK asks for; several APIs of one service share one.
    let catalog = site.world.catalog();
    let known = catalog.apis().filter_map(|(_, api)| api.audiences.first());
    let whole: BTreeSet<&str> = known
        .map(String::as_str)
        .filter(|it| !it.contains('{'))
        .collect();
    let question = did_you_mean(&nearest(site.audience, whole))?;
    Some(format!(
        "ask for a resource that the directory knows: {question}"
    ))
}
