//! `yagura data`: sensitive data and secrets in the objects of S3 and in logs; a plan with its cost first.

pub(super) mod after;
mod who;

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use futures_util::StreamExt as _;
use yagura_aws::catalog::is_region;
use yagura_aws::data::{self as reader, Bounds, Place};
use yagura_aws::{CallError, Client};
use yagura_checks::access::Within;
use yagura_checks::data::{Gather, Looker, PRICES, Pick, choose};
use yagura_finding::data::{Amount, DataReport, Plan};
use yagura_finding::{Severity, Text};
use yagura_model::Snapshot;
use yagura_model::inventory::{Listing, StoreKind};
use yagura_report::{DataOptions, Lang, data_json, data_plan, data_plan_json, data_terminal};

use super::live::{client_failure, collecting, runtime};
use super::scan::io_failure;
use crate::cli::{Exit, Failure};
use crate::{config, output, store};

/// How many items are held in memory at once.
const WIDTH: usize = 4;

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let number = |name: &'static str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).value_parser(clap::value_parser!(u64).range(1..))
    };
    let list = |name: &'static str| Arg::new(name).long(name).value_name("LIST").value_delimiter(',');
    Command::new("data")
        .about(help(
            "S3バケットやログに機密データやシークレットがないかをサンプルで調べ、誰が読み取れるかとあわせて示します",
            "Looks for sensitive data and secrets in a sample of S3 objects or log events, and says who can read them",
        ))
        .long_about(help(
            "S3バケットに機密データ (マイナンバー、カード番号、氏名など) やシークレットがないかを、サンプルのオブジェクトを読み取って調べます。\n\
             先に計画 (一覧、サンプル、リクエスト数、料金の概算) を表示し、確認を求めてから読み取ります。値は出力しません。\n\
             サンプルに含まれなかったもの、読み取れなかったものは、その理由とともに示します。",
            "Looks for sensitive data (My Number, card numbers, names …) and secrets by reading a sample of the objects in S3 buckets.\n\
             The plan (inventory, sample, requests, estimated cost) is shown first, and nothing is read before it is agreed to. No value is ever printed.\n\
             What is not in the sample or could not be read is said, with its reason.",
        ))
        .after_help(help(
            "終了コード: 0 しきい値以上の検出なし、1 検出あり、3 読み取れなかったものがある",
            "Exit codes: 0 nothing at or above the threshold, 1 findings, 3 something could not be read",
        ))
        .arg(list("bucket").action(ArgAction::Append).help(help(
            "バケット (繰り返し可。既定: すべて)",
            "Buckets; may be repeated (default: all of the account)",
        )))
        .arg(
            Arg::new("logs")
                .long("logs")
                .value_name("GROUP")
                .num_args(0..)
                .value_delimiter(',')
                .action(ArgAction::Append)
                .help(help(
                    "バケットの代わりにCloudWatch Logsのロググループを調べる (既定: すべて。--bucket と併用すると両方)",
                    "Look at log groups of CloudWatch Logs in place of buckets (default: all; with --bucket at both)",
                )),
        )
        .arg(Arg::new("prefix").long("prefix").value_name("PREFIX").default_value("").hide_default_value(true).help(
            help("バケットの中でこのプレフィックスで始まるキーだけ", "Of buckets, only keys that begin so"),
        ))
        .arg(list("region").help(help(
            "このリージョンのバケットとロググループだけ (名前を指定したバケットには使用しない)",
            "Only buckets and log groups of these regions (of buckets, those that are not named)",
        )))
        .arg(number("budget-objects", "N").default_value("500").help(help(
            "読み取るオブジェクトの数の上限",
            "The most objects that are read",
        )))
        .arg(
            Arg::new("budget-bytes")
                .long("budget-bytes")
                .value_name("BYTES")
                .value_parser(size)
                .default_value("256M")
                .help(help(
                    "読み取るバイト数の上限 (K、M、G を付けられる)",
                    "The most bytes that are read (K, M, G may follow)",
                )),
        )
        .arg(number("list-pages", "N").default_value("10").help(help(
            "1つのバケットまたはロググループの一覧に使うリクエストの上限 (1回で1,000オブジェクト、または50ログストリーム)",
            "The most requests that list one bucket or log group (1,000 objects or 50 streams each)",
        )))
        .arg(flag("versions").help(help(
            "S3のオブジェクトの古いバージョンも調べる",
            "Of S3 objects, look at older versions too",
        )))
        .arg(flag("plan").conflicts_with("yes").help(help(
            "計画だけを表示し、何も読み取らない",
            "Show the plan and read nothing",
        )))
        .arg(flag("yes").short('y').help(help("確認せずに読み取る", "Read without asking")))
        .arg(
            Arg::new("from").long("from").value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(help(
                "誰が読み取れるかを、`yagura scan --save` で保存した内容から判定する (省略時: いま読み取る)",
                "Tell who can read from what `yagura scan --save` kept (default: from the account as it is now)",
            )),
        )
        .arg(list("trust").value_parser(super::scan::account_id).help(help(
            "外部とみなさないアカウントのID",
            "Accounts that are not outside",
        )))
        .arg(flag("without-organization").help(help(
            "SCPとRCPを考慮しない",
            "Leave SCPs and RCPs out",
        )))
        .arg(Arg::new("config").long("config").value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(help(
            "設定ファイル (既定: あれば yagura.yaml)。identifiers: に独自の識別子を書ける",
            "Configuration file (default: yagura.yaml, where there is one); its identifiers: are looked for too",
        )))
        .args(super::connection(lang))
        .args(super::one_output(lang, &["terminal", "json"]))
        .arg(super::fail_on(lang))
        .arg(flag("all").help(help("省略せずにすべて表示する", "Show everything, however long")))
        .arg(flag("quiet").short('q').help(help("進捗を表示しない", "No progress on standard error")))
}

