//! What a tenant says, every name replaced by what it means: flat lists of texts, in the order in which they are written.

use idsim::{
    AttributeValue, Condition, Entries, Permission, Reason, RoleDefinition, Tenant, Timestamp,
    World,
};

/// From when and until when, in Unix seconds.
pub(crate) type Window = (Option<i64>, Option<i64>);

/// A tenant as flat lists.
pub(crate) struct Facts {
    pub(crate) clock: Option<i64>,
    pub(crate) principals: Vec<Someone>,
    /// The object ids of Global Administrators.
    pub(crate) administrators: Vec<String>,
    pub(crate) memberships: Vec<Membership>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) denials: Vec<Denial>,
    pub(crate) locks: Vec<Locked>,
    /// Management groups and subscriptions, each with the scope above it.
    pub(crate) containers: Vec<(String, String)>,
    /// The group that everything is in, where the tenant has it (F6.4).
    pub(crate) root_group: Option<String>,
    pub(crate) hosts: Vec<Host>,
    /// The ARM ids of resources and identities that are no more.
    pub(crate) gone: Vec<String>,
    /// Machines outside Azure.
    pub(crate) machines: Vec<String>,
    pub(crate) identities: Vec<Identity>,
    pub(crate) roles: Vec<Role>,
    /// Principal, name in lower case, value.
    pub(crate) attributes: Vec<(String, String, AttributeValue)>,
    /// Principals whose tokens were revoked, and the last second of those.
    pub(crate) revoked: Vec<(String, i64)>,
}

/// A principal.
pub(crate) struct Someone {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) is_group: bool,
    pub(crate) is_deleted: bool,
    /// As Azure calls what it is.
    pub(crate) called: &'static str,
}

/// Somebody in a group.
pub(crate) struct Membership {
    pub(crate) group: String,
    pub(crate) member: String,
    pub(crate) window: Window,
}

/// A role assignment.
#[derive(Clone)]
pub(crate) struct Assignment {
    pub(crate) id: String,
    pub(crate) principal: String,
    pub(crate) role: String,
    pub(crate) scope: String,
    pub(crate) window: Window,
    pub(crate) condition: Option<Condition>,
}

/// A deny assignment.
pub(crate) struct Denial {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) scope: String,
    pub(crate) stops_there: bool,
    pub(crate) blocks: Vec<Block>,
    /// Whom it denies; nobody in particular where it denies everybody.
    pub(crate) denied: Option<Vec<String>>,
    pub(crate) spared: Vec<String>,
}

/// A lock.
pub(crate) struct Locked {
    pub(crate) name: String,
    pub(crate) scope: String,
    pub(crate) is_read_only: bool,
}

/// A resource with its identities.
pub(crate) struct Host {
    pub(crate) scope: String,
    pub(crate) resource_type: String,
    /// Object id and application id of the system-assigned identity.
    pub(crate) system_assigned: Option<(String, String)>,
    /// The ARM ids of what is attached, each with the object id that it is bound to.
    pub(crate) attached: Vec<(String, String)>,
    pub(crate) access_policies: bool,
    /// Of a key vault: who has an access policy, and what is in it, each with its kind.
    pub(crate) policies: Vec<(String, Vec<String>)>,
    /// Whether it is a key vault that trusts another directory.
    pub(crate) trusts_another_directory: bool,
    pub(crate) has_endpoint_shut: bool,
    /// Whether no code runs on it.
    pub(crate) is_stopped: bool,
}

/// A user-assigned identity that exists.
pub(crate) struct Identity {
    pub(crate) scope: String,
    pub(crate) principal: String,
    client_id: String,
}

/// A role: its name, its id, and its blocks.
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) blocks: Vec<Block>,
}

/// The patterns of one block, and what has to hold for it to grant anything.
pub(crate) struct Block {
    pub(crate) control: Lists,
    pub(crate) data: Lists,
    pub(crate) condition: Option<Condition>,
}

/// What is granted, and what is taken out of it.
pub(crate) struct Lists {
    pub(crate) granted: Vec<String>,
    pub(crate) taken_out: Vec<String>,
}

/// What a deny assignment calls everybody (F6.6.3).
const EVERYBODY: &[&str] = &["All Principals", "00000000-0000-0000-0000-000000000000"];

/// Aliases with the ARM ids or object ids that they mean.
type Names = Vec<(String, String)>;

