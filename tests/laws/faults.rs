//! Mistakes made on purpose, to see which laws find them.

/// What is done wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An event that attaches panics.
    PanicsWhenAttaching,
    /// A plan leaves its last consequence out.
    PlansTooLittle,
    /// A refused event costs a user.
    RefusalsMakeUsers,
    /// The groups of groups are forgotten once anything happened.
    ForgetsOuterGroups,
    /// What was removed or taken back stays counted towards the limit of its subscription.
    CountsWhatIsGone,
    /// However many management groups there are, one is counted.
    CountsOneManagementGroup,
    /// Only direct groups count.
    CountsDirectGroupsOnly,
    /// What is taken back leaves the users there.
    RevertsTooLittle,
    /// A change that is not the latest is taken for taken back.
    RevertsAnything,
    /// What was supposed stays when the question panics.
    SupposesForGood,
    /// Every second fork calls users by other ids.
    IsRandom,
    /// What comes right after a membership removes an assignment.
    DependsOnOrder,
    /// Where there are many resources, the last ones have no access.
    CountsResources,
    /// Whatever is in `rg10` is in `rg1`, which begins like it.
    ContainsByText,
    /// On what has a short name nobody has access.
    DislikesShortNames,
    /// Orphans are not told of.
    TellsNoOrphans,
    /// Whom something was deleted for still can.
    ListsTheDead,
    /// A principal that was deleted is forgotten, and its ids are free.
    ForgetsTheDead,
    /// Enabling an identity again gives it the roles that the old one had.
    InheritsRoles,
    /// Making a host again gives its identity the roles that the old one had.
    RecreatedHostInherits,
    /// Who is restored is in no group.
    RestoresWithoutGroups,
    /// Who is restored has other secrets than before.
    RestoresWithAnotherSecret,
    /// A key vault that is recovered has a role on it.
    RecoversWithRoles,
    /// An identity that is made again has an attribute that the old one had.
    InheritsAttributes,
    /// A slot has an identity of its app.
    SharesWithSlots,
    /// A resource takes the identities that it lists with it.
    HostsTakeIdentities,
    /// A resource group takes the identities that its hosts list with it.
    GroupsTakeIdentities,
    /// Deleting an identity detaches it.
    DetachesTheDeleted,
    /// An assignment is written down twice.
    WritesTwice,
    /// Deleting somebody deletes their assignments.
    Cascades,
    /// Only the newest assignment of somebody counts.
    LastAssignmentWins,
    /// Assignments count where they are made and not below.
    InheritsNothing,
    /// Two ways to answer, and one is wrong about expiry.
    AnswersTwice,
    /// The story leaves groups out.
    CitesNoGroups,
    /// The cure is to do nothing.
    CuresWithNothing,
    /// There is no cure.
    KnowsNoCure,
    /// Any assignment is a near miss.
    NearIsFar,
    /// That another identity of the host could is not told.
    SeesNoOtherIdentity,
    /// That somebody in a group could is not told.
    SeesNoGroupToJoin,
    /// What somebody may elsewhere is not told.
    SeesNothingElsewhere,
    /// What somebody could activate is not told.
    SeesNothingToActivate,
    /// That the identity before had a role is not told.
    SeesNoFormerIdentity,
    /// Of the groups that somebody could join the first is told.
    SeesOneGroupOnly,
    /// What the groups of somebody may elsewhere is not told.
    SeesNothingElsewhereOfGroups,
    /// Who was deleted is told to have had no identity.
    TellsTheDeadAsNobody,
    /// The story has somebody in it who was deleted.
    ToldByTheDead,
    /// Tokens are of somebody else.
    TokensOfOthers,
    /// Tokens die with their principal.
    TokensDieWithTheirPrincipal,
    /// Tokens that were revoked are taken.
    TakesRevokedTokens,
    /// Tokens are kept for ever.
    KeepsTokensForEver,
    /// Taking a token back leaves nothing of the one before.
    ForgetsEarlierTokens,
    /// The clock is not written down.
    WritesNoClock,
    /// What counts towards a limit of rate is not written.
    ForgetsWhatWasCounted,
    /// Who comes too soon is told to wait a second less.
    NamesTooShortAWait,
    /// Texts are printed in lower case.
    PrintsLowerCase,
    /// What is denied is granted.
    TakesDenialsForGrants,
    /// Whom a deny assignment spares it denies.
    SparesNobody,
    /// A lock denies.
    LocksDeny,
    /// Code on what is locked gets no token.
    LocksStopTokens,
    /// What is locked is deleted, with its locks.
    DeletesWhatIsLocked,
    /// Locks of what is in something do not keep it.
    SeesNoLocksWithin,
    /// Whoever has an assignment under a condition may do anything.
    ConditionsGrant,
    /// Whoever has an assignment under a condition may do nothing, whatever else they have.
    OneConditionStopsAll,
    /// Linked scopes are not asked about.
    ForgivesLinkedScopes,
    /// Whoever reads may act.
    LetsAnybodyAct,
}
