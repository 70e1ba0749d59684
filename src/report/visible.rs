//! Texts of others, made safe to print.

use std::borrow::Cow;

use crate::value::is_unseen;

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
    is_unseen(c) && !matches!(c, '\n' | '\t')
}
