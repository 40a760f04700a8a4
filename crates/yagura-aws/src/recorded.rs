//! Recorded answers in place of a live account: what `aws … --output json` printed.
//!
//! A snapshot of AWS Config is taken as the answers that its items were made from.
//! Each answer says which operation it is of, by the name of its file or by its members, and of which item.
//! The collection tables ask as they ask AWS; what nobody recorded is a gap.

mod config;
mod json;
mod name;
mod place;
mod question;
mod shape;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use yagura_model::{Gap, GapKind, Snapshot};

use crate::collect::table::{self, Reach};
use crate::collect::{self, Answer, Api, Failure};
use crate::error::is_denied;
use crate::{catalog, iam_action};
use question::Asked;

/// Why recorded answers are no account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No file is a recorded answer.
    #[error("no recorded answer of AWS among {files} files")]
    Nothing {
        /// How many were looked at.
        files: usize,
    },
    /// No answer says whose it is.
    #[error("no answer says which account it is of; name it with --account")]
    NoAccount,
    /// The answers are of several accounts.
    #[error("the answers name several accounts ({}); name the one with --account", .0.join(", "))]
    Accounts(Vec<String>),
    /// Reading failed as a whole.
    #[error("{0}")]
    Read(String),
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// It is an answer.
    Answer,
    /// It is something else.
    Other,
}

/// One recorded answer.
#[derive(Debug)]
struct Recording {
    file: String,
    service: &'static str,
    operation: &'static str,
    region: Option<String>,
    /// The item that its file's name says it is about.
    key: Option<String>,
    /// Whether an item of AWS Config said it: then the key is the item's very name.
    of_item: bool,
    answer: Result<Value, (String, String)>,
    used: AtomicBool,
}

/// Recorded answers of one account.
#[derive(Debug, Default)]
pub struct Recordings {
    account: Option<String>,
    region: Option<String>,
    all: Vec<Recording>,
    gaps: Vec<Gap>,
    files: usize,
    /// Files that were meant to be answers and could not be read.
    unread: usize,
    accounts: BTreeSet<String>,
    caller: Option<(String, String)>,
    /// Every account that says it was the caller's.
    callers: BTreeSet<String>,
    /// Types of which AWS Config told single resources: nobody says that these are all.
    in_part: BTreeSet<&'static str>,
    unmodelled: BTreeMap<String, u64>,
    items: config::Items,
    /// Documents of AWS Config.
    documents: usize,
}

/// How a message begins that says that a list was not recorded.
const NO_LIST: &str = "not recorded: ";

impl Recordings {
    /// No answers yet. The account and the region hold where answers say none.
    pub fn new(account: Option<String>, region: Option<String>) -> Self {
        Self { account, region, ..Self::default() }
    }

    /// Takes a file. What is wrong with it is kept as a gap that names it.
    pub fn offer(&mut self, file: &str, text: &str) -> Offered {
        self.files += 1;
        if text.contains("\"configurationItems\"") {
            match json::parse(text) {
                Ok(document) if config::is_items(&document) => {
                    for why in self.items.take(file, &document) {
                        self.gaps.push(Gap::error(format!("{file}: not read: {why}")));
                    }
                    self.documents += 1;
                    return Offered::Answer;
                }
                _ => {}
            }
        }
        let named = name::of_file(file);
        let found = match error_of(text) {
            Some(error) => self.refusal(file, named, error),
            None => self.answer(file, named, text),
        };
        match found {
            Ok(Some(recording)) => {
                self.all.push(recording);
                Offered::Answer
            }
            Ok(None) => Offered::Other,
            Err(why) => {
                self.gaps.push(Gap::error(format!("{file}: not read: {why}")));
                self.unread += 1;
                Offered::Answer
            }
        }
    }

    /// Keeps what could not be read.
    pub fn gap(&mut self, gap: Gap) {
        self.files += 1;
        self.unread += 1;
        self.gaps.push(gap);
    }

