//! What is expected, compared with what is.

use std::collections::BTreeMap;

use super::compare_access::{Stated, access, caller};
use super::existence::{Existence, existence};
use super::expectation::{Expectation, IdentityExpectation, Ids, Orphan};
use super::marks::Marks;
use super::mismatch::{Compared, Mismatch, Unanswerable};
use super::{compare_call, compare_redo};
use crate::access::{AccessRequest, QuestionError};
use crate::model::{
    AttributeValue, Entries, Principal, PrincipalId, PrincipalType, Reference, RoleAssignment,
    RoleDefinition, USER_ASSIGNED_IDENTITY,
};
use crate::value::{Name, Period, ResourceType, Scope, Timestamp};
use crate::world::{NodeKind, OrphanCause, Subject, World};

impl Expectation {
    /// Compares what is expected with what is.
    pub(super) fn compare(&self, world: &World, marks: &Marks) -> Compared {
        match self {
            Self::ExpectAccess {
                principal,
                with,
                action,
                on,
                sub_operation,
                attributes,
                is,
                because,
                role,
                through,
                other_ways,
            } => {
                let caller = caller(principal.as_ref(), with.as_ref(), &marks.held)?;
                let request = AccessRequest {
                    caller,
                    ..AccessRequest::new("", action.clone(), on.clone())
                }
                .in_circumstances(sub_operation.clone(), attributes.clone());
                let stated = Stated {
                    is: *is,
                    because: *because,
                    role: role.as_ref(),
                    through: through.as_ref(),
                    other_ways: other_ways.as_deref(),
                };
                access(world, &request, &stated)
            }
            Self::ExpectWhoCan {
                action,
                on,
                sub_operation,
                attributes,
                are,
            } => {
                let sub_operation = sub_operation.as_ref();
                let answers = world.answers_to_all(action, on, sub_operation, attributes)?;
                let open = answers
                    .iter()
                    .find_map(|(id, it)| Some((*id, it.unsettled_until?)));
                if let Some((who, until)) = open {
                    return Ok(Some(Self::unsettled(world, who, until)));
                }
                let can = answers.into_iter().filter(|(_, it)| it.is_allowed());
                self.principals(world, are, can.map(|(id, _)| id).collect(), "can")
            }
            Self::ExpectExists(names) => existence(world, names, Existence::Exists, self.name()),
            Self::ExpectGone(names) => existence(world, names, Existence::Gone, self.name()),
            Self::ExpectIdentity(host, expected) => self.identity(world, host, expected),
            Self::ExpectHosts { of, are } => {
                let identity = world.resolve_scope(of)?;
                let is_type = |it: ResourceType| it.as_str() == USER_ASSIGNED_IDENTITY;
                if !identity.resource_type().is_some_and(is_type) {
                    return self.other_kind(of, "a user-assigned identity");
                }
                let actual = world.hosts_of(&identity).cloned();
                let (expected, actual) = (scopes(world, are)?, called(world, actual));
                self.closed(&expected, &actual, "list it")
            }
            Self::ExpectOrphaned(expected) => self.orphaned(world, expected),
            Self::ExpectToRedo(expected) => compare_redo::to_redo(self, world, marks, expected),
            Self::ExpectIds { of, since, are } => self.ids(world, marks, of, since.as_ref(), *are),
            Self::ExpectGroups { of, are } => {
                let actual = match world.resolve_principal(of)? {
                    Subject::Principal(id) => effective(world, world.groups_of(id)),
                    Subject::NoIdentity(_) => Vec::new(),
                };
                self.principals(world, are, actual, "are its groups")
            }
            Self::ExpectMembers { of, are } => {
                let is_group = |it: &&Principal| it.principal_type == PrincipalType::Group;
                let group = match world.resolve_principal(of)? {
                    Subject::Principal(id) => world.principal(id).filter(is_group),
                    Subject::NoIdentity(_) => None,
                };
                let Some(group) = group else {
                    return self.other_kind(of, "a group");
                };
                let actual = effective(world, world.members_of(group.id));
                self.principals(world, are, actual, "are its members")
            }
            Self::ExpectSecurityAttributes { of, are } => self.attributes(world, of, are),
            Self::ExpectToken(request, expected) => compare_call::token(world, request, expected),
            Self::ExpectExchange(request, expected) => {
                compare_call::exchange(world, request, expected)
            }
            Self::ExpectCredential(question, expected) => {
                compare_call::credential(world, question, expected)
            }
            Self::ExpectCall(call, expected) => {
                let call = call.request(&marks.held)?;
                compare_call::call(world, &call, expected)
            }
            Self::ExpectStoredCredentials(expected) => self.stored(world, expected),
            Self::ExpectNoStoredCredentials => self.stored(world, &[]),
            // What is expected of a time is compared at each of its moments.
            Self::Eventually { expect, .. } | Self::Always { expect, .. } => {
                expect.compare(world, marks)
            }
            Self::ExpectLaw(name) => {
                let (law, broken) = marks.law(name)?;
                Ok(broken.map(|it| {
                    let message = format!("expected {}, got {}", it.expected, it.happened);
                    self.mismatch(message, law.says().to_owned())
                }))
            }
        }
    }

