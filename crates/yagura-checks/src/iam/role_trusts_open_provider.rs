//! `iam-role-trusts-open-provider`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::trust::{Entry, entries};
use yagura_model::services::iam::Role;
use yagura_model::{Gap, Resource};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-role-trusts-open-provider",
    title: Text {
        ja: "誰でもトークンを取得できるIDプロバイダーから、ロールを無制限に引き受けられる",
        en: "Anyone with a token of a public identity provider may assume the role",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "攻撃者が自分のGitHubリポジトリのワークフローなどからトークンを取得し、ロールを引き受ける。",
        en: "An attacker's own repository or app gets a token of the same provider and assumes the role.",
    },
    fix: Text {
        ja: "信頼ポリシーの条件で、自組織のリポジトリやブランチをsubクレームで限定する。",
        en: "Limit the sub claim in the trust policy to your own organization, repository and branch.",
    },
    maps: &[Map::Ia(8), Map::Attack("T1078.004"), Map::Attack("T1199")],
    types: &["AWS::IAM::Role"],
    page: include_str!("role_trusts_open_provider.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.roles, judge),
};

/// Claims that tell whose token it is, beside `sub`: the application or the pool that it was given to.
const AUDIENCES: &[&str] = &["aud", "oaud", "app_id", "azp"];
/// Providers whose audience is chosen by whoever asks for the token, so that it tells nothing.
const BY_SUBJECT: &[&str] =
    &["token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io", "agent.buildkite.com"];

fn judge(role: &Resource<Role>) -> Judgement {
    let Some(document) = role.assume_role_policy_document.get()? else { return Ok(Verdict::Skip) };
    let (entries, gap) = entries(policies::parsed(document)?);
    let mut gap = gap.map(|gap| policies::gap(&gap));
    let mut looked = false;
    for entry in &entries {
        if !entry.is_open_provider() {
            if entry.principal.is_none() && !entry.not_principal {
                gap = gap.or_else(|| entry.gap.as_ref().map(policies::gap));
            }
            continue;
        }
        looked = true;
        match open(entry) {
            Ok(None) => {}
            Ok(Some((ja, en))) => {
                let path = format!("/AssumeRolePolicyDocument{}", entry.pointer);
                return Ok(Verdict::fail(role, &path).detail(ja, en));
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    match gap {
        Some(gap) => Err(gap),
        None => Ok(if looked { Verdict::Pass } else { Verdict::Skip }),
    }
}

/// What is open about a way in, Japanese and English.
fn open(entry: &Entry) -> Result<Option<(String, String)>, Gap> {
    let provider = entry.provider().unwrap_or_default();
    let subject = entry.claim("sub");
    if let Some(sub) = subject {
        if provider.eq_ignore_ascii_case("token.actions.githubusercontent.com")
            && let Some(value) = sub.values.iter().find(|value| any_owner(value))
        {
            return Ok(Some((
                format!("`{value}` は他者のリポジトリにも一致する"),
                format!("`{value}` matches repositories of others"),
            )));
        }
        return sub.gap.as_ref().map_or(Ok(None), |gap| Err(policies::gap(gap)));
    }
    let audience = AUDIENCES.iter().find_map(|claim| entry.claim(claim));
    let by_subject = BY_SUBJECT.iter().any(|known| known.eq_ignore_ascii_case(provider));
    if let Some(audience) = audience
        && !by_subject
    {
        return audience.gap.as_ref().map_or(Ok(None), |gap| Err(policies::gap(gap)));
    }
    if let Some(gap) = &entry.gap {
        return Err(policies::gap(gap));
    }
    // GitHub's and GitLab's other claims (`repository_owner`, `project_path` …) tell it as well.
    let other_claim = entry.requirements.iter().any(|need| {
        let claim = need.key.get(provider.len()..).unwrap_or_default().trim_start_matches(':');
        let of_provider = need.key.to_lowercase().starts_with(&provider.to_lowercase());
        of_provider && !need.void && !AUDIENCES.contains(&claim)
    });
    if other_claim {
        return Ok(None);
    }
    let claim = if by_subject { "sub" } else { "aud" };
    Ok(Some((
        format!("{provider} の `{claim}` を限定する条件がない"),
        format!("no condition limits `{claim}` of {provider}"),
    )))
}

/// `repo:owner/name:…` with a wildcard in the owner's name, or before it.
/// A `*` under `StringEquals` matches nothing; it is reported all the same, for it was meant as a wildcard.
fn any_owner(subject: &str) -> bool {
    let owner = subject.strip_prefix("repo:").map(|rest| rest.split('/').next().unwrap_or(rest));
    match owner {
        Some(owner) => owner.contains(['*', '?']),
        None => subject.starts_with(['*', '?']) || "repo:".starts_with(subject.trim_end_matches(['*', '?'])),
    }
}
