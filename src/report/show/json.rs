//! A thing as the Azure CLI prints it, so that one query reads both. What this world does not know is left out, or `null`
//! where the Azure CLI prints that too.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{
    AttributeValue, ClientId, IdentityType, Principal, PrincipalId, PrincipalOrigin, PrincipalType,
    TenantId, USER_ASSIGNED_IDENTITY,
};
use crate::report::json::pretty;
use crate::value::{Guid, Name, Scope};
use crate::world::{Node, NodeKind, Referent, World};

/// What `az` prints of a thing: of a resource `az vm identity show`, of a user-assigned identity `az identity show`, of
/// users, groups and service principals `az ad … show`, of containers `az group show`, `az account show` and
/// `az account management-group show`. Nothing of what does not exist there,
/// as a machine outside Azure does not.
///
/// The Azure CLI prints nothing of a resource without identities; here its type is `None`, as in a template. Of custom
/// security attributes, which it does not print either, a user or a service principal that has some lists them by set, as
/// Microsoft Graph does.
///
/// ```
/// use idsim::{Event, World, report};
///
/// let mut world = World::new();
/// world.apply(Event::create_identity("id1"))?;
/// let id1 = world.resolve(&"id1".into())?;
/// assert!(report::show_json(&world, &id1).is_some_and(|it| it.contains(r#""name": "id1""#)));
/// world.apply(Event::DeleteIdentity("id1".into()))?;
/// assert_eq!(report::show_json(&world, &id1), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn show_json(world: &World, thing: &Referent) -> Option<String> {
    match thing {
        Referent::Principal(id) => {
            let it = world.principal(*id).filter(|it| !it.deleted)?;
            Some(of_principal(world, it))
        }
        // It is no business of Azure's.
        Referent::Machine(_) => None,
        Referent::Scope(scope) => {
            let node = world.node(scope)?;
            Some(match &node.kind {
                NodeKind::Resource {
                    system_assigned, ..
                } => pretty(&IdentityForm::of(world, scope, *system_assigned)),
                NodeKind::Identity { principal, .. } => {
                    pretty(&UserAssignedForm::of(world, scope, node, *principal))
                }
                NodeKind::ResourceGroup => pretty(&ResourceGroupForm {
                    id: scope,
                    location: node.location.as_ref(),
                    name: scope.name(),
                    kind: "Microsoft.Resources/resourceGroups",
                }),
                NodeKind::Subscription { .. } => pretty(&SubscriptionForm {
                    id: scope.subscription_id(),
                    name: world.name_of(scope),
                    tenant_id: world.tenant_id(),
                }),
                NodeKind::ManagementGroup { .. } => pretty(&ManagementGroupForm {
                    id: scope,
                    name: scope.name(),
                    tenant_id: world.tenant_id(),
                    kind: "Microsoft.Management/managementGroups",
                }),
            })
        }
    }
}

fn of_principal(world: &World, it: &Principal) -> String {
    let (display_name, id) = (&it.name, it.id);
    let custom_security_attributes = attributes(world, id);
    match it.principal_type {
        PrincipalType::Group => pretty(&GroupForm {
            display_name,
            id,
            security_enabled: true,
        }),
        PrincipalType::ServicePrincipal => pretty(&ServicePrincipalForm {
            alternative_names: alternative_names(&it.origin),
            app_id: it.client_id,
            custom_security_attributes,
            display_name,
            id,
            service_principal_type: match it.origin {
                PrincipalOrigin::Directory => "Application",
                _ => "ManagedIdentity",
            },
        }),
        _ => pretty(&UserForm {
            custom_security_attributes,
            display_name,
            id,
        }),
    }
}

/// Attributes by set, each with its name there. The Azure CLI prints none; Microsoft Graph gives them so to who selects them.
type Attributes<'w> = BTreeMap<Name, BTreeMap<&'w str, &'w AttributeValue>>;

