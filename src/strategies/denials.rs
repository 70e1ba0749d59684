//! Random events about what is denied to everybody's roles: deny assignments, and the deployment stacks that make them.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::words::*;
use crate::event::Event;
use crate::model::{
    DenyAssignmentId, DenyAssignmentSpec, DenySettings, DenySettingsMode, DeploymentStack,
    Permission, Reference,
};
use crate::value::ActionPattern;

const NAMES: &[&str] = &[
    "Hands off",
    "Hands off",
    "Hands off",
    "Hands off",
    "Hands off",
    "no reading",
];
const STACKS: &[&str] = &["stack1", "stack1", "stack2"];
/// Few, so that what is made is found again.
const SCOPES: &[&str] = &["rg1", "rg1", "rg1", "rg1", "rg1", "subscription", "kv1"];

pub(super) fn denials(words: &Words) -> BoxedStrategy<Event> {
    let scope = || prop_oneof![9 => words.reference(SCOPES), 1 => words.scope()];
    let stack_scope = || weighted(0.7, words.reference(&["rg1", "subscription"]));
    prop_oneof![
        5 => denial(words, scope().boxed()).prop_map(Event::CreateDenyAssignment),
        9 => (words.one_of(NAMES), scope())
            .prop_map(|(name, scope)| Event::DeleteDenyAssignment { name: name.into(), scope }),
        2 => (words.one_of(STACKS), stack_scope(), vec(scope(), 1..=2), settings(words)).prop_map(
            |(name, scope, resources, deny_settings)| {
                let stack = DeploymentStack { scope, resources, deny_settings };
                Event::CreateDeploymentStack(name.into(), stack)
            }
        ),
        1 => (words.one_of(STACKS), stack_scope())
            .prop_map(|(name, scope)| Event::DeleteDeploymentStack { name: name.into(), scope }),
    ]
    .boxed()
}

fn denial(words: &Words, scope: BoxedStrategy<Reference>) -> BoxedStrategy<DenyAssignmentSpec> {
    let everybody = Just(vec![Reference::from("All Principals")]);
    let principals = prop_oneof![1 => everybody, 2 => vec(words.principal(), 1..=2)];
    (
        (words.one_of(NAMES), scope, permissions()),
        (principals, vec(words.principal(), 0..=2)),
        (proptest::bool::weighted(0.3), any::<bool>(), id()),
    )
        .prop_map(
            |((name, scope, permissions), (principals, spared), (stops, protected, id))| {
                DenyAssignmentSpec {
                    name: name.into(),
                    permissions,
                    scope,
                    do_not_apply_to_child_scopes: stops,
                    principals,
                    exclude_principals: spared,
                    is_system_protected: protected,
                    description: String::new(),
                    id: id.map(DenyAssignmentId::new),
                    deployment_stack: None,
                }
            },
        )
        .boxed()
}

/// Actions and exceptions, on either plane or on both.
fn permissions() -> BoxedStrategy<Vec<Permission>> {
    let block = |actions, not_actions, data_actions, not_data_actions| Permission {
        actions: patterns(actions),
        not_actions: patterns(not_actions),
        data_actions: patterns(data_actions),
        not_data_actions: patterns(not_data_actions),
        ..Permission::default()
    };
    let reading = block(&["*/read"], &[], &[], &[]);
    let all_but_reading = block(&["*"], &["*/read"], &[], &[]);
    let data = block(&[], &[], &["*"], &["Microsoft.KeyVault/vaults/keys/*"]);
    let both = block(
        &["*"],
        &["Microsoft.KeyVault/*", "*/write"],
        &["*/read"],
        &[],
    );
    select(vec![
        vec![reading.clone()],
        vec![all_but_reading.clone()],
        vec![data.clone()],
        vec![both.clone()],
        vec![both, reading],
        vec![all_but_reading, data],
    ])
    .boxed()
}

fn settings(words: &Words) -> BoxedStrategy<DenySettings> {
    let mode = select(vec![
        DenySettingsMode::DenyWriteAndDelete,
        DenySettingsMode::DenyDelete,
        DenySettingsMode::None,
    ]);
    let excluded = proptest::bool::weighted(0.3);
    (mode, excluded, vec(words.principal(), 0..=1), any::<bool>())
        .prop_map(
            |(mode, excluded, excluded_principals, apply)| DenySettings {
                mode,
                excluded_actions: match excluded {
                    true => patterns(&["Microsoft.Authorization/roleAssignments/*"]),
                    false => Vec::new(),
                },
                excluded_principals,
                apply_to_child_scopes: apply,
            },
        )
        .boxed()
}

fn patterns(texts: &[&str]) -> Vec<ActionPattern> {
    texts.iter().filter_map(|it| it.parse().ok()).collect()
}
