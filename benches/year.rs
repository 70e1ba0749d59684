//! What a scenario of 10,000 steps over a simulated year costs, by itself and from its text to its outcome: roles come and go under Azure's
//! delays, tokens are kept, groups are joined for a time, and questions are asked meanwhile.
//!
//! `cargo bench --bench year` measures, `cargo bench -- --test` runs it once.

use std::collections::BTreeMap;
use std::fmt::Write;

use divan::{Bencher, black_box};
use idsim::Catalog;
use idsim::scenario::{Scenario, Status, run_file, trace_file};

const STEPS: usize = 10_000;

fn main() {
    divan::main();
}

/// Twenty machines and people, ten vaults.
fn tenant() -> String {
    let list = |count, entry: fn(usize) -> String| (0..count).map(entry).collect::<String>();
    let machine = |it| {
        format!(
            r#""vm{it}": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true)),"#
        )
    };
    let role = |it| {
        let vault = it % 10;
        format!(r#"(principal: "vm{it}", role: "Key Vault Secrets User", scope: "kv{vault}"),"#)
    };
    format!(
        r#"options: (delays: Azure), users: {{{}}}, groups: {{"g1": ()}}, resources: {{{}{}}}, role_assignments: [{}],"#,
        list(20, |it| format!(r#""user{it}": (),"#)),
        list(20, machine),
        list(10, |it| format!(
            r#""kv{it}": (type: "Microsoft.KeyVault/vaults"),"#
        )),
        list(20, role),
    )
}

fn day(day: usize) -> Vec<String> {
    let (user, vault) = (day % 20, day % 10);
    let reads = format!(
        r#"ExpectAccess(principal: "user{user}", action: Control("Microsoft.KeyVault/vaults/read"), on: "kv{vault}", is: Allowed)"#
    );
    let mut steps = vec![
        format!(r#"AssignRole(principal: "user{user}", role: "Reader", scope: "kv{vault}")"#),
        format!(r#"RequestToken(from: "vm{user}", resource: "https://vault.azure.net")"#),
        format!(r#"Eventually(within: "10m", expect: {reads})"#),
        r#"Wait("12h")"#.to_owned(),
        format!(r#"AddMember(group: "g1", member: "user{user}", until: "2027-06-01T00:00:00Z")"#),
    ];
    for it in 0..10 {
        let (vm, own) = ((day + it) % 20, (day + it) % 10);
        let ask = |what, is| {
            format!(
                r#"ExpectAccess(principal: "vm{vm}", action: Operation("{what}"), on: "kv{own}", is: {is})"#
            )
        };
        steps.push(ask("secrets/get", "Allowed"));
        steps.push(ask("secrets/set", "NotAllowed"));
    }
    steps.push(format!(
        r#"RemoveMember(group: "g1", member: "user{user}")"#
    ));
    steps.push(format!(
        r#"RemoveRoleAssignment(principal: "user{user}", role: "Reader", scope: "kv{vault}")"#
    ));
    steps.push(r#"Wait("12h")"#.to_owned());
    steps
}

fn year() -> BTreeMap<String, String> {
    let mut text = format!(
        r#"(name: "a year", clock: "2026-01-01T00:00:00Z", tenant: ({}), steps: ["#,
        tenant()
    );
    let mut steps: Vec<String> = (0..365).flat_map(day).take(STEPS).collect();
    while steps.len() < STEPS {
        steps.push(r#"Wait("1s")"#.to_owned());
    }
    for step in steps {
        let _ = writeln!(text, "{step},");
    }
    text += "])";
    BTreeMap::from([("year.ron".to_owned(), text)])
}

#[divan::bench]
fn run_10000_steps_of_a_year(bencher: Bencher<'_, '_>) {
    let Ok(scenario) = Scenario::load(&year(), "", "year.ron", &Catalog::built_in()) else {
        return;
    };
    let outcome = scenario.run();
    assert_eq!((outcome.status, outcome.steps), (Status::Held, STEPS));
    bencher.bench(|| black_box(&scenario).run());
}

#[divan::bench]
fn read_and_run_10000_steps_of_a_year(bencher: Bencher<'_, '_>) {
    let (files, catalog) = (year(), Catalog::built_in());
    bencher.bench(|| run_file(black_box(&files), "", "year.ron", &catalog));
}

#[divan::bench]
fn trace_10000_steps_of_a_year(bencher: Bencher<'_, '_>) {
    let (files, catalog) = (year(), Catalog::built_in());
    bencher.bench(|| trace_file(black_box(&files), "", "year.ron", &catalog));
}
