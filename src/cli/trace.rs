//! `idsim trace`: a scenario told step by step.

use clap::Args;

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::find;
use super::input::{Format, RolesFile};
use crate::report::{self, TextOptions};
use crate::scenario::trace_file;

/// Run one scenario and tell it as a story: each step, what it brought about, and why each expectation holds or fails.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::TRACE)]
pub(super) struct TraceArgs {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: String,

    /// The form of the story.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,

    #[command(flatten)]
    roles: RolesFile,
}

pub(super) fn run(args: &TraceArgs, console: Console) -> Result<Exit, Complaint> {
    let catalog = args.roles.catalog()?;
    let found = find::file(&args.file)?;
    let trace = trace_file(found.source.as_ref(), &found.prefix, &found.path, &catalog);
    let options = TextOptions {
        colour: console.colours_out(),
        ..TextOptions::default()
    };
    console.out(&match args.format {
        Format::Text => report::trace_text(&trace, options),
        Format::Json => report::trace_json(&trace),
    })?;
    Ok(Exit::of(std::slice::from_ref(&trace.outcome)))
}
