//! Collection: which calls are made, and how their answers become a snapshot.
//!
//! One table per service ([`table`]); the engine runs them, in each region where the account has one.

#![expect(clippy::needless_pass_by_value, reason = "the shaping functions of all tables have one signature")]

mod accessanalyzer;
mod account;
mod amplify;
mod apigateway;
mod apprunner;
mod appsync;
mod batch;
mod cloudformation;
mod cloudfront;
mod cloudtrail;
mod cloudwatch;
pub mod code;
mod codebuild;
mod cognito;
mod config;
mod dynamodb;
mod ec2;
mod ecr;
mod ecs;
mod elasticbeanstalk;
mod elbv2;
mod emr;
mod engine;
mod glue;
mod guardduty;
mod iam;
mod inspector;
mod kms;
mod lambda;
mod live;
mod logs;
mod macie;
mod organizations;
mod path;
mod rds;
mod s3;
mod secretsmanager;
mod securityhub;
mod sns;
mod sqs;
mod ssm;
mod stepfunctions;
pub mod table;
mod tags;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_identity;
#[cfg(test)]
mod tests_watch;
mod wafv2;

/// Every service's table.
static SERVICES: &[&Service] = &[
    &account::SERVICE,
    &iam::SERVICE,
    &organizations::SERVICE,
    &accessanalyzer::SERVICE,
    &s3::SERVICE,
    &s3::REGIONAL,
    &s3::MULTI_REGION,
    &kms::SERVICE,
    &secretsmanager::SERVICE,
    &ssm::SERVICE,
    &dynamodb::SERVICE,
    &rds::SERVICE,
    &sns::SERVICE,
    &sqs::SERVICE,
    &ecr::SERVICE,
    &ec2::SERVICE,
    &elbv2::SERVICE,
    &cloudfront::SERVICE,
    &wafv2::SERVICE,
    &wafv2::CLOUDFRONT,
    &apigateway::SERVICE,
    &apigateway::HTTP,
    &cognito::SERVICE,
    &cognito::IDENTITY,
    &cloudtrail::SERVICE,
    &cloudtrail::REGIONAL,
    &config::SERVICE,
    &guardduty::SERVICE,
    &securityhub::SERVICE,
    &inspector::SERVICE,
    &macie::SERVICE,
    &cloudwatch::SERVICE,
    &logs::SERVICE,
    &lambda::SERVICE,
    &ecs::SERVICE,
    &codebuild::SERVICE,
    &cloudformation::SERVICE,
    &stepfunctions::SERVICE,
    &appsync::SERVICE,
    &glue::SERVICE,
    &batch::SERVICE,
    &emr::SERVICE,
    &apprunner::SERVICE,
    &elasticbeanstalk::SERVICE,
    &amplify::SERVICE,
    &tags::SERVICE,
    &tags::GLOBAL_RESOURCES,
];

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};
use table::{Reach, Service};
use yagura_model::{GLOBAL, Gap, GapKind, Listed, Scope, ScopeKind, Snapshot};

pub use engine::{Answer, Api, At, Failure, Run};

use crate::catalog;

/// Calls that the scan makes beside the tables: who am I, which regions are there, what is the account called,
/// and is this region open to me.
const OWN_CALLS: &[(&str, &str)] =
    &[("sts", "GetCallerIdentity"), ("ec2", "DescribeRegions"), ("ec2", "DescribeVpcs"), ("iam", "ListAccountAliases")];

/// What to collect.
#[derive(Debug, Clone)]
pub struct Options {
    /// The region asked for what is said once for the account.
    pub home: String,
    /// The regions; `None` for all that the account has enabled.
    pub regions: Option<Vec<String>>,
    /// The services; `None` for all.
    pub services: Option<Vec<String>>,
    /// When it is: RFC 3339, UTC.
    pub now: String,
    /// When it is: seconds since 1970.
    pub now_epoch: i64,
    /// How many services and regions are read at once.
    pub width: usize,
}

/// What happens while an account is read.
#[derive(Debug, Clone)]
pub enum Event {
    /// The account and its regions are known.
    Account {
        /// The account's id.
        account: String,
        /// The regions that will be read.
        regions: Vec<String>,
        /// How many services and regions there are to read.
        parts: usize,
    },
    /// A region is closed to the caller and is left out.
    RegionClosed {
        /// The region.
        region: String,
        /// Why.
        gap: Gap,
    },
    /// A service in a region is being read.
    Started {
        /// The service.
        service: &'static str,
        /// The region, or `global`.
        region: String,
    },
    /// A service in a region was read.
    Finished {
        /// The service.
        service: &'static str,
        /// The region, or `global`.
        region: String,
        /// How many resources it gave.
        resources: usize,
        /// How long it took.
        took: Duration,
        /// What could not be read.
        gaps: Vec<Gap>,
    },
}

