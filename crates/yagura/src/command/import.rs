//! `yagura import`: recorded answers of AWS are judged, or become a saved account.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use flate2::read::GzDecoder;
use yagura_aws::{ImportError, Offered, Recordings};
use yagura_finding::Text;
use yagura_model::{Gap, GapKind, Snapshot};
use yagura_report::Lang;
use yagura_template::folder;

use super::live::runtime;
use super::scan::{self, Outputs, account_id, io_failure};
use crate::cli::{Exit, Failure};
use crate::sources::Sources;
use crate::{accepted, output, store};

/// An answer may be long: all policies of an account, all instances of a region.
const LARGEST: u64 = 256 << 20;

/// How many files that were not read are named at once; the saved file holds them all.
const TOLD: usize = 20;

const AFTER_HELP: Text = Text {
    ja: "例:
  aws ec2 describe-security-groups --region ap-northeast-1 --output json > rec/ap-northeast-1/ec2-describe-security-groups.json
  aws s3api list-buckets --output json > rec/s3api-list-buckets.json
  aws s3api get-bucket-policy --bucket shop --output json > rec/s3api-get-bucket-policy-shop.json 2>&1
  yagura import rec/ --account 111122223333
  yagura import rec/ --account 111122223333 --save acct.yagura   # 保存もする (-o acct.yagura だけなら保存のみ)

AWS Configのスナップショット (configurationItems のある .json または .json.gz) も同じように取り込めます。
ファイル名はコマンドに合わせます (<サービス>-<操作>[-<対象>].json)。中身から操作が分かる一覧は任意の名前でかまいません。
フィルターや --query は付けずに記録してください。記録のないものは「不明」であり、合格にはなりません。",
    en: "Example:
  aws ec2 describe-security-groups --region us-east-1 --output json > rec/us-east-1/ec2-describe-security-groups.json
  aws s3api list-buckets --output json > rec/s3api-list-buckets.json
  aws s3api get-bucket-policy --bucket shop --output json > rec/s3api-get-bucket-policy-shop.json 2>&1
  yagura import rec/ --account 111122223333
  yagura import rec/ --account 111122223333 --save acct.yagura   # keeps it as well (-o acct.yagura alone keeps it and judges nothing)

A snapshot of AWS Config (.json or .json.gz with `configurationItems`) is imported the same way.
Files are named after their commands (<service>-<operation>[-<item>].json); a list whose members tell the operation may have any name.
Record without filters and --query. What was not recorded is unknown and never passes.",
};

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    Command::new("import")
        .about(help(
            "AWS CLIの出力 (`aws … --output json`) やAWS Configのスナップショットを検査します (保存もできます)",
            "Judges recorded output of the AWS CLI (`aws … --output json`), or a snapshot of AWS Config, and may keep it",
        ))
        .arg(
            Arg::new("recorded")
                .value_name("PATH")
                .required(true)
                .action(ArgAction::Append)
                .num_args(1..)
                .value_parser(clap::value_parser!(PathBuf))
                .help(help("記録したファイルまたはフォルダー", "Recorded files or folders of them")),
        )
        .arg(Arg::new("save").long("save").value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(help(
            "取り込んだ内容をファイルに保存する。`yagura scan --from FILE` や `yagura iam` で使える (秘密の値は含まない)",
            "Keep what was imported in a file, for `yagura scan --from FILE` and `yagura iam` (no secret is in it)",
        )))
        .args(scan::output_args(lang).map(|arg| {
            if arg.get_id() != "output" {
                return arg;
            }
            arg.help(help(
                "直前の --format の出力先 (既定: 標準出力)。--format のない FILE は、拡張子が形式を表さなければ保存先になり、それだけを指定した場合は検査しない",
                "Where the --format before it goes (default: standard output); without one, a FILE whose ending names no format is where the account is kept, and alone it judges nothing",
            ))
        }))
        .args(accepted::arguments(lang))
        .args(scan::judging_args(lang))
        .arg(Arg::new("account").long("account").value_name("ID").value_parser(account_id).help(help(
            "アカウントのID (既定: 記録の内容から判断)",
            "The account's id (default: what the answers say)",
        )))
        .arg(Arg::new("region").long("region").value_name("REGION").help(help(
            "リージョンの分からない記録のリージョン (既定: リージョン名のフォルダー、または内容から判断)",
            "Region of answers that do not say theirs (default: a folder of its name, or what the answers say)",
        )))
        .after_help(lang.pick(AFTER_HELP))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    if let Some(region) = text("region").filter(|region| !yagura_aws::catalog::is_region(region)) {
        let what = format!("`{region}` is no region name");
        return Err(Failure::new(Exit::Usage, what, Text { ja: "例: ap-northeast-1", en: "Example: us-east-1" }));
    }
    let mut outputs = Outputs::of(matches, SAVED)?;
    let checks = scan::chosen_checks(matches)?;
    let mut files = outputs.take(SAVED);
    if let Some(file) = matches.get_one::<PathBuf>("save") {
        files.push(file.clone());
        outputs.at_least_people();
    }
    let mut recordings = Recordings::new(text("account"), text("region"));
    for path in matches.get_many::<PathBuf>("recorded").into_iter().flatten() {
        offer(path, &mut recordings)?;
    }
    let (answers, others) = (recordings.answers(), recordings.others());
    let now = jiff::Timestamp::now();
    let taken = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut snapshot: Snapshot =
        runtime()?.block_on(recordings.read(taken, now.as_second())).map_err(|error| failure(&error))?;
    yagura_checks::secrets::analyse(&mut snapshot);
    for file in &files {
        store::save(&snapshot, file)?;
    }

    let mut resources = 0;
    snapshot.each_meta(|_, _| resources += 1);
    let said = lang
        .pick(Text {
            ja: "取り込み: 記録 {answers}、リソース {resources}。対象外のファイル {others}、読み取れなかった箇所と記録のないもの {gaps}",
            en: "imported: answers {answers}, resources {resources}; other files {others}, notes on what was not read or not recorded {gaps}",
        })
        .replace("{answers}", &answers.to_string())
        .replace("{resources}", &resources.to_string())
        .replace("{others}", &others.to_string())
        .replace("{gaps}", &snapshot.contents.gaps.len().to_string());
    if !matches.get_flag("quiet") {
        output::message(&said);
    }
    if !outputs.is_empty() {
        return scan::judge(matches, (snapshot, None), &checks, &outputs, &Sources::default(), &typed(matches), lang);
    }
    for file in &files {
        output::print(format!("yagura scan --from {}\n", file.display())).map_err(io_failure)?;
    }
    let unread: Vec<&Gap> = snapshot.contents.gaps.iter().filter(|gap| gap.kind == GapKind::Error).collect();
    for gap in unread.iter().take(TOLD) {
        output::message(&yagura_report::gap_text(lang, &gap.message));
    }
    Ok(if unread.is_empty() { Exit::Clean } else { Exit::Incomplete })
}