    /// How many answers there are.
    pub fn answers(&self) -> usize {
        self.all.len() + self.documents
    }

    /// How many files were no answers.
    pub fn others(&self) -> usize {
        self.files.saturating_sub(self.answers() + self.unread)
    }

    /// Makes answers of the items of AWS Config.
    fn items(&mut self, account: &str) {
        let answers = std::mem::take(&mut self.items).answers(account);
        for config::OneAnswer { service, operation, region, file, key, said: answer } in answers.all {
            if key.is_none() {
                self.in_part.extend(config::types(service, operation));
            }
            let region = Some(region).filter(|region| catalog::is_region(region));
            // What an item says beside what is asked of it needs no word.
            let used = AtomicBool::new(true);
            self.all.push(Recording { file, service, operation, region, key, of_item: true, answer, used });
        }
        self.unmodelled = answers.unmodelled;
        self.gaps.extend(answers.unread.into_iter().map(Gap::error));
    }

    /// A call that AWS refused, as the AWS CLI says it: `An error occurred (NoSuchBucketPolicy) when calling …`.
    fn refusal(
        &mut self,
        file: &str,
        named: Option<name::Named>,
        error: CliError,
    ) -> Result<Option<Recording>, String> {
        let named = match named {
            Some(named) if named.operation == error.operation => named,
            Some(named) => return Err(format!("its name says {}, its text {}", named.operation, error.operation)),
            None => match name::of_operation(&error.operation).as_slice() {
                [(service, operation)] => name::Named { service, operation, key: None },
                _ => return Err(NAME_IT.to_owned()),
            },
        };
        Ok(Some(self.recording(file, named, Err((error.code, error.message)))))
    }

