//! Laws of the world: what holds in every world that any history leads to.
//!
//! A law that fails leaves a scenario file in `tests/laws/counterexamples`: `idsim test` shows it, and it stays there when
//! the mistake is mended. Ordinarily the histories are always the same ones. The long run draws others each time, fifty times
//! as many, and large ones: `IDSIM_LONG=1 cargo test --release --test laws --test oracle`, in about ten minutes.

#[path = "laws/catching.rs"]
mod catching;
#[path = "laws/coverage.rs"]
mod coverage;
#[path = "laws/faults.rs"]
mod faults;
#[path = "laws/faulty.rs"]
mod faulty;
#[path = "laws/scenarios.rs"]
mod scenarios;
#[path = "laws/tokens.rs"]
mod tokens;
#[path = "laws/worlds.rs"]
mod worlds;

use idsim::laws::Law;
use idsim::strategies::{Size, Trial};
use idsim::{Event, World};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{FileFailurePersistence, TestRunner};

use worlds::{History, histories};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 128,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/laws.proptest-regressions",
        ))),
        ..ProptestConfig::default()
    }
}

/// Lets events happen, as far as they can.
fn accepted(world: &mut World, events: Vec<Event>) -> usize {
    events
        .into_iter()
        .filter_map(|event| world.apply(event).ok())
        .count()
}

/// Tries every law.
fn all_hold(trial: Trial) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/laws/counterexamples");
    let found = trial.check_all(Law::all(), folder).err();
    let found = found.map(|it| it.to_string());
    assert!(found.is_none(), "\n{}\n", found.unwrap_or_default());
}

/// Whether there is time for the long run.
fn is_long() -> bool {
    std::env::var_os("IDSIM_LONG").is_some()
}

/// What histories are drawn by: the same ones for everybody, or other ones each time.
fn seed() -> Option<u64> {
    (!is_long()).then_some(1)
}

#[test]
fn laws_hold() {
    let ordinary = Trial {
        cases: 64,
        seed: seed(),
        ..Trial::default()
    };
    all_hold(ordinary);
    if is_long() {
        all_hold(Trial {
            cases: ordinary.cases * 50,
            ..ordinary
        });
        all_hold(Trial {
            size: Size::LARGE,
            ..ordinary
        });
    }
}

#[test]
fn laws_hold_whatever_the_names() {
    all_hold(Trial {
        hostile: true,
        cases: if is_long() { 500 } else { 10 },
        seed: seed(),
        ..Trial::default()
    });
}

/// Most events of a history are accepted; else the laws would hold for want of worlds.
#[test]
fn histories_get_far() {
    let mut runner = TestRunner::deterministic();
    let (mut all, mut good) = (0, 0);
    for _ in 0..100 {
        let History {
            mut world, events, ..
        } = histories().new_tree(&mut runner).unwrap().current();
        all += events.len();
        good += accepted(&mut world, events);
    }
    assert!(
        good > 500 && good * 2 > all && good < all,
        "{good} of {all} events were accepted"
    );
}
