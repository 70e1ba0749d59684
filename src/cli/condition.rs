//! `idsim condition`: is this a condition, what does it come to, and how does it look laid out?

use std::io::{self, IsTerminal, Read};

use clap::{Args, Subcommand};

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::input::{self, CircumstancesArgs, Format, PlaneArg, RolesFile};
use crate::access::{ActionRequest, QuestionError, Truth};
use crate::catalog::{AttributeNameError, KnownAttribute};
use crate::model::condition::{ConditionError, Expression};
use crate::model::{Attribute, Circumstances, Condition};
use crate::report;
use crate::scenario::MAX_FILE_BYTES;
use crate::value::{Action, Name};
use crate::world::World;

/// Check, explain or lay out a condition of a role assignment.
#[derive(Debug, Args)]
pub(super) struct ConditionArgs {
    #[command(subcommand)]
    command: ConditionCommand,
}

#[derive(Debug, Subcommand)]
enum ConditionCommand {
    Check(CheckArgs),
    Explain(ExplainArgs),
    Fmt(FmtArgs),
}

/// A condition, wherever it comes from.
#[derive(Debug, Args)]
struct Text {
    /// The condition; `-`, or nothing, reads it from standard input.
    #[arg(value_name = "TEXT")]
    text: Option<String>,
}

/// Say whether a text is a condition, and which known traps are in it; exit code 0 without a warning, 1 with one.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::CONDITION_CHECK)]
struct CheckArgs {
    #[command(flatten)]
    text: Text,

    /// The role that it is to stand on: what that does not grant does not count.
    #[arg(long, value_name = "NAME")]
    role: Option<String>,

    #[command(flatten)]
    roles: RolesFile,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,
}

/// Tell what a condition comes to for a request, part by part; exit code 0 if it is true, 1 if not.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::CONDITION_EXPLAIN)]
struct ExplainArgs {
    #[command(flatten)]
    text: Text,

    /// What is asked for: an operation such as `blobs/read`, or an action of Azure.
    #[arg(long)]
    action: String,

    /// The plane of an action of Azure, where both have it.
    #[arg(long, value_enum)]
    plane: Option<PlaneArg>,

    #[command(flatten)]
    circumstances: CircumstancesArgs,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,
}

/// Lay a condition out as the Azure portal does, every name in Microsoft's spelling.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::CONDITION_FMT)]
struct FmtArgs {
    #[command(flatten)]
    text: Text,

    /// In one line.
    #[arg(long)]
    one_line: bool,
}

pub(super) fn run(args: &ConditionArgs, console: Console) -> Result<Exit, Complaint> {
    match &args.command {
        ConditionCommand::Check(args) => args.check(console),
        ConditionCommand::Explain(args) => args.explain(console),
        ConditionCommand::Fmt(args) => args.lay_out(console),
    }
}

impl Text {
    fn read(&self) -> Result<String, Complaint> {
        match self.text.as_deref() {
            None if io::stdin().is_terminal() => Err(Complaint::usage("there is no condition")
                .help(
                    "state it in quotes, or have it read: cat condition.txt | idsim condition …"
                        .to_owned(),
                )),
            None | Some("-") => from_stdin(),
            Some(text) => Ok(text.to_owned()),
        }
    }

    fn condition(&self) -> Result<Condition, Complaint> {
        let text = self.read()?;
        Condition::parse(&text).map_err(|error| malformed(&text, &error))
    }
}

