//! Amazon S3.

use yagura_model::{Map, Node, Rest, Value};
use yagura_template::{Defaults, push};

use super::table::{As, Field, Kind, Many, One, Out, Same, Within, block, named, recase, taken, text};

/// What a piece of a bucket calls itself: the bucket's name.
const OF_BUCKET: &[(&str, &str)] = &[("id", "{Bucket?}")];
const BUCKET: Field = Same("bucket");

const SWITCHES: &[Field] = &[
    Same("block_public_acls"),
    Same("ignore_public_acls"),
    Same("block_public_policy"),
    Same("restrict_public_buckets"),
];
const CORS: &[Field] = &[Same("allowed_methods"), Same("allowed_origins")];
const REPLICATION: &[Field] = &[
    Same("status"),
    One("destination", "Destination", &[As("bucket", "Bucket"), As("account", "Account"), As("account_id", "Account")]),
];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_s3_bucket",
        resource_type: "AWS::S3::Bucket",
        fields: &[
            As("bucket", "BucketName"),
            // What stands below was written into the bucket until version 4 of the provider, and still may be.
            As("acl", "AccessControl"),
            As("policy", "PolicyDocument"),
            One("logging", "LoggingConfiguration", &[As("target_bucket", "DestinationBucketName")]),
            Many("cors_rule", "CorsConfiguration/CorsRules", CORS),
            One("replication_configuration", "ReplicationConfiguration", &[Many("rules", "Rules", REPLICATION)]),
        ],
        computed: &[
            ("bucket", "{name}"),
            ("bucket_domain_name", "{name}.s3.amazonaws.com"),
            ("bucket_regional_domain_name", "{name}.s3.{Region}.amazonaws.com"),
            ("website_endpoint", "{name}.s3-website-{Region}.amazonaws.com"),
            ("region", "{Region}"),
        ],
        shape: bucket,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_public_access_block",
        resource_type: "aws_s3_bucket_public_access_block",
        fields: &[BUCKET, Within("PublicAccessBlockConfiguration", SWITCHES)],
        computed: OF_BUCKET,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_account_public_access_block",
        resource_type: "AWS::S3::AccountPublicAccessBlock",
        fields: &[Within("PublicAccessBlockConfiguration", SWITCHES)],
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_access_point",
        resource_type: "AWS::S3::AccessPoint",
        fields: &[
            BUCKET,
            Same("name"),
            As("policy", "PolicyDocument"),
            One("public_access_block_configuration", "PublicAccessBlockConfiguration", SWITCHES),
            One("vpc_configuration", "VpcConfiguration", &[Same("vpc_id")]),
        ],
        computed: &[("id", "{AccountId}:{name}")],
        shape: access_point,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3control_access_point_policy",
        resource_type: "aws_s3control_access_point_policy",
        fields: &[As("access_point_arn", "AccessPoint"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3control_multi_region_access_point",
        resource_type: "AWS::S3::MultiRegionAccessPoint",
        fields: &[Out(
            "details",
            &[
                Same("name"),
                Many("region", "Regions", &[BUCKET]),
                One("public_access_block", "PublicAccessBlockConfiguration", SWITCHES),
            ],
        )],
        computed: &[("id", "{AccountId}:{name}"), ("alias", "{id.Alias}")],
        shape: access_point,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3control_multi_region_access_point_policy",
        resource_type: "AWS::S3::MultiRegionAccessPointPolicy",
        fields: &[Out("details", &[As("name", "MrapName"), Same("policy")])],
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_policy",
        resource_type: "AWS::S3::BucketPolicy",
        fields: &[BUCKET, As("policy", "PolicyDocument")],
        computed: OF_BUCKET,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_acl",
        resource_type: "aws_s3_bucket_acl",
        fields: &[
            BUCKET,
            As("acl", "AccessControl"),
            One(
                "access_control_policy",
                "$Policy",
                &[Many(
                    "grant",
                    "Grants",
                    &[
                        One("grantee", "Grantee", &[As("type", "Type"), As("uri", "URI"), As("id", "ID")]),
                        Same("permission"),
                    ],
                )],
            ),
        ],
        computed: OF_BUCKET,
        shape: |acl, _, _| {
            recase(acl, "AccessControl", canned);
            if let Some(policy) = acl.remove("$Policy") {
                let grants = match policy.value {
                    Value::Map(mut policy) => match (policy.remove("Grants"), policy.rest) {
                        (None, Rest::Unknown(gap)) => Some(Node::unknown(*gap)),
                        (grants, _) => grants,
                    },
                    value => Some(Node { value, span: policy.span }),
                };
                acl.set("Grants", grants.unwrap_or_else(|| Vec::new().into()));
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_ownership_controls",
        resource_type: "aws_s3_bucket_ownership_controls",
        fields: &[BUCKET, Many("rule", "OwnershipControls/Rules", &[Same("object_ownership")])],
        computed: OF_BUCKET,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_versioning",
        resource_type: "aws_s3_bucket_versioning",
        fields: &[
            BUCKET,
            One(
                "versioning_configuration",
                "VersioningConfiguration",
                &[Same("status"), As("mfa_delete", "MFADelete")],
            ),
        ],
        computed: OF_BUCKET,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_logging",
        resource_type: "aws_s3_bucket_logging",
        fields: &[BUCKET, As("target_bucket", "LoggingConfiguration/DestinationBucketName")],
        computed: OF_BUCKET,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_website_configuration",
        resource_type: "aws_s3_bucket_website_configuration",
        fields: &[
            BUCKET,
            Within(
                "WebsiteConfiguration",
                &[One("redirect_all_requests_to", "RedirectAllRequestsTo", &[Same("protocol")])],
            ),
        ],
        computed: &[("id", "{Bucket?}"), ("website_endpoint", "{Bucket?}.s3-website-{Region}.amazonaws.com")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_cors_configuration",
        resource_type: "aws_s3_bucket_cors_configuration",
        fields: &[BUCKET, Many("cors_rule", "CorsConfiguration/CorsRules", CORS)],
        computed: OF_BUCKET,
        ..Kind::NEW
    },
    Kind {
        name: "aws_s3_bucket_replication_configuration",
        resource_type: "aws_s3_bucket_replication_configuration",
        fields: &[BUCKET, Many("rule", "ReplicationConfiguration/Rules", REPLICATION)],
        computed: OF_BUCKET,
        ..Kind::NEW
    },
];

const POINT_BLOCKED: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_access_point, public_access_block_configuration: each switch is true where it is not written (provider 6, 2026-11)";

fn access_point(properties: &mut Map, _: &Map, defaults: &mut Defaults) {
    if properties.get("PublicAccessBlockConfiguration").is_some_and(|block| block.as_map().is_some()) {
        for switch in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] {
            defaults.set(properties, &format!("/PublicAccessBlockConfiguration/{switch}"), true, POINT_BLOCKED);
        }
    }
}

fn bucket(properties: &mut Map, body: &Map, _: &mut Defaults) {
    recase(properties, "AccessControl", canned);
    match block(body, "versioning") {
        Err(gap) => properties.set("VersioningConfiguration", gap.clone()),
        Ok(None) => {}
        Ok(Some(block)) => {
            let mut map = Map::default();
            if let Some(enabled) = taken(block, "enabled") {
                map.set("Status", named(enabled, "Enabled", "Suspended"));
            }
            if let Some(delete) = taken(block, "mfa_delete") {
                map.set("MFADelete", named(delete, "Enabled", "Disabled"));
            }
            map.rest = block.rest.clone();
            properties.set("VersioningConfiguration", map);
        }
    }
    match block(body, "website") {
        Err(gap) => properties.set("WebsiteConfiguration", gap.clone()),
        Ok(None) => {}
        Ok(Some(block)) => {
            let mut map = Map::default();
            if let Some(target) = text(block, "redirect_all_requests_to") {
                let mut redirect = Map::default();
                if let Some((protocol, _)) = target.split_once("://") {
                    redirect.set("Protocol", protocol);
                }
                map.set("RedirectAllRequestsTo", redirect);
            }
            properties.set("WebsiteConfiguration", map);
        }
    }
    let Some(grants) = taken(body, "grant") else { return };
    match &grants.value {
        Value::Unknown(gap) => properties.set("Grants", (**gap).clone()),
        Value::List(list) => list.iter().for_each(|item| grant(properties, item)),
        _ => grant(properties, &grants),
    }
}

/// A block of grants to one grantee as a grant for each permission.
fn grant(properties: &mut Map, item: &Node) {
    let Some(written) = item.as_map() else {
        push(properties, "Grants", item.clone());
        return;
    };
    let mut grantee = Map::default();
    for (from, to) in [("type", "Type"), ("uri", "URI"), ("id", "ID")] {
        if let Some(node) = taken(written, from).filter(|node| node.as_str() != Some("")) {
            grantee.set(to, node);
        }
    }
    let permissions = written.get("permissions");
    let list = permissions.and_then(Node::as_list).or_else(|| permissions.map(std::slice::from_ref));
    for permission in list.unwrap_or_default() {
        let mut grant = Map::default();
        grant.set("Grantee", grantee.clone());
        grant.set("Permission", permission.clone());
        push(properties, "Grants", Node { value: Value::Map(grant), span: item.span });
    }
}

/// `public-read` as `PublicRead`.
fn canned(acl: &str) -> String {
    super::table::pascal(&acl.replace('-', "_"))
}
