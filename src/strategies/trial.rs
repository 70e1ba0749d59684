//! Laws tried on random histories; what breaks one becomes a scenario file.

use std::cell::Cell;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::histories::least;
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
    pub file: io::Result<PathBuf>,
    /// Whether it takes what was put around the world to see it.
    pub wrapped: bool,
    /// Whether the law is one of one's own, whatever its name.
    pub own: bool,
}

impl std::fmt::Display for Counterexample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.broken)?;
        match &self.file {
            Ok(path) if self.wrapped => write!(
                f,
                "to see it again: `Scenario::run_on` with the same around the world, on \"{}\"",
                path.display()
            ),
            Ok(path) if self.own => write!(
                f,
                "to see it again: `Scenario::with_laws` with this law, on \"{}\"",
                path.display()
            ),
            Ok(path) => write!(f, "to see it again: idsim test \"{}\"", path.display()),
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
    /// Tries a law. If it is broken, `folder` gets a new scenario file named after it that `idsim test` fails on, if it knows
    /// the law, and [`Scenario::with_laws`](crate::scenario::Scenario::with_laws) otherwise. In the file's name everything but
    /// ASCII letters, digits, `-` and `_` is a `-`.
    ///
    /// # Errors
    /// The law is broken.
    pub fn check(&self, law: &Law, folder: impl AsRef<Path>) -> Result<(), Counterexample> {
        self.check_all([law], folder)
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
        let plain = |world: &World| world.fork();
        self.least_that_breaks(laws, folder.as_ref(), &plain)
            .map_or(Ok(()), Err)
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
        let found = self.least_that_breaks(laws, folder.as_ref(), &wrap);
        found.map_or(Ok(()), |found| {
            Err(Counterexample {
                wrapped: true,
                ..found
            })
        })
    }

    fn least_that_breaks<'l>(
        &self,
        laws: impl IntoIterator<Item = &'l Law>,
        folder: &Path,
        wrap: &dyn Fn(&World) -> Box<dyn Specimen>,
    ) -> Option<Counterexample> {
        let laws: Vec<&Law> = laws.into_iter().collect();
        let drawn = match self.hostile {
            true => hostile_histories(self.size),
            false => histories(self.size),
        };
        let holds =
            |law: &Law, history: &History| law.check_on(&*wrap(&history.world), &history.events);
        // The law that is tried; after it failed the only one: shrinking is to keep to it.
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
            Ok(()) => return None,
            Err(TestError::Fail(reason, history)) => (reason, history),
            // No strategy here rejects so much; if one does, nothing was tried.
            Err(TestError::Abort(reason)) => (reason, History::none()),
        };
        let law = trying.get().or_else(|| laws.first().copied())?;
        let history = least(history, |smaller| holds(law, smaller).is_err());
        let broken = holds(law, &history).err().unwrap_or_else(|| Broken {
            law: law.name(),
            expected: "the same answer every time".to_owned(),
            happened: reason.to_string(),
        });
        Some(Counterexample {
            file: write_new(folder, law.name(), &history.counterexample(&broken)),
            broken,
            history: Box::new(history),
            wrapped: false,
            own: !law.is_built_in(),
        })
    }

    fn runner(&self) -> TestRunner {
        let config = Config {
            cases: self.cases,
            failure_persistence: None,
            // Arbitrary text shrinks; events and entries are taken out afterwards.
            max_shrink_iters: if self.hostile { 4_000 } else { 0 },
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

/// Writes a file of that name, or with a number behind it where another one has the name. What could mean something to a file
/// system is left out of it.
fn write_new(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name = name.replace(|c| !plain(c), "-");
    let mut number = 1;
    loop {
        let name = match number {
            1 => format!("{name}.ron"),
            _ => format!("{name}-{number}.ron"),
        };
        let path = folder.join(name);
        match fs::File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read_to_string(&path).is_ok_and(|it| it == text) {
                    return Ok(path);
                }
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}
