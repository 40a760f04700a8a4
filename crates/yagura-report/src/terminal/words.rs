//! The terminal's own texts.

use yagura_finding::Text;

pub(super) const ACCOUNT: Text = Text { ja: "アカウント {0}", en: "account {0}" };
pub(super) const ACCOUNTS: Text = Text { ja: "アカウント {0}", en: "accounts {0}" };
pub(super) const TEMPLATE: Text = Text { ja: "テンプレート {0}", en: "template {0}" };
pub(super) const TEMPLATES: Text = Text { ja: "テンプレート {0}", en: "templates {0}" };
pub(super) const SEVERITY_COUNT: Text = Text { ja: "{1} {0}件", en: "{0} {1}" };

pub(super) const RESOURCE: Text = Text { ja: "{0}個のリソース", en: "{0} resource" };
pub(super) const RESOURCES: Text = Text { ja: "{0}個のリソース", en: "{0} resources" };
pub(super) const CHECK: Text = Text { ja: "{0}個のチェック", en: "{0} check" };
pub(super) const CHECKS: Text = Text { ja: "{0}個のチェック", en: "{0} checks" };
pub(super) const VERDICT: Text = Text { ja: "{0}件の判定", en: "{0} verdict" };
pub(super) const VERDICTS: Text = Text { ja: "{0}件の判定", en: "{0} verdicts" };
pub(super) const PLACE: Text = Text { ja: "{0}件", en: "{0} resource" };
pub(super) const PLACES: Text = Text { ja: "{0}件", en: "{0} resources" };

pub(super) const LOOKED_AT: Text = Text { ja: "{0}を{1}で調べました。", en: "Looked at {0} with {1}." };
pub(super) const LISTED_ONE: Text = Text {
    ja: "{0}種類のリソースを漏れなく一覧しました。",
    en: "Listed {0} resource type in full.",
};
pub(super) const LISTED_MANY: Text = Text {
    ja: "{0}種類のリソースを漏れなく一覧しました。",
    en: "Listed {0} resource types in full.",
};
pub(super) const UNMODELLED: Text = Text {
    ja: "対応していない種類のため調べていないもの: {0}",
    en: "Not looked into, as yagura does not know the type: {0}",
};
pub(super) const NOTHING_FOUND: Text = Text { ja: "問題は見つかりませんでした。", en: "Nothing found." };
pub(super) const NOTHING_FOUND_BUT_OPEN: Text = Text {
    ja: "読み取れた範囲では問題は見つかりませんでした。ただし、読み取れていないものがあります。",
    en: "Nothing found in what could be read, but not everything could be read.",
};
pub(super) const NOTHING_BUT_MUTED: Text = Text {
    ja: "ミュート済みのもの以外に問題は見つかりませんでした。",
    en: "Nothing found but what is muted.",
};
pub(super) const NOTHING_CHANGED: Text = Text {
    ja: "変更した箇所に問題は見つかりませんでした。",
    en: "Nothing found in what changed.",
};
pub(crate) const LEFT_OUT: Text = Text {
    ja: "{1} 以降の変更に関係しない結果{0}件は除いてあります。",
    en: "Left out: {0} results that no change since {1} touches.",
};
pub(super) const NOTHING_THERE: Text = Text {
    ja: "調べる対象のリソースがありませんでした。安全だと確認できたわけではありません。",
    en: "There was no resource to look at. This does not say that anything is safe.",
};
pub(super) const NO_CHECK_RAN: Text = Text {
    ja: "チェックは1つも実行されていません。何も確認されていません。",
    en: "No check ran. Nothing was verified.",
};
pub(super) const OPEN_ONE: Text = Text {
    ja: "判定不能が{0}件あります（末尾を参照）。",
    en: "{0} verdict could not be reached; see the end.",
};
pub(super) const OPEN_MANY: Text = Text {
    ja: "判定不能が{0}件あります（末尾を参照）。",
    en: "{0} verdicts could not be reached; see the end.",
};
pub(super) const UNREAD_ONE: Text = Text {
    ja: "読み取れなかったものが{0}件あります（末尾を参照）。",
    en: "{0} thing could not be read; see the end.",
};
pub(super) const UNREAD_MANY: Text = Text {
    ja: "読み取れなかったものが{0}件あります（末尾を参照）。",
    en: "{0} things could not be read; see the end.",
};

