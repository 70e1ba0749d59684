//! Each trap, in words.

use super::LintCode;
use crate::catalog::NotInCatalog;
use crate::model::Attribute;
use crate::model::condition::{CrossProduct, Operator, ValueKind};
use crate::value::{Action, Name, listing};

/// What can be written in a condition and hardly ever means what is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trap {
    /// `AND` and `OR` meet without parentheses (F8.2).
    #[error("`AND` and `OR` meet without parentheses: Azure calls that ambiguous")]
    MixedAndOr,
    /// No action is named (F8.2).
    #[error("no action is named: the condition filters every action of the role")]
    NoTarget,
    /// An action is named that the role does not grant (F8.1).
    #[error("`{role}` does not grant `{pattern}`")]
    TargetNotInRole {
        /// What is named.
        pattern: String,
        /// The role.
        role: String,
    },
    /// An action that leads to the same is not targeted (F8.5.5).
    #[error("`{targeted}` is targeted, and `{other}` is not")]
    WayRound {
        /// What is targeted.
        targeted: Action,
        /// What leads to the same.
        other: Action,
    },
    /// There is no such sub-operation (F8.4).
    #[error(transparent)]
    UnknownSubOperation(NotInCatalog),
    /// There is no such attribute (F8.4).
    #[error("idsim knows no attribute `{attribute}`")]
    UnknownAttribute {
        /// As it is written.
        attribute: String,
        /// What is written nearly so.
        nearest: Vec<String>,
    },
    /// The attribute is of another source (F8.4).
    #[error("there is no `{attribute}`, only {}", quoted(meant))]
    WrongSource {
        /// As it is written.
        attribute: String,
        /// What there is.
        meant: Vec<String>,
    },
    /// The attribute is of another kind than what the operator compares (F8.3, F8.4).
    #[error("`{attribute}` is {}, and `{operator}` compares {}", kind.described(), operator.kind.plural())]
    OtherKind {
        /// Which.
        attribute: String,
        /// What it is.
        kind: ValueKind,
        /// What compares it.
        operator: Operator,
    },
    /// A list of keys is compared as one value (F8.3, F8.4).
    #[error("`{attribute}` is a list, and `{operator}` compares one value")]
    OneOfKeys {
        /// Which.
        attribute: String,
        /// What compares it.
        operator: Operator,
    },
    /// The targeted action never comes with the attribute, so that the check fails (F8.5.1).
    #[error("`{}` does not come with `{action}`{}", attribute.short(), as_a(sub_operation.as_ref(), with.as_ref()))]
    NotSupplied {
        /// Which.
        attribute: Attribute,
        /// The action.
        action: Action,
        /// As what kind of request it lacks it, if not as any.
        sub_operation: Option<Name>,
        /// As what kind of request it has it.
        with: Option<Name>,
    },
    /// A negated operator, where there may be no value (F8.5.2).
    #[error("where there is no `{}`, `{operator}` is not true", attribute.short())]
    NegatedMissing {
        /// What may be missing.
        attribute: Attribute,
        /// What compares it.
        operator: Operator,
    },
    /// `NOT` of a comparison, where there may be no value (F8.5.3).
    #[error("where there is no `{}`, nobody knows what `NOT` makes of it", attribute.short())]
    NotOverMissing {
        /// What may be missing.
        attribute: Attribute,
    },
    /// Some one of several values is another: that is nearly always so (F8.5.4).
    #[error("`{cross_product}:{operator}` is true as soon as one value differs")]
    NegatedAnyOf {
        /// How many have to relate.
        cross_product: CrossProduct,
        /// What compares them.
        operator: Operator,
        /// How many were meant to.
        meant: CrossProduct,
    },
    /// GUIDs are compared for a role with data actions of storage (F8.5.6).
    #[error(
        "GUIDs are compared for data actions of Microsoft.Storage: Azure refuses who has such a role"
    )]
    GuidsOfStorage,
}

