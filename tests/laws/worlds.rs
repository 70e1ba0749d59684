//! Histories of the ordinary size, as other tests use them.

use idsim::strategies::{Size, histories as of_size, hostile_histories as hostile_of_size};
use proptest::prelude::*;

pub(crate) use idsim::strategies::History;

/// Histories over a few names, most of whose events are accepted.
pub(crate) fn histories() -> impl Strategy<Value = History> {
    of_size(Size::ORDINARY)
}

/// Histories with arbitrary text for names here and there.
pub(crate) fn hostile_histories() -> impl Strategy<Value = History> {
    hostile_of_size(Size::ORDINARY)
}

/// How idsim's files are read and printed.
pub(crate) fn written() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}
