//! What follows from a secret that was found: who could read it, what it opens, where else it stands, and the repair.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};
use yagura_finding::{Check, Finding, Report, VerdictKind, Words};
use yagura_model::{Meta, Snapshot};
use yagura_secrets::keyed_hash;

use super::repair::{self, Repair};
use crate::access::Readers;

/// How many names are shown of those who may read.
const SHOWN: usize = 3;
/// How many are kept in the JSON output.
const KEPT: usize = 50;

/// The read actions that show the texts of a type, each by its resource's ARN
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
const READS: &[(&str, &[&str])] = &[
    ("AWS::Lambda::Function", &["lambda:GetFunctionConfiguration", "lambda:GetFunction", "lambda:ListFunctions"]),
    ("AWS::ECS::TaskDefinition", &["ecs:DescribeTaskDefinition"]),
    ("AWS::EC2::Instance", &["ec2:DescribeInstanceAttribute"]),
    ("AWS::EC2::LaunchTemplate", &["ec2:DescribeLaunchTemplateVersions"]),
    ("AWS::SSM::Parameter", &["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]),
    ("AWS::SSM::Document", &["ssm:GetDocument"]),
    ("AWS::CodeBuild::Project", &["codebuild:BatchGetProjects"]),
    ("AWS::CloudFormation::Stack", &["cloudformation:DescribeStacks", "cloudformation:GetTemplate"]),
    ("AWS::StepFunctions::StateMachine", &["states:DescribeStateMachine"]),
    ("AWS::AppSync::GraphQLApi", &["appsync:GetGraphqlApiEnvironmentVariables"]),
    ("AWS::AppSync::Resolver", &["appsync:GetResolver", "appsync:ListResolvers"]),
    ("AWS::AppSync::FunctionConfiguration", &["appsync:GetFunction", "appsync:ListFunctions"]),
    ("AWS::AppSync::DataSource", &["appsync:GetDataSource", "appsync:ListDataSources"]),
    ("AWS::Glue::Job", &["glue:GetJob", "glue:GetJobs", "glue:BatchGetJobs"]),
    ("AWS::Batch::JobDefinition", &["batch:DescribeJobDefinitions"]),
    ("AWS::AppRunner::Service", &["apprunner:DescribeService"]),
    ("AWS::ElasticBeanstalk::Environment", &["elasticbeanstalk:DescribeConfigurationSettings"]),
    ("AWS::Amplify::App", &["amplify:GetApp", "amplify:ListApps"]),
    ("AWS::Amplify::Branch", &["amplify:GetBranch", "amplify:ListBranches"]),
    ("AWS::ApiGateway::Stage", &["apigateway:GET"]),
    ("AWS::ApiGatewayV2::Stage", &["apigateway:GET"]),
];
/// Of these checks the texts are shown by another action.
const READS_OF_CHECK: &[(&str, &[&str])] = &[("lambda-code-secret", &["lambda:GetFunction"])];

/// A secret in a finding's evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    kind: String,
    hash: String,
    account: Option<String>,
    path: String,
}

/// Says of every finding of a secret what follows from it. The findings are those that were chosen to be shown; where else the
/// same secret stands is known of `checks`, those that ran.
pub fn explain(report: &mut Report<'_>, checks: &[&'static Check]) {
    let mut places: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
    let mut secrets: Vec<(usize, Vec<Found>)> = Vec::new();
    for (at, finding) in report.findings.iter().enumerate() {
        if !matches!(finding.verdict, VerdictKind::Fail | VerdictKind::Muted) {
            continue;
        }
        let found = found(finding);
        if found.is_empty() {
            continue;
        }
        for one in &found {
            places.entry(one.hash.clone()).or_default().insert(Place::of(finding, &one.path));
        }
        secrets.push((at, found));
    }
    if secrets.is_empty() {
        return;
    }
    let snapshot = report.snapshot();
    let mut readers = None;
    let owners = owners(snapshot);
    let administrators = administrators(report, checks);
    for (at, found) in secrets {
        let Some(finding) = report.findings.get(at).filter(|finding| finding.verdict == VerdictKind::Fail) else {
            continue;
        };
        let reads = reads(finding).map(|(actions, arn)| {
            let readers = readers.get_or_insert_with(|| Readers::of(snapshot));
            Reads::ask(readers, actions, arn)
        });
        let opens = opens(finding, &found, &owners, &administrators);
        let elsewhere = elsewhere(finding, &found, &places);
        let repair = repair::of(finding);
        let said = Said { reads, opens, elsewhere, repair };
        let (words, json) = (said.words(), said.json());
        let Some(finding) = report.findings.get_mut(at) else { continue };
        finding.secret = Some(Box::new(json.into()));
        let detail = finding.detail.get_or_insert_with(|| Words { ja: String::new(), en: String::new() });
        for (before, more) in [(&mut detail.ja, words.ja), (&mut detail.en, words.en)] {
            if !before.is_empty() && !more.is_empty() {
                before.push_str(". ");
            }
            before.push_str(&more);
        }
    }
}

