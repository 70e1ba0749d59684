//! Which requests a condition lets through, whatever is asked: those it does not target, and those it never can.

use super::{Linter, Trap};
use crate::access::Truth;
use crate::catalog::{KnownAttribute, SubOperation, WayRound};
use crate::model::Attribute;
use crate::model::condition::Expression;
use crate::value::{Action, ActionPattern, Name};

/// A kind of request.
#[derive(Debug, Clone, Copy)]
struct Request<'a> {
    action: &'a Action,
    sub_operation: Option<&'a Name>,
}

/// The least and the most that something can come to.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    least: Truth,
    most: Truth,
}

impl Bounds {
    const OPEN: Self = Self::between(Truth::False, Truth::True);

    const fn between(least: Truth, most: Truth) -> Self {
        Self { least, most }
    }

    fn exactly(truth: impl Into<Truth>) -> Self {
        let truth = truth.into();
        Self::between(truth, truth)
    }
}

impl Request<'_> {
    fn lacks(&self, attribute: &Attribute) -> bool {
        let known = KnownAttribute::of(attribute);
        let known = known.filter(|it| it.sources.contains(&attribute.source));
        known.is_some_and(|it| it.comes_with(self.action, self.sub_operation) == Some(false))
    }

    fn bounds(&self, expression: &Expression) -> Bounds {
        match expression {
            Expression::Any(all) => all.iter().fold(Bounds::exactly(false), |so_far, it| {
                let it = self.bounds(it);
                Bounds::between(so_far.least.max(it.least), so_far.most.max(it.most))
            }),
            Expression::All(all) => all.iter().fold(Bounds::exactly(true), |so_far, it| {
                let it = self.bounds(it);
                Bounds::between(so_far.least.min(it.least), so_far.most.min(it.most))
            }),
            Expression::Not(it) => {
                let it = self.bounds(it);
                Bounds::between(!it.most, !it.least)
            }
            Expression::ActionMatches(pattern) => Bounds::exactly(pattern.matches(self.action)),
            Expression::SubOperationMatches(name) => {
                Bounds::exactly(self.sub_operation == Some(name))
            }
            Expression::Exists(it) if self.lacks(it) => Bounds::exactly(false),
            Expression::Comparison(it) if it.attributes().any(|it| self.lacks(it)) => {
                Bounds::exactly(Truth::Unknown)
            }
            Expression::Exists(_) | Expression::Comparison(_) => Bounds::OPEN,
        }
    }

    /// The attributes for want of which an expression cannot hold.
    fn wanting<'c>(&self, expression: &'c Expression, out: &mut Vec<&'c Attribute>) {
        match expression {
            Expression::Any(all) => all.iter().for_each(|it| self.wanting(it, out)),
            Expression::All(all) => all
                .iter()
                .filter(|it| self.bounds(it).most != Truth::True)
                .for_each(|it| self.wanting(it, out)),
            Expression::Not(it) => self.wanting(it, out),
            Expression::Comparison(it) => out.extend(it.attributes().filter(|it| self.lacks(it))),
            _ => {}
        }
    }
}

impl Linter<'_> {
    /// Requests that it targets and that never come with what it asks for (F8.5.1).
    pub(super) fn requests(&mut self) {
        for action in self.targeted() {
            let failing = |sub_operation| {
                let action = &action;
                let request = Request {
                    action,
                    sub_operation,
                };
                let mut wanting = Vec::new();
                if request.bounds(self.condition.expression()).most != Truth::True {
                    request.wanting(self.condition.expression(), &mut wanting);
                }
                (!wanting.is_empty()).then_some((sub_operation, wanting))
            };
            let Some((sub_operation, wanting)) = kinds_of(&action).find_map(failing) else {
                continue;
            };
            for attribute in wanting {
                let place = self.condition.parts().find_map(|(part, at)| match part {
                    Expression::Comparison(it) if it.attributes().any(|it| it == attribute) => {
                        Some(at)
                    }
                    _ => None,
                });
                let with = kinds_of(&action).flatten().find(|it| {
                    let known = KnownAttribute::of(attribute);
                    known.and_then(|known| known.comes_with(&action, Some(it))) == Some(true)
                });
                let trap = Trap::NotSupplied {
                    attribute: attribute.clone(),
                    action: action.clone(),
                    sub_operation: sub_operation.cloned(),
                    with: with.filter(|_| sub_operation.is_none()).cloned(),
                };
                self.found(&place.unwrap_or_default(), trap);
            }
        }
    }

    /// Actions that lead to the same as one that it targets, and that it leaves open (F8.5.5).
    pub(super) fn ways_round(&mut self) {
        for way in WayRound::all() {
            let Ok(other) = Action::data(way.other.as_str()) else {
                continue;
            };
            // What goes past everything is in few roles only.
            let is_there = self.role.is_some() || !way.goes_past;
            if !is_there || !self.is_granted(&other) {
                continue;
            }
            let targeted = self.targeted().into_iter();
            let mut targeted = targeted.filter(|it| way.targeted.matches(it) && *it != other);
            let Some(action) = targeted.find(|it| self.is_open_round(it, &other, way)) else {
                continue;
            };
            let place = self
                .patterns()
                .find_map(|(pattern, at)| pattern.matches(&action).then_some(at));
            let trap = Trap::WayRound {
                targeted: action,
                other,
            };
            self.found(&place.unwrap_or_default(), trap);
        }
    }

    /// Whether some kind of request is filtered, and the same by the other action is not.
    fn is_open_round(&self, action: &Action, other: &Action, way: &WayRound) -> bool {
        let expression = self.condition.expression();
        let is_filtered = |action, sub_operation| {
            let request = Request {
                action,
                sub_operation,
            };
            request.bounds(expression).least != Truth::True
        };
        kinds_of(action)
            .filter(|it| is_filtered(action, *it))
            .any(|kind| {
                let same = kinds_of(other).find(|it| *it == kind);
                match same.or(way.goes_past.then_some(None)) {
                    Some(kind) => !is_filtered(other, kind),
                    None => false,
                }
            })
    }

    /// The actions that it names, and those that idsim knows and its patterns match; of a role only what that grants. Without any
    /// pattern all that the role grants.
    fn targeted(&self) -> Vec<Action> {
        let patterns: Vec<&ActionPattern> = self.patterns().map(|(it, _)| it).collect();
        let known: Vec<&ActionPattern> = known_actions().collect();
        let mut out: Vec<Action> = Vec::new();
        for pattern in patterns.iter().chain(&known) {
            let Ok(action) = Action::data(pattern.as_str()) else {
                continue;
            };
            let is_meant = match patterns.is_empty() {
                true => self.role.is_some(),
                false => patterns.iter().any(|it| it.matches(&action)),
            };
            if is_meant && self.is_granted(&action) && !out.contains(&action) {
                out.push(action);
            }
        }
        out
    }
}

/// No kind in particular, then each that there is.
fn kinds_of(action: &Action) -> impl Iterator<Item = Option<&'static Name>> + use<> {
    let kinds: Vec<_> = SubOperation::of_action(action).collect();
    std::iter::once(None).chain(kinds.into_iter().map(|it| Some(&it.name)))
}

/// Every action that the words of conditions name, and patterns among them.
fn known_actions() -> impl Iterator<Item = &'static ActionPattern> {
    let attributes = KnownAttribute::all().iter();
    let supplying = attributes.flat_map(|it| it.supplied_by.iter().chain(&it.not_supplied_by));
    let others = WayRound::all().iter().map(|it| &it.other);
    supplying.chain(others)
}
