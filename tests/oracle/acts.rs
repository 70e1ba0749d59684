//! Who may cause an event, and whether a lock forbids it: a table of the commonest events, written from the facts alone.

use idsim::{
    Attribute, AttributeSource, Event, IdentityBlock, LockLevel, LockSpec, RefusalCode, Resource,
    RoleAssignmentSpec, Scope, Subject, UserAssignedIdentity, World,
};

use crate::conditions::Said;
use crate::decide::{Oracle, Question, Who};
use crate::dice::Dice;
use crate::facts::Facts;
use crate::mistakes::Mistake;
use crate::scenes::Scene;
use crate::words_of_rules::below;

/// Something that somebody does, by ARM ids.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    CreateResource(String),
    DeleteResource(String),
    Attach {
        identity: String,
        to: String,
    },
    Detach {
        identity: String,
        from: String,
    },
    Enable(String),
    Assign {
        to: String,
        at: String,
        /// Whether the request says of what type whoever gets the role is.
        states_type: bool,
    },
    Remove {
        of: String,
        role: String,
        at: String,
    },
    DeleteGroup(String),
    Lock(String),
    Unlock {
        name: String,
        at: String,
    },
    Move {
        resource: String,
        to: String,
    },
    CreateIdentity(String),
    DeleteIdentity(String),
}

/// A rule about who acts that is got wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// Attaching takes no permission on the identity (F2.5).
    ForgetsTheIdentity,
    /// Detaching takes one on it (F2.7).
    DetachingAsksTheIdentity,
    /// Deleting a group takes permission on what is in it.
    GroupsAskTheirContents,
    /// Moving asks about the resource and not about its group.
    MovingAsksTheResource,
    /// Moving does not ask where it goes.
    MovingForgetsTheTarget,
    /// Whoever may write may assign roles (F6.5.10).
    AssigningIsWriting,
    /// Whoever may write may put on locks (F6.7.5).
    LockingIsWriting,
    /// Locks forbid nothing (F6.7.1).
    LocksForbidNothing,
    /// A lock in a group does not keep the group (F6.7.1).
    LocksWithinForbidNothing,
    /// Locks do not reach below (F6.7.1).
    LocksAreNotInherited,
    /// What must not be deleted is not changed either (F6.7.2).
    EveryLockIsReadOnly,
    /// A read-only lock forbids deleting only (F6.7.2).
    NoLockIsReadOnly,
    /// Role assignments go whatever is locked (F6.7.3).
    AssignmentsGo,
    /// A lock below keeps role assignments, too (F6.7.3).
    LocksWithinKeepAssignments,
    /// What is locked cannot be unlocked.
    LocksKeepThemselves,
    /// Attaching changes the identity, so that a lock on it forbids it.
    AttachingChangesTheIdentity,
    /// The last Owner of a subscription goes like any other (F5.13).
    TakesTheLastOwner,
    /// Who delegates under a condition may give any role (F8.4).
    DelegatesAreUnbound,
    /// A request says of what type a principal is whether it states it or not (F8.4).
    EveryRequestStatesTheType,
    /// A removal says what it removes as if it were to make it (F8.4).
    RemovalsAreRequests,
}

impl Slip {
    pub(crate) const ALL: &[Self] = &[
        Self::ForgetsTheIdentity,
        Self::DetachingAsksTheIdentity,
        Self::GroupsAskTheirContents,
        Self::MovingAsksTheResource,
        Self::MovingForgetsTheTarget,
        Self::AssigningIsWriting,
        Self::LockingIsWriting,
        Self::LocksForbidNothing,
        Self::LocksWithinForbidNothing,
        Self::LocksAreNotInherited,
        Self::EveryLockIsReadOnly,
        Self::NoLockIsReadOnly,
        Self::AssignmentsGo,
        Self::LocksWithinKeepAssignments,
        Self::LocksKeepThemselves,
        Self::AttachingChangesTheIdentity,
        Self::TakesTheLastOwner,
        Self::DelegatesAreUnbound,
        Self::EveryRequestStatesTheType,
        Self::RemovalsAreRequests,
    ];
}

