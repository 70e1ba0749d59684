//! The whole story of an answer, as data.

use super::candidate::Place;
use super::denial;
use super::{
    AccessRequest, Caller, Candidate, Decision, DenyStage, HeldPolicy, NearMiss, OtherWay, Query,
    QuestionError, Reason, Remedy,
};
use crate::model::{Circumstances, DenyAssignment, PrincipalId, PrincipalType, TenantId, Token};
use crate::value::{Action, Scope};
use crate::world::{Subject, World};

/// The whole story of an answer: who asked, what could have granted and how far each came, what almost would have, and
/// what would cure it. Its `Display` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation<'w> {
    pub(super) world: &'w World,
    /// The answer.
    pub decision: Decision,
    /// Who asked.
    pub asker: Asker,
    /// What for.
    pub action: Action,
    /// What else conditions could look at (F8.4).
    pub circumstances: Circumstances,
    /// Where.
    pub on: Scope,
    /// The token that it asked with, if it did: the groups that it states count then, and it outlives its principal (F1.10,
    /// F7.4).
    pub token: Option<Token>,
    /// The directory that the vault trusts, where that is not the one of its subscription (F1.15).
    pub vault_tenant: Option<TenantId>,
    /// The groups that count, by object id: those that the principal is in, directly or not, or those that its token states.
    pub groups: Vec<PrincipalId>,
    /// Every assignment that could have granted, in order, with the stage that it reached.
    pub candidates: Vec<(Candidate<'w>, Reason)>,
    /// Every deny assignment at the scope or above it, the nearest first, with how far it comes (F6.6.4).
    pub denials: Vec<(&'w DenyAssignment, DenyStage)>,
    /// The access policies of the vault that the principal has, itself or through a group; void where roles decide (F9.1).
    pub policies: Vec<HeldPolicy<'w>>,
    /// Control-plane actions that the principal may take and that lead to the same data (F9.2), whatever the answer is.
    pub other_ways: Vec<OtherWay<'w>>,
    /// What almost would have granted, the nearest first; empty if the answer is yes.
    pub near_misses: Vec<NearMiss<'w>>,
    /// What turns a no into a yes with the least privilege, if anything does.
    pub remedy: Option<Remedy>,
}

/// Who asked, and how it came to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// A directory object, asked for by itself.
    Directory {
        /// Its object id.
        id: PrincipalId,
        /// What it is.
        principal_type: PrincipalType,
    },
    /// A managed identity: of the resource asked for, or a user-assigned one itself.
    ManagedIdentity {
        /// The object id of its principal.
        id: PrincipalId,
        /// The resource that it is or belongs to.
        resource: Scope,
        /// Whether it is user-assigned.
        user_assigned: bool,
    },
    /// A principal that was deleted.
    Deleted {
        /// Its object id.
        id: PrincipalId,
        /// The resource that it was or belonged to, if it was a managed identity.
        resource: Option<Scope>,
    },
    /// A resource without an identity of its own, or one that is no more.
    NoIdentity {
        /// The resource.
        resource: Scope,
    },
}

impl Asker {
    /// The object id, if there is one.
    pub fn id(&self) -> Option<PrincipalId> {
        match self {
            Self::Directory { id, .. }
            | Self::ManagedIdentity { id, .. }
            | Self::Deleted { id, .. } => Some(*id),
            Self::NoIdentity { .. } => None,
        }
    }

    /// The resource that it is or belongs to, if any.
    pub fn resource(&self) -> Option<&Scope> {
        match self {
            Self::Directory { .. } => None,
            Self::ManagedIdentity { resource, .. } | Self::NoIdentity { resource } => {
                Some(resource)
            }
            Self::Deleted { resource, .. } => resource.as_ref(),
        }
    }
}

impl<'w> Explanation<'w> {
    /// The deny assignment that denies what a role grants, if one does.
    pub fn denial(&self) -> Option<&'w DenyAssignment> {
        self.world.deny_assignment(self.decision.deny?)
    }

    /// The deny assignment that would deny it even if a role granted it; of those that name nobody in particular where
    /// there is nobody to ask for yet.
    pub(super) fn standing_in_the_way(&self) -> Option<&'w DenyAssignment> {
        let mut applying = self.denials.iter();
        applying
            .find(|(_, stage)| *stage == DenyStage::Applies)
            .map(|(it, _)| *it)
    }

    /// The candidate that the answer is due to, with the stage that it reached; none if there is no candidate.
    pub fn responsible(&self) -> Option<&(Candidate<'w>, Reason)> {
        // What is denied, a role grants.
        let decided = match self.decision.reason {
            Reason::Denied => Reason::Granted,
            reason => reason,
        };
        self.candidates.iter().find(|(candidate, stage)| {
            Some(candidate.assignment.id) == self.decision.assignment
                && candidate.through == self.decision.through
                && *stage == decided
        })
    }
}