/// The names of the services that can be collected.
pub fn services() -> Vec<&'static str> {
    let mut names: Vec<&str> = SERVICES.iter().map(|service| service.name).collect();
    names.dedup();
    names
}

/// Whether a service of this name is collected.
pub fn knows(name: &str) -> bool {
    chosen(Some(&[name.to_owned()])).next().is_some()
}

/// The least-privilege IAM policy that a scan of these services needs, as JSON: one statement per service, read actions only.
/// `code`: the packages of functions, and scripts and bundles in S3, are to be downloaded too. `data`: objects of buckets and events of log groups are to be read.
/// `versions`: older versions of the objects too.
pub fn policy(services: Option<&[String]>, code: bool, data: bool, versions: bool) -> String {
    let mut actions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let code_too = code;
    let code = if code { code::CALLS } else { &[] };
    let read = if data { crate::data::CALLS } else { &[] };
    for (service, operation) in operations(services).into_iter().chain(code.iter().chain(read).copied()) {
        let action = crate::iam_action(service, operation);
        // Everyone may ask who they are; no policy grants it or needs to
        // (<https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>).
        if action == "sts:GetCallerIdentity" {
            continue;
        }
        let prefix = action.split(':').next().unwrap_or_default().to_owned();
        actions.entry(prefix).or_default().insert(action);
    }
    if versions {
        actions
            .entry("s3".to_owned())
            .or_default()
            .extend(crate::data::VERSION_ACTIONS.iter().map(|a| (*a).to_owned()));
    }
    let mut statements: Vec<Value> = actions
        .into_iter()
        .map(|(prefix, actions)| {
            let sid: String = prefix.chars().filter(char::is_ascii_alphanumeric).collect();
            json!({ "Sid": format!("YaguraScan{sid}"), "Effect": "Allow", "Action": actions, "Resource": "*" })
        })
        .collect();
    if data || code_too {
        // S3 decrypts for the caller, who must be allowed to use the key
        // (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>); nothing else may.
        statements.push(json!({
            "Sid": "YaguraDatakms",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": "*",
            "Condition": { "StringLike": { "kms:ViaService": "s3.*" } },
        }));
    }
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default())
}

/// Every operation that a scan of these services may call, with its service, in order and once.
pub fn operations(services: Option<&[String]>) -> Vec<(&'static str, &'static str)> {
    let mut found: BTreeSet<(&str, &str)> = OWN_CALLS.iter().copied().collect();
    for service in chosen(services) {
        found.extend(engine::operations(service));
    }
    found.into_iter().collect()
}

/// The tables of the chosen services; a name may be the AWS CLI's or the API's.
fn chosen(services: Option<&[String]>) -> impl Iterator<Item = &'static Service> {
    let wanted: Option<BTreeSet<String>> = services.map(|names| {
        names.iter().map(|name| catalog::service_name(name).map_or_else(|_| name.clone(), str::to_owned)).collect()
    });
    SERVICES
        .iter()
        .copied()
        .filter(move |service| wanted.as_ref().is_none_or(|wanted| wanted.contains(canonical(service.name))))
}

