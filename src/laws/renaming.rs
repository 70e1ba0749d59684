//! Names: what things are called decides nothing.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::finding::{Holds, same, say};
use super::look::{actions, words};
use super::{Law, Specimen};
use crate::access::{AccessRequest, Decision};
use crate::event::Event;
use crate::model::condition::{Expression, Operand, Relation};
use crate::model::{AttributeSource, Condition, Entries, Reference, Tenant};
use crate::value::{Guid, fold, written};
use crate::world::{Change, Refusal};

pub(super) const LAWS: &[Law] = &[Law {
    name: "renaming-everything-changes-nothing",
    says: "With other names for everything that somebody named, the same events are accepted, the same are refused for the same reason, and the same questions have the same answers.",
    holds: renaming_everything_changes_nothing,
}];

fn renaming_everything_changes_nothing(start: &dyn Specimen, events: &[Event]) -> Holds {
    let tenant = start.to_tenant();
    let mut names = Names::of(&tenant, events);
    // A name that is also a built-in role's means that one where a role is named.
    let catalog = start.world().catalog();
    let is_role = |name: &str| catalog.find_role(&Reference::from(name)).is_some();
    names.0.retain(|name, _| !is_role(name));
    // What a condition states is not renamed; one that asks for the form of a name decides by it.
    let conditions = conditions_in(&tenant, events);
    if conditions.iter().any(asks_for_the_form_of_a_name) {
        return Ok(());
    }
    let states = |name: &str| conditions.iter().any(|it| fold(it.as_str()).contains(name));
    names.0.retain(|name, _| !states(name));
    // A name that is also a word of an id or of a type cannot be told from it.
    let renamed = names.rename(&tenant).and_then(|it| start.reload(&it).ok());
    let renamed_events: Option<Vec<Event>> = events.iter().map(|it| names.rename(it)).collect();
    let (Some(mut renamed), Some(renamed_events)) = (renamed, renamed_events) else {
        return Ok(());
    };
    let mut specimen = start.fork();
    for (event, other) in events.iter().zip(&renamed_events) {
        let count = |answer: Result<Change, Refusal>| match answer {
            Ok(change) => Ok(change.consequences().len()),
            Err(refusal) => Err(refusal.code()),
        };
        let (one, other_one) = (specimen.apply(event), renamed.apply(other));
        let what = format!("what comes of {} under other names", say(event));
        same(&what, &count(one), &count(other_one))?;
    }
    for (question, other) in names.questions() {
        let reason = |it: Decision| it.reason;
        let before = specimen.check(&question).map(reason).ok();
        let now = renamed.check(&other).map(reason).ok();
        let what = format!("under other names, {}", words(&question));
        same(&what, &before, &now)?;
    }
    Ok(())
}

/// The conditions that are there, or that events bring.
fn conditions_in(tenant: &Tenant, events: &[Event]) -> Vec<Condition> {
    let roles = tenant.role_definitions.iter().map(|(_, it)| it);
    let new_roles = events.iter().filter_map(|it| match it {
        Event::CreateRoleDefinition(_, role) | Event::UpdateRoleDefinition(_, role) => Some(role),
        _ => None,
    });
    let blocks = roles.chain(new_roles).flat_map(|it| &it.permissions);
    let new_assignments = events.iter().filter_map(|it| match it {
        Event::AssignRole(it) => Some(it),
        _ => None,
    });
    let assignments = tenant.role_assignments.iter().chain(new_assignments);
    let texts = assignments.filter_map(|it| it.condition.as_deref());
    let read = texts.filter_map(|it| Condition::parse(it).ok());
    let in_roles = blocks.filter_map(|it| it.condition.clone());
    read.chain(in_roles).collect()
}

fn asks_for_the_form_of_a_name(condition: &Condition) -> bool {
    let is_name = |it: &Operand| match it {
        Operand::Attribute(it) => {
            let mut names = ["name", "path"].into_iter();
            it.source == AttributeSource::Resource
                && names.any(|name| it.name().is_some_and(|it| *it == name))
        }
        _ => false,
    };
    let mut parts = condition.expression().walk();
    parts.any(|it| match it {
        Expression::Comparison(it) => {
            it.operator.relation != Relation::Equals && (is_name(&it.left) || is_name(&it.right))
        }
        _ => false,
    })
}

