//! Sensitive data in buckets and log groups: the plan, and what was found; as text for a terminal and as JSON.
//! What comes in holds no value, so what goes out holds none.

mod json;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use yagura_finding::data::{Amount, Class, DataReport, Exposure, Found, Outcome, Plan, Planned, Store, StoreKind, Why};
use yagura_finding::{Severity, Text};
use yagura_model::Gap;

use crate::escape::clean;
use crate::gap_words::gap_text;
use crate::lang::{Lang, confidence, severity};

pub use json::{data_json, data_plan_json};

/// How the terminal output is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct DataOptions {
    /// The language.
    pub lang: Lang,
    /// Use colours.
    pub colour: bool,
    /// Show every store, every kind and every item that was not read.
    pub all: bool,
    /// The day of the prices that the estimate rests on.
    pub prices: &'static str,
}

/// How many stores of a plan, and how many kinds of a store, are shown unless all are asked for.
const SHOWN: usize = 20;

fn store_word(kind: StoreKind) -> Text {
    match kind {
        StoreKind::Bucket => Text { ja: "バケット", en: "bucket" },
        StoreKind::LogGroup => Text { ja: "ロググループ", en: "log group" },
    }
}

/// Why something was not read.
fn why_word(why: Why) -> Text {
    match why {
        Why::Denied => Text { ja: "アクセス拒否", en: "access denied" },
        Why::KmsDenied => Text { ja: "KMSキーを使用できない", en: "its KMS key cannot be used" },
        Why::CustomerKey => Text {
            ja: "利用者が持つキーで暗号化 (SSE-C)",
            en: "encrypted with a customer's own key (SSE-C)",
        },
        Why::RequesterPays => Text {
            ja: "リクエスタ支払いのため読み取らない",
            en: "the requester would pay, which is never agreed to",
        },
        Why::Archived => {
            Text { ja: "アーカイブ済み (復元が必要)", en: "archived (would have to be restored first)" }
        }
        Why::Gone => Text { ja: "一覧の取得後に削除された", en: "deleted since it was listed" },
        Why::Failed => Text { ja: "読み取りに失敗", en: "reading failed" },
        Why::TooLarge => Text { ja: "大きすぎるアーカイブ", en: "an archive that is too large" },
        Why::Format => Text { ja: "対応していない形式", en: "a format that is not read" },
        Why::Binary => Text { ja: "テキストではない", en: "no text" },
        Why::Part => Text { ja: "一部を開けなかった", en: "a part could not be opened" },
        Why::Cut => Text { ja: "一部だけを読み取った", en: "read in part" },
        Why::Budget => Text { ja: "サンプルに含めなかった (上限)", en: "not in the sample (budget)" },
        Why::Empty => Text { ja: "空", en: "empty" },
    }
}

/// What a kind of data is called; the ids of secrets stay as they are where they have no words.
fn kind_word(found: &Found, lang: Lang) -> String {
    let text = match found.kind.as_str() {
        "jp-my-number" => Text { ja: "マイナンバー", en: "My Number (Japanese individual number)" },
        "jp-corporate-number" => Text { ja: "法人番号", en: "Japanese corporate number" },
        "jp-drivers-licence" => Text { ja: "運転免許証番号", en: "Japanese driver's licence number" },
        "jp-health-insurance" => Text { ja: "健康保険の番号", en: "Japanese health insurance number" },
        "passport" => Text { ja: "パスポート番号", en: "passport number" },
        "jp-residence-card" => Text { ja: "在留カード番号", en: "Japanese residence card number" },
        "jp-pension-number" => Text { ja: "基礎年金番号", en: "Japanese pension number" },
        "jp-employment-insurance" => {
            Text { ja: "雇用保険被保険者番号", en: "Japanese employment insurance number" }
        }
        "bank-account" => Text { ja: "銀行口座番号", en: "bank account number" },
        "card-number" => Text { ja: "クレジットカード番号", en: "payment card number" },
        "phone" => Text { ja: "電話番号", en: "telephone number" },
        "address" => Text { ja: "住所・郵便番号", en: "postal address" },
        "person-name" => Text { ja: "氏名", en: "name of a person" },
        "birth-date" => Text { ja: "生年月日", en: "date of birth" },
        "email" => Text { ja: "メールアドレス", en: "e-mail address" },
        "iban" => Text { ja: "IBAN (国際銀行口座番号)", en: "IBAN" },
        "us-ssn" => Text { ja: "米国の社会保障番号", en: "US social security number" },
        "eu-national-id" => Text { ja: "欧州の国民識別番号", en: "European national identity number" },
        "mac-address" => Text { ja: "MACアドレス", en: "MAC address" },
        "ip-address" => Text { ja: "IPアドレス", en: "IP address" },
        kind if found.class == Class::Secret => return crate::secrets::title(kind, lang),
        kind => return kind.to_owned(),
    };
    lang.pick(text).to_owned()
}

