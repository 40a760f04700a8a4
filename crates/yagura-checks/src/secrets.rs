//! Looks for secrets in every text that a snapshot holds, in the run that read it.

mod context;
mod plain;
mod readers;
mod repair;
mod statements;
mod verified;

use serde::Serialize;
use std::io::{Cursor, Read, Seek};
use yagura_finding::{Confidence, Judgement, Severity, Verdict};

pub use context::explain;
pub(crate) use plain::judge as judge_plain;
pub use verified::{NOT_AT_HAND, NOT_SAVED, Verified, asked_about, key_pairs, verify};
use yagura_model::services::lambda::{InFile, Package};
use yagura_model::{Gap, Held, Resource, SecretMatch, Sensitive, Snapshot, Span};
use yagura_secrets::{Budget, Context, Detector, DetectorError, Event, KeyPair, Match, Reader};

/// Analyses every sensitive text that was not analysed yet; afterwards the snapshot knows what was found, and a saved one
/// holds that alone.
///
/// The hash of a match is keyed by the account's id, so that the same secret in two places of one account, today or next
/// month, is seen as one without any state being kept. The key is no secret: whoever holds a saved snapshot can try guesses
/// against a hash. It is 64 bits of a keyed hash, which no table made beforehand helps with and which proves no guess beyond
/// doubt; a password that falls to guessing falls to it all the same, and a snapshot is kept as the account's other
/// audit records are.
pub fn analyse(snapshot: &mut Snapshot) {
    // Made when the first text is met: most templates hold none.
    let mut detector = None;
    analyse_with(snapshot, &mut detector);
    for alternative in &mut snapshot.contents.alternatives {
        analyse_with(&mut alternative.snapshot, &mut detector);
    }
}

fn analyse_with(snapshot: &mut Snapshot, detector: &mut Option<Result<Detector, DetectorError>>) {
    plain::search(snapshot, detector);
    snapshot.each_text(|_resource_type, meta, pointer, name, text| {
        if text.matches().is_ok() {
            return;
        }
        let Some(exposed) = text.expose() else { return };
        // Without a detector the texts stay unanalysed, and every check on them is unknown.
        let Ok(detector) = detector.get_or_insert_with(Detector::new) else { return };
        let key = key(&meta.account);
        let context =
            Context { name: Some(name).filter(|name| !name.is_empty()), path: Some(pointer), key: key.as_bytes() };
        text.set_matches(detector.detect(exposed, &context).into_iter().map(kept).collect());
    });
}

/// The key of the hashes of an account.
fn key(account: &str) -> String {
    format!("yagura:secret:1:{account}")
}

fn kept(found: Match) -> SecretMatch {
    SecretMatch {
        kind: found.kind.into_owned(),
        confidence: found.confidence.name().to_owned(),
        line: found.line,
        last4: found.last4,
        hash: found.hash,
        account: found.account,
    }
}

/// How many secrets of one package are kept: the first ones tell enough.
const OF_A_PACKAGE: usize = 100;

/// Searches a code package of a function or a layer (a ZIP file, opened in memory), or a single file of this name.
/// Fails with a gap where there is no detector.
pub fn package(layer: &str, name: &str, bytes: &[u8], account: &str) -> Result<Package, Gap> {
    let mut package = Package { layer: layer.to_owned(), ..Package::default() };
    CodeSearch::new(account)?.file(&mut package, name, "", &mut Cursor::new(bytes));
    Ok(package)
}

/// [`package`], with the access keys of AWS in it, each with its secret, for who asks whether they work.
/// Fails with a gap where there is no detector.
pub fn package_with_keys(layer: &str, name: &str, bytes: &[u8], account: &str) -> Result<(Package, Vec<KeyPair>), Gap> {
    let mut package = Package { layer: layer.to_owned(), ..Package::default() };
    let mut search = CodeSearch::new(account)?.keeping_keys();
    search.file(&mut package, name, "", &mut Cursor::new(bytes));
    Ok((package, search.take_keys()))
}

/// Searches the files of code packages.
pub struct CodeSearch {
    detector: Detector,
    key: String,
    /// Nothing is kept unless it is asked for.
    keys: Option<Vec<KeyPair>>,
}

impl CodeSearch {
    /// A search whose hashes are those of an account.
    /// Fails with a gap where there is no detector.
    pub fn new(account: &str) -> Result<Self, Gap> {
        let detector = Detector::new().map_err(|error| Gap::error(error.to_string()))?;
        Ok(Self { detector, key: key(account), keys: None })
    }

    /// Keeps the access keys of AWS that it finds, each with its secret, until they are taken.
    #[must_use]
    pub fn keeping_keys(self) -> Self {
        Self { keys: Some(Vec::new()), ..self }
    }

