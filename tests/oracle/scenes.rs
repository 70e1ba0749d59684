//! The worlds that questions are asked in: those of the scenarios after each step, and random ones.

use std::path::Path;
use std::{fs, io};

use idsim::scenario::{Scenario, Source, SourceError};
use idsim::strategies::{History, Size, conditions, histories};
use idsim::{
    Catalog, DenyAssignmentSpec, Duration, Event, GroupMember, Permission, Reference,
    RoleAssignmentSpec, RoleSpec, Timestamp, World,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::bearers::Brought;
use crate::decide::{Oracle, Who};
use crate::dice::Dice;
use crate::facts::Facts;

/// A world, what it says of itself, and tokens of earlier times.
pub(crate) struct Scene {
    /// Where it is from, for people to find it.
    pub(crate) name: String,
    pub(crate) world: World,
    pub(crate) facts: Facts,
    pub(crate) tokens: Vec<Who>,
}

impl Scene {
    fn new(name: String, world: World, past: &mut Past) -> Self {
        let facts = Facts::of(&world);
        let tokens = past.remember(&facts);
        Self {
            name,
            world,
            facts,
            tokens,
        }
    }
}

/// The tokens that could have been issued so far.
#[derive(Default)]
struct Past(Vec<Brought>);

impl Past {
    /// Everybody gets a token now, which is good for a day; those of before are handed back that
    /// say anything else than those of now, and a few that are only older.
    fn remember(&mut self, facts: &Facts) -> Vec<Who> {
        let oracle = Oracle {
            facts,
            mistake: None,
        };
        let living = facts.principals.iter().filter(|it| !it.is_deleted);
        let living = living.filter(|it| !it.is_group);
        let now: Vec<Brought> = living
            .map(|it| Brought {
                id: it.id.clone(),
                groups: oracle.groups_now(&it.id),
                audience: None,
                issued: facts.clock,
                expires: facts.clock.map(|it| it + 86_400),
                is_of_another_directory: false,
            })
            .collect();
        let is_so = |it: &&Brought| {
            let mut now = now.iter();
            now.any(|now| (&now.id, &now.groups) == (&it.id, &it.groups))
        };
        let stale = self.0.iter().filter(|it| !is_so(it));
        let mut tokens: Vec<&Brought> = stale.rev().take(6).collect();
        // The same, of an earlier time.
        let early = self
            .0
            .iter()
            .filter(|it| is_so(it) && it.issued != facts.clock);
        tokens.extend(early.take(2));
        tokens.extend(now.first());
        let tokens = tokens.into_iter().cloned();
        let tokens = tokens.map(Who::Token).collect();
        let new: Vec<_> = now.into_iter().filter(|it| !self.0.contains(it)).collect();
        self.0.extend(new);
        tokens
    }
}

/// Files below one folder.
struct Disk;

impl Disk {
    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"))
    }

    /// Every scenario file, by its path from the root.
    fn paths() -> io::Result<Vec<String>> {
        let mut folders = vec![String::new()];
        let mut paths = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(Self::root().join(&folder))? {
                let entry = entry?;
                let path = format!("{folder}{}", entry.file_name().to_string_lossy());
                match entry.file_type()?.is_dir() {
                    true => folders.push(format!("{path}/")),
                    false => paths.push(path),
                }
            }
        }
        paths.retain(|path| path.ends_with(".ron") && !path.ends_with(".tenant.ron"));
        paths.sort();
        Ok(paths)
    }
}

impl Source for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let read = fs::read(Self::root().join(path));
        read.map_err(|error| SourceError::Unreadable(error.to_string()))
    }
}

/// Every scenario by its path. What cannot be read is complained of by the test that runs it.
pub(crate) fn scenarios() -> io::Result<Vec<(String, Scenario)>> {
    let load = |path: String| {
        let scenario = Scenario::load(&Disk, "scenarios/", &path, &Catalog::built_in());
        scenario.ok().map(|it| (path, it))
    };
    Ok(Disk::paths()?.into_iter().filter_map(load).collect())
}