/// The secrets that stand in the evidence.
fn found(finding: &Finding<'_>) -> Vec<Found> {
    let mut all = Vec::new();
    for proof in &finding.evidence {
        if !proof.evidence.value.text().contains("\"hash\"") {
            continue;
        }
        let Ok(value) = serde_json::from_str::<Value>(proof.evidence.value.text()) else { continue };
        collect(&value, &proof.evidence.path, &mut all);
    }
    all.sort();
    all.dedup();
    all
}

fn collect(value: &Value, path: &str, all: &mut Vec<Found>) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| collect(item, path, all)),
        Value::Object(object) => {
            let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
            match (text("kind"), text("hash"), text("confidence")) {
                (Some(kind), Some(hash), Some(_)) => {
                    all.push(Found { kind, hash, account: text("account"), path: path.to_owned() });
                }
                _ => object.values().for_each(|item| collect(item, path, all)),
            }
        }
        _ => {}
    }
}

/// A place where a secret stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    resource_type: String,
    id: String,
    name: String,
    region: String,
    file: Option<String>,
    path: String,
}

impl Place {
    fn of(finding: &Finding<'_>, path: &str) -> Self {
        let resource = &finding.resource;
        Self {
            resource_type: resource.resource_type.to_owned(),
            id: resource.id.to_owned(),
            name: resource.name.to_owned(),
            region: resource.region.to_owned(),
            file: finding.location.as_ref().map(|location| location.file.to_owned()),
            path: path.to_owned(),
        }
    }

    fn json(&self) -> Value {
        json!({ "type": self.resource_type, "id": self.id, "name": self.name, "region": self.region, "file": self.file, "path": self.path })
    }

    fn text(&self) -> String {
        let kind = self.resource_type.strip_prefix("AWS::").unwrap_or(&self.resource_type);
        format!("{kind} {}", self.name)
    }
}

fn elsewhere(finding: &Finding<'_>, found: &[Found], places: &BTreeMap<String, BTreeSet<Place>>) -> Vec<Place> {
    let own: BTreeSet<Place> = found.iter().map(|one| Place::of(finding, &one.path)).collect();
    let all: BTreeSet<&Place> = found.iter().filter_map(|one| places.get(&one.hash)).flatten().collect();
    all.into_iter().filter(|place| !own.contains(place)).cloned().collect()
}

/// The actions that show a finding's texts, and the resource that they are called on; `None` in a template.
fn reads<'f>(finding: &Finding<'f>) -> Option<(&'static [&'static str], &'f str)> {
    if finding.location.is_some() {
        return None;
    }
    let arn = finding.resource.arn?;
    let of_check = READS_OF_CHECK.iter().find(|(check, _)| *check == finding.check.id);
    let (_, actions) = of_check.or_else(|| READS.iter().find(|(name, _)| *name == finding.resource.resource_type))?;
    Some((actions, arn))
}

/// Who may read.
struct Reads {
    actions: &'static [&'static str],
    /// Those who may in any case.
    sure: BTreeSet<String>,
    /// Those who may where conditions hold.
    conditional: BTreeSet<String>,
    /// Of whom it cannot be told.
    unknown: BTreeSet<String>,
}

/// More was asked than is worked out.
struct Unasked(&'static [&'static str]);

impl Unasked {
    fn words() -> Words {
        let most = crate::access::MOST_READERS;
        Words {
            ja: format!("読み取れるプリンシパル: 判定不能 ({most}件を超えるため調べていない)"),
            en: format!("who may read it is unknown: more than {most} such questions"),
        }
    }

    fn json(&self) -> Value {
        json!({ "actions": self.0, "gap": Self::words().en })
    }
}

