//! Types that no check looks at and whose ARNs stand in policies: as patterns, so that a policy is read whole.

use super::table::Kind;

const fn arn(name: &'static str, computed: &'static [(&'static str, &'static str)]) -> Kind {
    Kind { name, computed, ..Kind::NEW }
}

/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>)
pub(super) static KINDS: &[Kind] = &[
    arn("aws_cloudwatch_event_rule", &[("arn", "arn:aws:events:{Region}:{AccountId}:rule/{name?}"), ("id", "{name?}")]),
    arn("aws_cloudwatch_event_bus", &[("arn", "arn:aws:events:{Region}:{AccountId}:event-bus/{name?}")]),
    arn("aws_codepipeline", &[("arn", "arn:aws:codepipeline:{Region}:{AccountId}:{name?}")]),
    arn("aws_efs_file_system", &[("arn", "arn:aws:elasticfilesystem:{Region}:{AccountId}:file-system/{id}")]),
    arn("aws_eks_cluster", &[("arn", "arn:aws:eks:{Region}:{AccountId}:cluster/{name?}"), ("id", "{name?}")]),
    arn(
        "aws_kinesis_firehose_delivery_stream",
        &[("arn", "arn:aws:firehose:{Region}:{AccountId}:deliverystream/{name?}")],
    ),
    arn("aws_kinesis_stream", &[("arn", "arn:aws:kinesis:{Region}:{AccountId}:stream/{name?}")]),
    arn("aws_opensearch_domain", &[("arn", "arn:aws:es:{Region}:{AccountId}:domain/{domain_name?}")]),
];
