//! Random expressions: what is printed and read again is the same.

use proptest::prelude::*;

use crate::model::Condition;
use crate::model::condition::{
    Attribute, AttributePart, AttributeSource, Comparison, CrossProduct, DateTime, Expression,
    Literal, Operand, Operator, ValueKind,
};
use crate::value::{ActionPattern, Guid, Name};

fn attribute() -> impl Strategy<Value = Attribute> {
    let path = prop::sample::select(vec!["A.B/c", "isPrivateLink", "Microsoft.Storage/x/y-z_1"]);
    let name = || prop::sample::select(vec!["name", "Project", "Engineering_Project", "größe"]);
    let part = prop_oneof![
        Just(AttributePart::Whole),
        Just(AttributePart::Keys),
        (name(), any::<bool>()).prop_map(|(name, case_sensitive)| AttributePart::Named {
            name: Name::new(name),
            case_sensitive,
        }),
    ];
    let source = prop::sample::select(AttributeSource::ALL);
    (source, path, part).prop_map(|(source, path, part)| Attribute {
        source,
        path: Name::new(path),
        part,
    })
}

fn literal(kind: ValueKind) -> BoxedStrategy<Literal> {
    match kind {
        ValueKind::Boolean => any::<bool>().prop_map(Literal::Boolean).boxed(),
        ValueKind::Text => r"[a-c(){},@\[\]*?\\ ß&|!:]{0,6}"
            .prop_map(Literal::Text)
            .boxed(),
        ValueKind::Integer => any::<i64>().prop_map(Literal::Integer).boxed(),
        ValueKind::DateTime => (1..=28_u32, 0..=9_999_999_u32)
            .prop_map(|(day, tick)| format!("2026-02-{day:02}T01:02:03.{tick:07}Z"))
            .prop_map(|it| Literal::DateTime(DateTime::parse(&it).unwrap()))
            .boxed(),
        ValueKind::Guid => any::<u128>()
            .prop_map(|it| Literal::Guid(Guid::from_u128(it)))
            .boxed(),
    }
}

fn operand(kind: ValueKind, takes_sets: bool) -> BoxedStrategy<Operand> {
    let one = prop_oneof![
        attribute().prop_map(Operand::Attribute),
        literal(kind).prop_map(Operand::Literal),
    ];
    match takes_sets {
        true => prop_oneof![
            one,
            prop::collection::vec(literal(kind), 1..4).prop_map(Operand::Set),
        ]
        .boxed(),
        false => one.boxed(),
    }
}

fn comparison() -> impl Strategy<Value = Expression> {
    let operator = prop::sample::select(Operator::ALL);
    let cross_product = prop::option::of(prop::sample::select(CrossProduct::ALL));
    let head = (operator, cross_product).prop_map(|(operator, cross_product)| {
        let cross_product = cross_product.filter(|_| operator.takes_cross_product());
        (operator, cross_product)
    });
    head.prop_flat_map(|(operator, cross_product)| {
        let side = || operand(operator.kind, cross_product.is_some());
        (side(), side()).prop_map(move |(left, right)| {
            Expression::Comparison(Comparison {
                left,
                cross_product,
                operator,
                right,
            })
        })
    })
}

/// Joins have at least two parts, as those that are read have.
fn expression() -> impl Strategy<Value = Expression> {
    let pattern = prop::sample::select(vec!["*", "A.B/c/read", "A.B/*/write", "*/delete"]);
    let part = prop_oneof![
        pattern.prop_map(|it| Expression::ActionMatches(ActionPattern::parse(it).unwrap())),
        prop::sample::select(vec!["Blob.List", "Blob.Write.Tier"])
            .prop_map(|it| Expression::SubOperationMatches(it.into())),
        attribute().prop_map(Expression::Exists),
        comparison(),
        comparison(),
    ];
    part.prop_recursive(5, 24, 3, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts().prop_map(Expression::Any),
            parts().prop_map(Expression::All),
            inner.prop_map(|it| Expression::Not(Box::new(it))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(expression in expression()) {
        let text = expression.to_string();
        let condition = Condition::parse(&text);
        prop_assert!(condition.is_ok(), "{}: {:?}", text, condition);
        let condition = condition.unwrap();
        // The text is kept.
        prop_assert_eq!(condition.to_string(), text.clone());
        prop_assert_eq!(condition.expression(), &expression);
        prop_assert_eq!(condition.ambiguous_at(), None);
        let laid_out = Condition::parse(&condition.laid_out()).unwrap();
        prop_assert_eq!(laid_out.expression(), &expression);
        prop_assert_eq!(laid_out.laid_out(), condition.laid_out());
    }

    /// Blanks, lines and letter case make no other condition.
    #[test]
    fn its_dress_does_not_matter(expression in expression(), blank in "[ \t\r\n]{1,3}") {
        let text = expression.to_string();
        // Not within texts.
        let dressed: Vec<String> = text
            .split('\'')
            .enumerate()
            .map(|(at, part)| if at % 2 == 0 { part.replace(' ', &blank).replace("AND", "and").replace("NOT", "not") } else { part.to_owned() })
            .collect();
        let dressed = dressed.join("'");
        let read = Condition::parse(&dressed);
        prop_assert!(read.is_ok(), "{}: {:?}", dressed, read);
        let read = read.unwrap();
        prop_assert_eq!(read.expression(), &expression);
    }

    /// Whatever stands there, reading it comes to an end, one way or the other.
    #[test]
    fn nothing_panics(text in r"[()!&|{}',@:\[\]a-dORNT<>$0-9ß \n]{0,40}") {
        let _ = Condition::parse(&text);
    }

    #[test]
    fn no_part_of_a_condition_panics(expression in expression(), cut in any::<prop::sample::Index>()) {
        let text = expression.to_string();
        let cut: String = text.chars().take(cut.index(text.chars().count() + 1)).collect();
        let _ = Condition::parse(&cut);
    }
}
