//! What follows from a secret that was found: who could read it, what it opens, where else it stands, and the repair.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};
use yagura_finding::{Check, Finding, Report, VerdictKind, Words};
use yagura_model::services::iam::User;
use yagura_model::{Meta, Snapshot, Typed};
use yagura_secrets::keyed_hash;

use super::readers::{self, Everyone, Reads, Unasked};
use super::repair::{self, Repair};
use crate::access::unlisted;

/// How many names are shown in words.
pub(super) const SHOWN: usize = 3;
/// How many are kept in the JSON output.
pub(super) const KEPT: usize = 50;

/// A secret in a finding's evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) kind: String,
    pub(super) hash: String,
    account: Option<String>,
    path: String,
}

/// Says of every finding of a secret what follows from it. The report holds all that `checks` found: whether a user is an
/// administrator, and where else the same secret stands, is known of those alone.
pub fn explain(report: &mut Report<'_>, checks: &[&'static Check]) {
    let mut places: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
    let mut secrets: Vec<(usize, Vec<Found>)> = Vec::new();
    for (at, finding) in report.findings.iter().enumerate() {
        if !matches!(finding.verdict, VerdictKind::Fail | VerdictKind::Muted) {
            continue;
        }
        let found = found(finding);
        if found.is_empty() {
            continue;
        }
        for one in &found {
            places.entry(one.hash.clone()).or_default().insert(Place::of(finding, &one.path));
        }
        secrets.push((at, found));
    }
    if secrets.is_empty() {
        return;
    }
    let snapshot = report.snapshot();
    let counts = |at: &usize| report.findings.get(*at).filter(|finding| finding.verdict == VerdictKind::Fail);
    let homes = readers::homes(snapshot, secrets.iter().filter_map(|(at, _)| counts(at)));
    let mut everyone = Everyone::of(snapshot, &homes);
    let detector = OnceCell::new();
    let accounts =
        secrets.iter().filter_map(|(at, _)| report.findings.get(*at)).map(|finding| finding.resource.account);
    let owners = Owners::of(snapshot, accounts.collect());
    let administrators = administrators(report, checks);
    for (at, found) in secrets {
        let Some(finding) = report.findings.get(at).filter(|finding| finding.verdict == VerdictKind::Fail) else {
            continue;
        };
        let reads = everyone.reads(finding);
        let opens = opens(finding, &found, &owners, &administrators);
        let elsewhere = elsewhere(finding, &found, &places);
        let repair = repair::of(snapshot, finding, &found, &detector);
        let said = Said { reads, opens, elsewhere, repair };
        let (words, json) = (said.words(), said.json());
        let Some(finding) = report.findings.get_mut(at) else { continue };
        finding.secret = Some(Box::new(json.into()));
        finding.say(&words);
    }
}

/// The secrets that stand in the evidence.
pub(super) fn found(finding: &Finding<'_>) -> Vec<Found> {
    let mut all = Vec::new();
    for proof in &finding.evidence {
        if !proof.evidence.value.text().contains("\"hash\"") {
            continue;
        }
        let Ok(value) = serde_json::from_str::<Value>(proof.evidence.value.text()) else { continue };
        collect(&value, &proof.evidence.path, &mut all);
    }
    all.sort();
    all.dedup();
    all
}

fn collect(value: &Value, path: &str, all: &mut Vec<Found>) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| collect(item, path, all)),
        Value::Object(object) => {
            let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
            match (text("kind"), text("hash"), text("confidence")) {
                (Some(kind), Some(hash), Some(_)) => {
                    all.push(Found { kind, hash, account: text("account"), path: path.to_owned() });
                }
                _ => object.values().for_each(|item| collect(item, path, all)),
            }
        }
        _ => {}
    }
}

/// A place where a secret stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    resource_type: String,
    id: String,
    name: String,
    region: String,
    file: Option<String>,
    path: String,
}

impl Place {
    fn of(finding: &Finding<'_>, path: &str) -> Self {
        let resource = &finding.resource;
        Self {
            resource_type: resource.resource_type.to_owned(),
            id: resource.id.to_owned(),
            name: resource.name.to_owned(),
            region: resource.region.to_owned(),
            file: finding.location.as_ref().map(|location| location.file.to_owned()),
            path: path.to_owned(),
        }
    }

    fn json(&self) -> Value {
        json!({ "type": self.resource_type, "id": self.id, "name": self.name, "region": self.region, "file": self.file, "path": self.path })
    }

