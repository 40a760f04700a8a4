//! `ecs-cluster-insights-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::ecs::Cluster;
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "ecs-cluster-insights-off",
    title: Text {
        ja: "ECSクラスターでContainer Insightsが有効になっていない",
        en: "An ECS cluster has Container Insights off",
    },
    severity: Severity::Info,
    confidence: Confidence::High,
    attack: Text {
        ja: "マイニングなどによるタスクの異常な負荷に気付きにくい。",
        en: "A task that suddenly mines or scans looks like any other.",
    },
    fix: Text { ja: "Container Insightsを有効にする。", en: "Turn on Container Insights." },
    maps: &[Map::Ap(18), Map::Sl(17), Map::Fsbp("ECS.12")],
    types: &["AWS::ECS::Cluster"],
    page: include_str!("cluster_insights_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ecs.clusters, judge),
};

fn judge(cluster: &Resource<Cluster>) -> Judgement {
    let settings = cluster.cluster_settings.get()?;
    let setting = settings.iter().find(|setting| setting.name.as_deref() == Some("containerInsights"));
    Ok(match setting.map(|setting| setting.value.as_deref()) {
        Some(Some("enabled" | "enhanced")) => Verdict::Pass,
        // The account's own default decides what a template does not say
        // (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html).
        None if cluster.meta.template().is_some() => {
            return Err(Gap::unresolved("the account's default for `containerInsights` decides"));
        }
        _ => Verdict::fail(cluster, "/ClusterSettings"),
    })
}
