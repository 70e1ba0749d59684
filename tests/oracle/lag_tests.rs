//! Where changes take time to be seen, everybody agrees on what is possible, what is certain, and until when it is not.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use idsim::scenario::write_tenant;
use idsim::{Reason, RefusalCode, Tenant, Timestamp, World};

use crate::acts::{self, Act};
use crate::ask;
use crate::borders::Askable;
use crate::decide::{ELSEWHERE, Oracle, Question};
use crate::dice::Dice;
use crate::lag_histories::{Tale, of_scenarios, random};
use crate::lag_mistakes::LagMistake;
use crate::lag_moment::{Expected, Moment, Named};
use crate::scenes;

/// How many random tales there are, how many things happen in each, and how many questions are asked of each moment.
const TALES: usize = 26;
const HAPPENINGS: usize = 24;
const QUESTIONS: usize = 24;
/// How many questions are asked of each moment of a scenario.
const OF_A_SCENARIO: usize = 8;
/// One question in so many is explained, too.
const EXPLAINED: usize = 8;
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
    if world.decide(&query) != Ok(decision) {
        return Err(format!("{question:?}: decide says otherwise"));
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
            let world = &moment.scene.world;
            if let Some(told) = told(world, &question)? {
                if number % EXPLAINED == 0 {
                    let story = world.explain(&ask::request(world, &question));
                    let story = story.map_err(|it| it.to_string())?;
                    if ask::decision(world, &question)? != Some(story.decision) {
                        return Err(format!("{question:?}: explain says otherwise"));
                    }
                }
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
            if expected == *told {
                return None;
            }
            let tenant = match mistake {
                None => write_tenant(&moment.scene.world.to_tenant()),
                Some(_) => String::new(),
            };
            let name = &moment.scene.name;
            Some(format!(
                "{name}: {question:?}\n  world:  {told:?}\n  oracle: {expected:?}\n{tenant}"
            ))
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

/// What is asked, once for all tests.
fn asked() -> Result<&'static [Mutex<Asked>], String> {
    static ASKED: OnceLock<Result<Vec<Mutex<Asked>>, String>> = OnceLock::new();
    let ask = || {
        let mut asked = Vec::new();
        for mut tale in random(None).take(tales()) {
            for moment in moments(&mut tale)? {
                let it = Asked::of(moment, QUESTIONS, &mut tale.dice)?;
                asked.push(Mutex::new(it));
            }
        }
        Ok(asked)
    };
    let asked = ASKED.get_or_init(ask);
    asked.as_deref().map_err(String::clone)
}

fn one(asked: &Mutex<Asked>) -> MutexGuard<'_, Asked> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Everybody agrees, and enough was asked for that to mean something: of each kind of answer so many.
fn check(asked: &[Mutex<Asked>], at_least: usize, of_each: impl Fn(usize) -> usize) {
    let disputes = asked.iter().filter_map(|it| one(it).disputed(None));
    let disputes: Vec<String> = disputes.collect();
    let all = disputes.len();
    let first = disputes.first().map_or("", String::as_str);
    assert!(all == 0, "{all} disputes, the first in {first}");
    let answers = asked.iter().flat_map(|it| {
        let answers = &one(it).answers;
        answers.iter().map(|it| it.1.clone()).collect::<Vec<_>>()
    });
    let all: Vec<Expected> = answers.collect();
    let count = |is: &dyn Fn(&&Expected) -> bool| all.iter().filter(is).count();
    let met = [
        count(&|it| it.possible.len() > 1),
        count(&|it| it.unsettled_until.is_some()),
        count(&|it| it.late.0 == Reason::NotYetPropagated),
        count(&|it| it.late.0 == Reason::Granted && it.unsettled_until.is_some()),
    ];
    let total = all.len();
    assert!(total >= at_least, "{total} questions");
    let least = of_each(total);
    assert!(met.iter().all(|it| *it >= least), "{met:?} of {total}");
}

#[test]
fn the_oracle_agrees_on_what_is_not_seen_everywhere() -> Result<(), String> {
    check(asked()?, tales() * 80, |total| total / 50);
    Ok(())
}

/// Each scenario is asked here or by those who know of no doubt: how long something takes that makes no answer uncertain is no
/// reason to leave these.
#[test]
fn only_delays_that_make_answers_uncertain_are_asked_about_here() -> Result<(), String> {
    let rows = [
        ("role_assignments", true),
        ("conditions", true),
        ("management_group_data", true),
        ("directory", true),
        ("federated_credentials", false),
        ("soft_delete", false),
        ("vault_soft_delete", false),
    ];
    for (delay, expected) in rows {
        let tenant = format!(
            r#"#![enable(implicit_some)] (
                clock: "2026-01-01T00:00:00Z", options: (delays: Only({delay}: "1h")),
            )"#
        );
        let tenant: Tenant = ron::from_str(&tenant).map_err(|it| it.to_string())?;
        let world = World::try_from(tenant).map_err(|it| it.to_string())?;
        assert_eq!(scenes::lags(&world), expected, "{delay}");
    }
    Ok(())
}

