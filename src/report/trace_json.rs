//! A run told step by step, as JSON.

use serde::Serialize;

use super::json::{FileForm, pretty};
use crate::scenario::{Told, Trace, TracedStep};
use crate::value::Timestamp;

/// The story of a run, for programs to read: the fields of one file of [`json`](super::json()), then `"opening": […]` and
/// `"trace": [{"number", "line", "comment": […], "written", "clock", "result", "told": [{"kind", "text"}]}]`.
///
/// The result is `happened`, `refused_as_expected`, `held`, `marked`, `wrong` or `not_run`. The kind is that of a
/// consequence, `ToRedo` or `InheritedNewly` of what is to be redone or looked at, the code of a refusal or failure, `Held` or `Mark`. What is wrong stands whole among the failures.
pub fn trace_json(trace: &Trace) -> String {
    pretty(&TraceForm {
        file: FileForm::from(&trace.outcome),
        opening: &trace.opening,
        trace: trace.steps.iter().map(StepForm::from).collect(),
    })
}

#[derive(Serialize)]
struct TraceForm<'t> {
    #[serde(flatten)]
    file: FileForm<'t>,
    opening: &'t [String],
    trace: Vec<StepForm<'t>>,
}

#[derive(Serialize)]
struct StepForm<'t> {
    number: usize,
    line: usize,
    comment: &'t [String],
    written: &'t str,
    clock: Option<Timestamp>,
    result: &'static str,
    told: Vec<ToldForm<'t>>,
}

#[derive(Serialize)]
struct ToldForm<'t> {
    kind: &'t str,
    text: &'t str,
}

impl<'t> From<&'t TracedStep> for StepForm<'t> {
    fn from(it: &'t TracedStep) -> Self {
        let one = |kind, text| vec![ToldForm { kind, text }];
        let (result, told) = match &it.told {
            Told::Happened(happenings) => {
                let told = happenings.iter().map(|it| ToldForm {
                    kind: it.kind,
                    text: &it.text,
                });
                ("happened", told.collect())
            }
            Told::RefusedAsExpected { code, message, .. } => {
                ("refused_as_expected", one(code.as_str(), message.as_str()))
            }
            Told::Held(evidence) => ("held", one("Held", evidence.as_str())),
            Told::Marked(mark) => ("marked", one("Mark", mark.as_str())),
            Told::Wrong(problem) => ("wrong", one(problem.code, problem.message.as_str())),
            Told::NotRun => ("not_run", Vec::new()),
        };
        Self {
            number: it.number,
            line: it.line,
            comment: &it.comment,
            written: &it.written,
            clock: it.clock,
            result,
            told,
        }
    }
}
