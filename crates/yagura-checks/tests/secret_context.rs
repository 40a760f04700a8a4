//! What is said of a secret beside where it stands: who could read it, what it opens, where else it stands, the repair.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use yagura_finding::{BaselineKey, Finding, Mute, MuteSource, Options, Report, Target, VerdictKind, Words};
use yagura_model::{Fact, Gap, Listed, Meta, Node, Origin, Scope, ScopeKind, Snapshot, Tags};

const ACCOUNT: &str = "111122223333";
const PASSWORD: &str = "Kx7-plumTree-41";

/// An id that spells the account, in two parts: this file holds no key.
fn key_id() -> String {
    ["AKIARTX3", "GSDSQVK7QWZT"].concat()
}

fn account(resources: &[(&str, &str, &str, Value)]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (resource_type, name, arn, properties) in resources {
        let meta = Meta {
            account: ACCOUNT.to_owned(),
            region: if arn.contains(":iam:") { "global" } else { "us-east-1" }.to_owned(),
            id: (*name).to_owned(),
            arn: Some((*arn).to_owned()),
            name: (*name).to_owned(),
            tags: Fact::Known(Tags::new()),
            origin: Origin::Live { call: "test".to_owned() },
        };
        snapshot.insert(resource_type, meta, &Node::from(properties)).unwrap();
    }
    for resource_type in Snapshot::TYPES {
        snapshot.contents.lists.push(Listed {
            resource_type: (*resource_type).to_owned(),
            account: ACCOUNT.to_owned(),
            region: "us-east-1".to_owned(),
            gap: None,
        });
    }
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Account,
        account: ACCOUNT.to_owned(),
        name: ACCOUNT.to_owned(),
        regions: vec!["us-east-1".to_owned()],
        caller: String::new(),
    });
    snapshot
}

fn user(name: &str, statement: &Value, keys: &[&str]) -> (&'static str, String, String, Value) {
    let keys: Vec<Value> = keys.iter().map(|id| json!({"AccessKeyId": id, "Status": "Active"})).collect();
    (
        "AWS::IAM::User",
        name.to_owned(),
        format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        json!({
            "UserName": name, "Groups": [], "ManagedPolicyArns": [], "AccessKeys": keys,
            "Policies": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}],
        }),
    )
}

fn function(name: &str, variable: &str, value: &str) -> (&'static str, String, String, Value) {
    (
        "AWS::Lambda::Function",
        name.to_owned(),
        format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:{name}"),
        json!({"FunctionName": name, "Policy": null, "Environment": {"Variables": {variable: value}}}),
    )
}

