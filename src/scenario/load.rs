//! From a file to a scenario that can run: includes, catalogue, tenant, steps.

use std::ops::Range;
use std::sync::Arc;

use super::file::{Page, ScenarioText, TenantText};
use super::fixtures::Fixtures;
use super::step::{PlacedStep, Step};
use super::text::{Down, find};
use super::unused::unused;
use super::{Expectation, FileError, FileOutcome, Problem, Source, Status};
use crate::catalog::Catalog;
use crate::laws::Law;
use crate::world::World;

/// How many tenant files may stand one behind the other, each included by the one before: reading them takes stack.
pub const MAX_INCLUDES_DEEP: usize = 32;

/// A scenario that can run: a world to start from, and steps.
///
/// ```
/// use std::collections::BTreeMap;
/// use idsim::scenario::{Scenario, Status};
/// use idsim::Catalog;
///
/// let text = r#"(name: "alice is there", tenant: (users: {"alice": ()}), steps: [ExpectExists(["alice"])])"#;
/// let files = BTreeMap::from([("alice.ron".to_owned(), text.to_owned())]);
/// let scenario = Scenario::load(&files, "", "alice.ron", &Catalog::built_in()).expect("it is well-formed");
/// assert_eq!(scenario.run().status, Status::Held);
/// assert!(Scenario::load(&files, "", "bob.ron", &Catalog::built_in()).is_err());
/// ```
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(super) page: Page,
    pub(super) name: String,
    pub(super) source: Vec<String>,
    pub(super) start: World,
    pub(super) steps: Vec<PlacedStep>,
    /// Laws besides those of the library.
    pub(super) own_laws: Vec<Law>,
}

impl Scenario {
    /// Reads a scenario, the tenant files that it includes, and makes the world that it starts from. `path` is relative
    /// to the source's root; `prefix` is put before every path that is reported.
    ///
    /// # Errors
    /// The file cannot be had or makes no sense: what came of it, with everything that is wrong.
    pub fn load(
        source: &dyn Source,
        prefix: &str,
        path: &str,
        catalog: &Arc<Catalog>,
    ) -> Result<Self, Box<FileOutcome>> {
        let page = Page::fetch(source, prefix, path).map_err(|problem| {
            malformed(
                format!("{prefix}{path}"),
                String::new(),
                Vec::new(),
                vec![*problem],
            )
        })?;
        let fields = match ScenarioText::read(&page) {
            Ok(fields) => fields,
            Err(problem) => {
                return Err(malformed(
                    page.path,
                    String::new(),
                    Vec::new(),
                    vec![*problem],
                ));
            }
        };
        let (name, cited) = (fields.name.clone(), fields.source.clone());
        let loading = Loading {
            source,
            prefix,
            path,
            page: &page,
        };
        match loading.scenario(fields, catalog) {
            Ok((start, steps)) => Ok(Self {
                name,
                source: cited,
                start,
                steps,
                page,
                own_laws: Vec::new(),
            }),
            Err(problems) => Err(malformed(page.path.clone(), name, cited, problems)),
        }
    }

    /// The scenario with laws of one's own, which its `ExpectLaw` steps may name besides those of the library.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use idsim::laws::{Finding, Law};
    /// use idsim::scenario::{Scenario, Status};
    /// use idsim::Catalog;
    ///
    /// let quiet = Law::new("nothing-happens", "Nothing happens.", |_, events| match events {
    ///     [] => Ok(()),
    ///     _ => Err(Finding::new("nothing to happen", format!("{} events", events.len()))),
    /// });
    /// let text = r#"(name: "quiet", steps: [CreateUser("alice", ()), ExpectLaw("nothing-happens")])"#;
    /// let files = BTreeMap::from([("quiet.ron".to_owned(), text.to_owned())]);
    /// let scenario = Scenario::load(&files, "", "quiet.ron", &Catalog::built_in()).expect("it is well-formed");
    ///
    /// let outcome = scenario.clone().with_laws(&[quiet]).run();
    /// assert_eq!(outcome.problems[0].message, "expected nothing to happen, got 1 events");
    /// // Without it, nobody knows the law.
    /// assert_eq!(scenario.run().status, Status::Malformed);
    /// ```
    pub fn with_laws(mut self, laws: &[Law]) -> Self {
        self.own_laws.extend_from_slice(laws);
        self
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the scenario cites.
    pub fn source(&self) -> &[String] {
        &self.source
    }

    /// The world before the first step.
    pub fn start(&self) -> &World {
        &self.start
    }

    /// The steps, in order.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = &Step> {
        self.steps.iter().map(|placed| &placed.step)
    }
}

