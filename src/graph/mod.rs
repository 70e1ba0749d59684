//! Floor 5: a tenant as a graph, made from the world when asked for and thrown away: paths through groups, diagrams.
//!
//! Scopes and principals are the nodes; what contains, has, lists, belongs to or may do something are the edges. Which
//! library walks them does not show outside.

mod dot;
mod edge;
mod membership;
mod mermaid;
mod node;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::IntoNodeReferences;

use crate::model::{Principal, PrincipalId};
use crate::value::Scope;
use crate::world::{NodeKind, OrphanCause, World};

use edge::Edge;
use node::Node;

/// A tenant as a graph, at the moment it was made: later events do not reach it.
///
/// In it are all scopes that exist or that an assignment names, all living principals, and those deleted ones that an
/// assignment or a resource still names. A user-assigned identity is one node, resource and principal at once. A role
/// assignment is an edge from the principal to the scope, labelled with the role. In which order things were made does
/// not show.
///
/// ```
/// use idsim::{Event, TenantGraph, World};
///
/// let mut world = World::new();
/// world.apply(Event::create_user("alice"))?;
/// world.apply(Event::assign_role("alice", "Reader", "resource-group"))?;
/// assert!(TenantGraph::of(&world).to_mermaid().contains(r#"-->|"Reader"|"#));
/// # Ok::<(), idsim::Refusal>(())
/// ```
#[derive(Debug, Clone)]
pub struct TenantGraph {
    graph: DiGraph<Node, Edge>,
    /// By name, then by object id.
    principals: IndexMap<PrincipalId, NodeIndex>,
}

impl TenantGraph {
    /// The graph of this world. For n scopes and principals and m relations between them it takes O((n + m) log (n + m)),
    /// times the depth of the scopes.
    ///
    /// ```
    /// use idsim::{TenantGraph, World};
    ///
    /// let graph = TenantGraph::of(&World::new());
    /// assert!(graph.to_dot().contains("resource-group"));
    /// ```
    pub fn of(world: &World) -> Self {
        let mut graph = DiGraph::new();
        let scopes: BTreeMap<Scope, NodeIndex> = scopes_of(world)
            .into_iter()
            .map(|scope| {
                let node = graph.add_node(Node::of_scope(world, &scope));
                (scope, node)
            })
            .collect();
        let identities: BTreeMap<PrincipalId, NodeIndex> = graph
            .node_references()
            .filter_map(|(node, it): (_, &Node)| Some((it.principal?, node)))
            .collect();
        let principals = principals_of(world)
            .into_iter()
            .map(|it| {
                let known = identities.get(&it.id).copied();
                let node = known.unwrap_or_else(|| graph.add_node(Node::of_principal(world, it)));
                (it.id, node)
            })
            .collect();
        for (from, to, edge) in edges_of(world, &scopes, &principals) {
            graph.add_edge(from, to, edge);
        }
        Self { graph, principals }
    }
}

/// What exists, and where roles are assigned: that may be the root, a child that the world need not know, or a place
/// that something moved away from.
fn scopes_of(world: &World) -> BTreeSet<Scope> {
    let existing = world.nodes().map(|(scope, _)| scope);
    let assigned = world.role_assignments().map(|it| &it.scope);
    existing.chain(assigned).cloned().collect()
}

/// The living, and the deleted who still hold or are listed, by name and then by object id.
fn principals_of(world: &World) -> Vec<&Principal> {
    let listed: BTreeSet<PrincipalId> = world
        .nodes()
        .flat_map(|(host, _)| world.attachments_of(host))
        .map(|attached| attached.principal)
        .collect();
    let named = |id| listed.contains(&id) || world.assignments_of(id).next().is_some();
    let mut found: Vec<&Principal> = world
        .principals()
        .filter(|it| !it.deleted || named(it.id))
        .collect();
    found.sort_by_key(|it| (&it.name, it.id));
    found
}

fn edges_of(
    world: &World,
    scopes: &BTreeMap<Scope, NodeIndex>,
    principals: &IndexMap<PrincipalId, NodeIndex>,
) -> Vec<(NodeIndex, NodeIndex, Edge)> {
    let mut edges = Vec::new();
    let mut link = |from: Option<&NodeIndex>, to: Option<&NodeIndex>, edge| {
        if let (Some(&from), Some(&to)) = (from, to) {
            edges.push((from, to, edge));
        }
    };
    for (scope, node) in scopes {
        let above = world.ancestors(scope);
        let parent = above.iter().skip(1).find_map(|above| scopes.get(above));
        link(parent, Some(node), Edge::Contains);
    }
    for (host, node) in world.nodes() {
        let from = scopes.get(host);
        if let (NodeKind::Resource { .. }, Some(own)) = (&node.kind, node.own_principal()) {
            link(from, principals.get(&own), Edge::HasIdentity);
        }
        for it in world.attachments_of(host) {
            let dangling = it.dangling;
            link(
                from,
                principals.get(&it.principal),
                Edge::Attached { dangling },
            );
        }
    }
    for (group, to) in principals {
        for (member, effective) in world.members_of(*group) {
            link(
                principals.get(&member),
                Some(to),
                Edge::MemberOf { effective },
            );
        }
    }
    for it in world.role_assignments() {
        let edge = Edge::Assignment {
            role: world.name_of_role(it.role),
            effective: it.effective,
            orphaned: world.orphan_cause(it).is_some(),
        };
        link(principals.get(&it.principal), scopes.get(&it.scope), edge);
    }
    edges.sort();
    edges
}

/// Whether the scope is one that something moved away from and left assignments behind (F1.14).
fn is_left_behind(world: &World, scope: &Scope) -> bool {
    world
        .assignments_at(scope)
        .any(|it| world.orphan_cause(it) == Some(OrphanCause::ScopeMoved))
}