/// `256M`, `1G`, `4096`.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || "a number of bytes, as 4096, 64K, 256M or 1G".to_owned();
    let text = text.trim();
    let (digits, shift) = match text.chars().next_back() {
        Some('k' | 'K') => (text.get(..text.len() - 1), 10),
        Some('m' | 'M') => (text.get(..text.len() - 1), 20),
        Some('g' | 'G') => (text.get(..text.len() - 1), 30),
        _ => (Some(text), 0),
    };
    let count: u64 = digits.and_then(|digits| digits.parse().ok()).ok_or_else(wrong)?;
    count.checked_mul(1 << shift).filter(|size| *size > 0).ok_or_else(wrong)
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let identifiers = config::identifiers(matches.get_one::<PathBuf>("config").map(PathBuf::as_path))?;
    let looker = Looker::new(&identifiers).map_err(|error| Failure::new(Exit::Usage, error, NO_ADVICE))?;
    heeded(matches, lang)?;
    let saved = matches.get_one::<PathBuf>("from").map(|file| store::load(file, store::SAVED)).transpose()?;
    finish(runtime()?, async {
        tokio::select! {
            done = work(matches, lang, Arc::new(looker), saved) => done,
            _ = tokio::signal::ctrl_c() => Err(Failure::new(
                Exit::Interrupted,
                lang.pick(Text { ja: "中断しました", en: "interrupted" }),
                NO_ADVICE,
            )),
        }
    })
}

const NO_ADVICE: Text = Text { ja: "", en: "" };

/// Does its work, and then leaves behind what threads still look at: whoever interrupts waits for none of it.
fn finish<T>(runtime: tokio::runtime::Runtime, work: impl Future<Output = T>) -> T {
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}

