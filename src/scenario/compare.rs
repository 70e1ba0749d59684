//! What is expected, compared with what is.

use std::collections::BTreeSet;

use super::Note;
use super::expectation::{Expectation, IdentityExpectation, Ids, Orphan};
use super::marks::Marks;
use crate::access::{AccessDecision, AccessRequest, Explanation, QuestionError, Reason};
use crate::model::{PrincipalId, Reference, RoleAssignment};
use crate::value::{Name, Period, Phase};
use crate::world::{Subject, World};

/// What is otherwise than expected.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) notes: Vec<Note>,
}

/// Why an expectation cannot be compared at all.
#[derive(Debug)]
pub(super) enum Unanswerable {
    Question(QuestionError),
    NoSuchMark(Name),
}

impl<E: Into<QuestionError>> From<E> for Unanswerable {
    fn from(error: E) -> Self {
        Self::Question(error.into())
    }
}

type Compared = Result<Option<Mismatch>, Unanswerable>;

impl Expectation {
    /// Compares what is expected with what is.
    pub(super) fn compare(&self, world: &World, marks: &Marks) -> Compared {
        match self {
            Self::ExpectAccess {
                principal,
                action,
                on,
                is,
                because,
                role,
                through,
            } => {
                let (principal, action, on) = (principal.clone(), action.clone(), on.clone());
                let explanation = world.explain(&AccessRequest {
                    principal,
                    action,
                    on,
                })?;
                access(
                    world,
                    &explanation,
                    *is,
                    *because,
                    role.as_ref(),
                    through.as_ref(),
                )
            }
            Self::ExpectWhoCan { action, on, are } => {
                let actual = world.who_can(action, on)?;
                self.principals(world, are, actual, "can")
            }
            Self::ExpectExists(names) => existence(world, names, true, self.name()),
            Self::ExpectGone(names) => existence(world, names, false, self.name()),
            Self::ExpectIdentity(host, expected) => self.identity(world, host, expected),
            Self::ExpectHosts { of, are } => {
                let identity = world.resolve_scope(of)?;
                let actual = world
                    .hosts_of(&identity)
                    .map(|host| world.name_of(host))
                    .collect();
                self.closed(scope_names(world, are)?, actual, "list it")
            }
            Self::ExpectOrphaned(expected) => self.orphaned(world, expected),
            Self::ExpectIds { of, since, are } => self.ids(world, marks, of, since.as_ref(), *are),
            Self::ExpectGroups { of, are } => {
                let actual = match world.resolve_principal(of)? {
                    Subject::Principal(id) => effective(world, world.groups_of(id)),
                    Subject::NoIdentity(_) => Vec::new(),
                };
                self.principals(world, are, actual, "are its groups")
            }
            Self::ExpectMembers { of, are } => {
                let actual = match world.resolve_principal(of)? {
                    Subject::Principal(id) => effective(world, world.members_of(id)),
                    Subject::NoIdentity(_) => Vec::new(),
                };
                self.principals(world, are, actual, "are its members")
            }
        }
    }

    fn mismatch(&self, message: String, label: String) -> Mismatch {
        Mismatch {
            code: self.name(),
            message,
            label,
            notes: Vec::new(),
        }
    }

    /// Compares a list that is to be complete.
    fn closed(&self, expected: BTreeSet<String>, actual: BTreeSet<String>, what: &str) -> Compared {
        if expected == actual {
            return Ok(None);
        }
        let missing: Vec<&String> = expected.difference(&actual).collect();
        let surplus: Vec<&String> = actual.difference(&expected).collect();
        let mut parts = Vec::new();
        if !missing.is_empty() {
            parts.push(format!("missing {}", quoted(missing)));
        }
        if !surplus.is_empty() {
            parts.push(format!("not expected {}", quoted(surplus)));
        }
        let message = format!("expected {}, got {}", listed(&expected), listed(&actual));
        Ok(Some(self.mismatch(
            message,
            format!("exactly these {what}: {}", parts.join("; ")),
        )))
    }

