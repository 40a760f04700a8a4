//! The account itself: contacts, root user, password policy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Fact;

/// The account as a whole; one for each account that was read, none in templates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Account {
    /// The counters of `iam:GetAccountSummary`
    /// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>).
    pub summary_map: Fact<BTreeMap<String, i64>>,
    /// The password policy for IAM users; `None` where the account has none of its own.
    pub password_policy: Fact<Option<PasswordPolicy>>,
    /// The account's own contact: whom AWS writes to.
    pub contact_information: Fact<Option<ContactInformation>>,
    /// The contact for security matters.
    pub security_contact: Fact<Option<AlternateContact>>,
    /// The contact for billing.
    pub billing_contact: Fact<Option<AlternateContact>>,
    /// The contact for operations.
    pub operations_contact: Fact<Option<AlternateContact>>,
}

impl Account {
    /// A counter of the account summary; `None` where the answer does not have it.
    pub fn summary(&self, name: &str) -> Result<Option<i64>, crate::Gap> {
        Ok(self.summary_map.get()?.get(name).copied())
    }
}

/// The account's own contact, as far as a check asks; addresses and numbers are not kept
/// (<https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ContactInformation {
    /// The company.
    pub company_name: Option<String>,
    /// The country.
    pub country_code: Option<String>,
}

/// An alternate contact
/// (<https://docs.aws.amazon.com/accounts/latest/reference/API_AlternateContact.html>).
/// Only what it is for is kept: names, addresses and numbers are personal data that no check needs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AlternateContact {
    /// `SECURITY`, `BILLING` or `OPERATIONS`.
    pub alternate_contact_type: Option<String>,
}

/// The password policy of an account
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PasswordPolicy {
    /// The least number of characters.
    pub minimum_password_length: i64,
    /// A password needs a symbol.
    pub require_symbols: bool,
    /// A password needs a digit.
    pub require_numbers: bool,
    /// A password needs an uppercase letter.
    pub require_uppercase_characters: bool,
    /// A password needs a lowercase letter.
    pub require_lowercase_characters: bool,
    /// How many days a password lives; absent where it lives for ever.
    pub max_password_age: Option<i64>,
    /// How many earlier passwords may not be used again; absent where any may.
    pub password_reuse_prevention: Option<i64>,
}
