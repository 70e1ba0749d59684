//! A scope that contains others: the root, a management group, a subscription, a resource group.

use super::assignments::made_at;
use super::prohibitions::prohibitions;
use super::sheet::Sheet;
use crate::value::Scope;
use crate::world::{Node, NodeKind, World};

/// `node` is missing for the root alone, which nothing makes.
pub(super) fn write(sheet: &mut Sheet, world: &World, scope: &Scope, node: Option<&Node>) {
    let what = match node.map(|it| &it.kind) {
        None => "the root of the tenant",
        Some(NodeKind::ManagementGroup { .. }) => "a management group",
        Some(NodeKind::Subscription { .. }) => "a subscription",
        Some(_) => "a resource group",
    };
    sheet.title(&format!("{}, {what}", world.name_of(scope)));
    sheet.fact("id", scope);
    sheet.known("location", node.and_then(|it| it.location.as_ref()));
    if node.is_none() {
        sheet.fact("tenant id", world.tenant_id());
    }
    // The scope itself comes first.
    if let Some(above) = world.ancestors(scope).get(1) {
        sheet.fact("under", world.name_of(above));
    }
    let children = children(world, scope);
    match children.len() {
        0 => sheet.fact("children", "none"),
        count => sheet.list(&format!("children ({count})"), children),
    }
    made_at(sheet, world, scope);
    prohibitions(sheet, world, scope);
}

/// What is directly in a scope, by name.
pub(super) fn children(world: &World, scope: &Scope) -> Vec<String> {
    let is_child = |at: &Scope| world.ancestors(at).get(1) == Some(scope);
    let mut names: Vec<String> = world
        .nodes()
        .filter(|(at, _)| is_child(at))
        .map(|(at, _)| world.name_of(at))
        .collect();
    names.sort();
    names
}