    fn answer(&mut self, file: &str, named: Option<name::Named>, text: &str) -> Result<Option<Recording>, String> {
        if named.is_none() && !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            return Ok(None);
        }
        if text.trim().is_empty() {
            return Err("it is empty, as a refused call leaves it; record with 2>&1".to_owned());
        }
        let answer = json::parse(text).map_err(|error| error.to_string())?;
        let of_caller = || answer.get("UserId").is_some() && answer.get("Account").is_some();
        let named = match named {
            Some(named) => named,
            None if of_caller() => {
                name::Named { service: "sts", operation: "GetCallerIdentity", ..name::Named::default() }
            }
            None => match name::of_members(&answer).as_slice() {
                [(service, operation)] => name::Named { service, operation, key: None },
                [] => return Err(format!("it is no whole answer of an operation that is asked for; {NAME_IT}")),
                several => {
                    let several: Vec<String> =
                        several.iter().map(|(service, name)| format!("{service} {name}")).collect();
                    return Err(format!("it may be an answer of {}; {NAME_IT}", several.join(", ")));
                }
            },
        };
        shape::check(named.service, named.operation, &answer)?;
        if named.operation == "GetCallerIdentity" {
            let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            self.caller = Some((text("Account"), text("Arn")));
            self.callers.insert(text("Account"));
        }
        Ok(Some(self.recording(file, named, Ok(answer))))
    }

    fn recording(&mut self, file: &str, named: name::Named, answer: Result<Value, (String, String)>) -> Recording {
        let name::Named { service, operation, mut key } = named;
        let mut region = place::of_folders(file);
        if region.is_none() && key.as_deref().is_some_and(catalog::is_region) {
            region = key.take();
        }
        if let Ok(answer) = &answer {
            let said = place::of_answer(service, answer);
            self.accounts.extend(said.accounts);
            region = region.or(said.region);
        }
        let (file, used) = (file.to_owned(), AtomicBool::new(false));
        Recording { file, service, operation, region, key, of_item: false, answer, used }
    }

    fn account(&self) -> Result<(String, Option<String>), ImportError> {
        let caller = self.caller.clone();
        if let Some(account) = &self.account {
            let own = caller.filter(|(caller, _)| caller == account);
            return Ok((account.clone(), own.map(|(_, arn)| arn)));
        }
        if self.callers.len() > 1 {
            return Err(ImportError::Accounts(self.callers.iter().cloned().collect()));
        }
        if let Some((account, arn)) = caller {
            return Ok((account, Some(arn)));
        }
        let all: BTreeSet<&str> = self.accounts.iter().map(String::as_str).chain(self.items.accounts()).collect();
        let mut accounts: Vec<String> = all.into_iter().map(str::to_owned).collect();
        match accounts.pop() {
            Some(account) if accounts.is_empty() => Ok((account, None)),
            Some(last) => {
                accounts.push(last);
                Err(ImportError::Accounts(accounts))
            }
            None => Err(ImportError::NoAccount),
        }
    }

    /// Reads the account from the answers. Fails when there are none, or nobody says whose they are.
    pub async fn read(mut self, now: String, now_epoch: i64) -> Result<Snapshot, ImportError> {
        if self.answers() == 0 && self.gaps.is_empty() {
            return Err(ImportError::Nothing { files: self.files });
        }
        let (account, arn) = self.account()?;
        self.items(&account);
        let mut regions: BTreeSet<String> = self.region.iter().cloned().collect();
        for recording in &self.all {
            let mut questions = question::about(recording.service, recording.operation);
            // A name that says more than the command may say what was filtered by: the list may not be whole.
            if recording.key.is_some() && !asks_of_items(recording) {
                self.in_part.extend(config::types(recording.service, recording.operation));
            }
            if recording.answer.is_err() || !questions.any(|question| question.lists && question.regional) {
                continue;
            }
            match &recording.region {
                Some(region) => {
                    regions.insert(region.clone());
                }
                None if self.region.is_none() && !asks_of_items(recording) => {
                    let message = "it does not say its region: name it with --region, or by a folder of its name";
                    self.gaps.push(Gap::error(format!("{}: not read: {message}", recording.file)));
                    recording.used.store(true, Ordering::Relaxed);
                }
                None => {}
            }
        }
        let partition = regions.first().map_or("aws", |region| catalog::partition(region).id.as_str());
        let home = self.region.clone().or_else(|| regions.first().cloned()).unwrap_or_else(|| {
            catalog::partitions()
                .iter()
                .find(|one| one.id == partition)
                .map(|one| one.home_region.clone())
                .unwrap_or_default()
        });
        let answered: BTreeSet<(&str, &str)> =
            self.all.iter().map(|recording| (recording.service, recording.operation)).collect();
        let in_scope = |service: &&str| {
            table::all()
                .iter()
                .filter(|table| table.name == *service)
                .any(|table| table::operations(table).iter().any(|call| call.0 != "sts" && answered.contains(call)))
        };
        let (read, left): (Vec<&str>, Vec<&str>) = collect::services().into_iter().partition(in_scope);
        if !left.is_empty() {
            let message = format!("of these services nothing was recorded: {}", left.join(", "));
            self.gaps.push(Gap::unsupported(message));
        }
        let replay = Replay {
            recordings: By::of(&self.all),
            region: self.region.as_deref(),
            only: regions.first().filter(|_| regions.len() == 1).map(String::as_str),
            account: &account,
            caller: arn.clone().unwrap_or_else(|| format!("arn:{partition}:iam::{account}:root")),
        };
        let options = collect::Options {
            home,
            regions: Some(regions.iter().cloned().collect()),
            services: Some(read.into_iter().map(str::to_owned).collect()),
            now,
            now_epoch,
            width: 1,
        };
        let mut snapshot = collect::collect(&replay, &options, &|_| {})
            .await
            .map_err(|failure| ImportError::Read(failure.gap.message))?;
        for scope in &mut snapshot.contents.scopes {
            scope.caller = arn.clone().unwrap_or_default();
        }
        leave_unlisted(&mut snapshot);
        snapshot.contents.lists.retain(|list| !self.in_part.contains(list.resource_type.as_str()));
        snapshot.contents.unmodelled.append(&mut self.unmodelled);
        for recording in &self.all {
            if recording.service != "sts" && !recording.used.load(Ordering::Relaxed) {
                let message =
                    format!("{}: no recorded list names what it is about, or its name does not", recording.file);
                self.gaps.push(Gap::unsupported(message));
            }
        }
        snapshot.contents.gaps.append(&mut self.gaps);
        snapshot.sort();
        Ok(snapshot)
    }
}

