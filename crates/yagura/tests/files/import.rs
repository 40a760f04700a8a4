//! Recorded answers of AWS, imported and judged as a user does it: `yagura import`, then `yagura scan --from`.

#![expect(clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::run::{Ran, yagura as run};

type Files = Vec<(&'static str, String)>;

/// A folder with what was recorded in `rec`.
fn folder(name: &str, files: &Files) -> PathBuf {
    let files: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("rec/{name}"), text.as_str())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    crate::run::folder(&format!("import-{name}"), &files)
}

fn import(folder: &Path) -> Ran {
    run(folder, &["import", "rec", "-o", "acct.yagura"])
}

fn scan(folder: &Path) -> Value {
    let scanned = run(folder, &["scan", "--from", "acct.yagura", "--format", "json", "--include", "pass"]);
    serde_json::from_str(&scanned.stdout).unwrap_or_else(|_| json!({ "error": scanned.stderr }))
}

/// Imports and judges: the worst verdict by check and resource.
fn verdicts(name: &str, files: &Files) -> BTreeMap<(String, String), String> {
    let folder = folder(name, files);
    let imported = import(&folder);
    assert!(imported.stdout.contains("yagura scan --from acct.yagura"), "{}", imported.stderr);
    worst(&scan(&folder))
}

fn worst(report: &Value) -> BTreeMap<(String, String), String> {
    let rank = |verdict: &str| ["pass", "unknown", "fail"].iter().position(|name| *name == verdict);
    let mut all: BTreeMap<(String, String), String> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap_or_else(|| panic!("{report:#}")) {
        let text = |pointer: &str| finding.pointer(pointer).and_then(Value::as_str).unwrap_or("-").to_owned();
        let verdict = text("/verdict");
        let worst = all.entry((text("/check"), text("/resource/id"))).or_insert_with(|| verdict.clone());
        if rank(&verdict) > rank(worst) {
            *worst = verdict;
        }
    }
    all
}

fn group(id: &str, cidr: &str) -> Value {
    json!({
        "GroupId": id, "GroupName": id, "Description": "web", "VpcId": "vpc-1", "OwnerId": "111122223333",
        "SecurityGroupArn": format!("arn:aws:ec2:ap-northeast-1:111122223333:security-group/{id}"),
        "IpPermissions": [{
            "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": cidr}],
            "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []
        }],
        "IpPermissionsEgress": [],
    })
}

fn role(name: &str, principal: &Value) -> Value {
    json!({
        "RoleName": name, "Path": "/", "RoleId": name, "Arn": format!("arn:aws:iam::111122223333:role/{name}"),
        "CreateDate": "2026-01-01T00:00:00+00:00", "InstanceProfileList": [], "RolePolicyList": [],
        "AttachedManagedPolicies": [], "Tags": [],
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]
        },
    })
}

fn database(name: &str, public: bool) -> Value {
    json!({
        "DBInstanceIdentifier": name, "Engine": "postgres", "DBInstanceStatus": "available",
        "DBInstanceArn": format!("arn:aws:rds:ap-northeast-1:111122223333:db:{name}"),
        "Endpoint": {"Port": 5432}, "VpcSecurityGroups": [], "StorageEncrypted": !public,
        "PubliclyAccessible": public, "BackupRetentionPeriod": 7, "DeletionProtection": true, "TagList": [],
    })
}

const OPEN_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*"}]}"#;
const NO_POLICY: &str = "\nAn error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation: The bucket policy does not exist\n";

fn block(on: bool) -> String {
    json!({"PublicAccessBlockConfiguration": {
        "BlockPublicAcls": on, "IgnorePublicAcls": on, "BlockPublicPolicy": on, "RestrictPublicBuckets": on
    }})
    .to_string()
}

