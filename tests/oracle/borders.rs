//! Questions near the borders of what a tenant grants: one segment off, one letter's case, the other plane, the neighbour.

use std::collections::BTreeSet;

use idsim::model::condition::{DateTime, Expression, Literal, Operand, ValueKind};
use idsim::{
    Attribute, AttributeSource, AttributeValue, Guid, KnownAttribute, Plane, Scope, World,
};

use crate::bearers::Brought;
use crate::conditions::Said;
use crate::decide::{ELSEWHERE, Oracle, Question, Who};
use crate::dice::Dice;
use crate::facts::{Assignment, Block, Denial, Facts};
use crate::scenes::Scene;
use crate::words_of_rules;

/// What may stand for a `*`.
const RUNS: &[&str] = &["", "x", "x/y", "read", "virtualMachines", "secrets"];
/// Last segments of actions.
const VERBS: &[&str] = &["read", "write", "delete", "action", "readx"];
/// Paths that may lie below a resource; the second begins like the first.
const CHILDREN: &[&str] = &["secrets/s1", "secrets/s10", "secrets/s1/versions/v1"];

/// Everything that can be asked of a world, list by list.
pub(crate) struct Askable {
    pub(crate) who: Vec<Who>,
    pub(crate) actions: Vec<(Plane, String)>,
    pub(crate) scopes: Vec<String>,
    /// What questions can say for the conditions that there are, with the values that those compare with.
    sayable: Vec<(Attribute, AttributeValue)>,
}

impl Askable {
    /// Every principal and resource, every action near one that a role mentions, every scope and its neighbours.
    pub(crate) fn of(scene: &Scene) -> Self {
        let facts = &scene.facts;
        let oracle = Oracle {
            facts,
            mistake: None,
        };
        let mut actions = BTreeSet::new();
        for (plane, action) in operations(&scene.world) {
            if facts.roles.iter().any(|it| oracle.mentions(it, &action)) {
                actions.insert((plane, action));
            }
        }
        let denied = facts.denials.iter().flat_map(|it| of_blocks(&it.blocks));
        for (plane, pattern) in patterns(facts).chain(denied) {
            for run in ["", "x", "x/y"] {
                let action = instance(pattern, run);
                actions.extend(neighbours(&action).into_iter().map(|it| (plane, it)));
                actions.insert((plane.other(), action));
            }
        }
        Self::with(scene, actions.into_iter().collect())
    }

    /// Where questions are aimed the actions follow from the assignments; these are what else there is.
    pub(crate) fn to_aim(scene: &Scene) -> Self {
        Self::with(scene, operations(&scene.world).collect())
    }

    fn with(scene: &Scene, actions: Vec<(Plane, String)>) -> Self {
        let mut who = everybody(&scene.facts);
        who.extend_from_slice(&scene.tokens);
        Self {
            who,
            actions,
            scopes: scopes(&scene.world, &scene.facts),
            sayable: sayable(&scene.facts),
        }
    }

    /// How many questions there are.
    pub(crate) fn len(&self) -> usize {
        self.who.len() * self.actions.len() * self.scopes.len()
    }

    /// One of them by its number.
    pub(crate) fn get(&self, number: usize) -> Option<Question> {
        let (who, rest) = (number % self.who.len(), number / self.who.len());
        let (on, action) = (rest % self.scopes.len(), rest / self.scopes.len());
        let (plane, action) = self.actions.get(action)?;
        Some(Question {
            who: self.who.get(who)?.clone(),
            plane: *plane,
            action: action.clone(),
            on: self.scopes.get(on)?.clone(),
            said: Said::default(),
        })
    }

