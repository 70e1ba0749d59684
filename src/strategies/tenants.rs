//! Random tenants that a world can be in.

use std::collections::BTreeSet;

use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::model::Tenant;
use crate::value::{Timestamp, written};
use crate::world::World;

/// How large tenants and histories are at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// How many entries a tenant has: resources, identities, groups, assignments and all others. The few things that are
    /// denied or locked in it come on top.
    pub things: usize,
    /// How many events are drawn for a history. Most of those that would be refused are left out.
    pub events: usize,
}

impl Size {
    /// To be tried often: a dozen things and events.
    pub const SMALL: Self = Self {
        things: 12,
        events: 12,
    };
    /// For everyday tests.
    pub const ORDINARY: Self = Self {
        things: 40,
        events: 60,
    };
    /// For a night.
    pub const LARGE: Self = Self {
        things: 150,
        events: 250,
    };
}

/// Tenants of at most so many things, valid by construction. One of eight is empty; in the others each thing is there with
/// what it needs, and many names of [`events`](crate::strategies::events) mean something. They shrink entry by entry, and what hangs on an entry goes with
/// it.
///
/// ```
/// use idsim::World;
/// use idsim::strategies::{Size, tenants};
/// use proptest::prelude::*;
///
/// # fn main() {
/// proptest!(ProptestConfig::with_cases(16), |(tenant in tenants(Size::SMALL))| {
///     prop_assert!(World::try_from(tenant).is_ok());
/// });
/// # }
/// ```
pub fn tenants(size: Size) -> BoxedStrategy<Tenant> {
    prop_oneof![1 => Just(Tenant::default()), 7 => busy(size)].boxed()
}

fn busy(size: Size) -> BoxedStrategy<Tenant> {
    let all = whole();
    let entries = entries_of(&all);
    let more = size.things.saturating_sub(entries.len());
    (
        Just((0..entries.len()).collect::<Vec<_>>())
            .prop_shuffle()
            .no_shrink(),
        // Each shrinks away, and what hangs on it with it.
        entries
            .iter()
            .map(|(section, _)| weighted(share(section)))
            .collect::<Vec<_>>(),
        vec((0..MORE, any::<bool>()), 0..=more),
    )
        .prop_map(move |(order, wanted, more)| {
            let chosen = chosen(&all, &entries, &order, size.things);
            let mut tenant = all.clone();
            // From the end, so that numbers stay what they are.
            let numbered = entries.iter().enumerate().zip(&wanted);
            for ((number, (section, key)), wanted) in numbered.rev() {
                if !wanted || !chosen.contains(&number) {
                    remove(&mut tenant, section, key);
                }
            }
            for (number, (kind, flag)) in more.into_iter().enumerate() {
                add(&mut tenant, number + 1, kind, flag);
            }
            if order.first().is_some_and(|it| it % RATED == 0) {
                limit(&mut tenant);
            }
            valid(tenant)
        })
        .boxed()
}

/// In one tenant of so many there are limits of rate. Which it is costs no throw of the dice, so that the others stay as
/// they are.
const RATED: usize = 6;

/// Limits how often a few things are done, so little that it is noticed.
fn limit(tenant: &mut Value) {
    let rate = |at_most: u32, within: &str| json!({"at_most": at_most, "within": within});
    let limits = json!({"Only": {
        "identities_created_per_subscription": rate(2, "3d"),
        "identities_assigned_per_tenant": rate(1, "3d"),
        "identity_deletes_per_resource": rate(1, "30d"),
        "token_requests_per_resource": rate(1, "1d"),
    }});
    if let Some(fields) = tenant.as_object_mut() {
        fields.insert("options".to_owned(), json!({"rates": limits}));
    }
}

/// How many of the entries of a section there are: of most sections nearly all, but what is locked hardly anything happens to.
fn share(section: &str) -> f64 {
    match section {
        "locks" => 0.06,
        "deny_assignments" => 0.15,
        "options" => 0.7,
        _ => 0.97,
    }
}

/// What says something of other things, and is there only where those happen to be.
fn is_on_top(section: &str) -> bool {
    matches!(section, "locks" | "deny_assignments")
}

/// The first entries in that order, each with what it needs; as many as there is room for.
fn chosen(tenant: &Value, entries: &[Entry], order: &[usize], room: usize) -> BTreeSet<usize> {
    // Options are no things: they take no room, and are there wherever a clock is.
    let is_option = |number: &usize| entries.get(*number).is_some_and(|it| it.0 == "options");
    let mut chosen = BTreeSet::new();
    let counted = |number: &&usize| {
        let entry = entries.get(**number);
        entry.is_some_and(|it| !is_on_top(&it.0)) && !is_option(number)
    };
    for first in order.iter().filter(counted) {
        let mut bundle = vec![*first];
        let mut done = 0;
        while let Some(entry) = bundle.get(done).and_then(|it| entries.get(*it)) {
            for needed in needs(tenant, entries, entry) {
                if !bundle.contains(&needed) {
                    bundle.push(needed);
                }
            }
            done += 1;
        }
        bundle.retain(|it| !chosen.contains(it));
        if chosen.len() + bundle.len() <= room {
            chosen.extend(bundle);
        }
    }
    chosen.extend((0..entries.len()).filter(is_option));
    chosen
}