impl Facts {
    /// What a world says of itself. Only the built-in roles do not stand in the tenant.
    pub(crate) fn of(world: &World) -> Self {
        let tenant = world.to_tenant();
        let names = names(&tenant);
        let all_hosts = hosts(&tenant, &names);
        let identities: Vec<Identity> = (tenant.identities.iter())
            .map(|(alias, it)| Identity {
                scope: scope_of(
                    &names,
                    alias.as_str(),
                    it.id.as_ref().map(ToString::to_string),
                ),
                principal: text(it.principal_id.as_ref()),
                client_id: text(it.client_id.as_ref()),
            })
            .collect();
        let meant = |name: &str| principal(&names, &all_hosts, &identities, name);
        let mut facts = Self {
            clock: tenant.clock.map(Timestamp::unix_seconds),
            principals: Vec::new(),
            administrators: (tenant.users.iter())
                .filter(|(_, it)| it.global_administrator)
                .map(|(_, it)| text(it.id.as_ref()))
                .collect(),
            memberships: Vec::new(),
            assignments: Vec::new(),
            denials: Vec::new(),
            locks: Vec::new(),
            containers: Vec::new(),
            root_group: None,
            hosts: Vec::new(),
            gone: Vec::new(),
            machines: tenant.machines.iter().map(|it| it.0.to_string()).collect(),
            identities: Vec::new(),
            roles: roles(world, &tenant),
            attributes: Vec::new(),
            revoked: (tenant.history.revoked_tokens.iter())
                .map(|it| (it.principal.to_string(), it.up_to.unix_seconds()))
                .collect(),
        };
        for (_, it) in tenant.groups.iter() {
            let group = text(it.id.as_ref());
            let always = it.members.iter().map(|member| (member, (None, None)));
            let timed = it.timed_members.iter();
            let timed = timed.map(|it| (&it.member, window(it.from, it.until)));
            for (member, window) in always.chain(timed) {
                facts.memberships.push(Membership {
                    group: group.clone(),
                    member: meant(member.as_str()),
                    window,
                });
            }
        }
        for it in &tenant.role_assignments {
            facts.assignments.push(Assignment {
                id: text(it.name.as_ref()),
                principal: meant(it.principal.as_str()),
                role: it.role.to_string(),
                scope: scope(&names, it.scope.as_str()),
                window: window(it.from, it.until),
                condition: it.condition.as_deref().and_then(|it| it.parse().ok()),
            });
        }
        let mut hosts = hosts(&tenant, &names);
        tell_policies(&mut hosts, &tenant, &names, &identities);
        for it in &tenant.deny_assignments {
            let ids = |names: &[idsim::Reference]| -> Vec<String> {
                names.iter().map(|it| meant(it.as_str())).collect()
            };
            let is_everybody = |it: &idsim::Reference| EVERYBODY.contains(&it.as_str());
            facts.denials.push(Denial {
                id: text(it.id.as_ref()),
                name: it.name.to_string(),
                scope: scope(&names, it.scope.as_str()),
                stops_there: it.do_not_apply_to_child_scopes,
                blocks: it.permissions.iter().map(block).collect(),
                denied: match it.principals.iter().any(is_everybody) {
                    true => None,
                    false => Some(ids(&it.principals)),
                },
                spared: ids(&it.exclude_principals),
            });
        }
        for it in &tenant.locks {
            facts.locks.push(Locked {
                name: it.name.to_string(),
                scope: scope(&names, it.scope.as_str()),
                is_read_only: it.level == idsim::LockLevel::ReadOnly,
            });
        }
        facts.tell_containers(&tenant, &names);
        facts.tell_principals(&tenant, &hosts, &identities);
        facts.tell_attributes(&tenant, &hosts, &identities);
        let is_there = |id: &String| {
            let mut there = hosts.iter().map(|it| &it.scope);
            let mut identities = identities.iter().map(|it| &it.scope);
            there.any(|it| it.eq_ignore_ascii_case(id))
                || identities.any(|it| it.eq_ignore_ascii_case(id))
        };
        let known = tenant.history.generations.iter();
        let known = known.map(|it| it.0.to_string());
        let known = known.filter(|id| id.to_lowercase().contains("/resourcegroups/"));
        let resources = known.filter(|id| id.to_lowercase().contains("/providers/"));
        facts.gone = resources.filter(|id| !is_there(id)).collect();
        (facts.hosts, facts.identities) = (hosts, identities);
        facts
    }