    /// A question about somebody's assignment, or about one next to it.
    pub(crate) fn aim(&self, facts: &Facts, dice: &mut Dice) -> Option<Question> {
        let number = dice.below(self.len());
        if dice.once_in(6)
            && let Some(question) = at_a_policy(facts, dice)
        {
            return Some(question);
        }
        // Somebody whose tokens were revoked, whatever there is to ask.
        if let (Some((id, _)), true) = (dice.pick(&facts.revoked), dice.once_in(8)) {
            let who = Who::Token(Brought::some(id.clone(), facts, dice));
            return Some(Question {
                who,
                ..self.get(number)?
            });
        }
        if let (Some(denial), true) = (dice.pick(&facts.denials), dice.once_in(3)) {
            return self.aim_at(denial, facts, dice);
        }
        let bound = facts.assignments.iter().filter(|it| is_bound(facts, it));
        let bound: Vec<&Assignment> = bound.collect();
        let Some(it) = dice.pick(&facts.assignments) else {
            return self.get(number);
        };
        let it = match dice.once_in(4) {
            true => *dice.pick(&bound).unwrap_or(&it),
            false => it,
        };
        let mut members: Vec<&String> = vec![&it.principal];
        for _ in 0..3 {
            let links = facts.memberships.iter();
            let further = links.filter(|link| members.contains(&&link.group));
            let further: Vec<&String> = further.map(|link| &link.member).collect();
            members.extend(further);
        }
        let mut who = match dice.below(8) {
            0 => dice.pick(&self.who)?.clone(),
            1..3 => Who::Principal(it.principal.clone()),
            _ => Who::Principal((*dice.pick(&members)?).clone()),
        };
        if let (Who::Principal(id), true) = (&who, dice.once_in(5)) {
            who = Who::Token(Brought::some(id.clone(), facts, dice));
        }
        let (plane, action) = match dice.below(10) {
            0 => dice.pick(&self.actions)?.clone(),
            _ => {
                let role = facts.role(&it.role)?;
                let patterns: Vec<(Plane, &str)> = of_blocks(&role.blocks).collect();
                let (plane, pattern) = *dice.pick(&patterns)?;
                let action = instance(pattern, dice.pick(RUNS)?);
                let neighbours = neighbours(&action);
                let plane = if dice.once_in(6) {
                    plane.other()
                } else {
                    plane
                };
                match dice.once_in(2) {
                    true => (plane, action),
                    false => (plane, dice.pick(&neighbours)?.clone()),
                }
            }
        };
        let on = match dice.below(8) {
            0 => dice.pick(&self.scopes)?.clone(),
            1 => below(&it.scope, dice.pick(CHILDREN)?),
            2 => {
                let depth = it.scope.matches('/').count();
                let is_near = |on: &&String| on.matches('/').count() >= depth;
                let near: Vec<&String> = self.scopes.iter().filter(is_near).collect();
                (*dice.pick(&near)?).clone()
            }
            3 => it.scope.to_uppercase(),
            4..6 => {
                let contained =
                    |on: &&String| on.to_lowercase().starts_with(&it.scope.to_lowercase());
                let below: Vec<&String> = self.scopes.iter().filter(contained).collect();
                (*dice.pick(&below).unwrap_or(&&it.scope)).clone()
            }
            _ => it.scope.clone(),
        };
        self.known(
            facts,
            Question {
                who,
                plane,
                action,
                on,
                said: self.something(dice),
            },
        )
    }

    /// A question about what is denied: mostly of somebody who has a role, and of whom the deny assignment says something.
    fn aim_at(&self, denial: &Denial, facts: &Facts, dice: &mut Dice) -> Option<Question> {
        let mut named: Vec<&String> = denial.denied.iter().flatten().collect();
        named.extend(&denial.spared);
        named.extend(facts.assignments.iter().map(|it| &it.principal));
        for _ in 0..2 {
            let links = facts.memberships.iter();
            let further = links.filter(|link| named.contains(&&link.group));
            let further: Vec<&String> = further.map(|link| &link.member).collect();
            named.extend(further.into_iter().take(40));
        }
        let oracle = Oracle {
            facts,
            mistake: None,
        };
        let reaches = |at: &str| oracle.distance(at, &denial.scope) != ELSEWHERE;
        let granting = facts.assignments.iter().filter(|it| reaches(&it.scope));
        let granted: Vec<&String> = granting.map(|it| &it.principal).collect();
        let mut who = match dice.below(8) {
            0 => dice.pick(&self.who)?.clone(),
            1..5 => Who::Principal((*dice.pick(&granted).or(dice.pick(&named))?).clone()),
            _ => Who::Principal((*dice.pick(&named)?).clone()),
        };
        if let (Who::Principal(id), true) = (&who, dice.once_in(5)) {
            who = Who::Token(Brought::some(id.clone(), facts, dice));
        }
        let patterns: Vec<(Plane, &str)> = of_blocks(&denial.blocks).collect();
        let (plane, pattern) = *dice.pick(&patterns)?;
        let roles = facts.roles.iter().flat_map(|it| of_blocks(&it.blocks));
        let of_roles: Vec<(Plane, &str)> = roles.take(60).collect();
        // What is denied, or what a role says of the same.
        let (plane, pattern) = match dice.below(4) {
            0 => *dice.pick(&of_roles)?,
            1 => (plane.other(), pattern),
            _ => (plane, pattern),
        };
        let action = instance(pattern, dice.pick(RUNS)?);
        let on = match dice.below(6) {
            0 => dice.pick(&self.scopes)?.clone(),
            1 => below(&denial.scope, dice.pick(CHILDREN)?),
            2..4 => {
                let is_below = |on: &&String| oracle.distance(&denial.scope, on) != ELSEWHERE;
                let contained: Vec<&String> = self.scopes.iter().filter(is_below).collect();
                (*dice.pick(&contained).unwrap_or(&&denial.scope)).clone()
            }
            _ => denial.scope.clone(),
        };
        self.known(
            facts,
            Question {
                who,
                plane,
                action,
                on,
                said: self.something(dice),
            },
        )
    }

