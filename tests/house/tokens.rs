//! Rust sources cut into just as many tokens as the house checks need: comments vanish, literals stay whole.

/// A token and the line it begins on, counted from one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind<'t>,
    pub(crate) line: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind<'t> {
    /// An identifier or keyword, without `r#`.
    Name(&'t str),
    /// What stands between a string's quotes, escapes untouched.
    Text(&'t str),
    /// `::`.
    Colons,
    /// Any other single character.
    Mark(char),
}

/// The tokens of `text`; comments, numbers and character literals leave none.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let (mut found, mut rest, mut line) = (Vec::new(), text, 1);
    while let Some(first) = rest.chars().next() {
        let (length, kind) = scan(rest, first);
        found.extend(kind.map(|kind| Token { kind, line }));
        let Some((taken, after)) = rest.split_at_checked(length.max(first.len_utf8())) else {
            break;
        };
        line += taken.matches('\n').count();
        rest = after;
    }
    found
}

/// Visits every token with the inline modules (`mod x { … }`) it stands in, outermost first.
pub(crate) fn walk<'t>(tokens: &[Token<'t>], mut visit: impl FnMut(usize, Token<'t>, &[&'t str])) {
    let (mut braces, mut inside) = (Vec::new(), Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        let before = |steps: usize| at.checked_sub(steps).and_then(|at| kind_at(tokens, at));
        match token.kind {
            Kind::Mark('{') => {
                let module = match (before(2), before(1)) {
                    (Some(Kind::Name("mod")), Some(Kind::Name(name))) => Some(name),
                    _ => None,
                };
                inside.extend(module);
                braces.push(module.is_some());
            }
            Kind::Mark('}') if braces.pop() == Some(true) => {
                inside.pop();
            }
            _ => {}
        }
        visit(at, *token, &inside);
    }
}

/// The kind of the token at `at`, if there is one.
pub(crate) fn kind_at<'t>(tokens: &[Token<'t>], at: usize) -> Option<Kind<'t>> {
    tokens.get(at).map(|token| token.kind)
}

/// The length in bytes of what `rest` begins with, and the token it makes, if any.
fn scan(rest: &str, first: char) -> (usize, Option<Kind<'_>>) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), None);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), None);
    }
    if let Some((length, text)) = string(rest) {
        return (length, Some(Kind::Text(text)));
    }
    if let Some(length) = character(rest) {
        return (length, None);
    }
    if first.is_alphanumeric() || first == '_' {
        let raw = if rest.starts_with("r#") { 2 } else { 0 };
        let name = word(rest.get(raw..).unwrap_or_default());
        let kind = (!first.is_numeric()).then_some(Kind::Name(name));
        return (raw + name.len(), kind);
    }
    match first {
        ':' if rest.starts_with("::") => (2, Some(Kind::Colons)),
        _ if first.is_whitespace() => (first.len_utf8(), None),
        _ => (first.len_utf8(), Some(Kind::Mark(first))),
    }
}

/// The identifier (or number) that `rest` begins with.
fn word(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    end.and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// The length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with("*/") {
            (depth, at) = (depth.saturating_sub(1), at + 2);
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length and content of a string literal of any kind: `"…"`, `b"…"`, `r#"…"#`, ….
fn string(rest: &str) -> Option<(usize, &str)> {
    let prefix = ["br", "cr", "r", "b", "c", ""]
        .into_iter()
        .find(|prefix| rest.starts_with(prefix))?;
    let after = rest.strip_prefix(prefix)?;
    let body = after.trim_start_matches('#');
    let hashes = after.len() - body.len();
    let raw = prefix.ends_with('r');
    let body = body.strip_prefix('"').filter(|_| raw || hashes == 0)?;
    let end = if raw {
        body.find(&format!("\"{}", "#".repeat(hashes)))
    } else {
        unescaped(body, '"')
    }
    .unwrap_or(body.len());
    let length = prefix.len() + hashes + 1 + end + 1 + hashes;
    Some((length.min(rest.len()), body.get(..end)?))
}

/// The length of a character literal; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('\'')?;
    let opening = rest.len() - body.len();
    let first = body.chars().next()?;
    let end = match first {
        '\\' => unescaped(body, '\'')?,
        _ => first.len_utf8(),
    };
    let closes = body.get(end..)?.starts_with('\'');
    closes.then_some(opening + end + 1)
}

/// Where `quote` first stands in `body` without a backslash before it.
fn unescaped(body: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    body.char_indices().find_map(|(at, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}
