//! Histories in which changes take time to be seen: random ones with short waits in between, and those of the scenarios.

use std::io;

use idsim::strategies::{Size, histories};
use idsim::{
    Delays, Duration, Event, Group, GroupMember, NodeKind, PrincipalType, RefusalCode,
    RoleAssignment, RoleAssignmentSpec, Timestamp, World,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::dice::Dice;
use crate::facts::Facts;
use crate::lag::Lag;
use crate::lag_due::told_due;
use crate::lag_mistakes::LagMistake;
use crate::lag_moment::Moment;
use crate::scenes;

/// A world that things happen to.
pub(crate) struct Tale {
    pub(crate) name: String,
    pub(crate) world: World,
    pub(crate) dice: Dice,
    lag: Lag,
    events: std::vec::IntoIter<Event>,
    happened: usize,
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
        let mut tenant = history.tenant;
        tenant.clock = (tenant.clock).or_else(|| Timestamp::from_unix_seconds(NEW_YEAR));
        let mut world = World::try_from(tenant).ok()?;
        let mut dice = Dice::new(u64::try_from(number).ok()?);
        let conditions: Vec<String> = CONDITIONS.iter().map(|it| (*it).to_owned()).collect();
        scenes::furnish(&mut world, &mut dice, &conditions);
        empower(&mut world, &mut dice);
        enter_twice(&mut world);
        let mut tenant = world.to_tenant();
        tenant.options.delays = Some(delays(number));
        let world = World::try_from(tenant).ok()?;
        Some(Tale {
            name: format!("tale {number}"),
            lag: Lag::from(&world),
            world,
            dice,
            events: history.events.into_iter(),
            happened: 0,
            mistake,
        })
    })
}

/// Somebody may do something, for as long as they keep it.
fn empower(world: &mut World, dice: &mut Dice) {
    let people = world.principals().filter(|it| !it.deleted);
    let people: Vec<String> = people.map(|it| it.id.to_string()).collect();
    let places: Vec<String> = world.nodes().map(|it| it.0.to_string()).collect();
    let wide: Vec<&String> = (places.iter())
        .filter(|it| it.matches('/').count() <= 4)
        .collect();
    for who in people.iter().take(6) {
        if let (Some(role), Some(place)) = (dice.pick(ROLES), dice.pick(&wide)) {
            let _ = world.apply(Event::assign_role(who.as_str(), *role, place.as_str()));
        }
    }
}

/// Whoever is in one group once was in another, and is in that again through the first.
fn enter_twice(world: &mut World) {
    let Some(now) = world.clock() else { return };
    let hour = |hours: i64| Timestamp::from_unix_seconds(now.unix_seconds() + hours * 3600);
    for (member, until) in [("alice", hour(-2)), ("bob", hour(-3))] {
        let _ = world.apply(Event::AddMember(GroupMember {
            group: "g2".into(),
            member: member.into(),
            from: None,
            until,
        }));
        let _ = world.apply(Event::AddMember(GroupMember {
            group: "g1".into(),
            member: member.into(),
            from: hour(-1),
            until: None,
        }));
    }
    let _ = world.apply(Event::AddMember(GroupMember {
        group: "g2".into(),
        member: "g1".into(),
        from: None,
        until: None,
    }));
    let _ = world.apply(Event::assign_role("g2", "Reader", "resource-group"));
    let _ = world.apply(Event::assign_role("g2", "Reader", "rg1"));
}

impl Tale {
    /// The world now, with what happened to it.
    pub(crate) fn moment(&self) -> Moment {
        let name = format!("{} after {} happenings", self.name, self.happened);
        Moment::new(name, &self.world, &self.lag)
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
        self.happened += 1;
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
            8 => {
                let it = *dice.pick(&gone)?;
                let again = under_another(it, dice);
                let other = dice.pick(&everybody)?;
                let principal = match dice.once_in(4) {
                    true => other.as_str().into(),
                    false => again.principal.clone(),
                };
                Some(Event::AssignRole(RoleAssignmentSpec { principal, ..again }))
            }
            _ => {
                let name = format!("new{}", everybody.len());
                Some(match dice.once_in(2) {
                    true => Event::CreateGroup(name.as_str().into(), Group::default()),
                    false => Event::create_user(name.as_str()),
                })
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
