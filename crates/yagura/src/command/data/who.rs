//! Who can read what was found: what is asked of the account for it, and how it is told.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use yagura_aws::data::{self as reader, Place};
use yagura_aws::{Client, collect};
use yagura_checks::access::{ObjectAcl, Within};
use yagura_checks::data::{
    Answer, Asked, Exposures, Gather, Holding, Readers, heeds_acls, may_have_versions, of_log_group,
};
use yagura_finding::data::{Exposure, Planned};
use yagura_model::inventory::{Listing, StoreKind};
use yagura_model::{Gap, Snapshot};

use super::super::scan::now;

/// How many calls are under way at once.
const WIDTH: usize = 8;

/// The account of the credentials, whose log groups are read
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>, which needs no permission).
pub(super) async fn caller(client: &Client) -> Option<String> {
    let answer = client.call("sts", "GetCallerIdentity", client.default_region(), &serde_json::json!({})).await.ok()?;
    answer.get("Account").and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// The account among those of a snapshot whose log groups are read: a saved one may be of others.
fn account_of<'s>(snapshot: &'s Snapshot, caller: Option<&str>) -> Result<&'s str, String> {
    let caller = caller.ok_or("whose log groups these are is not known: sts:GetCallerIdentity failed")?;
    let mut accounts = snapshot.contents.scopes.iter().map(|scope| scope.account.as_str());
    accounts.find(|account| *account == caller).ok_or_else(|| format!("account {caller} is not in the saved file"))
}

/// What says who can read: identities, buckets and the organization, and the keys of the regions in which something was found
/// that is encrypted with one. Fails with a reason.
pub(super) async fn access(client: &Client, listings: &[Listing], holding: &[Holding]) -> Result<Snapshot, String> {
    let (now, now_epoch) = now();
    let home = client.default_region().to_owned();
    let options = |regions, services: &[&str]| collect::Options {
        regions: Some(regions),
        home: home.clone(),
        services: Some(services.iter().map(|name| (*name).to_owned()).collect()),
        now: now.clone(),
        now_epoch,
        width: 8,
    };
    // Access points are listed where their buckets are.
    let buckets = listings.iter().filter(|listing| listing.kind == StoreKind::Bucket);
    let places: BTreeSet<String> = buckets.map(|bucket| bucket.region.clone()).chain([home.clone()]).collect();
    let places = places.into_iter().filter(|region| !region.is_empty()).collect();
    let own = options(places, &["iam", "organizations", "s3"]);
    let mut snapshot = collect::collect(client, &own, &|_| {}).await.map_err(|failure| failure.gap.message)?;
    let region = |held: &Holding| held.kms.as_deref().and_then(|arn| arn.split(':').nth(3)).map(str::to_owned);
    let regions: BTreeSet<String> = holding.iter().filter_map(region).filter(|region| !region.is_empty()).collect();
    if !regions.is_empty() {
        let keys = options(regions.into_iter().collect(), &["kms"]);
        let keys = collect::collect(client, &keys, &|_| {}).await.map_err(|failure| failure.gap.message)?;
        snapshot.kms = keys.kms;
        snapshot.contents.lists.extend(keys.contents.lists);
    }
    Ok(snapshot)
}

/// Asks for the ACLs of what holds something, in buckets where they have effect, and which of the buckets let the one who reads
/// pay.
pub(super) async fn beside(
    client: &Client,
    listings: &[Listing],
    snapshot: Option<&Snapshot>,
    gather: &mut Gather,
) -> BTreeSet<String> {
    let Some(snapshot) = snapshot else { return BTreeSet::new() };
    let mut buckets: BTreeMap<usize, Place> = BTreeMap::new();
    let mut asked = Vec::new();
    for held in gather.holding() {
        let Some(listing) = listings.get(held.store).filter(|listing| listing.kind == StoreKind::Bucket) else {
            continue;
        };
        let place = Place { name: listing.name.clone(), region: listing.region.clone() };
        if heeds_acls(snapshot, &listing.name) {
            asked.push((held.clone(), place.clone()));
        }
        buckets.insert(held.store, place);
    }
    let said = |gap: Gap| gap.needs.unwrap_or(gap.message);
    let mut owners: BTreeMap<usize, Result<String, String>> = BTreeMap::new();
    for (held, place) in &asked {
        if let Entry::Vacant(entry) = owners.entry(held.store) {
            entry.insert(reader::owner(client, place).await.map_err(said));
        }
    }
    let one = |(held, place): (Holding, Place)| async move {
        let acl = reader::acl(client, &place, &held.key, &held.version).await;
        (held, acl)
    };
    let mut answers = futures_util::stream::iter(asked).map(one).buffer_unordered(WIDTH);
    while let Some((held, acl)) = answers.next().await {
        let acl = match (acl, owners.get(&held.store)) {
            (Ok(acl), Some(Ok(own))) => Ok(joined(acl, own)),
            (Err(gap), _) => Err(said(gap)),
            (Ok(_), Some(Err(why))) => Err(why.clone()),
            (Ok(_), None) => continue,
        };
        gather.acl(&held, acl);
    }
    let payer = |place: Place| async move {
        reader::requester_pays(client, &place.name, &place.region).await.then_some(place.name)
    };
    let payers = futures_util::stream::iter(buckets.into_values()).map(payer).buffer_unordered(WIDTH);
    payers.filter_map(|name| async { name }).collect().await
}