fn malformed(
    path: String,
    name: String,
    source: Vec<String>,
    problems: Vec<Problem>,
) -> Box<FileOutcome> {
    Box::new(FileOutcome {
        path,
        name,
        source,
        status: Status::Malformed,
        steps: 0,
        expectations: 0,
        not_run: 0,
        problems,
    })
}

struct Loading<'l> {
    source: &'l dyn Source,
    prefix: &'l str,
    path: &'l str,
    page: &'l Page,
}

impl Loading<'_> {
    fn scenario(
        &self,
        fields: ScenarioText<'_>,
        catalog: &Arc<Catalog>,
    ) -> Result<(World, Vec<PlacedStep>), Vec<Problem>> {
        let mut problems = Vec::new();
        let steps = self.page.steps(&fields.steps).unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        });
        let are_read = problems.is_empty();
        if are_read {
            problems.extend(self.asserts_nothing(&steps));
        }
        let world = self
            .world(fields, catalog)
            .map_err(|problem| problems.push(*problem))
            .ok();
        // Steps that cannot be read may use anything, and a law is about everything that there is.
        let tries_a_law =
            |it: &PlacedStep| matches!(it.step, Step::Expect(Expectation::ExpectLaw(_)));
        if let Some(world) = &world
            && are_read
            && !steps.iter().any(tries_a_law)
        {
            problems.extend(unused(self.page, world));
        }
        problems.sort_by_key(|it| it.span.start);
        match world {
            Some(world) if problems.is_empty() => Ok((world, steps)),
            _ => Err(problems),
        }
    }

    fn world(
        &self,
        fields: ScenarioText<'_>,
        catalog: &Arc<Catalog>,
    ) -> Result<World, Box<Problem>> {
        let catalog = match fields.catalogue == Default::default() {
            true => Arc::clone(catalog),
            false => Arc::new(catalog.with_overrides(fields.catalogue).map_err(|error| {
                let span = find(&self.page.text, &[Down::Key("catalogue")]).unwrap_or(0..0);
                Box::new(
                    self.page
                        .problem(FileError::Catalogue, span, error.to_string()),
                )
            })?),
        };
        let mut fixtures = Fixtures::default();
        let mut open = vec![self.path.to_owned()];
        self.include(
            self.page,
            self.path,
            &fields.include,
            &mut open,
            &mut fixtures,
        )?;
        let mut own = fields.tenant;
        own.clock = fields.clock.or(own.clock);
        fixtures.add(self.page, own)?;
        World::from_tenant(catalog, fixtures.tenant())
            .map_err(|error| Box::new(fixtures.problem(&error)))
    }

    /// Adds the tenants of the files that a file includes, each before what includes it. `open` are the files on the way.
    fn include(
        &self,
        page: &Page,
        path: &str,
        includes: &[String],
        open: &mut Vec<String>,
        fixtures: &mut Fixtures,
    ) -> Result<(), Box<Problem>> {
        for (number, include) in includes.iter().enumerate() {
            let span =
                find(&page.text, &[Down::Key("include"), Down::Element(number)]).unwrap_or(0..0);
            let problem =
                |code, message: String| Box::new(page.problem(code, span.clone(), message));
            let Some(included) = beside(path, include) else {
                let message = format!("`{include}` is outside the folder that was given");
                return Err(problem(FileError::IncludeOutside, message));
            };
            if !included.ends_with(".tenant.ron") {
                let message = format!("`{include}` is included and is not called `….tenant.ron`");
                return Err(problem(FileError::IncludeNotTenant, message));
            }
            if open.contains(&included) {
                let message = format!(
                    "`{include}` includes itself: {} → {included}",
                    open.join(" → ")
                );
                return Err(problem(FileError::IncludeCycle, message));
            }
            // The scenario itself is open too, and is included by nothing.
            if open.len() > MAX_INCLUDES_DEEP {
                let message = format!("`{include}` is included too deep");
                let mut problem = problem(FileError::IncludeTooDeep, message);
                problem.help(format!(
                    "at most {MAX_INCLUDES_DEEP} files may include one another in a row; include this one further out"
                ));
                return Err(problem);
            }
            if fixtures.has(&format!("{}{included}", self.prefix)) {
                continue;
            }
            let found = Page::fetch(self.source, self.prefix, &included).map_err(|mut inner| {
                if inner.text.is_empty() {
                    // There is no place in a file that cannot be had: the place is where it is included.
                    let code = inner.code;
                    inner = problem(
                        FileError::Unreadable,
                        format!("`{include}`: {}", inner.message),
                    );
                    inner.code = code;
                }
                inner
            })?;
            let fields = TenantText::read(&found)?;
            open.push(included.clone());
            self.include(&found, &included, &fields.include, open, fixtures)?;
            open.pop();
            fixtures.add(&found, fields.tenant)?;
        }
        Ok(())
    }

    /// What a scenario must have so that running it means something.
    fn asserts_nothing(&self, steps: &[PlacedStep]) -> Vec<Problem> {
        let of_steps = || find(&self.page.text, &[Down::Name("steps")]).unwrap_or(0..0);
        if steps.is_empty() {
            let mut problem = self.page.problem(
                FileError::NoSteps,
                of_steps(),
                "there are no steps".to_owned(),
            );
            problem.help("write what happens and what is expected then");
            return vec![problem];
        }
        let mut problems: Vec<Problem> = steps
            .iter()
            .filter_map(|placed| self.step_problem(placed))
            .collect();
        if problems.is_empty() && !steps.iter().any(|placed| placed.step.is_expectation()) {
            let message = "nothing is expected".to_owned();
            let mut problem = self
                .page
                .problem(FileError::NothingAsserted, of_steps(), message);
            problem.help("add an expectation, such as ExpectAccess or Refuse");
            problems.push(problem);
        }
        problems
    }

    fn step_problem(&self, placed: &PlacedStep) -> Option<Problem> {
        let at = |span: &Range<usize>| span.clone();
        match &placed.step {
            Step::Expect(expectation) => {
                let what = Expectation::asserts_nothing(expectation)?;
                Some(self.page.problem(
                    FileError::NothingAsserted,
                    at(&placed.head),
                    what.to_owned(),
                ))
            }
            _ => None,
        }
    }
}

/// The path of a file named by another one, unless it leads out of the root.
fn beside(path: &str, include: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if include.starts_with('/') || include.contains(['\\', ':']) {
        return None;
    }
    for part in include.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn an_include_stays_inside_the_root() {
        for (path, include, expected) in [
            ("a.ron", "b.tenant.ron", Some("b.tenant.ron")),
            ("x/a.ron", "b.tenant.ron", Some("x/b.tenant.ron")),
            ("x/a.ron", "../b.tenant.ron", Some("b.tenant.ron")),
            ("x/a.ron", "./y//b.tenant.ron", Some("x/y/b.tenant.ron")),
            ("a.ron", "../b.tenant.ron", None),
            ("x/a.ron", "../../b.tenant.ron", None),
            ("a.ron", "/etc/passwd", None),
            ("a.ron", "C:\\b.tenant.ron", None),
        ] {
            assert_eq!(
                beside(path, include).as_deref(),
                expected,
                "{path} {include}"
            );
        }
    }
}
