//! Mistakes that an implementation could make, planted into the oracle one at a time: each must be noticed.

/// A rule that the oracle gets wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// Actions compare with their letter case (F6.2.2).
    MindsTheCaseOfActions,
    /// ARM ids compare with their letter case (F6.4).
    MindsTheCaseOfScopes,
    /// `*` stands for one segment (F6.2.3).
    StarEndsAtSlash,
    /// `*` never stands for nothing (F6.2.3).
    StarNeedsALetter,
    /// `/*/` is never a single slash (F2.6).
    InnerStarNeedsASegment,
    /// What is taken out is not (F6.2.4).
    ForgetsNotActions,
    /// What one block takes out, no other block of the role grants (F6.2.4).
    NotActionsTakeOutOfTheWholeRole,
    /// What one role takes out, no other role grants (F6.2.4).
    NotActionsDeny,
    /// Only the first block of a role counts (F6.2.4).
    OneBlockOnly,
    /// Actions grant data actions as well (F6.2.5).
    MixesThePlanes,
    /// What a block takes out is told as being of the other plane, if the block grants it there.
    StopsAtItsOwnPlane,
    /// `rg1` contains `rg10` (F6.4).
    ScopesArePrefixesOfText,
    /// A role counts at its very scope (F6.4).
    ScopesDoNotInherit,
    /// Management groups contain nothing (F6.4).
    ForgetsManagementGroups,
    /// Only the nearest management group contains anything (F6.4).
    ForgetsManagementGroupsAbove,
    /// The tenant's root group contains only what names it (F6.4).
    ForgetsTheRootGroup,
    /// Groups give nothing (F6.1).
    ForgetsGroups,
    /// Only direct membership counts (F6.1).
    ForgetsNestedGroups,
    /// Assignments count always (F6.5.8).
    ForgetsTimesOfAssignments,
    /// Memberships count always.
    ForgetsTimesOfMemberships,
    /// Of a chain of memberships only the last one's time counts.
    TimesOfChainsAreThoseOfTheLastLink,
    /// What ends now still counts.
    TheEndCounts,
    /// What begins now does not count yet.
    TheBeginningDoesNotCount,
    /// Of an assignment that has not begun and a membership that is over, the first is told.
    WaitsForWhatIsOver,
    /// Vaults under access policies look at roles (F9).
    IgnoresAccessPolicies,
    /// Access policies decide about managing the vault, too (F9).
    AccessPoliciesRuleTheControlPlane,
    /// Access policies decide at the vault itself, and not below (F9).
    AccessPoliciesStopAtTheVault,
    /// Groups are those of now, whatever the token says (F7.4).
    TokensHaveTheGroupsOfNow,
    /// A token dies with its principal (F1.10).
    TokensDieWithTheirPrincipal,
    /// A resource without an identity of its own means one that is attached to it.
    AsksForWhatIsAttached,
    /// A deleted principal is asked as if it lived (F1.7).
    ServesTheDeleted,
    /// The assignment named is the first that was written down.
    NamesTheFirstWritten,
    /// The assignment named is that of the farthest scope.
    NamesTheFarthest,
    /// The assignment named is one through a group rather than a direct one.
    NamesGroupsFirst,
    /// Role names are ordered by their letter case.
    OrdersRolesByCase,
    /// Assignments are ordered by id before the role's name.
    OrdersByIdBeforeRole,
    /// The reason is that of the first candidate, not the furthest.
    TellsTheFirstReason,
    /// The assignment named is the first of all, not of those that came furthest.
    NamesTheFirstOfAll,
    /// Time is looked at before the role.
    LooksAtTimeFirst,
    /// Nothing is denied (F6.6.4).
    ForgetsDenials,
    /// What a deny assignment excepts it denies (F6.6.4).
    DenialsExceptNothing,
    /// A deny assignment that stops at its scope counts below (F6.6.2).
    DenialsReachBelowAlways,
    /// A deny assignment knows principals by themselves and not by their groups (F6.6.4).
    DenialsKnowNoGroups,
    /// Whom a deny assignment excludes it denies (F6.6.4).
    DenialsSpareNobody,
    /// The deny assignment named is that of the farthest scope.
    NamesTheFarthestDenial,
    /// A user-assigned identity is preferred to the system-assigned one (F3.2).
    PrefersUserAssigned,
    /// An identity that was deleted is served (F2.10).
    ServesDangling,
    /// An identity that was deleted makes another one one of several (F2.10).
    CountsDangling,
    /// An identity made again is the one that is attached (F2.11).
    TakesTheRecreatedForTheAttached,
    /// With several identities any is served (F3.2).
    TakesTheFirstOfSeveral,
    /// App Service falls back on the only user-assigned identity, as virtual machines do (F3.6.1).
    AppServiceFallsBack,
    /// App Service answers where nothing has an identity, as virtual machines do (F3.6).
    AppServiceAlwaysAnswers,
    /// Virtual machines do not fall back, as App Service does not (F3.2).
    MachinesDoNotFallBack,
    /// A slot's endpoint is that of its app's virtual machine (F1.17).
    SlotsAreMachines,
    /// Scale sets have no endpoint (F1.18).
    ScaleSetsHaveNoEndpoint,
    /// The selector is not looked at (F3.2).
    IgnoresSelectors,
    /// Whatever identity is named is served, attached or not (F3.2).
    ServesTheUnattached,
    /// Of several selectors App Service takes one (F3.6.1).
    AppServiceTakesSeveralSelectors,
    /// The system-assigned identity cannot be named (F3.2.3).
    SystemAssignedHasNoName,
}

