//! What joins two nodes of the graph.

use crate::value::Period;

/// A relation between two nodes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// From a scope to one directly in it.
    Contains,
    /// From a resource to its system-assigned identity.
    HasIdentity,
    /// From a resource to a user-assigned identity that it lists; dangling if that one is no more (F2.9).
    Attached { dangling: bool },
    /// From a principal to a group.
    MemberOf { effective: Period },
    /// From a principal to the scope where it has a role; orphaned if that serves nobody any more (F1.7, F1.14).
    Assignment {
        role: String,
        effective: Period,
        orphaned: bool,
    },
}

impl Edge {
    /// Whether one of its ends is no more.
    pub(super) fn is_broken(&self) -> bool {
        matches!(
            self,
            Self::Attached { dangling: true } | Self::Assignment { orphaned: true, .. }
        )
    }

    /// What to write beside it; what contains says so by where it stands.
    pub(super) fn label(&self) -> Option<String> {
        match self {
            Self::Contains => None,
            Self::HasIdentity => Some("has identity".to_owned()),
            Self::Attached { dangling: false } => Some("attached".to_owned()),
            Self::Attached { dangling: true } => Some("attached (dangling)".to_owned()),
            Self::MemberOf { effective } => Some(format!("member of{}", when(effective))),
            Self::Assignment {
                role,
                effective,
                orphaned,
            } => {
                let orphaned = if *orphaned { " (orphaned)" } else { "" };
                Some(format!("{role}{}{orphaned}", when(effective)))
            }
        }
    }
}

fn when(effective: &Period) -> String {
    let from = effective.from().map(|from| format!(" from {from}"));
    let until = effective.until().map(|until| format!(" until {until}"));
    from.into_iter().chain(until).collect()
}
