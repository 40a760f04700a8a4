//! `cargo xtask models`: AWS's API models, reduced to what reading an account needs.
//!
//! The source is the `botocore` package (Apache-2.0, named in `NOTICE`).
//! Kept: the newest API version of every service, its read operations and the shapes they reach, paginators, and per
//! service the host names that its endpoint rule set gives.
//! Dropped: documentation, enums, patterns, limits, write operations, and operations whose answer is a credential.
//!
//! The file: eight bytes of magic, the length of the index (u32, little endian), the index, then one blob per service.
//! Index and blobs are JSON under zlib, so that a run decompresses only the services it calls.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

use crate::rules::{self, Endpoint};

const BOTOCORE: &str = "1.44.5";
const TARGET: &str = "crates/yagura-aws/data/models.bin";
const MAGIC: &[u8; 8] = b"YAGURAM1";

const READ: &[&str] = &["List", "Describe", "Get", "BatchGet", "Lookup", "Search", "Head"];

/// Operations beside the read prefixes: both only make AWS write down what it knows, or tell who is asking.
const ALSO: &[(&str, &str)] = &[("iam", "GenerateCredentialReport"), ("sts", "AssumeRole")];

/// Their answer is a credential, a password or a signed URL: a tool that reports must not be able to ask for one.
const CREDENTIALS: &[(&str, &[&str])] = &[
    ("account-access-runtime", &["GetRoleCredentials"]),
    ("acm", &["GetAcmeExternalAccountBindingCredentials"]),
    ("amplifybackend", &["GetToken"]),
    ("athena", &["GetSessionEndpoint"]),
    (
        "bedrock-agentcore",
        &[
            "GetResourceApiKey",
            "GetResourceOauth2Token",
            "GetResourcePaymentToken",
            "GetWorkloadAccessToken",
            "GetWorkloadAccessTokenForJWT",
            "GetWorkloadAccessTokenForUserId",
        ],
    ),
    ("cloudwatchomni", &["GetSpaceCredentialsForOrganization", "GetSpaceDataAccess"]),
    ("codeartifact", &["GetAuthorizationToken"]),
    ("cognito-identity", &["GetCredentialsForIdentity", "GetOpenIdToken", "GetOpenIdTokenForDeveloperIdentity"]),
    ("cognito-idp", &["GetClientToken", "GetDerivedToken", "GetTokensFromRefreshToken"]),
    ("connect", &["GetFederationToken"]),
    ("connectparticipant", &["GetAuthenticationUrl"]),
    ("datazone", &["GetEnvironmentCredentials", "GetIamPortalLoginUrl"]),
    ("ec2", &["GetPasswordData"]),
    ("ecr", &["GetAuthorizationToken"]),
    ("ecr-public", &["GetAuthorizationToken"]),
    (
        "emr",
        &[
            "GetClusterSessionCredentials",
            "GetOnClusterAppUIPresignedURL",
            "GetPersistentAppUIPresignedURL",
            "GetSessionEndpoint",
        ],
    ),
    ("emr-containers", &["GetManagedEndpointSessionCredentials"]),
    ("emr-serverless", &["GetDashboardForJobRun", "GetSessionEndpoint"]),
    ("finspace-data", &["GetProgrammaticAccessCredentials"]),
    ("gamelift", &["GetComputeAuthToken", "GetInstanceAccess"]),
    ("glue", &["GetDashboardUrl", "GetSessionEndpoint"]),
    ("kinesis-video-archived-media", &["GetDASHStreamingSessionURL", "GetHLSStreamingSessionURL"]),
    (
        "lakeformation",
        &[
            "GetTemporaryDataLocationCredentials",
            "GetTemporaryGlueFunctionCredentials",
            "GetTemporaryGluePartitionCredentials",
            "GetTemporaryGlueTableCredentials",
        ],
    ),
    ("license-manager", &["GetAccessToken"]),
    ("lightsail", &["GetBucketAccessKeys", "GetInstanceAccessDetails", "GetRelationalDatabaseMasterUserPassword"]),
    ("m2", &["GetSignedBluinsightsUrl"]),
    ("pca-connector-scep", &["GetChallengePassword"]),
    ("quicksight", &["GetDashboardEmbedUrl", "GetSessionEmbedUrl"]),
    ("redshift", &["GetClusterCredentials", "GetClusterCredentialsWithIAM", "GetIdentityCenterAuthToken"]),
    ("redshift-serverless", &["GetCredentials", "GetIdentityCenterAuthToken"]),
    ("route53globalresolver", &["GetAccessToken"]),
    ("s3control", &["GetDataAccess"]),
    ("secretsmanager", &["BatchGetSecretValue", "GetRandomPassword", "GetSecretValue"]),
    ("snowball", &["GetJobManifest", "GetJobUnlockCode"]),
    ("ssm", &["GetAccessToken"]),
    ("sso", &["GetRoleCredentials"]),
    ("sts", &["GetDelegatedAccessToken", "GetFederationToken", "GetSessionToken", "GetWebIdentityToken"]),
];

