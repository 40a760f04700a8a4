//! `account-billing-or-operations-contact-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::account::Account;

pub(crate) static CHECK: Check = Check {
    id: "account-billing-or-operations-contact-missing",
    title: Text {
        ja: "請求またはオペレーションの代替連絡先が登録されていない",
        en: "The account has no billing or operations contact",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "不正利用による高額請求や停止の予告に、担当者が気付かない。",
        en: "Nobody notices the bill of an abused account, or the warning that it will be suspended.",
    },
    fix: Text {
        ja: "請求とオペレーションの代替連絡先を、個人ではなくチームの宛先で登録する。",
        en: "Register team addresses, not one person's, as the billing and operations contacts.",
    },
    maps: &[Map::Ap(21), Map::Sv],
    types: &["AWS::Account"],
    page: include_str!("billing_or_operations_contact_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.account.accounts, judge),
};

fn judge(account: &Resource<Account>) -> Judgement {
    // A template says nothing of it, not even where it holds the account's password policy.
    if account.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    let contacts = [
        ("/BillingContact", "請求", "billing", &account.billing_contact),
        ("/OperationsContact", "オペレーション", "operations", &account.operations_contact),
    ];
    let missing: Vec<_> =
        contacts.iter().filter(|(.., contact)| contact.known().is_some_and(Option::is_none)).collect();
    if missing.is_empty() {
        for (.., contact) in contacts {
            contact.get()?;
        }
        return Ok(Verdict::Pass);
    }
    let paths: Vec<&str> = missing.iter().map(|(path, ..)| *path).collect();
    let ja: Vec<&str> = missing.iter().map(|(_, ja, ..)| *ja).collect();
    let en: Vec<&str> = missing.iter().map(|(_, _, en, _)| *en).collect();
    Ok(Verdict::fail_all(account, &paths)
        .detail(format!("未登録: {}", ja.join("、")), format!("missing: {}", en.join(", "))))
}
