//! What laws are tried on.

use crate::access::{AccessRequest, ActionRequest, Decision, Explanation, QuestionError};
use crate::event::Event;
use crate::model::{AttributeValue, Condition, Entries, PrincipalId, Reference, Tenant};
use crate::token::{TokenAnswer, TokenRequest};
use crate::value::{Name, Period, Scope, written};
use crate::world::{Change, Consequence, NotLatest, Refusal, ResolveError, TenantError, World};

/// What laws are tried on: a [`World`], or something around one.
///
/// Whoever wraps a world (a cache, a remote front, a mistake made on purpose to see whether a law finds it) overrides what
/// it does otherwise and leaves the rest; [`Law::check_on`](crate::laws::Law::check_on) tells whether the laws still hold.
///
/// ```
/// use idsim::laws::{Law, Specimen};
/// use idsim::{Change, Event, NotLatest, Refusal, Tenant, TenantError, World};
///
/// /// Users are deleted, and the directory forgets to say no to the next event.
/// struct Forgetful(World);
///
/// impl Specimen for Forgetful {
///     fn world(&self) -> &World {
///         &self.0
///     }
///     fn fork(&self) -> Box<dyn Specimen> {
///         Box::new(Self(self.0.clone()))
///     }
///     fn reload(&self, tenant: &Tenant) -> Result<Box<dyn Specimen>, TenantError> {
///         Ok(Box::new(Self(World::try_from(tenant.clone())?)))
///     }
///     fn apply(&mut self, event: &Event) -> Result<Change, Refusal> {
///         let refused = self.0.apply(event.clone());
///         if refused.is_err() {
///             self.0 = World::new();
///         }
///         refused
///     }
///     fn revert(&mut self, change: Change) -> Result<(), NotLatest> {
///         self.0.revert(change)
///     }
///     fn suppose(&mut self, events: &[Event], ask: &mut dyn FnMut(&World)) -> Result<(), Refusal> {
///         self.0.what_if(events, |world| ask(world))
///     }
/// }
///
/// let law = Law::named("refusals-leave-no-trace")?;
/// let events = [Event::create_user("alice"), Event::create_user("alice")];
/// assert!(law.check(&World::new(), &events).is_ok());
/// assert!(law.check_on(&Forgetful(World::new()), &events).is_err());
/// # Ok::<(), idsim::NotInCatalog>(())
/// ```
pub trait Specimen {
    /// The world as it is.
    fn world(&self) -> &World;

    /// Another one in the same state, which goes its own way.
    fn fork(&self) -> Box<dyn Specimen>;

    /// Another one in the state that is written there.
    ///
    /// # Errors
    /// No world can be in that state.
    fn reload(&self, tenant: &Tenant) -> Result<Box<dyn Specimen>, TenantError>;

    /// Lets an event happen.
    ///
    /// # Errors
    /// It cannot happen.
    fn apply(&mut self, event: &Event) -> Result<Change, Refusal>;

    /// Takes the latest change back.
    ///
    /// # Errors
    /// It is not the latest.
    fn revert(&mut self, change: Change) -> Result<(), NotLatest>;

    /// Asks of the world as it would be after these events.
    ///
    /// # Errors
    /// One of the events cannot happen.
    fn suppose(&mut self, events: &[Event], ask: &mut dyn FnMut(&World)) -> Result<(), Refusal>;

    /// What an event would bring about.
    ///
    /// # Errors
    /// It cannot happen.
    fn plan(&self, event: &Event) -> Result<Vec<Consequence>, Refusal> {
        self.world().plan(event)
    }

    /// Whether somebody may cause an event.
    ///
    /// # Errors
    /// They may not.
    fn authorize(&self, by: &Reference, event: &Event) -> Result<(), Refusal> {
        self.world().authorize(by, event)
    }

    /// Lets somebody cause an event, if they may.
    ///
    /// # Errors
    /// They may not, or it cannot happen.
    fn act(&mut self, by: &Reference, event: &Event) -> Result<Change, Refusal> {
        self.authorize(by, event)?;
        self.apply(event)
    }

