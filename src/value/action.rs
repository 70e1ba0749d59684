//! [`Action`]: one thing that somebody may do.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Name, Plane, segment};

/// One exact action on one plane, such as `Microsoft.Compute/virtualMachines/start/action` (F6.2.2).
///
/// Compares without regard to letter case; the same text on the other plane is another action. Prints as its text.
///
/// ```
/// use idsim::value::{Action, Plane};
///
/// let read = Action::data("Microsoft.KeyVault/vaults/secrets/getSecret/action")?;
/// assert_eq!(read.plane(), Plane::Data);
/// assert_eq!(read, Action::data("microsoft.keyvault/vaults/secrets/getsecret/action")?);
/// assert_ne!(read, Action::control("Microsoft.KeyVault/vaults/secrets/getSecret/action")?);
/// assert!(Action::data("Microsoft.KeyVault/vaults/*").is_err());
/// # Ok::<(), idsim::value::ActionError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Action {
    plane: Plane,
    text: Name,
}

/// Why a text is not an [`Action`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// There is a `*` in it.
    #[error("action `{0}` has a wildcard: expected one exact action")]
    Wildcard(String),
    /// There is no slash in it.
    #[error(
        "action `{0}` has fewer than two segments: expected one like `Microsoft.Compute/virtualMachines/read`"
    )]
    TooShort(String),
    /// Two slashes meet, or one begins or ends it.
    #[error(
        "action `{0}` has an empty segment: expected no doubled slash, none at the beginning and none at the end"
    )]
    EmptySegment(String),
    /// There is a blank or a control character inside.
    #[error("action `{0}` has a blank or a control character in it: expected neither")]
    Blank(String),
    /// It is longer than 2048 bytes.
    #[error("the action has {0} bytes: expected at most 2048")]
    TooLong(usize),
}

impl Action {
    /// Reads an action of a plane; blanks around it are dropped.
    ///
    /// # Errors
    ///
    /// [`ActionError`] for a wildcard, fewer than two segments, an empty segment, a blank inside, and more than 2048 bytes.
    ///
    /// ```
    /// use idsim::value::{Action, Plane};
    ///
    /// assert!(Action::parse(Plane::Control, " Microsoft.Compute/virtualMachines/read ").is_ok());
    /// assert!(Action::parse(Plane::Control, "read").is_err());
    /// ```
    pub fn parse(plane: Plane, text: &str) -> Result<Self, ActionError> {
        let text = text.trim();
        if text.len() > segment::MAX_LEN {
            Err(ActionError::TooLong(text.len()))
        } else if text.contains('*') {
            Err(ActionError::Wildcard(text.to_owned()))
        } else if !text.contains('/') {
            Err(ActionError::TooShort(text.to_owned()))
        } else if text.split('/').any(str::is_empty) {
            Err(ActionError::EmptySegment(text.to_owned()))
        } else if has_blank(text) {
            Err(ActionError::Blank(text.to_owned()))
        } else {
            Ok(Self {
                plane,
                text: Name::new(text),
            })
        }
    }

    /// Reads an action of the control plane.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn control(text: &str) -> Result<Self, ActionError> {
        Self::parse(Plane::Control, text)
    }

    /// Reads an action of the data plane.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn data(text: &str) -> Result<Self, ActionError> {
        Self::parse(Plane::Data, text)
    }

    /// The plane the action is on.
    #[must_use]
    pub fn plane(&self) -> Plane {
        self.plane
    }

    /// The text as first written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The text as it is compared: in lower case.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.text.folded()
    }
}

/// Whether a text has a character that no action, and so no pattern, has.
pub(super) fn has_blank(text: &str) -> bool {
    text.chars().any(|c| c.is_whitespace() || c.is_control())
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({:?})", self.plane, self.as_str())
    }
}

/// An action as files spell it: `Data("Microsoft.KeyVault/vaults/secrets/getSecret/action")`.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Action")]
enum Written {
    Control(String),
    Data(String),
}

impl TryFrom<Written> for Action {
    type Error = ActionError;

    fn try_from(written: Written) -> Result<Self, ActionError> {
        match written {
            Written::Control(text) => Self::control(&text),
            Written::Data(text) => Self::data(&text),
        }
    }
}

impl From<Action> for Written {
    fn from(action: Action) -> Self {
        let text = action.as_str().to_owned();
        match action.plane {
            Plane::Control => Self::Control(text),
            Plane::Data => Self::Data(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_exact_actions_only() {
        let check =
            |text: &str, expected: Result<&str, &str>| match (Action::control(text), expected) {
                (Ok(action), Ok(expected)) => assert_eq!(action.as_str(), expected, "{text}"),
                (Err(error), Err(expected)) => {
                    assert!(error.to_string().contains(expected), "{text}: {error}")
                }
                (action, _) => panic!("{text}: {action:?}"),
            };
        check(
            "Microsoft.Compute/virtualMachines/read",
            Ok("Microsoft.Compute/virtualMachines/read"),
        );
        check(" A.B/read\t", Ok("A.B/read"));
        check("", Err("fewer than two segments"));
        check("read", Err("action `read` has fewer than two segments"));
        check("*", Err("has a wildcard"));
        check("A.B/*/read", Err("has a wildcard"));
        check("A.B//read", Err("empty segment"));
        check("/read", Err("empty segment"));
        check("A.B/", Err("empty segment"));
        check("A.B/c d/read", Err("blank"));
        check("A.B/c\u{1}/read", Err("control character"));
        check(&"a/".repeat(2000), Err("4000 bytes"));
    }

    #[test]
    fn the_plane_tells_actions_apart() {
        let read = |plane| Action::parse(plane, "A.B/read").unwrap();
        assert_ne!(read(Plane::Control), read(Plane::Data));
        assert_eq!(read(Plane::Control).plane(), Plane::Control);
        assert_eq!(
            format!("{0} {0:?}", read(Plane::Data)),
            r#"A.B/read Data("A.B/read")"#
        );
    }

    #[test]
    fn files_write_the_plane_around_the_text() {
        let action = Action::data("A.B/c/read").unwrap();
        assert_eq!(ron::to_string(&action).unwrap(), r#"Data("A.B/c/read")"#);
        assert_eq!(
            ron::from_str::<Action>(r#"Data("a.b/C/read")"#).unwrap(),
            action
        );
        assert_eq!(
            serde_json::to_string(&action).unwrap(),
            r#"{"Data":"A.B/c/read"}"#
        );
        assert_eq!(
            serde_json::from_str::<Action>(r#"{"Data":"A.B/c/read"}"#).unwrap(),
            action
        );
        let error = ron::from_str::<Action>(r#"Control("A.B/*")"#).unwrap_err();
        assert!(
            error.to_string().contains("action `A.B/*` has a wildcard"),
            "{error}"
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(text in "[A-Za-z.İΣ]{1,4}(/[A-Za-z]{1,4}){1,3}") {
            let action = Action::data(&text).unwrap();
            prop_assert_eq!(action.to_string(), text);
            prop_assert_eq!(Action::data(action.folded()), Ok(action));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Action::control(&text);
        }
    }
}
