//! Random events over a few names, mostly acceptable.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::Union;

use super::attributes::{attribute_events, some_attributes};
use super::conditions::{read_conditions, written_conditions};
use super::denials::denials;
use super::federated_credentials::federated_credentials;
use super::locks::locks;
use super::surroundings::{surroundings, tokens};
use super::words::*;
use crate::event::{Event, GroupMember, IdentityPatch, IdentityUpdate, RoleActivation};
use crate::model::{
    ClientId, Group, IdentityBlock, IdentityType, IsolationScope, ManagementGroup, Member,
    Permission, PrincipalId, PrincipalType, Reference, Resource, ResourceGroup, RoleAssignmentId,
    RoleAssignmentSpec, RoleEligibilitySpec, RoleSpec, Secret, ServicePrincipal, Subscription,
    TenantId, User, UserAssignedIdentity,
};
use crate::value::{Duration, Guid, Scope, Timestamp};

/// Something that happens to a tenant.
pub(super) fn event(words: &Words) -> BoxedStrategy<Event> {
    Union::new_weighted(kinds(words)).boxed()
}

/// Several events of one kind, of which the first that can happen is to.
pub(super) fn attempts(words: &Words) -> BoxedStrategy<Vec<Event>> {
    let several = kinds(words).into_iter();
    let several = several.map(|(weight, kind)| (weight, vec(kind, ATTEMPTS).boxed()));
    Union::new_weighted(several.collect()).boxed()
}

/// In small tenants most names mean nothing.
const ATTEMPTS: usize = 10;

fn kinds(words: &Words) -> Vec<(u32, BoxedStrategy<Event>)> {
    let wait = (0..200_000_u64).prop_map(|seconds| Event::Wait(Duration::from_seconds(seconds)));
    let (made, others) = roles(words);
    vec![
        (6, containers(words)),
        (25, resources(words)),
        (28, identities(words)),
        (14, directory(words)),
        (14, made),
        (6, others),
        (8, surroundings(words)),
        (10, tokens(words)),
        (4, denials(words)),
        (6, locks(words)),
        (2, wait.boxed()),
    ]
}

fn containers(words: &Words) -> BoxedStrategy<Event> {
    let groups = || words.reference(RESOURCE_GROUPS);
    let subscriptions = || words.reference(SUBSCRIPTIONS);
    let above = || words.reference(&["mg1", "a-mg", "/"]);
    prop_oneof![
        2 => (words.one_of(MANAGEMENT_GROUPS), weighted(0.3, above())).prop_map(|(alias, parent)| {
            Event::CreateManagementGroup(alias.into(), ManagementGroup { parent, ..ManagementGroup::default() })
        }),
        1 => words.reference(MANAGEMENT_GROUPS).prop_map(Event::DeleteManagementGroup),
        1 => (words.reference(MANAGEMENT_GROUPS), above())
            .prop_map(|(management_group, to)| Event::MoveManagementGroup { management_group, to }),
        2 => (words.one_of(SUBSCRIPTIONS), weighted(0.3, above())).prop_map(|(alias, management_group)| {
            Event::CreateSubscription(alias.into(), Subscription { management_group, ..Subscription::default() })
        }),
        1 => subscriptions().prop_map(Event::DeleteSubscription),
        2 => (subscriptions(), above()).prop_map(|(subscription, to)| Event::MoveSubscription { subscription, to }),
        3 => (subscriptions(), directory_id(), weighted(0.5, words.one_of(USERS))).prop_map(|(subscription, to, accepted_by)| {
            Event::TransferSubscription { subscription, to, accepted_by: accepted_by.map(Into::into) }
        }),
        3 => (words.one_of(RESOURCE_GROUPS), weighted(0.5, subscriptions())).prop_map(|(alias, subscription)| {
            Event::CreateResourceGroup(alias.into(), ResourceGroup { subscription, ..ResourceGroup::default() })
        }),
        1 => groups().prop_map(Event::DeleteResourceGroup),
        1 => (groups(), groups()).prop_map(|(from, to)| Event::MoveResources { from, to }),
    ]
    .boxed()
}

/// A directory: the one that is there where nothing is said, or another one.
fn directory_id() -> impl Strategy<Value = TenantId> {
    select(vec![0x7e4a_9d10_5c2b_4f6e_8a31_0000_0000_0001_u128, 1, 2])
        .prop_map(|id| TenantId::new(Guid::from_u128(id)))
}

