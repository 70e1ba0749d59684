//! The same input gives the same bytes: whatever the number of threads, the order of the files and the order of the keys
//! inside of them.

#![cfg(feature = "cli")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the program prints, whatever it ends with.
fn printed(folder: &Path, args: &[&str]) -> Outcome<Vec<u8>> {
    let output = Command::new(env!("CARGO_BIN_EXE_idsim"))
        .current_dir(folder)
        .args(args)
        .output()?;
    Ok(output.stdout)
}

/// Every scenario file, by path.
fn files() -> Outcome<Vec<String>> {
    let (mut folders, mut files) = (vec![PathBuf::from("scenarios")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if name.ends_with(".ron") && !name.ends_with(".tenant.ron") {
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
        assert!(!first.is_empty(), "{file}");
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
            let text = String::from_utf8(printed(&folder, args)?)?;
            assert!(!text.is_empty(), "{args:?}");
            all.push(text);
        }
        printed_for.push(all);
    }
    let (first, second) = (printed_for.first(), printed_for.get(1));
    assert_eq!(first, second);
    Ok(())
}
