//! Who acts: nobody does what they may not, and who may does what would happen anyway.

use super::finding::{Holds, demand, same, say};
use super::look::{at, of};
use super::{Law, Specimen};
use crate::access::{AccessRequest, ActionRequest};
use crate::event::Event;
use crate::model::{Circumstances, PrincipalId, PrincipalType, Reference, RoleAssignmentSpec};
use crate::value::{Action, Scope};
use crate::world::{NodeKind, World};

pub(super) const LAWS: &[Law] = &[Law {
    name: "nobody-acts-beyond-their-permissions",
    says: "Who causes an event may do everything that it takes, asked one by one; what comes of it is what would come of it whoever caused it, but that whoever makes a management group is its Owner; and who may not changes nothing.",
    holds: nobody_acts_beyond_their_permissions,
}];

/// What those who act are given, one after the other, so that some of them may.
const ROLES: [&str; 5] = [
    "Owner",
    "Virtual Machine Contributor",
    "Contributor",
    "Managed Identity Operator",
    "Reader",
];

/// What those who act are bound to: nothing, the role and the type of whom they give it to, or the role that they take away.
const BOUND: [&str; 4] = [
    "",
    "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{acdd72a7-3385-48ef-bd42-f606fba81ae7, 4633458b-17de-408a-b874-0da8fbe95e3b}",
    "",
    "!(ActionMatches{'Microsoft.Authorization/roleAssignments/*'}) OR Exists @Request[Microsoft.Authorization/roleAssignments:PrincipalType] OR @Resource[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'",
];

fn nobody_acts_beyond_their_permissions(start: &dyn Specimen, events: &[Event]) -> Holds {
    let mut specimen = start.fork();
    for (number, event) in events.iter().enumerate() {
        let everybody = actors(specimen.world());
        let actors = everybody.iter().cycle().skip(number);
        for (turn, who) in actors.take(everybody.len().min(2)).enumerate() {
            let mut powerful = specimen.fork();
            let places = places(powerful.world());
            let role = ROLES.iter().cycle().nth(number + turn).copied();
            if let (Some(role), Some(place)) = (role, places.iter().cycle().nth(number + turn)) {
                let assignment = RoleAssignmentSpec::new(of(*who), role, at(place));
                let bound = BOUND.iter().cycle().nth(number);
                let _ = powerful.apply(&Event::AssignRole(match bound {
                    Some(condition) if !condition.is_empty() => assignment.under(*condition),
                    _ => assignment,
                }));
            }
            one_acts(&*powerful, &of(*who), event)?;
        }
        let _ = specimen.apply(event);
    }
    Ok(())
}

fn one_acts(specimen: &dyn Specimen, who: &Reference, event: &Event) -> Holds {
    let called = format!("{} by `{who}`", say(event));
    let needed = specimen.world().operations(event).unwrap_or_default();
    let (mut acting, mut anyway) = (specimen.fork(), specimen.fork());
    let happened = anyway.apply(event).map(|it| anyway.told(&it));
    let acted = acting.act(who, event).map(|it| acting.told(&it));
    // Whoever makes a management group is its Owner.
    let is_owned = matches!(event, Event::CreateManagementGroup(..)) && happened.is_ok();
    match specimen.authorize(who, event) {
        Ok(()) if is_owned => {}
        Ok(()) => same(&called, &happened, &acted)?,
        Err(refusal) => same(&called, &Err(refusal), &acted)?,
    }
    if acted.is_err() {
        let what = format!("the tenant after {called}, which was refused");
        return same(&what, &specimen.to_tenant(), &acting.to_tenant());
    }
    let is_asked = !needed.is_empty() || is_owned || is_for_oneself(event);
    demand(
        is_asked,
        || format!("a permission that is asked for before {called} happens"),
        || "none".to_owned(),
    )?;
    for it in &needed {
        // What is made has no roles of its own: it is asked about when it is there.
        let asked = match specimen.world().is_known(&it.scope) {
            true => specimen,
            false => &*acting,
        };
        // A deployment stack is nothing that could be asked about.
        if !asked.world().is_known(&it.scope) {
            continue;
        }
        let verdict = |action: &Action| {
            let action = ActionRequest::Control(action.as_str().into());
            let question = AccessRequest::new(who.clone(), action, at(&it.scope));
            let question = carrying(question, &it.circumstances);
            asked.check(&question).map(|it| it.verdict())
        };
        let answer = verdict(&it.action);
        let mut instead = it.instead.iter();
        let allowed = Ok(crate::access::AccessDecision::Allowed);
        demand(
            answer == allowed || instead.any(|it| verdict(it) == allowed),
            || {
                format!(
                    "{} on `{}` Allowed, for {called} happened",
                    it.action, it.scope
                )
            },
            || format!("{answer:?}"),
        )?;
    }
    if is_owned {
        return Ok(());
    }
    let what = format!("the tenant after {called}");
    same(&what, &anyway.to_tenant(), &acting.to_tenant())
}

/// The question with all that a request carries.
fn carrying(question: AccessRequest, circumstances: &Circumstances) -> AccessRequest {
    let carried = circumstances.attributes();
    let stated = carried.filter(|(it, _)| it.name().is_some());
    stated.fold(question, |question, (attribute, value)| {
        question.with_attribute(attribute.to_string(), value.clone())
    })
}

/// What nobody but a Global Administrator, or who is eligible, can do, and for themselves alone (F6.4, F6.5.8).
fn is_for_oneself(event: &Event) -> bool {
    matches!(event, Event::ElevateAccess(_) | Event::ActivateRole(_))
}

/// Who can sign in.
fn actors(world: &World) -> Vec<PrincipalId> {
    let can =
        |it: &PrincipalType| matches!(it, PrincipalType::User | PrincipalType::ServicePrincipal);
    let living = world
        .principals()
        .filter(|it| !it.deleted && can(&it.principal_type));
    living.map(|it| it.id).collect()
}

/// Where roles that are given reach far: management groups, subscriptions and resource groups.
fn places(world: &World) -> Vec<Scope> {
    let is_thing =
        |kind: &NodeKind| matches!(kind, NodeKind::Resource { .. } | NodeKind::Identity { .. });
    let nodes = world.nodes().filter(|(_, node)| !is_thing(&node.kind));
    nodes.map(|(scope, _)| scope.clone()).collect()
}
