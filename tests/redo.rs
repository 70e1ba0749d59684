//! What a move loses, and that doing again what is listed gives it back.

use idsim::strategies::{Size, worlds};
use idsim::{
    AccessRequest, ActionRequest, Affected, Change, Decision, Event, NodeKind, Redo, Reference,
    Scope, TenantId, World, value::Guid,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What is asked about each resource.
const ACTIONS: [(&str, bool); 3] = [
    ("Microsoft.KeyVault/vaults/secrets/getSecret/action", true),
    ("Microsoft.KeyVault/vaults/read", false),
    ("Microsoft.Authorization/roleAssignments/write", false),
];

fn request(who: &Reference, (action, is_data): (&str, bool), on: &Scope) -> AccessRequest {
    let action = match is_data {
        true => ActionRequest::Data(action.into()),
        false => ActionRequest::Control(action.into()),
    };
    AccessRequest::new(who.clone(), action, on.as_str())
}

fn answer(
    world: &World,
    who: &Reference,
    action: (&str, bool),
    on: &Scope,
) -> Result<Decision, String> {
    let asked = request(who, action, on);
    world.check(&asked).map_err(|it| it.to_string())
}

fn random(count: usize) -> Vec<World> {
    let mut runner = TestRunner::deterministic();
    let drawn = worlds(Size::ORDINARY);
    (0..count)
        .filter_map(|_| drawn.new_tree(&mut runner).ok())
        .map(|it| it.current())
        .collect()
}

fn resources(world: &World) -> Vec<Scope> {
    let nodes = world.nodes();
    let resources = nodes.filter(|(_, it)| matches!(it.kind, NodeKind::Resource { .. }));
    resources.map(|(scope, _)| scope.clone()).collect()
}

/// Does everything that is listed; nothing if something of it cannot be done.
fn redone(mut world: World, change: &Change) -> Option<World> {
    for it in world.to_redo(change) {
        if it.is_lost() && it.events.is_empty() {
            return None;
        }
        for event in it.events {
            world.apply(event).ok()?;
        }
    }
    Some(world)
}

/// Whoever could do something to a resource can do it after it moved and all is redone; who could not can only by what is
/// inherited newly.
#[test]
fn what_a_resource_lost_comes_back() -> Result<(), String> {
    let (mut kept, mut regained) = (0, 0);
    for before in random(30) {
        let groups = before
            .nodes()
            .filter(|(_, it)| it.kind == NodeKind::ResourceGroup);
        let groups: Vec<Scope> = groups.map(|(scope, _)| scope.clone()).collect();
        for from in resources(&before) {
            for group in &groups {
                let mut after = before.clone();
                let Ok(change) = after.apply(Event::MoveResource {
                    resource: from.as_str().into(),
                    to: group.as_str().into(),
                }) else {
                    continue;
                };
                let Some(to) = moved(&change, &from) else {
                    continue;
                };
                let redo = after.to_redo(&change);
                let gains = redo.iter().any(|it| !it.is_lost());
                let is_denial = |it: &Redo| matches!(it.what, Affected::DeniedNewly { .. });
                let denies = redo.iter().any(is_denial);
                let Some(redone) = redone(after.clone(), &change) else {
                    continue;
                };
                for who in before.principals().filter(|it| !it.deleted) {
                    let who = Reference::from(who.id.to_string());
                    for action in ACTIONS {
                        let then = answer(&before, &who, action, &from)?;
                        let now = answer(&redone, &who, action, &to)?;
                        let lost = answer(&after, &who, action, &to)?;
                        let told = || format!("{who} {action:?} {from}: {redo:#?}");
                        if !gains {
                            assert_eq!(then.is_allowed(), now.is_allowed(), "{}", told());
                        } else if !denies {
                            assert!(now.is_allowed() || !then.is_allowed(), "{}", told());
                        }
                        kept += usize::from(then.is_allowed() && lost.is_allowed());
                        regained += usize::from(
                            then.is_allowed() && !lost.is_allowed() && now.is_allowed(),
                        );
                    }
                }
            }
        }
    }
    assert!(kept > 50 && regained > 15, "{kept} {regained}");
    Ok(())
}

fn moved(change: &Change, of: &Scope) -> Option<Scope> {
    change.consequences().iter().find_map(|it| match it {
        idsim::Consequence::ScopeMoved { from, to, .. } if from == of => Some(to.clone()),
        _ => None,
    })
}

/// Whatever a managed identity could do itself it can do again in the new directory.
#[test]
fn what_identities_lost_in_a_transfer_comes_back() -> Result<(), String> {
    let mut regained = 0;
    for mut before in random(60) {
        clear_the_way(&mut before);
        let Some(subscription) = only_subscription(&before) else {
            continue;
        };
        let mut after = before.clone();
        let transfer = Event::TransferSubscription {
            subscription: subscription.as_str().into(),
            to: TenantId::new(Guid::from_u128(7)),
            accepted_by: None,
        };
        let change = after.apply(transfer).map_err(|it| it.to_string())?;
        let redo = after.to_redo(&change);
        let mut redone = after.clone();
        for event in redo.iter().flat_map(|it| &it.events) {
            let done = redone.apply(event.clone());
            assert!(done.is_ok(), "{event:?}: {done:?}");
        }
        let (resources, owners) = (resources(&before), before.nodes());
        let owners = owners.filter(|(_, it)| it.own_principal().is_some());
        for (home, node) in owners {
            let id = node.own_principal().map(|it| it.to_string());
            let (was, is) = (id.unwrap_or_default().into(), home.as_str().into());
            for on in &resources {
                for action in ACTIONS {
                    let then = answer(&before, &was, action, on)?;
                    let lost = answer(&after, &is, action, on)?;
                    assert!(!lost.is_allowed(), "{home} {action:?} {on}");
                    if then.is_allowed() && then.through.is_none() {
                        let now = answer(&redone, &is, action, on)?;
                        assert!(
                            now.is_allowed(),
                            "{home} {action:?} {on}: {now:?} {redo:#?}"
                        );
                        regained += 1;
                    }
                }
            }
        }
    }
    assert!(regained > 15, "{regained}");
    Ok(())
}

/// Takes away what no transfer takes along, and locks.
fn clear_the_way(world: &mut World) {
    let mut events: Vec<Event> = Vec::new();
    events.extend(world.locks().map(|it| Event::DeleteLock {
        name: it.name.clone(),
        scope: it.scope.as_str().into(),
    }));
    events.extend(
        world
            .deny_assignments()
            .map(|it| Event::DeleteDenyAssignment {
                name: it.name.clone(),
                scope: it.scope.as_str().into(),
            }),
    );
    for (scope, node) in world.nodes() {
        if let NodeKind::Resource { database_users, .. } = &node.kind {
            events.extend(database_users.iter().map(|it| Event::DropDatabaseUser {
                database: scope.as_str().into(),
                of: it.to_string().as_str().into(),
            }));
        }
    }
    for event in events {
        let _ = world.apply(event);
    }
    let subscriptions: Vec<Scope> = subscriptions(world);
    for it in subscriptions.iter().skip(1) {
        let _ = world.apply(Event::DeleteSubscription(it.as_str().into()));
    }
}

fn subscriptions(world: &World) -> Vec<Scope> {
    let nodes = world.nodes();
    let all = nodes.filter(|(_, it)| matches!(it.kind, NodeKind::Subscription { .. }));
    all.map(|(scope, _)| scope.clone()).collect()
}

fn only_subscription(world: &World) -> Option<Scope> {
    subscriptions(world).into_iter().next()
}
