//! Who is deleted and restored, as flat lists tell it: whoever is restored in time is in every list as before, and a membership
//! is there while both of its sides are (F1.9.1).

use idsim::strategies::Size;
use idsim::{Delays, Event, PrincipalId, PrincipalOrigin, PrincipalType, Timestamp, World};

use crate::ask;
use crate::borders::Askable;
use crate::decide::Oracle;
use crate::dice::Dice;
use crate::facts::Facts;
use crate::scenes::{self, Scene};

/// For how long somebody can be restored, in seconds.
const KEPT: i64 = 30 * 24 * 3600;

/// What the lists get wrong on purpose: each must be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lapse {
    /// Who is restored is in no group, and a group has nobody in it.
    ComesBackAlone,
    /// However late, somebody is restored.
    ComesBackWhenever,
    /// Nobody is ever restored.
    NeverComesBack,
    /// Memberships of somebody who is deleted stay.
    LeavesNoGroup,
    /// Who is restored has no attributes any more.
    ComesBackBare,
    /// Of two who are deleted the membership is lost.
    LosesWhatBothSidesLeft,
}

impl Lapse {
    pub(crate) const ALL: &[Self] = &[
        Self::ComesBackAlone,
        Self::ComesBackWhenever,
        Self::NeverComesBack,
        Self::LeavesNoGroup,
        Self::ComesBackBare,
        Self::LosesWhatBothSidesLeft,
    ];
}

/// What happens to somebody.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Delete(PrincipalId, PrincipalType),
    Restore(PrincipalId, PrincipalType),
    Wait(i64),
}

impl Turn {
    fn event(self) -> Option<Event> {
        Some(match self {
            Self::Delete(id, PrincipalType::User) => Event::DeleteUser(name(id)),
            Self::Delete(id, PrincipalType::Group) => Event::DeleteGroup(name(id)),
            Self::Delete(id, _) => Event::DeleteServicePrincipal(name(id)),
            Self::Restore(id, PrincipalType::User) => Event::RestoreUser(name(id)),
            Self::Restore(id, PrincipalType::Group) => Event::RestoreGroup(name(id)),
            Self::Restore(id, _) => Event::RestoreServicePrincipal(name(id)),
            Self::Wait(seconds) => {
                Event::Wait(idsim::Duration::from_seconds(u64::try_from(seconds).ok()?))
            }
        })
    }
}

fn name(id: PrincipalId) -> idsim::Reference {
    id.to_string().as_str().into()
}

/// Since when each is deleted, and whether they ever were while the other side of a membership was.
#[derive(Default)]
struct Ledger {
    now: i64,
    deleted: Vec<(String, i64)>,
    restored: Vec<String>,
    /// Who was deleted while somebody else was.
    together: Vec<String>,
}

impl Ledger {
    /// Whether it can happen, and what then is so.
    fn turn(&mut self, turn: Turn, lapse: Option<Lapse>) -> bool {
        match turn {
            Turn::Delete(id, _) => {
                if !self.deleted.is_empty() {
                    self.together.push(id.to_string());
                    self.together
                        .extend(self.deleted.iter().map(|it| it.0.clone()));
                }
                self.deleted.push((id.to_string(), self.now));
                true
            }
            Turn::Wait(seconds) => {
                self.now += seconds;
                true
            }
            Turn::Restore(id, _) => {
                let id = id.to_string();
                let since = self.deleted.iter().find(|it| it.0 == id).map(|it| it.1);
                let in_time = since.is_some_and(|since| self.now - since < KEPT);
                let can = match lapse {
                    Some(Lapse::ComesBackWhenever) => since.is_some(),
                    Some(Lapse::NeverComesBack) => false,
                    _ => in_time,
                };
                if can {
                    self.deleted.retain(|it| it.0 != id);
                    self.restored.push(id);
                }
                can
            }
        }
    }

    /// The lists as they were, without who is deleted.
    fn facts(&self, before: &World, lapse: Option<Lapse>) -> Facts {
        let mut facts = Facts::of(before);
        facts.clock = Some(self.now);
        let is_gone = |id: &String| self.deleted.iter().any(|it| it.0 == *id);
        let lapses = |it| lapse == Some(it);
        for it in &mut facts.principals {
            it.is_deleted |= is_gone(&it.id);
        }
        facts.memberships.retain(|it| {
            let both = [&it.group, &it.member];
            let mut sides = both.into_iter();
            let alone = lapses(Lapse::ComesBackAlone)
                && both.into_iter().any(|side| self.restored.contains(side));
            let lost = lapses(Lapse::LosesWhatBothSidesLeft)
                && both.into_iter().all(|side| self.together.contains(side));
            (lapses(Lapse::LeavesNoGroup) || !sides.any(is_gone)) && !alone && !lost
        });
        facts.attributes.retain(|it| {
            let bare = lapses(Lapse::ComesBackBare) && self.restored.contains(&it.0);
            !is_gone(&it.0) && !bare
        });
        facts.administrators.retain(|it| !is_gone(it));
        facts
    }
}

