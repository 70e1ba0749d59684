//! Where changes take time to be seen, everybody agrees on what is possible, what is certain, and until when it is not.

use std::io;

use idsim::{Reason, RefusalCode, Timestamp, World};

use crate::acts::{self, Act};
use crate::ask;
use crate::borders::Askable;
use crate::decide::Question;
use crate::dice::Dice;
use crate::lag::{Expected, Moment, Named};
use crate::lag_histories::{Tale, of_scenarios, random};
use crate::lag_mistakes::LagMistake;

/// How many random tales there are, how many things happen in each, and how many questions are asked of each moment.
const TALES: usize = 30;
const HAPPENINGS: usize = 24;
const QUESTIONS: usize = 24;
/// How many questions are asked of each moment of a scenario.
const OF_A_SCENARIO: usize = 8;
/// In one moment of so many something is asked.
const ASKED_AFTER: usize = 4;
/// How many act in each such moment.
const ACTS: usize = 8;

fn tales() -> usize {
    match crate::is_long() {
        true => TALES * 20,
        false => TALES,
    }
}

/// A moment, and what it was told.
struct Asked {
    moment: Moment,
    answers: Vec<(Question, Expected)>,
}

/// What the world says: the answer, every possible one, and from when on it is certain; nothing if it is no question.
fn told(world: &World, question: &Question) -> Result<Option<Expected>, String> {
    let Some(decision) = ask::decision(world, question)? else {
        return Ok(None);
    };
    let named = |it: idsim::Decision| -> Named {
        (
            it.reason,
            it.assignment.map(|it| it.to_string()),
            it.through.map(|it| it.to_string()),
            it.deny.map(|it| it.to_string()),
        )
    };
    let request = ask::request(world, question);
    let query = world.query(&request).map_err(|it| it.to_string())?;
    let story = world.explain(&request).map_err(|it| it.to_string())?;
    if world.decide(&query) != Ok(decision) || story.decision != decision {
        return Err(format!("{question:?}: there are several answers"));
    }
    let possible = world.possible(&query).map_err(|it| it.to_string())?;
    let mut possible: Vec<Named> = possible.into_iter().map(named).collect();
    possible.sort();
    possible.dedup();
    Ok(Some(Expected {
        late: named(decision),
        possible,
        unsettled_until: decision.unsettled_until.map(Timestamp::unix_seconds),
    }))
}

impl Asked {
    /// Asks around what was changed lately, and elsewhere.
    fn of(mut moment: Moment, count: usize, dice: &mut Dice) -> Result<Self, String> {
        let changed = moment.changed();
        let written = moment.scene.facts.assignments.clone();
        let mut all = written.clone();
        all.extend(changed.iter().cloned());
        let askable = moment.with(all, Askable::to_aim);
        let mut answers = Vec::new();
        for number in 0..count {
            let near = match number % 4 == 0 || changed.is_empty() {
                true => &written,
                false => &changed,
            };
            let aim = |scene: &crate::scenes::Scene| askable.aim(&scene.facts, dice);
            let Some(question) = moment.with(near.clone(), aim) else {
                continue;
            };
            if let Some(told) = told(&moment.scene.world, &question)? {
                answers.push((question, told));
            }
        }
        Ok(Self { moment, answers })
    }

    /// The first answer that the oracle would not give.
    fn disputed(&mut self, mistake: Option<LagMistake>) -> Option<String> {
        let Self { moment, answers } = self;
        answers.iter().find_map(|(question, told)| {
            let expected = moment.expect(question, mistake)?;
            let name = &moment.scene.name;
            (expected != *told).then(|| {
                format!("{name}: {question:?}\n  world:  {told:?}\n  oracle: {expected:?}")
            })
        })
    }
}

/// Moments of the tales that are not settled, mostly.
fn moments(tale: &mut Tale) -> Result<Vec<Moment>, String> {
    let mut moments = Vec::new();
    for number in 1..=HAPPENINGS {
        tale.go_on()?;
        if number % ASKED_AFTER == 0 {
            moments.push(tale.moment());
        }
    }
    Ok(moments)
}

fn asked(tales: usize) -> Result<Vec<Asked>, String> {
    let mut asked = Vec::new();
    for mut tale in random(None).take(tales) {
        for moment in moments(&mut tale)? {
            asked.push(Asked::of(moment, QUESTIONS, &mut tale.dice)?);
        }
    }
    Ok(asked)
}

/// Everybody agrees, and enough was asked for that to mean something.
fn check(asked: &mut [Asked], at_least: usize) {
    let disputes: Vec<String> = asked
        .iter_mut()
        .filter_map(|it| it.disputed(None))
        .collect();
    let some: Vec<&String> = disputes.iter().take(3).collect();
    assert!(
        disputes.is_empty(),
        "{} disputes, {some:#?}",
        disputes.len()
    );
    let all = || {
        asked
            .iter()
            .flat_map(|it| it.answers.iter().map(|it| &it.1))
    };
    let count = |is: &dyn Fn(&Expected) -> bool| all().filter(|it| is(it)).count();
    let met = [
        count(&|it| it.possible.len() > 1),
        count(&|it| it.unsettled_until.is_some()),
        count(&|it| it.late.0 == Reason::NotYetPropagated),
        count(&|it| it.late.0 == Reason::Granted && it.unsettled_until.is_some()),
    ];
    let total = all().count();
    assert!(total >= at_least, "{total} questions");
    assert!(met.iter().all(|it| *it * 50 >= total), "{met:?} of {total}");
}

