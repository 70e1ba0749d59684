//! Role definitions as `az role definition list` prints them, and as the REST interface does.

use serde::{Deserialize, Deserializer, Serialize, de};

use super::Catalog;
use crate::model::{Condition, Permission, RoleDefinition, RoleDefinitionId, RoleType};
use crate::value::{ActionPattern, Name, Scope};

/// Why a list of role definitions could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct RoleListError {
    /// What is wrong and what was expected.
    pub message: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
}

impl Catalog {
    /// The same catalogue with the roles of a list in place of its own, or beside them.
    ///
    /// The text is what `az role definition list -o json` prints, or the answer of the REST interface
    /// (`{"value": [{"name", "properties"}]}`).
    ///
    /// # Errors
    /// The text is no such JSON, or a GUID, scope or action pattern in it is malformed; with line and column.
    ///
    /// ```
    /// use idsim::Catalog;
    ///
    /// let list = r#"[{"name": "acdd72a7-3385-48ef-bd42-f606fba81ae7", "roleName": "Reader", "roleType": "BuiltInRole",
    ///                 "permissions": [{"actions": ["*/read"]}], "assignableScopes": ["/"]}]"#;
    /// assert!(Catalog::built_in().with_roles(list).is_ok());
    /// assert!(Catalog::built_in().with_roles("Reader").is_err());
    /// ```
    pub fn with_roles(&self, json: &str) -> Result<Self, RoleListError> {
        let mut catalog = self.clone();
        for role in read(json)? {
            catalog.add_role(role);
        }
        Ok(catalog)
    }
}

/// Role definitions in the form that `az role definition list -o json` prints; [`Catalog::with_roles`] reads it back.
///
/// ```
/// use idsim::Catalog;
/// use idsim::catalog::write_roles;
///
/// let catalog = Catalog::built_in();
/// assert!(catalog.with_roles(&write_roles(catalog.roles())).is_ok());
/// ```
pub fn write<'r>(roles: impl Iterator<Item = &'r RoleDefinition>) -> String {
    let list: Vec<AzRole> = roles.map(AzRole::from).collect();
    // Strings and lists of strings always serialize.
    serde_json::to_string_pretty(&list).unwrap_or_default()
}

