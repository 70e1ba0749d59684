//! What Azure Resource Manager says when it refuses, to the letter (F5.1–F5.3).

use super::condition::Facts;
use super::{Decision, Reason, Unclear};
use crate::model::{Attribute, PrincipalId, PrincipalType};
use crate::value::{Action, Scope};
use crate::world::{ArmRequest, Forbidden, Operation, World};

impl World {
    /// What Azure Resource Manager calls a caller: an application by its id, a person by name.
    fn client(&self, id: PrincipalId) -> String {
        match self.principal(id) {
            Some(it) if it.principal_type == PrincipalType::User => it.name.to_string(),
            Some(it) => it
                .client_id
                .map_or_else(|| id.to_string(), |it| it.to_string()),
            None => id.to_string(),
        }
    }

    /// Its answer to whom a decision says no; `target` is the ARM id that the request was sent to, `unsupplied` what a condition
    /// asked about in vain.
    pub(crate) fn unauthorized(
        &self,
        decision: Decision,
        principal: PrincipalId,
        action: &Action,
        target: &Scope,
        unsupplied: Vec<Attribute>,
    ) -> Forbidden {
        let request = Box::new(self.arm_request(principal, action, target));
        match decision.deny.and_then(|id| self.deny_assignment(id)) {
            Some(denial) => Forbidden::DenyAssignmentAuthorizationFailed {
                request,
                name: denial.name.to_string(),
                id: denial.id,
                at: denial.scope.clone(),
            },
            None => Forbidden::AuthorizationFailed {
                request,
                condition: matches!(
                    decision.reason,
                    Reason::ConditionFalse | Reason::ConditionUnknown
                ),
                unsupplied,
            },
        }
    }

    /// What the condition asks about that stops whoever an operation is refused to, where nobody supplies it (F8.5.1).
    pub(crate) fn unsupplied(
        &self,
        decision: Decision,
        principal: PrincipalId,
        asked: &Operation,
    ) -> Vec<Attribute> {
        let facts = Facts::of(
            self,
            Some(principal),
            &asked.action,
            &asked.scope,
            &asked.circumstances,
        );
        let stopped = decision
            .assignment
            .filter(|_| decision.reason == Reason::ConditionUnknown)
            .and_then(|it| facts.stopping(self, self.role_assignment(it)?));
        let mut out: Vec<Attribute> = Vec::new();
        for finding in stopped.into_iter().flat_map(|it| it.findings) {
            if let Some(Unclear::Missing(attribute)) = finding.unclear
                && !out.contains(attribute)
            {
                out.push(attribute.clone());
            }
        }
        out
    }

    /// What somebody asks for, as Azure Resource Manager's messages tell it.
    pub(crate) fn arm_request(
        &self,
        principal: PrincipalId,
        action: &Action,
        target: &Scope,
    ) -> ArmRequest {
        ArmRequest {
            client: self.client(principal),
            object_id: principal,
            action: action.to_string(),
            scope: target.clone(),
        }
    }
}
