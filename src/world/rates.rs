//! How often things were done of late, where that is limited (F1.22, F2.16, F2.17, F3.4.3).
//!
//! What an event does is counted when it happens, and only then: one that is refused, for whatever reason, costs nothing, and
//! limits are looked at last. Nobody says in which order Azure looks, nor whether what it refuses counts: our decisions.

use std::collections::BTreeMap;

use super::state::NodeKind;
use super::{Consequence, Refusal, Untimely, World};
use crate::catalog::TokenEndpoint;
use crate::event::Event;
use crate::model::{CountedRequests, Rate, RateLimit};
use crate::value::{Duration, Name, Scope, ScopeLevel, Timestamp};

/// Which requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter {
    /// Towards which limit.
    pub limit: RateLimit,
    /// For what: the root for the tenant, a subscription, or a resource.
    pub scope: Scope,
    /// For which region, where regions are told apart. All that state none are in one region, which is our decision.
    pub location: Option<Name>,
}

impl From<&CountedRequests> for Counter {
    fn from(it: &CountedRequests) -> Self {
        Self {
            limit: it.limit,
            scope: it.scope.clone(),
            location: it.location.clone(),
        }
    }
}

/// What was counted together: for each moment at which something was, how many there had been by then. Moments only come on
/// at the end, so that nothing is ever looked through from one end to the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted(Vec<(Timestamp, u64)>);

impl Counted {
    pub(super) fn add(&mut self, at: Timestamp, count: u32) {
        let total = self.total() + u64::from(count);
        match self.0.last_mut() {
            Some((last, by_then)) if *last == at => *by_then = total,
            _ => self.0.push((at, total)),
        }
    }

