//! One account in three views: written in CloudFormation, written in Terraform, and made in the emulator and read live.
//!
//! That the two languages agree is the test of the same name beside the Terraform reader; here both are held against what
//! the real binary reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;
use yagura_faults::{Fault, Proxy, Rule};
use yagura_model::{Fact, Meta, SIX_CHARACTERS, Snapshot};

use crate::account::Emulator;
use crate::run::{folder, scan};
use crate::views::same;

const TEMPLATE: &str = include_str!("../../../yagura-terraform/tests/agreement/template.yaml");
const MODULE: &str = include_str!("../../../yagura-terraform/tests/agreement/main.tf");

/// The fewest types of which something that is no default agrees in all three views.
const TYPES: usize = 62;

/// Only what exists says it; the model says so of the property.
const LIVE: &str = "known at run time only";
/// The model says what absent means; AWS answers with it.
const ABSENT: &str = "left out in the template, where absent means this";
const INVENTED: &str = "AWS makes it";

/// What differs and is right to: type, where (it and all below), and why. One that no longer differs fails.
const APART: &[(&str, &str, &str)] = &[
    ("AWS::AccessAnalyzer::Analyzer", "", "the emulator has no ListAnalyzers"),
    ("AWS::ApiGateway::BasePathMapping", "", "read as AWS::ApiGatewayV2::ApiMapping, which has those of all APIs"),
    ("AWS::ApiGateway::Method", "/Path", LIVE),
    ("AWS::ApiGateway::Method", "/ResourceId", INVENTED),
    ("AWS::ApiGateway::RestApi", "/Body", "in a template only: AWS answers with what it made of it"),
    ("AWS::CloudTrail::Trail", "/IncludeGlobalServiceEvents", ABSENT),
    ("AWS::Cognito::IdentityPool", "/Roles", "the emulator has no GetIdentityPoolRoles"),
    ("AWS::Config::ConfigurationRecorder", "/Recording", LIVE),
    ("AWS::Config::ConfigurationRecorder", "/RecordingGroup/ExclusionByResourceTypes", "empty where all is recorded"),
    ("AWS::Config::ConfigurationRecorder", "/RecordingGroup/RecordingStrategy", "the newer word for AllSupported"),
    ("AWS::EC2::EIP", "/NetworkInterfaceId", LIVE),
    ("AWS::EC2::EIP", "/PublicIp", INVENTED),
    ("AWS::EC2::FlowLog", "/DeliverLogsStatus", LIVE),
    ("AWS::EC2::FlowLog", "/FlowLogStatus", LIVE),
    ("AWS::EC2::Instance", "/IamInstanceProfile", "its name in a template, its ARN in a live account"),
    (
        "AWS::EC2::Instance",
        "/LaunchTemplate",
        "in a template only: AWS answers with what the instance was started with",
    ),
    ("AWS::EC2::Instance", "/MetadataOptions/HttpEndpoint", ABSENT),
    ("AWS::EC2::Instance", "/NetworkInterfaces", "a live instance has at least one, whatever made it"),
    ("AWS::EC2::Instance", "/PublicIpAddress", LIVE),
    ("AWS::EC2::Instance", "/State", LIVE),
    ("AWS::EC2::Instance", "/VpcId", LIVE),
    ("AWS::EC2::LaunchTemplate", "/DefaultVersion", LIVE),
    ("AWS::EC2::LaunchTemplate", "/VersionNumber", LIVE),
    ("AWS::EC2::NetworkInterface", "/InterfaceType", INVENTED),
    ("AWS::EC2::NetworkInterface", "/PublicIp", LIVE),
    ("AWS::EC2::NetworkInterface", "/VpcId", LIVE),
    ("AWS::EC2::PrefixList", "/OwnerId", LIVE),
    ("AWS::EC2::RouteTable", "/Routes/+", "the route to the VPC itself, which every table has"),
    ("AWS::EC2::RouteTable", "/Routes/0/State", LIVE),
    ("AWS::ECR::Repository", "/FindingSeverityCounts", LIVE),
    ("AWS::ECR::Repository", "/NewestImage", LIVE),
    ("AWS::ElasticLoadBalancingV2::Listener", "/SslPolicy", "the emulator gives one to listeners without TLS"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "/LoadBalancerAttributes/+", "AWS answers with all attributes"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "/WebACLArn", "live the web ACL says what it protects"),
    ("AWS::IAM::AccessKey", "", "read as AWS::IAM::CredentialReportRow, which says more"),
    ("AWS::IAM::ManagedPolicy", "/AttachmentCount", LIVE),
    ("AWS::IAM::ManagedPolicy", "/ManagedPolicyName", "the emulator leaves PolicyName out"),
    ("AWS::IAM::Role", "/CreateDate", LIVE),
    ("AWS::IAM::Role", "/RoleLastUsed", LIVE),
    ("AWS::IAM::User", "/AccessKeys", "live only: a template has AWS::IAM::AccessKey"),
    ("AWS::IAM::User", "/LoginProfile", "live the credential report says whether there is a password"),
    ("AWS::IAM::User", "/TemplateAccessKeys", "live `AccessKeys` and the credential report say which keys there are"),
    ("AWS::KMS::Key", "/DeletionDate", LIVE),
    ("AWS::KMS::Key", "/KeyState", LIVE),
    ("AWS::Lambda::EventSourceMapping", "/FunctionName", "its name or ARN, whichever was said"),
    ("AWS::Lambda::Function", "/Code", "of a live function only where it is asked for"),
    ("AWS::Lambda::Function", "/PackageType", ABSENT),
    ("AWS::Lambda::Function", "/Policy/Id", INVENTED),
    (
        "AWS::Lambda::Function",
        "/Policy/Statement/0/Condition/ArnLike",
        "Lambda writes `AWS:SourceArn`: case has no meaning",
    ),
    (
        "AWS::Lambda::Function",
        "/Policy/Statement/0/Condition/StringEquals",
        "Lambda writes `AWS:SourceAccount`: case has no meaning",
    ),
    (
        "AWS::Lambda::Function",
        "/Policy/Statement/0/Resource",
        "Lambda writes the ARN of the function whose policy it is",
    ),
    ("AWS::Lambda::Function", "/Policy/Statement/0/Sid", INVENTED),
    ("AWS::Lambda::Function", "/ReservedConcurrentExecutions", "live the URL has it"),
    ("AWS::Lambda::Url", "", "the emulator has no ListFunctionUrlConfigs"),
    ("AWS::Logs::LogGroup", "arn", "`Fn::GetAtt` gives it with `:*` at its end"),
    ("AWS::Organizations::Policy", "/TargetIds/0", INVENTED),
    ("AWS::RDS::DBCluster", "/AutoMinorVersionUpgrade", ABSENT),
    ("AWS::RDS::DBCluster", "/DBSubnetGroupName", "left to the account's default VPC"),
    ("AWS::RDS::DBCluster", "/Port", ABSENT),
    ("AWS::RDS::DBCluster", "/PubliclyAccessible", ABSENT),
    ("AWS::RDS::DBInstance", "/DBSubnetGroupName", "left to the account's default VPC"),
    ("AWS::RDS::DBInstance", "/MasterUserPassword", "AWS never says it"),
    ("AWS::S3::Bucket", "/AccessControl", "in a template only: AWS answers with the grants it stands for"),
    ("AWS::S3::Bucket", "/BucketName", INVENTED),
    ("AWS::S3::Bucket", "/Grants", "live only: a template has a canned ACL"),
    ("AWS::S3::Bucket", "/ReplicationConfiguration", "not asked for where there are no versions"),
    ("AWS::S3::Bucket", "/WebsiteConfiguration", "not asked for where nothing can be public"),
    (
        "AWS::SQS::Queue",
        "/SqsManagedSseEnabled",
        "the emulator leaves it on beside a key: a queue has one kind of encryption",
    ),
    ("AWS::SecretsManager::Secret", "/CreatedDate", LIVE),
    ("AWS::SecretsManager::Secret", "/LastAccessedDate", LIVE),
    ("AWS::SecretsManager::Secret", "/LastRotatedDate", LIVE),
    ("AWS::SecretsManager::Secret", "/SecretString", "in a template only: no secret is read"),
    ("AWS::SecurityHub::Hub", "/StandardsSubscriptions", "the emulator has no GetEnabledStandards"),
    ("AWS::WAFv2::WebACL", "/ApiStages", "the emulator has no ListResourcesForWebACL"),
    ("AWS::WAFv2::WebACL", "/LoadBalancers", "the emulator has no ListResourcesForWebACL"),
    ("AWS::WAFv2::WebACL", "/PreProcessFirewallManagerRuleGroups", LIVE),
    ("AWS::WAFv2::WebACL", "/UserPools", "the emulator has no ListResourcesForWebACL"),
];

