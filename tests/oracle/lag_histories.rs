//! Histories in which changes take time to be seen: random ones with short waits in between, and those of the scenarios.

use std::io;

use idsim::strategies::{Size, histories};
use idsim::{
    Delays, Duration, Event, NodeKind, PrincipalType, RefusalCode, RoleAssignment,
    RoleAssignmentSpec, Timestamp, World,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::dice::Dice;
use crate::facts::Facts;
use crate::lag::{Lag, Moment, told_due};
use crate::lag_mistakes::LagMistake;
use crate::scenes;

/// A world that things happen to.
pub(crate) struct Tale {
    pub(crate) name: String,
    pub(crate) world: World,
    pub(crate) dice: Dice,
    lag: Lag,
    events: std::vec::IntoIter<Event>,
    mistake: Option<LagMistake>,
}

/// Delays of role assignments, conditions, data below management groups, and the directory, in seconds.
const DELAYS: &[(u64, u64, u64, u64)] = &[
    (90, 60, 240, 30),
    (60, 120, 30, 60),
    (0, 90, 120, 0),
    (120, 0, 0, 90),
];
/// How long nothing happens; mostly so that moments meet.
const WAITS: &[u64] = &[1, 29, 30, 30, 30, 31, 60, 60, 89, 120, 300, 600];
/// Roles that matter to those who act, to services, and at management groups.
const ROLES: &[&str] = &[
    "Owner",
    "Contributor",
    "Virtual Machine Contributor",
    "Managed Identity Operator",
    "User Access Administrator",
    "Reader",
    "Storage Blob Data Reader",
    "Storage Blob Data Contributor",
    "alpha",
    "gamma",
    "zeta",
];
/// Conditions that are put on and taken off.
const CONDITIONS: &[&str] = &[
    "@Environment[isPrivateLink] BoolEquals true",
    "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'sa1'",
    "@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringLike 'logs*'",
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>] StringEquals 'Cascade'",
];
/// The time where a tenant has none.
const NEW_YEAR: i64 = 1_767_225_600;

fn delays(number: usize) -> Delays {
    let Some((roles, conditions, data, directory)) = DELAYS.get(number % (DELAYS.len() + 1)) else {
        return Delays::AZURE;
    };
    let mut delays = Delays::default();
    delays.role_assignments = Duration::from_seconds(*roles);
    delays.conditions = Duration::from_seconds(*conditions);
    delays.management_group_data = Duration::from_seconds(*data);
    delays.directory = Duration::from_seconds(*directory);
    delays
}

/// Random tales without end, always the same.
pub(crate) fn random(mistake: Option<LagMistake>) -> impl Iterator<Item = Tale> {
    let mut runner = TestRunner::deterministic();
    let histories = histories(Size::ORDINARY);
    (0..).filter_map(move |number: usize| {
        let history = histories.new_tree(&mut runner).ok()?.current();
        let mut world = history.world;
        let mut dice = Dice::new(u64::try_from(number).ok()?);
        let conditions: Vec<String> = CONDITIONS.iter().map(|it| (*it).to_owned()).collect();
        scenes::furnish(&mut world, &mut dice, &conditions);
        let mut tenant = world.to_tenant();
        tenant.clock = tenant
            .clock
            .or_else(|| Timestamp::from_unix_seconds(NEW_YEAR));
        tenant.options.delays = Some(delays(number));
        let world = World::try_from(tenant).ok()?;
        Some(Tale {
            name: format!("tale {number}"),
            lag: Lag::from(&world),
            world,
            dice,
            events: history.events.into_iter(),
            mistake,
        })
    })
}

impl Tale {
    /// The world now, with what happened to it.
    pub(crate) fn moment(&self) -> Moment {
        Moment::new(self.name.clone(), &self.world, &self.lag)
    }

    /// Lets one thing happen, or refuses it; and whether everything is told of it as it should be.
    pub(crate) fn go_on(&mut self) -> Result<(), String> {
        let next = match self.dice.below(4) {
            0 => self.events.next().or_else(|| self.something()),
            1 => Some(self.wait()),
            _ => self.something(),
        };
        let Some(event) = next else { return Ok(()) };
        let before = self.world.clone();
        let Ok(change) = self.world.apply(event.clone()) else {
            return Ok(());
        };
        let name = self.name.clone();
        let told = |what: &str| format!("{name}: {event:?}: {what}");
        if let (Event::Wait(_), Some(now)) = (&event, self.world.clock()) {
            let facts = Facts::of(&before);
            let due = (self.lag).due(&before, &facts, now.unix_seconds(), self.mistake);
            let mut said = told_due(&before, change.consequences());
            if !said.is_sorted_by_key(|it| it.0) {
                return Err(told(&format!("not in order: {said:?}")));
            }
            said.sort();
            if said != due {
                return Err(told(&format!("due {said:?}\n  and not {due:?}")));
            }
        }
        if self.dice.once_in(5) {
            let reverted = self.world.revert(change.clone());
            if reverted.is_err() || self.world != before {
                return Err(told("reverting restores something else"));
            }
            let happened = self.world.apply(event.clone());
            if happened.is_ok_and(|it| it.consequences() != change.consequences()) {
                return Err(told("it happens otherwise after it was taken back"));
            }
        }
        self.lag.note(&before, &self.world, change.consequences());
        let name = std::mem::take(&mut self.name);
        self.name = match name.len() {
            ..4000 => format!("{name}\n    {event:?}"),
            _ => name,
        };
        self.check_directory()
    }

