//! Places in a text: tokens of RON, and where a part of a document stands.
//!
//! This is no second parser: a text gets here only when `ron` has read it, or to tell where it could not.

use std::ops::Range;

use crate::value::fold;

/// The line and column of a byte, both counted from 1, columns in characters.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// The byte at a line and column, both counted from 1, columns in characters.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    let rest = text.get(start..).unwrap_or_default();
    start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at)
}

/// A piece of RON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// An identifier or a number.
    Word(Range<usize>),
    /// A string with what it says.
    Text(Range<usize>, String),
    /// A bracket, a comma, a colon or anything else of one character.
    Mark(usize, char),
}

impl Token {
    fn start(&self) -> usize {
        match self {
            Self::Word(span) | Self::Text(span, _) => span.start,
            Self::Mark(at, _) => *at,
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::Word(span) | Self::Text(span, _) => span.end,
            Self::Mark(at, mark) => at + mark.len_utf8(),
        }
    }

    fn is(&self, mark: char) -> bool {
        matches!(self, Self::Mark(_, it) if *it == mark)
    }
}

/// The tokens of a text, comments and blanks left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut at = 0;
    std::iter::from_fn(|| next_token(text, &mut at)).collect()
}

/// The token that a text begins with.
pub(super) fn first_token(text: &str) -> Option<Token> {
    next_token(text, &mut 0)
}

/// The first token from a place on, which goes on behind it.
fn next_token(text: &str, place: &mut usize) -> Option<Token> {
    loop {
        let at = *place;
        let rest = text.get(at..)?;
        let first = rest.chars().next()?;
        let (length, token) = if first.is_whitespace() {
            (first.len_utf8(), None)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (comment_length(rest), None)
        } else if first == '"' {
            let length = string_length(rest);
            let text = Token::Text(at..at + length, said(rest, length));
            (length, Some(text))
        } else if let Some(hashes) = raw_string_hashes(rest) {
            let length = raw_string_length(rest, hashes);
            let text = Token::Text(at..at + length, inside(rest, hashes + 2, length));
            (length, Some(text))
        } else if first == '\'' {
            (char_length(rest), None)
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (length, Some(Token::Word(at..at + length)))
        } else {
            (first.len_utf8(), Some(Token::Mark(at, first)))
        };
        *place = at + length.max(1);
        if token.is_some() {
            return token;
        }
    }
}