/// A resource in one view.
struct Seen {
    meta: Meta,
    properties: Value,
}

type View = BTreeMap<&'static str, Vec<Seen>>;

fn view(snapshot: &Snapshot) -> View {
    let mut view = View::new();
    snapshot.each_json(|resource_type, meta, properties| {
        view.entry(resource_type).or_default().push(Seen { meta: meta.clone(), properties });
    });
    view
}

/// What the symbols of templates are in the account.
type Symbols = BTreeMap<String, String>;

/// A text of a template, cut into what stands there (`Err`) and symbols (`Ok`).
fn pieces(text: &str) -> Vec<Result<&str, &str>> {
    let mut found = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some(open) = rest[from..].find('{').map(|at| at + from) {
        let inside = &rest[open + 1..];
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(inside.len());
        if end == 0 || !inside[end..].starts_with('}') {
            from = open + 1;
            continue;
        }
        found.push(Err(&rest[..open]));
        found.push(Ok(&inside[..end]));
        (rest, from) = (&inside[end + 1..], 0);
    }
    found.push(Err(rest));
    found.retain(|piece| *piece != Err(""));
    found
}

/// Whether a text of a template can be the live text; symbols that were not met before are then what stands there.
fn fits(template: &str, live: &str, symbols: &mut Symbols) -> bool {
    let mut met = Symbols::new();
    let pieces = pieces(template);
    let mut rest = live;
    for (at, piece) in pieces.iter().enumerate() {
        let wanted = match piece {
            Err(text) => Some(*text),
            // Each secret has its own.
            Ok(symbol) if format!("{{{symbol}}}") == SIX_CHARACTERS => {
                match rest
                    .split_at_checked(SIX_CHARACTERS.len())
                    .filter(|(six, _)| six.bytes().all(|b| b.is_ascii_alphanumeric()))
                {
                    Some((_, after)) => rest = after,
                    None => return false,
                }
                continue;
            }
            Ok(symbol) => symbols.get(*symbol).or_else(|| met.get(*symbol)).map(String::as_str),
        };
        let Some(wanted) = wanted else {
            let end = match pieces.get(at + 1) {
                None => Some(rest.len()),
                Some(Err(next)) => rest.find(next),
                Some(Ok(next)) => symbols.get(*next).and_then(|next| rest.find(next.as_str())),
            };
            let Some(end) = end.filter(|end| *end > 0) else { return false };
            met.insert(piece.unwrap_or_default().to_owned(), rest[..end].to_owned());
            rest = &rest[end..];
            continue;
        };
        match rest.strip_prefix(wanted) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    if rest.is_empty() {
        symbols.append(&mut met);
    }
    rest.is_empty()
}

/// One comparison of two trees.
#[derive(Default)]
struct Compared {
    /// What is known of the symbols.
    symbols: Symbols,
    /// JSON pointer, the template's value, the live one.
    different: Vec<(String, Value, Value)>,
    /// The JSON pointers of leaves that say something and are equal.
    equal: Vec<String>,
    /// The JSON pointers of what is not known in one of the two.
    unread: Vec<String>,
}

fn unread(value: &Value) -> bool {
    value.get("$unknown").is_some()
}

impl Compared {
    fn with(symbols: Symbols) -> Self {
        Self { symbols, ..Self::default() }
    }

    fn compare(&mut self, pointer: &str, template: &Value, live: &Value) {
        match (template, live) {
            _ if unread(template) || unread(live) => self.unread.push(pointer.to_owned()),
            // What a text that nobody may see says is not told; that there is one, is.
            (Value::Object(one), Value::Object(two))
                if one.contains_key("$sensitive") && two.contains_key("$sensitive") => {}
            (Value::Object(one), Value::Object(two)) => {
                for name in one.keys().chain(two.keys()).collect::<BTreeSet<_>>() {
                    let (one, two) = (one.get(name), two.get(name));
                    let below = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                    self.compare(&below, one.unwrap_or(&Value::Null), two.unwrap_or(&Value::Null));
                }
            }
            (Value::Array(one), Value::Array(two)) if !one.is_empty() => self.compare_lists(pointer, one, two),
            (Value::String(one), Value::String(two)) => {
                let before = self.symbols.len();
                if !fits(one, two, &mut self.symbols) {
                    self.different.push((pointer.to_owned(), template.clone(), live.clone()));
                } else if before == self.symbols.len() && !one.is_empty() {
                    self.equal.push(pointer.to_owned());
                }
            }
            _ if template == live => {
                if !matches!(live, Value::Null | Value::Bool(false) | Value::Array(_)) {
                    self.equal.push(pointer.to_owned());
                }
            }
            _ => self.different.push((pointer.to_owned(), template.clone(), live.clone())),
        }
    }

    /// AWS keeps the order of few lists and adds to some: those items are held against each other that are nearest.
    fn compare_lists(&mut self, pointer: &str, template: &[Value], live: &[Value]) {
        let mut written: Vec<(usize, &Value)> = template.iter().enumerate().collect();
        let mut read: Vec<&Value> = live.iter().collect();
        while !written.is_empty() && !read.is_empty() {
            let pairs = (0..written.len()).flat_map(|one| (0..read.len()).map(move |two| (one, two)));
            let trials = pairs.map(|(one, two)| {
                let (at, item) = written[one];
                let mut trial = Self::with(self.symbols.clone());
                trial.compare(&format!("{pointer}/{at}"), item, read[two]);
                (one, two, trial)
            });
            let nearest =
                trials.min_by_key(|(.., trial)| (trial.different.len(), std::cmp::Reverse(trial.equal.len())));
            let (one, two, mut nearest) = nearest.unwrap();
            written.remove(one);
            read.remove(two);
            self.different.append(&mut nearest.different);
            self.equal.append(&mut nearest.equal);
            self.unread.append(&mut nearest.unread);
            self.symbols = nearest.symbols;
        }
        for (at, item) in written {
            self.different.push((format!("{pointer}/{at}"), item.clone(), Value::Null));
        }
        for item in read {
            self.different.push((format!("{pointer}/+"), Value::Null, item.clone()));
        }
    }
}

/// The live resource that a template's is: by the tag that `agree.py` gives to what has no name, by its name, or because
/// all others of its type have theirs.
fn live_one<'v>(written: &Seen, logical: &str, of_type: &'v [Seen], all: &[Seen]) -> Option<&'v Seen> {
    let tagged = |seen: &&Seen| {
        seen.meta
            .tags
            .known()
            .is_some_and(|tags| tags.get("logical").and_then(Fact::known).is_some_and(|value| **value == *logical))
    };
    let named = |one: &Seen, two: &Seen| one.meta.name == two.meta.name || one.meta.id == two.meta.id;
    let left = || {
        let live: Vec<&Seen> = of_type.iter().filter(|seen| !all.iter().any(|one| named(one, seen))).collect();
        let others = all.iter().filter(|one| !of_type.iter().any(|seen| named(one, seen))).count();
        live.first().copied().filter(|_| live.len() == 1 && others == 1)
    };
    of_type.iter().find(tagged).or_else(|| of_type.iter().find(|seen| named(written, seen))).or_else(left)
}

