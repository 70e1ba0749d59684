//! Roles, as a list and one by one.

use std::fmt::Write;

use super::visible::visible;
use crate::catalog::write_roles;
use crate::model::{Permission, RoleDefinition};
use crate::value::ActionPattern;

/// The roles by name with their GUIDs, one a line.
///
/// ```
/// use idsim::{Catalog, report::roles_text};
///
/// let list = roles_text(Catalog::built_in().roles());
/// assert!(list.lines().any(|line| line.starts_with("Reader ") && line.ends_with(" acdd72a7-3385-48ef-bd42-f606fba81ae7")));
/// ```
pub fn roles_text<'r>(roles: impl IntoIterator<Item = &'r RoleDefinition>) -> String {
    let roles: Vec<&RoleDefinition> = roles.into_iter().collect();
    let name_width = |role: &&RoleDefinition| role.role_name.as_str().chars().count();
    let width = roles.iter().map(name_width).max().unwrap_or_default();
    let mut out = String::new();
    for role in roles {
        let condition = if role.is_conditioned() {
            "  (has a condition)"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "{:width$}  {}{condition}",
            visible(role.role_name.as_str()),
            role.id
        );
    }
    out
}

/// The roles as `az role definition list -o json` prints them.
pub fn roles_json<'r>(roles: impl IntoIterator<Item = &'r RoleDefinition>) -> String {
    let mut text = write_roles(roles.into_iter());
    text.push('\n');
    text
}

/// A whole role: what it grants, block by block, where it may be assigned, under which conditions.
///
/// ```
/// use idsim::{Catalog, report::role_text};
///
/// let reader = role_text(Catalog::built_in().role(&"Reader".into()).expect("it is built in"));
/// assert!(reader.contains("  actions:\n    */read\n"));
/// ```
pub fn role_text(role: &RoleDefinition) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", visible(role.role_name.as_str()));
    let _ = writeln!(out, "  id:   {}", role.id);
    let _ = writeln!(out, "  type: {:?}", role.role_type);
    if !role.description.is_empty() {
        let _ = writeln!(out, "  description: {}", visible(&role.description));
    }
    list(&mut out, "assignable_scopes", &role.assignable_scopes);
    for (number, block) in (1usize..).zip(&role.permissions) {
        if role.permissions.len() > 1 {
            let _ = writeln!(out, "\n  block {number} of {}", role.permissions.len());
        }
        self::block(&mut out, block);
    }
    out
}

fn block(out: &mut String, block: &Permission) {
    let lists: [(&str, &[ActionPattern]); 4] = [
        ("actions", &block.actions),
        ("not_actions", &block.not_actions),
        ("data_actions", &block.data_actions),
        ("not_data_actions", &block.not_data_actions),
    ];
    for (name, patterns) in lists {
        list(out, name, patterns);
    }
    if let Some(condition) = &block.condition {
        let _ = writeln!(
            out,
            "  condition:\n    {}",
            visible(&condition.laid_out().replace('\n', "\n    "))
        );
    }
}

fn list(out: &mut String, name: &str, items: &[impl std::fmt::Display]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {name}:");
    for item in items {
        let _ = writeln!(out, "    {}", visible(&item.to_string()));
    }
}
