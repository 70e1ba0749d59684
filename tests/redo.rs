//! What a move loses, and that doing again what is listed gives it back.

use idsim::strategies::{Size, worlds};
use idsim::{
    AccessRequest, ActionRequest, Affected, Change, Decision, Delays, Duration, Event, NodeKind,
    Redo, Reference, Scope, Tenant, TenantId, World, value::Guid,
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
        .filter_map(|it| unlimited(it.current().to_tenant()))
        .collect()
}

/// Each of them as it is, and then where whatever changes takes as long as it may in Azure.
fn random_and_delayed(count: usize) -> Vec<World> {
    let worlds = random(count);
    let delayed: Vec<World> = worlds.iter().filter_map(delayed).collect();
    worlds.into_iter().chain(delayed).collect()
}

/// That Azure takes only so many requests at a time is no matter of what is listed; and a deleted vault that is kept would be in
/// the way of every transfer.
fn unlimited(mut tenant: Tenant) -> Option<World> {
    tenant.options.rates = None;
    tenant.history.counted_requests.clear();
    if let Some(delays) = &mut tenant.options.delays {
        delays.vault_soft_delete = Duration::ZERO;
    }
    tenant.history.deleted_vaults.clear();
    World::try_from(tenant).ok()
}

fn delayed(world: &World) -> Option<World> {
    let mut tenant: Tenant = world.to_tenant();
    let then = "2026-01-01T00:00:00Z".parse().ok()?;
    tenant.clock = tenant.clock.or(Some(then));
    tenant.options.delays = Some(Delays::AZURE);
    unlimited(tenant)
}

/// The same when every change counts everywhere, if it has a clock.
fn settled(world: &World) -> World {
    let mut later = world.clone();
    let _ = later.apply(Event::Wait(Duration::from_seconds(86_400)));
    later
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
    for before in random_and_delayed(30) {
        let then_settled = settled(&before);
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
                let (redone, after) = (settled(&redone), settled(&after));
                for who in before.principals().filter(|it| !it.deleted) {
                    let who = Reference::from(who.id.to_string());
                    for action in ACTIONS {
                        let then = answer(&then_settled, &who, action, &from)?;
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
    let (mut regained, mut late) = (0, 0);
    for mut before in random_and_delayed(60) {
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
        let is_delayed = before.to_tenant().options.delays.is_some();
        let (before, after) = (settled(&before), settled(&after));
        let redone = settled(&redone);
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
                        late += usize::from(is_delayed);
                    }
                }
            }
        }
    }
    assert!(regained > 15 && late > 7, "{regained} {late}");
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

/// A host lists broken identities of both kinds; the list takes it from first to last, and forgets no federated credential.
#[test]
fn hosts_of_both_kinds_are_mended_from_first_to_last() -> Result<(), Box<dyn std::error::Error>> {
    let tenant: Tenant = ron::from_str(
        r#"(
            identities: {
                "id1": (security_attributes: {"HR_Team": "red"}, federated_credentials: {
                    "main": (issuer: "https://issuer.example", subject: "main", audiences: ["api://AzureADTokenExchange"]),
                }),
                "id2": (),
            },
            resources: {
                "vm1": (type: "Microsoft.Compute/virtualMachines", identity: (system_assigned: true, user_assigned: ["id1", "id2"])),
                "vm2": (type: "Microsoft.Compute/virtualMachines", identity: (user_assigned: ["id2"])),
            },
        )"#,
    )?;
    let mut world = World::try_from(tenant)?;
    let change = world.apply(Event::TransferSubscription {
        subscription: "subscription".into(),
        to: TenantId::new(Guid::from_u128(7)),
        accepted_by: None,
    })?;
    let broken = world.to_tenant();
    let update = world.plan(&Event::UpdateResource("vm1".into()));
    let why = update.err().map(|it| it.to_string()).unwrap_or_default();
    let words = "an identity which a transfer to another directory broke (F1.15)";
    assert!(why.contains(words), "{why}");
    let redo = world.to_redo(&change);
    for event in redo.iter().flat_map(|it| &it.events) {
        world.apply(event.clone())?;
    }
    let again = world.to_tenant();
    let credentials = |it: &Tenant| {
        it.identities
            .get(&"id1".into())
            .map(|it| it.federated_credentials.clone())
    };
    assert_eq!(credentials(&again), credentials(&broken));
    assert!(credentials(&again).is_some_and(|it| it.len() == 1));
    for (host, count) in [("vm1", 2), ("vm2", 1)] {
        let host = world.resolve_scope(&host.into())?;
        let living = world.attachments_of(&host).filter(|it| !it.dangling);
        assert_eq!(living.count(), count);
    }
    let texts: Vec<&str> = redo.iter().map(|it| it.text.as_str()).collect();
    assert!(
        texts
            .iter()
            .any(|it| it.ends_with("make it again, and attach id1 and id2 again")),
        "{texts:?}"
    );
    assert_eq!(
        texts.last(),
        Some(&"disable the system-assigned identity of vm1, and enable it again")
    );
    Ok(())
}
