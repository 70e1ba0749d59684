//! The same question put to the world and to the oracle.

use idsim::{
    AccessRequest, ActionRequest, AttributeSource, AttributeValue, Caller, Catalog, Decision,
    Entries, Plane, QuestionError, RateLimit, Reason, Reference, Tenant, TenantId, Timestamp,
    Token, TokenErrorCode, TokenRequest, World, value::Guid,
};

use crate::bearers::Brought;
use crate::borders::is_known;
use crate::decide::{Answer, Oracle, Question, Who};
use crate::facts::Host;
use crate::scenes::Scene;
use crate::tokens::{Selected, Selector};

/// The audience that tokens are asked for: one that there is.
const AUDIENCE: &str = "https://vault.azure.net";

/// What the world says: `None` if it is not a question to it, an error if it should have been.
pub(crate) fn decision(world: &World, question: &Question) -> Result<Option<Decision>, String> {
    match world.check(&request(world, question)) {
        Ok(decision) => Ok(Some(decision)),
        Err(error) => match error {
            // No action at all, or none on that plane; a scope that was never heard of.
            QuestionError::Action(_) | QuestionError::NotAnAction(_) => Ok(None),
            QuestionError::Reference(_) if !is_known(world, &question.on) => Ok(None),
            // What the world says itself nobody has to.
            QuestionError::KnownToWorld { .. } if is_in_the_id(question) => Ok(None),
            QuestionError::OtherPlane { .. } if is_of_the_other_plane(world, question) => Ok(None),
            error => Err(format!("{question:?}: {error}")),
        },
    }
}

/// Whether two decisions name the same reason, the same assignment, the same group and the same deny assignment.
pub(crate) fn agree(decision: &Decision, answer: &Answer) -> bool {
    decision.reason == answer.reason
        && decision.is_allowed() == is_yes(answer)
        && decision.assignment.map(|it| it.to_string()) == answer.assignment
        && decision.through.map(|it| it.to_string()) == answer.through
        && decision.deny.map(|it| it.to_string()) == answer.deny
}

fn is_yes(answer: &Answer) -> bool {
    use idsim::Reason::{AccessPolicy, Granted};
    matches!(answer.reason, Granted | AccessPolicy)
}

/// The decision, if world and oracle agree on it.
pub(crate) fn compare(
    scene: &Scene,
    oracle: Oracle<'_>,
    question: &Question,
) -> Result<Option<Decision>, String> {
    let Some(decision) = decision(&scene.world, question)? else {
        return Ok(None);
    };
    let answer = oracle.decide(question);
    match agree(&decision, &answer) {
        true => Ok(Some(decision)),
        false => Err(format!(
            "{}: {question:?}\n  world:  {decision:?}\n  oracle: {answer:?}\n  under:  {:?}",
            scene.name,
            oracle.facts.conditions_of(&answer.considered),
        )),
    }
}

/// Every other way to ask gives the same answer: in two steps, the whole story, and who else can.
pub(crate) fn compare_ways(
    scene: &Scene,
    oracle: Oracle<'_>,
    question: &Question,
) -> Result<(), String> {
    let world = &scene.world;
    let asked = request(world, question);
    let told = |what: &str| format!("{}: {question:?}: {what}", scene.name);
    let (Ok(decision), Ok(query)) = (world.check(&asked), world.query(&asked)) else {
        return Ok(());
    };
    if world.decide(&query) != Ok(decision) {
        return Err(told("decide says otherwise"));
    }
    let story = world.explain(&asked).map_err(|it| told(&it.to_string()))?;
    if story.decision != decision {
        return Err(told("explain decides otherwise"));
    }
    let mut considered: Vec<(String, Option<String>, idsim::Reason)> = Vec::new();
    for (it, stage) in &story.candidates {
        let through = it.through.map(|it| it.to_string());
        let id = it.assignment.id.to_string();
        match considered.last_mut() {
            Some(last) if (&last.0, &last.1) == (&id, &through) => last.2 = last.2.max(*stage),
            _ => considered.push((id, through, *stage)),
        }
    }
    let answer = oracle.decide(question);
    if considered != answer.considered {
        return Err(told(&format!(
            "explain considers\n  {considered:?}\nand not\n  {:?}",
            answer.considered
        )));
    }
    let denying = story.denials.iter();
    let denying = denying.filter(|(_, stage)| *stage == idsim::DenyStage::Applies);
    let denying: Vec<String> = denying.map(|(it, _)| it.id.to_string()).collect();
    // Of nobody in particular, or of whom nobody asks for, the story tells what denies everybody.
    let is_of_nobody = matches!(
        decision.reason,
        Reason::TokenExpired | Reason::OtherAudience | Reason::TokenRevoked | Reason::NoIdentity
    );
    // A token of another directory is refused before anything is considered; a vault's trust stops what is.
    let is_refused = decision.reason == Reason::OtherDirectory && answer.considered.is_empty();
    if !is_of_nobody && !is_refused && denying != answer.denying {
        return Err(told(&format!(
            "explain finds it denied by {denying:?} and not {:?}",
            answer.denying
        )));
    }
    let kind = asked.sub_operation.as_ref();
    let can = world.who_can_in(&asked.action, &asked.on, kind, &asked.attributes);
    let can: Vec<String> = can
        .map_err(|it| told(&it.to_string()))?
        .iter()
        .map(ToString::to_string)
        .collect();
    let asking = oracle.facts.principals.iter().filter(|it| !it.is_group);
    let mut could: Vec<String> = asking
        .filter(|it| {
            let who = Who::Principal(it.id.clone());
            let asked = Question {
                who,
                ..question.clone()
            };
            is_yes(&oracle.decide(&asked))
        })
        .map(|it| it.id.clone())
        .collect();
    could.sort();
    match can == could {
        true => Ok(()),
        false => Err(told(&format!("who can: {can:?}, and not {could:?}"))),
    }
}

