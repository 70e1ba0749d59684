//! What a question costs on a small tenant: 100 hosts, 10 groups, 300 assignments; and what a condition adds to it.
//!
//! `cargo bench` measures, `cargo bench -- --test` runs each bench once.

use divan::{Bencher, black_box};
use idsim::{AccessRequest, Event, Query, Refusal, RoleAssignmentSpec, World};

fn main() {
    divan::main();
}

/// Hosts in groups of ten; each has roles of its own, and through its group.
fn tenant() -> Result<World, Refusal> {
    let mut world = World::new();
    for group in 0..10 {
        world.apply(Event::create_group(format!("group{group}")))?;
        world.apply(Event::create_resource(
            format!("kv{group}"),
            "Microsoft.KeyVault/vaults",
        ))?;
        let (name, vault) = (format!("group{group}"), format!("kv{group}"));
        world.apply(Event::assign_role(name.clone(), "Key Vault Reader", vault))?;
        world.apply(Event::assign_role(name, "Reader", "resource-group"))?;
    }
    for host in 0..100 {
        let (name, group) = (format!("vm{host}"), host % 10);
        let vm = Event::create_resource(name.clone(), "Microsoft.Compute/virtualMachines");
        world.apply(vm.with_system_assigned())?;
        world.apply(Event::add_member(format!("group{group}"), name.clone()))?;
        let vault = format!("kv{group}");
        world.apply(Event::assign_role(
            name.clone(),
            "Key Vault Secrets User",
            vault,
        ))?;
        let elsewhere = format!("kv{}", (group + 1) % 10);
        world.apply(Event::assign_role(name, "Key Vault Reader", elsewhere))?;
    }
    Ok(world)
}

/// Every host asks for a secret of three vaults; it may read those of its own group's vault.
fn requests() -> Vec<AccessRequest> {
    let ask = |host: usize, vault: usize| {
        AccessRequest::operation(
            format!("vm{host}"),
            "secrets/get",
            format!("kv{vault}/secrets/s1"),
        )
    };
    (0..100)
        .flat_map(|host| (0..3).map(move |step| ask(host, (host + step) % 10)))
        .collect()
}

#[divan::bench]
fn decide_300_questions(bencher: Bencher<'_, '_>) {
    let Ok(world) = tenant() else { return };
    let queries: Vec<Query> = requests()
        .iter()
        .filter_map(|it| world.query(it).ok())
        .collect();
    bencher.bench_local(|| {
        queries
            .iter()
            .filter(|query| {
                world
                    .decide(black_box(query))
                    .is_ok_and(|it| it.is_allowed())
            })
            .count()
    });
}

#[divan::bench]
fn check_300_questions(bencher: Bencher<'_, '_>) {
    let Ok(world) = tenant() else { return };
    let requests = requests();
    bencher.bench_local(|| {
        requests
            .iter()
            .filter(|it| world.check(black_box(it)).is_ok_and(|it| it.is_allowed()))
            .count()
    });
}

#[divan::bench]
fn explain_300_questions(bencher: Bencher<'_, '_>) {
    let Ok(world) = tenant() else { return };
    let requests = requests();
    bencher.bench_local(|| {
        requests
            .iter()
            .filter(|it| world.explain(black_box(it)).is_ok())
            .count()
    });
}

#[divan::bench]
fn build_the_tenant(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| tenant().map(|world| world.role_assignments().len()));
}

/// Each has one assignment; every second one under a condition, and else all is the same.
const ASKING: [&str; 4] = ["delegate", "bound-delegate", "reader", "bound-reader"];

/// A delegate may give eight roles; the one that is asked about is the last.
const DELEGATION: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{00482a5a-887f-4fb3-b363-3b7fe8e74483, 08bbd89e-9f13-488c-ac41-acfcb10c90ab, 14b46e9e-c2b7-41b4-b07b-48a6ebf60603, 21090545-7ca7-4776-b22c-e363652d74d2, 4633458b-17de-408a-b874-0445c86b69e6, a4417e6f-fecd-4de8-b567-7b0420556985, b86a8fe4-44ce-4948-aee5-eccb2c155cd7, db79e9a7-68ee-4b58-9aeb-b90e7c24fcba})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{00482a5a-887f-4fb3-b363-3b7fe8e74483, 08bbd89e-9f13-488c-ac41-acfcb10c90ab, 14b46e9e-c2b7-41b4-b07b-48a6ebf60603, 21090545-7ca7-4776-b22c-e363652d74d2, 4633458b-17de-408a-b874-0445c86b69e6, a4417e6f-fecd-4de8-b567-7b0420556985, b86a8fe4-44ce-4948-aee5-eccb2c155cd7, db79e9a7-68ee-4b58-9aeb-b90e7c24fcba}))";
const TAGS: &str = "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'} AND NOT SubOperationMatches{'Blob.List'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>] StringEqualsIgnoreCase 'Cascade'))";

fn conditioned() -> Result<World, Refusal> {
    let mut world = World::new();
    world.apply(Event::create_resource(
        "sa1",
        "Microsoft.Storage/storageAccounts",
    ))?;
    for who in ASKING {
        world.apply(Event::create_user(who))?;
        let (role, condition) = match who.ends_with("delegate") {
            true => ("Role Based Access Control Administrator", DELEGATION),
            false => ("Storage Blob Data Reader", TAGS),
        };
        let assignment = RoleAssignmentSpec::new(who, role, "resource-group");
        world.apply(Event::AssignRole(match who.starts_with("bound") {
            true => assignment.under(condition),
            false => assignment,
        }))?;
    }
    Ok(world)
}

fn conditioned_request(who: &str) -> AccessRequest {
    match who.ends_with("delegate") {
        true => AccessRequest::control(who, "Microsoft.Authorization/roleAssignments/write", "sa1")
            .with_attribute(
                "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]",
                "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
            ),
        false => {
            let blob = "sa1/blobServices/default/containers/c1/blobs/b1";
            AccessRequest::operation(who, "blobs/read", blob)
                .with_attribute("@Resource[blobs/tags:Project]", "cascade")
        }
    }
}

/// A question that meets a condition costs at most five times the same one that does not.
#[divan::bench(args = ASKING)]
fn decide_under_a_condition(bencher: Bencher<'_, '_>, who: &str) {
    let Ok(world) = conditioned() else { return };
    let Ok(query) = world.query(&conditioned_request(who)) else {
        return;
    };
    assert!(world.decide(&query).is_ok_and(|it| it.is_allowed()));
    bencher.bench_local(|| world.decide(black_box(&query)));
}

#[divan::bench(args = ASKING)]
fn check_under_a_condition(bencher: Bencher<'_, '_>, who: &str) {
    let Ok(world) = conditioned() else { return };
    let request = conditioned_request(who);
    bencher.bench_local(|| world.check(black_box(&request)));
}
