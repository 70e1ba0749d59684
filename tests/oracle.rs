//! A second implementation of access and of token selection, naive and written from the facts alone, agrees with the first.
//!
//! Ten times as much, and every question of the scenarios: `IDSIM_LONG=1 cargo test --release --test oracle`, in a minute.

#[path = "oracle/acts.rs"]
mod acts;
#[path = "oracle/ask.rs"]
mod ask;
#[path = "oracle/bearers.rs"]
mod bearers;
#[path = "oracle/borders.rs"]
mod borders;
#[path = "oracle/conditions.rs"]
mod conditions;
#[path = "oracle/decide.rs"]
mod decide;
#[path = "oracle/deny.rs"]
mod deny;
#[path = "oracle/dice.rs"]
mod dice;
#[path = "oracle/facts.rs"]
mod facts;
#[path = "oracle/lag.rs"]
mod lag;
#[path = "oracle/lag_due.rs"]
mod lag_due;
#[path = "oracle/lag_histories.rs"]
mod lag_histories;
#[path = "oracle/lag_mistakes.rs"]
mod lag_mistakes;
#[path = "oracle/lag_moment.rs"]
mod lag_moment;
#[path = "oracle/lag_tests.rs"]
mod lag_tests;
#[path = "oracle/lists.rs"]
mod lists;
#[path = "oracle/mistakes.rs"]
mod mistakes;
#[path = "oracle/policies.rs"]
mod policies;
#[path = "oracle/restored.rs"]
mod restored;
#[path = "oracle/scenes.rs"]
mod scenes;
#[path = "oracle/tokens.rs"]
mod tokens;
#[path = "oracle/words_of_rules.rs"]
mod words_of_rules;

use std::collections::BTreeMap;
use std::io;

use idsim::{Decision, Reason, RefusalCode};

use acts::{Act, Slip};
use borders::Askable;
use decide::{Oracle, Question};
use dice::Dice;
use mistakes::Mistake;
use restored::Lapse;
use scenes::Scene;

/// How many questions are asked in one world of a scenario, of all that there are.
const OF_A_SCENARIO: usize = 70;
/// How many questions are asked in one random world.
const OF_A_RANDOM_WORLD: usize = 1000;
/// One question in so many is asked in every way.
const IN_EVERY_WAY: usize = 100;

/// What was asked and how it was answered.
#[derive(Default)]
struct Tally {
    reasons: BTreeMap<Reason, usize>,
    tokens: usize,
    disagreements: Vec<String>,
}

impl Tally {
    fn total(&self) -> usize {
        self.reasons.values().sum()
    }

    fn count(&mut self, answer: Result<Option<Decision>, String>) {
        match answer {
            Ok(Some(decision)) => *self.reasons.entry(decision.reason).or_default() += 1,
            Ok(None) => {}
            Err(disagreement) => self.disagreements.push(disagreement),
        }
    }

    /// Asks each question, some in every way, and for tokens.
    fn ask(&mut self, scene: &Scene, questions: impl Iterator<Item = Question>) {
        let oracle = Oracle {
            facts: &scene.facts,
            mistake: None,
        };
        for (number, question) in questions.enumerate() {
            self.count(ask::compare(scene, oracle, &question));
            if number % IN_EVERY_WAY == 0 {
                let ways = ask::compare_ways(scene, oracle, &question);
                self.disagreements.extend(ways.err());
            }
        }
        match ask::compare_tokens(scene, oracle) {
            Ok(requests) => self.tokens += requests,
            Err(disagreement) => self.disagreements.push(disagreement),
        }
    }

    /// Everybody agrees, and enough was asked for that to mean something.
    fn check(&self, at_least: usize) {
        let some: Vec<&String> = self.disagreements.iter().take(5).collect();
        let all = self.disagreements.len();
        assert!(all == 0, "{all} disagreements, {some:#?}");
        assert!(
            self.total() >= at_least,
            "{} questions, {:?}",
            self.total(),
            self.reasons
        );
        assert!(
            self.tokens * 50 >= at_least,
            "{} requests for tokens",
            self.tokens
        );
        // Of what is not seen yet tell the tests of histories in which that takes time.
        let reasons = Reason::ALL.iter();
        for reason in reasons.filter(|it| **it != Reason::NotYetPropagated) {
            let times = self.reasons.get(reason).copied().unwrap_or_default();
            assert!(
                times * 1000 >= at_least,
                "{reason} {times} times of {}",
                self.total()
            );
        }
    }
}

