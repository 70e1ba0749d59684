//! Expectations that list all there is, groups, members, hosts and orphans, put to the world as the facts have them.

use std::collections::BTreeMap;

use idsim::scenario::{Scenario, Status};
use idsim::{Catalog, Subject, World};
use ron::extensions::Extensions;

use crate::decide::Oracle;
use crate::facts::Assignment;
use crate::scenes::Scene;

/// Everything listed holds in the world as it is, and nothing else; how many entries were listed.
pub(crate) fn compare(scene: &Scene, oracle: Oracle<'_>) -> Result<usize, String> {
    let world = &scene.world;
    let extensions = Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES;
    let options = ron::Options::default().with_default_extension(extensions);
    let tenant = options.to_string(&world.to_tenant());
    let tenant = tenant.map_err(|it| format!("{}: {it}", scene.name))?;
    let (steps, listed) = steps(world, oracle);
    // A law is about everything, so that nothing is there for nothing.
    let law = "ExpectLaw(\"assignments-are-unique\")";
    let text = format!("(name: \"lists\", tenant: {tenant}, steps: [{steps}{law}])");
    let files = BTreeMap::from([("it.ron".to_owned(), text)]);
    let scenario = Scenario::load(&files, "", "it.ron", &Catalog::built_in());
    let outcome = scenario.map_or_else(|it| *it, |it| it.run());
    match outcome.status {
        Status::Held => Ok(listed),
        _ => Err(format!("{}: {:#?}", scene.name, outcome.problems)),
    }
}

fn steps(world: &World, oracle: Oracle<'_>) -> (String, usize) {
    let facts = oracle.facts;
    let mut steps = String::new();
    let mut listed = 0;
    let mut expect = |begin: String, are: Vec<String>, end: &str| {
        listed += are.len();
        steps.push_str(&format!("{begin}[{}]{end},\n", are.join(", ")));
    };
    for it in facts.principals.iter().filter(|it| is_named(world, &it.id)) {
        let id = &it.id;
        let groups = oracle.groups_now(id);
        expect(
            format!("ExpectGroups(of: \"{id}\", are: "),
            quoted(&groups),
            ")",
        );
        if it.is_group && !it.is_deleted {
            let links = facts.memberships.iter().filter(|it| it.group == *id);
            let now = links.filter(|it| oracle.phase(it.window).is_none());
            let members: Vec<String> = now.map(|it| it.member.clone()).collect();
            expect(
                format!("ExpectMembers(of: \"{id}\", are: "),
                quoted(&members),
                ")",
            );
        }
    }
    for identity in &facts.identities {
        let of = &identity.scope;
        let lists = |it: &&crate::facts::Host| {
            let mut attached = it.attached.iter();
            attached.any(|(listed, _)| listed.eq_ignore_ascii_case(of))
        };
        let hosts = facts.hosts.iter().filter(lists);
        let hosts: Vec<String> = hosts.map(|it| it.scope.clone()).collect();
        expect(
            format!("ExpectHosts(of: \"{of}\", are: "),
            quoted(&hosts),
            ")",
        );
    }
    let orphans = facts.assignments.iter().filter_map(|it| {
        let (role, scope, cause) = (&it.role, &it.scope, cause(oracle, it)?);
        Some(format!(
            "(role: {role:?}, scope: \"{scope}\", cause: {cause})"
        ))
    });
    expect("ExpectOrphaned(".to_owned(), orphans.collect(), ")");
    (steps, listed)
}

/// Why an assignment serves nobody (F1.7, F1.14).
fn cause(oracle: Oracle<'_>, it: &Assignment) -> Option<&'static str> {
    let mut holders = oracle.facts.principals.iter();
    if holders.any(|holder| holder.id == it.principal && holder.is_deleted) {
        return Some("PrincipalDeleted");
    }
    // The outermost resource decides, there or gone: its children need not exist.
    let facts = oracle.facts;
    let scope = it.scope.to_lowercase();
    let is_in = |resource: &&String| {
        let rest = scope.strip_prefix(&resource.to_lowercase());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let there = facts.hosts.iter().map(|it| &it.scope);
    let there = there.chain(facts.identities.iter().map(|it| &it.scope));
    let around = there.chain(&facts.gone).filter(is_in);
    let outermost = around.min_by_key(|it| it.len())?;
    facts.gone.contains(outermost).then_some("ScopeMoved")
}

fn quoted(texts: &[String]) -> Vec<String> {
    texts.iter().map(|it| format!("\"{it}\"")).collect()
}

/// Whether an object id means its principal, and is not by chance the name of another one.
fn is_named(world: &World, id: &str) -> bool {
    let meant = world.resolve_principal(&id.into());
    matches!(meant, Ok(Subject::Principal(it)) if it.to_string() == id)
}
