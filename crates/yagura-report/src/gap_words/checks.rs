//! Why checks cannot tell, in Japanese.

/// What the judging of one service says; what all of them share stands in the parent.
pub(super) const CHECKS: &[(&str, &str)] = &[
    ("the account summary has no `{}`", "アカウントの概要 (GetAccountSummary) に `{0}` がありません"),
    ("the API's policy: {}", "APIのリソースポリシー: {0}"),
    ("the endpoint's policy: {}", "VPCエンドポイントポリシー: {0}"),
    ("the policy of `{}`: {}", "`{0}` のポリシー: {1}"),
    (
        "the trail's bucket `{}` was not read: it may stand in another account",
        "証跡のバケット `{0}` は読み取っていません (別のアカウントのバケットの可能性があります)",
    ),
    ("the sample event: {}", "判定に使うイベントの例: {0}"),
    ("`{}` is no ARN of a log group", "`{0}` はロググループのARNではありません"),
    ("the filter pattern `{}` is of a form that is not read", "フィルターパターン `{0}` の書き方には対応していません"),
    ("`{}` is no CIDR block", "`{0}` はCIDRブロックではありません"),
    ("`{}` is no protocol", "`{0}` はプロトコルではありません"),
    ("route table", "ルートテーブル"),
    ("network ACL", "ネットワークACL"),
    (
        "`{}` is in use and was not read: only the newest revision of a family is",
        "使用中の `{0}` は読み取っていません (読み取るのは各ファミリーの最新のリビジョンだけです)",
    ),
    (
        "a policy of account {} was taken for one of {}",
        "アカウント {0} のポリシーをアカウント {1} のものとして扱おうとしました",
    ),
    ("a managed policy has no document", "管理ポリシーに本文がありません"),
    ("the role has no creation date", "ロールの作成日がありません"),
    ("the expiration is no point in time", "有効期限が日時ではありません"),
    ("an active key has no date", "有効なアクセスキーに日付がありません"),
    ("the report does not say if there is a password", "認証情報レポートからはパスワードの有無が分かりません"),
    ("a password has no date", "パスワードに日付がありません"),
    ("its code", "コード"),
    ("the package", "パッケージ"),
    ("`{}` is not in the list of runtimes of {}", "`{0}` は {1} 時点のランタイムの一覧にありません"),
    ("`{}` is no date", "`{0}` は日付ではありません"),
    ("`{}` is no point in time", "`{0}` は日時ではありません"),
    ("unknown policy", "ポリシーが分かりません"),
    (
        "whether it is encrypted is taken over from the snapshot or source it is made from",
        "暗号化の有無は、作成元のスナップショットまたはソースから引き継がれます",
    ),
    ("the users were not all listed: {}", "ユーザーの一覧をすべては読み取っていません: {0}"),
    ("the other half of the key is not at hand", "アクセスキーIDとシークレットアクセスキーの一方が手元にありません"),
    ("a saved file holds no secret", "保存したファイルにシークレットは含まれていません"),
    ("whoever may use the key", "KMSキーを使用できる人"),
];
