//! One condition that has each trap, and one that differs in one thing and has not.

use super::LintCode::{self, *};
use crate::catalog::Catalog;
use crate::model::Condition;

/// What the tables cut short.
fn written(text: &str) -> Condition {
    let text = text
        .replace(
            "blobs/",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/",
        )
        .replace(
            "blobs:",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:",
        )
        .replace("roleAssignments", "Microsoft.Authorization/roleAssignments")
        .replace("{id}", "acdd72a7-3385-48ef-bd42-f606fba81ae7");
    Condition::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn codes(text: &str, role: Option<&str>) -> Vec<LintCode> {
    let catalog = Catalog::built_in();
    let role = role.map(|name| catalog.role(&name.into()).expect("it is built in"));
    let lints = written(text).lints(role);
    let codes = lints.iter().map(super::Lint::code);
    codes.filter(|it| *it != NoTarget).collect()
}

#[test]
fn each_trap_and_a_twin_without() {
    #[rustfmt::skip]
    let rows: [(LintCode, &str, &str); 19] = [
        (MixedAndOr, "true BoolEquals true AND 1 NumericEquals 1 OR 2 NumericEquals 2", "(true BoolEquals true AND 1 NumericEquals 1) OR 2 NumericEquals 2"),
        (UnknownSubOperation, "SubOperationMatches{'Blob.Lst'}", "SubOperationMatches{'blob.list'}"),
        (UnknownAttribute, "@Resource[blobs:pathh] StringEquals 'x'", "@Resource[blobs:Path] StringEquals 'x'"),
        (UnknownAttribute, "Exists @Resource[A.B/c:name]", "Exists @Resource[blobs:path]"),
        (WrongSource, "@Request[blobs:path] StringEquals 'x'", "@Resource[blobs:path] StringEquals 'x'"),
        (OtherKind, "@Request[roleAssignments:RoleDefinitionId] StringEquals '{id}'", "@Request[roleAssignments:RoleDefinitionId] GuidEquals {id}"),
        (OtherKind, "@Environment[isPrivateLink] StringEquals 'true'", "@Environment[isPrivateLink] BoolEquals true"),
        (OneOfKeys, "@Request[blobs/tags&$keys$&] StringEquals 'Project'", "@Request[blobs/tags&$keys$&] ForAnyOfAnyValues:StringEquals {'Project'}"),
        // F8.5.1
        (NotSupplied, "!(ActionMatches{'blobs/read'}) OR @Resource[blobs:path] StringLike 'a/*'", "!(ActionMatches{'blobs/read'} AND NOT SubOperationMatches{'Blob.List'}) OR @Resource[blobs:path] StringLike 'a/*'"),
        (NotSupplied, "!(ActionMatches{'blobs/tags/write'} OR ActionMatches{'blobs/*'}) OR @Request[blobs/tags:P] StringEquals 'x'", "!(ActionMatches{'blobs/tags/write'}) OR @Request[blobs/tags:P] StringEquals 'x'"),
        (NotSupplied, "!(ActionMatches{'roleAssignments/*'}) OR @Request[roleAssignments:PrincipalType] StringEquals 'User'", "!(ActionMatches{'roleAssignments/*'}) OR @Request[roleAssignments:PrincipalType] StringEquals 'User' OR @Resource[roleAssignments:PrincipalType] StringEquals 'User'"),
        (NotSupplied, "!(ActionMatches{'blobs/delete'}) OR @Request[blobs:prefix] StringEquals 'x'", "!(ActionMatches{'blobs/delete'}) OR @Request[blobs:prefix] StringEquals 'x' OR NOT Exists @Request[blobs:prefix]"),
        // F8.5.2, F8.5.3
        (NegatedMissing, "@Resource[blobs/tags:P] StringNotEquals 'x'", "@Resource[blobs/tags:P] StringNotEquals 'x' OR NOT Exists @Resource[blobs/tags:P]"),
        (NegatedMissing, "@Resource[blobs/tags:P] StringNotEquals 'x'", "@Resource[blobs:path] StringNotEquals 'x'"),
        (NotOverMissing, "NOT @Resource[blobs/tags:P] StringEquals 'x'", "NOT (NOT @Resource[blobs/tags:P] StringEquals 'x')"),
        // F8.5.4
        (NegatedAnyOf, "@Resource[blobs/tags&$keys$&] ForAnyOfAnyValues:StringNotEquals {'x'} AND Exists @Resource[blobs/tags&$keys$&]", "@Resource[blobs/tags&$keys$&] ForAllOfAllValues:StringNotEquals {'x'} AND Exists @Resource[blobs/tags&$keys$&]"),
        (NegatedAnyOf, "@Request[roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {{id}, 8e3af657a8ff443ca75c2fe8c4bcb635}", "@Request[roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{id}, 8e3af657a8ff443ca75c2fe8c4bcb635}"),
        (NegatedAnyOf, "@Resource[blobs:path] ForAnyOfAnyValues:StringNotEquals {'a', 'b'}", "@Resource[blobs:path] ForAnyOfAnyValues:StringNotEquals {'a'}"),
        // F8.5.6
        (GuidsOfStorage, "!(ActionMatches{'blobs/read'}) OR {id} GuidEquals {id}", "!(ActionMatches{'roleAssignments/*'}) OR {id} GuidEquals {id}"),
    ];
    for (code, trap, twin) in rows {
        assert!(!codes(trap, None).is_empty(), "{code}: {trap}");
        assert!(
            codes(trap, None).iter().all(|it| *it == code),
            "{code}: {trap}: {:?}",
            codes(trap, None)
        );
        assert_eq!(codes(twin, None), [], "{twin}");
    }
}

/// What only the role decides: with the first it is a trap, with the second it is none.
#[test]
fn a_role_says_more() {
    let guarded = |actions: &str, body: &str| format!("!({actions}) OR {body}");
    let write = "ActionMatches{'blobs/write'}";
    let both = "ActionMatches{'blobs/write'} OR ActionMatches{'blobs/add/action'}";
    let in_path = "@Resource[blobs:path] StringEquals 'x'";
    let assigned = "@Request[roleAssignments:PrincipalType] StringEquals 'User'";
    let assign = "ActionMatches{'roleAssignments/write'}";
    let (owner, contributor, reader) = (
        Some("Storage Blob Data Owner"),
        Some("Storage Blob Data Contributor"),
        Some("Storage Blob Data Reader"),
    );
    let (delegate, secrets_user) = (
        Some("Role Based Access Control Administrator"),
        Some("Key Vault Secrets User"),
    );
    #[rustfmt::skip]
    let rows = [
        // F8.5.5
        (guarded(write, in_path), contributor, vec![WayRound]),
        (guarded(both, in_path), contributor, vec![]),
        (guarded(both, in_path), owner, vec![WayRound]),
        (guarded(both, in_path), None, vec![]),
        (guarded(&format!("{both} OR ActionMatches{{'blobs/runAsSuperUser/action'}}"), in_path), owner, vec![]),
        // Setting a tier is no way to create a blob.
        (guarded(&format!("{write} AND SubOperationMatches{{'Blob.Write.Tier'}}"), in_path), contributor, vec![]),
        (guarded(&format!("{write} AND SubOperationMatches{{'Blob.Write.WithTagHeaders'}}"), in_path), contributor, vec![WayRound]),
        (guarded(assign, assigned), delegate, vec![WayRound]),
        (guarded(assign, assigned), None, vec![WayRound]),
        // What the role does not grant is no target, and no way.
        (guarded(assign, assigned), secrets_user, vec![TargetNotInRole]),
        (guarded("ActionMatches{'blobs/*'}", in_path), secrets_user, vec![TargetNotInRole]),
        (guarded("ActionMatches{'blobs/read'} AND NOT SubOperationMatches{'Blob.List'}", in_path), reader, vec![]),
        // Without a target the role says what is filtered.
        ("@Resource[blobs:path] StringEquals 'x'".to_owned(), reader, vec![NotSupplied]),
        ("@Resource[blobs:path] StringEquals 'x'".to_owned(), None, vec![]),
        ("{id} GuidEquals {id}".to_owned(), reader, vec![GuidsOfStorage]),
        ("{id} GuidEquals {id}".to_owned(), secrets_user, vec![]),
    ];
    for (text, role, expected) in rows {
        assert_eq!(codes(&text, role), expected, "{role:?}: {text}");
    }
}

#[test]
fn what_filters_every_action_is_worth_knowing_only() {
    let whole = written("@Resource[blobs:path] StringEquals 'x'").lints(None);
    assert_eq!(
        whole.iter().map(super::Lint::code).collect::<Vec<_>>(),
        [NoTarget]
    );
    assert!(!NoTarget.is_warning());
    let all = LintCode::ALL.iter().filter(|it| !it.is_warning());
    assert_eq!(all.count(), 1);
}

#[test]
fn a_trap_is_where_it_stands() {
    let condition = written(
        "ActionMatches{'A.B/c'} OR\n Exists @Resource[A.B/c:d] OR SubOperationMatches{'x'}",
    );
    let lints = condition.lints(None);
    let texts: Vec<_> = lints
        .iter()
        .filter_map(|it| condition.as_str().get(it.place.clone()))
        .collect();
    assert_eq!(
        texts,
        ["Exists @Resource[A.B/c:d]", "SubOperationMatches{'x'}"]
    );
}
