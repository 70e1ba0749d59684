//! Random conditions over a few attributes and values, often true, often false, and often nobody can say.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::model::{AttributeValue, Condition, Entries};
use crate::value::Name;

/// What conditions compare with texts. The names of things stand in no pattern: other names decide otherwise.
const TEXTS: &[&str] = &[
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>]",
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:project<$key_case_sensitive$>]",
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:sensitivity]",
    "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project]",
    "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix]",
    "@Environment[Microsoft.Network/privateEndpoints]",
    "'logs/2026'",
];
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringStartsWith",
    "StringStartsWithIgnoreCase",
    "StringNotStartsWith",
    "StringNotStartsWithIgnoreCase",
    "StringLike",
    "StringLikeIgnoreCase",
    "StringNotLike",
    "StringNotLikeIgnoreCase",
];
const VALUES: &[&str] = &[
    "Cascade",
    "cascade",
    "Baker",
    "high",
    "logs/2026",
    "logs/*",
    "LOGS/*",
    "logs/",
    r"logs\*",
    "*a*e",
    "?aker",
    "/subscriptions/s/pe1",
];
const LISTS: &[&str] = &[
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags&$keys$&]",
    "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags&$keys$&]",
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project]",
    "{'Project', 'Baker'}",
];
const CROSS_PRODUCTS: &[&str] = &[
    "ForAnyOfAnyValues",
    "ForAllOfAnyValues",
    "ForAnyOfAllValues",
    "ForAllOfAllValues",
];
const OF_SETS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLikeIgnoreCase",
];
const KEYS: &[&str] = &["Project", "project", "sensitivity", "Cascade", "*e*"];
/// Reader, Key Vault Secrets User and Owner.
const ROLES: &[&str] = &[
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "4633458b17de408ab874da8fbe95e3bc",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
];
/// What says what it says by itself.
const OTHERS: &[&str] = &[
    "SubOperationMatches{'Blob.List'}",
    "NOT SubOperationMatches{'Blob.Write.Tier'}",
    "@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Blob.List'}",
    "Exists @Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project]",
    "NOT Exists @Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix]",
    "@Environment[isPrivateLink] BoolEquals true",
    "@Environment[isPrivateLink] BoolNotEquals true",
    "@Environment[UtcNow] DateTimeGreaterThan '2026-01-01T12:00:00.0Z'",
    "@Environment[UtcNow] DateTimeLessThanEquals '2026-01-02T00:00:00.0Z'",
    "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:snapshot] DateTimeGreaterThanEquals '2026-01-01T12:00:00.0000001Z'",
    "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'sa1'",
    "@Resource[Microsoft.Storage/storageAccounts:name] StringNotEqualsIgnoreCase 'SA1'",
    "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'user'",
    "{1, 2} ForAllOfAnyValues:NumericLessThanEquals {2}",
    "{1, 3} ForAnyOfAllValues:NumericGreaterThan {2, 3}",
    "ActionMatches{'*/read'}",
];
/// What conditions are about.
const TARGETS: &[&str] = &[
    "*/read",
    "*/write",
    "Microsoft.KeyVault/*",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
];

/// Conditions of role assignments that are well-formed, over a few attributes: half of them say what they are about, as the
/// Azure portal has them do. Without what a question states most are unknown.
///
/// ```
/// use idsim::Condition;
/// use idsim::strategies::conditions;
/// use proptest::prelude::*;
///
/// # fn main() {
/// proptest!(ProptestConfig::with_cases(16), |(text in conditions())| {
///     let condition = Condition::parse(&text).unwrap();
///     let printed = condition.expression().to_string();
///     let again = Condition::parse(&printed).unwrap();
///     prop_assert_eq!(again.expression(), condition.expression());
/// });
/// # }
/// ```
pub fn conditions() -> BoxedStrategy<String> {
    let targeted = || {
        (select(TARGETS), expression())
            .prop_map(|(target, it)| format!("((!(ActionMatches{{'{target}'}})) OR ({it}))"))
    };
    prop_oneof![
        3 => targeted(),
        1 => (targeted(), targeted()).prop_map(|(one, other)| format!("({one} AND {other})")),
        3 => expression(),
    ]
    .boxed()
}

/// The condition of a block of a role, already read.
pub(super) fn read_conditions() -> impl Strategy<Value = Condition> {
    conditions().prop_filter_map("a condition", |text| Condition::parse(&text).ok())
}

/// What stands for a condition in an event: mostly one, sometimes nothing, and now and then nonsense; with or without its
/// version.
pub(super) fn written_conditions() -> impl Strategy<Value = (Option<String>, Option<String>)> {
    let texts = prop_oneof![
        30 => conditions(),
        1 => Just(String::new()),
        1 => select(&["@Resource[A.B/c:name] StringEqual 'x'", "((", "null", "@Tenant[a:b] BoolEquals true"]).prop_map(String::from),
    ];
    let versions = prop_oneof![
        9 => weighted(0.5, Just("2.0".to_owned())),
        1 => Just(Some("1.0".to_owned())),
    ];
    (texts.prop_map(Some), versions)
}