    fn stored(&self, world: &World, expected: &[Name]) -> Compared {
        let called = |names: Vec<Name>| {
            let named = names
                .into_iter()
                .map(|name| (name.clone(), name.to_string()));
            named.collect::<Called<Name>>()
        };
        let actual = world.credentials_to_keep();
        let actual = actual.into_iter().map(Name::from).collect();
        self.closed(
            &called(expected.to_vec()),
            &called(actual),
            "have to be kept",
        )
    }

    /// What is asked has no answer for a thing of this kind, and must not hold because there is none.
    fn other_kind(&self, of: &Reference, expected: &str) -> Compared {
        Ok(Some(self.mismatch(
            format!("`{of}` is not {expected}"),
            String::new(),
        )))
    }

    /// Whether somebody can is not settled yet (F6.5.9).
    fn unsettled(world: &World, who: PrincipalId, until: Timestamp) -> Mismatch {
        let who = world.describe_principal(who);
        let message = format!("whether {who} can is not settled before {until}");
        let label = "a role assignment was changed lately".to_owned();
        Mismatch::unsettled(message, label, Vec::new())
    }

    fn mismatch(&self, message: String, label: String) -> Mismatch {
        Mismatch {
            code: self.name(),
            message,
            label,
            notes: Vec::new(),
        }
    }

    /// Compares a list that is to be complete: by what things are, not by what they are called.
    pub(super) fn closed<K: Ord>(
        &self,
        expected: &Called<K>,
        actual: &Called<K>,
        what: &str,
    ) -> Compared {
        let missing = without(expected, actual);
        let surplus = without(actual, expected);
        let mut parts = Vec::new();
        if !missing.is_empty() {
            parts.push(format!("missing {}", quoted(missing)));
        }
        if !surplus.is_empty() {
            parts.push(format!("not expected {}", quoted(surplus)));
        }
        if parts.is_empty() {
            return Ok(None);
        }
        let message = format!("expected {}, got {}", listed(expected), listed(actual));
        let label = format!("exactly these {what}: {}", parts.join("; "));
        Ok(Some(self.mismatch(message, label)))
    }

    fn principals(
        &self,
        world: &World,
        expected: &[Reference],
        actual: Vec<PrincipalId>,
        what: &str,
    ) -> Compared {
        let mut wanted = Called::new();
        for reference in expected {
            let (who, name) = match world.resolve_principal(reference)? {
                Subject::Principal(id) => (Who::Principal(id), world.describe_principal(id)),
                Subject::NoIdentity(scope) => {
                    let name = format!("{} (no identity)", world.name_of(&scope));
                    (Who::NoIdentity(scope), name)
                }
            };
            wanted.insert(who, name);
        }
        let actual = actual
            .into_iter()
            .map(|id| (Who::Principal(id), world.describe_principal(id)))
            .collect();
        self.closed(&wanted, &actual, what)
    }

