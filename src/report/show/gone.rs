//! What exists no more, and a place where nothing was ever made.

use super::assignments::made_at;
use super::prohibitions::prohibitions;
use super::resource::{hosts, left_behind};
use super::sheet::Sheet;
use crate::model::USER_ASSIGNED_IDENTITY;
use crate::value::{Scope, ScopeLevel};
use crate::world::World;

pub(super) fn write(sheet: &mut Sheet, world: &World, scope: &Scope) {
    let name = world.name_of(scope);
    match world.is_known(scope) {
        true => {
            sheet.title(&format!("{name} does not exist any more"));
            sheet.fact("it was", what(scope));
        }
        false => {
            sheet.title(&format!(
                "{name} was never made; roles can be assigned at it all the same"
            ));
            sheet.fact("it would be", what(scope));
        }
    }
    sheet.fact("id", scope);
    sheet.known("can be recovered until", world.recoverable_until(scope));
    let former = world
        .principals()
        .filter(|it| it.deleted && it.origin.resource() == Some(scope));
    let former = former.map(|it| {
        let client_id = it
            .client_id
            .map_or_else(String::new, |id| format!(", client id {id}"));
        format!("object id {}{client_id}", it.id)
    });
    sheet.list("identities it had", former);
    hosts(sheet, world, scope);
    left_behind(sheet, world, scope);
    made_at(sheet, world, scope);
    prohibitions(sheet, world, scope);
}

/// What it is by its ARM id, which is all that is left of it.
fn what(scope: &Scope) -> String {
    match (scope.level(), scope.resource_type()) {
        (ScopeLevel::ManagementGroup, _) => "a management group".to_owned(),
        (ScopeLevel::Subscription, _) => "a subscription".to_owned(),
        (ScopeLevel::ResourceGroup, _) => "a resource group".to_owned(),
        (_, Some(it)) if it.as_str() == USER_ASSIGNED_IDENTITY => {
            "a user-assigned identity".to_owned()
        }
        (_, Some(resource_type)) => format!("a resource of type {resource_type}"),
        (_, None) => "a scope".to_owned(),
    }
}
