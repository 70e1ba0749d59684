//! What services say of a call that they refuse, each in its own words (F5).

use super::answer::ServiceError;
use super::target::Target;
use super::wants::Wants;
use crate::access::Decision;
use crate::catalog::Answers;
use crate::model::{TenantId, Token};
use crate::value::{Name, Scope, Timestamp, listing};
use crate::world::{Forbidden, World};

/// A status and what is said with it; neither where nobody says.
pub(super) type Words = (Option<u16>, Option<ServiceError>);

fn words(status: u16, code: &'static str, message: String) -> Words {
    let error = ServiceError {
        code,
        inner_code: None,
        message,
    };
    (Some(status), Some(error))
}

/// What SQL says of everybody who has no user (F9).
pub(super) fn login_failed() -> Words {
    refused_login("")
}

fn refused_login(why: &str) -> Words {
    let error = ServiceError {
        code: "18456",
        inner_code: None,
        message: format!("Login failed for user '<token-identified principal>'.{why}"),
    };
    (None, Some(error))
}

/// The token is for another service.
pub(super) fn wrong_audience(target: &Target<'_>, token: &Token) -> Words {
    let found = &token.audience;
    match target.api.answers {
        Answers::KeyVault => {
            let expected = target.audience();
            let message = format!("AKV10022: Invalid audience. Expected {expected}, found: {found}.");
            words(401, "Unauthorized", message)
        }
        Answers::ResourceManager => {
            let allowed = "'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'";
            let message = format!(
                "The access token has been obtained for wrong audience or resource '{found}'. It should exactly match with one of the allowed audiences {allowed}."
            );
            words(401, "InvalidAuthenticationTokenAudience", message)
        }
        Answers::StorageFiles => words(
            403,
            "AuthenticationFailed",
            "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.".to_owned(),
        ),
        Answers::Storage => words(
            401,
            "InvalidAuthenticationInfo",
            "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.".to_owned(),
        ),
        Answers::Sql => refused_login(" Incorrect or invalid token."),
        Answers::StorageTables | Answers::Unknown => (None, None),
    }
}

/// The token expired. Times are written as Azure Resource Manager does: by the day and hour of America, in UTC.
pub(super) fn expired(target: &Target<'_>, token: &Token, now: Option<Timestamp>) -> Words {
    match (target.api.answers, token.expires, now) {
        (Answers::KeyVault, ..) => {
            let error = ServiceError {
                code: "Unauthorized",
                inner_code: None,
                message: "[TokenExpired] Error validating token: 'S2S12086'.".to_owned(),
            };
            (Some(401), Some(error))
        }
        (Answers::ResourceManager, Some(expires), Some(now)) => {
            let message = format!(
                "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
                american(expires),
                american(now)
            );
            words(401, "ExpiredAuthenticationToken", message)
        }
        (Answers::Storage | Answers::StorageFiles, ..) => words(
            403,
            "AuthenticationFailed",
            "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.".to_owned(),
        ),
        (Answers::Sql, ..) => refused_login(" Token is expired."),
        // What these say is written nowhere; 401 is what HTTP has for it.
        _ => (Some(401), None),
    }
}

/// The vault trusts another directory than that of the token; seen so.
pub(super) fn wrong_issuer(trusted: TenantId, token: &Token) -> Words {
    let issuer = |tenant: TenantId| format!("https://sts.windows.net/{tenant}/");
    let (expected, found) = (issuer(trusted), issuer(token.tenant));
    let message = format!("AKV10032: Invalid issuer. Expected one of {expected}, found {found}.");
    words(401, "Unauthorized", message)
}

/// Nothing allows it.
pub(super) fn forbidden(
    world: &World,
    target: &Target<'_>,
    operation: &Name,
    token: &Token,
    decision: Decision,
) -> Words {
    let action = match &target.wants {
        Wants::Action(action) => action,
        Wants::Login => return login_failed(),
    };
    match target.api.answers {
        // What services say of their data being denied by a deny assignment is written nowhere.
        Answers::KeyVault | Answers::Storage | Answers::StorageFiles | Answers::StorageTables
            if decision.deny.is_some() =>
        {
            (Some(403), None)
        }
        Answers::KeyVault => {
            let (message, inner_code) = match world.has_access_policies(&target.scope) {
                true => (no_policy(world, target, operation, token), "AccessDenied"),
                false => (
                    by_rbac(world, target, action.as_str(), token),
                    "ForbiddenByRbac",
                ),
            };
            let error = ServiceError {
                code: "Forbidden",
                inner_code: Some(inner_code),
                message,
            };
            (Some(403), Some(error))
        }
        Answers::Storage | Answers::StorageFiles | Answers::StorageTables => words(
            403,
            "AuthorizationPermissionMismatch",
            "This request is not authorized to perform this operation using this permission."
                .to_owned(),
        ),
        Answers::ResourceManager => {
            // What a condition asked about in vain is told with the reason.
            let (who, on) = (token.principal, &target.scope);
            let refusal = world.unauthorized(decision, who, action, on, Vec::new());
            words(403, refusal.code().as_str(), refusal.to_string())
        }
        Answers::Sql => login_failed(),
        Answers::Unknown => (Some(403), None),
    }
}

