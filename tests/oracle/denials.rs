//! What denies, by the facts (F6.6): every deny assignment is looked at, and the nearest that denies is named.

use crate::decide::{Oracle, Question, of_plane};
use crate::facts::{Denial, Window};
use crate::mistakes::Mistake;
use crate::words_of_rules::below;

impl<'f> Oracle<'f> {
    /// The deny assignment that denies: of the nearest scope, then the first by name, then by id.
    pub(crate) fn denied_by(
        self,
        id: &str,
        groups: &[(String, Window)],
        question: &Question,
    ) -> Option<&'f String> {
        if self.makes(Mistake::ForgetsDenials) {
            return None;
        }
        let mut found: Vec<_> = (self.facts.denials.iter())
            .filter(|it| self.denies(it, id, groups, question))
            .map(|it| {
                let distance = self.distance(&it.scope, &question.on);
                let order = (distance, it.name.to_lowercase(), &it.id);
                match self.makes(Mistake::NamesTheFarthestDenial) {
                    true => (usize::MAX - order.0, order.1, order.2),
                    false => order,
                }
            })
            .collect();
        found.sort();
        found.first().map(|it| it.2)
    }

    /// Whether one denies (F6.6.4).
    fn denies(
        self,
        it: &Denial,
        id: &str,
        groups: &[(String, Window)],
        question: &Question,
    ) -> bool {
        let is_here = below(&it.scope, &question.on, None) == Some(0);
        let reaches = !it.stops_here || self.makes(Mistake::DenialsReachBelowAlways);
        let in_scope = is_here || reaches && self.is_within(&it.scope, &question.on);
        let is_denied = |block| {
            let lists = of_plane(block, question.plane);
            let keeps = !self.makes(Mistake::DenialsExceptNothing);
            let excepted = keeps && self.any(&lists.taken_out, &question.action);
            self.any(&lists.granted, &question.action) && !excepted
        };
        let one_of = |ids: &[String]| {
            let counts = |window| self.phase(window).is_none();
            let mut groups = groups.iter().filter(|it| counts(it.1));
            let by_group = groups.any(|it| ids.contains(&it.0));
            let by_group = by_group && !self.makes(Mistake::DenialsKnowNoGroups);
            ids.iter().any(|it| it == id) || by_group
        };
        let spared = one_of(&it.spared) && !self.makes(Mistake::DenialsSpareNobody);
        let named = it.everybody || one_of(&it.denied);
        in_scope && it.blocks.iter().any(is_denied) && named && !spared
    }
}
