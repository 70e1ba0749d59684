//! Moments as conditions write them: to a ten-millionth of a second.

use std::fmt;

use crate::value::{Duration, Timestamp};

/// A moment in a condition: `2026-01-01T00:00:00.0000000Z`, with up to seven digits of a second (F8.3).
///
/// ```
/// use idsim::Timestamp;
/// use idsim::model::condition::DateTime;
///
/// let tick = DateTime::parse("2026-01-01T00:00:00.0000001Z").expect("it is one");
/// assert!(tick > Timestamp::parse("2026-01-01T00:00:00Z")?.into());
/// assert_eq!(tick.to_string(), "2026-01-01T00:00:00.0000001Z");
/// assert_eq!(DateTime::parse("yesterday"), None);
/// # Ok::<(), idsim::TimestampError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime {
    second: Timestamp,
    /// Ten-millionths of a second.
    ticks: u32,
}

const TICK_DIGITS: usize = 7;

impl DateTime {
    /// Reads RFC 3339 with no fraction of a second or one of up to seven digits; nothing else is one.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((whole, rest)) = text.split_once('.') else {
            return Timestamp::parse(text).ok().map(Self::from);
        };
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let (fraction, zone) = rest.split_at_checked(digits)?;
        if digits == 0 || digits > TICK_DIGITS {
            return None;
        }
        Some(Self {
            second: Timestamp::parse(&format!("{whole}{zone}")).ok()?,
            ticks: format!("{fraction:0<TICK_DIGITS$}").parse().ok()?,
        })
    }

    /// The second that it is in, and the one after it: a clock that knows seconds only passes it between these.
    pub(crate) fn seconds_around(self) -> [Timestamp; 2] {
        let second = Duration::from_seconds(1);
        [self.second, self.second.saturating_add(second)]
    }
}

impl From<Timestamp> for DateTime {
    fn from(second: Timestamp) -> Self {
        Self { second, ticks: 0 }
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second.to_string();
        write!(
            f,
            "{}.{:0TICK_DIGITS$}Z",
            second.trim_end_matches('Z'),
            self.ticks
        )
    }
}
