//! Mistakes about what is not seen everywhere yet, planted one at a time: each must be noticed.

/// A rule about time that the oracle gets wrong on purpose (F6.5.9, F5.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LagMistake {
    /// What is removed counts nowhere at once.
    RemovalsAreSeenAtOnce,
    /// A condition takes as long as a role.
    RewritingIsRemaking,
    /// What is slow on the data plane is so on the control plane.
    ManagementGroupsSlowBothPlanes,
    /// Data below a management group takes no longer than anything else.
    DataIsNeverSlow,
    /// Data actions take as long everywhere as below a management group.
    DataIsSlowEverywhere,
    /// At a management group every role is slow, whether it has data actions or not.
    EveryRoleHasData,
    /// All changes are seen together, or none.
    OnlyTheExtremesAreLookedAt,
    /// At the end of its time a change need not be seen yet.
    TheEndIsOpen,
    /// What is denied may be allowed when an assignment is seen.
    DenialsAreForgotten,
    /// What groups have been given is seen at once.
    FormsOfGroupsAreForgotten,
    /// As late as can be is what is written.
    TheOldestFormDoesNotCount,
    /// Only the oldest form and what is written may be seen.
    FormsBetweenAreForgotten,
    /// A change ends the time of those before it.
    OnlyTheLatestChangeIsRemembered,
    /// Nothing is settled before everything is.
    UnsettledUntilTheLast,
    /// Whatever changes makes the answer uncertain.
    EveryChangeUnsettles,
    /// What does not count yet is not told.
    WhatIsNewIsToldAsNothing,
    /// Of an act that lacks one permission for certain the doubt about another is told.
    DoubtIsToldBeforeWant,
    /// A group whose type is stated is not looked up.
    StatingTheTypeIsEnough,
    /// Everybody is looked up, whether their type is stated or not.
    TheDirectoryAlwaysLooks,
    /// What became due when the time before was over is due again.
    WhatIsDueNowIsStillToCome,
}

impl LagMistake {
    /// Those that a question notices.
    pub(crate) const OF_ACCESS: &[Self] = &[
        Self::RemovalsAreSeenAtOnce,
        Self::RewritingIsRemaking,
        Self::ManagementGroupsSlowBothPlanes,
        Self::DataIsNeverSlow,
        Self::DataIsSlowEverywhere,
        Self::EveryRoleHasData,
        Self::OnlyTheExtremesAreLookedAt,
        Self::TheEndIsOpen,
        Self::DenialsAreForgotten,
        Self::FormsOfGroupsAreForgotten,
        Self::TheOldestFormDoesNotCount,
        Self::FormsBetweenAreForgotten,
        Self::OnlyTheLatestChangeIsRemembered,
        Self::UnsettledUntilTheLast,
        Self::EveryChangeUnsettles,
        Self::WhatIsNewIsToldAsNothing,
    ];

    /// Those that a role for somebody new, or passing time, notices.
    pub(crate) const OF_HAPPENINGS: &[Self] = &[
        Self::StatingTheTypeIsEnough,
        Self::TheDirectoryAlwaysLooks,
        Self::WhatIsDueNowIsStillToCome,
    ];
}
