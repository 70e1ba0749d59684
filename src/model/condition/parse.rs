//! Text → tree: `NOT` before `AND` before `OR` (F8.2).

use std::ops::Range;

use super::tokens::{Kind, Token, tokens};
use super::{
    Attribute, Comparison, ConditionError, CrossProduct, DateTime, Expression, Literal,
    MAX_CONDITION_BYTES, MAX_CONDITION_DEPTH, Operand, Operator, Position, ValueKind,
};
use crate::value::{ActionPattern, Guid, Name};

type Parsed<T> = Result<T, ConditionError>;

/// What a text comes to.
pub(super) struct Read {
    pub(super) expression: Expression,
    /// Where `AND` and `OR` first meet without parentheses.
    pub(super) ambiguous_at: Option<Position>,
    /// The bytes of each part that is not joined of others, in the order of the text.
    pub(super) places: Vec<Range<usize>>,
}

pub(super) fn parse(text: &str) -> Parsed<Read> {
    if text.len() > MAX_CONDITION_BYTES {
        return Err(ConditionError::TooLong(text.len()));
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        ambiguous_at: None,
        places: Vec::new(),
    };
    let expression = parser.any()?;
    match parser.peek().kind {
        Kind::End => Ok(Read {
            expression,
            ambiguous_at: parser.ambiguous_at,
            places: parser.places,
        }),
        _ => Err(parser.unexpected("`AND`, `OR` or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    next: usize,
    depth: usize,
    ambiguous_at: Option<Position>,
    places: Vec<Range<usize>>,
}

/// A side of a comparison before its operator says what its values are.
enum Side<'t> {
    Attribute(Attribute),
    One(Token<'t>),
    Set(Token<'t>, Vec<Token<'t>>),
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Token<'t> {
        let end = Token {
            kind: Kind::End,
            start: self.text.len(),
            end: self.text.len(),
        };
        self.tokens.get(self.next).copied().unwrap_or(end)
    }

    fn take(&mut self) -> Token<'t> {
        let token = self.peek();
        self.next += 1;
        token
    }

    /// Where the last token that was taken ends.
    fn before(&self) -> usize {
        let last = self.next.checked_sub(1).and_then(|it| self.tokens.get(it));
        last.map_or(0, |it| it.end)
    }

    fn take_if(&mut self, kind: Kind<'_>) -> bool {
        let is_it = self.peek().kind == kind;
        self.next += usize::from(is_it);
        is_it
    }

    fn unexpected(&self, expected: &str) -> ConditionError {
        self.unexpected_at(self.peek(), expected)
    }

    fn unexpected_at(&self, token: Token<'_>, expected: &str) -> ConditionError {
        const SHOWN: usize = 40;
        let found = self.text.get(token.start..token.end).unwrap_or_default();
        let mut shown: String = found.chars().take(SHOWN).collect();
        if shown.len() < found.len() {
            shown.push('…');
        }
        ConditionError::Unexpected {
            at: Position::of(self.text, token.start),
            expected: expected.to_owned(),
            found: match found.is_empty() {
                true => "the end".to_owned(),
                false => format!("`{shown}`"),
            },
        }
    }

    fn expect(&mut self, kind: Kind<'_>, expected: &str) -> Parsed<()> {
        match self.take_if(kind) {
            true => Ok(()),
            false => Err(self.unexpected(expected)),
        }
    }

    fn any(&mut self) -> Parsed<Expression> {
        let mut met = None;
        let mut all = vec![self.all(&mut met)?];
        while self.take_if(Kind::Or) {
            all.push(self.all(&mut met)?);
        }
        let met = met.filter(|_| all.len() > 1);
        let met = met.map(|at| Position::of(self.text, at));
        self.ambiguous_at = self.ambiguous_at.into_iter().chain(met).min();
        Ok(joined(all, Expression::Any))
    }

    /// `met` becomes where there is a first `AND`.
    fn all(&mut self, met: &mut Option<usize>) -> Parsed<Expression> {
        let mut all = vec![self.unary()?];
        while self.peek().kind == Kind::And {
            met.get_or_insert(self.take().start);
            all.push(self.unary()?);
        }
        Ok(joined(all, Expression::All))
    }

    fn unary(&mut self) -> Parsed<Expression> {
        let token = self.peek();
        match token.kind {
            Kind::Not => {
                self.next += 1;
                let inner = self.nested(token, Self::unary)?;
                Ok(Expression::Not(Box::new(inner)))
            }
            Kind::Open => {
                self.next += 1;
                let inner = self.nested(token, Self::any)?;
                self.expect(Kind::Close, "`AND`, `OR` or `)`")?;
                Ok(inner)
            }
            _ => {
                let part = self.part()?;
                let end = self.before();
                self.places.push(token.start..end);
                Ok(part)
            }
        }
    }

    /// What is not joined of others.
    fn part(&mut self) -> Parsed<Expression> {
        match self.peek().kind {
            Kind::Word(word) if word.eq_ignore_ascii_case("ActionMatches") => {
                self.next += 1;
                let (token, text) =
                    self.argument("an action in quotes, like `'Microsoft.Compute/*'`")?;
                let pattern = ActionPattern::parse(text);
                let pattern = pattern.map_err(|it| {
                    self.unexpected_at(token, &format!("an action pattern ({it})"))
                })?;
                Ok(Expression::ActionMatches(pattern))
            }
            Kind::Word(word) if word.eq_ignore_ascii_case("SubOperationMatches") => {
                self.next += 1;
                let (token, text) =
                    self.argument("a sub-operation in quotes, like `'Blob.List'`")?;
                match text.trim() {
                    "" => {
                        Err(self
                            .unexpected_at(token, "a sub-operation in quotes, like `'Blob.List'`"))
                    }
                    name => Ok(Expression::SubOperationMatches(Name::new(name))),
                }
            }
            Kind::Word(word) if word.eq_ignore_ascii_case("Exists") => {
                self.next += 1;
                self.attribute().map(Expression::Exists)
            }
            _ => self.comparison(),
        }
    }

    fn nested(
        &mut self,
        at: Token<'_>,
        inner: fn(&mut Self) -> Parsed<Expression>,
    ) -> Parsed<Expression> {
        self.depth += 1;
        if self.depth > MAX_CONDITION_DEPTH {
            let at = Position::of(self.text, at.start);
            return Err(ConditionError::TooDeep { at });
        }
        let inner = inner(self)?;
        self.depth -= 1;
        Ok(inner)
    }

    /// `{'…'}`
    fn argument(&mut self, expected: &str) -> Parsed<(Token<'t>, &'t str)> {
        self.expect(Kind::OpenBrace, "`{`")?;
        let token = self.peek();
        let Kind::Text(text) = token.kind else {
            return Err(self.unexpected(expected));
        };
        self.next += 1;
        self.expect(Kind::CloseBrace, "`}`")?;
        Ok((token, text))
    }

    fn attribute(&mut self) -> Parsed<Attribute> {
        let token = self.peek();
        let Kind::Attribute(text) = token.kind else {
            return Err(self.unexpected("an attribute like `@Resource[path:name]`"));
        };
        self.next += 1;
        Attribute::parse(text).map_err(|it| self.unexpected_at(token, it.0))
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let left = self.side(
            "an expression, like `ActionMatches{'…'}`, `Exists`, `!`, `(`, an attribute or a value",
        )?;
        let (cross_product, operator) = self.operator()?;
        let right = self.side(wanted(operator.kind))?;
        let mut typed = |side| self.operand(side, operator, cross_product.is_some());
        let (left, right) = (typed(left)?, typed(right)?);
        Ok(Expression::Comparison(Comparison {
            left,
            cross_product,
            operator,
            right,
        }))
    }

    fn operator(&mut self) -> Parsed<(Option<CrossProduct>, Operator)> {
        const EXPECTED: &str = "an operator like `StringEquals`";
        let token = self.peek();
        let Kind::Word(word) = token.kind else {
            return Err(self.unexpected(EXPECTED));
        };
        self.next += 1;
        let Some((cross_product, name)) = word.split_once(':') else {
            let operator = Operator::named(word);
            let operator = operator.ok_or_else(|| self.unexpected_at(token, EXPECTED))?;
            return Ok((None, operator));
        };
        let cross_product = CrossProduct::named(cross_product).ok_or_else(|| {
            self.unexpected_at(token, "`ForAnyOfAnyValues:`, `ForAllOfAnyValues:`, `ForAnyOfAllValues:` or `ForAllOfAllValues:` and an operator")
        })?;
        let name = match (name, self.peek().kind) {
            ("", Kind::Word(next)) => {
                self.next += 1;
                next
            }
            _ => name,
        };
        match Operator::named(name) {
            Some(operator) if operator.takes_cross_product() => Ok((Some(cross_product), operator)),
            Some(_) => Err(self.unexpected_at(
                token,
                &format!("an operator that takes `{cross_product}:`, which are those of texts (`Equals` and `Like`), integers and GUIDs"),
            )),
            None => Err(self.unexpected_at(token, &format!("an operator after `{cross_product}:`"))),
        }
    }

    fn side(&mut self, expected: &str) -> Parsed<Side<'t>> {
        let token = self.peek();
        match token.kind {
            Kind::Attribute(_) => self.attribute().map(Side::Attribute),
            Kind::Text(_) | Kind::Word(_) => Ok(Side::One(self.take())),
            Kind::OpenBrace => {
                self.next += 1;
                let mut all = Vec::new();
                loop {
                    match self.peek().kind {
                        Kind::Text(_) | Kind::Word(_) => all.push(self.take()),
                        _ => return Err(self.unexpected("a value")),
                    }
                    if self.take_if(Kind::CloseBrace) {
                        return Ok(Side::Set(token, all));
                    }
                    self.expect(Kind::Comma, "`,` or `}`")?;
                }
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    fn operand(&mut self, side: Side<'t>, operator: Operator, takes_sets: bool) -> Parsed<Operand> {
        match side {
            Side::Attribute(it) => Ok(Operand::Attribute(it)),
            Side::One(token) => self.literal(token, operator.kind).map(Operand::Literal),
            Side::Set(brace, _) if !takes_sets => Err(self.unexpected_at(
                brace,
                &format!(
                    "one value: before `{operator}` a set needs a word like `ForAnyOfAnyValues:`"
                ),
            )),
            Side::Set(_, all) => {
                let all = all.into_iter().map(|it| self.literal(it, operator.kind));
                all.collect::<Parsed<_>>().map(Operand::Set)
            }
        }
    }

    fn literal(&self, token: Token<'t>, kind: ValueKind) -> Parsed<Literal> {
        let literal = match (kind, token.kind) {
            (ValueKind::Boolean, Kind::Word(it)) if it.eq_ignore_ascii_case("true") => {
                Some(Literal::Boolean(true))
            }
            (ValueKind::Boolean, Kind::Word(it)) if it.eq_ignore_ascii_case("false") => {
                Some(Literal::Boolean(false))
            }
            (ValueKind::Text, Kind::Text(it)) => Some(Literal::Text(it.to_owned())),
            (ValueKind::Integer, Kind::Word(it)) => it.parse().ok().map(Literal::Integer),
            (ValueKind::DateTime, Kind::Text(it)) => DateTime::parse(it).map(Literal::DateTime),
            (ValueKind::Guid, Kind::Word(it)) => Guid::parse(it).ok().map(Literal::Guid),
            _ => None,
        };
        literal.ok_or_else(|| self.unexpected_at(token, wanted(kind)))
    }
}

/// What an operator's value has to look like.
fn wanted(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Boolean => "`true` or `false`",
        ValueKind::Text => "a text in single quotes",
        ValueKind::Integer => "an integer without quotes",
        ValueKind::DateTime => "a moment in quotes, like `'2026-01-01T00:00:00.0Z'`",
        ValueKind::Guid => "a GUID without quotes",
    }
}

/// What stands alone is not joined.
fn joined(mut all: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match all.pop() {
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            join(all)
        }
        None => join(all),
    }
}