/// The names that somebody gave, and others for them, none of which begins like another one.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of(tenant: &Tenant, events: &[Event]) -> Self {
        let mut names = Self(BTreeMap::new());
        fn each<T>(entries: &Entries<T>) -> impl Iterator<Item = &str> {
            entries.iter().map(|(name, _)| name.as_str())
        }
        each(&tenant.management_groups)
            .chain(tenant.subscriptions.iter().flat_map(each))
            .chain(tenant.resource_groups.iter().flat_map(each))
            .chain(each(&tenant.identities))
            .chain(each(&tenant.resources))
            .chain(each(&tenant.machines))
            .chain(each(&tenant.users))
            .chain(each(&tenant.groups))
            .chain(each(&tenant.service_principals))
            .chain(each(&tenant.role_definitions))
            .for_each(|name| names.add(name));
        for event in events {
            match event {
                Event::CreateManagementGroup(name, _)
                | Event::CreateSubscription(name, _)
                | Event::CreateResourceGroup(name, _)
                | Event::CreateIdentity(name, _)
                | Event::CreateUser(name, _)
                | Event::CreateGroup(name, _)
                | Event::CreateServicePrincipal(name, _)
                | Event::CreateMachine(name, _)
                | Event::CreateRoleDefinition(name, _) => names.add(name.as_str()),
                Event::CreateResource(name, _) => names.add(name.as_str()),
                Event::TransferSubscription {
                    accepted_by: Some(name),
                    ..
                } => names.add(name.as_str()),
                _ => {}
            }
        }
        names
    }

    /// An ARM id is made of names of others; what is below a resource keeps its name.
    fn add(&mut self, name: &str) {
        let first = name.split('/').next().unwrap_or_default();
        if is_word(first) && !self.0.contains_key(&fold(first)) {
            // In the opposite order, and so that no name begins like another one.
            let number = 999_999_usize.saturating_sub(self.0.len());
            self.0.insert(fold(first), format!("n{number:06}x"));
        }
    }

    /// Whether each may do something on each, under both names; of all such questions at most a few hundred.
    fn questions(&self) -> Vec<(AccessRequest, AccessRequest)> {
        let step = (self.0.len() * self.0.len()).div_ceil(800).max(1);
        let pairs = self
            .0
            .iter()
            .flat_map(|who| self.0.iter().map(move |on| (who, on)));
        let ask = |who: &str, on: &str, number: usize| {
            let action = actions().into_iter().cycle().nth(number);
            action
                .map(|action| AccessRequest::new(Reference::from(who), action, Reference::from(on)))
        };
        let asked = pairs.step_by(step).enumerate();
        asked
            .flat_map(|(number, (who, on))| [(number, who, on), (number + 1, who, on)])
            .filter_map(|(number, who, on)| {
                let number = number % actions().len();
                Some((ask(who.0, on.0, number)?, ask(who.1, on.1, number)?))
            })
            .collect()
    }

    /// The same with other names, by way of the written form: only what stands in quotes can be a name.
    fn rename<T: Serialize + DeserializeOwned>(&self, thing: &T) -> Option<T> {
        let text = written().to_string(thing).ok()?;
        let mut renamed = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find('"') {
            let (before, quoted) = rest.split_at_checked(start)?;
            let (literal, after) = quoted.split_at_checked(length_of_literal(quoted)?)?;
            let name: String = written().from_str(literal).ok()?;
            let other = self.text(&name);
            // What is refused for its length is so for what it is called.
            if other != name && other.len() > LONGEST {
                return None;
            }
            renamed.push_str(before);
            renamed.push_str(&written().to_string(&other).ok()?);
            rest = after;
        }
        renamed.push_str(rest);
        written().from_str(&renamed).ok()
    }

    /// Segment by segment, so that ARM ids and paths follow.
    fn text(&self, text: &str) -> String {
        let other = |segment: &str| self.0.get(&fold(segment)).cloned();
        let segments = text.split('/');
        let renamed: Vec<String> = segments
            .map(|segment| other(segment).unwrap_or_else(|| segment.to_owned()))
            .collect();
        renamed.join("/")
    }
}

/// No name may be longer.
const LONGEST: usize = 512;

/// How many bytes the text in quotes has that something begins with.
fn length_of_literal(quoted: &str) -> Option<usize> {
    let mut escaped = false;
    let end = quoted.bytes().enumerate().skip(1).find(|(_, byte)| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.map(|(at, _)| at + 1)
}

/// What ids of Azure Resource Manager say between the names.
const WORDS_OF_IDS: &[&str] = &[
    "managementgroups",
    "providers",
    "resourcegroups",
    "subscriptions",
];

/// Whether a name is a plain word. What is an object id, or refused as a name, is so for what it says.
fn is_word(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_ ".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() < 40
        && name.chars().all(plain)
        && name.parse::<Guid>().is_err()
        && !WORDS_OF_IDS.contains(&fold(name).as_str())
}
