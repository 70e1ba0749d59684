//! Several things in one sentence.

/// `alice`, `alice and bob`, `alice, bob and carol`; nothing of nothing.
pub(crate) fn listing<T: AsRef<str>>(things: &[T]) -> String {
    let mut out = String::new();
    for (at, thing) in things.iter().enumerate() {
        if at > 0 {
            out.push_str(if at + 1 == things.len() {
                " and "
            } else {
                ", "
            });
        }
        out.push_str(thing.as_ref());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::listing;

    #[test]
    fn things_are_listed_as_in_a_sentence() {
        for (things, expected) in [
            (&[][..], ""),
            (&["alice"], "alice"),
            (&["alice", "bob"], "alice and bob"),
            (&["alice", "bob", "carol"], "alice, bob and carol"),
        ] {
            assert_eq!(listing(things), expected);
        }
    }
}