impl Trap {
    /// The stable name.
    pub fn code(&self) -> LintCode {
        match self {
            Self::MixedAndOr => LintCode::MixedAndOr,
            Self::NoTarget => LintCode::NoTarget,
            Self::TargetNotInRole { .. } => LintCode::TargetNotInRole,
            Self::WayRound { .. } => LintCode::WayRound,
            Self::UnknownSubOperation(_) => LintCode::UnknownSubOperation,
            Self::UnknownAttribute { .. } => LintCode::UnknownAttribute,
            Self::WrongSource { .. } => LintCode::WrongSource,
            Self::OtherKind { .. } => LintCode::OtherKind,
            Self::OneOfKeys { .. } => LintCode::OneOfKeys,
            Self::NotSupplied { .. } => LintCode::NotSupplied,
            Self::NegatedMissing { .. } => LintCode::NegatedMissing,
            Self::NotOverMissing { .. } => LintCode::NotOverMissing,
            Self::NegatedAnyOf { .. } => LintCode::NegatedAnyOf,
            Self::GuidsOfStorage => LintCode::GuidsOfStorage,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::MixedAndOr => {
                "write the parentheses; idsim reads `AND` before `OR`, and `idsim condition fmt` shows how".to_owned()
            }
            Self::NoTarget => {
                "to filter some actions only, begin with `!(ActionMatches{'ACTION'}) OR`".to_owned()
            }
            Self::TargetNotInRole { .. } => {
                "it filters nothing there: name an action that the role grants, or leave it out".to_owned()
            }
            Self::WayRound { other, .. } => {
                format!("the condition leaves that open, for whoever has the role: target it as well, by `ActionMatches{{'{other}'}}`")
            }
            Self::UnknownSubOperation(unknown) => unknown.help().unwrap_or_else(|| {
                "there are `Blob.List`, `Blob.Write.Tier` and `Blob.Write.WithTagHeaders`".to_owned()
            }),
            Self::UnknownAttribute { nearest, .. } if !nearest.is_empty() => {
                format!("did you mean {}?", quoted(nearest))
            }
            Self::UnknownAttribute { .. } => {
                "Azure refuses a condition with an attribute that it does not know: write its whole path".to_owned()
            }
            Self::WrongSource { .. } => {
                "`@Resource` is what there is already, `@Request` what the request brings".to_owned()
            }
            Self::OtherKind { kind, .. } => format!("compare it as {}", kind.described()),
            Self::OneOfKeys { operator, .. } => {
                format!("say how many have to relate: `ForAnyOfAnyValues:{operator}`, `ForAllOfAnyValues:{operator}`")
            }
            Self::NotSupplied { action, sub_operation: Some(it), .. } => format!(
                "such requests are always refused: leave them out by `ActionMatches{{'{action}'}} AND NOT SubOperationMatches{{'{it}'}}`"
            ),
            Self::NotSupplied { action, with: Some(it), .. } => format!(
                "other requests are always refused: target `ActionMatches{{'{action}'}} AND SubOperationMatches{{'{it}'}}`"
            ),
            Self::NotSupplied { .. } => {
                "such requests are always refused: ask for what they come with, or do not target the action".to_owned()
            }
            Self::NegatedMissing { attribute, .. } => {
                format!("to let through what has none, write `OR NOT Exists {attribute}` beside it")
            }
            Self::NotOverMissing { attribute } => {
                format!("use the negated operator in place of `NOT`, and say by `Exists {attribute}` what is to be where there is none")
            }
            Self::NegatedAnyOf { operator, meant, .. } => {
                format!("for none of these write `{meant}:{operator}`")
            }
            Self::GuidsOfStorage => "compare something else, or take the data actions out of the role".to_owned(),
        }
    }
}

fn quoted(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|it| format!("`{it}`")).collect();
    listing(&all)
}

fn as_a(sub_operation: Option<&Name>, with: Option<&Name>) -> String {
    match (sub_operation, with) {
        (Some(it), _) => format!(" as `{it}`"),
        (None, Some(it)) => format!(" other than as `{it}`"),
        (None, None) => String::new(),
    }
}
