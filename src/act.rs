//! Floor 6: who may cause an event: Azure Resource Manager asks for every permission that it needs, at every scope that it
//! touches; then come locks, and then the event itself.
//!
//! Which of a missing permission and a lock Azure tells where both hold is written nowhere; idsim asks for permissions first
//! (F7.5).

use crate::access::{AccessRequest, ActionRequest, Decision, Explanation, Reason};
use crate::catalog::{EventPermissions, TokenEndpoint};
use crate::event::{Event, RoleActivation};
use crate::model::{
    Circumstances, Entries, PrincipalId, PrincipalType, Reference, RoleAssignment, Tools,
};
use crate::value::{Period, Phase, Scope, ScopeLevel, Timestamp};
use crate::world::{
    Change, Consequence, Forbidden, OWNER, Operation, Refusal, ResolveError, Subject, Untimely,
    World,
};

impl World {
    /// Lets somebody cause an event, if they may, or refuses it and changes nothing.
    ///
    /// # Errors
    /// The caller lacks a permission (`AuthorizationFailed`, `LinkedAuthorizationFailed`), is denied it
    /// (`DenyAssignmentAuthorizationFailed`), or cannot sign in; whether they have it is not settled yet (`Unsettled`); nobody but Azure may (`SystemProtected`), or the last Owner
    /// would go (`LastAdminAssignment`); who may cause such an event is not known (`NotModelled`); or the event is refused
    /// whoever causes it, by a lock too (`ScopeLocked`).
    ///
    /// ```
    /// use idsim::{Event, RefusalCode, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines"))?;
    /// let refusal = world.act("alice", Event::delete_resource("vm1")).unwrap_err();
    /// assert_eq!(refusal.code(), RefusalCode::AuthorizationFailed);
    ///
    /// world.apply(Event::assign_role("alice", "Virtual Machine Contributor", "vm1"))?;
    /// assert!(world.act("alice", Event::delete_resource("vm1")).is_ok());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn act(
        &mut self,
        by: impl Into<Reference>,
        event: impl Into<Event>,
    ) -> Result<Change, Refusal> {
        let event = event.into();
        let actor = self.admitted(&by.into(), &event)?;
        self.apply_by(actor, &event)
    }

    /// What the event would bring about if somebody caused it. Nothing changes.
    ///
    /// # Errors
    /// As [`World::act`].
    pub fn plan_act(&self, by: &Reference, event: &Event) -> Result<Vec<Consequence>, Refusal> {
        let actor = self.admitted(by, event)?;
        self.plan_by(actor, event)
    }

    /// Whether somebody has every permission that an event needs. Locks, and whether the event can happen at all, are not
    /// looked at.
    ///
    /// # Errors
    /// As [`World::act`], but for locks and for what else the event itself would be refused.
    pub fn authorize(&self, by: &Reference, event: &Event) -> Result<(), Refusal> {
        self.admitted(by, event).map(|_| ())
    }

    /// Who it is that may cause the event.
    fn admitted(&self, by: &Reference, event: &Event) -> Result<PrincipalId, Refusal> {
        let actor = self.actor(by)?;
        if self.is_for_oneself(actor, event) {
            return Ok(actor);
        }
        let operations = self.needs(actor, event)?;
        self.check_furniture(event)?;
        if let Some((missing, decision)) = self.first_missing(actor, &operations) {
            if Self::is_of_nothing(event, missing) && decision.reason == Reason::ConditionUnknown {
                self.plan_unlocked(event)?;
            }
            let refusal = self.refusal(actor, event, &operations, missing, decision);
            return Err(refusal.into());
        }
        if let Some(until) = self.unsettled_until(actor, &operations) {
            let principal = by.to_string();
            return Err(Untimely::Unsettled { principal, until }.into());
        }
        self.check_system_protection(event)?;
        self.check_last_owner(actor, event)?;
        self.check_stays_owner(actor, event)?;
        Ok(actor)
    }

    /// Whether an assignment is meant that is not there, or whose principal is not: of that no condition can be told anything,
    /// and what is missing is told instead of it. Our decision.
    fn is_of_nothing(event: &Event, operation: &Operation) -> bool {
        let is_assignment = matches!(
            event,
            Event::AssignRole(_) | Event::RemoveRoleAssignment { .. }
        );
        is_assignment && operation.circumstances == Circumstances::default()
    }

    /// Whether nobody but the caller is concerned, so that no permission is asked for: one elevates one's own access (F6.4)
    /// and activates one's own roles (F6.5.8).
    fn is_for_oneself(&self, actor: PrincipalId, event: &Event) -> bool {
        match event {
            Event::ElevateAccess(who)
            | Event::ActivateRole(RoleActivation { principal: who, .. }) => {
                self.resolve_principal(who) == Ok(Subject::Principal(actor))
            }
            _ => false,
        }
    }

    /// What is system protected only Azure makes and removes (F6.6.1).
    fn check_system_protection(&self, event: &Event) -> Result<(), Refusal> {
        let is_protected = match event {
            Event::CreateDenyAssignment(it) => it.is_system_protected,
            Event::DeleteDenyAssignment { name, scope } => {
                let at = self.resolve_scope(scope)?;
                let mut here = self.deny_assignments_at(&at);
                here.any(|it| it.name == *name && it.is_system_protected)
            }
            _ => false,
        };
        match is_protected {
            true => Err(Forbidden::SystemProtected.into()),
            false => Ok(()),
        }
    }

    /// A subscription keeps an Owner, unless a Global Administrator, who can get access again, takes the last one away
    /// (F5.13). Only one who is there and is Owner now counts, which is our decision.
    fn check_last_owner(&self, actor: PrincipalId, event: &Event) -> Result<(), Refusal> {
        let Some(going) = self.removed_by(event) else {
            return Ok(());
        };
        if going.scope.level() != ScopeLevel::Subscription
            || !self.is_of_owner(going)
            || self.orphan_cause(going).is_some()
            || self.is_global_administrator(actor)
        {
            return Ok(());
        }
        let mut others = self
            .assignments_at(&going.scope)
            .filter(|it| self.is_of_owner(it));
        let now = self.clock();
        let counts = |it: &RoleAssignment| {
            let is_now = now.is_none_or(|now| it.effective.at(now) == Phase::Effective);
            is_now && self.orphan_cause(it).is_none()
        };
        match others.any(|it| it.id != going.id && counts(it)) {
            true => Ok(()),
            false => {
                let assignment = going.id;
                Err(Forbidden::LastAdminAssignment { assignment }.into())
            }
        }
    }

    /// Who is Owner of a subscription only by a management group that it leaves cannot move it to where they are not Owner:
    /// <https://learn.microsoft.com/azure/governance/management-groups/manage>.
    fn check_stays_owner(&self, actor: PrincipalId, event: &Event) -> Result<(), Refusal> {
        let Event::MoveSubscription { subscription, to } = event else {
            return Ok(());
        };
        let scope = self.resolve_scope(subscription)?;
        let (before, mut after) = (self.ancestors(&scope), vec![scope]);
        after.extend(self.ancestors(&self.resolve_scope(to)?));
        let now = self.clock();
        let is_now = |it: &Period| now.is_none_or(|now| it.at(now) == Phase::Effective);
        let groups = self.groups_of(actor).filter(|(_, period)| is_now(period));
        let holders = std::iter::once(actor).chain(groups.map(|(group, _)| group));
        let owned: Vec<&Scope> = holders
            .flat_map(|it| self.assignments_of(it))
            .filter(|it| self.is_of_owner(it) && is_now(&it.effective))
            .map(|it| &it.scope)
            .filter(|it| before.contains(it))
            .collect();
        match owned.is_empty() || owned.iter().any(|it| after.contains(it)) {
            true => Ok(()),
            false => Err(Forbidden::OwnershipWouldBeLost {
                subscription: subscription.to_string(),
                to: to.to_string(),
            }
            .into()),
        }
    }

    fn is_of_owner(&self, it: &RoleAssignment) -> bool {
        let role = self.role_by_id(it.role);
        role.is_some_and(|role| role.role_name == *OWNER)
    }

    /// What a new resource or identity brings along that Azure Resource Manager does not decide about.
    fn check_furniture(&self, event: &Event) -> Result<(), Refusal> {
        if let Event::CreateIdentity(_, it) = event {
            let attributes = !it.security_attributes.is_empty();
            return decided_outside([("SetSecurityAttribute", attributes)]);
        }
        let Event::CreateResource(_, it) = event else {
            return Ok(());
        };
        let is_app = self
            .catalog()
            .service(&it.resource_type)
            .is_ok_and(|(_, it)| it.token_endpoint == Some(TokenEndpoint::AppService));
        decided_outside([
            ("CreateDatabaseUser", !it.database_users.is_empty()),
            ("SignIn", it.tools != Tools::default()),
            (
                "StoreCredential",
                it.stored_credentials != Entries::default(),
            ),
            // The settings of an app are written with it.
            (
                "SetEnvironmentVariable",
                it.environment != Entries::default() && !is_app,
            ),
            (
                "SetSecurityAttribute",
                !it.identity.security_attributes.is_empty(),
            ),
        ])
    }

    /// The story of the first permission that somebody lacks for an event; nothing if that is not what is in the way. Of what
    /// the event is to make, it is told of where that will be: only there can somebody be given a role.
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let grant = Event::assign_role("alice", "Reader", "resource-group");
    /// let missing = world.explain_act(&"alice".into(), &grant).expect("alice may not");
    /// assert_eq!(missing.action.as_str(), "Microsoft.Authorization/roleAssignments/write");
    /// let make = Event::create_resource("vm1", "Microsoft.Compute/virtualMachines");
    /// let missing = world.explain_act(&"alice".into(), &make).expect("alice may not");
    /// assert_eq!(missing.on.name(), "resource-group");
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn explain_act(&self, by: &Reference, event: &Event) -> Option<Explanation<'_>> {
        let actor = self.actor(by).ok()?;
        let operations = self.needs(actor, event).ok()?;
        let (missing, _) = self.first_missing(actor, &operations)?;
        let action = ActionRequest::Control(missing.action.as_str().into());
        let mut above = self.ancestors(&missing.scope).into_iter();
        let is_known = |it: &Scope| match it.containing_resource() {
            Some(resource) => self.is_known(&resource),
            None => self.is_known(it),
        };
        let on = above.find(is_known)?;
        let on = Reference::from(on.as_str());
        let request = AccessRequest::new(by.clone(), action, on);
        self.explain_in(&request, missing.circumstances.clone())
            .ok()
    }

    /// Who signs in to cause something: a person or an application, managed or not, that exists.
    fn actor(&self, by: &Reference) -> Result<PrincipalId, Refusal> {
        let gone = || Refusal::Gone {
            what: format!("`{by}`"),
        };
        let id = match self.resolve_principal(by)? {
            Subject::Principal(id) => id,
            Subject::NoIdentity(resource) if self.node(&resource).is_none() => return Err(gone()),
            Subject::NoIdentity(_) => {
                return Err(Refusal::NoIdentity {
                    resource: by.to_string(),
                });
            }
        };
        match self.principal(id) {
            Some(it) if !it.deleted => match it.principal_type {
                PrincipalType::User | PrincipalType::ServicePrincipal => Ok(id),
                _ => Err(Refusal::Reference(ResolveError::WrongKind {
                    name: by.to_string(),
                    found: "a group",
                    expected: "somebody who can sign in",
                })),
            },
            _ => Err(gone()),
        }
    }

    /// The operations that Azure asks for. Where it asks for none, it is not known who may: but for a person who makes a
    /// management group below the root, which any of them may (F6.4).
    fn needs(&self, actor: PrincipalId, event: &Event) -> Result<Vec<Operation>, Refusal> {
        let operations = self.operations(event)?;
        let makes_group = matches!(event, Event::CreateManagementGroup(..));
        let is_person = || {
            let actor = self.principal(actor);
            actor.is_some_and(|it| it.principal_type == PrincipalType::User)
        };
        if !operations.is_empty() || makes_group && is_person() {
            return Ok(operations);
        }
        let outside = EventPermissions::of(event.name()).and_then(|it| it.outside.as_deref());
        Err(Refusal::NotModelled {
            feature: outside.unwrap_or("who may cause this event"),
        })
    }

    fn first_missing<'o>(
        &self,
        actor: PrincipalId,
        operations: &'o [Operation],
    ) -> Option<(&'o Operation, Decision)> {
        operations.iter().find_map(|operation| {
            let mut answers = self.answers(actor, operation);
            let (decision, mut instead) = (answers.next()?, answers);
            let may = |it: Decision| it.is_allowed() || it.unsettled_until.is_some();
            let is_lacking = !may(decision) && !instead.any(may);
            is_lacking.then_some((operation, decision))
        })
    }

    /// Until when nobody can say whether somebody who lacks no permission for certain has them all (F6.5.9).
    fn unsettled_until(&self, actor: PrincipalId, operations: &[Operation]) -> Option<Timestamp> {
        let of_one = |operation: &Operation| {
            let is_certain = |it: Decision| it.is_allowed() && it.unsettled_until.is_none();
            match self.answers(actor, operation).any(is_certain) {
                true => None,
                // Any of them is enough.
                false => {
                    let answers = self.answers(actor, operation);
                    answers.filter_map(|it| it.unsettled_until).min()
                }
            }
        };
        operations.iter().filter_map(of_one).max()
    }

    /// Whether somebody may do what an operation needs, or what does instead.
    fn answers(&self, actor: PrincipalId, it: &Operation) -> impl Iterator<Item = Decision> {
        let actions = std::iter::once(&it.action).chain(&it.instead);
        actions.map(move |action| self.decide_on(actor, action, &it.circumstances, &it.scope))
    }

    /// In Azure's words: what is missing at the thing itself, or at those that it links to.
    fn refusal(
        &self,
        actor: PrincipalId,
        event: &Event,
        operations: &[Operation],
        missing: &Operation,
        decision: Decision,
    ) -> Forbidden {
        let first = operations.iter().find(|it| !it.linked);
        // Of what is denied where it is linked Azure's words are not known; what is so is said of a denial elsewhere.
        let is_lacking = missing.linked && decision.deny.is_none();
        let Some(first) = first.filter(|_| is_lacking) else {
            let target = self.target_of(event, missing);
            let unsupplied = self.unsupplied(decision, actor, missing);
            return self.unauthorized(decision, actor, &missing.action, &target, unsupplied);
        };
        let linked = operations.iter().filter(|it| {
            it.linked
                && it.action == missing.action
                && !self
                    .decide_on(actor, &it.action, &it.circumstances, &it.scope)
                    .is_allowed()
        });
        Forbidden::LinkedAuthorizationFailed {
            request: Box::new(self.arm_request(
                actor,
                &first.action,
                &self.target_of(event, first),
            )),
            linked_action: missing.action.to_string(),
            linked_scopes: linked.map(|it| it.scope.clone()).collect(),
        }
    }
}

/// What nobody but the directory or a service decides about, if it is brought along.
fn decided_outside<const N: usize>(brought: [(&str, bool); N]) -> Result<(), Refusal> {
    let outside = brought.into_iter().find(|(_, is_brought)| *is_brought);
    match outside.and_then(|(event, _)| EventPermissions::of(event)?.outside.as_deref()) {
        Some(outside) => Err(Refusal::NotModelled { feature: outside }),
        None => Ok(()),
    }
}
