//! A world that does one thing wrong, where it answers.

mod meddling;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use idsim::laws::Specimen;
use idsim::{
    AccessRequest, Asker, Caller, Change, Condition, Consequence, Decision, Duration, Event,
    Explanation, Forbidden, NearMiss, Node, NodeKind, NotLatest, Period, PrincipalId,
    QuestionError, Reason, Reference, Refusal, ResolveError, Scope, Subject, Tenant, TenantError,
    Token, TokenAnswer, TokenRequest, Untimely, User, World,
};

use crate::faults::Fault;

/// A world that does one thing wrong.
pub(crate) struct Faulty {
    world: World,
    fault: Fault,
    happened: usize,
    joined: bool,
    first_tokens: Vec<(TokenRequest, TokenAnswer)>,
    lost_tokens: Vec<Token>,
    forks: Arc<AtomicUsize>,
    number: usize,
    /// How many role assignments went.
    gone: usize,
}

impl Faulty {
    pub(crate) fn boxed(world: &World, fault: Fault) -> Box<dyn Specimen> {
        Box::new(Self {
            world: world.clone(),
            fault,
            happened: 0,
            joined: false,
            first_tokens: Vec::new(),
            lost_tokens: Vec::new(),
            forks: Arc::default(),
            number: 0,
            gone: 0,
        })
    }

    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    /// Events of its own, before or after the one that was to happen.
    fn also(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            let _ = self.world.apply(event);
        }
    }

    fn answer(mut decision: Decision, reason: Reason) -> Decision {
        decision.reason = reason;
        decision
    }

    fn asked(&self, request: &AccessRequest) -> Option<(Scope, Option<PrincipalId>)> {
        let on = self.world.resolve_scope(&request.on).ok()?;
        let Caller::Principal(who) = &request.caller else {
            return None;
        };
        match self.world.resolve_principal(who).ok()? {
            Subject::Principal(id) => Some((on, Some(id))),
            Subject::NoIdentity(_) => Some((on, None)),
        }
    }

    fn is_bound(&self, who: PrincipalId) -> bool {
        let mut own = self.world.assignments_of(who);
        own.any(|it| it.condition.is_some())
    }

    fn grants(&self, request: &AccessRequest, scope: &Scope) -> bool {
        let elsewhere = AccessRequest {
            on: scope.as_str().into(),
            ..request.clone()
        };
        self.world.check(&elsewhere).is_ok_and(|it| it.is_allowed())
    }
}

impl Specimen for Faulty {
    fn world(&self) -> &World {
        &self.world
    }

    fn fork(&self) -> Box<dyn Specimen> {
        Box::new(Self {
            world: self.world.clone(),
            fault: self.fault,
            happened: self.happened,
            joined: self.joined,
            first_tokens: self.first_tokens.clone(),
            lost_tokens: self.lost_tokens.clone(),
            forks: Arc::clone(&self.forks),
            number: self.forks.fetch_add(1, Ordering::Relaxed),
            gone: self.gone,
        })
    }

    fn reload(&self, tenant: &Tenant) -> Result<Box<dyn Specimen>, TenantError> {
        Ok(Self::boxed(&World::try_from(tenant.clone())?, self.fault))
    }

    fn apply(&mut self, event: &Event) -> Result<Change, Refusal> {
        self.happened += 1;
        self.before(event);
        let event = match event {
            Event::CreateUser(name, User { id: None, .. })
                if self.is(Fault::IsRandom) && self.number % 2 == 1 =>
            {
                let id = "bbbbbbbb-0000-4000-8000-000000000001".parse().ok();
                Event::CreateUser(
                    name.clone(),
                    User {
                        id,
                        ..User::default()
                    },
                )
            }
            event => event.clone(),
        };
        match self.world.apply(event.clone()) {
            Ok(change) => {
                self.after(&event, &change);
                if let (true, Event::IssueToken(issue)) =
                    (self.is(Fault::KeepsTokensForEver), &event)
                {
                    let request = TokenRequest::new(issue.on.clone(), issue.audience.clone());
                    if let Ok(answer) = self.world.token(&request) {
                        self.first_tokens.push((request, answer));
                    }
                }
                Ok(change)
            }
            Err(mut refusal) => {
                if self.is(Fault::RefusalsMakeUsers) {
                    self.also([Event::create_user("somebody-who-was-refused")]);
                }
                if let (Fault::NamesTooShortAWait, Refusal::Untimely(untimely)) =
                    (self.fault, &mut refusal)
                    && let Untimely::TooManyRequests {
                        retry_after: Some(after),
                        ..
                    } = untimely
                {
                    *after = Duration::from_seconds(after.seconds() - 1);
                }
                Err(refusal)
            }
        }
    }

