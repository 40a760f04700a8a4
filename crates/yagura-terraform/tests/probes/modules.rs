//! Modules, repeated blocks, variables, providers, data sources: what the resources then are.

use std::collections::BTreeMap;

use yagura_model::Snapshot;
use yagura_terraform::{Options, read};

use super::tag;

fn ids(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.s3.buckets.iter().map(|bucket| bucket.meta.id.as_str()).collect()
}

fn names(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.s3.buckets.iter().map(|bucket| bucket.meta.name.as_str()).collect()
}

fn one(text: &str) -> Snapshot {
    read(&[("main.tf", text)], &Options::default())
}

/// The properties of the only bucket as they are saved.
fn bucket(snapshot: &Snapshot) -> serde_json::Value {
    serde_json::to_value(&snapshot.s3.buckets[0].props).unwrap()
}

#[test]
fn count_and_for_each_make_instances() {
    let snapshot = one("resource \"aws_s3_bucket\" \"a\" {\n count = 2\n bucket = \"a-${count.index}\"\n}\n\
         resource \"aws_s3_bucket\" \"b\" {\n for_each = toset([\"x\", \"y\"])\n bucket = \"b-${each.key}\"\n}\n\
         resource \"aws_s3_bucket\" \"c\" {\n for_each = { k = \"v\" }\n bucket = \"c-${each.value}\"\n}\n\
         resource \"aws_s3_bucket\" \"d\" {\n count = false ? 1 : 0\n}\n");
    assert_eq!(
        ids(&snapshot),
        [
            "aws_s3_bucket.a[0]",
            "aws_s3_bucket.a[1]",
            "aws_s3_bucket.b[\"x\"]",
            "aws_s3_bucket.b[\"y\"]",
            "aws_s3_bucket.c[\"k\"]"
        ]
    );
    assert_eq!(names(&snapshot), ["a-0", "a-1", "b-x", "b-y", "c-v"]);
}

#[test]
fn an_unknown_number_is_one_instance_that_stands_for_all() {
    let snapshot = one("variable \"names\" {}\n\
         resource \"aws_s3_bucket\" \"b\" {\n for_each = var.names\n bucket = each.key\n tags = { fixed = \"yes\" }\n}\n");
    assert_eq!(ids(&snapshot), ["aws_s3_bucket.b[*]"]);
    assert_eq!(tag(&snapshot, "aws_s3_bucket.b[*]", "fixed"), "yes");
}

#[test]
fn a_piece_finds_its_owner_through_every_kind_of_reference() {
    const OFF: &str = "block_public_acls = false";
    for (bucket, piece) in [
        ("", "bucket = aws_s3_bucket.b.id"),
        ("", "bucket = aws_s3_bucket.b.bucket"),
        ("bucket = \"name\"", "bucket = \"name\""),
        ("bucket = var.name", "bucket = var.name"),
        ("bucket = \"${var.name}-x\"", "bucket = aws_s3_bucket.b.id"),
        ("count = 1", "bucket = aws_s3_bucket.b[0].id"),
        ("count = 1", "bucket = aws_s3_bucket.b.*.id[0]"),
        ("count = 1", "bucket = one(aws_s3_bucket.b[*].id)"),
        ("count = 1", "count = 1\n bucket = aws_s3_bucket.b[count.index].id"),
        ("for_each = toset([\"k\"])", "for_each = aws_s3_bucket.b\n bucket = each.value.id"),
        ("for_each = toset([\"k\"])", "for_each = toset([\"k\"])\n bucket = aws_s3_bucket.b[each.key].id"),
        ("for_each = toset([\"k\"])", "for_each = { for k, v in aws_s3_bucket.b : k => v.id }\n bucket = each.value"),
        ("for_each = var.many", "for_each = var.many\n bucket = aws_s3_bucket.b[each.key].id"),
        ("count = var.flag ? 1 : 0", "count = var.flag ? 1 : 0\n bucket = aws_s3_bucket.b[0].id"),
    ] {
        let text = format!(
            "variable \"name\" {{}}\nvariable \"many\" {{}}\nvariable \"flag\" {{ type = bool }}\n\
             resource \"aws_s3_bucket\" \"b\" {{\n{bucket}\n}}\n\
             resource \"aws_s3_bucket_public_access_block\" \"p\" {{\n{piece}\n{OFF}\n}}\n"
        );
        let snapshot = one(&text);
        let block = &self::bucket(&snapshot)["PublicAccessBlockConfiguration"];
        assert_eq!(block["BlockPublicAcls"], false, "{bucket} / {piece}: {block}");
    }
}

