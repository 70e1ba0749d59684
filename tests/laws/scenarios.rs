//! Counterexamples printed and read back; tenants and questions as the strategies promise them.

use std::collections::BTreeMap;

use idsim::laws::Broken;
use idsim::scenario::{Control, Scenario, Status, Step};
use idsim::strategies::{
    History, Size, access_requests, histories, hostile_histories, tenants, token_requests,
};
use idsim::{Catalog, World};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::config;

fn printed(history: &History) -> String {
    let broken = Broken {
        law: "the-dead-stay-dead",
        expected: "nothing".to_owned(),
        happened: "a line\nand another".to_owned(),
    };
    history.counterexample(&broken)
}

/// The scenario that a history is printed as has its tenant and its events, and can be run.
fn printed_and_read(history: &History) -> Result<(), TestCaseError> {
    is_read_from(history, printed(history))
}

fn is_read_from(history: &History, text: String) -> Result<(), TestCaseError> {
    let files = BTreeMap::from([("it.ron".to_owned(), text.clone())]);
    let scenario = match Scenario::load(&files, "", "it.ron", &Catalog::built_in()) {
        Ok(scenario) => scenario,
        Err(outcome) => {
            return Err(TestCaseError::fail(format!(
                "{:#?}\n{text}",
                outcome.problems
            )));
        }
    };
    prop_assert_eq!(scenario.start(), &history.world);
    let events: Vec<_> = scenario
        .steps()
        .filter_map(|step| match step {
            Step::Event(event) | Step::Control(Control::Refuse { event, .. }) => {
                Some(event.clone())
            }
            _ => None,
        })
        .collect();
    prop_assert_eq!(&events, &history.events);
    let outcome = scenario.run();
    prop_assert_eq!(
        outcome.status,
        Status::Held,
        "{:#?}\n{}",
        outcome.problems,
        text
    );
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn counterexamples_survive_being_written_down(history in histories(Size::ORDINARY)) {
        printed_and_read(&history)?;
    }

    #[test]
    fn counterexamples_survive_hostile_names(history in hostile_histories(Size::SMALL)) {
        printed_and_read(&history)?;
    }

    #[test]
    fn tenants_are_valid(tenant in tenants(Size::LARGE)) {
        prop_assert_eq!(World::try_from(tenant).map(|_| ()), Ok(()));
    }
}

/// A printer that forgets a step, or letter case, is found out.
#[test]
fn mistakes_in_print_are_noticed() {
    let mut runner = TestRunner::deterministic();
    let (mut tried, drawn) = (0, histories(Size::ORDINARY));
    for _ in 0..20 {
        let history = drawn.new_tree(&mut runner).unwrap().current();
        if history.events.is_empty() {
            continue;
        }
        tried += 1;
        let text = printed(&history);
        assert!(is_read_from(&history, text.clone()).is_ok(), "{text}");
        let (before, steps) = text.split_once("steps: [\n").unwrap();
        let (_, others) = steps.split_once('\n').unwrap();
        let without = format!("{before}steps: [\n{others}");
        assert!(is_read_from(&history, without).is_err(), "{text}");
        assert!(
            is_read_from(&history, text.to_lowercase()).is_err(),
            "{text}"
        );
    }
    assert!(tried > 10, "{tried} histories in which something happens");
}

/// A tenant shrinks to ever smaller ones that are valid, and to nothing in the end.
#[test]
fn tenants_shrink_by_entries() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..20 {
        let mut tree = tenants(Size::ORDINARY).new_tree(&mut runner).unwrap();
        let has_vault = |tree: &dyn ValueTree<Value = idsim::Tenant>| {
            tree.current().resources.get(&"kv1".into()).is_some()
        };
        if !has_vault(&tree) {
            continue;
        }
        loop {
            let smaller = tree.simplify();
            if !smaller {
                break;
            }
            assert!(World::try_from(tree.current()).is_ok());
            if !has_vault(&tree) && !tree.complicate() {
                break;
            }
        }
        let least = tree.current();
        assert!(has_vault(&tree), "{least:#?}");
        let rest = (
            least.users.len(),
            least.groups.len(),
            least.role_assignments.len(),
        );
        assert_eq!((least.resources.len(), rest), (1, (0, 0, 0)), "{least:#?}");
    }
}

/// Questions are answered with yes and with no, and some have no answer.
#[test]
fn questions_lie_near_the_borders() {
    let mut runner = TestRunner::deterministic();
    let (mut yes, mut no, mut errors, mut tokens, mut refused) = (0, 0, 0, 0, 0);
    for _ in 0..100 {
        let history = histories(Size::ORDINARY)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let world = history.end();
        for _ in 0..10 {
            let question = access_requests(&world)
                .new_tree(&mut runner)
                .unwrap()
                .current();
            match world.check(&question) {
                Ok(decision) if decision.is_allowed() => yes += 1,
                Ok(_) => no += 1,
                Err(_) => errors += 1,
            }
            let request = token_requests(&world)
                .new_tree(&mut runner)
                .unwrap()
                .current();
            match world.token(&request) {
                Ok(answer) if answer.token().is_some() => tokens += 1,
                _ => refused += 1,
            }
        }
    }
    let counts = [yes, no, errors, tokens, refused];
    assert!(
        yes > 150 && no > 150 && errors > 20 && tokens > 20 && refused > 20,
        "{counts:?}"
    );
}
