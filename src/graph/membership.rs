//! Ways through groups: from a principal up to a group, and from a group down to everybody in it.

use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, EdgeReference};
use petgraph::visit::{Dfs, EdgeFiltered, IntoNeighbors, Reversed, VisitMap};

use super::TenantGraph;
use super::edge::Edge;
use super::node::Node;
use crate::model::PrincipalId;

type Memberships<'g> = EdgeFiltered<&'g DiGraph<Node, Edge>, fn(EdgeReference<'g, Edge>) -> bool>;

impl TenantGraph {
    /// The shortest chain of memberships from a principal to a group, both included; of several equally short ones the
    /// first by the groups' names, then by their object ids. A principal is at its own end; `None` if no way leads there.
    ///
    /// Whether the memberships count now is not asked: [`World::groups_of`](crate::world::World::groups_of) tells when
    /// a whole way does. For n nodes and m edges it takes O((n + m) log n).
    ///
    /// ```
    /// use idsim::{Event, Subject, TenantGraph, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::create_group("team"))?;
    /// world.apply(Event::create_group("staff"))?;
    /// world.apply(Event::add_member("team", "alice"))?;
    /// world.apply(Event::add_member("staff", "team"))?;
    /// let id = |name: &str| match world.resolve_principal(&name.into()) {
    ///     Ok(Subject::Principal(id)) => id,
    ///     other => panic!("{other:?}"),
    /// };
    /// let graph = TenantGraph::of(&world);
    /// let way = vec![id("alice"), id("team"), id("staff")];
    /// assert_eq!(graph.membership_path(id("alice"), id("staff")), Some(way));
    /// assert_eq!(graph.membership_path(id("staff"), id("alice")), None);
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn membership_path(&self, from: PrincipalId, to: PrincipalId) -> Option<Vec<PrincipalId>> {
        let (start, end) = (*self.principals.get(&from)?, *self.principals.get(&to)?);
        let memberships = self.memberships();
        let to_end = dijkstra(Reversed(&memberships), end, Some(start), |_| 1_usize);
        // Which of several shortest ways a search happens to find is not defined. Groups are numbered by name, so the
        // least of those one step nearer is.
        let mut at = start;
        let mut path = vec![from];
        for left in (0..*to_end.get(&start)?).rev() {
            at = (&memberships)
                .neighbors(at)
                .filter(|group| to_end.get(group) == Some(&left))
                .min()?;
            path.push(self.graph.node_weight(at)?.principal?);
        }
        Some(path)
    }

    /// Everybody and everything in a group, directly or through other groups, by name and then by object id; the group
    /// itself not included. Whether the memberships count now is not asked. O(nodes + edges).
    ///
    /// ```
    /// use idsim::{Event, Subject, TenantGraph, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::create_group("team"))?;
    /// world.apply(Event::create_group("staff"))?;
    /// world.apply(Event::add_member("team", "alice"))?;
    /// world.apply(Event::add_member("staff", "team"))?;
    /// let id = |name: &str| match world.resolve_principal(&name.into()) {
    ///     Ok(Subject::Principal(id)) => id,
    ///     other => panic!("{other:?}"),
    /// };
    /// let graph = TenantGraph::of(&world);
    /// assert_eq!(graph.members_deep(id("staff")), [id("alice"), id("team")]);
    /// assert_eq!(graph.members_deep(id("alice")), []);
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn members_deep(&self, group: PrincipalId) -> Vec<PrincipalId> {
        let Some(&start) = self.principals.get(&group) else {
            return Vec::new();
        };
        let memberships = self.memberships();
        let downwards = Reversed(&memberships);
        let mut walk = Dfs::new(downwards, start);
        while walk.next(downwards).is_some() {}
        self.principals
            .iter()
            .filter(|(_, node)| **node != start && walk.discovered.is_visited(*node))
            .map(|(id, _)| *id)
            .collect()
    }

    /// The graph with nothing but memberships in it.
    fn memberships(&self) -> Memberships<'_> {
        EdgeFiltered(&self.graph, |edge| {
            matches!(edge.weight(), Edge::MemberOf { .. })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;
    use crate::model::Reference;
    use crate::world::{Subject, World};

    #[test]
    fn ways_lead_up_and_never_down_or_through_roles() {
        let mut world = World::new();
        let groups = ["all", "staff", "team", "b", "c", "other"].map(Event::create_group);
        #[rustfmt::skip]
        let members = [
            ("team", "alice"), ("staff", "team"), ("all", "staff"),     // three groups up
            ("c", "bob"), ("b", "bob"), ("all", "c"), ("all", "b"),     // two equally short ways
            ("all", "team-vm"), ("other", "id1"),
        ]
        .map(|(group, member)| Event::add_member(group, member));
        let things = [
            Event::create_user("alice"),
            Event::create_user("bob"),
            Event::create_identity("id1"),
            Event::create_resource("team-vm", "Microsoft.Compute/virtualMachines")
                .with_system_assigned(),
        ];
        // A role at an identity is no way into the groups that the identity is in.
        let role = Event::assign_role("alice", "Managed Identity Operator", "id1");
        for event in groups
            .into_iter()
            .chain(things)
            .chain(members)
            .chain([role])
        {
            let _ = world.apply(event).unwrap();
        }
        let graph = TenantGraph::of(&world);
        let id = |name: &str| match world.resolve_principal(&Reference::from(name)) {
            Ok(Subject::Principal(id)) => id,
            other => panic!("{name}: {other:?}"),
        };
        let names = |ids: Vec<PrincipalId>| -> Vec<String> {
            ids.into_iter()
                .map(|id| world.name_of_principal(id))
                .collect()
        };
        let path = |from: &str, to: &str| graph.membership_path(id(from), id(to)).map(names);
        let way =
            |names: &[&str]| Some(names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());

        assert_eq!(
            path("alice", "all"),
            way(&["alice", "team", "staff", "all"])
        );
        assert_eq!(path("bob", "all"), way(&["bob", "b", "all"]));
        assert_eq!(path("id1", "other"), way(&["id1", "other"]));
        assert_eq!(path("staff", "staff"), way(&["staff"]));
        assert_eq!(path("all", "alice"), None);
        assert_eq!(path("alice", "other"), None);
        assert_eq!(path("alice", "b"), None);
        let stranger = PrincipalId::new(crate::value::Guid::from_u128(1));
        assert_eq!(graph.membership_path(stranger, stranger), None);

        let below = |group: &str| names(graph.members_deep(id(group)));
        assert_eq!(
            below("all"),
            ["alice", "b", "bob", "c", "staff", "team", "team-vm"]
        );
        assert_eq!(below("other"), ["id1"]);
        assert!(below("alice").is_empty());
        assert!(graph.members_deep(stranger).is_empty());
    }
}
