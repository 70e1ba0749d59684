//! The scenarios that come with idsim hold, and say truly what they show.

#[path = "scenarios/rules.rs"]
mod rules;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use idsim::scenario::{
    Control, Expectation, FileOutcome, Scenario, Source, SourceError, Status, Step, Told, run_file,
};
use idsim::{Catalog, Reason};

const FOLDER: &str = "scenarios";

/// Files below one folder.
struct Disk {
    root: PathBuf,
}

impl Source for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        fs::read(self.root.join(path)).map_err(|error| SourceError::Unreadable(error.to_string()))
    }
}

/// The scenarios of this repository.
struct Shelf {
    disk: Disk,
    /// Paths from the folder, with `/` between their parts, in order.
    paths: Vec<String>,
}

impl Shelf {
    fn open() -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
        let mut paths = Vec::new();
        walk(&root, "", &mut paths)?;
        paths.retain(|path| path.ends_with(".ron") && !path.ends_with(".tenant.ron"));
        paths.sort();
        let disk = Disk { root };
        Ok(Self { disk, paths })
    }

    fn run(&self, path: &str) -> FileOutcome {
        run_file(&self.disk, "scenarios/", path, &Catalog::built_in())
    }

    /// Every scenario that can be read; the others are complained of where they are run.
    fn scenarios(&self) -> impl Iterator<Item = (&str, Scenario)> {
        self.paths.iter().filter_map(|path| {
            let loaded = Scenario::load(&self.disk, "scenarios/", path, &Catalog::built_in());
            Some((path.as_str(), loaded.ok()?))
        })
    }

    /// What the scenarios expect.
    fn expectations(&self) -> impl Iterator<Item = Expectation> {
        let steps = |(_, scenario): (&str, Scenario)| scenario.steps().cloned().collect::<Vec<_>>();
        self.scenarios()
            .flat_map(steps)
            .filter_map(|step| match step {
                Step::Expect(expectation) => Some(expectation),
                _ => None,
            })
    }
}

fn walk(folder: &Path, below: &str, out: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => walk(&entry.path(), &format!("{path}/"), out)?,
            false => out.push(path),
        }
    }
    Ok(())
}

/// What is wrong with a file, for people to read.
fn story(outcome: &FileOutcome) -> String {
    let mut lines = vec![format!("{}: {}", outcome.path, outcome.name)];
    for problem in &outcome.problems {
        let (line, column) = problem.position();
        lines.push(format!(
            "  {}:{line}:{column}: {}: {}",
            problem.path, problem.code, problem.message
        ));
        if !problem.label.is_empty() {
            lines.push(format!("    {}", problem.label));
        }
        for note in &problem.notes {
            lines.push(format!("    {}: {}", note.kind, note.text));
        }
    }
    if outcome.not_run > 0 {
        lines.push(format!("  {} more steps were not run", outcome.not_run));
    }
    lines.join("\n")
}

