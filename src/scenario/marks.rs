//! What a scenario looks back at: worlds, what happened, and the tokens that it holds.

use super::held::Held;
use crate::catalog::NotInCatalog;
use crate::event::Event;
use crate::laws::{Broken, Law, Specimen};
use crate::value::Name;
use crate::world::{Change, Consequence, Redo, World};

/// Worlds to look back at: the beginning, and each mark; all events since the beginning; and the tokens that are held.
pub(super) struct Marks {
    start: World,
    marks: Vec<(Name, World)>,
    /// What laws are tried on: the beginning, or something around it.
    specimen: Box<dyn Specimen>,
    happened: Vec<Event>,
    /// The tokens that code holds.
    pub(super) held: Held,
    /// What the last event lost.
    redo: Vec<Redo>,
    /// Laws besides those of the library.
    own_laws: Vec<Law>,
}

impl Marks {
    pub(super) fn new(start: &World, specimen: Box<dyn Specimen>, own_laws: &[Law]) -> Self {
        Self {
            start: start.clone(),
            marks: Vec::new(),
            specimen,
            happened: Vec::new(),
            held: Held::default(),
            redo: Vec::new(),
            own_laws: own_laws.to_vec(),
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

    /// An event happens, or is refused.
    pub(super) fn remember(&mut self, event: &Event) {
        self.happened.push(event.clone());
    }

    /// What an event brought about, in the world after it, which nobody keeps: so what it lost is found now, and only where it
    /// moved something.
    pub(super) fn changed(&mut self, world: &World, change: &Change) {
        self.redo.clear();
        if change.consequences().iter().any(can_lose) {
            self.redo = world.to_redo(change);
        }
    }

    /// What the last event lost; nothing if there was none yet.
    pub(super) fn redo(&self) -> &[Redo] {
        &self.redo
    }

    /// The law of that name, and how it is broken, if it is.
    pub(super) fn law(&self, name: &Name) -> Result<(&Law, Option<Broken>), NotInCatalog> {
        let own = self.own_laws.iter().find(|law| law.name() == name.as_str());
        let law = own.map_or_else(|| Law::named(name.as_str()), Ok)?;
        Ok((law, law.check_on(&*self.specimen, &self.happened).err()))
    }
}

/// Whether whatever it belongs to may have something that is to be redone: a move or a transfer.
fn can_lose(it: &Consequence) -> bool {
    matches!(
        it,
        Consequence::ScopeMoved { .. }
            | Consequence::ParentChanged { .. }
            | Consequence::DirectoryChanged { .. }
    )
}
