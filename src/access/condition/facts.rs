//! What a condition finds when it looks.

use crate::catalog::KnownAttribute;
use crate::model::condition::DateTime;
use crate::model::{
    Attribute, AttributePart, AttributeSource, AttributeValue, Circumstances, PrincipalId,
    RoleDefinition,
};
use crate::value::{Action, Scope, Timestamp};
use crate::world::World;

/// What a condition finds when it looks: what the world knows, then what the request says.
#[derive(Debug, Clone, Copy)]
pub(in crate::access) struct Facts<'a> {
    pub(super) action: &'a Action,
    pub(super) circumstances: &'a Circumstances,
    /// The role that the condition is on, or in.
    role: Option<&'a RoleDefinition>,
    known: Option<Known<'a>>,
}

/// What a world knows of a question.
#[derive(Debug, Clone, Copy)]
struct Known<'a> {
    world: &'a World,
    /// Nobody has attributes where there is nobody to ask for.
    principal: Option<PrincipalId>,
    on: &'a Scope,
    now: Option<Timestamp>,
}

/// What an attribute is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Boolean(bool),
    Text(&'a str),
    Integer(i64),
    DateTime(DateTime),
    Texts(&'a [String]),
    Integers(&'a [i64]),
}

/// Where a principal's custom security attributes stand (F8.4).
const SECURITY_ATTRIBUTES: &str = "Microsoft.Directory/CustomSecurityAttributes/Id";

impl<'a> Facts<'a> {
    /// What a request says by itself.
    pub(super) fn alone(action: &'a Action, circumstances: &'a Circumstances) -> Self {
        Self {
            action,
            circumstances,
            role: None,
            known: None,
        }
    }

    /// What a world adds when somebody asks for something at a scope of it.
    pub(in crate::access) fn of(
        world: &'a World,
        principal: Option<PrincipalId>,
        action: &'a Action,
        on: &'a Scope,
        circumstances: &'a Circumstances,
    ) -> Self {
        let known = Known {
            world,
            principal,
            on,
            now: world.clock(),
        };
        Self {
            action,
            circumstances,
            role: None,
            known: Some(known),
        }
    }

    /// The same for a condition on a role, or in it.
    pub(in crate::access) fn under(self, role: &'a RoleDefinition) -> Self {
        Self {
            role: Some(role),
            ..self
        }
    }

    /// The same at another time.
    pub(in crate::access) fn at(self, moment: Timestamp) -> Self {
        let known = self.known.map(|it| Known {
            now: Some(moment),
            ..it
        });
        Self { known, ..self }
    }

    /// What is asked for.
    pub(in crate::access) fn action(&self) -> &'a Action {
        self.action
    }

    /// Whether GUIDs can be compared: not for a role with data actions of storage (F8.5.6).
    pub(super) fn compares_guids(&self) -> bool {
        self.role.is_none_or(|it| !it.grants_storage_data())
    }

    /// Whether the world says itself what an attribute is, whoever asks: then nobody else has to.
    pub(in crate::access) fn are_known_of(on: &Scope, attribute: &Attribute) -> bool {
        let is_of_world = match attribute.source {
            AttributeSource::Principal => true,
            AttributeSource::Environment => is_now(attribute),
            AttributeSource::Request => is_sub_operation(attribute),
            AttributeSource::Resource => false,
        };
        is_of_world || name_in(on, attribute).is_some()
    }

    /// What an attribute is; nothing if nobody supplies it.
    pub(super) fn value(&self, attribute: &Attribute) -> Option<Value<'a>> {
        let known = self.known.and_then(|it| it.value(attribute));
        let said = || match is_sub_operation(attribute) {
            true => self
                .circumstances
                .sub_operation
                .as_ref()
                .map(|it| Value::Text(it.as_str())),
            false => self.circumstances.get(attribute).map(Value::from),
        };
        known.or_else(said)
    }
}

impl<'a> Known<'a> {
    /// What the clock, the names in the scope and the directory say (F8.4).
    fn value(self, attribute: &Attribute) -> Option<Value<'a>> {
        match attribute.source {
            AttributeSource::Environment => {
                let now = self.now.filter(|_| is_now(attribute));
                now.map(|it| Value::DateTime(it.into()))
            }
            AttributeSource::Resource => name_in(self.on, attribute).map(Value::Text),
            AttributeSource::Principal => {
                let name = attribute
                    .name()
                    .filter(|_| attribute.path == SECURITY_ATTRIBUTES)?;
                let value = self.world.security_attribute(self.principal?, name);
                value.map(Value::from)
            }
            AttributeSource::Request => None,
        }
    }
}

