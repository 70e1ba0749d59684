//! Floor 4: may this principal do this here, and why (not).
//!
//! [`World::check`] answers in two steps that can be taken apart: [`World::query`] resolves every name once,
//! [`World::decide`] then answers without allocating. [`World::explain`] tells the whole story and is never on the way.
//!
//! Where a key vault's access policies decide (F9.1), a policy that permits the action is the answer, one's own before that
//! of a group; where none does, what roles would grant tells how far the question came.
//!
//! An answer is defined, not found: candidates are ordered by the nearest scope, then direct before through a group,
//! then role name, then assignment id; the reason is the furthest stage that any of them reached. What a role grants, a
//! deny assignment can still deny (F6.6.4): of those the one at the nearest scope is named, then the first by name and id.

mod arm;
mod bearer;
mod candidate;
mod condition;
mod decision;
mod denial;
mod explanation;
mod near_miss;
mod other_ways;
mod policies;
mod query;
mod remedy;
mod request;
mod story;
mod unsettled;
mod waiting;

pub use candidate::Candidate;
pub use condition::{
    AppliedCondition, EVERY_ONE_OF_NONE, Finding, Lint, LintCode, MISSING_EXISTS, NOT_UNKNOWN,
    SOME_ONE_OF_NONE, Trap, Truth, Unclear, Weighed,
};
pub use decision::{AccessDecision, Decision, Reason};
pub use denial::{DENIED_ONLY_IF_GRANTED, DenyStage};
pub use explanation::{Asker, Explanation};
pub use near_miss::{NearMiss, PolicyMiss};
pub use other_ways::OtherWay;
pub use policies::HeldPolicy;
pub use query::{Query, StaleQuery};
pub use remedy::Remedy;
pub use request::{AccessRequest, ActionRequest, Caller, QuestionError};

use crate::model::{AttributeValue, Entries, PrincipalId, PrincipalType, Reference};
use crate::value::{Name, Scope};
use crate::world::World;

impl World {
    /// Whether the principal may do this here: [`World::query`] and [`World::decide`] in one.
    ///
    /// # Errors
    /// The question names something that was never heard of, or is malformed. *Denied* is an answer, not an error.
    ///
    /// ```
    /// use idsim::{AccessDecision, AccessRequest, Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let read = AccessRequest::control("alice", "Microsoft.Compute/virtualMachines/read", "resource-group");
    /// assert_eq!(world.check(&read)?.verdict(), AccessDecision::NotAllowed);
    /// world.apply(Event::assign_role("alice", "Reader", "resource-group"))?;
    /// assert_eq!(world.check(&read)?.verdict(), AccessDecision::Allowed);
    /// assert!(world.check(&AccessRequest::control("bob", "Microsoft.Compute/virtualMachines/read", "resource-group")).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self, request: &AccessRequest) -> Result<Decision, QuestionError> {
        Ok(self.decide_now(&self.query(request)?))
    }

    /// Every principal that may do this here, by object id. A deleted one can get no token, and a group never could: its
    /// members are asked for one by one.
    ///
    /// Takes as long as asking for each principal in turn. Conditions find what the world knows and nothing else;
    /// [`World::who_can_in`] tells them more.
    ///
    /// # Errors
    /// The action or the scope is malformed or was never heard of.
    ///
    /// ```
    /// use idsim::{ActionRequest, Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::assign_role("alice", "Reader", "resource-group"))?;
    /// let read = ActionRequest::Control("Microsoft.Resources/subscriptions/resourceGroups/read".into());
    /// assert_eq!(world.who_can(&read, &"resource-group".into())?.len(), 1);
    /// assert!(world.who_can(&read, &"resource-grope".into()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn who_can(
        &self,
        action: &ActionRequest,
        on: &Reference,
    ) -> Result<Vec<PrincipalId>, QuestionError> {
        self.who_can_in(action, on, None, &Entries::default())
    }

    /// Every principal that may do this here, where conditions find this kind of request and these attributes too, as in an
    /// [`AccessRequest`] (F8.4).
    ///
    /// # Errors
    /// As [`World::who_can`]; or there is no such sub-operation or attribute.
    ///
    /// ```
    /// use idsim::{ActionRequest, Entries, Event, RoleAssignmentSpec, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let assignment = RoleAssignmentSpec::new("alice", "Storage Blob Data Reader", "resource-group");
    /// world.apply(Event::AssignRole(assignment.under("SubOperationMatches{'Blob.List'}")))?;
    /// let (read, on) = (ActionRequest::Operation("blobs/read".into()), "resource-group".into());
    /// assert_eq!(world.who_can_in(&read, &on, Some(&"Blob.List".into()), &Entries::default())?.len(), 1);
    /// assert!(world.who_can(&read, &on)?.is_empty());
    /// assert!(world.who_can_in(&read, &on, Some(&"Blob.Lst".into()), &Entries::default()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn who_can_in(
        &self,
        action: &ActionRequest,
        on: &Reference,
        sub_operation: Option<&Name>,
        attributes: &Entries<AttributeValue>,
    ) -> Result<Vec<PrincipalId>, QuestionError> {
        let answers = self.answers_to_all(action, on, sub_operation, attributes)?;
        let can = answers.into_iter().filter(|(_, it)| it.is_allowed());
        Ok(can.map(|(id, _)| id).collect())
    }

    /// What everybody who can ask is answered, by object id.
    pub(crate) fn answers_to_all(
        &self,
        action: &ActionRequest,
        on: &Reference,
        sub_operation: Option<&Name>,
        attributes: &Entries<AttributeValue>,
    ) -> Result<Vec<(PrincipalId, Decision)>, QuestionError> {
        let on: Scope = self.resolve_scope(on)?;
        let circumstances = action.circumstances(self, &on, sub_operation, attributes)?;
        let what = (action.resolve(self)?, circumstances);
        let asking = self
            .principals()
            .filter(|it| !it.deleted && it.principal_type != PrincipalType::Group);
        Ok(asking
            .map(|it| {
                let query = Query::new(self, Some(it.id), None, what.clone(), on.clone());
                (it.id, self.decide_now(&query))
            })
            .collect())
    }
}