#[test]
fn a_piece_of_which_it_is_not_known_whether_it_is_there_makes_its_part_unknown() {
    let snapshot = one("variable \"flag\" { type = bool }\nresource \"aws_s3_bucket\" \"b\" {}\n\
         resource \"aws_s3_bucket_public_access_block\" \"p\" {\n count = var.flag ? 1 : 0\n bucket = aws_s3_bucket.b.id\n\
         block_public_acls = true\n}\n");
    assert!(bucket(&snapshot)["PublicAccessBlockConfiguration"]["$unknown"].is_object());
}

#[test]
fn a_piece_of_what_a_data_source_finds_changes_nothing_here() {
    let snapshot =
        one("data \"aws_s3_bucket\" \"other\" { bucket = \"other\" }\nresource \"aws_s3_bucket\" \"b\" {}\n\
         resource \"aws_s3_bucket_public_access_block\" \"p\" {\n bucket = data.aws_s3_bucket.other.id\n}\n");
    assert_eq!(bucket(&snapshot)["PublicAccessBlockConfiguration"]["BlockPublicAcls"], true, "AWS's default");
}

#[test]
fn modules_are_read_where_they_are_called() {
    let files = [
        (
            "main.tf",
            "module \"site\" {\n source = \"./modules/site\"\n for_each = toset([\"a\"])\n name = \"n-${each.key}\"\n}\n\
             resource \"aws_s3_bucket_public_access_block\" \"p\" {\n bucket = module.site[\"a\"].bucket.id\n}\n\
             resource \"aws_s3_bucket\" \"outer\" { tags = { v = module.site[\"a\"].arn } }\n",
        ),
        (
            "modules/site/main.tf",
            "variable \"name\" {}\nmodule \"inner\" {\n source = \"../inner\"\n name = \"${var.name}-i\"\n}\n\
             output \"bucket\" { value = module.inner.bucket }\noutput \"arn\" { value = module.inner.bucket.arn }\n",
        ),
        (
            "modules/inner/main.tf",
            "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" { bucket = var.name }\noutput \"bucket\" { value = aws_s3_bucket.b }\n",
        ),
    ];
    let snapshot = read(&files, &Options::default());
    assert_eq!(ids(&snapshot), ["aws_s3_bucket.outer", "module.site[\"a\"].module.inner.aws_s3_bucket.b"]);
    assert_eq!(snapshot.contents.scopes.len(), 1, "called folders are no roots");
    assert_eq!(tag(&snapshot, "aws_s3_bucket.outer", "v"), "arn:aws:s3:::n-a-i");
    let inner = &snapshot.s3.buckets[1];
    assert_eq!(inner.meta.name, "n-a-i");
    assert_eq!(inner.meta.template().unwrap().file, "modules/inner/main.tf");
    let block = serde_json::to_value(&inner.props).unwrap()["PublicAccessBlockConfiguration"].clone();
    assert_eq!(block["BlockPublicAcls"], false, "the provider's default, joined from the root");
}

#[test]
fn several_roots_are_apart() {
    let files = [
        (
            "dev/main.tf",
            "resource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_s3_bucket_public_access_block\" \"p\" {\n bucket = aws_s3_bucket.b.id\n}\n",
        ),
        ("prod/main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n"),
    ];
    let snapshot = read(&files, &Options::default());
    let roots: Vec<&str> = snapshot.contents.scopes.iter().map(|scope| scope.name.as_str()).collect();
    assert_eq!(roots, ["dev", "prod"]);
    let blocked = |at: usize| {
        let props = serde_json::to_value(&snapshot.s3.buckets[at].props).unwrap();
        props["PublicAccessBlockConfiguration"]["BlockPublicAcls"].clone()
    };
    assert_eq!((blocked(0), blocked(1)), (false.into(), true.into()));
}

