//! Which identity code on a resource gets a token for: the tables of F3.2 and F3.6.1, read row by row.

use idsim::TokenErrorCode;

use crate::decide::Oracle;
use crate::facts::Host;
use crate::mistakes::Mistake;

/// What a request names an identity by; at most one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selector {
    Nothing,
    ClientId(String),
    ObjectId(String),
    /// An ARM id.
    ResourceId(String),
    /// An application id and an object id at once.
    Two(String, String),
}

/// The object id of whom a token speaks for, or why there is none.
pub(crate) type Selected = Result<String, TokenErrorCode>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Machines,
    AppService,
    /// Another host of F3.6, or none.
    Unknown,
}

/// Where code on a resource of a type asks (F3.2, F3.6, F3.6.6).
const ENDPOINTS: &[(&str, Endpoint)] = &[
    ("microsoft.compute/virtualmachines", Endpoint::Machines),
    (
        "microsoft.compute/virtualmachinescalesets",
        Endpoint::Machines,
    ),
    (
        "microsoft.containerinstance/containergroups",
        Endpoint::Machines,
    ),
    ("microsoft.web/sites", Endpoint::AppService),
    ("microsoft.web/sites/slots", Endpoint::AppService),
];

impl<'f> Oracle<'f> {
    /// `is_known` is whether a catalogue that was changed knows the endpoint at all.
    pub(crate) fn select(self, host: &Host, selector: &Selector, is_known: bool) -> Selected {
        use TokenErrorCode::{EndpointNotModelled, NoEndpoint, SelectorsExclusive};
        // Code that does not run asks for nothing.
        if host.is_stopped && !self.makes(Mistake::WhatIsStoppedRuns) {
            return Err(NoEndpoint);
        }
        let endpoint = match self.endpoint(host) {
            Endpoint::Unknown => return Err(EndpointNotModelled),
            _ if !is_known => return Err(EndpointNotModelled),
            Endpoint::AppService if host.has_endpoint_shut => return Err(NoEndpoint),
            // App Service tells the address of its endpoint to apps that have an identity.
            Endpoint::AppService
                if host.system_assigned.is_none()
                    && host.attached.is_empty()
                    && !self.makes(Mistake::AppServiceAlwaysAnswers) =>
            {
                return Err(NoEndpoint);
            }
            endpoint => endpoint,
        };
        let several = matches!(selector, Selector::Two(..));
        if several && !self.makes(Mistake::AppServiceTakesSeveralSelectors) {
            return Err(SelectorsExclusive);
        }
        let selected = self.chosen(host, endpoint, selector);
        // What is answered for one that a transfer broke is not known (F1.15).
        match &selected {
            Ok(id) if self.is_broken(id) && !self.makes(Mistake::BrokenGetTokens) => {
                Err(EndpointNotModelled)
            }
            _ => selected,
        }
    }

    fn is_broken(self, id: &str) -> bool {
        let mut principals = self.facts.principals.iter();
        let is_gone = principals.any(|it| it.id == *id && it.is_deleted);
        let mut owners = self
            .facts
            .hosts
            .iter()
            .map(|it| it.system_assigned.as_ref());
        let mut identities = self.facts.identities.iter();
        let is_named = owners.any(|it| it.is_some_and(|it| it.0 == *id));
        is_gone && (is_named || identities.any(|it| it.principal == *id))
    }