    fn revert(&mut self, change: Change) -> Result<(), NotLatest> {
        let user = change
            .consequences()
            .iter()
            .any(|it| matches!(it, Consequence::AliasBound { .. }));
        if self.is(Fault::ForgetsEarlierTokens) {
            let all = change.consequences().iter();
            self.lost_tokens.extend(all.filter_map(|it| match it {
                Consequence::TokenIssued { instead_of, .. } => instead_of.as_deref().cloned(),
                _ => None,
            }));
        }
        let made = |it: &&Consequence| matches!(it, Consequence::AssignmentCreated(_));
        self.gone += change.consequences().iter().filter(made).count();
        let reverted = self.world.revert(change);
        match self.fault {
            Fault::RevertsAnything => Ok(()),
            Fault::RevertsTooLittle if user => {
                self.also([Event::Wait(Duration::from_seconds(1))]);
                reverted
            }
            _ => reverted,
        }
    }

    fn suppose(&mut self, events: &[Event], ask: &mut dyn FnMut(&World)) -> Result<(), Refusal> {
        if self.is(Fault::SupposesForGood) {
            let before = self.world.clone();
            for event in events {
                self.world.apply(event.clone())?;
            }
            ask(&self.world);
            self.world = before;
            return Ok(());
        }
        self.world.what_if(events, |world| ask(world))
    }

    fn plan(&self, event: &Event) -> Result<Vec<Consequence>, Refusal> {
        let mut planned = self.world.plan(event)?;
        if self.is(Fault::PlansTooLittle) {
            planned.pop();
        }
        Ok(planned)
    }

    fn told(&self, change: &Change) -> Vec<Consequence> {
        let mut told = change.consequences().to_vec();
        if self.is(Fault::TellsNoOrphans) {
            told.retain(|it| !matches!(it, Consequence::AssignmentOrphaned { .. }));
        }
        told
    }

    fn to_tenant(&self) -> Tenant {
        let mut tenant = self.world.to_tenant();
        match self.fault {
            Fault::WritesNoClock => tenant.clock = None,
            Fault::ForgetsWhatWasCounted => tenant.history.counted_requests.clear(),
            Fault::ForgetsEarlierTokens => {
                let kept = &mut tenant.history.issued_tokens;
                kept.retain(|it| !self.lost_tokens.contains(&it.token));
            }
            Fault::WritesTwice => {
                let again = tenant.role_assignments.last().cloned();
                tenant.role_assignments.extend(again);
            }
            _ => {}
        }
        tenant
    }

