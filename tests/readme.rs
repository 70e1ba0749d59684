//! The README does what it says: its files are written, its commands run, and what they print is what it shows.
//!
//! `IDSIM_BLESS=1 cargo test --test readme` writes what the commands print into it. Its Rust blocks are doctests.

#![cfg(feature = "cli")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A fenced block: its language, and its text.
struct Block<'r> {
    language: &'r str,
    text: &'r str,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn blocks(readme: &str) -> Vec<Block<'_>> {
    let mut parts = readme.split("```");
    let mut out = Vec::new();
    // Text and blocks take turns, beginning with text.
    while let (Some(_), Some(block)) = (parts.next(), parts.next()) {
        let (language, text) = block.split_once('\n').unwrap_or((block, ""));
        out.push(Block { language, text });
    }
    out
}

/// The words of a command line: double quotes hold blanks.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let parts = line.split('"').zip([false, true].into_iter().cycle());
    parts.flat_map(|(part, quoted)| match quoted {
        true => vec![part],
        false => part.split_whitespace().collect(),
    })
}

fn idsim(line: &str, folder: &Path) -> Outcome<Output> {
    let words = words(line);
    Ok(Command::new(env!("CARGO_BIN_EXE_idsim"))
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()?)
}

/// A folder with the files that the README shows; each begins with a comment that names it.
fn written_files(readme: &str) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    fs::create_dir_all(&folder)?;
    for block in blocks(readme)
        .iter()
        .filter(|block| block.language == "ron")
    {
        let first = block.text.lines().next().unwrap_or_default();
        let name = first
            .strip_prefix("// ")
            .ok_or("a file begins with its name")?;
        fs::write(folder.join(name), block.text)?;
    }
    Ok(folder)
}

#[test]
fn commands_print_what_is_shown() -> Outcome<()> {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let folder = written_files(&readme)?;
    let mut actual = readme.clone();
    for block in blocks(&readme)
        .iter()
        .filter(|block| block.language == "console")
    {
        let mut shown = String::new();
        for command in block
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("$ idsim "))
        {
            let output = idsim(command, &folder)?;
            shown += &format!("$ idsim {command}\n");
            shown += &String::from_utf8(output.stdout)?;
            shown += &String::from_utf8(output.stderr)?;
        }
        actual = actual.replace(block.text, &shown);
    }
    if std::env::var_os("IDSIM_BLESS").is_some() {
        fs::write(root().join("README.md"), &actual)?;
        return Ok(());
    }
    assert_eq!(readme, actual);
    Ok(())
}

/// The commands of the table of what went wrong: each is one that can be run.
#[test]
fn commands_of_the_table_work() -> Outcome<()> {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let folder = written_files(&readme)?;
    let rows = readme.lines().filter(|line| line.starts_with('|'));
    let spans = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    let commands: Vec<&str> = spans
        .filter_map(|span| span.strip_prefix("idsim "))
        .filter(|words| words.contains(' '))
        .collect();
    assert!(commands.len() > 6, "{commands:?}");
    for command in commands {
        let output = idsim(command, &folder)?;
        let answered = matches!(output.status.code(), Some(0 | 1));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(answered && said.is_empty(), "{command}: {said}");
    }
    Ok(())
}

#[test]
fn set_up_commands_succeed() -> Outcome<()> {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let commands: Vec<&str> = blocks(&readme)
        .iter()
        .filter(|it| it.language == "sh")
        .flat_map(|it| it.text.lines())
        .collect();
    assert_eq!(commands.len(), 2, "two commands set everything up");
    for command in commands {
        // `cargo test` is what runs this test.
        if let Some(words) = command.strip_prefix("cargo run --release -- ") {
            let output = idsim(words, root())?;
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stdout)
            );
        } else {
            assert_eq!(command, "cargo test");
        }
    }
    Ok(())
}
