//! The checks, one module per service: `src/<service>/<check>.rs` and its page `<check>.md` beside it.
//!
//! A check's id is `<service>-<file name with hyphens>`. Adding one is two files and one line in the service's list.

pub mod access;
pub mod data;
pub mod secrets;
pub mod veil;

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
mod glue;
mod guardduty;
mod iam;
mod inspector;
mod kms;
mod lambda;
mod logs;
mod macie;
mod messaging;
mod organizations;
mod policies;
mod rds;
mod s3;
mod secretsmanager;
mod securityhub;
mod sns;
mod sqs;
mod ssm;
mod stepfunctions;
mod tags;
mod terraform;
mod wafv2;
mod when;

use yagura_finding::Check;

/// Every service's list, in the order of the catalogue.
static SERVICES: &[&[&Check]] = &[
    account::CHECKS,
    iam::CHECKS,
    organizations::CHECKS,
    accessanalyzer::CHECKS,
    s3::CHECKS,
    kms::CHECKS,
    secretsmanager::CHECKS,
    ssm::CHECKS,
    dynamodb::CHECKS,
    rds::CHECKS,
    sns::CHECKS,
    sqs::CHECKS,
    ecr::CHECKS,
    ec2::CHECKS,
    elbv2::CHECKS,
    cloudfront::CHECKS,
    wafv2::CHECKS,
    apigateway::CHECKS,
    cognito::CHECKS,
    cloudtrail::CHECKS,
    config::CHECKS,
    guardduty::CHECKS,
    securityhub::CHECKS,
    inspector::CHECKS,
    macie::CHECKS,
    cloudwatch::CHECKS,
    logs::CHECKS,
    lambda::CHECKS,
    ecs::CHECKS,
    codebuild::CHECKS,
    cloudformation::CHECKS,
    terraform::CHECKS,
    stepfunctions::CHECKS,
    appsync::CHECKS,
    glue::CHECKS,
    batch::CHECKS,
    emr::CHECKS,
    apprunner::CHECKS,
    elasticbeanstalk::CHECKS,
    amplify::CHECKS,
    tags::CHECKS,
];

/// All checks, in the order of the catalogue.
pub fn all() -> Vec<&'static Check> {
    SERVICES.iter().copied().flatten().copied().collect()
}

/// The check of an id.
pub fn find(id: &str) -> Option<&'static Check> {
    SERVICES.iter().copied().flatten().copied().find(|check| check.id == id)
}
