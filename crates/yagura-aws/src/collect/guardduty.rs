//! Amazon GuardDuty.

use serde_json::{Value, json};

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "guardduty",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::GuardDuty::Detector",
        // The description does not repeat the id, so the item keeps it.
        list: List { split: Some(|id| vec![json!({ "DetectorId": id })]), ..List::of("ListDetectors", "DetectorIds") },
        details: &[Detail::of("", "GetDetector", r#"{"DetectorId":"$DetectorId"}"#, "")],
        fields: &[Field::of("Enable", "Status").shaped(|status| Value::Bool(status == "ENABLED"))],
        id: "DetectorId",
        arn: "arn:{partition}:guardduty:{region}:{account}:detector/{DetectorId}",
        tags: "Tags",
        ..Kind::NONE
    }],
};
