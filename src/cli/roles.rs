//! `idsim roles`: which roles there are, and what they grant.

use clap::Args;

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::input::{self, Format, PlaneArg, RolesFile};
use crate::model::RoleDefinition;
use crate::report;
use crate::world::World;

/// List the roles that idsim knows, or print one role whole.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::ROLES)]
pub(super) struct RolesArgs {
    /// A role's name or GUID. [default: all roles]
    name: Option<String>,

    /// Only roles that grant this: an operation such as `secrets/get`, or an action of Azure on the plane that `--plane` states.
    #[arg(long, value_name = "ACTION", conflicts_with = "name")]
    grants: Option<String>,

    /// The plane of the action.
    #[arg(long, value_enum, requires = "grants")]
    plane: Option<PlaneArg>,

    /// The form: for people, or what `az role definition list --output json` prints.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,

    #[command(flatten)]
    roles: RolesFile,
}

pub(super) fn run(args: &RolesArgs, console: Console) -> Result<Exit, Complaint> {
    let world = World::with_catalog(args.roles.catalog()?);
    let text = match &args.name {
        Some(name) => args.one(&world, name)?,
        None => args.all(&world)?,
    };
    console.out(&text)?;
    Ok(Exit::Success)
}

impl RolesArgs {
    fn one(&self, world: &World, name: &str) -> Result<String, Complaint> {
        let role = world
            .role(&name.into())
            .map_err(|error| Complaint::usage(&error).help(error.help()))?;
        Ok(match self.format {
            Format::Text => report::role_text(role),
            Format::Json => report::roles_json([role]),
        })
    }

    fn all(&self, world: &World) -> Result<String, Complaint> {
        let mut roles: Vec<&RoleDefinition> = world.roles().collect();
        if let Some(text) = &self.grants {
            let action = input::action(text, self.plane, world.catalog())?;
            let action = action
                .resolve(world)
                .map_err(|error| Complaint::usage(&error).help(error.help()))?;
            roles.retain(|role| role.permissions.iter().any(|block| block.grants(&action)));
        }
        Ok(match self.format {
            Format::Text => report::roles_text(roles),
            Format::Json => report::roles_json(roles),
        })
    }
}
