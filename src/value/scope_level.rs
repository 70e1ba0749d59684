//! [`ScopeLevel`]: how deep a scope lies.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The level of a scope, outermost first: an ancestor's level is never greater than its descendant's (F6.4).
///
/// ```
/// use idsim::value::ScopeLevel;
///
/// assert!(ScopeLevel::Subscription < ScopeLevel::ResourceGroup);
/// assert_eq!(ScopeLevel::ManagementGroup.to_string(), "management group");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ScopeLevel {
    /// The tenant's root, `/`.
    Root,
    /// A management group.
    ManagementGroup,
    /// A subscription.
    Subscription,
    /// A resource group.
    ResourceGroup,
    /// A resource of a top-level type, in a resource group or directly under any scope above one.
    Resource,
    /// Anything below a resource: a child, or an extension of it such as its locks.
    Child,
}

impl fmt::Display for ScopeLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Root => "root",
            Self::ManagementGroup => "management group",
            Self::Subscription => "subscription",
            Self::ResourceGroup => "resource group",
            Self::Resource => "resource",
            Self::Child => "child resource",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_and_written_by_name() {
        use ScopeLevel::{Child, ManagementGroup, Resource, ResourceGroup, Root, Subscription};
        let levels = [
            Root,
            ManagementGroup,
            Subscription,
            ResourceGroup,
            Resource,
            Child,
        ];
        assert!(levels.is_sorted());
        for level in levels {
            let json = serde_json::to_string(&level).unwrap();
            assert_eq!(json, format!(r#""{level:?}""#));
            assert_eq!(serde_json::from_str::<ScopeLevel>(&json).unwrap(), level);
        }
    }
}