const ASSIGN_IDENTITY: &str = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
const GROUP: &str = "Microsoft.Resources/subscriptions/resourceGroups";
const LOCKS: &str = "Microsoft.Authorization/locks";
const ASSIGNMENTS: &str = "Microsoft.Authorization/roleAssignments";
/// The id of the role that is given.
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/// What delegates are bound to: the role, who gets it, of what type they are; to make it, to remove it, or both.
const BOUND: &[&str] = &[
    "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{acdd72a7-3385-48ef-bd42-f606fba81ae7, 8e3af657-a8ff-443c-a75c-2fe8c4bcb635}",
    "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'",
    "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals{8e3af657a8ff443ca75c2fe8c4bcb635, acdd72a7338548efbd42f606fba81ae7}",
    "!(ActionMatches{'Microsoft.Authorization/roleAssignments/*'}) OR NOT Exists @Request[Microsoft.Authorization/roleAssignments:PrincipalType] AND @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}) OR @Resource[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'serviceprincipal' OR @Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae7",
];

impl Act {
    /// Actions and scopes in the order in which they are asked for; the second of two is linked.
    pub(crate) fn needs(&self, facts: &Facts, slip: Option<Slip>) -> Vec<(String, String)> {
        let slips = |it| slip == Some(it);
        let own = |at: &String, verb: &str| (format!("{}/{verb}", type_of(at)), at.clone());
        let of = |what: &str, verb: &str, at: &String| (format!("{what}/{verb}"), at.clone());
        match self {
            Self::CreateResource(at) | Self::Enable(at) | Self::CreateIdentity(at) => {
                vec![own(at, "write")]
            }
            Self::DeleteResource(at) | Self::DeleteIdentity(at) => vec![own(at, "delete")],
            Self::Attach { identity, to } => {
                let mut needs = vec![own(to, "write")];
                if !slips(Slip::ForgetsTheIdentity) {
                    needs.push((ASSIGN_IDENTITY.to_owned(), identity.clone()));
                }
                needs
            }
            Self::Detach { identity, from } => {
                let mut needs = vec![own(from, "write")];
                if slips(Slip::DetachingAsksTheIdentity) {
                    needs.push((ASSIGN_IDENTITY.to_owned(), identity.clone()));
                }
                needs
            }
            Self::Assign { at, .. } if slips(Slip::AssigningIsWriting) => {
                vec![of(GROUP, "write", at)]
            }
            Self::Assign { at, .. } => vec![of(ASSIGNMENTS, "write", at)],
            Self::Remove { at, .. } => vec![of(ASSIGNMENTS, "delete", at)],
            Self::DeleteGroup(at) => {
                let mut needs = vec![of(GROUP, "delete", at)];
                if slips(Slip::GroupsAskTheirContents) {
                    let inside = facts.hosts.iter().map(|it| &it.scope);
                    let inside = inside.filter(|it| below(at, it, None).is_some());
                    needs.extend(inside.map(|it| own(it, "delete")));
                }
                needs
            }
            Self::Lock(at) if slips(Slip::LockingIsWriting) => vec![of(GROUP, "write", at)],
            Self::Lock(at) => vec![of(LOCKS, "write", at)],
            Self::Unlock { at, .. } => vec![of(LOCKS, "delete", at)],
            Self::Move { resource, to } => {
                let mut needs = match slips(Slip::MovingAsksTheResource) {
                    true => vec![own(resource, "write")],
                    false => vec![of(GROUP, "moveResources/action", &group_of(resource))],
                };
                if !slips(Slip::MovingForgetsTheTarget) {
                    needs.push(of(GROUP, "write", to));
                }
                needs
            }
        }
    }

    /// What it is refused as for want of a permission, if it is.
    pub(crate) fn forbidden(
        &self,
        facts: &Facts,
        who: &str,
        slip: Option<Slip>,
    ) -> Option<RefusalCode> {
        let oracle = Oracle {
            facts,
            mistake: (slip == Some(Slip::DelegatesAreUnbound))
                .then_some(Mistake::ForgetsConditionsOfAssignments),
        };
        for (number, (action, on)) in self.needs(facts, slip).into_iter().enumerate() {
            let question = Question {
                who: Who::Principal(who.to_owned()),
                plane: idsim::Plane::Control,
                action,
                on,
                said: self.said(facts, slip),
            };
            return Some(match oracle.decide(&question).reason {
                idsim::Reason::Granted => continue,
                idsim::Reason::Denied => RefusalCode::DenyAssignmentAuthorizationFailed,
                _ if number > 0 => RefusalCode::LinkedAuthorizationFailed,
                _ => RefusalCode::AuthorizationFailed,
            });
        }
        let takes_the_last =
            slip != Some(Slip::TakesTheLastOwner) && self.takes_the_last_owner(facts, who);
        takes_the_last.then_some(RefusalCode::LastAdminAssignment)
    }

