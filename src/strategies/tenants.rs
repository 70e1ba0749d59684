//! Random tenants that a world can be in.

use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::model::Tenant;
use crate::value::written;
use crate::world::World;

/// How large tenants and histories are at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// How many entries a tenant has: resources, identities, groups, assignments and all others.
    pub things: usize,
    /// How many events are drawn for a history. Of those that would be refused most are left out.
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

/// Tenants of at most so many things, valid by construction. One of four is empty; in the others most names of
/// [`events`](crate::strategies::events) mean something. They shrink entry by entry, and what hangs on an entry goes with
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
    prop_oneof![1 => Just(Tenant::default()), 3 => busy(size)].boxed()
}

fn busy(size: Size) -> BoxedStrategy<Tenant> {
    let all = whole();
    let count = entries(&all).len();
    // Nearly all of them, where there is room: histories meet more in a tenant that has much.
    let share = size.things as f64 / count.max(1) as f64;
    let more = size.things.saturating_sub(count);
    (
        vec(weighted(share.min(0.97)), count),
        vec((0..MORE, any::<bool>()), 0..=more),
        Just(all),
    )
        .prop_map(|(kept, more, mut tenant)| {
            let dropped = kept
                .iter()
                .zip(entries(&tenant))
                .filter(|(kept, _)| !**kept);
            let dropped: Vec<_> = dropped.map(|(_, entry)| entry).collect();
            // From the end, so that numbers stay what they are.
            for (section, key) in dropped.into_iter().rev() {
                remove(&mut tenant, &section, &key);
            }
            for (number, (kind, flag)) in more.into_iter().enumerate() {
                add(&mut tenant, number + 1, kind, flag);
            }
            valid(tenant)
        })
        .boxed()
}

/// A tenant with a clock, in which most names mean something.
fn whole() -> Value {
    let tenant: Tenant = written()
        .from_str(include_str!("busy.ron"))
        .unwrap_or_default();
    serde_json::to_value(tenant).unwrap_or_default()
}

/// The entries by section and key, or by their number in a list.
fn entries(tenant: &Value) -> Vec<(String, String)> {
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
