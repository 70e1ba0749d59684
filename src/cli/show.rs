//! `idsim show`: what a thing of a scenario is.

use clap::Args;

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::input::{Format, WorldArgs};
use crate::report;

/// Show what a thing is: its ids, its identities, its groups, the roles that it holds, those assigned at it, and what is denied or locked there.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::SHOW)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    world: WorldArgs,

    /// What: a name of the scenario, with or without a path below it, an ARM id, or the object id of a principal.
    #[arg(value_name = "NAME")]
    name: String,

    /// The form: for people, or what the Azure CLI prints of such a thing.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,
}

pub(super) fn run(args: &ShowArgs, console: Console) -> Result<Exit, Complaint> {
    let world = args.world.world()?;
    let thing = world
        .resolve(&args.name.as_str().into())
        .map_err(|error| Complaint::usage(&error).help(error.help()))?;
    let text = match args.format {
        Format::Text => report::show_text(&world, &thing),
        Format::Json => report::show_json(&world, &thing).ok_or_else(|| {
            Complaint::usage(format!("`{}` does not exist in Azure", args.name))
                .help("without `--format json` all is told that is known of it".to_owned())
        })?,
    };
    console.out(&text)?;
    Ok(Exit::Success)
}