/// An ACL as seen from the account that owns the bucket, by its canonical user id.
fn joined(acl: reader::Acl, own: &str) -> ObjectAcl {
    let reader::Acl { owner, mut readers } = acl;
    readers.remove(own);
    readers.remove(&owner);
    ObjectAcl { readers, foreign: Some(owner).filter(|owner| owner != own && !owner.is_empty()) }
}

/// What is known of who can read.
pub(super) struct Known<'s> {
    snapshot: Option<(&'s Snapshot, Exposures<'s>)>,
    gap: Option<String>,
    caller: Option<String>,
    within: Within,
    /// Older versions were looked at.
    versions: bool,
}

impl<'s> Known<'s> {
    /// `asked`: the accounts that are trusted, the buckets whose readers pay, and what is taken into account.
    pub(super) fn of(
        snapshot: Option<&'s Snapshot>,
        gap: Option<String>,
        caller: Option<String>,
        asked: (BTreeSet<String>, BTreeSet<String>, Within),
        versions: bool,
    ) -> Self {
        let (trusted, payers, within) = asked;
        let snapshot = snapshot.map(|snapshot| (snapshot, Exposures::of(snapshot, trusted, payers, within)));
        Self { snapshot, gap, caller, within, versions }
    }
}

impl Readers for Known<'_> {
    fn of_store(&self, planned: &Planned) -> Option<Exposure> {
        let Some((snapshot, exposures)) = &self.snapshot else { return self.gap.clone().map(Exposure::unknown) };
        if planned.kind == StoreKind::Bucket {
            return Some(exposures.of_bucket(&planned.name));
        }
        Some(match account_of(snapshot, self.caller.as_deref()) {
            Ok(account) => of_log_group(snapshot, account, &planned.region, &planned.name, self.within),
            Err(message) => Exposure::unknown(message),
        })
    }

    fn of_item(&self, planned: &Planned, item: &Asked<'_>) -> Option<Answer> {
        let (_, exposures) = self.snapshot.as_ref().filter(|_| planned.kind == StoreKind::Bucket)?;
        exposures.of_object(&planned.name, item)
    }

    fn older(&self, planned: &Planned) -> bool {
        planned.kind == StoreKind::Bucket
            && !self.versions
            && self.snapshot.as_ref().is_none_or(|(snapshot, _)| may_have_versions(snapshot, &planned.name))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use yagura_aws::data::Acl;
    use yagura_model::{Scope, ScopeKind, Snapshot};

    use super::{account_of, joined};

    #[test]
    fn the_users_of_another_account_read_no_log_group_of_this_one() {
        let mut snapshot = Snapshot::default();
        snapshot.contents.scopes = ["444455556666", "111122223333"]
            .map(|account| Scope {
                kind: ScopeKind::Account,
                account: account.to_owned(),
                name: account.to_owned(),
                regions: Vec::new(),
                caller: String::new(),
            })
            .into();
        assert_eq!(account_of(&snapshot, Some("111122223333")), Ok("111122223333"));
        assert!(account_of(&snapshot, Some("777788889999")).is_err());
        assert!(account_of(&snapshot, None).is_err());
    }

    #[test]
    fn the_owner_and_the_account_are_no_others() {
        let readers = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
        let acl = |owner: &str, names: &[&str]| Acl { owner: owner.to_owned(), readers: readers(names) };
        let own = joined(acl("us", &["us", "them"]), "us");
        assert_eq!((own.readers, own.foreign), (readers(&["them"]), None));
        let theirs = joined(acl("them", &["us", "them"]), "us");
        assert_eq!((theirs.readers, theirs.foreign), (readers(&[]), Some("them".to_owned())));
    }
}
