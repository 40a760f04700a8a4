//! What custom resources make that the AWS CDK writes for its own constructs: their code is known.
//!
//! The forms are those of `aws-cdk-lib` 2.276.0 (2026-11), `custom-resource-handlers` and `aws-logs/lib/log-retention`.

use yagura_model::{Map, Node, Value};

/// A custom resource of the AWS CDK.
struct Made {
    resource_type: &'static str,
    /// How the logical id begins of the function that makes it.
    provider: &'static str,
    makes: Makes,
}

enum Makes {
    /// Nothing that a template's resource does not say, or that any check looks at: what a bucket or repository holds when the
    /// stack is deleted, the rules of a VPC's own group taken away, whom a bucket tells of its objects.
    Nothing,
    /// What this type makes, with these of the custom resource's properties (its name, the type's name).
    Type(&'static str, &'static [(&'static str, &'static str)]),
}

const MADE: &[Made] = &[
    Made { resource_type: "Custom::S3AutoDeleteObjects", provider: "CustomS3AutoDeleteObjects", makes: Makes::Nothing },
    Made { resource_type: "Custom::ECRAutoDeleteImages", provider: "CustomECRAutoDeleteImages", makes: Makes::Nothing },
    Made {
        resource_type: "Custom::VpcRestrictDefaultSG",
        provider: "CustomVpcRestrictDefaultSG",
        makes: Makes::Nothing,
    },
    Made {
        resource_type: "Custom::S3BucketNotifications",
        provider: "BucketNotificationsHandler",
        makes: Makes::Nothing,
    },
    Made {
        resource_type: "Custom::LogRetention",
        provider: "LogRetention",
        makes: Makes::Type(
            "AWS::Logs::LogGroup",
            &[("LogGroupName", "LogGroupName"), ("RetentionInDays", "RetentionInDays")],
        ),
    },
    Made {
        resource_type: "Custom::AWSCDKOpenIdConnectProvider",
        provider: "CustomAWSCDKOpenIdConnectProvider",
        makes: Makes::Type("AWS::IAM::OIDCProvider", &[("Url", "Url"), ("ClientIDList", "ClientIdList")]),
    },
];

/// Writes such resources as what they make; those that make nothing stay as they are.
pub(crate) fn rewrite(root: &mut Map) {
    let Some(resources) = root.get_mut("Resources").and_then(Node::as_map_mut) else { return };
    for (_, resource) in &mut resources.entries {
        let Some(made) = made(resource) else { continue };
        let Some(resource) = resource.as_map_mut() else { continue };
        let Makes::Type(resource_type, properties) = made.makes else { continue };
        resource.set("Type", resource_type);
        if let Some(map) = resource.get_mut("Properties").and_then(Node::as_map_mut) {
            let named = |(from, to): &(&str, &str)| Some(((*to).to_owned(), map.remove(from)?));
            map.entries = properties.iter().filter_map(named).collect();
        }
    }
}

/// Whether it is a custom resource that makes nothing to look at.
pub(crate) fn nothing(resource: &Node) -> bool {
    made(resource).is_some_and(|made| matches!(made.makes, Makes::Nothing))
}

fn made(resource: &Node) -> Option<&'static Made> {
    let resource_type = resource.get("Type").and_then(Node::as_str)?;
    let made = MADE.iter().find(|made| made.resource_type == resource_type)?;
    let token = resource.get("Properties")?.get("ServiceToken")?.get("Fn::GetAtt")?;
    let provider = match &token.value {
        Value::List(list) => list.first().and_then(Node::as_str)?,
        Value::String(text) => text,
        _ => return None,
    };
    provider.starts_with(made.provider).then_some(made)
}