/// The first bracket that stands within more others than that, if there is one.
pub(super) fn too_deep(text: &str, most: usize) -> Option<Range<usize>> {
    // Nearly no file has so many brackets open even with those that stand in texts and comments.
    let deepest = |open: &mut usize, byte: u8| {
        *open = match byte {
            b'(' | b'[' | b'{' => *open + 1,
            b')' | b']' | b'}' => open.saturating_sub(1),
            _ => *open,
        };
        Some(*open)
    };
    if text.bytes().scan(0, deepest).all(|open| open <= most) {
        return None;
    }
    let mut open = 0usize;
    for token in tokens(text) {
        match token {
            Token::Mark(at, '(' | '[' | '{') => {
                open += 1;
                if open > most {
                    return Some(at..at + 1);
                }
            }
            Token::Mark(_, ')' | ']' | '}') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-')
}

/// What stands between the quotes: `quote` bytes at the beginning, one less at the end where the beginning has an `r`.
fn inside(rest: &str, quote: usize, length: usize) -> String {
    let closing = if quote == 1 { 1 } else { quote - 1 };
    rest.get(quote..length.saturating_sub(closing))
        .unwrap_or_default()
        .to_owned()
}

/// What a string with escapes says; as it stands if it is none that `ron` could read.
fn said(rest: &str, length: usize) -> String {
    let as_it_stands = inside(rest, 1, length);
    if !as_it_stands.contains('\\') {
        return as_it_stands;
    }
    ron::from_str(rest.get(..length).unwrap_or_default()).unwrap_or(as_it_stands)
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw_string_hashes(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.chars().take_while(|c| *c == '#').count();
    after.get(hashes..)?.starts_with('"').then_some(hashes)
}

fn raw_string_length(rest: &str, hashes: usize) -> usize {
    let close = format!("\"{}", "#".repeat(hashes));
    let open = hashes + 2;
    rest.get(open..)
        .and_then(|inner| inner.find(&close))
        .map_or(rest.len(), |at| open + at + close.len())
}

fn char_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    if let Some((_, '\\')) = chars.next() {
        chars.next();
    }
    chars.find(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1)
}

fn comment_length(rest: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// One step down into a document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Down<'k> {
    /// The value of a field or of a map's key.
    Key(&'k str),
    /// The key itself.
    Name(&'k str),
    /// An element of a list, counted from 0.
    Element(usize),
}

/// Where a part of a document stands; `None` if there is no such part.
pub(super) fn find(text: &str, path: &[Down<'_>]) -> Option<Range<usize>> {
    let tokens = tokens(text);
    let mut span = (0, tokens.len());
    for step in path {
        let entries = entries(&tokens, span);
        span = match step {
            Down::Element(number) => entries.get(*number)?.value,
            Down::Key(key) => {
                entries
                    .iter()
                    .find(|it| it.is_called(text, &tokens, key))?
                    .value
            }
            Down::Name(key) => {
                let name = entries
                    .iter()
                    .find(|it| it.is_called(text, &tokens, key))?
                    .name?;
                (name, name + 1)
            }
        };
    }
    let (first, last) = (tokens.get(span.0)?, tokens.get(span.1.checked_sub(1)?)?);
    Some(first.start()..last.end())
}

/// An entry of a map that has a string for its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    /// Where the name stands.
    pub(super) at: Range<usize>,
    /// Where the entry stands, from its name to the end of its value.
    pub(super) whole: Range<usize>,
}

impl Named {
    /// The same in a text that this one is a part of, so many bytes into it.
    pub(super) fn shifted(self, by: usize) -> Self {
        let shifted = |it: Range<usize>| it.start + by..it.end + by;
        Self {
            at: shifted(self.at),
            whole: shifted(self.whole),
            ..self
        }
    }
}

/// The named entries of the map at some place.
pub(super) fn named(text: &str, path: &[Down<'_>]) -> Vec<Named> {
    let Some(map) = find(text, path) else {
        return Vec::new();
    };
    let inner = text.get(map.clone()).unwrap_or_default();
    let tokens = tokens(inner);
    let named = |entry: &Entry| {
        let Token::Text(span, said) = tokens.get(entry.name?)? else {
            return None;
        };
        let last = tokens.get(entry.value.1.checked_sub(1)?)?;
        Some(Named {
            name: said.clone(),
            at: map.start + span.start..map.start + span.end,
            whole: map.start + span.start..map.start + last.end(),
        })
    };
    entries(&tokens, (0, tokens.len()))
        .iter()
        .filter_map(named)
        .collect()
}

/// Every string of a text, with its place.
pub(super) fn texts(tokens: &[Token]) -> impl Iterator<Item = (usize, &str)> {
    tokens.iter().filter_map(|token| match token {
        Token::Text(span, said) => Some((span.start, said.as_str())),
        _ => None,
    })
}

/// An entry of a list, a map or a struct: tokens from and to.
struct Entry {
    name: Option<usize>,
    value: (usize, usize),
}

impl Entry {
    fn is_called(&self, text: &str, tokens: &[Token], key: &str) -> bool {
        match self.name.and_then(|at| tokens.get(at)) {
            Some(Token::Word(span)) => text.get(span.clone()) == Some(key),
            Some(Token::Text(_, said)) => fold(said) == fold(key),
            _ => false,
        }
    }
}

/// The entries within the first bracket of a span of tokens.
fn entries(tokens: &[Token], (from, to): (usize, usize)) -> Vec<Entry> {
    let opens = |token: &Token| ['(', '[', '{'].iter().any(|mark| token.is(*mark));
    let closes = |token: &Token| [')', ']', '}'].iter().any(|mark| token.is(*mark));
    let Some(open) = (from..to).find(|at| tokens.get(*at).is_some_and(opens)) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let (mut depth, mut start, mut name) = (0usize, open + 1, None);
    for at in open + 1..to {
        let Some(token) = tokens.get(at) else { break };
        if opens(token) {
            depth += 1;
        } else if closes(token) && depth > 0 {
            depth -= 1;
        } else if depth == 0 && token.is(':') && name.is_none() {
            name = Some(at - 1);
            start = at + 1;
        } else if depth == 0 && (token.is(',') || closes(token)) {
            if at > start {
                out.push(Entry {
                    name,
                    value: (start, at),
                });
            }
            (start, name) = (at + 1, None);
            if closes(token) {
                break;
            }
        }
    }
    out
}

/// Every string of a text that refers to a thing of that name: the name itself, or the name and a path.
pub(super) fn mentions<'t>(
    tokens: &'t [Token],
    name: &str,
) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let name = fold(name);
    tokens.iter().filter_map(move |token| match token {
        Token::Text(span, said) => {
            let said = fold(said);
            let rest = said.strip_prefix(&name)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| span.clone())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "(\n  // a \"comment\"\n  name: \"é\", /* two /* deep */ */\n  tenant: (users: {\"alice\": (), \"bob\": (id: \"x\")}, list: [(a: 1), (a: \"bob/x\")]),\n  raw: r#\"a \"quoted\" bob\"#, c: '\\'', n: -1.5,\n)";

    fn at(path: &[Down<'_>]) -> Option<&'static str> {
        find(TEXT, path).and_then(|span| TEXT.get(span))
    }

    #[test]
    fn parts_are_found_by_the_way_to_them() {
        assert_eq!(at(&[Down::Key("name")]), Some("\"é\""));
        assert_eq!(
            at(&[Down::Key("tenant"), Down::Key("users"), Down::Key("BOB")]),
            Some("(id: \"x\")")
        );
        assert_eq!(
            at(&[Down::Key("tenant"), Down::Key("users"), Down::Name("bob")]),
            Some("\"bob\"")
        );
        assert_eq!(
            at(&[Down::Key("tenant"), Down::Key("list"), Down::Element(1)]),
            Some("(a: \"bob/x\")")
        );
        assert_eq!(at(&[Down::Key("n")]), Some("-1.5"));
        assert_eq!(at(&[Down::Key("raw")]), Some("r#\"a \"quoted\" bob\"#"));
        assert_eq!(at(&[Down::Key("nothing")]), None);
        assert_eq!(
            at(&[Down::Key("tenant"), Down::Key("list"), Down::Element(2)]),
            None
        );
    }

    #[test]
    fn mentions_are_whole_names_or_names_with_a_path() {
        let tokens = tokens(TEXT);
        assert_eq!(mentions(&tokens, "Bob").count(), 2);
        assert_eq!(mentions(&tokens, "bo").count(), 0);
        assert_eq!(mentions(&tokens, "comment").count(), 0);
    }

    #[test]
    fn a_string_says_what_its_escapes_mean() {
        let text = r#"["caf\u{e9}", "\q", "ΟΔΟΣ"]"#;
        let tokens = tokens(text);
        let said: Vec<_> = texts(&tokens).map(|(_, said)| said).collect();
        assert_eq!(said, ["café", "\\q", "ΟΔΟΣ"]);
        assert_eq!(mentions(&tokens, "CAFÉ").count(), 1);
        assert_eq!(mentions(&tokens, "οδοσ").count(), 1);
    }

    #[test]
    fn named_entries_have_their_places() {
        let found = named(TEXT, &[Down::Key("tenant"), Down::Key("users")]);
        let seen: Vec<_> = found
            .iter()
            .map(|it| {
                (
                    it.name.as_str(),
                    &TEXT[it.at.clone()],
                    &TEXT[it.whole.clone()],
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("alice", "\"alice\"", "\"alice\": ()"),
                ("bob", "\"bob\"", "\"bob\": (id: \"x\")"),
            ]
        );
    }

    #[test]
    fn lines_and_columns_count_characters() {
        let at = TEXT.find("é").expect("it is there");
        assert_eq!(line_and_column(TEXT, at), (3, 10));
        assert_eq!(offset(TEXT, 3, 10), at);
        assert_eq!(offset(TEXT, 99, 1), TEXT.len());
    }

    #[test]
    fn no_text_is_too_strange() {
        for text in [
            "", "\"", "r#\"", "'", "/*", "/*/", "((((", "))))", "r", "\\", "\"\\", "é'é", ":",
            ",,", "(:)",
        ] {
            let _ = (
                tokens(text),
                find(text, &[Down::Key("a"), Down::Element(0)]),
            );
        }
    }
}
