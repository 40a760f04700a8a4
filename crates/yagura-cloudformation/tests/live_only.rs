//! What only a live account tells is not known of a template's resources.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use yagura_model::Snapshot;

fn property(snapshot: &Snapshot, address: &str, name: &str) -> Value {
    let mut found = None;
    snapshot.each_json(|_, meta, properties| {
        if meta.id == address {
            found = properties.get(name).cloned();
        }
    });
    found.unwrap()
}

#[test]
fn what_only_a_live_account_tells_is_unknown_and_not_empty() {
    let text = "Resources:
  Ann: { Type: AWS::IAM::User }
  Ship: { Type: AWS::EC2::LaunchTemplate }
  Door: { Type: AWS::EC2::InternetGateway }
  Web: { Type: AWS::EC2::Instance }
  Key: { Type: AWS::KMS::Key }
  Db: { Type: AWS::SecretsManager::Secret }
";
    let snapshot = yagura_cloudformation::read("t.yaml", text);
    for (address, name) in [
        ("Ann", "AccessKeys"),
        ("Ship", "DefaultVersion"),
        ("Door", "Attachments"),
        ("Web", "State"),
        ("Web", "VpcId"),
        ("Key", "KeyState"),
        ("Db", "LastRotatedDate"),
    ] {
        let value = property(&snapshot, address, name);
        let message = value["$unknown"]["message"].as_str().unwrap_or_else(|| panic!("{address} {name}: {value}"));
        assert_eq!(message, format!("`{name}` is not known before the resource is made"));
    }
}

#[test]
fn an_attachment_of_the_template_tells_where_a_gateway_is() {
    let text = "Resources:
  Net: { Type: AWS::EC2::VPC }
  Door: { Type: AWS::EC2::InternetGateway }
  Hinge: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref Net, InternetGatewayId: !Ref Door } }
";
    let snapshot = yagura_cloudformation::read("t.yaml", text);
    assert_eq!(property(&snapshot, "Door", "Attachments"), serde_json::json!([{ "VpcId": "{Net}" }]));
    assert!(snapshot.contents.gaps.is_empty(), "{:?}", snapshot.contents.gaps);
}
