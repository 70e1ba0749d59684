//! Arguments that several commands have.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::complaint::Complaint;
use super::disk::read_file;
use super::find;
use crate::access::ActionRequest;
use crate::catalog::Catalog;
use crate::model::{AttributeValue, Entries};
use crate::scenario::Scenario;
use crate::value::Name;
use crate::world::World;

/// The form of what is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Which of the two lists of a role an action is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PlaneArg {
    /// Managing resources: `actions`.
    Control,
    /// Using what is in them: `dataActions`.
    Data,
}

/// Roles other than the built-in ones.
#[derive(Debug, Args)]
pub(super) struct RolesFile {
    /// Take the roles of this file too: what `az role definition list --output json` prints.
    #[arg(long, value_name = "FILE", display_order = 20)]
    roles: Option<PathBuf>,
}

/// A scenario, up to a step.
#[derive(Debug, Args)]
pub(super) struct WorldArgs {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: String,

    /// Only up to this step, which has happened: its number, counted from 1 (0: none), or the name of a Mark. [default: all]
    #[arg(long, value_name = "STEP", display_order = 10)]
    after: Option<String>,

    #[command(flatten)]
    roles: RolesFile,
}

impl RolesFile {
    /// The built-in catalogue with the roles of the file.
    pub(super) fn catalog(&self) -> Result<Arc<Catalog>, Complaint> {
        match &self.roles {
            None => Ok(Catalog::built_in()),
            Some(path) => Ok(Arc::new(with_roles_of(path)?)),
        }
    }
}

fn with_roles_of(path: &Path) -> Result<Catalog, Complaint> {
    let complain =
        |why: String| Complaint::unreadable(format!("`{}`: {why}", path.to_string_lossy()));
    let bytes = read_file(path).map_err(|error| complain(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| complain(error.to_string()))?;
    Catalog::built_in().with_roles(&text).map_err(|error| {
        complain(error.to_string())
            .help("expected what `az role definition list --output json` prints".to_owned())
    })
}

impl WorldArgs {
    /// The world that the scenario comes to.
    pub(super) fn world(&self) -> Result<World, Complaint> {
        let found = find::file(&self.file)?;
        let catalog = self.roles.catalog()?;
        let scenario = Scenario::load(found.source.as_ref(), &found.prefix, &found.path, &catalog)?;
        scenario
            .world_after(self.after.as_deref())
            .map_err(|error| Complaint::step(&error))
    }
}

/// An action as typed: an operation's short name, or an action on a stated plane.
pub(super) fn action(
    text: &str,
    plane: Option<PlaneArg>,
    catalog: &Catalog,
) -> Result<ActionRequest, Complaint> {
    let name = Name::from(text);
    match (plane, catalog.operation(&name)) {
        (Some(PlaneArg::Control), _) => Ok(ActionRequest::Control(name)),
        (Some(PlaneArg::Data), _) => Ok(ActionRequest::Data(name)),
        (None, Ok(_)) => Ok(ActionRequest::Operation(name)),
        (None, Err(unknown)) => {
            let plane = "an action of Azure itself needs `--plane control` or `--plane data`";
            let help = match unknown.help() {
                Some(meant) => format!("{meant} ({plane})"),
                None => plane.to_owned(),
            };
            Err(Complaint::usage(unknown).help(help))
        }
    }
}

/// What conditions look at besides who asks for what and where.
#[derive(Debug, Args)]
pub(super) struct CircumstancesArgs {
    /// What kind of request it is within its action, such as `Blob.List`.
    #[arg(long, value_name = "NAME")]
    sub_operation: Option<Name>,

    /// What conditions look at, as `@Resource[blobs/tags:Project]=Cascade`; several times for several attributes.
    #[arg(long = "attr", value_name = "ATTRIBUTE=VALUE", value_parser = attribute)]
    attributes: Vec<(String, AttributeValue)>,
}

impl CircumstancesArgs {
    /// What kind of request it is said to be.
    pub(super) fn sub_operation(&self) -> Option<&Name> {
        self.sub_operation.as_ref()
    }

    /// What is stated, once each.
    pub(super) fn attributes(&self) -> Result<Entries<AttributeValue>, Complaint> {
        let mut entries = Entries::default();
        for (name, value) in &self.attributes {
            let stated = entries.insert(name.as_str(), value.clone());
            stated.map_err(|_| Complaint::usage(format!("`{name}` is stated twice")))?;
        }
        Ok(entries)
    }
}

/// An attribute with its value as typed: `@Resource[blobs/tags:Project]=Cascade`. A value may be written as in a condition:
/// quoted (`'3'`), or as a set (`{Baker, Cascade}`).
pub(super) fn attribute(text: &str) -> Result<(String, AttributeValue), String> {
    let (attribute, value) = text
        .split_once("]=")
        .ok_or("expected `ATTRIBUTE=VALUE`, like `@Resource[blobs/tags:Project]=Cascade`")?;
    let set = value
        .strip_prefix('{')
        .and_then(|it| it.strip_suffix('}'))
        .map(|inner| inner.split(',').map(|it| one_value(it.trim())));
    let value = match set {
        None => one_value(value),
        Some(values) => several(values.collect())?,
    };
    Ok((format!("{attribute}]"), value))
}

fn one_value(text: &str) -> AttributeValue {
    let quoted = text.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
    match (quoted, text, text.parse::<i64>()) {
        (Some(quoted), ..) => quoted.into(),
        (None, "true", _) => true.into(),
        (None, "false", _) => false.into(),
        (None, _, Ok(integer)) => integer.into(),
        (None, text, _) => text.into(),
    }
}

fn several(values: Vec<AttributeValue>) -> Result<AttributeValue, String> {
    let (mut texts, mut integers) = (Vec::new(), Vec::new());
    for value in values {
        match value {
            AttributeValue::Text(it) if it.is_empty() => {}
            AttributeValue::Text(it) => texts.push(it),
            AttributeValue::Integer(it) => integers.push(it),
            _ => return Err("a set is of texts or of integers".to_owned()),
        }
    }
    match (texts.is_empty(), integers.is_empty()) {
        (false, false) => Err("a set is of texts or of integers, not of both".to_owned()),
        (true, false) => Ok(AttributeValue::Integers(integers)),
        _ => Ok(AttributeValue::Texts(texts)),
    }
}
