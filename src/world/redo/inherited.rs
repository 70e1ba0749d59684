//! What is inherited no more, or newly, by what has other scopes above it now (F6.4): a resource in another resource group, a
//! subscription or a management group under another management group.

use super::{Affected, Change, Consequence, List, Lost, World};
use crate::model::RoleAssignment;
use crate::value::{Scope, ScopeLevel};

/// What was said above has to be said of what moved. What is said above now may not be meant.
pub(super) fn redo(world: &World, change: &Change, redo: &mut List) {
    let mut lost = Lost { world, redo };
    for consequence in change.consequences() {
        match consequence {
            Consequence::ParentChanged { scope, from, to } => {
                lost.inherited(scope, &chain(world, from), &chain(world, to));
            }
            // What is in a resource goes with it.
            Consequence::ScopeMoved { from, to, .. } if to.level() == ScopeLevel::Resource => {
                let above = |it: &Scope| it.parent().map_or_else(Vec::new, |it| chain(world, &it));
                lost.inherited(to, &above(from), &above(to));
            }
            _ => {}
        }
    }
}

impl Lost<'_> {
    fn inherited(&mut self, scope: &Scope, before: &[Scope], after: &[Scope]) {
        let world = self.world;
        for above in before.iter().filter(|it| !after.contains(it)) {
            for it in world.assignments_at(above).filter(|it| serves(world, it)) {
                self.assignment(it, scope);
            }
            for it in world.eligibilities().filter(|it| it.scope == *above) {
                self.eligibility(it, scope);
            }
            let denials = world.deny_assignments_at(above);
            for it in denials.filter(|it| !it.do_not_apply_to_child_scopes) {
                self.denial(it, scope);
            }
        }
        for above in after.iter().filter(|it| !before.contains(it)) {
            let assignments = world.assignments_at(above);
            for it in assignments.filter(|it| serves(world, it) && !world.is_over(&it.effective)) {
                let role = world.name_of_role(it.role);
                let (who, at) = (world.called(it.principal), world.name_of(above));
                let text = format!("{who} has {role} by {at}, which was not above before");
                let what = Affected::InheritedNewly {
                    principal: it.principal,
                    role: role.into(),
                    scope: above.clone(),
                };
                self.add(what, None, text);
            }
            let denials = world.deny_assignments_at(above);
            for it in denials.filter(|it| !it.do_not_apply_to_child_scopes) {
                let text = format!("{} denies something here now", world.denial(it));
                let what = Affected::DeniedNewly {
                    name: it.name.clone(),
                    scope: above.clone(),
                };
                self.add(what, None, text);
            }
        }
    }
}

fn serves(world: &World, it: &RoleAssignment) -> bool {
    world.orphan_cause(it).is_none()
}

/// What is above something of this parent, and the parent: the root group too, where it is said to be right below the root.
fn chain(world: &World, parent: &Scope) -> Vec<Scope> {
    let top = world.state.root_group.as_ref();
    let top = top.filter(|it| *parent == Scope::root() && world.node(it).is_some());
    world.ancestors(top.unwrap_or(parent))
}
