//! Which scenario files a command line names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::complaint::Complaint;
use super::disk::Disk;

/// A scenario file, and what it may include.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The folder beyond which it includes nothing.
    pub(super) source: Arc<Disk>,
    /// What to put before the path when it is named to people.
    pub(super) prefix: String,
    /// Where it is in that folder.
    pub(super) path: String,
}

impl Found {
    /// The file as it was named.
    pub(super) fn name(&self) -> String {
        format!("{}{}", self.prefix, self.path)
    }
}

/// The file that is named; the name is no pattern. A file below the current folder includes files from anywhere below it, a
/// file elsewhere from its own folder.
///
/// # Errors
/// There is none.
pub(super) fn file(name: &str) -> Result<Found, Complaint> {
    let name = tidy(name);
    let path = Path::new(name);
    if !path.exists() {
        return Err(Complaint::unreadable(format!("there is no file `{name}`")));
    }
    if path.is_dir() {
        return Err(Complaint::unreadable(format!("`{name}` is a folder"))
            .help("name one scenario file".to_owned()));
    }
    if is_tenant(name) {
        return Err(no_scenario(name));
    }
    let here = std::env::current_dir().map_err(|error| no_folder(".", &error))?;
    let (root, prefix, rest) = match below(path, &here) {
        Some(rest) => {
            let rest = utf8(rest)?;
            (
                here.as_path(),
                name.strip_suffix(rest).unwrap_or_default(),
                rest,
            )
        }
        None => {
            let file = name.rfind(std::path::is_separator).map_or(0, |at| at + 1);
            let (folder, file) = name.split_at(file);
            (path.parent().unwrap_or(path), folder, file)
        }
    };
    let source = Disk::at(root).map_err(|error| no_folder(&root.to_string_lossy(), &error))?;
    Ok(Found {
        source: Arc::new(source),
        prefix: prefix.to_owned(),
        path: slashes(rest),
    })
}

/// The way from the current folder to a file below it; `None` for a file elsewhere.
fn below<'p>(path: &'p Path, here: &Path) -> Option<&'p Path> {
    let climbs = path.components().any(|part| part == Component::ParentDir);
    match path.is_relative() {
        _ if climbs => None,
        true => Some(path),
        false => path.strip_prefix(here).ok(),
    }
}

/// Every scenario file that the names mean: files, folders with everything below them, patterns. Sorted by name, none twice.
///
/// # Errors
/// A name means nothing.
pub(super) fn files(names: &[String]) -> Result<Vec<Found>, Complaint> {
    let mut found = Vec::new();
    for name in names {
        let of_name = named(tidy(name))?;
        if of_name.is_empty() {
            return Err(Complaint::unreadable(format!("`{name}` matches no scenario file"))
                .help("scenario files are called `….ron`, and `….tenant.ron` only if others include them".to_owned()));
        }
        found.extend(of_name);
    }
    // Stable: of two names of one file the first typed stays.
    found.sort_by_cached_key(Found::name);
    let mut seen = BTreeSet::new();
    found.retain(|it| {
        seen.insert(
            Path::new(&it.name())
                .canonicalize()
                .unwrap_or_else(|_| PathBuf::from(it.name())),
        )
    });
    Ok(found)
}

fn named(name: &str) -> Result<Vec<Found>, Complaint> {
    let path = Path::new(name);
    if path.is_dir() {
        folder(name)
    } else if path.exists() || !name.contains(['*', '?', '[']) {
        file(name).map(|found| vec![found])
    } else {
        pattern(name)
    }
}

/// Every scenario below a folder. Hidden folders, and folders behind links, which may lead in circles, are left out.
fn folder(name: &str) -> Result<Vec<Found>, Complaint> {
    let root = Path::new(name);
    let source = Arc::new(Disk::at(root).map_err(|error| no_folder(name, &error))?);
    let prefix = match name {
        "." => String::new(),
        _ if name.ends_with(std::path::is_separator) => name.to_owned(),
        _ => format!("{name}/"),
    };
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let complain = |error| no_folder(&folder.to_string_lossy(), &error);
        for entry in fs::read_dir(&folder).map_err(complain)? {
            let entry = entry.map_err(complain)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(complain)?);
            if kind.is_dir() {
                if !entry.file_name().to_string_lossy().starts_with('.') {
                    open.push(path);
                }
            // A link that leads nowhere is a scenario that cannot be read, and must not be passed over.
            } else if is_scenario(&path) && (path.is_file() || kind.is_symlink() && !path.is_dir())
            {
                let path = slashes(utf8(path.strip_prefix(root).unwrap_or(&path))?);
                found.push(Found {
                    source: Arc::clone(&source),
                    prefix: prefix.clone(),
                    path,
                });
            }
        }
    }
    Ok(found)
}

/// Every scenario that a pattern matches, and every scenario below a folder that it matches.
fn pattern(name: &str) -> Result<Vec<Found>, Complaint> {
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let matches = glob::glob_with(name, options)
        .map_err(|error| Complaint::usage(format!("`{name}` is no pattern: {error}")))?;
    let mut found = Vec::new();
    for path in matches {
        let path = path.map_err(|error| Complaint::unreadable(error.to_string()))?;
        if path.is_dir() {
            found.extend(folder(utf8(&path)?)?);
        } else if is_scenario(&path) {
            found.push(file(utf8(&path)?)?);
        }
    }
    Ok(found)
}

fn is_scenario(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".ron") && !is_tenant(&name)
}

fn is_tenant(name: &str) -> bool {
    name.ends_with(".tenant.ron")
}

/// `scenarios` for `./scenarios/`: one file, one name.
fn tidy(whole: &str) -> &str {
    let mut name = whole;
    while let Some(rest) = name.strip_prefix("./") {
        name = rest.trim_start_matches('/');
    }
    match name.trim_end_matches('/') {
        "" if name.starts_with('/') => "/",
        // Nothing at all, as an unset variable leaves it, is not the current folder.
        "" if !whole.is_empty() => ".",
        name => name,
    }
}

fn slashes(path: &str) -> String {
    path.replace(std::path::MAIN_SEPARATOR, "/")
}

fn utf8(path: &Path) -> Result<&str, Complaint> {
    path.to_str().ok_or_else(|| {
        Complaint::unreadable(format!(
            "the name of `{}` is not UTF-8",
            path.to_string_lossy()
        ))
    })
}

fn no_scenario(name: &str) -> Complaint {
    Complaint::usage(format!(
        "`{name}` is a tenant file, which has no steps to run"
    ))
    .help("name a scenario that includes it".to_owned())
}

fn no_folder(name: &str, error: &std::io::Error) -> Complaint {
    Complaint::unreadable(format!("the folder `{name}` cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn one_folder_has_one_name() {
        for (name, expected) in [
            ("scenarios", "scenarios"),
            ("./scenarios//", "scenarios"),
            (".//././a.ron", "a.ron"),
            (".", "."),
            ("./", "."),
            ("", ""),
            ("/", "/"),
            ("../x/", "../x"),
        ] {
            assert_eq!(tidy(name), expected, "{name:?}");
        }
    }
}
