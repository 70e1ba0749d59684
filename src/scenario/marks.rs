//! Worlds that a scenario looks back at.

use crate::value::Name;
use crate::world::World;

/// Worlds to look back at: the beginning, and each mark.
#[derive(Debug)]
pub(super) struct Marks {
    start: World,
    marks: Vec<(Name, World)>,
}

impl Marks {
    pub(super) fn new(start: &World) -> Self {
        Self {
            start: start.clone(),
            marks: Vec::new(),
        }
    }

    /// The world at a mark; at the beginning if none is named.
    pub(super) fn get(&self, mark: Option<&Name>) -> Option<&World> {
        match mark {
            None => Some(&self.start),
            Some(mark) => self
                .marks
                .iter()
                .find(|(name, _)| name == mark)
                .map(|(_, world)| world),
        }
    }

    pub(super) fn set(&mut self, mark: &Name, world: &World) -> bool {
        let new = self.get(Some(mark)).is_none();
        if new {
            self.marks.push((mark.clone(), world.clone()));
        }
        new
    }
}
