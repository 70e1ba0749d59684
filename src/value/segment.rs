//! What one segment of an id or of a resource type may look like.

/// The longest text, in bytes, of any id, type, action or pattern.
///
/// [N] Far above what Azure accepts; it bounds what a hostile file can cost.
pub(super) const MAX_LEN: usize = 2048;

/// What was expected where a non-empty segment is not acceptable; `None` for one that is.
pub(crate) fn fault(segment: &str) -> Option<&'static str> {
    if segment.trim() != segment {
        Some("no blank at its beginning or end")
    } else if segment.chars().all(|c| c == '.') {
        Some("more than dots")
    } else if segment.chars().any(char::is_control) {
        Some("no control character")
    } else if segment.contains(['<', '>', '%', '&', '\\', '?', '#']) {
        Some(r"none of `<`, `>`, `%`, `&`, `\`, `?`, `#`")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults() {
        let check = |segment: &str, acceptable: bool| {
            assert_eq!(fault(segment).is_none(), acceptable, "{segment:?}")
        };
        check("rg1", true);
        check("my group (old)_1-a.b", true);
        check("größe", true);
        // A DNS record set's name may be a star.
        check("*", true);
        check(".hidden", true);
        check(".", false);
        check("...", false);
        check(" ", false);
        check(" a", false);
        check("a\u{a0}", false);
        check("a\tb", false);
        check("a\u{7f}b", false);
        check("50%", false);
        check("a?b", false);
    }
}