/// Refuses what would be dropped without a word.
fn heeded(matches: &ArgMatches, lang: Lang) -> Result<(), Failure> {
    let (logs, bucket) = (matches.value_source("logs").is_some(), matches.contains_id("bucket"));
    let refuse = |what: Text, advice: Text| Err(Failure::new(Exit::Usage, lang.pick(what), advice));
    if bucket && !logs && matches.contains_id("region") {
        return refuse(
            Text {
                ja: "`--bucket` で名前を指定したバケットに `--region` は使用できません",
                en: "`--region` says nothing of buckets that `--bucket` names",
            },
            Text {
                ja: "どちらか一方を指定してください。名前を指定したバケットは、どのリージョンにあっても調べます。",
                en: "Give one of the two: a bucket that is named is looked at in whichever region it is.",
            },
        );
    }
    if logs && !bucket && matches.get_flag("versions") {
        return refuse(
            Text {
                ja: "`--logs` に `--versions` は使用できません",
                en: "`--versions` says nothing of log groups (`--logs`)",
            },
            Text {
                ja: "`--versions` はS3のオブジェクトの古いバージョンも調べるためのものです。",
                en: "It is for older versions of the objects of S3.",
            },
        );
    }
    if logs && !bucket && matches.value_source("prefix") == Some(clap::parser::ValueSource::CommandLine) {
        return refuse(
            Text {
                ja: "`--logs` に `--prefix` は使用できません",
                en: "`--prefix` says nothing of log groups (`--logs`)",
            },
            Text {
                ja: "ロググループは `--logs 名前,...` で指定してください。`--prefix` はバケットのキーに使います。",
                en: "Name the log groups, with `--logs NAME,…`; `--prefix` is for the keys of buckets.",
            },
        );
    }
    Ok(())
}

/// The failure of a region that is none.
fn no_region(region: &str, lang: Lang) -> Failure {
    let text = match lang {
        Lang::Ja => format!("`{region}` というリージョンはありません"),
        Lang::En => format!("`{region}` is no region name"),
    };
    Failure::new(Exit::Usage, text, NO_ADVICE)
}

async fn work(matches: &ArgMatches, lang: Lang, looker: Arc<Looker>, saved: Option<Snapshot>) -> Result<Exit, Failure> {
    let said = |ja, en| {
        if !matches.get_flag("quiet") {
            output::message(lang.pick(Text { ja, en }));
        }
    };
    let client = Client::new(collecting(matches)).await.map_err(|error| client_failure(&error))?;
    said("一覧を取得しています", "listing");
    let (listings, gaps) = inventory(matches, &client, lang).await?;
    let number = |name: &str| matches.get_one::<u64>(name).copied().unwrap_or_default();
    let budget = Amount { items: number("budget-objects"), bytes: number("budget-bytes") };
    let (mut plan, picks) = choose(&listings, gaps, budget);
    plan.versions = matches.get_flag("versions");
    if matches.get_flag("plan") {
        write_plan(matches, &plan, lang)?;
        let hidden = !plan.gaps.is_empty() || plan.stores.iter().any(|store| store.gap.is_some());
        return Ok(if hidden { Exit::Incomplete } else { Exit::Clean });
    }
    if !agreed(matches, &plan, &picks, lang).await? {
        return Ok(Exit::Clean);
    }
    let mut gather = Gather::new(plan);
    said("読み取っています", "reading");
    let shown = !matches.get_flag("quiet") && io::stderr().is_terminal();
    read(&client, &listings, picks, &looker, &mut gather, shown).await;
    let (snapshot, gap) = if saved.is_some() {
        (saved, None)
    } else {
        said("誰が読み取れるかを調べています", "finding out who can read it");
        match Box::pin(who::access(&client, &listings, &gather.holding())).await {
            Ok(snapshot) => (Some(snapshot), None),
            Err(message) => (None, Some(message)),
        }
    };
    let payers = who::beside(&client, &listings, snapshot.as_ref(), &mut gather).await;
    let trusted: BTreeSet<String> = matches.get_many::<String>("trust").into_iter().flatten().cloned().collect();
    let within = Within { without_organization: matches.get_flag("without-organization") };
    let caller = if matches.value_source("logs").is_some() { who::caller(&client).await } else { None };
    let readers =
        who::Known::of(snapshot.as_ref(), gap, caller, (trusted, payers, within), matches.get_flag("versions"));
    let report = gather.finish(&looker, &readers);
    write(matches, &report, lang)?;
    Ok(exit_of(&report, matches.get_one::<String>("fail-on").and_then(|name| Severity::parse(name))))
}

