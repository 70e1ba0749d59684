//! What laws look at: all that a world was at one time, and questions to put to it.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Holds, same};
use crate::access::{AccessRequest, ActionRequest, Caller, Reason};
use crate::event::Event;
use crate::laws::Specimen;
use crate::model::{
    DenyAssignmentId, PrincipalId, Reference, RoleAssignmentId, RoleDefinition, Tenant,
};
use crate::value::{Period, Scope, ScopeLevel};
use crate::world::{Change, Consequence, Node, NodeKind, Refusal, Revision, World};

/// Lets events happen; the changes of those that are accepted.
pub(super) fn accepted(specimen: &mut dyn Specimen, events: &[Event]) -> Vec<Change> {
    events
        .iter()
        .filter_map(|event| specimen.apply(event).ok())
        .collect()
}

/// What it is after all events.
pub(super) fn after(start: &dyn Specimen, events: &[Event]) -> Box<dyn Specimen> {
    let mut specimen = start.fork();
    accepted(&mut *specimen, events);
    specimen
}

/// The ARM id of something as a reference.
pub(super) fn at(scope: &Scope) -> Reference {
    Reference::from(scope.as_str())
}

/// The object id of somebody as a reference.
pub(super) fn of(principal: PrincipalId) -> Reference {
    Reference::from(principal.to_string())
}

pub(super) fn is_resource(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Resource { .. })
}

/// The resources that exist, identities left out.
pub(super) fn resources(world: &World) -> Vec<Scope> {
    let of_type = world.nodes().filter(|(_, node)| is_resource(node));
    of_type.map(|(scope, _)| scope.clone()).collect()
}

/// Whether a principal is there and was not deleted.
pub(super) fn is_living(world: &World, id: PrincipalId) -> bool {
    world.principal(id).is_some_and(|it| !it.deleted)
}

/// Whether something grants: it is allowed, or only a vault that looks at policies, another directory or a deny assignment is
/// in the way.
pub(super) fn came_to_a_grant(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::Granted
            | Reason::AccessPolicy
            | Reason::IgnoresRoles
            | Reason::OtherDirectory
            | Reason::Denied
    )
}

/// Whether an assignment grants under a condition only, its own or one of its role's.
pub(super) fn is_conditioned(world: &World, id: RoleAssignmentId) -> bool {
    let assignment = world.role_assignment(id);
    let role = assignment.and_then(|it| world.role_by_id(it.role));
    assignment.is_some_and(|it| it.condition.is_some())
        || role.is_some_and(RoleDefinition::is_conditioned)
}

/// All that a world was at one time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub(super) revision: Revision,
    pub(super) tenant: Tenant,
    pub(super) answers: Answers,
}

impl Snapshot {
    pub(super) fn of(specimen: &dyn Specimen) -> Self {
        Self {
            revision: specimen.world().revision(),
            tenant: specimen.to_tenant(),
            answers: Answers::of(specimen),
        }
    }
}

/// What a world answers to every question about its relations. Equal worlds answer alike, whatever way they came to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answers {
    groups: Vec<(PrincipalId, Vec<(PrincipalId, Period)>)>,
    assignments_of: Vec<(PrincipalId, Vec<RoleAssignmentId>)>,
    assignments_at: Vec<(Scope, Vec<RoleAssignmentId>)>,
    denials_at: Vec<(Scope, Vec<DenyAssignmentId>)>,
    hosts: Vec<(Scope, Vec<Scope>)>,
    ancestors: Vec<(Scope, Vec<Scope>)>,
    counters: Counters,
    /// Where things go that do not say where: the index knows the only resource group and the only subscription.
    places: Vec<Result<Option<Scope>, Refusal>>,
}

impl Answers {
    pub(super) fn of(specimen: &dyn Specimen) -> Self {
        let world = specimen.world();
        let principals = || world.principals().map(|it| it.id);
        let scopes = scopes(world);
        let at_each = |ask: &dyn Fn(&Scope) -> Vec<Scope>| {
            scopes.iter().map(|it| (it.clone(), ask(it))).collect()
        };
        Self {
            groups: principals()
                .map(|it| (it, specimen.groups_of(it)))
                .collect(),
            assignments_of: principals()
                .map(|it| (it, world.assignments_of(it).map(|it| it.id).collect()))
                .collect(),
            assignments_at: scopes
                .iter()
                .map(|it| {
                    let ids = world.assignments_at(it).map(|it| it.id);
                    (it.clone(), ids.collect())
                })
                .collect(),
            denials_at: scopes
                .iter()
                .map(|it| {
                    let ids = world.deny_assignments_at(it).map(|it| it.id);
                    (it.clone(), ids.collect())
                })
                .collect(),
            hosts: at_each(&|it| world.hosts_of(it).cloned().collect()),
            ancestors: at_each(&|it| world.ancestors(it)),
            counters: Counters::of(specimen),
            places: [
                Event::CreateResourceGroup("somewhere".into(), Default::default()),
                Event::create_identity("something"),
            ]
            .iter()
            .map(|event| Ok(world.plan(event)?.into_iter().find_map(created)))
            .collect(),
        }
    }
}

