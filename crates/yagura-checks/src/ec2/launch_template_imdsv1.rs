//! `ec2-launch-template-imdsv1`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ec2::LaunchTemplate;

pub(crate) static CHECK: Check = Check {
    id: "ec2-launch-template-imdsv1",
    title: Text {
        ja: "起動テンプレートがIMDSv1を許可している",
        en: "Launch template lets its instances answer IMDSv1",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "このテンプレートから起動するすべてのインスタンスで、SSRFからロールの認証情報を盗める。",
        en: "Every instance started from it gives its role's credentials to the first SSRF flaw.",
    },
    fix: Text {
        ja: "MetadataOptionsのHttpTokensをrequiredにした新しいバージョンを既定にする。",
        en: "Make a version with HttpTokens set to required, and make it the default.",
    },
    maps: &[Map::Ap(13), Map::Fsbp("EC2.170"), Map::Attack("T1552.005")],
    types: &["AWS::EC2::LaunchTemplate"],
    page: include_str!("launch_template_imdsv1.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ec2.launch_templates, judge),
};

fn judge(template: &Resource<LaunchTemplate>) -> Judgement {
    let data = template.launch_template_data.get()?;
    let Some(options) = data.metadata_options.get()? else {
        return Ok(Verdict::fail(template, "/LaunchTemplateData/MetadataOptions").confidence(Confidence::Medium));
    };
    if options.http_endpoint.get()?.as_deref() == Some("disabled") {
        return Ok(Verdict::Pass);
    }
    Ok(match options.http_tokens.get()?.as_deref() {
        Some("required") => Verdict::Pass,
        Some(_) => Verdict::fail(template, "/LaunchTemplateData/MetadataOptions/HttpTokens"),
        None => Verdict::fail(template, "/LaunchTemplateData/MetadataOptions").confidence(Confidence::Medium),
    })
}