/// Some of the questions of a scene, evenly over all of them; more where something is denied or stands under a condition, for
/// that is rare.
fn some(scene: &Scene) -> Vec<Question> {
    let conditions = scene.facts.assignments.iter().map(|it| &it.condition);
    let is_plain = scene.facts.denials.is_empty() && conditions.flatten().next().is_none();
    let most = match is_plain {
        true => OF_A_SCENARIO,
        false => OF_A_SCENARIO * 5,
    };
    let askable = Askable::of(scene);
    let all = askable.len();
    let mut dice = Dice::new(all as u64);
    let pick = |number: usize| match all <= most {
        true => askable.get(number),
        false if number.is_multiple_of(2) => askable.get(dice.below(all)),
        false => askable.aim(&scene.facts, &mut dice),
    };
    (0..most.min(all)).filter_map(pick).collect()
}

/// Questions near the borders of what a random world grants.
fn aimed(scene: &Scene, count: usize, seed: u64) -> Vec<Question> {
    let askable = Askable::to_aim(scene);
    let mut dice = Dice::new(seed);
    (0..count)
        .filter_map(|_| askable.aim(&scene.facts, &mut dice))
        .collect()
}

fn ask_random_worlds(at_least: usize) -> Tally {
    let mut tally = Tally::default();
    for (seed, scene) in (0..).zip(scenes::random()) {
        tally.ask(&scene, aimed(&scene, OF_A_RANDOM_WORLD, seed).into_iter());
        if tally.total() >= at_least || tally.disagreements.len() > 100 {
            break;
        }
    }
    tally
}

/// Whether there is time for ten times as much.
fn is_long() -> bool {
    std::env::var_os("IDSIM_LONG").is_some()
}

#[test]
fn the_oracle_agrees_in_every_scenario() -> io::Result<()> {
    let mut tally = Tally::default();
    for scene in scenes::of_scenarios()? {
        if is_long() {
            let askable = Askable::of(&scene);
            let all = (0..askable.len()).filter_map(|number| askable.get(number));
            tally.ask(&scene, all);
        } else {
            tally.ask(&scene, some(&scene).into_iter());
        }
    }
    tally.check(if is_long() { 100_000 } else { 15_000 });
    Ok(())
}

#[test]
fn the_oracle_lists_what_expectations_list() {
    let worlds = if is_long() { 500 } else { 50 };
    let listed = scenes::random().take(worlds).map(|scene| {
        let oracle = Oracle {
            facts: &scene.facts,
            mistake: None,
        };
        lists::compare(&scene, oracle)
    });
    let listed: Result<Vec<usize>, String> = listed.collect();
    let entries = listed.map(|it| it.iter().sum::<usize>());
    match entries {
        Ok(entries) => assert!(entries >= worlds * 10, "{entries} in {worlds} worlds"),
        Err(disagreement) => panic!("{disagreement}"),
    }
}

#[test]
fn the_oracle_agrees_in_random_worlds() {
    let at_least = if is_long() { 1_000_000 } else { 100_000 };
    ask_random_worlds(at_least).check(at_least);
}

/// A world, and how it answered.
type Asked = (Scene, Vec<(Question, Decision)>);

/// Where an oracle is caught that makes a mistake, or none.
fn caught(mistake: Option<Mistake>, asked: &[Asked]) -> Option<&str> {
    let caught = asked.iter().find(|(scene, answers)| {
        let oracle = Oracle {
            facts: &scene.facts,
            mistake,
        };
        let disagrees = |(question, decision): &(Question, Decision)| {
            !ask::agree(decision, &oracle.decide(question))
        };
        match mistake.is_some_and(|it| Mistake::OF_TOKENS.contains(&it)) {
            true => ask::compare_tokens(scene, oracle).is_err(),
            false => answers.iter().any(disagrees),
        }
    });
    caught.map(|(scene, _)| scene.name.as_str())
}

