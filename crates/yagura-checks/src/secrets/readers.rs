//! Who may read a secret where it stands: by which actions, and which principals may call them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Value, json};
use yagura_finding::{Finding, Location, Words};
use yagura_iam::reference::Reference;
use yagura_model::services::elasticbeanstalk::Environment;
use yagura_model::services::glue::Job;
use yagura_model::{Arn, GLOBAL, Meta, OWN_ACCOUNT, OWN_REGION, Snapshot, Typed};

use super::context::{KEPT, SHOWN};
use crate::access::{Asked, Asking, MOST_READERS, Readers, Sure, Way, Ways, Within, homes as homes_of};

/// The read actions that show the texts of a type; those that show what was made of it hold the same texts
/// (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html>,
/// <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html>,
/// <https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html>,
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetLaunchTemplateData.html>)
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>).
const READS: &[(&str, &[&str])] = &[
    ("AWS::Lambda::Function", &["lambda:GetFunctionConfiguration", "lambda:GetFunction", "lambda:ListFunctions"]),
    ("AWS::Lambda::LayerVersion", &["lambda:GetLayerVersion"]),
    ("AWS::ECS::TaskDefinition", &["ecs:DescribeTaskDefinition"]),
    ("AWS::EC2::Instance", &["ec2:DescribeInstanceAttribute", "ec2:GetLaunchTemplateData"]),
    ("AWS::EC2::LaunchTemplate", &["ec2:DescribeLaunchTemplateVersions"]),
    (
        "AWS::SSM::Parameter",
        &["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory"],
    ),
    ("AWS::SSM::Document", &["ssm:GetDocument"]),
    ("AWS::CodeBuild::Project", &["codebuild:BatchGetProjects", "codebuild:BatchGetBuilds"]),
    ("AWS::CloudFormation::Stack", &["cloudformation:DescribeStacks", "cloudformation:GetTemplate"]),
    ("AWS::StepFunctions::StateMachine", &["states:DescribeStateMachine"]),
    ("AWS::AppSync::GraphQLApi", &["appsync:GetGraphqlApiEnvironmentVariables"]),
    ("AWS::AppSync::Resolver", &["appsync:GetResolver", "appsync:ListResolvers"]),
    ("AWS::AppSync::FunctionConfiguration", &["appsync:GetFunction", "appsync:ListFunctions"]),
    ("AWS::AppSync::DataSource", &["appsync:GetDataSource", "appsync:ListDataSources"]),
    ("AWS::Glue::Job", &["glue:GetJob", "glue:GetJobs", "glue:BatchGetJobs", "glue:GetJobRun", "glue:GetJobRuns"]),
    ("AWS::Batch::JobDefinition", &["batch:DescribeJobDefinitions"]),
    (
        "AWS::EMR::Cluster",
        &[
            "elasticmapreduce:ListSteps",
            "elasticmapreduce:DescribeStep",
            "elasticmapreduce:ListBootstrapActions",
            "elasticmapreduce:DescribeCluster",
        ],
    ),
    ("AWS::AppRunner::Service", &["apprunner:DescribeService"]),
    ("AWS::ElasticBeanstalk::Environment", &["elasticbeanstalk:DescribeConfigurationSettings"]),
    ("AWS::ElasticBeanstalk::ConfigurationTemplate", &["elasticbeanstalk:DescribeConfigurationSettings"]),
    ("AWS::Amplify::App", &["amplify:GetApp", "amplify:ListApps"]),
    ("AWS::Amplify::Branch", &["amplify:GetBranch", "amplify:ListBranches"]),
    ("AWS::ApiGateway::Stage", &["apigateway:GET"]),
    ("AWS::ApiGatewayV2::Stage", &["apigateway:GET"]),
    ("AWS::IAM::User", &["iam:GetUserPolicy", "iam:GetAccountAuthorizationDetails"]),
    ("AWS::IAM::Group", &["iam:GetGroupPolicy", "iam:GetAccountAuthorizationDetails"]),
    ("AWS::IAM::Role", &["iam:GetRolePolicy", "iam:GetRole", "iam:ListRoles", "iam:GetAccountAuthorizationDetails"]),
    ("AWS::IAM::ManagedPolicy", &["iam:GetPolicyVersion", "iam:GetAccountAuthorizationDetails"]),
    ("AWS::ApiGateway::RestApi", &["apigateway:GET"]),
    ("AWS::DynamoDB::Table", &["dynamodb:GetResourcePolicy"]),
    ("AWS::EC2::VPCEndpoint", &["ec2:DescribeVpcEndpoints"]),
    ("AWS::ECR::Repository", &["ecr:GetRepositoryPolicy"]),
    ("AWS::KMS::Key", &["kms:GetKeyPolicy"]),
    ("AWS::Organizations::Policy", &["organizations:DescribePolicy"]),
    ("AWS::S3::Bucket", &["s3:GetBucketPolicy"]),
    ("AWS::SecretsManager::Secret", &["secretsmanager:GetResourcePolicy"]),
    ("AWS::SNS::Topic", &["sns:GetTopicAttributes"]),
    ("AWS::SQS::Queue", &["sqs:GetQueueAttributes"]),
];
/// What a check finds in a type (`*`: in any) is shown by other actions than the rest of the type.
const OF_CHECK: &[(&str, &str, &[&str])] = &[
    ("lambda-code-secret", "*", &["lambda:GetFunction"]),
    ("tags-resource-secret", "*", TAGS),
    ("iam-policy-secret", "AWS::Lambda::Function", &["lambda:GetPolicy"]),
];
/// Checks of what lies in a bucket, each with the type; what shows it is the object.
const OF_OBJECTS: &[&str] = &["glue-job-script-secret", "elasticbeanstalk-source-secret"];
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
const READ_OBJECT: [&str; 2] = ["s3:GetObject", "s3:GetObjectVersion"];
/// <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>
const TAGS: &[&str] = &["tag:GetResources"];

