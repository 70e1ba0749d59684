//! What turns a no into a yes with the least privilege.

use std::collections::BTreeSet;

use super::candidate::role_stage;
use super::{Explanation, NearMiss, Query, Reason, denial};
use crate::event::{Event, RoleActivation};
use crate::model::{AccessPolicy, Permission, Reference, RoleAssignment, RoleDefinition};
use crate::value::{ActionPattern, Duration, Name, Phase, Plane, Scope};
use crate::world::{NodeKind, World};

/// Events that turn a no into a yes, and the same as commands of the Azure CLI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What has to happen, in order.
    pub events: Vec<Event>,
    /// The same for Azure, one command a line; time cannot be commanded and stands as a comment.
    pub az: Vec<String>,
}

impl Remedy {
    fn push(&mut self, event: Event, az: String) {
        self.events.push(event);
        self.az.push(az);
    }

    /// The same with every lock taken off first that is in its way: locks hold for everybody (F6.7.1).
    fn unlocked(self, world: &World) -> Self {
        let mut unlocked = Self {
            events: Vec::new(),
            az: Vec::new(),
        };
        for lock in self.events.iter().flat_map(|it| world.unlocking(it)) {
            let Event::DeleteLock { name, scope } = &lock else {
                continue;
            };
            if unlocked.events.contains(&lock) {
                continue;
            }
            let id = format!("{scope}/providers/Microsoft.Authorization/locks/{name}");
            let az = format!("az lock delete --ids {}", word(&id));
            unlocked.push(lock, az);
        }
        unlocked.events.extend(self.events);
        unlocked.az.extend(self.az);
        unlocked
    }
}