    fn tell_containers(&mut self, tenant: &Tenant, names: &Names) {
        let root_group = format!(
            "/providers/Microsoft.Management/managementGroups/{}",
            text(tenant.tenant_id.as_ref())
        );
        let groups = tenant.management_groups.iter();
        let groups = groups.map(|(alias, it)| (alias, it.id.as_ref(), it.parent.as_ref()));
        let subscriptions = tenant.subscriptions.iter().flat_map(|it| it.iter());
        let subscriptions =
            subscriptions.map(|(alias, it)| (alias, it.id.as_ref(), it.management_group.as_ref()));
        let containers: Vec<(String, Option<String>)> = groups
            .chain(subscriptions)
            .map(|(alias, id, above)| {
                let id = scope_of(names, alias.as_str(), id.map(ToString::to_string));
                (id, above.map(|above| scope(names, above.as_str())))
            })
            .collect();
        self.root_group = containers
            .iter()
            .map(|(id, _)| id.clone())
            .find(|id| id.eq_ignore_ascii_case(&root_group));
        for (id, above) in containers {
            let is_root = id.eq_ignore_ascii_case(&root_group);
            let top = self.root_group.clone().filter(|_| !is_root);
            let above = above.or(top).unwrap_or_else(|| "/".to_owned());
            self.containers.push((id, above));
        }
    }

    fn tell_principals(&mut self, tenant: &Tenant, hosts: &[Host], identities: &[Identity]) {
        let mut add = |id: String, client_id: String, called| {
            self.principals.push(Someone {
                id,
                client_id,
                is_group: called == "Group",
                is_deleted: false,
                called,
            });
        };
        for (_, it) in tenant.users.iter() {
            add(text(it.id.as_ref()), String::new(), "User");
        }
        for (_, it) in tenant.groups.iter() {
            add(text(it.id.as_ref()), String::new(), "Group");
        }
        for (_, it) in tenant.service_principals.iter() {
            add(
                text(it.id.as_ref()),
                text(it.client_id.as_ref()),
                "ServicePrincipal",
            );
        }
        for (id, client_id) in hosts.iter().filter_map(|it| it.system_assigned.as_ref()) {
            add(id.clone(), client_id.clone(), "ServicePrincipal");
        }
        for it in identities {
            add(
                it.principal.clone(),
                it.client_id.clone(),
                "ServicePrincipal",
            );
        }
        for id in &tenant.history.broken_identities {
            let id = id.to_string();
            let broken = self.principals.iter_mut().filter(|it| it.id == id);
            broken.for_each(|it| it.is_deleted = true);
        }
        let mut add = |id: String, client_id: String, called| {
            self.principals.push(Someone {
                id,
                client_id,
                is_group: called == "Group",
                is_deleted: true,
                called,
            });
        };
        for it in &tenant.history.deleted_principals {
            add(
                it.id.to_string(),
                text(it.client_id.as_ref()),
                it.principal_type.as_str(),
            );
        }
    }

    /// What the directory says of principals, in the order in which the tenant writes them.
    fn tell_attributes(&mut self, tenant: &Tenant, hosts: &[Host], identities: &[Identity]) {
        let mut add = |id: String, all: &Entries<AttributeValue>| {
            for (name, value) in all.iter() {
                let name = name.as_str().to_lowercase();
                self.attributes.push((id.clone(), name, value.clone()));
            }
        };
        for (_, it) in tenant.users.iter() {
            add(text(it.id.as_ref()), &it.security_attributes);
        }
        for (_, it) in tenant.service_principals.iter() {
            add(text(it.id.as_ref()), &it.security_attributes);
        }
        for ((_, it), host) in tenant.resources.iter().zip(hosts) {
            if let Some((id, _)) = &host.system_assigned {
                add(id.clone(), &it.identity.security_attributes);
            }
        }
        for ((_, it), identity) in tenant.identities.iter().zip(identities) {
            add(identity.principal.clone(), &it.security_attributes);
        }
    }

