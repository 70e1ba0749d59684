//! [`Timestamp`]: a moment of simulated time.

use std::fmt;

use super::{Duration, text_form::text_form};

/// A moment in UTC, in whole seconds, from the year 0000 to nearly the end of 9999.
///
/// Printed as RFC 3339 with a `Z`. There is no way to ask for the present: time is part of the world.
///
/// ```
/// use idsim::value::{Duration, Timestamp};
///
/// let start = Timestamp::parse("2026-01-01T00:00:00Z")?;
/// let day = Duration::from_seconds(86_400);
/// assert_eq!(start.checked_add(day), Timestamp::parse("2026-01-02T00:00:00Z").ok());
/// assert!(Timestamp::parse("2026-02-30T00:00:00Z").is_err());
/// # Ok::<(), idsim::value::TimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// Why a text is not a [`Timestamp`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimestampError {
    /// It is spelled in another way, or with a fraction of a second.
    #[error(
        "`{0}` is not a moment: expected whole seconds with `Z` or an offset, like `2026-01-01T00:00:00Z`"
    )]
    Form(String),
    /// It is spelled well, but no calendar or clock shows it, or it lies outside the years that can be told.
    #[error(
        "`{0}` does not exist: expected a day of the calendar, a time up to 23:59:59, and nothing after 9999-12-30T22:00:00Z, the last moment that can be counted"
    )]
    Nonexistent(String),
}

/// 0000-01-01T00:00:00Z: earlier years have no RFC 3339 form.
const FIRST: i64 = -62_167_219_200;

impl Timestamp {
    /// Reads RFC 3339 in whole seconds; an offset other than `Z` is converted.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] for any other form, and for what no calendar or clock shows; a leap second is not modelled.
    ///
    /// ```
    /// use idsim::value::Timestamp;
    ///
    /// assert_eq!(Timestamp::parse("2026-01-01T01:00:00+01:00"), Timestamp::parse("2026-01-01T00:00:00Z"));
    /// assert!(Timestamp::parse("2026-01-01T00:00:00.5Z").is_err());
    /// assert!(Timestamp::parse("2026-01-01").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        if !has_form(text) {
            return Err(TimestampError::Form(text.to_owned()));
        }
        // A leap second would be read as the second before it and print as another text than was written.
        Some(text)
            .filter(|text| text.get(17..19) != Some("60"))
            .and_then(|text| text.parse::<jiff::Timestamp>().ok())
            .and_then(|moment| Self::from_unix_seconds(moment.as_second()))
            .ok_or_else(|| TimestampError::Nonexistent(text.to_owned()))
    }

    /// The moment that many seconds after 1970-01-01T00:00:00Z; `None` outside the years 0000 to 9999.
    ///
    /// ```
    /// use idsim::value::Timestamp;
    ///
    /// assert_eq!(Timestamp::from_unix_seconds(0), Timestamp::parse("1970-01-01T00:00:00Z").ok());
    /// assert_eq!(Timestamp::from_unix_seconds(i64::MAX), None);
    /// ```
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        if seconds < FIRST {
            return None;
        }
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// The moment a duration later; `None` past the year 9999.
    ///
    /// ```
    /// use idsim::value::{Duration, Timestamp};
    ///
    /// let start = Timestamp::parse("2026-01-01T00:00:00Z")?;
    /// assert!(start.checked_add(Duration::from_seconds(60)).is_some());
    /// assert_eq!(start.checked_add(Duration::from_seconds(u64::MAX)), None);
    /// # Ok::<(), idsim::value::TimestampError>(())
    /// ```
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let seconds = self
            .unix_seconds()
            .checked_add_unsigned(duration.seconds())?;
        Self::from_unix_seconds(seconds)
    }

    /// The moment a duration later, or the last one that can be written if that is past it.
    ///
    /// ```
    /// use idsim::value::{Duration, Timestamp};
    ///
    /// let start = Timestamp::parse("2026-01-01T00:00:00Z")?;
    /// assert_eq!(start.saturating_add(Duration::from_seconds(60)).unix_seconds(), start.unix_seconds() + 60);
    /// assert_eq!(start.saturating_add(Duration::from_seconds(u64::MAX)).to_string(), "9999-12-30T22:00:00Z");
    /// # Ok::<(), idsim::value::TimestampError>(())
    /// ```
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        let last = || Self::from_unix_seconds(jiff::Timestamp::MAX.as_second());
        self.checked_add(duration).or_else(last).unwrap_or(self)
    }

    /// How long after an earlier moment this one is; `None` when that one is later.
    ///
    /// ```
    /// use idsim::value::{Duration, Timestamp};
    ///
    /// let start = Timestamp::parse("2026-01-01T00:00:00Z")?;
    /// let end = Timestamp::parse("2026-01-01T00:01:00Z")?;
    /// assert_eq!(end.duration_since(start), Some(Duration::from_seconds(60)));
    /// assert_eq!(start.duration_since(end), None);
    /// # Ok::<(), idsim::value::TimestampError>(())
    /// ```
    #[must_use]
    pub fn duration_since(self, earlier: Timestamp) -> Option<Duration> {
        let seconds = self.unix_seconds().checked_sub(earlier.unix_seconds())?;
        u64::try_from(seconds).ok().map(Duration::from_seconds)
    }
}

