//! The graph as Mermaid reads it.

use std::collections::BTreeSet;

use super::TenantGraph;
use super::edge::Edge;

impl TenantGraph {
    /// The graph as a Mermaid flowchart, which many wikis and code hosts draw where it stands in a `mermaid` block. A
    /// shape and a class for each kind of thing; what is no more, and what leads to it, is dashed and red.
    /// O(nodes + edges).
    ///
    /// ```
    /// use idsim::{TenantGraph, World};
    ///
    /// let mermaid = TenantGraph::of(&World::new()).to_mermaid();
    /// assert!(mermaid.starts_with("flowchart LR\n"));
    /// assert!(mermaid.contains(r#"n1["resource-group<br/>resource group"]:::resourceGroup"#));
    /// ```
    pub fn to_mermaid(&self) -> String {
        let mut lines = vec!["flowchart LR".to_owned()];
        for index in self.graph.node_indices() {
            let Some(node) = self.graph.node_weight(index) else {
                continue;
            };
            let look = node.kind.look();
            let class = if node.gone { "gone" } else { look.class };
            lines.push(format!(
                r#"    n{}{}"{}<br/>{}"{}:::{class}"#,
                index.index(),
                look.brackets.0,
                escape(&node.name),
                escape(&node.caption),
                look.brackets.1
            ));
        }
        let mut broken = Vec::new();
        for (number, edge) in self.graph.raw_edges().iter().enumerate() {
            let (from, to) = (edge.source().index(), edge.target().index());
            lines.push(format!("    n{from} {} n{to}", arrow(&edge.weight)));
            if edge.weight.is_broken() {
                broken.push(number.to_string());
            }
        }
        lines.extend(self.classes());
        if !broken.is_empty() {
            lines.push(format!("    linkStyle {} stroke:red", broken.join(",")));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// How the classes look that occur.
    fn classes(&self) -> Vec<String> {
        let (gone, there): (Vec<_>, Vec<_>) = self.graph.node_weights().partition(|node| node.gone);
        let kinds: BTreeSet<_> = there.iter().map(|node| node.kind).collect();
        let mut lines: Vec<String> = kinds
            .into_iter()
            .map(|kind| kind.look())
            .map(|look| {
                format!(
                    "    classDef {} fill:{},stroke:#555,color:#000",
                    look.class, look.fill
                )
            })
            .collect();
        if !gone.is_empty() {
            let dashed = "fill:#fff,stroke:red,stroke-dasharray:5 5,color:#000";
            lines.push(format!("    classDef gone {dashed}"));
        }
        lines
    }
}

fn arrow(edge: &Edge) -> String {
    let shaft = if edge.is_broken() { "-.->" } else { "-->" };
    match edge.label() {
        Some(label) => format!(r#"{shaft}|"{}"|"#, escape(&label)),
        None => "---".to_owned(),
    }
}

/// Text as it stands between quotes. Mermaid reads HTML there, Markdown, directives (`%%{…}%%`), and entities of its own
/// that begin with `#`.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '&' => out.push_str("#amp;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '#' | '%' | '*' | '`' | '\\' | '[' | ']' | '{' | '}' | '|' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            '\n' => out.push_str("<br/>"),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