#[test]
fn variables_take_the_last_of_their_sources() {
    let main = "variable \"v\" { default = \"default\" }\nresource \"aws_s3_bucket\" \"b\" { tags = { v = var.v } }\n";
    let tfvars = ("terraform.tfvars", "v = \"tfvars\"\n");
    let json = ("terraform.tfvars.json", "{\"v\": \"json\"}");
    let auto = ("x.auto.tfvars", "v = \"auto\"\n");
    let other = ("prod.tfvars", "v = \"prod\"\n");
    let check = |files: &[(&str, &str)], options: &Options, expect: &str| {
        let mut all = vec![("main.tf", main)];
        all.extend_from_slice(files);
        assert_eq!(tag(&read(&all, options), "aws_s3_bucket.b", "v"), expect);
    };
    let plain = Options::default();
    let environment =
        Options { environment: BTreeMap::from([("TF_VAR_v".to_owned(), "env".to_owned())]), ..plain.clone() };
    let file = Options { var_files: vec![("v.tfvars".to_owned(), "v = \"file\"\n".to_owned())], ..plain.clone() };
    check(&[], &plain, "default");
    check(&[other], &plain, "default");
    check(&[], &environment, "env");
    check(&[tfvars], &environment, "tfvars");
    check(&[tfvars, json], &plain, "json");
    check(&[tfvars, json, auto], &plain, "auto");
    check(&[tfvars, json, auto], &file, "file");
}

#[test]
fn types_of_variables_convert_and_fill() {
    let context = "variable \"o\" {\n type = object({\n name = string\n on = optional(bool, true)\n list = optional(list(string), [\"d\"])\n})\n default = { name = 5 }\n}\n";
    assert_eq!(super::value_in(context, "jsonencode(var.o)"), "{\"list\":[\"d\"],\"name\":\"5\",\"on\":true}");
    let context = "variable \"n\" {\n type = number\n default = \"7\"\n}\n";
    assert_eq!(super::value_in(context, "var.n + 1"), "8");
    let context = "variable \"s\" {\n type = set(string)\n default = [\"b\", \"a\", \"b\"]\n}\n";
    assert_eq!(super::value_in(context, "jsonencode(var.s)"), "[\"a\",\"b\"]");
    let context = "variable \"s\" {\n nullable = false\n default = \"d\"\n}\n";
    assert_eq!(super::value_in(context, "var.s"), "d");
}

#[test]
fn dynamic_blocks_are_written_out() {
    let snapshot = one("locals { ports = [80, 443] }\nresource \"aws_security_group\" \"g\" {\n vpc_id = \"vpc-1\"\n\
         dynamic \"ingress\" {\n for_each = local.ports\n iterator = port\n content {\n from_port = port.value\n to_port = port.value\n\
         protocol = \"tcp\"\n cidr_blocks = [\"0.0.0.0/0\"]\n}\n}\n}\n");
    let props = serde_json::to_value(&snapshot.ec2.security_groups[0].props).unwrap().to_string();
    assert!(props.contains("443") && props.contains("80") && props.contains("0.0.0.0/0"), "{props}");
}

#[test]
fn an_override_file_replaces_what_it_names() {
    let files = [
        (
            "main.tf",
            "resource \"aws_s3_bucket\" \"b\" {\n bucket = \"one\"\n tags = { v = \"kept\" }\n}\nlocals { x = 1 }\n",
        ),
        ("main_override.tf", "resource \"aws_s3_bucket\" \"b\" {\n bucket = \"two\"\n}\n"),
    ];
    let snapshot = read(&files, &Options::default());
    assert_eq!(names(&snapshot), ["two"]);
    assert_eq!(tag(&snapshot, "aws_s3_bucket.b", "v"), "kept");
}

#[test]
fn the_json_syntax_says_the_same() {
    let files = [(
        "main.tf.json",
        r#"{"variable": {"n": {"default": "json"}}, "locals": {"m": "${var.n}-x"},
            "resource": {"aws_s3_bucket": {"b": {"bucket": "${local.m}", "tags": {"v": "a ${var.n}"}}}},
            "output": {"o": {"value": "${aws_s3_bucket.b.id}"}}}"#,
    )];
    let snapshot = read(&files, &Options::default());
    assert_eq!(names(&snapshot), ["json-x"]);
    assert_eq!(tag(&snapshot, "aws_s3_bucket.b", "v"), "a json");
}

