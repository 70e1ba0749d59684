//! What is known of a resource type.

use serde::{Deserialize, Serialize};

use crate::model::Entries;
use crate::value::{Action, Name, Plane, ResourceType};

/// What is known of a resource type, or of a service that has none: which managed identities it carries and what its operations are called (F9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The service's name as people say it.
    pub name: String,
    /// Whether it can have a system-assigned identity.
    pub system_assigned: bool,
    /// How many user-assigned identities it can have.
    pub user_assigned: UserAssignedSupport,
    /// Whether it can have one kind or the other but never both (F2.4).
    #[serde(default)]
    pub exclusive: bool,
    /// Whether it says something of other resources and is made by events of its own, never as a resource.
    #[serde(default)]
    pub extension: bool,
    /// The endpoint at which code on it asks for tokens, where idsim knows it.
    #[serde(default)]
    pub token_endpoint: Option<TokenEndpoint>,
    /// What its provider calls stopping it, where code on it can be stopped: the `deallocate` of `…/deallocate/action`.
    #[serde(default)]
    pub stop: Option<String>,
    /// Whether one that moved does not start before an update has renewed what refers to its identities (F1.13).
    #[serde(default)]
    pub outdated_when_moved: bool,
    /// Whether an update is known to fail while an identity that it lists is deleted (F2.10).
    #[serde(default)]
    pub looks_up_identities: bool,
    /// Whether its data can be under access policies instead of roles (F9).
    #[serde(default)]
    pub access_policies: bool,
    /// The permissions that access policies have, by kind and name (`secrets/get`), each with the data action that it
    /// permits (F9.1).
    #[serde(default)]
    pub policy_permissions: Entries<PolicyPermission>,
    /// Control-plane actions with which whoever may take them comes at the data, whatever data actions it has (F9.2).
    #[serde(default)]
    pub other_ways: Vec<ServiceWay>,
    /// Whether those who sign in need a user inside of it (F9).
    #[serde(default)]
    pub database_users: bool,
    /// The APIs at which code calls it.
    #[serde(default)]
    pub apis: Vec<Api>,
    /// Further audiences that tokens can be had for, of APIs that idsim does not know.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// The `az` command group that has `identity assign`, where there is one.
    #[serde(default)]
    pub cli: Option<String>,
    /// Its operations: a short name for each action that people ask about.
    #[serde(default)]
    pub operations: Entries<Action>,
    /// For an operation that is one kind of request of several within its action: which, as conditions call it (F8.4).
    #[serde(default)]
    pub sub_operations: Entries<Name>,
    /// Where this is written.
    pub source: Vec<String>,
}

/// What a permission of access policies permits (F9.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyPermission {
    /// What roles call by this data action.
    Permits(Action),
    /// Nobody states which data action it is.
    NotModelled,
}

/// A control-plane action that leads to a service's data (F9.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceWay {
    /// The action.
    pub action: Action,
    /// What comes of it, as the end of a sentence about whoever may take it.
    pub gives: String,
    /// Whether it leads there only while access policies decide.
    #[serde(default)]
    pub under_access_policies: bool,
    /// Where this is written.
    pub source: Vec<String>,
}

/// How many user-assigned identities a resource type takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum UserAssignedSupport {
    /// None at all.
    Unsupported,
    /// At most one.
    One,
    /// Any number.
    Many,
}

/// Where code on a resource asks for tokens (F3.1, F3.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TokenEndpoint {
    /// The instance metadata service at `169.254.169.254`, as on virtual machines.
    Imds,
    /// The address in `IDENTITY_ENDPOINT`, as on App Service.
    AppService,
}

/// An API as code calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Its host, with `{name}` for the resource's own name.
    pub host: String,
    /// The audiences that it takes, to the letter (F3.7.1), with `{name}` likewise; SDKs ask for the first.
    pub audiences: Vec<String>,
    /// How it words its answers.
    pub answers: Answers,
    /// What the actions that it serves begin with; a whole plane where nothing is said.
    #[serde(default)]
    pub serves: Option<Name>,
    /// The scope below the resource that a URL's path means, with `{1}` for its first part and so on.
    #[serde(default)]
    pub below: Option<String>,
}

/// Whose words a refusal is in (F5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Answers {
    /// Azure Resource Manager, which serves the control plane of every resource.
    ResourceManager,
    /// Key Vault.
    KeyVault,
    /// Storage: blobs and queues.
    Storage,
    /// Storage: file shares.
    StorageFiles,
    /// Storage: tables.
    StorageTables,
    /// SQL Database, which has logins instead of actions.
    Sql,
    /// A service whose words idsim does not know.
    Unknown,
}

impl Api {
    /// The name that a host has in place of `{name}`, if it is a host of this API; empty where the API has one host only.
    /// Letter case does not matter.
    pub fn name_in<'h>(&self, host: &'h str) -> Option<&'h str> {
        between(&self.host, host, str::eq_ignore_ascii_case)
    }

    /// Whether the API takes this audience for the resource of that name.
    pub fn takes(&self, audience: &str, name: &str) -> bool {
        self.audiences
            .iter()
            .any(|it| it.replace("{name}", &name.to_ascii_lowercase()) == audience)
    }
}

