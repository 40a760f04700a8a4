//! `ecr-repository-scan-on-push-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ecr::{RegistryScanningConfiguration, Repository};
use yagura_model::{Gap, Meta, Resource, Snapshot, Template, Typed};

pub(crate) static CHECK: Check = Check {
    id: "ecr-repository-scan-on-push-off",
    title: Text {
        ja: "ECRリポジトリのイメージがプッシュ時にスキャンされない",
        en: "ECR repository does not scan images when they are pushed",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "既知の脆弱性を含むイメージが、誰にも知られないまま本番で動き続ける。",
        en: "Images with published holes run in production and nobody is told.",
    },
    fix: Text {
        ja: "レジストリのスキャン設定で、プッシュ時または継続的なスキャンを有効にする。",
        en: "Turn on scan on push, or continuous scanning, in the settings of the registry.",
    },
    maps: &[Map::Ap(17), Map::Ap(13), Map::Fsbp("ECR.1"), Map::Owasp(9), Map::Csa(6), Map::Attack("T1190")],
    types: &["AWS::ECR::Repository", "AWS::ECR::RegistryScanningConfiguration"],
    page: include_str!("repository_scan_on_push_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ecr.repositories, |repository| judge(snapshot, repository)),
};

fn judge(snapshot: &Snapshot, repository: &Resource<Repository>) -> Judgement {
    if repository.image_scanning_configuration.get()?.as_ref().is_some_and(|own| own.scan_on_push) {
        return Ok(Verdict::Pass);
    }
    let near = &repository.meta;
    let registry = snapshot.ecr.scanning.iter().find(|registry| {
        registry.meta.account == near.account
            && registry.meta.region == near.region
            && registry.meta.template().map(Template::home) == near.template().map(Template::home)
    });
    match registry {
        Some(registry) => {
            let name = repository.repository_name.get()?.as_deref().unwrap_or(&near.name);
            for rule in registry.rules.get()? {
                let scans = matches!(rule.scan_frequency.as_deref(), Some("SCAN_ON_PUSH" | "CONTINUOUS_SCAN"));
                if scans && rule.repository_filters.iter().any(|filter| matches(filter.filter.as_deref(), name)) {
                    return Ok(Verdict::Pass);
                }
            }
        }
        // Not read, or read and not given: every account has one.
        None if near.template().is_none() => {
            return Err(
                unread(snapshot, near).unwrap_or_else(|| Gap::unsupported("the registry's scanning was not read"))
            );
        }
        None => {}
    }
    Ok(Verdict::fail(repository, "/ImageScanningConfiguration"))
}

fn unread(snapshot: &Snapshot, near: &Meta) -> Option<Gap> {
    let lists = snapshot.contents.lists.iter().find(|list| {
        list.resource_type == RegistryScanningConfiguration::TYPE
            && list.account == near.account
            && list.region == near.region
    })?;
    lists.gap.clone()
}

/// Whether a filter means a repository: with `*` as a pattern over the whole name, without one as a part of it
/// (<https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html>, 2026-01).
fn matches(filter: Option<&str>, name: &str) -> bool {
    let Some(filter) = filter else { return false };
    if !filter.contains('*') {
        return name.contains(filter);
    }
    let mut parts = filter.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let last = parts.next_back().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn filters_mean_what_the_registry_means() {
        for (filter, name, expected) in [
            ("*", "shop/api", true),
            ("shop", "shop/api", true),
            ("shop", "workshop", true),
            ("shop*", "workshop", false),
            ("*api", "shop/api", true),
            ("*api", "shop/api2", false),
            ("shop*api", "shop/internal/api", true),
            ("a*a", "a", false),
            ("prod", "dev/api", false),
        ] {
            assert_eq!(matches(Some(filter), name), expected, "{filter} on {name}");
        }
        assert!(!matches(None, "shop"));
    }
}
