//! The two languages of everything that people read.

use std::fmt::Display;

use yagura_finding::{Confidence, Severity, Text, Words};
use yagura_model::GapKind;

/// The language of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The text in this language.
    pub fn pick(self, text: Text) -> &'static str {
        match self {
            Self::Ja => text.ja,
            Self::En => text.en,
        }
    }

    /// The words in this language.
    pub fn words(self, words: &Words) -> &str {
        match self {
            Self::Ja => &words.ja,
            Self::En => &words.en,
        }
    }

    /// The name as it stands on the command line: `ja` or `en`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language of a name (`ja`, `en`).
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Ja, Self::En].into_iter().find(|lang| lang.name() == name)
    }

    /// The language of a locale (`ja_JP.UTF-8`, `C`); English for all but Japanese.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '.', '-', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("ja") { Self::Ja } else { Self::En }
    }

    /// The text with `{0}`, `{1}` … replaced by the values, in one pass: a value that holds `{1}` stays as it is.
    pub(crate) fn fill(self, text: Text, values: &[&dyn Display]) -> String {
        use std::fmt::Write as _;
        let mut filled = String::new();
        let mut rest = self.pick(text);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let value = after.split_once('}').and_then(|(index, tail)| {
                let value = values.get(index.parse::<usize>().ok()?)?;
                Some((value, tail))
            });
            if let Some((value, tail)) = value {
                let _ = write!(filled, "{value}");
                rest = tail;
            } else {
                filled.push('{');
                rest = after;
            }
        }
        filled.push_str(rest);
        filled
    }

    /// A number with its noun; `{0}` stands for the number.
    pub(crate) fn count(self, number: u64, one: Text, many: Text) -> String {
        self.fill(if number == 1 { one } else { many }, &[&thousands(number)])
    }
}

/// A number with its thousands apart: `12,345`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The name of a severity, as people read it.
pub(crate) fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Critical => Text { ja: "重大", en: "critical" },
        Severity::High => Text { ja: "高", en: "high" },
        Severity::Medium => Text { ja: "中", en: "medium" },
        Severity::Low => Text { ja: "低", en: "low" },
        Severity::Info => Text { ja: "情報", en: "info" },
    }
}

/// The name of a confidence, as people read it.
pub(crate) fn confidence(confidence: Confidence) -> Text {
    match confidence {
        Confidence::High => Text { ja: "高", en: "high" },
        Confidence::Medium => Text { ja: "中", en: "medium" },
        Confidence::Low => Text { ja: "低", en: "low" },
    }
}

/// What kind of obstacle a gap is, as people read it.
pub(crate) fn gap_kind(kind: GapKind) -> Text {
    match kind {
        GapKind::Denied => Text { ja: "権限不足", en: "permission missing" },
        GapKind::Unreachable => Text { ja: "応答なし", en: "no answer" },
        GapKind::Unresolved => Text { ja: "デプロイ時に決まる値", en: "decided at deployment" },
        GapKind::Unsupported => Text { ja: "未対応", en: "not read by yagura" },
        GapKind::Error => Text { ja: "読み取りエラー", en: "could not be read" },
    }
}

#[cfg(test)]
mod tests {
    use yagura_finding::Text;

    use super::{Lang, thousands};

    #[test]
    fn values_are_filled_in_once() {
        let text = Text { ja: "{1}の{0}", en: "{0} of {1}, {x} {" };
        assert_eq!(Lang::En.fill(text, &[&"{1}", &2]), "{1} of 2, {x} {");
        assert_eq!(Lang::Ja.fill(text, &[&"{1}", &2]), "2の{1}");
    }

    #[test]
    fn numbers_are_read_in_groups_of_three() {
        let shown: Vec<String> = [0, 7, 123, 1_234, 100_000, 1_234_567].map(thousands).into();
        assert_eq!(shown, ["0", "7", "123", "1,234", "100,000", "1,234,567"]);
    }

    #[test]
    fn a_locale_has_a_language() {
        assert_eq!(Lang::of_locale("ja_JP.UTF-8"), Lang::Ja);
        assert_eq!(Lang::of_locale("ja"), Lang::Ja);
        assert_eq!(Lang::of_locale("jam"), Lang::En);
        assert_eq!(Lang::of_locale("C"), Lang::En);
        assert_eq!(Lang::of_locale(""), Lang::En);
    }
}