/// Bytes for people.
fn bytes(count: u64) -> String {
    let mut value = count as f64;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if value < 1000.0 || unit == "TB" {
            return if unit == "B" { format!("{count} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1000.0;
    }
    String::new()
}

fn items_word(kind: StoreKind, count: u64, lang: Lang) -> String {
    match kind {
        StoreKind::Bucket => lang.fill(Text { ja: "{0}オブジェクト", en: "{0} objects" }, &[&count]),
        StoreKind::LogGroup => lang.fill(Text { ja: "{0}ログストリーム", en: "{0} streams" }, &[&count]),
    }
}

/// Amounts that are in no sample, with their reasons; `ja` joins with `、`.
fn reasons(left: &BTreeMap<Why, Amount>, lang: Lang) -> String {
    let parts: Vec<String> = left
        .iter()
        .filter(|(why, amount)| amount.items > 0 && **why != Why::Empty)
        .map(|(why, amount)| match lang {
            Lang::Ja => format!("{} {}件", lang.pick(why_word(*why)), amount.items),
            Lang::En => format!("{}: {}", lang.pick(why_word(*why)), amount.items),
        })
        .collect();
    parts.join(lang.pick(Text { ja: "、", en: "; " }))
}

fn gap_words(gap: &Gap, lang: Lang) -> String {
    let needs = gap.needs.as_ref().map(|action| format!(" ({action})")).unwrap_or_default();
    format!("{}{needs}", clean(&gap_text(lang, &gap.message)))
}

/// What is to be read, and what it costs, before anything is.
pub fn data_plan(plan: &Plan, options: &DataOptions) -> String {
    let DataOptions { lang, all, prices, .. } = *options;
    let mut out = String::new();
    let _ = writeln!(out, "{}", lang.pick(Text { ja: "計画", en: "Plan" }));
    let shown = if all { plan.stores.len() } else { plan.stores.len().min(SHOWN) };
    for store in plan.stores.iter().take(shown) {
        planned(&mut out, store, lang);
    }
    let rest: Vec<&Planned> = plan.stores.iter().skip(shown).collect();
    if !rest.is_empty() {
        let sample: u64 = rest.iter().map(|store| store.sample.items).sum();
        let more = Text {
            ja: "  ほか{0}か所 (サンプル {1}件。--all で表示)",
            en: "  and {0} more (a sample of {1}; --all shows them)",
        };
        let _ = writeln!(out, "{}", lang.fill(more, &[&rest.len(), &sample]));
    }
    for gap in &plan.gaps {
        let text = Text { ja: "  一覧を取得できません: {0}", en: "  cannot be listed: {0}" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&gap_words(gap, lang)]));
    }
    let sample = plan.stores.iter().fold(Amount::default(), |mut sum, store| {
        sum.merge(store.sample);
        sum
    });
    let dearer = plan.stores.iter().fold(Amount::default(), |mut sum, store| {
        sum.merge(store.dearer);
        sum
    });
    let total = Text {
        ja: "  読み取り: {0}件、最大 {1} (上限: {2}件、{3})",
        en: "  to read: {0} items, at most {1} (budget: {2} items, {3})",
    };
    let numbers: [&dyn std::fmt::Display; 4] =
        [&sample.items, &bytes(sample.bytes), &plan.budget.items, &bytes(plan.budget.bytes)];
    let _ = writeln!(out, "{}", lang.fill(total, &numbers));
    if plan.lists + plan.gets > 0 || plan.log_calls == 0 {
        let calls = Text {
            ja: "  リクエスト: LIST {0}回 (実行済み)、GET {1}回、読み取れる相手の確認 (ACLなど) 最大{3}回。S3のリクエスト料金の概算: {2}米ドル",
            en: "  requests: {0} LIST (made already), {1} GET, at most {3} for who can read (ACLs); estimated price of the requests to S3: US${2}",
        };
        let cost = format!("{:.6}", plan.cost);
        let _ = writeln!(out, "{}", lang.fill(calls, &[&plan.lists, &plan.gets, &cost, &plan.acls]));
        let versions = if plan.versions {
            Text { ja: "  古いバージョンも調べます", en: "  older versions are looked at too" }
        } else {
            Text {
                ja: "  古いバージョンは調べません (--versions で調べます)",
                en: "  older versions are not looked at (--versions looks at them)",
            }
        };
        let _ = writeln!(out, "{}", lang.pick(versions));
        let note = Text {
            ja: "  概算の根拠: 各リージョンのS3 Standardの単価 ({0} 時点のAWSの料金表)。他のストレージクラスの取り出し料金は含みません",
            en: "  the estimate rests on the prices of S3 Standard in each region (AWS's price list of {0}); retrieval from other storage classes is not in it",
        };
        let _ = writeln!(out, "{}", lang.fill(note, &[&prices]));
        let more = Text {
            ja: "  このほか最大で、KMSのリクエスト {0}米ドル (すべてKMSのキーで暗号化されている場合)",
            en: "  beside it at most US${0} for calls to KMS (where everything is encrypted with its keys)",
        };
        let _ = writeln!(out, "{}", lang.fill(more, &[&format!("{:.6}", plan.kms)]));
    }
    if plan.transfer > 0.0 {
        let text = Text {
            ja: "  AWSの外で実行する場合は、データ転送に最大 {0}米ドル",
            en: "  where yagura runs outside of AWS, at most US${0} for the data transfer",
        };
        let _ = writeln!(out, "{}", lang.fill(text, &[&format!("{:.4}", plan.transfer)]));
    }
    if plan.assumed {
        let text = Text {
            ja: "  単価が登録されていないリージョンは、us-east-1の単価で計算しています (https://aws.amazon.com/s3/pricing/)",
            en: "  regions whose prices are not known here count at those of us-east-1 (https://aws.amazon.com/s3/pricing/)",
        };
        let _ = writeln!(out, "{}", lang.pick(text));
    }
    if dearer.items > 0 {
        let text = Text {
            ja: "  そのうち{0}件 ({1}) は読み取りの単価が高いストレージクラスにあり、取り出し料金もかかります",
            en: "  {0} of them ({1}) lie in storage classes that cost more to read, with a retrieval fee",
        };
        let _ = writeln!(out, "{}", lang.fill(text, &[&dearer.items, &bytes(dearer.bytes)]));
    }
    if plan.log_calls > 0 {
        let text = Text {
            ja: "  CloudWatch Logsの呼び出し: 最大{0}回 (一覧を含む。料金は概算に含みません)",
            en: "  calls to CloudWatch Logs: at most {0} (listing included; not in the estimate)",
        };
        let _ = writeln!(out, "{}", lang.fill(text, &[&plan.log_calls]));
    }
    out
}

