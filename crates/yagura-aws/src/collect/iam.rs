//! AWS Identity and Access Management.

use serde_json::{Map, Value, json};

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "iam",
    reach: Reach::Global,
    kinds: &[
        // One paginated answer holds users, groups, roles and policies; it is asked for once.
        Kind {
            resource_type: "AWS::IAM::User",
            list: List::of("GetAccountAuthorizationDetails", "UserDetailList"),
            // Whose a key is that was found somewhere.
            details: &[Detail::of("AccessKeys", "ListAccessKeys", r#"{"UserName":"$UserName"}"#, "AccessKeyMetadata")
                .most(500)],
            fields: &[
                Field::of("Groups", "GroupList"),
                Field::of("Policies", "UserPolicyList"),
                Field::of("ManagedPolicyArns", "AttachedManagedPolicies").shaped(policy_arns),
                Field::of("PermissionsBoundary", "PermissionsBoundary.PermissionsBoundaryArn"),
            ],
            id: "UserName",
            name: "UserName",
            arn: "Arn",
            tags: "Tags",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::Group",
            list: List::of("GetAccountAuthorizationDetails", "GroupDetailList"),
            fields: &[
                Field::of("Policies", "GroupPolicyList"),
                Field::of("ManagedPolicyArns", "AttachedManagedPolicies").shaped(policy_arns),
            ],
            id: "GroupName",
            name: "GroupName",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::Role",
            list: List::of("GetAccountAuthorizationDetails", "RoleDetailList"),
            fields: &[
                Field::of("Policies", "RolePolicyList"),
                Field::of("ManagedPolicyArns", "AttachedManagedPolicies").shaped(policy_arns),
                Field::of("PermissionsBoundary", "PermissionsBoundary.PermissionsBoundaryArn"),
            ],
            id: "RoleName",
            name: "RoleName",
            arn: "Arn",
            tags: "Tags",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::ManagedPolicy",
            list: List::of("GetAccountAuthorizationDetails", "Policies"),
            fields: &[
                Field::of("ManagedPolicyName", "PolicyName"),
                Field::of("PolicyDocument", "PolicyVersionList").shaped(default_version),
            ],
            id: "Arn",
            name: "PolicyName",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::CredentialReportRow",
            list: List {
                before: Some("GenerateCredentialReport"),
                wait: &["ReportNotPresent", "ReportInProgress", "ReportExpired"],
                split: Some(report_rows),
                ..List::of("GetCredentialReport", "Content")
            },
            id: "Arn",
            name: "User",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::VirtualMFADevice",
            list: List::of("ListVirtualMFADevices", "VirtualMFADevices").with(r#"{"AssignmentStatus":"Assigned"}"#),
            fields: &[Field::of("UserArn", "User.Arn")],
            id: "SerialNumber",
            name: "SerialNumber",
            arn: "SerialNumber",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::ServerCertificate",
            list: List::of("ListServerCertificates", "ServerCertificateMetadataList"),
            id: "ServerCertificateName",
            name: "ServerCertificateName",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::SAMLProvider",
            list: List::of("ListSAMLProviders", "SAMLProviderList"),
            id: "Arn",
            name: "Arn",
            arn: "Arn",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::IAM::OIDCProvider",
            list: List::of("ListOpenIDConnectProviders", "OpenIDConnectProviderList"),
            details: &[Detail::of("", "GetOpenIDConnectProvider", r#"{"OpenIDConnectProviderArn":"$Arn"}"#, "")],
            fields: &[Field::of("ClientIdList", "ClientIDList")],
            id: "Arn",
            name: "Url",
            arn: "Arn",
            gone: &["NoSuchEntity"],
            ..Kind::NONE
        },
    ],
};

/// The ARNs of a list of attached policies.
fn policy_arns(attached: Value) -> Value {
    let Value::Array(list) = attached else { return attached };
    list.into_iter().filter_map(|policy| policy.get("PolicyArn").cloned()).collect()
}

/// The document of the version that is in force.
fn default_version(versions: Value) -> Value {
    let Value::Array(list) = versions else { return versions };
    list.into_iter()
        .find(|version| version.get("IsDefaultVersion").is_some_and(|flag| *flag == true || *flag == "true"))
        .and_then(|version| version.get("Document").cloned())
        .unwrap_or_else(
            || json!({"$unknown": {"kind": "error", "message": "the answer holds no default version of the policy"}}),
        )
}

/// The rows of a credential report
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>).
/// A column that is not there leaves its member out, so that it is unknown.
fn report_rows(content: Value) -> Vec<Value> {
    let Value::String(text) = content else { return vec![Value::Object(Map::new())] };
    let text = if text.trim_start().starts_with("user,") {
        text
    } else {
        let compact: String = text.split_whitespace().collect();
        let Some(decoded) =
            aws_smithy_types::base64::decode(&compact).ok().and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            return vec![Value::Object(Map::new())];
        };
        decoded
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).map(cells);
    let header = lines.next().unwrap_or_default();
    lines.map(|row| report_row(&header, &row)).collect()
}

fn report_row(header: &[String], row: &[String]) -> Value {
    let cell = |name: &str| {
        let at = header.iter().position(|column| column == name)?;
        row.get(at).map(String::as_str)
    };
    // `N/A`: there is none; `no_information`: there never was; `not_supported`: the report does not say.
    let said = |text: &str| !matches!(text, "" | "N/A" | "no_information" | "not_supported");
    let flag = |text: &str| match text.to_ascii_lowercase().as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => Value::Null,
    };
    let or_null = |text: &str| if said(text) { Value::from(text) } else { Value::Null };
    let mut item = Map::new();
    for (member, column) in [
        ("User", "user"),
        ("Arn", "arn"),
        ("UserCreationTime", "user_creation_time"),
        ("PasswordLastUsed", "password_last_used"),
        ("PasswordLastChanged", "password_last_changed"),
    ] {
        if let Some(text) = cell(column) {
            item.insert(member.to_owned(), or_null(text));
        }
    }
    for (member, column) in [("PasswordEnabled", "password_enabled"), ("MfaActive", "mfa_active")] {
        if let Some(text) = cell(column) {
            item.insert(member.to_owned(), flag(text));
        }
    }
    let keys: Option<Vec<Option<Value>>> = [1, 2]
        .into_iter()
        .map(|number| {
            let of = |what: &str| cell(&format!("access_key_{number}_{what}"));
            let (active, rotated, used) = (of("active")?, of("last_rotated")?, of("last_used_date")?);
            let active = active.eq_ignore_ascii_case("true");
            Some((active || said(rotated)).then(|| {
                json!({
                    "Number": number,
                    "Active": active,
                    "LastRotated": or_null(rotated),
                    "LastUsedDate": or_null(used),
                })
            }))
        })
        .collect();
    if let Some(keys) = keys {
        item.insert("AccessKeys".to_owned(), keys.into_iter().flatten().collect());
    }
    Value::Object(item)
}

