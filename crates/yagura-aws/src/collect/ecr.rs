//! Amazon ECR.

use serde_json::{Value, json};

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "ecr",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::ECR::Repository",
            list: List::of("DescribeRepositories", "repositories").with(r#"{"maxResults":1000}"#),
            details: &[
                Detail::of(
                    "RepositoryPolicyText",
                    "GetRepositoryPolicy",
                    r#"{"repositoryName":"$repositoryName"}"#,
                    "policyText",
                )
                .absent(&["RepositoryPolicyNotFoundException"]),
                Detail::of(
                    "LifecyclePolicy",
                    "GetLifecyclePolicy",
                    r#"{"repositoryName":"$repositoryName"}"#,
                    "lifecyclePolicyText",
                )
                .absent(&["LifecyclePolicyNotFoundException"])
                .shaped(|text| match text {
                    Value::Null => Value::Null,
                    text => json!({ "LifecyclePolicyText": text }),
                }),
                Detail::of(
                    "NewestImage",
                    "DescribeImages",
                    r#"{"repositoryName":"$repositoryName","maxResults":1000}"#,
                    "imageDetails",
                )
                .shaped(newest),
                // The summary in `DescribeImages` is not filled by today's basic scanning
                // (https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic.html, 2026-01).
                Detail::of(
                    "FindingSeverityCounts",
                    "DescribeImageScanFindings",
                    r#"{"repositoryName":"$repositoryName","imageId":{"imageDigest":"$NewestImage.ImageDigest"},"maxResults":1000}"#,
                    "imageScanFindings.findingSeverityCounts",
                )
                .absent(&["ScanNotFoundException", "ImageNotFoundException"])
                .when("NewestImage.ImageDigest", &[]),
            ],
            capitalize: Some(&["findingSeverityCounts"]),
            id: "repositoryName",
            name: "repositoryName",
            arn: "repositoryArn",
            gone: &["RepositoryNotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ECR::RegistryScanningConfiguration",
            list: List::of("GetRegistryScanningConfiguration", "scanningConfiguration"),
            capitalize: Some(&[]),
            ..Kind::NONE
        },
    ],
};

/// The image that was pushed last; times are RFC 3339 or seconds, each of which sorts as it stands.
fn newest(images: Value) -> Value {
    let Value::Array(list) = images else { return Value::Null };
    let pushed = |image: &Value| match image.get("imagePushedAt") {
        Some(Value::Number(seconds)) => (seconds.as_f64().unwrap_or_default(), String::new()),
        Some(Value::String(text)) => (0.0, text.clone()),
        _ => (-1.0, String::new()),
    };
    let newest = list.into_iter().max_by(|a, b| {
        let (a, b) = (pushed(a), pushed(b));
        a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1))
    });
    newest.map_or(Value::Null, |image| {
        json!({
            "ImageDigest": image.get("imageDigest").cloned().unwrap_or_default(),
            "ImageTags": image.get("imageTags").cloned().unwrap_or_default(),
        })
    })
}