/// What is wrong with a citation: `C4`, `V71` and `F6.2.4` are right, the last only for a rule that idsim follows.
fn citation_problem(citation: &str) -> Option<String> {
    let numbered = |letter| {
        citation.strip_prefix(letter).is_some_and(|number: &str| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if numbered('C') || numbered('V') {
        return None;
    }
    match Catalog::built_in().rule(citation) {
        Some(rule) if rule.number != citation => Some(format!("is written {}", rule.number)),
        Some(rule) if !rule.modelled => Some("is a rule that idsim does not follow yet".to_owned()),
        Some(_) => None,
        None => Some("is neither C…, V… nor a rule of rules.ron".to_owned()),
    }
}

/// The names of the expectations that there are, as reading one that there is not tells them.
fn kinds_of_expectation() -> &'static [&'static str] {
    match ron::from_str::<Expectation>("_").map_err(|error| error.code) {
        Err(ron::Error::NoSuchEnumVariant { expected, .. }) => expected,
        _ => &[],
    }
}

#[test]
fn every_scenario_holds() -> io::Result<()> {
    let shelf = Shelf::open()?;
    assert!(!shelf.paths.is_empty(), "there are no scenarios");
    let outcomes = shelf.paths.iter().map(|path| shelf.run(path));
    let failed: Vec<String> = outcomes
        .filter(|outcome| outcome.status != Status::Held)
        .map(|outcome| story(&outcome))
        .collect();
    assert!(failed.is_empty(), "\n{}\n", failed.join("\n\n"));
    Ok(())
}

#[test]
fn a_trace_says_what_the_run_says() -> io::Result<()> {
    let shelf = Shelf::open()?;
    for (path, scenario) in shelf.scenarios() {
        let trace = scenario.trace();
        assert_eq!(trace.outcome, scenario.run(), "{path}");
        assert_eq!(trace.steps.len(), trace.outcome.steps, "{path}");
        for (step, number) in trace.steps.iter().zip(1..) {
            let told = format!("{path} {step:?}");
            assert_eq!(step.number, number, "{told}");
            let is_told = match &step.told {
                Told::Held(evidence) => !evidence.is_empty(),
                Told::Happened(lines) => lines.iter().all(|it| !it.text.is_empty()),
                Told::RefusedAsExpected { .. } | Told::Marked(_) => true,
                Told::Wrong(_) | Told::NotRun => false,
            };
            assert!(is_told, "{told}");
        }
    }
    Ok(())
}

#[test]
fn the_order_of_the_files_does_not_matter() -> io::Result<()> {
    let shelf = Shelf::open()?;
    let forwards: Vec<FileOutcome> = shelf.paths.iter().map(|path| shelf.run(path)).collect();
    let mut backwards: Vec<FileOutcome> = shelf
        .paths
        .iter()
        .rev()
        .map(|path| shelf.run(path))
        .collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
    Ok(())
}

#[test]
fn every_scenario_says_where_it_is_from() -> io::Result<()> {
    let shelf = Shelf::open()?;
    let mut complaints = Vec::new();
    let mut names = BTreeSet::new();
    for (path, scenario) in shelf.scenarios() {
        if scenario.source().is_empty() {
            complaints.push(format!("{path}: `source` cites nothing"));
        }
        for citation in scenario.source() {
            if let Some(problem) = citation_problem(citation) {
                complaints.push(format!("{path}: `{citation}` {problem}"));
            }
        }
        if !names.insert(scenario.name().to_owned()) {
            complaints.push(format!("{path}: another scenario has this name too"));
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    Ok(())
}

#[test]
fn citations_that_are_none_are_caught() {
    for (citation, right) in [
        ("C4", true),
        ("V71", true),
        ("F6.2.4", true),
        ("", false),
        ("C", false),
        ("Cx", false),
        ("V7a", false),
        ("f6.2.4", false),
        ("F99", false),
        // what a command line says that may not look into the directory: a rule, and not followed yet
        ("F5.16", false),
    ] {
        assert_eq!(citation_problem(citation).is_none(), right, "{citation}");
    }
}

/// Reasons of answers that may go the other way, which nobody can expect.
const NEVER_CERTAIN: &[Reason] = &[Reason::NotYetPropagated];

#[test]
fn every_reason_is_expected_somewhere() -> io::Result<()> {
    let shelf = Shelf::open()?;
    let expected: BTreeSet<Reason> = shelf
        .expectations()
        .filter_map(|expectation| match expectation {
            Expectation::ExpectAccess { because, .. } => because,
            _ => None,
        })
        .collect();
    let missing: Vec<&Reason> = Reason::ALL
        .iter()
        .filter(|reason| !expected.contains(reason) && !NEVER_CERTAIN.contains(reason))
        .collect();
    assert!(missing.is_empty(), "no scenario expects {missing:?}");
    Ok(())
}

#[test]
fn every_kind_of_expectation_is_used_somewhere() -> io::Result<()> {
    let shelf = Shelf::open()?;
    let used: BTreeSet<&str> = shelf.expectations().map(|it| it.name()).collect();
    let kinds = kinds_of_expectation();
    assert!(!kinds.is_empty(), "the expectations have no names");
    let missing: Vec<_> = kinds.iter().filter(|kind| !used.contains(*kind)).collect();
    assert!(missing.is_empty(), "no scenario uses {missing:?}");
    let refused = shelf.scenarios().any(|(_, scenario)| {
        scenario
            .steps()
            .any(|step| matches!(step, Step::Control(Control::Refuse { .. })))
    });
    assert!(refused, "no scenario uses Refuse");
    Ok(())
}
