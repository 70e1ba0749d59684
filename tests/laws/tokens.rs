//! Whatever is asked of tokens and calls, there is an answer.

use idsim::TokenRequest;
use proptest::prelude::*;
use proptest::sample::select;

use crate::worlds::{History, hostile_histories};
use crate::{accepted, config};

proptest! {
    #![proptest_config(config())]

    /// Whatever a request or a call names, there is an answer or an error.
    #[test]
    fn asking_is_total(
        History { mut world, events, .. } in hostile_histories(),
        from in ".{0,40}",
        rest in "(/[^/]{0,12}){0,6}",
        odd in "(https://|tcp:)?.{0,60}",
        operation in select(vec!["secrets/get", "blobs/read", "table-entities/read", "login", "vm/read", "vm/write", "nothing/at-all"]),
    ) {
        accepted(&mut world, events);
        let names: Vec<String> = world.nodes().map(|(scope, _)| scope.name().to_owned()).take(6).collect();
        let mut addresses = vec![odd];
        for (_, api) in world.catalog().apis() {
            for name in &names {
                addresses.push(format!("https://{}{rest}", api.host.replace("{name}", name)));
            }
        }
        let hosts = world.nodes().map(|(scope, _)| scope.to_string()).take(4);
        let froms: Vec<String> = hosts.chain([from]).collect();
        for (number, address) in addresses.iter().enumerate() {
            let Some(from) = froms.get(number % froms.len()) else { continue };
            let request = TokenRequest { object_id: Some(operation.into()), ..TokenRequest::new(from.as_str(), address.as_str()) };
            if let Err(error) = world.token(&request) {
                prop_assert!(!error.to_string().is_empty());
            }
            if let Err(error) = world.call(&idsim::CallRequest::new(from.as_str(), address.as_str(), operation)) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
