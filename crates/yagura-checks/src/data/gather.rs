//! From what single items hold to what a store holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use yagura_finding::data::{
    Amount, Class, DataReport, Example, Exposure, Found, Outcome, Plan, Planned, Store, Unread, Why,
};
use yagura_finding::{Confidence, Severity};
use yagura_model::inventory::{Item, StoreKind};
use yagura_secrets::Note;

use super::exposure::Asked;
use super::look::{Look, Looker};
use super::severity;
use crate::access::ObjectAcl;

/// How many prefixes of a store are told apart: with more, the last folder of each is left out.
const PREFIXES: usize = 40;
/// How many unread items of a store are named.
const NAMED: usize = 20;
/// How much text must have been read for a density to mean anything.
const TELLING: u64 = 64 << 10;
/// How many items are named for each kind.
const EXAMPLES: usize = 3;

/// What was learnt of one item.
struct Learnt {
    key: String,
    version: String,
    bytes: u64,
    look: Look,
    acl: Option<Result<ObjectAcl, String>>,
}

/// Why nothing of an item was looked at, where that is so: it was to be read, and tells nothing.
fn nothing(look: &Look) -> Option<Why> {
    if look.text > 0 || !look.hits.is_empty() || look.notes.is_empty() {
        return None;
    }
    let has = |notes: &[Note]| look.notes.iter().any(|(_, note)| notes.contains(note));
    Some(if has(&[Note::Unsupported, Note::Encrypted]) {
        Why::Format
    } else if has(&[Note::TooLarge, Note::TooMany]) {
        Why::TooLarge
    } else if has(&[Note::Damaged, Note::TooDeep]) {
        Why::Part
    } else {
        Why::Binary
    })
}

#[derive(Default)]
struct Part {
    learnt: Vec<Learnt>,
    left: BTreeMap<Why, Amount>,
    /// How many items were to be read and tell nothing.
    missed: u64,
    unread: Vec<Unread>,
}

/// Takes in items one by one, in any order, and tells what all of them say.
pub struct Gather {
    plan: Plan,
    parts: Vec<Part>,
}

/// Who can read the items of a store.
pub trait Readers {
    /// Who can read something in a store; `None` where nobody can be asked.
    fn of_store(&self, planned: &Planned) -> Option<Exposure>;
    /// Who can read one item, where that may be others than read something in the store; items that one is the answer for
    /// share it.
    fn of_item(&self, planned: &Planned, item: &Asked<'_>) -> Option<Answer>;
    /// Whether older versions of a store's items may be there that nobody looked at.
    fn older(&self, planned: &Planned) -> bool;
}

/// Who can read an item, and whichever has the same readers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Who can.
    pub exposure: Arc<Exposure>,
    /// The key of the item that was asked about: a request in words names it.
    pub of: Arc<str>,
}

/// An item of which more is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Which of the stores.
    pub store: usize,
    /// Its key.
    pub key: String,
    /// The id of an older version; empty for the current one.
    pub version: String,
    /// The KMS key that it is encrypted with.
    pub kms: Option<String>,
}

impl Gather {
    /// Begins with a plan.
    pub fn new(plan: Plan) -> Self {
        let parts = plan.stores.iter().map(|_| Part::default()).collect();
        Self { plan, parts }
    }

    /// The items in which some was found.
    pub fn holding(&self) -> Vec<Holding> {
        let mut all: Vec<Holding> = Vec::new();
        for (store, part) in self.parts.iter().enumerate() {
            all.extend(part.learnt.iter().filter(|learnt| !learnt.look.hits.is_empty()).map(|learnt| Holding {
                store,
                key: learnt.key.clone(),
                version: learnt.version.clone(),
                kms: learnt.look.kms.clone(),
            }));
        }
        all.sort_by(|a, b| (a.store, &a.key, &a.version).cmp(&(b.store, &b.key, &b.version)));
        all
    }

    /// Takes in the ACL of an item in which some was found, or why it is not known.
    pub fn acl(&mut self, held: &Holding, acl: Result<ObjectAcl, String>) {
        let learnt = self.parts.get_mut(held.store).into_iter().flat_map(|part| &mut part.learnt);
        if let Some(learnt) = learnt.into_iter().find(|one| one.key == held.key && one.version == held.version) {
            learnt.acl = Some(acl);
        }
    }

