//! The table of rules in `scenarios/README.md`: each rule of the catalogue with the scenarios that cite it.
//!
//! `IDSIM_BLESS=1 cargo test --test scenarios` writes it anew.

use std::collections::BTreeMap;
use std::{fs, io};

use idsim::Rule;

use super::{FOLDER, Shelf};

const BEGINS: &str = "<!-- rules: written by `IDSIM_BLESS=1 cargo test --test scenarios` -->\n";
const ENDS: &str = "<!-- end of rules -->\n";

/// Rules that no scenario can show, such as a limit of thousands, and the test that shows each.
const TESTED: &[Tested] = &[
    Tested {
        rule: "F5.7",
        file: "limits.rs",
        function: "a_management_group_has_500_assignments_and_no_more",
    },
    Tested {
        rule: "F6.5.6",
        file: "limits.rs",
        function: "a_subscription_has_4000_assignments_and_no_more",
    },
];

/// A rule that a test shows.
struct Tested {
    rule: &'static str,
    /// From the folder of tests.
    file: &'static str,
    function: &'static str,
}

/// Paths of scenarios, from their folder and in order, by the rule that they cite.
type Cited = BTreeMap<String, Vec<String>>;

/// The table, line by line.
fn table(rules: &[Rule], cited: &Cited, tested: &[Tested]) -> String {
    let mut out = "| rule | says | shown by |\n|---|---|---|\n".to_owned();
    for rule in rules {
        let shown = match (rule.modelled, shown_by(&rule.number, cited, tested)) {
            (false, _) => "*not modelled*".to_owned(),
            (true, shown) => shown.join(", "),
        };
        let says = in_cell(&first_sentence(&rule.text));
        out += &format!("| {} | {says} | {shown} |\n", rule.number);
    }
    out
}

/// Links to the scenarios and the tests that show a rule.
fn shown_by(number: &str, cited: &Cited, tested: &[Tested]) -> Vec<String> {
    let scenarios = cited.get(number).into_iter().flatten();
    let scenarios = scenarios.map(|path| format!("[{}]({path})", path.trim_end_matches(".ron")));
    let tests = tested.iter().filter(|it| it.rule == number);
    let tests = tests.map(|it| format!("[`{}`](../tests/{})", it.function, it.file));
    scenarios.chain(tests).collect()
}

/// A text up to its first full stop outside quotes, code and parentheses, with a sign if more follows.
fn first_sentence(text: &str) -> String {
    let (mut in_code, mut quoted, mut depth) = (false, false, 0_usize);
    for (at, sign) in text.char_indices() {
        match sign {
            '`' if !quoted => in_code = !in_code,
            '"' if !in_code => quoted = !quoted,
            _ if in_code || quoted => {}
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => match text.split_at(at + 1) {
                (_, "") => break,
                (sentence, rest) if rest.starts_with(' ') => return format!("{sentence} …"),
                _ => {}
            },
            _ => {}
        }
    }
    text.to_owned()
}

/// A text as a table's cell takes it, on one line.
fn in_cell(text: &str) -> String {
    text.replace('\r', "\\r")
        .replace('\n', "\\n")
        .replace('|', "\\|")
}

/// The page with this table between its markers.
fn with_table(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGINS)?;
    let (_, after) = rest.split_once(ENDS)?;
    Some(format!("{before}{BEGINS}\n{table}\n{ENDS}{after}"))
}

/// What is wrong: rules that are followed and shown nowhere, and entries of the list that are of no use. `read` reads a
/// test's file.
fn complaints(
    rules: &[Rule],
    cited: &Cited,
    tested: &[Tested],
    read: impl Fn(&str) -> String,
) -> Vec<String> {
    let mut out = Vec::new();
    for rule in rules.iter().filter(|rule| rule.modelled) {
        let number = &rule.number;
        let has_test = tested.iter().any(|it| it.rule == number);
        match (cited.contains_key(number), has_test) {
            (false, false) => out.push(format!("{number}: no scenario cites it")),
            (true, true) => out.push(format!("{number}: a scenario shows it, so no test need")),
            _ => {}
        }
    }
    for it in tested {
        let modelled = |rule: &Rule| rule.number == it.rule && rule.modelled;
        if !rules.iter().any(modelled) {
            out.push(format!("{}: is no rule that idsim follows", it.rule));
        }
        if !read(it.file).contains(&format!("fn {}(", it.function)) {
            out.push(format!("{}: {} has no {}", it.rule, it.file, it.function));
        }
    }
    out
}

