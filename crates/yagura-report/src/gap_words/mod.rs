//! Why something is not known, in the reader's language.
//!
//! A gap carries its message in English, as it stands in the JSON output. Messages that yagura writes itself have a
//! Japanese text here; what AWS, a file or a parser said stays as it was said.

use std::fmt::Display;

use yagura_finding::Text;

use crate::lang::Lang;

mod calls;
mod checks;
mod errors;
mod policies;
mod readers;
mod system;

/// English and Japanese; `{}` stands for a part that is kept as it is, in the same order or by number (`{1}`).
const WORDS: &[(&str, &str)] = &[
    ("{} was denied: {}", "{0} が拒否されました: {1}"),
    ("the code package could not be downloaded: {}", "コードのパッケージをダウンロードできませんでした: {0}"),
    ("{} files of {} were not searched; the first: {}", "{1} のうち{0}ファイルを検査していません (最初のもの: {2})"),
    ("the definition is in a bucket, which is not read", "定義がS3バケットにあり、読み取っていません"),
    ("the code is in a bucket, which is not read", "コードがS3バケットにあり、読み取っていません"),
    ("container images are not searched", "コンテナイメージは検査の対象外です"),
    ("not collected", "収集の対象外です"),
    ("the answer holds no configuration settings", "応答に設定がありません"),
    (
        "whose log groups these are is not known: sts:GetCallerIdentity failed",
        "どのアカウントのロググループか分かりません (sts:GetCallerIdentityに失敗しました)",
    ),
    ("account {} is not in the saved file", "アカウント {0} は保存したファイルに含まれていません"),
    ("not recorded: {}", "記録がありません。次のコマンドで記録できます: {0}"),
    ("not recorded for this item: {}", "このリソースについての記録がありません。次のコマンドで記録できます: {0}"),
    ("not recorded for `{}`", "`{0}` についての記録がありません"),
    ("of these services nothing was recorded: {}", "次のサービスの記録がありません: {0}"),
    ("`{}` and `{}` answer the same and differ", "`{0}` と `{1}` は同じ呼び出しの記録ですが、内容が異なります"),
    (
        "{}: no recorded list names what it is about, or its name does not",
        "{0}: 対応する一覧の記録がないか、ファイル名から対象が分かりません",
    ),
    (
        "{}: not read: it does not say its region: name it with --region, or by a folder of its name",
        "{0}: 読み取っていません。リージョンが分かりません。--region で指定するか、リージョン名のフォルダーに入れてください",
    ),
    (
        "{}: not read: it is empty, as a refused call leaves it; record with 2>&1",
        "{0}: 読み取っていません。空のファイルです (拒否された呼び出しの記録も空になります)。2>&1 を付けて記録してください",
    ),
    ("{}: not read: the answer is empty", "{0}: 読み取っていません。記録の中身が空です"),
    (
        "{}: not read: the answer is no object; record without --query",
        "{0}: 読み取っていません。オブジェクトではありません。--query を付けずに記録してください",
    ),
    (
        "{}: not read: the answer is one page of several; record without --max-items and --no-paginate",
        "{0}: 読み取っていません。結果の一部のページだけです。--max-items と --no-paginate を付けずに記録してください",
    ),
    (
        "{}: not read: the answer lacks `{}`; record it whole, without --query",
        "{0}: 読み取っていません。`{1}` がありません。--query を付けずに記録してください",
    ),
    (
        "{}: not read: an item lacks `{}`; record it whole, without --query",
        "{0}: 読み取っていません。`{1}` のない項目があります。--query を付けずに記録してください",
    ),
    ("{}: not read: `{}` ({}) has no configuration", "{0}: `{1}` ({2}) に configuration がないため読み取っていません"),
    (
        "{}: not read: `{}` ({}) has not the form of its type",
        "{0}: `{1}` ({2}) がリソースタイプの形式ではないため読み取っていません",
    ),
    (
        "{}: not read: `{}` ({}) is of another account",
        "{0}: `{1}` ({2}) は別のアカウントのリソースのため読み取っていません",
    ),
    (
        "{}: not read: item {} has no `resourceType` or `resourceId`",
        "{0}: {1}番目の設定項目に `resourceType` または `resourceId` がないため読み取っていません",
    ),
    ("{}: not read: the member `{}` stands twice", "{0}: 読み取っていません。`{1}` が2回書かれています"),
    ("{}: not read: no operation `{}`", "{0}: 読み取っていません。`{1}` という操作はありません"),
    ("{}: not read: the operation has no answer", "{0}: 読み取っていません。応答のない操作です"),
    ("{}: not read: the policy in it is no JSON", "{0}: 読み取っていません。中のポリシーがJSONではありません"),
    ("{}: as AWS Config recorded it", "{0} (AWS Configの記録による)"),
    (
        "the configuration item holds no `{}`, and a `{}`",
        "AWS Configの設定項目に `{0}` がなく、未知の `{1}` があります",
    ),
    ("the configuration item holds no `{}`", "AWS Configの設定項目に `{0}` がありません"),
    ("the configuration item holds no `{}` that can be read", "AWS Configの設定項目の `{0}` を読み取れません"),
    (
        "{}: not read: `{}` has not the form that AWS gives it",
        "{0}: 読み取っていません。`{1}` がAWSの応答の形式ではありません",
    ),
    ("{} was not read", "{0} は読み取っていません"),
    ("{} of account {} was not read", "アカウント {1} の {0} は読み取っていません"),
    ("users of account {} were not listed: {}", "アカウント {0} のユーザーの一覧を読み取っていません: {1}"),
    ("roles of account {} were not listed: {}", "アカウント {0} のロールの一覧を読み取っていません: {1}"),
    (
        "whether `{}` is the management account was not read: {}",
        "`{0}` が管理アカウントかどうかは読み取っていません: {1}",
    ),
    ("whether resources of `{}` have policies is not known", "`{0}` のリソースにポリシーがあるかどうかが分かりません"),
    ("{} `{}` was not read", "{0} `{1}` は読み取っていません"),
    (
        "the tree is deeper than {} levels; what is below was not read",
        "階層が {0} 段より深いため、それより下は読み取っていません",
    ),
    ("{} was asked of the first {} only", "{0} で確認したのは最初の {1} 個だけです"),
    ("the policy of `{}` was not read", "`{0}` のポリシーは読み取っていません"),
    ("the policy `{}` was not read", "ポリシー `{0}` は読み取っていません"),
    ("the policy `{}` has no document", "ポリシー `{0}` に本文がありません"),
    ("whom grants on the key name", "KMSキーのグラントが指定する相手"),
    ("users of account {}", "アカウント {0} のユーザー"),
    ("roles of account {}", "アカウント {0} のロール"),
    ("whether `{}` is `{}` is known at deployment only", "`{0}` が `{1}` かどうかはデプロイするまで決まりません"),
    ("whom access points of the bucket let in", "バケットのアクセスポイントが許可する相手"),
    ("the managed policy `{}` was not read", "管理ポリシー `{0}` は読み取っていません"),
    ("the text of AWS's policy `{}` was not read", "AWS管理ポリシー `{0}` の本文は読み取っていません"),
    ("the boundary `{}` was not read", "アクセス許可の境界 `{0}` は読み取っていません"),
    ("the {} of subnet `{}` was not read", "サブネット `{1}` の {0} は読み取っていません"),
    ("the trail delivers to account {}, which was not read", "証跡の配信先であるアカウント {0} は読み取っていません"),
    ("policies on resources of `{}` are not read", "`{0}` のリソースベースのポリシーは読み取りの対象外です"),
    ("whether the account is in `{}` is not read", "アカウントが `{0}` に属するかどうかは読み取っていません"),
    ("whose bucket `{}` is, is not known", "バケット `{0}` の所有者が分かりません"),
    ("the value of `{}` is not given", "条件キー `{0}` の値が指定されていません"),
    ("which account owns the resource is not known", "リソースを所有するアカウントが分かりません"),
    ("the public access block was not read", "パブリックアクセスブロックは読み取っていません"),
    (
        "the account's public access block was not read",
        "アカウント全体のパブリックアクセスブロックは読み取っていません",
    ),
    ("not read: {}", "読み取っていないもの: {0}"),
    ("no secret access key stands beside it", "対になるシークレットアクセスキーが近くにありません"),
    ("no access key id stands beside it", "対になるアクセスキーIDが近くにありません"),
    ("more keys than are asked about", "確認するキーの上限を超えています"),
    ("not read: the ACLs of objects", "個々のオブジェクトのACLは読み取っていません"),
    ("not read: the ACL of the object: {}", "オブジェクトのACLを読み取れません: {0}"),
    ("the script's location is no object of a bucket", "スクリプトの場所がバケットのオブジェクトではありません"),
    ("the version has no source bundle in a bucket", "バージョンのソースバンドルがバケットにありません"),
    ("the object is larger than {} MB: it was not searched", "オブジェクトが{0} MBを超えるため、検査していません"),
    ("which region the bucket is in was not told", "バケットのリージョンが応答に含まれていません"),
    ("access point `{}` has no ARN", "アクセスポイント `{0}` のARNがありません"),
    (
        "which objects of `{}` `{}` means is not worked out",
        "`{1}` が `{0}` のどのオブジェクトを指すかは判定していません",
    ),
    ("what `{}` and `{}` both mean is not worked out", "`{0}` と `{1}` の両方に当てはまる範囲は判定していません"),
    ("whom `{}` and `{}` both name is not worked out", "`{0}` と `{1}` の両方に当てはまる相手は判定していません"),
    (
        "what `{}` leaves of the other policy is not worked out",
        "もう一方のポリシーから `{0}` を除いた範囲は判定していません",
    ),
    ("the answer has no owner", "応答に所有者がありません"),
    ("the answer has no grants", "応答に許可の一覧がありません"),
    ("the conditions of a denial decide", "拒否ステートメントの条件によって変わります"),
    ("which KMS key it is encrypted with was not told", "暗号化に使われたKMSキーが応答に含まれていません"),
    ("the policy of `{}` was not read: {}", "`{0}` のポリシーを読み取れません: {1}"),
    ("which account a canonical user id is, is not known", "正規ユーザーIDがどのアカウントのものか分かりません"),
    ("an error of yagura's own in looking at it", "中身を調べている間にyaguraの内部エラーが発生しました"),
    ("the last events are further back than was looked", "最後のイベントは、調べた範囲より前にあります"),
    ("the body does not read", "応答の本文を読み取れません"),
    (
        "more items than are asked about one by one: it is told by the whole bucket",
        "1件ずつ調べる上限を超えたため、バケット全体の結果で示しています",
    ),
    (
        "the bucket was not read: it belongs to another account, or to none that was listed",
        "バケットの設定を読み取っていません (別のアカウントのもの、または一覧にないもの)",
    ),
    ("the one who reads it pays, which is never agreed to", "リクエスタ支払いのバケットのため読み取りません"),
    (
        "the listing goes round in circles: the same token came back",
        "一覧の続きを示すトークンが同じ値で返り、先に進めません",
    ),
    ("a page says that there are more and not where", "続きがあるのに、その位置が示されていません"),
    ("the ways in of {} roles were not followed", "{0} 個のロールについて、引き受けられる相手をたどっていません"),
    ("the grants on the key: {}", "KMSキーのグラント: {0}"),
    ("the text was not analysed for secrets", "この文字列は秘密情報の検査をしていません"),
    ("the managed instances of the region were not read", "リージョンのマネージドインスタンスは読み取っていません"),
    (
        "the groups of some network interface were not read",
        "一部のネットワークインターフェイスのセキュリティグループは読み取っていません",
    ),
    ("network interfaces were not listed", "ネットワークインターフェイスの一覧を読み取っていません"),
    ("web ACLs were not listed", "ウェブACLの一覧を読み取っていません"),
    ("the registry's scanning was not read", "レジストリのスキャン設定は読み取っていません"),
    (
        "the credential report has no row for it; a report may be up to four hours old",
        "認証情報レポートに行がありません (レポートは最大4時間前の内容です)",
    ),
    ("parameter `{}` has no default", "パラメータ `{0}` に既定値がありません"),
    (
        "parameter `{}` is read from Parameter Store at deployment",
        "パラメータ `{0}` の値はデプロイ時にパラメータストアから読み込まれます",
    ),
    ("parameter `{}` has a default that is no text", "パラメータ `{0}` の既定値が文字列ではありません"),
    ("`{}` is known at deployment only", "`{0}` はデプロイするまで決まりません"),
    ("`{}` is known after apply", "`{0}` は適用 (apply) するまで決まりません"),
    ("`{}` cannot be split before deployment", "`{0}` はデプロイするまで分割できません"),
    ("`{}` is not in the template", "`{0}` はテンプレートにありません"),
    ("the condition `{}` is not in the template", "条件 `{0}` はテンプレートにありません"),
    ("condition `{}` is not decided: {}", "条件 `{0}` の真偽がデプロイするまで決まりません: {1}"),
    (
        "`{}` ({}): the module is expanded at deployment only; what it makes is not judged",
        "`{0}` ({1}): モジュールはデプロイ時に展開されるため、作られるものは検査していません",
    ),
    ("variable `{}` has no value", "変数 `{0}` に値がありません"),
    ("variable `{}`: {}", "変数 `{0}`: {1}"),
    ("the variable `{}`", "変数 `{0}`"),
    ("the local value `{}`", "ローカル値 `{0}`"),
    ("the output `{}` of `{}`", "`{1}` の出力値 `{0}`"),
    ("{} is not declared", "{0} は宣言されていません"),
    (
        "{} may be declared in `{}`, which was not read",
        "{0} は、読み取れなかった `{1}` で宣言されている可能性があります",
    ),
    ("the module is not given its variable `{}`", "モジュールに変数 `{0}` の値が渡されていません"),
    ("the variable `{}` hangs on itself", "変数 `{0}` が自分自身を参照しています"),
    ("the local value `{}` hangs on itself", "ローカル値 `{0}` が自分自身を参照しています"),
    ("the output `{}` hangs on itself", "出力値 `{0}` が自分自身を参照しています"),
    ("`{}` is not written", "`{0}` の指定がありません"),
    ("`{}` is read when Terraform runs", "`{0}` の値はTerraformの実行時に読み込まれます"),
    ("`{}` gives another value at each run", "`{0}` の値は実行のたびに変わります"),
    ("an ephemeral value is known after apply", "一時的な値 (ephemeral) は適用 (apply) するまで決まりません"),
    ("`{}` is a whole resource or module", "`{0}` はリソースまたはモジュール全体です"),
    ("module `{}` has no files", "モジュール `{0}` のファイルがありません"),
    ("module `{}` lies outside the folder: not read", "モジュール `{0}` はフォルダーの外にあるため読み取っていません"),
    (
        "module `{}` is not here: run `terraform init` in `{}` first, or scan a plan",
        "モジュール `{0}` がありません。先に `{1}` で `terraform init` を実行するか、プランを検査してください",
    ),
    ("the file `{}` lies outside the folder: not read", "ファイル `{0}` はフォルダーの外にあるため読み取っていません"),
    ("`{}` leads out of the folder: not read", "`{0}` はフォルダーの外を指すため読み取っていません"),
    ("`{}` is a link that leads nowhere: not read", "`{0}` はリンク切れのため読み取っていません"),
    ("`{}`: a link to a folder is not followed", "`{0}`: フォルダーへのリンクはたどりません"),
    ("`{}` is larger than {} bytes: not read", "`{0}` は {1} バイトより大きいため読み取っていません"),
    ("{}: a link that leads out of the folder is not followed", "{0}: フォルダーの外を指すリンクはたどりません"),
    ("{}: a link that leads nowhere is not followed", "{0}: リンク切れのため読み取っていません"),
    (
        "{}: a link to a folder that is left out is not followed",
        "{0}: 検査の対象外のフォルダーを指すリンクはたどりません",
    ),
    (
        "`{}` ({}) belongs to `{}`, which is not in this template: not judged",
        "`{0}` ({1}) が属する `{2}` はこのテンプレートにないため、検査していません",
    ),
    ("it is not known whose `{}` ({}) is: {}", "`{0}` ({1}) がどのリソースに属するか分かりません: {2}"),
    ("`{}` is judged by its plan `{}`, not by its source", "`{0}` はソースではなくプラン `{1}` で検査しています"),
    (
        "{}: the plan failed: what it does not have is not judged",
        "{0}: プランの作成に失敗しているため、含まれないものは検査していません",
    ),
    (
        "{}: the plan is not complete: what it does not have is not judged",
        "{0}: プランが完全ではないため、含まれないものは検査していません",
    ),
    (
        "{}: `{}` is deferred to a later plan: not judged",
        "{0}: `{1}` は後のプランに先送りされているため検査していません",
    ),
    ("{}: modules more than {} deep are not read", "{0}: {1} 階層より深いモジュールは読み取っていません"),
    (
        "{}: a resource without its address and type is not read",
        "{0}: アドレスまたは種類のないリソースは読み取っていません",
    ),
    (
        "{}: `{}` ({}): resources of the provider `awscc` are not read",
        "{0}: `{1}` ({2}): プロバイダー `awscc` のリソースには対応していません",
    ),
    ("the condition `{}` hangs on itself", "条件 `{0}` が自分自身を参照しています"),
    ("the import `{}` comes from another stack", "インポート値 `{0}` は別のスタックのものです"),
    ("the macro `{}` runs at deployment only", "マクロ `{0}` はデプロイ時にのみ実行されます"),
    ("the tag `!{}` is not read", "タグ `!{0}` には対応していません"),
    ("`{}` is not read", "`{0}` には対応していません"),
    ("`{}` in a condition is not read", "条件の中の `{0}` には対応していません"),
    ("the API's definition stands in another file", "APIの定義は別のファイルにあります"),
    ("the SAM policy template `{}` is not read", "SAMポリシーテンプレート `{0}` には対応していません"),
    ("a SAM policy of a form that is not read", "この形式のSAMポリシーには対応していません"),
    ("the SAM `ResourcePolicy` is not read", "SAMの `ResourcePolicy` には対応していません"),
    ("the security policy `{}` is not known", "セキュリティポリシー `{0}` は未知のものです"),
    ("the policy does not read: {}", "ポリシーとして読み取れません: {0}"),
    ("the policy does not read", "ポリシーとして読み取れません"),
    ("`{}` stands more than once", "`{0}` が重複しています"),
    ("`{}` stands twice, in lines {} and {}", "`{0}` が {1} 行目と {2} 行目で重複しています"),
    ("unexpected shape: {}", "想定外の形式です: {0}"),
    ("a snapshot is encrypted as its volume is", "スナップショットの暗号化は元のボリュームに従います"),
    ("a snapshot is encrypted as its source is", "スナップショットの暗号化は元のデータに従います"),
    ("a copy is encrypted as its source is", "コピーの暗号化は元のデータに従います"),
    (
        "the subnet is one of the default VPC's, or the launch template's",
        "サブネットはデフォルトVPCのもの、または起動テンプレートで指定されたものです",
    ),
    (
        "not said; AWS decides by whether the VPC has an internet gateway",
        "指定がありません (VPCにインターネットゲートウェイがあるかどうかでAWSが決めます)",
    ),
    (
        "the account's default for `containerInsights` decides",
        "アカウントの `containerInsights` の既定値によって決まります",
    ),
    ("the template does not say whether `{}` is on", "`{0}` が有効かどうかはテンプレートからは分かりません"),
    ("{}: neither a file nor a folder: not opened", "{0}: ファイルでもフォルダーでもないため開いていません"),
    (
        "policies are too intricate to be decided within the time allowed",
        "ポリシーが複雑すぎるため、制限時間内に判定できません",
    ),
    ("the answer hangs on the value of a policy variable", "ポリシー変数の値によって答えが変わります"),
];

