//! What a question costs on a small tenant: 100 hosts, 10 groups, 300 assignments.
//!
//! `cargo bench` measures, `cargo bench -- --test` runs each bench once.

use divan::{Bencher, black_box};
use idsim::{AccessRequest, Event, Query, Refusal, World};

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