/// What the scenarios of this repository cite.
fn cited() -> io::Result<Cited> {
    let mut out = Cited::new();
    for (path, scenario) in Shelf::open()?.scenarios() {
        for citation in scenario.source() {
            out.entry(citation.clone())
                .or_default()
                .push(path.to_owned());
        }
    }
    Ok(out)
}

#[test]
fn the_table_says_which_scenarios_show_which_rule() -> io::Result<()> {
    let path = format!("{}/{FOLDER}/README.md", env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(&path)?;
    let expected = with_table(&page, &table(Rule::all(), &cited()?, TESTED))
        .ok_or_else(|| io::Error::other("the table's markers are missing"))?;
    if std::env::var_os("IDSIM_BLESS").is_some() {
        return fs::write(&path, expected);
    }
    let differing = page.lines().zip(expected.lines()).find(|(is, be)| is != be);
    assert!(
        page == expected,
        "{path} is out of date, IDSIM_BLESS=1 writes it anew: {differing:#?}"
    );
    Ok(())
}

#[test]
fn every_rule_that_is_followed_is_shown() -> io::Result<()> {
    let tests = format!("{}/tests", env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(format!("{tests}/{file}")).unwrap_or_default();
    let complaints = complaints(Rule::all(), &cited()?, TESTED, read);
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    Ok(())
}

/// Three rules: one that a scenario shows, one that a test shows, one that is not followed.
fn three_rules() -> ([Rule; 3], Cited, Vec<Tested>) {
    let rule = |number: &str, text: &str, modelled| Rule {
        number: number.to_owned(),
        text: text.to_owned(),
        source: String::new(),
        certainty: idsim::Certainty::Documented,
        modelled,
    };
    let rules = [
        rule("F1", "`a|b` (cf. C. D) says \"Stop. Go\". More.", true),
        rule("F2", "At most 1.5.", true),
        rule("F3", "Nobody knows.", false),
    ];
    let paths = vec!["a/b.ron".to_owned(), "a/c.ron".to_owned()];
    let tested = Tested {
        rule: "F2",
        file: "a.rs",
        function: "limit",
    };
    (rules, Cited::from([("F1".to_owned(), paths)]), vec![tested])
}

#[test]
fn each_rule_has_a_line() {
    let (rules, cited, tested) = three_rules();
    let lines = [
        "| rule | says | shown by |",
        "|---|---|---|",
        r#"| F1 | `a\|b` (cf. C. D) says "Stop. Go". … | [a/b](a/b.ron), [a/c](a/c.ron) |"#,
        "| F2 | At most 1.5. | [`limit`](../tests/a.rs) |",
        "| F3 | Nobody knows. | *not modelled* |",
    ];
    assert_eq!(
        table(&rules, &cited, &tested),
        lines.map(|line| format!("{line}\n")).concat()
    );
}

#[test]
fn what_is_shown_nowhere_is_caught() {
    let (mut rules, mut cited, mut tested) = three_rules();
    let read = |_: &str| "fn limit() {}".to_owned();
    assert_eq!(
        complaints(&rules, &cited, &tested, read),
        Vec::<String>::new()
    );
    assert_eq!(
        complaints(&rules, &cited, &[], read),
        ["F2: no scenario cites it"]
    );
    assert_eq!(
        complaints(&rules, &cited, &tested, |_| "fn limits() {}".to_owned()),
        ["F2: a.rs has no limit"]
    );
    cited.insert("F2".to_owned(), vec!["a/d.ron".to_owned()]);
    assert_eq!(
        complaints(&rules, &cited, &tested, read),
        ["F2: a scenario shows it, so no test need"]
    );
    tested[0].rule = "F3";
    assert_eq!(
        complaints(&rules, &cited, &tested, read),
        ["F3: is no rule that idsim follows"]
    );
    rules[2].modelled = true;
    assert_eq!(
        complaints(&rules, &cited, &tested, read),
        Vec::<String>::new()
    );
}

#[test]
fn only_what_stands_between_the_markers_is_written() {
    let page = format!("before\n{BEGINS}old\n{ENDS}after\n");
    assert_eq!(
        with_table(&page, "new\n"),
        Some(format!("before\n{BEGINS}\nnew\n\n{ENDS}after\n"))
    );
    assert_eq!(with_table("before\nafter\n", "new\n"), None);
}
