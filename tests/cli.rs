//! The program as it is run: files and arguments in, text and exit code out.
#![cfg(feature = "cli")]

#[path = "cli/conditions.rs"]
mod conditions;
#[path = "cli/trial.rs"]
mod trial;

use std::io::{self, Read};
use std::path::Path;
use std::process::Stdio;
use std::{fs, iter};

use serde_json::Value;

use trial::{FAILS, HOLDS, check, code, command, err, folder, idsim, out};

#[test]
fn exit_codes_of_test() -> io::Result<()> {
    #[rustfmt::skip]
    let rows = [
        ("test s/holds.ron", 0, "1 file, held; 1 expectation\n"),
        ("test s/fails.ron", 1, "FAILED  s/fails.ron  (3 steps)\n\nerror[TakenOut]: expected Allowed, got NotAllowed\n --> s/fails.ron:6:9\n"),
        ("test s/deep/er/refused.ron s/fails.ron", 4, "REFUSED  s/deep/er/refused.ron  (2 steps, 1 not run)\n"),
        ("test s", 3, "4 files, 1 failed, 1 refused, 1 malformed; 3 expectations, 1 failed\n"),
        ("test s/malformed.ron", 3, "MALFORMED  s/malformed.ron\n\nerror[Syntax]: "),
        ("test -q s/fails.ron", 1, "\ns/fails.ron:6:9: error[TakenOut]: expected Allowed, got NotAllowed\n1 file, 1 failed;"),
        ("test -v s/holds.ron", 0, "held       s/holds.ron  Alice is there  (1 step)\n"),
        ("test s/none.ron", 3, "error: there is no file `s/none.ron`\n"),
        ("test empty", 3, "error: `empty` matches no scenario file\n  = help: "),
        ("test empty/*", 3, "error: `empty/*` matches no scenario file\n"),
        ("test s/[", 2, "error: `s/[` is no pattern: "),
        ("test t/carol.tenant.ron", 2, "is a tenant file"),
        ("test", 2, "Usage: idsim test"),
        ("test s --jobs 0", 2, "--jobs"),
        ("test s/holds.ron --roles roles.json", 0, "1 file, held"),
        ("test s/holds.ron --roles s/notes.txt", 3, "error: `s/notes.txt`: not a list of role definitions"),
        ("test s/holds.ron --roles s", 3, "error: `s`: it is no file"),
    ];
    check(&folder("exit-codes")?, &rows)
}

#[test]
fn paths_mean_files() -> io::Result<()> {
    let root = folder("paths")?;
    let holds = root.join("s/holds.ron").display().to_string();
    let (run_holds, lists_holds) = (format!("test -v {holds}"), format!("held       {holds}  "));
    #[rustfmt::skip]
    let rows = [
        ("test . -v", 3, "held       t/sub/includes.ron  Carol"),
        ("test ./s/ -v", 3, "held       s/holds.ron  "),
        ("test s/h*.ron -v", 0, "held       s/holds.ron  "),
        ("test */*.ron", 3, "3 files, 1 failed, 1 malformed;"),
        ("test **/*.ron", 3, "5 files, 1 failed, 1 refused, 1 malformed;"),
        ("test s/deep s/holds.ron s/holds.ron s/h*.ron ./s/deep/er/../er", 4, "2 files, 1 refused;"),
        (&run_holds, 0, &lists_holds),
        // What a file may include depends on what was named.
        ("test t", 0, "1 file, held"),
        ("test t/sub/includes.ron", 0, "1 file, held"),
        ("test t/sub", 3, "error[IncludeOutside]"),
        // A filter looks at paths and names, and that nothing is left is a mistake.
        ("test s --filter ALICE", 0, "1 file, held, 3 skipped; 1 expectation\n"),
        ("test s --filter deep/ER", 4, "1 file, 1 refused, 3 skipped; 1 expectation\n"),
        ("test s --filter nobody", 2, "error: no file's path and no scenario's name contains `nobody`\n"),
    ];
    check(&root, &rows)?;
    #[rustfmt::skip]
    let from_elsewhere = [
        (run_holds.as_str(), 0, lists_holds.as_str()),
        ("test ../s/holds.ron -v", 0, "held       ../s/holds.ron  "),
    ];
    check(&root.join("empty"), &from_elsewhere)
}

