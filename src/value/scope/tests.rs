//! Tests of scopes.

use proptest::prelude::*;

use super::*;

const SUB: &str = "/subscriptions/00000000-0000-0000-0000-000000000001";
const MG: &str = "/providers/Microsoft.Management/managementGroups/mg1";

fn scope(text: &str) -> Scope {
    Scope::parse(text).unwrap()
}

#[test]
fn level_parent_and_type_follow_from_the_text() {
    let check = |text: &str, level: ScopeLevel, parent: Option<&str>, kind: Option<&str>| {
        let scope = scope(text);
        assert_eq!(scope.level(), level, "{text}");
        assert_eq!(scope.parent().as_ref().map(Scope::as_str), parent, "{text}");
        assert_eq!(
            scope.resource_type().as_ref().map(ResourceType::as_str),
            kind,
            "{text}"
        );
    };
    use ScopeLevel::{Child, ManagementGroup, Resource, ResourceGroup, Root, Subscription};
    let rg = format!("{SUB}/resourceGroups/rg1");
    let vm = format!("{rg}/providers/Microsoft.Compute/virtualMachines/vm1");
    let slot = format!("{rg}/providers/Microsoft.Web/sites/app/slots/staging");
    let lock = "providers/Microsoft.Authorization/locks/l1";
    let lock_type = Some("Microsoft.Authorization/locks");

    check("/", Root, None, None);
    check(
        MG,
        ManagementGroup,
        Some("/"),
        Some("Microsoft.Management/managementGroups"),
    );
    check(
        &MG.to_uppercase(),
        ManagementGroup,
        Some("/"),
        Some("MICROSOFT.MANAGEMENT/MANAGEMENTGROUPS"),
    );
    check(SUB, Subscription, Some("/"), None);
    check(&rg, ResourceGroup, Some(SUB), None);
    check(
        &rg.replace("resourceGroups", "resourcegroups"),
        ResourceGroup,
        Some(SUB),
        None,
    );
    check(
        &vm,
        Resource,
        Some(&rg),
        Some("Microsoft.Compute/virtualMachines"),
    );
    check(
        &slot,
        Child,
        slot.strip_suffix("/slots/staging"),
        Some("Microsoft.Web/sites/slots"),
    );
    check(
        &format!("{slot}/a/b"),
        Child,
        Some(&slot),
        Some("Microsoft.Web/sites/slots/a"),
    );
    // A resource may lie at any level, and extend any other.
    check(
        "/providers/Microsoft.Capacity/orders/o1",
        Resource,
        Some("/"),
        Some("Microsoft.Capacity/orders"),
    );
    check(&format!("{SUB}/{lock}"), Resource, Some(SUB), lock_type);
    check(&format!("{MG}/{lock}"), Resource, Some(MG), lock_type);
    check(&format!("{rg}/{lock}"), Resource, Some(&rg), lock_type);
    check(&format!("{vm}/{lock}"), Child, Some(&vm), lock_type);
    check(&format!("{slot}/{lock}"), Child, Some(&slot), lock_type);
    check(
        &format!("{MG}/settings/default"),
        Child,
        Some(MG),
        Some("Microsoft.Management/managementGroups/settings"),
    );
    // Only at the root is it a management group.
    check(
        &format!("{SUB}{MG}"),
        Resource,
        Some(SUB),
        Some("Microsoft.Management/managementGroups"),
    );
}

