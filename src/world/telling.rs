//! Consequences in words: one arm for each kind. A new kind gets its words here and its name in [`Consequence::name`].

use super::telling_words::{changes, directory_object, hosts, ids, trusted, until};
use super::{Change, Consequence, Node, NodeKind, OrphanCause, SignedIn, World};
use crate::model::{AccessPolicy, Principal, PrincipalId, PrincipalOrigin, Reference};
use crate::value::{Scope, ScopeLevel};

/// One thing that an event brought about, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The kind of consequence: [`Consequence::name`].
    pub kind: &'static str,
    /// What happened: one line, without a full stop.
    pub text: String,
}

impl World {
    /// What a change brought about, in words: what was deleted, then all else in order. This world is the one after the change.
    ///
    /// Book-keeping is not told: that an alias is bound, that requests are counted, or that Azure keeps a principal for a managed
    /// identity.
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let change = world.apply(Event::assign_role("alice", "Reader", "resource-group"))?;
    /// assert_eq!(world.tell(&change)[0].text, "alice has Reader at resource-group now");
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn tell(&self, change: &Change) -> Vec<Happening> {
        let told = |it: &Consequence| {
            let kind = it.name();
            let happening = move |text| Happening { kind, text };
            self.line(change, it).map(happening)
        };
        let is_deletion = |it: &&Consequence| {
            matches!(
                it,
                Consequence::ScopeDeleted { .. } | Consequence::PrincipalDeleted(_)
            )
        };
        let all = || change.consequences.iter();
        // A deletion ends with the thing itself, from the inside out; its story begins with it.
        let deletions = all().rev().filter(is_deletion);
        let others = all().filter(|it| !is_deletion(it));
        deletions.chain(others).flat_map(told).collect()
    }