impl World {
    /// The whole story of an answer.
    ///
    /// # Errors
    /// The question names something that was never heard of, or is malformed.
    ///
    /// ```
    /// use idsim::{AccessRequest, Event, Reason, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let read = AccessRequest::control("alice", "Microsoft.Compute/disks/read", "resource-group");
    /// let explanation = world.explain(&read)?;
    /// assert_eq!(explanation.decision.reason, Reason::NoAssignment);
    /// let remedy = explanation.remedy.clone().expect("a role cures it");
    /// assert!(world.clone().what_if(&remedy.events, |world| world.check(&read).unwrap().is_allowed())?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, request: &AccessRequest) -> Result<Explanation<'_>, QuestionError> {
        self.explain_query(request, self.query(request)?)
    }

    /// The same where conditions find these circumstances, and not what the request states.
    pub(crate) fn explain_in(
        &self,
        request: &AccessRequest,
        circumstances: Circumstances,
    ) -> Result<Explanation<'_>, QuestionError> {
        let query = self.query(request)?.in_circumstances(circumstances);
        self.explain_query(request, query)
    }

    fn explain_query(
        &self,
        request: &AccessRequest,
        query: Query,
    ) -> Result<Explanation<'_>, QuestionError> {
        let asker = self.asked(request)?;
        let stated = query.groups.as_deref();
        let answered = asker
            .id()
            .filter(|_| query.refused.is_none())
            .filter(|_| stated.is_some() || !matches!(asker, Asker::Deleted { .. }));
        let token = match &request.caller {
            Caller::Principal(_) => None,
            Caller::Token(token) => Some(token.as_ref().clone()),
        };
        let mut candidates: Vec<(Place<'_>, Candidate<'_>, Reason)> = answered
            .into_iter()
            .flat_map(|id| query.candidates(self, id).map(move |it| (id, it)))
            .map(|(asking, candidate)| {
                (
                    candidate.place(self, &query),
                    candidate,
                    candidate.stage(self, &query, asking),
                )
            })
            .collect();
        candidates.sort_by_key(|(place, ..)| *place);
        let mut groups: Vec<PrincipalId> = match stated {
            Some(stated) => stated.to_vec(),
            None => answered
                .into_iter()
                .flat_map(|id| self.groups_of(id))
                .map(|(group, _)| group)
                .collect(),
        };
        groups.dedup();
        let decision = self.decide_now(&query);
        let mut explanation = Explanation {
            world: self,
            decision,
            asker,
            token,
            vault_tenant: query.vault_tenant,
            action: query.action.clone(),
            circumstances: query.circumstances.clone(),
            on: query.on.clone(),
            groups,
            candidates: candidates
                .into_iter()
                .map(|(_, candidate, stage)| (candidate, stage))
                .collect(),
            denials: denial::all(self, &query, answered),
            policies: self.policies_held(&query, answered),
            other_ways: Vec::new(),
            near_misses: Vec::new(),
            remedy: None,
        };
        explanation.other_ways = explanation.find_other_ways(&query);
        // Against what is wrong with a token only another token helps.
        if !decision.is_allowed() && query.refused.is_none() {
            explanation.near_misses = explanation.find_near_misses(&query);
            explanation.remedy =
                explanation.find_remedy(&query, &request.caller.reference(), &request.on);
        }
        Ok(explanation)
    }

    fn asked(&self, request: &AccessRequest) -> Result<Asker, QuestionError> {
        let (subject, _) = request.caller.resolve(self)?;
        Ok(match subject {
            Subject::NoIdentity(resource) => Asker::NoIdentity { resource },
            Subject::Principal(id) => match self.principal(id) {
                Some(it) if !it.deleted => match it.origin.resource() {
                    None => Asker::Directory {
                        id,
                        principal_type: it.principal_type,
                    },
                    Some(resource) => Asker::ManagedIdentity {
                        id,
                        resource: resource.clone(),
                        user_assigned: it.is_user_assigned(),
                    },
                },
                gone => Asker::Deleted {
                    id,
                    resource: gone.and_then(|it| it.origin.resource()).cloned(),
                },
            },
        })
    }
}
