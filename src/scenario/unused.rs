//! The fixtures that a scenario has no use for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::file::Page;
use super::text::{Down, Named, find, named, texts, tokens};
use super::{FileError, Problem};
use crate::call::addressed;
use crate::model::{NAMED_SECTIONS, Reference};
use crate::value::{Guid, Name, Scope, fold};
use crate::world::{Subject, World};

const ROLES: &str = "role_definitions";

/// The fixtures of a file's own tenant that nothing mentions and that contain nothing; a name that begins with `_`
/// says that this is meant.
///
/// It takes time in proportion to the file and the world, but for the logarithm of a look-up.
pub(super) fn unused(page: &Page, world: &World) -> Vec<Problem> {
    let mentions = Mentions::of(page, world);
    let containers = containers(world);
    let mut problems = Vec::new();
    let tenant = find(&page.text, &[Down::Key("tenant")]).unwrap_or_default();
    let text = page.text.get(tenant.clone()).unwrap_or_default();
    for section in NAMED_SECTIONS {
        for fixture in named(text, &[Down::Key(section)]) {
            let fixture = fixture.shifted(tenant.start);
            let meant = fixture.name.starts_with('_');
            if !meant && !is_used(world, section, &fixture, &mentions, &containers) {
                problems.push(problem(page, fixture));
            }
        }
    }
    problems
}

fn problem(page: &Page, fixture: Named) -> Problem {
    let name = fixture.name;
    let message = format!("`{name}` is used by nothing");
    let mut problem = page.problem(FileError::UnusedFixture, fixture.at, message);
    problem.help(format!(
        "take it out, or call it `_{name}` if it is meant to stand by"
    ));
    problem
}

fn is_used(
    world: &World,
    section: &str,
    fixture: &Named,
    mentions: &Mentions,
    containers: &BTreeSet<Scope>,
) -> bool {
    let mentioned = |called: &str| mentions.outside(&fixture.whole, called);
    if mentioned(&fold(&fixture.name)) {
        return true;
    }
    let reference = Reference::from(fixture.name.as_str());
    if section == ROLES {
        let role = world.role(&reference);
        return role.is_ok_and(|role| mentioned(&role.id.to_string()));
    }
    if let Ok(Subject::Principal(id)) = world.resolve_principal(&reference)
        && mentioned(&id.to_string())
    {
        return true;
    }
    world
        .resolve_scope(&reference)
        .is_ok_and(|scope| containers.contains(&scope) || mentioned(scope.folded()))
}

/// Everything that something else is in.
fn containers(world: &World) -> BTreeSet<Scope> {
    world
        .nodes()
        .flat_map(|(scope, _)| world.ancestors(scope).into_iter().skip(1))
        .collect()
}

/// Everything that the strings of a file say, in lower case, with the first and the last place where they do.
struct Mentions(BTreeMap<String, (usize, usize)>);

impl Mentions {
    fn of(page: &Page, world: &World) -> Self {
        let aliases: BTreeMap<&Name, &Scope> = world
            .nodes()
            .filter_map(|(scope, node)| Some((node.alias.as_ref()?, scope)))
            .collect();
        let mut mentions = Self(BTreeMap::new());
        let tokens = tokens(&page.text);
        // Files say the same again and again.
        let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (at, said) in texts(&tokens) {
            places.entry(said).or_insert((at, at)).1 = at;
        }
        for (said, places) in places {
            mentions.add(fold(said), places);
            if let Some(id) = id_of(said, &aliases) {
                mentions.add(id, places);
            }
            // A call names a resource by its host.
            if let Some(scope) = addressed(world, said) {
                mentions.add(scope.folded().to_owned(), places);
            }
        }
        mentions
    }

    fn add(&mut self, said: String, (first, last): (usize, usize)) {
        let places = self.0.entry(said).or_insert((first, last));
        *places = (places.0.min(first), places.1.max(last));
    }

    /// Whether a thing, or something below it, is called so outside of the thing's own entry.
    fn outside(&self, own: &Range<usize>, called: &str) -> bool {
        let outside = |(first, last): &(usize, usize)| !own.contains(first) || !own.contains(last);
        let below = format!("{called}/");
        self.0.get(called).is_some_and(outside)
            || self
                .0
                .range(below.clone()..)
                .take_while(|(said, _)| said.starts_with(&below))
                .any(|(_, places)| outside(places))
    }
}

/// The ARM id or GUID that a string means, where that is not the very string.
fn id_of(said: &str, aliases: &BTreeMap<&Name, &Scope>) -> Option<String> {
    let scope = match said.split_once('/') {
        Some(("", _)) => Scope::parse(said).ok()?,
        Some((alias, path)) => aliases.get(&Name::from(alias))?.child(path).ok()?,
        None => return said.parse::<Guid>().ok().map(|guid| guid.to_string()),
    };
    Some(scope.folded().to_owned())
}