/// What there is: the named stores, or all of the account.
async fn inventory(
    matches: &ArgMatches,
    client: &Client,
    lang: Lang,
) -> Result<(Vec<Listing>, Vec<yagura_model::Gap>), Failure> {
    let mut gaps = Vec::new();
    let logs = matches.value_source("logs").is_some();
    let mut listings = Vec::new();
    if !logs || matches.contains_id("bucket") {
        listings.extend(buckets(matches, client, &mut gaps, lang).await?);
    }
    if logs {
        listings.extend(log_groups(matches, client, &mut gaps, lang).await?);
    }
    Ok((listings, gaps))
}

/// The named buckets, or all of the account.
async fn buckets(
    matches: &ArgMatches,
    client: &Client,
    gaps: &mut Vec<yagura_model::Gap>,
    lang: Lang,
) -> Result<Vec<Listing>, Failure> {
    let named: BTreeSet<&String> = matches.get_many::<String>("bucket").into_iter().flatten().collect();
    let regions: Option<BTreeSet<&String>> = matches.get_many::<String>("region").map(Iterator::collect);
    let mut places = match reader::buckets(client).await {
        Ok(places) => places,
        Err(error @ (CallError::Credentials { .. } | CallError::Unreachable { .. })) => {
            return Err(Failure::new(Exit::Credentials, error, NO_ADVICE));
        }
        // Whoever names a bucket need not be allowed to list them.
        Err(_) if !named.is_empty() => Vec::new(),
        Err(error) => {
            gaps.push(reader::gap(error));
            Vec::new()
        }
    };
    // With `--logs` the regions are those of log groups, where buckets are named.
    if named.is_empty() {
        let holds = |region: &str| places.iter().any(|place| place.region == region);
        let wrong = |region: &&&String| !is_region(region) && !holds(region);
        if let Some(wrong) = regions.iter().flatten().find(wrong) {
            return Err(no_region(wrong, lang));
        }
        places.retain(|place| regions.as_ref().is_none_or(|regions| regions.contains(&place.region)));
    } else {
        places.retain(|place| named.contains(&place.name));
        for name in named {
            if !places.iter().any(|place| place.name == *name) {
                places.push(Place { name: name.clone(), region: client.default_region().to_owned() });
            }
        }
        places.sort();
    }
    let prefix = matches.get_one::<String>("prefix").map_or("", String::as_str);
    let pages = matches.get_one::<u64>("list-pages").copied().unwrap_or(1);
    let versions = matches.get_flag("versions");
    Ok(reader::objects(client, &places, Bounds { prefix, pages, versions }).await)
}