fn planned(out: &mut String, store: &Planned, lang: Lang) {
    let listed = items_word(store.kind, store.listed.items, lang);
    let size = if store.kind == StoreKind::Bucket { format!(", {}", bytes(store.listed.bytes)) } else { String::new() };
    let more = if store.whole || store.gap.is_some() {
        ""
    } else {
        lang.pick(Text { ja: " (一覧は途中まで)", en: " (listed in part)" })
    };
    let kind = lang.pick(store_word(store.kind));
    let name = clean(&store.name);
    let sample = lang.fill(
        Text { ja: "サンプル {0}件 ({1})", en: "sample {0} ({1})" },
        &[&store.sample.items, &bytes(store.sample.bytes)],
    );
    let _ = writeln!(out, "  {kind} {name} ({}): {listed}{size}{more} → {sample}", clean(&store.region));
    let left = reasons(&store.left, lang);
    if !left.is_empty() {
        let text = Text { ja: "    読み取らないもの: {0}", en: "    not read: {0}" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&left]));
    }
    if let Some(gap) = &store.gap {
        let text = Text { ja: "    一覧を取得できません: {0}", en: "    cannot be listed: {0}" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&gap_words(gap, lang)]));
    }
}

/// How many of those outside, and how many reasons, are shown unless all are asked for.
const NAMED: usize = 3;
const REASONS: usize = 5;

