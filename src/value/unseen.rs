//! Characters that nobody sees, and that do something all the same.

/// Whether a character is one that a terminal would obey or that would reorder what is around it: a control character, a
/// mark of direction, a separator of lines.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}