fn canonical(name: &'static str) -> &'static str {
    catalog::service_name(name).unwrap_or(name)
}

/// Reads an account.
/// Fails only when nobody can say which account it is; everything else that cannot be read is a gap in the snapshot.
pub async fn collect(api: &dyn Api, options: &Options, progress: &(dyn Fn(Event) + Sync)) -> Result<Snapshot, Failure> {
    let identity = api.call("sts", "GetCallerIdentity", &options.home, json!({})).await?;
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let account = text(&identity, "Account");
    let caller = text(&identity, "Arn");
    let partition = caller.split(':').nth(1).filter(|name| !name.is_empty()).unwrap_or("aws").to_owned();

    let mut snapshot = Snapshot::default();
    snapshot.contents.taken.clone_from(&options.now);
    snapshot.contents.taken_epoch = options.now_epoch;
    let regions = regions(api, options, &mut snapshot).await;
    let regions = open_regions(api, options, regions, &mut snapshot, progress).await;
    let name = alias(api, options).await.unwrap_or_else(|| account.clone());

    let mut parts: Vec<(&'static Service, String)> = Vec::new();
    for service in chosen(options.services.as_deref()) {
        match service.reach {
            Reach::Regional => {
                let offered = catalog::regions(service.name, &partition);
                let offers = |region: &String| offered.is_empty() || offered.contains(&region.as_str());
                parts.extend(regions.iter().filter(|region| offers(region)).map(|region| (service, region.clone())));
            }
            Reach::In(region) | Reach::Beside(region) if catalog::partition(region).id != partition => {}
            Reach::Beside(region) if regions.iter().any(|read| read == region) => {}
            Reach::Global | Reach::In(_) | Reach::Beside(_) => parts.push((service, GLOBAL.to_owned())),
        }
    }
    progress(Event::Account { account: account.clone(), regions: regions.clone(), parts: parts.len() });

    let place = Place { api, partition: &partition, account: &account, home: &options.home };
    let mut read = futures_util::stream::iter(parts.into_iter().map(|(service, region)| {
        let place = &place;
        async move {
            progress(Event::Started { service: service.name, region: region.clone() });
            let begun = Instant::now();
            let part = place.service(service, &region).await;
            let mut resources = 0;
            part.each_meta(|_, _| resources += 1);
            let mut gaps = part.contents.gaps.clone();
            gaps.sort();
            gaps.dedup();
            progress(Event::Finished { service: service.name, region, resources, took: begun.elapsed(), gaps });
            part
        }
    }))
    .buffer_unordered(options.width.max(1));
    while let Some(part) = read.next().await {
        snapshot.merge(part);
    }
    snapshot.contents.scopes.push(Scope { kind: ScopeKind::Account, account: account.clone(), name, regions, caller });
    tags::join(&mut snapshot);
    kms::name_keys(&mut snapshot);
    snapshot.sort();
    Ok(snapshot)
}

struct Place<'a> {
    api: &'a dyn Api,
    partition: &'a str,
    account: &'a str,
    home: &'a str,
}

impl Place<'_> {
    /// One service in one region.
    async fn service(&self, service: &'static Service, region: &str) -> Snapshot {
        let endpoint_region = match service.reach {
            Reach::Regional => region,
            Reach::Global => self.home,
            Reach::In(region) | Reach::Beside(region) => region,
        };
        let at = At { partition: self.partition, account: self.account, endpoint_region, region, width: 16 };
        let run = Run::new(self.api, service, at);
        let mut part = Snapshot::default();
        for kind in service.kinds {
            let mut unkept = None;
            let named = kind.named.map(|named| named(&part)).unwrap_or_default();
            let mut found = run
                .each(kind, &named, &mut |meta, node| {
                    if let Err(gap) = part.insert(kind.resource_type, meta, &node) {
                        unkept.get_or_insert(gap);
                    }
                })
                .await;
            // A resource that cannot be kept makes the list as good as not whole.
            found.gap = found.gap.or(unkept);
            part.contents.gaps.extend(found.gap.clone());
            part.contents.gaps.extend(found.gaps);
            part.contents.lists.push(Listed {
                resource_type: kind.resource_type.to_owned(),
                account: self.account.to_owned(),
                region: region.to_owned(),
                gap: found.gap,
            });
        }
        part
    }
}

async fn regions(api: &dyn Api, options: &Options, snapshot: &mut Snapshot) -> Vec<String> {
    if let Some(regions) = &options.regions {
        return regions.clone();
    }
    match api.call("ec2", "DescribeRegions", &options.home, json!({})).await {
        Ok(answer) => {
            let mut regions: Vec<String> =
                path::items(&answer, "Regions").iter().filter_map(|region| path::text(region, "RegionName")).collect();
            regions.sort();
            regions
        }
        Err(failure) => {
            snapshot.contents.gaps.push(failure.gap);
            vec![options.home.clone()]
        }
    }
}

/// Leaves out regions that are closed to the caller as a whole: not enabled for the account, or denied by a service
/// control policy (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html>).
async fn open_regions(
    api: &dyn Api,
    options: &Options,
    regions: Vec<String>,
    snapshot: &mut Snapshot,
    progress: &(dyn Fn(Event) + Sync),
) -> Vec<String> {
    let probes = futures_util::stream::iter(regions.into_iter().map(|region| async move {
        let answer = api.call("ec2", "DescribeVpcs", &region, json!({})).await;
        (region, answer.err())
    }))
    .buffered(options.width.max(1));
    let answered: Vec<(String, Option<Failure>)> = probes.collect().await;
    let mut open = Vec::new();
    for (region, failure) in answered {
        match failure {
            Some(failure) if is_closed(&failure) => {
                let gap =
                    Gap { service: None, operation: None, needs: None, region: Some(region.clone()), ..failure.gap };
                progress(Event::RegionClosed { region, gap: gap.clone() });
                snapshot.contents.gaps.push(gap);
            }
            _ => open.push(region),
        }
    }
    open
}

fn is_closed(failure: &Failure) -> bool {
    // AWS's answers in a region that is not enabled
    // (<https://docs.aws.amazon.com/general/latest/gr/rande-manage.html>, seen as `AuthFailure` by EC2).
    const NOT_ENABLED: [&str; 5] =
        ["OptInRequired", "AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"];
    let code = failure.code.as_deref().unwrap_or_default();
    NOT_ENABLED.contains(&code)
        || (failure.gap.kind == GapKind::Denied && failure.gap.message.contains("service control policy"))
}

async fn alias(api: &dyn Api, options: &Options) -> Option<String> {
    let answer = api.call("iam", "ListAccountAliases", &options.home, json!({})).await.ok()?;
    answer.get("AccountAliases")?.get(0)?.as_str().map(str::to_owned)
}