    fn text(&self) -> String {
        let kind = self.resource_type.strip_prefix("AWS::").unwrap_or(&self.resource_type);
        format!("{kind} {}", self.name)
    }
}

fn elsewhere(finding: &Finding<'_>, found: &[Found], places: &BTreeMap<String, BTreeSet<Place>>) -> Vec<Place> {
    let own: BTreeSet<Place> = found.iter().map(|one| Place::of(finding, &one.path)).collect();
    let all: BTreeSet<&Place> = found.iter().filter_map(|one| places.get(&one.hash)).flatten().collect();
    all.into_iter().filter(|place| !own.contains(place)).cloned().collect()
}

/// What an AWS key opens.
struct Opens {
    kind: String,
    account: Option<String>,
    own: bool,
    user: Option<String>,
    active: Option<bool>,
    administrator: Option<bool>,
    /// Why it is not known whose it is.
    gap: Option<Words>,
}

impl Opens {
    fn json(&self) -> Value {
        let gap = self.gap.as_ref().map(|gap| gap.en.as_str());
        json!({
            "kind": self.kind, "account": self.account, "user": self.user, "active": self.active,
            "administrator": self.administrator, "gap": gap,
        })
    }
}

/// A user by its key.
struct Owner<'s> {
    meta: &'s Meta,
    active: Option<bool>,
}

/// The users of a snapshot by the hashes of their keys' ids.
struct Owners<'s> {
    users: HashMap<String, Owner<'s>>,
    /// By account, why a key that no user has may be one's all the same.
    gaps: BTreeMap<&'s str, Words>,
}

impl<'s> Owners<'s> {
    /// `accounts` are those whose resources hold secrets: their hashes are keyed by them.
    fn of(snapshot: &'s Snapshot, accounts: BTreeSet<&str>) -> Self {
        let keys: Vec<String> = accounts.into_iter().map(super::key).collect();
        let mut users = HashMap::new();
        let mut unread: BTreeMap<&str, usize> = BTreeMap::new();
        for user in snapshot.iam.users.iter() {
            let Some(own) = user.access_keys.known() else {
                *unread.entry(user.meta.account.as_str()).or_default() += 1;
                continue;
            };
            for one in own {
                let active = one.status.as_deref().map(|status| status == "Active");
                for key in &keys {
                    let hash = keyed_hash(key.as_bytes(), &one.access_key_id);
                    users.insert(hash, Owner { meta: &user.meta, active });
                }
            }
        }
        let said = |number: usize| Words {
            ja: format!("{number}人のユーザーのアクセスキーを読み取っていません"),
            en: format!("the keys of {number} users were not read"),
        };
        let mut gaps: BTreeMap<&str, Words> = unread.into_iter().map(|(of, number)| (of, said(number))).collect();
        for account in snapshot.contents.scopes.iter().map(|scope| scope.account.as_str()) {
            if let Some(gap) = unlisted(snapshot, User::TYPE, account) {
                let en = format!("the users were not all listed: {}", gap.message);
                gaps.insert(account, Words { ja: format!("ユーザーの一覧を読み取れていません: {}", gap.message), en });
            }
        }
        Self { users, gaps }
    }
}

/// By the checks that ran: the users who are administrators or can become so, and those of whom it is unknown.
struct Administrators {
    ran: bool,
    yes: BTreeSet<(String, String)>,
    unknown: BTreeSet<(String, String)>,
}

fn administrators(report: &Report<'_>, checks: &[&'static Check]) -> Administrators {
    const CHECKS: [&str; 2] = ["iam-user-admin", "iam-principal-escalates"];
    let mut all = Administrators { ran: false, yes: BTreeSet::new(), unknown: BTreeSet::new() };
    all.ran = CHECKS.iter().all(|id| checks.iter().any(|check| check.id == *id));
    for finding in report.findings.iter().filter(|finding| CHECKS.contains(&finding.check.id)) {
        let who = (finding.resource.account.to_owned(), finding.resource.id.to_owned());
        match finding.verdict {
            VerdictKind::Fail | VerdictKind::Muted => all.yes.insert(who),
            VerdictKind::Unknown => all.unknown.insert(who),
            VerdictKind::Pass => continue,
        };
    }
    all
}

