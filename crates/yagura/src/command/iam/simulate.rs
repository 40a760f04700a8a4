//! `yagura iam simulate`: many requests, one JSON line each in, one out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use yagura_finding::Text;
use yagura_iam::cases::{Case, decide_line};
use yagura_report::Lang;

use crate::cli::{Exit, Failure};
use crate::command::scan::io_failure;

/// A line that is longer than this is refused, and the run goes on behind it.
const LONGEST: u64 = 16 << 20;

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    Command::new("simulate")
        .about(help(
            "多数のリクエストを判定します (1行1件のJSONを読み、1行1件のJSONを出力)",
            "Decides many requests: one JSON line each in, one out",
        ))
        .after_help(help(
            "読み取れない行は \"decision\":\"unknown\" となり、gapに行番号が入ります。\n終了コード: 0 全行を処理した、5 ファイルの読み書きに失敗した",
            "A line that cannot be read gives \"decision\":\"unknown\" with its number in the gap.\nExit codes: 0 every line has its answer, 5 the file could not be read or written",
        ))
        .arg(
            Arg::new("cases")
                .long("cases")
                .required(true)
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(help("ケースのファイル (JSON Lines。- は標準入力)", "File of cases, JSON Lines (- for standard input)")),
        )
}

pub(super) fn run(matches: &ArgMatches, _lang: Lang) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("cases").cloned().unwrap_or_default();
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        let open = File::open(&path).map_err(|error| {
            Failure::new(Exit::Io, format!("cannot read `{}`: {error}", path.display()), Text { ja: "", en: "" })
        });
        Box::new(open?)
    };
    match stream(BufReader::with_capacity(1 << 16, source), BufWriter::new(io::stdout().lock())) {
        // Whoever closed the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Clean),
        Err(error) => Err(io_failure(error)),
        Ok(()) => Ok(Exit::Clean),
    }
}

fn stream(mut cases: BufReader<impl Read>, mut out: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if (&mut cases).take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.len() as u64 == LONGEST && line.last() != Some(&b'\n') {
            cases.skip_until(b'\n')?;
            // Not worth parsing: what is left of it is no case.
            line.truncate(64);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        let result = if let Ok(case) = serde_json::from_str::<Case>(text) {
            case.decide()
        } else {
            let mut result = decide_line(text);
            result.gap = result.gap.map(|gap| format!("line {number}: {gap}"));
            result
        };
        serde_json::to_writer(&mut out, &result)?;
        out.write_all(b"\n")?;
        // Whoever waits for an answer before the next question gets it.
        if cases.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()
}
