//! A law that does not hold, as a scenario that shows it.

use super::syntax::options;
use crate::event::Event;
use crate::laws::{Broken, attempt};
use crate::model::Tenant;
use crate::world::World;

/// A scenario that fails because the law is broken: the tenant, one step for each event, and `ExpectLaw`. Whoever reads the
/// text gets the same tenant and the same events. It holds once the mistake is mended, unless that was in an answer to one of
/// the events: what `World` refuses now stands as `Refuse`, everything else as what happens.
///
/// ```
/// use std::collections::BTreeMap;
/// use idsim::scenario::{Scenario, Status, counterexample};
/// use idsim::laws::Broken;
/// use idsim::{Catalog, Event, Tenant};
///
/// let broken = Broken {
///     law: "the-dead-stay-dead",
///     expected: "alice known".to_owned(),
///     happened: "she is forgotten".to_owned(),
/// };
/// let events = [Event::create_user("alice"), Event::DeleteUser("alice".into())];
/// let text = counterexample(&broken, &Tenant::default(), &events);
/// assert!(text.starts_with("// expected alice known\n// got she is forgotten\n("));
/// let files = BTreeMap::from([("dead.ron".to_owned(), text)]);
/// let scenario = Scenario::load(&files, "", "dead.ron", &Catalog::built_in()).expect("it is well-formed");
/// assert_eq!(scenario.steps().len(), 3);
/// assert_eq!(scenario.run().status, Status::Held);
/// ```
pub fn counterexample(broken: &Broken, tenant: &Tenant, events: &[Event]) -> String {
    let words = [("expected", &broken.expected), ("got", &broken.happened)];
    let words = words.map(|(what, words)| format!("// {what} {}\n", on_one_line(words)));
    let name = format!("{} does not hold", broken.law);
    let law = format!("        ExpectLaw({}),\n", quoted(broken.law));
    words.concat() + &text(&name, tenant, events, &law)
}

/// The same of a law that has no name in files: whoever reads it writes what is expected.
#[cfg(feature = "strategies")]
pub(crate) fn written_history(tenant: &Tenant, events: &[Event]) -> String {
    let hint =
        "        // Write here what is expected; the law itself is in the test that failed.\n";
    text("a history that breaks a law", tenant, events, hint)
}

fn text(name: &str, tenant: &Tenant, events: &[Event], last: &str) -> String {
    let tenant_text = tenant_text(tenant);
    let name = quoted(name);
    let mut text = format!("(\n    name: {name},\n    tenant: {tenant_text},\n    steps: [\n");
    let mut world = attempt(|| World::try_from(tenant.clone()).ok()).unwrap_or_default();
    for event in events {
        // What can be read can be written.
        let event_text = options()
            .to_string_pretty(event, pretty(0))
            .unwrap_or_default();
        let happened = attempt(|| world.as_mut().map(|it| it.apply(event.clone())));
        let step = match happened {
            Ok(Some(Err(refusal))) => {
                format!("Refuse(event: {event_text}, code: {})", refusal.code())
            }
            Ok(_) => event_text,
            Err(_) => {
                // Nobody knows what state it left.
                world = None;
                event_text
            }
        };
        text.push_str(&format!("        {step},\n"));
    }
    text + last + "    ],\n)\n"
}

/// A text as files have it: laws of one's own may be called anything.
fn quoted(text: &str) -> String {
    options().to_string(text).unwrap_or_default()
}

/// Words may have names with line ends in them, and whatever a terminal obeys.
fn on_one_line(words: &str) -> String {
    let mut line = String::new();
    for c in words.chars() {
        let escaped = c.escape_debug();
        match escaped.len() > 2 {
            true => line.extend(escaped),
            false if c.is_control() => line.push(' '),
            false => line.push(c),
        }
    }
    line
}

/// An entry a line, indented as a field of the scenario.
fn tenant_text(tenant: &Tenant) -> String {
    let text = options()
        .to_string_pretty(tenant, pretty(2))
        .unwrap_or_default();
    text.replace('\n', "\n    ")
}

/// Brackets deeper than this stand on one line.
fn pretty(deep: usize) -> ron::ser::PrettyConfig {
    ron::ser::PrettyConfig::new()
        .struct_names(false)
        .depth_limit(deep)
}
