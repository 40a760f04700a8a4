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
    ("`{}`: not a policy: {}", "`{0}` をポリシーとして読み取れません: {1}"),
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
    ("interrupted", "中断しました"),
    (
        "internal error{}; its words are not shown, they may hold what was read",
        "内部エラーが発生しました{0}。読み取った内容が含まれている可能性があるため、詳細は表示しません",
    ),
    (" at {}:{}", " ({0}:{1})"),
    ("`{}` is neither a file nor a folder", "`{0}` はファイルでもフォルダーでもありません"),
    ("not a regular file", "通常のファイルではありません"),
    ("not a regular file of at most {} bytes", "{0} バイト以下の通常のファイルではありません"),
    // Baselines.
    ("no baseline of version 1", "バージョン1のベースラインではありません"),
    ("no `findings`", "`findings` がありません"),
    ("entry {}: `{}` is no text", "{0}番目の項目の `{1}` が文字列ではありません"),
    ("entry {}: `{}` is no list of texts", "{0}番目の項目の `{1}` が文字列のリストではありません"),
    ("it has no `secrets`", "`secrets` がありません"),
    (
        "one of its `secrets` has no kind, hash or file",
        "`secrets` の中に `kind`、`hash`、`file` のいずれかがないものがあります",
    ),
    // Git.
    ("--changed-since: {}", "--changed-since: {0}"),
    ("`{}` is no revision", "`{0}` はリビジョンではありません"),
    ("cannot run `git`: {}", "`git` を実行できません: {0}"),
    ("`git` says: {}", "`git` のエラー: {0}"),
    ("there is none", "リポジトリがありません"),
    ("a reader stopped before its work was done", "ファイルを読み取る処理が途中で停止しました"),
    ("--exclude `{}`: {}", "--exclude `{0}` はパスのパターンではありません: {1}"),
    ("error parsing glob '{}': {}", "'{0}': {1}"),
    // `yagura.yaml`.
    ("line {}: {}", "{0}行目: {1}"),
    ("line {}: there is no `{}`; there are {}", "{0}行目: `{1}` というキーはありません。使用できるキー: {2}"),
    ("`{}` is no text", "`{0}` が文字列ではありません"),
    ("`{}` is no list of texts", "`{0}` が文字列のリストではありません"),
    ("an identifier has names and values", "識別子はキーと値で書きます"),
    ("an identifier has no `{}`; it has {}", "識別子に `{0}` というキーはありません。使用できるキー: {1}"),
    ("an identifier without `{}`", "識別子に `{0}` がありません"),
    ("no validator `{}`; there are {}", "`{0}` という検証方法はありません。指定できるもの: {1}"),
    ("a mute has names and values", "ミュートはキーと値で書きます"),
    ("a mute has no `{}`; it has {}", "ミュートに `{0}` というキーはありません。使用できるキー: {1}"),
    (
        "a mute has either `resource` or `pattern`",
        "ミュートには `resource` と `pattern` のどちらか一方だけを指定してください",
    ),
    ("a mute without `{}`", "ミュートに `{0}` がありません"),
    ("`path` is no JSON pointer: `{}`", "`path` がJSONポインターではありません (例: `{0}`)"),
    ("an identifier has no name", "識別子に名前がありません"),
    ("the pattern is longer than {} bytes", "パターンが {0} バイトを超えています"),
    ("the pattern matches an empty text", "パターンが空の文字列に一致します"),
    ("a detector's pattern does not compile: {}", "パターンが正規表現として正しくないか、大きすぎます: {0}"),
    // Fixes.
    (
        "an account is not changed, only templates are",
        "書き換えられるのはテンプレートだけで、アカウントの設定は変更しません",
    ),
    ("`{}` is a link: name the file itself", "`{0}` はリンクです。リンク先のファイルを指定してください"),
    (
        "`{}` is a plan or a state: the configuration it was made of is what can be changed",
        "`{0}` はプランまたはステートです。書き換えられるのは、その元になった設定ファイルです",
    ),
    // Saved accounts.
    ("not a yagura snapshot", "yaguraで保存したファイルではありません"),
    (
        "snapshot version {} is newer than this yagura knows ({})",
        "このyaguraが対応するバージョン ({1}) より新しいバージョン ({0}) で保存されています",
    ),
    ("cannot be unpacked: {}", "展開できません: {0}"),
    ("cannot be read: {}", "読み取れません: {0}"),
    ("it is too large when unpacked", "展開すると大きすぎます"),
    ("reference data was read already", "リファレンスデータはすでに読み込まれています"),
    ("reference data is not readable: {}", "リファレンスデータを読み取れません: {0}"),
    ("this is not reference data", "リファレンスデータではありません"),
    // Values of options.
    ("a number of bytes, as 4096, 64K, 256M or 1G", "バイト数を 4096、64K、256M、1G のように指定してください"),
    ("an account's id has twelve digits", "アカウントIDは12桁の数字です"),
    ("`{}` is no region name", "`{0}` というリージョンはありません"),
];