const NAME_IT: &str = "name it after its command: `s3api-get-bucket-policy-BUCKET.json`";

/// A type of which no list was recorded is not listed, as if nobody had asked for it; where only some of its lists were
/// recorded it stays listed with its gap.
fn leave_unlisted(snapshot: &mut Snapshot) {
    let no_list = |gap: &Option<Gap>| gap.as_ref().is_some_and(|gap| gap.message.starts_with(NO_LIST));
    let mut recorded: BTreeMap<String, bool> = BTreeMap::new();
    for list in &snapshot.contents.lists {
        *recorded.entry(list.resource_type.clone()).or_default() |= !no_list(&list.gap);
    }
    snapshot
        .contents
        .lists
        .retain(|list| !no_list(&list.gap) || recorded.get(&list.resource_type).copied().unwrap_or_default());
}

/// Whether the operation is asked of items: then its answer belongs where the item is.
fn asks_of_items(recording: &Recording) -> bool {
    question::about(recording.service, recording.operation)
        .any(|question| question.params.to_string().contains(r#""$"#) || question.params.to_string().contains(r#""^"#))
}

struct CliError {
    code: String,
    operation: String,
    message: String,
}

/// What the AWS CLI prints when a call fails
/// (<https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-error-format.html>).
fn error_of(text: &str) -> Option<CliError> {
    let head: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(4096).collect();
    if head.starts_with(['{', '[']) {
        return None;
    }
    let (_, rest) = head.split_once("An error occurred (")?;
    let (code, rest) = rest.split_once(')')?;
    let (_, rest) = rest.split_once("when calling the ")?;
    let (operation, rest) = rest.split_once(" operation")?;
    let message = rest.split_once(": ").map_or("", |(_, message)| message).lines().next().unwrap_or_default();
    Some(CliError { code: code.to_owned(), operation: operation.to_owned(), message: message.trim().to_owned() })
}

/// Recordings by what is asked: an account has thousands of items.
#[derive(Default)]
struct By<'a>(HashMap<(&'a str, &'a str), ByName<'a>>);

#[derive(Default)]
struct ByName<'a> {
    /// Each says by itself or by its file's name, in one form or another, what it is about.
    looked_at: Vec<&'a Recording>,
    /// Those of items, by the item's name.
    named: BTreeMap<&'a str, Vec<&'a Recording>>,
}

impl<'a> By<'a> {
    fn of(recordings: &'a [Recording]) -> Self {
        let mut by = Self::default();
        for one in recordings {
            let own = by.0.entry((one.service, one.operation)).or_default();
            match &one.key {
                Some(key) if one.of_item => own.named.entry(key).or_default().push(one),
                _ => own.looked_at.push(one),
            }
        }
        by
    }

    fn about(&self, service: &'a str, operation: &'a str, asked: &Asked) -> impl Iterator<Item = &'a Recording> {
        let own = self.0.get(&(service, operation));
        let name = match asked.needs.as_slice() {
            [(_, name)] if asked.batch.is_empty() => Some(name.as_str()),
            _ => None,
        };
        let named = own.into_iter().flat_map(move |own| {
            let of_name = name.and_then(|name| own.named.get(name)).into_iter();
            let of_all = own.named.values().filter(move |_| name.is_none());
            of_name.chain(of_all).flatten()
        });
        own.into_iter().flat_map(|own| &own.looked_at).chain(named).copied()
    }
}

