//! The fixtures of a scenario: tenants of several files put together, each fixture with its place.

use std::ops::Range;

use super::file::Page;
use super::text::{Down, find, mentions, tokens};
use super::{FileError, Problem, Status};
use crate::model::{Entries, Tenant};
use crate::world::{Refusal, TenantError};

/// The tenants of several files as one.
#[derive(Debug, Default)]
pub(super) struct Fixtures {
    merged: Tenant,
    pages: Vec<Part>,
}

/// One file's part.
#[derive(Debug)]
struct Part {
    page: Page,
    before: Listed,
}

/// How many fixtures without a name, which are known by their number, stand before a part.
#[derive(Debug)]
struct Listed {
    role_assignments: usize,
    role_eligibilities: usize,
    deny_assignments: usize,
    locks: usize,
    deleted_principals: usize,
    deleted_vaults: usize,
    dangling_references: usize,
    issued_tokens: usize,
    revoked_tokens: usize,
    counted_requests: usize,
}

impl Fixtures {
    pub(super) fn tenant(&self) -> &Tenant {
        &self.merged
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.pages.iter().any(|part| part.page.path == path)
    }

    /// Adds a file's tenant. A name that another file has already is a mistake.
    pub(super) fn add(&mut self, page: &Page, tenant: Tenant) -> Result<(), Box<Problem>> {
        let to = &mut self.merged;
        self.pages.push(Part {
            page: page.clone(),
            before: Listed::of(to),
        });
        to.tenant_id = tenant.tenant_id.or(to.tenant_id);
        to.clock = tenant.clock.or(to.clock);
        let own = tenant.options;
        to.options.token_lifetime = own.token_lifetime.or(to.options.token_lifetime);
        to.options.delays = own.delays.or(to.options.delays);
        to.options.rates = own.rates.or(to.options.rates);
        merge(
            "management_groups",
            page,
            &mut to.management_groups,
            tenant.management_groups,
        )?;
        merge_some(
            "subscriptions",
            page,
            &mut to.subscriptions,
            tenant.subscriptions,
        )?;
        merge_some(
            "resource_groups",
            page,
            &mut to.resource_groups,
            tenant.resource_groups,
        )?;
        merge("identities", page, &mut to.identities, tenant.identities)?;
        merge("resources", page, &mut to.resources, tenant.resources)?;
        merge("machines", page, &mut to.machines, tenant.machines)?;
        merge("users", page, &mut to.users, tenant.users)?;
        merge("groups", page, &mut to.groups, tenant.groups)?;
        merge(
            "service_principals",
            page,
            &mut to.service_principals,
            tenant.service_principals,
        )?;
        merge(
            "role_definitions",
            page,
            &mut to.role_definitions,
            tenant.role_definitions,
        )?;
        to.role_assignments.extend(tenant.role_assignments);
        to.role_eligibilities.extend(tenant.role_eligibilities);
        to.deny_assignments.extend(tenant.deny_assignments);
        to.locks.extend(tenant.locks);
        let (to, from) = (&mut to.history, tenant.history);
        merge("aliases", page, &mut to.aliases, from.aliases)?;
        merge("generations", page, &mut to.generations, from.generations)?;
        to.deleted_principals.extend(from.deleted_principals);
        to.deleted_vaults.extend(from.deleted_vaults);
        to.dangling_references.extend(from.dangling_references);
        to.issued_tokens.extend(from.issued_tokens);
        to.changed_assignments.extend(from.changed_assignments);
        to.new_principals.extend(from.new_principals);
        to.revoked_tokens.extend(from.revoked_tokens);
        to.counted_requests.extend(from.counted_requests);
        Ok(())
    }

    /// What is wrong with a fixture, at its place: at the name that is wrong if there is one.
    pub(super) fn problem(&self, error: &TenantError) -> Problem {
        let section = error.part.section;
        let entry = self
            .pages
            .iter()
            .rev()
            .find_map(|part| Some((&part.page, part.find(section, &error.part.key)?)));
        let tenant = || {
            self.pages
                .iter()
                .rev()
                .find_map(|it| Some((&it.page, find(&it.page.text, &[Down::Key("tenant")])?)))
        };
        match entry.or_else(tenant) {
            Some((page, span)) => {
                refused(page, Status::Malformed, span.clone(), span, &error.refusal)
            }
            None => {
                let code = error.refusal.code().as_str();
                let (path, text) = (String::new(), "".into());
                let message = error.to_string();
                let (label, notes) = (String::new(), Vec::new());
                Problem {
                    status: Status::Malformed,
                    code,
                    message,
                    path,
                    text,
                    span: 0..0,
                    label,
                    notes,
                }
            }
        }
    }
}