/// The format of a file that is no report: the account itself.
const SAVED: &str = "saved";

/// What was typed, without what concerns the output.
fn typed(matches: &ArgMatches) -> String {
    let mut command = "yagura import".to_owned();
    for option in ["account", "region"] {
        if let Some(value) = matches.get_one::<String>(option) {
            let _ = write!(command, " --{option} {value}");
        }
    }
    if let Some(accounts) = matches.get_many::<String>("trust") {
        let _ = write!(command, " --trust {}", accounts.cloned().collect::<Vec<_>>().join(","));
    }
    for option in ["config", "baseline"] {
        if let Some(file) = matches.get_one::<PathBuf>(option) {
            let _ = write!(command, " --{option} {}", file.display());
        }
    }
    for path in matches.get_many::<PathBuf>("recorded").into_iter().flatten() {
        let _ = write!(command, " {}", path.display());
    }
    command
}

/// Offers a file, or all files of a folder.
fn offer(path: &Path, recordings: &mut Recordings) -> Result<(), Failure> {
    let options = folder::Options { max_bytes: LARGEST, gitignore: false, ..folder::Options::default() };
    let mut gaps = Vec::new();
    let walked = folder::walk(path, &options, &mut gaps, &mut |found, gaps| {
        if found.again {
            return;
        }
        let shown = found.shown();
        // As AWS Config delivers its snapshots.
        if found.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz")) {
            match unpacked(found.path) {
                Ok(text) => {
                    let inner = Path::new(&shown).with_extension("");
                    recordings.offer(&inner.to_string_lossy(), &text);
                }
                Err(error) => gaps.push(Gap::error(format!("{shown}: not read: {error}"))),
            }
            return;
        }
        match found.content() {
            Ok(folder::Content::Text(text) | folder::Content::Utf16(text)) => {
                if recordings.offer(&shown, &text) == Offered::Other && found.named {
                    gaps.push(Gap::error(format!("{shown}: not read: it is no answer of AWS")));
                }
            }
            Ok(folder::Content::NotUtf8 { line, .. }) => {
                gaps.push(Gap::error(format!("{shown}: not read: line {line} is no UTF-8")));
            }
            Ok(folder::Content::TooLarge(_)) => {
                gaps.push(Gap::error(format!("`{shown}` is larger than {LARGEST} bytes: not read")));
            }
            Err(error) => gaps.push(Gap::error(format!("{shown}: not read: {error}"))),
        }
    });
    for gap in gaps {
        recordings.gap(gap);
    }
    walked.map_err(|error| {
        let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        Failure::new(Exit::Io, format!("{error}{source}"), Text { ja: "", en: "" })
    })
}

fn unpacked(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(File::open(path)?).take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST { Err(io::Error::other("it is too large when unpacked")) } else { Ok(text) }
}

fn failure(error: &ImportError) -> Failure {
    let advice = match error {
        ImportError::Nothing { .. } => Text {
            ja: "`aws … --output json > ファイル` で記録してください (`yagura import --help` に例があります)。",
            en: "Record some with `aws … --output json > FILE` (`yagura import --help` has an example).",
        },
        ImportError::NoAccount | ImportError::Accounts(_) => Text {
            ja: "例: --account 111122223333、または `aws sts get-caller-identity --output json > sts-get-caller-identity.json` を記録に加えてください。",
            en: "Example: --account 111122223333, or record `aws sts get-caller-identity --output json > sts-get-caller-identity.json` too.",
        },
        ImportError::Read(_) => Text { ja: "", en: "" },
    };
    Failure::new(Exit::Usage, error, advice)
}
