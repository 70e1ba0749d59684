//! Texts of others, made safe to print.

use std::borrow::Cow;

/// The same text with everything replaced that a terminal would obey or that would reorder what is around it: control
/// characters other than line ends and tabs, and marks of direction.
///
/// Names and messages come from files, and a file is not to colour, move or overwrite what a person reads.
///
/// ```
/// use idsim::report::visible;
///
/// assert_eq!(visible("vm1\n"), "vm1\n");
/// assert_eq!(visible("vm\u{1b}[31m1"), "vm\u{fffd}[31m1");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    match text.contains(obeyed) {
        true => Cow::Owned(text.replace(obeyed, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

fn obeyed(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    control
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}
