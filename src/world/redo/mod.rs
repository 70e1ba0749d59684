//! What a move or a transfer loses, and what does it again.

mod inherited;
mod resources;
mod transfer;

use std::collections::BTreeMap;

use super::{Change, Consequence, World};
use crate::event::Event;
use crate::model::{
    DenyAssignment, DenyAssignmentSpec, PrincipalId, Reference, RoleAssignment, RoleAssignmentSpec,
    RoleEligibility, RoleEligibilitySpec,
};
use crate::value::{Name, Period, Phase, Scope};

/// Something that a change lost or left behind, and what does it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redo {
    /// What.
    pub what: Affected,
    /// What does it again, in order; nothing where nobody is there whom it could be done for.
    pub events: Vec<Event>,
    /// The same in words: one line, without a full stop.
    pub text: String,
}

/// What a move or a transfer affects, in the order in which it is to be redone: roles before those who have them, identities
/// before what they are given, and user-assigned ones before the others: nothing is enabled on a resource that lists a broken
/// one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Affected {
    /// A custom role is gone (F1.15).
    RoleDefinition(Name),
    /// A user-assigned identity is broken: it has to be deleted, made again and attached again (F1.15).
    UserAssigned(Scope),
    /// A resource's system-assigned identity is broken: it has to be disabled and enabled (F1.15, F1.16).
    SystemAssigned(Scope),
    /// What refers to the identity of a virtual machine says where it was: it has to be updated before it starts again (F1.13).
    Update(Scope),
    /// A key vault trusts the directory that was left (F1.15).
    VaultTenant(Scope),
    /// An access policy names somebody who is not in this directory (F1.15).
    AccessPolicy {
        /// The vault.
        vault: Scope,
        /// Whom.
        principal: PrincipalId,
    },
    /// Somebody has a role no more.
    Assignment {
        /// Who had it.
        principal: PrincipalId,
        /// The role's name.
        role: Name,
        /// Where it has to be assigned.
        scope: Scope,
    },
    /// Somebody is eligible for a role no more.
    Eligibility {
        /// Who was.
        principal: PrincipalId,
        /// The role's name.
        role: Name,
        /// Where it has to be made so.
        scope: Scope,
    },
    /// Something is denied no more.
    DenyAssignment {
        /// Its name.
        name: Name,
        /// Where it has to be made.
        scope: Scope,
    },
    /// Somebody has a role now by a scope that was not above before: nothing is to be redone, and it may not be meant.
    InheritedNewly {
        /// Who has it.
        principal: PrincipalId,
        /// The role's name.
        role: Name,
        /// The scope that it is inherited from.
        scope: Scope,
    },
    /// Something is denied now by a scope that was not above before: nothing is to be redone, and it may not be meant.
    DeniedNewly {
        /// The deny assignment's name.
        name: Name,
        /// The scope that it is inherited from.
        scope: Scope,
    },
}

impl World {
    /// What a change lost that moved something, and what does it again, in the order of [`Affected`]; nothing of any other
    /// change. This world is the one after the change.
    ///
    /// ```
    /// use idsim::{Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::create_resource("sa1", "Microsoft.Storage/storageAccounts"))?;
    /// world.apply(Event::assign_role("alice", "Reader", "sa1"))?;
    /// world.apply(Event::CreateResourceGroup("rg2".into(), Default::default()))?;
    /// let moved = world.apply(Event::MoveResource { resource: "sa1".into(), to: "rg2".into() })?;
    /// let redo = world.to_redo(&moved);
    /// assert_eq!(redo[0].text, "assign Reader at sa1 to alice again");
    /// let again = world.apply(redo[0].events[0].clone())?;
    /// assert!(world.to_redo(&again).is_empty());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn to_redo(&self, change: &Change) -> Vec<Redo> {
        let mut redo = List::default();
        match transfer::subscription_of(change) {
            Some(subscription) => transfer::redo(self, change, subscription, &mut redo),
            None => {
                resources::redo(self, change, &mut redo);
                inherited::redo(self, change, &mut redo);
            }
        }
        let mut redo = redo.in_order;
        // What stands in the same place keeps its order.
        redo.sort_by_key(|it| it.what.place());
        redo
    }

    /// Whether something that counted for a time does so no more.
    fn is_over(&self, effective: &Period) -> bool {
        self.clock()
            .is_some_and(|now| effective.at(now) == Phase::Over)
    }

    /// An assignment to be made at another scope. It states of which type whoever gets it is: the directory need not know
    /// everywhere whom it has just made again (F5.8).
    fn assigned_at(&self, it: &RoleAssignment, scope: &Scope) -> RoleAssignmentSpec {
        RoleAssignmentSpec {
            name: None,
            principal_type: self.principal(it.principal).map(|it| it.principal_type),
            scope: self.reference_to(scope),
            ..self.write_assignment(it)
        }
    }
}