#[test]
fn an_oracle_with_a_mistake_is_caught() -> io::Result<()> {
    let scenarios = scenes::of_scenarios()?.into_iter();
    let scenarios = scenarios.map(|scene| (some(&scene), scene));
    let random = (0..).zip(scenes::random()).take(40);
    let random = random.map(|(seed, scene)| (aimed(&scene, OF_A_RANDOM_WORLD, seed), scene));
    let answered = |(questions, scene): (Vec<Question>, Scene)| {
        let answer = |question: Question| {
            let decision = ask::decision(&scene.world, &question).ok()??;
            Some((question, decision))
        };
        let answers = questions.into_iter().filter_map(answer).collect();
        (scene, answers)
    };
    let asked: Vec<Asked> = scenarios.chain(random).map(answered).collect();
    assert_eq!(caught(None, &asked), None, "without a mistake");
    let mistakes = Mistake::OF_ACCESS.iter().chain(Mistake::OF_TOKENS);
    let unnoticed: Vec<&Mistake> = mistakes
        .filter(|it| caught(Some(**it), &asked).is_none())
        .collect();
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");
    Ok(())
}

/// In how many random worlds somebody acts, and how often in each.
const ACTED_IN: (usize, usize) = (100, 150);

/// What the world said: what is missing, and whether a lock is in the way.
type Told = (Option<RefusalCode>, bool);

/// A world, who acted in it, how, and what it said.
type Acted = (facts::Facts, Vec<(String, Act, Told)>);

fn acted() -> Vec<Acted> {
    let (worlds, times) = ACTED_IN;
    let mut dice = Dice::new(7);
    let mut act = |scene: Scene| {
        let (world, facts) = acts::locked(&scene, &mut dice);
        let drawn = (0..times).filter_map(|_| acts::draw(&world, &facts, &mut dice));
        let told = drawn.map(|(who, act)| {
            let told = acts::told(&world, &who, &act);
            (who, act, told)
        });
        let told = told.collect();
        (facts, told)
    };
    scenes::random().take(worlds).map(&mut act).collect()
}

/// The first act that the table and the world disagree about.
fn disputed(acted: &[Acted], slip: Option<Slip>) -> Option<String> {
    acted.iter().find_map(|(facts, told)| {
        told.iter().find_map(|(who, act, told)| {
            let expected = (act.forbidden(facts, who, slip), act.is_locked(facts, slip));
            let said = || format!("{who} {act:?}\n  world:  {told:?}\n  oracle: {expected:?}");
            (expected != *told).then(said)
        })
    })
}

#[test]
fn the_oracle_agrees_on_who_may_act_and_on_locks() {
    let acted = acted();
    assert_eq!(disputed(&acted, None), None);
    let all = || acted.iter().flat_map(|(_, told)| told);
    let count = |is: &dyn Fn(&Told) -> bool| all().filter(|it| is(&it.2)).count();
    let met = [
        count(&|it| it.0.is_none()),
        count(&|it| it.1),
        count(&|it| it.0 == Some(RefusalCode::AuthorizationFailed)),
        count(&|it| it.0 == Some(RefusalCode::LinkedAuthorizationFailed)),
        count(&|it| it.0 == Some(RefusalCode::DenyAssignmentAuthorizationFailed)),
    ];
    assert!(
        met.iter().all(|it| *it > 50),
        "{met:?} of {}",
        all().count()
    );

    let slips = Slip::ALL.iter();
    let unnoticed: Vec<&Slip> = slips
        .filter(|it| disputed(&acted, Some(**it)).is_none())
        .collect();
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");
}

/// In how many random worlds people are deleted and restored.
const RESTORED_IN: usize = 30;

#[test]
fn the_oracle_agrees_on_who_is_restored() {
    let stories = restored::stories(RESTORED_IN);
    let compare = |lapse: Option<Lapse>| -> Result<usize, String> {
        let mut dice = Dice::new(11);
        let answers = stories.iter().map(|it| it.compare(lapse, &mut dice));
        answers.sum()
    };
    match compare(None) {
        Ok(answers) => assert!(answers > RESTORED_IN * 100, "{answers} answers"),
        Err(disagreement) => panic!("{disagreement}"),
    }
    let lapses = Lapse::ALL.iter();
    let unnoticed: Vec<&Lapse> = lapses.filter(|it| compare(Some(**it)).is_ok()).collect();
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");
}