/// An account with a wrong and a right one of each.
fn account() -> Files {
    vec![
        // Its members tell the operation, its ARNs the region and the account.
        ("groups.json", json!({"SecurityGroups": [group("sg-bad", "0.0.0.0/0"), group("sg-good", "10.0.0.0/8")]}).to_string()),
        ("s3api-list-buckets.json", json!({"Buckets": [{"Name": "open"}, {"Name": "closed"}], "Owner": {"ID": "me"}}).to_string()),
        ("s3api-get-bucket-policy-open.json", json!({ "Policy": OPEN_POLICY }).to_string()),
        ("s3api-get-public-access-block-open.json", block(false)),
        (
            "s3control-get-public-access-block.json",
            "\nAn error occurred (NoSuchPublicAccessBlockConfiguration) when calling the GetPublicAccessBlock operation: none\n".to_owned(),
        ),
        ("s3api/get-bucket-policy-closed.txt", NO_POLICY.to_owned()),
        ("s3api/get-public-access-block-closed.json", block(true)),
        (
            "iam-get-account-authorization-details.json",
            json!({
                "UserDetailList": [], "GroupDetailList": [], "Policies": [],
                "RoleDetailList": [role("anyone", &json!({"AWS": "*"})), role("batch", &json!({"Service": "lambda.amazonaws.com"}))],
            })
            .to_string(),
        ),
        ("ap-northeast-1/rds/describe-db-instances.json", json!({"DBInstances": [database("db-bad", true), database("db-good", false)]}).to_string()),
    ]
}

const JUDGED: [(&str, &str, &str); 4] = [
    ("ec2-security-group-ssh-open", "sg-bad", "sg-good"),
    ("s3-bucket-public-policy", "open", "closed"),
    ("iam-role-trusts-everyone", "anyone", "batch"),
    ("rds-instance-public", "db-bad", "db-good"),
];

fn of<'v>(verdicts: &'v BTreeMap<(String, String), String>, check: &str, id: &str) -> &'v str {
    let found = verdicts.get(&(check.to_owned(), id.to_owned()));
    found.unwrap_or_else(|| panic!("nothing about {check} {id}: {verdicts:#?}"))
}

#[test]
fn recorded_answers_are_judged_as_the_account_itself() {
    let verdicts = verdicts("account", &account());
    for (check, bad, good) in JUDGED {
        assert_eq!(of(&verdicts, check, bad), "fail");
        assert_eq!(of(&verdicts, check, good), "pass");
    }
}

#[test]
fn what_was_not_recorded_of_an_item_is_unknown_and_the_command_is_named() {
    let mut files = account();
    files.retain(|(name, _)| !name.contains("closed"));
    let folder = folder("missing", &files);
    import(&folder);
    let report = scan(&folder);
    assert_eq!(of(&worst(&report), "s3-bucket-public-policy", "closed"), "unknown");
    let gaps = report["gaps"].to_string();
    let wanted = "aws s3api get-bucket-policy --bucket closed --output json > s3api-get-bucket-policy-closed.json 2>&1";
    assert!(gaps.contains(wanted), "{gaps}");
    assert!(
        gaps.contains("aws ec2 describe-vpcs --region ap-northeast-1 --output json > ec2-describe-vpcs.json"),
        "{gaps}"
    );
}

/// Law 1: to lose an answer never makes anything better.
#[test]
fn without_any_one_file_nothing_that_failed_or_was_unknown_passes() {
    let all = account();
    let whole = verdicts("law-whole", &all);
    for without in 0..all.len() {
        let mut fewer = all.clone();
        let (name, _) = fewer.remove(without);
        for (about, verdict) in verdicts("law-fewer", &fewer) {
            let before = whole.get(&about);
            assert!(
                verdict != "pass" || before.is_some_and(|before| before == "pass"),
                "without {name} {about:?} passes, and was {before:?}"
            );
        }
    }
}

