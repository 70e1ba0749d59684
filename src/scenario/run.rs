//! The run: each step in order, every failure kept, nothing printed.

use std::sync::Arc;

use super::compare_access::notes;
use super::file::Page;
use super::fixtures::{mention, refused};
use super::held::{Handed, Held, NotHeld};
use super::hindrance::Hindrance;
use super::marks::Marks;
use super::mismatch::{Mismatch, Unanswerable};
use super::step::{Control, PlacedStep, Step};
use super::{
    Expectation, FileError, FileOutcome, Note, Problem, Scenario, Source, Status, moments,
};
use crate::access::AccessDecision;
use crate::catalog::Catalog;
use crate::event::Event;
use crate::laws::Specimen;
use crate::model::Reference;
use crate::token::{TokenAnswer, TokenRequest};
use crate::value::{Name, did_you_mean, nearest};
use crate::world::{Change, Happening, Refusal, RefusalCode, Untimely, World};

/// Reads a file and runs it.
pub fn run_file(
    source: &dyn Source,
    prefix: &str,
    path: &str,
    catalog: &Arc<Catalog>,
) -> FileOutcome {
    match Scenario::load(source, prefix, path, catalog) {
        Ok(scenario) => scenario.run(),
        Err(outcome) => *outcome,
    }
}

/// Why there is no world to look at after a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// There is no such step.
    #[error("there is no step `{step}`: steps are numbered from 1 to {steps}, or named by a Mark")]
    NoSuchStep {
        /// The step asked for.
        step: String,
        /// How many steps there are.
        steps: usize,
        /// The marks most like it.
        nearest: Vec<String>,
    },
    /// An event before the step was refused.
    #[error("step {step} is refused ({code}): {message}")]
    Refused {
        /// The step's number, counted from 1.
        step: usize,
        /// The refusal's code.
        code: &'static str,
        /// The refusal.
        message: String,
    },
}

impl StepError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoSuchStep { nearest, .. } => did_you_mean(nearest),
            Self::Refused { .. } => None,
        }
    }
}

impl Scenario {
    /// Runs every step in order. After an event that is refused and should not have been, the rest is not run.
    pub fn run(&self) -> FileOutcome {
        self.play(|_, _, _, _| ())
    }

    /// The same, with laws tried on something around the world that the scenario starts from: a wrapper of one's own
    /// shows its counterexamples this way. Everything else is asked of the world itself.
    pub fn run_on(&self, wrap: impl FnOnce(&World) -> Box<dyn Specimen>) -> FileOutcome {
        self.play_on(wrap(&self.start), |_, _, _, _| ())
    }

    /// The run itself, which somebody may watch: after each step they see the world as it is then, the tokens that are held,
    /// the step, and what came of it.
    pub(super) fn play(
        &self,
        watch: impl FnMut(&World, &Held, &PlacedStep, Result<Done, &Problem>),
    ) -> FileOutcome {
        self.play_on(self.start.fork(), watch)
    }

    fn play_on(
        &self,
        specimen: Box<dyn Specimen>,
        mut watch: impl FnMut(&World, &Held, &PlacedStep, Result<Done, &Problem>),
    ) -> FileOutcome {
        let mut run = Run {
            page: &self.page,
            world: self.start.clone(),
            marks: Marks::new(&self.start, specimen, &self.own_laws),
        };
        let mut problems: Vec<Problem> = Vec::new();
        let mut not_run = 0;
        for (at, placed) in self.steps.iter().enumerate() {
            match run.step(placed) {
                Ok(done) => watch(&run.world, &run.marks.held, placed, Ok(done)),
                Err(problem) => {
                    watch(&run.world, &run.marks.held, placed, Err(&problem));
                    let stop = problem.status == Status::Refused;
                    problems.push(*problem);
                    if stop {
                        not_run = self.steps.len() - at - 1;
                        break;
                    }
                }
            }
        }
        FileOutcome {
            path: self.page.path.clone(),
            name: self.name.clone(),
            source: self.source.clone(),
            status: problems
                .iter()
                .map(|problem| problem.status)
                .max()
                .unwrap_or(Status::Held),
            steps: self.steps.len(),
            expectations: self
                .steps
                .iter()
                .filter(|placed| placed.step.is_expectation())
                .count(),
            not_run,
            problems,
        }
    }

