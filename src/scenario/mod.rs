//! Floor 8: scenarios as they are written, run and compared.
//!
//! The runner is part of the library: it reads through a [`Source`], prints nothing and returns what came of each file as
//! data, with the place of everything that is wrong.

mod compare;
mod compare_access;
mod compare_call;
mod compare_redo;
mod counterexample;
mod error;
mod evidence;
mod existence;
mod expectation;
mod expected_answer;
mod file;
mod fixtures;
mod held;
mod hindrance;
mod load;
mod marks;
mod mismatch;
mod moments;
mod opening;
mod outcome;
mod run;
mod source;
mod step;
mod syntax;
mod tenant_text;
mod text;
mod trace;
mod unused;
mod written;

pub use counterexample::counterexample;
#[cfg(feature = "strategies")]
pub(crate) use counterexample::written_history;
pub use error::FileError;
pub use expectation::{Expectation, IdentityExpectation, Ids, Orphan, ToRedo};
pub use expected_answer::{
    CallExpectation, CallQuestion, CredentialExpectation, CredentialQuestion, ExchangeExpectation,
    TokenExpectation,
};
pub use held::HoldToken;
pub use load::{MAX_INCLUDES_DEEP, Scenario};
pub use outcome::{FileOutcome, Note, Problem, Status, Totals};
pub use run::{StepError, run_file};
pub use source::{MAX_FILE_BYTES, Source, SourceError};
pub use step::{Control, Step};
pub use tenant_text::{read_tenant, write_tenant};
pub use trace::{Told, Trace, TracedStep, trace_file};
