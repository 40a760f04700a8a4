//! `yagura explain CHECK`: what, how an attacker uses it, how to fix it.

use clap::{Arg, ArgMatches, Command};
use yagura_finding::Text;
use yagura_report::{Item, Lang};

use super::checks::lint_rules;
use super::scan::io_failure;
use crate::cli::{Exit, Failure};
use crate::output;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("explain")
        .about(lang.pick(Text {
            ja: "チェックやポリシー検査のルールについて、内容、攻撃の手口、直し方を説明します",
            en: "Explains a check or a rule of the policy linter: what it finds, how an attacker uses it, how to fix it",
        }))
        .arg(Arg::new("check").required(true).value_name("CHECK").help(lang.pick(Text {
            ja: "チェックまたはルールのID (`yagura checks` で一覧)",
            en: "Id of the check or rule (`yagura checks` lists them)",
        })))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let id = matches.get_one::<String>("check").map_or("", String::as_str);
    let own = id.strip_prefix(Item::LINT).and_then(|rest| rest.strip_prefix('-')).unwrap_or(id);
    let item = match yagura_checks::find(id) {
        Some(check) => Item::from(check),
        None => lint_rules().find(|rule| rule.id == own).ok_or_else(|| unknown_check(id))?,
    };
    output::print(yagura_report::explain(&item, &catalogue(lang))).map_err(io_failure)?;
    Ok(Exit::Clean)
}

/// How the catalogue and its pages look.
pub(super) fn catalogue(lang: Lang) -> yagura_report::CatalogueOptions {
    let output::Style { width, colour } = output::style();
    yagura_report::CatalogueOptions { lang, width, colour }
}

/// An id that no check has, with the nearest that some have.
pub(super) fn unknown_check(id: &str) -> Failure {
    let mut near: Vec<(isize, &str)> =
        yagura_checks::all().iter().map(|check| check.id).map(|known| (distance(id, known), known)).collect();
    near.sort_unstable();
    let names: Vec<&str> = near.iter().take(3).map(|(_, id)| *id).collect();
    Failure::new(
        Exit::Usage,
        format!("no check has the id `{id}`; the nearest: {}", names.join(", ")),
        Text {
            ja: "`yagura checks` でチェックの一覧を表示できます。", en: "`yagura checks` lists them all."
        },
    )
}

/// How many words of the ids differ, then how many characters: good enough for a slip of the finger.
fn distance(a: &str, b: &str) -> isize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().take(100).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let up = *cell;
            *cell = (diagonal + usize::from(x != y)).min(up + 1).min(left + 1);
            diagonal = up;
            left = *cell;
        }
    }
    let shared = a.split('-').filter(|word| b.split('-').any(|other| other == *word)).count();
    row.last().copied().unwrap_or(0).cast_signed() - (shared * 4).cast_signed()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_slip_of_the_finger_finds_its_check() {
        let said = super::unknown_check("s3-bucket-public-acces-block-of").text(yagura_report::Lang::En);
        assert!(said.contains("the nearest: s3-bucket-public-access-block-off"), "{said}");
        // Many ids share all words but one.
        let said = super::unknown_check("ec2-security-group-shs-open").text(yagura_report::Lang::En);
        assert!(said.contains("the nearest: ec2-security-group-ssh-open"), "{said}");
    }
}
