//! `yagura completions SHELL` and `yagura man`: generated from the command line's own definition.

use clap::{Arg, ArgMatches, Command};
use clap_complete::Shell;
use yagura_finding::Text;
use yagura_report::Lang;

use super::scan::io_failure;
use crate::cli::{Exit, Failure};
use crate::output;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("completions")
        .about(
            lang.pick(Text {
                ja: "シェルの補完スクリプトを出力します", en: "Prints a completion script for a shell"
            }),
        )
        .arg(
            Arg::new("shell")
                .required(true)
                .value_name("SHELL")
                .value_parser(clap::value_parser!(Shell))
                .help(lang.pick(Text { ja: "シェル", en: "The shell" })),
        )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        clap_complete::generate(*shell, &mut super::root(lang), "yagura", &mut script);
    }
    output::print(&script).map_err(io_failure)?;
    Ok(Exit::Clean)
}

pub(super) fn man_command(lang: Lang) -> Command {
    Command::new("man").about(
        lang.pick(Text {
            ja: "マニュアルページ (roff形式) を出力します", en: "Prints the manual page (roff)"
        }),
    )
}

pub(super) fn man(_matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let mut page = Vec::new();
    let mut root = super::root(lang);
    root.build();
    clap_mangen::Man::new(root.clone()).render(&mut page).map_err(io_failure)?;
    for verb in root.get_subcommands().filter(|verb| verb.get_name() != "man") {
        let verb = verb.clone().name(format!("yagura-{}", verb.get_name()));
        let man = clap_mangen::Man::new(verb);
        man.render_synopsis_section(&mut page).map_err(io_failure)?;
        man.render_description_section(&mut page).map_err(io_failure)?;
        man.render_options_section(&mut page).map_err(io_failure)?;
    }
    output::print(&page).map_err(io_failure)?;
    Ok(Exit::Clean)
}