/// What shows a template's own text, whatever stands in it
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html>).
const OF_STACK: &str = "cloudformation:GetTemplate";

/// Who may read.
pub(super) struct Reads {
    actions: Vec<&'static str>,
    /// Those who may in any case.
    sure: BTreeSet<String>,
    /// Those who may where conditions hold.
    conditional: BTreeSet<String>,
    /// Of whom it cannot be told.
    unknown: BTreeSet<String>,
    /// Those who may once they have assumed one of their roles.
    assuming: Rc<Ways>,
    account: String,
    /// Whether the root user of the account may: within its SCPs it may do everything there
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html>).
    root: Option<bool>,
    /// Of a template: how many users and roles it makes. The account that it is deployed into has others.
    made: Option<usize>,
}

/// Why nobody asked who may.
pub(super) enum Unasked {
    /// More was asked than is worked out.
    TooMany(Vec<&'static str>),
    /// It is not known which actions show texts of this type.
    Actions,
    /// It is not known what the resource is called.
    Resource(Vec<&'static str>),
}

/// One action on one resource.
type Question = (&'static str, String);

/// What shows what a finding is about; `None` where no action of AWS does.
fn questions(finding: &Finding<'_>) -> Option<Result<Vec<Question>, Unasked>> {
    let resource = &finding.resource;
    let own = resource.resource_type;
    // It stands in files and in the state.
    if own == "Terraform::Value" {
        return None;
    }
    let of_check = OF_CHECK.iter().find(|(check, of, _)| *check == finding.check.id && (*of == "*" || *of == own));
    let of_type = || READS.iter().find(|(name, _)| *name == own).map(|(_, actions)| *actions);
    let actions = of_check.map(|(.., actions)| *actions).or_else(of_type).unwrap_or_default();
    let stack = finding.location.as_ref().and_then(|location| stack(resource.region, location));
    let Some(arn) = resource.arn.or(stack.as_deref().filter(|_| actions.is_empty())) else {
        return Some(Err(if actions.is_empty() { Unasked::Actions } else { Unasked::Resource(actions.to_vec()) }));
    };
    let mut all: Vec<Question> = actions.iter().map(|action| (*action, arn.to_owned())).collect();
    if let Some(stack) = stack
        && !actions.contains(&OF_STACK)
    {
        all.push((OF_STACK, stack));
    }
    Some(if all.is_empty() { Err(Unasked::Actions) } else { Ok(all) })
}

/// The ARN of the stack that a template of CloudFormation becomes, where something stands in the template itself. Logical ids are
/// letters and digits (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>), the
/// addresses of Terraform have an underscore in the type.
fn stack(region: &str, location: &Location<'_>) -> Option<String> {
    if location.address.contains('_') || location.declared.is_some() {
        return None;
    }
    // A nested stack is one of its own.
    let around = location.address.rsplit_once('.').map_or_else(String::new, |(around, _)| format!("{around}."));
    let region = if region == GLOBAL { OWN_REGION } else { region };
    Some(format!("arn:aws:cloudformation:{region}:{OWN_ACCOUNT}:stack/{{{around}StackName}}/{{{around}StackId}}"))
}

/// The templates of these findings, each by itself.
pub(super) fn homes<'f>(
    snapshot: &Snapshot,
    findings: impl Iterator<Item = &'f Finding<'f>>,
) -> BTreeMap<String, Snapshot> {
    let wanted = findings.filter(|finding| matches!(questions(finding), Some(Ok(_))));
    let wanted = wanted.filter_map(|finding| finding.location.as_ref().map(|location| location.root)).collect();
    homes_of(snapshot, &wanted)
}

/// All who are asked about: those of the account, and those of each template.
pub(super) struct Everyone<'s> {
    snapshot: &'s Snapshot,
    homes: &'s BTreeMap<String, Snapshot>,
    asked: Asked,
    account: Option<Readers<'s>>,
    of_homes: BTreeMap<&'s str, Readers<'s>>,
    objects: Option<Asking<'s>>,
}

impl<'s> Everyone<'s> {
    pub(super) fn of(snapshot: &'s Snapshot, homes: &'s BTreeMap<String, Snapshot>) -> Self {
        Self { snapshot, homes, asked: Asked::default(), account: None, of_homes: BTreeMap::new(), objects: None }
    }

