//! What a plan tells of its expressions and of itself, and what it does not.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use yagura_model::Snapshot;
use yagura_terraform::{Blocks, Options, planned, read_files, read_plan};

fn resource(address: &str, values: &Value) -> Value {
    let kind = address.split('.').find(|part| part.starts_with("aws")).unwrap();
    json!({ "address": address, "mode": "managed", "type": kind, "values": values })
}

fn unknown(address: &str, after: &Value) -> Value {
    json!({ "address": address, "change": { "after_unknown": after } })
}

fn plan(resources: &[Value], unknown: &[Value], written: &[(&str, Value)]) -> Value {
    let written: Vec<Value> = written
        .iter()
        .map(|(address, expressions)| json!({ "address": address, "mode": "managed", "expressions": expressions }))
        .collect();
    json!({
        "format_version": "1.2",
        "terraform_version": "1.13.0",
        "planned_values": { "root_module": { "resources": resources } },
        "resource_changes": unknown,
        "configuration": { "root_module": { "resources": written } },
    })
}

fn read(plan: &Value, blocks: &Blocks) -> Snapshot {
    let mut snapshot = Snapshot::default();
    assert!(read_plan(&mut snapshot, "plan.json", &plan.to_string(), blocks));
    snapshot.sort();
    snapshot
}

