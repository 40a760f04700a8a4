//! Links into the AWS Management Console.
//!
//! AWS documents the console's host (<https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html>), not the pages below it.
//! Those here are the addresses that the console itself uses, written down in 2026-11 and not tried against a live account:
//! a link is a help for a person, and nothing rests on it.

use yagura_finding::ResourceRef;
use yagura_model::{Arn, GLOBAL};

use crate::escape::percent;

/// The page of a resource in the console; for a whole account, the page of the check's service.
/// `near` is a region that was read in the same account: it tells the partition of what has neither ARN nor region.
/// `None` where no page is known.
pub(crate) fn link(resource: &ResourceRef, service: &str, near: Option<&str>) -> Option<String> {
    let arn = resource.arn.and_then(Arn::parse);
    let regional = resource.region != GLOBAL;
    let partition = match &arn {
        Some(arn) => arn.partition,
        None => partition_of(if regional { resource.region } else { near.unwrap_or_default() }),
    };
    let host = match partition {
        "aws" => "console.aws.amazon.com",
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => return None,
    };
    // A list that could not be read is a finding on `*`; a symbolic part is a template's.
    if resource.id == "*" || resource.region.contains('{') || resource.region.is_empty() {
        return None;
    }
    let page = page(resource, arn.as_ref(), service)?;
    let region = percent(resource.region, "");
    let page = if regional {
        page.replace("{region}", &region)
    } else {
        page.replace("?region={region}", "").replace("&region={region}", "")
    };
    Some(format!("https://{host}/{page}"))
}

fn partition_of(region: &str) -> &'static str {
    match region.split('-').next().unwrap_or_default() {
        "cn" => "aws-cn",
        "us" if region.starts_with("us-gov-") => "aws-us-gov",
        "us" if region.starts_with("us-iso") => "",
        "us" | "af" | "ap" | "ca" | "eu" | "il" | "me" | "mx" | "sa" if !region.starts_with("eu-isoe") => "aws",
        "" => "aws",
        _ => "",
    }
}

fn page(resource: &ResourceRef, arn: Option<&Arn<'_>>, service: &str) -> Option<String> {
    let id = percent(resource.id, "");
    // The name in the ARN is the one the console goes by; a `Name` tag is not.
    let name = percent(arn.map_or(resource.id, Arn::name), "");
    let whole = resource.arn.map(|arn| percent(arn, ""));
    let ec2 = |view: &str, key: &str| format!("ec2/home?region={{region}}#{view}:{key}={id}");
    let vpc = |view: &str, key: &str| format!("vpcconsole/home?region={{region}}#{view}:{key}={id}");
    Some(match resource.resource_type {
        "AWS::S3::Bucket" => format!("s3/buckets/{id}?tab=permissions"),
        "AWS::S3::AccountPublicAccessBlock" => "s3/settings".to_owned(),
        "AWS::IAM::User" => format!("iam/home#/users/details/{name}"),
        "AWS::IAM::Role" => format!("iam/home#/roles/details/{name}"),
        "AWS::IAM::Group" => format!("iam/home#/groups/details/{name}"),
        "AWS::IAM::ManagedPolicy" | "AWS::IAM::Policy" => format!("iam/home#/policies/details/{}", whole?),
        "AWS::EC2::Instance" => ec2("InstanceDetails", "instanceId"),
        "AWS::EC2::SecurityGroup" => ec2("SecurityGroup", "groupId"),
        "AWS::EC2::Volume" => ec2("VolumeDetails", "volumeId"),
        "AWS::EC2::Snapshot" => ec2("SnapshotDetails", "snapshotId"),
        "AWS::EC2::Image" => ec2("ImageDetails", "imageId"),
        "AWS::EC2::LaunchTemplate" => ec2("LaunchTemplateDetails", "launchTemplateId"),
        "AWS::EC2::NetworkInterface" => ec2("NetworkInterface", "networkInterfaceId"),
        "AWS::EC2::EIP" => ec2("ElasticIpDetails", "AllocationId"),
        "AWS::EC2::VPC" => vpc("VpcDetails", "VpcId"),
        "AWS::EC2::Subnet" => vpc("SubnetDetails", "subnetId"),
        "AWS::EC2::NetworkAcl" => vpc("NetworkAclDetails", "networkAclId"),
        "AWS::EC2::RouteTable" => vpc("RouteTableDetails", "RouteTableId"),
        "AWS::EC2::VPCEndpoint" => vpc("EndpointDetails", "vpcEndpointId"),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            format!("ec2/home?region={{region}}#LoadBalancer:loadBalancerArn={}", whole?)
        }
        "AWS::RDS::DBInstance" => format!("rds/home?region={{region}}#database:id={id};is-cluster=false"),
        "AWS::RDS::DBCluster" => format!("rds/home?region={{region}}#database:id={id};is-cluster=true"),
        "AWS::Lambda::Function" => format!("lambda/home?region={{region}}#/functions/{name}"),
        "AWS::KMS::Key" => format!("kms/home?region={{region}}#/kms/keys/{name}"),
        "AWS::CloudTrail::Trail" => format!("cloudtrailv2/home?region={{region}}#/trails/{}", whole?),
        "AWS::DynamoDB::Table" => format!("dynamodbv2/home?region={{region}}#table?name={name}"),
        "AWS::SecretsManager::Secret" => {
            format!("secretsmanager/secret?name={}&region={{region}}", percent(resource.name, ""))
        }
        "AWS::SNS::Topic" => format!("sns/v3/home?region={{region}}#/topic/{}", whole?),
        "AWS::SSM::Parameter" => {
            format!("systems-manager/parameters/{}/description?region={{region}}", percent(resource.name, ""))
        }
        "AWS::ECR::Repository" => {
            let repository = arn?.resource.strip_prefix("repository/")?;
            format!(
                "ecr/repositories/private/{}/{}?region={{region}}",
                percent(resource.account, ""),
                percent(repository, "/")
            )
        }
        "AWS::ECS::Cluster" => format!("ecs/v2/clusters/{name}?region={{region}}"),
        "AWS::CloudFront::Distribution" => format!("cloudfront/v4/home#/distributions/{id}"),
        "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" => {
            format!("apigateway/main/apis/{id}/resources?api={id}&region={{region}}")
        }
        "AWS::Cognito::UserPool" => format!("cognito/v2/idp/user-pools/{id}/info?region={{region}}"),
        "AWS::CloudWatch::Alarm" => format!("cloudwatch/home?region={{region}}#alarmsV2:alarm/{name}"),
        // This page wants its name encoded twice, with `$` for the second percent sign.
        "AWS::Logs::LogGroup" => format!(
            "cloudwatch/home?region={{region}}#logsV2:log-groups/log-group/{}",
            percent(&percent(resource.name, ""), "").replace('%', "$")
        ),
        "AWS::Account" => home(service)?.to_owned(),
        _ => return None,
    })
}

