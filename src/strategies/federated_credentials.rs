//! Random federated identity credentials, of a few names, issuers and subjects, so that they meet one another.

use proptest::prelude::*;
use proptest::sample::select;

use super::words::{IDENTITIES, Words};
use crate::event::Event;
use crate::model::FederatedCredentialSpec;

/// Some are one, in two letter cases, and one is none. What things are called is none of them: a name of those may be too short
/// for a credential.
const NAMES: &[&str] = &["github", "GitHub", "build", "-build"];
const ISSUERS: &[&str] = &["https://one.example", "https://two.example", ""];
const SUBJECTS: &[&str] = &["sub-1", "Sub-1"];

/// Mostly ones that are made, changed and deleted, sometimes such as are refused.
pub(super) fn federated_credentials(words: &Words) -> BoxedStrategy<Event> {
    let text = |list: &'static [&'static str]| select(list);
    let created = (
        words.reference(IDENTITIES),
        text(NAMES),
        text(ISSUERS),
        text(SUBJECTS),
        proptest::bool::weighted(0.9),
    )
        .prop_map(|(identity, name, issuer, subject, audience)| {
            let audience = audience.then(|| "api://AzureADTokenExchange".to_owned());
            Event::CreateFederatedCredential(FederatedCredentialSpec {
                identity,
                name: name.into(),
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
                audiences: audience.into_iter().collect(),
                description: String::new(),
            })
        });
    let deleted = (words.reference(IDENTITIES), text(NAMES)).prop_map(|(identity, name)| {
        Event::DeleteFederatedCredential {
            identity,
            name: name.into(),
        }
    });
    prop_oneof![3 => created, 1 => deleted].boxed()
}