    /// One line; none for book-keeping.
    fn line(&self, change: &Change, consequence: &Consequence) -> Option<String> {
        let line = match consequence {
            Consequence::BecameDue { at, what } => format!("at {at}: {}", what.in_words(self)),
            Consequence::AliasBound { .. } | Consequence::RequestsCounted { .. } => return None,
            Consequence::ClockMoved { to, .. } => format!("it is {to}"),
            Consequence::ScopeCreated { scope, node, again } => self.created(scope, node, *again),
            Consequence::ScopeDeleted { scope, node } => {
                format!("{} is deleted", self.kind_and_name(scope, node))
            }
            Consequence::VaultSoftDeleted { kept, .. } => {
                let (name, until) = (self.name_of(&kept.vault), self.vault_purge(kept));
                format!("{name} can be recovered until {until}, and keeps its name (F1.9.2)")
            }
            Consequence::VaultRecovered(kept) => {
                let name = self.name_of(&kept.vault);
                format!("{name} is recovered, without the roles that were on it (F1.9.2)")
            }
            Consequence::VaultPurged(kept) => {
                format!("{} is purged: its name is free", self.name_of(&kept.vault))
            }
            Consequence::ScopeMoved { to, .. } => {
                let name = self.name_of(to);
                match to.parent().filter(|_| to.level() == ScopeLevel::Resource) {
                    Some(group) => {
                        let group = self.name_of(&group);
                        format!("{name} moves to {group}: its id is {to} now")
                    }
                    None => format!("{name} moves along: its id is {to} now"),
                }
            }
            Consequence::ReferenceOutdated { host } => {
                let host = self.name_of(host);
                format!("{host} would not start: its identity is looked for where it was (F1.13)")
            }
            Consequence::ReferenceRenewed { host } => {
                let host = self.name_of(host);
                format!("the identity of {host} is looked for where it is now (F1.13)")
            }
            Consequence::ResourceStopped { host } => {
                format!("{} stops: no code runs on it", self.name_of(host))
            }
            Consequence::ResourceStarted { host } => format!("{} starts", self.name_of(host)),
            Consequence::IdentityUpdated { identity, to, .. } => {
                format!(
                    "{} can be attached to {}",
                    self.name_of(identity),
                    hosts(to)
                )
            }
            Consequence::ParentChanged { scope, from, to } => {
                let [name, from, to] = [scope, from, to].map(|it| self.name_of(it));
                let what = scope.level();
                format!("{what} {name} moves from {from} to {to}")
            }
            Consequence::DirectoryChanged {
                subscription,
                from,
                to,
            } => {
                let name = self.name_of(subscription);
                format!("subscription {name} goes from the directory {from} to the directory {to}")
            }
            Consequence::RestorableNoMore { principal, .. } => {
                format!("{} can be restored no more", self.called(*principal))
            }
            Consequence::ManagementGroupStays { scope, .. } => {
                let name = self.name_of(scope);
                format!("management group {name} stays in the directory that the subscription left")
            }
            Consequence::PrincipalStays(it) => self.stays(it),
            Consequence::PrincipalCreated(it) if it.origin != PrincipalOrigin::Directory => {
                return None;
            }
            Consequence::PrincipalCreated(it) => {
                let (what, ids) = (directory_object(it), ids(it));
                format!("{what} is made: {ids}")
            }
            Consequence::PrincipalDeleted(it) if it.origin != PrincipalOrigin::Directory => {
                return None;
            }
            Consequence::PrincipalDeleted(it) => format!("{} is deleted", directory_object(it)),
            Consequence::PrincipalSoftDeleted { principal, kept } => {
                let (who, until) = (self.called(*principal), self.principal_purge(kept));
                format!("{who} can be restored until {until} (F1.9.1)")
            }
            Consequence::PrincipalRestored { principal, .. } => {
                let (what, ids) = (directory_object(principal), ids(principal));
                format!("{what} is restored: {ids}")
            }
            Consequence::MembershipKept { of, membership } => {
                let [of, member, group] =
                    [*of, membership.member, membership.group].map(|it| self.called(it));
                format!("{member} is in group {group} again when {of} is restored")
            }
            Consequence::GlobalAdministratorChanged { user, to } => {
                let (user, no_more) = (self.called(*user), if *to { "now" } else { "no more" });
                format!("{user} is a Global Administrator {no_more}")
            }
            Consequence::SystemAssignedEnabled { host, principal } => {
                self.system_assigned_enabled(host, *principal)
            }
            Consequence::SystemAssignedDisabled { host, principal } => {
                let host = self.name_of(host);
                format!(
                    "{host} loses its system-assigned identity, object id {principal}, for ever (F1.6)"
                )
            }
            Consequence::IdentityAttached { host, identity, .. } => {
                format!(
                    "{} is attached to {}",
                    self.name_of(identity),
                    self.name_of(host)
                )
            }
            Consequence::IdentityDetached {
                host,
                identity,
                principal,
            } => {
                let (host, identity) = (self.name_of(host), self.name_of(identity));
                match self.is_gone(*principal) {
                    true if self.is_broken(*principal) => {
                        format!("{identity}, which is broken, is detached from {host}")
                    }
                    true => format!("{host} lists {identity}, which was deleted, no more"),
                    false => format!("{identity} is detached from {host}"),
                }
            }
            Consequence::FederatedCredentialChanged {
                identity,
                name,
                from,
                to,
                ..
            } => {
                let identity = self.name_of(identity);
                match (from, to) {
                    (_, None) => format!("{identity} has the federated credential {name} no more"),
                    (None, Some(it)) => format!(
                        "{identity} has the federated credential {name} now: {}",
                        trusted(it)
                    ),
                    (Some(_), Some(it)) => format!(
                        "the federated credential {name} of {identity} is another one now: {}",
                        trusted(it)
                    ),
                }
            }
            Consequence::ReferenceDangling { host, identity, .. } => {
                let (host, identity) = (self.name_of(host), self.name_of(identity));
                format!("{identity} dangles on {host}, which goes on listing it (F2.9)")
            }
            Consequence::MemberAdded {
                group,
                member,
                effective,
            } => {
                let (member, group) = (self.called(*member), self.called(*group));
                format!("{member} joins group {group}{}", effective.in_words())
            }
            Consequence::MemberRemoved { group, member, .. } => {
                let (member, group) = (self.called(*member), self.called(*group));
                format!("{member} is no more in group {group}")
            }
            Consequence::SecretAdded {
                principal,
                name,
                effective,
            } => {
                let of = self.called(*principal);
                format!(
                    "{of} has the client secret {name}{} now",
                    effective.in_words()
                )
            }
            Consequence::SecretRemoved {
                principal, name, ..
            } => {
                let of = self.called(*principal);
                format!("{of} has the client secret {name} no more")
            }
            Consequence::SecurityAttributeChanged {
                principal,
                name,
                from,
                to,
            } => {
                let of = self.called(*principal);
                match (from, to) {
                    (_, None) => format!("{of} has the security attribute {name} no more"),
                    (None, Some(to)) => {
                        format!("{of} has the security attribute {name} now: {to}")
                    }
                    (Some(from), Some(to)) => {
                        format!("the security attribute {name} of {of} is {to} now, not {from}")
                    }
                }
            }
            Consequence::MachineCreated { name, .. } => {
                format!("machine {name} is set up, outside Azure")
            }
            Consequence::MachineDeleted { name, .. } => format!("machine {name} is scrapped"),
            Consequence::VariableChanged { at, name, to, .. } => {
                let at = self.name_of_place(at);
                match to {
                    Some(value) => {
                        let of = self.of_client_id(value);
                        format!("code on {at} sees the variable {name}=\"{value}\" now{of}")
                    }
                    None => format!("code on {at} sees the variable {name} no more"),
                }
            }
            Consequence::SignInChanged { at, tool, from, to } => {
                let at = self.name_of_place(at);
                match (from, to) {
                    (_, Some(SignedIn::As(who))) => {
                        format!("{} is signed in to {tool} on {at} now", self.called(*who))
                    }
                    (Some(SignedIn::As(who)), _) => {
                        format!("{} is signed out of {tool} on {at}", self.called(*who))
                    }
                    (_, Some(SignedIn::Nobody)) => {
                        format!("{tool} is installed on {at}, and nobody is signed in")
                    }
                    (_, None) => format!("{tool} is not installed on {at} any more"),
                }
            }
            Consequence::CredentialStored { at, name, kind } => {
                format!("a {kind}, {name}, lies on {} now", self.name_of_place(at))
            }
            Consequence::CredentialRemoved { at, name, kind } => {
                let at = self.name_of_place(at);
                format!("the {kind} {name} lies on {at} no more")
            }
            Consequence::AccessPoliciesChanged { vault, to } => {
                let vault = self.name_of(vault);
                match to {
                    true => format!(
                        "access policies decide who uses the data of {vault} now, not roles"
                    ),
                    false => format!("roles decide who uses the data of {vault} now"),
                }
            }
            Consequence::VaultTenantChanged { vault, to, .. } => {
                let vault = self.name_of(vault);
                match to {
                    Some(to) => {
                        format!("{vault} goes on trusting the directory {to}, and no other (F1.15)")
                    }
                    None => format!("{vault} trusts the directory of its subscription now"),
                }
            }
            Consequence::PolicyChanged {
                vault,
                principal,
                to,
                ..
            } => {
                let (who, vault) = (self.called(*principal), self.name_of(vault));
                match to {
                    Some(to) => {
                        let policy = AccessPolicy::new(Reference::from(who.as_str()), to);
                        format!("the access policy of {who} on {vault} is now: {policy}")
                    }
                    None => format!("{who} has no access policy on {vault} any more"),
                }
            }
            Consequence::DatabaseUserCreated {
                database,
                principal,
            } => {
                let (who, database) = (self.called(*principal), self.name_of(database));
                format!("{who} has a user in database {database} now")
            }
            Consequence::DatabaseUserDropped {
                database,
                principal,
            } => {
                let (who, database) = (self.called(*principal), self.name_of(database));
                format!("{who} has no user in database {database} any more")
            }
            Consequence::TokenIssued { token, .. } => {
                format!("{}{} is issued", self.token_of(token), until(token))
            }
            Consequence::TokenServedAgain(token) => {
                let what = self.token_of(token);
                format!("{what}{} is handed out again (F3.5.1)", until(token))
            }
            Consequence::TokensRevoked { principal, to, .. } => {
                let until = to.map_or_else(String::new, |it| format!(" up to {it}"));
                let who = self.called(*principal);
                format!("the tokens that were issued for {who}{until} are revoked")
            }
            Consequence::RoleDefinitionCreated(it) => {
                format!("custom role {} is defined", it.role_name)
            }
            Consequence::RoleDefinitionUpdated { from, to } => {
                let (name, what) = (&to.role_name, changes(from, to));
                format!("custom role {name} is changed: {what}")
            }
            Consequence::RoleDefinitionDeleted(it) => {
                format!("custom role {} is deleted", it.role_name)
            }
            Consequence::AssignmentCreated(it) => {
                let (who, what) = (self.called(it.principal), self.describe_assignment(it));
                let when = it.effective.in_words();
                let under = match it.condition {
                    Some(_) => " under a condition",
                    None => "",
                };
                let seen = self.seen_in_words(None, Some(it));
                format!("{who} has {what}{when}{under} now{seen}")
            }
            Consequence::AssignmentUpdated { from, to } => {
                let (who, what) = (self.called(to.principal), self.describe_assignment(to));
                let new = match &to.condition {
                    condition if *condition == from.condition => "another description",
                    Some(_) if from.condition.is_some() => "another condition",
                    Some(_) => "a condition",
                    None => "no condition",
                };
                let seen = self.seen_in_words(Some(from), Some(to));
                format!("what {who} has, {what}, has {new} now{seen}")
            }
            Consequence::AssignmentRemoved(it) => {
                let (who, role) = (self.called(it.principal), self.role_in(change, it.role));
                let seen = self.seen_in_words(Some(it), None);
                format!(
                    "{who} has {role} at {} no more{seen}",
                    self.name_of(&it.scope)
                )
            }
            Consequence::EligibilityCreated(it) => {
                let (who, what) = (self.called(it.principal), self.describe_eligibility(it));
                format!(
                    "{who} is eligible for {what}{} now",
                    it.effective.in_words()
                )
            }
            Consequence::EligibilityRemoved(it) => {
                let (who, role) = (self.called(it.principal), self.role_in(change, it.role));
                let at = self.name_of(&it.scope);
                format!("{who} is eligible for {role} at {at} no more")
            }
            Consequence::AssignmentServesAgain { assignment, cause } => {
                let what = self.assignment_of(assignment);
                let why = match cause {
                    OrphanCause::PrincipalDeleted => "its principal was restored (F1.9.1)",
                    OrphanCause::ScopeMoved => "something is at its scope now (F1.14)",
                };
                format!("{what} serves again: {why}")
            }
            Consequence::AssignmentOrphaned { assignment, cause } => {
                let what = self.describe_assignment(assignment);
                let why = match cause {
                    OrphanCause::PrincipalDeleted => "its principal was deleted (F1.7)",
                    OrphanCause::ScopeMoved => "it stays where the resource was (F1.14)",
                };
                format!("the assignment of {what} is orphaned: {why}")
            }
            Consequence::DenyAssignmentLeftBehind(it) => {
                format!("{} stays where the resource was", self.denial(it))
            }
            Consequence::EligibilityLeftBehind(it) => {
                let (who, what) = (self.called(it.principal), self.describe_eligibility(it));
                format!("{who} stays eligible for {what}, where the resource was")
            }
            Consequence::DenyAssignmentCreated(it) => {
                format!("{} denies {} now", self.denial(it), self.denied(it))
            }
            Consequence::DenyAssignmentRemoved(it) => {
                format!("{} denies nothing any more", self.denial(it))
            }
            Consequence::LockCreated(it) => {
                let (name, level) = (&it.name, it.level);
                format!(
                    "the lock {name} ({level}) is on {} now",
                    self.name_of(&it.scope)
                )
            }
            Consequence::LockRemoved(it) => {
                let (name, level) = (&it.name, it.level);
                format!(
                    "the lock {name} ({level}) is on {} no more",
                    self.name_of(&it.scope)
                )
            }
        };
        Some(line)
    }