#[test]
fn the_report_depends_on_neither_threads_nor_the_order_of_names() -> io::Result<()> {
    let root = folder("jobs")?;
    for (number, text) in (0..40).zip([FAILS, HOLDS].iter().cycle()) {
        fs::write(root.join(format!("s/{number}.ron")), text)?;
    }
    let one = idsim(&root, "test s t -v --jobs 1")?;
    assert_eq!(code(&one), 3);
    for args in ["test s t -v -j 8", "test t s/deep s -v -j 3", "test t s -v"] {
        assert_eq!(out(&idsim(&root, args)?), out(&one), "{args}");
    }
    let told = err(&one);
    assert!(told.starts_with("took "), "beside the report: {told}");
    let json = idsim(&root, "test s --format json -j 1")?;
    assert_eq!(out(&idsim(&root, "test s --format json -j 8")?), out(&json));
    Ok(())
}

#[test]
fn the_json_report_has_one_form() -> io::Result<()> {
    let root = folder("json")?;
    let args = "test s/holds.ron s/fails.ron --filter bob --format json";
    let output = idsim(&root, args)?;
    assert_eq!(code(&output), 1);
    let report: Value = serde_json::from_str(&out(&output))?;
    #[rustfmt::skip]
    let keys = [
        ("", "files totals"),
        ("/files/0", "expectations failures name not_run path source status steps"),
        ("/files/0/failures/0", "code column label line message notes path"),
        ("/files/0/failures/0/notes/0", "kind text"),
        ("/totals", "expectations expectations_failed failed files held malformed refused skipped"),
    ];
    for (place, expected) in keys {
        let object = report.pointer(place).and_then(Value::as_object);
        let keys = object.map(|it| it.keys().map(String::as_str).collect::<Vec<_>>());
        let mut keys = keys.unwrap_or_default();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), expected, "{place}");
    }
    for (place, expected) in [
        ("/files/0/path", Value::from("s/fails.ron")),
        ("/files/0/status", "failed".into()),
        ("/files/0/steps", 3.into()),
        ("/files/0/failures/0/line", 6.into()),
        ("/files/0/failures/0/column", 9.into()),
        ("/files/1/status", "skipped".into()),
        ("/totals/skipped", 1.into()),
    ] {
        assert_eq!(report.pointer(place), Some(&expected), "{place}");
    }
    Ok(())
}

#[test]
fn questions_are_answered() -> io::Result<()> {
    let root = folder("questions")?;
    let bob = "s/fails.ron --principal bob --on resource-group --action";
    let grant = "Microsoft.Authorization/roleAssignments/write";
    #[rustfmt::skip]
    let rows = [
        (format!("check {bob} vm/start --after begin"), 0, "Allowed (Granted): `bob` has a role at `resource-group`"),
        (format!("check {bob} {grant} --plane control --after 2"), 1, "NotAllowed (TakenOut): "),
        (format!("check {bob} vm/start"), 1, "NotAllowed (NoIdentity): "),
        (format!("check {bob} {grant}"), 2, "an action of Azure itself needs `--plane control` or `--plane data`"),
        (format!("check {bob} vm/strat"), 2, "did you mean `vm/start`?"),
        (format!("check {bob} vm/start --after bigin"), 2, "did you mean `begin`?"),
        (format!("check {bob} vm/start --after 4"), 2, "there is no step `4`"),
        (format!("check {} vm/start", bob.replace("bob", "bbo")), 2, "nothing is called `bbo`"),
        (format!("check {} vm/start", bob.replace("fails", "malformed")), 3, "error[Syntax]: "),
        (format!("check {} vm/start", bob.replace("s/fails.ron", "s")), 3, "error: `s` is a folder\n"),
        (format!("check {} vm/start", bob.replace("s/fails", "s/deep/er/refused")), 4, "step 1 is refused"),
        (format!("explain {bob} {grant} --plane control --after begin"), 1, "    Contributor at resource-group (direct): taken out by"),
        (format!("explain {bob} {grant} --plane control --after begin --format json"), 1, "\"stage\": \"TakenOut\""),
        (format!("check {bob} vm/start --after begin --format json"), 0, "\"verdict\": \"Allowed\""),
    ];
    for (args, code, part) in rows {
        check(&root, &[(&args, code, part)])?;
    }
    Ok(())
}