fn resources(words: &Words) -> BoxedStrategy<Event> {
    let any = || prop_oneof![5 => words.reference(HOSTS), 2 => words.reference(BARREN), 1 => words.reference(IDENTITIES)];
    prop_oneof![
        10 => (any(), resource(words)).prop_map(|(name, mut resource)| {
            dress(&name, &mut resource);
            Event::CreateResource(name, Box::new(resource))
        }),
        9 => any().prop_map(Event::DeleteResource),
        4 => (any(), words.reference(RESOURCE_GROUPS)).prop_map(|(resource, to)| Event::MoveResource { resource, to }),
        3 => (any(), select(vec![Event::UpdateResource, Event::StopResource, Event::StartResource]))
            .prop_map(|(resource, happens)| happens(resource)),
        4 => prop_oneof![
            2 => words.reference(BARREN).prop_map(Event::RecoverVault),
            1 => words.reference(BARREN).prop_map(Event::PurgeVault),
        ],
    ]
    .boxed()
}

fn resource(words: &Words) -> BoxedStrategy<Resource> {
    let own = (any::<bool>(), id(), id(), some_attributes());
    let identity = (own, some_identities(words)).prop_map(
        |((system_assigned, principal_id, client_id, attributes), user_assigned)| IdentityBlock {
            system_assigned,
            security_attributes: attributes.filter(|_| system_assigned).unwrap_or_default(),
            principal_id: principal_id
                .filter(|_| system_assigned)
                .map(PrincipalId::new),
            client_id: client_id.filter(|_| system_assigned).map(ClientId::new),
            user_assigned,
        },
    );
    let types: &[&str] = &[
        "Microsoft.Compute/virtualMachines",
        "Microsoft.Nobody/nothings",
    ];
    (
        prop_oneof![30 => Just(String::new()), 1 => words.one_of(types)],
        weighted(0.6, words.reference(RESOURCE_GROUPS)),
        weighted(0.3, identity),
        weighted(0.1, words.one_of(&["westus", "northeurope"])),
        weighted(0.03, select(ARM_IDS)),
        weighted(0.1, directory_id()),
    )
        .prop_map(
            |(resource_type, resource_group, identity, location, id, tenant_id)| Resource {
                tenant_id,
                id: id.and_then(|id| Scope::parse(id).ok()),
                resource_group,
                location: location.map(Into::into),
                identity: identity.unwrap_or_default(),
                ..Resource::new(resource_type)
            },
        )
        .boxed()
}

/// Ids that a resource may be said to have, whatever it is called.
const ARM_IDS: &[&str] = &[
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1",
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/odd",
    "/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.Compute/virtualMachines/high",
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Web/sites/app1/slots/blue",
];

/// Gives a resource the type that its name promises, unless it has one that does not fit.
fn dress(name: &Reference, resource: &mut Resource) {
    if !BARREN.contains(&name.as_str()) {
        resource.tenant_id = None;
    }
    if !resource.resource_type.as_str().is_empty() {
        return;
    }
    let app = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/resource-group/providers/Microsoft.Web/sites/app1";
    resource.resource_type = match name.as_str() {
        "app1" => "Microsoft.Web/sites",
        "app1/slots/s1" | "app1/slots/s2" | "a-slot" => "Microsoft.Web/sites/slots",
        "logic1" => "Microsoft.Logic/workflows",
        "sa1" => "Microsoft.Storage/storageAccounts",
        "sql1" => "Microsoft.Sql/servers",
        "sql1/databases/db1" => "Microsoft.Sql/servers/databases",
        "kv1" | "kv2" => "Microsoft.KeyVault/vaults",
        "id1" | "id2" | "id3" => "Microsoft.ManagedIdentity/userAssignedIdentities",
        _ => "Microsoft.Compute/virtualMachines",
    }
    .into();
    // A child with an alias of its own, which comes before its parent's in the alphabet.
    if name.as_str() == "a-slot" {
        resource.id = Scope::parse(&format!("{app}/slots/a")).ok();
    }
    let barren = BARREN.contains(&name.as_str()) || DATABASES.contains(&name.as_str());
    if barren || IDENTITIES.contains(&name.as_str()) {
        resource.identity = IdentityBlock::default();
    }
}