    fn attributes(&self, world: &World, of: &Reference, are: &Entries<AttributeValue>) -> Compared {
        let id = match world.resolve_principal(of)? {
            Subject::Principal(id) => Some(id),
            Subject::NoIdentity(_) => None,
        };
        let principal = id.and_then(|id| world.principal(id));
        if principal.is_some_and(|it| it.principal_type == PrincipalType::Group) {
            return self.other_kind(of, "a user, an application or a managed identity");
        }
        let actual = id
            .into_iter()
            .flat_map(|id| world.security_attributes_of(id));
        let (expected, actual) = (attributes(are.iter()), attributes(actual));
        self.closed(&expected, &actual, "are its security attributes")
    }

    fn identity(
        &self,
        world: &World,
        host: &Reference,
        expected: &IdentityExpectation,
    ) -> Compared {
        let scope = world.resolve_scope(host)?;
        let Some(node) = world.node(&scope) else {
            let message = format!("`{host}` does not exist any more");
            return Ok(Some(self.mismatch(
                message,
                "nothing can be said of its identities".to_owned(),
            )));
        };
        if !matches!(node.kind, NodeKind::Resource { .. }) {
            return self.other_kind(host, "a resource that has or lists identities");
        }
        let has = node.own_principal().is_some();
        if let Some(expected) = expected.system_assigned.filter(|expected| *expected != has) {
            let has = |it| {
                if it {
                    "a system-assigned identity"
                } else {
                    "no system-assigned identity"
                }
            };
            let message = format!("expected {}, got {}", has(expected), has(!expected));
            return Ok(Some(self.mismatch(message, String::new())));
        }
        for (expected, dangling, what) in [
            (&expected.user_assigned, false, "are attached and exist"),
            (&expected.dangling, true, "dangle"),
        ] {
            let Some(expected) = expected else { continue };
            let attached = world
                .attachments_of(&scope)
                .filter(|it| it.dangling == dangling);
            let actual = called(world, attached.map(|it| it.identity.clone()));
            if let Some(mismatch) = self.closed(&scopes(world, expected)?, &actual, what)? {
                return Ok(Some(mismatch));
            }
        }
        Ok(None)
    }

    fn orphaned(&self, world: &World, expected: &[Orphan]) -> Compared {
        let line = |role: Option<&RoleDefinition>, scope: &Scope, cause: OrphanCause| {
            let role = role.map_or("an unknown role", |it| it.role_name.as_str());
            format!("{role} at {} ({cause})", world.name_of(scope))
        };
        let mut wanted = Vec::new();
        for orphan in expected {
            let role = world.role(&orphan.role).map_err(QuestionError::from)?;
            let scope = world.resolve_scope(&orphan.scope)?;
            let line = line(Some(role), &scope, orphan.cause);
            wanted.push(((role.id, scope, orphan.cause.to_string()), line));
        }
        let of = |it: &RoleAssignment| {
            let cause = world.orphan_cause(it)?;
            let line = line(world.role_by_id(it.role), &it.scope, cause);
            Some(((it.role, it.scope.clone(), cause.to_string()), line))
        };
        let actual = world.role_assignments().filter_map(of);
        self.closed(&numbered(wanted), &numbered(actual), "are orphaned")
    }

