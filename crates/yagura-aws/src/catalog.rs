//! What AWS offers: services, their models, partitions, regions and host names, from the embedded file that
//! `cargo xtask models` makes out of botocore.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde_json::Value;

use crate::model::{ModelError, Operation, Service};

static FILE: &[u8] = include_bytes!("../data/models.bin");
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::read(FILE).unwrap_or_default());

/// Names the AWS CLI uses where botocore uses others.
const CLI_NAMES: &[(&str, &str)] = &[("s3api", "s3"), ("configservice", "config"), ("deploy", "codedeploy")];

/// A group of regions with accounts and host names of their own.
///
/// Source: `partitions.json` of the AWS SDKs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partition {
    /// Second part of every ARN: `aws`, `aws-cn`, `aws-us-gov` …
    pub id: String,
    /// `amazonaws.com`.
    pub dns_suffix: String,
    /// `api.aws`.
    pub dual_stack_suffix: String,
    /// Where global services sign: `us-east-1`.
    pub home_region: String,
    /// Regions known when the models were made.
    pub regions: Vec<String>,
    prefixes: Vec<String>,
}

#[derive(Debug, Default)]
struct Entry {
    at: usize,
    size: usize,
    id: String,
    prefix: String,
    signing: String,
    host: String,
    hosts: BTreeMap<String, (String, Option<String>, Option<String>)>,
    regions: Vec<String>,
}

#[derive(Debug, Default)]
struct Catalog {
    source: String,
    partitions: Vec<Partition>,
    services: BTreeMap<String, Entry>,
    blobs: usize,
    loaded: Mutex<BTreeMap<String, Arc<Service>>>,
}

/// Host and signature of a service in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name.
    pub host: String,
    /// Region that the signature names.
    pub signing_region: String,
    /// Service that the signature names.
    pub signing_name: String,
}

/// A service or operation that the catalog does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownError {
    /// No such service.
    #[error("unknown service `{name}`{}", hint(nearest))]
    Service {
        /// As given.
        name: String,
        /// Names close to it.
        nearest: Vec<String>,
    },
    /// No such read operation.
    #[error("service `{service}` has no read operation `{name}`{}", hint(nearest))]
    Operation {
        /// Service asked.
        service: String,
        /// As given.
        name: String,
        /// Names close to it.
        nearest: Vec<String>,
    },
    /// The embedded model cannot be read.
    #[error("{0}")]
    Model(String),
}

fn hint(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!(" (nearest: {})", nearest.join(", ")) }
}

impl From<ModelError> for UnknownError {
    fn from(error: ModelError) -> Self {
        Self::Model(error.to_string())
    }
}

fn inflate(bytes: &[u8]) -> Option<Value> {
    let mut text = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Catalog {
    fn read(file: &[u8]) -> Option<Self> {
        let length = u32::from_le_bytes(file.get(8..12)?.try_into().ok()?);
        let blobs = usize::try_from(length).ok()?.checked_add(12)?;
        let index = inflate(file.get(12..blobs)?)?;
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut partitions = Vec::new();
        for value in index.get("partitions")?.as_array()? {
            partitions.push(Partition {
                id: text(value, "id"),
                dns_suffix: text(value, "dns"),
                dual_stack_suffix: text(value, "dual"),
                home_region: text(value, "home"),
                regions: texts(value.get("regions")),
                prefixes: texts(value.get("prefixes")),
            });
        }
        let mut services = BTreeMap::new();
        for (name, value) in index.get("services")?.as_object()? {
            let number =
                |key: &str| value.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            let prefix = text(value, "prefix");
            let mut hosts = BTreeMap::new();
            for (place, host) in value.get("hosts").and_then(Value::as_object).into_iter().flatten() {
                let part = |at: usize| host.get(at).and_then(Value::as_str).map(str::to_owned);
                hosts.insert(place.clone(), (part(0).unwrap_or_default(), part(1), part(2)));
            }
            let entry = Entry {
                at: number("at"),
                size: number("size"),
                id: text(value, "id"),
                signing: value.get("signing").and_then(Value::as_str).unwrap_or(&prefix).to_owned(),
                prefix,
                host: text(value, "host"),
                hosts,
                regions: texts(value.get("regions")),
            };
            services.insert(name.clone(), entry);
        }
        Some(Self { source: text(&index, "botocore"), partitions, services, blobs, loaded: Mutex::default() })
    }
}

/// Version of botocore that the models come from.
pub fn source_version() -> &'static str {
    &CATALOG.source
}

