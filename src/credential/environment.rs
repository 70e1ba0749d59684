//! A service principal that environment variables describe.

use super::site::{CLIENT_ID, CLIENT_SECRET, PUBLIC_CLOUD, Site, TENANT_ID};
use super::{CredentialError, Tried};
use crate::model::{ClientId, Principal, PrincipalOrigin, PrincipalType, TenantId};
use crate::token::{application_not_found, resource_not_found};
use crate::value::Phase;

const UNAVAILABLE: &str = "EnvironmentCredential authentication unavailable. Environment variables are not fully configured.\nVisit https://aka.ms/azsdk/python/identity/environmentcredential/troubleshoot to troubleshoot this issue.";
const MALFORMED_TENANT: &str = "Invalid tenant ID provided. You can locate your tenant ID by following the instructions here: https://learn.microsoft.com/partner-center/find-ids-and-domain-names";
const CERTIFICATE: &str = "AZURE_CLIENT_CERTIFICATE_PATH";
const USERNAME: &str = "AZURE_USERNAME";
const PASSWORD: &str = "AZURE_PASSWORD";
/// Words that the directory takes in place of a tenant; what it then says to an application, nobody states.
const NO_ONES_TENANTS: [&str; 3] = ["common", "organizations", "consumers"];

/// What the variables of a place add up to. One that is empty is there all the same (F4.9).
pub(super) enum Environment<'w> {
    Incomplete,
    Secret(Secret<'w>),
    Certificate,
    Password,
}

/// An application's own secret. Its value is the name of one of the secrets in the world.
pub(super) struct Secret<'w> {
    client_id: &'w str,
    secret: &'w str,
    tenant: &'w str,
}

impl<'w> Environment<'w> {
    pub(super) fn of(site: &Site<'w>) -> Self {
        let client_id = site.variable(CLIENT_ID);
        let tenant = site.variable(TENANT_ID);
        match (client_id, site.variable(CLIENT_SECRET), tenant) {
            (Some(client_id), Some(secret), Some(tenant)) => Self::Secret(Secret {
                client_id,
                secret,
                tenant,
            }),
            (Some(_), _, Some(_)) if site.variable(CERTIFICATE).is_some() => Self::Certificate,
            (Some(_), ..)
                if site.variable(USERNAME).is_some() && site.variable(PASSWORD).is_some() =>
            {
                Self::Password
            }
            _ => Self::Incomplete,
        }
    }

    /// What the constructor raises; nothing wraps it.
    pub(super) fn check(&self, site: &Site<'_>) -> Result<(), CredentialError> {
        let Self::Secret(it) = self else {
            return Ok(());
        };
        let fault = if it.client_id.is_empty() {
            "client_id should be the id of a Microsoft Entra application"
        } else if it.secret.is_empty() {
            "secret should be a Microsoft Entra application's client secret"
        } else if it.tenant.is_empty() {
            "tenant_id should be a Microsoft Entra tenant's id (also called its 'directory id')"
        } else {
            site.authority()?;
            match it.tenant.chars().all(may_be_in_tenant_id) {
                true => return Ok(()),
                false => MALFORMED_TENANT,
            }
        };
        Err(CredentialError::invalid(fault))
    }

    pub(super) fn attempt(&self, site: &Site<'_>) -> Tried {
        match self {
            Self::Incomplete => Tried::unavailable(UNAVAILABLE),
            Self::Secret(secret) => secret.attempt(site),
            Self::Certificate => {
                Tried::not_modelled(format_args!("certificates of applications, {CERTIFICATE}"))
            }
            Self::Password => Tried::not_modelled(format_args!(
                "applications that sign in with a person's password, {USERNAME} and {PASSWORD}"
            )),
        }
    }

    /// Whether a secret is what the variables describe.
    pub(super) fn has_secret(&self) -> bool {
        matches!(self, Self::Secret(_))
    }
}

fn may_be_in_tenant_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '.'
}

