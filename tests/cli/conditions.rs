//! `idsim condition`, and what the other commands say of conditions.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use super::trial::{check, code, command, err, folder, out};

/// Reading by a tag, without a blank, so that it is one word of a command line.
const READ: &str = "!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'}&&!SubOperationMatches{'Blob.List'})||@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>]StringEquals'Cascade'";

/// Somebody who may read by that condition.
fn scenario() -> String {
    format!(
        r#"(
    name: "reading by a tag",
    tenant: (
        users: {{"chandra": ()}},
        resources: {{
            "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true)),
            "sa1": (type: "Microsoft.Storage/storageAccounts"),
        }},
        role_assignments: [
            (principal: "chandra", role: "Storage Blob Data Reader", scope: "sa1", condition: "{READ}"),
            (principal: "vm1", role: "Storage Blob Data Reader", scope: "sa1", condition: "{READ}"),
            (principal: "chandra", role: "Key Vault Data Access Administrator", scope: "resource-group"),
        ],
    ),
    steps: [
        ExpectAccess(principal: "chandra", action: Operation("blobs/list"), on: "sa1", is: Allowed),
        AssignRole(principal: "chandra", role: "Reader", scope: "sa1", condition: "@Environment[isPrivateLink] BoolEquals true"),
    ],
)"#
    )
}

