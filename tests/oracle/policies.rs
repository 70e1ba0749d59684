//! Access policies of key vaults, from the facts alone (F9, F9.1).

use idsim::Plane;

use crate::decide::{Oracle, Question};
use crate::facts::{Host, Window};
use crate::mistakes::Mistake;
use crate::words_of_rules::below;

/// What the vault asks a policy for before it does what a data action is about, as its documentation has it: the permission,
/// and the action's name below the vault.
const ASKED_FOR: &[(&str, &str)] = &[
    ("secrets get", "secrets/getSecret/action"),
    ("secrets list", "secrets/readMetadata/action"),
    ("secrets set", "secrets/setSecret/action"),
    ("secrets delete", "secrets/delete"),
    ("secrets recover", "secrets/recover/action"),
    ("secrets backup", "secrets/backup/action"),
    ("secrets restore", "secrets/restore/action"),
    ("secrets purge", "secrets/purge/action"),
    ("keys get", "keys/read"),
    ("keys list", "keys/read"),
    ("keys update", "keys/update/action"),
    ("keys create", "keys/create/action"),
    ("keys import", "keys/import/action"),
    ("keys delete", "keys/delete"),
    ("keys recover", "keys/recover/action"),
    ("keys backup", "keys/backup/action"),
    ("keys restore", "keys/restore/action"),
    ("keys decrypt", "keys/decrypt/action"),
    ("keys encrypt", "keys/encrypt/action"),
    ("keys unwrapkey", "keys/unwrap/action"),
    ("keys wrapkey", "keys/wrap/action"),
    ("keys verify", "keys/verify/action"),
    ("keys sign", "keys/sign/action"),
    ("keys purge", "keys/purge/action"),
    ("keys release", "keys/release/action"),
    ("keys rotate", "keys/rotate/action"),
    ("keys getrotationpolicy", "keyrotationpolicies/read"),
    ("keys setrotationpolicy", "keyrotationpolicies/write"),
    ("certificates get", "certificates/read"),
    ("certificates list", "certificates/read"),
    ("certificates update", "certificates/update/action"),
    ("certificates create", "certificates/create/action"),
    ("certificates import", "certificates/import/action"),
    ("certificates delete", "certificates/delete"),
    ("certificates recover", "certificates/recover/action"),
    ("certificates backup", "certificates/backup/action"),
    ("certificates restore", "certificates/restore/action"),
    ("certificates purge", "certificates/purge/action"),
];

const VAULTS: &str = "Microsoft.KeyVault/vaults/";

impl Oracle<'_> {
    /// Whether the target's data is under access policies (F9): only key vaults have them, and all that is in them.
    pub(crate) fn has_access_policies(self, question: &Question) -> bool {
        if self.makes(Mistake::IgnoresAccessPolicies) {
            return false;
        }
        let everywhere = self.makes(Mistake::AccessPoliciesRuleTheControlPlane);
        let itself_only = self.makes(Mistake::AccessPoliciesStopAtTheVault);
        (question.plane == Plane::Data || everywhere)
            && self.facts.hosts.iter().any(|it| {
                let depth = below(&it.scope, &question.on, None);
                it.access_policies && depth.is_some_and(|depth| depth == 0 || !itself_only)
            })
    }

    /// Whether the target's data is in a vault that trusts another directory than its subscription's (F1.15).
    pub(crate) fn is_of_another_directory(self, question: &Question) -> bool {
        if self.makes(Mistake::TrustsEveryDirectory) {
            return false;
        }
        let everywhere = self.makes(Mistake::DirectoriesRuleTheControlPlane);
        (question.plane == Plane::Data || everywhere)
            && self.facts.hosts.iter().any(|it| {
                it.trusts_another_directory && below(&it.scope, &question.on, None).is_some()
            })
    }

    /// The group by whose policy the action is permitted, or nobody where it is one's own; `None` if none permits it.
    pub(crate) fn permitted(
        self,
        id: &str,
        groups: &[(String, Window)],
        question: &Question,
    ) -> Option<Option<String>> {
        let counts = self.has_access_policies(question);
        let is_data = question.plane == Plane::Data;
        if !is_data || !(counts || self.makes(Mistake::PoliciesCountUnderRoles)) {
            return None;
        }
        if self.makes(Mistake::IgnoresAccessPolicies) {
            return None;
        }
        let mut vaults = self.facts.hosts.iter();
        let vault = vaults.find(|it| below(&it.scope, &question.on, None).is_some())?;
        let is_permitted = |of: &str| {
            let mut policies = vault.policies.iter();
            policies.any(|(whose, permissions)| {
                whose == of && self.permits(permissions, vault, question)
            })
        };
        if is_permitted(id) {
            return Some(None);
        }
        let mut through: Vec<&String> = groups
            .iter()
            .filter(|(_, window)| {
                self.phase(*window).is_none() || self.makes(Mistake::PoliciesOfLateMembers)
            })
            .map(|(group, _)| group)
            .filter(|_| !self.makes(Mistake::PoliciesServeNoGroups))
            .filter(|group| is_permitted(group))
            .collect();
        through.sort();
        through.first().map(|it| Some((*it).clone()))
    }

    fn permits(self, permissions: &[String], vault: &Host, question: &Question) -> bool {
        let action = question.action.to_lowercase();
        let Some(action) = action.strip_prefix(&VAULTS.to_lowercase()) else {
            return false;
        };
        let asked_for = ASKED_FOR.iter();
        let asked_for = asked_for.filter(|it| it.1.to_lowercase() == action);
        let asked_for: Vec<&str> = asked_for.map(|it| it.0).collect();
        let has = |it: &&str| permissions.iter().any(|permission| permission == it);
        if self.makes(Mistake::PoliciesPermitWholeKinds) {
            let kind = action.split('/').next().unwrap_or_default();
            return permissions.iter().any(|it| it.starts_with(kind));
        }
        let at_the_vault = below(&vault.scope, &question.on, None) == Some(0);
        match asked_for.as_slice() {
            [] => false,
            [get, ..] if !at_the_vault => has(get),
            all if self.makes(Mistake::ListingIsReading) => all.iter().any(has),
            all => all.iter().all(has),
        }
    }
}
