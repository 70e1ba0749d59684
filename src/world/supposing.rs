//! Questions asked of a world as it would be, which is left as it is.

use super::{Change, Consequence, Refusal, World};
use crate::event::Event;
use crate::value::Timestamp;

impl World {
    /// Asks a question of the world as it would be after these events, and leaves it as it is.
    ///
    /// It costs what the events change, and the world is restored even if `ask` panics.
    ///
    /// # Errors
    /// One of the events cannot happen.
    ///
    /// ```
    /// use idsim::{AccessRequest, Event, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// let read = AccessRequest::control("alice", "Microsoft.Resources/subscriptions/resourceGroups/read", "resource-group");
    /// let grant = [Event::assign_role("alice", "Reader", "resource-group")];
    /// assert!(world.what_if(&grant, |world| world.check(&read).unwrap().is_allowed())?);
    /// assert!(!world.check(&read).unwrap().is_allowed());
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn what_if<R>(
        &mut self,
        events: &[Event],
        ask: impl FnOnce(&World) -> R,
    ) -> Result<R, Refusal> {
        let mut supposition = Supposition {
            world: self,
            changes: Vec::with_capacity(events.len()),
        };
        for event in events {
            let change = supposition.world.apply(event.clone())?;
            supposition.changes.push(change);
        }
        Ok(ask(supposition.world))
    }

    /// Asks a question of the world as it will be at a later moment if nothing happens until then, and leaves it as it is. In
    /// a world without a clock, and for a moment that is past, it asks of the world as it is.
    ///
    /// ```
    /// use idsim::{AccessRequest, Tenant, World};
    ///
    /// let tenant: Tenant = ron::from_str(
    ///     r#"(
    ///         clock: Some("2026-01-01T00:00:00Z"),
    ///         users: {"alice": ()},
    ///         role_assignments: [(principal: "alice", role: "Reader", scope: "resource-group", until: Some("2026-01-02T00:00:00Z"))],
    ///     )"#,
    /// )?;
    /// let mut world = World::try_from(tenant)?;
    /// let read = AccessRequest::control("alice", "Microsoft.Compute/disks/read", "resource-group");
    /// let may = |world: &World| world.check(&read).is_ok_and(|it| it.is_allowed());
    /// assert!(world.at("2026-01-01T23:59:59Z".parse()?, may));
    /// assert!(!world.at("2026-01-02T00:00:00Z".parse()?, may));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn at<R>(&mut self, moment: Timestamp, ask: impl FnOnce(&World) -> R) -> R {
        let from = self.clock();
        let passed = from.filter(|now| *now < moment).map(|_| {
            let to = moment;
            self.commit(vec![Consequence::ClockMoved { from, to }])
        });
        let supposition = Supposition {
            world: self,
            changes: passed.into_iter().collect(),
        };
        ask(supposition.world)
    }
}

/// Takes changes back when it goes out of scope, however it does.
struct Supposition<'w> {
    world: &'w mut World,
    changes: Vec<Change>,
}

impl Drop for Supposition<'_> {
    fn drop(&mut self) {
        while let Some(change) = self.changes.pop() {
            // Each is the latest when its turn comes.
            let _ = self.world.revert(change);
        }
    }
}