fn attributes(world: &World, id: PrincipalId) -> Attributes<'_> {
    let mut sets = Attributes::new();
    for (attribute, value) in world.security_attributes_of(id) {
        if let Some((set, name)) = attribute.as_str().split_once('_') {
            sets.entry(set.into()).or_default().insert(name, value);
        }
    }
    sets
}

/// How the directory tells the two kinds of managed identity apart (F1.21).
fn alternative_names(origin: &PrincipalOrigin) -> Vec<String> {
    let explicit = match origin {
        PrincipalOrigin::Directory => return Vec::new(),
        PrincipalOrigin::SystemAssigned(_) => "isExplicit=False",
        PrincipalOrigin::UserAssigned(_) => "isExplicit=True",
    };
    let id = origin.resource().map(Scope::to_string);
    std::iter::once(explicit.to_owned()).chain(id).collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdentityForm<'w> {
    principal_id: Option<PrincipalId>,
    tenant_id: Option<TenantId>,
    #[serde(rename = "type")]
    kind: IdentityType,
    user_assigned_identities: Option<BTreeMap<&'w Scope, IdsForm>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdsForm {
    client_id: Option<ClientId>,
    principal_id: PrincipalId,
}

impl<'w> IdentityForm<'w> {
    fn of(world: &'w World, scope: &Scope, system_assigned: Option<PrincipalId>) -> Self {
        // A dangling reference is listed like any other, with the ids that it was bound to (F2.9).
        let attached: BTreeMap<&Scope, IdsForm> = world
            .attachments_of(scope)
            .map(|it| {
                let client_id = world.principal(it.principal).and_then(|it| it.client_id);
                let principal_id = it.principal;
                let ids = IdsForm {
                    client_id,
                    principal_id,
                };
                (it.identity, ids)
            })
            .collect();
        Self {
            principal_id: system_assigned,
            tenant_id: system_assigned.map(|_| world.tenant_id()),
            kind: IdentityType::of(system_assigned.is_some(), !attached.is_empty()),
            user_assigned_identities: Some(attached).filter(|it| !it.is_empty()),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserAssignedForm<'w> {
    client_id: Option<ClientId>,
    id: &'w Scope,
    location: Option<&'w Name>,
    name: &'w str,
    principal_id: PrincipalId,
    resource_group: Option<String>,
    /// There are no tags in this world, and the Azure CLI prints none like this.
    tags: BTreeMap<String, String>,
    tenant_id: TenantId,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl<'w> UserAssignedForm<'w> {
    fn of(world: &World, scope: &'w Scope, node: &'w Node, principal: PrincipalId) -> Self {
        Self {
            client_id: world.principal(principal).and_then(|it| it.client_id),
            id: scope,
            location: node.location.as_ref(),
            name: scope.name(),
            principal_id: principal,
            resource_group: scope.resource_group().map(|it| it.name().to_owned()),
            tags: BTreeMap::new(),
            tenant_id: world.tenant_id(),
            kind: USER_ASSIGNED_IDENTITY,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserForm<'w> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    custom_security_attributes: Attributes<'w>,
    display_name: &'w Name,
    id: PrincipalId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupForm<'w> {
    display_name: &'w Name,
    id: PrincipalId,
    security_enabled: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServicePrincipalForm<'w> {
    alternative_names: Vec<String>,
    app_id: Option<ClientId>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    custom_security_attributes: Attributes<'w>,
    display_name: &'w Name,
    id: PrincipalId,
    service_principal_type: &'static str,
}

#[derive(Serialize)]
struct ResourceGroupForm<'w> {
    id: &'w Scope,
    location: Option<&'w Name>,
    name: &'w str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionForm {
    id: Option<Guid>,
    name: String,
    tenant_id: TenantId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ManagementGroupForm<'w> {
    id: &'w Scope,
    name: &'w str,
    tenant_id: TenantId,
    #[serde(rename = "type")]
    kind: &'static str,
}