#[test]
fn providers_give_regions_and_tags() {
    let files = [
        (
            "main.tf",
            "provider \"aws\" {\n region = \"eu-west-1\"\n default_tags {\n tags = { team = \"x\", v = \"default\" }\n}\n}\n\
             provider \"aws\" {\n alias = \"us\"\n region = \"us-east-1\"\n}\n\
             resource \"aws_s3_bucket\" \"a\" { tags = { v = \"own\" } }\n\
             resource \"aws_s3_bucket\" \"b\" { provider = aws.us }\n\
             module \"m\" {\n source = \"./m\"\n providers = { aws = aws.us }\n}\nmodule \"n\" { source = \"./m\" }\n",
        ),
        ("m/main.tf", "resource \"aws_s3_bucket\" \"c\" {}\n"),
    ];
    let snapshot = read(&files, &Options::default());
    let regions: Vec<(&str, &str)> =
        snapshot.s3.buckets.iter().map(|bucket| (bucket.meta.id.as_str(), bucket.meta.region.as_str())).collect();
    assert_eq!(
        regions,
        [
            ("aws_s3_bucket.a", "eu-west-1"),
            ("module.n.aws_s3_bucket.c", "eu-west-1"),
            ("aws_s3_bucket.b", "us-east-1"),
            ("module.m.aws_s3_bucket.c", "us-east-1"),
        ]
    );
    assert_eq!(tag(&snapshot, "aws_s3_bucket.a", "team"), "x");
    assert_eq!(tag(&snapshot, "aws_s3_bucket.a", "v"), "own");
    assert_eq!(tag(&snapshot, "aws_s3_bucket.b", "team"), "absent");
}

#[test]
fn files_inside_the_root_are_read_and_no_others() {
    let files = [
        (
            "root/main.tf",
            "resource \"aws_s3_bucket\" \"b\" {\n tags = {\n a = file(\"${path.module}/a.txt\")\n\
             t = templatefile(\"t.tpl\", { x = [1, 2] })\n s = join(\",\", fileset(path.module, \"*.txt\"))\n\
             e = fileexists(\"none\")\n h = filemd5(\"a.txt\")\n m = try(file(\"none\"), \"missing\")\n}\n}\n",
        ),
        ("root/a.txt", "text"),
        ("root/t.tpl", "%{ for i in x }<${i}>%{ endfor }"),
    ];
    let snapshot = read(&files, &Options::default());
    for (name, expect) in [
        ("a", "text"),
        ("t", "<1><2>"),
        ("s", "a.txt"),
        ("e", "false"),
        ("h", "1cb251ec0d568de6a929b520c4aed8d1"),
        ("m", "missing"),
    ] {
        assert_eq!(tag(&snapshot, "aws_s3_bucket.b", name), expect, "{name}");
    }
    for outside in ["/etc/passwd", "../../x", "~/x"] {
        let got = super::value(&format!("file(\"{outside}\")"));
        assert_eq!(got, format!("?the file `{outside}` lies outside the folder: not read"));
    }
}

#[test]
fn well_known_data_sources_are_symbols() {
    let context = "data \"aws_caller_identity\" \"c\" {}\ndata \"aws_region\" \"r\" {}\ndata \"aws_partition\" \"p\" {}\n\
                   data \"aws_vpc\" \"v\" { default = true }\ndata \"aws_arn\" \"a\" { arn = \"arn:aws:iam::111122223333:role/x\" }\n\
                   data \"template_file\" \"t\" {\n template = \"hi $${who}\"\n vars = { who = \"you\" }\n}\n";
    for (expression, expect) in [
        ("data.aws_caller_identity.c.account_id", "{AccountId}"),
        ("data.aws_region.r.name", "{Region}"),
        ("data.aws_partition.p.partition", "aws"),
        ("data.aws_vpc.v.id", "?`data.aws_vpc.v.id` is read when Terraform runs"),
        ("data.aws_arn.a.account", "111122223333"),
        ("data.template_file.t.rendered", "hi you"),
        ("terraform.workspace", "{Workspace}"),
        ("terraform.workspace == \"prod\" ? 1 : 2", "?`Workspace` is known after apply"),
    ] {
        assert_eq!(super::value_in(context, expression), expect, "{expression}");
    }
}