    /// What conditions of delegates can look at: of an assignment to be made as the request has it, of one to be removed as
    /// it is (F8.4).
    pub(crate) fn said(&self, facts: &Facts, slip: Option<Slip>) -> Said {
        let type_of = |id: &String| {
            let someone = facts.principals.iter().find(|it| it.id == *id);
            someone.map(|it| it.called)
        };
        let (source, role, principal, principal_type) = match self {
            Self::Assign {
                to, states_type, ..
            } => {
                let states = *states_type || slip == Some(Slip::EveryRequestStatesTheType);
                let stated = type_of(to).filter(|_| states);
                (AttributeSource::Request, READER.to_owned(), to, stated)
            }
            Self::Remove { of, role, .. } => {
                let source = match slip {
                    Some(Slip::RemovalsAreRequests) => AttributeSource::Request,
                    _ => AttributeSource::Resource,
                };
                let role = facts.role(role).map(|it| it.id.clone());
                (source, role.unwrap_or_default(), of, type_of(of))
            }
            _ => return Said::default(),
        };
        let attribute = |name| Attribute::named(source, ASSIGNMENTS, name);
        let mut attributes = vec![
            (attribute("RoleDefinitionId"), role.as_str().into()),
            (attribute("PrincipalId"), principal.as_str().into()),
        ];
        attributes.extend(principal_type.map(|it| (attribute("PrincipalType"), it.into())));
        Said {
            sub_operation: None,
            attributes,
        }
    }

    /// Whether it leaves a subscription without an Owner who is there, and is done by no Global Administrator (F5.13).
    pub(crate) fn takes_the_last_owner(&self, facts: &Facts, who: &str) -> bool {
        let Self::Remove { of, role, at } = self else {
            return false;
        };
        let is_there = |id: &str| {
            facts
                .principals
                .iter()
                .any(|it| it.id == *id && !it.is_deleted)
        };
        let oracle = Oracle {
            facts,
            mistake: None,
        };
        let mut others = facts.assignments.iter().filter(|it| {
            oracle.phase(it.window).is_none()
                && it.role == "Owner"
                && it.scope.eq_ignore_ascii_case(at)
                && it.principal != *of
        });
        let is_subscription = at.starts_with("/subscriptions/") && at.matches('/').count() == 2;
        let is_administrator = facts.administrators.iter().any(|it| it == who);
        role == "Owner"
            && is_subscription
            && !is_administrator
            && !others.any(|it| is_there(&it.principal))
    }

    /// Whether a lock forbids it, whoever does it (F6.7).
    pub(crate) fn is_locked(&self, facts: &Facts, slip: Option<Slip>) -> bool {
        let slips = |it| slip == Some(it);
        let over = |at: &String, deletes: bool| {
            facts.locks.iter().any(|lock| {
                let distance = below(&lock.scope, at, None);
                let reaches = match slips(Slip::LocksAreNotInherited) {
                    true => distance == Some(0),
                    false => distance.is_some(),
                };
                let read_only = (lock.is_read_only || slips(Slip::EveryLockIsReadOnly))
                    && !slips(Slip::NoLockIsReadOnly);
                reaches && (deletes || read_only)
            })
        };
        let within = |at: &String| {
            let mut locks = facts.locks.iter();
            locks.any(|lock| below(at, &lock.scope, None).is_some())
        };
        let writes = |at: &String| over(at, false);
        let locked = match self {
            Self::CreateResource(at) | Self::Enable(at) | Self::CreateIdentity(at) => writes(at),
            Self::Attach { identity, to } => {
                writes(to) || (slips(Slip::AttachingChangesTheIdentity) && writes(identity))
            }
            Self::Detach { from, .. } => writes(from),
            Self::DeleteResource(at) | Self::DeleteIdentity(at) | Self::DeleteGroup(at) => {
                over(at, true) || (within(at) && !slips(Slip::LocksWithinForbidNothing))
            }
            Self::Assign { at, .. } => writes(at),
            Self::Remove { .. } if slips(Slip::AssignmentsGo) => false,
            Self::Remove { at, .. } => {
                over(at, true) || (within(at) && slips(Slip::LocksWithinKeepAssignments))
            }
            Self::Lock(_) => false,
            Self::Unlock { at, .. } => slips(Slip::LocksKeepThemselves) && over(at, true),
            Self::Move { resource, to } => writes(&group_of(resource)) || writes(to),
        };
        locked && !slips(Slip::LocksForbidNothing)
    }

