//! `organizations-organization-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

pub(crate) static CHECK: Check = Check {
    id: "organizations-organization-missing",
    title: Text {
        ja: "アカウントがAWS Organizationsの組織に属していない",
        en: "The account belongs to no organization",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "アカウントの管理者を乗っ取れば、ログの停止もサービスの停止も止める仕組みがない。",
        en: "Whoever becomes administrator may stop every log: nothing stands above the account.",
    },
    fix: Text {
        ja: "AWS Organizationsを作成または参加し、SCPで監査ログやセキュリティサービスの停止を禁止する。",
        en: "Create or join an organization and forbid by SCP to stop logs and security services.",
    },
    maps: &[Map::Sv],
    types: &["AWS::Organizations::Organization"],
    page: include_str!("organization_missing.md"),
    run: |snapshot, report| {
        report.accounts(&CHECK, &snapshot.organizations.organizations, |organizations| {
            Judgement::Ok(if organizations.any(|_| Ok(true))? { Verdict::Pass } else { Verdict::absent() })
        });
    },
};