#[test]
fn an_error_says_which_segment_and_what_was_expected() {
    let check = |text: &str, expected: &str| {
        let error = Scope::parse(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    };
    check("", "does not begin with a slash");
    check("kv1", "scope `kv1` does not begin with a slash");
    check(" /", "does not begin with a slash");
    check("//", "segment 1 of scope `//` is empty");
    check(
        "/tenants/t",
        "segment 1 of the scope, `tenants`, is not acceptable: expected `subscriptions` or `providers`",
    );
    check(
        "/subscriptions",
        "ends too early: expected the subscription's id",
    );
    check(
        "/subscriptions/",
        "segment 2 of scope `/subscriptions/` is empty",
    );
    check("/subscriptions/prod", "segment 2 of the scope, `prod`");
    check(
        "/subscriptions/00000000000000000000000000000001",
        "a GUID with dashes",
    );
    check(&format!("{SUB}/"), "segment 3 of scope");
    check(
        &format!("{SUB}/rg/rg1"),
        "segment 3 of the scope, `rg`, is not acceptable: expected `resourceGroups` or `providers`",
    );
    check(
        &format!("{SUB}/resourceGroups"),
        "expected the resource group's name",
    );
    check(
        &format!("{SUB}/resourceGroups/rg1/vm/vm1"),
        "segment 5 of the scope, `vm`, is not acceptable: expected `providers`",
    );
    check(
        &format!("{SUB}/resourceGroups/rg1/providers"),
        "expected a provider's namespace",
    );
    check(
        &format!("{SUB}/resourceGroups/rg1/providers/A.B"),
        "expected a resource type",
    );
    check(
        &format!("{SUB}/resourceGroups/rg1/providers/A.B/c"),
        "expected the resource's name",
    );
    check(
        &format!("{SUB}/resourceGroups/rg1/providers/A.B/c/d/e"),
        "expected the child's name",
    );
    check(
        &format!("{SUB}/resourceGroups/rg1/providers/A.B/c/d//f"),
        "segment 9 of scope",
    );
    check(
        &format!("{SUB}/resourceGroups/.."),
        "expected more than dots",
    );
    check(&format!("{SUB}/resourceGroups/ "), "expected no blank");
    check(&format!("{SUB}/resourceGroups/rg1 "), "expected no blank");
    check(
        &format!("{SUB}/resourceGroups/r\ng"),
        "no control character",
    );
    for character in r"<>%&\?#".chars() {
        check(
            &format!("{SUB}/resourceGroups/r{character}g"),
            "expected none of",
        );
    }
    check(
        &format!("{SUB}/resourceGroups/{}", "a".repeat(2048)),
        "expected at most 2048",
    );
}

#[test]
fn names_given_apart_stay_one_segment() {
    let id = Guid::from_u128(1);
    assert_eq!(Scope::subscription(id), scope(SUB));
    assert_eq!(Scope::management_group("mg1"), Ok(scope(MG)));
    assert!(matches!(
        Scope::management_group("mg1/settings/default"),
        Err(ScopeError::NotOneSegment(_))
    ));
    assert!(matches!(
        Scope::in_subscription(id, "rg1/providers/A.B/c/d"),
        Err(ScopeError::NotOneSegment(_))
    ));
    let kind = ResourceType::parse("A.B/c").unwrap();
    assert!(matches!(
        Scope::resource(&Scope::root(), &kind, "d/e/f"),
        Err(ScopeError::NotOneSegment(_))
    ));
    assert_eq!(
        Scope::resource(&Scope::root(), &kind, "d"),
        Ok(scope("/providers/A.B/c/d"))
    );
    assert_eq!(Scope::root().child(&SUB[1..]), Ok(scope(SUB)));
}

/// Vector 79.
#[test]
fn containment_goes_by_segments() {
    let check = |outer: &str, inner: &str, expected: bool| {
        assert_eq!(
            scope(outer).contains(&scope(inner)),
            expected,
            "{outer} {inner}"
        );
    };
    let rg = |name: &str| format!("{SUB}/resourceGroups/{name}");
    check("/", "/", true);
    check("/", MG, true);
    check("/", &rg("rg1"), true);
    check(SUB, "/", false);
    check(SUB, &rg("rg1"), true);
    check(&rg("rg1"), SUB, false);
    check(&rg("rg1"), &rg("rg10"), false);
    check(&rg("rg1"), &rg("rg1").to_uppercase(), true);
    check(
        &rg("rg1"),
        &format!("{}/providers/A.B/c/d", rg("RG1")),
        true,
    );
    check(
        &rg("rg1"),
        &format!("{}/providers/A.B/c/d", rg("rg10")),
        false,
    );
    check(MG, MG, true);
    check(MG, SUB, false);
    check(MG, &format!("{MG}0"), false);
}

#[test]
fn knows_what_it_lies_in() {
    let rg = format!("{SUB}/resourceGroups/rg1");
    let site = format!("{rg}/providers/Microsoft.Web/sites/app");
    let deep = scope(&format!(
        "{site}/slots/staging/providers/Microsoft.Authorization/locks/l1"
    ));
    assert_eq!(deep.name(), "l1");
    assert_eq!(deep.subscription_id(), Some(Guid::from_u128(1)));
    assert_eq!(deep.containing_subscription(), Some(scope(SUB)));
    assert_eq!(deep.resource_group(), Some(scope(&rg)));
    assert_eq!(deep.containing_resource(), Some(scope(&site)));
    assert_eq!(scope(&site).containing_resource(), Some(scope(&site)));
    for outside in [Scope::root(), scope(MG)] {
        assert_eq!(outside.subscription_id(), None);
        assert_eq!(outside.containing_subscription(), None);
        assert_eq!(outside.resource_group(), None);
        assert_eq!(outside.containing_resource(), None);
    }
    assert_eq!(Scope::root().name(), "/");
}

#[test]
fn serde_is_the_text() {
    let text = format!(r#""{SUB}/resourceGroups/Rg1""#);
    let scope = serde_json::from_str::<Scope>(&text).unwrap();
    assert_eq!(serde_json::to_string(&scope).unwrap(), text);
    let error = serde_json::from_str::<Scope>(r#""kv1""#).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`kv1` does not begin with a slash"),
        "{error}"
    );
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let head = prop_oneof![
        Just(String::new()),
        "/providers/Microsoft[.]Management/managementGroups/[a-c]",
        "/(S|s)ubscriptions/00000000-0000-0000-0000-00000000000[1-3A]",
        "/subscriptions/00000000-0000-0000-0000-000000000001/resource(G|g)roups/[A-Ba-bİΣ]{1,2}",
    ];
    let tail = "(/providers/N[.]S/[t-v]/[A-Ba-b]{1,2}(/[t-v]/[A-Ba-bİΣ ]{0,1}b){0,3}){0,3}";
    (head, tail).prop_map(|(head, tail)| {
        let text = format!("{head}{tail}").replace("/ ", "/");
        Scope::parse(if text.is_empty() { "/" } else { &text }).unwrap()
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(scope in any_scope()) {
        prop_assert_eq!(Scope::parse(&scope.to_string()), Ok(scope.clone()));
        prop_assert_eq!(Scope::parse(scope.folded()), Ok(scope));
    }

    #[test]
    fn ancestors_are_those_that_contain_it(scope in any_scope(), other in any_scope()) {
        let ancestors: Vec<_> = scope.ancestors().collect();
        prop_assert_eq!(ancestors.first(), Some(&scope));
        prop_assert_eq!(ancestors.last(), Some(&Scope::root()));
        prop_assert_eq!(ancestors.contains(&other), other.contains(&scope));
        prop_assert!(ancestors.iter().all(|ancestor| ancestor.contains(&scope)));
        prop_assert!(ancestors.is_sorted_by(|inner, outer| inner.level() >= outer.level()));
    }

    #[test]
    fn a_provider_block_has_a_type(scope in any_scope()) {
        prop_assert_eq!(scope.resource_type().is_some(), scope.folded().contains("/providers/"));
    }

    #[test]
    fn no_text_panics(text in "(/|subscriptions|providers|resourceGroups|00000000-0000-0000-0000-000000000001|a|.){0,20}") {
        if let Ok(scope) = Scope::parse(&text) {
            prop_assert!(scope.ancestors().count() > 0);
            let _ = (scope.resource_type(), scope.name().len(), scope.child(&text));
        }
    }
}