    /// A principal that its subscription left behind; of a managed identity that also its resource is told.
    fn stays(&self, it: &Principal) -> String {
        let stays = "stays in the directory that the subscription left";
        match &it.origin {
            PrincipalOrigin::Directory => format!("{} {stays}", directory_object(it)),
            PrincipalOrigin::SystemAssigned(of) => {
                let of = self.name_of(of);
                format!(
                    "the system-assigned identity of {of} is broken: its principal {stays} (F1.15)"
                )
            }
            PrincipalOrigin::UserAssigned(of) => {
                let of = self.name_of(of);
                format!("user-assigned identity {of} is broken: its principal {stays} (F1.15)")
            }
        }
    }

    fn created(&self, scope: &Scope, node: &Node, again: bool) -> String {
        let name = self.kind_and_name(scope, node);
        let again = if again { " again" } else { "" };
        match &node.kind {
            NodeKind::Resource { resource_type, .. } => {
                format!("{name} ({resource_type}) is made{again}")
            }
            NodeKind::Identity { principal, .. } => {
                let ids = self.principal(*principal).map_or_else(String::new, ids);
                let dangles = self
                    .hosts_of(scope)
                    .any(|host| self.attachments_of(host).any(|it| it.identity == scope));
                let old = match dangles {
                    true => "; what lists the old one goes on listing that one (F2.11)",
                    false => "",
                };
                format!("{name} is made{again}: {ids}{old}")
            }
            _ => format!("{name} is made{again}"),
        }
    }

    fn system_assigned_enabled(&self, host: &Scope, principal: PrincipalId) -> String {
        let ids = self.principal(principal).map_or_else(String::new, ids);
        let of_host = PrincipalOrigin::SystemAssigned(host.clone());
        let had_one = self
            .principals()
            .any(|it| it.deleted && it.origin == of_host);
        let host = self.name_of(host);
        match had_one {
            true => {
                format!("{host} gets a system-assigned identity, another one than before: {ids}")
            }
            false => format!("{host} gets a system-assigned identity: {ids}"),
        }
    }
}