/// A world in which people are deleted and restored, with what happens to them.
pub(crate) struct Story {
    start: World,
    turns: Vec<Turn>,
}

/// Some random worlds in which what is deleted is kept for 30 days.
pub(crate) fn stories(count: usize) -> Vec<Story> {
    let mut dice = Dice::new(Size::ORDINARY.things as u64);
    scenes::random()
        .filter_map(|scene| story(&scene.world, &mut dice))
        .take(count)
        .collect()
}

fn story(world: &World, dice: &mut Dice) -> Option<Story> {
    let mut tenant = world.to_tenant();
    let then = || Timestamp::from_unix_seconds(1_767_225_600);
    tenant.clock = tenant.clock.or_else(then);
    tenant.options.delays = ron::from_str::<Delays>(r#"Only(soft_delete: "30d")"#).ok();
    let start = World::try_from(tenant).ok()?;
    let living = start.principals();
    let living = living.filter(|it| !it.deleted && it.origin == PrincipalOrigin::Directory);
    // Groups with members, and members of groups, where there are some.
    let mut all: Vec<_> = living.map(|it| (it.id, it.principal_type)).collect();
    let linked = |id| start.groups_of(id).next().is_some() || start.members_of(id).next().is_some();
    all.sort_by_key(|(id, _)| !linked(*id));
    all.truncate(4);
    let mut turns = Vec::new();
    for _ in 0..10 {
        let (id, of) = *dice.pick(&all)?;
        turns.push(match dice.below(5) {
            0 | 1 => Turn::Delete(id, of),
            2 | 3 => Turn::Restore(id, of),
            // To the last second, past it, and a little.
            _ => Turn::Wait(*dice.pick(&[KEPT - 1, KEPT, 3600])?),
        });
    }
    Some(Story { start, turns })
}

impl Story {
    /// How many answers were compared after all, or where the lists and the world part.
    pub(crate) fn compare(&self, lapse: Option<Lapse>, dice: &mut Dice) -> Result<usize, String> {
        let mut world = self.start.clone();
        let mut ledger = Ledger {
            now: world.clock().map_or(0, Timestamp::unix_seconds),
            ..Ledger::default()
        };
        let mut answers = 0;
        for turn in &self.turns {
            let gone = |id: &PrincipalId| ledger.deleted.iter().any(|it| it.0 == id.to_string());
            let is_moot = match turn {
                Turn::Delete(id, _) => gone(id),
                Turn::Restore(id, _) => !gone(id),
                Turn::Wait(_) => false,
            };
            let Some(event) = turn.event().filter(|_| !is_moot) else {
                continue;
            };
            let can = ledger.turn(*turn, lapse);
            let happened = world.apply(event);
            if happened.is_ok() != can {
                return Err(format!("{turn:?}: {happened:?}, and the lists say {can}"));
            }
            answers += self.ask(&world, &ledger, lapse, dice)?;
        }
        Ok(answers)
    }

    fn ask(
        &self,
        world: &World,
        ledger: &Ledger,
        lapse: Option<Lapse>,
        dice: &mut Dice,
    ) -> Result<usize, String> {
        let facts = ledger.facts(&self.start, lapse);
        for it in facts.principals.iter().filter(|it| !it.is_deleted) {
            let id = it.id.parse().map_err(|_| "an id".to_owned())?;
            let told = world.security_attributes_of(id).count();
            let listed = facts.attributes.iter().filter(|of| of.0 == it.id).count();
            if told != listed {
                return Err(format!(
                    "{told} attributes of {}, and listed {listed}",
                    it.id
                ));
            }
        }
        let scene = Scene {
            name: "somebody is restored".to_owned(),
            world: world.clone(),
            facts,
            tokens: Vec::new(),
        };
        let oracle = Oracle {
            facts: &scene.facts,
            mistake: None,
        };
        let askable = Askable::to_aim(&scene);
        let mut answers = 0;
        for question in (0..QUESTIONS).filter_map(|_| askable.aim(&scene.facts, dice)) {
            answers += usize::from(ask::compare(&scene, oracle, &question)?.is_some());
        }
        Ok(answers)
    }
}

/// How many questions are asked after each turn.
const QUESTIONS: usize = 30;
