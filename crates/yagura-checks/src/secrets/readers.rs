//! Who may read a secret where it stands: by which actions, and which principals may call them.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};
use yagura_finding::{Finding, Words};
use yagura_iam::reference::Reference;
use yagura_model::Arn;

use super::context::{KEPT, SHOWN};
use crate::access::{Chains, MOST_READERS, Readers, Sure, Through, Way};

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
    // What shows these is the object in the bucket, which the finding's resource does not name.
    ("glue-job-script-secret", "*", &[]),
    ("elasticbeanstalk-source-secret", "*", &[]),
];
/// <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>
const TAGS: &[&str] = &["tag:GetResources"];

/// Who may read.
pub(super) struct Reads {
    actions: &'static [&'static str],
    /// Those who may in any case.
    sure: BTreeSet<String>,
    /// Those who may where conditions hold.
    conditional: BTreeSet<String>,
    /// Of whom it cannot be told.
    unknown: BTreeSet<String>,
    /// Those who may once they have assumed one of their roles.
    assuming: Rc<Chains>,
    /// Whether the root user of the account may: within its SCPs it may do everything there
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html>).
    root: Option<bool>,
}

/// Why nobody asked who may.
pub(super) enum Unasked {
    /// More was asked than is worked out.
    TooMany(&'static [&'static str]),
    /// It is not known which actions show texts of this type, or what the resource is called.
    Actions,
}

/// Who may read what a finding is about; `None` in a template.
pub(super) fn of<'s>(
    finding: &Finding<'_>,
    make: impl FnOnce() -> Readers<'s>,
    readers: &mut Option<Readers<'s>>,
) -> Option<Result<Reads, Unasked>> {
    if finding.location.is_some() {
        return None;
    }
    let own = finding.resource.resource_type;
    let of_check = OF_CHECK.iter().find(|(check, of, _)| *check == finding.check.id && (*of == "*" || *of == own));
    let of_type = || READS.iter().find(|(name, _)| *name == own).map(|(_, actions)| *actions);
    let actions = of_check.map(|(.., actions)| *actions).or_else(of_type);
    let (Some(actions), Some(arn)) = (actions, finding.resource.arn) else { return Some(Err(Unasked::Actions)) };
    if actions.is_empty() {
        return Some(Err(Unasked::Actions));
    }
    Some(Reads::ask(readers.get_or_insert_with(make), actions, arn, finding.resource.account))
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
        };
        Words {
            ja: format!("読み取れるプリンシパル: 判定不能 ({ja})"),
            en: format!("who may read it is unknown: {en}"),
        }
    }

    pub(super) fn json(&self) -> Value {
        let actions = match self {
            Self::TooMany(actions) => *actions,
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
    fn ask(
        readers: &mut Readers<'_>,
        actions: &'static [&'static str],
        arn: &str,
        account: &str,
    ) -> Result<Self, Unasked> {
        let mut all = Self {
            actions,
            sure: BTreeSet::new(),
            conditional: BTreeSet::new(),
            unknown: BTreeSet::new(),
            assuming: Rc::default(),
            root: Some(false),
        };
        for action in actions {
            let whole = of_account(action);
            let asked = if whole { "*" } else { arn };
            all.root = match (all.root, readers.root_may(action, asked, account)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                (Some(false), Some(false)) => Some(false),
            };
            for way in readers.who(action, asked).ok_or(Unasked::TooMany(actions))? {
                // It shows the caller's own account alone.
                if whole && !is_of(way, account) {
                    continue;
                }
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
        let direct = [(&all.sure, Sure::Yes), (&all.conditional, Sure::Conditional), (&all.unknown, Sure::Unknown)];
        let direct = direct.into_iter().flat_map(|(set, sure)| set.iter().map(move |who| (who.clone(), sure)));
        all.assuming = readers.through(direct);
        Ok(all)
    }

    pub(super) fn json(&self) -> Value {
        let names = |set: &BTreeSet<String>| set.iter().take(KEPT).cloned().collect::<Vec<_>>();
        let part = |set: &BTreeSet<String>| json!({ "number": set.len(), "names": names(set) });
        let assuming = |sure: Sure| {
            let number = self.becoming(sure).count();
            let names = self.becoming(sure).take(KEPT);
            let names = names.map(|way| json!({ "who": way.who, "through": way.roles })).collect::<Vec<_>>();
            json!({ "number": number, "names": names })
        };
        json!({
            "actions": self.actions,
            "allowed": part(&self.sure),
            "conditional": part(&self.conditional),
            "unknown": part(&self.unknown),
            "assuming": {
                "allowed": assuming(Sure::Yes), "conditional": assuming(Sure::Conditional), "unknown": assuming(Sure::Unknown),
                "not_followed": self.assuming.not_followed,
            },
            "root": self.root,
        })
    }

    /// Those who may by assuming roles, as surely as that.
    fn becoming(&self, sure: Sure) -> impl Iterator<Item = &Through> {
        self.assuming.ways.iter().filter(move |way| way.sure == sure)
    }

    pub(super) fn words(&self) -> Words {
        let mut words = self.directly();
        if let Some(more) = self.by_assuming() {
            words.ja.push_str(&more.ja);
            words.en.push_str(&more.en);
        }
        if self.root == Some(true) {
            words.ja.push_str("。アカウントのルートユーザーも読み取れる");
            words.en.push_str("; so may the root user of the account");
        }
        words
    }

    /// Those who may by assuming roles, in words.
    fn by_assuming(&self) -> Option<Words> {
        let Chains { ways, not_followed } = &*self.assuming;
        if ways.is_empty() && *not_followed == 0 {
            return None;
        }
        let shown: Vec<(String, String)> = self
            .becoming(Sure::Yes)
            .take(SHOWN)
            .map(|way| {
                let roles: Vec<&str> = way.roles.iter().map(|role| short(role)).collect();
                let who = short(&way.who);
                (format!("{who} → {}", roles.join(" → ")), format!("{who} by assuming {}", roles.join(", then ")))
            })
            .collect();
        let number = |sure| self.becoming(sure).count();
        let (sure, conditional, unknown) = (number(Sure::Yes), number(Sure::Conditional), number(Sure::Unknown));
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
                part(*not_followed, "、引き受けられるプリンシパルを調べていないロール ", ""),
            ),
            en: format!(
                "; by assuming roles {sure} more may{}{}{}{}",
                listed(&names_en, ", ..."),
                part(conditional, ", ", " more under conditions"),
                part(unknown, ", ", " that cannot be told"),
                part(*not_followed, "; who may assume ", " more roles was not worked out"),
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
        let first = self.actions.first().copied().unwrap_or_default();
        let (by_ja, by_en) = if self.actions.len() > 1 { (" など", ", ...") } else { ("", "") };
        Words {
            ja: format!(
                "直接読み取れるプリンシパル ({first}{by_ja}): {}{names_ja}{}{}",
                self.sure.len(),
                part(&self.conditional, "、条件付き ", ""),
                part(&self.unknown, "、判定不能 ", ""),
            ),
            en: format!(
                "may be read directly ({first}{by_en}) by {} {}{names_en}{}{}",
                self.sure.len(),
                if self.sure.len() == 1 { "principal" } else { "principals" },
                part(&self.conditional, ", ", " more under conditions"),
                part(&self.unknown, ", ", " that cannot be told"),
            ),
        }
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