    /// The same as an event.
    fn event(&self, world: &World) -> Event {
        let id = |it: &String| Scope::parse(it).ok();
        match self.clone() {
            Self::CreateResource(at) => {
                let resource = Resource {
                    id: id(&at),
                    identity: IdentityBlock::default(),
                    ..Resource::new(type_of(&at))
                };
                Event::CreateResource("one-more".into(), Box::new(resource))
            }
            Self::DeleteResource(at) => Event::DeleteResource(at.into()),
            Self::Attach { identity, to } => Event::attach_identity(identity, to),
            Self::Detach { identity, from } => Event::detach_identity(identity, from),
            Self::Enable(at) => Event::EnableSystemAssigned(at.into()),
            Self::Assign {
                to,
                at,
                states_type: false,
            } => Event::assign_role(to, "Reader", at),
            Self::Assign { to, at, .. } => Event::AssignRole(RoleAssignmentSpec {
                principal_type: type_of_principal(world, &to),
                ..RoleAssignmentSpec::new(to, "Reader", at)
            }),
            Self::Remove { of, role, at } => Event::remove_role_assignment(of, role, at),
            Self::DeleteGroup(at) => Event::DeleteResourceGroup(at.into()),
            Self::Lock(at) => lock(at, "another", LockLevel::ReadOnly),
            Self::Unlock { name, at } => Event::DeleteLock {
                name: name.into(),
                scope: at.into(),
            },
            Self::Move { resource, to } => Event::MoveResource {
                resource: resource.into(),
                to: to.into(),
            },
            Self::CreateIdentity(at) => {
                let identity = UserAssignedIdentity {
                    id: id(&at),
                    ..UserAssignedIdentity::default()
                };
                Event::CreateIdentity("one-more".into(), identity)
            }
            Self::DeleteIdentity(at) => Event::DeleteIdentity(at.into()),
        }
    }
}

fn type_of_principal(world: &World, id: &str) -> Option<idsim::PrincipalType> {
    let Ok(Subject::Principal(id)) = world.resolve_principal(&id.into()) else {
        return None;
    };
    world.principal(id).map(|it| it.principal_type)
}

/// The resource type that an ARM id states (F6.2.2).
fn type_of(id: &str) -> String {
    let lower = id.to_lowercase();
    let at = lower.rfind("/providers/").map_or(0, |at| at + 11);
    let parts: Vec<&str> = id.get(at..).unwrap_or_default().split('/').collect();
    let (provider, path) = parts.split_first().unwrap_or((&"", &[]));
    let types = path.iter().step_by(2);
    types.fold((*provider).to_owned(), |so_far, it| {
        format!("{so_far}/{it}")
    })
}

fn group_of(id: &str) -> String {
    id.split('/').take(5).collect::<Vec<_>>().join("/")
}

fn lock(at: String, name: &str, level: LockLevel) -> Event {
    Event::CreateLock(LockSpec {
        name: name.into(),
        level,
        scope: at.into(),
        notes: String::new(),
    })
}

