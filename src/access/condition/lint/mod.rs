//! Known traps of conditions: what can be written, and hardly ever means what is meant.

mod code;
mod reach;
mod trap;

use std::ops::Range;
use std::sync::Arc;

pub use code::LintCode;
pub use trap::Trap;

use crate::catalog::{Catalog, KnownAttribute, SubOperation};
use crate::model::condition::{Comparison, CrossProduct, Expression, Operand, ValueKind};
use crate::model::{Attribute, AttributePart, AttributeSource, Condition, RoleDefinition};
use crate::value::{Action, ActionPattern, Plane, nearest};

/// A trap in a condition, and where. Its `Display` says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// The bytes of the condition's text that it is about; none for what is missing everywhere.
    pub place: Range<usize>,
    /// What it is.
    pub trap: Trap,
}

impl Lint {
    /// The stable name; `idsim codes` tells more of it.
    pub fn code(&self) -> LintCode {
        self.trap.code()
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        self.trap.help()
    }
}

impl std::fmt::Display for Lint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.trap.fmt(f)
    }
}

impl Condition {
    /// The traps in it, in the order of its text (F8.2, F8.4, F8.5). With the role that it is to stand on, only what that role
    /// grants counts, and more can be said.
    ///
    /// That there are none says nothing of what it means: [`Condition::evaluate`] does.
    ///
    /// ```
    /// use idsim::{Catalog, Condition, LintCode};
    ///
    /// let assign = "Microsoft.Authorization/roleAssignments";
    /// let role = format!("@Request[{assign}:RoleDefinitionId] GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae7");
    /// let condition = Condition::parse(&format!("!(ActionMatches{{'{assign}/write'}}) OR {role}"))?;
    /// let lints = condition.lints(None);
    /// assert_eq!(lints.iter().map(|it| it.code()).collect::<Vec<_>>(), [LintCode::WayRound]);
    /// assert!(lints[0].to_string().ends_with("and `Microsoft.Authorization/roleAssignments/delete` is not"));
    ///
    /// // A role that cannot delete has no such way.
    /// let catalog = Catalog::built_in();
    /// let reader = catalog.role(&"Storage Blob Data Reader".into())?;
    /// assert_eq!(condition.lints(Some(reader))[0].code(), LintCode::TargetNotInRole);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lints(&self, role: Option<&RoleDefinition>) -> Vec<Lint> {
        let mut linter = Linter {
            condition: self,
            role,
            catalog: Catalog::built_in(),
            lints: Vec::new(),
        };
        linter.mixed();
        linter.targets();
        for ((part, place), negated) in self.parts().zip(negations(self.expression())) {
            linter.part(part, &place, negated);
        }
        linter.requests();
        linter.ways_round();
        let mut lints = linter.lints;
        lints.sort_by_key(|it| (it.place.start, it.code()));
        lints.dedup();
        lints
    }
}

/// Of each part, in the order of the text, whether it stands under a `NOT`, or under three.
fn negations(expression: &Expression) -> Vec<bool> {
    fn walk(expression: &Expression, negated: bool, out: &mut Vec<bool>) {
        match expression {
            Expression::Any(all) | Expression::All(all) => {
                all.iter().for_each(|it| walk(it, negated, out));
            }
            Expression::Not(inner) => walk(inner, !negated, out),
            _ => out.push(negated),
        }
    }
    let mut out = Vec::new();
    walk(expression, false, &mut out);
    out
}

struct Linter<'c> {
    condition: &'c Condition,
    role: Option<&'c RoleDefinition>,
    catalog: Arc<Catalog>,
    lints: Vec<Lint>,
}

impl<'c> Linter<'c> {
    fn found(&mut self, place: &Range<usize>, trap: Trap) {
        let place = place.clone();
        self.lints.push(Lint { place, trap });
    }

    /// Every pattern of an action that the condition names, and where.
    fn patterns(&self) -> impl Iterator<Item = (&'c ActionPattern, Range<usize>)> + use<'c> {
        self.condition.parts().filter_map(|(part, at)| match part {
            Expression::ActionMatches(pattern) => Some((pattern, at)),
            _ => None,
        })
    }

    /// Whether the role grants an action, on the plane that it is on, as far as that is known; without a role all that is asked for.
    fn is_granted(&self, action: &Action) -> bool {
        let Some(role) = self.role else {
            return true;
        };
        // What is known to be on one plane is not granted by a `*` of the other.
        let on = |plane| Action::parse(plane, action.as_str());
        let both = [on(Plane::Control), on(Plane::Data)].into_iter().flatten();
        let mut meant = both.filter(|it| !self.catalog.is_misplaced(it));
        meant.any(|it| role.permissions.iter().any(|block| block.grants(&it)))
    }

    fn mixed(&mut self) {
        if let Some(at) = self.condition.ambiguous_at() {
            let start = at.byte_in(self.condition.as_str());
            let word = self.condition.as_str().get(start..).unwrap_or_default();
            let length = match word.starts_with("&&") {
                true => 2,
                false => 3,
            };
            self.found(&(start..start + length), Trap::MixedAndOr);
        }
    }

    fn targets(&mut self) {
        let patterns: Vec<_> = self.patterns().collect();
        if patterns.is_empty() {
            self.found(&(0..0), Trap::NoTarget);
        }
        let Some(role) = self.role else {
            return;
        };
        for (pattern, place) in patterns {
            let granted = match Action::data(pattern.as_str()) {
                Ok(action) => self.is_granted(&action),
                Err(_) => granting(role).any(|it| it.overlaps(pattern)),
            };
            if !granted {
                let (pattern, role) = (pattern.to_string(), role.role_name.to_string());
                self.found(&place, Trap::TargetNotInRole { pattern, role });
            }
        }
    }

    fn part(&mut self, part: &Expression, place: &Range<usize>, negated: bool) {
        match part {
            Expression::SubOperationMatches(name) => {
                if let Err(unknown) = SubOperation::named(name) {
                    self.found(place, Trap::UnknownSubOperation(unknown));
                }
            }
            Expression::Exists(attribute) => {
                self.attribute(attribute, place);
            }
            Expression::Comparison(it) => self.comparison(it, place, negated),
            _ => {}
        }
    }

    /// What is known of an attribute; what is wrong with its name or its source is found on the way.
    fn attribute(
        &mut self,
        attribute: &Attribute,
        place: &Range<usize>,
    ) -> Option<&'static KnownAttribute> {
        let Some(known) = KnownAttribute::of(attribute) else {
            let nearest = nearest_attributes(attribute);
            let attribute = attribute.to_string();
            self.found(place, Trap::UnknownAttribute { attribute, nearest });
            return None;
        };
        if known.sources.contains(&attribute.source) {
            return Some(known);
        }
        let meant = known.sources.iter().map(|source| Attribute {
            source: *source,
            ..attribute.clone()
        });
        let meant = meant.map(|it| it.short()).collect();
        let attribute = attribute.short();
        self.found(place, Trap::WrongSource { attribute, meant });
        None
    }