#[test]
fn calls_and_tokens_are_answered() -> io::Result<()> {
    let root = folder("calls")?;
    idsim(&root, "new first")?;
    let call =
        "call first/first.ron --after 0 --to https://kv1.vault.azure.net/secrets/s1 --operation";
    let token = "token first/first.ron --after 0 --resource https://vault.azure.net";
    #[rustfmt::skip]
    let rows = [
        (format!("{call} secrets/get --from vm1"), 0, "Succeeded (200): "),
        (format!("{call} secrets/set --from vm1"), 1, "Forbidden (403 ForbiddenByRbac): "),
        (format!("{call} secrets/get --from app1"), 1, "NoToken: "),
        (format!("{call} secrets/get --from app1 --client-id shop-identity"), 0, "Succeeded (200): "),
        (format!("{call} secrets/get --from vm1 --with azure-cli"), 1, "Azure CLI not found on path"),
        (format!("{call} secrets/get --from vm1 --with azure-cli --client-id vm1"), 2, "names no managed identity"),
        (format!("{call} secrets/get --from vm1 --resource https://storage.azure.com/"), 1, "InvalidAudience (401 Unauthorized): "),
        (format!("{call} secrets/get --from vm1 --format json"), 0, "\"credential\": \"ManagedIdentityCredential\",\n      \"outcome\": \"succeeded\""),
        (format!("{call} secrets/get --from vm9"), 2, "nothing is called `vm9`"),
        (format!("{call} secrets/got --from vm1"), 2, "did you mean `secrets/get`"),
        (format!("{call} secrets/get --from vm1").replace("kv1.", "kv2."), 2, "did you mean `kv1.vault.azure.net`?"),
        (format!("{token} --from vm1"), 0, "Issued (200): a token of vm1 for `https://vault.azure.net`\n  body:\n"),
        (format!("{token} --from app1"), 1, "IdentityNotFound: "),
        (format!("{token} --from app1 --client-id shop-identity --format json"), 0, "\"xms_mirid\": \""),
        (format!("{token} --from app1 --format json"), 1, "\"code\": \"IdentityNotFound\",\n  \"status\": 400,"),
        (format!("{token} --from kv1"), 1, "EndpointNotModelled: "),
        (format!("{token} --from alice"), 2, "`alice` is a directory object"),
    ];
    for (args, code, part) in rows {
        check(&root, &[(&args, code, part)])?;
    }
    Ok(())
}

#[test]
fn codes_and_rules_are_printed() -> io::Result<()> {
    #[rustfmt::skip]
    let rows = [
        ("codes", 0, "\n  TakenOut          A role that is assigned here"),
        ("codes takenout", 0, "\nTakenOut (the reason of an answer; idsim's code)\n  A role that"),
        ("codes NoIdentity", 0, "\n\nNoIdentity (a refusal; idsim's code)\n"),
        ("codes MetadataHeaderMissing", 0, "(no token; idsim's code, Azure answers HTTP 400 bad_request_102)"),
        ("codes 700027", 0, "\n  not modelled yet: client assertions"),
        ("codes 403", 0, "\n  AuthorizationFailed  "),
        ("codes f6.2.3", 0, "\n  modelled:  yes\n"),
        ("codes F6", 0, "\nF6.2.1   A role definition"),
        ("codes F5", 0, "\nF5\n  Entra answers"),
        ("codes F5", 0, "\n\nF5.1   Without a role"),
        ("codes F", 0, "\nF1.1     Turning"),
        ("codes F6.2.3 --format json", 0, "\"codes\": [],\n  \"rules\": [\n    {\n      \"number\": \"F6.2.3\""),
        ("codes gone --format json", 0, "\"kind\": \"Refusal\""),
        ("codes createlock", 0, "CreateLock (an event)\n  needs:\n    - Microsoft.Authorization/locks/write on the thing itself\n  roles that grant it: idsim roles --grants ACTION\n  rules: F6.7.5\n"),
        ("codes MoveResource", 0, "    - Microsoft.Resources/subscriptions/resourceGroups/write on where it goes (linked)\n"),
        ("codes MoveResource", 0, "  source:\n    https://learn.microsoft.com/"),
        ("codes Wait", 0, "Wait (an event)\n  elsewhere, and not modelled: who makes time pass\n"),
        ("codes AttachIdentity --format json", 0, "\"rules\": [],\n  \"events\": [\n    {\n      \"event\": \"AttachIdentity\",\n      \"needs\": [\n        {\n          \"action\": \"{type}/write\",\n          \"on\": \"Itself\",\n          \"linked\": false\n"),
        ("codes AtachIdentity", 2, "did you mean `AttachIdentity`"),
        ("codes TakenOot", 2, "there is no code `TakenOot` in the catalogue\n  = help: did you mean `TakenOut`?"),
    ];
    check(&folder("codes")?, &rows)
}

