//! Amazon CloudFront.

use serde_json::Value;

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "cloudfront",
    reach: Reach::Global,
    kinds: &[Kind {
        resource_type: "AWS::CloudFront::Distribution",
        list: List::of("ListDistributions", "DistributionList.Items"),
        // The list says neither where logs go nor what the root object is.
        details: &[Detail::of("DistributionConfig", "GetDistributionConfig", r#"{"Id":"$Id"}"#, "DistributionConfig")
            .shaped(plain_lists)],
        id: "Id",
        name: "DomainName",
        arn: "ARN",
        gone: &["NoSuchDistribution"],
        ..Kind::NONE
    }],
};

/// CloudFront writes lists as `{"Quantity": 1, "Items": […]}`, templates as lists.
fn plain_lists(value: Value) -> Value {
    match value {
        Value::Object(mut object) if object.contains_key("Quantity") => match object.remove("Items") {
            Some(Value::Array(items)) => items.into_iter().map(plain_lists).collect(),
            _ => Value::Array(Vec::new()),
        },
        Value::Object(object) => object
            .into_iter()
            // What requests are sent to an origin with may hold a secret, and no check reads it.
            .filter(|(name, _)| name != "CustomHeaders")
            .map(|(name, value)| (name, plain_lists(value)))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::plain_lists;

    #[test]
    fn lists_are_plain_and_custom_headers_are_left_out() {
        let given = json!({
            "Aliases": {"Quantity": 0},
            "Origins": {"Quantity": 1, "Items": [{
                "Id": "s3", "DomainName": "assets.s3.amazonaws.com", "OriginAccessControlId": "",
                "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": "x-origin-verify", "HeaderValue": "secret"}]},
                "S3OriginConfig": {"OriginAccessIdentity": ""},
            }]},
        });
        assert_eq!(
            plain_lists(given),
            json!({
                "Aliases": [],
                "Origins": [{
                    "Id": "s3", "DomainName": "assets.s3.amazonaws.com", "OriginAccessControlId": "",
                    "S3OriginConfig": {"OriginAccessIdentity": ""},
                }],
            })
        );
    }
}