#[test]
fn the_oracle_agrees_on_what_is_not_seen_everywhere() {
    match asked(tales()) {
        Ok(mut asked) => check(&mut asked, tales() * 80),
        Err(disagreement) => panic!("{disagreement}"),
    }
}

#[test]
fn the_oracle_agrees_in_every_scenario_that_takes_time() -> io::Result<()> {
    let mut dice = Dice::new(3);
    let asked = of_scenarios()?
        .into_iter()
        .map(|it| Asked::of(it, OF_A_SCENARIO, &mut dice));
    match asked.collect::<Result<Vec<_>, _>>() {
        Ok(mut asked) => check(&mut asked, 500),
        Err(disagreement) => panic!("{disagreement}"),
    }
    Ok(())
}

#[test]
fn an_oracle_that_errs_about_time_is_caught() {
    let mut asked = match asked(TALES) {
        Ok(asked) => asked,
        Err(disagreement) => panic!("{disagreement}"),
    };
    let is_unnoticed = |it: &&LagMistake| {
        let mut asked = asked.iter_mut();
        !asked.any(|asked| asked.disputed(Some(**it)).is_some())
    };
    let unnoticed: Vec<&LagMistake> = LagMistake::OF_ACCESS.iter().filter(is_unnoticed).collect();
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");

    let is_unnoticed = |it: &&LagMistake| {
        let mut tales = random(Some(**it)).take(TALES);
        !tales.any(|mut tale| (0..HAPPENINGS).any(|_| tale.go_on().is_err()))
    };
    let unnoticed: Vec<&LagMistake> = LagMistake::OF_HAPPENINGS
        .iter()
        .filter(is_unnoticed)
        .collect();
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");
}

/// Somebody's act, and as what it is refused.
type Acted = (usize, String, Act, Option<RefusalCode>);

#[test]
fn the_oracle_agrees_on_who_may_act_before_it_is_settled() {
    let (mut all, mut acted): (Vec<Moment>, Vec<Acted>) = (Vec::new(), Vec::new());
    for mut tale in random(None).take(tales()) {
        let moments = match moments(&mut tale) {
            Ok(moments) => moments,
            Err(disagreement) => panic!("{disagreement}"),
        };
        for moment in moments {
            for _ in 0..ACTS {
                let scene = &moment.scene;
                let drawn = acts::draw(&scene.world, &scene.facts, &mut tale.dice);
                let Some((somebody, act)) = drawn else {
                    continue;
                };
                let who = concerned(&moment, &mut tale.dice).unwrap_or(somebody);
                let told = acts::told(&scene.world, &who, &act).0;
                acted.push((all.len(), who, act, told));
            }
            all.push(moment);
        }
    }
    let mut disputed = |mistake: Option<LagMistake>| {
        acted.iter().find_map(|(moment, who, act, told)| {
            let moment = all.get_mut(*moment)?;
            let expected = moment.forbidden(act, who, mistake)?;
            let name = &moment.scene.name;
            (expected != *told).then(|| {
                format!("{name}: {who} {act:?}\n  world:  {told:?}\n  oracle: {expected:?}")
            })
        })
    };
    assert_eq!(disputed(None), None);
    assert_ne!(disputed(Some(LagMistake::DoubtIsToldBeforeWant)), None);
    let count = |code| acted.iter().filter(|it| it.3 == code).count();
    let met = [
        count(None),
        count(Some(RefusalCode::Unsettled)),
        count(Some(RefusalCode::AuthorizationFailed)),
    ];
    assert!(met.iter().all(|it| *it > 20), "{met:?} of {}", acted.len());
}

/// Somebody who was given a role lately, or lost it, and can sign in.
fn concerned(moment: &Moment, dice: &mut Dice) -> Option<String> {
    let facts = &moment.scene.facts;
    let can_act = |id: &String| {
        let mut all = facts.principals.iter();
        all.any(|it| it.id == *id && !it.is_deleted && !it.is_group)
    };
    let holders: Vec<String> = (moment.changed().into_iter())
        .map(|it| it.principal)
        .filter(can_act)
        .collect();
    dice.pick(&holders).filter(|_| !dice.once_in(4)).cloned()
}

#[test]
fn what_is_not_seen_everywhere_is_written_and_read_back() {
    let mut asked = match asked(tales() / 3) {
        Ok(asked) => asked,
        Err(disagreement) => panic!("{disagreement}"),
    };
    for Asked { moment, answers } in &mut asked {
        let (name, world) = (&moment.scene.name, &moment.scene.world);
        let again = match World::try_from(world.to_tenant()) {
            Ok(again) => again,
            Err(error) => panic!("{name}: {error}"),
        };
        assert_eq!(again.to_tenant(), world.to_tenant(), "{name}");
        for (question, answer) in answers {
            assert_eq!(told(&again, question), Ok(Some(answer.clone())), "{name}");
        }
    }
}