pub(crate) fn request(world: &World, question: &Question) -> AccessRequest {
    let caller = match &question.who {
        Who::Resource(id) | Who::Principal(id) => Caller::Principal(id.as_str().into()),
        Who::Token(it) => token(world, it, question).map_or_else(
            || Caller::Principal(it.id.as_str().into()),
            |token| Caller::Token(Box::new(token)),
        ),
    };
    let action = match question.plane {
        Plane::Control => ActionRequest::Control(question.action.as_str().into()),
        Plane::Data => ActionRequest::Data(question.action.as_str().into()),
    };
    AccessRequest {
        caller,
        action,
        on: on(question),
        sub_operation: question.said.sub_operation.as_deref().map(Into::into),
        attributes: attributes(question),
    }
}

fn attributes(question: &Question) -> Entries<AttributeValue> {
    let mut attributes = Entries::default();
    for (attribute, value) in &question.said.attributes {
        attributes.replace(attribute.to_string(), value.clone());
    }
    attributes
}

/// Whether a question states a name that stands in its scope, too.
fn is_in_the_id(question: &Question) -> bool {
    let mut said = question.said.attributes.iter();
    said.any(|(it, _)| {
        let name = it.name().map(|it| it.as_str());
        matches!(name, Some("name" | "path")) && it.source == AttributeSource::Resource
    })
}

fn on(question: &Question) -> Reference {
    question.on.as_str().into()
}

/// A token that somebody could have.
fn token(world: &World, it: &Brought, question: &Question) -> Option<Token> {
    let time = |it: Option<i64>| it.and_then(Timestamp::from_unix_seconds);
    Some(Token {
        audience: it.states(question),
        tenant: match it.is_of_another_directory {
            true => TenantId::new(Guid::from_u128(7)),
            false => world.tenant_id(),
        },
        principal: it.id.parse().ok()?,
        client_id: None,
        identity: None,
        issued_on: None,
        groups: it.groups.iter().filter_map(|it| it.parse().ok()).collect(),
        issued: time(it.issued),
        expires: time(it.expires),
    })
}

/// Whether the catalogue lists an action of that text on the other plane only.
fn is_of_the_other_plane(world: &World, question: &Question) -> bool {
    let is_listed = |plane| {
        let mut operations = world.catalog().operations();
        operations.any(|(_, it)| {
            it.plane() == plane && it.as_str().eq_ignore_ascii_case(&question.action)
        })
    };
    is_listed(question.plane.other()) && !is_listed(question.plane)
}

/// Everything that a request from a resource may name an identity by.
pub(crate) fn selectors(oracle: Oracle<'_>, host: &Host) -> Vec<Selector> {
    let mut selectors = vec![Selector::Nothing];
    for it in oracle
        .facts
        .principals
        .iter()
        .filter(|it| !it.client_id.is_empty())
    {
        selectors.push(Selector::ClientId(it.client_id.clone()));
        selectors.push(Selector::ObjectId(it.id.clone()));
    }
    let identities = oracle.facts.identities.iter().map(|it| &it.scope);
    for it in identities.chain(host.attached.iter().map(|it| &it.0)) {
        selectors.push(Selector::ResourceId(it.clone()));
        selectors.push(Selector::ResourceId(it.to_uppercase()));
    }
    if let (Some((id, client_id)), true) = (&host.system_assigned, oracle.is_app_service(host)) {
        selectors.push(Selector::Two(client_id.clone(), id.clone()));
    }
    let nobody = "00000000-0000-4000-8000-000000000000".to_owned();
    selectors.push(Selector::ClientId(nobody.clone()));
    selectors.push(Selector::ObjectId(nobody));
    selectors
}

