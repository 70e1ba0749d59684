//! Where a command writes to.

use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Write};

use clap::ValueEnum;

use super::complaint::Complaint;
use super::exit::Exit;
use crate::report::{self, TextOptions, visible};

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColourChoice {
    /// On a terminal, unless NO_COLOR is set or TERM is `dumb`.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl ColourChoice {
    fn colours(self, terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let refused = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
                let dumb = variable("TERM").is_some_and(|term| term == "dumb");
                terminal && !refused && !dumb
            }
        }
    }
}

/// Standard output and standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    choice: ColourChoice,
}

impl Console {
    pub(super) fn new(choice: ColourChoice) -> Self {
        Self { choice }
    }

    /// Whether what goes to standard output is to be coloured.
    pub(super) fn colours_out(self) -> bool {
        self.colours(io::stdout().is_terminal())
    }

    fn colours(self, terminal: bool) -> bool {
        self.choice.colours(terminal, |name| std::env::var_os(name))
    }

    /// Writes the result of a command. A reader that has gone away, as `head` does, has read enough.
    ///
    /// # Errors
    /// It cannot be written, for another reason.
    pub(super) fn out(self, text: &str) -> Result<(), Complaint> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Complaint::unreadable(
                format!("the result cannot be written: {error}"),
            )),
            _ => Ok(()),
        }
    }

    /// Writes a remark. If nobody reads it, nothing is lost.
    pub(super) fn remark(self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says why a command could not do what it was told to.
    pub(super) fn complain(self, complaint: &Complaint) -> Exit {
        match complaint {
            Complaint::Words { message, help, .. } => {
                let help = help
                    .as_ref()
                    .map_or(String::new(), |help| format!("  = help: {help}\n"));
                self.remark(&visible(&format!("error: {message}\n{help}")));
            }
            Complaint::Malformed(problem) => {
                let colour = self.colours(io::stderr().is_terminal());
                self.remark(&report::problem_text(problem, colour));
            }
            Complaint::File(outcome) => {
                let colour = self.colours(io::stderr().is_terminal());
                self.remark(&report::problems(
                    outcome,
                    TextOptions {
                        colour,
                        ..TextOptions::default()
                    },
                ));
            }
        }
        complaint.exit()
    }
}

#[cfg(test)]
mod tests {
    use super::ColourChoice::{Always, Auto, Never};

    #[test]
    fn colour_is_for_terminals_that_want_it() {
        let cases = [
            (Auto, true, "", "", true),
            (Auto, true, "NO_COLOR", "", true),
            (Auto, true, "NO_COLOR", "1", false),
            (Auto, true, "TERM", "dumb", false),
            (Auto, true, "TERM", "xterm", true),
            (Auto, false, "", "", false),
            (Always, false, "NO_COLOR", "1", true),
            (Never, true, "", "", false),
        ];
        for (choice, terminal, set, value, expected) in cases {
            let variable = |name: &str| (name == set).then(|| value.into());
            let told = format!("{choice:?} {terminal} {set}={value}");
            assert_eq!(choice.colours(terminal, variable), expected, "{told}");
        }
    }
}
