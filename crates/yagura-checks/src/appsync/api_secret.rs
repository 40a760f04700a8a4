//! `appsync-api-secret`

use serde::Serialize;
use yagura_finding::{Check, Confidence, Judgement, Map, Report, Severity, Text};
use yagura_model::services::appsync::{FunctionConfiguration, Resolver};
use yagura_model::{Fact, Gap, Held, Resource, Snapshot};

use crate::secrets::{Texts, judge_held};

pub(crate) static CHECK: Check = Check {
    id: "appsync-api-secret",
    title: Text {
        ja: "AppSync APIの環境変数またはコードに認証情報が平文で書かれている",
        en: "An AppSync API holds a secret in its variables or code",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "appsync:ListResolversやGetGraphqlApiEnvironmentVariablesを呼び出せる者に値が読まれる。",
        en: "Whoever may call appsync:ListResolvers or GetGraphqlApiEnvironmentVariables has it.",
    },
    fix: Text {
        ja: "値をSecrets Managerに移してLambda関数から取得するか、HTTPデータソースの認可設定を使う。漏れた値は変更する。",
        en: "Let a function fetch it from Secrets Manager, or use the data source's own authorization, and change what was exposed.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Sl(1), Map::Attack("T1552.001")],
    types: &[
        "AWS::AppSync::GraphQLApi",
        "AWS::AppSync::Resolver",
        "AWS::AppSync::FunctionConfiguration",
        "AWS::AppSync::DataSource",
    ],
    page: include_str!("api_secret.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    let appsync = &snapshot.appsync;
    report.each(&CHECK, &appsync.apis, judge_held);
    report.each(&CHECK, &appsync.data_sources, judge_held);
    report.each(&CHECK, &appsync.resolvers, |resolver| {
        let Resolver { code_s3_location, request_mapping_template_s3_location, .. } = &resolver.props;
        let away =
            [code_s3_location, request_mapping_template_s3_location, &resolver.response_mapping_template_s3_location];
        judge(resolver, away)
    });
    report.each(&CHECK, &appsync.functions, |function| {
        let FunctionConfiguration { code_s3_location, request_mapping_template_s3_location, .. } = &function.props;
        let away =
            [code_s3_location, request_mapping_template_s3_location, &function.response_mapping_template_s3_location];
        judge(function, away)
    });
}

fn judge<T: Held + Serialize>(resource: &Resource<T>, away: [&Fact<Option<String>>; 3]) -> Judgement {
    let mut texts = Texts::default();
    texts.held(&resource.props);
    for place in away {
        match place.get() {
            Ok(None) => {}
            Ok(Some(_)) => texts.unknown(Gap::unsupported("the code is in a bucket, which is not read")),
            Err(gap) => texts.unknown(gap),
        }
    }
    texts.judge(resource)
}