fn from_stdin() -> Result<String, Complaint> {
    let mut text = String::new();
    let most = MAX_FILE_BYTES as u64;
    let read = io::stdin().take(most).read_to_string(&mut text);
    read.map_err(|error| Complaint::unreadable(format!("standard input: {error}")))?;
    // What editors and `echo` put around it is no part of it.
    let text = text.trim_start_matches('\u{feff}');
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn malformed(text: &str, error: &ConditionError) -> Complaint {
    Complaint::Malformed(Box::new(report::malformed_condition(text, error)))
}

impl CheckArgs {
    fn check(&self, console: Console) -> Result<Exit, Complaint> {
        let catalog = self.roles.catalog()?;
        let role = match &self.role {
            None => None,
            Some(name) => {
                let role = catalog.role(&name.as_str().into());
                Some(role.map_err(|error| Complaint::usage(&error).help(error.help()))?)
            }
        };
        let text = self.text.read()?;
        let condition = match (Condition::parse(&text), self.format) {
            (Ok(condition), _) => condition,
            (Err(error), Format::Text) => return Err(malformed(&text, &error)),
            (Err(error), Format::Json) => {
                console.out(&report::malformed_condition_json(&error))?;
                return Ok(Exit::Malformed);
            }
        };
        let lints = condition.lints(role);
        console.out(&match self.format {
            Format::Text => report::lints_text(&condition, &lints, console.colours_out()),
            Format::Json => report::lints_json(&condition, &lints),
        })?;
        let is_fine = !lints.iter().any(|it| it.code().is_warning());
        Ok(Exit::answer(is_fine))
    }
}

impl FmtArgs {
    fn lay_out(&self, console: Console) -> Result<Exit, Complaint> {
        let condition = self.text.condition()?;
        let text = match self.one_line {
            true => condition.expression().to_string(),
            false => condition.laid_out(),
        };
        console.out(&report::visible(&format!("{text}\n")))?;
        Ok(Exit::Success)
    }
}

impl ExplainArgs {
    fn explain(&self, console: Console) -> Result<Exit, Complaint> {
        let condition = self.text.condition()?;
        let world = World::new();
        let action = self.action(&world)?;
        let circumstances = self.circumstances(&condition, &world)?;
        console.out(&match self.format {
            Format::Text => report::condition_text(&condition, &action, &circumstances),
            Format::Json => report::condition_json(&condition, &action, &circumstances),
        })?;
        let truth = condition.evaluate(&action, &circumstances);
        Ok(Exit::answer(truth == Truth::True))
    }

    /// Conditions do not look at planes: which one it is need not be said where idsim knows the action.
    fn action(&self, world: &World) -> Result<Action, Complaint> {
        let as_action = self.plane.is_none() && self.action.contains('.');
        let resolved = match as_action {
            true => {
                let name = Name::from(self.action.as_str());
                let data = ActionRequest::Data(name.clone()).resolve(world);
                match data {
                    Err(QuestionError::OtherPlane { .. }) => {
                        ActionRequest::Control(name).resolve(world)
                    }
                    other => other,
                }
            }
            false => input::action(&self.action, self.plane, world.catalog())?.resolve(world),
        };
        resolved.map_err(|error| Complaint::usage(&error).help(error.help()))
    }

    /// What is stated. There is no world that would say anything itself, and the condition may ask for what no catalogue knows.
    fn circumstances(
        &self,
        condition: &Condition,
        world: &World,
    ) -> Result<Circumstances, Complaint> {
        let unanswerable = |error: QuestionError| Complaint::usage(&error).help(error.help());
        let action = ActionRequest::Operation(self.action.as_str().into());
        let kind = action.sub_operation(world, self.circumstances.sub_operation());
        let mut out = Circumstances::default();
        out.sub_operation = kind.map_err(unanswerable)?;
        for (text, value) in self.circumstances.attributes()?.iter() {
            let asked = of_condition(condition, text.as_str());
            let attribute = asked.map_or_else(|| KnownAttribute::resolve(text.as_str()), Ok);
            let attribute = attribute.map_err(|it| unanswerable(it.into()))?;
            if out.states(&attribute) {
                let text = text.to_string();
                return Err(unanswerable(AttributeNameError::Twice { text }.into()));
            }
            out = out.with(attribute, value.clone());
        }
        Ok(out)
    }
}

/// An attribute that the condition asks for under just that name, known or not.
fn of_condition(condition: &Condition, text: &str) -> Option<Attribute> {
    let written = Attribute::parse(text).ok()?;
    let mut parts = condition.expression().walk();
    let is_asked = parts.any(|part| match part {
        Expression::Exists(it) => it.means(&written),
        Expression::Comparison(it) => it.attributes().any(|it| it.means(&written)),
        _ => false,
    });
    is_asked.then_some(written)
}