    /// The world after a step: its number, counted from 1 (0 is the beginning), or the name of a mark; after all steps
    /// if none is named.
    ///
    /// # Errors
    /// There is no such step, or an event on the way is refused.
    pub fn world_after(&self, step: Option<&str>) -> Result<World, StepError> {
        let count = match step {
            None => self.steps.len(),
            Some(step) => self.steps_until(step)?,
        };
        let (mut world, mut held) = (self.start.clone(), Held::default());
        for (at, placed) in self.steps.iter().take(count).enumerate() {
            if let Some(Err(hindrance)) = happen(&mut world, &mut held, &placed.step) {
                return Err(StepError::Refused {
                    step: at + 1,
                    code: hindrance.code(),
                    message: hindrance.to_string(),
                });
            }
        }
        Ok(world)
    }

    fn steps_until(&self, step: &str) -> Result<usize, StepError> {
        let marks = || {
            self.steps
                .iter()
                .enumerate()
                .filter_map(|(at, placed)| match &placed.step {
                    Step::Control(Control::Mark(mark)) => Some((at + 1, mark)),
                    _ => None,
                })
        };
        let number = step
            .parse::<usize>()
            .ok()
            .filter(|number| *number <= self.steps.len());
        number
            .or_else(|| marks().find(|(_, mark)| **mark == *step).map(|(at, _)| at))
            .ok_or_else(|| StepError::NoSuchStep {
                step: step.to_owned(),
                steps: self.steps.len(),
                nearest: nearest(step, marks().map(|(_, mark)| mark.as_str())),
            })
    }
}

/// What came of a step with which nothing is wrong.
#[derive(Debug)]
pub(super) enum Done {
    /// The event happened.
    Happened(Change),
    /// A token is held now, or stays held; perhaps the world keeps it.
    Handed(Option<Change>, Happening),
    /// The event was refused, as it was to be.
    Refused(Refusal),
    /// What was expected is so.
    Held,
    /// The state has this name now.
    Marked(Name),
}

/// Lets a step change the world, if it is one that does.
fn happen(world: &mut World, held: &mut Held, step: &Step) -> Option<Result<(), Hindrance>> {
    if let Some(handed) = handed(world, held, step) {
        return Some(handed.and_then(|mut handed| {
            if let Some(event) = handed.event.take() {
                world.apply(event)?;
            }
            held.put(handed);
            Ok(())
        }));
    }
    let event = event_of(world, step)?;
    Some(event.and_then(|event| {
        let_happen(world, step, event)?;
        Ok(())
    }))
}

/// What comes of a step by which code gets a token that is held.
fn handed(world: &World, held: &Held, step: &Step) -> Option<Result<Handed, Hindrance>> {
    match step {
        Step::Control(Control::HoldToken(how)) => Some(held.hold(world, how)),
        Step::Control(Control::RenewToken(name)) => Some(held.renew(world, name)),
        _ => None,
    }
}

/// The event of a step that is to change the world.
fn event_of(world: &World, step: &Step) -> Option<Result<Event, Hindrance>> {
    match step {
        Step::Event(event) | Step::Control(Control::As { event, .. }) => Some(Ok(event.clone())),
        Step::Control(Control::RequestToken(request)) => Some(issue(world, request)),
        Step::Expect(_) | Step::Control(_) => None,
    }
}

fn let_happen(world: &mut World, step: &Step, event: Event) -> Result<Change, Refusal> {
    match step {
        Step::Control(Control::As { by, .. }) => world.act(by.clone(), event),
        _ => world.apply(event),
    }
}

/// Code asks for a token, and the world is to keep what it gets.
fn issue(world: &World, request: &TokenRequest) -> Result<Event, Hindrance> {
    let answer = world.token(request).map_err(Refusal::from)?;
    match answer {
        TokenAnswer::Refused(error) => Err(Hindrance::NoToken(error)),
        TokenAnswer::Issued { issue, .. } => Ok(Event::IssueToken(issue)),
    }
}

