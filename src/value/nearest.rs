//! Which known names an unknown one may have meant.

use super::name::fold;

/// The names most like `text`, best first, at most three: those that differ in no more than a third of their letters, then
/// those that it is a part of.
///
/// ```
/// use idsim::nearest;
///
/// assert_eq!(nearest("raeder", ["Reader", "Owner"]), ["Reader"]);
/// assert_eq!(nearest("read", ["Key Vault Reader", "Owner"]), ["Key Vault Reader"]);
/// assert!(nearest("zebra", ["Reader", "Owner"]).is_empty());
/// ```
pub fn nearest<'n>(text: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let folded = fold(text);
    let length = folded.chars().count();
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let (other, name_folded) = (name.chars().count(), fold(name));
            let close = |distance: usize| distance * 3 <= other.max(length);
            // At least that many letters differ, and counting them all takes long.
            let distance = close(other.abs_diff(length))
                .then(|| strsim::damerau_levenshtein(&folded, &name_folded))
                .filter(|distance| close(*distance));
            // A part of a name comes after what is like the whole, the shortest name first.
            let part = || (length >= 4 && name_folded.contains(&folded)).then_some(other + length);
            Some((distance.or_else(part)?, name))
        })
        .collect();
    near.sort();
    near.truncate(3);
    near.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// The question that helps somebody who wrote an unknown name, if there are names near it.
pub(crate) fn did_you_mean(nearest: &[String]) -> Option<String> {
    let (last, others) = nearest.split_last()?;
    Some(match others {
        [] => format!("did you mean `{last}`?"),
        _ => format!(
            "did you mean {} or `{last}`?",
            others
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    })
}
