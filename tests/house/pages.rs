//! What each file by itself must be: introduced, finished, free of its author's workplace, short.

use super::{Tree, modules::is_rust};

/// The most lines a source file may have.
pub(crate) const LONGEST: usize = 500;

/// Where a workplace keeps its files. These words, and those below, are put together so that this file holds none.
pub(crate) const WORKPLACES: [&str; 4] = [
    concat!("/", "home/"),
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/", "tmp/"),
];

/// What may not stand in a file, and what to do instead.
pub(crate) const UNFINISHED: [(&str, &str); 5] = [
    (concat!("todo", "!"), "finish it, or leave it out"),
    (concat!("unimplemented", "!"), "finish it, or leave it out"),
    (
        concat!("#[", "ignore"),
        "let the test run, or delete it: a test that never runs proves nothing",
    ),
    (
        concat!("#[", "allow("),
        "sign the exception: `expect(lint, reason = \"…\")`",
    ),
    (
        concat!("#![", "allow("),
        "sign the exception: `expect(lint, reason = \"…\")`",
    ),
];

/// Sources that do not begin by saying what they are.
pub(crate) fn unintroduced(tree: &Tree<'_>) -> Vec<String> {
    tree.iter()
        .filter(|(path, text)| is_rust(path) && !text.starts_with("//!"))
        .map(|(path, _)| {
            format!("{path}:1: does not begin with `//!`: say in one line what the file is for")
        })
        .collect()
}

/// Words that show unfinished work, unsigned exceptions, or the place a file was written at.
pub(crate) fn forbidden(tree: &Tree<'_>) -> Vec<String> {
    let mut complaints = Vec::new();
    for (path, text) in tree {
        for (line, number) in text.lines().zip(1..) {
            let place = WORKPLACES
                .iter()
                .filter(|place| holds_absolute(line, place))
                .map(|place| {
                    (
                        *place,
                        "name no absolute path of the machine it was written on",
                    )
                });
            let unfinished = UNFINISHED
                .iter()
                .copied()
                .filter(|(word, _)| line.contains(word));
            for (word, advice) in place.chain(unfinished) {
                complaints.push(format!("{path}:{number}: contains `{word}`: {advice}"));
            }
        }
    }
    complaints
}

/// Sources longer than [`LONGEST`].
pub(crate) fn too_long(tree: &Tree<'_>) -> Vec<String> {
    tree.iter()
        .filter(|(path, _)| is_rust(path) && path.starts_with("src/"))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| {
            format!("{path}:{LONGEST}: {lines} lines, at most {LONGEST}: split it by nouns, one noun one file")
        })
        .collect()
}

/// Whether a path starts with `place` on this line; in the middle of a longer path or address it is harmless.
fn holds_absolute(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "._-".contains(c))
    })
}