    /// The access keys that were kept.
    pub fn take_keys(&mut self) -> Vec<KeyPair> {
        self.keys.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Adds what is in one file, by its name in the package, to what is known of the package; `path` is the file on the disk, as
    /// the user would name it. An archive is opened, within bounds.
    pub fn file<R: Read + Seek>(&mut self, package: &mut Package, name: &str, path: &str, input: &mut R) {
        let context =
            Context { name: None, path: Some(name).filter(|name| !name.is_empty()), key: self.key.as_bytes() };
        let within = |inside: &str| match (name, inside) {
            (name, "") => name.to_owned(),
            ("", inside) => inside.to_owned(),
            (name, inside) => format!("{name}!{inside}"),
        };
        let leave = |package: &mut Package, inside: &str, why: &str| {
            let place = Some(within(inside)).filter(|place| !place.is_empty());
            package.unread.push(format!("{}: {why}", place.as_deref().unwrap_or("the package")));
        };
        let reader = Reader::new(&self.detector, Budget::default());
        let mut reader = if self.keys.is_some() { reader.keeping_keys() } else { reader };
        let read = reader.read(input, &context, &mut |event| match event {
            // Without a file that can say so, what is ignored is nobody's finding.
            Event::Found(inside, found) if found.ignored.is_none() || !path.is_empty() => {
                if package.found.len() < OF_A_PACKAGE {
                    let Match { line, column, .. } = found;
                    // How long it is, is not told: the place is the rest of its line.
                    let span = Span { line, column, end_line: line.saturating_add(1), end_column: 1 };
                    package.found.push(InFile {
                        file: within(inside),
                        path: Some(path.to_owned()).filter(|path| !path.is_empty()),
                        span: Some(span).filter(|_| inside.is_empty() && !path.is_empty()),
                        ignored: found.ignored.clone(),
                        secret: kept(found),
                    });
                }
            }
            Event::Found(..) => {}
            Event::Skipped(inside, note) => leave(package, inside, note.name()),
        });
        if let Err(error) = read {
            leave(package, "", &error.to_string());
        }
        if let Some(keys) = &mut self.keys {
            keys.append(&mut reader.take_keys());
        }
    }
}

/// What the analysis said of the texts of one resource.
#[derive(Default)]
pub(crate) struct Texts {
    found: Vec<(String, String, Vec<SecretMatch>)>,
    gap: Option<Gap>,
}

impl Texts {
    /// Takes in one text: its JSON pointer, the name that people know it by, and the text or why it is unknown.
    pub(crate) fn look(&mut self, path: String, name: &str, text: Result<&Sensitive, Gap>) {
        match text.and_then(Sensitive::matches) {
            Ok([]) => {}
            Ok(matches) => self.found(path, name, matches.to_vec()),
            Err(gap) => self.unknown(gap),
        }
    }

    /// Takes in what was found somewhere else than in a text of the snapshot.
    pub(crate) fn found(&mut self, path: String, name: &str, matches: Vec<SecretMatch>) {
        self.found.push((path, name.to_owned(), matches));
    }

    /// Whether nothing was found and nothing is unknown.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty() && self.gap.is_none()
    }

    /// Takes in that a text, or a list of them, is not known.
    pub(crate) fn unknown(&mut self, gap: Gap) {
        self.gap.get_or_insert(gap);
    }

    /// Takes in every text of a resource that holds them in such properties.
    pub(crate) fn held<T: Held>(&mut self, holder: &T) {
        for (property, texts) in holder.held() {
            match texts.get() {
                Err(gap) => self.unknown(gap),
                Ok(texts) => texts.each(&format!("/{property}"), property, &mut |pointer, name, text| {
                    self.look(pointer.to_owned(), name, text);
                }),
            }
        }
    }

    /// Fails with every text that holds a secret; unknown when one is not known and no other does.
    pub(crate) fn judge<T: Serialize>(self, resource: &Resource<T>) -> Judgement {
        if self.found.is_empty() {
            return self.gap.map_or(Ok(Verdict::Pass), Err);
        }
        let paths: Vec<&str> = self.found.iter().map(|(path, ..)| path.as_str()).collect();
        let verdict = Verdict::fail_all(resource, &paths);
        Ok(self.told(verdict))
    }

    /// A failure whose evidence is what was found, with how bad it is and what it is in words.
    fn told(&self, mut verdict: Verdict) -> Verdict {
        let all = || self.found.iter().flat_map(|(.., matches)| matches);
        let has = |confidence: &str| all().any(|found| found.confidence == confidence);
        let confidence = match (has("high"), has("medium")) {
            (true, _) => Confidence::High,
            (_, true) => Confidence::Medium,
            _ => Confidence::Low,
        };
        let severity =
            all().map(|found| severity(&found.kind, found.confidence != "low")).max().unwrap_or(Severity::High);
        if let Verdict::Fail(failure) = &mut verdict {
            for (evidence, (_, name, _)) in failure.evidence.iter_mut().zip(&self.found) {
                evidence.name = Some(name.as_str().into());
            }
        }
        let mut words: Vec<String> = Vec::new();
        for (_, name, matches) in &self.found {
            let mut kinds: Vec<&str> = matches.iter().map(|found| found.kind.as_str()).collect();
            kinds.sort_unstable();
            kinds.dedup();
            words.push(format!("{name} ({})", kinds.join(", ")));
        }
        words.dedup();
        let more = words.len().saturating_sub(8);
        words.truncate(8);
        let shown = words.join(", ");
        let (ja, en) = match more {
            0 => (shown.clone(), shown),
            more => (format!("{shown} ほか{more}件"), format!("{shown} and {more} more")),
        };
        verdict.severity(severity).confidence(confidence).detail(ja, en)
    }
}

/// Judges a resource by all texts that it holds.
pub(crate) fn judge_held<T: Held + Serialize>(resource: &Resource<T>) -> Judgement {
    let mut texts = Texts::default();
    texts.held(&resource.props);
    texts.judge(resource)
}

/// How bad a secret of a kind is, wherever it stands; `sure` where it is no stand-in that somebody left in.
///
/// An AWS key or a private key opens more than the one thing that it stands beside; a stand-in may not be in use; an id opens
/// nothing by itself, and a JSON Web Token soon expires.
pub fn severity(kind: &str, sure: bool) -> Severity {
    match kind {
        "aws-secret-access-key" | "private-key" => Severity::Critical,
        _ if !sure => Severity::Low,
        "aws-access-key-id" | "alibaba-access-key-id" | "razorpay-key-id" | "jwt" => Severity::Medium,
        _ => Severity::High,
    }
}