    fn ids(
        &self,
        world: &World,
        marks: &Marks,
        of: &Reference,
        since: Option<&Name>,
        are: Ids,
    ) -> Compared {
        let then = marks
            .get(since)
            .ok_or_else(|| Unanswerable::NoSuchMark(since.cloned().unwrap_or("".into())))?;
        let of_then = match then.resolve_principal(of) {
            Ok(subject) => subject,
            Err(_) => {
                let message = format!("`{of}` was not there at that time");
                return Ok(Some(
                    self.mismatch(message, "there are no ids to compare with".to_owned()),
                ));
            }
        };
        let ids = |world: &World, subject: &Subject| match subject {
            Subject::Principal(id) => world.principal(*id).map(|it| (it.id, it.client_id)),
            Subject::NoIdentity(_) => None,
        };
        let (was, is) = (
            ids(then, &of_then),
            ids(world, &world.resolve_principal(of)?),
        );
        let (Some(was), Some(is)) = (was, is) else {
            let when = if was.is_none() {
                "had no identity then"
            } else {
                "has no identity now"
            };
            return Ok(Some(self.mismatch(
                format!("`{of}` {when}"),
                "there are no ids to compare".to_owned(),
            )));
        };
        let same = was == is;
        let all_new = was.0 != is.0 && (was.1 != is.1 || was.1.is_none());
        match are {
            Ids::Unchanged if !same => {
                let message = format!("expected the ids of `{of}` unchanged, got others");
                Ok(Some(self.mismatch(
                    message,
                    format!("object id was {}, is {}", was.0, is.0),
                )))
            }
            Ids::Changed if !all_new => {
                let message = format!("expected other ids of `{of}`, got the same");
                Ok(Some(
                    self.mismatch(message, format!("object id is still {}", is.0)),
                ))
            }
            _ => Ok(None),
        }
    }
}

/// The memberships that count now; without a clock all do, always.
fn effective(
    world: &World,
    memberships: impl Iterator<Item = (PrincipalId, Period)>,
) -> Vec<PrincipalId> {
    memberships
        .filter(|(_, period)| world.counts(period))
        .map(|(id, _)| id)
        .collect()
}

/// Things, and what each is called.
pub(super) type Called<K> = BTreeMap<K, String>;

/// A principal, or what has none.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Principal(PrincipalId),
    NoIdentity(Scope),
}

fn scopes(world: &World, references: &[Reference]) -> Result<Called<Scope>, Unanswerable> {
    let scopes: Result<Vec<Scope>, _> = references
        .iter()
        .map(|reference| world.resolve_scope(reference))
        .collect();
    Ok(called(world, scopes?))
}

fn called(world: &World, scopes: impl IntoIterator<Item = Scope>) -> Called<Scope> {
    scopes
        .into_iter()
        .map(|scope| {
            let name = world.name_of(&scope);
            (scope, name)
        })
        .collect()
}

/// Attributes by name and by what tells their values apart: several values have no order.
fn attributes<'a>(
    all: impl Iterator<Item = (&'a Name, &'a AttributeValue)>,
) -> Called<(Name, String)> {
    all.map(|(name, value)| {
        let mut value = value.clone();
        match &mut value {
            AttributeValue::Texts(all) => all.sort(),
            AttributeValue::Integers(all) => all.sort(),
            _ => {}
        }
        let called = format!("{name} = {value}");
        ((name.clone(), format!("{value:?}")), called)
    })
    .collect()
}

/// Equal things told apart by a number, so that a map counts them.
pub(super) fn numbered<K: Ord + Clone>(
    things: impl IntoIterator<Item = (K, String)>,
) -> Called<(K, usize)> {
    let mut counts: BTreeMap<K, usize> = BTreeMap::new();
    let mut out = Called::new();
    for (thing, name) in things {
        let count = counts.entry(thing.clone()).or_default();
        *count += 1;
        let name = match *count {
            1 => name,
            count => format!("{name} #{count}"),
        };
        out.insert((thing, *count), name);
    }
    out
}

/// What the things of one list that the other one lacks are called.
fn without<'c, K: Ord>(these: &'c Called<K>, those: &Called<K>) -> Vec<&'c str> {
    let lacking = these.iter().filter(|(thing, _)| !those.contains_key(thing));
    lacking.map(|(_, name)| name.as_str()).collect()
}

/// Names in their order, whatever order the things have.
fn quoted(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn listed<K>(things: &Called<K>) -> String {
    match things.is_empty() {
        true => "nothing".to_owned(),
        false => quoted(things.values().map(String::as_str).collect()),
    }
}