    /// The conditions of what was considered and of its roles, to be told.
    pub(crate) fn conditions_of<S>(&self, considered: &[(String, S, Reason)]) -> Vec<&Condition> {
        let considered = considered.iter().filter(|it| it.2 > Reason::ScopeElsewhere);
        let assignments = considered.filter_map(|(id, ..)| {
            let mut all = self.assignments.iter();
            all.find(|it| it.id == *id)
        });
        let of = |it: &'_ Assignment| {
            let blocks = self.role(&it.role).map(|it| it.blocks.as_slice());
            blocks.unwrap_or_default()
        };
        assignments
            .flat_map(|it| {
                let own = it.condition.iter();
                own.chain(of(it).iter().filter_map(|it| it.condition.as_ref()))
            })
            .collect()
    }

    /// The role of that name; assignments name theirs.
    pub(crate) fn role(&self, name: &str) -> Option<&Role> {
        self.roles
            .iter()
            .find(|it| it.name.eq_ignore_ascii_case(name))
    }
}

fn text(id: Option<&impl ToString>) -> String {
    id.map(ToString::to_string).unwrap_or_default()
}

fn window(from: Option<Timestamp>, until: Option<Timestamp>) -> Window {
    let seconds = |it: Option<Timestamp>| it.map(Timestamp::unix_seconds);
    (seconds(from), seconds(until))
}

/// What each alias means: an ARM id, or an object id.
fn names(tenant: &Tenant) -> Names {
    let mut names = Names::new();
    let mut add = |alias: &idsim::Name, id: Option<String>| {
        names.extend(id.map(|id| (alias.to_string(), id)));
    };
    let some = |id: Option<&idsim::Scope>| id.map(ToString::to_string);
    for (alias, it) in tenant.management_groups.iter() {
        add(alias, some(it.id.as_ref()));
    }
    for (alias, it) in tenant.subscriptions.iter().flat_map(|it| it.iter()) {
        add(alias, some(it.id.as_ref()));
    }
    for (alias, it) in tenant.resource_groups.iter().flat_map(|it| it.iter()) {
        add(alias, some(it.id.as_ref()));
    }
    for (alias, it) in tenant.identities.iter() {
        add(alias, some(it.id.as_ref()));
    }
    for (alias, it) in tenant.resources.iter() {
        add(alias, some(it.id.as_ref()));
    }
    for (alias, it) in tenant.users.iter() {
        add(alias, it.id.map(|id| id.to_string()));
    }
    for (alias, it) in tenant.groups.iter() {
        add(alias, it.id.map(|id| id.to_string()));
    }
    for (alias, it) in tenant.service_principals.iter() {
        add(alias, it.id.map(|id| id.to_string()));
    }
    for (alias, to) in tenant.history.aliases.iter() {
        add(alias, Some(to.to_string()));
    }
    names
}

fn look_up(names: &Names, alias: &str) -> Option<String> {
    let found = names
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(alias));
    found.map(|(_, id)| id.clone())
}

/// The ARM id that a reference means: itself, an alias, or an alias with a child path.
fn scope(names: &Names, reference: &str) -> String {
    if reference.starts_with('/') {
        return reference.to_owned();
    }
    if let Some(id) = look_up(names, reference) {
        return id;
    }
    let (alias, path) = reference.split_once('/').unwrap_or((reference, ""));
    format!("{}/{path}", look_up(names, alias).unwrap_or_default())
}

fn scope_of(names: &Names, alias: &str, id: Option<String>) -> String {
    id.unwrap_or_else(|| scope(names, alias))
}

/// The object id that a reference means: that of a directory object, itself, or that of a resource's or identity's own.
fn principal(names: &Names, hosts: &[Host], identities: &[Identity], reference: &str) -> String {
    let is_guid = reference.len() == 36 && !reference.contains('/');
    match look_up(names, reference) {
        Some(id) if !id.starts_with('/') => return id,
        None if is_guid => return reference.to_owned(),
        _ => {}
    }
    let scope = scope(names, reference);
    let host = hosts
        .iter()
        .find(|it| it.scope.eq_ignore_ascii_case(&scope));
    let own = host.and_then(|it| Some(it.system_assigned.as_ref()?.0.clone()));
    let identity = identities
        .iter()
        .find(|it| it.scope.eq_ignore_ascii_case(&scope));
    own.or_else(|| identity.map(|it| it.principal.clone()))
        .unwrap_or_default()
}

