//! Random events about locks: few, and mostly on single things, for what is locked hardly anything happens to.

use proptest::prelude::*;
use proptest::sample::select;

use super::words::*;
use crate::event::Event;
use crate::model::{LockLevel, LockSpec};

const NAMES: &[&str] = &["keep", "keep", "keep", "keep", "keep", "Freeze"];
/// Few, so that what is put on is taken off again.
const SCOPES: &[&str] = &["vm1", "vm1", "vm1", "vm1", "vm1", "kv1", "app1/slots/s1"];

pub(super) fn locks(words: &Words) -> BoxedStrategy<Event> {
    let scope = || {
        prop_oneof![
            12 => words.reference(SCOPES),
            3 => words.reference(RESOURCE_GROUPS),
            1 => words.scope(),
        ]
    };
    let level = select(vec![
        LockLevel::CanNotDelete,
        LockLevel::CanNotDelete,
        LockLevel::ReadOnly,
    ]);
    prop_oneof![
        1 => (words.one_of(NAMES), level, scope()).prop_map(|(name, level, scope)| {
            Event::CreateLock(LockSpec { name: name.into(), level, scope, notes: String::new() })
        }),
        2 => (words.one_of(NAMES), scope())
            .prop_map(|(name, scope)| Event::DeleteLock { name: name.into(), scope }),
    ]
    .boxed()
}
