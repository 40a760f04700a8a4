//! Who may read a secret where it stands: by which actions, and which principals may call them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yagura_finding::{Finding, Words};
use yagura_iam::reference::Reference;
use yagura_model::Arn;

use super::context::{KEPT, SHOWN};
use crate::access::{MOST_READERS, Readers, Way};

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
    ("AWS::IAM::Role", &["iam:GetRolePolicy", "iam:GetAccountAuthorizationDetails"]),
    ("AWS::IAM::ManagedPolicy", &["iam:GetPolicyVersion", "iam:GetAccountAuthorizationDetails"]),
];
/// Of these checks the texts are shown by other actions than the rest of the type.
const OF_CHECK: &[(&str, &[&str])] = &[("lambda-code-secret", &["lambda:GetFunction"]), ("tags-resource-secret", TAGS)];
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
    let of_check = OF_CHECK.iter().find(|(check, _)| *check == finding.check.id);
    let actions = of_check.or_else(|| READS.iter().find(|(name, _)| *name == finding.resource.resource_type));
    let (Some((_, actions)), Some(arn)) = (actions, finding.resource.arn) else { return Some(Err(Unasked::Actions)) };
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
        let mut all = Self { actions, sure: BTreeSet::new(), conditional: BTreeSet::new(), unknown: BTreeSet::new() };
        for action in actions {
            let whole = of_account(action);
            let asked = if whole { "*" } else { arn };
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
        Ok(all)
    }

    pub(super) fn json(&self) -> Value {
        let names = |set: &BTreeSet<String>| set.iter().take(KEPT).cloned().collect::<Vec<_>>();
        let part = |set: &BTreeSet<String>| json!({ "number": set.len(), "names": names(set) });
        json!({ "actions": self.actions, "allowed": part(&self.sure), "conditional": part(&self.conditional), "unknown": part(&self.unknown) })
    }

    pub(super) fn words(&self) -> Words {
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
        for action in READS.iter().chain(OF_CHECK).flat_map(|(_, actions)| *actions) {
            assert!(Reference::embedded().action(&action.to_ascii_lowercase()).is_some(), "{action}");
        }
    }
}