fn read(json: &str) -> Result<Vec<RoleDefinition>, RoleListError> {
    // The form is told by the first character, so that a mistake is reported against the form that was meant.
    let roles = if json
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
    {
        serde_json::from_str::<RestList>(json.trim_start_matches('\u{feff}'))
            .map(|list| list.value.into_iter().map(RestRole::flat).collect())
    } else {
        serde_json::from_str::<Vec<AzRole>>(json.trim_start_matches('\u{feff}'))
    };
    match roles {
        Ok(roles) => Ok(roles.into_iter().map(RoleDefinition::from).collect()),
        Err(error) => Err(RoleListError {
            message: format!(
                "not a list of role definitions: {}",
                without_position(&error)
            ),
            line: error.line(),
            column: error.column(),
        }),
    }
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ")
        .map_or(text.clone(), |(message, _)| message.to_owned())
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AzRole {
    assignable_scopes: Vec<Scope>,
    #[serde(default)]
    description: Option<String>,
    #[serde(skip_deserializing)]
    id: String,
    name: RoleDefinitionId,
    permissions: Vec<AzPermission>,
    role_name: Name,
    role_type: AzRoleType,
    #[serde(skip_deserializing)]
    r#type: &'static str,
}

/// The command line says `BuiltInRole`, the REST interface too, but `CustomRole` in either letter case is seen.
#[derive(Serialize, Deserialize)]
enum AzRoleType {
    #[serde(alias = "builtInRole", alias = "BuiltinRole")]
    BuiltInRole,
    #[serde(alias = "customRole")]
    CustomRole,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AzPermission {
    #[serde(default)]
    actions: Vec<ActionPattern>,
    #[serde(default, deserialize_with = "condition")]
    condition: Option<Condition>,
    #[serde(default)]
    condition_version: Option<String>,
    #[serde(default)]
    data_actions: Vec<ActionPattern>,
    #[serde(default)]
    not_actions: Vec<ActionPattern>,
    #[serde(default)]
    not_data_actions: Vec<ActionPattern>,
}

#[derive(Deserialize)]
struct RestList {
    value: Vec<RestRole>,
}

#[derive(Deserialize)]
struct RestRole {
    name: RoleDefinitionId,
    properties: RestProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestProperties {
    role_name: Name,
    #[serde(rename = "type")]
    role_type: AzRoleType,
    #[serde(default)]
    description: Option<String>,
    assignable_scopes: Vec<Scope>,
    permissions: Vec<AzPermission>,
}

/// An empty condition is none.
fn condition<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Condition>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let text = text.filter(|it| !it.trim().is_empty());
    let parsed = text.map(|it| Condition::parse(&it)).transpose();
    parsed.map_err(|it| de::Error::custom(format_args!("the condition is malformed at {it}")))
}

impl RestRole {
    fn flat(self) -> AzRole {
        let RestProperties {
            role_name,
            role_type,
            description,
            assignable_scopes,
            permissions,
        } = self.properties;
        AzRole {
            assignable_scopes,
            description,
            id: String::new(),
            name: self.name,
            permissions,
            role_name,
            role_type,
            r#type: "",
        }
    }
}

impl From<AzRole> for RoleDefinition {
    fn from(it: AzRole) -> Self {
        Self {
            id: it.name,
            role_name: it.role_name,
            role_type: match it.role_type {
                AzRoleType::BuiltInRole => RoleType::BuiltInRole,
                AzRoleType::CustomRole => RoleType::CustomRole,
            },
            description: it.description.unwrap_or_default(),
            permissions: it.permissions.into_iter().map(Permission::from).collect(),
            assignable_scopes: it.assignable_scopes,
        }
    }
}

impl From<&RoleDefinition> for AzRole {
    fn from(it: &RoleDefinition) -> Self {
        Self {
            assignable_scopes: it.assignable_scopes.clone(),
            description: Some(it.description.clone()),
            id: format!(
                "/providers/Microsoft.Authorization/roleDefinitions/{}",
                it.id
            ),
            name: it.id,
            permissions: it
                .permissions
                .iter()
                .cloned()
                .map(AzPermission::from)
                .collect(),
            role_name: it.role_name.clone(),
            role_type: match it.role_type {
                RoleType::BuiltInRole => AzRoleType::BuiltInRole,
                RoleType::CustomRole => AzRoleType::CustomRole,
            },
            r#type: "Microsoft.Authorization/roleDefinitions",
        }
    }
}

impl From<AzPermission> for Permission {
    fn from(it: AzPermission) -> Self {
        let AzPermission {
            actions,
            condition,
            condition_version,
            data_actions,
            not_actions,
            not_data_actions,
        } = it;
        Self {
            actions,
            not_actions,
            data_actions,
            not_data_actions,
            condition,
            condition_version,
        }
    }
}

impl From<Permission> for AzPermission {
    fn from(it: Permission) -> Self {
        let Permission {
            actions,
            not_actions,
            data_actions,
            not_data_actions,
            condition,
            condition_version,
        } = it;
        Self {
            actions,
            condition,
            condition_version,
            data_actions,
            not_actions,
            not_data_actions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let catalog = Catalog::built_in();
        let list = write(catalog.roles());
        let read = read(&list).expect("our own list is readable");
        assert!(catalog.roles().eq(read.iter()));
    }

    #[test]
    fn the_rest_form_is_read_too() {
        let list = r#"{"value": [{"name": "11111111-2222-3333-4444-555555555555", "properties": {
            "roleName": "Widget Reader", "type": "CustomRole", "description": null,
            "assignableScopes": ["/subscriptions/11111111-2222-3333-4444-555555555555"],
            "permissions": [{"actions": ["Contoso.Widgets/*/read"], "notActions": []}]}}]}"#;
        let catalog = Catalog::built_in().with_roles(list).expect("readable");
        assert_eq!(
            catalog.role(&"widget reader".into()).unwrap().role_type,
            RoleType::CustomRole
        );
    }

    #[test]
    fn a_mistake_has_a_place() {
        for (text, line, part) in [
            ("", 1, "EOF"),
            ("Reader", 1, "expected value"),
            ("[{\n\"name\": \"Reader\"}]", 2, "GUID"),
            ("{\"value\": 1}", 1, "expected a sequence"),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.contains(part), "{error}");
        }
    }
}
