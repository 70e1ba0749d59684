//! A tenant as the text of a tenant file, both ways.

use super::file::TenantText;
use super::syntax::{options, read};
use super::text;
use crate::model::Tenant;

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