/// The cells of a line of comma-separated values (RFC 4180); a user's name may hold a comma.
fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut letters = line.trim_end_matches('\r').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
    }
    cells.push(cell);
    cells
}

#[cfg(test)]
mod tests {

    use serde_json::{Value, json};

    use super::{default_version, policy_arns, report_rows};

    const REPORT: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service\n\
        <root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,2026-01-30T00:00:00+00:00,not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A\n\
        \"tanaka,k\",\"arn:aws:iam::111122223333:user/tanaka,k\",2024-01-01T00:00:00+00:00,TRUE,no_information,2024-01-01T00:00:00+00:00,N/A,true,true,2024-01-01T00:00:00+00:00,N/A,N/A,N/A,false,2023-01-01T00:00:00+00:00,2023-02-01T00:00:00+00:00,us-east-1,s3\n";

    #[test]
    fn a_report_becomes_rows_that_tell_none_from_unknown() {
        let rows = report_rows(REPORT.into());
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0]["PasswordEnabled"], Value::Null);
        assert_eq!(rows[0]["MfaActive"], json!(false));
        assert_eq!(rows[0]["AccessKeys"], json!([]));
        assert_eq!(rows[1]["User"], "tanaka,k");
        assert_eq!(rows[1]["PasswordEnabled"], json!(true));
        assert_eq!(rows[1]["PasswordLastUsed"], Value::Null);
        assert_eq!(rows[1]["AccessKeys"][0]["LastUsedDate"], Value::Null);
        assert_eq!(
            rows[1]["AccessKeys"][1],
            json!({"Number": 2, "Active": false, "LastRotated": "2023-01-01T00:00:00+00:00", "LastUsedDate": "2023-02-01T00:00:00+00:00"})
        );
    }

    #[test]
    fn a_report_in_base64_is_the_same_report() {
        let encoded = aws_smithy_types::base64::encode(REPORT);
        assert_eq!(report_rows(encoded.into()), report_rows(REPORT.into()));
    }

    #[test]
    fn a_column_that_is_missing_is_left_out_and_garbage_is_one_unread_row() {
        let rows = report_rows("user,arn,mfa_active\nx,arn:aws:iam::1:user/x,true\n".into());
        assert!(rows[0].get("AccessKeys").is_none());
        assert!(rows[0].get("PasswordEnabled").is_none());
        assert_eq!(report_rows("%%%".into()), [json!({})]);
    }

    #[test]
    fn the_version_in_force_and_attached_policies_are_taken() {
        let versions = json!([
            {"VersionId": "v1", "IsDefaultVersion": false, "Document": "old"},
            {"VersionId": "v2", "IsDefaultVersion": true, "Document": "new"},
        ]);
        assert_eq!(default_version(versions), "new");
        assert!(default_version(json!([])).get("$unknown").is_some());
        assert_eq!(policy_arns(json!([{"PolicyName": "a", "PolicyArn": "arn:a"}])), json!(["arn:a"]));
    }
}