fn identities(words: &Words) -> BoxedStrategy<Event> {
    let hosts = || prop_oneof![12 => words.reference(HOSTS), 1 => words.reference(BARREN)];
    let attachable = || prop_oneof![12 => words.reference(IDENTITIES), 1 => words.reference(HOSTS), 1 => words.reference(GUIDS)];
    let group = weighted(0.5, words.reference(RESOURCE_GROUPS));
    let created = (id(), id(), group, some_attributes()).prop_map(
        |(principal, client, resource_group, attributes)| UserAssignedIdentity {
            resource_group,
            security_attributes: attributes.unwrap_or_default(),
            principal_id: principal.map(PrincipalId::new),
            client_id: client.map(ClientId::new),
            ..UserAssignedIdentity::default()
        },
    );
    let identity_type = select(vec![
        IdentityType::Nothing,
        IdentityType::SystemAssigned,
        IdentityType::UserAssigned,
        IdentityType::SystemAssignedUserAssigned,
    ]);
    prop_oneof![
        16 => (words.one_of(IDENTITIES), created).prop_map(|(alias, it)| Event::CreateIdentity(alias.into(), it)),
        8 => words.reference(IDENTITIES).prop_map(Event::DeleteIdentity),
        1 => (words.reference(IDENTITIES), identity_update()).prop_map(|(identity, to)| Event::UpdateIdentity(identity, to)),
        6 => hosts().prop_map(Event::EnableSystemAssigned),
        4 => hosts().prop_map(Event::DisableSystemAssigned),
        8 => (attachable(), hosts()).prop_map(|(identity, to)| Event::AttachIdentity { identity, to }),
        2 => (attachable(), hosts()).prop_map(|(identity, from)| Event::DetachIdentity { identity, from }),
        2 => federated_credentials(words),
        6 => (hosts(), identity_type, some_identities(words)).prop_map(|(host, identity_type, user_assigned)| {
            Event::SetIdentity(host, IdentityPatch { identity_type, user_assigned })
        }),
    ]
    .boxed()
}

/// Limits that most of the hosts are within.
fn identity_update() -> impl Strategy<Value = IdentityUpdate> {
    let providers = [
        "Microsoft.Compute",
        "Microsoft.Web/sites",
        "Microsoft.Logic",
    ];
    let scope = prop_oneof![4 => Just(IsolationScope::None), 1 => Just(IsolationScope::Regional)];
    (scope, subsequence(providers.to_vec(), 0..=3)).prop_map(|(isolation_scope, providers)| {
        IdentityUpdate {
            isolation_scope,
            assignment_restrictions: providers.into_iter().map(Into::into).collect(),
        }
    })
}

fn directory(words: &Words) -> BoxedStrategy<Event> {
    let secrets = || words.one_of(SECRETS);
    let member = || (words.principal(), period());
    let group = (id(), vec(words.principal(), 0..2), vec(member(), 0..2)).prop_map(
        |(id, members, timed)| Group {
            id: id.map(PrincipalId::new),
            members,
            timed_members: timed
                .into_iter()
                .map(|(member, (from, until))| Member {
                    member,
                    from,
                    until,
                })
                .collect(),
        },
    );
    prop_oneof![
        2 => (words.one_of(USERS), id(), proptest::bool::weighted(0.2), some_attributes()).prop_map(|(alias, id, global_administrator, attributes)| {
            let security_attributes = attributes.unwrap_or_default();
            Event::CreateUser(alias.into(), User { id: id.map(PrincipalId::new), global_administrator, security_attributes })
        }),
        1 => (words.reference(USERS), any::<bool>()).prop_map(|(user, to)| Event::SetGlobalAdministrator(user, to)),
        2 => words.reference(USERS).prop_map(Event::DeleteUser),
        4 => (words.one_of(GROUPS), group).prop_map(|(alias, it)| Event::CreateGroup(alias.into(), it)),
        2 => words.reference(GROUPS).prop_map(Event::DeleteGroup),
        6 => (words.reference(GROUPS), member())
            .prop_map(|(group, (member, (from, until)))| Event::AddMember(GroupMember { group, member, from, until })),
        1 => (words.reference(GROUPS), words.principal()).prop_map(|(group, member)| Event::RemoveMember { group, member }),
        2 => (words.one_of(APPS), id(), id(), some_attributes()).prop_map(|(alias, id, client_id, attributes)| {
            let it = ServicePrincipal {
                id: id.map(PrincipalId::new),
                client_id: client_id.map(ClientId::new),
                security_attributes: attributes.unwrap_or_default(),
                ..ServicePrincipal::default()
            };
            Event::CreateServicePrincipal(alias.into(), it)
        }),
        1 => words.reference(APPS).prop_map(Event::DeleteServicePrincipal),
        7 => prop_oneof![
            words.reference(USERS).prop_map(Event::RestoreUser),
            words.reference(GROUPS).prop_map(Event::RestoreGroup),
            words.reference(APPS).prop_map(Event::RestoreServicePrincipal),
        ],
        2 => (words.reference(APPS), secrets(), period())
            .prop_map(|(it, name, (from, until))| Event::AddSecret(it, name.into(), Secret { from, until })),
        1 => (words.reference(APPS), secrets()).prop_map(|(it, name)| Event::RemoveSecret(it, name.into())),
        2 => attribute_events(words),
    ]
    .boxed()
}