/// How many there are of what cannot be without limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counters {
    assignments: Vec<(Scope, usize)>,
    management_groups: usize,
}

impl Counters {
    /// As they are kept.
    fn of(specimen: &dyn Specimen) -> Self {
        let count = |it: Scope| (it.clone(), specimen.assignments_in(&it));
        Self {
            assignments: subscriptions(specimen.world()).map(count).collect(),
            management_groups: specimen.management_groups(),
        }
    }

    /// Counted anew.
    fn anew(world: &World) -> Self {
        let count = |it: Scope| {
            let all = world.role_assignments();
            let within = all.filter(|all| it.contains(&all.scope)).count();
            (it, within)
        };
        let all = world.nodes().map(|(scope, _)| scope.level());
        Self {
            assignments: subscriptions(world).map(count).collect(),
            management_groups: all.filter(|it| *it == ScopeLevel::ManagementGroup).count(),
        }
    }

    /// What is kept is what there is.
    pub(super) fn are_right(specimen: &dyn Specimen) -> Holds {
        same(
            "the counters",
            &Self::anew(specimen.world()),
            &Self::of(specimen),
        )
    }
}

/// The subscriptions that exist, or that a role is assigned in.
fn subscriptions(world: &World) -> impl Iterator<Item = Scope> {
    scopes(world)
        .into_iter()
        .filter_map(|it| it.containing_subscription())
        .collect::<BTreeSet<Scope>>()
        .into_iter()
}

/// Every scope that something exists at, that something lists, or that a role is assigned at.
pub(super) fn scopes(world: &World) -> Vec<Scope> {
    let listed = world
        .nodes()
        .flat_map(|(host, _)| world.attachments_of(host))
        .map(|it| it.identity.clone());
    let assigned = world.role_assignments().map(|it| it.scope.clone());
    let denied = world.deny_assignments().map(|it| it.scope.clone());
    let mut scopes: Vec<Scope> = world
        .nodes()
        .map(|(scope, _)| scope.clone())
        .chain(listed)
        .chain(assigned)
        .chain(denied)
        .collect();
    scopes.sort();
    scopes.dedup();
    scopes
}

fn created(consequence: Consequence) -> Option<Scope> {
    match consequence {
        Consequence::ScopeCreated { scope, .. } => Some(scope),
        _ => None,
    }
}

/// What is asked for: on both planes, of a vault, of what all resources have, and of who may give roles.
pub(super) fn actions() -> [ActionRequest; 4] {
    [
        ActionRequest::Data("Microsoft.KeyVault/vaults/secrets/getSecret/action".into()),
        ActionRequest::Control("Microsoft.KeyVault/vaults/read".into()),
        ActionRequest::Control("Microsoft.Resources/subscriptions/resourceGroups/read".into()),
        ActionRequest::Control("Microsoft.Authorization/roleAssignments/write".into()),
    ]
}

/// Questions about access, at most so many: of those whom assignments and eligibilities concern at and around where
/// they are made, of those whom access policies concern, and of everybody everywhere. Only those that are asked are made: there are many in a large world.
pub(super) fn questions(world: &World, at_most: usize) -> Vec<AccessRequest> {
    // There are few about access policies, and the first question of all is always asked.
    let near: Vec<(PrincipalId, Vec<Scope>)> = near_policies(world).chain(near(world)).collect();
    let (everywhere, hosts) = (scopes(world), resources(world));
    let near = near.iter().map(|(who, on)| (of(*who), on.as_slice()));
    let everybody = world.principals().map(|it| of(it.id));
    let far = everybody.map(|who| (who, everywhere.as_slice()));
    // A host that has no identity can be asked for by its name only.
    let few = everywhere.get(..4).unwrap_or(&everywhere);
    let hosts = hosts.iter().map(|host| (at(host), few));
    let asking: Vec<(Reference, &[Scope])> = near.chain(far).chain(hosts).collect();

    let actions = actions();
    let places: usize = asking.iter().map(|(_, on)| on.len()).sum();
    let step = (places * actions.len()).div_ceil(at_most.max(1)).max(1);
    let all = asking.iter().flat_map(|(who, on)| {
        let each = on
            .iter()
            .flat_map(|on| actions.iter().map(move |it| (on, it)));
        each.map(move |(on, action)| (who, action, on))
    });
    all.enumerate()
        .step_by(step)
        .map(|(number, (who, action, on))| {
            let asked = AccessRequest::new(who.clone(), action.clone(), at(on));
            stating(asked, number)
        })
        .collect()
}