/// What the emulator lacks: the client would try again and again.
const LACKING: &[(&str, &str)] = &[
    ("accessanalyzer", "ListAnalyzers"),
    ("cognito-identity", "GetIdentityPoolRoles"),
    ("ec2", "GetSnapshotBlockPublicAccessState"),
    ("lambda", "ListFunctionUrlConfigs"),
    ("securityhub", "GetEnabledStandards"),
    ("ssm", "DescribeInstanceInformation"),
    ("ssm", "ListResourceComplianceSummaries"),
    ("wafv2", "ListResourcesForWebACL"),
];

/// What the binary reads of the emulated account.
fn live() -> Snapshot {
    let emulator = Emulator::start("agree.py");
    let rules = LACKING.iter().map(|(service, operation)| Rule::always(Fault::Deny).of(service, operation));
    let proxy = Proxy::record(&emulator.address, rules.collect()).unwrap();
    let file = folder("agreement").join("live.yagura");
    let scan = scan(&proxy, &["--region", "us-east-1", "--save", file.to_str().unwrap()]);
    assert!(matches!(scan.code, 0 | 1 | 3), "the live scan ended with {}: {}", scan.code, scan.stderr);
    load(&file)
}

fn load(file: &Path) -> Snapshot {
    let bytes = std::fs::read(file).unwrap();
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let mut json = Vec::new();
    GzDecoder::new(&bytes[line + 1..]).read_to_end(&mut json).unwrap();
    serde_json::from_slice(&json).unwrap()
}

