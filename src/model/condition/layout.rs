//! A condition laid out over lines.

use super::Expression;

/// As the Azure portal does it: what is joined stands in parentheses, each on lines of its own.
pub(super) fn lay_out(expression: &Expression) -> String {
    let mut out = String::new();
    match expression {
        // Each target of several stands in parentheses of its own; so does a single one.
        Expression::Any(_) => put_in_parentheses(expression, 0, &mut out),
        _ => put(expression, 0, &mut out),
    }
    out.pop();
    out
}

fn put(expression: &Expression, depth: usize, out: &mut String) {
    let (all, word) = match expression {
        Expression::All(all) => (all, "AND"),
        Expression::Any(all) => (all, "OR"),
        it => return put_line(&it.to_string(), depth, out),
    };
    for (index, it) in all.iter().enumerate() {
        if index > 0 {
            put_line(word, depth, out);
        }
        put_in_parentheses(it, depth, out);
    }
}

fn put_in_parentheses(expression: &Expression, depth: usize, out: &mut String) {
    put_line("(", depth, out);
    put(expression, depth + 1, out);
    put_line(")", depth, out);
}

fn put_line(line: &str, depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', depth));
    out.push_str(line);
    out.push('\n');
}