struct Run<'r> {
    page: &'r Page,
    world: World,
    marks: Marks,
}

impl Run<'_> {
    fn step(&mut self, placed: &PlacedStep) -> Result<Done, Box<Problem>> {
        if let Some(handed) = handed(&self.world, &self.marks.held, &placed.step) {
            let happened = handed.and_then(|mut handed| {
                let event = handed.event.take();
                let change = event.map(|event| {
                    self.marks.remember(&event);
                    self.world.apply(event)
                });
                let told = handed.told.clone();
                let change = change.transpose()?;
                self.marks.held.put(handed);
                Ok(Done::Handed(change, told))
            });
            return happened.map_err(|hindrance| self.hindered(placed, &hindrance));
        }
        if let Some(event) = event_of(&self.world, &placed.step) {
            let happened = event.and_then(|event| {
                self.marks.remember(&event);
                Ok(let_happen(&mut self.world, &placed.step, event)?)
            });
            return match happened {
                Ok(change) => {
                    self.marks.changed(&self.world, &change);
                    Ok(Done::Happened(change))
                }
                Err(hindrance) => Err(self.hindered(placed, &hindrance)),
            };
        }
        match &placed.step {
            Step::Expect(expectation) => self.expect(placed, expectation),
            Step::Control(Control::Refuse { by, event, code }) => {
                // Laws know of nobody who causes anything.
                if by.is_none() {
                    self.marks.remember(event);
                }
                self.refuse(placed, by.as_ref(), event, *code)
            }
            // A number means a step.
            Step::Control(Control::Mark(mark))
                if mark.as_str().trim().is_empty() || mark.as_str().parse::<usize>().is_ok() =>
            {
                Err(self.malformed(
                    placed,
                    FileError::Mark,
                    format!("`{mark}` is no name for a mark: expected words"),
                ))
            }
            Step::Control(Control::Mark(mark)) => match self.marks.set(mark, &self.world) {
                true => Ok(Done::Marked(mark.clone())),
                false => Err(self.malformed(
                    placed,
                    FileError::Mark,
                    format!("the mark `{mark}` is set already"),
                )),
            },
            // What changes the world was let happen before.
            Step::Event(_)
            | Step::Control(
                Control::RequestToken(_)
                | Control::HoldToken(_)
                | Control::RenewToken(_)
                | Control::As { .. },
            ) => Ok(Done::Held),
        }
    }

    fn hindered(&self, placed: &PlacedStep, hindrance: &Hindrance) -> Box<Problem> {
        let (span, head) = (placed.span.clone(), placed.head.clone());
        Box::new(match hindrance {
            Hindrance::Refusal(refusal) => {
                let mut problem = refused(self.page, Status::Refused, span, head, refusal);
                problem.notes.extend(self.missing(&placed.step));
                problem
            }
            Hindrance::NoToken(error) => {
                let (code, message) = (error.code.as_str(), error.in_words());
                self.page.coded(Status::Refused, code, head, message)
            }
            Hindrance::NoCredential(error, because) => {
                let code = error.code.as_str();
                let message = format!("no token: {because}");
                self.page.coded(Status::Refused, code, head, message)
            }
            Hindrance::HeldAlready(_) | Hindrance::NamedTwice => {
                *self.malformed(placed, FileError::HeldToken, hindrance.to_string())
            }
            Hindrance::NotHeld(error) => *self.not_held(placed, error),
        })
    }

    /// Why somebody lacks a permission that what they were to cause needs.
    fn missing(&self, step: &Step) -> Vec<Note> {
        let Step::Control(Control::As { by, event }) = step else {
            return Vec::new();
        };
        let missing = self.world.explain_act(by, event);
        missing.map_or_else(Vec::new, |it| notes(&it, AccessDecision::Allowed))
    }

    fn malformed(&self, placed: &PlacedStep, code: FileError, message: String) -> Box<Problem> {
        Box::new(self.page.problem(code, placed.head.clone(), message))
    }

    fn expect(
        &mut self,
        placed: &PlacedStep,
        expectation: &Expectation,
    ) -> Result<Done, Box<Problem>> {
        if self.world.clock().is_none()
            && let Expectation::Eventually { .. } | Expectation::Always { .. } = expectation
        {
            let refusal = Refusal::from(Untimely::NoClock {
                what: "what is so at another time",
            });
            let span = (placed.span.clone(), placed.head.clone());
            return Err(Box::new(refused(
                self.page,
                Status::Malformed,
                span.0,
                span.1,
                &refusal,
            )));
        }
        let compared = match expectation {
            Expectation::Eventually { within, expect } => {
                moments::eventually(&mut self.world, &self.marks, *within, expect)
            }
            Expectation::Always { during, expect } => {
                moments::always(&mut self.world, &self.marks, *during, expect)
            }
            it => it.compare(&self.world, &self.marks),
        };
        match compared {
            Ok(None) => Ok(Done::Held),
            Ok(Some(mismatch)) => Err(self.failed(placed, mismatch)),
            Err(Unanswerable::NoSuchMark(mark)) => Err(self.malformed(
                placed,
                FileError::Mark,
                format!("no mark `{mark}` was set before"),
            )),
            Err(Unanswerable::NotHeld(error)) => Err(self.not_held(placed, &error)),
            Err(Unanswerable::WhoAsks(what)) => {
                Err(self.malformed(placed, FileError::Question, what.to_owned()))
            }
            Err(Unanswerable::Question(error)) => {
                Err(self.question(placed, error.to_string(), error.subject(), error.help()))
            }
            Err(Unanswerable::Call(error)) => {
                Err(self.question(placed, error.to_string(), error.subject(), error.help()))
            }
            Err(Unanswerable::Refused(refusal)) => {
                let (message, help) = (refusal.to_string(), refusal.help());
                Err(self.question(placed, message, refusal.subject(), help))
            }
        }
    }

    /// A name of no token that is held, at its place.
    fn not_held(&self, placed: &PlacedStep, error: &NotHeld) -> Box<Problem> {
        let mut problem = self.malformed(placed, FileError::HeldToken, error.to_string());
        if let Some(place) = mention(self.page, &placed.span, error.name.as_str()) {
            problem.span = place;
        }
        if let Some(help) = did_you_mean(&error.nearest) {
            problem.help(help);
        }
        problem
    }

    /// A question that makes no sense, at the name that it is about.
    fn question(
        &self,
        placed: &PlacedStep,
        message: String,
        subject: Option<&str>,
        help: Option<String>,
    ) -> Box<Problem> {
        let mut problem = self.malformed(placed, FileError::Question, message);
        if let Some(place) = subject.and_then(|name| mention(self.page, &placed.span, name)) {
            problem.span = place;
        }
        if let Some(help) = help {
            problem.help(help);
        }
        problem
    }

    /// What is refused changes nothing: planning, which refuses, cannot write.
    fn refuse(
        &self,
        placed: &PlacedStep,
        by: Option<&Reference>,
        event: &Event,
        code: RefusalCode,
    ) -> Result<Done, Box<Problem>> {
        let planned = match by {
            Some(by) => self.world.plan_act(by, event),
            None => self.world.plan(event),
        };
        let (label, got) = match planned {
            Err(refusal) if refusal.code() == code => return Ok(Done::Refused(refusal)),
            Err(refusal) => (refusal.to_string(), refusal.code().as_str()),
            Ok(_) => ("the event is accepted".to_owned(), "no refusal"),
        };
        let message = format!("expected refusal {code}, got {got}");
        Err(self.failed(
            placed,
            Mismatch {
                code: "Refuse",
                message,
                label,
                notes: Vec::new(),
            },
        ))
    }

    fn failed(&self, placed: &PlacedStep, mismatch: Mismatch) -> Box<Problem> {
        let mut problem = self.page.coded(
            Status::Failed,
            mismatch.code,
            placed.head.clone(),
            mismatch.message,
        );
        problem.label = mismatch.label;
        problem.notes = mismatch.notes;
        Box::new(problem)
    }
}
