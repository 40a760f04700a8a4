//! What every verb shares: the language, the exit codes, failures.

use std::ffi::OsString;
use std::process::ExitCode;

use yagura_finding::Text;
use yagura_report::Lang;

/// The exit codes, as `README.md` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing at or above the threshold, and nothing hidden.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Wrong use of the command.
    Usage,
    /// Something could not be read, and checks could not be judged for it.
    Incomplete,
    /// No credentials, or an endpoint that does not answer or is refused.
    Credentials,
    /// A file that cannot be read or written, or a fault of yagura's own.
    Io,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    /// What two parts of a run end with together: findings say more than that something was not read.
    pub(crate) fn worse(self, other: Self) -> Self {
        const ORDER: [Exit; 7] = [
            Exit::Interrupted,
            Exit::Io,
            Exit::Credentials,
            Exit::Usage,
            Exit::Findings,
            Exit::Incomplete,
            Exit::Clean,
        ];
        ORDER.into_iter().find(|exit| *exit == self || *exit == other).unwrap_or(self)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Credentials => 4,
            Exit::Io => 5,
            Exit::Interrupted => 130,
        })
    }
}

/// Why a verb ended early: what happened and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    what: String,
    advice: Text,
}

impl Failure {
    pub(crate) fn new(exit: Exit, what: impl std::fmt::Display, advice: Text) -> Self {
        Self { exit, what: what.to_string(), advice }
    }

    pub(crate) fn text(&self, lang: Lang) -> String {
        let advice = lang.pick(self.advice);
        let prefix = lang.pick(Text { ja: "エラー", en: "error" });
        let what = yagura_report::gap_text(lang, &self.what);
        if advice.is_empty() { format!("{prefix}: {what}") } else { format!("{prefix}: {what}\n{advice}") }
    }
}

/// The language: `--lang`, else the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English.
/// Read before anything else is parsed, so that help and errors speak it too.
pub(crate) fn language(arguments: &[OsString]) -> Lang {
    let mut given = None;
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            break;
        }
        if argument == "--lang" {
            given = arguments.next();
        } else if let Some(value) = argument.strip_prefix("--lang=") {
            given = Some(value);
        }
    }
    match given {
        Some("ja") => Lang::Ja,
        Some(_) => Lang::En,
        None => from_locale(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).unwrap_or_default())),
    }
}

fn from_locale(variables: [String; 3]) -> Lang {
    // The first that is set decides, as POSIX has it.
    match variables.into_iter().find(|value| !value.is_empty()) {
        Some(locale) if locale == "ja" || locale.starts_with("ja_") || locale.starts_with("ja-") => Lang::Ja,
        _ => Lang::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        let of = |all: &str, messages: &str, lang: &str| from_locale([all.into(), messages.into(), lang.into()]);
        assert!(matches!(of("", "", "ja_JP.UTF-8"), Lang::Ja));
        assert!(matches!(of("C", "", "ja_JP.UTF-8"), Lang::En));
        assert!(matches!(of("", "ja_JP.eucJP", "C"), Lang::Ja));
        assert!(matches!(of("", "", ""), Lang::En));
        assert!(matches!(of("", "", "jam"), Lang::En));
    }

    #[test]
    fn the_option_goes_before_the_locale() {
        let of = |list: &[&str]| language(&list.iter().map(OsString::from).collect::<Vec<_>>());
        assert!(matches!(of(&["yagura", "scan", "--lang", "ja"]), Lang::Ja));
        assert!(matches!(of(&["yagura", "--lang=ja", "scan"]), Lang::Ja));
        assert!(matches!(of(&["yagura", "--lang", "en"]), Lang::En));
    }
}