    fn check(&self, request: &AccessRequest) -> Result<Decision, QuestionError> {
        let decision = self.world.check(request)?;
        if let Caller::Token(token) = &request.caller {
            let is_dead = self
                .world
                .principal(token.principal)
                .is_none_or(|it| it.deleted);
            return Ok(match decision.reason {
                Reason::TokenRevoked if self.is(Fault::TakesRevokedTokens) => {
                    Self::answer(decision, Reason::NoAssignment)
                }
                _ if is_dead && self.is(Fault::TokensDieWithTheirPrincipal) => {
                    Self::answer(decision, Reason::NoIdentity)
                }
                _ => decision,
            });
        }
        let Some((on, who)) = self.asked(request) else {
            return Ok(decision);
        };
        let assignment = decision
            .assignment
            .and_then(|id| self.world.role_assignment(id));
        let wrong = match self.fault {
            Fault::CountsResources => self.world.nodes().len() % 2 == 1,
            Fault::DislikesShortNames => on.name().len() < 4,
            Fault::LastAssignmentWins => who.is_some_and(|who| {
                let newest = self.world.assignments_of(who).last().map(|it| it.id);
                decision.through.is_none() && newest != decision.assignment
            }),
            Fault::InheritsNothing => assignment.is_some_and(|it| it.scope != on),
            Fault::AnswersTwice => decision.through.is_some(),
            Fault::SparesNobody => self.world.deny_assignments().any(|it| {
                !it.exclude_principals.is_empty() && self.world.ancestors(&on).contains(&it.scope)
            }),
            Fault::OneConditionStopsAll => who.is_some_and(|who| self.is_bound(who)),
            Fault::LocksDeny => self.world.locks_over(&on).next().is_some(),
            _ => false,
        };
        let more = match self.fault {
            Fault::ContainsByText => self.world.nodes().any(|(scope, _)| {
                let (group, of) = (on.resource_group(), scope.resource_group());
                let begins = |group: &Scope| group.name().starts_with(scope.name());
                of.as_ref() == Some(scope)
                    && group.is_some_and(|it| begins(&it))
                    && self.grants(request, scope)
            }),
            Fault::TakesDenialsForGrants => {
                let mut all = self.world.deny_assignments();
                all.any(|it| self.world.ancestors(&on).contains(&it.scope))
            }
            Fault::ConditionsGrant => who.is_some_and(|who| self.is_bound(who)),
            Fault::ListsTheDead => who.is_some_and(|who| {
                let was = self.world.principal(who).is_some_and(|it| it.deleted);
                was && self.world.assignments_of(who).next().is_some()
            }),
            _ => false,
        };
        Ok(match (decision.is_allowed(), wrong, more) {
            (true, true, _) => Self::answer(decision, Reason::NotInRole),
            (false, _, true) => Self::answer(decision, Reason::Granted),
            _ => decision,
        })
    }