/// What `SubOperationMatches` asks about was an attribute of the request in 2021, and is still taken for one.
fn is_sub_operation(attribute: &Attribute) -> bool {
    attribute.source == AttributeSource::Request
        && attribute.path == "subOperation"
        && attribute.part == AttributePart::Whole
}

fn is_now(attribute: &Attribute) -> bool {
    attribute.path == "UtcNow" && attribute.part == AttributePart::Whole
}

/// The name that an attribute of a resource asks for, where it is in the scope's id and conditions can ask for it at all.
fn name_in<'s>(on: &'s Scope, attribute: &Attribute) -> Option<&'s str> {
    let is_name = attribute.source == AttributeSource::Resource
        && attribute.name().is_some_and(|it| it == "name")
        && KnownAttribute::is_of_named(&attribute.path);
    is_name
        .then(|| name_of_type(on, attribute.path.folded()))
        .flatten()
}

/// What the resource of this type is called that a scope is, or is in. Letter case does not count, and a resource may itself
/// be called `providers`.
fn name_of_type<'s>(on: &'s Scope, resource_type: &str) -> Option<&'s str> {
    let (provider, types) = resource_type.split_once('/')?;
    let mut segments = on.as_str().split('/').skip(1);
    // What the id has still to have; nothing where it is of another type.
    let mut wanted = None;
    let mut name = None;
    while let (Some(key), Some(value)) = (segments.next(), segments.next()) {
        if key.eq_ignore_ascii_case("providers") {
            let is_ours = value.eq_ignore_ascii_case(provider);
            wanted = is_ours.then(|| types.split('/'));
        } else if let Some(next) = wanted.as_mut().and_then(Iterator::next) {
            match next.eq_ignore_ascii_case(key) {
                true => name = Some(value),
                false => wanted = None,
            }
        }
    }
    name.filter(|_| wanted.is_some_and(|mut rest| rest.next().is_none()))
}

impl<'a> From<&'a AttributeValue> for Value<'a> {
    fn from(value: &'a AttributeValue) -> Self {
        match value {
            AttributeValue::Boolean(it) => Self::Boolean(*it),
            AttributeValue::Text(it) => Self::Text(it),
            AttributeValue::Integer(it) => Self::Integer(*it),
            AttributeValue::Texts(all) => Self::Texts(all),
            AttributeValue::Integers(all) => Self::Integers(all),
        }
    }
}

impl From<Value<'_>> for AttributeValue {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Boolean(it) => Self::Boolean(it),
            Value::Text(it) => Self::Text(it.to_owned()),
            Value::Integer(it) => Self::Integer(it),
            Value::DateTime(it) => Self::Text(it.to_string()),
            Value::Texts(all) => Self::Texts(all.to_vec()),
            Value::Integers(all) => Self::Integers(all.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_scope() {
        const GROUP: &str =
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1";
        let check = |below: &str, attribute: &str, expected: Option<&str>| {
            let scope = Scope::parse(&format!("{GROUP}{below}")).unwrap();
            let attribute = Attribute::parse(attribute).unwrap();
            assert_eq!(
                name_in(&scope, &attribute),
                expected,
                "{attribute} of {scope}"
            );
        };
        let account = "@Resource[Microsoft.Storage/storageAccounts:name]";
        let container = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]";
        let path =
            "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path]";
        let c1 =
            "/providers/Microsoft.Storage/storageAccounts/sa1/blobServices/default/containers/c1";
        let blob = &format!("{c1}/blobs/a.txt");
        check(c1, account, Some("sa1"));
        check(c1, container, Some("c1"));
        check(c1, path, None);
        check(blob, container, Some("c1"));
        // The path of a blob may have slashes: it is stated.
        check(blob, path, None);
        check(&c1.to_uppercase(), container, Some("C1"));
        check(
            "/providers/Microsoft.Storage/storageAccounts/providers/blobServices/default/containers/providers/blobs/a",
            container,
            Some("providers"),
        );
        // Another type, another provider, what is not a name, whose it is not.
        check(
            "/providers/Microsoft.Storage/storageAccounts/sa1/queueServices/default/queues/c1",
            container,
            None,
        );
        check(
            "/providers/Microsoft.Web/storageAccounts/sa1",
            account,
            None,
        );
        check("", account, None);
        check(
            c1,
            "@Resource[Microsoft.Storage/storageAccounts:isHnsEnabled]",
            None,
        );
        check(
            blob,
            "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:name]",
            None,
        );
        check(c1, "@Request[Microsoft.Storage/storageAccounts:name]", None);
        // What is about a resource is not in it.
        check(
            &format!("{c1}/providers/Microsoft.Authorization/locks/l1"),
            container,
            None,
        );
    }
}
