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
    /// Access policies count where roles decide (F9.1).
    PoliciesCountUnderRoles,
    /// A vault trusts every directory (F1.15).
    TrustsEveryDirectory,
    /// The directory that a vault trusts decides about managing it, too (F1.15).
    DirectoriesRuleTheControlPlane,
    /// An identity that a transfer broke is asked as if it lived (F1.15).
    ServesTheBroken,
    /// A group's access policy is none of its members' (F9.1).
    PoliciesServeNoGroups,
    /// A membership that does not count now gives the group's access policy (F9.1).
    PoliciesOfLateMembers,
    /// Any permission on secrets permits everything with secrets (F9.1).
    PoliciesPermitWholeKinds,
    /// Whoever may list keys or get them may do both (F9.1).
    ListingIsReading,
    /// Groups are those of now, whatever the token says (F7.4).
    TokensHaveTheGroupsOfNow,
    /// A token is good after it expired (F1.10).
    TakesExpiredTokens,
    /// A token is good in the second in which it expires (F1.10).
    ExpiresASecondLate,
    /// A token opens whatever its principal may (F3.7.1).
    TakesTokensForOthers,
    /// A token is good in every directory (F1.15).
    TakesTokensOfOtherDirectories,
    /// Revoking does nothing.
    TakesRevokedTokens,
    /// What is issued after a revocation is revoked too.
    RevokesWhatIsIssuedLater,
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
    /// Deny assignments deny nothing (F6.6.4).
    IgnoresDenials,
    /// What no role grants is told as denied (F7.2).
    DeniesWithoutAGrant,
    /// Nobody is spared (F6.6.4).
    DenialsSpareNobody,
    /// Whoever is in a group that is spared is not (F6.6.4).
    DenialsSpareNoGroups,
    /// A group that is denied denies nobody who is in it (F6.6.4).
    DenialsForgetGroups,
    /// All Principals are nobody (F6.6.3).
    DenialsForgetEverybody,
    /// Whoever was or will be in a group that is denied is denied, in one that is spared is spared.
    DenialsForgetTimesOfMemberships,
    /// Deny assignments look at the groups of now, whatever the token says (F7.4).
    DenialsHaveTheGroupsOfNow,
    /// A deny assignment that stops at its scope does not (F6.6.2).
    DenialsAlwaysReachBelow,
    /// Every deny assignment stops at its scope (F6.6.4).
    DenialsNeverReachBelow,
    /// What a deny assignment takes out it denies all the same (F6.6.4).
    DenialsHaveNoExceptions,
    /// What one block of a deny assignment takes out, no other block denies (F6.6.4).
    ExceptionsCountForEveryBlock,
    /// What is denied on one plane is denied on the other (F6.6.2).
    DenialsMixThePlanes,
    /// The deny assignment named is that of the farthest scope.
    NamesTheFarthestDenial,
    /// The names of deny assignments are ordered by their letter case.
    OrdersDenialsByCase,
    /// Deny assignments are ordered by id and not by name.
    OrdersDenialsById,
    /// Assignments grant whatever their conditions say (F8.1).
    ForgetsConditionsOfAssignments,
    /// The condition in a role's block says nothing (F8.1).
    ForgetsConditionsOfRoles,
    /// The condition of one block is one of the whole role (F8.1).
    ConditionsCountForEveryBlock,
    /// Of two conditions one has to hold (F8.1).
    OneConditionSuffices,
    /// What nobody can say holds (F8.5.1).
    WhatIsUnknownGrants,
    /// What nobody can say does not hold, so that `NOT` of it does (F8.5.3).
    UnknownIsFalse,
    /// `NOT` of what nobody can say holds (F8.5.3).
    NotOfUnknownIsTrue,
    /// `OR` of what nobody can say and what holds is nothing that anybody can say.
    UnknownSpoilsEveryAlternative,
    /// Nobody can say whether what is missing exists (F8.5.2).
    WhatIsMissingExistsUnknown,
    /// Every action is the one that a condition is about (F8.1).
    ConditionsTargetEverything,
    /// A request that says nothing of its kind is of any kind (F8.4).
    EveryRequestIsASubOperation,
    /// Roles with data actions of storage compare GUIDs (F8.5.6).
    StorageComparesGuids,
    /// `ForAllOfAnyValues` is `ForAnyOfAllValues` (F8.3).
    SwapsTheSidesOfCrossProducts,
    /// Of the left values all have to relate, always (F8.3).
    SomeValueIsEveryValue,
    /// `NotEquals` is `Equals` (F8.3).
    NegatedOperatorsAreNot,
    /// Letter case counts for no operator (F8.3).
    EveryOperatorIgnoresCase,
    /// Letter case counts for every operator (F8.3).
    NoOperatorIgnoresCase,
    /// `LessThanEquals` is `LessThan` (F8.3).
    AtMostIsLess,
    /// A backslash takes nothing away from `*` (F8.3).
    LikeHasNoEscapes,
    /// `?` may stand for nothing (F8.3).
    QuestionMarkIsOptional,
    /// The names in an id are not known (F8.4).
    ForgetsNamesInIds,
    /// What the request says of itself is so of the resource (F8.4).
    RequestsAndResourcesAreOne,
    /// The letter case of a tag's key never counts (F8.4).
    ForgetsTheCaseOfKeys,
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
    /// Code runs on what is stopped (F1.13).
    WhatIsStoppedRuns,
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
    /// An identity that a transfer broke gets tokens (F1.15).
    BrokenGetTokens,
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
        Self::PoliciesCountUnderRoles,
        Self::TrustsEveryDirectory,
        Self::DirectoriesRuleTheControlPlane,
        Self::ServesTheBroken,
        Self::PoliciesServeNoGroups,
        Self::PoliciesOfLateMembers,
        Self::PoliciesPermitWholeKinds,
        Self::ListingIsReading,
        Self::TokensHaveTheGroupsOfNow,
        Self::TokensDieWithTheirPrincipal,
        Self::TakesExpiredTokens,
        Self::ExpiresASecondLate,
        Self::TakesTokensForOthers,
        Self::TakesTokensOfOtherDirectories,
        Self::TakesRevokedTokens,
        Self::RevokesWhatIsIssuedLater,
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
        Self::IgnoresDenials,
        Self::DeniesWithoutAGrant,
        Self::DenialsSpareNobody,
        Self::DenialsSpareNoGroups,
        Self::DenialsForgetGroups,
        Self::DenialsForgetEverybody,
        Self::DenialsForgetTimesOfMemberships,
        Self::DenialsHaveTheGroupsOfNow,
        Self::DenialsAlwaysReachBelow,
        Self::DenialsNeverReachBelow,
        Self::DenialsHaveNoExceptions,
        Self::ExceptionsCountForEveryBlock,
        Self::DenialsMixThePlanes,
        Self::NamesTheFarthestDenial,
        Self::OrdersDenialsByCase,
        Self::OrdersDenialsById,
        Self::ForgetsConditionsOfAssignments,
        Self::ForgetsConditionsOfRoles,
        Self::ConditionsCountForEveryBlock,
        Self::OneConditionSuffices,
        Self::WhatIsUnknownGrants,
        Self::UnknownIsFalse,
        Self::NotOfUnknownIsTrue,
        Self::UnknownSpoilsEveryAlternative,
        Self::WhatIsMissingExistsUnknown,
        Self::ConditionsTargetEverything,
        Self::EveryRequestIsASubOperation,
        Self::StorageComparesGuids,
        Self::SwapsTheSidesOfCrossProducts,
        Self::SomeValueIsEveryValue,
        Self::NegatedOperatorsAreNot,
        Self::EveryOperatorIgnoresCase,
        Self::NoOperatorIgnoresCase,
        Self::AtMostIsLess,
        Self::LikeHasNoEscapes,
        Self::QuestionMarkIsOptional,
        Self::ForgetsNamesInIds,
        Self::RequestsAndResourcesAreOne,
        Self::ForgetsTheCaseOfKeys,
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
        Self::WhatIsStoppedRuns,
        Self::MachinesDoNotFallBack,
        Self::SlotsAreMachines,
        Self::ScaleSetsHaveNoEndpoint,
        Self::IgnoresSelectors,
        Self::ServesTheUnattached,
        Self::AppServiceTakesSeveralSelectors,
        Self::SystemAssignedHasNoName,
        Self::BrokenGetTokens,
    ];
}
