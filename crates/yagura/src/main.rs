//! yagura (櫓, the watchtower): finds what is wrong in an AWS account or in templates, and how an attacker would use it.
//!
//! One file per verb in `command/`; no logic lives here.

mod accepted;
mod changed;
mod cli;
mod code;
mod command;
mod config;
mod fix;
mod output;
mod progress;
mod sources;
mod store;
mod usage;

use std::process::ExitCode;

use yagura_report::Lang;

/// What a panic says may be made of what was being read: only what stands in the program itself is shown.
///
/// What the YAML parser, which is not ours, says of its own panics is said by the error of the file, with its place:
/// the reader catches them.
fn quiet_panics(lang: Lang) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location();
        if place.is_some_and(|place| place.file().contains("libyaml-safer")) {
            return;
        }
        if is_fixed(panic.payload()) {
            return usual(panic);
        }
        let place = place.map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let text = format!("internal error{place}; its words are not shown, they may hold what was read");
        output::message(&yagura_report::gap_text(lang, &text));
    }));
}

/// Whether what a panic carries is a text of the program, with nothing filled in.
fn is_fixed(payload: &dyn std::any::Any) -> bool {
    payload.is::<&'static str>()
}

fn main() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let lang = cli::language(&arguments);
    quiet_panics(lang);
    let matches = match command::root(lang).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version go to standard output, errors to standard error; a closed pipe is no fault.
            // What was typed comes back in errors: its control characters are shown, not obeyed.
            let said = if lang == Lang::Ja { usage::error(&error) } else { None };
            let text = said.unwrap_or_else(|| error.render().to_string());
            if error.use_stderr() {
                output::message(text.trim_end());
                return cli::Exit::Usage.into();
            }
            return if output::print(text).is_ok() { ExitCode::SUCCESS } else { cli::Exit::Io.into() };
        }
    };
    match command::run(&matches, lang) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output::message(&failure.text(lang));
            failure.exit.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_fixed;

    #[test]
    fn what_a_panic_is_made_of_is_not_shown() {
        let content = String::from("content");
        let said =
            |panics: &dyn Fn()| is_fixed(&*std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err());
        assert!(said(&|| panic!("a text of the program")));
        assert!(!said(&|| panic!("{content}")));
        assert!(!said(&|| {
            let _ = &"日本"[..content.len() - 6];
        }));
    }
}
