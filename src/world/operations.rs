//! What an event is to Azure Resource Manager: operations, each at a scope.

use super::plan;
use super::{Consequence, Refusal, World};
use crate::catalog::EventPermissions;
use crate::event::Event;
use crate::model::{
    Attribute, AttributeSource, Circumstances, LockSpec, PrincipalId, RoleAssignment,
};
use crate::value::{Action, Scope};

/// An operation of Azure Resource Manager: whoever causes it needs the permission of that name at that scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What.
    pub action: Action,
    /// Where.
    pub scope: Scope,
    /// What conditions can look at besides.
    pub circumstances: Circumstances,
    /// Another action whose permission does as well, where there is one.
    pub instead: Option<Action>,
    /// Whether it is not done but needed all the same, on something that is referred to: Azure's linked scopes (F2.5).
    pub linked: bool,
}

/// What the attributes of a role assignment belong to (F8.4).
pub(super) const ROLE_ASSIGNMENTS: &str = "Microsoft.Authorization/roleAssignments";

/// What locks never forbid: locks themselves, or they could not be taken off; cancelling a subscription (F6.7.1); and role
/// definitions, of which nobody states it.
const OUT_OF_REACH: [&str; 3] = [
    "microsoft.authorization/locks/",
    "microsoft.authorization/roledefinitions/",
    "microsoft.subscription/",
];

impl Operation {
    /// One that is done, at a scope.
    pub(crate) fn new(action: Action, scope: Scope) -> Self {
        Self {
            action,
            scope,
            circumstances: Circumstances::default(),
            instead: None,
            linked: false,
        }
    }

    /// The last part of the action, in lower case: `read`, `write`, `delete` or `action` (F6.2.2).
    pub(super) fn verb(&self) -> &str {
        let action = self.action.folded();
        action.rsplit('/').next().unwrap_or(action)
    }

    /// Whether it is about something that says something of the scope, like a role assignment, and not about the scope.
    fn is_of_extension(&self) -> bool {
        self.action.folded().starts_with("microsoft.authorization/")
    }

    /// Whether locks can forbid it: reading never, nor what is asked for on something that stays as it is.
    pub(super) fn is_lockable(&self) -> bool {
        let action = self.action.folded();
        let is_asked_only = self.linked && self.verb() == "action";
        let verb = self.verb();
        verb != "read" && !is_asked_only && !OUT_OF_REACH.iter().any(|it| action.starts_with(it))
    }

    /// Whether it takes everything that is in the scope along.
    pub(super) fn reaches_below(&self) -> bool {
        self.verb() == "delete" && !self.is_of_extension()
    }
}

impl World {
    /// The role assignment that an event is to remove, if there is such a one.
    pub(crate) fn removed_by(&self, event: &Event) -> Option<&RoleAssignment> {
        match event {
            Event::RemoveRoleAssignmentNamed(id) => self.role_assignment(*id),
            Event::RemoveRoleAssignment { .. } => {
                let planned = plan::plan(self, event).ok()?;
                planned.iter().find_map(|it| match it {
                    Consequence::AssignmentRemoved(it) => self.role_assignment(it.id),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// What conditions of those who delegate can look at: of an assignment to be made what the request says, of one to be
    /// removed what it is (F8.4).
    fn circumstances_of(&self, event: &Event) -> Circumstances {
        let type_of = |it: PrincipalId| self.principal(it).map(|it| it.principal_type);
        let (source, asked) = match event {
            // The type of the principal only if the request states it, whatever it is.
            Event::AssignRole(spec) => {
                let asked = plan::asked_for(self, spec);
                let asked = asked.map(|(role, principal)| (role, principal, spec.principal_type));
                (AttributeSource::Request, asked)
            }
            _ => {
                let going = self.removed_by(event);
                let going = going.map(|it| (it.role, it.principal, type_of(it.principal)));
                (AttributeSource::Resource, going)
            }
        };
        let Some((role, principal, principal_type)) = asked else {
            return Circumstances::default();
        };
        let attribute = |name| Attribute::named(source, ROLE_ASSIGNMENTS, name);
        let with_ids = Circumstances::default()
            .with(attribute("RoleDefinitionId"), role.to_string().as_str())
            .with(attribute("PrincipalId"), principal.to_string().as_str());
        match principal_type {
            Some(it) => with_ids.with(attribute("PrincipalType"), it.as_str()),
            None => with_ids,
        }
    }

    /// The ARM id that an operation's request is sent to, as Azure's messages name it: that of the assignment or the lock
    /// itself, where it is about one (seen in <https://github.com/pulumi/pulumi-azure/issues/595>).
    pub(crate) fn target_of(&self, event: &Event, operation: &Operation) -> Scope {
        let path = match event {
            Event::AssignRole(it) => {
                plan::id_of_assignment(self, it).map(|id| format!("roleAssignments/{id}"))
            }
            Event::RemoveRoleAssignment { .. } | Event::RemoveRoleAssignmentNamed(_) => {
                let going = self.removed_by(event);
                going.map(|it| format!("roleAssignments/{}", it.id))
            }
            Event::CreateLock(LockSpec { name, .. }) | Event::DeleteLock { name, .. } => {
                Some(format!("locks/{name}"))
            }
            _ => None,
        };
        let path = path.filter(|_| operation.is_of_extension());
        let target = path.and_then(|path| {
            let path = format!("providers/Microsoft.Authorization/{path}");
            operation.scope.child(&path).ok()
        });
        target.unwrap_or_else(|| operation.scope.clone())
    }

    /// The operations that an event is to Azure Resource Manager, in the order in which their permissions are asked for;
    /// none for what does not go through it, such as what happens in the directory or inside of a machine.
    ///
    /// Which these are stands in `permissions.ron`, event by event, each with its source.
    ///
    /// # Errors
    /// The event names something that was never heard of, or that is not what it needs.
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines"))?;
    /// let operations = world.operations(&Event::delete_resource("vm1"))?;
    /// assert_eq!(operations[0].action.as_str(), "Microsoft.Compute/virtualMachines/delete");
    /// assert!(world.operations(&Event::delete_resource("vm2")).is_err());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn operations(&self, event: &Event) -> Result<Vec<Operation>, Refusal> {
        let Some(permissions) = EventPermissions::of(event.name()) else {
            return Ok(Vec::new());
        };
        let parts = plan::parts(self, event)?;
        let circumstances = self.circumstances_of(event);
        let mut out: Vec<Operation> = Vec::new();
        for need in &permissions.needs {
            for (_, scope) in parts.iter().filter(|(part, _)| *part == need.on) {
                let Some(action) = need.action_at(scope, &self.catalog) else {
                    continue;
                };
                let operation = Operation {
                    action,
                    scope: scope.clone(),
                    circumstances: circumstances.clone(),
                    instead: need
                        .instead
                        .as_deref()
                        .and_then(|it| Action::control(it).ok()),
                    linked: need.linked,
                };
                if !out.contains(&operation) {
                    out.push(operation);
                }
            }
        }
        Ok(out)
    }
}
