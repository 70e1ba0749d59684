//! `idsim codes`: what a code means, why it comes up, and what to do about it; what an event needs; the rules.

use clap::Args;

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::input::Format;
use crate::catalog::{Code, LookUp, Rule, look_up};
use crate::report;

/// Tell cause and cure of a code, the permissions that an event needs, or a rule of Azure.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::CODES)]
pub(super) struct CodesArgs {
    /// A code, an event, the number of a rule such as F6.2.3 or what numbers begin with, or part of a message. [default: all
    /// codes]
    #[arg(value_name = "CODE|EVENT|RULE|PHRASE")]
    what: Option<String>,

    /// The form.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,
}

pub(super) fn run(args: &CodesArgs, console: Console) -> Result<Exit, Complaint> {
    let text = match &args.what {
        Some(what) => args.known(what)?,
        None => args.all(),
    };
    console.out(&text)?;
    Ok(Exit::Success)
}

impl CodesArgs {
    fn all(&self) -> String {
        match self.format {
            Format::Text => report::codes_text(Code::all()) + MORE,
            Format::Json => report::codes_json(Code::all(), [], []),
        }
    }

    fn known(&self, what: &str) -> Result<String, Complaint> {
        let known = look_up(what).map_err(|error| Complaint::usage(&error).help(error.help()))?;
        Ok(match (self.format, known) {
            (Format::Text, known) => text(&known, what),
            (Format::Json, LookUp::Codes(codes) | LookUp::Mentions(codes)) => {
                report::codes_json(codes, [], [])
            }
            (Format::Json, LookUp::Rules(rules)) => report::codes_json([], rules, []),
            (Format::Json, LookUp::Event(event)) => report::codes_json([], [], [event]),
        })
    }
}

const MORE: &str = "
`idsim codes CODE` tells causes and cures, `idsim codes F` lists the rules of Azure behind them, `idsim codes EVENT` tells
which permissions an event needs of whoever causes it.
";

fn text(known: &LookUp, what: &str) -> String {
    match known {
        LookUp::Codes(codes) => whole(codes),
        LookUp::Mentions(codes) if codes.len() == 1 => whole(codes),
        LookUp::Mentions(codes) => report::codes_text(codes.iter().copied()),
        LookUp::Event(event) => report::event_text(event),
        LookUp::Rules(rules) => self::rules(rules, what),
    }
}

fn whole(codes: &[&Code]) -> String {
    let texts: Vec<String> = codes.iter().map(|code| report::code_text(code)).collect();
    texts.join("\n")
}

/// The rule that was asked for whole, those below it as a list.
fn rules(rules: &[&Rule], what: &str) -> String {
    match rules {
        [rule] => report::rule_text(rule),
        [rule, below @ ..] if rule.number.eq_ignore_ascii_case(what.trim()) => {
            let below = report::rules_text(below.iter().copied());
            format!("{}\n{below}", report::rule_text(rule))
        }
        _ => report::rules_text(rules.iter().copied()),
    }
}
