//! The names that random events are made of: few, so that events meet one another.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use crate::model::Reference;
use crate::value::Guid;

pub(super) const HOSTS: &[&str] = &[
    "vm1",
    "vm2",
    "app1",
    "app1/slots/s1",
    "a-slot",
    "logic1",
    "sa1",
];
pub(super) const BARREN: &[&str] = &["kv1", "kv2"];
pub(super) const DATABASES: &[&str] = &["sql1/databases/db1"];
pub(super) const MACHINES: &[&str] = &["laptop", "agent"];
pub(super) const IDENTITIES: &[&str] = &["id1", "id2", "id3"];
pub(super) const USERS: &[&str] = &["alice", "bob"];
pub(super) const GROUPS: &[&str] = &["g1", "g2", "g3", "g4"];
pub(super) const APPS: &[&str] = &["sp1", "sp2"];
pub(super) const RESOURCE_GROUPS: &[&str] = &["resource-group", "rg1", "rg10"];
pub(super) const SUBSCRIPTIONS: &[&str] = &["subscription", "sub2"];
pub(super) const MANAGEMENT_GROUPS: &[&str] = &["mg1", "a-mg"];
pub(super) const CUSTOM_ROLES: &[&str] = &["Operators", "Readers of one group"];
pub(super) const ROLES: &[&str] = &[
    "Reader",
    "Key Vault Secrets User",
    "Operators",
    "Readers of one group",
];
pub(super) const SECRETS: &[&str] = &["s1", "s2"];
/// Some are one, in two letter cases.
pub(super) const SECURITY_ATTRIBUTES: &[&str] =
    &["Engineering_Project", "engineering_project", "HR_Level"];

/// Ids that a tenant may state: of principals, of applications, of roles and of assignments alike.
pub(super) const GUIDS: &[&str] = &[
    "aaaaaaaa-0000-4000-8000-000000000001",
    "aaaaaaaa-0000-4000-8000-000000000002",
    "aaaaaaaa-0000-4000-8000-000000000003",
];

/// Names with a path, ARM ids in two letter cases, and what is no name of anything.
const OTHERS: &[&str] = &[
    "kv1/secrets/s1",
    "vm1/extensions/e1",
    "app1/slots/s2",
    "app1/slots/s1/a/b",
    "/",
    "/subscriptions/11111111-1111-1111-1111-111111111111",
    "/SUBSCRIPTIONS/11111111-1111-1111-1111-111111111111/RESOURCEGROUPS/RG1/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/VM1",
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/kv1",
    "nobody",
    "",
];

/// What may stand where a name is expected: mostly a name of the right kind, sometimes another one.
#[derive(Debug, Clone)]
pub(super) struct Words {
    others: BoxedStrategy<String>,
}

impl Words {
    /// Every name is one of the few.
    pub(super) fn known() -> Self {
        let lists = [
            HOSTS,
            BARREN,
            IDENTITIES,
            DATABASES,
            MACHINES,
            USERS,
            GROUPS,
            APPS,
            RESOURCE_GROUPS,
            SUBSCRIPTIONS,
            MANAGEMENT_GROUPS,
            ROLES,
            GUIDS,
            OTHERS,
        ];
        Self {
            others: select(lists.concat()).prop_map(String::from).boxed(),
        }
    }

    /// Some names are arbitrary text.
    pub(super) fn hostile() -> Self {
        let others = prop_oneof![
            ".*",
            "[/.a ]{0,6}",
            "(vm1|kv1|rg1|mg1)/.{0,12}",
            "/(subscriptions|providers)/.{0,30}",
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/[İi\u{307}Σς]{1,3}",
            (1..3000_usize).prop_map(|length| "x".repeat(length)),
            (1..700_usize).prop_map(|depth| "a/".repeat(depth)),
            Self::known().others,
        ];
        Self {
            others: others.boxed(),
        }
    }

    /// One of these, and sometimes something else.
    pub(super) fn one_of(&self, right: &'static [&'static str]) -> BoxedStrategy<String> {
        prop_oneof![24 => select(right).prop_map(String::from), 1 => self.others.clone()].boxed()
    }

    pub(super) fn reference(&self, right: &'static [&'static str]) -> BoxedStrategy<Reference> {
        self.one_of(right).prop_map(Reference::from).boxed()
    }

    /// Anything that a role can be assigned to.
    pub(super) fn principal(&self) -> BoxedStrategy<Reference> {
        prop_oneof![
            4 => self.reference(HOSTS),
            2 => self.reference(IDENTITIES),
            1 => self.reference(USERS),
            2 => self.reference(GROUPS),
            1 => self.reference(APPS),
            1 => self.reference(GUIDS),
        ]
        .boxed()
    }

    /// Anything that can be eligible for a role, and sometimes what cannot.
    pub(super) fn people(&self) -> BoxedStrategy<Reference> {
        prop_oneof![
            4 => self.reference(USERS),
            4 => self.reference(GROUPS),
            1 => self.principal(),
        ]
        .boxed()
    }

    /// Anything that a role can be assigned at.
    pub(super) fn scope(&self) -> BoxedStrategy<Reference> {
        prop_oneof![
            2 => self.reference(HOSTS),
            2 => self.reference(BARREN),
            1 => self.reference(IDENTITIES),
            2 => self.reference(RESOURCE_GROUPS),
            2 => self.reference(SUBSCRIPTIONS),
            1 => self.reference(MANAGEMENT_GROUPS),
            1 => self.reference(OTHERS),
        ]
        .boxed()
    }
}

pub(super) fn guid() -> impl Strategy<Value = Guid> {
    select(GUIDS).prop_filter_map("a GUID", |text| text.parse().ok())
}

/// An id, where one is stated.
pub(super) fn id() -> impl Strategy<Value = Option<Guid>> {
    weighted(0.08, guid())
}
