//! `idsim test`: do the scenarios hold?

use std::num::NonZeroUsize;
use std::sync::Arc;

use clap::Args;
use rayon::prelude::*;

use super::complaint::Complaint;
use super::console::Console;
use super::exit::Exit;
use super::find::{self, Found};
use super::input::{Format, RolesFile};
use super::progress::Progress;
use crate::catalog::Catalog;
use crate::report::{self, TextOptions};
use crate::scenario::{FileOutcome, Scenario, Status};

/// As much as a main thread has: a deeply nested file is not to depend on `--jobs`.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Run scenario files and report every expectation that fails.
#[derive(Debug, Args)]
#[command(after_long_help = super::help::TEST)]
pub(super) struct TestArgs {
    /// Scenario files, folders (every `*.ron` below them), or quoted patterns such as 'scenarios/**/vm*.ron'.
    ///
    /// Files called `*.tenant.ron` are not run: scenarios include them. A scenario includes files below the folder that was
    /// named; if it was named itself, below the current folder or, outside of that, its own.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,

    /// Run only the files whose path or scenario name contains this text, in either letter case.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// One line for each failure, and the counts.
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// A line for every file; the time that it took, on standard error.
    #[arg(short, long)]
    verbose: bool,

    /// How many files to run at a time; the report is the same for any number. [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,

    /// The form of the report.
    #[arg(long, value_enum, default_value_t, display_order = 30)]
    format: Format,

    #[command(flatten)]
    roles: RolesFile,
}

pub(super) fn run(args: &TestArgs, console: Console) -> Result<Exit, Complaint> {
    let catalog = args.roles.catalog()?;
    let files = find::files(&args.paths)?;
    let progress = Progress::start(files.len());
    let outcomes = run_all(args, &files, &catalog, &progress)?;
    let took = progress.finish();
    if let Some(filter) = &args.filter
        && outcomes.iter().all(|it| it.status == Status::Skipped)
    {
        return Err(Complaint::usage(format!(
            "no file's path and no scenario's name contains `{filter}`"
        )));
    }
    console.out(&match args.format {
        Format::Json => report::json(&outcomes),
        Format::Text => report::text(&outcomes, args.text_options(console)),
    })?;
    if args.verbose {
        console.remark(&format!("took {:.3} s\n", took.as_secs_f64()));
    }
    Ok(Exit::of(&outcomes))
}

/// What came of each file, in the order of the files, whoever is done first.
fn run_all(
    args: &TestArgs,
    files: &[Found],
    catalog: &Arc<Catalog>,
    progress: &Progress,
) -> Result<Vec<FileOutcome>, Complaint> {
    let jobs = args.jobs.map_or_else(processors, usize::from);
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.min(files.len()))
        .stack_size(STACK_BYTES)
        .build()
        .map_err(|error| Complaint::unreadable(format!("no threads to run on: {error}")))?;
    Ok(threads.install(|| {
        files
            .par_iter()
            // One at a time: files differ much in what they cost.
            .with_max_len(1)
            .map(|file| {
                let outcome = run_one(args, file, catalog);
                progress.advance();
                outcome
            })
            .collect()
    }))
}

fn run_one(args: &TestArgs, file: &Found, catalog: &Arc<Catalog>) -> FileOutcome {
    let loaded = Scenario::load(file.source.as_ref(), &file.prefix, &file.path, catalog);
    let name = match &loaded {
        Ok(scenario) => scenario.name(),
        Err(outcome) => &outcome.name,
    };
    if !args.wants(&file.name(), name) {
        return skipped(file, name);
    }
    match loaded {
        Ok(scenario) => scenario.run(),
        Err(outcome) => *outcome,
    }
}

fn skipped(file: &Found, name: &str) -> FileOutcome {
    FileOutcome {
        path: file.name(),
        name: name.to_owned(),
        source: Vec::new(),
        status: Status::Skipped,
        steps: 0,
        expectations: 0,
        not_run: 0,
        problems: Vec::new(),
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

impl TestArgs {
    fn wants(&self, path: &str, name: &str) -> bool {
        let Some(filter) = self.filter.as_deref().map(str::to_lowercase) else {
            return true;
        };
        path.to_lowercase().contains(&filter) || name.to_lowercase().contains(&filter)
    }

    fn text_options(&self, console: Console) -> TextOptions {
        TextOptions {
            colour: console.colours_out(),
            quiet: self.quiet,
            verbose: self.verbose,
        }
    }
}