impl Reads {
    fn ask(readers: &mut Readers<'_>, actions: &'static [&'static str], arn: &str) -> Result<Self, Unasked> {
        let mut all = Self { actions, sure: BTreeSet::new(), conditional: BTreeSet::new(), unknown: BTreeSet::new() };
        for action in actions {
            for way in readers.who(action, arn).ok_or(Unasked(actions))? {
                let who = way.who.clone();
                match (&way.gap, way.conditional) {
                    (Some(_), _) => all.unknown.insert(who),
                    (None, true) => all.conditional.insert(who),
                    (None, false) => all.sure.insert(who),
                };
            }
        }
        all.conditional.retain(|who| !all.sure.contains(who));
        all.unknown.retain(|who| !all.sure.contains(who) && !all.conditional.contains(who));
        Ok(all)
    }

    fn json(&self) -> Value {
        let names = |set: &BTreeSet<String>| set.iter().take(KEPT).cloned().collect::<Vec<_>>();
        let part = |set: &BTreeSet<String>| json!({ "number": set.len(), "names": names(set) });
        json!({ "actions": self.actions, "allowed": part(&self.sure), "conditional": part(&self.conditional), "unknown": part(&self.unknown) })
    }
}

/// The last parts of an ARN, as people call a principal.
fn short(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}

/// What an AWS key opens.
struct Opens {
    kind: String,
    account: Option<String>,
    own: bool,
    user: Option<String>,
    active: Option<bool>,
    administrator: Option<bool>,
}

impl Opens {
    fn json(&self) -> Value {
        json!({ "kind": self.kind, "account": self.account, "user": self.user, "active": self.active, "administrator": self.administrator })
    }
}

/// A user by its key.
struct Owner<'s> {
    meta: &'s Meta,
    active: Option<bool>,
}

/// The users of a snapshot by the hashes of their keys' ids.
fn owners(snapshot: &Snapshot) -> HashMap<String, Owner<'_>> {
    let mut owners = HashMap::new();
    for user in snapshot.iam.users.iter() {
        let key = super::key(&user.meta.account);
        for one in user.access_keys.known().into_iter().flatten() {
            let active = one.status.as_deref().map(|status| status == "Active");
            owners.insert(keyed_hash(key.as_bytes(), &one.access_key_id), Owner { meta: &user.meta, active });
        }
    }
    owners
}

/// By the checks that ran: the users who are administrators or can become so, and those of whom it is unknown.
struct Administrators {
    ran: bool,
    yes: BTreeSet<(String, String)>,
    unknown: BTreeSet<(String, String)>,
}

fn administrators(report: &Report<'_>, checks: &[&'static Check]) -> Administrators {
    const CHECKS: [&str; 2] = ["iam-user-admin", "iam-principal-escalates"];
    let mut all = Administrators { ran: false, yes: BTreeSet::new(), unknown: BTreeSet::new() };
    all.ran = CHECKS.iter().all(|id| checks.iter().any(|check| check.id == *id));
    for finding in report.findings.iter().filter(|finding| CHECKS.contains(&finding.check.id)) {
        let who = (finding.resource.account.to_owned(), finding.resource.id.to_owned());
        match finding.verdict {
            VerdictKind::Fail | VerdictKind::Muted => all.yes.insert(who),
            VerdictKind::Unknown => all.unknown.insert(who),
            VerdictKind::Pass => continue,
        };
    }
    all
}

fn opens(
    finding: &Finding<'_>,
    found: &[Found],
    owners: &HashMap<String, Owner<'_>>,
    administrators: &Administrators,
) -> Vec<Opens> {
    let ids = found.iter().filter(|one| one.kind == "aws-access-key-id");
    let mut all: Vec<Opens> = ids
        .map(|one| {
            let owner = owners.get(&one.hash);
            let user = owner.map(|owner| owner.meta.name.clone());
            let account = one.account.clone().or_else(|| owner.map(|owner| owner.meta.account.clone()));
            let own = account.as_deref() == Some(finding.resource.account);
            let administrator = owner.and_then(|owner| {
                let who = (owner.meta.account.clone(), owner.meta.id.clone());
                let unread = administrators.unknown.contains(&(owner.meta.account.clone(), "*".to_owned()));
                match (administrators.yes.contains(&who), administrators.unknown.contains(&who) || unread) {
                    (true, _) => Some(true),
                    (false, false) if administrators.ran => Some(false),
                    _ => None,
                }
            });
            Opens {
                kind: one.kind.clone(),
                account,
                own,
                user,
                active: owner.and_then(|owner| owner.active),
                administrator,
            }
        })
        .collect();
    all.dedup_by(|one, other| one.account == other.account && one.user == other.user);
    all
}