fn gaps(snapshot: &Snapshot) -> String {
    snapshot.contents.gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn fresh(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plans").join(name);
    let _ = fs::remove_dir_all(&folder);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Reads configuration files, and plans beside them, as `scan` does.
fn beside(name: &str, files: &[(&str, &str)], plans: &[(&str, &Value)]) -> Snapshot {
    let folder = fresh(name, files);
    let paths: Vec<String> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
    let plans: Vec<(&str, String)> = plans.iter().map(|(file, plan)| (*file, plan.to_string())).collect();
    let options =
        Options { plans: plans.iter().filter_map(|(file, text)| planned(file, text)).collect(), ..Options::default() };
    let mut snapshot = Snapshot::default();
    let blocks = read_files(&mut snapshot, &folder, "", &paths, &options).unwrap();
    for (file, text) in &plans {
        assert!(read_plan(&mut snapshot, file, text, &blocks));
    }
    snapshot.sort();
    snapshot
}

/// The `BlockPublicAcls` of bucket `a`, whose access block is written with these references.
fn joined(references: &Value) -> Value {
    let plan = plan(
        &[
            resource("aws_s3_bucket.a", &json!({})),
            resource("aws_s3_bucket.ab", &json!({})),
            resource("aws_s3_bucket_public_access_block.p", &json!({ "block_public_acls": false })),
        ],
        &[unknown("aws_s3_bucket_public_access_block.p", &json!({ "bucket": true }))],
        &[("aws_s3_bucket_public_access_block.p", json!({ "bucket": references }))],
    );
    let snapshot = read(&plan, &Blocks::default());
    serde_json::to_value(&snapshot.s3.buckets[0].props).unwrap()["PublicAccessBlockConfiguration"].clone()
}

#[test]
fn only_a_sole_reference_joins() {
    let refs = |list: &[&str]| json!({ "references": list });
    for sole in [&["aws_s3_bucket.a.id", "aws_s3_bucket.a"][..], &["aws_s3_bucket.a.bucket", "aws_s3_bucket.a"]] {
        assert_eq!(joined(&refs(sole))["BlockPublicAcls"], false, "{sole:?}");
    }
    for other in [
        &["aws_s3_bucket.a.id", "aws_s3_bucket.a", "each.key"][..],
        &["aws_s3_bucket.a.id", "aws_s3_bucket.a", "var.suffix"],
        &["aws_s3_bucket.a.id", "aws_s3_bucket.a", "aws_s3_bucket.a.arn", "aws_s3_bucket.a"],
        &["aws_s3_bucket.ab", "aws_s3_bucket.a"],
        &["local.name"],
    ] {
        assert!(joined(&refs(other))["$unknown"].is_object(), "{other:?}");
    }
    let constant = json!({ "constant_value": "x", "references": ["aws_s3_bucket.a.id", "aws_s3_bucket.a"] });
    assert!(joined(&constant)["$unknown"].is_object());
}

/// Two buckets: the name of `b` has a reference to `a` in it.
fn named() -> Value {
    plan(
        &[resource("aws_s3_bucket.a", &json!({})), resource("aws_s3_bucket.b", &json!({}))],
        &[
            unknown("aws_s3_bucket.a", &json!({ "id": true, "bucket": true })),
            unknown("aws_s3_bucket.b", &json!({ "id": true, "bucket": true })),
        ],
        &[
            ("aws_s3_bucket.a", json!({})),
            ("aws_s3_bucket.b", json!({ "bucket": { "references": ["aws_s3_bucket.a.id", "aws_s3_bucket.a"] } })),
        ],
    )
}

#[test]
fn a_name_with_a_reference_in_it_is_not_the_other_resource() {
    let names = |snapshot: &Snapshot| -> Vec<String> {
        snapshot.s3.buckets.iter().map(|bucket| bucket.meta.arn.clone().unwrap_or_default()).collect()
    };
    let apart = ["arn:aws:s3:::{aws_s3_bucket.a}", "arn:aws:s3:::{aws_s3_bucket.b}"];
    assert_eq!(names(&read(&named(), &Blocks::default())), apart);
    // The source tells what the plan does not.
    let source = "resource \"aws_s3_bucket\" \"a\" {}\n\
                  resource \"aws_s3_bucket\" \"b\" { bucket = \"${aws_s3_bucket.a.id}-logs\" }\n";
    let folder = fresh("name", &[("main.tf", source)]);
    let paths = ["main.tf".to_owned()];
    let blocks = read_files(&mut Snapshot::default(), &folder, "", &paths, &Options::default()).unwrap();
    assert_eq!(names(&read(&named(), &blocks)), apart);
}

#[test]
fn blocks_that_differ_do_not_lend_each_other_their_references() {
    let rule = |port: u16| json!({ "protocol": "tcp", "from_port": port, "to_port": port });
    let plan = plan(
        &[resource("aws_security_group.g", &json!({ "ingress": [rule(22), rule(443)] }))],
        &[unknown(
            "aws_security_group.g",
            &json!({ "ingress": [{ "security_groups": true }, { "security_groups": true }] }),
        )],
        &[(
            "aws_security_group.g",
            json!({ "ingress": [
                { "security_groups": { "references": ["aws_security_group.x.id", "aws_security_group.x"] } },
                { "security_groups": { "references": ["aws_security_group.y.id", "aws_security_group.y"] } }] }),
        )],
    );
    let snapshot = read(&plan, &Blocks::default());
    let rules =
        serde_json::to_value(&snapshot.ec2.security_groups[0].props).unwrap()["SecurityGroupIngress"].to_string();
    assert!(rules.contains("$unknown") && !rules.contains("aws_security_group."), "a set has its own order: {rules}");
}

#[test]
fn a_plan_in_another_folder_is_not_placed_in_one_of_several_roots() {
    let main = |name: &str| format!("resource \"aws_s3_bucket\" \"{name}\" {{}}\n");
    let (only, other) = (main("a"), main("c"));
    let plan = plan(
        &[resource("aws_s3_bucket.a", &json!({})), resource("aws_s3_bucket.z", &json!({}))],
        &[],
        &[("aws_s3_bucket.a", json!({})), ("aws_s3_bucket.z", json!({}))],
    );
    let file_of = |name: &str, files: &[(&str, &str)], at: &str| {
        let folder = fresh(name, files);
        let paths: Vec<String> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        let blocks = read_files(&mut Snapshot::default(), &folder, "", &paths, &Options::default()).unwrap();
        let mut snapshot = Snapshot::default();
        assert!(read_plan(&mut snapshot, at, &plan.to_string(), &blocks));
        snapshot.s3.buckets[0].meta.template().unwrap().file.clone()
    };
    assert_eq!(file_of("only", &[("x/main.tf", &only)], "out/plan.json"), "x/main.tf");
    let two = [("x/main.tf", only.as_str()), ("y/main.tf", other.as_str())];
    assert_eq!(file_of("two", &two, "out/plan.json"), "out/plan.json", "it may be a third root's");
    assert_eq!(file_of("two", &two, "x/plan.json"), "x/main.tf");
}

#[test]
fn what_a_plan_says_it_lacks_is_told() {
    let whole = plan(&[resource("aws_s3_bucket.a", &json!({}))], &[], &[("aws_s3_bucket.a", json!({}))]);
    let with = |name: &str, value: Value| {
        let mut plan = whole.clone();
        plan[name] = value;
        gaps(&read(&plan, &Blocks::default()))
    };
    assert_eq!(gaps(&read(&whole, &Blocks::default())), "");
    assert_eq!(with("complete", json!(true)), "");
    assert!(with("errored", json!(true)).contains("plan.json: the plan failed"));
    assert!(with("complete", json!(false)).contains("plan.json: the plan is not complete"));
    let deferred =
        json!([{ "reason": "instance_count_unknown", "resource_change": { "address": "aws_s3_bucket.late" } }]);
    assert!(
        with("deferred_changes", deferred).contains("`aws_s3_bucket.late` is deferred to a later plan: not judged")
    );
    let nameless = json!({ "root_module": { "resources": [{ "values": {} }] } });
    assert!(with("planned_values", nameless).contains("a resource without its address and type is not read"));
}

#[test]
fn resources_of_the_other_provider_are_told() {
    let plan = plan(&[resource("awscc_s3_bucket.a", &json!({})), resource("awscc_s3_bucket.b", &json!({}))], &[], &[]);
    let source = [("main.tf", "resource \"awscc_s3_bucket\" \"a\" {}\n")];
    let planned = read(&plan, &Blocks::default());
    let written = yagura_terraform::read(&source, &Options::default());
    for (snapshot, place, number) in [(&planned, "plan.json", 2), (&written, ".", 1)] {
        let expect = format!(
            "unsupported: {place}: `awscc_s3_bucket` ({number}): resources of the provider `awscc` are not read"
        );
        assert_eq!(gaps(snapshot), expect);
        assert_eq!(snapshot.contents.unmodelled["awscc_s3_bucket"], number);
    }
}

#[test]
fn a_root_that_a_plan_plans_in_full_is_judged_once() {
    let main = "resource \"aws_s3_bucket\" \"a\" {}\nmodule \"m\" { source = \"./m\" }\n";
    let inner = "resource \"aws_s3_bucket\" \"c\" {}\nresource \"aws_s3_bucket\" \"none\" { count = 0 }\n";
    let module = json!({ "resources": [
        { "address": "aws_s3_bucket.c", "mode": "managed", "expressions": {} },
        { "address": "aws_s3_bucket.none", "mode": "managed", "expressions": {} }] });
    let mut plan = plan(&[resource("aws_s3_bucket.a", &json!({}))], &[], &[("aws_s3_bucket.a", json!({}))]);
    plan["planned_values"]["root_module"]["child_modules"] = json!([
        { "address": "module.m", "resources": [resource("module.m.aws_s3_bucket.c", &json!({}))] }]);
    plan["configuration"]["root_module"]["module_calls"] = json!({ "m": { "module": module } });
    let both = |name: &str, files: &[(&str, &str)], at: &str, plan: &Value| {
        let snapshot = beside(name, files, &[(at, plan)]);
        (snapshot.s3.buckets.len(), gaps(&snapshot))
    };

    let root = [("x/main.tf", main), ("x/m/main.tf", inner)];
    let (buckets, said) = both("once", &root, "x/plan.json", &plan);
    assert_eq!(buckets, 2, "{said}");
    assert!(said.contains("`x` is judged by its plan `x/plan.json`, not by its source"), "{said}");
    assert_eq!(both("elsewhere", &root, "plans/x.json", &plan).0, 2);

    // Of two roots that are alike, the one beside the plan is the plan's; of a plan elsewhere nobody knows.
    let alike = [("x/main.tf", main), ("x/m/main.tf", inner), ("y/main.tf", main), ("y/m/main.tf", inner)];
    let (buckets, said) = both("alike", &alike, "y/plan.json", &plan);
    assert!(buckets == 4 && said.contains("`y` is judged"), "{buckets}: {said}");
    assert_eq!(both("nobody", &alike, "plans/x.json", &plan).0, 6);

    // A plan that is older than the source, or that is not whole, hides nothing of the source.
    let more = format!("{main}resource \"aws_s3_bucket\" \"new\" {{}}\n");
    let (buckets, said) = both("older", &[("x/main.tf", &more), ("x/m/main.tf", inner)], "x/plan.json", &plan);
    assert!(buckets == 5 && !said.contains("judged by its plan"), "{buckets}: {said}");
    plan["complete"] = json!(false);
    assert_eq!(both("partly", &root, "x/plan.json", &plan).0, 4);
}
