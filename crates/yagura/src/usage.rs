//! The parser of the command line in Japanese: what it says of wrong use, and its help.

use std::error::Error as _;
use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use yagura_report::Lang;

/// Behind all other options.
const LAST: usize = 999;

/// A command whose help, with that of all below it, has Japanese headings, and Japanese words for what the parser adds.
pub(crate) fn japanese(command: Command) -> Command {
    let mut template = "{before-help}{about-with-newline}\n使い方: {usage}".to_owned();
    if command.get_subcommands().next().is_some() {
        template.push_str("\n\nコマンド:\n{subcommands}");
    }
    if command.get_positionals().next().is_some() {
        template.push_str("\n\n引数:\n{positionals}");
    }
    template.push_str("\n\nオプション:\n{options}{after-help}");
    let has_long = command.get_long_about().is_some();
    let help = if has_long { "ヘルプを表示する (-h は要約)" } else { "ヘルプを表示する" };
    let versioned = command.get_version().is_some();
    let mut command = command
        .help_template(template)
        .disable_help_flag(true)
        .mut_args(with_values)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help).display_order(LAST))
        .mut_subcommands(japanese);
    if versioned {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).display_order(LAST + 1);
        command = command.disable_version_flag(true).arg(version.help("バージョンを表示する"));
    }
    command
}

/// An option whose help says its default and its values, as the parser would in English.
fn with_values(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && !arg.is_hide_default_value_set() {
        let _ = write!(help, " [既定: {}]", defaults.join(" "));
    }
    let values = arg.get_possible_values();
    let values: Vec<&str> =
        values.iter().filter(|value| !value.is_hide_set()).map(clap::builder::PossibleValue::get_name).collect();
    if !values.is_empty() && !arg.is_hide_possible_values_set() {
        let _ = write!(help, " [指定できる値: {}]", values.join(", "));
    }
    arg.help(help).hide_default_value(true).hide_possible_values(true)
}

/// What is wrong with a command line; `None` for what is no error, and for what the parser says without its parts.
pub(crate) fn error(error: &clap::Error) -> Option<String> {
    let what = what(error)?;
    let mut text = format!("エラー: {what}");
    let near: Vec<String> = tips(error);
    if !near.is_empty() {
        let _ = write!(text, "\n\n  {}", near.join("\n  "));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim();
        let _ = write!(text, "\n\n使い方: {usage}");
    }
    text.push_str("\n\n詳しくは `--help` を参照してください。");
    Some(text)
}

fn what(error: &clap::Error) -> Option<String> {
    let one = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => Some(*number),
        _ => None,
    };
    let arg = || one(ContextKind::InvalidArg);
    let value = || one(ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::InvalidValue => {
            let (arg, value) = (arg()?, value()?);
            let what = if value.is_empty() {
                format!("`{arg}` に値がありません")
            } else {
                format!("`{arg}` に `{value}` は指定できません")
            };
            format!("{what}{}", list(error, "指定できる値", ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| format!(": {}", yagura_report::gap_text(Lang::Ja, &why.to_string())));
            format!("`{}` に `{}` は指定できません{}", arg()?, value()?, why.unwrap_or_default())
        }
        ErrorKind::UnknownArgument => match arg()? {
            option if option.starts_with('-') => format!("`{option}` というオプションはありません"),
            other => format!("余分な引数 `{other}` があります"),
        },
        ErrorKind::InvalidSubcommand => {
            format!("`{}` というコマンドはありません", one(ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::MissingSubcommand => {
            let around = one(ContextKind::InvalidSubcommand)?;
            let commands = list(error, "コマンド", ContextKind::ValidSubcommand);
            format!("`{around}` の後にコマンドを指定してください{commands}")
        }
        ErrorKind::MissingRequiredArgument => match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::Strings(missing)) => {
                format!("必要な引数が指定されていません:\n  {}", missing.join("\n  "))
            }
            _ => return None,
        },
        ErrorKind::ArgumentConflict => {
            let first = arg().or_else(|| one(ContextKind::InvalidSubcommand))?;
            match error.get(ContextKind::PriorArg) {
                Some(ContextValue::String(other)) if other == first => {
                    format!("`{first}` は1回しか指定できません")
                }
                Some(ContextValue::String(other)) => format!("`{first}` と `{other}` は同時に指定できません"),
                Some(ContextValue::Strings(others)) => {
                    format!("`{first}` は次の引数と同時に指定できません:\n  {}", others.join("\n  "))
                }
                _ => format!("`{first}` はほかの引数と同時に指定できません"),
            }
        }
        ErrorKind::NoEquals => format!("`{}` の値は `=` でつないで指定してください", arg()?),
        ErrorKind::TooManyValues => format!("`{}` に余分な値 `{}` があります", arg()?, value()?),
        ErrorKind::TooFewValues => {
            let (least, given) = (number(ContextKind::MinValues)?, number(ContextKind::ActualNumValues)?);
            format!("`{}` には{least}個以上の値が必要です (指定された値: {given}個)", arg()?)
        }
        ErrorKind::WrongNumberOfValues => {
            let (wanted, given) = (number(ContextKind::ExpectedNumValues)?, number(ContextKind::ActualNumValues)?);
            format!("`{}` には{wanted}個の値が必要です (指定された値: {given}個)", arg()?)
        }
        ErrorKind::InvalidUtf8 => "UTF-8ではない引数があります".to_owned(),
        _ => return None,
    })
}

/// What may be given, in brackets on a line of its own.
fn list(error: &clap::Error, name: &str, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => format!("\n  [{name}: {}]", values.join(", ")),
        _ => String::new(),
    }
}

/// What may have been meant.
fn tips(error: &clap::Error) -> Vec<String> {
    let near = [
        (ContextKind::SuggestedSubcommand, "近いコマンド"),
        (ContextKind::SuggestedArg, "近いオプション"),
        (ContextKind::SuggestedValue, "近い値"),
    ];
    let mut tips: Vec<String> = near
        .into_iter()
        .filter_map(|(kind, name)| {
            let names: Vec<String> = match error.get(kind)? {
                ContextValue::String(one) => vec![format!("`{one}`")],
                ContextValue::Strings(several) => several.iter().map(|one| format!("`{one}`")).collect(),
                _ => return None,
            };
            (!names.is_empty()).then(|| format!("{name}: {}", names.join("、")))
        })
        .collect();
    if let Some(ContextValue::StyledStrs(others)) = error.get(ContextKind::Suggested) {
        tips.extend(others.iter().map(|tip| tip_text(&tip.to_string())));
    }
    tips
}

/// A tip that the parser gives as a sentence.
fn tip_text(tip: &str) -> String {
    // The odd parts stand in quotes.
    let quoted: Vec<&str> = tip.split('\'').skip(1).step_by(2).collect();
    match quoted.as_slice() {
        [value, instead] if tip.starts_with("to pass ") => {
            format!("`{value}` を値として渡すには `{instead}` と書いてください")
        }
        [command, dashes] if tip.starts_with("subcommand ") => {
            format!("`{command}` というコマンドがあります。使うには前の `{dashes}` を取り除いてください")
        }
        [other] if tip.ends_with(" exists") => format!("`{other}` であれば指定できます"),
        _ => tip.to_owned(),
    }
}
