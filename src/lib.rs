//! An in-process simulator of Azure managed identities and role-based access control.

mod value;

mod model;

mod catalog;
mod event;

mod world;

pub use catalog::*;
pub use event::*;
pub use model::*;
pub use value::*;
pub use world::*;
