//! Tokens that a scenario holds under names of its own: they belong to the run, as what code remembers does, and not to the
//! world.

use serde::Deserialize;

use super::hindrance::Hindrance;
use crate::catalog::ClientCacheName;
use crate::credential::{Credential, CredentialRequest, RememberedToken, Renewal};
use crate::event::{Event, TokenIssue};
use crate::model::{Reference, Token};
use crate::token::{TokenAnswer, TokenRequest};
use crate::value::{Name, Timestamp, nearest};
use crate::world::{Happening, Refusal, ResolveError, Untimely, World};

/// Code asks for a token, gets one, and has it from then on under a name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldToken {
    /// The name; each is held once.
    #[serde(rename = "as")]
    pub name: Name,
    /// The resource or machine that the code runs on.
    pub from: Reference,
    /// The resource that the token is for: an address, such as `https://vault.azure.net`.
    pub resource: String,
    /// The application id of the identity wanted, or the name of the identity.
    #[serde(default)]
    pub client_id: Option<Reference>,
    /// The object id of the identity wanted, or the name of the identity.
    #[serde(default)]
    pub object_id: Option<Reference>,
    /// The ARM id of the identity wanted, or its name.
    #[serde(default)]
    pub resource_id: Option<Reference>,
    /// The credential of the SDK that is asked; where it is left out, the endpoint at the place.
    #[serde(default)]
    pub with: Option<Credential>,
    /// By whose rules the code keeps the token in memory (F3.5.3); by none where it asks again each time.
    #[serde(default)]
    pub cache: Option<ClientCacheName>,
}

/// What a run holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Vec<Holding>);

/// A token that is held, and how the code came by it.
#[derive(Debug, Clone)]
struct Holding {
    how: HoldToken,
    remembered: RememberedToken,
}

/// What holding or renewing a token comes to: perhaps the world is to keep something first.
#[derive(Debug)]
pub(super) struct Handed {
    pub(super) event: Option<Event>,
    pub(super) told: Happening,
    holding: Holding,
}

impl Held {
    /// The token of that name.
    pub(super) fn get(&self, name: &Name) -> Result<&Token, NotHeld> {
        Ok(&self.find(name)?.remembered.token)
    }

    /// When the tokens that are held expire.
    pub(super) fn expiries(&self) -> impl Iterator<Item = Timestamp> {
        self.0.iter().filter_map(|it| it.remembered.token.expires)
    }

    fn find(&self, name: &Name) -> Result<&Holding, NotHeld> {
        let named = self.0.iter().find(|it| it.how.name == *name);
        named.ok_or_else(|| NotHeld {
            name: name.clone(),
            nearest: nearest(name.as_str(), self.0.iter().map(|it| it.how.name.as_str())),
        })
    }

    /// What the run holds from then on.
    pub(super) fn put(&mut self, handed: Handed) {
        let name = &handed.holding.how.name;
        self.0.retain(|it| it.how.name != *name);
        self.0.push(handed.holding);
    }

    /// Code asks for a token that it is to hold.
    pub(super) fn hold(&self, world: &World, how: &HoldToken) -> Result<Handed, Hindrance> {
        if self.find(&how.name).is_ok() {
            return Err(Hindrance::HeldAlready(how.name.clone()));
        }
        let now = now(world)?;
        let (token, event) = how.ask(world)?;
        Ok(Handed {
            told: Happening {
                kind: "TokenHeld",
                text: format!("it is held as {}", how.name),
            },
            holding: Holding {
                how: how.clone(),
                remembered: RememberedToken::new(token, how.cache, now),
            },
            event,
        })
    }

    /// Code that holds a token asks its SDK once more.
    pub(super) fn renew(&self, world: &World, name: &Name) -> Result<Handed, Hindrance> {
        let (holding, now) = (self.find(name)?, now(world)?);
        let kept = |asked, why: String| Handed {
            event: None,
            told: Happening {
                kind: "TokenKept",
                text: format!("{name} stays as it is: {why}"),
            },
            holding: Holding {
                how: holding.how.clone(),
                remembered: RememberedToken {
                    asked,
                    ..holding.remembered.clone()
                },
            },
        };
        let renewal = holding.remembered.renewal(now);
        if renewal == Renewal::Kept {
            let asked = holding.remembered.asked;
            return Ok(kept(asked, "its SDK asks nobody (F3.5.3)".to_owned()));
        }
        match holding.how.ask(world) {
            Ok((token, event)) => {
                let text = match token == holding.remembered.token {
                    true => format!("{name} is asked for again, and is the same token"),
                    false => format!("{name} is another token now"),
                };
                let told = Happening {
                    kind: "TokenRenewed",
                    text,
                };
                let remembered = RememberedToken::new(token, holding.how.cache, now);
                let how = holding.how.clone();
                Ok(Handed {
                    event,
                    told,
                    holding: Holding { how, remembered },
                })
            }
            Err(in_vain) if renewal == Renewal::Tried && in_vain.is_no_token() => {
                let why = format!(
                    "its SDK asks in vain ({}) and falls back on it",
                    in_vain.code()
                );
                Ok(kept(now, why))
            }
            Err(hindrance) => Err(hindrance),
        }
    }
}

fn now(world: &World) -> Result<Timestamp, Refusal> {
    let what = "how long a token is good";
    world
        .clock()
        .ok_or_else(|| Untimely::NoClock { what }.into())
}

impl HoldToken {
    /// The token that the code gets, and the event by which the world keeps it, if the world does.
    fn ask(&self, world: &World) -> Result<(Token, Option<Event>), Hindrance> {
        let Some(credential) = &self.with else {
            let answer = world.token(&self.request()).map_err(Refusal::from)?;
            return match answer {
                TokenAnswer::Refused(error) => Err(Hindrance::NoToken(error)),
                TokenAnswer::Issued { token, issue, .. } => {
                    Ok((*token, Some(Event::IssueToken(issue))))
                }
            };
        };
        if [&self.client_id, &self.object_id, &self.resource_id]
            .iter()
            .any(|it| it.is_some())
        {
            return Err(Hindrance::NamedTwice);
        }
        let request = CredentialRequest {
            from: self.from.clone(),
            credential: credential.clone(),
            resource: self.resource.clone(),
        };
        let answer = world.get_token(&request).map_err(Refusal::from)?;
        let because = answer.because();
        let token = answer
            .result
            .map_err(|error| Hindrance::NoCredential(error, because))?;
        let event = kept_at_home(&token).map(Event::IssueToken);
        Ok((token, event))
    }

    fn request(&self) -> TokenRequest {
        TokenRequest {
            client_id: self.client_id.clone(),
            object_id: self.object_id.clone(),
            resource_id: self.resource_id.clone(),
            ..TokenRequest::new(self.from.clone(), self.resource.clone())
        }
    }
}

/// The issue after which a managed identity's token is kept where it was issued (F3.5.1); of other tokens nothing is kept.
fn kept_at_home(token: &Token) -> Option<TokenIssue> {
    Some(TokenIssue {
        on: token.issued_on.as_ref()?.as_str().into(),
        identity: token.identity.as_ref()?.as_str().into(),
        audience: token.audience.clone(),
    })
}

/// No token of that name is held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no token `{name}` is held")]
pub(super) struct NotHeld {
    pub(super) name: Name,
    pub(super) nearest: Vec<String>,
}

impl From<ResolveError> for Hindrance {
    fn from(error: ResolveError) -> Self {
        Self::Refusal(error.into())
    }
}