#[test]
fn the_oracle_agrees_in_every_scenario_that_takes_time() -> Result<(), String> {
    let mut dice = Dice::new(3);
    let mut asked = Vec::new();
    for moment in of_scenarios().map_err(|it| it.to_string())? {
        let it = Asked::of(moment, OF_A_SCENARIO, &mut dice)?;
        asked.push(Mutex::new(it));
    }
    // Many scenarios take time for the sake of something else.
    check(&asked, 500, |_| 60);
    Ok(())
}

#[test]
fn an_oracle_that_errs_about_time_is_caught() -> Result<(), String> {
    let asked = asked()?;
    let is_unnoticed = |it: &&LagMistake| {
        let mut all = asked.iter();
        !all.any(|asked| one(asked).disputed(Some(**it)).is_some())
    };
    let of_access = LagMistake::OF_ACCESS.iter();
    let unnoticed: Vec<&LagMistake> = of_access.filter(is_unnoticed).collect();
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");

    let is_unnoticed = |it: &&LagMistake| {
        let mut tales = random(Some(**it)).take(TALES);
        !tales.any(|mut tale| (0..HAPPENINGS).any(|_| tale.go_on().is_err()))
    };
    let of_happenings = LagMistake::OF_HAPPENINGS.iter();
    let unnoticed: Vec<&LagMistake> = of_happenings.filter(is_unnoticed).collect();
    assert!(unnoticed.is_empty(), "nobody notices {unnoticed:?}");
    Ok(())
}

#[test]
fn the_oracle_agrees_on_who_may_act_before_it_is_settled() -> Result<(), String> {
    let mut dice = Dice::new(5);
    let mut told: Vec<Option<RefusalCode>> = Vec::new();
    let mut is_noticed = false;
    for it in asked()? {
        let moment = &mut one(it).moment;
        for _ in 0..ACTS {
            let Some((who, act)) = somebody_acts(moment, &mut dice) else {
                continue;
            };
            let said = acts::told(&moment.scene.world, &who, &act).0;
            let Some(expected) = moment.forbidden(&act, &who, None) else {
                continue;
            };
            assert_eq!(said, expected, "{}: {who} {act:?}", moment.scene.name);
            let slip = Some(LagMistake::DoubtIsToldBeforeWant);
            is_noticed |= moment.forbidden(&act, &who, slip) != Some(said);
            told.push(said);
        }
    }
    assert!(is_noticed, "nobody notices that doubt is told before want");
    let count = |code| told.iter().filter(|it| **it == code).count();
    let met = [
        count(None),
        count(Some(RefusalCode::Unsettled)),
        count(Some(RefusalCode::AuthorizationFailed)),
    ];
    assert!(met.iter().all(|it| *it > 20), "{met:?} of {}", told.len());
    Ok(())
}

/// Roles with which much can be done.
const MIGHTY: &[&str] = &["Owner", "Contributor", "alpha"];

/// Somebody who was given a role lately, or lost it, mostly, and something that it bears on.
fn somebody_acts(moment: &Moment, dice: &mut Dice) -> Option<(String, Act)> {
    let scene = &moment.scene;
    let facts = &scene.facts;
    let can_act = |id: &String| {
        let mut all = facts.principals.iter();
        all.any(|it| it.id == *id && !it.is_deleted && !it.is_group)
    };
    let mut changed = match dice.once_in(3) {
        true => facts.assignments.clone(),
        false => moment.changed(),
    };
    changed.retain(|it| can_act(&it.principal));
    if dice.once_in(2) {
        changed.retain(|it| MIGHTY.contains(&it.role.as_str()));
    }
    let oracle = Oracle {
        facts,
        mistake: None,
    };
    let drawn = acts::draw(&scene.world, facts, dice)?;
    let Some(near) = dice.pick(&changed).filter(|_| !dice.once_in(5)) else {
        return Some(drawn);
    };
    let bears = |act: &Act| {
        let needs = act.needs(facts, None);
        let mut places = needs.iter().map(|it| oracle.distance(&near.scope, &it.1));
        places.any(|it| it != ELSEWHERE)
    };
    let more = (0..20).filter_map(|_| acts::draw(&scene.world, facts, dice));
    let mut acts = std::iter::once(drawn).chain(more).map(|it| it.1);
    Some((near.principal.clone(), acts.find(bears)?))
}

#[test]
fn what_is_not_seen_everywhere_is_written_and_read_back() -> Result<(), String> {
    let (mut count, all) = (0, asked()?);
    for it in all {
        let Asked { moment, answers } = &*one(it);
        let (name, world) = (&moment.scene.name, &moment.scene.world);
        let again = World::try_from(world.to_tenant());
        let again = again.map_err(|it| format!("{name}: {it}"))?;
        assert!(again == *world, "{name}: reads back as something else");
        for (question, answer) in answers.iter().take(6) {
            assert_eq!(told(&again, question), Ok(Some(answer.clone())), "{name}");
        }
        count += 1;
    }
    assert!(count * 2 > all.len(), "{count} of {}", all.len());
    Ok(())
}
