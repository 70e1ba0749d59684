//! What locks forbid, whoever asks (F6.7).

use super::{Forbidden, Held, Operation, Refusal, World};
use crate::event::{Event, RoleActivation};
use crate::model::{Lock, LockLevel, RoleEligibilitySpec};
use crate::value::{Action, Name, Scope};

impl World {
    /// Every lock, by scope and name.
    pub fn locks(&self) -> impl ExactSizeIterator<Item = &Lock> {
        self.state.locks.values()
    }

    /// The lock of that name on exactly this scope.
    pub fn lock(&self, scope: &Scope, name: &Name) -> Option<&Lock> {
        self.state.locks.get(&(scope.clone(), name.clone()))
    }

    /// The locks that count at a scope, the nearest first: those on it and those above it, which it inherits (F6.7.1).
    ///
    /// ```
    /// use idsim::{Event, LockLevel, LockSpec, Scope, World};
    ///
    /// let mut world = World::new();
    /// let group = world.resolve_scope(&"resource-group".into())?;
    /// let lock = |level| Event::CreateLock(LockSpec {
    ///     name: "keep".into(), level, scope: "subscription".into(), notes: String::new(),
    /// });
    /// assert_eq!(world.locks_over(&group).count(), 0);
    /// world.apply(lock(LockLevel::ReadOnly))?;
    /// assert_eq!(world.locks_over(&group).count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn locks_over(&self, scope: &Scope) -> impl Iterator<Item = &Lock> {
        scope.ancestors().flat_map(|above| self.locks_at(above))
    }

    fn locks_at(&self, scope: Scope) -> impl Iterator<Item = &Lock> {
        self.state
            .locks
            .range((scope.clone(), Name::new(""))..)
            .map(|(_, lock)| lock)
            .take_while(move |lock| lock.scope == scope)
    }

    /// The locks on a scope and below it.
    pub(super) fn locks_within<'w>(&'w self, scope: &'w Scope) -> impl Iterator<Item = &'w Lock> {
        self.state
            .locks
            .range((scope.clone(), Name::new(""))..)
            .map(|(_, lock)| lock)
            .take_while(|lock| lock.scope.folded().starts_with(scope.folded()))
            .filter(|lock| scope.contains(&lock.scope))
    }

    /// The locks that forbid an operation: what is read-only above it forbids all but reading; what must not be deleted, or
    /// is read-only, above it, on it or in it, forbids deleting (F6.7.1, F6.7.2). They look at the control plane only.
    fn locks_against<'w>(&'w self, operation: &'w Operation) -> Vec<&'w Lock> {
        if !operation.is_lockable() {
            return Vec::new();
        }
        let deletes = operation.verb() == "delete";
        let forbids = |lock: &&Lock| deletes || lock.level == LockLevel::ReadOnly;
        let over = self.locks_over(&operation.scope).filter(forbids);
        let within = self
            .locks_within(&operation.scope)
            .filter(|lock| operation.reaches_below() && lock.scope != operation.scope);
        over.chain(within).collect()
    }

    /// What takes off every lock that is in the way of an event, the nearest first; nothing if the event means nothing here.
    pub(crate) fn unlocking(&self, event: &Event) -> Vec<Event> {
        let operations = self.lockable(event).unwrap_or_default();
        let locks = operations.iter().flat_map(|it| self.locks_against(it));
        locks
            .map(|it| Event::DeleteLock {
                name: it.name.clone(),
                scope: it.scope.as_str().into(),
            })
            .collect()
    }

    /// Refuses what a lock forbids (F5.4).
    pub(super) fn check_locks(&self, event: &Event) -> Result<(), Refusal> {
        if self.state.locks.is_empty() {
            return Ok(());
        }
        let operations = self.lockable(event)?;
        let locked = operations.iter().find_map(|operation| {
            let target = || self.target_of(event, operation);
            self.locked(operation, target)
        });
        locked.map_or(Ok(()), |locked| Err(locked.into()))
    }

    /// The operations of an event that locks may forbid. A subscription moves by a request to management groups, which cannot
    /// be locked: what it takes on the subscription is only asked for, and nobody says that locks there stop it. Who is
    /// eligible, and who activates a role, is written at a scope like a role assignment (F6.7.3): both are our decisions.
    fn lockable(&self, event: &Event) -> Result<Vec<Operation>, Refusal> {
        let scope = match event {
            Event::MoveSubscription { .. } => return Ok(Vec::new()),
            Event::MakeEligible(RoleEligibilitySpec { scope, .. })
            | Event::RemoveEligibility { scope, .. }
            | Event::ActivateRole(RoleActivation { scope, .. }) => self.resolve_scope(scope)?,
            _ => return self.operations(event),
        };
        let assign = Action::control("Microsoft.Authorization/roleAssignments/write");
        let assign = assign.into_iter();
        Ok(assign
            .map(|action| Operation::new(action, scope.clone()))
            .collect())
    }

    /// Azure's answer if a lock forbids the operation, whoever asks; `target` is the ARM id that the request is sent to.
    pub(crate) fn locked(
        &self,
        operation: &Operation,
        target: impl FnOnce() -> Scope,
    ) -> Option<Forbidden> {
        let locks = self.locks_against(operation);
        let held = |it: &Lock| Held {
            lock: it.name.clone(),
            scope: it.scope.clone(),
            called: self.name_of(&it.scope),
        };
        (!locks.is_empty()).then(|| Forbidden::ScopeLocked {
            scope: target(),
            operation: match operation.verb() {
                "delete" => "delete",
                _ => "write",
            },
            locks: locks.into_iter().map(held).collect(),
        })
    }
}