/// A gap's message in the reader's language, as far as it is yagura's own.
pub fn gap_text(lang: Lang, message: &str) -> String {
    if lang != Lang::Ja {
        return message.to_owned();
    }
    // The policy library says where in the document.
    if let Some((head, place)) = message.split_once(" at /")
        && let Some(text) = japanese(head)
    {
        return format!("{text} ({})", in_document(place));
    }
    japanese(message).unwrap_or_else(|| message.to_owned())
}

/// `Statement/0`, `Statement/0 (line 4, column 7)`.
fn in_document(place: &str) -> String {
    let lined = |place: &str| -> Option<String> {
        let (pointer, rest) = place.strip_suffix(')')?.rsplit_once(" (line ")?;
        let (line, column) = rest.split_once(", column ")?;
        Some(format!("/{pointer}、{line}行目、{column}文字目"))
    };
    lined(place).unwrap_or_else(|| format!("/{place}"))
}

fn japanese(message: &str) -> Option<String> {
    // A call of AWS first, and a file and a line: they are no part of what is said.
    if let Some((place, what)) = message.split_once(": ")
        && let Some(place) = call(place)
    {
        return Some(format!("{place}: {}", japanese(what).unwrap_or_else(|| what.to_owned())));
    }
    // Several at once.
    if let Some(texts) = all(message, "; ", &japanese) {
        return Some(texts.join("。"));
    }
    if let Some((place, what)) = message.split_once(": ")
        && ends_in_line(place)
        && let Some(text) = japanese(what)
    {
        return Some(format!("{place}: {text}"));
    }
    if let Some(text) = whole(message) {
        return Some(text);
    }
    if message.contains('\n') {
        return lines(message);
    }
    if let Some(texts) = all(message, ", ", &whole) {
        return Some(texts.join("、"));
    }
    // What stands before a colon is the name of something, else.
    let behind_colon = message.match_indices(": ").find_map(|(at, colon)| {
        let (about, what) = (message.get(..at)?, message.get(at + colon.len()..)?);
        let what = whole(what).or_else(|| positioned(what))?;
        Some(format!("{about}: {what}"))
    });
    behind_colon.or_else(|| positioned(message)).or_else(|| best(message, false))
}