    fn explain(&self, request: &AccessRequest) -> Result<Explanation<'_>, QuestionError> {
        let mut told = self.world.explain(request)?;
        match self.fault {
            Fault::CitesNoGroups => told.groups.clear(),
            Fault::CuresWithNothing => {
                if let Some(remedy) = &mut told.remedy {
                    remedy.events.clear();
                }
            }
            Fault::KnowsNoCure => told.remedy = None,
            Fault::SeesNoOtherIdentity => told.near_misses.retain(|it| {
                !matches!(
                    it,
                    NearMiss::OtherIdentity { .. } | NearMiss::AccessPolicy { .. }
                )
            }),
            Fault::SeesNoGroupToJoin => told.near_misses.retain(|it| {
                !matches!(
                    it,
                    NearMiss::GroupNotJoined { .. } | NearMiss::AccessPolicy { .. }
                )
            }),
            Fault::SeesNothingElsewhere => told
                .near_misses
                .retain(|it| !matches!(it, NearMiss::ScopeElsewhere(_))),
            Fault::SeesNothingToActivate => told
                .near_misses
                .retain(|it| !matches!(it, NearMiss::NotActivated(_))),
            Fault::SeesNoFormerIdentity => told
                .near_misses
                .retain(|it| !matches!(it, NearMiss::FormerIdentity(_))),
            Fault::SeesOneGroupOnly => {
                let mut first = true;
                told.near_misses.retain(|it| {
                    !matches!(it, NearMiss::GroupNotJoined { .. }) || std::mem::take(&mut first)
                });
            }
            Fault::SeesNothingElsewhereOfGroups => {
                let asking = told.asker.id();
                told.near_misses.retain(|it| match it {
                    NearMiss::ScopeElsewhere(it) => Some(it.principal) == asking,
                    _ => true,
                });
            }
            Fault::TellsTheDeadAsNobody => {
                if let Asker::Deleted {
                    resource: Some(resource),
                    ..
                } = told.asker
                {
                    told.asker = Asker::NoIdentity { resource };
                }
            }
            Fault::ToldByTheDead => {
                let dead = self.world.principals().filter(|it| it.deleted);
                told.groups.extend(dead.map(|it| it.id));
            }
            Fault::NearIsFar if !told.decision.is_allowed() => {
                let any = self.world.role_assignments().next();
                told.near_misses.extend(any.map(NearMiss::ScopeElsewhere));
            }
            _ => {}
        }
        Ok(told)
    }

    fn authorize(&self, by: &Reference, event: &Event) -> Result<(), Refusal> {
        match self.world.authorize(by, event) {
            Err(Refusal::Forbidden(Forbidden::LinkedAuthorizationFailed { .. }))
                if self.is(Fault::ForgivesLinkedScopes) =>
            {
                Ok(())
            }
            Err(_) if self.is(Fault::LetsAnybodyAct) => Ok(()),
            answer => answer,
        }
    }

    fn token(&self, request: &TokenRequest) -> Result<TokenAnswer, ResolveError> {
        if self.is(Fault::LocksStopTokens) && self.world.locks().len() > 0 {
            return self.world.token(&TokenRequest {
                resource: Some("https://nope.example".into()),
                ..request.clone()
            });
        }
        let kept = self.first_tokens.iter().find(|(of, _)| {
            of.from == request.from
                && of.resource == request.resource
                && request.client_id.is_none()
        });
        if let Some((_, answer)) = kept {
            return Ok(answer.clone());
        }
        let mut answer = self.world.token(request)?;
        if let (Fault::TokensOfOthers, TokenAnswer::Issued { token, .. }) =
            (self.fault, &mut answer)
        {
            let other = self.world.principals().next().map(|it| it.id);
            token.principal = other.unwrap_or(token.principal);
        }
        Ok(answer)
    }

    fn groups_of(&self, principal: PrincipalId) -> Vec<(PrincipalId, Period)> {
        let all = self.world.groups_of(principal);
        let direct = |group: PrincipalId| {
            self.world
                .members_of(group)
                .any(|(member, _)| member == principal)
        };
        match self.fault {
            Fault::CountsDirectGroupsOnly => all.filter(|(group, _)| direct(*group)).collect(),
            Fault::ForgetsOuterGroups if self.happened > 0 => {
                all.filter(|(group, _)| direct(*group)).collect()
            }
            _ => all.collect(),
        }
    }

    fn assignments_in(&self, subscription: &Scope) -> usize {
        let all = self.world.role_assignments();
        let count = all.filter(|it| subscription.contains(&it.scope)).count();
        match self.fault {
            Fault::CountsWhatIsGone => count + self.gone,
            _ => count,
        }
    }

    fn management_groups(&self) -> usize {
        let all = self.world.nodes();
        let of_kind = |node: &Node| matches!(node.kind, NodeKind::ManagementGroup { .. });
        let count = all.filter(|(_, node)| of_kind(node)).count();
        match self.fault {
            Fault::CountsOneManagementGroup => count.min(1),
            _ => count,
        }
    }

    fn system_assigned_at(&self, resource: &Scope) -> Option<PrincipalId> {
        let own = self.world.node(resource)?.own_principal();
        match self.fault {
            Fault::SharesWithSlots => {
                let app = resource.parent()?;
                let listed = self.world.attachments_of(&app).next();
                listed.map(|it| it.principal).or(own)
            }
            _ => own,
        }
    }

    fn print_condition(&self, condition: &Condition) -> String {
        let text = condition.expression().to_string();
        match self.fault {
            Fault::PrintsLowerCase => text.to_lowercase(),
            _ => text,
        }
    }

    fn print_event(&self, event: &Event) -> String {
        let text = crate::worlds::written()
            .to_string(event)
            .unwrap_or_default();
        match self.fault {
            Fault::PrintsLowerCase => text.to_lowercase(),
            _ => text,
        }
    }
}
