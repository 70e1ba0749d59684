//! The question as it is asked.

use serde::{Deserialize, Serialize};

use super::condition::Facts;
use crate::catalog::{AttributeNameError, KnownAttribute, NotInCatalog, SubOperation};
use crate::model::condition::ValueKind;
use crate::model::{
    Attribute, AttributeSource, AttributeValue, Circumstances, Entries, PrincipalId, Reference,
    Token,
};
use crate::value::{Action, ActionError, Name, Scope};
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
    /// What kind of request it is within its action, such as `Blob.List`; an operation's short name may say it already.
    pub sub_operation: Option<Name>,
    /// What the request and the resource carry for conditions to look at, as conditions name it, a known one also by the end of
    /// its path: `@Resource[blobs/tags:Project]` (F8.4). What the world knows it says itself.
    pub attributes: Entries<AttributeValue>,
}

/// Who asks: a principal as it is now, or whoever brings a token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Caller {
    /// A principal with the groups that it is in now. A resource means its system-assigned identity.
    Principal(Reference),
    /// The principal of a token, with the groups that the token states, even if it was deleted since (F1.10, F7.4). A token
    /// that expired, that was revoked or that is for another service gets nobody in.
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
    /// The catalogue has no such operation or sub-operation.
    #[error(transparent)]
    Operation(#[from] NotInCatalog),
    /// What is stated of an attribute is of none.
    #[error(transparent)]
    Attribute(#[from] AttributeNameError),
    /// An attribute is stated as something that it never is (F8.4).
    #[error("`{text}` is {}, and is stated as {value}", expected.described())]
    OtherKind {
        /// Which, as it was written.
        text: Name,
        /// What it is stated as.
        value: Box<AttributeValue>,
        /// What it is.
        expected: ValueKind,
    },
    /// The world says itself what an attribute is.
    #[error("`{attribute}` is the world's to say")]
    KnownToWorld {
        /// Which.
        attribute: Box<Attribute>,
        /// As it was written.
        text: Name,
    },
    /// An operation's short name says already what kind of request it is.
    #[error("`{operation}` is a `{says}`, and was asked as a `{stated}`")]
    OtherSubOperation {
        /// The operation.
        operation: Name,
        /// What it is.
        says: Name,
        /// What was stated.
        stated: Name,
    },
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
            Self::Attribute(error) => Some(match error {
                AttributeNameError::Unknown(it) => &it.name,
                AttributeNameError::Malformed { text, .. }
                | AttributeNameError::Twice { text }
                | AttributeNameError::Ambiguous { text, .. } => text,
            }),
            Self::KnownToWorld { text, .. } | Self::OtherKind { text, .. } => Some(text.as_str()),
            Self::OtherSubOperation { stated, .. } => Some(stated.as_str()),
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
            Self::Attribute(AttributeNameError::Unknown(error)) => error.help(),
            Self::KnownToWorld { attribute, .. } => Some(match attribute.source {
                AttributeSource::Principal => {
                    "give it to the principal: `security_attributes: {…}` in the tenant, or SetSecurityAttribute"
                }
                AttributeSource::Environment => "set the clock, or let time pass: Wait",
                AttributeSource::Request => "state it as the sub-operation",
                AttributeSource::Resource => {
                    "it is in the name of what is asked about: state it in `on`"
                }
            }.to_owned()),
            Self::OtherKind {
                value,
                expected: ValueKind::Text,
                ..
            } => Some(format!("write it in quotes: `'{value}'` in a command, `\"{value}\"` in a file")),
            Self::OtherPlane { .. }
            | Self::OtherKind { .. }
            | Self::Action(_)
            | Self::Attribute(_)
            | Self::OtherSubOperation { .. } => None,
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
            sub_operation: None,
            attributes: Entries::default(),
        }
    }

    /// A question about whoever brings a token.
    pub fn with_token(token: Token, action: ActionRequest, on: impl Into<Reference>) -> Self {
        Self {
            caller: Caller::Token(Box::new(token)),
            ..Self::new(Reference::from(""), action, on)
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

    /// The same question about one kind of request within its action, such as `Blob.List`.
    #[must_use]
    pub fn with_sub_operation(mut self, name: impl Into<Name>) -> Self {
        self.sub_operation = Some(name.into());
        self
    }

    /// The same question with one attribute more for conditions to look at, or with another value of it.
    ///
    /// ```
    /// use idsim::{AccessRequest, Event, Reason, RoleAssignmentSpec, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::create_resource("sa1", "Microsoft.Storage/storageAccounts"))?;
    /// let condition = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project] StringEquals 'Cascade'";
    /// let assignment = RoleAssignmentSpec::new("alice", "Storage Blob Data Reader", "sa1");
    /// world.apply(Event::AssignRole(assignment.under(condition)))?;
    ///
    /// let read = AccessRequest::operation("alice", "blobs/read", "sa1");
    /// let tagged = |value| read.clone().with_attribute("@Resource[blobs/tags:Project]", value);
    /// assert_eq!(world.check(&tagged("Cascade"))?.reason, Reason::Granted);
    /// assert_eq!(world.check(&tagged("Baker"))?.reason, Reason::ConditionFalse);
    /// assert_eq!(world.check(&read)?.reason, Reason::ConditionUnknown);
    /// assert!(world.check(&read.with_attribute("@Resource[blobs/tag:Project]", "Cascade")).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_attribute(
        mut self,
        attribute: impl Into<Name>,
        value: impl Into<AttributeValue>,
    ) -> Self {
        self.attributes.replace(attribute, value.into());
        self
    }

    /// The same question with all that conditions may look at.
    pub(crate) fn in_circumstances(
        self,
        sub_operation: Option<Name>,
        attributes: Entries<AttributeValue>,
    ) -> Self {
        Self {
            sub_operation,
            attributes,
            ..self
        }
    }

    /// What conditions may look at besides who asks for what and where; `on` is where.
    pub(crate) fn circumstances(
        &self,
        world: &World,
        on: &Scope,
    ) -> Result<Circumstances, QuestionError> {
        let (sub_operation, attributes) = (self.sub_operation.as_ref(), &self.attributes);
        self.action
            .circumstances(world, on, sub_operation, attributes)
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

    /// What kind of request it is within its action: what an operation's short name says, or what is stated.
    pub(crate) fn sub_operation(
        &self,
        world: &World,
        stated: Option<&Name>,
    ) -> Result<Option<Name>, QuestionError> {
        let stated = match stated {
            Some(name) => Some(&SubOperation::named(name)?.name),
            None => None,
        };
        let said = match self {
            Self::Operation(name) => world.catalog().sub_operation(name).map(|it| (name, it)),
            Self::Control(_) | Self::Data(_) => None,
        };
        match (said, stated) {
            (Some((operation, says)), Some(stated)) if says != stated => {
                Err(QuestionError::OtherSubOperation {
                    operation: operation.clone(),
                    says: says.clone(),
                    stated: stated.clone(),
                })
            }
            (said, stated) => Ok(stated.or(said.map(|(_, says)| says)).cloned()),
        }
    }

    /// What conditions may look at besides who asks for this and where: what a question states, by the whole names of
    /// attributes.
    pub(super) fn circumstances(
        &self,
        world: &World,
        on: &Scope,
        sub_operation: Option<&Name>,
        attributes: &Entries<AttributeValue>,
    ) -> Result<Circumstances, QuestionError> {
        let mut out = Circumstances::default();
        out.sub_operation = self.sub_operation(world, sub_operation)?;
        for (text, value) in attributes.iter() {
            let attribute = KnownAttribute::resolve(text.as_str())?;
            if Facts::are_known_of(on, &attribute) {
                return Err(QuestionError::KnownToWorld {
                    attribute: Box::new(attribute),
                    text: text.clone(),
                });
            }
            if out.states(&attribute) {
                let text = text.to_string();
                return Err(AttributeNameError::Twice { text }.into());
            }
            let kind = KnownAttribute::of(&attribute).and_then(|it| it.value);
            if let Some(expected) = kind.filter(|it| !value.can_be(*it)) {
                return Err(QuestionError::OtherKind {
                    text: text.clone(),
                    value: Box::new(value.clone()),
                    expected,
                });
            }
            out = out.with(attribute, value.clone());
        }
        Ok(out)
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
