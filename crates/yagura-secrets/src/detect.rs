//! The detector: one pass for marks and one for words, then a look at the neighbourhood of each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Regex, RegexBuilder};
use zeroize::Zeroizing;

use crate::assign::{self, Form, Pair};
use crate::columns::Columns;
use crate::credentials::{self, Standing};
use crate::custom::{Custom, Identifier};
use crate::judge::{self, Judged};
use crate::text::{back, floor, line_end, line_start};
use crate::tokens::{self, TOKENS, Token};
use crate::{Confidence, Context, Match, checksum, encoded, hash, joined, placeholder};

/// How many matches of one text are kept; a text with more is said to be full of secrets by then.
const MATCHES: usize = 1000;
/// How long a token may be; private keys are the longest.
pub(crate) const TOKEN: usize = 16 * 1024;

/// What a word in a text asks for.
#[derive(Clone, Copy)]
enum Ask {
    /// A name that may speak of a secret.
    Name,
    Url,
    Header,
    Joint,
    /// An operator that may stand below its left side.
    Below,
    Percent,
    Identified,
    Curl,
    Auth,
}

/// What is looked for in one pass, whatever its case.
const WORDS: &[(&str, Ask)] = &[
    ("pass", Ask::Name),
    ("pwd", Ask::Name),
    ("pswd", Ask::Name),
    ("secret", Ask::Name),
    ("token", Ask::Name),
    ("key", Ask::Name),
    ("credential", Ask::Name),
    ("masterauth", Ask::Name),
    ("パスワード", Ask::Name),
    ("ﾊﾟｽﾜｰﾄﾞ", Ask::Name),
    ("パスフレーズ", Ask::Name),
    ("暗証番号", Ask::Name),
    ("秘密鍵", Ask::Name),
    ("シークレット", Ask::Name),
    ("トークン", Ask::Name),
    ("キー", Ask::Name),
    ("接続文字列", Ask::Name),
    ("密码", Ask::Name),
    ("비밀번호", Ask::Name),
    ("://", Ask::Url),
    ("bearer ", Ask::Header),
    ("basic ", Ask::Header),
    ("\" +", Ask::Joint),
    ("' +", Ask::Joint),
    ("\"+", Ask::Joint),
    ("'+", Ask::Joint),
    ("\" .", Ask::Joint),
    ("' .", Ask::Joint),
    ("\" &", Ask::Joint),
    ("\" \\", Ask::Joint),
    ("+ \"", Ask::Below),
    ("+ '", Ask::Below),
    ("%3a", Ask::Percent),
    ("%3d", Ask::Percent),
    ("%22", Ask::Percent),
    ("identified by", Ask::Identified),
    ("curl ", Ask::Curl),
    ("auth\"", Ask::Auth),
    ("_auth", Ask::Auth),
];

/// Every pattern; what is costly is compiled when it is first needed.
pub struct Detector {
    marks: AhoCorasick,
    /// For each mark: the token that begins so.
    owners: Vec<usize>,
    tokens: Vec<OnceLock<Option<Regex>>>,
    words: AhoCorasick,
    custom: Option<Custom>,
}

/// A pattern that does not compile: one of a custom identifier, or a fault in this crate, which its tests rule out.
#[derive(Debug, thiserror::Error)]
#[error("a detector's pattern does not compile: {0}")]
pub struct DetectorError(pub(crate) String);

/// What was found, on its way to a [`Match`].
// No `Debug`: nothing on the way there is to be shown.
pub(crate) struct Found {
    pub(crate) start: usize,
    end: usize,
    /// Inside an encoded part that spans `start..end`.
    inner: bool,
    /// Which of two that overlap is kept: the lower.
    rank: u8,
    kind: Cow<'static, str>,
    confidence: Confidence,
    last4: Option<String>,
    hash: String,
    account: Option<String>,
    /// The parts of AWS's access keys themselves, for who asks whether they work; wiped when this goes.
    value: Option<Zeroizing<String>>,
}

impl Found {
    /// A part of an access key, if it is of this kind: where it begins, what it is, and its hash.
    pub(crate) fn part(&self, kind: &str) -> Option<(usize, &Zeroizing<String>, &str)> {
        let value = self.value.as_ref().filter(|_| self.kind == kind)?;
        Some((self.start, value, &self.hash))
    }
}

