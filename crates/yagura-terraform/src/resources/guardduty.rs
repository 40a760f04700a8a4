//! Amazon GuardDuty.

use yagura_model::{Map, Node, Value};
use yagura_template::{Defaults, push};

use super::table::{Given, Kind, Same, block, named, taken};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_guardduty_detector",
        resource_type: "AWS::GuardDuty::Detector",
        fields: &[Same("enable")],
        shape: sources,
        defaults: &[(
            "Enable",
            Given::Bool(true),
            "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector, enable: true where it is not written (provider 6, 2026-11)",
        )],
        ..Kind::NEW
    },
    Kind {
        name: "aws_guardduty_detector_feature",
        resource_type: "aws_guardduty_detector_feature",
        fields: &[Same("detector_id"), Same("name"), Same("status")],
        ..Kind::NEW
    },
];

/// The older way to switch plans on and off: blocks in blocks, each with the feature that it is.
const SOURCES: &[(&[&str], &str)] = &[
    (&["s3_logs"], "S3_DATA_EVENTS"),
    (&["kubernetes", "audit_logs"], "EKS_AUDIT_LOGS"),
    (&["malware_protection", "scan_ec2_instance_with_findings", "ebs_volumes"], "EBS_MALWARE_PROTECTION"),
];

fn sources(detector: &mut Map, body: &Map, _: &mut Defaults) {
    let written = match block(body, "datasources") {
        Ok(Some(written)) => written,
        Ok(None) => return,
        Err(gap) => return detector.set("Features", gap.clone()),
    };
    for (path, name) in SOURCES {
        let mut found = Ok(Some(written));
        for part in *path {
            found = found.and_then(|map| map.map_or(Ok(None), |map| block(map, part)));
        }
        let switch = match found {
            Ok(Some(map)) => taken(map, "enable"),
            Ok(None) => None,
            Err(gap) => return detector.set("Features", gap.clone()),
        };
        let Some(switch) = switch else { continue };
        let span = switch.span;
        let mut feature = Map::default();
        feature.set("Name", *name);
        feature.set("Status", named(switch, "ENABLED", "DISABLED"));
        push(detector, "Features", Node { value: Value::Map(feature), span });
    }
}