#[test]
fn roles_and_graphs_are_printed() -> io::Result<()> {
    #[rustfmt::skip]
    let rows = [
        ("roles", 0, "\nReader "),
        ("roles reader", 0, "\nReader\n  id:   acdd72a7-3385-48ef-bd42-f606fba81ae7\n"),
        ("roles Readr", 2, "did you mean `Reader`?"),
        ("roles acdd72a7-3385-48ef-bd42-f606fba81ae7 --format json", 0, "\"roleName\": \"Reader\""),
        ("roles --grants secrets/get", 0, "\nKey Vault Secrets User "),
        ("roles --grants A.B/c/read", 2, "--plane control"),
        ("roles --grants read --plane data", 2, "fewer than two segments"),
        ("graph s/fails.ron", 0, "digraph"),
        ("graph s/fails.ron --format mermaid --after 0", 0, "bob"),
        ("--version", 0, concat!("idsim ", env!("CARGO_PKG_VERSION"), "\n")),
        ("--help", 0, "Exit codes:\n"),
        ("frobnicate", 2, "unrecognized subcommand"),
    ];
    check(&folder("roles")?, &rows)
}

#[test]
fn a_run_is_told() -> io::Result<()> {
    #[rustfmt::skip]
    let rows = [
        ("trace s/holds.ron", 0, "1  ExpectExists([\"alice\"])\n   ✓ alice exists\n\nheld: 1 step; 1 expectation\n"),
        ("trace s/fails.ron", 1, "\nFAILED: 3 steps; 1 expectation, 1 failed\n"),
        ("trace s/deep/er/refused.ron", 4, "\nREFUSED: 2 steps, 1 not run; 1 expectation\n"),
        ("trace s/malformed.ron", 3, "MALFORMED  s/malformed.ron\n\nerror[Syntax]: "),
        ("trace s/malformed.ron --format json", 3, "\"status\": \"malformed\""),
        ("trace s/holds.ron --format json", 0, "\"written\": \"ExpectExists([\\\"alice\\\"])\""),
        ("trace t/sub/includes.ron", 0, "there is carol\n"),
        ("trace s/none.ron", 3, "error: there is no file `s/none.ron`\n"),
        ("trace s", 3, "error: `s` is a folder\n"),
        ("trace", 2, "Usage: idsim trace"),
    ];
    check(&folder("trace")?, &rows)
}

#[test]
fn things_are_shown() -> io::Result<()> {
    #[rustfmt::skip]
    let rows = [
        ("show s/fails.ron bob --after 0", 0, "bob, a user\n  object id: "),
        ("show s/fails.ron bob", 0, "bob, a user, deleted\n  object id: "),
        ("show s/fails.ron bob --after begin --format json", 0, "{\n  \"displayName\": \"bob\",\n  \"id\": \""),
        ("show s/fails.ron bob --format json", 2, "error: `bob` does not exist in Azure\n  = help: "),
        ("show s/fails.ron bbo", 2, "error: nothing is called `bbo`\n  = help: did you mean `bob`?\n"),
        ("show s/fails.ron bob --after 9", 2, "there is no step `9`"),
        ("show s/deep/er/refused.ron subscription", 4, "step 1 is refused"),
        ("show s/malformed.ron bob", 3, "error[Syntax]: "),
        ("show s/fails.ron", 2, "Usage: idsim show"),
    ];
    check(&folder("show")?, &rows)
}

