//! [`Guid`]: the 128 bits behind tenants, subscriptions, principals, clients and role definitions.

use std::fmt;

use uuid::Uuid;

use super::text_form::text_form;

/// A GUID, printed with dashes and in lower case.
///
/// ```
/// use idsim::value::Guid;
///
/// let guid = Guid::parse("4633458B17DE408AB874DA8FBE95E3BC").unwrap_or(Guid::from_u128(0));
/// assert_eq!(guid.to_string(), "4633458b-17de-408a-b874-da8fbe95e3bc");
/// assert!(Guid::parse("{4633458b-17de-408a-b874-da8fbe95e3bc}").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(Uuid);

/// Why a text is not a [`Guid`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a GUID: expected 32 hexadecimal digits, with dashes (8-4-4-4-12) or without")]
pub struct GuidError(String);

impl Guid {
    /// The GUID with these 128 bits, the first digit printed being the highest.
    ///
    /// ```
    /// use idsim::value::Guid;
    ///
    /// const SOME: Guid = Guid::from_u128(0xa1);
    /// assert_eq!(SOME.to_string(), "00000000-0000-0000-0000-0000000000a1");
    /// ```
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(Uuid::from_u128(bits))
    }

    /// Reads 32 hexadecimal digits of any case, with dashes or without.
    ///
    /// # Errors
    ///
    /// [`GuidError`] for anything else: braces, a `urn:` prefix and blanks around it included.
    ///
    /// ```
    /// use idsim::value::Guid;
    ///
    /// assert_eq!(Guid::parse("00000000-0000-0000-0000-0000000000A1"), Ok(Guid::from_u128(0xa1)));
    /// assert!(Guid::parse("a1").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, GuidError> {
        // The uuid crate also reads braces and URNs; their lengths differ from the two forms wanted.
        Some(text)
            .filter(|text| matches!(text.len(), 32 | 36))
            .and_then(|text| Uuid::try_parse(text).ok())
            .map(Self)
            .ok_or_else(|| GuidError(text.to_owned()))
    }

    /// The 32 digits without dashes, as Azure writes it in some messages.
    ///
    /// ```
    /// use idsim::value::Guid;
    ///
    /// assert_eq!(Guid::from_u128(0xa1).undashed(), "000000000000000000000000000000a1");
    /// ```
    #[must_use]
    pub fn undashed(&self) -> String {
        self.0.as_simple().to_string()
    }

    /// The GUID that belongs to a name within a namespace: the same two always give the same one (UUID version 5).
    ///
    /// The name is taken byte by byte; who means names without regard to letter case folds them first.
    ///
    /// ```
    /// use idsim::value::Guid;
    ///
    /// let tenant = Guid::from_u128(1);
    /// assert_eq!(Guid::derive(tenant, "vm1"), Guid::derive(tenant, "vm1"));
    /// assert_ne!(Guid::derive(tenant, "vm1"), Guid::derive(tenant, "vm2"));
    /// ```
    #[must_use]
    pub fn derive(namespace: Guid, name: &str) -> Self {
        Self(Uuid::new_v5(&namespace.0, name.as_bytes()))
    }
}

text_form!(Guid, GuidError);

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0.as_hyphenated(), f)
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_two_forms_in_any_case_and_nothing_else() {
        let check = |text: &str, expected: Option<u128>| {
            assert_eq!(
                Guid::parse(text).ok(),
                expected.map(Guid::from_u128),
                "{text}"
            );
        };
        check(
            "4633458b-17de-408a-b874-da8fbe95e3bc",
            Some(0x4633_458b_17de_408a_b874_da8f_be95_e3bc),
        );
        check(
            "4633458B-17DE-408A-B874-DA8FBE95E3BC",
            Some(0x4633_458b_17de_408a_b874_da8f_be95_e3bc),
        );
        check(
            "4633458b17de408ab874da8fbe95e3bc",
            Some(0x4633_458b_17de_408a_b874_da8f_be95_e3bc),
        );
        check("", None);
        check("4633458b-17de-408a-b874-da8fbe95e3b", None);
        check("4633458b17de-408a-b874-da8fbe95e3bc1", None);
        check("4633458g-17de-408a-b874-da8fbe95e3bc", None);
        check("{4633458b-17de-408a-b874-da8fbe95e3bc}", None);
        check("urn:uuid:4633458b-17de-408a-b874-da8fbe95e3bc", None);
        check(" 4633458b-17de-408a-b874-da8fbe95e3bc", None);
        check("éééééééééééééééé", None);
    }

    #[test]
    fn derivation_never_changes() {
        // RFC 9562, appendix A.4: the DNS namespace and `www.example.com`.
        let dns = Guid::from_u128(0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8);
        let derived = Guid::derive(dns, "www.example.com");
        assert_eq!(derived.to_string(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    #[test]
    fn serde_is_the_text() {
        let guid = Guid::from_u128(0xa1);
        let json = serde_json::to_string(&guid).unwrap();
        assert_eq!(json, r#""00000000-0000-0000-0000-0000000000a1""#);
        assert_eq!(serde_json::from_str::<Guid>(&json).unwrap(), guid);
        let error = serde_json::from_str::<Guid>(r#""a1""#).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`a1` is not a GUID: expected"),
            "{error}"
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(bits: u128) {
            let guid = Guid::from_u128(bits);
            prop_assert_eq!(Guid::parse(&guid.to_string()), Ok(guid));
            prop_assert_eq!(format!("{guid:?}"), guid.to_string());
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Guid::parse(&text);
        }
    }
}