    fn chosen(self, host: &Host, endpoint: Endpoint, selector: &Selector) -> Selected {
        use TokenErrorCode::{IdentityNotFound, MultipleIdentities};
        let own = host.system_assigned.as_ref();
        // What is no more does not make what is left ambiguous: no public text states it.
        let is_there = |it: &&(String, String)| {
            let keeps = [Mistake::CountsDangling, Mistake::ServesDangling];
            let keeps = self.mistake.is_some_and(|it| keeps.contains(&it));
            keeps || self.serve(&it.0, &it.1).is_ok()
        };
        let attached: Vec<&(String, String)> = host.attached.iter().filter(is_there).collect();
        match selector {
            _ if self.makes(Mistake::IgnoresSelectors) => {
                let first = own.map(|it| &it.0).or(attached.first().map(|it| &it.1));
                first.cloned().ok_or(IdentityNotFound)
            }
            Selector::Nothing if self.makes(Mistake::PrefersUserAssigned) => {
                let first = attached.first().map(|it| &it.1).or(own.map(|it| &it.0));
                first.cloned().ok_or(IdentityNotFound)
            }
            Selector::Nothing => {
                let falls_back = match endpoint {
                    Endpoint::AppService => self.makes(Mistake::AppServiceFallsBack),
                    _ => !self.makes(Mistake::MachinesDoNotFallBack),
                };
                match (own, attached.as_slice()) {
                    (Some((own, _)), _) => Ok(own.clone()),
                    (None, _) if !falls_back => Err(IdentityNotFound),
                    (None, []) => Err(IdentityNotFound),
                    (None, [(identity, principal)]) => self.serve(identity, principal),
                    (None, [(_, first), ..]) if self.makes(Mistake::TakesTheFirstOfSeveral) => {
                        Ok(first.clone())
                    }
                    (None, _) => Err(MultipleIdentities),
                }
            }
            named => self.named(host, named).unwrap_or(Err(IdentityNotFound)),
        }
    }

    /// The identity of that name among those of the host; `None` if it has none such.
    fn named(self, host: &Host, selector: &Selector) -> Option<Selected> {
        let nameable = !self.makes(Mistake::SystemAssignedHasNoName);
        if let Some((principal, client_id)) = host.system_assigned.as_ref().filter(|_| nameable) {
            // That its own ids name it is idsim's decision (F3.2.3).
            let named = match selector {
                Selector::ClientId(id) => client_id == id,
                Selector::ObjectId(id) => principal == id,
                _ => false,
            };
            if named {
                return Some(Ok(principal.clone()));
            }
        }
        let everywhere = self.makes(Mistake::ServesTheUnattached);
        let all = self.facts.identities.iter();
        let all = all
            .filter(|_| everywhere)
            .map(|it| (&it.scope, &it.principal));
        let attached = host.attached.iter().map(|it| (&it.0, &it.1));
        for (identity, principal) in attached.chain(all) {
            let named = match selector {
                Selector::ClientId(id) => self.client_id(principal) == Some(id),
                Selector::ObjectId(id) => principal == id,
                Selector::ResourceId(id) => identity.eq_ignore_ascii_case(id),
                Selector::Nothing | Selector::Two(..) => false,
            };
            if named {
                return Some(self.serve(identity, principal));
            }
        }
        None
    }

    fn client_id(self, principal: &str) -> Option<&'f String> {
        let mut principals = self.facts.principals.iter();
        Some(&principals.find(|it| it.id == *principal)?.client_id)
    }

    /// An identity that is attached, unless it was deleted (F2.10), even if there is another one of its name (F2.11).
    fn serve(self, identity: &str, principal: &str) -> Selected {
        let mut identities = self.facts.identities.iter();
        let there = identities.find(|it| it.scope.eq_ignore_ascii_case(identity));
        match there {
            Some(it) if it.principal == *principal => Ok(principal.to_owned()),
            Some(it) if self.makes(Mistake::TakesTheRecreatedForTheAttached) => {
                Ok(it.principal.clone())
            }
            _ if self.makes(Mistake::ServesDangling) => Ok(principal.to_owned()),
            _ => Err(TokenErrorCode::IdentityNotFound),
        }
    }

    /// Whether code on it asks at App Service's endpoint, which alone says what it does with several selectors (F3.6.1).
    pub(crate) fn is_app_service(self, host: &Host) -> bool {
        self.endpoint(host) == Endpoint::AppService
    }

    fn endpoint(self, host: &Host) -> Endpoint {
        let resource_type = host.resource_type.to_lowercase();
        let row = ENDPOINTS.iter().find(|it| it.0 == resource_type);
        match row.map_or(Endpoint::Unknown, |it| it.1) {
            _ if resource_type.ends_with("/slots") && self.makes(Mistake::SlotsAreMachines) => {
                Endpoint::Machines
            }
            _ if resource_type.ends_with("scalesets")
                && self.makes(Mistake::ScaleSetsHaveNoEndpoint) =>
            {
                Endpoint::Unknown
            }
            endpoint => endpoint,
        }
    }
}