/// Who can read, in words.
fn exposed(exposure: &Exposure, lang: Lang, all: bool) -> String {
    let mut parts = Vec::new();
    if exposure.public {
        let text = if exposure.signed {
            Text {
                ja: "AWSアカウントを持つ誰でも読み取れる (公開)",
                en: "everyone with an AWS account can read it (public)",
            }
        } else {
            Text { ja: "誰でも読み取れる (公開)", en: "everyone can read it (public)" }
        };
        parts.push(lang.pick(text).to_owned());
    }
    if !exposure.outside.is_empty() {
        let named = if all { exposure.outside.len() } else { NAMED };
        let shown: Vec<String> = exposure.outside.iter().take(named).map(|who| clean(who).into_owned()).collect();
        let more = exposure.outside.len() - shown.len();
        let more =
            if more > 0 { lang.fill(Text { ja: " ほか{0}", en: " and {0} more" }, &[&more]) } else { String::new() };
        let text = Text { ja: "外部から読み取れる: {0}{1}", en: "readable from outside: {0}{1}" };
        parts.push(lang.fill(text, &[&shown.join(", "), &more]));
    }
    // What cannot be told is not none.
    let own = match (exposure.least, exposure.principals) {
        (true, 0) => Text {
            ja: "アカウント内のユーザーとロールは不明", en: "users and roles of the account: unknown"
        },
        (true, _) => Text {
            ja: "アカウント内のユーザーとロール 少なくとも{0}件",
            en: "at least {0} users and roles of the account",
        },
        (false, _) => Text {
            ja: "アカウント内のユーザーとロール {0}件", en: "{0} users and roles of the account"
        },
    };
    if parts.is_empty() && exposure.least && exposure.principals == 0 && exposure.services == 0 {
        return lang.pick(Text { ja: "不明", en: "unknown" }).to_owned();
    }
    parts.push(lang.fill(own, &[&exposure.principals]));
    if exposure.services > 0 {
        let text = if exposure.least {
            Text { ja: "AWSのサービス 少なくとも{0}件", en: "services of AWS: at least {0}" }
        } else {
            Text { ja: "AWSのサービス {0}件", en: "services of AWS: {0}" }
        };
        parts.push(lang.fill(text, &[&exposure.services]));
    }
    parts.join(lang.pick(Text { ja: "、", en: "; " }))
}

/// The text for a terminal: the worst stores first.
pub fn data_terminal(report: &DataReport, options: &DataOptions) -> String {
    let DataOptions { lang, all, .. } = *options;
    let mut out = String::new();
    let of = |outcome: Outcome| report.stores.iter().filter(move |store| store.outcome == outcome);
    for store in of(Outcome::Found) {
        found_store(&mut out, store, options);
        out.push('\n');
    }
    let section = |out: &mut String, outcome: Outcome, title: Text| {
        let stores: Vec<&Store> = of(outcome).collect();
        if stores.is_empty() {
            return;
        }
        let _ = writeln!(out, "{}", lang.pick(title));
        let shown = if all { stores.len() } else { stores.len().min(SHOWN) };
        for store in stores.iter().take(shown) {
            head(out, store, lang);
            beside(out, store, options);
        }
        if stores.len() > shown {
            let text = Text { ja: "  ほか{0}か所 (--all で表示)", en: "  and {0} more (--all shows them)" };
            let _ = writeln!(out, "{}", lang.fill(text, &[&(stores.len() - shown)]));
        }
        out.push('\n');
    };
    let unknown =
        Text { ja: "判定不能 (中身を読み取れなかったもの)", en: "Unknown: nothing of these was read" };
    section(&mut out, Outcome::Unknown, unknown);
    let none = Text {
        ja: "読み取ったサンプルでは見つからなかったもの (読み取っていない部分は不明)",
        en: "None in the sample (what was not read may hold some)",
    };
    section(&mut out, Outcome::NoneInSample, none);
    section(&mut out, Outcome::Empty, Text { ja: "空", en: "Empty" });
    for gap in &report.plan.gaps {
        let text = Text { ja: "一覧を取得できません: {0}", en: "cannot be listed: {0}" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&gap_words(gap, lang)]));
    }
    let read = report.stores.iter().fold(Amount::default(), |mut sum, store| {
        sum.merge(store.read);
        sum
    });
    let text = Text {
        ja: "機密データのある場所 {0}、見つからなかった場所 {1}、判定不能 {2}。{3}件 ({4}) を読み取りました。",
        en: "sensitive data in {0} places, none found in {1}, unknown {2}; {3} items ({4}) were read",
    };
    let count = |outcome: Outcome| of(outcome).count();
    let numbers: [&dyn std::fmt::Display; 5] = [
        &count(Outcome::Found),
        &(count(Outcome::NoneInSample) + count(Outcome::Empty)),
        &count(Outcome::Unknown),
        &read.items,
        &bytes(read.bytes),
    ];
    let _ = writeln!(out, "{}", lang.fill(text, &numbers));
    out
}

