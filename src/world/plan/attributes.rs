//! Custom security attributes are set and taken away (F8.4.1).

use super::{Planned, directory};
use crate::model::{AttributeValue, Entries, Principal, PrincipalId, PrincipalType, Reference};
use crate::value::Name;
use crate::world::{Consequence, Refusal, World};

/// The most characters that the name of a set can have, and that of an attribute in it.
const MAX_NAME_CHARACTERS: usize = 32;
/// The most characters of a text.
const MAX_TEXT_CHARACTERS: usize = 64;
/// The most values that all attributes of one principal can have together.
const MAX_VALUES: usize = 50;

/// Setting what is so already changes nothing.
pub(super) fn set(world: &World, of: &Reference, name: &Name, value: &AttributeValue) -> Planned {
    let principal = bearer(world, of)?.id;
    check(name, value)?;
    let had = find(world, principal, name);
    if had.is_some_and(|(_, had)| had == value) {
        return Ok(Vec::new());
    }
    let others = world
        .security_attributes_of(principal)
        .filter(|(other, _)| *other != name);
    check_number(others.map(|(_, other)| other).chain([value]))?;
    Ok(vec![Consequence::SecurityAttributeChanged {
        principal,
        // It keeps the spelling that it has.
        name: had.map_or(name, |(name, _)| name).clone(),
        from: had.map(|(_, value)| value.clone()),
        to: Some(value.clone()),
    }])
}

pub(super) fn remove(world: &World, of: &Reference, name: &Name) -> Planned {
    let principal = bearer(world, of)?.id;
    match find(world, principal, name) {
        Some((name, value)) => Ok(vec![Consequence::SecurityAttributeChanged {
            principal,
            name: name.clone(),
            from: Some(value.clone()),
            to: None,
        }]),
        None => Err(Refusal::NotSet {
            at: of.to_string(),
            what: format!("security attribute `{name}`"),
        }),
    }
}

/// What a principal has from the start.
pub(in crate::world) fn of_new(
    principal: PrincipalId,
    attributes: &Entries<AttributeValue>,
) -> Planned {
    check_number(attributes.iter().map(|(_, value)| value))?;
    let mut out = Vec::new();
    // By name, so that the order in which they are written leaves no trace.
    let mut all: Vec<_> = attributes.iter().collect();
    all.sort_by_key(|(name, _)| *name);
    for (name, value) in all {
        check(name, value)?;
        out.push(Consequence::SecurityAttributeChanged {
            principal,
            name: name.clone(),
            from: None,
            to: Some(value.clone()),
        });
    }
    Ok(out)
}

/// Whoever can have attributes: groups cannot.
fn bearer<'w>(world: &'w World, of: &Reference) -> Result<&'w Principal, Refusal> {
    let expected = "a user, a service principal or a managed identity";
    directory::living(world, of, expected, |it| {
        matches!(
            it.principal_type,
            PrincipalType::User | PrincipalType::ServicePrincipal
        )
    })
}

/// An attribute with its name as it was first written.
fn find<'w>(
    world: &'w World,
    principal: PrincipalId,
    name: &Name,
) -> Option<(&'w Name, &'w AttributeValue)> {
    let mut all = world.security_attributes_of(principal);
    all.find(|(it, _)| *it == name)
}

fn check(name: &Name, value: &AttributeValue) -> Result<(), Refusal> {
    if let Some(why) = name_fault(name) {
        let name = name.to_string();
        return Err(Refusal::InvalidName { name, why });
    }
    match value_fault(value) {
        None => Ok(()),
        Some(why) => Err(Refusal::InvalidSecurityAttribute {
            attribute: name.clone(),
            why,
        }),
    }
}

/// Neither the name of a set nor that of an attribute has an underscore in it, so the one that joins them is the only one.
fn name_fault(name: &Name) -> Option<String> {
    let Some((set, own)) = name.as_str().split_once('_') else {
        let why = "a security attribute is called by its set and its name: `Engineering_Project`";
        return Some(why.to_owned());
    };
    let special = |c: char| c.is_whitespace() || c.is_control() || c.is_ascii_punctuation();
    [("set", set), ("name", own)]
        .into_iter()
        .find_map(|(what, text)| {
            let characters = text.chars().count();
            if text.is_empty() {
                Some(format!("its {what} has at least one letter"))
            } else if characters > MAX_NAME_CHARACTERS {
                Some(format!(
                    "its {what} has {characters} characters: expected at most {MAX_NAME_CHARACTERS}"
                ))
            } else if text.contains(special) {
                Some(format!("its {what} has a blank or a special character"))
            } else if text.starts_with(char::is_numeric) {
                Some(format!("its {what} begins with a number"))
            } else {
                None
            }
        })
}

fn value_fault(value: &AttributeValue) -> Option<&'static str> {
    let long = |it: &String| it.chars().count() > MAX_TEXT_CHARACTERS;
    match value {
        AttributeValue::Text(it) if long(it) => Some("a text has at most 64 characters"),
        AttributeValue::Texts(all) if all.iter().any(long) => {
            Some("a text has at most 64 characters")
        }
        _ if number_of_values(value) == 0 => Some("it has no value"),
        _ => None,
    }
}

fn check_number<'a>(values: impl Iterator<Item = &'a AttributeValue>) -> Result<(), Refusal> {
    match values.map(number_of_values).sum::<usize>() > MAX_VALUES {
        true => Err(Refusal::LimitExceeded {
            what: "values of the security attributes of one principal",
            limit: MAX_VALUES,
        }),
        false => Ok(()),
    }
}

fn number_of_values(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::Texts(all) => all.len(),
        AttributeValue::Integers(all) => all.len(),
        _ => 1,
    }
}