impl Mistake {
    /// Those about access.
    pub(crate) const OF_ACCESS: &[Self] = &[
        Self::MindsTheCaseOfActions,
        Self::MindsTheCaseOfScopes,
        Self::StarEndsAtSlash,
        Self::StarNeedsALetter,
        Self::InnerStarNeedsASegment,
        Self::ForgetsNotActions,
        Self::NotActionsTakeOutOfTheWholeRole,
        Self::NotActionsDeny,
        Self::OneBlockOnly,
        Self::MixesThePlanes,
        Self::StopsAtItsOwnPlane,
        Self::ScopesArePrefixesOfText,
        Self::ScopesDoNotInherit,
        Self::ForgetsManagementGroups,
        Self::ForgetsManagementGroupsAbove,
        Self::ForgetsTheRootGroup,
        Self::ForgetsGroups,
        Self::ForgetsNestedGroups,
        Self::ForgetsTimesOfAssignments,
        Self::ForgetsTimesOfMemberships,
        Self::TimesOfChainsAreThoseOfTheLastLink,
        Self::TheEndCounts,
        Self::TheBeginningDoesNotCount,
        Self::WaitsForWhatIsOver,
        Self::IgnoresAccessPolicies,
        Self::AccessPoliciesRuleTheControlPlane,
        Self::AccessPoliciesStopAtTheVault,
        Self::TokensHaveTheGroupsOfNow,
        Self::TokensDieWithTheirPrincipal,
        Self::AsksForWhatIsAttached,
        Self::ServesTheDeleted,
        Self::NamesTheFirstWritten,
        Self::NamesTheFarthest,
        Self::NamesGroupsFirst,
        Self::OrdersRolesByCase,
        Self::OrdersByIdBeforeRole,
        Self::TellsTheFirstReason,
        Self::NamesTheFirstOfAll,
        Self::LooksAtTimeFirst,
        Self::ForgetsDenials,
        Self::DenialsExceptNothing,
        Self::DenialsReachBelowAlways,
        Self::DenialsKnowNoGroups,
        Self::DenialsSpareNobody,
        Self::NamesTheFarthestDenial,
    ];

    /// Those about tokens.
    pub(crate) const OF_TOKENS: &[Self] = &[
        Self::PrefersUserAssigned,
        Self::ServesDangling,
        Self::CountsDangling,
        Self::TakesTheRecreatedForTheAttached,
        Self::TakesTheFirstOfSeveral,
        Self::AppServiceFallsBack,
        Self::AppServiceAlwaysAnswers,
        Self::MachinesDoNotFallBack,
        Self::SlotsAreMachines,
        Self::ScaleSetsHaveNoEndpoint,
        Self::IgnoresSelectors,
        Self::ServesTheUnattached,
        Self::AppServiceTakesSeveralSelectors,
        Self::SystemAssignedHasNoName,
    ];
}
