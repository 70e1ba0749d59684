//! Access tokens: what was true of a principal when one was issued.

use serde::{Deserialize, Serialize};

use super::{ClientId, PrincipalId, TenantId, is_default};
use crate::value::{Scope, Timestamp};

/// An access token as the facts that it states; it is never encoded (F3.7).
///
/// It stays good until it expires, whatever becomes of the principal (F1.10), and so states the groups of the moment when
/// it was issued. Direct role assignments are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The resource that it was asked for, to the letter (`aud`).
    pub audience: String,
    /// The directory that issued it (`tid`).
    pub tenant: TenantId,
    /// The object id of whom it speaks (`oid` and `sub`).
    pub principal: PrincipalId,
    /// The application id (`appid`); none for a person, whose token names the tool instead.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client_id: Option<ClientId>,
    /// The ARM id of what the managed identity belongs to: the resource itself, or the user-assigned identity (`xms_mirid`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: Option<Scope>,
    /// The ARM id of the resource that a managed identity's token was issued on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub issued_on: Option<Scope>,
    /// The groups that it was in, directly or not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: Vec<PrincipalId>,
    /// When it was issued (`iat` and `nbf`); unknown in a world without a clock.
    #[serde(default, skip_serializing_if = "is_default")]
    pub issued: Option<Timestamp>,
    /// From when on it is of no use (`exp`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub expires: Option<Timestamp>,
}

impl Token {
    /// Who issued it (`iss`, F3.7).
    pub fn issuer(&self) -> String {
        format!("https://sts.windows.net/{}/", self.tenant)
    }

    /// Whether it is of no use any more. Without a clock no token ever expires.
    pub fn is_expired(&self, now: Option<Timestamp>) -> bool {
        matches!((self.expires, now), (Some(expires), Some(now)) if expires <= now)
    }

    /// Its claims in the order in which Azure's samples show them, times in Unix seconds (F3.7). Those that are about the
    /// encoding or that no public source states are left out.
    pub fn claims(&self) -> Vec<(&'static str, String)> {
        let mut claims = vec![("aud", self.audience.clone()), ("iss", self.issuer())];
        if let Some(issued) = self.issued {
            claims.push(("iat", issued.unix_seconds().to_string()));
            claims.push(("nbf", issued.unix_seconds().to_string()));
        }
        if let Some(expires) = self.expires {
            claims.push(("exp", expires.unix_seconds().to_string()));
        }
        if let Some(client_id) = self.client_id {
            claims.push(("appid", client_id.to_string()));
        }
        claims.push(("idp", self.issuer()));
        claims.push(("oid", self.principal.to_string()));
        claims.push(("sub", self.principal.to_string()));
        claims.push(("tid", self.tenant.to_string()));
        claims.push(("ver", "1.0".to_owned()));
        if let Some(identity) = &self.identity {
            claims.push(("xms_mirid", identity.to_string()));
        }
        // Of a system-assigned identity older tokens leave it out and newer ones repeat `xms_mirid`; nobody says when.
        if self.identity != self.issued_on
            && let Some(issued_on) = &self.issued_on
        {
            claims.push(("xms_az_rid", issued_on.to_string()));
        }
        claims
    }
}