text_form!(Timestamp, TimestampError);

/// The library reads many more forms than RFC 3339; files should have one.
fn has_form(text: &str) -> bool {
    let fits = |form: &str| {
        let fits = |(form, byte): (u8, u8)| {
            if form == b'0' {
                byte.is_ascii_digit()
            } else {
                form == byte
            }
        };
        form.len() == text.len() && form.bytes().zip(text.bytes()).all(fits)
    };
    [
        "0000-00-00T00:00:00Z",
        "0000-00-00T00:00:00+00:00",
        "0000-00-00T00:00:00-00:00",
    ]
    .into_iter()
    .any(fits)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_one_form_and_prints_it_in_utc() {
        let check = |text: &str, expected: Option<&str>| {
            let printed = Timestamp::parse(text).ok().map(|moment| moment.to_string());
            assert_eq!(printed.as_deref(), expected, "{text}");
        };
        check("2026-01-01T00:00:00Z", Some("2026-01-01T00:00:00Z"));
        check("2026-01-01T01:30:00+01:30", Some("2026-01-01T00:00:00Z"));
        check("2025-12-31T19:00:00-05:00", Some("2026-01-01T00:00:00Z"));
        check("2024-02-29T12:00:00Z", Some("2024-02-29T12:00:00Z"));
        check("0000-01-01T00:00:00Z", Some("0000-01-01T00:00:00Z"));
        check("0000-01-01T00:00:00+00:01", None);
        check("9999-12-30T22:00:00Z", Some("9999-12-30T22:00:00Z"));
        check("9999-12-31T23:59:59-12:00", None);
        check("2026-02-29T12:00:00Z", None);
        check("2026-13-01T00:00:00Z", None);
        check("2026-01-01T24:00:00Z", None);
        check("2016-12-31T23:59:60Z", None);
        check("2026-01-01T00:00:00+99:00", None);
        for text in [
            "",
            "2026",
            "2026-01-01",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01 00:00:00Z",
            "2026-01-01t00:00:00z",
            "2026-01-01T00:00:00.0Z",
            "2026-01-01T00:00:00Z ",
            "2026-01-01T00:00:00+01",
            "2026-01-01T00:00:00+0100",
            "2026-01-01T00:00:00[UTC]",
            "-02026-01-01T00:00:00Z",
            "2026-01-01T00:00:0é",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn an_error_tells_form_from_calendar() {
        assert!(matches!(
            Timestamp::parse("tomorrow"),
            Err(TimestampError::Form(_))
        ));
        assert!(matches!(
            Timestamp::parse("2026-02-30T00:00:00Z"),
            Err(TimestampError::Nonexistent(_))
        ));
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        let start = Timestamp::from_unix_seconds(0).unwrap();
        let last = Timestamp::parse("9999-12-30T22:00:00Z").unwrap();
        let all = last.duration_since(start).unwrap();
        assert_eq!(start.checked_add(all), Some(last));
        assert_eq!(last.checked_add(Duration::from_seconds(1)), None);
        assert_eq!(last.checked_add(Duration::ZERO), Some(last));
        assert_eq!(start.checked_add(Duration::from_seconds(u64::MAX)), None);
        assert_eq!(start.duration_since(last), None);
        assert_eq!(start.duration_since(start), Some(Duration::ZERO));
        assert_eq!(Timestamp::from_unix_seconds(FIRST - 1), None);
        assert_eq!(Timestamp::from_unix_seconds(i64::MIN), None);
    }

    #[test]
    fn serde_is_the_text() {
        let json = r#""2026-01-01T00:00:00Z""#;
        let moment = serde_json::from_str::<Timestamp>(json).unwrap();
        assert_eq!(serde_json::to_string(&moment).unwrap(), json);
        assert!(serde_json::from_str::<Timestamp>("0").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(seconds in FIRST..253_402_207_200_i64) {
            let moment = Timestamp::from_unix_seconds(seconds).unwrap();
            prop_assert_eq!(Timestamp::parse(&moment.to_string()), Ok(moment));
            prop_assert_eq!(moment.unix_seconds(), seconds);
        }

        #[test]
        fn order_is_the_order_of_the_texts(a in FIRST..253_402_207_200_i64, b in FIRST..253_402_207_200_i64) {
            let (a, b) = (Timestamp::from_unix_seconds(a).unwrap(), Timestamp::from_unix_seconds(b).unwrap());
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn no_text_panics(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}|.*)") {
            let _ = Timestamp::parse(&text);
        }

        #[test]
        fn no_sum_panics(seconds: i64, duration: u64) {
            let sum = Timestamp::from_unix_seconds(seconds).and_then(|moment| moment.checked_add(Duration::from_seconds(duration)));
            prop_assert!(sum.is_none_or(|sum| sum.unix_seconds() >= seconds));
        }
    }
}
