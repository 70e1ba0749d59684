//! Steps: events, expectations, and what is about the run itself.

use std::ops::Range;

use serde::Deserialize;

use super::Expectation;
use super::held::HoldToken;
use super::syntax::{self, SyntaxError};
use super::text::{Token, first_token};
use crate::event::Event;
use crate::model::Reference;
use crate::token::TokenRequest;
use crate::value::{Name, nearest};
use crate::world::RefusalCode;

/// One step of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Something happens, and must be accepted.
    Event(Event),
    /// Something is so.
    Expect(Expectation),
    /// Something about the run itself.
    Control(Control),
}

/// A step that is about the run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Control {
    /// Something is to be refused, with this code, and to change nothing.
    Refuse {
        /// Who causes it, and is asked first whether they may; nobody in particular where nothing is said.
        #[serde(default)]
        by: Option<Reference>,
        /// What.
        event: Event,
        /// The refusal's code.
        code: RefusalCode,
    },
    /// Code asks for a token, gets one, and it is kept.
    RequestToken(TokenRequest),
    /// Code asks for a token, gets one, it is kept, and the run holds it under a name.
    HoldToken(HoldToken),
    /// Code that holds a token asks its SDK for one once more.
    RenewToken(Name),
    /// The state is given a name to look back at.
    Mark(Name),
    /// Somebody causes something, and Azure asks first whether they may.
    As {
        /// Who.
        by: Reference,
        /// What.
        event: Event,
    },
}

/// A step with its place in the text of its file.
#[derive(Debug, Clone)]
pub(super) struct PlacedStep {
    pub(super) step: Step,
    /// The whole step.
    pub(super) span: Range<usize>,
    /// The name that it begins with.
    pub(super) head: Range<usize>,
}

/// Why a step could not be read: at a place within the step's own text.
#[derive(Debug)]
pub(super) enum StepSyntax {
    /// It begins with no name that there is.
    Unknown {
        name: String,
        span: Range<usize>,
        nearest: Vec<String>,
    },
    /// What follows the name is wrong.
    Syntax(Box<SyntaxError>),
}

/// The names that steps begin with.
pub(super) struct StepNames {
    events: &'static [&'static str],
    expectations: &'static [&'static str],
    controls: &'static [&'static str],
}

impl StepNames {
    /// Found out once for all the steps of a file.
    pub(super) fn all() -> Self {
        Self {
            events: variants::<Event>(),
            expectations: variants::<Expectation>(),
            controls: variants::<Control>(),
        }
    }
}

/// Reads a step from its own text. Which kind it is, its name alone tells, so that a mistake is reported against what
/// was meant.
pub(super) fn read(text: &str, names: &StepNames) -> Result<(Step, Range<usize>), StepSyntax> {
    let head = match first_token(text) {
        Some(Token::Word(span)) => span,
        Some(Token::Text(span, _)) => span,
        Some(Token::Mark(at, mark)) => at..at + mark.len_utf8(),
        None => 0..0,
    };
    let name = text.get(head.clone()).unwrap_or_default();
    let step = if names.expectations.contains(&name) {
        syntax::read(text).map(Step::Expect)
    } else if names.controls.contains(&name) {
        syntax::read(text).map(Step::Control)
    } else if names.events.contains(&name) {
        syntax::read(text).map(Step::Event)
    } else {
        let known = [names.events, names.expectations, names.controls].concat();
        return Err(StepSyntax::Unknown {
            nearest: nearest(name, known),
            name: name.to_owned(),
            span: head,
        });
    };
    step.map(|step| (step, head)).map_err(StepSyntax::Syntax)
}

/// The names of an enum's variants, as reading one that it does not have tells them.
pub(super) fn variants<'t, T: Deserialize<'t>>() -> &'static [&'static str] {
    match syntax::read::<T>("_") {
        Err(error) => error.variants.unwrap_or_default(),
        Ok(_) => &[],
    }
}

impl Step {
    /// Whether the step expects something.
    pub fn is_expectation(&self) -> bool {
        matches!(
            self,
            Self::Expect(_) | Self::Control(Control::Refuse { .. })
        )
    }
}