pub(super) const LIKELY: Text = Text { ja: " · 確度: 中", en: " · confidence: medium" };
pub(super) const MAYBE: Text = Text { ja: " · 確度: 低（要確認）", en: " · confidence: low, have a look" };
pub(super) const ATTACK: Text = Text { ja: "攻撃: ", en: "Attack: " };
pub(super) const FIX: Text = Text { ja: "対処: ", en: "Fix:    " };
pub(super) const NOT_SET: Text = Text { ja: "設定なし", en: "not set" };
pub(super) const AWS_DEFAULT: Text = Text { ja: " (AWSの既定値)", en: " (AWS default)" };
pub(super) const AT_LINE: Text = Text { ja: " ({0}行目)", en: " (line {0})" };
pub(super) const AND_MORE: Text = Text { ja: "ほか{0}件", en: "and {0} more" };
pub(super) const AND_MORE_INLINE: Text = Text { ja: " ほか{0}件", en: " and {0} more" };
pub(super) const SHOW_WITH: Text = Text { ja: "  すべて表示: {0}", en: "  show them: {0}" };
pub(super) const INFO_ONE: Text =
    Text { ja: "情報レベルが{0}件あります。", en: "{0} informational finding." };
pub(super) const INFO_MANY: Text =
    Text { ja: "情報レベルが{0}件あります。", en: "{0} informational findings." };
pub(super) const MUTED_ONE: Text =
    Text { ja: "ミュート済みが{0}件あります。", en: "{0} finding is muted: accepted by somebody." };
pub(super) const MUTED_MANY: Text =
    Text { ja: "ミュート済みが{0}件あります。", en: "{0} findings are muted: accepted by somebody." };
pub(super) const PASSED: Text = Text { ja: "合格", en: "Passed" };

/// As [`HID`].
pub(super) const NOT_JUDGED: Text =
    Text { ja: "判定不能: チェック{0}個の{1}件", en: "Could not be judged: {3} of {2}" };
pub(super) const NOT_A_PASS: Text = Text {
    ja: "これらは合格ではありません。読み取れなかったため、問題の有無が分かっていません。",
    en: "These did NOT pass: what they need was not read, so nobody knows.",
};
pub(super) const NOT_READ: Text = Text { ja: "読み取れなかったもの", en: "Could not be read" };
pub(super) const NOT_READ_HIDES_NOTHING: Text = Text {
    ja: "実行したチェックの判定には影響していませんが、この部分は調べられていません。",
    en: "No verdict of the checks that ran depends on it, but nobody looked there.",
};
/// `{0}` and `{1}` are the numbers of checks and verdicts, `{2}` and `{3}` the same with their nouns.
pub(super) const HID: Text = Text { ja: "チェック{0}個の{1}件に影響", en: "hid {3} of {2}" };
pub(super) const HID_NOTHING: Text = Text { ja: "判定への影響なし", en: "hid no verdict" };

pub(super) const NEXT: Text = Text { ja: "次のコマンド", en: "Next" };
pub(super) const NEXT_EXPLAIN: Text = Text {
    ja: "最も重い問題の内容、攻撃者の使い方、対処",
    en: "the worst of it: what, how it is used, how to fix it",
};
pub(super) const NEXT_POLICY: Text = Text {
    ja: "不足している読み取り権限を含むIAMポリシー",
    en: "the IAM policy with the permissions that were missing",
};
pub(super) const NEXT_CHECKS: Text = Text { ja: "調べる内容の一覧", en: "what is looked for" };
pub(super) const NEXT_SARIF: Text =
    Text { ja: "コードホストやエディター向けに保存", en: "for your code host or editor" };