    /// What a change says that it brought about.
    fn told(&self, change: &Change) -> Vec<Consequence> {
        change.consequences().to_vec()
    }

    /// The state as it is written down.
    fn to_tenant(&self) -> Tenant {
        self.world().to_tenant()
    }

    /// Whether somebody may do something somewhere.
    ///
    /// # Errors
    /// The question has no answer.
    fn check(&self, request: &AccessRequest) -> Result<Decision, QuestionError> {
        self.world().check(request)
    }

    /// The same with its story.
    ///
    /// # Errors
    /// The question has no answer.
    fn explain(&self, request: &AccessRequest) -> Result<Explanation<'_>, QuestionError> {
        self.world().explain(request)
    }

    /// Everybody who may do something somewhere.
    ///
    /// # Errors
    /// The question has no answer.
    fn who_can(
        &self,
        action: &ActionRequest,
        on: &Reference,
    ) -> Result<Vec<PrincipalId>, QuestionError> {
        self.world().who_can(action, on)
    }

    /// Everybody who may do something somewhere, where conditions find this kind of request and these attributes too.
    ///
    /// # Errors
    /// The question has no answer.
    fn who_can_in(
        &self,
        action: &ActionRequest,
        on: &Reference,
        sub_operation: Option<&Name>,
        attributes: &Entries<AttributeValue>,
    ) -> Result<Vec<PrincipalId>, QuestionError> {
        self.world()
            .who_can_in(action, on, sub_operation, attributes)
    }

    /// What a token endpoint answers.
    ///
    /// # Errors
    /// The request comes from nowhere.
    fn token(&self, request: &TokenRequest) -> Result<TokenAnswer, ResolveError> {
        self.world().token(request)
    }

    /// The groups of a principal, direct or not.
    fn groups_of(&self, principal: PrincipalId) -> Vec<(PrincipalId, Period)> {
        self.world().groups_of(principal).collect()
    }

    /// How many role assignments a subscription is held to have, of the 4,000 that it can have (F6.5.6).
    fn assignments_in(&self, subscription: &Scope) -> usize {
        self.world().assignments_in_subscription(subscription)
    }

    /// How many management groups there are held to be, of the 10,000 that there can be (F6.4).
    fn management_groups(&self) -> usize {
        self.world().count_of_management_groups()
    }

    /// The system-assigned identity of the resource, if it has one.
    fn system_assigned_at(&self, resource: &Scope) -> Option<PrincipalId> {
        self.world().node(resource)?.own_principal()
    }

    /// What a condition means, as text.
    fn print_condition(&self, condition: &Condition) -> String {
        condition.expression().to_string()
    }

    /// A tenant as text.
    fn print_tenant(&self, tenant: &Tenant) -> String {
        written().to_string(tenant).unwrap_or_default()
    }

    /// An event as text.
    fn print_event(&self, event: &Event) -> String {
        written().to_string(event).unwrap_or_default()
    }
}

impl Specimen for World {
    fn world(&self) -> &World {
        self
    }

    fn fork(&self) -> Box<dyn Specimen> {
        Box::new(self.clone())
    }

    fn reload(&self, tenant: &Tenant) -> Result<Box<dyn Specimen>, TenantError> {
        Ok(Box::new(self.like_this(tenant)?))
    }

    fn apply(&mut self, event: &Event) -> Result<Change, Refusal> {
        World::apply(self, event.clone())
    }

    fn act(&mut self, by: &Reference, event: &Event) -> Result<Change, Refusal> {
        World::act(self, by.clone(), event.clone())
    }

    fn revert(&mut self, change: Change) -> Result<(), NotLatest> {
        World::revert(self, change)
    }

    fn suppose(&mut self, events: &[Event], ask: &mut dyn FnMut(&World)) -> Result<(), Refusal> {
        self.what_if(events, |world| ask(world))
    }
}
