//! How far a long run is, and how long it took.

use std::io::{self, IsTerminal};
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

/// A run that is shorter shows no bar.
const PATIENCE: Duration = Duration::from_millis(800);

/// A bar on standard error, if that is a terminal and the run takes long.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: Once,
}

impl Progress {
    #[expect(
        clippy::disallowed_methods,
        reason = "for a person who waits; no result depends on it"
    )]
    pub(super) fn start(files: usize) -> Self {
        Self {
            bar: ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden()),
            started: Instant::now(),
            shown: Once::new(),
        }
    }

    /// Another file is done.
    pub(super) fn advance(&self) {
        self.bar.inc(1);
        if self.started.elapsed() > PATIENCE && io::stderr().is_terminal() {
            self.shown
                .call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }

    /// Takes the bar away and tells how long it all took.
    pub(super) fn finish(self) -> Duration {
        self.bar.finish_and_clear();
        self.started.elapsed()
    }
}