/// The named log groups, or all of the account, in the regions that were named, or in all.
async fn log_groups(
    matches: &ArgMatches,
    client: &Client,
    gaps: &mut Vec<yagura_model::Gap>,
    lang: Lang,
) -> Result<Vec<Listing>, Failure> {
    let named: BTreeSet<&String> = matches.get_many::<String>("logs").into_iter().flatten().collect();
    let regions: Vec<String> = match matches.get_many::<String>("region") {
        Some(regions) => {
            let regions: Vec<String> = regions.cloned().collect();
            if let Some(wrong) = regions.iter().find(|region| !is_region(region)) {
                // It may be younger than this program: then the account knows it.
                let known = reader::regions(client).await.is_ok_and(|known| known.contains(wrong));
                if !known {
                    return Err(no_region(wrong, lang));
                }
            }
            regions
        }
        None => match reader::regions(client).await {
            Ok(regions) => regions,
            Err(error @ (CallError::Credentials { .. } | CallError::Unreachable { .. })) => {
                return Err(Failure::new(Exit::Credentials, error, NO_ADVICE));
            }
            Err(error) => {
                gaps.push(reader::gap(error));
                vec![client.default_region().to_owned()]
            }
        },
    };
    let mut places = Vec::new();
    for region in &regions {
        match reader::log_groups(client, region).await {
            Ok(found) => places.extend(found),
            Err(error) => gaps.push(reader::gap(error)),
        }
    }
    let known: BTreeSet<String> = places.iter().map(|place: &Place| place.name.clone()).collect();
    if !named.is_empty() {
        places.retain(|place| named.contains(&place.name));
        for name in named.into_iter().filter(|name| !known.contains(*name)) {
            // It may be one that cannot be listed; if it is none, its own listing says so.
            let region = regions.first().map_or_else(|| client.default_region().to_owned(), Clone::clone);
            places.push(Place { name: name.clone(), region });
        }
    }
    places.sort();
    let pages = matches.get_one::<u64>("list-pages").copied().unwrap_or(1);
    Ok(reader::streams(client, &places, pages).await)
}

/// Shows the plan and asks; without a terminal `--yes` is the answer.
async fn agreed(matches: &ArgMatches, plan: &Plan, picks: &[Pick], lang: Lang) -> Result<bool, Failure> {
    let text = data_plan(plan, &options(matches, lang, false));
    // A file or a program that takes the result takes nothing else.
    if matches.get_one::<PathBuf>("output").is_some()
        || matches.get_one::<String>("format").is_some_and(|f| f == "json")
    {
        output::message(text.trim_end());
    } else {
        output::print(format!("{text}\n")).map_err(io_failure)?;
    }
    if matches.get_flag("yes") || picks.is_empty() {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::new(
            Exit::Usage,
            lang.pick(Text {
                ja: "端末がないため確認できません。何も読み取っていません",
                en: "nobody can be asked: nothing was read",
            }),
            Text {
                ja: "計画のとおりに読み取るには `--yes` を、計画だけを見るには `--plan` を付けてください。",
                en: "Add `--yes` to read what the plan says, or `--plan` to see the plan alone.",
            },
        ));
    }
    let question = Text { ja: "読み取りますか? [y/N] ", en: "Read these? [y/N] " };
    let _ = write!(io::stderr(), "{}", lang.pick(question));
    let _ = io::stderr().flush();
    // On a thread of its own, so that an interruption is an answer too.
    let asked = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).map(|_| answer)
    });
    let answer = asked.await.map_err(io::Error::other).and_then(|answer| answer).map_err(io_failure)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes" | "はい"))
}

/// Why there is nothing to say of an item, where looking at it went wrong: what the error says may be made of its content.
fn unlooked(_: &tokio::task::JoinError) -> reader::Refused {
    let detail = "an error of yagura's own in looking at it".to_owned();
    reader::Refused { why: yagura_model::inventory::Why::Failed, detail }
}

