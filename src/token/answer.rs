//! The answer of a token endpoint.

use super::TokenError;
use crate::catalog::TokenEndpoint;
use crate::event::TokenIssue;
use crate::model::Token;
use crate::value::Timestamp;

/// What a token endpoint answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenAnswer {
    /// A token.
    Issued {
        /// Which.
        token: Box<Token>,
        /// Whose answer it is.
        endpoint: TokenEndpoint,
        /// The issue after which it is kept (F3.5.1).
        issue: TokenIssue,
    },
    /// No token.
    Refused(TokenError),
}

impl TokenAnswer {
    /// The token, if there is one.
    pub fn token(&self) -> Option<&Token> {
        match self {
            Self::Issued { token, .. } => Some(token),
            Self::Refused(_) => None,
        }
    }

    /// Why there is no token.
    pub fn error(&self) -> Option<&TokenError> {
        match self {
            Self::Issued { .. } => None,
            Self::Refused(error) => Some(error),
        }
    }

    /// The fields of the answer's body in their order, each a string, as the endpoint words them: those of virtual machines
    /// (F3.3), those of App Service (F3.6.2), or those of an error. The token itself is not encoded: its field is empty,
    /// and [`Token::claims`] tells what it states. Without a clock there are no times.
    pub fn body(&self, now: Option<Timestamp>) -> Vec<(&'static str, String)> {
        let (token, endpoint) = match self {
            Self::Refused(error) => return error.body(),
            Self::Issued {
                token, endpoint, ..
            } => (token, endpoint),
        };
        let seconds = |time: Option<Timestamp>| time.map(|it| it.unix_seconds().to_string());
        let left = token
            .expires
            .zip(now)
            .and_then(|(expires, now)| expires.duration_since(now))
            .map(|left| left.seconds().to_string());
        let fields = match endpoint {
            TokenEndpoint::Imds => vec![
                ("access_token", Some(String::new())),
                ("refresh_token", Some(String::new())),
                ("expires_in", left),
                ("expires_on", seconds(token.expires)),
                ("not_before", seconds(token.issued)),
                ("resource", Some(token.audience.clone())),
                ("token_type", Some("Bearer".to_owned())),
            ],
            TokenEndpoint::AppService => vec![
                ("access_token", Some(String::new())),
                ("client_id", token.client_id.map(|id| id.to_string())),
                ("expires_on", seconds(token.expires)),
                ("not_before", seconds(token.issued)),
                ("resource", Some(token.audience.clone())),
                ("token_type", Some("Bearer".to_owned())),
            ],
        };
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}