/// What AWS adds to a name stands in the ARN as a symbol, whichever attribute gives it.
#[test]
fn arns_that_aws_lengthens() {
    let context = "resource \"aws_secretsmanager_secret\" \"s\" { name = \"shop/db\" }\n\
                   resource \"aws_ecs_task_definition\" \"t\" { family = \"shop\" }\n\
                   resource \"aws_lb\" \"n\" {\n name = \"shop\"\n load_balancer_type = \"network\"\n}\n\
                   resource \"aws_lb_listener\" \"l\" { load_balancer_arn = aws_lb.n.arn }\n\
                   resource \"aws_alb_target_group\" \"g\" { name = \"shop\" }\n\
                   resource \"aws_wafv2_web_acl\" \"w\" {\n name = \"shop\"\n scope = \"REGIONAL\"\n}\n";
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:{{Region}}:{{AccountId}}:{rest}");
    for (expression, expect) in [
        ("aws_secretsmanager_secret.s.arn", arn("secretsmanager", "secret:shop/db-{6chr}")),
        ("aws_secretsmanager_secret.s.id", arn("secretsmanager", "secret:shop/db-{6chr}")),
        ("aws_ecs_task_definition.t.arn", arn("ecs", "task-definition/shop:{aws_ecs_task_definition.t.Revision}")),
        ("aws_ecs_task_definition.t.arn_without_revision", arn("ecs", "task-definition/shop")),
        ("aws_lb.n.arn", arn("elasticloadbalancing", "loadbalancer/net/shop/{aws_lb.n.Suffix}")),
        ("aws_lb.n.arn_suffix", "net/shop/{aws_lb.n.Suffix}".to_owned()),
        (
            "aws_lb_listener.l.arn",
            arn("elasticloadbalancing", "listener/net/shop/{aws_lb.n.Suffix}/{aws_lb_listener.l}"),
        ),
        ("aws_alb_target_group.g.arn_suffix", "targetgroup/shop/{aws_alb_target_group.g.Suffix}".to_owned()),
        ("aws_wafv2_web_acl.w.arn", arn("wafv2", "regional/webacl/shop/{aws_wafv2_web_acl.w.Id}")),
        ("aws_wafv2_web_acl.w.id", "{aws_wafv2_web_acl.w.Id}".to_owned()),
    ] {
        assert_eq!(super::value_in(context, expression), expect, "{expression}");
    }
}

fn document(blocks: &str) -> String {
    let context = format!("variable \"u\" {{}}\ndata \"aws_iam_policy_document\" \"d\" {{\n{blocks}\n}}\n");
    super::value_in(&context, "data.aws_iam_policy_document.d.json")
}