    /// Takes in what an item of a store holds; `bytes` were read of it.
    pub fn looked(&mut self, looker: &Looker, store: usize, item: &Item, bytes: u64, look: Look) {
        let Item { key, version, .. } = item;
        let Some(part) = self.parts.get_mut(store) else { return };
        let unread = nothing(&look);
        for (inside, note) in &look.notes {
            let why = match (note, unread) {
                (_, Some(why)) if inside.is_empty() => why,
                (Note::Binary, _) => Why::Binary,
                _ => Why::Part,
            };
            let detail = if why == Why::Part { note.name().to_owned() } else { String::new() };
            let inside = looker.shown(inside);
            part.unread.push(Unread { why, key: looker.shown(key), inside, detail });
        }
        if let Some(why) = unread {
            part.left.entry(why).or_default().add(bytes);
            part.missed += 1;
            return;
        }
        if look.cut {
            part.left.entry(Why::Cut).or_default().add(bytes);
        }
        // Images in a document are no text, and no part of it that could not be opened.
        if look.notes.iter().any(|(_, note)| *note == Note::Binary) {
            part.left.entry(Why::Binary).or_default().add(bytes);
        }
        if look.notes.iter().any(|(_, note)| *note != Note::Binary) {
            part.left.entry(Why::Part).or_default().add(bytes);
        }
        part.learnt.push(Learnt { key: key.clone(), version: version.clone(), bytes, look, acl: None });
    }

    /// Takes in that an item of a store could not be read; `detail` is what AWS says.
    pub fn failed(&mut self, looker: &Looker, store: usize, key: &str, size: u64, why: Why, detail: &str) {
        let Some(part) = self.parts.get_mut(store) else { return };
        part.left.entry(why).or_default().add(size);
        if why == Why::Empty {
            return;
        }
        let shown = looker.shown(key);
        // What AWS says may name the key.
        let detail = if shown == key { detail.to_owned() } else { String::new() };
        let unread = Unread { why, key: shown, inside: String::new(), detail };
        part.unread.push(unread);
    }

    /// What is known in the end: the worst store first.
    pub fn finish(self, looker: &Looker, readers: &dyn Readers) -> DataReport {
        let Self { plan, parts } = self;
        let mut stores: Vec<Store> =
            plan.stores.iter().zip(parts).map(|(planned, part)| store(looker, planned, part, readers)).collect();
        let rank = |store: &Store| (store.severity.map(std::cmp::Reverse), store.outcome);
        stores.sort_by(|a, b| match (rank(a), rank(b)) {
            ((Some(a), _), (Some(b), _)) => a.cmp(&b),
            ((Some(_), _), (None, _)) => std::cmp::Ordering::Less,
            ((None, _), (Some(_), _)) => std::cmp::Ordering::Greater,
            ((None, a), (None, b)) => a.cmp(&b),
        });
        DataReport { plan, stores }
    }
}

fn store(looker: &Looker, planned: &Planned, mut part: Part, readers: &dyn Readers) -> Store {
    part.learnt.sort_by(|a, b| (&a.key, &a.version).cmp(&(&b.key, &b.version)));
    let mut read = Amount::default();
    part.learnt.iter().for_each(|learnt| read.add(learnt.bytes));
    let exposure = if planned.listed.items == 0 && planned.gap.is_none() { None } else { readers.of_store(planned) };
    let mut found = found(looker, planned, &part.learnt, exposure.as_ref(), readers);
    found.sort_by(|a, b| {
        (b.severity, b.confidence, b.count, &a.prefix, &a.kind).cmp(&(
            a.severity,
            a.confidence,
            a.count,
            &b.prefix,
            &b.kind,
        ))
    });
    let mut left = planned.left.clone();
    for (why, amount) in &part.left {
        left.entry(*why).or_default().merge(*amount);
    }
    // An item that holds nothing is known to hold nothing.
    let empty = left.get(&Why::Empty).map_or(0, |amount| amount.items);
    let outcome = if !found.is_empty() {
        Outcome::Found
    } else if read.items > 0 {
        Outcome::NoneInSample
    } else if planned.whole && planned.gap.is_none() && planned.listed.items == empty {
        Outcome::Empty
    } else {
        Outcome::Unknown
    };
    part.unread.sort();
    part.unread.dedup();
    part.unread.truncate(NAMED);
    Store {
        kind: planned.kind,
        name: planned.name.clone(),
        region: planned.region.clone(),
        outcome,
        severity: found.iter().map(|found| found.severity).max(),
        listed: planned.listed,
        whole: planned.whole,
        read,
        found,
        exposure,
        left,
        missed: part.missed,
        unread: part.unread,
        older: readers.older(planned),
        gap: planned.gap.clone(),
    }
}