    fn principals(
        &self,
        world: &World,
        expected: &[Reference],
        actual: Vec<PrincipalId>,
        what: &str,
    ) -> Compared {
        let mut names = BTreeSet::new();
        for reference in expected {
            names.insert(match world.resolve_principal(reference)? {
                Subject::Principal(id) => world.describe_principal(id),
                Subject::NoIdentity(scope) => format!("{} (no identity)", world.name_of(&scope)),
            });
        }
        let actual = actual
            .into_iter()
            .map(|id| world.describe_principal(id))
            .collect();
        self.closed(names, actual, what)
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
            let actual = attached.map(|it| world.name_of(it.identity)).collect();
            if let Some(mismatch) = self.closed(scope_names(world, expected)?, actual, what)? {
                return Ok(Some(mismatch));
            }
        }
        Ok(None)
    }

    fn orphaned(&self, world: &World, expected: &[Orphan]) -> Compared {
        let line = |role: &str, scope: &str, cause| format!("{role} at {scope} ({cause})");
        // Several alike are told apart by counting.
        let mut wanted = Vec::new();
        for orphan in expected {
            let role = world.role(&orphan.role).map_err(QuestionError::from)?;
            let scope = world.name_of(&world.resolve_scope(&orphan.scope)?);
            wanted.push(line(role.role_name.as_str(), &scope, orphan.cause));
        }
        let of = |it: &RoleAssignment| {
            let role = world
                .role_by_id(it.role)
                .map_or_else(|| it.role.to_string(), |it| it.role_name.to_string());
            Some(line(
                &role,
                &world.name_of(&it.scope),
                world.orphan_cause(it)?,
            ))
        };
        let actual: Vec<String> = world.role_assignments().filter_map(of).collect();
        self.closed(numbered(wanted), numbered(actual), "are orphaned")
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

fn access(
    world: &World,
    explanation: &Explanation<'_>,
    is: AccessDecision,
    because: Option<Reason>,
    role: Option<&Reference>,
    through: Option<&Reference>,
) -> Compared {
    let decision = explanation.decision;
    let responsible = decision.assignment.and_then(|id| world.role_assignment(id));
    let got_role = responsible.and_then(|it| world.role_by_id(it.role));
    let mut expected = vec![is.to_string()];
    let mut got = vec![decision.verdict().to_string()];
    if let Some(because) = because {
        expected.push(format!("because {because}"));
        got.push(format!("because {}", decision.reason));
    }
    if let Some(role) = role {
        expected.push(format!(
            "by role {}",
            world.role(role).map_err(QuestionError::from)?.role_name
        ));
        got.push(format!(
            "by role {}",
            got_role.map_or("none", |it| it.role_name.as_str())
        ));
    }
    if let Some(through) = through {
        let name = |subject| match subject {
            Subject::Principal(id) => world.describe_principal(id),
            Subject::NoIdentity(scope) => world.name_of(&scope),
        };
        expected.push(format!(
            "through {}",
            name(world.resolve_principal(through)?)
        ));
        let group = decision.through.map(|id| world.describe_principal(id));
        got.push(format!(
            "through {}",
            group.as_deref().unwrap_or("no group")
        ));
    }
    if expected == got {
        return Ok(None);
    }
    let mut notes = Vec::new();
    let mut note = |kind, text| notes.push(Note { kind, text });
    for miss in &explanation.near_misses {
        note("near miss", explanation.near_miss_line(miss));
    }
    for (candidate, stage) in &explanation.candidates {
        note("considered", explanation.candidate_line(candidate, *stage));
    }
    // What would turn the answer round is a cure only if another answer was expected.
    for command in explanation
        .remedy
        .iter()
        .filter(|_| is == AccessDecision::Allowed)
        .flat_map(|it| &it.az)
    {
        note("cure", command.clone());
    }
    Ok(Some(Mismatch {
        code: decision.reason.as_str(),
        message: format!("expected {}, got {}", expected.join(" "), got.join(" ")),
        label: explanation.because(),
        notes,
    }))
}

fn existence(world: &World, names: &[Reference], expected: bool, code: &'static str) -> Compared {
    for name in names {
        let exists = match world.resolve_scope(name) {
            Ok(scope) => world.node(&scope).is_some(),
            Err(_) => match world.resolve_principal(name)? {
                Subject::Principal(id) => world.principal(id).is_some_and(|it| !it.deleted),
                Subject::NoIdentity(_) => false,
            },
        };
        if exists != expected {
            let message = match exists {
                true => format!("expected `{name}` to be gone, and it exists"),
                false => format!("expected `{name}` to exist, and it does not"),
            };
            return Ok(Some(Mismatch {
                code,
                message,
                label: String::new(),
                notes: Vec::new(),
            }));
        }
    }
    Ok(None)
}

/// The memberships that count now; without a clock all do, always.
fn effective(
    world: &World,
    memberships: impl Iterator<Item = (PrincipalId, Period)>,
) -> Vec<PrincipalId> {
    let counts = |period: &Period| {
        world
            .clock()
            .is_none_or(|now| period.at(now) == Phase::Effective)
    };
    memberships
        .filter(|(_, period)| counts(period))
        .map(|(id, _)| id)
        .collect()
}

fn scope_names(world: &World, references: &[Reference]) -> Result<BTreeSet<String>, Unanswerable> {
    let mut names = BTreeSet::new();
    for reference in references {
        names.insert(world.name_of(&world.resolve_scope(reference)?));
    }
    Ok(names)
}

/// Equal lines told apart by a number, so that a set counts them.
fn numbered(mut lines: Vec<String>) -> BTreeSet<String> {
    lines.sort();
    let mut out = BTreeSet::new();
    for line in lines {
        let mut name = line.clone();
        let mut count = 1;
        while !out.insert(name) {
            count += 1;
            name = format!("{line} #{count}");
        }
    }
    out
}

fn quoted(names: Vec<&String>) -> String {
    names
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn listed(names: &BTreeSet<String>) -> String {
    match names.is_empty() {
        true => "nothing".to_owned(),
        false => quoted(names.iter().collect()),
    }
}
