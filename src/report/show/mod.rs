//! What a thing is: its ids, its identities, who holds what at it.

mod assignments;
mod gone;
mod json;
mod place;
mod principal;
mod prohibitions;
mod resource;
mod scope;
mod sheet;

use crate::value::Scope;
use crate::world::{NodeKind, Referent, World};

pub use json::show_json;

use sheet::Sheet;

/// What a thing is, or was, for people to read; [`World::resolve`] finds it by a name.
///
/// ```
/// use idsim::{Event, World, report};
///
/// let mut world = World::new();
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
/// let vm1 = world.resolve(&"vm1".into())?;
/// let sheet = report::show_text(&world, &vm1);
/// assert!(sheet.starts_with("vm1, a resource of type Microsoft.Compute/virtualMachines\n"));
/// assert!(sheet.contains("  system-assigned identity:\n    object id: "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn show_text(world: &World, thing: &Referent) -> String {
    let mut sheet = Sheet::default();
    match thing {
        Referent::Principal(id) => principal::write(&mut sheet, world, *id),
        Referent::Machine(name) => place::write_machine(&mut sheet, world, name),
        Referent::Scope(scope) => of_scope(&mut sheet, world, scope),
    }
    sheet.into_text()
}

fn of_scope(sheet: &mut Sheet, world: &World, scope: &Scope) {
    match world.node(scope) {
        None if *scope == Scope::root() => scope::write(sheet, world, scope, None),
        None => gone::write(sheet, world, scope),
        Some(node) => match &node.kind {
            NodeKind::Resource { .. } => resource::write(sheet, world, scope, node),
            NodeKind::Identity { principal, .. } => {
                resource::write_identity(sheet, world, scope, node, *principal);
            }
            _ => scope::write(sheet, world, scope, Some(node)),
        },
    }
}
