//! `idsim check` and `idsim explain`: may this principal do this here, and why (not)?

use clap::Args;

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::input::{self, CircumstancesArgs, Format, PlaneArg, WorldArgs};
use crate::access::{AccessRequest, Explanation, QuestionError};
use crate::report;
use crate::world::World;

/// A question about access in the world that a scenario comes to.
#[derive(Debug, Args)]
pub(super) struct Question {
    #[command(flatten)]
    world: WorldArgs,

    /// Who: a name of the scenario, an ARM id or an object id. A resource means its system-assigned identity.
    #[arg(long, value_name = "NAME")]
    principal: String,

    /// What: an operation such as `secrets/get`, or an action of Azure on the plane that `--plane` states.
    #[arg(long)]
    action: String,

    /// The plane of an action of Azure.
    #[arg(long, value_enum)]
    plane: Option<PlaneArg>,

    /// Where: a name of the scenario, with or without a path below it, or an ARM id.
    #[arg(long, value_name = "SCOPE")]
    on: String,

    #[command(flatten)]
    circumstances: CircumstancesArgs,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,
}

/// Say in one line whether a principal may do something; exit code 0 if it may for certain, 1 if not.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::CHECK)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    question: Question,
}

/// Tell the whole story of an answer: who asks, what was considered, what almost grants it, what would cure it.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::EXPLAIN)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    question: Question,
}

pub(super) fn check(args: &CheckArgs, console: Console) -> Result<Exit, Complaint> {
    args.question.answer(
        console,
        |_, explanation| report::visible(&format!("{}\n", explanation.summary())).into_owned(),
        report::decision_json,
    )
}

pub(super) fn explain(args: &ExplainArgs, console: Console) -> Result<Exit, Complaint> {
    args.question.answer(
        console,
        |_, explanation| report::visible(&explanation.to_string()).into_owned(),
        report::explanation_json,
    )
}

impl Question {
    fn answer(
        &self,
        console: Console,
        text: impl Fn(&World, &Explanation<'_>) -> String,
        json: impl Fn(&World, &Explanation<'_>) -> String,
    ) -> Result<Exit, Complaint> {
        let world = self.world.world()?;
        let action = input::action(&self.action, self.plane, world.catalog())?;
        let details = &self.circumstances;
        let request = AccessRequest::new(self.principal.as_str(), action, self.on.as_str())
            .in_circumstances(details.sub_operation().cloned(), details.attributes()?);
        let explanation = world
            .explain(&request)
            .map_err(|error| unanswerable(&error))?;
        console.out(&match self.format {
            Format::Text => text(&world, &explanation),
            Format::Json => json(&world, &explanation),
        })?;
        let decision = explanation.decision;
        Ok(Exit::answer(
            decision.is_allowed() && decision.unsettled_until.is_none(),
        ))
    }
}

fn unanswerable(error: &QuestionError) -> Complaint {
    Complaint::usage(error).help(error.help())
}
