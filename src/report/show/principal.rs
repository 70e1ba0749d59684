//! A principal: a user, a group, a service principal, or that of a managed identity.

use std::collections::BTreeMap;

use super::assignments::{held, lines_of};
use super::sheet::Sheet;
use crate::model::{Principal, PrincipalId, PrincipalOrigin, PrincipalType};
use crate::value::Period;
use crate::world::World;

pub(super) fn write(sheet: &mut Sheet, world: &World, id: PrincipalId) {
    let Some(it) = world.principal(id) else {
        return sheet.title(&id.to_string());
    };
    sheet.title(&title(world, it));
    sheet.known("resource", it.origin.resource());
    ids(sheet, it);
    if it.deleted {
        sheet.known("can be restored until", world.restorable_until(id));
        return sheet.list("it leaves behind", lines_of(world, id));
    }
    if it.principal_type == PrincipalType::Group {
        let mut members: Vec<String> = world
            .members_of(id)
            .map(|(member, when)| world.describe_principal(member) + &when.in_words())
            .collect();
        members.sort();
        let nobody = members.is_empty();
        sheet.list("members", members);
        if nobody {
            sheet.fact("members", "none");
        }
    }
    memberships(sheet, world, id);
    attributes(sheet, world, id);
    let secrets = world
        .secrets_of(id)
        .map(|(name, when)| format!("{name}{}", when.in_words()));
    sheet.list("client secrets", secrets);
    if world.is_global_administrator(id) {
        sheet.fact("in the directory", "Global Administrator");
    }
    held(sheet, world, id);
    let mut eligible: Vec<String> = world
        .eligibilities_held_by(id)
        .map(|it| world.describe_eligibility(it) + &it.effective.in_words())
        .collect();
    eligible.sort();
    sheet.list("eligible for", eligible);
}

fn title(world: &World, it: &Principal) -> String {
    let what = match (&it.origin, it.principal_type) {
        (PrincipalOrigin::SystemAssigned(of), _) => {
            let former = if it.deleted { "former " } else { "" };
            return format!(
                "the {former}system-assigned identity of {}",
                world.name_of(of)
            );
        }
        (PrincipalOrigin::UserAssigned(_), _) => "a user-assigned identity",
        (_, PrincipalType::User) => "a user",
        (_, PrincipalType::Group) => "a group",
        (_, PrincipalType::ServicePrincipal) => "a service principal",
        (_, PrincipalType::ForeignGroup) => "a group of another directory",
        (_, PrincipalType::Device) => "a device",
    };
    let deleted = if it.deleted { ", deleted" } else { "" };
    format!("{}, {what}{deleted}", it.name)
}

pub(super) fn ids(sheet: &mut Sheet, it: &Principal) {
    sheet.fact("object id", it.id);
    sheet.known("client id", it.client_id);
}

/// Every group that it is in, those that it is in by another group marked so.
pub(super) fn memberships(sheet: &mut Sheet, world: &World, id: PrincipalId) {
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    for (group, _) in world.groups_of(id) {
        let direct: Option<Period> = world
            .members_of(group)
            .find(|(member, _)| *member == id)
            .map(|(_, when)| when);
        let how = match direct {
            Some(when) => when.in_words(),
            None => " (nested)".to_owned(),
        };
        groups.insert(world.name_of_principal(group), how);
    }
    sheet.list("groups", groups.into_iter().map(|(name, how)| name + &how));
}

/// `Engineering_Project = 'Cascade'`, for each of its custom security attributes (F8.4.1).
pub(super) fn attributes(sheet: &mut Sheet, world: &World, id: PrincipalId) {
    let all = world.security_attributes_of(id);
    sheet.list(
        "security attributes",
        all.map(|(name, value)| format!("{name} = {value}")),
    );
}