/// All that is said of one finding.
struct Said {
    /// `None` where reading it is no matter of an action.
    reads: Option<Result<Reads, Unasked>>,
    opens: Vec<Opens>,
    elsewhere: Vec<Place>,
    repair: Option<Repair>,
}

impl Said {
    fn words(&self) -> Words {
        let (mut ja, mut en) = (Vec::new(), Vec::new());
        if let Some(Err(_)) = &self.reads {
            let words = Unasked::words();
            ja.push(words.ja);
            en.push(words.en);
        }
        if let Some(Ok(reads)) = &self.reads {
            let names: Vec<&str> = reads.sure.iter().take(SHOWN).map(|who| short(who)).collect();
            let (names_ja, names_en) = match (names.is_empty(), reads.sure.len() > SHOWN) {
                (true, _) => (String::new(), String::new()),
                (false, more) => {
                    let names = names.join(", ");
                    (
                        format!(" ({names}{})", if more { " など" } else { "" }),
                        format!(" ({names}{})", if more { ", ..." } else { "" }),
                    )
                }
            };
            let part = |set: &BTreeSet<String>, before: &str, after: &str| {
                if set.is_empty() { String::new() } else { format!("{before}{}{after}", set.len()) }
            };
            ja.push(format!(
                "読み取れるプリンシパル: {}{names_ja}{}{}",
                reads.sure.len(),
                part(&reads.conditional, "、条件付き ", ""),
                part(&reads.unknown, "、判定不能 ", ""),
            ));
            en.push(format!(
                "may be read by {} {}{names_en}{}{}",
                reads.sure.len(),
                if reads.sure.len() == 1 { "principal" } else { "principals" },
                part(&reads.conditional, ", ", " more under conditions"),
                part(&reads.unknown, ", ", " that cannot be told"),
            ));
        }
        for opens in &self.opens {
            let (mut of_ja, mut of_en) = (Vec::new(), Vec::new());
            if let Some(account) = &opens.account {
                let own = opens.own;
                of_ja.push(format!("アカウント {account}{}", if own { " (このアカウント)" } else { "" }));
                of_en.push(format!("account {account}{}", if own { " (this one)" } else { "" }));
            }
            if let Some(user) = &opens.user {
                let state = match (opens.active, opens.administrator) {
                    (Some(false), _) => ("、無効化済み", ", inactive"),
                    (_, Some(true)) => ("、管理者または権限昇格が可能", ", an administrator or able to become one"),
                    (_, None) => ("、権限は判定不能", ", permissions unknown"),
                    (_, Some(false)) => ("", ""),
                };
                of_ja.push(format!("ユーザー {user}{}", state.0));
                of_en.push(format!("user {user}{}", state.1));
            }
            if !of_ja.is_empty() {
                ja.push(format!("AWSアクセスキーの所有者: {}", of_ja.join("、")));
                en.push(format!("the AWS key belongs to {}", of_en.join(", ")));
            }
        }
        if !self.elsewhere.is_empty() {
            let names: BTreeSet<String> = self.elsewhere.iter().map(Place::text).collect();
            let number = self.elsewhere.len();
            let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
            let more = if names.len() > SHOWN { (" など", ", ...") } else { ("", "") };
            ja.push(format!("同じ値がほかに{number}か所: {}{}", shown.join(", "), more.0));
            let places = if number == 1 { "place" } else { "places" };
            en.push(format!("the same value stands in {number} other {places}: {}{}", shown.join(", "), more.1));
        }
        if let Some(repair) = &self.repair {
            let (of_ja, of_en) = repair.words();
            ja.push(format!("修正: {of_ja}"));
            en.push(format!("repair: {of_en}"));
        }
        Words { ja: ja.join("。"), en: en.join("; ") }
    }

    fn json(&self) -> Value {
        json!({
            "readers": self.reads.as_ref().map(|reads| reads.as_ref().map_or_else(Unasked::json, Reads::json)),
            "opens": self.opens.iter().map(Opens::json).collect::<Vec<_>>(),
            "elsewhere": self.elsewhere.iter().take(KEPT).map(Place::json).collect::<Vec<_>>(),
            "repair": self.repair.as_ref().map(Repair::json),
        })
    }
}