/// Reads what the plan says and hands it on, item by item; nothing is kept but what was counted.
/// `shown`: how far it is stands on the terminal.
async fn read(
    client: &Client,
    listings: &[Listing],
    picks: Vec<Pick>,
    looker: &Arc<Looker>,
    gather: &mut Gather,
    shown: bool,
) {
    let one = |pick: Pick| async move {
        let listing = listings.get(pick.store)?;
        let item = listing.items.get(pick.item)?;
        let place = Place { name: listing.name.clone(), region: listing.region.clone() };
        let content = match listing.kind {
            StoreKind::Bucket => reader::object(client, &place, item, pick.bytes).await,
            StoreKind::LogGroup => reader::events(client, &place, item).await,
        };
        let told = match content {
            Ok(content) => {
                let (looker, key) = (Arc::clone(looker), item.key.clone());
                let bytes = content.bytes.len() as u64;
                let look = tokio::task::spawn_blocking(move || {
                    let mut look = looker.look(&key, &content.bytes, content.whole);
                    look.kms = content.kms;
                    look
                })
                .await;
                look.map(|look| (bytes, look)).map_err(|error| unlooked(&error))
            }
            Err(refused) => Err(refused),
        };
        Some((pick.store, item, told))
    };
    let all = picks.len();
    let mut read = futures_util::stream::iter(picks).map(one).buffer_unordered(WIDTH);
    let mut count = 0;
    while let Some(done) = read.next().await {
        count += 1;
        if shown {
            let _ = write!(io::stderr(), "\r\x1b[K[{count}/{all}]");
        }
        match done {
            None => {}
            Some((store, item, Ok((bytes, look)))) => gather.looked(looker, store, item, bytes, look),
            Some((store, item, Err(refused))) => {
                gather.failed(looker, store, &item.key, item.size, refused.why, &refused.detail);
            }
        }
    }
    if shown {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}

/// Findings before gaps, as in a scan.
fn exit_of(report: &DataReport, threshold: Option<Severity>) -> Exit {
    let Some(threshold) = threshold else { return Exit::Clean };
    if report.worst().is_some_and(|worst| worst >= threshold) {
        Exit::Findings
    } else if report.incomplete() {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}

fn options(matches: &ArgMatches, lang: Lang, file: bool) -> DataOptions {
    let output::Style { colour, .. } = if file { output::plain() } else { output::style() };
    DataOptions { lang, colour, all: matches.get_flag("all"), prices: PRICES }
}

fn write_plan(matches: &ArgMatches, plan: &Plan, lang: Lang) -> Result<(), Failure> {
    let mut text = Vec::new();
    match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => data_plan_json(&mut text, plan, PRICES).map_err(io_failure)?,
        _ => text.extend(data_plan(plan, &options(matches, lang, true)).bytes()),
    }
    put(matches, &text)
}

fn write(matches: &ArgMatches, report: &DataReport, lang: Lang) -> Result<(), Failure> {
    let file = matches.get_one::<PathBuf>("output").is_some();
    let mut text = Vec::new();
    match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => data_json(&mut text, report, PRICES).map_err(io_failure)?,
        _ => text.extend(data_terminal(report, &options(matches, lang, file)).bytes()),
    }
    put(matches, &text)
}

fn put(matches: &ArgMatches, text: &[u8]) -> Result<(), Failure> {
    match matches.get_one::<PathBuf>("output") {
        None => output::print(text).map_err(io_failure),
        Some(path) => output::write_file(path, false, |out| out.write_all(text)).map_err(|error| {
            io_failure(io::Error::new(error.kind(), format!("cannot write `{}`: {error}", path.display())))
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{finish, size, unlooked};

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
    }

    #[test]
    fn nobody_waits_for_what_is_still_looked_at() {
        let started = Instant::now();
        let done = finish(runtime(), async {
            tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_mins(1)));
            tokio::time::sleep(Duration::from_millis(100)).await;
            7
        });
        assert_eq!(done, 7);
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    }

    #[test]
    fn what_a_panic_says_is_not_told() {
        let content = ["Tokiwa", "-Maigo-8841"].concat();
        let panicking = content.clone();
        let look = move || assert!(panicking.is_empty(), "{panicking}");
        let error = runtime().block_on(async { tokio::task::spawn_blocking(look).await });
        let error = error.unwrap_err();
        assert!(error.to_string().contains(&content), "the error itself tells it: {error}");
        assert!(!unlooked(&error).detail.contains(&content));
    }

    #[test]
    fn sizes_have_units() {
        for (text, expect) in [("4096", Some(4096)), ("64K", Some(65536)), ("1g", Some(1 << 30)), ("0", None)] {
            assert_eq!(size(text).ok(), expect, "{text}");
        }
        for text in ["", "M", "-1", "1T", "99999999999G", "１"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
