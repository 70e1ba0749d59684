//! Random custom security attributes: few names and few values, so that they meet.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::words::{IDENTITIES, SECURITY_ATTRIBUTES, USERS, Words};
use crate::event::Event;
use crate::model::{AttributeValue, Entries};

/// Attributes are set more often than they are taken away.
pub(super) fn attribute_events(words: &Words) -> BoxedStrategy<Event> {
    let of = || prop_oneof![1 => words.principal(), 1 => words.reference(USERS), 1 => words.reference(IDENTITIES)];
    let name = || words.one_of(SECURITY_ATTRIBUTES);
    prop_oneof![
        2 => (of(), name(), value())
            .prop_map(|(of, name, value)| Event::set_security_attribute(of, name, value)),
        1 => (of(), name())
            .prop_map(|(of, name)| Event::RemoveSecurityAttribute { of, name: name.into() }),
    ]
    .boxed()
}

/// What something new has now and then.
pub(super) fn some_attributes() -> impl Strategy<Value = Option<Entries<AttributeValue>>> {
    let one = (select(SECURITY_ATTRIBUTES), value()).prop_map(|(name, value)| {
        let mut all = Entries::default();
        let _ = all.insert(name, value);
        all
    });
    weighted(0.1, one)
}

/// Of every kind one or two; the empty list is none.
fn value() -> impl Strategy<Value = AttributeValue> {
    let texts = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect();
    select(vec![
        "Cascade".into(),
        "Baker".into(),
        3.into(),
        true.into(),
        texts(&["Baker", "Cascade"]),
        AttributeValue::Integers(vec![3, 4]),
        AttributeValue::Texts(Vec::new()),
    ])
}
