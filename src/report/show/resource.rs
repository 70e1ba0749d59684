//! A resource with its identities, and a user-assigned identity, which is a resource too.

use super::assignments::{held, lines_of, made_at, policies_at};
use super::place::surroundings;
use super::principal::{attributes, memberships};
use super::prohibitions::prohibitions;
use super::scope::children;
use super::sheet::Sheet;
use crate::model::{FederatedCredential, Principal, PrincipalId};
use crate::value::{Name, Scope};
use crate::world::{Attachment, Node, NodeKind, World};

pub(super) fn write(sheet: &mut Sheet, world: &World, scope: &Scope, node: &Node) {
    let NodeKind::Resource {
        resource_type,
        kind,
        stopped,
        outdated_reference,
        system_assigned,
        place,
        access_policies,
        purge_protection,
        database_users,
        ..
    } = &node.kind
    else {
        return;
    };
    let name = world.name_of(scope);
    sheet.title(&format!("{name}, a resource of type {resource_type}"));
    sheet.fact("id", scope);
    sheet.known("kind", kind.as_ref());
    sheet.known("location", node.location.as_ref());
    if *stopped {
        sheet.fact("state", "stopped: no code runs on it");
    }
    if *outdated_reference {
        let start = "not before it is updated, since it moved (F1.13)";
        sheet.fact("starts", start);
    }
    match system_assigned.and_then(|id| world.principal(id)) {
        None => sheet.fact("system-assigned identity", "none"),
        Some(it) => sheet.list("system-assigned identity", ids(world, it)),
    }
    let attached = world.attachments_of(scope).map(|it| attached(world, &it));
    sheet.list("user-assigned identities", attached);
    if let Some(id) = system_assigned {
        memberships(sheet, world, *id);
        attributes(sheet, world, *id);
        held(sheet, world, *id);
    }
    left_behind(sheet, world, scope);
    surroundings(sheet, world, place);
    if *access_policies {
        sheet.fact("its data is under", "access policies, not roles");
    }
    if *purge_protection {
        sheet.fact("purge protection", "on");
    }
    let policies = policies_at(world, scope).into_iter();
    let mut policies: Vec<String> = policies
        .map(|(id, line)| format!("{}: {line}", world.describe_principal(id)))
        .collect();
    policies.sort();
    sheet.list("access policies on it", policies);
    let users = database_users.iter();
    sheet.list(
        "database users",
        users.map(|id| world.describe_principal(*id)),
    );
    made_at(sheet, world, scope);
    prohibitions(sheet, world, scope);
    sheet.list("in it", children(world, scope));
}

/// A user-assigned identity with its three ids, called as `az identity show` is asked for them.
pub(super) fn write_identity(
    sheet: &mut Sheet,
    world: &World,
    scope: &Scope,
    node: &Node,
    principal: PrincipalId,
) {
    sheet.title(&format!(
        "{}, a user-assigned identity",
        world.name_of(scope)
    ));
    sheet.fact("ResourceID", scope);
    sheet.known(
        "ClientID",
        world.principal(principal).and_then(|it| it.client_id),
    );
    sheet.fact("PrincipalID", principal);
    sheet.known("location", node.location.as_ref());
    hosts(sheet, world, scope);
    federated_credentials(sheet, world, scope);
    memberships(sheet, world, principal);
    attributes(sheet, world, principal);
    held(sheet, world, principal);
    left_behind(sheet, world, scope);
    made_at(sheet, world, scope);
    prohibitions(sheet, world, scope);
}

/// `github: repo:org/repo of https://issuer.example, for api://AzureADTokenExchange`, and which of them need not be known
/// everywhere yet.
fn federated_credentials(sheet: &mut Sheet, world: &World, identity: &Scope) {
    let line = |(name, it): (&Name, &FederatedCredential)| {
        let audiences = it.audiences.join(", ");
        format!("{name}: {} of {}, for {audiences}", it.subject, it.issuer)
    };
    let all = world.federated_credentials_of(identity).map(line);
    sheet.list("federated credentials", all);
    let spreading = world.spreading_credentials_of(identity);
    let lines = spreading.map(|(it, until)| format!("{}: until {until}", it.name));
    sheet.list("changes that need not be known everywhere", lines);
}

fn ids(world: &World, it: &Principal) -> Vec<String> {
    let mut ids = vec![format!("object id: {}", it.id)];
    ids.extend(it.client_id.map(|id| format!("client id: {id}")));
    ids.push(format!("tenant id: {}", world.tenant_id()));
    ids
}

/// `id1: object id …, client id …`.
fn attached(world: &World, it: &Attachment<'_>) -> String {
    let client_id = world
        .principal(it.principal)
        .and_then(|it| it.client_id)
        .map_or_else(String::new, |id| format!(", client id {id}"));
    let dangling = if it.dangling {
        " (dangling: it was deleted, and is still listed here)"
    } else {
        ""
    };
    let name = world.name_of(it.identity);
    format!("{name}: object id {}{client_id}{dangling}", it.principal)
}

/// The resources that list an identity, each with whether it is this one that they list or one of the same id before it.
pub(super) fn hosts(sheet: &mut Sheet, world: &World, identity: &Scope) {
    let hosts = world.hosts_of(identity).map(|host| {
        let dangling = world
            .attachments_of(host)
            .any(|it| it.identity == identity && it.dangling);
        let name = world.name_of(host);
        match dangling {
            true => format!("{name} (dangling: it lists one that was deleted)"),
            false => name,
        }
    });
    sheet.list("listed by", hosts);
}

/// What the identities that were here before still have, to nobody's use (F1.7).
pub(super) fn left_behind(sheet: &mut Sheet, world: &World, scope: &Scope) {
    let former = world
        .principals()
        .filter(|it| it.deleted && it.origin.resource() == Some(scope));
    for it in former {
        let orphans = lines_of(world, it.id);
        if !orphans.is_empty() {
            let label = format!("its former identity {} leaves behind", it.id);
            sheet.list(&label, orphans);
        }
    }
}