/// The scene's world with locks in it and some people with the roles that matter, and what it says of itself.
pub(crate) fn locked(scene: &Scene, dice: &mut Dice) -> (World, Facts) {
    let mut world = scene.world.clone();
    let people: Vec<String> = actors(&scene.facts).cloned().collect();
    let roles = [
        "Owner",
        "Contributor",
        "Virtual Machine Contributor",
        "Managed Identity Operator",
        "User Access Administrator",
    ];
    let places: Vec<String> = world.nodes().map(|(scope, _)| scope.to_string()).collect();
    let groups: Vec<String> = places
        .iter()
        .filter(|it| it.matches('/').count() <= 4)
        .cloned()
        .collect();
    for who in &people {
        for _ in 0..2 {
            let place = match dice.once_in(3) {
                true => dice.pick(&places),
                false => dice.pick(&groups),
            };
            if let (Some(role), Some(place)) = (dice.pick(&roles), place) {
                let assignment = RoleAssignmentSpec::new(who.as_str(), *role, place.as_str());
                let bound = dice.pick(BOUND).filter(|_| dice.once_in(3));
                let _ = world.apply(Event::AssignRole(match bound {
                    Some(condition) => assignment.under(*condition),
                    None => assignment,
                }));
            }
        }
    }
    for name in ["a", "b", "c"] {
        let level = match dice.once_in(2) {
            true => LockLevel::ReadOnly,
            false => LockLevel::CanNotDelete,
        };
        if let Some(place) = dice.pick(&places) {
            let _ = world.apply(lock(place.clone(), name, level));
        }
    }
    let facts = Facts::of(&world);
    (world, facts)
}

/// Who can sign in.
fn actors(facts: &Facts) -> impl Iterator<Item = &String> {
    let living = facts
        .principals
        .iter()
        .filter(|it| !it.is_deleted && !it.is_group);
    living.map(|it| &it.id)
}

/// Somebody, and something that they do.
pub(crate) fn draw(world: &World, facts: &Facts, dice: &mut Dice) -> Option<(String, Act)> {
    let people: Vec<String> = actors(facts).cloned().collect();
    let who = dice.pick(&people)?.clone();
    let hosts: Vec<String> = facts.hosts.iter().map(|it| it.scope.clone()).collect();
    let identities: Vec<String> = facts.identities.iter().map(|it| it.scope.clone()).collect();
    let nodes: Vec<String> = world.nodes().map(|(scope, _)| scope.to_string()).collect();
    let is_group = |it: &&String| {
        it.matches('/').count() == 4 && it.to_lowercase().contains("/resourcegroups/")
    };
    let groups: Vec<String> = nodes.iter().filter(is_group).cloned().collect();
    let host = dice.pick(&hosts)?.clone();
    let identity = dice.pick(&identities)?.clone();
    let group = dice.pick(&groups)?.clone();
    let at = dice.pick(&nodes)?.clone();
    let act = match dice.below(16) {
        0 => Act::CreateResource(format!("{group}/providers/Microsoft.Compute/disks/made")),
        1 => Act::CreateResource(host),
        2 => Act::DeleteResource(host),
        3 | 4 => Act::Attach { identity, to: host },
        5 => Act::Detach {
            identity,
            from: host,
        },
        6 => Act::Enable(host),
        7 => Act::Assign {
            to: who.clone(),
            at,
            states_type: dice.once_in(2),
        },
        8 | 14 | 15 => {
            let it = dice.pick(&facts.assignments)?;
            Act::Remove {
                of: it.principal.clone(),
                role: it.role.clone(),
                at: it.scope.clone(),
            }
        }
        9 => Act::DeleteGroup(group),
        10 if dice.once_in(2) => Act::Lock(at),
        10 => {
            let it = dice.pick(&facts.locks)?;
            Act::Unlock {
                name: it.name.clone(),
                at: it.scope.clone(),
            }
        }
        11 | 12 => Act::Move {
            resource: host,
            to: group,
        },
        _ if dice.once_in(2) => Act::DeleteIdentity(identity),
        _ => Act::CreateIdentity(format!(
            "{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/made"
        )),
    };
    Some((who, act))
}

/// What the world says: the code of what is missing, and whether a lock is in the way.
pub(crate) fn told(world: &World, who: &str, act: &Act) -> (Option<RefusalCode>, bool) {
    let event = act.event(world);
    let missing = world.authorize(&who.into(), &event).err();
    let locked = world.plan(&event).err();
    let is_lock = |it: idsim::Refusal| it.code() == RefusalCode::ScopeLocked;
    (missing.map(|it| it.code()), locked.is_some_and(is_lock))
}
