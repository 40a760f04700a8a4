//! `ec2-instance-imdsv1`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ec2::{Instance, LaunchTemplate, MetadataOptions};
use yagura_model::{Gap, Resource, Resources};

pub(crate) static CHECK: Check = Check {
    id: "ec2-instance-imdsv1",
    title: Text { ja: "EC2インスタンスがIMDSv1を許可している", en: "EC2 instance answers IMDSv1" },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "SSRFの脆弱性が1つあれば、URLを読ませるだけでインスタンスのロールの認証情報を盗める（Capital One事件の手口）。",
        en: "One SSRF flaw reads the credentials of the instance's role with a plain GET, as in the Capital One breach.",
    },
    fix: Text {
        ja: "HttpTokensをrequiredにしてIMDSv2を必須にする。",
        en: "Set HttpTokens to required, so that only IMDSv2 answers.",
    },
    maps: &[Map::Ap(13), Map::Cis("5.6"), Map::Fsbp("EC2.8"), Map::Attack("T1552.005")],
    types: &["AWS::EC2::Instance", "AWS::EC2::LaunchTemplate"],
    page: include_str!("instance_imdsv1.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.ec2.instances, |instance| judge(instance, &snapshot.ec2.launch_templates));
    },
};

fn judge(instance: &Resource<Instance>, templates: &Resources<LaunchTemplate>) -> Judgement {
    if let Some(options) = instance.metadata_options.get()?
        && let Some(verdict) = metadata(instance, options, "/MetadataOptions")?
    {
        return Ok(milder(instance, verdict));
    }
    // A template's instance takes from its launch template what it does not say itself.
    if let Some(from) = instance.launch_template.get()? {
        let id = from.launch_template_id.get()?.as_ref().or(from.launch_template_name.get()?.as_ref());
        if let Some(id) = id {
            let template = templates.require(&instance.meta, id)?;
            let options = template.launch_template_data.get()?.metadata_options.get()?;
            if let Some(options) = options
                && options.http_tokens.get()?.as_deref() == Some("required")
            {
                return Ok(Verdict::Pass);
            }
        }
    }
    // Then the image and the account's default decide, and neither is written here.
    Ok(milder(instance, Verdict::fail(instance, "/MetadataOptions").confidence(Confidence::Low)))
}

/// What the options say, where they say it.
fn metadata(instance: &Resource<Instance>, options: &MetadataOptions, path: &str) -> Result<Option<Verdict>, Gap> {
    if options.http_endpoint.get()?.as_deref() == Some("disabled") {
        return Ok(Some(Verdict::Pass));
    }
    Ok(match options.http_tokens.get()?.as_deref() {
        Some("required") => Some(Verdict::Pass),
        Some(_) => Some(Verdict::fail(instance, &format!("{path}/HttpTokens"))),
        None => None,
    })
}

/// Without a role there are no credentials to steal.
fn milder(instance: &Resource<Instance>, verdict: Verdict) -> Verdict {
    match instance.iam_instance_profile.known() {
        Some(None) => verdict.severity(Severity::Low),
        _ => verdict,
    }
}
