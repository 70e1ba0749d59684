//! A step as it is written, on one line.

use super::text::{Token, tokens};

/// More fits on few screens; what is cut off, the result says in other words.
const LONGEST: usize = 180;

/// The text without comments, line ends and the commas before closing brackets, and cut off where it is too long.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut comma = false;
    let mut parted = false;
    for token in tokens(text) {
        let (span, closing) = match &token {
            Token::Word(span) | Token::Text(span, _) => (span.clone(), false),
            Token::Mark(at, mark) => (*at..at + mark.len_utf8(), matches!(mark, ')' | ']' | '}')),
        };
        let written = text.get(span).unwrap_or_default();
        if comma && !closing {
            line.push_str(", ");
        } else if parted {
            line.push(' ');
        }
        comma = written == ",";
        parted = written == ":";
        if !comma {
            // A string may hold line ends.
            line.extend(
                written
                    .chars()
                    .map(|c| if c.is_control() { ' ' } else { c }),
            );
        }
    }
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some(_) => {
            let end = line.char_indices().nth(LONGEST - 1).map_or(0, |(at, _)| at);
            format!("{}…", line.get(..end).unwrap_or_default())
        }
    }
}

/// The lines of comment that stand right above a place, if nothing else stands before it on its line.
pub(super) fn comment_above(text: &str, start: usize) -> Vec<String> {
    let before = text.get(..start).unwrap_or_default();
    let (above, same_line) = before.rsplit_once('\n').unwrap_or(("", before));
    if !same_line.trim().is_empty() {
        return Vec::new();
    }
    let comments = above
        .lines()
        .rev()
        .map_while(|line| line.trim_start().strip_prefix("//"));
    let mut comments: Vec<String> = comments.map(|it| it.trim().to_owned()).collect();
    comments.reverse();
    comments
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, comment_above, one_line};

    #[test]
    fn a_step_fits_on_one_line() {
        for (text, expected) in [
            ("DeleteUser(\"a\")", "DeleteUser(\"a\")"),
            (
                "ExpectExists([\n    \"a\", // her\n    \"b\",\n])",
                "ExpectExists([\"a\", \"b\"])",
            ),
            (
                "A(on:\"a , b\",x:  -1.5 , is : B(\"c\") ,)",
                "A(on: \"a , b\", x: -1.5, is: B(\"c\"))",
            ),
            ("A({\"a\":()})", "A({\"a\": ()})"),
            ("A(\"a\nb\")", "A(\"a b\")"),
            ("", ""),
        ] {
            assert_eq!(one_line(text), expected);
        }
        let long = one_line(&"é".repeat(LONGEST * 2));
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with('…'));
        assert_eq!(one_line(&"é".repeat(LONGEST)), "é".repeat(LONGEST));
    }

    #[test]
    fn a_comment_is_what_stands_right_above() {
        for (text, expected) in [
            ("// a\n  // b \n  X", vec!["a", "b"]),
            ("// a\n\n// b\nX", vec!["b"]),
            ("A, // a\nX", vec![]),
            ("// a\nA, X", vec![]),
            ("// a\r\n\tX", vec!["a"]),
            ("X", vec![]),
        ] {
            let start = text.find('X').unwrap_or_default();
            assert_eq!(comment_above(text, start), expected, "{text:?}");
        }
        assert_eq!(comment_above("é", 1), Vec::<String>::new());
    }
}
