//! `apigateway-stage-logging-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Report, Severity, Text, Verdict};
use yagura_model::services::apigateway::Stage;
use yagura_model::{Resource, Snapshot};

pub(crate) static CHECK: Check = Check {
    id: "apigateway-stage-logging-off",
    title: Text {
        ja: "API Gatewayのステージのログが無効になっている", en: "API Gateway stage keeps no log"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "誰がどのAPIを呼んだのか記録に残らず、不正な呼び出しに気づけない。",
        en: "Nobody sees who called what; abuse goes unnoticed and cannot be traced.",
    },
    fix: Text {
        ja: "アクセスログの送信先を設定し、REST APIでは実行ログをERROR以上にする。",
        en: "Set a destination for access logs, and for REST APIs the logging level ERROR or INFO.",
    },
    maps: &[
        Map::Ap(18),
        Map::Sl(17),
        Map::Fsbp("APIGateway.1"),
        Map::Fsbp("APIGateway.9"),
        Map::Owasp(10),
        Map::Csa(5),
    ],
    types: &["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"],
    page: include_str!("stage_logging_off.md"),
    run,
};

fn run<'s>(snapshot: &'s Snapshot, report: &mut Report<'s>) {
    report.each(&CHECK, &snapshot.apigateway.stages, judge);
    report.each(&CHECK, &snapshot.apigateway.http_stages, |stage| {
        Ok(match stage.access_log_settings.get()? {
            Some(_) => Verdict::Pass,
            None => Verdict::fail(stage, "/AccessLogSettings"),
        })
    });
}

fn judge(stage: &Resource<Stage>) -> Judgement {
    if stage.access_log_setting.get()?.is_some() {
        return Ok(Verdict::Pass);
    }
    for setting in stage.method_settings.get()? {
        let setting = setting.get()?;
        let all = setting.http_method.as_deref() == Some("*")
            && setting.resource_path.as_deref().is_some_and(|path| matches!(path, "/*" | "*" | "/" | "~1*"));
        if all && matches!(setting.logging_level.get()?.as_deref(), Some("INFO" | "ERROR")) {
            return Ok(Verdict::Pass);
        }
    }
    Ok(Verdict::fail_all(stage, &["/AccessLogSetting", "/MethodSettings"]))
}
