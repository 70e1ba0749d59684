//! Random questions about access, near the borders where answers change.

use proptest::prelude::*;
use proptest::sample::select;

use super::conditions::stated;
use crate::access::{AccessRequest, ActionRequest};
use crate::model::{Reference, RoleDefinition};
use crate::value::{Name, Plane, Scope};
use crate::world::World;

/// What a question differs in from one that an assignment answers with yes.
#[derive(Debug, Clone, Copy)]
enum Border {
    Nothing,
    LetterCase,
    OneSegmentUp,
    OneSegmentDown,
    OneLetterMore,
    SomewhereElse,
    SomebodyElse,
    OtherPlane,
    OtherAction,
}

/// Questions that an assignment of this world answers with yes, and questions that differ from those in one thing: one
/// segment up or down, one letter's case, one letter more, another scope, somebody else (the neighbour in the group), the
/// other plane, another action. Half of them state something for conditions to look at. They shrink towards no difference.
///
/// ```
/// use idsim::World;
/// use idsim::strategies::{Size, access_requests, worlds};
/// use proptest::prelude::*;
///
/// # fn main() {
/// let asked = worlds(Size::SMALL).prop_flat_map(|world| (access_requests(&world), Just(world)));
/// proptest!(ProptestConfig::with_cases(16), |((question, world) in asked)| {
///     let explained = world.explain(&question).map(|it| it.decision);
///     prop_assert_eq!(world.check(&question), explained);
/// });
/// # }
/// ```
pub fn access_requests(world: &World) -> BoxedStrategy<AccessRequest> {
    let everybody: Vec<Reference> = world
        .principals()
        .map(|it| Reference::from(it.id.to_string()))
        .chain(std::iter::once(Reference::from("nobody")))
        .collect();
    let scopes: Vec<Scope> = world.nodes().map(|(scope, _)| scope.clone()).collect();
    let mut granted: Vec<(Reference, (Plane, String), Scope)> = world
        .role_assignments()
        .filter_map(|it| {
            let action = granted_by(world.role_by_id(it.role)?)?;
            Some((
                Reference::from(it.principal.to_string()),
                action,
                it.scope.clone(),
            ))
        })
        .collect();
    if granted.is_empty() {
        let first = everybody
            .first()
            .cloned()
            .unwrap_or_else(|| "nobody".into());
        let action = (Plane::Control, "Microsoft.KeyVault/vaults/read".to_owned());
        granted.push((
            first,
            action,
            scopes.first().cloned().unwrap_or_else(Scope::root),
        ));
    }
    let borders = prop_oneof![
        3 => Just(Border::Nothing),
        1 => Just(Border::LetterCase),
        1 => Just(Border::OneSegmentUp),
        1 => Just(Border::OneSegmentDown),
        1 => Just(Border::OneLetterMore),
        1 => Just(Border::SomewhereElse),
        2 => Just(Border::SomebodyElse),
        1 => Just(Border::OtherPlane),
        1 => Just(Border::OtherAction),
    ];
    let elsewhere = select(if scopes.is_empty() {
        vec![Scope::root()]
    } else {
        scopes
    });
    (
        select(granted),
        borders,
        select(everybody),
        elsewhere,
        any::<prop::sample::Index>(),
        stated(),
    )
        .prop_map(
            |((who, (plane, action), on), border, somebody, elsewhere, letter, (kind, said))| {
                let ask = |who: Reference, plane: Plane, action: &str, on: &str| {
                    let action = Name::from(action);
                    let action = match plane {
                        Plane::Control => ActionRequest::Control(action),
                        Plane::Data => ActionRequest::Data(action),
                    };
                    let asked = AccessRequest::new(who, action, on);
                    asked.in_circumstances(kind.clone(), said.clone())
                };
                let (up, down) = (on.parent(), on.child("things/one"));
                match border {
                    Border::Nothing => ask(who, plane, &action, on.as_str()),
                    Border::LetterCase => {
                        let (action, on) =
                            (other_case(&action, letter), other_case(on.as_str(), letter));
                        ask(who, plane, &action, &on)
                    }
                    Border::OneSegmentUp => ask(who, plane, &action, up.unwrap_or(on).as_str()),
                    Border::OneSegmentDown => ask(who, plane, &action, down.unwrap_or(on).as_str()),
                    Border::OneLetterMore => ask(who, plane, &action, &format!("{on}0")),
                    Border::SomewhereElse => ask(who, plane, &action, elsewhere.as_str()),
                    Border::SomebodyElse => ask(somebody, plane, &action, on.as_str()),
                    Border::OtherPlane => ask(who, plane.other(), &action, on.as_str()),
                    Border::OtherAction => ask(who, plane, &format!("{action}s"), on.as_str()),
                }
            },
        )
        .boxed()
}

/// An action that a role includes: its first pattern with words for the wildcards.
fn granted_by(role: &RoleDefinition) -> Option<(Plane, String)> {
    let block = role.permissions.first()?;
    let control = block
        .actions
        .first()
        .map(|it| (Plane::Control, it.to_string()));
    let data = block
        .data_actions
        .first()
        .map(|it| (Plane::Data, it.to_string()));
    let (plane, pattern) = data.or(control)?;
    let action = match pattern.as_str() {
        "*" => "Microsoft.KeyVault/vaults/write".to_owned(),
        pattern => match pattern.strip_prefix("*/") {
            Some(rest) => format!("Microsoft.KeyVault/vaults/{rest}").replace('*', "read"),
            None => pattern.replace('*', "read"),
        },
    };
    Some((plane, action))
}

/// The same text with one letter in the other case.
pub(super) fn other_case(text: &str, letter: prop::sample::Index) -> String {
    let at = letter.index(text.chars().count().max(1));
    let flip = |c: char| match c.is_ascii_uppercase() {
        true => c.to_ascii_lowercase(),
        false => c.to_ascii_uppercase(),
    };
    let letters = text.chars().enumerate();
    letters
        .map(|(number, c)| if number == at { flip(c) } else { c })
        .collect()
}
