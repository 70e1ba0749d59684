//! Floor 10: the command line. Arguments in, exit code out.
//!
//! A command reads, calls the library, prints what the floor of reports made of it, and returns how it ended. Nothing is
//! decided here, and nothing here is needed to embed the library.

mod ask;
mod call;
mod codes;
mod complaint;
mod condition;
mod console;
mod disk;
mod exit;
mod find;
mod graph;
mod help;
mod input;
mod new;
mod progress;
mod roles;
mod show;
mod test;
mod trace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use console::{ColourChoice, Console};
use exit::Exit;

/// Test what managed identities may do in Azure, without Azure.
///
/// A scenario file holds a small tenant, what happens to it step by step, and what is expected then. idsim plays it in memory:
/// which identity a resource has, what it may do where, and why not.
#[derive(Debug, Parser)]
#[command(name = "idsim", version, after_long_help = help::IDSIM)]
struct Idsim {
    #[command(subcommand)]
    command: Command,

    /// When to colour.
    #[arg(
        long,
        global = true,
        display_order = 40,
        value_enum,
        default_value_t,
        value_name = "WHEN"
    )]
    color: ColourChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::NewArgs),
    Test(test::TestArgs),
    Trace(trace::TraceArgs),
    Check(ask::CheckArgs),
    Explain(ask::ExplainArgs),
    Call(call::CallArgs),
    Token(call::TokenArgs),
    Show(show::ShowArgs),
    Condition(condition::ConditionArgs),
    Codes(codes::CodesArgs),
    Roles(roles::RolesArgs),
    Graph(graph::GraphArgs),
}

/// Does what the arguments of the process say.
pub fn run() -> ExitCode {
    run_with(std::env::args_os()).into()
}

fn run_with(args: impl IntoIterator<Item = OsString>) -> Exit {
    let idsim = match Idsim::try_parse_from(args) {
        Ok(idsim) => idsim,
        Err(message) => {
            // If nobody reads it, nothing is lost.
            let _ = message.print();
            return if message.use_stderr() {
                Exit::Usage
            } else {
                Exit::Success
            };
        }
    };
    let console = Console::new(idsim.color);
    let done = match &idsim.command {
        Command::New(args) => new::run(args, console),
        Command::Test(args) => test::run(args, console),
        Command::Trace(args) => trace::run(args, console),
        Command::Check(args) => ask::check(args, console),
        Command::Explain(args) => ask::explain(args, console),
        Command::Call(args) => call::call(args, console),
        Command::Token(args) => call::token(args, console),
        Command::Show(args) => show::run(args, console),
        Command::Condition(args) => condition::run(args, console),
        Command::Codes(args) => codes::run(args, console),
        Command::Roles(args) => roles::run(args, console),
        Command::Graph(args) => graph::run(args, console),
    };
    done.unwrap_or_else(|complaint| console.complain(&complaint))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_well_formed() {
        super::Idsim::command().debug_assert();
    }
}
