//! Floors: `src/lib.rs` lists the modules floor by floor, and a module uses only the floors listed above its own.

use super::{
    Tree,
    modules::declarations,
    tokens::{Kind, Token, kind_at, tokens, walk},
};

/// Uses that climb: of a module on the same floor or a later one, of the crate's root, or past the module by `super`.
pub(crate) fn climbing(tree: &Tree<'_>) -> Vec<String> {
    let map = tree
        .iter()
        .find(|(path, _)| *path == "src/lib.rs")
        .map(|(_, text)| floors(text))
        .unwrap_or_default();
    if map.is_empty() {
        return vec![
            "src/lib.rs:1: declares no module: list them here, floor by floor, with a blank line between floors"
                .to_owned(),
        ];
    }
    let mut complaints = Vec::new();
    for (path, text) in tree {
        let Some(module) = module_path(path) else {
            continue;
        };
        for used in references(text, module.len()) {
            let Err(why) = judge(&map, &module, &used) else {
                continue;
            };
            let complaint = format!("{path}:{}: {why}", used.line);
            if !complaints.contains(&complaint) {
                complaints.push(complaint);
            }
        }
    }
    complaints
}

/// A name of another place: the first one after `crate::`, or what a chain of `super::` leads to.
#[derive(Debug)]
struct Reference<'t> {
    name: &'t str,
    line: usize,
    /// It begins with `super::`, and ends at the root of the crate.
    by_super: bool,
}

/// The modules of `lib.rs`, each with its floor.
fn floors(lib: &str) -> Vec<(&str, usize)> {
    let (mut found, mut floor, mut last) = (Vec::new(), 0, None);
    for module in declarations(lib) {
        if !module.inside.is_empty() {
            continue;
        }
        let parted = last.is_some_and(|last: usize| {
            let between = lib.lines().skip(last).take(module.line - last);
            between.into_iter().any(|line| line.trim().is_empty())
        });
        floor += usize::from(parted);
        last = Some(module.line);
        found.push((module.name, floor));
    }
    found
}

/// `src/world/plan.rs` is `world::plan`; the crate's roots stand outside the floors.
fn module_path<'t>(path: &'t str) -> Option<Vec<&'t str>> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut parts: Vec<&'t str> = inside.split('/').collect();
    parts.pop_if(|last| *last == "mod");
    (!matches!(parts.as_slice(), ["lib" | "main"])).then_some(parts)
}

/// Whether the module may use what it names; if not, why, and what to do.
fn judge(map: &[(&str, usize)], module: &[&str], used: &Reference<'_>) -> Result<(), String> {
    let top = module.first().copied().unwrap_or_default();
    let name = used.name;
    if used.by_super {
        return Err(format!(
            "`super` leads out of `{top}`: write `crate::{name}` if that is on a floor below"
        ));
    }
    let floor_of = |wanted: &str| map.iter().find(|(name, _)| *name == wanted);
    match (floor_of(top), floor_of(name)) {
        _ if top == name => Ok(()),
        (_, None) => Err(format!(
            "`crate::{name}` is no module of src/lib.rs: name the module it lives in, so that the floor shows"
        )),
        // A file that `lib.rs` does not know is another check's business.
        (None, _) => Ok(()),
        (Some((_, here)), Some((_, there))) if there < here => Ok(()),
        (Some((_, here)), Some((_, there))) => {
            let how = if there == here {
                "beside it"
            } else {
                "above it"
            };
            Err(format!(
                "`{top}` (floor {here}) uses `{name}` (floor {there}), which is {how} in the house: move what both need to a floor below, or list `{name}` before `{top}` in src/lib.rs, a blank line between"
            ))
        }
    }
}

/// All that `text` names by `crate::`, and what it names by `super::` beyond its own top module.
/// `depth` is how many modules deep the file lies.
fn references(text: &str, depth: usize) -> Vec<Reference<'_>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    walk(&tokens, |at, token, inside| {
        if kind_at(&tokens, at + 1) != Some(Kind::Colons) {
            return;
        }
        let ups = match token.kind {
            Kind::Name("crate") => None,
            Kind::Name("super") => Some(1),
            _ => return,
        };
        heads(&tokens, at + 2, ups, &mut |name, line, ups| {
            let by_super = ups.is_some();
            if ups.is_none_or(|ups| ups >= depth + inside.len()) {
                found.push(Reference {
                    name,
                    line,
                    by_super,
                });
            }
        });
    });
    found
}

/// Reports the first name of each path that begins at `at`, with the `super`s before it; groups hold many paths.
/// Returns where the path, or its group, ends.
fn heads<'t>(
    tokens: &[Token<'t>],
    at: usize,
    ups: Option<usize>,
    report: &mut impl FnMut(&'t str, usize, Option<usize>),
) -> usize {
    let Some(token) = tokens.get(at) else {
        return at;
    };
    let leads_on = kind_at(tokens, at + 1) == Some(Kind::Colons);
    match token.kind {
        Kind::Name("super") if leads_on => heads(tokens, at + 2, ups.map(|ups| ups + 1), report),
        Kind::Mark('{') => {
            let mut next = at + 1;
            while !matches!(kind_at(tokens, next), None | Some(Kind::Mark('}'))) {
                let end = heads(tokens, next, ups, report);
                next = skip_to_sibling(tokens, end);
            }
            next + 1
        }
        Kind::Name(name) => {
            report(name, token.line, ups);
            at + 1
        }
        Kind::Mark('*') => {
            report("*", token.line, ups);
            at + 1
        }
        _ => at + 1,
    }
}

/// Past the rest of a group's member and its comma, or to the brace that closes the group.
fn skip_to_sibling(tokens: &[Token<'_>], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(kind) = kind_at(tokens, at) {
        match kind {
            Kind::Mark('{') => depth += 1,
            Kind::Mark('}') if depth == 0 => return at,
            Kind::Mark('}') => depth -= 1,
            Kind::Mark(',') if depth == 0 => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}
