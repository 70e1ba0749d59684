//! Who may activate which role where.

use super::World;
use crate::model::{PrincipalId, RoleDefinitionId, RoleEligibility};
use crate::value::{Guid, Scope};

impl World {
    /// Every eligibility: by principal, role and scope (F6.5.8).
    pub fn eligibilities(&self) -> impl ExactSizeIterator<Item = &RoleEligibility> {
        self.state.eligibilities.values()
    }

    /// What a principal can activate now: what it is eligible for itself, then what the groups are that it is in.
    pub fn eligibilities_of(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = &RoleEligibility> {
        let groups = self.groups_of(principal);
        let groups = groups.filter_map(|(group, when)| self.counts(&when).then_some(group));
        std::iter::once(principal)
            .chain(groups)
            // Of somebody who was deleted and can be restored they are there, and serve nobody.
            .filter(|holder| !self.is_gone(*holder))
            .flat_map(|holder| self.eligibilities_held_by(holder))
            .filter(|it| self.counts(&it.effective))
    }

    /// What a principal itself is eligible for, at whatever time.
    pub(crate) fn eligibilities_held_by(
        &self,
        holder: PrincipalId,
    ) -> impl Iterator<Item = &RoleEligibility> {
        let least = RoleDefinitionId::new(Guid::from_u128(0));
        let all = &self.state.eligibilities;
        all.range((holder, least, Scope::root())..)
            .take_while(move |((of, ..), _)| *of == holder)
            .map(|(_, it)| it)
    }

    /// What makes a principal eligible for a role at exactly this scope, at whatever time.
    pub(super) fn eligibility(
        &self,
        principal: PrincipalId,
        role: RoleDefinitionId,
        scope: &Scope,
    ) -> Option<&RoleEligibility> {
        let key = (principal, role, scope.clone());
        self.state.eligibilities.get(&key)
    }
}