/// The folders of a key, as many as are told apart.
fn prefix(key: &str, depth: usize) -> String {
    let Some((folders, _)) = key.rsplit_once('/') else { return String::new() };
    folders.split('/').take(depth).fold(String::new(), |prefix, folder| format!("{prefix}{folder}/"))
}

fn depth(kind: StoreKind, learnt: &[Learnt]) -> usize {
    // The names of streams are ids: slashes in them say nothing.
    if kind == StoreKind::LogGroup {
        return 0;
    }
    let few = |depth: &usize| {
        learnt.iter().map(|learnt| prefix(&learnt.key, *depth)).collect::<BTreeSet<_>>().len() <= PREFIXES
    };
    [2, 1].into_iter().find(few).unwrap_or(0)
}

#[derive(Default)]
struct Sum<'l> {
    count: u64,
    confidence: Option<Confidence>,
    items: Vec<&'l Learnt>,
    examples: Vec<Example>,
}

/// How bad it is that an item holds this, with who can read it.
fn judged(class: Class, kind: &str, confidence: Confidence, exposure: Option<&Exposure>, kms: bool) -> Severity {
    match exposure {
        // Without credentials nobody uses a key; where it was not asked who else may, that is for the key's policy to say.
        Some(open) if open.public && kms && !open.signed => {
            let outside = vec!["whoever may use the key".to_owned()];
            severity(class, kind, confidence, Some(&Exposure { public: false, outside, ..Exposure::default() }))
        }
        exposure => severity(class, kind, confidence, exposure),
    }
}

