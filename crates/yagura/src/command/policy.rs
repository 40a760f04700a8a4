//! `yagura policy`: the least-privilege IAM policy that a scan needs.

use clap::{Arg, ArgAction, ArgMatches, Command};
use yagura_finding::Text;
use yagura_report::Lang;

use super::scan::{io_failure, known_services};
use crate::cli::{Exit, Failure};
use crate::output;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("policy")
        .about(lang.pick(Text {
            ja: "スキャンに必要な最小権限のIAMポリシーを出力します",
            en: "Prints the least-privilege IAM policy that a scan needs",
        }))
        .arg(Arg::new("service").long("service").value_name("LIST").value_delimiter(',').help(lang.pick(Text {
            ja: "これらのサービスのスキャンに必要なものだけ (s3,iam など)",
            en: "Only what a scan of these services needs (s3,iam …)",
        })))
        .arg(Arg::new("code").long("code").action(ArgAction::SetTrue).help(lang.pick(Text {
            ja: "scan --code（Lambda関数のコード、Glueのスクリプト、Elastic Beanstalkのソースバンドルの検査）に必要なものも含める",
            en: "Also what scan --code needs, which searches code: of Lambda functions, Glue jobs and Elastic Beanstalk",
        })))
        .arg(Arg::new("data").long("data").action(ArgAction::SetTrue).help(lang.pick(Text {
            ja: "yagura data（S3のオブジェクトとログの中身の検査）に必要なものも含める",
            en: "Also what yagura data needs, which reads objects of S3 and log events",
        })))
        .arg(Arg::new("versions").long("versions").action(ArgAction::SetTrue).requires("data").help(lang.pick(Text {
            ja: "yagura data --versions（古いバージョンの検査）に必要なものも含める",
            en: "Also what yagura data --versions needs, which reads older versions",
        })))
}

pub(super) fn run(matches: &ArgMatches, _lang: Lang) -> Result<Exit, Failure> {
    let services: Option<Vec<String>> = matches.get_many::<String>("service").map(|names| names.cloned().collect());
    if let Some(services) = &services {
        known_services(services)?;
    }
    let (code, data, versions) = (matches.get_flag("code"), matches.get_flag("data"), matches.get_flag("versions"));
    output::print(yagura_aws::collect::policy(services.as_deref(), code, data, versions)).map_err(io_failure)?;
    Ok(Exit::Clean)
}
