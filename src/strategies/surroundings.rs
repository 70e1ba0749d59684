//! Random events around code: machines, variables, tools, stored credentials, vaults, databases, tokens.

use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::words::*;
use crate::event::{Event, TokenIssue};
use crate::model::{Machine, Reference, SignIn, StoredCredential, Tool, Tools};
use crate::value::Name;

/// The audiences that tokens are asked for: two that there are, one that there is not.
pub(super) const AUDIENCES: &[&str] = &[
    "https://vault.azure.net",
    "https://storage.azure.com/",
    "https://nope.example",
];
/// What access policies may hold, in two letter cases, and what they may not.
const SECRET_PERMISSIONS: &[&str] = &["get", "list", "Set", "get"];
const KEY_PERMISSIONS: &[&str] = &["get", "list", "unwrap"];
const VARIABLES: &[&str] = &[
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "azure_client_id",
    "A=B",
];

pub(super) fn surroundings(words: &Words) -> BoxedStrategy<Event> {
    let place = || prop_oneof![3 => words.reference(HOSTS), 2 => words.reference(MACHINES)];
    let tool = || {
        select(vec![
            Tool::AzureCli,
            Tool::AzurePowerShell,
            Tool::AzureDeveloperCli,
        ])
    };
    let kind = select(vec![
        StoredCredential::Password,
        StoredCredential::AccountKey,
    ]);
    let value = prop_oneof![2 => words.one_of(IDENTITIES), 1 => words.one_of(GUIDS), 1 => words.one_of(SECRETS)];
    let who = || prop_oneof![2 => words.reference(USERS), 2 => words.reference(APPS), 1 => words.principal()];
    let machine = weighted(0.5, who()).prop_map(|who| Machine {
        tools: Tools {
            azure_cli: Some(who.map_or(SignIn::SignedOut, SignIn::As)),
            ..Tools::default()
        },
        ..Machine::default()
    });
    prop_oneof![
        2 => (words.one_of(MACHINES), machine).prop_map(|(alias, it)| Event::CreateMachine(alias.into(), it)),
        1 => place().prop_map(Event::DeleteMachine),
        2 => (place(), words.one_of(VARIABLES), value)
            .prop_map(|(at, name, value)| Event::SetEnvironmentVariable { at, name: name.into(), value }),
        1 => (place(), words.one_of(VARIABLES))
            .prop_map(|(at, name)| Event::UnsetEnvironmentVariable { at, name: name.into() }),
        2 => (place(), tool(), who()).prop_map(|(at, tool, who)| Event::SignIn { at, tool, who }),
        1 => (place(), tool()).prop_map(|(at, tool)| Event::SignOut { at, tool }),
        1 => (place(), words.one_of(SECRETS), kind)
            .prop_map(|(at, name, kind)| Event::StoreCredential { at, name: name.into(), kind }),
        1 => (place(), words.one_of(SECRETS))
            .prop_map(|(at, name)| Event::RemoveStoredCredential { at, name: name.into() }),
        2 => (words.reference(BARREN), any::<bool>()).prop_map(|(vault, on)| Event::SetRbacAuthorization(vault, on)),
        1 => words.reference(BARREN).prop_map(Event::SetVaultTenant),
        2 => (words.reference(BARREN), words.principal(), subsequence(SECRET_PERMISSIONS, 0..3), subsequence(KEY_PERMISSIONS, 0..2))
            .prop_map(|(vault, of, secrets, keys)| {
                let names = |all: Vec<&str>| all.into_iter().map(Name::from).collect();
                let (secrets, keys, certificates) = (names(secrets), names(keys), Vec::new());
                Event::SetAccessPolicy { vault, of, secrets, keys, certificates }
            }),
        1 => (words.reference(BARREN), words.principal()).prop_map(|(vault, of)| Event::RemoveAccessPolicy { vault, of }),
        2 => (words.reference(DATABASES), words.principal())
            .prop_map(|(database, of)| Event::CreateDatabaseUser { database, of }),
        1 => (words.reference(DATABASES), words.principal())
            .prop_map(|(database, of)| Event::DropDatabaseUser { database, of }),
    ]
    .boxed()
}

/// Tokens that are kept, and revoked.
pub(super) fn tokens(words: &Words) -> BoxedStrategy<Event> {
    let identity = prop_oneof![2 => words.reference(IDENTITIES), 2 => words.reference(HOSTS)];
    let kept = (own_or_listed(words, identity), select(AUDIENCES));
    let kept = kept.prop_map(|((on, identity), audience)| {
        Event::IssueToken(TokenIssue {
            on,
            identity,
            audience: audience.to_owned(),
        })
    });
    let revoked = words.reference(IDENTITIES).prop_map(Event::RevokeTokens);
    prop_oneof![7 => kept, 1 => revoked].boxed()
}

/// A resource with an identity that it may have: mostly its own.
fn own_or_listed(
    words: &Words,
    identity: impl Strategy<Value = Reference> + 'static,
) -> BoxedStrategy<(Reference, Reference)> {
    let own = words.reference(HOSTS).prop_map(|on| (on.clone(), on));
    prop_oneof![2 => own, 1 => (words.reference(HOSTS), identity)].boxed()
}