/// What the endpoint says of a request from a resource.
pub(crate) fn selected(world: &World, from: &str, selector: &Selector) -> Result<Selected, String> {
    let answer = world
        .token(&token_request(from, selector))
        .map_err(|it| it.to_string())?;
    match (answer.token(), answer.error()) {
        (Some(token), _) => Ok(Ok(token.principal.to_string())),
        (_, Some(error)) => Ok(Err(error.code)),
        _ => Err("neither a token nor an error".to_owned()),
    }
}

fn token_request(from: &str, selector: &Selector) -> TokenRequest {
    let mut request = TokenRequest::new(from, AUDIENCE);
    match selector {
        Selector::Nothing => {}
        Selector::ClientId(id) => request.client_id = Some(id.as_str().into()),
        Selector::ObjectId(id) => request.object_id = Some(id.as_str().into()),
        Selector::ResourceId(id) => request.resource_id = Some(id.as_str().into()),
        Selector::Two(client_id, object_id) => {
            request.client_id = Some(client_id.as_str().into());
            request.object_id = Some(object_id.as_str().into());
        }
    }
    request
}

/// Whether the catalogue knows the endpoint of a resource, where a scenario says otherwise than the built-in one.
pub(crate) fn is_endpoint_known(world: &World, host: &Host) -> bool {
    let name = host.resource_type.as_str().into();
    let built_in = Catalog::built_in();
    let usual = built_in.service(&name).ok().map(|it| it.1);
    let now = world.catalog().service(&name).ok().map(|it| it.1);
    usual == now || now.is_some_and(|it| it.token_endpoint.is_some())
}

/// Asks for tokens with every selector from every resource and machine; how many requests there were.
pub(crate) fn compare_tokens(scene: &Scene, oracle: Oracle<'_>) -> Result<usize, String> {
    let mut requests = 0;
    let tenant = scene.world.to_tenant();
    let kept = &tenant.history.issued_tokens;
    for host in &oracle.facts.hosts {
        let is_known = is_endpoint_known(&scene.world, host);
        for selector in selectors(oracle, host) {
            let told = selected(&scene.world, &host.scope, &selector)?;
            let expected = match oracle.select(host, &selector, is_known) {
                Ok(_) if is_throttled(&tenant, &host.scope) => Err(TokenErrorCode::TooManyRequests),
                expected => expected,
            };
            let place = format!("{}: {} {selector:?}", scene.name, host.scope);
            if told != expected {
                return Err(format!(
                    "{place}\n  world:  {told:?}\n  oracle: {expected:?}"
                ));
            }
            let fresh = issued(&scene.world, &host.scope, &selector)
                .filter(|it| !kept.iter().any(|kept| kept.token == *it));
            let states = fresh.as_ref().map(|it| sorted(&it.groups));
            let should = fresh.map(|it| oracle.groups_now(&it.principal.to_string()));
            if states != should {
                return Err(format!(
                    "{place}: the token states {states:?}, not {should:?}"
                ));
            }
            requests += 1;
        }
    }
    for machine in &oracle.facts.machines {
        let told = selected(&scene.world, machine, &Selector::Nothing)?;
        // Nothing answers outside Azure (F3.1.2).
        if told != Err(TokenErrorCode::NoEndpoint) {
            return Err(format!("{}: {machine}: {told:?}", scene.name));
        }
        requests += 1;
    }
    Ok(requests)
}

/// Whether code on a host has had as many tokens of late as the tenant lets it have (F3.4.3).
fn is_throttled(tenant: &Tenant, host: &str) -> bool {
    let limit = tenant
        .options
        .rates
        .and_then(|it| it.token_requests_per_resource);
    let (Some(limit), Some(now)) = (limit, tenant.clock) else {
        return false;
    };
    let age = |at: Timestamp| now.unix_seconds() - at.unix_seconds();
    let of_late = tenant.history.counted_requests.iter().filter(|it| {
        let is_young = age(it.at) < i64::try_from(limit.within.seconds()).unwrap_or(i64::MAX);
        let is_here = it.scope.as_str().eq_ignore_ascii_case(host);
        it.limit == RateLimit::TokenRequestsPerResource && is_here && is_young
    });
    of_late.map(|it| it.count).sum::<u32>() >= limit.at_most
}

/// The token that a request gets, which states the groups of now unless it was kept.
fn issued(world: &World, from: &str, selector: &Selector) -> Option<Token> {
    let answer = world.token(&token_request(from, selector)).ok()?;
    answer.token().cloned()
}

fn sorted(ids: &[impl ToString]) -> Vec<String> {
    let mut sorted: Vec<String> = ids.iter().map(ToString::to_string).collect();
    sorted.sort();
    sorted
}
