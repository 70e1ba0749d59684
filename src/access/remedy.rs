//! What turns a no into a yes with the least privilege.

use super::candidate::role_stage;
use super::{Explanation, Query, Reason};
use crate::event::Event;
use crate::model::{Permission, Reference, RoleDefinition};
use crate::value::{ActionPattern, Name, Plane, Scope};
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
}

impl Explanation<'_> {
    /// The least that turns this no into a yes: waiting if time alone does it; else an identity if there is none and
    /// the least role that grants the action, at the very scope.
    pub(super) fn find_remedy(
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
        if self.decision.reason == Reason::NotYetEffective
            && !query.ignores_roles
            && let Some(wait) = self.wait()
        {
            let until = self.world.clock()?.checked_add(wait)?;
            remedy.push(Event::Wait(wait), format!("# wait until {until}"));
            return Some(remedy);
        }
        // Roles are of no use until the vault looks at them.
        if query.ignores_roles {
            let vault = query.on.containing_resource()?;
            let enable = Event::SetRbacAuthorization(Reference::from(vault.as_str()), true);
            self.world.plan(&enable).ok()?;
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
        let assignee = match self.asker.id() {
            None => {
                let enable = Event::EnableSystemAssigned(principal.clone());
                self.world.plan(&enable).ok()?;
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
                // An assignment of the same role here that is over, or not begun, stands in the way of another one.
                let in_the_way = self
                    .world
                    .assignments_of(id)
                    .find(|it| it.role == role.id && it.scope == query.on);
                if let Some(old) = in_the_way {
                    let scope = old.scope.as_str().trim_end_matches('/');
                    let id = format!(
                        "{scope}/providers/Microsoft.Authorization/roleAssignments/{}",
                        old.id
                    );
                    let az = format!("az role assignment delete --ids {}", word(&id));
                    let remove = Event::RemoveRoleAssignmentNamed(old.id);
                    self.world.plan(&remove).ok()?;
                    remedy.push(remove, az);
                }
                format!("{id} --assignee-principal-type {}", it.principal_type)
            }
        };
        if !self.world.can_hold_assignments(&query.on) {
            return None;
        }
        let assign = Event::assign_role(principal.clone(), role.role_name.clone(), on.clone());
        // A lock is there for a reason: to take it off is no cure.
        self.world.check_locks(&assign).ok()?;
        let az = format!(
            "az role assignment create --assignee-object-id {assignee} --role {} --scope {}",
            word(role.role_name.as_str()),
            word(query.on.as_str())
        );
        remedy.push(assign, az);
        Some(remedy)
    }

    /// How long until the first candidate that time alone holds back counts.
    fn wait(&self) -> Option<crate::value::Duration> {
        let now = self.world.clock()?;
        let waiting = self
            .candidates
            .iter()
            .filter(|(_, stage)| *stage == Reason::NotYetEffective);
        waiting
            .filter_map(|(candidate, _)| {
                candidate
                    .assignment
                    .effective
                    .intersect(&candidate.membership)?
                    .from()
            })
            .filter_map(|from| from.duration_since(now))
            .min()
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
        let group = host.resource_group()?;
        Some(match &service.cli {
            Some(cli) => {
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
            None => {
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