fn expression() -> impl Strategy<Value = String> {
    let inner = comparison();
    inner.prop_recursive(2, 5, 2, |inner| {
        let both = || (inner.clone(), inner.clone());
        prop_oneof![
            2 => both().prop_map(|(one, other)| format!("({one}) AND ({other})")),
            2 => both().prop_map(|(one, other)| format!("({one} OR {other})")),
            1 => inner.clone().prop_map(|it| format!("NOT ({it})")),
        ]
    })
}

fn comparison() -> BoxedStrategy<String> {
    let roles = subsequence(ROLES, 1..=2).prop_map(|all| all.join(", "));
    prop_oneof![
        4 => (select(TEXTS), select(OPERATORS), select(VALUES)).prop_map(|(it, operator, value)| format!("{it} {operator} '{value}'")),
        3 => (select(LISTS), select(CROSS_PRODUCTS), select(OF_SETS), subsequence(KEYS, 1..=3))
            .prop_map(|(it, cross, operator, keys)| format!("{it} {cross}:{operator} {{'{}'}}", keys.join("', '"))),
        2 => (select(CROSS_PRODUCTS), any::<bool>(), roles).prop_map(|(cross, not, roles)| {
            let not = if not { "Not" } else { "" };
            format!("@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] {cross}:Guid{not}Equals{{{roles}}}")
        }),
        6 => select(OTHERS).prop_map(String::from),
    ]
    .boxed()
}

/// Attributes that questions state, as they name them, each with a value.
const STATED: &[(&str, &[&str])] = &[
    ("@Resource[blobs/tags:Project]", &["Cascade", "Baker"]),
    ("@Resource[blobs/tags:sensitivity]", &["high", "low"]),
    ("@Request[blobs/tags:Project]", &["Cascade", "cascade"]),
    ("@Request[blobs:prefix]", &["logs/2026", "logs*", "Baker"]),
    (
        "@Request[roleAssignments:RoleDefinitionId]",
        &[
            "ACDD72A7-3385-48EF-BD42-F606FBA81AE7",
            "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        ],
    ),
];

/// What a question states for conditions to look at: the kind of request, and attributes.
pub(super) fn stated() -> impl Strategy<Value = (Option<Name>, Entries<AttributeValue>)> {
    let kind = weighted(0.2, select(&["Blob.List", "Blob.Write.Tier"]));
    let texts = STATED.iter().map(|(name, values)| {
        let name = *name;
        weighted(0.5, select(*values)).prop_map(move |it| it.map(|it| (name, it)))
    });
    let texts: Vec<_> = texts.collect();
    (kind, texts, weighted(0.3, any::<bool>()), any::<bool>()).prop_map(
        |(kind, texts, is_private, says_nothing)| {
            let mut entries = Entries::default();
            if says_nothing {
                return (None, entries);
            }
            for (name, value) in texts.into_iter().flatten() {
                entries.replace(name, value.into());
            }
            if let Some(it) = is_private {
                entries.replace("@Environment[isPrivateLink]", it.into());
            }
            (kind.map(Name::from), entries)
        },
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    use super::{conditions, stated};
    use crate::access::{AccessRequest, Truth};
    use crate::model::Condition;
    use crate::value::Action;
    use crate::world::World;

    fn drawn<S: Strategy>(of: &S, runner: &mut TestRunner) -> Result<S::Value, String> {
        let tree = of.new_tree(runner).map_err(|it| it.to_string())?;
        Ok(tree.current())
    }

    /// Each of the three comes often enough that laws about it say something.
    #[test]
    fn conditions_are_true_and_false_and_unknown() -> Result<(), Box<dyn std::error::Error>> {
        let mut world = World::new();
        world.apply(crate::event::Event::create_user("alice"))?;
        let mut runner = TestRunner::deterministic();
        let mut counts: BTreeMap<Truth, usize> = BTreeMap::new();
        for _ in 0..600 {
            let text = drawn(&conditions(), &mut runner)?;
            let (kind, attributes) = drawn(&stated(), &mut runner)?;
            let condition = Condition::parse(&text).map_err(|it| format!("{text}: {it}"))?;
            let request = AccessRequest::data("alice", "A.B/c/read", "resource-group");
            let request = request.in_circumstances(kind, attributes);
            let on = world.resolve_scope(&request.on)?;
            let circumstances = request.circumstances(&world, &on)?;
            let truth = condition.evaluate(&Action::data("A.B/c/read")?, &circumstances);
            *counts.entry(truth).or_default() += 1;
        }
        assert!(
            counts.len() == 3 && counts.values().all(|it| *it > 60),
            "{counts:?}"
        );
        Ok(())
    }
}