    /// What the world has never heard of is no question, and it takes long to say so.
    fn known(&self, facts: &Facts, question: Question) -> Option<Question> {
        let on = &question.on;
        let is_inside = |at: &String| words_of_rules::below(at, on, None).is_some();
        let hosts = facts.hosts.iter().map(|it| &it.scope);
        let identities = facts.identities.iter().map(|it| &it.scope);
        let is_known = self.scopes.contains(on) || hosts.chain(identities).any(is_inside);
        is_known.then_some(question)
    }
}

/// What questions say for conditions to look at, now this and now that.
const SAYABLE: &[(&str, &[&str])] = &[
    (
        "@Resource[blobs/tags:Project]",
        &["Cascade", "Baker", "cascade"],
    ),
    ("@Resource[blobs/tags:Sensitivity]", &["high", "low"]),
    ("@Request[blobs/tags:project]", &["Baker", "Cascade"]),
    (
        "@Request[blobs:prefix]",
        &["logs/2026", "logs*", "other", "logs/"],
    ),
    (
        "@Request[blobs:snapshot]",
        &["2026-01-01T12:00:00Z", "2026-01-01T12:00:00.5Z"],
    ),
    (
        "@Request[roleAssignments:RoleDefinitionId]",
        &[
            "ACDD72A7338548EFBD42F606FBA81AE7",
            "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        ],
    ),
    (
        "@Environment[Microsoft.Network/privateEndpoints]",
        &["/Subscriptions/S/pe1", "/subscriptions/s/pe1"],
    ),
];

impl Askable {
    /// What the conditions here look at, or what conditions elsewhere do; a third of the time nothing.
    fn something(&self, dice: &mut Dice) -> Said {
        if dice.once_in(3) {
            return Said::default();
        }
        let mut said = something_else(dice);
        let here = self.sayable.iter().filter(|_| dice.once_in(2));
        for (attribute, value) in here.cloned().collect::<Vec<_>>() {
            said.attributes.retain(|(it, _)| *it != attribute);
            said.attributes.push((attribute, value));
        }
        said
    }
}

/// The attributes of all conditions, each with a value that it is compared with; not what the world says itself.
fn sayable(facts: &Facts) -> Vec<(Attribute, AttributeValue)> {
    let of_assignments = facts
        .assignments
        .iter()
        .filter_map(|it| it.condition.as_ref());
    let blocks = facts.roles.iter().flat_map(|it| &it.blocks);
    let of_roles = blocks.filter_map(|it| it.condition.as_ref());
    let parts = of_assignments.chain(of_roles);
    let parts = parts.flat_map(|it| it.expression().walk());
    let mut sayable = Vec::new();
    for part in parts {
        let Expression::Comparison(it) = part else {
            continue;
        };
        let (Operand::Attribute(attribute), with) = (&it.left, &it.right) else {
            continue;
        };
        let literals = match with {
            Operand::Attribute(_) => continue,
            Operand::Literal(it) => std::slice::from_ref(it),
            Operand::Set(all) => all,
        };
        // What is stated is stated in one way only, or one of two ways would count.
        let known = KnownAttribute::resolve(&attribute.to_string().replace(CASED, ""));
        let is_of_world = attribute.source == AttributeSource::Principal
            || ["utcnow", "suboperation"].contains(&attribute.path.folded());
        let (Ok(known), false) = (known, is_of_world) else {
            continue;
        };
        let values = literals.iter().map(value);
        let values = values.filter(|it| is_sayable(&known, it));
        sayable.extend(values.map(|it| (known.clone(), it)));
    }
    sayable
}

/// What a condition says of a key whose letter case counts.
const CASED: &str = "<$key_case_sensitive$>";

/// Whether an attribute is ever so; a question that states another kind is none.
fn is_sayable(attribute: &Attribute, value: &AttributeValue) -> bool {
    let text = match value {
        AttributeValue::Text(it) => Some(it.as_str()),
        _ => None,
    };
    match KnownAttribute::of(attribute).and_then(|it| it.value) {
        None => true,
        Some(ValueKind::Text) => text.is_some(),
        Some(ValueKind::Boolean) => matches!(value, AttributeValue::Boolean(_)),
        Some(ValueKind::Integer) => matches!(value, AttributeValue::Integer(_)),
        Some(ValueKind::DateTime) => text.is_some_and(|it| DateTime::parse(it).is_some()),
        Some(ValueKind::Guid) => text.is_some_and(|it| Guid::parse(it).is_ok()),
    }
}

fn value(literal: &Literal) -> AttributeValue {
    match literal {
        Literal::Boolean(it) => (*it).into(),
        Literal::Integer(it) => (*it).into(),
        Literal::Text(it) => it.as_str().into(),
        Literal::DateTime(it) => it.to_string().as_str().into(),
        Literal::Guid(it) => it.to_string().as_str().into(),
    }
}

fn is_bound(facts: &Facts, it: &Assignment) -> bool {
    let role = facts.role(&it.role);
    let in_role = role.is_some_and(|it| it.blocks.iter().any(|it| it.condition.is_some()));
    it.condition.is_some() || in_role
}

/// Some of it, each once.
fn something_else(dice: &mut Dice) -> Said {
    let mut said = Said::default();
    let known = |it: &str| KnownAttribute::resolve(it).ok();
    for (attribute, values) in SAYABLE {
        if let (true, Some(it), Some(value)) =
            (dice.once_in(2), known(attribute), dice.pick(values))
        {
            said.attributes.push((it, (*value).into()));
        }
    }
    if dice.once_in(2) {
        let it = known("@Environment[isPrivateLink]");
        said.attributes
            .extend(it.map(|it| (it, dice.once_in(2).into())));
    }
    let kinds = ["Blob.List", "blob.list", "Blob.Write.Tier"];
    said.sub_operation = dice
        .pick(&kinds)
        .filter(|_| dice.once_in(3))
        .map(|it| (*it).to_owned());
    said
}

/// Actions that access policies permit, and some that they do not.
const OF_VAULTS: &[&str] = &[
    "secrets/getSecret/action",
    "secrets/readMetadata/action",
    "secrets/SETSECRET/action",
    "secrets/delete",
    "secrets/read",
    "keys/read",
    "keys/wrap/action",
    "certificates/read",
];

/// A question about somebody's access policy, or about one next to it.
fn at_a_policy(facts: &Facts, dice: &mut Dice) -> Option<Question> {
    let vaults = facts.hosts.iter().filter(|it| !it.policies.is_empty());
    let vaults: Vec<_> = vaults.collect();
    let vault = *dice.pick(&vaults)?;
    let (holder, _) = dice.pick(&vault.policies)?;
    let links = facts.memberships.iter();
    let members = links.filter(|it| it.group == *holder).map(|it| &it.member);
    let members: Vec<&String> = members.chain([holder]).collect();
    let id = (*dice.pick(&members)?).clone();
    let who = match dice.once_in(6) {
        true => Who::Token(Brought::some(id, facts, dice)),
        false => Who::Principal(id),
    };
    let plane = if dice.once_in(8) {
        Plane::Control
    } else {
        Plane::Data
    };
    let on = match dice.once_in(2) {
        true => vault.scope.clone(),
        false => below(&vault.scope, dice.pick(CHILDREN)?),
    };
    let action = format!("Microsoft.KeyVault/vaults/{}", dice.pick(OF_VAULTS)?);
    Some(Question {
        who,
        plane,
        action,
        on,
        said: Said::default(),
    })
}

fn operations(world: &World) -> impl Iterator<Item = (Plane, String)> {
    let operations = world.catalog().operations();
    operations.map(|(_, it)| (it.plane(), it.to_string()))
}

fn everybody(facts: &Facts) -> Vec<Who> {
    let there = facts.hosts.iter().map(|it| &it.scope);
    let there = there.chain(facts.identities.iter().map(|it| &it.scope));
    let resources = there.chain(&facts.gone).map(|it| Who::Resource(it.clone()));
    let principals = facts.principals.iter();
    let principals = principals.map(|it| Who::Principal(it.id.clone()));
    principals.chain(resources).collect()
}

fn of_blocks(blocks: &[Block]) -> impl Iterator<Item = (Plane, &str)> {
    blocks.iter().flat_map(|block| {
        let both = [(Plane::Control, &block.control), (Plane::Data, &block.data)];
        both.into_iter().flat_map(|(plane, lists)| {
            let all = lists.granted.iter().chain(&lists.taken_out);
            all.map(move |it| (plane, it.as_str()))
        })
    })
}

/// What roles list; of roles that list very much, the first few.
fn patterns(facts: &Facts) -> impl Iterator<Item = (Plane, &str)> {
    facts
        .roles
        .iter()
        .flat_map(|role| of_blocks(&role.blocks).take(8))
}

/// An action that the pattern stands for, or nearly.
fn instance(pattern: &str, run: &str) -> String {
    let action = pattern.replace('*', run).replace("//", "/");
    let action = action.trim_matches('/').to_owned();
    match action.contains('/') {
        true => action,
        false => format!("Microsoft.Nobody/{action}x"),
    }
}

/// Actions that differ in one thing, the action itself first.
fn neighbours(action: &str) -> Vec<String> {
    let mut neighbours = vec![action.to_owned(), swapped_case(action)];
    if let Some((before, last)) = action.rsplit_once('/') {
        neighbours.extend(VERBS.iter().map(|verb| format!("{before}/{verb}")));
        neighbours.push(format!("{before}/x/{last}"));
        if let Some((above, _)) = before.rsplit_once('/') {
            neighbours.push(format!("{above}/{last}"));
        }
    }
    neighbours.push(format!("{action}/x"));
    neighbours
}

/// The same text with one letter in the other case: the last, since the first are compared by everybody.
fn swapped_case(text: &str) -> String {
    let mut swapped = text.to_owned();
    match swapped.pop() {
        Some(last) if last.is_ascii_lowercase() => swapped.push(last.to_ascii_uppercase()),
        Some(last) => swapped.push(last.to_ascii_lowercase()),
        None => {}
    }
    swapped
}

fn below(scope: &str, path: &str) -> String {
    format!("{}/{path}", scope.trim_end_matches('/'))
}

/// Everything that exists, a place below each resource, where roles are assigned, and places next to those.
fn scopes(world: &World, facts: &Facts) -> Vec<String> {
    let mut scopes: Vec<String> = world.nodes().map(|(it, _)| it.to_string()).collect();
    scopes.push("/".to_owned());
    let assigned = facts.assignments.iter().map(|it| &it.scope);
    let denied = facts.denials.iter().map(|it| &it.scope);
    let assigned: Vec<String> = assigned.chain(denied).cloned().collect();
    let hosts = facts.hosts.iter().map(|it| it.scope.as_str());
    let children: Vec<String> = hosts.map(|it| below(it, "secrets/s1")).collect();
    // Whatever is called like an assigned scope and a digit: if nothing there exists, the world says so.
    let beside: Vec<String> = assigned.iter().map(|it| format!("{it}0")).collect();
    let inside: Vec<String> = assigned.iter().map(|it| below(it, "secrets/s10")).collect();
    scopes.extend(children);
    scopes.extend(assigned);
    scopes.extend(beside);
    scopes.extend(inside);
    let other_case = scopes.first().map(|it| it.to_uppercase());
    scopes.extend(other_case);
    scopes.sort();
    scopes.dedup();
    scopes.retain(|it| is_known(world, it));
    scopes
}

/// Whether the world has ever heard of a scope. Asking about another one is an error, and finding the nearest names for it
/// takes longer than a hundred questions.
pub(crate) fn is_known(world: &World, scope: &str) -> bool {
    Scope::parse(scope).is_ok_and(|it| world.is_known(&it.containing_resource().unwrap_or(it)))
}