/// The question with something for conditions to look at, now this and now that, and now nothing. Neighbours differ, whatever
/// the steps between them.
fn stating(asked: AccessRequest, number: usize) -> AccessRequest {
    const REQUESTED: &str = "@Request[roleAssignments:RoleDefinitionId]";
    const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    match (number + number / 4 + number / 16) % 3 {
        0 => asked,
        1 => asked
            .with_attribute("@Resource[blobs/tags:Project]", "Cascade")
            .with_attribute("@Environment[isPrivateLink]", true)
            .with_attribute(REQUESTED, READER),
        _ => asked
            .with_sub_operation("Blob.List")
            .with_attribute("@Request[blobs:prefix]", "logs/2026")
            .with_attribute("@Resource[blobs/tags:sensitivity]", "high"),
    }
}

/// Whom each assignment and eligibility concerns, and where: at its scope, below it, and above.
fn near(world: &World) -> Vec<(PrincipalId, Vec<Scope>)> {
    let mut members: BTreeMap<PrincipalId, Vec<PrincipalId>> = BTreeMap::new();
    for id in world.principals().map(|it| it.id) {
        for (group, _) in world.groups_of(id) {
            members.entry(group).or_default().push(id);
        }
    }
    let mut near = Vec::new();
    let assigned = world.role_assignments().map(|it| (it.principal, &it.scope));
    let eligible = world.eligibilities().map(|it| (it.principal, &it.scope));
    for (holder, scope) in assigned.chain(eligible) {
        let below = world.nodes().map(|(scope, _)| scope);
        let below = below.filter(|it| scope.contains(it) && *it != scope);
        let mut scopes: Vec<Scope> = vec![scope.clone()];
        scopes.extend(below.take(3).cloned());
        scopes.extend(scope.parent());
        let members = members.get(&holder).into_iter().flatten();
        for who in std::iter::once(&holder).chain(members) {
            near.push((*who, scopes.clone()));
        }
    }
    near
}

/// Of the hosts that list an identity which has an access policy, of who has one, and of the members of a group that has.
fn near_policies(world: &World) -> impl Iterator<Item = (PrincipalId, Vec<Scope>)> {
    let hosts = resources(world);
    let policies = world.nodes().flat_map(|(vault, _)| {
        let policies = world.access_policies_of(vault);
        policies.map(move |(holder, _)| (vault, holder))
    });
    policies.flat_map(move |(vault, holder)| {
        let lists = |host: &&Scope| {
            let mut attached = world.attachments_of(host);
            attached.any(|it| it.principal == holder)
        };
        let hosts = hosts.iter().filter(lists);
        let hosts = hosts.filter_map(|host| world.node(host)?.own_principal());
        let members = world.members_of(holder).map(|(member, _)| member);
        let who: Vec<PrincipalId> = hosts.chain(members).chain([holder]).collect();
        who.into_iter().map(move |who| (who, vec![vault.clone()]))
    })
}

/// A question in words.
pub(super) fn words(request: &AccessRequest) -> String {
    let who = match &request.caller {
        Caller::Principal(who) => who.to_string(),
        Caller::Token(token) => format!("the token of {}", token.principal),
    };
    let action = match &request.action {
        ActionRequest::Control(name)
        | ActionRequest::Data(name)
        | ActionRequest::Operation(name) => name,
    };
    format!("whether `{who}` may do `{action}` on `{}`", request.on)
}

#[cfg(test)]
mod tests {
    use super::{actions, questions, resources, scopes};
    use crate::event::Event;
    use crate::world::World;

    /// Every question there is, or as many as wanted, spread over all of them.
    #[test]
    fn questions_are_spread_evenly() {
        let mut world = World::new();
        for name in ["a", "b", "c"] {
            world.apply(Event::create_user(name)).unwrap();
        }
        let vault = Event::create_resource("kv1", "Microsoft.KeyVault/vaults");
        world.apply(vault).unwrap();
        world
            .apply(Event::assign_role("a", "Reader", "kv1"))
            .unwrap();

        let all = questions(&world, usize::MAX);
        let (near, places) = (2, scopes(&world).len());
        let far = world.principals().len() * places + resources(&world).len() * 4.min(places);
        assert_eq!(all.len(), (near + far) * actions().len());
        for step in 1..all.len() {
            let some = questions(&world, all.len().div_ceil(step));
            let step = all.len().div_ceil(all.len().div_ceil(step));
            let expected: Vec<_> = all.iter().step_by(step).cloned().collect();
            assert_eq!(some, expected, "every {step}th");
        }
    }
}