    /// Whoever was made lately gets a role only where their type is stated (F5.8).
    fn check_directory(&mut self) -> Result<(), String> {
        let living: Vec<_> = self.world.principals().filter(|it| !it.deleted).collect();
        let newest = self.lag.newest();
        let somebody = self.dice.pick(&living).copied();
        let new = living
            .iter()
            .filter(|it| newest.contains(&it.id.to_string()));
        for it in new.copied().chain(somebody) {
            let id = it.id.to_string();
            let types: [Option<PrincipalType>; 2] = [None, Some(it.principal_type)];
            for stated in types {
                let spec = RoleAssignmentSpec {
                    principal_type: stated,
                    ..RoleAssignmentSpec::new(id.as_str(), "Reader", "/")
                };
                let refusal = self.world.plan(&Event::AssignRole(spec)).err();
                let is_refused =
                    refusal.is_some_and(|it| it.code() == RefusalCode::PrincipalNotFound);
                let should = (self.lag).is_unheard_of(&self.world, &id, stated, self.mistake);
                if is_refused != should {
                    return Err(format!(
                        "{}: {id} as {stated:?} refused: {is_refused}, and not {should}",
                        self.name
                    ));
                }
            }
        }
        Ok(())
    }

    fn wait(&mut self) -> Event {
        let seconds = self.dice.pick(WAITS).copied().unwrap_or_default();
        Event::Wait(Duration::from_seconds(seconds))
    }

    /// Somebody gets a role, loses one, or has it under another condition; mostly where something happened lately.
    fn something(&mut self) -> Option<Event> {
        let Self {
            world, lag, dice, ..
        } = self;
        let written: Vec<&RoleAssignment> = world.role_assignments().collect();
        let is_written = |it: &&&RoleAssignment| written.iter().any(|is| is.id == it.id);
        let lately = lag.lately(world);
        let still: Vec<&RoleAssignment> = lately.iter().filter(is_written).copied().collect();
        let gone: Vec<&RoleAssignment> =
            (lately.iter().filter(|it| !is_written(it)).copied()).collect();
        let everybody: Vec<String> = world
            .principals()
            .filter(|it| !it.deleted)
            .map(|it| it.id.to_string())
            .collect();
        let some = match dice.once_in(3) {
            true => &written,
            false => &still,
        };
        match dice.below(10) {
            0..3 => {
                let above = world
                    .nodes()
                    .filter(|(_, it)| matches!(it.kind, NodeKind::ManagementGroup { .. }));
                let above: Vec<String> = above.map(|it| it.0.to_string()).collect();
                let places: Vec<String> = world.nodes().map(|it| it.0.to_string()).collect();
                let place = match dice.once_in(3) {
                    true => dice.pick(&above).or(dice.pick(&places))?,
                    false => dice.pick(&places)?,
                };
                // Few get much, so that much of it meets.
                let few = everybody.get(..6).unwrap_or(&everybody);
                let who = match dice.once_in(3) {
                    true => dice.pick(&everybody)?,
                    false => dice.pick(few)?,
                };
                let condition = dice.pick(CONDITIONS).filter(|_| dice.once_in(4));
                Some(Event::AssignRole(RoleAssignmentSpec {
                    condition: condition.map(|it| (*it).to_owned()),
                    ..RoleAssignmentSpec::new(who.as_str(), *dice.pick(ROLES)?, place.as_str())
                }))
            }
            3..6 => {
                let it = dice.pick(some).or(dice.pick(&written))?;
                Some(Event::RemoveRoleAssignmentNamed(it.id))
            }
            6..8 => {
                let it = *dice.pick(some).or(dice.pick(&written))?;
                Some(Event::AssignRole(under_another(it, dice)))
            }
            _ => {
                let it = *dice.pick(&gone)?;
                let again = under_another(it, dice);
                let other = dice.pick(&everybody)?;
                // The same name may be another's next.
                let principal = match dice.once_in(4) {
                    true => other.as_str().into(),
                    false => again.principal.clone(),
                };
                Some(Event::AssignRole(RoleAssignmentSpec { principal, ..again }))
            }
        }
    }
}

/// An assignment of the same name, under another condition or none.
fn under_another(it: &RoleAssignment, dice: &mut Dice) -> RoleAssignmentSpec {
    let condition = dice.pick(CONDITIONS).filter(|_| !dice.once_in(3));
    let (principal, role) = (it.principal.to_string(), it.role.to_string());
    RoleAssignmentSpec {
        name: Some(it.id),
        from: it.effective.from(),
        until: it.effective.until(),
        condition: condition.map(|it| (*it).to_owned()),
        description: it.description.clone(),
        ..RoleAssignmentSpec::new(principal.as_str(), role.as_str(), it.scope.as_str())
    }
}

/// How long after a step of a scenario it is asked again, in seconds: at the ends of what Azure documents, and just before.
const AFTER: &[u64] = &[0, 1, 299, 300, 599, 600, 86_399, 86_400];

/// Every scenario in which changes take time, after each of its steps and for a while from then on.
pub(crate) fn of_scenarios() -> io::Result<Vec<Moment>> {
    let mut moments = Vec::new();
    for (path, scenario) in scenes::scenarios()? {
        let mut before = scenario.start().clone();
        if !scenes::lags(&before) {
            continue;
        }
        let mut lag = Lag::from(&before);
        for (number, step) in (1..).zip(scenario.steps()) {
            let Ok(world) = scenario.world_after(Some(&format!("{number}"))) else {
                continue;
            };
            lag.note(&before, &world, &[]);
            before = world.clone();
            if step.is_expectation() || world.clock().is_none() {
                continue;
            }
            for seconds in AFTER {
                let mut later = world.clone();
                let wait = Event::Wait(Duration::from_seconds(*seconds));
                if *seconds == 0 || later.apply(wait).is_ok() {
                    let name = format!("{path} {seconds}s after step {number}");
                    moments.push(Moment::new(name, &later, &lag));
                }
            }
        }
    }
    Ok(moments)
}
