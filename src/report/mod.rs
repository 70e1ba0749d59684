//! Floor 9: results as text and as JSON.
//!
//! Nothing here takes a decision, reads a file or prints: each function turns data of the floors below into a `String`, the
//! same one for the same data.

mod call;
mod codes;
mod condition;
#[cfg(feature = "cli")]
mod diagnostic;
mod explanation;
mod json;
mod place;
mod roles;
mod show;
#[cfg(feature = "cli")]
mod text;
#[cfg(feature = "cli")]
mod trace;
mod trace_json;
mod visible;

pub use call::{call_json, token_json, token_text};
pub use codes::{code_text, codes_json, codes_text, event_text, rule_text, rules_text};
pub use condition::{condition_json, condition_text, lints_json, malformed_condition_json};
#[cfg(feature = "cli")]
pub use condition::{lints_text, malformed_condition};
#[cfg(feature = "cli")]
pub use diagnostic::problem_text;
pub use explanation::{decision_json, explanation_json};
pub use json::json;
pub use roles::{role_text, roles_json, roles_text};
pub use show::{show_json, show_text};
#[cfg(feature = "cli")]
pub use text::{TextOptions, problems, text};
#[cfg(feature = "cli")]
pub use trace::trace_text;
pub use trace_json::trace_json;
pub use visible::visible;
