//! The custom security attributes of principals.

use std::sync::LazyLock;

use super::World;
use crate::model::{AttributeValue, PrincipalId};
use crate::value::Name;

impl World {
    /// The custom security attributes of a principal, by set and name: `Engineering_Project`. One that was deleted has none,
    /// and so has one that was made again under its name (F8.4.1). It takes time in proportion to how many there are.
    ///
    /// ```
    /// use idsim::{AttributeValue, Entries, Event, Subject, User, World};
    ///
    /// let mut security_attributes = Entries::default();
    /// let _ = security_attributes.insert("Engineering_Project", "Cascade".into());
    /// let mut world = World::new();
    /// world.apply(Event::CreateUser("alice".into(), User { security_attributes, ..User::default() }))?;
    /// world.apply(Event::create_user("bob"))?;
    ///
    /// let of = |name: &str| match world.resolve_principal(&name.into()) {
    ///     Ok(Subject::Principal(id)) => world.security_attributes_of(id).collect(),
    ///     _ => Vec::new(),
    /// };
    /// assert_eq!(of("alice"), [(&"Engineering_Project".into(), &AttributeValue::from("Cascade"))]);
    /// assert_eq!(of("bob"), []);
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn security_attributes_of(
        &self,
        principal: PrincipalId,
    ) -> impl Iterator<Item = (&Name, &AttributeValue)> {
        // Made once, so that looking allocates nothing.
        static LEAST: LazyLock<Name> = LazyLock::new(|| Name::new(""));
        self.state
            .security_attributes
            .range((principal, LEAST.clone())..)
            .take_while(move |((of, _), _)| *of == principal)
            .map(|((_, name), value)| (name, value))
    }

    /// The custom security attribute of that set and name, if the principal has it (F8.4.1). Letter case does not matter in
    /// the name.
    ///
    /// ```
    /// use idsim::{AttributeValue, Event, Subject, World};
    ///
    /// let mut world = World::new();
    /// world.apply(Event::create_user("alice"))?;
    /// world.apply(Event::set_security_attribute("alice", "HR_Level", 3))?;
    /// let Ok(Subject::Principal(alice)) = world.resolve_principal(&"alice".into()) else { return Ok(()) };
    /// assert_eq!(world.security_attribute(alice, &"hr_level".into()), Some(&AttributeValue::Integer(3)));
    /// assert_eq!(world.security_attribute(alice, &"HR_Manager".into()), None);
    /// # Ok::<(), idsim::Refusal>(())
    /// ```
    pub fn security_attribute(
        &self,
        principal: PrincipalId,
        name: &Name,
    ) -> Option<&AttributeValue> {
        // A name is shared when it is cloned, not copied.
        let key = (principal, name.clone());
        self.state.security_attributes.get(&key)
    }
}
