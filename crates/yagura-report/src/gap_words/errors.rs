//! Why a verb ends early, in Japanese.

/// What the verbs say; what the system or a parser adds to it stays as it was said.
pub(super) const ERRORS: &[(&str, &str)] = &[
    ("cannot read `{}`: No such file or directory (os error 2)", "`{0}` が見つかりません"),
    ("cannot read `{}`: Permission denied (os error 13)", "`{0}` を読み取る権限がありません"),
    ("cannot read `{}`: {}", "`{0}` を読み取れません: {1}"),
    ("cannot write `{}`: {}", "`{0}` に書き込めません: {1}"),
    (
        "no template in `{}` ({} other files were looked at)",
        "`{0}` にテンプレートがありません (ほかのファイルを{1}個確認しました)",
    ),
    ("no check has the id `{}`; the nearest: {}", "`{0}` というIDのチェックはありません。近いもの: {1}"),
    (
        "no service `{}` is collected; there are: {}",
        "`{0}` というサービスは収集の対象にありません。指定できるもの: {1}",
    ),
    ("two formats go to standard output", "2つの形式を標準出力に同時に出力できません"),
    ("cannot use the baseline `{}`: {}", "ベースライン `{0}` を使用できません: {1}"),
    ("cannot read the Git repository `{}`: {}", "Gitリポジトリ `{0}` を読み取れません: {1}"),
    ("`{}`: not a policy: {}", "`{0}` はポリシーではありません: {1}"),
    ("--params is not JSON: {}", "--params がJSONではありません: {0}"),
    ("no recorded answer of AWS among {} files", "{0}個のファイルの中にAWSの応答の記録がありません"),
    (
        "no answer says which account it is of; name it with --account",
        "どのアカウントの記録か分かりません。--account で指定してください",
    ),
    (
        "the answers name several accounts ({}); name the one with --account",
        "複数のアカウントの記録があります ({0})。--account で1つ指定してください",
    ),
];