impl Explanation<'_> {
    /// The least that turns this no into a yes: waiting if time alone does it; activating a role; else an identity if there is none and
    /// the least role that grants the action, at the very scope; before that, no lock that forbids it.
    ///
    /// Where a vault looks at access policies, one permission more for the principal alone: to switch the vault to roles puts
    /// everybody's policies out of force and everybody's roles in, and cures only what no permission permits.
    pub(super) fn find_remedy(
        &self,
        query: &Query,
        principal: &Reference,
        on: &Reference,
    ) -> Option<Remedy> {
        let remedy = match query.vault_tenant.is_some() {
            true => self.vault_remedy(query, principal, on)?,
            false => self.find_remedy_but_for_locks(query, principal, on)?,
        };
        Some(remedy.unlocked(self.world))
    }

    /// The vault comes to trust the directory of its subscription (F1.15), and then whatever else is missing.
    fn vault_remedy(&self, query: &Query, principal: &Reference, on: &Reference) -> Option<Remedy> {
        let vault = query.on.containing_resource()?;
        let (name, tenant) = (word(vault.name()), self.world.tenant_id());
        let az = format!("az keyvault update --name {name} --set properties.tenantId={tenant}");
        let mut remedy = Remedy {
            events: vec![Event::SetVaultTenant(vault.as_str().into())],
            az: vec![az],
        };
        if self.decision.reason != Reason::OtherDirectory {
            let rest = self.find_remedy_but_for_locks(query, principal, on)?;
            remedy.events.extend(rest.events);
            remedy.az.extend(rest.az);
        } else if self.standing_in_the_way().is_some() {
            return None;
        }
        Some(remedy)
    }

    fn find_remedy_but_for_locks(
        &self,
        query: &Query,
        principal: &Reference,
        on: &Reference,
    ) -> Option<Remedy> {
        // No role helps against what is denied.
        if self.standing_in_the_way().is_some() {
            return None;
        }
        let mut remedy = Remedy {
            events: Vec::new(),
            az: Vec::new(),
        };
        let waiting = [Reason::NotYetEffective, Reason::NotYetPropagated];
        if waiting.contains(&self.decision.reason)
            && !query.ignores_roles
            && let Some(wait) = self.wait(query)
        {
            let until = self.world.clock()?.checked_add(wait)?;
            remedy.push(Event::Wait(wait), format!("# wait until {until}"));
            return Some(remedy);
        }
        if !query.ignores_roles
            && let Some(remedy) = self.activation(principal)
        {
            return Some(remedy);
        }
        if query.ignores_roles
            && let Some(remedy) = self.policy_remedy(query, principal)
        {
            return Some(remedy);
        }
        // Roles are of no use until the vault looks at them, and none once it looks at what is denied, too.
        if query.ignores_roles {
            if denial::under_roles(self.world, query, self.asker.id()).is_some() {
                return None;
            }
            let vault = query.on.containing_resource()?;
            let enable = Event::SetRbacAuthorization(Reference::from(vault.as_str()), true);
            self.world.plan_unlocked(&enable).ok()?;
            let az = format!(
                "az keyvault update --name {} --enable-rbac-authorization true",
                word(vault.name())
            );
            remedy.push(enable, az);
            if self.decision.reason == Reason::IgnoresRoles {
                return Some(remedy);
            }
        }
        let role = least_role(self.world, query)?;
        let mut has_room = self.world.has_room_for_assignment(&query.on);
        let assignee = match self.asker.id() {
            None => {
                let enable = Event::EnableSystemAssigned(principal.clone());
                self.world.plan_unlocked(&enable).ok()?;
                let host = self.asker.resource()?;
                let commands = IdentityCommands::of(self.world, host)?;
                remedy.push(enable, commands.assign);
                format!(
                    "\"$({})\" --assignee-principal-type ServicePrincipal",
                    commands.show
                )
            }
            Some(id) => {
                let it = self.world.principal(id).filter(|it| !it.deleted)?;
                // An assignment of the same role here that has not begun stands in the way of another one; one that is over
                // makes room for it.
                let same = self
                    .world
                    .assignments_of(id)
                    .find(|it| it.role == role.id && it.scope == query.on);
                has_room |= same.is_some();
                let now = self.world.clock();
                let is_over = |it: &RoleAssignment| {
                    now.is_some_and(|now| it.effective.at(now) == Phase::Over)
                };
                if let Some(old) = same.filter(|it| !is_over(it)) {
                    let scope = old.scope.as_str().trim_end_matches('/');
                    let id = format!(
                        "{scope}/providers/Microsoft.Authorization/roleAssignments/{}",
                        old.id
                    );
                    let az = format!("az role assignment delete --ids {}", word(&id));
                    remedy.push(Event::RemoveRoleAssignmentNamed(old.id), az);
                }
                format!("{id} --assignee-principal-type {}", it.principal_type)
            }
        };
        if !has_room || !self.world.can_hold_assignments(&query.on) {
            return None;
        }
        let assign = Event::assign_role(principal.clone(), role.role_name.clone(), on.clone());
        let az = format!(
            "az role assignment create --assignee-object-id {assignee} --role {} --scope {}",
            word(role.role_name.as_str()),
            word(query.on.as_str())
        );
        remedy.push(assign, az);
        Some(remedy)
    }

    /// The nearest role that could be activated and would do, for an hour (F6.5.8): less than one to keep.
    fn activation(&self, principal: &Reference) -> Option<Remedy> {
        let mut misses = self.near_misses.iter();
        let eligible = misses.find_map(|it| match it {
            NearMiss::NotActivated(it) => Some(*it),
            _ => None,
        })?;
        let activate = Event::ActivateRole(RoleActivation {
            principal: principal.clone(),
            role: Reference::from(eligible.role.to_string()),
            scope: Reference::from(eligible.scope.as_str()),
            duration: Duration::from_seconds(3_600),
        });
        self.world.plan_unlocked(&activate).ok()?;
        let what = self.world.describe_eligibility(eligible);
        let az = format!("# activate {what} in Privileged Identity Management, for an hour");
        Some(Remedy {
            events: vec![activate],
            az: vec![az],
        })
    }

    /// The principal's own policy with what it lacks, and an identity if there is none.
    fn policy_remedy(&self, query: &Query, principal: &Reference) -> Option<Remedy> {
        let policies = query.policies.as_ref().filter(|it| !it.needed.is_empty())?;
        let mut remedy = Remedy {
            events: Vec::new(),
            az: Vec::new(),
        };
        let mut permissions = BTreeSet::new();
        let holder = match self.asker.id() {
            None => {
                let enable = Event::EnableSystemAssigned(principal.clone());
                self.world.plan_unlocked(&enable).ok()?;
                let commands = IdentityCommands::of(self.world, self.asker.resource()?)?;
                remedy.push(enable, commands.assign);
                format!("\"$({})\"", commands.show)
            }
            Some(id) => {
                self.world.principal(id).filter(|it| !it.deleted)?;
                let own = self.world.access_policy(&policies.vault, id);
                permissions.extend(own.into_iter().flatten().cloned());
                id.to_string()
            }
        };
        permissions.extend(policies.needed.iter().cloned());
        let policy = AccessPolicy::new(principal.clone(), &permissions);
        let mut az = format!(
            "az keyvault set-policy --name {} --object-id {holder}",
            word(policies.vault.name())
        );
        // What is not named stays as it is.
        let is_lacking = |kind: &str| {
            let mut needed = policies.needed.iter();
            needed.any(|it| it.as_str().split('/').next() == Some(kind))
        };
        for (kind, names) in policy.by_kind().filter(|(kind, _)| is_lacking(kind)) {
            let names: Vec<String> = names.iter().map(|it| word(it.as_str())).collect();
            let option = kind.trim_end_matches('s');
            az += &format!(" --{option}-permissions {}", names.join(" "));
        }
        let vault = Reference::from(policies.vault.as_str());
        remedy.push(Event::set_access_policy(vault, policy), az);
        Some(remedy)
    }
}

