//! `idsim new`: a first tenant and a first scenario, to edit.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use crate::report::visible;

/// The files, each with its text and what it is.
const FILES: [(&str, &str, &str); 2] = [
    (
        "contoso.tenant.ron",
        include_str!("new/contoso.tenant.ron"),
        "a tenant: who and what is there",
    ),
    (
        "first.ron",
        include_str!("new/first.ron"),
        "a scenario: what happens to it, and what must be so then",
    ),
];

/// Write a first tenant file and a first scenario, with comments, to edit.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::NEW)]
pub(super) struct NewArgs {
    /// The folder to write them to; it is made if it is not there. Nothing in it is overwritten.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &NewArgs, console: Console) -> Result<Exit, Complaint> {
    // Both or neither, as far as can be told before.
    for (name, ..) in FILES {
        let path = args.folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(in_the_way(&path));
        }
    }
    fs::create_dir_all(&args.folder).map_err(|error| no_folder(&args.folder, &error))?;
    for (name, text, _) in FILES {
        let path = args.folder.join(name);
        write(&path, text).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => in_the_way(&path),
            _ => unwritable(&path, &error),
        })?;
    }
    console.out(&visible(&args.what_next()))?;
    Ok(Exit::Success)
}

/// Writes a file that was not there before, whoever else may be writing.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

impl NewArgs {
    fn what_next(&self) -> String {
        let mut lines = vec!["Written:".to_owned()];
        let longest = FILES.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
        for (name, _, what) in FILES {
            let path = self.folder.join(name);
            let width = path.to_string_lossy().chars().count() + longest - name.len();
            lines.push(format!("  {:width$}  {what}", path.to_string_lossy()));
        }
        let folder = quoted(&self.folder);
        let first = quoted(&self.folder.join("first.ron"));
        lines.extend([
            "\nNow see whether it holds, read its story, and look at a thing in it:".to_owned(),
            format!("  idsim test {folder}"),
            format!("  idsim trace {first}"),
            format!("  idsim show {first} vm1 --after 0"),
            format!("\nThen change a step of {first}, and see what idsim says.\n"),
        ]);
        lines.join("\n")
    }
}

/// A path as a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '\\' | ':' | '~');
    match path.chars().all(plain) {
        true => path.into_owned(),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

fn in_the_way(path: &Path) -> Complaint {
    Complaint::usage(format!(
        "`{}` is there already, and nothing is overwritten",
        path.to_string_lossy()
    ))
    .help("name another folder, or move the file away".to_owned())
}

fn no_folder(path: &Path, error: &io::Error) -> Complaint {
    let name = path.to_string_lossy();
    match path.exists() && !path.is_dir() {
        true => Complaint::usage(format!("`{name}` is there already, and is no folder")),
        false => Complaint::unreadable(format!("the folder `{name}` cannot be made: {error}")),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Complaint {
    let name = path.to_string_lossy();
    Complaint::unreadable(format!("`{name}` cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::quoted;

    #[test]
    fn commands_can_be_pasted() {
        for (path, expected) in [
            ("contoso/first.ron", "contoso/first.ron"),
            ("my tests", "'my tests'"),
            ("it's", "'it'\\''s'"),
        ] {
            assert_eq!(quoted(Path::new(path)), expected);
        }
    }
}
