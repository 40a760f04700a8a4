//! `account-root-mfa-virtual`

use yagura_finding::Listing;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::account::Account;
use yagura_model::services::iam::VirtualMfaDevice;
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "account-root-mfa-virtual",
    title: Text {
        ja: "ルートユーザーのMFAが仮想デバイスである",
        en: "The root user is protected by a virtual MFA device only",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "6桁のコードは偽のサインイン画面に入力させて盗める。端末の移行やバックアップからも漏れる。",
        en: "A six-digit code can be phished on a fake sign-in page, and its seed leaks with a phone backup.",
    },
    fix: Text {
        ja: "フィッシングに強いパスキーまたはFIDO2セキュリティキーをルートユーザーに登録する。",
        en: "Register a passkey or a FIDO2 security key, which cannot be phished, for the root user.",
    },
    maps: &[Map::Ap(5), Map::Ia(6), Map::Cis("1.6"), Map::Fsbp("IAM.6")],
    types: &["AWS::Account", "AWS::IAM::VirtualMFADevice"],
    page: include_str!("root_mfa_virtual.md"),
    run: |snapshot, report| {
        for account in snapshot.account.accounts.iter().filter(|account| account.meta.template().is_none()) {
            let devices = report.listing(&snapshot.iam.virtual_mfa_devices, &account.meta.account, None);
            report.keep(&CHECK, "AWS::Account", &account.meta, judge(account, devices));
        }
    },
};

fn judge(account: &Resource<Account>, devices: Option<Listing<'_, VirtualMfaDevice>>) -> Judgement {
    if super::counter(account, "AccountMFAEnabled")? == 0 {
        return Ok(Verdict::Skip);
    }
    let devices = devices.ok_or_else(Gap::not_collected)?;
    let of_root =
        devices.any(|device| Ok(device.user_arn.get()?.as_deref().is_some_and(|arn| arn.ends_with(":root"))))?;
    Ok(if of_root { Verdict::fail(account, "/SummaryMap/AccountMFAEnabled") } else { Verdict::Pass })
}
