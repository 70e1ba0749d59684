//! How idsim's files are read and printed.

use ron::extensions::Extensions;

/// Optional fields need no `Some`, and the fields of a step stand right in its brackets.
pub(crate) fn written() -> ron::Options {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}
