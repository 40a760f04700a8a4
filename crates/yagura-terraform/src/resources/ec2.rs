//! Amazon EC2: instances, volumes, snapshots, images.

use yagura_model::{Gap, Map, Node, Rest, Value};
use yagura_template::Defaults;

use super::table::{As, Field, Given, Kind, Many, One, Same, Secret, Within, each, taken};

const METADATA: &[Field] = &[Same("http_tokens"), Same("http_put_response_hop_limit"), Same("http_endpoint")];

const INSTANCE: &[Field] = &[
    As("ami", "ImageId"),
    Same("key_name"),
    Same("iam_instance_profile"),
    Same("subnet_id"),
    As("vpc_security_group_ids", "SecurityGroupIds"),
    One("metadata_options", "MetadataOptions", METADATA),
    Secret("user_data_base64", "UserDataBase64"),
    Secret("user_data", "UserData"),
    One("launch_template", "LaunchTemplate", &[As("id", "LaunchTemplateId"), As("name", "LaunchTemplateName")]),
];

pub(super) static KINDS: &[Kind] = &[
    Kind { name: "aws_instance", resource_type: "AWS::EC2::Instance", fields: INSTANCE, shape: instance, ..Kind::NEW },
    Kind {
        name: "aws_spot_instance_request",
        resource_type: "AWS::EC2::Instance",
        fields: INSTANCE,
        shape: instance,
        ..Kind::NEW
    },
    Kind {
        name: "aws_launch_template",
        resource_type: "AWS::EC2::LaunchTemplate",
        fields: &[
            As("name", "LaunchTemplateName"),
            Within(
                "LaunchTemplateData",
                &[
                    One("metadata_options", "MetadataOptions", METADATA),
                    Secret("user_data", "UserDataBase64"),
                    Same("key_name"),
                    As("vpc_security_group_ids", "SecurityGroupIds"),
                    Many(
                        "network_interfaces",
                        "NetworkInterfaces",
                        &[Same("associate_public_ip_address"), As("security_groups", "Groups")],
                    ),
                ],
            ),
        ],
        shape: |template, _, _| {
            if let Some(data) = template.get_mut("LaunchTemplateData").and_then(Node::as_map_mut) {
                // Written as a text, and then the empty one is nothing.
                each(data, "NetworkInterfaces", |interface| {
                    if interface.get("AssociatePublicIpAddress").and_then(Node::as_str) == Some("") {
                        interface.remove("AssociatePublicIpAddress");
                    }
                });
                decode(data);
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_ebs_volume",
        resource_type: "AWS::EC2::Volume",
        fields: &[Same("encrypted"), Same("kms_key_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_ebs_snapshot",
        resource_type: "AWS::EC2::Snapshot",
        fields: &[Same("volume_id")],
        shape: |snapshot, _, _| snapshot.set("Encrypted", Gap::unresolved("a snapshot is encrypted as its volume is")),
        ..Kind::NEW
    },
    Kind {
        name: "aws_ebs_snapshot_copy",
        resource_type: "AWS::EC2::Snapshot",
        fields: &[Same("encrypted")],
        shape: |snapshot, _, _| {
            // Without the switch it is encrypted as its source is.
            if snapshot.get("Encrypted").is_none_or(|node| node.value == Value::Bool(false)) {
                snapshot.set("Encrypted", Gap::unresolved("a copy is encrypted as its source is"));
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_snapshot_create_volume_permission",
        resource_type: "aws_snapshot_create_volume_permission",
        fields: &[Same("snapshot_id"), As("account_id", "UserId")],
        ..Kind::NEW
    },
    Kind { name: "aws_ami", resource_type: "AWS::EC2::Image", fields: IMAGE, defaults: UNSHARED, ..Kind::NEW },
    Kind { name: "aws_ami_copy", resource_type: "AWS::EC2::Image", fields: IMAGE, defaults: UNSHARED, ..Kind::NEW },
    Kind {
        name: "aws_ami_from_instance",
        resource_type: "AWS::EC2::Image",
        fields: IMAGE,
        defaults: UNSHARED,
        ..Kind::NEW
    },
    Kind {
        name: "aws_ami_launch_permission",
        resource_type: "aws_ami_launch_permission",
        fields: &[Same("image_id")],
        shape: |permission, body, _| {
            // Only a permission for everyone makes an image public; one for an account, an organization or a unit does not.
            match taken(body, "group") {
                Some(Node { value: Value::Unknown(gap), span }) => {
                    permission.set("Public", Node { value: Value::Unknown(gap), span });
                }
                Some(node) if node.as_str() == Some("all") => {
                    permission.set("Public", Node { value: Value::Bool(true), span: node.span });
                }
                _ => {}
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_ebs_encryption_by_default",
        resource_type: "AWS::EC2::RegionSettings",
        fields: &[As("enabled", "EbsEncryptionByDefault")],
        shape: |settings, body, defaults| {
            if body.rest == Rest::Absent {
                let source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_encryption_by_default: on by default (provider 6, 2026-11)";
                defaults.set(settings, "/EbsEncryptionByDefault", true, source);
            }
            // What else a region has stands elsewhere.
            settings.rest = Rest::Unknown(Box::new(Gap::not_collected()));
        },
        ..Kind::NEW
    },
];

const IMAGE: &[Field] = &[Same("name")];
const UNSHARED: &[(&str, Given, &str)] = &[(
    "Public",
    Given::Bool(false),
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html: an AMI is private until a launch permission says otherwise",
)];

fn instance(instance: &mut Map, body: &Map, _: &mut Defaults) {
    decode(instance);
    if instance.get("SecurityGroupIds").is_none()
        && let Some(groups) = taken(body, "security_groups")
    {
        instance.set("SecurityGroupIds", groups);
    }
    if let Some(public) = taken(body, "associate_public_ip_address") {
        // CloudFormation says it of the interface.
        let span = public.span;
        let mut interface = Map::default();
        interface.set("AssociatePublicIpAddress", public);
        for (from, to) in [("SubnetId", "SubnetId"), ("SecurityGroupIds", "GroupSet")] {
            if let Some(node) = instance.get(from) {
                interface.set(to, node.clone());
            }
        }
        instance.set(
            "NetworkInterfaces",
            Node { value: Value::List(vec![Node { value: Value::Map(interface), span }]), span },
        );
    }
}

/// User data as the instance gets it. A template of instances takes it encoded only.
fn decode(properties: &mut Map) {
    let Some(encoded) = properties.remove("UserDataBase64") else { return };
    if properties.get("UserData").is_some() {
        return;
    }
    let span = encoded.span;
    let value = match encoded.value {
        // A script that is not encoded is a mistake that the API refuses; it is read all the same.
        Value::String(text) => Value::String(base64(&text).unwrap_or(text)),
        value => value,
    };
    properties.set("UserData", Node { value, span });
}

/// Decodes Base64 (RFC 4648) that holds a text; `None` where it is none.
fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace()) {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}