/// The first page of a service, for what an account lacks.
fn home(service: &str) -> Option<&'static str> {
    Some(match service {
        "account" => "billing/home#/account",
        "iam" => "iam/home#/account_settings",
        "organizations" => "organizations/v2/home",
        "accessanalyzer" => "access-analyzer/home?region={region}",
        "s3" => "s3/home?region={region}",
        "ec2" => "ec2/home?region={region}",
        "cloudtrail" => "cloudtrailv2/home?region={region}",
        "config" => "config/home?region={region}",
        "guardduty" => "guardduty/home?region={region}",
        "securityhub" => "securityhub/home?region={region}",
        "inspector" => "inspector/v2/home?region={region}",
        "macie" => "macie/home?region={region}",
        "cloudwatch" | "logs" => "cloudwatch/home?region={region}",
        "kms" => "kms/home?region={region}",
        "ssm" => "systems-manager/home?region={region}",
        "wafv2" => "wafv2/home?region={region}",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use yagura_finding::ResourceRef;

    use super::link;

    fn of(resource_type: &str, id: &str, arn: Option<&str>, region: &str) -> Option<String> {
        let resource = ResourceRef { resource_type, id, arn, name: id, account: "111122223333", region };
        link(&resource, "cloudtrail", Some("us-east-1"))
    }

    #[test]
    fn each_partition_has_its_console() {
        for (arn, region, host) in [
            ("arn:aws:iam::111122223333:role/path/app", "global", "console.aws.amazon.com"),
            ("arn:aws-cn:iam::111122223333:role/path/app", "global", "console.amazonaws.cn"),
            ("arn:aws-us-gov:iam::111122223333:role/path/app", "global", "console.amazonaws-us-gov.com"),
        ] {
            assert_eq!(
                of("AWS::IAM::Role", "AROAX", Some(arn), region).unwrap(),
                format!("https://{host}/iam/home#/roles/details/app")
            );
        }
        assert_eq!(of("AWS::IAM::Role", "AROAX", Some("arn:aws-iso:iam::1:role/app"), "global"), None);
        assert_eq!(
            of("AWS::EC2::SecurityGroup", "sg-1", None, "cn-north-1").unwrap(),
            "https://console.amazonaws.cn/ec2/home?region=cn-north-1#SecurityGroup:groupId=sg-1"
        );
        assert_eq!(
            of("AWS::EC2::Instance", "i-1", None, "us-gov-west-1").unwrap(),
            "https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#InstanceDetails:instanceId=i-1"
        );
        assert_eq!(of("AWS::EC2::Instance", "i-1", None, "us-iso-east-1"), None);
    }

    #[test]
    fn names_go_in_encoded() {
        assert_eq!(
            of("AWS::Logs::LogGroup", "/aws/lambda/shop", None, "ap-northeast-1").unwrap(),
            "https://console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fshop"
        );
        assert_eq!(
            of("AWS::S3::Bucket", "\"><script>\u{1b}", None, "us-east-1").unwrap(),
            "https://console.aws.amazon.com/s3/buckets/%22%3E%3Cscript%3E%1B?tab=permissions"
        );
    }

    #[test]
    fn what_has_no_page_has_no_link() {
        assert_eq!(of("AWS::S3::Bucket", "*", None, "global"), None);
        assert_eq!(of("AWS::New::Thing", "x", None, "us-east-1"), None);
        assert_eq!(of("AWS::S3::Bucket", "x", Some("arn:aws:s3:::x"), "{Region}"), None);
        assert_eq!(
            of("AWS::Account", "111122223333", None, "global").unwrap(),
            "https://console.aws.amazon.com/cloudtrailv2/home",
            "an account lacks something: the service's first page"
        );
    }
}
