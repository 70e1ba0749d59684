//! [`Plane`]: the two kinds of action.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether an action manages a resource or touches the data in it; a role grants the two apart (F6.2.1).
///
/// ```
/// use idsim::value::Plane;
///
/// assert_eq!(Plane::Control.other(), Plane::Data);
/// assert_eq!(Plane::Data.to_string(), "data plane");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Plane {
    /// Managing resources, through Azure Resource Manager: `actions`.
    Control,
    /// Using what is inside them, through the service itself: `dataActions`.
    Data,
}

impl Plane {
    /// The plane that this one is not.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Control => Self::Data,
            Self::Data => Self::Control,
        }
    }
}

impl fmt::Display for Plane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Control => "control plane",
            Self::Data => "data plane",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_plane_is_the_others_other() {
        for plane in [Plane::Control, Plane::Data] {
            assert_ne!(plane.other(), plane);
            assert_eq!(plane.other().other(), plane);
            let json = serde_json::to_string(&plane).unwrap();
            assert_eq!(json, format!(r#""{plane:?}""#));
            assert_eq!(serde_json::from_str::<Plane>(&json).unwrap(), plane);
        }
    }
}