fn head(out: &mut String, store: &Store, lang: Lang) {
    let read = Text { ja: "{0}のうち{1}件を読み取り", en: "{1} of {0} read" };
    let listed = items_word(store.kind, store.listed.items, lang);
    let read = lang.fill(read, &[&listed, &store.read.items]);
    let kind = lang.pick(store_word(store.kind));
    let _ = writeln!(out, "  {kind} {} ({}): {read}", clean(&store.name), clean(&store.region));
}

fn found_store(out: &mut String, store: &Store, options: &DataOptions) {
    let DataOptions { lang, colour, all, .. } = *options;
    let paint = |text: &str, code: &str| if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
    let code = |severity: Severity| match severity {
        Severity::Critical => "1;37;41",
        Severity::High => "1;31",
        Severity::Medium => "33",
        Severity::Low | Severity::Info => "36",
    };
    let worst = store.severity.unwrap_or(Severity::Info);
    let word = paint(&crate::secrets::pad(lang.pick(severity(worst)), 8), code(worst));
    let kind = lang.pick(store_word(store.kind));
    let read = lang.fill(
        Text { ja: "{0}のうち{1}件を読み取り", en: "{1} of {0} read" },
        &[&items_word(store.kind, store.listed.items, lang), &store.read.items],
    );
    let _ = writeln!(out, "{word} {kind} {} ({}): {read}", paint(&clean(&store.name), "1"), clean(&store.region));
    let shown = if all { store.found.len() } else { store.found.len().min(SHOWN) };
    let mut prefixes: Vec<&str> = Vec::new();
    for found in store.found.iter().take(shown) {
        if !prefixes.contains(&found.prefix.as_str()) {
            prefixes.push(&found.prefix);
        }
    }
    for prefix in prefixes {
        let own = || store.found.iter().take(shown).filter(|found| found.prefix == prefix);
        let place = if prefix.is_empty() { "/".to_owned() } else { short(prefix) };
        let of = own().next().map_or(0, |found| found.of);
        let read = Text { ja: "{0}件を読み取り", en: "{0} read" };
        let _ = writeln!(out, "  {} ({})", paint(&place, "1"), lang.fill(read, &[&of]));
        for found in own() {
            one_kind(out, found, lang, &paint, code(found.severity));
        }
        if own().all(|found| found.kms) {
            let text = Text {
                ja: "KMSで暗号化されています (読み取りにはキーの使用許可も必要です)",
                en: "encrypted with KMS (who reads it must be allowed to use the key too)",
            };
            let _ = writeln!(out, "    {}", lang.pick(text));
        }
        if let Some(exposure) = own().find_map(|found| found.exposure.as_ref()) {
            readers(out, exposure, "    ", options);
        }
    }
    if store.found.len() > shown {
        let text = Text { ja: "  ほか{0}件 (--all で表示)", en: "  and {0} more (--all shows them)" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&(store.found.len() - shown)]));
    }
    beside(out, store, options);
}