/// It is allowed, and a lock forbids it to everybody (F5.4).
pub(super) fn locked(refusal: &Forbidden) -> Words {
    words(409, refusal.code().as_str(), refusal.to_string())
}

/// Which locks those are: `the lock keep on vm1 forbids`.
pub(super) fn forbids(refusal: &Forbidden) -> String {
    let Forbidden::ScopeLocked { locks, .. } = refusal else {
        return "a lock forbids".to_owned();
    };
    let each = locks
        .iter()
        .map(|it| format!("{} on {}", it.lock, it.called));
    let each: Vec<String> = each.collect();
    match each.as_slice() {
        [one] => format!("the lock {one} forbids"),
        several => format!("the locks {} forbid", listing(several)),
    }
}

/// It is allowed, and something that it needs is not there.
pub(super) fn not_found(world: &World, missing: &Scope, asked: &Scope) -> Words {
    let group = missing
        .resource_group()
        .filter(|group| world.node(group).is_some());
    match (group, missing.resource_group(), missing.resource_type()) {
        (Some(_), _, Some(_)) if missing != asked => {
            let message = format!(
                "Can not perform requested operation on nested resource. Parent resource '{}' not found.",
                missing.name()
            );
            words(404, "ParentResourceNotFound", message)
        }
        (Some(group), _, Some(resource_type)) => {
            let message = format!(
                "The Resource '{resource_type}/{}' under resource group '{}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
                names_of(missing),
                group.name(),
            );
            words(404, "ResourceNotFound", message)
        }
        (_, Some(group), _) => {
            let message = format!("Resource group '{}' could not be found.", group.name());
            words(404, "ResourceGroupNotFound", message)
        }
        (_, None, _) if missing.containing_subscription().is_some() => {
            let message = format!("The subscription '{}' could not be found.", missing.name());
            words(404, "SubscriptionNotFound", message)
        }
        // Of management groups nobody says.
        _ => (Some(404), None),
    }
}

/// A child is called by the names on the way to it.
fn names_of(scope: &Scope) -> String {
    let top = scope.containing_resource();
    let on_the_way = |it: &Scope| it.containing_resource() == top;
    let mut names: Vec<String> = scope
        .ancestors()
        .take_while(on_the_way)
        .map(|it| it.name().to_owned())
        .collect();
    names.reverse();
    names.join("/")
}

/// Key Vault's words where roles decide (F5.17). Of a person's token the application is a tool's, which idsim does not know.
fn by_rbac(world: &World, target: &Target<'_>, action: &str, token: &Token) -> String {
    let mut caller = identified(token, ";");
    if let Some(identity) = &token.identity {
        caller += &format!(";xms_mirid={identity}");
    }
    if let Some(issued_on) = token
        .issued_on
        .as_ref()
        .filter(|it| Some(*it) != token.identity.as_ref())
    {
        caller += &format!(";xms_az_rid={issued_on}");
    }
    let resource = target.scope.as_str().to_lowercase();
    format!(
        "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: {caller}\r\nAction: '{action}'\r\nResource: '{resource}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: {}\r\n",
        vault(world, target),
    )
}

/// Key Vault's words where access policies decide, and none permits it.
fn no_policy(world: &World, target: &Target<'_>, operation: &Name, token: &Token) -> String {
    format!(
        "The user, group or application '{}' does not have {} permission on key vault '{}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287",
        identified(token, ";"),
        permission(world, target, operation),
        vault(world, target),
    )
}

/// What access policies call the permission that lacks, as `az keyvault set-policy` lists them; the operation, where they
/// have none for it.
fn permission(world: &World, target: &Target<'_>, operation: &Name) -> String {
    let resource_type = target.resource.resource_type();
    let service = resource_type
        .and_then(|it| world.catalog().service(&Name::from(it.as_str())).ok())
        .map(|(_, service)| service);
    let permission = match (&target.wants, service) {
        (Wants::Action(action), Some(service)) => service.permissions_for(action).next(),
        _ => None,
    };
    permission.unwrap_or(operation).as_str().replace('/', " ")
}

fn identified(token: &Token, between: &str) -> String {
    let mut parts = Vec::new();
    if let Some(client_id) = token.client_id {
        parts.push(format!("appid={client_id}"));
    }
    parts.push(format!("oid={}", token.principal));
    parts.push(format!("iss={}", token.issuer()));
    parts.join(between)
}

fn vault(world: &World, target: &Target<'_>) -> String {
    let location = world
        .node(&target.resource)
        .and_then(|node| node.location.as_ref());
    match location {
        Some(location) => format!("{};location={location}", target.resource.name()),
        None => target.resource.name().to_owned(),
    }
}

/// A moment as Azure Resource Manager words it: `1/2/2026 3:04:05 PM`.
fn american(moment: Timestamp) -> String {
    let text = moment.to_string();
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|it| it.parse().ok())
        .collect();
    let &[year, month, day, hour, minute, second] = numbers.as_slice() else {
        return text;
    };
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{month}/{day}/{year} {hour}:{minute:02}:{second:02} {half}")
}
