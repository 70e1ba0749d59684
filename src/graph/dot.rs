//! The graph as Graphviz reads it.

use petgraph::dot::{Config, Dot, RankDir};

use super::TenantGraph;
use super::edge::Edge;
use super::node::Node;

impl TenantGraph {
    /// The graph in Graphviz's language, to be drawn by `dot -Tsvg`. A shape for each kind of thing; what is no more, and
    /// what leads to it, is dashed and red. O(nodes + edges).
    ///
    /// ```
    /// use idsim::{TenantGraph, World};
    ///
    /// let dot = TenantGraph::of(&World::new()).to_dot();
    /// assert!(dot.starts_with("digraph {"));
    /// assert!(dot.contains(r#"label="resource-group\nresource group""#));
    /// ```
    pub fn to_dot(&self) -> String {
        let config = [
            Config::NodeNoLabel,
            Config::EdgeNoLabel,
            Config::RankDir(RankDir::LR),
        ];
        let edge =
            |_, edge: petgraph::graph::EdgeReference<'_, Edge>| edge_attributes(edge.weight());
        let node = |_, (_, node): (_, &Node)| node_attributes(node);
        format!(
            "{:?}",
            Dot::with_attr_getters(&self.graph, &config, &edge, &node)
        )
    }
}

fn node_attributes(node: &Node) -> String {
    let look = node.kind.look();
    let outline = if node.gone {
        r#""filled,dashed" color=red"#
    } else {
        "filled"
    };
    format!(
        r#"label="{}\n{}" shape={} style={outline} fillcolor="{}""#,
        escape(&node.name),
        escape(&node.caption),
        look.shape,
        look.fill
    )
}

fn edge_attributes(edge: &Edge) -> String {
    let line = if edge.is_broken() {
        " style=dashed color=red"
    } else {
        ""
    };
    match edge.label() {
        Some(label) => format!(r#"label="{}"{line}"#, escape(&label)),
        None => "arrowhead=none color=gray".to_owned(),
    }
}

/// Text as it stands between quotes. Graphviz reads backslashes and HTML entities there.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