/// One kind of data below a prefix.
fn one_kind(out: &mut String, found: &Found, lang: Lang, paint: &dyn Fn(&str, &str) -> String, code: &str) {
    let level = crate::secrets::pad(lang.pick(severity(found.severity)), 8);
    let name = kind_word(found, lang);
    let density = found.density.map_or(String::new(), |density| {
        let density = if density >= 10.0 { format!("{density:.0}") } else { format!("{density:.1}") };
        lang.fill(Text { ja: "、1 MiBあたり{0}件", en: ", {0} per MiB" }, &[&density])
    });
    let text = Text {
        ja: "{0} {1}: {2}件 ({3}件の中、確度 {4}{5})",
        en: "{0} {1}: {2} (in {3} items, confidence {4}{5})",
    };
    let values: [&dyn std::fmt::Display; 6] = [
        &paint(&level, code),
        &clean(&name),
        &found.count,
        &found.items,
        &lang.pick(confidence(found.confidence)),
        &density,
    ];
    let _ = writeln!(out, "    {}", lang.fill(text, &values));
    for example in &found.examples {
        let inside = if example.inside.is_empty() { String::new() } else { format!("!{}", short(&example.inside)) };
        let version = if example.version.is_empty() {
            String::new()
        } else {
            format!(" ({} {})", lang.pick(Text { ja: "バージョン", en: "version" }), clean(&example.version))
        };
        let line = format!("{}{inside}:{}{version}", short(&example.key), example.line);
        let _ = writeln!(out, "             {}", paint(&line, "2"));
    }
}

/// A name in one line, its middle left out where it is long: keys have up to 1,024 bytes.
fn short(name: &str) -> String {
    const HEAD: usize = 60;
    const TAIL: usize = 30;
    let clean = clean(name);
    let count = clean.chars().count();
    if count <= HEAD + TAIL + 10 {
        return clean.into_owned();
    }
    let head: String = clean.chars().take(HEAD).collect();
    let tail: String = clean.chars().skip(count - TAIL).collect();
    format!("{head}…{tail}")
}

/// Who can read, and of whom that cannot be told.
fn readers(out: &mut String, exposure: &Exposure, indent: &str, options: &DataOptions) {
    let DataOptions { lang, all, .. } = *options;
    let text = Text { ja: "{0}読み取れる相手: {1}", en: "{0}who can read: {1}" };
    let _ = writeln!(out, "{}", lang.fill(text, &[&indent, &exposed(exposure, lang, all)]));
    if let Some((ja, en)) = &exposure.witness {
        let _ = writeln!(out, "{indent}  {}", clean(if lang == Lang::Ja { ja } else { en }));
    }
    let shown = if all { exposure.gaps.len() } else { exposure.gaps.len().min(REASONS) };
    for (who, why) in exposure.gaps.iter().take(shown) {
        let who = match who.as_str() {
            "anyone" => lang.pick(Text { ja: "すべての人", en: "anyone" }),
            "any AWS principal" => lang.pick(Text { ja: "すべてのAWSアカウント", en: "any AWS principal" }),
            other => other,
        };
        let joint = if who.is_empty() { "" } else { ": " };
        let text = Text { ja: "{0}  判定できない部分: {1}{2}{3}", en: "{0}  cannot be told: {1}{2}{3}" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&indent, &clean(who), &joint, &clean(&gap_text(lang, why))]));
    }
    let more = exposure.gaps.len() - shown;
    if more > 0 {
        let text = Text {
            ja: "{0}  判定できない部分: ほか{1}件 (--all で表示)",
            en: "{0}  cannot be told: {1} more (--all shows them)",
        };
        let _ = writeln!(out, "{}", lang.fill(text, &[&indent, &more]));
    }
}