/// The program with this on its standard input.
fn piped(folder: &Path, args: &str, text: &str) -> io::Result<Output> {
    let mut child = command(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Whoever finds something else wrong first does not read it.
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait_with_output()
}

#[test]
fn a_condition_is_checked() -> io::Result<()> {
    let private = "@Environment[isPrivateLink]BoolEquals true";
    let write = READ
        .replace("blobs/read", "blobs/write")
        .replace("&&!SubOperationMatches{'Blob.List'}", "");
    #[rustfmt::skip]
    let rows = [
        (String::new(), READ.to_owned(), 0, "well-formed\n"),
        (String::new(), private.to_owned(), 0, "note[NoTarget]: no action is named: the condition filters every action of the role\n --> <condition>:1:1\n"),
        (String::new(), write.clone(), 1, "warning[WayRound]: "),
        (String::new(), write.clone(), 1, "\nwell-formed, 2 warnings\n"),
        (" --role Reader".to_owned(), READ.to_owned(), 1, "warning[TargetNotInRole]: `Reader` does not grant `"),
        (" --role Readr".to_owned(), READ.to_owned(), 2, "did you mean `Reader`?"),
        (" --roles none.json".to_owned(), READ.to_owned(), 3, "error: `none.json`: "),
        (String::new(), format!("{private} AND\n\n {private} OR 1 NumericEquals 1\n"), 1, "warning[MixedAndOr]: `AND` and `OR` meet without parentheses: Azure calls that ambiguous\n --> <condition>:1:44\n  |\n1 | @Environment[isPrivateLink]BoolEquals true AND\n  |                                            ^^^\n  |\n  = help: write the parentheses;"),
        // What is malformed is shown where it is.
        (String::new(), "(\n @Resource[A.B/c:d] StringEqual 'x'\n)".to_owned(), 3, "error[InvalidCondition]: expected an operator like `StringEquals`, found `StringEqual`\n --> <condition>:2:21\n  |\n2 |  @Resource[A.B/c:d] StringEqual 'x'\n  |                     ^^^^^^^^^^^\n"),
        (String::new(), String::new(), 3, "error[InvalidCondition]: expected an expression, "),
        (String::new(), "x".repeat(9000), 3, "the condition has 9000 bytes: expected at most 8192"),
        (" --format json".to_owned(), "(".to_owned(), 3, "{\n  \"well_formed\": false,\n  \"error\": {\n    \"message\": \"expected an expression, "),
        (" --format json".to_owned(), write, 1, "\"code\": \"WayRound\",\n      \"level\": \"warning\",\n"),
    ];
    let root = folder("condition-check")?;
    for (args, text, expected, part) in rows {
        let output = piped(&root, &format!("condition check{args} -"), &text)?;
        let told = format!("{args}: {text}\n{}{}", out(&output), err(&output));
        assert_eq!(code(&output), expected, "{told}");
        assert!(told.contains(part), "{part:?} is missing: {told}");
    }
    Ok(())
}

#[test]
fn a_condition_is_explained() -> io::Result<()> {
    let root = folder("condition-explain")?;
    let read = format!("condition explain {READ} --action blobs/read");
    let whole = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    #[rustfmt::skip]
    let rows = [
        (format!("{read} --attr @Resource[tags:Project]=Cascade"), 0, "true\n\ntrue     any of:\nfalse      not all of:\ntrue         ActionMatches{'"),
        (format!("{read} --attr @Resource[blobs/tags:Project]=Baker"), 1, "false\n\nfalse    any of:\n"),
        (read.clone(), 1, "unknown\n\nunknown  any of:\n"),
        (read.clone(), 1, "  @Resource[tags:Project<$key_case_sensitive$>]  not supplied: --attr \"@Resource[tags:Project]=…\"\n"),
        (format!("{read} --attr @Resource[tags:project]=Cascade"), 1, "  @Resource[tags:project]                        'Cascade', for which the condition does not ask\n"),
        (format!("{read} --attr @Resource[tags:Project]=3"), 1, "3, where texts are compared: quote it, '3', for a text\n"),
        (format!("{read} --sub-operation blob.list"), 0, "  sub-operation                                  Blob.List\n"),
        (read.replace("blobs/read --", "").replace("--action blobs/read", "--action blobs/list"), 0, "true\n"),
        (read.replace("--action blobs/read", &format!("--action {whole}")), 1, "unknown\n"),
        (read.replace("--action blobs/read", &format!("--plane data --action {whole}")), 1, "unknown\n"),
        (read.replace("--action blobs/read", &format!("--plane control --action {whole}")), 2, "is an action of the data plane"),
        (read.replace("--action blobs/read", "--action blobs/raed"), 2, "did you mean `blobs/read`"),
        (read.replace("--action blobs/read", "--action blobs/list --sub-operation Blob.Write.Tier"), 2, "`blobs/list` is a `Blob.List`, and was asked as a `Blob.Write.Tier`"),
        (format!("{read} --sub-operation Blob.Lst"), 2, "did you mean `Blob.List`"),
        (format!("{read} --attr @Resource[tagz:Project]=Cascade"), 2, "there is no attribute `@Resource[tagz:Project]`"),
        (format!("{read} --attr Project=Cascade"), 2, "expected `ATTRIBUTE=VALUE`"),
        // What only the condition knows, and what a world would know.
        ("condition explain @Resource[A.B/c:d]NumericEquals{3} --action blobs/read --attr @Resource[A.B/c:d]=3".replace("{3}", "@Resource[A.B/c:d]"), 0, "true\n"),
        ("condition explain Exists@Environment[UtcNow] --action blobs/read --attr @Environment[UtcNow]=2026-01-01T00:00:00Z".to_owned(), 0, "true\n"),
        ("condition explain Exists@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags&$keys$&] --action blobs/write".to_owned(), 1, "not supplied: --attr '@Request[tags&$keys$&]={…}'\n"),
        ("condition explain ( --action blobs/read".to_owned(), 3, "error[InvalidCondition]: "),
        (format!("{read} --format json"), 1, "{\n  \"truth\": \"Unknown\",\n"),
    ];
    for (args, code, part) in rows {
        check(&root, &[(&args, code, part)])?;
    }
    let json = command(&root, &format!("{read} --format json")).output()?;
    let json: Value = serde_json::from_str(&out(&json))?;
    #[rustfmt::skip]
    let places = [
        ("/condition/text", Value::from("OR")),
        ("/condition/parts/0/text", "NOT".into()),
        ("/condition/parts/1/truth", "Unknown".into()),
        ("/condition/parts/1/values/0/value", Value::Null),
        ("/not_supplied/0", "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>]".into()),
    ];
    for (place, expected) in places {
        assert_eq!(json.pointer(place), Some(&expected), "{place}");
    }
    Ok(())
}

#[test]
fn a_condition_is_laid_out() -> io::Result<()> {
    let root = folder("condition-fmt")?;
    let laid_out = piped(&root, "condition fmt -", READ)?;
    assert_eq!(code(&laid_out), 0);
    assert!(
        out(&laid_out).starts_with("(\n (\n  !(ActionMatches{'"),
        "{}",
        out(&laid_out)
    );
    let one_line = piped(&root, "condition fmt --one-line", &out(&laid_out))?;
    assert!(out(&one_line).starts_with("!(ActionMatches{'") && out(&one_line).lines().count() == 1);
    for again in [&laid_out, &one_line] {
        let again = piped(&root, "condition fmt", &out(again))?;
        assert_eq!(out(&again), out(&laid_out));
    }
    let malformed = piped(&root, "condition fmt", "NOT")?;
    assert_eq!((code(&malformed), out(&malformed).as_str()), (3, ""));
    assert!(err(&malformed).contains("expected an expression"));
    Ok(())
}

#[test]
fn other_commands_know_conditions() -> io::Result<()> {
    let root = folder("conditions")?;
    std::fs::write(root.join("tags.ron"), scenario())?;
    let asked = |verb: &str, who: &str, how: &str| {
        format!("{verb} tags.ron --principal {who} --action blobs/read --on sa1 {how}")
    };
    let call = "call tags.ron --from vm1 --to https://sa1.blob.core.windows.net/c1/b1 --operation blobs/read";
    #[rustfmt::skip]
    let rows = [
        (asked("check", "chandra", "--attr @Resource[blobs/tags:Project]=Cascade"), 0, "Allowed (Granted)"),
        (asked("check", "chandra", "--attr @Resource[blobs/tags:Project]=Baker"), 1, "NotAllowed (ConditionFalse)"),
        (asked("check", "chandra", ""), 1, "NotAllowed (ConditionUnknown)"),
        (asked("check", "chandra", "--sub-operation Blob.List"), 0, "Allowed (Granted)"),
        (asked("check", "chandra", "--sub-operation Blob.Lst"), 2, "did you mean `Blob.List`"),
        (asked("check", "chandra", "--attr @Resource[blobs/tag:Project]=Cascade"), 2, "there is no attribute `@Resource[blobs/tag:Project]`"),
        (asked("check", "chandra", "--attr Project=Cascade"), 2, "expected `ATTRIBUTE=VALUE`"),
        (asked("check", "chandra", "--attr @Resource[blobs/tags:Project]={Cascade,3}"), 2, "a set is of texts or of integers, not of both"),
        (asked("check", "chandra", "--attr @Resource[storageAccounts:name]=sa2"), 2, "is the world's to say"),
        (asked("explain", "chandra", "--attr @Resource[blobs/tags:Project]=Baker"), 1, "its condition does not hold: "),
        (asked("explain", "chandra", "--format json"), 1, "\"conditions\": [\n        {\n          \"of\": \"assignment\",\n          \"text\": \"!(ActionMatches"),
        (call.to_owned(), 1, "AuthorizationPermissionMismatch"),
        (format!("{call} --attr @Resource[blobs/tags:Project]=Cascade"), 0, "Succeeded"),
        (format!("{call} --attr @Resource[blobs/tag:Project]=Cascade"), 2, "there is no attribute `@Resource[blobs/tag:Project]`"),
        ("show tags.ron chandra".to_owned(), 0, "Reader at sa1 (effective) under the condition @Environment[isPrivateLink] BoolEquals true\n"),
        ("show tags.ron sa1".to_owned(), 0, "has Reader (effective) under the condition @Environment[isPrivateLink] BoolEquals true\n"),
        ("trace tags.ron".to_owned(), 0, "chandra has Reader at sa1 under a condition now\n"),
        ("trace tags.ron --format json".to_owned(), 0, "\"text\": \"chandra has Reader at sa1 under a condition now\""),
    ];
    for (args, code, part) in rows {
        check(&root, &[(&args, code, part)])?;
    }
    // A role prints its own as the portal lays it out.
    let role = command(&root, "roles")
        .arg("Key Vault Data Access Administrator")
        .output()?;
    let portal = "  condition:\n    (\n     (\n      !(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})\n     )\n     OR\n";
    assert!(out(&role).contains(portal), "{}", out(&role));
    Ok(())
}

#[test]
fn candidates_carry_their_conditions() -> io::Result<()> {
    let root = folder("conditions-json")?;
    std::fs::write(root.join("tags.ron"), scenario())?;
    let args = "explain tags.ron --principal chandra --action blobs/read --on sa1 --attr @Resource[tags:Project]=Baker --format json";
    let json: Value = serde_json::from_str(&out(&command(&root, args).output()?))?;
    let considered = json.pointer("/considered").and_then(Value::as_array);
    let conditions = considered.into_iter().flatten().find_map(|it| {
        let is_it = it.pointer("/assignment/role")? == "Storage Blob Data Reader";
        is_it.then(|| it.pointer("/conditions/0")).flatten()
    });
    let condition = conditions.unwrap_or(&Value::Null);
    #[rustfmt::skip]
    let places = [
        ("/of", Value::from("assignment")),
        ("/text", READ.into()),
        ("/truth", "False".into()),
        ("/findings/2/truth", "False".into()),
        ("/findings/2/values/0/value", "Baker".into()),
    ];
    for (place, expected) in places {
        assert_eq!(
            condition.pointer(place),
            Some(&expected),
            "{place}: {condition}"
        );
    }
    Ok(())
}
