//! `yagura iam`: questions to policies, one file per verb.

mod can;
mod compare;
mod effective;
mod input;
mod lint;
mod public;
mod simulate;
mod who_can;

use clap::{ArgMatches, Command};
use yagura_finding::Text;
use yagura_report::Lang;

use super::Verb;
use crate::cli::{Exit, Failure};

static VERBS: &[Verb] = &[
    Verb { command: can::command, run: can::run },
    Verb { command: who_can::command, run: who_can::run },
    Verb { command: effective::command, run: effective::run },
    Verb { command: public::command, run: public::run },
    Verb { command: compare::command, run: compare::run },
    Verb { command: lint::command, run: lint::run },
    Verb { command: simulate::command, run: simulate::run },
];

pub(super) fn command(lang: Lang) -> Command {
    let about = lang
        .pick(Text {
            ja: "IAMポリシーを評価・証明・検査します", en: "Evaluates, proves and lints IAM policies"
        });
    let command = Command::new("iam").about(about).subcommand_required(true).arg_required_else_help(true);
    VERBS.iter().fold(command.disable_help_subcommand(true), |command, verb| {
        command.subcommand((verb.command)(lang).arg(input::reference_arg(lang)))
    })
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(Exit::Usage) };
    let verb = VERBS.iter().find(|verb| (verb.command)(lang).get_name() == name);
    // Before anything is asked, for every answer rests on it.
    if let Some(reference) = input::reference(matches)? {
        reference.replace_embedded().map_err(|_| input::unanswerable("reference data was read already".to_owned()))?;
    }
    verb.map_or(Ok(Exit::Usage), |verb| (verb.run)(matches, lang))
}