    /// Who may read what a finding is about; `None` where no action of AWS shows it.
    pub(super) fn reads(&mut self, finding: &Finding<'_>) -> Option<Result<Reads, Unasked>> {
        if OF_OBJECTS.contains(&finding.check.id) {
            return Some(self.reads_object(finding));
        }
        let questions = match questions(finding)? {
            Ok(questions) => questions,
            Err(why) => return Some(Err(why)),
        };
        let Self { snapshot, homes, asked, account, of_homes, .. } = self;
        let (readers, made) = match &finding.location {
            None => (account.get_or_insert_with(|| Readers::of(snapshot, asked)), None),
            Some(location) => {
                let (home, own) = homes.get_key_value(location.root)?;
                let readers = of_homes.entry(home).or_insert_with(|| Readers::of(own, asked));
                let made = readers.number();
                (readers, Some(made))
            }
        };
        Some(Reads::ask(readers, &questions, finding.resource.account, made))
    }

    /// Who may read the object that a finding is about.
    fn reads_object(&mut self, finding: &Finding<'_>) -> Result<Reads, Unasked> {
        let actions = || READ_OBJECT.to_vec();
        let arn = object(self.snapshot, finding).ok_or_else(|| Unasked::Resource(actions()))?;
        let Self { snapshot, asked, objects, .. } = self;
        let asking = objects.get_or_insert_with(|| Asking::beside(snapshot, Within::default(), asked));
        let mut reads = Reads::of(actions(), finding.resource.account, None);
        let mut direct = Vec::new();
        for action in READ_OBJECT {
            if !asked.another() {
                return Err(Unasked::TooMany(actions()));
            }
            direct.extend(asking.direct(action, &arn, None, None).map_err(|_| Unasked::Resource(actions()))?);
        }
        // Roles that AWS's own services act as are nobody's.
        direct.retain(|way| !way.who.contains(":role/aws-service-role/"));
        for way in &direct {
            if way.kind != "root" {
                reads.take(way);
            } else if Sure::of(way) == Sure::Yes {
                reads.root = Some(true);
            } else if reads.root == Some(false) {
                reads.root = None;
            }
        }
        reads.settle();
        reads.assuming = asking.through(&direct);
        Ok(reads)
    }
}

/// The ARN of the object that the code of a finding was read from.
fn object(snapshot: &Snapshot, finding: &Finding<'_>) -> Option<String> {
    let resource = &finding.resource;
    let is = |meta: &Meta| meta.id == resource.id && meta.account == resource.account && meta.region == resource.region;
    let jobs = snapshot.glue.jobs.iter().filter(|job| resource.resource_type == Job::TYPE && is(&job.meta));
    let environments = snapshot.elasticbeanstalk.environments.iter();
    let environments = environments.filter(|own| resource.resource_type == Environment::TYPE && is(&own.meta));
    let code = jobs.map(|job| &job.script).chain(environments.map(|own| &own.source)).next()?.known()?.as_ref()?;
    let object = code.packages.known()?.iter().find_map(|package| package.known()?.object.as_deref())?;
    let partition = resource.arn.and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws");
    Some(format!("arn:{partition}:s3:::{object}"))
}

impl Unasked {
    pub(super) fn words(&self) -> Words {
        let (ja, en) = match self {
            Self::TooMany(_) => (
                format!("{MOST_READERS}件を超えるため調べていない"),
                format!("more than {MOST_READERS} such questions"),
            ),
            Self::Actions => (
                "このリソースタイプを読み取るアクションを調べていない".to_owned(),
                "the actions that show this type are not worked out".to_owned(),
            ),
            Self::Resource(_) => {
                ("このリソースのARNが不明".to_owned(), "the ARN of this resource is not known".to_owned())
            }
        };
        Words {
            ja: format!("読み取れるプリンシパル: 判定不能 ({ja})"),
            en: format!("who may read it is unknown: {en}"),
        }
    }

