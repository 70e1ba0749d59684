//! Words that tell of consequences.

use crate::event::IdentityUpdate;
use crate::model::{
    FederatedCredential, IsolationScope, Principal, PrincipalType, RoleDefinition, Token,
};
use crate::value::listing;

/// How long a token is good; nothing in a world without a clock.
pub(super) fn until(token: &Token) -> String {
    token
        .expires
        .map_or_else(String::new, |it| format!(", good until {it},"))
}

/// What a user-assigned identity can be attached to: `resources of Microsoft.Web in its own region`.
pub(super) fn hosts(it: &IdentityUpdate) -> String {
    let restrictions = it.assignment_restrictions.iter();
    let restrictions: Vec<String> = restrictions.map(ToString::to_string).collect();
    let what = match restrictions.is_empty() {
        true => "all resources".to_owned(),
        false => format!("resources of {}", listing(&restrictions)),
    };
    match it.isolation_scope {
        IsolationScope::None => format!("{what} now, in every region"),
        IsolationScope::Regional => format!("{what} now, in its own region"),
    }
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
