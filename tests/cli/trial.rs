//! A folder with scenario files, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, io};

pub(crate) const HOLDS: &str =
    r#"(name: "Alice is there", tenant: (users: {"alice": ()}), steps: [ExpectExists(["alice"])])"#;
pub(crate) const FAILS: &str = r#"(
    name: "Bob may grant",
    tenant: (users: {"bob": ()}, role_assignments: [(principal: "bob", role: "Contributor", scope: "resource-group")]),
    steps: [
        Mark("begin"),
        ExpectAccess(principal: "bob", action: Control("Microsoft.Authorization/roleAssignments/write"), on: "resource-group", is: Allowed),
        DeleteUser("bob"),
    ],
)"#;
const REFUSED: &str = r#"(name: "nothing to delete", steps: [DeleteResource("vm1"), ExpectExists(["subscription"])])"#;
const MALFORMED: &str = r#"(name: "a typo", stepz: [])"#;
const INCLUDES: &str =
    r#"(name: "Carol", include: ["../carol.tenant.ron"], steps: [ExpectExists(["carol"])])"#;
const TENANT: &str = r#"(tenant: (users: {"carol": ()}))"#;

/// The files: one for each way to end, and what is not to be run.
const FILES: [(&str, &str); 10] = [
    ("s/holds.ron", HOLDS),
    ("s/fails.ron", FAILS),
    ("s/deep/er/refused.ron", REFUSED),
    ("s/malformed.ron", MALFORMED),
    ("s/notes.txt", "not a scenario"),
    ("s/.hidden/no.ron", MALFORMED),
    ("t/carol.tenant.ron", TENANT),
    ("t/sub/includes.ron", INCLUDES),
    ("roles.json", "[]"),
    ("empty/notes.txt", ""),
];

/// A folder of its own for a test, with all the files.
pub(crate) fn folder(test: &str) -> io::Result<PathBuf> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    // Of an earlier run; the first has none.
    let _ = fs::remove_dir_all(&root);
    for (path, text) in FILES {
        let path = root.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(root)
}

/// The program with these arguments, which blanks part.
pub(crate) fn command(folder: &Path, args: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idsim"));
    command.current_dir(folder).args(args.split_whitespace());
    command
}

pub(crate) fn idsim(folder: &Path, args: &str) -> io::Result<Output> {
    command(folder, args).output()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts of each row the exit code, and that a text stands in what is printed, wherever it is printed.
pub(crate) fn check(folder: &Path, rows: &[(&str, i32, &str)]) -> io::Result<()> {
    for (args, expected, part) in rows {
        let output = idsim(folder, args)?;
        let told = format!("`idsim {args}`\n{}{}", out(&output), err(&output));
        assert_eq!(code(&output), *expected, "{told}");
        assert!(told.contains(part), "{part:?} is missing: {told}");
    }
    Ok(())
}
