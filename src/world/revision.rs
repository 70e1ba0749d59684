//! Which state of which world.

use std::sync::Arc;

/// Names one state of one world. A world gets a new one with every change and its old one back when the change is
/// taken back; none is ever given to another state, and none to a clone.
#[derive(Debug, Clone)]
pub struct Revision {
    number: u64,
    /// The same place in memory for one world, another for every clone; never printed, so that it decides nothing else.
    world: Arc<()>,
}

impl PartialEq for Revision {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && Arc::ptr_eq(&self.world, &other.world)
    }
}

impl Eq for Revision {}

impl Revision {
    /// The first of a new world.
    pub(super) fn first() -> Self {
        Self {
            number: 0,
            world: Arc::new(()),
        }
    }

    /// Another one of the same world.
    pub(super) fn numbered(&self, number: u64) -> Self {
        Self {
            number,
            world: Arc::clone(&self.world),
        }
    }

    /// The same number of a world of its own.
    pub(super) fn of_another_world(&self) -> Self {
        Self {
            number: self.number,
            ..Self::first()
        }
    }
}

/// A change was to be taken back in a world whose latest change it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change is not the latest one of this world, so it cannot be taken back now")]
pub struct NotLatest;
