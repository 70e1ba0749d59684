//! Whoever brings a token: whether it is taken, from F1.10, F1.15 and F3.7.1 read line by line.

use idsim::{Plane, Reason};

use crate::decide::{Oracle, Question};
use crate::dice::Dice;
use crate::facts::Facts;
use crate::mistakes::Mistake;

/// A token, as far as it says whether it is taken; times in Unix seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Brought {
    pub(crate) id: String,
    pub(crate) groups: Vec<String>,
    /// None for the one that is right, whatever is asked.
    pub(crate) audience: Option<String>,
    pub(crate) issued: Option<i64>,
    pub(crate) expires: Option<i64>,
    /// Whether it is of a directory that the subscription left.
    pub(crate) is_of_another_directory: bool,
}

const ARM: &[&str] = &[
    "https://management.azure.com",
    "https://management.azure.com/",
    "https://management.core.windows.net/",
    "https://management.core.windows.net",
];

/// What data actions begin with, and the audiences that are taken there, with `{name}` for the resource's (F9).
const OF_DATA: &[(&str, &[&str])] = &[
    (
        "microsoft.keyvault/vaults",
        &[
            "https://vault.azure.net",
            "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
        ],
    ),
    (
        "microsoft.storage/storageaccounts/blobservices",
        &[
            "https://storage.azure.com",
            "https://storage.azure.com/",
            "https://{name}.blob.core.windows.net",
        ],
    ),
    (
        "microsoft.storage/storageaccounts/queueservices",
        &[
            "https://storage.azure.com",
            "https://storage.azure.com/",
            "https://{name}.queue.core.windows.net",
        ],
    ),
    (
        "microsoft.storage/storageaccounts/tableservices",
        &[
            "https://storage.azure.com",
            "https://storage.azure.com/",
            "https://{name}.table.core.windows.net",
        ],
    ),
    (
        "microsoft.storage/storageaccounts/fileservices",
        &[
            "https://storage.azure.com",
            "https://storage.azure.com/",
            "https://{name}.file.core.windows.net",
            "https://{name}.file.core.windows.net/",
        ],
    ),
    (
        "microsoft.appconfiguration/configurationstores",
        &["https://appconfig.azure.com", "https://azconfig.io"],
    ),
    (
        "microsoft.servicebus/namespaces",
        &[
            "https://servicebus.azure.net",
            "https://servicebus.azure.net/",
        ],
    ),
    (
        "microsoft.eventhub/namespaces",
        &[
            "https://eventhubs.azure.net/",
            "https://eventhubs.azure.net",
        ],
    ),
    (
        "microsoft.cognitiveservices/accounts",
        &[
            "https://cognitiveservices.azure.com",
            "https://cognitiveservices.azure.com/",
        ],
    ),
    (
        "microsoft.search/searchservices",
        &["https://search.azure.com"],
    ),
];

/// Audiences of tokens that go astray: of a service, of a host that may be the one, of nothing.
const ASTRAY: &[&str] = &[
    "https://vault.azure.net",
    "https://vault.azure.net/",
    "https://storage.azure.com",
    "https://management.azure.com/",
    "https://sa1.blob.core.windows.net",
    "https://nope.example",
];

/// The audiences that are taken where a question is asked; nothing where nobody says.
fn audiences(question: &Question) -> Option<&'static [&'static str]> {
    let action = question.action.to_lowercase();
    let begins = |start: &str| {
        let rest = action.strip_prefix(start);
        rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    match question.plane {
        Plane::Control => Some(ARM),
        Plane::Data => OF_DATA.iter().find(|it| begins(it.0)).map(|it| it.1),
    }
}

/// The name of the resource that a scope is, or is in.
fn name(on: &str) -> String {
    let on = on.to_lowercase();
    let parts: Vec<&str> = on.split('/').collect();
    // `/providers/Microsoft.KeyVault/vaults/kv1/…`, in a resource group.
    let is_group = |at: &usize| parts.get(at - 2).copied() == Some("resourcegroups");
    let providers =
        (2..parts.len()).find(|at| parts.get(*at).copied() == Some("providers") && is_group(at));
    let name = providers.and_then(|at| parts.get(at + 3));
    name.map_or_else(String::new, |it| (*it).to_owned())
}

impl Brought {
    /// The audience that it states.
    pub(crate) fn states(&self, question: &Question) -> String {
        let right = audiences(question).and_then(|it| it.first().copied());
        let right = right.unwrap_or("https://nope.example");
        self.audience.clone().unwrap_or_else(|| right.to_owned())
    }

    /// Any token of somebody, mostly a good one: groups whether somebody is in them or not, for a token tells what was so.
    pub(crate) fn some(id: String, facts: &Facts, dice: &mut Dice) -> Self {
        let groups = facts.principals.iter().filter(|it| it.is_group);
        let groups = groups.filter(|_| dice.once_in(2));
        let groups = groups.map(|it| it.id.clone()).collect();
        let revoked = facts.revoked.iter().find(|it| it.0 == id).map(|it| it.1);
        let now = facts.clock;
        let near = |time: Option<i64>, dice: &mut Dice| {
            let by = *dice.pick(&[-3600, -1, 0, 1, 3600]).unwrap_or(&0);
            time.map(|it| it + by)
        };
        Self {
            id,
            groups,
            audience: match dice.once_in(6) {
                true => dice.pick(ASTRAY).map(|it| (*it).to_owned()),
                false => None,
            },
            issued: match revoked.is_some() {
                true => near(revoked, dice),
                false => now,
            },
            expires: match dice.once_in(6) {
                true => near(now, dice),
                false => now.map(|it| it + 3600),
            },
            is_of_another_directory: dice.once_in(12),
        }
    }
}

impl Oracle<'_> {
    /// Why a token is not taken: it is over, for another service, revoked, or of another directory; never what became of its principal.
    pub(crate) fn refuses(self, token: &Brought, question: &Question) -> Option<Reason> {
        let late = i64::from(self.makes(Mistake::ExpiresASecondLate));
        let is_over = match (token.expires, self.facts.clock) {
            (Some(expires), Some(now)) => now >= expires + late,
            _ => false,
        };
        let stated = token.states(question);
        let on = name(&question.on);
        let is_taken = |form: &&str| form.replace("{name}", &on) == stated;
        let is_astray = audiences(question).is_some_and(|it| !it.iter().any(is_taken));
        let up_to = self.facts.revoked.iter().find(|it| it.0 == token.id);
        let is_revoked = match (up_to, token.issued) {
            (Some(_), Some(_)) if self.makes(Mistake::RevokesWhatIsIssuedLater) => true,
            (Some((_, up_to)), Some(issued)) => issued <= *up_to,
            _ => false,
        };
        if is_over && !self.makes(Mistake::TakesExpiredTokens) {
            Some(Reason::TokenExpired)
        } else if is_astray && !self.makes(Mistake::TakesTokensForOthers) {
            Some(Reason::OtherAudience)
        } else if is_revoked && !self.makes(Mistake::TakesRevokedTokens) {
            Some(Reason::TokenRevoked)
        } else if token.is_of_another_directory
            && !self.makes(Mistake::TakesTokensOfOtherDirectories)
        {
            Some(Reason::OtherDirectory)
        } else {
            None
        }
    }
}