    fn comparison(&mut self, it: &Comparison, place: &Range<usize>, negated: bool) {
        for attribute in it.attributes() {
            let Some(known) = self.attribute(attribute, place) else {
                continue;
            };
            let (name, operator) = (attribute.short(), it.operator);
            match known.value {
                Some(kind) if kind != operator.kind => {
                    let attribute = name.clone();
                    let trap = Trap::OtherKind {
                        attribute,
                        kind,
                        operator,
                    };
                    self.found(place, trap);
                }
                _ => {}
            }
            if known.optional && !self.asks_whether_there_is(attribute) {
                let attribute = attribute.clone();
                match (negated, operator.negated) {
                    (true, _) => self.found(place, Trap::NotOverMissing { attribute }),
                    (false, true) => {
                        self.found(
                            place,
                            Trap::NegatedMissing {
                                attribute,
                                operator,
                            },
                        );
                    }
                    (false, false) => {}
                }
            }
            if attribute.part == AttributePart::Keys && it.cross_product.is_none() {
                self.found(
                    place,
                    Trap::OneOfKeys {
                        attribute: name,
                        operator,
                    },
                );
            }
        }
        if let Some(cross_product) = it.cross_product.filter(|_| it.operator.negated) {
            self.negated_cross_product(it, cross_product, place);
        }
        if it.operator.kind == ValueKind::Guid && self.is_of_storage() {
            self.found(place, Trap::GuidsOfStorage);
        }
    }

    /// Of several values some one is nearly always another (F8.5.4): that a list has another key too says nothing of the key, and
    /// that a value is not one of two says nothing at all.
    fn negated_cross_product(
        &mut self,
        it: &Comparison,
        cross_product: CrossProduct,
        place: &Range<usize>,
    ) {
        let is_list = matches!(
            &it.left,
            Operand::Attribute(it) if it.part == AttributePart::Keys || it.source == AttributeSource::Principal
        );
        let of_several = matches!(&it.right, Operand::Set(all) if all.len() > 1);
        let of_any = is_list && !cross_product.is_of_all();
        let to_any = of_several && !cross_product.is_to_all();
        if of_any || to_any {
            let meant = match (
                is_list || cross_product.is_of_all(),
                of_several || cross_product.is_to_all(),
            ) {
                (false, _) => CrossProduct::ForAnyOfAllValues,
                (true, _) => CrossProduct::ForAllOfAllValues,
            };
            let operator = it.operator;
            let trap = Trap::NegatedAnyOf {
                cross_product,
                operator,
                meant,
            };
            self.found(place, trap);
        }
    }

    fn asks_whether_there_is(&self, attribute: &Attribute) -> bool {
        let mut all = self.condition.expression().walk();
        all.any(
            |it| matches!(it, Expression::Exists(it) if it.means(attribute) || attribute.means(it)),
        )
    }

    /// Whether it is to stand on a role with data actions of storage, as far as one can see.
    fn is_of_storage(&self) -> bool {
        match self.role {
            Some(role) => role.grants_storage_data(),
            None => self
                .patterns()
                .any(|(it, _)| it.folded().starts_with("microsoft.storage/")),
        }
    }
}

/// What a role grants, whatever it takes out again.
fn granting(role: &RoleDefinition) -> impl Iterator<Item = &ActionPattern> {
    let blocks = role.permissions.iter();
    blocks.flat_map(|it| it.actions.iter().chain(&it.data_actions))
}

fn nearest_attributes(attribute: &Attribute) -> Vec<String> {
    let all = KnownAttribute::all().iter();
    let all = all.flat_map(|it| it.sources.iter().map(move |source| (source, it)));
    let all: Vec<String> = all
        .map(|(source, it)| format!("@{source}[{}]", it.attribute))
        .collect();
    nearest(&attribute.to_string(), all.iter().map(String::as_str))
}

#[cfg(test)]
mod tests;
