//! Conditions: what is wrong with one, what may be, and what it comes to.

mod lints;
mod weighed;

pub use lints::{lints_json, malformed_condition_json};
#[cfg(feature = "cli")]
pub use lints::{lints_text, malformed_condition};
pub(in crate::report) use weighed::ValueForm;
pub use weighed::{condition_json, condition_text};
