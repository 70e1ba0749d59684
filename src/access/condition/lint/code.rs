//! The codes of traps.

use crate::value::named;

named! {
    /// The code of a trap in a condition; `idsim codes` tells each with its cause and cure.
    pub enum LintCode {
        /// `AND` and `OR` meet without parentheses (F8.2).
        MixedAndOr,
        /// No action is named, so that every one of the role is filtered (F8.2).
        NoTarget,
        /// An action is named that the role does not grant (F8.1).
        TargetNotInRole,
        /// An action that leads to the same is not targeted (F8.5.5).
        WayRound,
        /// There is no such sub-operation (F8.4).
        UnknownSubOperation,
        /// There is no such attribute (F8.4).
        UnknownAttribute,
        /// The attribute is of another source (F8.4).
        WrongSource,
        /// The attribute is of another kind than what the operator compares (F8.3, F8.4).
        OtherKind,
        /// A list of keys is compared as one value (F8.3, F8.4).
        OneOfKeys,
        /// The targeted action never comes with the attribute (F8.5.1).
        NotSupplied,
        /// A negated operator, where there may be no value (F8.5.2).
        NegatedMissing,
        /// `NOT` of a comparison, where there may be no value (F8.5.3).
        NotOverMissing,
        /// Some one of several values is another: that is nearly always so (F8.5.4).
        NegatedAnyOf,
        /// GUIDs are compared for a role with data actions of storage (F8.5.6).
        GuidsOfStorage,
    }
}

impl LintCode {
    /// Whether something is probably wrong; otherwise it is only worth knowing.
    pub fn is_warning(self) -> bool {
        self != Self::NoTarget
    }
}
