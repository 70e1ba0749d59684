//! The grammar of scopes: what may follow what.

use super::name::fold;
use super::{Guid, ScopeError, ScopeLevel, segment};

/// What the text of a scope says about it, counted in segments so that equal scopes have equal shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Shape {
    pub(super) level: ScopeLevel,
    /// How many segments the parent has.
    pub(super) parent: usize,
    /// How many segments stand before the namespace of the last provider block.
    pub(super) namespace: Option<usize>,
}

impl Shape {
    pub(super) const ROOT: Self = Self {
        level: ScopeLevel::Root,
        parent: 0,
        namespace: None,
    };

    /// Reads block after block; each makes a scope of its own, the parent of the next.
    pub(super) fn of(scope: &str) -> Result<Self, ScopeError> {
        if scope.len() > segment::MAX_LEN {
            return Err(ScopeError::TooLong(scope.len()));
        }
        let path = scope
            .strip_prefix('/')
            .ok_or_else(|| ScopeError::NotAbsolute(scope.to_owned()))?;
        if path.is_empty() {
            return Ok(Self::ROOT);
        }
        let mut walk = Walk {
            scope,
            segments: path.split('/'),
            read: 0,
        };
        let mut shape = Self::ROOT;
        while let Some(keyword) = walk.next()? {
            shape = shape.block(keyword, &mut walk)?;
        }
        Ok(shape)
    }

    fn block(self, keyword: &str, walk: &mut Walk<'_>) -> Result<Self, ScopeError> {
        use ScopeLevel::{Child, ManagementGroup, Resource, ResourceGroup, Root, Subscription};
        let parent = walk.read - 1;
        let inner = Self { parent, ..self };
        match (self.level, fold(keyword).as_str()) {
            (_, "providers") => {
                let namespace = Some(walk.read);
                let level = self.provider_block(walk)?;
                Ok(Self {
                    level,
                    parent,
                    namespace,
                })
            }
            (Root, "subscriptions") => {
                let id = walk.require(SUBSCRIPTION_ID)?;
                // Only with dashes: were 32 bare digits accepted too, one subscription would have two texts.
                if id.len() != 36 || Guid::parse(id).is_err() {
                    return Err(walk.refuse(id, SUBSCRIPTION_ID));
                }
                Ok(Self {
                    level: Subscription,
                    ..inner
                })
            }
            (Subscription, "resourcegroups") => {
                walk.require("the resource group's name")?;
                Ok(Self {
                    level: ResourceGroup,
                    ..inner
                })
            }
            (ManagementGroup | Resource | Child, _) => {
                walk.require("the child's name")?;
                Ok(Self {
                    level: Child,
                    ..inner
                })
            }
            (Root, _) => Err(walk.refuse(keyword, "`subscriptions` or `providers`")),
            (Subscription, _) => Err(walk.refuse(keyword, "`resourceGroups` or `providers`")),
            (ResourceGroup, _) => Err(walk.refuse(keyword, "`providers`")),
        }
    }

    fn provider_block(self, walk: &mut Walk<'_>) -> Result<ScopeLevel, ScopeError> {
        let namespace = walk.require("a provider's namespace, such as `Microsoft.Compute`")?;
        let kind = walk.require("a resource type")?;
        walk.require("the resource's name")?;
        let is_group =
            fold(namespace) == "microsoft.management" && fold(kind) == "managementgroups";
        Ok(match self.level {
            ScopeLevel::Root if is_group => ScopeLevel::ManagementGroup,
            ScopeLevel::Resource | ScopeLevel::Child => ScopeLevel::Child,
            _ => ScopeLevel::Resource,
        })
    }
}

const SUBSCRIPTION_ID: &str = "the subscription's id, a GUID with dashes";

/// Segments of a scope, checked one by one as they are taken.
struct Walk<'a> {
    scope: &'a str,
    segments: std::str::Split<'a, char>,
    read: usize,
}

impl<'a> Walk<'a> {
    fn next(&mut self) -> Result<Option<&'a str>, ScopeError> {
        let Some(segment) = self.segments.next() else {
            return Ok(None);
        };
        self.read += 1;
        if segment.is_empty() {
            return Err(ScopeError::EmptySegment {
                scope: self.scope.to_owned(),
                position: self.read,
            });
        }
        match segment::fault(segment) {
            Some(expected) => Err(self.refuse(segment, expected)),
            None => Ok(Some(segment)),
        }
    }

    fn require(&mut self, expected: &'static str) -> Result<&'a str, ScopeError> {
        self.next()?.ok_or_else(|| ScopeError::Incomplete {
            scope: self.scope.to_owned(),
            expected,
        })
    }

    fn refuse(&self, segment: &str, expected: &'static str) -> ScopeError {
        ScopeError::Segment {
            segment: segment.to_owned(),
            position: self.read,
            expected,
        }
    }
}
