//! What stands around code at a place: on a resource, or on a machine outside Azure.

use super::sheet::Sheet;
use crate::value::Name;
use crate::world::{Place, PlaceId, SignedIn, World};

pub(super) fn write_machine(sheet: &mut Sheet, world: &World, name: &Name) {
    match world.place(&PlaceId::Machine(name.clone())) {
        None => sheet.title(&format!(
            "{name}, a machine outside Azure, does not exist any more"
        )),
        Some(place) => {
            sheet.title(&format!("{name}, a machine outside Azure"));
            surroundings(sheet, world, place);
        }
    }
}

/// Environment variables, tools with who is signed in, and credentials that lie there.
pub(super) fn surroundings(sheet: &mut Sheet, world: &World, place: &Place) {
    let variables = place.environment.iter();
    sheet.list(
        "environment variables",
        variables.map(|(name, value)| format!("{name}={value}")),
    );
    let tools = place.tools.iter().map(|(tool, who)| match who {
        SignedIn::Nobody => format!("{tool}: nobody is signed in"),
        SignedIn::As(id) => format!("{tool}: {} is signed in", world.describe_principal(*id)),
    });
    sheet.list("tools", tools);
    let credentials = place.stored_credentials.iter();
    sheet.list(
        "stored credentials",
        credentials.map(|(name, kind)| format!("{name} ({kind})")),
    );
}
