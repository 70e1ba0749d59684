//! Laws tried on random histories; what breaks one becomes a scenario file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::{History, Size, histories, hostile_histories};
use crate::laws::{Broken, Law, Specimen};
use crate::world::World;

/// How a law is tried.
///
/// ```
/// use idsim::laws::Law;
/// use idsim::strategies::{Size, Trial};
///
/// let trial = Trial { cases: 8, size: Size::SMALL, ..Trial::default() };
/// trial.check_all(Law::all(), std::env::temp_dir())?;
/// # Ok::<(), idsim::strategies::Counterexample>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// How large histories are.
    pub size: Size,
    /// How many histories.
    pub cases: u32,
    /// Whether names are arbitrary text here and there.
    pub hostile: bool,
    /// What the histories are drawn by: the same number, the same histories; without one, others every time.
    pub seed: Option<u64>,
}

impl Default for Trial {
    fn default() -> Self {
        Self {
            size: Size::ORDINARY,
            cases: 64,
            hostile: false,
            seed: None,
        }
    }
}

/// A law is broken; the least history that shows it stands in a scenario file. The `Display` has its path.
#[derive(Debug)]
pub struct Counterexample {
    /// What is broken, and how.
    pub broken: Broken,
    /// The least history found.
    pub history: Box<History>,
    /// The file, or why there is none.
    pub file: Result<PathBuf, std::io::Error>,
}

impl std::fmt::Display for Counterexample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.broken)?;
        match &self.file {
            Ok(path) => write!(f, "to see it again: idsim test {}", path.display()),
            Err(error) => write!(
                f,
                "it could not be written to a file ({error}):\n{}",
                self.history.counterexample(&self.broken)
            ),
        }
    }
}

impl std::error::Error for Counterexample {}

impl Trial {
    /// Tries a law. If it is broken, `folder` gets a scenario file named after it that `idsim test` fails on.
    ///
    /// # Errors
    /// The law is broken.
    pub fn check(&self, law: &Law, folder: impl AsRef<Path>) -> Result<(), Counterexample> {
        self.check_on([law], folder, |world| world.fork())
    }

    /// Tries several laws on the same histories, which takes less time than one after the other.
    ///
    /// # Errors
    /// The first law that is broken.
    pub fn check_all<'l>(
        &self,
        laws: impl IntoIterator<Item = &'l Law>,
        folder: impl AsRef<Path>,
    ) -> Result<(), Counterexample> {
        self.check_on(laws, folder, |world| world.fork())
    }

    /// The same of something around each world. Its counterexamples fail with
    /// [`Scenario::run_on`](crate::scenario::Scenario::run_on).
    ///
    /// # Errors
    /// The first law that is broken.
    pub fn check_on<'l>(
        &self,
        laws: impl IntoIterator<Item = &'l Law>,
        folder: impl AsRef<Path>,
        wrap: impl Fn(&World) -> Box<dyn Specimen>,
    ) -> Result<(), Counterexample> {
        let laws: Vec<&Law> = laws.into_iter().collect();
        let drawn = match self.hostile {
            true => hostile_histories(self.size),
            false => histories(self.size),
        };
        let holds =
            |law: &Law, history: &History| law.check_on(&*wrap(&history.world), &history.events);
        // The law that is tried; after it failed, or panicked, the only one: shrinking is to keep to it.
        let trying: Cell<Option<&Law>> = Cell::new(None);
        let tried = self.runner().run(&drawn, |history| {
            let only = trying.get();
            let all = laws
                .iter()
                .filter(|law| only.is_none_or(|it| it.name() == law.name()));
            for law in all {
                trying.set(Some(law));
                holds(law, &history).map_err(|broken| TestCaseError::fail(broken.to_string()))?;
            }
            trying.set(only);
            Ok(())
        });
        let (reason, history) = match tried {
            Ok(()) => return Ok(()),
            Err(TestError::Fail(reason, history)) => (reason, history),
            // No strategy here rejects so much; if one does, nothing was tried.
            Err(TestError::Abort(reason)) => (reason, History::none()),
        };
        let Some(law) = trying.get().or_else(|| laws.first().copied()) else {
            return Ok(());
        };
        Err(written_down(
            law,
            &reason.to_string(),
            history,
            folder.as_ref(),
            holds,
        ))
    }

    fn runner(&self) -> TestRunner {
        let config = Config {
            cases: self.cases,
            failure_persistence: None,
            max_shrink_iters: 4_000,
            ..Config::default()
        };
        match self.seed {
            None => TestRunner::new(config),
            Some(seed) => {
                let mut bytes = [0; 32];
                for (to, from) in bytes.iter_mut().zip(seed.to_le_bytes()) {
                    *to = from;
                }
                let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
                TestRunner::new_with_rng(config, random)
            }
        }
    }
}

/// The least history that breaks a law, in a file.
fn written_down(
    law: &Law,
    reason: &str,
    history: History,
    folder: &Path,
    holds: impl Fn(&Law, &History) -> Result<(), Broken>,
) -> Counterexample {
    let again = catch_unwind(AssertUnwindSafe(|| holds(law, &history)));
    let broken = match again {
        Ok(Err(broken)) => broken,
        Ok(Ok(())) | Err(_) => Broken {
            law: law.name(),
            expected: "an answer".to_owned(),
            happened: reason.to_owned(),
        },
    };
    let path = folder.join(format!("{}.ron", law.name()));
    let file = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, history.counterexample(&broken)));
    Counterexample {
        file: file.map(|()| path),
        broken,
        history: Box::new(history),
    }
}