/// The entries that another one names, or lies under.
fn needs(tenant: &Value, entries: &[Entry], (section, key): &Entry) -> Vec<usize> {
    let entry = tenant.get(section).map(|of| match key.parse::<usize>() {
        Ok(number) => of.get(number),
        Err(_) => of.get(key),
    });
    let mut words = vec![key.as_str()];
    collect_words(entry.flatten(), &mut words);
    let is_named = |name: &str| {
        let under = |word: &&str| {
            word.strip_prefix(name)
                .is_some_and(|it| it.starts_with('/'))
        };
        words.contains(&name) || words.iter().any(under)
    };
    let others = entries.iter().enumerate().filter(|(_, (of, name))| {
        // Numbers are no names; the clock is needed where something begins or ends.
        let clock = of == "clock" && words.iter().any(|it| it.parse::<Timestamp>().is_ok());
        clock || (!NUMBERED.contains(&of.as_str()) && !name.is_empty() && is_named(name))
    });
    others.map(|(number, _)| number).collect()
}

/// The sections whose entries have no names.
const NUMBERED: [&str; 4] = [
    "role_assignments",
    "role_eligibilities",
    "deny_assignments",
    "locks",
];

/// Every text in a value.
fn collect_words<'v>(value: Option<&'v Value>, words: &mut Vec<&'v str>) {
    match value {
        Some(Value::String(word)) => words.push(word),
        Some(Value::Array(items)) => items.iter().for_each(|it| collect_words(Some(it), words)),
        Some(Value::Object(fields)) => fields
            .values()
            .for_each(|it| collect_words(Some(it), words)),
        _ => {}
    }
}

/// The entries of a tenant, the last one first.
pub(super) fn entries(tenant: &Tenant) -> Vec<Entry> {
    let written = serde_json::to_value(tenant).unwrap_or_default();
    entries_of(&written).into_iter().rev().collect()
}

/// The tenant without one of its entries and what hangs on it.
pub(super) fn without(tenant: &Tenant, (section, key): &Entry) -> Tenant {
    let mut written = serde_json::to_value(tenant).unwrap_or_default();
    remove(&mut written, section, key);
    valid(written)
}

/// A tenant with a clock, in which most names mean something.
fn whole() -> Value {
    let tenant: Tenant = written()
        .from_str(include_str!("busy.ron"))
        .unwrap_or_default();
    serde_json::to_value(tenant).unwrap_or_default()
}

/// A section of a tenant, and a key in it or a number in its list.
pub(super) type Entry = (String, String);

/// The entries of a tenant as written.
fn entries_of(tenant: &Value) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (section, fields) in tenant.as_object().into_iter().flatten() {
        let keys: Vec<String> = match fields {
            Value::Object(fields) => fields.keys().cloned().collect(),
            Value::Array(items) => (0..items.len()).map(|number| number.to_string()).collect(),
            // The clock.
            Value::String(_) => vec![String::new()],
            _ => continue,
        };
        entries.extend(keys.into_iter().map(|key| (section.clone(), key)));
    }
    entries
}

/// Takes an entry out; whether there was one.
fn remove(tenant: &mut Value, section: &str, key: &str) -> bool {
    match tenant.get_mut(section) {
        Some(Value::Object(fields)) => {
            let removed = fields.remove(key).is_some();
            // A tenant that writes no subscriptions has one; one that writes that it has none has none.
            if fields.is_empty() {
                remove_section(tenant, section);
            }
            removed
        }
        Some(Value::String(_)) => remove_section(tenant, section),
        Some(Value::Array(items)) => match key.parse::<usize>() {
            Ok(number) if number < items.len() => {
                items.remove(number);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

fn remove_section(tenant: &mut Value, section: &str) -> bool {
    let fields = tenant.as_object_mut();
    fields.is_some_and(|it| it.remove(section).is_some())
}

/// How many kinds of things are added to a tenant that is to be large.
const MORE: u8 = 5;

/// Adds a numbered thing.
fn add(tenant: &mut Value, number: usize, kind: u8, flag: bool) {
    let vm = "Microsoft.Compute/virtualMachines";
    let (section, name, thing) = match kind {
        0 => ("users", format!("user-{number}"), json!({})),
        1 => (
            "groups",
            format!("group-{number}"),
            json!({"members": ["alice"]}),
        ),
        2 => (
            "identities",
            format!("identity-{number}"),
            json!({"resource_group": "rg1"}),
        ),
        3 => {
            let identity = json!({"system_assigned": flag});
            let thing = json!({"type": vm, "resource_group": "rg10", "identity": identity});
            ("resources", format!("vm-{number}"), thing)
        }
        _ => {
            let user = json!({"principal": "alice", "role": "Reader", "scope": format!("vm-{}", number / 2)});
            let group = json!({"principal": format!("group-{}", number / 2), "role": "Reader", "scope": "rg1"});
            let assignment = if flag { user } else { group };
            if let Some(Value::Array(all)) = tenant.get_mut("role_assignments") {
                all.push(assignment);
            }
            return;
        }
    };
    if let Some(Value::Object(entries)) = tenant.get_mut(section) {
        entries.insert(name, thing);
    }
}

/// The tenant without what cannot be in it for want of something else.
fn valid(mut tenant: Value) -> Tenant {
    loop {
        let Ok(read) = serde_json::from_value::<Tenant>(tenant.clone()) else {
            return Tenant::default();
        };
        match World::try_from(read.clone()) {
            Ok(_) => return read,
            Err(error) if remove(&mut tenant, error.part.section, &error.part.key) => {}
            Err(_) => return Tenant::default(),
        }
    }
}