#[test]
fn what_is_no_whole_answer_is_named_and_the_run_goes_on() {
    let bad: [(&str, String, &str); 10] = [
        ("ec2-describe-volumes.json", "[".repeat(100_000), "recursion limit"),
        ("ec2-describe-vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-1"}], "Vpcs": []}"#.to_owned(), "`Vpcs` stands twice"),
        ("ec2-describe-subnets.json", r#"{"Subnets": "none"}"#.to_owned(), "has not the form"),
        ("ec2-describe-images.json", r#"["ami-1"]"#.to_owned(), "--query"),
        ("ec2-describe-addresses.json", String::new(), "empty"),
        ("ec2-describe-flow-logs.json", "{}".to_owned(), "empty"),
        (
            "ec2-describe-network-acls.json",
            r#"{"NetworkAcls": [], "NextToken": "t"}"#.to_owned(),
            "one page of several",
        ),
        ("policy.json", json!({ "Policy": OPEN_POLICY }).to_string(), "name it after its command"),
        ("strange.json", r#"{"hello": 1}"#.to_owned(), "no whole answer"),
        ("kms-list-keys.json", r#"{"Keys": [{"KeyId": "k"}]}"#.to_owned(), "does not say its region"),
    ];
    let mut files = account();
    files.extend(bad.iter().map(|(name, text, _)| (*name, text.clone())));
    let folder = folder("hostile", &files);
    let imported = import(&folder);
    assert_eq!(imported.code, 3, "{}", imported.stderr);
    let report = scan(&folder);
    let gaps: Vec<&str> =
        report["gaps"].as_array().unwrap().iter().map(|gap| gap["message"].as_str().unwrap()).collect();
    for (name, _, why) in bad {
        assert!(gaps.iter().any(|gap| gap.contains(name) && gap.contains(why)), "{name}: {gaps:#?}");
    }
    assert!(imported.stderr.contains("rec/ec2-describe-vpcs.json"), "{}", imported.stderr);
    let verdicts = worst(&report);
    for (check, bad, good) in JUDGED {
        assert_eq!(of(&verdicts, check, bad), "fail");
        assert_eq!(of(&verdicts, check, good), "pass");
    }
}

#[test]
fn two_answers_to_one_question_that_differ_are_unknown() {
    let mut files = account();
    files.push(("s3api-get-bucket-policy_open.json", NO_POLICY.to_owned()));
    assert_eq!(of(&verdicts("twice", &files), "s3-bucket-public-policy", "open"), "unknown");
}

#[test]
fn a_refused_call_names_the_action_that_it_needs() {
    let mut files = account();
    files.retain(|(name, _)| *name != "s3api-get-bucket-policy-open.json");
    let denied = "\nAn error occurred (AccessDenied) when calling the GetBucketPolicy operation: Access Denied\n";
    files.push(("s3api-get-bucket-policy-open.json", denied.to_owned()));
    let folder = folder("denied", &files);
    import(&folder);
    let report = scan(&folder);
    assert_eq!(of(&worst(&report), "s3-bucket-public-policy", "open"), "unknown");
    assert!(report["gaps"].as_array().unwrap().iter().any(|gap| gap["needs"] == "s3:GetBucketPolicy"), "{report:#}");
}

#[test]
fn the_account_and_the_region_come_from_the_answers_or_are_asked_for() {
    let keys = vec![("kms-list-aliases.json", r#"{"Aliases": []}"#.to_owned())];
    let alone = folder("nobody", &keys);
    let imported = import(&alone);
    assert_eq!(imported.code, 2);
    assert!(imported.stderr.contains("--account"), "{}", imported.stderr);
    let named =
        run(&alone, &["import", "rec", "-o", "acct.yagura", "--account", "111122223333", "--region", "eu-west-1"]);
    assert_eq!(named.code, 0, "{}", named.stderr);
    assert_eq!(scan(&alone)["scan"]["accounts"], json!(["111122223333"]));

    let two = vec![
        (
            "ec2-describe-security-groups.json",
            json!({"SecurityGroups": [group("sg-1", "10.0.0.0/8")]})
                .to_string()
                .replace("111122223333", "444455556666"),
        ),
        ("rds-describe-db-instances.json", json!({"DBInstances": [database("db", false)]}).to_string()),
    ];
    let imported = import(&folder("two-accounts", &two));
    assert_eq!(imported.code, 2);
    assert!(imported.stderr.contains("111122223333, 444455556666"), "{}", imported.stderr);

    let wrong = run(&alone, &["import", "rec", "-o", "a.yagura", "--region", "tokyo"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("`tokyo` is no region name"), "{}", wrong.stderr);
    fs::write(alone.join("notes.md"), "nothing").unwrap();
    let nothing = run(&alone, &["import", "notes.md", "-o", "a.yagura"]);
    assert_ne!(nothing.code, 0);
    assert!(run(&alone, &["import", "no-such-folder", "-o", "a.yagura"]).code == 5);
}

#[test]
fn what_was_recorded_is_judged_as_the_saved_account_would_be() {
    let folder = folder("judged", &account());
    let json = |ran: &Ran| -> Value {
        let mut report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
        // The time of the import is all that may differ.
        report["scan"]["started"] = Value::Null;
        report
    };
    let asked = ["--format", "json", "--include", "pass", "--severity", "low"];
    let judged = run(&folder, &[&["import", "rec"], &asked[..]].concat());
    assert_eq!(judged.code, 1, "{}", judged.stderr);
    assert!(judged.stderr.contains("answers 9"), "{}", judged.stderr);
    import(&folder);
    let saved = run(&folder, &[&["scan", "--from", "acct.yagura"], &asked[..]].concat());
    assert_eq!(json(&judged), json(&saved));
    for (check, bad, good) in JUDGED {
        let verdicts = worst(&json(&judged));
        assert_eq!((of(&verdicts, check, bad), of(&verdicts, check, good)), ("fail", "pass"), "{check}");
    }

    let people =
        run(&folder, &["import", "rec", "--lang", "en", "--check", "rds-instance-public", "--fail-on", "none"]);
    assert_eq!(people.code, 0, "{}", people.stderr);
    assert!(people.stdout.contains("db-bad") && people.stdout.contains("yagura import rec"), "{}", people.stdout);
}

#[test]
fn what_was_recorded_is_judged_and_kept_in_one_run() {
    let folder = folder("both", &account());
    let out = ["--format", "sarif", "-o", "out.sarif"];
    let judged = run(&folder, &[&["import", "rec", "--save", "acct.yagura"], &out[..]].concat());
    assert_eq!((judged.code, judged.stdout.as_str()), (1, ""), "{}", judged.stderr);
    assert!(
        fs::read_to_string(folder.join("out.sarif")).is_ok_and(|text| text.contains("ec2-security-group-ssh-open"))
    );
    assert_eq!(of(&worst(&scan(&folder)), "rds-instance-public", "db-bad"), "fail");
    // A file that is no report is the account, as ever; beside a report it is judged too.
    let judged = run(&folder, &["import", "rec", "-o", "other.yagura", "--format", "markdown"]);
    assert_eq!(judged.code, 1, "{}", judged.stderr);
    assert!(judged.stdout.contains("rds-instance-public"), "{}", judged.stdout);
    assert!(run(&folder, &["scan", "--from", "other.yagura", "--fail-on", "none"]).code == 0);
    let kept = import(&folder);
    assert_eq!((kept.code, kept.stdout.as_str()), (0, "yagura scan --from acct.yagura\n"), "{}", kept.stderr);
}

/// The same resources as AWS Config writes them down.
fn items() -> Vec<Value> {
    let item = |kind: &str, id: &str, configuration: Value, more: Value| {
        json!({
            "resourceType": kind, "resourceId": id, "awsAccountId": "111122223333", "configurationItemStatus": "OK",
            "awsRegion": if kind.starts_with("AWS::IAM") { "global" } else { "ap-northeast-1" },
            "configurationItemCaptureTime": "2026-01-31T00:00:00.000Z", "tags": {},
            "configuration": configuration, "supplementaryConfiguration": more,
        })
    };
    let group = |id: &str, cidr: &str| {
        let permission = json!({
            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": [cidr], "ipv4Ranges": [{"cidrIp": cidr}],
            "ipv6Ranges": [], "prefixListIds": [], "userIdGroupPairs": []
        });
        let configuration = json!({
            "groupId": id, "groupName": id, "description": "web", "vpcId": "vpc-1", "ownerId": "111122223333",
            "ipPermissions": [permission], "ipPermissionsEgress": [], "tags": []
        });
        item("AWS::EC2::SecurityGroup", id, configuration, json!({}))
    };
    let bucket = |name: &str, policy: Value, on: bool| {
        let more = json!({
            // Some parts are texts.
            "BucketPolicy": json!({ "policyText": policy }).to_string(),
            "PublicAccessBlockConfiguration": {
                "blockPublicAcls": on, "ignorePublicAcls": on, "blockPublicPolicy": on, "restrictPublicBuckets": on
            },
            "BucketVersioningConfiguration": {"status": "Off", "isMfaDeleteEnabled": null},
        });
        item("AWS::S3::Bucket", name, json!({"name": name, "creationDate": "2026-01-01T00:00:00.000Z"}), more)
    };
    let role = |name: &str, principal: Value| {
        let document = json!({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]
        });
        let encoded = document.to_string().replace('{', "%7B").replace('"', "%22").replace('*', "%2A");
        let configuration = json!({
            "path": "/", "roleName": name, "roleId": name, "arn": format!("arn:aws:iam::111122223333:role/{name}"),
            "createDate": "2026-01-01T00:00:00.000Z", "assumeRolePolicyDocument": encoded, "instanceProfileList": [],
            "rolePolicyList": [], "attachedManagedPolicies": [], "permissionsBoundary": null, "tags": [],
            "roleLastUsed": null
        });
        item("AWS::IAM::Role", name, configuration, json!({}))
    };
    let database = |name: &str, public: bool| {
        let configuration = json!({
            "dBInstanceIdentifier": name, "engine": "postgres", "publiclyAccessible": public, "vpcSecurityGroups": [],
            "dBInstanceArn": format!("arn:aws:rds:ap-northeast-1:111122223333:db:{name}"), "endpoint": {"port": 5432},
            "dBInstanceStatus": "available", "storageEncrypted": !public, "backupRetentionPeriod": 7
        });
        item("AWS::RDS::DBInstance", name, configuration, json!({}))
    };
    vec![
        group("sg-bad", "0.0.0.0/0"),
        group("sg-good", "10.0.0.0/8"),
        bucket("open", OPEN_POLICY.into(), false),
        bucket("closed", Value::Null, true),
        role("anyone", json!({"AWS": "*"})),
        role("batch", json!({"Service": "lambda.amazonaws.com"})),
        database("db-bad", true),
        database("db-good", false),
        item("AWS::Glue::Job", "etl", json!({}), json!({})),
    ]
}

/// A snapshot of AWS Config, beside the one answer that it does not hold.
fn snapshot(items: &[Value]) -> Files {
    let document = json!({"fileVersion": "1.0", "configSnapshotId": "s", "configurationItems": items});
    let mut files = account();
    files.retain(|(name, _)| name.starts_with("s3control"));
    files.push(("111122223333_Config_ap-northeast-1_ConfigSnapshot.json", document.to_string()));
    files
}

#[test]
fn a_snapshot_of_aws_config_gives_the_same_verdicts() {
    let folder = folder("config", &snapshot(&items()));
    let imported = import(&folder);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    let report = scan(&folder);
    let verdicts = worst(&report);
    for (check, bad, good) in JUDGED {
        assert_eq!(of(&verdicts, check, bad), "fail");
        assert_eq!(of(&verdicts, check, good), "pass");
    }
    // The item does not say it.
    assert_eq!(of(&verdicts, "rds-instance-deletion-protection-off", "db-good"), "unknown");
    // From the live form of the same account no verdict differs but by what the items lack.
    let live = self::verdicts("config-live", &account());
    for (about, verdict) in &verdicts {
        let expect = live.get(about).map_or("unknown", String::as_str);
        assert!(
            verdict == expect || verdict == "unknown" || expect == "unknown",
            "{about:?}: {verdict}, live {expect}"
        );
        assert!(verdict != "pass" || expect != "fail", "{about:?}");
    }
    let inside = run(&folder, &["scan", "--from", "acct.yagura", "--all"]);
    assert!(inside.stdout.contains("AWS::Glue::Job"), "{}", inside.stdout);
}

/// Law 1 once more: no member of an item, when it is lost, makes anything better.
#[test]
fn without_any_one_member_of_an_item_nothing_that_failed_or_was_unknown_passes() {
    let all = items();
    let whole = verdicts("config-whole", &snapshot(&all));
    for (at, item) in all.iter().enumerate() {
        let mut fewer = all.clone();
        for part in ["configuration", "supplementaryConfiguration"] {
            // All members at once, then the ones that the checks at hand turn on: each run takes a while.
            fewer[at][part] = json!({});
            if part == "configuration" {
                for kept in ["groupId", "groupName", "name", "roleName", "arn", "dBInstanceIdentifier"] {
                    if let Some(value) = item[part].get(kept) {
                        fewer[at][part][kept] = value.clone();
                    }
                }
            }
            for (about, verdict) in verdicts("config-fewer", &snapshot(&fewer)) {
                let before = whole.get(&about);
                assert!(
                    verdict != "pass" || before.is_some_and(|before| before == "pass"),
                    "without {part} of {} {about:?} passes, and was {before:?}",
                    item["resourceId"]
                );
            }
        }
    }
}

#[test]
fn what_is_no_configuration_item_is_named_and_the_run_goes_on() {
    let mut strange = items();
    strange.push(json!({"resourceType": "AWS::EC2::Volume", "resourceId": "vol-1", "configuration": "[["}));
    strange.push(json!({"resourceType": "AWS::EC2::Subnet", "resourceId": "s", "awsAccountId": "111122223333", "configuration": {"subnetId": {"$unknown": 1}}}));
    strange.push(json!(["hello"]));
    let folder = folder("config-hostile", &snapshot(&strange));
    let imported = import(&folder);
    assert_eq!(imported.code, 3, "{}", imported.stderr);
    assert!(
        imported.stderr.contains("ConfigSnapshot.json") && imported.stderr.contains("vol-1"),
        "{}",
        imported.stderr
    );
    let verdicts = worst(&scan(&folder));
    for (check, bad, good) in JUDGED {
        assert_eq!(of(&verdicts, check, bad), "fail");
        assert_eq!(of(&verdicts, check, good), "pass");
    }
}

#[test]
fn a_snapshot_is_read_as_aws_config_delivers_it() {
    let files = snapshot(&items());
    let folder = folder("config-packed", &files);
    let plain = folder.join("rec").join(files.last().unwrap().0);
    let packed = Command::new("gzip").arg(&plain).status().unwrap();
    assert!(packed.success() && !plain.exists());
    import(&folder);
    assert_eq!(of(&worst(&scan(&folder)), "ec2-security-group-ssh-open", "sg-bad"), "fail");
}

#[test]
fn an_answer_of_one_region_says_nothing_of_another() {
    let table = r#"{"TableNames": ["shop"]}"#.to_owned();
    let described = |region: &str| {
        json!({"Table": {"TableName": "shop", "TableStatus": "ACTIVE", "DeletionProtectionEnabled": true,
            "TableArn": format!("arn:aws:dynamodb:{region}:111122223333:table/shop")}})
        .to_string()
    };
    let backups = r#"{"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}}"#
        .to_owned();
    let mut files: Files = vec![
        ("us-east-1/dynamodb-list-tables.json", table.clone()),
        ("us-east-1/dynamodb-describe-table-shop.json", described("us-east-1")),
        ("dynamodb-describe-continuous-backups-shop.json", backups),
    ];
    let said = |files: &Files| -> Vec<(String, String)> {
        let folder = folder("regions", files);
        import(&folder);
        let report = scan(&folder);
        let own = report["findings"].as_array().unwrap().iter();
        let own = own.filter(|one| one["check"] == "dynamodb-table-point-in-time-recovery-off");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut said: Vec<_> = own.map(|one| (text(&one["resource"]["region"]), text(&one["verdict"]))).collect();
        said.sort();
        said
    };
    let pair = |region: &str, verdict: &str| (region.to_owned(), verdict.to_owned());
    assert_eq!(said(&files), [pair("us-east-1", "pass")], "there is one region only");
    files.push(("eu-west-1/dynamodb-list-tables.json", table));
    files.push(("eu-west-1/dynamodb-describe-table-shop.json", described("eu-west-1")));
    assert_eq!(said(&files), [pair("eu-west-1", "unknown"), pair("us-east-1", "unknown")]);
}

#[test]
fn a_list_whose_name_says_more_may_not_be_whole() {
    let listed = |file: &'static str| {
        let groups = json!({"SecurityGroups": [group("sg-1", "10.0.0.0/8")]}).to_string();
        let folder = folder("part", &vec![(file, groups)]);
        import(&folder);
        let scanned = run(&folder, &["scan", "--from", "acct.yagura"]);
        scanned.stdout.contains("Listed 1 resource type")
    };
    assert!(listed("ap-northeast-1/ec2-describe-security-groups.json"));
    assert!(!listed("ap-northeast-1/ec2-describe-security-groups-sg-1.json"));
}
