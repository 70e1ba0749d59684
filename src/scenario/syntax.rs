//! RON in and out: one set of options, and errors with their places.

use std::ops::Range;

use ron::extensions::Extensions;
use serde::Deserialize;

use super::file::TenantText;
use super::text;
use crate::model::Tenant;

/// How files are read: optional fields need no `Some`, and a step's fields stand right in its brackets.
fn options() -> ron::Options {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

/// What `ron` could not read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) message: String,
    pub(super) span: Range<usize>,
    /// The variants that there are, if one was written that there is not.
    pub(super) variants: Option<&'static [&'static str]>,
    /// The name that stands where another was expected.
    pub(super) found: Option<String>,
    /// The names that were expected there.
    pub(super) expected: &'static [&'static str],
}

/// Reads a value.
pub(super) fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Box<SyntaxError>> {
    options().from_str(text).map_err(|error| {
        let start = text::offset(text, error.span.start.line, error.span.start.col);
        let end = text::offset(text, error.span.end.line, error.span.end.col);
        let (variants, found, expected) = match &error.code {
            ron::Error::NoSuchEnumVariant {
                expected, found, ..
            } => (Some(*expected), Some(found.clone()), *expected),
            ron::Error::NoSuchStructField {
                expected, found, ..
            } => (None, Some(found.clone()), *expected),
            _ => (None, None, [].as_slice()),
        };
        Box::new(SyntaxError {
            message: message(&error.code),
            span: start..end.max(start),
            variants,
            found,
            expected,
        })
    })
}

/// `ron`'s message in the house's form: lower case, without advice that is for programmers.
fn message(code: &ron::Error) -> String {
    let text = match code {
        ron::Error::ExceededRecursionLimit => "brackets are nested too deep".to_owned(),
        code => code.to_string(),
    };
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => text,
    }
}

/// A tenant from the text of a tenant file that includes no other.
///
/// # Errors
/// The text is not a tenant file; with line and column.
///
/// ```
/// use idsim::World;
/// use idsim::scenario::{read_tenant, write_tenant};
///
/// let text = write_tenant(&World::new().to_tenant());
/// assert_eq!(read_tenant(&text), Ok(World::new().to_tenant()));
/// assert!(read_tenant("(tenant: (users: []))").is_err());
/// ```
pub fn read_tenant(text: &str) -> Result<Tenant, String> {
    let file: TenantText = read(text).map_err(|error| {
        let (line, column) = text::line_and_column(text, error.span.start);
        format!("{line}:{column}: {}", error.message)
    })?;
    match file.include.is_empty() {
        true => Ok(file.tenant),
        false => Err("1:1: the file includes others; load it from a scenario".to_owned()),
    }
}

/// A tenant as the text of a tenant file.
pub fn write_tenant(tenant: &Tenant) -> String {
    let pretty = ron::ser::PrettyConfig::new()
        .struct_names(false)
        .depth_limit(4);
    // A tenant is made of maps with text keys, lists and texts, all of which can be written.
    options()
        .to_string_pretty(
            &TenantText {
                include: Vec::new(),
                tenant: tenant.clone(),
            },
            pretty,
        )
        .unwrap_or_default()
}