/// Makes the file, or with `--check` says whether the committed one is what would be made.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let mut check = false;
    let mut folder = None;
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        match *word {
            "--check" => check = true,
            "--botocore" => folder = Some(PathBuf::from(rest.next().context("`--botocore` needs a folder")?)),
            other => bail!("unknown argument `{other}`"),
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = match folder {
        Some(folder) => folder,
        None => install(&root)?,
    };
    let data = ["botocore/data", "data", "."]
        .iter()
        .map(|inner| folder.join(inner))
        .find(|path| path.join("endpoints.json").is_file())
        .with_context(|| format!("no botocore data in `{}`", folder.display()))?;
    let made = make(&data)?;
    let target = root.join(TARGET);
    if check {
        let committed = std::fs::read(&target).with_context(|| format!("reading `{TARGET}`"))?;
        ensure!(
            unpack(&committed)? == unpack(&made)?,
            "`{TARGET}` is not what botocore {BOTOCORE} gives: run `cargo xtask models`"
        );
        report(&format!("{TARGET} is current ({} bytes)", committed.len()));
    } else {
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&target, &made)?;
        report(&format!("{TARGET}: {} bytes", made.len()));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a generator tells its caller what it made")]
fn report(text: &str) {
    println!("{text}");
}

/// Lets pip unpack the pinned package below `target/`.
fn install(root: &Path) -> Result<PathBuf> {
    let folder = root.join(format!("target/botocore-{BOTOCORE}-package"));
    if folder.join("botocore/data/endpoints.json").is_file() {
        return Ok(folder);
    }
    let status = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--target"])
        .arg(&folder)
        .arg(format!("botocore=={BOTOCORE}"))
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .status()
        .context("running `python3 -m pip`")?;
    ensure!(status.success(), "pip could not fetch botocore {BOTOCORE}");
    Ok(folder)
}

/// Every part of a models file, decompressed: what two files must agree on.
fn unpack(file: &[u8]) -> Result<Vec<Value>> {
    let length =
        file.get(8..12).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes).context("short file")?;
    let start = 12 + usize::try_from(length)?;
    let inflate = |bytes: &[u8]| -> Result<Value> {
        let mut text = String::new();
        flate2::read::ZlibDecoder::new(bytes).read_to_string(&mut text)?;
        Ok(serde_json::from_str(&text)?)
    };
    let mut index = inflate(file.get(12..start).context("short file")?)?;
    let mut parts = Vec::new();
    for service in index.get_mut("services").and_then(Value::as_object_mut).context("no services")?.values_mut() {
        let service = service.as_object_mut().context("service is no object")?;
        let number =
            |value: Option<Value>| value.and_then(|value| value.as_u64()).and_then(|value| usize::try_from(value).ok());
        let from = start + number(service.remove("at")).context("no `at`")?;
        let size = number(service.remove("size")).context("no `size`")?;
        parts.push(inflate(file.get(from..from + size).context("short file")?)?);
    }
    parts.push(index);
    Ok(parts)
}

fn read_json(path: &Path) -> Result<Value> {
    let zipped = path.with_extension("json.gz");
    let text = if zipped.is_file() {
        let mut text = String::new();
        flate2::read::GzDecoder::new(std::fs::File::open(&zipped)?).read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(path).with_context(|| format!("reading `{}`", path.display()))?
    };
    serde_json::from_str(&text).with_context(|| format!("parsing `{}`", path.display()))
}

fn deflate(value: &Value) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(serde_json::to_string(value)?.as_bytes())?;
    Ok(encoder.finish()?)
}

