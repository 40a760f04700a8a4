//! Who can read what is in a bucket or a log group.

use std::collections::BTreeSet;

use yagura_finding::data::Exposure;
use yagura_model::Snapshot;

use crate::access::{self, Way, Within};
use crate::{policies, s3};

/// Who can read the objects of a bucket, or one of them, by all policies, ACLs and switches that the snapshot holds.
/// The accounts that the user trusts, and those of the own organization, are not outside.
pub fn of_bucket(
    snapshot: &Snapshot,
    name: &str,
    key: Option<&str>,
    trusted: &BTreeSet<String>,
    within: Within,
) -> Exposure {
    let Some(bucket) = snapshot.s3.buckets.iter().find(|bucket| bucket.meta.name == name || bucket.meta.id == name)
    else {
        return unknown("the bucket was not read: it belongs to another account, or to none that was listed");
    };
    let arn = bucket.meta.arn.clone().unwrap_or_else(|| format!("arn:aws:s3:::{name}"));
    let object = format!("{arn}/{}", key.unwrap_or("*"));
    let ways = match access::who_can(snapshot, "s3:GetObject", &object, within) {
        Ok(ways) => ways,
        Err(message) => return unknown(&message),
    };
    let stranger = || s3::reads_by_policy(snapshot, bucket, key.map(|_| object.as_str()));
    let zone = policies::zone(snapshot, &bucket.meta, trusted);
    told(&bucket.meta.account, &zone.accounts, ways, &stranger)
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
    // Who may by one of them in any case may.
    let sure: BTreeSet<String> = ways.ways.iter().filter(|way| way.gap.is_none()).map(|way| way.who.clone()).collect();
    ways.ways.retain(|way| way.gap.is_none() || !sure.contains(&way.who));
    told(account, &BTreeSet::from([account.to_owned()]), ways, &|| Ok(None))
}

fn unknown(reason: &str) -> Exposure {
    Exposure::unknown(reason.to_owned())
}

/// A request of a stranger, in words: Japanese, English.
type Stranger<'s> = &'s dyn Fn() -> Result<Option<(String, String)>, yagura_model::Gap>;

/// `account` owns it, `inside` are the accounts that are no others.
fn told(account: &str, inside: &BTreeSet<String>, ways: access::Ways, stranger: Stranger<'_>) -> Exposure {
    let mut exposure = Exposure::default();
    let mut outside = BTreeSet::new();
    let mut own = BTreeSet::new();
    let mut services = BTreeSet::new();
    let mut gaps = BTreeSet::new();
    for way in ways.ways {
        let Way { who, kind, by, gap, conditional, witness, .. } = way;
        if let Some(gap) = gap {
            gaps.insert((who, gap));
            continue;
        }
        match kind {
            // An object's own ACL is not read; a bucket's says nothing of it.
            "anonymous" | "any-aws-principal" if by == "acl" && conditional => {
                gaps.insert((who, "not read: the ACLs of objects".to_owned()));
            }
            "anonymous" | "any-aws-principal" if by == "acl" => exposure.public = true,
            // Conditions may leave no stranger.
            "anonymous" | "any-aws-principal" => match stranger() {
                Ok(Some(words)) => {
                    exposure.public = true;
                    exposure.witness = witness.or(Some(words));
                }
                Ok(None) => {}
                Err(gap) => {
                    gaps.insert((who, gap.message));
                }
            },
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
