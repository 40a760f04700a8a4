//! `apigateway-default-endpoint-beside-custom-domain`

use std::collections::BTreeSet;
use yagura_finding::{Check, Confidence, Judgement, Map, Report, Severity, Text, Verdict};

use yagura_model::{Gap, Meta, Snapshot, Template};

pub(crate) static CHECK: Check = Check {
    id: "apigateway-default-endpoint-beside-custom-domain",
    title: Text {
        ja: "カスタムドメインのAPIでデフォルトのエンドポイントも有効になっている",
        en: "API with a custom domain still answers at its execute-api address",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "カスタムドメイン側に置いたCloudFrontやWAF、遮断の設定を、デフォルトのURLから迂回される。",
        en: "What CloudFront, WAF or a block list in front of the domain refuses is sent to the default address.",
    },
    fix: Text { ja: "DisableExecuteApiEndpointをtrueにする。", en: "Set DisableExecuteApiEndpoint to true." },
    maps: &[Map::Sl(16), Map::Ap(12), Map::Attack("T1190")],
    types: &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"],
    page: include_str!("default_endpoint_beside_custom_domain.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let own = &snapshot.apigateway;
    let mapped = Mapped::of(snapshot);
    report.each(&CHECK, &own.rest_apis, |api| {
        let off = *api.disable_execute_api_endpoint.get()?;
        mapped.judge(&api.meta, off, || Verdict::fail(api, "/DisableExecuteApiEndpoint"))
    });
    report.each(&CHECK, &own.apis, |api| {
        let off = *api.disable_execute_api_endpoint.get()?;
        mapped.judge(&api.meta, off, || Verdict::fail(api, "/DisableExecuteApiEndpoint"))
    });
}

/// The APIs that have a custom domain name.
struct Mapped<'s> {
    snapshot: &'s Snapshot,
    apis: BTreeSet<(&'s str, &'s str, &'s str)>,
    gap: Option<Gap>,
}

impl<'s> Mapped<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let mut mapped = Self { snapshot, apis: BTreeSet::new(), gap: None };
        let own = &snapshot.apigateway;
        let mappings = own.mappings.iter().map(|mapping| (&mapping.meta, &mapping.api_id));
        let base_paths = own.base_path_mappings.iter().map(|mapping| (&mapping.meta, &mapping.rest_api_id));
        for (meta, api) in mappings.chain(base_paths) {
            match api.get() {
                // In a template the API is named by its reference.
                Ok(Some(id)) => {
                    let id = id.strip_prefix('{').and_then(|id| id.strip_suffix('}')).unwrap_or(id);
                    mapped.apis.insert((&meta.account, home(meta), id));
                }
                Ok(None) => {}
                Err(gap) => mapped.gap = Some(gap),
            }
        }
        mapped
    }

    fn judge(&self, api: &Meta, off: bool, fail: impl FnOnce() -> Verdict) -> Judgement {
        if self.apis.contains(&(api.account.as_str(), home(api), api.id.as_str())) {
            return Ok(if off { Verdict::Pass } else { fail() });
        }
        if off {
            return Ok(Verdict::Pass);
        }
        let unlisted = self.snapshot.contents.lists.iter().find(|list| {
            list.resource_type == "AWS::ApiGatewayV2::ApiMapping"
                && list.account == api.account
                && list.region == api.region
        });
        let gap = self.gap.clone().or_else(|| unlisted.and_then(|list| list.gap.clone()));
        gap.map_or(Ok(Verdict::Skip), Err)
    }
}

/// Where a symbol means an API: in its own template.
fn home(meta: &Meta) -> &str {
    meta.template().map_or("", Template::home)
}
