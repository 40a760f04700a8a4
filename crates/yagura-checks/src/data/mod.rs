//! Sensitive data in buckets and log groups: which items to read, what is in them, who can read it.
//!
//! Nothing here opens anything: listings and bytes come in, amounts go out. A value never does.

mod exposure;
mod gather;
mod keys;
mod look;
mod plan;

pub use exposure::{Asked, Exposures, heeds_acls, may_have_versions, of_log_group};
pub use gather::{Answer, Gather, Holding, Readers};
pub use look::{Look, Looker};
pub use plan::{KMS_PRICE, PRICE_LIST, PRICES, Pick, Price, choose};

use yagura_finding::data::{Class, Exposure};
use yagura_finding::{Confidence, Severity};

/// How much a kind of data says about a person, from 1 to 3; `None` for an identifier of the user's own.
pub(crate) fn weight(kind: &str) -> Option<u8> {
    Some(match kind {
        // What opens an account, or stands for a person before the state.
        "jp-my-number"
        | "jp-drivers-licence"
        | "jp-health-insurance"
        | "passport"
        | "jp-residence-card"
        | "jp-pension-number"
        | "bank-account"
        | "card-number"
        | "iban"
        | "us-ssn"
        | "eu-national-id" => 3,
        "jp-employment-insurance" | "phone" | "address" | "person-name" | "birth-date" | "email" => 2,
        "jp-corporate-number" | "mac-address" | "ip-address" => 1,
        _ => return None,
    })
}

/// How bad it is that data of a kind lies where these can read it.
///
/// Sensitive data in a place that only its own account reads is what such places are for: it is said, and no fault. A secret
/// is none of what belongs into an object or a log, whoever reads it.
pub fn severity(class: Class, kind: &str, confidence: Confidence, exposure: Option<&Exposure>) -> Severity {
    let public = exposure.is_some_and(|exposure| exposure.public);
    let outside = exposure.is_some_and(|exposure| !exposure.outside.is_empty());
    if class == Class::Secret {
        let own = crate::secrets::severity(kind, confidence != Confidence::Low);
        return if public && confidence != Confidence::Low { Severity::Critical } else { own };
    }
    let weight = weight(kind).unwrap_or(2);
    let sure = confidence != Confidence::Low;
    match (weight, public, outside) {
        (3, true, _) if sure => Severity::Critical,
        (2, true, _) if sure => Severity::High,
        (2 | 3, true, _) => Severity::Medium,
        (3, _, true) if sure => Severity::High,
        (2 | 3, _, true) => Severity::Medium,
        (3, ..) | (_, true, _) => Severity::Low,
        _ => Severity::Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_can_read_is_worse_than_what_the_account_keeps() {
        let public = Exposure { public: true, ..Exposure::default() };
        let outside = Exposure { outside: vec!["111111111111".to_owned()], ..Exposure::default() };
        let private = Exposure::default();
        let of = |kind: &str, confidence, exposure| severity(Class::Personal, kind, confidence, Some(exposure));
        for (kind, expect) in [
            ("jp-my-number", [Severity::Critical, Severity::High, Severity::Low]),
            ("email", [Severity::High, Severity::Medium, Severity::Info]),
            ("ip-address", [Severity::Low, Severity::Info, Severity::Info]),
            ("employee-number", [Severity::High, Severity::Medium, Severity::Info]),
        ] {
            let found = [&public, &outside, &private].map(|exposure| of(kind, Confidence::High, exposure));
            assert_eq!(found, expect, "{kind}");
        }
        assert_eq!(of("jp-my-number", Confidence::Low, &public), Severity::Medium);
        assert_eq!(of("jp-my-number", Confidence::Low, &outside), Severity::Medium);
        let secret = |exposure| severity(Class::Secret, "password", Confidence::High, exposure);
        assert_eq!((secret(Some(&public)), secret(None)), (Severity::Critical, Severity::High));
    }
}