/// What stands below every store: who can read it, what was not read.
fn beside(out: &mut String, store: &Store, options: &DataOptions) {
    let DataOptions { lang, all, .. } = *options;
    match &store.exposure {
        Some(exposure) => readers(out, exposure, "    ", options),
        None if store.outcome == Outcome::Empty => {}
        None => {
            let text = Text { ja: "    読み取れる相手: 不明", en: "    who can read: unknown" };
            let _ = writeln!(out, "{}", lang.pick(text));
        }
    }
    let left = reasons(&store.left, lang);
    if !left.is_empty() {
        let text = Text { ja: "    読み取っていないもの: {0}", en: "    not read: {0}" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&left]));
    }
    if store.older {
        let text = Text {
            ja: "    古いバージョンは調べていません (--versions で調べます)",
            en: "    older versions were not looked at (--versions looks at them)",
        };
        let _ = writeln!(out, "{}", lang.pick(text));
    }
    if !store.whole && store.gap.is_none() {
        let text = Text {
            ja: "    一覧は途中まで (--list-pages で増やせます)",
            en: "    listed in part (--list-pages lists more)",
        };
        let _ = writeln!(out, "{}", lang.pick(text));
    }
    if let Some(gap) = &store.gap {
        let text = Text { ja: "    一覧を取得できません: {0}", en: "    cannot be listed: {0}" };
        let _ = writeln!(out, "{}", lang.fill(text, &[&gap_words(gap, lang)]));
    }
    let shown = if all { store.unread.len() } else { store.unread.len().min(5) };
    for unread in store.unread.iter().take(shown) {
        let inside = if unread.inside.is_empty() { String::new() } else { format!("!{}", short(&unread.inside)) };
        let detail = match (unread.why, unread.detail.as_str()) {
            (_, "") => String::new(),
            (Why::Part, name) => format!(" ({})", crate::secrets::why(name, lang)),
            (_, said) => format!(" ({})", clean(&gap_text(lang, said))),
        };
        let _ = writeln!(out, "      {}{inside}: {}{detail}", short(&unread.key), lang.pick(why_word(unread.why)));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// A bucket that was read, with who can read it: as text in both languages, and in JSON.
    fn shown(exposure: Exposure) -> ([String; 2], Value) {
        let store = Store {
            kind: StoreKind::Bucket,
            name: "crm".to_owned(),
            region: "us-east-1".to_owned(),
            outcome: Outcome::NoneInSample,
            severity: None,
            listed: Amount { items: 1, bytes: 1 },
            whole: true,
            read: Amount { items: 1, bytes: 1 },
            found: Vec::new(),
            exposure: Some(exposure),
            left: BTreeMap::new(),
            missed: 0,
            unread: Vec::new(),
            older: false,
            gap: None,
        };
        let report = DataReport { plan: Plan::default(), stores: vec![store] };
        let mut json = Vec::new();
        data_json(&mut json, &report, "").unwrap();
        let json: Value = serde_json::from_slice(&json).unwrap();
        let text = |lang| data_terminal(&report, &DataOptions { lang, ..DataOptions::default() });
        ([text(Lang::En), text(Lang::Ja)], json["stores"][0]["exposure"].clone())
    }

    #[test]
    fn what_cannot_be_told_is_not_shown_as_nobody() {
        let ([en, ja], json) = shown(Exposure::unknown("the bucket was not read".to_owned()));
        assert!(en.contains("who can read: unknown\n") && ja.contains("読み取れる相手: 不明\n"), "{en}{ja}");
        assert_eq!(
            (&json["public"], &json["principals"], &json["services"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        let some = Exposure { principals: 2, services: 1, ..Exposure::unknown("a role".to_owned()) };
        let ([en, ja], json) = shown(some.clone());
        assert!(en.contains("at least 2 users and roles of the account; services of AWS: at least 1"), "{en}");
        assert!(ja.contains("少なくとも2件"), "{ja}");
        assert_eq!((&json["public"], &json["principals"], &json["at_least"]), (&Value::Null, &2.into(), &true.into()));
        // What is sure is said.
        let ([en, _], json) = shown(Exposure { public: true, ..some });
        assert!(en.contains("everyone can read it (public); at least 2"), "{en}");
        assert_eq!(json["public"], true);
        let ([en, _], json) = shown(Exposure::default());
        assert!(en.contains("who can read: 0 users and roles of the account\n"), "{en}");
        assert_eq!(
            (&json["public"], &json["principals"], &json["at_least"]),
            (&false.into(), &0.into(), &false.into())
        );
    }

    #[test]
    fn what_is_left_out_of_a_list_is_counted() {
        let outside = (0..300).map(|at| format!("{:012}", 111_111_111_000_u64 + at)).collect();
        let gaps = (0..40).map(|at| (format!("role-{at:02}"), "not read".to_owned())).collect();
        let ([en, ja], json) = shown(Exposure { outside, gaps, least: true, ..Exposure::default() });
        assert!(en.contains(" and 297 more") && ja.contains(" ほか297"), "{en}{ja}");
        assert!(en.contains("cannot be told: 35 more (--all shows them)") && ja.contains("ほか35件"), "{en}{ja}");
        assert_eq!((json["outside"].as_array().map(Vec::len), &json["outside_count"]), (Some(20), &300.into()));
        assert_eq!((json["gaps"].as_array().map(Vec::len), &json["gap_count"]), (Some(20), &40.into()));
    }
}