/// The worlds of every scenario, at its beginning and after each step that may have changed something; not of those in which
/// changes take time to be seen, which are asked otherwise.
pub(crate) fn of_scenarios() -> io::Result<Vec<Scene>> {
    let mut scenes = Vec::new();
    for (path, scenario) in scenarios()? {
        if lags(scenario.start()) {
            continue;
        }
        let mut past = Past::default();
        let start = scenario.start().clone();
        scenes.push(Scene::new(format!("{path} at the start"), start, &mut past));
        for (number, step) in (1..).zip(scenario.steps()) {
            if step.is_expectation() {
                continue;
            }
            if let Ok(world) = scenario.world_after(Some(&format!("{number}"))) {
                let name = format!("{path} after step {number}");
                scenes.push(Scene::new(name, world, &mut past));
            }
        }
    }
    Ok(scenes)
}

/// Whether what is changed need not be seen everywhere at once, so that an answer can be uncertain. What is known late of a
/// federated credential, or how long what was deleted can be restored, makes no answer about access so.
pub(crate) fn lags(world: &World) -> bool {
    let delays = world.to_tenant().options.delays();
    let uncertain = [
        delays.role_assignments,
        delays.conditions,
        delays.management_group_data,
        delays.directory,
    ];
    uncertain.iter().any(|it| *it > Duration::ZERO)
}

/// Random worlds without end, always the same: each a history, and more roles, assignments and groups than that has.
pub(crate) fn random() -> impl Iterator<Item = Scene> {
    let mut runner = TestRunner::deterministic();
    let histories = histories(Size::ORDINARY);
    let conditions = conditions();
    let mut dice = Dice::new(1);
    (1..).filter_map(move |number: usize| {
        let history = histories.new_tree(&mut runner).ok()?.current();
        let History {
            mut world, events, ..
        } = history;
        let mut past = Past::default();
        let half = events.len() / 2;
        for (at, event) in events.into_iter().enumerate() {
            let _ = world.apply(event);
            if at == half {
                past.remember(&Facts::of(&world));
            }
        }
        for round in 0..3 {
            let drawn = (0..4).filter_map(|_| conditions.new_tree(&mut runner).ok());
            let mut drawn: Vec<String> = drawn.map(|it| it.current()).collect();
            drawn.extend(EDGES.iter().map(|it| (*it).to_owned()));
            furnish(&mut world, &mut dice, &drawn);
            if round < 2 {
                past.remember(&Facts::of(&world));
            }
        }
        distrust(&mut world, &mut dice);
        Some(Scene::new(
            format!("random world {number}"),
            world,
            &mut past,
        ))
    })
}

/// In one world of three a vault trusts another directory, as one does that was left behind.
fn distrust(world: &mut World, dice: &mut Dice) {
    let mut tenant = world.to_tenant();
    let Some(vault) = dice.pick(&["kv1", "kv2"]).filter(|_| dice.once_in(3)) else {
        return;
    };
    let Some(mut it) = tenant.resources.get(&(*vault).into()).cloned() else {
        return;
    };
    it.tenant_id = Some(idsim::TenantId::new(idsim::Guid::from_u128(3)));
    tenant.resources.replace(*vault, it);
    if let Ok(changed) = World::try_from(tenant) {
        *world = changed;
    }
}

/// Roles in which every rule about patterns, blocks and planes matters; names whose order depends on letter case.
const ROLES: &[(&str, &str)] = &[
    (
        "alpha",
        r#"[(actions: ["*"], not_actions: ["Microsoft.Authorization/*/Write", "*/delete"])]"#,
    ),
    (
        "Beta",
        r#"[(actions: ["Microsoft.Compute/*/read"], not_actions: ["Microsoft.Compute/virtualMachines/read"])]"#,
    ),
    (
        "gamma",
        r#"[
            (actions: ["Microsoft.KeyVault/*"], not_actions: ["Microsoft.KeyVault/vaults/*"]),
            (actions: ["Microsoft.KeyVault/vaults/read"], data_actions: ["*"], not_data_actions: ["Microsoft.KeyVault/vaults/secrets/*"]),
        ]"#,
    ),
    (
        "Delta",
        r#"[(data_actions: ["Microsoft.KeyVault/vaults/secrets/*", "Microsoft.Storage/*/read"])]"#,
    ),
    (
        "epsilon",
        r#"[(actions: ["Microsoft.Compute/virtual*/read", "microsoft.compute/DISKS/read"], data_actions: ["Microsoft.Compute/virtual*/read"], not_data_actions: ["*/x/read"])]"#,
    ),
    (
        "zeta",
        r#"[
            (actions: ["*/read"], data_actions: ["*/read"], condition: "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>] StringEquals 'Cascade'", condition_version: "2.0"),
            (actions: ["Microsoft.Compute/*"], data_actions: ["Microsoft.Storage/*/write"]),
            (data_actions: ["Microsoft.KeyVault/*"], condition: "NOT SubOperationMatches{'Blob.List'} AND (@Environment[isPrivateLink] BoolEquals true OR @Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringLike 'logs*')"),
        ]"#,
    ),
];
const BUILT_IN: &[&str] = &[
    "Storage Blob Data Reader",
    "Owner",
    "Contributor",
    "Managed Identity Operator",
    "Reader",
];

