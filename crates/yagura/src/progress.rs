//! What is going on, on standard error: one line that changes on a terminal, plain lines elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use yagura_aws::collect::Event;
use yagura_finding::Text;
use yagura_report::{Lang, clean};

/// What takes longer than this is named.
const SLOW: Duration = Duration::from_secs(5);

/// Shows the progress of a scan.
pub(crate) struct Progress {
    lang: Lang,
    terminal: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    parts: usize,
    done: usize,
    running: BTreeMap<(String, &'static str), Instant>,
    resources: usize,
}

impl Progress {
    pub(crate) fn new(lang: Lang, quiet: bool) -> Option<Self> {
        (!quiet).then(|| Self { lang, terminal: io::stderr().is_terminal(), state: Mutex::default() })
    }

    /// Takes in an event and shows what changed.
    pub(crate) fn event(&self, event: Event) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let line = match event {
            Event::Account { account, regions, parts } => {
                state.parts = parts;
                let list = if regions.len() > 4 { regions.len().to_string() } else { regions.join(", ") };
                Some(match self.lang {
                    Lang::Ja => format!("アカウント {account} を読み取ります (リージョン: {list})"),
                    Lang::En => format!("reading account {account} (regions: {list})"),
                })
            }
            Event::RegionClosed { region, gap } => Some(match self.lang {
                Lang::Ja => format!("{region}: 利用できないリージョンのため対象外 ({})", gap.message),
                Lang::En => format!("{region}: closed to this caller, left out ({})", gap.message),
            }),
            Event::Started { service, region } => {
                state.running.insert((region, service), Instant::now());
                None
            }
            Event::Finished { service, region, resources, took, gaps } => {
                state.done += 1;
                state.resources += resources;
                state.running.remove(&(region.clone(), service));
                let slow = took > SLOW;
                let plain = !self.terminal && resources > 0;
                (plain || slow || !gaps.is_empty()).then(|| self.finished(service, &region, resources, took, &gaps))
            }
        };
        let mut err = io::stderr().lock();
        if self.terminal {
            let _ = write!(err, "\r\x1b[K");
        }
        if let Some(line) = line {
            let _ = writeln!(err, "{}", clean(&line));
        }
        if self.terminal && state.done < state.parts {
            let _ = write!(err, "{}", clean(&Self::running(&state)));
            let _ = err.flush();
        }
    }

    fn finished(
        &self,
        service: &str,
        region: &str,
        resources: usize,
        took: Duration,
        gaps: &[yagura_model::Gap],
    ) -> String {
        let seconds = took.as_secs_f64();
        let mut line = match self.lang {
            Lang::Ja => format!("{service} {region}: リソース {resources} 件 ({seconds:.1} 秒)"),
            Lang::En => format!("{service} {region}: {resources} resources ({seconds:.1} s)"),
        };
        if let Some(first) = gaps.first() {
            let what = first.needs.as_deref().or(first.operation.as_deref()).unwrap_or(&first.message);
            let kind = match first.kind {
                yagura_model::GapKind::Denied => self.lang.pick(Text { ja: "アクセス拒否", en: "denied" }),
                yagura_model::GapKind::Unreachable => self.lang.pick(Text { ja: "応答なし", en: "unreachable" }),
                _ => self.lang.pick(Text { ja: "読み取り不可", en: "not read" }),
            };
            let _ = write!(line, " {kind}: {what}");
            if gaps.len() > 1 {
                let more = gaps.len() - 1;
                let _ = match self.lang {
                    Lang::Ja => write!(line, " ほか {more} 件"),
                    Lang::En => write!(line, " and {more} more"),
                };
            }
        }
        line
    }

    fn running(state: &State) -> String {
        let oldest = state.running.iter().min_by_key(|(_, since)| **since);
        let what = oldest.map(|((region, service), since)| {
            let seconds = since.elapsed().as_secs();
            if seconds > SLOW.as_secs() {
                format!(" {service} {region} ({seconds} s)")
            } else {
                format!(" {service} {region}")
            }
        });
        format!("[{}/{}]{}", state.done, state.parts, what.unwrap_or_default())
    }

    /// Wipes the changing line.
    pub(crate) fn done(&self) {
        if self.terminal {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
