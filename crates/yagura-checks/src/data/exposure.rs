//! Who can read what is in a bucket or a log group.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use yagura_finding::data::Exposure;
use yagura_iam::evaluate::Outcome;
use yagura_iam::glob::{ShortArn, SplitArn, Tri, Value};
use yagura_iam::policy::ResourcePattern;
use yagura_model::services::s3::{Bucket, OwnershipControls};
use yagura_model::{Gap, Resource, Snapshot};

use super::gather::Answer;
use super::keys::Keys;
use crate::access::{self, Asking, ObjectAcl, Way, Within};
use crate::{policies, s3};

/// The actions that read an object: without and with the id of a version, where one does not do for the other
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>).
const READS: [&str; 2] = ["s3:GetObject", "s3:GetObjectVersion"];

/// Of how many kinds of objects of a bucket it is asked who can read them: those that the same policies, key and ACL decide
/// on are of one kind.
const KINDS: usize = 1_000;

/// Why who can read an object is not known.
const MORE: &str = "more items than are asked about one by one: it is told by the whole bucket";

/// An object of which it is asked who can read it, with what decides beside policies.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its key.
    pub key: &'a str,
    /// It is an older version.
    pub old: bool,
    /// The ARN of the KMS key that it is encrypted with; empty where S3 did not tell which.
    pub kms: Option<&'a str>,
    /// Its ACL, or why that is not known; `None` where it was not asked for.
    pub acl: Option<&'a Result<ObjectAcl, String>>,
}

impl Asked<'_> {
    fn actions(&self) -> &'static [&'static str] {
        if self.old { &READS[1..] } else { &READS[..] }
    }
}

/// What decides on who can read an object. What is the same for two of them has the same readers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    old: bool,
    kms: Option<String>,
    acl: Option<Result<ObjectAcl, String>>,
    /// The patterns of policies that mean the object, or may.
    means: Vec<(usize, Tri)>,
    /// What a policy with variables may mean differs from folder to folder, or from object to object.
    own: Option<String>,
}

/// What is known of a bucket.
struct Known<'s> {
    bucket: &'s Resource<Bucket>,
    arn: String,
    /// Who can read something in it.
    whole: Arc<Exposure>,
    /// The users and roles that can read something in it by their own policies.
    among: BTreeSet<String>,
    patterns: Patterns,
    kinds: HashMap<Kind, Answer>,
}

/// Who can read the objects of buckets, by all policies, keys, ACLs and switches that the snapshot holds; asked once of what
/// the same decides on. The accounts that the user trusts, and those of the own organization, are not outside.
pub struct Exposures<'s> {
    snapshot: &'s Snapshot,
    trusted: BTreeSet<String>,
    payers: BTreeSet<String>,
    asking: RefCell<Asking<'s>>,
    keys: Keys<'s>,
    known: RefCell<HashMap<String, Option<Known<'s>>>>,
}

