//! The question as it is asked.

use serde::{Deserialize, Serialize};

use crate::catalog::NotInCatalog;
use crate::model::{PrincipalId, Reference, Token};
use crate::value::{Action, ActionError, Name};
use crate::world::{ResolveError, Subject, World};

/// May this principal do this here? Making the question never fails; asking it may.
///
/// ```
/// use idsim::{AccessRequest, World};
///
/// let request = AccessRequest::data("vm1", "Microsoft.KeyVault/vaults/secrets/getSecret/action", "kv1");
/// assert!(World::new().check(&request).is_err()); // nothing is called `vm1`
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    /// Who.
    pub caller: Caller,
    /// What.
    pub action: ActionRequest,
    /// Where.
    pub on: Reference,
}

/// Who asks: a principal as it is now, or whoever brings a token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Caller {
    /// A principal with the groups that it is in now. A resource means its system-assigned identity.
    Principal(Reference),
    /// The principal of a token, with the groups that the token states, even if it was deleted since (F1.10, F7.4). Whether
    /// the token is still good, and good for this target, is not asked here.
    Token(Box<Token>),
}

/// An action as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActionRequest {
    /// A control-plane action, such as `Microsoft.Compute/virtualMachines/read`.
    Control(Name),
    /// A data-plane action, such as `Microsoft.KeyVault/vaults/secrets/getSecret/action`.
    Data(Name),
    /// The short name that the catalogue has for an action, such as `secrets/get`.
    Operation(Name),
}

/// Why a question cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    /// A reference means nothing, or not what is needed.
    #[error(transparent)]
    Reference(#[from] ResolveError),
    /// The action is malformed.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// The catalogue has no such operation.
    #[error(transparent)]
    Operation(#[from] NotInCatalog),
    /// What is asked as an action is the short name of an operation.
    #[error("`{0}` is the short name of an operation, not an action")]
    NotAnAction(Name),
    /// The catalogue knows the action, on the other plane only.
    #[error("`{action}` is an action of the {}, and was asked of the {}", action.plane().other(), action.plane())]
    OtherPlane {
        /// The action as it was asked.
        action: Action,
    },
}

impl QuestionError {
    /// The name, as it was written, that the question cannot be answered for; for a malformed action there is none.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Reference(error) => Some(error.name()),
            Self::Operation(error) => Some(&error.name),
            Self::NotAnAction(name) => Some(name.as_str()),
            Self::OtherPlane { action } => Some(action.as_str()),
            Self::Action(_) => None,
        }
    }

    /// What to do about it, where there is something to say.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Reference(error) => error.help(),
            Self::Operation(error) => error.help(),
            Self::NotAnAction(name) => {
                Some(format!("ask for it as an operation: Operation(\"{name}\")"))
            }
            Self::OtherPlane { .. } | Self::Action(_) => None,
        }
    }
}

impl AccessRequest {
    /// A question about an action on either plane.
    pub fn new(
        principal: impl Into<Reference>,
        action: ActionRequest,
        on: impl Into<Reference>,
    ) -> Self {
        Self {
            caller: Caller::Principal(principal.into()),
            action,
            on: on.into(),
        }
    }

    /// A question about whoever brings a token.
    pub fn with_token(token: Token, action: ActionRequest, on: impl Into<Reference>) -> Self {
        Self {
            caller: Caller::Token(Box::new(token)),
            action,
            on: on.into(),
        }
    }

    /// A question about a control-plane action.
    pub fn control(
        principal: impl Into<Reference>,
        action: impl Into<Name>,
        on: impl Into<Reference>,
    ) -> Self {
        Self::new(principal, ActionRequest::Control(action.into()), on)
    }

    /// A question about a data-plane action.
    pub fn data(
        principal: impl Into<Reference>,
        action: impl Into<Name>,
        on: impl Into<Reference>,
    ) -> Self {
        Self::new(principal, ActionRequest::Data(action.into()), on)
    }

    /// A question about an operation by the short name that the catalogue has for it.
    pub fn operation(
        principal: impl Into<Reference>,
        operation: impl Into<Name>,
        on: impl Into<Reference>,
    ) -> Self {
        Self::new(principal, ActionRequest::Operation(operation.into()), on)
    }
}

impl Caller {
    /// Who is meant, and the groups that count if they are not those of now.
    pub(super) fn resolve(
        &self,
        world: &World,
    ) -> Result<(Subject, Option<&[PrincipalId]>), ResolveError> {
        match self {
            Self::Principal(reference) => Ok((world.resolve_principal(reference)?, None)),
            Self::Token(token) => {
                // Only a token that this world issued, or could have, names a principal of it.
                let named = world.resolve_principal(&self.reference())?;
                Ok((named, Some(&token.groups)))
            }
        }
    }

    /// A reference to the principal.
    pub(super) fn reference(&self) -> Reference {
        match self {
            Self::Principal(reference) => reference.clone(),
            Self::Token(token) => Reference::from(token.principal.to_string()),
        }
    }
}

impl ActionRequest {
    /// The action that is meant.
    ///
    /// # Errors
    /// It is malformed, or the catalogue has no such operation.
    pub fn resolve(&self, world: &World) -> Result<Action, QuestionError> {
        match self {
            Self::Control(text) => placed(world, text, Action::control(text.as_str())?),
            Self::Data(text) => placed(world, text, Action::data(text.as_str())?),
            Self::Operation(name) => Ok(world.catalog().operation(name)?.clone()),
        }
    }
}

/// An action that exists on the other plane only would be granted by `*` and means something else: it is a mistake.
fn placed(world: &World, text: &Name, action: Action) -> Result<Action, QuestionError> {
    if world.catalog().has_operation(text) {
        Err(QuestionError::NotAnAction(text.clone()))
    } else if world.catalog().is_misplaced(&action) {
        Err(QuestionError::OtherPlane { action })
    } else {
        Ok(action)
    }
}

impl std::fmt::Display for ActionRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Control(text) | Self::Data(text) | Self::Operation(text) => text.fmt(f),
        }
    }
}
