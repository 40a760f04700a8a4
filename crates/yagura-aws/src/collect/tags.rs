//! Tags of all resources of a region at once, those too of which nothing else is read (AWS Resource Groups Tagging API).

use std::collections::{BTreeMap, BTreeSet};

use yagura_model::{Arn, Fact, GLOBAL, Snapshot};

use super::table::{Kind, List, Reach, Service};

/// Everything that is or was tagged in the region; users and roles of IAM are not listed, and their own tables read their tags
/// (<https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>,
/// <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html>).
const TAGGED: Kind = Kind {
    resource_type: "AWS::ResourceGroups::TaggedResource",
    list: List::of("GetResources", "ResourceTagMappingList").with(r#"{"ResourcesPerPage":100}"#),
    id: "ResourceARN",
    arn: "ResourceARN",
    tags: "Tags",
    ..Kind::NONE
};

/// What has tags in each region.
pub(super) static SERVICE: Service =
    Service { name: "resourcegroupstaggingapi", reach: Reach::Regional, kinds: &[TAGGED] };

/// What has tags and no region (distributions, hosted zones), where us-east-1 is not read for itself: there are the endpoints of
/// those services (<https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints>).
pub(super) static GLOBAL_RESOURCES: Service =
    Service { name: "resourcegroupstaggingapi", reach: Reach::Beside("us-east-1"), kinds: &[TAGGED] };

/// Gives the tags to the resources that were read and have none of their own; what is left stands for itself.
pub(super) fn join(snapshot: &mut Snapshot) {
    let mut tagged = BTreeMap::new();
    for mut resource in std::mem::take(&mut snapshot.tags.resources).into_items() {
        let arn = resource.meta.id.clone();
        let Some((key, arn)) = known_by(&arn).zip(Arn::parse(&arn)) else {
            snapshot.tags.resources.push(resource);
            continue;
        };
        // The ARN of a bucket names no region, and a bucket is in one.
        let global = arn.region.is_empty() && arn.service != "s3";
        if resource.meta.region == GLOBAL && !global {
            continue;
        }
        if global {
            GLOBAL.clone_into(&mut resource.meta.region);
        }
        tagged.entry(key).or_insert(resource);
    }
    let mut read = BTreeSet::new();
    snapshot.each_meta_mut(|_, meta| {
        let Some(key) = meta.arn.as_deref().and_then(known_by) else { return };
        let Some(resource) = tagged.get(&key) else { return };
        if matches!(meta.tags, Fact::Unknown(_)) {
            meta.tags = resource.meta.tags.clone();
        }
        read.insert(key);
    });
    for (key, resource) in tagged {
        // One that had tags once and has none now is listed too.
        if !read.contains(&key) && resource.meta.tags.known().is_none_or(|tags| !tags.is_empty()) {
            snapshot.tags.resources.push(resource);
        }
    }
}

/// What of an ARN is the same wherever it is written: some leave the account out (snapshots), some end with `:*` (log groups).
fn known_by(arn: &str) -> Option<(String, String, String)> {
    let arn = Arn::parse(arn)?;
    let resource = arn.resource.strip_suffix(":*").unwrap_or(arn.resource);
    Some((arn.service.to_owned(), arn.region.to_owned(), resource.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use yagura_model::{Gap, GapKind, Tags};

    use super::super::tests::Recorded;
    use super::super::{Options, collect};
    use super::*;

    const EU: &str = r#"resourcegroupstaggingapi GetResources eu-west-1 {"ResourcesPerPage":100}"#;
    const US: &str = r#"resourcegroupstaggingapi GetResources us-east-1 {"ResourcesPerPage":100}"#;

    fn tagged(arn: &str, key: &str, value: &str) -> Value {
        json!({"ResourceARN": arn, "Tags": [{"Key": key, "Value": value}]})
    }

    /// An account with a queue and a secret in Europe, and these answers of the tagging API.
    fn read(
        eu: Result<Value, (GapKind, &'static str)>,
        us: Result<Value, (GapKind, &'static str)>,
        regions: &[&str],
    ) -> Snapshot {
        let api = Recorded::of(&[
            (
                "GetCallerIdentity",
                Ok(json!({"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/auditor"})),
            ),
            ("DescribeVpcs", Ok(json!({"Vpcs": []}))),
            ("ListAccountAliases", Ok(json!({"AccountAliases": []}))),
            (
                r#"sqs ListQueues eu-west-1 {"MaxResults":1000}"#,
                Ok(json!({"QueueUrls": ["https://sqs.eu-west-1.amazonaws.com/111122223333/orders"]})),
            ),
            ("ListQueues", Ok(json!({}))),
            (
                "GetQueueAttributes",
                Ok(json!({"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:111122223333:orders"}})),
            ),
            (
                "secretsmanager ListSecrets eu-west-1 {}",
                Ok(
                    json!({"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf", "Name": "db", "Tags": [{"Key": "Owner", "Value": "its own"}]}]}),
                ),
            ),
            ("ListSecrets", Ok(json!({"SecretList": []}))),
            ("GetResourcePolicy", Ok(json!({}))),
            (EU, eu),
            (US, us),
        ]);
        let options = Options {
            home: "eu-west-1".to_owned(),
            regions: Some(regions.iter().map(|region| (*region).to_owned()).collect()),
            services: Some(["resourcegroupstaggingapi", "sqs", "secretsmanager"].map(str::to_owned).to_vec()),
            now: "2026-11-23T00:00:00Z".to_owned(),
            now_epoch: 1_795_392_000,
            width: 4,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let snapshot = runtime.block_on(collect(&api, &options, &|_| {})).unwrap();
        let asked = api.asked();
        for call in [EU, US] {
            assert_eq!(asked.iter().filter(|one| *one == call).count(), 1, "{call}");
        }
        snapshot
    }

    fn europe() -> Value {
        json!({"ResourceTagMappingList": [
            tagged("arn:aws:sqs:eu-west-1:111122223333:orders", "Owner", "shop"),
            tagged("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf", "Owner", "another"),
            tagged("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks", "Name", "clicks"),
            tagged("arn:aws:s3:::assets", "Owner", "web"),
            {"ResourceARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/once", "Tags": []},
        ]})
    }

    fn states() -> Value {
        json!({"ResourceTagMappingList": [
            tagged("arn:aws:cloudfront::111122223333:distribution/E1", "Owner", "web"),
            tagged("arn:aws:kinesis:us-east-1:111122223333:stream/elsewhere", "Owner", "x"),
            tagged("arn:aws:s3:::logs", "Owner", "x"),
        ]})
    }

    fn known(tags: &Fact<Tags>, key: &str) -> Option<String> {
        tags.known()?.get(key)?.known().map(ToString::to_string)
    }

    fn alone(snapshot: &Snapshot) -> Vec<(String, String)> {
        snapshot.tags.resources.iter().map(|one| (one.meta.region.clone(), one.meta.id.clone())).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(region, id)| ((*region).to_owned(), (*id).to_owned())).collect()
    }

    #[test]
    fn tags_go_to_what_has_none_of_its_own_and_the_rest_stands_for_itself() {
        let snapshot = read(Ok(europe()), Ok(states()), &["eu-west-1"]);
        let [queue] = &snapshot.sqs.queues[..] else { panic!("one queue") };
        assert_eq!(known(&queue.meta.tags, "Owner").as_deref(), Some("shop"));
        let [secret] = &snapshot.secretsmanager.secrets[..] else { panic!("one secret") };
        assert_eq!(known(&secret.meta.tags, "Owner").as_deref(), Some("its own"), "the type's own tags win");
        // Of us-east-1 only what is of no region was asked for.
        let expected = [
            ("eu-west-1", "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"),
            ("eu-west-1", "arn:aws:s3:::assets"),
            ("global", "arn:aws:cloudfront::111122223333:distribution/E1"),
        ];
        assert_eq!(alone(&snapshot), pairs(&expected));
        let [clicks, ..] = &snapshot.tags.resources[..] else { panic!("three") };
        assert_eq!(clicks.meta.name, "clicks");
        assert_eq!(clicks.resource_arn.known().map(String::as_str), Some(clicks.meta.id.as_str()));
    }

    #[test]
    fn a_region_that_is_read_anyway_is_asked_once() {
        let snapshot = read(Ok(json!({"ResourceTagMappingList": []})), Ok(states()), &["eu-west-1", "us-east-1"]);
        let expected = [
            ("global", "arn:aws:cloudfront::111122223333:distribution/E1"),
            ("us-east-1", "arn:aws:kinesis:us-east-1:111122223333:stream/elsewhere"),
            ("us-east-1", "arn:aws:s3:::logs"),
        ];
        let mut alone = alone(&snapshot);
        alone.sort();
        assert_eq!(alone, pairs(&expected));
    }

    #[test]
    fn a_refusal_leaves_the_tags_unknown_and_the_list_with_its_reason() {
        let snapshot = read(Err((GapKind::Denied, "AccessDenied")), Ok(states()), &["eu-west-1"]);
        let [queue] = &snapshot.sqs.queues[..] else { panic!("one queue") };
        assert!(queue.meta.tags.known().is_none());
        let lists: Vec<(&str, Option<&Gap>)> = snapshot
            .contents
            .lists
            .iter()
            .filter(|list| list.resource_type == TAGGED.resource_type)
            .map(|list| (list.region.as_str(), list.gap.as_ref()))
            .collect();
        let [("eu-west-1", Some(gap)), ("global", None)] = lists[..] else { panic!("{lists:?}") };
        assert_eq!((gap.kind, gap.operation.as_deref()), (GapKind::Denied, Some("GetResources")));
    }

    #[test]
    fn arns_that_are_written_otherwise_are_the_same() {
        for (own, told) in [
            ("arn:aws:ec2:eu-west-1::snapshot/snap-1", "arn:aws:ec2:eu-west-1:111122223333:snapshot/snap-1"),
            ("arn:aws:logs:eu-west-1:1:log-group:/shop:*", "arn:aws:logs:eu-west-1:1:log-group:/shop"),
        ] {
            assert_eq!(known_by(own), known_by(told));
        }
        assert_ne!(known_by("arn:aws:sqs:eu-west-1:1:a"), known_by("arn:aws:sqs:us-east-1:1:a"));
    }
}