fn hosts(tenant: &Tenant, names: &Names) -> Vec<Host> {
    let host = |(alias, it): (&idsim::Name, &idsim::Resource)| {
        let at = scope_of(
            names,
            alias.as_str(),
            it.id.as_ref().map(ToString::to_string),
        );
        let attached = it.identity.user_assigned.iter().map(|identity| {
            let identity = scope(names, identity.as_str());
            let alive = tenant.identities.iter().find(|(alias, it)| {
                scope_of(
                    names,
                    alias.as_str(),
                    it.id.as_ref().map(ToString::to_string),
                )
                .eq_ignore_ascii_case(&identity)
            });
            let bound_to = text(alive.and_then(|(_, it)| it.principal_id).as_ref());
            (identity, bound_to)
        });
        let dangling = tenant.history.dangling_references.iter();
        let dangling = dangling
            .filter(|it| scope(names, it.host.as_str()).eq_ignore_ascii_case(&at))
            .map(|it| (it.identity.to_string(), it.principal.to_string()));
        let shut = it.environment.iter().any(|(name, value)| {
            name.as_str().eq_ignore_ascii_case("WEBSITE_DISABLE_MSI")
                && value.eq_ignore_ascii_case("true")
        });
        Host {
            resource_type: it.resource_type.to_string(),
            system_assigned: it.identity.system_assigned.then(|| {
                let (own, client) = (it.identity.principal_id, it.identity.client_id);
                (text(own.as_ref()), text(client.as_ref()))
            }),
            attached: attached.chain(dangling).collect(),
            access_policies: it.enable_rbac_authorization == Some(false),
            policies: Vec::new(),
            trusts_another_directory: it.tenant_id.is_some_and(|it| Some(it) != tenant.tenant_id),
            has_endpoint_shut: shut,
            is_stopped: it.stopped,
            scope: at,
        }
    };
    tenant.resources.iter().map(host).collect()
}

/// The access policies of each vault.
fn tell_policies(all: &mut [Host], tenant: &Tenant, names: &Names, identities: &[Identity]) {
    let known = hosts(tenant, names);
    for (alias, it) in tenant.resources.iter() {
        let at = it.id.as_ref().map(ToString::to_string);
        let at = scope_of(names, alias.as_str(), at);
        let Some(vault) = all.iter_mut().find(|host| host.scope == at) else {
            continue;
        };
        for policy in &it.access_policies {
            let secrets = policy.secrets.iter().map(|it| format!("secrets {it}"));
            let keys = policy.keys.iter().map(|it| format!("keys {it}"));
            let certificates = policy.certificates.iter();
            let certificates = certificates.map(|it| format!("certificates {it}"));
            let all = secrets.chain(keys).chain(certificates);
            let all = all.map(|it| it.to_lowercase()).collect();
            let whose = principal(names, &known, identities, policy.principal.as_str());
            vault.policies.push((whose, all));
        }
    }
}

/// The roles that somebody has, as texts.
fn roles(world: &World, tenant: &Tenant) -> Vec<Role> {
    let custom = tenant.role_definitions.iter();
    let custom = custom.map(|(name, it)| (name.to_string(), it.permissions.as_slice()));
    let is_assigned = |it: &&RoleDefinition| {
        let mut roles = tenant.role_assignments.iter().map(|it| &it.role);
        roles.any(|role| role.as_str() == it.role_name.as_str())
    };
    let built_in = world.catalog().roles().filter(is_assigned);
    let built_in = built_in.map(|it| (it.role_name.to_string(), it.permissions.as_slice()));
    custom
        .chain(built_in)
        .map(|(name, permissions)| Role {
            id: role_id(world, &name),
            name,
            blocks: permissions.iter().map(block).collect(),
        })
        .collect()
}

/// The id of the role of that name: only the catalogue has those of built-in roles.
fn role_id(world: &World, name: &str) -> String {
    let mut all = world.roles();
    let found = all.find(|it| it.role_name.as_str().eq_ignore_ascii_case(name));
    found.map(|it| it.id.to_string()).unwrap_or_default()
}

pub(crate) fn block(it: &Permission) -> Block {
    let texts = |patterns: &[idsim::ActionPattern]| -> Vec<String> {
        patterns.iter().map(ToString::to_string).collect()
    };
    Block {
        control: Lists {
            granted: texts(&it.actions),
            taken_out: texts(&it.not_actions),
        },
        data: Lists {
            granted: texts(&it.data_actions),
            taken_out: texts(&it.not_data_actions),
        },
        condition: it.condition.clone(),
    }
}
