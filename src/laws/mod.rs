//! Floor 7: what holds in every world that any history leads to.
//!
//! Each [`Law`] has a name, and says in a sentence what it says. It is tried on a world to start from and on events that
//! happen to it, accepted or not; what is [`Broken`] says what was expected and what happened. A scenario file tries one
//! with `ExpectLaw("…")`; the feature `strategies` makes worlds and events to try them on.

mod access;
mod acting;
mod assignments;
mod attempt;
mod conditions;
mod denials;
mod explanations;
mod finding;
mod identities;
mod locks;
mod look;
mod near_misses;
mod order;
mod rates;
mod renaming;
mod restoring;
mod specimen;
mod telling;
mod texts;
mod tokens;
mod undoing;
mod worlds;

use crate::catalog::NotInCatalog;
use crate::event::Event;
use crate::value::nearest;
use crate::world::World;

pub use specimen::Specimen;

pub(crate) use attempt::attempt;
pub use finding::Finding;

use finding::Holds;

/// Something that always holds.
///
/// ```
/// use idsim::laws::Law;
/// use idsim::{Event, World};
///
/// let law = Law::named("the-dead-stay-dead")?;
/// let events = [Event::create_user("alice"), Event::DeleteUser("alice".into())];
/// assert!(law.check(&World::new(), &events).is_ok());
///
/// let error = Law::named("the-dead-stay-deaf").unwrap_err();
/// assert_eq!(error.nearest, ["the-dead-stay-dead"]);
/// # Ok::<(), idsim::NotInCatalog>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Law {
    name: &'static str,
    says: &'static str,
    holds: fn(&dyn Specimen, &[Event]) -> Holds,
}

/// A law that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the law `{law}` is broken: expected {expected}; got {happened}")]
pub struct Broken {
    /// Which.
    pub law: &'static str,
    /// What was expected.
    pub expected: String,
    /// What happened instead.
    pub happened: String,
}

impl Law {
    /// A law of one's own, which [`Trial`](crate::strategies::Trial) tries like any other. Files name it too, for whoever
    /// knows it: [`Scenario::with_laws`](crate::scenario::Scenario::with_laws), where it stands for the library's law of that
    /// name, if there is one.
    ///
    /// ```
    /// use idsim::laws::{Finding, Law, Specimen};
    /// use idsim::{Event, World};
    ///
    /// fn all_stay(start: &dyn Specimen, events: &[Event]) -> Result<(), Finding> {
    ///     let mut specimen = start.fork();
    ///     for event in events {
    ///         let _ = specimen.apply(event);
    ///     }
    ///     match specimen.world().principals().any(|it| it.deleted) {
    ///         true => Err(Finding::new("everybody to stay", "somebody was deleted")),
    ///         false => Ok(()),
    ///     }
    /// }
    /// let law = Law::new("all-stay", "Nobody is ever deleted.", all_stay);
    ///
    /// let events = [Event::create_user("alice"), Event::DeleteUser("alice".into())];
    /// assert!(law.check(&World::new(), &events[..1]).is_ok());
    /// let broken = law.check(&World::new(), &events).unwrap_err();
    /// assert_eq!(broken.happened, "somebody was deleted");
    /// ```
    pub const fn new(
        name: &'static str,
        says: &'static str,
        holds: fn(&dyn Specimen, &[Event]) -> Result<(), Finding>,
    ) -> Self {
        Self { name, says, holds }
    }

    /// Every law, by theme.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        [
            worlds::LAWS,
            undoing::LAWS,
            order::LAWS,
            renaming::LAWS,
            telling::LAWS,
            identities::LAWS,
            restoring::LAWS,
            assignments::LAWS,
            access::LAWS,
            conditions::LAWS,
            denials::LAWS,
            locks::LAWS,
            acting::LAWS,
            explanations::LAWS,
            near_misses::LAWS,
            tokens::LAWS,
            rates::LAWS,
            texts::LAWS,
        ]
        .into_iter()
        .flatten()
    }

    /// The law of that name.
    ///
    /// # Errors
    /// There is none; the error carries the nearest names.
    pub fn named(name: &str) -> Result<&'static Self, NotInCatalog> {
        Self::all()
            .find(|law| law.name == name)
            .ok_or_else(|| NotInCatalog {
                what: "law",
                name: name.to_owned(),
                nearest: nearest(name, Self::all().map(Self::name)),
            })
    }

    /// The name, in kebab case.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it is one of the library's, and not another one of that name.
    #[cfg(feature = "strategies")]
    pub(crate) fn is_built_in(&self) -> bool {
        Self::named(self.name).is_ok_and(|it| it.says == self.says)
    }

    /// What always holds.
    pub fn says(&self) -> &'static str {
        self.says
    }

    /// Whether it holds in this world while these events happen, one after the other. An event that is refused is a part
    /// of it: some laws are about refusals.
    ///
    /// It takes time at least in proportion to the world times the events. Laws tell what is so once all that was done counts:
    /// where that takes time ([`Delays`](crate::Delays)), a law is tried as if it took none, unless it
    /// says nothing of answers.
    ///
    /// # Errors
    /// It does not hold.
    pub fn check(&self, start: &World, events: &[Event]) -> Result<(), Broken> {
        self.check_on(start, events)
    }

    /// The same of something around a world.
    ///
    /// # Errors
    /// It does not hold. A panic breaks every law that it is met under.
    pub fn check_on(&self, start: &dyn Specimen, events: &[Event]) -> Result<(), Broken> {
        let is_of_answers = !SEE_DELAYS.contains(&self.name);
        let at_once = is_of_answers
            .then(|| where_all_counts_at_once(start))
            .flatten();
        let start = at_once.as_deref().unwrap_or(start);
        let answer = attempt(|| (self.holds)(start, events)).unwrap_or_else(|words| {
            Err(Finding {
                expected: "an answer".to_owned(),
                happened: format!("a panic: {words}"),
            })
        });
        answer.map_err(|finding| Broken {
            law: self.name,
            expected: finding.expected,
            happened: finding.happened,
        })
    }
}

/// Laws that say nothing of answers hold whatever takes time.
const SEE_DELAYS: &[&str] = &[
    "replay-gives-the-same-world",
    "ids-are-never-given-twice",
    "worlds-survive-being-written-down",
    "events-survive-being-written-down",
    "reverting-gives-the-world-before",
    "only-the-latest-change-is-reverted",
    "supposing-changes-nothing",
    "every-event-has-an-answer",
    "plans-come-true",
    "refusals-leave-no-trace",
    "the-index-forgets-nothing",
];

/// The same thing where nothing is in doubt for a while; nothing if that is so already.
fn where_all_counts_at_once(start: &dyn Specimen) -> Option<Box<dyn Specimen>> {
    let delays = start.world().delays();
    let at_once = delays.counting_at_once();
    if delays == at_once {
        return None;
    }
    let mut tenant = start.to_tenant();
    tenant.options.delays = Some(at_once);
    tenant.history.changed_assignments.clear();
    tenant.history.new_principals.clear();
    start.reload(&tenant).ok()
}
