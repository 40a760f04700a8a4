//! Running the binary.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use yagura_faults::Proxy;

use crate::account::REGIONS;

/// No run takes longer, whatever it is given.
const LONGEST: Duration = Duration::from_mins(2);

/// What a run gave.
pub(crate) struct Output {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

/// The binary in an environment of its own: credentials that open nothing, nothing of the user's.
pub(crate) fn yagura(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yagura"));
    command
        .args(arguments)
        .env_clear()
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end. A run that does not end is killed and fails the test.
pub(crate) fn output(mut command: Command) -> Output {
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let (stdout, stderr) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > LONGEST {
            stop(&mut child);
            panic!("still running after {LONGEST:?}: {command:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    let took = begun.elapsed();
    let text = |reader: thread::JoinHandle<Vec<u8>>| String::from_utf8(reader.join().unwrap()).unwrap();
    // A signal has no code.
    Output { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr), took }
}

/// Runs the binary with these arguments.
pub(crate) fn run(arguments: &[&str]) -> Output {
    output(yagura(arguments))
}

fn drain(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            stream.read_to_end(&mut bytes).unwrap();
        }
        bytes
    })
}

pub(crate) fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// A folder of this test's own, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("e2e-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a finding is about: check, and the resource's type, id, account and region.
pub(crate) type Pair = (String, String);

/// A scan's JSON, and what was said beside it.
pub(crate) struct Scan {
    pub(crate) code: i32,
    pub(crate) stderr: String,
    pub(crate) json: Value,
    pub(crate) took: Duration,
}

/// Scans the account behind a proxy; what passes is reported too.
pub(crate) fn scan(proxy: &Proxy, more: &[&str]) -> Scan {
    scan_with(proxy, more, |_| {})
}

/// The same with a changed command.
pub(crate) fn scan_with(proxy: &Proxy, more: &[&str], change: impl FnOnce(&mut Command)) -> Scan {
    let url = proxy.url();
    let mut arguments = vec!["scan", "--endpoint-url", &url, "--format", "json", "--include", "pass"];
    if !more.contains(&"--region") {
        arguments.extend(["--region", REGIONS]);
    }
    arguments.extend(more);
    let mut command = yagura(&arguments);
    change(&mut command);
    let Output { code, stdout, stderr, took } = output(command);
    let json = if stdout.is_empty() { Value::Null } else { serde_json::from_str(&stdout).unwrap() };
    Scan { code, stderr, json, took }
}

impl Scan {
    pub(crate) fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn gaps(&self) -> &[Value] {
        self.json["gaps"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The worst verdict on each pair of check and resource.
    pub(crate) fn verdicts(&self) -> BTreeMap<Pair, String> {
        let rank = |verdict: &str| ["pass", "muted", "unknown", "fail"].iter().position(|name| *name == verdict);
        let mut verdicts: BTreeMap<Pair, String> = BTreeMap::new();
        for finding in self.findings() {
            let resource = &finding["resource"];
            let place = ["type", "id", "account", "region"].map(|name| resource[name].as_str().unwrap_or_default());
            let verdict = text(finding, "verdict");
            let worst = verdicts.entry((text(finding, "check"), place.join(" "))).or_insert_with(|| verdict.clone());
            if rank(&verdict) > rank(worst) {
                *worst = verdict;
            }
        }
        verdicts
    }

    /// The gaps of one operation.
    pub(crate) fn gaps_of(&self, service: &str, operation: &str) -> Vec<&Value> {
        self.gaps().iter().filter(|gap| gap["service"] == service && gap["operation"] == operation).collect()
    }
}

/// A member that is a text.
pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
