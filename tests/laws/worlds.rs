//! The worlds that histories begin in, and everything that can be asked of a world.

use idsim::{
    Event, Period, PrincipalId, Reference, Refusal, Revision, RoleAssignmentId, Scope, Tenant,
    World,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::events::event;
use crate::words::Words;

/// A tenant without a clock that has nothing but what is there without being said.
const EMPTY: &str = "()";

/// A tenant with a clock, in which most names mean something.
const BUSY: &str = r#"(
    clock: "2026-01-01T00:00:00Z",
    management_groups: {"mg1": (), "a-mg": (parent: "mg1")},
    subscriptions: {
        "subscription": (id: "/subscriptions/11111111-1111-1111-1111-111111111111", management_group: "a-mg"),
        "sub2": (),
    },
    resource_groups: {
        "resource-group": (subscription: "subscription"),
        "rg1": (subscription: "subscription"),
        "rg10": (subscription: "sub2"),
    },
    identities: {"id1": (resource_group: "rg1"), "id2": (resource_group: "rg10")},
    resources: {
        "vm1": (type: "Microsoft.Compute/virtualMachines", resource_group: "rg1", identity: (system_assigned: true, user_assigned: ["id1"])),
        "vm2": (type: "Microsoft.Compute/virtualMachines", resource_group: "resource-group"),
        "app1": (type: "Microsoft.Web/sites", resource_group: "resource-group", identity: (user_assigned: ["id1", "id2"])),
        "app1/slots/s1": (type: "Microsoft.Web/sites/slots", identity: (system_assigned: true)),
        "logic1": (type: "Microsoft.Logic/workflows", resource_group: "rg10", identity: (user_assigned: ["id2"])),
        "kv1": (type: "Microsoft.KeyVault/vaults", resource_group: "rg1"),
        "sa1": (type: "Microsoft.Storage/storageAccounts", resource_group: "rg10"),
        "sql1": (type: "Microsoft.Sql/servers", resource_group: "rg1"),
        "sql1/databases/db1": (type: "Microsoft.Sql/servers/databases", database_users: ["vm1", "sp1"]),
    },
    machines: {"laptop": (environment: {"AZURE_CLIENT_ID": "id1"}, tools: (azure_cli: As("alice")), stored_credentials: {"s1": Password})},
    users: {"alice": ()},
    groups: {
        "g1": (members: ["vm1", "alice"]),
        "g2": (timed_members: [(member: "g1", until: "2026-01-03T00:00:00Z")]),
        "g3": (),
    },
    service_principals: {"sp1": (secrets: {"s1": ()})},
    role_definitions: {
        "Operators": (permissions: [(actions: ["*/read"])], assignable_scopes: ["mg1"]),
        "Readers of one group": (permissions: [(actions: ["*/read"])], assignable_scopes: ["rg1", "rg10"]),
    },
    role_assignments: [
        (principal: "g2", role: "Operators", scope: "subscription"),
        (principal: "vm1", role: "Key Vault Secrets User", scope: "kv1/secrets/s1"),
        (principal: "id1", role: "Reader", scope: "rg1", from: "2026-01-02T00:00:00Z"),
    ],
)"#;

/// A world, and what happens to it, one after the other.
#[derive(Clone)]
pub(crate) struct History {
    pub(crate) world: World,
    pub(crate) events: Vec<Event>,
    tenant: &'static str,
}

/// As somebody would write it: a counterexample is long enough without everything that a world keeps.
impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.tenant)?;
        for event in &self.events {
            writeln!(f, "{}", written().to_string(event).unwrap_or_default())?;
        }
        Ok(())
    }
}

/// Histories over a few names. Of the events that would be refused most are left out, so that the others get far.
pub(crate) fn histories() -> impl Strategy<Value = History> {
    (beginnings(), vec(event(&Words::known()), 0..60)).prop_map(|((tenant, world), events)| {
        let (mut now, mut refused) = (world.clone(), 0);
        let accepted_or_one_of_four = |event: &Event| {
            now.apply(event.clone()).is_ok() || {
                refused += 1;
                refused % 4 == 0
            }
        };
        History {
            events: events.into_iter().filter(accepted_or_one_of_four).collect(),
            world,
            tenant,
        }
    })
}

