//! Logins to databases, which no role gives (F9).

use std::collections::BTreeSet;

use super::answer::{CallAnswer, CallCode};
use super::target::Target;
use super::words;
use crate::model::{Principal, PrincipalId, Token};
use crate::world::NodeKind;

impl CallAnswer<'_> {
    /// A login needs a contained user in the database: the caller's, or that of a group that its token states.
    pub(super) fn log_in(&mut self, target: &Target<'_>, token: &Token) {
        let database = self.world.name_of(&target.scope);
        let Some(users) = self.users(target) else {
            // What SQL says then, no public source tells.
            self.code = CallCode::LoginFailed;
            self.because = format!("there is no database `{database}`");
            return;
        };
        let mut named = std::iter::once(&token.principal).chain(&token.groups);
        match named.find(|id| users.contains(id)) {
            Some(user) => {
                let user = self.world.describe_principal(*user);
                self.because = format!("`{user}` has a user in `{database}`");
            }
            None => self.no_user(&database, users, token),
        }
    }

    fn no_user(&mut self, database: &str, users: &BTreeSet<PrincipalId>, token: &Token) {
        let who = self.world.describe_principal(token.principal);
        let caller = self.world.principal(token.principal);
        let name = caller.map_or(who.as_str(), |it| it.name.as_str());
        let name = format!("[{}]", name.replace(']', "]]"));
        let create = format!("CREATE USER {name} FROM EXTERNAL PROVIDER");
        let is_former = |id: &PrincipalId| match (self.world.principal(*id), caller) {
            (Some(user), Some(caller)) => user.deleted && belong_together(user, caller),
            _ => false,
        };
        let (because, commands) = match users.iter().any(is_former) {
            true => (
                format!("the user in `{database}` is that of the former identity of `{who}`"),
                format!("DROP USER {name}; {create}"),
            ),
            false => (
                format!("`{who}` has no user in `{database}`, and no role gives it one"),
                create,
            ),
        };
        self.cure = vec![format!(
            "in `{database}`, as its Microsoft Entra administrator: {commands}"
        )];
        self.refuse_login(because);
    }

    fn refuse_login(&mut self, because: String) {
        self.code = CallCode::LoginFailed;
        self.because = because;
        (self.status, self.error) = words::login_failed();
    }
}

/// Whether two principals are identities of one resource, the one after the other.
fn belong_together(a: &Principal, b: &Principal) -> bool {
    a.origin.resource().is_some() && a.origin.resource() == b.origin.resource()
}

impl<'w> CallAnswer<'w> {
    /// Who has a user in the database; nothing if there is no such database.
    fn users(&self, target: &Target<'_>) -> Option<&'w BTreeSet<PrincipalId>> {
        match self.world.node(&target.scope).map(|node| &node.kind) {
            Some(NodeKind::Resource { database_users, .. }) => Some(database_users),
            _ => None,
        }
    }
}
