//! How long one has to wait where waiting is all that it takes.

use super::candidate::assignment_stage;
use super::{Explanation, Query, Reason};
use crate::value::Duration;

impl Explanation<'_> {
    /// How long until the first candidate that time alone holds back counts, and its conditions still hold.
    pub(super) fn wait(&self, query: &Query) -> Option<Duration> {
        let now = self.world.clock()?;
        if self.decision.reason == Reason::NotYetPropagated {
            return self.decision.unsettled_until?.duration_since(now);
        }
        let waiting = self
            .candidates
            .iter()
            .filter(|(_, stage)| *stage == Reason::NotYetEffective);
        waiting
            .filter_map(|(candidate, _)| {
                candidate
                    .assignment
                    .effective
                    .intersect(&candidate.membership)?
                    .from()
                    .filter(|from| {
                        let facts = query.facts(self.world, self.asker.id()).at(*from);
                        let stage = assignment_stage(self.world, candidate.assignment, facts);
                        stage == Reason::Granted
                    })
            })
            .filter_map(|from| from.duration_since(now))
            .min()
    }
}
