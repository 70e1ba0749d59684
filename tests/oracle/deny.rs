//! What is denied whatever roles say (F6.6.4): every deny assignment held against the question, one condition after the other.

use idsim::Plane;

use crate::decide::{ELSEWHERE, Oracle, Question, of_plane};
use crate::facts::{Block, Denial, Window};
use crate::mistakes::Mistake;

impl Oracle<'_> {
    /// What denies it to somebody in these groups: nearest scope, name, id.
    pub(crate) fn denying(
        self,
        id: &str,
        groups: &[(String, Window)],
        question: &Question,
    ) -> Vec<String> {
        let all = self.facts.denials.iter();
        let denying = all.filter(|it| {
            self.is_reached(it, question)
                && self.is_denied_action(it, question)
                && self.is_denied(it, id, groups)
                && !self.is_spared(it, id, groups)
                && !self.makes(Mistake::IgnoresDenials)
        });
        let mut denying: Vec<&Denial> = denying.collect();
        denying.sort_by_cached_key(|it| self.order_of_denials(it, question));
        denying.iter().map(|it| it.id.clone()).collect()
    }

    fn order_of_denials(self, it: &Denial, question: &Question) -> impl Ord + use<> {
        let mut distance = self.distance(&it.scope, &question.on);
        if self.makes(Mistake::NamesTheFarthestDenial) {
            distance = ELSEWHERE - distance;
        }
        let name = match self.mistake {
            Some(Mistake::OrdersDenialsByCase) => it.name.clone(),
            Some(Mistake::OrdersDenialsById) => String::new(),
            _ => it.name.to_lowercase(),
        };
        (distance, name, it.id.clone())
    }

    fn is_reached(self, it: &Denial, question: &Question) -> bool {
        let is_there = it.scope.eq_ignore_ascii_case(&question.on);
        let stops = match self.mistake {
            Some(Mistake::DenialsAlwaysReachBelow) => false,
            Some(Mistake::DenialsNeverReachBelow) => true,
            _ => it.stops_there,
        };
        is_there || (!stops && self.distance(&it.scope, &question.on) != ELSEWHERE)
    }

    /// Each block by itself: it denies what it lists and does not take out.
    fn is_denied_action(self, it: &Denial, question: &Question) -> bool {
        let Question { plane, action, .. } = question;
        let planes = match self.makes(Mistake::DenialsMixThePlanes) {
            true => vec![*plane, plane.other()],
            false => vec![*plane],
        };
        let lists = |block: &Block, plane: Plane| {
            let lists = of_plane(block, plane);
            (
                self.any(&lists.granted, action),
                self.any(&lists.taken_out, action),
            )
        };
        let blocks = || {
            let each = |plane: &Plane| {
                it.blocks
                    .iter()
                    .map(move |block| lists(block, *plane))
                    .collect::<Vec<_>>()
            };
            planes.iter().flat_map(each)
        };
        let any_exception = blocks().any(|(_, excepted)| excepted);
        blocks().any(|(listed, excepted)| match self.mistake {
            Some(Mistake::DenialsHaveNoExceptions) => listed,
            Some(Mistake::ExceptionsCountForEveryBlock) => listed && !any_exception,
            _ => listed && !excepted,
        })
    }

    fn is_denied(self, it: &Denial, id: &str, groups: &[(String, Window)]) -> bool {
        let by_group = !self.makes(Mistake::DenialsForgetGroups);
        match &it.denied {
            None => !self.makes(Mistake::DenialsForgetEverybody),
            Some(denied) => self.is_among(denied, id, groups, by_group),
        }
    }

    fn is_spared(self, it: &Denial, id: &str, groups: &[(String, Window)]) -> bool {
        let by_group = !self.makes(Mistake::DenialsSpareNoGroups);
        !self.makes(Mistake::DenialsSpareNobody) && self.is_among(&it.spared, id, groups, by_group)
    }

    /// Whether somebody is one of these, or in one of these groups now.
    fn is_among(
        self,
        these: &[String],
        id: &str,
        groups: &[(String, Window)],
        by_group: bool,
    ) -> bool {
        let always = self.makes(Mistake::DenialsForgetTimesOfMemberships);
        let mut counting = groups
            .iter()
            .filter(|(_, window)| always || self.phase(*window).is_none());
        these.iter().any(|it| it == id)
            || (by_group && counting.any(|(group, _)| these.contains(group)))
    }
}
