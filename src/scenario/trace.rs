//! A run told step by step: the same run, watched.

use std::sync::Arc;

use super::held::Held;
use super::opening::opening;
use super::run::Done;
use super::step::{PlacedStep, Step};
use super::written::{comment_above, one_line};
use super::{FileOutcome, Problem, Scenario, Source};
use crate::catalog::Catalog;
use crate::value::{Name, Timestamp};
use crate::world::{Change, Happening, RefusalCode, World};

/// A run told step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What came of the file: what [`Scenario::run`] says.
    pub outcome: FileOutcome,
    /// How things stand before the first step, in words.
    pub opening: Vec<String>,
    /// The steps in order, those that were not run too; none if the file makes no sense.
    pub steps: Vec<TracedStep>,
}

/// A step, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracedStep {
    /// Its number, counted from 1.
    pub number: usize,
    /// The line of the file that it begins on, counted from 1.
    pub line: usize,
    /// The comment that stands right above it, line by line, without the slashes.
    pub comment: Vec<String>,
    /// The step as it is written, on one line and without comments; shortened if it is long.
    pub written: String,
    /// The time after it, if the world has a clock.
    pub clock: Option<Timestamp>,
    /// What came of it.
    pub told: Told,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The event happened, and this is what it brought about; nothing if all was so already.
    Happened(Vec<Happening>),
    /// The event was refused, as it was to be.
    RefusedAsExpected {
        /// The refusal's code.
        code: RefusalCode,
        /// The refusal in words.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The expectation holds, and this is what is so.
    Held(String),
    /// The state was given a name.
    Marked(Name),
    /// An expectation failed, an event was refused that should not have been, or the step makes no sense.
    Wrong(Box<Problem>),
    /// The step was not run, because one before it was refused.
    NotRun,
}

/// Reads a file and tells its run. A file that makes no sense has an outcome and no steps.
///
/// ```
/// use std::collections::BTreeMap;
/// use idsim::Catalog;
/// use idsim::scenario::{Status, Told, trace_file};
///
/// let text = r#"(name: "alice comes", steps: [CreateUser("alice"), ExpectExists(["alice"])])"#;
/// let files = BTreeMap::from([("alice.ron".to_owned(), text.to_owned())]);
/// let trace = trace_file(&files, "", "alice.ron", &Catalog::built_in());
/// assert_eq!(trace.steps[1].told, Told::Held("alice exists".to_owned()));
/// assert_eq!(trace_file(&files, "", "bob.ron", &Catalog::built_in()).outcome.status, Status::Malformed);
/// ```
pub fn trace_file(source: &dyn Source, prefix: &str, path: &str, catalog: &Arc<Catalog>) -> Trace {
    match Scenario::load(source, prefix, path, catalog) {
        Ok(scenario) => scenario.trace(),
        Err(outcome) => Trace {
            outcome: *outcome,
            opening: Vec::new(),
            steps: Vec::new(),
        },
    }
}

impl Scenario {
    /// Runs every step as [`Scenario::run`] does, and tells what came of each.
    pub fn trace(&self) -> Trace {
        let mut lines = Lines { at: 0, line: 1 };
        let mut steps = Vec::with_capacity(self.steps.len());
        let mut traced = |placed: &PlacedStep, clock, told| {
            let written = self.page.text.get(placed.span.clone());
            steps.push(TracedStep {
                number: steps.len() + 1,
                line: lines.of(&self.page.text, placed.span.start),
                comment: comment_above(&self.page.text, placed.span.start),
                written: one_line(written.unwrap_or_default()),
                clock,
                told,
            });
        };
        let outcome = self.play(|world, held, placed, done| {
            traced(placed, world.clock(), told(world, held, placed, done));
        });
        let run = self.steps.len() - outcome.not_run;
        for placed in self.steps.iter().skip(run) {
            traced(placed, None, Told::NotRun);
        }
        Trace {
            outcome,
            opening: opening(&self.start),
            steps,
        }
    }
}

fn told(world: &World, held: &Held, placed: &PlacedStep, done: Result<Done, &Problem>) -> Told {
    match (done, &placed.step) {
        (Err(problem), _) => Told::Wrong(Box::new(problem.clone())),
        (Ok(Done::Happened(change)), _) => Told::Happened(happened(world, &change)),
        (Ok(Done::Handed(change, told)), _) => {
            let kept = change.map(|it| world.tell(&it));
            Told::Happened(kept.into_iter().flatten().chain([told]).collect())
        }
        (Ok(Done::Refused(refusal)), _) => Told::RefusedAsExpected {
            code: refusal.code(),
            message: refusal.to_string(),
            help: refusal.help(),
        },
        (Ok(Done::Marked(mark)), _) => Told::Marked(mark),
        (Ok(Done::Held), Step::Expect(expectation)) => {
            Told::Held(expectation.evidence(world, held))
        }
        // Nothing else holds.
        (Ok(Done::Held), _) => Told::Held(String::new()),
    }
}

/// What an event brought about, and what is to be redone for it.
fn happened(world: &World, change: &Change) -> Vec<Happening> {
    let mut told = world.tell(change);
    told.extend(world.to_redo(change).iter().map(|it| {
        let (kind, begins) = match it.is_lost() {
            true => ("ToRedo", "to redo"),
            false => ("InheritedNewly", "inherited newly"),
        };
        let text = format!("{begins}: {}", it.text);
        Happening { kind, text }
    }));
    told
}

/// Counts lines, and goes on from the last step: all steps together cost one pass.
struct Lines {
    at: usize,
    line: usize,
}

impl Lines {
    fn of(&mut self, text: &str, start: usize) -> usize {
        let passed = text.get(self.at..start).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.at = start;
        self.line
    }
}