/// Histories with arbitrary text for names here and there.
pub(crate) fn hostile_histories() -> impl Strategy<Value = History> {
    (beginnings(), vec(event(&Words::hostile()), 0..30)).prop_map(|((tenant, world), events)| {
        History {
            world,
            events,
            tenant,
        }
    })
}

fn beginnings() -> impl Strategy<Value = (&'static str, World)> {
    prop_oneof![1 => Just(EMPTY), 3 => Just(BUSY)].prop_filter_map(
        "a tenant that is a world",
        |text| {
            let tenant: Tenant = written().from_str(text).ok()?;
            Some((text, World::try_from(tenant).ok()?))
        },
    )
}

/// How idsim's files are read and printed.
pub(crate) fn written() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}

/// All that a world was at one time.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    pub(crate) revision: Revision,
    tenant: Tenant,
    answers: Answers,
}

impl Snapshot {
    pub(crate) fn of(world: &World) -> Self {
        Self {
            revision: world.revision(),
            tenant: world.to_tenant(),
            answers: Answers::of(world),
        }
    }
}

/// What a world answers to every question about its relations. Equal worlds answer alike, whatever way they came to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    groups: Vec<(PrincipalId, Vec<(PrincipalId, Period)>)>,
    assignments_of: Vec<(PrincipalId, Vec<RoleAssignmentId>)>,
    assignments_at: Vec<(Scope, Vec<RoleAssignmentId>)>,
    hosts: Vec<(Scope, Vec<Scope>)>,
    ancestors: Vec<(Scope, Vec<Scope>)>,
    /// Where things go that do not say where: the index knows the only resource group and the only subscription.
    places: Vec<Result<Option<Scope>, Refusal>>,
}

impl Answers {
    pub(crate) fn of(world: &World) -> Self {
        let principals = || world.principals().map(|it| it.id);
        let ids = |assignment: &idsim::RoleAssignment| assignment.id;
        let scopes = scopes(world);
        let at_each = |ask: &dyn Fn(&Scope) -> Vec<Scope>| {
            scopes.iter().map(|it| (it.clone(), ask(it))).collect()
        };
        Self {
            groups: principals()
                .map(|it| (it, world.groups_of(it).collect()))
                .collect(),
            assignments_of: principals()
                .map(|it| (it, world.assignments_of(it).map(ids).collect()))
                .collect(),
            assignments_at: scopes
                .iter()
                .map(|it| (it.clone(), world.assignments_at(it).map(ids).collect()))
                .collect(),
            hosts: at_each(&|it| world.hosts_of(it).cloned().collect()),
            ancestors: at_each(&|it| world.ancestors(it)),
            places: [
                Event::CreateResourceGroup("somewhere".into(), Default::default()),
                Event::create_identity("something"),
            ]
            .iter()
            .map(|event| Ok(world.plan(event)?.into_iter().find_map(created)))
            .collect(),
        }
    }
}

/// Every scope that something exists at, that something lists, or that a role is assigned at.
fn scopes(world: &World) -> Vec<Scope> {
    let listed = world
        .nodes()
        .flat_map(|(host, _)| world.attachments_of(host))
        .map(|it| it.identity.clone());
    let assigned = world.role_assignments().map(|it| it.scope.clone());
    let mut scopes: Vec<Scope> = world
        .nodes()
        .map(|(scope, _)| scope.clone())
        .chain(listed)
        .chain(assigned)
        .collect();
    scopes.sort();
    scopes.dedup();
    scopes
}

fn created(consequence: idsim::Consequence) -> Option<Scope> {
    match consequence {
        idsim::Consequence::ScopeCreated { scope, .. } => Some(scope),
        _ => None,
    }
}

/// Every group on a way up from a principal with the time that the whole way counts, found by walking every way.
pub(crate) fn ways_up(
    world: &World,
    principal: PrincipalId,
    so_far: Period,
) -> Vec<(PrincipalId, Period)> {
    let mut ways = Vec::new();
    for group in world.principals().map(|it| it.id) {
        let links = world
            .members_of(group)
            .filter(|(member, _)| *member == principal);
        for effective in links.filter_map(|(_, link)| so_far.intersect(&link)) {
            ways.push((group, effective));
            ways.extend(ways_up(world, group, effective));
        }
    }
    ways
}

/// The ARM id of something as a reference.
pub(crate) fn at(scope: &Scope) -> Reference {
    Reference::from(scope.as_str())
}