/// The recorded answers as the engine asks for them.
struct Replay<'a> {
    recordings: By<'a>,
    /// The region of answers that say none.
    region: Option<&'a str>,
    /// The region, where only one is read.
    only: Option<&'a str>,
    account: &'a str,
    caller: String,
}

impl Api for Replay<'_> {
    fn call<'a>(&'a self, service: &'a str, operation: &'a str, region: &'a str, params: Value) -> Answer<'a> {
        Box::pin(async move { self.find(service, operation, region, &params) })
    }
}

impl Replay<'_> {
    fn find(&self, service: &str, operation: &str, region: &str, params: &Value) -> Result<Value, Failure> {
        if operation == "GetCallerIdentity" {
            return Ok(json!({"Account": self.account, "Arn": self.caller, "UserId": ""}));
        }
        let asked = question::asked(service, operation, params);
        let mut fitting: Vec<&Recording> = self
            .recordings
            .about(service, operation, &asked)
            .filter(|one| self.in_region(one, &asked, region) && place::fits(one, &asked, service, operation))
            .collect();
        for one in &fitting {
            one.used.store(true, Ordering::Relaxed);
        }
        if fitting.iter().any(|one| one.region.as_deref() == Some(region)) {
            fitting.retain(|one| one.region.as_deref() == Some(region));
        }
        if !asked.batch.is_empty() {
            return place::batch(&fitting, &asked.batch).map_err(|missing| {
                let message = match missing {
                    Some(missing) => format!("not recorded for `{missing}`"),
                    None => not_recorded(service, operation, region, params, &asked),
                };
                Self::failure(message, GapKind::Unsupported, service, operation, region)
            });
        }
        let Some((first, others)) = fitting.split_first() else {
            let message = not_recorded(service, operation, region, params, &asked);
            return Err(Self::failure(message, GapKind::Unsupported, service, operation, region));
        };
        if let Some(other) = others.iter().find(|other| other.answer != first.answer) {
            let message = format!("`{}` and `{}` answer the same and differ", first.file, other.file);
            return Err(Self::failure(message, GapKind::Error, service, operation, region));
        }
        match &first.answer {
            Ok(answer) => {
                let mut answer = answer.clone();
                place::narrow(&mut answer, service, operation, params, region, self.account);
                Ok(answer)
            }
            Err((code, message)) => {
                let denied = is_denied(code, 0);
                let kind = if denied { GapKind::Denied } else { GapKind::Error };
                let mut failure = Self::failure(format!("{code}: {message}"), kind, service, operation, region);
                if denied {
                    failure.gap.message.clone_from(message);
                    failure.gap.needs = Some(iam_action(service, operation));
                }
                // A report that was not ready when the answer was recorded will not be by asking again.
                let waits = operation == "GetCredentialReport";
                failure.code = (!waits).then(|| if denied { "AccessDenied".to_owned() } else { code.clone() });
                Err(failure)
            }
        }
    }

    fn in_region(&self, one: &Recording, asked: &Asked, region: &str) -> bool {
        match one.region.as_deref() {
            _ if !asked.regional => true,
            Some(own) => own == region,
            // Two regions may hold items of one name.
            None if asked.of_item => self.region.or(self.only) == Some(region),
            None => self.region == Some(region),
        }
    }

    fn failure(message: String, kind: GapKind, service: &str, operation: &str, region: &str) -> Failure {
        Failure { gap: Gap::new(kind, message).at(service, operation, region), code: None, region: None }
    }
}

fn not_recorded(service: &str, operation: &str, region: &str, params: &Value, asked: &Asked) -> String {
    let command = question::command(service, operation, region, params, asked);
    if asked.of_item { format!("not recorded for this item: {command}") } else { format!("{NO_LIST}{command}") }
}

/// Whether every table of a service is asked once for the account.
fn is_global(service: &str) -> bool {
    table::all().iter().filter(|table| table.name == service).all(|table| table.reach != Reach::Regional)
}
