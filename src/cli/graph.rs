//! `idsim graph`: the world of a scenario as a drawing.

use clap::{Args, ValueEnum};

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::input::WorldArgs;
use crate::graph::TenantGraph;

/// Draw who has which role where, in the language of Graphviz or Mermaid.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::GRAPH)]
pub(super) struct GraphArgs {
    #[command(flatten)]
    world: WorldArgs,

    /// The language of the drawing.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Language,
}

/// Languages for drawings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Of Graphviz.
    #[default]
    Dot,
    /// Of Mermaid, which Markdown pages show.
    Mermaid,
}

pub(super) fn run(args: &GraphArgs, console: Console) -> Result<Exit, Complaint> {
    let world = args.world.world()?;
    let graph = TenantGraph::of(&world);
    console.out(&match args.format {
        Language::Dot => graph.to_dot(),
        Language::Mermaid => graph.to_mermaid(),
    })?;
    Ok(Exit::Success)
}