impl<'s> Exposures<'s> {
    /// Takes in the users and roles of the snapshot. `payers`: buckets whose readers pay, and so are no strangers to AWS
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html>).
    pub fn of(snapshot: &'s Snapshot, trusted: BTreeSet<String>, payers: BTreeSet<String>, within: Within) -> Self {
        Self {
            snapshot,
            trusted,
            payers,
            asking: RefCell::new(Asking::of(snapshot, within)),
            keys: Keys::of(snapshot),
            known: RefCell::new(HashMap::new()),
        }
    }

    /// Who can read something in a bucket, the keys of objects left aside.
    pub fn of_bucket(&self, name: &str) -> Exposure {
        let mut known = self.known.borrow_mut();
        let known = known.entry(name.to_owned()).or_insert_with(|| self.learn(name));
        match known {
            Some(known) => Exposure::clone(&known.whole),
            None => unknown("the bucket was not read: it belongs to another account, or to none that was listed"),
        }
    }

    /// Who can read an object, where that may be others than read something in its bucket.
    pub fn of_object(&self, name: &str, object: &Asked<'_>) -> Option<Answer> {
        let mut known = self.known.borrow_mut();
        let known = known.entry(name.to_owned()).or_insert_with(|| self.learn(name)).as_mut()?;
        // A policy may open one folder, or one object: what lies elsewhere is not open. What nobody outside reads as a whole,
        // nobody reads in part.
        let open = known.whole.public || !known.whole.outside.is_empty();
        if !open && !object.old && object.kms.is_none() && object.acl.is_none() {
            return None;
        }
        let arn = format!("{}{}", known.arn, object.key);
        let kind = known.patterns.kind(&arn, object);
        if let Some(exposure) = known.kinds.get(&kind) {
            return Some(exposure.clone());
        }
        let exposure = if known.kinds.len() >= KINDS {
            let mut all = Exposure::clone(&known.whole);
            // Whom a key or an ACL lets in, the bucket does not tell.
            if object.kms.is_some() || object.acl.is_some() {
                all = Exposure { outside: all.outside, ..Exposure::default() };
            }
            all.merge(Exposure::unknown(MORE.to_owned()));
            all.witness = None;
            Answer { exposure: Arc::new(all), of: object.key.into() }
        } else {
            let exposure = Arc::new(self.ask(known, &arn, object));
            let answer = Answer { exposure, of: object.key.into() };
            known.kinds.insert(kind, answer.clone());
            answer
        };
        Some(exposure)
    }

    /// Asks about a bucket as a whole; `None` where it is not in the snapshot.
    fn learn(&self, name: &str) -> Option<Known<'s>> {
        let bucket = find(self.snapshot, name)?;
        let base = format!("{}/", bucket.meta.arn.clone().unwrap_or_else(|| format!("arn:aws:s3:::{name}")));
        let whole = Arc::new(Exposure::default());
        let (among, patterns, kinds) = (BTreeSet::new(), Patterns::default(), HashMap::new());
        let mut known = Known { bucket, arn: base, whole, among, patterns, kinds };
        let all = format!("{}*", known.arn);
        let asking = self.asking.borrow();
        let mut direct = Vec::new();
        for action in READS {
            match asking.direct(action, &all, None, None) {
                Ok(ways) => direct.extend(ways),
                Err(message) => {
                    known.whole = Arc::new(unknown(&message));
                    return Some(known);
                }
            }
        }
        known.among.extend(direct.iter().filter(|way| way.by == "identity").map(|way| way.who.clone()));
        known.patterns = Patterns::of(asking.patterns(READS[0], &known.arn, &known.among));
        drop(asking);
        known.whole = Arc::new(self.follow(&known, &all, None, direct));
        Some(known)
    }

    /// Who can read an object.
    fn ask(&self, known: &Known<'s>, arn: &str, object: &Asked<'_>) -> Exposure {
        let acl = object.acl.and_then(|acl| acl.as_ref().ok());
        let mut direct: Vec<Way> = Vec::new();
        for action in object.actions() {
            match self.asking.borrow().direct(action, arn, acl, Some(&known.among)) {
                Ok(ways) => direct.extend(ways.into_iter().filter_map(|way| self.settled(way, action, arn))),
                Err(message) => return unknown(&message),
            }
        }
        self.follow(known, arn, Some(object), direct)
    }

    /// From who gets at what the ARN means (an object, or something in the bucket) by the policies, directly, to who can read it.
    fn follow(&self, known: &Known<'s>, arn: &str, object: Option<&Asked<'_>>, mut direct: Vec<Way>) -> Exposure {
        let actions = object.map_or(&READS[..], Asked::actions);
        let (acl, acl_gap) = match object.and_then(|object| object.acl) {
            Some(Ok(acl)) => (Some(acl), None),
            Some(Err(why)) => (None, Some(why)),
            None => (None, None),
        };
        merged(&mut direct);
        let stranger = || match object {
            Some(_) if acl.is_some_and(|acl| acl.foreign.is_some()) => Ok(None),
            Some(_) => s3::reads_by_policy(self.snapshot, known.bucket, actions, Some(arn)),
            None => s3::reads_by_policy(self.snapshot, known.bucket, actions, None),
        };
        let mut direct = strangers(direct, &stranger, acl.is_some());
        if let Some(why) = acl_gap {
            for way in direct.iter_mut().filter(|way| way.by == "acl" && way.gap.is_some()) {
                way.gap = Some(format!("not read: the ACL of the object: {why}"));
            }
        }
        if let Some(key) = object.and_then(|object| object.kms) {
            direct = self.keys.through(&self.asking.borrow(), key, direct);
        }
        let ways = self.asking.borrow_mut().follow(direct);
        let account = &known.bucket.meta.account;
        let zone = policies::zone(self.snapshot, &known.bucket.meta, &self.trusted);
        let mut exposure = told(account, &zone.accounts, ways);
        exposure.signed |= self.payers.contains(&known.bucket.meta.name);
        exposure.outside.extend(acl.and_then(|acl| acl.foreign.as_ref()).map(|id| format!("canonical user {id}")));
        exposure.outside.sort();
        exposure.outside.dedup();
        exposure
    }
}

