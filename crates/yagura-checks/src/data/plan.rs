//! Which items are read: some of every prefix, size and age, within a budget. The same listing gives the same sample.

use std::collections::BTreeMap;

use yagura_finding::data::{Amount, Plan, Planned, Why};
use yagura_model::Gap;
use yagura_model::inventory::{Item, LOOKS, Listing, StoreKind};

/// How much is read of an item that can be read from its beginning.
const HEAD: u64 = 8 << 20;
/// How much is read of one that is read from its end.
const WHOLE: u64 = 16 << 20;

/// What reading costs in a region, in US dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// The region.
    pub region: &'static str,
    /// A call that lists objects (`Requests-Tier1` of S3 Standard).
    pub list: f64,
    /// A call that reads an object or its ACL (`Requests-Tier2` of S3 Standard).
    pub get: f64,
    /// A GB (2^30 bytes) that leaves AWS, in the first and dearest step (`DataTransfer-Out-Bytes`).
    pub transfer: f64,
}

/// The prices of the regions in which they are known, from transcriptions of AWS's price lists: `AmazonS3` of 2026-09-28
/// (version 20260928230416; of ap-southeast-3, of 2026-09-18)
/// <https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonS3/current/us-east-1/index.json>, and `AWSDataTransfer` of
/// 2026-09-16 (of ap-northeast-1, as of 2026-09-11; of ap-southeast-3, of 2026-09-18)
/// <https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSDataTransfer/current/us-east-1/index.json>.
/// The first one stands for every region that is not here.
pub const PRICE_LIST: &[Price] = &[
    Price { region: "us-east-1", list: 0.000_005, get: 0.000_000_4, transfer: 0.09 },
    Price { region: "ap-northeast-1", list: 0.000_004_7, get: 0.000_000_37, transfer: 0.114 },
    Price { region: "ap-southeast-3", list: 0.000_005, get: 0.000_000_4, transfer: 0.132 },
];
/// What a call to KMS costs, in US dollars: $0.03 for 10,000 (<https://aws.amazon.com/kms/pricing/> as of 2026-09-11).
pub const KMS_PRICE: f64 = 0.000_003;
/// The day of the prices.
pub const PRICES: &str = "2026-09-28";

/// The prices of a region, and whether they are its own.
fn price(region: &str) -> (Price, bool) {
    let own = PRICE_LIST.iter().find(|price| price.region == region);
    let first = PRICE_LIST.first().copied().unwrap_or(Price { region: "", list: 0.0, get: 0.0, transfer: 0.0 });
    own.map_or((first, false), |own| (*own, true))
}

/// An item that will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// Which of the listings.
    pub store: usize,
    /// Which of its items.
    pub item: usize,
    /// The most bytes that are read of it.
    pub bytes: u64,
}

/// Files that tell nothing in a form that is read: images, sound, film, fonts, other packers, other tables.
const CLOSED: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "ico", "mp3", "mp4", "m4a", "m4v", "wav",
    "flac", "ogg", "avi", "mov", "mkv", "webm", "woff", "woff2", "ttf", "otf", "eot", "7z", "rar", "xz", "bz2", "lz4",
    "orc", "avro", "feather", "pdf", "doc", "xls", "ppt", "exe", "dll", "so", "iso", "dmg", "wasm",
];
/// Files that are read from their end.
const FROM_THE_END: &[&str] = &["zip", "xlsx", "xlsm", "docx", "pptx", "jar", "war", "ear", "parquet"];
/// Storage classes out of which an object must be restored before it is read
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html>).
const ARCHIVED: &[&str] = &["GLACIER", "DEEP_ARCHIVE"];
/// Storage classes whose objects cost more to read than S3 Standard's
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html>).
const DEARER: &[&str] = &["STANDARD_IA", "ONEZONE_IA", "GLACIER_IR"];

/// The ending of a key's last part, in lower case; of `a.csv.gz` that is `gz`.
fn ending(key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase())
}

/// How much of an item is read, or why nothing is.
fn bytes_of(kind: StoreKind, item: &Item) -> Result<u64, Why> {
    if kind == StoreKind::LogGroup {
        return if item.size == 0 { Err(Why::Empty) } else { Ok(item.size) };
    }
    let ending = ending(&item.key);
    if item.size == 0 {
        Err(Why::Empty)
    } else if ARCHIVED.contains(&item.class.as_str()) {
        Err(Why::Archived)
    } else if CLOSED.contains(&ending.as_str()) {
        Err(Why::Format)
    } else if FROM_THE_END.contains(&ending.as_str()) {
        if item.size <= WHOLE { Ok(item.size) } else { Err(Why::TooLarge) }
    } else {
        Ok(item.size.min(HEAD))
    }
}

/// The folder of a key without what makes every one different: dates, numbers, ids.
fn shape(key: &str) -> String {
    let folder = key.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = folder.split('/').take(3).map(|part| {
        let digits = part.chars().filter(char::is_ascii_hexdigit).count();
        if part.len() >= 16 && digits * 10 >= part.len() * 8 {
            return "#".to_owned();
        }
        let mut out = String::new();
        for c in part.chars() {
            let c = if c.is_ascii_digit() { '#' } else { c };
            if c != '#' || !out.ends_with('#') {
                out.push(c);
            }
        }
        out
    });
    parts.collect::<Vec<_>>().join("/")
}