impl Api {
    /// Whether it does this: Azure Resource Manager whatever is of the control plane, another API what begins as its actions
    /// do. `of` is the resource type that it belongs to.
    pub fn does(&self, of: Option<&ResourceType>, action: &Action) -> bool {
        match (self.answers, action.plane(), of) {
            (Answers::ResourceManager, plane, _) => plane == Plane::Control,
            (Answers::Sql, ..) => false,
            (_, Plane::Data, Some(of)) => {
                let begins = self.serves.as_ref().map_or(of.as_str(), Name::as_str);
                is_or_is_below(action.as_str(), begins)
            }
            _ => false,
        }
    }

    /// What is wrong with it, if no call could reach it as it is written.
    fn fault(&self) -> Option<&'static str> {
        let host = self.host.replacen("{name}", "name", 1);
        let is_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        let audience = |it: &String| it.is_empty() || it == "{name}";
        let part = |it: &str| matches!(it.split_once('}'), Some((number, _)) if matches!(number.parse(), Ok(1..=9_u8)));
        let below = self.below.as_deref().unwrap_or("{1}");
        if host.is_empty() || !host.chars().all(is_host) || self.host == "{name}" {
            Some(
                "a host is written in lower case, without address or path, with `{name}` at most once",
            )
        } else if self.audiences.is_empty() || self.audiences.iter().any(audience) {
            Some("an API takes tokens for at least one audience, each of them a text")
        } else if below.is_empty() || below.contains("//") || !below.split('{').skip(1).all(part) {
            Some(
                "what is below a resource is a path in which `{1}` to `{9}` stand for the parts of the address",
            )
        } else {
            None
        }
    }
}

impl Service {
    /// The permissions of access policies that permit a data action, in the order written.
    pub fn permissions_for<'s>(&'s self, action: &'s Action) -> impl Iterator<Item = &'s Name> {
        let all = self.policy_permissions.iter();
        all.filter(move |(_, it)| matches!(it, PolicyPermission::Permits(of) if of == action))
            .map(|(permission, _)| permission)
    }

    /// An API of it that could never be called, with what is wrong with it.
    pub(super) fn faulty_api(&self) -> Option<(&Api, &'static str)> {
        self.apis.iter().find_map(|api| Some((api, api.fault()?)))
    }

    /// Whether a token for it can be had under this audience: a slash at the end makes no difference to who issues it.
    pub(super) fn is_meant_by(&self, audience: &str) -> bool {
        let bare = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
        let of_apis = self.apis.iter().flat_map(|api| &api.audiences);
        of_apis
            .chain(&self.audiences)
            .any(|it| between(&bare(it), &bare(audience), str::eq).is_some())
    }
}

/// Whether a text of parts begins with those of another, whatever the letter case.
pub(crate) fn is_or_is_below(text: &str, above: &str) -> bool {
    let head = text.get(..above.len());
    let ends = matches!(text.as_bytes().get(above.len()), None | Some(b'/'));
    ends && head.is_some_and(|head| head.eq_ignore_ascii_case(above))
}

/// What stands in place of `{name}` in a text that is otherwise like the form.
fn between<'t>(form: &str, text: &'t str, same: impl Fn(&str, &str) -> bool) -> Option<&'t str> {
    let Some((before, after)) = form.split_once("{name}") else {
        return same(form, text).then_some("");
    };
    let (head, rest) = text.split_at_checked(before.len())?;
    let (name, tail) = rest.split_at_checked(rest.len().checked_sub(after.len())?)?;
    // A name is one label of a host.
    let is_label = !name.is_empty() && !name.contains(['.', '/', ':', '@']);
    (same(before, head) && same(after, tail) && is_label).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_audiences_are_told_apart() {
        let api = Api {
            host: "{name}.blob.core.windows.net".to_owned(),
            audiences: vec![
                "https://storage.azure.com/".to_owned(),
                "https://{name}.blob.core.windows.net".to_owned(),
            ],
            answers: Answers::Storage,
            serves: None,
            below: None,
        };
        let service = Service {
            name: "Storage".to_owned(),
            system_assigned: false,
            user_assigned: UserAssignedSupport::Unsupported,
            exclusive: false,
            extension: false,
            token_endpoint: None,
            stop: None,
            outdated_when_moved: false,
            looks_up_identities: false,
            access_policies: false,
            policy_permissions: Entries::default(),
            other_ways: Vec::new(),
            database_users: false,
            apis: vec![api.clone()],
            audiences: Vec::new(),
            cli: None,
            operations: Entries::default(),
            sub_operations: Entries::default(),
            source: Vec::new(),
        };
        for (host, expected) in [
            ("sa1.blob.core.windows.net", Some("sa1")),
            ("SA1.Blob.core.windows.net", Some("SA1")),
            (".blob.core.windows.net", None),
            ("a.b.blob.core.windows.net", None),
            ("sa1.queue.core.windows.net", None),
            ("blob.core.windows.net", None),
            ("é", None),
        ] {
            assert_eq!(api.name_in(host), expected, "{host}");
        }
        for (audience, taken, meant) in [
            ("https://storage.azure.com/", true, true),
            ("https://storage.azure.com", false, true),
            ("https://sa1.blob.core.windows.net", true, true),
            ("https://sa2.blob.core.windows.net", false, true),
            ("https://vault.azure.net", false, false),
            ("https://a/b.c.blob.core.windows.net", false, false),
            ("", false, false),
        ] {
            assert_eq!(api.takes(audience, "SA1"), taken, "{audience}");
            assert_eq!(service.is_meant_by(audience), meant, "{audience}");
        }
    }
}