impl Exposures<'_> {
    /// A way to an object that could not be told, asked again of the one user or role: what a variable of a policy stands for is
    /// known of it.
    fn settled(&self, way: Way, action: &str, arn: &str) -> Option<Way> {
        if way.gap.is_none() || way.by != "identity" || way.kind != "principal" {
            return Some(way);
        }
        let Some(answer) = self.asking.borrow().may(&way.who, action, arn, &[]) else { return Some(way) };
        match answer.outcome {
            Outcome::Allowed => Some(Way { gap: None, ..way }),
            Outcome::ExplicitDeny | Outcome::ImplicitDeny => None,
            Outcome::Unknown => Some(way),
        }
    }
}

fn find<'s>(snapshot: &'s Snapshot, name: &str) -> Option<&'s Resource<Bucket>> {
    snapshot.s3.buckets.iter().find(|bucket| bucket.meta.name == name || bucket.meta.id == name)
}

/// Whether the ACLs of a bucket's objects may have a say: not where it has turned them off
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>). A bucket that was not read has none
/// that could be joined to anything.
pub fn heeds_acls(snapshot: &Snapshot, name: &str) -> bool {
    find(snapshot, name).is_some_and(|bucket| {
        let known = bucket.ownership_controls.known();
        !known.is_some_and(|controls| controls.as_ref().is_some_and(OwnershipControls::acls_disabled))
    })
}

/// Whether a bucket may keep older versions; what is not known may be.
pub fn may_have_versions(snapshot: &Snapshot, name: &str) -> bool {
    let Some(bucket) = find(snapshot, name) else { return true };
    bucket.versioning_configuration.known().is_none_or(|versioning| versioning.status.is_some())
}

/// Patterns of resources by what they begin with, each with its number: most begin with a folder that an object is not in.
#[derive(Default)]
struct Patterns {
    begin: HashMap<String, Vec<(usize, ResourcePattern)>>,
    lengths: BTreeSet<usize>,
}

impl Patterns {
    fn of(patterns: Vec<ResourcePattern>) -> Self {
        let mut all = Self::default();
        for (number, pattern) in patterns.into_iter().enumerate() {
            let begin = pattern.text.split(['*', '?', '$']).next().unwrap_or_default().to_owned();
            all.lengths.insert(begin.len());
            all.begin.entry(begin).or_default().push((number, pattern));
        }
        all
    }

    /// What decides on an object.
    fn kind(&self, arn: &str, object: &Asked<'_>) -> Kind {
        let split = SplitArn::new(arn);
        let mut own: Option<&str> = None;
        let mut means = Vec::new();
        let begins = self.lengths.iter().filter_map(|length| self.begin.get(arn.get(..*length)?));
        for (number, item) in begins.flatten() {
            let one = item.pattern.matches_with(&split, ShortArn::Padded, &|_| Value::Unknown);
            if one == Tri::Unknown {
                // With everything below a folder open to whoever bears its name, the folders above the object decide.
                let folder = arn.rsplit_once('/').map_or(arn, |(folder, _)| folder);
                let part = if item.text.ends_with("/*") { folder } else { arn };
                own = own.filter(|own| own.len() > part.len()).or(Some(part));
            }
            if one != Tri::No {
                means.push((*number, one));
            }
        }
        means.sort_unstable_by_key(|(number, _)| *number);
        let (kms, acl) = (object.kms.map(str::to_owned), object.acl.cloned());
        Kind { old: object.old, kms, acl, means, own: own.map(str::to_owned) }
    }
}

/// One way for each: who may by one of the actions in any case may.
fn merged(ways: &mut Vec<Way>) {
    let sure: BTreeSet<String> = ways.iter().filter(|way| way.gap.is_none()).map(|way| way.who.clone()).collect();
    let mut seen = BTreeSet::new();
    ways.retain(|way| {
        (way.gap.is_none() || !sure.contains(&way.who)) && seen.insert((way.who.clone(), way.by, way.gap.clone()))
    });
}

/// The actions that show the events of a log group
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html>).
const READS_LOGS: [&str; 2] = ["logs:GetLogEvents", "logs:FilterLogEvents"];