#[test]
fn policy_documents_are_rendered_as_the_provider_does() {
    for (blocks, expect) in [
        (
            "statement {\n actions = [\"s3:GetObject\"]\n resources = [\"*\"]\n}",
            r#"{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#,
        ),
        (
            "version = \"2008-10-17\"\npolicy_id = \"p\"\nstatement {\n sid = \"S\"\n effect = \"Deny\"\n not_actions = [\"a:B\", \"c:D\"]\n not_resources = [\"x\"]\n}",
            r#"{"Id":"p","Statement":[{"Effect":"Deny","NotAction":["c:D","a:B"],"NotResource":"x","Sid":"S"}],"Version":"2008-10-17"}"#,
        ),
        (
            "statement {\n actions = [\"a:B\"]\n principals {\n type = \"*\"\n identifiers = [\"*\"]\n}\n}",
            r#"{"Statement":[{"Action":"a:B","Effect":"Allow","Principal":"*"}],"Version":"2012-10-17"}"#,
        ),
        (
            "statement {\n actions = [\"a:B\"]\n principals {\n type = \"AWS\"\n identifiers = [\"*\"]\n}\n principals {\n type = \"Service\"\n identifiers = [\"x.amazonaws.com\", \"y.amazonaws.com\"]\n}\n}",
            r#"{"Statement":[{"Action":"a:B","Effect":"Allow","Principal":{"AWS":"*","Service":["y.amazonaws.com","x.amazonaws.com"]}}],"Version":"2012-10-17"}"#,
        ),
        (
            "statement {\n actions = [\"a:B\"]\n resources = [\"arn:aws:s3:::b/&{aws:username}\"]\n condition {\n test = \"StringLike\"\n variable = \"s3:prefix\"\n values = [\"\", \"home/&{aws:username}\"]\n}\n condition {\n test = \"StringLike\"\n variable = \"s3:x\"\n values = [\"1\"]\n}\n}",
            r#"{"Statement":[{"Action":"a:B","Condition":{"StringLike":{"s3:prefix":["","home/${aws:username}"],"s3:x":"1"}},"Effect":"Allow","Resource":"arn:aws:s3:::b/${aws:username}"}],"Version":"2012-10-17"}"#,
        ),
        (
            "source_policy_documents = [jsonencode({ Statement = [{ Sid = \"A\", Effect = \"Allow\" }, { Sid = \"B\", Effect = \"Allow\" }] })]\nstatement {\n sid = \"B\"\n effect = \"Deny\"\n}\noverride_policy_documents = [jsonencode({ Statement = { Sid = \"A\", Effect = \"Deny\" } })]",
            r#"{"Statement":[{"Effect":"Deny","Sid":"A"},{"Effect":"Deny","Sid":"B"}],"Version":"2012-10-17"}"#,
        ),
        ("statement {\n actions = [var.u]\n resources = [\"*\"]\n}", "?variable `u` has no value"),
    ] {
        assert_eq!(document(blocks), expect, "{blocks}");
    }
}

#[test]
fn a_document_keeps_its_known_parts_and_its_places() {
    let snapshot = one(
        "variable \"u\" {}\nresource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_s3_bucket_policy\" \"p\" {\n bucket = aws_s3_bucket.b.id\n\
         policy = jsonencode({\n  Statement = [{\n    Effect = \"Allow\"\n    Action = \"s3:GetObject\"\n    Resource = \"${aws_s3_bucket.b.arn}/*\"\n    Principal = var.u\n  }]\n })\n}\n",
    );
    let policy = &bucket(&snapshot)["PolicyDocument"];
    assert_eq!(policy["Statement"][0]["Resource"], "arn:aws:s3:::{aws_s3_bucket.b}/*", "{policy}");
    assert!(policy["Statement"][0]["Principal"]["$unknown"].is_object(), "{policy}");
    let template = snapshot.s3.buckets[0].meta.template().unwrap();
    assert_eq!(template.place("/PolicyDocument/Statement/0/Action").line, 8);
}

#[test]
fn a_here_document_keeps_its_places_and_its_known_parts() {
    let snapshot = one(
        "variable \"u\" {}\nresource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_s3_bucket_policy\" \"p\" {\n bucket = aws_s3_bucket.b.id\n\
         policy = <<-EOT\n    {\n      \"Statement\": [{\n        \"Effect\": \"Allow\",\n        \"Action\": \"s3:GetObject\",\n        \"Resource\": \"${var.u}/*\"\n      }]\n    }\n  EOT\n}\n",
    );
    let policy = &bucket(&snapshot)["PolicyDocument"];
    assert_eq!(policy["Statement"][0]["Action"], "s3:GetObject", "{policy}");
    assert!(policy["Statement"][0]["Resource"]["$unknown"].is_object(), "{policy}");
    let template = snapshot.s3.buckets[0].meta.template().unwrap();
    let place = template.place("/PolicyDocument/Statement/0/Action");
    assert_eq!((place.line, place.column), (9, 9));
}

#[test]
fn a_module_that_is_not_here_is_named_with_what_to_do() {
    let snapshot = one(
        "module \"v\" {\n source = \"terraform-aws-modules/vpc/aws\"\n}\nresource \"aws_s3_bucket\" \"b\" { tags = { v = module.v.id } }\n",
    );
    let said = snapshot.contents.gaps[0].to_string();
    assert!(said.contains("terraform-aws-modules/vpc/aws") && said.contains("terraform init"), "{said}");
    assert_eq!(snapshot.s3.buckets.len(), 1);
}