    pub(super) fn json(&self) -> Value {
        let actions = match self {
            Self::TooMany(actions) | Self::Resource(actions) => actions.as_slice(),
            Self::Actions => &[],
        };
        json!({ "actions": actions, "gap": self.words().en })
    }
}

/// Whether an action is allowed on no single resource, but on all of the caller's account.
fn of_account(action: &str) -> bool {
    let known = Reference::embedded().action(&action.to_ascii_lowercase());
    known.is_some_and(|(_, action)| action.resources.is_empty())
}

/// Whether somebody is of the account.
fn is_of(way: &Way, account: &str) -> bool {
    let listed = || way.who.rsplit_once(" of account ").is_none_or(|(_, of)| of == account);
    Arn::parse(&way.who).map_or_else(listed, |arn| arn.account == account)
}

impl Reads {
    /// Nobody yet.
    fn of(actions: Vec<&'static str>, account: &str, made: Option<usize>) -> Self {
        Self {
            actions,
            sure: BTreeSet::new(),
            conditional: BTreeSet::new(),
            unknown: BTreeSet::new(),
            assuming: Rc::default(),
            account: account.to_owned(),
            root: Some(false),
            made,
        }
    }

    fn take(&mut self, way: &Way) {
        let set = match Sure::of(way) {
            Sure::Unknown => &mut self.unknown,
            Sure::Conditional => &mut self.conditional,
            Sure::Yes => &mut self.sure,
        };
        set.insert(way.who.clone());
    }

    /// Leaves each where it is surest.
    fn settle(&mut self) {
        let Self { sure, conditional, unknown, .. } = self;
        conditional.retain(|who| !sure.contains(who));
        unknown.retain(|who| !sure.contains(who) && !conditional.contains(who));
    }