fn make(data: &Path) -> Result<Vec<u8>> {
    let partitions_file = read_json(&data.join("partitions.json"))?;
    let partitions = partitions_file.get("partitions").and_then(Value::as_array).context("no partitions")?;
    let endpoints = read_json(&data.join("endpoints.json"))?;

    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(data)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();

    let mut blobs: Vec<u8> = Vec::new();
    let mut services = Map::new();
    for folder in folders {
        let name = folder.file_name().and_then(|name| name.to_str()).context("folder name")?.to_owned();
        let mut versions: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                versions.push(path);
            }
        }
        versions.sort();
        let Some(version) = versions.last() else { continue };
        let model = read_json(&version.join("service-2.json"))?;
        let mut paginators = if version.join("paginators-1.json").is_file() {
            read_json(&version.join("paginators-1.json"))?
        } else {
            json!({})
        };
        let extras = version.join("paginators-1.sdk-extras.json");
        if extras.is_file()
            && let Some(merge) = read_json(&extras)?.get("merge")
        {
            merge_into(&mut paginators, merge);
        }
        let Some((blob, metadata)) = reduce(&name, &model, &paginators)? else { continue };
        let blob = deflate(&blob)?;
        let rule_set = read_json(&version.join("endpoint-rule-set-1.json"))?;
        let mut entry = json!({ "at": blobs.len(), "size": blob.len(), "id": metadata.get("serviceId"), "prefix": metadata.get("endpointPrefix") });
        if let Some(entry) = entry.as_object_mut() {
            if let Some(signing) = metadata.get("signingName")
                && Some(signing) != metadata.get("endpointPrefix")
            {
                entry.insert("signing".into(), signing.clone());
            }
            hosts(entry, &rule_set, partitions);
            let prefix = metadata.get("endpointPrefix").and_then(Value::as_str).unwrap_or_default();
            regions(entry, prefix, &endpoints, partitions);
        }
        services.insert(name, entry);
        blobs.extend_from_slice(&blob);
    }

    let partitions: Vec<Value> = partitions.iter().map(partition).collect::<Result<_>>()?;
    let index = deflate(&json!({ "botocore": BOTOCORE, "partitions": partitions, "services": services }))?;
    let mut file = MAGIC.to_vec();
    file.extend_from_slice(&u32::try_from(index.len())?.to_le_bytes());
    file.extend_from_slice(&index);
    file.extend_from_slice(&blobs);
    Ok(file)
}