/// The role that grants the action with the least else: none that grants it is strictly below; then the fewest
/// patterns; then by name. Never one with a condition.
fn least_role<'w>(world: &'w World, query: &Query) -> Option<&'w RoleDefinition> {
    let mut granting: Vec<&RoleDefinition> = world
        .roles()
        .filter(|role| !role.is_conditioned() && role_stage(role, &query.action) == Reason::Granted)
        .filter(|role| world.is_assignable(role, &query.on))
        .collect();
    granting.sort_by_key(|role| (patterns(role).count(), &role.role_name));
    let is_least = |role: &&RoleDefinition| {
        !granting
            .iter()
            .any(|other| is_below(other, role) && !is_below(role, other))
    };
    granting.iter().copied().find(|role| is_least(role))
}

/// Whether everything that `a` may grant, `b` grants.
fn is_below(a: &RoleDefinition, b: &RoleDefinition) -> bool {
    patterns(a).all(|(plane, pattern)| {
        b.permissions
            .iter()
            .any(|block| covers(block, plane, pattern))
    })
}

fn covers(block: &Permission, plane: Plane, pattern: &ActionPattern) -> bool {
    let (included, taken_out) = block.patterns(plane);
    included.iter().any(|it| it.covers(pattern)) && !taken_out.iter().any(|it| it.overlaps(pattern))
}

fn patterns(role: &RoleDefinition) -> impl Iterator<Item = (Plane, &ActionPattern)> {
    role.permissions.iter().flat_map(|block| {
        let of = |plane| {
            block
                .patterns(plane)
                .0
                .iter()
                .map(move |pattern| (plane, pattern))
        };
        of(Plane::Control).chain(of(Plane::Data))
    })
}

/// A word for a shell, quoted if it needs to be: names may hold blanks, and a file could name a thing so that its pasted
/// command does something else.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/-_.:@=,+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else if !text.contains(['"', '$', '`', '\\', '!']) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// How the Azure CLI enables a system-assigned identity and tells its object id.
struct IdentityCommands {
    assign: String,
    show: String,
}

