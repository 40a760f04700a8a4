//! `accessanalyzer-analyzer-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};

pub(crate) static CHECK: Check = Check {
    id: "accessanalyzer-analyzer-missing",
    title: Text {
        ja: "IAM Access Analyzerの外部アクセスアナライザーが有効になっていない",
        en: "No IAM Access Analyzer looks for external access in this region",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "外部に公開されたリソースや信頼関係が、誰にも気付かれずに残る。",
        en: "A resource or role that was opened to outsiders stays open, because nobody is told.",
    },
    fix: Text {
        ja: "すべてのリージョンで、アカウントまたは組織を信頼ゾーンとする外部アクセスアナライザーを作成する。",
        en: "Create an external access analyzer for the account or the organization in every region.",
    },
    maps: &[Map::Ap(6), Map::Sv, Map::Cis("1.20")],
    types: &["AWS::AccessAnalyzer::Analyzer"],
    page: include_str!("analyzer_missing.md"),
    run: |snapshot, report| {
        report.regions(&CHECK, &snapshot.accessanalyzer.analyzers, |analyzers| {
            let found = analyzers.any(|analyzer| {
                let kind = analyzer.kind.get()?.as_deref();
                let active = analyzer.status.get()?.as_deref() == Some("ACTIVE");
                Ok(active && matches!(kind, Some("ACCOUNT" | "ORGANIZATION")))
            })?;
            Judgement::Ok(if found { Verdict::Pass } else { Verdict::absent() })
        });
    },
};