#[test]
fn a_module_that_was_brought_in_is_read() {
    let files = [
        ("main.tf", "module \"v\" {\n source = \"x/y/aws\"\n name = \"n\"\n}\n"),
        (
            ".terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"v","Source":"x","Dir":".terraform/modules/v"}]}"#,
        ),
        (
            ".terraform/modules/v/main.tf",
            "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" { bucket = var.name }\n",
        ),
    ];
    let mut files: Vec<(&str, &str)> = files.to_vec();
    let read_all = |files: &[(&str, &str)]| {
        let main: Vec<(&str, &str)> = files.to_vec();
        read(&main, &Options::default())
    };
    assert_eq!(ids(&read_all(&files)), ["module.v.aws_s3_bucket.b"]);
    files[1].1 = r#"{"Modules":[{"Key":"v","Source":"x","Dir":"../../etc"}]}"#;
    assert!(ids(&read_all(&files)).is_empty(), "a folder outside is none");
}

#[test]
fn a_permission_names_its_function_in_every_form_that_lambda_takes() {
    let permitted = |name: &str, more: &str| {
        let snapshot = one(&format!(
            "resource \"aws_lambda_function\" \"a\" {{\n  function_name = \"my-fn\"\n  role = \"r\"\n}}\n\
             resource \"aws_lambda_function\" \"b\" {{\n  for_each = toset([\"x:y\"])\n  function_name = var.b\n  role = \"r\"\n}}\n\
             variable \"b\" {{}}\n{more}\n\
             resource \"aws_lambda_permission\" \"p\" {{\n  action = \"lambda:InvokeFunction\"\n  principal = \"*\"\n  function_name = {name}\n}}\n"
        ));
        let known = |function: &yagura_model::Resource<yagura_model::services::lambda::Function>| {
            function.policy.get().map_or("unknown", |policy| if policy.is_some() { "some" } else { "none" })
        };
        snapshot.lambda.functions.iter().map(known).collect::<Vec<_>>().join(" ")
    };
    for (name, expect) in [
        ("\"my-fn\"\n  qualifier = \"live\"", "some none"),
        ("\"my-fn:live\"", "some none"),
        ("\"123456789012:function:my-fn\"", "some none"),
        ("\"arn:aws:lambda:eu-west-1:123456789012:function:my-fn:live\"", "some none"),
        ("\"${aws_lambda_function.a.function_name}:live\"", "some none"),
        ("\"${aws_lambda_function.a.arn}:live\"", "some none"),
        ("aws_lambda_function.a.qualified_arn", "some none"),
        ("aws_lambda_function.b[\"x:y\"].qualified_arn", "none some"),
        ("\"${aws_lambda_function.b[\"x:y\"].arn}:live\"", "none some"),
    ] {
        assert_eq!(permitted(name, ""), expect, "{name}");
    }
    for (of, expect) in [
        ("aws_lambda_function.a.arn", "some none"),
        ("aws_lambda_function.a.function_name", "some none"),
        ("aws_lambda_function.b[\"x:y\"].arn", "none some"),
        ("var.b", "unknown unknown"),
    ] {
        let alias = format!("resource \"aws_lambda_alias\" \"l\" {{\n  name = \"live\"\n  function_name = {of}\n}}\n");
        assert_eq!(permitted("aws_lambda_alias.l.arn", &alias), expect, "an alias of {of}");
        assert_eq!(permitted("aws_lambda_alias.l.function_name", &alias), expect, "the name of {of}");
    }
}

#[test]
fn what_a_piece_in_another_file_says_stands_in_that_file() {
    let bucket = "resource \"aws_s3_bucket\" \"b\" {\n}\n";
    let piece = "# far below\n\n\n\n\nresource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n    status = \"Suspended\"\n  }\n}\n";
    let place = |files: &[(&str, &str)]| {
        let snapshot = read(files, &Options::default());
        let template = snapshot.s3.buckets[0].meta.template().unwrap().clone();
        let (file, span) = template.stands("/VersioningConfiguration/Status");
        (template.file.clone(), file.to_owned(), span.line)
    };
    let at = |file: &str, line: u32| ("a.tf".to_owned(), file.to_owned(), line);
    assert_eq!(place(&[("a.tf", bucket), ("b.tf", piece)]), at("b.tf", 9));
    assert_eq!(place(&[("a.tf", &format!("{bucket}{piece}"))]), at("a.tf", 11));
}