fn found(
    looker: &Looker,
    planned: &Planned,
    learnt: &[Learnt],
    exposure: Option<&Exposure>,
    readers: &dyn Readers,
) -> Vec<Found> {
    let depth = depth(planned.kind, learnt);
    let mut sums: BTreeMap<(String, Class, &str), Sum<'_>> = BTreeMap::new();
    let mut read: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for learnt in learnt {
        let prefix = prefix(&learnt.key, depth);
        let (items, text) = read.entry(prefix.clone()).or_default();
        *items += 1;
        *text += learnt.look.text;
        for ((class, kind), hit) in &learnt.look.hits {
            let sum = sums.entry((prefix.clone(), *class, kind)).or_default();
            sum.count += hit.count;
            sum.items.push(learnt);
            sum.confidence = sum.confidence.max(Some(hit.confidence));
            if sum.examples.len() < EXAMPLES
                && let Some((inside, line)) = hit.places.first()
            {
                let (key, version) = (looker.shown(&learnt.key), learnt.version.clone());
                sum.examples.push(Example { key, version, inside: looker.shown(inside), line: *line });
            }
        }
    }
    // Who can read an item is asked once, whatever it holds.
    let mut known: BTreeMap<(&str, &str), Option<Answer>> = BTreeMap::new();
    let mut all = Vec::new();
    for ((prefix, class, kind), sum) in sums {
        let confidence = sum.confidence.unwrap_or(Confidence::Low);
        let (of, text) = read.get(&prefix).copied().unwrap_or_default();
        let mut own: Option<Exposure> = None;
        let mut worst = Severity::Info;
        // What is the same for many items counts once.
        let mut counted: BTreeSet<(usize, bool)> = BTreeSet::new();
        for learnt in &sum.items {
            let of_item = known.entry((&learnt.key, &learnt.version)).or_insert_with(|| {
                let asked = Asked {
                    key: &learnt.key,
                    old: !learnt.version.is_empty(),
                    kms: learnt.look.kms.as_deref(),
                    acl: learnt.acl.as_ref(),
                };
                readers.of_item(planned, &asked)
            });
            let place = of_item.as_ref().map_or(0, |answer| Arc::as_ptr(&answer.exposure).addr());
            let kms = learnt.look.kms.is_some();
            // A request in words names the item.
            let masked = looker.shown(&learnt.key) != learnt.key;
            let told = own.as_ref().is_some_and(|own| own.witness.is_some());
            if !counted.insert((place, kms)) && (told || masked) {
                continue;
            }
            let exposure = of_item.as_ref().map(|answer| &*answer.exposure).or(exposure);
            worst = worst.max(judged(class, kind, confidence, exposure, kms));
            if let Some(Answer { exposure, of }) = of_item {
                let mut other = Exposure::clone(exposure);
                other.witness = other.witness.filter(|_| !masked).map(|(ja, en)| {
                    let at = |key: &str| format!(":::{}/{key}", planned.name);
                    let own = |words: String| words.replacen(&at(of), &at(&learnt.key), 1);
                    (own(ja), own(en))
                });
                match &mut own {
                    Some(own) => own.merge(other),
                    None => own = Some(other),
                }
            }
        }
        all.push(Found {
            prefix: looker.shown(&prefix),
            kind: kind.to_owned(),
            class,
            count: sum.count,
            items: sum.items.len() as u64,
            of,
            density: (text >= TELLING).then(|| sum.count as f64 * 1_048_576.0 / text as f64),
            confidence,
            severity: worst,
            kms: sum.items.iter().all(|learnt| learnt.look.kms.is_some()),
            exposure: own.filter(|own| exposure.is_some_and(|whole| whole != own)),
            examples: sum.examples,
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use yagura_model::inventory::{Item, Listing};

    use super::*;
    use crate::data::choose;

    /// Readers as a function says: of the store, or of an item by its key.
    struct Say<F: Fn(Option<&str>) -> Exposure>(F);

    impl<F: Fn(Option<&str>) -> Exposure> Readers for Say<F> {
        fn of_store(&self, _: &Planned) -> Option<Exposure> {
            Some((self.0)(None))
        }

        fn of_item(&self, _: &Planned, item: &Asked<'_>) -> Option<Answer> {
            Some(Answer { exposure: Arc::new((self.0)(Some(item.key))), of: item.key.into() })
        }

        fn older(&self, _: &Planned) -> bool {
            false
        }
    }

    fn item(key: &str) -> Item {
        Item { key: key.to_owned(), size: 100, ..Item::default() }
    }

    fn plan(keys: &[&str]) -> Plan {
        let items = keys.iter().map(|key| item(key)).collect();
        let listing = Listing {
            kind: StoreKind::Bucket,
            name: "b".to_owned(),
            region: "us-east-1".to_owned(),
            items,
            whole: true,
            requests: 1,
            gap: None,
        };
        choose(&[listing], Vec::new(), Amount { items: 100, bytes: 1 << 20 }).0
    }

    const CUSTOMERS: &str = "氏名,メール\n常盤,a@example.jp\n真名井,b@example.jp\n";

    #[test]
    fn a_folder_that_a_policy_opens_makes_what_is_in_it_worse_and_nothing_else() {
        let looker = Looker::new(&[]).unwrap();
        let mut gather = Gather::new(plan(&["open/a.csv", "kept/b.csv"]));
        for key in ["open/a.csv", "kept/b.csv"] {
            gather.looked(&looker, 0, &item(key), 100, looker.look(key, CUSTOMERS.as_bytes(), true));
        }
        let readers =
            |key: Option<&str>| Exposure { public: key != Some("kept/b.csv"), principals: 2, ..Exposure::default() };
        let report = gather.finish(&looker, &Say(readers));
        let store = &report.stores[0];
        let of =
            |prefix: &str| store.found.iter().find(|found| found.prefix == prefix && found.kind == "email").unwrap();
        assert_eq!((of("open/").severity, of("kept/").severity), (Severity::High, Severity::Info));
        assert_eq!((of("open/").count, of("open/").items, of("open/").of), (2, 1, 1));
        assert_eq!(store.found[0].prefix, "open/", "the worst first");
        assert!(!report.incomplete());
    }

    /// What is found where only keys that begin so are open, of items with these keys: prefix and severity of the addresses.
    fn where_open(open: &str, keys: &[&str]) -> Vec<(String, Severity)> {
        let looker = Looker::new(&[]).unwrap();
        let mut gather = Gather::new(plan(keys));
        for key in keys {
            gather.looked(&looker, 0, &item(key), 100, looker.look(key, CUSTOMERS.as_bytes(), true));
        }
        let readers =
            |key: Option<&str>| Exposure { public: key.is_none_or(|key| key.starts_with(open)), ..Exposure::default() };
        let report = gather.finish(&looker, &Say(readers));
        let mails = report.stores[0].found.iter().filter(|found| found.kind == "email");
        mails.map(|found| (found.prefix.clone(), found.severity)).collect()
    }

    #[test]
    fn each_item_has_its_own_readers_wherever_it_lies() {
        assert_eq!(
            where_open("open/", &["list.csv", "open/a.csv"]),
            [("open/".to_owned(), Severity::High), (String::new(), Severity::Info)],
            "at the top of the bucket"
        );
        assert_eq!(where_open("list.csv", &["list.csv"]), [(String::new(), Severity::High)]);
        // So many folders that none is told apart.
        let many: Vec<String> = (0..100).map(|at| format!("f{at}/a.csv")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(where_open("open/", &many), [(String::new(), Severity::Info)]);
        assert_eq!(where_open("f7/", &many), [(String::new(), Severity::High)]);
        // Below a folder that is told apart.
        assert_eq!(where_open("a/b/open/", &["a/b/kept/x.csv"]), [("a/b/".to_owned(), Severity::Info)]);
    }

    #[test]
    fn who_reads_what_was_found_is_to_be_known() {
        let looker = Looker::new(&[]).unwrap();
        let incomplete = |gap: Option<&str>, whole: Option<&str>| {
            let mut gather = Gather::new(plan(&["kept/b.csv"]));
            gather.looked(&looker, 0, &item("kept/b.csv"), 100, looker.look("b.csv", CUSTOMERS.as_bytes(), true));
            let of = |gap: Option<&str>, public| {
                let gaps = gap.iter().map(|why| (String::new(), (*why).to_owned())).collect();
                Exposure { public, gaps, ..Exposure::default() }
            };
            let readers = |key: Option<&str>| if key.is_some() { of(gap, false) } else { of(whole, true) };
            gather.finish(&looker, &Say(readers)).incomplete()
        };
        // The bucket is open for sure, through another folder; of this one it cannot be told.
        assert!(incomplete(Some("a condition"), None));
        assert!(!incomplete(None, None));
        assert!(!incomplete(None, Some("of another folder")), "nothing was found where it cannot be told");
    }

    #[test]
    fn what_a_key_of_kms_guards_is_not_open_to_everyone() {
        let looker = Looker::new(&[]).unwrap();
        let mut gather = Gather::new(plan(&["a.csv"]));
        let look = Look { kms: Some("key".to_owned()), ..looker.look("a.csv", CUSTOMERS.as_bytes(), true) };
        gather.looked(&looker, 0, &item("a.csv"), 100, look);
        let report = gather.finish(&looker, &Say(|_| Exposure { public: true, ..Exposure::default() }));
        let email = report.stores[0].found.iter().find(|found| found.kind == "email").unwrap();
        assert_eq!((email.severity, email.kms), (Severity::Medium, true));
    }

    #[test]
    fn a_masked_name_comes_back_in_no_words() {
        let looker = Looker::new(&[]).unwrap();
        let key = "a@tokiwa-maigo.example/list.csv";
        let mut gather = Gather::new(plan(&[key, "b@tokiwa-maigo.example/x"]));
        gather.looked(&looker, 0, &item(key), 100, looker.look(key, CUSTOMERS.as_bytes(), true));
        gather.failed(
            &looker,
            0,
            "b@tokiwa-maigo.example/x",
            1,
            Why::Denied,
            "no s3:GetObject on b@tokiwa-maigo.example/x",
        );
        let words = |key: Option<&str>| Some((format!("ja {key:?}"), format!("en {key:?}")));
        let readers = |key: Option<&str>| Exposure { public: true, witness: words(key), ..Exposure::default() };
        let report = gather.finish(&looker, &Say(readers));
        assert!(!format!("{:?}", report.stores).contains("tokiwa-maigo"), "{:?}", report.stores);
    }

    #[test]
    fn a_store_of_which_nothing_was_read_is_unknown() {
        let looker = Looker::new(&[]).unwrap();
        let outcome = |fill: &dyn Fn(&mut Gather)| {
            let mut gather = Gather::new(plan(&["a"]));
            fill(&mut gather);
            let report = gather.finish(&looker, &Say(|_| Exposure::default()));
            (report.stores[0].outcome, report.incomplete())
        };
        assert_eq!(outcome(&|_| {}), (Outcome::Unknown, true));
        let denied = |gather: &mut Gather| gather.failed(&looker, 0, "a", 100, Why::Denied, "no");
        assert_eq!(outcome(&denied), (Outcome::Unknown, true));
        let binary = |gather: &mut Gather| {
            gather.looked(&looker, 0, &item("a"), 4, looker.look("a", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xfe\xff", true));
        };
        assert_eq!(outcome(&binary), (Outcome::Unknown, true));
        let text = |gather: &mut Gather| gather.looked(&looker, 0, &item("a"), 4, looker.look("a", b"text", true));
        assert_eq!(outcome(&text), (Outcome::NoneInSample, false));
        // Scans of passports, each alone and both in an archive; a password in front of all; a table with keys of its own.
        for bytes in [tar(&[("1.png", PNG), ("2.png", PNG)]), locked_zip(), b"PAR1\x15\x04\x15\x00PARE".to_vec()] {
            let closed = |gather: &mut Gather| gather.looked(&looker, 0, &item("a"), 4, looker.look("a", &bytes, true));
            assert_eq!(outcome(&closed), (Outcome::Unknown, true));
        }
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xfe\xff";

    /// An archive of these files (POSIX ustar).
    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (name, content) in files {
            let mut header = [0_u8; 512];
            header[..name.len()].copy_from_slice(name.as_bytes());
            header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
            header[156] = b'0';
            header[257..262].copy_from_slice(b"ustar");
            out.extend(header);
            out.extend(*content);
            out.resize(out.len().next_multiple_of(512), 0);
        }
        out.extend([0; 1024]);
        out
    }

    /// An archive with a password: one stored entry with the first bit of its flags set (APPNOTE.TXT 4.4.4).
    fn locked_zip() -> Vec<u8> {
        let fields = b"\x14\0\x01\0\0\0\0\0\0\0\x01\x02\x03\x04\x04\0\0\0\x04\0\0\0\x05\0\0\0";
        let mut out = [&b"PK\x03\x04"[..], fields, b"a.csvdata"].concat();
        let start = u32::try_from(out.len()).unwrap();
        out.extend(b"PK\x01\x02\x14\0");
        out.extend(fields);
        out.extend([0; 14]);
        out.extend(b"a.csv");
        let length = u32::try_from(out.len()).unwrap() - start;
        out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        out.extend(length.to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn what_tells_nothing_beside_what_does_is_said_and_counts() {
        let looker = Looker::new(&[]).unwrap();
        let beside = |bytes: &[u8]| {
            let mut gather = Gather::new(plan(&["a.csv", "b"]));
            gather.looked(&looker, 0, &item("a.csv"), 4, looker.look("a.csv", b"text", true));
            gather.looked(&looker, 0, &item("b"), 4, looker.look("b", bytes, true));
            let report = gather.finish(&looker, &Say(|_| Exposure::default()));
            let left: Vec<(&str, u64)> =
                report.stores[0].left.iter().map(|(why, amount)| (why.name(), amount.items)).collect();
            assert_eq!(report.stores[0].outcome, Outcome::NoneInSample);
            (left, report.incomplete())
        };
        assert_eq!(beside(b"PAR1\x15\x04\x15\x00PARE"), (vec![("format", 1)], true));
        assert_eq!(beside(&locked_zip()), (vec![("format", 1)], true));
        assert_eq!(beside(&tar(&[("1.png", PNG)])), (vec![("binary", 1)], true));
        // A text with its pictures was read; the pictures are named.
        assert_eq!(beside(&tar(&[("1.png", PNG), ("a.txt", b"text")])), (vec![("binary", 1)], false));
    }
}
