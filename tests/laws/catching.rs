//! Each law finds a mistake that was made on purpose, and none finds one where there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use idsim::laws::{Finding, Law};
use idsim::scenario::{Scenario, Status};
use idsim::strategies::{Size, Trial};
use idsim::{Catalog, Event, PrincipalType, World};

use crate::faults::Fault;
use crate::faulty::Faulty;

/// Each law with a mistake that it finds.
const CAUGHT: &[(&str, Fault)] = &[
    ("every-event-has-an-answer", Fault::PanicsWhenAttaching),
    ("plans-come-true", Fault::PlansTooLittle),
    ("refusals-leave-no-trace", Fault::RefusalsMakeUsers),
    ("the-index-forgets-nothing", Fault::ForgetsOuterGroups),
    ("the-index-forgets-nothing", Fault::CountsWhatIsGone),
    ("the-index-forgets-nothing", Fault::CountsOneManagementGroup),
    (
        "groups-are-what-a-walk-finds",
        Fault::CountsDirectGroupsOnly,
    ),
    ("reverting-gives-the-world-before", Fault::RevertsTooLittle),
    (
        "reverting-gives-the-world-before",
        Fault::ForgetsEarlierTokens,
    ),
    ("reverting-gives-the-world-before", Fault::CountsWhatIsGone),
    ("only-the-latest-change-is-reverted", Fault::RevertsAnything),
    ("supposing-changes-nothing", Fault::SupposesForGood),
    ("replay-gives-the-same-world", Fault::IsRandom),
    ("commuting-events-commute", Fault::DependsOnOrder),
    (
        "an-unrelated-resource-changes-nothing",
        Fault::CountsResources,
    ),
    (
        "renaming-everything-changes-nothing",
        Fault::DislikesShortNames,
    ),
    ("renaming-everything-changes-nothing", Fault::ContainsByText),
    ("what-is-told-is-so", Fault::TellsNoOrphans),
    (
        "no-answer-names-a-deleted-thing-as-live",
        Fault::ListsTheDead,
    ),
    (
        "no-answer-names-a-deleted-thing-as-live",
        Fault::ToldByTheDead,
    ),
    (
        "no-answer-names-a-deleted-thing-as-live",
        Fault::TellsTheDeadAsNobody,
    ),
    ("ids-are-never-given-twice", Fault::ForgetsTheDead),
    ("the-dead-stay-dead", Fault::ForgetsTheDead),
    (
        "restoring-gives-back-what-was-deleted",
        Fault::RestoresWithoutGroups,
    ),
    (
        "restoring-gives-back-what-was-deleted",
        Fault::RestoresWithAnotherSecret,
    ),
    (
        "a-recovered-vault-comes-without-its-roles",
        Fault::RecoversWithRoles,
    ),
    ("recreated-is-new", Fault::InheritsRoles),
    ("recreated-is-new", Fault::RecreatedHostInherits),
    ("recreated-is-new", Fault::InheritsAttributes),
    ("system-assigned-is-never-shared", Fault::SharesWithSlots),
    (
        "user-assigned-survives-every-host",
        Fault::HostsTakeIdentities,
    ),
    (
        "user-assigned-survives-every-host",
        Fault::GroupsTakeIdentities,
    ),
    (
        "deleting-a-shared-identity-leaves-dangling-references",
        Fault::DetachesTheDeleted,
    ),
    ("assignments-are-unique", Fault::WritesTwice),
    ("assignments-outlive-all-but-their-scope", Fault::Cascades),
    (
        "an-assignment-takes-nothing-away",
        Fault::LastAssignmentWins,
    ),
    ("access-is-inherited", Fault::InheritsNothing),
    ("the-quick-answer-is-the-explained-one", Fault::AnswersTwice),
    (
        "a-deny-assignment-gives-nothing",
        Fault::TakesDenialsForGrants,
    ),
    (
        "a-deny-assignment-spares-whom-it-excludes",
        Fault::SparesNobody,
    ),
    ("a-condition-never-grants", Fault::ConditionsGrant),
    (
        "a-grant-without-a-condition-suffices",
        Fault::OneConditionStopsAll,
    ),
    ("a-condition-says-what-it-prints", Fault::PrintsLowerCase),
    ("locks-change-no-answer", Fault::LocksDeny),
    ("locks-change-no-answer", Fault::LocksStopTokens),
    ("what-is-locked-is-not-deleted", Fault::DeletesWhatIsLocked),
    ("what-is-locked-is-not-deleted", Fault::SeesNoLocksWithin),
    (
        "nobody-acts-beyond-their-permissions",
        Fault::ForgivesLinkedScopes,
    ),
    (
        "nobody-acts-beyond-their-permissions",
        Fault::LetsAnybodyAct,
    ),
    ("an-explanation-is-a-proof", Fault::CitesNoGroups),
    ("the-remedy-flips-the-answer", Fault::CuresWithNothing),
    ("what-can-be-cured-has-a-remedy", Fault::KnowsNoCure),
    ("the-near-miss-is-near", Fault::NearIsFar),
    ("no-near-miss-is-missed", Fault::SeesNoOtherIdentity),
    ("no-near-miss-is-missed", Fault::SeesNoGroupToJoin),
    ("no-near-miss-is-missed", Fault::SeesNothingElsewhere),
    ("no-near-miss-is-missed", Fault::SeesNothingToActivate),
    ("no-near-miss-is-missed", Fault::SeesNoFormerIdentity),
    ("no-near-miss-is-missed", Fault::SeesOneGroupOnly),
    (
        "no-near-miss-is-missed",
        Fault::SeesNothingElsewhereOfGroups,
    ),
    ("tokens-speak-for-who-is-there", Fault::TokensOfOthers),
    (
        "a-token-is-kept-until-it-expires",
        Fault::KeepsTokensForEver,
    ),
    (
        "a-token-outlives-its-principal",
        Fault::TokensDieWithTheirPrincipal,
    ),
    ("a-token-outlives-its-principal", Fault::TakesRevokedTokens),
    ("revoking-ends-what-was-issued", Fault::TakesRevokedTokens),
    (
        "what-is-too-soon-happens-after-its-wait",
        Fault::NamesTooShortAWait,
    ),
    (
        "what-is-too-soon-happens-after-its-wait",
        Fault::ForgetsWhatWasCounted,
    ),
    ("worlds-survive-being-written-down", Fault::WritesNoClock),
    ("events-survive-being-written-down", Fault::PrintsLowerCase),
];

fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("idsim-laws-{}-{name}", std::process::id()))
}

/// Every mistake is found within the ordinary number of cases.
#[test]
fn every_law_finds_its_mistake() {
    let folder = scratch("caught");
    let trial = Trial {
        seed: Some(1),
        ..Trial::default()
    };
    let mut missed = Vec::new();
    for (name, fault) in CAUGHT {
        let law = Law::named(name).unwrap();
        // Small histories first: what they show needs no shrinking.
        let small = Trial {
            size: Size::SMALL,
            ..trial
        };
        let wrap = |world: &World| Faulty::boxed(world, *fault);
        let found = small
            .check_on([law], &folder, wrap)
            .and_then(|()| trial.check_on([law], &folder, wrap));
        match found {
            Ok(()) => missed.push((*name, *fault)),
            Err(found) => assert!(found.file.is_ok(), "{found}"),
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert!(missed.is_empty(), "no mistake is found by {missed:?}");
}

/// The table is complete.
#[test]
fn every_law_has_a_mistake_to_find() {
    let laws: BTreeSet<&str> = Law::all().map(Law::name).collect();
    let caught: BTreeSet<&str> = CAUGHT.iter().map(|(law, _)| *law).collect();
    assert_eq!(laws, caught);
    assert_eq!(laws.len(), Law::all().count(), "two laws have one name");
    for law in Law::all() {
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(law.name().chars().all(kebab), "{}", law.name());
        assert!(law.says().ends_with('.'), "{}", law.says());
    }
}

/// The file that a failing law leaves fails in the same way, and holds where the mistake is mended.
#[test]
fn a_counterexample_is_a_scenario_that_fails() {
    let folder = scratch("file");
    let law = Law::named("user-assigned-survives-every-host").unwrap();
    let trial = Trial {
        seed: Some(2),
        ..Trial::default()
    };
    let wrong = |world: &World| Faulty::boxed(world, Fault::HostsTakeIdentities);
    let found = trial.check_on([law], &folder, wrong).unwrap_err();
    let path = found.file.as_ref().unwrap();
    assert!(
        found.to_string().contains(&path.display().to_string()),
        "{found}"
    );

    let text = std::fs::read_to_string(path).unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    assert!(text.lines().count() < 40, "{text}");
    let files = BTreeMap::from([("it.ron".to_owned(), text.clone())]);
    let scenario = Scenario::load(&files, "", "it.ron", &Catalog::built_in()).unwrap();
    let outcome = scenario.run_on(wrong);
    assert_eq!(outcome.status, Status::Failed, "{:#?}", outcome.problems);
    assert_eq!(outcome.problems.len(), 1);
    assert_eq!(outcome.problems[0].code, "ExpectLaw");
    let said = format!(
        "expected {}, got {}",
        found.broken.expected, found.broken.happened
    );
    assert_eq!(outcome.problems[0].message, said);
    assert_eq!(scenario.run().status, Status::Held);

    // Shrunk: nothing is in it that the failure does not need.
    let holds = |events: &[Event]| law.check_on(&*wrong(&found.history.world), events).is_ok();
    for left_out in 0..found.history.events.len() {
        let mut events = found.history.events.clone();
        events.remove(left_out);
        assert!(holds(&events), "{left_out} in\n{text}");
    }
}

/// The counterexamples of mistakes that were mended: they hold.
#[test]
fn what_was_mended_stays_mended() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/laws/counterexamples");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let files = BTreeMap::from([("it.ron".to_owned(), text)]);
        let outcome = Scenario::load(&files, "", "it.ron", &Catalog::built_in()).map(|it| it.run());
        let status = outcome.as_ref().map(|it| it.status);
        assert_eq!(
            status.ok(),
            Some(Status::Held),
            "{}: {outcome:#?}",
            path.display()
        );
    }
}