    pub(super) fn take_back(&mut self, count: u32) {
        let Some((at, by_then)) = self.0.pop() else {
            return;
        };
        let left = by_then.saturating_sub(u64::from(count));
        if left > self.total() {
            self.0.push((at, left));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn total(&self) -> u64 {
        self.0.last().map_or(0, |(_, by_then)| *by_then)
    }

    /// How long it is until so many more can be counted: no time at all if they can be now, and never if they alone are too
    /// many.
    fn wait(&self, rate: Rate, now: Timestamp, more: u64) -> Option<Duration> {
        let room = u64::from(rate.at_most).checked_sub(more)?;
        let total = self.total();
        if total <= room {
            return Some(Duration::ZERO);
        }
        // When this moment counts no more, no more than there is room for still do.
        let last_in_the_way = self.0.partition_point(|(_, it)| total - it > room);
        let (moment, _) = self.0.get(last_in_the_way)?;
        let passed = now.duration_since(*moment).unwrap_or(Duration::ZERO);
        let left = rate.within.seconds().saturating_sub(passed.seconds());
        Some(Duration::from_seconds(left))
    }

    /// What still counts, by moment.
    fn of_late(&self, rate: Rate, now: Timestamp) -> impl Iterator<Item = (Timestamp, u64)> {
        let is_over = |at: Timestamp| now.duration_since(at).is_some_and(|it| it >= rate.within);
        let first = self.0.partition_point(|(at, _)| is_over(*at));
        let before = first.checked_sub(1).and_then(|it| self.0.get(it));
        let mut before = before.map_or(0, |(_, by_then)| *by_then);
        self.0.iter().skip(first).map(move |(at, by_then)| {
            let count = by_then - std::mem::replace(&mut before, *by_then);
            (*at, count)
        })
    }
}

impl World {
    /// What an event that brings this about counts towards limits of rate, or that it is too much. Nothing where nothing is
    /// limited.
    pub(super) fn counted(
        &self,
        event: &Event,
        consequences: &[Consequence],
    ) -> Result<Vec<Consequence>, Refusal> {
        let (Some(rates), Some(at)) = (self.state.options.rates, self.clock()) else {
            return Ok(Vec::new());
        };
        let mut counts: BTreeMap<Counter, u32> = BTreeMap::new();
        for (limit, scope) in self.requests(event, consequences) {
            let scope_counted = match level(limit) {
                ScopeLevel::Root => Some(Scope::root()),
                ScopeLevel::Subscription => scope.containing_subscription(),
                _ => Some(scope.clone()),
            };
            if let Some(counted) = scope_counted.filter(|_| rates.of(limit).is_some()) {
                let location = match limit.is_regional() {
                    true => self.location(&scope, consequences),
                    false => None,
                };
                let counter = Counter {
                    limit,
                    scope: counted,
                    location,
                };
                *counts.entry(counter).or_default() += 1;
            }
        }
        let mut refused: Option<(Option<Duration>, String)> = None;
        for (counter, count) in &counts {
            let wait = self.wait(counter, u64::from(*count));
            // Of several that are in the way the longest is told.
            let is_longer = refused.as_ref().is_none_or(|(longest, _)| {
                longest.is_some_and(|longest| wait.is_none_or(|it| it > longest))
            });
            if wait != Some(Duration::ZERO) && is_longer {
                refused = Some((wait, self.describe_counter(counter)));
            }
        }
        if let Some((retry_after, what)) = refused {
            return Err(Untimely::TooManyRequests { what, retry_after }.into());
        }
        let counted = |(counter, count)| Consequence::RequestsCounted { counter, at, count };
        Ok(counts.into_iter().map(counted).collect())
    }

    /// The requests that an event makes, each with the limit that it counts towards and the resource that it is about.
    ///
    /// An identity that goes with its group or subscription is not deleted by a request for it, and each identity that is
    /// attached is an assignment, however many come at once: our decisions. So it is that an update that changes nothing, and
    /// whatever is done to federated credentials, which are resources of their own, do not count (F2.17).
    fn requests(&self, event: &Event, consequences: &[Consequence]) -> Vec<(RateLimit, Scope)> {
        use RateLimit as Limit;
        let is_of_one = matches!(event, Event::DeleteIdentity(_) | Event::DeleteResource(_));
        let mut requests = Vec::new();
        let mut made = |limits: &[Limit], scope: &Scope| {
            requests.extend(limits.iter().map(|limit| (*limit, scope.clone())));
        };
        for consequence in consequences {
            match consequence {
                Consequence::PrincipalCreated(it) => {
                    if let Some(resource) = it.origin.resource() {
                        made(
                            &[
                                Limit::IdentitiesCreatedPerTenant,
                                Limit::IdentitiesCreatedPerSubscription,
                            ],
                            resource,
                        );
                    }
                }
                Consequence::IdentityAttached { host, .. } => made(
                    &[
                        Limit::IdentitiesAssignedPerTenant,
                        Limit::IdentitiesAssignedPerSubscription,
                    ],
                    host,
                ),
                Consequence::ScopeCreated { scope, node, .. } if is_identity(&node.kind) => {
                    made(&WRITES, scope);
                }
                Consequence::IdentityUpdated { identity, .. } => made(&WRITES, identity),
                Consequence::ScopeDeleted { scope, node }
                    if is_of_one && is_identity(&node.kind) =>
                {
                    made(
                        &[
                            Limit::IdentityDeletesPerTenant,
                            Limit::IdentityDeletesPerSubscription,
                            Limit::IdentityDeletesPerResource,
                        ],
                        scope,
                    );
                }
                _ => {}
            }
        }
        if let Event::IssueToken(it) = event
            && let Ok(host) = self.resolve_scope(&it.on)
            && self.asks_metadata_service(&host)
        {
            made(&[Limit::TokenRequestsPerResource], &host);
        }
        requests
    }

    /// The region of a resource that is there, or is about to be.
    fn location(&self, scope: &Scope, consequences: &[Consequence]) -> Option<Name> {
        let made = consequences.iter().find_map(|it| match it {
            Consequence::ScopeCreated {
                scope: new, node, ..
            } if new == scope => Some(node),
            _ => None,
        });
        made.or_else(|| self.node(scope))?.location.clone()
    }

    /// Whether code on a resource asks the instance metadata service for tokens: what other endpoints limit, nobody says.
    fn asks_metadata_service(&self, host: &Scope) -> bool {
        let Some(NodeKind::Resource { resource_type, .. }) = self.node(host).map(|it| &it.kind)
        else {
            return false;
        };
        let service = self.catalog().service(&Name::new(resource_type.as_str()));
        service.is_ok_and(|(_, it)| it.token_endpoint == Some(TokenEndpoint::Imds))
    }

    /// How long it is until so many more can be counted.
    fn wait(&self, counter: &Counter, more: u64) -> Option<Duration> {
        let rate = self.state.options.rates().of(counter.limit);
        let (Some(rate), Some(now)) = (rate, self.clock()) else {
            return Some(Duration::ZERO);
        };
        match self.state.requests.get(counter) {
            Some(counted) => counted.wait(rate, now, more),
            None => Counted::default().wait(rate, now, more),
        }
    }

    /// The limit that code on a resource has reached with its requests for tokens, if it has, and for how long.
    pub(crate) fn token_throttle(&self, host: &Scope) -> Option<(Rate, Duration)> {
        let limit = RateLimit::TokenRequestsPerResource;
        let rate = self.state.options.rates().of(limit)?;
        let counter = Counter {
            limit,
            scope: host.clone(),
            location: None,
        };
        let wait = self.wait(&counter, 1)?;
        (wait > Duration::ZERO).then_some((rate, wait))
    }

    /// What can never have been counted so, after what was counted before, if it is such a thing.
    pub(super) fn miscounted(
        &self,
        counter: &Counter,
        at: Timestamp,
        count: u32,
    ) -> Option<&'static str> {
        let Some(rate) = self.state.options.rates().of(counter.limit) else {
            return Some(
                "requests are counted for it, and it limits nothing: `options: (rates: …)`",
            );
        };
        if self.clock().is_none_or(|now| at > now) {
            return Some("its requests are made later than now");
        }
        let is_resource = counter.scope.resource_type().is_some();
        let fits = match level(counter.limit) {
            ScopeLevel::Resource => is_resource,
            level => counter.scope.level() == level,
        };
        if !fits || !self.is_known(&counter.scope) {
            return Some("its requests are counted for what it does not count for");
        }
        if counter.location.is_some() && !counter.limit.is_regional() {
            return Some("its requests are counted for a region, and it tells none apart");
        }
        let empty = Counted::default();
        let counted = self.state.requests.get(counter).unwrap_or(&empty);
        if count == 0 || counted.0.last().is_some_and(|(last, _)| *last == at) {
            return Some("its requests of one moment are written twice, or are none");
        }
        let is_room = counted.wait(rate, at, u64::from(count)) == Some(Duration::ZERO);
        (!is_room).then_some("more requests are counted for it than it lets through")
    }

    /// Every request that still counts.
    pub(super) fn write_counted_requests(&self) -> Vec<CountedRequests> {
        let Some(now) = self.clock() else {
            return Vec::new();
        };
        let rates = self.state.options.rates();
        let limited = self.state.requests.iter();
        let limited = limited.filter_map(|(it, counted)| Some((it, rates.of(it.limit)?, counted)));
        let written = limited.flat_map(|(counter, rate, counted)| {
            let of_late = counted.of_late(rate, now);
            of_late.map(move |(at, count)| CountedRequests {
                limit: counter.limit,
                scope: counter.scope.clone(),
                location: counter.location.clone(),
                at,
                // As many as came at once, and those were counted so.
                count: u32::try_from(count).unwrap_or(u32::MAX),
            })
        });
        written.collect()
    }

    /// The moments after now at which requests stop counting.
    pub(super) fn counted_until(&self) -> impl Iterator<Item = Timestamp> {
        let rates = self.state.options.rates();
        let limited = self.state.requests.iter();
        let limited = limited.filter_map(move |(it, counted)| Some((rates.of(it.limit)?, counted)));
        let now = self.clock();
        limited.flat_map(move |(rate, counted)| {
            let of_late = now.map(|now| counted.of_late(rate, now));
            let of_late = of_late.into_iter().flatten();
            of_late.map(move |(at, _)| at.saturating_add(rate.within))
        })
    }

    /// To do what, where, and how often at most.
    fn describe_counter(&self, counter: &Counter) -> String {
        use RateLimit as Limit;
        let what = match counter.limit {
            Limit::IdentitiesCreatedPerTenant | Limit::IdentitiesCreatedPerSubscription => {
                "create managed identities"
            }
            Limit::IdentitiesAssignedPerTenant | Limit::IdentitiesAssignedPerSubscription => {
                "assign identities to resources"
            }
            Limit::IdentityWritesPerTenant
            | Limit::IdentityWritesPerSubscription
            | Limit::IdentityWritesPerResource => "create or update user-assigned identities",
            Limit::IdentityDeletesPerTenant
            | Limit::IdentityDeletesPerSubscription
            | Limit::IdentityDeletesPerResource => "delete user-assigned identities",
            Limit::TokenRequestsPerResource => "get tokens",
        };
        let at = match counter.scope == Scope::root() {
            true => "in the tenant".to_owned(),
            false => format!("at `{}`", self.name_of(&counter.scope)),
        };
        let region = match &counter.location {
            Some(location) => format!(", in {location}"),
            None if counter.limit.is_regional() => ", in no stated region".to_owned(),
            None => String::new(),
        };
        let rate = self.state.options.rates().of(counter.limit);
        let rate = rate.map_or_else(String::new, |it| format!(": at most {it}"));
        format!("{what} {at}{region}{rate}")
    }
}

/// Towards which limits the creation or the update of a user-assigned identity counts (F2.17).
const WRITES: [RateLimit; 3] = [
    RateLimit::IdentityWritesPerTenant,
    RateLimit::IdentityWritesPerSubscription,
    RateLimit::IdentityWritesPerResource,
];

/// What a limit counts for.
fn level(limit: RateLimit) -> ScopeLevel {
    match limit {
        RateLimit::IdentitiesCreatedPerTenant
        | RateLimit::IdentitiesAssignedPerTenant
        | RateLimit::IdentityWritesPerTenant
        | RateLimit::IdentityDeletesPerTenant => ScopeLevel::Root,
        RateLimit::IdentitiesCreatedPerSubscription
        | RateLimit::IdentitiesAssignedPerSubscription
        | RateLimit::IdentityWritesPerSubscription
        | RateLimit::IdentityDeletesPerSubscription => ScopeLevel::Subscription,
        RateLimit::IdentityWritesPerResource
        | RateLimit::IdentityDeletesPerResource
        | RateLimit::TokenRequestsPerResource => ScopeLevel::Resource,
    }
}

fn is_identity(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Identity { .. })
}