/// Conditions that random ones come too seldom to: escapes, single letters, moments, names in ids, lists with nothing fitting.
const EDGES: &[&str] = &[
    r"@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringLike 'logs\*'",
    "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringNotLike 'logs/?'",
    "@Environment[UtcNow] DateTimeLessThanEquals '2026-01-01T00:00:00.0Z'",
    "NOT (@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'sa1')",
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags&$keys$&] ForAllOfAnyValues:StringNotEquals {'Project', 'Sensitivity'}",
    "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}",
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:project<$key_case_sensitive$>] StringEquals 'Baker' OR Exists @Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project]",
    "{3, 2} ForAllOfAllValues:NumericLessThanEquals {3}",
];

/// Adds what histories have too little of; whatever is refused is left out.
pub(crate) fn furnish(world: &mut World, dice: &mut Dice, conditions: &[String]) {
    let subscriptions: Vec<Reference> = (world.nodes())
        .filter(|(_, it)| matches!(it.kind, idsim::NodeKind::Subscription { .. }))
        .map(|(scope, _)| scope.as_str().into())
        .collect();
    let options =
        ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    for (name, permissions) in ROLES {
        let permissions: Vec<Permission> = options.from_str(permissions).unwrap_or_default();
        let role = RoleSpec {
            id: None,
            description: String::new(),
            permissions,
            assignable_scopes: subscriptions.clone(),
        };
        let _ = world.apply(Event::CreateRoleDefinition((*name).into(), role));
    }
    let root_group = idsim::ManagementGroup {
        id: idsim::Scope::management_group(&world.tenant_id().to_string()).ok(),
        parent: None,
    };
    if dice.once_in(3) {
        let _ = world.apply(Event::CreateManagementGroup("top".into(), root_group));
    }
    for resource_type in ["virtualMachineScaleSets", "virtualMachines"] {
        let event = Event::create_resource(
            format!("{resource_type}{}", dice.below(3)),
            format!("Microsoft.Compute/{resource_type}"),
        );
        let _ = world.apply(event.with_user_assigned(format!("id{}", 1 + dice.below(3))));
    }
    let account = Event::create_resource("sa1", "Microsoft.Storage/storageAccounts");
    let _ = world.apply(account);
    for group in ["g1", "g2", "g3", "g4"] {
        let _ = world.apply(Event::CreateGroup(group.into(), idsim::Group::default()));
    }
    let ids = |world: &World, groups: bool| -> Vec<Reference> {
        let living = world.principals().filter(|it| !it.deleted);
        let living =
            living.filter(|it| !groups || it.principal_type == idsim::PrincipalType::Group);
        living.map(|it| it.id.to_string().as_str().into()).collect()
    };
    let (everybody, groups) = (ids(world, false), ids(world, true));
    for _ in 0..4 {
        let (Some(group), Some(member)) = (dice.pick(&groups), dice.pick(&everybody)) else {
            return;
        };
        let (from, until) = times(world, dice);
        let _ = world.apply(Event::AddMember(GroupMember {
            group: group.clone(),
            member: if dice.once_in(3) {
                dice.pick(&groups).unwrap_or(member).clone()
            } else {
                member.clone()
            },
            from,
            until,
        }));
    }
    let places: Vec<String> = world.nodes().map(|(it, _)| it.to_string()).collect();
    for _ in 0..8 {
        let asker = if dice.once_in(2) {
            dice.pick(&groups)
        } else {
            dice.pick(&everybody)
        };
        let (Some(principal), Some(place)) = (asker, dice.pick(&places)) else {
            return;
        };
        let role = match dice.once_in(4) {
            true => dice.pick(BUILT_IN).copied(),
            false => dice.pick(ROLES).map(|it| it.0),
        };
        let scope = match dice.below(6) {
            0 => format!("{place}/secrets/s1"),
            1 => "/".to_owned(),
            _ => place.clone(),
        };
        let (from, until) = times(world, dice);
        let condition = dice.pick(conditions).cloned();
        let _ = world.apply(Event::AssignRole(RoleAssignmentSpec {
            from,
            until,
            condition: condition.filter(|_| dice.once_in(3)),
            ..RoleAssignmentSpec::new(principal.clone(), role.unwrap_or_default(), scope)
        }));
    }
    for _ in 0..3 {
        deny(world, dice, &everybody, &places);
    }
    let vaults = ["kv1", "kv2"];
    if let (Some(vault), true) = (dice.pick(&vaults), dice.once_in(3)) {
        let _ = world.apply(Event::SetRbacAuthorization(
            (*vault).into(),
            dice.once_in(3),
        ));
    }
    for _ in 0..6 {
        let asker = if dice.once_in(2) {
            dice.pick(&groups)
        } else {
            dice.pick(&everybody)
        };
        let (Some(of), Some(vault)) = (asker, dice.pick(&vaults)) else {
            return;
        };
        let mut some = |names: &[&str]| -> Vec<idsim::Name> {
            let names = names.iter().filter(|_| dice.once_in(2));
            names.map(|it| (*it).into()).collect()
        };
        let _ = world.apply(Event::SetAccessPolicy {
            vault: (*vault).into(),
            of: of.clone(),
            secrets: some(&["get", "list", "SET"]),
            keys: some(&["get", "list", "wrapKey"]),
            certificates: some(&["get", "update"]),
        });
    }
}