/// Names of all services, in botocore's spelling and sorted.
pub fn services() -> impl Iterator<Item = &'static str> {
    CATALOG.services.keys().map(String::as_str)
}

/// All partitions.
pub fn partitions() -> &'static [Partition] {
    &CATALOG.partitions
}

/// The partition of a region; a region newer than the models is placed by its form, and what has no known form is taken
/// for the `aws` partition.
pub fn partition(region: &str) -> &'static Partition {
    static NONE: LazyLock<Partition> = LazyLock::new(Partition::default);
    let all = &CATALOG.partitions;
    let listed = all.iter().find(|partition| {
        partition.regions.iter().any(|name| name == region) || region == format!("{}-global", partition.id)
    });
    let shaped = || {
        all.iter()
            .flat_map(|partition| partition.prefixes.iter().map(move |prefix| (prefix, partition)))
            .filter(|(prefix, _)| region.starts_with(prefix.as_str()))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, partition)| partition)
    };
    listed.or_else(shaped).or_else(|| all.first()).unwrap_or(&NONE)
}

/// Whether a region of this name was known when the models were made.
pub fn is_region(name: &str) -> bool {
    CATALOG.partitions.iter().any(|partition| partition.regions.iter().any(|region| region == name))
}

/// The name in botocore's spelling for a name in the spelling of botocore, the AWS CLI or the API's service id.
pub fn service_name(given: &str) -> Result<&'static str, UnknownError> {
    let wanted = CLI_NAMES.iter().find(|(cli, _)| *cli == given).map_or(given, |(_, name)| name);
    if let Some((name, _)) = CATALOG.services.get_key_value(wanted) {
        return Ok(name);
    }
    let plain = plain(given);
    if let Some((name, _)) =
        CATALOG.services.iter().find(|(name, entry)| self::plain(name) == plain || self::plain(&entry.id) == plain)
    {
        return Ok(name);
    }
    let names = CATALOG.services.keys().map(String::as_str).chain(CLI_NAMES.iter().map(|(cli, _)| *cli));
    Err(UnknownError::Service { name: given.to_owned(), nearest: nearest(given, names) })
}

/// The name that the AWS CLI uses for a service in botocore's spelling.
pub fn cli_name(service: &str) -> &str {
    CLI_NAMES.iter().find(|(_, name)| *name == service).map_or(service, |(cli, _)| cli)
}

/// The model of a service, loaded on first use.
pub fn service(given: &str) -> Result<Arc<Service>, UnknownError> {
    let name = service_name(given)?;
    let mut loaded = CATALOG.loaded.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(service) = loaded.get(name) {
        return Ok(Arc::clone(service));
    }
    let broken = || UnknownError::Model(format!("the embedded model of `{name}` cannot be read"));
    let entry = CATALOG.services.get(name).ok_or_else(broken)?;
    let from = CATALOG.blobs + entry.at;
    let value = FILE.get(from..from + entry.size).and_then(inflate).ok_or_else(broken)?;
    let service = Arc::new(Service::from_json(name, &value)?);
    loaded.insert(name.to_owned(), Arc::clone(&service));
    Ok(service)
}