fn opens(finding: &Finding<'_>, found: &[Found], owners: &Owners<'_>, administrators: &Administrators) -> Vec<Opens> {
    let ids = found.iter().filter(|one| one.kind == "aws-access-key-id");
    let mut all: Vec<Opens> = ids
        .map(|one| {
            let owner = owners.users.get(&one.hash);
            let user = owner.map(|owner| owner.meta.name.clone());
            let account = one.account.clone().or_else(|| owner.map(|owner| owner.meta.account.clone()));
            let own = account.as_deref() == Some(finding.resource.account);
            let administrator = owner.and_then(|owner| {
                let who = (owner.meta.account.clone(), owner.meta.id.clone());
                let unread = administrators.unknown.contains(&(owner.meta.account.clone(), "*".to_owned()));
                match (administrators.yes.contains(&who), administrators.unknown.contains(&who) || unread) {
                    (true, _) => Some(true),
                    (false, false) if administrators.ran => Some(false),
                    _ => None,
                }
            });
            // An old id spells no account: it may be of any that was read.
            let gap = match (owner, one.account.as_deref()) {
                (Some(_), _) => None,
                (None, Some(account)) => owners.gaps.get(account).cloned(),
                (None, None) => owners.gaps.values().next().cloned(),
            };
            Opens {
                kind: one.kind.clone(),
                account,
                own,
                user,
                active: owner.and_then(|owner| owner.active),
                administrator,
                gap,
            }
        })
        .collect();
    all.dedup_by(|one, other| one.account == other.account && one.user == other.user);
    all
}

/// All that is said of one finding.
struct Said {
    /// `None` where no action of AWS shows it.
    reads: Option<Result<Reads, Unasked>>,
    opens: Vec<Opens>,
    elsewhere: Vec<Place>,
    repair: Option<Repair>,
}

impl Said {
    fn words(&self) -> Words {
        let (mut ja, mut en) = (Vec::new(), Vec::new());
        if let Some(reads) = &self.reads {
            let words = reads.as_ref().map_or_else(Unasked::words, Reads::words);
            ja.push(words.ja);
            en.push(words.en);
        }
        for opens in &self.opens {
            let (mut of_ja, mut of_en) = (Vec::new(), Vec::new());
            if let Some(account) = &opens.account {
                let own = opens.own;
                of_ja.push(format!("アカウント {account}{}", if own { " (このアカウント)" } else { "" }));
                of_en.push(format!("account {account}{}", if own { " (this one)" } else { "" }));
            }
            if let Some(user) = &opens.user {
                let state = match (opens.active, opens.administrator) {
                    (Some(false), _) => ("、無効化済み", ", inactive"),
                    (_, Some(true)) => ("、管理者または権限昇格が可能", ", an administrator or able to become one"),
                    (_, None) => ("、権限は判定不能", ", permissions unknown"),
                    (_, Some(false)) => ("", ""),
                };
                of_ja.push(format!("ユーザー {user}{}", state.0));
                of_en.push(format!("user {user}{}", state.1));
            }
            if let Some(gap) = &opens.gap {
                of_ja.push(format!("ユーザーは判定不能 ({})", gap.ja));
                of_en.push(format!("user unknown ({})", gap.en));
            }
            if !of_ja.is_empty() {
                ja.push(format!("AWSアクセスキーの所有者: {}", of_ja.join("、")));
                en.push(format!("the AWS key belongs to {}", of_en.join(", ")));
            }
        }
        if !self.elsewhere.is_empty() {
            let names: BTreeSet<String> = self.elsewhere.iter().map(Place::text).collect();
            let number = self.elsewhere.len();
            let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
            let more = if names.len() > SHOWN { (" など", ", ...") } else { ("", "") };
            ja.push(format!("同じ値がほかに{number}か所: {}{}", shown.join(", "), more.0));
            let places = if number == 1 { "place" } else { "places" };
            en.push(format!("the same value stands in {number} other {places}: {}{}", shown.join(", "), more.1));
        }
        if let Some(repair) = &self.repair {
            let (of_ja, of_en) = repair.words();
            ja.push(format!("修正: {of_ja}"));
            en.push(format!("repair: {of_en}"));
        }
        Words { ja: ja.join("。"), en: en.join("; ") }
    }

    fn json(&self) -> Value {
        json!({
            "readers": self.reads.as_ref().map(|reads| reads.as_ref().map_or_else(Unasked::json, Reads::json)),
            "opens": self.opens.iter().map(Opens::json).collect::<Vec<_>>(),
            "elsewhere": self.elsewhere.iter().take(KEPT).map(Place::json).collect::<Vec<_>>(),
            "repair": self.repair.as_ref().map(Repair::json),
        })
    }
}
