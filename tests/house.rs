//! Keeps the house in order: reads the sources as text and complains of what no compiler sees.
//!
//! Each check takes a tree of `(path, text)` and returns complaints that name file, line and what to do;
//! so each is tried on the crate itself and on a small tree with violations planted in it.

#[path = "house/floors.rs"]
mod floors;
#[path = "house/modules.rs"]
mod modules;
#[path = "house/pages.rs"]
mod pages;
#[path = "house/tokens.rs"]
mod tokens;

use std::{fs, io, path::Path};

use pages::{LONGEST, UNFINISHED, WORKPLACES};

/// Files as `(path, text)`; paths count from the crate's root, with `/` between their parts.
type Tree<'t> = [(&'t str, &'t str)];

/// A check: what it finds wrong.
type Check = fn(&Tree<'_>) -> Vec<String>;

#[test]
fn modules_use_only_the_floors_below() -> io::Result<()> {
    keep(floors::climbing)
}

#[test]
fn every_file_is_compiled() -> io::Result<()> {
    keep(modules::unreached)
}

#[test]
fn every_file_is_introduced() -> io::Result<()> {
    keep(pages::unintroduced)
}

#[test]
fn nothing_is_unfinished_or_names_a_workplace() -> io::Result<()> {
    keep(pages::forbidden)
}

#[test]
fn no_file_is_too_long() -> io::Result<()> {
    keep(pages::too_long)
}

/// Three floors: `low`; `left` beside `right`; `high`.
const LIB: &str = "//! Map.\n#![warn(x)]\n\n/// Words.\n\
    pub mod low;\n\n\
    pub(crate) mod left;\n// beside it\n#[cfg(feature = \"f\")]\nmod right;\n\n\
    pub use left::Thing;\n\n\
    pub mod high;\n\nmod inline {}\n";

#[test]
fn climbing_is_caught() {
    #[rustfmt::skip]
    let rows = [
        // down, into itself, and in words only: nothing to complain of
        ("src/left.rs", "use crate::low::X;\nuse crate::left::Y;", vec![]),
        ("src/high/mod.rs", "use crate::{left::{self, A}, low::{B, c::{D, E}}, right};", vec![]),
        ("src/low/a.rs", "/// See [`crate::high`].\n//! crate::left\n/* crate::high /* */ crate::left */\nfn f() {} // crate::high", vec![]),
        ("src/low/a.rs", "const S: &str = \"crate::high \\\" crate::left\"; const R: &str = r#\"\" crate::high\"#; const C: char = '\"';", vec![]),
        ("src/low/a.rs", "use super::b;\nmod tests { use super::super::b; use super::*; }", vec![]),
        ("src/low.rs", "pub(super) struct A<'a>(&'a str);\nmod tests { use super::*; }", vec![]),
        ("src/main.rs", "use crate::high::X;", vec![]),
        // up
        ("src/low.rs", "use std::fmt;\nuse crate::high::X;", vec!["src/low.rs:2: `low` (floor 0) uses `high` (floor 2), which is above"]),
        ("src/low/a/b.rs", "fn f() {\n    crate::left::g()\n}", vec!["src/low/a/b.rs:2: `low` (floor 0) uses `left` (floor 1)"]),
        ("src/left/mod.rs", "use crate::{\n    low::{A, high},\n    high::{b, c::{D}},\n    left,\n};", vec!["src/left/mod.rs:3: `left` (floor 1) uses `high`"]),
        ("src/low.rs", "use {std::fmt, crate::{{left::A}, low::B}};", vec!["src/low.rs:1: `low` (floor 0) uses `left`"]),
        // beside
        ("src/left.rs", "use crate::right::X;", vec!["src/left.rs:1: `left` (floor 1) uses `right` (floor 1), which is beside"]),
        ("src/right.rs", "fn f<'a>(x: &'a crate::left::X) {}", vec!["src/right.rs:1: `right` (floor 1) uses `left`"]),
        // past the map
        ("src/high.rs", "use crate::Thing;\nuse crate::*;", vec!["src/high.rs:1: `crate::Thing` is no module", "src/high.rs:2: `crate::*` is no module"]),
        ("src/high.rs", "use super::low::X;", vec!["src/high.rs:1: `super` leads out of `high`: write `crate::low`"]),
        ("src/high/a.rs", "use super::{b, super::low};", vec!["src/high/a.rs:1: `super` leads out of `high`: write `crate::low`"]),
        ("src/high/a.rs", "mod tests {\n    use super::super::super::low;\n}", vec!["src/high/a.rs:2: `super` leads out of `high`"]),
    ];
    for (path, text, expected) in rows {
        caught(
            floors::climbing,
            &[("src/lib.rs", LIB), (path, text)],
            &expected,
        );
    }
    caught(
        floors::climbing,
        &[("src/lib.rs", "//! Empty.")],
        &["src/lib.rs:1: declares no module"],
    );
}

#[test]
fn a_file_that_nothing_compiles_is_caught() {
    let tree = [
        ("benches/speed.rs", ""),
        ("scenarios/a.ron", ""),
        (
            "src/lib.rs",
            "pub mod a;\nmod b;\n// mod ghost;\nmod e { mod f; }",
        ),
        ("src/main.rs", "mod own;"),
        ("src/own.rs", ""),
        ("src/a.rs", "#[cfg(test)]\nmod tests;\nmod deep;"),
        ("src/a/tests.rs", ""),
        ("src/a/deep/mod.rs", "mod deeper;"),
        ("src/a/deep/deeper.rs", ""),
        ("src/b/mod.rs", "const MOD: &str = \"mod ghost;\";"),
        ("src/b/ghost.rs", ""),
        ("src/e/f.rs", ""),
        ("src/ghost.rs", "mod child;"),
        ("src/ghost/child.rs", ""),
        ("tests/laws.rs", "mod support;"),
        ("tests/support/mod.rs", ""),
        ("tests/support/lost.rs", ""),
        ("tests/rows.rs", "#[path = \"rows/../rows/a.rs\"]\nmod a;"),
        ("tests/rows/a.rs", "mod b;"),
        ("tests/rows/b.rs", ""),
        ("tests/big/main.rs", "mod part;"),
        ("tests/big/part.rs", ""),
    ];
    caught(
        modules::unreached,
        &tree,
        &[
            "src/b/ghost.rs:1: no `mod` leads here",
            "src/ghost.rs:1: no `mod` leads here",
            "src/ghost/child.rs:1: no `mod` leads here",
            "tests/support/lost.rs:1: no `mod` leads here, so it is never compiled: declare `mod lost;`",
        ],
    );
}

#[test]
fn a_file_without_introduction_is_caught() {
    let tree = [
        ("benches/speed.rs", "\n//! Late."),
        ("src/a.rs", "//! Said."),
        ("src/b.rs", "// Not a doc comment."),
        ("tests/c/d.rs", ""),
        ("scenarios/e.ron", "("),
    ];
    caught(
        pages::unintroduced,
        &tree,
        &[
            "benches/speed.rs:1: does not begin",
            "src/b.rs:1: ",
            "tests/c/d.rs:1: ",
        ],
    );
}

#[test]
fn forbidden_words_are_caught() {
    let words = UNFINISHED.map(|(word, _)| word);
    for word in words.into_iter().chain(WORKPLACES) {
        let text = format!("//! Fine.\n    \"{word}x\"");
        caught(
            pages::forbidden,
            &[("src/a.rs", "//! Fine."), ("README.md", &text)],
            &[&format!("README.md:2: contains `{word}`: ")],
        );
    }
    for place in WORKPLACES {
        let text = format!("https://example.org{place}x and ..{place}x");
        caught(pages::forbidden, &[("README.md", &text)], &[]);
    }
}

#[test]
fn a_long_file_is_caught() {
    let (fits, long) = ("//\n".repeat(LONGEST), "//\n".repeat(LONGEST + 1));
    let tree = [
        ("src/a.rs", fits.as_str()),
        ("src/b.rs", &long),
        ("src/catalog/roles.ron", &long),
        ("tests/c.rs", &long),
    ];
    caught(
        pages::too_long,
        &tree,
        &["src/b.rs:500: 501 lines, at most 500"],
    );
}

/// Asserts that the crate itself gives the check nothing to complain of.
fn keep(check: Check) -> io::Result<()> {
    let files = house()?;
    let tree: Vec<_> = files.iter().map(|(p, t)| (p.as_str(), &**t)).collect();
    let complaints = check(&tree);
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    Ok(())
}

/// Asserts that the check complains of exactly this, in this order; of each complaint its beginning is enough.
fn caught(check: Check, tree: &Tree<'_>, expected: &[&str]) {
    let complaints = check(tree);
    let alike = complaints.len() == expected.len()
        && complaints
            .iter()
            .zip(expected)
            .all(|(complaint, start)| complaint.starts_with(start));
    assert!(
        alike,
        "in {tree:#?}\nexpected {expected:#?}\ngot {complaints:#?}"
    );
}

/// What the checks look after: sources, tests, benches, scenarios, the two front pages.
fn house() -> io::Result<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for place in [
        "benches",
        "scenarios",
        "src",
        "tests",
        "CHANGELOG.md",
        "README.md",
    ] {
        gather(root, place, &mut files)?;
    }
    Ok(files)
}

/// Adds the file, or all files of the folder, at `path`; what does not exist adds nothing.
fn gather(root: &Path, path: &str, files: &mut Vec<(String, String)>) -> io::Result<()> {
    let full = root.join(path);
    if full.is_file() {
        let text = String::from_utf8_lossy(&fs::read(&full)?).into_owned();
        files.push((path.to_owned(), text));
    } else if full.is_dir() {
        let names: io::Result<Vec<_>> = fs::read_dir(&full)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect();
        let mut names = names?;
        names.sort();
        for name in names {
            gather(root, &format!("{path}/{name}"), files)?;
        }
    }
    Ok(())
}
