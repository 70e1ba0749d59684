//! What becomes due when time passes, by looking at everything that there is.

use idsim::{Consequence, Due, Plane, RoleAssignment, Timestamp, World};

use crate::facts::Facts;
use crate::lag::{Lag, delay, seconds};
use crate::lag_mistakes::LagMistake;

impl Lag {
    /// What becomes due after now and not after `to`, by the clock, in words.
    pub(crate) fn due(
        &self,
        world: &World,
        facts: &Facts,
        to: i64,
        mistake: Option<LagMistake>,
    ) -> Vec<(i64, String)> {
        let from = facts.clock.unwrap_or(to);
        let tenant = world.to_tenant();
        let mut all: Vec<(i64, String)> = Vec::new();
        let mut period = |what: String, (begin, end): (Option<i64>, Option<i64>)| {
            all.extend(begin.map(|at| (at, format!("{what} begins"))));
            all.extend(end.map(|at| (at, format!("{what} ends"))));
        };
        for it in &facts.assignments {
            period(format!("assignment {}", it.id), it.window);
        }
        for it in &facts.memberships {
            period(format!("{} in {}", it.member, it.group), it.window);
        }
        let at = |it: Option<Timestamp>| it.map(Timestamp::unix_seconds);
        for (_, it) in tenant.service_principals.iter() {
            let id = it.id.map(|id| id.to_string()).unwrap_or_default();
            for (name, secret) in it.secrets.iter() {
                let window = (at(secret.from), at(secret.until));
                period(format!("secret {name} of {id}"), window);
            }
        }
        for it in world.eligibilities() {
            let what = format!("eligibility {} {} {}", it.principal, it.role, it.scope);
            let window = (at(it.effective.from()), at(it.effective.until()));
            period(what, window);
        }
        for it in &tenant.history.issued_tokens {
            let what = format!("token of {} for {}", it.token.principal, it.token.audience);
            period(what, (None, at(it.token.expires)));
        }
        for change in &self.changes {
            let there = |it: &Option<RoleAssignment>| it.as_ref().and_then(|it| whole(world, it));
            let what = match (there(&change.was), there(&change.is)) {
                (_, Some(is)) => format!("{is} counts"),
                (Some(was), None) => format!("{was} counts no more"),
                (None, None) => continue,
            };
            let [control, data] = [Plane::Control, Plane::Data]
                .map(|plane| change.at + delay(self.delays, world, (change, plane), mistake));
            if control == data {
                all.push((control, what));
            } else {
                all.push((control, format!("{what} on {}", Plane::Control)));
                all.push((data, format!("{what} on {}", Plane::Data)));
            }
        }
        let lives = |id: &String| {
            let mut living = facts.principals.iter().filter(|it| !it.is_deleted);
            living.any(|it| it.id == *id)
        };
        let wait = seconds(self.delays.directory);
        if wait > 0 {
            let made = self.made.iter().filter(|it| lives(&it.1));
            all.extend(made.map(|(at, id)| (at + wait, format!("{id} is known"))));
        }
        let begins = match mistake {
            Some(LagMistake::WhatIsDueNowIsStillToCome) => from - 1,
            _ => from,
        };
        all.retain(|(at, _)| *at > begins && *at <= to);
        all.sort();
        all
    }
}

/// What the world tells of what became due, in the same words; nothing of what the oracle does not know.
pub(crate) fn told_due(world: &World, told: &[Consequence]) -> Vec<(i64, String)> {
    let of_change = |it: &RoleAssignment, counts: &str, plane: &Option<Plane>| {
        let plane = plane.map(|it| format!(" on {it}")).unwrap_or_default();
        let it = whole(world, it).unwrap_or_default();
        format!("{it} {counts}{plane}")
    };
    let words = |what: &Due| {
        Some(match what {
            Due::AssignmentEnds(it) => format!("assignment {} ends", it.id),
            Due::AssignmentBegins(it) => format!("assignment {} begins", it.id),
            Due::MembershipEnds { group, member } => format!("{member} in {group} ends"),
            Due::MembershipBegins { group, member } => format!("{member} in {group} begins"),
            Due::SecretEnds { principal, name } => format!("secret {name} of {principal} ends"),
            Due::SecretBegins { principal, name } => format!("secret {name} of {principal} begins"),
            Due::EligibilityEnds(it) => {
                format!("eligibility {} {} {} ends", it.principal, it.role, it.scope)
            }
            Due::EligibilityBegins(it) => {
                format!(
                    "eligibility {} {} {} begins",
                    it.principal, it.role, it.scope
                )
            }
            Due::TokenExpires { token, .. } => {
                format!("token of {} for {} ends", token.principal, token.audience)
            }
            Due::AssignmentCounts { assignment, plane } => of_change(assignment, "counts", plane),
            Due::RemovalCounts { assignment, plane } => {
                of_change(assignment, "counts no more", plane)
            }
            Due::PrincipalReplicated(id) => format!("{id} is known"),
            _ => return None,
        })
    };
    let due = told.iter().filter_map(|it| match it {
        Consequence::BecameDue { at, what } => Some((at.unix_seconds(), words(what)?)),
        _ => None,
    });
    due.collect()
}

/// Everything that is written of an assignment; nothing if its role is no more.
fn whole(world: &World, it: &RoleAssignment) -> Option<String> {
    world.role_by_id(it.role)?;
    let condition = it.condition.as_ref().map(ToString::to_string);
    Some(format!(
        "{} of {} at {} {condition:?} {:?}",
        it.id, it.principal, it.scope, it.description
    ))
}