impl Affected {
    fn place(&self) -> usize {
        match self {
            Self::RoleDefinition(_) => 0,
            Self::UserAssigned(_) => 1,
            Self::SystemAssigned(_) => 2,
            Self::Update(_) => 3,
            Self::VaultTenant(_) => 4,
            Self::AccessPolicy { .. } => 5,
            Self::Assignment { .. } => 6,
            Self::Eligibility { .. } => 7,
            Self::DenyAssignment { .. } => 8,
            Self::InheritedNewly { .. } => 9,
            Self::DeniedNewly { .. } => 10,
        }
    }
}

impl Redo {
    /// Whether there is something to be done, and not only to be looked at.
    pub fn is_lost(&self) -> bool {
        !matches!(
            self.what,
            Affected::InheritedNewly { .. } | Affected::DeniedNewly { .. }
        )
    }
}

/// A list to which what is lost in one place and has to be done in another one is added.
struct Lost<'r> {
    world: &'r World,
    redo: &'r mut List,
}

impl Lost<'_> {
    /// What cannot be done is told alone.
    fn add(&mut self, what: Affected, event: Option<Event>, text: String) {
        let event = event.filter(|it| self.world.plan(it).is_ok());
        let events = event.into_iter().collect();
        self.redo.push(Redo { what, events, text });
    }

    fn assignment(&mut self, it: &RoleAssignment, scope: &Scope) {
        let world = self.world;
        // It may be there already, or serve again where it was.
        let is_same = |other: &RoleAssignment| {
            other.role == it.role && other.scope == *scope && other.condition == it.condition
        };
        if world.is_over(&it.effective) || world.assignments_of(it.principal).any(is_same) {
            return;
        }
        let role = world.name_of_role(it.role);
        let (at, who) = (world.name_of(scope), world.called(it.principal));
        let text = format!("assign {role} at {at} to {who} again");
        let what = Affected::Assignment {
            principal: it.principal,
            role: role.into(),
            scope: scope.clone(),
        };
        let event = Event::AssignRole(world.assigned_at(it, scope));
        self.add(what, Some(event), text);
    }

    fn eligibility(&mut self, it: &RoleEligibility, scope: &Scope) {
        let world = self.world;
        if world.is_over(&it.effective) {
            return;
        }
        let role = world.name_of_role(it.role);
        let (at, who) = (world.name_of(scope), world.called(it.principal));
        let text = format!("make {who} eligible for {role} at {at} again");
        let what = Affected::Eligibility {
            principal: it.principal,
            role: role.into(),
            scope: scope.clone(),
        };
        let event = Event::MakeEligible(RoleEligibilitySpec {
            scope: world.reference_to(scope),
            ..world.write_eligibility(it)
        });
        self.add(what, Some(event), text);
    }

    /// What a deployment stack denied is for the stack to deny again.
    fn denial(&mut self, it: &DenyAssignment, scope: &Scope) {
        let at = self.world.name_of(scope);
        let text = match &it.deployment_stack {
            Some(stack) => format!(
                "deploy the stack {} again, which denied something at {at}",
                stack.name()
            ),
            None => format!("make the deny assignment {} at {at} again", it.name),
        };
        let what = Affected::DenyAssignment {
            name: it.name.clone(),
            scope: scope.clone(),
        };
        let by_hand = it.deployment_stack.is_none();
        let event = by_hand.then(|| {
            Event::CreateDenyAssignment(DenyAssignmentSpec {
                id: None,
                scope: self.world.reference_to(scope),
                ..self.world.write_deny_assignment(it)
            })
        });
        self.add(what, event, text);
    }
}

/// What is to be redone, each once, in the order in which it was found.
#[derive(Debug, Default)]
struct List {
    in_order: Vec<Redo>,
    /// Where in it something is.
    places: BTreeMap<Affected, usize>,
}

impl List {
    /// What is to be redone in one place is redone once: of several assignments of one role, made above, the one without a limit.
    fn push(&mut self, new: Redo) {
        let place = self.places.get(&new.what);
        match place.and_then(|it| self.in_order.get_mut(*it)) {
            None => {
                self.places.insert(new.what.clone(), self.in_order.len());
                self.in_order.push(new);
            }
            Some(known) if new.events.iter().any(is_unlimited) => *known = new,
            Some(_) => {}
        }
    }
}

fn is_unlimited(event: &Event) -> bool {
    let Event::AssignRole(it) = event else {
        return false;
    };
    it.condition.is_none() && it.from.is_none() && it.until.is_none()
}

/// The object id as a reference: it means the same whatever becomes of the resource.
fn by_id(principal: PrincipalId) -> Reference {
    Reference::from(principal.to_string())
}