/// The detail in English and the JSON of each finding of the check, by the resource's name.
fn said(resources: &[(&'static str, String, String, Value)], check: &str) -> Vec<(String, String, Value)> {
    let resources: Vec<(&str, &str, &str, Value)> =
        resources.iter().map(|(t, name, arn, props)| (*t, name.as_str(), arn.as_str(), props.clone())).collect();
    let mut snapshot = account(&resources);
    yagura_checks::secrets::analyse(&mut snapshot);
    let checks = yagura_checks::all();
    let mut report = Report::run(&snapshot, &checks, Options::default());
    yagura_checks::secrets::explain(&mut report, &checks);
    let of = |finding: &Finding<'_>| {
        let detail = finding.detail.as_ref().unwrap();
        assert!(!detail.ja.contains(PASSWORD) && !detail.en.contains(PASSWORD));
        assert!(!detail.ja.contains(". "), "{}", detail.ja);
        let json: Value = serde_json::from_str(finding.secret.as_ref().unwrap().text()).unwrap();
        assert!(!json.to_string().contains(PASSWORD));
        (finding.resource.name.to_owned(), detail.en.clone(), json)
    };
    let mut found: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.check.id == check && finding.secret.is_some())
        .map(of)
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

#[test]
fn a_finding_says_who_may_read_it_by_their_policies() {
    let allow = |action: &str, resource: &str| json!([{"Effect": "Allow", "Action": action, "Resource": resource}]);
    let shop = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:shop");
    let conditional = json!([{"Effect": "Allow", "Action": "lambda:Get*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]);
    let denied = json!([
        {"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "lambda:*", "Resource": "*"}
    ]);
    let found = said(
        &[
            user("all", &allow("lambda:*", "*"), &[]),
            user("one", &allow("lambda:GetFunctionConfiguration", &shop), &[]),
            user("other", &allow("lambda:GetFunctionConfiguration", &format!("{shop}-other")), &[]),
            user("nobody", &allow("s3:*", "*"), &[]),
            user("denied", &denied, &[]),
            user("mfa", &conditional, &[]),
            function("shop", "DB_PASSWORD", PASSWORD),
        ],
        "lambda-environment-secret",
    );
    let [(_, words, json)] = &found[..] else { panic!("{found:?}") };
    let readers = &json["readers"];
    let arn = |name: &str| format!("arn:aws:iam::{ACCOUNT}:user/{name}");
    assert_eq!(readers["allowed"], json!({"number": 2, "names": [arn("all"), arn("one")]}));
    assert_eq!(readers["conditional"], json!({"number": 1, "names": [arn("mfa")]}));
    assert_eq!(readers["unknown"]["number"], 0);
    let by = "may be read directly (lambda:GetFunctionConfiguration, ...) by 2 principals (user/all, user/one)";
    assert!(words.contains(&format!("{by}, 1 more under conditions")), "{words}");
}

fn role(name: &str, trust: &Value, statement: &Value) -> (&'static str, String, String, Value) {
    (
        "AWS::IAM::Role",
        name.to_owned(),
        format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
        json!({
            "RoleName": name, "ManagedPolicyArns": [],
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trust},
            "Policies": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statement}}],
        }),
    )
}

#[test]
fn a_finding_says_who_may_read_it_by_assuming_roles() {
    let allow = |action: &str, resource: &str| json!([{"Effect": "Allow", "Action": action, "Resource": resource}]);
    let arn = |of: &str| format!("arn:aws:iam::{ACCOUNT}:{of}");
    let trusts = |principal: Value| json!([{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]);
    let read = allow("lambda:GetFunctionConfiguration", "*");
    let oidc = json!([{
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": arn("oidc-provider/token.actions.githubusercontent.com")},
    }]);
    let mfa = json!([{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": arn("user/guarded")},
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }]);
    let found = said(
        &[
            // By its own policy, as the role leaves that to the account.
            user("dev", &allow("sts:AssumeRole", &arn("role/deploy")), &[]),
            // Two roles away.
            user("ops", &allow("sts:AssumeRole", &arn("role/hop")), &[]),
            // May assume, and is not trusted; is trusted, and by a role that cannot read.
            user("elsewhere", &allow("sts:AssumeRole", "*"), &[]),
            user("guarded", &json!([]), &[]),
            role("deploy", &trusts(json!({"AWS": [arn("user/dev"), arn("role/hop")]})), &read),
            role("hop", &trusts(json!({"AWS": [arn("user/ops"), arn("role/deploy")]})), &json!([])),
            role("partner", &trusts(json!({"AWS": "999988887777"})), &read),
            role("pipeline", &oidc, &read),
            role("guarded", &mfa, &read),
            role("worker", &trusts(json!({"Service": "lambda.amazonaws.com"})), &read),
            role("blind", &trusts(json!({"AWS": arn("user/elsewhere")})), &json!([])),
            function("shop", "DB_PASSWORD", PASSWORD),
        ],
        "lambda-environment-secret",
    );
    let [(_, words, json)] = &found[..] else { panic!("{found:?}") };
    let readers = &json["readers"];
    assert_eq!(readers["allowed"]["number"], 5, "{readers:#}");
    let assuming = &readers["assuming"];
    let names = assuming["allowed"]["names"].as_array().unwrap();
    let way = |who: &str| {
        let found = names.iter().find(|way| way["who"] == who);
        found
            .map(|way| way["through"].as_array().unwrap().iter().map(|role| role.as_str().unwrap()).collect::<Vec<_>>())
    };
    let (deploy, hop) = (arn("role/deploy"), arn("role/hop"));
    assert_eq!(way(&arn("user/dev")), Some(vec![deploy.as_str()]), "{assuming:#}");
    assert_eq!(way(&hop), Some(vec![deploy.as_str()]));
    assert_eq!(way(&arn("user/ops")), Some(vec![hop.as_str(), deploy.as_str()]));
    assert_eq!(way("999988887777"), Some(vec![arn("role/partner").as_str()]));
    assert!(way(&arn("oidc-provider/token.actions.githubusercontent.com")).is_some(), "{assuming:#}");
    assert_eq!(names.len(), 5, "nobody else, no service, and a circle is gone through once: {assuming:#}");
    assert_eq!(
        assuming["conditional"]["names"],
        json!([{"who": arn("user/guarded"), "through": [arn("role/guarded")]}])
    );
    assert_eq!((&assuming["unknown"]["number"], &assuming["not_followed"]), (&json!(0), &json!(0)));
    assert!(words.contains("; by assuming roles 5 more may ("), "{words}");
    assert!(words.contains("user/dev by assuming role/deploy"), "{words}");
    assert!(words.contains("1 more under conditions; so may the root user of the account"), "{words}");
    assert_eq!(readers["root"], true);
}

#[test]
fn a_thousand_roles_that_may_become_each_other_are_gone_through_in_time_or_said_not_to_be() {
    let trust = json!([{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]);
    let statement = |at: usize| {
        json!([
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"},
            {"Effect": "Allow", "Action": "lambda:Get*", "Resource": "*"},
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::b{at}/*")},
        ])
    };
    let mut resources: Vec<_> = (0..1_000).map(|at| role(&format!("r{at:04}"), &trust, &statement(at))).collect();
    resources.extend((0..10).map(|at| function(&format!("f{at}"), "DB_PASSWORD", PASSWORD)));
    resources.push(user("dev", &json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]), &[]));
    let started = std::time::Instant::now();
    let found = said(&resources, "lambda-environment-secret");
    let took = started.elapsed();
    assert_eq!(found.len(), 10);
    for (_, words, json) in &found {
        let assuming = &json["readers"]["assuming"];
        assert_eq!(assuming["allowed"]["number"], 1, "the user, as all roles read by themselves");
        let left = assuming["not_followed"].as_u64().unwrap();
        assert!(left > 0 && words.contains(&format!("who may assume {left} more roles was not worked out")), "{words}");
    }
    assert!(took.as_secs() < 120, "{took:?}");
}

#[test]
fn who_may_read_is_unknown_where_users_were_not_read() {
    let resources = [function("shop", "DB_PASSWORD", PASSWORD)];
    let (t, name, arn, props) = &resources[0];
    let mut snapshot = account(&[(t, name, arn, props.clone())]);
    for list in &mut snapshot.contents.lists {
        if list.resource_type == "AWS::IAM::User" {
            list.gap = Some(Gap::error("denied"));
        }
    }
    yagura_checks::secrets::analyse(&mut snapshot);
    let checks = yagura_checks::all();
    let mut report = Report::run(&snapshot, &checks, Options::default());
    yagura_checks::secrets::explain(&mut report, &checks);
    let finding = report.findings.iter().find(|finding| finding.secret.is_some()).unwrap();
    let json: Value = serde_json::from_str(finding.secret.as_ref().unwrap().text()).unwrap();
    assert_eq!(json["readers"]["unknown"]["number"], 1, "{json:#}");
}

#[test]
fn beyond_a_thousand_questions_who_may_read_is_said_to_be_unknown() {
    // Two actions show one function's environment, and one those of all.
    let functions: Vec<_> = (0..510).map(|at| function(&format!("f{at:03}"), "DB_PASSWORD", PASSWORD)).collect();
    let found = said(&functions, "lambda-environment-secret");
    let unknown: Vec<_> = found.iter().filter(|(.., json)| json["readers"]["gap"].is_string()).collect();
    assert_eq!(found.len(), 510);
    assert!(!unknown.is_empty() && unknown.len() < 30, "{}", unknown.len());
    for (_, words, json) in unknown {
        assert!(words.contains("who may read it is unknown: more than 1000 such questions"), "{words}");
        assert_eq!(json["readers"]["allowed"], Value::Null);
    }
    assert!(found.iter().all(|(.., json)| !json["readers"].is_null()));
}

#[test]
fn a_key_is_joined_to_its_account_and_user_and_to_what_that_user_is() {
    let everything = json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]);
    let little = json!([{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]);
    for (statement, administrator) in [(&everything, true), (&little, false)] {
        let found = said(
            &[user("deploy", statement, &[&key_id()]), function("shop", "AWS_ACCESS_KEY_ID", &key_id())],
            "lambda-environment-secret",
        );
        let [(_, words, json)] = &found[..] else { panic!("{found:?}") };
        let opens = &json["opens"][0];
        assert_eq!(
            (opens["account"].as_str(), opens["user"].as_str(), opens["administrator"].as_bool()),
            (Some(ACCOUNT), Some("deploy"), Some(administrator)),
            "{json:#}"
        );
        assert!(words.contains("the AWS key belongs to account 111122223333 (this one), user deploy"), "{words}");
        assert_eq!(words.contains("an administrator"), administrator, "{words}");
    }
}

#[test]
fn a_key_of_a_user_whose_keys_were_not_read_is_not_said_to_be_nobodys() {
    let none = json!([]);
    let (t, name, arn, mut props) = user("deploy", &none, &[]);
    props["AccessKeys"] = json!({"$unknown": {"kind": "denied", "message": "no", "needs": "iam:ListAccessKeys"}});
    let id = key_id();
    let found = said(&[(t, name, arn, props), function("shop", "AWS_ACCESS_KEY_ID", &id)], "lambda-environment-secret");
    let [(_, words, json)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(json["opens"][0]["gap"], "the keys of 1 users were not read", "{json:#}");
    assert!(words.contains("user unknown (the keys of 1 users were not read)"), "{words}");
    let found =
        said(&[user("deploy", &none, &[]), function("shop", "AWS_ACCESS_KEY_ID", &id)], "lambda-environment-secret");
    assert_eq!(found[0].2["opens"][0]["gap"], Value::Null, "all were read, and nobody has it");
}

#[test]
fn what_a_tag_holds_is_read_as_tags_are_and_has_a_repair_of_its_own() {
    let everywhere = json!([{"Effect": "Allow", "Action": "tag:GetResources", "Resource": "*"}]);
    let configuration = json!([{"Effect": "Allow", "Action": "lambda:GetFunctionConfiguration", "Resource": "*"}]);
    let resources =
        [user("tags", &everywhere, &[]), user("code", &configuration, &[]), function("shop", "STAGE", "live")];
    let resources: Vec<(&str, &str, &str, Value)> =
        resources.iter().map(|(t, name, arn, props)| (*t, name.as_str(), arn.as_str(), props.clone())).collect();
    let mut snapshot = account(&resources);
    snapshot.each_meta_mut(|resource_type, meta| {
        if let (Fact::Known(tags), "AWS::Lambda::Function") = (&mut meta.tags, resource_type) {
            tags.insert("DbPassword".into(), Fact::Known(PASSWORD.into()));
        }
    });
    yagura_checks::secrets::analyse(&mut snapshot);
    let checks = yagura_checks::all();
    let mut report = Report::run(&snapshot, &checks, Options::default());
    yagura_checks::secrets::explain(&mut report, &checks);
    let finding = report.findings.iter().find(|finding| finding.check.id == "tags-resource-secret").unwrap();
    let json: Value = serde_json::from_str(finding.secret.as_ref().unwrap().text()).unwrap();
    assert_eq!(
        json["readers"]["allowed"],
        json!({"number": 1, "names": [format!("arn:aws:iam::{ACCOUNT}:user/tags")]})
    );
    let repair = &json["repair"];
    assert_eq!(
        repair["change"],
        format!(
            "aws resourcegroupstaggingapi untag-resources --resource-arn-list arn:aws:lambda:us-east-1:{ACCOUNT}:function:shop --tag-keys DbPassword"
        )
    );
    assert_eq!(
        repair["statement"]["Resource"],
        format!("arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:shop/DbPassword-??????")
    );
    assert_eq!(repair["role"], Value::Null);
}

#[test]
fn a_value_of_terraform_and_a_policy_have_repairs_of_their_own() {
    let value = |address: &str| {
        let name = address.rsplit('.').next().unwrap().to_owned();
        ("Terraform::Value", address.to_owned(), String::new(), json!({"Value": {name: {"Default": PASSWORD}}}))
    };
    let found = said(&[value("var.db_password"), value("local.db_password")], "terraform-value-secret");
    let [(_, of_local, local), (_, of_variable, variable)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(variable["repair"]["change"], r#"variable "db_password" { sensitive = true }"#);
    let data = r#"data "aws_secretsmanager_secret_version" "db_password" { secret_id = "db_password" }"#;
    assert_eq!(local["repair"]["change"], data);
    assert!(of_variable.contains(data) && of_variable.contains("in the place of var.db_password"), "{of_variable}");
    assert!(of_local.contains("read data.aws_secretsmanager_secret_version.db_password.secret_string"), "{of_local}");
    assert!(of_local.contains("`ephemeral`"), "{of_local}");
    assert_eq!(
        local["repair"]["store"],
        "aws secretsmanager create-secret --name db_password --secret-string file://secret.txt"
    );

    let url = format!("postgres://shop:{PASSWORD}@db.internal/shop");
    let statement = json!([{"Sid": url, "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]);
    let trust = json!([{"Sid": url, "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]);
    let found = said(&[role("deploy", &trust, &statement)], "iam-policy-secret");
    let [(_, _, json)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        json["repair"]["change"],
        "aws iam put-role-policy --role-name deploy --policy-name own --policy-document file://policy.json; aws iam update-assume-role-policy --role-name deploy --policy-document file://policy.json"
    );
    assert_eq!((&json["repair"]["store"], &json["repair"]["statement"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_repair_covers_every_variable_and_takes_no_property_for_one() {
    let project = |environment: Value, spec: &str| {
        (
            "AWS::CodeBuild::Project",
            "shop".to_owned(),
            format!("arn:aws:codebuild:us-east-1:{ACCOUNT}:project/shop"),
            json!({"Name": "shop", "Environment": {"EnvironmentVariables": environment}, "Source": {"BuildSpec": spec}}),
        )
    };
    let both = json!([
        {"Name": "DB_PASSWORD", "Type": "PLAINTEXT", "Value": PASSWORD},
        {"Name": "ADMIN_PASSWORD", "Type": "PLAINTEXT", "Value": PASSWORD},
    ]);
    let found = said(&[project(both, "version: 0.2")], "codebuild-project-secret");
    let repair = &found[0].2["repair"];
    let entries: Value = serde_json::from_str(&format!("[{}]", repair["change"].as_str().unwrap())).unwrap();
    let names: Vec<&str> = entries.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["ADMIN_PASSWORD", "DB_PASSWORD"]);
    assert_eq!(repair["statement"]["Resource"].as_array().map(Vec::len), Some(2));
    assert_eq!(repair["store"].as_str().map(|text| text.lines().count()), Some(2));
    let spec = format!("version: 0.2\nenv:\n  variables:\n    DB_PASSWORD: {PASSWORD}\n");
    let found = said(&[project(json!([]), &spec)], "codebuild-project-secret");
    assert!(found[0].2["repair"]["change"].as_str().unwrap().contains(r#""name": "SECRET""#), "{found:?}");
}

#[test]
fn the_same_secret_elsewhere_is_named() {
    let found = said(
        &[
            function("cart", "DB_PASSWORD", PASSWORD),
            function("shop", "DB_PASSWORD", PASSWORD),
            function("stock", "DB_PASSWORD", "Zr4-quinceBark-88"),
        ],
        "lambda-environment-secret",
    );
    let [cart, shop, stock] = &found[..] else { panic!("{found:?}") };
    assert_eq!(cart.2["elsewhere"][0]["name"], "shop");
    assert_eq!(shop.2["elsewhere"][0]["name"], "cart");
    assert_eq!(shop.2["elsewhere"][0]["path"], "/Environment/Variables/DB_PASSWORD");
    assert_eq!(stock.2["elsewhere"], json!([]));
    assert!(cart.1.contains("the same value stands in 1 other place: Lambda::Function shop"), "{}", cart.1);
}

#[test]
fn the_repair_is_filled_in() {
    let found = said(&[function("shop", "DB_PASSWORD", PASSWORD)], "lambda-environment-secret");
    let repair = &found[0].2["repair"];
    assert_eq!(
        repair["change"],
        r#"boto3.client("secretsmanager").get_secret_value(SecretId="shop/DB_PASSWORD")["SecretString"]"#
    );
    assert_eq!(
        repair["statement"]["Resource"],
        format!("arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:shop/DB_PASSWORD-??????")
    );
    let task = (
        "AWS::ECS::TaskDefinition",
        "shop".to_owned(),
        format!("arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/shop:3"),
        json!({"Family": "shop", "ContainerDefinitions": [{"Name": "web", "Command": [], "EntryPoint": [], "Environment": [{"Name": "DB_PASSWORD", "Value": PASSWORD}]}]}),
    );
    let found = said(&[task], "ecs-task-definition-secret");
    let change = found[0].2["repair"]["change"].as_str().unwrap();
    let entry: Value = serde_json::from_str(&format!("{{{change}}}")).unwrap();
    assert_eq!(entry["secrets"][0]["name"], "DB_PASSWORD", "{change}");
    assert!(found[0].1.contains("SUFFIX: the ARN's last six characters"), "{}", found[0].1);
}

#[test]
fn a_key_of_a_map_and_of_a_tag_that_is_a_secret_is_found_and_kept_by_nobody() {
    let url = format!("postgres://shop:{PASSWORD}@db.internal/shop");
    let job = (
        "AWS::Glue::Job",
        "shop".to_owned(),
        format!("arn:aws:glue:us-east-1:{ACCOUNT}:job/shop"),
        json!({"Name": "shop", "DefaultArguments": {url.as_str(): "on", "--verbose-logging-of-all": "true"}}),
    );
    let (t, name, arn, props) = &job;
    let mut snapshot = account(&[(t, name, arn, props.clone())]);
    snapshot.each_meta_mut(|_, meta| {
        let Fact::Known(tags) = &mut meta.tags else { return };
        tags.insert(url.as_str().into(), Fact::Known("x".into()));
        tags.insert("a-tag-with-a-long-name".into(), Fact::Known("x".into()));
    });
    yagura_checks::secrets::analyse(&mut snapshot);
    let saved = serde_json::to_string(&snapshot).unwrap();
    assert!(!saved.contains(PASSWORD), "{saved}");
    assert!(saved.contains("--verbose-logging-of-all") && saved.contains("a-tag-with-a-long-name"), "{saved}");
    let loaded: Snapshot = serde_json::from_str(&saved).unwrap();
    let checks = yagura_checks::all();
    for snapshot in [&snapshot, &loaded] {
        let report = Report::run(snapshot, &checks, Options::default());
        for id in ["glue-job-secret", "tags-resource-secret"] {
            let found =
                report.findings.iter().find(|finding| finding.check.id == id && finding.verdict == VerdictKind::Fail);
            let found = found.unwrap_or_else(|| panic!("{id}"));
            assert!(found.detail.as_ref().unwrap().en.contains("database-url"), "{:?}", found.detail);
        }
    }
}

#[test]
fn policies_of_trust_and_of_resources_hold_a_mark_and_say_who_reads_them() {
    let url = format!("postgres://shop:{PASSWORD}@db.internal/shop");
    let statement = json!([{"Sid": url, "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]);
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:UserAgent": url}}
    }]});
    let resources = [
        (
            "AWS::IAM::Role",
            "role/shop",
            json!({"AssumeRolePolicyDocument": {"Statement": statement}, "Policies": [], "ManagedPolicyArns": []}),
        ),
        ("AWS::S3::Bucket", "shop", json!({"BucketName": "shop", "PolicyDocument": policy})),
        ("AWS::SQS::Queue", "shop", json!({"QueueName": "shop", "PolicyDocument": policy})),
        ("AWS::SNS::Topic", "shop", json!({"TopicName": "shop", "PolicyDocument": policy})),
        ("AWS::KMS::Key", "key/1", json!({"KeyPolicy": policy})),
        ("AWS::SecretsManager::Secret", "secret:shop", json!({"Name": "shop", "ResourcePolicy": policy})),
        ("AWS::Lambda::Function", "function:shop", json!({"FunctionName": "shop", "Policy": policy})),
        ("AWS::ECR::Repository", "repository/shop", json!({"RepositoryName": "shop", "RepositoryPolicyText": policy})),
        (
            "AWS::DynamoDB::Table",
            "table/shop",
            json!({"TableName": "shop", "ResourcePolicy": {"PolicyDocument": policy}}),
        ),
        ("AWS::EC2::VPCEndpoint", "vpc-endpoint/1", json!({"PolicyDocument": policy})),
        ("AWS::ApiGateway::RestApi", "/restapis/1", json!({"Name": "shop", "Policy": policy})),
    ];
    let resources: Vec<(&str, String, String, Value)> = resources
        .into_iter()
        .map(|(of, name, props)| {
            let service = of.split("::").nth(1).unwrap().to_lowercase();
            (of, name.to_owned(), format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{name}"), props)
        })
        .collect();
    let number = resources.len();
    let listed: Vec<(&str, &str, &str, Value)> =
        resources.iter().map(|(of, name, arn, props)| (*of, name.as_str(), arn.as_str(), props.clone())).collect();
    let mut snapshot = account(&listed);
    yagura_checks::secrets::analyse(&mut snapshot);
    assert!(!serde_json::to_string(&snapshot).unwrap().contains(PASSWORD));
    let checks = yagura_checks::all();
    let mut report = Report::run(&snapshot, &checks, Options::default());
    yagura_checks::secrets::explain(&mut report, &checks);
    let found: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.check.id == "iam-policy-secret" && finding.verdict == VerdictKind::Fail)
        .collect();
    assert_eq!(
        found.len(),
        number,
        "{:?}",
        found.iter().map(|finding| finding.resource.resource_type).collect::<Vec<_>>()
    );
    for finding in found {
        let json: Value = serde_json::from_str(finding.secret.as_ref().unwrap().text()).unwrap();
        assert!(json["readers"]["gap"].is_null() && json["readers"]["actions"].is_array(), "{json:#}");
        assert_eq!(json["repair"]["store"], Value::Null, "what stands in a policy is not used from there");
    }
}

#[test]
fn tags_and_policies_hold_a_mark_where_a_secret_stood() {
    let url = format!("postgres://shop:{PASSWORD}@db.internal/shop");
    let statement = json!([{
        "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:UserAgent": url}}
    }]);
    let (t, name, arn, props) = user("shop", &statement, &[]);
    let mut snapshot = account(&[(t, &name, &arn, props)]);
    snapshot.each_meta_mut(|_, meta| {
        let Fact::Known(tags) = &mut meta.tags else { return };
        for (key, value) in [("DbPassword", PASSWORD), ("Owner", "shop"), ("Name", &url)] {
            tags.insert(key.into(), Fact::Known(value.into()));
        }
        meta.name.clone_from(&url);
    });
    yagura_checks::secrets::analyse(&mut snapshot);
    let saved = serde_json::to_string(&snapshot).unwrap();
    assert!(!saved.contains(PASSWORD), "{saved}");
    assert!(saved.contains("\"shop\"") && saved.contains("aws:UserAgent"), "what is no secret stays");
    let loaded: Snapshot = serde_json::from_str(&saved).unwrap();
    let checks = yagura_checks::all();
    let verdicts = |snapshot: &Snapshot| -> Vec<String> {
        let report = Report::run(snapshot, &checks, Options::default());
        let ours = report
            .findings
            .iter()
            .filter(|finding| ["tags-resource-secret", "iam-policy-secret"].contains(&finding.check.id));
        ours.map(|finding| {
            assert!(!finding.resource.name.contains(PASSWORD), "{}", finding.resource.name);
            let paths: Vec<&str> = finding.evidence.iter().map(|proof| proof.evidence.path.as_str()).collect();
            format!("{} {}", finding.check.id, paths.join(" "))
        })
        .collect()
    };
    assert_eq!(
        verdicts(&snapshot),
        ["iam-policy-secret /Policies/0/PolicyDocument", "tags-resource-secret /Tags/DbPassword /Tags/Name"]
    );
    assert_eq!(verdicts(&loaded), verdicts(&snapshot), "a saved account is judged alike");
}

#[test]
fn one_of_several_secrets_of_a_resource_is_muted_and_the_others_stand() {
    let mut properties = function("shop", "DB_PASSWORD", PASSWORD).3;
    properties["Environment"]["Variables"]["ADMIN_PASSWORD"] = json!("Zr4-quinceBark-88");
    let arn = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:shop");
    let mut snapshot = account(&[("AWS::Lambda::Function", "shop", &arn, properties)]);
    yagura_checks::secrets::analyse(&mut snapshot);
    let checks = yagura_checks::all();
    let judged = |paths: &[Option<&str>], baseline: &[BaselineKey]| {
        let mut report = Report::run(&snapshot, &checks, Options::default());
        let mutes: Vec<Mute> = paths
            .iter()
            .map(|path| Mute {
                check: "lambda-environment-secret".to_owned(),
                target: Target::Resource(arn.clone()),
                root: None,
                path: path.map(str::to_owned),
                reason: Some("a stand-in".to_owned()),
                until: None,
                place: "yagura.yaml:2".to_owned(),
                source: MuteSource::File,
            })
            .collect();
        let notes = yagura_finding::mute(&mut report, &mutes, &checks, &checks, "2026-11-22");
        let mut known = yagura_finding::baseline(&report, "");
        known.retain(|key| key.check == "lambda-environment-secret");
        yagura_finding::apply_baseline(&mut report, baseline, &checks, "", "baseline.json");
        let finding = report.findings.iter().find(|finding| finding.check.id == "lambda-environment-secret").unwrap();
        let left: Vec<String> = finding.evidence.iter().map(|proof| proof.evidence.path.clone()).collect();
        let Words { ja, en: words } = Words::clone(finding.detail.as_ref().unwrap());
        assert!(!ja.contains(". "), "{ja}");
        (finding.verdict, left, words, notes.len(), known)
    };
    let (admin, db) = ("/Environment/Variables/ADMIN_PASSWORD", "/Environment/Variables/DB_PASSWORD");
    let (verdict, left, words, notes, _) = judged(&[Some(db)], &[]);
    assert_eq!((verdict, left, notes), (VerdictKind::Fail, vec![admin.to_owned()], 0));
    assert!(words.contains(&format!("accepted: {db}")), "{words}");
    let (verdict, _, _, notes, _) = judged(&[Some(db), Some(admin)], &[]);
    assert_eq!((verdict, notes), (VerdictKind::Muted, 0));
    assert_eq!(judged(&[Some("/Environment")], &[]).0, VerdictKind::Muted, "with all below it");
    assert_eq!(judged(&[None], &[]).0, VerdictKind::Muted, "without a path all of it");
    let (verdict, left, _, notes, _) = judged(&[Some("/Environment/Variables/DB_PASS")], &[]);
    assert_eq!((verdict, left.len(), notes), (VerdictKind::Fail, 2, 1), "a mute of nothing is told");

    // A baseline knows the secrets that there were: one that came later is new.
    let known = judged(&[], &[]).4;
    let [key] = &known[..] else { panic!("{known:?}") };
    assert_eq!(key.paths, [admin, db]);
    assert_eq!(judged(&[], &known).0, VerdictKind::Muted);
    let older = BaselineKey { paths: vec![db.to_owned()], ..key.clone() };
    let (verdict, left, ..) = judged(&[], std::slice::from_ref(&older));
    assert_eq!((verdict, left), (VerdictKind::Fail, vec![admin.to_owned()]));
    let oldest = BaselineKey { paths: Vec::new(), ..key.clone() };
    assert_eq!(judged(&[], &[oldest]).0, VerdictKind::Muted, "a baseline from before is still one");
}