    fn ask(
        readers: &mut Readers<'_>,
        questions: &[Question],
        account: &str,
        made: Option<usize>,
    ) -> Result<Self, Unasked> {
        let mut all = Self::of(questions.iter().map(|(action, _)| *action).collect(), account, made);
        for (action, arn) in questions {
            let whole = of_account(action);
            let asked = if whole { "*" } else { arn.as_str() };
            all.root = match (all.root, readers.root_may(action, asked, account)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                (Some(false), Some(false)) => Some(false),
            };
            for way in readers.who(action, asked).ok_or_else(|| Unasked::TooMany(all.actions.clone()))? {
                // It shows the caller's own account alone.
                if whole && !is_of(way, account) {
                    continue;
                }
                all.take(way);
            }
        }
        all.settle();
        let direct = [(&all.sure, Sure::Yes), (&all.conditional, Sure::Conditional), (&all.unknown, Sure::Unknown)];
        let direct = direct.into_iter().flat_map(|(set, sure)| set.iter().map(move |who| (who.clone(), sure, None)));
        all.assuming = readers.through(direct);
        if made.is_some() {
            // The SCPs of its account are not known, which alone bind it.
            all.root = None;
        }
        Ok(all)
    }

    pub(super) fn json(&self) -> Value {
        let names = |set: &BTreeSet<String>| set.iter().take(KEPT).cloned().collect::<Vec<_>>();
        let part = |set: &BTreeSet<String>| json!({ "number": set.len(), "names": names(set) });
        let assuming = |sure: Sure| {
            let number = self.becoming(sure).count();
            let names = self.becoming(sure).take(KEPT);
            let names = names.map(|way| json!({ "who": way.who, "through": way.through })).collect::<Vec<_>>();
            json!({ "number": number, "names": names })
        };
        let mut unknown = self.unknown.clone();
        if self.made.is_some() {
            unknown.extend(["users", "roles"].map(|kind| format!("{kind} of account {OWN_ACCOUNT}")));
        }
        json!({
            "scope": if self.made.is_some() { "template" } else { "account" },
            "actions": self.actions,
            "allowed": part(&self.sure),
            "conditional": part(&self.conditional),
            "unknown": part(&unknown),
            "assuming": {
                "allowed": assuming(Sure::Yes), "conditional": assuming(Sure::Conditional), "unknown": assuming(Sure::Unknown),
                "not_followed": self.assuming.not_followed,
            },
            "root": self.root,
        })
    }

    /// Those who may by assuming roles, as surely as that.
    fn becoming(&self, sure: Sure) -> impl Iterator<Item = &Way> {
        // What a service does with a role is its own; an account's own principals stand here one by one.
        let counts = |way: &Way| way.kind != "service" && (way.kind != "account" || way.who != self.account);
        self.assuming.ways.iter().filter(move |way| Sure::of(way) == sure && counts(way))
    }

    pub(super) fn words(&self) -> Words {
        let nobody = self.sure.is_empty() && self.conditional.is_empty() && self.unknown.is_empty();
        if self.made == Some(0) && nobody {
            let (by_ja, by_en) = self.by();
            return Words {
                ja: format!(
                    "テンプレートにユーザーもロールもない。デプロイ先アカウントで読み取れる ({by_ja}) プリンシパルはテンプレートからは判定不能"
                ),
                en: format!(
                    "the template makes no user or role, and does not show who may read it ({by_en}) in the account that it is deployed into"
                ),
            };
        }
        let mut words = self.directly();
        if let Some(more) = self.by_assuming() {
            words.ja.push_str(&more.ja);
            words.en.push_str(&more.en);
        }
        if self.root == Some(true) {
            words.ja.push_str("。アカウントのルートユーザーも読み取れる");
            words.en.push_str("; so may the root user of the account");
        }
        if self.made.is_some() {
            words.ja.push_str("。デプロイ先アカウントのほかのプリンシパルとSCPはテンプレートからは判定不能");
            words.en.push_str(
                "; the other principals of the account that it is deployed into, and its SCPs, a template does not show",
            );
        }
        words
    }