/// What deny assignments deny: all, with exceptions, on either plane, in one block that excepts what another denies.
const DENIED: &[&str] = &[
    r#"[(actions: ["*"], not_actions: ["*/read"])]"#,
    r#"[(actions: ["*/delete", "*/write"], not_actions: ["Microsoft.Authorization/*"])]"#,
    r#"[(data_actions: ["*"], not_data_actions: ["Microsoft.KeyVault/vaults/secrets/*"])]"#,
    r#"[
        (actions: ["Microsoft.Compute/*"], not_actions: ["Microsoft.Compute/virtual*/read"]),
        (actions: ["Microsoft.Compute/virtualMachines/read"], data_actions: ["Microsoft.KeyVault/*"]),
    ]"#,
];

/// Denies something to somebody, or to everybody; names whose order depends on letter case, and not that of their ids.
fn deny(world: &mut World, dice: &mut Dice, everybody: &[Reference], places: &[String]) {
    let options =
        ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let permissions = dice.pick(DENIED).and_then(|it| options.from_str(it).ok());
    let somebody = |dice: &mut Dice| dice.pick(everybody).cloned();
    let principals = match dice.once_in(2) {
        true => vec!["All Principals".into()],
        false => (0..2).filter_map(|_| somebody(dice)).collect(),
    };
    let exclude_principals = (0..dice.below(3)).filter_map(|_| somebody(dice)).collect();
    let place = match dice.below(6) {
        0 => Some("/"),
        _ => dice.pick(places).map(String::as_str),
    };
    let names = ["no", "No", "Never", "hands off", "Keep", "a", "B"];
    let _ = world.apply(Event::CreateDenyAssignment(DenyAssignmentSpec {
        name: dice.pick(&names).copied().unwrap_or_default().into(),
        permissions: permissions.unwrap_or_default(),
        scope: place.unwrap_or_default().into(),
        do_not_apply_to_child_scopes: dice.once_in(3),
        principals,
        exclude_principals,
        is_system_protected: dice.once_in(2),
        description: String::new(),
        id: None,
        deployment_stack: None,
    }));
}

/// A time that begins or ends near now, or at this very moment; mostly none.
fn times(world: &World, dice: &mut Dice) -> (Option<Timestamp>, Option<Timestamp>) {
    let now = world.clock().map_or(1_767_225_600, Timestamp::unix_seconds);
    let mut near = || {
        let offset = i64::try_from(dice.below(3)).unwrap_or_default() - 1;
        let moment = now + offset * 3600;
        dice.once_in(4)
            .then(|| Timestamp::from_unix_seconds(moment))
            .flatten()
    };
    (near(), near())
}