impl IdentityCommands {
    /// With the type's own command group where it has one, with the general one otherwise.
    fn of(world: &World, host: &Scope) -> Option<Self> {
        let node = world.node(host)?;
        let NodeKind::Resource { resource_type, .. } = &node.kind else {
            return None;
        };
        let (_, service) = world
            .catalog()
            .service(&Name::new(resource_type.as_str()))
            .ok()?;
        Some(match (&service.cli, host.resource_group()) {
            (Some(cli), Some(group)) => {
                let resource = format!(
                    "--resource-group {} --name {}",
                    word(group.name()),
                    word(host.name())
                );
                Self {
                    assign: format!("az {cli} identity assign {resource}"),
                    show: format!(
                        "az {cli} identity show {resource} --query principalId --output tsv"
                    ),
                }
            }
            // What is in no resource group is called by its ARM id only.
            _ => {
                let host_id = word(host.as_str());
                let both = world.attachments_of(host).next().is_some();
                let identity_type = if both {
                    "\"SystemAssigned, UserAssigned\""
                } else {
                    "SystemAssigned"
                };
                Self {
                    assign: format!(
                        "az resource update --ids {host_id} --set identity.type={identity_type}"
                    ),
                    show: format!(
                        "az resource show --ids {host_id} --query identity.principalId --output tsv"
                    ),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::word;
    use crate::access::AccessRequest;
    use crate::event::Event;
    use crate::model::{LockLevel, LockSpec, Tenant};
    use crate::value::written;
    use crate::world::World;

    /// Locked or not is all that the two differ in; what cannot be deleted can be given a role on.
    #[test]
    fn a_lock_in_the_way_is_taken_off_first() -> Result<(), Box<dyn std::error::Error>> {
        let on = "resource-group";
        for (level, commands) in [
            (None, vec!["role"]),
            (Some(LockLevel::CanNotDelete), vec!["role"]),
            (Some(LockLevel::ReadOnly), vec!["lock", "role"]),
        ] {
            let mut world = World::new();
            world.apply(Event::create_user("alice"))?;
            if let Some(level) = level {
                world.apply(Event::CreateLock(LockSpec {
                    name: "keep".into(),
                    level,
                    scope: "subscription".into(),
                    notes: String::new(),
                }))?;
            }
            let read = AccessRequest::control("alice", "Microsoft.Compute/disks/read", on);
            let remedy = world.explain(&read)?.remedy.ok_or("a role cures it")?;
            let first_words: Vec<&str> = remedy
                .az
                .iter()
                .filter_map(|it| it.split(' ').nth(1))
                .collect();
            assert_eq!(first_words, commands, "{level:?}");
            let cured = world.what_if(&remedy.events, |world| world.check(&read))??;
            assert!(cured.is_allowed(), "{level:?}");
        }
        Ok(())
    }

    /// A lock on the host, or a denial that roles would meet: the first keeps the kind of the cure, the second leaves none
    /// where no permission permits the action.
    #[test]
    fn a_vault_under_policies_is_cured_by_a_policy_or_not_at_all()
    -> Result<(), Box<dyn std::error::Error>> {
        let get = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
        let update = "Microsoft.KeyVault/vaults/certificatecontacts/write";
        for (locks, denials, action, commands) in [
            ("", "", get, vec!["vm", "keyvault"]),
            (
                r#"(name: "keep", level: ReadOnly, scope: "vm1")"#,
                "",
                get,
                vec!["lock", "vm", "keyvault"],
            ),
            ("", "", update, vec!["keyvault", "vm", "role"]),
            (
                "",
                r#"(name: "d", permissions: [(data_actions: ["*"])], scope: "kv1", principals: ["All Principals"])"#,
                update,
                vec![],
            ),
        ] {
            let tenant = format!(
                r#"(
                    resources: {{
                        "vm1": (type: "Microsoft.Compute/virtualMachines"),
                        "kv1": (type: "Microsoft.KeyVault/vaults", enable_rbac_authorization: false),
                    }},
                    locks: [{locks}],
                    deny_assignments: [{denials}],
                )"#
            );
            let tenant: Tenant = written().from_str(&tenant)?;
            let mut world = World::try_from(tenant)?;
            let asked = AccessRequest::data("vm1", action, "kv1");
            let remedy = world.explain(&asked)?.remedy;
            let told = remedy.iter().flat_map(|it| &it.az);
            let first_words: Vec<&str> = told.filter_map(|it| it.split(' ').nth(1)).collect();
            assert_eq!(first_words, commands, "{locks} {denials}");
            if let Some(remedy) = &remedy {
                let cured = world.what_if(&remedy.events, |world| world.check(&asked))??;
                assert!(cured.is_allowed(), "{locks} {denials}");
            }
        }
        Ok(())
    }

    #[test]
    fn words_are_quoted_where_a_shell_would_split_or_run_them() {
        for (text, expected) in [
            ("/subscriptions/1-2/rg_1", "/subscriptions/1-2/rg_1"),
            ("Key Vault Reader", "\"Key Vault Reader\""),
            ("my group (old)", "\"my group (old)\""),
            ("$(rm -r x)", "'$(rm -r x)'"),
            ("`x`; y", "'`x`; y'"),
            ("it's $x", r"'it'\''s $x'"),
            ("", "\"\""),
        ] {
            assert_eq!(word(text), expected);
        }
    }
}