    /// Those who may by assuming roles, in words.
    fn by_assuming(&self) -> Option<Words> {
        let not_followed = self.assuming.not_followed;
        let number = |sure| self.becoming(sure).count();
        let (sure, conditional, unknown) = (number(Sure::Yes), number(Sure::Conditional), number(Sure::Unknown));
        if sure + conditional + unknown + not_followed == 0 {
            return None;
        }
        let shown: Vec<(String, String)> = self
            .becoming(Sure::Yes)
            .take(SHOWN)
            .map(|way| {
                let roles: Vec<&str> = way.through.iter().map(|role| short(role)).collect();
                let who = short(&way.who);
                (format!("{who} → {}", roles.join(" → ")), format!("{who} by assuming {}", roles.join(", then ")))
            })
            .collect();
        let more = sure > SHOWN;
        let names_ja: Vec<&str> = shown.iter().map(|(ja, _)| ja.as_str()).collect();
        let names_en: Vec<&str> = shown.iter().map(|(_, en)| en.as_str()).collect();
        let listed = |names: &[&str], end: &str| {
            if names.is_empty() {
                String::new()
            } else {
                format!(" ({}{})", names.join(", "), if more { end } else { "" })
            }
        };
        let part = |number: usize, before: &str, after: &str| {
            if number == 0 { String::new() } else { format!("{before}{number}{after}") }
        };
        Some(Words {
            ja: format!(
                "。ロールを引き受けて読み取れるプリンシパル: {sure}{}{}{}{}",
                listed(&names_ja, " など"),
                part(conditional, "、条件付き ", ""),
                part(unknown, "、判定不能 ", ""),
                part(not_followed, "、引き受けられるプリンシパルを調べていないロール ", ""),
            ),
            en: format!(
                "; by assuming roles {sure} more may{}{}{}{}",
                listed(&names_en, ", ..."),
                part(conditional, ", ", " more under conditions"),
                part(unknown, ", ", " that cannot be told"),
                part(not_followed, "; who may assume ", " more roles was not worked out"),
            ),
        })
    }

    /// Those who may without assuming a role, in words.
    fn directly(&self) -> Words {
        let names: Vec<&str> = self.sure.iter().take(SHOWN).map(|who| short(who)).collect();
        let (names_ja, names_en) = match (names.is_empty(), self.sure.len() > SHOWN) {
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
        let (by_ja, by_en) = self.by();
        let (of_ja, of_en) =
            if self.made.is_some() { ("テンプレート内で", " of the template") } else { ("", "") };
        Words {
            ja: format!(
                "{of_ja}直接読み取れるプリンシパル ({by_ja}): {}{names_ja}{}{}",
                self.sure.len(),
                part(&self.conditional, "、条件付き ", ""),
                part(&self.unknown, "、判定不能 ", ""),
            ),
            en: format!(
                "may be read directly ({by_en}) by {} {}{of_en}{names_en}{}{}",
                self.sure.len(),
                if self.sure.len() == 1 { "principal" } else { "principals" },
                part(&self.conditional, ", ", " more under conditions"),
                part(&self.unknown, ", ", " that cannot be told"),
            ),
        }
    }

    /// By which actions, in words.
    fn by(&self) -> (String, String) {
        let first = self.actions.first().copied().unwrap_or_default();
        let (more_ja, more_en) = if self.actions.len() > 1 { (" など", ", ...") } else { ("", "") };
        (format!("{first}{more_ja}"), format!("{first}{more_en}"))
    }
}

/// The last parts of an ARN, as people call a principal.
fn short(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use yagura_iam::reference::Reference;

    use super::{OF_CHECK, READS};

    #[test]
    fn every_action_is_one_of_aws() {
        let of_checks = OF_CHECK.iter().flat_map(|(.., actions)| *actions);
        for action in READS.iter().flat_map(|(_, actions)| *actions).chain(of_checks) {
            assert!(Reference::embedded().action(&action.to_ascii_lowercase()).is_some(), "{action}");
        }
    }
}
