//! Words that tell of consequences.

use crate::model::{FederatedCredential, Principal, PrincipalType, RoleDefinition, Token};

/// How long a token is good; nothing in a world without a clock.
pub(super) fn until(token: &Token) -> String {
    token
        .expires
        .map_or_else(String::new, |it| format!(", good until {it},"))
}

/// Whose tokens stand for the identity: `repo:org/repo of https://issuer.example, for api://AzureADTokenExchange`.
pub(super) fn trusted(it: &FederatedCredential) -> String {
    let audiences = it.audiences.join(", ");
    format!("{} of {}, for {audiences}", it.subject, it.issuer)
}

/// `user alice`.
pub(super) fn directory_object(it: &Principal) -> String {
    let what = match it.principal_type {
        PrincipalType::User => "user",
        PrincipalType::Group => "group",
        PrincipalType::ServicePrincipal => "service principal",
        PrincipalType::ForeignGroup => "foreign group",
        PrincipalType::Device => "device",
    };
    format!("{what} {}", it.name)
}

pub(super) fn ids(it: &Principal) -> String {
    let client_id = it
        .client_id
        .map_or_else(String::new, |id| format!(", client id {id}"));
    format!("object id {}{client_id}", it.id)
}

/// In what two definitions of a role differ.
pub(super) fn changes(from: &RoleDefinition, to: &RoleDefinition) -> String {
    let parts = [
        (from.permissions != to.permissions, "what it grants"),
        (
            from.assignable_scopes != to.assignable_scopes,
            "where it can be assigned",
        ),
        (from.description != to.description, "what it is for"),
    ];
    let differing = parts.into_iter().filter(|(differs, _)| *differs);
    differing
        .map(|(_, what)| what)
        .collect::<Vec<_>>()
        .join(", ")
}
