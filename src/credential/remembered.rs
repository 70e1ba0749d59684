//! A token that code remembers, and when its SDK asks for another one.

use crate::catalog::{ClientCache, ClientCacheName};
use crate::model::Token;
use crate::value::{Duration, Timestamp};

/// A token that code has, as its SDK keeps it: it belongs to the program that runs, and not to the world (F3.5.3).
///
/// ```
/// use idsim::catalog::ClientCacheName;
/// use idsim::{RememberedToken, Renewal, Tenant, TokenRequest, World, Event};
///
/// let mut world = World::try_from(Tenant { clock: "2026-01-01T00:00:00Z".parse().ok(), ..Tenant::default() })?;
/// world.apply(Event::create_resource("vm1", "Microsoft.Compute/virtualMachines").with_system_assigned())?;
/// let answer = world.token(&TokenRequest::new("vm1", "https://vault.azure.net"))?;
/// let (token, now) = (answer.token().expect("the VM has an identity"), world.clock().expect("it is stated"));
/// let kept = RememberedToken::new(token.clone(), Some(ClientCacheName::MsalPython), now);
/// assert_eq!(kept.renewal(now), Renewal::Kept);
/// // A day's token is renewed after half a day.
/// let noon = now.checked_add("12h".parse()?).expect("it can be written");
/// assert_eq!(kept.renewal(noon), Renewal::Tried);
/// // Code without a cache asks each time.
/// assert_eq!(RememberedToken::new(token.clone(), None, now).renewal(now), Renewal::Needed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RememberedToken {
    /// The token.
    pub token: Token,
    /// By whose rules it is kept; by none where code asks each time.
    pub cache: Option<ClientCacheName>,
    /// When it was got.
    pub got: Timestamp,
    /// When somebody was last asked for one, in vain or not.
    pub asked: Timestamp,
}

/// What comes of asking an SDK once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// It gives the token that it has, and asks nobody.
    Kept,
    /// It asks for another one, and gives the one that it has if there is none.
    Tried,
    /// It asks for another one, and has none if there is none.
    Needed,
}

impl RememberedToken {
    /// A token that is got now.
    pub fn new(token: Token, cache: Option<ClientCacheName>, now: Timestamp) -> Self {
        Self {
            token,
            cache,
            got: now,
            asked: now,
        }
    }

    /// What the SDK does when code asks it at this time.
    pub fn renewal(&self, now: Timestamp) -> Renewal {
        let Some(rules) = self.cache.and_then(ClientCache::of) else {
            return Renewal::Needed;
        };
        // A token without an end is as good as ever.
        let Some(expires) = self.token.expires else {
            return Renewal::Kept;
        };
        let left = expires.duration_since(now).unwrap_or_default();
        let is_near = left < rules.renewed_below;
        if left == Duration::ZERO || (is_near && !rules.serves_until_expiry) {
            return Renewal::Needed;
        }
        let lifetime = expires.duration_since(self.got).unwrap_or_default();
        let half = Duration::from_seconds(lifetime.seconds() / 2);
        let is_halved = rules.halved_from.is_some_and(|from| lifetime >= from)
            && self.got.saturating_add(half) <= now;
        let may_ask = self.asked.saturating_add(rules.between_tries) <= now;
        match (is_near || is_halved) && may_ask {
            true => Renewal::Tried,
            false => Renewal::Kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PrincipalId, TenantId};
    use crate::value::Guid;

    /// Cache; seconds that it was good for when got at 1000; seconds after that; seconds since somebody was asked; what comes
    /// of it.
    const ROWS: &[(Option<ClientCacheName>, u64, u64, u64, Renewal)] = {
        use ClientCacheName::{AzureIdentityPython, MsalPython};
        use Renewal::{Kept, Needed, Tried};
        &[
            (None, 86_400, 0, 0, Needed),
            (Some(MsalPython), 86_400, 43_199, 43_199, Kept),
            (Some(MsalPython), 86_400, 43_200, 43_200, Tried),
            // In vain, and at once again: only azure-identity waits.
            (Some(MsalPython), 86_400, 43_201, 1, Tried),
            (Some(AzureIdentityPython), 86_400, 43_201, 1, Kept),
            (Some(AzureIdentityPython), 86_400, 43_229, 29, Kept),
            (Some(AzureIdentityPython), 86_400, 43_230, 30, Tried),
            // Two hours are halved, a second less is not.
            (Some(MsalPython), 7_200, 3_600, 3_600, Tried),
            (Some(MsalPython), 7_199, 3_600, 3_600, Kept),
            // Five minutes left are enough, a second less is not.
            (Some(MsalPython), 3_600, 3_300, 3_300, Kept),
            (Some(MsalPython), 3_600, 3_301, 3_301, Needed),
            (Some(AzureIdentityPython), 3_600, 3_301, 3_301, Tried),
            (Some(AzureIdentityPython), 3_600, 3_302, 1, Kept),
            (Some(AzureIdentityPython), 3_600, 3_600, 1, Needed),
            (Some(AzureIdentityPython), 3_600, 4_000, 1, Needed),
        ]
    };

    #[test]
    fn sdks_ask_again_when_their_rules_say_so() {
        let at = |seconds: u64| i64::try_from(1000 + seconds).ok();
        let at = |seconds| at(seconds).and_then(Timestamp::from_unix_seconds).unwrap();
        for (cache, good_for, after, since, expected) in ROWS {
            let token = Token {
                audience: "https://vault.azure.net".to_owned(),
                tenant: TenantId::new(Guid::from_u128(1)),
                principal: PrincipalId::new(Guid::from_u128(2)),
                client_id: None,
                identity: None,
                issued_on: None,
                groups: Vec::new(),
                issued: Some(at(0)),
                expires: Some(at(*good_for)),
            };
            let kept = RememberedToken {
                asked: at(after - since),
                ..RememberedToken::new(token, *cache, at(0))
            };
            let got = kept.renewal(at(*after));
            assert_eq!(got, *expected, "{cache:?} {good_for} {after} {since}");
        }
    }
}