/// `expected value at line 1 column 4`, and with a comma: where parsers say that they stopped.
fn positioned(message: &str) -> Option<String> {
    let (what, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(", column ").or_else(|| place.split_once(" column "))?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let what = japanese(what).unwrap_or_else(|| what.to_owned());
    (is_number(line) && is_number(column)).then(|| format!("{line}行目、{column}文字目: {what}"))
}

/// `ec2 DescribeVpcs in us-east-1`.
fn call(place: &str) -> Option<String> {
    let (call, region) = place.split_once(" in ")?;
    let (service, operation) = call.split_once(' ')?;
    let lower = |text: &str| text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
    let is_call = lower(service)
        && lower(region)
        && operation.bytes().next().is_some_and(|c| c.is_ascii_uppercase())
        && operation.bytes().all(|c| c.is_ascii_alphanumeric());
    is_call.then(|| format!("{service} {operation} ({region})"))
}

/// The parts of a list, where every one is known.
fn all(message: &str, between: &str, one: &dyn Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    message.contains(between).then(|| message.split(between).map(one).collect())?
}

/// Line by line, each as far as it is known.
fn lines(message: &str) -> Option<String> {
    let mut known = false;
    let line = |line: &str| {
        let text = line.trim_start();
        let said = japanese(text).inspect(|_| known = true);
        format!("{}{}", line.get(..line.len() - text.len()).unwrap_or_default(), said.as_deref().unwrap_or(text))
    };
    let text = message.split('\n').map(line).collect::<Vec<_>>().join("\n");
    known.then_some(text)
}

/// `t.yaml:4`, `t.yaml:4:12`.
fn ends_in_line(place: &str) -> bool {
    place.rsplit_once(':').is_some_and(|(file, line)| {
        !file.is_empty() && !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn whole(message: &str) -> Option<String> {
    best(message, true)
}

/// The same; a name in backticks holds none where it is `strict`.
fn best(message: &str, strict: bool) -> Option<String> {
    // The pattern with the most words of its own says most.
    let mut best: Option<(usize, Text, Vec<&str>)> = None;
    let all = [
        WORDS,
        readers::SHARED,
        readers::CLOUDFORMATION,
        readers::TERRAFORM,
        checks::CHECKS,
        errors::ERRORS,
        calls::CALLS,
        policies::POLICIES,
        system::SYSTEM,
    ];
    for (en, ja) in all.into_iter().flatten() {
        let own = en.replace("{}", "").len();
        if best.as_ref().is_some_and(|(length, ..)| *length >= own) {
            continue;
        }
        if let Some(parts) = parts(en, message)
            && (!strict || !named(en).zip(&parts).any(|(named, part)| named && part.contains('`')))
        {
            best = Some((own, Text { ja, en }, parts));
        }
    }
    let (_, text, parts) = best?;
    // What one gap says of another; a name in backticks is none.
    let said: Vec<String> = parts
        .into_iter()
        .zip(named(text.en))
        .map(|(part, named)| if named { None } else { japanese(part) }.unwrap_or_else(|| part.to_owned()))
        .collect();
    let said: Vec<&dyn Display> = said.iter().map(|part| part as &dyn Display).collect();
    Some(Lang::Ja.fill(text, &said))
}

/// For each `{}` of a pattern whether it stands in backticks: the name of something.
fn named(pattern: &str) -> impl Iterator<Item = bool> {
    let around = pattern.split("{}").zip(pattern.split("{}").skip(1));
    around.map(|(before, behind)| before.ends_with('`') && behind.starts_with('`'))
}

/// What stands for each `{}` of a pattern.
fn parts<'m>(pattern: &str, message: &'m str) -> Option<Vec<&'m str>> {
    let mut literals = pattern.split("{}");
    let mut rest = message.strip_prefix(literals.next()?)?;
    let mut parts = Vec::new();
    let literals: Vec<&str> = literals.collect();
    for (at, literal) in literals.iter().enumerate() {
        let end = if at + 1 == literals.len() {
            rest.strip_suffix(literal)?.len()
        } else {
            rest.find(literal).filter(|end| *end > 0)?
        };
        let part = rest.get(..end).filter(|part| !part.is_empty())?;
        parts.push(part);
        rest = rest.get(end + literal.len()..)?;
    }
    rest.is_empty().then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::gap_text;
    use crate::lang::Lang;

    #[test]
    fn yaguras_own_reasons_are_japanese_and_those_of_others_stay() {
        for (message, wanted) in [
            ("s3:GetBucketPolicy was denied: no", "s3:GetBucketPolicy が拒否されました: no"),
            ("not collected", "収集の対象外です"),
            ("cannot read `x`: No such file or directory (os error 2)", "`x` が見つかりません"),
            ("cannot read `x`: Is a directory", "`x` を読み取れません: Is a directory"),
            (
                "rec/x.json: not read: `Subnets` has not the form that AWS gives it",
                "rec/x.json: 読み取っていません。`Subnets` がAWSの応答の形式ではありません",
            ),
            (
                "not recorded: aws ec2 describe-vpcs --output json > ec2-describe-vpcs.json",
                "記録がありません。次のコマンドで記録できます: aws ec2 describe-vpcs --output json > ec2-describe-vpcs.json",
            ),
            ("parameter `Env` has no default", "パラメータ `Env` に既定値がありません"),
            (
                "x/plan.json: `aws_s3_bucket.b` is deferred to a later plan: not judged",
                "x/plan.json: `aws_s3_bucket.b` は後のプランに先送りされているため検査していません",
            ),
            ("`aws_s3_bucket.b` is known after apply", "`aws_s3_bucket.b` は適用 (apply) するまで決まりません"),
            (
                "the local value `x` may be declared in `a.tf`, which was not read",
                "ローカル値 `x` は、読み取れなかった `a.tf` で宣言されている可能性があります",
            ),
            (
                "it is not known whose `aws_s3_bucket_policy.p` (AWS::S3::BucketPolicy) is: variable `v` has no value",
                "`aws_s3_bucket_policy.p` (AWS::S3::BucketPolicy) がどのリソースに属するか分かりません: 変数 `v` に値がありません",
            ),
            ("the policy of `arn:aws:s3:::b` was not read", "`arn:aws:s3:::b` のポリシーは読み取っていません"),
            (
                "AWS::IAM::Role of account 111122223333 was not read",
                "アカウント 111122223333 の AWS::IAM::Role は読み取っていません",
            ),
            (
                "the value of `aws:sourceip` is not given at /Statement/0",
                "条件キー `aws:sourceip` の値が指定されていません (/Statement/0)",
            ),
            (
                "condition `Open` is not decided: parameter `Env` has no default",
                "条件 `Open` の真偽がデプロイするまで決まりません: パラメータ `Env` に既定値がありません",
            ),
            ("the grants on the key: not collected", "KMSキーのグラント: 収集の対象外です"),
            (
                "User: x is not authorized to perform: s3:GetObject",
                "User: x is not authorized to perform: s3:GetObject",
            ),
            (
                "t.yaml:4: `B` (AWS::S3::BucketPolicy) belongs to `other`, which is not in this template: not judged",
                "t.yaml:4: `B` (AWS::S3::BucketPolicy) が属する `other` はこのテンプレートにないため、検査していません",
            ),
            (
                "main.yaml:2: `N` (AWS::CloudFormation::Stack): `n.yaml` is not among the files that are read; not judged",
                "main.yaml:2: `N` (AWS::CloudFormation::Stack): `n.yaml` は読み取るファイルに含まれていません (検査していません)",
            ),
            (
                "cdk.out/manifest.json: assemblies nest too deep",
                "cdk.out/manifest.json: クラウドアセンブリの入れ子が深すぎるため読み取っていません",
            ),
            (
                "t.yaml:1:7: not valid JSON: expected `,` or `}`, found `x`",
                "t.yaml:1:7: JSONとして正しくありません: `,` か `}` のはずの箇所に `x` があります",
            ),
            (
                "ec2 DescribeVpcs in us-east-1: access denied, `ec2:DescribeVpcs` is missing: not authorized",
                "ec2 DescribeVpcs (us-east-1): アクセスが拒否されました。`ec2:DescribeVpcs` のアクセス許可がありません: not authorized",
            ),
            ("s3 ListBuckets in us-east-1: NoSuch: x", "s3 ListBuckets (us-east-1): NoSuch: x"),
            // The name of something is no word, and no name holds the end of another.
            ("`nothing in it` is no text", "`nothing in it` が文字列ではありません"),
            ("`b.json`: entry 1: `check` is no text", "`b.json`: 1番目の項目の `check` が文字列ではありません"),
            (
                "`p.json`: not a policy: expected a value, found the end of the text at line 2, column 1",
                "`p.json` をポリシーとして読み取れません: 2行目、1文字目: 値 のはずの箇所が テキストの終わり になっています",
            ),
            ("`b.json`: trailing characters at line 1 column 4", "`b.json`: 1行目、4文字目: 余分な文字があります"),
            (
                "unknown element `Efect` at /Statement/0/Efect (line 4, column 7)",
                "`Efect` という要素はありません (/Statement/0/Efect、4行目、7文字目)",
            ),
            (
                "no usable AWS credentials: no luck:\n  Environment: environment variable not set\n  Other: x",
                "使用できるAWSの認証情報がありません: no luck:\n  Environment: 環境変数が設定されていません\n  Other: x",
            ),
            (
                "parameter `A`: is required; parameter `B`: must be text",
                "パラメータ `A`: 必須です。パラメータ `B`: 文字列で指定してください",
            ),
            (
                "not read: the public access block, the ACLs of objects",
                "読み取っていないもの: パブリックアクセスブロック、オブジェクトのACL",
            ),
            (
                "./priv: IO error for operation on ./priv: Permission denied (os error 13)",
                "`./priv`: アクセス権限がありません",
            ),
            ("`a.yagura`: Permission denied (os error 13)", "`a.yagura`: アクセス権限がありません"),
            ("cannot write `x`: No space left on device (os error 28)", "`x` に書き込めません: 空き容量がありません"),
            ("", ""),
        ] {
            assert_eq!(gap_text(Lang::Ja, message), wanted);
            assert_eq!(gap_text(Lang::En, message), message);
        }
    }
}
