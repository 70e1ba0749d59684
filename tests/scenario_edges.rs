//! Scenario texts at their edges: what each is told, and where.

use std::collections::BTreeMap;

use idsim::Catalog;
use idsim::scenario::{MAX_INCLUDES_DEEP, run_file};

/// Every problem of `x.ron` as `path:line Code: message`.
fn told(files: BTreeMap<String, String>) -> Vec<String> {
    run_file(&files, "", "x.ron", &Catalog::built_in())
        .problems
        .iter()
        .map(|it| {
            let (line, _) = it.position();
            format!("{}:{line} {}: {}", it.path, it.code, it.message)
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    let files = BTreeMap::from([("x.ron".to_owned(), text.to_owned())]);
    assert_eq!(told(files), expected, "{text}");
}

/// A scenario of a key vault, which is there or deleted, with one step.
fn step(before: &str, step: &str) -> String {
    format!(
        r#"(name: "x",
    tenant: (users: {{"alice": ()}}, resources: {{"kv1": (type: "Microsoft.KeyVault/vaults")}}),
    steps: [ExpectExists(["alice", "kv1"]), {before}
        {step},
    ])"#
    )
}

#[test]
fn only_what_existed_can_be_gone() {
    let gone = |name: &str| step("", &format!(r#"ExpectGone(["{name}"])"#));
    let never = "x.ron:4 ExpectGone: expected `kv1/secrets/never` to be gone, and it never existed";
    check(&gone("kv1/secrets/never"), &[never]);
    let root = "x.ron:4 ExpectGone: expected `/` to be gone, and it exists";
    check(&gone("/"), &[root]);
    check(
        &gone("nobody"),
        &["x.ron:4 Question: nothing is called `nobody`"],
    );
    check(
        &gone("kv1"),
        &["x.ron:4 ExpectGone: expected `kv1` to be gone, and it exists"],
    );
    check(
        &step(r#"DeleteResource("kv1"),"#, r#"ExpectGone(["kv1"])"#),
        &[],
    );
    check(
        &step(r#"DeleteUser("alice"),"#, r#"ExpectGone(["alice"])"#),
        &[],
    );
}

#[test]
fn only_what_exists_exists() {
    let exists = |name: &str| step("", &format!(r#"ExpectExists(["{name}"])"#));
    check(&exists("/"), &[]);
    let never = "x.ron:4 ExpectExists: expected `kv1/secrets/never` to exist, and it never existed";
    check(&exists("kv1/secrets/never"), &[never]);
    let deleted = step(r#"DeleteResource("kv1"),"#, r#"ExpectExists(["kv1"])"#);
    check(
        &deleted,
        &["x.ron:4 ExpectExists: expected `kv1` to exist, and it does not"],
    );
}

#[test]
fn closed_lists_are_compared_without_regard_to_letter_case() {
    let orphaned = |scope: &str| {
        let before = r#"AssignRole(principal: "alice", role: "Reader", scope: "kv1/secrets/s1"), DeleteUser("alice"),"#;
        let expected = format!(
            r#"ExpectOrphaned([(role: "reader", scope: "{scope}", cause: PrincipalDeleted)])"#
        );
        step(before, &expected)
    };
    check(&orphaned("kv1/secrets/s1"), &[]);
    check(&orphaned("KV1/Secrets/S1"), &[]);
    check(
        &orphaned("kv1/secrets/s2"),
        &[
            "x.ron:4 ExpectOrphaned: expected `Reader at kv1/secrets/s2 (PrincipalDeleted)`, \
             got `Reader at kv1/secrets/s1 (PrincipalDeleted)`",
        ],
    );
}

/// A scenario in which a fixture is called `name`, has the fields `fields`, and one text says `mention`.
fn with_fixture(section: &str, name: &str, fields: &str, mention: &str) -> String {
    format!(
        r#"(name: "x",
    tenant: ({section}: {{"{name}": {fields}}}),
    steps: [ExpectExists(["subscription"]), ExpectExists(["{mention}"])])"#
    )
}

#[test]
fn a_fixture_is_used_whatever_it_is_called_by() {
    const ID: &str = "/SUBSCRIPTIONS/11111111-1111-1111-1111-111111111111/resourceGroups/Resource-Group/providers/Microsoft.KeyVault/vaults/kv1";
    const OBJECT: &str = "ea7bccf8-0707-5118-b2cc-d070979bb4c4";
    const VAULT: &str = r#"(type: "Microsoft.KeyVault/vaults")"#;
    let stated = format!(r#"(id: "{OBJECT}")"#);
    let from_group = "resource-group/providers/Microsoft.KeyVault/vaults/kv1";
    let used = |section: &str, name: &str, fields: &str, mention: &str| {
        check(&with_fixture(section, name, fields, mention), &[]);
    };
    used("resources", "kv1", VAULT, "KV1");
    used("resources", "kv1", VAULT, ID);
    used("resources", "kv1", VAULT, from_group);
    used("users", "alice", "()", OBJECT);
    used("users", "bob", &stated, OBJECT);
    used("users", "bob", &stated, &OBJECT.to_uppercase());
    used("users", "café", "()", r"caf\u{e9}");
    used("users", r"caf\u{e9}", "()", "café");
    used("users", "ΟΔΟΣ", "()", "οδοσ");
    // Below a resource nothing is kept track of, so that it only counts as a mention.
    let below = with_fixture("resources", "kv1", VAULT, &format!("{ID}/secrets/s1"));
    let never =
        format!("x.ron:3 ExpectExists: expected `{ID}/secrets/s1` to exist, and it never existed");
    check(&below, &[&never]);
}

#[test]
fn what_a_fixture_says_of_itself_is_no_use() {
    let unused = |name: &str| {
        vec![format!(
            "x.ron:2 UnusedFixture: `{name}` is used by nothing"
        )]
    };
    let check = |section: &str, name: &str, fields: &str| {
        let files = BTreeMap::from([(
            "x.ron".to_owned(),
            with_fixture(section, name, fields, "subscription"),
        )]);
        assert_eq!(told(files), unused(name), "{section} {fields}");
    };
    check("users", "bob", "()");
    check(
        "users",
        "bob",
        r#"(id: "ea7bccf8-0707-5118-b2cc-d070979bb4c4")"#,
    );
    // Of another name only the beginning is the same.
    check("users", "sub", "()");
}

/// The lint compares no fixture with every other one: with 20,000 that would take minutes.
#[test]
fn many_fixtures_are_looked_through_in_no_time() {
    let resources: String = (0..20_000)
        .map(|number| format!("\"st{number}\": (type: \"Microsoft.Storage/storageAccounts\"),\n"))
        .collect();
    let text = format!(
        "(name: \"x\", tenant: (resources: {{{resources}}}), steps: [ExpectExists([\"st7\"])])"
    );
    let files = BTreeMap::from([("x.ron".to_owned(), text)]);
    let outcome = run_file(&files, "", "x.ron", &Catalog::built_in());
    assert_eq!(outcome.problems.len(), 19_999);
}

#[test]
fn a_fixture_named_like_a_number_is_found_by_its_name() {
    check(
        r#"(name: "x", tenant: (groups: {
        "1": (),
        "0": (members: ["nobody"]),
    }), steps: [ExpectExists(["1", "0"])])"#,
        &["x.ron:3 UnknownName: nothing is called `nobody`"],
    );
}

#[test]
fn a_fixture_without_a_name_is_found_in_its_own_file() {
    let principal = r#"(name: "former", principal_type: User, origin: Directory, id: "ea7bccf8-0707-5118-b2cc-d070979bb4c4")"#;
    let history = |include: &str, steps: &str| {
        format!("({include}\ntenant: (history: (deleted_principals: [\n{principal},\n])){steps})")
    };
    let files = BTreeMap::from([
        ("a.tenant.ron".to_owned(), history("", "")),
        (
            "x.ron".to_owned(),
            history(
                r#"name: "x", include: ["a.tenant.ron"],"#,
                r#", steps: [ExpectExists(["subscription"])]"#,
            ),
        ),
    ]);
    let told = told(files);
    assert!(told[0].starts_with("x.ron:3 AlreadyExists: "), "{told:?}");
}

/// Files that include one another in a row, the last of which is `count` deep.
fn row_of_includes(count: usize) -> BTreeMap<String, String> {
    let steps =
        r#"(name: "x", include: ["1.tenant.ron"], steps: [ExpectExists(["subscription"])])"#;
    let mut files = BTreeMap::from([
        ("x.ron".to_owned(), steps.to_owned()),
        (format!("{count}.tenant.ron"), "(tenant: ())".to_owned()),
    ]);
    for number in 1..count {
        let text = format!("(include: [\"{}.tenant.ron\"], tenant: ())", number + 1);
        files.insert(format!("{number}.tenant.ron"), text);
    }
    files
}

#[test]
fn includes_go_so_deep_and_no_deeper() {
    assert_eq!(told(row_of_includes(MAX_INCLUDES_DEEP)), [""; 0]);
    for count in [MAX_INCLUDES_DEEP + 1, 6_000] {
        let expected = "32.tenant.ron:1 IncludeTooDeep: `33.tenant.ron` is included too deep";
        assert_eq!(told(row_of_includes(count)), [expected]);
    }
}

#[test]
fn what_a_thing_cannot_have_is_not_expected_of_it() {
    check(
        &step("", r#"ExpectHosts(of: "kv1", are: [])"#),
        &["x.ron:4 ExpectHosts: `kv1` is not a user-assigned identity"],
    );
    check(
        &step("", r#"ExpectMembers(of: "alice", are: [])"#),
        &["x.ron:4 ExpectMembers: `alice` is not a group"],
    );
    check(
        &step(
            "",
            r#"CreateGroup("team"), ExpectSecurityAttributes(of: "team", are: {})"#,
        ),
        &[
            "x.ron:4 ExpectSecurityAttributes: `team` is not a user, an application or a managed identity",
        ],
    );
    check(
        &step(
            "",
            r#"ExpectIdentity("subscription", (system_assigned: false))"#,
        ),
        &["x.ron:4 ExpectIdentity: `subscription` is not a resource that has or lists identities"],
    );
    check(
        &step("", r#"ExpectIdentity("kv1", (system_assigned: false))"#),
        &[],
    );
}
