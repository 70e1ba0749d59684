//! The ways to a service's data that no data action shows (F9.2): keys that can be listed, policies that can be written.

use super::{Explanation, Query};
use crate::model::{Circumstances, PrincipalId};
use crate::value::{Action, Name, Plane, Scope};
use crate::world::{NodeKind, Operation, World};

/// A control-plane action that somebody may take and that leads to the data asked about.
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
    /// The other ways that somebody has to the data at a scope, of those that the catalogue knows: with the groups of now,
    /// or those that its token states.
    pub(crate) fn other_ways(
        &self,
        on: &Scope,
        who: PrincipalId,
        groups: Option<&[PrincipalId]>,
    ) -> Vec<OtherWay<'_>> {
        let Some(at) = on.containing_resource() else {
            return Vec::new();
        };
        let kind = self.node(&at).map(|node| &node.kind);
        let Some(NodeKind::Resource { resource_type, .. }) = kind else {
            return Vec::new();
        };
        let service = self.catalog().service(&Name::from(resource_type.as_str()));
        let ways = service.into_iter().flat_map(|(_, it)| &it.other_ways);
        let under_access_policies = self.has_access_policies(&at);
        let may = |action: &Action| {
            let groups = groups.map(<[PrincipalId]>::to_vec);
            let what = (action.clone(), Circumstances::default());
            let query = Query::new(self, Some(who), groups, what, at.clone());
            self.decide_now(&query).is_allowed()
        };
        // What a lock forbids to everybody is no way (F6.7.2).
        let is_locked = |action: &Action| {
            let operation = Operation::new(action.clone(), at.clone());
            self.locked(&operation, || at.clone()).is_some()
        };
        ways.filter(|it| !it.under_access_policies || under_access_policies)
            .filter(|it| may(&it.action) && !is_locked(&it.action))
            .map(|it| OtherWay {
                action: &it.action,
                at: at.clone(),
                gives: &it.gives,
            })
            .collect()
    }

    /// Another way in words: who may also do what, where, and what comes of it.
    pub(crate) fn describe_other_way(&self, who: PrincipalId, way: &OtherWay<'_>) -> String {
        let (who, at) = (self.describe_principal(who), self.name_of(&way.at));
        format!(
            "`{who}` may also do {} on `{at}`: {}",
            way.action, way.gives
        )
    }
}

impl<'w> Explanation<'w> {
    /// Those that the asker has, where it was asked about data.
    pub(super) fn find_other_ways(&self, query: &Query) -> Vec<OtherWay<'w>> {
        let asking = self.asker.id();
        let asking = asking.filter(|_| query.action.plane() == Plane::Data);
        asking.map_or_else(Vec::new, |id| {
            self.world
                .other_ways(&query.on, id, query.groups.as_deref())
        })
    }

    /// Another way in words: who may also do what, where, and what comes of it.
    pub fn other_way_line(&self, way: &OtherWay<'_>) -> String {
        let who = self.asker.id();
        who.map_or_else(String::new, |id| self.world.describe_other_way(id, way))
    }
}
