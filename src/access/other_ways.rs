//! The ways to a service's data that no data action shows (F9.2): keys that can be listed, policies that can be written.

use super::{Explanation, Query};
use crate::model::PrincipalId;
use crate::value::{Action, Name, Plane, Scope};
use crate::world::{NodeKind, World};

/// A control-plane action that the principal may take and that leads to the data asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWay<'w> {
    /// The action.
    pub action: &'w Action,
    /// The resource at which it may be taken.
    pub at: Scope,
    /// What comes of it, as the end of a sentence.
    pub gives: &'w str,
}

impl World {
    /// The other ways that somebody has to the data that a question is about; those that the catalogue knows.
    pub(super) fn other_ways(
        &self,
        query: &Query,
        answered: Option<PrincipalId>,
    ) -> Vec<OtherWay<'_>> {
        let at = query.on.containing_resource();
        let (Some(at), Some(id), Plane::Data) = (at, answered, query.action.plane()) else {
            return Vec::new();
        };
        let kind = self.node(&at).map(|node| &node.kind);
        let Some(NodeKind::Resource { resource_type, .. }) = kind else {
            return Vec::new();
        };
        let service = self.catalog().service(&Name::from(resource_type.as_str()));
        let ways = service.into_iter().flat_map(|(_, it)| &it.other_ways);
        let may = |action: &Action| {
            let groups = query.groups.clone();
            let query = Query::new(self, Some(id), groups, action.clone(), at.clone());
            self.decide_now(&query).is_allowed()
        };
        ways.filter(|it| !it.under_access_policies || query.ignores_roles)
            .filter(|it| may(&it.action))
            .map(|it| OtherWay {
                action: &it.action,
                at: at.clone(),
                gives: &it.gives,
            })
            .collect()
    }
}

impl Explanation<'_> {
    /// Another way in words: who may also do what, where, and what comes of it.
    pub fn other_way_line(&self, way: &OtherWay<'_>) -> String {
        let (who, at) = (self.who(), self.world.name_of(&way.at));
        format!("{who} may also do {} on `{at}`: {}", way.action, way.gives)
    }
}
