//! [`Period`]: from when, and until when, a fact holds.

use super::Timestamp;

/// The time in which something is effective: from its beginning on, until just before its end; either may be missing.
///
/// ```
/// use idsim::value::{Period, Phase, Timestamp};
///
/// let start = Timestamp::parse("2026-01-01T00:00:00Z")?;
/// let end = Timestamp::parse("2026-01-02T00:00:00Z")?;
/// let day = Period::new(Some(start), Some(end))?;
/// assert_eq!(day.at(start), Phase::Effective);
/// assert_eq!(day.at(end), Phase::Over);
/// assert!(Period::new(Some(end), Some(start)).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

/// Where a moment lies, seen from a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Before its beginning.
    NotYet,
    /// Within it.
    Effective,
    /// At its end or later.
    Over,
}

/// Why two moments do not bound a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the period ends at `{until}` but begins at `{from}`: expected an end after the beginning")]
pub struct PeriodError {
    /// The beginning given.
    pub from: Timestamp,
    /// The end given.
    pub until: Timestamp,
}

impl Period {
    /// The period without beginning or end.
    #[must_use]
    pub const fn always() -> Self {
        Self {
            from: None,
            until: None,
        }
    }

    /// The period that includes its beginning and excludes its end; `None` leaves that side open.
    ///
    /// # Errors
    ///
    /// [`PeriodError`] when the end is not after the beginning.
    ///
    /// ```
    /// use idsim::value::{Period, Timestamp};
    ///
    /// let start = Timestamp::parse("2026-01-01T00:00:00Z")?;
    /// assert!(Period::new(Some(start), None).is_ok());
    /// assert!(Period::new(Some(start), Some(start)).is_err());
    /// # Ok::<(), idsim::value::TimestampError>(())
    /// ```
    pub fn new(from: Option<Timestamp>, until: Option<Timestamp>) -> Result<Self, PeriodError> {
        match (from, until) {
            (Some(from), Some(until)) if until <= from => Err(PeriodError { from, until }),
            _ => Ok(Self { from, until }),
        }
    }

    /// Its first moment; `None` when it has always begun.
    #[must_use]
    pub const fn from(&self) -> Option<Timestamp> {
        self.from
    }

    /// The first moment after it; `None` when it never ends.
    #[must_use]
    pub const fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Whether it has neither beginning nor end.
    #[must_use]
    pub const fn is_always(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// What follows on a fact that holds then: ` from … until …`; nothing if it always does.
    pub(crate) fn in_words(&self) -> String {
        let from = self.from.map(|it| format!(" from {it}"));
        let until = self.until.map(|it| format!(" until {it}"));
        from.into_iter().chain(until).collect()
    }

    /// Where a moment lies, seen from the period.
    #[must_use]
    pub fn at(&self, moment: Timestamp) -> Phase {
        if self.from.is_some_and(|from| moment < from) {
            Phase::NotYet
        } else if self.until.is_some_and(|until| until <= moment) {
            Phase::Over
        } else {
            Phase::Effective
        }
    }

    /// The time that is in both; `None` when there is none.
    ///
    /// ```
    /// use idsim::value::{Period, Timestamp};
    ///
    /// let noon = Timestamp::parse("2026-01-01T12:00:00Z")?;
    /// let (morning, evening) = (Period::new(None, Some(noon))?, Period::new(Some(noon), None)?);
    /// assert_eq!(morning.intersect(&Period::always()), Some(morning));
    /// assert_eq!(morning.intersect(&evening), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn intersect(&self, other: &Period) -> Option<Self> {
        // No beginning is less than any; no end must not be.
        let from = self.from.max(other.from);
        let until = self.until.into_iter().chain(other.until).min();
        Self::new(from, until).ok()
    }

    /// Whether every moment of the other lies in this one.
    #[must_use]
    pub fn covers(&self, other: &Period) -> bool {
        self.intersect(other) == Some(*other)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds).unwrap()
    }

    fn period(from: Option<i64>, until: Option<i64>) -> Period {
        Period::new(from.map(moment), until.map(moment)).unwrap()
    }

    #[test]
    fn the_beginning_is_in_and_the_end_is_not() {
        let check = |from, until, at, expected| {
            assert_eq!(
                period(from, until).at(moment(at)),
                expected,
                "{from:?} {until:?} {at}"
            );
        };
        check(None, None, 5, Phase::Effective);
        check(Some(5), None, 4, Phase::NotYet);
        check(Some(5), None, 5, Phase::Effective);
        check(None, Some(5), 4, Phase::Effective);
        check(None, Some(5), 5, Phase::Over);
        check(Some(5), Some(6), 4, Phase::NotYet);
        check(Some(5), Some(6), 5, Phase::Effective);
        check(Some(5), Some(6), 6, Phase::Over);
    }

    #[test]
    fn an_end_comes_after_its_beginning() {
        let error = Period::new(Some(moment(60)), Some(moment(60))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the period ends at `1970-01-01T00:01:00Z` but begins at `1970-01-01T00:01:00Z`: expected an end after the beginning"
        );
        assert!(period(None, None).is_always() && Period::default().is_always());
        assert!(!period(Some(1), None).is_always());
    }

    fn any_period() -> impl Strategy<Value = Period> {
        (prop::option::of(0..6_i64), prop::option::of(1..4_i64)).prop_map(|(from, length)| {
            let until = length.map(|length| from.unwrap_or(0) + length);
            period(from, until)
        })
    }

    proptest! {
        #[test]
        fn both_means_each(a in any_period(), b in any_period()) {
            let effective = |period: &Period, at| period.at(moment(at)) == Phase::Effective;
            let both = a.intersect(&b);
            for at in -1..12 {
                let expected = effective(&a, at) && effective(&b, at);
                prop_assert_eq!(both.is_some_and(|both| effective(&both, at)), expected);
            }
            prop_assert_eq!(both, b.intersect(&a));
            let covers = (-1..12).all(|at| !effective(&b, at) || effective(&a, at));
            prop_assert_eq!(a.covers(&b), covers);
        }
    }
}
