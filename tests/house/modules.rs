//! `mod` declarations: which there are, and which files they reach.

use std::collections::BTreeSet;

use super::{
    Tree,
    tokens::{Kind, kind_at, tokens, walk},
};

/// A `mod name;`.
#[derive(Debug)]
pub(crate) struct Declaration<'t> {
    pub(crate) name: &'t str,
    pub(crate) line: usize,
    /// The inline modules it stands in, outermost first.
    pub(crate) inside: Vec<&'t str>,
    /// What `#[path = "…"]` says.
    path: Option<&'t str>,
}

/// The `mod name;` of a source, in order.
pub(crate) fn declarations(text: &str) -> Vec<Declaration<'_>> {
    let tokens = tokens(text);
    let (mut found, mut path) = (Vec::new(), None);
    walk(&tokens, |at, token, inside| {
        let next = |steps: usize| kind_at(&tokens, at + steps);
        match (token.kind, next(1), next(2)) {
            (Kind::Name("path"), Some(Kind::Mark('=')), Some(Kind::Text(text))) => {
                path = Some(text);
            }
            (Kind::Name("mod"), Some(Kind::Name(name)), Some(Kind::Mark(';'))) => {
                found.push(Declaration {
                    name,
                    line: token.line,
                    inside: inside.to_vec(),
                    path: path.take(),
                });
            }
            (Kind::Mark(';' | '{' | '}'), ..) => path = None,
            _ => {}
        }
    });
    found
}

/// Sources that nothing compiles: no chain of `mod` leads to them.
pub(crate) fn unreached(tree: &Tree<'_>) -> Vec<String> {
    let mut reached = BTreeSet::new();
    for (path, text) in tree.iter().filter(|(path, _)| is_root(path)) {
        reach(tree, path, text, true, &mut reached);
    }
    tree.iter()
        .filter(|(path, _)| is_rust(path) && !reached.contains(*path))
        .map(|(path, _)| {
            let name = module_name(path);
            format!(
                "{path}:1: no `mod` leads here, so it is never compiled: declare `mod {name};` in its parent or delete the file"
            )
        })
        .collect()
}

/// Whether the house looks after this file as Rust source.
pub(crate) fn is_rust(path: &str) -> bool {
    let ours = ["src/", "tests/", "benches/"];
    path.ends_with(".rs") && ours.iter().any(|folder| path.starts_with(folder))
}

/// Whether cargo compiles this file by itself.
fn is_root(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["src", name] => matches!(*name, "lib.rs" | "main.rs"),
        ["tests" | "benches", name] => name.ends_with(".rs"),
        ["tests" | "benches", _, name] => *name == "main.rs",
        _ => false,
    }
}

/// Notes `path` and all it declares. `owner`: its modules lie beside it, as those of `lib.rs` and `mod.rs` do.
fn reach<'t>(
    tree: &Tree<'t>,
    path: &'t str,
    text: &'t str,
    owner: bool,
    reached: &mut BTreeSet<&'t str>,
) {
    if !reached.insert(path) {
        return;
    }
    let (folder, _) = path.rsplit_once('/').unwrap_or_default();
    let home = if owner {
        folder.to_owned()
    } else {
        path.trim_end_matches(".rs").to_owned()
    };
    for declared in declarations(text) {
        let inner = [[home.as_str()].as_slice(), &declared.inside]
            .concat()
            .join("/");
        // A stated path counts from the file's own folder, unless an inline module stands between.
        let start = if declared.inside.is_empty() {
            folder
        } else {
            &inner
        };
        let name = declared.name;
        let candidates = match declared.path {
            Some(stated) => vec![(resolve(start, stated), true)],
            None => vec![
                (format!("{inner}/{name}.rs"), false),
                (format!("{inner}/{name}/mod.rs"), true),
            ],
        };
        for (candidate, owner) in candidates {
            if let Some((path, text)) = tree.iter().find(|(path, _)| *path == candidate) {
                reach(tree, path, text, owner, reached);
            }
        }
    }
}

/// `stated` seen from `folder`, with `.` and `..` worked out.
fn resolve(folder: &str, stated: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in stated.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The name by which a parent would declare the file.
fn module_name(path: &str) -> &str {
    let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
    stem.rsplit('/').next().unwrap_or(stem)
}