/// The operation meant by `DescribeInstances` or `describe-instances`.
pub fn operation<'a>(service: &'a Service, given: &str) -> Result<&'a Operation, UnknownError> {
    if let Some(operation) = service.operations.get(given) {
        return Ok(operation);
    }
    let wanted = plain(given);
    if let Some(operation) = service.operations.values().find(|operation| plain(&operation.name) == wanted) {
        return Ok(operation);
    }
    Err(UnknownError::Operation {
        service: service.name.clone(),
        name: given.to_owned(),
        nearest: nearest(given, service.operations.keys().map(String::as_str)),
    })
}

/// Signing name of a service, which is also the usual prefix of its IAM actions.
pub fn signing_name(service: &str) -> Option<&'static str> {
    CATALOG.services.get(service).map(|entry| entry.signing.as_str())
}

/// Service id and endpoint prefix: for messages and configuration keys.
pub fn endpoint_prefix(service: &str) -> Option<&'static str> {
    CATALOG.services.get(service).map(|entry| entry.prefix.as_str())
}

/// Whether one host serves all regions of a partition, so that a service is asked once per account.
pub fn is_global(service: &str, partition: &str) -> bool {
    let Some(entry) = CATALOG.services.get(service) else {
        return false;
    };
    entry.hosts.get(partition).is_some_and(|(host, region, _)| region.is_some() && !host.contains("{region}"))
}

/// Where a service is offered in a partition, as far as botocore's `endpoints.json` knows; all regions where it is silent.
pub fn regions(service: &str, partition: &str) -> Vec<&'static str> {
    let Some(known) = CATALOG.partitions.iter().find(|known| known.id == partition) else {
        return Vec::new();
    };
    let entry = CATALOG.services.get(service);
    if is_global(service, partition)
        && let Some(region) =
            entry.and_then(|entry| entry.hosts.get(partition)).and_then(|(_, region, _)| region.as_deref())
    {
        return vec![region];
    }
    let listed = entry.map(|entry| entry.regions.as_slice()).unwrap_or_default();
    known.regions.iter().filter(|region| listed.is_empty() || listed.contains(region)).map(String::as_str).collect()
}

/// Host and signature of a service in a region.
pub fn endpoint(service: &str, region: &str) -> Option<Endpoint> {
    let entry = CATALOG.services.get(service)?;
    let partition = partition(region);
    let region = if region == format!("{}-global", partition.id) { &partition.home_region } else { region };
    let special = entry.hosts.get(region).or_else(|| entry.hosts.get(&partition.id));
    let (host, signing_region, signing_name) = match special {
        Some((host, region, name)) => (host.as_str(), region.as_deref(), name.as_deref()),
        None => (entry.host.as_str(), None, None),
    };
    if host.is_empty() {
        return None;
    }
    Some(Endpoint {
        host: host
            .replace("{region}", region)
            .replace("{dns}", &partition.dns_suffix)
            .replace("{dual}", &partition.dual_stack_suffix),
        signing_region: signing_region.unwrap_or(region).to_owned(),
        signing_name: signing_name.unwrap_or(&entry.signing).to_owned(),
    })
}

/// Letters and digits only, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = plain(given);
    let mut scored: Vec<(usize, &str)> = names
        .map(|name| {
            let candidate = plain(name);
            let inside =
                !wanted.is_empty() && wanted.len() > 2 && (candidate.contains(&wanted) || wanted.contains(&candidate));
            let far = distance(&wanted, &candidate);
            (if inside { far.min(3) } else { far }, name)
        })
        .collect();
    scored.sort_unstable();
    let limit = (wanted.len() / 2).max(2);
    scored.into_iter().filter(|(score, _)| *score <= limit).take(3).map(|(_, name)| name.to_owned()).collect()
}