/// Who can read the events of a log group: the identities of its account, by their own policies. The ARN is the group's with more
/// behind it, as policies name it
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html>).
pub fn of_log_group(snapshot: &Snapshot, account: &str, region: &str, name: &str, within: Within) -> Exposure {
    let partition = snapshot.contents.scopes.iter().find_map(|scope| scope.caller.split(':').nth(1)).unwrap_or("aws");
    let arn = format!("arn:{partition}:logs:{region}:{account}:log-group:{name}:log-stream:*");
    let mut ways = access::Ways::default();
    for action in READS_LOGS {
        match access::who_can(snapshot, action, &arn, within) {
            Ok(found) => {
                ways.ways.extend(found.ways);
                ways.not_followed = ways.not_followed.max(found.not_followed);
            }
            Err(message) => return unknown(&message),
        }
    }
    merged(&mut ways.ways);
    // No policy lets strangers at a log group.
    ways.ways = strangers(ways.ways, &|| Ok(None), false);
    told(account, &BTreeSet::from([account.to_owned()]), ways)
}

fn unknown(reason: &str) -> Exposure {
    Exposure::unknown(reason.to_owned())
}

/// A request of a stranger, in words: Japanese, English.
type Stranger<'s> = &'s dyn Fn() -> Result<Option<(String, String)>, Gap>;

/// These ways, those of everyone only where there is a stranger whom they let in: conditions may leave none.
fn strangers(ways: Vec<Way>, stranger: Stranger<'_>, acl_read: bool) -> Vec<Way> {
    let mut out = Vec::with_capacity(ways.len());
    for way in ways {
        if way.gap.is_some() || !matches!(way.kind, "anonymous" | "any-aws-principal") {
            out.push(way);
        } else if way.by == "acl" {
            let gap = way.conditional.then_some(if acl_read { DENIAL } else { "not read: the ACLs of objects" });
            out.push(Way { gap: gap.map(str::to_owned), ..way });
        } else {
            match stranger() {
                Ok(Some(words)) => out.push(Way { witness: way.witness.or(Some(words)), ..way }),
                Ok(None) => {}
                Err(gap) => out.push(Way { gap: Some(gap.message), ..way }),
            }
        }
    }
    out
}

/// Why it is not known whether an ACL lets somebody in.
const DENIAL: &str = "the conditions of a denial decide";

/// `account` owns it, `inside` are the accounts that are no others.
fn told(account: &str, inside: &BTreeSet<String>, ways: access::Ways) -> Exposure {
    let mut exposure = Exposure { signed: true, ..Exposure::default() };
    let mut outside = BTreeSet::new();
    let mut own = BTreeSet::new();
    let mut services = BTreeSet::new();
    let mut gaps = BTreeSet::new();
    for way in ways.ways {
        let Way { who, kind, gap, witness, .. } = way;
        if let Some(gap) = gap {
            gaps.insert((who, gap));
            continue;
        }
        match kind {
            "anonymous" | "any-aws-principal" => {
                exposure.public = true;
                exposure.signed &= kind != "anonymous";
                exposure.witness = exposure.witness.take().or(witness);
            }
            "service" => {
                services.insert(who);
            }
            "root" => {}
            "federated" => {
                outside.insert(who);
            }
            _ => {
                let theirs = if who.starts_with("arn:") { who.split(':').nth(4).unwrap_or_default() } else { &who };
                if theirs == account {
                    // The account as a whole is nobody by itself: its users and roles stand beside it.
                    if who.starts_with("arn:") {
                        own.insert(who);
                    }
                } else if !inside.contains(theirs) {
                    outside.insert(who);
                }
            }
        }
    }
    if ways.not_followed > 0 {
        let what = format!("the ways in of {} roles were not followed", ways.not_followed);
        gaps.insert((String::new(), what));
    }
    exposure.signed &= exposure.public;
    exposure.principals = own.len() as u64;
    exposure.services = services.len() as u64;
    exposure.outside = outside.into_iter().collect();
    exposure.least = !gaps.is_empty();
    // What is the same for all is said once.
    let reasons: BTreeSet<&str> = gaps.iter().map(|(_, why)| why.as_str()).collect();
    exposure.gaps = match (reasons.first(), gaps.len()) {
        (Some(why), 2..) if reasons.len() == 1 => vec![(String::new(), (*why).to_owned())],
        _ => gaps.into_iter().collect(),
    };
    exposure
}