#[test]
fn a_first_scenario_is_written_and_holds() -> io::Result<()> {
    let root = folder("new")?;
    #[rustfmt::skip]
    let rows = [
        ("new x/first-steps", 0, "\n  idsim trace x/first-steps/first.ron\n"),
        ("test x", 0, "1 file, held; 10 expectations\n"),
        ("trace x/first-steps/first.ron", 0, "\nheld: 16 steps; 10 expectations\n"),
        ("show x/first-steps/first.ron vm1 --after 0", 0, "vm1, a resource of type"),
        ("new x/first-steps", 2, "error: `x/first-steps/contoso.tenant.ron` is there already, and nothing is overwritten\n  = help: "),
        ("new roles.json", 2, "error: `roles.json` is there already, and is no folder\n"),
        // What else is there is left alone.
        ("new s", 0, "s/first.ron"),
        ("test s/holds.ron s/first.ron", 0, "2 files, all held"),
        ("new", 2, "Usage: idsim new"),
    ];
    check(&root, &rows)?;
    // One of the two is enough to refuse both.
    let half = root.join("half");
    fs::create_dir(&half)?;
    fs::write(half.join("first.ron"), "mine")?;
    check(
        &root,
        &[("new half", 2, "error: `half/first.ron` is there already")],
    )?;
    assert_eq!(fs::read_to_string(half.join("first.ron"))?, "mine");
    assert!(!half.join("contoso.tenant.ron").exists());
    Ok(())
}

/// Every line of help that is an example, run as it stands, in a folder with the scenarios of this repository.
#[test]
fn the_examples_of_the_help_work() -> io::Result<()> {
    const PAGES: [&str; 13] = [
        "",
        "new ",
        "test ",
        "trace ",
        "check ",
        "explain ",
        "show ",
        "codes ",
        "roles ",
        "graph ",
        "condition check ",
        "condition explain ",
        "condition fmt ",
    ];
    let root = folder("help")?;
    let shelf = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    copy(&shelf, &root.join("scenarios"))?;
    let mut seen = 0;
    for page in PAGES {
        let help = out(&idsim(&root, &format!("{page}--help"))?).replace("\\\n", " ");
        for example in help.lines().filter_map(|it| it.strip_prefix("  idsim ")) {
            let run = command(&root, "").args(words(example)).output()?;
            assert!(code(&run) < 2, "`idsim {example}`: {}", err(&run));
            assert!(!out(&run).is_empty(), "`idsim {example}` prints nothing");
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} examples");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let from = entry?.path();
        let to = to.join(from.file_name().unwrap_or_default());
        match from.is_dir() {
            true => copy(&from, &to)?,
            false => fs::copy(&from, &to).map(drop)?,
        }
    }
    Ok(())
}

/// The words of a command as a shell takes them apart: single quotes hold blanks.
fn words(line: &str) -> Vec<&str> {
    let quoted = line.split('\'').zip([false, true].into_iter().cycle());
    quoted
        .flat_map(|(part, quoted)| match quoted {
            true => iter::once(part).collect::<Vec<_>>(),
            false => part.split_whitespace().collect(),
        })
        .collect()
}

#[test]
fn colour_only_where_it_is_wanted() -> io::Result<()> {
    let root = folder("colour")?;
    for (args, expected) in [
        ("test s", false),
        ("test s --color never", false),
        ("test s --color always", true),
    ] {
        let coloured = out(&idsim(&root, args)?).contains('\u{1b}');
        assert_eq!(coloured, expected, "{args}: no terminal reads it");
    }
    Ok(())
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() -> io::Result<()> {
    let root = folder("pipe")?;
    let steps = "ExpectExists([\"bob\"]), ExpectGone([\"bob\"]),".repeat(2000);
    let long = FAILS.replace("DeleteUser(\"bob\"),", &steps);
    fs::write(root.join("s/fails.ron"), long)?;
    let mut child = command(&root, "test s/fails.ron")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut first = [0];
    let reader = child.stdout.take();
    reader.map_or(Ok(()), |mut it| it.read_exact(&mut first))?;
    let output = child.wait_with_output()?;
    assert_eq!((code(&output), err(&output).as_str()), (1, ""));
    Ok(())
}

#[cfg(unix)]
#[test]
fn no_link_leads_out() -> io::Result<()> {
    use std::os::unix::fs::symlink;

    let root = folder("links")?;
    fs::create_dir(root.join("in"))?;
    symlink(root.join("s/holds.ron"), root.join("in/out.ron"))?;
    symlink(root.join("in"), root.join("in/circle"))?;
    #[rustfmt::skip]
    let rows = [
        ("test in", 3, "it is outside the folder that was given"),
        ("test in", 3, "1 file, 1 malformed;"),
    ];
    check(&root, &rows)
}