/// Levenshtein distance over bytes; names are ASCII and short.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let value = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, value);
            left = value;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_model_loads() {
        let mut operations = 0;
        for name in services() {
            operations += service(name).unwrap().operations.len();
        }
        assert!(services().count() > 400 && operations > 8000, "{operations} operations");
    }

    #[test]
    fn endpoints_name_host_and_signature_of_every_partition() {
        for (service, region, expect) in [
            ("ec2", "eu-west-1", "ec2.eu-west-1.amazonaws.com eu-west-1 ec2"),
            ("iam", "ap-northeast-1", "iam.amazonaws.com us-east-1 iam"),
            ("iam", "cn-north-1", "iam.cn-north-1.amazonaws.com.cn cn-north-1 iam"),
            ("iam", "us-gov-east-1", "iam.us-gov.amazonaws.com us-gov-west-1 iam"),
            ("sts", "ap-northeast-1", "sts.ap-northeast-1.amazonaws.com ap-northeast-1 sts"),
            ("organizations", "us-west-2", "organizations.us-east-1.amazonaws.com us-east-1 organizations"),
            ("cloudfront", "ap-northeast-1", "cloudfront.amazonaws.com us-east-1 cloudfront"),
            ("route53", "us-gov-west-1", "route53.us-gov.amazonaws.com us-gov-west-1 route53"),
            ("s3", "us-east-1", "s3.us-east-1.amazonaws.com us-east-1 s3"),
            ("s3control", "us-east-1", "s3-control.us-east-1.amazonaws.com us-east-1 s3"),
            (
                "elbv2",
                "us-iso-east-1",
                "elasticloadbalancing.us-iso-east-1.c2s.ic.gov us-iso-east-1 elasticloadbalancing",
            ),
            ("cloudwatch", "us-east-2", "monitoring.us-east-2.amazonaws.com us-east-2 monitoring"),
            ("ecr", "us-east-2", "api.ecr.us-east-2.amazonaws.com us-east-2 ecr"),
            ("account", "eu-west-1", "account.us-east-1.amazonaws.com us-east-1 account"),
            ("ec2", "ap-southeast-99", "ec2.ap-southeast-99.amazonaws.com ap-southeast-99 ec2"),
        ] {
            let endpoint = endpoint(service, region).unwrap();
            let text = format!("{} {} {}", endpoint.host, endpoint.signing_region, endpoint.signing_name);
            assert_eq!(text, expect, "{service} in {region}");
        }
    }

    #[test]
    fn global_services_are_asked_once() {
        for name in ["iam", "organizations", "cloudfront", "route53", "account", "shield", "waf", "support", "ce"] {
            assert!(is_global(name, "aws"), "{name}");
            assert_eq!(regions(name, "aws"), ["us-east-1"], "{name}");
        }
        for name in ["sts", "s3", "ec2", "wafv2", "kms"] {
            assert!(!is_global(name, "aws"), "{name}");
            assert!(regions(name, "aws").len() > 20, "{name}");
        }
    }

    #[test]
    fn services_answer_to_the_names_people_know() {
        for (given, expect) in [
            ("s3api", "s3"),
            ("configservice", "config"),
            ("EC2", "ec2"),
            ("Elastic Load Balancing v2", "elbv2"),
            ("access-analyzer", "accessanalyzer"),
        ] {
            assert_eq!(service_name(given).unwrap(), expect);
        }
        let error = service_name("dynamodbb").unwrap_err().to_string();
        assert!(error.contains("unknown service `dynamodbb`") && error.contains("dynamodb"), "{error}");
    }

    #[test]
    fn operations_answer_to_the_names_people_know() {
        let ec2 = service("ec2").unwrap();
        assert_eq!(operation(&ec2, "describe-vpcs").unwrap().name, "DescribeVpcs");
        let error = operation(&ec2, "DescribeInstance").unwrap_err().to_string();
        assert!(error.contains("DescribeInstances"), "{error}");
        assert!(operation(&ec2, "TerminateInstances").is_err());
        assert!(operation(&service("secretsmanager").unwrap(), "GetSecretValue").is_err());
    }
}
