//! The account itself: contacts, root user, password policy.

use super::table::{Detail, Kind, List, Reach, Service};

/// A contact that was never set.
const NO_CONTACT: &[&str] = &["ResourceNotFoundException"];

pub(super) static SERVICE: Service = Service {
    name: "account",
    reach: Reach::Global,
    kinds: &[Kind {
        resource_type: "AWS::Account",
        // The one call that nobody is ever denied: each fact about the account then has its own gap.
        list: List { service: "sts", ..List::of("GetCallerIdentity", "") },
        details: &[
            Detail::of("SummaryMap", "GetAccountSummary", "{}", "SummaryMap").at("iam"),
            Detail::of("PasswordPolicy", "GetAccountPasswordPolicy", "{}", "PasswordPolicy")
                .at("iam")
                .absent(&["NoSuchEntity"]),
            Detail::of("ContactInformation", "GetContactInformation", "{}", "ContactInformation").absent(NO_CONTACT),
            Detail::of(
                "SecurityContact",
                "GetAlternateContact",
                r#"{"AlternateContactType":"SECURITY"}"#,
                "AlternateContact",
            )
            .absent(NO_CONTACT),
            Detail::of(
                "BillingContact",
                "GetAlternateContact",
                r#"{"AlternateContactType":"BILLING"}"#,
                "AlternateContact",
            )
            .absent(NO_CONTACT),
            Detail::of(
                "OperationsContact",
                "GetAlternateContact",
                r#"{"AlternateContactType":"OPERATIONS"}"#,
                "AlternateContact",
            )
            .absent(NO_CONTACT),
        ],
        id: "Account",
        name: "Account",
        arn: "arn:{partition}:iam::{account}:root",
        ..Kind::NONE
    }],
};
