//! What is expected of a time, compared at each of its moments at which an answer can change, if nothing happens meanwhile.

use std::collections::BTreeSet;

use super::Expectation;
use super::marks::Marks;
use super::mismatch::Compared;
use crate::value::{Duration, Timestamp};
use crate::world::World;

/// What is expected is so at some moment of those to come: the last one is looked at first, since most things that come to be
/// stay so.
pub(super) fn eventually(
    world: &mut World,
    marks: &Marks,
    within: Duration,
    expected: &Expectation,
) -> Compared {
    let Some(now) = world.clock() else {
        return Ok(None);
    };
    let end = now.saturating_add(within);
    let Some(mismatch) = world.at(end, |it| expected.compare(it, marks))? else {
        return Ok(None);
    };
    for moment in moments(world, marks, expected, (now, end)) {
        if world
            .at(moment, |it| expected.compare(it, marks))?
            .is_none()
        {
            return Ok(None);
        }
    }
    Ok(Some(mismatch.told_of(&format!("not by {end}"))))
}

/// What is expected is so at every moment of those to come.
pub(super) fn always(
    world: &mut World,
    marks: &Marks,
    during: Duration,
    expected: &Expectation,
) -> Compared {
    let Some(now) = world.clock() else {
        return Ok(None);
    };
    let end = now.saturating_add(during);
    let all = moments(world, marks, expected, (now, end)).into_iter();
    for moment in all.filter(|it| *it < end || *it == now) {
        if let Some(mismatch) = world.at(moment, |it| expected.compare(it, marks))? {
            return Ok(Some(mismatch.told_of(&format!("at {moment}"))));
        }
    }
    Ok(None)
}

/// Now, and every later moment up to the end at which an answer can change: those of the world, of the tokens that are held,
/// and of what is asked.
fn moments(
    world: &World,
    marks: &Marks,
    expected: &Expectation,
    (now, end): (Timestamp, Timestamp),
) -> BTreeSet<Timestamp> {
    let named = marks.held.expiries().chain(expected.moments());
    let named = named.filter(|it| *it > now && *it <= end);
    let all = world.moments(end).into_iter().chain(named);
    std::iter::once(now).chain(all).collect()
}
