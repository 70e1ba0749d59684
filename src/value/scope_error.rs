//! [`ScopeError`]: why a text is not a scope.

/// Why a text is not a [`Scope`](super::Scope).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// It does not begin with a slash.
    #[error(
        "scope `{0}` does not begin with a slash: expected `/`, `/subscriptions/…` or `/providers/…`"
    )]
    NotAbsolute(String),
    /// Two slashes meet, or one ends it.
    #[error(
        "segment {position} of scope `{scope}` is empty: expected no doubled slash and none at the end"
    )]
    EmptySegment {
        /// The whole scope as written.
        scope: String,
        /// Which segment, counted from 1.
        position: usize,
    },
    /// A segment is not what can stand there.
    #[error("segment {position} of the scope, `{segment}`, is not acceptable: expected {expected}")]
    Segment {
        /// The segment as written.
        segment: String,
        /// Which segment, counted from 1.
        position: usize,
        /// What was expected of it, in words.
        expected: &'static str,
    },
    /// It ends where something must follow.
    #[error("scope `{scope}` ends too early: expected {expected} to follow")]
    Incomplete {
        /// The whole scope as written.
        scope: String,
        /// What was expected next, in words.
        expected: &'static str,
    },
    /// A name that should be one segment has a slash in it.
    #[error("`{0}` is not one segment: expected a name without a slash")]
    NotOneSegment(String),
    /// A resource type that should be top-level is a child type.
    #[error(
        "`{0}` is a child type: expected a top-level type, such as `Microsoft.Compute/virtualMachines`"
    )]
    NotTopLevel(String),
    /// It is longer than 2048 bytes.
    #[error("the scope has {0} bytes: expected at most 2048")]
    TooLong(usize),
}