fn merge_into(target: &mut Value, source: &Value) {
    if let (Value::Object(target), Value::Object(source)) = (&mut *target, source) {
        for (key, value) in source {
            merge_into(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    } else {
        *target = source.clone();
    }
}

fn partition(partition: &Value) -> Result<Value> {
    let regex = partition.get("regionRegex").and_then(Value::as_str).context("regionRegex")?;
    let stem = regex
        .trim_start_matches('^')
        .strip_suffix(r"\-\w+\-\d+$")
        .with_context(|| format!("region pattern `{regex}` has a new form"))?
        .replace(r"\-", "-");
    let prefixes: Vec<String> = match stem.split_once('(') {
        Some((before, after)) => {
            after.trim_end_matches(')').split('|').map(|part| format!("{before}{part}-")).collect()
        }
        None => vec![format!("{stem}-")],
    };
    let outputs = partition.get("outputs").context("outputs")?;
    Ok(json!({
        "id": partition.get("id"),
        "prefixes": prefixes,
        "dns": outputs.get("dnsSuffix"),
        "dual": outputs.get("dualStackDnsSuffix"),
        "home": outputs.get("implicitGlobalRegion"),
        "regions": real_regions(partition),
    }))
}

/// The regions of a partition without its pseudo region (`aws-global`).
fn real_regions(partition: &Value) -> Vec<String> {
    let mut names: Vec<String> = partition
        .get("regions")
        .and_then(Value::as_object)
        .map(|regions| regions.keys().filter(|name| !name.ends_with("-global")).cloned().collect())
        .unwrap_or_default();
    names.sort();
    names
}

/// Writes `host`, the template most regions share, and `hosts`, what differs: per partition where it is the same in all
/// of its regions, else per region.
fn hosts(entry: &mut Map<String, Value>, rule_set: &Value, partitions: &[Value]) {
    let mut all: BTreeMap<String, BTreeMap<String, Endpoint>> = BTreeMap::new();
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for partition in partitions {
        let id = partition.get("id").and_then(Value::as_str).unwrap_or_default();
        let dns = partition.pointer("/outputs/dnsSuffix").and_then(Value::as_str).unwrap_or_default();
        let dual = partition.pointer("/outputs/dualStackDnsSuffix").and_then(Value::as_str).unwrap_or_default();
        for region in real_regions(partition) {
            let Some(mut endpoint) = rules::evaluate(rule_set, &region, partitions) else { continue };
            let host = endpoint.host.replace(&region, "{region}");
            endpoint.host = if let Some(stem) = host.strip_suffix(&format!(".{dns}")) {
                format!("{stem}.{{dns}}")
            } else if let Some(stem) = host.strip_suffix(&format!(".{dual}")) {
                format!("{stem}.{{dual}}")
            } else {
                host
            };
            if endpoint.signing_region.as_deref() == Some(region.as_str()) {
                endpoint.signing_region = None;
            }
            *votes.entry(endpoint.host.clone()).or_default() += 1;
            all.entry(id.to_owned()).or_default().insert(region, endpoint);
        }
    }
    let default = votes
        .iter()
        .max_by_key(|(host, votes)| (**votes, host.as_str()))
        .map(|(host, _)| host.clone())
        .unwrap_or_default();
    let mut different = Map::new();
    let text = |endpoint: &Endpoint| json!([endpoint.host, endpoint.signing_region, endpoint.signing_name]);
    let plain = |endpoint: &Endpoint| {
        endpoint.host == default && endpoint.signing_region.is_none() && endpoint.signing_name.is_none()
    };
    for (id, regions) in &all {
        // Inside its home region a global endpoint signs for "this region", which is the same answer as elsewhere.
        let fixed = regions.values().find_map(|endpoint| endpoint.signing_region.clone());
        let mut regions = regions.clone();
        if let Some(fixed) = &fixed
            && let Some(home) = regions.get(fixed).cloned()
            && let Some(other) = regions.values().find(|endpoint| endpoint.signing_region.is_some()).cloned()
            && other.host.replace("{region}", fixed) == home.host.replace("{region}", fixed)
        {
            regions.insert(fixed.clone(), other);
        }
        let mut kinds: Vec<&Endpoint> = regions.values().collect();
        kinds.sort();
        kinds.dedup();
        if let [only] = kinds.as_slice() {
            if !plain(only) {
                different.insert(id.clone(), text(only));
            }
            continue;
        }
        for (region, endpoint) in &regions {
            if !plain(endpoint) {
                different.insert(region.clone(), text(endpoint));
            }
        }
    }
    entry.insert("host".into(), default.into());
    if !different.is_empty() {
        entry.insert("hosts".into(), Value::Object(different));
    }
}

/// Writes `regions`: where the service is offered, as far as botocore's `endpoints.json` knows it.
fn regions(entry: &mut Map<String, Value>, prefix: &str, endpoints: &Value, partitions: &[Value]) {
    let mut found = Vec::new();
    for partition in endpoints.get("partitions").and_then(Value::as_array).into_iter().flatten() {
        let real: Vec<String> = partitions
            .iter()
            .filter(|other| other.get("id") == partition.get("partition"))
            .flat_map(real_regions)
            .collect();
        let names = partition.pointer(&format!("/services/{prefix}/endpoints")).and_then(Value::as_object);
        for name in names.into_iter().flat_map(Map::keys) {
            if real.contains(name) {
                found.push(name.clone());
            }
        }
    }
    found.sort();
    if !found.is_empty() {
        entry.insert("regions".into(), found.into());
    }
}

fn is_read(service: &str, operation: &str) -> bool {
    let credential = CREDENTIALS.iter().any(|(name, operations)| *name == service && operations.contains(&operation));
    let prefix = READ.iter().any(|prefix| {
        operation
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()))
    });
    !credential && (prefix || ALSO.contains(&(service, operation)))
}

