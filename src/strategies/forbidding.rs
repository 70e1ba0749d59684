//! Random events that forbid something, and that take it back: deny assignments, deployment stacks, locks.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::words::*;
use crate::event::Event;
use crate::model::{
    DenyAssignmentId, DenyAssignmentSpec, DenySettings, DenySettingsMode, DeploymentStack,
    LockLevel, LockSpec, Permission, Reference,
};
use crate::value::ActionPattern;

/// What is denied, with an exception or without, on either plane.
const DENIED: &[(&str, &str, &str)] = &[
    ("*/delete", "Microsoft.Authorization/locks/delete", ""),
    ("*", "*/read", ""),
    ("", "", "*/read"),
    ("", "", ""),
];

pub(super) fn forbidding(words: &Words) -> BoxedStrategy<Event> {
    let denials = || words.one_of(DENIALS);
    let locks = || words.one_of(LOCKS);
    let containers = || weighted(0.7, words.reference(RESOURCE_GROUPS));
    let level = select(vec![LockLevel::CanNotDelete, LockLevel::ReadOnly]);
    prop_oneof![
        4 => denial(words).prop_map(Event::CreateDenyAssignment),
        2 => (denials(), words.scope())
            .prop_map(|(name, scope)| Event::DeleteDenyAssignment { name: name.into(), scope }),
        2 => (words.one_of(STACKS), stack(words)).prop_map(|(name, it)| Event::CreateDeploymentStack(name.into(), it)),
        1 => (words.one_of(STACKS), containers())
            .prop_map(|(name, scope)| Event::DeleteDeploymentStack { name: name.into(), scope }),
        1 => (locks(), level, words.scope()).prop_map(|(name, level, scope)| {
            Event::CreateLock(LockSpec { name: name.into(), level, scope, notes: String::new() })
        }),
        2 => (locks(), words.scope()).prop_map(|(name, scope)| Event::DeleteLock { name: name.into(), scope }),
    ]
    .boxed()
}

fn denial(words: &Words) -> impl Strategy<Value = DenyAssignmentSpec> + use<> {
    let everybody = Just(vec![Reference::from("All Principals")]);
    let some = vec(words.principal(), 0..3);
    let id = select(GUIDS).prop_filter_map("a GUID", |text| text.parse().ok());
    (
        (words.one_of(DENIALS), words.scope(), any::<bool>()),
        select(DENIED),
        prop_oneof![everybody, some],
        vec(words.principal(), 0..2),
        weighted(0.1, id),
    )
        .prop_map(
            |((name, scope, stops), denied, principals, exclude_principals, id)| {
                let (actions, not_actions, data_actions) = denied;
                DenyAssignmentSpec {
                    name: name.into(),
                    permissions: vec![Permission {
                        actions: patterns(actions),
                        not_actions: patterns(not_actions),
                        data_actions: patterns(data_actions),
                        ..Permission::default()
                    }],
                    scope,
                    do_not_apply_to_child_scopes: stops,
                    principals,
                    exclude_principals,
                    is_system_protected: stops,
                    description: String::new(),
                    id: id.map(DenyAssignmentId::new),
                    deployment_stack: None,
                }
            },
        )
}

fn stack(words: &Words) -> impl Strategy<Value = DeploymentStack> + use<> {
    let mode = select(vec![
        DenySettingsMode::None,
        DenySettingsMode::DenyDelete,
        DenySettingsMode::DenyWriteAndDelete,
    ]);
    let managed = prop_oneof![3 => words.reference(HOSTS), 1 => words.reference(RESOURCE_GROUPS)];
    (
        weighted(0.7, words.reference(RESOURCE_GROUPS)),
        vec(managed, 0..3),
        mode,
        vec(words.principal(), 0..2),
        any::<bool>(),
    )
        .prop_map(
            |(scope, resources, mode, excluded_principals, apply_to_child_scopes)| {
                DeploymentStack {
                    scope,
                    resources,
                    deny_settings: DenySettings {
                        mode,
                        excluded_actions: Vec::new(),
                        excluded_principals,
                        apply_to_child_scopes,
                    },
                }
            },
        )
}

fn patterns(text: &str) -> Vec<ActionPattern> {
    text.parse().into_iter().collect()
}