/// A law is not broken by what names mean to the format, nor by their number.
#[test]
fn names_that_mean_something_break_nothing() {
    let law = Law::named("renaming-everything-changes-nothing").unwrap();
    let words = ["Reader", "providers", "members", "subscriptions"];
    let mut events: Vec<Event> = words.into_iter().map(Event::create_user).collect();
    events.push(Event::assign_role("providers", "Reader", "/"));
    events.extend((0..1003).map(|number| Event::create_user(format!("u{number}"))));
    assert_eq!(law.check(&World::new(), &events), Ok(()));
}

/// What was found before stays in its file.
#[test]
fn counterexamples_overwrite_nothing() {
    let folder = scratch("two");
    let law = Law::named("what-is-told-is-so").unwrap();
    let wrong = |world: &World| Faulty::boxed(world, Fault::TellsNoOrphans);
    let found: Vec<PathBuf> = [1, 2, 3, 1]
        .into_iter()
        .map(|seed| {
            let trial = Trial {
                seed: Some(seed),
                ..Trial::default()
            };
            let found = trial.check_on([law], &folder, wrong).unwrap_err();
            assert!(found.to_string().contains("run_on"), "{found}");
            let path = found.file.as_ref().unwrap().clone();
            let written = std::fs::read_to_string(&path).unwrap();
            assert_eq!(written, found.history.counterexample(&found.broken));
            path
        })
        .collect();
    let _ = std::fs::remove_dir_all(&folder);
    assert_eq!(found.first(), found.last());
}

/// A law of one's own is tried, cut down and written like any other, and its file fails for whoever knows it.
#[test]
fn laws_of_ones_own_leave_files_too() {
    let law = Law::new(
        "no-groups-in-groups",
        "No group is in a group.",
        |start, events| {
            let mut specimen = start.fork();
            for event in events {
                let _ = specimen.apply(event);
            }
            let world = specimen.world();
            let nested = world.principals().find(|it| {
                let is_group = it.principal_type == PrincipalType::Group;
                is_group && world.groups_of(it.id).next().is_some()
            });
            let found = nested
                .map(|it| Finding::new("no group in a group", world.describe_principal(it.id)));
            found.map_or(Ok(()), Err)
        },
    );
    let folder = scratch("own");
    let trial = Trial {
        seed: Some(1),
        ..Trial::default()
    };
    let found = trial.check(&law, &folder).unwrap_err();
    let path = found.file.as_ref().unwrap();
    assert!(found.to_string().contains("with_laws"), "{found}");
    let text = std::fs::read_to_string(path).unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    // Two groups, one in the other, in the tenant or by events; and a clock if the membership ends.
    assert!(
        found.history.events.len() + found.history.tenant.groups.len() <= 3,
        "{text}"
    );

    let files = BTreeMap::from([("it.ron".to_owned(), text.clone())]);
    let scenario = Scenario::load(&files, "", "it.ron", &Catalog::built_in()).unwrap();
    assert_eq!(
        scenario.clone().with_laws(&[law]).run().status,
        Status::Failed,
        "{text}"
    );
    assert_eq!(scenario.run().status, Status::Malformed);
}

/// A law of one's own may be called anything: its file is named after what of it a file can be named after, and can be read. The
/// hint names what can see it again, even where the library has a law of that name.
#[test]
fn laws_of_ones_own_are_called_anything() {
    let folder = scratch("names");
    for (name, file) in [
        ("nobody/leaves \"here\"\\", "nobody-leaves--here--.ron"),
        ("the-dead-stay-dead", "the-dead-stay-dead.ron"),
    ] {
        let law = Law::new(name, "Nothing ever holds.", |_, _| {
            Err(Finding::new("something", "nothing"))
        });
        let trial = Trial {
            cases: 1,
            ..Trial::default()
        };
        let found = trial.check(&law, &folder).unwrap_err();
        let path = found.file.as_ref().unwrap();
        assert_eq!(path.file_name().unwrap(), file);
        assert!(found.to_string().contains("with_laws"), "{found}");

        let text = std::fs::read_to_string(path).unwrap();
        let files = BTreeMap::from([("it.ron".to_owned(), text)]);
        let scenario = Scenario::load(&files, "", "it.ron", &Catalog::built_in()).unwrap();
        let outcome = scenario.with_laws(&[law]).run();
        assert_eq!(outcome.status, Status::Failed, "{:#?}", outcome.problems);
    }
    let _ = std::fs::remove_dir_all(&folder);
}
