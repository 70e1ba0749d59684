//! The same input gives the same bytes: whatever the number of threads, the order of the files and the order of the keys
//! inside of them.

#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use idsim::scenario::{Scenario, Status, Trace, trace_file};
use idsim::{Catalog, report};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the program prints on either side, but for the time that it took, and what it ends with.
fn printed(folder: &Path, args: &[&str]) -> Outcome<Output> {
    let mut output = Command::new(env!("CARGO_BIN_EXE_idsim"))
        .current_dir(folder)
        .args(args)
        .output()?;
    let complaints = String::from_utf8(output.stderr)?;
    let lines = complaints.split_inclusive('\n');
    output.stderr = lines
        .filter(|line| !line.starts_with("took "))
        .collect::<String>()
        .into_bytes();
    Ok(output)
}

/// Every scenario file, by path.
fn files() -> Outcome<Vec<String>> {
    let mut files = all_files()?;
    files.retain(|name| !name.ends_with(".tenant.ron"));
    Ok(files)
}

/// Every scenario file and every tenant file, by path.
fn all_files() -> Outcome<Vec<String>> {
    let (mut folders, mut files) = (vec![PathBuf::from("scenarios")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if name.ends_with(".ron") {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[test]
fn threads_and_the_order_of_the_files_do_not_matter() -> Outcome<()> {
    let files = files()?;
    let forwards: Vec<&str> = files.iter().map(String::as_str).collect();
    let backwards: Vec<&str> = forwards.iter().rev().copied().collect();
    for form in ["text", "json"] {
        let mut reports = Vec::new();
        for (jobs, paths) in [
            ("1", &forwards),
            ("2", &backwards),
            ("7", &forwards),
            ("1", &backwards),
        ] {
            let mut args = vec!["test", "--verbose", "--format", form, "--jobs", jobs];
            args.extend(paths.iter().copied());
            reports.push(printed(root(), &args)?);
        }
        reports.dedup();
        assert_eq!(reports.len(), 1, "{form}");
    }
    Ok(())
}

#[test]
fn a_story_is_told_alike_every_time() -> Outcome<()> {
    for file in files()? {
        let args = ["trace", file.as_str()];
        let first = printed(root(), &args)?;
        assert!(!first.stdout.is_empty(), "{file}");
        assert_eq!(first, printed(root(), &args)?, "{file}");
    }
    Ok(())
}

/// A tenant with its sections and its entries in one order, and in the other.
const TENANT: [&str; 2] = [
    r#"(
        users: {"alice": (), "bob": ()},
        groups: {"team": (members: ["alice", "bob"]), "all": (members: ["team"])},
        identities: {"id1": (), "id2": ()},
        resources: {
            "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["id1", "id2"])),
            "kv1": (type: "Microsoft.KeyVault/vaults"),
        },
        machines: {"laptop": (environment: {"A": "1", "B": "2"}, tools: (azure_cli: As("alice")))},
        role_assignments: [
            (principal: "all", role: "Reader", scope: "kv1"),
            (principal: "vm1", role: "Key Vault Secrets User", scope: "kv1"),
        ],
    )"#,
    r#"(
        role_assignments: [
            (scope: "kv1", role: "Key Vault Secrets User", principal: "vm1"),
            (scope: "kv1", role: "Reader", principal: "all"),
        ],
        machines: {"laptop": (tools: (azure_cli: As("alice")), environment: {"B": "2", "A": "1"})},
        resources: {
            "kv1": (type: "Microsoft.KeyVault/vaults"),
            "vm1": (identity: (user_assigned: ["id2", "id1"], system_assigned: true), type: "Microsoft.Compute/virtualMachines"),
        },
        identities: {"id2": (), "id1": ()},
        groups: {"all": (members: ["team"]), "team": (members: ["bob", "alice"])},
        users: {"bob": (), "alice": ()},
    )"#,
];

#[test]
fn the_order_of_keys_does_not_matter() -> Outcome<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("determinism");
    let steps = r#"[
        ExpectAccess(principal: "alice", action: Operation("vault/read"), on: "kv1", is: Allowed, through: "all"),
        ExpectWhoCan(action: Operation("vault/read"), on: "kv1", are: ["bob", "alice"]),
        ExpectCall((from: "laptop", to: "https://kv1.vault.azure.net/secrets/s", operation: "secrets/get"), Succeeds),
        DeleteResource("vm1"),
        ExpectHosts(of: "id1", are: ["vm1"]),
        ExpectMembers(of: "team", are: ["alice"]),
    ]"#;
    let commands: [&[&str]; 6] = [
        &["test", "a.ron"],
        &["trace", "a.ron"],
        &["show", "a.ron", "vm1", "--after", "0"],
        &["graph", "a.ron", "--after", "0"],
        &[
            "explain",
            "a.ron",
            "--principal",
            "bob",
            "--action",
            "vault/write",
            "--on",
            "kv1",
        ],
        &[
            "call",
            "a.ron",
            "--after",
            "0",
            "--from",
            "vm1",
            "--to",
            "https://kv1.vault.azure.net",
            "--operation",
            "secrets/set",
        ],
    ];
    let mut printed_for = Vec::new();
    for tenant in TENANT {
        fs::create_dir_all(&folder)?;
        // The lines of the report are those of the file, so the tenant, which is to differ, stands in another one.
        fs::write(folder.join("a.tenant.ron"), format!("(tenant: {tenant})"))?;
        let scenario = format!(r#"(name: "a", include: ["a.tenant.ron"], steps: {steps})"#);
        fs::write(folder.join("a.ron"), scenario)?;
        let mut all = Vec::new();
        for args in commands {
            let output = printed(&folder, args)?;
            assert!(!output.stdout.is_empty(), "{args:?}");
            all.push(output);
        }
        printed_for.push(all);
    }
    let (first, second) = (printed_for.first(), printed_for.get(1));
    assert_eq!(first, second);
    Ok(())
}

/// The text with the entries of every map and the named fields of every struct the other way round, and without
/// comments. Lists keep their order, and so does what has no names, as in `CreateResource("vm1", (…))`: there the order
/// means something. Raw strings and `/* … */` are not known, and no scenario has them.
fn the_other_way_round(text: &str) -> String {
    items(&mut &*text).concat()
}

/// What stands between the commas up to the closing bracket, which is left, or up to the end.
fn items(rest: &mut &str) -> Vec<String> {
    let (mut all, mut item) = (Vec::new(), String::new());
    while let Some(first) = rest.chars().next() {
        if matches!(first, ')' | ']' | '}') {
            break;
        }
        let taken = match first {
            '"' => string(rest),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (written, after) = rest.split_at(taken);
        *rest = after;
        match first {
            ',' => all.push(std::mem::take(&mut item)),
            '/' if written.len() > 1 => {}
            '(' | '[' | '{' => {
                let mut inner = items(rest);
                if first == '{' || first == '(' && inner.iter().all(|it| is_field(it)) {
                    inner.reverse();
                }
                item.push(first);
                item.push_str(&inner.join(","));
                item.extend(rest.chars().next());
                *rest = rest.get(1..).unwrap_or_default();
            }
            _ => item.push_str(written),
        }
    }
    all.push(item);
    all.retain(|it| !it.trim().is_empty());
    all
}

/// How long the string is that the text begins with.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|&(_, it)| {
        let ends = it == '"' && !escaped;
        escaped = it == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// Whether this is `name: …`.
fn is_field(item: &str) -> bool {
    let name = |it: char| it.is_ascii_alphanumeric() || it == '_';
    item.trim_start().trim_start_matches(name).starts_with(':')
}

/// The story without what only tells how the file is written.
fn without_the_writing(mut trace: Trace) -> Trace {
    for step in &mut trace.steps {
        step.line = 0;
        step.comment.clear();
        step.written.clear();
    }
    trace
}

#[test]
fn the_other_way_round_is_what_it_says() {
    let text = r#"// No.
(b: {"x": 1, "// y, \")": (k: [1, 2,], l: A)}, a: F("p", (n: 1, m: 2)),)"#;
    let other = r#"
(a: F("p", (m: 2,n: 1)),b: {"// y, \")": (l: A,k: [1, 2]),"x": 1})"#;
    let without_blanks = |it: String| it.replace([' ', '\n'], "");
    assert_eq!(
        without_blanks(the_other_way_round(text)),
        without_blanks(other.to_owned())
    );
}

#[test]
fn the_order_of_keys_does_not_matter_to_any_scenario() -> Outcome<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("the-other-way-round");
    let (mut there, mut twins) = (BTreeMap::new(), BTreeMap::new());
    for file in all_files()? {
        let text = fs::read_to_string(root().join(&file))?;
        let twin = the_other_way_round(&text);
        assert_ne!(the_other_way_round(&twin), twin, "{file}: nothing to turn");
        let path = folder.join(&file);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, &twin)?;
        there.insert(file.clone(), text);
        twins.insert(file, twin);
    }
    let (catalog, files) = (Catalog::built_in(), files()?);
    for file in &files {
        // The worlds that they start from, written down with every id.
        let start = |source| {
            let loaded = Scenario::load(source, "", file, &catalog);
            let scenario = loaded.map_err(|outcome| format!("{file}: {:?}", outcome.problems))?;
            Ok::<_, Box<dyn Error>>(ron::to_string(&scenario.start().to_tenant())?)
        };
        assert_eq!(start(&there)?, start(&twins)?, "{file}");
        let told = |source| without_the_writing(trace_file(source, "", file, &catalog));
        let (one, other) = (told(&there), told(&twins));
        assert_eq!(one.outcome.status, Status::Held, "{file}");
        assert_eq!(one, other, "{file}");
        assert_eq!(
            report::trace_json(&one),
            report::trace_json(&other),
            "{file}"
        );
    }
    for form in ["text", "json"] {
        let mut args = vec!["test", "--verbose", "--format", form];
        args.extend(files.iter().map(String::as_str));
        let one = printed(root(), &args)?;
        assert!(one.status.success(), "{form}");
        assert!(one == printed(&folder, &args)?, "{form}");
    }
    Ok(())
}
