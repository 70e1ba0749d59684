//! What laws look at: all that a world was at one time, and questions to put to it.

use crate::access::{AccessRequest, ActionRequest, Caller};
use crate::event::Event;
use crate::laws::Specimen;
use crate::model::{DenyAssignmentId, PrincipalId, Reference, RoleAssignmentId, Tenant};
use crate::value::{Period, Scope};
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

/// Questions about access, at most so many: of those whom assignments concern at and around where they are made, and of
/// everybody everywhere.
pub(super) fn questions(world: &World, at_most: usize) -> Vec<AccessRequest> {
    let mut asked = near(world);
    asked.extend(far(world));
    let step = asked.len().div_ceil(at_most.max(1)).max(1);
    asked.into_iter().step_by(step).collect()
}

fn near(world: &World) -> Vec<AccessRequest> {
    let mut asked = Vec::new();
    for assignment in world.role_assignments() {
        let members = world.principals().map(|it| it.id).filter(|id| {
            let mut groups = world.groups_of(*id);
            groups.any(|(group, _)| group == assignment.principal)
        });
        let below = world.nodes().map(|(scope, _)| scope);
        let below = below.filter(|it| assignment.scope.contains(it) && **it != assignment.scope);
        let mut scopes: Vec<Scope> = vec![assignment.scope.clone()];
        scopes.extend(below.take(3).cloned());
        scopes.extend(assignment.scope.parent());
        for who in std::iter::once(assignment.principal).chain(members) {
            asked.extend(about(who, &scopes));
        }
    }
    asked
}

fn far(world: &World) -> Vec<AccessRequest> {
    let scopes = scopes(world);
    let everybody = world.principals().map(|it| it.id);
    let mut asked: Vec<_> = everybody.flat_map(|who| about(who, &scopes)).collect();
    let hosts = resources(world);
    // A host that has no identity can be asked for by its name only.
    asked.extend(hosts.iter().flat_map(|host| {
        let [action, ..] = actions();
        let around = scopes.iter().take(4);
        around.map(move |on| AccessRequest::new(at(host), action.clone(), at(on)))
    }));
    asked
}

fn about(who: PrincipalId, scopes: &[Scope]) -> impl Iterator<Item = AccessRequest> + use<'_> {
    scopes.iter().flat_map(move |on| {
        actions()
            .into_iter()
            .map(move |action| AccessRequest::new(of(who), action, at(on)))
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
