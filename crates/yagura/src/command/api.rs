//! `yagura api SERVICE OPERATION`: any read operation of any AWS service, printed as the AWS CLI prints it.

use clap::{Arg, ArgMatches, Command};
use yagura_aws::Client;
use yagura_finding::Text;
use yagura_report::Lang;

use super::live::{client_config, client_failure, runtime};
use super::scan::io_failure;
use crate::cli::{Exit, Failure};
use crate::output;

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    Command::new("api")
        .about(help(
            "AWSの読み取りAPIを呼び出し、`aws … --output json` と同じ形で出力します",
            "Calls a read operation of AWS and prints what `aws … --output json` would print",
        ))
        .arg(
            Arg::new("service")
                .required(true)
                .value_name("SERVICE")
                .help(help("サービス (s3api, ec2 など)", "The service (s3api, ec2 …)")),
        )
        .arg(Arg::new("operation").required(true).value_name("OPERATION").help(help(
            "操作 (DescribeInstances または describe-instances)",
            "The operation (DescribeInstances or describe-instances)",
        )))
        .arg(
            Arg::new("params")
                .long("params")
                .value_name("JSON")
                .help(help("パラメーター (JSON)", "Parameters as JSON")),
        )
        .arg(Arg::new("region").long("region").value_name("REGION").help(help("リージョン", "The region")))
        .args(super::connection(lang))
}

pub(super) fn run(matches: &ArgMatches, _lang: Lang) -> Result<Exit, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let params = serde_json::from_str(text("params").unwrap_or("{}")).map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("--params is not JSON: {error}"),
            Text {
                ja: "例: --params '{\"Bucket\":\"my-bucket\"}'",
                en: "Example: --params '{\"Bucket\":\"my-bucket\"}'",
            },
        )
    })?;
    let answer = runtime()?.block_on(async {
        let client = Client::new(client_config(matches)).await.map_err(|error| client_failure(&error))?;
        yagura_aws::api(
            &client,
            text("service").unwrap_or_default(),
            text("operation").unwrap_or_default(),
            &params,
            text("region"),
        )
        .await
        .map_err(|error| {
            let exit = match error {
                yagura_aws::CallError::Unsupported { .. } => Exit::Usage,
                yagura_aws::CallError::Credentials { .. } | yagura_aws::CallError::Unreachable { .. } => {
                    Exit::Credentials
                }
                _ => Exit::Incomplete,
            };
            Failure::new(exit, error, Text { ja: "", en: "" })
        })
    })?;
    let text = serde_json::to_string_pretty(&answer).map_err(|error| io_failure(error.into()))?;
    output::print(format!("{text}\n")).map_err(io_failure)?;
    Ok(Exit::Clean)
}
