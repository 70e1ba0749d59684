//! [`Duration`]: a length of simulated time.

use std::fmt;

use super::text_form::text_form;

/// A length of time in whole seconds, never negative.
///
/// Written compactly (`1d 12h`) or as ISO 8601 spells it (`P1DT12H`), printed compactly. A day is 24 hours; months and years, which have no
/// fixed length, do not exist.
///
/// ```
/// use idsim::value::Duration;
///
/// assert_eq!(Duration::parse("1h 30m")?.seconds(), 5400);
/// assert_eq!(Duration::parse("PT90M")?.to_string(), "1h 30m");
/// assert!(Duration::parse("90").is_err());
/// # Ok::<(), idsim::value::DurationError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);

/// Why a text is not a [`Duration`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// It is spelled in no known way.
    #[error(
        "`{0}` is not a duration: expected one like `90s`, `10m`, `1h 30m`, `1d` or `PT1H`, the largest unit first"
    )]
    Form(String),
    /// It has more seconds than can be counted.
    #[error("duration `{0}` is too long: expected at most {max} seconds", max = u64::MAX)]
    TooLong(String),
}

/// Seconds in each unit, the largest first.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Reads days, hours, minutes and seconds, each at most once and the largest first: `1d 12h`, `1d12h`, or `P1DT12H`.
    ///
    /// # Errors
    ///
    /// [`DurationError`] for anything else, a number without a unit, a fraction and a sign included, and when it is too long to count.
    ///
    /// ```
    /// use idsim::value::Duration;
    ///
    /// assert_eq!(Duration::parse("24h"), Duration::parse("1d"));
    /// assert!(Duration::parse("30m 1h").is_err());
    /// assert!(Duration::parse("P1M").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let parts = iso_parts(text)
            .or_else(|| compact_parts(text))
            .ok_or_else(|| DurationError::Form(text.to_owned()))?;
        let add = |sum: u64, (count, unit): (&str, u64)| {
            sum.checked_add(count.parse::<u64>().ok()?.checked_mul(unit)?)
        };
        let seconds = parts
            .into_iter()
            .try_fold(0, add)
            .ok_or_else(|| DurationError::TooLong(text.to_owned()))?;
        Ok(Self(seconds))
    }

    /// That many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Its length in seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }
}

text_form!(Duration, DurationError);

/// Counts, each only digits, with the seconds in their unit.
type Parts<'a> = Vec<(&'a str, u64)>;

fn compact_parts(text: &str) -> Option<Parts<'_>> {
    parts(text, &UNITS).filter(|parts| !parts.is_empty())
}

/// `P` days `T` hours, minutes, seconds: at least one of them, and one after a `T`.
fn iso_parts(text: &str) -> Option<Parts<'_>> {
    // Written without blanks, and in upper case as Azure writes it.
    let text = text
        .strip_prefix('P')
        .filter(|text| !text.contains(char::is_whitespace))?;
    let (date, time) = text
        .split_once('T')
        .map_or((text, None), |(date, time)| (date, Some(time)));
    let mut all = parts(date, &[('D', 86_400)])?;
    if let Some(time) = time {
        let time =
            parts(time, &[('H', 3_600), ('M', 60), ('S', 1)]).filter(|parts| !parts.is_empty())?;
        all.extend(time);
    }
    Some(all).filter(|all| !all.is_empty())
}

/// Reads counts with their units, which must come in the order given; blanks may stand between, not within or around.
fn parts<'a>(text: &'a str, units: &[(char, u64)]) -> Option<Parts<'a>> {
    let mut rest = text;
    let mut units = units.iter();
    let mut parts = Parts::new();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .filter(|end| *end > 0)?;
        let (count, unit) = rest.split_at_checked(end)?;
        let letter = unit.chars().next()?;
        let (_, seconds) = units.find(|(name, _)| *name == letter)?;
        parts.push((count, *seconds));
        let after = unit.get(letter.len_utf8()..)?;
        rest = after.trim_start_matches(' ');
        if rest.is_empty() && !after.is_empty() {
            return None;
        }
    }
    Some(parts)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ZERO {
            return f.pad("0s");
        }
        let mut rest = self.0;
        let mut words = Vec::new();
        for (name, unit) in UNITS {
            if rest >= unit {
                words.push(format!("{}{name}", rest / unit));
                rest %= unit;
            }
        }
        f.pad(&words.join(" "))
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_two_spellings_and_prints_one() {
        let check = |text: &str, expected: Option<(u64, &str)>| {
            let parsed = Duration::parse(text)
                .ok()
                .map(|duration| (duration.seconds(), duration.to_string()));
            assert_eq!(
                parsed
                    .as_ref()
                    .map(|(seconds, text)| (*seconds, text.as_str())),
                expected,
                "{text}"
            );
        };
        check("24h", Some((86_400, "1d")));
        check("10m", Some((600, "10m")));
        check("1d", Some((86_400, "1d")));
        check("90s", Some((90, "1m 30s")));
        check("1h 30m", Some((5_400, "1h 30m")));
        check("1d12h", Some((129_600, "1d 12h")));
        check("0s", Some((0, "0s")));
        check("0d 0s", Some((0, "0s")));
        check("007s", Some((7, "7s")));
        check("PT1H", Some((3_600, "1h")));
        check("P1D", Some((86_400, "1d")));
        check("P1DT12H", Some((129_600, "1d 12h")));
        check("PT1H30M5S", Some((5_405, "1h 30m 5s")));
        check("PT0S", Some((0, "0s")));
        check(
            "18446744073709551615s",
            Some((u64::MAX, "213503982334601d 7h 15s")),
        );
        for text in [
            "", " ", "h", "90", "1.5h", "-1h", "+1h", "1 h", " 1h", "1h ", "30m 1h", "1h 1h", "1H",
            "1w", "1y", "1h,30m", "P", "PT", "P1DT", "PT1D", "P1H", "P1M", "P1Y", "P1W", "pt1h",
            "PT1H 30M", "PT1.5H", "P1D ", "1dT2h", "1é", "١h",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn what_cannot_be_counted_is_too_long() {
        for text in [
            "18446744073709551616s",
            "18446744073709551615m",
            "18446744073709551615s 1s",
            "213503982334602d",
        ] {
            let error = Duration::parse(text).unwrap_err();
            let expected_form = text.ends_with("s 1s");
            assert_eq!(
                matches!(error, DurationError::Form(_)),
                expected_form,
                "{text}: {error}"
            );
        }
        assert!(matches!(
            Duration::parse("213503982334601d 8h"),
            Err(DurationError::TooLong(_))
        ));
    }

    #[test]
    fn serde_is_the_text() {
        let json = serde_json::to_string(&Duration::from_seconds(5_400)).unwrap();
        assert_eq!(json, r#""1h 30m""#);
        assert_eq!(
            serde_json::from_str::<Duration>(&json).unwrap().seconds(),
            5_400
        );
        assert!(serde_json::from_str::<Duration>("5400").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(seconds: u64) {
            let duration = Duration::from_seconds(seconds);
            prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }

        #[test]
        fn no_text_panics(text in "([0-9]{1,3}|[PTDHMSdhms ]|.)*") {
            let _ = Duration::parse(&text);
        }
    }
}