impl Listed {
    fn of(tenant: &Tenant) -> Self {
        Self {
            role_assignments: tenant.role_assignments.len(),
            role_eligibilities: tenant.role_eligibilities.len(),
            deny_assignments: tenant.deny_assignments.len(),
            locks: tenant.locks.len(),
            deleted_principals: tenant.history.deleted_principals.len(),
            deleted_vaults: tenant.history.deleted_vaults.len(),
            dangling_references: tenant.history.dangling_references.len(),
            issued_tokens: tenant.history.issued_tokens.len(),
            revoked_tokens: tenant.history.revoked_tokens.len(),
            counted_requests: tenant.history.counted_requests.len(),
        }
    }

    /// How many of a section; `None` if its fixtures have names.
    fn section(&self, section: &str) -> Option<usize> {
        match section {
            "role_assignments" => Some(self.role_assignments),
            "role_eligibilities" => Some(self.role_eligibilities),
            "deny_assignments" => Some(self.deny_assignments),
            "locks" => Some(self.locks),
            "deleted_principals" => Some(self.deleted_principals),
            "deleted_vaults" => Some(self.deleted_vaults),
            "dangling_references" => Some(self.dangling_references),
            "issued_tokens" => Some(self.issued_tokens),
            "revoked_tokens" => Some(self.revoked_tokens),
            "counted_requests" => Some(self.counted_requests),
            _ => None,
        }
    }
}

impl Part {
    /// Where a fixture stands in this part, if it is in this part.
    fn find(&self, section: &'static str, key: &str) -> Option<Range<usize>> {
        const OF_HISTORY: &[&str] = &[
            "aliases",
            "generations",
            "deleted_principals",
            "deleted_vaults",
            "dangling_references",
            "issued_tokens",
            "revoked_tokens",
            "outdated_references",
            "changed_assignments",
            "new_principals",
            "counted_requests",
        ];
        let mut within = vec![Down::Key("tenant")];
        if OF_HISTORY.contains(&section) {
            within.push(Down::Key("history"));
        }
        within.push(Down::Key(section));
        let at = |last| find(&self.page.text, &[within.as_slice(), &[last]].concat());
        match self.before.section(section) {
            Some(before) => {
                let number = key.parse::<usize>().ok()?;
                at(Down::Element(number.checked_sub(before)?))
            }
            None => Some(at(Down::Name(key))?.start..at(Down::Key(key))?.end),
        }
    }
}

/// A refusal at a place: at the name within `span` that it is about, or at `head`.
pub(super) fn refused(
    page: &Page,
    status: Status,
    span: Range<usize>,
    head: Range<usize>,
    refusal: &Refusal,
) -> Problem {
    let place = refusal
        .subject()
        .and_then(|name| mention(page, &span, name))
        .unwrap_or(head);
    let mut problem = page.coded(status, refusal.code().as_str(), place, refusal.to_string());
    if let Some(help) = refusal.help() {
        problem.help(help);
    }
    problem
}

/// Where a name is mentioned within a span.
pub(super) fn mention(page: &Page, span: &Range<usize>, name: &str) -> Option<Range<usize>> {
    let text = page.text.get(span.clone())?;
    let found = mentions(&tokens(text), name).next()?;
    Some(span.start + found.start..span.start + found.end)
}

fn merge<T>(
    section: &str,
    page: &Page,
    to: &mut Entries<T>,
    from: Entries<T>,
) -> Result<(), Box<Problem>> {
    for (name, thing) in from {
        if to.insert(name.clone(), thing).is_err() {
            let way = [
                Down::Key("tenant"),
                Down::Key(section),
                Down::Name(name.as_str()),
            ];
            let span = find(&page.text, &way).unwrap_or(0..0);
            let message = format!("`{name}` is written in an included file already");
            return Err(Box::new(page.problem(
                FileError::DuplicateFixture,
                span,
                message,
            )));
        }
    }
    Ok(())
}

fn merge_some<T>(
    section: &str,
    page: &Page,
    to: &mut Option<Entries<T>>,
    from: Option<Entries<T>>,
) -> Result<(), Box<Problem>> {
    match from {
        Some(from) => merge(section, page, to.get_or_insert_default(), from),
        None => Ok(()),
    }
}