/// Assignments that are made, and all else about roles.
fn roles(words: &Words) -> (BoxedStrategy<Event>, BoxedStrategy<Event>) {
    let custom = || {
        let parts = (
            vec(words.scope(), 0..2),
            any::<bool>(),
            any::<bool>(),
            weighted(0.4, read_conditions()),
        );
        parts.prop_map(|(assignable_scopes, data, writes, condition)| RoleSpec {
            id: None,
            description: String::new(),
            permissions: vec![Permission {
                actions: if writes { "*/write" } else { "*/read" }
                    .parse()
                    .into_iter()
                    .collect(),
                data_actions: data
                    .then(|| "*/read".parse().ok())
                    .flatten()
                    .into_iter()
                    .collect(),
                condition_version: condition.is_some().then(|| "2.0".to_owned()),
                condition,
                ..Permission::default()
            }],
            assignable_scopes,
        })
    };
    let assignment = (
        (words.principal(), words.reference(ROLES), words.scope()),
        id(),
        weighted(0.2, period()),
        weighted(0.1, words.one_of(&["on call", "for now"])),
        weighted(
            0.05,
            select(&[PrincipalType::User, PrincipalType::ServicePrincipal]),
        ),
        weighted(0.24, written_conditions()),
    )
        .prop_map(
            |((principal, role, scope), name, period, description, principal_type, written)| {
                let (from, until) = period.unwrap_or_default();
                let (condition, condition_version) = written.unwrap_or_default();
                RoleAssignmentSpec {
                    name: name.map(RoleAssignmentId::new),
                    principal_type,
                    description: description.unwrap_or_default(),
                    from,
                    until,
                    condition,
                    condition_version,
                    ..RoleAssignmentSpec::new(principal, role, scope)
                }
            },
        );
    let others = prop_oneof![
        2 => (words.one_of(CUSTOM_ROLES), custom()).prop_map(|(name, it)| Event::CreateRoleDefinition(name.into(), it)),
        2 => (words.reference(CUSTOM_ROLES), custom()).prop_map(|(role, it)| Event::UpdateRoleDefinition(role, it)),
        1 => words.reference(ROLES).prop_map(Event::DeleteRoleDefinition),
        1 => (words.principal(), words.reference(ROLES), words.scope())
            .prop_map(|(principal, role, scope)| Event::RemoveRoleAssignment { principal, role, scope }),
        3 => (words.people(), words.reference(ROLES), words.scope(), weighted(0.2, period()))
            .prop_map(|(principal, role, scope, period)| {
                let (from, until) = period.unwrap_or_default();
                Event::MakeEligible(RoleEligibilitySpec { principal, role, scope, from, until })
            }),
        1 => (words.people(), words.reference(ROLES), words.scope())
            .prop_map(|(principal, role, scope)| Event::RemoveEligibility { principal, role, scope }),
        3 => (words.reference(USERS), words.reference(ROLES), words.scope(), 0..100_000_u64)
            .prop_map(|(principal, role, scope, seconds)| {
                let duration = Duration::from_seconds(seconds);
                Event::ActivateRole(RoleActivation { principal, role, scope, duration })
            }),
        1 => words.reference(USERS).prop_map(Event::ElevateAccess),
        1 => guid().prop_map(|id| Event::RemoveRoleAssignmentNamed(RoleAssignmentId::new(id))),
    ];
    (
        assignment.prop_map(Event::AssignRole).boxed(),
        others.boxed(),
    )
}

fn some_identities(words: &Words) -> BoxedStrategy<Vec<Reference>> {
    prop_oneof![
        8 => subsequence(IDENTITIES, 0..=2).prop_map(|names| names.into_iter().map(Reference::from).collect()),
        1 => vec(words.reference(IDENTITIES), 0..=2),
    ]
    .boxed()
}

/// A beginning and an end, which need not be in that order.
fn period() -> impl Strategy<Value = (Option<Timestamp>, Option<Timestamp>)> {
    let moment = || {
        (0..4_i64).prop_filter_map("a moment", |day| {
            Timestamp::from_unix_seconds(1_767_225_600 + day * 43_200)
        })
    };
    (weighted(0.3, moment()), weighted(0.3, moment()))
}