/// The reduced model of a service and its metadata; nothing when it has no read operation.
fn reduce(name: &str, model: &Value, paginators: &Value) -> Result<Option<(Value, Map<String, Value>)>> {
    let metadata = model.get("metadata").and_then(Value::as_object).context("metadata")?;
    let operations = model.get("operations").and_then(Value::as_object).context("operations")?;
    let shapes = model.get("shapes").and_then(Value::as_object).context("shapes")?;

    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut kept = Map::new();
    let mut pages = Map::new();
    for (operation, body) in operations {
        if !is_read(name, operation) {
            continue;
        }
        let mut out = Map::new();
        for key in ["endpoint", "authtype", "auth", "httpChecksumRequired"] {
            if let Some(value) = body.get(key) {
                out.insert(key.into(), value.clone());
            }
        }
        if body.pointer("/endpointdiscovery/required").and_then(Value::as_bool) == Some(true) {
            out.insert("endpointdiscovery".into(), json!({ "required": true }));
        }
        let method = body.pointer("/http/method").and_then(Value::as_str).unwrap_or("POST");
        let uri = body.pointer("/http/requestUri").and_then(Value::as_str).unwrap_or("/");
        if method != "POST" || uri != "/" {
            out.insert("http".into(), json!({ "method": method, "requestUri": uri }));
        }
        for key in ["input", "output"] {
            if let Some(reference) = body.get(key) {
                reach(reference, shapes, &mut ids, &mut order)?;
                out.insert(key.into(), renamed(reference, &ids)?);
            }
        }
        if let Some(Value::Object(page)) = paginators.get("pagination").and_then(|pages| pages.get(operation)) {
            let mut page = page.clone();
            page.remove("py_input_token");
            page.remove("limit_key");
            pages.insert(operation.clone(), Value::Object(page));
        }
        kept.insert(operation.clone(), Value::Object(out));
    }
    if kept.is_empty() {
        return Ok(None);
    }

    let mut list = Vec::new();
    for shape_name in order {
        let shape = shapes.get(shape_name).and_then(Value::as_object).context("shape")?;
        let mut out = Map::new();
        for key in [
            "type",
            "required",
            "payload",
            "flattened",
            "timestampFormat",
            "locationName",
            "xmlNamespace",
            "union",
            "document",
            "eventstream",
            "streaming",
            "jsonvalue",
        ] {
            if let Some(value) = shape.get(key) {
                out.insert(key.into(), value.clone());
            }
        }
        // The AWS CLI prints IAM's policy documents decoded; botocore knows them by this shape's name.
        if name == "iam" && shape_name == "policyDocumentType" {
            out.insert("policy".into(), true.into());
        }
        if let Some(members) = shape.get("members").and_then(Value::as_object) {
            let mut renamed_members = Map::new();
            for (member, reference) in members {
                renamed_members.insert(member.clone(), renamed(reference, &ids)?);
            }
            out.insert("members".into(), Value::Object(renamed_members));
        }
        for key in ["member", "key", "value"] {
            if let Some(reference) = shape.get(key) {
                out.insert(key.into(), renamed(reference, &ids)?);
            }
        }
        list.push(Value::Object(out));
    }

    let mut meta = Map::new();
    for key in [
        "apiVersion",
        "endpointPrefix",
        "signingName",
        "jsonVersion",
        "targetPrefix",
        "serviceId",
        "awsQueryCompatible",
        "auth",
        "signatureVersion",
    ] {
        if let Some(value) = metadata.get(key) {
            meta.insert(key.into(), value.clone());
        }
    }
    meta.insert("protocol".into(), protocol(metadata).into());
    let mut out = Map::new();
    out.insert("metadata".into(), Value::Object(meta.clone()));
    out.insert("operations".into(), Value::Object(kept));
    out.insert("shapes".into(), Value::Array(list));
    if !pages.is_empty() {
        out.insert("pagination".into(), Value::Object(pages));
    }
    Ok(Some((Value::Object(out), meta)))
}

/// JSON where the service offers it beside CBOR: the same answers, and a person can read them in a trace.
fn protocol(metadata: &Map<String, Value>) -> String {
    let offered: Vec<&str> = metadata
        .get("protocols")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let first = metadata.get("protocol").and_then(Value::as_str).unwrap_or_default();
    if offered.contains(&"json") && metadata.contains_key("targetPrefix") {
        "json".to_owned()
    } else {
        first.to_owned()
    }
}

fn reach<'a>(
    reference: &'a Value,
    shapes: &'a Map<String, Value>,
    ids: &mut BTreeMap<&'a str, usize>,
    order: &mut Vec<&'a str>,
) -> Result<()> {
    let mut stack = vec![reference];
    while let Some(reference) = stack.pop() {
        let name = reference.get("shape").and_then(Value::as_str).context("shape reference")?;
        if ids.contains_key(name) {
            continue;
        }
        ids.insert(name, order.len());
        order.push(name);
        let shape = shapes.get(name).with_context(|| format!("shape `{name}`"))?;
        for key in ["member", "key", "value"] {
            stack.extend(shape.get(key));
        }
        if let Some(members) = shape.get("members").and_then(Value::as_object) {
            stack.extend(members.values());
        }
    }
    Ok(())
}

fn renamed(reference: &Value, ids: &BTreeMap<&str, usize>) -> Result<Value> {
    let mut out = Map::new();
    for (key, value) in reference.as_object().context("reference")? {
        match key.as_str() {
            "shape" => {
                let id = value.as_str().and_then(|name| ids.get(name)).context("unknown shape")?;
                out.insert(key.clone(), (*id).into());
            }
            "documentation" | "deprecated" | "deprecatedMessage" | "deprecatedSince" | "box" | "contextParam"
            | "xmlOrder" => {}
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(Value::Object(out))
}