#[test]
fn an_account_reads_as_it_was_written_in_both_languages() {
    let cloudformation = view(&yagura_cloudformation::read("template.yaml", TEMPLATE));
    let terraform = view(&yagura_terraform::read(&[("main.tf", MODULE)], &yagura_terraform::Options::default()));
    let live = view(&live());

    let mut symbols = Symbols::new();
    let mut pairs = Vec::new();
    let mut wrong = String::new();
    let mut spent = BTreeSet::new();
    let mut apart = |resource_type: &str, pointer: &str| {
        let found = APART.iter().position(|(of, place, _)| {
            let below = pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            *of == resource_type && below && place.is_empty() == pointer.is_empty()
        });
        spent.extend(found);
        found.is_some()
    };
    for (resource_type, written) in &cloudformation {
        for one in written {
            let address = one.meta.template().unwrap().address.rsplit('.').next().unwrap().to_owned();
            let other = terraform[resource_type].iter().find(|seen| same(&seen.meta.name) == one.meta.name);
            let other = other.unwrap_or_else(|| panic!("{resource_type} {} is not in main.tf", one.meta.name));
            let of_type = live.get(resource_type).map_or(&[][..], Vec::as_slice);
            match live_one(one, &address, of_type, written) {
                Some(live) => pairs.push((*resource_type, address, one, other, live)),
                None if apart(resource_type, "") => {}
                None => writeln!(wrong, "{resource_type} {address}: not read live").unwrap(),
            }
        }
    }
    // What resources are called first: everything else refers to it.
    for (resource_type, name, one, _, live) in &pairs {
        if let Some(symbol) = one.meta.id.strip_prefix('{').and_then(|id| id.strip_suffix('}')) {
            symbols.entry(symbol.to_owned()).or_insert_with(|| live.meta.id.clone());
        }
        if let (Some(written), Some(arn)) = (&one.meta.arn, &live.meta.arn)
            && !fits(written, arn, &mut symbols)
            && !apart(resource_type, "arn")
        {
            writeln!(wrong, "{resource_type} {name} arn\n  CloudFormation {written}\n  live           {arn}").unwrap();
        }
    }
    let mut agreed: BTreeMap<&str, usize> = BTreeMap::new();
    for (resource_type, name, one, other, live) in &pairs {
        let mut compared = Compared::with(std::mem::take(&mut symbols));
        compared.compare("", &one.properties, &live.properties);
        let Compared { different, equal, unread, .. } = compared;
        symbols = compared.symbols;
        for pointer in unread {
            if !apart(resource_type, &pointer) {
                let why = live.properties.pointer(&pointer).unwrap_or(&Value::Null);
                writeln!(wrong, "{resource_type} {name} {pointer}\n  not compared: {why}").unwrap();
            }
        }
        let other_says = |pointer: &str| {
            other.properties.pointer(pointer).map_or("nothing".to_owned(), |value| same(&value.to_string()))
        };
        for (pointer, written, live) in different {
            if !apart(resource_type, &pointer) {
                let terraform = other_says(&pointer);
                let lines =
                    format!("  CloudFormation {written}\n  Terraform      {terraform}\n  live           {live}");
                writeln!(wrong, "{resource_type} {name} {pointer}\n{lines}").unwrap();
            }
        }
        let defaults = &one.meta.template().unwrap().defaults;
        let said = equal.iter().filter(|pointer| {
            let default = defaults.keys().any(|default| pointer.starts_with(default.as_str()));
            let written = one.properties.pointer(pointer).unwrap_or(&Value::Null).to_string();
            !default && other_says(pointer) == written
        });
        *agreed.entry(resource_type).or_default() += said.count();
    }
    for (at, (resource_type, place, reason)) in APART.iter().enumerate() {
        if !spent.contains(&at) {
            writeln!(wrong, "{resource_type} {place} no longer differs ({reason}): strike it from the table").unwrap();
        }
    }
    assert!(wrong.is_empty(), "the views differ:\n{wrong}");
    agreed.retain(|_, count| *count > 0);
    assert!(agreed.len() >= TYPES, "only {} types agree in something: {agreed:#?}", agreed.len());
}