impl Secret<'_> {
    /// The directory looks at the tenant, the application, its secret and the resource, in this order, which is our
    /// decision. Whatever it refuses ends a chain (F4.6).
    fn attempt(&self, site: &Site<'_>) -> Tried {
        if !site
            .authority()
            .is_ok_and(|host| host.eq_ignore_ascii_case(PUBLIC_CLOUD))
        {
            return Tried::not_modelled("clouds other than the public one, AZURE_AUTHORITY_HOST");
        }
        if let Some(tried) = self.elsewhere(site) {
            return tried;
        }
        match application(site, self.client_id) {
            None => refused(application_not_found(
                self.client_id,
                site.world.tenant_id(),
            ))
            .advising([format!(
                "set {CLIENT_ID} at `{}` to the application id of a service principal",
                site.name
            )]),
            Some(it) if !is_application(it) => Tried::not_modelled(format_args!(
                "what the directory says to a secret in the name of {}, a managed identity, which has none",
                site.world.describe_principal(it.id)
            )),
            Some(application) => self.signed_in(site, application),
        }
    }

    /// What a tenant other than this world's says.
    fn elsewhere(&self, site: &Site<'_>) -> Option<Tried> {
        let tenant = self.tenant;
        match tenant.parse::<TenantId>() {
            Ok(id) if id == site.world.tenant_id() => return None,
            // There may be such a tenant.
            Ok(_) => {
                let other = format_args!("tenants other than this one, {TENANT_ID}={tenant}");
                return Some(Tried::not_modelled(other).advising([own(site)]));
            }
            // It may be one of the tenant's own domains.
            Err(_) if tenant.contains('.') || NO_ONES_TENANTS.contains(&tenant) => {
                return Some(Tried::not_modelled(format_args!(
                    "tenants by name, {TENANT_ID}={tenant}"
                )));
            }
            Err(_) => {}
        }
        Some(
            refused(format_args!("Unable to get authority configuration for https://{PUBLIC_CLOUD}/{tenant}. Authority would typically be in a format of https://login.microsoftonline.com/your_tenant or https://tenant_name.ciamlogin.com or https://tenant_name.b2clogin.com/tenant.onmicrosoft.com/policy.  Also please double check your tenant name or GUID is correct."))
                .advising([own(site)]),
        )
    }

    fn signed_in(&self, site: &Site<'_>, application: &Principal) -> Tried {
        let (client_id, who) = (
            self.client_id,
            site.world.describe_principal(application.id),
        );
        let name = self.secret;
        let mut secrets = site.world.secrets_of(application.id);
        let Some((_, period)) = secrets.find(|(secret, _)| secret.as_str() == self.secret) else {
            return refused(format_args!("AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client_id}'."))
                .advising([format!("set {CLIENT_SECRET} at `{}` to the name of one of the secrets of {who}", site.name)]);
        };
        let now = site.world.clock();
        match now.map_or(Phase::Effective, |now| period.at(now)) {
            Phase::Over => refused(format_args!("AADSTS7000222: The provided client secret keys for app '{client_id}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."))
                .advising([format!("give {who} a new secret, and set {CLIENT_SECRET} at `{}` to its name", site.name)]),
            Phase::NotYet => Tried::not_modelled(format_args!(
                "what the directory says to the secret `{name}` of {who} before it is in effect"
            )),
            Phase::Effective if !site.world.issues_tokens_for(site.audience) => {
                refused(resource_not_found(site.audience, site.world.tenant_id()))
            }
            Phase::Effective => {
                Tried::token(site.world.token_for(application, None, site.audience))
            }
        }
    }
}

fn own(site: &Site<'_>) -> String {
    let (tenant, place) = (site.world.tenant_id(), &site.name);
    format!("set {TENANT_ID}={tenant} at `{place}`")
}

fn refused(description: impl std::fmt::Display) -> Tried {
    Tried::failed(format!("Authentication failed: {description}"))
}

/// Whoever has that application id now.
fn application<'w>(site: &Site<'w>, client_id: &str) -> Option<&'w Principal> {
    let client_id: ClientId = client_id.parse().ok()?;
    site.world
        .principals()
        .find(|it| it.client_id == Some(client_id) && !it.deleted)
}

fn is_application(principal: &Principal) -> bool {
    principal.origin == PrincipalOrigin::Directory
        && principal.principal_type == PrincipalType::ServicePrincipal
}
