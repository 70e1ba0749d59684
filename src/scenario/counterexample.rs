//! A law that does not hold, as a scenario that shows it.

use super::syntax::options;
use crate::event::Event;
use crate::laws::Broken;
use crate::model::Tenant;
use crate::world::World;

/// A scenario that fails because the law is broken, and holds once it is mended: the tenant, one step for each event, and
/// `ExpectLaw`. What `World` refuses stands as `Refuse`. Whoever reads the text gets the same tenant and the same events.
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
    let mut text = comment("expected", &broken.expected) + &comment("got", &broken.happened);
    text.push_str(&format!("(\n    name: \"{} does not hold\",\n", broken.law));
    text.push_str(&format!(
        "    tenant: {},\n    steps: [\n",
        tenant_text(tenant)
    ));
    let mut world = World::try_from(tenant.clone()).ok();
    for event in events {
        // What can be read can be written.
        let event_text = options()
            .to_string_pretty(event, pretty(0))
            .unwrap_or_default();
        let refused = world.as_mut().and_then(|it| it.apply(event.clone()).err());
        let step = match refused {
            Some(refusal) => format!("Refuse(event: {event_text}, code: {})", refusal.code()),
            None => event_text,
        };
        text.push_str(&format!("        {step},\n"));
    }
    text.push_str(&format!(
        "        ExpectLaw(\"{}\"),\n    ],\n)\n",
        broken.law
    ));
    text
}

fn comment(what: &str, words: &str) -> String {
    // Words may have names with line ends in them, and whatever a terminal obeys.
    let words: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("// {what} {words}\n")
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