/// Where in the outer text a part was found, and how deep.
#[derive(Clone, Copy)]
struct Layer {
    outer: Option<(usize, usize)>,
    depth: u8,
}

/// Compiles a pattern within a size limit.
pub(crate) fn pattern(text: &str) -> Result<Regex, DetectorError> {
    RegexBuilder::new(text)
        .size_limit(4 << 20)
        .dfa_size_limit(4 << 20)
        .build()
        .map_err(|error| DetectorError(error.to_string()))
}

impl Detector {
    /// Makes the automata: some milliseconds, to be done once.
    pub fn new() -> Result<Self, DetectorError> {
        let mut prefixes = Vec::new();
        let mut owners = Vec::new();
        for (owner, token) in TOKENS.iter().enumerate() {
            for prefix in token.prefixes {
                prefixes.push(*prefix);
                owners.push(owner);
            }
        }
        let error = |error: aho_corasick::BuildError| DetectorError(error.to_string());
        let marks = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&prefixes).map_err(error)?;
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(WORDS.iter().map(|(word, _)| word))
            .map_err(error)?;
        let tokens = TOKENS.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { marks, owners, tokens, words, custom: None })
    }

    /// Looks for identifiers of one's own as well.
    /// Fails where a pattern of theirs does not compile within its limits; the message names the identifier.
    pub fn with_identifiers(self, identifiers: &[Identifier]) -> Result<Self, DetectorError> {
        Ok(Self { custom: Custom::new(identifiers)?, ..self })
    }

    /// The secrets in a text, in the order of their places.
    pub fn detect(&self, text: &str, context: &Context<'_>) -> Vec<Match> {
        placed(text, &self.found(text, context, true, Columns::of(text, context.path).as_ref()), 1, 1)
    }

    /// The bytes of a text that a print of it must not show, sorted; they may overlap.
    ///
    /// Broader than [`Detector::detect`]: with what it is unsure of, with what it says once of several that overlap, and to the
    /// end of the word or of the text in quotes, as an escaped secret takes more room than what it stands for.
    /// `None` where the text is so full of secrets that not all were looked at: nothing of it is to be shown.
    pub fn hidden(&self, text: &str, context: &Context<'_>) -> Option<Vec<Range<usize>>> {
        let mut all = Vec::new();
        self.look(text, context, Layer { outer: None, depth: 0 }, &mut all);
        if let Some(columns) = Columns::of(text, context.path) {
            columns.find(text, context, &mut all);
        }
        if all.len() >= MATCHES {
            return None;
        }
        let rest = |from: usize| {
            let rest = text.get(from..).unwrap_or_default();
            let stop = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`');
            from + rest.find(stop).unwrap_or(rest.len())
        };
        let mut hidden: Vec<Range<usize>> = all.iter().map(|found| found.start..rest(found.end)).collect();
        hidden.sort_by_key(|range| (range.start, range.end));
        Some(hidden)
    }

    /// What is found in a text; `whole` where the text is the value that a name of the context speaks of, `columns` where it is
    /// of a table whose header names them.
    pub(crate) fn found(
        &self,
        text: &str,
        context: &Context<'_>,
        whole: bool,
        columns: Option<&Columns>,
    ) -> Vec<Found> {
        let mut all = Vec::new();
        self.look(text, context, Layer { outer: None, depth: 0 }, &mut all);
        if let Some(columns) = columns {
            columns.find(text, context, &mut all);
        }
        if whole && let Some(name) = context.name {
            let value = text.trim();
            if value.len() <= 8192 && !value.contains('\n') && !value.starts_with(['{', '[']) {
                let start = text.len() - text.trim_start().len();
                let pair = Pair { name, at: start, value, start, form: Form::Quoted };
                Self::judged(&pair, "", context, Layer { outer: None, depth: 0 }, &mut all);
            }
        }
        settle(all)
    }

    /// What only its form tells, for content that is no text.
    pub(crate) fn found_in_binary(&self, text: &str, context: &Context<'_>) -> Vec<Found> {
        let mut all = Vec::new();
        self.find_tokens(text, context, Layer { outer: None, depth: 0 }, &mut all);
        settle(all)
    }

    fn look(&self, text: &str, context: &Context<'_>, layer: Layer, all: &mut Vec<Found>) {
        self.find_tokens(text, context, layer, all);
        self.find_words(text, context, layer, all);
        if let Some(custom) = &self.custom {
            for (kind, start, end) in custom.find(text) {
                let secret = text.get(start..end).unwrap_or_default();
                push(all, layer, context, start, end, 1, Judged::new(kind, Confidence::Medium, Cow::Borrowed(secret)));
            }
        }
        if layer.depth < 2 {
            self.find_encoded(text, context, layer, all);
        }
    }

    fn find_tokens(&self, text: &str, context: &Context<'_>, layer: Layer, all: &mut Vec<Found>) {
        let mut ids = Vec::new();
        for hit in self.marks.find_overlapping_iter(text) {
            let Some(owner) = self.owners.get(hit.pattern().as_usize()) else { continue };
            let Some(token) = TOKENS.get(*owner) else { continue };
            let Some((start, end)) = self.token_at(text, hit.start(), *owner, token) else { continue };
            let Some(secret) = text.get(start..end) else { continue };
            let body = secret.get(hit.end().saturating_sub(start)..).unwrap_or_default();
            if token.kind != "private-key"
                && (placeholder::is(secret) && secret.len() < 256 || placeholder::invented(body))
            {
                continue;
            }
            if token.kind == "aws-access-key-id" {
                ids.push((start, end));
            }
            let secret = if token.kind == "private-key" { key_body(secret) } else { Some(Cow::Borrowed(secret)) };
            let Some(secret) = secret else { continue };
            let mut judged = Judged::new(token.kind, token.confidence, secret);
            if token.kind == "aws-access-key-id" {
                judged.account = checksum::aws_account(&judged.secret);
            }
            if let Some(sum) = token.checksum
                && !sum(&judged.secret)
            {
                // One with a wrong checksum was never given out: a made-up one, as in tests and documents.
                if token.kind == "jwt" {
                    continue;
                }
                judged.confidence = Confidence::Low;
            }
            if token.kind == "stripe-secret-key" && near(text, start, 200, &["payjp", "pay.jp", "PAYJP"]) {
                judged.kind = Cow::Borrowed("payjp-secret-key");
            }
            push(all, layer, context, start, end, 0, judged);
        }
        // The other half of a key pair has no mark of its own: forty characters near the id.
        for (start, end) in ids {
            let from = back(text, start, 300);
            let to = floor(text, end + 300);
            for (key_start, key_end) in
                runs(text, from, to, 40, |b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+'))
            {
                let Some(key) = text.get(key_start..key_end) else { continue };
                if judge::secret_access_key(key) {
                    let judged = Judged::new("aws-secret-access-key", Confidence::High, Cow::Borrowed(key));
                    push(all, layer, context, key_start, key_end, 1, judged);
                }
            }
        }
    }

    /// The token whose mark stands at an offset: where it begins and ends.
    fn token_at(&self, text: &str, at: usize, owner: usize, token: &Token) -> Option<(usize, usize)> {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).and_then(|index| bytes.get(index)).copied();
        let mut start = at;
        if let Some((length, fits)) = tokens::lead(token.kind) {
            let lead = bytes.get(at.checked_sub(length)?..at)?;
            if !lead.iter().all(|byte| fits(*byte)) {
                return None;
            }
            start = at - length;
            if token.kind == "azure-client-secret" && !bytes.get(at - 1)?.is_ascii_digit() {
                return None;
            }
        } else if before.is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' && token.kind != "private-key"
        }) {
            // A line break of a text inside a text is no letter of a word.
            let escaped = matches!(before, Some(b'n' | b't' | b'r')) && at >= 2 && bytes.get(at - 2) == Some(&b'\\');
            if !escaped {
                return None;
            }
        }
        let near = text.get(at..floor(text, at + TOKEN))?;
        let pattern =
            self.tokens.get(owner)?.get_or_init(|| pattern(&format!("^(?:{})", token.pattern)).ok()).as_ref()?;
        let whole = pattern.find(near)?;
        let after = bytes.get(at + whole.end()).copied();
        let found = whole.as_str();
        let secret = if token.kind == "private-key" { found } else { found.trim_end_matches(['.', '-', ',']) };
        // By chance a long key spells any short word.
        let cut = token.kind != "private-key" && after.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if cut || token.random && !judge::random(secret) {
            return None;
        }
        Some((start, at + secret.len()))
    }

    /// Whether the name of a file decides what is found in it: `true` where it makes secrets of what is none elsewhere, `false`
    /// where it takes some away.
    pub fn names_matter(path: &str) -> Option<bool> {
        if pgpass(path) { Some(true) } else { lock_file(path).then_some(false) }
    }

    fn find_words(&self, text: &str, context: &Context<'_>, layer: Layer, all: &mut Vec<Found>) {
        let names = !context.path.is_some_and(lock_file);
        let mut done = 0;
        let mut chained = 0;
        let mut percent = 0;
        let mut curl = 0;
        for hit in self.words.find_iter(text) {
            let Some((_, ask)) = WORDS.get(hit.pattern().as_usize()) else { continue };
            let at = hit.start();
            match ask {
                Ask::Name => {
                    if at < done || !names {
                        continue;
                    }
                    let (start, end) = assign::name_around(text, at, hit.end());
                    done = end;
                    if let Some(pair) = assign::pair(text, start, end)
                        && Self::judged(&pair, text, context, layer, all)
                        && pair.start >= end
                        && pair.form == Form::Bare
                    {
                        // What is a secret holds no names.
                        done = pair.start + pair.value.len();
                    }
                }
                Ask::Url => stands(credentials::url(text, at), context, layer, all),
                Ask::Header => stands(credentials::header(text, at, hit.end()), context, layer, all),
                Ask::Joint | Ask::Below => {
                    let place = match ask {
                        Ask::Below => joined::left_side(text, at).map(|quote| (quote, hit.end() - 1)),
                        _ => Some((at, hit.end())),
                    };
                    if let Some((at, after)) = place
                        && at >= chained
                        && let Some((start, end, chain)) = joined::chain(text, at, after)
                    {
                        chained = end;
                        if layer.depth < 2 {
                            // The parts by themselves are no secrets.
                            all.retain(|found| {
                                found.rank < 3 || found.inner || found.end <= start || found.start >= end
                            });
                            done = done.max(end);
                            let inner = Layer { outer: layer.outer.or(Some((start, end))), depth: layer.depth + 1 };
                            self.look(&chain, &Context { name: None, ..*context }, inner, all);
                        }
                    }
                }
                Ask::Percent => {
                    if at >= percent
                        && layer.depth < 2
                        && let Some((start, end, plain)) = joined::percent_decoded(text, at)
                    {
                        percent = end;
                        let inner = Layer { outer: layer.outer.or(Some((start, end))), depth: layer.depth + 1 };
                        self.look(&plain, &Context { name: None, ..*context }, inner, all);
                    }
                }
                Ask::Identified => {
                    if names && let Some(pair) = credentials::identified(text, at, hit.end()) {
                        Self::judged(&pair, text, context, layer, all);
                    }
                }
                Ask::Curl => {
                    if names && at >= curl {
                        curl = line_end(text, at).min(at + 4096);
                        if let Some(pair) = credentials::curl_user(text, at, floor(text, curl)) {
                            Self::judged(&pair, text, context, layer, all);
                        }
                    }
                }
                Ask::Auth => {
                    if names {
                        stands(credentials::basic(text, at, hit.end()), context, layer, all);
                    }
                }
            }
        }
        if context.path.is_some_and(pgpass) {
            for pair in credentials::pgpass(text) {
                Self::judged(&pair, text, context, layer, all);
            }
        }
    }

    fn judged(pair: &Pair<'_>, text: &str, context: &Context<'_>, layer: Layer, all: &mut Vec<Found>) -> bool {
        let from = line_start(text, pair.at).max(back(text, pair.at, 300));
        let to = line_end(text, pair.at).min(floor(text, pair.at + 600));
        let around = text.get(from..to).unwrap_or_default();
        let Some((offset, judged)) = judge::judge(pair, around) else { return false };
        let start = pair.start + offset;
        let rank = if judged.kind == "aws-secret-access-key" || judged.kind == "aws-session-token" { 1 } else { 3 };
        let end = start + judged.secret.len();
        push(all, layer, context, start, end, rank, judged);
        true
    }

    fn find_encoded(&self, text: &str, context: &Context<'_>, layer: Layer, all: &mut Vec<Found>) {
        let mut from = 0;
        // The parts do not overlap: opening all of them costs no more than the text is long.
        while let Some((start, end)) = encoded::next_run(text, from) {
            from = end;
            if all.len() >= MATCHES {
                break;
            }
            let (end, whole) = encoded::unfold(text, start, end);
            from = from.max(end);
            if let Some(plain) = encoded::open(&whole) {
                let inner = Layer { outer: layer.outer.or(Some((start, end))), depth: layer.depth + 1 };
                self.look(&plain, &Context { name: None, path: None, ..*context }, inner, all);
            }
        }
    }
}

impl Columns {
    /// The secrets of a table's columns, and nothing else of it.
    pub(crate) fn found(&self, text: &str, context: &Context<'_>) -> Vec<Found> {
        let mut all = Vec::new();
        self.find(text, context, &mut all);
        settle(all)
    }

    fn find(&self, text: &str, context: &Context<'_>, all: &mut Vec<Found>) {
        self.pairs(text, &mut |pair| {
            Detector::judged(pair, text, context, Layer { outer: None, depth: 0 }, all);
        });
    }
}

fn stands(found: Option<Standing<'_>>, context: &Context<'_>, layer: Layer, all: &mut Vec<Found>) {
    if let Some(Standing { start, rank, judged }) = found {
        let end = start + judged.secret.len();
        push(all, layer, context, start, end, rank, judged);
    }
}

fn push(
    all: &mut Vec<Found>,
    layer: Layer,
    context: &Context<'_>,
    start: usize,
    end: usize,
    rank: u8,
    judged: Judged<'_>,
) {
    if all.len() >= MATCHES * 4 {
        return;
    }
    let hash = hash::keyed(context.key, &judged.secret);
    let key = matches!(&*judged.kind, "aws-access-key-id" | "aws-secret-access-key" | "aws-session-token");
    let value = key.then(|| Zeroizing::new(judged.secret.as_ref().to_owned()));
    let (start, end, inner) = layer.outer.map_or((start, end, false), |(start, end)| (start, end, true));
    all.push(Found {
        start,
        end,
        inner,
        rank,
        kind: judged.kind,
        confidence: judged.confidence,
        last4: last4(&judged.secret),
        hash,
        account: judged.account,
        value,
    });
}

/// Of two that overlap, the exact one stays; what was found inside an encoded part is more exact than the part.
fn settle(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by(|a, b| {
        (if a.inner { 2 } else { a.rank }, a.start, &a.hash).cmp(&(if b.inner { 2 } else { b.rank }, b.start, &b.hash))
    });
    let mut taken: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    let mut kept: Vec<Found> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for found in all {
        if kept.len() >= MATCHES {
            break;
        }
        let overlaps = taken
            .range(..found.end.max(found.start + 1))
            .next_back()
            .is_some_and(|(_, (end, inner))| *end > found.start && !(*inner && found.inner));
        if overlaps
            || !seen.insert((
                found.inner.then_some(found.start),
                found.hash.clone(),
                if found.inner { 0 } else { found.start },
            ))
        {
            continue;
        }
        let entry = taken.entry(found.start).or_insert((found.end, found.inner));
        entry.0 = entry.0.max(found.end);
        kept.push(found);
    }
    kept.sort_by(|a, b| (a.start, &a.kind, &a.hash).cmp(&(b.start, &b.kind, &b.hash)));
    kept
}

/// Gives the found their lines and columns; `line` and `column` are those of the text's beginning.
pub(crate) fn placed(text: &str, found: &[Found], line: u32, column: u32) -> Vec<Match> {
    let mut number = line;
    let mut counted = 0;
    let mut matches: Vec<Match> = Vec::with_capacity(found.len());
    for one in found {
        let between = text.as_bytes().get(counted..one.start).unwrap_or_default();
        number = number.saturating_add(u32::try_from(memchr::memchr_iter(b'\n', between).count()).unwrap_or(u32::MAX));
        counted = one.start.max(counted);
        let begin = line_start(text, one.start);
        let characters = text.get(begin..one.start).map_or(0, |before| before.chars().count());
        let own = u32::try_from(characters).unwrap_or(u32::MAX).saturating_add(if begin == 0 { column } else { 1 });
        let same = |other: &Match| other.line == number && other.hash == one.hash;
        if matches.iter().rev().take_while(|other| other.line == number).any(same) {
            continue;
        }
        matches.push(Match {
            line: number,
            column: if one.inner { 1 } else { own },
            kind: one.kind.clone(),
            confidence: one.confidence,
            last4: one.last4.clone(),
            hash: one.hash.clone(),
            account: one.account.clone(),
            ignored: ignored(text, one.start),
        });
    }
    matches.sort();
    matches
}

/// What is said, on the line or the one above, to be no finding: `yagura:ignore secrets reason="…"`. Without a reason it says nothing.
fn ignored(text: &str, at: usize) -> Option<String> {
    let start = line_start(text, at);
    let above = line_start(text, start.saturating_sub(1));
    let own =
        text.get(start.max(back(text, at, 2048))..line_end(text, at).min(floor(text, at + 2048))).unwrap_or_default();
    let above = text.get(above.max(back(text, start, 2048))..start).unwrap_or_default();
    [own, above].into_iter().find_map(|line| {
        let (_, after) = line.split_once("yagura:ignore")?;
        let (what, reason) = after.split_once("reason=")?;
        let named = what.split([',', ' ']).any(|word| matches!(word.trim(), "secrets" | "secret"));
        let reason = reason.strip_prefix('"').and_then(|rest| rest.split('"').next())?.trim();
        (named && !reason.is_empty()).then(|| reason.chars().take(200).collect())
    })
}

/// Whether one of some words stands near an offset.
fn near(text: &str, at: usize, room: usize, words: &[&str]) -> bool {
    let part = text.get(back(text, at, room)..floor(text, at + room)).unwrap_or_default();
    words.iter().any(|word| part.contains(word))
}

/// The runs of exactly so many fitting characters in a part of a text.
fn runs(text: &str, from: usize, to: usize, length: usize, fits: fn(u8) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for at in from..=to {
        let inside = at < to && text.as_bytes().get(at).is_some_and(|byte| fits(*byte));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(begin)) => {
                if at - begin == length {
                    found.push((begin, at));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Whether a file holds passwords in a form that only its name tells.
fn pgpass(path: &str) -> bool {
    path.ends_with("pgpass") || path.ends_with("pgpass.conf")
}

/// Whether a file lists packages with their digests.
fn lock_file(path: &str) -> bool {
    const NAMES: &[&str] = &[
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "Pipfile.lock",
        "Cargo.lock",
        "Gemfile.lock",
        "composer.lock",
        "packages.lock.json",
        "Podfile.lock",
        "mix.lock",
        "flake.lock",
        ".terraform.lock.hcl",
        "go.sum",
    ];
    NAMES.contains(&path.rsplit(['/', '\\']).next().unwrap_or_default())
}

/// The base64 of a PEM block without its armour and line breaks; `None` where it is a shortened example.
fn key_body(block: &str) -> Option<Cow<'static, str>> {
    let after =
        if block.starts_with("-----") { block.splitn(3, "-----").nth(2)?.split("-----").next()? } else { block };
    let body = after.replace("\\n", "").replace("\\r", "");
    // A PuTTY key's public lines go before; its private ones are what counts.
    let body = body
        .rsplit_once("Private-Lines:")
        .map_or(body.as_str(), |(_, lines)| lines.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '));
    let body: String =
        body.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-')).collect();
    (body.len() >= 64 && judge::random(&body)).then_some(Cow::Owned(body))
}

fn last4(secret: &str) -> Option<String> {
    let count = secret.chars().count();
    (count >= 16).then(|| secret.chars().skip(count - 4).collect())
}

/// The ids of all detectors that know a secret by its own form, sorted.
pub fn kinds() -> Vec<&'static str> {
    let mut kinds: Vec<&str> = TOKENS.iter().map(|token| token.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Those of [`kinds`] whose length and alphabet nobody documents: what was seen, for want of better.
pub fn undocumented() -> &'static [&'static str] {
    tokens::UNDOCUMENTED
}