#[test]
fn what_differs_is_told_with_its_place() {
    let template = serde_json::json!({
        "Name": "jobs", "Key": "arn:aws:kms:{Region}:{AccountId}:key/{Data}", "Also": "{Data}",
        "Rules": [{"Port": 443, "To": "{Gate}"}, {"Port": 22, "To": "{Gate}"}],
    });
    let live = serde_json::json!({
        "Name": "job", "Key": "arn:aws:kms:us-east-1:123456789012:key/1a2b", "Also": "9f9f",
        "Rules": [{"Port": 22, "To": "sg-1"}, {"Port": 8443, "To": "sg-1"}, {"Port": 80, "To": "sg-2"}],
    });
    let symbols = [("Region", "us-east-1"), ("AccountId", "123456789012"), ("Data", "1a2b")];
    let mut compared = Compared::with(symbols.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    compared.compare("", &template, &live);
    let places: Vec<&str> = compared.different.iter().map(|(pointer, ..)| pointer.as_str()).collect();
    assert_eq!(places, ["/Also", "/Name", "/Rules/0/Port", "/Rules/+"]);
    assert_eq!(compared.equal, ["/Key", "/Rules/1/Port", "/Rules/0/To"]);
    assert_eq!(compared.symbols["Gate"], "sg-1");
}