fn size_class(size: u64) -> u8 {
    match size {
        0..0x1_0000 => 0,
        0x1_0000..0x10_0000 => 1,
        0x10_0000..=HEAD => 2,
        _ => 3,
    }
}

/// FNV-1a with a finaliser: an order that has nothing to do with names, and is the same every time.
fn order(text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

/// The items of a store in the order in which they are taken: one of each folder, ending, size and age, and then the next.
fn in_turn(listing: &Listing, items: &[(usize, u64)]) -> Vec<(usize, u64)> {
    let of = |index: usize| listing.items.get(index);
    let mut times: Vec<&str> =
        items.iter().filter_map(|(index, _)| of(*index)).map(|item| item.modified.as_str()).collect();
    times.sort_unstable();
    let third = |at: usize| times.get(times.len() * at / 3).copied().unwrap_or_default();
    let (early, late) = (third(1), third(2));
    let mut strata: BTreeMap<u64, Vec<(u64, usize, u64)>> = BTreeMap::new();
    for (index, bytes) in items {
        let Some(item) = of(*index) else { continue };
        let age = u8::from(item.modified.as_str() >= early) + u8::from(item.modified.as_str() >= late);
        let old = if item.version.is_empty() { "" } else { "\nold" };
        let stratum = format!("{}\n{}\n{}\n{age}{old}", shape(&item.key), ending(&item.key), size_class(item.size));
        let place = order(&format!("{}\n{}\n{}{}", listing.name, item.key, item.size, item.version));
        strata.entry(order(&stratum)).or_default().push((place, *index, *bytes));
    }
    let mut turns: Vec<(usize, u64, usize, u64)> = Vec::with_capacity(items.len());
    for (stratum, mut members) in strata {
        members.sort_unstable();
        turns.extend(members.into_iter().enumerate().map(|(turn, (_, index, bytes))| (turn, stratum, index, bytes)));
    }
    turns.sort_unstable();
    turns.into_iter().map(|(_, _, index, bytes)| (index, bytes)).collect()
}

/// Chooses what is read of these stores, which are to be in their stable order. `gaps`: what stores were not even named.
pub fn choose(listings: &[Listing], gaps: Vec<Gap>, budget: Amount) -> (Plan, Vec<Pick>) {
    let mut plan = Plan { budget, gaps, ..Plan::default() };
    let mut waiting: Vec<std::vec::IntoIter<(usize, u64)>> = Vec::new();
    for listing in listings {
        let mut store = Planned {
            kind: listing.kind,
            name: listing.name.clone(),
            region: listing.region.clone(),
            listed: Amount::default(),
            whole: listing.whole,
            requests: listing.requests,
            sample: Amount::default(),
            dearer: Amount::default(),
            left: BTreeMap::new(),
            gap: listing.gap.clone(),
        };
        let mut readable = Vec::new();
        for (index, item) in listing.items.iter().enumerate() {
            store.listed.add(item.size);
            match bytes_of(listing.kind, item) {
                Ok(bytes) => readable.push((index, bytes)),
                Err(why) => store.left.entry(why).or_default().add(item.size),
            }
        }
        match listing.kind {
            StoreKind::Bucket => plan.lists += listing.requests,
            StoreKind::LogGroup => plan.log_calls += listing.requests,
        }
        plan.stores.push(store);
        waiting.push(in_turn(listing, &readable).into_iter());
    }
    let mut picks = Vec::new();
    let mut left = budget;
    let mut more = true;
    while more {
        more = false;
        // One of each store in turn: a large one does not take what a small one needs.
        for (store, waiting) in waiting.iter_mut().enumerate() {
            let Some(planned) = plan.stores.get_mut(store) else { continue };
            for (item, bytes) in waiting.by_ref() {
                more = true;
                let listed = listings.get(store).and_then(|listing| listing.items.get(item));
                let size = listed.map_or(0, |item| item.size);
                if left.items == 0 || bytes > left.bytes {
                    planned.left.entry(Why::Budget).or_default().add(size);
                    continue;
                }
                left.items -= 1;
                left.bytes -= bytes;
                planned.sample.add(bytes);
                if listed.is_some_and(|item| DEARER.contains(&item.class.as_str())) {
                    planned.dearer.add(bytes);
                }
                match planned.kind {
                    StoreKind::Bucket => {
                        plan.gets += 1;
                        plan.acls += 1;
                    }
                    StoreKind::LogGroup => plan.log_calls += LOOKS,
                }
                picks.push(Pick { store, item, bytes });
                break;
            }
        }
    }
    picks.sort_unstable_by_key(|pick| (pick.store, pick.item));
    // Whose a bucket is, and who pays for what is read of it.
    let beside = |store: &Planned| if store.sample.items > 0 { 2 } else { 0 };
    for store in &plan.stores {
        let (price, own) = price(&store.region);
        plan.transfer += store.sample.bytes as f64 / f64::from(1 << 30) * price.transfer;
        plan.assumed |= !own;
        if store.kind == StoreKind::Bucket {
            plan.acls += beside(store);
            let reads = 2 * store.sample.items + beside(store);
            plan.cost += store.requests as f64 * price.list + reads as f64 * price.get;
            plan.kms += store.sample.items as f64 * KMS_PRICE;
        }
    }
    (plan, picks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(name: &str, items: Vec<Item>) -> Listing {
        Listing {
            kind: StoreKind::Bucket,
            name: name.to_owned(),
            region: "us-east-1".to_owned(),
            items,
            whole: true,
            requests: 1,
            gap: None,
        }
    }

    fn item(key: &str, size: u64, modified: &str) -> Item {
        Item { key: key.to_owned(), size, modified: modified.to_owned(), ..Item::default() }
    }

    fn keys<'l>(listings: &'l [Listing], picks: &[Pick]) -> Vec<&'l str> {
        picks.iter().map(|pick| listings[pick.store].items[pick.item].key.as_str()).collect()
    }

    #[test]
    fn a_sample_has_some_of_every_prefix_size_and_age_and_is_the_same_every_time() {
        let mut items = Vec::new();
        for day in 0..900 {
            items.push(item(&format!("logs/2026/{day:03}/app.log"), 2000, &format!("2026-{day:03}")));
        }
        items.push(item("customers/list.csv", 500, "2020-001"));
        items.push(item("customers/huge.csv", 900 << 20, "2020-001"));
        items.push(item("tmp/readme.txt", 10, "2026-950"));
        let listings = [bucket("b", items.clone()), bucket("small", vec![item("only.txt", 5, "2026-001")])];
        let budget = Amount { items: 10, bytes: 64 << 20 };
        let (plan, picks) = choose(&listings, Vec::new(), budget);
        let chosen = keys(&listings, &picks);
        for wanted in ["customers/list.csv", "customers/huge.csv", "tmp/readme.txt", "only.txt"] {
            assert!(chosen.contains(&wanted), "{chosen:?}");
        }
        assert_eq!((picks.len(), plan.gets, plan.lists), (10, 10, 2));
        assert!(plan.stores[0].sample.bytes <= 9 << 20, "of a large file its beginning: {:?}", plan.stores[0]);
        assert_eq!(plan.stores[0].left[&Why::Budget].items, 903 - 9);
        assert_eq!(choose(&listings, Vec::new(), budget).1, picks);
        // Ages: not only the newest or the oldest.
        let logs: Vec<&&str> = chosen.iter().filter(|key| key.starts_with("logs/")).collect();
        let third = |key: &&&str| key[10..13].parse::<u32>().unwrap_or_default() / 300;
        let thirds: std::collections::BTreeSet<u32> = logs.iter().map(third).collect();
        assert_eq!(thirds.len(), 3, "{logs:?}");
    }

    #[test]
    fn what_is_not_read_says_why() {
        let archived = Item { class: "DEEP_ARCHIVE".to_owned(), ..item("old.csv", 10, "") };
        let listings = [bucket(
            "b",
            vec![
                archived,
                item("photo.JPG", 10, ""),
                item("folder/", 0, ""),
                item("all.zip", 40 << 20, ""),
                item("some.zip", 12 << 20, ""),
            ],
        )];
        let (plan, picks) = choose(&listings, Vec::new(), Amount { items: 10, bytes: 10 << 20 });
        assert!(picks.is_empty());
        let left: Vec<(&str, u64)> =
            plan.stores[0].left.iter().map(|(why, amount)| (why.name(), amount.items)).collect();
        assert_eq!(left, [("archived", 1), ("too-large", 1), ("format", 1), ("budget", 1), ("empty", 1)]);
    }

    #[test]
    fn the_cost_is_that_of_the_calls_in_each_region() {
        let of = |region: &str| {
            let items = vec![item("a", 1 << 20, ""), item("b", 1 << 20, "")];
            let listings = [Listing { region: region.to_owned(), ..bucket("b", items) }];
            choose(&listings, Vec::new(), Amount { items: 10, bytes: 10 << 20 }).0
        };
        // One call that lists, two that read, two for ACLs, one for the owner and one for who pays.
        for (region, cost, transfer, assumed) in [
            ("us-east-1", 0.000_005 + 6.0 * 0.000_000_4, 0.09 / 512.0, false),
            ("ap-northeast-1", 0.000_004_7 + 6.0 * 0.000_000_37, 0.114 / 512.0, false),
            ("xx-test-1", 0.000_005 + 6.0 * 0.000_000_4, 0.09 / 512.0, true),
        ] {
            let plan = of(region);
            assert_eq!((plan.gets, plan.acls, plan.assumed), (2, 4, assumed), "{region}");
            assert!((plan.cost - cost).abs() < 1e-12, "{region}: {}", plan.cost);
            assert!((plan.transfer - transfer).abs() < 1e-12, "{region}: {}", plan.transfer);
            assert!((plan.kms - 0.000_006).abs() < 1e-12, "{region}: {}", plan.kms);
        }
    }
}
